//! Our evaluation beside Terraform's own, where a `terraform` is on the `PATH`.
//!
//! Every local value of `fixtures/terraform/expressions/*.tf` is a case. Terraform gets the same text with one output per
//! case, `try({ ok = <expression> }, "error")`, so that what it refuses is an answer too; one plan answers for a file. It
//! needs no provider and no network. A comment `# unknown` right above a case says that we may not know it.

#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use hcl::edit::Span as _;
use hcl::edit::expr::Expression;
use hcl::edit::structure::Body;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value as Json};

use super::expression::{Evaluator, Surroundings};
use super::types::{self, Type};
use super::value::Value;
use crate::resolved::Resolved;
use crate::source::{Input, SourceMap, Span};

/// How many expressions are generated.
const GENERATED: usize = 300;

/// A module of one file: variables have their defaults.
struct Module<'a> {
    input: Input<'a>,
    variables: BTreeMap<String, Resolved<Value>>,
    locals: BTreeMap<String, Expression>,
    folder: PathBuf,
}

impl<'a> Module<'a> {
    fn new(input: Input<'a>, body: &Body, folder: &Path) -> Module<'a> {
        let mut module = Module {
            input,
            variables: BTreeMap::new(),
            locals: BTreeMap::new(),
            folder: folder.to_owned(),
        };
        for block in body.get_blocks("variable") {
            let kind = block
                .body
                .get_attribute("type")
                .map_or(Type::Any, |kind| types::parse(&kind.value));
            let default = &block
                .body
                .get_attribute("default")
                .expect("a default")
                .value;
            let value = module.evaluate(default);
            module.variables.insert(
                block.labels[0].as_str().to_owned(),
                types::convert(value, &kind),
            );
        }
        for block in body.get_blocks("locals") {
            for local in block.body.attributes() {
                module
                    .locals
                    .insert(local.key.as_str().to_owned(), local.value.clone());
            }
        }
        module
    }

    fn evaluate(&self, expression: &Expression) -> Resolved<Value> {
        Evaluator::new(self, &self.input).evaluate(expression, &[])
    }
}

impl Surroundings for Module<'_> {
    fn reference(&self, root: &str, path: &[&str], _: Span) -> (Resolved<Value>, usize) {
        let value = match (root, path) {
            ("var", [name, ..]) => self.variables[*name].clone(),
            ("local", [name, ..]) => self.evaluate(&self.locals[*name]),
            ("path", [..]) => Resolved::known(Value::Text(".".into())),
            ("terraform", [..]) => Resolved::known(Value::Text("default".into())),
            _ => Resolved::unknown(root),
        };
        (value, 1)
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        std::fs::read_to_string(self.folder.join(path)).map_err(|error| error.to_string())
    }

    fn file_exists(&self, path: &str) -> Option<bool> {
        Some(self.folder.join(path).is_file())
    }
}

/// An answer: `{"ok": value}`, `"error"`, or the reason why it is not known.
type Answer = Result<Json, String>;

fn ours(value: &Resolved<Value>) -> Answer {
    fn json(value: &Resolved<Value>) -> Result<Json, Answer> {
        let members = |members: &BTreeMap<String, Resolved<Value>>| {
            members
                .iter()
                .map(|(key, value)| Ok((key.clone(), json(value)?)))
                .collect::<Result<Map<_, _>, Answer>>()
        };
        Ok(match value {
            Resolved::Known { value, .. } => match value {
                Value::Object(object) | Value::Map(object) => members(object)?.into(),
                other => match other.elements() {
                    Some(items) => items
                        .iter()
                        .map(json)
                        .collect::<Result<Vec<_>, _>>()?
                        .into(),
                    None => super::functions::to_json(other).expect("a primitive"),
                },
            },
            Resolved::Invalid { .. } => return Err(Ok("error".into())),
            other => return Err(Err(format!("{other:?}"))),
        })
    }
    match json(value) {
        Ok(value) => Ok(serde_json::json!({ "ok": value })),
        Err(answer) => answer,
    }
}

/// Whether two answers agree: numbers to twelve digits, as ours have fewer than Terraform's.
fn agree(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => {
            let (Some(a), Some(b)) = (a.as_f64(), b.as_f64()) else {
                return false;
            };
            (a - b).abs() <= a.abs().max(b.abs()) * 1e-12
        }
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agree(a, b))
        }
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| agree(a, b)))
        }
        _ => a == b,
    }
}

fn has_terraform() -> bool {
    match Command::new("terraform").arg("version").output() {
        Ok(_) => true,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("skipped: no `terraform` on the PATH");
            false
        }
        Err(error) => panic!("terraform: {error}"),
    }
}

