//! The values that Terraform expressions come to, and how they convert.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;

use super::limits::{MAX_KEPT_WEIGHT, MAX_NESTING};
use super::number::{NotRead, Number};
use crate::quote::quoted;
use crate::rendered::{self, is_rendered_first};
use crate::resolved::{
    Constant, Evidence, Fixed, Formula, Operand, Privacy, Resolved, Symbol, Term, Written,
    map_cases,
};

/// A value of Terraform's language. Inside an expression null is a value; it means "left out" only on a resource's
/// attribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    /// A list, whose elements have one type. It never equals a tuple: `var.list == []` is false.
    List(Vec<Resolved<Value>>),
    /// What `[…]` makes.
    Tuple(Vec<Resolved<Value>>),
    /// A set: sorted, without repetition.
    Set(Vec<Resolved<Value>>),
    /// What `{…}` makes, keys in order.
    Object(BTreeMap<String, Resolved<Value>>),
    /// A map, whose elements have one type. It never equals an object.
    Map(BTreeMap<String, Resolved<Value>>),
}

impl Value {
    /// What it is, for a sentence.
    pub(crate) fn shown(&self) -> String {
        match self {
            Value::Null => "null".into(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number.text(),
            Value::Text(text) => format!("\"{}\"", quoted(text)),
            Value::List(_) | Value::Tuple(_) => "a list".into(),
            Value::Set(_) => "a set".into(),
            Value::Object(_) => "an object".into(),
            Value::Map(_) => "a map".into(),
        }
    }

    /// A primitive as a string, as Terraform converts it. `None` for null and collections.
    pub(crate) fn as_text(&self) -> Option<String> {
        match self {
            Value::Bool(value) => Some(value.to_string()),
            Value::Number(number) => Some(number.text()),
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// A number, or a string that converts to one.
    pub(crate) fn as_number(&self) -> Option<Number> {
        match self {
            Value::Number(number) => Some(number.clone()),
            Value::Text(text) => Number::parse(text).ok(),
            _ => None,
        }
    }

    /// The elements of a list, a tuple or a set.
    pub(crate) fn elements(&self) -> Option<&[Resolved<Value>]> {
        match self {
            Value::List(items) | Value::Tuple(items) | Value::Set(items) => Some(items),
            _ => None,
        }
    }

    /// Whether it is a set of several elements that are not all known: some may turn out equal, and in which order they stand
    /// is not known.
    pub(crate) fn is_unsettled_set(&self) -> bool {
        match self {
            Value::Set(items) => items.len() > 1 && !items.iter().all(is_settled),
            _ => false,
        }
    }

    /// The members of an object or a map.
    pub(crate) fn members(&self) -> Option<&BTreeMap<String, Resolved<Value>>> {
        match self {
            Value::Object(members) | Value::Map(members) => Some(members),
            _ => None,
        }
    }

    /// Roughly how much memory it takes: its parts, and the length of its texts. Counting ends past `limit`.
    pub(crate) fn weight(&self, limit: usize) -> usize {
        fn all<'v>(items: impl Iterator<Item = &'v Resolved<Value>>, limit: usize) -> usize {
            let mut sum = 1;
            for item in items {
                if sum > limit {
                    break;
                }
                sum += weight_of(item, limit - sum);
            }
            sum
        }
        match self {
            Value::Null | Value::Bool(_) | Value::Number(_) => 1,
            Value::Text(text) => 1 + text.len() / 32,
            Value::List(items) | Value::Tuple(items) | Value::Set(items) => {
                all(items.iter(), limit)
            }
            Value::Object(members) | Value::Map(members) => all(members.values(), limit),
        }
    }

    /// A text, as Terraform keeps texts: in the normal form NFC.
    ///
    /// Source: `cty.StringVal`.
    pub(crate) fn text(text: impl Into<String>) -> Value {
        Value::Text(normalized(text.into()))
    }

    /// A list of known values.
    pub(crate) fn list(items: impl IntoIterator<Item = Value>) -> Value {
        Value::List(items.into_iter().map(Resolved::known).collect())
    }

    /// A tuple of known values.
    pub(crate) fn tuple(items: impl IntoIterator<Item = Value>) -> Value {
        Value::Tuple(items.into_iter().map(Resolved::known).collect())
    }

    /// Whether two known values are the same, as `==` tells: values of different types never are. `None` where a part is
    /// not known.
    pub(crate) fn same(&self, other: &Value) -> Option<bool> {
        fn all<'v>(
            pairs: impl Iterator<Item = (&'v Resolved<Value>, &'v Resolved<Value>)>,
        ) -> Option<bool> {
            let mut unknown = false;
            for (a, b) in pairs {
                match (a.value(), b.value()) {
                    (Some(a), Some(b)) => match a.same(b) {
                        Some(true) => {}
                        Some(false) => return Some(false),
                        None => unknown = true,
                    },
                    _ => unknown = true,
                }
            }
            (!unknown).then_some(true)
        }
        match (self, other) {
            (Value::Null, Value::Null) => Some(true),
            (Value::Bool(a), Value::Bool(b)) => Some(a == b),
            (Value::Number(a), Value::Number(b)) => Some(a == b),
            (Value::Text(a), Value::Text(b)) => Some(a == b),
            (Value::Set(a), Value::Set(b))
                if self.is_unsettled_set() || other.is_unsettled_set() =>
            {
                // They differ where one has an element that no element of the other can be.
                let differ =
                    a.iter().any(|item| lacks(b, item)) || b.iter().any(|item| lacks(a, item));
                differ.then_some(false)
            }
            (Value::List(a), Value::List(b))
            | (Value::Tuple(a), Value::Tuple(b))
            | (Value::Set(a), Value::Set(b)) => {
                if a.len() == b.len() {
                    all(a.iter().zip(b))
                } else {
                    Some(false)
                }
            }
            (Value::Object(a), Value::Object(b)) | (Value::Map(a), Value::Map(b)) => {
                if a.len() == b.len() && a.keys().eq(b.keys()) {
                    all(a.values().zip(b.values()))
                } else {
                    Some(false)
                }
            }
            _ => Some(false),
        }
    }
}

/// A text in the normal form NFC.
pub(crate) fn normalized(text: String) -> String {
    use unicode_normalization::{UnicodeNormalization, is_nfc};
    if text.is_ascii() || is_nfc(&text) {
        text
    } else {
        text.nfc().collect()
    }
}

impl Fixed for Value {
    fn fixed(term: &Term, path: &Formula) -> Option<Option<Value>> {
        Some(Some(match term.under(path)? {
            Constant::Null => Value::Null,
            Constant::Bool(value) => Value::Bool(value),
            Constant::Number(text) => Value::Number(Value::Text(text).as_number()?),
            Constant::Text(text) => Value::Text(text),
        }))
    }
}

/// The constant that a value is, if it is no collection.
pub(crate) fn constant(value: &Value) -> Option<Constant> {
    Some(match value {
        Value::Null => Constant::Null,
        Value::Bool(value) => Constant::Bool(*value),
        Value::Number(_) => Constant::Number(value.as_text()?),
        Value::Text(text) => Constant::Text(text.clone()),
        _ => return None,
    })
}

/// What an operation makes of operands of which one is not known at least, where it always makes the same of the same.
pub(crate) fn made(by: &str, of: &[Resolved<Value>]) -> Option<Term> {
    let operands: Option<Vec<Operand>> = of.iter().map(|value| operand(value, 0)).collect();
    Some(Term::Symbol(Symbol::made(by, operands?)))
}

fn operand(value: &Resolved<Value>, depth: usize) -> Option<Operand> {
    let value = match value {
        Resolved::Known { value, .. } => value,
        Resolved::Unknown {
            term: Some(term), ..
        } => return term.symbol().map(Operand::Symbol),
        _ => return None,
    };
    if let Some(constant) = constant(value) {
        return Some(Operand::Constant(constant));
    }
    let kind = match value {
        Value::List(_) => "list",
        Value::Tuple(_) => "tuple",
        Value::Set(_) => "set",
        // Members by name are not put together.
        _ => return None,
    };
    let items = value.elements()?;
    if items.len() > MAX_OPERANDS || depth > MAX_OPERANDS {
        return None;
    }
    let items: Option<Vec<Operand>> = items.iter().map(|item| operand(item, depth + 1)).collect();
    Some(Operand::Symbol(Symbol::made(kind, items?)))
}

/// How many elements of a list an operation on it is told apart by.
const MAX_OPERANDS: usize = 16;

/// A path as Terraform and Terragrunt give it.
pub(crate) fn path_text(path: &Path) -> Value {
    Value::Text(path.to_string_lossy().replace('\\', "/"))
}

/// The keys and values of a collection, as `for` and `for_each` see them. `privacy` is that of the collection: its keys are as
/// private as itself.
pub(crate) fn pairs(
    collection: &Value,
    privacy: Privacy,
) -> Option<Vec<(Resolved<Value>, Resolved<Value>)>> {
    let key = |key| Resolved::known(key).private(privacy);
    Some(match collection {
        Value::List(items) | Value::Tuple(items) => items
            .iter()
            .enumerate()
            .map(|(at, item)| (key(Value::Number(at.into())), item.clone()))
            .collect(),
        Value::Set(items) => items
            .iter()
            .map(|item| (item.clone().private(privacy), item.clone()))
            .collect(),
        Value::Object(members) | Value::Map(members) => members
            .iter()
            .map(|(name, value)| (key(Value::Text(name.clone())), value.clone()))
            .collect(),
        _ => return None,
    })
}

/// Whether an element is known and none of a set can be it.
fn lacks(set: &[Resolved<Value>], item: &Resolved<Value>) -> bool {
    let Some(item) = item.value() else {
        return false;
    };
    let differs = |other: &Value| item.same(other) == Some(false);
    set.iter().all(|other| other.value().is_some_and(differs))
}

/// Whether a value and all in it is known.
fn is_settled(value: &Resolved<Value>) -> bool {
    match value.value() {
        Some(Value::List(items) | Value::Tuple(items) | Value::Set(items)) => {
            items.iter().all(is_settled)
        }
        Some(Value::Object(members) | Value::Map(members)) => members.values().all(is_settled),
        Some(_) => true,
        None => false,
    }
}

/// What needs the number or the order of the elements of a set that is not settled.
pub(crate) fn unsettled<T>() -> Resolved<T> {
    Resolved::unknown("which elements the set has is not known")
}

/// The weight of a value in all its cases, see [`Value::weight`].
pub(crate) fn weight_of(value: &Resolved<Value>, limit: usize) -> usize {
    let mut sum = 1 + value.from().hops.len();
    match value {
        Resolved::Known { value, .. } => sum += value.weight(limit.saturating_sub(sum)),
        Resolved::Varies { cases, .. } => {
            for case in cases {
                if sum > limit {
                    break;
                }
                sum += weight_of(&case.value, limit - sum);
            }
        }
        _ => {}
    }
    sum
}

/// Whether values lie in one another more than `levels` deep.
fn is_deeper(value: &Resolved<Value>, levels: usize) -> bool {
    let Some(below) = levels.checked_sub(1) else {
        return true;
    };
    match value {
        Resolved::Known { value, .. } => match value {
            Value::List(items) | Value::Tuple(items) | Value::Set(items) => {
                items.iter().any(|item| is_deeper(item, below))
            }
            Value::Object(members) | Value::Map(members) => {
                members.values().any(|member| is_deeper(member, below))
            }
            _ => false,
        },
        Resolved::Varies { cases, .. } => cases.iter().any(|case| is_deeper(&case.value, below)),
        _ => false,
    }
}

/// The weight of values that are kept, with a bound: past it, what comes is not known.
#[derive(Debug, Default)]
pub(crate) struct Kept(Cell<usize>);

impl Kept {
    pub(crate) fn take(&self, value: Resolved<Value>) -> Resolved<Value> {
        let weight = self.0.get() + weight_of(&value, MAX_KEPT_WEIGHT);
        if weight > MAX_KEPT_WEIGHT || is_deeper(&value, MAX_NESTING) {
            return too_large();
        }
        self.0.set(weight);
        value
    }
}

/// What stands for a value that is not carried on.
pub(crate) fn too_large() -> Resolved<Value> {
    Resolved::unknown("the values it is made of are too large to follow")
}

/// A number, or a string that converts to one.
pub(crate) fn to_number(value: &Value) -> Resolved<Number> {
    match value {
        Value::Number(number) => Resolved::known(number.clone()),
        Value::Text(text) => match Number::parse(text) {
            Ok(number) => Resolved::known(number),
            Err(NotRead::OutOfBounds) => out_of_bounds(),
            Err(NotRead::NoNumber) => no_number(value),
        },
        _ => no_number(value),
    }
}

/// No other truth value mends that.
fn no_number(value: &Value) -> Resolved<Number> {
    let mut refused = refused(value, "a number is needed here");
    refused.from_mut().written = Some(Written::said("Write a number instead"));
    refused
}

/// What an operation on numbers comes to; nothing is beyond the bounds.
pub(crate) fn in_bounds(number: Option<Number>) -> Resolved<Value> {
    match number {
        Some(number) => Resolved::known(Value::Number(number)),
        None => out_of_bounds(),
    }
}

fn out_of_bounds<T>() -> Resolved<T> {
    Resolved::unknown("a number is too large or too small to follow")
}

/// The value of a boolean attribute or of `tobool`: booleans, and the strings that convert. Null is left out.
///
/// Source: `terraform console` 1.11: "true", "false", "1" and "0" convert; "TRUE", "yes", "" and numbers do not.
pub(crate) fn to_bool(value: Value) -> Resolved<bool> {
    match &value {
        Value::Null => Resolved::unset(),
        Value::Bool(value) => Resolved::known(*value),
        Value::Text(text) => match text.as_str() {
            "true" | "1" => Resolved::known(true),
            "false" | "0" => Resolved::known(false),
            text if is_rendered_first(text) => Resolved::unknown(rendered::WHY),
            _ => refused(
                &value,
                "of all strings, only \"true\", \"false\", \"1\" and \"0\" convert to a boolean",
            ),
        },
        _ => refused(&value, "a boolean is needed here"),
    }
}

/// The value of a string attribute. Null is left out.
pub(crate) fn to_text(value: Value) -> Resolved<String> {
    match (&value, value.as_text()) {
        (Value::Null, _) => Resolved::unset(),
        (_, Some(text)) => Resolved::known(text),
        _ => refused(&value, "a string is needed here"),
    }
}

/// The first of these values that Terraform refuses: nothing is made of a value with a refused part.
pub(crate) fn first_refused<'v>(
    values: impl IntoIterator<Item = &'v Resolved<Value>>,
) -> Option<Resolved<Value>> {
    values
        .into_iter()
        .find(|value| matches!(value, Resolved::Invalid { .. }))
        .cloned()
}

