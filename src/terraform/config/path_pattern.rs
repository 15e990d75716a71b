//! Paths of which parts are not known, and the folders that they may lead to.

use std::path::Path;

use crate::paths::{lexical, relative};

/// A path of which parts are not known.
pub(super) struct PathPattern {
    /// Whether it begins with what is not known: that may be any folder.
    is_anywhere: bool,
    /// What leads up and down before anything that is not known.
    known: String,
    rest: Vec<Part>,
}

/// What stands between two slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Named(String),
    /// Texts, and gaps (`None`) where anything may stand, slashes among it.
    Open(Vec<Option<String>>),
    /// What is left of an open part when `..` follows it: no folder, or some.
    Any,
}

impl PathPattern {
    /// Of its texts in their order, and gaps (`None`) between them where anything may stand.
    pub(super) fn of<'t>(pieces: impl Iterator<Item = Option<&'t str>> + Clone) -> PathPattern {
        let is_anywhere = pieces.clone().next().is_some_and(|first| first.is_none());
        let mut is_absolute = false;
        let mut parts: Vec<Part> = Vec::new();
        for (at, part) in split(pieces).into_iter().enumerate() {
            match part.as_slice() {
                [] => is_absolute |= at == 0,
                [Some(text)] if text == "." => {}
                [Some(text)] if text == ".." => lead_up(&mut parts, is_anywhere),
                [Some(text)] => parts.push(Part::Named(text.clone())),
                // What is not known may end in a slash.
                [open @ .., None, Some(text)] if text == ".." => {
                    let open = open.iter().cloned().chain([None]);
                    parts.push(Part::Open(open.collect()));
                    lead_up(&mut parts, is_anywhere);
                }
                _ => parts.push(Part::Open(part)),
            }
        }
        let is_named = |part: &Part| matches!(part, Part::Named(_));
        let known = parts.iter().take_while(|part| is_named(part)).count();
        let known = if is_anywhere { 0 } else { known };
        let rest = parts.split_off(known);
        let begin = if is_absolute { "/" } else { "" };
        let known = parts.iter().filter_map(|part| match part {
            Part::Named(name) => Some(format!("{name}/")),
            _ => None,
        });
        PathPattern {
            is_anywhere,
            known: [begin.to_owned()].into_iter().chain(known).collect(),
            rest,
        }
    }

    /// Whether it may be any folder.
    pub(super) fn is_anything(&self) -> bool {
        let is_open = |part: &Part| match part {
            Part::Named(name) => name == "..",
            Part::Open(pieces) => pieces.iter().all(Option::is_none),
            Part::Any => true,
        };
        self.known.is_empty() && self.rest.iter().all(is_open)
    }

    /// Whether it may lead from one folder to another.
    pub(super) fn may_lead(&self, from: &Path, to: &Path) -> bool {
        if !self.may_end(to) {
            return false;
        }
        let text = |path: &Path| format!("/{}", path.to_string_lossy().replace('\\', "/"));
        if self.is_anywhere {
            return self.fits(&text(to)) || self.fits(&text(&relative(from, to)));
        }
        // The part that is known leads up and down; what the gaps may be lies below it.
        let base = lexical(&from.join(&self.known));
        to.strip_prefix(&base)
            .is_ok_and(|below| self.fits(&text(below)))
    }

    /// Whether a folder ends as the pattern does: this is asked of each module of a tree, for each call of one that is not there.
    fn may_end(&self, to: &Path) -> bool {
        match self.rest.last() {
            Some(Part::Named(name)) => {
                let to = to.as_os_str().as_encoded_bytes();
                // In a name that is not UTF-8 something stands for what cannot be read.
                to.ends_with(name.as_bytes()) || !name.is_ascii()
            }
            _ => true,
        }
    }

    /// Whether what is not known may make the parts a path that begins with `/`.
    fn fits(&self, path: &str) -> bool {
        let mut pieces: Vec<Option<String>> = Vec::new();
        for (at, part) in self.rest.iter().enumerate() {
            // What begins with anything may begin with the slash, too.
            let slash = (at > 0 || !self.is_anywhere).then(|| Some("/".to_owned()));
            let of_part = match part {
                Part::Named(name) => vec![Some(name.clone())],
                Part::Open(open) => open.clone(),
                Part::Any => vec![None],
            };
            let slash = slash.filter(|_| *part != Part::Any);
            for piece in slash.into_iter().chain(of_part) {
                push_piece(&mut pieces, piece);
            }
        }
        let path = if self.rest.is_empty() {
            path.trim_end_matches('/')
        } else {
            path
        };
        is_made_of(&pieces, path)
    }
}

