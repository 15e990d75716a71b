//! A value as far as the code decides it, with the evidence for it.

mod evidence;
mod hop;
mod together;
mod value;

pub use evidence::Evidence;
pub use hop::{Hop, Role};
pub use together::MAX_CASES;
pub(crate) use value::map_cases;
pub use value::{Case, Resolved};
