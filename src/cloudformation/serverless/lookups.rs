//! What stands in a service, or in a file, under the keys of an address.

use super::super::limits::MAX_MAPPING_KEYS;
use super::super::template::is_of_parameters;
use super::files::Content;
use super::given::Giver;
use super::syntax::{Named, Piece, has_variable};
use super::variables::{Said, Stands, Tree, Variables, too_many};
use crate::parse::{Entry, Node, Scalar, Value};
use crate::quote::quoted;
use crate::resolved::{Case, Condition, Evidence, Hop, Privacy, Resolved, Term, Word, map_cases};
use crate::source::Span;

/// One key of an address.
struct Key {
    name: Resolved<String>,
    /// What it is called where it is not known.
    shown: String,
}

/// What is looked for.
struct Sought<'a> {
    keys: &'a [Key],
    /// The source for a sentence.
    said: &'a str,
}

impl Variables<'_> {
    /// `${file(path):key.key}`
    pub(super) fn file(&self, named: &Named, at: Span) -> Said {
        let path = named.parameters.first();
        let path = path.map(|path| self.joined(path, at).choosing());
        let Some(path) = path else {
            return Said::Value(Resolved::unset());
        };
        let is_private = path.is_private();
        if let Some(path) = path.value() {
            self.ask_files(path);
        }
        if let Some(path) = path.value()
            && matches!(self.files.content(path, is_private), Content::Missing)
        {
            let shown = if is_private {
                "a file that is not named here".to_owned()
            } else {
                format!("`{}`", quoted(path))
            };
            return Said::Given(Giver::File(shown), Vec::new());
        }
        Said::Value(path.and_then(&mut |path| {
            let root = match self.files.content(&path, is_private) {
                Content::Tree(root) => root,
                Content::Text(root) => {
                    return Resolved::known(Tree::of(&root))
                        .via([Hop::value(root.span, "the file is read as a text")])
                        .private(Privacy::Hidden);
                }
                Content::Missing => return Resolved::unset(),
                Content::Unknown(why) => {
                    let hop = Hop::value(at, "this file is not followed");
                    return Resolved::unknown_from(why, Evidence::hop(hop));
                }
            };
            self.looked_up(&root, named, at)
        }))
    }

    /// What the address of a source means in a tree; all of that where there is none.
    pub(super) fn looked_up(&self, root: &Node, named: &Named, at: Span) -> Resolved<Tree> {
        let Some(address) = &named.address else {
            return self.tree(root);
        };
        let keys: Vec<Key> = segments(address)
            .iter()
            .map(|pieces| Key {
                name: self.joined(pieces, at).choosing(),
                shown: self.shown(pieces, at),
            })
            .collect();
        let sought = Sought {
            keys: &keys,
            said: &self.said(&named.written, at),
        };
        self.member(root, &sought, &Stands::InVariable)
    }

    /// What stands in a tree under some keys.
    pub(super) fn found(&self, root: &Node, keys: &[&str], written: &str) -> Resolved<Tree> {
        let keys: Vec<Key> = keys
            .iter()
            .map(|key| Key {
                name: Resolved::known((*key).to_owned()),
                shown: (*key).to_owned(),
            })
            .collect();
        let sought = Sought {
            keys: &keys,
            said: &quoted(written),
        };
        self.member(root, &sought, &Stands::InVariable)
    }

    fn member(&self, node: &Node, sought: &Sought<'_>, stands: &Stands) -> Resolved<Tree> {
        let Some((key, rest)) = sought.keys.split_first() else {
            let found = self.tree(node).map(&mut |mut tree| {
                if tree.node.span == node.span && !tree.is_collection() {
                    tree.stands = stands.clone();
                }
                tree
            });
            let label = format!("`${{{}}}` is this", sought.said);
            return match found {
                Resolved::Unset { .. } => found,
                found => found.via([Hop::value(node.span, label)]),
            };
        };
        if node.as_str().is_some_and(has_variable) {
            let label = format!("`${{{}}}` leads on from here", sought.said);
            let tree = self.tree(node).via([Hop::chose(node.span, label)]);
            return tree.and_then(&mut |tree| self.member(&tree.node, sought, &Stands::InVariable));
        }
        let rest = Sought {
            keys: rest,
            ..*sought
        };
        self.at(node, key, key.name.clone().decided(), &rest)
    }

    /// What a node holds at a key, case by case where that varies.
    fn at(
        &self,
        node: &Node,
        key: &Key,
        name: Resolved<String>,
        rest: &Sought<'_>,
    ) -> Resolved<Tree> {
        match name {
            Resolved::Known { value, from } => self
                .below(node, &value, rest, from.is_private())
                .via(from.into_hops()),
            Resolved::Varies { cases, from } => Resolved::Varies {
                cases: map_cases(cases, |name| self.at(node, key, name, rest)),
                from,
            },
            Resolved::Unknown {
                why,
                term: Some(term),
                from,
            } if (1..=MAX_MAPPING_KEYS).contains(&node.entries().len()) => {
                self.at_every_key(node, key, &term, rest, (why, from))
            }
            other => other.and_then(&mut |_| Resolved::unset()),
        }
    }

    /// A key that is not known makes a case of every member: with another one the service is refused.
    fn at_every_key(
        &self,
        node: &Node,
        key: &Key,
        term: &Term,
        rest: &Sought<'_>,
        (why, mut from): (String, Evidence),
    ) -> Resolved<Tree> {
        if from.hops.is_empty() {
            from.hops.push(Hop::chose(node.span, why));
        }
        let entries = node.entries().iter();
        let places = entries.clone().map(|entry| entry.key.span);
        self.by_case.borrow_mut().extend(places);
        let file = self.sources.get(node.span.source);
        let is_named = is_of_parameters(&file, true, self.sources);
        let names = entries.filter_map(|entry| entry.key.scalar_text());
        let cases = names.enumerate().map(|(at, name)| {
            let (holds, shown) = if is_named {
                (term.is_text(&name), name.clone())
            } else {
                let shown = format!("number {} of those that are not shown", at + 1);
                (term.is_text(Word::unsaid(&name)), shown)
            };
            Case {
                when: Condition::new(holds, key.shown.as_str(), format!("is {shown}")),
                value: self.below(node, &name, rest, !is_named),
            }
        });
        Resolved::Varies {
            cases: cases.collect(),
            from,
        }
    }

    /// What stands below a node.
    fn below(
        &self,
        node: &Node,
        name: &str,
        rest: &Sought<'_>,
        is_private: bool,
    ) -> Resolved<Tree> {
        if !self.takes_one() {
            return too_many();
        }
        self.ask_keys(node, name, &|below| {
            let found = self.member(below, rest, &Stands::InVariable);
            !matches!(found, Resolved::Unset { .. })
        });
        let item = name
            .parse::<usize>()
            .ok()
            .and_then(|at| node.items().get(at));
        let item = item.map(|item| (item, Stands::InList));
        let member = || {
            let entry = self.under(node, name)?;
            if !is_private {
                return Some((&entry.value, Stands::Under(name.to_owned())));
            }
            let key = entry.key.span;
            self.sources.get(key.source).hide(key.range());
            Some((&entry.value, Stands::InVariable))
        };
        if let Some((below, stands)) = item.or_else(member) {
            return self.member(below, rest, &stands);
        }
        let label = if is_private {
            "there is nothing here under a key that is not shown".to_owned()
        } else {
            format!("there is no `{}` here", quoted(name))
        };
        Resolved::unset().via([Hop::chose(Span::beginning(node.span.source), label)])
    }

    /// The last entry of a key, as it is written: in YAML 1.2 `on` is a text.
    fn under<'n>(&self, node: &'n Node, key: &str) -> Option<&'n Entry> {
        let is_meant = |entry: &&Entry| {
            let named = &entry.key;
            let file = self.sources.get(named.span.source);
            let written = file.text().get(named.span.range());
            named.scalar_text().as_deref() == Some(key)
                || matches!(named.value, Value::Scalar(Scalar::Bool(_))) && written == Some(key)
        };
        let mut last_first = node.entries().iter().rev();
        last_first.find(is_meant)
    }

    /// A part of an address at a place as it is written, as far as it is one variable or a text.
    fn shown(&self, pieces: &[Piece], at: Span) -> String {
        let shown = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => quoted(text),
            Piece::Variable(variable) => format!("${{{}}}", self.said(&variable.first, at)),
        });
        format!("`{}`", shown.collect::<String>())
    }
}

/// The parts of an address between its dots.
fn segments(address: &[Piece]) -> Vec<Vec<Piece>> {
    let mut out = vec![Vec::new()];
    for piece in address {
        let Piece::Text(text) = piece else {
            out.last_mut()
                .into_iter()
                .for_each(|last| last.push(piece.clone()));
            continue;
        };
        for (at, part) in text.split('.').enumerate() {
            if at > 0 {
                out.push(Vec::new());
            }
            if !part.is_empty() {
                let part = Piece::Text(part.to_owned());
                out.last_mut()
                    .into_iter()
                    .for_each(|last| last.push(part.clone()));
            }
        }
    }
    out
}
