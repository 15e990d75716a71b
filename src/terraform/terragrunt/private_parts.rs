//! Which lines of a generated text are made of what is not to be shown, such as the text of a data file: those with words that
//! are written out nowhere.

use std::collections::HashSet;
use std::ops::Range;

use hcl::edit::expr::Expression;

use super::files::Reading;
use super::names::is_named_as_config;
use crate::resolved::Resolved;
use crate::source::Span;
use crate::terraform::config::files::is_module_file;
use crate::terraform::lang::eval::RENDERED_FROM;
use crate::terraform::lang::lexer::attribute_parts;
use crate::terraform::lang::readable::plain_expression;
use crate::terraform::lang::values::Value;

/// The attributes whose values are told with whatever they are about.
const TOLD: [&str; 2] = ["source", "version"];

impl Reading<'_> {
    /// The parts of a text that may not be shown. `None` where more than the plain value of an attribute is among them: names,
    /// addresses and references are told wherever they are spoken of.
    pub(super) fn private_parts(
        &self,
        text: &str,
        value: &Resolved<Value>,
        at: Span,
    ) -> Option<Vec<Range<usize>>> {
        let written = self.written_words(value, at);
        let is_written = |text: &str| words_in(text).all(|word| written.contains(word));
        let mut parts = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if !is_written(line) {
                let (name, value) = attribute_parts(line.trim())?;
                let is_plain = plain_expression(value).is_some_and(|value| is_plain(&value));
                if !is_written(name) || TOLD.contains(&name) || !is_plain {
                    return None;
                }
                parts.push(start..start + line.len());
            }
            start += line.len();
        }
        Some(parts)
    }

    /// The words that contents are made of, as far as they are written out as code or in a template.
    fn written_words(&self, value: &Resolved<Value>, at: Span) -> HashSet<String> {
        let mut out = HashSet::new();
        let mut take = |text: &str| out.extend(words_in(text).map(str::to_owned));
        let given = self.sources.get(at.source);
        take(given.text().get(at.range()).unwrap_or_default());
        for hop in &value.from().hops {
            let Some(span) = hop.span() else {
                continue;
            };
            let file = self.sources.get(span.source);
            if *hop.label.message == *RENDERED_FROM || is_module_file(file.name()) {
                take(file.text());
            } else if is_named_as_config(&file) {
                take(file.text().get(span.range()).unwrap_or_default());
            }
        }
        out
    }
}

fn words_in(text: &str) -> impl Iterator<Item = &str> {
    let is_of_word = |sign: char| sign.is_alphanumeric() || "_-".contains(sign);
    let words = text.split(move |sign| !is_of_word(sign));
    words.filter(|word| !word.is_empty())
}

/// Whether an expression is a constant that is written out and refers to nothing.
fn is_plain(expression: &Expression) -> bool {
    match expression {
        Expression::Null(_)
        | Expression::Bool(_)
        | Expression::Number(_)
        | Expression::String(_) => true,
        Expression::Array(items) => items.iter().all(is_plain),
        _ => false,
    }
}
