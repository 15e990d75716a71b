//! A unit's source as the address that Terragrunt downloads from, by which it names the folder of its copy.
//!
//! Source: Terragrunt, `internal/tf/source.go` (`cli/tfsource/types.go`, `terraform/source.go`, `tf/source.go` in versions before),
//! `ToSourceURL`, `encodeSourceName`, `EncodeSourceVersion`, and `internal/util/hash.go`, `EncodeBase64Sha1`; go-getter's
//! `detect_github.go`, `detect_gitlab.go`, `detect_git.go`; Go's `net/url`, `URL.String` and `Values.Encode`.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha1::{Digest as _, Sha1};

/// The hosts whose repositories are found by a path alone.
const SHORTHANDS: [&str; 2] = ["github.com/", "gitlab.com/"];

/// What a query's words are escaped but for: Go's `url.QueryEscape`.
const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Where a module is downloaded from.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SourceUrl {
    /// The package, without what says its version.
    package: String,
    /// What says its version, in the order of its names.
    query: String,
    /// Whether that is a constraint, which several versions may meet.
    is_constraint: bool,
    /// The module's folder in the package, `/` between its parts.
    pub(super) within: String,
}

impl SourceUrl {
    /// `None` for paths, and for addresses that Go might write in another way, or ask others about.
    pub(super) fn parse(source: &str) -> Option<SourceUrl> {
        let plain = source
            .strip_prefix("https://")
            .or_else(|| source.strip_prefix("http://"));
        let is_shorthand = |text: &str| SHORTHANDS.iter().any(|host| text.starts_with(host));
        let source = plain.filter(|rest| is_shorthand(rest)).unwrap_or(source);
        let (path, query) = source.split_once('?').unwrap_or((source, ""));
        let (forced, path) = forced_getters(path);
        let (address, within) = split_package(path);
        let address = detected(&forced, address)?;
        let (address, folder) = split_package(&address);
        let parts = [folder, within];
        let parts = parts.iter().filter(|part| !part.is_empty());
        let within: Vec<&str> = parts.copied().collect();
        let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-._~/:@+".contains(sign);
        address.chars().all(is_plain).then(|| SourceUrl {
            package: address.to_owned(),
            query: in_order(query),
            is_constraint: query
                .strip_prefix("version=")
                .is_some_and(|version| version.contains(['<', '>', '=', '~', '!', ','])),
            within: within.join("/"),
        })
    }

    /// The name of the folder that its package is downloaded to.
    pub(super) fn folder_name(&self) -> String {
        fingerprint(&self.package)
    }

    /// What Terragrunt notes beside it of the version that it downloaded; `None` where several versions may be meant.
    pub(super) fn version(&self) -> Option<String> {
        (!self.is_constraint).then(|| fingerprint(&self.query))
    }
}

/// What Terragrunt makes a name of: SHA-1 in base 64.
pub(super) fn fingerprint(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha1::digest(text))
}

/// `git::` and its like before an address, and that.
fn forced_getters(mut path: &str) -> (String, &str) {
    let mut forced = String::new();
    while let Some((getter, rest)) = path.split_once("::")
        && !getter.is_empty()
        && getter.chars().all(|sign| sign.is_ascii_alphanumeric())
    {
        forced.push_str(getter);
        forced.push_str("::");
        path = rest;
    }
    (forced, path)
}

/// A package and the folder in it, behind `//`; the one of `https://` is none.
fn split_package(path: &str) -> (&str, &str) {
    let start = path.find("://").map_or(0, |at| at + "://".len());
    match path[start..].find("//") {
        Some(at) => (&path[..start + at], &path[start + at + "//".len()..]),
        None => (path, ""),
    }
}

