//! Hooks that write files of a module beside it before Terraform runs: what they hold is not followed.
//!
//! Source: Terragrunt's documentation of `terraform`, `before_hook` and `after_hook`: those of `init-from-module` and
//! `read-config` run in the unit's folder, others in the copy of the module. What other programs do is not asked.

use std::path::{Path, PathBuf};

use super::added::{Added, UnknownFile, Way};
use super::contents::speaks_of_trail;
use super::files::{Config, Reading};
use super::settings::is_set;
use crate::paths::{folder_of, lexical};
use crate::source::Kind;
use crate::terraform::config::files::{files_of, is_module_file, is_override};
use crate::terraform::config::root_inputs::{Extra, Missing};
use crate::terraform::config::value_files::is_automatic;
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::Value;

/// The commands before or after which a hook may change what Terraform reads.
const BEFORE: [&str; 4] = ["apply", "init", "init-from-module", "plan"];
const AFTER: [&str; 4] = [
    "init",
    "init-from-module",
    "read-config",
    "terragrunt-read-config",
];

/// The programs that write files, and those that run others.
const WRITING: [&str; 8] = [
    "cp", "envsubst", "install", "ln", "mv", "rsync", "sed", "tee",
];
const SHELLS: [&str; 5] = ["bash", "cmd", "powershell", "sh", "zsh"];

/// The blocks whose kinds say that a file may change what others declare.
const CHANGING: [&str; 6] = [
    "locals", "module", "output", "provider", "resource", "variable",
];

