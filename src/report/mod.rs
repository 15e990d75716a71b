//! From an [`Outcome`](crate::outcome::Outcome) to text. Each format is one file; all write to a stream and
//! none decides anything.

mod columns;
pub mod commands;
pub mod concise;
pub mod config_error;
mod excerpt;
mod folded;
pub mod human;
pub mod json;
pub(crate) mod known_modules;
mod limits;
mod line_guard;
pub mod list_table;
mod markdown;
mod markdown_escape;
mod plain_json;
pub mod rules;
pub mod sarif;
pub mod summary;
mod text;

pub use text::Terminal;
