//! What a symbol may be where a formula holds.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::by_constant::ByConstant;
use super::constant::Constant;
use super::effort;
use super::formula::Formula;
use super::symbol::{Identity, Symbol};

/// What a symbol may be where a formula holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Possible {
    pub constants: BTreeSet<Constant>,
    /// Whether it may be something else as well.
    pub others: bool,
}

impl Formula {
    /// What a symbol may be where this holds.
    #[must_use]
    pub fn possible(&self, symbol: &Symbol) -> Possible {
        let mut out = Possible::default();
        self.gather(symbol.identity(), &mut out, &mut BTreeSet::new());
        let constants = std::mem::take(&mut out.constants);
        for constant in constants {
            match symbol.read_constant(constant) {
                Some(constant) => {
                    out.constants.insert(constant);
                }
                // What does not convert is refused, and is not the symbol's value then.
                None => out.others = true,
            }
        }
        out
    }

    fn gather(&self, symbol: &Arc<Identity>, out: &mut Possible, seen: &mut BTreeSet<usize>) {
        let Some((asked, cases, otherwise)) = self.asks() else {
            if self.is_always() {
                out.add_all(symbol, None);
            }
            return;
        };
        if !seen.insert(self.address()) {
            return;
        }
        effort::count(cases.len());
        if asked == symbol {
            let can_hold = cases.iter().filter(|(_, then)| !then.is_never());
            out.constants
                .extend(can_hold.map(|(constant, _)| constant.clone()));
            if !otherwise.is_never() {
                out.add_all(symbol, Some(cases));
            }
        } else {
            for then in cases.values().chain([otherwise]) {
                then.gather(symbol, out, seen);
            }
        }
    }
}

impl Possible {
    /// All that a symbol may be, but for the constants of some cases.
    fn add_all(&mut self, symbol: &Identity, except: Option<&ByConstant<Formula>>) {
        match symbol.constants() {
            Some(all) => {
                let is_left = |one: &&Constant| except.is_none_or(|except| !except.has(one));
                let left = all.iter().filter(is_left);
                self.constants.extend(left.cloned());
            }
            None => self.others = true,
        }
    }

    /// The only one.
    #[must_use]
    pub fn only(&self) -> Option<&Constant> {
        match self.constants.first() {
            Some(only) if self.constants.len() == 1 && !self.others => Some(only),
            _ => None,
        }
    }
}
