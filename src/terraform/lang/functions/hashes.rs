//! Functions that make fingerprints.

use md5::{Digest as _, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::encoded_texts::base64;
use super::results::text;
use crate::quote::quoted;
use crate::resolved::Resolved;
use crate::terraform::lang::values::{Value, error};

/// The result, or `None` where the function is another room's.
pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    match (name, arguments) {
        ("uuidv5", [Value::Text(space), Value::Text(name)]) => Some(uuid_v5(space, name)),
        (_, [Value::Text(given)]) => digest(name, given.as_bytes()).map(text),
        _ => None,
    }
}

/// The fingerprint that the function of that name makes of bytes.
pub(super) fn digest(name: &str, bytes: &[u8]) -> Option<String> {
    Some(match name {
        "md5" => hexadecimal(&Md5::digest(bytes)),
        "sha1" => hexadecimal(&Sha1::digest(bytes)),
        "sha256" => hexadecimal(&Sha256::digest(bytes)),
        "sha512" => hexadecimal(&Sha512::digest(bytes)),
        "base64sha256" => base64(&Sha256::digest(bytes)),
        "base64sha512" => base64(&Sha512::digest(bytes)),
        _ => return None,
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a string does not fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A UUID of version 5, RFC 9562: the SHA-1 of a name in a name space.
fn uuid_v5(space: &str, name: &str) -> Resolved<Value> {
    let space_id = match space {
        "dns" => Some(0x6ba7_b810_9dad_11d1_80b4_00c0_4fd4_30c8),
        "url" => Some(0x6ba7_b811_9dad_11d1_80b4_00c0_4fd4_30c8),
        "oid" => Some(0x6ba7_b812_9dad_11d1_80b4_00c0_4fd4_30c8),
        "x500" => Some(0x6ba7_b814_9dad_11d1_80b4_00c0_4fd4_30c8),
        other => parsed_uuid(other),
    };
    let Some(space_id) = space_id else {
        return error(
            format!("\"{}\"", quoted(space)),
            "it names no space of UUIDs",
        );
    };
    let hashed = Sha1::new()
        .chain_update(space_id.to_be_bytes())
        .chain_update(name)
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hashed[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let all = hexadecimal(&bytes);
    text(format!(
        "{}-{}-{}-{}-{}",
        &all[..8],
        &all[8..12],
        &all[12..16],
        &all[16..20],
        &all[20..]
    ))
}

/// A UUID in any of its spellings: with `urn:uuid:` before it, in braces, without hyphens.
fn parsed_uuid(written: &str) -> Option<u128> {
    let bare = written
        .strip_prefix("urn:uuid:")
        .or_else(|| written.strip_prefix('{')?.strip_suffix('}'))
        .unwrap_or(written);
    let digits = match bare.len() {
        32 => bare.to_owned(),
        36 if [8, 13, 18, 23]
            .iter()
            .all(|&at| bare.as_bytes()[at] == b'-') =>
        {
            bare.replace('-', "")
        }
        _ => return None,
    };
    let is_whole = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u128::from_str_radix(&digits, 16).ok().filter(|_| is_whole)
}
