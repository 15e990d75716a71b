//! Terragrunt's own functions, as far as files decide them.
//!
//! Source: Terragrunt's documentation of its built-in functions; `pkg/config/config_helpers.go` of Terragrunt for what they
//! come to in an included file and in one that is read.

use std::path::Path;

use super::files::{Config, Include, NOT_SHOWN, Reading};
use super::merged::merged_deeply;
use super::names::UNITS;
use super::scope::VALUES;
use crate::paths::{lexical, relative};
use crate::published::constraint_takes;
use crate::quote::quoted;
use crate::resolved::{Hop, Privacy, Resolved};
use crate::source::{ReadError, Span};
use crate::suggest::nearest;
use crate::terraform::lang::facts::privacy_within;
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::private::private;
use crate::terraform::lang::values::{Value, error, path_text};

/// The commands that take `-var` and `-var-file`, and the other lists of commands.
///
/// Source: Terragrunt, `pkg/config/config_helpers.go`.
const COMMANDS: [(&str, &[&str]); 4] = [
    (
        "get_terraform_commands_that_need_vars",
        &[
            "apply", "console", "destroy", "import", "plan", "push", "refresh",
        ],
    ),
    (
        "get_terraform_commands_that_need_locking",
        &[
            "apply", "destroy", "import", "plan", "refresh", "taint", "untaint",
        ],
    ),
    (
        "get_terraform_commands_that_need_input",
        &["apply", "import", "init", "plan", "refresh"],
    ),
    (
        "get_terraform_commands_that_need_parallelism",
        &["apply", "plan", "destroy"],
    ),
];

/// The functions that look for files and read them.
const READING: [&str; 3] = [
    "find_in_parent_folders",
    "read_terragrunt_config",
    "read_tfvars_file",
];

