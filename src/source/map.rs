//! The texts of a run, by path.

use std::ffi::OsString;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::encoding::{decoded, guessed, is_no_text};
use super::error::{Outside, ReadError};
use super::file::{Quoted, SourceFile, Text};
use super::gate::{Access, Gate, Kind, Listing, Opened, Reach, are_values};
use super::git_rules::RulesOfFolders;
use super::other_names::OtherNames;
use super::span::{SourceId, Span};
use super::texts::Texts;
use crate::paths::{absolute, relative, shares_a_folder};

/// How zip archives begin.
const ARCHIVE: &[u8] = b"PK\x03\x04";

/// All texts of a run. Shared between threads; each file is read once.
#[derive(Debug)]
pub struct SourceMap {
    texts: Texts,
    other_names: OtherNames,
    pub(super) rules: RulesOfFolders,
    gate: Arc<Gate>,
    working_directory: Option<PathBuf>,
    /// Whether paths outside of the working directory are printed from the file system's root.
    absolute_names: bool,
}

impl Default for SourceMap {
    /// One of texts alone: it opens no file.
    fn default() -> SourceMap {
        SourceMap {
            texts: Texts::default(),
            other_names: OtherNames::default(),
            rules: RulesOfFolders::default(),
            gate: Arc::default(),
            working_directory: std::env::current_dir().ok(),
            absolute_names: false,
        }
    }
}

impl SourceMap {
    /// Where one of the run's paths is absolute, paths outside of the working directory are printed so.
    #[must_use]
    pub fn new(access: &Access) -> SourceMap {
        SourceMap {
            texts: Texts::default(),
            other_names: OtherNames::default(),
            rules: RulesOfFolders::default(),
            gate: Arc::new(Gate::new(access)),
            working_directory: std::env::current_dir().ok(),
            absolute_names: access.paths.iter().any(|path| path.is_absolute()),
        }
    }

