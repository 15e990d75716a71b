//! Functions on files.

use super::results::{boolean, text};
use crate::resolved::Resolved;
use crate::terraform::lang::scope::Scope;
use crate::terraform::lang::values::{Value, refused};

pub(crate) const NAMES: &[&str] = &["file", "fileexists"];

/// The result, or `None` where the arguments are not those of the function.
pub(crate) fn call(name: &str, arguments: &[Value], scope: &dyn Scope) -> Option<Resolved<Value>> {
    let [one] = arguments else { return None };
    let Some(path) = one.as_text() else {
        return Some(refused(one, "a string is needed here"));
    };
    Some(match name {
        "file" => match scope.read_file(&path) {
            Ok(content) => text(content),
            Err(why) => Resolved::unknown(why),
        },
        "fileexists" => match scope.file_exists(&path) {
            Some(exists) => boolean(exists),
            None => Resolved::unknown(format!("whether the file {path} exists is not known")),
        },
        _ => return None,
    })
}
