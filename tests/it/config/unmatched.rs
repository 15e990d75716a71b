//! Deployments that are for nothing are said, where this run can tell.

use super::{put, repository, run};

/// What is said of globs that match nothing, `glob; did you mean …`.
fn said(config: &str, arguments: &[&str]) -> Vec<String> {
    let dir = repository(config);
    put(dir.path(), "live/docs/README.md", "notes\n");
    put(dir.path(), "plain/x.yaml", "a: 1\n");
    let run = run(
        dir.path(),
        &[
            &["check", "--format", "concise", "--fail-on", "error"],
            arguments,
        ]
        .concat(),
    );
    let lines = run.err.lines();
    lines
        .filter(|line| line.contains("nothing is checked with its deployments"))
        .map(|line| {
            assert!(line.starts_with("note: cloudtrail-lint.yaml:"), "{line}");
            let glob = line.split("matches `").nth(1).unwrap();
            let glob = glob.split('`').next().unwrap();
            match line.split("did you mean ").nth(1) {
                Some(near) => format!("{glob} {}", near.split('?').next().unwrap()),
                None => glob.to_owned(),
            }
        })
        .collect()
}

fn of_templates(globs: &str) -> String {
    format!(
        "cloudformation:\n  - templates: {globs}\n    deployments: {{ dev: params/dev.json }}\n"
    )
}

fn of_roots(globs: &str) -> String {
    format!("terraform:\n  - roots: {globs}\n    deployments: {{ dev: live/vars/dev.tfvars }}\n")
}

#[test]
fn globs_and_paths_that_lead_nowhere_are_said_with_the_nearest_that_lead_somewhere() {
    for (globs, expected) in [
        ("stacks/adit.yaml", "stacks/adit.yaml `stacks/audit.yaml`"),
        ("Stacks/*.yaml", "Stacks/*.yaml `stacks/*.yaml`"),
        ("stacks/*.yml", "stacks/*.yml `stacks/*.yaml`"),
        ("stack/**/*.yaml", "stack/**/*.yaml `stacks/**/*.yaml`"),
        ("stacks", "stacks"),
        ("nowhere/*.json", "nowhere/*.json"),
        ("[ 'stacks/*.yaml', stacks/old.yaml ]", "stacks/old.yaml"),
    ] {
        assert_eq!(said(&of_templates(globs), &["."]), [expected], "{globs}");
    }
    for (globs, expected) in [
        ("live/adit", "live/adit `live/audit`"),
        ("lvie/*", "lvie/* `live/*`"),
        ("live/audit/main.tf", "live/audit/main.tf `live/audit`"),
        ("live/*/*.tf", "live/*/*.tf `live/*`"),
        ("live/docs", "live/docs"),
        ("live/vars", "live/vars"),
    ] {
        assert_eq!(said(&of_roots(globs), &["."]), [expected], "{globs}");
    }
}

#[test]
fn what_matches_something_is_not_worth_a_word() {
    for globs in [
        "stacks/*.yaml",
        "./stacks/audit.yaml",
        "stacks//audit.yaml",
        "'**/*.yaml'",
        "'{stacks,other}/*.yaml'",
        "live/../stacks/*.yaml",
        // A template without a trail is one.
        "plain/x.yaml",
        "plain/*.yaml",
    ] {
        assert_eq!(said(&of_templates(globs), &["."]), [""; 0], "{globs}");
    }
    for globs in ["live/*", "live/audit/", "'**'", "'**/audit'"] {
        assert_eq!(said(&of_roots(globs), &["."]), [""; 0], "{globs}");
    }
}

#[test]
fn a_run_over_a_part_of_the_tree_says_what_it_knows() {
    // What a glob matches elsewhere was not looked for; that a path leads nowhere is plain.
    assert_eq!(
        said(&of_templates("nowhere/*.json"), &["live/audit/main.tf"]),
        [""; 0]
    );
    assert_eq!(said(&of_roots("lvie/*"), &["stacks"]), [""; 0]);
    assert_eq!(
        said(&of_templates("stacks/audit.yaml"), &["live/audit/main.tf"]),
        [""; 0]
    );
    assert_eq!(
        said(&of_roots("live/adit"), &["stacks/audit.yaml"]),
        ["live/adit `live/audit`"]
    );
}

#[test]
fn values_beside_a_glob_are_not_shown() {
    let config = "cloudformation:\n  - templates: stacks/adit.yaml\n    deployments: { dev: { values: { Global: hunter2 } } }\n";
    let dir = repository(config);
    let run = run(dir.path(), &["check", "."]);
    assert!(run.err.contains("No template matches"), "{}", run.err);
    assert!(!format!("{}{}", run.out, run.err).contains("hunter2"));
}
