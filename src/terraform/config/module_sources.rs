//! Which module a call's source leads to.
//!
//! Source: "Module Sources" of the Terraform language. Terraform 1.15 and OpenTofu 1.8 evaluate variables, local values and
//! `path.module` in a source.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::instance::Instance;
use super::instance_keys::Key;
use super::local_source::{is_local, is_no_address, local_folder, meant_folder};
use super::manifest::Installed;
use super::module::Module;
use super::module_cache::ModuleCache;
use super::module_scope::ModuleScope;
use super::nearly_named::missing_module;
use super::source_pattern::SourcePattern;
use crate::paths::relative;
use crate::quote::quoted;
use crate::rendered::{self, is_rendered_first};
use crate::resolved::{Evidence, Formula, Hop, Resolved};
use crate::source::{Outside, ReadError, SourceFile, Span};
use crate::terraform::lang::eval::evaluate;
use crate::terraform::lang::scope::{Decoding, Scope};
use crate::terraform::lang::syntax::{Block, Expression, Form};
use crate::terraform::lang::values::{Value, path_text};
use crate::terraform::limits::MAX_CALL_DEPTH;

/// Why the module at the end of a call is not at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    /// Its source is remote, and `terraform init` has not brought it, or another one.
    NotInstalled,
    /// It is the same, and known from the built-in table, though not by the version that is meant: why, a clause.
    NotKnownVersion(String),
    /// It has no source, or an empty one.
    NoSource,
    /// Its source is a local folder without files of a module.
    NoFolder {
        /// None where it is not to be shown.
        source: Option<String>,
    },
    /// What its source comes to is not known: why, and what is known of it.
    Untold {
        why: String,
        like: SourcePattern,
        /// What Terraform refuses it for, whatever else is given.
        refused: Option<Box<Resolved<bool>>>,
    },
    /// Its source is a folder that the run may not open.
    Outside(Outside),
    CallsItself,
    /// The calls above it are as many as are followed.
    TooDeep {
        folder: PathBuf,
    },
    /// The module instances of the root are as many as are followed.
    TooMany {
        folder: PathBuf,
        most: usize,
    },
}

impl Absent {
    /// Why nothing of the module `name` is known, a clause.
    pub(crate) fn why(&self, name: &str) -> String {
        match self {
            Absent::NotInstalled => {
                format!("the source of module `{name}` is not local and not installed")
            }
            Absent::NotKnownVersion(why) => format!("module `{name}` is not installed, and {why}"),
            Absent::NoSource => format!("module `{name}` has no source"),
            Absent::NoFolder { .. } => {
                format!("the source of module `{name}` is a folder that is not there")
            }
            Absent::Untold { why, .. } => {
                format!("the source of module `{name}` is not known: {why}")
            }
            Absent::Outside(outside) => format!("the folder of module `{name}` {outside}"),
            Absent::CallsItself => format!("module `{name}` calls itself"),
            Absent::TooMany { .. } => "there are more module instances than are followed".into(),
            Absent::TooDeep { .. } => "the module calls are nested too deeply to follow".into(),
        }
    }
}

/// What the source of a call comes to.
pub(crate) struct SourceText {
    pub(crate) text: String,
    /// Whether it was made of what is not to be shown, or stands in such a file.
    pub(crate) is_private: bool,
    /// Whether it is a plain string of the code.
    pub(crate) is_plain: bool,
}

impl SourceText {
    /// The local folder that it leads to from a module. None where it is no local source, or none that may be spoken of.
    pub(super) fn local_folder(&self, from: &Path, modules: &ModuleCache<'_>) -> Option<PathBuf> {
        if !is_local(&self.text) {
            return None;
        }
        let folder = if self.is_plain {
            modules.local_folder(from, &self.text)
        } else {
            local_folder(from, &self.text, modules.sources)
        };
        let is_there = || modules.sources.leads_to_folder(&folder);
        (!self.is_private || is_there()).then_some(folder)
    }
}

