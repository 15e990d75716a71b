//! Where much is said of texts that values come to, they are taken with what says whether they may be said.

use super::GRAPH;

/// The rooms that take all texts of values so.
const ROOMS: [&str; 2] = ["src/terraform/terragrunt/", "src/terraform/tfstacks/"];

/// The way around it.
const BARE: &str = "as_text";

#[test]
fn texts_of_values_keep_their_privacy() {
    let files = GRAPH.files.values();
    let mut files: Vec<_> = files
        .filter(|file| ROOMS.iter().any(|room| file.starts_with(room)))
        .collect();
    files.sort();
    assert!(files.len() > ROOMS.len(), "the rooms are elsewhere");
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let mut lines = text.lines().enumerate();
        let bare = lines.find(|(_, line)| line.contains(BARE));
        assert!(
            bare.is_none(),
            "{}:{} takes a value's bare text; take a `GivenText`",
            file.display(),
            bare.map_or(0, |(at, _)| at + 1)
        );
    }
}
