//! Templates: interpolations and directives.

use hcl::edit::expr::Expression;
use hcl::edit::template::{Element, Template};

use super::evaluator::{Evaluator, Local};
use super::quoted_template::unescaped;
use super::strip_markers::{stripped, strips};
use crate::resolved::Resolved;
use crate::terraform::lang::ephemeral::MadeOf;
use crate::terraform::lang::kept::too_large;
use crate::terraform::lang::values::{Value, error, refused};
use crate::terraform::limits::MAX_TEXT_BYTES;

impl Evaluator<'_> {
    /// The value of a template without escapes.
    pub(super) fn template(&self, template: &Template, local: &Local) -> Resolved<Value> {
        match only_interpolation(template) {
            Some(only) => self.walk(only, local),
            None => self.elements(&template.iter().collect::<Vec<_>>(), local, (false, false)),
        }
    }

    /// The value of a template in quotes.
    pub(super) fn quoted_template(&self, template: &Template, local: &Local) -> Resolved<Value> {
        match unescaped(template) {
            Ok(template) => self.template(&template, local),
            Err(refused) => error(refused.text, refused.why),
        }
    }

    /// The text of a template's elements. `strip` tells whether the markers around it take the white space at its
    /// beginning and at its end.
    pub(super) fn elements(
        &self,
        elements: &[&Element],
        local: &Local,
        strip: (bool, bool),
    ) -> Resolved<Value> {
        let mut ephemeral = MadeOf::default();
        let mut length = 0;
        let parts = elements
            .iter()
            .enumerate()
            .map(|(at, element)| match element {
                Element::Literal(text) => {
                    let before = match at.checked_sub(1) {
                        Some(previous) => strips(elements[previous]).1,
                        None => strip.0,
                    };
                    let after = match elements.get(at + 1) {
                        Some(next) => strips(next).0,
                        None => strip.1,
                    };
                    let text = stripped(text.value(), before, after).to_owned();
                    Resolved::known(text).private(self.of_literals)
                }
                Element::Interpolation(interpolation) => self
                    .walk(&interpolation.expr, local)
                    .choosing()
                    .converted(&mut |value| match value.as_text() {
                        Some(text) => Resolved::known(text),
                        None => refused(&value, "it cannot be put into a string"),
                    }),
                Element::Directive(directive) => self.directive(directive, local),
            });
        let parts = parts.map(|part| {
            length += part.value().map_or(0, String::len);
            match part.value() {
                Some(_) if length > MAX_TEXT_BYTES => too_large(),
                _ => part,
            }
        });
        let parts = parts.inspect(|part| ephemeral.note(part));
        let text = Resolved::joined(parts, "")
            .converted(&mut |text| Resolved::known(Value::text(text)))
            .decided();
        self.counted(ephemeral.make(text))
    }
}

/// The expression of a template that is nothing but one interpolation: it keeps the value's type.
pub(super) fn only_interpolation(template: &Template) -> Option<&Expression> {
    let mut elements = template.iter();
    match (elements.next(), elements.next()) {
        (Some(Element::Interpolation(only)), None) => Some(&only.expr),
        _ => None,
    }
}
