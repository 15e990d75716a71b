//! The files that stand beside a unit's module when Terraform runs: those of the unit's folder, and those that `generate` blocks
//! write.
//!
//! Source: Terragrunt's documentation of `terraform`, `source`, and of `generate`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use hcl::edit::template::{Element, Template};

use super::files::{Config, Reading};
use crate::published::Row;
use crate::source::{SourceMap, Span};
use crate::terraform::config::files::{files_of, is_module_file, is_override};
use crate::terraform::config::module::{AddedFile, Content};
use crate::terraform::lang::syntax::{self, Block, Form};
use crate::terraform::lang::values::Value;
use crate::terraform::stated::Stated;

/// The file of a module whose text is not at hand.
const STATED: &str = "main.tf of the module";

/// The files that are added to a module.
#[derive(Debug, Default)]
pub(crate) struct Added {
    pub(crate) files: Vec<AddedFile>,
    /// Those that may change what the module makes, and cannot be told.
    pub(crate) unknown: Vec<UnknownFile>,
    /// Whether one that is generated may make a trail.
    pub(crate) may_make_a_trail: bool,
}

/// A file that is generated and cannot be told.
#[derive(Debug)]
pub(crate) struct UnknownFile {
    /// What its block is called.
    pub(crate) block: String,
    /// Where it is written.
    pub(crate) at: Span,
    pub(crate) name: String,
    pub(crate) may_make_a_trail: bool,
    /// Whether it stands over other files of the module, or in the place of one.
    pub(crate) may_change_others: bool,
    /// Whether it may say to which Regions the module's providers belong.
    pub(crate) may_configure_providers: bool,
}

impl Added {
    /// The files of a folder itself.
    pub(super) fn own_of(folder: &Path, sources: &SourceMap) -> Added {
        let (primary, overrides) = files_of(folder, sources);
        let files: Vec<PathBuf> = primary.into_iter().chain(overrides).collect();
        let makes_a_trail = |path: &PathBuf| {
            let file = sources.load_of_module(path);
            file.is_ok_and(|file| file.text().contains("cloudtrail"))
        };
        let may_make_a_trail = files.iter().any(makes_a_trail);
        let own = files.into_iter().filter_map(|path| {
            let name = path.file_name()?.to_str()?.to_owned();
            Some(AddedFile {
                name,
                content: Content::File(path),
            })
        });
        Added {
            files: own.collect(),
            may_make_a_trail,
            ..Added::default()
        }
    }

    /// Whether they may change what a module makes that is known from the built-in table alone: they stand in the place of its
    /// files, over them, or make trails themselves.
    pub(super) fn may_change(&self, row: &Row) -> bool {
        let files = self.files.iter().map(|file| file.name.as_str());
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
}

impl Reading<'_> {
    /// The files that are added to a module by the unit's folder and by these files, the outermost include first.
    pub(super) fn added_to(&self, module: &Path, layers: &[&Config]) -> Added {
        let mut out = Added::default();
        if module != self.folder {
            out = Added::own_of(&self.folder, self.sources);
        }
        let mut merged: BTreeMap<&str, (&Config, &Block)> = BTreeMap::new();
        for &layer in layers {
            for block in layer.body.blocks_of("generate") {
                merged.insert(block.name(), (layer, block));
            }
        }
        for (layer, block) in merged.into_values() {
            self.take_generated(layer, block, module, &mut out);
        }
        out
    }

    fn take_generated(&self, config: &Config, block: &Block, module: &Path, out: &mut Added) {
        let value = |name: &str| {
            let attribute = block.body.attribute(name)?;
            Some(self.evaluate(config, &attribute.value).decided())
        };
        let text = |name: &str| value(name).and_then(|value| value.value()?.as_text());
        if value("disable").is_some_and(|value| value.value() == Some(&Value::Bool(true))) {
            return;
        }
        let Some(contents) = block.body.attribute("contents") else {
            return;
        };
        let span = contents.value.span;
        let written = config.file.text().get(span.range()).unwrap_or_default();
        let speaks_of_trails = written.contains("cloudtrail");
        // What is not written out here may hold anything.
        let is_written_out = lines_of(&contents.value).is_some();
        let unknown = |name: &str| UnknownFile {
            block: block.name().to_owned(),
            at: span,
            name: name.to_owned(),
            // An override makes none.
            may_make_a_trail: speaks_of_trails && !is_override(name),
            may_change_others: false,
            may_configure_providers: !is_written_out || written.contains("provider"),
        };
        let Some(path) = text("path") else {
            // Which file it is nobody knows.
            out.may_make_a_trail |= speaks_of_trails;
            out.unknown.push(UnknownFile {
                may_change_others: true,
                ..unknown("a file")
            });
            return;
        };
        let name = path.strip_prefix("./").unwrap_or(&path);
        if name.contains(['/', '\\']) || !is_module_file(name) {
            return;
        }
        let stands_there = out.files.iter().any(|file| file.name == name)
            || self.sources.is_named(&module.join(name));
        if stands_there && text("if_exists").as_deref() == Some("skip") {
            return;
        }
        out.may_make_a_trail |= speaks_of_trails;
        out.files.retain(|file| file.name != name);
        let part = lines_in(&contents.value, written).filter(|_| !name.ends_with(".json"));
        if let Some(part) = part {
            let start = span.range().start;
            let part = start + part.start..start + part.end;
            out.files.push(AddedFile {
                name: name.to_owned(),
                content: Content::Part(config.file.clone(), part),
            });
            return;
        }
        out.unknown.push(UnknownFile {
            may_change_others: stands_there || is_override(name),
            ..unknown(name)
        });
    }
}

/// The template that is written out as a heredoc.
fn lines_of(contents: &syntax::Expression) -> Option<&Template> {
    let Form::Hcl(inner) = &contents.form else {
        return None;
    };
    Some(&inner.as_heredoc_template()?.template)
}

/// Where the lines of a heredoc lie in its text, in bytes, where they are taken as they are.
fn lines_in(contents: &syntax::Expression, written: &str) -> Option<Range<usize>> {
    let template = lines_of(contents)?;
    let is_literal = |element: &Element| matches!(element, Element::Literal(_));
    if !template.iter().all(is_literal) {
        return None;
    }
    let start = written.find('\n')? + 1;
    let end = written.trim_end().rfind('\n')? + 1;
    let lines = written.get(start..end)?;
    // What is escaped here is none there.
    (!lines.contains("$${") && !lines.contains("%%{")).then_some(start..end)
}