impl Instance<'_> {
    /// The module that a call leads to, where its code is at hand: below the root in a local folder, or installed by
    /// `terraform init`.
    pub(crate) fn called(&self, call: &Block) -> Result<Arc<Module>, Absent> {
        let (folder, source) = self.called_folder(call)?;
        let module = self.root.modules.module(&folder);
        if module.sources.is_empty() && module.unopened.is_empty() {
            let shown = (!source.is_private).then(|| source.text.clone());
            return Err(match self.root.modules.sources.kind(&folder) {
                Err(ReadError::Outside(outside)) => Absent::Outside(outside),
                _ if !is_local(&source.text) && self.installed(call).is_some() => {
                    Absent::NotInstalled
                }
                _ => Absent::NoFolder { source: shown },
            });
        }
        Ok(module)
    }

    /// The folder that the module lies in that a call leads to, if one does, and its source.
    pub(crate) fn called_folder(&self, call: &Block) -> Result<(PathBuf, SourceText), Absent> {
        let source = self.source_of(call)?;
        let shown = (!source.is_private).then(|| source.text.clone());
        let (from, sources) = (&self.module.folder, self.root.modules.sources);
        let folder = if is_local(&source.text) {
            let folder = source.local_folder(from, self.root.modules);
            let folder = folder.ok_or(Absent::NoFolder { source: None })?;
            let over = self.root.laid_over.as_ref();
            let over = over.and_then(|over| over.folder_for(&folder, &self.root.folder, sources));
            let copied_from = self.root.copied_from.as_ref();
            if over.is_none() && copied_from.is_some_and(|copied| copied.lacks(&folder)) {
                return Err(Absent::NoFolder { source: shown });
            }
            over.unwrap_or(folder)
        } else {
            match self.installed(call) {
                Some(installed) => {
                    let version = call.literal("version");
                    if !installed.is_asked_for(&source.text, version.as_deref()) {
                        return Err(Absent::NotInstalled);
                    }
                    installed.folder.clone()
                }
                // A version is of what lies elsewhere.
                None if call.body.attribute("version").is_some() => {
                    return Err(Absent::NotInstalled);
                }
                None => meant_folder(from, &source.text, sources).ok_or_else(|| {
                    if is_no_address(&source.text) {
                        Absent::NoFolder {
                            source: shown.clone(),
                        }
                    } else {
                        Absent::NotInstalled
                    }
                })?,
            }
        };
        self.may_enter(&folder)?;
        Ok((folder, source))
    }

    /// Why a module in a folder is not entered from this one.
    fn may_enter(&self, folder: &Path) -> Result<(), Absent> {
        let above = std::iter::successors(Some(self), |instance| {
            instance.caller.as_ref().map(|caller| caller.instance)
        });
        let mut seen = 0;
        for instance in above {
            // A module that calls itself never ends; Terraform refuses it.
            if instance.module.folder.as_os_str() == folder.as_os_str() {
                return Err(Absent::CallsItself);
            }
            seen += 1;
        }
        if seen > MAX_CALL_DEPTH {
            return Err(Absent::TooDeep {
                folder: folder.to_owned(),
            });
        }
        Ok(())
    }

    /// The module that a call means whose source is written out, and leads to a folder that is not there.
    pub(crate) fn meant_module(&self, call: &Block) -> Option<Arc<Module>> {
        let source = call.literal("source")?;
        let (from, sources) = (&self.module.folder, self.root.modules.sources);
        if !is_local(&source) || is_rendered_first(&source) || source.contains("${") {
            return None;
        }
        let meant = missing_module(from, &local_folder(from, &source, sources), sources)?;
        self.may_enter(&meant).ok()?;
        Some(self.root.modules.module(&meant))
    }

    /// What `terraform init` installed for a call whose source is not local.
    pub(super) fn installed(&self, call: &Block) -> Option<&Installed> {
        self.root.installed.get(&self.key_of(call))
    }

    /// The folders of all that `terraform init` installed for a call, and for the calls below it.
    pub(crate) fn installed_below(&self, call: &Block) -> impl Iterator<Item = &PathBuf> {
        let key = self.key_of(call);
        let installed = self.root.installed.iter();
        installed.filter_map(move |(other, installed)| {
            let below = other.strip_prefix(&key)?;
            (below.is_empty() || below.starts_with('.')).then_some(&installed.folder)
        })
    }

    /// The key of a call in `modules.json`.
    fn key_of(&self, call: &Block) -> String {
        let mut key = self.path.clone();
        key.extend(call.labels.first().cloned());
        key.join(".")
    }

    /// What the source of a call comes to.
    pub(crate) fn source_of(&self, call: &Block) -> Result<SourceText, Absent> {
        match self.written_source(call)? {
            empty if empty.text.trim().is_empty() => Err(Absent::NoSource),
            source => Ok(source),
        }
    }

    fn written_source(&self, call: &Block) -> Result<SourceText, Absent> {
        let untold =
            |why: String, like: SourcePattern, refused| Absent::Untold { why, like, refused };
        let Some(source) = call.body.attribute("source") else {
            return Err(Absent::NoSource);
        };
        if let Form::Hcl(expression) = &source.value.form
            && let Some(text) = expression.tree().as_str()
        {
            return if is_rendered_first(text) {
                let like = SourcePattern::of(&source.value, self);
                Err(untold(rendered::WHY.to_owned(), like, None))
            } else {
                let file = self.root.modules.sources.get(source.value.span.source);
                Ok(SourceText {
                    text: text.to_owned(),
                    is_private: file.is_of_module_outside(),
                    is_plain: true,
                })
            };
        }
        let value = self.source_value(&source.value).decided();
        let is_private = value.is_private();
        let why = match value {
            Resolved::Known { value, .. } => match value {
                Value::Text(text) => {
                    return Ok(SourceText {
                        text,
                        is_private,
                        is_plain: false,
                    });
                }
                _ if is_private => "it is no text".to_owned(),
                other => format!("it is {}", other.shown()),
            },
            Resolved::Unknown { why, .. } => why,
            Resolved::Invalid { text, why, from } => {
                let said = format!("`{}`: {why}", quoted(&text));
                let refused = from.is_final.then_some(Resolved::Invalid {
                    text,
                    why,
                    from: Evidence {
                        at: Some(source.value.span),
                        ..from
                    },
                });
                let like = SourcePattern::of(&source.value, self);
                return Err(untold(said, like, refused.map(Box::new)));
            }
            _ => "it depends on something outside the code".to_owned(),
        };
        Err(untold(why, SourcePattern::of(&source.value, self), None))
    }

    /// What the source of a call came by that is no plain string: which module it is, is decided there.
    pub(crate) fn source_hops(&self, call: &Block) -> Vec<Hop> {
        let Some(source) = call.body.attribute("source") else {
            return Vec::new();
        };
        if matches!(&source.value.form, Form::Hcl(expression) if expression.tree().as_str().is_some())
        {
            return Vec::new();
        }
        let value = self.source_value(&source.value).decided().choosing();
        if value.from().hops.is_empty() {
            return Vec::new();
        }
        let said = format!("the source of module `{}`", call.name());
        let at = Hop::chose(source.value.span, said);
        [at].into_iter()
            .chain(value.from().hops.iter().cloned())
            .collect()
    }

    /// What a part of a source comes to.
    pub(crate) fn source_value(&self, expression: &Expression) -> Resolved<Value> {
        let scope = SourceScope(ModuleScope {
            instance: self,
            key: &Key::default(),
            element: None,
        });
        evaluate(
            expression,
            &scope,
            self.root.modules.sources,
            &Formula::always(),
        )
    }
}

