//! The files that `${file(…)}` reads.
//!
//! Source: serverless/serverless 3.38, `lib/configuration/variables/sources/file.js`: paths start from the service's folder, in
//! files that it reads too; `.yml`, `.yaml`, `.json` and `.tfstate` are read as data, `.js` is run, anything else is a text.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::template::{
    TemplateCache, is_called_after_secrets, is_shown_as_part, speaks_of_resources, take_as_part,
};
use crate::diagnostic::{Problem, Unreadable};
use crate::parse::Node;
use crate::paths::lexical;
use crate::source::{ReadError, SourceMap, Span};

/// What a file holds.
#[derive(Clone)]
pub(super) enum Content {
    Tree(Arc<Node>),
    /// It is read as one text, of which nothing is shown.
    Text(Arc<Node>),
    /// There is none.
    Missing,
    /// It cannot be told: why, a clause.
    Unknown(String),
}

/// The files that were read so far, and what was wrong with them.
pub(super) struct Files<'a> {
    cache: &'a TemplateCache<'a>,
    sources: &'a SourceMap,
    folder: &'a Path,
    read: RefCell<BTreeMap<PathBuf, Content>>,
    pub(super) unreadable: RefCell<Vec<Unreadable>>,
    pub(super) unopened: RefCell<Vec<Problem>>,
    /// Why code is not followed that speaks of trails.
    pub(super) of_trails: RefCell<BTreeSet<String>>,
}

/// How a trail is spoken of in code: by its type, by the CDK's or the SDK's names.
const SPEAKS: &str = "CloudTrail";

impl<'a> Files<'a> {
    pub(super) fn new(folder: &'a Path, cache: &'a TemplateCache<'a>) -> Files<'a> {
        Files {
            cache,
            sources: cache.sources,
            folder,
            read: RefCell::default(),
            unreadable: RefCell::default(),
            unopened: RefCell::default(),
            of_trails: RefCell::default(),
        }
    }

    /// The folder that the service stands in.
    pub(super) fn folder(&self) -> &'a Path {
        self.folder
    }

    /// What the file at a path holds. Of a private path nothing is said where no file is read.
    pub(super) fn content(&self, written: &str, is_private: bool) -> Content {
        let path = lexical(&self.folder.join(written));
        if let Some(known) = self.read.borrow().get(&path) {
            return known.clone();
        }
        let content = self.open(&path, written, is_private);
        self.read.borrow_mut().insert(path, content.clone());
        content
    }

    fn open(&self, path: &Path, written: &str, is_private: bool) -> Content {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let ending = ending.unwrap_or_default().to_ascii_lowercase();
        if matches!(ending.as_str(), "js" | "cjs" | "mjs" | "ts" | "cts" | "mts") {
            let why = format!("`{written}` is code, which is not run");
            let code = self.sources.load(path).ok();
            if code.is_some_and(|code| code.text().contains(SPEAKS)) {
                self.of_trails.borrow_mut().insert(why.clone());
            }
            return Content::Unknown(why);
        }
        let file = match self.sources.load(path) {
            Ok(file) => file,
            Err(ReadError::Missing { .. }) => return Content::Missing,
            Err(error) => {
                let problem = Problem::of_unopened(path, &error, self.sources);
                let problem = problem.into_iter().filter(|_| !is_private);
                self.unopened.borrow_mut().extend(problem);
                return Content::Unknown(format!("`{written}` {}", error.clause()));
            }
        };
        if !matches!(ending.as_str(), "yml" | "yaml" | "json" | "tfstate") {
            file.hide_all();
            let at = Span::beginning(file.id());
            return Content::Text(Arc::new(Node::text_at(at, file.input().text)));
        }
        if !is_shown_as_part(&file, self.sources) {
            // Secrets may stand beside what a finding is about.
            file.mark_as_values();
        }
        match self.cache.document(&file) {
            Ok(Some(root)) => {
                if is_called_after_secrets(file.path(), self.sources)
                    && speaks_of_resources(file.text())
                {
                    take_as_part(&file, &root, self.sources);
                }
                Content::Tree(root)
            }
            Ok(None) => Content::Missing,
            Err(errors) => {
                if file.holds_values() {
                    file.hide_all();
                }
                let errors = errors.iter().cloned();
                self.unreadable.borrow_mut().extend(errors);
                Content::Unknown(format!("`{written}` cannot be parsed"))
            }
        }
    }
}
