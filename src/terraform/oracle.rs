//! Our evaluator beside the real thing: where a `terraform` binary is on PATH, each expression is planned by it and by us,
//! and both must come to the same value or both must fail.
//!
//! The recipe: an expression becomes the `input` of the built-in `terraform_data`, whose plan needs no provider.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::functions::from_json;
use super::instance::{Instance, Key, Root};
use super::module::Library;
use super::value::{Kept, Value};
use super::variables::Given;
use crate::resolved::Resolved;
use crate::source::SourceMap;

const CONTEXT: &str = include_str!("../../fixtures/terraform/expressions/context.tf");
const EXPRESSIONS: &str = include_str!("../../fixtures/terraform/expressions/expressions.txt");

/// What one side made of an expression: a JSON value, or an error.
type Outcome = Result<serde_json::Value, String>;

fn has_terraform() -> bool {
    Command::new("terraform")
        .arg("version")
        .env("CHECKPOINT_DISABLE", "1")
        .output()
        .is_ok_and(|output| output.status.success())
}

fn terraform(dir: &Path, args: &[&str]) -> std::process::Output {
    Command::new("terraform")
        .args(args)
        .current_dir(dir)
        .env("CHECKPOINT_DISABLE", "1")
        .env("TF_CLI_CONFIG_FILE", "/dev/null")
        .output()
        .unwrap()
}

/// A module in which each expression is an output of its own; `None` where some of them do not even pass validation.
fn plan(dir: &Path, expressions: &[(usize, &str)]) -> Option<BTreeMap<usize, serde_json::Value>> {
    let mut text = CONTEXT.to_owned();
    for (at, expression) in expressions {
        // Types differ from case to case; JSON has them all.
        writeln!(
            text,
            "resource \"terraform_data\" \"case_{at}\" {{\n  input = jsonencode(\n{expression}\n)\n}}"
        )
        .unwrap();
    }
    std::fs::write(dir.join("main.tf"), text).unwrap();
    if !terraform(
        dir,
        &["plan", "-input=false", "-refresh=false", "-out=plan"],
    )
    .status
    .success()
    {
        return None;
    }
    let shown = terraform(dir, &["show", "-json", "plan"]);
    let json: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    let resources = json["planned_values"]["root_module"]["resources"]
        .as_array()
        .unwrap()
        .clone();
    Some(
        resources
            .iter()
            .map(|resource| {
                let at = resource["name"]
                    .as_str()
                    .unwrap()
                    .trim_start_matches("case_");
                let at: usize = at.parse().unwrap();
                let text = resource["values"]["input"].as_str();
                let text = text.unwrap_or_else(|| panic!("no value is planned for case {at}"));
                (at, serde_json::from_str(text).unwrap())
            })
            .collect(),
    )
}

/// Terraform's outcome for each expression. Those that fail are found by halving.
fn theirs(dir: &Path, expressions: &[(usize, &str)], out: &mut BTreeMap<usize, Outcome>) {
    if expressions.is_empty() {
        return;
    }
    if let Some(values) = plan(dir, expressions) {
        out.extend(values.into_iter().map(|(at, value)| (at, Ok(value))));
        return;
    }
    if let [(at, _)] = expressions {
        out.insert(*at, Err("refused".into()));
        return;
    }
    let (left, right) = expressions.split_at(expressions.len() / 2);
    theirs(dir, left, out);
    theirs(dir, right, out);
}

/// Our outcome for an expression, in a module with the same context.
fn ours(expression: &str) -> Outcome {
    let sources = SourceMap::default();
    let text = format!("{CONTEXT}\nlocals {{\n  the_case = (\n{expression}\n)\n}}\n");
    sources
        .add("nowhere/main.tf".into(), text.into_bytes())
        .unwrap();
    let library = Library::new(&sources);
    let module = library.module(Path::new("nowhere"));
    assert!(
        module.unreadable.is_empty(),
        "{expression}: {:?}",
        module.unreadable
    );
    let root = Root {
        library: &library,
        folder: "nowhere".into(),
        given: Given::default(),
        workspace: None,
        assume_defaults: true,
        region: None,
        installed: BTreeMap::new(),
        made: Cell::new(0),
        kept: Kept::default(),
    };
    let case = module.locals["the_case"].clone();
    let instance = Instance::new(&root, module, None);
    match instance.evaluate(&case.value, &Key::default()) {
        Resolved::Known { value, .. } => to_json(&value),
        Resolved::Invalid { text, why, .. } => Err(format!("{text}: {why}")),
        other => Ok(format!("not known: {other:?}").into()),
    }
}

