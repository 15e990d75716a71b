//! What holds at one place of a template.

use super::value::Value;
use crate::resolved::Resolved;

/// Loop variables, and conditions whose outcome is given.
#[derive(Clone, Default)]
pub(crate) struct Bindings {
    pub(super) loops: Vec<(String, Resolved<Value>)>,
    pub(super) assumed: Vec<(String, bool)>,
    /// Conditions that are being evaluated, to catch cycles.
    pub(super) open: Vec<String>,
}

impl Bindings {
    /// The same where a condition is known to have that outcome.
    pub(crate) fn assuming(&self, condition: &str, outcome: bool) -> Bindings {
        let mut out = self.clone();
        out.assumed.push((condition.to_owned(), outcome));
        out
    }

    /// The conditions that are known to hold, outermost first.
    pub(crate) fn holding(&self) -> impl Iterator<Item = &str> {
        self.assumed
            .iter()
            .filter(|(_, holds)| *holds)
            .map(|(name, _)| name.as_str())
    }
}
