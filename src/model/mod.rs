//! The one model of a trail that every front end fills and every rule reads.

mod account;
mod aspect;
mod cases;
mod command;
mod dialect;
mod management_events;
mod reason;
#[cfg(test)]
mod sample;
mod selectors;
mod trail;
mod values;
mod variant;
mod verdict;

pub use account::{Account, Judged, Remark};
pub use aspect::Aspect;
pub(crate) use cases::any_of;
pub use dialect::{Attribute, Dialect};
pub use management_events::ManagementEvents;
pub use selectors::{AdvancedSelector, EventSelector, FieldSelector, management_events};
pub use trail::Trail;
pub use values::{Refused, Value};
pub use variant::Variant;
pub(crate) use verdict::leader_of;
pub use verdict::{Arrival, Verdict};
