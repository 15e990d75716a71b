//! Functions on files. All that they read goes through the scope.

use globset::GlobBuilder;

use super::encoded_texts::base64;
use super::hashes::digest;
use super::paths::{at_home, clean};
use super::results::{boolean, text};
use crate::resolved::{Hop, Privacy, Resolved};
use crate::terraform::lang::scope::Scope;
use crate::terraform::lang::types::sorted_set;
use crate::terraform::lang::values::{Value, error};

/// The result, or `None` where the function is another room's.
pub(crate) fn call(name: &str, arguments: &[Value], scope: &dyn Scope) -> Option<Resolved<Value>> {
    match (name, arguments) {
        ("fileset", [Value::Text(folder), Value::Text(pattern)]) => {
            Some(file_set(folder, pattern, scope))
        }
        (_, [Value::Text(path)]) => read(name, path, scope),
        _ => None,
    }
}

fn read(name: &str, path: &str, scope: &dyn Scope) -> Option<Resolved<Value>> {
    let of_content = name.strip_prefix("file")?;
    if path.starts_with('~') {
        return Some(at_home());
    }
    if name == "fileexists" {
        return Some(match scope.file_exists(path) {
            Ok(exists) => boolean(exists),
            Err(why) => Resolved::unknown(why),
        });
    }
    let file = match scope.read_file(path) {
        Ok(file) => file,
        Err(why) => return Some(Resolved::unknown(why)),
    };
    let content = file.text();
    let read = match of_content {
        "" => content.to_owned(),
        "base64" => base64(content.as_bytes()),
        fingerprint => digest(fingerprint, content.as_bytes())?,
    };
    let input = file.input();
    let first_line = input.text.lines().next().map_or(0, str::len);
    let hop = Hop::chose(input.span(0..first_line), "the file that it is read from");
    Some(text(read).via([hop]).private(Privacy::OfDataFile))
}

/// The regular files below a folder whose paths match a pattern.
///
/// Source: `FileSetFunc` of both products, and the `doublestar` package: the folder and the pattern are joined and cleaned, so
/// that `..` leads out of the folder; what matches is told relative to the folder.
fn file_set(folder: &str, pattern: &str, scope: &dyn Scope) -> Resolved<Value> {
    let folder = clean(folder);
    let is_pattern = |part: &str| part.contains(['*', '?', '[', '{', '\\']);
    if is_pattern(&folder) {
        return Resolved::unknown(
            "`fileset` in a folder whose name holds a pattern is not followed",
        );
    }
    let joined = clean(&format!("{folder}/{pattern}"));
    let parts: Vec<&str> = joined.split('/').collect();
    let literal = parts
        .iter()
        .take_while(|part| !is_pattern(part))
        .count()
        .min(parts.len() - 1);
    let start = match &parts[..literal] {
        [] => ".".to_owned(),
        [""] => "/".to_owned(),
        parts => parts.join("/"),
    };
    // `!` excludes nothing in Go's classes: it is one of their characters, as it is anywhere but at their beginning.
    let rest = parts[literal..].join("/").replace("[!", "[\\!");
    let glob = GlobBuilder::new(&rest)
        .literal_separator(true)
        .backslash_escape(true)
        .build();
    let matcher = match glob {
        Ok(glob) => glob.compile_matcher(),
        Err(_) => return error(format!("\"{pattern}\""), "it is no pattern of paths"),
    };
    let files = match scope.files_below(&start) {
        Ok(files) => files,
        Err(why) => return Resolved::unknown(why),
    };
    let matching = files
        .iter()
        .filter(|path| matcher.is_match(path))
        .map(|path| Value::Text(relative_to(&folder, &clean(&format!("{start}/{path}")))));
    sorted_set(matching)
}

/// A cleaned path as seen from a folder.
fn relative_to(folder: &str, path: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
        parts.map(str::to_owned).collect()
    };
    let (folder, path) = (parts(folder), parts(path));
    let shared = folder.iter().zip(&path).take_while(|(a, b)| a == b).count();
    let up = folder[shared..].iter().map(|_| "..");
    let down = path[shared..].iter().map(String::as_str);
    up.chain(down).collect::<Vec<_>>().join("/")
}
