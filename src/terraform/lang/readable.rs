//! Texts that Terraform takes and `hcl` refuses, made readable.
//!
//! `hcl` takes the square of the members of an object; it refuses objects with a key that stands twice, what is nested deeper than
//! its stack should go, long chains of operators, numbers that no machine's float holds, and in a `for` expression line breaks and
//! what comes behind a heredoc. A name of the same length stands in for such a term, so that offsets stay; whoever evaluates it finds
//! other text in its place, and parses that on its own.

use std::collections::BTreeMap;
use std::ops::Range;

use hcl::edit::expr::Expression;
use hcl::edit::parser::{Error, parse_body, parse_expr, parse_template};
use hcl::edit::structure::Body;
use hcl::edit::template::Template;
use hcl::edit::visit::{self, Visit};

use super::embedded_code::Code;
use super::groups::{
    braces_around, deepest, members, members_found, terms_below, value_around, wide_groups,
    with_small_numbers,
};
use super::lexer::{blanked, join_for_lines};
use super::many_values::are_too_many_in;
use crate::terraform::limits::{
    MAX_ARGUMENTS_AGAIN, MAX_BRACKETS_AT_ONCE, MAX_INTERPOLATIONS_AT_ONCE, MAX_MEMBERS_AT_ONCE,
    MAX_TERMS_CHECKED, MAX_TERMS_SET_ASIDE, TEMPLATE_BYTES_PER_STEP,
};

/// Stands in for a term.
pub(super) const TERM: &str = "_";

/// Stands in for a whole value that is not read.
pub(super) const UNREAD: &str = "__";

/// What cannot be read, and where the text begins that its place counts in.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) base: usize,
    pub(super) error: Error,
}

/// What a text is.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Its values may be set aside.
    Body,
    Expression,
    Template,
}

impl Kind {
    fn code(self, text: &str) -> Code {
        match self {
            Kind::Body | Kind::Expression => Code::of_code(text),
            Kind::Template => Code::of_template(text),
        }
    }
}

/// A body, with what `hcl` alone refuses set aside.
pub(super) fn body(text: &str) -> Result<Body, Fault> {
    parsed_within(text, parse_body, Kind::Body, Some(MAX_TERMS_CHECKED))
}

/// An expression that was looked at before, with the same.
pub(crate) fn expression(text: &str) -> Option<Expression> {
    parsed_within(text, parse_expr, Kind::Expression, None).ok()
}

/// Why a text is not read as a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotRead {
    /// It has more parts than are followed.
    TooMany,
    /// It is none.
    NoTemplate,
}

/// A template that stands in a file, or in a string of JSON, with the same.
pub(crate) fn template(text: &str) -> Result<Template, NotRead> {
    if are_too_many_in(text) {
        return Err(NotRead::TooMany);
    }
    let parsed = parsed_within(
        text,
        parse_template,
        Kind::Template,
        Some(MAX_TERMS_CHECKED),
    );
    parsed.map_err(|_| NotRead::NoTemplate)
}

/// How many expressions it counts as that a template is parsed: what is set aside in it is read again.
pub(super) fn steps_of(text: &str) -> u32 {
    let times = 1 + (deepest(text) / MAX_BRACKETS_AT_ONCE).min(MAX_TERMS_CHECKED);
    let steps = (text.len() / TEMPLATE_BYTES_PER_STEP).saturating_mul(times);
    u32::try_from(steps).unwrap_or(u32::MAX)
}

/// An expression as it is, and `None` where something of it would be set aside.
pub(crate) fn plain_expression(text: &str) -> Option<Expression> {
    plain(text, parse_expr, Kind::Expression)
}

/// The same of a template.
pub(super) fn plain_template(text: &str) -> Option<Template> {
    plain(text, parse_template, Kind::Template)
}

fn plain<T>(text: &str, parse: fn(&str) -> Result<T, Error>, kind: Kind) -> Option<T> {
    let is_wide = !wide_objects(text, kind).is_empty();
    if is_wide { None } else { parse(text).ok() }
}

/// Whether a name stands in an expression for a term that is set aside.
pub(crate) fn has_terms_set_aside(expression: &Expression) -> bool {
    let mut search = Terms { are_there: false };
    search.visit_expr(expression);
    search.are_there
}

struct Terms {
    are_there: bool,
}

impl Visit for Terms {
    fn visit_expr(&mut self, expression: &Expression) {
        let name = expression.as_variable();
        self.are_there |= name.is_some_and(|name| [TERM, UNREAD].contains(&name.as_str()));
        visit::visit_expr(self, expression);
    }
}

