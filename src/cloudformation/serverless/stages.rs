//! The stages that a service is deployed to.
//!
//! Source: the Framework's guides "Parameters" (`params`, `stages`) and "Variables" (`--stage` wins over `provider.stage`).

use super::super::limits::MAX_STAGES;
use super::super::template::{TemplateCache, TemplateFile};
use super::deployed::deployed;
use super::given::Stage;
use super::variables::{Variables, text_of};
use crate::model::{Account, Dialect, Remark, Trail};
use crate::paths::folder_of;
use crate::resolved::{Defaults, Resolved, Syntax};
use crate::source::{SourceFile, SourceMap, Span};
use std::collections::HashSet;

/// The keys under which a service names its stages.
const SECTIONS: [&str; 2] = ["stages", "params"];

/// What holds for all of them is under this one.
const OF_ALL: &str = "default";

/// The stages that a service names beside the usual one.
#[derive(Default)]
pub(in super::super) struct Stages {
    pub(in super::super) judged: Vec<Stage>,
    /// What stands for the trails of those that are more than are judged.
    pub(in super::super) beyond: Option<Account>,
}

/// The stages that a service names beside the one that it is deployed to where none is given. None where that cannot be told:
/// then it is left open.
pub(in super::super) fn other_stages(
    file: &TemplateFile,
    cache: &TemplateCache<'_>,
    defaults: &Defaults,
) -> Stages {
    let Some(service) = &file.service else {
        return Stages::default();
    };
    let source = cache.sources.get(file.source);
    let folder = folder_of(source.path());
    let variables = Variables::new(service, folder, cache, defaults, None);
    let usual = variables.stage(Span::beginning(file.source));
    let Resolved::Known { value: usual, .. } = usual.converted(&mut text_of) else {
        return Stages::default();
    };
    let named = variables.named_stages();
    let picked = picked_stages(file, cache, defaults);
    let mut known = HashSet::from([OF_ALL.to_owned(), usual]);
    let mut stages: Vec<Stage> = named.into_iter().chain(picked).collect();
    stages.retain(|stage| known.insert(stage.name.clone()));
    let beyond = stages.split_off(stages.len().min(MAX_STAGES));
    Stages {
        judged: stages,
        beyond: not_judged(&beyond, &source, cache.sources),
    }
}

/// The stages that values are picked by. Those that are cases of the usual one's are said there.
fn picked_stages(
    file: &TemplateFile,
    cache: &TemplateCache<'_>,
    defaults: &Defaults,
) -> Vec<Stage> {
    let at = |stage: Option<&Stage>| deployed(file, cache, defaults, stage);
    let asking = Stage::asking(Span::beginning(file.source));
    let mut picked = at(Some(&asking)).map_or_else(Vec::new, |service| service.picked);
    if !picked.is_empty() {
        let by_case = at(None).map_or_else(Vec::new, |service| service.by_case);
        picked.retain(|stage| !by_case.contains(&stage.at));
    }
    picked
}

impl Variables<'_> {
    /// The stages that `stages` and `params` name, each with values of its own, be it in a file.
    fn named_stages(&self) -> Vec<Stage> {
        let mut out = Vec::new();
        for section in SECTIONS.iter().filter_map(|name| self.service.get(name)) {
            let Resolved::Known { value: section, .. } = self.tree(section) else {
                continue;
            };
            for entry in section.node.entries() {
                let has_values = match self.tree(&entry.value) {
                    Resolved::Known { value, .. } => !value.node.entries().is_empty(),
                    Resolved::Unset { .. } => false,
                    // What it gives is not known.
                    _ => true,
                };
                let name = entry.key.as_str().filter(|_| has_values);
                out.extend(name.map(|name| Stage {
                    name: name.to_owned(),
                    at: entry.key.span,
                    privacy: self.privacy_at(entry.key.span),
                    is_picked: false,
                }));
            }
        }
        out
    }
}

/// What stands for the trails of a service in the stages that are more than are judged.
fn not_judged(beyond: &[Stage], file: &SourceFile, sources: &SourceMap) -> Option<Account> {
    let first = beyond.first()?;
    let why = format!("{} of its stages are more than are judged", beyond.len());
    let remark = Remark::new(
        first.at,
        "not judged",
        format!(
            "Cannot tell whether the trails of `{}` record global service events in stage `{}` and those after it: {why}",
            file.name(),
            first.shown(sources)
        ),
    );
    let address = format!("stages of {}", file.name());
    let dialect = Dialect::CloudFormation;
    let trail = Trail::not_followed(address, dialect, Syntax::Yaml, &why, remark);
    Some(Account {
        trails: vec![Box::new(trail)],
        ..Account::default()
    })
}
