//! From an [`Outcome`](crate::outcome::Outcome) to text. Each format is one file; all write to a stream and
//! none decides anything.

pub mod commands;
pub mod concise;
pub mod configuration;
mod excerpt;
pub mod human;
pub mod json;
mod markdown;
pub mod rules;
pub mod sarif;
pub mod summary;
pub mod table;
mod text;

pub use text::Terminal;

use crate::rules::{RULES, RuleMeta};

/// The registry's entry of a rule and its place in it.
fn registered(id: &str) -> Option<(usize, &'static RuleMeta)> {
    RULES
        .iter()
        .map(|rule| &rule.meta)
        .enumerate()
        .find(|(_, meta)| meta.id == id)
}

/// What people call a rule: its alias where it has one.
fn shown_name(id: &str) -> &str {
    registered(id)
        .and_then(|(_, meta)| meta.alias)
        .unwrap_or(id)
}
