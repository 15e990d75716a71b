//! Terms that `hcl` does not take, and that a name stands in for: their text is parsed on its own.

use std::ops::Range;

use hcl::edit::{Decorated, Ident, Span as _};

use super::evaluator::{Evaluator, Local};
use super::object_expression::object_of;
use crate::resolved::{Assigned, Resolved, Syntax};
use crate::terraform::lang::groups::{members, term_end};
use crate::terraform::lang::readable::{self, UNREAD};
use crate::terraform::lang::values::Value;
use crate::terraform::limits::SET_ASIDE_BYTES_PER_STEP;

impl Evaluator<'_> {
    /// Whether a name is not written where it stands, but stands in for a term.
    pub(super) fn stands_in(&self, name: &Decorated<Ident>) -> bool {
        let written = name.span().and_then(|range| self.input.text.get(range));
        written.is_some_and(|written| written != name.as_str())
    }

    /// What the term comes to that a name stands in for.
    pub(super) fn set_aside(&self, name: &Decorated<Ident>, local: &Local) -> Resolved<Value> {
        let start = name.span().unwrap_or(0..0).start;
        let Some(text) = self
            .input
            .text
            .get(start..)
            .filter(|_| name.as_str() != UNREAD)
        else {
            return not_read();
        };
        self.part(start..start + term_end(text), local)
    }

    /// What a part of the text comes to that is an expression.
    fn part(&self, range: Range<usize>, local: &Local) -> Resolved<Value> {
        let input = self.input.slice(range.clone());
        let text = input.text;
        let Some(members) = members(text) else {
            let steps = text.len() / SET_ASIDE_BYTES_PER_STEP;
            if let Err(why) = self.take(u32::try_from(steps).unwrap_or(u32::MAX)) {
                return Resolved::not_followed(why);
            }
            return match readable::expression(text) {
                Some(expression) => self.inside(&input, self.scope, self.privacy, |inner| {
                    inner.walk(&expression, local)
                }),
                None => not_read(),
            };
        };
        let part = |part: Range<usize>| {
            let part = range.start + part.start..range.start + part.end;
            Evaluator::nested(|| self.part(part.clone(), local))
        };
        let object = object_of(members.into_iter().map(|(key, value)| {
            let name = &text[key.clone()];
            let at = input.span(value.clone());
            if is_name_alone(name) {
                let name = Assigned::new(name, Syntax::Hcl);
                let key = Resolved::known(Value::text(&*name.name));
                return (key, part(value).assigned(&name, at));
            }
            (part(key), part(value))
        }));
        object.literal_object(input.span(0..text.len()), Syntax::Hcl)
    }
}

/// Whether a key is the text that stands there.
pub(super) fn is_name_alone(key: &str) -> bool {
    let may_follow = |c: char| c.is_alphanumeric() || "_-".contains(c);
    key.chars().all(may_follow) && !key.starts_with(|c: char| c.is_ascii_digit())
}

fn not_read() -> Resolved<Value> {
    Resolved::unknown(
        "the expression is too deep, has too many operators in a row, or lies behind too many objects with a key that \
         stands twice, to be read here",
    )
}
