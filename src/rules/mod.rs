//! The rules and their registry: the one place from which `rules`, `explain`, SARIF and docs come.

mod changes;
mod coverage;
mod docs;
mod duplicate_global_service_events;
mod duplicate_key;
mod evidence;
mod extent;
mod finding;
pub(crate) mod global_service_events_disabled;
mod global_service_events_out_of_region;
mod instances;
mod invalid_value;
mod limits;
mod links;
mod management_events_excluded;
mod options;
mod recorders;
mod registry;
mod rule;
mod selection;
mod shared;
pub(crate) mod syntax_error;
mod trail_not_logging;
mod unknown;

pub use coverage::{Coverage, UnknownCoverage};
pub use docs::render_docs;
pub use options::Options;
pub use registry::{RULES, UnknownRule, check, find, names};
pub use rule::{Context, Rule};
pub use selection::Selection;
