//! Which templates a template nests.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::super::language::{
    Bindings, Evaluator, Found, ParameterValues, Placed, Site, account_not_known, call, left_open,
    region_not_known, to_text,
};
use super::super::limits::{MAX_NAMES_OF_TEMPLATES, nodes_of_bodies_of_one_in};
use super::super::resources::{Resource, resources};
use super::super::template::{
    SERVERLESS_APPLICATION, STACK, STACK_SET, Template, is_template, local_path,
};
use super::cdk_output::CdkOutput;
use super::not_known::NotKnown;
use super::rain;
use super::refused::property;
use super::template_body::{Body, ReadBodies, bodies};
use crate::budget::Budget;
use crate::parse::Node;
use crate::rendered::{self, is_rendered_first};
use crate::resolved::{Defaults, Hop, Instance, Resolved};
use crate::source::SourceMap;

/// Where the template of a stack is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Location {
    Local(PathBuf),
    /// A path at which there is nothing; `None` where it is not to be shown.
    Missing(Option<String>),
    /// At an address, as far as it is written; `None` where it is not to be shown.
    Elsewhere(Option<String>),
    /// It cannot be told.
    Unknown(NotKnown),
}

/// The property that names the template of a nested stack or of a StackSet.
///
/// Source: `aws cloudformation package` (artifact exporter) for the properties and that paths start from the parent's folder.
pub(super) fn naming(resource: &Resource<'_>) -> &'static str {
    match resource.kind {
        SERVERLESS_APPLICATION => "Location",
        _ => "TemplateURL",
    }
}

/// The places that a resource's template may be at, each with whether it is. None where the resource names none.
pub(super) fn locations(
    stack: &Evaluator<'_>,
    resource: &Resource<'_>,
    bindings: &Bindings,
    cdk: &CdkOutput<'_>,
) -> Vec<(Location, Resolved<bool>)> {
    let folder = &stack.template.folder;
    let always = |location| vec![(location, Resolved::known(true))];
    let (_, properties) = resource.properties(stack, bindings);
    let named = property(&properties, resource.kind, naming(resource));
    let (written, bindings) = match &named {
        Found::Entry(placed) => (Some(&placed.entry.value), &*placed.bindings),
        // Of both, a StackSet has one.
        Found::Perhaps(_) if matches!(properties.find("TemplateBody"), Found::Entry(_)) => {
            (None, bindings)
        }
        Found::Perhaps(gap) => {
            return always(Location::Unknown(NotKnown::of::<String>(&left_open(gap))));
        }
        Found::Nothing => (None, bindings),
    };
    if let Some(application) = written.and_then(|written| written.get("ApplicationId")) {
        let named = application.as_str();
        let address = named.unwrap_or("the AWS Serverless Application Repository");
        return always(Location::Elsewhere(Some(address.to_owned())));
    }
    if let Some(file) = written.and_then(|node| rain::file_of(node, rain::UPLOAD)) {
        let missing = || Location::Missing(Some(file.to_owned()));
        let path = local_path(folder, file, cdk.sources);
        return always(path.map_or_else(missing, Location::Local));
    }
    let value = written.map(|node| stack.evaluate(node, bindings));
    let shown = format!("`{}`", naming(resource));
    let text = value.map(|value| value.converted(&mut to_text).joined_spelled_out(&shown));
    if let Some(Resolved::Known { value, from }) = &text
        && let Some(path) = local_path(folder, value, cdk.sources)
    {
        let holds = Resolved::known(true).via(from.hops.clone());
        return vec![(Location::Local(path), holds)];
    }
    if let Some(path) = asset_path(folder, resource.node, cdk.sources) {
        return always(Location::Local(path));
    }
    let strings = written.map(Node::strings).unwrap_or_default();
    if let Some((path, hop)) = cdk.template_at(folder, &strings) {
        return vec![(Location::Local(path), Resolved::known(true).via([hop]))];
    }
    let (Some(text), Some(written)) = (text, written) else {
        return Vec::new();
    };
    let mut out: Vec<(Location, Resolved<bool>)> = Vec::new();
    for (_, arm) in text.arms() {
        let location = classify(folder, arm, written, cdk.sources);
        // Where several cases leave it open, one of them says so.
        let is_said = |known: &Location, new: &Location| {
            known == new || matches!((known, new), (Location::Unknown(_), Location::Unknown(_)))
        };
        let is_new = |new: &Location| out.iter().all(|(known, _)| !is_said(known, new));
        let Some(location) = location.filter(is_new) else {
            continue;
        };
        let holds = match arm {
            Resolved::Known { value, from } => {
                let is_this = text.clone().map(&mut |text| text == *value).decided();
                is_this.via(from.hops.clone())
            }
            _ => Resolved::known(true),
        };
        // It may stand in a file that is included.
        let named_here = Hop::chose(written.span, "the template is named here").unsaid();
        out.push((location, holds.via([named_here])));
    }
    out
}

/// Where one address is; `None` where there is none.
fn classify(
    folder: &Path,
    address: &Resolved<String>,
    written: &Node,
    sources: &SourceMap,
) -> Option<Location> {
    let shown = |text: &String| Some(text.clone()).filter(|_| !address.is_private());
    Some(match address {
        Resolved::Unset { .. } => return None,
        Resolved::Known { value, .. } if value.contains("://") => Location::Elsewhere(shown(value)),
        Resolved::Known { value, .. } => match local_path(folder, value, sources) {
            Some(path) => Location::Local(path),
            None if value.contains("${") || is_rendered_first(value) => {
                Location::Unknown(NotKnown {
                    why: rendered::WHY.into(),
                    hops: Vec::new(),
                })
            }
            None => Location::Missing(shown(value)),
        },
        other => match written
            .strings()
            .into_iter()
            .find(|text| text.contains("://"))
        {
            Some(address) => Location::Elsewhere(Some(address.to_owned())),
            None => Location::Unknown(NotKnown::of(other)),
        },
    })
}

/// The asset that the CDK notes beside a nested stack.
///
/// Source: the CDK writes `aws:asset:path` with `aws:asset:property: TemplateURL`.
fn asset_path(folder: &Path, resource: &Node, sources: &SourceMap) -> Option<PathBuf> {
    let metadata = resource.get("Metadata")?;
    if metadata.get("aws:asset:property")?.as_str()? != "TemplateURL" {
        return None;
    }
    local_path(folder, metadata.get("aws:asset:path")?.as_str()?, sources)
}

/// The local templates that a template may bring in with some values, whatever its conditions say.
pub(crate) fn children(
    template: &Template,
    given: &ParameterValues,
    cdk: &CdkOutput<'_>,
    budget: &Budget,
) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut may_name: HashMap<usize, bool> = HashMap::new();
    let root = Instance::root("stack");
    let defaults = Defaults::assumed(true);
    let stack = Evaluator::new(
        template,
        given.clone(),
        Site::new(&root, account_not_known(), region_not_known()),
        &defaults,
        root,
        budget,
    );
    for resource in resources(&stack, &[STACK, SERVERLESS_APPLICATION, STACK_SET]) {
        stack.reset_steps();
        let (_, properties) = resource.properties(&stack, resource.bindings());
        if let Found::Entry(body) = property(&properties, resource.kind, "TemplateBody") {
            let node = &body.entry.value;
            // A loop has the same in each of its turns.
            let named = may_name.entry(std::ptr::from_ref(node).addr());
            if *named.or_insert_with(|| may_name_file(node, &template.folder, cdk.sources)) {
                out.extend(named_as_text(&stack, body, cdk.sources));
            }
        }
        let found = locations(&stack, &resource, resource.bindings(), cdk);
        out.extend(
            found
                .into_iter()
                .filter_map(|(location, _)| match location {
                    Location::Local(path) => Some(path),
                    _ => None,
                }),
        );
    }
    out.sort();
    out.dedup();
    out
}

