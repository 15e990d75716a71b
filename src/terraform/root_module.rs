//! The root modules that are judged.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::options::RootDeployment;
use super::{terragrunt, tfstacks};
use crate::cut::cut_between;
use crate::discover::Unseen;
use crate::limits::MAX_BYTES_OF_DEPLOYMENT;
use crate::model::Judged;
use crate::resolved::Resolved;
use crate::source::{SourceMap, Span};

/// A root module to judge, with what Terragrunt gives it.
pub(super) struct RootModule {
    pub(super) folder: PathBuf,
    pub(super) terragrunt: Option<Box<terragrunt::Call>>,
    /// The deployment, where it is a Terraform Stack.
    pub(super) deployed: Option<Box<tfstacks::Deployment>>,
    /// Where files call it that cannot be read: it stands in for what they make of it.
    pub(super) lost_callers: Vec<Span>,
    /// What may call it, for all that is known: nobody could look into it.
    pub(super) unseen_caller: Option<Unseen>,
    /// What may run it, for all that is known.
    pub(super) perhaps_run_at: Option<PerhapsRun>,
    /// Others are known to call it: it is judged only for what those make of it that cannot be read.
    pub(super) is_beside_others: bool,
}

/// Where a unit of Terragrunt, or a call, says what it runs, which may be a module.
#[derive(Clone, Copy)]
pub(super) struct PerhapsRun {
    /// "the unit"
    pub(super) by: &'static str,
    pub(super) at: Span,
    /// Why that is not known: goes on from "the unit at …, ".
    pub(super) why: &'static str,
}

impl RootModule {
    /// Where it is called or run, perhaps, by what cannot be read.
    pub(super) fn open_callers(&self, sources: &SourceMap) -> Vec<Span> {
        let unseen = self.unseen_caller.iter();
        let unseen = unseen.map(|unseen| sources.beginning_of(&unseen.path));
        let lost = self.lost_callers.iter().copied();
        lost.chain(unseen)
            .chain(self.perhaps_run_at.map(|by| by.at))
            .collect()
    }

    /// Whether it is known from the built-in table alone, which does not tell all its variables.
    pub(super) fn is_stated(&self) -> bool {
        let unit = self.terragrunt.as_ref();
        unit.is_some_and(|unit| unit.stated.is_some())
    }

    /// What it is deployed as, where something beside the configuration says so: the folder of a Terragrunt unit, the deployment
    /// of a Stack.
    pub(super) fn deployed_as(&self, sources: &SourceMap) -> Option<String> {
        if let Some(call) = &self.terragrunt {
            return Some(call.name.clone());
        }
        let name = self.deployed.as_ref()?.name.as_ref()?;
        Some(match sources.name(&self.folder).as_str() {
            "." => name.clone(),
            folder => format!("{folder} ({name})"),
        })
    }

    /// Whether it is run at all.
    pub(super) fn is_run(&self) -> Resolved<bool> {
        let of_unit = self.terragrunt.as_ref().map(|unit| &unit.created);
        let of_stack = self.deployed.as_ref().map(|deployed| &deployed.created);
        let created = of_unit.or(of_stack);
        created.map_or_else(|| Resolved::known(true), Resolved::clone)
    }

    /// The folder that it is run in: that of the `terragrunt.hcl`, or its own.
    pub(super) fn run_in(&self) -> &PathBuf {
        self.terragrunt
            .as_ref()
            .map_or(&self.folder, |call| &call.folder)
    }

    /// Whether a deployment of the configuration is for it: for its folder, or for that of its Terragrunt unit.
    pub(super) fn is_meant_by(&self, deployment: &RootDeployment) -> bool {
        let is_for = |folder: &PathBuf| deployment.roots.is_match(folder);
        is_for(&self.folder) || self.terragrunt.is_some() && is_for(self.run_in())
    }
}

impl From<PathBuf> for RootModule {
    fn from(folder: PathBuf) -> RootModule {
        RootModule {
            folder,
            terragrunt: None,
            deployed: None,
            lost_callers: Vec::new(),
            unseen_caller: None,
            perhaps_run_at: None,
            is_beside_others: false,
        }
    }
}

impl From<terragrunt::Call> for RootModule {
    fn from(call: terragrunt::Call) -> RootModule {
        let folder = call.module.clone();
        RootModule {
            terragrunt: Some(Box::new(call)),
            ..RootModule::from(folder)
        }
    }
}

/// A module's trail that several roots reach has one address in all of them: they are told apart by their roots' folders. So is one
/// that stands in another folder than its root, be that the only one which is judged: nothing else would say who calls it.
pub(super) fn name_roots(judged: &mut [Judged], roots: &[RootModule], sources: &SourceMap) {
    let shared = in_several_roots(judged);
    let mut shared = shared.into_iter();
    for (of_root, root) in judged.iter_mut().zip(roots) {
        let folder: Arc<str> = sources.name(&root.folder).into();
        let accounts = of_root.accounts.iter_mut();
        for trail in accounts.flat_map(|account| &mut account.trails) {
            let file = sources.get(trail.declared.source);
            let is_elsewhere = &*folder != "." && file.path().parent() != Some(&root.folder);
            let is_named = shared.next().unwrap_or_default() || is_elsewhere;
            if is_named && root.terragrunt.is_none() && root.deployed.is_none() {
                trail.deployment = Some(match trail.deployment.take() {
                    Some(name) => format!("{folder} ({name})").into(),
                    None => Arc::clone(&folder),
                });
            }
        }
    }
}

/// Of each trail, in their order, whether several roots have it.
fn in_several_roots(judged: &[Judged]) -> Vec<bool> {
    let of_roots = judged.iter().enumerate();
    let trails = of_roots.flat_map(|(root, of_root)| {
        let trails = of_root.accounts.iter().flat_map(|account| &account.trails);
        trails.map(move |trail| ((trail.address.as_str(), trail.declared), root))
    });
    // The first root that has it, and whether another one does.
    let mut roots_of: HashMap<(&str, Span), (usize, bool)> = HashMap::new();
    for (trail, root) in trails.clone() {
        let (first, is_shared) = roots_of.entry(trail).or_insert((root, false));
        *is_shared |= *first != root;
    }
    trails.map(|(trail, _)| roots_of[&trail].1).collect()
}

/// The name of a deployment in another one, cut where it is long.
pub(super) fn within(outer: Option<Arc<str>>, inner: Option<Arc<str>>) -> Option<Arc<str>> {
    let name = match (outer, inner) {
        (Some(outer), Some(inner)) => Some(format!("{outer} ({inner})").into()),
        (outer, inner) => outer.or(inner),
    };
    name.map(|name| match name.len() {
        0..=MAX_BYTES_OF_DEPLOYMENT => name,
        _ => cut_between(name.to_string(), MAX_BYTES_OF_DEPLOYMENT).into(),
    })
}
