//! `regex`, `regexall` and `replace` with a pattern: RE2's syntax for the `regex` crate.
//!
//! Both match alike, leftmost-first and without look-around; they differ in what they write. Here `\d`, `\s`, `\w` and `\b`
//! are ASCII, a class in brackets knows no set operations, and what one of them does not know is refused or not evaluated.
//!
//! Source: Go, `regexp/syntax`; `cty/function/stdlib/regexp.go`.

use std::iter::Peekable;
use std::str::Chars;

use regex::{Captures, NoExpand, Regex, RegexBuilder};

use super::pattern_work;
use super::results::text;
use crate::few_texts::matched_by;
use crate::quote::quoted;
use crate::resolved::{Case, Condition, Formula, Resolved, note_work};
use crate::terraform::lang::values::{Value, error};
use crate::terraform::limits::{
    ANSWERS_OF_GROUP, ANSWERS_OF_MATCH, MAX_BYTES_SEARCHED, MAX_CHARS_OF_CLASS, MAX_ELEMENTS,
    MAX_REGEX_BYTES, MAX_REGEX_REPEATS,
};

/// What of the crate's complaints Go has too.
const COMMON_FAULTS: [&str; 7] = [
    "unclosed group",
    "unopened group",
    "unclosed character class",
    "repetition operator missing expression",
    "invalid character class range",
    "invalid repetition count range",
    "duplicate capture group name",
];

/// Why a pattern is not translated.
enum Untranslated {
    /// Terraform refuses it.
    Refused,
    Unknown,
}

fn compiled(pattern: &str) -> Result<Regex, Resolved<Value>> {
    let refused = || {
        error(
            format!("\"{}\"", quoted(pattern)),
            "it is no regular expression",
        )
    };
    let unknown = || {
        Resolved::unknown(format!(
            "the pattern `{}` is not evaluated",
            quoted(pattern)
        ))
    };
    let translated = match translate(pattern) {
        Ok(translated) => translated,
        Err(Untranslated::Refused) => return Err(refused()),
        Err(Untranslated::Unknown) => return Err(unknown()),
    };
    pattern_work::note(&translated);
    let built = RegexBuilder::new(&translated)
        .size_limit(MAX_REGEX_BYTES)
        .build();
    built.map_err(|error| {
        let said = error.to_string();
        if COMMON_FAULTS.iter().any(|fault| said.contains(fault)) {
            refused()
        } else {
            unknown()
        }
    })
}

/// How many parts the pattern of `regex` has, each of which may be tried at each byte of a text.
pub(super) fn parts_of_pattern(pattern: &str) -> usize {
    // What repeats nothing by numbers has no more parts than bytes.
    if !pattern.contains('{') {
        return pattern.len();
    }
    translate(pattern).map_or(pattern.len(), |translated| {
        pattern_work::parts_of(&translated)
    })
}

/// A pattern of RE2's syntax in the crate's.
fn translate(pattern: &str) -> Result<String, Untranslated> {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars().peekable();
    // Whether what came last is a repetition, which cannot be repeated.
    let mut repeated = false;
    while let Some(c) = chars.next() {
        let mut repeats = false;
        match c {
            '\\' if chars.next_if_eq(&'Q').is_some() => literal(&mut chars, &mut out),
            '\\' => out.push_str(&escape(&mut chars, false)?),
            '[' => class(&mut chars, &mut out)?,
            '(' => {
                out.push('(');
                if chars.next_if_eq(&'?').is_some() {
                    group(&mut chars, &mut out)?;
                }
            }
            '*' | '+' | '?' => {
                if repeated {
                    return Err(Untranslated::Refused);
                }
                out.push(c);
                repeats = true;
            }
            '{' => match counted(&mut chars)? {
                Some(_) if repeated => return Err(Untranslated::Refused),
                Some(count) => {
                    out.push_str(&count);
                    repeats = true;
                }
                None => out.push_str("\\{"),
            },
            '}' | ']' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        if repeats && chars.next_if_eq(&'?').is_some() {
            out.push('?');
        }
        repeated = repeats;
    }
    Ok(out)
}

/// `\Q…\E`, the text in it as it stands.
fn literal(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.next_if_eq(&'E').is_some() {
            break;
        }
        text.push(c);
    }
    out.push_str(&regex::escape(&text));
}

