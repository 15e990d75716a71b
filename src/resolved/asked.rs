//! What formulas ask for.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::by_constant::ByConstant;
use super::constant::Constant;
use super::effort;
use super::formula::Formula;
use super::symbol::{Identity, Symbol};

/// A symbol that is asked for, and the constants that it is compared with.
type Question<'f> = (&'f Arc<Identity>, &'f ByConstant<Formula>);

/// What formulas ask for where they ask for a symbol, whatever is made of that.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AskedFor(Arc<Identity>);

impl AskedFor {
    #[must_use]
    pub fn by(symbol: &Symbol) -> AskedFor {
        AskedFor(Arc::clone(symbol.identity()))
    }
}

impl Formula {
    /// All that it asks for, each once.
    #[must_use]
    pub fn asked_for(&self) -> Vec<AskedFor> {
        let mut seen: HashSet<&Arc<Identity>> = HashSet::new();
        let questions = self.questions().into_iter();
        questions
            .filter(|(asked, _)| seen.insert(asked))
            .map(|(asked, _)| AskedFor(Arc::clone(asked)))
            .collect()
    }

    /// The constants that a symbol is compared with.
    #[must_use]
    pub fn compared(&self, symbol: &Symbol) -> BTreeSet<Constant> {
        let questions = self.questions().into_iter();
        let of_it = questions.filter(|(asked, _)| *asked == symbol.identity());
        let constants = of_it.flat_map(|(_, cases)| cases.constants().cloned());
        constants
            .filter_map(|constant| symbol.read_constant(constant))
            .collect()
    }

    /// The symbols that it asks for, and those that they are made of.
    pub(super) fn identities(&self) -> &HashSet<Arc<Identity>> {
        self.all_asked(|| {
            let questions = self.questions().into_iter();
            questions
                .flat_map(|(asked, _)| Identity::with_parts(asked))
                .collect()
        })
    }

    /// Whether both ask for one symbol.
    #[must_use]
    pub fn shares_with(&self, other: &Formula) -> bool {
        !self.identities().is_disjoint(other.identities())
    }

    /// Whether all symbols that it asks for have a value, whatever that is.
    pub(super) fn asks_what_is_never_refused(&self) -> bool {
        let mut questions = self.questions().into_iter();
        questions.all(|(asked, _)| asked.is_never_refused())
    }

    /// Whether it asks for what is known as nothing but itself.
    #[must_use]
    pub fn asks_what_is_alone(&self) -> bool {
        let mut questions = self.questions().into_iter();
        questions.any(|(asked, _)| asked.is_alone())
    }

    /// Whether nothing outside of the code decides it: it asks for what is not followed here, and for nothing else.
    pub(super) fn asks_only_what_is_not_followed(&self) -> bool {
        let mut questions = self.questions().into_iter();
        questions.all(|(asked, _)| asked.is_not_followed())
    }

    /// That a symbol is one of some constants, if it says so and nothing else: the symbol and these.
    pub(super) fn as_one_of(&self) -> Option<(&Arc<Identity>, Vec<&Constant>)> {
        let (symbol, cases, otherwise) = self.asks()?;
        let is_plain = otherwise.is_never() && cases.values().all(Formula::is_always);
        is_plain.then(|| (symbol, cases.constants().collect()))
    }

    /// Those of some constants that a symbol may be where this holds.
    pub(super) fn admitted<'c>(
        &self,
        symbol: &Identity,
        mut constants: BTreeSet<&'c Constant>,
    ) -> BTreeSet<&'c Constant> {
        let mut out = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![self];
        while let Some(next) = open.pop().filter(|_| !constants.is_empty()) {
            let Some((asked, cases, otherwise)) = next.asks() else {
                if next.is_always() {
                    out.append(&mut constants);
                }
                continue;
            };
            if !seen.insert(next.address()) {
                continue;
            }
            effort::count(cases.len());
            if **asked == *symbol {
                let is_left = |constant: &&Constant| {
                    let then = cases.get(constant).unwrap_or(otherwise);
                    !then.is_never()
                };
                let (mut left, rest) = constants.into_iter().partition(is_left);
                out.append(&mut left);
                constants = rest;
            } else {
                open.extend(cases.values().chain([otherwise]));
            }
        }
        out
    }

    fn questions(&self) -> Vec<Question<'_>> {
        let mut out = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![self];
        while let Some(next) = open.pop() {
            if let Some((asked, cases, otherwise)) = next.asks()
                && seen.insert(next.address())
            {
                effort::count(cases.len());
                open.extend(cases.values().chain([otherwise]));
                out.push((asked, cases));
            }
        }
        out
    }
}
