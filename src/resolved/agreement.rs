//! Whether what a formula says of which symbols are equal agrees with itself: what is equal to one is equal to all that this
//! one is equal to.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::formula::Formula;
use super::symbol::{Constant, Identity, Symbol};

/// How many questions are followed to find a way for a formula to hold; past that it may.
const MAX_QUESTIONS: usize = 2_000;

impl Formula {
    /// This, and the other too. Where that is too much to work out, this alone: what is taken for possible then may not
    /// be, but nothing possible is lost.
    #[must_use]
    pub fn narrowed(&self, by: &Formula) -> Formula {
        let both = self.and(by).unwrap_or_else(|| self.clone());
        if both.relates() && !can_hold(&both) {
            return Formula::never();
        }
        both
    }

    /// Whether both can hold; where that is too much to work out, they may.
    #[must_use]
    pub fn can_hold_with(&self, other: &Formula) -> bool {
        if !self.relates() && !other.relates() {
            return self.meets(other);
        }
        self.and(other).is_none_or(|both| can_hold(&both))
    }
}

/// Whether a formula can hold at all.
fn can_hold(formula: &Formula) -> bool {
    let mut left = MAX_QUESTIONS;
    can_hold_after(formula, &Said::default(), &mut left)
}

/// What has been said on the way to a part of a formula.
#[derive(Clone, Default)]
struct Said {
    /// Pairs of symbols that are one value, and pairs that are not.
    same: Vec<(Symbol, Symbol)>,
    different: Vec<(Symbol, Symbol)>,
    constants: BTreeMap<Arc<Identity>, Constant>,
}

fn can_hold_after(formula: &Formula, said: &Said, left: &mut usize) -> bool {
    let Some((symbol, cases, otherwise)) = formula.asks() else {
        return formula.is_always();
    };
    let Some(now) = left.checked_sub(1) else {
        return true;
    };
    *left = now;
    let mut answers = cases
        .iter()
        .map(|(constant, then)| (Some(constant), then))
        .chain([(None, otherwise)])
        .filter(|(_, then)| !then.is_never());
    answers.any(|(constant, then)| {
        let mut said = said.clone();
        said.add(symbol, constant);
        said.agrees() && can_hold_after(then, &said, left)
    })
}

impl Said {
    /// That a symbol is a constant, or none of those that it is compared with.
    fn add(&mut self, symbol: &Arc<Identity>, constant: Option<&Constant>) {
        match (symbol.compared(), constant) {
            (Some((a, b)), Some(Constant::Bool(true))) => self.same.push((a.clone(), b.clone())),
            (Some((a, b)), _) => self.different.push((a.clone(), b.clone())),
            (None, Some(constant)) => {
                self.constants.insert(Arc::clone(symbol), constant.clone());
            }
            (None, None) => {}
        }
    }

    fn agrees(&self) -> bool {
        let mut classes: Vec<Vec<&Symbol>> = Vec::new();
        for (a, b) in &self.same {
            let mut joined = vec![a, b];
            classes.retain(|class| {
                let meets = class.contains(&a) || class.contains(&b);
                if meets {
                    joined.extend(class);
                }
                !meets
            });
            classes.push(joined);
        }
        let is_split = |(a, b): &(Symbol, Symbol)| {
            classes
                .iter()
                .any(|class| class.contains(&a) && class.contains(&b))
        };
        !self.different.iter().any(is_split) && classes.iter().all(|class| self.has_one(class))
    }

    /// Whether there may be one value for all of some symbols.
    fn has_one(&self, class: &[&Symbol]) -> bool {
        let known = class.iter().filter_map(|symbol| {
            let constant = self.constants.get(symbol.identity())?;
            symbol.read_constant(constant.clone())
        });
        let mut known = known.collect::<Vec<_>>().into_iter();
        let Some(first) = known.next() else {
            return true;
        };
        let is_possible = |symbol: &&Symbol| {
            let all = symbol.constants();
            all.is_none_or(|all| all.contains(&first))
        };
        known.all(|other| other == first) && class.iter().all(is_possible)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolved::{Instance, Truth};

    fn symbol(name: &str) -> Symbol {
        Symbol::named_text(name, Instance::root("stack"))
    }

    #[test]
    fn what_is_equal_to_one_is_equal_to_all() {
        let [a, b, c] = ["a", "b", "c"].map(symbol);
        let chain = Truth::same(&a, &b)
            .yes
            .and(&Truth::same(&b, &c).yes)
            .unwrap();
        assert!(can_hold(&chain));
        let ends = Truth::same(&a, &c);
        assert!(can_hold(&chain.and(&ends.yes).unwrap()));
        assert!(!can_hold(&chain.and(&ends.no).unwrap()));
        // So it is where formulas are narrowed.
        assert!(chain.narrowed(&ends.no).is_never());
    }

    #[test]
    fn equal_symbols_are_no_two_constants() {
        let [a, b] = ["a", "b"].map(symbol);
        let is =
            |symbol: &Symbol, text: &str| Formula::equals(symbol, &Constant::Text(text.to_owned()));
        let same = Truth::same(&a, &b).yes;
        let both = |x: &Formula, y: &Formula| x.and(y).unwrap();
        assert!(can_hold(&both(&same, &both(&is(&a, "x"), &is(&b, "x")))));
        assert!(!can_hold(&both(&same, &both(&is(&a, "x"), &is(&b, "y")))));
        assert!(can_hold(&both(&is(&a, "x"), &is(&b, "y"))));
    }
}
