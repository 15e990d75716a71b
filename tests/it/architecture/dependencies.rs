//! Every direct dependency is there for a reason that CONTRIBUTING.md gives, and none is listed that is gone.

use std::collections::BTreeSet;

use toml_edit::{DocumentMut, Item, TableLike};

/// The packages of a table of dependencies, by the names they are published under.
fn packages(of: Option<&Item>) -> BTreeSet<String> {
    let table = of.and_then(Item::as_table_like);
    let entries = table.into_iter().flat_map(TableLike::iter);
    entries
        .map(|(name, item)| {
            let renamed = item.get("package").and_then(Item::as_str);
            renamed.unwrap_or(name).to_owned()
        })
        .collect()
}

fn declared() -> BTreeSet<String> {
    let manifest = std::fs::read_to_string("Cargo.toml").unwrap();
    let manifest: DocumentMut = manifest.parse().unwrap();
    let targets = manifest["target"].as_table_like().unwrap();
    let of_targets = targets.iter().map(|(_, target)| target.get("dependencies"));
    [
        manifest.get("dependencies"),
        manifest.get("dev-dependencies"),
    ]
    .into_iter()
    .chain(of_targets)
    .flat_map(packages)
    .collect()
}

#[test]
fn each_dependency_has_its_reason() {
    let text = std::fs::read_to_string("CONTRIBUTING.md").unwrap();
    let (_, section) = text
        .split_once("## Why each dependency is there")
        .expect("the section is there");
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let named: BTreeSet<String> = rows
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(|names| names.split(','))
        .map(|name| name.trim().trim_matches('`').to_owned())
        .collect();
    let declared = declared();
    let without_reason: Vec<_> = declared.difference(&named).collect();
    let gone: Vec<_> = named.difference(&declared).collect();
    assert!(
        without_reason.is_empty() && gone.is_empty(),
        "without a reason in CONTRIBUTING.md: {without_reason:?}; listed and gone: {gone:?}"
    );
}
