//! What is spoken of yet of a module that is judged.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::module::Module;
use crate::source::SourceId;
use crate::terraform::lang::syntax::Block;

/// A module's variables and files, and whether all of it could be read. There may be very many.
#[derive(Clone)]
pub(crate) struct Outline {
    pub(crate) variables: Arc<BTreeMap<String, Block>>,
    pub(crate) sources: Arc<[SourceId]>,
    /// Whether all that its files hold could be read.
    pub(crate) is_readable: bool,
    /// Whether all that it declares is known.
    pub(crate) is_whole: bool,
}

impl Outline {
    pub(super) fn of(module: &Module) -> Outline {
        Outline {
            variables: Arc::clone(&module.variables),
            sources: module.sources.as_slice().into(),
            is_readable: module.unreadable.is_empty(),
            is_whole: module.is_whole(),
        }
    }
}
