//! Parameter files: what a deployment gives a template from outside.
//!
//! Sources: `aws cloudformation deploy --parameter-overrides` (three JSON shapes), `aws-sam-cli`'s
//! `parameter_overrides` (samconfig).

use std::collections::BTreeMap;

use super::evaluate::text_or_dynamic_reference;
use super::template::parse_any;
use super::value::Value;
use crate::diagnostic::Label;
use crate::parse::Node;
use crate::resolved::Resolved;
use crate::source::{SourceFile, Span};

/// Values by parameter name.
pub(super) type Values = BTreeMap<String, Resolved<Value>>;

/// One set of values. A samconfig names one for each of its environments; other files hold one without a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Set {
    pub(super) name: Option<String>,
    pub(super) values: Values,
}

/// Reads a parameter file. The error says what it holds instead, with its place where there is one.
pub(super) fn read(file: &SourceFile) -> Result<Vec<Set>, (Option<Span>, String)> {
    if file.name().to_ascii_lowercase().ends_with(".toml") {
        return read_toml(file);
    }
    let root = parse_any(file).map_err(|errors| {
        let first = errors.into_iter().next();
        (
            first.as_ref().map(|error| error.span),
            first.map_or_else(|| "it cannot be parsed".into(), |error| error.message),
        )
    })?;
    let Some(root) = root else {
        return Ok(vec![Set::default()]);
    };
    let reader = Reader { file };
    if let Some(parameters) = root.get("Parameters") {
        return Ok(vec![reader.unnamed(parameters)]);
    }
    let environments: Vec<Set> = root
        .entries()
        .iter()
        .filter_map(|entry| {
            let overrides = overrides_of(&entry.value)?;
            Some(Set {
                name: entry.key.scalar_text(),
                ..reader.unnamed(overrides)
            })
        })
        .collect();
    if !environments.is_empty() {
        return Ok(environments);
    }
    let set = reader.unnamed(&root);
    if set.values.is_empty() && !(root.items().is_empty() && root.entries().is_empty()) {
        return Err((
            Some(root.span),
            "it holds no parameters: give [{\"ParameterKey\": …, \"ParameterValue\": …}], {\"Parameters\": {…}}, [\"Key=Value\"], \
             a map, or a samconfig"
                .into(),
        ));
    }
    Ok(vec![set])
}

/// A samconfig's `ENV.COMMAND.parameters.parameter_overrides`, for the command that deploys.
fn overrides_of(environment: &Node) -> Option<&Node> {
    ["deploy", "global"].iter().find_map(|command| {
        environment
            .get(command)?
            .get("parameters")?
            .get("parameter_overrides")
    })
}

struct Reader<'a> {
    file: &'a SourceFile,
}

impl Reader<'_> {
    fn unnamed(&self, node: &Node) -> Set {
        let mut values = Values::new();
        self.collect(node, &mut values);
        Set { name: None, values }
    }

    fn collect(&self, node: &Node, values: &mut Values) {
        if let Some(text) = node.as_str() {
            self.pairs(text, node.span, values);
        }
        for entry in node.entries() {
            if let Some(key) = entry.key.scalar_text() {
                let text = match entry.value.scalar_text() {
                    Some(text) => Some(text),
                    // A list parameter's items.
                    None if !entry.value.items().is_empty() => Some(
                        entry
                            .value
                            .items()
                            .iter()
                            .filter_map(Node::scalar_text)
                            .collect::<Vec<_>>()
                            .join(","),
                    ),
                    None => None,
                };
                self.give(&key, text, entry.value.span, values);
            }
        }
        for item in node.items() {
            if let Some(key) = item.get("ParameterKey").and_then(Node::scalar_text) {
                let value = item.get("ParameterValue");
                let span = value.map_or(item.span, |value| value.span);
                self.give(&key, value.and_then(Node::scalar_text), span, values);
            } else if let Some(text) = item.as_str() {
                self.pairs(text, item.span, values);
            } else {
                self.collect(item, values);
            }
        }
    }

    /// `K=V K2=V2`, or `ParameterKey=K,ParameterValue=V …`, quoted as in a shell.
    fn pairs(&self, text: &str, span: Span, values: &mut Values) {
        for word in words(text) {
            if let Some(rest) = word.strip_prefix("ParameterKey=") {
                if let Some((key, value)) = rest.split_once(",ParameterValue=") {
                    self.give(key, Some(value.to_owned()), span, values);
                }
            } else if let Some((key, value)) = word.split_once('=') {
                self.give(key.trim(), Some(value.to_owned()), span, values);
            }
        }
    }

    fn give(&self, key: &str, text: Option<String>, span: Span, values: &mut Values) {
        let file = self.file.name();
        let value = match text {
            Some(text) => {
                let label = Label::new(span, format!("`{key}` is `{text}` in {file}"));
                text_or_dynamic_reference(text).via([label])
            }
            None => Resolved::unknown(format!(
                "{file} keeps the deployed stack's value of `{key}`"
            ))
            .via([Label::new(span, format!("`{key}` in {file}"))]),
        };
        values.insert(key.to_owned(), value);
    }
}

/// The words of a line, as a shell splits them.
fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut quote: Option<char> = None;
    let mut inside = false;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                inside = true;
            }
            (None, c) if c.is_whitespace() => {
                if inside {
                    out.push(std::mem::take(&mut word));
                    inside = false;
                }
            }
            (None, c) => {
                word.push(c);
                inside = true;
            }
        }
    }
    if inside {
        out.push(word);
    }
    out
}

/// `samconfig.toml`
fn read_toml(file: &SourceFile) -> Result<Vec<Set>, (Option<Span>, String)> {
    let input = file.input();
    let document = toml_edit::Document::parse(input.text).map_err(|error| {
        (
            error.span().map(|range| input.span(range)),
            error.message().to_owned(),
        )
    })?;
    let reader = Reader { file };
    let mut sets = Vec::new();
    for (name, environment) in document.as_table() {
        let Some(overrides) = ["deploy", "global"].iter().find_map(|command| {
            environment
                .get(command)?
                .get("parameters")?
                .get("parameter_overrides")
        }) else {
            continue;
        };
        let mut values = Values::new();
        let place = |item: &toml_edit::Value| {
            let range = item.span().or_else(|| overrides.span()).unwrap_or(0..0);
            input.span(range)
        };
        if let Some(value) = overrides.as_value() {
            if let Some(text) = value.as_str() {
                reader.pairs(text, place(value), &mut values);
            }
            for item in value.as_array().into_iter().flatten() {
                if let Some(text) = item.as_str() {
                    reader.pairs(text, place(item), &mut values);
                }
            }
        }
        if let Some(table) = overrides.as_table_like() {
            for (key, item) in table.iter() {
                let Some(value) = item.as_value() else {
                    continue;
                };
                let text = match value {
                    toml_edit::Value::String(text) => text.value().clone(),
                    other => other.to_string().trim().to_owned(),
                };
                reader.give(key, Some(text), place(value), &mut values);
            }
        }
        sets.push(Set {
            name: Some(name.to_owned()),
            values,
        });
    }
    if sets.is_empty() {
        return Err((None, "it holds no parameter_overrides".into()));
    }
    Ok(sets)
}

/// A value from the command line: `--parameter Key=Value`.
pub(super) fn from_command_line(key: &str, text: &str) -> Resolved<Value> {
    text_or_dynamic_reference(text.to_owned()).via([Label::new(
        None,
        format!("`{key}` is `{text}`, given by --parameter"),
    )])
}
