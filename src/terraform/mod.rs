//! Terraform.
mod expression;
mod functions;
#[cfg(test)]
mod oracle;
mod types;
mod value;
