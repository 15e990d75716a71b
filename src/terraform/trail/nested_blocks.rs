//! Event selectors of a trail: nested blocks as objects, `dynamic` ones expanded.

use std::collections::BTreeMap;

use super::arguments::Arguments;
use super::misplaced::too_high;
use super::misspelt::{in_selector, on_the_trail};
use super::selectors::{objects, selected};
use crate::model::{Attribute, Dialect, ManagementEvents};
use crate::resolved::{Case, Formula, Hop, Resolved};
use crate::terraform::config::module_scope::DynamicElement;
use crate::terraform::config::stored_values::kept_in_the_state;
use crate::terraform::lang::ephemeral::is_ephemeral;
use crate::terraform::lang::partly::{entries, list_of, opened};
use crate::terraform::lang::syntax::{Block, Body, Expression, Form};
use crate::terraform::lang::values::{Entry, Kind, Value, refused};
use crate::terraform::limits::MAX_NESTED_BLOCKS;

/// Where a nested block stands: in which element of `dynamic` blocks, and what holds there.
#[derive(Clone, Copy)]
struct Within<'e> {
    element: Option<DynamicElement<'e>>,
    holds: &'e Formula,
}

impl Arguments<'_, '_> {
    /// Which management events the trail's selectors take.
    pub(super) fn management_events(&self) -> Resolved<ManagementEvents> {
        let misspelt = |kind| on_the_trail(self.block, self.dialect.name_of(kind), self.dialect);
        let refused = too_high(self.block, self.dialect)
            .or_else(|| misspelt(Attribute::EventSelectors))
            .or_else(|| misspelt(Attribute::AdvancedEventSelectors));
        if let Some(refused) = refused {
            return refused;
        }
        let (basic, advanced, at) = if self.dialect == Dialect::Awscc {
            let basic = self
                .argument(self.dialect.name_of(Attribute::EventSelectors))
                .not_written();
            let advanced = self
                .argument(self.dialect.name_of(Attribute::AdvancedEventSelectors))
                .not_written();
            let at = basic.from().at.or(advanced.from().at);
            (objects(basic), objects(advanced), at)
        } else {
            let at = self
                .block
                .body
                .blocks
                .iter()
                .find(|block| block.nested_kind().ends_with("event_selector"))
                .map(|block| block.header);
            (
                self.blocks("event_selector"),
                self.blocks("advanced_event_selector"),
                at,
            )
        };
        let out = selected(basic, advanced);
        // What is refused is said where that stands.
        let is_told = out.is_invalid() && out.from().at.is_some();
        match at.filter(|_| !is_told) {
            Some(at) => out.written_at(at).decided(),
            None => out.decided(),
        }
    }

    /// Nested blocks of a kind as objects, `dynamic` ones expanded.
    fn blocks(&self, kind: &str) -> Resolved<Vec<Entry>> {
        let within = Within {
            element: None,
            holds: &self.holds,
        };
        self.blocks_in(&self.block.body, kind, within)
    }

    fn blocks_in(&self, body: &Body, kind: &str, within: Within<'_>) -> Resolved<Vec<Entry>> {
        let of_kind = body
            .blocks
            .iter()
            .filter(|block| block.nested_kind() == kind);
        let made = of_kind.map(|block| {
            if block.kind == "dynamic" {
                self.dynamic(block, kind, within)
            } else {
                let object = Resolved::known(self.object(&block.body, kind, within));
                Resolved::known(vec![Entry::once(Resolved::known(Value::Null), object)])
            }
        });
        Resolved::all(made).map(&mut |blocks| blocks.concat())
    }

