//! Several values at once, and the cases they fan out into.

use super::evidence::Evidence;
use super::value::Resolved;

/// How many cases a value may fan out into; past that it is unknown.
pub const MAX_CASES: usize = 64;

impl<T> Resolved<T> {
    /// How many cases it has; one where it does not vary.
    #[must_use]
    pub fn count_cases(&self) -> usize {
        match self {
            Resolved::Varies { cases, .. } => {
                let counts = cases.iter().map(|case| case.value.count_cases());
                counts.fold(0, usize::saturating_add)
            }
            _ => 1,
        }
    }

    /// The same with at most [`MAX_CASES`] cases; past that it is unknown.
    #[must_use]
    pub fn bounded(self) -> Resolved<T> {
        if self.count_cases() > MAX_CASES {
            return Resolved::too_many_cases(self.from().clone());
        }
        self
    }

    fn too_many_cases(from: Evidence) -> Resolved<T> {
        Resolved::Unknown {
            why: format!("it has more than {MAX_CASES} cases"),
            from,
        }
    }
}

impl<T: Clone> Resolved<T> {
    /// All values as one list, case by case where they vary. The first that is no known value decides what it comes to; the
    /// evidence is that of all, in their order.
    #[must_use]
    pub fn all(values: impl IntoIterator<Item = Resolved<T>>) -> Resolved<Vec<T>> {
        let mut out = Resolved::known(Vec::new());
        for value in values {
            out = match (out, value) {
                (
                    Resolved::Known {
                        value: mut list,
                        from: mut so_far,
                    },
                    Resolved::Known { value, from },
                ) => {
                    list.push(value);
                    so_far.at = so_far.at.or(from.at);
                    so_far.is_private |= from.is_private;
                    so_far.hops.extend(from.hops);
                    Resolved::Known {
                        value: list,
                        from: so_far,
                    }
                }
                (out, value) => {
                    let cases = out.count_cases().saturating_mul(value.count_cases());
                    if cases > MAX_CASES {
                        return Resolved::too_many_cases(out.from().clone());
                    }
                    out.zip(&value).map(&mut |(mut list, value)| {
                        list.push(value);
                        list
                    })
                }
            };
        }
        out
    }

    /// Both values as a pair, case by case where they vary.
    #[must_use]
    pub fn zip<U: Clone>(self, other: &Resolved<U>) -> Resolved<(T, U)> {
        self.and_then(&mut |one| other.clone().map(&mut |other| (one.clone(), other)))
    }
}

impl Resolved<bool> {
    /// Both must hold. One that is known to be false decides, whatever the other is.
    #[must_use]
    pub fn and(self, other: &Resolved<bool>) -> Resolved<bool> {
        if self.value() == Some(&false) {
            return self;
        }
        if other.value() == Some(&false) {
            return other.clone();
        }
        self.zip(other)
            .map(&mut |(left, right)| left && right)
            .decided()
    }
}

impl<T: PartialEq + Clone> Resolved<T> {
    /// Where all cases come to one known value, that value: equal branches decide.
    #[must_use]
    pub fn decided(self) -> Resolved<T> {
        let Resolved::Varies { from, .. } = &self else {
            return self;
        };
        let arms = self.arms();
        let first = arms.first().map(|(_, value)| *value);
        let same = match first {
            Some(Resolved::Known { value, .. }) => {
                arms.iter().all(|(_, arm)| arm.value() == Some(value))
            }
            Some(Resolved::Unset { .. }) => arms
                .iter()
                .all(|(_, arm)| matches!(arm, Resolved::Unset { .. })),
            _ => false,
        };
        match first {
            Some(first) if same => {
                let mut out = first.clone();
                let hops = from.hops.clone();
                out.from_mut().at = from.at.or(out.from().at);
                out.via(hops)
            }
            _ => self,
        }
    }
}
