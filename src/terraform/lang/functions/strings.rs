//! Functions on strings.

use super::arguments::whole;
use super::format::{format_list, format_text};
use super::letters;
use super::regex::{match_all, match_first, replace};
use super::results::{boolean, grown_too_large, text};
use crate::resolved::{Formula, Resolved, Term, Within, map_cases, note_work};
use crate::terraform::lang::few::is_one_of_few;
use crate::terraform::lang::values::{Value, error, refused};
use crate::terraform::limits::{MADE_BYTES_PER_ANSWER, MAX_ELEMENTS, MAX_INDENT};

/// The result of a function that tells what it makes of values that are not known; `None` for all others.
pub(crate) fn call_partly_known(
    name: &str,
    arguments: &[Resolved<Value>],
) -> Option<Resolved<Value>> {
    match (name, arguments) {
        ("format", [pattern, rest @ ..]) => {
            let pattern = pattern.value()?.as_text()?;
            let rest: Vec<_> = rest.iter().cloned().map(Resolved::choosing).collect();
            Some(format_text(&pattern, &rest))
        }
        ("startswith" | "endswith" | "strcontains", [one, other]) => {
            let other = other.value()?.as_text()?;
            let place = match name {
                "startswith" => Within::Beginning,
                "endswith" => Within::End,
                _ => Within::Anywhere,
            };
            Some(of_open(name, one, &[text(&*other)], &|term| {
                let truth = term.holds_text(&other, place, name)?;
                Some(Term::Truth(truth))
            }))
        }
        ("trimprefix" | "trimsuffix", [one, cut]) if !is_one_of_few(one) => {
            let cut = cut.value()?.as_text()?;
            let place = match name {
                "trimprefix" => Within::Beginning,
                _ => Within::End,
            };
            Some(of_open(name, one, &[text(&*cut)], &|term| {
                term.without_text(&cut, place)
            }))
        }
        ("lower" | "upper", [one]) if !is_one_of_few(one) => {
            let change: fn(&str) -> String = if name == "lower" { lower } else { upper };
            Some(of_open(name, one, &[], &|term| {
                term.letter_by_letter(name, &change)
            }))
        }
        _ => None,
    }
}

/// What a function makes of a text, case by case where that varies; `made` says what it is where the text is not known.
fn of_open(
    name: &str,
    one: &Resolved<Value>,
    rest: &[Resolved<Value>],
    made: &dyn Fn(&Term) -> Option<Term>,
) -> Resolved<Value> {
    match one.clone().choosing() {
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |case| of_open(name, &case, rest, made)),
            from,
        }
        .decided(),
        Resolved::Unknown { why, term, from } => Resolved::Unknown {
            why,
            term: term.as_ref().and_then(made),
            from,
        }
        .settled(&Formula::always()),
        known => known.and_then(&mut |one| {
            let rest = rest.iter().filter_map(Resolved::value).cloned();
            let given: Vec<Value> = [one].into_iter().chain(rest).collect();
            let not_a_text = || refused(&given[0], "a string is needed here");
            call(name, &given).unwrap_or_else(not_a_text)
        }),
    }
}

fn lower(one: &str) -> String {
    each_char(one, letters::lower)
}

fn upper(one: &str) -> String {
    each_char(one, letters::upper)
}