/// Whether objects of a file are set aside before it is parsed.
pub(super) fn has_wide_objects(text: &str) -> bool {
    !wide_objects(text, Kind::Body).is_empty()
}

/// Whether a file's text is refused for nothing but what [`body`] sets aside, or is not refused at all.
pub(super) fn only_limits_refuse(text: &str) -> bool {
    let wide = wide_objects(text, Kind::Body);
    let Ok(text) = without_wide(text, &Code::of_code(text), &wide, None) else {
        return false;
    };
    let read = parse_body(&text);
    read.map_or_else(|error| Refused::by(&error).is_some(), |_| true)
}

/// `checks` is how many levels of terms that are set aside have to be readable, too; `None` if they are known to be.
fn parsed_within<T>(
    text: &str,
    parse: fn(&str) -> Result<T, Error>,
    kind: Kind,
    checks: Option<usize>,
) -> Result<T, Fault> {
    let wide = wide_objects(text, kind);
    if wide.is_empty()
        && let Ok(parsed) = parse(text)
    {
        return Ok(parsed);
    }
    let code = kind.code(text);
    let mut text = without_wide(text, &code, &wide, checks)?;
    let mut duplicates = 0;
    for number in 0..=MAX_TERMS_SET_ASIDE {
        let error = match parse(&text) {
            Ok(parsed) => return Ok(parsed),
            Err(error) => error,
        };
        let at = offset_of(&error, &text);
        let refused = Refused::by(&error);
        let terms = match refused {
            Some(Refused::Argument) if duplicates < MAX_ARGUMENTS_AGAIN => {
                if rename(&mut text, at, duplicates) {
                    duplicates += 1;
                    continue;
                }
                Vec::new()
            }
            Some(Refused::Key) if number < MAX_TERMS_SET_ASIDE => {
                let whole = 0..text.trim_end().len();
                let term = code.around(at).and_then(|part| {
                    let term = braces_around(&text[part.clone()], at - part.start)?;
                    Some(part.start + term.start..part.start + term.end)
                });
                term.filter(|term| *term != whole).into_iter().collect()
            }
            Some(Refused::Depth) => {
                let parts = code.outermost().iter();
                let terms = parts.flat_map(|part| {
                    let terms = terms_below(&text[part.clone()], MAX_BRACKETS_AT_ONCE).into_iter();
                    terms.map(|term| part.start + term.start..part.start + term.end)
                });
                terms.collect()
            }
            _ => Vec::new(),
        };
        let is_limit = matches!(
            refused,
            Some(Refused::Key | Refused::Depth | Refused::Length)
        );
        if terms.is_empty() {
            // Whatever it is, the rest of the text can be read without it.
            match value_around(&text, at).filter(|_| is_limit && kind == Kind::Body) {
                Some(value) if value.len() > UNREAD.len() => set_aside(&mut text, value, UNREAD),
                _ => return Err(Fault { base: 0, error }),
            }
            continue;
        }
        for term in terms {
            set_term_aside(&mut text, term, checks)?;
        }
    }
    parse(&text).map_err(|error| Fault { base: 0, error })
}

/// The text with objects and heredocs set aside.
fn without_wide(
    text: &str,
    code: &Code,
    wide: &[Range<usize>],
    checks: Option<usize>,
) -> Result<String, Fault> {
    let (mut text, heredocs) = prepared(text, code);
    for object in wide {
        set_wide_aside(&mut text, object.clone(), checks)?;
    }
    let is_apart = |range: &Range<usize>| {
        let mut around = wide.iter();
        !around.any(|object| object.start <= range.start && range.end <= object.end)
    };
    for heredoc in heredocs.into_iter().filter(is_apart) {
        set_term_aside(&mut text, heredoc, checks)?;
    }
    Ok(text)
}

/// Whether an object of a text may have so many members that it is not to be parsed at once.
fn may_be_wide(text: &str) -> bool {
    let signs = memchr::memchr2_iter(b'=', b':', text.as_bytes());
    signs.take(MAX_MEMBERS_AT_ONCE + 1).count() > MAX_MEMBERS_AT_ONCE
}

/// Whether a text of it may have so many interpolations.
fn may_interpolate_much(text: &str) -> bool {
    let mut found = memchr::memmem::find_iter(text.as_bytes(), "${");
    found.nth(MAX_INTERPOLATIONS_AT_ONCE).is_some()
}

