//! Templates that stand in a template: a StackSet's `TemplateBody`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::super::language::{
    Bindings, Evaluator, Making, OpenPart, Placed, Value, call, loop_variables, whole,
};
use super::super::limits::BYTES_PER_NODE_OF_BODY;
use super::super::template::{
    MadePart, Template, TemplateText, is_json, is_template, mark, unknown_entries,
};
use super::made_text::{MadeText, TextMaker};
use super::not_known::NotKnown;
use super::open_structure::{ReadBody, read_body};
use super::rain;
use crate::diagnostic::Unreadable;
use crate::parse::{self, EmbeddedText, Entry, Node, Scalar};
use crate::resolved::{Place, Resolved, Written};
use crate::source::{SourceId, SourceMap, Span};

/// What a `TemplateBody` holds.
pub(super) enum Body {
    /// None where it is no template.
    Templates(Vec<Arc<Template>>, Making),
    Broken(Vec<Unreadable>),
    /// A word: where a template may be, which is none.
    Word(String, Span),
    /// The text of a file, at this path.
    File(String),
    /// It cannot be told.
    Unknown(NotKnown),
    /// More would be read with it than is.
    Beyond,
}

/// What a text was read as.
#[derive(Clone)]
enum ReadText {
    Templates(Vec<Arc<Template>>),
    Broken(Vec<Unreadable>),
    Word(String),
    /// The part of this number may be some of its structure.
    Open(usize),
}

/// A template and a node in it, by their addresses.
type Within = (usize, usize);

/// The bodies that were read below one template: each is read once, however many stacks are made of it.
pub(super) struct ReadBodies {
    /// By the text of each and where it stands.
    texts: HashMap<(SourceId, EmbeddedText), ReadText>,
    /// Those that are maps, each with the template in which it stands, which keeps its address from being another's.
    maps: HashMap<Within, (Arc<Template>, Arc<Template>)>,
    /// The template whose bodies are read.
    parent: Option<Arc<Template>>,
    /// How many more nodes may be held.
    nodes: usize,
}

impl ReadBodies {
    /// Reads so many nodes at most.
    pub(super) fn new(nodes: usize) -> RefCell<ReadBodies> {
        RefCell::new(ReadBodies {
            texts: HashMap::new(),
            maps: HashMap::new(),
            parent: None,
            nodes,
        })
    }

    /// Reads those of a template from now on.
    pub(super) fn go_on_in(&mut self, parent: &Arc<Template>) {
        self.parent = Some(Arc::clone(parent));
    }

    /// Takes so many nodes; false where too few are left.
    fn take(&mut self, nodes: usize) -> bool {
        let left = self.nodes.checked_sub(nodes);
        self.nodes = left.unwrap_or(self.nodes);
        left.is_some()
    }

    /// The template that a map is, which `make` makes of a copy.
    fn of_map(&mut self, map: &Node, make: impl FnOnce(Node) -> Arc<Template>) -> Body {
        let address = |template: &Arc<Template>| Arc::as_ptr(template).addr();
        let parent = self.parent.as_ref();
        let within = parent.map(|parent| (address(parent), std::ptr::from_ref(map).addr()));
        let known = within.and_then(|within| self.maps.get(&within));
        if let Some((_, known)) = known {
            return Body::Templates(vec![Arc::clone(known)], Making::default());
        }
        if !self.take(map.size()) {
            return Body::Beyond;
        }
        let template = make(map.clone());
        if let (Some(within), Some(parent)) = (within, &self.parent) {
            let kept = (Arc::clone(parent), Arc::clone(&template));
            self.maps.insert(within, kept);
        }
        Body::Templates(vec![template], Making::default())
    }

    /// What a text of a file is read as, which `make` makes templates of; `None` where there is too much of it.
    fn of_text(
        &mut self,
        (source, embedded): (SourceId, EmbeddedText),
        copies: usize,
        make: impl Fn(Node) -> Arc<Template>,
    ) -> Option<ReadText> {
        let key = (source, embedded);
        if let Some(known) = self.texts.get(&key) {
            return Some(known.clone());
        }
        let text = &key.1.text;
        if self.nodes < text.len() / BYTES_PER_NODE_OF_BODY {
            return None;
        }
        let read = match read_body(&key.1.input(source), copies) {
            ReadBody::Read(TemplateText::Templates(roots)) => {
                if !self.take(roots.iter().map(Node::size).sum()) {
                    return None;
                }
                ReadText::Templates(roots.into_iter().map(make).collect())
            }
            ReadBody::Read(TemplateText::SomethingElse) => match word(text) {
                Some(word) => ReadText::Word(word.to_owned()),
                None => ReadText::Templates(Vec::new()),
            },
            ReadBody::Read(TemplateText::Broken(errors)) => ReadText::Broken(errors),
            ReadBody::Open(number) => ReadText::Open(number),
        };
        self.texts.insert(key, read.clone());
        Some(read)
    }
}

/// What may stand as a `TemplateBody`, each with whether it does: a map, a string, or what intrinsic functions make.
pub(super) fn bodies(
    stack: &Evaluator<'_>,
    body: &Node,
    bindings: &Bindings,
    sources: &SourceMap,
    read: &RefCell<ReadBodies>,
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

fn body_of(maker: &mut TextMaker<'_, '_>, node: &Node, read: &RefCell<ReadBodies>) -> Body {
    let Template { folder, copies, .. } = maker.evaluator.template;
    let sources = maker.sources;
    let template = |root| Template::new(root, folder, sources, *copies);
    // `Fn::ToJsonString` prints no null, and a map is part of the template around it.
    if call(node).is_none() && is_template(node) {
        let mut read = read.borrow_mut();
        return read.of_map(node, |root| Arc::new(template(root)));
    }
    if let Some((root, made)) = printed_as_json(maker, node) {
        if !read.borrow_mut().take(root.size()) {
            return Body::Beyond;
        }
        let making = Making::new(std::mem::take(&mut maker.open), made);
        return Body::Templates(vec![Arc::new(template(root))], making);
    }
    if let Some(file) = rain::file_of(node, rain::EMBED) {
        return Body::File(file.to_owned());
    }
    let MadeText { embedded, made } = match maker.text(node) {
        Ok(made) => made,
        Err(why) => return Body::Unknown(why),
    };
    let text = (node.span.source, embedded);
    let read = read.borrow_mut().of_text(text, *copies, |root| {
        Arc::new(template(root).refusing_null())
    });
    match read {
        Some(ReadText::Templates(templates)) => Body::Templates(
            templates,
            Making::new(std::mem::take(&mut maker.open), made),
        ),
        Some(ReadText::Broken(errors)) => Body::Broken(errors),
        Some(ReadText::Word(word)) => Body::Word(word, whole(node)),
        Some(ReadText::Open(number)) => Body::Unknown(NotKnown::of(&maker.open[number].value)),
        None => Body::Beyond,
    }
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
            is_taken: false,
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
