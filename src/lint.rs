//! One run, from paths to an outcome.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::awscli;
use crate::cloudformation::{self, Files, JudgedTemplates};
use crate::contained::{InternalError, contained};
use crate::deep_stack::on_deep_stack;
use crate::diagnostic::{Finding, Problem, Severity, Unreadable};
use crate::discover::{self, Discovered, Found, Language, Origin};
use crate::model::{
    Account, Dialect, Judged, Patience, Remark, Trail, Trails, Verdict, is_region, no_region,
};
use crate::options::LintOptions;
use crate::outcome::{Outcome, Summary, by_place};
use crate::overwritten::told_where;
use crate::rules::{self, Context};
use crate::shape::{Plans, Shape, say_unrecognised, shape_of, take_statuses};
use crate::source::{SourceFile, SourceId, SourceMap};
use crate::terraform::JudgedModules;
use crate::terraform::plan::looks_like_plan;
use crate::{passed_over, terraform, unrecognised};

/// Looks at every file below the paths and judges every trail. Prints nothing; what could not be read is in the outcome's
/// problems, and the rest is judged all the same.
#[must_use]
pub fn lint(options: &LintOptions) -> Outcome {
    on_deep_stack(|| outcome(options)).unwrap_or_else(|_| without_threads(options))
}

/// What is said where the operating system gives a run no thread.
fn without_threads(options: &LintOptions) -> Outcome {
    Outcome {
        sources: SourceMap::new(&options.access()),
        findings: Vec::new(),
        trails: Trails::new(),
        deployed_by_modules: 0,
        problems: vec![Problem {
            path: "this run".into(),
            message: "no thread with room for deep expressions is to be had; allow it more memory, or fewer threads (`RAYON_NUM_THREADS=1`)".into(),
        }],
        notices: Vec::new(),
        summary: Summary::default(),
    }
}

