//! `templatefile` and `templatestring`.
//!
//! Source: `internal/lang/funcs/filesystem.go` and `templatestring.go` of both products. OpenTofu lets a template render others;
//! Terraform refuses that, and a template of `templatestring` that is no reference.

use std::sync::Arc;

use hcl::edit::expr::Expression;
use hcl::edit::template::Element;

use super::evaluator::{Evaluator, Local};
use super::free_names::free_names;
use super::heredoc::settled;
use super::strip_markers::strips;
use crate::resolved::{Hop, Privacy, Resolved};
use crate::source::{Input, OffsetMap, SourceFile, Span};
use crate::suggest;
use crate::terraform::lang::facts::privacy_within;
use crate::terraform::lang::functions;
use crate::terraform::lang::private::private;
use crate::terraform::lang::readable::{self, NotRead};
use crate::terraform::lang::scope::{Decoding, Scope};
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::{Named, Value, error, refused};

/// What is said of the file that a template is in.
pub(crate) const RENDERED_FROM: &str = "the template that it is rendered from";

/// What a template's expressions refer to: the variables it is given, and nothing else.
pub(super) struct TemplateScope<'s> {
    pub(super) outer: &'s dyn Scope,
    pub(super) variables: &'s Named,
}

impl Scope for TemplateScope<'_> {
    fn reference(&self, root: &str, _: &[&str], _: Span) -> (Resolved<Value>, usize) {
        let given = self.variables.get(root).cloned();
        (given.unwrap_or_else(|| not_given(root)), 0)
    }

    fn read_file(&self, path: &str) -> Result<Arc<SourceFile>, String> {
        self.outer.read_file(path)
    }

    fn read_bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        self.outer.read_bytes(path)
    }

    fn place_of_file(&self, path: &str) -> Result<Option<Span>, String> {
        self.outer.place_of_file(path)
    }

    fn lost_file(&self, path: &str) -> Option<Span> {
        self.outer.lost_file(path)
    }

    fn files_below(&self, folder: &str) -> Result<Vec<String>, String> {
        self.outer.files_below(folder)
    }

    fn take_steps(&self, steps: u32) -> bool {
        self.outer.take_steps(steps)
    }

    fn take_steps_of_decoding(&self, decoding: &Decoding<'_>, steps: u32) -> bool {
        self.outer.take_steps_of_decoding(decoding, steps)
    }

    fn decoded(
        &self,
        decoding: &Decoding<'_>,
        decode: &dyn Fn() -> Resolved<Value>,
    ) -> Resolved<Value> {
        self.outer.decoded(decoding, decode)
    }

    fn working_folder(&self) -> Option<String> {
        self.outer.working_folder()
    }
}

impl Evaluator<'_> {
    /// What `templatefile(path, variables)` or `templatestring(template, variables)` comes to; `at` is the call.
    pub(super) fn render(
        &self,
        name: &str,
        arguments: Vec<Resolved<Value>>,
        at: Span,
        is_tried: bool,
    ) -> Resolved<Value> {
        let arguments = match functions::taken(name, arguments) {
            Ok(arguments) => arguments,
            Err(refused) => return refused,
        };
        let privacy = arguments.first().map(privacy_within).unwrap_or_default();
        let of_names = arguments.get(1).map(privacy_within).unwrap_or_default();
        Resolved::all(arguments).and_then(&mut |arguments| {
            let [Value::Text(given), variables] = arguments.as_slice() else {
                return error(format!("{name}()"), "it takes a string and variables");
            };
            if let Value::Partly(partly) = variables
                && partly.kind.is_keyed()
            {
                return partly.unknown();
            }
            let Some(variables) = variables.members() else {
                return refused(variables, "a map or an object of variables is needed here");
            };
            if let Some(wrong) = variables.keys().find(|name| !is_name(name)) {
                return error(format!("\"{wrong}\""), "it is no name for a variable");
            }
            if name == "templatestring" {
                let mut offsets = OffsetMap::default();
                // The template stands somewhere else: its places are that of the call.
                offsets.push(0, at.range().start);
                let input = Input::embedded(at.source, given, offsets);
                let rendered = self.rendered(&input, variables, (privacy, of_names));
                return types::convert(rendered, &Type::String);
            }
            match self.scope.read_file(given) {
                Ok(file) => {
                    let input = file.input();
                    let first_line = input.text.lines().next().map_or(0, str::len);
                    let hop = Hop::chose(input.span(0..first_line), RENDERED_FROM);
                    let of_file = Privacy::Hidden;
                    self.rendered(&input, variables, (of_file, of_names))
                        .via([hop])
                }
                Err(why) => functions::unread(name, given, self.scope, why, is_tried),
            }
        })
    }

    fn rendered(
        &self,
        input: &Input<'_>,
        variables: &Named,
        (privacy, of_names): (Privacy, Privacy),
    ) -> Resolved<Value> {
        if let Err(why) = self.take(readable::steps_of(input.text)) {
            return Resolved::not_followed(why);
        }
        let template = match readable::template(input.text) {
            Ok(template) => template,
            Err(NotRead::TooMany) => {
                return Resolved::not_followed("the template has more parts than are followed");
            }
            Err(NotRead::NoTemplate) => {
                return error("the template", "it is no template of Terraform's");
            }
        };
        // A name that is not given is refused wherever it stands.
        if let Some(missing) = free_names(&template, input.text)
            .into_iter()
            .find(|name| !variables.contains_key(name))
        {
            if privacy == Privacy::Shown {
                return not_given(&missing);
            }
            // The name stands in a file of which nothing is said; those that are given need not.
            let given = variables.keys().map(String::as_str);
            let given = given.filter(|_| of_names == Privacy::Shown);
            let near = suggest::nearest(&missing, given);
            let near = near.map(|near| format!(", which may be meant by `{near}`"));
            let near = near.unwrap_or_default();
            let why = format!("it refers to a name that it is given no value for{near}");
            return error("the template", why)
                .remedied("Give the template a value of each name that it refers to");
        }
        let scope = TemplateScope {
            outer: self.scope,
            variables,
        };
        // A template is read line by line, as a heredoc is.
        let template = settled(&template, false, input.text);
        let out = self.inside(input, &scope, privacy, |inner| {
            Evaluator::nested(|| inner.template(&template, &Local::default()))
        });
        // Nothing of the template's text is said, nor of why it does not come to a text but for the reason that it was given.
        let given = variables
            .values()
            .any(|value| why_unknown(value) == why_unknown(&out));
        match out {
            Resolved::Unknown { why, from, .. } if given => Resolved::unknown_from(why, from),
            out => private(out, privacy),
        }
    }
}

/// Whether a template of Terraform's is one whose interpolations are names: HIL makes the same of it.
pub(super) fn has_names_alone(text: &str) -> bool {
    let is_name = |element: &Element| match element {
        Element::Literal(_) => true,
        Element::Interpolation(part) => {
            matches!(part.expr, Expression::Variable(_)) && strips(element) == (false, false)
        }
        Element::Directive(_) => false,
    };
    !text.contains("%{")
        && readable::plain_template(text).is_some_and(|template| template.iter().all(is_name))
}

/// Why a value is not known, where it is not.
fn why_unknown(value: &Resolved<Value>) -> Option<&str> {
    match value {
        Resolved::Unknown { why, .. } => Some(why),
        _ => None,
    }
}

fn not_given(name: &str) -> Resolved<Value> {
    error(name, "the template's variables have none of that name")
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    let starts = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    starts && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}
