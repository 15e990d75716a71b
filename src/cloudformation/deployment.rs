//! A deployment of a file's templates: what it is called, where it goes, and with what.

use super::language::ParameterValues;
use super::parameters::ParameterSet;
use super::serverless::Stage;
use super::template::Doubled;
use crate::model::Account;
use crate::resolved::Resolved;
use crate::source::{SourceId, SourceMap, Span};

/// What a file's templates are deployed with.
#[derive(Clone)]
pub(super) struct Deployment {
    pub(super) name: Option<String>,
    /// The stage of a service, where it is not the usual one.
    pub(super) stage: Option<Stage>,
    /// Where the configuration names it.
    pub(super) at: Option<Span>,
    pub(super) region: Resolved<String>,
    pub(super) values: ParameterValues,
    /// The files that give them.
    pub(super) files: Vec<SourceId>,
    /// What may give others that is not known.
    pub(super) open: Vec<(String, Span)>,
    /// The parameters that a file passes which deploys the templates: `CloudFormation` refuses those that they have not.
    pub(super) passed: Vec<(String, Span)>,
    /// Keys that stand twice where the values are given.
    pub(super) doubled: Vec<Doubled>,
}

impl Deployment {
    /// With the values of a set.
    pub(super) fn of(
        set: ParameterSet,
        name: Option<String>,
        at: Option<Span>,
        region: Resolved<String>,
    ) -> Deployment {
        Deployment {
            name,
            stage: None,
            at,
            region,
            values: set.values,
            files: set.files,
            open: set.open,
            passed: Vec::new(),
            doubled: set.doubled,
        }
    }

    /// Leaves, at a stage that may be none, the trails that it decides about; false where there are none.
    pub(super) fn keep_decided(&self, accounts: &mut [Account]) -> bool {
        let Some(stage) = self.stage.as_ref().filter(|stage| stage.is_picked) else {
            return true;
        };
        for account in accounts.iter_mut() {
            account.trails.retain(|trail| trail.came_by(stage.at));
        }
        accounts.iter().any(|account| !account.trails.is_empty())
    }
}

/// Some deployments of a service, and the same at its other stages.
pub(super) fn at_stages(
    deployments: Vec<Deployment>,
    stages: &[Stage],
    sources: &SourceMap,
) -> Vec<Deployment> {
    let at_others = deployments.iter().flat_map(|usual| {
        stages.iter().map(|stage| Deployment {
            name: Some(match &usual.name {
                Some(name) => format!("{name}, {}", stage.shown(sources)),
                None => stage.shown(sources),
            }),
            stage: Some(stage.clone()),
            ..usual.clone()
        })
    });
    let at_others: Vec<Deployment> = at_others.collect();
    deployments.into_iter().chain(at_others).collect()
}
