//! Deep texts and trees, for the tests of both languages.

use super::Node;

/// `[[…]]`, which is JSON and YAML.
pub(super) fn nested_lists(levels: usize) -> String {
    "[".repeat(levels) + &"]".repeat(levels)
}

/// How many lists lie in one another.
pub(super) fn levels_of(root: &Node) -> usize {
    let mut levels = 1;
    let mut node = root;
    while let Some(inner) = node.items().first() {
        node = inner;
        levels += 1;
    }
    levels
}