impl Reading<'_> {
    /// Takes what hooks of these files may write beside a module.
    pub(super) fn take_hooks(&self, layers: &[&Config], module: &Path, out: &mut Added) {
        let mut hooks: Vec<(&Config, &Block)> = Vec::new();
        for &layer in layers {
            let terraform = layer.body.blocks_of("terraform");
            for hook in terraform.flat_map(|block| &block.body.blocks) {
                let is_hook = matches!(hook.kind.as_str(), "before_hook" | "after_hook");
                // One of a file wins over one of the same name that it includes.
                hooks.retain(|(_, other)| {
                    (&other.kind, &other.labels) != (&hook.kind, &hook.labels)
                });
                if is_hook && self.runs(layer, hook) {
                    hooks.push((layer, hook));
                }
            }
        }
        for (layer, hook) in hooks {
            self.take_hook(layer, hook, module, out);
        }
    }

    /// Whether a hook runs where it may change what Terraform reads.
    fn runs(&self, config: &Config, hook: &Block) -> bool {
        let condition = hook.body.attribute("if");
        let condition = condition.map(|condition| self.evaluate_shape(config, &condition.value));
        if condition.is_some_and(|condition| is_set(&condition, false)) {
            return false;
        }
        let deciding = if hook.kind == "before_hook" {
            BEFORE
        } else {
            AFTER
        };
        let mut commands = self.texts(config, hook, "commands").into_iter();
        commands.any(|command| deciding.contains(&command.unsaid()))
    }

    fn texts(&self, config: &Config, hook: &Block, name: &str) -> Vec<GivenText> {
        let Some(attribute) = hook.body.attribute(name) else {
            return Vec::new();
        };
        let list = self.evaluate_shape(config, &attribute.value).decided();
        let items = list.value().and_then(Value::elements);
        items
            .unwrap_or_default()
            .iter()
            .filter_map(GivenText::of)
            .collect()
    }

    fn take_hook(&self, config: &Config, hook: &Block, module: &Path, out: &mut Added) {
        let execute = self.texts(config, hook, "execute");
        let Some(program) = execute.first() else {
            return;
        };
        let program = program.unsaid().rsplit('/').next().unwrap_or_default();
        if !WRITING.contains(&program) && !SHELLS.contains(&program) {
            return;
        }
        let is_said = execute.iter().all(|text| text.said().is_some());
        let words = execute[1..].iter().flat_map(|text| words_in(text.unsaid()));
        let words: Vec<&str> = words.collect();
        // A shell may say `cp` or `tee`, or lead into a file.
        let writes = |word: &&str| WRITING.contains(word) || *word == ">";
        if SHELLS.contains(&program) && !words.iter().any(writes) {
            return;
        }
        let named = words.iter().filter_map(|word| word.rsplit('/').next());
        let named: Vec<&str> = named
            .filter(|name| is_module_file(name) || is_automatic(name))
            .collect();
        let read: Vec<PathBuf> = words
            .iter()
            .flat_map(|word| self.files_at(word, module))
            .collect();
        let at = hook.header;
        let shown = named.last().filter(|_| is_said).copied();
        if named.iter().any(|name| is_automatic(name)) {
            let values = self.lost_values(hook, shown);
            out.lost_values.push(values);
        }
        let own = read.iter().filter_map(|path| path.file_name()?.to_str());
        let mut names = named
            .iter()
            .copied()
            .chain(own)
            .filter(|name| is_module_file(name));
        let stands_over = names.any(|name| {
            is_override(name)
                || out.of_name(name).is_some()
                || self.sources.is_named(&module.join(name))
        });
        let texts = read
            .iter()
            .map(|path| self.text_of(path).unwrap_or_default());
        let texts: Vec<String> = texts.collect();
        let has = |word: &str| texts.iter().any(|text| text.contains(word));
        let file = UnknownFile {
            block: hook.name().to_owned(),
            way: Way::Hooked,
            at,
            name: shown.unwrap_or("a file").to_owned(),
            why: format!(
                "the hook `{}` writes it, which is not followed",
                hook.name()
            ),
            may_make_a_trail: !stands_over
                && (texts.iter().any(|text| speaks_of_trail(text))
                    || named.iter().any(|name| speaks_of_trail(name))),
            may_change_others: stands_over
                && (texts.is_empty() || CHANGING.iter().any(|kind| has(kind))),
            may_configure_providers: has("provider"),
            calls: Vec::new(),
        };
        if file.may_make_a_trail || file.may_change_others || file.may_configure_providers {
            out.may_make_a_trail |= file.may_make_a_trail;
            let of_trails = read.iter().zip(&texts);
            let of_trails = of_trails.filter(|(_, text)| speaks_of_trail(text));
            out.copied_from
                .extend(of_trails.map(|(path, _)| folder_of(path).to_owned()));
            out.unknown.push(file);
        }
    }

    /// What a hook gives the module's variables, by a file of a name where that may be said.
    fn lost_values(&self, hook: &Block, name: Option<&str>) -> Extra {
        let place = self.sources.line_of(hook.header);
        let name = name.unwrap_or("a file");
        Extra::Lost(Missing {
            how: format!(
                "by {name}, which the hook `{}` may write ({place})",
                hook.name()
            ),
            at: Some(hook.header),
        })
    }

    /// The files of a module that a word of a hook leads to: itself, or those in its folder.
    fn files_at(&self, word: &str, module: &Path) -> Vec<PathBuf> {
        let folder = word.trim_end_matches("*.tf").trim_end_matches('*');
        if folder.is_empty() || folder == "." || folder == "./" {
            return Vec::new();
        }
        let froms = [self.base.as_path(), self.folder.as_path(), module];
        for path in froms.map(|from| lexical(&from.join(folder))) {
            match self.sources.kind(&path) {
                Ok(Kind::File) if path.to_str().is_some_and(is_module_file) => return vec![path],
                Ok(Kind::Folder) if path != module && path != self.folder => {
                    let (primary, overrides) = files_of(&path, self.sources);
                    return primary.into_iter().chain(overrides).collect();
                }
                _ => {}
            }
        }
        Vec::new()
    }

    fn text_of(&self, path: &Path) -> Option<String> {
        let file = self.sources.load_of_module(path).ok()?;
        self.note_read(file.id());
        Some(file.text().to_owned())
    }
}

/// The words of an argument, which may be a command of a shell.
fn words_in(text: &str) -> impl Iterator<Item = &str> {
    let text = text.split(|sign: char| sign.is_whitespace() || "\"';&|".contains(sign));
    text.filter(|word| !word.is_empty())
}
