//! Everything that is tested from outside, in one binary.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(unreachable_pub, reason = "the fuzz targets reach it from outside")]
mod any_input;
mod architecture;
mod awscli;
mod cases;
mod cli;
mod cloudformation;
mod cloudformation_bounds;
mod cloudformation_forms;
mod conditions;
mod config;
mod discovery;
mod file_alone;
mod gate;
mod generated_trees;
mod growth;
mod growth_together;
mod honest_bounds;
mod hostile_inputs;
mod hostile_names;
mod ignore_rules;
mod links;
mod links_back_in;
mod loops;
mod many_values;
mod modules_outside;
mod odd_places;
mod parameters;
mod private_refusals;
mod pull_request;
mod readme;
mod reports;
mod rewritten;
mod rule_wording;
mod rules_docs;
mod secret_files;
mod secrets_of_deployments;
mod shown_values;
mod sources;
mod stress;
mod system_calls;
mod template_alone;
mod terraform;
mod terraform_bounds;
mod terragrunt_alone;
mod terragrunt_cache;
mod terragrunt_growth;
mod terragrunt_privacy;
mod tree_differential;
mod unopened;
mod url_secrets;
mod value_bounds;
mod values;
mod verdict_table;
