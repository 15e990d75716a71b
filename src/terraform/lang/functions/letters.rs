//! The case of letters, one letter for one: never `ss` for `ß`.
//!
//! Source: Go's `unicode.ToLower`, `unicode.ToUpper` and `unicode.ToTitle`, the simple mappings of Unicode; Terraform 1.11.4 over all letters.

/// A letter in lower case.
pub(super) fn lower(letter: char) -> char {
    match letter {
        // I with a dot above.
        '\u{130}' => 'i',
        _ => alone(letter.to_lowercase()).unwrap_or(letter),
    }
}

/// A letter in upper case.
pub(super) fn upper(letter: char) -> char {
    alone(letter.to_uppercase()).unwrap_or_else(|| with_iota(letter))
}

/// A letter in title case.
pub(super) fn title(letter: char) -> char {
    match letter {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        // Georgian words begin with no other letters than those that they go on with.
        '\u{10d0}'..='\u{10ff}' => letter,
        _ => upper(letter),
    }
}

/// A Greek letter with a iota below, the iota beside it.
fn with_iota(letter: char) -> char {
    let further = match letter {
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => 8,
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => 9,
        _ => 0,
    };
    char::from_u32(u32::from(letter) + further).unwrap_or(letter)
}

/// What a letter becomes, where that is one letter.
fn alone(mut letters: impl Iterator<Item = char>) -> Option<char> {
    let only = letters.next();
    only.filter(|_| letters.next().is_none())
}
