//! Services of the Serverless Framework: the template that their `resources` make.
//!
//! Sources: the Framework's guides "Resources", "Variables", "Parameters" (serverless/serverless, `docs/`); what it does of
//! them is read from its version 3.38.

mod compose;
mod deployed;
mod dotenv;
mod files;
mod given;
mod lookups;
mod merged;
mod misplaced;
mod misspelt;
mod picked;
mod privacy;
mod rendering;
mod stack_parameters;
mod stages;
mod syntax;
mod variables;

pub(super) use deployed::{Deployed, deployed};
pub(super) use given::Stage;
pub(super) use stages::other_stages;