/// A value as `jsonencode` prints it; an error inside makes the whole an error.
fn to_json(value: &Value) -> Outcome {
    let part = |part: &Resolved<Value>| match part {
        Resolved::Known { value, .. } => to_json(value),
        Resolved::Invalid { text, why, .. } => Err(format!("{text}: {why}")),
        other => Ok(format!("not known: {other:?}").into()),
    };
    Ok(match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => {
            serde_json::Number::from_f64(*number).map_or("NaN".into(), Into::into)
        }
        Value::Text(text) => text.clone().into(),
        Value::List(items) | Value::Set(items) => items
            .iter()
            .map(part)
            .collect::<Result<Vec<_>, _>>()?
            .into(),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| Ok((key.clone(), part(value)?)))
            .collect::<Result<serde_json::Map<_, _>, String>>()?
            .into(),
    })
}

/// Numbers as floats, so that `1` and `1.0` are one.
fn normal(outcome: Outcome) -> Option<serde_json::Value> {
    outcome
        .ok()
        .and_then(|json| to_json(&from_json(&json)).ok())
}

#[expect(
    clippy::print_stderr,
    reason = "a test that compares nothing must say so"
)]
fn compare(expressions: &[String]) {
    if !has_terraform() {
        eprintln!("skipped: there is no terraform on PATH to compare with");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("main.tf"), CONTEXT).unwrap();
    assert!(
        terraform(dir.path(), &["init", "-input=false"])
            .status
            .success()
    );
    let numbered: Vec<(usize, &str)> = expressions.iter().map(String::as_str).enumerate().collect();
    let mut theirs_by_number = BTreeMap::new();
    theirs(dir.path(), &numbered, &mut theirs_by_number);
    let differences: Vec<String> = numbered
        .iter()
        .filter_map(|(at, expression)| {
            let theirs = theirs_by_number.remove(at)?;
            let ours = ours(expression);
            let said = format!("{expression}\n    terraform: {theirs:?}\n    ours:      {ours:?}");
            (normal(theirs) != normal(ours)).then_some(said)
        })
        .collect();
    assert!(
        differences.is_empty(),
        "{} of {} differ:\n{}",
        differences.len(),
        expressions.len(),
        differences.join("\n")
    );
}

#[test]
fn expressions_come_to_what_terraform_says() {
    let expressions: Vec<String> = EXPRESSIONS
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect();
    assert!(expressions.len() >= 120);
    compare(&expressions);
}

/// Booleans over the context, in the forms that decide about a flag.
fn boolean() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("true".to_owned()),
        Just("false".to_owned()),
        Just("\"true\"".to_owned()),
        Just("\"0\"".to_owned()),
        Just("var.on".to_owned()),
        Just("local.chosen.global".to_owned()),
        Just("var.flags[\"billing\"]".to_owned()),
        Just("var.settings.global".to_owned()),
    ];
    let text = prop_oneof![
        Just("var.environment".to_owned()),
        Just("\"prod\"".to_owned()),
        Just("lower(\"DEV\")".to_owned()),
        Just("var.names[1]".to_owned()),
        Just("\"${var.environment}-x\"".to_owned()),
        Just("coalesce(var.nothing, \"audit\")".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, move |inner| {
        let text = text.clone();
        prop_oneof![
            inner.clone().prop_map(|a| format!("!({a})")),
            (
                inner.clone(),
                inner.clone(),
                prop_oneof![Just("&&"), Just("||"), Just("=="), Just("!=")]
            )
                .prop_map(|(a, b, op)| format!("(({a}) {op} ({b}))")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(c, a, b)| format!("(({c}) ? ({a}) : ({b}))")),
            (
                text.clone(),
                text.clone(),
                prop_oneof![Just("=="), Just("!=")]
            )
                .prop_map(|(a, b, op)| format!("({a} {op} {b})")),
            text.clone()
                .prop_map(|a| format!("contains(var.names, {a})")),
            text.clone()
                .prop_map(|a| format!("try(local.environments[{a}].global, {a} == \"audit\")")),
            text.prop_map(|a| format!("lookup(var.flags, {a}, true)")),
            inner.clone().prop_map(|a| format!("tobool({a})")),
            inner.clone().prop_map(|a| format!("can(tobool({a}))")),
            prop::collection::vec(inner.clone(), 0..3)
                .prop_map(|items| format!("alltrue([{}])", items.join(", "))),
            prop::collection::vec(inner.clone(), 0..3)
                .prop_map(|items| format!("anytrue([{}])", items.join(", "))),
            inner.prop_map(|a| format!("length([for n in var.names : n if ({a})]) > 1")),
        ]
    })
}

#[test]
fn generated_booleans_come_to_what_terraform_says() {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let expressions: Vec<String> = (0..200)
        .map(|_| boolean().new_tree(&mut runner).unwrap().current())
        .collect();
    compare(&expressions);
}
