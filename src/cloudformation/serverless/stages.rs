//! The stages that a service is deployed to.
//!
//! Source: the Framework's guides "Parameters" (`params`, `stages`) and "Variables" (`--stage` wins over `provider.stage`).

use super::super::template::{TemplateCache, TemplateFile};
use super::given::Stage;
use super::variables::{Variables, text_of};
use crate::model::{Account, Dialect, Remark, Trail};
use crate::parse::Node;
use crate::resolved::{Defaults, Resolved, Syntax};
use crate::source::{SourceFile, Span};
use std::collections::HashSet;
use std::path::Path;

/// The keys under which a service names its stages.
const SECTIONS: [&str; 2] = ["stages", "params"];

/// What holds for all of them is under this one.
const OF_ALL: &str = "default";

/// How many are judged beside the one that counts where none is given.
const MAX_STAGES: usize = 32;

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
    let folder = source.path().parent().unwrap_or(Path::new(""));
    let variables = Variables::new(service, folder, cache.sources, defaults, None);
    let usual = variables.stage(Span::beginning(file.source));
    let Resolved::Known { value: usual, .. } = usual.converted(&mut text_of) else {
        return Stages::default();
    };
    let sections = SECTIONS.iter().filter_map(|section| service.get(section));
    let keys = sections
        .flat_map(Node::entries)
        .filter(|entry| !entry.value.entries().is_empty())
        .filter_map(|entry| Some((entry.key.as_str()?, entry.key.span)));
    let mut known = HashSet::from([OF_ALL, usual.as_str()]);
    let mut stages: Vec<Stage> = keys
        .filter(|(name, _)| known.insert(name))
        .map(|(name, at)| Stage {
            name: name.to_owned(),
            at,
        })
        .collect();
    let beyond = stages.split_off(stages.len().min(MAX_STAGES));
    Stages {
        judged: stages,
        beyond: not_judged(&beyond, &source),
    }
}

/// What stands for the trails of a service in the stages that are more than are judged.
fn not_judged(beyond: &[Stage], file: &SourceFile) -> Option<Account> {
    let first = beyond.first()?;
    let why = format!("{} of its stages are more than are judged", beyond.len());
    let remark = Remark {
        span: first.at,
        label: "not judged",
        message: format!(
            "Cannot tell whether the trails of `{}` record global service events in stage `{}` and those after it: {why}",
            file.name(),
            first.name
        ),
        help: None,
        change: None,
    };
    let address = format!("stages of {}", file.name());
    let dialect = Dialect::CloudFormation;
    let trail = Trail::not_followed(address, dialect, Syntax::Yaml, &why, remark);
    Some(Account {
        trails: vec![trail],
        ..Account::default()
    })
}
