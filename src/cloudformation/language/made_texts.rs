//! Texts with the parts that the template around them makes.

use super::super::template::{MARKS, has_open_part};
use super::evaluator::Evaluator;
use super::gap::Pattern;
use super::intrinsics::concatenate;
use super::open_parts::OpenPart;
use super::value::{Value, text_or_dynamic_reference};
use crate::parse::{Scalar, yaml};
use crate::resolved::Resolved;

/// A piece of a text.
enum Piece<'t> {
    Literal(&'t str),
    Open(&'t OpenPart),
}

impl Evaluator<'_> {
    /// A text with the parts that the template around makes, unless `CloudFormation` fills it in at deployment.
    pub(super) fn text(&self, text: String) -> Resolved<Value> {
        if !has_open_part(&text) {
            return text_or_dynamic_reference(text);
        }
        let pieces = self.pieces(&text);
        if let [Piece::Open(only)] = pieces.as_slice() {
            return if only.is_plain {
                read_again(only.value.clone())
            } else {
                only.value.clone()
            };
        }
        let values: Vec<Resolved<Value>> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Literal(text) => Resolved::known(Value::Text((*text).to_owned())),
                Piece::Open(part) => part.value.clone(),
            })
            .collect();
        concatenate(&values, "").converted(&mut |value| match value {
            Value::Text(text) => text_or_dynamic_reference(text),
            other => Resolved::known(other),
        })
    }

    /// A name with such parts: what it is called, what it can come to, and why it is not known.
    pub(in super::super) fn open_name(&self, name: &str) -> Option<(String, Pattern, String)> {
        let pieces = self.pieces(name);
        let first = pieces.iter().find_map(|piece| match piece {
            Piece::Open(part) => Some(*part),
            Piece::Literal(_) => None,
        })?;
        let shown = pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => *text,
            Piece::Open(part) => part.shown.as_str(),
        });
        let pattern = pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => Some((*text).to_owned()),
            Piece::Open(_) => None,
        });
        let why = format!(
            "`{}` is not known where the template's text is made",
            first.shown
        );
        Some((shown.collect(), Pattern(pattern.collect()), why))
    }

    fn pieces<'t>(&'t self, text: &'t str) -> Vec<Piece<'t>> {
        let (open, close) = MARKS;
        let mut out = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(open) {
            let Some((number, after)) = after.split_once(close) else {
                break;
            };
            let number: Option<usize> = number.parse().ok();
            let Some(part) = number.and_then(|number| self.made.open.get(number)) else {
                break;
            };
            if !before.is_empty() {
                out.push(Piece::Literal(before));
            }
            out.push(Piece::Open(part));
            rest = after;
        }
        if !rest.is_empty() {
            out.push(Piece::Literal(rest));
        }
        out
    }
}

/// What a scalar without quotes comes to that has this text.
fn read_again(value: Resolved<Value>) -> Resolved<Value> {
    value.converted(&mut |value| {
        let Value::Text(text) = &value else {
            return Resolved::known(value);
        };
        match yaml::plain_scalar(text) {
            Some(Scalar::Null) => Resolved::unset(),
            Some(Scalar::Bool(flag)) => Resolved::known(Value::Bool(flag)),
            Some(Scalar::Number(text)) => Resolved::known(Value::Number(text)),
            Some(Scalar::String(text)) => text_or_dynamic_reference(text),
            None => Resolved::unknown(
                "it is put into a template's text, where it is more than a scalar",
            ),
        }
    })
}
