//! A template as a tree with its sections at hand, its includes spliced in.

use std::path::Path;

use crate::model::Unreadable;
use crate::parse::{Entry, Node, SyntaxError, Value, json, yaml};
use crate::source::{Input, SourceFile, SourceId, SourceMap, Span};

/// Resource types that a template must have one of to be worth evaluating.
pub(super) const TRAIL: &str = "AWS::CloudTrail::Trail";
pub(super) const STACK: &str = "AWS::CloudFormation::Stack";
pub(super) const STACK_SET: &str = "AWS::CloudFormation::StackSet";
pub(super) const SERVERLESS_APPLICATION: &str = "AWS::Serverless::Application";

/// How deep includes may lie in one another.
const MAX_INCLUDES: usize = 8;

/// One template, read.
#[derive(Debug)]
pub(super) struct Template {
    /// The folder that relative paths start from.
    pub(super) folder: std::path::PathBuf,
    pub(super) root: Node,
    /// Macros that may rewrite anything, by name and place.
    pub(super) macros: Vec<(String, Span)>,
    /// What could not be read in a section that a trail's value can come from.
    pub(super) unreadable: Vec<Unreadable>,
    /// Files spliced in.
    pub(super) included: Vec<SourceId>,
}

impl Template {
    pub(super) fn section(&self, name: &str) -> &[Entry] {
        self.root.get(name).map_or(&[], Node::entries)
    }

    /// The value of a section's member: a parameter, a mapping, a condition.
    pub(super) fn member(&self, section: &str, name: &str) -> Option<&Entry> {
        self.root.get(section)?.entry(name)
    }

    /// Whether the template says that a transform is to run on it.
    pub(super) fn has_transform(&self, prefix: &str) -> bool {
        transforms(&self.root).any(|(name, _)| name.starts_with(prefix))
    }
}

/// What a text that may be a template came to.
pub(super) enum Reading {
    /// It is a template; several documents of one file may each be one.
    Templates(Vec<Node>),
    /// It is something else: a schema, a rule, a manifest.
    SomethingElse,
    Broken(Vec<SyntaxError>),
}

/// Reads a text as JSON or YAML and tells by its shape whether it is a template: a top-level `Resources` map with a
/// member whose `Type` is a string.
pub(super) fn read(input: &Input<'_>, name: &str) -> Reading {
    // CloudFormation goes by the content; people do name YAML `.json`.
    if input.text.trim_start().starts_with(['{', '[']) {
        let is_json = name.to_ascii_lowercase().ends_with(".json");
        let parsed = json::parse(input);
        if parsed.errors.is_empty() {
            return of_shape(parsed.tree.into_iter().collect());
        }
        // A flow mapping that is no JSON may yet be YAML, unless the name rules it out.
        if !is_json {
            let as_yaml = yaml::parse(input);
            if as_yaml.errors.is_empty() {
                return of_shape(as_yaml.tree);
            }
        }
        return Reading::Broken(parsed.errors);
    }
    let parsed = yaml::parse(input);
    if !parsed.errors.is_empty() {
        return Reading::Broken(parsed.errors);
    }
    of_shape(parsed.tree)
}

fn of_shape(documents: Vec<Node>) -> Reading {
    let templates: Vec<Node> = documents.into_iter().filter(is_template).collect();
    if templates.is_empty() {
        Reading::SomethingElse
    } else {
        Reading::Templates(templates)
    }
}

/// Whether a tree has the shape of a template.
pub(super) fn is_template(root: &Node) -> bool {
    root.get("Resources").is_some_and(|resources| {
        resources.entries().iter().any(|entry| {
            type_of(&entry.value).is_some()
                || entry
                    .key
                    .as_str()
                    .is_some_and(|key| key.starts_with("Fn::"))
        })
    })
}

/// A resource's `Type`.
pub(super) fn type_of(resource: &Node) -> Option<&str> {
    resource.get("Type").and_then(Node::as_str)
}

/// Makes a template of a tree: includes spliced in where they are local, macros and duplicate sections noted.
pub(super) fn build(root: Node, folder: &Path, sources: &SourceMap) -> Template {
    let mut template = Template {
        folder: folder.to_owned(),
        root,
        macros: Vec::new(),
        unreadable: Vec::new(),
        included: Vec::new(),
    };
    let mut splicer = Splicer {
        sources,
        folder: folder.to_owned(),
        included: Vec::new(),
        unreadable: Vec::new(),
        macros: Vec::new(),
        depth: 0,
    };
    splicer.top_level(&mut template.root);
    let own: Vec<(String, Span)> = transforms(&template.root)
        .filter(|(name, _)| !name.starts_with("AWS::"))
        .map(|(name, span)| (name.to_owned(), span))
        .collect();
    template.macros.extend(own);
    template.macros.extend(splicer.macros);
    template.included = splicer.included;
    template.unreadable = splicer.unreadable;
    let mut duplicates: Vec<_> = template.root.duplicate_keys();
    if let Some(resources) = template.root.get("Resources") {
        duplicates.extend(
            resources
                .duplicate_keys()
                .into_iter()
                .filter(|(first, later)| {
                    [first, later]
                        .iter()
                        .any(|entry| type_of(&entry.value) == Some(TRAIL))
                }),
        );
    }
    let found: Vec<Unreadable> = duplicates
        .into_iter()
        .map(|(first, later)| duplicate_key(first, later))
        .collect();
    template.unreadable.extend(found);
    template
}

