//! The values that a template's expressions come to.

use super::super::limits::{BYTES_PER_STEP, ITEMS_PER_STEP};
use super::super::template::Template;
use super::gap::{Gap, Pattern, left_open};
use super::layers::Layers;
use crate::quote::quoted;
use crate::rendered::{self, is_rendered_first};
use crate::resolved::{Constant, Evidence, Fixed, Formula, Resolved, Term, Written};
use crate::source::Span;

/// Values by parameter name.
pub(crate) type ParameterValues = Layers<Resolved<Value>>;

/// Supplies a value of each parameter of a template that nothing is supplied for.
pub(crate) fn supply_others(
    supplied: &mut ParameterValues,
    template: &Template,
    value: &dyn Fn(&str) -> Resolved<Value>,
) {
    let parameters = template.section("Parameters").iter();
    for name in parameters.filter_map(|entry| entry.key.as_str()) {
        if !supplied.has(name) {
            supplied.insert(name.to_owned(), value(name));
        }
    }
}

/// The members of a map.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Members {
    pub(crate) known: Vec<(String, Resolved<Value>)>,
    /// What else there may be, under which keys, and why that is not known.
    pub(crate) open: Vec<(Pattern, Gap)>,
    /// Where the keys stand, those of a map that is written out.
    pub(crate) keys: Vec<(String, Span)>,
}

impl Members {
    /// The value under a key, the last one where there are several.
    pub(crate) fn get(&self, key: &str) -> Resolved<Value> {
        if let Some((_, value)) = self.known.iter().rev().find(|(known, _)| known == key) {
            return value.clone();
        }
        let open = self.open.iter().find(|(pattern, _)| pattern.takes(key));
        open.map_or_else(Resolved::unset, |(_, gap)| left_open(gap))
    }
}

/// What messages say of a value that is kept back, in place of it.
pub(crate) const NOT_SHOWN: &str = "(not shown)";

/// A value of a template. `AWS::NoValue` and null are `Resolved::Unset`, not values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Bool(bool),
    /// As written.
    Number(String),
    Text(String),
    List(Vec<Resolved<Value>>),
    Map(Members),
}

impl Value {
    /// What it is, for a sentence.
    pub(crate) fn shown(&self) -> String {
        match self {
            Value::Bool(value) => value.to_string(),
            Value::Number(text) => text.clone(),
            Value::Text(text) => format!("\"{}\"", quoted(text)),
            Value::List(_) => "a list".into(),
            Value::Map(_) => "a map".into(),
        }
    }

    /// How many bytes its text has, as far as it has one.
    pub(super) fn text_length(&self) -> usize {
        match self {
            Value::Number(text) | Value::Text(text) => text.len(),
            Value::Bool(_) | Value::List(_) | Value::Map(_) => 0,
        }
    }

    /// The string that CloudFormation makes of a scalar: parameters and `Fn::Equals` know strings only.
    pub(crate) fn as_text(&self) -> Option<String> {
        match self {
            Value::Bool(value) => Some(value.to_string()),
            Value::Number(text) | Value::Text(text) => Some(text.clone()),
            Value::List(_) | Value::Map(_) => None,
        }
    }
}

/// How many steps count for what an expression gives, beside the one that it takes itself: lists and texts are copied on
/// the way. What lies in a list has been counted when it was made.
pub(super) fn weight(value: &Resolved<Value>) -> u32 {
    let steps = match value {
        Resolved::Known { value, .. } => match value {
            Value::List(items) => items.len() / ITEMS_PER_STEP,
            Value::Map(members) => members.known.len() / ITEMS_PER_STEP,
            Value::Text(text) | Value::Number(text) => text.len() / BYTES_PER_STEP,
            Value::Bool(_) => 0,
        },
        Resolved::Varies { cases, .. } => {
            let cases = cases.iter().map(|case| weight(&case.value));
            return cases.fold(0, u32::saturating_add);
        }
        Resolved::Unset { .. } | Resolved::Unknown { .. } | Resolved::Invalid { .. } => 0,
    };
    u32::try_from(steps).unwrap_or(u32::MAX)
}

impl Fixed for Value {
    fn fixed(term: &Term, path: &Formula) -> Option<Option<Value>> {
        match term.under(path)? {
            Constant::Null => Some(None),
            Constant::Bool(value) => Some(Some(Value::Bool(value))),
            Constant::Number(text) | Constant::Text(text) => Some(Some(Value::Text(text.into()))),
        }
    }
}

