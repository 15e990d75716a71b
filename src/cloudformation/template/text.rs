//! Texts to trees: JSON or YAML by their content, templates by their shape.

use super::shape::is_template;
use crate::diagnostic::Unreadable;
use crate::parse::{Node, json, yaml};
use crate::source::{Input, SourceFile, SourceMap};

/// What a text that may be a template came to.
pub(crate) enum TemplateText {
    /// It is a template; several documents of one file may each be one.
    Templates(Vec<Node>),
    /// It is something else: a schema, a rule, a manifest.
    SomethingElse,
    Broken(Vec<Unreadable>),
}

/// Reads a text as JSON or YAML and tells by its shape whether it is a template: a top-level `Resources` map with a
/// member whose `Type` is a string. `copies` is how many values its aliases may stand for.
pub(crate) fn read_templates(input: &Input<'_>, name: &str, copies: usize) -> TemplateText {
    // CloudFormation goes by the content; people do name YAML `.json`.
    if is_json(input.text) {
        let named_json = name.to_ascii_lowercase().ends_with(".json");
        let parsed = json::parse(input);
        if parsed.errors.is_empty() {
            let Some(tree) = parsed.tree else {
                return TemplateText::SomethingElse;
            };
            return match body_of_output(&tree) {
                Some(body) => read_body(input, body, copies),
                None => of_shape(vec![tree]),
            };
        }
        // A flow mapping that is no JSON may yet be YAML, unless its name or its first key says that it is meant as JSON.
        if !named_json && !begins_as_json(input.text) {
            let as_yaml = yaml::parse_within(input, copies);
            if as_yaml.errors.is_empty() {
                return of_shape(as_yaml.tree);
            }
        }
        return TemplateText::Broken(parsed.errors);
    }
    read_as_yaml(input, copies)
}

/// Reads a text as YAML, whatever it begins with.
pub(crate) fn read_as_yaml(input: &Input<'_>, copies: usize) -> TemplateText {
    let parsed = yaml::parse_within(input, copies);
    if !parsed.errors.is_empty() {
        return TemplateText::Broken(parsed.errors);
    }
    if let [only] = parsed.tree.as_slice()
        && let Some(body) = body_of_output(only)
    {
        return read_body(input, body, copies);
    }
    of_shape(parsed.tree)
}

/// The template in the output of `aws cloudformation get-template`, a JSON one as an object and a YAML one as a string, or in
/// that of `describe-stack-set`.
fn body_of_output(root: &Node) -> Option<&Node> {
    let set = root
        .get("StackSet")
        .filter(|set| set.get("StackSetName").is_some());
    let of_template = root.get("StagesAvailable").map(|_| root);
    of_template.or(set)?.get("TemplateBody")
}

fn read_body(input: &Input<'_>, body: &Node, copies: usize) -> TemplateText {
    if body.as_str().is_none() {
        return of_shape(vec![body.clone()]);
    }
    let embedded = if is_json(input.text) {
        json::embedded_text(input, body)
    } else {
        yaml::embedded_text(input, body)
    };
    match embedded {
        Some(embedded) => read_templates(&embedded.input(body.span.source), "", copies),
        None => TemplateText::SomethingElse,
    }
}

/// Whether a text is JSON by its beginning; YAML that begins so may be written as JSON too.
pub(crate) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// Whether a text begins with an object whose first key is quoted.
fn begins_as_json(text: &str) -> bool {
    let object = text.trim_start().strip_prefix('{');
    object.is_some_and(|rest| rest.trim_start().starts_with('"'))
}

fn of_shape(documents: Vec<Node>) -> TemplateText {
    let templates: Vec<Node> = documents.into_iter().filter(is_template).collect();
    if templates.is_empty() {
        TemplateText::SomethingElse
    } else {
        TemplateText::Templates(templates)
    }
}

/// The endings of the names of templates, and of parts of them.
const ENDINGS: [&str; 5] = [".yaml", ".yml", ".json", ".template", ".txt"];

/// Whether a file is meant as a template or as a part of one by its name. Others that templates name may be anything.
pub(super) fn is_named_as_template(file: &SourceFile, sources: &SourceMap) -> bool {
    let name = file.name().to_ascii_lowercase();
    ENDINGS.iter().any(|end| name.ends_with(end)) || sources.is_given(file.path())
}

/// Whether a text speaks of what templates are made of, though it cannot be read as one.
pub(crate) fn speaks_of_resources(text: &str) -> bool {
    text.contains("Resources") || text.contains("AWS::")
}

/// The first document of a JSON or YAML file.
pub(crate) fn first_document(file: &SourceFile) -> Result<Option<Node>, Vec<Unreadable>> {
    let input = file.input();
    if is_json(input.text) {
        let parsed = json::parse(&input);
        if parsed.errors.is_empty() {
            return Ok(parsed.tree);
        }
        if file.name().ends_with(".json") {
            return Err(parsed.errors);
        }
    }
    let parsed = yaml::parse(&input);
    if parsed.errors.is_empty() {
        Ok(parsed.tree.into_iter().next())
    } else {
        Err(parsed.errors)
    }
}
