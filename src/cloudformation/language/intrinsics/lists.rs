//! `Fn::Select`, `Fn::Length`: what is taken from a list.

use super::super::bindings::Bindings;
use super::super::call::{Call, wrong_shape};
use super::super::evaluator::Evaluator;
use super::super::references::made_of;
use super::super::value::{Value, refused};
use super::strings::shown;
use crate::parse::Node;
use crate::resolved::Resolved;

impl Evaluator<'_> {
    pub(super) fn select(
        &self,
        node: &Node,
        items: &[Node],
        bindings: &Bindings,
    ) -> Resolved<Value> {
        let [index, list] = items else {
            return wrong_shape(node, "`Fn::Select` takes an index and a list");
        };
        let index = self
            .evaluate(index, bindings)
            .choosing()
            .spelled_out(&shown(index));
        let list = self.evaluate(list, bindings).choosing();
        if list.value().is_none() && index.value().is_some() {
            let made = made_of("Fn::Select", &[&index, &list]);
            if made.is_some() {
                return index.and_then(&mut |_| list.clone().with_term(made.clone()));
            }
        }
        index.and_then(&mut |index| {
            let at = index
                .as_text()
                .and_then(|text| text.trim().parse::<usize>().ok());
            list.clone().and_then(&mut |list| match (at, list) {
                (Some(at), Value::List(items)) => items.get(at).cloned().unwrap_or_else(|| {
                    wrong_shape(
                        node,
                        format!("`Fn::Select` asks for item {at} of {}", items.len()),
                    )
                }),
                (None, _) => refused(&index, "`Fn::Select` takes a whole number as its index"),
                (_, other) => refused(&other, "`Fn::Select` takes a list"),
            })
        })
    }

    pub(super) fn length(&self, call: &Call<'_>, bindings: &Bindings) -> Resolved<Value> {
        let list = self.argument(call, bindings).choosing();
        let made = made_of("Fn::Length", &[&list]);
        list.and_then(&mut |value| match value {
            Value::List(items) => Resolved::known(Value::Number(items.len().to_string())),
            other => refused(&other, "`Fn::Length` takes a list"),
        })
        .with_term(made)
    }
}
