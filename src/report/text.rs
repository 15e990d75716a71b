//! Text that is fit for a terminal.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};

/// What the place that people read at can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    pub colour: bool,
    /// Lines are drawn with box characters; otherwise with ASCII.
    pub unicode: bool,
    /// Prose is wrapped at this many columns.
    pub width: usize,
}

impl Terminal {
    /// The text in a style, where colour is on.
    pub(super) fn paint(self, style: Style, text: &str) -> Cow<'_, str> {
        if self.colour && !text.is_empty() {
            Cow::Owned(format!("{style}{text}{style:#}"))
        } else {
            Cow::Borrowed(text)
        }
    }
}

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const RED: Style = AnsiColor::Red.on_default().bold();
pub(super) const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const GREEN: Style = AnsiColor::Green.on_default().bold();
pub(super) const CYAN: Style = AnsiColor::Cyan.on_default();

/// The text without characters that steer a terminal or reorder what is shown: a linted file must not be able to
/// recolour, erase or disguise a report. Tabs stay; line feeds too where `keep_lines`.
pub(super) fn printable(text: &str, keep_lines: bool) -> Cow<'_, str> {
    let steers = |c: char| !(c == '\t' || keep_lines && c == '\n') && stand_in(c).is_some();
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| {
                if steers(c) {
                    stand_in(c).unwrap_or(c)
                } else {
                    c
                }
            })
            .collect(),
    )
}

/// What is printed for a control character, for one that sets the direction of text, and for one that nobody sees
/// (Unicode's `Default_Ignorable_Code_Point`: zero width, tags, fillers, variation selectors; a braille pattern of no dots), which
/// could hide or disguise a name; `None` for all others.
fn stand_in(c: char) -> Option<char> {
    match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => Some(char::REPLACEMENT_CHARACTER),
        _ => None,
    }
}

/// Whether a terminal or a reader could be misled by a character: it is never printed as it is.
pub(super) fn misleads(c: char) -> bool {
    stand_in(c).is_some()
}

/// 1204 as "1,204".
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 trail", "1,204 trails".
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        thousands(number),
        if number == 1 { one } else { many }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1204), "1,204");
        assert_eq!(thousands(1_000_000), "1,000,000");
        assert_eq!(counted(1, "file", "files"), "1 file");
    }

    #[test]
    fn escape_sequences_are_disarmed() {
        assert_eq!(printable("a\x1b[2Jb\tc", false), "a␛[2Jb\tc");
        assert_eq!(printable("x\u{202e}y", false), "x\u{fffd}y");
        assert_eq!(printable("a\nb", true), "a\nb");
        assert_eq!(printable("a\nb", false), "a␊b");
        assert!(matches!(printable("plain é 漢", false), Cow::Borrowed(_)));
    }
}
