//! Several values at once, and the cases they fan out into.

use super::condition::Term;
use super::evidence::Evidence;
use super::formula::Formula;
use super::limits::{MAX_CASES, MAX_PAIRS_OF_CASES};
use super::value::Resolved;

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
            return self.not_told_apart();
        }
        self
    }

    /// Unknown: it has too many cases, or something has that it is a part of.
    #[must_use]
    pub fn not_told_apart(self) -> Resolved<T> {
        Resolved::too_many_cases(self.from().clone())
    }

    fn too_many_cases(from: Evidence) -> Resolved<T> {
        Resolved::Unknown {
            why: format!("it has more than {MAX_CASES} cases"),
            term: None,
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
                    so_far.privacy = so_far.privacy.max(from.privacy);
                    so_far.hops.extend(from.into_hops());
                    Resolved::Known {
                        value: list,
                        from: so_far,
                    }
                }
                (out, value) => {
                    let pairs = out.count_cases().saturating_mul(value.count_cases());
                    if pairs > MAX_PAIRS_OF_CASES {
                        return Resolved::too_many_cases(out.from().clone());
                    }
                    let both = out.zip(&value).bounded();
                    both.map(&mut |(mut list, value)| {
                        list.push(value);
                        list
                    })
                }
            };
        }
        out
    }

    /// Both values as a pair, case by case where they vary; cases that cannot hold together are left out.
    #[must_use]
    pub fn zip<U: Clone>(self, other: &Resolved<U>) -> Resolved<(T, U)> {
        self.and_then_under(&Formula::always(), &mut |one, path| {
            let other = other.clone().under(path);
            other.map(&mut |other| (one.clone(), other))
        })
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
        match (self, other) {
            (
                Resolved::Unknown {
                    why,
                    term: Some(left),
                    from,
                },
                Resolved::Unknown {
                    term: Some(right), ..
                },
            ) => Resolved::Unknown {
                why,
                term: Some(Term::Truth(left.truth().and(&right.truth()))),
                from,
            },
            // Refused it is, whatever else cannot be told.
            (Resolved::Unknown { .. }, Resolved::Invalid { .. }) => other.clone(),
            (left @ Resolved::Unknown { .. }, Resolved::Varies { .. }) => other.clone().both(&left),
            (left, _) => left.both(other),
        }
    }

    fn both(self, other: &Resolved<bool>) -> Resolved<bool> {
        self.and_then_under(&Formula::always(), &mut |holds, path| {
            if holds {
                other.clone().under(path)
            } else {
                Resolved::known(false)
            }
        })
        .decided()
    }
}
