//! Answers one question from code alone: does this `CloudTrail` trail record global service events
//! (IAM, STS, `CloudFront`, console sign-in)? The answer always comes with its evidence.
//!
//! The data flows one way: paths → [`discover`] → [`cloudformation`], [`terraform`], [`awscli`] → [`model`] →
//! [`rules`] → [`report`]. [`lint()`] goes that way once and prints nothing.

pub mod awscli;
mod budget;
pub mod cli;
pub mod cloudformation;
pub mod config;
mod contained;
mod cut;
mod deep_stack;
pub mod diagnostic;
pub mod discover;
mod few_texts;
mod glob_bounds;
mod limits;
mod lint;
mod long_name;
pub mod model;
pub mod options;
pub mod outcome;
mod overwritten;
pub mod parse;
mod passed_over;
pub mod paths;
mod published;
mod quote;
mod recent;
mod rendered;
pub mod report;
pub mod resolved;
pub mod rules;
mod shape;
pub mod source;
mod suggest;
pub mod terraform;
mod trail_words;
mod unrecognised;
mod url_secrets;

pub use lint::lint;
