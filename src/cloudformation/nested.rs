//! What files bring in: templates that they nest or deploy, files that they are made of, and what is lost where one cannot be
//! read.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::deployment::Given;
use super::limits::{MAX_STEPS_OF_RUN, copies_of_one_in};
use super::parameters::{
    Declares, ParameterFiles, Reading, Rollouts, is_samconfig, samconfig_beside,
};
use super::serverless::{Deployed, deployed};
use super::stacks::{
    Addressed, CdkOutput, Gathered, LostParent, LostParents, Tie, brings_in, children,
};
use super::template::{
    SERVERLESS_APPLICATION, STACK, STACK_SET, TRAIL, Template, TemplateCache, TemplateFile,
    first_document, is_called_after_parameters, type_of,
};
use crate::budget::Budget;
use crate::contained::contained;
use crate::diagnostic::{Label, Unreadable};
use crate::discover::{Found, Language, Mentions, Origin, Unseen};
use crate::model::{Account, Dialect, Judged, Unread};
use crate::parse::Node;
use crate::paths::folder_of;
use crate::resolved::{Defaults, Syntax};
use crate::source::{SourceFile, SourceId, SourceMap, Span};

/// The types of resources that nest templates.
const NESTING: [&str; 3] = [STACK, SERVERLESS_APPLICATION, STACK_SET];

/// The templates that each file nests.
pub(super) type Nested<'f> = BTreeMap<&'f Path, Vec<PathBuf>>;

/// What a first look at a file tells. Its trees are not kept: what it holds is read again where it is judged.
pub(super) struct Seen<'f> {
    pub(super) found: &'f Found,
    /// The templates that it nests.
    nested: Vec<PathBuf>,
    /// What it holds, where it can be opened.
    pub(super) holds: Option<Holds>,
}

/// What stands for the files that are more than a run judges.
pub(super) fn more_files(beyond: &[&Seen<'_>], sources: &SourceMap) -> Option<Judged> {
    let file = beyond.first()?.source()?;
    let name = sources.get(file).name().to_owned();
    let kind = (Dialect::CloudFormation, Syntax::Yaml);
    let account = Account::of_more_units(
        (&name, "templates"),
        beyond.len() - 1,
        Span::beginning(file),
        kind,
    );
    Some(Judged {
        accounts: vec![account],
        ..Judged::default()
    })
}

/// What is kept of what a file holds.
pub(super) struct Holds {
    source: SourceId,
    is_empty: bool,
    is_broken: bool,
    /// The files that its templates include.
    included: Vec<SourceId>,
    /// What its templates declare, that of a service among them.
    pub(super) declares: Vec<Declares>,
    /// The files that it is merged of.
    pub(super) parts: Vec<PathBuf>,
}

impl<'f> Seen<'f> {
    pub(super) fn of(
        (found, loaded): (&'f Found, Option<&TemplateFile>),
        given: Given<'_>,
        cdk: &CdkOutput<'_>,
        cache: &TemplateCache<'_>,
        budget: &Budget,
    ) -> Seen<'f> {
        let service = loaded.and_then(|loaded| service_in(loaded, cache));
        let holds = loaded.map(|loaded| {
            let templates = || {
                loaded
                    .templates
                    .iter()
                    .chain(service.as_ref().map(|of| &of.template))
            };
            Holds {
                source: loaded.source,
                is_empty: loaded.is_empty(),
                is_broken: !loaded.unreadable.is_empty(),
                included: templates()
                    .flat_map(|template| &template.included)
                    .map(|included| included.file)
                    .collect(),
                declares: templates().map(|template| Declares::of(template)).collect(),
                parts: loaded.parts.clone(),
            }
        });
        Seen {
            found,
            nested: nested_of((loaded, service), given, cdk, cache, budget),
            holds,
        }
    }

    /// The files that it is merged of.
    pub(super) fn parts(&self) -> &[PathBuf] {
        self.holds.as_ref().map_or(&[], |holds| &holds.parts)
    }

    /// The file where it can be opened.
    pub(super) fn source(&self) -> Option<SourceId> {
        self.holds.as_ref().map(|holds| holds.source)
    }

    /// Whether judging it may come to anything: what it holds matters, or somebody says what it is deployed with.
    pub(super) fn is_to_judge(&self, given: Given<'_>) -> bool {
        let holds = self.holds.as_ref();
        holds.is_some_and(|holds| {
            !holds.is_empty || given.is_deployed(&self.found.path, &holds.parts)
        })
    }

    /// The file where it can be opened and nothing of it can be read.
    pub(super) fn broken(&self) -> Option<SourceId> {
        let holds = self.holds.as_ref().filter(|holds| holds.is_broken)?;
        Some(holds.source)
    }
}

/// The templates that each file nests.
pub(super) fn nested_in<'f>(seen: &mut [Seen<'f>]) -> Nested<'f> {
    let all = seen.iter_mut();
    let all = all.map(|seen| (seen.found.path.as_path(), std::mem::take(&mut seen.nested)));
    all.collect()
}

