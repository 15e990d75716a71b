//! The files that stand beside a unit's module when Terraform runs: those of the unit's folder, and those that Terragrunt
//! generates.
//!
//! Source: Terragrunt's documentation of `terraform`, `source`, and of `generate`; `internal/codegen/generate.go`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::contents::{Contents, Smell, why_of};
use super::copied::NotCopied;
use super::files::{Config, Reading, has_source, layers_of};
use super::replaced::Replaced;
use crate::paths::lexical;
use crate::published::Row;
use crate::resolved::{Hop, Resolved};
use crate::source::{SourceFile, SourceMap, Span};
use crate::terraform::config::call_texts::{CallText, may_declare_a_trail};
use crate::terraform::config::files::{files_of, is_module_file, is_override};
use crate::terraform::config::made_text::{Lines, MadeText};
use crate::terraform::config::module::{AddedFile, Content};
use crate::terraform::config::root_inputs::{Extra, Missing};
use crate::terraform::config::source_pattern::SourcePattern;
use crate::terraform::config::value_files::is_automatic;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::Value;
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
    /// What of the unit's folder is not among them.
    pub(crate) not_copied: NotCopied,
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
}

impl UnknownFile {
    pub(crate) fn is_generated(&self) -> bool {
        self.way == Way::Generated
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
    fn take_away(&mut self, folder: &Path, within: &Path, empty: &Config, sources: &SourceMap) {
        let (primary, overrides) = files_of(folder, sources);
        for path in primary.into_iter().chain(overrides) {
            let name = path.file_name().and_then(|name| name.to_str());
            if let Some(name) = name.filter(|name| self.not_copied.has(within.join(name))) {
                self.put(name, Content::Part(empty.file.clone(), 0..0));
            }
        }
    }

    /// The texts that lie in no file.
    pub(crate) fn made_texts(&self) -> impl Iterator<Item = &MadeText> {
        self.made.iter().chain(&self.values)
    }

    /// Whether there is anything to run that is generated.
    pub(super) fn makes_a_module(&self) -> bool {
        !self.files.is_empty() || !self.unknown.is_empty()
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

    /// Where the file of that name lies that is copied or part of the module.
    fn path_of(&self, name: &str, module: &Path) -> PathBuf {
        let mut files = self.files.iter().filter(|file| file.name == name);
        match files.next().map(|file| &file.content) {
            Some(Content::File(path)) => path.clone(),
            _ => module.join(name),
        }
    }

    /// Takes a file, in the place of another one of its name.
    fn put(&mut self, name: &str, content: Content) {
        self.files.retain(|file| file.name != name);
        self.files.push(AddedFile {
            name: name.to_owned(),
            content,
        });
    }

    /// Takes a generated text that stands as it is in a file.
    fn take_lines(&mut self, text: MadeText, lines: Lines) {
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

    fn take_made(&mut self, made: MadeText) {
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

/// A file that Terragrunt is told to generate.
struct Generated {
    block: String,
    /// Where it begins.
    header: Span,
    /// Where its contents are given.
    at: Span,
    members: BTreeMap<String, Resolved<Value>>,
}

impl Generated {
    fn text(&self, name: &str) -> Option<String> {
        self.members.get(name)?.value()?.as_text()
    }

    fn unknown(&self, name: &str, smell: &Smell, why: String) -> UnknownFile {
        UnknownFile {
            block: self.block.clone(),
            way: Way::Generated,
            at: self.at,
            name: name.to_owned(),
            why,
            // An override makes none.
            may_make_a_trail: smell.of_trails && !is_override(name),
            may_change_others: false,
            may_configure_providers: smell.of_providers,
            calls: smell.calls.clone(),
        }
    }
}

impl Reading<'_> {
    /// The files that are added to a module by the unit's folder and by these files, the outermost include first.
    pub(super) fn added_to(&self, module: &Path, layers: &[&Config]) -> Added {
        let mut out = Added::default();
        let not_copied = self.not_copied(layers);
        if module != self.folder {
            out = Added::own_of(&self.folder, not_copied, self.sources);
            if let Some(unit) = layers.last() {
                let within = self.within_copy(layers);
                out.take_away(module, &within, unit, self.sources);
            }
        } else if let Some(unit) = layers.last().filter(|_| has_source(layers)) {
            out.not_copied = not_copied;
            out.take_away(module, Path::new(""), unit, self.sources);
        }
        let mut merged: BTreeMap<String, (Generated, &Config)> = BTreeMap::new();
        for &layer in layers {
            for block in layer.body.blocks_of("generate") {
                let generated = self.of_block(layer, block);
                merged.insert(generated.block.clone(), (generated, layer));
            }
            for generated in self.of_attribute(layer, &mut out) {
                merged.insert(generated.block.clone(), (generated, layer));
            }
        }
        for (generated, layer) in merged.into_values() {
            self.take_generated(&generated, layer, module, &mut out);
        }
        out
    }

    /// What a file and those that it includes generate, by the names of the blocks.
    pub(super) fn generated_by(&self, config: &Config) -> Resolved<Value> {
        let mut out: BTreeMap<String, Resolved<Value>> = BTreeMap::new();
        for layer in layers_of(config) {
            for block in layer.body.blocks_of("generate") {
                let generated = self.of_block(layer, block);
                let said = format!("`generate` block `{}`", generated.block);
                let members = generated.members.into_iter().map(|(name, value)| {
                    let hop = (name == "contents").then(|| Hop::chose(generated.at, said.as_str()));
                    (name, value.via(hop))
                });
                let members: BTreeMap<String, Resolved<Value>> = members.collect();
                let value = Resolved::known(Value::Object(members.into()));
                out.insert(generated.block, value);
            }
            let attribute = layer.body.attribute("generate");
            let value = attribute.map(|attribute| self.evaluate(layer, &attribute.value));
            let Some(value) = value else {
                continue;
            };
            match value.value().and_then(Value::members) {
                Some(members) => out.extend(members.clone()),
                None => return value,
            }
        }
        Resolved::known(Value::Object(out.into()))
    }

    fn of_block(&self, config: &Config, block: &Block) -> Generated {
        let attributes = block.body.attributes.iter();
        let contents = block.body.attribute("contents");
        Generated {
            block: block.name().to_owned(),
            header: block.header,
            at: contents.map_or(block.header, |contents| contents.value.span),
            members: attributes
                .map(|attribute| {
                    let value = self.evaluate(config, &attribute.value).decided();
                    (attribute.name.clone(), value)
                })
                .collect(),
        }
    }

    /// What `generate` is set to as an attribute.
    fn of_attribute(&self, config: &Config, out: &mut Added) -> Vec<Generated> {
        let Some(attribute) = config.body.attribute("generate") else {
            return Vec::new();
        };
        let at = attribute.value.span;
        let value = self.evaluate(config, &attribute.value).decided();
        let smell = self.smell_of(&value, config, at);
        let whole = Generated {
            block: "generate".to_owned(),
            header: at,
            at,
            members: BTreeMap::new(),
        };
        let mut lost = |block: &str, why: String| {
            out.may_make_a_trail |= smell.of_trails;
            out.unknown.push(UnknownFile {
                block: block.to_owned(),
                may_change_others: true,
                ..whole.unknown("a file", &smell, why)
            });
        };
        let Some(members) = value.value().and_then(Value::members) else {
            lost("generate", not_known(&value));
            return Vec::new();
        };
        let mut found = Vec::new();
        for (block, file) in members {
            let file = file.clone().via(value.from().hops.clone()).decided();
            match file.value().and_then(Value::members) {
                Some(members) => found.push(Generated {
                    block: block.clone(),
                    header: at,
                    at,
                    members: members.clone(),
                }),
                None => lost(block, not_known(&file)),
            }
        }
        found
    }

    fn take_generated(
        &self,
        generated: &Generated,
        config: &Config,
        module: &Path,
        out: &mut Added,
    ) {
        let Some(contents) = generated.members.get("contents") else {
            return;
        };
        let smell = || self.smell_of(contents, config, generated.at);
        let Some(path) = generated.text("path") else {
            // Which file it is nobody knows.
            let smell = smell();
            out.may_make_a_trail |= smell.of_trails;
            let path = generated.members.get("path");
            let why = path.map_or_else(
                || "it has no path".to_owned(),
                |path| format!("its path is not known, because {}", why_of(path)),
            );
            out.unknown.push(UnknownFile {
                may_change_others: true,
                ..generated.unknown("a file", &smell, why)
            });
            return;
        };
        let Some(name) = self.name_in_module(&path, module) else {
            return;
        };
        let name = name.as_str();
        let stands_there = out.files.iter().any(|file| file.name == name)
            || self.sources.is_named(&module.join(name));
        match generated.members.get("disable").map(Resolved::value) {
            None | Some(Some(Value::Bool(false) | Value::Null)) => {}
            Some(Some(Value::Bool(true))) => {
                if stands_there && generated.text("if_disabled").as_deref() == Some("remove") {
                    out.put(name, Content::Part(config.file.clone(), 0..0));
                }
                return;
            }
            Some(_) => {
                let why = "whether it is generated is not known".to_owned();
                return self.take_unknown(generated, name, (&smell(), why), stands_there, out);
            }
        }
        if stands_there {
            let how = generated.text("if_exists");
            let path = out.path_of(name, module);
            match self.is_replaced(&path, how.as_deref(), generated.header) {
                Replaced::Yes => {}
                Replaced::No => return,
                Replaced::Refused(refused) => {
                    out.refused.get_or_insert(refused);
                    return;
                }
                Replaced::Unknown => {
                    let why = "whether it takes the place of the file there is not known";
                    let smell = (&smell(), why.to_owned());
                    return self.take_unknown(generated, name, smell, true, out);
                }
            }
        }
        self.take_contents((generated, name), (contents, &smell), stands_there, out);
    }

    /// Takes what a generated file holds.
    fn take_contents(
        &self,
        (generated, name): (&Generated, &str),
        (contents, smell): (&Resolved<Value>, &dyn Fn() -> Smell),
        stands_there: bool,
        out: &mut Added,
    ) {
        match self.contents_of(contents, generated.at, &self.folder.join(name)) {
            Contents::Lines(lines) => {
                let name_there = self.sources.name(&self.folder.join(name));
                let file = self.sources.add_made(&name_there, lines.text().to_owned());
                out.take_lines(
                    MadeText {
                        file,
                        name: name.to_owned(),
                        at: generated.at,
                        from: Vec::new(),
                        lines: None,
                    },
                    lines,
                );
            }
            Contents::Made(made) => out.take_made(*made),
            Contents::Unknown(why) => {
                let why = format!("what it holds is not known, because {why}");
                self.take_unknown(generated, name, (&smell(), why), stands_there, out);
            }
        }
    }

    fn take_unknown(
        &self,
        generated: &Generated,
        name: &str,
        (smell, why): (&Smell, String),
        stands_there: bool,
        out: &mut Added,
    ) {
        if is_module_file(name) {
            out.may_make_a_trail |= smell.of_trails;
            out.files.retain(|file| file.name != name);
            out.unknown.push(UnknownFile {
                may_change_others: stands_there || is_override(name),
                ..generated.unknown(name, smell, why)
            });
            return;
        }
        let at = self.sources.line_of(generated.at);
        out.lost_values.push(Extra::Lost(Missing {
            how: format!("by {name}, which Terragrunt generates ({at}), and {why}"),
            at: Some(generated.at),
        }));
    }

    /// The name of a generated file, where it is one of the module or of its values.
    fn name_in_module(&self, path: &str, module: &Path) -> Option<String> {
        let given = Path::new(path);
        // What is written beside the unit is copied from there.
        let from = if given.is_absolute() {
            &self.folder
        } else {
            module
        };
        let path = lexical(&from.join(given));
        let name = path.file_name()?.to_str()?;
        let is_there = path.parent() == Some(from);
        (is_there && (is_module_file(name) || is_automatic(name))).then(|| name.to_owned())
    }
}

fn not_known(value: &Resolved<Value>) -> String {
    format!("what it holds is not known, because {}", why_of(value))
}
