//! Terraform modules end to end.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should fail there"
)]

use std::path::{Path, PathBuf};

use cloudtrail_lint::options::{LintOptions, VariableInput};
use cloudtrail_lint::outcome::Outcome;
use proptest::prelude::*;

fn lint(paths: impl IntoIterator<Item = PathBuf>) -> Outcome {
    cloudtrail_lint::lint(&LintOptions {
        paths: paths.into_iter().collect(),
        ..LintOptions::default()
    })
}

fn put(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// The flag of the only trail, and how many findings there are.
fn flag(outcome: &Outcome) -> Option<bool> {
    assert_eq!(outcome.trails.len(), 1);
    outcome.trails[0].flag().value().copied()
}

const TRAIL: &str = "resource \"aws_cloudtrail\" \"this\" {\n  is_multi_region_trail         = true\n  \
                     include_global_service_events = var.global\n}\n";

#[test]
fn the_command_line_wins_in_its_order() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(
        root,
        "main.tf",
        &format!("{TRAIL}variable \"global\" {{\n  type = bool\n  default = false\n}}\n"),
    );
    put(root, "terraform.tfvars", "global = false\n");
    put(root, "on.tfvars", "global = true\n");
    let file = VariableInput::File(root.join("on.tfvars"));
    let value = |value: &str| VariableInput::Value {
        name: "global".into(),
        value: value.into(),
    };
    let lint = |variables: Vec<VariableInput>| {
        flag(&cloudtrail_lint::lint(&LintOptions {
            paths: vec![root.to_owned()],
            variables,
            ..LintOptions::default()
        }))
    };
    assert_eq!(lint(vec![]), Some(false));
    assert_eq!(lint(vec![file.clone()]), Some(true));
    assert_eq!(lint(vec![file.clone(), value("false")]), Some(false));
    assert_eq!(lint(vec![value("0"), file]), Some(true));
}

#[test]
fn an_untyped_variable_from_the_command_line_is_a_string() {
    let dir = tempfile::tempdir().unwrap();
    put(
        dir.path(),
        "main.tf",
        "variable \"x\" {}\nresource \"aws_cloudtrail\" \"this\" {\n  include_global_service_events = var.x == true\n}\n",
    );
    let outcome = cloudtrail_lint::lint(&LintOptions {
        paths: vec![dir.path().to_owned()],
        variables: vec![VariableInput::Value {
            name: "x".into(),
            value: "true".into(),
        }],
        ..LintOptions::default()
    });
    assert_eq!(flag(&outcome), Some(false));
}

#[test]
fn the_workspace_and_the_region_can_be_given() {
    let dir = tempfile::tempdir().unwrap();
    put(
        dir.path(),
        "main.tf",
        "resource \"aws_cloudtrail\" \"this\" {\n  include_global_service_events = terraform.workspace == \"prod\"\n}\n",
    );
    let outcome = cloudtrail_lint::lint(&LintOptions {
        paths: vec![dir.path().to_owned()],
        workspace: Some("prod".into()),
        region: Some("us-east-1".into()),
        ..LintOptions::default()
    });
    assert_eq!(flag(&outcome), Some(true));
    assert_eq!(
        outcome.trails[0].home_region.value().map(String::as_str),
        Some("us-east-1")
    );
}

/// A repository whose module has two callers; `installed` is a module that `terraform init` brought.
fn repository() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(root, ".git/HEAD", "");
    put(root, "modules/audit/main.tf", TRAIL);
    put(
        root,
        "modules/audit/variables.tf",
        "variable \"global\" {\n  type    = bool\n  default = true\n}\n",
    );
    put(
        root,
        "modules/audit/outputs.tf",
        "output \"name\" {\n  value = 1\n}\n",
    );
    put(
        root,
        "envs/dev/main.tf",
        "module \"audit\" {\n  source = \"../../modules/audit\"\n  global = local.global\n}\n",
    );
    put(
        root,
        "envs/dev/locals.tf",
        "locals {\n  global = false\n}\n",
    );
    put(
        root,
        "envs/prod/main.tf",
        "module \"audit\" {\n  source = \"../../modules/audit\"\n}\n",
    );
    put(root, "unrelated/main.tf", "locals {\n  a = 1\n}\n");
    dir
}

/// The roots in which something is found when one file is given by name.
fn named(dir: &Path, name: &str) -> Vec<String> {
    let outcome = lint([dir.join(name)]);
    let mut roots: Vec<String> = outcome
        .trails
        .iter()
        .map(|trail| {
            let root = trail.deployment.clone().unwrap_or_default();
            let root = root.rsplit('/').next().unwrap_or_default();
            format!("{root} {}", trail.verdict().as_str())
                .trim()
                .to_owned()
        })
        .collect();
    roots.sort();
    roots
}

#[test]
fn one_file_by_name_is_judged_in_its_repository() {
    let dir = repository();
    let both = ["dev not-recorded", "prod recorded"];
    // The trail lies there.
    assert_eq!(named(dir.path(), "modules/audit/main.tf"), both);
    // The value comes from there: prod takes the default, dev does not.
    assert_eq!(
        named(dir.path(), "modules/audit/variables.tf"),
        ["prod recorded"]
    );
    assert_eq!(named(dir.path(), "envs/dev/locals.tf"), ["not-recorded"]);
    assert_eq!(named(dir.path(), "envs/dev/main.tf"), ["not-recorded"]);
    // Nothing of the trail's value comes from there.
    assert!(named(dir.path(), "modules/audit/outputs.tf").is_empty());
    assert!(named(dir.path(), "unrelated/main.tf").is_empty());
}