/// What the templates of some files declare, those of services among them, each with its file.
pub(super) fn declares_of<'s>(seen: &'s [&Seen<'_>]) -> Vec<(&'s Path, &'s Declares)> {
    let holding = seen.iter();
    let holding = holding.filter_map(|seen| Some((&*seen.found.path, seen.holds.as_ref()?)));
    let templates = holding.flat_map(|(path, holds)| {
        let others = holds.parts.iter().map(PathBuf::as_path);
        let paths: BTreeSet<&Path> = others.chain([path]).collect();
        holds.declares.iter().flat_map(move |declares| {
            let paths = paths.clone().into_iter();
            paths.map(move |path| (path, declares))
        })
    });
    templates.collect()
}

/// The service that a file holds. One that this cannot be told of is none here.
fn service_in(loaded: &TemplateFile, cache: &TemplateCache<'_>) -> Option<Deployed> {
    let defaults = Defaults::assumed(true);
    contained(|| deployed(loaded, cache, &defaults, None)).ok()?
}

/// The templates that those of a file nest.
pub(super) fn nested_by(
    loaded: Option<&TemplateFile>,
    given: Given<'_>,
    cdk: &CdkOutput<'_>,
    cache: &TemplateCache<'_>,
    budget: &Budget,
) -> Vec<PathBuf> {
    let service = loaded.and_then(|loaded| service_in(loaded, cache));
    nested_of((loaded, service), given, cdk, cache, budget)
}

fn nested_of(
    (loaded, service): (Option<&TemplateFile>, Option<Deployed>),
    given: Given<'_>,
    cdk: &CdkOutput<'_>,
    cache: &TemplateCache<'_>,
    budget: &Budget,
) -> Vec<PathBuf> {
    let sources = cache.sources;
    let holding_resources = service
        .iter()
        .flat_map(|service| service.holding_resources.clone());
    let templates = loaded.iter().flat_map(|loaded| &loaded.templates);
    let templates = templates.chain(service.iter().map(|service| &service.template));
    let may_nest = |template: &&Arc<Template>| template.may_have(&NESTING);
    let nesting: Vec<&Arc<Template>> = templates.filter(may_nest).collect();
    // A template that this cannot be told of nests nothing: what it would nest is judged by itself.
    let found = contained(|| {
        let mut found: BTreeSet<PathBuf> = holding_resources.collect();
        if let Some(loaded) = loaded.filter(|_| !nesting.is_empty()) {
            given.each_values(loaded, cdk, budget, &mut |values| {
                for template in &nesting {
                    found.extend(children(template, values, cdk, budget));
                }
            });
        }
        found
    });
    let children = found.unwrap_or_default().into_iter();
    // What is nested through a link is nested where it lies.
    let children = children.flat_map(|path| [sources.target_of(&path), Some(path)]);
    children.flatten().collect()
}