/// The result, or `None` where the arguments are not those of the function.
pub(crate) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    match (name, arguments) {
        ("format", [pattern, rest @ ..]) => {
            let rest: Vec<_> = rest.iter().cloned().map(Resolved::known).collect();
            return Some(format_text(&pattern.as_text()?, &rest));
        }
        ("formatlist", [pattern, rest @ ..]) => {
            return Some(format_list(&pattern.as_text()?, rest));
        }
        ("substr", [value, offset, length]) => {
            let numbers = (offset.as_number()?.to_int(), length.as_number()?.to_int());
            return Some(match numbers {
                (Some(offset), Some(length)) => substr(&value.as_text()?, offset, length),
                _ => error("substr", "an offset and a length are whole numbers"),
            });
        }
        _ => {}
    }
    let texts: Vec<String> = arguments
        .iter()
        .map(Value::as_text)
        .collect::<Option<_>>()?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Some(match (name, texts.as_slice()) {
        ("lower", [one]) => text(lower(one)),
        ("upper", [one]) => text(upper(one)),
        ("title", [one]) => text(title(one)),
        ("trimspace", [one]) => text(one.trim()),
        ("trim", [one, cut]) => text(one.trim_matches(|c| cut.contains(c))),
        ("trimprefix", [one, prefix]) => text(one.strip_prefix(prefix).unwrap_or(one)),
        ("trimsuffix", [one, suffix]) => text(one.strip_suffix(suffix).unwrap_or(one)),
        ("replace", [one, from, to]) => replace(one, from, to),
        ("regex", [pattern, one]) => match_first(pattern, one),
        ("regexall", [pattern, one]) => match_all(pattern, one),
        ("split", [separator, one]) if count_parts(one, separator) > MAX_ELEMENTS => {
            grown_too_large()
        }
        ("split", [separator, one]) => Resolved::known(if one.is_empty() {
            Value::list(
                [Value::Text(String::new())]
                    .into_iter()
                    .filter(|_| !separator.is_empty()),
            )
        } else if separator.is_empty() {
            Value::list(one.chars().map(|c| Value::Text(c.to_string())))
        } else {
            Value::list(
                one.split(separator)
                    .map(|part| Value::Text(part.to_owned())),
            )
        }),
        ("startswith", [one, prefix]) => boolean(one.starts_with(prefix)),
        ("endswith", [one, suffix]) => boolean(one.ends_with(suffix)),
        ("strcontains", [one, part]) => boolean(one.contains(part)),
        ("strrev", [one]) => {
            use unicode_segmentation::UnicodeSegmentation;
            text(one.graphemes(true).rev().collect::<String>())
        }
        ("chomp", [one]) => text(one.trim_end_matches(['\n', '\r'])),
        ("indent", [spaces, one]) => {
            let spaces = whole(&Value::Text((*spaces).to_owned()))?.min(MAX_INDENT);
            text(one.replace('\n', &format!("\n{}", " ".repeat(spaces))))
        }
        _ => return None,
    })
}

/// How many parts a text has between separators.
fn count_parts(text: &str, separator: &str) -> usize {
    note_work(text.len() / MADE_BYTES_PER_ANSWER);
    if separator.is_empty() {
        text.chars().count()
    } else {
        text.matches(separator).count() + 1
    }
}

/// Go changes the case of a string character by character, so `ß` stays.
fn each_char(value: &str, f: impl Fn(char) -> char) -> String {
    value.chars().map(f).collect()
}

/// The first letter of each word in upper case, as Go's `strings.Title`.
fn title(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut starts = true;
    for c in value.chars() {
        if starts {
            out.push(letters::title(c));
        } else {
            out.push(c);
        }
        starts = !(c.is_alphanumeric() || c == '_');
    }
    out
}

fn substr(value: &str, offset: i64, length: i64) -> Resolved<Value> {
    use unicode_segmentation::UnicodeSegmentation;
    let graphemes: Vec<&str> = value.graphemes(true).collect();
    let total = graphemes.len();
    let within = |count: u64| usize::try_from(count).unwrap_or(usize::MAX).min(total);
    let start = match u64::try_from(offset) {
        Ok(offset) => within(offset),
        Err(_) => total - within(offset.unsigned_abs()),
    };
    let end = match u64::try_from(length) {
        // From an offset that counts from the end, a length of zero is no length (seen with 1.11).
        Ok(0) if offset < 0 => total,
        Ok(length) => start.saturating_add(within(length)).min(total),
        Err(_) => total,
    };
    text(graphemes[start..end].concat())
}
