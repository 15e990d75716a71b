//! `[for x in xs : … if …]` and `{ for … }`.

use std::collections::BTreeMap;
use std::rc::Rc;

use hcl::edit::Span as _;
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

/// What a `for` makes of one element.
struct Turn {
    key: Option<String>,
    value: Resolved<Value>,
    /// Which of the undecided elements it is, if it is one.
    perhaps: Option<usize>,
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
        let mut turns = Vec::new();
        let mut kept = Resolved::known(Vec::new());
        let mut undecided = 0;
        let mut by = DecidedBy::default();
        for (key, value) in pairs {
            let mut inner = local.with_element(
                expression.intro.key_var.as_ref(),
                &expression.intro.value_var,
                (key.clone(), value),
            );
            let keeps = match self.keeps(expression, &inner, &key, &mut by) {
                Ok(keeps) if keeps.value() == Some(&false) => continue,
                Ok(keeps) => keeps,
                Err(why) => return why,
            };
            let is_certain = keeps.value().is_some();
            let perhaps = (!is_certain).then_some(undecided);
            if !is_certain {
                inner.holds = inner.holds.narrowed(&keeps.truth().yes);
                undecided += 1;
                kept = kept.zip(&keeps).bounded().map(&mut |(mut so_far, keeps)| {
                    so_far.push(keeps);
                    so_far
                });
            }
            let value = self.walk(&expression.value_expr, &inner);
            let key = expression.key_expr.as_ref();
            let key = match key.map(|key| self.key(key, &inner, &mut by)).transpose() {
                Ok(key) => key,
                Err(why) if is_certain => return why,
                Err(_) => return which_are_kept(),
            };
            turns.push(Turn {
                key,
                value,
                perhaps,
            });
        }
        let privacy = by.privacy;
        let made = kept.and_then(&mut |kept: Vec<bool>| {
            let is_kept = |turn: &&Turn| turn.perhaps.is_none_or(|at| kept[at]);
            collected(expression, turns.iter().filter(is_kept), privacy)
        });
        by.on(made.decided())
    }

    /// Whether an element passes the `if`. The error is what the whole expression comes to instead.
    fn keeps(
        &self,
        expression: &ForExpr,
        local: &Local,
        key: &Resolved<Value>,
        by: &mut DecidedBy,
    ) -> Result<Resolved<bool>, Resolved<Value>> {
        let Some(condition) = &expression.cond else {
            return Ok(Resolved::known(true));
        };
        let outcome = self
            .walk(&condition.expr, local)
            .choosing()
            .converted(&mut operand_bool)
            .decided();
        match outcome {
            Resolved::Known { value, from } => {
                // An element that is there tells no text of what let it in.
                if from.privacy == Privacy::Sensitive {
                    by.privacy = from.privacy;
                }
                by.hops.extend(from.hops);
                Ok(Resolved::known(value))
            }
            Resolved::Unknown {
                why,
                term: None,
                from,
            } => Err(Resolved::unknown_from(why, from)),
            Resolved::Invalid { text, why, from } => Err(Resolved::Invalid { text, why, from }),
            open if open.from().is_private() => Err(which_are_kept()),
            open => {
                let of = match key.value().filter(|_| !key.from().is_private()) {
                    Some(key) => key.shown(),
                    None => "an element".into(),
                };
                let name = format!("{} for {of}", self.quoted_at(condition.expr.span()));
                Ok(open.choose(&name, &mut |keeps, _| Resolved::known(keeps)))
            }
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

/// What a `for` makes of its turns.
fn collected<'t>(
    expression: &ForExpr,
    turns: impl Iterator<Item = &'t Turn>,
    privacy: Privacy,
) -> Resolved<Value> {
    let mut list = Vec::new();
    let mut members: BTreeMap<String, Vec<Resolved<Value>>> = BTreeMap::new();
    for turn in turns {
        let Some(key) = &turn.key else {
            list.push(turn.value.clone());
            continue;
        };
        let same_key = members.entry(key.clone()).or_default();
        if !expression.grouping && !same_key.is_empty() {
            return error(format!("\"{key}\""), "two elements make the same key").private(privacy);
        }
        same_key.push(turn.value.clone());
    }
    if expression.key_expr.is_none() {
        return whole_tuple(list);
    }
    let members = members.into_iter();
    if expression.grouping {
        let lists = members.map(|(key, items)| (key, whole_tuple(items)));
        whole_object(lists.collect())
    } else {
        let first = |(key, items): (String, Vec<_>)| Some((key, items.into_iter().next()?));
        whole_object(members.filter_map(first).collect())
    }
}

fn which_are_kept() -> Resolved<Value> {
    Resolved::unknown("which elements a `for` keeps is not known")
}
