//! Texts that intrinsic functions make, and where each part of them stands: the template of a StackSet.

use std::ops::Range;

use super::super::language::{
    Bindings, Call, Evaluator, OpenPart, OwnVariables, Value, call, loop_variables, whole,
};
use super::super::template::{MadePart, mark};
use super::not_known::NotKnown;
use crate::parse::{EmbeddedText, Node, json, yaml};
use crate::resolved::{Place, Resolved, Role, Written};
use crate::source::{Input, SourceId, SourceMap, Span};

/// A text, and which parts of it do not stand in the file as they are.
#[derive(Clone)]
pub(in super::super) struct MadeText {
    pub(in super::super) embedded: EmbeddedText,
    pub(in super::super) made: Vec<MadePart>,
}

impl MadeText {
    /// Nothing yet, or a text that stands in the file.
    pub(in super::super) fn new(embedded: EmbeddedText) -> MadeText {
        MadeText {
            embedded,
            made: Vec::new(),
        }
    }

    /// Appends what an expression at a place comes to; where that is not known, varies or is not to be shown, a mark stands for
    /// it.
    pub(in super::super) fn append_value(
        &mut self,
        value: Resolved<Value>,
        by: Span,
        name: &str,
        open: &mut Vec<OpenPart>,
    ) {
        // What is not to be shown stands in no key, name or message that is read of the text.
        let known = value.value().filter(|_| !value.is_private());
        let known = known.and_then(Value::as_text);
        let hops = known.as_ref().map(|_| value.from().hops.clone());
        let made = known.unwrap_or_else(|| {
            open.push(OpenPart {
                shown: name.to_owned(),
                value: value.not_written(),
                is_plain: !self.embedded.text.ends_with(['"', '\'']),
            });
            mark(open.len() - 1)
        });
        self.embedded.append_made(&made, by.range());
        self.made.push(MadePart {
            by,
            hops,
            written: None,
            is_taken: false,
        });
    }

    /// Appends another text, which is made of a file's.
    fn append_text(&mut self, text: MadeText, source: SourceId) {
        self.embedded.append(&text.embedded.input(source));
        self.made.extend(text.made);
    }
}

/// Makes the texts of one place of a template.
pub(super) struct TextMaker<'a, 't> {
    pub(super) evaluator: &'a Evaluator<'t>,
    pub(super) bindings: &'a Bindings,
    pub(super) sources: &'a SourceMap,
    /// The parts of its texts that are not known, by number.
    pub(super) open: Vec<OpenPart>,
}

impl TextMaker<'_, '_> {
    /// The text that a node comes to. Parts of it may be unknown; the error says why all of it is.
    pub(super) fn text(&mut self, node: &Node) -> Result<MadeText, NotKnown> {
        let made = match call(node) {
            None => self.literal(node),
            Some(_) => self.made_of(node, node),
        };
        made.map_or_else(|| self.evaluated(node), Ok)
    }

    /// What a call puts together whose parts stand in the file.
    fn made_of(&mut self, node: &Node, around: &Node) -> Option<MadeText> {
        let call = call(node).filter(|_| node.span.source == around.span.source)?;
        match call.name.as_str() {
            "Fn::Sub" => self.substituted(node, &call),
            "Fn::Join" => self.joined(node, &call),
            _ => None,
        }
    }

    /// A text that stands in the file, but for the variables of the loops around it.
    ///
    /// Source: `CloudFormation` template reference, "`Fn::ForEach`": all of them are replaced in the output value.
    fn literal(&mut self, node: &Node) -> Option<MadeText> {
        let literal = embedded(node, self.sources)?;
        let variables = loop_variables(&literal.text, self.bindings);
        if variables.is_empty() {
            return Some(MadeText::new(literal));
        }
        let is_open = |value: &Resolved<Value>| value.value().is_none() || value.is_private();
        let may_be_more = |(at, _, value): &(Range<usize>, _, _)| {
            is_open(value) && stands_alone(&literal.text, at.start, at.end)
        };
        if variables.iter().any(may_be_more) {
            return None;
        }
        let input = literal.input(node.span.source);
        let mut out = MadeText::new(EmbeddedText::default());
        let mut from = 0;
        for (at, written, value) in variables {
            out.embedded.append(&input.slice(from..at.start));
            from = at.end;
            let by = input.span(at);
            out.append_value(value, by, written, &mut self.open);
            if let Some(part) = out.made.last_mut() {
                part.written = Some(Box::new(Written::at(Place::Text(by))));
            }
        }
        out.embedded.append(&input.slice(from..literal.text.len()));
        Some(out)
    }