fn outcome(options: &LintOptions) -> Outcome {
    let sources = SourceMap::new(&options.access());
    let values = &options.cloudformation;
    let config = options.config.as_ref();
    // Which templates its values are for, only judging them all tells.
    let config = config.and_then(|config| config.take_into(&sources));
    let values: Vec<PathBuf> = values
        .parameter_files()
        .chain(values.configured_files())
        .chain(config.as_ref().map(|config| config.path()))
        .map(Path::to_owned)
        .collect();
    let mut discovered = discover::discover(
        &discover::Request {
            paths: &options.paths,
            values: &values,
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
    let linked = (!discovered.links.is_empty()).then(|| with_links(options, &discovered));
    let options = linked.as_ref().unwrap_or(options);
    let mut judged = judge(&discovered, &sources, options);
    judged.extend(said_of_configuration(&discovered, &sources, options));
    judged.push(passed_over::files_alone(&discovered, &sources));
    judged.push(passed_over::unseen_apps(&discovered, &sources));
    judged.push(passed_over::links_outside(&discovered, &sources));
    judged.push(passed_over::encrypted(&discovered, &sources));
    judged.push(passed_over::linked_folders(&discovered, &judged, &sources));
    judged.shrink_to_fit();
    conclude(judged, discovered, sources, options)
}

/// The same options, where deployments are for what lies behind links, too.
fn with_links(options: &LintOptions, discovered: &Discovered) -> LintOptions {
    let mut out = options.clone();
    let files = || discovered.files.iter();
    let texts: BTreeSet<&Path> = files().map(|found| found.path.as_path()).collect();
    for deployment in &mut out.cloudformation.deployments {
        deployment.templates.follow(&discovered.links, &texts);
    }
    let folders: BTreeSet<&Path> = files().map(Found::folder).collect();
    for deployment in &mut out.terraform.deployments {
        deployment.roots.follow(&discovered.links, &folders);
    }
    out
}

/// What is said of the configuration: deployments that are for nothing, and Regions that do not exist.
fn said_of_configuration(
    discovered: &Discovered,
    sources: &SourceMap,
    options: &LintOptions,
) -> Option<Judged> {
    let config = options.config.as_ref()?;
    let files = discovered.files.iter();
    let known: BTreeSet<&Path> = files.map(|found| found.path.as_path()).collect();
    let mut notices = config.unmatched(&known, &discovered.links, &options.paths, sources);
    let none = options.regions().filter(|region| !is_region(&region.name));
    notices.extend(none.filter_map(|region| {
        Some(Remark::new(
            region.at.as_ref()?.span(sources)?,
            "no such Region",
            format!("The Region decides nothing: {}", no_region(&region.name)),
        ))
    }));
    Some(Judged {
        notices,
        ..Judged::default()
    })
}

/// Hands each file to the front end that its name and shape call for.
fn judge(discovered: &Discovered, sources: &SourceMap, options: &LintOptions) -> Vec<Judged> {
    let files = discovered.files.as_slice();
    let mut templates = Vec::new();
    let mut audits = Vec::new();
    let mut statuses = Vec::new();
    let mut judged = Vec::new();
    let mut plans = Plans::default();
    let mut unrecognised = Vec::new();
    let mut parts = Vec::new();
    let region = options.terraform.region.as_ref();
    let region = region.map(|given| given.value(sources));
    let data = files.iter();
    for found in data.filter(|found| found.language == Language::YamlOrJson) {
        let Ok(file) = sources.load(&found.path) else {
            // What it seems to nest or deploy is not judged as if nothing did.
            templates.extend(found.mentions.brings_in_templates().then_some(found));
            continue;
        };
        if found.origin == Origin::Context {
            // Only templates are looked for around what was given.
            templates.push(found);
            continue;
        }
        match contained(|| shape_of(found, &file, region.as_ref())) {
            Ok(Shape::Plan(of_plan)) => plans.take(file.id(), *of_plan),
            Ok(Shape::Output) => audits.push(file),
            Ok(Shape::Template) => templates.push(found),
            Ok(Shape::Code) => judged.push(unrecognised::of_code(&file)),
            Ok(Shape::Other) if found.mentions.awscli && awscli::is_bare_status(&file) => {
                statuses.push((found, file));
            }
            Ok(Shape::Other) => {
                let is_said = is_said_to_be_none(found, &file);
                unrecognised.extend(is_said.then(|| found.path.clone()));
                let may_be_part = found.origin.may_be_anything();
                parts.extend(may_be_part.then(|| found.path.clone()));
            }
            Err(error) => judged.push(not_judged(error.in_source(file.id()))),
        }
    }
    judged.extend(plans.all(sources));
    unrecognised.extend(take_statuses(statuses, &mut audits));
    if let Some(first) = audits.first() {
        let of_outputs = contained(|| {
            let is_given = |file: &SourceFile| sources.is_given(file.path());
            awscli::judge_outputs(&audits, &is_given, region.as_ref())
        });
        judged.push(of_outputs.unwrap_or_else(|error| not_judged(error.in_source(first.id()))));
    }
    let (from_modules, from_templates) = judge_code(&templates, discovered, sources, options);
    for files in [&mut unrecognised, &mut parts] {
        leave_included(files, &from_templates.judged, sources);
        files.extend(from_templates.something_else.iter().cloned());
    }
    unrecognised.extend(terraform::outside_of_modules(files));
    let used = used_by(&from_modules, sources);
    judged.extend(from_templates.judged);
    for files in [&mut unrecognised, &mut parts] {
        files.retain(|path| !from_modules.deployed.contains(path) && !used.contains(path));
    }
    judged.push(passed_over::parts(&parts, &discovered.unseen, sources));
    judged.push(passed_over::no_texts(files, &used, sources));
    judged.extend(
        unrecognised
            .iter()
            .filter_map(|path| say_unrecognised(path, sources, options)),
    );
    judged.extend(from_modules.judged.into_iter().map(|judged| Judged {
        is_of_modules: true,
        ..judged
    }));
    judged
}

/// Whether it is said of a file that it is none which can be judged: one that was given by name. What is a plan or an output but for
/// what other programs printed into it is passed over nowhere.
fn is_said_to_be_none(found: &Found, file: &SourceFile) -> bool {
    found.origin == Origin::ByName
        || found.mentions.terraform_trail && looks_like_plan(file.text())
        || found.mentions.awscli && discover::is_cli_text(file.text().as_bytes())
}

/// Leaves out the files that templates include: they are read with these.
fn leave_included(files: &mut Vec<PathBuf>, templates: &[Judged], sources: &SourceMap) {
    let included = templates.iter().flat_map(|judged| &judged.parsed);
    let included: HashSet<SourceId> = included.copied().collect();
    files.retain(|path| {
        let file = sources.load(path);
        file.is_ok_and(|file| !included.contains(&file.id()))
    });
}

/// The files that trails of modules come from: texts that Terragrunt makes such files of, and data.
fn used_by(modules: &JudgedModules, sources: &SourceMap) -> HashSet<PathBuf> {
    let accounts = modules.judged.iter().flat_map(|judged| &judged.accounts);
    let trails = accounts.flat_map(|account| &account.trails);
    let used: HashSet<SourceId> = trails
        .flat_map(|trail| {
            trail
                .evidence_sources()
                .into_iter()
                .chain([trail.declared.source])
        })
        .collect();
    used.into_iter()
        .map(|source| sources.get(source).path().to_owned())
        .collect()
}

/// What modules and templates come to: the former may deploy the latter.
fn judge_code(
    templates: &[&Found],
    discovered: &Discovered,
    sources: &SourceMap,
    options: &LintOptions,
) -> (JudgedModules, JudgedTemplates) {
    let files = discovered.files.as_slice();
    let named = files.iter();
    let named = named.filter(|found| found.origin.may_be_anything());
    let data: Vec<&Found> = named.collect();
    let from_modules = contained(|| {
        let files = (files, &*discovered.unseen);
        terraform::judge_modules(files, sources, &options.terraform)
    });
    let from_modules = from_modules.unwrap_or_else(|error| JudgedModules {
        judged: vec![of_no_unit("modules", &error)],
        ..JudgedModules::default()
    });
    let from_templates = contained(|| {
        let files = Files {
            all: templates,
            data: &data,
            unseen: &discovered.unseen,
            deployed: &from_modules.deployed,
            unread: &from_modules.unread,
        };
        cloudformation::judge_templates(&files, sources, &options.cloudformation)
    })
    .unwrap_or_else(|error| JudgedTemplates {
        judged: vec![of_no_unit("templates", &error)],
        something_else: Vec::new(),
    });
    (from_modules, from_templates)
}

/// A unit that was lost.
fn not_judged(unreadable: Unreadable) -> Judged {
    Judged {
        accounts: vec![Account {
            unreadable: vec![unreadable],
            ..Account::default()
        }],
        ..Judged::default()
    }
}

/// What is lost between units: the run fails by it.
fn of_no_unit(what: &str, error: &InternalError) -> Judged {
    Judged {
        problems: vec![error.problem(what.to_owned())],
        ..Judged::default()
    }
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

/// Says of a deployment's files that cannot be read where the configuration names them.
fn say_who_names(problems: &mut [Problem], options: &LintOptions, sources: &SourceMap) {
    let Some(config) = options.config.as_ref().filter(|_| !problems.is_empty()) else {
        return;
    };
    let of_templates = options.cloudformation.configured_files();
    let of_roots = options.terraform.configured_files();
    let files: BTreeSet<&Path> = of_templates.chain(of_roots).collect();
    for path in files {
        let name = sources.name(path);
        let mut of_file = problems.iter_mut().filter(|problem| problem.path == name);
        let Some(first) = of_file.next() else {
            continue;
        };
        if let Some(place) = config.place_that_names(path, sources) {
            for problem in std::iter::once(first).chain(of_file) {
                problem.message = format!("{} ({place} names it)", problem.message);
            }
        }
    }
}

/// Has all trails share what it may take to tell their variants apart; how many they are.
fn share_patience(judged: &mut [Judged]) -> usize {
    let accounts = judged.iter().flat_map(|judged| &judged.accounts);
    let count = accounts.map(|account| account.trails.len()).sum();
    let patience = Patience::among(count);
    let accounts = judged.iter_mut().flat_map(|judged| &mut judged.accounts);
    let trails = accounts.flat_map(|account| account.trails.iter_mut().chain(&mut account.around));
    for trail in trails {
        trail.patience = patience;
    }
    count
}

/// Runs the rules and sorts everything by place.
fn conclude(
    mut judged: Vec<Judged>,
    discovered: Discovered,
    sources: SourceMap,
    options: &LintOptions,
) -> Outcome {
    let parsed = parsed_in(&judged);
    let scanned = discovered.scanned + read_beside(&discovered.files, &parsed, &sources);
    let mut problems = discovered.problems;
    // From here on there is hardly need of what was found, and of trails and findings there may be very many.
    drop(discovered.files);
    sources.let_go_of_folders();
    let accounts = judged.iter().flat_map(|judged| &judged.accounts);
    let broken = accounts.filter(|account| !account.unreadable.is_empty());
    let context = Context::new(options.rules.coverage).among(broken.count());
    let mut findings: Vec<Finding> = Vec::new();
    let mut trails = Trails::new();
    let mut notices = Vec::new();
    let mut broken = BTreeSet::new();
    let mut deployed_by_modules = 0;
    let all_trails = share_patience(&mut judged);
    for judged in judged {
        problems.extend(judged.problems);
        notices.extend(judged.notices);
        for mut account in judged.accounts {
            let templates = account.trails.iter();
            let templates = templates.filter(|trail| trail.dialect == Dialect::CloudFormation);
            deployed_by_modules += templates.filter(|_| judged.is_of_modules).count();
            name_what_is_judged(&mut account, &sources);
            let found = contained(|| rules::check(&account, context));
            let found = found.unwrap_or_else(|error| {
                let declared = account.trails.first().map(|trail| trail.declared);
                let lost = declared.map(|declared| not_judged(error.at(declared)));
                let accounts = lost.map(|lost| lost.accounts).unwrap_or_default();
                problems.extend(accounts.is_empty().then(|| error.problem("rules".into())));
                accounts
                    .iter()
                    .flat_map(|account| rules::check(account, context))
                    .collect()
            });
            broken.extend(broken_by(&found));
            let found = options.rules.selection.apply(found);
            let found = found
                .into_iter()
                .map(|found| without_lost_fix(found, &sources))
                .map(|found| told_where(found, &account, &sources));
            take_all(&mut findings, found.collect(), all_trails);
            problems.extend(passed_over::lost_by(&account, &sources));
            take_all(&mut trails, account.trails, all_trails);
        }
    }
    problems.sort();
    problems.dedup();
    say_who_names(&mut problems, options, &sources);
    by_place(&mut trails, &mut findings, &mut notices, &sources);
    for finding in &mut findings {
        let fix = finding.fix.take();
        finding.fix = fix.filter(|fix| fix.replaces_literals_only(&sources));
    }
    let counted = Counted {
        scanned,
        parsed: parsed.len(),
        broken: broken.len(),
    };
    let summary = summary(&counted, &findings, &trails);
    let mut outcome = Outcome {
        sources,
        findings,
        trails,
        deployed_by_modules,
        problems,
        notices,
        summary,
    };
    outcome.mend_texts();
    outcome.cut_to_length();
    outcome
}

/// Adds everything, where there are so many in all as far as that is known. What is all there is stays where it is, and little
/// room is made ahead: these may be very many.
fn take_all<T>(all: &mut Vec<T>, mut more: Vec<T>, count: usize) {
    const PART_AHEAD: usize = 8;
    if all.is_empty() && more.len() >= count {
        *all = more;
        return;
    }
    if all.capacity() - all.len() < more.len() {
        let ahead = more.len().max(all.len() / PART_AHEAD);
        all.reserve_exact(ahead.max(count.saturating_sub(all.len())));
    }
    all.append(&mut more);
}

/// What is judged by itself is its own root, and no two conditions of a trail read the same.
fn name_what_is_judged(account: &mut Account, sources: &SourceMap) {
    let all = account.trails.iter_mut().chain(&mut account.around);
    for trail in all {
        trail.tell_conditions_apart(&|at| sources.line_of(at));
        if trail.root.is_empty() {
            let file = sources.get(trail.declared.source);
            trail.root = file.name().into();
        }
    }
}

/// The finding, without a fix that would edit bytes which are not those that were read.
fn without_lost_fix(mut finding: Finding, sources: &SourceMap) -> Finding {
    finding.fix = finding.fix.filter(|fix| {
        let mut edits = fix.edits.iter();
        edits.all(|edit| !sources.get(edit.span.source).is_decoded())
    });
    finding
}

/// The files that were parsed for anything, each once.
fn parsed_in(judged: &[Judged]) -> Vec<SourceId> {
    let parsed = judged.iter().flat_map(|judged| &judged.parsed);
    let mut parsed: Vec<SourceId> = parsed.copied().collect();
    parsed.sort_unstable();
    parsed.dedup();
    parsed
}

/// How many of the parsed files were not looked at for themselves: they were read for their values, or for context.
fn read_beside(files: &[Found], parsed: &[SourceId], sources: &SourceMap) -> usize {
    let parsed: Vec<_> = parsed.iter().map(|&source| sources.get(source)).collect();
    let paths = || parsed.iter().map(|file| file.path().as_os_str());
    let read: HashSet<&OsStr> = paths().collect();
    let looked_at = files
        .iter()
        .filter(|found| found.origin != Origin::Context)
        .map(|found| found.text_path().as_os_str());
    let looked_at: HashSet<&OsStr> = looked_at.filter(|path| read.contains(path)).collect();
    paths().filter(|path| !looked_at.contains(path)).count()
}

/// The files that could not be parsed as a whole, whether or not a report is to show it.
fn broken_by(findings: &[Finding]) -> impl Iterator<Item = SourceId> {
    let of_broken = findings
        .iter()
        .filter(|finding| finding.rule == &rules::syntax_error::RULE.meta);
    of_broken.map(|finding| finding.span.source)
}

/// The files of a run.
struct Counted {
    scanned: usize,
    parsed: usize,
    broken: usize,
}

fn summary(files: &Counted, findings: &[Finding], trails: &[Box<Trail>]) -> Summary {
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    Summary {
        files_scanned: files.scanned,
        files_parsed: files.parsed,
        files_partly_parsed: files.broken,
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
