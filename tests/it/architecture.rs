//! The data flows one way: which room may use which, read off the `use` lines and paths.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should fail there"
)]

use std::collections::BTreeMap;
use std::path::Path;

/// Each room and the rooms it may use. A room may use itself.
const ARROWS: &[(&str, &[&str])] = &[
    ("paths", &[]),
    ("source", &["paths"]),
    ("suggest", &[]),
    ("diagnostic", &["source"]),
    ("resolved", &["diagnostic", "source"]),
    ("parse", &["diagnostic", "source", "suggest"]),
    ("model", &["diagnostic", "resolved", "source"]),
    (
        "rules",
        &["diagnostic", "model", "resolved", "source", "suggest"],
    ),
    ("outcome", &["diagnostic", "model", "source"]),
    ("discover", &["diagnostic", "paths", "source"]),
    (
        "cloudformation",
        &[
            "diagnostic",
            "discover",
            "model",
            "parse",
            "paths",
            "resolved",
            "source",
            "suggest",
        ],
    ),
    (
        "terraform",
        &[
            "diagnostic",
            "discover",
            "model",
            "parse",
            "paths",
            "resolved",
            "source",
            "suggest",
        ],
    ),
    (
        "awscli",
        &["diagnostic", "model", "parse", "resolved", "source"],
    ),
    ("options", &["cloudformation", "rules", "terraform"]),
    (
        "report",
        &[
            "diagnostic",
            "model",
            "outcome",
            "resolved",
            "rules",
            "source",
        ],
    ),
    (
        "lint",
        &[
            "awscli",
            "cloudformation",
            "diagnostic",
            "discover",
            "model",
            "options",
            "outcome",
            "paths",
            "rules",
            "source",
            "terraform",
        ],
    ),
    (
        "config",
        &[
            "cloudformation",
            "diagnostic",
            "parse",
            "paths",
            "rules",
            "source",
            "suggest",
            "terraform",
        ],
    ),
    (
        "cli",
        &[
            "cloudformation",
            "config",
            "diagnostic",
            "lint",
            "model",
            "options",
            "outcome",
            "report",
            "resolved",
            "rules",
            "source",
            "terraform",
        ],
    ),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Crates that must not be named in the rooms that judge.
const OUTSIDE: &[&str] = &[
    "clap",
    "miette",
    "hcl",
    "granit_parser",
    "serde_json",
    "serde_yaml",
];

fn rust_files(folder: &Path, out: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|end| end == "rs") {
            out.push(path);
        }
    }
}

/// The rooms of the crate, each with the text of its files.
fn rooms() -> BTreeMap<String, String> {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    let mut rooms: BTreeMap<String, String> = BTreeMap::new();
    for path in files {
        let below = path.strip_prefix("src").unwrap();
        let first = below
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap();
        let room = first.trim_end_matches(".rs").to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        // Tests may reach anywhere.
        let code = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        let code = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let room = rooms.entry(room).or_default();
        for line in code {
            room.push_str(line);
            room.push('\n');
        }
    }
    rooms
}

/// The first segments of all `crate::…` (and, in main, `cloudtrail_lint::…`) paths of a text.
fn used(text: &str) -> Vec<String> {
    ["crate::", "cloudtrail_lint::"]
        .iter()
        .flat_map(|root| text.split(root).skip(1))
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(group) => group
                .split('}')
                .next()
                .unwrap_or_default()
                .split(',')
                .map(|part| part.trim().to_owned())
                .collect(),
            None => vec![rest.to_owned()],
        })
        .map(|path| {
            path.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        })
        .collect()
}

#[test]
fn every_room_uses_only_what_lies_before_it() {
    let rooms = rooms();
    for (room, text) in &rooms {
        let allowed = ARROWS
            .iter()
            .find(|(name, _)| name == room)
            .unwrap_or_else(|| panic!("`{room}` has no place in the order of rooms"))
            .1;
        for other in used(text) {
            let is_room = rooms.contains_key(&other);
            assert!(
                !is_room || &other == room || allowed.contains(&other.as_str()),
                "`{room}` uses `{other}`"
            );
        }
    }
}

#[test]
fn rules_and_the_model_know_no_format() {
    let rooms = rooms();
    for room in ["rules", "model", "resolved", "diagnostic", "source"] {
        for outside in OUTSIDE {
            let text = &rooms[room];
            assert!(
                !text.contains(&format!("{outside}::")),
                "`{room}` names `{outside}`"
            );
        }
    }
}
