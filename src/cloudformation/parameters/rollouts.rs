//! Files that deploy templates: tasks of org-formation, the manifest of Customizations for AWS Control Tower, the
//! customizations of the Landing Zone Accelerator.
//!
//! Sources: org-formation's `docs/task-files.md` (`update-stacks`); AWS Control Tower user guide, "The `CfCT` manifest file" and "The
//! resources section of the `CfCT` manifest file"; the Landing Zone Accelerator's configuration reference,
//! `CustomizationsConfig`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::template::{first_document, local_path};
use super::file::{give, load, set_of, syntax_of};
use super::values::ParameterSet;
use crate::diagnostic::Problem;
use crate::parse::Node;
use crate::resolved::Assigned;
use crate::source::{SourceFile, SourceMap, Span};

/// How many deployments of one run are followed.
const MAX_ROLLOUTS: usize = 2_000;

/// One deployment of a template.
pub(crate) struct Rollout {
    /// What the stack is called.
    pub(crate) name: String,
    /// Where the template is named.
    pub(crate) at: Span,
    pub(crate) values: ParameterSet,
}

/// The deployments of the templates of a run, by template.
#[derive(Default)]
pub(crate) struct Rollouts {
    by_template: BTreeMap<PathBuf, Vec<Rollout>>,
    count: usize,
    pub(crate) problems: Vec<Problem>,
}

/// What a file says of one deployment.
struct Said<'n> {
    template: &'n Node,
    name: Option<String>,
    regions: Option<&'n Node>,
    values: ParameterSet,
    parameter_file: Option<&'n Node>,
}

impl Rollouts {
    /// Takes in what a file deploys, if it is one that does.
    pub(crate) fn take(&mut self, file: &SourceFile, sources: &SourceMap) {
        let Ok(Some(root)) = first_document(file) else {
            return;
        };
        let tasks = tasks(&root, file);
        let all = tasks.into_iter().chain(of_manifest(&root, file));
        for said in all.chain(of_accelerator(&root, file)) {
            self.add(said, file, sources);
        }
    }

    pub(crate) fn of(&self, template: &Path) -> &[Rollout] {
        self.by_template.get(template).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn templates(&self) -> impl Iterator<Item = &PathBuf> {
        self.by_template.keys()
    }

    /// Adds what is said of a deployment, once for each of its Regions.
    fn add(&mut self, said: Said<'_>, file: &SourceFile, sources: &SourceMap) {
        let folder = file.path().parent().unwrap_or(Path::new(""));
        let path = |node: &Node| local_path(folder, node.as_str()?, sources);
        let Some(template) = path(said.template) else {
            return;
        };
        let name = said.name.unwrap_or_else(|| "a stack".into());
        let mut sets = vec![ParameterSet::default()];
        if let Some(path) = said.parameter_file.and_then(path) {
            match load(&path, sources) {
                Ok(read) => sets = read,
                Err(problem) => self.problems.push(problem),
            }
        }
        let regions = said.regions.map_or_else(|| vec![None], regions_in);
        let rollout = |set: &ParameterSet, region: &Option<(String, Span)>| {
            let mut values = set.overridden_by(&said.values);
            if let Some((region, at)) = region {
                values.deploy_to(file, region.clone(), *at);
            }
            Rollout {
                name: match region {
                    Some((region, _)) if regions.len() > 1 => format!("{name} ({region})"),
                    _ => name.clone(),
                },
                at: said.template.span,
                values,
            }
        };
        let of_set = |set: &ParameterSet| -> Vec<Rollout> {
            let regions = regions.iter();
            regions.map(|region| rollout(set, region)).collect()
        };
        let all: Vec<Rollout> = sets.iter().flat_map(of_set).collect();
        self.count += all.len();
        if self.count > MAX_ROLLOUTS {
            let message = format!(
                "with it there are more than {MAX_ROLLOUTS} deployments, of which not all are followed"
            );
            let path = file.name().to_owned();
            self.problems.push(Problem { path, message });
            return;
        }
        self.by_template.entry(template).or_default().extend(all);
    }
}

/// The tasks of org-formation that update stacks.
fn tasks<'n>(root: &'n Node, file: &SourceFile) -> Vec<Said<'n>> {
    let tasks = root.entries().iter().filter_map(|entry| {
        let task = &entry.value;
        let is_update = task.get("Type").and_then(Node::as_str) == Some("update-stacks");
        let is_skipped = task.get("Skip").and_then(Node::scalar_text).as_deref() == Some("true");
        let template = task.get("Template").filter(|_| is_update && !is_skipped)?;
        let region = |key: &str| task.get(key)?.get("Region");
        Some(Said {
            template,
            name: text(task, "StackName").or_else(|| entry.key.scalar_text()),
            regions: region("OrganizationBinding")
                .or_else(|| region("DefaultOrganizationBinding"))
                .or_else(|| task.get("DefaultOrganizationBindingRegion")),
            values: match task.get("Parameters") {
                Some(parameters) => set_of(None, parameters, file),
                None => ParameterSet::of(file, None),
            },
            parameter_file: None,
        })
    });
    tasks.collect()
}

