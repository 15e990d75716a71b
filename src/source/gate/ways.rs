//! Where paths lead, link by link. A link may pass what lies outside on its way back in: whether that is there is not told.

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::super::error::{Outside, ReadError};
use super::super::limits::{MAX_LINKS, MAX_PARTS_OF_LINKS};

/// Whether a way may pass a path, which is a link or a folder that `..` leaves; the error says where that lies.
pub(super) type MayPass<'a> = &'a dyn Fn(&Path) -> Result<(), Outside>;

/// Where a path leads.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// A path without links, as far as something is there; the rest as it is written.
    pub(super) end: PathBuf,
    /// Why nothing is known to be there.
    pub(super) missing: Option<ReadError>,
    /// Where it passes what it may not.
    pub(super) strays: Option<Outside>,
    is_folder: bool,
    links: usize,
    /// The parts of all links.
    parts: usize,
}

impl Way {
    /// That of a path of a single part.
    pub(super) fn of_root(path: &Path) -> Way {
        let real = path.canonicalize();
        Way {
            missing: real.as_ref().err().map(ReadError::of),
            end: real.unwrap_or_else(|_| path.to_owned()),
            strays: None,
            is_folder: true,
            links: 0,
            parts: 0,
        }
    }

    /// That of a folder which lies where its path says.
    pub(super) fn as_written(folder: &Path) -> Way {
        Way {
            end: folder.to_owned(),
            missing: None,
            strays: None,
            is_folder: true,
            links: 0,
            parts: 0,
        }
    }

    /// Whether it is that of a folder which lies where its path says.
    pub(super) fn is_as_written(&self, folder: &Path) -> bool {
        let is_plain = self.is_folder && self.missing.is_none() && self.strays.is_none();
        is_plain && self.links == 0 && self.end.as_os_str() == folder.as_os_str()
    }

    /// That of what has a name at the end of this one, not looked at.
    pub(super) fn joined(mut self, name: &OsStr) -> Way {
        self.end.push(name);
        self
    }

    /// That of what has a name at the end of this one.
    pub(super) fn to(self, name: &OsStr, may_pass: MayPass) -> Way {
        let mut way = self.joined(name);
        way.look(may_pass);
        way
    }

    /// That of a folder that has a name at the end of this one and is no link.
    pub(super) fn into_folder(self, name: &OsStr) -> Way {
        Way {
            is_folder: true,
            ..self.joined(name)
        }
    }

    /// Whether one that goes on from this one does so through links.
    pub(super) fn takes_links_to(&self, further: &Way) -> bool {
        further.links > self.links
    }

    /// Looks at the last part, which may be a link.
    fn look(&mut self, may_pass: MayPass) {
        if self.missing.is_some() {
            return;
        }
        match std::fs::symlink_metadata(&self.end) {
            Ok(metadata) if metadata.is_symlink() => self.follow(may_pass),
            Ok(metadata) => self.is_folder = metadata.is_dir(),
            Err(error) => self.missing = Some(ReadError::of(&error)),
        }
    }

    fn follow(&mut self, may_pass: MayPass) {
        self.pass(may_pass);
        let target = match std::fs::read_link(&self.end) {
            Ok(target) => target,
            Err(error) => return self.missing = Some(ReadError::of(&error)),
        };
        self.links += 1;
        self.parts += target.components().count();
        if self.links > MAX_LINKS || self.parts > MAX_PARTS_OF_LINKS {
            let error = io::Error::other("too many levels of symbolic links");
            return self.missing = Some(ReadError::of(&error));
        }
        self.end.pop();
        self.is_folder = true;
        for part in target.components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => self.leave(may_pass),
                Component::Normal(name) => {
                    self.end.push(name);
                    self.look(may_pass);
                }
                Component::Prefix(_) => self.end.push(part),
                Component::RootDir => {
                    self.end.push(part);
                    self.end = Way::of_root(&self.end).end;
                }
            }
        }
    }

    fn leave(&mut self, may_pass: MayPass) {
        self.pass(may_pass);
        if self.missing.is_none() && !self.is_folder {
            self.missing = Some(ReadError::of(&io::ErrorKind::NotADirectory.into()));
        }
        self.is_folder = true;
        self.end.pop();
    }

    fn pass(&mut self, may_pass: MayPass) {
        if self.strays.is_none() {
            self.strays = may_pass(&self.end).err();
        }
    }
}
