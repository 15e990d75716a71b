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
use crate::source::{SourceFile, SourceId, SourceMap};
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
    let units = read(&discovered.files, &sources, options);
    conclude(units, discovered, sources, options)
}

/// Hands each file to the front end that its name and shape call for.
fn read(files: &[Found], sources: &SourceMap, options: &LintOptions) -> Vec<Judged> {
    let mut templates = Vec::new();
    let mut audits = Vec::new();
    let mut units = Vec::new();
    for found in files
        .iter()
        .filter(|found| found.language == Language::YamlOrJson)
    {
        let Ok(file) = sources.load(&found.path) else {
            continue;
        };
        if found.mentions.terraform_trail && terraform::plan::is_plan(file.input().text) {
            units.push(terraform::plan::judge_plan(&file));
        } else if found.mentions.awscli && awscli::is_awscli(&file) {
            audits.push(file);
        } else if found.mentions.cloudformation_trail || found.mentions.nested_template {
            templates.push(found);
        }
    }
    if !audits.is_empty() {
        units.push(awscli::judge_outputs(&audits));
    }
    units.extend(cloudformation::judge_templates(
        &templates,
        sources,
        &options.cloudformation,
    ));
    units.extend(terraform::judge_modules(files, sources, &options.terraform));
    units
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
    units: Vec<Judged>,
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
    for unit in units {
        problems.extend(unit.problems);
        parsed.extend(unit.parsed);
        for account in unit.accounts {
            findings.extend(
                options
                    .rules
                    .selection
                    .apply(rules::check(&account, context)),
            );
            trails.extend(account.trails);
        }
    }
    parsed.sort_unstable();
    parsed.dedup();
    problems.sort();
    problems.dedup();
    let place = |source: SourceId| -> std::sync::Arc<SourceFile> { sources.get(source) };
    trails.sort_by_cached_key(|trail| {
        (
            place(trail.declared.source).name().to_owned(),
            trail.declared.start,
            trail.address.clone(),
            trail.deployment.clone(),
        )
    });
    findings.sort_by_cached_key(|finding| {
        (
            place(finding.span.source).name().to_owned(),
            finding.span.start,
            finding.rule,
            finding.message.clone(),
        )
    });
    findings.dedup();
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let looked_at: HashSet<&Path> = discovered
        .files
        .iter()
        .filter(|found| found.origin != Origin::Context)
        .map(|found| found.path.as_path())
        .collect();
    let beside = parsed
        .iter()
        .filter(|&&source| !looked_at.contains(sources.get(source).path()))
        .count();
    let summary = Summary {
        // Files read for their values or for context count as well.
        files_scanned: discovered.scanned + beside,
        files_parsed: parsed.len(),
        trails: trails.len(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        undecided: trails
            .iter()
            .filter(|trail| matches!(trail.verdict(), Verdict::Unknown | Verdict::Depends))
            .count(),
    };
    Outcome {
        sources,
        findings,
        trails,
        problems,
        summary,
    }
}
