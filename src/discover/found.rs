//! What was found, and how it came to be looked for.

use std::path::{Path, PathBuf};

use super::language::Language;
use super::markers::Mentions;
use crate::diagnostic::Problem;
use crate::paths::split;
use crate::source::SourceMap;

/// How a file came to be among those of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// By its name: what touches it is reported.
    ByName,
    /// Below a folder that was given: everything of its root module is reported.
    InFolder,
    /// Below a folder that was given and holds nothing that is judged by itself: what reads it is reported.
    AsData,
    /// It is there for context.
    Context,
}

impl Origin {
    /// Whether what a file is, only what reads it tells.
    #[must_use]
    pub fn may_be_anything(self) -> bool {
        matches!(self, Origin::ByName | Origin::AsData)
    }
}

/// A file whose bytes were looked at, and what they mention.
#[derive(Clone, Debug)]
pub struct Found {
    /// From the file system's root.
    pub path: PathBuf,
    /// Where it really lies, where it is a link.
    pub target: Option<PathBuf>,
    pub language: Language,
    pub mentions: Mentions,
    /// Of a module's file, the paths that its calls name, where its bytes tell all of them and none has to do with trails.
    pub named_sources: Option<Vec<String>>,
    pub origin: Origin,
}

/// A file or a folder that could not be looked into: nobody knows what it holds, and what it makes of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// From the file system's root.
    pub path: PathBuf,
    /// What the file may hold; `None` for a folder.
    pub language: Option<Language>,
    /// Why, as a problem says it.
    pub why: String,
}

impl Unseen {
    /// Whether it may bring in a template, or be one that does: it is no unit of Terragrunt, and no file of values.
    #[must_use]
    pub fn may_bring_in_templates(&self) -> bool {
        let name = self.path.to_string_lossy();
        let is_of_values = name.ends_with(".tfvars") || name.ends_with(".tfvars.json");
        self.language != Some(Language::Terragrunt) && !is_of_values
    }

    /// That the run fails by it.
    #[must_use]
    pub fn problem(&self, sources: &SourceMap) -> Problem {
        Problem {
            path: sources.name(&self.path),
            message: self.why.clone(),
        }
    }
}

impl Found {
    /// Whether it was given and a module may read it: a template, which a module may deploy, or what was given by name, whatever
    /// it mentions.
    #[must_use]
    pub fn may_be_data(&self) -> bool {
        self.origin != Origin::Context
            && self.language == Language::YamlOrJson
            && (self.may_be_template() || self.origin.may_be_anything())
    }

    /// Whether it mentions what a template of `CloudFormation` does.
    pub(super) fn may_be_template(&self) -> bool {
        self.language == Language::YamlOrJson
            && (self.mentions.cloudformation_trail || self.mentions.nested_template)
    }

    /// Whether it may read a file of data: what Terragrunt's units read, nothing but their evaluation tells.
    pub(super) fn may_read(&self) -> bool {
        let mentions = &self.mentions;
        self.language == Language::Terragrunt || mentions.terraform_stack || mentions.reads_files
    }

    /// The path of its text: where it really lies.
    #[must_use]
    pub fn text_path(&self) -> &Path {
        self.target.as_deref().unwrap_or(&self.path)
    }

    /// The folder that it lies in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        split(&self.path).map_or(Path::new(""), |(folder, _)| folder)
    }
}
