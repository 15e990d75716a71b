//! What a scalar of YAML is to `yamldecode`.
//!
//! Source: `go-cty-yaml`, `resolve.go`.

use granit_parser::ScalarStyle;
use regex::Regex;

use super::encoded_texts::from_base64;
use crate::resolved::Resolved;
use crate::terraform::lang::number::Number;
use crate::terraform::lang::values::{Value, in_bounds};

pub(super) enum Scalar {
    Of(Value),
    /// A number beyond all others.
    Infinite,
}

impl Scalar {
    pub(super) fn into_value(self) -> Resolved<Value> {
        match self {
            Scalar::Of(value) => Resolved::known(value),
            Scalar::Infinite => in_bounds(None),
        }
    }

    fn text(text: &str) -> Scalar {
        Scalar::Of(Value::text(text))
    }
}

/// The error is a clause about the text that the scalar stands in.
type Result<T> = std::result::Result<T, &'static str>;

const UNKNOWN_TAG: &str = "it has a tag that is not known";
const NOT_OF_ITS_TAG: &str = "a value in it is not of the type that its tag says";

/// What a scalar comes to. What stands in quotes is a string, whatever its tag says, if its first letter could begin another
/// value; what is untagged in a block scalar is resolved, and made a string again.
pub(super) fn resolve(text: &str, style: ScalarStyle, tag: Option<&str>) -> Result<Scalar> {
    let tag = match tag {
        None => None,
        Some(tag) => Some(tag.strip_prefix("tag:yaml.org,2002:").ok_or(UNKNOWN_TAG)?),
    };
    let scalar = of_tag(text, style, tag)?;
    let is_plain = style == ScalarStyle::Plain;
    Ok(match scalar {
        Scalar::Of(value) if tag.is_none() && !is_plain => match value.as_text() {
            Some(text) => Scalar::text(&text),
            None => Scalar::Of(Value::Null),
        },
        scalar => scalar,
    })
}

fn of_tag(text: &str, style: ScalarStyle, tag: Option<&str>) -> Result<Scalar> {
    match tag {
        None | Some("bool" | "int" | "float" | "null" | "timestamp") => {
            if let Some(resolved) = by_its_look(text, style, tag)? {
                return Ok(resolved);
            }
        }
        Some("str") => return Ok(Scalar::text(text)),
        Some("binary") => {
            return match from_base64(text) {
                Some(_) => Ok(Scalar::text(text)),
                None => Err(NOT_OF_ITS_TAG),
            };
        }
        Some(_) => return Err(UNKNOWN_TAG),
    }
    match tag {
        None => Ok(Scalar::text(text)),
        Some("null") => Ok(Scalar::Of(Value::Null)),
        Some("int" | "float") => number(text),
        // A boolean is one by its look, and so is a point in time.
        Some(_) => Err(NOT_OF_ITS_TAG),
    }
}

/// What its first letter hints at; `None` where that leads to nothing.
fn by_its_look(text: &str, style: ScalarStyle, tag: Option<&str>) -> Result<Option<Scalar>> {
    let hint = text.bytes().next();
    let hints = |byte: u8| byte.is_ascii_digit() || b"+-.yYnNtTfFoO~".contains(&byte);
    if !hint.is_none_or(hints) {
        return Ok(None);
    }
    if matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
        return Ok(Some(Scalar::text(text)));
    }
    if let Some(word) = word(text) {
        return Ok(Some(word));
    }
    if tag.is_none() && matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err("a number in it is not a number (`.nan`)");
    }
    let is_number = |text: &str| is_integer(text) || is_decimal(text);
    match hint {
        Some(b'.') if is_decimal(text) => number(text).map(Some),
        Some(byte) if byte.is_ascii_digit() || b"+-".contains(&byte) => {
            if matches!(tag, None | Some("timestamp"))
                && let Some(time) = timestamp(text)
            {
                return Ok(Some(Scalar::text(&time)));
            }
            if is_number(text) {
                return number(text).map(Some);
            }
            Ok(None)
        }
        _ => Ok(None),
    }
}

fn word(text: &str) -> Option<Scalar> {
    Some(Scalar::Of(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Value::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Value::Bool(false)
        }
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" => {
            return Some(Scalar::Infinite);
        }
        _ => return None,
    }))
}

fn all(text: &str, is: fn(&u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(|byte| is(&byte))
}

/// A whole number, octal and hexadecimal ones without a sign.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    all(digits, u8::is_ascii_digit)
        || (text.strip_prefix("0x")).is_some_and(|digits| all(digits, u8::is_ascii_hexdigit))
        || (text.strip_prefix("0o"))
            .is_some_and(|digits| all(digits, |byte| (b'0'..=b'7').contains(byte)))
}

fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = exponent.map(|digits| digits.strip_prefix(['+', '-']).unwrap_or(digits));
    !(whole.is_empty() && fraction.is_empty())
        && are_digits(whole)
        && are_digits(fraction)
        && exponent.is_none_or(|digits| all(digits, u8::is_ascii_digit))
}

/// A number by its tag or its look; those that are not decimal have 64 bits.
fn number(text: &str) -> Result<Scalar> {
    let plain = text.replace('_', "");
    if is_decimal(&plain) {
        // Past the bounds of an exponent it is as good as infinite.
        let number = Number::parse(plain.strip_prefix('+').unwrap_or(&plain)).ok();
        return Ok(number.map_or(Scalar::Infinite, |number| Scalar::Of(Value::Number(number))));
    }
    let radix = |(prefix, radix)| u64::from_str_radix(plain.strip_prefix(prefix)?, radix).ok();
    let whole = [("0x", 16), ("0o", 8)].into_iter().find_map(radix);
    match whole.and_then(|whole| Number::parse(&whole.to_string()).ok()) {
        Some(number) => Ok(Scalar::Of(Value::Number(number))),
        None => Err(NOT_OF_ITS_TAG),
    }
}

/// A plain scalar that YAML takes for a point in time, as Terraform writes it: to the second, in UTC where no zone is
/// given.
///
/// Source: `go-cty-yaml`, `resolve.go`, `allowedTimestampFormats`; `terraform console` 1.11.
fn timestamp(plain: &str) -> Option<String> {
    if plain.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
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
