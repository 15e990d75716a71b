//! What a plan or a state says about its trails as a whole.

use std::collections::BTreeMap;

use crate::parse::Node;
use crate::resolved::Resolved;
use crate::source::SourceFile;

/// What a plan says about its trails outside of their values, by address.
pub(super) struct PlanContext<'f> {
    pub(super) file: &'f SourceFile,
    /// `after_unknown`
    pub(super) unknowns: BTreeMap<String, Node>,
    /// The Regions of their providers.
    pub(super) regions: BTreeMap<String, Resolved<String>>,
    /// The Region that is given for those of which it says none.
    pub(super) given: Option<Resolved<String>>,
}
