//! The template files of a run, each parsed once unless there are many large ones.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::limits::{
    BYTES_BESIDE_TEXT, MAX_BYTES_OF_DOCUMENTS, MAX_BYTES_OF_TEMPLATES, TIMES_READ, copies_of_one_in,
};
use super::deploying::filled_in_first;
use super::recognition::is_service;
use super::sections::Template;
use super::shape::TRAIL;
use super::text::{
    TemplateText, first_document, given_beside, is_named_as_template, read_templates,
    speaks_of_resources,
};
use super::unsaid::is_named_after_secrets;
use crate::contained::contained;
use crate::diagnostic::Unreadable;
use crate::discover::is_named_as_service;
use crate::parse::Node;
use crate::paths::folder_of;
use crate::recent::Recent;
use crate::source::{SourceFile, SourceId, SourceMap, Span};

/// A file that may hold templates, once read.
pub(crate) struct TemplateFile {
    pub(crate) source: SourceId,
    pub(crate) templates: Vec<Arc<Template>>,
    /// A service of the Serverless Framework, as it is written.
    pub(crate) service: Option<Node>,
    pub(crate) unreadable: Vec<Unreadable>,
    /// The parameters that stand beside the template in what the AWS CLI prints or takes: each with its value, as far as that
    /// is written.
    pub(crate) given: Vec<(String, Option<String>, Span)>,
    /// The files that its template is merged of, where several make it.
    pub(crate) parts: Vec<PathBuf>,
    /// Those of such files that cannot be read, and what is wrong with the ones that can be opened.
    pub(crate) unread: Vec<(PathBuf, Vec<Unreadable>)>,
    /// Whether it is one of those, and judged with the first.
    pub(crate) is_part: bool,
}

impl TemplateFile {
    /// A file of which nothing is read yet.
    pub(super) fn of(source: SourceId) -> TemplateFile {
        TemplateFile {
            source,
            templates: Vec::new(),
            service: None,
            unreadable: Vec::new(),
            given: Vec::new(),
            parts: Vec::new(),
            unread: Vec::new(),
            is_part: false,
        }
    }

    /// One that is merged with others, and judged with the first of them.
    pub(crate) fn part(source: SourceId) -> TemplateFile {
        TemplateFile {
            is_part: true,
            ..TemplateFile::of(source)
        }
    }

    /// Whether it turned out to hold something else than templates.
    pub(crate) fn is_empty(&self) -> bool {
        let holds_nothing =
            self.templates.is_empty() && self.unreadable.is_empty() && self.service.is_none();
        holds_nothing && !self.is_part && self.parts.is_empty()
    }

    /// How many bytes the files have that its templates include, each as often as it is included.
    fn bytes_included(&self, sources: &SourceMap) -> usize {
        let included = self.templates.iter();
        let included = included.flat_map(|template| &template.included);
        included
            .map(|included| sources.get(included.file).text().len())
            .sum()
    }
}

/// The service of the Serverless Framework that a file holds, if it does. By another name than its own it has a trail, and all that makes
/// it one.
fn service_in(file: &SourceFile) -> Option<Node> {
    let is_named = is_named_as_service(file.path());
    if !is_named && !file.text().contains(TRAIL) {
        return None;
    }
    let root = first_document(file).ok()??;
    let is_whole = || {
        let mut all = ["service", "provider", "resources"].into_iter();
        all.all(|key| root.get(key).is_some())
    };
    (is_service(&root) && (is_named || is_whole())).then_some(root)
}

/// The files that were requested last.
pub(crate) struct TemplateCache<'a> {
    pub(crate) sources: &'a SourceMap,
    /// How many values the aliases and includes of one file may copy.
    pub(crate) copies: usize,
    /// By the path of a file, or of a folder whose files are merged.
    pub(super) read: Recent<PathBuf, Option<Arc<TemplateFile>>>,
    /// What files hold that services read.
    documents: Recent<SourceId, Document>,
}

/// The first document of a file, or what is wrong with it.
type Document = Result<Option<Arc<Node>>, Arc<[Unreadable]>>;

/// The files that one unit asks for. What was read for it again and again is kept until it is judged.
pub(crate) struct KeptTemplates<'a> {
    pub(crate) sources: &'a SourceMap,
    cache: &'a TemplateCache<'a>,
    files: RefCell<HashMap<PathBuf, Kept>>,
}

enum Kept {
    /// How often the unit had it read.
    Read(usize),
    File(Option<Arc<TemplateFile>>),
}

