//! What the expressions of a module refer to, in either of Terraform's syntaxes.

use std::path::PathBuf;

use super::expression::{Evaluator, Surroundings};
use super::files;
use super::instance::{Instance, Key};
use super::syntax::{Expression, Form};
use super::value::{Value, error, path_text};
use crate::diagnostic::Label;
use crate::parse::{self, Node, Scalar, json};
use crate::paths::relative;
use crate::resolved::Resolved;
use crate::source::{Input, SourceMap, Span};

/// A module instance as its expressions see it.
pub(super) struct Around<'i, 'a> {
    pub(super) instance: &'i Instance<'a>,
    pub(super) key: &'i Key,
    pub(super) iterator: Option<(&'i str, &'i Value, &'i Resolved<Value>)>,
}

impl Surroundings for Around<'_, '_> {
    fn reference(&self, root: &str, path: &[&str], at: Span) -> (Resolved<Value>, usize) {
        let instance = self.instance;
        if let Some((name, key, value)) = self.iterator
            && name == root
        {
            return match path.first() {
                Some(&"key") => (Resolved::known(key.clone()), 1),
                Some(&"value") => (value.clone(), 1),
                _ => (
                    Resolved::unknown(format!("`{root}` alone is no value")),
                    path.len(),
                ),
            };
        }
        match (root, path.first()) {
            ("var", Some(&name)) => (instance.variable(name, at), 1),
            ("local", Some(&name)) => (instance.local(name, at), 1),
            ("module", _) => instance.module_reference(path),
            ("each", Some(&part)) => match (&self.key.each, part) {
                (Some((key, _)), "key") => (Resolved::known(key.clone()), 1),
                (Some((_, value)), "value") => (value.clone(), 1),
                _ => (
                    Resolved::unknown("which element of `for_each` this is, is not known"),
                    path.len(),
                ),
            },
            ("count", Some(&"index")) => match self.key.index {
                #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
                Some(index) => (Resolved::known(Value::Number(index as f64)), 1),
                None => (Resolved::unknown("`count.index` is not known"), path.len()),
            },
            ("path", Some(&part)) => {
                // Terraform runs in the root module's folder.
                let root = &instance.root.folder;
                let folder = match part {
                    "module" => relative(root, &instance.module.folder),
                    "root" => PathBuf::from("."),
                    "cwd" => root.clone(),
                    _ => return (error(part, "`path` has `module`, `root` and `cwd`"), 1),
                };
                (Resolved::known(path_text(&folder)), 1)
            }
            ("terraform" | "tofu", Some(&"workspace")) => match &instance.root.workspace {
                Some(name) => (
                    Resolved::known(Value::Text(name.clone())).via([Label::new(
                        None,
                        format!("the workspace is given as `{name}`"),
                    )]),
                    1,
                ),
                None => (
                    Resolved::unknown("`terraform.workspace` is whatever workspace is selected"),
                    path.len(),
                ),
            },
            ("data", Some(&kind)) => {
                let name = path.get(1).copied().unwrap_or_default();
                (
                    Resolved::unknown(format!("`data.{kind}.{name}` is read when Terraform runs")),
                    path.len(),
                )
            }
            (kind, Some(&name)) => (
                Resolved::unknown(format!("`{kind}.{name}` is known only after apply")),
                path.len(),
            ),
            (name, None) => (error(name, "a name alone is no value here"), 0),
        }
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        let full = self.instance.root.folder.join(path);
        files::load(&full, self.instance.root.library.sources).map(|file| file.text().to_owned())
    }

    fn file_exists(&self, path: &str) -> Option<bool> {
        Some(self.instance.root.folder.join(path).is_file())
    }
}

/// Evaluates an expression of either syntax.
pub(super) fn evaluate_in(
    expression: &Expression,
    around: &dyn Surroundings,
    sources: &SourceMap,
    assumed: &[(String, bool)],
) -> Resolved<Value> {
    let file = sources.get(expression.span.source);
    let input = expression.input(&file);
    match &expression.form {
        Form::Hcl(inner) => Evaluator::new(around, &input).evaluate(inner, assumed),
        Form::Json(node) => from_json(node, &|node, text| template(node, text, around, &input)),
    }
}

/// Evaluates an expression where nothing can be referred to: in a variables file, or as a variable's default. In JSON a
/// text is itself there, whatever it holds.
///
/// Source: HCL `json/structure.go`, `expression.Value` without a context; Terraform 1.11.4.
pub(super) fn evaluate_constant(expression: &Expression, sources: &SourceMap) -> Resolved<Value> {
    match &expression.form {
        Form::Hcl(_) => evaluate_in(expression, &Nothing, sources, &[]),
        Form::Json(node) => from_json(node, &|_, text| {
            Resolved::known(Value::Text(text.to_owned()))
        }),
    }
}

/// A value of the JSON syntax: everything but a text is itself; `text` says what that is.
///
/// Source: "JSON Configuration Syntax", Expression Mapping.
fn from_json(node: &Node, text: &dyn Fn(&Node, &str) -> Resolved<Value>) -> Resolved<Value> {
    match &node.value {
        parse::Value::Scalar(Scalar::Null) => Resolved::known(Value::Null),
        parse::Value::Scalar(Scalar::Bool(value)) => Resolved::known(Value::Bool(*value)),
        parse::Value::Scalar(Scalar::Number(digits)) => match digits.parse() {
            Ok(number) => Resolved::known(Value::Number(number)),
            Err(_) => Resolved::unknown("a number that cannot be read"),
        },
        parse::Value::Scalar(Scalar::String(content)) => text(node, content),
        parse::Value::List(items) => Resolved::known(Value::List(
            items.iter().map(|item| from_json(item, text)).collect(),
        )),
        parse::Value::Map(entries) => Resolved::known(Value::Object(
            entries
                .iter()
                .filter_map(|entry| {
                    let value = from_json(&entry.value, text);
                    Some((entry.key.as_str()?.to_owned(), value))
                })
                .collect(),
        )),
    }
}

/// A text of the JSON syntax is a template.
fn template(
    node: &Node,
    text: &str,
    around: &dyn Surroundings,
    input: &Input<'_>,
) -> Resolved<Value> {
    if !text.contains("${") && !text.contains("%{") {
        return Resolved::known(Value::Text(text.to_owned()));
    }
    let (Ok(template), Some((inner, pieces))) = (
        hcl::edit::parser::parse_template(text),
        json::unfold(input, node),
    ) else {
        return Resolved::unknown("the template in the string cannot be parsed");
    };
    let inner = Input::unfolded(node.span.source, &inner, pieces);
    Evaluator::new(around, &inner).evaluate_template(&template)
}

/// The surroundings of a constant.
struct Nothing;

impl Surroundings for Nothing {
    fn reference(&self, root: &str, _: &[&str], _: Span) -> (Resolved<Value>, usize) {
        (error(root, "only a constant may stand here"), 0)
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        Err(format!("a constant comes from no file ({path})"))
    }

    fn file_exists(&self, _: &str) -> Option<bool> {
        None
    }
}
