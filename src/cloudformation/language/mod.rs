//! The language of templates: values, intrinsic functions, conditions, loops, and what an expression comes to. It knows
//! neither stacks nor trails.

mod bindings;
mod branches;
mod call;
mod conditions;
mod declaration;
mod entries;
mod evaluator;
mod evidence;
mod expanded;
mod extensions;
mod gap;
mod inherited;
mod intrinsics;
mod layers;
mod loops;
mod made_texts;
mod named;
mod names;
mod open_parts;
mod outputs;
mod parameters;
mod placeholders;
mod references;
mod rules;
mod sections;
mod site;
mod undeclared;
mod value;

pub(super) use bindings::Bindings;
pub(super) use branches::Branch;
pub(super) use call::{Call, call};
pub(super) use evaluator::{Evaluator, StacksBelow};
pub(super) use evidence::whole;
pub(super) use expanded::{Entries, Found, Placed, Section};
pub(super) use gap::{Gap, left_open};
pub(super) use inherited::Inherited;
pub(super) use intrinsics::OwnVariables;
pub(super) use layers::Layers;
pub(super) use named::RefusedName;
pub(super) use open_parts::{Making, OpenPart};
pub(super) use placeholders::loop_variables;
pub(super) use references::PSEUDO_PARAMETERS;
pub(super) use references::partition_symbol;
pub(super) use site::{REGION_NOT_KNOWN, Site, account_not_known, region_not_known};
pub(super) use undeclared::renamed;
pub(super) use value::{
    Members, NOT_SHOWN, ParameterValues, Value, all, parameter_text, refused, supply_others,
    text_or_dynamic_reference, to_bool, to_name, to_text, to_texts,
};
