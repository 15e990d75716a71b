//! `Fn::ForEach`: one body per item of a collection.
//!
//! Source: CloudFormation user guide, "`Fn::ForEach`" (needs the `AWS::LanguageExtensions` transform).

use super::super::limits::MAX_LOOP_ITEMS;
use super::bindings::Bindings;
use super::call::call;
use super::evaluator::Evaluator;
use super::evidence::whole;
use super::gap::{Gap, left_open};
use super::value::{NOT_SHOWN, Value, refused};
use crate::parse::{self, Node};
use crate::resolved::{Hop, Resolved};
use crate::source::Span;

/// A loop, as it is written.
pub(super) struct Loop<'n> {
    identifier: &'n str,
    collection: &'n Node,
    pub(super) body: &'n Node,
}

impl<'n> Loop<'n> {
    /// The loop of `[identifier, collection, body]`; `None` where it has another shape.
    pub(super) fn of(node: &'n Node) -> Option<Loop<'n>> {
        let [identifier, collection, body] = node.items() else {
            return None;
        };
        let is_map = matches!(body.value, parse::Value::Map(_));
        Some(Loop {
            identifier: identifier.as_str()?,
            collection,
            body,
        })
        .filter(|_| is_map)
    }

    /// What holds in the body where its items are not known.
    pub(super) fn unknown_item(&self, gap: &Gap, bindings: &Bindings) -> Bindings {
        bindings.looping(self.identifier, left_open(gap), 1)
    }
}

impl Evaluator<'_> {
    /// What holds in each turn of a loop, and the places by which its items came. The error says why they are not known.
    pub(super) fn turns(
        &self,
        lp: &Loop<'_>,
        bindings: &Bindings,
    ) -> Result<(Vec<Bindings>, Vec<Span>), Gap> {
        let (items, hops, privacy) = match self.evaluate(lp.collection, bindings).choosing() {
            Resolved::Known {
                value: Value::List(items),
                from,
            } => {
                let privacy = from.privacy;
                (items, from.into_hops(), privacy)
            }
            Resolved::Known { value, from } => {
                return Err(refused(&value, "`Fn::ForEach` runs over a list").private(from.privacy));
            }
            Resolved::Unknown { why, from, .. } => {
                return Err(Resolved::Unknown {
                    term: None,
                    why,
                    from,
                });
            }
            Resolved::Invalid { text, why, from } => {
                return Err(Resolved::Invalid { text, why, from });
            }
            Resolved::Unset { .. } | Resolved::Varies { .. } => {
                return Err(Resolved::unknown(
                    "the collection that `Fn::ForEach` runs over is not known",
                ));
            }
        };
        if items.len() > MAX_LOOP_ITEMS {
            return Err(Resolved::unknown(format!(
                "`Fn::ForEach` runs over more than {MAX_LOOP_ITEMS} items"
            )));
        }
        let places = hops.iter().flat_map(Hop::places).collect();
        let items = items
            .into_iter()
            .map(|item| item.via(hops.clone()).private(privacy));
        let is_literal = call(lp.collection).is_none();
        let literals = lp.collection.items();
        let turns: Result<Vec<Bindings>, Gap> = items
            .enumerate()
            .filter(|(_, item)| !matches!(item, Resolved::Unset { .. }))
            .map(|(at, item)| {
                if !self.take_step() {
                    return Err(Resolved::unknown(
                        "the loops around it take too many steps to follow",
                    ));
                }
                let hop = item.value().and_then(Value::as_text).map(|text| {
                    let text = if item.is_private() {
                        NOT_SHOWN.to_owned()
                    } else {
                        format!("`{text}`")
                    };
                    let said = format!("`{}` is {text} in this turn of the loop", lp.identifier);
                    match literals.get(at).filter(|_| is_literal) {
                        Some(literal) => Hop::value(whole(literal), said),
                        None => Hop::chose(whole(lp.collection), said),
                    }
                });
                // Another item would make another resource.
                Ok(bindings.looping(lp.identifier, item.not_written().via(hop), at + 1))
            })
            .collect();
        Ok((turns?, places))
    }
}
