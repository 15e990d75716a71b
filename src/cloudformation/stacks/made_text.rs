//! Texts that intrinsic functions make, and where each part of them stands: the template of a StackSet.

use super::super::language::{Bindings, Call, Evaluator, Value, call, unknown_part, whole};
use super::super::template::MadePart;
use super::not_known::NotKnown;
use crate::parse::{EmbeddedText, Node, json, yaml};
use crate::resolved::Resolved;
use crate::source::{Input, SourceMap, Span};

/// A text, and which parts of it do not stand in the file as they are.
pub(super) struct MadeText {
    pub(super) embedded: EmbeddedText,
    pub(super) made: Vec<MadePart>,
}

impl MadeText {
    /// Nothing yet, or a text that stands in the file.
    fn new(embedded: EmbeddedText) -> MadeText {
        MadeText {
            embedded,
            made: Vec::new(),
        }
    }

    /// Appends what an expression at a place comes to; where that is not known, `name` stands for it.
    fn append_value(&mut self, value: &Resolved<Value>, by: Span, name: &str) {
        let known = value.value().and_then(Value::as_text);
        let made = known.unwrap_or_else(|| unknown_part(name));
        self.embedded.append_made(&made, by.range());
        self.made.push(MadePart {
            by,
            hops: value.from().hops.clone(),
        });
    }
}

/// Makes the texts of one place of a template.
pub(super) struct TextMaker<'a, 't> {
    pub(super) evaluator: &'a Evaluator<'t>,
    pub(super) bindings: &'a Bindings,
    pub(super) sources: &'a SourceMap,
}

impl TextMaker<'_, '_> {
    /// The text that a node comes to. Parts of it may be unknown; the error says why all of it is.
    pub(super) fn text(&self, node: &Node) -> Result<MadeText, NotKnown> {
        let made = match call(node) {
            None => self.literal(node),
            Some(call) if call.name == "Fn::Sub" => self.substituted(node, &call),
            Some(call) if call.name == "Fn::Join" => self.joined(node, &call),
            Some(_) => None,
        };
        made.map_or_else(|| self.evaluated(node), Ok)
    }

    fn literal(&self, node: &Node) -> Option<MadeText> {
        Some(MadeText::new(embedded(node, self.sources)?))
    }

    /// `Fn::Sub`: what surrounds its placeholders stands where it is written.
    fn substituted(&self, node: &Node, call: &Call<'_>) -> Option<MadeText> {
        let (text, own) = match call.argument.items() {
            [text, variables] => (text, variables.entries()),
            [] => (call.argument, &[][..]),
            _ => return None,
        };
        let literal = embedded(text, self.sources)?;
        if !literal.text.contains("${") {
            return Some(MadeText::new(literal));
        }
        let input = literal.input(text.span.source);
        let mut out = MadeText::new(EmbeddedText::default());
        let mut at = 0;
        while let Some((start, end)) = placeholder_after(&literal.text, at) {
            out.embedded.append(&input.slice(at..start));
            let name = literal.text[start + 2..end - 1].trim();
            let value = self.evaluator.placeholder(name, own, node, self.bindings);
            // A value that stands alone in its line may be any part of the template.
            if value.value().is_none() && stands_alone(&literal.text, start, end) {
                return None;
            }
            let shown = format!("${{{name}}}");
            out.append_value(&value, input.span(start..end), &shown);
            at = end;
        }
        out.embedded.append(&input.slice(at..literal.text.len()));
        Some(out)
    }

    /// `Fn::Join` over a list: its strings stand where they are written.
    fn joined(&self, node: &Node, call: &Call<'_>) -> Option<MadeText> {
        let [separator, list] = call.argument.items() else {
            return None;
        };
        let separator = separator.as_str().filter(|_| self::call(list).is_none())?;
        let mut out = MadeText::new(EmbeddedText::default());
        for (index, item) in list.items().iter().enumerate() {
            let place = own_place(item, node);
            if index > 0 {
                let start = place.range().start;
                out.embedded.append_made(separator, start..start);
            }
            if let Some(literal) = embedded(item, self.sources).filter(|_| item.tag.is_none()) {
                out.embedded.append(&literal.input(item.span.source));
                continue;
            }
            let value = self.evaluator.evaluate(item, self.bindings);
            if value.value().is_none() && separator.contains('\n') {
                return None;
            }
            out.append_value(&value, place, &call_name(item));
        }
        Some(out)
    }

    /// A text whose parts stand nowhere: all of it is made by the node.
    fn evaluated(&self, node: &Node) -> Result<MadeText, NotKnown> {
        let value = self.evaluator.evaluate(node, self.bindings);
        if value.value().and_then(Value::as_text).is_none() {
            return Err(NotKnown::of(&value));
        }
        let mut out = MadeText::new(EmbeddedText::default());
        out.append_value(&value, whole(node), "");
        Ok(out)
    }
}

/// The text that a string of a file holds. `None` for what is no string, or where its place is not known: it stands inside
/// another text.
fn embedded(node: &Node, sources: &SourceMap) -> Option<EmbeddedText> {
    let text = node.as_str()?;
    let outer = sources.get(node.span.source);
    let input: Input<'_> = outer.input();
    let is_json = outer.text().get(node.span.range())?.starts_with('"')
        && input.text.trim_start().starts_with('{');
    let embedded = if is_json {
        json::embedded_text(&input, node)
    } else {
        yaml::embedded_text(&input, node)
    };
    embedded.filter(|embedded| embedded.text == text)
}

/// The next `${…}` of a text, from an offset on: where it starts and ends.
fn placeholder_after(text: &str, from: usize) -> Option<(usize, usize)> {
    let start = from + text[from..].find("${")?;
    let end = start + text[start..].find('}')? + 1;
    Some((start, end))
}

/// Whether nothing else stands in the line of a part of a text.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].rsplit('\n').next().unwrap_or_default();
    let after = text[end..].split('\n').next().unwrap_or_default();
    before.trim().is_empty() && after.trim().is_empty()
}

/// Where an item stands; where it came from another file, where the call does.
fn own_place(item: &Node, call: &Node) -> Span {
    let place = whole(item);
    let call = whole(call);
    if place.source == call.source {
        place
    } else {
        call
    }
}

/// What an item is called in a sentence.
fn call_name(item: &Node) -> String {
    call(item).map_or_else(
        || "a part".into(),
        |call| match call.argument.as_str() {
            Some(argument) => format!("{} {argument}", call.name),
            None => call.name,
        },
    )
}