/// The finding for a key that stands twice: CloudFormation refuses it, and readers differ on which one counts.
pub(super) fn duplicate_key(first: &Entry, later: &Entry) -> Unreadable {
    let name = later.key.as_str().unwrap_or_default();
    Unreadable {
        span: later.key.span,
        message: format!("The key `{name}` is given twice"),
        label: "given again here".into(),
        help: Some("Remove one of them; a template with duplicate keys is refused.".into()),
        others: vec![crate::diagnostic::Label::new(
            first.key.span,
            "given here first",
        )],
    }
}

pub(super) fn unreadable(error: SyntaxError) -> Unreadable {
    Unreadable {
        span: error.span,
        message: error.message,
        label: error.label,
        help: error.help,
        others: error.others,
    }
}

/// The names in the template's `Transform`: a string, a list of strings, or maps with a `Name`.
fn transforms(root: &Node) -> impl Iterator<Item = (&str, Span)> {
    let transform = root.get("Transform");
    let items: Vec<&Node> = match transform {
        Some(node) if matches!(node.value, Value::List(_)) => node.items().iter().collect(),
        Some(node) => vec![node],
        None => Vec::new(),
    };
    items.into_iter().filter_map(|item| {
        let name = item
            .as_str()
            .or_else(|| item.get("Name").and_then(Node::as_str))?;
        Some((name, item.span))
    })
}

/// Puts the members of local `AWS::Include` files where they are included.
struct Splicer<'a> {
    sources: &'a SourceMap,
    folder: std::path::PathBuf,
    included: Vec<SourceId>,
    unreadable: Vec<Unreadable>,
    macros: Vec<(String, Span)>,
    depth: usize,
}

impl Splicer<'_> {
    /// Includes at the top level, in each section, and in the trails' properties: wherever a trail's value can come from.
    fn top_level(&mut self, root: &mut Node) {
        let locations: Vec<Node> = match root.get("Transform") {
            Some(node) if matches!(node.value, Value::List(_)) => node.items().to_vec(),
            Some(node) => vec![node.clone()],
            None => Vec::new(),
        };
        for location in locations {
            if location.get("Name").and_then(Node::as_str) == Some("AWS::Include") {
                let members = self.members(&location);
                append(root, members);
            }
        }
        self.splice(root);
        let Value::Map(entries) = &mut root.value else {
            return;
        };
        for section in entries {
            let name = section.key.as_str().unwrap_or_default().to_owned();
            self.splice(&mut section.value);
            if name != "Resources" {
                continue;
            }
            let Value::Map(resources) = &mut section.value.value else {
                continue;
            };
            for resource in resources {
                if !matches!(
                    type_of(&resource.value),
                    Some(TRAIL | STACK | STACK_SET | SERVERLESS_APPLICATION)
                ) {
                    continue;
                }
                self.splice(&mut resource.value);
                if let Value::Map(attributes) = &mut resource.value.value {
                    for attribute in attributes {
                        if attribute.key.as_str() == Some("Properties") {
                            self.splice(&mut attribute.value);
                        }
                    }
                }
            }
        }
    }

    /// Replaces a map's `Fn::Transform` member by what it includes.
    fn splice(&mut self, node: &mut Node) {
        let Value::Map(entries) = &mut node.value else {
            return;
        };
        let mut members = Vec::new();
        let mut kept = Vec::with_capacity(entries.len());
        for entry in std::mem::take(entries) {
            if entry.key.as_str() == Some("Fn::Transform") {
                let calls = match &entry.value.value {
                    Value::List(items) => items.clone(),
                    _ => vec![entry.value.clone()],
                };
                for call in &calls {
                    members.extend(self.members(call));
                }
            } else {
                kept.push(entry);
            }
        }
        *entries = kept;
        append(node, members);
    }

    /// The members of the map that an `AWS::Include` call brings in. A call of another macro is noted.
    fn members(&mut self, call: &Node) -> Vec<Entry> {
        let name = call.get("Name").and_then(Node::as_str).unwrap_or("?");
        if name != "AWS::Include" {
            self.macros.push((name.to_owned(), call.span));
            return Vec::new();
        }
        let location = call
            .get("Parameters")
            .and_then(|parameters| parameters.get("Location"));
        let read = location
            .and_then(Node::as_str)
            .and_then(|location| local_path(&self.folder, location))
            .filter(|_| self.depth < MAX_INCLUDES)
            .and_then(|path| self.sources.load(&path).ok());
        let Some(file) = read else {
            self.macros.push(("AWS::Include".into(), call.span));
            return Vec::new();
        };
        self.included.push(file.id());
        match parse_any(&file) {
            Ok(Some(mut root)) => {
                self.depth += 1;
                self.splice(&mut root);
                self.depth -= 1;
                match root.value {
                    Value::Map(entries) => entries,
                    _ => Vec::new(),
                }
            }
            Ok(None) => Vec::new(),
            Err(errors) => {
                self.unreadable.extend(errors.into_iter().map(unreadable));
                self.macros.push(("AWS::Include".into(), call.span));
                Vec::new()
            }
        }
    }
}

/// The first document of a JSON or YAML file.
pub(super) fn parse_any(file: &SourceFile) -> Result<Option<Node>, Vec<SyntaxError>> {
    let input = file.input();
    if input.text.trim_start().starts_with(['{', '[']) {
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

fn append(node: &mut Node, members: Vec<Entry>) {
    if let Value::Map(entries) = &mut node.value {
        entries.extend(members);
    }
}

/// A location as a path below the template's folder; `None` for what lies elsewhere (`https://`, `s3://`) or is not there.
pub(super) fn local_path(folder: &Path, location: &str) -> Option<std::path::PathBuf> {
    let location = location.strip_prefix("file://").unwrap_or(location);
    if location.contains("://") || location.contains("${") {
        return None;
    }
    let path = crate::paths::lexical(&folder.join(location));
    path.is_file().then_some(path)
}