#[test]
fn one_root_by_its_folder_is_judged_with_what_it_calls() {
    for in_repository in [true, false] {
        let dir = repository();
        if !in_repository {
            std::fs::remove_dir_all(dir.path().join(".git")).unwrap();
        }
        let verdicts = |folder: &str| -> Vec<&'static str> {
            let outcome = lint([dir.path().join(folder)]);
            outcome
                .trails
                .iter()
                .map(|trail| trail.verdict().as_str())
                .collect()
        };
        assert_eq!(verdicts("envs/dev"), ["not-recorded"]);
        assert_eq!(verdicts("envs/prod"), ["recorded"]);
        assert_eq!(verdicts("envs"), ["not-recorded", "recorded"]);
        assert!(verdicts("unrelated").is_empty());
    }
}

/// Over the real binary, as the hook runs it: from the repository's root, with paths relative to it.
#[test]
fn one_file_by_name_is_judged_from_the_root_of_its_repository() {
    let dir = repository();
    for (name, code) in [
        ("modules/audit/main.tf", 1),
        ("envs/dev/locals.tf", 1),
        ("envs/prod/main.tf", 0),
        ("./modules/audit/outputs.tf", 0),
    ] {
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
            .args(["check", "--format", "concise", name])
            .current_dir(dir.path())
            .output()
            .unwrap()
            .status;
        assert_eq!(status.code(), Some(code), "{name}");
    }
}

#[test]
fn a_file_of_values_by_name_is_part_of_its_root() {
    let dir = repository();
    put(dir.path(), "envs/dev/terraform.tfvars", "flag = false\n");
    put(
        dir.path(),
        "envs/dev/variables.tf",
        "variable \"flag\" {\n  type = bool\n}\n",
    );
    put(
        dir.path(),
        "envs/dev/main.tf",
        "module \"audit\" {\n  source = \"../../modules/audit\"\n  global = var.flag\n}\n",
    );
    assert_eq!(
        named(dir.path(), "envs/dev/terraform.tfvars"),
        ["dev not-recorded"]
    );
}

#[test]
fn values_that_cannot_be_read_are_a_problem_even_where_nothing_needs_them() {
    let dir = tempfile::tempdir().unwrap();
    let outcome = cloudtrail_lint::lint(&LintOptions {
        paths: vec![dir.path().to_owned()],
        variables: vec![VariableInput::File(dir.path().join("nope.tfvars"))],
        ..LintOptions::default()
    });
    assert_eq!(outcome.problems.len(), 1);
    assert_eq!(
        outcome.problems[0].message,
        "cannot be read: no such file or directory"
    );
}

#[test]
fn installed_modules_are_followed() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(
        root,
        "main.tf",
        "module \"trail\" {\n  source = \"example/cloudtrail/aws\"\n  global = false\n}\n",
    );
    put(
        root,
        ".terraform/modules/modules.json",
        r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"trail","Source":"registry.terraform.io/example/cloudtrail/aws","Dir":".terraform/modules/trail"}]}"#,
    );
    put(
        root,
        ".terraform/modules/trail/main.tf",
        &format!("{TRAIL}variable \"global\" {{}}\n"),
    );
    let outcome = lint([root.to_owned()]);
    assert_eq!(
        outcome.trails[0].address,
        "module.trail.aws_cloudtrail.this"
    );
    assert_eq!(flag(&outcome), Some(false));
}

#[test]
fn large_counts_and_deep_nesting_end() {
    let dir = tempfile::tempdir().unwrap();
    let nested = format!("{}true{}", "(".repeat(5_000), ")".repeat(5_000));
    put(
        dir.path(),
        "main.tf",
        &format!(
            "resource \"aws_cloudtrail\" \"many\" {{\n  count = 1000000000\n}}\nresource \"aws_cloudtrail\" \"deep\" {{\n  \
             include_global_service_events = {nested}\n}}\n"
        ),
    );
    let outcome = lint([dir.path().to_owned()]);
    assert!(outcome.trails.len() <= 1_000);
    assert!(
        outcome
            .findings
            .iter()
            .any(|finding| finding.rule == "syntax-error")
    );
}

proptest! {
    #[test]
    fn no_mutated_module_makes_the_linter_panic(at in 0usize..900, cut in 0usize..60, put in "[\\[\\]{}()\"$%.,:=?!&|<\\n#*-]{0,4}") {
        let text = "variable \"global\" {\n  type    = object({ on = optional(bool, true) })\n  default = {}\n}\n\nlocals {\n  \
                    names = { for k, v in { a = 1, b = 2 } : k => v if v > 1 }\n  text  = \"x-${join(\",\", keys(local.names))}\"\n  \
                    doc   = <<-EOT\n    %{ if true ~}\n    yes\n    %{ endif ~}\n  EOT\n}\n\nmodule \"m\" {\n  source = \"./m\"\n  on     \
                    = var.global.on\n}\n\nresource \"aws_cloudtrail\" \"this\" {\n  for_each = local.names\n  \
                    include_global_service_events = try(var.global.on, each.value[0].x, null) && length(local.doc[*]) > 0\n  dynamic \
                    \"event_selector\" {\n    for_each = toset([\"a\"])\n    content {\n      read_write_type = event_selector.value\n    }\n  \
                    }\n}\n";
        let start = text.floor_char_boundary(at.min(text.len()));
        let end = text.floor_char_boundary((at + cut).min(text.len()));
        let mutated = format!("{}{put}{}", &text[..start], &text[end..]);
        let outcome = cloudtrail_lint::lint(&LintOptions {
            stdin: Some(cloudtrail_lint::options::Stdin { name: "/nowhere/main.tf".into(), bytes: mutated.into_bytes() }),
            ..LintOptions::default()
        });
        for finding in &outcome.findings {
            let file = outcome.sources.get(finding.span.source);
            prop_assert!(file.text().get(finding.span.range()).is_some());
        }
    }
}
