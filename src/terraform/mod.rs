//! Terraform.
mod expression;
mod functions;
mod types;
mod value;
