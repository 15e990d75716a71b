//! Values that are given and that no root module takes.
//!
//! Source: "Input Variables" of the Terraform language: a value of the command line for a variable that is not declared is
//! an error, one of a file a warning.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use super::config::call_texts::is_of_trails;
use super::config::module::Module;
use super::config::module_cache::ModuleCache;
use super::config::outline::Outline;
use super::config::root_inputs::{InputValues, Inputs, names_in};
use super::config::tree::Tree;
use super::options::{Options, RootDeployment, VariableInput};
use super::root_module::RootModule;
use crate::diagnostic::Alike;
use crate::discover::{Found, Origin};
use crate::model::{Judged, Remark};
use crate::resolved::{Hop, Resolved};
use crate::source::{SourceId, Span};
use crate::suggest::{did_you_mean, nearest};
use crate::terraform::lang::values::Value;
use crate::terraform::limits::MAX_UNTAKEN_NAMED;

/// What is to be said of the values that a run was given; `judged` are its roots with what they came to, `files` those of
/// modules that are at hand.
pub(super) fn of_run(
    options: &Options,
    roots: &[(&RootModule, &Judged)],
    modules: &ModuleCache<'_>,
    tree: &Tree<'_>,
    files: &[&Found],
) -> Vec<Remark> {
    let elsewhere = || {
        let folders: BTreeSet<&Path> = files.iter().map(|file| file.folder()).collect();
        let uncalled = |folder: &&Path| tree.graph.callers_of(folder).next().is_none();
        let mut names = BTreeSet::new();
        for folder in folders.into_iter().filter(uncalled) {
            names.extend(modules.module(folder).variables.keys().cloned());
        }
        names
    };
    let mut out = of_command_line(options, roots, modules, &elsewhere);
    let roots = Roots::new(roots, modules);
    out.extend(roots.in_given_files(options, &elsewhere));
    out.extend(roots.in_deployments(options));
    out.extend(roots.overridden(options));
    let units = roots.with_trails.iter();
    let units = units.filter_map(|(root, _)| root.terragrunt.as_ref());
    out.extend(units.flat_map(|unit| unit.untaken.iter().cloned()));
    out.extend(roots.not_loaded(files, modules));
    out
}

/// What is to be said of values of the command line that no root module with a trail takes, nor any of `elsewhere`.
fn of_command_line(
    options: &Options,
    roots: &[(&RootModule, &Judged)],
    modules: &ModuleCache<'_>,
    elsewhere: &dyn Fn() -> BTreeSet<String>,
) -> Vec<Remark> {
    let mut variables: BTreeMap<String, Span> = BTreeMap::new();
    let mut trail = None;
    for (root, judged) in roots {
        let mut trails = judged.accounts.iter().flat_map(|account| &account.trails);
        let Some(first) = trails.next() else {
            continue;
        };
        let module = modules.outline(&root.folder);
        if root.is_stated() || !module.is_readable {
            // It may be declared in what could not be read, or is not here.
            return Vec::new();
        }
        trail.get_or_insert(first.declared);
        let declared = module.variables.iter();
        variables.extend(declared.map(|(name, block)| (name.clone(), block.header)));
    }
    let values = options.variables.iter().filter_map(|input| match input {
        VariableInput::Value { name, .. } if !variables.contains_key(name) => Some(name),
        _ => None,
    });
    let mut untaken: Vec<&String> = values.collect();
    if !untaken.is_empty() {
        let elsewhere = elsewhere();
        untaken.retain(|name| !elsewhere.contains(*name));
    }
    untaken
        .into_iter()
        .filter_map(|name| {
            let near = nearest(name, variables.keys().map(String::as_str));
            let span = near
                .and_then(|near| variables.get(near).copied())
                .or(trail)?;
            let near = did_you_mean(name, variables.keys().map(String::as_str));
            Some(
                Remark::new(
                    span,
                    "nothing takes this",
                    format!("`--var {name}=…` is for no variable of a root module{near}"),
                )
                .help(
                    "Name a variable that the root module declares; Terraform refuses others."
                        .to_owned(),
                ),
            )
        })
        .collect()
}

/// What is to be said of values of files that the root module loads by itself.
pub(super) fn of_files(inputs: &InputValues, module: &Module) -> Vec<Remark> {
    if !module.unreadable.is_empty() {
        return Vec::new();
    }
    let declared: BTreeSet<&str> = module.variables.keys().map(String::as_str).collect();
    let said = "the root module declares no such variable";
    let names = &inputs.set_in_files();
    let untaken = names
        .iter()
        .filter(|(name, _)| !declared.contains(name.as_str()));
    let untaken: Vec<(String, Span)> = untaken.cloned().collect();
    let mut out = undeclared(&untaken, names, &declared, said);
    out.extend(of_deployment(inputs, &declared));
    out
}

