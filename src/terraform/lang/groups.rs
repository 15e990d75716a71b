//! Terms and groups in brackets, found in a text that `hcl` does not parse.

use std::ops::Range;

use super::lexer::{Lexer, Token};

/// The tokens of a text without spaces and comments.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = (Token, Range<usize>)> {
    let mut lexer = Lexer { text, at: 0 };
    std::iter::from_fn(move || lexer.next())
        .filter(|(token, _)| !matches!(token, Token::Space | Token::Comment))
}

/// How many brackets are open in one another at the most, as far as those of a text tell.
pub(super) fn deepest(text: &str) -> usize {
    let mut depth = 0usize;
    let mut most = 0;
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        most = most.max(depth);
    }
    most
}

/// The innermost group in braces around a place.
pub(super) fn braces_around(text: &str, at: usize) -> Option<Range<usize>> {
    let mut open = Vec::new();
    let mut around = None;
    for (token, range) in tokens(text) {
        if around.is_none() && range.end > at {
            let innermost = open.iter().rposition(|(c, _)| *c == '{')?;
            around = Some(innermost);
        }
        match token {
            Token::Open(c) => open.push((c, range.start)),
            Token::Close => {
                let (_, start) = open.pop()?;
                if around == Some(open.len()) {
                    return Some(start..range.end);
                }
            }
            _ => {}
        }
    }
    None
}

