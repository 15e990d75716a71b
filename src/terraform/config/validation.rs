//! Which variables have validations, and what one of these, or one precondition, comes to.

use std::collections::{BTreeMap, BTreeSet};

use crate::resolved::{Assumption, Formula, Hop, Resolved};
use crate::source::SourceMap;
use crate::terraform::lang::eval::evaluate_constant;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::Value;

/// Those of a module's variables of which something is refused, found once: each trail asks for it.
#[derive(Debug, Default)]
pub(super) struct Validated {
    names: BTreeSet<String>,
    /// Those that take no null.
    not_nullable: BTreeSet<String>,
}

impl Validated {
    pub(super) fn among(variables: &BTreeMap<String, Block>, sources: &SourceMap) -> Validated {
        let mut out = Validated::default();
        for (name, declared) in variables {
            let is_nullable = is_nullable(declared, sources);
            if !is_nullable {
                out.not_nullable.insert(name.clone());
            }
            if !is_nullable || declared.body.blocks_of("validation").next().is_some() {
                out.names.insert(name.clone());
            }
        }
        out
    }

    /// Their names, in their order.
    pub(super) fn names(&self) -> &BTreeSet<String> {
        &self.names
    }

    pub(super) fn takes_null(&self, name: &str) -> bool {
        !self.not_nullable.contains(name)
    }
}

fn is_nullable(declared: &Block, sources: &SourceMap) -> bool {
    declared.body.attribute("nullable").is_none_or(|attribute| {
        let nullable = evaluate_constant(&attribute.value, sources);
        types::convert(nullable, &Type::Bool).value() != Some(&Value::Bool(false))
    })
}

/// What a validation or a precondition comes to.
pub(crate) struct Outcome {
    pub(crate) holds: Resolved<bool>,
    pub(crate) at: Hop,
}

impl Outcome {
    /// That it holds, where that says something. A condition that is refused whatever the value is says nothing of it.
    pub(crate) fn assumption(&self) -> Option<Assumption> {
        let is_open = match &self.holds {
            Resolved::Unknown { term, .. } => term.is_some(),
            Resolved::Varies { .. } => true,
            _ => false,
        };
        let holds = || self.holds.truth().yes;
        is_open.then(|| Assumption {
            holds: holds(),
            hop: self.at.clone(),
        })
    }
}

/// What holds where all of these do.
pub(super) fn all(outcomes: &[Outcome]) -> Formula {
    let assumptions = outcomes.iter().filter_map(Outcome::assumption);
    assumptions.fold(Formula::always(), |so_far, one| so_far.narrowed(&one.holds))
}
