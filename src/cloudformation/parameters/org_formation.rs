//! Tasks of org-formation: what they give the templates that they deploy.
//!
//! Source: org-formation's `docs/task-files.md`: `update-stacks` and `include`, `Parameters` and `Mappings` of the file itself with
//! `!Ref`, `!Sub`, `!Join` and `!FindInMap`, `!Include`.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::language::{
    Bindings, Evaluator, ParameterValues, Site, Value, account_not_known, call, parameter_text,
    to_text,
};
use super::super::limits::{MAX_INCLUDE_DEPTH, MAX_TASK_FILES};
use super::super::template::{INCLUDE, Template, first_document, inline_includes, local_path};
use super::from_nodes::{give, syntax_of};
use super::said::{Reading, Said, Unread, regions_in};
use super::task_words::{UPDATE_STACKS, kind_of, parameters_of, refused_word};
use super::values::{ParameterSet, Written, note_not_given};
use crate::diagnostic::Problem;
use crate::model::existing;
use crate::parse::{Entry, Node};
use crate::paths::folder_of;
use crate::resolved::{Assigned, Hop, Instance, Resolved};
use crate::source::{SourceFile, SourceId, SourceMap};

/// The functions that a file of tasks gives the values of; others ask what is deployed.
const FUNCTIONS: [&str; 7] = [
    "Ref",
    "Fn::Sub",
    "Fn::Join",
    "Fn::FindInMap",
    "Fn::If",
    "Fn::Select",
    "Fn::Split",
];

/// A file of tasks, read.
pub(super) struct TaskFile {
    file: Arc<SourceFile>,
    root: Node,
    template: Template,
    included: Vec<SourceId>,
    /// What is included into it and cannot be read.
    unread: Arc<[Problem]>,
}

/// Reads tasks, those of included files with what is passed to them.
pub(super) struct Tasks<'a> {
    reading: &'a Reading<'a>,
    /// How many more files may be included.
    left: usize,
    /// The included files that cannot be read.
    pub(super) unread: Vec<Unread>,
}

/// Takes what a task says, and the file that says it.
type Take<'t> = dyn FnMut(Said<'_>, &SourceFile) + 't;

impl TaskFile {
    /// A file that has tasks, `None` for others.
    pub(super) fn read(file: &Arc<SourceFile>, reading: &Reading<'_>) -> Option<TaskFile> {
        let mut root = first_document(file).ok()??;
        let is_task =
            |entry: &Entry| matches!(kind_of(&entry.value), Some(UPDATE_STACKS | "include"));
        if !root.entries().iter().any(is_task) {
            return None;
        }
        let folder = folder_of(file.path());
        let inlined = inline_includes(&mut root, folder, reading.sources, reading.copies);
        let mut template = Template::new(root.clone(), folder, reading.sources, reading.copies);
        template.is_annotated = true;
        let included = inlined.included.into_iter();
        let included: Vec<SourceId> = included.map(|(_, file)| file).collect();
        let unsaid = included.iter().copied();
        let unsaid = unsaid.filter(|file| reading.sources.get(*file).is_unsaid());
        template.unsaid.extend(unsaid);
        // Many tasks may include one file.
        let unread: BTreeSet<Problem> = inlined.unread.into_iter().collect();
        Some(TaskFile {
            file: Arc::clone(file),
            root,
            template,
            included,
            unread: unread.into_iter().collect(),
        })
    }

    fn folder(&self) -> &Path {
        folder_of(self.file.path())
    }

    /// Its tasks of a type, without those that are skipped, each with its name.
    fn tasks<'n>(&'n self, kind: &'static str) -> impl Iterator<Item = (&'n Entry, &'n Node)> {
        let tasks = self.root.entries().iter();
        let tasks = tasks.map(|entry| (entry, &entry.value));
        tasks.filter(move |(_, task)| {
            let is_skipped =
                task.get("Skip").and_then(Node::scalar_text).as_deref() == Some("true");
            kind_of(task) == Some(kind) && !is_skipped
        })
    }
}

