//! Templates that stand in a template: a StackSet's `TemplateBody`.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::language::{
    Bindings, Evaluator, OpenPart, OpenParts, Placed, Value, call, loop_variables, whole,
};
use super::super::template::{
    MadePart, MadeParts, Template, TemplateText, is_json, is_template, mark, unknown_entries,
};
use super::made_text::{MadeText, TextMaker};
use super::not_known::NotKnown;
use super::open_structure::{ReadBody, read_body};
use super::rain;
use crate::diagnostic::Unreadable;
use crate::parse::{self, Entry, Node, Scalar};
use crate::resolved::{Place, Resolved, Written};
use crate::source::{SourceMap, Span};

/// What a `TemplateBody` holds.
#[derive(Clone)]
pub(super) enum Body {
    /// None where it is no template; with what stands for the parts of them that are not known.
    Templates(Vec<Arc<Template>>, OpenParts),
    Broken(Vec<Unreadable>),
    /// A word: where a template may be, which is none.
    Word(String, Span),
    /// The text of a file, at this path.
    File(String),
    /// It cannot be told.
    Unknown(NotKnown),
}

/// The bodies that were read, by the place and the text of each: a set in a set is deployed many times.
#[derive(Default)]
pub(super) struct ReadBodies(HashMap<(Span, String), Body>);

/// What may stand as a `TemplateBody`, each with whether it does: a map, a string, or what intrinsic functions make.
pub(super) fn bodies(
    stack: &Evaluator<'_>,
    body: &Node,
    bindings: &Bindings,
    sources: &SourceMap,
    read: &mut ReadBodies,
) -> Vec<(Body, Resolved<bool>)> {
    stack
        .branches(body, bindings)
        .into_iter()
        .map(|branch| {
            let mut maker = TextMaker {
                evaluator: stack,
                bindings: &branch.bindings,
                sources,
                open: Vec::new(),
            };
            (body_of(&mut maker, branch.node, read), branch.holds)
        })
        .collect()
}

fn body_of(maker: &mut TextMaker<'_, '_>, node: &Node, read: &mut ReadBodies) -> Body {
    let Template { folder, copies, .. } = maker.evaluator.template;
    let sources = maker.sources;
    let templates = |roots: Vec<Node>, made: Vec<MadePart>, open: &[OpenPart], is_text: bool| {
        let made = MadeParts::new(made);
        let of_root = |root| {
            let mut template = Template::new(root, folder, sources, *copies);
            // `Fn::ToJsonString` prints none, and a map is part of the template around it.
            if is_text {
                template = template.refusing_null();
            }
            template.made = made.clone();
            Arc::new(template)
        };
        let open = OpenParts::new(open.to_vec());
        Body::Templates(roots.into_iter().map(of_root).collect(), open)
    };
    if call(node).is_none() && is_template(node) {
        return templates(vec![node.clone()], Vec::new(), &[], false);
    }
    if let Some((root, made)) = printed_as_json(maker, node) {
        return templates(vec![root], made, &maker.open, false);
    }
    if let Some(file) = rain::file_of(node, rain::EMBED) {
        return Body::File(file.to_owned());
    }
    let MadeText { embedded, made } = match maker.text(node) {
        Ok(made) => made,
        Err(why) => return Body::Unknown(why),
    };
    // Where parts are made, what makes them may differ though the text is the same.
    let is_fixed = made
        .iter()
        .all(|part| part.hops.as_ref().is_some_and(Vec::is_empty));
    let key = (node.span, embedded.text.clone());
    if let Some(known) = read.0.get(&key).filter(|_| is_fixed) {
        return known.clone();
    }
    let body = match read_body(&embedded.input(node.span.source), *copies) {
        ReadBody::Read(TemplateText::Templates(roots)) => templates(roots, made, &maker.open, true),
        ReadBody::Read(TemplateText::SomethingElse) => match word(&embedded.text) {
            Some(word) => Body::Word(word.to_owned(), whole(node)),
            None => Body::Templates(Vec::new(), OpenParts::default()),
        },
        ReadBody::Read(TemplateText::Broken(errors)) => Body::Broken(errors),
        ReadBody::Open(number) => Body::Unknown(NotKnown::of(&maker.open[number].value)),
    };
    if is_fixed {
        read.0.insert(key, body.clone());
    }
    body
}

