//! `docs/rules.md` is what the registry says.

use std::path::Path;

#[test]
fn the_rules_page_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let rendered = cloudtrail_lint::rules::render_docs();
    if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
        std::fs::write(&path, &rendered).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        written.replace("\r\n", "\n"),
        rendered,
        "docs/rules.md is stale: run `UPDATE_DOCS=1 cargo test --test it rules_docs`"
    );
}

#[test]
fn every_rule_says_what_it_is() {
    let mut names: Vec<&str> = Vec::new();
    for rule in cloudtrail_lint::rules::RULES {
        let meta = &rule.meta;
        names.push(meta.id);
        names.extend(meta.alias);
        assert!(meta.explanation.starts_with("# "), "{}", meta.id);
        assert!(!meta.summary.ends_with('.'), "{}", meta.id);
        for heading in ["## What is checked", "## Wrong", "## Right"] {
            assert!(meta.explanation.contains(heading), "{}: {heading}", meta.id);
        }
    }
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "an id or alias is used twice");
}
