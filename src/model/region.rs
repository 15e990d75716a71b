//! Regions, by their names.

use super::limits::{MAX_BYTES_OF_REGION, MAX_SLIPS_OF_REGION};
use crate::quote::quoted;
use crate::resolved::{Hop, Resolved};
use crate::source::{InFile, SourceMap};
use crate::suggest::nearest;

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
        _ => Some(LEADER),
    }
}

/// The leader Region of the partition `aws`.
pub(crate) const LEADER: &str = "us-east-1";

/// What stands for a Region of that partition that is known not to be the leader, and is not known by name.
pub(super) const AWAY: &str = "another Region than us-east-1";

/// Whether a text can be a Region's name: `us-east-1`, `us-gov-west-1`, one that is new, in a direction like all others. A
/// placeholder (`my-region`, `xx-xxxx-1`) cannot, nor can one that is [`misspelt`].
#[must_use]
pub(crate) fn is_region(text: &str) -> bool {
    let direction = text.rsplit('-').nth(1);
    let has_direction = direction.is_some_and(|direction| DIRECTIONS.contains(&direction));
    has_form(text) && has_direction && misspelt(text).is_none()
}

/// The Region that a run is given for what the code leaves open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenRegion {
    pub name: String,
    /// Where the configuration names it; `None` for one of the command line.
    pub at: Option<InFile>,
}

impl GivenRegion {
    /// What it comes to. One that does not exist decides nothing.
    pub(crate) fn value(&self, sources: &SourceMap) -> Resolved<String> {
        let at = self.at.as_ref().and_then(|at| at.span(sources));
        let said = format!("the Region is given as `{}`", quoted(&self.name));
        existing(Resolved::known(self.name.clone())).via([Hop::value(at, said)])
    }
}

/// A Region, cut where it is longer than any: what it is then said to be is none, as the whole is.
pub(crate) fn cut_region(region: Resolved<String>) -> Resolved<String> {
    region.converted(&mut |text| {
        Resolved::known(if text.len() > MAX_BYTES_OF_REGION {
            quoted(&text)
        } else {
            text
        })
    })
}

/// A Region, or not known where what is given as one is none.
pub(crate) fn existing(region: Resolved<String>) -> Resolved<String> {
    let is_private = region.is_private();
    region.converted(&mut |region| {
        if is_region(&region) {
            Resolved::known(region)
        } else if is_private {
            Resolved::unknown("what is given as the Region is none")
        } else {
            Resolved::unknown(no_region(&region))
        }
    })
}

/// What is wrong with a name that is no Region's.
pub(crate) fn no_region(region: &str) -> String {
    let near = misspelt(region)
        .map(|meant| format!("; did you mean `{meant}`?"))
        .unwrap_or_default();
    format!("`{}` is not a Region{near}", quoted(region))
}

fn has_form(text: &str) -> bool {
    let mut parts = text.split('-').rev();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let word = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let numbered = parts.next().is_some_and(digits);
    let words: Vec<&str> = parts.collect();
    numbered && words.len() >= 2 && words.iter().all(word)
}

/// The Regions of all partitions.
///
/// Source: `partitions.json` of the AWS SDKs (botocore), without the names that stand for a whole partition (`aws-global`).
const REGIONS: [&str; 46] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-isoe-west-1",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
    "us-west-1",
    "us-west-2",
];

/// What Regions' names end with before their number.
const DIRECTIONS: [&str; 9] = [
    "central",
    "east",
    "north",
    "northeast",
    "northwest",
    "south",
    "southeast",
    "southwest",
    "west",
];

/// The Region that a misspelt name means. A Region that is new has its own area or number, and a direction like all others: what
/// has not one of the directions, but nearly, is misspelt, and so is an area whose letters are swapped (`su-east-1`).
#[must_use]
pub(crate) fn misspelt(text: &str) -> Option<&'static str> {
    if REGIONS.contains(&text) {
        return None;
    }
    if has_form(text) {
        let mut words: Vec<&str> = text.split('-').collect();
        let number = words.pop()?;
        let direction = words.pop()?;
        let area = words.join("-");
        let meant = nearest_direction(direction)?;
        let swapped = swapped(&area);
        let is_misspelt = swapped.is_some() || (meant != direction && is_area(&area));
        let corrected = format!("{}-{meant}-{number}", swapped.unwrap_or(&area));
        return is_misspelt.then(|| nearest(&corrected, REGIONS)).flatten();
    }
    // `us-east1`, `us_east_1`, `US-EAST-1`, `eu-central`
    let plain = text.trim().to_lowercase().replace(['_', ' ', '.'], "-");
    if let Some(region) = region_of_zone(&plain) {
        return Some(region);
    }
    let near = nearest(&plain, REGIONS)?;
    let is_near = strsim::damerau_levenshtein(&plain, near) <= MAX_SLIPS_OF_REGION;
    is_near.then_some(near)
}

