//! The resources of a template: loops expanded, and whether each exists.

use super::language::{Bindings, Evaluator, is_loop, loop_key};
use super::template::type_of;
use crate::parse::{Entry, Node};
use crate::resolved::{Case, Evidence, Resolved};
use crate::source::Span;

/// A resource of a template, at one iteration of the loops around it.
pub(super) struct Resource<'n> {
    pub(super) id: String,
    pub(super) declared: Span,
    pub(super) node: &'n Node,
    bindings: Bindings,
    /// Why it is not known whether or how often it exists.
    uncertain: Option<String>,
}

/// The resources of the given types.
pub(super) fn resources<'n>(evaluator: &Evaluator<'n>, types: &[&str]) -> Vec<Resource<'n>> {
    let mut collector = Collector {
        evaluator,
        types,
        resources: Vec::new(),
    };
    let section = evaluator.template.section("Resources");
    collector.collect(section, &Bindings::default(), None);
    collector.resources
}

struct Collector<'e, 'n> {
    evaluator: &'e Evaluator<'n>,
    types: &'e [&'e str],
    resources: Vec<Resource<'n>>,
}

impl<'n> Collector<'_, 'n> {
    fn collect(&mut self, entries: &'n [Entry], bindings: &Bindings, uncertain: Option<&str>) {
        for entry in entries {
            let Some(key) = entry.key.scalar_text() else {
                continue;
            };
            if is_loop(&key) {
                self.collect_loop(&entry.value, bindings, uncertain);
            } else if type_of(&entry.value).is_some_and(|kind| self.types.contains(&kind)) {
                self.resources.push(Resource {
                    id: loop_key(&key, bindings),
                    declared: entry.key.span,
                    node: &entry.value,
                    bindings: bindings.clone(),
                    uncertain: uncertain.map(str::to_owned),
                });
            }
        }
    }

    fn collect_loop(&mut self, node: &'n Node, bindings: &Bindings, uncertain: Option<&str>) {
        match self.evaluator.expand_loop(node, bindings) {
            Ok(iterations) => {
                for (bindings, body) in iterations {
                    self.collect(body.entries(), &bindings, uncertain);
                }
            }
            Err(why) => {
                // The body stands for however many there are.
                if let [_, _, body] = node.items() {
                    self.collect(body.entries(), bindings, Some(&why));
                }
            }
        }
    }
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
        if let Some(why) = &self.uncertain {
            created = created.and(&Resolved::unknown(why.clone()));
        }
        let condition = self.node.get("Condition");
        let Some((condition, name)) = condition.and_then(|node| Some((node, node.as_str()?)))
        else {
            return (created, self.bindings.clone());
        };
        let own = match evaluator
            .condition(name, condition.span, &self.bindings)
            .decided()
        {
            undecided @ (Resolved::Unknown { .. } | Resolved::Varies { .. }) => Resolved::Varies {
                cases: [true, false]
                    .map(|holds| Case {
                        when: format!("{name} is {holds}"),
                        value: Resolved::known(holds),
                    })
                    .into(),
                from: Evidence {
                    at: Some(condition.span),
                    hops: undecided.from().hops.clone(),
                    is_private: undecided.from().is_private,
                },
            },
            decided => decided.written_at(condition.span),
        };
        (created.and(&own), self.bindings.assuming(name, true))
    }
}
