//! What `serde` says is wrong, in words for people.

use super::fault::{Fault, Part, Step};
use super::shapes::{NAME, SCALAR, any_of};
use crate::suggest;

/// The fault that an error of `serde` at a path is about.
///
/// The wordings are those of the methods of [`serde::de::Error`]; anything else is said by this room's own types and kept
/// as it is.
pub(super) fn explain(said: &str, path: &[Step]) -> Fault {
    unknown_key(said, path)
        .or_else(|| missing_key(said, path))
        .or_else(|| wrong_type(said, path))
        .unwrap_or_else(|| Fault {
            message: said.to_owned(),
            label: "here".into(),
            help: None,
            part: Part::Value,
            path: path.to_vec(),
        })
}

/// "unknown field `KEY`, expected one of `A`, `B`"
fn unknown_key(said: &str, path: &[Step]) -> Option<Fault> {
    let Some(Step::Key(key)) = path.last() else {
        return None;
    };
    let rest = said.strip_prefix(&format!("unknown field `{key}`"))?;
    let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    let near = suggest::did_you_mean(key, known.iter().copied());
    let quoted: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
    Some(Fault {
        message: format!("There is no key `{key}` here{near}"),
        label: "no such key".into(),
        help: Some(format!("Use {}.", any_of(&quoted))),
        part: Part::Key,
        path: path.to_vec(),
    })
}

/// "missing field `KEY`"
fn missing_key(said: &str, path: &[Step]) -> Option<Fault> {
    let key = said.strip_prefix("missing field `")?.trim_end_matches('`');
    Some(Fault {
        message: format!("{} has no `{key}`", subject(path)),
        label: format!("`{key}` is missing here"),
        help: None,
        part: Part::Start,
        path: path.to_vec(),
    })
}

/// "invalid type: FOUND, expected WHAT"
fn wrong_type(said: &str, path: &[Step]) -> Option<Fault> {
    let rest = said.strip_prefix("invalid type: ")?;
    // What was found may hold any text.
    let (found, expected) = rest.rsplit_once(", expected ")?;
    if ["field identifier", NAME].contains(&expected) {
        return Some(Fault {
            message: "A key must be a string".into(),
            label: "not a string".into(),
            help: None,
            part: Part::OddKey,
            path: path.to_vec(),
        });
    }
    let [label, help] = found_and_help(found, expected);
    Some(Fault {
        message: format!("{} must be {}", subject(path), plain(expected)),
        label: label.into(),
        help: (!help.is_empty()).then(|| help.to_owned()),
        part: Part::Value,
        path: path.to_vec(),
    })
}

/// What stands at a path, as the beginning of a sentence.
fn subject(path: &[Step]) -> String {
    match path {
        [.., Step::Key(above), Step::Key(name)] if above == "deployments" => {
            format!("Deployment `{name}`")
        }
        [.., Step::Key(key)] => format!("`{key}`"),
        [.., Step::Key(key), Step::Item(_)] => format!("An item of `{key}`"),
        [.., Step::Item(_)] => "An item".into(),
        [] => "The configuration".into(),
    }
}

/// What was expected, without a programmer's terms.
fn plain(expected: &str) -> &str {
    match expected {
        "a boolean" => "true or false",
        "a sequence" => "a list",
        other => other,
    }
}

/// What was found, and what to do about it, if anything can be said.
fn found_and_help(found: &str, expected: &str) -> [&'static str; 2] {
    let quote = if expected == "a string" {
        "Put the value in quotes."
    } else {
        ""
    };
    let as_text = if expected == SCALAR {
        "Write it in quotes, as on the command line: '[\"a\", \"b\"]'."
    } else {
        ""
    };
    match found.split_whitespace().next() {
        Some("string") => ["this is a string", ""],
        Some("boolean") => ["this is a boolean", quote],
        Some("integer" | "floating") => ["this is a number", quote],
        Some("sequence") => ["this is a list", as_text],
        Some("map") => ["this is a map", as_text],
        Some("unit") => ["nothing is given here", ""],
        _ => ["here", ""],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(keys: &[&str]) -> Vec<Step> {
        keys.iter()
            .map(|key| Step::Key((*key).to_owned()))
            .collect()
    }

    #[test]
    fn what_is_found_may_hold_the_words_that_are_looked_for() {
        let said = "invalid type: string \"a, expected b\", expected a boolean";
        let fault = explain(said, &at(&["assume-defaults"]));
        assert_eq!(fault.message, "`assume-defaults` must be true or false");
        assert_eq!(fault.label, "this is a string");
    }

    #[test]
    fn one_key_two_keys_and_several_are_listed() {
        let help = |known: &str| {
            let said = format!("unknown field `c`, expected {known}");
            explain(&said, &at(&["c"])).help.unwrap_or_default()
        };
        assert_eq!(help("`one`"), "Use `one`.");
        assert_eq!(help("`one` or `two`"), "Use `one` or `two`.");
        assert_eq!(
            help("one of `one`, `two`, `three`"),
            "Use `one`, `two` or `three`."
        );
    }

    #[test]
    fn what_is_in_no_known_wording_is_kept() {
        let fault = explain("recursion limit exceeded", &[]);
        assert_eq!(fault.message, "recursion limit exceeded");
        assert_eq!(fault.part, Part::Value);
    }
}
