//! Terraform modules that no folder of the repository can hold: generated, huge, or beside special files.

use std::path::{Path, PathBuf};

use cloudtrail_lint::diagnostic::Finding;
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;
use cloudtrail_lint::resolved::Resolved;
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
    // Those that are told apart, one for all others, and the one beyond, which is not judged and said to be.
    assert_eq!(outcome.trails.len(), 10_002);
    let of_deep = |finding: &Finding| finding.message.contains("`aws_cloudtrail.deep`");
    assert!(outcome.findings.iter().any(of_deep));
}

#[test]
fn expressions_read_no_special_files_and_no_large_ones() {
    let dir = tempfile::tempdir().unwrap();
    put(
        dir.path(),
        "main.tf",
        "resource \"aws_cloudtrail\" \"this\" {\n  include_global_service_events = file(\"large.txt\") == \"\"\n}\n",
    );
    let why = || {
        let outcome = lint([dir.path().to_owned()]);
        assert_eq!(outcome.trails.len(), 1, "{:?}", outcome.trails);
        match &outcome.trails[0].include_global_service_events {
            Resolved::Unknown { why, .. } => why.clone(),
            other => panic!("{other:?}"),
        }
    };
    let large = dir.path().join("large.txt");
    let file = std::fs::File::create(&large).unwrap();
    file.set_len(1 << 30).unwrap();
    assert!(why().ends_with("is too large to read"));
    std::fs::remove_file(&large).unwrap();
    std::fs::create_dir(&large).unwrap();
    assert!(why().ends_with("is not a regular file"));
}

/// The environment is read whole, whatever lies in it.
#[cfg(unix)]
#[test]
fn an_environment_that_is_not_utf_8_is_no_reason_to_stop() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .args([
            "check",
            "--tf-env",
            "fixtures/terraform/bad/environment/input",
        ])
        .env("TF_VAR_other", OsStr::from_bytes(b"\xff"))
        .env("TF_VAR_global", "0")
        .output()
        .unwrap()
        .status;
    assert_eq!(status.code(), Some(1));
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
            stdin: Some(cloudtrail_lint::options::Stdin { is_named: true, name: "/nowhere/main.tf".into(), bytes: mutated.into_bytes() }),
            ..LintOptions::default()
        });
        for finding in &outcome.findings {
            let file = outcome.sources.get(finding.span.source);
            prop_assert!(file.text().get(finding.span.range()).is_some());
        }
    }
}

/// A module that is reached through a link is the module that really lies there.
#[cfg(unix)]
#[test]
fn a_module_behind_a_link_is_one_module() {
    let dir = tempfile::tempdir().unwrap();
    put(
        dir.path(),
        "live/main.tf",
        "module \"linked\" {\n  source = \"./modules/audit\"\n  on     = true\n}\n",
    );
    put(
        dir.path(),
        "shared/audit/main.tf",
        "variable \"on\" {\n  default = false\n}\n\nresource \"aws_cloudtrail\" \"this\" {\n  include_global_service_events = var.on\n}\n",
    );
    std::os::unix::fs::symlink("../shared", dir.path().join("live/modules")).unwrap();
    let outcome = lint([dir.path().to_owned()]);
    let addresses: Vec<_> = outcome.trails.iter().map(|trail| &trail.address).collect();
    assert_eq!(addresses, ["module.linked.aws_cloudtrail.this"]);
    assert_eq!(outcome.summary.errors, 0);
}
