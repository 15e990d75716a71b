//! A module that Terragrunt runs.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::added::Added;
use super::names::STACK;
use super::others::Asked;
use super::read_again::UnitInputs;
use super::shared::Shared;
use crate::diagnostic::{Problem, Unreadable};
use crate::model::Remark;
use crate::paths::folder_of;
use crate::resolved::Resolved;
use crate::source::{SourceId, SourceMap};
use crate::terraform::config::call_texts::CallText;
use crate::terraform::config::files::files_of;
use crate::terraform::config::local_source::{is_local, local_folder};
use crate::terraform::config::module::Module;
use crate::terraform::config::module_cache::ModuleCache;
use crate::terraform::config::root_inputs::{ExtraArguments, InputValues, Inputs, ValuesOf};
use crate::terraform::config::value_reader::ValueReader;
use crate::terraform::options::Options;
use crate::terraform::stated::Stated;

/// A module that Terragrunt runs, and what it gives it.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) folder: PathBuf,
    /// The folder of the `terragrunt.hcl`, as printed.
    pub(crate) name: String,
    pub(crate) file: Arc<Path>,
    pub(crate) module: PathBuf,
    pub(crate) inputs: UnitInputs,
    pub(crate) extra: ExtraArguments,
    pub(crate) added: Added,
    /// Whether Terragrunt runs it.
    pub(crate) created: Resolved<bool>,
    /// Whether nothing of its module is there before Terragrunt generates it.
    pub(crate) is_generated_whole: bool,
    /// What the built-in table says of its module, where that is not at hand.
    pub(crate) stated: Option<Stated>,
    /// Where its module is not at hand and only what stands beside it is judged: an empty text that stands for that.
    pub(crate) beside: Option<SourceId>,
    pub(crate) sources: Vec<SourceId>,
    /// What it was asked for of units that it depends on.
    pub(crate) asked: Asked,
    pub(crate) unreadable: Vec<Unreadable>,
    /// Files that it includes or reads and that could not be opened.
    pub(crate) unopened: Vec<Problem>,
    /// What is said of inputs that mean a variable by a wrong name, once it was judged.
    pub(crate) untaken: Vec<Remark>,
}

impl Call {
    /// The folders of the modules that generated files call, and of those whose files hooks copy beside its own.
    pub(crate) fn called(&self, sources: &SourceMap) -> impl Iterator<Item = PathBuf> {
        let local = self.added.calls.iter().filter(|source| is_local(source));
        let called = local.map(|source| local_folder(&self.module, source, sources));
        called
            .chain(self.added.copied_from.iter().cloned())
            .chain(self.called_beside(sources))
    }

    /// The folders beside the unit that calls of its module lead to: they are copied with its files.
    fn called_beside(&self, sources: &SourceMap) -> Vec<PathBuf> {
        if self.folder == self.module || sources.folders_in(&self.folder).is_empty() {
            return Vec::new();
        }
        let over = self.added.not_copied.laid_over(&self.folder);
        let (files, _) = files_of(&self.module, sources);
        let files = files.iter();
        let files = files.filter_map(|path| sources.load_of_module(path).ok());
        let calls = files.flat_map(|file| CallText::all_of(&file));
        let called = calls.filter_map(|call| {
            let source = call.source.filter(|source| is_local(source))?;
            let folder = local_folder(&self.module, &source, sources);
            over.folder_for(&folder, &self.module, sources)
        });
        called.collect()
    }

    /// The folders of the stacks that lead to it.
    pub(crate) fn stacks(&self, sources: &SourceMap) -> impl Iterator<Item = PathBuf> {
        let files = self.sources.iter().map(|&file| sources.get(file));
        let stacks = files.filter(|file| {
            let name = file.path().file_name();
            name.is_some_and(|name| name == STACK)
        });
        stacks.map(|file| folder_of(file.path()).to_owned())
    }

    /// The module with what is added to it.
    pub(crate) fn parsed(&self, modules: &ModuleCache<'_>) -> Arc<Module> {
        let added = &self.added.files;
        if added.is_empty() {
            return modules.module(&self.module);
        }
        let stated_in = self.stated.as_ref().map(|stated| stated.text);
        let stated_in = stated_in.or(self.beside);
        Arc::new(Module::parse_with(
            &self.module,
            added,
            stated_in,
            (modules.sources, modules.room.clone()),
        ))
    }

    /// Lets go what there was to judge it by; `untaken` is what there is to say of its inputs yet.
    pub(crate) fn let_go(&mut self, untaken: Vec<Remark>) {
        self.untaken = untaken;
        self.inputs = UnitInputs::Known(Inputs::default());
        self.extra = ExtraArguments::default();
        self.added = Added::default();
        self.asked = Asked::default();
        self.sources = Vec::new();
        self.unreadable = Vec::new();
        self.unopened = Vec::new();
    }

    /// What it gives itself.
    pub(crate) fn inputs(&self, shared: &Shared<'_>) -> Cow<'_, Inputs> {
        self.inputs.of(&self.file, shared)
    }

    /// What its module's variables are given with its inputs, but by the command line.
    pub(crate) fn values(
        &self,
        inputs: &Inputs,
        options: &Options,
        reader: ValueReader<'_>,
    ) -> InputValues {
        let by_unit = ByUnit {
            inputs,
            extra: &self.extra,
            added: &self.added,
            module: &self.module,
            folder: &self.folder,
        };
        let mut out = by_unit.values(options.tf_env, reader);
        out.sources.extend(&self.sources);
        out.unreadable.extend(self.unreadable.iter().cloned());
        out
    }
}

/// All that a unit gives its module's variables.
pub(super) struct ByUnit<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) extra: &'a ExtraArguments,
    pub(super) added: &'a Added,
    /// The folder of the module; where that is not at hand, of the unit.
    pub(super) module: &'a Path,
    pub(super) folder: &'a Path,
}

impl ByUnit<'_> {
    pub(super) fn values(&self, takes_environment: bool, reader: ValueReader<'_>) -> InputValues {
        let mut out = InputValues::default();
        out.take_terragrunt(self.inputs);
        if takes_environment {
            out.take_environment();
        }
        // Terragrunt puts these over its own environment, and its inputs below both (`internal/runner/run/run.go`).
        out.take_extra(&self.extra.environment, reader);
        let is_of_module = |name: &str| !self.added.left_values.iter().any(|left| left == name);
        let is_copied = |name: &str| !self.added.not_copied.has(name);
        let folders = [
            ValuesOf {
                folder: self.module,
                takes: &is_of_module,
            },
            ValuesOf {
                folder: self.folder,
                takes: &is_copied,
            },
        ];
        out.take_automatic_of_unit(folders, &self.added.values, reader);
        out.take_extra(&self.added.lost_values, reader);
        out.take_extra(&self.extra.options, reader);
        out
    }
}
