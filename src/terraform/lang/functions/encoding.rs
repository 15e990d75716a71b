//! Functions that read or write other formats.

use std::collections::BTreeMap;

use regex::Regex;

use super::results::text;
use super::{csv, yaml_text};
use crate::parse::Node;
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
        None => error("the string", "it is not valid JSON"),
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
        (true, [one]) if is_tagged(one) => error("the string", "it has a tag that is not known"),
        (true, [one]) => Resolved::known(from_yaml(one, given)),
        (true, []) => error("the string", "it holds no YAML document"),
        (true, _) => error("the string", "it holds several YAML documents"),
        (false, _) => error("the string", "it is no YAML"),
    }
}

/// A number as Terraform reads it: in hexadecimal and octal too, but with an underscore it is text.
fn yaml_number(written: &str) -> Value {
    let radix = [("0x", 16), ("0o", 8)].iter().find_map(|(prefix, radix)| {
        u32::from_str_radix(written.strip_prefix(prefix)?, *radix).ok()
    });
    match (radix, Number::parse(written)) {
        (Some(number), _) => Value::Number((number as usize).into()),
        (None, Ok(number)) => Value::Number(number),
        _ => Value::Text(written.to_owned()),
    }
}

/// Whether a node or one in it has a tag that Terraform does not know.
fn is_tagged(node: &Node) -> bool {
    let is_known =
        |name: &str| matches!(name.rsplit(['!', ':']).next(), Some("binary" | "timestamp"));
    let is_own = |name: &str| name.starts_with('!') || name.starts_with("tag:yaml.org,2002:");
    node.tag
        .as_ref()
        .is_some_and(|tag| !(is_own(&tag.name) && is_known(&tag.name)))
        || node.items().iter().any(is_tagged)
        || node.entries().iter().any(|entry| is_tagged(&entry.value))
}

/// A plain scalar that YAML takes for a point in time, as Terraform writes it: to the second, in UTC where no zone is
/// given.
///
/// Source: `go-cty-yaml`, `resolve.go`, `allowedTimestampFormats`; `terraform console` 1.11.
fn timestamp(plain: &str) -> Option<String> {
    let pattern = Regex::new(
        r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(Z|[+-]\d\d:\d\d)| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?)?$",
    );
    let captures = pattern.ok()?.captures(plain)?;
    let number = |group: usize| -> Option<u32> { captures.get(group)?.as_str().parse().ok() };
    let (year, month, day) = (number(1)?, number(2)?, number(3)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let part = |group: usize| number(group).or_else(|| number(group + 4)).unwrap_or(0);
    let (hour, minute, second) = (part(4), part(5), part(6));
    if day == 0 || day > days || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let zone = match captures.get(7).map(|zone| zone.as_str()) {
        None | Some("Z" | "+00:00" | "-00:00") => "Z",
        Some(zone) => zone,
    };
    Some(format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}"
    ))
}

/// A text, which YAML may take for more where it stands plain.
fn yaml_text(node: &Node, text: &str, given: &str) -> Value {
    let range = node.span.range();
    let before = given.get(..range.start).unwrap_or_default().trim_end();
    let is_plain = given.get(range) == Some(text) && !before.ends_with("!!str");
    match text {
        // Terraform takes a plain `y` and `n` for booleans too.
        "y" | "Y" if is_plain => Value::Bool(true),
        "n" | "N" if is_plain => Value::Bool(false),
        _ if is_plain => Value::text(timestamp(text).unwrap_or_else(|| text.to_owned())),
        _ => Value::text(text),
    }
}

fn from_yaml(node: &Node, given: &str) -> Value {
    use crate::parse::{Scalar, Value as Tree};
    match &node.value {
        Tree::Scalar(Scalar::Null) => Value::Null,
        Tree::Scalar(Scalar::Bool(value)) => Value::Bool(*value),
        Tree::Scalar(Scalar::Number(text)) => yaml_number(text),
        Tree::Scalar(Scalar::String(text)) => yaml_text(node, text, given),
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
