//! Evidence that is said of other places than those it was found at.

use super::evidence::Evidence;
use super::value::Resolved;

impl<T> Resolved<T> {
    /// Changes its evidence, that of its cases too.
    pub(crate) fn each_evidence(&mut self, change: &mut dyn FnMut(&mut Evidence)) {
        change(self.from_mut());
        if let Resolved::Varies { cases, .. } = self {
            for case in cases {
                case.value.each_evidence(change);
            }
        }
    }
}
