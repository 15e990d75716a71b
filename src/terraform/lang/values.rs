//! The values that Terraform expressions come to, and how they convert.

use std::path::Path;

use super::named;
use super::number::{NotRead, Number};
use super::shared::Shared;
use crate::quote::quoted;
use crate::rendered::{self, is_rendered_first};
use crate::resolved::{
    Constant, Evidence, Fixed, Formula, MAX_BYTES_OF_CONSTANT, Place, Privacy, Resolved, Symbol,
    Term, Written, map_cases,
};
use crate::suggest;

/// The elements of a list, a tuple or a set.
pub(crate) type Items = Shared<Vec<Resolved<Value>>>;

/// The members of an object or a map.
pub(crate) type Members = Shared<Named>;

/// The same where nothing else shares them.
pub(crate) type Named = named::Named<Resolved<Value>>;

/// A value of Terraform's language. Inside an expression null is a value; it means "left out" only on a resource's
/// attribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    /// A list, whose elements have one type. It never equals a tuple: `var.list == []` is false.
    List(Items),
    /// What `[…]` makes.
    Tuple(Items),
    /// A set: sorted, without repetition. Of its elements all is known, unless it has but one.
    Set(Items),
    /// What `{…}` makes, keys in order.
    Object(Members),
    /// A map, whose elements have one type. It never equals an object.
    Map(Members),
    /// A collection of which it is not known which elements it has, or under which keys.
    Partly(Partly),
}

/// What is known of a collection that is not known as a whole. Of two entries with one key, the later one counts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Partly {
    pub(crate) kind: Kind,
    pub(crate) entries: Shared<Vec<Entry>>,
}

/// What a collection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    List,
    Tuple,
    Set,
    Object,
    Map,
}

/// An element of a collection, or what all of several elements are.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// The place in a list, the element itself in a set, otherwise a text.
    pub(crate) key: Resolved<Value>,
    pub(crate) value: Resolved<Value>,
    pub(crate) times: Times,
}

/// How often there is an element like an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    Once,
    /// Once, many times, or not at all.
    AnyNumber {
        /// What they are all elements of and as they are there, where that has an identity.
        of: Option<Symbol>,
    },
}

impl Partly {
    /// The same with what `change` makes of its elements; of a set they are the keys, too.
    fn with_values(self, change: &dyn Fn(Resolved<Value>) -> Resolved<Value>) -> Partly {
        let is_set = self.kind == Kind::Set;
        let entries = self.entries.into_iter().map(|entry| Entry {
            key: if is_set { change(entry.key) } else { entry.key },
            value: change(entry.value),
            times: entry.times,
        });
        Partly {
            kind: self.kind,
            entries: entries.collect(),
        }
    }
}

impl Kind {
    /// Whether its elements have names.
    pub(crate) fn is_keyed(self) -> bool {
        matches!(self, Kind::Object | Kind::Map)
    }

    /// Whether its elements have places.
    pub(crate) fn is_ordered(self) -> bool {
        matches!(self, Kind::List | Kind::Tuple)
    }
}

