//! What a trail's preconditions require.

use super::arguments::Arguments;
use crate::resolved::{Assumption, Hop};
use crate::terraform::config::validation::Outcome;

impl Arguments<'_, '_> {
    /// That its preconditions hold: Terraform refuses the plan where one does not, before it makes the trail. A postcondition
    /// may be looked at once the trail is made only.
    ///
    /// Source: the Terraform language, "Custom conditions", "Preconditions and postconditions".
    pub(super) fn preconditions(&self) -> Vec<Assumption> {
        let lifecycle = self.block.body.blocks_of("lifecycle");
        let blocks = lifecycle.flat_map(|block| block.body.blocks_of("precondition"));
        blocks
            .filter_map(|block| block.body.attribute("condition"))
            .filter_map(|condition| {
                let outcome = Outcome {
                    holds: (self.instance).evaluate_requirement(&condition.value, self.key),
                    at: Hop::chose(condition.value.span, "a precondition of the trail"),
                };
                outcome.assumption()
            })
            .collect()
    }
}
