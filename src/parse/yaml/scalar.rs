//! What a scalar is, by its style, its tag and its text.

use std::ops::Range;

use granit_parser::{ScalarStyle, Span as EventSpan, Tag as EventTag};

use crate::parse::{Scalar, Tag};
use crate::source::Input;

/// The bytes of a node's tag.
pub(super) fn tag_range(span: &EventSpan) -> Option<Range<usize>> {
    span.tag_span()?.byte_range()
}

/// A tag that is not of YAML's own schema. `!` alone is none: it only says that a scalar is a string.
pub(super) fn local_tag(input: &Input<'_>, tag: &EventTag, span: &EventSpan) -> Option<Box<Tag>> {
    if tag.is_yaml_core_schema() {
        return None;
    }
    let written = tag.original();
    let verbatim = written
        .strip_prefix("!<")
        .and_then(|tag| tag.strip_suffix('>'));
    let written = verbatim.unwrap_or(&written);
    // `!!binary` is YAML's own and must not be mistaken for an intrinsic function of that name.
    let name = written.strip_prefix('!').unwrap_or(written);
    if name.is_empty() {
        return None;
    }
    Some(Box::new(Tag {
        name: name.to_owned(),
        span: input.span(tag_range(span)?),
    }))
}

/// A scalar's value. What an intrinsic function takes is text, whatever it looks like: `!Ref yes` names `yes`.
pub(super) fn value(text: &str, style: ScalarStyle, tag: Option<&EventTag>) -> Scalar {
    match tag.map(EventTag::core_suffix) {
        None if style == ScalarStyle::Plain => plain(text),
        Some(Some("bool" | "int" | "float" | "null")) => plain(text),
        _ => Scalar::String(text.to_owned()),
    }
}

/// A plain scalar as YAML 1.1 resolves it, but for `y` and `n`, which stay strings.
///
/// Sources: yaml.org's repository of types (`bool`, `null`); "CloudFormation supports the YAML Version 1.1
/// specification" (user guide, "Template formats"); `PyYAML`, which cfn-lint and the AWS CLI read templates with, keeps
/// `y` and `n` strings.
fn plain(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Scalar::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            Scalar::Bool(false)
        }
        _ if is_number(text) => Scalar::Number(text.to_owned()),
        _ => Scalar::String(text.to_owned()),
    }
}

/// What a text comes to that is put where a plain scalar may stand; `None` where it is more than one there.
///
/// Source: YAML 1.2.2, section 7.3.3 (plain style).
#[must_use]
pub fn plain_scalar(text: &str) -> Option<Scalar> {
    let text = text.trim();
    let indicates = |c: char| "-?:,[]{}#&*!|>'\"%@`".contains(c);
    let is_plain = !text.contains(['\n', '\r', ',', '[', ']', '{', '}'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':');
    let begins_plain = !text.starts_with(indicates) || is_number(text);
    (is_plain && begins_plain).then(|| plain(text))
}

/// YAML 1.1's integers and floats (yaml.org's repository of types: `int`, `float`), base 60 left out, and YAML 1.2's
/// `0o17` and `1e3`.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let of = |digits: &str, is: fn(char) -> bool| {
        digits.contains(is) && digits.chars().all(|c| is(c) || c == '_')
    };
    if let Some(digits) = unsigned.strip_prefix("0x") {
        return of(digits, |c| c.is_ascii_hexdigit());
    }
    if let Some(digits) = unsigned.strip_prefix("0o") {
        return of(digits, |c| matches!(c, '0'..='7'));
    }
    if let Some(digits) = unsigned.strip_prefix("0b") {
        return of(digits, |c| matches!(c, '0' | '1'));
    }
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let digits = mantissa.replacen('.', "", 1);
    of(&digits, |c| c.is_ascii_digit())
        && exponent.is_none_or(|exponent| {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_are_yaml_1_1() {
        for yes in [
            "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON",
        ] {
            assert_eq!(plain(yes), Scalar::Bool(true), "{yes}");
        }
        for no in [
            "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF",
        ] {
            assert_eq!(plain(no), Scalar::Bool(false), "{no}");
        }
        for null in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(plain(null), Scalar::Null, "{null}");
        }
        for number in [
            "0",
            "-1",
            "+12",
            "0755",
            "0o17",
            "0x1F",
            "-0x1f",
            "0b10",
            "1_000",
            "1.5",
            "1.",
            ".5",
            "-.5",
            "1e3",
            "1.5E-3",
            ".inf",
            "-.Inf",
            "+.INF",
            ".nan",
            "012345678901",
        ] {
            assert_eq!(plain(number), Scalar::Number(number.into()), "{number}");
        }
        for text in [
            "y",
            "n",
            "Y",
            "N",
            "tRuE",
            "nO",
            "nUll",
            "2010-09-09",
            "12:30",
            "1.2.3",
            ".",
            "..",
            "-",
            "+",
            "e3",
            "1e",
            "1e+",
            "0x",
            "0xg",
            "0o8",
            "0b2",
            "_1",
            "+.nan",
            "-.nan",
            "inf",
            "1 2",
            "٣",
        ] {
            assert_eq!(plain(text), Scalar::String(text.into()), "{text}");
        }
    }
}