/// The files that are named in the place of a template's text: they are meant to be deployed by it, too. One whose body cannot
/// be told names none, whatever stands in it.
fn named_as_text(stack: &Evaluator<'_>, body: &Placed<'_>, sources: &SourceMap) -> Vec<PathBuf> {
    let folder = &stack.template.folder;
    let read = ReadBodies::new(nodes_of_bodies_of_one_in(1));
    let found = bodies(stack, &body.entry.value, &body.bindings, sources, &read);
    let words = found.into_iter().filter_map(|(body, _)| match body {
        Body::Word(file, _) | Body::File(file) => local_path(folder, &file, sources),
        _ => None,
    });
    words.collect()
}

/// Whether a file may be named in the place of a template's text. One that is written out there names none.
fn may_name_file(body: &Node, folder: &Path, sources: &SourceMap) -> bool {
    let is_written_out = |node: &Node| match call(node) {
        Some(call) => call.name == "Fn::ToJsonString",
        None => is_template(node),
    };
    let (mut open, mut looked_at) = (vec![body], 0);
    while let Some(node) = open.pop() {
        if is_written_out(node) {
            continue;
        }
        if let Some(text) = node.as_str().filter(|text| !text.contains('\n')) {
            looked_at += 1;
            if looked_at > MAX_NAMES_OF_TEMPLATES || local_path(folder, text, sources).is_some() {
                return true;
            }
        }
        open.extend(node.items());
        open.extend(node.entries().iter().map(|entry| &entry.value));
    }
    false
}
