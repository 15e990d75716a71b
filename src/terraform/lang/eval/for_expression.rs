//! `[for x in xs : … if …]` and `{ for … }`.

use std::collections::BTreeMap;

use hcl::edit::Span as _;
use hcl::edit::expr::{Expression, ForExpr};

use super::evaluator::{Evaluator, Local};
use super::operators::operand_bool;
use crate::resolved::{Hop, Privacy, Resolved};
use crate::terraform::lang::came_by::decided_by;
use crate::terraform::lang::keys::text_key;
use crate::terraform::lang::partly::{
    entries, key_that_stands_twice, keyed_of, list_in_any_order, list_of, opened,
};
use crate::terraform::lang::private::private;
use crate::terraform::lang::refused_parts::unless_refused;
use crate::terraform::lang::types;
use crate::terraform::lang::values::{Entry, Kind, Value, error, refused};

/// What is said of a value that has none.
const WITHOUT_ELEMENTS: &str = "`for` runs over a list, a set, a map or an object";

/// What decided which elements a `for` makes, and under which keys.
#[derive(Default)]
struct DecidedBy {
    hops: Vec<Hop>,
    privacy: Privacy,
}

/// What a `for` makes of one element.
struct Turn {
    /// Its key is that of the element it is made of, where the `for` makes no keys.
    made: Entry,
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
        let kind = types::type_of(&collection);
        if kind.is_primitive() {
            let refused = error(kind.shown(), WITHOUT_ELEMENTS);
            return refused
                .via(collection.from().hops.iter().cloned())
                .private(privacy);
        }
        opened(collection, Kind::Tuple).and_then(&mut |collection| {
            let Some(entries) = entries(&collection, privacy) else {
                return refused(&collection, WITHOUT_ELEMENTS);
            };
            if !entries.iter().any(Entry::is_once)
                && let Some(invalid) = self.refused_condition(expression, local)
            {
                return invalid;
            }
            let in_order =
                !matches!(&collection, Value::Partly(partly) if !partly.kind.is_ordered());
            self.iterate(expression, entries, in_order, local)
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
            inner.variables = inner.variables.with(name.as_str(), value);
        }
        let outcome = self
            .walk(&condition.expr, &inner)
            .and_then(&mut |value| operand_bool(value).map(&mut Value::Bool));
        matches!(outcome, Resolved::Invalid { .. }).then_some(outcome)
    }

    fn iterate(
        &self,
        expression: &ForExpr,
        entries: Vec<Entry>,
        in_order: bool,
        local: &Local,
    ) -> Resolved<Value> {
        let mut turns = Vec::new();
        let mut kept = Resolved::known(Vec::new());
        let mut undecided = 0;
        let mut by = DecidedBy::default();
        for entry in entries {
            if let Err(why) = self.take(1) {
                return Resolved::not_followed(why);
            }
            let mut inner = local.with_element(
                expression.intro.key_var.as_ref(),
                &expression.intro.value_var,
                (entry.key.clone(), entry.value.clone()),
            );
            let keeps = match self.keeps(expression, &inner, said_as(&entry), &mut by) {
                Ok(keeps) if keeps.value() == Some(&false) => continue,
                Ok(keeps) => keeps,
                Err(why) => return by.on(why),
            };
            inner.holds = inner.holds.narrowed(&keeps.truth().yes);
            let made = match self.made_of(&entry, expression, &inner, &mut by) {
                Ok(made) => made,
                Err(why) if keeps.value().is_some() && entry.is_once() => return why,
                Err(_) => return by.on(which_are_kept()),
            };
            let is_told = matches!(keeps, Resolved::Varies { .. });
            let mut perhaps = None;
            let made = if keeps.value().is_some() {
                made
            } else if is_told && entry.is_once() {
                perhaps = Some(undecided);
                undecided += 1;
                kept = kept.zip(&keeps).bounded().map(&mut |(mut so_far, keeps)| {
                    so_far.push(keeps);
                    so_far
                });
                made
            } else {
                let key = match &expression.key_expr {
                    Some(_) => made.key,
                    None => keeps.map(&mut Value::Bool),
                };
                Entry::any_number(key, made.value)
            };
            turns.push(Turn { made, perhaps });
        }
        let privacy = by.privacy;
        let made = kept.and_then(&mut |kept: Vec<bool>| {
            let is_kept = |turn: &&Turn| turn.perhaps.is_none_or(|at| kept[at]);
            let made = turns.iter().filter(is_kept);
            collected(
                expression,
                made.map(|turn| turn.made.clone()),
                in_order,
                privacy,
            )
        });
        by.on(made.decided())
    }

