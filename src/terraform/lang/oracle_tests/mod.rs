//! Our evaluation beside Terraform's own, where a `terraform` is on the `PATH`.
//!
//! Every local value of `fixtures/terraform/expressions/*.tf` is a case. Terraform gets the same text with an output
//! that has a member for each case, `try({ ok = <expression> }, "error")`, so that what it refuses is an answer too; one
//! plan answers for a file. It needs no provider and no network. A comment `# unknown` right above a case says that we may
//! not know it. Without a `terraform` the comparison is skipped, loudly; with `ORACLE=required` that is a failure.

#![expect(
    clippy::print_stderr,
    reason = "a test says that it was skipped, and what it compared"
)]

mod calls;
mod generated;

pub(in crate::terraform) use calls::modules;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use hcl::edit::Span as _;
use hcl::edit::expr::Expression;
use hcl::edit::structure::Body;
use serde_json::{Map, Value as Json};
use walkdir::WalkDir;

use crate::budget::Budget;
use crate::resolved::{Formula, Instance, Privacy, Resolved, Symbol, Term};
use crate::source::{Access, Input, SourceFile, SourceMap, Span};
use crate::terraform::data_files;
use crate::terraform::lang::eval::Evaluator;
use crate::terraform::lang::json_values::json_text;
use crate::terraform::lang::scope::Scope;
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::{Named, Value, path_text};

/// Nothing that is compared with Terraform is cut off.
pub(in crate::terraform) fn plenty() -> Budget {
    Budget::of(u64::MAX)
}

/// A module of one file: variables have their defaults.
struct Module<'a> {
    input: Input<'a>,
    variables: BTreeMap<String, Resolved<Value>>,
    types: BTreeMap<String, Type>,
    locals: BTreeMap<String, Expression>,
    folder: PathBuf,
    sources: &'a SourceMap,
}

impl<'a> Module<'a> {
    fn new(input: Input<'a>, body: &Body, folder: &Path, sources: &'a SourceMap) -> Module<'a> {
        let mut module = Module {
            input,
            variables: BTreeMap::new(),
            types: BTreeMap::new(),
            locals: BTreeMap::new(),
            folder: folder.to_owned(),
            sources,
        };
        for block in body.get_blocks("variable") {
            let kind = block
                .body
                .get_attribute("type")
                .map_or(Type::Any, |kind| types::parse(&kind.value, &|_| None));
            let default = &block
                .body
                .get_attribute("default")
                .expect("a default")
                .value;
            let value = module.evaluate(default);
            let name = block.labels[0].as_str();
            let value = types::convert(value, &kind);
            module.variables.insert(name.to_owned(), value);
            module.types.insert(name.to_owned(), kind);
        }
        module.locals = locals_of(body);
        module
    }

    fn evaluate(&self, expression: &Expression) -> Resolved<Value> {
        Evaluator::new(self, &self.input, Privacy::Shown).evaluate(expression, &Formula::always())
    }
}

impl Scope for Module<'_> {
    fn reference(&self, root: &str, path: &[&str], _: Span) -> (Resolved<Value>, usize) {
        let value = match (root, path) {
            ("var", [name, ..]) => self.variables[*name].clone(),
            ("local", [name, ..]) => self.evaluate(&self.locals[*name]),
            ("path", [..]) => Resolved::known(Value::Text(".".into())),
            ("terraform", [..]) => Resolved::known(Value::Text("default".into())),
            ("terraform_data", path) => return known_after_apply(path),
            _ => Resolved::unknown(root),
        };
        (value, 1)
    }

    fn type_of(&self, root: &str, name: &str) -> Option<Type> {
        match root {
            "var" => self.types.get(name).cloned(),
            "local" => {
                Evaluator::new(self, &self.input, Privacy::Shown).type_elsewhere(&self.locals[name])
            }
            _ => None,
        }
    }

    fn take_steps(&self, _: u32) -> bool {
        true
    }

    fn read_file(&self, path: &str) -> Result<Arc<SourceFile>, String> {
        data_files::load_data(&self.folder.join(path), self.sources, &plenty())
    }

    fn read_bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        data_files::bytes(&self.folder.join(path), self.sources, &plenty())
    }

    fn place_of_file(&self, path: &str) -> Result<Option<Span>, String> {
        data_files::place(&self.folder.join(path), self.sources)
    }

    fn files_below(&self, folder: &str) -> Result<Vec<String>, String> {
        data_files::below(&self.folder.join(folder), self.sources, &plenty())
    }

    fn working_folder(&self) -> Option<String> {
        path_text(&self.folder).as_text()
    }
}

