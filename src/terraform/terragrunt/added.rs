//! What is added to a unit's module: files of the unit's folder, and those that Terragrunt generates.

use std::path::{Path, PathBuf};

use super::copied::NotCopied;
use super::files::Config;
use crate::paths::lexical;
use crate::published::Row;
use crate::resolved::Resolved;
use crate::source::{SourceFile, SourceMap, Span};
use crate::terraform::config::call_texts::{CallText, may_declare_a_trail};
use crate::terraform::config::contents::{AddedFile, Content};
use crate::terraform::config::files::{files_of, is_module_file, is_override};
use crate::terraform::config::laid_over::CopiedFrom;
use crate::terraform::config::made_text::{Lines, MadeText};
use crate::terraform::config::root_inputs::Extra;
use crate::terraform::config::source_pattern::SourcePattern;
use crate::terraform::config::value_files::automatic_files;
use crate::terraform::stated::Stated;

/// The file of a module whose text is not at hand.
const STATED: &str = "main.tf of the module";

/// The files that are added to a module.
#[derive(Debug, Default)]
pub(crate) struct Added {
    pub(crate) files: Vec<AddedFile>,
    /// The texts among them, and those of values, that lie in no file.
    pub(crate) made: Vec<MadeText>,
    /// The files of values that are generated.
    pub(crate) values: Vec<MadeText>,
    /// What may set variables, and cannot be told.
    pub(crate) lost_values: Vec<Extra>,
    /// Those that may change what the module makes, and cannot be told.
    pub(crate) unknown: Vec<UnknownFile>,
    /// Whether one that is generated may make a trail.
    pub(crate) may_make_a_trail: bool,
    /// The sources of the modules that generated ones call.
    pub(crate) calls: Vec<String>,
    /// The folders of files with trails that hooks copy.
    pub(crate) copied_from: Vec<PathBuf>,
    /// What of the unit's folder is not among them.
    pub(crate) not_copied: NotCopied,
    /// The folder of a local source that the module is copied with.
    pub(super) source: Option<PathBuf>,
    /// Whether the module is a copy that Terragrunt downloaded.
    pub(super) is_downloaded: bool,
    /// The files of values in such a copy that are none of the module's.
    pub(super) left_values: Vec<String>,
    /// Where Terragrunt refuses to generate one, so that the unit is not run.
    pub(super) refused: Option<Resolved<bool>>,
}

/// A file that is added, perhaps, and cannot be told.
#[derive(Debug)]
pub(crate) struct UnknownFile {
    /// What its block is called, or itself.
    pub(crate) block: String,
    pub(crate) way: Way,
    /// Where it is written.
    pub(crate) at: Span,
    pub(crate) name: String,
    /// Why, a clause.
    pub(crate) why: String,
    pub(crate) may_make_a_trail: bool,
    /// Whether it stands over other files of the module, or in the place of one.
    pub(crate) may_change_others: bool,
    /// Whether it may say to which Regions the module's providers belong.
    pub(crate) may_configure_providers: bool,
    /// The modules that it seems to call, and where that stands.
    pub(super) calls: Vec<(SourcePattern, Span)>,
}

/// How a file comes to stand beside a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Generated,
    Copied,
    /// By a hook.
    Hooked,
    /// By a file that the unit includes and that is not opened.
    Included,
}

impl UnknownFile {
    pub(crate) fn is_generated(&self) -> bool {
        self.way == Way::Generated
    }

    pub(crate) fn is_of_an_include(&self) -> bool {
        self.way == Way::Included
    }

    pub(crate) fn is_written_by_a_hook(&self) -> bool {
        self.way == Way::Hooked
    }
}

impl Added {
    /// The files of a folder itself that are copied.
    pub(super) fn own_of(folder: &Path, not_copied: NotCopied, sources: &SourceMap) -> Added {
        let (primary, overrides) = files_of(folder, sources);
        let files: Vec<PathBuf> = primary.into_iter().chain(overrides).collect();
        let makes_a_trail = |path: &Path| {
            let file = sources.load_of_module(path);
            file.is_ok_and(|file| may_declare_a_trail(file.text()))
        };
        let mut out = Added::default();
        for path in files {
            let name = path.file_name().and_then(|name| name.to_str());
            let Some(name) = name.filter(|name| !not_copied.has(name)) else {
                continue;
            };
            let makes_a_trail = makes_a_trail(&path);
            out.may_make_a_trail |= makes_a_trail;
            let name = name.to_owned();
            if let Some((at, why)) = &not_copied.untold {
                out.unknown.push(UnknownFile {
                    block: name.clone(),
                    at: *at,
                    why: format!(
                        "whether it is copied beside the module is not known, because {why}"
                    ),
                    way: Way::Copied,
                    may_make_a_trail: makes_a_trail && !is_override(&name),
                    may_change_others: true,
                    may_configure_providers: true,
                    calls: Vec::new(),
                    name,
                });
            } else {
                let content = Content::File(path);
                out.files.push(AddedFile { name, content });
            }
        }
        out.not_copied = not_copied;
        out
    }

