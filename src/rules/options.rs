//! What the command line and the configuration say about judging.

use super::coverage::Coverage;
use super::selection::Selection;

/// Which rules run, how bad their findings are, and how many trails must record.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub coverage: Coverage,
    pub selection: Selection,
}