/// What the files name in addresses that lead elsewhere.
pub(super) fn addressed(
    seen: &[Seen<'_>],
    load: &dyn Fn(&Found) -> Option<Arc<TemplateFile>>,
    given: Given<'_>,
    cdk: &CdkOutput<'_>,
    (cache, budget): (&TemplateCache<'_>, &Budget),
) -> Addressed {
    let mut out = Addressed::default();
    let for_files = Budget::of(MAX_STEPS_OF_RUN);
    let nesting = seen.iter().map(|seen| seen.found);
    let nesting = nesting.filter(|found| found.mentions.nested_template);
    for file in nesting.filter_map(load) {
        // One that this cannot be told of names nothing.
        let named = contained(|| {
            let mut named = Addressed::default();
            given.each_values(&file, cdk, &for_files, &mut |values| {
                named.add(Addressed::of(&file, values, cdk, cache, budget));
            });
            named
        });
        out.add(named.unwrap_or_default());
    }
    out
}

/// The files given by name, and those in which a trail is written, that hold no template and are no part of one either: whatever puts
/// such a trail into a template is nothing that is followed.
pub(super) fn something_else(seen: &[Seen<'_>], sources: &SourceMap) -> Vec<PathBuf> {
    let holding = seen.iter();
    let holding = holding.filter_map(|seen| Some((seen.found, seen.holds.as_ref()?)));
    let included: HashSet<SourceId> = holding
        .clone()
        .flat_map(|(_, holds)| &holds.included)
        .copied()
        .collect();
    let has_trail = |found: &Found, holds: &Holds| {
        let may_be = found.origin == Origin::InFolder && found.mentions.cloudformation_trail;
        may_be && has_trail(&sources.get(holds.source))
    };
    let empty = holding.filter(|(_, holds)| holds.is_empty && !included.contains(&holds.source));
    let meant =
        empty.filter(|(found, holds)| found.origin == Origin::ByName || has_trail(found, holds));
    meant.map(|(found, _)| found.path.clone()).collect()
}

/// Whether a file is what tools put into templates: a trail, resources with one under their names, or a list of such. Deeper in
/// something else, as in what a policy is tried with, it is deployed by nobody.
fn has_trail(file: &SourceFile) -> bool {
    let is_trail = |node: &Node| type_of(node) == Some(TRAIL) && node.get("Properties").is_some();
    let has_one = |node: &Node| {
        let mut named = node.entries().iter().map(|entry| &entry.value);
        is_trail(node) || named.any(is_trail)
    };
    let root = first_document(file).ok().flatten();
    root.is_some_and(|root| {
        let below = ["Resources", "resources"].map(|key| root.get(key));
        let mut parts = root.items().iter().chain(below.into_iter().flatten());
        has_one(&root) || parts.any(has_one)
    })
}

/// A file of another language that may deploy templates and cannot be read.
pub(crate) struct UnreadDeployer {
    pub(crate) path: PathBuf,
    /// What is wrong with it, where it can be opened.
    pub(crate) wrong: Vec<Unreadable>,
}

/// What is wrong with parents, as far as they can be opened, of which templates are judged with trails that are reported, and
/// that nothing says yet.
pub(super) fn broken_parents(
    parents: impl Iterator<Item = LostParent>,
    lost: &LostParents,
    judged: &[Judged],
    sources: &SourceMap,
) -> Judged {
    let accounts = judged.iter().flat_map(|judged| &judged.accounts);
    let said = accounts.flat_map(|account| &account.unreadable);
    let mut said: HashSet<Span> = said.map(|unreadable| unreadable.span).collect();
    let mut account = Account::default();
    for parent in parents {
        for mut wrong in lost.broken(parent, sources) {
            if said.insert(wrong.span) {
                let calls = lost.calls_of(wrong.span.source);
                wrong.others.extend(calls.iter().cloned());
                if parent.tie == Tie::Names && calls.is_empty() {
                    let label = Label::new(parent.at, "what makes the trail is named here");
                    wrong.others.push(label);
                }
                account.unreadable.push(wrong);
            }
        }
    }
    Judged {
        accounts: vec![account],
        ..Judged::default()
    }
}

/// What the files nest that may nest others and cannot be read. `nested_by` gives what one nests that is none of the run.
pub(super) fn lost_parents(
    (seen, unseen, unread): (&[Seen<'_>], &[Unseen], &[UnreadDeployer]),
    nested: &Nested<'_>,
    cache: &TemplateCache<'_>,
    nested_by: &dyn Fn(&Path) -> Vec<PathBuf>,
) -> LostParents {
    let children_of = |path: &Path| {
        let known = nested.get(path).cloned();
        known.unwrap_or_else(|| nested_by(path))
    };
    let mut out = LostParents::default();
    let mut broken: Vec<(Arc<SourceFile>, Vec<Unreadable>)> = seen
        .iter()
        .filter(|seen| {
            let mentions = &seen.found.mentions;
            mentions.nested_template || mentions.service || mentions.deploys
        })
        .filter_map(|seen| Some((seen.broken()?, &seen.found.path)))
        .map(|(source, path)| {
            let loaded = cache.load(path);
            let wrong = loaded.map(|loaded| loaded.unreadable.clone());
            (cache.sources.get(source), wrong.unwrap_or_default())
        })
        .collect();
    for deployer in unread {
        match cache.sources.load_of_module(&deployer.path) {
            Ok(file) => broken.push((file, deployer.wrong.clone())),
            Err(_) => out.take_guessed(&deployer.path, cache.sources),
        }
    }
    // Which is the first to name a template must not depend on which was the first to be read.
    broken.sort_by(|(one, _), (other, _)| one.path().cmp(other.path()));
    for (file, wrong) in broken {
        out.take((&file, &wrong), cache.sources, &children_of);
    }
    for seen in seen.iter().filter(|seen| seen.holds.is_none()) {
        out.take_guessed(&seen.found.path, cache.sources);
    }
    let children: HashSet<&PathBuf> = nested.values().flatten().collect();
    let by_nobody = seen
        .iter()
        .filter(|seen| !children.contains(&seen.found.path));
    for seen in by_nobody {
        out.take_nested_by_cdk(&seen.found.path, cache.sources);
    }
    for unseen in unseen {
        out.take_unseen(unseen, cache.sources);
    }
    out
}

/// Why the trails of an account are not what the code says, as far as that can be read: a stack is deployed as a whole, or
/// not at all. `parent` is where a file nests it that cannot be read.
pub(super) fn why_unread(
    account: &Account,
    parent: Option<Span>,
    sources: &SourceMap,
) -> Option<Unread> {
    let nested = |at| Unread {
        why: format!(
            "{} {} its template and cannot be read",
            sources.line_of(at),
            brings_in(at, sources)
        ),
        is_said: false,
    };
    let broken = || {
        let broken = account.unreadable.first()?;
        let place = sources.line_of(broken.span);
        Some(Unread {
            why: format!("CloudFormation refuses its template as it stands ({place})"),
            is_said: true,
        })
    };
    parent.map(nested).or_else(broken)
}

/// What the files of a run deploy.
pub(super) fn rollouts(
    files: &[&Found],
    (defaults, budget): (&Defaults, &Budget),
    (parameters, for_files): (&ParameterFiles<'_>, &Budget),
) -> Rollouts {
    let sources = parameters.sources;
    let deploying = files.iter().filter(|found| found.mentions.deploys);
    let beside = deploying
        .clone()
        .filter(|found| found.origin == Origin::Context);
    let mut out = Rollouts::default();
    out.beside = beside.map(|found| found.path.clone()).collect();
    let deploying: Vec<Arc<SourceFile>> = deploying
        .filter_map(|found| sources.load(&found.path).ok())
        .collect();
    let reading = Reading {
        sources,
        defaults,
        budget,
        parameters,
        for_files,
        copies: copies_of_one_in(files.len()),
    };
    if let Err(error) = contained(|| out.take(&deploying, &reading)) {
        let name = deploying.first().map(|file| file.name().to_owned());
        out.internal = Some(error.problem(name.unwrap_or_default()));
    }
    out
}

/// The samconfigs among the files, and those beside templates with trails.
pub(super) fn samconfigs<'f>(
    files: impl Iterator<Item = &'f &'f Found> + Clone,
    sources: &SourceMap,
) -> BTreeSet<PathBuf> {
    let of_trails = files.clone().filter(|found| {
        let mentions = &found.mentions;
        found.language == Language::YamlOrJson
            && (mentions.cloudformation_trail || mentions.nested_template)
    });
    let folders: BTreeSet<&Path> = of_trails.map(|found| found.folder()).collect();
    let beside = folders
        .into_iter()
        .filter_map(|folder| samconfig_beside(folder, sources));
    let given = files.map(|found| &found.path);
    let given = given.filter(|path| is_samconfig(path)).cloned();
    given.chain(beside).collect()
}

/// The given files that are called after parameters and lie beside or below a samconfig, with that.
pub(super) fn values_beside_samconfigs<'f>(
    data: &'f [&Found],
    sources: &'f SourceMap,
) -> impl Iterator<Item = (&'f Path, PathBuf)> {
    let values = data.iter().map(|found| found.path.as_path());
    let values = values.filter(|path| is_called_after_parameters(path, sources));
    let others = values.filter(|path| !is_samconfig(path));
    others.flat_map(|path| {
        let above = sources.folders_above(folder_of(path));
        let above = above.filter_map(|folder| samconfig_beside(folder, sources));
        above.map(move |samconfig| (path, samconfig))
    })
}

/// What is said of the templates that files deploy and that are not at hand.
pub(super) fn not_at_hand(rollouts: &Rollouts) -> Vec<Account> {
    const HELP: &str = "Check that template where it is kept, with what is passed here";
    let mut gathered = Gathered::new(None);
    gathered.leave_open(rollouts.unfollowed.iter().cloned(), HELP);
    gathered.accounts[0]
        .remarks
        .extend(rollouts.missing.clone());
    gathered.accounts
}

/// The templates that files of a run deploy and that are none of it.
pub(super) fn rolled_out_beside(
    files: &[&Found],
    rollouts: &Rollouts,
    sources: &SourceMap,
) -> Vec<Found> {
    let known: HashSet<&PathBuf> = files.iter().map(|found| &found.path).collect();
    let beside = rollouts.templates().filter(|path| !known.contains(path));
    let found = beside.filter_map(|path| {
        let file = sources.load(path).ok()?;
        let mentions = Mentions {
            cloudformation_trail: file.text().contains(TRAIL),
            nested_template: file.text().contains(STACK),
            ..Mentions::default()
        };
        Some(Found {
            path: path.clone(),
            target: sources.target_of(path),
            language: Language::YamlOrJson,
            named_sources: None,
            mentions,
            origin: Origin::Context,
        })
    });
    found.collect()
}
