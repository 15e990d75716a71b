//! Terraform's language: syntax, values and what expressions come to.
//!
//! It knows neither modules nor trails: what a reference stands for, the scope that an expression is evaluated in says.

mod came_by;
#[cfg(test)]
mod cost_tests;
mod counts;
mod embedded_code;
pub(crate) mod ephemeral;
pub(crate) mod equality;
pub(crate) mod eval;
pub(crate) mod facts;
mod few;
pub(crate) mod for_good;
mod functions;
pub(crate) mod given_text;
mod groups;
pub(crate) mod hcl_expression;
mod held;
pub(crate) mod instead;
pub(crate) mod json_syntax;
pub(crate) mod json_values;
pub(crate) mod kept;
pub(crate) mod keys;
pub(crate) mod lexer;
mod long_names;
mod made;
pub(crate) mod many_values;
mod named;
pub(crate) mod number;
pub(crate) mod object_keys;
#[cfg(test)]
pub(in crate::terraform) mod oracle_tests;
pub(crate) mod parse;
pub(crate) mod partly;
pub(crate) mod private;
pub(crate) mod readable;
pub(crate) mod references;
mod refused_parts;
mod results_of;
pub(crate) mod scope;
pub(crate) mod sensitive_texts;
mod shared;
pub(crate) mod syntax;
mod syntax_errors;
pub(crate) mod types;
mod unknown_keys;
pub(crate) mod values;

pub(crate) use functions::is_declared as is_function;