/// What stands between the slashes of a path.
fn split<'t>(pieces: impl Iterator<Item = Option<&'t str>>) -> Vec<Vec<Option<String>>> {
    let mut parts: Vec<Vec<Option<String>>> = vec![Vec::new()];
    for piece in pieces {
        let Some(text) = piece else {
            parts.last_mut().expect("there is one").push(None);
            continue;
        };
        for (at, text) in text.split('/').enumerate() {
            if at > 0 {
                parts.push(Vec::new());
            }
            if !text.is_empty() {
                let part = parts.last_mut().expect("there is one");
                push_piece(part, Some(text.to_owned()));
            }
        }
    }
    parts
}

/// Adds a piece, to the text before it if it is one.
fn push_piece(pieces: &mut Vec<Option<String>>, piece: Option<String>) {
    match (pieces.last_mut(), piece) {
        (Some(Some(before)), Some(text)) => before.push_str(&text),
        (_, piece) => pieces.push(piece),
    }
}

/// Takes `..` behind parts: it undoes the last one. Of an open one it is not known how many folders that is.
fn lead_up(parts: &mut Vec<Part>, is_anywhere: bool) {
    match parts.pop() {
        Some(Part::Named(name)) if name != ".." => {}
        Some(Part::Open(_)) => push_any(parts),
        Some(Part::Any) => {
            if !(is_anywhere && parts.is_empty()) {
                lead_up(parts, is_anywhere);
            }
            push_any(parts);
        }
        up => {
            parts.extend(up);
            parts.push(Part::Named("..".to_owned()));
        }
    }
}

fn push_any(parts: &mut Vec<Part>) {
    if parts.last() != Some(&Part::Any) {
        parts.push(Part::Any);
    }
}

/// Whether texts with anything in the gaps between them may make a text.
fn is_made_of(pieces: &[Option<String>], text: &str) -> bool {
    let mut rest = text;
    let mut gap = false;
    for (at, piece) in pieces.iter().enumerate() {
        let Some(piece) = piece else {
            gap = true;
            continue;
        };
        let is_last = at + 1 == pieces.len();
        let found = match (gap, is_last) {
            (false, _) => rest.starts_with(piece).then_some(0),
            (true, true) => rest
                .ends_with(piece)
                .then(|| rest.len().saturating_sub(piece.len())),
            (true, false) => rest.find(piece),
        };
        let Some(found) = found else {
            return false;
        };
        rest = &rest[found + piece.len()..];
        gap = false;
    }
    gap || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(pieces: &[&str], folder: &str) -> bool {
        let pieces = pieces.iter().map(|text| (*text != "*").then_some(*text));
        PathPattern::of(pieces).may_lead(Path::new("/r/live"), Path::new(folder))
    }

    #[test]
    fn gaps_stand_for_anything_and_texts_for_themselves() {
        assert!(leads(&["../modules/", "*"], "/r/modules/audit"));
        assert!(leads(&["../modules/", "*"], "/r/modules/a/b"));
        assert!(!leads(&["../modules/", "*"], "/r/other/audit"));
        assert!(leads(&["./", "*", "/trail"], "/r/live/dev/trail"));
        assert!(!leads(&["./", "*", "/trail"], "/r/live/dev/trails"));
        assert!(leads(&["../mod-", "*", "/x/"], "/r/mod-a/x"));
        assert!(leads(&["*"], "/r/modules/audit"));
        assert!(leads(&["*", "//modules/", "*"], "/r/modules/audit"));
        assert!(leads(&["./a"], "/r/live/a"));
        assert!(leads(&["../live/a/"], "/r/live/a"));
        assert!(leads(&["/r/a"], "/r/a"));
        assert!(!leads(&["./a"], "/r/live/ab"));
        assert!(!leads(&["./a"], "/r/live/a/b"));
    }

    #[test]
    fn what_leads_up_behind_a_gap_undoes_it() {
        assert!(leads(&["*", "/../../modules/audit"], "/r/modules/audit"));
        assert!(leads(&["*", "../modules/audit"], "/r/live/modules/audit"));
        assert!(!leads(&["*", "/../modules/audit"], "/r/modules/trail"));
        assert!(leads(
            &["../", "*", "/../modules/audit"],
            "/r/modules/audit"
        ));
        assert!(leads(
            &["../", "*", "/../modules/audit"],
            "/r/a/modules/audit"
        ));
        assert!(!leads(&["./", "*", "/../audit"], "/r/modules/audit"));
        assert!(leads(&["a/", "*", "/../../audit"], "/r/live/audit"));
        assert!(leads(&["../a-", "*", "/../audit"], "/r/audit"));
        assert!(leads(&["*", "/..", "*"], "/r/audit"));
    }

    #[test]
    fn a_path_without_a_name_is_anything() {
        let is_anything =
            |pieces: &[Option<&str>]| PathPattern::of(pieces.iter().copied()).is_anything();
        assert!(is_anything(&[None]));
        assert!(is_anything(&[None, Some("/..")]));
        assert!(is_anything(&[Some(""), None]));
        assert!(!is_anything(&[None, Some("/audit")]));
        assert!(!is_anything(&[Some("../"), None]));
    }
}
