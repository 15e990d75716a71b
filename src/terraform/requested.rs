//! What was requested of a run: modules around it are read for context, and only what touches it is reported.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use foldhash::fast::RandomState;

use crate::diagnostic::Unreadable;
use crate::discover::{Found, Language, Origin};
use crate::model::{Account, Judged};
use crate::source::{SourceId, SourceMap};
use crate::terraform::config::call_graph::Graph;
use crate::terraform::config::call_texts::may_declare_a_trail;
use crate::terraform::config::files::is_of_module;

/// The files that were given, by name or below a folder. There may be very many: each is named as it was found.
pub(crate) struct Requested<'f> {
    files: HashSet<&'f OsStr, RandomState>,
    /// Their folders; whether all of it is reported where it is a root.
    folders: HashMap<&'f Path, bool>,
    /// Whether a file of values or of data is among those given by name: which roots read it, only judging them tells.
    values: bool,
    /// Whether a file of a module is among those, and some module may read such files as text.
    texts: bool,
    /// Where templates lie in folders that were given: the folders whose modules may deploy some.
    deployers: HashSet<&'f Path>,
}

impl<'f> Requested<'f> {
    /// `data` are no files of modules, but modules may read them.
    pub(crate) fn new(
        files: &[&'f Found],
        data: &[&'f Found],
        sources: &SourceMap,
    ) -> Requested<'f> {
        let of_origin = |which: fn(Origin) -> bool| {
            let all = files.iter().chain(data).copied();
            all.filter(move |file| which(file.origin))
        };
        let is_given = |origin| origin != Origin::Context;
        let are_linked = files.iter().any(|file| file.target.is_some());
        let given = of_origin(|origin| origin != Origin::Context).filter(|_| are_linked);
        let given = given.map(|file| file.path.as_os_str());
        let given: HashSet<&OsStr> = given.collect();
        let is_among = |path: &Path| given.contains(path.as_os_str());
        // Whoever gives a file means the modules that link to it, too; who gives a link means its own, and those that link to
        // the link.
        let given_links = files.iter().filter(|file| is_given(file.origin));
        let given_links: HashSet<&PathBuf> = given_links
            .filter_map(|file| file.target.as_ref())
            .collect();
        let links_to_given = files.iter().filter(|file| {
            let target = file.target.as_ref();
            target.is_some_and(|target| {
                let links = || sources.links_between(&file.path);
                is_among(target)
                    || (given_links.contains(target) && links().iter().any(|link| is_among(link)))
            })
        });
        let behind_links = of_origin(is_given).filter_map(|file| file.target.as_deref());
        let mut folders: HashMap<&Path, bool> = HashMap::new();
        let given_folders = of_origin(is_given).map(|file| (file, file.origin == Origin::InFolder));
        for (file, is_whole) in given_folders.chain(links_to_given.map(|file| (*file, false))) {
            *folders.entry(file.folder()).or_default() |= is_whole;
        }
        Requested {
            folders,
            files: of_origin(is_given)
                .map(|file| file.path.as_path())
                .chain(behind_links)
                .map(Path::as_os_str)
                .collect(),
            values: files
                .iter()
                .chain(data)
                .any(|file| file.origin.may_be_anything() && !is_of_module(file)),
            texts: (files.iter()).any(|file| file.mentions.names_modules)
                && (files.iter()).any(|file| file.origin.may_be_anything() && is_of_module(file)),
            deployers: deployers(files, data, sources),
        }
    }

    /// Whether a file was requested.
    pub(crate) fn is_given(&self, file: &Path) -> bool {
        self.files.contains(file.as_os_str())
    }

    /// Whether a folder was given as a whole, so that all of a root module that is run there is reported.
    pub(crate) fn is_whole(&self, run_in: &Path) -> bool {
        self.folders.get(run_in) == Some(&true)
    }

    /// Whether a file was requested, be it where it really lies.
    pub(crate) fn is_given_as(&self, source: SourceId, sources: &SourceMap) -> bool {
        let file = sources.get(source);
        self.is_given(file.path()) || self.is_given(&sources.in_its_folder(file.path()))
    }

    /// Whether something is to be said of a root module itself, be it that nothing of its trails is.
    pub(crate) fn means(&self, run_in: &Path, root: &Path, graph: &Graph) -> bool {
        self.values || self.reached_by(run_in, root, graph)
    }

    /// Whether a root module, run in a folder, may reach a file that was requested; others have nothing to say.
    pub(crate) fn concerns(&self, run_in: &Path, root: &Path, graph: &Graph) -> bool {
        let deploys = || {
            let below = graph.below([root.to_owned()]);
            let mut folders = below.iter().map(PathBuf::as_path).chain([run_in, root]);
            folders.any(|folder| self.deployers.contains(folder))
        };
        self.texts || self.means(run_in, root, graph) || !self.deployers.is_empty() && deploys()
    }

    /// Whether a file that was requested lies in a root module or in what it calls.
    pub(crate) fn reached_by(&self, run_in: &Path, root: &Path, graph: &Graph) -> bool {
        let folders = &self.folders;
        let leads_to_one = || graph.leads_to(root, folders.keys().copied());
        folders.contains_key(run_in) || folders.contains_key(root) || leads_to_one()
    }

    /// Keeps what touches a file that was requested: the trail lies there, or its value comes from there. Of a root module
    /// in a folder that was given as a whole, everything stays. `root` is the folder that it is run in, and its own;
    /// `reads_given` says whether what runs it reads a given file.
    pub(crate) fn keep(
        &self,
        judged: &mut Judged,
        root: Option<(&Path, &Path)>,
        reads_given: bool,
        (graph, sources): (&Graph, &SourceMap),
    ) {
        if root.is_some_and(|(run_in, _)| self.is_whole(run_in)) {
            return;
        }
        let known: RefCell<HashMap<SourceId, bool>> = RefCell::default();
        let is_wanted = |source: SourceId| {
            let mut known = known.borrow_mut();
            *known
                .entry(source)
                .or_insert_with(|| self.is_given_as(source, sources))
        };
        judged.keep_touching(&is_wanted);
        let is_reached =
            root.is_some_and(|(run_in, root)| self.reached_by(run_in, root, graph)) || reads_given;
        let mut accounts = judged.accounts.iter();
        if !is_reached && accounts.all(|account| account.trails.is_empty()) {
            // It was judged because it might have read a file that was given.
            judged.problems.clear();
        }
    }
}

/// What cannot be read and calls modules.
pub(crate) fn broken_callers(judged: &[Judged]) -> Vec<Unreadable> {
    let broken = judged.iter().flat_map(|judged| &judged.accounts);
    let broken = broken.flat_map(|account| &account.unreadable);
    broken
        .filter(|broken| !broken.others.is_empty())
        .cloned()
        .collect()
}

/// Of these, what decides about a trail that is reported, and is not itself: such a trail must not pass as clean.
pub(crate) fn deciding(mut broken: Vec<Unreadable>, reported: &[Judged]) -> Judged {
    let accounts = || reported.iter().flat_map(|judged| &judged.accounts);
    broken.retain(|broken| {
        let mut said = accounts().flat_map(|account| &account.unreadable);
        let is_said = said.any(|said| said.span == broken.span);
        let calls = || broken.others.iter().filter_map(|call| call.span);
        let mut trails = accounts().flat_map(|account| &account.trails);
        !is_said && trails.any(|trail| calls().any(|call| trail.came_by(call)))
    });
    Judged {
        accounts: vec![Account {
            unreadable: broken,
            ..Account::default()
        }],
        ..Judged::default()
    }
}

/// The folders of the modules that may deploy templates which lie in folders that were given; none where none do.
fn deployers<'f>(
    files: &[&'f Found],
    data: &[&'f Found],
    sources: &SourceMap,
) -> HashSet<&'f Path> {
    if data.iter().all(|file| file.origin != Origin::InFolder) {
        return HashSet::new();
    }
    let may_deploy = |file: &&Found| {
        file.mentions.terraform_stack
            || file.language == Language::Terragrunt
                && (sources.load(&file.path)).is_ok_and(|file| may_declare_a_trail(file.text()))
    };
    let found = files.iter().copied().filter(may_deploy);
    found.map(Found::folder).collect()
}
