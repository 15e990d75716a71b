//! The one model of a trail that every front end fills and every rule reads.

mod account;
mod aspect;
mod assumed;
mod attribute;
mod cases;
mod choices;
mod command;
mod dialect;
mod home_region;
mod kept_away;
mod limits;
mod management_events;
mod open_selectors;
mod patience;
mod reason;
mod region;
mod remark;
mod selectors;
#[cfg(test)]
mod test_trail;
mod told_apart;
mod trail;
mod values;
mod variant;
mod verdict;

pub use account::{Account, DoubledKey, Judged, Trails};
pub use aspect::Aspect;
pub use attribute::Attribute;
pub(crate) use cases::any_of;
pub(crate) use command::is_trail_name;
pub use dialect::Dialect;
pub(crate) use home_region::OpenRegion;
pub(crate) use kept_away::look_behind_defaults;
pub use management_events::ManagementEvents;
pub use patience::Patience;
pub use region::GivenRegion;
pub(crate) use region::{LEADER, cut_region, existing, is_region, leader_of, misspelt, no_region};
pub use remark::Remark;
pub use selectors::{
    AdvancedSelector, EventSelector, FieldSelector, advanced_takes, basic_takes, management_events,
    taken_together,
};
pub use trail::{Elsewhere, Live, Trail, Unread};
pub use values::{Refused, Value};
pub use variant::Variant;
pub use verdict::{Arrival, Verdict};
