//! From bytes to UTF-8. PowerShell's `>` writes UTF-16 with a byte-order mark, and so do some editors.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE};

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

/// Which of UTF-16 and UTF-32 bytes seem to be in, though no mark says so: ASCII has zero bytes there, in the same places
/// over and over. Text that is meant to be read as UTF-8 has none.
#[must_use]
pub fn unmarked(bytes: &[u8]) -> Option<&'static str> {
    const LOOKED_AT: usize = 256;
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let zeros = memchr::memchr_iter(0, head).count();
    let share = |part: usize| head.len() >= 8 && zeros * 8 >= head.len() * part;
    if share(5) {
        Some("UTF-32")
    } else if share(3) {
        Some("UTF-16")
    } else {
        None
    }
}

/// The bytes without the zeros of an encoding that no mark says, for a look at what they mention.
#[must_use]
pub fn without_zeros(bytes: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(0, bytes).is_none() {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(bytes.iter().copied().filter(|&byte| byte != 0).collect())
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
    fn zeros_give_an_unmarked_encoding_away() {
        let text = "Resources:\n  Trail:\n";
        assert_eq!(unmarked(&units(text, u16::to_le_bytes)), Some("UTF-16"));
        let wide: Vec<u8> = text
            .chars()
            .flat_map(|c| u32::from(c).to_be_bytes())
            .collect();
        assert_eq!(unmarked(&wide), Some("UTF-32"));
        assert_eq!(unmarked(text.as_bytes()), None);
        assert_eq!(unmarked(b"one\0zero in a text"), None);
        assert_eq!(
            without_zeros(&units(text, u16::to_be_bytes)).as_ref(),
            text.as_bytes()
        );
    }
}
