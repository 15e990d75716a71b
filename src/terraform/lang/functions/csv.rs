//! `csvdecode`.
//!
//! Source: Go's `encoding/csv`, which both products call. It is stricter about quotes than the `csv` crate, which takes what Go
//! refuses.

use std::collections::{BTreeMap, HashSet};
use std::iter::Peekable;
use std::str::Chars;

use super::results::grown_too_large;
use crate::resolved::Resolved;
use crate::terraform::lang::values::Value;
use crate::terraform::limits::{MAX_CSV_FIELDS, MAX_ELEMENTS};

/// The rows below a header, as objects of strings.
pub(super) fn decode(given: &str) -> Resolved<Value> {
    let mut rows = match records(given) {
        Ok(Some(rows)) => rows.into_iter(),
        Ok(None) => return grown_too_large(),
        Err(why) => return Resolved::malformed(why),
    };
    let Some(header) = rows.next() else {
        return Resolved::malformed("it has no header line");
    };
    let mut objects = Vec::new();
    for row in rows {
        if row.len() != header.len() {
            return Resolved::malformed("a line has not as many fields as the header");
        }
        let row = row
            .into_iter()
            .map(|field| Resolved::known(Value::Text(field)));
        let members: BTreeMap<_, _> = header.iter().cloned().zip(row).collect();
        objects.push(Value::Object(members.into()));
    }
    let mut seen = HashSet::new();
    if !header.iter().all(|name| seen.insert(name)) {
        return Resolved::malformed("a column's name stands twice");
    }
    Resolved::known(Value::list(objects))
}

/// The fields of each line; empty lines are none. `None` where there are too many.
fn records(given: &str) -> Result<Option<Vec<Vec<String>>>, &'static str> {
    let given = given.replace("\r\n", "\n");
    let given = given.strip_suffix('\r').unwrap_or(&given);
    let mut chars = given.chars().peekable();
    let mut rows = Vec::new();
    let mut fields = 0;
    while chars.peek().is_some() {
        if chars.next_if_eq(&'\n').is_some() {
            continue;
        }
        let mut row = Vec::new();
        loop {
            row.push(field(&mut chars)?);
            fields += 1;
            if rows.len() > MAX_ELEMENTS || fields > MAX_CSV_FIELDS {
                return Ok(None);
            }
            match chars.next() {
                Some(',') => {}
                Some('\n') | None => break,
                Some(_) => return Err("text follows a quoted field"),
            }
        }
        rows.push(row);
    }
    Ok(Some(rows))
}

fn field(chars: &mut Peekable<Chars<'_>>) -> Result<String, &'static str> {
    let mut out = String::new();
    if chars.next_if_eq(&'"').is_none() {
        while let Some(c) = chars.next_if(|c| !matches!(c, ',' | '\n')) {
            if c == '"' {
                return Err("a quote stands in a field without quotes");
            }
            out.push(c);
        }
        return Ok(out);
    }
    loop {
        match chars.next() {
            Some('"') if chars.next_if_eq(&'"').is_some() => out.push('"'),
            Some('"') => return Ok(out),
            Some(c) => out.push(c),
            None => return Err("a quoted field does not end"),
        }
    }
}
