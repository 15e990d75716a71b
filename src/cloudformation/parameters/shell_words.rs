//! The words of a line, as a shell splits them.

use std::ops::Range;

/// A word, its quotes left out.
#[derive(Debug, Default)]
pub(super) struct Word {
    text: String,
    /// Where each byte of the text stands in the line.
    places: Vec<usize>,
}

/// A part of a word, and where it stands in the line, from its first char to its last.
pub(super) struct Part<'w> {
    pub(super) text: &'w str,
    pub(super) range: Range<usize>,
}

impl Word {
    fn push(&mut self, c: char, at: usize) {
        self.text.push(c);
        self.places.extend((0..c.len_utf8()).map(|byte| at + byte));
    }

    /// The parts on either side of a separator, the second one behind all of it.
    pub(super) fn split(&self, separator: &str) -> Option<(Part<'_>, Part<'_>)> {
        let at = self.text.find(separator)?;
        Some((
            self.part(0..at),
            self.part(at + separator.len()..self.text.len()),
        ))
    }

    /// The rest after a prefix.
    pub(super) fn without(&self, prefix: &str) -> Option<Word> {
        let text = self.text.strip_prefix(prefix)?;
        Some(Word {
            text: text.to_owned(),
            places: self.places[prefix.len()..].to_vec(),
        })
    }

    fn part(&self, range: Range<usize>) -> Part<'_> {
        let before = range
            .start
            .checked_sub(1)
            .map_or(0, |at| self.places[at] + 1);
        let start = self.places.get(range.start).copied();
        let last = range.end.checked_sub(1).filter(|&last| last >= range.start);
        let start = start.filter(|_| last.is_some()).unwrap_or(before);
        Part {
            text: &self.text[range],
            range: start..last.map_or(start, |last| self.places[last] + 1),
        }
    }
}

pub(super) fn shell_words(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    let mut word = Word::default();
    let mut quote: Option<char> = None;
    let mut inside = false;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.push(c, at),
            (None, '"' | '\'') => {
                quote = Some(c);
                inside = true;
            }
            (None, c) if c.is_whitespace() => {
                if inside {
                    out.push(std::mem::take(&mut word));
                    inside = false;
                }
            }
            (None, c) => {
                word.push(c, at);
                inside = true;
            }
        }
    }
    if inside {
        out.push(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_where_their_bytes_do() {
        let line = "  'Größe'=\"ganz groß\" b=";
        let words = shell_words(line);
        let parts: Vec<_> = words
            .iter()
            .filter_map(|word| word.split("="))
            .flat_map(|(key, value)| [key, value])
            .map(|part| (part.text, &line[part.range]))
            .collect();
        assert_eq!(
            parts,
            [
                ("Größe", "Größe"),
                ("ganz groß", "ganz groß"),
                ("b", "b"),
                ("", "")
            ]
        );
    }
}
