//! One run, from paths to an outcome.

use std::collections::HashSet;
use std::path::Path;

use crate::awscli;
use crate::cloudformation;
use crate::diagnostic::{Finding, Problem, Severity};
use crate::discover::{self, Discovered, Found, Language, Origin};
use crate::model::{Judged, Trail, Verdict};
use crate::options::LintOptions;
use crate::outcome::{Outcome, Summary};
use crate::rules::{self, Context};
use crate::source::{SourceId, SourceMap};
use crate::terraform;

/// Looks at every file below the paths and judges every trail. Prints nothing; what could not be read is in the outcome's
/// problems, and the rest is judged all the same.
#[must_use]
pub fn lint(options: &LintOptions) -> Outcome {
    let sources = SourceMap::new(&options.paths, &options.overlay);
    let mut discovered = discover::discover(
        &discover::Request {
            paths: &options.paths,
            text: options
                .stdin
                .as_ref()
                .map(|stdin| (stdin.name.as_path(), stdin.bytes.as_slice())),
            no_ignore: options.no_ignore,
        },
        &sources,
    );
    discovered
        .problems
        .extend(unreadable_inputs(options, &sources));
    let judged = judge(&discovered.files, &sources, options);
    conclude(judged, discovered, sources, options)
}

/// Hands each file to the front end that its name and shape call for.
fn judge(files: &[Found], sources: &SourceMap, options: &LintOptions) -> Vec<Judged> {
    let mut templates = Vec::new();
    let mut audits = Vec::new();
    let mut judged = Vec::new();
    for found in files
        .iter()
        .filter(|found| found.language == Language::YamlOrJson)
    {
        let Ok(file) = sources.load(&found.path) else {
            continue;
        };
        if found.mentions.terraform_trail && terraform::plan::is_plan(file.input().text) {
            judged.push(terraform::plan::judge_plan(&file));
        } else if found.mentions.awscli && awscli::is_awscli(&file) {
            audits.push(file);
        } else if found.mentions.cloudformation_trail || found.mentions.nested_template {
            templates.push(found);
        }
    }
    if !audits.is_empty() {
        judged.push(awscli::judge_outputs(&audits));
    }
    judged.extend(cloudformation::judge_templates(
        &templates,
        sources,
        &options.cloudformation,
    ));
    judged.extend(terraform::judge_modules(files, sources, &options.terraform));
    judged
}

/// Files of values that were given and cannot be read, whether or not anything turns out to need them.
fn unreadable_inputs(options: &LintOptions, sources: &SourceMap) -> Vec<Problem> {
    let parameters = options.cloudformation.parameter_files();
    parameters
        .chain(options.terraform.variable_files())
        .filter_map(|path| {
            let error = sources.load(path).err()?;
            Some(Problem {
                path: sources.name(path),
                message: error.to_string(),
            })
        })
        .collect()
}

/// Runs the rules and sorts everything by place.
fn conclude(
    judged: Vec<Judged>,
    discovered: Discovered,
    sources: SourceMap,
    options: &LintOptions,
) -> Outcome {
    let context = Context {
        coverage: options.rules.coverage,
    };
    let mut findings: Vec<Finding> = Vec::new();
    let mut trails: Vec<Trail> = Vec::new();
    let mut problems = discovered.problems;
    let mut parsed: Vec<SourceId> = Vec::new();
    for judged in judged {
        problems.extend(judged.problems);
        parsed.extend(judged.parsed);
        for account in judged.accounts {
            let found = rules::check(&account, context);
            findings.extend(options.rules.selection.apply(found));
            trails.extend(account.trails);
        }
    }
    parsed.sort_unstable();
    parsed.dedup();
    problems.sort();
    problems.dedup();
    let name = |source: SourceId| sources.get(source).name().to_owned();
    trails.sort_by_cached_key(|trail| {
        (
            name(trail.declared.source),
            trail.declared.start,
            trail.address.clone(),
            trail.deployment.clone(),
        )
    });
    findings.sort_by_cached_key(|finding| {
        (
            name(finding.span.source),
            finding.span.start,
            finding.rule,
            finding.message.clone(),
        )
    });
    findings.dedup();
    let counted = Counted {
        scanned: discovered.scanned + read_beside(&discovered.files, &parsed, &sources),
        parsed: parsed.len(),
    };
    let summary = summary(&counted, &findings, &trails);
    Outcome {
        sources,
        findings,
        trails,
        problems,
        summary,
    }
}

/// How many of the parsed files were not looked at for themselves: they were read for their values, or for context.
fn read_beside(files: &[Found], parsed: &[SourceId], sources: &SourceMap) -> usize {
    let looked_at: HashSet<&Path> = files
        .iter()
        .filter(|found| found.origin != Origin::Context)
        .map(|found| found.path.as_path())
        .collect();
    parsed
        .iter()
        .filter(|&&source| !looked_at.contains(sources.get(source).path()))
        .count()
}

/// The files of a run.
struct Counted {
    scanned: usize,
    parsed: usize,
}

fn summary(files: &Counted, findings: &[Finding], trails: &[Trail]) -> Summary {
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    Summary {
        files_scanned: files.scanned,
        files_parsed: files.parsed,
        trails: trails.len(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        undecided: trails
            .iter()
            .filter(|trail| matches!(trail.verdict(), Verdict::Unknown | Verdict::Depends))
            .count(),
    }
}