/// The resources of the manifest of Customizations for AWS Control Tower, of its versions 2021-03-15 and 2020-01-01.
fn of_manifest<'n>(root: &'n Node, file: &SourceFile) -> Vec<Said<'n>> {
    let resources = ["resources", "cloudformation_resources"];
    let resources = resources.iter().filter_map(|key| root.get(key));
    let resources = resources.flat_map(Node::items).filter_map(|resource| {
        let method = resource.get("deploy_method").and_then(Node::as_str);
        let template = resource
            .get("resource_file")
            .or(resource.get("template_file"));
        let parameters = resource.get("parameters").map_or(&[][..], Node::items);
        let regions = resource.get("regions");
        Some(Said {
            template: template.filter(|_| method.is_none_or(|method| method == "stack_set"))?,
            name: text(resource, "name"),
            regions: regions
                .filter(|regions| !regions.items().is_empty())
                .or_else(|| root.get("region")),
            values: named(parameters, ("parameter_key", "parameter_value"), file),
            parameter_file: resource.get("parameter_file"),
        })
    });
    resources.collect()
}

/// The custom stacks of the Landing Zone Accelerator.
fn of_accelerator<'n>(root: &'n Node, file: &SourceFile) -> Vec<Said<'n>> {
    let kinds = ["cloudFormationStacks", "cloudFormationStackSets"];
    let custom = root.get("customizations");
    let stacks = kinds.iter().filter_map(|key| custom?.get(key));
    let stacks = stacks.flat_map(Node::items).filter_map(|stack| {
        let parameters = stack.get("parameters").map_or(&[][..], Node::items);
        Some(Said {
            template: stack.get("template")?,
            name: text(stack, "name"),
            regions: stack.get("regions"),
            values: named(parameters, ("name", "value"), file),
            parameter_file: None,
        })
    });
    stacks.collect()
}

/// The parameters of a list, each with its name and its value under a key.
fn named(parameters: &[Node], (name, value): (&str, &str), file: &SourceFile) -> ParameterSet {
    let mut set = ParameterSet::of(file, None);
    for parameter in parameters {
        let key = parameter.get(name);
        if let Some((key, text)) = key.and_then(|key| Some((key, key.scalar_text()?))) {
            let assigned = Assigned::new(value, syntax_of(file));
            give(
                &mut set,
                file,
                &text,
                parameter.get(value),
                (key.span, assigned),
            );
        }
    }
    set
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key)
        .filter(|node| node.tag.is_none())
        .and_then(Node::scalar_text)
}

/// The Regions that a node names, each with its place; `None` for those that are made of something else.
fn regions_in(node: &Node) -> Vec<Option<(String, Span)>> {
    let one = std::slice::from_ref(node);
    let items = if node.items().is_empty() {
        one
    } else {
        node.items()
    };
    let region = |item: &Node| {
        let text = item.as_str().filter(|_| item.tag.is_none())?;
        let is_plain = !text.contains(['{', '$', '*']);
        is_plain.then(|| (text.to_owned(), item.span))
    };
    let mut regions: Vec<_> = items.iter().map(region).collect();
    regions.dedup();
    regions
}
