//! Files of one folder that a tool makes one template of.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cache::{TemplateCache, TemplateFile};
use super::merged::Merged;
use super::recognition::is_template;
use super::sections::Template;
use super::text::first_document;
use crate::parse::{Entry, Node, Value};
use crate::quote::quoted;
use crate::source::{SourceFile, SourceId, SourceMap, Span};

/// The endings of its files, in the order in which Formica reads them: what is read later wins.
const ENDINGS: [&str; 3] = ["yml", "yaml", "json"];

/// The keys of a configuration that name what is deployed.
pub(crate) const STACK_NAMES: [&str; 2] = ["stack", "stack-set"];

/// The files of a folder that are deployed as one template, and the configurations that say with what.
///
/// Source: Formica's documentation, "Template files" ("load all `*.template.(json|yaml|yml)` files from the current directory and
/// merge them into one CloudFormation stack") and "Configuration file"; `merge` and `load` of its `loader.py`.
pub(crate) struct Merge {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) configurations: Vec<PathBuf>,
}

/// The files of a folder that are merged into one template.
pub(crate) struct MergedFiles {
    /// The first of the files that can be read: what they make together is judged there.
    pub(crate) first: PathBuf,
    /// Those that can be read.
    pub(crate) parts: Vec<PathBuf>,
    pub(crate) merge: Merge,
}

/// The folders that are deployed merged, among those of some files.
pub(crate) fn merges<'p>(files: impl Iterator<Item = &'p Path>, sources: &SourceMap) -> Vec<Merge> {
    let of_interest = files.filter(|path| is_part(path) || is_configuration(path));
    let folders: BTreeSet<&Path> = of_interest.filter_map(Path::parent).collect();
    let merge = |folder: &Path| {
        let mut all = sources.files_in(folder).ok()?;
        all.sort_by_key(|path| (ending_of(path), path.clone()));
        let configures = |path: &&PathBuf| is_configuration(path) && configures(path, sources);
        let configurations: Vec<PathBuf> = all.iter().filter(configures).cloned().collect();
        all.retain(|path| is_part(path));
        (!configurations.is_empty() && !all.is_empty()).then_some(Merge {
            files: all,
            configurations,
        })
    };
    folders.into_iter().filter_map(merge).collect()
}

/// Where the ending of a file's name stands among those that are read; what stands before it.
fn stem_and_ending(path: &Path) -> Option<(&str, usize)> {
    let (stem, ending) = path.file_name()?.to_str()?.rsplit_once('.')?;
    let at = ENDINGS.iter().position(|known| *known == ending)?;
    Some((stem, at))
}

fn ending_of(path: &Path) -> Option<usize> {
    stem_and_ending(path).map(|(_, at)| at)
}

fn is_part(path: &Path) -> bool {
    stem_and_ending(path).is_some_and(|(stem, _)| stem.ends_with(".template"))
}

pub(crate) fn is_configuration(path: &Path) -> bool {
    stem_and_ending(path).is_some_and(|(stem, _)| stem.ends_with(".config"))
}

/// Whether a file that is named as a configuration is one: by the name that Formica's examples have, or by what it names.
fn configures(path: &Path, sources: &SourceMap) -> bool {
    let stem = stem_and_ending(path).map(|(stem, _)| stem);
    if matches!(stem, Some("stack.config" | "stack-set.config")) {
        return true;
    }
    let file = sources.load(path).ok();
    let root = file.and_then(|file| first_document(&file).ok().flatten());
    let names = |root: &Node| {
        let mut keys = STACK_NAMES.iter().filter_map(|key| root.get(key));
        keys.any(|name| name.as_str().is_some())
    };
    root.is_some_and(|root| names(&root))
}

impl TemplateCache<'_> {
    /// What the files of a folder make together, if that is a template which may have a resource of one of some types.
    pub(crate) fn merged(&self, merge: Merge, types: &[&str]) -> Option<MergedFiles> {
        let loaded = self.merged_file(&merge)?;
        let mut templates = loaded.templates.iter();
        let may_have = templates.any(|template| template.may_have(types));
        may_have.then(|| MergedFiles {
            first: self.sources.get(loaded.source).path().to_owned(),
            parts: loaded.parts.clone(),
            merge,
        })
    }

    /// The template that the files of a folder make together; nothing where none of them can be read, and where two of them make a
    /// resource of one name, or declare something of one name differently, as templates do that are deployed each by itself.
    pub(crate) fn merged_file(&self, merge: &Merge) -> Option<Arc<TemplateFile>> {
        let folder = merge.files.first()?.parent()?;
        let bytes = merge.files.iter().map(|path| self.bytes_of(path)).sum();
        let read = || self.read_merged(&merge.files, folder).map(Arc::new);
        self.read.get_or_make(folder.to_owned(), bytes, read)
    }

    fn read_merged(&self, files: &[PathBuf], folder: &Path) -> Option<TemplateFile> {
        let mut read: Vec<(Arc<SourceFile>, Node)> = Vec::new();
        let mut may_declare = None;
        let mut unread = Vec::new();
        for path in files {
            let file = self.sources.load(path).ok();
            let document = file.as_ref().map(|file| first_document(file));
            match (file, document) {
                (Some(file), Some(Ok(Some(root)))) if matches!(root.value, Value::Map(_)) => {
                    read.push((file, root));
                }
                (Some(_), Some(Ok(_))) => {}
                (file, document) => {
                    let wrong = document.and_then(Result::err).unwrap_or_default();
                    unread.push((path.clone(), wrong));
                    let name = self.sources.name(path);
                    let at = file.map_or_else(
                        || self.sources.beginning_of(path),
                        |file| Span::beginning(file.id()),
                    );
                    let why = format!("{}, which is merged with it, cannot be read", quoted(&name));
                    may_declare.get_or_insert((why, at));
                }
            }
        }
        let roots = || read.iter().map(|(_, root)| root);
        if have_one_resource(roots()) || differ(roots()) {
            return None;
        }
        let first = read.first()?.0.id();
        let sources: Vec<SourceId> = read.iter().map(|(file, _)| file.id()).collect();
        let parts: Vec<PathBuf> = read
            .iter()
            .map(|(file, _)| file.path().to_owned())
            .collect();
        let root = one_of(read.into_iter().map(|(_, root)| root))?;
        let may_declare = may_declare.or_else(|| module_in(&root));
        let templates = is_template(&root).then(|| {
            let mut template = Template::new(root, folder, self.sources, self.copies);
            template.merged = Some(Merged {
                files: sources,
                may_declare,
            });
            Arc::new(template.refusing_null())
        });
        Some(TemplateFile {
            templates: templates.into_iter().collect(),
            parts,
            unread,
            ..TemplateFile::of(first)
        })
    }
}

