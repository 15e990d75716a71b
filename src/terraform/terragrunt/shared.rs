//! What the units of a run share: their files, each parsed once.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::ops::Deref;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::names::{STACK, is_of_unit};
use super::syntax;
use super::words::{misspelt, misspelt_in_stack};
use crate::diagnostic::Unreadable;
use crate::recent::Recent;
use crate::source::{SourceFile, SourceId};
use crate::terraform::config::module_cache::ModuleCache;
use crate::terraform::config::path_globs::ReadyGlobs;
use crate::terraform::config::value_files::values_in;
use crate::terraform::lang::hcl_expression::Room;
use crate::terraform::lang::json_values::json_text;
use crate::terraform::lang::syntax::{Attribute, Body};
use crate::terraform::lang::values::Value;
use crate::terraform::limits::{MAX_BYTES_OF_PARSED_KEPT, MAX_BYTES_OF_VALUES_KEPT};
use crate::terraform::options::Options;

/// What the units of a run share.
pub(crate) struct Shared<'a> {
    pub(super) modules: &'a ModuleCache<'a>,
    pub(super) options: &'a Options,
    /// The patterns of what is not copied.
    pub(super) globs: Arc<ReadyGlobs>,
    parsed: Recent<(SourceId, Role), Arc<Parsed>>,
    /// Files of values as the texts of JSON objects, and why others are none.
    values: Recent<SourceId, Result<Arc<str>, String>>,
    /// What lies in folders, by name, in small letters: some file systems make no difference. `None` where that cannot be told.
    entries: RwLock<HashMap<PathBuf, Option<Arc<HashSet<OsString>>>>>,
}

/// What a file is for, by its name: that decides which words it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Role {
    Unit,
    Stack,
    Other,
}

/// The content of a file, whichever unit it is read for.
#[derive(Debug)]
pub(crate) struct Parsed {
    body: Body,
    pub(super) unreadable: Vec<Unreadable>,
    /// Where its local values stand: the number of the block and of the attribute in it.
    locals: HashMap<String, (usize, usize)>,
}

impl Deref for Parsed {
    type Target = Body;

    fn deref(&self) -> &Body {
        &self.body
    }
}

impl Parsed {
    fn of(file: &SourceFile, role: Role, mut room: Room) -> Parsed {
        let mut content = syntax::parse(file, &mut room);
        let refused = content.body.blocks_of("inputs").map(syntax::no_block);
        content.unreadable.extend(refused);
        match role {
            Role::Unit => content.unreadable.extend(misspelt(&content.body)),
            Role::Stack => content.unreadable.extend(misspelt_in_stack(&content.body)),
            Role::Other => {}
        }
        let mut locals = HashMap::new();
        for (number, block) in content.body.blocks.iter().enumerate() {
            let attributes = block.body.attributes.iter().enumerate().rev();
            for (at, local) in attributes.filter(|_| block.kind == "locals") {
                locals.entry(local.name.clone()).or_insert((number, at));
            }
        }
        Parsed {
            body: content.body,
            unreadable: content.unreadable,
            locals,
        }
    }

    /// The local value of a name: of several blocks, that of the first one which has it.
    pub(super) fn local(&self, name: &str) -> Option<&Attribute> {
        let &(block, at) = self.locals.get(name)?;
        self.body.blocks.get(block)?.body.attributes.get(at)
    }
}

impl<'a> Shared<'a> {
    pub(crate) fn new(modules: &'a ModuleCache<'a>, options: &'a Options) -> Shared<'a> {
        Shared {
            modules,
            options,
            globs: Arc::default(),
            parsed: Recent::new(MAX_BYTES_OF_PARSED_KEPT),
            values: Recent::new(MAX_BYTES_OF_VALUES_KEPT),
            entries: RwLock::default(),
        }
    }

    /// Whether a folder may hold something at a path in it: each folder is listed once, whatever is looked for.
    pub(super) fn may_hold(&self, folder: &Path, path: &Path) -> bool {
        let Some(Component::Normal(first)) = path.components().next() else {
            return true;
        };
        // Of other letters, file systems have several spellings.
        let Some(entries) = self.entries_of(folder).filter(|_| first.is_ascii()) else {
            return true;
        };
        entries.contains(&first.to_ascii_lowercase())
    }

    fn entries_of(&self, folder: &Path) -> Option<Arc<HashSet<OsString>>> {
        let known = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(folder) {
            return known.clone();
        }
        drop(known);
        let sources = self.modules.sources;
        let listed = sources.files_in(folder).ok().map(|files| {
            let files = files.iter().filter_map(|path| path.file_name());
            let folders = sources.folders_in(folder);
            let all = files.chain(folders.iter().map(OsString::as_os_str));
            Arc::new(all.map(OsStr::to_ascii_lowercase).collect())
        });
        let mut known = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(folder.to_owned(), listed.clone());
        listed
    }

    /// The values of a file as the text of a JSON object; the error says why there is none.
    pub(super) fn values_in(&self, file: &SourceFile) -> Result<Arc<str>, String> {
        let make = || {
            let values = values_in(file, self.modules.sources);
            let values = values.ok_or_else(|| format!("{} cannot be read", file.name()))?;
            let json = json_text(&Value::Object(values.into()));
            let json = json.ok_or_else(|| format!("a value of {} is not known", file.name()))?;
            Ok(json.into())
        };
        self.values.get_or_make(file.id(), file.text().len(), make)
    }

    /// The content of a file, which goes by the name in a path.
    pub(super) fn parsed(&self, file: &SourceFile, path: &Path) -> Arc<Parsed> {
        let role = if is_of_unit(path) {
            Role::Unit
        } else if path.file_name().is_some_and(|name| name == STACK) {
            Role::Stack
        } else {
            Role::Other
        };
        // A unit holds all that it includes.
        let room = self.modules.room.for_texts();
        let make = || Arc::new(Parsed::of(file, role, room));
        self.parsed
            .get_or_make((file.id(), role), file.text().len(), make)
    }
}
