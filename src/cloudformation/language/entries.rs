//! From the entries of a map as they are written to those that its loops make.

use std::rc::Rc;

use super::bindings::Bindings;
use super::call::{is_loop, is_loop_without_name};
use super::evaluator::Evaluator;
use super::evidence::whole;
use super::expanded::{Entries, Open, Placed};
use super::gap::{Gap, not_followed};
use super::loops::Loop;
use super::placeholders::{filled, filled_as_far_as_known, pattern, shown};
use crate::parse::{Entry, Node};
use crate::resolved::{Evidence, Hop, Resolved};
use crate::source::Span;

impl Evaluator<'_> {
    /// The entries of a map, loops expanded.
    pub(crate) fn entries<'n>(&self, map: &'n [Entry], bindings: &Bindings) -> Entries<'n> {
        let mut expansion = Expansion {
            evaluator: self,
            entries: Entries::of_about(map.len()),
            exhausted: false,
        };
        expansion.place_all(map, bindings, None);
        expansion.entries
    }
}

/// A map on its way.
struct Expansion<'e, 't, 'n> {
    evaluator: &'e Evaluator<'t>,
    entries: Entries<'n>,
    /// The loops took more steps than are followed.
    exhausted: bool,
}

impl<'n> Expansion<'_, '_, 'n> {
    fn place_all(&mut self, map: &'n [Entry], bindings: &Bindings, gap: Option<&Gap>) {
        let shared = Rc::new(bindings.clone());
        for entry in map {
            match entry.key.scalar_text() {
                Some(key) if self.lacks_name(&key) => {
                    let why = "a loop has a name of its own, as in `Fn::ForEach::Trails`";
                    self.place_refused(&entry.value, bindings, (&key, whole(&entry.key), why));
                }
                Some(key) if is_loop(&key) => self.place_loop(&entry.value, bindings, gap),
                Some(key) if key == "Fn::Transform" => self.place_transform(&entry.value),
                Some(key) => self.place(&key, entry, &shared, gap),
                None => {}
            }
        }
    }

    fn place(&mut self, key: &str, entry: &'n Entry, bindings: &Rc<Bindings>, gap: Option<&Gap>) {
        let open = || match filled(key, bindings) {
            Resolved::Known { .. } => None,
            Resolved::Unknown { why, from, .. } => Some(Resolved::Unknown {
                term: None,
                why,
                from,
            }),
            Resolved::Invalid { text, why, from } => Some(Resolved::Invalid { text, why, from }),
            Resolved::Unset { .. } | Resolved::Varies { .. } => Some(Resolved::unknown(format!(
                "what `{key}` comes to is not known"
            ))),
        };
        let gap = gap.cloned().or_else(open);
        let mut placed = Placed {
            key: filled_as_far_as_known(key, bindings),
            shown: shown(key, bindings),
            entry,
            bindings: Rc::clone(bindings),
            open: None,
        };
        let is_there = gap.is_none();
        let (pattern, why) = match self.evaluator.open_name(&placed.key) {
            Some((shown, pattern, why)) => {
                placed.key.clone_from(&shown);
                placed.shown = shown;
                (pattern, gap.or_else(|| Some(Resolved::unknown(why))))
            }
            None => (pattern(key, bindings), gap),
        };
        placed.open = why.map(|why| {
            Box::new(Open {
                pattern,
                why,
                is_there,
            })
        });
        self.entries.placed.push(placed);
    }

    fn place_loop(&mut self, node: &'n Node, bindings: &Bindings, gap: Option<&Gap>) {
        let Some(lp) = Loop::of(node) else {
            let why = "it takes an identifier, a collection and a map";
            return self.place_refused(node, bindings, ("Fn::ForEach", whole(node), why));
        };
        let turns = match self.evaluator.turns(&lp, bindings) {
            Ok((turns, places)) => {
                self.entries.loops.extend(places);
                turns
            }
            Err(why) => {
                self.exhausted |= !self.evaluator.has_steps();
                self.place_body_once(&lp, bindings, &why);
                return;
            }
        };
        for turn in turns {
            if self.exhausted {
                let why = Resolved::unknown("the loops take too many steps to follow");
                self.place_body_once(&lp, bindings, &why);
                return;
            }
            self.place_all(lp.body.entries(), &turn, gap);
        }
    }

    /// Whether a key is that of a loop which `CloudFormation` refuses for the name that it lacks.
    fn lacks_name(&self, key: &str) -> bool {
        is_loop_without_name(key) && self.evaluator.template.macros.is_empty()
    }

    /// A loop that is refused as it stands: what it could make, and the body that is meant.
    ///
    /// Source: the transform answers "`Fn::ForEach` layout is incorrect".
    fn place_refused(
        &mut self,
        node: &'n Node,
        bindings: &Bindings,
        (text, at, why): (&str, Span, &str),
    ) {
        let refused = Resolved::Invalid {
            text: text.into(),
            why: why.into(),
            from: Evidence::hop(Hop::value(at, "of the wrong shape")),
        }
        .remedied("Write `Fn::ForEach::Name: [Identifier, [one, other], {\"${Identifier}\": …}]`");
        let body = node.items().iter().rfind(|item| !item.entries().is_empty());
        if let Some(body) = body {
            self.place_all(body.entries(), bindings, Some(&refused));
        }
        self.entries.beside = Some(refused);
    }

    /// The body, standing for however many there are.
    fn place_body_once(&mut self, lp: &Loop<'n>, bindings: &Bindings, why: &Gap) {
        let inner = lp.unknown_item(why, bindings);
        self.place_all(lp.body.entries(), &inner, Some(why));
    }

    /// A `Fn::Transform` that is not followed: an include adds entries; any other macro is given all that stands beside
    /// it, and may change it.
    ///
    /// Source: CloudFormation user guide, "`AWS::Include` transform", and "template macros" on their scope.
    fn place_transform(&mut self, call: &Node) {
        let name = call.get("Name").and_then(Node::as_str).unwrap_or("?");
        if name == "AWS::Include" {
            self.entries.beside = Some(not_followed(self.evaluator.template, call.span));
        } else {
            self.entries.rewritten = Some(Resolved::Unknown {
                term: None,
                why: format!("the macro `{name}` may rewrite it"),
                from: Evidence::hop(Hop::chose(whole(call), "the macro is called here")),
            });
        }
    }
}
