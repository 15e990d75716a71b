//! Files that deploy templates: tasks of org-formation, the manifest of Customizations for AWS Control Tower, the
//! customizations of the Landing Zone Accelerator.
//!
//! Sources: org-formation's `docs/task-files.md` (`update-stacks`); AWS Control Tower user guide, "The `CfCT` manifest file" and "The
//! resources section of the `CfCT` manifest file"; the Landing Zone Accelerator's configuration reference,
//! `CustomizationsConfig`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::language::{Layers, ParameterValues};
use super::super::limits::{MAX_ROLLOUTS, MAX_VALUES_OF_ROLLOUTS};
use super::super::template::{deploying_document, is_configuration, local_path};
use super::file::{NotRead, ParameterFiles, is_broken};
use super::formica::of_formica;
use super::manifests::{of_accelerator, of_git_sync, of_manifest};
use super::org_formation::{TaskFile, Tasks};
use super::said::{OneRegion, Reading, Said, Unread};
use super::samconfig::is_samconfig;
use super::sets::Sets;
use super::values::{ParameterSet, lost};
use crate::budget::Budget;
use crate::diagnostic::{Alike, Problem};
use crate::model::Remark;
use crate::parse::Node;
use crate::paths::folder_of;
use crate::quote::quoted;
use crate::rendered::is_rendered_first;
use crate::resolved::Resolved;
use crate::source::{Kind, ReadError, SourceFile, SourceMap, Span};
use crate::trail_words::{is_called_after_trails, leads_to_trails};

/// The templates that SAM takes where a samconfig names none.
const BESIDE_A_SAMCONFIG: [&str; 3] = ["template.yaml", "template.yml", "template.json"];

/// A file of parameters, and how many sets of them it gives.
type Counted = (Arc<Path>, usize);

/// One deployment of a template.
pub(crate) struct Rollout {
    /// What the stack is called.
    pub(crate) name: String,
    /// Where the template is named.
    pub(crate) at: Span,
    /// The values that are given where it is named.
    own: Arc<ParameterSet>,
    /// The file that gives others, and which of its sets: it is read where the deployment is judged.
    file: Option<(Arc<Path>, usize)>,
    /// That what deploys it refuses it, where it does.
    pub(crate) refused: Option<Resolved<bool>>,
}

/// A file of parameters that was read.
pub(crate) struct LastRead {
    path: Arc<Path>,
    sets: Arc<Sets>,
}

impl Rollout {
    fn of(name: String, at: Span, own: impl Into<Arc<ParameterSet>>) -> Rollout {
        Rollout {
            name,
            at,
            own: own.into(),
            file: None,
            refused: None,
        }
    }

    /// The values that it gives; `last` is the file that was read for the one before, which many may share.
    pub(crate) fn values(
        &self,
        (files, budget): (&ParameterFiles<'_>, &Budget),
        last: &mut Option<LastRead>,
    ) -> ParameterSet {
        let own = || ParameterSet::clone(&self.own);
        let Some((path, index)) = &self.file else {
            return own();
        };
        let known = last.take().filter(|last| last.path == *path);
        let read = known.map_or_else(|| files.load(path, budget), |last| Ok(last.sets));
        let sets = match read {
            Ok(sets) => sets,
            Err(NotRead::Broken(_)) => return own(),
            Err(not_read) => {
                let mut own = own();
                let at = files.sources.beginning_of(path);
                own.open.push((not_read.how(), at));
                return own;
            }
        };
        let set = sets.get(*index, budget).unwrap_or_default();
        let path = Arc::clone(path);
        *last = Some(LastRead { path, sets });
        set.overridden_by(&self.own)
    }

    /// The files that say of it.
    pub(crate) fn files(&self, sources: &SourceMap) -> Vec<PathBuf> {
        let read = self.own.files.iter().chain([&self.at.source]);
        let read = read.map(|&source| sources.get(source).path().to_owned());
        let of_values = self.file.iter().map(|(path, _)| path.to_path_buf());
        read.chain(of_values).collect()
    }

    /// Whether parameters are refused that it gives and the template has not. SAM leaves these out; to Formica's, modules may
    /// add some.
    pub(crate) fn passes_all(&self, sources: &SourceMap) -> bool {
        let path = sources.get(self.at.source).path().to_owned();
        !is_samconfig(&path) && !is_configuration(&path)
    }
}

/// The deployments of the templates of a run, by template.
#[derive(Default)]
pub(crate) struct Rollouts {
    by_template: BTreeMap<PathBuf, Vec<Rollout>>,
    count: usize,
    /// How many values are held for them.
    values: usize,
    /// The values of the last one that was added, and where they are named.
    last: (ParameterValues, Layers<Option<Span>>),
    pub(crate) unread: Vec<Unread>,
    /// That nothing is known of what files deploy.
    pub(crate) internal: Option<Problem>,
    /// Templates that are deployed and are not at hand: what is deployed, where the template is named, and why it is not
    /// followed, a clause.
    pub(crate) unfollowed: Vec<(String, Span, String)>,
    /// What is said of those of which nothing speaks of a trail.
    pub(crate) missing: Vec<Remark>,
    /// The files that nobody gave, of which neither is said.
    pub(crate) beside: BTreeSet<PathBuf>,
}

impl Rollouts {
    /// Takes in what some files deploy, as far as they are such that do.
    pub(crate) fn take(&mut self, files: &[Arc<SourceFile>], reading: &Reading<'_>) {
        let tasks: Vec<TaskFile> = files
            .iter()
            .filter_map(|file| TaskFile::read(file, reading))
            .collect();
        let mut all = Tasks::new(reading);
        all.take(&tasks, &mut |said, file| {
            self.add(said, file, reading);
        });
        self.unread.extend(all.unread);
        for file in files {
            let Some(root) = deploying_document(file) else {
                continue;
            };
            let of_manifest = of_manifest(&root, file).into_iter();
            let of_git_sync = of_git_sync(&root, file);
            for said in of_manifest
                .chain(of_accelerator(&root, file))
                .chain(of_git_sync)
            {
                self.add(said, file, reading);
            }
        }
    }

