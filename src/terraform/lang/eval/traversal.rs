//! References and what follows them: `var.x.y[0]`, and splats.

use hcl::edit::expr::{Expression, Traversal, TraversalOperator};
use hcl::edit::{Decorated, Span as _};

use super::declared_members::unless_lacking;
use super::evaluator::{Evaluator, Local, whole_tuple};
use super::null_types::instead_of_null;
use super::splat::as_elements;
use crate::quote::quoted;
use crate::resolved::{Assigned, Hop, Place, Privacy, Resolved, map_cases};
use crate::source::Span;
use crate::terraform::lang::ephemeral::MadeOf;
use crate::terraform::lang::facts::weight_of;
use crate::terraform::lang::for_good::for_good;
use crate::terraform::lang::kept::too_large;
use crate::terraform::lang::made::made;
use crate::terraform::lang::number::Number;
use crate::terraform::lang::partly::{list_in_any_order, list_of};
use crate::terraform::lang::refused_parts::unless_refused;
use crate::terraform::lang::types::{Type, type_of};
use crate::terraform::lang::unknown_keys::{at_every_key, no_such_key};
use crate::terraform::lang::values::{
    Entry, Kind, Partly, Value, error, in_bounds, refused, to_number,
};
use crate::terraform::limits::{CASES_SQUARED_PER_STEP, MAX_REFERENCED_WEIGHT, WEIGHT_PER_STEP};

