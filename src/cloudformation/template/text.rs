//! Texts to trees: JSON or YAML by their content, templates by their shape.

use serde::de::IgnoredAny;

use super::recognition::is_template;
use super::shape::{TYPE, is_annotated};
use crate::diagnostic::Unreadable;
use crate::parse::{Node, Parsed, json, yaml};
use crate::source::{Input, SourceFile, SourceMap, Span};

/// The section that a template has.
const RESOURCES: &str = "Resources";

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
    read(input, name, copies, &of_tree)
}

/// How one tree is read.
type OfTree<'r> = &'r dyn Fn(&Input<'_>, Node, usize) -> TemplateText;

fn read(input: &Input<'_>, name: &str, copies: usize, of_tree: OfTree<'_>) -> TemplateText {
    // CloudFormation goes by the content; people do name YAML `.json`.
    if is_json(input.text) {
        let named_json = name.to_ascii_lowercase().ends_with(".json");
        // What has an error is read again in other ways: no two trees of it are held at a time.
        let errors = match json::parse(input) {
            Parsed { tree, errors } if errors.is_empty() => {
                return tree.map_or(TemplateText::SomethingElse, |tree| {
                    of_tree(input, tree, copies)
                });
            }
            Parsed { errors, .. } => errors,
        };
        if let Some(all) = in_a_row(input, copies) {
            return all;
        }
        // A flow mapping that is no JSON may yet be YAML, unless its name or its first key says that it is meant as JSON.
        if !named_json && !begins_as_json(input.text) {
            let as_yaml = yaml::parse_within(input, copies);
            if as_yaml.errors.is_empty() {
                return merged(input, as_yaml.tree);
            }
        }
        return TemplateText::Broken(errors);
    }
    as_yaml(input, copies, of_tree)
}

/// Reads a text as YAML, whatever it begins with.
pub(crate) fn read_as_yaml(input: &Input<'_>, copies: usize) -> TemplateText {
    as_yaml(input, copies, &of_tree)
}

fn as_yaml(input: &Input<'_>, copies: usize, of_tree: OfTree<'_>) -> TemplateText {
    let parsed = yaml::parse_within(input, copies);
    if !parsed.errors.is_empty() {
        return TemplateText::Broken(parsed.errors);
    }
    match <[Node; 1]>::try_from(parsed.tree) {
        Ok([only]) if is_json_behind_something(input, &only) => {
            TemplateText::Broken(json::parse(input).errors)
        }
        Ok([only]) => of_tree(input, only, copies),
        Err(several) => merged(input, several),
    }
}

/// The templates among documents of YAML. What `<<` merges has no tag, but in what org-formation reads.
fn merged(input: &Input<'_>, documents: Vec<Node>) -> TemplateText {
    match of_shape(documents) {
        TemplateText::Templates(roots) if input.text.contains("<<") => {
            let plain = roots.iter().filter(|root| !is_annotated(root));
            let errors: Vec<Unreadable> = plain.flat_map(yaml::unmerged).collect();
            if errors.is_empty() {
                TemplateText::Templates(roots)
            } else {
                TemplateText::Broken(errors)
            }
        }
        other => other,
    }
}

/// Whether a text is a template in JSON but for what stands before its first bracket, which YAML takes for one word with it.
fn is_json_behind_something(input: &Input<'_>, root: &Node) -> bool {
    let is_word =
        root.as_str().is_some() && !input.text.trim_start().starts_with(['"', '\'', '|', '>']);
    let is_of_template = |found: json::Beginning<'_>| {
        let value = json::parse(&found.value()).tree;
        value.is_some_and(|value| is_template(&value))
    };
    is_word && json::beginnings(input).any(is_of_template)
}

/// The templates in JSON values that follow one another, where one of them is the AWS CLI's output.
fn in_a_row(input: &Input<'_>, copies: usize) -> Option<TemplateText> {
    let mut trees = Vec::new();
    let mut rest = input.clone();
    while !rest.text.trim().is_empty() {
        let mut values = serde_json::Deserializer::from_str(rest.text).into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        let end = values.byte_offset();
        trees.push(json::parse(&rest.slice(0..end)).tree?);
        rest = rest.slice(end..rest.text.len());
    }
    if !trees.iter().any(|tree| body_of_output(tree).is_some()) {
        return None;
    }
    let mut templates = Vec::new();
    for tree in trees {
        match of_tree(input, tree, copies) {
            TemplateText::Templates(found) => templates.extend(found),
            TemplateText::SomethingElse => {}
            broken @ TemplateText::Broken(_) => return Some(broken),
        }
    }
    Some(if templates.is_empty() {
        TemplateText::SomethingElse
    } else {
        TemplateText::Templates(templates)
    })
}

