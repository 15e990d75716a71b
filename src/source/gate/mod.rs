//! The gate: the one room that touches the file system. It knows which files a run may open, opens regular files only,
//! never waits for one, and reads no more than a bound.

mod access;
mod below;
mod boundary;
mod folders;
mod links;
mod listings;
mod open;
mod special;
mod users_ways;
mod ways;

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::error::{Outside, ReadError};
use super::limits::{MAX_BYTES_OF_FILE, MAX_BYTES_OF_LINK, MAX_LINKS};
use crate::paths::{absolute, lexical, relative, split};
pub(super) use access::Reach;
pub use access::{Access, Kind};
use boundary::Boundary;
use folders::Folders;
pub use folders::is_repository_root;
pub(super) use links::are_values;
use listings::{Entry, Listings};
use open::{Refused, said};
use special::Special;
use ways::Way;

/// What was found below a folder.
#[derive(Debug)]
pub struct Listing {
    pub files: Result<Vec<PathBuf>, ReadError>,
    /// How many files and folders were looked at.
    pub looked_at: usize,
}

/// What a file holds.
#[derive(Debug)]
pub struct Opened {
    pub bytes: Vec<u8>,
    /// Where it lies, where the path is a link to it.
    pub target: Option<PathBuf>,
}

/// Without a boundary it opens nothing.
#[derive(Debug, Default)]
pub struct Gate {
    boundary: Boundary,
    folders: Folders,
    listings: Listings,
    special: Special,
    overlay: HashMap<PathBuf, String>,
}

impl Gate {
    pub(super) fn new(access: &Access) -> Gate {
        let overlay = access.overlay.iter();
        Gate {
            boundary: Boundary::new(access),
            folders: Folders::default(),
            listings: Listings::default(),
            special: Special::default(),
            overlay: overlay
                .map(|(path, text)| (absolute(path), text.clone()))
                .collect(),
        }
    }

    /// The paths that have a text instead of what is on disk.
    pub(super) fn overlaid(&self) -> impl Iterator<Item = &PathBuf> {
        self.overlay.keys()
    }

    /// What the file at an absolute path holds, `limit` bytes at most.
    pub(super) fn read(&self, path: &Path, limit: u64, reach: Reach) -> Result<Opened, ReadError> {
        let mut opened = self.read_one(path, limit, reach)?;
        // As git checks links out where there are none.
        for _ in 0..MAX_LINKS {
            let link = opened.target.as_deref().unwrap_or(path);
            let Some(target) = links::written_to_alike(link, &opened.bytes) else {
                break;
            };
            match self.read_one(&target, limit, reach) {
                Ok(next) => {
                    opened = Opened {
                        target: next.target.or(Some(target)),
                        bytes: next.bytes,
                    }
                }
                Err(ReadError::Missing { .. }) => break,
                Err(error) => return Err(error),
            }
        }
        Ok(opened)
    }

    fn read_one(&self, path: &Path, limit: u64, reach: Reach) -> Result<Opened, ReadError> {
        let plain = |bytes| Opened {
            bytes,
            target: None,
        };
        if let Some(text) = self.overlay.get(path) {
            return Ok(plain(text.clone().into_bytes()));
        }
        let limit = limit.min(MAX_BYTES_OF_FILE);
        if self.boundary.is_own(path) {
            self.check_own(path)?;
            let bytes = if matches!(folders::kind(path), Ok(Kind::Special)) {
                self.special.read(path, limit)?
            } else {
                open::read_any(path, limit).map_err(said)?
            };
            let target = self.target(path, reach);
            return Ok(Opened { bytes, target });
        }
        let real = self.entry(path, reach)?;
        match open::read_regular(&real, limit) {
            Err(Refused::Link) => {
                let real = self.inside(path, reach)?;
                let target = Some(self.seen_from(path, &real));
                if let Some(text) = target.as_ref().and_then(|target| self.overlay.get(target)) {
                    let bytes = text.clone().into_bytes();
                    return Ok(Opened { bytes, target });
                }
                let bytes = open::read_regular(&real, limit).map_err(said)?;
                Ok(Opened { bytes, target })
            }
            read => read.map(plain).map_err(said),
        }
    }

