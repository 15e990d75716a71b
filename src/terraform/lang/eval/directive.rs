//! Directives of templates: `%{ if }` and `%{ for }`.

use hcl::edit::template::{Directive, ForDirective, IfDirective};

use super::evaluator::{Evaluator, Local};
use super::operators::operand_bool;
use crate::resolved::{Privacy, Resolved};
use crate::terraform::lang::ephemeral::is_ephemeral;
use crate::terraform::lang::partly::entries;
use crate::terraform::lang::values::{Value, refused};

impl Evaluator<'_> {
    pub(super) fn directive(&self, directive: &Directive, local: &Local) -> Resolved<String> {
        match directive {
            Directive::If(directive) => self.if_directive(directive, local),
            Directive::For(directive) => self.for_directive(directive, local),
        }
    }

    fn if_directive(&self, directive: &IfDirective, local: &Local) -> Resolved<String> {
        let (start, end) = (directive.if_expr.strip, directive.endif_expr.strip);
        let middle = directive.else_expr.as_ref().map(|part| part.strip);
        let outcome = self
            .walk(&directive.if_expr.cond_expr, local)
            .choosing()
            .and_then(&mut operand_bool);
        let branch = |holds| {
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
            text_of(self.elements(&elements, local, (before, after)))
        };
        outcome.and_then(&mut |holds| {
            // As of `? :`, what is not chosen makes it ephemeral, too.
            let passed_over = branch(!holds);
            let chosen = branch(holds);
            if is_ephemeral(&passed_over) {
                let hops = passed_over.from().clone().choosing().into_hops();
                chosen.private(Privacy::Ephemeral).and_before_once(hops)
            } else {
                chosen
            }
        })
    }

    fn for_directive(&self, directive: &ForDirective, local: &Local) -> Resolved<String> {
        let part = &directive.for_expr;
        let strip = (
            part.strip.strip_end(),
            directive.endfor_expr.strip.strip_start(),
        );
        let elements: Vec<_> = part.template.iter().collect();
        let collection = self.walk(&part.collection_expr, local).choosing();
        let privacy = collection.from().privacy;
        collection.and_then(&mut |collection| {
            if let Value::Partly(partly) = &collection {
                return partly.unknown();
            }
            let Some(entries) = entries(&collection, privacy) else {
                return refused(
                    &collection,
                    "`for` runs over a list, a set, a map or an object",
                );
            };
            let texts = entries.into_iter().map(|entry| {
                // A turn that puts in its own text alone takes a step, too.
                if let Err(why) = self.take(1) {
                    return Resolved::not_followed(why);
                }
                let pair = (entry.key, entry.value);
                let inner = local.with_element(part.key_var.as_ref(), &part.value_var, pair);
                text_of(self.elements(&elements, &inner, strip))
            });
            Resolved::joined(texts, "")
        })
    }
}

fn text_of(value: Resolved<Value>) -> Resolved<String> {
    value.converted(&mut |value| match value {
        Value::Text(text) => Resolved::known(text),
        other => refused(&other, "it cannot be put into a string"),
    })
}