/// What is to be said of the inputs of a Terragrunt unit with trails that mean a variable by a wrong name. Terragrunt hands its
/// inputs over by the environment, of which Terraform ignores what no variable takes, and many a file of inputs is for several
/// modules.
pub(super) fn of_unit(root: &RootModule, given: &Inputs, modules: &ModuleCache<'_>) -> Vec<Remark> {
    // Which variables a module declares that is known by the built-in table is not known.
    let unit = root.terragrunt.as_ref().filter(|_| !root.is_stated());
    let module = modules.outline(&root.folder);
    let Some(unit) = unit.filter(|_| module.is_whole) else {
        return Vec::new();
    };
    let given = &given.values;
    let left = || {
        let names = module.variables.keys().map(String::as_str);
        names.filter(|name| !given.contains_key(*name))
    };
    let untaken = given
        .iter()
        .filter(|(name, _)| !module.variables.contains_key(*name));
    let remark = |(name, value): (&String, &Resolved<Value>)| {
        let near = did_you_mean(name, left());
        let mut hops = value.from().hops.iter();
        let span = hops.find_map(Hop::span).filter(|_| !near.is_empty())?;
        // A name that is not written there may be made of what is not shown.
        let file = modules.sources.get(span.source);
        let written = file.text().get(span.range()).unwrap_or_default();
        let help = "Name a variable that the module declares; Terraform ignores others.";
        written.contains(name.as_str()).then(|| {
            let message = format!(
                "Terragrunt is given the input `{name}`, and the module of `{}` declares no such variable{near}",
                unit.name
            );
            Remark::new(span, "one of these", message).help(help.to_owned())
        })
    };
    untaken.filter_map(remark).collect()
}

/// What is to be said of the inputs that a deployment of a Stack gives and that the Stack has no variable for.
fn of_deployment(inputs: &InputValues, declared: &BTreeSet<&str>) -> Vec<Remark> {
    let names = &inputs.deployed;
    let untaken = names
        .iter()
        .filter(|(name, _)| !declared.contains(name.as_str()));
    let untaken: Vec<(String, Span)> = untaken.cloned().collect();
    let mut out = undeclared(
        &untaken,
        names,
        declared,
        "the Stack declares no such variable",
    );
    for remark in &mut out {
        let help = "Name a variable that the Stack declares; Terraform refuses others.";
        remark.help = Some(help.into());
    }
    out
}

/// What is said of names that nothing declares, of those that a file sets. A variable that the file sets by its own name is
/// no misspelt one's.
fn undeclared(
    untaken: &[(String, Span)],
    names: &[(String, Span)],
    declared: &BTreeSet<&str>,
    said: &str,
) -> Vec<Remark> {
    let set: BTreeSet<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    let others = || declared.difference(&set).copied();
    let all = untaken.iter();
    let all = all.map(|(name, span)| (name, *span, did_you_mean(name, others())));
    // What means another name is not left out for what means none.
    let (near, far): (Vec<_>, Vec<_>) = all.partition(|(_, _, near)| !near.is_empty());
    let mut out = Vec::new();
    for all in [near, far] {
        let more = all.len().saturating_sub(MAX_UNTAKEN_NAMED);
        for (at, (name, span, near)) in all.into_iter().take(MAX_UNTAKEN_NAMED).enumerate() {
            let is_last = more > 0 && at + 1 == MAX_UNTAKEN_NAMED;
            let is_alike = near.is_empty() && !is_last;
            let set = if is_last {
                format!("`{name}` and {more} more like it are set here")
            } else {
                format!("`{name}` is set here")
            };
            let message = format!("{set}, and {said}{near}");
            let help = "Name a variable that the root module declares; Terraform ignores others.";
            out.push(
                Remark::new(span, "nothing takes this", message)
                    .alike(is_alike.then_some(Alike::TakenByNothing))
                    .help(help.to_owned()),
            );
        }
    }
    out
}

/// What to do about a file of values that a root module does not load by itself.
pub(super) fn with_var_file(root: &str, shown: &str) -> String {
    format!(
        "Check `{root}` with `--var-file {shown}`, or give it to a deployment of `{root}` in the configuration."
    )
}

/// The root modules with trails, of all that were judged.
struct Roots<'a> {
    /// Each with the module that it is.
    with_trails: Vec<(&'a RootModule, Outline)>,
    /// The files that were read for any root.
    read: HashSet<SourceId>,
    modules: &'a ModuleCache<'a>,
}

