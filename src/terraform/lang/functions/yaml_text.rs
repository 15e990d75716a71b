//! `yamlencode`.
//!
//! Source: go-cty-yaml, which writes through libyaml's emitter: strings in double quotes, folded past 80 columns, those of
//! several lines as blocks where they can be; seen with Terraform 1.11.4.

use std::fmt::Write as _;

use crate::resolved::Resolved;
use crate::terraform::lang::values::Value;

/// Past this column a space becomes a line end.
const WIDTH: usize = 80;

/// A longer key stands behind a `?`.
const LONGEST_KEY: usize = 128;

/// A value as YAML; `None` where a part of it is not known.
pub(super) fn encode(value: &Value) -> Option<String> {
    let mut writer = Writer::default();
    writer.value(value, 0, Place::Root)?;
    // A plain value at the top is closed, as nothing else tells where it ends.
    let is_plain = matches!(value, Value::Null | Value::Bool(_) | Value::Number(_));
    writer.line_end();
    if is_plain {
        writer.out.push_str("...\n");
    }
    Some(writer.out)
}

/// What stands before a value on its line.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Root,
    /// `key:`
    Key,
    /// `-`, `?` or the `:` behind one
    Mark,
}

#[derive(Default)]
struct Writer {
    out: String,
    column: usize,
}

impl Writer {
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn line_end(&mut self) {
        if self.column > 0 {
            self.out.push('\n');
            self.column = 0;
        }
    }

    fn indented_line(&mut self, indent: usize) {
        self.line_end();
        self.put(&" ".repeat(indent));
    }

    /// `indent` is that of the collection the value stands in.
    fn value(&mut self, value: &Value, indent: usize, place: Place) -> Option<()> {
        match value {
            Value::Object(members) | Value::Map(members) if !members.is_empty() => {
                self.members(members, indent, place)
            }
            Value::List(items) | Value::Tuple(items) | Value::Set(items) if !items.is_empty() => {
                self.items(items, indent, place)
            }
            _ => {
                if place != Place::Root {
                    self.put(" ");
                }
                match value {
                    Value::Null => self.put("null"),
                    Value::Object(_) | Value::Map(_) => self.put("{}"),
                    Value::List(_) | Value::Tuple(_) | Value::Set(_) => self.put("[]"),
                    Value::Text(text) if is_block(text) => {
                        // A block lies deeper than what it stands in, two columns at the least.
                        let inner = if place == Place::Root { 2 } else { indent + 2 };
                        self.block(text, inner);
                    }
                    Value::Text(text) => {
                        let inner = if place == Place::Root { 2 } else { indent + 2 };
                        self.quoted(text, Some(inner));
                    }
                    other => self.put(&other.as_text()?),
                }
                Some(())
            }
        }
    }

    fn members(
        &mut self,
        members: &crate::terraform::lang::values::Named,
        indent: usize,
        place: Place,
    ) -> Option<()> {
        let indent = if place == Place::Root { 0 } else { indent + 2 };
        for (at, (key, member)) in members.iter().enumerate() {
            if place == Place::Mark && at == 0 {
                self.put(" ");
            } else {
                self.indented_line(indent);
            }
            let is_short = !key.contains('\n') && key.len() <= LONGEST_KEY;
            if is_short {
                self.quoted(key, None);
                self.put(":");
                self.value(member.value()?, indent, Place::Key)?;
            } else {
                self.put("?");
                self.value(&Value::Text(key.clone()), indent, Place::Mark)?;
                self.indented_line(indent);
                self.put(":");
                self.value(member.value()?, indent, Place::Mark)?;
            }
        }
        Some(())
    }

    fn items(&mut self, items: &[Resolved<Value>], indent: usize, place: Place) -> Option<()> {
        // Behind a key, dashes stand below it.
        let indent = match place {
            Place::Root => 0,
            Place::Key => indent,
            Place::Mark => indent + 2,
        };
        for (at, item) in items.iter().enumerate() {
            if place == Place::Mark && at == 0 {
                self.put(" ");
            } else {
                self.indented_line(indent);
            }
            self.put("-");
            self.value(item.value()?, indent, Place::Mark)?;
        }
        Some(())
    }

    /// In double quotes; folded to lines with that indentation, where it may be.
    fn quoted(&mut self, text: &str, fold: Option<usize>) {
        self.put("\"");
        let mut after_space = false;
        let last = text.chars().count().saturating_sub(1);
        let mut chars = text.chars().enumerate().peekable();
        while let Some((at, c)) = chars.next() {
            let may_fold = c == ' ' && !after_space && at > 0 && at < last && self.column > WIDTH;
            match fold.filter(|_| may_fold) {
                Some(indent) => {
                    self.indented_line(indent);
                    if chars.peek().is_some_and(|(_, next)| *next == ' ') {
                        self.put("\\");
                    }
                }
                None if is_shown(c) => {
                    self.out.push(c);
                    self.column += 1;
                }
                None => self.put(&escaped(c)),
            }
            after_space = c == ' ';
        }
        self.put("\"");
    }

    fn block(&mut self, text: &str, indent: usize) {
        let content = text.trim_end_matches('\n');
        let ends = text.len() - content.len();
        self.put("|");
        if text.starts_with([' ', '\n']) {
            self.put("2");
        }
        self.put(match (ends, content.is_empty()) {
            (0, _) => "-",
            (1, false) => "",
            _ => "+",
        });
        self.line_end();
        for line in text.lines() {
            if line.is_empty() {
                self.out.push('\n');
            } else {
                self.indented_line(indent);
                self.put(line);
                self.line_end();
            }
        }
        self.column = 0;
    }
}

/// Whether a text is written as a block: it has several lines, all of whose characters can be shown, and no space before a line
/// end.
fn is_block(text: &str) -> bool {
    let shows = |c: char| c == '\n' || is_shown(c) || matches!(c, '"' | '\\');
    text.contains('\n') && !text.contains(" \n") && !text.ends_with(' ') && text.chars().all(shows)
}

/// Whether a character stands inside double quotes as it is.
fn is_shown(c: char) -> bool {
    let is_plain = matches!(
        c,
        ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}'
    );
    is_plain && !matches!(c, '"' | '\\' | '\u{2028}' | '\u{2029}')
}

/// Any other character inside double quotes.
fn escaped(c: char) -> String {
    let mut out = String::new();
    match c {
        '\0' => out.push_str("\\0"),
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\t' => out.push_str("\\t"),
        '\n' => out.push_str("\\n"),
        '\u{b}' => out.push_str("\\v"),
        '\u{c}' => out.push_str("\\f"),
        '\r' => out.push_str("\\r"),
        '\u{1b}' => out.push_str("\\e"),
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\u{85}' => out.push_str("\\N"),
        '\u{2028}' => out.push_str("\\L"),
        '\u{2029}' => out.push_str("\\P"),
        // Writing to a string does not fail.
        _ => {
            let _ = match u32::from(c) {
                code @ 0..=0xff => write!(out, "\\x{code:02X}"),
                code @ 0x100..=0xffff => write!(out, "\\u{code:04X}"),
                code => write!(out, "\\U{code:08X}"),
            };
        }
    }
    out
}
