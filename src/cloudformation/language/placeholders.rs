//! `${Identifier}` and `&{Identifier}`: what a loop puts into the texts of its body.
//!
//! Source: CloudFormation user guide, "`Fn::ForEach`": all of them are replaced in the output key and in the output value.

use std::ops::Range;

use super::bindings::Bindings;
use super::gap::Pattern;
use super::value::{Value, to_text};
use crate::resolved::Resolved;

/// A part of a text.
enum Part<'t> {
    Literal(&'t str),
    Variable(Variable<'t>),
}

/// A loop's variable in a text.
struct Variable<'t> {
    /// `${Identifier}`
    written: &'t str,
    value: &'t Resolved<Value>,
    /// Which turn of its loop this is, from 1.
    turn: usize,
}

impl Variable<'_> {
    /// What is put in its place: after `&`, letters and digits only, as logical ids need.
    fn filled(&self, text: String) -> String {
        if self.written.starts_with('&') {
            text.chars().filter(char::is_ascii_alphanumeric).collect()
        } else {
            text
        }
    }

    fn known(&self) -> Option<String> {
        let text = self.value.value().and_then(Value::as_text)?;
        Some(self.filled(text))
    }
}

/// A text of a loop's body with its variables filled in.
pub(super) fn filled(text: &str, bindings: &Bindings) -> Resolved<String> {
    let parts = parts(text, bindings);
    if let [] | [Part::Literal(_)] = parts.as_slice() {
        return Resolved::known(text.to_owned());
    }
    let is_whole = parts.len() == 1;
    let texts = parts.into_iter().map(|part| match part {
        Part::Literal(text) => Resolved::known(text.to_owned()),
        Part::Variable(variable) => {
            let text = variable.value.clone().and_then(&mut to_text);
            text.map(&mut |text| variable.filled(text))
        }
    });
    let text = Resolved::all(texts).map(&mut |texts: Vec<String>| texts.concat());
    if is_whole { text } else { text.choosing() }
}

/// A text with those variables filled in that are known; the others stay as they are written.
pub(super) fn filled_as_far_as_known(text: &str, bindings: &Bindings) -> String {
    parts(text, bindings)
        .into_iter()
        .map(|part| match part {
            Part::Literal(text) => text.to_owned(),
            Part::Variable(variable) => variable
                .known()
                .unwrap_or_else(|| variable.written.to_owned()),
        })
        .collect()
}

/// The same for people: a variable that is not to be shown has the number of its turn instead.
pub(super) fn shown(text: &str, bindings: &Bindings) -> String {
    let parts = parts(text, bindings).into_iter().map(|part| match part {
        Part::Literal(text) => text.to_owned(),
        Part::Variable(Variable { turn, value, .. }) if value.is_private() => {
            format!("[item {turn}]")
        }
        Part::Variable(variable) => variable
            .known()
            .unwrap_or_else(|| variable.written.to_owned()),
    });
    parts.collect()
}

/// Where variables of the loops around it stand in a text, each as it is written and with what is put in its place.
pub(crate) fn loop_variables<'t>(
    text: &'t str,
    bindings: &Bindings,
) -> Vec<(Range<usize>, &'t str, Resolved<Value>)> {
    let mut at = 0;
    let mut out = Vec::new();
    for part in parts(text, bindings) {
        let start = at;
        match part {
            Part::Literal(literal) => at += literal.len(),
            Part::Variable(variable) => {
                at += variable.written.len();
                let value = variable.value.clone().and_then(&mut to_text);
                let value = value.map(&mut |text| Value::Text(variable.filled(text)));
                out.push((start..at, &text[start..at], value));
            }
        }
    }
    out
}

/// What a text can come to.
pub(super) fn pattern(text: &str, bindings: &Bindings) -> Pattern {
    let parts = parts(text, bindings).into_iter().map(|part| match part {
        Part::Literal(text) => Some(text.to_owned()),
        Part::Variable(variable) => variable.known(),
    });
    Pattern(parts.collect())
}

/// A text, cut at the variables of the loops around it.
fn parts<'t>(text: &'t str, bindings: &'t Bindings) -> Vec<Part<'t>> {
    let mut out = Vec::new();
    let (mut literal, mut at) = (0, 0);
    while let Some(start) = text[at..].find(['$', '&']).map(|found| at + found) {
        at = start + 1;
        let Some(name) = text[at..]
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
            .map(|(name, _)| name)
        else {
            continue;
        };
        let Some((value, turn)) = bindings.loop_variable(name) else {
            continue;
        };
        if literal < start {
            out.push(Part::Literal(&text[literal..start]));
        }
        at += name.len() + 2;
        literal = at;
        out.push(Part::Variable(Variable {
            written: &text[start..at],
            value,
            turn,
        }));
    }
    if literal < text.len() {
        out.push(Part::Literal(&text[literal..]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bindings() -> Bindings {
        let known = |text: &str| Resolved::known(Value::Text(text.into()));
        Bindings::default()
            .looping("Team", known("pay-ments"), 1)
            .looping("Zone", Resolved::unknown("it is not known"), 1)
    }

    #[test]
    fn both_forms_are_filled_in_one_pass() {
        let text = |text| filled(text, &bindings()).value().cloned();
        assert_eq!(text("a-${Team}"), Some("a-pay-ments".into()));
        assert_eq!(text("a&{Team}${Other}"), Some("apayments${Other}".into()));
        assert_eq!(
            text("{Team} ${!Team} $${Team}"),
            Some("{Team} ${!Team} $pay-ments".into())
        );
        assert_eq!(text("${Team"), Some("${Team".into()));
        assert_eq!(text(""), Some(String::new()));
        assert_eq!(text("${Zone}"), None);
    }

    #[test]
    fn what_is_not_known_stays_as_written_and_may_be_anything() {
        let text = "A&{Team}${Zone}B${Team}";
        assert_eq!(
            filled_as_far_as_known(text, &bindings()),
            "Apayments${Zone}Bpay-ments"
        );
        assert!(pattern(text, &bindings()).takes("Apayments-any-Bpay-ments"));
        assert!(!pattern(text, &bindings()).takes("Apayments"));
    }
}
