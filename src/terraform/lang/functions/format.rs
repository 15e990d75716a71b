//! `format` and `formatlist`.
//!
//! Source: `cty/function/stdlib/format.go`, and Go's `fmt` for numbers, which that hands them to.

use std::iter::Peekable;
use std::str::Chars;

use num_bigint::BigInt;
use unicode_segmentation::UnicodeSegmentation;

use super::arguments::known_elements;
use super::results::text;
use crate::quote::quoted;
use crate::resolved::Resolved;
use crate::terraform::lang::json_values::json_text;
use crate::terraform::lang::kept::too_large;
use crate::terraform::lang::number::{Digits, Number};
use crate::terraform::lang::refused_parts::unless_refused;
use crate::terraform::lang::values::{Value, error, refused, to_bool, to_number};
use crate::terraform::limits::{MAX_FORMAT_WIDTH, MAX_TEXT_BYTES};

/// A verb of a format: `%-8.2f`, `%[1]s`.
#[derive(Default)]
struct Verb {
    flags: String,
    width: usize,
    precision: Option<usize>,
    /// Which argument it shows, counted from one.
    argument: Option<usize>,
    mode: char,
}

/// A format with the values put in.
pub(super) fn format_text(pattern: &str, arguments: &[Resolved<Value>]) -> Resolved<Value> {
    let in_pattern = |why: &str| error(format!("\"{}\"", quoted(pattern)), why);
    let mut parts = Vec::new();
    let mut literal = String::new();
    let (mut next, mut highest) = (0, 0);
    let mut length = 0;
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            literal.push(c);
            continue;
        }
        if chars.next_if_eq(&'%').is_some() {
            literal.push('%');
            continue;
        }
        let Some(verb) = verb(&mut chars) else {
            return in_pattern("the format has a verb that is not understood");
        };
        if verb.width > MAX_FORMAT_WIDTH
            || verb
                .precision
                .is_some_and(|digits| digits > MAX_FORMAT_WIDTH)
        {
            return Resolved::unknown("the format makes too long a text to follow");
        }
        let at = verb.argument.unwrap_or(next + 1);
        let Some(value) = at.checked_sub(1).and_then(|at| arguments.get(at)) else {
            return in_pattern("the format has more verbs than there are arguments");
        };
        next = at;
        highest = highest.max(at);
        let show = &mut |value| verb.shown(&value);
        let shown = if verb.is_plain() {
            value.clone().converted(show)
        } else {
            value.clone().and_then(show)
        };
        if shown.is_invalid() {
            return shown.map(&mut Value::Text);
        }
        length += shown.value().map_or(0, String::len);
        if length > MAX_TEXT_BYTES {
            return too_large();
        }
        parts.push(Resolved::known(std::mem::take(&mut literal)));
        parts.push(shown);
    }
    if highest < arguments.len() {
        return in_pattern("there are more arguments than the format has verbs");
    }
    parts.push(Resolved::known(literal));
    Resolved::joined(parts, "").converted(&mut text)
}

/// Reads a verb after its `%`.
fn verb(chars: &mut Peekable<Chars<'_>>) -> Option<Verb> {
    let mut verb = Verb::default();
    while let Some(flag) = chars.next_if(|c| "#0-+ ".contains(*c)) {
        verb.flags.push(flag);
    }
    verb.width = number(chars).unwrap_or(0);
    if chars.next_if_eq(&'.').is_some() {
        verb.precision = Some(number(chars).unwrap_or(0));
    }
    if chars.next_if_eq(&'[').is_some() {
        verb.argument = Some(number(chars)?);
        chars.next_if_eq(&']')?;
    }
    verb.mode = chars.next()?;
    "vtbdoxXeEfgGsq".contains(verb.mode).then_some(verb)
}

fn number(chars: &mut Peekable<Chars<'_>>) -> Option<usize> {
    let mut digits = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        digits.push(digit);
    }
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(usize::MAX))
}

impl Verb {
    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// Whether it shows a primitive as it is put into a text.
    fn is_plain(&self) -> bool {
        let is_bare = self.flags.is_empty() && self.width == 0 && self.precision.is_none();
        is_bare && matches!(self.mode, 's' | 'v')
    }

    /// A value as the verb shows it.
    fn shown(&self, value: &Value) -> Resolved<String> {
        if *value == Value::Null {
            // A null of no type is not known before apply, any other is refused or shown.
            return Resolved::unknown("how `format` shows a null is not known");
        }
        match self.mode {
            'v' => self.as_it_is(value),
            't' => to_bool(value.clone()).map(&mut |value| value.to_string()),
            's' | 'q' => match value.as_text() {
                Some(text) => Resolved::known(self.string(&text)),
                None => refused(value, "it does not fit the format's verb"),
            },
            'e' | 'E' | 'f' | 'g' | 'G' => to_number(value).map(&mut |number| self.float(&number)),
            _ => to_number(value).and_then(&mut |number| match number.to_whole() {
                Some(whole) => Resolved::known(self.whole(&whole)),
                None => refused(value, "a whole number is needed here"),
            }),
        }
    }

    fn as_it_is(&self, value: &Value) -> Resolved<String> {
        let shown = match value {
            Value::Text(text) if !self.has('#') => Some(text.clone()),
            Value::Number(number) if !self.has('#') => {
                Some(number.signed(&general(&number.shortest(), None, 'e')))
            }
            other => json_text(other),
        };
        match shown {
            Some(shown) => Resolved::known(self.padded(&shown)),
            None => Resolved::unknown("a part of what `format` shows is not known"),
        }
    }

