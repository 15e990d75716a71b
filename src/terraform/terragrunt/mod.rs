//! Terragrunt: the inputs of a `terragrunt.hcl` feed the module that its `terraform` block names.
//!
//! Source: Terragrunt's documentation: `inputs` become `TF_VAR_*` of the environment, so any tfvars file wins over them; an
//! `include` merges the file it names below this one; without a `source` the module is the file's own folder.

mod added;
mod call;
mod contents;
mod copied;
mod dependency;
mod downloaded;
mod elsewhere;
mod existence;
mod extra_arguments;
mod files;
mod functions;
mod generate_block;
mod generated;
mod hooks;
mod includes;
mod known_in_part;
mod merged;
mod missing_source;
mod names;
mod others;
mod private_parts;
mod read_again;
mod replaced;
mod scope;
mod settings;
mod shared;
mod source_url;
mod stack;
mod stack_bound;
mod syntax;
mod target;
mod unit;
mod untold;
mod words;

pub(crate) use added::UnknownFile;
pub(crate) use call::Call;
pub(crate) use names::stand_in_for;
pub(crate) use read_again::UnitInputs;
pub(crate) use shared::Shared;
pub(crate) use stack::{AddedTo, Outcome, resolve};
pub(crate) use untold::{Gives, Leads, OWN_ADDRESS, Untold};
