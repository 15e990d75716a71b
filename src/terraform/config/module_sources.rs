//! Which module a call's source leads to.

use std::sync::Arc;

use super::instance::Instance;
use super::limits::MAX_CALLS;
use super::module::Module;
use crate::paths::lexical;
use crate::terraform::lang::syntax::Block;

/// Why the module at the end of a call is not at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    /// Its source is remote, and `terraform init` has not brought it.
    NotInstalled,
    /// Its source is a local folder without files of a module.
    NoFolder,
    /// Its source is an expression.
    NotLiteral,
    CallsItself,
    TooDeep,
}

impl Absent {
    /// Why nothing of the module `name` is known, a clause.
    pub(crate) fn why(self, name: &str) -> String {
        match self {
            Absent::NotInstalled => {
                format!("the source of module `{name}` is not local and not installed")
            }
            Absent::NoFolder => {
                format!("the source of module `{name}` is a folder that is not there")
            }
            Absent::NotLiteral => format!("the source of module `{name}` is not a plain string"),
            Absent::CallsItself => format!("module `{name}` calls itself"),
            Absent::TooDeep => "the module calls are nested too deeply to follow".into(),
        }
    }
}

impl Instance<'_> {
    /// The module that a call leads to, where its code is at hand: below the root in a local folder, or installed by
    /// `terraform init`.
    pub(crate) fn called(&self, call: &Block) -> Result<Arc<Module>, Absent> {
        let source = call.literal("source").ok_or(Absent::NotLiteral)?;
        let folder = if source.starts_with("./")
            || source.starts_with("../")
            || source == "."
            || source == ".."
        {
            self.module.folder.join(&source)
        } else {
            let mut key = self.path.clone();
            key.extend(call.labels.first().cloned());
            self.root
                .installed
                .get(&key.join("."))
                .ok_or(Absent::NotInstalled)?
                .clone()
        };
        let folder = lexical(&folder);
        let above = std::iter::successors(Some(self), |instance| {
            instance.caller.as_ref().map(|caller| caller.instance)
        });
        let mut seen = 0;
        for instance in above {
            // A module that calls itself never ends; Terraform refuses it.
            if instance.module.folder == folder {
                return Err(Absent::CallsItself);
            }
            seen += 1;
        }
        if seen > MAX_CALLS {
            return Err(Absent::TooDeep);
        }
        let module = self.root.modules.module(&folder);
        if module.sources.is_empty() {
            return Err(Absent::NoFolder);
        }
        Ok(module)
    }
}