/// The objects with so many members, as `hcl` compares each key with all before it, and the expressions in texts that have so many:
/// none of them in another.
fn wide_objects(text: &str, kind: Kind) -> Vec<Range<usize>> {
    let may_be_wide = may_be_wide(text);
    if !may_be_wide && !may_interpolate_much(text) {
        return Vec::new();
    }
    let code = kind.code(text);
    if !may_be_wide {
        return outermost_of(code.of_many().to_vec());
    }
    let outermost = code.outermost().len();
    let parts = code.parts().iter().enumerate();
    let found = parts.flat_map(|(number, part)| {
        let is_body = kind == Kind::Body && number < outermost;
        let found = wide_groups(&text[part.clone()], MAX_MEMBERS_AT_ONCE, is_body).into_iter();
        let found = found.filter(|at| {
            members_found(&text[part.start + at.start..part.start + at.end]).is_some()
        });
        found.map(|at| part.start + at.start..part.start + at.end)
    });
    outermost_of(found.chain(code.of_many().iter().cloned()).collect())
}

/// Sets such an object aside. Of one that cannot be read, what comes before that is left out, so that it is found at once.
fn set_wide_aside(
    text: &mut String,
    object: Range<usize>,
    checks: Option<usize>,
) -> Result<(), Fault> {
    match members_found(&text[object.clone()]) {
        Some(Err(before)) => {
            let ends = before.first().zip(before.last());
            if let Some(((first, _), (last, _))) = ends.filter(|(first, last)| first != last) {
                let left_out = object.start + first.start..object.start + last.start;
                *text = blanked(text, &[left_out]);
            }
            Ok(())
        }
        _ => set_term_aside(text, object, checks),
    }
}

/// A text whose code has no line breaks and no numbers that `hcl` alone refuses, and the heredocs to set aside.
fn prepared(text: &str, code: &Code) -> (String, Vec<Range<usize>>) {
    let mut bytes = text.as_bytes().to_vec();
    let mut heredocs = Vec::new();
    for part in code.parts() {
        let joined = join_for_lines(&text[part.clone()]);
        let small = with_small_numbers(&joined.text);
        bytes[part.clone()].copy_from_slice(small.as_bytes());
        let found = joined.heredocs.into_iter();
        heredocs.extend(found.map(|at| part.start + at.start..part.start + at.end));
    }
    let text = String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned());
    (text, outermost_of(heredocs))
}

/// Those ranges that lie in none of the others; what lies in one comes behind it.
fn outermost_of(ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut ends: BTreeMap<usize, usize> = BTreeMap::new();
    for range in ranges {
        let before = ends.range(..=range.start).next_back();
        if before.is_none_or(|(_, end)| *end < range.end) {
            ends.insert(range.start, range.end);
        }
    }
    ends.into_iter().map(|(start, end)| start..end).collect()
}

/// Whether a term that is set aside can be read.
fn check(term: &str, checks: usize) -> Result<(), Fault> {
    let Some(left) = checks.checked_sub(1) else {
        return Ok(());
    };
    let Some(members) = members(term) else {
        return parsed_within(term, parse_expr, Kind::Expression, Some(left)).map(drop);
    };
    for part in members.into_iter().flat_map(|(key, value)| [key, value]) {
        check(&term[part.clone()], left).map_err(|fault| Fault {
            base: part.start + fault.base,
            ..fault
        })?;
    }
    Ok(())
}

/// What `hcl` refuses and Terraform may take, and an argument that stands again.
#[derive(Clone, Copy)]
enum Refused {
    Argument,
    Key,
    Depth,
    Length,
}

impl Refused {
    fn by(error: &Error) -> Option<Refused> {
        let words = [
            ("unique attribute key", Refused::Argument),
            ("redefined object key", Refused::Key),
            ("nested levels", Refused::Depth),
            ("chained binary operators", Refused::Length),
        ];
        let message = error.message();
        let mut words = words.into_iter();
        words.find_map(|(words, refused)| message.contains(words).then_some(refused))
    }
}

/// Sets a term aside that can be read.
fn set_term_aside(
    text: &mut String,
    term: Range<usize>,
    checks: Option<usize>,
) -> Result<(), Fault> {
    if let Some(checks) = checks {
        check(&text[term.clone()], checks).map_err(|fault| Fault {
            base: term.start + fault.base,
            ..fault
        })?;
    }
    set_aside(text, term, TERM);
    Ok(())
}

fn set_aside(text: &mut String, range: Range<usize>, name: &str) {
    let blank = " ".repeat(range.len().saturating_sub(name.len()));
    text.replace_range(range, &format!("{name}{blank}"));
}

