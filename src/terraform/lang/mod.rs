//! Terraform's language: syntax, values and what expressions come to.
//!
//! It knows neither modules nor trails: what a reference stands for, the scope that an expression is evaluated in says.

pub(crate) mod eval;
pub(crate) mod functions;
mod lexer;
#[cfg(test)]
mod oracle;
pub(crate) mod syntax;
pub(crate) mod types;
pub(crate) mod values;
