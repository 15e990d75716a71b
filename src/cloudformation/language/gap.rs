//! Places that are not expanded, and what they could make.

use std::convert::Infallible;

use super::super::template::Template;
use crate::resolved::{Evidence, Hop, Resolved};
use crate::source::Span;

/// Why a place is not expanded: what everything comes to that it could make.
pub(crate) type Gap = Resolved<Infallible>;

/// What something comes to that a gap could make.
pub(crate) fn left_open<T>(gap: &Gap) -> Resolved<T> {
    gap.clone().and_then(&mut |none| match none {})
}

/// What an include could add that is not followed.
pub(super) fn not_followed(template: &Template, include: Span) -> Gap {
    let mut outside = template.outside.iter();
    let why = outside.find(|(call, _)| *call == include);
    Resolved::Unknown {
        term: None,
        why: why.map_or_else(
            || "an include that is not followed may add it".into(),
            |(_, why)| why.clone(),
        ),
        from: Evidence::hop(Hop::chose(include, what_is_not_followed(template))),
    }
}

fn what_is_not_followed(template: &Template) -> &'static str {
    if template.is_part || template.is_of_parts {
        "this is not followed"
    } else {
        "this include is not followed"
    }
}

/// The names that a place could make: texts, and `None` for what may be anything.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pattern(pub(super) Vec<Option<String>>);

impl Pattern {
    /// Any name at all.
    pub(crate) fn anything() -> Pattern {
        Pattern(vec![None])
    }

    /// Whether a name is one of these.
    pub(crate) fn takes(&self, name: &str) -> bool {
        let mut texts: Vec<String> = vec![String::new()];
        for part in &self.0 {
            match (part, texts.last_mut()) {
                (Some(text), Some(last)) => last.push_str(text),
                _ => texts.push(String::new()),
            }
        }
        let [first, between @ .., last] = texts.as_slice() else {
            return texts.concat() == name;
        };
        let inner = name
            .strip_prefix(first.as_str())
            .and_then(|rest| rest.strip_suffix(last.as_str()));
        let found_in_order = |mut rest: &str| {
            between
                .iter()
                .all(|text| match rest.split_once(text.as_str()) {
                    Some((_, after)) => {
                        rest = after;
                        true
                    }
                    None => text.is_empty(),
                })
        };
        inner.is_some_and(found_in_order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_takes_what_its_gaps_leave_open() {
        let takes = |parts: &[Option<&str>], name: &str| {
            Pattern(parts.iter().map(|part| part.map(str::to_owned)).collect()).takes(name)
        };
        assert!(takes(&[None], "IsLogging"));
        assert!(takes(&[Some("Is"), None], "IsLogging"));
        assert!(takes(&[None, Some("ing")], "IsLoggingLogging"));
        assert!(takes(&[None, Some("og"), None], "IsLogging"));
        assert!(takes(&[Some("IsLog"), Some("ging")], "IsLogging"));
        assert!(!takes(&[Some("Include"), None], "IsLogging"));
        assert!(!takes(&[None, Some("Events")], "IsLogging"));
        assert!(!takes(&[Some("IsLog")], "IsLogging"));
        assert!(!takes(&[Some("IsLogg"), None, Some("gging")], "IsLogging"));
        assert!(!takes(&[], "IsLogging"));
    }
}