    /// The files in a folder by name, those among them that are not on disk: texts taken in so far and those that stand in
    /// for files. A link that leads outside is among them: to open it says so.
    pub fn files_in(&self, folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
        let folder = absolute(folder);
        let (mut files, error) = match self.gate.files_in(&folder) {
            Ok(on_disk) => (on_disk, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        files.sort();
        let stand_ins = self.gate.overlaid().cloned();
        let stand_ins = stand_ins.chain(self.texts.paths_in(&folder, &files));
        let own = stand_ins.filter(|path| path.parent() == Some(&folder));
        let own: Vec<PathBuf> = own.collect();
        if let Some(error) = error.filter(|_| own.is_empty()) {
            return Err(error);
        }
        files.extend(own);
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// The names of the folders on disk in a folder.
    #[must_use]
    pub fn folders_in(&self, folder: &Path) -> Vec<OsString> {
        self.gate.folders_in(&absolute(folder))
    }

    /// The regular files below a folder, links followed, with those that are not on disk. More than `most` entries are too
    /// many; a link that leads outside is an error, since what it would add is not known.
    pub fn files_below(&self, folder: &Path, most: usize) -> Result<Vec<PathBuf>, ReadError> {
        self.list_below(folder, most).files
    }

    /// The same, with how much was looked at.
    #[must_use]
    pub fn list_below(&self, folder: &Path, most: usize) -> Listing {
        let folder = absolute(folder);
        let stand_ins = self.gate.overlaid();
        let stand_ins = stand_ins.filter(|path| path.starts_with(&folder)).cloned();
        let mut files: Vec<PathBuf> = stand_ins.collect();
        files.extend(self.texts.paths_below(&folder));
        let mut listing = self.gate.list_below(&folder, most);
        listing.looked_at += files.len();
        let on_disk = match listing.files {
            // An editor has files in a folder before it is on disk.
            Err(ReadError::Missing { .. }) if !files.is_empty() => Ok(Vec::new()),
            on_disk => on_disk,
        };
        listing.files = on_disk.map(|on_disk| {
            files.extend(on_disk);
            files.sort();
            files.dedup();
            files
        });
        listing
    }

    /// What a path leads to, links followed; an error also where it leads outside.
    pub fn kind(&self, path: &Path) -> Result<Kind, ReadError> {
        let path = absolute(path);
        if self.texts.by_path(&path).is_some() {
            return Ok(Kind::File);
        }
        self.gate.kind(&path)
    }

    /// The same of what is read as data: that does not reach into modules outside.
    pub fn kind_of_data(&self, path: &Path) -> Result<Kind, ReadError> {
        let path = absolute(path);
        match self.texts.by_path(&path) {
            Some(known) if !known.is_of_module_outside() => Ok(Kind::File),
            _ => self.gate.kind_within(&path, Reach::Inside),
        }
    }

    /// Whether a path leads to a file that may be read.
    #[must_use]
    pub fn leads_to_file(&self, path: &Path) -> bool {
        self.kind(path) == Ok(Kind::File)
    }

    /// Whether a path leads to a folder that may be read.
    #[must_use]
    pub fn leads_to_folder(&self, path: &Path) -> bool {
        self.kind(path) == Ok(Kind::Folder)
    }

    /// What a path of the command line leads to. It is the user's own, and taken as it is written (`main.tf/`).
    pub fn kind_of_given(&self, path: &Path) -> Result<Kind, ReadError> {
        self.gate.kind_of_given(path)
    }

    /// Whether a path names a file, be it a link that leads nowhere or outside.
    #[must_use]
    pub fn is_named(&self, path: &Path) -> bool {
        self.gate.is_named(&absolute(path))
    }

    /// Whether anything at all has that name, a folder too.
    #[must_use]
    pub fn is_anything(path: &Path) -> bool {
        Gate::is_anything(path)
    }

    /// Whether nothing at all is at a path inside, by one look.
    #[must_use]
    pub fn is_absent(&self, path: &Path) -> bool {
        self.gate.is_absent(&absolute(path))
    }

    /// Whether something is there that a path leads to, be it that it cannot be opened: who reads it says why.
    #[must_use]
    pub fn is_there(&self, path: &Path) -> bool {
        let path = absolute(path);
        self.texts.by_path(&path).is_some() || self.gate.is_there(&path)
    }

    /// The gate, for those who ask it while others read.
    #[must_use]
    pub fn gate(&self) -> Arc<Gate> {
        Arc::clone(&self.gate)
    }

    /// A folder's path without links.
    #[must_use]
    pub fn real_folder(&self, folder: &Path) -> PathBuf {
        self.gate.real_folder(folder)
    }

    /// Takes in a folder that is no link, as one who came down to it saw: it is not looked at again for that.
    pub fn take_no_link(&self, folder: &Path) {
        self.gate.take_no_link(folder);
    }

    /// Lets go of what is known of folders, of which there may be very many: it is looked at again where it is asked for.
    pub fn let_go_of_folders(&self) {
        self.gate.let_go_of_folders();
    }

    /// A folder that is named by a link of its own repository, as it lies in that: what others call is the folder, whatever
    /// leads to it.
    #[must_use]
    pub fn folder_as_it_lies(&self, folder: &Path) -> PathBuf {
        let below = || {
            let root = self.repository_root(folder)?;
            let real = self.real_folder(folder);
            let below = real.strip_prefix(self.real_folder(root)).ok()?;
            Some(root.join(below))
        };
        below().unwrap_or_else(|| folder.to_owned())
    }

    /// A file in the folder that it lies in.
    #[must_use]
    pub fn in_its_folder(&self, file: &Path) -> PathBuf {
        match (file.parent(), file.file_name()) {
            (Some(folder), Some(name)) => self.folder_as_it_lies(folder).join(name),
            _ => file.to_owned(),
        }
    }

    /// The root of the repository that a folder lies in: the folder itself or the nearest one above.
    #[must_use]
    pub fn repository_root<'p>(&self, folder: &'p Path) -> Option<&'p Path> {
        self.gate.repository_root(folder)
    }

    /// A folder and those above it, up to the root of its repository; outside of one, the folder alone.
    pub fn folders_above<'p>(&self, folder: &'p Path) -> impl Iterator<Item = &'p Path> + use<'p> {
        let root = self.repository_root(folder).unwrap_or(folder);
        let above = folder.ancestors();
        above.take_while(move |above| above.starts_with(root))
    }

    /// A module in a folder calls that of another by a local source, so its files are read also where there is no
    /// repository around both.
    pub fn admit_module(&self, caller: &Path, called: &Path) {
        self.gate.admit_module(caller, called);
    }

