//! Names in the tool's own configuration, one place each: what is said of them steers nothing.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::everything::write;
use super::readers::{rows_of_code, shows_all, steers_no_runner};
use super::{HOSTILE, run, text};

/// A place in a configuration, and how one is made that has a name there.
type Place = (&'static str, fn(&str) -> Value);

fn of_templates(globs: Value, deployments: Value) -> Value {
    json!({ "cloudformation": [{ "templates": globs, "deployments": deployments }] })
}

fn of_roots(globs: Value, deployments: Value) -> Value {
    json!({ "terraform": [{ "roots": globs, "deployments": deployments }] })
}

const PLACES: [Place; 21] = [
    ("a deployment of templates", |name| {
        of_templates(
            "stacks/*".into(),
            json!({ name: { "values": { "On": "false" } } }),
        )
    }),
    ("a deployment of roots", |name| {
        of_roots(
            "live".into(),
            json!({ name: { "vars": { "on": "false" } } }),
        )
    }),
    ("a parameter", |name| {
        of_templates(
            "stacks/*".into(),
            json!({ "dev": { "values": { name: "false" } } }),
        )
    }),
    ("a parameter's value", |name| {
        of_templates(
            "stacks/*".into(),
            json!({ "dev": { "values": { "On": name } } }),
        )
    }),
    ("a variable", |name| {
        of_roots(
            "live".into(),
            json!({ "dev": { "vars": { name: "false" } } }),
        )
    }),
    ("a variable's value", |name| {
        of_roots("live".into(), json!({ "dev": { "vars": { "on": name } } }))
    }),
    ("a file of parameters", |name| {
        of_templates("stacks/*".into(), json!({ "dev": name }))
    }),
    ("a file of variables", |name| {
        of_roots("live".into(), json!({ "dev": [name] }))
    }),
    ("a Region of templates", |name| {
        of_templates(
            "stacks/*".into(),
            json!({ "dev": { "values": { "On": "true" }, "region": name } }),
        )
    }),
    ("a Region of roots", |name| {
        of_roots(
            "live".into(),
            json!({ "dev": { "vars": { "on": "true" }, "region": name } }),
        )
    }),
    ("a workspace", |name| {
        of_roots("workspaces".into(), json!({ "dev": { "workspace": name } }))
    }),
    ("a Region", |name| json!({ "region": name })),
    ("a glob of templates", |name| {
        of_templates(
            json!(["stacks/*", name]),
            json!({ "dev": { "values": { "On": "false" } } }),
        )
    }),
    ("a glob of roots", |name| {
        of_roots(
            json!(["live", name]),
            json!({ "dev": { "vars": { "on": "false" } } }),
        )
    }),
    (
        "a severity",
        |name| json!({ "severity": { "CT-005": name } }),
    ),
    (
        "a rule with a severity",
        |name| json!({ "severity": { name: "note" } }),
    ),
    (
        "a rule that is selected",
        |name| json!({ "select": [name] }),
    ),
    ("a rule that is ignored", |name| json!({ "ignore": [name] })),
    ("a bar", |name| json!({ "fail-on": name })),
    ("a coverage", |name| json!({ "coverage": name })),
    ("an option", |name| json!({ name: 1 })),
];

/// A configuration as YAML has it, of ASCII alone: it takes no control characters that are not escaped.
fn written(configuration: &Value) -> String {
    let mut out = String::new();
    for c in configuration.to_string().chars() {
        match c {
            ' '..='~' => out.push(c),
            _ => write!(out, "\\U{:08x}", u32::from(c)).unwrap(),
        }
    }
    out
}

/// A repository with a template, root modules and such a configuration.
fn tree(configuration: &Value) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let on = json!({ "Ref": "On" });
    let properties =
        json!({ "IsLogging": true, "S3BucketName": "logs", "IncludeGlobalServiceEvents": on });
    let template = json!({
        "Parameters": { "On": { "Type": "String" } },
        "Resources": { "T": { "Type": "AWS::CloudTrail::Trail", "Properties": properties } },
    });
    let trail = |flag: &str| {
        format!(
            "resource \"aws_cloudtrail\" \"t\" {{\n  include_global_service_events = {flag}\n}}\n"
        )
    };
    let by_workspace = "{ a = false }[terraform.workspace]";
    for (name, text) in [
        (".git/HEAD", ""),
        ("cloudtrail-lint.yaml", &*written(configuration)),
        ("stacks/t.json", &template.to_string()),
        ("live/main.tf", &(trail("var.on") + "variable \"on\" {}\n")),
        ("workspaces/main.tf", &trail(by_workspace)),
    ] {
        write(&folder, name, text);
    }
    folder
}

/// What a name is told by, with whatever else stands in it.
const MARK: &str = "q0z";

/// What a run prints, which steers nothing, and how it exits.
fn printed(folder: &Path, arguments: &[&str], about: &str) -> (String, Option<i32>) {
    let output = run(folder, arguments);
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    let code = output.status.code();
    assert!(code.is_some_and(|code| code <= 2), "{about}: {said}");
    shows_all(&said, about);
    steers_no_runner(&said, about);
    (said, code)
}

/// A place whose names nobody sees would test nothing: each of them comes to be shown.
#[test]
fn names_in_a_configuration_are_shown_and_steer_nothing() {
    let all = PLACES
        .iter()
        .flat_map(|place| HOSTILE.map(|name| (place, name)));
    for (at, ((what, configuration), name)) in all.enumerate() {
        // Each begins with what steers, and one ends with it.
        let name = if name.ends_with('`') {
            format!("{MARK}{name}")
        } else {
            format!("{name}{MARK}")
        };
        let about = format!("{what}: {name:?}");
        let folder = tree(&configuration(&name));
        let (mut said, code) = printed(folder.path(), &["check"], &about);
        if !said.contains(MARK) {
            said = printed(folder.path(), &["check", "--format", "json"], &about).0;
        }
        assert!(said.contains(MARK), "{about} is not shown: {said}");
        if code != Some(2) {
            let format = ["concise", "sarif", "json"][at % 3];
            printed(folder.path(), &["check", "--format", format], &about);
            let list = run(folder.path(), &["list", "--format", "markdown"]);
            rows_of_code(text(&list.stdout), &about);
        }
    }
}
