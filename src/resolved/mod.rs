//! A value as far as the code decides it, with the evidence for it.

mod agreement;
mod any_of;
mod asked;
mod assumption;
mod changeable;
mod comparison;
mod condition;
mod defaults;
mod evidence;
mod formula;
mod hop;
mod joined;
mod merged;
mod named;
mod narrowed;
mod pieces;
mod symbol;
mod together;
mod truth;
mod value;
mod written;

pub use assumption::{Asked, Assumption};
pub use comparison::Equality;
pub use condition::{Clause, Condition, Term, Whose};
pub use defaults::Defaults;
pub use evidence::{Evidence, Privacy};
pub use formula::{Formula, Possible};
pub use hop::{Hop, Role};
pub use joined::Joined;
pub use narrowed::Fixed;
pub use symbol::{Constant, Domain, Instance, Operand, Symbol};
pub use together::MAX_CASES;
pub use truth::Truth;
pub(crate) use value::map_cases;
pub use value::{Case, Resolved};
pub use written::{Assigned, Giver, Place, Syntax, Written};
