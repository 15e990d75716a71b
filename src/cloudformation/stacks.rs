//! Stacks in stacks: nested stacks with a local template, and stack sets with an inline one.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Library;
use super::evaluate::{Bindings, Stack, whole};
use super::template::{self, Reading, SERVERLESS_APPLICATION, STACK, STACK_SET, TRAIL, Template};
use super::trail::Resource;
use super::value::{Value, to_text, to_texts};
use crate::diagnostic::Label;
use crate::model::Scope;
use crate::parse::{Node, json, yaml};
use crate::resolved::Resolved;
use crate::source::{Input, SourceId, SourceMap};

/// How deep stacks may lie in one another.
const MAX_STACKS: usize = 10;

/// Judges a stack and the stacks below it.
pub(super) struct Judge<'a> {
    pub(super) library: &'a Library<'a>,
    pub(super) deployment: Option<String>,
    /// The scope of the stack itself, then one for each StackSet in it.
    pub(super) scopes: Vec<Scope>,
    pub(super) parsed: Vec<SourceId>,
}

/// Where a stack lies: what is put before its trails' addresses, whether it exists, and the templates above it.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) prefix: String,
    pub(super) suffix: String,
    pub(super) created: Resolved<bool>,
    pub(super) above: Vec<PathBuf>,
    /// Index into the judge's scopes.
    pub(super) scope: usize,
}

impl Judge<'_> {
    /// Adds the trails of a stack, and of the stacks in it, to the scopes.
    pub(super) fn judge(&mut self, stack: &Stack<'_>, place: &Place) {
        self.parsed.extend(&stack.template.included);
        let types = [TRAIL, STACK, SERVERLESS_APPLICATION, STACK_SET];
        for resource in stack.resources(&types) {
            match template::type_of(resource.node) {
                Some(TRAIL) => {
                    let address = format!("{}{}{}", place.prefix, resource.id, place.suffix);
                    let (mut trail, unreadable) = stack.trail(&resource, address, &place.created);
                    trail.deployment.clone_from(&self.deployment);
                    let scope = &mut self.scopes[place.scope];
                    scope.trails.push(trail);
                    scope.unreadable.extend(unreadable);
                }
                Some(STACK_SET) => self.stack_set(stack, &resource, place),
                _ => self.nested(stack, &resource, place),
            }
        }
        self.scopes[place.scope]
            .unreadable
            .extend(stack.template.unreadable.iter().cloned());
    }

    fn nested(&mut self, stack: &Stack<'_>, resource: &Resource<'_>, place: &Place) {
        let Some(path) = child_path(&stack.template.folder, resource.node) else {
            return;
        };
        if place.above.contains(&path) || place.above.len() >= MAX_STACKS {
            return;
        }
        let (created, bindings) = stack.existence(resource, &place.created);
        let Some(child) = self.library.read(&path) else {
            return;
        };
        self.parsed.push(child.source);
        let given = resource
            .node
            .get("Properties")
            .and_then(|properties| properties.get("Parameters"));
        let mut supplied = BTreeMap::new();
        for entry in given.map_or(&[][..], Node::entries) {
            let Some(name) = entry.key.scalar_text() else {
                continue;
            };
            let value = stack
                .evaluate(&entry.value, &bindings)
                .and_then(&mut parameter_text)
                .via([Label::new(
                    whole(&entry.value),
                    format!("stack `{}` passes `{name}`", resource.id),
                )]);
            supplied.insert(name, value);
        }
        let mut below = place.clone();
        below.prefix = format!("{}{}/", place.prefix, resource.id);
        below.created = created;
        below.above.push(path);
        for template in &child.templates {
            let inner = Stack {
                template,
                supplied: supplied.clone(),
                region: stack.region.clone(),
                assume_defaults: stack.assume_defaults,
                steps: Cell::new(0),
            };
            self.judge(&inner, &below);
        }
        self.scopes[place.scope]
            .unreadable
            .extend(child.unreadable.iter().cloned());
    }

    /// A StackSet's template is deployed to each Region of its instances; every one is a trail of its own.
    fn stack_set(&mut self, stack: &Stack<'_>, resource: &Resource<'_>, place: &Place) {
        let (created, bindings) = stack.existence(resource, &place.created);
        let Some(properties) = resource.node.get("Properties") else {
            return;
        };
        let Some(body) = properties.get("TemplateBody") else {
            return;
        };
        let supplied = given_list(stack, properties.get("Parameters"), &bindings, &resource.id);
        let regions = regions(stack, properties, &bindings);
        let sources = self.library.sources;
        let inline = match Inline::read(body, sources) {
            Some(Inline::Templates(templates)) => templates,
            Some(Inline::Broken(errors)) => {
                self.scopes[place.scope].unreadable.extend(errors);
                return;
            }
            None => return,
        };
        let several = regions.len() > 1;
        for root in inline {
            let template = template::build(root, &stack.template.folder, sources);
            for region in &regions {
                self.scopes.push(Scope::default());
                let suffix = match region.value() {
                    Some(region) if several => format!("@{region}"),
                    _ => String::new(),
                };
                let below = Place {
                    prefix: format!("{}{}/", place.prefix, resource.id),
                    suffix,
                    created: created.clone(),
                    above: place.above.clone(),
                    scope: self.scopes.len() - 1,
                };
                let inner = Stack {
                    template: &template,
                    supplied: supplied.clone(),
                    region: region.clone(),
                    assume_defaults: stack.assume_defaults,
                    steps: Cell::new(0),
                };
                if below.prefix.matches('/').count() <= MAX_STACKS {
                    self.judge(&inner, &below);
                }
            }
        }
    }
}

