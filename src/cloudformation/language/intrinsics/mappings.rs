//! `Fn::FindInMap`: a mapping, looked up by its keys.

use super::super::super::limits::MAX_KEYS;
use super::super::bindings::Bindings;
use super::super::call::{call, wrong_shape};
use super::super::evaluator::Evaluator;
use super::super::evidence::whole;
use super::super::value::Value;
use crate::parse::Node;
use crate::resolved::{Case, Evidence, Hop, Resolved, map_cases};

/// A level of a mapping, and what is left to look up in it.
struct Level<'a> {
    map: &'a Node,
    /// Which mapping it is and the keys so far, for a sentence.
    described: String,
    keys: &'a [&'a Node],
    /// `DefaultValue`
    default: Option<&'a Node>,
    bindings: &'a Bindings,
}

impl Evaluator<'_> {
    pub(super) fn find_in_map(
        &self,
        node: &Node,
        items: &[Node],
        bindings: &Bindings,
    ) -> Resolved<Value> {
        let (name, keys, default) = match items {
            [name, top, second] => (name, [top, second], None),
            [name, top, second, options] => (name, [top, second], options.get("DefaultValue")),
            _ => {
                return wrong_shape(node, "`Fn::FindInMap` takes a mapping's name and two keys");
            }
        };
        self.evaluate(name, bindings)
            .choosing()
            .and_then(&mut |name| {
                let name = name.as_text().unwrap_or_default();
                match (self.template.member("Mappings", &name), default) {
                    (Some(entry), _) => self.look_up(&Level {
                        map: &entry.value,
                        described: format!("mapping `{name}`"),
                        keys: &keys,
                        default,
                        bindings,
                    }),
                    (None, Some(default)) => self.evaluate(default, bindings),
                    (None, None) => self.undeclared("mapping", "Mappings", &name, whole(node)),
                }
            })
    }

    /// Goes down a mapping by the keys that are left.
    fn look_up(&self, level: &Level<'_>) -> Resolved<Value> {
        let Some(key) = level.keys.first() else {
            return self
                .evaluate(level.map, level.bindings)
                .via([Hop::value(level.map.span, level.described.clone())]);
        };
        match self.evaluate(key, level.bindings).choosing().decided() {
            Resolved::Known { value, from } => self
                .at_key(level, key, &value.as_text().unwrap_or_default())
                .via(from.hops),
            Resolved::Unknown { why, from } => self.at_every_key(level, key, why, from),
            Resolved::Varies { cases, from } => Resolved::Varies {
                cases: map_cases(cases, |case| {
                    case.and_then(&mut |value| {
                        let text = value.as_text().unwrap_or_default();
                        match level.map.get(&text) {
                            Some(next) => self.look_up(&level.below(&text, next)),
                            None => self.missing_in(level, key, &text),
                        }
                    })
                }),
                from,
            }
            .decided(),
            other => other,
        }
    }

    fn at_key(&self, level: &Level<'_>, key: &Node, text: &str) -> Resolved<Value> {
        let found = level
            .map
            .entries()
            .iter()
            .find(|entry| entry.key.scalar_text().as_deref() == Some(text));
        match (found, level.default) {
            (Some(entry), _) => self.look_up(&level.below(text, &entry.value)),
            (None, Some(default)) => self.evaluate(default, level.bindings),
            (None, None) => self.missing_in(level, key, text),
        }
    }

    /// A key that is not known makes a case of every member.
    fn at_every_key(
        &self,
        level: &Level<'_>,
        key: &Node,
        why: String,
        from: Evidence,
    ) -> Resolved<Value> {
        let entries = level.map.entries();
        if entries.is_empty() || entries.len() > MAX_KEYS {
            return Resolved::Unknown { why, from };
        }
        let what = call(key)
            .and_then(|call| call.argument.as_str())
            .unwrap_or("the key");
        let cases = entries
            .iter()
            .filter_map(|entry| Some((entry.key.scalar_text()?, entry)))
            .map(|(text, entry)| Case {
                when: format!("{what} is {text}"),
                value: self.look_up(&level.below(&text, &entry.value)),
            })
            .collect();
        let mut hops = from.hops;
        if hops.is_empty() {
            hops.push(Hop::chose(whole(key), why));
        }
        Resolved::Varies {
            cases,
            from: Evidence {
                hops,
                ..Evidence::default()
            },
        }
        .decided()
    }

    fn missing_in(&self, level: &Level<'_>, key: &Node, text: &str) -> Resolved<Value> {
        self.missing_key(level.map, &level.described, text, key.span)
    }
}

impl<'a> Level<'a> {
    fn below(&self, key: &str, map: &'a Node) -> Level<'a> {
        Level {
            map,
            described: format!("{}, key `{key}`", self.described),
            keys: self.keys.get(1..).unwrap_or_default(),
            default: self.default,
            bindings: self.bindings,
        }
    }
}