    /// Where a file lies that is a link, be it as git writes one, to one inside.
    pub(super) fn lies_at(&self, path: &Path, reach: Reach) -> Option<PathBuf> {
        let written = || self.read(path, MAX_BYTES_OF_LINK, reach).ok()?.target;
        self.target(path, reach).or_else(written)
    }

    /// The links that a link to a file inside leads to before it comes to that, be they as git writes them.
    pub(super) fn links_between(&self, path: &Path, reach: Reach) -> Vec<PathBuf> {
        let Some(target) = self.lies_at(path, reach) else {
            return Vec::new();
        };
        let next = |link: &PathBuf| {
            let written = || {
                let opened = self.read_one(link, MAX_BYTES_OF_LINK, reach).ok()?;
                links::written_to_alike(link, &opened.bytes)
            };
            folders::next_of_link(link).or_else(written)
        };
        std::iter::successors(next(&path.to_owned()), next)
            .take_while(|link| *link != target)
            .take(MAX_LINKS)
            .collect()
    }

    /// Where a file lies that is a link to one inside.
    fn target(&self, path: &Path, reach: Reach) -> Option<PathBuf> {
        if !folders::is_link(path) {
            return None;
        }
        let mut way = self.way(path);
        // The user's own ways go through whatever they name.
        way.strays = way.strays.filter(|_| !self.boundary.is_own(path));
        let real = self.checked(way, reach).ok()?;
        Some(self.seen_from(path, &real))
    }

    /// A path without links as it is written from the folder of a link to it.
    fn seen_from(&self, link: &Path, real: &Path) -> PathBuf {
        let folder = link.parent().unwrap_or(link);
        lexical(&folder.join(relative(&self.real_folder(folder), real)))
    }

    /// The folder that a path leads to where one of its parts is a link as git writes it into a file.
    pub(super) fn through_written_links(&self, path: &Path) -> Option<PathBuf> {
        let mut path = path.to_owned();
        for _ in 0..MAX_LINKS {
            let file = path.ancestors().find(|part| folders::is_named(part));
            let Some(file) = file.map(Path::to_owned) else {
                return (self.kind(&path) == Ok(Kind::Folder)).then_some(path);
            };
            let opened = self
                .read_one(&file, MAX_BYTES_OF_LINK, Reach::Modules)
                .ok()?;
            let target = links::written(&file, &opened.bytes)?;
            path = lexical(&target.join(path.strip_prefix(&file).ok()?));
        }
        None
    }

    /// What an absolute path leads to, links followed.
    pub fn kind(&self, path: &Path) -> Result<Kind, ReadError> {
        self.kind_within(path, Reach::Modules)
    }

    /// The same for one who reaches so far.
    pub(super) fn kind_within(&self, path: &Path, reach: Reach) -> Result<Kind, ReadError> {
        if self.overlay.contains_key(path) {
            return Ok(Kind::File);
        }
        if !self.boundary.is_own(path) {
            self.inside(path, reach)?;
        }
        folders::kind(path).map_err(|error| ReadError::of(&error))
    }

    /// The same of a file of rules of what git ignores, which may be one of git's own.
    pub fn kind_of_rules(&self, path: &Path) -> Result<Kind, ReadError> {
        let way = self.way(path);
        let checked = self.boundary.check(&way.end, Reach::Inside).err();
        let outside = checked.filter(|outside| *outside != Outside::InGit);
        match way.strays.or(outside) {
            Some(outside) => Err(ReadError::Outside(outside)),
            None => folders::kind(path).map_err(|error| ReadError::of(&error)),
        }
    }

    /// What such a file holds, `most` bytes at most.
    pub fn rules(&self, path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
        match self.read_one(path, most, Reach::Inside) {
            // The walker reads those in git's folder all the same.
            Err(ReadError::Outside(Outside::InGit))
                if self.kind_of_rules(path) == Ok(Kind::File) =>
            {
                open::read_regular(&self.way(path).end, most).map_err(said)
            }
            read => read.map(|opened| opened.bytes),
        }
    }

    /// The size in bytes of the regular file at a path, in a folder that was not reached through a link: 0 where nothing is
    /// there, and `None` where something else is. Where there is a size, no links need be followed.
    pub fn size(&self, path: &Path) -> Option<u64> {
        if self.overlay.contains_key(path) {
            return Some(0);
        }
        folders::size(path)
    }