/// The same, its elements too, kept as private as that at least.
pub(crate) fn private(value: Resolved<Value>, privacy: Privacy) -> Resolved<Value> {
    if privacy == Privacy::Shown {
        return value;
    }
    with_elements(value, &|value| private(value, privacy)).private(privacy)
}

/// The same, its elements too, that the code does not call sensitive any more; nothing of its text is said all the same.
pub(crate) fn not_sensitive(value: Resolved<Value>) -> Resolved<Value> {
    let mut value = with_elements(value, &not_sensitive);
    let privacy = &mut value.from_mut().privacy;
    *privacy = (*privacy).min(Privacy::OfDataFile);
    value
}

/// The same with what `change` makes of the elements of each case.
pub(super) fn with_elements(
    value: Resolved<Value>,
    change: &dyn Fn(Resolved<Value>) -> Resolved<Value>,
) -> Resolved<Value> {
    let of_list = |items: Vec<Resolved<Value>>| items.into_iter().map(change).collect();
    let of_map = |members: BTreeMap<String, Resolved<Value>>| {
        let members = members.into_iter();
        members.map(|(name, value)| (name, change(value))).collect()
    };
    match value {
        Resolved::Known { value, from } => Resolved::Known {
            value: match value {
                Value::List(items) => Value::List(of_list(items)),
                Value::Tuple(items) => Value::Tuple(of_list(items)),
                Value::Set(items) => Value::Set(of_list(items)),
                Value::Object(members) => Value::Object(of_map(members)),
                Value::Map(members) => Value::Map(of_map(members)),
                scalar => scalar,
            },
            from,
        },
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |case| with_elements(case, change)),
            from,
        },
        other => other,
    }
}

/// The privacy of a value and of all that lies in it.
pub(crate) fn privacy_within(value: &Resolved<Value>) -> Privacy {
    let own = value.from().privacy;
    let of_parts = match value {
        Resolved::Known { value, .. } => {
            let elements = value.elements().into_iter().flatten();
            let members = value.members().into_iter().flat_map(BTreeMap::values);
            elements.chain(members).map(privacy_within).max()
        }
        Resolved::Varies { cases, .. } => {
            (cases.iter().map(|case| privacy_within(&case.value))).max()
        }
        _ => None,
    };
    own.max(of_parts.unwrap_or_default())
}

/// What Terraform refuses.
pub(crate) fn refused<T>(value: &Value, why: &str) -> Resolved<T> {
    Resolved::Invalid {
        text: value.shown(),
        why: why.into(),
        from: Evidence::default(),
    }
}

/// An error that is not about one value.
pub(crate) fn error<T>(text: impl Into<String>, why: impl Into<String>) -> Resolved<T> {
    Resolved::Invalid {
        text: text.into(),
        why: why.into(),
        from: Evidence::default(),
    }
}