/// The whole address that a package is meant by.
fn detected(forced: &str, address: &str) -> Option<String> {
    if let Some((scheme, _)) = address.split_once("://") {
        // A path is no address, and the case of a scheme is Go's.
        let is_address = scheme != "file" && scheme.chars().all(|sign| sign.is_ascii_lowercase());
        return is_address.then(|| format!("{forced}{address}"));
    }
    let forced = if forced.is_empty() { "git::" } else { forced };
    if SHORTHANDS.iter().any(|host| address.starts_with(host)) {
        let mut parts = address.splitn(4, '/');
        let (host, owner, name) = (parts.next()?, parts.next()?, parts.next()?);
        let name = name.strip_suffix(".git").unwrap_or(name);
        let folder = parts.next().map(|folder| format!("//{folder}"));
        let folder = folder.unwrap_or_default();
        return Some(format!("{forced}https://{host}/{owner}/{name}.git{folder}"));
    }
    // `git@github.com:acme/modules.git`
    let (user, rest) = address.split_once('@')?;
    let (host, path) = rest.split_once(':')?;
    let path = path.strip_prefix('/').unwrap_or(path);
    (!user.contains(['/', ':']) && !host.contains('/'))
        .then(|| format!("{forced}ssh://{user}@{host}/{path}"))
}

/// A query as Go writes it: in the order of its names.
fn in_order(query: &str) -> String {
    let unescaped = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        words
            .entry(unescaped(name))
            .or_default()
            .push(unescaped(value));
    }
    let escaped = |text: &str| {
        utf8_percent_encode(text, IN_QUERY)
            .to_string()
            .replace("%20", "+")
    };
    let words = words.iter().flat_map(|(name, values)| {
        let name = escaped(name);
        values
            .iter()
            .map(move |value| format!("{name}={}", escaped(value)))
    });
    words.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_to_write_a_source_lead_to_its_package() {
        for (source, package, query, within) in [
            (
                "git::https://github.com/acme/modules.git//audit/trail?ref=v1.0.0",
                "git::https://github.com/acme/modules.git",
                "ref=v1.0.0",
                "audit/trail",
            ),
            (
                "github.com/acme/modules//audit?ref=feature/x",
                "git::https://github.com/acme/modules.git",
                "ref=feature%2Fx",
                "audit",
            ),
            (
                "https://github.com/acme/modules/audit",
                "git::https://github.com/acme/modules.git",
                "",
                "audit",
            ),
            (
                "git@github.com:acme/modules.git//audit?ref=v1&depth=1",
                "git::ssh://git@github.com/acme/modules.git",
                "depth=1&ref=v1",
                "audit",
            ),
            (
                "git::git@git.example.com:acme/modules.git",
                "git::ssh://git@git.example.com/acme/modules.git",
                "",
                "",
            ),
            (
                "tfr:///cloudposse/cloudtrail/aws?version=0.23.0",
                "tfr:///cloudposse/cloudtrail/aws",
                "version=0.23.0",
                "",
            ),
            (
                "tfr://registry.example.com/acme/audit/aws//modules/trail?version=1.2.3",
                "tfr://registry.example.com/acme/audit/aws",
                "version=1.2.3",
                "modules/trail",
            ),
        ] {
            let expected = SourceUrl {
                package: package.into(),
                query: query.into(),
                is_constraint: false,
                within: within.into(),
            };
            assert_eq!(SourceUrl::parse(source), Some(expected), "{source}");
        }
        for source in [
            "../modules//audit",
            "/srv/modules",
            "file:///srv/modules",
            "acme/audit/aws",
            "bitbucket.org/acme/modules",
        ] {
            assert_eq!(SourceUrl::parse(source), None, "{source}");
        }
    }

    /// The files that Terragrunt's own tests compare with: `test/fixtures/download-source`, `version-file.txt`.
    #[test]
    fn versions_are_named_as_terragrunt_names_them() {
        let version = |source: &str| SourceUrl::parse(source).unwrap().version();
        let source = "https://example.com/modules";
        assert_eq!(version(source).unwrap(), "2jmj7l5rSw0yVb_vlWAYkK_YBwk");
        let source = "https://example.com/modules?ref=v0.0.1";
        assert_eq!(version(source).unwrap(), "zqg_v-R2bnqTbCe-ZO3mHRTRKX0");
        assert_eq!(version("tfr:///acme/audit/aws?version=~> 1.0"), None);
    }
}
