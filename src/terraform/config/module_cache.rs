//! The modules of a run, each parsed once where they are not very many.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::held_modules::{Held, Slot};
use super::local_source::local_folder;
use super::module::Module;
use super::outline::Outline;
use super::value_files::ValueFiles;
use crate::paths::lexical;
use crate::resolved::Resolved;
use crate::source::{SourceId, SourceMap};
use crate::terraform::decoded_files::DecodedFiles;
use crate::terraform::lang::hcl_expression::Room;
use crate::terraform::lang::scope::Decoding;
use crate::terraform::lang::values::Value;

/// The modules of a run, by folder.
pub(crate) struct ModuleCache<'a> {
    pub(crate) sources: &'a SourceMap,
    modules: Mutex<Held>,
    /// What is spoken of yet of those that were let go.
    outlines: Mutex<HashMap<PathBuf, Outline>>,
    /// Where local sources lead that are written out, by the folders they are written in: each instance of a module asks.
    led_to: Mutex<HashMap<PathBuf, HashMap<String, PathBuf>>>,
    /// For the values of each.
    pub(crate) room: Room,
    /// What their expressions decode.
    decoded: DecodedFiles,
    /// What their variables are given by files.
    pub(crate) value_files: ValueFiles,
}

impl<'a> ModuleCache<'a> {
    pub(crate) fn new(sources: &'a SourceMap) -> ModuleCache<'a> {
        ModuleCache {
            sources,
            modules: Mutex::default(),
            outlines: Mutex::default(),
            led_to: Mutex::default(),
            room: Room::default(),
            decoded: DecodedFiles::default(),
            value_files: ValueFiles::default(),
        }
    }

    /// The module of a folder. A folder that is not there is an empty module.
    pub(crate) fn module(&self, folder: &Path) -> Arc<Module> {
        let folder = lexical(folder);
        let slot = self.slot(folder.clone());
        let mut is_made = false;
        let module = Arc::clone(slot.get_or_init(|| {
            is_made = true;
            Arc::new(Module::parse(&folder, self.sources, self.room.clone()))
        }));
        drop(slot);
        if is_made {
            self.held().note(&folder, &module, self.sources);
        }
        module
    }

    /// The files of a module, which is not made for them again.
    pub(crate) fn files(&self, folder: &Path) -> Arc<[SourceId]> {
        let known = self.held().files(&lexical(folder));
        known.unwrap_or_else(|| self.outline(folder).sources)
    }

    /// Lets go of a module that is judged and that nothing else needs: its tree takes far more than its text. Who asks for it
    /// all the same has it made again.
    pub(crate) fn let_go(&self, folder: &Path) {
        let folder = lexical(folder);
        let slot = self.held().remove(&folder);
        let module = slot.as_ref().and_then(|slot| slot.get());
        if let Some(outline) = module.map(|module| Outline::of(module)) {
            let mut outlines = self.outlines.lock().unwrap_or_else(PoisonError::into_inner);
            outlines.insert(folder, outline);
        }
    }

    /// What is spoken of a module, whether or not it was let go.
    pub(crate) fn outline(&self, folder: &Path) -> Outline {
        let outlines = self.outlines.lock().unwrap_or_else(PoisonError::into_inner);
        let known = outlines.get(&lexical(folder)).cloned();
        drop(outlines);
        known.unwrap_or_else(|| Outline::of(&self.module(folder)))
    }

    /// The folder that a local source of a module leads to, looked for once.
    pub(super) fn local_folder(&self, caller: &Path, source: &str) -> PathBuf {
        let known = self.led_to.lock().unwrap_or_else(PoisonError::into_inner);
        let of_caller = known.get(caller);
        if let Some(folder) = of_caller.and_then(|of_caller| of_caller.get(source)) {
            return folder.clone();
        }
        drop(known);
        let folder = local_folder(caller, source, self.sources);
        let mut known = self.led_to.lock().unwrap_or_else(PoisonError::into_inner);
        let of_caller = known.entry(caller.to_owned()).or_default();
        of_caller.insert(source.to_owned(), folder.clone());
        folder
    }

    /// The module that facts state, by what they are about.
    pub(crate) fn stated(&self, name: &str, text: impl FnOnce() -> String) -> Arc<Module> {
        let slot = self.slot(PathBuf::from(name));
        Arc::clone(slot.get_or_init(|| {
            let text = self.sources.add_stated(name, text());
            Arc::new(Module::stated(&text, self.sources, self.room.clone()))
        }))
    }

    /// What an expression decodes, as `decode` makes it: once for all of them.
    pub(crate) fn decoded(
        &self,
        decoding: &Decoding<'_>,
        decode: &dyn Fn() -> Resolved<Value>,
    ) -> Resolved<Value> {
        self.decoded.value(decoding, self.sources, decode)
    }

    fn slot(&self, name: PathBuf) -> Slot {
        self.held().slot(name)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.modules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
