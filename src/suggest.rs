//! "Did you mean": the known name that a misspelt one stands for, and how a sentence says so.

use std::cmp::Reverse;

use crate::limits::{MAX_CHARS_OF_NAME, MAX_NAMES_COMPARED, MAX_NAMES_LOOKED_AT};

/// What a sentence about an unknown name ends with: ``; did you mean `coverage`?``, with the candidate that is
/// [`nearest`]; empty where none is near.
pub(crate) fn did_you_mean<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> String {
    nearest(name, candidates)
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default()
}

/// What to do about an unknown name: to write the one that is near, or something else.
pub(crate) fn writing(near: Option<&str>, otherwise: &str) -> String {
    near.map_or_else(|| otherwise.to_owned(), |near| format!("Write `{near}`"))
}

/// The candidate nearest to a name, if one is near: at most every third letter of the longer one is left out, put in,
/// replaced, or swapped with its neighbour, and not all of it. Letter case does not count. Of candidates as near as each
/// other, the first by alphabet is taken. Of very many candidates, the first are looked at.
pub(crate) fn nearest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let length = char_count(name)?;
    let mut near: Vec<(usize, &str, usize)> = candidates
        .into_iter()
        .take(MAX_NAMES_LOOKED_AT)
        .filter_map(|candidate| {
            let other = char_count(candidate)?;
            let longer = other.max(length);
            let allowed = (longer / 3).max(1);
            let is_near = longer - other.min(length) <= allowed;
            is_near.then(|| {
                (
                    in_common(name, candidate),
                    candidate,
                    allowed.min(longer - 1),
                )
            })
        })
        .collect();
    if near.len() > MAX_NAMES_COMPARED {
        // Whatever was misspelt, most of a name is as it was meant.
        near.select_nth_unstable_by_key(MAX_NAMES_COMPARED, |&(common, candidate, _)| {
            (Reverse(common), candidate)
        });
        near.truncate(MAX_NAMES_COMPARED);
    }
    let name = name.to_lowercase();
    near.into_iter()
        .filter_map(|(_, candidate, allowed)| {
            let distance = strsim::damerau_levenshtein(&name, &candidate.to_lowercase());
            (distance <= allowed).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Whether a name is another one with a slip or two in its letters, or in other case (`includeGlobalServiceEvent`).
pub(crate) fn is_slip(name: &str, other: &str) -> bool {
    is_within(2, name, other)
}

/// Whether it is another one with a single slip, or in other case: for short names, which two slips make of many others.
pub(crate) fn is_one_slip(name: &str, other: &str) -> bool {
    is_within(1, name, other)
}

fn is_within(slips: usize, name: &str, other: &str) -> bool {
    if char_count(name).is_none() {
        return false;
    }
    if name.is_ascii() && other.is_ascii() && fewest_slips(name, other) > slips {
        return false;
    }
    let letters = |name: &str| name.replace(['_', '-'], "").to_lowercase();
    let (name, other) = (letters(name), letters(other));
    strsim::damerau_levenshtein(&name, &other) <= slips
}

/// How many slips there are at the least between two names of ASCII letters, by how often each letter stands in them.
fn fewest_slips(name: &str, other: &str) -> usize {
    // A letter in either case ends in the same bits.
    let mut counts = [0_i32; 32];
    for (text, one) in [(name, 1), (other, -1)] {
        let bytes = text.bytes().filter(|byte| !matches!(byte, b'_' | b'-'));
        bytes.for_each(|byte| counts[usize::from(byte & 31)] += one);
    }
    let sum = |sign: i32| {
        counts
            .iter()
            .map(|count| (count * sign).max(0))
            .sum::<i32>()
    };
    usize::try_from(sum(1).max(sum(-1))).unwrap_or_default()
}

/// Whether a name is another one cut short: of several words (`include_global_events`), each begins one of the other's, in
/// their order.
pub(crate) fn is_short_for(name: &str, other: &str) -> bool {
    let mut words = other.split('_');
    let begins_one = |short: &str| !short.is_empty() && words.any(|word| word.starts_with(short));
    char_count(name).is_some() && name.split('_').all(begins_one)
}

/// How many bytes two names have in common at their beginning and at their end.
fn in_common(a: &str, b: &str) -> usize {
    let same = |(a, b): &(u8, u8)| a.eq_ignore_ascii_case(b);
    let from_start = a.bytes().zip(b.bytes()).take_while(same).count();
    let rest = a.len().min(b.len()) - from_start;
    let from_end = a.bytes().rev().zip(b.bytes().rev());
    from_start + from_end.take(rest).take_while(same).count()
}

/// The length in letters; `None` for what is not compared: nothing at all, and names that are too long.
fn char_count(name: &str) -> Option<usize> {
    let count = name.chars().take(MAX_CHARS_OF_NAME + 1).count();
    (1..=MAX_CHARS_OF_NAME).contains(&count).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_those_that_are_near_is_found() {
        let known = ["coverage", "severity", "select", "CT-005", "CT-010"];
        let meant = |name| nearest(name, known);
        assert_eq!(meant("coverag"), Some("coverage"));
        assert_eq!(meant("Covrage"), Some("coverage"));
        assert_eq!(meant("slect"), Some("select"));
        assert_eq!(meant("ct-05"), Some("CT-005"));
        assert_eq!(meant("region"), None);
        assert_eq!(meant(""), None);
    }

    #[test]
    fn a_sentence_ends_with_the_nearest_or_as_it_was() {
        let known = ["coverage", "severity"];
        assert_eq!(did_you_mean("coverag", known), "; did you mean `coverage`?");
        assert_eq!(did_you_mean("region", known), "");
    }

    #[test]
    fn a_name_that_shares_nothing_is_not_near() {
        assert_eq!(nearest("a", ["b"]), None);
        assert_eq!(nearest("a", ["A", "ab"]), Some("A"));
        assert_eq!(nearest("ab", ["ac"]), Some("ac"));
        assert_eq!(nearest("é", ["e"]), None);
    }

    #[test]
    fn of_equals_the_first_by_alphabet_is_taken() {
        assert_eq!(nearest("dev", ["dew", "deb", "den"]), Some("deb"));
    }

    #[test]
    fn the_work_is_bounded() {
        let long = "x".repeat(MAX_CHARS_OF_NAME + 1);
        assert_eq!(nearest(&long, [long.as_str()]), None);
        assert_eq!(nearest("x", [long.as_str()]), None);
        let far: Vec<String> = (0..MAX_NAMES_COMPARED)
            .map(|at| format!("far-away-{at}"))
            .collect();
        let candidates = far.iter().map(String::as_str);
        assert_eq!(nearest("dev", candidates.chain(["deb"])), Some("deb"));
        // Of many names of that length the one that is like it is found.
        let others: Vec<String> = (0..400).map(|at| format!("{at:04}-----")).collect();
        let candidates = || others.iter().map(String::as_str);
        let meant = |name, known| nearest(name, candidates().chain([known]).chain(candidates()));
        for misspelt in ["deployef", "eployed", "deplyoed", "Deployed", "xdeployed"] {
            assert_eq!(meant(misspelt, "deployed"), Some("deployed"), "{misspelt}");
        }
        let many = (0..MAX_NAMES_LOOKED_AT).map(|_| "far-away");
        assert_eq!(nearest("dev", many.chain(["deb"])), None);
    }

    #[test]
    fn a_slip_is_a_letter_or_two() {
        let flag = "include_global_service_events";
        for name in [
            "include_global_service_event",
            "includeGlobalServiceEvents",
            "inculde_global_service_events",
        ] {
            assert!(is_slip(name, flag), "{name}");
        }
        assert!(!is_slip("include_management_events", flag));
        assert!(!is_slip("is_multi_account_trail", "is_multi_region_trail"));
    }

    #[test]
    fn a_name_is_cut_short_by_words_and_by_letters_at_their_end() {
        let flag = "include_global_service_events";
        for name in [
            "include_global_events",
            "include_global",
            "global_service_events",
        ] {
            assert!(is_short_for(name, flag), "{name}");
        }
        assert!(is_short_for("enable_log", "enable_logging"));
        assert!(!is_short_for("include_events_global", flag));
        assert!(!is_short_for("include_regional_events", flag));
        assert!(!is_short_for("", flag));
        assert!(!is_short_for("include_", flag));
    }
}
