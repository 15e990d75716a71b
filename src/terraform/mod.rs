//! Terraform and OpenTofu to the model: modules through their calls, with what deployments give them.

mod config;
mod data_files;
mod judge;
mod lang;
mod options;
pub(crate) mod plan;
mod requested;
mod root_module;
mod terragrunt;
mod trail;
mod untaken_values;

pub use options::{Options, RootDeployment, VariableInput};

use std::collections::BTreeSet;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::deep_stack::on_deep_stack;
use crate::discover::{Found, Language};
use crate::model::{Account, Judged};
use crate::source::SourceMap;
use config::module_cache::ModuleCache;
use config::tree::Tree;
use judge::RootJudge;
use requested::Requested;
use root_module::{RootModule, name_roots};

/// Judges every trail of the files' modules: a module that another one calls is judged through its callers, not alone.
pub(crate) fn judge_modules(
    files: &[Found],
    sources: &SourceMap,
    options: &Options,
) -> Vec<Judged> {
    let data: Vec<&Found> = files.iter().filter(|found| found.may_be_data()).collect();
    let files: Vec<&Found> = files
        .iter()
        .filter(|found| found.language != Language::YamlOrJson)
        .collect();
    let requested = Requested::new(&files, &data);
    let (calls, mut elsewhere) = terragrunt_units(&files, sources);
    let modules = ModuleCache::new(sources);
    let units = calls
        .iter()
        .map(|call| (call.file.as_path(), call.module.as_path()));
    let tree = Tree::new(&files, units, &modules, options);
    let relevant = tree.relevant();
    let judge = RootJudge {
        modules: &modules,
        options,
        tree: &tree,
        relevant: &relevant,
        broken_matters: &tree.files_that_matter(&relevant),
    };
    let mut roots = first_roots(calls, &judge);
    let mut judged: Vec<Judged> = Vec::new();
    let mut done: Vec<RootModule> = Vec::new();
    let mut left = relevant.clone();
    loop {
        roots.retain(|root| requested.concerns(root.run_in(), &root.folder, &tree.graph));
        if roots.is_empty() {
            break;
        }
        let results: Vec<(Judged, BTreeSet<PathBuf>)> = on_deep_stack(roots.len(), || {
            roots.par_iter().map(|root| judge.judge(root)).collect()
        });
        for (of_root, accounted_for) in results {
            judged.push(of_root);
            for folder in accounted_for {
                left.remove(&folder);
            }
        }
        done.append(&mut roots);
        // What calls seemed to lead to and none does (one that cannot be read, one whose source turned out to be another) is
        // judged by itself.
        let targets: BTreeSet<PathBuf> = tree.targets.intersection(&left).cloned().collect();
        let above = tree.graph.above(&targets);
        let still: BTreeSet<PathBuf> = above.intersection(&left).cloned().collect();
        roots.extend(tree.graph.roots(&still).into_iter().map(RootModule::from));
    }
    let untaken = untaken_values::of_command_line(options, &done, &judged, &modules);
    name_roots(&mut judged, &done, sources);
    for (of_root, root) in judged.iter_mut().zip(&done) {
        requested.keep(of_root, Some(root.run_in()), sources);
    }
    for of_unit in &mut elsewhere {
        requested.keep(of_unit, None, sources);
    }
    elsewhere.extend(judged);
    elsewhere.push(Judged {
        accounts: vec![Account {
            remarks: untaken,
            ..Account::default()
        }],
        ..Judged::default()
    });
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

/// The modules that Terragrunt runs, and those that are run by themselves, as far as a trail can be reached from them.
fn first_roots(calls: Vec<terragrunt::Call>, judge: &RootJudge<'_>) -> Vec<RootModule> {
    let by_terragrunt: BTreeSet<PathBuf> = calls.iter().map(|call| call.module.clone()).collect();
    let run_by_terragrunt = calls
        .into_iter()
        .filter(|call| judge.relevant.contains(&call.module))
        .map(RootModule::from);
    let mut by_themselves: BTreeSet<PathBuf> =
        judge.tree.graph.roots(judge.relevant).into_iter().collect();
    by_themselves.retain(|folder| !by_terragrunt.contains(folder));
    let run_too = judge.relevant.iter().filter(|folder| {
        judge.is_deployed(folder)
            || (!by_terragrunt.contains(*folder) && judge.is_run_by_itself(folder))
    });
    by_themselves.extend(run_too.cloned());
    run_by_terragrunt
        .chain(by_themselves.into_iter().map(RootModule::from))
        .collect()
}
