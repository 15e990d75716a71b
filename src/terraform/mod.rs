//! Terraform and OpenTofu to the model: modules through their calls, with what deployments give them.

mod config;
mod data_files;
mod deep_stack;
mod judge;
mod lang;
mod options;
pub(crate) mod plan;
mod requested;
mod root_module;
mod terragrunt;
mod trail;

pub use options::{Options, RootDeployment, VariableInput};

use std::collections::BTreeSet;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::discover::{Found, Language};
use crate::model::Judged;
use crate::source::SourceMap;
use config::call_graph::Tree;
use config::module_cache::ModuleCache;
use deep_stack::on_deep_stack;
use judge::RootJudge;
use requested::Requested;
use root_module::{RootModule, name_roots};

/// Judges every trail of the files' modules: a module that another one calls is judged through its callers, not alone.
pub(crate) fn judge_modules(
    files: &[Found],
    sources: &SourceMap,
    options: &Options,
) -> Vec<Judged> {
    let files: Vec<&Found> = files
        .iter()
        .filter(|found| found.language != Language::YamlOrJson)
        .collect();
    let requested = Requested::new(&files);
    let (calls, mut elsewhere) = terragrunt_units(&files, sources);
    let mut tree = Tree::new(&files);
    for call in &calls {
        tree.add_terragrunt(&call.file, &call.module);
    }
    tree.follow(sources);
    let relevant = tree.relevant();
    let judge = RootJudge {
        modules: &ModuleCache::new(sources),
        options,
        relevant: &relevant,
        installed: &tree.installed,
        broken_matters: &tree.files_that_matter(&relevant),
    };
    let mut roots = first_roots(calls, &tree, &relevant);
    let mut judged: Vec<Judged> = Vec::new();
    let mut done: Vec<RootModule> = Vec::new();
    let mut left = tree.targets.clone();
    loop {
        roots.retain(|root| requested.concerns(root.run_in(), &root.folder, &tree.graph));
        if roots.is_empty() {
            break;
        }
        let results: Vec<(Judged, BTreeSet<PathBuf>)> = on_deep_stack(roots.len(), || {
            roots.par_iter().map(|root| judge.judge(root)).collect()
        });
        for (of_root, reached) in results {
            judged.push(of_root);
            left.retain(|folder| !reached.contains(folder));
        }
        done.append(&mut roots);
        // What the text seemed to call and no call leads to (a call in a comment, or one that cannot be read) is judged alone.
        roots.extend(tree.graph.roots(&left).into_iter().map(RootModule::from));
    }
    name_roots(&mut judged, &done, sources);
    for (of_root, root) in judged.iter_mut().zip(&done) {
        requested.keep(of_root, Some(root.run_in()), sources);
    }
    for of_unit in &mut elsewhere {
        requested.keep(of_unit, None, sources);
    }
    elsewhere.extend(judged);
    elsewhere
}

/// The modules that Terragrunt runs, and what is to be said of those that are not at hand.
fn terragrunt_units(files: &[&Found], sources: &SourceMap) -> (Vec<terragrunt::Call>, Vec<Judged>) {
    let files: Vec<&&Found> = files
        .iter()
        .filter(|found| found.language == Language::Terragrunt)
        .collect();
    let outcomes: Vec<terragrunt::UnitOutcome> = on_deep_stack(files.len(), || {
        files
            .par_iter()
            .map(|file| terragrunt::resolve_unit(&file.path, sources))
            .collect()
    });
    let mut calls = Vec::new();
    let mut elsewhere = Vec::new();
    for outcome in outcomes {
        match outcome {
            terragrunt::UnitOutcome::Call(call) => calls.push(call),
            terragrunt::UnitOutcome::Elsewhere(account) => elsewhere.push(Judged {
                accounts: vec![account],
                ..Judged::default()
            }),
        }
    }
    (calls, elsewhere)
}

/// The modules that Terragrunt runs, and those that nothing calls, as far as a trail can be reached from them.
fn first_roots(
    calls: Vec<terragrunt::Call>,
    tree: &Tree<'_>,
    relevant: &BTreeSet<PathBuf>,
) -> Vec<RootModule> {
    let by_terragrunt: BTreeSet<PathBuf> = calls.iter().map(|call| call.module.clone()).collect();
    let run_by_terragrunt = calls
        .into_iter()
        .filter(|call| relevant.contains(&call.module))
        .map(RootModule::from);
    let called_by_none = tree
        .graph
        .roots(relevant)
        .into_iter()
        .filter(|folder| !by_terragrunt.contains(folder))
        .map(RootModule::from);
    run_by_terragrunt.chain(called_by_none).collect()
}
