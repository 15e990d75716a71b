//! Which folders are root modules, and what of that cannot be told.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::config::files::{LOCK_FILE, is_module_file};
use super::config::lost_calls::sources_in;
use super::config::value_files::automatic_files;
use super::judge::RootJudge;
use super::root_module::{PerhapsRun, RootModule};
use super::terragrunt::Untold;
use crate::discover::{Language, Unseen};
use crate::paths::folder_of;
use crate::source::Span;

impl RootJudge<'_> {
    /// Whether a folder is a root module although others call it: it has what only root modules have, or none but what lies
    /// below it, its own examples and tests, calls it.
    pub(super) fn is_run_by_itself(&self, folder: &Path) -> bool {
        let mut callers = self.tree.graph.callers_of(folder);
        callers.all(|caller| caller.starts_with(folder)) || self.has_marks_of_a_root(folder)
    }

    pub(super) fn has_marks_of_a_root(&self, folder: &Path) -> bool {
        self.modules.sources.is_named(&folder.join(LOCK_FILE))
            || !automatic_files(folder, self.modules.sources).is_empty()
            || self.modules.module(folder).is_root
    }

    /// Lets go of the module of a root that is judged, where it is nothing else's.
    pub(super) fn let_go(&self, root: &RootModule) {
        let is_run_otherwise = root.terragrunt.is_some() || root.deployed.is_some();
        let mut callers = self.tree.graph.callers_of(&root.folder);
        if !is_run_otherwise && callers.next().is_none() {
            self.modules.let_go(&root.folder);
        }
    }

    /// The modules that are judged through what is known to call or run them, to be judged for what else does, or may, and
    /// cannot be read; `done` are the roots of the run. What could not be looked into at all speaks for none of them.
    pub(super) fn beside_others(
        &self,
        done: &[RootModule],
        unseen: &[Unseen],
        untold: &[Untold],
    ) -> Vec<RootModule> {
        let sources = self.modules.sources;
        let open = done
            .iter()
            .filter(|root| root.terragrunt.is_none() && !root.open_callers(sources).is_empty());
        let open: BTreeSet<&PathBuf> = open.map(|root| &root.folder).collect();
        let named = unseen.iter().map(|unseen| (unseen, self.named_by(unseen)));
        let named: Vec<(&Unseen, BTreeSet<PathBuf>)> = named.collect();
        let others = self.relevant.iter().filter(|folder| !open.contains(folder));
        let others = others.map(|folder| {
            let mut unseen = named.iter().filter(|(_, named)| named.contains(folder));
            let mut root = RootModule {
                lost_callers: self.not_followed(self.lost_callers.get(folder)),
                unseen_caller: unseen.next().map(|(unseen, _)| (*unseen).clone()),
                is_beside_others: true,
                ..RootModule::from(folder.clone())
            };
            root.perhaps_run_at = self.perhaps_run_at(&root, untold);
            root
        });
        others
            .filter(|root| !root.open_callers(sources).is_empty())
            .collect()
    }

    /// The folders that a unit names which cannot be read, as far as its text can be guessed.
    fn named_by(&self, unseen: &Unseen) -> BTreeSet<PathBuf> {
        let sources = self.modules.sources;
        if unseen.language != Some(Language::Terragrunt) {
            return BTreeSet::new();
        }
        let text = sources.guess(&unseen.path).unwrap_or_default();
        let folder = folder_of(&unseen.path);
        let named = sources_in(&text).into_iter();
        named
            .filter_map(|source| source.leads_to(folder, sources))
            .collect()
    }

    /// Of calls in files that cannot be read, those that could not be made out all the same.
    fn not_followed(&self, calls: Option<&Vec<Span>>) -> Vec<Span> {
        let mut calls = calls.cloned().unwrap_or_default();
        calls.retain(|call| {
            let file = self.modules.sources.get(call.source);
            let module = self.modules.module(folder_of(file.path()));
            let sources = module.calls.iter();
            let mut sources = sources.filter_map(|call| call.body.attribute("source"));
            !sources.any(|source| source.value.span.covers(*call))
        });
        calls
    }

    /// Notes of roots that nothing says to be such what may call or run them, for all that is known.
    pub(super) fn note_who_may_run(
        &self,
        roots: &mut [RootModule],
        unseen: &[Unseen],
        untold: &[Untold],
    ) {
        for root in roots {
            root.unseen_caller = self.unseen_caller(root, unseen).cloned();
            root.perhaps_run_at = self.perhaps_run_at(root, untold);
        }
    }

    /// What may run a module which nothing says to be a root: of the units whose source is not known, the first, or of calls.
    fn perhaps_run_at(&self, root: &RootModule, untold: &[Untold]) -> Option<PerhapsRun> {
        let folder = &root.folder;
        let is_known = root.terragrunt.is_some() || !root.lost_callers.is_empty();
        if untold.is_empty() || is_known {
            return None;
        }
        let module = self.modules.module(folder);
        let first = untold.iter().find(|unit| unit.may_run(&module))?;
        let is_root = self.is_deployed(folder) || self.has_marks_of_a_root(folder);
        (!is_root).then_some(PerhapsRun {
            by: first.by,
            at: first.at,
            why: first.why,
        })
    }

    /// What may call a root module that nothing says to be one: of some places that could not be looked into, the first.
    fn unseen_caller<'u>(&self, root: &RootModule, unseen: &'u [Unseen]) -> Option<&'u Unseen> {
        let folder = &root.folder;
        let is_known = root.terragrunt.is_some() || !root.lost_callers.is_empty();
        let mut callers = unseen.iter().filter(|unseen| match unseen.language {
            // Its own examples and tests decide nothing.
            None => !unseen.path.starts_with(folder),
            Some(Language::Terraform) => {
                let name = unseen.path.file_name().unwrap_or_default();
                is_module_file(&name.to_string_lossy()) && !unseen.path.starts_with(folder)
            }
            Some(Language::Terragrunt) => true,
            Some(Language::YamlOrJson) => false,
        });
        let first = callers.next().filter(|_| !is_known)?;
        let is_root = self.is_deployed(folder) || self.has_marks_of_a_root(folder);
        (!is_root).then_some(first)
    }

    /// Whether a deployment of the configuration names a folder.
    pub(super) fn is_deployed(&self, folder: &Path) -> bool {
        let mut deployments = self.options.deployments.iter();
        deployments.any(|deployment| deployment.roots.is_match(folder))
    }
}
