//! Texts as what they are put together of: what stands in a file as it is, and what expressions make.

use hcl::edit::Span as _;
use hcl::edit::expr::{Expression, FuncCall};
use hcl::edit::template::{Element, Template};

use super::evaluator::{Evaluator, Local};
use super::free_names::free_names;
use super::heredoc::settled;
use super::quoted_template::unescaped;
use super::rendering::TemplateScope;
use super::strip_markers::{stripped, strips};
use super::template::only_interpolation;
use crate::parse::EmbeddedText;
use crate::resolved::{Privacy, Resolved};
use crate::source::{SourceId, Span};
use crate::terraform::lang::functions;
use crate::terraform::lang::readable;
use crate::terraform::lang::values::{Named, Value};

/// A text in pieces, all of one file.
pub(crate) struct Pieces {
    pub(crate) source: SourceId,
    /// The file that it is rendered from, where `templatefile` renders one.
    pub(crate) rendered_from: Option<Span>,
    pub(crate) all: Vec<Piece>,
}

/// A piece of a text.
pub(crate) enum Piece {
    /// It stands in the file.
    Written(EmbeddedText),
    /// What an expression comes to there.
    Made {
        value: Resolved<Value>,
        at: Span,
        /// The expression, for a sentence.
        shown: String,
    },
    /// What a directive comes to there: one that is not known may be any part of the text.
    Directed { value: Resolved<String>, at: Span },
}

impl Evaluator<'_> {
    /// The pieces of a heredoc, of a template in quotes, or of what `templatefile` renders; `None` for all else, and where it
    /// is refused.
    pub(super) fn pieces(&self, expression: &Expression) -> Option<Pieces> {
        match expression {
            Expression::Parenthesis(inner) => self.pieces(inner.inner()),
            Expression::HeredocTemplate(heredoc) => {
                let is_indented = heredoc.indent().is_some();
                let template = settled(&heredoc.template, is_indented, self.input.text);
                Some(self.pieces_of(&template, None, true))
            }
            Expression::StringTemplate(template) => {
                if let Some(only) = only_interpolation(template) {
                    return self.pieces(only);
                }
                let template = unescaped(template).ok()?;
                Some(self.pieces_of(&template, None, false))
            }
            Expression::FuncCall(call) if call.name.name.as_str() == "templatefile" => {
                self.rendered_pieces(call)
            }
            _ => None,
        }
    }

    fn rendered_pieces(&self, call: &FuncCall) -> Option<Pieces> {
        let local = Local::default();
        let arguments = call
            .args
            .iter()
            .map(|argument| self.walk(argument, &local))
            .collect();
        let arguments = functions::taken("templatefile", arguments).ok()?;
        let [path, variables] = arguments.as_slice() else {
            return None;
        };
        self.pieces_of_file(&path.value()?.as_text()?, variables)
    }

    /// The pieces of the text that is rendered from a file.
    pub(super) fn pieces_of_file(&self, path: &str, variables: &Resolved<Value>) -> Option<Pieces> {
        let file = self.scope.read_file(path).ok()?;
        let input = file.input();
        let template = readable::template(input.text).ok()?;
        let names = free_names(&template, input.text);
        let variables = given(variables, &names)?;
        let first_line = input.text.lines().next().map_or(0, str::len);
        let scope = TemplateScope {
            outer: self.scope,
            variables: &variables,
        };
        let template = settled(&template, false, input.text);
        let from = input.span(0..first_line);
        Some(self.inside(&input, &scope, Privacy::Hidden, |inner| {
            inner.pieces_of(&template, Some(from), true)
        }))
    }

    fn pieces_of(&self, template: &Template, from: Option<Span>, is_verbatim: bool) -> Pieces {
        let elements: Vec<_> = template.iter().collect();
        Pieces {
            source: self.input.source,
            rendered_from: from,
            all: self.all_pieces(&elements, is_verbatim),
        }
    }

    /// `is_verbatim` where the text stands in the file without escapes.
    fn all_pieces(&self, elements: &[&Element], is_verbatim: bool) -> Vec<Piece> {
        let local = Local::default();
        let pieces = elements.iter().enumerate().map(|(at, element)| {
            let span = self.span(element.span());
            match element {
                Element::Literal(text) => {
                    let before = at.checked_sub(1).is_some_and(|at| strips(elements[at]).1);
                    let after = elements.get(at + 1).is_some_and(|next| strips(next).0);
                    let text = stripped(text.value(), before, after);
                    let mut embedded = EmbeddedText::default();
                    match element.span().filter(|_| is_verbatim) {
                        Some(range) => embedded.append_left_over(text, self.input, range),
                        None => embedded.append_made(text, span.range()),
                    }
                    Piece::Written(embedded)
                }
                Element::Interpolation(part) => {
                    let written = part.expr.span();
                    let written = written.and_then(|range| self.input.text.get(range));
                    Piece::Made {
                        value: self.walk(&part.expr, &local),
                        at: span,
                        shown: format!("${{{}}}", written.unwrap_or_default().trim()),
                    }
                }
                Element::Directive(directive) => Piece::Directed {
                    value: self.directive(directive, &local),
                    at: span,
                },
            }
        });
        pieces.collect()
    }
}

/// What a template is given for the names in it; `None` where one of them is refused. Of variables that are not all known, any
/// may be there.
fn given(variables: &Resolved<Value>, names: &[String]) -> Option<Named> {
    // What brought all of them here brought each.
    let hops = || variables.from().hops.iter().cloned();
    let of_name = |name: &String| {
        let value = match variables {
            Resolved::Known { value, .. } => match value {
                Value::Partly(partly) if partly.kind.is_keyed() => {
                    let member = partly.at(&Resolved::known(Value::text(name.as_str())), None);
                    (!member.is_invalid()).then_some(member)?.via(hops())
                }
                value => value.members()?.get(name)?.clone().via(hops()),
            },
            Resolved::Unknown { why, from, .. } => {
                Resolved::unknown_from(why.clone(), from.clone())
            }
            _ => return None,
        };
        Some((name.clone(), value))
    };
    names.iter().map(of_name).collect()
}
