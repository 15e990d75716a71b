//! From the input arguments to the options of a run.

use std::io;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::args::InputArgs;
use crate::cloudformation::ParameterInput;
use crate::config::{self, Config, ConfigError};
use crate::diagnostic::{RuleMeta, Severity};
use crate::model::GivenRegion;
use crate::options::{LintOptions, Stdin};
use crate::paths::folder_of;
use crate::report;
use crate::source::{Access, SourceMap, read_input};
use crate::terraform::VariableInput;

/// What the command line and the configuration ask for.
pub(super) struct Request {
    pub(super) options: LintOptions,
    /// The lowest severity that fails the run, where the configuration says.
    pub(super) fail_on: Option<Severity>,
}

/// Makes the request of a run, reading standard input where a path is `-`. `matches` are the subcommand's: they
/// tell in which order values were given. The error is a sentence for the user.
pub(super) fn request(args: &InputArgs, matches: &ArgMatches) -> Result<Request, String> {
    let (paths, stdin) = texts(args)?;
    let mut config = configuration(args)?;
    let fail_on = config.fail_on;
    config.coverage = args.coverage.or(config.coverage);
    let region = args.region.clone();
    let region = region.map(|name| GivenRegion { name, at: None });
    config.region = region.or(config.region);
    if args.no_assume_defaults {
        config.assume_defaults = Some(false);
        config.assume_defaults_at = None;
    }
    or_given(&mut config.select, &args.select);
    or_given(&mut config.ignore, &args.ignore);
    config.severities.extend(&args.severity);
    let mut options = LintOptions {
        paths,
        stdin,
        no_ignore: args.no_ignore,
        allow_outside: args.allow_outside,
        ..LintOptions::of_config(config)
    };
    options.cloudformation.parameters = parameters(args, matches);
    options.terraform.variables = variables(args, matches);
    options.terraform.tf_env = args.tf_env;
    options.terraform.known_modules = !args.no_known_modules;
    options.terraform.workspace.clone_from(&args.workspace);
    Ok(Request { options, fail_on })
}

/// What the command line selects or ignores replaces what the configuration does.
fn or_given(configured: &mut Vec<&'static RuleMeta>, given: &[&'static RuleMeta]) {
    if !given.is_empty() {
        configured.clear();
        configured.extend(given);
    }
}

/// The paths that are left without `-`, and standard input where it is among them.
fn texts(args: &InputArgs) -> Result<(Vec<PathBuf>, Option<Stdin>), String> {
    let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
    let reads_stdin = args.paths.iter().any(is_stdin);
    if args.stdin_filename.is_some() && !reads_stdin {
        return Err("--stdin-filename names standard input: add `-` to the paths".into());
    }
    let stdin = reads_stdin
        .then(|| read_stdin(args.stdin_filename.as_deref()))
        .transpose()?;
    let mut paths: Vec<PathBuf> = args.paths.clone();
    paths.retain(|path| !is_stdin(path));
    if args.paths.is_empty() {
        paths.push(".".into());
    }
    Ok((paths, stdin))
}

fn parameters(args: &InputArgs, matches: &ArgMatches) -> Vec<ParameterInput> {
    let files = args.parameters.iter().cloned().map(ParameterInput::File);
    let values = args.parameter.iter().cloned();
    let values = values.map(|(key, value)| ParameterInput::Value {
        key,
        value,
        at: None,
    });
    in_order(matches, ("parameters", files), ("parameter", values))
}

fn variables(args: &InputArgs, matches: &ArgMatches) -> Vec<VariableInput> {
    let files = args.var_file.iter().cloned().map(VariableInput::File);
    let values = args.var.iter().cloned();
    let values = values.map(|(name, value)| VariableInput::Value {
        name,
        value,
        at: None,
    });
    in_order(matches, ("var_file", files), ("var", values))
}