    /// What a path of the command line leads to; it is taken as it is written. A link that leads out of its repository is one, be
    /// anything there or not.
    pub(super) fn kind_of_given(&self, path: &Path) -> Result<Kind, ReadError> {
        let whole = absolute(path);
        let leads_out = || {
            let led_to = self.inside(&whole, Reach::Inside);
            matches!(led_to, Err(ReadError::Outside(_)))
        };
        if self.overlay.contains_key(&whole) || !self.boundary.is_own(&whole) && leads_out() {
            return Ok(Kind::File);
        }
        folders::kind(path).map_err(|error| ReadError::of(&error))
    }

    /// The names in a folder that are no folders themselves. A link that leads outside is among them: opening it says so.
    pub(super) fn files_in(&self, folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
        let real = self.inside_folder(folder)?;
        let names = self.listings.of(&real)?;
        let is_folder = |link: &OsStr| self.kind(&real.join(link)) == Ok(Kind::Folder);
        let files = names.iter().filter(|(name, entry)| match entry {
            Entry::File => true,
            Entry::Folder => false,
            Entry::Link => !is_folder(name),
        });
        Ok(files.map(|(name, _)| folder.join(name)).collect())
    }

    /// The names of the folders in a folder; no links.
    pub(super) fn folders_in(&self, folder: &Path) -> Vec<OsString> {
        let real = self.inside_folder(folder);
        let names = real.and_then(|real| self.listings.of(&real));
        let names = names.iter().flat_map(|names| names.iter());
        let folders = names.filter(|(_, entry)| *entry == Entry::Folder);
        folders.map(|(name, _)| name.clone()).collect()
    }

    /// The regular files below a folder, links followed. What cannot be looked into, and a link to nothing or in a circle,
    /// holds none.
    pub(super) fn list_below(&self, folder: &Path, most: usize) -> Listing {
        let mut looked_at = 0;
        let files = self.files_below(folder, most, &mut looked_at);
        Listing { files, looked_at }
    }

    fn files_below(
        &self,
        folder: &Path,
        most: usize,
        looked_at: &mut usize,
    ) -> Result<Vec<PathBuf>, ReadError> {
        let real = self.inside(folder, Reach::Inside)?;
        let follow = |link: &Path| self.inside(link, Reach::Inside);
        let files = below::files_below(&real, most, looked_at, &follow)?;
        let below = |file: PathBuf| folder.join(file.strip_prefix(&real).unwrap_or(&file));
        Ok(files.into_iter().map(below).collect())
    }

    /// Whether something of that name is there, wherever it leads to.
    pub(super) fn is_named(&self, path: &Path) -> bool {
        self.overlay.contains_key(path) || folders::is_named(path)
    }

    /// Whether anything at all has that name, a folder too.
    pub(super) fn is_anything(path: &Path) -> bool {
        folders::is_anything(path)
    }

    /// Whether nothing at all is at a path inside, by one look at its last part.
    pub(super) fn is_absent(&self, path: &Path) -> bool {
        let entry = self.entry(path, Reach::Inside);
        self.overlay.is_empty() && entry.is_ok_and(|entry| folders::is_absent(&entry))
    }

    /// Whether something is there that a path leads to, be it that it cannot be opened: a link that leads outside is, one to nothing
    /// is not. Of what lies outside itself that is not told.
    pub(super) fn is_there(&self, path: &Path) -> bool {
        match self.kind(path) {
            Ok(_) | Err(ReadError::Io { .. }) => true,
            Err(ReadError::Outside(_)) => self.entry(path, Reach::Modules).is_ok(),
            Err(_) => false,
        }
    }

    /// A folder's path without links, if that leads anywhere and does not pass what lies outside.
    pub(super) fn real_folder(&self, folder: &Path) -> PathBuf {
        let way = self.way_to_folder(folder);
        if way.missing.is_some() || way.strays.is_some() {
            return folder.to_owned();
        }
        way.end
    }

    /// Takes in a folder that is no link, as one who came down to it saw.
    pub(super) fn take_no_link(&self, folder: &Path) {
        let may_pass = |passed: &Path| self.boundary.may_pass(passed);
        self.folders.take_no_link(folder, &may_pass);
    }