impl Reading<'_> {
    /// What `name(arguments…)` comes to in a file; `None` where it is not one of Terragrunt's functions.
    pub(super) fn call(
        &self,
        config: &Config,
        name: &str,
        arguments: &[Resolved<Value>],
    ) -> Option<Resolved<Value>> {
        if let Some((_, commands)) = COMMANDS.iter().find(|(of, _)| *of == name) {
            let texts = commands.iter().map(|&command| text_of(command)).collect();
            return Some(Resolved::known(Value::List(texts)));
        }
        if let Some(path) = self.place(config, name, arguments) {
            return Some(path);
        }
        if READING.contains(&name)
            && let Some(lost) = arguments.iter().find(|argument| is_lost(argument))
        {
            return Some(lost.clone());
        }
        // What is said of it is kept back below.
        let text = |at: usize| {
            let text = arguments.get(at).and_then(GivenText::of);
            text.map(GivenText::into_unsaid)
        };
        let all_known = arguments.iter().all(|argument| argument.value().is_some());
        let privacy = arguments.iter().map(privacy_within).max();
        let privacy = privacy.unwrap_or_default();
        // What of a text that is not to be said is only looked for says none of it.
        let kept_back = |found: Resolved<Value>| match found {
            Resolved::Unknown { .. } if privacy != Privacy::Shown => Resolved::unknown(NOT_SHOWN),
            refused @ Resolved::Invalid { .. } => private(refused, privacy),
            found => found,
        };
        Some(match name {
            "find_in_parent_folders" if all_known => {
                let fallback = arguments.get(1).and_then(Resolved::value);
                let found = self.find_in_parent_folders(config, text(0).as_deref(), fallback);
                private(kept_back(found), privacy)
            }
            "read_terragrunt_config" if all_known => {
                kept_back(self.read_terragrunt_config(config, &text(0)?, arguments.get(1)))
            }
            "read_tfvars_file" if all_known => kept_back(self.read_tfvars_file(config, &text(0)?)),
            "get_env" if arguments.first().is_some_and(Resolved::is_private) => {
                Resolved::unknown("the environment sets what it asks for when Terragrunt runs")
            }
            "get_env" => self.environment(text(0)?, arguments.get(1)),
            "constraint_check" => {
                let takes = constraint_takes(&text(1)?, &text(0)?)?;
                private(Resolved::known(Value::Bool(takes)), privacy)
            }
            // What the command line gives is not known here, and by default it gives none.
            "get_terragrunt_source_cli_flag" if self.options.assume_defaults => text_of(""),
            "mark_as_read" => arguments.first()?.clone(),
            "deep_merge" => arguments.iter().cloned().reduce(merged_deeply)?,
            _ => return None,
        })
    }

    /// What a function gives that gives a path; `None` where it is none of them.
    fn place(
        &self,
        config: &Config,
        name: &str,
        arguments: &[Resolved<Value>],
    ) -> Option<Resolved<Value>> {
        let base = config.base.as_path();
        // Where a stack generates it may be made of what is not shown.
        let known_path = |path: &Path| {
            let is_named_otherwise = self.sources.is_named_otherwise(base);
            let privacy = if is_named_otherwise {
                Privacy::Hidden
            } else {
                Privacy::Shown
            };
            private(Resolved::known(path_text(path)), privacy)
        };
        let by_include =
            |path: &dyn Fn(&Path) -> Resolved<Value>| match of_include(config, name, arguments) {
                Ok(folder) => path(folder),
                Err(refused) => refused,
            };
        let by_root =
            |path: &dyn Fn(&Path) -> Resolved<Value>| match self.sources.repository_root(base) {
                Some(root) => path(root),
                None => Resolved::unknown("the repository's root cannot be told"),
            };
        Some(match name {
            "get_terragrunt_dir" => known_path(base),
            "get_original_terragrunt_dir" => known_path(&self.base),
            "get_parent_terragrunt_dir" => by_include(&known_path),
            "path_relative_to_include" => by_include(&|folder| known_path(&relative(folder, base))),
            "path_relative_from_include" => {
                by_include(&|folder| known_path(&relative(base, folder)))
            }
            "get_repo_root" => by_root(&known_path),
            "get_path_from_repo_root" => by_root(&|root| known_path(&relative(root, base))),
            "get_path_to_repo_root" => by_root(&|root| known_path(&relative(base, root))),
            _ => return None,
        })
    }

    /// `find_in_parent_folders(name, fallback)`, which looks above the folder that paths start from.
    fn find_in_parent_folders(
        &self,
        config: &Config,
        name: Option<&str>,
        fallback: Option<&Value>,
    ) -> Resolved<Value> {
        let name = name.filter(|name| !name.is_empty());
        let names = name.as_slice();
        let names = if names.is_empty() { &UNITS } else { names };
        let parents = config.base.ancestors().skip(1);
        let root = self.sources.repository_root(&config.base);
        let parents = parents.take_while(|parent| root.is_none_or(|root| parent.starts_with(root)));
        let mut paths = parents.flat_map(|parent| {
            let names = names.iter();
            let names = names.filter(|name| self.shared.may_hold(parent, Path::new(name)));
            names.map(|name| parent.join(name))
        });
        let found = paths.find(|path| self.sources.is_there(path));
        let name = name.unwrap_or("terragrunt.hcl");
        match (found, fallback) {
            (Some(path), _) => Resolved::known(path_text(&path)),
            (None, Some(fallback)) => Resolved::known(fallback.clone()),
            (None, None) => {
                let why = format!("no folder above holds {name}");
                // What is no code of Terragrunt's is often kept out of the repository, and a unit of a catalog is copied to below
                // what it asks for: only a name that means a file which is there is wrong for sure.
                let meant = self.meant_in_parent_folders(config, name);
                let is_wrong = || name.ends_with(".hcl") && !self.is_left_out(config, name);
                match meant.filter(|_| is_wrong()) {
                    None => Resolved::unknown(why),
                    meant => {
                        let call = format!("find_in_parent_folders(\"{}\")", quoted(name));
                        error(call, why)
                            .remedied("Name a file that is there, or add it to a folder above")
                            .via(meant)
                    }
                }
            }
        }
    }

    /// Whether git is told to leave out a file of that name in a folder above.
    fn is_left_out(&self, config: &Config, name: &str) -> bool {
        let mut parents = config.base.ancestors().skip(1);
        parents.any(|parent| self.sources.is_git_ignored(&parent.join(name)))
    }

    /// The file above that a name means which none has.
    fn meant_in_parent_folders(&self, config: &Config, name: &str) -> Option<Hop> {
        let root = self.sources.repository_root(&config.base)?;
        let parents = config.base.ancestors().skip(1);
        let mut parents = parents.take_while(|parent| parent.starts_with(root));
        let meant = parents.find_map(|parent| {
            let files = self.sources.files_in(parent).ok()?;
            let names = files.iter().filter_map(|path| path.file_name()?.to_str());
            let names = names.filter(|name| name.ends_with(".hcl") || name.ends_with(".json"));
            Some(parent.join(nearest(name, names)?))
        })?;
        let at = self.sources.beginning_of(&meant);
        Some(Hop::chose(at, "it may mean this file"))
    }

    /// `read_terragrunt_config(path, fallback)`; a folder stands for the `terragrunt.hcl` in it.
    fn read_terragrunt_config(
        &self,
        config: &Config,
        path: &str,
        fallback: Option<&Resolved<Value>>,
    ) -> Resolved<Value> {
        let mut path = lexical(&config.base.join(path));
        if self.sources.leads_to_folder(&path) {
            let mut units = UNITS.iter().map(|name| path.join(name));
            let unit = units.find(|unit| self.sources.is_there(unit));
            path = unit.unwrap_or_else(|| path.join("terragrunt.hcl"));
        }
        let is_missing = || matches!(self.sources.kind(&path), Err(ReadError::Missing { .. }));
        // A stack generates it beside the unit.
        let of_stack = self
            .values
            .as_ref()
            .filter(|_| path == self.base.join(VALUES));
        if let Some(values) = of_stack.filter(|_| is_missing()) {
            return values.clone();
        }
        match (self.load(&path, config.depth + 1), fallback) {
            (Ok(read), _) if read.unreadable.is_empty() => self.given_by(&read, &path),
            (Ok(read), _) => {
                let mut lost = self.lost.borrow_mut();
                lost.add_unreadable(&read.unreadable);
                Resolved::unknown(format!("{} cannot be read", self.sources.name(&path)))
            }
            (Err(_), Some(fallback)) if is_missing() => fallback.clone(),
            (Err(why), None) if is_missing() && self.sources.is_git_ignored(&path) => {
                Resolved::unknown(format!("{why}, and git is told to leave it out"))
            }
            (Err(why), None) if is_missing() && path.ends_with(VALUES) => {
                Resolved::unknown(format!("{why}, and a stack generates it"))
            }
            (Err(why), None) if is_missing() => {
                let name = self.sources.name(&path);
                error(
                    format!("read_terragrunt_config(\"{}\")", quoted(&name)),
                    why,
                )
            }
            (Err(why), _) => Resolved::unknown(why),
        }
    }

    /// `read_tfvars_file(path)`: the values of a file as the text of a JSON object.
    fn read_tfvars_file(&self, config: &Config, path: &str) -> Resolved<Value> {
        let path = lexical(&config.base.join(path));
        let file = match self.load_code(&path) {
            Ok(file) => file,
            Err(why) => return Resolved::unknown(why),
        };
        let hop = Hop::chose(Span::beginning(file.id()), "`read_tfvars_file` reads it");
        match self.shared.values_in(&file) {
            Ok(json) if file.is_unsaid() => private(text_of(&json).via([hop]), Privacy::Hidden),
            Ok(json) => text_of(&json).via([hop]),
            Err(why) => Resolved::unknown(why),
        }
    }

    /// `get_env(name, default)`: the environment counts where it is asked for, as it does for variables.
    fn environment(&self, name: String, default: Option<&Resolved<Value>>) -> Resolved<Value> {
        if self.options.tf_env
            && let Some(value) = std::env::var_os(&name).and_then(|value| value.into_string().ok())
        {
            let hop = Hop::value(None, format!("the environment's {name}"));
            return private(text_of(&value).via([hop]), Privacy::Hidden);
        }
        match default {
            Some(default) if self.options.assume_defaults => {
                default.clone().via([Hop::default_value(
                    None,
                    format!("default of `get_env(\"{name}\", …)`"),
                )])
            }
            Some(_) => Resolved::unknown(format!(
                "`get_env(\"{name}\", …)` has a default that the environment may override"
            )),
            None => Resolved::unknown(format!("the environment sets {name} when Terragrunt runs")),
        }
    }
}

