//! What the expressions of a module refer to, in either of Terraform's syntaxes.

use super::expression::{Evaluator, Surroundings};
use super::files;
use super::instance::{Instance, Key};
use super::syntax::{Expression, Form};
use super::value::{Value, error};
use crate::diagnostic::Label;
use crate::parse::{self, Node, Scalar, json};
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
                let folder = match part {
                    "module" => &instance.module.folder,
                    _ => &instance.root.folder,
                };
                let shown = folder.to_string_lossy();
                let shown = if shown.is_empty() { ".".into() } else { shown };
                (Resolved::known(Value::Text(shown.into_owned())), 1)
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
        let full = if full.exists() { full } else { path.into() };
        files::load(&full, self.instance.root.library.sources).map(|file| file.text().to_owned())
    }

    fn file_exists(&self, path: &str) -> Option<bool> {
        let full = self.instance.root.folder.join(path);
        Some(full.is_file() || std::path::Path::new(path).is_file())
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
        Form::Json(node) => evaluate_json(node, around, &input),
    }
}

/// The JSON syntax: strings are templates, everything else is itself.
///
/// Source: "JSON Configuration Syntax", Expression Mapping.
fn evaluate_json(node: &Node, around: &dyn Surroundings, input: &Input<'_>) -> Resolved<Value> {
    match &node.value {
        parse::Value::Scalar(Scalar::Null) => Resolved::known(Value::Null),
        parse::Value::Scalar(Scalar::Bool(value)) => Resolved::known(Value::Bool(*value)),
        parse::Value::Scalar(Scalar::Number(text)) => match text.parse() {
            Ok(number) => Resolved::known(Value::Number(number)),
            Err(_) => Resolved::unknown("a number that cannot be read"),
        },
        parse::Value::Scalar(Scalar::String(text)) => {
            if !text.contains("${") && !text.contains("%{") {
                return Resolved::known(Value::Text(text.clone()));
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
        parse::Value::List(items) => Resolved::known(Value::List(
            items
                .iter()
                .map(|item| evaluate_json(item, around, input))
                .collect(),
        )),
        parse::Value::Map(entries) => Resolved::known(Value::Object(
            entries
                .iter()
                .filter_map(|entry| {
                    let value = evaluate_json(&entry.value, around, input);
                    Some((entry.key.as_str()?.to_owned(), value))
                })
                .collect(),
        )),
    }
}
