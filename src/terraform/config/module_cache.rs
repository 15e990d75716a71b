//! The modules of a run, each parsed once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::module::Module;
use crate::paths::lexical;
use crate::resolved::Resolved;
use crate::source::SourceMap;
use crate::terraform::decoded_files::DecodedFiles;
use crate::terraform::lang::scope::Decoding;
use crate::terraform::lang::values::Value;

/// The modules of a run, by folder.
pub(crate) struct ModuleCache<'a> {
    pub(crate) sources: &'a SourceMap,
    modules: Mutex<BTreeMap<PathBuf, Arc<OnceLock<Arc<Module>>>>>,
    /// What their expressions decode.
    decoded: DecodedFiles,
}

impl<'a> ModuleCache<'a> {
    pub(crate) fn new(sources: &'a SourceMap) -> ModuleCache<'a> {
        ModuleCache {
            sources,
            modules: Mutex::default(),
            decoded: DecodedFiles::default(),
        }
    }

    /// The module of a folder. A folder that is not there is an empty module.
    pub(crate) fn module(&self, folder: &Path) -> Arc<Module> {
        let folder = lexical(folder);
        let slot = self.slot(folder.clone());
        Arc::clone(slot.get_or_init(|| Arc::new(Module::parse(&folder, self.sources))))
    }

    /// The module that facts state, by what they are about.
    pub(crate) fn stated(&self, name: &str, text: impl FnOnce() -> String) -> Arc<Module> {
        let slot = self.slot(PathBuf::from(name));
        Arc::clone(slot.get_or_init(|| {
            let text = self.sources.add_stated(name, text());
            Arc::new(Module::stated(&text, self.sources))
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

    fn slot(&self, name: PathBuf) -> Arc<OnceLock<Arc<Module>>> {
        let mut modules = self.modules.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(modules.entry(name).or_default())
    }
}
