//! Functions that write text as other text: Base64, other character sets, URLs.

use std::io::Read as _;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::results::text;
use crate::resolved::{Resolved, note_work};
use crate::terraform::lang::kept::too_large;
use crate::terraform::lang::values::Value;
use crate::terraform::limits::{MADE_BYTES_PER_ANSWER, MAX_TEXT_BYTES};

/// Padded, as Go's `base64.StdEncoding`, which does not look at the bits that the last character has too many.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// What a URL's query may hold as it is, but for the space, which becomes `+`. Source: Go, `url.QueryEscape`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b' ');

/// The result, or `None` where the function is another room's.
pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    Some(match (name, arguments) {
        ("base64encode", [Value::Text(given)]) => text(base64(given.as_bytes())),
        ("base64decode", [Value::Text(given)]) => match from_base64(given) {
            Some(bytes) => utf8(bytes),
            None => no_base64(),
        },
        ("base64gunzip", [Value::Text(given)]) => match from_base64(given) {
            Some(bytes) => gunzip(&bytes),
            None => no_base64(),
        },
        ("textencodebase64", [Value::Text(given), Value::Text(set)]) => match encoding(set) {
            Ok(encoding) => match encoding.encode(given) {
                Some(bytes) => text(base64(&bytes)),
                None => Resolved::malformed("the character set does not have all its characters"),
            },
            Err(why) => why,
        },
        ("textdecodebase64", [Value::Text(given), Value::Text(set)]) => {
            match (encoding(set), from_base64(given)) {
                (Ok(encoding), Some(bytes)) => match encoding.decode(bytes) {
                    Some(decoded) => text(decoded),
                    None => Resolved::malformed("it is not of the character set"),
                },
                (Err(why), _) => why,
                (_, None) => no_base64(),
            }
        }
        ("urlencode", [Value::Text(given)]) => text(
            utf8_percent_encode(given, ESCAPED)
                .to_string()
                .replace(' ', "+"),
        ),
        ("urldecode", [Value::Text(given)]) => from_url(given),
        _ => return None,
    })
}

/// Bytes in Base64.
pub(super) fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Line ends do not count.
pub(super) fn from_base64(given: &str) -> Option<Vec<u8>> {
    BASE64.decode(given.replace(['\r', '\n'], "")).ok()
}

fn no_base64() -> Resolved<Value> {
    Resolved::malformed("it is not Base64")
}

fn utf8(bytes: Vec<u8>) -> Resolved<Value> {
    match String::from_utf8(bytes) {
        Ok(decoded) => text(decoded),
        Err(_) => Resolved::malformed("what it holds is not UTF-8"),
    }
}

fn gunzip(bytes: &[u8]) -> Resolved<Value> {
    let most = MAX_TEXT_BYTES as u64 + 1;
    let mut unpacked = Vec::new();
    let reader = flate2::read::MultiGzDecoder::new(bytes);
    let read = reader.take(most).read_to_end(&mut unpacked);
    note_work(unpacked.len() / MADE_BYTES_PER_ANSWER * 4);
    match read {
        Ok(length) if length > MAX_TEXT_BYTES => too_large(),
        Ok(_) => utf8(unpacked),
        Err(_) => Resolved::malformed("what it holds is not compressed with gzip"),
    }
}

fn from_url(given: &str) -> Resolved<Value> {
    let bytes = given.as_bytes();
    let is_whole = bytes.iter().enumerate().all(|(at, byte)| {
        let digits = bytes.get(at + 1..at + 3);
        *byte != b'%' || digits.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    });
    if !is_whole {
        return Resolved::malformed("a `%` in it is not followed by two digits");
    }
    utf8(percent_decode_str(&given.replace('+', " ")).collect())
}

enum Encoding {
    Utf8,
    Latin1,
    Ascii,
    /// `marked` where a mark of the byte order comes first.
    Utf16 {
        big: bool,
        marked: bool,
    },
}

/// A character set by its IANA name.
fn encoding(name: &str) -> Result<Encoding, Resolved<Value>> {
    let utf16 = |big, marked| Encoding::Utf16 { big, marked };
    Ok(match name.to_ascii_lowercase().as_str() {
        "utf-8" | "csutf8" => Encoding::Utf8,
        "utf-16" | "csutf16" => utf16(true, true),
        "utf-16be" | "csutf16be" => utf16(true, false),
        "utf-16le" | "csutf16le" => utf16(false, false),
        "iso-8859-1" | "iso_8859-1" | "latin1" | "l1" | "iso-ir-100" | "ibm819" | "cp819" => {
            Encoding::Latin1
        }
        "us-ascii" | "ascii" | "us" | "iso646-us" => Encoding::Ascii,
        _ => {
            return Err(Resolved::unknown(format!(
                "the character set {name} is not read here"
            )));
        }
    })
}

impl Encoding {
    fn encode(&self, given: &str) -> Option<Vec<u8>> {
        let bounded = |bound: u32| {
            let chars = given.chars().map(u32::from);
            chars
                .map(|c| u8::try_from(c).ok().filter(|_| c < bound))
                .collect()
        };
        match *self {
            Encoding::Utf8 => Some(given.as_bytes().to_vec()),
            Encoding::Latin1 => bounded(0x100),
            Encoding::Ascii => bounded(0x80),
            Encoding::Utf16 { big, marked } => {
                let units = marked
                    .then_some(0xfeff)
                    .into_iter()
                    .chain(given.encode_utf16());
                let bytes = units.flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                });
                Some(bytes.collect())
            }
        }
    }

    fn decode(&self, bytes: Vec<u8>) -> Option<String> {
        match *self {
            Encoding::Utf8 => String::from_utf8(bytes).ok(),
            Encoding::Latin1 => Some(bytes.into_iter().map(char::from).collect()),
            Encoding::Ascii => bytes
                .is_ascii()
                .then(|| bytes.into_iter().map(char::from).collect()),
            Encoding::Utf16 { big, marked } => {
                let (mark, rest) = bytes.split_at_checked(2).unwrap_or((&[], &bytes));
                let (big, bytes) = match mark {
                    [0xfe, 0xff] if marked => (true, rest),
                    [0xff, 0xfe] if marked => (false, rest),
                    _ => (big, bytes.as_slice()),
                };
                if bytes.len() % 2 != 0 {
                    return None;
                }
                let units: Vec<u16> = bytes
                    .chunks_exact(2)
                    .map(|pair| {
                        let pair = [pair[0], pair[1]];
                        if big {
                            u16::from_be_bytes(pair)
                        } else {
                            u16::from_le_bytes(pair)
                        }
                    })
                    .collect();
                String::from_utf16(&units).ok()
            }
        }
        .filter(|decoded| !decoded.contains(char::REPLACEMENT_CHARACTER))
    }
}