/// Whether two templates make a resource of one name.
fn have_one_resource<'n>(roots: impl Iterator<Item = &'n Node>) -> bool {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    roots.into_iter().any(|root| {
        let own = root.get("Resources").map_or(&[][..], Node::entries).iter();
        let own: BTreeSet<&str> = own.filter_map(|entry| entry.key.as_str()).collect();
        let is_again = own
            .iter()
            .any(|name| !name.starts_with("Fn::") && names.contains(name));
        names.extend(own);
        is_again
    })
}

/// Whether two templates declare a parameter, a condition or a mapping of one name, and not the same.
fn differ<'n>(roots: impl Iterator<Item = &'n Node>) -> bool {
    let mut declared: Vec<(&str, &Entry)> = Vec::new();
    for root in roots {
        for section in ["Parameters", "Conditions", "Mappings"] {
            let own = root.get(section).map_or(&[][..], Node::entries).iter();
            let own: Vec<(&str, &Entry)> = own.map(|entry| (section, entry)).collect();
            let differs = own.iter().any(|(section, entry)| {
                let mut known = declared.iter();
                known.any(|(other, before)| {
                    other == section
                        && is_same_node(&before.key, &entry.key)
                        && !is_same_node(&before.value, &entry.value)
                })
            });
            if differs {
                return true;
            }
            declared.extend(own);
        }
    }
    false
}

/// One template of several: the members of their sections together; of anything else, what is read last.
fn one_of(mut roots: impl Iterator<Item = Node>) -> Option<Node> {
    let mut all = roots.next()?;
    for root in roots {
        let (Value::Map(sections), Value::Map(more)) = (&mut all.value, root.value) else {
            continue;
        };
        for section in more {
            let same = sections
                .iter_mut()
                .find(|known| known.key.value == section.key.value);
            match same {
                Some(known) => merge_section(known, section),
                None => sections.push(section),
            }
        }
    }
    Some(all)
}

fn merge_section(known: &mut Entry, more: Entry) {
    match (&mut known.value.value, more.value.value) {
        (Value::Map(members), Value::Map(others)) => {
            // Each file may declare for itself what they share.
            members.retain(|one| !others.iter().any(|other| is_same(one, other)));
            members.extend(others);
        }
        (members, others) => {
            *members = others;
            known.key = more.key;
            known.value.span = more.value.span;
            known.value.tag = more.value.tag;
        }
    }
}

/// Whether two entries say the same, wherever they stand.
fn is_same(one: &Entry, other: &Entry) -> bool {
    is_same_node(&one.key, &other.key) && is_same_node(&one.value, &other.value)
}

fn is_same_node(one: &Node, other: &Node) -> bool {
    let tag = |node: &Node| node.tag.as_ref().map(|tag| tag.name.clone());
    tag(one) == tag(other)
        && match (&one.value, &other.value) {
            (Value::Scalar(one), Value::Scalar(other)) => one == other,
            (Value::List(one), Value::List(other)) => {
                one.len() == other.len()
                    && one
                        .iter()
                        .zip(other)
                        .all(|(one, other)| is_same_node(one, other))
            }
            (Value::Map(one), Value::Map(other)) => {
                one.len() == other.len()
                    && one
                        .iter()
                        .zip(other)
                        .all(|(one, other)| is_same(one, other))
            }
            _ => false,
        }
}

/// The first resource that is a module of Formica, which may declare anything, with why it may, a clause.
///
/// Source: Formica's documentation, "Modules".
fn module_in(root: &Node) -> Option<(String, Span)> {
    let mut resources = root.get("Resources")?.entries().iter();
    let module = resources.find(|resource| resource.value.get("From").is_some())?;
    let name = module.key.as_str().unwrap_or_default();
    let why = format!(
        "the module `{}`, which Formica puts in, may declare it",
        quoted(name)
    );
    Some((why, module.key.span))
}
