//! The values of a trail that a verdict depends on, whatever their types: the one list of them.

use super::region::LEADER;
use super::{Aspect, ManagementEvents, Trail};
use crate::resolved::{Condition, Evidence, Formula, Hop, Resolved};
use crate::source::{SourceId, Span};

/// One value of a trail.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    Bool(&'a Resolved<bool>),
    ManagementEvents(&'a Resolved<ManagementEvents>),
    Region(&'a Resolved<String>),
}

/// A case of a value that Terraform or AWS will refuse.
#[derive(Clone, Debug)]
pub struct Refused<'a> {
    /// When it is so: goes on from "when …". Empty where the value does not vary.
    pub when: String,
    /// The value as the dialect would show it.
    pub text: &'a str,
    /// What is wrong with it, a clause without a full stop.
    pub why: &'a str,
    pub from: &'a Evidence,
}

impl Trail {
    /// Each value with what it is, in the order of [`Aspect::ALL`].
    #[must_use]
    pub fn values(&self) -> [(Aspect, Value<'_>); 6] {
        Aspect::ALL.map(|aspect| (aspect, self.value(aspect)))
    }

    /// Where something is refused of its values.
    pub(crate) fn refused_places(&self) -> Vec<Span> {
        let values = self.values().into_iter();
        let refused = values.flat_map(|(_, value)| value.refused());
        refused.filter_map(|case| case.from.at).collect()
    }

    /// What its values depend on.
    #[must_use]
    pub fn formulas(&self) -> Vec<Formula> {
        let values = self.values().into_iter();
        let formulas = values.flat_map(|(_, value)| match value {
            Value::Bool(value) => value.formulas(),
            Value::ManagementEvents(value) => value.formulas(),
            Value::Region(value) => value.formulas(),
        });
        formulas.collect()
    }

    /// When its home Region is the leader of the partition `aws`, where it is not known.
    #[must_use]
    pub fn in_the_leader(&self) -> Option<Formula> {
        match &self.home_region {
            Resolved::Unknown {
                term: Some(term), ..
            } => Some(term.is_text(LEADER)),
            _ => None,
        }
    }

    /// The files that its values come from.
    #[must_use]
    pub fn evidence_sources(&self) -> Vec<SourceId> {
        let places = self.evidence_places().into_iter();
        places.map(|span| span.source).collect()
    }

    /// What brings it into being, and the places that its values come by.
    pub(crate) fn evidence_places(&self) -> Vec<Span> {
        let mut out = self.brought_by.clone();
        for (_, value) in self.values() {
            for from in value.evidence_of_cases().into_iter().chain([value.from()]) {
                out.extend(from.hops.iter().flat_map(Hop::places).chain(from.at));
            }
        }
        out
    }

    /// Whether one of its values is refused for good, be it in one case.
    #[must_use]
    pub fn is_refused_for_good(&self) -> bool {
        self.values()
            .into_iter()
            .flat_map(|(_, value)| value.evidence_of_cases())
            .any(|from| from.is_final)
    }

    pub(super) fn value(&self, aspect: Aspect) -> Value<'_> {
        match aspect {
            Aspect::Created => Value::Bool(&self.created),
            Aspect::Flag => Value::Bool(&self.include_global_service_events),
            Aspect::MultiRegion => Value::Bool(&self.is_multi_region_trail),
            Aspect::Logging => Value::Bool(&self.is_logging),
            Aspect::ManagementEvents => Value::ManagementEvents(&self.management_events),
            Aspect::HomeRegion => Value::Region(&self.home_region),
        }
    }
}

impl<'a> Value<'a> {
    /// The conditions of its cases, in their order.
    pub(super) fn each_condition(self, take: &mut dyn FnMut(&'a Condition)) {
        match self {
            Value::Bool(value) => value.each_condition(take),
            Value::ManagementEvents(value) => value.each_condition(take),
            Value::Region(value) => value.each_condition(take),
        }
    }

    /// Where the value comes from: of one that varies, the evidence of the whole.
    #[must_use]
    pub fn from(self) -> &'a Evidence {
        match self {
            Value::Bool(value) => value.from(),
            Value::ManagementEvents(value) => value.from(),
            Value::Region(value) => value.from(),
        }
    }

    /// The evidence of each case, or of the value itself where it does not vary.
    #[must_use]
    pub fn evidence_of_cases(self) -> Vec<&'a Evidence> {
        fn of<T>(value: &Resolved<T>) -> Vec<&Evidence> {
            value
                .arms()
                .into_iter()
                .map(|(_, arm)| arm.from())
                .collect()
        }
        match self {
            Value::Bool(value) => of(value),
            Value::ManagementEvents(value) => of(value),
            Value::Region(value) => of(value),
        }
    }

    /// The cases that will be refused.
    #[must_use]
    pub fn refused(self) -> Vec<Refused<'a>> {
        fn of<T>(value: &Resolved<T>) -> Vec<Refused<'_>> {
            let arms = value.arms().into_iter();
            arms.filter_map(|(when, arm)| match arm {
                Resolved::Invalid { text, why, from } => Some(Refused {
                    when: when.text(),
                    text,
                    why,
                    from,
                }),
                _ => None,
            })
            .collect()
        }
        match self {
            Value::Bool(value) => of(value),
            Value::ManagementEvents(value) => of(value),
            Value::Region(value) => of(value),
        }
    }
}