    /// The file of that id. Ids are only ever made by this map, so it is always there.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Arc<SourceFile> {
        self.texts.get(id)
    }

    /// Whether the text at a path was taken in already.
    #[must_use]
    pub fn is_known(&self, path: &Path) -> bool {
        self.known(path).is_some()
    }

    /// The text at a path, where it was taken in already.
    pub(super) fn known(&self, path: &Path) -> Option<SourceId> {
        Some(self.texts.by_path(&absolute(path))?.id())
    }

    /// The file at a path, read at its first use. Two spellings of one path, relative or absolute, are one source.
    pub fn load(&self, path: &Path) -> Result<Arc<SourceFile>, ReadError> {
        self.load_within(path, u64::MAX)
    }

    /// The same, where it has so many bytes at most.
    pub fn load_within(&self, path: &Path, most: u64) -> Result<Arc<SourceFile>, ReadError> {
        let path = absolute(path);
        match self.texts.by_path(&path) {
            Some(known) if known.text().len() as u64 > most => Err(ReadError::TooLarge { most }),
            Some(known) if !known.is_of_module_outside() => Ok(known),
            // Of a module outside; that one may be loaded does not mean that others may name it.
            Some(_) | None => self.take(&path, self.gate.read(&path, most, Reach::Inside)?),
        }
    }

    /// What a text seems to say that cannot be read, as it is in an encoding that no mark says. It shows what the file may be
    /// about, and nothing that is judged.
    #[must_use]
    pub fn guess(&self, path: &Path) -> Option<String> {
        guessed(&self.open(path).ok()?.bytes).map(|guess| guess.text)
    }

    /// The file at a path, of which the text is not kept: only the file is named where something comes of it.
    pub fn look_over(&self, path: &Path) -> Result<Arc<SourceFile>, ReadError> {
        let path = absolute(path);
        let opened = self.gate.read(&path, u64::MAX, Reach::Inside)?;
        if opened.target.is_some() || self.is_known(&path) {
            return self.load(&path);
        }
        let text = text_of(opened.bytes)?;
        let name = self.name(&path);
        Ok(self.texts.not_kept(path, name, text))
    }

    /// What is seen in the text of a file, or in what it seems to say where it cannot be read; `None` where there is neither.
    pub fn look_into<T>(&self, path: &Path, look: impl FnOnce(&str) -> T) -> Option<T> {
        match self.load(path) {
            Ok(file) => Some(look(file.text())),
            Err(_) => self.guess(path).map(|guess| look(&guess)),
        }
    }

    /// What a file holds, without taking in its text.
    pub fn bytes_within(&self, path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
        let opened = self.gate.read(&absolute(path), most, Reach::Inside)?;
        Ok(opened.bytes)
    }

    /// The beginning of a file that a value depends on, though its text is not read.
    #[must_use]
    pub fn beginning_of(&self, path: &Path) -> Span {
        let path = absolute(path);
        let name = self.name(&path);
        Span::beginning(self.texts.unread(path, name))
    }

    /// Notes that a file is there which something needed, and cannot be read: what came by it fails the run.
    pub fn lose(&self, path: &Path, why: impl Into<String>) {
        self.texts.lose(absolute(path), why.into());
    }

    /// Whether that was noted of any file.
    #[must_use]
    pub fn has_lost(&self) -> bool {
        self.texts.has_lost()
    }

    /// Whether that was noted of a file.
    #[must_use]
    pub fn is_lost(&self, path: &Path) -> bool {
        self.texts.why_lost(&absolute(path)).is_some()
    }

    /// Why a file cannot be read that something needed, as a problem says it.
    #[must_use]
    pub fn why_lost(&self, file: SourceId) -> Option<String> {
        self.texts.why_lost(self.get(file).path())
    }

    /// The file at a path that belongs to a module: it may lie in a folder that only a local source names.
    pub fn load_of_module(&self, path: &Path) -> Result<Arc<SourceFile>, ReadError> {
        let path = absolute(path);
        match self.texts.by_path(&path) {
            Some(known) => Ok(known),
            None => self.take(&path, self.open(&path)?),
        }
    }

    /// A file that is looked at, without taking in its text.
    pub fn open(&self, path: &Path) -> Result<Opened, ReadError> {
        self.gate.read(&absolute(path), u64::MAX, Reach::Modules)
    }

    /// Whether a path is one of the command line, or of a text that the run was handed over.
    #[must_use]
    pub fn is_given(&self, path: &Path) -> bool {
        self.gate.is_given(&absolute(path))
    }

    /// Takes in what was opened. Behind a link it is one text, whatever paths lead to it.
    pub fn take(&self, path: &Path, opened: Opened) -> Result<Arc<SourceFile>, ReadError> {
        let Some(target) = opened.target else {
            return self.add(path, opened.bytes);
        };
        // Beside the code may lie what a job of CI wrote there. Values may be called anything, and nothing of them is said then.
        let may_stand_for = self.gate.may_stand_for(path, &target);
        if !may_stand_for && !are_values(path) {
            return Err(ReadError::Outside(Outside::OfOtherKind));
        }
        let file = self.add(&target, opened.bytes)?;
        if !may_stand_for {
            file.keep_unsaid();
        }
        self.texts.also_by(absolute(path), file.id());
        Ok(file)
    }

    /// Where a file lies that is a link.
    #[must_use]
    pub fn target_of(&self, path: &Path) -> Option<PathBuf> {
        self.gate.lies_at(&absolute(path), Reach::Inside)
    }

    /// The links that a link to a file leads to before it comes to that.
    #[must_use]
    pub fn links_between(&self, path: &Path) -> Vec<PathBuf> {
        self.gate.links_between(&absolute(path), Reach::Inside)
    }

    /// The folder that a path leads to through links as git writes them where the file system has none: files that hold
    /// the path alone. `None` where there is no such link.
    #[must_use]
    pub fn through_written_links(&self, folder: &Path) -> Option<PathBuf> {
        self.gate.through_written_links(&absolute(folder))
    }

    /// Adds a text under a path, from bytes already read (standard input, a file just scanned). A path that
    /// is already there keeps its first text.
    pub fn add(
        &self,
        path: impl AsRef<Path>,
        bytes: Vec<u8>,
    ) -> Result<Arc<SourceFile>, ReadError> {
        let path = absolute(path.as_ref());
        let name = self.name(&path);
        let text = text_of(bytes)?;
        let quoted = if self.gate.is_inside(&path) {
            Quoted::Whole
        } else {
            Quoted::Nothing
        };
        Ok(self.texts.add(path, name, text, quoted))
    }

    /// Adds a text that lies in no file: what the program itself knows. It goes by its name only, and nothing that people
    /// read points into it.
    pub fn add_stated(&self, name: &str, text: String) -> Arc<SourceFile> {
        let text = Text::AsItIs(text);
        self.texts
            .add(PathBuf::from(name), name.to_owned(), text, Quoted::NoLine)
    }

    /// Adds a text that is written to a file of that name only when another tool runs. It is none of those by path.
    pub fn add_made(&self, name: &str, text: String) -> Arc<SourceFile> {
        self.texts.add_made(name.to_owned(), Text::AsItIs(text))
    }

    /// A place as sentences name it: `main.tf:7`. A file that was not read has no lines.
    #[must_use]
    pub fn line_of(&self, at: Span) -> String {
        let file = self.get(at.source);
        if file.text().is_empty() {
            return file.name().to_owned();
        }
        format!("{}:{}", file.name(), file.position(at.start as usize).line)
    }

    /// Calls a folder by another name in one around it, since its own is not to be said. The names of folders that are there
    /// are no secret.
    pub fn name_otherwise(&self, folder: &Path, around: &Path, name: &str) {
        let folder = absolute(folder);
        if self.kind(&folder).is_err() {
            self.other_names.add(folder, &absolute(around).join(name));
        }
    }

    /// Whether a folder, or one around it, is called by another name.
    #[must_use]
    pub fn is_named_otherwise(&self, folder: &Path) -> bool {
        self.other_names.of(&absolute(folder)).is_some()
    }

    /// A path as it is printed: `/` between the parts, relative to the working directory where it can be.
    #[must_use]
    pub fn name(&self, path: &Path) -> String {
        let path = absolute(path);
        let path = self.other_names.of(&path).unwrap_or(path);
        let shown = match &self.working_directory {
            Some(here) if path.starts_with(here) => relative(here, &path),
            Some(here) if !self.absolute_names && shares_a_folder(here, &path) => {
                relative(here, &path)
            }
            _ => path,
        };
        printed(&shown)
    }
}

/// What some bytes say, where they are a text.
fn text_of(bytes: Vec<u8>) -> Result<Text, ReadError> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(ReadError::TooLarge {
            most: u64::from(u32::MAX),
        });
    }
    if let Some(guess) = guessed(&bytes) {
        return Err(ReadError::Encoding(guess.encoding));
    }
    // An archive may be a plan, which is said.
    if is_no_text(&bytes) && !bytes.starts_with(ARCHIVE) {
        return Err(ReadError::NotText);
    }
    Ok(match decoded(&bytes) {
        Some(text) => Text::Decoded(text),
        None => match String::from_utf8(bytes) {
            Ok(text) => Text::AsItIs(text),
            Err(error) => Text::NotUtf8 {
                at: error.utf8_error().valid_up_to(),
                text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
            },
        },
    })
}

/// A path as text, `/` between its parts; bytes that are not UTF-8 are written as `\xff`, so that two names stay two.
fn printed(path: &Path) -> String {
    let mut out = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    if std::path::MAIN_SEPARATOR == '\\' {
        out = out.replace('\\', "/");
    }
    if out.is_empty() { ".".into() } else { out }
}
