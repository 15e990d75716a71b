//! That one of many formulas holds.

use super::formula::Formula;

impl Formula {
    /// That one of some holds; `None` where that is too much to work out. Brought together in pairs, then pairs of pairs: one
    /// after the other, each would be brought together with all before it.
    #[must_use]
    pub(crate) fn any_of(mut formulas: Vec<Formula>) -> Option<Formula> {
        while formulas.len() > 1 {
            let pairs = formulas.chunks(2).map(|pair| match pair {
                [one, other] => one.or(other),
                rest => rest.first().cloned(),
            });
            formulas = pairs.collect::<Option<_>>()?;
        }
        Some(formulas.pop().unwrap_or_else(Formula::never))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolved::{Constant, Instance, Symbol};

    #[test]
    fn many_are_the_same_as_one_after_the_other() {
        let key = Symbol::named_text("Key", Instance::root("stack"));
        let is = |at: usize| Formula::equals(&key, &Constant::text(at.to_string()));
        for count in [0, 1, 2, 3, 7, 100] {
            let all = Formula::any_of((0..count).map(is).collect()).unwrap();
            let one_by_one =
                (0..count).fold(Formula::never(), |so_far, at| so_far.or(&is(at)).unwrap());
            assert_eq!(all, one_by_one);
        }
    }
}
