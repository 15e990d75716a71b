//! Terraform Stacks: what each deployment gives the components of a Stack. The components themselves are calls of modules,
//! which `config` reads.

mod deployments;
mod scope;

pub(crate) use deployments::{Deployment, deployments_of};
