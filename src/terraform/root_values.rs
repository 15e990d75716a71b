//! What the variables of a root are given in each of its deployments.

use std::borrow::Cow;
use std::sync::Arc;

use super::config::module::Module;
use super::config::root_inputs::{InputValues, Inputs, Missing};
use super::config::value_reader::ValueReader;
use super::options::{Options, RootDeployment};
use super::root_module::{PerhapsRun, RootModule};
use crate::resolved::Giver;

/// A root with what is read for all of its deployments.
pub(super) struct Prepared<'r> {
    pub(super) root: &'r RootModule,
    pub(super) module: Arc<Module>,
    /// The inputs of its Terragrunt unit.
    pub(super) given: Option<Cow<'r, Inputs>>,
}

impl Prepared<'_> {
    /// What a deployment gives the root's variables.
    pub(super) fn inputs(
        &self,
        deployment: Option<&RootDeployment>,
        options: &Options,
        reader: ValueReader<'_>,
    ) -> InputValues {
        let mut inputs = match (&self.root.terragrunt, &self.given) {
            (Some(unit), Some(given)) => unit.values(given, options, reader),
            _ => of_itself(self.root, options, reader),
        };
        if let Some(deployment) = deployment {
            let by = Giver::Deployment(&deployment.name);
            inputs.take_inputs(&deployment.variables, by, reader);
        }
        inputs.take_inputs(&options.variables, Giver::Option("--var"), reader);
        inputs
    }
}

/// What a root is given that Terragrunt does not run, but by a deployment and the command line.
fn of_itself(root: &RootModule, options: &Options, reader: ValueReader<'_>) -> InputValues {
    let sources = reader.modules.sources;
    let mut inputs = InputValues::default();
    if let Some(deployed) = &root.deployed {
        inputs.take_deployed(&deployed.inputs);
        inputs.sources.extend(&deployed.sources);
        inputs
            .unreadable
            .extend(deployed.unreadable.iter().cloned());
        inputs.problems.extend(deployed.unopened.iter().cloned());
    }
    if let Some(&at) = root.lost_callers.first() {
        let caller = sources.line_of(at);
        inputs.take_lost(Missing {
            how: format!("by {caller}, which calls the module and cannot be read"),
            at: Some(at),
        });
    }
    if let Some(PerhapsRun { by, at, why }) = root.perhaps_run_at {
        let line = sources.line_of(at);
        inputs.take_lost(Missing {
            how: format!("by {by} at {line}, {why}"),
            at: Some(at),
        });
    }
    if let Some(unseen) = &root.unseen_caller {
        let name = sources.name(&unseen.path);
        inputs.take_lost(Missing {
            how: format!("by {name}, which cannot be read and may call the module"),
            at: Some(sources.beginning_of(&unseen.path)),
        });
    }
    if options.tf_env {
        inputs.take_environment();
    }
    // A Stack takes none.
    if root.deployed.is_none() {
        inputs.take_automatic(&root.folder, reader);
    }
    inputs
}