/// The Region of an Availability Zone (`us-east-1a`), a Local Zone (`us-west-2-lax-1a`) or a Wavelength Zone.
///
/// Source: Amazon EC2 user guide, "Regions and Zones": a zone's name begins with that of its Region.
fn region_of_zone(text: &str) -> Option<&'static str> {
    let is_zone = |region: &&&str| {
        let rest = text.strip_prefix(**region).map(str::as_bytes);
        match rest {
            Some([letter]) => letter.is_ascii_lowercase(),
            Some([b'-', rest @ ..]) => rest.last().is_some_and(u8::is_ascii_lowercase),
            _ => false,
        }
    };
    REGIONS.iter().find(is_zone).copied()
}

/// The direction that a word is, or nearly is.
fn nearest_direction(word: &str) -> Option<&'static str> {
    if let Some(direction) = DIRECTIONS.iter().find(|direction| **direction == word) {
        return Some(direction);
    }
    let near = nearest(word, DIRECTIONS)?;
    let is_near = strsim::damerau_levenshtein(word, near) <= MAX_SLIPS_OF_REGION;
    is_near.then_some(near)
}

/// The known area that one with two letters swapped means.
fn swapped(area: &str) -> Option<&'static str> {
    let sorted = |text: &str| {
        let mut letters = text.as_bytes().to_vec();
        letters.sort_unstable();
        letters
    };
    let is_swapped = |known: &&str| {
        sorted(known) == sorted(area) && strsim::damerau_levenshtein(known, area) == 1
    };
    (!is_area(area)).then(|| areas().find(is_swapped)).flatten()
}

fn is_area(text: &str) -> bool {
    areas().any(|area| area == text)
}

/// What Regions' names begin with, before their direction.
fn areas() -> impl Iterator<Item = &'static str> {
    let regions = REGIONS.iter();
    regions.filter_map(|region| region.rsplitn(3, '-').nth(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_region_means_the_nearest() {
        for (written, meant) in [
            ("us-eats-1", "us-east-1"),
            ("us-esat-1", "us-east-1"),
            ("eu-cental-1", "eu-central-1"),
            ("ap-souteast-2", "ap-southeast-2"),
            ("us-gov-wset-1", "us-gov-west-1"),
            ("eu-norht-1", "eu-north-1"),
            ("su-east-1", "us-east-1"),
            ("ue-west-3", "eu-west-3"),
            ("us-east1", "us-east-1"),
            ("useast-1", "us-east-1"),
            ("us_east_1", "us-east-1"),
            ("US-EAST-1", "us-east-1"),
            ("us-east-1a", "us-east-1"),
            ("us-west-2a", "us-west-2"),
            ("us-west-2-lax-1a", "us-west-2"),
            ("us-east-1-wl1-bos-wlz-1a", "us-east-1"),
            ("us-east", "us-east-1"),
            ("us-east-l", "us-east-1"),
            ("us-east-1 ", "us-east-1"),
        ] {
            assert_eq!(misspelt(written), Some(meant), "{written}");
            assert!(!is_region(written), "{written}");
        }
    }

    #[test]
    fn a_region_that_may_be_new_is_not_misspelt() {
        for new in [
            "ap-southeast-9",
            "us-east-3",
            "us-north-1",
            "us-south-1",
            "ap-southwest-1",
            "nz-north-1",
            "ch-central-1",
            "sa-west-1",
            "eusc-fr-west-1",
            "us-isog-east-1",
            "us-gov-central-1",
            "eu-northwest-1",
        ] {
            assert_eq!(misspelt(new), None, "{new}");
            assert!(is_region(new), "{new}");
        }
        for known in REGIONS {
            assert_eq!(misspelt(known), None);
            assert!(is_region(known), "{known}");
        }
    }

    #[test]
    fn a_placeholder_is_no_misspelt_region() {
        for text in [
            "",
            "my-region",
            "REGION",
            "${region}",
            "{{ region }}",
            "aws-global",
            "global",
            "local",
            "your-region-1",
            "my-test-1",
            "eu-anywhere-1",
            "xx-xxxx-1",
            "mock_region",
        ] {
            assert_eq!(misspelt(text), None, "{text}");
            assert!(!is_region(text), "{text}");
        }
    }
}