impl<'a> Roots<'a> {
    fn new(roots: &[(&'a RootModule, &Judged)], modules: &'a ModuleCache<'a>) -> Roots<'a> {
        let has_trails = |judged: &Judged| {
            judged
                .accounts
                .iter()
                .any(|account| !account.trails.is_empty())
        };
        Roots {
            with_trails: roots
                .iter()
                .filter(|(_, judged)| has_trails(judged))
                // Which variables such a module declares is not known.
                .filter(|(root, _)| !root.is_stated())
                .map(|(root, _)| (*root, modules.outline(&root.folder)))
                .collect(),
            read: roots
                .iter()
                .flat_map(|(_, judged)| judged.parsed.iter().copied())
                .collect(),
            modules,
        }
    }

    /// What is said of the names in files of the command line and of deployments that no root module declares which they are
    /// given to, nor any of `elsewhere`: one file may be for several.
    fn in_given_files(
        &self,
        options: &Options,
        elsewhere: &dyn Fn() -> BTreeSet<String>,
    ) -> Vec<Remark> {
        let of_run = options.variable_files().map(|path| (path, None));
        let of_deployments = options.deployments.iter().flat_map(|deployment| {
            let files = deployment.variable_files();
            files.map(move |path| (path, Some(deployment)))
        });
        // By file, the roots that it is given to.
        let mut given: BTreeMap<&Path, Vec<&Outline>> = BTreeMap::new();
        for (path, of_deployment) in of_run.chain(of_deployments) {
            let meant = self
                .with_trails
                .iter()
                .filter(|(root, _)| of_deployment.is_none_or(|given| root.is_meant_by(given)));
            let modules = given.entry(path).or_default();
            modules.extend(meant.map(|(_, module)| module));
        }
        let mut out = Vec::new();
        let said = "no root module that it is given to declares such a variable";
        for (path, modules) in given {
            if modules.is_empty() || modules.iter().any(|module| !module.is_whole) {
                continue;
            }
            let names = names_in(path, self.modules);
            let declared = modules.iter().flat_map(|module| module.variables.keys());
            let declared: BTreeSet<&str> = declared.map(String::as_str).collect();
            let mut untaken: Vec<(String, Span)> = names.clone();
            untaken.retain(|(name, _)| !declared.contains(name.as_str()));
            if !untaken.is_empty() {
                let elsewhere = elsewhere();
                untaken.retain(|(name, _)| !elsewhere.contains(name));
            }
            out.extend(undeclared(&untaken, &names, &declared, said));
        }
        out
    }

    /// What is said of the values of deployments that no root module declares which they are for.
    fn in_deployments(&self, options: &Options) -> Vec<Remark> {
        let mut out = Vec::new();
        for deployment in &options.deployments {
            let meant = self.with_trails.iter();
            let meant = meant.filter(|(root, _)| root.is_meant_by(deployment));
            let modules: Vec<&Outline> = meant.map(|(_, module)| module).collect();
            if modules.is_empty() || !modules.iter().all(|module| module.is_whole) {
                continue;
            }
            let variables = modules.iter().flat_map(|module| &*module.variables);
            let variables: BTreeMap<&str, Span> = variables
                .map(|(name, block)| (name.as_str(), block.header))
                .collect();
            let of_root = modules.iter().find_map(|module| module.sources.first());
            let names = deployment.variables.iter().filter_map(|input| match input {
                VariableInput::Value { name, at, .. } => Some((name.as_str(), at)),
                VariableInput::File(_) => None,
            });
            let untaken = names.filter(|(name, _)| !variables.contains_key(name));
            let given = || {
                let inputs = deployment.variables.iter();
                inputs.filter_map(|input| match input {
                    VariableInput::Value { name, .. } => Some(name.as_str()),
                    VariableInput::File(_) => None,
                })
            };
            let left = || {
                let names = variables.keys().copied();
                names.filter(|name| given().all(|given| given != *name))
            };
            out.extend(untaken.filter_map(|(name, at)| {
                let near = nearest(name, left());
                let at = at.as_ref().and_then(|at| at.name.span(self.modules.sources));
                let span = at.or_else(|| near.and_then(|near| variables.get(near).copied()));
                let span = span.or_else(|| of_root.map(|&source| Span::beginning(source)))?;
                let message = format!(
                    "The deployment `{}` gives a value to `{name}`, and the root module declares no such variable{}",
                    deployment.name,
                    did_you_mean(name, left())
                );
                let help = "Name a variable that the root module declares; Terraform refuses others.";
                Some(Remark::new(span, "nothing takes this", message).help(help.to_owned()))
            }));
        }
        out
    }

    /// What is said of values of the command line that win over those of deployments: each is then judged with the same.
    fn overridden(&self, options: &Options) -> Vec<Remark> {
        let given = options.variables.iter().filter_map(|input| match input {
            VariableInput::Value { name, .. } => Some(name),
            VariableInput::File(_) => None,
        });
        let given: BTreeSet<&String> = given.collect();
        let remark = |name: &String| {
            let (mut deployments, mut at) = (Vec::new(), None);
            for deployment in &options.deployments {
                let meant = self.with_trails.iter();
                let mut meant = meant.filter(|(root, _)| root.is_meant_by(deployment));
                let is_declared = meant.any(|(_, module)| module.variables.contains_key(name));
                let place = is_declared
                    .then(|| self.place_in(deployment, name))
                    .flatten();
                deployments.extend(place.map(|_| format!("`{}`", deployment.name)));
                at = at.or(place);
            }
            deployments.dedup();
            let message = format!(
                "`--var {name}=…` wins over what the configuration gives `{name}` in {}",
                deployments.join(", ")
            );
            let help = "Leave it out to judge each deployment with its own value.";
            Some(Remark::new(at?, "not taken", message).help(help.to_owned()))
        };
        given.into_iter().filter_map(remark).collect()
    }

    /// Where a deployment gives a variable a value.
    fn place_in(&self, deployment: &RootDeployment, name: &str) -> Option<Span> {
        deployment.variables.iter().find_map(|input| match input {
            VariableInput::Value {
                name: given, at, ..
            } => {
                let at = at.as_ref().filter(|_| given == name)?;
                at.name.span(self.modules.sources)
            }
            VariableInput::File(path) => {
                let names = names_in(path, self.modules);
                let (_, at) = names.into_iter().find(|(given, _)| given == name)?;
                Some(at)
            }
        })
    }

    /// What is said of a file of values that was given to be checked and that no root module loads.
    fn not_loaded(&self, files: &[&Found], modules: &ModuleCache<'_>) -> Vec<Remark> {
        let given = files.iter().filter(|file| {
            let name = file.path.to_string_lossy();
            let gives_values = name.ends_with(".tfvars") || name.ends_with(".tfvars.json");
            file.origin == Origin::ByName && gives_values
        });
        given
            .filter_map(|file| {
                let id = self.modules.sources.load(&file.path).ok()?.id();
                (!self.read.contains(&id)).then_some(())?;
                let names = names_in(&file.path, self.modules);
                if self.with_trails.is_empty() {
                    return self.for_no_root(&file.path, &names);
                }
                let declares = |module: &Outline| {
                    let taken = names
                        .iter()
                        .filter(|(name, _)| module.variables.contains_key(name));
                    taken.count()
                };
                // What Terragrunt is told to load is not known.
                let roots = self.with_trails.iter().rev();
                let root = roots.filter(|(root, _)| root.terragrunt.is_none());
                // Most likely the one that lies nearest.
                let shared = |folder: &Path| {
                    let parts = folder.components().zip(file.folder().components());
                    parts.take_while(|(one, other)| one == other).count()
                };
                let (root, module) =
                    root.max_by_key(|(root, module)| (declares(module), shared(&root.folder)))?;
                let mut taken = names.iter();
                let taken = taken.find(|(name, _)| module.variables.contains_key(name));
                let Some((name, span)) = taken else {
                    let beside = modules.module(file.folder());
                    return self.beside_no_root(&file.path, &names, &beside);
                };
                let shown = self.modules.sources.name(&file.path);
                let root = self.modules.sources.name(&root.folder);
                let message = format!(
                    "No root module loads {shown} by itself, so its values change nothing \
                     here; the root module in `{root}` declares `{name}`"
                );
                Some(Remark::new(*span, "not loaded", message).help(with_var_file(&root, &shown)))
            })
            .collect()
    }

    /// What is said of a file beside a module that others call, whose variables it seems to set.
    fn beside_no_root(
        &self,
        path: &Path,
        names: &[(String, Span)],
        module: &Module,
    ) -> Option<Remark> {
        let (name, span) = names
            .iter()
            .find(|(name, _)| module.variables.contains_key(name))?;
        let shown = self.modules.sources.name(path);
        let folder = self.modules.sources.name(&module.folder);
        let message = format!(
            "No root module loads {shown}, so its values change nothing here; what calls `{folder}` gives its `{name}`"
        );
        let help = format!("Give `{name}` where the module in `{folder}` is called.");
        Some(Remark::new(*span, "not loaded", message).help(help))
    }

    /// What is said of a file that sets something of trails, where no root module with one was found.
    fn for_no_root(&self, path: &Path, names: &[(String, Span)]) -> Option<Remark> {
        let of_trails = |(name, _): &&(String, Span)| is_of_trails(name, None, [].into_iter());
        let (name, span) = names.iter().find(of_trails)?;
        let shown = self.modules.sources.name(path);
        let message = format!(
            "No root module with a trail was found for {shown}, so its `{name}` was not looked at"
        );
        let help = format!("Check the root module that takes it, with `--var-file {shown}`.");
        Some(Remark::new(*span, "not looked at", message).help(help))
    }
}
