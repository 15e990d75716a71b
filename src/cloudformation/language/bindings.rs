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
    /// The same in one turn of a loop, whose variable has that value.
    pub(super) fn looping(&self, variable: &str, value: Resolved<Value>) -> Bindings {
        let mut out = self.clone();
        out.loops.push((variable.to_owned(), value));
        out
    }

    /// The value of a loop's variable; of loops in one another, that of the inner one.
    pub(super) fn loop_variable(&self, name: &str) -> Option<&Resolved<Value>> {
        let mut inner_first = self.loops.iter().rev();
        let (_, value) = inner_first.find(|(variable, _)| variable == name)?;
        Some(value)
    }

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