/// The text for Terraform: the blocks with what cases refer to, and an output for each case.
fn for_terraform(text: &str, body: &Body, module: &Module<'_>) -> String {
    let source = |range: Option<std::ops::Range<usize>>| &text[range.expect("a span")];
    let mut out = String::new();
    for block in body.get_blocks("variable") {
        writeln!(out, "{}", source(block.span())).unwrap();
    }
    for (name, expression) in &module.locals {
        let expression = source(expression.span());
        if text.contains(&format!("local.{name}")) {
            writeln!(out, "locals {{\n{name} = {expression}\n}}").unwrap();
        }
        writeln!(
            out,
            "output \"{name}\" {{\nvalue = try({{\nok = {expression}\n}}, \"error\")\n}}"
        )
        .unwrap();
    }
    out
}

fn terraform(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("terraform")
        .args(arguments)
        .current_dir(folder)
        .env("CHECKPOINT_DISABLE", "1")
        .env("TF_CLI_CONFIG_FILE", "/dev/null")
        .env("TF_IN_AUTOMATION", "1")
        .env_remove("TF_WORKSPACE")
        .output()
        .expect("terraform runs");
    assert!(
        output.status.success(),
        "terraform {arguments:?} failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// Compares every local value of a file; returns how many there are, and what disagrees.
fn compare(text: &str, folder: &Path) -> (usize, Vec<String>) {
    let sources = SourceMap::default();
    let file = sources
        .add("case.tf".into(), text.as_bytes().to_vec())
        .expect("a small file");
    let body = hcl::edit::parser::parse_body(text).unwrap_or_else(|error| panic!("{error}"));
    let module = Module::new(file.input(), &body, folder);

    let temporary = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension != "tf") {
            std::fs::copy(&path, temporary.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    std::fs::write(
        temporary.path().join("main.tf"),
        for_terraform(text, &body, &module),
    )
    .unwrap();
    let run = |arguments: &[&str]| terraform(temporary.path(), arguments);
    run(&["init", "-no-color", "-input=false"]);
    run(&["plan", "-no-color", "-input=false", "-out=plan"]);
    let plan: Json = serde_json::from_slice(&run(&["show", "-json", "plan"])).unwrap();

    let mut wrong = Vec::new();
    for (name, expression) in &module.locals {
        let range = expression.span().expect("a span");
        let theirs = &plan["planned_values"]["outputs"][name]["value"];
        let line = text[..range.start].rfind('\n').unwrap_or(0);
        let may_be_unknown = text[..line].trim_end().ends_with("# unknown");
        let ours = ours(&module.evaluate(expression));
        let agrees = match &ours {
            Ok(ours) => agree(ours, theirs),
            Err(_) => may_be_unknown,
        };
        if !agrees {
            let ours = ours.map_or_else(|why| format!("unknown: {why}"), |json| json.to_string());
            wrong.push(format!(
                "{name} = {}\n  ours: {ours}\n  theirs: {theirs}",
                &text[range]
            ));
        }
    }
    (module.locals.len(), wrong)
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/terraform/expressions")
}

#[test]
fn fixtures_come_to_what_terraform_says() {
    if !has_terraform() {
        return;
    }
    let mut paths: Vec<PathBuf> = std::fs::read_dir(fixtures())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "tf"))
        .collect();
    paths.sort();
    let (mut compared, mut wrong) = (0, Vec::new());
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let (count, disagreements) = compare(&text, &fixtures());
        compared += count;
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        wrong.extend(disagreements.iter().map(|one| format!("{name}: {one}")));
    }
    eprintln!("{compared} expressions compared");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 120, "only {compared} expressions");
}

