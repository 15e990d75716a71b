//! Terragrunt's own functions, as far as files decide them.
//!
//! Source: Terragrunt's documentation of its built-in functions.

use std::path::Path;

use super::files::{Config, Reading};
use crate::paths::{lexical, relative};
use crate::resolved::Resolved;
use crate::source::ReadError;
use crate::terraform::lang::values::{Value, path_text};

impl Reading<'_> {
    /// What `name(arguments…)` comes to in a file; `None` where it is not one of Terragrunt's functions.
    pub(super) fn call(
        &self,
        config: &Config,
        name: &str,
        arguments: &[Resolved<Value>],
    ) -> Option<Resolved<Value>> {
        let text = |at: usize| {
            arguments
                .get(at)
                .and_then(Resolved::value)
                .and_then(Value::as_text)
        };
        let all_known = arguments.iter().all(|argument| argument.value().is_some());
        Some(match name {
            "get_terragrunt_dir" | "get_original_terragrunt_dir" => known_path(&self.folder),
            "get_parent_terragrunt_dir" => known_path(&config.folder),
            "path_relative_to_include" if arguments.is_empty() => {
                known_path(&relative(&config.folder, &self.folder))
            }
            "path_relative_from_include" if arguments.is_empty() => {
                known_path(&relative(&self.folder, &config.folder))
            }
            "get_repo_root" => match self.sources.repository_root(&self.folder) {
                Some(root) => known_path(root),
                None => Resolved::unknown("the repository's root cannot be told"),
            },
            "find_in_parent_folders" if all_known => self.find_in_parent_folders(
                text(0).as_deref(),
                arguments.get(1).and_then(Resolved::value),
            ),
            "read_terragrunt_config" if all_known => {
                self.read_terragrunt_config(config, &text(0)?, arguments.get(1))
            }
            _ => return None,
        })
    }

    /// `find_in_parent_folders(name, fallback)`, which looks above the folder of the unit.
    fn find_in_parent_folders(
        &self,
        name: Option<&str>,
        fallback: Option<&Value>,
    ) -> Resolved<Value> {
        let name = name.unwrap_or("terragrunt.hcl");
        let found = self
            .folder
            .ancestors()
            .skip(1)
            .map(|parent| parent.join(name))
            .find(|path| self.sources.kind(path).is_ok());
        match (found, fallback) {
            (Some(path), _) => Resolved::known(path_text(&path)),
            (None, Some(fallback)) => Resolved::known(fallback.clone()),
            (None, None) => Resolved::unknown(format!("no folder above holds {name}")),
        }
    }

    /// `read_terragrunt_config(path, fallback)`
    fn read_terragrunt_config(
        &self,
        config: &Config,
        path: &str,
        fallback: Option<&Resolved<Value>>,
    ) -> Resolved<Value> {
        let path = lexical(&config.folder.join(path));
        let is_missing = || matches!(self.sources.kind(&path), Err(ReadError::Missing { .. }));
        match (self.load(&path, config.depth + 1), fallback) {
            (Ok(read), _) if read.unreadable.is_empty() => self.exposed(&read),
            (_, Some(fallback)) if is_missing() => fallback.clone(),
            (Err(why), _) => Resolved::unknown(why),
            _ => Resolved::unknown(format!("{} cannot be read", self.sources.name(&path))),
        }
    }
}

fn known_path(path: &Path) -> Resolved<Value> {
    Resolved::known(path_text(path))
}