    /// Lets go of what is known of folders, which is looked at again where it is asked for.
    pub(super) fn let_go_of_folders(&self) {
        self.folders.let_go();
    }

    /// The root of the repository that a folder lies in: the folder itself or the nearest one above.
    pub(super) fn repository_root<'p>(&self, folder: &'p Path) -> Option<&'p Path> {
        self.folders.repository_root(folder)
    }

    /// A module calls another one by a local source. Outside of a repository that makes its folder one that may be read.
    pub(super) fn admit_module(&self, caller: &Path, called: &Path) {
        let [caller, called] = [caller, called].map(|folder| self.way_to_folder(folder));
        self.boundary.admit_module(&caller, &called);
    }

    /// Whether a text belongs to what the run may open, rather than to a module that a local source names. One that the
    /// run was handed over does.
    pub(super) fn is_inside(&self, path: &Path) -> bool {
        self.boundary.has_no_admitted_modules()
            || self.is_given(path)
            || self.entry(path, Reach::Inside).is_ok()
    }

    /// Where a path leads.
    fn way(&self, path: &Path) -> Way {
        self.folders
            .way(path, &|passed| self.boundary.may_pass(passed))
    }

    fn way_to_folder(&self, folder: &Path) -> Way {
        let may_pass = |passed: &Path| self.boundary.may_pass(passed);
        self.folders.way_to_folder(folder, &may_pass)
    }

    /// Where a file lies that may be opened, its own name not resolved yet.
    fn entry(&self, path: &Path, reach: Reach) -> Result<PathBuf, ReadError> {
        match split(path) {
            Some((folder, name)) => self.checked(self.way_to_folder(folder).joined(name), reach),
            None => self.inside(path, reach),
        }
    }

    /// Where a path leads to, links followed, if that may be opened. Whether anything is there is said of no other.
    fn inside(&self, path: &Path, reach: Reach) -> Result<PathBuf, ReadError> {
        self.checked(self.way(path), reach)
    }

    /// The same of a folder, which is looked at once.
    fn inside_folder(&self, folder: &Path) -> Result<PathBuf, ReadError> {
        self.checked(self.way_to_folder(folder), Reach::Modules)
    }

    fn checked(&self, way: Way, reach: Reach) -> Result<PathBuf, ReadError> {
        let real = way.end;
        // What it passes comes first: what lies behind that is not told either.
        let is_named = || reach == Reach::Modules && self.boundary.is_of_admitted_module(&real);
        if let Some(outside) = way.strays.filter(|_| !is_named()) {
            return Err(ReadError::Outside(outside));
        }
        let checked = self.boundary.check(&real, reach);
        checked.map_err(ReadError::Outside)?;
        // A source names folders: whether there is a file is not told.
        if reach == Reach::Modules
            && self.boundary.is_only_of_a_source(&real)
            && !matches!(folders::kind(&real), Ok(Kind::Folder))
        {
            return Err(ReadError::of(&std::io::ErrorKind::NotFound.into()));
        }
        way.missing.map_or(Ok(real), Err)
    }

    /// A path of the command line may be a link that a stranger wrote: it leads to none of git's files that it does not name.
    fn check_own(&self, path: &Path) -> Result<(), ReadError> {
        let leads_into_git = || self.boundary.is_of_git(&self.way(path).end);
        if !self.boundary.is_of_git(path) && leads_into_git() {
            return Err(ReadError::Outside(Outside::InGit));
        }
        Ok(())
    }

    /// Whether what lies at a target is taken for what a path to it is called.
    pub(super) fn may_stand_for(&self, path: &Path, target: &Path) -> bool {
        links::are_alike(path, target) || self.boundary.may_lead_anywhere(path)
    }

    /// Whether a path is one of the command line, or of what the run was handed over.
    pub(super) fn is_given(&self, path: &Path) -> bool {
        self.overlay.contains_key(path)
            || self.boundary.is_own(path)
            || self.boundary.stands_for(path)
    }
}

/// What standard input gives, to its end: no more than a pipe may.
pub fn read_input(input: &mut impl Read) -> Result<Vec<u8>, ReadError> {
    open::read_written(input).map_err(said)
}
