//! What is known of what the code leaves open, because whatever is against it is refused: validations of variables, the
//! rules of a template.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::condition::Term;
use super::formula::Formula;
use super::hop::Hop;
use super::narrowed::Fixed;
use super::symbol::{Identity, Symbol};
use super::value::Resolved;

/// What holds in all that is not refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    pub holds: Formula,
    /// Where the code says so.
    pub hop: Hop,
}

/// All that is assumed at one place. Clones share it, and what was worked out of it.
#[derive(Clone, Debug, Default)]
pub struct Assumptions {
    /// Those of the places above, then its own.
    layers: Vec<Rc<Layer>>,
    /// What holds where some of them do.
    together: Rc<RefCell<HashMap<BTreeSet<Place>, Formula>>>,
    /// What they were with some more, the last time: places beside one another often have the same.
    with_more: Rc<RefCell<Option<Assumptions>>>,
}

/// A layer, and which of its assumptions.
type Place = (usize, usize);

#[derive(Debug)]
struct Layer {
    all: Vec<Assumption>,
    /// Which of them ask for a symbol.
    asking: OnceCell<HashMap<Arc<Identity>, Vec<usize>>>,
}

impl Layer {
    fn asking_for(&self, symbol: &Arc<Identity>) -> &[usize] {
        let asking = self.asking.get_or_init(|| {
            let mut out: HashMap<_, Vec<usize>> = HashMap::new();
            for (at, assumption) in self.all.iter().enumerate() {
                let symbols = assumption.holds.identities().iter();
                symbols.for_each(|symbol| out.entry(Arc::clone(symbol)).or_default().push(at));
            }
            out
        });
        asking.get(symbol).map_or(&[], Vec::as_slice)
    }
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

    /// Adds what a formula asks for, and what that is made of.
    pub fn add_formula(&mut self, formula: &Formula) {
        self.0.extend(formula.identities().iter().cloned());
    }

    /// Whether both ask for one symbol.
    #[must_use]
    pub fn shares_with(&self, other: &Asked) -> bool {
        !self.0.is_disjoint(&other.0)
    }
}

impl Assumptions {
    #[must_use]
    pub fn of(all: Vec<Assumption>) -> Assumptions {
        Assumptions::default().and(all)
    }

    /// These, and some more.
    #[must_use]
    pub fn and(&self, more: Vec<Assumption>) -> Assumptions {
        if more.is_empty() {
            return self.clone();
        }
        let mut with_more = self.with_more.borrow_mut();
        let has_them = |with: &&Assumptions| with.layers.last().is_some_and(|own| own.all == more);
        if let Some(same) = with_more.as_ref().filter(has_them) {
            return same.clone();
        }
        let mut layers = self.layers.clone();
        layers.push(Rc::new(Layer {
            all: more,
            asking: OnceCell::new(),
        }));
        let with = Assumptions {
            layers,
            ..Assumptions::default()
        };
        *with_more = Some(with.clone());
        with
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }

    /// What they say, one by one.
    pub fn formulas(&self) -> impl Iterator<Item = &Formula> {
        let all = self.layers.iter().flat_map(|layer| &layer.all);
        all.map(|assumption| &assumption.holds)
    }

    /// What holds where all do that have to do with what is asked for, be it by way of others.
    #[must_use]
    pub fn about(&self, asked: Asked) -> Formula {
        self.all(self.places(asked))
    }

    /// Where it is said what is assumed of a symbol.
    #[must_use]
    pub fn on(&self, symbol: &Symbol) -> Option<Hop> {
        let mut asked = Asked::default();
        asked.add_symbol(symbol);
        let direct = self.asking_for(asked.0.iter());
        Some(self.at(*direct.first()?).hop.clone())
    }

    fn at(&self, (layer, at): Place) -> &Assumption {
        &self.layers[layer].all[at]
    }

