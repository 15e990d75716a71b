//! The texts that a pattern matches, where they are a few: `^(prod|stage)$`.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::limits::{MAX_BYTES_OF_FEW_TEXT, MAX_FEW_TEXTS};

/// What a part of a pattern matches, and where that must stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Matched {
    text: String,
    /// Nothing may stand before it.
    begins: bool,
    /// Nothing may stand behind it.
    ends: bool,
}

impl Matched {
    /// This, and another one behind it; `None` where they cannot stand so.
    fn then(&self, next: &Matched) -> Option<Matched> {
        let is_split = next.begins && !self.text.is_empty() || self.ends && !next.text.is_empty();
        (!is_split).then(|| Matched {
            text: format!("{}{}", self.text, next.text),
            begins: self.begins || next.begins,
            ends: self.ends || next.ends,
        })
    }
}

/// All texts that a pattern of the `regex` crate's syntax matches; `None` where they are many. `is_whole` says that a text is
/// only matched as a whole.
#[must_use]
pub(crate) fn matched_by(pattern: &str, is_whole: bool) -> Option<BTreeSet<String>> {
    let pattern = regex_syntax::parse(pattern).ok()?;
    let matched = all(&pattern)?.into_iter().map(|matched| {
        let is_bounded = is_whole || matched.begins && matched.ends;
        is_bounded.then_some(matched.text)
    });
    matched.collect()
}

/// What a pattern matches.
fn all(pattern: &Hir) -> Option<BTreeSet<Matched>> {
    let of_text = |text: String| Matched {
        text,
        ..Matched::default()
    };
    let out = match pattern.kind() {
        HirKind::Empty => [Matched::default()].into(),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            [of_text(text.to_owned())].into()
        }
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = || {
                class
                    .ranges()
                    .iter()
                    .map(|range| range.start()..=range.end())
            };
            let chars = ranges().flatten().take(MAX_FEW_TEXTS + 1);
            chars.map(|c| of_text(c.to_string())).collect()
        }
        HirKind::Look(look @ (Look::Start | Look::End)) => [Matched {
            begins: *look == Look::Start,
            ends: *look == Look::End,
            ..Matched::default()
        }]
        .into(),
        HirKind::Class(Class::Bytes(_)) | HirKind::Look(_) => return None,
        HirKind::Capture(capture) => all(&capture.sub)?,
        HirKind::Concat(parts) => {
            let none = Some([Matched::default()].into());
            parts.iter().fold(none, |so_far: Option<_>, part| {
                in_a_row(&so_far?, &all(part)?)
            })?
        }
        HirKind::Alternation(parts) => {
            let each: Option<Vec<_>> = parts.iter().map(all).collect();
            each?.into_iter().flatten().collect()
        }
        HirKind::Repetition(repetition) => {
            let once = all(&repetition.sub)?;
            let most = repetition.max?;
            let mut row: BTreeSet<_> = [Matched::default()].into();
            let mut out = BTreeSet::new();
            for times in 0..=most {
                if times > 0 {
                    row = in_a_row(&row, &once)?;
                }
                if times >= repetition.min {
                    out.extend(row.iter().cloned());
                }
                if out.len() > MAX_FEW_TEXTS {
                    return None;
                }
            }
            out
        }
    };
    (out.len() <= MAX_FEW_TEXTS).then_some(out)
}

/// What two parts match in a row.
fn in_a_row(first: &BTreeSet<Matched>, second: &BTreeSet<Matched>) -> Option<BTreeSet<Matched>> {
    let pairs = first
        .iter()
        .flat_map(|one| second.iter().filter_map(|next| one.then(next)));
    let out: BTreeSet<Matched> = pairs.collect();
    let is_few = out.len() <= MAX_FEW_TEXTS
        && out
            .iter()
            .all(|one| one.text.len() <= MAX_BYTES_OF_FEW_TEXT);
    is_few.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pattern: &str) -> Option<Vec<String>> {
        Some(matched_by(pattern, false)?.into_iter().collect())
    }

    #[test]
    fn a_pattern_that_is_bounded_at_both_ends_matches_a_few() {
        for (pattern, matched) in [
            ("^(prod|stage)$", vec!["prod", "stage"]),
            ("^prod$|^stage$", vec!["prod", "stage"]),
            ("^(?:eu|us)-[12]$", vec!["eu-1", "eu-2", "us-1", "us-2"]),
            ("^dev[0-9]?$", {
                let mut all = vec!["dev"];
                all.extend(["dev0", "dev1", "dev2", "dev3", "dev4"]);
                all.extend(["dev5", "dev6", "dev7", "dev8", "dev9"]);
                all
            }),
            ("^a{1,3}$", vec!["a", "aa", "aaa"]),
            ("^$", vec![""]),
            ("^(a|$)$", vec!["", "a"]),
            (r"\Aa\.b\z", vec!["a.b"]),
        ] {
            assert_eq!(texts(pattern).unwrap(), matched, "{pattern}");
        }
        assert_eq!(texts("a^b$"), Some(Vec::new()));
    }

    #[test]
    fn all_others_match_many() {
        for pattern in [
            "prod",
            "^prod",
            "prod$",
            "^prod|stage$",
            "^[a-z]+$",
            "^.$",
            "^[a-z]{2}$",
            "(?m)^prod$",
            r"^prod\b$",
            "^(a|b|c|d){9}$",
            "(",
        ] {
            assert_eq!(texts(pattern), None, "{pattern}");
        }
        let whole = matched_by("prod|stage", true).unwrap();
        assert_eq!(whole.len(), 2);
    }
}
