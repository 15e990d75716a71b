//! Loops of templates: what is said of a generated template is what is said of it written out without loops, by an expander of
//! its own.

mod expanded;
mod generated;

use std::collections::BTreeSet;
use std::path::Path;

use cloudtrail_lint::cloudformation::ParameterInput;
use cloudtrail_lint::lint;
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::report::json;
use serde_json::Value;

use crate::conditions::first_seed;
use expanded::expanded;
use generated::{CHILD, MAIN, Program, TEAMS, TEAMS_PARAMETER};

/// What of a trail does not depend on how its template is written.
const SAME: [&str; 7] = [
    "address",
    "verdict",
    "include_global_service_events",
    "is_multi_region_trail",
    "is_logging",
    "management_events",
    "home_region",
];

/// What is said of the templates of a folder: each trail, and each finding of each.
fn said(root: &Path) -> BTreeSet<String> {
    let mut options = LintOptions {
        paths: vec![root.to_owned()],
        ..LintOptions::default()
    };
    // Without loops nothing takes it, and so no default of it.
    options.cloudformation.parameters = vec![ParameterInput::Value {
        key: TEAMS_PARAMETER.into(),
        value: TEAMS.join(","),
        at: None,
    }];
    let outcome = lint(&options);
    let mut report = Vec::new();
    json::write_check(&outcome, &mut report).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    let list = |key: &str| report[key].as_array().unwrap().clone();
    let trails = list("trails").into_iter();
    let trails = trails.map(|trail| {
        let parts = SAME.map(|key| format!("{key} {}", trail[key]));
        parts.join(", ")
    });
    let findings = list("findings").into_iter().flat_map(|finding| {
        let also = finding["also"].as_array().cloned().unwrap_or_default();
        let trails = std::iter::once(finding["trail"].clone()).chain(also);
        let found = format!("{} {}", finding["severity"], finding["rule"]);
        let about: Vec<_> = trails.map(|trail| format!("{found} of {trail}")).collect();
        about
    });
    trails.chain(findings).collect()
}

fn put(root: &Path, [main, child]: [&Value; 2]) {
    for (name, template) in [(MAIN, main), (CHILD, child)] {
        let text = serde_json::to_string_pretty(template).unwrap();
        std::fs::write(root.join(name), text).unwrap();
    }
}

/// Judges as many templates; fails with the shortest that is judged otherwise than without its loops.
fn judged(seeds: std::ops::Range<u64>) {
    let dir = tempfile::tempdir().unwrap();
    let mut shortest: Option<String> = None;
    let mut different = 0;
    let mut trails = 0;
    for seed in seeds {
        let Program { main, child } = Program::new(seed);
        put(dir.path(), [&main, &child]);
        let with_loops = said(dir.path());
        put(dir.path(), [&expanded(&main), &expanded(&child)]);
        let without = said(dir.path());
        trails += without.len();
        if with_loops == without {
            continue;
        }
        different += 1;
        let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
            let only: Vec<_> = one.difference(other).cloned().collect();
            only.join("\n  ")
        };
        let text = format!(
            "seed {seed}: with loops\n  {}\nwithout\n  {}\n{main:#}\n{child:#}",
            only(&with_loops, &without),
            only(&without, &with_loops),
        );
        if shortest
            .as_ref()
            .is_none_or(|so_far| text.len() < so_far.len())
        {
            shortest = Some(text);
        }
    }
    assert!(different == 0, "{different} differ; {}", shortest.unwrap());
    assert!(trails > 0, "no trail was generated");
}

#[test]
fn loops_come_to_what_they_are_short_for() {
    let first = first_seed();
    judged(first..first + 25);
}

/// `cargo test --test it loops:: -- --ignored`, as `.ci/run` does.
#[test]
#[ignore = "takes minutes"]
fn loops_come_to_what_they_are_short_for_in_any_of_5000_templates() {
    let first = first_seed();
    judged(first..first + 5_000);
}