/// What follows a `\`.
fn escape(chars: &mut Peekable<Chars<'_>>, in_class: bool) -> Result<String, Untranslated> {
    let c = chars.next().ok_or(Untranslated::Refused)?;
    let set = |members: &str, negated: bool| match (in_class, negated) {
        (true, false) => members.to_owned(),
        (_, true) => format!("[^{members}]"),
        (false, false) => format!("[{members}]"),
    };
    Ok(match c {
        'd' | 'D' => set("0-9", c == 'D'),
        's' | 'S' => set("\\t\\n\\x0C\\r ", c == 'S'),
        'w' | 'W' => set("0-9A-Za-z_", c == 'W'),
        'b' | 'B' if !in_class => format!("(?-u:\\{c})"),
        'A' | 'z' if !in_class => format!("\\{c}"),
        'a' | 'f' | 'n' | 'r' | 't' | 'v' => format!("\\{c}"),
        'p' | 'P' | 'x' => {
            let mut out = format!("\\{c}");
            if chars.peek() == Some(&'{') {
                out.extend(chars.by_ref().take_while(|c| *c != '}'));
                out.push('}');
            }
            out
        }
        '0'..='7' => {
            let mut digits = String::from(c);
            while digits.len() < 3
                && let Some(digit) = chars.next_if(|c| ('0'..='7').contains(c))
            {
                digits.push(digit);
            }
            // A single digit but zero refers back to a group.
            if digits.len() == 1 && c != '0' {
                return Err(Untranslated::Refused);
            }
            let code = u32::from_str_radix(&digits, 8).map_err(|_| Untranslated::Refused)?;
            format!("\\x{{{code:x}}}")
        }
        c if c.is_ascii() && !c.is_ascii_alphanumeric() => member(c),
        _ => return Err(Untranslated::Refused),
    })
}

/// A character that stands for itself, inside and outside of brackets.
fn member(c: char) -> String {
    if c.is_ascii_punctuation() || c.is_ascii_control() {
        format!("\\x{{{:x}}}", u32::from(c))
    } else {
        c.to_string()
    }
}

/// A class in brackets, after its `[`.
fn class(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), Untranslated> {
    out.push('[');
    if chars.next_if_eq(&'^').is_some() {
        out.push('^');
    }
    let mut is_first = true;
    loop {
        let c = chars.next().ok_or(Untranslated::Refused)?;
        match c {
            ']' if !is_first => break,
            '\\' => out.push_str(&escape(chars, true)?),
            '[' if chars.peek() == Some(&':') => {
                // `[:alpha:]`; what does not end like one is a bracket.
                let rest: String = chars.clone().take(MAX_CHARS_OF_CLASS).collect();
                let end = rest[1..].find(":]");
                if end.is_none() && rest.chars().count() == MAX_CHARS_OF_CLASS {
                    return Err(Untranslated::Unknown);
                }
                match end {
                    Some(end) if !rest[1..=end].contains(']') => {
                        out.push('[');
                        out.push_str(&rest[..end + 3]);
                        for _ in rest[..end + 3].chars() {
                            chars.next();
                        }
                    }
                    _ => out.push_str(&member('[')),
                }
            }
            '-' if is_first || chars.peek() == Some(&']') => out.push_str("\\-"),
            // A range's sign, unless it is none; the crate would take two of them for a set operation.
            '-' if chars.peek() == Some(&'-') => return Err(Untranslated::Unknown),
            '-' => out.push('-'),
            c => out.push_str(&member(c)),
        }
        is_first = false;
    }
    out.push(']');
    Ok(())
}

/// What follows `(?`: a name, or flags that Go knows.
fn group(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), Untranslated> {
    let name: String = chars.clone().take(2).collect();
    if name == "P<" || name.starts_with('<') && !matches!(name.as_str(), "<=" | "<!") {
        out.push('?');
        return Ok(());
    }
    let is_flag = |c: &char| "imsU-".contains(*c);
    let flags: String = chars.clone().take_while(is_flag).collect();
    let next = chars.clone().nth(flags.len());
    let are_known =
        matches!(next, Some(':' | ')')) && flags.matches('-').count() <= 1 && !flags.ends_with('-');
    if !are_known || flags.is_empty() && next == Some(')') {
        return Err(Untranslated::Refused);
    }
    out.push('?');
    Ok(())
}

/// `{n}`, `{n,}` or `{n,m}` after its `{`; `None`, and nothing taken, where it is another text.
fn counted(chars: &mut Peekable<Chars<'_>>) -> Result<Option<String>, Untranslated> {
    let is_counted = |c: &char| c.is_ascii_digit() || *c == ',';
    let count: String = chars.clone().take_while(is_counted).collect();
    let (least, most) = count.split_once(',').unwrap_or((&count, ""));
    let ends = chars.clone().nth(count.len()) == Some('}');
    if !ends || least.is_empty() || most.contains(',') {
        return Ok(None);
    }
    for number in [least, most]
        .into_iter()
        .filter(|number| !number.is_empty())
    {
        if number
            .parse()
            .map_or(true, |number: u32| number > MAX_REGEX_REPEATS)
        {
            return Err(Untranslated::Refused);
        }
    }
    chars.nth(count.len());
    Ok(Some(format!("{{{count}}}")))
}

