//! The words by which names and addresses say that what they stand for makes a trail, or has to do with one: asked of module calls,
//! Terragrunt's units, nested stacks and deployed templates whose code is not at hand.
//!
//! There are three kinds. A word of CloudTrail's own says it wherever it stands. An audit trail is one wherever it is named. A mere
//! `trail` says it where it is a word of what something is called, and nothing that a word of its like begins or ends with does:
//! a guardrail, a trailer or a paper trail is none.

/// Words of CloudTrail's own, without what parts them: its name, and what its trails alone have.
const OF_CLOUDTRAIL: [&str; 3] = ["cloudtrail", "globalserviceevents", "multiregiontrail"];

/// What is made beside trails, or for them, as modules that make nothing else are called: where logs go, with what they are encrypted,
/// who is told, who may read them, what watches them.
const BESIDE_TRAILS: [&str; 38] = [
    "alarm",
    "alarms",
    "athena",
    "bucket",
    "buckets",
    "chatbot",
    "cloudwatch",
    "dashboard",
    "dynamodb",
    "elasticsearch",
    "eventbridge",
    "firehose",
    "glue",
    "group",
    "groups",
    "guardduty",
    "iam",
    "key",
    "keys",
    "kinesis",
    "kms",
    "label",
    "lambda",
    "metric",
    "metrics",
    "opensearch",
    "queue",
    "queues",
    "role",
    "roles",
    "s3",
    "securityhub",
    "slack",
    "sns",
    "sqs",
    "ssm",
    "topic",
    "topics",
];

/// What stands beside these words in such names.
const OF_THESE: [&str; 24] = [
    "access",
    "assumable",
    "aws",
    "delivery",
    "encrypted",
    "event",
    "events",
    "filter",
    "filters",
    "function",
    "log",
    "logs",
    "module",
    "notifications",
    "null",
    "private",
    "rule",
    "rules",
    "storage",
    "stream",
    "subscription",
    "table",
    "terraform",
    "tf",
];

/// Whether a text has the letters that all of these words have: few names do, and no more is asked of the others.
fn has_the_letters(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has = |letter: u8| bytes.iter().any(|byte| byte.to_ascii_lowercase() == letter);
    !text.is_ascii() || b"tlrai".iter().all(|letter| has(*letter))
}

/// Whether a text speaks of CloudTrail or of an audit trail, whatever else it says.
pub(crate) fn speaks_of_trails(text: &str) -> bool {
    if !has_the_letters(text) {
        return false;
    }
    let together = text.to_lowercase().replace(['-', '_', '.', ' '], "");
    let mut words = OF_CLOUDTRAIL.iter();
    words.any(|word| together.contains(word)) || has_in_a_row(text, &["audit", "trail"])
}

/// Whether something is called after a trail.
pub(crate) fn is_called_after_trails(name: &str) -> bool {
    if !has_the_letters(name) {
        return false;
    }
    let words = words_of(name);
    let is_trail =
        |at: usize| is_word(&words[at], "trail") && !(at > 0 && words[at - 1] == "paper");
    speaks_of_trails(name) || (0..words.len()).any(is_trail)
}

/// Whether an address leads to what is called after a trail: its last part, or that of the package before it.
pub(crate) fn leads_to_trails(address: &str) -> bool {
    let Address {
        package,
        within,
        of_registry,
    } = Address::of(address);
    let names = [Some(last_of(package)), Some(last_of(within)), of_registry];
    speaks_of_trails(address) || names.into_iter().flatten().any(is_called_after_trails)
}

/// Whether an address leads to what only stands beside trails, by its own name: what of a registry, a repository or a folder in it is
/// called a bucket, a key or a topic makes no trail, whatever it is called for. One that speaks of trails may make one.
pub(crate) fn leads_beside_trails(address: &str) -> bool {
    let Address {
        package,
        within,
        of_registry,
    } = Address::of(address);
    let own = match (last_of(within), of_registry) {
        ("", Some(name)) => name,
        ("", None) => last_of(package),
        (within, _) => within,
    };
    let are_all = parts_of(own)
        .all(|word| BESIDE_TRAILS.contains(&word.as_str()) || OF_THESE.contains(&word.as_str()));
    are_all && names_what_is_beside_trails(own) && !speaks_of_trails(address)
}

/// Whether a name has a word of what only stands beside trails: `trail_bucket`, `TrailBucket`.
pub(crate) fn names_what_is_beside_trails(name: &str) -> bool {
    let mut words = parts_of(name).chain(words_of(name));
    words.any(|word| BESIDE_TRAILS.contains(&word.as_str()))
}

/// What stands between the signs of a name that are neither letters nor digits.
fn parts_of(name: &str) -> impl Iterator<Item = String> {
    let parts = name.split(|sign: char| !sign.is_ascii_alphanumeric());
    parts.filter(|part| !part.is_empty()).map(str::to_lowercase)
}

/// An address, in parts.
struct Address<'a> {
    package: &'a str,
    /// The folder in the package.
    within: &'a str,
    /// What a registry's module is called: what stands before its provider.
    of_registry: Option<&'a str>,
}

impl Address<'_> {
    fn of(address: &str) -> Address<'_> {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let (scheme, path) = path.split_once("://").unwrap_or(("", path));
        let (package, within) = path.split_once("//").unwrap_or((path, ""));
        let is_of_registry =
            matches!(scheme, "" | "tfr") && !package.starts_with('.') && !package.contains('@');
        let named = package.rsplit_once('/').filter(|_| is_of_registry);
        Address {
            package,
            within,
            of_registry: named.map(|(before, _)| last_of(before)),
        }
    }
}

