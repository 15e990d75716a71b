//! The stages that a service is deployed to.
//!
//! Source: the Framework's guides "Parameters" (`params`, `stages`) and "Variables" (`--stage` wins over `provider.stage`).

use super::super::template::{TemplateCache, TemplateFile};
use super::given::Stage;
use super::variables::{Variables, text_of};
use crate::parse::Node;
use crate::resolved::{Defaults, Resolved};
use crate::source::Span;
use std::path::Path;

/// The keys under which a service names its stages.
const SECTIONS: [&str; 2] = ["stages", "params"];

/// What holds for all of them is under this one.
const OF_ALL: &str = "default";

/// How many are judged beside the one that counts where none is given.
const MAX_STAGES: usize = 10;

/// The stages that a service names beside the one that it is deployed to where none is given. None where that cannot be told:
/// then it is left open.
pub(in super::super) fn other_stages(
    file: &TemplateFile,
    cache: &TemplateCache<'_>,
    defaults: &Defaults,
) -> Vec<Stage> {
    let Some(service) = &file.service else {
        return Vec::new();
    };
    let path = cache.sources.get(file.source);
    let folder = path.path().parent().unwrap_or(Path::new(""));
    let variables = Variables::new(service, folder, cache.sources, defaults, None);
    let usual = variables.stage(Span::beginning(file.source));
    let Resolved::Known { value: usual, .. } = usual.converted(&mut text_of) else {
        return Vec::new();
    };
    let sections = SECTIONS.iter().filter_map(|section| service.get(section));
    let keys = sections
        .flat_map(Node::entries)
        .filter(|entry| !entry.value.entries().is_empty())
        .filter_map(|entry| Some((entry.key.as_str()?, entry.key.span)));
    let mut out: Vec<Stage> = Vec::new();
    for (name, at) in keys {
        let is_new = name != OF_ALL && name != usual && out.iter().all(|known| known.name != name);
        if is_new && out.len() < MAX_STAGES {
            out.push(Stage {
                name: name.to_owned(),
                at,
            });
        }
    }
    out
}