    fn dynamic(&self, block: &Block, kind: &str, around: Within<'_>) -> Resolved<Vec<Entry>> {
        let Some(for_each) = block.body.attribute("for_each") else {
            return Resolved::unknown("a `dynamic` block has no `for_each`");
        };
        let name = iterator_name(block).unwrap_or_else(|| kind.to_owned());
        let Some(content) = block.body.blocks_of("content").next() else {
            return Resolved::unknown("a `dynamic` block has no `content`");
        };
        let collection = self.evaluate_within(&for_each.value, around);
        // Each argument of the blocks is as ephemeral.
        let collection = match collection {
            value if is_ephemeral(&value) && !has_none(&value) => kept_in_the_state(value),
            value => value,
        };
        let privacy = collection.from().privacy;
        let opened = opened(collection, Kind::List);
        in_each_case(opened, around.holds, &mut |collection, holds| {
            let Some(entries) = entries(&collection, privacy) else {
                return refused(&collection, "`for_each` takes a collection");
            };
            let Some(left) = self.blocks_left.get().checked_sub(entries.len()) else {
                return Resolved::unknown(format!(
                    "its `dynamic` blocks make more than {MAX_NESTED_BLOCKS} blocks, which are not followed"
                ));
            };
            self.blocks_left.set(left);
            let blocks = entries.into_iter().map(|entry| {
                let element = DynamicElement {
                    name: &name,
                    key: &entry.key,
                    value: &entry.value,
                    outer: around.element.as_ref(),
                };
                let within = Within {
                    element: Some(element),
                    holds,
                };
                let object = Resolved::known(self.object(&content.body, kind, within));
                entry.as_often(entry.key.clone(), object)
            });
            Resolved::known(blocks.collect())
        })
            .via([Hop::chose(
                for_each.value.span,
                format!("`dynamic \"{kind}\"` makes the blocks"),
            )])
    }

    fn evaluate_within(&self, expression: &Expression, within: Within<'_>) -> Resolved<Value> {
        let value =
            self.instance
                .evaluate_dynamic(expression, self.key, within.element, within.holds);
        value.settled(within.holds)
    }

    /// A nested block as an object: its arguments, and its own nested blocks as lists.
    fn object(&self, body: &Body, kind: &str, within: Within<'_>) -> Value {
        let mut members: BTreeMap<String, Resolved<Value>> = body
            .attributes
            .iter()
            .map(|attribute| {
                let value = self.evaluate_within(&attribute.value, within);
                let value = kept_in_the_state(value)
                    .assigned(&attribute.assigned(), attribute.value.span)
                    .written_at(attribute.value.span);
                (attribute.name.clone(), value)
            })
            .collect();
        if body
            .blocks
            .iter()
            .any(|block| block.nested_kind() == "field_selector")
        {
            let fields = self
                .blocks_in(body, "field_selector", within)
                .map(&mut |fields| list_of(false, fields));
            members.insert("field_selectors".into(), fields);
        }
        if let Some((decides, refused)) = in_selector(body, kind, self.block.syntax) {
            members.insert(decides.to_owned(), refused);
        }
        Value::Object(members.into())
    }
}

/// What is made of a collection in each of its cases; `make` is given what holds there.
fn in_each_case<T>(
    collection: Resolved<Value>,
    holds: &Formula,
    make: &mut dyn FnMut(Value, &Formula) -> Resolved<T>,
) -> Resolved<T> {
    match collection {
        Resolved::Varies { cases, from } => {
            let cases = cases.into_iter().map(|case| Case {
                value: in_each_case(case.value, &holds.narrowed(&case.when.holds), make),
                when: case.when,
            });
            Resolved::Varies {
                cases: cases.collect(),
                from,
            }
        }
        other => other.and_then(&mut |collection| make(collection, holds)),
    }
}

/// Whether a collection is known to have no elements.
fn has_none(collection: &Resolved<Value>) -> bool {
    let mut parts = collection
        .value()
        .into_iter()
        .map(|value| value.parts().next());
    parts.any(|first| first.is_none())
}

/// The name that stands for the element: `iterator = name`.
fn iterator_name(block: &Block) -> Option<String> {
    match &block.body.attribute("iterator")?.value.form {
        Form::Hcl(expression) => expression
            .tree()
            .as_variable()
            .map(|name| name.as_str().to_owned()),
        Form::Json(node) => node.as_str().map(str::to_owned),
    }
}