    /// What an element, or any number of them, is made into. The error is what the whole expression comes to instead.
    fn made_of(
        &self,
        entry: &Entry,
        expression: &ForExpr,
        local: &Local,
        by: &mut DecidedBy,
    ) -> Result<Entry, Resolved<Value>> {
        let value = self.walk(&expression.value_expr, local);
        let key = match &expression.key_expr {
            Some(key) => self.key(key, local, by)?,
            None => entry.key.clone(),
        };
        Ok(entry.as_often(key, value))
    }

    /// Whether an element passes the `if`. The error is what the whole expression comes to instead.
    fn keeps(
        &self,
        expression: &ForExpr,
        local: &Local,
        element: &Resolved<Value>,
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
        // An element that is there tells no text of what let it in.
        match outcome.from().privacy {
            Privacy::Shown | Privacy::Hidden | Privacy::Unmarked => {}
            privacy => by.privacy = by.privacy.max(privacy),
        }
        match outcome {
            Resolved::Known { value, from } => {
                by.hops.extend(from.into_hops());
                Ok(Resolved::known(value))
            }
            open @ Resolved::Unknown { term: None, .. } => {
                by.hops.extend(open.from().hops.iter().cloned());
                Ok(open)
            }
            Resolved::Invalid { text, why, from } => Err(Resolved::Invalid { text, why, from }),
            open if open.from().is_private() => {
                by.hops.extend(open.from().hops.iter().cloned());
                Err(which_are_kept())
            }
            open => {
                let of = match element.value().filter(|_| !element.from().is_private()) {
                    Some(element) => element.shown(),
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
    ) -> Result<Resolved<Value>, Resolved<Value>> {
        let key = text_key(self.walk(key, local).choosing());
        by.privacy = by.privacy.max(key.from().privacy);
        by.hops.extend(key.from().hops.iter().cloned());
        if key.is_invalid() {
            return Err(key.private(by.privacy));
        }
        Ok(key)
    }
}

/// What a sentence calls an element by: its key, or in a list itself, where that has a text of its own.
fn said_as(entry: &Entry) -> &Resolved<Value> {
    let is_scalar = |value: &Value| value.kind().is_none() && *value != Value::Null;
    let is_numbered = matches!(entry.key.value(), Some(Value::Number(_)));
    if is_numbered && entry.value.value().is_some_and(is_scalar) {
        &entry.value
    } else {
        &entry.key
    }
}

/// What a `for` makes of its turns.
fn collected(
    expression: &ForExpr,
    made: impl Iterator<Item = Entry>,
    in_order: bool,
    privacy: Privacy,
) -> Resolved<Value> {
    let made: Vec<Entry> = made.collect();
    unless_refused(if expression.key_expr.is_none() {
        if in_order {
            list_of(true, made)
        } else {
            list_in_any_order(true, made)
        }
    } else if expression.grouping {
        match grouped(made, in_order) {
            Ok(groups) => keyed_of(false, groups),
            Err(why) => return why,
        }
    } else if let Some(twice) = key_that_stands_twice(&made) {
        return error(twice, "two elements make the same key").private(privacy);
    } else {
        keyed_of(false, made)
    })
}

/// The elements in lists by their keys. The error is what comes of keys that may be one or not.
fn grouped(made: Vec<Entry>, in_order: bool) -> Result<Vec<Entry>, Resolved<Value>> {
    let mut groups: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in made {
        let Some(text) = entry.key.value().and_then(Value::as_text) else {
            let why = "the keys that a `for` makes are not known";
            return Err(Resolved::unknown(why));
        };
        groups.entry(text).or_default().push(entry);
    }
    let groups = groups.into_iter().map(|(key, made)| {
        let is_there = made.iter().any(Entry::is_once);
        let key = Resolved::known(Value::Text(key));
        let list = unless_refused(if in_order {
            list_of(true, made)
        } else {
            list_in_any_order(true, made)
        });
        if is_there {
            Entry::once(key, list)
        } else {
            Entry::any_number(key, list)
        }
    });
    Ok(groups.collect())
}

fn which_are_kept() -> Resolved<Value> {
    Resolved::unknown("which elements a `for` keeps is not known")
}
