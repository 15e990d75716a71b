//! From the input arguments to the options of a run.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::args::InputArgs;
use crate::config::{self, Config};
use crate::options::{LintOptions, ParameterInput, Stdin, VariableInput};
use crate::report;
use crate::rules::Selection;
use crate::source::{SourceMap, plain_io_error};

/// Makes the options of a run, reading standard input where a path is `-`. `matches` are the subcommand's: they
/// tell in which order values were given. The error is a sentence for the user.
pub(super) fn options(args: &InputArgs, matches: &ArgMatches) -> Result<LintOptions, String> {
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
    let parameter_files = args.parameters.iter().cloned().map(ParameterInput::File);
    let parameter_values = args
        .parameter
        .iter()
        .cloned()
        .map(|(key, value)| ParameterInput::Value { key, value });
    let variable_files = args.var_file.iter().cloned().map(VariableInput::File);
    let variable_values = args
        .var
        .iter()
        .cloned()
        .map(|(name, value)| VariableInput::Value { name, value });
    let config = configuration(args)?;
    let or_config = |given: &[&'static str], configured: &[String]| -> Vec<String> {
        if given.is_empty() {
            configured.to_vec()
        } else {
            given.iter().map(ToString::to_string).collect()
        }
    };
    let severities = config.severities.iter().cloned().chain(
        args.severity
            .iter()
            .map(|(rule, severity)| ((*rule).to_owned(), *severity)),
    );
    let selection = Selection::new(
        or_config(&args.select, &config.select),
        or_config(&args.ignore, &config.ignore),
        severities,
    )
    .map_err(|error| error.to_string())?;
    Ok(LintOptions {
        paths,
        stdin,
        overlay: std::collections::HashMap::new(),
        no_ignore: args.no_ignore,
        coverage: args
            .coverage
            .map(Into::into)
            .or(config.coverage)
            .unwrap_or_default(),
        region: args.region.clone().or(config.region),
        parameters: in_order(
            matches,
            ("parameters", parameter_files),
            ("parameter", parameter_values),
        ),
        variables: in_order(
            matches,
            ("var_file", variable_files),
            ("var", variable_values),
        ),
        tf_env: args.tf_env,
        workspace: args.workspace.clone(),
        selection,
        fail_on: config.fail_on,
        distrust_defaults: args.no_assume_defaults || config.assume_defaults == Some(false),
        template_deployments: config.template_deployments,
        root_deployments: config.root_deployments,
    })
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
    config::read(&path).map_err(|error| {
        let shown = SourceMap::default().name(&path);
        match &error.place {
            Some((text, at)) => report::configuration::error(&shown, text, *at, &error.message),
            None => format!("{shown}: {error}"),
        }
    })
}

fn read_stdin(name: Option<&Path>) -> Result<Stdin, String> {
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot read standard input: {}", plain_io_error(&error)))?;
    Ok(Stdin {
        name: name.unwrap_or(Path::new("stdin")).to_owned(),
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
        options(&args.input, matches.subcommand_matches("check").unwrap())
    }

    #[test]
    fn variables_keep_the_order_of_the_command_line() {
        let given = parse(&["--var", "a=1", "--var-file", "x.tfvars", "--var", "a=2"]).unwrap();
        let value = |value: &str| VariableInput::Value {
            name: "a".into(),
            value: value.into(),
        };
        assert_eq!(
            given.variables,
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
        };
        assert_eq!(
            given.parameters,
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
