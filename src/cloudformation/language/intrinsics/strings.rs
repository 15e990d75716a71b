//! `Fn::Sub`, `Fn::Join`, `Fn::Split`: strings made of others.

use std::collections::HashMap;

use super::super::super::limits::{MAX_PIECES_OF_TEXT, MAX_TEXT_BYTES};
use super::super::bindings::Bindings;
use super::super::call::{Call, call, wrong_shape};
use super::super::evaluator::Evaluator;
use super::super::evidence::whole;
use super::super::placeholders::{filled, filled_as_far_as_known};
use super::super::references::made_of;
use super::super::value::{REFERENCE, Value, refused, text_or_dynamic_reference};
use crate::parse::{Entry, Node};
use crate::resolved::Resolved;

impl Evaluator<'_> {
    pub(super) fn substitute(
        &self,
        call: &Call<'_>,
        node: &Node,
        bindings: &Bindings,
    ) -> Resolved<Value> {
        let (written, own): (&Node, &[Entry]) = match call.argument.items() {
            [text, variables] => (text, variables.entries()),
            _ => (call.argument, &[]),
        };
        let Some(text) = written.as_str() else {
            return wrong_shape(
                node,
                "`Fn::Sub` takes a string, or a list of a string and a map",
            );
        };
        let filled = filled(text, bindings);
        let own = OwnVariables::of(own, bindings);
        let made = filled.and_then(&mut |text| self.substitute_in(&text, &own, node, bindings));
        self.said(made, written)
    }

    fn substitute_in(
        &self,
        text: &str,
        own: &OwnVariables<'_>,
        node: &Node,
        bindings: &Bindings,
    ) -> Resolved<Value> {
        let names = memchr::memmem::find_iter(text.as_bytes(), "${").count();
        let mut parts = Vec::with_capacity(names + 1);
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let Some(length) = rest[start..].find('}') else {
                break;
            };
            if start > 0 {
                parts.push(self.text(rest[..start].to_owned()));
            }
            let name = rest[start + 2..start + length].trim();
            let is_followed = self.has_steps();
            parts.push(self.placeholder(name, own, node, bindings));
            rest = &rest[start + length + 1..];
            if !is_followed {
                // What comes behind it changes nothing.
                rest = "";
            }
        }
        parts.push(self.text(rest.to_owned()));
        concatenate(&parts, "")
    }

    /// What a `${name}` of `Fn::Sub` stands for, which is a step of its own: a text may have many.
    pub(crate) fn placeholder(
        &self,
        name: &str,
        own: &OwnVariables<'_>,
        node: &Node,
        bindings: &Bindings,
    ) -> Resolved<Value> {
        if !self.take_step() {
            return Resolved::not_followed("the text takes too many steps to follow");
        }
        self.weighed(if let Some(literal) = name.strip_prefix('!') {
            Resolved::known(Value::Text(format!("${{{literal}}}")))
        } else if let Some(variable) = own.get(name) {
            self.evaluate(variable, bindings)
        } else if name.contains('.') {
            let why = format!("`${{{name}}}` is known only after deployment");
            self.attribute(name, (why, whole(node)), bindings)
        } else {
            self.reference(name, whole(node), bindings)
        })
    }

    pub(super) fn join(&self, node: &Node, items: &[Node], bindings: &Bindings) -> Resolved<Value> {
        let [separator, list] = items else {
            return wrong_shape(node, "`Fn::Join` takes a separator and a list");
        };
        let list = self.evaluate(list, bindings);
        self.evaluate(separator, bindings).not_written().and_then(
            &mut |separator| match separator {
                Value::Text(separator) => {
                    list.clone().not_written().and_then(&mut |list| match list {
                        Value::List(items) => concatenate(&items, &separator),
                        other => refused(&other, "`Fn::Join` takes a list"),
                    })
                }
                other => refused(&other, "`Fn::Join` takes a string as its separator"),
            },
        )
    }

    pub(super) fn split(
        &self,
        node: &Node,
        items: &[Node],
        bindings: &Bindings,
    ) -> Resolved<Value> {
        let [delimiter, text] = items else {
            return wrong_shape(node, "`Fn::Split` takes a delimiter and a string");
        };
        let text = self
            .evaluate(text, bindings)
            .choosing()
            .spelled_out(&shown(text));
        let delimiter = self.evaluate(delimiter, bindings).choosing();
        let made = made_of("Fn::Split", &[&delimiter, &text]);
        delimiter
            .and_then(&mut |delimiter| match delimiter {
                Value::Text(delimiter) if !delimiter.is_empty() => {
                    text.clone().and_then(&mut |text| pieces(&text, &delimiter))
                }
                other => refused(&other, "`Fn::Split` takes a string as its delimiter"),
            })
            .with_term(made)
    }
}

