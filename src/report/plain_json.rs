//! JSON in characters that are safe to show: what would mislead a terminal, or steer the runner of a CI job that prints
//! the report, is written as `\uXXXX`. To a reader of JSON it is the same text.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::line_guard::hash_commands;
use super::text::misleads;

/// Writes a value as indented JSON with a line feed at the end.
pub(super) fn write(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Plain::default()))?;
    writeln!(out)
}

/// Things that are written one after the other: there may be very many, and only one entry is held at a time.
pub(super) struct Each<I>(pub(super) I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for Each<I> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

/// The layout of `serde_json` itself, but for the text of strings.
#[derive(Default)]
struct Plain {
    layout: PrettyFormatter<'static>,
}

impl Formatter for Plain {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let hashes: Vec<usize> = hash_commands(fragment).collect();
        let mut done = 0;
        for (at, c) in fragment.char_indices() {
            if misleads(c) || hashes.contains(&at) {
                out.write_all(&fragment.as_bytes()[done..at])?;
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
                done = at + c.len_utf8();
            }
        }
        out.write_all(&fragment.as_bytes()[done..])
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.begin_array(out)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.end_array(out)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.layout.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.end_array_value(out)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.begin_object(out)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.end_object(out)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.layout.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.layout.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        write(&[text], &mut out).expect("a vector takes all");
        let out = String::from_utf8(out).expect("JSON is UTF-8");
        assert_eq!(
            serde_json::from_str::<Vec<String>>(&out).expect("it is JSON"),
            [text]
        );
        out
    }

    #[test]
    fn what_misleads_is_escaped_and_reads_back() {
        assert_eq!(
            written("a\u{9b}\u{202e}b\u{e0041}"),
            "[\n  \"a\\u009b\\u202eb\\udb40\\udc41\"\n]\n"
        );
        assert_eq!(
            written("\u{1b}[0m\t\u{7f}"),
            "[\n  \"\\u001b[0m\\t\\u007f\"\n]\n"
        );
        assert_eq!(
            written("x ##vso[y] é 漢"),
            "[\n  \"x #\\u0023vso[y] é 漢\"\n]\n"
        );
    }
}
