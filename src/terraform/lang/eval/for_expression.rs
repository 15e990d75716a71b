//! `[for x in xs : … if …]` and `{ for … }`.

use std::collections::BTreeMap;

use hcl::edit::expr::ForExpr;

use super::evaluator::{Evaluator, Local, whole_object, whole_tuple};
use super::operators::operand_bool;
use crate::resolved::Resolved;
use crate::terraform::lang::values::{Value, error, pairs, refused};

impl Evaluator<'_> {
    pub(super) fn for_each(&self, expression: &ForExpr, local: &Local) -> Resolved<Value> {
        let collection = self.walk(&expression.intro.collection_expr, local);
        collection.and_then(&mut |collection| {
            let Some(pairs) = pairs(&collection) else {
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
            let value = Resolved::unknown("there is no element");
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
        pairs: Vec<(Value, Resolved<Value>)>,
        local: &Local,
    ) -> Resolved<Value> {
        let mut list = Vec::new();
        let mut object: BTreeMap<String, Resolved<Value>> = BTreeMap::new();
        let mut groups: BTreeMap<String, Vec<Resolved<Value>>> = BTreeMap::new();
        for (key, value) in pairs {
            let mut inner = local.clone();
            if let Some(name) = &expression.intro.key_var {
                inner
                    .variables
                    .push((name.as_str().to_owned(), Resolved::known(key)));
            }
            inner
                .variables
                .push((expression.intro.value_var.as_str().to_owned(), value));
            if let Some(condition) = &expression.cond {
                match self
                    .walk(&condition.expr, &inner)
                    .and_then(&mut operand_bool)
                    .decided()
                {
                    Resolved::Known { value: true, .. } => {}
                    Resolved::Known { value: false, .. } => continue,
                    Resolved::Unknown { why, from } => return Resolved::Unknown { why, from },
                    Resolved::Invalid { text, why, from } => {
                        return Resolved::Invalid { text, why, from };
                    }
                    _ => return Resolved::unknown("which elements a `for` keeps is not known"),
                }
            }
            let value = self.walk(&expression.value_expr, &inner);
            let Some(key) = &expression.key_expr else {
                list.push(value);
                continue;
            };
            let key = match self.walk(key, &inner) {
                Resolved::Known { value, .. } => match value.as_text() {
                    Some(text) => text,
                    None => return refused(&value, "a key is a string"),
                },
                Resolved::Unknown { why, from } => return Resolved::Unknown { why, from },
                Resolved::Invalid { text, why, from } => {
                    return Resolved::Invalid { text, why, from };
                }
                _ => return Resolved::unknown("the keys that a `for` makes are not known"),
            };
            if expression.grouping {
                groups.entry(key).or_default().push(value);
            } else if object.insert(key.clone(), value).is_some() {
                return error(format!("\"{key}\""), "two elements make the same key");
            }
        }
        if expression.key_expr.is_none() {
            whole_tuple(list)
        } else if expression.grouping {
            whole_object(
                groups
                    .into_iter()
                    .map(|(key, items)| (key, whole_tuple(items)))
                    .collect(),
            )
        } else {
            whole_object(object)
        }
    }
}