    /// `Fn::Sub`: what surrounds its placeholders stands where it is written.
    fn substituted(&mut self, node: &Node, call: &Call<'_>) -> Option<MadeText> {
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
        let own = OwnVariables::of(own, self.bindings);
        let mut at = 0;
        while let Some((start, end)) = placeholder_after(&literal.text, at) {
            out.embedded.append(&input.slice(at..start));
            at = end;
            let name = literal.text[start + 2..end - 1].trim();
            let value = self.evaluator.placeholder(name, &own, node, self.bindings);
            if value.value().is_none() || value.is_private() {
                let variable = own.get(name);
                let made = variable.and_then(|variable| self.made_of(variable, node));
                if let Some(made) = made {
                    out.append_text(made, node.span.source);
                    continue;
                }
                // A value that stands alone in its line may be any part of the template.
                if stands_alone(&literal.text, start, end) {
                    return None;
                }
            }
            let shown = format!("${{{name}}}");
            out.append_value(value, input.span(start..end), &shown, &mut self.open);
        }
        out.embedded.append(&input.slice(at..literal.text.len()));
        Some(out)
    }

    /// `Fn::Join` over a list: its strings stand where they are written.
    fn joined(&mut self, node: &Node, call: &Call<'_>) -> Option<MadeText> {
        let [separator, list] = call.argument.items() else {
            return None;
        };
        let separator = separator.as_str().filter(|_| self::call(list).is_none())?;
        let mut out = MadeText::new(EmbeddedText::default());
        for (index, item) in list.items().iter().enumerate() {
            let place = own_place(item, node);
            let is_literal = item.tag.is_none() && self::call(item).is_none();
            let literal = is_literal.then(|| self.literal(item)).flatten();
            let value = literal
                .is_none()
                .then(|| self.evaluator.evaluate(item, self.bindings));
            // What is left out is no item.
            if matches!(value, Some(Resolved::Unset { .. })) {
                continue;
            }
            if index > 0 {
                let start = place.range().start;
                out.embedded.append_made(separator, start..start);
            }
            match (literal, value) {
                (Some(literal), _) => out.append_text(literal, item.span.source),
                (None, Some(value)) if value.value().is_none() || value.is_private() => {
                    match self.made_of(item, node) {
                        Some(made) => out.append_text(made, node.span.source),
                        None if separator.contains('\n') => return None,
                        None => out.append_value(value, place, &call_name(item), &mut self.open),
                    }
                }
                (None, Some(value)) => {
                    out.append_value(value, place, &call_name(item), &mut self.open);
                }
                (None, None) => {}
            }
        }
        Some(out)
    }

    /// A text whose parts stand nowhere: all of it is made by the node.
    fn evaluated(&mut self, node: &Node) -> Result<MadeText, NotKnown> {
        let value = self.evaluator.evaluate(node, self.bindings);
        if value.value().and_then(Value::as_text).is_none() {
            return Err(NotKnown::of(&value));
        }
        if value.is_private() {
            return Err(NotKnown {
                why: "its text is made of what is not shown".into(),
                hops: value.from().hops.clone(),
            });
        }
        if let Some(taken) = self.taken(&value, node) {
            return Ok(taken);
        }
        let mut out = MadeText::new(EmbeddedText::default());
        out.append_value(value, whole(node), "", &mut self.open);
        Ok(out)
    }

    /// A text that stands in the file as it is, though not where the node does.
    fn taken(&self, value: &Resolved<Value>, node: &Node) -> Option<MadeText> {
        let from = value.from();
        let at = from.written.as_ref()?.place.text()?;
        let is_here = at.source == node.span.source && !at.range().is_empty();
        let text = value.value()?.as_text().filter(|_| is_here)?;
        let literal = embedded(&Node::text_at(at, &text), self.sources)?;
        let mut hops = from.hops.clone();
        for hop in &mut hops {
            hop.role = Role::Chose;
        }
        let taken = MadePart {
            by: at,
            hops: Some(hops),
            written: None,
            is_taken: true,
        };
        Some(MadeText {
            embedded: literal,
            made: vec![taken],
        })
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
