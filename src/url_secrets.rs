//! Passwords and tokens in URLs, which nothing that is said shows: sources of modules and places of templates carry them.

use std::borrow::Cow;
use std::ops::Range;

/// What stands for a secret.
const MASK: &str = "…";

/// What the name of a part of a query holds that is secret: `X-Amz-Security-Token`, `aws_access_key_secret`, `sshkey`.
///
/// Source: `HashiCorp`, go-getter's README (`sshkey`, `aws_access_key_id` and its kin); AWS, "Authenticating Requests: Using
/// Query Parameters"; Microsoft, "Create a service SAS" (`sig`).
const WORDS: [&str; 7] = [
    "token",
    "secret",
    "password",
    "passwd",
    "signature",
    "credential",
    "key",
];

/// Such names as a whole.
const NAMES: [&str; 6] = ["sig", "auth", "authorization", "pwd", "pass", "jwt"];

/// What separates the parts of a query; the last one as JSON's writers escape it.
const SEPARATORS: [&str; 5] = ["?", "&", "#", ";", "\\u0026"];

/// A text without the passwords and tokens of the URLs in it.
pub(crate) fn without_secrets(text: &str) -> Cow<'_, str> {
    let parts = secret_parts(text);
    if parts.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut end = 0;
    for part in parts {
        out.push_str(&text[end..part.start]);
        out.push_str(MASK);
        end = part.end;
    }
    out.push_str(&text[end..]);
    Cow::Owned(out)
}

/// The bytes of a text that are passwords and tokens of URLs in it, in their order.
pub(crate) fn secret_parts(text: &str) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = text
        .match_indices(":/")
        .filter_map(|(at, _)| of_user(text, at))
        .collect();
    if text.contains('=') {
        let starts = SEPARATORS.iter().flat_map(|sign| {
            let found = text.match_indices(sign);
            found.map(|(at, sign)| at + sign.len())
        });
        parts.extend(starts.filter_map(|start| of_query(text, start)));
    }
    parts.sort_by_key(|part| (part.start, part.end));
    let mut end = 0;
    parts.retain(|part| {
        let is_new = part.start >= end;
        end = end.max(part.end);
        is_new
    });
    parts
}

/// The password in the URL whose scheme ends there, or the token that stands in place of its user.
fn of_user(text: &str, scheme_end: usize) -> Option<Range<usize>> {
    let before = &text[..scheme_end];
    let is_of_scheme = |sign: char| sign.is_ascii_alphanumeric() || "+-.".contains(sign);
    let scheme = &before[before.trim_end_matches(is_of_scheme).len()..];
    let behind = text[scheme_end + 1..].trim_start_matches('/');
    let start = text.len() - behind.len();
    let whole = &behind[..behind.find(ends_a_part).unwrap_or(behind.len())];
    let authority = &whole[..whole.find(['/', '?', '#']).unwrap_or(whole.len())];
    let has_password = || {
        // A slash in a password is to be escaped, and is not by everyone.
        let (_, password) = authority.split_once(':')?;
        let is_port = password.chars().all(|sign| sign.is_ascii_digit());
        (!is_port).then_some(whole)
    };
    let holds_user = if authority.contains('@') {
        authority
    } else {
        has_password()?
    };
    let user = &holds_user[..holds_user.rfind('@')?];
    let is_web = ["http", "https"].contains(&&*scheme.to_ascii_lowercase());
    let part = match user.split_once(':') {
        // A token may be the user, with a password that says so.
        Some((name, "" | "x-oauth-basic")) => 0..name.len(),
        Some((name, _)) => name.len() + 1..user.len(),
        None if is_web && user != "git" => 0..user.len(),
        None => return None,
    };
    secret(text, start + part.start..start + part.end)
}

/// The value of a part of a query that begins there, where its name is that of a secret.
fn of_query(text: &str, start: usize) -> Option<Range<usize>> {
    let behind = &text[start..];
    let is_of_name = |sign: char| sign.is_ascii_alphanumeric() || "-_.%".contains(sign);
    let (name, value) = behind.split_once('=')?;
    if name.is_empty() || !name.chars().all(is_of_name) {
        return None;
    }
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    let is_secret = NAMES.contains(&name.as_str()) || WORDS.iter().any(|word| name.contains(word));
    let ends = |sign: char| ends_a_part(sign) || matches!(sign, '&' | '#' | ';');
    let end = value.find(ends).unwrap_or(value.len());
    let start = text.len() - value.len();
    is_secret
        .then(|| secret(text, start..start + end))
        .flatten()
}

fn ends_a_part(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '"' | '\'' | '`' | '\\' | '<' | '>' | ')' | ',')
}

/// What of a part is a secret: what something fills in later is none.
fn secret(text: &str, part: Range<usize>) -> Option<Range<usize>> {
    let shown = &text[part.clone()];
    let is_filled_in = shown.starts_with("${") && shown.ends_with('}');
    (!shown.is_empty() && shown != MASK && !is_filled_in).then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_and_tokens_are_left_out() {
        for (text, shown) in [
            (
                "git::https://user:TOKEN@host/x.git?ref=v1&token=TOKEN",
                "git::https://user:…@host/x.git?ref=v1&token=…",
            ),
            ("`https://TOKEN@host/x`", "`https://…@host/x`"),
            (
                "https://TOKEN:x-oauth-basic@host",
                "https://…:x-oauth-basic@host",
            ),
            ("ssh://git:pa/ss@host/x", "ssh://git:…@host/x"),
            (
                "units/https:/x:TOKEN@host/a.hcl",
                "units/https:/x:…@host/a.hcl",
            ),
            (
                "(https://b/t.yaml?X-Amz-Signature=a%2Fb&X-Amz-Date=1&X-Amz-Credential=AKIA/1)",
                "(https://b/t.yaml?X-Amz-Signature=…&X-Amz-Date=1&X-Amz-Credential=…)",
            ),
            (
                r#""https://b/t?sp=r\u0026sig=abc""#,
                r#""https://b/t?sp=r\u0026sig=…""#,
            ),
            ("host/x?sshkey=a+b/c=", "host/x?sshkey=…"),
            (
                "https://a:b@c and https://d:e@f",
                "https://a:…@c and https://d:…@f",
            ),
        ] {
            assert_eq!(without_secrets(text), shown);
            assert_eq!(without_secrets(shown), shown);
        }
    }

    #[test]
    fn all_else_stays() {
        for text in [
            "git::ssh://git@host:2222/x.git?ref=v1&depth=1",
            "git@host:group/x.git",
            "https://git@host/x",
            "https://host:8443/a@b/c?versionId=2",
            "https://user:${var.token}@host/x?token=${var.token}",
            "tfr:///terraform-aws-modules/x/aws?version=1.0.0",
            "s3::https://bucket/x.zip?archive=zip&checksum=md5:1",
            "a ? token == b : c",
            "arn:aws:cloudtrail:eu-west-1:1:trail/a@b",
            "C:/users/a@b",
            "",
        ] {
            assert_eq!(without_secrets(text), text);
        }
    }
}