/// The template of a StackSet's `TemplateBody`.
enum Inline {
    Templates(Vec<Node>),
    Broken(Vec<crate::diagnostic::Unreadable>),
}

impl Inline {
    /// A string's text is unfolded so that spans point into the file it stands in. `None`: no template, or a string that
    /// an intrinsic function makes.
    fn read(body: &Node, sources: &SourceMap) -> Option<Inline> {
        if template::is_template(body) {
            return Some(Inline::Templates(vec![body.clone()]));
        }
        if body.tag.is_some() {
            return None;
        }
        let outer = sources.get(body.span.source);
        let input = outer.input();
        let (text, pieces) = if outer.text()[body.span.range()].starts_with('"')
            && input.text.trim_start().starts_with('{')
        {
            json::unfold(&input, body)?
        } else {
            yaml::unfold(&input, body)?
        };
        if body.as_str() != Some(text.as_str()) {
            // The string stands inside another inline template; its place in the file is not known.
            return None;
        }
        let inner = Input::unfolded(body.span.source, &text, pieces);
        match template::read(&inner, "") {
            Reading::Templates(roots) => Some(Inline::Templates(roots)),
            Reading::SomethingElse => None,
            Reading::Broken(errors) => Some(Inline::Broken(errors)),
        }
    }
}

/// The local template of a nested stack: its `TemplateURL` or `Location`, or the asset that the CDK notes in `Metadata`.
///
/// Source: `aws cloudformation package` (artifact exporter) for the properties and that paths start from the parent's folder;
/// the CDK writes `aws:asset:path` with `aws:asset:property: TemplateURL`.
pub(super) fn child_path(folder: &Path, resource: &Node) -> Option<PathBuf> {
    let properties = resource.get("Properties")?;
    let location = match template::type_of(resource) {
        Some(SERVERLESS_APPLICATION) => properties.get("Location"),
        _ => properties.get("TemplateURL"),
    };
    let written = location
        .filter(|node| node.tag.is_none())
        .and_then(Node::as_str)
        .and_then(|location| template::local_path(folder, location));
    written.or_else(|| {
        let metadata = resource.get("Metadata")?;
        if metadata.get("aws:asset:property")?.as_str()? != "TemplateURL" {
            return None;
        }
        template::local_path(folder, metadata.get("aws:asset:path")?.as_str()?)
    })
}

/// The local templates that a template brings in.
pub(super) fn children(template: &Template) -> Vec<PathBuf> {
    template
        .section("Resources")
        .iter()
        .filter(|entry| {
            matches!(
                template::type_of(&entry.value),
                Some(STACK | SERVERLESS_APPLICATION)
            )
        })
        .filter_map(|entry| child_path(&template.folder, &entry.value))
        .collect()
}

/// Parameters of a nested stack are strings; a list becomes one with commas.
///
/// Source: `AWS::CloudFormation::Stack`, `Parameters`.
fn parameter_text(value: Value) -> Resolved<Value> {
    match value {
        Value::List(items) => Stack::all(&items).map(&mut |values| {
            Value::Text(
                values
                    .iter()
                    .filter_map(Value::as_text)
                    .collect::<Vec<_>>()
                    .join(","),
            )
        }),
        scalar => to_text(scalar).map(&mut Value::Text),
    }
}

/// `[{ParameterKey, ParameterValue}]`, as a StackSet gives its parameters.
fn given_list(
    stack: &Stack<'_>,
    list: Option<&Node>,
    bindings: &Bindings,
    id: &str,
) -> BTreeMap<String, Resolved<Value>> {
    let mut supplied = BTreeMap::new();
    for item in list.map_or(&[][..], Node::items) {
        let (Some(key), Some(value)) = (
            item.get("ParameterKey").and_then(Node::scalar_text),
            item.get("ParameterValue"),
        ) else {
            continue;
        };
        let hop = Label::new(whole(value), format!("StackSet `{id}` passes `{key}`"));
        let value = stack
            .evaluate(value, bindings)
            .and_then(&mut parameter_text)
            .via([hop]);
        supplied.insert(key, value);
    }
    supplied
}

/// The Regions of a StackSet's instances; one unknown where they are not written.
fn regions(stack: &Stack<'_>, properties: &Node, bindings: &Bindings) -> Vec<Resolved<String>> {
    let mut out: Vec<Resolved<String>> = Vec::new();
    let groups = properties
        .get("StackInstancesGroup")
        .map_or(&[][..], Node::items);
    for group in groups {
        let Some(node) = group.get("Regions") else {
            continue;
        };
        let listed = stack.evaluate(node, bindings).and_then(&mut to_texts);
        match listed {
            Resolved::Known { value, .. } => {
                for region in value {
                    if out.iter().all(|known| known.value() != Some(&region)) {
                        out.push(Resolved::known(region).via([Label::new(
                            whole(node),
                            "the StackSet deploys to this Region",
                        )]));
                    }
                }
            }
            _ => out.push(Resolved::unknown("the StackSet's Regions are not known")),
        }
    }
    if out.is_empty() {
        out.push(Resolved::unknown(
            "the Regions that the StackSet deploys to are not in its template",
        ));
    }
    out
}