impl Evaluator<'_> {
    pub(super) fn refer(
        &self,
        root: &str,
        path: &[&str],
        at: Span,
        local: &Local,
    ) -> (Resolved<Value>, usize) {
        // Once too much was brought in, nothing is: it would be made before it is weighed.
        if self.weight.get() > MAX_REFERENCED_WEIGHT {
            return (too_large(), path.len());
        }
        let (value, taken) = match local.variables.get(root) {
            Some(value) => (value.clone(), 0),
            None => self.scope.reference(root, path, at),
        };
        self.note_refused(&value);
        let value = if local.holds.is_always() {
            value
        } else {
            value.settled(&local.holds)
        };
        let of_value = weight_of(&value);
        self.weight.set(self.weight.get().saturating_add(of_value));
        let steps = u32::try_from(of_value / WEIGHT_PER_STEP).unwrap_or(u32::MAX);
        match self.take(steps) {
            Ok(()) => (value, taken),
            Err(why) => (Resolved::not_followed(why), taken),
        }
    }

    /// Keeps in mind a value that is refused for good, whatever the expression makes of it. What is refused in some cases
    /// only is told apart with them.
    fn note_refused(&self, value: &Resolved<Value>) {
        if value.is_refused_for_good() {
            let mut refused = self.refused.borrow_mut();
            refused.get_or_insert_with(|| value.clone());
        }
    }

    pub(super) fn traverse(&self, traversal: &Traversal, local: &Local) -> Resolved<Value> {
        let mut operators: &[_] = &traversal.operators;
        if let Some(negated) = self.negated(traversal, local) {
            return negated;
        }
        if let Some(element) = self.element(traversal, local) {
            return self.follow(element, &operators[3..], local);
        }
        let value = if let Expression::Variable(root) = &traversal.expr
            && !self.stands_in(root)
        {
            let path: Vec<&str> = operators
                .iter()
                .map_while(|operator| match operator.value() {
                    TraversalOperator::GetAttr(name) => Some(name.as_str()),
                    _ => None,
                })
                .collect();
            let at = self.span(traversal.span());
            let (value, taken) = self.refer(root.as_str(), &path, at, local);
            let declared = (root.as_str() == "var")
                .then(|| self.type_of_path(&traversal.expr, &operators[..taken], local));
            let kind = declared.flatten();
            operators = &operators[taken..];
            unless_lacking(value, kind, operators)
        } else {
            self.walk(&traversal.expr, local)
        };
        let Some(splat) = self.splat_of_sequence(traversal, local) else {
            return self.follow(value, operators, local);
        };
        let taken = traversal.operators.len() - operators.len();
        let (before, after) = operators.split_at(splat.saturating_sub(taken));
        let sequence = self.follow(value, before, local);
        let sequence = instead_of_null(sequence, &|| {
            error(
                "null",
                "a null list or set has no elements that `[*]` could go over",
            )
        });
        self.follow(sequence, after, local)
    }

    /// Where the first splat of a traversal stands, if what it goes over is declared as a list or a set: null is no such one.
    ///
    /// Source: hcl `hclsyntax/expression.go`, "Splat of null value"; what is null and no sequence makes an empty tuple.
    fn splat_of_sequence(&self, traversal: &Traversal, local: &Local) -> Option<usize> {
        let is_splat = |operator: &Decorated<TraversalOperator>| {
            use TraversalOperator as Op;
            matches!(operator.value(), Op::FullSplat(_) | Op::AttrSplat(_))
        };
        let splat = traversal.operators.iter().position(is_splat)?;
        let kind = self.type_of_path(&traversal.expr, &traversal.operators[..splat], local);
        matches!(kind?, Type::List(_) | Type::Set(_) | Type::Tuple(_)).then_some(splat)
    }

    /// `-3[*]`: the minus is for what the number is followed to, though the parser takes it for a part of the number.
    fn negated(&self, traversal: &Traversal, local: &Local) -> Option<Resolved<Value>> {
        let Expression::Number(number) = &traversal.expr else {
            return None;
        };
        let written = self.input.text.get(number.span()?)?;
        let number = Number::parse(written.strip_prefix('-')?.trim_start());
        let value = self.follow(in_bounds(number.ok()), &traversal.operators, local);
        Some(value.choosing().and_then(&mut |value| {
            to_number(&value).map(&mut |number| Value::Number(number.negated()))
        }))
    }

    /// `module.name[key].output`, where the scope can tell it alone.
    fn element(&self, traversal: &Traversal, local: &Local) -> Option<Resolved<Value>> {
        let Expression::Variable(root) = &traversal.expr else {
            return None;
        };
        let [name, key, then, ..] = traversal.operators.as_slice() else {
            return None;
        };
        let (TraversalOperator::GetAttr(name), TraversalOperator::GetAttr(then)) =
            (name.value(), then.value())
        else {
            return None;
        };
        if root.as_str() != "module" || local.variables.has("module") {
            return None;
        }
        let key = match key.value() {
            TraversalOperator::Index(key) => self.walk(key, local).choosing(),
            TraversalOperator::LegacyIndex(at) => {
                Resolved::known(Value::Text(at.value().to_string()))
            }
            _ => return None,
        };
        let value = self.scope.element(
            root.as_str(),
            name.as_str(),
            key.value()?,
            then.as_str(),
            local.is_tried,
        )?;
        self.note_refused(&value);
        Some(value.via(key.from().hops.iter().cloned()))
    }

    fn follow(
        &self,
        value: Resolved<Value>,
        operators: &[Decorated<TraversalOperator>],
        local: &Local,
    ) -> Resolved<Value> {
        if let Some(refused) = indexes_in_a_row(operators) {
            return refused;
        }
        let mut value = value;
        for (at, operator) in operators.iter().enumerate() {
            let rest = &operators[at + 1..];
            let key = match operator.value() {
                TraversalOperator::GetAttr(name) => {
                    Resolved::known(Value::Text(name.as_str().into()))
                }
                TraversalOperator::LegacyIndex(at) => {
                    in_bounds(Number::parse(&at.value().to_string()).ok())
                }
                TraversalOperator::Index(key) => self.walk(key, local).choosing(),
                // A splat applies what follows it to each element; the attribute-only form up to the next index.
                TraversalOperator::FullSplat(_) => {
                    return Evaluator::nested(|| self.splat(value, rest, &[], local));
                }
                TraversalOperator::AttrSplat(_) => {
                    let attributes = rest
                        .iter()
                        .take_while(|operator| {
                            matches!(operator.value(), TraversalOperator::GetAttr(_))
                        })
                        .count();
                    let (each, after) = rest.split_at(attributes);
                    return Evaluator::nested(|| self.splat(value, each, after, local));
                }
            };
            let name = named(operator);
            let said = name.filter(|_| self.privacy == Privacy::Shown);
            let member = self::at(collection(value), &key, said, local.is_tried);
            value = pointed_at_member(match name {
                Some(name) => named_in_data(member, name),
                None => member,
            });
            if let Err(why) = self.take(steps_of_cases(value.count_cases())) {
                return Resolved::not_followed(why);
            }
        }
        value
    }

    fn splat(
        &self,
        value: Resolved<Value>,
        each: &[Decorated<TraversalOperator>],
        after: &[Decorated<TraversalOperator>],
        local: &Local,
    ) -> Resolved<Value> {
        let list = as_elements(value).and_then(&mut |value| {
            if let Value::Partly(partly) = &value
                && !partly.kind.is_keyed()
            {
                return self.splat_partly(partly, each, local);
            }
            let is_tuple = !matches!(value, Value::List(_) | Value::Set(_));
            let items = match value {
                Value::Null => Vec::new(),
                Value::List(items) | Value::Tuple(items) | Value::Set(items) => items.into_inner(),
                single => vec![Resolved::known(single)],
            };
            let items: Vec<_> = items
                .into_iter()
                .map(|item| self.follow(item, each, local))
                .collect();
            let out = whole_tuple(items);
            if is_tuple {
                return out;
            }
            // Of a list or a set it is a list, though HCL takes the way over a tuple.
            out.map(&mut |value| match value {
                Value::Tuple(items) => Value::List(items),
                other => other,
            })
        });
        self.follow(list, after, local)
    }

    /// The same for a list or a set of which not all is known.
    fn splat_partly(
        &self,
        partly: &Partly,
        each: &[Decorated<TraversalOperator>],
        local: &Local,
    ) -> Resolved<Value> {
        let followed = partly.elements().into_iter().map(|entry| {
            let key = entry.key.clone();
            let value = self.follow(entry.value.clone(), each, local);
            entry.as_often(key, value)
        });
        let followed: Vec<Entry> = followed.collect();
        let is_tuple = partly.kind == Kind::Tuple;
        unless_refused(if partly.kind.is_ordered() {
            list_of(is_tuple, followed)
        } else {
            list_in_any_order(is_tuple, followed)
        })
    }
}

