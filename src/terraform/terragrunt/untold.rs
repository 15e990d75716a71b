//! Units of which it is not known what they run.

use std::path::{Path, PathBuf};

use super::added::Added;
use super::files::{Reading, Source};
use crate::paths::folder_of;
use crate::source::{SourceFile, Span};
use crate::terraform::config::lost_calls::patterns_in;
use crate::terraform::config::root_inputs::Inputs;
use crate::terraform::config::source_pattern::SourcePattern;

/// A unit of which it is not known what it runs.
#[derive(Debug)]
pub(crate) struct Untold {
    /// Why: goes on from "the unit at …, ".
    pub(crate) why: &'static str,
    /// Where the source stands.
    pub(crate) at: Span,
    pub(crate) folder: PathBuf,
    pub(crate) like: SourcePattern,
    /// The inputs that it gives, as far as they are known.
    pub(crate) gives: Vec<String>,
    /// Whether its source is a known address.
    is_address: bool,
}

impl Untold {
    /// Whether it may be a module in a folder that it runs; `takes` tells which inputs that has.
    pub(crate) fn may_run(&self, module: &Path, takes: &dyn Fn(&str) -> bool) -> bool {
        let mut gives = self.gives.iter();
        let mut takes_one = || gives.any(|name| takes(name));
        let is_vague = self.like.is_gap() || self.is_address;
        self.like.may_lead(&self.folder, module) && (!is_vague || takes_one())
    }

    pub(super) fn of(source: &Source, reading: &Reading<'_>, inputs: &Inputs) -> Option<Untold> {
        let gives = inputs.values.keys().cloned().collect();
        let Ok(text) = &source.text else {
            return Some(Untold {
                why: "whose source is not known and may be the module",
                at: source.at,
                folder: reading.folder.clone(),
                like: SourcePattern::of_written(&source.written),
                gives,
                is_address: false,
            });
        };
        // A repository may be asked for its own modules by its address.
        let address = text
            .split_once("://")
            .map_or(text.as_str(), |(_, rest)| rest);
        let (_, within) = address.split_once("//")?;
        Some(Untold {
            why: "whose source leads to its path in a repository, which may be this one",
            at: source.at,
            folder: reading.sources.repository_root(&reading.base)?.to_owned(),
            like: SourcePattern::exactly(within),
            gives,
            is_address: true,
        })
    }

    /// One whose source leads to no folder, and means another one.
    pub(super) fn meaning(meant: &Path, source: &Source, inputs: &Inputs) -> Untold {
        let name = meant.file_name().unwrap_or_default().to_string_lossy();
        Untold {
            why: "whose source leads to no folder and seems to mean the module",
            at: source.at,
            folder: folder_of(meant),
            like: SourcePattern::exactly(&name),
            gives: inputs.values.keys().cloned().collect(),
            is_address: false,
        }
    }

    /// What generated texts may call that are not known, from the folder of the module.
    pub(super) fn of_generated(added: &Added, module: &Path) -> Vec<Untold> {
        let calls = added.unknown.iter().flat_map(|file| &file.calls);
        let untold = calls.map(|(like, at)| Untold {
            why: "which generates a text that is not known and may call the module",
            at: *at,
            folder: module.to_owned(),
            like: like.clone(),
            gives: Vec::new(),
            is_address: false,
        });
        untold.collect()
    }

    /// What a file may run of which a part cannot be read, as far as its text names that.
    pub(super) fn of_broken(file: &SourceFile, folder: &Path) -> Vec<Untold> {
        let input = file.input();
        let named = patterns_in(input.text).into_iter();
        let untold = named.map(|(like, at)| Untold {
            why: "which cannot be read and may run the module",
            at: input.span(at),
            folder: folder.to_owned(),
            like,
            gives: Vec::new(),
            is_address: false,
        });
        untold.collect()
    }
}
