//! Functions that read or write other formats.

use super::results::text;
use super::{csv, decoded_json, decoded_yaml, yaml_text};
use crate::resolved::{Privacy, Resolved};
use crate::source::Span;
use crate::terraform::lang::json_values::json_text;
use crate::terraform::lang::private::private;
use crate::terraform::lang::scope::{Decoding, Scope};
use crate::terraform::lang::values::Value;

/// The functions that make values of texts.
pub(super) const DECODING: [&str; 3] = ["csvdecode", "jsondecode", "yamldecode"];

/// The result, or `None` where the arguments are not those of the function. `file` is the one whose text is decoded, and what is
/// kept back of it is kept back of each part of the result.
pub(crate) fn call(
    name: &str,
    arguments: &[Value],
    file: Option<(Span, Privacy)>,
    scope: &dyn Scope,
) -> Option<Resolved<Value>> {
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
    if !DECODING.contains(&name) {
        return None;
    }
    let at = file.map(|(file, _)| file);
    let decode = || match name {
        "csvdecode" => csv::decode(given),
        "jsondecode" => decoded_json::decode(given, at),
        _ => decoded_yaml::decode(given, at),
    };
    let Some((file, privacy)) = file else {
        return Some(decode());
    };
    let decoding = Decoding {
        by: name,
        text: given,
        file,
        privacy,
    };
    Some(scope.decoded(&decoding, &|| private(decode(), privacy)))
}
