//! How much is done to tell the variants of a trail apart: all trails of a run share what it may take.

use super::limits::{MAX_EFFORT_FOR_RUN, MAX_EFFORT_FOR_TRAIL, MIN_EFFORT_FOR_TRAIL};
use crate::resolved::Effort;

/// How many questions and answers are looked at to tell the variants of one trail apart. Past it, what varies is taken as not
/// known.
#[derive(Clone, Copy, Debug)]
pub struct Patience(u64);

/// That of a trail which is judged alone.
impl Default for Patience {
    fn default() -> Patience {
        Patience(MAX_EFFORT_FOR_TRAIL)
    }
}

impl Patience {
    /// That of each of so many trails.
    #[must_use]
    pub fn among(trails: usize) -> Patience {
        let trails = u64::try_from(trails).unwrap_or(u64::MAX).max(1);
        let share = MAX_EFFORT_FOR_RUN / trails;
        Patience(share.clamp(MIN_EFFORT_FOR_TRAIL, MAX_EFFORT_FOR_TRAIL))
    }

    pub(super) fn is_enough_for(self, effort: &Effort) -> bool {
        effort.answers() <= self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_trails_share_what_a_run_may_take() {
        let all = |trails: u64| Patience::among(usize::try_from(trails).unwrap()).0 * trails;
        assert_eq!(all(1), MAX_EFFORT_FOR_TRAIL);
        assert_eq!(Patience::among(0).0, MAX_EFFORT_FOR_TRAIL);
        assert!(all(1_000) <= MAX_EFFORT_FOR_RUN);
        assert_eq!(all(1_000_000), 1_000_000 * MIN_EFFORT_FOR_TRAIL);
    }
}
