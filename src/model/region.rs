//! Regions, by their names.

/// The Region that a partition's global service events are delivered in, where it is established.
///
/// Sources: API reference of `CreateTrail` ("the partition leader Region (for example, us-east-1)"); botocore's
/// `partitions.json` names us-gov-west-1 for GovCloud. China is contradictory (IAM signs for cn-north-1,
/// CloudFront for cn-northwest-1) and the ISO partitions are not documented, so they are `None`.
#[must_use]
pub(crate) fn leader_of(region: &str) -> Option<&'static str> {
    if !is_region(region) {
        return None;
    }
    let mut parts = region.split('-');
    let area = parts.next()?;
    let second = parts.next()?;
    match (area, second) {
        ("us", "gov") => Some("us-gov-west-1"),
        ("cn" | "eusc", _) => None,
        (_, place) if place.starts_with("iso") => None,
        _ => Some("us-east-1"),
    }
}

/// Whether a text has the form of a Region's name: `us-east-1`, `us-gov-west-1`. A placeholder (`my-region`) has not.
#[must_use]
pub(crate) fn is_region(text: &str) -> bool {
    let mut parts = text.split('-').rev();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let word = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let numbered = parts.next().is_some_and(digits);
    let words: Vec<&str> = parts.collect();
    numbered && words.len() >= 2 && words.iter().all(word)
}