/// What it takes to tell so many cases apart, each of them from each other one.
fn steps_of_cases(cases: usize) -> u32 {
    let pairs = cases.saturating_mul(cases);
    u32::try_from(pairs / CASES_SQUARED_PER_STEP).unwrap_or(u32::MAX)
}

/// The member that an operator names in the code.
fn named(operator: &TraversalOperator) -> Option<&str> {
    match operator {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        TraversalOperator::Index(Expression::String(name)) => Some(name.value()),
        _ => None,
    }
}

/// A member that stands in a file that is read as data, by the name that the code has for it.
fn named_in_data(value: Resolved<Value>, name: &str) -> Resolved<Value> {
    let mut value = value.in_cases(&mut |case| named_in_data(case, name));
    if let Some(written) = value.from_mut().written_mut()
        && let Place::Member { at, syntax } = written.place
    {
        written.place = Place::Text(at);
        written.assigned = Some(Assigned::new(name, syntax));
    }
    value
}

/// Two indexes of the form `.0`, one right after the other.
///
/// Source: Terraform 1.11.4, which reads `.0.0` as one number, and refuses the file.
fn indexes_in_a_row(operators: &[Decorated<TraversalOperator>]) -> Option<Resolved<Value>> {
    operators.windows(2).find_map(|pair| {
        let [
            TraversalOperator::LegacyIndex(_),
            TraversalOperator::LegacyIndex(then),
        ] = [pair[0].value(), pair[1].value()]
        else {
            return None;
        };
        let then = then.value();
        let why =
            format!("Terraform takes no index of this form after another one; write `[{then}]`");
        Some(for_good(error(format!(".{then}"), why)))
    })
}

/// What a member is taken out of, which is not the member; where it is refused, so is each of its members.
fn collection(value: Resolved<Value>) -> Resolved<Value> {
    match value {
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, collection),
            from: from.choosing(),
        },
        // What cannot be read has no members that could be written anywhere.
        refused @ Resolved::Invalid { .. } if refused.is_malformed() => refused.not_written(),
        refused @ Resolved::Invalid { .. } => refused,
        other => other.choosing(),
    }
}

/// A member that stands in a collection as a literal: of the hops that lead to the collection, the one that it stands in
/// points at the member.
fn pointed_at_member(value: Resolved<Value>) -> Resolved<Value> {
    let mut value = value.in_cases(&mut pointed_at_member);
    let shown = value.value().map(Value::shown);
    let from = value.from_mut();
    let (Some(shown), Some(written)) = (shown, from.written.as_deref()) else {
        return value;
    };
    let (Place::Text(at), Some(assigned)) = (&written.place, &written.assigned) else {
        return value;
    };
    let (at, name) = (*at, assigned.name.clone());
    if !from.is_private()
        && let Some(hop) = from.hops.last_mut()
        && let Some(around) = hop.label.span
        && around.source == at.source
        && around.start < at.start
        && at.end <= around.end
    {
        let said = format!("{}: `{name}` is {shown}", hop.label.message);
        *hop = Hop::value(at, said);
    }
    value
}

