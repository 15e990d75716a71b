//! The home Region of a trail where the code leaves it open, and conditions compare it with Regions by name.

use std::collections::BTreeSet;

use super::region::{AWAY, LEADER};
use super::{Trail, Value};
use crate::resolved::{Case, Condition, Constant, Evidence, Formula, Hop, Resolved, Symbol, Term};

/// How many Regions are told apart.
const MAX_REGIONS: usize = 64;

/// What a home Region is told apart by.
pub(crate) struct OpenRegion<'a> {
    /// The trail, with all its other values.
    pub(crate) trail: &'a Trail,
    /// The Region where nothing is said of it.
    pub(crate) symbol: &'a Symbol,
    /// The partition of a Region of which nothing is said.
    pub(crate) partition: &'a dyn Fn(&Symbol) -> Symbol,
    /// What holds wherever the trail exists.
    pub(crate) holds: &'a Formula,
    /// What leaves no more than so many Regions.
    pub(crate) pinned_by: &'a dyn Fn(usize) -> Option<Hop>,
}

impl OpenRegion<'_> {
    /// A Region, where it is left open by the Regions that what holds leaves, or that the trail's values compare it with.
    pub(crate) fn told_apart(&self, region: Resolved<String>) -> Resolved<String> {
        self.under(region, self.holds).settled(self.holds)
    }

    fn under(&self, region: Resolved<String>, path: &Formula) -> Resolved<String> {
        match region {
            Resolved::Varies { cases, from } => {
                let cases = cases.into_iter().map(|case| {
                    let holds = path.narrowed(&case.when.holds);
                    Case {
                        value: self.under(case.value, &holds),
                        when: case.when,
                    }
                });
                let cases = cases.collect();
                Resolved::Varies { cases, from }
            }
            Resolved::Unknown {
                term: Some(Term::Symbol(ref symbol)),
                ..
            } => {
                let symbol = symbol.clone();
                self.case_by_case(region, &symbol, path)
            }
            Resolved::Unset { .. } => self.case_by_case(region, self.symbol, path),
            known => known,
        }
    }

    fn case_by_case(
        &self,
        open: Resolved<String>,
        symbol: &Symbol,
        path: &Formula,
    ) -> Resolved<String> {
        let possible = path.possible(symbol);
        let mut named = possible.constants;
        if possible.others {
            named.extend(compared_in(self.trail, symbol));
        }
        let regions: Vec<(String, Formula)> = named
            .into_iter()
            .filter_map(|constant| {
                let holds = Formula::equals(symbol, &constant);
                match constant {
                    Constant::Text(region) => Some((region, holds)),
                    _ => None,
                }
            })
            .collect();
        if regions.is_empty() || regions.len() > MAX_REGIONS {
            return open;
        }
        let hops = if possible.others {
            Vec::new()
        } else {
            Vec::from_iter((self.pinned_by)(regions.len()))
        };
        let mut others = Formula::always();
        let mut cases = Vec::new();
        for (region, holds) in regions {
            others = others.narrowed(&holds.not());
            cases.push(Case {
                when: Condition::new(holds, "the Region", format!("is {region}")),
                value: Resolved::Known {
                    value: region,
                    from: open.from().clone(),
                },
            });
        }
        let leader = Constant::Text(LEADER.to_owned());
        let may_be_leader = path
            .narrowed(&others)
            .can_hold_with(&Formula::equals(symbol, &leader));
        if may_be_leader {
            cases.push(Case {
                when: Condition::new(others, "the Region", "is another one"),
                value: open,
            });
        } else {
            cases.extend(self.away(open, others, symbol));
        }
        let from = Evidence {
            hops,
            ..Evidence::default()
        };
        Resolved::Varies { cases, from }
    }
}

impl OpenRegion<'_> {
    /// What a Region is that is not the leader of the partition `aws`: another one in that partition, or one elsewhere.
    fn away(&self, open: Resolved<String>, others: Formula, symbol: &Symbol) -> [Case<String>; 2] {
        let partition = (self.partition)(symbol);
        let is_aws = Formula::equals(&partition, &Constant::Text("aws".to_owned()));
        let away = Resolved::Known {
            value: AWAY.to_owned(),
            from: open.from().clone(),
        };
        let case = |partition: &Formula, outcome: &str, value| Case {
            when: Condition::new(others.narrowed(partition), "the Region", outcome),
            value,
        };
        [
            case(&is_aws, "is another one of the partition aws", away),
            case(&is_aws.not(), "is one of another partition", open),
        ]
    }
}

/// The Regions that the conditions in a trail's values name.
fn compared_in(trail: &Trail, symbol: &Symbol) -> BTreeSet<Constant> {
    fn of<T>(value: &Resolved<T>, symbol: &Symbol) -> BTreeSet<Constant> {
        let arms = value.arms().into_iter();
        arms.flat_map(|(when, _)| when.holds.compared(symbol))
            .collect()
    }
    trail
        .values()
        .into_iter()
        .flat_map(|(_, value)| match value {
            Value::Bool(value) => of(value, symbol),
            Value::ManagementEvents(value) => of(value, symbol),
            Value::Region(value) => of(value, symbol),
        })
        .collect()
}
