//! The home Region of a trail where the code leaves it open, and conditions compare it with Regions by name.

use std::collections::BTreeSet;

use super::Trail;
use super::limits::MAX_HOME_REGIONS;
use super::region::{AWAY, LEADER, is_region};
use crate::resolved::{
    Case, Condition, Constant, Evidence, Formula, Hop, Possible, Resolved, Symbol, Term, Word,
};

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
                term: Some(ref term @ (Term::Symbol(_) | Term::Joined(_))),
                ..
            } => {
                let term = term.clone();
                self.case_by_case(region, &term, path)
            }
            Resolved::Unset { .. } => {
                self.case_by_case(region, &Term::Symbol(self.symbol.clone()), path)
            }
            known => known,
        }
    }

    fn case_by_case(
        &self,
        open: Resolved<String>,
        term: &Term,
        path: &Formula,
    ) -> Resolved<String> {
        let (named, others) = self.named(term, path);
        if named.is_empty() || named.len() > MAX_HOME_REGIONS {
            return open;
        }
        let hops = if others {
            Vec::new()
        } else {
            Vec::from_iter((self.pinned_by)(named.len()))
        };
        let mut others = Formula::always();
        let mut cases = Vec::new();
        for region in named {
            let holds = term.is_text(&region);
            others = others.narrowed(&holds.not());
            cases.push(Case {
                when: Condition::new(holds, "the Region", format!("is {region}")),
                value: Resolved::Known {
                    value: region,
                    from: open.from().clone(),
                },
            });
        }
        let left = path.narrowed(&others);
        if left.can_hold_with(&term.is_text(LEADER)) {
            cases.push(Case {
                when: Condition::new(others, "the Region", "is another one"),
                value: open,
            });
        } else if !left.is_never() {
            cases.extend(self.away(open, others, term));
        }
        let from = Evidence::passed(hops);
        Resolved::Varies { cases, from }
    }

    /// The Regions that are told apart, and whether there may be others.
    fn named(&self, term: &Term, path: &Formula) -> (BTreeSet<String>, bool) {
        let mut asked = self.trail.formulas();
        asked.push(self.holds.clone());
        let Term::Symbol(symbol) = term else {
            // Of a text that is put together, whether it is the leader is all that is asked for.
            let leader = term.is_text(LEADER);
            let is_asked = asked.iter().any(|formula| formula.shares_with(&leader));
            let named = is_asked.then(|| LEADER.to_owned());
            return (named.into_iter().collect(), true);
        };
        let Possible {
            mut constants,
            others,
        } = path.possible(symbol);
        if others {
            let compared = asked.iter().map(|formula| formula.compared(symbol));
            constants.extend(compared.flatten());
        }
        let texts = constants.into_iter().filter_map(|constant| match constant {
            Constant::Text(region) => Some(region),
            _ => None,
        });
        // What is neither said nor a Region's name is one of the others.
        let is_public = |region: &Word| region.is_said() || is_region(region.as_str());
        let (texts, unsaid): (Vec<Word>, Vec<Word>) = texts.partition(is_public);
        let texts = texts.into_iter().map(String::from).collect();
        (texts, others || !unsaid.is_empty())
    }
}

impl OpenRegion<'_> {
    /// What a Region is that is not the leader of the partition `aws`: another one in that partition, or one elsewhere.
    fn away(&self, open: Resolved<String>, others: Formula, term: &Term) -> [Case<String>; 2] {
        let symbol = term.symbol().unwrap_or_else(Symbol::alone);
        let partition = (self.partition)(&symbol);
        let is_aws = Formula::equals(&partition, &Constant::text("aws"));
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