    /// Takes in what a samconfig deploys, which SAM loads from the working directory: each environment its template, or the one
    /// beside it. One that cannot be read may deploy any of those `around` it.
    ///
    /// Source: `aws-sam-cli`, "AWS SAM CLI configuration file" and `sam deploy`; parameters that the template has not are left out
    /// (`merge_parameters` of its `deploy_context.py`).
    pub(crate) fn take_samconfig(
        &mut self,
        path: &Path,
        around: &[&Path],
        (files, budget): (&ParameterFiles<'_>, &Budget),
    ) {
        let sources = files.sources;
        let folder = folder_of(path);
        let at = sources.beginning_of(path);
        let mut own = ParameterSet::default();
        let (sets, not_read) = match files.load(path, budget) {
            Ok(sets) => (sets, None),
            // It gives nothing.
            Err(NotRead::Broken(_)) if !is_broken(path, sources) => return,
            Err(not_read) => {
                own.open.push((not_read.how(), at));
                (Arc::new(Sets::One(own.clone())), Some(not_read))
            }
        };
        let (own, shared): (Arc<ParameterSet>, Arc<Path>) = (own.into(), path.into());
        let mut touched = vec![path.to_owned()];
        let beside = || {
            let mut usual = BESIDE_A_SAMCONFIG.iter().map(|name| folder.join(name));
            usual.find(|path| is_there(path, sources))
        };
        for (index, values) in (0..sets.len()).filter_map(|at| Some((at, sets.named(at)?))) {
            let named = values.template.clone();
            let named =
                named.filter(|path| values.is_for(path, sources) && is_there(path, sources));
            let mut templates: Vec<PathBuf> = named.or_else(beside).into_iter().collect();
            if not_read.is_some() {
                let others = around.iter().filter(|path| path.parent() == Some(folder));
                templates.extend(others.map(|path| path.to_path_buf()));
                templates.sort();
                templates.dedup();
            }
            for template in templates {
                touched.push(template.clone());
                let by = [path.to_owned()];
                if self.take_unread(&template, &by, sources).is_some() {
                    continue;
                }
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                let environment = values.name.as_deref().unwrap_or("default");
                let name = format!("{file}, {environment}");
                let rollout = Rollout {
                    file: Some((Arc::clone(&shared), index)),
                    ..Rollout::of(name, at, Arc::clone(&own))
                };
                self.by_template.entry(template).or_default().push(rollout);
            }
        }
        let problem = not_read.and_then(NotRead::problem);
        let unread = problem.map(|problem| Unread::one(problem, touched));
        self.unread.extend(unread);
    }

    /// Takes in a file of values beside a samconfig: one that cannot be read may name it.
    pub(crate) fn take_values_beside(
        &mut self,
        values: &Path,
        samconfig: &Path,
        (files, budget): (&ParameterFiles<'_>, &Budget),
    ) {
        let problem = files.load(samconfig, budget).err();
        let problem = problem
            .and_then(NotRead::problem)
            .filter(|_| is_broken(samconfig, files.sources));
        let unread = problem.map(|problem| Unread::one(problem, vec![values.to_owned()]));
        self.unread.extend(unread);
    }

    /// Takes in a template that is deployed by what some files say, where it cannot be opened; the answer is why.
    fn take_unread(
        &mut self,
        template: &Path,
        files: &[PathBuf],
        sources: &SourceMap,
    ) -> Option<ReadError> {
        let error = sources.load(template).err()?;
        let problem = Problem::of_unopened(template, &error, sources);
        let files = files.to_vec();
        self.unread
            .extend(problem.map(|problem| Unread::one(problem, files)));
        Some(error)
    }

    /// What the configurations of files that are merged say, each of which deploys what they make; it is kept under the first.
    ///
    /// Source: Formica's documentation, "Configuration file".
    pub(crate) fn take_merged(
        &mut self,
        (first, parts): (&Path, &[PathBuf]),
        configurations: &[PathBuf],
        sources: &SourceMap,
    ) {
        for path in configurations {
            let read = of_formica(path, sources).and_then(|deployed| {
                let mut values = deployed.iter().map(|(_, _, values)| values);
                let has_room = values.next().is_none_or(|one| self.has_room_for(one));
                has_room.then_some(deployed).ok_or_else(|| Problem {
                    path: sources.name(path),
                    message: too_many_values(),
                })
            });
            let deployed = read.unwrap_or_else(|problem| {
                let at = sources.beginning_of(path);
                let mut values = ParameterSet::default();
                values.open.push((lost(&problem.path), at));
                let name = problem.path.clone();
                let files = parts.iter().chain(configurations).cloned().collect();
                self.unread.push(Unread::one(problem, files));
                vec![(name, at, values)]
            });
            let rollouts = deployed.into_iter();
            let rollouts = rollouts.map(|(name, at, values)| Rollout::of(name, at, values));
            let known = self.by_template.entry(first.to_owned()).or_default();
            known.extend(rollouts);
        }
    }

    /// Whether the values of one more are held.
    fn has_room_for(&mut self, set: &ParameterSet) -> bool {
        self.values += set.values.count();
        self.values <= MAX_VALUES_OF_ROLLOUTS
    }

    pub(crate) fn of(&self, template: &Path) -> &[Rollout] {
        self.by_template.get(template).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn templates(&self) -> impl Iterator<Item = &PathBuf> {
        self.by_template.keys()
    }

    /// Adds what is said of a deployment, once for each of its Regions.
    fn add(&mut self, said: Said<'_>, file: &SourceFile, reading: &Reading<'_>) {
        let sources = reading.sources;
        let folder = folder_of(file.path());
        let root = sources
            .repository_root(folder)
            .filter(|_| said.is_from_root);
        let from = root.unwrap_or(folder);
        let path = |node: &Node| local_path(from, node.as_str()?, sources);
        let Some(template) = path(said.template) else {
            return self.leave_open(&said, file, (None, sources));
        };
        let touched = touched(&said, &path, sources);
        if let Some(error) = self.take_unread(&template, &touched, sources) {
            return self.leave_open(&said, file, (Some(&error), sources));
        }
        let touched = [touched, vec![template.clone()]].concat();
        if !said.unread.is_empty() {
            self.unread.push(Unread {
                problems: Arc::clone(&said.unread),
                files: touched.clone(),
            });
        }
        let name = said.name.clone().unwrap_or_else(|| "a stack".into());
        let mut said = said;
        // By YAML's aliases many are given the same.
        said.values.values.held_as(&self.last.0);
        said.values.names.held_as(&self.last.1);
        let is_new = !said.values.values.is_same(&self.last.0);
        self.last = (said.values.values.clone(), said.values.names.clone());
        let has_room = !is_new || self.has_room_for(&said.values);
        let (given, open) = self.given_by_files(&said, &path, (reading, &touched));
        let sets = given.as_ref().map_or(1, |(_, sets)| *sets);
        self.count += sets * said.regions.len().max(1);
        if self.count > MAX_ROLLOUTS || !has_room {
            let message = if has_room {
                format!(
                    "with it there are more than {MAX_ROLLOUTS} deployments, of which not all are followed"
                )
            } else {
                too_many_values()
            };
            let path = file.name().to_owned();
            let problem = Problem { path, message };
            self.unread.push(Unread::one(problem, touched));
            return;
        }
        let rollout = |index: usize, region: Option<&OneRegion>| {
            let mut own = said.values.clone();
            own.region = region.map(|region| region.value.clone()).or(own.region);
            if index == 0 {
                own.open.splice(0..0, open.iter().cloned());
            }
            Rollout {
                name: match region.and_then(|region| region.name.as_ref()) {
                    Some(region) if said.regions.len() > 1 => format!("{name} ({region})"),
                    _ => name.clone(),
                },
                at: said.template.span,
                own: own.into(),
                file: given.as_ref().map(|(path, _)| (Arc::clone(path), index)),
                refused: said.refused.clone(),
            }
        };
        let known = self.by_template.entry(template).or_default();
        for index in 0..sets {
            if said.regions.is_empty() {
                known.push(rollout(index, None));
            }
            let regions = said.regions.iter();
            known.extend(regions.map(|region| rollout(index, Some(region))));
        }
    }

    /// The file that gives a deployment values, the last of those that can be read, with the number of its sets; and what may
    /// give others.
    fn given_by_files(
        &mut self,
        said: &Said<'_>,
        path: &dyn Fn(&Node) -> Option<PathBuf>,
        (reading, touched): (&Reading<'_>, &[PathBuf]),
    ) -> (Option<Counted>, Vec<(String, Span)>) {
        let (mut given, mut open) = (None, Vec::new());
        for written in said.parameter_file.into_iter().chain(said.included) {
            let Some(path) = path(written) else {
                open.push((not_at_hand(written), written.span));
                continue;
            };
            match reading.parameters.load(&path, reading.for_files) {
                Ok(read) => {
                    given = Some((path.into(), read.len()));
                    open.clear();
                }
                Err(not_read) => {
                    open.push((not_read.how(), written.span));
                    let problem = not_read.problem();
                    let unread = problem.map(|problem| Unread::one(problem, touched.to_vec()));
                    self.unread.extend(unread);
                }
            }
        }
        (given, open)
    }
}

impl Rollouts {
    /// Notes a template that is not at hand, where its name, or what it is deployed as, speaks of a trail; one that is not there
    /// in any case.
    fn leave_open(
        &mut self,
        said: &Said<'_>,
        file: &SourceFile,
        (error, sources): (Option<&ReadError>, &SourceMap),
    ) {
        if self.beside.contains(file.path()) {
            return;
        }
        let address = said.template.as_str().unwrap_or_default();
        let name = said.name.as_deref().unwrap_or("a stack");
        let speaks = leads_to_trails(address) || is_called_after_trails(name);
        let is_elsewhere = address.contains("://") || has_placeholders(address);
        if is_elsewhere && !speaks || address.is_empty() && said.template.tag.is_none() {
            return;
        }
        let is_unsaid = sources.get(said.template.span.source).is_unsaid();
        let why = if is_unsaid {
            "where its template lies is not said".to_owned()
        } else if is_elsewhere {
            format!("its template is at `{}`", quoted(address))
        } else if said.template.tag.is_some() || address.is_empty() {
            if !speaks {
                return;
            }
            "where its template lies is not known".to_owned()
        } else {
            let why = error.map_or_else(|| "is not there".to_owned(), ReadError::clause);
            format!(
                "its template `{}`, named in {}, {why}",
                quoted(address),
                file.name()
            )
        };
        if speaks {
            self.unfollowed
                .push((name.to_owned(), said.template.span, why));
        } else {
            self.missing.push(
                Remark::new(
                    said.template.span,
                    "not followed",
                    format!("`{name}` could not be followed: {why}"),
                )
                .alike(Alike::DeployedNotThere),
            );
        }
    }
}

/// Why a deployment is not followed that is given more values than there is room for.
fn too_many_values() -> String {
    format!(
        "with it there are more than {MAX_VALUES_OF_ROLLOUTS} values that deployments are given where they are named, which are not all followed"
    )
}

/// The files that say one deployment of a template, and with what.
fn touched(
    said: &Said<'_>,
    path: &dyn Fn(&Node) -> Option<PathBuf>,
    sources: &SourceMap,
) -> Vec<PathBuf> {
    let written = said.parameter_file.into_iter().chain(said.included);
    let read = said.values.files.iter();
    let read = read.map(|&source| sources.get(source).path().to_owned());
    written.filter_map(path).chain(read).collect()
}

/// Whether something is at a path, be it that it cannot be opened.
fn is_there(path: &Path, sources: &SourceMap) -> bool {
    let kind = sources.kind(path);
    !matches!(kind, Ok(Kind::Folder) | Err(ReadError::Missing { .. }))
}

/// Whether a text is filled in before it is read.
fn has_placeholders(text: &str) -> bool {
    text.contains("${") || text.contains("$[") || is_rendered_first(text)
}

/// How values may be given by what is kept elsewhere, or not there.
fn not_at_hand(file: &Node) -> String {
    let shown = quoted(file.as_str().unwrap_or_default());
    format!("by `{shown}`, which is not at hand")
}