/// Where the term ends that a text begins with: a group in brackets, a call, a heredoc, or all before the end of what is around it.
pub(super) fn term_end(text: &str) -> usize {
    if text.starts_with("<<") {
        return tokens(text).next().map_or(0, |(_, range)| range.end);
    }
    let mut depth = 0usize;
    for (token, range) in tokens(text) {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close if depth == 0 => {
                let code = text[..range.start].trim_end();
                return code.strip_suffix('~').unwrap_or(code).trim_end().len();
            }
            Token::Close => {
                depth -= 1;
                if depth == 0 {
                    return range.end;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// The outermost terms in brackets, and calls, that lie deeper than so many brackets.
pub(super) fn terms_below(text: &str, levels: usize) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut depth = 0usize;
    // The term that is open, and how deep it lies.
    let mut term: Option<(usize, usize)> = None;
    // Where a name stands that a call may begin with.
    let mut name = None;
    let mut follows_operand = false;
    let mut follows_dot = false;
    for (token, range) in tokens(text) {
        match token {
            Token::Open(c) => {
                let start = match name {
                    Some(start) if c == '(' => Some(start),
                    _ if !follows_operand => Some(range.start),
                    _ => None,
                };
                if let (None, Some(start), true) = (term, start, depth >= levels) {
                    term = Some((start, depth));
                }
                depth += 1;
                (follows_operand, name) = (false, None);
            }
            Token::Close => {
                depth = depth.saturating_sub(1);
                if let Some((start, _)) = term.take_if(|(_, at)| *at == depth) {
                    out.push(start..range.end);
                }
                (follows_operand, name) = (true, None);
            }
            _ => {
                let word = &text[range.clone()];
                let is_name = word.starts_with(|c: char| c.is_alphabetic() || c == '_');
                let is_keyword = matches!(word, "in" | "if" | "for");
                name = (is_name && !is_keyword && !follows_operand && !follows_dot)
                    .then_some(range.start);
                let is_operand = is_name && !is_keyword
                    || word.starts_with(|c: char| c.is_numeric() || c == '"')
                    || word.starts_with("<<")
                    || word == "*" && follows_dot;
                follows_dot = word == ".";
                follows_operand = is_operand;
                continue;
            }
        }
        follows_dot = false;
    }
    out
}

/// A key of an object constructor, and its value.
pub(super) type Member = (Range<usize>, Range<usize>);

/// The keys and the values of a text that is an object constructor and nothing else. `None` for a `for`, too.
pub(super) fn members(text: &str) -> Option<Vec<Member>> {
    members_found(text).and_then(Result::ok)
}

/// The same; the error is the members before what is wrong. `None` for what is no object constructor.
pub(super) fn members_found(text: &str) -> Option<Result<Vec<Member>, Vec<Member>>> {
    if !text.starts_with('{') {
        return None;
    }
    let mut out = Vec::new();
    let mut depth = 0usize;
    let mut key: Option<Range<usize>> = None;
    // Where the value may begin, and what there is of it.
    let mut value: Option<Range<usize>> = None;
    let mut before = "";
    for (token, range) in tokens(text) {
        let word = &text[range.clone()];
        let ends = depth == 1 && (token == Token::Newline || token == Token::Close || word == ",");
        if ends && let Some(key) = key.take() {
            match value.take().filter(|value| !is_blank(value)) {
                Some(value) => out.push((key, value)),
                None => return Some(Err(out)),
            }
        }
        match token {
            Token::Open(_) => depth += 1,
            Token::Close => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let is_all = text[range.end..].trim().is_empty();
                    return is_all.then_some(Ok(out));
                }
            }
            _ if ends => continue,
            _ => {}
        }
        if depth == 1 && matches!(token, Token::Open(_)) {
            continue;
        }
        let rest = &text[range.end..];
        let separates = depth == 1
            && (word == ":" || word == "=" && !rest.starts_with('=') && !"!<>=".contains(before));
        match (&mut key, &mut value) {
            (None, _) if word == "for" && out.is_empty() => return None,
            (None, _) => key = Some(range.clone()),
            (Some(_), None) if separates => value = Some(range.end..range.end),
            (Some(key), None) => key.end = range.end,
            (Some(_), Some(value)) if is_blank(value) => *value = range.clone(),
            (Some(_), Some(value)) => value.end = range.end,
        }
        before = word;
    }
    Some(Err(out))
}

/// The outermost groups in braces with more members than `most`, as far as their lines and commas tell, that are no bodies of
/// blocks. `is_body` is whether the text is a body.
pub(super) fn wide_groups(text: &str, most: usize, is_body: bool) -> Vec<Range<usize>> {
    struct Open {
        start: usize,
        is_body: bool,
        is_object: bool,
        members: usize,
    }
    let mut open: Vec<Open> = Vec::new();
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut take = |group: Open, end: usize| {
        if group.members > most {
            while out.last().is_some_and(|inner| inner.start > group.start) {
                out.pop();
            }
            out.push(group.start..end);
        }
    };
    let mut in_value = false;
    for (token, range) in tokens(text) {
        let in_body = open.last().map_or(is_body, |group| group.is_body);
        match token {
            Token::Open(c) => {
                let is_body = c == '{' && in_body && !in_value;
                open.push(Open {
                    start: range.start,
                    is_body,
                    is_object: c == '{' && !is_body,
                    members: 0,
                });
            }
            Token::Close => {
                if let Some(group) = open.pop() {
                    in_value &= !group.is_body;
                    take(group, range.end);
                }
            }
            _ => {
                let ends = token == Token::Newline || &text[range.clone()] == ",";
                let object = open.last_mut().filter(|group| group.is_object);
                if let Some(object) = object.filter(|_| ends) {
                    object.members += 1;
                }
                if in_body && token == Token::Newline {
                    in_value = false;
                } else if in_body && &text[range] == "=" {
                    in_value = true;
                }
            }
        }
    }
    for group in open.into_iter().rev() {
        take(group, text.len());
    }
    out
}

fn is_blank(range: &Range<usize>) -> bool {
    range.start == range.end
}

/// The value of the argument, of a block's body or of a file's, that a place lies in.
pub(super) fn value_around(text: &str, at: usize) -> Option<Range<usize>> {
    // Of each group that is open, whether it is a body.
    let mut open = Vec::new();
    let mut value: Option<Range<usize>> = None;
    for (token, range) in tokens(text) {
        let in_body = open.last().is_none_or(|is_body| *is_body);
        let ends = in_body && matches!(token, Token::Newline | Token::Close);
        if ends && let Some(value) = value.take_if(|value| (value.start..=value.end).contains(&at))
        {
            return (!is_blank(&value)).then_some(value);
        }
        if ends {
            value = None;
        }
        match token {
            Token::Open(c) => open.push(c == '{' && in_body && value.is_none()),
            Token::Close => drop(open.pop()),
            _ => {}
        }
        match &mut value {
            None if in_body && &text[range.clone()] == "=" => value = Some(range.end..range.end),
            Some(value) if is_blank(value) && token != Token::Newline => *value = range,
            Some(value) if token != Token::Newline => value.end = range.end,
            _ => {}
        }
    }
    value.filter(|value| !is_blank(value) && value.start <= at)
}

/// The text with numbers that a machine's float does not hold turned to others of the same length.
pub(super) fn with_small_numbers(text: &str) -> String {
    /// How large an exponent is and how many digits a number has that are left alone.
    const LARGE: usize = 300;
    let mut bytes = text.as_bytes().to_vec();
    for (_, range) in tokens(text) {
        let start = range.start;
        let follows_dot = start > 0 && bytes[start - 1] == b'.';
        if !bytes[start].is_ascii_digit() || follows_dot {
            continue;
        }
        let digits = |from: usize| {
            let digits = text.as_bytes()[from..].iter();
            from..from + digits.take_while(|byte| byte.is_ascii_digit()).count()
        };
        let whole = digits(start);
        let mut end = whole.end;
        if text[end..].starts_with('.') {
            end = digits(end + 1).end;
        }
        if text[end..].starts_with(['e', 'E']) {
            let sign = usize::from(text[end + 1..].starts_with(['+', '-']));
            let exponent = digits(end + 1 + sign);
            if exponent.len() > 5
                || text[exponent.clone()]
                    .parse()
                    .is_ok_and(|size: usize| size > LARGE)
            {
                bytes[exponent].fill(b'0');
            }
        }
        if whole.len() > LARGE {
            bytes[whole].fill(b'0');
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_members_of_an_object_are_told_apart() {
        let text = "{\n  a = 1 # one\n  \"b\" : [1,\n 2], (c ? d : e) = x == y ? {} : f(g)\n\n}";
        let members = members(text).unwrap();
        let parts: Vec<_> = members
            .into_iter()
            .map(|(key, value)| (&text[key], &text[value]))
            .collect();
        assert_eq!(
            parts,
            [
                ("a", "1"),
                ("\"b\"", "[1,\n 2]"),
                ("(c ? d : e)", "x == y ? {} : f(g)")
            ]
        );
    }

    #[test]
    fn loops_and_broken_objects_have_no_members() {
        for text in [
            "{ for a in b : a => a }",
            "{ a }",
            "{ a = }",
            "{ a = 1",
            "{ a = \n 1 }",
        ] {
            assert_eq!(members(text), None, "{text}");
        }
        assert_eq!(members("{}"), Some(Vec::new()));
    }

    #[test]
    fn wide_groups_are_objects_and_no_bodies() {
        let text = "a \"b\" {\n  c = 1\n  d = { e = 1, f = [{ g = 1, h = 2, i = 3 }], j = 4 }\n  k = 2\n  l {\n    m = 3\n    n = { o = 1,\n p = 2 }\n  }\n}\n";
        let found = |text, most, is_body| -> Vec<&str> {
            let ranges = wide_groups(text, most, is_body).into_iter();
            ranges.map(|range| &text[range]).collect()
        };
        let object = "{ e = 1, f = [{ g = 1, h = 2, i = 3 }], j = 4 }";
        assert_eq!(found(text, 1, true), [object, "{ o = 1,\n p = 2 }"]);
        assert!(found(text, 2, true).is_empty());
        assert_eq!(found("{ a = 1\n b = 2\n", 1, false), ["{ a = 1\n b = 2\n"]);
    }

    #[test]
    fn deep_terms_are_found_with_the_names_of_calls() {
        let text = "x = [f(a[0], (1), g.h[1], [b.*[2]]), y]\nz {\n  w = { v = (2) }\n}\n";
        let found = |levels| -> Vec<&str> {
            let ranges = terms_below(text, levels);
            ranges.into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(found(1), ["f(a[0], (1), g.h[1], [b.*[2]])", "{ v = (2) }"]);
        assert_eq!(found(2), ["(1)", "[b.*[2]]", "(2)"]);
        let text = "x = [1 + (2), a == (3), for (4)]";
        let ranges = terms_below(text, 1).into_iter();
        let found: Vec<&str> = ranges.map(|range| &text[range]).collect();
        assert_eq!(found, ["(2)", "(3)", "(4)"]);
    }

    #[test]
    fn an_argument_is_found_by_a_place_in_it() {
        let text = "a {\n  b = c + \"d\" # e\n  f {\n    g = { h = 1 }\n  }\n}\n";
        let found = |word: &str| {
            let range = value_around(text, text.find(word).unwrap())?;
            Some(&text[range])
        };
        assert_eq!(found("\"d"), Some("c + \"d\""));
        assert_eq!(found("h ="), Some("{ h = 1 }"));
        assert_eq!(found("f {"), None);
    }

    #[test]
    fn numbers_that_are_too_large_keep_their_length() {
        let text = "a1e999 = 1e400 + 1.5E+999999 - x.0 + 1e-2";
        let small = with_small_numbers(text);
        assert_eq!(small, "a1e999 = 1e000 + 1.5E+000000 - x.0 + 1e-2");
        for (digits, kept) in [(300, "7"), (301, "0"), (400, "0")] {
            let text = format!("a = {}", "7".repeat(digits));
            let expected = format!("a = {}", kept.repeat(digits));
            assert_eq!(with_small_numbers(&text), expected);
        }
    }
}
