//! Files that a template names.

use std::path::{Path, PathBuf};

use crate::parse::Node;
use crate::paths::{lexical, relative};
use crate::quote::quoted;
use crate::source::{Kind, ReadError, SourceMap};

/// A location as a path below the template's folder; `None` for what lies elsewhere (`https://`, `s3://`) or is not there.
/// That of a file which may not or cannot be opened is given: to open it says so.
pub(crate) fn local_path(folder: &Path, location: &str, sources: &SourceMap) -> Option<PathBuf> {
    let location = location.strip_prefix("file://").unwrap_or(location);
    if location.contains("://") || location.contains("${") {
        return None;
    }
    let mut path = lexical(&folder.join(location));
    if matches!(sources.kind(&path), Err(ReadError::Missing { .. })) {
        let (written, name) = (path.parent()?, path.file_name()?);
        path = sources.through_written_links(written)?.join(name);
    }
    match sources.kind(&path) {
        Ok(Kind::File) => Some(behind_links(folder, path, sources)),
        // It is there and cannot be read, which is said by whoever opens it.
        Ok(Kind::Special) | Err(ReadError::Outside(_) | ReadError::Io { .. }) => Some(path),
        _ => None,
    }
}

/// A path of which the folder is the one where it really lies, as seen from the template: what a file in it names lies beside
/// it there.
fn behind_links(folder: &Path, path: PathBuf, sources: &SourceMap) -> PathBuf {
    let (Some(written), Some(name)) = (path.parent(), path.file_name()) else {
        return path;
    };
    let (from, to) = (sources.real_folder(folder), sources.real_folder(written));
    lexical(&folder.join(relative(&from, &to)).join(name))
}

/// A text, or the call of a function with a text, as its short form: `!Ref Location`.
pub(super) fn written_short(node: &Node) -> Option<String> {
    if let Some(text) = node.as_str() {
        let text = quoted(text);
        return Some(match &node.tag {
            Some(tag) => format!("!{} {text}", tag.name),
            None => text,
        });
    }
    let [call] = node.entries() else {
        return None;
    };
    let (name, argument) = (call.key.as_str()?, call.value.as_str()?);
    let name = name.strip_prefix("Fn::").unwrap_or(name);
    Some(format!("!{} {}", quoted(name), quoted(argument)))
}
