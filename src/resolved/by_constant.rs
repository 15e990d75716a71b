//! What follows from each of some constants.

use super::constant::Constant;

/// Something for each of some constants, in their order. Formulas hold many of these, which are made once: each takes as much as
/// is in it.
#[derive(Debug)]
pub(super) struct ByConstant<T>(Box<[(Constant, T)]>);

impl<T> ByConstant<T> {
    /// Of what is given for a constant, the first counts; what is not wanted is left out.
    pub(super) fn of(mut all: Vec<(Constant, T)>, is_wanted: impl Fn(&T) -> bool) -> ByConstant<T> {
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all.dedup_by(|(one, _), (first, _)| one == first);
        all.retain(|(_, then)| is_wanted(then));
        // Made anew: what is shrunk leaves gaps.
        let mut exact = Vec::with_capacity(all.len());
        exact.extend(all);
        ByConstant(exact.into())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, constant: &Constant) -> Option<&T> {
        let at = self.0.binary_search_by(|(of, _)| of.cmp(constant)).ok()?;
        Some(&self.0[at].1)
    }

    pub(super) fn has(&self, constant: &Constant) -> bool {
        self.get(constant).is_some()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Constant, &T)> + Clone {
        self.0.iter().map(|(constant, then)| (constant, then))
    }

    pub(super) fn constants(&self) -> impl Iterator<Item = &Constant> + Clone {
        self.0.iter().map(|(constant, _)| constant)
    }

    /// What is there for them.
    pub(super) fn values(&self) -> impl Iterator<Item = &T> + Clone {
        self.0.iter().map(|(_, then)| then)
    }
}