impl Value {
    /// What it is, for a sentence.
    pub(crate) fn shown(&self) -> String {
        match self {
            Value::Null => "null".into(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number.text(),
            Value::Text(text) => format!("\"{}\"", quoted(text)),
            collection => match collection.kind() {
                Some(Kind::Set) => "a set".into(),
                Some(Kind::Object) => "an object".into(),
                Some(Kind::Map) => "a map".into(),
                _ => "a list".into(),
            },
        }
    }

    /// What collection it is, if it is one.
    pub(crate) fn kind(&self) -> Option<Kind> {
        Some(match self {
            Value::List(_) => Kind::List,
            Value::Tuple(_) => Kind::Tuple,
            Value::Set(_) => Kind::Set,
            Value::Object(_) => Kind::Object,
            Value::Map(_) => Kind::Map,
            Value::Partly(partly) => partly.kind,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => return None,
        })
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

    /// The members of an object or a map.
    pub(crate) fn members(&self) -> Option<&Named> {
        match self {
            Value::Object(members) | Value::Map(members) => Some(members),
            _ => None,
        }
    }

    /// What its copies share, and no other value does as long as it is there. `None` of what is no collection.
    pub(crate) fn identity(&self) -> Option<usize> {
        match self {
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => None,
            Value::List(items) | Value::Tuple(items) | Value::Set(items) => Some(items.identity()),
            Value::Object(members) | Value::Map(members) => Some(members.identity()),
            Value::Partly(partly) => Some(partly.entries.identity()),
        }
    }

    /// The values that lie in it, with the keys of which not all is known.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Resolved<Value>> {
        let elements = self.elements().into_iter().flatten();
        let members = self.members().into_iter().flat_map(Named::values);
        let entries = match self {
            Value::Partly(partly) => partly.entries.as_slice(),
            _ => &[],
        };
        let entries = entries.iter().flat_map(|entry| [&entry.key, &entry.value]);
        elements.chain(members).chain(entries)
    }

    /// Whether not all is known of which elements it has, or something in it.
    pub(crate) fn holds_partly(&self) -> bool {
        let in_part = |part: &Resolved<Value>| match part {
            Resolved::Known { value, .. } => value.holds_partly(),
            Resolved::Varies { cases, .. } => {
                let mut values = cases.iter().filter_map(|case| case.value.value());
                values.any(Value::holds_partly)
            }
            _ => false,
        };
        matches!(self, Value::Partly(_)) || self.parts().any(in_part)
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
        value_of(&term.under(path)?).map(Some)
    }
}

/// The value that a constant is.
pub(crate) fn value_of(constant: &Constant) -> Option<Value> {
    Some(match constant {
        Constant::Null => Value::Null,
        Constant::Bool(value) => Value::Bool(*value),
        Constant::Number(text) => Value::Number(Value::Text(text.clone().into()).as_number()?),
        Constant::Text(text) => Value::Text(text.clone().into()),
    })
}

/// The constant that a value is, if it is no collection.
pub(crate) fn constant(value: &Value) -> Option<Constant> {
    Some(match value {
        Value::Null => Constant::Null,
        Value::Bool(value) => Constant::Bool(*value),
        Value::Number(_) => Constant::Number(value.as_text()?.into()),
        Value::Text(text) => Constant::text(text.clone()),
        _ => return None,
    })
}

/// The same, where it is not too long to be held by each question about what is compared with it.
pub(crate) fn short_constant(value: &Value) -> Option<Constant> {
    match value {
        Value::Text(text) if text.len() > MAX_BYTES_OF_CONSTANT => None,
        Value::Number(number) if number.is_long() => None,
        value => constant(value),
    }
}

/// A path as Terraform and Terragrunt give it.
pub(crate) fn path_text(path: &Path) -> Value {
    Value::Text(written_path(path))
}

/// A path as it is written in code.
pub(crate) fn written_path(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Whether a value and all in it is known.
pub(crate) fn is_settled(value: &Resolved<Value>) -> bool {
    match value.value() {
        Some(Value::Partly(_)) | None => false,
        Some(value) => value.parts().all(is_settled),
    }
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
        Value::Number(_) => refused(&value, "a boolean is needed here"),
        collection => {
            let mut refused = refused(collection, "a boolean is needed here");
            let closed = Written::at(Place::Closed);
            let closed = closed.changed_since("what it comes from is a collection");
            refused.from_mut().written = Some(Box::new(closed));
            refused
        }
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

/// The same, its elements too, that the code does not call sensitive any more; nothing of its text is said all the same.
pub(crate) fn not_sensitive(value: Resolved<Value>) -> Resolved<Value> {
    let mut value = with_elements(value, &not_sensitive);
    let privacy = &mut value.from_mut().privacy;
    if *privacy == Privacy::Sensitive {
        *privacy = Privacy::Unmarked;
    }
    value
}

/// The same with what `change` makes of the elements of each case.
pub(crate) fn with_elements(
    value: Resolved<Value>,
    change: &dyn Fn(Resolved<Value>) -> Resolved<Value>,
) -> Resolved<Value> {
    let of_list = |items: Items| items.into_iter().map(change).collect();
    let of_map = |members: Members| {
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
                Value::Partly(partly) => Value::Partly(partly.with_values(change)),
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

/// What Terraform refuses.
pub(crate) fn refused<T>(value: &Value, why: &str) -> Resolved<T> {
    Resolved::Invalid {
        text: value.shown(),
        why: why.into(),
        from: Evidence::default(),
    }
}

/// What is refused where something else is needed: `why` says what, and nothing more.
pub(crate) fn needed<T>(value: &Value, why: &str) -> Resolved<T> {
    let what = why
        .strip_suffix(" is needed here")
        .unwrap_or("another value");
    refused(value, why).remedied_here(format!("Write {what}"))
}

/// What a value comes to that is made of itself.
pub(crate) fn itself<T>(name: impl Into<String>) -> Resolved<T> {
    error(name, "it refers to itself")
        .remedied("Write out one of the values that refer to each other")
}

/// What a name comes to that stands where a value does.
pub(crate) fn name_alone<T>(name: &str) -> Resolved<T> {
    let near = suggest::nearest(name, ["true", "false", "null"]);
    let otherwise = "Put it in quotes, or write `local.` before it where it is a local value";
    error(name, "a name alone is no value here").remedied(suggest::writing(near, otherwise))
}

/// An error that is not about one value.
pub(crate) fn error<T>(text: impl Into<String>, why: impl Into<String>) -> Resolved<T> {
    Resolved::Invalid {
        text: text.into(),
        why: why.into(),
        from: Evidence::default(),
    }
}
