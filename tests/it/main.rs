//! Everything that is tested from outside, in one binary.

mod architecture;
mod awscli;
mod cli;
mod cloudformation;
mod config;
mod discovery;
mod harness;
mod parameters;
mod readme;
mod reports;
mod rule_wording;
mod rules_docs;
mod rules_fixtures;
mod terraform;
mod terraform_bounds;
mod terraform_context;
mod tree_differential;
mod values;
mod verdict_table;
