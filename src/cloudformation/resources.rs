//! The resources of a template: loops expanded, and whether each exists.

use std::collections::HashMap;

use super::language::{Bindings, Entries, Evaluator, Found, Gap, Section, left_open, to_text};
use super::template::type_of;
use crate::model::Remark;
use crate::parse::Node;
use crate::resolved::{Hop, Resolved};
use crate::source::Span;

/// A resource of a template, in one turn of the loops around it.
pub(super) struct Resource<'n> {
    pub(super) id: String,
    pub(super) declared: Span,
    pub(super) node: &'n Node,
    bindings: Bindings,
    /// Why it is not known whether or how often it exists.
    gap: Option<Gap>,
    /// What may rewrite all of its section.
    rewritten: Option<Gap>,
}

/// The resources of the given types. Of several with one logical id, the last one counts.
pub(super) fn resources<'n>(evaluator: &Evaluator<'n>, types: &[&str]) -> Vec<Resource<'n>> {
    let Some(section) = evaluator.section(Section::Resources) else {
        return Vec::new();
    };
    let placed = &section.placed;
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
            rewritten: section.rewritten.clone(),
        })
        .collect()
}

/// The places where a trail may be that is not seen: what an include or a macro makes that is not followed.
pub(super) fn unseen(evaluator: &Evaluator<'_>) -> Vec<Remark> {
    let Some(section) = evaluator.section(Section::Resources) else {
        return Vec::new();
    };
    let help = "Lint what it makes: the packaged or the processed template";
    let remark = |gap: &Gap, what: String| {
        let span = gap.from().hops.iter().find_map(Hop::span)?;
        Some(Remark {
            span,
            message: format!("{what} cannot be told, because this is not followed"),
            help: Some(help.to_owned()),
        })
    };
    let beside = section
        .beside
        .iter()
        .filter_map(|gap| remark(gap, "Whether there are more trails".into()));
    let made_elsewhere = section.placed.iter().filter_map(|placed| {
        let value = &placed.entry.value;
        let attributes = match type_of(value) {
            None => evaluator.entries(value.entries(), &placed.bindings),
            Some(_) => return None,
        };
        let gap = attributes.rewritten.or(attributes.beside)?;
        remark(&gap, format!("Whether `{}` is a trail", placed.key))
    });
    beside.chain(made_elsewhere).collect()
}

impl<'n> Resource<'n> {
    /// What holds where it stands.
    pub(super) fn bindings(&self) -> &Bindings {
        &self.bindings
    }

    /// `Type`, `Properties`, `Condition` and what else it has.
    fn attributes(&self, evaluator: &Evaluator<'_>) -> Entries<'n> {
        let mut attributes = evaluator.entries(self.node.entries(), &self.bindings);
        attributes.rewritten = self.rewritten.clone().or(attributes.rewritten);
        attributes
    }

    /// Its properties, in those bindings, and the node that holds them.
    pub(super) fn properties(
        &self,
        evaluator: &Evaluator<'_>,
        bindings: &Bindings,
    ) -> (Option<&'n Node>, Entries<'n>) {
        match self.attributes(evaluator).find("Properties") {
            Found::Entry(placed) => {
                let node = &placed.entry.value;
                (Some(node), evaluator.entries(node.entries(), bindings))
            }
            Found::Perhaps(gap) => (
                None,
                Entries {
                    rewritten: Some(gap),
                    ..Entries::default()
                },
            ),
            Found::Nothing => (None, Entries::default()),
        }
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
        let attributes = self.attributes(evaluator);
        let condition = match attributes.find("Condition") {
            Found::Entry(placed) => &placed.entry.value,
            Found::Perhaps(gap) if self.rewritten.is_none() && attributes.rewritten.is_none() => {
                let created = created.and(&left_open(&gap));
                let bindings = self.bindings.assuming(&created.truth().yes);
                return (created, bindings);
            }
            Found::Perhaps(_) | Found::Nothing => {
                let bindings = self.bindings.assuming(&created.truth().yes);
                return (created, bindings);
            }
        };
        let name = evaluator
            .evaluate(condition, &self.bindings)
            .and_then(&mut to_text);
        let own = name.and_then(&mut |name| {
            evaluator
                .condition(&name, condition.span, &self.bindings)
                .choose(&name, &mut |holds, _| Resolved::known(holds))
                .written_at(condition.span)
        });
        let created = created.and(&own);
        let bindings = self.bindings.assuming(&created.truth().yes);
        (created, bindings)
    }
}