/// What a source refers to: sources count from the folder of their module, and so does `path.module` there.
struct SourceScope<'i, 'a>(ModuleScope<'i, 'a>);

impl Scope for SourceScope<'_, '_> {
    fn reference(&self, root: &str, path: &[&str], at: Span) -> (Resolved<Value>, usize) {
        match (root, path.first()) {
            ("path", Some(&"module")) => (Resolved::known(Value::Text(".".into())), 1),
            ("path", Some(&"root")) => {
                let instance = self.0.instance;
                let root = relative(&instance.module.folder, &instance.root.folder);
                (Resolved::known(path_text(&root)), 1)
            }
            // No output decides about a source: which modules there are is found before any of them is evaluated.
            ("module", _) => {
                let why = "outputs of modules are not known where a source is evaluated";
                (Resolved::unknown(why), path.len())
            }
            _ => self.0.reference(root, path, at),
        }
    }

    fn read_file(&self, path: &str) -> Result<Arc<SourceFile>, String> {
        self.0.read_file(path)
    }

    fn files_below(&self, folder: &str) -> Result<Vec<String>, String> {
        self.0.files_below(folder)
    }

    fn take_steps(&self, steps: u32) -> bool {
        self.0.take_steps(steps)
    }

    fn take_steps_of_decoding(&self, decoding: &Decoding<'_>, steps: u32) -> bool {
        self.0.take_steps_of_decoding(decoding, steps)
    }

    fn decoded(
        &self,
        decoding: &Decoding<'_>,
        decode: &dyn Fn() -> Resolved<Value>,
    ) -> Resolved<Value> {
        self.0.decoded(decoding, decode)
    }

    fn working_folder(&self) -> Option<String> {
        self.0.working_folder()
    }

    fn read_bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        self.0.read_bytes(path)
    }

    fn place_of_file(&self, path: &str) -> Result<Option<Span>, String> {
        self.0.place_of_file(path)
    }

    fn lost_file(&self, path: &str) -> Option<Span> {
        self.0.lost_file(path)
    }
}
