//! Functions that read or write other formats.

use std::collections::BTreeMap;

use super::results::text;
use crate::resolved::Resolved;
use crate::terraform::lang::json_values::{from_json, to_json};
use crate::terraform::lang::values::{Value, error, refused};

pub(crate) const NAMES: &[&str] = &["jsondecode", "jsonencode", "yamldecode"];

/// The result, or `None` where the arguments are not those of the function.
pub(crate) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    let [one] = arguments else { return None };
    if name == "jsonencode" {
        return Some(match to_json(one) {
            Some(json) => text(escaped(&json.to_string())),
            None => Resolved::unknown("a part of what `jsonencode` prints is not known"),
        });
    }
    let Some(given) = one.as_text() else {
        return Some(refused(one, "a string is needed here"));
    };
    Some(match name {
        "jsondecode" => match serde_json::from_str(&given) {
            Ok(json) => Resolved::known(from_json(&json)),
            Err(_) => error("the string", "it is no JSON"),
        },
        "yamldecode" => decode_yaml(&given),
        _ => return None,
    })
}

/// JSON with the characters escaped that Go's encoder escapes for HTML's sake; they occur in strings only.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

/// YAML as Terraform reads it: `yes` and `on` are booleans (seen with `terraform console` 1.11).
fn decode_yaml(given: &str) -> Resolved<Value> {
    let sources = crate::source::SourceMap::default();
    let Ok(file) = sources.add("yamldecode", given.as_bytes().to_vec()) else {
        return Resolved::unknown("the YAML is too large");
    };
    let parsed = crate::parse::yaml::parse(&file.input());
    match (parsed.errors.is_empty(), parsed.tree.as_slice()) {
        (true, [one]) => Resolved::known(from_node(one, given)),
        (true, []) => error("the string", "it holds no YAML document"),
        (true, _) => error("the string", "it holds several YAML documents"),
        (false, _) => error("the string", "it is no YAML"),
    }
}

/// A number as Terraform reads it: in hexadecimal and octal too, but with an underscore it is text.
fn yaml_number(written: &str) -> Value {
    let radix = [("0x", 16), ("0o", 8), ("0b", 2)]
        .iter()
        .find_map(|(prefix, radix)| {
            u32::from_str_radix(written.strip_prefix(prefix)?, *radix).ok()
        });
    match (radix, written.parse::<f64>()) {
        (Some(number), _) => Value::Number(number.into()),
        (None, Ok(number)) if number.is_finite() => Value::Number(number),
        _ => Value::Text(written.to_owned()),
    }
}

fn from_node(node: &crate::parse::Node, given: &str) -> Value {
    use crate::parse::{Scalar, Value as Tree};
    match &node.value {
        Tree::Scalar(Scalar::Null) => Value::Null,
        Tree::Scalar(Scalar::Bool(value)) => Value::Bool(*value),
        Tree::Scalar(Scalar::Number(text)) => yaml_number(text),
        // Terraform takes a plain `y` and `n` for booleans too.
        Tree::Scalar(Scalar::String(text)) => match given.get(node.span.range()) {
            Some("y" | "Y") => Value::Bool(true),
            Some("n" | "N") => Value::Bool(false),
            _ => Value::Text(text.clone()),
        },
        Tree::List(items) => Value::tuple(items.iter().map(|item| from_node(item, given))),
        Tree::Map(entries) => {
            let members: BTreeMap<_, _> = entries
                .iter()
                .filter_map(|entry| {
                    Some((
                        entry.key.scalar_text()?,
                        Resolved::known(from_node(&entry.value, given)),
                    ))
                })
                .collect();
            Value::Object(members)
        }
    }
}
