//! Whether what a formula says of which symbols are equal agrees with itself: what is equal to one is equal to all that this
//! one is equal to.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::by_constant::ByConstant;
use super::constant::Constant;
use super::effort;
use super::formula::Formula;
use super::limits::MAX_QUESTIONS_FOLLOWED;
use super::symbol::{Identity, Symbol};

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

    /// Which of some can each hold with this; where that is too much to work out, they may.
    pub(crate) fn each_can_hold_with(&self, others: &[&Formula]) -> Vec<bool> {
        let one_of: Vec<_> = others.iter().map(|other| other.as_one_of()).collect();
        let symbol = one_of.iter().flatten().map(|(symbol, _)| *symbol).next();
        let Some(symbol) = symbol.filter(|_| !self.relates()) else {
            return others
                .iter()
                .map(|other| self.can_hold_with(other))
                .collect();
        };
        // Mostly they ask for one symbol: what that may be is looked for once.
        let of_it = one_of
            .iter()
            .flatten()
            .filter(|(asked, _)| *asked == symbol);
        let constants = of_it.flat_map(|(_, constants)| constants.iter().copied());
        let admitted = self.admitted(symbol, constants.collect());
        let each = others.iter().zip(&one_of);
        each.map(|(other, one_of)| match one_of {
            Some((asked, constants)) if *asked == symbol => {
                constants.iter().any(|constant| admitted.contains(constant))
            }
            _ => self.can_hold_with(other),
        })
        .collect()
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
    let mut left = MAX_QUESTIONS_FOLLOWED;
    can_hold_after(formula, &mut Said::default(), &mut left)
}

/// Two symbols that are compared.
type Pair<'f> = (&'f Symbol, &'f Symbol);

/// What has been said on the way to a part of a formula.
#[derive(Default)]
struct Said<'f> {
    /// Pairs of symbols that are one value, and pairs that are not.
    same: Vec<Pair<'f>>,
    different: Vec<Pair<'f>>,
    constants: BTreeMap<&'f Arc<Identity>, &'f Constant>,
    /// What symbols are not.
    excluded: BTreeMap<&'f Arc<Identity>, &'f ByConstant<Formula>>,
}

fn can_hold_after<'f>(formula: &'f Formula, said: &mut Said<'f>, left: &mut usize) -> bool {
    let Some((symbol, cases, otherwise)) = formula.asks() else {
        return formula.is_always();
    };
    let Some(now) = left.checked_sub(1) else {
        return true;
    };
    *left = now;
    effort::count(cases.len());
    let mut answers = cases
        .iter()
        .map(|(constant, then)| (Some(constant), then))
        .chain([(None, otherwise)])
        .filter(|(_, then)| !then.is_never());
    let is_asked = |other: &Symbol| other.identity() == symbol;
    answers.any(|(constant, then)| {
        // No symbol is asked for twice on one way.
        match (symbol.compared(), constant) {
            (Some(pair), Some(Constant::Bool(true))) => {
                said.same.push(pair);
                let is_new = |symbol: &Symbol| symbol == pair.0 || symbol == pair.1;
                let can_hold = said.agrees_on(is_new) && can_hold_after(then, said, left);
                said.same.pop();
                can_hold
            }
            (Some(pair), _) => {
                said.different.push(pair);
                let can_hold =
                    !said.is_one_value(&said.classes(), pair) && can_hold_after(then, said, left);
                said.different.pop();
                can_hold
            }
            (None, Some(constant)) => {
                said.constants.insert(symbol, constant);
                let can_hold = said.agrees_on(is_asked) && can_hold_after(then, said, left);
                said.constants.remove(symbol);
                can_hold
            }
            (None, None) => {
                said.excluded.insert(symbol, cases);
                let can_hold = said.agrees_on(is_asked) && can_hold_after(then, said, left);
                said.excluded.remove(symbol);
                can_hold
            }
        }
    })
}

impl<'f> Said<'f> {
    /// Whether what is said agrees with itself, where it did before something was said of some symbols.
    fn agrees_on(&self, is_new: impl Fn(&Symbol) -> bool) -> bool {
        let classes = self.classes();
        let is_touched = |class: &Vec<&Symbol>| class.iter().any(|symbol| is_new(symbol));
        let (touched, others): (Vec<_>, Vec<_>) = classes.into_iter().partition(is_touched);
        let is_touched =
            |symbol: &Symbol| is_new(symbol) || touched.iter().any(|class| class.contains(&symbol));
        let mut different = (self.different.iter()).filter(|(a, b)| is_touched(a) || is_touched(b));
        let classes = [&*touched, &*others].concat();
        touched.iter().all(|class| self.has_one(class))
            && !different.any(|pair| self.is_one_value(&classes, *pair))
    }