/// `value[key]` in each case; `name` is the key where the code has it. `is_tried` where a key that is not there is one of the cases.
fn at(
    value: Resolved<Value>,
    key: &Resolved<Value>,
    name: Option<&str>,
    is_tried: bool,
) -> Resolved<Value> {
    match value {
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |value| at(value, key, name, is_tried)),
            from,
        },
        Resolved::Unknown { .. } => {
            if let Some(refused) = refused_at(&type_of(&value), key) {
                let from = value.from();
                let privacy = from.privacy.max(key.from().privacy);
                return refused.via(from.hops.iter().cloned()).private(privacy);
            }
            let term = made("[]", &[value.clone(), key.clone()]);
            let out = value.and_then(&mut |_| Resolved::unknown(""));
            MadeOf::whole([key]).make(out.with_term(term))
        }
        other => {
            let privacy = other.from().privacy;
            let is_private_key = key.from().is_private();
            let refused = is_tried.then(|| error("[…]", "there is no such key"));
            let member = other.and_then(&mut |value| {
                if let Value::Partly(partly) = &value {
                    return partly.at(key, refused.as_ref());
                }
                let members = value.members();
                if let (Some(members), Some(name)) = (members, name)
                    && privacy != Privacy::Shown
                    && !members.contains_key(name)
                {
                    // Which keys there are is not said.
                    let name = quoted(name);
                    return Resolved::lacking(format!("there is no key `{name}` in it"))
                        .remedied(format!("Add the key `{name}` to it"));
                }
                members
                    .and_then(|members| at_every_key(members, key, refused.as_ref(), privacy))
                    .unwrap_or_else(|| key.clone().and_then(&mut |key| index(&value, &key)))
            });
            let member = MadeOf::whole([key]).make(member);
            // Where the member is written would tell the key.
            if is_private_key {
                member.not_written()
            } else {
                member
            }
        }
    }
}

/// What a value of a type is refused for at a key, whatever it is.
///
/// Source: Terraform 1.11.4, "Unsupported attribute", "Invalid index".
fn refused_at(kind: &Type, key: &Resolved<Value>) -> Option<Resolved<Value>> {
    let of_sequence = "a list has no such index";
    match (kind, key.value()) {
        (Type::Bool | Type::Number | Type::String, _) => {
            Some(error(kind.shown(), "it has no attributes or elements"))
        }
        (Type::Set(_), _) => Some(error(
            kind.shown(),
            "a set has no order; `tolist` gives it one",
        )),
        (Type::List(_) | Type::Tuple(_), Some(key)) if key.as_number().is_none() => {
            Some(error(format!("[{}]", key.shown()), of_sequence))
        }
        (Type::Object(attributes), Some(key)) => {
            let name = key
                .as_text()
                .filter(|name| !attributes.contains_key(name))?;
            let none = || Resolved::known(Value::Null);
            let names = attributes.keys().map(|name| (name.clone(), none()));
            Some(no_such_key(&names.collect(), &Value::Text(name)))
        }
        _ => None,
    }
}

/// `value[key]`, and `value.key`.
pub(crate) fn index(value: &Value, key: &Value) -> Resolved<Value> {
    match value {
        Value::List(items) | Value::Tuple(items) => match key.as_number() {
            Some(number) if !number.is_negative() && number.to_whole().is_some() => {
                let item = number.to_usize().and_then(|at| items.get(at));
                item.cloned().unwrap_or_else(|| {
                    error(
                        format!("[{}]", key.shown()),
                        format!("the list has {} elements", items.len()),
                    )
                })
            }
            _ => error(format!("[{}]", key.shown()), "a list has no such index"),
        },
        Value::Object(members) | Value::Map(members) => {
            match key.as_text().and_then(|key| members.get(&key)) {
                Some(value) => value.clone(),
                None => no_such_key(members, key),
            }
        }
        Value::Null => error("null", "null has no attributes or elements"),
        other => refused(other, "it has no attributes or elements"),
    }
}
