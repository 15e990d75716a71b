//! What was requested of a run: the templates around one are read for context, and only what touches it is reported.

use std::collections::HashSet;
use std::path::Path;

use crate::diagnostic::Unreadable;
use crate::discover::{Found, Origin};
use crate::model::{Account, Judged};
use crate::source::{SourceId, SourceMap};

/// The files that were given.
pub(super) struct Requested<'a> {
    files: HashSet<&'a Path>,
}

impl<'a> Requested<'a> {
    /// `data` are no templates, but templates may read them.
    pub(super) fn new(templates: &[&'a Found], data: &[&'a Found]) -> Requested<'a> {
        let files = templates.iter().chain(data);
        let given = files.filter(|file| file.origin != Origin::Context);
        Requested {
            files: given
                .flat_map(|file| [file.path.as_path(), file.text_path()])
                .collect(),
        }
    }

    /// Keeps, of what a template was judged to be that nobody gave, what touches a file that was given: the trail lies
    /// there, or a value of it comes from there.
    pub(super) fn keep(&self, root: &Found, judged: &mut Judged, sources: &SourceMap) {
        if root.origin != Origin::Context {
            return;
        }
        let has_trails = |judged: &Judged| {
            let mut accounts = judged.accounts.iter();
            accounts.any(|account| !account.trails.is_empty())
        };
        // Of a service that may read a given file, a part is lost, and nobody knows what trails with it.
        let is_lost = root.mentions.service && !has_trails(judged);
        let broken = judged.accounts.iter().filter(|_| is_lost);
        let broken: Vec<Unreadable> = broken
            .flat_map(|account| account.unreadable.clone())
            .collect();
        self.keep_touching(judged, sources);
        if is_lost {
            judged.accounts.push(Account {
                unreadable: broken,
                ..Account::default()
            });
        } else if !has_trails(judged) {
            // It was judged because it might have touched one.
            judged.problems.clear();
        }
    }

    /// Whether a file was given.
    pub(super) fn is_given(&self, file: &Path) -> bool {
        self.files.contains(file)
    }

    /// Of some accounts, what touches a file that was given.
    pub(super) fn touching(&self, accounts: Vec<Account>, sources: &SourceMap) -> Judged {
        let mut judged = Judged {
            accounts,
            ..Judged::default()
        };
        self.keep_touching(&mut judged, sources);
        judged
    }

    /// Keeps what touches a file that was given.
    fn keep_touching(&self, judged: &mut Judged, sources: &SourceMap) {
        let is_wanted = |source: SourceId| {
            let file = sources.get(source);
            let is_given = |path: &Path| self.files.contains(path);
            is_given(file.path()) || is_given(&sources.in_its_folder(file.path()))
        };
        judged.keep_touching(&is_wanted);
    }
}
