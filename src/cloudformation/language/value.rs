//! The values that a template's expressions come to.

use std::collections::BTreeMap;

use crate::resolved::{Case, Evidence, Resolved};

/// How many cases a value may fan out into.
pub(super) const MAX_ARMS: usize = 64;

/// Values by parameter name.
pub(crate) type ParameterValues = BTreeMap<String, Resolved<Value>>;

/// The members of a map.
pub(crate) type Members = Vec<(String, Resolved<Value>)>;

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
            Value::Text(text) => format!("\"{text}\""),
            Value::List(_) => "a list".into(),
            Value::Map(_) => "a map".into(),
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

/// A boolean property. Strings convert in six spellings only, as cfn-lint accepts them; a plain YAML 1.1 `yes` has been a
/// boolean since it was parsed. What AWS makes of an empty string is not known.
pub(crate) fn to_bool(value: Value) -> Resolved<bool> {
    match &value {
        Value::Bool(value) => Resolved::known(*value),
        Value::Text(text) => match text.as_str() {
            "true" | "True" | "TRUE" => Resolved::known(true),
            "false" | "False" | "FALSE" => Resolved::known(false),
            "" => Resolved::unknown("what AWS makes of an empty string is not documented"),
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

/// A list of strings; elements that are left out do not count.
pub(crate) fn to_texts(value: Value) -> Resolved<Vec<String>> {
    match value {
        Value::List(items) => {
            let mut out = Resolved::known(Vec::new());
            for item in items {
                let text = item.and_then(&mut to_text);
                if matches!(text, Resolved::Unset { .. }) {
                    continue;
                }
                out = out.and_then(&mut |list: Vec<String>| {
                    text.clone().map(&mut |text| {
                        let mut list = list.clone();
                        list.push(text);
                        list
                    })
                });
            }
            out
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

/// A text, unless it is one that CloudFormation fills in at deployment.
pub(crate) fn text_or_dynamic_reference(text: String) -> Resolved<Value> {
    if let Some(at) = text.find("{{resolve:") {
        let end = text[at..].find("}}").map_or(text.len(), |end| at + end + 2);
        return Resolved::unknown(format!(
            "the dynamic reference `{}` is read at deployment",
            &text[at..end]
        ));
    }
    Resolved::known(Value::Text(text))
}

/// All of some values at once; each arm of a value that varies makes its own list. Values left out are dropped, as
/// `AWS::NoValue` is in a list.
pub(crate) fn all(items: &[Resolved<Value>]) -> Resolved<Vec<Value>> {
    let mut arms = 1usize;
    for item in items {
        arms = arms.saturating_mul(item.arms().len());
    }
    if arms > MAX_ARMS {
        return Resolved::unknown(format!("it has more than {MAX_ARMS} cases"));
    }
    let mut out = Resolved::known(Vec::new());
    for item in items {
        if !matches!(item, Resolved::Unset { .. }) {
            out = out.and_then(&mut |list: Vec<Value>| with_item(&list, item.clone()));
        }
    }
    out
}

/// A list with one more item. A case that is left out leaves the list as it is.
fn with_item(list: &[Value], item: Resolved<Value>) -> Resolved<Vec<Value>> {
    match item {
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: cases
                .into_iter()
                .map(|case| Case {
                    when: case.when,
                    value: pushed(list, case.value),
                })
                .collect(),
            from,
        },
        item => pushed(list, item),
    }
}

fn pushed(list: &[Value], item: Resolved<Value>) -> Resolved<Vec<Value>> {
    if let Resolved::Unset { from, .. } = item {
        return Resolved::Known {
            value: list.to_vec(),
            from,
        };
    }
    item.and_then(&mut |value| {
        let mut list = list.to_vec();
        list.push(value);
        Resolved::known(list)
    })
}
