//! Functions that read or write other formats.

use std::collections::BTreeMap;

use super::results::text;
use super::{csv, yaml_text};
use crate::resolved::Resolved;
use crate::terraform::lang::json_values::{from_node, json_text};
use crate::terraform::lang::number::Number;
use crate::terraform::lang::values::{Value, error};

/// The result, or `None` where the arguments are not those of the function.
pub(crate) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    let [one] = arguments else { return None };
    if name == "yamlencode" {
        return Some(match yaml_text::encode(one) {
            Some(yaml) => text(yaml),
            None => Resolved::unknown("a part of what `yamlencode` prints is not known"),
        });
    }
    if name == "jsonencode" {
        return Some(match json_text(one) {
            Some(json) => text(json),
            None => Resolved::unknown("a part of what `jsonencode` prints is not known"),
        });
    }
    let Value::Text(given) = one else {
        return None;
    };
    Some(match name {
        "csvdecode" => csv::decode(given),
        "jsondecode" => decode_json(given),
        "yamldecode" => decode_yaml(given),
        _ => return None,
    })
}

fn decode_json(given: &str) -> Resolved<Value> {
    let sources = crate::source::SourceMap::default();
    let Ok(file) = sources.add("jsondecode", given.as_bytes().to_vec()) else {
        return Resolved::unknown("the JSON is too large");
    };
    let parsed = crate::parse::json::parse(&file.input());
    match parsed.tree.filter(|_| parsed.errors.is_empty()) {
        Some(tree) => from_node(&tree),
        // The parser takes so many levels; Terraform takes more.
        None if given.matches(['[', '{']).count() >= crate::parse::MAX_DEPTH => {
            Resolved::unknown("the JSON cannot be read, or is too large or too deep to follow")
        }
        None => error("the string", "it is no JSON"),
    }
}

/// YAML as Terraform reads it: `yes` and `on` are booleans (seen with `terraform console` 1.11).
fn decode_yaml(given: &str) -> Resolved<Value> {
    let sources = crate::source::SourceMap::default();
    let Ok(file) = sources.add("yamldecode", given.as_bytes().to_vec()) else {
        return Resolved::unknown("the YAML is too large");
    };
    let parsed = crate::parse::yaml::parse(&file.input());
    match (parsed.errors.is_empty(), parsed.tree.as_slice()) {
        (true, [one]) => Resolved::known(from_yaml(one, given)),
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
    match (radix, Number::parse(written)) {
        (Some(number), _) => Value::Number((number as usize).into()),
        (None, Ok(number)) => Value::Number(number),
        _ => Value::Text(written.to_owned()),
    }
}

fn from_yaml(node: &crate::parse::Node, given: &str) -> Value {
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
        Tree::List(items) => Value::tuple(items.iter().map(|item| from_yaml(item, given))),
        Tree::Map(entries) => {
            let members: BTreeMap<_, _> = entries
                .iter()
                .filter_map(|entry| {
                    Some((
                        entry.key.scalar_text()?,
                        Resolved::known(from_yaml(&entry.value, given)),
                    ))
                })
                .collect();
            Value::Object(members)
        }
    }
}