/// A boolean property. Strings convert in six spellings only, as cfn-lint accepts them; a plain YAML 1.1 `yes` has been a
/// boolean since it was parsed. What AWS makes of an empty string is not known.
pub(crate) fn to_bool(value: Value) -> Resolved<bool> {
    match &value {
        Value::Bool(value) => Resolved::known(*value),
        Value::Text(text) => match text.as_str() {
            "true" | "True" | "TRUE" => Resolved::known(true),
            "false" | "False" | "FALSE" => Resolved::known(false),
            "" => Resolved::unknown("what AWS makes of an empty string is not documented"),
            text if is_rendered_first(text) => Resolved::unknown(rendered::WHY),
            _ => refused(&value, "CloudFormation takes true or false here"),
        },
        _ => refused(&value, "CloudFormation takes true or false here"),
    }
}

/// A string property.
pub(crate) fn to_text(value: Value) -> Resolved<String> {
    match value.as_text() {
        Some(text) => Resolved::known(text),
        None => refused(&value, "CloudFormation takes a string here"),
    }
}

/// The name of a condition, a parameter, a resource: a string only.
///
/// Source: `CloudFormation`'s own refusals, "Every Condition member must be a string" and "every Ref object must have a
/// single String value".
pub(crate) fn to_name(value: Value) -> Resolved<String> {
    match value {
        Value::Text(text) => Resolved::known(text),
        Value::Bool(_) => refused(
            &value,
            "CloudFormation takes a name here, and without quotes this is a boolean",
        )
        .written(Some(*Written::said(
            "Put the name in quotes, here and where it is declared",
        ))),
        _ => refused(&value, "CloudFormation takes a name here, as a string")
            .remedied("Write the name alone"),
    }
}

/// A list of strings; elements that are left out do not count.
pub(crate) fn to_texts(value: Value) -> Resolved<Vec<String>> {
    match value {
        Value::List(items) => {
            let texts = items.into_iter().map(|item| item.and_then(&mut to_text));
            Resolved::all(texts.filter(|text| !matches!(text, Resolved::Unset { .. })))
        }
        scalar => to_text(scalar).map(&mut |text| vec![text]),
    }
}

pub(crate) fn refused<T>(value: &Value, why: &str) -> Resolved<T> {
    Resolved::Invalid {
        text: value.shown(),
        why: why.into(),
        from: Evidence::default(),
    }
}

/// What a dynamic reference begins with.
pub(crate) const REFERENCE: &str = "{{resolve:";

/// A text, unless it is one that CloudFormation fills in at deployment.
pub(crate) fn text_or_dynamic_reference(text: String) -> Resolved<Value> {
    if let Some(at) = text.find(REFERENCE) {
        let end = text[at..].find("}}").map_or(text.len(), |end| at + end + 2);
        return Resolved::unknown(format!(
            "the dynamic reference `{}` is read at deployment",
            &text[at..end]
        ));
    }
    Resolved::known(Value::Text(text))
}

/// All of some values as one list, case by case where they vary. Values left out are dropped, as `AWS::NoValue` is in a list.
pub(crate) fn all(items: &[Resolved<Value>]) -> Resolved<Vec<Value>> {
    let given = items
        .iter()
        .filter(|item| !matches!(item, Resolved::Unset { .. }))
        // A case may be left out as well.
        .map(|item| item.clone().map(&mut Some).or_default(None));
    Resolved::all(given).map(&mut |list: Vec<Option<Value>>| list.into_iter().flatten().collect())
}

/// Parameters and outputs of a nested stack are strings; a list becomes one with commas.
///
/// Source: `AWS::CloudFormation::Stack`, `Parameters`.
pub(crate) fn parameter_text(value: Value) -> Resolved<Value> {
    match value {
        Value::List(items) => all(&items).map(&mut |values| {
            let texts: Vec<String> = values.iter().filter_map(Value::as_text).collect();
            Value::Text(texts.join(","))
        }),
        scalar => to_text(scalar).map(&mut Value::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_value_weighs_grows_with_it() {
        let text = |bytes: usize| Value::Text("x".repeat(bytes));
        let list = |items: usize| {
            let items = (0..items).map(|_| Resolved::known(Value::Bool(true)));
            Value::List(items.collect())
        };
        for [one, ten] in [
            [text(10 * BYTES_PER_STEP), text(100 * BYTES_PER_STEP)],
            [list(10 * ITEMS_PER_STEP), list(100 * ITEMS_PER_STEP)],
        ] {
            assert_eq!(weight(&Resolved::known(one)), 10);
            assert_eq!(weight(&Resolved::known(ten)), 100);
        }
    }
}
