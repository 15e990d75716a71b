//! Types, and how values convert to them.
//!
//! Source: "Type Constraints" and "Types and Values" of the Terraform language; `terraform console` 1.11 for strings that
//! convert to booleans.

mod changed;
mod constraint;
mod convert;
mod default_value;
mod defaults;
mod definition;
mod domains;
mod fitting;
mod lacking;
mod of_value;
mod sets;
mod unify;

pub(crate) use changed::DeclaredType;
pub(crate) use constraint::{parse, refused};
pub(crate) use convert::{convert, convert_among, open_as};
pub(crate) use defaults::with_defaults;
pub(crate) use definition::{Attribute, Type, required};
pub(crate) use domains::{domain_of, type_in};
pub(crate) use fitting::never_converts;
pub(crate) use of_value::{keeps_its_elements, type_of};
pub(crate) use sets::{by_order, is_among, set_of, sorted_set};
pub(crate) use unify::unify;
