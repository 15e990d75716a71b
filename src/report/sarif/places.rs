//! Places in files, as code scanning services read them.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode, utf8_percent_encode};

use super::format::{ArtifactLocation, Location, Message, PhysicalLocation, Region};
use crate::diagnostic::Help;
use crate::paths::{absolute, lexical};
use crate::source::{SourceMap, Span};

/// The base of relative addresses, by the name that code scanning services know.
pub(super) const ROOT: &str = "%SRCROOT%";

/// Characters that stand for themselves in a path (RFC 3986: unreserved ones, and the slash between parts).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Where files are, from the root of the repository that the run works in, wherever in it the run was started: services
/// know files by their paths in the repository. Without a repository, from the working directory.
pub(super) struct Places<'s> {
    pub(super) sources: &'s SourceMap,
    here: PathBuf,
    root: PathBuf,
    is_repository: bool,
}

impl<'s> Places<'s> {
    pub(super) fn of(sources: &'s SourceMap) -> Places<'s> {
        let here = absolute(Path::new("."));
        let repository = sources.repository_root(&here).map(Path::to_owned);
        Places {
            sources,
            is_repository: repository.is_some(),
            root: repository.unwrap_or_else(|| here.clone()),
            here,
        }
    }

    /// What relative addresses start at, for people.
    pub(super) fn base(&self) -> &'static str {
        if self.is_repository {
            "The root of the repository"
        } else {
            "The working directory of the run"
        }
    }

    /// A place, with what is said about it unless that is nothing.
    pub(super) fn location<'a>(&self, span: Span, text: &'a str) -> Location<'a> {
        Location {
            logical_locations: Vec::new(),
            message: (!text.is_empty()).then(|| Message::said(text)),
            physical: PhysicalLocation {
                artifact_location: self.artifact(self.sources.get(span.source).path()),
                region: Some(self.region(span)),
            },
        }
    }

    /// Columns are counted in code points, as the run's `columnKind` says.
    pub(super) fn region(&self, span: Span) -> Region {
        let file = self.sources.get(span.source);
        let start = file.position(span.start as usize);
        let end = file.position(span.end as usize);
        Region {
            byte_length: end.offset.saturating_sub(start.offset),
            byte_offset: start.offset,
            end_column: end.column,
            end_line: end.line,
            start_column: start.column,
            start_line: start.line,
        }
    }

    /// What to do, its places named from the root.
    pub(super) fn help(&self, help: &Help) -> String {
        help.text(self.sources, &|file| {
            let below = file.path().strip_prefix(&self.root);
            let name = below.unwrap_or(file.path()).to_string_lossy();
            name.replace(MAIN_SEPARATOR, "/")
        })
    }

    /// The address of a path as it was printed: from the working directory unless it is absolute.
    pub(super) fn printed(&self, name: &str) -> ArtifactLocation {
        if has_drive(name) {
            outside(&utf8_percent_encode(name, KEPT).to_string())
        } else {
            self.artifact(&lexical(&self.here.join(as_it_was(name))))
        }
    }

    /// The address of an absolute path: from the root what lies below it, else a `file:` address.
    pub(super) fn artifact(&self, path: &Path) -> ArtifactLocation {
        let below = path.strip_prefix(&self.root).ok();
        let name = encoded(below.unwrap_or(path));
        match below {
            Some(_) => ArtifactLocation {
                uri: name,
                uri_base_id: Some(ROOT),
            },
            None => outside(&name),
        }
    }
}

fn has_drive(name: &str) -> bool {
    name.as_bytes().get(1) == Some(&b':') && name.as_bytes()[0].is_ascii_alphabetic()
}

/// A path's bytes, be they UTF-8 or not, as an address has them.
fn encoded(path: &Path) -> String {
    let separator = MAIN_SEPARATOR as u8;
    let bytes = path.as_os_str().as_encoded_bytes().iter();
    let slashed: Vec<u8> = bytes
        .map(|&byte| if byte == separator { b'/' } else { byte })
        .collect();
    percent_encode(&slashed, KEPT).to_string()
}

/// The path that was printed so: bytes that are not UTF-8 are written as `\xff`.
#[cfg(unix)]
fn as_it_was(name: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once("\\x") {
        bytes.extend(before.bytes());
        let byte = after.get(..2).map(|digits| u8::from_str_radix(digits, 16));
        // Others are printed as they are.
        if let Some(Ok(byte @ 0x80..)) = byte {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.extend(b"\\x");
            rest = after;
        }
    }
    bytes.extend(rest.bytes());
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn as_it_was(name: &str) -> PathBuf {
    name.into()
}

/// The address of an absolute path, its characters encoded already.
fn outside(encoded: &str) -> ArtifactLocation {
    let drive = encoded.replacen("%3A", ":", 1);
    let uri = if has_drive(&drive) {
        // The colon after a drive's letter belongs to the address as it is.
        format!("file:///{drive}")
    } else {
        format!("file://{encoded}")
    };
    ArtifactLocation {
        uri,
        uri_base_id: None,
    }
}
