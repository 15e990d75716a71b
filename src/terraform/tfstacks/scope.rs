//! What the expressions of a deployment configuration refer to.
//!
//! Source: `HashiCorp`, "Deployment configuration overview" of Terraform Stacks: local values, and what only HCP Terraform knows:
//! `identity_token`, `store`, `upstream_input`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::budget::Budget;
use crate::resolved::{Formula, Hop, Resolved};
use crate::source::{SourceFile, SourceMap, Span};
use crate::suggest::did_you_mean;
use crate::terraform::data_files;
use crate::terraform::lang::eval::evaluate;
use crate::terraform::lang::for_good::for_good;
use crate::terraform::lang::scope::Scope;
use crate::terraform::lang::syntax::{Attribute, Expression};
use crate::terraform::lang::values::{Value, error, itself, written_path};
use crate::terraform::limits::MIN_STEPS_OF_UNIT;

/// The deployment configuration of a Stack as its expressions see it.
pub(super) struct DeploymentScope<'d> {
    folder: PathBuf,
    locals: &'d BTreeMap<String, Attribute>,
    sources: &'d SourceMap,
    budget: Budget,
    /// The local values that are being evaluated.
    open: RefCell<Vec<String>>,
}

impl<'d> DeploymentScope<'d> {
    pub(super) fn new(
        folder: &Path,
        locals: &'d BTreeMap<String, Attribute>,
        sources: &'d SourceMap,
    ) -> DeploymentScope<'d> {
        DeploymentScope {
            folder: folder.to_owned(),
            locals,
            sources,
            budget: Budget::of(MIN_STEPS_OF_UNIT),
            open: RefCell::default(),
        }
    }

    pub(super) fn evaluate(&self, expression: &Expression) -> Resolved<Value> {
        evaluate(expression, self, self.sources, &Formula::always())
    }

    fn local(&self, name: &str) -> Resolved<Value> {
        let Some(local) = self.locals.get(name) else {
            let near = did_you_mean(name, self.locals.keys().map(String::as_str));
            let why = format!("no local value of that name is declared{near}");
            return for_good(error(format!("local.{name}"), why));
        };
        if self.open.borrow().iter().any(|open| open == name) {
            return for_good(itself(format!("local.{name}")));
        }
        self.open.borrow_mut().push(name.to_owned());
        let value = self.evaluate(&local.value);
        self.open.borrow_mut().pop();
        let at = local.value.span;
        let value = value.assigned(&local.assigned(), at);
        value.via([Hop::value(at, format!("local value `{name}`"))])
    }
}

impl Scope for DeploymentScope<'_> {
    fn reference(&self, root: &str, path: &[&str], _: Span) -> (Resolved<Value>, usize) {
        if let ("local", Some(name)) = (root, path.first()) {
            return (self.local(name), 1);
        }
        let name: Vec<&str> = [root].into_iter().chain(path.iter().copied()).collect();
        let why = format!("HCP Terraform gives `{}` when it deploys", name.join("."));
        (Resolved::unknown(why), path.len())
    }

    fn read_file(&self, path: &str) -> Result<Arc<SourceFile>, String> {
        data_files::load_data(&self.folder.join(path), self.sources, &self.budget)
    }

    fn read_bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        data_files::bytes(&self.folder.join(path), self.sources, &self.budget)
    }

    fn place_of_file(&self, path: &str) -> Result<Option<Span>, String> {
        data_files::place(&self.folder.join(path), self.sources)
    }

    fn lost_file(&self, path: &str) -> Option<Span> {
        data_files::lost(&self.folder.join(path), self.sources)
    }

    fn files_below(&self, folder: &str) -> Result<Vec<String>, String> {
        data_files::below(&self.folder.join(folder), self.sources, &self.budget)
    }

    fn take_steps(&self, steps: u32) -> bool {
        self.budget.take(steps)
    }

    fn working_folder(&self) -> Option<String> {
        Some(written_path(&self.folder))
    }
}