/// What a tree is that is all of a text, or one of its values.
fn of_tree(input: &Input<'_>, tree: Node, copies: usize) -> TemplateText {
    if let Some(body) = body_of_output(&tree) {
        return read_body(input, body, copies);
    }
    // What `--query TemplateBody` leaves: one string.
    let is_text = |text: &str| text.contains("Resources") && text.contains(['\n', '{']);
    if tree.as_str().is_some_and(is_text) {
        return read_body(input, &tree, copies);
    }
    if tree.items().iter().any(is_template) {
        return TemplateText::Broken(vec![Unreadable {
            span: Span {
                end: tree.span.start + 1,
                ..tree.span
            },
            message: "A template is a map, and this is a list".into(),
            label: "a list".into(),
            help: Some("Write the template without the list around it.".into()),
            others: Vec::new(),
        }]);
    }
    merged(input, vec![tree])
}

/// The template in the output of `aws cloudformation get-template`, a JSON one as an object and a YAML one as a string, in
/// that of `describe-stack-set`, or in what `create-stack --cli-input-json` takes.
fn body_of_output(root: &Node) -> Option<&Node> {
    output_with_body(root)?.get("TemplateBody")
}

/// What of such a text has the template, and its parameters beside it.
fn output_with_body(root: &Node) -> Option<&Node> {
    let set = root.get("StackSet");
    set.filter(|set| set.get("TemplateBody").is_some())
        .or(Some(root))
}

/// The parameters that such a text gives to its template: names, and values where they are written.
///
/// Source: the API's `Parameter`: `ParameterKey`, `ParameterValue`, `UsePreviousValue`.
pub(super) fn given_beside(file: &SourceFile) -> Vec<(String, Option<String>, Span)> {
    let text = file.text();
    if !text.contains("TemplateBody") || !text.contains("ParameterKey") {
        return Vec::new();
    }
    let root = first_document(file).ok().flatten();
    let beside = root.as_ref().and_then(output_with_body);
    let beside = beside.filter(|root| root.get("TemplateBody").is_some());
    let parameters = beside.and_then(|root| root.get("Parameters"));
    let items = parameters.map_or(&[][..], Node::items).iter();
    items
        .filter_map(|item| {
            let name = item.get("ParameterKey")?.as_str()?.to_owned();
            let value = item.get("ParameterValue");
            let span = value.unwrap_or(item).span;
            Some((name, value.and_then(Node::scalar_text), span))
        })
        .collect()
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
        // What stands in a string is a template, and no output with another one.
        Some(embedded) => read(
            &embedded.input(body.span.source),
            "",
            copies,
            &|input, tree, _| merged(input, vec![tree]),
        ),
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

/// Whether a text speaks of what templates are made of, though it cannot be read as one: it has their section, or a resource's
/// type. One that merely names something of AWS may hold anything.
pub(crate) fn speaks_of_resources(text: &str) -> bool {
    // Quoted, perhaps in a string that is quoted itself.
    let is_quote = |c| matches!(c, '"' | '\'' | '\\' | ' ' | '\t');
    let is_key = |rest: &str| rest.trim_start_matches(is_quote).starts_with(':');
    let follows_type = |before: &str| {
        let before = before.trim_end_matches(is_quote).strip_suffix(':');
        let key = before.and_then(|before| before.trim_end_matches(is_quote).strip_suffix(TYPE));
        key.is_some_and(|before| !before.ends_with(char::is_alphanumeric))
    };
    let mut sections = text.match_indices(RESOURCES);
    let mut types = text.match_indices("AWS::");
    sections.any(|(at, name)| is_key(&text[at + name.len()..]))
        || types.any(|(at, _)| follows_type(&text[..at]))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Access;
    use std::path::Path;

    #[test]
    fn what_speaks_of_resources_has_a_section_or_a_type() {
        for text in [
            "Resources:\n  Trail:",
            "{\\\"Resources\\\" : {",
            "Trail: {Type: AWS::CloudTrail::Trail}",
            "\"Type\": \"AWS::CloudTrail::Trail\"",
        ] {
            assert!(speaks_of_resources(text), "{text}");
        }
        for text in [
            "password: x # for Resources",
            "region: ${AWS::Region}",
            "EventType: AWS::Region",
            "types: [AWS::CloudTrail::Trail]",
        ] {
            assert!(!speaks_of_resources(text), "{text}");
        }
    }

    #[test]
    fn one_long_word_is_no_template_in_a_string() {
        let sources = SourceMap::new(&Access::default());
        for text in [
            "Resources {\"Trail\"",
            "Resources\n  {AWS::CloudTrail::Trail",
        ] {
            let file = sources.add(Path::new("t.yaml"), text.into()).unwrap();
            let read = read_templates(&file.input(), "t.yaml", 1000);
            assert!(matches!(read, TemplateText::SomethingElse), "{text}");
        }
    }
}
