//! The values that a file gives to parameters and variables: they may be secrets, so no report of a fault shows them.

use crate::parse::Node;
use crate::source::SourceFile;

/// The keys of a deployment that hold no values, and of those the ones that hold lists.
const NO_VALUES: [&str; 4] = ["parameters", "var-files", "workspace", "region"];

/// The keys of a configuration.
const KEYS: [&str; 9] = [
    "coverage",
    "assume-defaults",
    "region",
    "fail-on",
    "select",
    "ignore",
    "severity",
    "cloudformation",
    "terraform",
];

/// Keeps the values from being shown, be they where they belong or under a key that does not exist; of what is neither map nor list, all.
pub(super) fn hide(root: &Node, file: &SourceFile) {
    if root.entries().is_empty() && root.items().is_empty() && !root.is_null() {
        file.hide_all();
    }
    // A list of what is meant as the keys of one.
    for item in root.items() {
        if item.entries().is_empty() {
            hide_scalars(item, file);
        } else {
            hide(item, file);
        }
    }
    for entry in root.entries() {
        let key = entry.key.as_str().unwrap_or_default();
        if !KEYS.contains(&key) {
            hide_scalars(&entry.value, file);
        }
    }
    for list in root.entries().iter().map(|entry| &entry.value) {
        for entry in list.items().iter().flat_map(Node::entries) {
            for deployment in entry.value.entries() {
                hide_values(&deployment.value, file);
            }
        }
    }
}

fn hide_values(deployment: &Node, file: &SourceFile) {
    for entry in deployment.entries() {
        let key = entry.key.as_str().unwrap_or_default();
        if !NO_VALUES.contains(&key) {
            hide_scalars(&entry.value, file);
        } else if !entry.value.entries().is_empty() {
            // Values that were written where their files belong.
            hide_scalars(&entry.value, file);
        }
        for item in entry.value.items() {
            if !item.entries().is_empty() || !item.items().is_empty() {
                hide_scalars(item, file);
            }
        }
    }
}

fn hide_scalars(node: &Node, file: &SourceFile) {
    if node.items().is_empty() && node.entries().is_empty() {
        file.hide(node.span.range());
    }
    for item in node.items() {
        hide_scalars(item, file);
    }
    for entry in node.entries() {
        hide_scalars(&entry.value, file);
    }
}