impl<'a> Tasks<'a> {
    pub(super) fn new(reading: &'a Reading<'a>) -> Tasks<'a> {
        Tasks {
            reading,
            left: MAX_TASK_FILES,
            unread: Vec::new(),
        }
    }

    /// Takes the tasks of some files: those of an included one as the others include it.
    pub(super) fn take(&mut self, files: &[TaskFile], take: &mut Take<'_>) {
        let included: HashSet<PathBuf> = files
            .iter()
            .flat_map(|file| {
                let tasks = file.tasks("include");
                tasks.filter_map(|(_, task)| self.included_by(task, file))
            })
            .collect();
        let mut done: HashSet<PathBuf> = HashSet::new();
        let is_included = |file: &&TaskFile| included.contains(file.file.path());
        // Those that include one another in a ring, and those that only skipped or too many files include, come last.
        let (others, roots): (Vec<_>, Vec<_>) = files.iter().partition(is_included);
        for file in roots.into_iter().chain(others) {
            if !done.contains(file.file.path()) {
                self.of_file(
                    file,
                    &ParameterValues::default(),
                    &mut Vec::new(),
                    (&mut done, take),
                );
            }
        }
    }

    fn included_by(&self, task: &Node, file: &TaskFile) -> Option<PathBuf> {
        let path = task.get("Path").filter(|path| path.tag.is_none())?;
        local_path(file.folder(), path.as_str()?, self.reading.sources)
    }

    fn of_file(
        &mut self,
        file: &TaskFile,
        supplied: &ParameterValues,
        above: &mut Vec<PathBuf>,
        (done, take): (&mut HashSet<PathBuf>, &mut Take<'_>),
    ) {
        done.insert(file.file.path().to_owned());
        let instance = Instance::root("tasks");
        let site = Site::new(
            &instance,
            account_not_known(),
            Resolved::unknown("the Region is another one in each target"),
        );
        let scope = Scope {
            evaluator: Evaluator::new(
                &file.template,
                supplied.clone(),
                site,
                self.reading.defaults,
                instance,
                self.reading.budget,
            ),
            file,
            sources: self.reading.sources,
        };
        for (name, task) in file.tasks(UPDATE_STACKS) {
            if let Some(said) = scope.said(name, task) {
                take(said, &file.file);
            }
        }
        if above.len() >= MAX_INCLUDE_DEPTH {
            return;
        }
        above.push(file.file.path().to_owned());
        for (_, task) in file.tasks("include") {
            let path = self.included_by(task, file);
            let Some(path) = path.filter(|path| !above.contains(path) && self.left > 0) else {
                continue;
            };
            self.left -= 1;
            let loaded = self.reading.sources.load(&path);
            let problem = match &loaded {
                Ok(inner) => first_document(inner)
                    .err()
                    .and_then(|wrong| Problem::of_broken(inner, &wrong)),
                Err(error) => Problem::of_unopened(&path, error, self.reading.sources),
            };
            let unread = problem.map(|problem| Unread::one(problem, above.clone()));
            self.unread.extend(unread);
            let loaded = loaded.ok();
            let inner = loaded.and_then(|loaded| TaskFile::read(&loaded, self.reading));
            if let Some(inner) = inner {
                let mut passed = scope.parameters(task);
                let beside = (&*passed.files, &*passed.open);
                note_not_given(&mut passed.values, &inner.template, beside);
                self.of_file(&inner, &passed.values, above, (&mut *done, &mut *take));
            }
        }
        above.pop();
    }
}

/// A file of tasks with what is passed to it.
struct Scope<'a> {
    evaluator: Evaluator<'a>,
    file: &'a TaskFile,
    sources: &'a SourceMap,
}

impl<'a> Scope<'a> {
    fn said(&self, name: &Entry, task: &'a Node) -> Option<Said<'a>> {
        let region = |key: &str| task.get(key)?.get("Region");
        let regions = region("OrganizationBinding")
            .or_else(|| region("DefaultOrganizationBinding"))
            .or_else(|| task.get("DefaultOrganizationBindingRegion"));
        let stack = task.get("StackName").and_then(|name| self.name(name));
        Some(Said {
            template: task.get("Template")?,
            name: stack.or_else(|| {
                let is_said = !self.file.template.is_unsaid(name.key.span);
                name.key.scalar_text().filter(|_| is_said)
            }),
            regions: regions_in(regions, &self.file.file, &|node| self.region(node)),
            values: self.parameters(task),
            parameter_file: None,
            included: parameters_of(task).and_then(included),
            is_from_root: false,
            refused: refused_word(task, &self.file.file),
            unread: Arc::clone(&self.file.unread),
        })
    }

    /// What a function of the file comes to, or a text that is not said; `None` where a node is neither.
    fn made(&self, node: &Node) -> Option<Resolved<Value>> {
        let is_of_file = match call(node) {
            Some(call) => FUNCTIONS.contains(&call.name.as_str()),
            None => !self.file.template.is_said(node),
        };
        self.evaluator.reset_steps();
        let value = is_of_file.then(|| self.evaluator.evaluate(node, &Bindings::default()))?;
        (!value.is_invalid()).then_some(value)
    }

    /// A name, where it is known.
    fn name(&self, node: &Node) -> Option<String> {
        if call(node).is_none() {
            let is_said = self.file.template.is_said(node);
            return node.scalar_text().filter(|_| is_said);
        }
        let name = self.made(node)?.and_then(&mut to_text);
        name.value().cloned().filter(|_| !name.is_private())
    }

    fn region(&self, node: &Node) -> Option<Resolved<String>> {
        let region = self.made(node)?.and_then(&mut to_text);
        let said = format!("the Region of the stack in {}", self.file.file.name());
        Some(existing(region).via([Hop::value(node.span, said)]))
    }

    /// What a task passes.
    fn parameters(&self, task: &Node) -> ParameterSet {
        let file = &self.file.file;
        let mut set = ParameterSet::of(file, None);
        set.files.extend(&self.file.included);
        let Some(node) = parameters_of(task).filter(|node| !node.is_null()) else {
            return set;
        };
        let merges = |entry: &&Entry| entry.key.as_str() == Some("<<");
        let is_map = node.tag.is_none() && node.scalar_text().is_none() && node.items().is_empty();
        if !is_map && included(node).is_none() {
            let by = format!("by what {} puts here", file.name());
            set.open.push((by, node.span));
        }
        for entry in node.entries().iter().filter(|entry| !merges(entry)) {
            let Some(key) = entry.key.scalar_text() else {
                continue;
            };
            // It may stand in a file that is included.
            let file = &self.sources.get(entry.value.span.source);
            let assigned = Assigned::new(key.as_str(), syntax_of(file));
            match self.made(&entry.value) {
                Some(value) => {
                    let written = Written {
                        name: entry.key.span,
                        value: entry.value.span,
                        assigned,
                    };
                    set.give_made(file, &key, value.converted(&mut parameter_text), &written);
                }
                None => give(
                    &mut set,
                    file,
                    &key,
                    Some(&entry.value),
                    (entry.key.span, assigned),
                ),
            }
        }
        set
    }
}

/// A file that parameters are included from and that is not at hand, as a whole or beside others.
fn included(parameters: &Node) -> Option<&Node> {
    let is_include = |node: &&Node| node.has_tag(INCLUDE);
    let merged = || parameters.get("<<").filter(is_include);
    Some(parameters).filter(is_include).or_else(merged)
}