/// Gives an argument that stands again another name of the same length; its own is read off the text.
fn rename(text: &mut String, at: usize, number: usize) -> bool {
    let length = text[at..]
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
        .unwrap_or(0);
    let other = format!("{}{number}", "_".repeat(length.saturating_sub(2)));
    if other.len() > length || length < 3 {
        return false;
    }
    let other = format!("{}{other}", "_".repeat(length - other.len()));
    text.replace_range(at..at + length, &other);
    true
}

/// Where an error is, in bytes. `hcl` counts one from the end back where a text is broken off, into a character of several bytes.
pub(super) fn offset_of(error: &Error, text: &str) -> usize {
    text.floor_char_boundary(error.location().offset())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_terraform_takes_is_read() {
        let deep = |open: &str, close: &str, levels| {
            format!("a = {}1{}\n", open.repeat(levels), close.repeat(levels))
        };
        for text in [
            "a = { b = 1, b = 2 }\n".to_owned(),
            "a = { for k, v in m : k => <<E\na\nE\n == 1 }\n".to_owned(),
            "a = { for k, v in m : k => c ? <<E\na\nE\n : <<E\nb\nE\n}\n".to_owned(),
            "a = f({ b = 1, b = { (c) = 1, (c) = 2 } }, { d = 1\n d = 2 })\n".to_owned(),
            "a = 1e400 + 1\n".to_owned(),
            format!("a = {}\n", ["1"; 200].join(" + ")),
            deep("(", ")", 200),
            deep("[", "]", 200),
            deep("f(", ")", 200),
            deep("{ a = ", "}", 200),
            deep("[for a in b : ", "]", 100),
            deep("!", "", 100),
            deep("(", ")", 20_000),
            deep("{a=1,a=", "}", 3_000),
        ] {
            let read = body(&text);
            assert!(read.is_ok(), "{}: {read:?}", &text[..text.len().min(60)]);
        }
    }

    #[test]
    fn what_is_wrong_in_a_wide_object_is_found_without_reading_all_of_it() {
        let members = |count: usize| {
            let each = (0..count).map(|at| format!("  k{at} = {at}\n"));
            each.collect::<Vec<_>>().concat()
        };
        for (after, wrong) in [
            ("  l = 1 2\n}\n", "2"),
            ("  l = [1\n}\n", "}"),
            ("  l\n}\n", "}"),
            ("", ""),
        ] {
            let text = format!("a = {{\n{}{after}", members(20_000));
            let fault = body(&text).unwrap_err();
            let at = fault.base + offset_of(&fault.error, &text[fault.base..]);
            assert!(
                text[at..].trim_start().starts_with(wrong),
                "{after:?}: {:?}",
                &text[at.saturating_sub(9)..]
            );
        }
        let text = format!(
            "a = f({{\n{}}}, {{ b = \"${{ {{{}}}.k1 }}\" }})\n",
            members(20_000),
            members(2_000)
        );
        assert!(body(&text).is_ok());
    }

    #[test]
    fn what_terraform_takes_in_texts_is_read() {
        let read = body("a = \"it's ${ { b = 1, b = \"${ { c = 2, c = 3 }.c }\" }.b }\"\n");
        assert!(read.is_ok(), "{read:?}");
        for text in [
            "it's \"${ { a = 1, a = 2 }.a }\" and {",
            "%{ if { a = 1, a = true }.a }x%{ endif }",
            "${ {\nfor a in b : a => 1e400\n}.c }",
        ] {
            assert!(template(text).is_ok(), "{text}");
        }
        assert!(template("${ { a = 1, a = 2 3 }.a }") == Err(NotRead::NoTemplate));
    }

    #[test]
    fn what_terraform_refuses_is_refused_at_its_place() {
        for (text, wrong) in [
            ("a = { b = 1, b = 2 3 }\n", "3"),
            ("a = { b = 1, b = (2 3) }\n", "3"),
            ("a = { b = 1, b = { c = 1, c = ? } }\n", "?"),
            ("a = { for k, v in m : k => <<E\n${?}\nE\n == 1 }\n", "?"),
        ] {
            let fault = body(text).unwrap_err();
            let at = fault.base + offset_of(&fault.error, &text[fault.base..]);
            assert!(text[at..].trim_start().starts_with(wrong), "{text}: {at}");
        }
        let deep = format!("a = {}?{}\n", "(".repeat(100), ")".repeat(100));
        let fault = body(&deep).unwrap_err();
        assert_eq!(
            fault.base + offset_of(&fault.error, &deep[fault.base..]),
            104
        );
    }
}
