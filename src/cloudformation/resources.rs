//! The resources of a template: loops expanded, and whether each exists.

use std::collections::HashMap;

use super::language::{Bindings, Evaluator, Gap, Section, left_open, to_text};
use super::template::type_of;
use crate::parse::Node;
use crate::resolved::{Case, Evidence, Resolved};
use crate::source::Span;

/// A resource of a template, in one turn of the loops around it.
pub(super) struct Resource<'n> {
    pub(super) id: String,
    pub(super) declared: Span,
    pub(super) node: &'n Node,
    bindings: Bindings,
    /// Why it is not known whether or how often it exists.
    gap: Option<Gap>,
}

/// The resources of the given types. Of several with one logical id, the last one counts.
pub(super) fn resources<'n>(evaluator: &Evaluator<'n>, types: &[&str]) -> Vec<Resource<'n>> {
    let placed = evaluator
        .section(Section::Resources)
        .map_or(&[][..], |section| &section.placed);
    let last: HashMap<&str, usize> = placed
        .iter()
        .enumerate()
        .map(|(at, resource)| (resource.key.as_str(), at))
        .collect();
    placed
        .iter()
        .enumerate()
        .filter(|(at, resource)| resource.gap.is_some() || last[resource.key.as_str()] == *at)
        .filter(|(_, resource)| {
            let kind = type_of(&resource.entry.value);
            kind.is_some_and(|kind| types.contains(&kind))
        })
        .map(|(_, resource)| Resource {
            id: resource.key.clone(),
            declared: resource.entry.key.span,
            node: &resource.entry.value,
            bindings: resource.bindings.clone(),
            gap: resource.gap.clone(),
        })
        .collect()
}

impl Resource<'_> {
    /// What holds where it stands.
    pub(super) fn bindings(&self) -> &Bindings {
        &self.bindings
    }

    /// Whether it exists, and what holds inside it: its own condition is true wherever it does. `above` says whether its
    /// stack exists.
    pub(super) fn created(
        &self,
        evaluator: &Evaluator<'_>,
        above: &Resolved<bool>,
    ) -> (Resolved<bool>, Bindings) {
        let mut created = above.clone();
        if let Some(gap) = &self.gap {
            created = created.and(&left_open(gap));
        }
        let Some(condition) = self.node.get("Condition") else {
            return (created, self.bindings.clone());
        };
        let name = evaluator
            .evaluate(condition, &self.bindings)
            .and_then(&mut to_text);
        let bindings = match name.value() {
            Some(name) => self.bindings.assuming(name, true),
            None => self.bindings.clone(),
        };
        let own = name.and_then(&mut |name| self.holds(evaluator, &name, condition.span));
        (created.and(&own), bindings)
    }

    /// Whether the condition of that name holds.
    fn holds(&self, evaluator: &Evaluator<'_>, name: &str, at: Span) -> Resolved<bool> {
        match evaluator.condition(name, at, &self.bindings).decided() {
            undecided @ (Resolved::Unknown { .. } | Resolved::Varies { .. }) => Resolved::Varies {
                cases: [true, false]
                    .map(|holds| Case {
                        when: format!("{name} is {holds}"),
                        value: Resolved::known(holds),
                    })
                    .into(),
                from: Evidence {
                    at: Some(at),
                    hops: undecided.from().hops.clone(),
                    is_private: undecided.from().is_private,
                },
            },
            decided => decided.written_at(at),
        }
    }
}