    /// Whether two are known to be one value.
    fn is_one_value(&self, classes: &[Vec<&'f Symbol>], (a, b): Pair<'f>) -> bool {
        let [one, other] = [a, b].map(|symbol| {
            let class = classes.iter().find(|class| class.contains(&symbol));
            class.cloned().unwrap_or_else(|| vec![symbol])
        });
        let are_one_constant = || {
            let only = self.only(&one);
            only.is_some() && only == self.only(&other)
        };
        one.contains(&b) || are_one_constant()
    }

    /// The symbols that are one value with others.
    fn classes(&self) -> Vec<Vec<&'f Symbol>> {
        let mut classes: Vec<Vec<&Symbol>> = Vec::new();
        for &(a, b) in &self.same {
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
        classes
    }

    /// What nothing that has been said speaks against for all of some symbols, some perhaps twice; `None` where that is no list.
    fn left(&self, class: &[&Symbol]) -> Option<impl Iterator<Item = Constant>> {
        let known = class.iter().find_map(|symbol| {
            let constant = self.constants.get(symbol.identity())?;
            symbol.read_constant((*constant).clone())
        });
        let listed = || class.iter().find_map(|symbol| symbol.listed());
        let listed = known.is_none().then(listed).flatten();
        if known.is_none() && listed.is_none() {
            return None;
        }
        let candidates = known.into_iter().chain(listed.into_iter().flatten());
        let may_be = |value: &Constant| {
            effort::count(class.len());
            class.iter().all(|symbol| self.may_be(symbol, value))
        };
        Some(candidates.filter(may_be))
    }

    /// Whether there may be one value for all of some symbols.
    fn has_one(&self, class: &[&Symbol]) -> bool {
        self.left(class)
            .is_none_or(|mut left| left.next().is_some())
    }

    /// The only value that there may be for all of some symbols.
    fn only(&self, class: &[&Symbol]) -> Option<Constant> {
        let mut left = self.left(class)?;
        let only = left.next()?;
        left.all(|other| other == only).then_some(only)
    }

    /// Whether nothing that has been said speaks against a value of a symbol.
    fn may_be(&self, symbol: &Symbol, value: &Constant) -> bool {
        let identity = symbol.identity();
        let known = self.constants.get(identity);
        let excluded = self.excluded.get(identity);
        symbol.spellings(value).iter().any(|spelling| {
            known.is_none_or(|known| *known == spelling)
                && excluded.is_none_or(|excluded| !excluded.has(spelling))
        })
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
    fn what_is_one_constant_is_equal() {
        let [a, b, c] = ["a", "b", "c"].map(symbol);
        let is = |symbol: &Symbol| Formula::equals(symbol, &Constant::text("x"));
        let both = |x: &Formula, y: &Formula| x.and(y).unwrap();
        let is_x = both(&is(&a), &is(&b));
        assert!(!can_hold(&both(&is_x, &Truth::same(&a, &b).no)));
        assert!(can_hold(&both(&is_x, &Truth::same(&a, &b).yes)));
        assert!(can_hold(&both(&is(&a), &Truth::same(&a, &b).no)));
        // By way of another one, too.
        let by_c = both(&both(&is(&a), &is(&c)), &Truth::same(&b, &c).yes);
        assert!(!can_hold(&both(&by_c, &Truth::same(&a, &b).no)));
    }

    /// What is looked for once is what each would be asked for.
    #[test]
    fn several_are_told_apart_as_each_by_itself() {
        let [a, b] = ["a", "b"].map(symbol);
        let is = |symbol: &Symbol, text: &str| Formula::equals(symbol, &Constant::text(text));
        let one_of = is(&a, "x").or(&is(&a, "y")).unwrap();
        let others = [
            is(&a, "x"),
            is(&a, "z"),
            one_of.clone(),
            one_of.not(),
            is(&b, "x"),
            Formula::always(),
            Formula::never(),
        ];
        let others: Vec<&Formula> = others.iter().collect();
        let by_b = (is(&b, "x").and(&is(&a, "x")).unwrap())
            .or(&is(&b, "x").not().and(&is(&a, "z")).unwrap())
            .unwrap();
        for holds in [
            one_of.clone(),
            one_of.not(),
            by_b,
            is(&b, "x").not(),
            Formula::always(),
            Formula::never(),
        ] {
            let each = others.iter().map(|other| holds.can_hold_with(other));
            assert_eq!(
                holds.each_can_hold_with(&others),
                each.collect::<Vec<bool>>()
            );
        }
    }

    #[test]
    fn equal_symbols_are_no_two_constants() {
        let [a, b] = ["a", "b"].map(symbol);
        let is = |symbol: &Symbol, text: &str| Formula::equals(symbol, &Constant::text(text));
        let same = Truth::same(&a, &b).yes;
        let both = |x: &Formula, y: &Formula| x.and(y).unwrap();
        assert!(can_hold(&both(&same, &both(&is(&a, "x"), &is(&b, "x")))));
        assert!(!can_hold(&both(&same, &both(&is(&a, "x"), &is(&b, "y")))));
        assert!(can_hold(&both(&is(&a, "x"), &is(&b, "y"))));
        // What one of them is, the other is.
        assert!(!can_hold(&both(
            &same,
            &both(&is(&a, "x"), &is(&b, "x").not())
        )));
        assert!(!can_hold(&both(
            &same,
            &both(&is(&a, "x").not(), &is(&b, "x"))
        )));
        assert!(can_hold(&both(
            &same,
            &both(&is(&a, "x"), &is(&b, "y").not())
        )));
    }
}
