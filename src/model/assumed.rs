//! What is assumed wherever a trail exists, as all else is refused.

use super::{Trail, Value};
use crate::resolved::{Asked, Assumptions, Resolved, Symbol};

impl Trail {
    /// Leaves out of its values what assumptions exclude. They hold wherever it exists, not where it does not: whether it
    /// does is left as it is. `region` stands for the home Region where nothing is said of it.
    /// Hands back whether any of it can exist so.
    pub(crate) fn assume(&mut self, assumptions: &Assumptions, region: Option<&Symbol>) -> bool {
        if assumptions.is_empty() {
            return true;
        }
        let mut asked = Asked::default();
        for (_, value) in self.values() {
            match value {
                Value::Bool(value) => asked.add(value),
                Value::ManagementEvents(value) => asked.add(value),
                Value::Region(value) => asked.add(value),
            }
        }
        if let (Resolved::Unset { .. }, Some(symbol)) = (&self.home_region, region) {
            asked.add_symbol(symbol);
        }
        let assumed = assumptions.about(asked);
        let exists = self.created.truth().yes;
        if !exists.can_hold_with(&assumed) {
            // Wherever it exists it is refused.
            return false;
        }
        self.assumed = assumed;
        let holds = exists;
        let flag = &mut self.include_global_service_events;
        for value in [flag, &mut self.is_multi_region_trail, &mut self.is_logging] {
            *value = value.clone().assuming(assumptions, &holds);
        }
        self.management_events = self.management_events.clone().assuming(assumptions, &holds);
        self.home_region = self.home_region.clone().assuming(assumptions, &holds);
        true
    }
}
