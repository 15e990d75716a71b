//! The words by which names and addresses say that what they stand for makes a trail, or has to do with one: asked of module calls,
//! Terragrunt's units, nested stacks and deployed templates whose code is not at hand.
//!
//! There are three kinds. A word of CloudTrail's own says it wherever it stands. An audit trail is one wherever it is named. A mere
//! `trail` says it where it is a word of what something is called, and nothing that a word of its like begins or ends with does:
//! a guardrail, a trailer or a paper trail is none.

/// Words of CloudTrail's own, without what parts them: its name, and what its trails alone have.
const OF_CLOUDTRAIL: [&str; 3] = ["cloudtrail", "globalserviceevents", "multiregiontrail"];

/// Whether a text speaks of CloudTrail or of an audit trail, whatever else it says.
pub(crate) fn speaks_of_trails(text: &str) -> bool {
    let together = text.to_lowercase().replace(['-', '_', '.', ' '], "");
    let mut words = OF_CLOUDTRAIL.iter();
    words.any(|word| together.contains(word)) || has_in_a_row(text, &["audit", "trail"])
}

/// Whether something is called after a trail.
pub(crate) fn is_called_after_trails(name: &str) -> bool {
    let words = words_of(name);
    let is_trail =
        |at: usize| is_word(&words[at], "trail") && !(at > 0 && words[at - 1] == "paper");
    speaks_of_trails(name) || (0..words.len()).any(is_trail)
}

/// Whether an address leads to what is called after a trail: its last part, or that of the package before it.
pub(crate) fn leads_to_trails(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let (scheme, path) = path.split_once("://").unwrap_or(("", path));
    let (package, within) = path.split_once("//").unwrap_or((path, ""));
    let last = |path: &str| {
        let path = path.trim_end_matches('/');
        let last = path.rsplit('/').next().unwrap_or_default();
        let ends = [".git", ".json", ".yaml", ".yml", ".template"];
        let stem = ends.iter().find_map(|end| last.strip_suffix(end));
        is_called_after_trails(stem.unwrap_or(last))
    };
    // A registry's module is called what stands before its provider.
    let named = package.rsplit_once('/').map_or("", |(before, _)| before);
    let is_of_registry =
        matches!(scheme, "" | "tfr") && !package.starts_with('.') && !package.contains('@');
    speaks_of_trails(address) || last(package) || last(within) || is_of_registry && last(named)
}

/// Whether a key is called as what only a trail has.
pub(crate) fn is_flag_of_trails(key: &str) -> bool {
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