/// What the last part of a path is called.
fn last_of(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let ends = [".git", ".json", ".yaml", ".yml", ".template"];
    let stem = ends.iter().find_map(|end| last.strip_suffix(end));
    stem.unwrap_or(last)
}

/// Whether a key is called as what only a trail has.
pub(crate) fn is_flag_of_trails(key: &str) -> bool {
    if !has_the_letters(key) {
        return false;
    }
    let key = key.to_lowercase().replace(['-', '_'], "");
    let [_, flags @ ..] = OF_CLOUDTRAIL;
    flags.iter().any(|flag| key.contains(flag))
}

/// Whether an argument is one that what makes a trail is given.
pub(crate) fn is_given_to_trails(argument: &str) -> bool {
    let rows = [["trail", "name"], ["organization", "trail"]];
    speaks_of_trails(argument) || rows.iter().any(|row| has_in_a_row(argument, row))
}

/// Whether some words follow one another in a text.
fn has_in_a_row(text: &str, wanted: &[&str]) -> bool {
    if !has_the_letters(text) {
        return false;
    }
    let words = words_of(text);
    let together = wanted.concat();
    let mut rows = words.windows(wanted.len());
    rows.any(|row| {
        row.iter()
            .zip(wanted)
            .all(|(word, wanted)| is_word(word, wanted))
    }) || words.iter().any(|word| is_word(word, &together))
}

/// Whether a word is another one, or several of it.
fn is_word(word: &str, wanted: &str) -> bool {
    word.strip_suffix('s').unwrap_or(word) == wanted
}

/// The words of a text in lower case: `AuditTrail_name` and `AWSTrail2` have three.
fn words_of(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        // The last capital of several begins the word that goes on behind it.
        let ends_a_row =
            before.is_uppercase() && signs.peek().is_some_and(|next| next.is_lowercase());
        let begins = !before.is_alphanumeric()
            || sign.is_uppercase() && (before.is_lowercase() || ends_a_row)
            || before.is_numeric() != sign.is_numeric();
        if sign.is_alphanumeric() {
            if begins {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(sign.to_lowercase());
            }
        }
        before = sign;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_after_a_trail_is_told_from_what_sounds_like_it() {
        for name in [
            "cloudtrail",
            "org-cloud-trail",
            "audit_trail",
            "audittrail",
            "AuditTrailStack",
            "organization-trail",
            "Trail1",
            "OrgTrail2",
            "AWSTrail",
            "S3Trail",
            "AuditTrail2",
            "trails",
            "enable_global_service_events",
        ] {
            assert!(is_called_after_trails(name), "{name}");
        }
        for name in [
            "guardrails",
            "trailer",
            "trailing_slash",
            "paper-trail",
            "papertrail",
            "contrail",
            "audit",
            "global_accelerator",
            "",
        ] {
            assert!(!is_called_after_trails(name), "{name}");
        }
    }

    #[test]
    fn an_address_speaks_by_what_it_leads_to() {
        for address in [
            "acme/trail/aws",
            "app.terraform.io/acme/audit-trail/aws",
            "git::https://git.acme.example/terraform-aws-trail.git?ref=v1",
            "git::https://git.acme.example/modules.git//security/trail?ref=v1",
            "tfr:///acme/trail/aws?version=1.0.0",
            "../modules/trail",
            "https://s3.amazonaws.com/templates/OrgTrail.yaml",
        ] {
            assert!(leads_to_trails(address), "{address}");
        }
        for address in [
            "git::https://git.acme.example/trail/modules.git//vpc",
            "git@git.acme.example:trail/modules.git",
            "acme/guardrails/aws",
            "trailofbits/algo/aws",
            "./trail/vpc",
            "https://s3.amazonaws.com/trail-templates/vpc.yaml",
        ] {
            assert!(!leads_to_trails(address), "{address}");
        }
    }

    #[test]
    fn what_stands_beside_trails_is_called_so() {
        for address in [
            "boldlink/s3/aws",
            "app.terraform.io/acme/kms-key/aws",
            "git::https://git.acme.example/terraform-aws-s3-bucket.git?ref=v1",
            "git@git.acme.example:modules.git//sns-topic",
            "git::https://git.acme.example/modules.git//cloudwatch/log-group?ref=v1",
            "tfr:///acme/iam-role/aws?version=1.0.0",
            "github.com/acme/terraform-aws-trail//modules/s3",
        ] {
            assert!(leads_beside_trails(address), "{address}");
        }
        for address in [
            "acme/cloudtrail-s3-bucket/aws",
            "git::https://git.acme.example/cloudtrail.git//s3",
            "acme/security-baseline/aws",
            "acme/logs/aws",
            "acme/s3-audit/aws",
            "github.com/acme/s3//landing-zone",
            "git::https://git.acme.example/modules.git",
            "acme/log/aws",
            "acme/terraform/aws",
            "",
        ] {
            assert!(!leads_beside_trails(address), "{address}");
        }
    }

    #[test]
    fn arguments_of_trails_are_few() {
        for argument in [
            "trail_name",
            "is_multi_region_trail",
            "is_organization_trail",
            "audit_trail_bucket",
        ] {
            assert!(is_given_to_trails(argument), "{argument}");
        }
        for argument in ["name", "trailing", "global_tags", "trail"] {
            assert!(!is_given_to_trails(argument), "{argument}");
        }
    }
}
