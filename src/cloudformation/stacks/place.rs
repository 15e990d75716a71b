//! Where a stack lies among those that make one another.

use std::path::PathBuf;

use super::super::language::{Bindings, Evaluator, Site};
use super::super::resources::Resource;
use super::passed_parameters::Passing;
use crate::cut::cut_between;
use crate::limits::MAX_BYTES_OF_WAY;
use crate::resolved::{Instance, Resolved};
use crate::source::Span;

/// Where a stack lies: what is put before and after its trails' addresses, whether it exists, and the templates above it.
#[derive(Clone)]
pub(in super::super) struct Place {
    pub(super) prefix: String,
    pub(super) suffix: String,
    /// Which stack it is.
    pub(super) identity: Instance,
    pub(super) created: Resolved<bool>,
    /// The files of the templates above, and its own.
    pub(super) above: Vec<PathBuf>,
    /// What brings the stack into being, nearest first.
    pub(super) brought_by: Vec<Span>,
    /// How many stacks lie above it.
    pub(super) depth: usize,
    /// Index into the judge's accounts.
    pub(super) account: usize,
}

impl Place {
    /// That of a stack that no other one nests.
    pub(in super::super) fn root(path: PathBuf) -> Place {
        Place {
            prefix: String::new(),
            suffix: String::new(),
            identity: Instance::root("stack"),
            created: Resolved::known(true),
            above: vec![path],
            brought_by: Vec::new(),
            depth: 0,
            account: 0,
        }
    }

    /// That of a stack that something else deploys, which is called so before and after the names in it.
    pub(in super::super) fn deployed(
        path: PathBuf,
        (prefix, suffix): (&str, &str),
        identity: Instance,
        created: Resolved<bool>,
        brought_by: Vec<Span>,
    ) -> Place {
        Place {
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
            identity,
            created,
            brought_by,
            depth: 1,
            ..Place::root(path)
        }
    }

    /// Where a stack is deployed that shares its account with none above it.
    pub(in super::super) fn site(
        &self,
        account: Resolved<String>,
        region: Resolved<String>,
    ) -> Site {
        Site::new(&self.identity, account, region)
    }

    /// Makes it that of a stack that AWS refuses, where it does.
    pub(in super::super) fn refuse(&mut self, refused: Option<Resolved<bool>>) {
        if let Some(refused) = refused {
            self.created = self.created.clone().and(&refused);
        }
    }

    /// That of a stack that a resource of this one makes.
    pub(super) fn below(&self, parent: &Parent<'_, '_>, created: Resolved<bool>) -> Place {
        let resource = parent.resource;
        let mut brought_by = resource.brought_by(parent.stack);
        brought_by.extend(&self.brought_by);
        Place {
            brought_by,
            prefix: cut_between(
                format!("{}{}/", self.prefix, resource.shown),
                MAX_BYTES_OF_WAY,
            ),
            identity: self.identity.below(&*resource.id),
            created,
            depth: self.depth + 1,
            ..self.clone()
        }
    }
}

/// A resource of a stack that makes others.
pub(super) struct Parent<'p, 't> {
    pub(super) stack: &'p Evaluator<'t>,
    pub(super) resource: &'p Resource<'p>,
    pub(super) place: &'p Place,
    pub(super) created: Resolved<bool>,
    pub(super) bindings: Bindings,
}

impl<'t> Parent<'_, 't> {
    /// What reads the parameters that it passes; `kind` is what it is, for a sentence.
    pub(super) fn passing(&self, kind: &str) -> Passing<'_, 't> {
        Passing {
            stack: self.stack,
            by: format!("{kind} `{}`", self.resource.shown),
        }
    }
}
