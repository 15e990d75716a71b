//! `Fn::FindInMap`: a mapping, looked up by its keys.

use super::super::super::limits::MAX_MAPPING_KEYS;
use super::super::bindings::Bindings;
use super::super::call::{call, wrong_shape};
use super::super::evaluator::Evaluator;
use super::super::evidence::whole;
use super::super::expanded::{Found, Placed, Section};
use super::super::gap::left_open;
use super::super::value::Value;
use crate::parse::{Entry, Node};
use crate::resolved::{
    Case, Condition, Evidence, Formula, Hop, Resolved, Symbol, Term, Word, map_cases,
};

/// A level of a mapping, and what is left to look up in it.
struct Level<'a> {
    map: &'a Node,
    /// The member of the level above that it is.
    entry: Option<&'a Entry>,
    /// What holds in it.
    within: Bindings,
    /// Which mapping it is and the keys so far, for a sentence.
    described: String,
    /// Whether a key that led to it is not to be shown, and so neither is the place that it led to.
    is_private: bool,
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
            [_, _, _, _] if !self.has_language_extensions() => {
                return wrong_shape(
                    node,
                    "`DefaultValue` needs the transform `AWS::LanguageExtensions`",
                );
            }
            [name, top, second, options] => (name, [top, second], options.get("DefaultValue")),
            _ => {
                return wrong_shape(node, "`Fn::FindInMap` takes a mapping's name and two keys");
            }
        };
        let named = self.evaluate(name, bindings).choosing();
        let is_private = named.is_private();
        let level = |mapping: &Placed<'_>| {
            let is_made = call(name).is_some();
            let is_unsaid = is_made && self.template.is_unsaid(mapping.entry.key.span);
            let is_private = is_private || is_unsaid;
            self.look_up(&Level {
                map: &mapping.entry.value,
                entry: None,
                within: Bindings::clone(&mapping.bindings),
                described: if is_private {
                    "a mapping that is not named here".into()
                } else {
                    format!("mapping `{}`", mapping.shown)
                },
                is_private,
                keys: &keys,
                default,
                bindings,
            })
        };
        let named = match named.decided() {
            Resolved::Unknown {
                why,
                term: Some(term),
                from,
            } if !is_private => {
                return self
                    .in_each_mapping(name, &term, &level)
                    .unwrap_or_else(|| Resolved::unknown_from(why, from.clone()))
                    .via(from.into_hops());
            }
            named => named,
        };
        named.and_then(&mut |named| {
            let name = named.as_text().unwrap_or_default();
            match (self.declared(Section::Mappings, &name), default) {
                (Found::Entry(mapping), _) => level(mapping),
                (Found::Perhaps(gap), _) => left_open(&gap),
                (Found::Nothing, Some(default)) => {
                    let value = self.evaluate(default, bindings);
                    value.via(self.looked_through(Section::Mappings))
                }
                (Found::Nothing, None) => {
                    self.undeclared("mapping", Section::Mappings, &name, whole(node))
                }
            }
        })
    }

    /// What each mapping that a name which is not known may be of comes to. One in which there is no such key, and the name of none,
    /// is refused where it is deployed. `None` where not all mappings are known, or nothing is there in any.
    fn in_each_mapping(
        &self,
        name: &Node,
        term: &Term,
        look_up: &dyn Fn(&Placed<'_>) -> Resolved<Value>,
    ) -> Option<Resolved<Value>> {
        let entries = self.section(Section::Mappings)?;
        if !entries.is_whole() || entries.placed.len() > MAX_MAPPING_KEYS {
            return None;
        }
        let what = call(name).and_then(|call| call.argument.as_str());
        let what = what.unwrap_or("the name of the mapping");
        let named = |mapping: &Placed<'_>| {
            if self.template.is_unsaid(mapping.entry.key.span) {
                "a mapping that is not named here".to_owned()
            } else {
                mapping.shown.clone()
            }
        };
        let cases = entries.placed.iter().filter_map(|mapping| {
            let holds = self.holds_at(mapping, term);
            let value = (!holds.is_never()).then(|| look_up(mapping))?;
            (!value.is_invalid()).then(|| Case {
                when: Condition::new(holds, what, format!("is {}", named(mapping))),
                value,
            })
        });
        let cases: Vec<Case<Value>> = cases.collect();
        let varies = Resolved::Varies {
            cases,
            from: Evidence::hop(Hop::chose(whole(name), "it names the mapping")),
        };
        matches!(&varies, Resolved::Varies { cases, .. } if !cases.is_empty())
            .then(|| varies.told_apart())
    }

    /// That what is not known is the key of an entry.
    fn holds_at(&self, entry: &Placed<'_>, term: &Term) -> Formula {
        let is_unsaid = self.template.is_unsaid(entry.entry.key.span);
        term.is_text(if is_unsaid {
            Word::unsaid(&entry.key)
        } else {
            Word::from(&entry.key)
        })
    }

    /// Goes down a mapping by the keys that are left.
    fn look_up(&self, level: &Level<'_>) -> Resolved<Value> {
        let Some(key) = level.keys.first() else {
            let value = self.evaluate(level.map, &level.within);
            let value = match level.entry {
                Some(entry) => self.assigned(value, entry),
                None => value,
            };
            if level.is_private {
                let mut value = value.not_written();
                value.from_mut().hops = vec![Hop::value(None, level.described.clone())];
                return value;
            }
            return value.via([Hop::value(level.map.span, level.described.clone())]);
        };
        let value = self.evaluate(key, level.bindings).choosing().decided();
        self.at(level, key, value).told_apart()
    }

    /// What a mapping holds at a key, case by case where that varies.
    fn at(&self, level: &Level<'_>, key: &Node, value: Resolved<Value>) -> Resolved<Value> {
        match value {
            Resolved::Known { value, from } => self
                .at_key(
                    level,
                    key,
                    &value.as_text().unwrap_or_default(),
                    from.is_private(),
                )
                .via(from.into_hops()),
            Resolved::Unknown { why, term, from } => {
                let term = term.unwrap_or_else(|| Term::Symbol(Symbol::alone()));
                self.at_every_key(level, key, &term, why, from)
            }
            Resolved::Varies { cases, from } => Resolved::Varies {
                cases: map_cases(cases, |value| self.at(level, key, value)),
                from,
            },
            other => other,
        }
    }

    fn at_key(
        &self,
        level: &Level<'_>,
        key: &Node,
        text: &str,
        is_private: bool,
    ) -> Resolved<Value> {
        let entries = self.entries(level.map.entries(), &level.within);
        match (entries.find(text), level.default) {
            (Found::Entry(next), _) => {
                // What the code does not write out may be known by the keys alone.
                let is_unsaid = call(key).is_some() && self.template.is_unsaid(next.entry.key.span);
                self.look_up(&level.below(next, is_private || is_unsaid))
            }
            (Found::Perhaps(gap), _) => left_open(&gap),
            (Found::Nothing, Some(default)) => {
                let value = self.evaluate(default, level.bindings);
                value.via(self.looked_through_map(level.map, key.span))
            }
            (Found::Nothing, None) => {
                let shown = Some(text).filter(|_| !is_private);
                self.missing_key(level.map, &level.described, shown, key.span)
            }
        }
    }

    /// A key that is not known makes a case of every member, and one of `DefaultValue`. Without that, a deployment with
    /// another key is refused.
    fn at_every_key(
        &self,
        level: &Level<'_>,
        key: &Node,
        term: &Term,
        why: String,
        from: Evidence,
    ) -> Resolved<Value> {
        let entries = self.entries(level.map.entries(), &level.within);
        let is_whole = entries.is_whole();
        let members = &entries.placed;
        if members.is_empty() || !is_whole {
            return Resolved::unknown_from(why, from);
        }
        if members.len() > MAX_MAPPING_KEYS {
            let why = format!(
                "{} has more than {MAX_MAPPING_KEYS} keys, and {why}",
                level.described
            );
            return Resolved::unknown_from(why, from);
        }
        let what = call(key)
            .and_then(|call| call.argument.as_str())
            .unwrap_or("the key");
        let mut others = Formula::always();
        let mut cases = Vec::new();
        for (at, next) in members.iter().enumerate() {
            let is_unsaid = self.template.is_unsaid(next.entry.key.span);
            let is_private = from.is_private() || is_unsaid;
            let named = if is_private {
                format!("key {} of {}", at + 1, level.described)
            } else {
                next.shown.clone()
            };
            let holds = self.holds_at(next, term);
            // No Region is called `Default`.
            if holds.is_never() {
                continue;
            }
            if level.default.is_some() {
                others = others.narrowed(&holds.not());
            }
            cases.push(Case {
                when: Condition::new(holds, what, format!("is {named}")),
                value: self.look_up(&level.below(next, is_private)),
            });
        }
        if let Some(default) = level.default {
            cases.push(Case {
                when: Condition::new(others, what, "is another key"),
                value: self.evaluate(default, level.bindings),
            });
        }
        if cases.is_empty() {
            return Resolved::Invalid {
                text: what.to_owned(),
                why: format!("none of the keys of {} can be this", level.described),
                from: Evidence::hop(Hop::chose(level.map.span, "none of these keys")),
            };
        }
        let mut hops = from.into_hops();
        if hops.is_empty() {
            hops.push(Hop::chose(whole(key), why));
        }
        Resolved::Varies {
            cases,
            from: Evidence::passed(hops),
        }
    }
}

impl<'a> Level<'a> {
    fn below(&self, next: &Placed<'a>, is_private: bool) -> Level<'a> {
        Level {
            map: &next.entry.value,
            entry: Some(next.entry),
            within: Bindings::clone(&next.bindings),
            described: if is_private {
                format!("{}, a key that is not shown", self.described)
            } else {
                format!("{}, key `{}`", self.described, next.shown)
            },
            is_private: self.is_private || is_private,
            keys: self.keys.get(1..).unwrap_or_default(),
            default: self.default,
            bindings: self.bindings,
        }
    }
}