    fn asking_for<'s>(&self, symbols: impl Iterator<Item = &'s Arc<Identity>>) -> BTreeSet<Place> {
        let places = symbols.flat_map(|symbol| {
            let layers = self.layers.iter().enumerate();
            layers.flat_map(move |(layer, of)| {
                of.asking_for(symbol).iter().map(move |at| (layer, *at))
            })
        });
        places.collect()
    }

    /// Those that have to do with what is asked for, be it by way of others.
    fn places(&self, Asked(mut asked): Asked) -> BTreeSet<Place> {
        let mut out = BTreeSet::new();
        let mut next: Vec<Arc<Identity>> = asked.iter().cloned().collect();
        while !next.is_empty() {
            let mut about = self.asking_for(next.iter());
            about.retain(|place| out.insert(*place));
            next.clear();
            for place in about {
                let symbols = self.at(place).holds.identities().iter();
                next.extend(
                    symbols
                        .filter(|symbol| asked.insert(Arc::clone(symbol)))
                        .cloned(),
                );
            }
        }
        out
    }

    /// What holds where all of some do. Where they contradict one another nothing is said: all is refused.
    fn all(&self, places: BTreeSet<Place>) -> Formula {
        if let Some(known) = self.together.borrow().get(&places) {
            return known.clone();
        }
        let holds = (places.iter()).fold(Formula::always(), |so_far, place| {
            so_far.narrowed(&self.at(*place).holds)
        });
        let holds = if holds.is_never() {
            Formula::always()
        } else {
            holds
        };
        self.together.borrow_mut().insert(places, holds.clone());
        holds
    }
}

impl<T: Fixed + PartialEq + Clone> Resolved<T> {
    /// The same where something holds, and what is assumed too; what decided about it is among its evidence then.
    #[must_use]
    pub fn assuming(self, assumptions: &Assumptions, holds: &Formula) -> Resolved<T> {
        let own = self.clone().settled(holds).decided();
        let mut asked = Asked::default();
        asked.add(&own);
        let about = assumptions.places(asked.clone());
        if about.is_empty() {
            return self;
        }
        let path = holds.narrowed(&assumptions.all(about));
        if path.is_never() {
            return self;
        }
        let settled = self.settled(&path).decided();
        if settled == own {
            return settled;
        }
        let direct = assumptions.asking_for(asked.0.iter()).into_iter();
        settled.and_before_once(direct.map(|place| assumptions.at(place).hop.clone()))
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
        Formula::equals(&symbol(name), &Constant::text(text))
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
        let decided = flag().assuming(
            &Assumptions::of(vec![assumption(among)]),
            &Formula::always(),
        );
        assert_eq!(decided.value(), Some(&true));
        assert_eq!(decided.from().hops.len(), 1);
        // What has nothing to do with it is not said.
        let other = flag().assuming(
            &Assumptions::of(vec![assumption(is("team", "audit"))]),
            &Formula::always(),
        );
        assert_eq!(other, flag());
    }

    #[test]
    fn assumptions_that_contradict_one_another_say_nothing() {
        let flag = || truth(Truth::holding(is("env", "prod")));
        let both = vec![assumption(is("env", "dev")), assumption(is("env", "stage"))];
        assert_eq!(
            flag().assuming(&Assumptions::of(both), &Formula::always()),
            flag()
        );
    }

    /// What a place below has of its own comes to what it has from above.
    #[test]
    fn those_of_places_in_one_another_hold_together() {
        let flag = truth(Truth::holding(is("env", "dev").not()));
        let above = Assumptions::of(vec![assumption(
            is("env", "dev").or(&is("env", "prod")).unwrap(),
        )]);
        let both = above.and(vec![assumption(is("env", "dev").not())]);
        assert_eq!(flag.clone().assuming(&above, &Formula::always()), flag);
        assert_eq!(
            flag.assuming(&both, &Formula::always()).value(),
            Some(&true)
        );
        assert!(both.on(&symbol("env")).is_some() && both.on(&symbol("team")).is_none());
    }

    #[test]
    fn one_assumption_leads_on_to_another() {
        let same = Truth::same(&symbol("env"), &symbol("other")).yes;
        let flag = truth(Truth::holding(is("env", "prod")));
        let both = vec![assumption(is("other", "prod")), assumption(same)];
        let decided = flag.assuming(&Assumptions::of(both), &Formula::always());
        assert_eq!(decided.value(), Some(&true));
    }
}
