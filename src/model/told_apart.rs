//! Which condition is meant where several of a trail go by one name, and where a name is that of another module.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Aspect, Trail};
use crate::resolved::{Clause, Formula, Whose};
use crate::source::Span;

/// What is said of a name at one place: when it comes out how.
type Outcomes<'t> = BTreeMap<&'t str, &'t Formula>;

/// What tells the conditions of one name apart.
#[derive(Clone, Copy, Default)]
struct Apart {
    by_owner: bool,
    by_place: bool,
}

impl Trail {
    /// Says of conditions that would read the same although they are not which is which, and of those of a module that the trail
    /// is not in, whose names its own file does not know, which module that is. `line_of` names a place.
    pub fn tell_conditions_apart(&mut self, line_of: &dyn Fn(Span) -> String) {
        let alike = self.alike();
        let address = self.address.clone();
        let around = self.named_around();
        let mut tell = |clause: &mut Clause| {
            let Some(whose) = &clause.whose else {
                return;
            };
            let apart = alike.get(&*clause.name).copied().unwrap_or_default();
            let is_of_another = |owner: &&str| {
                apart.by_owner || !is_around(owner, &address) && !around.contains(&*clause.name)
            };
            let owner = whose.owner.as_deref().filter(is_of_another);
            if let Some(owner) = owner {
                clause.name = format!("{} of {owner}", clause.name).into();
            }
            if apart.by_place || apart.by_owner && owner.is_none() {
                clause.name = format!("{} at {}", clause.name, line_of(whose.at)).into();
            }
        };
        self.created.each_clause(&mut tell);
        self.include_global_service_events.each_clause(&mut tell);
        self.is_multi_region_trail.each_clause(&mut tell);
        self.is_logging.each_clause(&mut tell);
        self.management_events.each_clause(&mut tell);
        self.home_region.each_clause(&mut tell);
    }

    /// The names that are known where the trail is.
    fn named_around(&self) -> BTreeSet<Arc<str>> {
        let mut out = BTreeSet::new();
        for aspect in Aspect::ALL {
            self.value(aspect).each_condition(&mut |condition| {
                let known = condition.said.iter().filter(|clause| {
                    let owner = clause
                        .whose
                        .as_ref()
                        .and_then(|whose| whose.owner.as_deref());
                    owner.is_none_or(|owner| is_around(owner, &self.address))
                });
                out.extend(known.map(|clause| clause.name.clone()));
            });
        }
        out
    }

    /// The names that several conditions go by.
    fn alike(&self) -> BTreeMap<String, Apart> {
        let mut named: BTreeMap<&str, BTreeMap<&Whose, Outcomes<'_>>> = BTreeMap::new();
        for aspect in Aspect::ALL {
            self.value(aspect).each_condition(&mut |condition| {
                // Several clauses have one formula together.
                if let [clause] = condition.said.as_slice()
                    && let Some(whose) = &clause.whose
                {
                    let places = named.entry(&clause.name).or_default();
                    let outcomes = places.entry(whose).or_default();
                    outcomes.insert(&clause.outcome, &condition.holds);
                }
            });
        }
        let several = named.into_iter().filter_map(|(name, places)| {
            let apart = apart(&places);
            (apart.by_owner || apart.by_place).then(|| (name.to_owned(), apart))
        });
        several.collect()
    }
}

/// Whether a trail of this address lies in what an owner of conditions is called, or in nothing that has a path.
fn is_around(owner: &str, address: &str) -> bool {
    let path = owner
        .strip_prefix('`')
        .and_then(|path| path.strip_suffix('`'));
    let Some(path) = path else {
        return true;
    };
    let inner = address.strip_prefix(path);
    inner.is_some_and(|inner| inner.starts_with(['.', '/']))
}

/// What tells what is said at some places apart.
fn apart(places: &BTreeMap<&Whose, Outcomes<'_>>) -> Apart {
    let mut out = Apart::default();
    let places: Vec<_> = places.iter().collect();
    for (at, (whose, outcomes)) in places.iter().enumerate() {
        for (other, its) in &places[at + 1..] {
            if !are_one(outcomes, its) {
                let is_one_owner = whose.owner == other.owner;
                out.by_place |= is_one_owner;
                out.by_owner |= !is_one_owner;
            }
        }
    }
    out
}

/// Whether one condition is meant at both places: it comes out the same in the same cases.
fn are_one(one: &Outcomes<'_>, other: &Outcomes<'_>) -> bool {
    let of_both: BTreeSet<&str> = (one.keys().copied())
        .filter(|outcome| other.contains_key(outcome))
        .collect();
    if of_both.is_empty() {
        let formulas = || {
            one.values()
                .flat_map(|a| other.values().map(move |b| (a, b)))
        };
        return formulas().any(|(a, b)| a.not() == **b);
    }
    of_both.iter().any(|outcome| one[outcome] == other[outcome])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::test_trail::trail;
    use crate::resolved::{Case, Condition, Constant, Evidence, Instance, Resolved, Symbol};

    /// A value that is what a condition of a name is, which stands for a symbol.
    fn by(name: &str, symbol: &str, owner: &str, at: Span) -> Resolved<bool> {
        let symbol = Symbol::named(symbol, Instance::root("stack"));
        let holds = Formula::equals(&symbol, &Constant::Bool(true));
        let case = |value: bool| Case {
            when: Condition::new(
                if value { holds.clone() } else { holds.not() },
                name,
                format!("is {value}"),
            ),
            value: Resolved::known(value),
        };
        let from = Evidence::default();
        let cases = vec![case(true), case(false)];
        Resolved::Varies { cases, from }.named_where(&|| Whose {
            owner: Some(Arc::from(owner)),
            at,
        })
    }

    fn told(flag: Resolved<bool>, logging: Resolved<bool>) -> Vec<String> {
        let mut trail = trail();
        trail.include_global_service_events = flag;
        trail.is_logging = logging;
        trail.tell_conditions_apart(&|at| format!("t.yaml:{}", at.start));
        let whens = trail.variants(&[Aspect::Flag, Aspect::Logging]);
        whens.into_iter().map(|variant| variant.when).collect()
    }

    #[test]
    fn conditions_of_one_name_are_told_apart_only_where_they_are_two() {
        let at = trail().declared;
        let other = Span { start: 3, ..at };
        let one = || by("IsProd", "a", "the root stack", at);
        let same = by("IsProd", "a", "the root stack", other);
        assert_eq!(told(one(), same), ["IsProd is true", "IsProd is false"]);
        // A child's that comes to its parent's.
        let passed_on = by("IsProd", "a", "`Nested`", other);
        assert_eq!(
            told(one(), passed_on),
            ["IsProd is true", "IsProd is false"]
        );
        let nested = by("IsProd", "b", "`Nested`", other);
        assert_eq!(
            told(one(), nested)[1],
            "IsProd of the root stack is true and IsProd of `Nested` is false"
        );
        let elsewhere = by("IsProd", "b", "the root stack", other);
        assert_eq!(
            told(one(), elsewhere)[1],
            "IsProd at t.yaml:0 is true and IsProd at t.yaml:3 is false"
        );
        let another = by("IsQuiet", "b", "`Nested`", other);
        assert_eq!(
            told(one(), another)[1],
            "IsProd is true and IsQuiet of `Nested` is false"
        );
    }
}
