//! Source texts and places in them.
//!
//! A [`Span`] is the only kind of location inside the program: bytes, half open. Lines and columns are
//! worked out here, once, at the edges.

mod encoding;
mod error;
mod file;
mod gate;
mod git_ignored;
mod git_rules;
mod in_file;
mod input;
mod json_strings;
mod limits;
mod map;
mod other_names;
mod span;
mod texts;

pub use encoding::{decoded, guessed, is_no_text};
pub use error::{Outside, ReadError, plain_io_error};
pub use file::SourceFile;
pub use gate::{Access, Gate, Kind, Listing, Opened, is_repository_root, read_input};
pub use in_file::{GivenAt, InFile};
pub use input::{Input, OffsetMap};
pub use map::SourceMap;
pub use span::{Position, SourceId, Span};
