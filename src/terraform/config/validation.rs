//! What one validation of a variable, or one precondition, comes to.

use crate::resolved::{Assumption, Formula, Hop, Resolved};

/// What a validation or a precondition comes to.
pub(crate) struct Outcome {
    pub(crate) holds: Resolved<bool>,
    pub(crate) at: Hop,
}

impl Outcome {
    /// That it holds, where that says something. A condition that is refused whatever the value is says nothing of it.
    pub(crate) fn assumption(&self) -> Option<Assumption> {
        let is_open = match &self.holds {
            Resolved::Unknown { term, .. } => term.is_some(),
            Resolved::Varies { .. } => true,
            _ => false,
        };
        let holds = || self.holds.truth().yes;
        is_open.then(|| Assumption {
            holds: holds(),
            hop: self.at.clone(),
        })
    }
}

/// What holds where all of these do.
pub(super) fn all(outcomes: &[Outcome]) -> Formula {
    let assumptions = outcomes.iter().filter_map(Outcome::assumption);
    assumptions.fold(Formula::always(), |so_far, one| so_far.narrowed(&one.holds))
}