/// What is known after apply, and how many names of its path that takes.
fn known_after_apply(path: &[&str]) -> (Resolved<Value>, usize) {
    let path = &path[..path.len().min(2)];
    let symbol = Symbol::named(path.join("."), Instance::root(""));
    let value = Resolved::unknown("it is known after apply");
    (value.with_term(Some(Term::Symbol(symbol))), path.len())
}

/// An answer: `{"ok": value}`, `"error"`, or the reason why it is not known.
type Answer = Result<Json, String>;

fn ours(value: &Resolved<Value>) -> Answer {
    fn json(value: &Resolved<Value>) -> Result<Json, Answer> {
        let members = |members: &Named| {
            members
                .iter()
                .map(|(key, value)| Ok((key.clone(), json(value)?)))
                .collect::<Result<Map<_, _>, Answer>>()
        };
        Ok(match value {
            Resolved::Known { value, .. } => match value {
                Value::Object(object) | Value::Map(object) => members(object)?.into(),
                Value::Partly(partly) => return Err(Err(format!("{partly:?}"))),
                other => match other.elements() {
                    Some(items) => items
                        .iter()
                        .map(json)
                        .collect::<Result<Vec<_>, _>>()?
                        .into(),
                    None => serde_json::from_str(&json_text(other).expect("a primitive")).unwrap(),
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

/// Whether what a value comes to is among its cases, where it has such.
fn is_a_case(value: &Resolved<Value>, answer: &Json) -> bool {
    let Resolved::Varies { cases, .. } = value else {
        return true;
    };
    cases.iter().any(|case| match ours(&case.value) {
        // Of branches whose types are not known, one may be converted to the other's.
        Ok(ours) => agree(&as_texts(&ours), &as_texts(answer)),
        Err(_) => is_a_case(&case.value, answer),
    })
}

/// A value with texts for all its numbers and truth values.
fn as_texts(value: &Json) -> Json {
    match value {
        Json::Array(items) => items.iter().map(as_texts).collect(),
        Json::Object(members) => {
            let members = members.iter();
            let members = members.map(|(key, value)| (key.clone(), as_texts(value)));
            Json::Object(members.collect())
        }
        Json::Number(_) | Json::Bool(_) => value.to_string().into(),
        other => other.clone(),
    }
}

/// Whether something in a value is true.
fn has_true(value: &Json) -> bool {
    match value {
        Json::Array(items) => items.iter().any(has_true),
        Json::Object(members) => members.values().any(has_true),
        other => *other == Json::Bool(true),
    }
}

pub(in crate::terraform) fn has_terraform() -> bool {
    match Command::new("terraform").arg("version").output() {
        Ok(_) => true,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            assert!(
                std::env::var_os("ORACLE").is_none_or(|value| value != "required"),
                "ORACLE=required, and there is no `terraform` on the PATH"
            );
            // Past the capture of a test's output: whoever runs the tests must see it.
            let _ = writeln!(
                std::io::stderr(),
                "\nSKIPPED: our evaluation was NOT compared with Terraform's, for there is no `terraform` on the PATH\n"
            );
            false
        }
        Err(error) => panic!("terraform: {error}"),
    }
}

/// The text for Terraform: the blocks with what cases refer to, and one output with a member for each case.
fn for_terraform(text: &str, body: &Body, locals: &BTreeMap<String, Expression>) -> String {
    let source = |range: Option<std::ops::Range<usize>>| &text[range.expect("a span")];
    let (mut out, mut answers) = (String::new(), String::new());
    for block in body
        .get_blocks("variable")
        .chain(body.get_blocks("resource"))
        .chain(body.get_blocks("module"))
    {
        writeln!(out, "{}", source(block.span())).unwrap();
    }
    for (name, expression) in locals {
        let expression = source(expression.span());
        if text.contains(&format!("local.{name}")) {
            writeln!(out, "locals {{\n{name} = {expression}\n}}").unwrap();
        }
        writeln!(
            answers,
            "{name} = try({{\nok = {expression}\n}}, \"error\")"
        )
        .unwrap();
    }
    // Terraform takes its time over many outputs, not over one large one.
    writeln!(
        out,
        "output \"answers\" {{\nsensitive = true\nvalue = {{\n{answers}}}\n}}"
    )
    .unwrap();
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

/// A folder with all files of another one but the module's own.
fn copied(folder: &Path) -> tempfile::TempDir {
    let temporary = tempfile::tempdir().unwrap();
    for entry in WalkDir::new(folder) {
        let entry = entry.unwrap();
        let copy = temporary
            .path()
            .join(entry.path().strip_prefix(folder).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(copy).unwrap();
        } else if entry.depth() > 1 || entry.path().extension().is_some_and(|name| name != "tf") {
            std::fs::copy(entry.path(), copy).unwrap();
        }
    }
    temporary
}

/// The local values of a module.
fn locals_of(body: &Body) -> BTreeMap<String, Expression> {
    let locals = body.get_blocks("locals");
    let locals = locals.flat_map(|block| block.body.attributes());
    locals
        .map(|local| (local.key.as_str().to_owned(), local.value.clone()))
        .collect()
}

/// Compares every local value of a file that calls no module; returns how many there are, and what disagrees.
fn compare(text: &str, folder: &Path) -> (usize, Vec<String>) {
    let sources = SourceMap::new(&Access {
        paths: vec![PathBuf::from("fixtures")],
        ..Access::default()
    });
    let file = sources
        .add("case.tf", text.as_bytes().to_vec())
        .expect("a small file");
    let body = hcl::edit::parser::parse_body(text).unwrap_or_else(|error| panic!("{error}"));
    let module = Module::new(file.input(), &body, folder, &sources);
    compare_with(text, &body, folder, &|name| {
        module.evaluate(&module.locals[name])
    })
}

/// Compares every local value of a module's file; `value_of` says what one comes to by us. `folder` holds all that the file names.
pub(in crate::terraform) fn compare_with(
    text: &str,
    body: &Body,
    folder: &Path,
    value_of: &dyn Fn(&str) -> Resolved<Value>,
) -> (usize, Vec<String>) {
    let locals = locals_of(body);
    let temporary = copied(folder);
    std::fs::write(
        temporary.path().join("main.tf"),
        for_terraform(text, body, &locals),
    )
    .unwrap();
    let run = |arguments: &[&str]| terraform(temporary.path(), arguments);
    if body.get_blocks("module").next().is_some() {
        run(&["init", "-no-color", "-input=false"]);
    }
    run(&["plan", "-no-color", "-input=false", "-out=plan"]);
    let plan: Json = serde_json::from_slice(&run(&["show", "-json", "plan"])).unwrap();
    // What is known after apply is compared with what it is then.
    let applied = body.get_blocks("resource").next().map(|_| {
        run(&["apply", "-no-color", "-input=false", "plan"]);
        let state: Json = serde_json::from_slice(&run(&["show", "-json"])).unwrap();
        state["values"]["outputs"]["answers"]["value"].clone()
    });

    let mut wrong = Vec::new();
    let (mut refused, mut open) = (0, 0);
    for (name, expression) in &locals {
        let range = expression.span().expect("a span");
        let change = &plan["output_changes"]["answers"];
        let theirs = &change["after"][name];
        let is_known_after_apply = has_true(&change["after_unknown"][name]);
        refused += usize::from(theirs == "error");
        let line = text[..range.start].rfind('\n').unwrap_or(0);
        let may_be_unknown = text[..line].trim_end().ends_with("# unknown");
        let value = value_of(name);
        let ours = ours(&value);
        let applied = applied.as_ref().map(|applied| &applied[name]);
        let agrees = match (&ours, applied) {
            // What is refused in one case is none of the others; what Terraform's functions leave unknown for good is null.
            (_, Some(applied)) if *applied == "error" || applied.is_null() => true,
            // What branches are converted to may be known after apply only.
            (Ok(ours), Some(applied)) => {
                agree(ours, applied) || !is_known_after_apply && agree(ours, theirs)
            }
            (Err(_), Some(applied)) => {
                open += usize::from(!is_known_after_apply);
                is_a_case(&value, applied)
            }
            (Ok(ours), None) => !is_known_after_apply && agree(ours, theirs),
            (Err(_), None) => may_be_unknown || is_known_after_apply,
        };
        let theirs = applied.unwrap_or(theirs);
        if !agrees {
            let ours = ours.map_or_else(|why| format!("unknown: {why}"), |json| json.to_string());
            wrong.push(format!(
                "{name} = {}\n  ours: {ours}\n  theirs: {theirs}",
                &text[range]
            ));
        }
    }
    eprintln!(
        "{} expressions compared, {refused} of them refused by Terraform; {open} known to it before it applies, and not to us",
        locals.len()
    );
    assert!(open * 25 <= locals.len(), "{open} are left open");
    (locals.len(), wrong)
}

pub(in crate::terraform) fn fixtures() -> PathBuf {
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
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 120, "only {compared} expressions");
}
