//! The command line: arguments in, streams and exit code out.

mod args;
mod exit_code;
mod named_as_option;
mod run_options;
mod streams;
mod untaken;
mod value_parsers;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory, FromArgMatches};

use self::args::{
    CheckArgs, CheckFormat, Cli, Color, Command, ExplainArgs, ExplainFormat, ListArgs, ListFormat,
    RulesFormat,
};
use self::exit_code::{CLEAN, FAILED, FINDINGS};
use self::streams::{Screen, fail, finish};
use self::value_parsers::Subject;
use crate::contained::{contained, note_panics};
use crate::diagnostic::Severity;
use crate::options::LintOptions;
use crate::outcome::Outcome;
use crate::report::{
    self, commands, concise, human, json, known_modules, list_table, sarif, summary,
};
use crate::rules::RULES;

/// Runs the command that the process was started with.
///
/// Exit codes: 0 nothing at or above `--fail-on`, 1 findings, 2 the run itself failed, also by a fault of its own.
#[must_use]
pub fn run() -> ExitCode {
    note_panics();
    if let Some(message) = named_as_option::refused(std::env::args_os().skip(1)) {
        return ExitCode::from(fail(Color::Auto, &message));
    }
    let parsed = Cli::command()
        .try_get_matches()
        .and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let code = match parsed {
        Ok((cli, matches)) => {
            let code = contained(|| dispatch(&cli, &matches));
            code.unwrap_or_else(|error| fail(cli.color, &error.sentence()))
        }
        Err(error) => {
            let code = u8::try_from(error.exit_code()).unwrap_or(FAILED);
            written(code, &error)
        }
    };
    ExitCode::from(code)
}

/// Writes help, a version or what is wrong with the arguments, and gives the exit code. Arguments may be names that a stranger
/// chose.
fn written(code: u8, text: &clap::Error) -> u8 {
    let plain = text.render().to_string();
    let shown = summary::harmless(&plain);
    if shown != plain {
        return finish(code, Color::Auto, |_, err| {
            err.to.write_all(shown.as_bytes())
        });
    }
    let printed = text.print().and_then(|()| io::stdout().flush());
    finish(code, Color::Auto, |_, _| printed)
}

fn dispatch(cli: &Cli, matches: &ArgMatches) -> u8 {
    let color = cli.color;
    let matches = matches.subcommand().map_or(matches, |(_, matches)| matches);
    match &cli.command {
        Command::Check(args) => check(args, matches, color),
        Command::List(args) => list(args, matches, color),
        Command::Explain(args) => explain(args, color),
        Command::Rules(args) => {
            let rules: Vec<_> = RULES.iter().map(|rule| &rule.meta).collect();
            finish(CLEAN, color, |out, _| match args.format {
                RulesFormat::Human => report::rules::write_list(&rules, out.terminal, out.to),
                RulesFormat::Json => report::rules::write_list_json(&rules, out.to),
            })
        }
        Command::Completions { shell } => {
            let mut command = Cli::command();
            let name = command.get_name().to_owned();
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut command, name, &mut script);
            finish(CLEAN, color, |out, _| out.to.write_all(&script))
        }
    }
}

fn check(args: &CheckArgs, matches: &ArgMatches, color: Color) -> u8 {
    let request = match run_options::request(&args.input, matches) {
        Ok(request) => request,
        Err(message) => return fail(color, &message),
    };
    let outcome = crate::lint(&request.options);
    let bar = args
        .fail_on
        .or(request.fail_on)
        .unwrap_or(Severity::Warning);
    let bar = (!args.exit_zero).then_some(bar);
    finish(exit_code(&outcome, bar), color, |out, err| {
        match args.format {
            CheckFormat::Human => human::write(&outcome, out.terminal, out.to),
            CheckFormat::Concise => concise::write(&outcome, out.to),
            CheckFormat::Json => json::write_check(&outcome, out.to),
            CheckFormat::Sarif => sarif::write(&outcome, out.to),
            CheckFormat::Commands => commands::write(&outcome, out.to),
        }?;
        let human = matches!(args.format, CheckFormat::Human);
        aside(&request.options, &outcome, human, out, err)?;
        if matches!(args.format, CheckFormat::Commands) && commands::are_for_others(&outcome) {
            summary::write_note(commands::FOR_OTHERS, err.terminal, err.to)?;
        }
        Ok(())
    })
}

fn list(args: &ListArgs, matches: &ArgMatches, color: Color) -> u8 {
    let request = match run_options::request(&args.input, matches) {
        Ok(request) => request,
        Err(message) => return fail(color, &message),
    };
    let outcome = crate::lint(&request.options);
    // A table of trails shows no findings; that there may be others is one all the same.
    let code = match exit_code(&outcome, None) {
        CLEAN if summary::has_broken_files(&outcome) => FINDINGS,
        code => code,
    };
    finish(code, color, |out, err| {
        match args.format {
            ListFormat::Human => list_table::write(&outcome, out.terminal, out.to),
            ListFormat::Json => json::write_list(&outcome, out.to),
            ListFormat::Markdown => list_table::write_markdown(&outcome, out.to),
        }?;
        out.to.flush()?;
        summary::write_broken(&outcome, err.terminal, err.to)?;
        summary::write_not_followed(&outcome, err.terminal, err.to)?;
        let human = matches!(args.format, ListFormat::Human);
        aside(&request.options, &outcome, human, out, err)
    })
}

fn explain(args: &ExplainArgs, color: Color) -> u8 {
    finish(CLEAN, color, |out, _| match (args.subject, args.format) {
        (Subject::Rule(rule), ExplainFormat::Human) => {
            report::rules::write_explanation(rule, out.terminal, out.to)
        }
        (Subject::Rule(rule), ExplainFormat::Markdown) => {
            report::rules::write_explanation_markdown(rule, out.to)
        }
        (Subject::Rule(rule), ExplainFormat::Json) => {
            report::rules::write_explanation_json(rule, out.to)
        }
        (Subject::Module(module), ExplainFormat::Human) => {
            known_modules::write_explanation(module, out.terminal, out.to)
        }
        (Subject::Module(module), ExplainFormat::Markdown) => {
            known_modules::write_explanation_markdown(module, out.to)
        }
        (Subject::Module(module), ExplainFormat::Json) => {
            known_modules::write_explanation_json(module, out.to)
        }
    })
}

/// What goes to stderr beside a report: problems, values that were given for nothing, and for people the summary line.
fn aside(
    options: &LintOptions,
    outcome: &Outcome,
    with_summary: bool,
    out: &mut Screen,
    err: &mut Screen,
) -> io::Result<()> {
    // Where both streams are one screen, the report comes first.
    out.to.flush()?;
    summary::write_problems(outcome, err.terminal, err.to)?;
    summary::write_notices(outcome, err.terminal, err.to)?;
    let regions = untaken::regions_that_are_none(options).into_iter();
    for note in regions.chain(untaken::values_for_nothing(options, outcome)) {
        summary::write_note(&note, err.terminal, err.to)?;
    }
    if with_summary {
        summary::write(outcome, err.to)?;
    }
    Ok(())
}

/// `bar` is the lowest severity that counts; `None` lets every finding pass.
fn exit_code(outcome: &Outcome, bar: Option<Severity>) -> u8 {
    if !outcome.problems.is_empty() {
        FAILED
    } else if bar.is_some_and(|bar| outcome.worst() >= Some(bar)) {
        FINDINGS
    } else {
        CLEAN
    }
}
