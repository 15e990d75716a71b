//! Modules of which it is not known what runs them: what may, and what it gives them.

use std::path::{Path, PathBuf};

use super::added::Added;
use super::elsewhere::is_address;
use super::files::{Reading, Source};
use crate::paths::folder_of;
use crate::source::{SourceFile, Span};
use crate::terraform::config::lost_calls::patterns_in;
use crate::terraform::config::module::Module;
use crate::terraform::config::root_inputs::InputValues;
use crate::terraform::config::source_pattern::SourcePattern;

/// What may run a module, for all that is known.
#[derive(Debug)]
pub(crate) struct Untold {
    /// What it is: "the unit".
    pub(crate) by: &'static str,
    /// Why: goes on from "the unit at …, ".
    pub(crate) why: &'static str,
    /// Where the source stands.
    pub(crate) at: Span,
    pub(crate) leads: Leads,
    pub(crate) gives: Gives,
}

/// The folders that a source may lead to.
#[derive(Debug)]
pub(crate) struct Leads {
    /// Where it leads from.
    pub(crate) folder: PathBuf,
    pub(crate) like: SourcePattern,
    /// Whether it leads from the root of a repository that may be another one.
    pub(crate) is_address: bool,
}

/// What variables are given, as far as that is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gives {
    pub(crate) names: Vec<String>,
    /// Whether there may be others.
    pub(crate) any: bool,
}

const UNIT: &str = "the unit";

/// Why an address of a repository may lead to a module here.
pub(crate) const OWN_ADDRESS: &str =
    "whose source leads to its path in a repository, which may be this one";

impl Leads {
    /// Where the folders lead that a source names which is not followed; the text goes on from "the unit at …, ".
    pub(super) fn of(source: &Source, reading: &Reading<'_>) -> Option<(Leads, &'static str)> {
        let root = || reading.sources.repository_root(&reading.base);
        let of_address = |like: SourcePattern| {
            let leads = Leads {
                folder: root()?.to_owned(),
                like,
                is_address: true,
            };
            Some((leads, OWN_ADDRESS))
        };
        // A repository may be asked for its own modules by its address.
        if let Ok(text) = &source.text {
            return of_address(SourcePattern::within_address(text)?);
        }
        let like = SourcePattern::of_written(&source.written);
        if is_address(like.beginning())
            && let Some(within) = like.within_package()
        {
            return of_address(within);
        }
        let leads = Leads {
            folder: reading.folder.clone(),
            like,
            is_address: false,
        };
        Some((leads, "whose source is not known and may be the module"))
    }

    /// Whether it may lead to a folder.
    pub(super) fn may_lead_to(&self, folder: &Path) -> bool {
        self.like.may_lead(&self.folder, folder)
    }

    /// Whether that may be any.
    pub(super) fn is_anything(&self) -> bool {
        self.like.is_gap()
    }

    /// Whether that alone says little.
    pub(super) fn is_vague(&self) -> bool {
        self.is_anything() || self.is_address
    }
}

impl Gives {
    /// What a unit gives.
    pub(super) fn of(values: &InputValues) -> Gives {
        Gives {
            names: values.names().map(str::to_owned).collect(),
            any: !values.are_known(),
        }
    }

    fn is_for(&self, module: &Module) -> bool {
        let mut names = self.names.iter();
        (self.any && !module.variables.is_empty())
            || names.any(|name| module.variables.contains_key(name))
    }
}

impl Untold {
    /// Whether it may be a module that it runs.
    pub(crate) fn may_run(&self, module: &Module) -> bool {
        self.leads.may_lead_to(&module.folder)
            && (!self.leads.is_vague() || self.gives.is_for(module))
    }

    pub(super) fn of(source: &Source, reading: &Reading<'_>, gives: Gives) -> Option<Untold> {
        let (leads, why) = Leads::of(source, reading)?;
        Some(Untold {
            by: UNIT,
            why,
            at: source.at,
            leads,
            gives,
        })
    }

    /// One that names a folder.
    fn exactly(why: &'static str, at: Span, folder: PathBuf, like: SourcePattern) -> Untold {
        Untold {
            by: UNIT,
            why,
            at,
            leads: Leads {
                folder,
                like,
                is_address: false,
            },
            gives: Gives::default(),
        }
    }

    /// The unit of a folder that includes, there, what cannot be opened and may name its module.
    pub(super) fn of_unopened(at: Span, folder: &Path) -> Untold {
        let gives = Gives {
            any: true,
            ..Gives::default()
        };
        let why = "which includes a file that cannot be read and may run the module";
        let like = SourcePattern::anything();
        Untold {
            gives,
            ..Untold::exactly(why, at, folder.to_owned(), like)
        }
    }

    /// One whose source leads to no folder, and means another one.
    pub(super) fn meaning(meant: &Path, source: &Source) -> Untold {
        let name = meant.file_name().unwrap_or_default().to_string_lossy();
        Untold::exactly(
            "whose source leads to no folder and seems to mean the module",
            source.at,
            folder_of(meant).to_owned(),
            SourcePattern::exactly(&name),
        )
    }

    /// What generated texts may call that are not known, from the folder of the module.
    pub(super) fn of_generated(added: &Added, module: &Path) -> Vec<Untold> {
        let calls = added.unknown.iter().flat_map(|file| &file.calls);
        let untold = calls.map(|(like, at)| {
            Untold::exactly(
                "which generates a text that is not known and may call the module",
                *at,
                module.to_owned(),
                like.clone(),
            )
        });
        untold.collect()
    }

    /// What a file may run of which a part cannot be read, as far as its text names that.
    pub(super) fn of_broken(file: &SourceFile, folder: &Path) -> Vec<Untold> {
        let input = file.input();
        let named = patterns_in(input.text).into_iter();
        let untold = named.map(|(like, at)| {
            Untold::exactly(
                "which cannot be read and may run the module",
                input.span(at),
                folder.to_owned(),
                like,
            )
        });
        untold.collect()
    }
}
