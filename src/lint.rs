//! One run, from paths to an outcome.

use crate::cloudformation;
use crate::diagnostic::{Finding, Problem, Severity};
use crate::discover::{self, Discovered, Found, Language};
use crate::model::{Trail, Unit, Verdict};
use crate::options::LintOptions;
use crate::outcome::{Outcome, Summary};
use crate::rules::{self, Context};
use crate::source::{SourceFile, SourceId, SourceMap};

/// Looks at every file below the paths and judges every trail. Prints nothing; what could not be read is in the outcome's
/// problems, and the rest is judged all the same.
#[must_use]
pub fn lint(options: &LintOptions) -> Outcome {
    let sources = SourceMap::new(options.overlay.clone());
    let mut discovered = discover::discover(&options.paths, options.no_ignore, &sources);
    if let Some(stdin) = &options.stdin {
        take_stdin(stdin, &sources, &mut discovered);
    }
    let units = read(&discovered.files, &sources, options);
    conclude(units, discovered, sources, options)
}

fn take_stdin(stdin: &crate::options::Stdin, sources: &SourceMap, discovered: &mut Discovered) {
    discovered.scanned += 1;
    let language = discover::language_of(&stdin.name).unwrap_or(Language::Data);
    let mentions = discover::mentions(&stdin.bytes, language);
    match sources.add(stdin.name.clone(), stdin.bytes.clone()) {
        Ok(_) => discovered.files.push(Found {
            path: stdin.name.clone(),
            language,
            mentions,
            named: true,
        }),
        Err(error) => discovered.problems.push(Problem {
            path: sources.name(&stdin.name),
            message: error.to_string(),
        }),
    }
}

/// Hands each file to the front end that its name and shape call for.
fn read(files: &[Found], sources: &SourceMap, options: &LintOptions) -> Vec<Unit> {
    let templates: Vec<cloudformation::File> = files
        .iter()
        .filter(|found| {
            found.language == Language::Data
                && (found.mentions.cloudformation_trail || found.mentions.nested_template)
        })
        .map(|found| cloudformation::File {
            path: found.path.clone(),
            mentions_trail: found.mentions.cloudformation_trail,
        })
        .collect();
    let settings = cloudformation::Settings {
        region: options.region.clone(),
        assume_defaults: !options.distrust_defaults,
        parameters: options.parameters.clone(),
        deployments: options.template_deployments.clone(),
    };
    cloudformation::read(&templates, sources, &settings)
}

/// Runs the rules and sorts everything by place.
fn conclude(
    units: Vec<Unit>,
    discovered: Discovered,
    sources: SourceMap,
    options: &LintOptions,
) -> Outcome {
    let context = Context {
        coverage: options.coverage,
    };
    let mut findings: Vec<Finding> = Vec::new();
    let mut trails: Vec<Trail> = Vec::new();
    let mut problems = discovered.problems;
    let mut parsed: Vec<SourceId> = Vec::new();
    for unit in units {
        problems.extend(unit.problems);
        parsed.extend(unit.parsed);
        for scope in unit.scopes {
            findings.extend(rules::check(&scope, context).into_iter().filter(|finding| {
                (options.select.is_empty() || options.select.contains(&finding.rule))
                    && !options.ignore.contains(&finding.rule)
            }));
            trails.extend(scope.trails);
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
    let summary = Summary {
        files_scanned: discovered.scanned,
        files_parsed: parsed.len(),
        trails: trails.len(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        undecided: trails
            .iter()
            .filter(|trail| matches!(trail.verdict(), Verdict::Unknown | Verdict::Depends))
            .count(),
        suppressed: 0,
    };
    Outcome {
        sources,
        findings,
        trails,
        problems,
        summary,
    }
}