/// The only word of a text that is no object.
fn word(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_word = !text.is_empty() && !text.contains(char::is_whitespace);
    (is_word && !is_json(text)).then_some(text)
}

/// The template that `Fn::ToJsonString` prints, of a map that is written out: its values are those of the stack it is
/// printed in. What they make, too.
fn printed_as_json(maker: &mut TextMaker<'_, '_>, node: &Node) -> Option<(Node, Vec<MadePart>)> {
    let call = call(node).filter(|call| call.name == "Fn::ToJsonString")?;
    let mut map = call.argument.clone();
    if call.tagged {
        map.tag = None;
    }
    let mut made = Vec::new();
    let bindings = maker.bindings;
    is_template(&map).then(|| (settled(maker, map, bindings, &mut made), made))
}

/// A tree with what its calls come to.
fn settled(
    maker: &mut TextMaker<'_, '_>,
    mut node: Node,
    bindings: &Bindings,
    made: &mut Vec<MadePart>,
) -> Node {
    let evaluator = maker.evaluator;
    let has_variable = |text: &str| !loop_variables(text, bindings).is_empty();
    if call(&node).is_some() || node.as_str().is_some_and(has_variable) {
        let value = evaluator.evaluate(&node, bindings);
        let is_known = matches!(value, Resolved::Known { .. } | Resolved::Unset { .. });
        let by = whole(&node);
        let is_text = call(&node).is_none();
        made.push(MadePart {
            by,
            hops: is_known.then(|| value.from().hops.clone()),
            written: is_text.then(|| Box::new(Written::at(Place::Text(by)))),
        });
        return node_of(&value, &node, &mut maker.open);
    }
    match &mut node.value {
        parse::Value::Scalar(_) => {}
        parse::Value::List(items) => {
            for item in items {
                *item = settled(maker, item.clone(), bindings, made);
            }
        }
        parse::Value::Map(entries) => {
            let placed = evaluator.entries(entries, bindings);
            if placed.rewritten.is_some() || placed.beside.is_some() {
                for entry in entries {
                    entry.value = settled(maker, entry.value.clone(), bindings, made);
                }
                return node;
            }
            let of_placed = |placed: &Placed<'_>| {
                let Entry { key, value } = placed.entry;
                if placed.left_open().is_some() {
                    return unknown_entries(key.span);
                }
                let name = (key.as_str() != Some(&placed.key)).then_some(&placed.key);
                Entry {
                    key: name.map_or_else(|| key.clone(), |name| Node::text_at(key.span, name)),
                    value: settled(maker, value.clone(), &placed.bindings, made),
                }
            };
            let expanded = placed.placed.iter().map(of_placed).collect();
            node.value = parse::Value::Map(expanded);
        }
    }
    node
}

/// A value as a tree that stands where the call that it comes from does.
fn node_of(value: &Resolved<Value>, made_by: &Node, open: &mut Vec<OpenPart>) -> Node {
    let of_string = |text: String| parse::Value::Scalar(Scalar::String(text));
    let mut of_open = |value: Resolved<Value>| {
        open.push(OpenPart {
            shown: call(made_by).map_or_else(|| "a part".into(), |call| call.name),
            value: value.not_written(),
            is_plain: false,
        });
        of_string(mark(open.len() - 1))
    };
    let value = match value {
        Resolved::Known { .. } if value.is_private() => of_open(value.clone()),
        Resolved::Unset { .. } => parse::Value::Scalar(Scalar::Null),
        Resolved::Known { value, .. } => match value {
            Value::Bool(value) => parse::Value::Scalar(Scalar::Bool(*value)),
            Value::Number(text) => parse::Value::Scalar(Scalar::Number(text.clone())),
            Value::Text(text) => of_string(text.clone()),
            Value::List(items) => parse::Value::List(
                items
                    .iter()
                    .map(|item| node_of(item, made_by, open))
                    .collect(),
            ),
            Value::Map(members) if !members.open.is_empty() => {
                of_open(Resolved::known(value.clone()))
            }
            Value::Map(members) => {
                let entry = |(key, value): &(String, Resolved<Value>)| Entry {
                    key: node_of(&Resolved::known(Value::Text(key.clone())), made_by, open),
                    value: node_of(value, made_by, open),
                };
                parse::Value::Map(members.known.iter().map(entry).collect())
            }
        },
        _ => of_open(value.clone()),
    };
    Node::at(whole(made_by), value)
}