/// The configuration that holds for the run. What is wrong with it is shown with its place.
fn configuration(args: &InputArgs) -> Result<Config, String> {
    if args.no_config {
        return Ok(Config::default());
    }
    let here = std::env::current_dir().unwrap_or_default();
    let Some(path) = args.config.clone().or_else(|| config::find(&here)) else {
        return Ok(Config::default());
    };
    let sources = SourceMap::new(&Access {
        // One that was found is opened like any other file of its repository.
        paths: if args.config.is_none() {
            vec![folder_of(&path).to_owned()]
        } else {
            Vec::new()
        },
        named: args.config.clone().into_iter().collect(),
        allow_outside: args.allow_outside,
        ..Access::default()
    });
    match config::load(&path, &sources) {
        Ok(config) => Ok(config),
        Err(ConfigError::Unreadable { path, why }) => {
            Err(format!("{}: {why}", sources.name(&path)))
        }
        Err(ConfigError::Wrong { file, what }) => Err(report::config_error::errors(&file, &what)),
    }
}

fn read_stdin(name: Option<&Path>) -> Result<Stdin, String> {
    let bytes = read_input(&mut io::stdin().lock())
        .map_err(|error| format!("cannot read standard input: {}", error.clause()))?;
    Ok(Stdin {
        name: name.unwrap_or(Path::new("stdin")).to_owned(),
        is_named: name.is_some(),
        bytes,
    })
}

/// The values of two options in the order in which they stand on the command line.
fn in_order<T>(
    matches: &ArgMatches,
    a: (&str, impl Iterator<Item = T>),
    b: (&str, impl Iterator<Item = T>),
) -> Vec<T> {
    let places = |id: &str| matches.indices_of(id).into_iter().flatten();
    let mut all: Vec<(usize, T)> = places(a.0).zip(a.1).chain(places(b.0).zip(b.1)).collect();
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, value)| value).collect()
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, FromArgMatches};

    use super::*;
    use crate::cli::args::{Cli, Command};

    fn parse(words: &[&str]) -> Result<LintOptions, String> {
        let matches = Cli::command()
            .try_get_matches_from(["cloudtrail-lint", "check"].iter().chain(words))
            .map_err(|error| error.to_string())?;
        let cli = Cli::from_arg_matches(&matches).unwrap();
        let Command::Check(args) = cli.command else {
            panic!("not check")
        };
        let matches = matches.subcommand_matches("check").unwrap();
        request(&args.input, matches).map(|request| request.options)
    }

    #[test]
    fn variables_keep_the_order_of_the_command_line() {
        let given = parse(&["--var", "a=1", "--var-file", "x.tfvars", "--var", "a=2"]).unwrap();
        let value = |value: &str| VariableInput::Value {
            name: "a".into(),
            value: value.into(),
            at: None,
        };
        assert_eq!(
            given.terraform.variables,
            [
                value("1"),
                VariableInput::File("x.tfvars".into()),
                value("2")
            ]
        );
    }

    #[test]
    fn parameters_keep_the_order_of_the_command_line() {
        let given = parse(&["--parameter", "K=V=W", "--parameters", "p.json"]).unwrap();
        let value = ParameterInput::Value {
            key: "K".into(),
            value: "V=W".into(),
            at: None,
        };
        assert_eq!(
            given.cloudformation.parameters,
            [value, ParameterInput::File("p.json".into())]
        );
    }

    #[test]
    fn without_a_path_the_working_directory_is_checked() {
        assert_eq!(parse(&[]).unwrap().paths, [PathBuf::from(".")]);
        assert_eq!(
            parse(&["a", "b"]).unwrap().paths,
            [PathBuf::from("a"), "b".into()]
        );
    }

    #[test]
    fn a_name_for_standard_input_needs_standard_input() {
        let error = parse(&["a.tf", "--stdin-filename", "b.tf"]).unwrap_err();
        assert!(error.contains("add `-`"), "{error}");
    }
}
