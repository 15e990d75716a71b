//! The arguments, as clap reads and explains them.

#![allow(
    clippy::doc_markdown,
    reason = "clap prints these comments as they are"
)]

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

use super::value_parsers::{
    RuleParser, Subject, SubjectParser, assignment, coverage, rule_severity, severity,
};
use crate::diagnostic::{RuleMeta, Severity};
use crate::rules::Coverage;

/// Checks that CloudTrail trails record global service events, from CloudFormation and Terraform code alone
///
/// Global service events are those of IAM, STS, CloudFront and console sign-in. Whether a trail records them is
/// answered from the code: no credentials, no network. Each answer shows where the value comes from, step by step:
/// variables, parameters, conditions and module calls, each with a file and a line.
#[derive(Debug, Parser)]
#[command(name = "cloudtrail-lint", version, arg_required_else_help = true)]
#[command(after_help = "Examples:
  cloudtrail-lint check                    check everything below this folder
  cloudtrail-lint list --format markdown   every trail and its verdict, for a job summary
  cloudtrail-lint explain CT-005           what a rule means and how to fix it")]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,

    /// When to use color
    #[arg(
        long,
        global = true,
        display_order = 100,
        value_name = "WHEN",
        default_value = "auto"
    )]
    pub(super) color: Color,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Report trails that do not record global service events
    #[command(after_help = "Exit codes:
  0  no finding at or above --fail-on
  1  findings
  2  the run failed: wrong usage, or input that could not be read (the rest is still reported)

Examples:
  cloudtrail-lint check
  cloudtrail-lint check envs/prod --var-file envs/prod/prod.tfvars
  cloudtrail-lint check trail.yaml --parameter GlobalEvents=true --region us-east-1
  cloudtrail-lint check --format sarif > cloudtrail-lint.sarif
  cat trail.yaml | cloudtrail-lint check - --stdin-filename trail.yaml")]
    Check(CheckArgs),

    /// List every trail and its verdict
    #[command(after_help = "Verdicts:
  recorded      global service events are on and arrive
  not recorded  they are off, or on and do not arrive
  depends       some case records, another does not
  unknown       the code alone does not tell
  not created   the trail does not exist (count = 0, a false condition)

Exits 0 whatever the verdicts are, 1 when a file could not be fully parsed, and 2 when
one could not be read at all.")]
    List(ListArgs),

    /// Explain a rule: what it finds, why it matters, how to fix it
    Explain(ExplainArgs),

    /// List the rules
    Rules(RulesArgs),

    /// Print a completion script for a shell
    #[command(after_help = "Example:
  cloudtrail-lint completions bash > ~/.local/share/bash-completion/completions/cloudtrail-lint")]
    Completions {
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,

    /// How to print findings
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: CheckFormat,

    /// The lowest severity that makes the exit code 1 [default: warning]
    #[arg(long, value_name = "SEVERITY", value_parser = severity())]
    pub(super) fail_on: Option<Severity>,

    /// Exit 0 whatever is found
    #[arg(long)]
    pub(super) exit_zero: bool,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,

    /// How to print the trails
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ListFormat,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A rule's id or alias, or a published module: `module:cloudposse/cloudtrail/aws`
    #[arg(value_name = "RULE", value_parser = SubjectParser, hide_possible_values = true)]
    pub(super) subject: Subject,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ExplainFormat,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: RulesFormat,
}

/// What to read and how to judge it.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct InputArgs {
    /// Files and folders; `-` reads standard input [default: .]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,

    /// The file name that standard input is judged and reported by
    #[arg(long, value_name = "NAME", requires = "paths", value_hint = ValueHint::FilePath)]
    pub(super) stdin_filename: Option<PathBuf>,

    /// Also read files that .gitignore leaves out
    #[arg(long)]
    pub(super) no_ignore: bool,

    /// Open files that lie outside of the repository, too
    #[arg(long)]
    pub(super) allow_outside: bool,

    /// The configuration file [default: cloudtrail-lint.yaml here or above, up to the repository's root]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Judging")]
    pub(super) config: Option<PathBuf>,

    /// Read no configuration file
    #[arg(long, conflicts_with = "config", help_heading = "Judging")]
    pub(super) no_config: bool,

    /// Whether each trail must record, or one trail of each account [default: every-trail]
    #[arg(long, value_name = "WHICH", value_parser = coverage(), help_heading = "Judging")]
    pub(super) coverage: Option<Coverage>,

    /// Set a rule's severity: `CT-010=error`
    #[arg(long, value_name = "RULE=SEVERITY", value_delimiter = ',', value_parser = rule_severity, help_heading = "Judging")]
    pub(super) severity: Vec<(&'static RuleMeta, Severity)>,

    /// Treat values known only from defaults as unknown
    #[arg(long, help_heading = "Judging")]
    pub(super) no_assume_defaults: bool,

    /// Judge no module by the built-in table of published ones
    #[arg(long, help_heading = "Judging")]
    pub(super) no_known_modules: bool,

    /// Run only these rules, by id or alias
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleParser, hide_possible_values = true, help_heading = "Judging")]
    pub(super) select: Vec<&'static RuleMeta>,

    /// Skip these rules, by id or alias
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = RuleParser, hide_possible_values = true, help_heading = "Judging")]
    pub(super) ignore: Vec<&'static RuleMeta>,

    /// The Region the code is deployed to, where the code does not say
    #[arg(long, value_name = "REGION", help_heading = "Values")]
    pub(super) region: Option<String>,

    /// A file of CloudFormation parameters; the last value given wins
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Values")]
    pub(super) parameters: Vec<PathBuf>,

    /// A CloudFormation parameter
    #[arg(long, value_name = "KEY=VALUE", value_parser = assignment, help_heading = "Values")]
    pub(super) parameter: Vec<(String, String)>,

    /// A file of Terraform variables; the last value given wins
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Values")]
    pub(super) var_file: Vec<PathBuf>,

    /// A Terraform variable
    #[arg(long, value_name = "KEY=VALUE", value_parser = assignment, help_heading = "Values")]
    pub(super) var: Vec<(String, String)>,

    /// Take Terraform variables from TF_VAR_* in the environment
    #[arg(long, help_heading = "Values")]
    pub(super) tf_env: bool,

    /// The Terraform workspace
    #[arg(long, value_name = "NAME", help_heading = "Values")]
    pub(super) workspace: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum CheckFormat {
    /// The source line, the value underlined, and what to do
    Human,
    /// One line for each finding
    Concise,
    /// Findings, trails and problems, for programs
    Json,
    /// SARIF 2.1.0, for code scanning services
    Sarif,
    /// The AWS CLI commands that fix live trails, and nothing else
    Commands,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ListFormat {
    /// Aligned columns
    Human,
    /// Trails and problems, for programs
    Json,
    /// A table for a pull-request comment or a job summary
    Markdown,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ExplainFormat {
    /// Laid out for the terminal
    Human,
    /// As it is written
    Markdown,
    /// For programs
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum RulesFormat {
    /// Aligned columns
    Human,
    /// For programs
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