    fn string(&self, text: &str) -> String {
        let text: String = match self.precision {
            Some(count) if count > 0 => text.graphemes(true).take(count).collect(),
            _ => text.to_owned(),
        };
        if self.mode == 'q' {
            let quoted = json_text(&Value::Text(text)).unwrap_or_default();
            return self.padded(&quoted);
        }
        self.padded(&text)
    }

    /// Padded to the width in characters as one sees them.
    fn padded(&self, shown: &str) -> String {
        if self.width == 0 {
            return shown.to_owned();
        }
        // Of a long text no more than the width is counted.
        let counted = shown.graphemes(true).take(self.width).count();
        let missing = self.width - counted;
        let padding = if self.has('0') { "0" } else { " " }.repeat(missing);
        if self.has('-') {
            format!("{shown}{padding}")
        } else {
            format!("{padding}{shown}")
        }
    }

    /// Source: Go, `math/big/intconv.go`, `Int.Format`.
    fn whole(&self, number: &BigInt) -> String {
        let radix = match self.mode {
            'b' => 2,
            'o' => 8,
            'x' | 'X' => 16,
            _ => 10,
        };
        let mut digits = number.magnitude().to_str_radix(radix);
        if self.mode == 'X' {
            digits = digits.to_uppercase();
        }
        let prefix = match self.mode {
            _ if !self.has('#') => "",
            'b' => "0b",
            'o' => "0",
            'x' => "0x",
            'X' => "0X",
            _ => "",
        };
        if self.precision == Some(0) && digits == "0" {
            return String::new();
        }
        let least = self.precision.unwrap_or(0);
        let digits = format!("{digits:0>least$}");
        let sign = self.sign(number.sign() == num_bigint::Sign::Minus);
        self.in_width(
            sign,
            prefix,
            &digits,
            self.has('0') && self.precision.is_none(),
        )
    }

    /// Source: Go, `math/big/ftoa.go`, `Float.Format`.
    fn float(&self, number: &Number) -> String {
        let digits = number.exact();
        let places = self.precision.unwrap_or(6);
        let shown = match (self.mode, self.precision) {
            ('f', _) => digits.fixed(places),
            ('e' | 'E', _) => scientific(&digits, places, self.mode),
            (mode, None) => general(&number.shortest(), None, exponent_of(mode)),
            (mode, precision) => general(&digits, precision, exponent_of(mode)),
        };
        let sign = self.sign(number.signed("").starts_with('-'));
        self.in_width(sign, "", &shown, self.has('0'))
    }

    fn sign(&self, is_negative: bool) -> &'static str {
        match (is_negative, self.has('+'), self.has(' ')) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        }
    }

    fn in_width(&self, sign: &str, prefix: &str, digits: &str, zeros: bool) -> String {
        let length = sign.len() + prefix.len() + digits.len();
        let missing = self.width.saturating_sub(length);
        if self.has('-') {
            format!("{sign}{prefix}{digits}{}", " ".repeat(missing))
        } else if zeros {
            format!("{sign}{prefix}{}{digits}", "0".repeat(missing))
        } else {
            format!("{}{sign}{prefix}{digits}", " ".repeat(missing))
        }
    }
}

fn exponent_of(mode: char) -> char {
    if mode == 'G' { 'E' } else { 'e' }
}

/// `d.ddde±dd`, with so many decimal places.
fn scientific(digits: &Digits, places: usize, letter: char) -> String {
    let digits = digits.rounded(i64::try_from(places).unwrap_or(i64::MAX).saturating_add(1));
    let mut shown = digits.digits.clone();
    while shown.len() <= places {
        shown.push('0');
    }
    let exponent = if digits.digits.is_empty() {
        0
    } else {
        digits.point - 1
    };
    let sign = if exponent < 0 { '-' } else { '+' };
    let (first, rest) = shown.split_at(1);
    let point = if places > 0 { "." } else { "" };
    let power = exponent.unsigned_abs();
    format!("{first}{point}{rest}{letter}{sign}{power:02}")
}

/// Without an exponent where that is short, as `%g`.
fn general(digits: &Digits, precision: Option<usize>, letter: char) -> String {
    let precision = precision.map(|precision| precision.max(1));
    let digits = match precision {
        Some(precision) => digits.rounded(i64::try_from(precision).unwrap_or(i64::MAX)),
        None => digits.clone(),
    };
    let length = digits.digits.len();
    let point = digits.point;
    let limit = match precision {
        None => 6,
        Some(precision) => {
            let is_whole = i64::try_from(length).is_ok_and(|length| length >= point);
            let limit = if precision > length && is_whole {
                length
            } else {
                precision
            };
            i64::try_from(limit).unwrap_or(i64::MAX)
        }
    };
    let exponent = point - 1;
    if length > 0 && (exponent < -4 || exponent >= limit) {
        return scientific(&digits, length - 1, letter);
    }
    digits.plain()
}

pub(super) fn format_list(pattern: &str, arguments: &[Value]) -> Resolved<Value> {
    let mut length = None;
    let mut columns = Vec::new();
    for argument in arguments {
        match argument.elements() {
            Some(items) => match known_elements(items) {
                Ok(values) => {
                    if length.is_some_and(|length| length != values.len()) {
                        return error("formatlist", "the lists are not equally long");
                    }
                    length = Some(values.len());
                    columns.push(Some(values));
                }
                Err(why) => return why,
            },
            None => columns.push(None),
        }
    }
    let rows = (0..length.unwrap_or(1)).map(|row| {
        let values: Vec<Resolved<Value>> = columns
            .iter()
            .zip(arguments)
            .map(|(column, argument)| match column {
                Some(values) => Resolved::known(values[row].clone()),
                None => Resolved::known(argument.clone()),
            })
            .collect();
        format_text(pattern, &values)
    });
    unless_refused(Value::List(rows.collect()))
}
