//! The module calls of a file, before its module is parsed: their names, sources and arguments, by the file's structure
//! alone.

use hcl::edit::expr::Expression;
use hcl::edit::template::Element;

use super::files::declares_components;
use super::stack_files::{is_component, parse_stack_file};
use crate::parse::Node;
use crate::published;
use crate::rendered::is_rendered_first;
use crate::source::SourceFile;
use crate::terraform::lang::hcl_expression::Room;
use crate::terraform::lang::json_syntax::parse_json;
use crate::terraform::lang::lexer::{attribute_parts, block_parts, structures, without_comments};
use crate::terraform::lang::object_keys::plain_name;
use crate::terraform::lang::readable::plain_expression;
use crate::terraform::lang::syntax::{Block, Form};
use crate::trail_words::{
    is_called_after_trails, is_flag_of_trails, is_given_to_trails, leads_beside_trails,
    leads_to_trails, names_what_is_beside_trails, speaks_of_trails,
};

/// One `module` block.
#[derive(Debug)]
pub(crate) struct CallText {
    /// Its source, where that is a plain string in which nothing is filled in first.
    pub(crate) source: Option<String>,
    /// Whether its words say that it makes a trail.
    pub(crate) of_trails: bool,
}

impl CallText {
    /// The calls of a file of a module.
    pub(crate) fn all_of(file: &SourceFile) -> Vec<CallText> {
        let is_of_stack = declares_components(file.name());
        if is_of_stack && file.name().ends_with(".json") {
            let blocks = parse_stack_file(file, &mut Room::default()).body.blocks;
            let calls = blocks.iter().filter(|block| is_component(&block.kind));
            return calls.map(CallText::of_block).collect();
        }
        if file.name().ends_with(".json") {
            let body = parse_json(file, &mut Room::default()).body;
            return body.blocks_of("module").map(CallText::of_block).collect();
        }
        let text = file.input().text;
        let mut calls: Vec<CallText> = structures(text)
            .into_iter()
            .filter_map(|range| CallText::of_text(&text[range], is_of_stack))
            .collect();
        // What a source is made of may stand elsewhere in the file.
        let is_computed = |call: &CallText| call.source.is_none() && !call.of_trails;
        if calls.iter().any(is_computed) && speaks_of_trails(text) {
            for call in &mut calls {
                call.of_trails |= call.source.is_none();
            }
        }
        calls
    }

    fn of_text(text: &str, is_of_stack: bool) -> Option<CallText> {
        let (kind, labels, body) = block_parts(text)?;
        let is_call = if is_of_stack {
            is_component(kind)
        } else {
            kind == "module"
        };
        if !is_call {
            return None;
        }
        let attributes: Vec<(&str, &str)> = structures(body)
            .into_iter()
            .filter_map(|range| attribute_parts(&body[range]))
            .collect();
        let mut sources = attributes.iter().rev();
        let source = sources.find(|(name, _)| *name == "source");
        let source = source.map(|(_, value)| without_comments(value));
        let plain = source.as_deref().map(str::trim).and_then(text_written);
        let words = plain.as_deref().or(source.as_deref());
        let names = attributes.iter().map(|(name, _)| *name);
        let mut values = attributes.iter().map(|(_, value)| *value);
        Some(CallText {
            of_trails: is_of_trails(labels, words, names) || values.any(holds_a_flag),
            source: plain.filter(|source| !is_rendered_first(source)),
        })
    }

    /// A call of a parsed module.
    pub(crate) fn of_block(block: &Block) -> CallText {
        let source = block.body.attribute("source");
        let source = source.and_then(|source| match &source.value.form {
            Form::Json(node) => {
                let plain = node.as_str().filter(|text| !text.contains("${"));
                plain.map(str::to_owned)
            }
            Form::Hcl(expression) => plain_text(&expression.tree()),
        });
        let attributes = block.body.attributes.iter();
        let names = attributes.map(|attribute| attribute.name.as_str());
        let mut values = block.body.attributes.iter().map(|given| &given.value);
        CallText {
            of_trails: is_of_trails(block.name(), source.as_deref(), names)
                || values.any(|value| match &value.form {
                    Form::Json(node) => has_flag_in_json(node),
                    Form::Hcl(expression) => has_flag(&expression.tree()),
                }),
            source: source.filter(|source| !is_rendered_first(source)),
        }
    }
}

