//! What a file says of the deployment of a template.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::language::region_not_known;
use super::file::ParameterFiles;
use super::values::ParameterSet;
use crate::budget::Budget;
use crate::diagnostic::Problem;
use crate::parse::Node;
use crate::resolved::{Defaults, Resolved};
use crate::source::{SourceFile, SourceMap};

/// What files that deploy templates are read with.
pub(crate) struct Reading<'a> {
    pub(crate) sources: &'a SourceMap,
    pub(crate) defaults: &'a Defaults,
    pub(crate) budget: &'a Budget,
    /// The files of parameters that they name, and what reading them may take.
    pub(crate) parameters: &'a ParameterFiles<'a>,
    pub(crate) for_files: &'a Budget,
    /// How many values the includes of a file may bring in.
    pub(crate) copies: usize,
}

/// A Region that a file deploys to: its name, where that is known, and the value with its place.
pub(super) struct OneRegion {
    pub(super) name: Option<String>,
    pub(super) value: Resolved<String>,
}

/// What cannot be read of what deploys templates.
pub(crate) struct Unread {
    pub(crate) problems: Arc<[Problem]>,
    /// The files that it touches: where one of these is meant, the run fails by it.
    pub(super) files: Vec<PathBuf>,
}

impl Unread {
    pub(super) fn one(problem: Problem, files: Vec<PathBuf>) -> Unread {
        Unread {
            problems: Arc::from([problem]),
            files,
        }
    }

    /// Whether it touches a file that `is_given`.
    pub(crate) fn touches(&self, is_given: &dyn Fn(&Path) -> bool) -> bool {
        self.files.iter().any(|file| is_given(file))
    }
}

/// What a file says of one deployment.
pub(super) struct Said<'n> {
    /// What is included into the file that cannot be read.
    pub(super) unread: Arc<[Problem]>,
    pub(super) template: &'n Node,
    pub(super) name: Option<String>,
    /// The Regions; none where nothing is said of them.
    pub(super) regions: Vec<OneRegion>,
    pub(super) values: ParameterSet,
    pub(super) parameter_file: Option<&'n Node>,
    /// The file that the values of a task are included from, which its own win over.
    pub(super) included: Option<&'n Node>,
    /// Whether the template's path starts from the repository's root.
    pub(super) is_from_root: bool,
    /// That the tool refuses it, where it does.
    pub(super) refused: Option<Resolved<bool>>,
}

/// The Regions that a node names; of those that are made of something else, what `made` says.
pub(super) fn regions_in(
    node: Option<&Node>,
    file: &SourceFile,
    made: &dyn Fn(&Node) -> Option<Resolved<String>>,
) -> Vec<OneRegion> {
    let Some(node) = node else {
        return Vec::new();
    };
    let one = std::slice::from_ref(node);
    let is_list = node.tag.is_none() && !node.items().is_empty();
    let items = if is_list { node.items() } else { one };
    let region = |item: &Node| {
        if let Some(value) = made(item) {
            let name = value.value().cloned().filter(|_| !value.is_private());
            return OneRegion { name, value };
        }
        let plain = item.as_str().filter(|_| item.tag.is_none());
        match plain.filter(|text| !text.contains(['{', '$', '*'])) {
            Some(name) => {
                let mut set = ParameterSet::of(file, None);
                set.deploy_to(file, name.to_owned(), item.span);
                OneRegion {
                    name: Some(name.to_owned()),
                    value: set.region.unwrap_or_else(region_not_known),
                }
            }
            None => OneRegion {
                name: None,
                value: region_not_known(),
            },
        }
    };
    let mut regions: Vec<OneRegion> = items.iter().map(region).collect();
    regions.dedup_by(|one, other| one.name == other.name);
    regions
}
