//! From the input arguments to the options of a run.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::args::InputArgs;
use crate::options::{LintOptions, ParameterInput, Stdin, VariableInput};
use crate::rules::Selection;
use crate::source::plain_io_error;

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
    let selection = Selection::new(args.select.iter().copied(), args.ignore.iter().copied(), [])
        .map_err(|error| error.to_string())?;
    Ok(LintOptions {
        paths,
        stdin,
        overlay: std::collections::HashMap::new(),
        no_ignore: args.no_ignore,
        coverage: args.coverage.into(),
        region: args.region.clone(),
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
        distrust_defaults: false,
        template_deployments: Vec::new(),
        root_deployments: Vec::new(),
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