    /// Takes away what of a module, which lies `within` the folder that is copied, is not copied.
    pub(super) fn take_away(
        &mut self,
        folder: &Path,
        within: &Path,
        empty: &Config,
        sources: &SourceMap,
    ) {
        self.source = folder_around(folder, within);
        let (primary, overrides) = files_of(folder, sources);
        for path in primary.into_iter().chain(overrides) {
            let name = path.file_name().and_then(|name| name.to_str());
            if let Some(name) = name.filter(|name| self.not_copied.has(within.join(name))) {
                self.put(name, Content::Part(empty.file.clone(), 0..0));
            }
        }
        for path in automatic_files(folder, sources) {
            let name = path.file_name().and_then(|name| name.to_str());
            let name = name.filter(|name| self.not_copied.has(within.join(name)));
            self.left_values.extend(name.map(str::to_owned));
        }
    }

    /// Takes away what of a downloaded copy was only copied there from the unit's folder, by name; what is still there is copied
    /// again.
    pub(super) fn take_away_copied(&mut self, left: &[String], empty: &Config) {
        self.is_downloaded = true;
        for name in left {
            if !is_module_file(name) {
                self.left_values.push(name.clone());
            } else if self.of_name(name).is_none() {
                self.put(name, Content::Part(empty.file.clone(), 0..0));
            }
        }
    }

    /// The folder of a local source that the module is copied with, and what of it is not.
    pub(crate) fn copied_from(&self) -> Option<CopiedFrom> {
        let source = self.source.as_ref()?;
        Some(self.not_copied.of_source(source))
    }

    /// The texts that lie in no file.
    pub(crate) fn made_texts(&self) -> impl Iterator<Item = &MadeText> {
        self.made.iter().chain(&self.values)
    }

    /// Whether there is anything to run that is generated.
    pub(super) fn makes_a_module(&self) -> bool {
        let mut unknown = self.unknown.iter();
        !self.files.is_empty() || unknown.any(|file| !file.is_of_an_include())
    }

    /// Whether they may change what a module makes that is known from the built-in table alone: they stand in the place of its
    /// files, over them, or make trails themselves.
    pub(super) fn may_change(&self, row: &Row) -> bool {
        let files = self.files.iter().map(|file| file.name.as_str());
        let files = files.filter(|name| !self.not_copied.has(name));
        let mut names = files.chain(self.unknown.iter().map(|file| file.name.as_str()));
        self.may_make_a_trail
            || self.unknown.iter().any(|file| file.may_change_others)
            || names.any(|name| is_override(name) || row.files.iter().any(|file| file == name))
    }

    /// Takes what the built-in table says of the module.
    pub(super) fn take_stated(&mut self, stated: &Stated, sources: &SourceMap) {
        let text = sources.get(stated.text);
        self.files.push(AddedFile {
            name: STATED.to_owned(),
            content: Content::Part(text.clone(), 0..text.text().len()),
        });
        self.may_make_a_trail = true;
    }

    /// What stands there by a name.
    pub(super) fn of_name(&self, name: &str) -> Option<&Content> {
        let mut files = self.files.iter().filter(|file| file.name == name);
        files.next().map(|file| &file.content)
    }

    /// Takes a file, in the place of another one of its name.
    pub(super) fn put(&mut self, name: &str, content: Content) {
        self.files.retain(|file| file.name != name);
        self.files.push(AddedFile {
            name: name.to_owned(),
            content,
        });
    }

    /// Takes a generated text that stands as it is in a file.
    pub(super) fn take_lines(&mut self, text: MadeText, lines: Lines) {
        if is_module_file(&text.name) && !text.name.ends_with(".json") {
            self.take_calls(&text.file);
            self.put(&text.name, Content::Part(lines.file, lines.range));
        } else {
            self.take_made(MadeText {
                lines: Some(lines),
                ..text
            });
        }
    }

    pub(super) fn take_made(&mut self, made: MadeText) {
        if is_module_file(&made.name) {
            self.take_calls(&made.file);
            self.put(&made.name, Content::Made(made.file.clone()));
            self.made.push(made);
        } else {
            self.values.push(made);
        }
    }

    /// Takes what a text of a module that is generated says of others.
    fn take_calls(&mut self, file: &SourceFile) {
        self.may_make_a_trail |= may_declare_a_trail(file.text());
        for call in CallText::all_of(file) {
            self.may_make_a_trail |= call.of_trails;
            self.calls.extend(call.source);
        }
    }
}

/// The folder that another one lies within at a path.
fn folder_around(folder: &Path, within: &Path) -> Option<PathBuf> {
    let within = lexical(within);
    let around = folder.ancestors().nth(within.components().count())?;
    (around.join(&within) == folder).then(|| around.to_owned())
}
