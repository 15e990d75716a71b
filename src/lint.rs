//! One run, from paths to an outcome.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::awscli;
use crate::cloudformation;
use crate::diagnostic::{Finding, Problem, Severity};
use crate::discover::{self, Discovered, Found, Language};
use crate::model::{Trail, Unit, Verdict};
use crate::options::LintOptions;
use crate::outcome::{Outcome, Summary};
use crate::rules::{self, Context};
use crate::source::{SourceFile, SourceId, SourceMap};
use crate::terraform;

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
            local_sources: discover::local_sources(&stdin.bytes),
        }),
        Err(error) => discovered.problems.push(Problem {
            path: sources.name(&stdin.name),
            message: error.to_string(),
        }),
    }
}

/// Hands each file to the front end that its name and shape call for.
fn read(files: &[Found], sources: &SourceMap, options: &LintOptions) -> Vec<Unit> {
    let mut templates = Vec::new();
    let mut audits = Vec::new();
    let mut units = Vec::new();
    for found in files
        .iter()
        .filter(|found| found.language == Language::Data)
    {
        let Ok(file) = sources.load(&found.path) else {
            continue;
        };
        if found.mentions.terraform_trail && terraform::plan::is_plan(file.input().text) {
            units.push(terraform::plan::read(&file));
        } else if found.mentions.awscli && awscli::is_awscli(&file) {
            audits.push(file);
        } else if found.mentions.cloudformation_trail || found.mentions.nested_template {
            templates.push(cloudformation::File {
                path: found.path.clone(),
                mentions_trail: found.mentions.cloudformation_trail,
            });
        }
    }
    if !audits.is_empty() {
        units.push(awscli::read(&audits));
    }
    units.extend(cloudformation::read(
        &templates,
        sources,
        &cloudformation::Settings {
            region: options.region.clone(),
            assume_defaults: !options.distrust_defaults,
            parameters: options.parameters.clone(),
            deployments: options.template_deployments.clone(),
        },
    ));
    units.extend(terraform::read(
        &modules(files, sources, options),
        sources,
        &terraform::Settings {
            region: options.region.clone(),
            assume_defaults: !options.distrust_defaults,
            variables: options.variables.clone(),
            tf_env: options.tf_env,
            workspace: options.workspace.clone(),
            deployments: options.root_deployments.clone(),
        },
    ));
    units
}

/// The files of modules. Those given by name bring the files around them, where their module and its callers lie.
fn modules(files: &[Found], sources: &SourceMap, options: &LintOptions) -> Vec<terraform::File> {
    let file = |found: &Found, wanted: bool| terraform::File {
        path: found.path.clone(),
        mentions_trail: found.mentions.terraform_trail,
        has_calls: found.mentions.module,
        may_call_trail_module: found.mentions.trail_module,
        local_sources: found.local_sources.clone(),
        is_terragrunt: found.language == Language::Terragrunt,
        wanted,
    };
    let mut all: Vec<terraform::File> = files
        .iter()
        .filter(|found| found.language != Language::Data)
        .map(|found| file(found, true))
        .collect();
    let named = files
        .iter()
        .filter(|found| found.named && found.language != Language::Data);
    let mut known: HashSet<PathBuf> = all.iter().map(|file| file.path.clone()).collect();
    let mut surveyed: HashSet<PathBuf> = HashSet::new();
    for found in named {
        // Files of one folder lie in one repository, and a survey covers all of it.
        let folder = found.path.parent().map(Path::to_owned).unwrap_or_default();
        if surveyed.contains(&folder) {
            continue;
        }
        for around in discover::discover_around(&found.path, options.no_ignore, sources) {
            surveyed.extend(around.path.parent().map(Path::to_owned));
            if known.insert(around.path.clone()) {
                all.push(file(&around, false));
            }
        }
        surveyed.insert(folder);
    }
    all
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
            findings.extend(options.selection.apply(rules::check(&scope, context)));
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