/// Expressions that are mostly well typed; what is not is for both sides to refuse.
fn generated() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        4 => prop::sample::select(vec!["true", "false", "var.on", "var.off"]),
        4 => prop::sample::select(vec![
            "\"true\"", "\"false\"", "\"1\"", "\"0\"", "\"\"", "\"yes\"", "\"a\"", "\"ab c\"", "var.name",
        ]),
        3 => prop::sample::select(vec!["0", "1", "2", "-3", "1.5", "12"]),
        1 => Just("null"),
        2 => prop::sample::select(vec![
            "[]", "[true, false]", "[\"a\", \"b\", \"a\"]", "[1, 2]", "[\"true\", null]", "var.names",
        ]),
        2 => prop::sample::select(vec![
            "{}", "{ a = true }", "{ a = \"x\", b = \"y\" }", "var.flags", "{ a = { b = [1] } }",
        ]),
    ]
    .prop_map(str::to_owned)
    .boxed();
    leaf.prop_recursive(4, 24, 3, |inner| {
        let one = inner.clone();
        let two = (inner.clone(), inner.clone());
        let three = (inner.clone(), inner.clone(), inner.clone());
        let unary = prop::sample::select(vec![
            "!$",
            "tobool($)",
            "tostring($)",
            "tonumber($)",
            "length($)",
            "keys($)",
            "values($)",
            "one($)",
            "alltrue($)",
            "anytrue($)",
            "distinct($)",
            "flatten($)",
            "lower($)",
            "upper($)",
            "trimspace($)",
            "can($)",
            "try($, 1)",
            "jsonencode($)",
            "jsondecode(jsonencode($))",
            "tolist($)",
            "toset($)",
            "tomap($)",
            "reverse($)",
            "($)",
            "\"<${$}>\"",
            "\"${$}\"",
            "[for x in $ : x]",
            "[for k, v in $ : k]",
            "{ for k, v in $ : k => v }",
            "{ for v in $ : v => v... }",
            "$[*]",
            "[$]",
            "{ a = $ }",
            "sort($)",
            "compact($)",
            "-($)",
            "($).a",
            "($)[0]",
            "sum($)",
            "title($)",
            "\"%{ if $ }y%{ else }n%{ endif }\"",
            "\"%{ for x in $ }[${x}]%{ endfor }\"",
        ]);
        let binary = prop::sample::select(vec![
            "($ && $)",
            "($ || $)",
            "($ == $)",
            "($ != $)",
            "($ < $)",
            "($ >= $)",
            "($ + $)",
            "($ - $)",
            "($ * $)",
            "coalesce($, $)",
            "merge($, $)",
            "contains($, $)",
            "try($, $)",
            "concat($, $)",
            "element($, $)",
            "split($, $)",
            "join($, $)",
            "[$, $]",
            "lookup($, $, null)",
            "($)[$]",
            "startswith($, $)",
            "endswith($, $)",
            "max($, $)",
            "min($, $)",
            "format(\"%s-%s\", $, $)",
            "setunion($, $)",
            "trimprefix($, $)",
            "coalescelist($, $)",
            "{ a = $, b = $ }",
            "[for x in $ : x == $]",
            "index($, $)",
            "[for x in $ : x if $]",
        ]);
        let ternary = prop::sample::select(vec![
            "($ ? $ : $)",
            "($ ? $ : $)",
            "lookup($, $, $)",
            "replace($, $, $)",
            "[$, $, $]",
            "coalesce($, $, $)",
        ]);
        prop_oneof![
            4 => (unary, one).prop_map(|(form, a)| filled(form, &[a])),
            4 => (binary, two).prop_map(|(form, (a, b))| filled(form, &[a, b])),
            2 => (ternary, three).prop_map(|(form, (a, b, c))| filled(form, &[a, b, c])),
        ]
    })
    .boxed()
}

/// `form` with each lone `$` replaced.
fn filled(form: &str, parts: &[String]) -> String {
    let mut parts = parts.iter();
    let mut last = None;
    let mut out = String::new();
    let mut rest = form.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '$' && rest.peek() != Some(&'{') {
            last = parts.next().or(last);
            out.push_str(last.map_or("", String::as_str));
        } else {
            out.push(c);
        }
    }
    out
}

#[test]
fn generated_expressions_come_to_what_terraform_says() {
    if !has_terraform() {
        return;
    }
    let mut runner = TestRunner::deterministic();
    let strategy = generated();
    let mut text = String::from(
        "variable \"on\" {\n  default = true\n}\n\
         variable \"off\" {\n  type    = bool\n  default = \"false\"\n}\n\
         variable \"name\" {\n  type    = string\n  default = \"main\"\n}\n\
         variable \"names\" {\n  type    = list(string)\n  default = [\"a\", \"main\"]\n}\n\
         variable \"flags\" {\n  type    = map(bool)\n  default = { a = true, b = false }\n}\n\
         locals {\n",
    );
    for at in 0..GENERATED {
        let expression = strategy.new_tree(&mut runner).unwrap().current();
        writeln!(text, "  generated_{at} = {expression}").unwrap();
    }
    text.push_str("}\n");
    let (compared, wrong) = compare(&text, tempfile::tempdir().unwrap().path());
    eprintln!("{compared} expressions compared");
    assert!(
        wrong.is_empty(),
        "{} disagree:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
