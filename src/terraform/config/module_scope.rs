//! What the expressions of a module refer to.

use std::path::PathBuf;

use crate::diagnostic::Label;
use crate::resolved::Resolved;
use crate::source::{Span, way};
use crate::terraform::config::instance::{Instance, Key};
use crate::terraform::data_files;
use crate::terraform::lang::scope::Scope;
use crate::terraform::lang::values::{Value, error, path_text};

/// A module instance as its expressions see it.
pub(crate) struct ModuleScope<'i, 'a> {
    pub(crate) instance: &'i Instance<'a>,
    pub(crate) key: &'i Key,
    pub(crate) iterator: Option<(&'i str, &'i Value, &'i Resolved<Value>)>,
}

impl Scope for ModuleScope<'_, '_> {
    fn reference(&self, root: &str, path: &[&str], at: Span) -> (Resolved<Value>, usize) {
        let instance = self.instance;
        if let Some((name, key, value)) = self.iterator
            && name == root
        {
            return match path.first() {
                Some(&"key") => (Resolved::known(key.clone()), 1),
                Some(&"value") => (value.clone(), 1),
                _ => (
                    Resolved::unknown(format!("`{root}` alone is no value")),
                    path.len(),
                ),
            };
        }
        match (root, path.first()) {
            ("var", Some(&name)) => (instance.variable(name, at), 1),
            ("local", Some(&name)) => (instance.local(name, at), 1),
            ("module", _) => instance.module_reference(path),
            ("each", Some(&part)) => match (&self.key.each, part) {
                (Some((key, _)), "key") => (Resolved::known(key.clone()), 1),
                (Some((_, value)), "value") => (value.clone(), 1),
                _ => (
                    Resolved::unknown("which element of `for_each` this is, is not known"),
                    path.len(),
                ),
            },
            ("count", Some(&"index")) => match self.key.index {
                #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
                Some(index) => (Resolved::known(Value::Number(index as f64)), 1),
                None => (Resolved::unknown("`count.index` is not known"), path.len()),
            },
            ("path", Some(&part)) => {
                // Terraform runs in the root module's folder.
                let root = &instance.root.folder;
                let folder = match part {
                    "module" => way(root, &instance.module.folder),
                    "root" => PathBuf::from("."),
                    "cwd" => root.clone(),
                    _ => return (error(part, "`path` has `module`, `root` and `cwd`"), 1),
                };
                (Resolved::known(path_text(&folder)), 1)
            }
            ("terraform" | "tofu", Some(&"workspace")) => match &instance.root.workspace {
                Some(name) => (
                    Resolved::known(Value::Text(name.clone())).via([Label::new(
                        None,
                        format!("the workspace is given as `{name}`"),
                    )]),
                    1,
                ),
                None => (
                    Resolved::unknown("`terraform.workspace` is whatever workspace is selected"),
                    path.len(),
                ),
            },
            ("data", Some(&kind)) => {
                let name = path.get(1).copied().unwrap_or_default();
                (
                    Resolved::unknown(format!("`data.{kind}.{name}` is read when Terraform runs")),
                    path.len(),
                )
            }
            (kind, Some(&name)) => (
                Resolved::unknown(format!("`{kind}.{name}` is known only after apply")),
                path.len(),
            ),
            (name, None) => (error(name, "a name alone is no value here"), 0),
        }
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        let full = self.instance.root.folder.join(path);
        data_files::load(&full, self.instance.root.library.sources)
            .map(|file| file.text().to_owned())
    }

    fn file_exists(&self, path: &str) -> Option<bool> {
        Some(self.instance.root.folder.join(path).is_file())
    }
}
