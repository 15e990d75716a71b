//! Templates: interpolations and directives.

use hcl::edit::template::{Directive, Element, Template};

use super::evaluator::{Evaluator, Local, bounded};
use super::operators::operand_bool;
use super::strip_markers::{stripped, strips};
use crate::resolved::Resolved;
use crate::terraform::lang::values::{Value, pairs, refused};

impl Evaluator<'_> {
    pub(super) fn template(&self, template: &Template, local: &Local) -> Resolved<Value> {
        let elements: Vec<_> = template.iter().collect();
        if let [Element::Interpolation(only)] = elements.as_slice() {
            return self.walk(&only.expr, local);
        }
        self.elements(&elements, local, (false, false))
    }

    /// The text of a template's elements. `strip` tells whether the markers around it take the white space at its
    /// beginning and at its end.
    pub(super) fn elements(
        &self,
        elements: &[&Element],
        local: &Local,
        strip: (bool, bool),
    ) -> Resolved<Value> {
        let mut out = Resolved::known(String::new());
        for (at, element) in elements.iter().enumerate() {
            let part: Resolved<String> = match element {
                Element::Literal(text) => {
                    let before = match at.checked_sub(1) {
                        Some(previous) => strips(elements[previous]).1,
                        None => strip.0,
                    };
                    let after = match elements.get(at + 1) {
                        Some(next) => strips(next).0,
                        None => strip.1,
                    };
                    Resolved::known(stripped(text.value(), before, after).to_owned())
                }
                Element::Interpolation(interpolation) => self
                    .walk(&interpolation.expr, local)
                    .and_then(&mut |value| match value.as_text() {
                        Some(text) => Resolved::known(text),
                        None => refused(&value, "it cannot be put into a string"),
                    }),
                Element::Directive(directive) => self.directive(directive, local),
            };
            out = bounded(out.and_then(&mut |so_far: String| {
                part.clone().map(&mut |part| format!("{so_far}{part}"))
            }));
        }
        out.map(&mut Value::Text).decided()
    }

    fn directive(&self, directive: &Directive, local: &Local) -> Resolved<String> {
        let as_text = |value: Resolved<Value>| {
            value.and_then(&mut |value| match value {
                Value::Text(text) => Resolved::known(text),
                other => refused(&other, "it cannot be put into a string"),
            })
        };
        match directive {
            Directive::If(directive) => {
                let (start, end) = (directive.if_expr.strip, directive.endif_expr.strip);
                let middle = directive.else_expr.as_ref().map(|part| part.strip);
                let outcome = self
                    .walk(&directive.if_expr.cond_expr, local)
                    .and_then(&mut operand_bool);
                outcome.and_then(&mut |holds| {
                    let (template, before, after) = if holds {
                        let after = middle.unwrap_or(end);
                        (
                            &directive.if_expr.template,
                            start.strip_end(),
                            after.strip_start(),
                        )
                    } else if let (Some(part), Some(middle)) = (&directive.else_expr, middle) {
                        (&part.template, middle.strip_end(), end.strip_start())
                    } else {
                        return Resolved::known(String::new());
                    };
                    let elements: Vec<_> = template.iter().collect();
                    as_text(self.elements(&elements, local, (before, after)))
                })
            }
            Directive::For(directive) => {
                let part = &directive.for_expr;
                let strip = (
                    part.strip.strip_end(),
                    directive.endfor_expr.strip.strip_start(),
                );
                let elements: Vec<_> = part.template.iter().collect();
                self.walk(&part.collection_expr, local)
                    .and_then(&mut |collection| {
                        let Some(pairs) = pairs(&collection) else {
                            return refused(
                                &collection,
                                "`for` runs over a list, a set, a map or an object",
                            );
                        };
                        let mut out = Resolved::known(String::new());
                        for (key, value) in pairs {
                            let mut inner = local.clone();
                            if let Some(name) = &part.key_var {
                                inner
                                    .variables
                                    .push((name.as_str().to_owned(), Resolved::known(key)));
                            }
                            inner
                                .variables
                                .push((part.value_var.as_str().to_owned(), value));
                            let text = as_text(self.elements(&elements, &inner, strip));
                            out = out.and_then(&mut |so_far: String| {
                                text.clone().map(&mut |text| format!("{so_far}{text}"))
                            });
                        }
                        out
                    })
            }
        }
    }
}