/// The text that an expression is whatever anything else is, as it is written. Most are a string of nothing but letters and signs
/// that mean themselves, and are not parsed for it.
fn text_written(expression: &str) -> Option<String> {
    let within = expression
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let means_itself = |text: &&str| !text.contains(['"', '\\', '$', '%', '\n', '\r']);
    match within.filter(means_itself) {
        Some(text) => Some(text.to_owned()),
        None => plain_text(&plain_expression(expression)?),
    }
}

/// The text that an expression is whatever anything else is: a string, be it in parentheses or put together of strings.
fn plain_text(expression: &Expression) -> Option<String> {
    match expression {
        Expression::String(text) => Some(text.value().clone()),
        Expression::Parenthesis(inner) => plain_text(inner.inner()),
        Expression::StringTemplate(template) => {
            let parts = template.iter().map(|part| match part {
                Element::Literal(text) => Some(text.value().clone()),
                Element::Interpolation(part) => plain_text(&part.expr),
                Element::Directive(_) => None,
            });
            parts.collect()
        }
        _ => None,
    }
}

/// Whether a call's name, source or arguments say that it makes a trail, or its module is known to, and not to make none. Where the
/// module's own name says that it stands beside trails, only what it is given says otherwise.
pub(crate) fn is_of_trails<'n>(
    name: &'n str,
    source: Option<&'n str>,
    arguments: impl Iterator<Item = &'n str>,
) -> bool {
    let mut arguments = arguments;
    if source.is_some_and(published::makes_no_trail) {
        return false;
    }
    if source.is_some_and(leads_beside_trails) {
        let is_called_so = is_called_after_trails(name);
        let is_only_that = is_called_so && !names_what_is_beside_trails(name);
        return is_only_that
            || arguments.any(|argument| {
                is_flag_of_trails(argument) || is_called_so && is_given_to_trails(argument)
            });
    }
    is_called_after_trails(name)
        || source.is_some_and(|source| leads_to_trails(source) || published::is_known(source))
        || arguments.any(is_given_to_trails)
}

/// Whether an object that is written, or one in a list, has a key that is called so.
fn holds_a_flag(written: &str) -> bool {
    let is_collection = written.trim_start().starts_with(['{', '[']);
    is_collection
        && is_flag_of_trails(written)
        && plain_expression(without_comments(written).trim())
            .is_some_and(|parsed| has_flag(&parsed))
}

fn has_flag(expression: &Expression) -> bool {
    match expression {
        Expression::Parenthesis(inner) => has_flag(inner.inner()),
        Expression::Array(items) => items.iter().any(has_flag),
        Expression::Object(members) => members.iter().any(|(key, value)| {
            plain_name(key).is_some_and(is_flag_of_trails) || has_flag(value.expr())
        }),
        _ => false,
    }
}

fn has_flag_in_json(node: &Node) -> bool {
    let mut entries = node.entries().iter();
    let is_flag = |key: &Node| key.as_str().is_some_and(is_flag_of_trails);
    entries.any(|entry| is_flag(&entry.key) || has_flag_in_json(&entry.value))
        || node.items().iter().any(has_flag_in_json)
}

/// Whether the text of a module may declare a trail: it names the type of one, or of what deploys a template.
pub(crate) fn may_declare_a_trail(text: &str) -> bool {
    let words = ["cloudtrail", "_cloudformation_stack", "cloudcontrolapi"];
    words.iter().any(|word| text.contains(word))
}

/// The arguments of a call that are no variables of its module.
const META_ARGUMENTS: [&str; 6] = [
    "source",
    "version",
    "count",
    "for_each",
    "providers",
    "depends_on",
];

/// Whether an argument of a call is none that its module declares.
pub(crate) fn is_meta_argument(name: &str) -> bool {
    META_ARGUMENTS.contains(&name)
}

/// The variables that a call gives values to.
pub(crate) fn given_by(call: &Block) -> Vec<String> {
    let arguments = call.body.attributes.iter();
    arguments
        .map(|attribute| attribute.name.clone())
        .filter(|name| !is_meta_argument(name))
        .collect()
}