/// The variables of a call of `Fn::Sub`, by name: of those of one name the last counts.
pub(crate) struct OwnVariables<'n>(HashMap<String, &'n Node>);

impl<'n> OwnVariables<'n> {
    pub(crate) fn of(own: &'n [Entry], bindings: &Bindings) -> OwnVariables<'n> {
        let named = own.iter().map(|entry| {
            let key = entry.key.as_str().unwrap_or_default();
            (filled_as_far_as_known(key, bindings), &entry.value)
        });
        OwnVariables(named.collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'n Node> {
        self.0.get(name).copied()
    }
}

/// What an operand is called in sentences: by the name that it refers to.
pub(super) fn shown(node: &Node) -> String {
    let name = call(node).and_then(|call| call.argument.as_str());
    name.unwrap_or("the text").to_owned()
}

/// A string, cut at a delimiter.
fn pieces(value: &Value, delimiter: &str) -> Resolved<Value> {
    let Some(text) = value.as_text() else {
        return refused(value, "`Fn::Split` takes a string");
    };
    if text
        .matches(delimiter)
        .nth(MAX_PIECES_OF_TEXT - 1)
        .is_some()
    {
        return Resolved::not_followed(format!(
            "the text is cut into more than {MAX_PIECES_OF_TEXT} pieces"
        ));
    }
    let pieces = text
        .split(delimiter)
        .map(|piece| Resolved::known(Value::Text(piece.to_owned())));
    Resolved::known(Value::List(pieces.collect()))
}

/// How many bytes the text of values in a row has at most, where what is not known has none.
fn length(parts: &[Resolved<Value>], separator: &str) -> usize {
    let texts: usize = parts.iter().map(length_of).sum();
    texts.saturating_add(separator.len().saturating_mul(parts.len()))
}

fn length_of(part: &Resolved<Value>) -> usize {
    match part {
        Resolved::Known { value, .. } => value.text_length(),
        Resolved::Varies { cases, .. } => {
            let cases = cases.iter().map(|case| length_of(&case.value));
            cases.max().unwrap_or_default()
        }
        Resolved::Unset { .. } | Resolved::Unknown { .. } | Resolved::Invalid { .. } => 0,
    }
}

/// Values in a row as one text, with a separator between them.
pub(in super::super) fn concatenate(parts: &[Resolved<Value>], separator: &str) -> Resolved<Value> {
    if length(parts, separator) > MAX_TEXT_BYTES {
        return Resolved::unknown(format!(
            "the text that is put together is longer than {MAX_TEXT_BYTES} bytes"
        ));
    }
    let texts = parts.iter().map(|part| {
        part.clone().converted(&mut |value| match value.as_text() {
            Some(text) => Resolved::known(text),
            None => Resolved::unknown("a list or a map is joined into a string here"),
        })
    });
    let texts: Vec<Resolved<String>> = texts.collect();
    let may_refer = texts.iter().any(|text| {
        let mut arms = text.arms().into_iter();
        arms.any(|(_, arm)| arm.value().is_some_and(|text| text.contains(REFERENCE)))
    });
    let mut joined = Resolved::joined(texts, separator);
    if may_refer {
        // What is read at deployment is not what is put together here.
        joined = joined.without_terms();
    }
    joined.from_mut().keep_each_hop_once();
    joined.choosing().converted(&mut text_or_dynamic_reference)
}
