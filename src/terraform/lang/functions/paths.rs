//! Functions on paths as texts. Source: Go's `path/filepath`, which both products call.

use super::results::text;
use crate::quote::quoted;
use crate::resolved::Resolved;
use crate::terraform::lang::scope::Scope;
use crate::terraform::lang::values::{Value, error};

/// The result, or `None` where the function is another room's.
pub(super) fn call(name: &str, arguments: &[Value], scope: &dyn Scope) -> Option<Resolved<Value>> {
    let [Value::Text(path)] = arguments else {
        return None;
    };
    Some(match name {
        "basename" => text(base(path)),
        "dirname" => text(folder(path)),
        "abspath" => match scope.working_folder() {
            Some(_) if path.starts_with('/') => text(clean(path)),
            Some(here) => text(clean(&format!("{here}/{path}"))),
            None => Resolved::unknown("the folder that it runs in is not known"),
        },
        "pathexpand" => match path.strip_prefix('~') {
            None => text(path.as_str()),
            Some(rest) if rest.is_empty() || rest.starts_with('/') => at_home(),
            Some(_) => error(
                format!("\"{}\"", quoted(path)),
                "only the home folder of whoever runs it can be expanded",
            ),
        },
        _ => return None,
    })
}

/// What a path below `~` comes to.
pub(super) fn at_home() -> Resolved<Value> {
    Resolved::unknown("`~` is the home folder of whoever runs it")
}

/// The last part of a path: `.` of an empty one, `/` of slashes alone.
fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit('/').next() {
        Some("") | None if path.is_empty() => ".",
        Some("") | None => "/",
        Some(last) => last,
    }
}

/// A path without its last part, cleaned.
fn folder(path: &str) -> String {
    clean(path.rfind('/').map_or("", |at| &path[..=at]))
}

/// A path without `.`, `..` behind a name, and repeated slashes.
pub(super) fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let rooted = path.starts_with('/');
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    match (rooted, parts.join("/")) {
        (true, joined) => format!("/{joined}"),
        (false, joined) if joined.is_empty() => ".".to_owned(),
        (false, joined) => joined,
    }
}