impl<'a> KeptTemplates<'a> {
    pub(crate) fn new(cache: &'a TemplateCache<'a>) -> KeptTemplates<'a> {
        KeptTemplates {
            sources: cache.sources,
            cache,
            files: RefCell::default(),
        }
    }

    /// The templates of a file; `None` where it cannot be opened.
    pub(crate) fn load(&self, path: &Path) -> Option<Arc<TemplateFile>> {
        let times = match self.files.borrow().get(path) {
            Some(Kept::File(file)) => return file.clone(),
            Some(Kept::Read(times)) => *times,
            None => 0,
        };
        let mut is_read = false;
        let file = self.cache.load_noting(path, &mut is_read);
        if is_read {
            let kept = match times + 1 {
                TIMES_READ.. => Kept::File(file.clone()),
                times => Kept::Read(times),
            };
            self.files.borrow_mut().insert(path.to_owned(), kept);
        }
        file
    }
}

impl<'a> TemplateCache<'a> {
    /// For a run over so many files.
    pub(crate) fn new(sources: &'a SourceMap, files: usize) -> TemplateCache<'a> {
        TemplateCache {
            sources,
            copies: copies_of_one_in(files),
            read: Recent::new(MAX_BYTES_OF_TEMPLATES),
            documents: Recent::new(MAX_BYTES_OF_DOCUMENTS),
        }
    }

    /// The templates of a file; `None` where it cannot be opened.
    pub(crate) fn load(&self, path: &Path) -> Option<Arc<TemplateFile>> {
        self.load_noting(path, &mut false)
    }

    /// The same; notes where it was not at hand.
    fn load_noting(&self, path: &Path, is_read: &mut bool) -> Option<Arc<TemplateFile>> {
        let bytes = self.bytes_of(path);
        let make = || {
            *is_read = true;
            self.parse(path).map(Arc::new)
        };
        let key = (path.to_owned(), bytes);
        self.read.get_or_weigh(key, make, |file| {
            file.as_ref()
                .map_or(0, |file| file.bytes_included(self.sources))
        })
    }

    /// The first document of a file that services read: many may read one.
    pub(crate) fn document(&self, file: &SourceFile) -> Document {
        let bytes = file.text().len();
        self.documents.get_or_make(file.id(), bytes, || {
            let document = first_document(file).map_err(Arc::from);
            document.map(|root| root.map(Arc::new))
        })
    }

    /// How many bytes a file counts that is kept.
    pub(super) fn bytes_of(&self, path: &Path) -> usize {
        let file = self.sources.load(path);
        file.map_or(0, |file| file.text().len()) + BYTES_BESIDE_TEXT
    }

    fn parse(&self, path: &Path) -> Option<TemplateFile> {
        let file = self.sources.load(path).ok()?;
        let folder = folder_of(path);
        let mut out = TemplateFile::of(file.id());
        if !speaks_of_resources(file.text()) && !is_named_as_service(path) {
            file.hide_all();
        } else if is_named_after_secrets(path, self.sources) {
            file.mark_as_values();
        }
        if let Some(at) = file.not_utf8_at() {
            out.unreadable.push(Unreadable::not_utf8(&file, at));
            self.keep_back(&file);
            return Some(out);
        }
        let templates = contained(|| {
            #[cfg(test)]
            crate::contained::fault_in(file.text(), "parsing");
            match read_templates(&file.input(), file.name(), self.copies) {
                TemplateText::Templates(roots) => Ok(roots
                    .into_iter()
                    .map(|root| {
                        let template = Template::new(root, folder, self.sources, self.copies);
                        Arc::new(template.refusing_null())
                    })
                    .collect()),
                TemplateText::SomethingElse => Ok(Vec::new()),
                TemplateText::Broken(errors) => Err(errors),
            }
        });
        match templates {
            Ok(Ok(templates)) => {
                out.service = templates.is_empty().then(|| service_in(&file)).flatten();
                out.templates = templates;
                out.given = given_beside(&file);
            }
            // Nothing is wrong with what a tool fills in before it reads it.
            Ok(Err(_)) if filled_in_first(&file).is_some() => {}
            Ok(Err(errors)) => {
                self.keep_back(&file);
                out.unreadable = errors;
            }
            Err(error) => out.unreadable.push(error.in_source(file.id())),
        }
        Some(out)
    }

    /// Of a file that cannot be read, and is no template by its name either, nothing is shown: a template named it, and what
    /// it is, nobody knows.
    fn keep_back(&self, file: &SourceFile) {
        if !is_named_as_template(file, self.sources) {
            file.hide_all();
        }
    }
}