/// The folder of the file that functions about an include mean: in an included file its own, in another one that of the
/// include that is named or the only one. Without any it is where its paths start from.
fn of_include<'c>(
    config: &'c Config,
    function: &str,
    arguments: &[Resolved<Value>],
) -> Result<&'c Path, Resolved<Value>> {
    if config.is_included {
        return Ok(&config.folder);
    }
    let includes = config.includes.as_slice();
    let include: &Include = match (includes, arguments.first()) {
        ([], _) => return Ok(&config.base),
        ([only], _) => only,
        (several, Some(label)) => {
            let label = GivenText::of(label);
            let label = label.as_ref().map(GivenText::unsaid);
            let named = several
                .iter()
                .find(|include| Some(include.label.as_str()) == label);
            named.ok_or_else(|| Resolved::unknown("the include that it names is not known"))?
        }
        (_, None) => {
            let why = "there are several includes, and it names none of them";
            return Err(error(format!("{function}()"), why));
        }
    };
    match &include.config {
        Ok(included) => Ok(&included.folder),
        Err(why) => Err(Resolved::unknown(why.clone())),
    }
}

fn is_lost(argument: &Resolved<Value>) -> bool {
    matches!(
        argument,
        Resolved::Unknown { .. } | Resolved::Invalid { .. }
    )
}

fn text_of(text: &str) -> Resolved<Value> {
    Resolved::known(Value::Text(text.to_owned()))
}
