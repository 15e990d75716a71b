//! `[for x in xs : … if …]` and `{ for … }`.

use std::collections::BTreeMap;
use std::rc::Rc;

use hcl::edit::expr::{Expression, ForExpr};

use super::evaluator::{Evaluator, Local, whole_object, whole_tuple};
use super::operators::operand_bool;
use crate::resolved::{Hop, Privacy, Resolved};
use crate::terraform::lang::came_by::decided_by;
use crate::terraform::lang::values::{Value, error, pairs, private, refused, unsettled};

/// What decided which elements a `for` makes, and under which keys.
#[derive(Default)]
struct DecidedBy {
    hops: Vec<Hop>,
    privacy: Privacy,
}

impl DecidedBy {
    fn on(self, made: Resolved<Value>) -> Resolved<Value> {
        private(decided_by(made, self.hops), self.privacy)
    }
}

impl Evaluator<'_> {
    pub(super) fn for_each(&self, expression: &ForExpr, local: &Local) -> Resolved<Value> {
        let collection = self
            .walk(&expression.intro.collection_expr, local)
            .choosing();
        let privacy = collection.from().privacy;
        collection.and_then(&mut |collection| {
            if collection.is_unsettled_set() {
                return unsettled();
            }
            let Some(pairs) = pairs(&collection, privacy) else {
                return refused(
                    &collection,
                    "`for` runs over a list, a set, a map or an object",
                );
            };
            if pairs.is_empty()
                && let Some(invalid) = self.refused_condition(expression, local)
            {
                return invalid;
            }
            self.iterate(expression, pairs, local)
        })
    }

    /// The condition of a `for` is refused even where there is no element.
    fn refused_condition(&self, expression: &ForExpr, local: &Local) -> Option<Resolved<Value>> {
        let condition = expression.cond.as_ref()?;
        let mut inner = local.clone();
        let names = [
            &expression.intro.key_var,
            &Some(expression.intro.value_var.clone()),
        ];
        for name in names.into_iter().flatten() {
            let value = Rc::new(Resolved::unknown("there is no element"));
            inner.variables.push((name.as_str().to_owned(), value));
        }
        let outcome = self
            .walk(&condition.expr, &inner)
            .and_then(&mut |value| operand_bool(value).map(&mut Value::Bool));
        matches!(outcome, Resolved::Invalid { .. }).then_some(outcome)
    }

    fn iterate(
        &self,
        expression: &ForExpr,
        pairs: Vec<(Resolved<Value>, Resolved<Value>)>,
        local: &Local,
    ) -> Resolved<Value> {
        let mut list = Vec::new();
        let mut members: BTreeMap<String, Vec<Resolved<Value>>> = BTreeMap::new();
        let mut by = DecidedBy::default();
        for (key, value) in pairs {
            let inner = local.with_element(
                expression.intro.key_var.as_ref(),
                &expression.intro.value_var,
                (key, value),
            );
            match self.keeps(expression, &inner, &mut by) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(why) => return why,
            }
            let value = self.walk(&expression.value_expr, &inner);
            let Some(key) = &expression.key_expr else {
                list.push(value);
                continue;
            };
            let key = match self.key(key, &inner, &mut by) {
                Ok(key) => key,
                Err(why) => return why,
            };
            let same_key = members.entry(key.clone()).or_default();
            if !expression.grouping && !same_key.is_empty() {
                return error(format!("\"{key}\""), "two elements make the same key")
                    .private(by.privacy);
            }
            same_key.push(value);
        }
        if expression.key_expr.is_none() {
            return by.on(whole_tuple(list));
        }
        let members = members.into_iter();
        let made = if expression.grouping {
            whole_object(
                members
                    .map(|(key, items)| (key, whole_tuple(items)))
                    .collect(),
            )
        } else {
            let first = |(key, items): (String, Vec<_>)| Some((key, items.into_iter().next()?));
            whole_object(members.filter_map(first).collect())
        };
        by.on(made)
    }

    /// Whether an element passes the `if`. The error is what the whole expression comes to instead.
    fn keeps(
        &self,
        expression: &ForExpr,
        local: &Local,
        by: &mut DecidedBy,
    ) -> Result<bool, Resolved<Value>> {
        let Some(condition) = &expression.cond else {
            return Ok(true);
        };
        let outcome = self
            .walk(&condition.expr, local)
            .choosing()
            .and_then(&mut operand_bool)
            .decided();
        match outcome {
            Resolved::Known { value, from } => {
                // An element that is there tells no text of what let it in.
                if from.privacy == Privacy::Sensitive {
                    by.privacy = from.privacy;
                }
                by.hops.extend(from.hops);
                Ok(value)
            }
            Resolved::Unknown { why, from, .. } => Err(Resolved::Unknown {
                term: None,
                why,
                from,
            }),
            Resolved::Invalid { text, why, from } => Err(Resolved::Invalid { text, why, from }),
            _ => Err(Resolved::unknown(
                "which elements a `for` keeps is not known",
            )),
        }
    }

    /// The key that an element makes. The error is what the whole expression comes to instead.
    fn key(
        &self,
        key: &Expression,
        local: &Local,
        by: &mut DecidedBy,
    ) -> Result<String, Resolved<Value>> {
        match self.walk(key, local).choosing() {
            Resolved::Known { value, from } => {
                by.privacy = by.privacy.max(from.privacy);
                by.hops.extend(from.hops);
                value
                    .as_text()
                    .ok_or_else(|| refused(&value, "a key is a string").private(by.privacy))
            }
            Resolved::Unknown { why, from, .. } => Err(Resolved::Unknown {
                term: None,
                why,
                from,
            }),
            Resolved::Invalid { text, why, from } => Err(Resolved::Invalid { text, why, from }),
            _ => Err(Resolved::unknown(
                "the keys that a `for` makes are not known",
            )),
        }
    }
}
