//! Functions on files. All that they read goes through the scope.

use globset::GlobBuilder;

use super::encoded_texts::base64;
use super::hashes::digest;
use super::paths::{at_home, clean};
use super::results::{boolean, text};
use crate::glob_bounds::too_much;
use crate::quote::quoted;
use crate::resolved::{Hop, Instance, Place, Privacy, Resolved, Symbol, Term, Written};
use crate::terraform::lang::scope::{Scope, TOO_MANY_STEPS};
use crate::terraform::lang::values::{Value, error};
use crate::terraform::limits::{MAX_BYTES_OF_PATH, STEPS_OF_FILESET};

/// The result, or `None` where the function is another room's.
pub(crate) fn call(
    name: &str,
    arguments: &[Value],
    scope: &dyn Scope,
    is_tried: bool,
) -> Option<Resolved<Value>> {
    match (name, arguments) {
        ("fileset", [Value::Text(folder), Value::Text(pattern)]) => {
            Some(file_set(folder, pattern, scope))
        }
        (_, [Value::Text(path)]) => read(name, path, scope, is_tried),
        _ => None,
    }
}

fn read(name: &str, path: &str, scope: &dyn Scope, is_tried: bool) -> Option<Resolved<Value>> {
    let of_content = name.strip_prefix("file")?;
    if path.starts_with('~') {
        return Some(at_home());
    }
    if path.contains('\0') {
        return Some(error(
            quoted(path),
            "no file is called so: U+0000 is in the name",
        ));
    }
    if name == "fileexists" {
        return Some(match scope.place_of_file(path) {
            Ok(Some(place)) => {
                let hop = Hop::chose(place, "it is asked whether this file exists");
                boolean(true).via([hop])
            }
            Ok(None) => boolean(false),
            Err(why) => Resolved::unknown(why),
        });
    }
    let mut whole = None;
    let (read, place) = match of_content {
        "" => match scope.read_file(path) {
            Ok(file) => {
                let input = file.input();
                let first_line = input.text.lines().next().map_or(0, str::len);
                whole = Some(Written::at(Place::File(input.span(0..input.text.len()))));
                (Ok(file.text().to_owned()), Some(input.span(0..first_line)))
            }
            Err(why) => (Err(why), None),
        },
        "base64" => {
            let bytes = scope.read_bytes(path);
            (bytes.map(|bytes| base64(&bytes)), None)
        }
        fingerprint => {
            let bytes = scope.read_bytes(path);
            // Without bytes, whether there is such a function.
            let of_bytes = digest(fingerprint, bytes.as_deref().unwrap_or_default())?;
            (bytes.map(|_| of_bytes), None)
        }
    };
    // What cannot be read depends on its file all the same.
    let place = place.or_else(|| scope.place_of_file(path).ok().flatten());
    let hop = place.map(|place| Hop::chose(place, "the file that it is read from"));
    Some(match read {
        Ok(read) => {
            let read = text(read).written(whole).via(hop);
            read.private(Privacy::Hidden)
        }
        Err(why) => {
            let hop = hop.filter(|_| scope.lost_file(path).is_none());
            unread(name, path, scope, why, is_tried).via(hop)
        }
    })
}

/// What a function comes to whose file cannot be read, for that reason. One that is not there may be made before Terraform runs;
/// what takes its place says that it need not.
///
/// Source: Terraform 1.11.4: `try` and `can` get past a file that is not there, and `fileexists` is false.
pub(crate) fn unread(
    name: &str,
    path: &str,
    scope: &dyn Scope,
    why: String,
    is_tried: bool,
) -> Resolved<Value> {
    if is_tried && scope.place_of_file(path) == Ok(None) {
        return error(format!("{name}()"), why);
    }
    // What lies there is outside of the code.
    let folder = Instance::root(scope.working_folder().unwrap_or_default());
    let file = Symbol::named(format!("{name}(\"{}\")", quoted(path)), folder);
    let lost = scope.lost_file(path);
    let lost = lost.map(|at| Hop::chose(at, "the file that it is to be read from"));
    Resolved::unknown(why)
        .with_term(Some(Term::Symbol(file)))
        .via(lost)
}

/// The regular files below a folder whose paths match a pattern.
///
/// Source: `FileSetFunc` of both products, and the `doublestar` package: the folder and the pattern are joined and cleaned, so
/// that `..` leads out of the folder; what matches is told relative to the folder.
fn file_set(folder: &str, pattern: &str, scope: &dyn Scope) -> Resolved<Value> {
    if folder.len() + pattern.len() > MAX_BYTES_OF_PATH {
        return Resolved::unknown("the path that `fileset` is given is too long to follow");
    }
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
    if let Some(why) = too_much(&rest) {
        return Resolved::unknown(format!("the pattern of `fileset` {why}"));
    }
    if !scope.take_steps(STEPS_OF_FILESET) {
        return Resolved::not_followed(TOO_MANY_STEPS);
    }
    let glob = GlobBuilder::new(&rest)
        .literal_separator(true)
        .backslash_escape(true)
        .build();
    let matcher = match glob {
        Ok(glob) => glob.compile_matcher(),
        Err(_) => {
            return error(
                format!("\"{}\"", quoted(pattern)),
                "it is no pattern of paths",
            );
        }
    };
    let files = match scope.files_below(&start) {
        Ok(files) => files,
        Err(why) => return Resolved::unknown(why),
    };
    let matching = files.iter().filter(|path| matcher.is_match(path));
    let mut found: Vec<(String, Option<Hop>)> = matching
        .map(|path| {
            let path = clean(&format!("{start}/{path}"));
            let place = scope.place_of_file(&path).ok().flatten();
            let hop = place.map(|place| Hop::chose(place, "one of the files that are listed"));
            (relative_to(&folder, &path), hop)
        })
        .collect();
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    let elements = found.into_iter().map(|(path, hop)| text(path).via(hop));
    Resolved::known(Value::Set(elements.collect()))
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
