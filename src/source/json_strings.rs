//! Which places of a text stand in strings of JSON.

/// What a reader of a line knows behind some of its bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Reader {
    is_open: bool,
    is_escaped: bool,
}

impl Reader {
    fn read(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                // No string goes over several lines.
                b'\n' => *self = Reader::default(),
                _ if self.is_escaped => self.is_escaped = false,
                b'"' => self.is_open = !self.is_open,
                b'\\' => self.is_escaped = self.is_open,
                _ => {}
            }
        }
    }
}

/// What it knows behind each so many bytes of a text: minified JSON is one line, and places lie far into it.
#[derive(Debug)]
pub(super) struct Strings(Vec<Reader>);

impl Strings {
    const STRIDE: usize = 1024;

    pub(super) fn of(text: &[u8]) -> Strings {
        let mut reader = Reader::default();
        let strides = text.chunks(Strings::STRIDE).map(|stride| {
            let before = reader;
            reader.read(stride);
            before
        });
        Strings(strides.collect())
    }

    /// Whether an offset of that text stands in a string.
    pub(super) fn are_around(&self, text: &[u8], offset: usize) -> bool {
        let offset = offset.min(text.len());
        let stride = (offset / Strings::STRIDE).min(self.0.len().saturating_sub(1));
        let mut reader = self.0.get(stride).copied().unwrap_or_default();
        reader.read(&text[stride * Strings::STRIDE..offset]);
        reader.is_open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_strings_are_told_far_into_a_line() {
        let one = "{ \"a\\\"b\": \"c\\\\\", \"d\": [\"é\"] }, ";
        for text in [one.repeat(90), format!("{}\n", one.repeat(2)).repeat(50)] {
            let strings = Strings::of(text.as_bytes());
            // Inside of `a\"b`, `c\\`, `d` and `é`.
            let all = [3..=7, 11..=14, 18..=19, 24..=26];
            let line = text.find('\n').map_or(text.len(), |end| end + 1);
            for offset in 0..text.len() {
                let at = offset % line % one.len();
                let is_in = all.iter().any(|string| string.contains(&at));
                assert_eq!(
                    strings.are_around(text.as_bytes(), offset),
                    is_in,
                    "{offset}"
                );
            }
        }
    }
}
