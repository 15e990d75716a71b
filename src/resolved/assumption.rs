//! What is known of what the code leaves open, because whatever is against it is refused: validations of variables, the
//! rules of a template.

use std::collections::HashSet;
use std::sync::Arc;

use super::condition::Term;
use super::formula::Formula;
use super::hop::Hop;
use super::narrowed::Fixed;
use super::symbol::{Identity, Symbol};
use super::value::Resolved;

/// What holds in all that is not refused.
#[derive(Clone, Debug)]
pub struct Assumption {
    pub holds: Formula,
    /// Where the code says so.
    pub hop: Hop,
}

/// What values depend on.
#[derive(Clone, Debug, Default)]
pub struct Asked(HashSet<Arc<Identity>>);

impl Asked {
    /// Adds what a value depends on, and what that is made of.
    pub fn add<T>(&mut self, value: &Resolved<T>) {
        for (when, arm) in value.arms() {
            self.add_formula(&when.holds);
            let Resolved::Unknown {
                term: Some(term), ..
            } = arm
            else {
                continue;
            };
            match term {
                Term::Truth(truth) => {
                    self.add_formula(&truth.yes);
                    self.add_formula(&truth.no);
                }
                Term::Symbol(_) | Term::Joined(_) => {
                    if let Some(symbol) = term.symbol() {
                        self.add_symbol(&symbol);
                    }
                }
            }
        }
    }

    /// Adds what is not known, and what that is made of.
    pub fn add_symbol(&mut self, symbol: &Symbol) {
        self.0.extend(symbol.identities());
    }

    fn add_formula(&mut self, formula: &Formula) {
        self.0.extend(formula.identities());
    }

    fn shares_with(&self, formula: &Formula) -> bool {
        let mut asked = formula.identities().into_iter();
        asked.any(|identity| self.0.contains(&identity))
    }
}

impl Assumption {
    /// Those that have to do with what is asked for, be it by way of others.
    #[must_use]
    pub fn about(all: &[Assumption], mut asked: Asked) -> Vec<Assumption> {
        let mut left: Vec<&Assumption> = all.iter().collect();
        let mut out = Vec::new();
        loop {
            let (about, others): (Vec<_>, Vec<_>) = left
                .into_iter()
                .partition(|assumption| asked.shares_with(&assumption.holds));
            if about.is_empty() {
                return out;
            }
            for assumption in about {
                asked.add_formula(&assumption.holds);
                out.push(assumption.clone());
            }
            left = others;
        }
    }

    /// Where it is said what is assumed of a symbol.
    #[must_use]
    pub fn on(all: &[Assumption], symbol: &Symbol) -> Option<Hop> {
        let mut asked = Asked::default();
        asked.add_symbol(symbol);
        let on_it = |assumption: &&Assumption| asked.shares_with(&assumption.holds);
        Some(all.iter().find(on_it)?.hop.clone())
    }

    /// What holds where all of these do. Where they contradict one another nothing is said: all is refused.
    #[must_use]
    pub fn all(these: &[Assumption]) -> Formula {
        let holds = these
            .iter()
            .fold(Formula::always(), |so_far, one| so_far.narrowed(&one.holds));
        if holds.is_never() {
            return Formula::always();
        }
        holds
    }
}

impl<T: Fixed + PartialEq + Clone> Resolved<T> {
    /// The same where something holds, and what is assumed too; what decided about it is among its evidence then.
    #[must_use]
    pub fn assuming(self, assumptions: &[Assumption], holds: &Formula) -> Resolved<T> {
        let own = self.clone().settled(holds).decided();
        let mut asked = Asked::default();
        asked.add(&own);
        let about = Assumption::about(assumptions, asked.clone());
        let path = holds.narrowed(&Assumption::all(&about));
        if about.is_empty() || path.is_never() {
            return self;
        }
        let settled = self.settled(&path).decided();
        if settled == own {
            return settled;
        }
        let direct = |assumption: &&Assumption| asked.shares_with(&assumption.holds);
        let hops = about.iter().filter(direct);
        settled.and_before_once(hops.map(|assumption| assumption.hop.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolved::{Constant, Instance, Truth};

    fn symbol(name: &str) -> Symbol {
        Symbol::named_text(name, Instance::root("root"))
    }

    fn is(name: &str, text: &str) -> Formula {
        Formula::equals(&symbol(name), &Constant::Text(text.to_owned()))
    }

    fn assumption(holds: Formula) -> Assumption {
        let hop = Hop::chose(None, "validation");
        Assumption { holds, hop }
    }

    fn truth(truth: Truth) -> Resolved<bool> {
        Resolved::unknown("it is open").with_term(Some(Term::Truth(truth)))
    }

    #[test]
    fn what_is_assumed_decides_and_is_said() {
        let flag = || truth(Truth::holding(is("env", "dev").not()));
        let among = is("env", "prod").or(&is("env", "stage")).unwrap();
        let decided = flag().assuming(&[assumption(among)], &Formula::always());
        assert_eq!(decided.value(), Some(&true));
        assert_eq!(decided.from().hops.len(), 1);
        // What has nothing to do with it is not said.
        let other = flag().assuming(&[assumption(is("team", "audit"))], &Formula::always());
        assert_eq!(other, flag());
    }

    #[test]
    fn assumptions_that_contradict_one_another_say_nothing() {
        let flag = || truth(Truth::holding(is("env", "prod")));
        let both = [assumption(is("env", "dev")), assumption(is("env", "stage"))];
        assert_eq!(flag().assuming(&both, &Formula::always()), flag());
    }

    #[test]
    fn one_assumption_leads_on_to_another() {
        let same = Truth::same(&symbol("env"), &symbol("other")).yes;
        let flag = truth(Truth::holding(is("env", "prod")));
        let both = [assumption(is("other", "prod")), assumption(same)];
        let decided = flag.assuming(&both, &Formula::always());
        assert_eq!(decided.value(), Some(&true));
    }
}
