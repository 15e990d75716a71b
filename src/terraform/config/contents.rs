//! What the files of a module hold.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::files::{declares_components, is_override};
use super::stack_files::parse_stack_file;
use crate::contained::contained;
use crate::source::SourceFile;
use crate::terraform::lang::hcl_expression::Room;
use crate::terraform::lang::parse::{parse_file, parse_hcl};
use crate::terraform::lang::syntax::{Body, File};

/// A file that is added to those of a folder.
#[derive(Clone, Debug)]
pub(crate) struct AddedFile {
    pub(crate) name: String,
    pub(crate) content: Content,
}

/// What a file of a module holds.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    File(PathBuf),
    /// These lines of a file, in bytes of its text.
    Part(Arc<SourceFile>, Range<usize>),
    /// A text that lies in no file.
    Made(Arc<SourceFile>),
}

impl AddedFile {
    pub(super) fn is_override(&self) -> bool {
        is_override(&self.name)
    }
}

/// The content of a file, or of a part of it, by its name.
pub(super) fn parsed(file: &SourceFile, part: Option<&Range<usize>>, room: &mut Room) -> File {
    let content = contained(|| {
        #[cfg(test)]
        crate::contained::fault_in(file.text(), "parsing");
        match part {
            Some(part) => {
                let input = file.input();
                // A byte-order mark, which a part from the beginning counts in.
                let mark = input.offset(0);
                let [start, end] = [part.start, part.end].map(|at| at.saturating_sub(mark));
                parse_hcl(&input.slice(start..end), room)
            }
            None if declares_components(file.name()) => parse_stack_file(file, room),
            None => parse_file(file, room),
        }
    });
    content.unwrap_or_else(|error| File {
        body: Body::default(),
        unreadable: vec![error.in_source(file.id())],
    })
}
