//! From bytes to UTF-8. PowerShell's `>` writes UTF-16 with a byte-order mark, and so do some editors.

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::limits::MIN_BYTES_GUESSED;

/// The same text in UTF-8 without its mark, where a byte-order mark says that it is in UTF-16 or UTF-32; what is malformed in
/// it becomes replacement characters. `None` where there is no such mark.
///
/// Source: the Unicode Standard, section 23.8, table 23-3 (byte-order marks). UTF-32's little-endian mark begins with that of
/// UTF-16, and no text begins with U+0000.
#[must_use]
pub fn decoded(bytes: &[u8]) -> Option<String> {
    let utf16 = |encoding: &'static encoding_rs::Encoding, rest| {
        Some(encoding.decode_without_bom_handling(rest).0.into_owned())
    };
    match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] => Some(utf32(rest, u32::from_le_bytes)),
        [0, 0, 0xfe, 0xff, rest @ ..] => Some(utf32(rest, u32::from_be_bytes)),
        [0xff, 0xfe, rest @ ..] => utf16(UTF_16LE, rest),
        [0xfe, 0xff, rest @ ..] => utf16(UTF_16BE, rest),
        _ => None,
    }
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> String {
    let (units, rest) = bytes.as_chunks::<4>();
    let whole = units.iter().map(|&bytes| char::from_u32(unit(bytes)));
    let cut_off = (!rest.is_empty()).then_some(None);
    whole
        .chain(cut_off)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Whether bytes are no text in any encoding: what programs, archives and encrypted files hold, or a crash left.
#[must_use]
pub fn is_no_text(bytes: &[u8]) -> bool {
    if memchr::memchr(0, bytes).is_none() || decoded(bytes).is_some() {
        return false;
    }
    let is_blank = |byte: &u8| *byte == 0 || byte.is_ascii_whitespace();
    if bytes.iter().all(is_blank) {
        return true;
    }
    let invalid: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    // A text in another encoding, with zeros in it, has mostly letters of ASCII.
    guessed(bytes).is_none() && invalid * 10 >= bytes.len()
}

/// A text that seems to be in an encoding which no mark says.
#[derive(Debug, PartialEq, Eq)]
pub struct Guessed {
    pub encoding: &'static str,
    pub text: String,
}

/// What bytes come to that seem to be in UTF-16 or UTF-32, though no mark says so: ASCII has zero bytes there, in the same
/// places over and over. Text that is meant to be read as UTF-8 has none.
#[must_use]
pub fn guessed(bytes: &[u8]) -> Option<Guessed> {
    if bytes.len() < MIN_BYTES_GUESSED
        || memchr::memchr(0, bytes).is_none()
        || decoded(bytes).is_some()
    {
        return None;
    }
    let mut zeros = [0_usize; 4];
    for at in memchr::memchr_iter(0, bytes) {
        zeros[at % 4] += 1;
    }
    // No character of UTF-32 takes more than three of its four bytes, and few take three.
    let units = bytes.len() / 4;
    let is_empty = |lane: usize, next: usize| zeros[lane] >= units && zeros[next] * 10 >= units * 9;
    let (encoding, text) = if is_empty(3, 2) {
        ("UTF-32", utf32(bytes, u32::from_le_bytes))
    } else if is_empty(0, 1) {
        ("UTF-32", utf32(bytes, u32::from_be_bytes))
    } else {
        let all: usize = zeros.iter().sum();
        let (first, second) = (zeros[0] + zeros[2], zeros[1] + zeros[3]);
        // Zeros in a row, as a crash leaves them in a file, are no encoding's.
        let on_one_side = first.min(second) * 10 <= all;
        // Of a text with few letters of ASCII, zeros are few.
        let is_spread = all * 8 >= bytes.len() * 3 || std::str::from_utf8(bytes).is_err();
        if !on_one_side || !is_spread {
            return None;
        }
        let encoding = if second >= first { UTF_16LE } else { UTF_16BE };
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        // What was none of it has letters of ASCII by chance only.
        let mut of_ascii = text.split(|c: char| !c.is_ascii() || c == '\0');
        if of_ascii.all(|run| run.len() < MIN_BYTES_GUESSED / 2) {
            return None;
        }
        ("UTF-16", text.into_owned())
    };
    Some(Guessed { encoding, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a_mark_decides() {
        let text = "\u{feff}Type: é 🦀\r\n";
        let read = Some("Type: é 🦀\r\n");
        assert_eq!(decoded(&units(text, u16::to_le_bytes)).as_deref(), read);
        assert_eq!(decoded(&units(text, u16::to_be_bytes)).as_deref(), read);
        let wide = |bytes: fn(u32) -> [u8; 4]| -> Vec<u8> {
            text.chars().flat_map(|c| bytes(c.into())).collect()
        };
        assert_eq!(decoded(&wide(u32::to_le_bytes)).as_deref(), read);
        assert_eq!(decoded(&wide(u32::to_be_bytes)).as_deref(), read);
        assert_eq!(decoded(text.as_bytes()), None);
    }

    #[test]
    fn what_is_cut_off_or_malformed_is_replaced() {
        assert_eq!(
            decoded(&[0xff, 0xfe, b'a', 0, b'b']).as_deref(),
            Some("a\u{fffd}")
        );
        assert_eq!(
            decoded(&[0xff, 0xfe, 0, 0xd8, b'a', 0]).as_deref(),
            Some("\u{fffd}a")
        );
        assert_eq!(
            decoded(&[0, 0, 0xfe, 0xff, 0, 0x11, 0, 0, 1]).as_deref(),
            Some("\u{fffd}\u{fffd}")
        );
    }

    #[test]
    fn programs_and_what_a_crash_left_are_no_text() {
        let noise = (0..600_u32).map(|i| (i * i * 7 + i * 13).to_le_bytes()[0]);
        let noise: Vec<u8> = noise.collect();
        let code = b"Type: AWS::CloudTrail::Trail\n".repeat(20);
        for bytes in [b"\x7fELF\x02\x01\x01\0".to_vec(), vec![0; 600]] {
            assert!(is_no_text(&[bytes.as_slice(), &noise].concat()));
        }
        assert!(is_no_text(&[0; 4096]));
        for text in [
            code.clone(),
            [code.as_slice(), &[0; 5_000]].concat(),
            [b"# caf\xe9\n", code.as_slice(), &[0]].concat(),
            units("Type: \u{e9}\n", u16::to_le_bytes),
            Vec::new(),
        ] {
            assert!(!is_no_text(&text), "{text:?}");
        }
    }

    #[test]
    fn zeros_give_an_unmarked_encoding_away() {
        let guess = |bytes: &[u8]| guessed(bytes).map(|guess| (guess.encoding, guess.text));
        let code = "module \"audit\" {\n  source = \"../audit\"\n}\n";
        // Of these letters, no byte is zero.
        let comment = format!("# {}\n{code}", "審計追蹤記錄".repeat(200));
        for text in [code, comment.as_str()] {
            let wide = |bytes: fn(u32) -> [u8; 4]| -> Vec<u8> {
                text.chars().flat_map(|c| bytes(c.into())).collect()
            };
            let read = |encoding| Some((encoding, text.to_owned()));
            assert_eq!(guess(&units(text, u16::to_le_bytes)), read("UTF-16"));
            assert_eq!(guess(&units(text, u16::to_be_bytes)), read("UTF-16"));
            assert_eq!(guess(&wide(u32::to_le_bytes)), read("UTF-32"));
            assert_eq!(guess(&wide(u32::to_be_bytes)), read("UTF-32"));
            assert_eq!(guess(text.as_bytes()), None);
        }
        assert_eq!(guess(b"one\0zero in a text"), None);
        for zeros in [1_usize, 2, 5_000] {
            let zeros = vec![0; zeros];
            let cut_off = [code.as_bytes(), &zeros].concat();
            let in_between = [code.as_bytes(), &zeros, code.as_bytes()].concat();
            assert_eq!(guess(&cut_off), None);
            assert_eq!(guess(&in_between), None);
            assert_eq!(guess(&[b"# \xe9\n", in_between.as_slice()].concat()), None);
        }
        assert_eq!(guess(&units("\u{feff}a mark", u16::to_le_bytes)), None);
    }
}