/// `replace`: a text between slashes is a pattern.
pub(super) fn replace(value: &str, from: &str, to: &str) -> Resolved<Value> {
    let pattern = Some(from)
        .filter(|from| from.len() > 1)
        .and_then(|from| from.strip_prefix('/')?.strip_suffix('/'));
    match pattern {
        Some(pattern) => match compiled(pattern) {
            Ok(regex) => text(replaced(&regex, value, to)),
            Err(why) => why,
        },
        None => text(value.replace(from, to)),
    }
}

fn replaced(regex: &Regex, value: &str, to: &str) -> String {
    if !to.contains('$') {
        return regex.replace_all(value, NoExpand(to)).into_owned();
    }
    let with_groups = |captures: &Captures<'_>| {
        note_match(captures);
        let mut out = String::new();
        captures.expand(to, &mut out);
        out
    };
    regex.replace_all(value, with_groups).into_owned()
}

/// Notes the work of telling which groups match.
fn note_match(captures: &Captures<'_>) {
    note_work(ANSWERS_OF_MATCH + captures.len() * ANSWERS_OF_GROUP);
}

/// A match: the whole text where there are no groups, a tuple of unnamed groups, or an object of named ones.
fn captured(regex: &Regex, captures: &Captures<'_>) -> Value {
    note_match(captures);
    let group = |found: Option<regex::Match<'_>>| {
        found.map_or(Value::Null, |found| Value::text(found.as_str()))
    };
    if regex.capture_names().flatten().next().is_some() {
        return Value::Object(
            regex
                .capture_names()
                .flatten()
                .map(|name| (name.to_owned(), Resolved::known(group(captures.name(name)))))
                .collect(),
        );
    }
    if captures.len() > 1 {
        return Value::tuple(captures.iter().skip(1).map(group));
    }
    group(captures.get(0))
}

/// A pattern whose groups are all named, or none of them.
fn capturing(pattern: &str) -> Result<Regex, Resolved<Value>> {
    let regex = compiled(pattern)?;
    let named = regex.capture_names().flatten().count();
    if named > 0 && named + 1 < regex.captures_len() {
        return Err(error(
            format!("\"{}\"", quoted(pattern)),
            "some of its groups are named and some are not",
        ));
    }
    Ok(regex)
}

/// What `regex` and `regexall` make of a text that is not known, by a pattern that a few texts match: a case for each of them,
/// and one of all others. Those `regex` refuses, which counts where that `is_tried`.
pub(crate) fn of_few(
    name: &str,
    arguments: &[Resolved<Value>],
    is_tried: bool,
) -> Option<Resolved<Value>> {
    let finds_all = name == "regexall";
    let [
        pattern,
        Resolved::Unknown {
            term: Some(term),
            from,
            ..
        },
    ] = arguments
    else {
        return None;
    };
    let is_shown = !pattern.is_private() && !from.is_private();
    let Some(Value::Text(pattern)) = pattern.value().filter(|_| is_shown) else {
        return None;
    };
    let texts = matched_by(&translate(pattern).ok()?, false)?;
    let mut others = Formula::always();
    let mut cases = Vec::new();
    for matched in texts {
        let holds = term.is_text(&matched);
        others = others.narrowed(&holds.not());
        let outcome = format!("is `{}`", quoted(&matched));
        cases.push(Case {
            when: Condition::new(holds, "the text", outcome),
            value: if finds_all {
                match_all(pattern, &matched)
            } else {
                match_first(pattern, &matched)
            },
        });
    }
    if finds_all || is_tried {
        cases.push(Case {
            when: Condition::new(others, "the text", "is another one"),
            value: if finds_all {
                Resolved::known(Value::list([]))
            } else {
                error(
                    "the text",
                    format!("`{}` does not match it", quoted(pattern)),
                )
            },
        });
    }
    let from = from.clone();
    (!cases.is_empty()).then_some(Resolved::Varies { cases, from })
}

pub(super) fn match_first(pattern: &str, value: &str) -> Resolved<Value> {
    match capturing(pattern) {
        Ok(regex) => match regex.captures(value) {
            Some(captures) => Resolved::known(captured(&regex, &captures)),
            None => error(
                format!("\"{}\"", quoted(value)),
                format!("`{}` does not match it", quoted(pattern)),
            ),
        },
        Err(why) => why,
    }
}

pub(super) fn match_all(pattern: &str, value: &str) -> Resolved<Value> {
    match capturing(pattern) {
        Ok(regex) => {
            let most = MAX_BYTES_SEARCHED / value.len().max(1);
            let found = regex.captures_iter(value).take(most.min(MAX_ELEMENTS) + 1);
            let found: Vec<Value> = found.map(|captures| captured(&regex, &captures)).collect();
            if found.len() > most {
                return Resolved::unknown("the pattern matches too often to follow");
            }
            Resolved::known(Value::list(found))
        }
        Err(why) => why,
    }
}
