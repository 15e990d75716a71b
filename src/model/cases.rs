//! How a sentence names the cases in which something holds.

use super::limits::MAX_CASES_NAMED;

/// `A, or when B`: goes on from "when …".
pub(crate) fn any_of(whens: &[&str]) -> String {
    let named: Vec<&str> = whens
        .iter()
        .copied()
        .filter(|when| !when.is_empty())
        .collect();
    let rest = named.len().saturating_sub(MAX_CASES_NAMED);
    let listed = named[..named.len() - rest].join(", or when ");
    match rest {
        0 => listed,
        1 => format!("{listed}, or in 1 other case"),
        more => format!("{listed}, or in {more} other cases"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_cases_are_named_and_the_rest_counted() {
        assert_eq!(any_of(&["A", "", "B"]), "A, or when B");
        assert_eq!(
            any_of(&["A", "B", "C", "D"]),
            "A, or when B, or when C, or in 1 other case"
        );
        assert_eq!(
            any_of(&["A", "B", "C", "D", "E"]),
            "A, or when B, or when C, or in 2 other cases"
        );
    }
}
