//! The files that Terragrunt generates beside a unit's module, and those of the unit's folder.
//!
//! Source: Terragrunt's documentation of `terraform`, `source`, and of `generate`; `internal/codegen/generate.go`.

use std::collections::BTreeMap;
use std::path::Path;

use super::added::{Added, UnknownFile, Way};
use super::contents::{Contents, Smell};
use super::downloaded::UnitModule;
use super::files::{Config, Merge, Reading, has_source, layers_of};
use super::generate_block::Generated;
use super::replaced::{Outcome, Replaced};
use super::settings::{flag, why_of};
use super::target::Target;
use crate::resolved::{Hop, Privacy, Resolved};
use crate::source::Span;
use crate::terraform::config::contents::Content;
use crate::terraform::config::files::{is_module_file, is_override};
use crate::terraform::config::made_text::MadeText;
use crate::terraform::config::root_inputs::{Extra, Missing};
use crate::terraform::lang::facts::privacy_within;
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::Value;

/// Why nothing is known of what several blocks write.
const NO_ORDER: &str =
    "several `generate` blocks write it, and which of them comes last is not defined";

/// A block with the file that it stands in.
struct Written<'c> {
    generated: Generated,
    config: &'c Config,
}

impl AsRef<Generated> for Written<'_> {
    fn as_ref(&self) -> &Generated {
        &self.generated
    }
}

/// A file that is generated: its name, and whether it takes the place of another one.
struct Place<'p> {
    name: &'p str,
    replaces: bool,
}

impl Reading<'_> {
    /// The files that are added to a module by the unit's folder and by these files, the outermost include first.
    pub(super) fn added_to(&self, module: &UnitModule, layers: &[&Config]) -> Added {
        let mut out = Added::default();
        let not_copied = self.not_copied(layers);
        let left_in_copy = module.left_in_copy.as_deref();
        let module = module.folder.as_path();
        if module != self.folder {
            out = Added::own_of(&self.folder, not_copied, self.sources);
            match (layers.last(), left_in_copy) {
                (Some(unit), Some(left)) => out.take_away_copied(left, unit),
                (Some(unit), None) => {
                    let within = self.within_copy(layers);
                    out.take_away(module, &within, unit, self.sources);
                }
                (None, _) => {}
            }
        } else if let Some(unit) = layers.last().filter(|_| has_source(layers)) {
            out.not_copied = not_copied;
            out.take_away(module, Path::new(""), unit, self.sources);
        }
        let mut merged: BTreeMap<String, Written<'_>> = BTreeMap::new();
        for &config in layers {
            let blocks = config.body.blocks_of("generate");
            let blocks = blocks.map(|block| self.of_block(config, block));
            let mut all: Vec<Generated> = blocks.collect();
            all.extend(self.of_attribute(config, &mut out));
            for generated in all {
                let name = generated.block.clone();
                merged.insert(name, Written { generated, config });
            }
        }
        let mut written: BTreeMap<Target, Vec<Written<'_>>> = BTreeMap::new();
        for block in merged.into_values() {
            if let Some(target) = self.target_of(&block, module, &mut out) {
                written.entry(target).or_default().push(block);
            }
        }
        for (target, blocks) in &written {
            self.take_written(target, blocks, module, &mut out);
        }
        self.take_backend(layers, module, &mut out);
        self.take_hooks(layers, module, &mut out);
        out.unknown.extend(unopened_includes(layers));
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
        let members: BTreeMap<String, Resolved<Value>> = attributes
            .map(|attribute| {
                let value = self.evaluate(config, &attribute.value).decided();
                (attribute.name.clone(), value)
            })
            .collect();
        let is_unknown = |name: &str| matches!(members.get(name), Some(Resolved::Unknown { .. }));
        let in_part = contents.filter(|_| is_unknown("contents"));
        Generated {
            block: block.name().to_owned(),
            header: block.header,
            at: contents.map_or(block.header, |contents| contents.value.span),
            in_part: in_part.and_then(|contents| self.known_in_part(config, &contents.value)),
            members,
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
            in_part: None,
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
        // What they are called is not said where it is made of what is not shown.
        let is_shown = privacy_within(&value) == Privacy::Shown;
        for (number, (block, file)) in members.iter().enumerate() {
            let block = if is_shown {
                block
            } else {
                &format!("generate {}", number + 1)
            };
            let file = file.clone().via(value.from().hops.clone()).decided();
            match file.value().and_then(Value::members) {
                Some(members) => found.push(Generated {
                    block: block.clone(),
                    header: at,
                    at,
                    members: members.clone().into_iter().collect(),
                    in_part: None,
                }),
                None => lost(block, not_known(&file)),
            }
        }
        found
    }

    /// Takes the file that says where the state is, where it comes to stand in the place of another one: Terragrunt writes it last.
    ///
    /// Source: Terragrunt's documentation of `remote_state`, `generate`; `internal/runner/run/run.go`, `GenerateConfig`, and
    /// `internal/codegen/generate.go`, `RemoteStateConfigToTerraformCode`: a `terraform` block and nothing else.
    fn take_backend(&self, layers: &[&Config], module: &Path, out: &mut Added) {
        let mut inner = layers.iter().rev();
        let Some((config, at, said)) = inner.find_map(|layer| self.backend_of(layer)) else {
            return;
        };
        let value = said.decided();
        let mut members = match value.value().and_then(Value::members) {
            Some(members) => members.clone().into_iter().collect(),
            None if matches!(value.value(), Some(Value::Null)) => return,
            // Which file it is nobody knows.
            None => BTreeMap::from([("path".to_owned(), value)]),
        };
        let text = "terraform {\n  backend \"s3\" {}\n}\n".to_owned();
        members.insert("contents".to_owned(), Resolved::known(Value::Text(text)));
        let generated = Generated {
            block: "remote_state".to_owned(),
            header: at,
            at,
            members,
            in_part: None,
        };
        let block = Written { generated, config };
        if let Some(target) = self.target_of(&block, module, out)
            && self.replaces(&target, module, out)
        {
            self.take_written(&target, &[block], module, out);
        }
    }

    /// What a file says of the file that says where the state is, and where.
    fn backend_of<'c>(&self, config: &'c Config) -> Option<(&'c Config, Span, Resolved<Value>)> {
        let mut blocks = config.body.blocks_of("remote_state");
        if let Some(block) = blocks.next() {
            let said = block.body.attribute("generate");
            return Some(match said {
                Some(said) => (config, said.value.span, self.evaluate(config, &said.value)),
                None => (config, block.header, Resolved::known(Value::Null)),
            });
        }
        let said = config.body.attribute("remote_state")?;
        let value = self.evaluate(config, &said.value).decided();
        let members = value.value().and_then(Value::members);
        let generate = match members {
            Some(members) => members.get("generate").cloned(),
            None => Some(value),
        };
        let generate = generate.unwrap_or_else(|| Resolved::known(Value::Null));
        Some((config, said.value.span, generate))
    }

    /// Where a block writes a file that may change the module, if it does.
    fn target_of(&self, block: &Written<'_>, module: &Path, out: &mut Added) -> Option<Target> {
        let Written { generated, config } = block;
        if let Err(refused) = generated.if_exists() {
            out.refused.get_or_insert(refused);
            return None;
        }
        generated.members.get("contents")?;
        let Some(path) = generated.text("path") else {
            // Which file it is nobody knows.
            let smell = self.smell_in(block);
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
            return None;
        };
        let target = self.target(&path, &generated.block, module, out)?;
        match flag(generated.members.get("disable"), false) {
            Some(false) => Some(target),
            Some(true) => {
                let removes = generated.text("if_disabled");
                let there = self.there(&target, module, out);
                let is_removed =
                    there.is_some_and(|there| match removes.as_ref().map(GivenText::unsaid) {
                        Some("remove") => true,
                        Some("remove_terragrunt") => self.is_generated_there(&there),
                        _ => false,
                    });
                if is_removed {
                    out.put(&target.name, Content::Part(config.file.clone(), 0..0));
                }
                None
            }
            None => {
                let place = Place {
                    name: &target.name,
                    replaces: self.replaces(&target, module, out),
                };
                let why = "whether it is generated is not known".to_owned();
                self.take_unknown(generated, &place, (&self.smell_in(block), why), out);
                None
            }
        }
    }

    /// Takes what blocks write to one path.
    fn take_written(
        &self,
        target: &Target,
        blocks: &[Written<'_>],
        module: &Path,
        out: &mut Added,
    ) {
        let there = self.there(target, module, out);
        // What it generated in a copy before, it generates anew.
        let there = there.filter(|there| !(out.is_downloaded && self.is_generated_there(there)));
        let place = Place {
            name: &target.name,
            replaces: self.replaces(target, module, out),
        };
        let (first, why) = match blocks {
            [] => return,
            [only] => {
                let replaced = there.as_deref().map_or(Replaced::Yes, |there| {
                    self.is_replaced(there, &target.name, &only.generated)
                });
                match replaced {
                    Replaced::Yes => return self.take_contents(only, &place, out),
                    Replaced::No => return,
                    Replaced::Refused(refused) => {
                        out.refused.get_or_insert(refused);
                        return;
                    }
                    Replaced::Unknown => {
                        let why = "whether it takes the place of the file there is not known";
                        (only, why)
                    }
                }
            }
            [first, ..] => {
                let together = self.generated_together(blocks, &target.name, there.as_deref());
                match together {
                    Outcome::One(block) => return self.take_contents(block, &place, out),
                    Outcome::None => return,
                    Outcome::Refused(refused) => {
                        out.refused.get_or_insert(refused);
                        return;
                    }
                    Outcome::Unknown if there.is_none() && are_alike(blocks) => {
                        return self.take_contents(first, &place, out);
                    }
                    Outcome::Unknown => (first, NO_ORDER),
                }
            }
        };
        let smells = blocks.iter().map(|block| self.smell_in(block));
        let smell = smells.reduce(Smell::and);
        if let Some(smell) = smell {
            self.take_unknown(&first.generated, &place, (&smell, why.to_owned()), out);
        }
    }

    fn smell_in(&self, block: &Written<'_>) -> Smell {
        let Written { generated, config } = block;
        match generated.members.get("contents") {
            Some(contents) => self.smell_of(contents, config, generated.at),
            None => Smell::default(),
        }
    }

    /// Takes what a generated file holds.
    fn take_contents(&self, block: &Written<'_>, place: &Place<'_>, out: &mut Added) {
        let generated = &block.generated;
        let Some(contents) = generated.members.get("contents") else {
            return;
        };
        let path = self.folder.join(place.name);
        let in_part = generated.in_part.as_ref();
        match self.contents_of((contents, generated.at), in_part, &path) {
            Contents::Lines(lines) => {
                let name = self.sources.name(&path);
                let file = self.sources.add_made(&name, lines.text().to_owned());
                out.take_lines(
                    MadeText {
                        file,
                        name: place.name.to_owned(),
                        at: generated.at,
                        from: Vec::new(),
                        lines: None,
                        held: None,
                    },
                    lines,
                );
            }
            Contents::Made(made) => out.take_made(*made),
            Contents::Unknown(why) => {
                let why = format!("what it holds is not known, because {why}");
                self.take_unknown(generated, place, (&self.smell_in(block), why), out);
            }
        }
    }

    fn take_unknown(
        &self,
        generated: &Generated,
        place: &Place<'_>,
        (smell, why): (&Smell, String),
        out: &mut Added,
    ) {
        let name = place.name;
        if is_module_file(name) {
            out.may_make_a_trail |= smell.of_trails;
            out.files.retain(|file| file.name != name);
            out.unknown.push(UnknownFile {
                may_change_others: place.replaces || is_override(name),
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
}

/// What files may generate that are included and cannot be opened.
fn unopened_includes(layers: &[&Config]) -> impl Iterator<Item = UnknownFile> {
    let includes = layers.iter().flat_map(|layer| &layer.includes);
    let merged = includes.filter(|include| include.is_unopened && include.merge != Merge::No);
    merged.filter_map(|include| {
        Some(UnknownFile {
            block: include.label.clone(),
            way: Way::Included,
            at: include.at,
            name: "a file".to_owned(),
            why: include.config.as_ref().err()?.clone(),
            may_make_a_trail: false,
            may_change_others: true,
            may_configure_providers: true,
            calls: Vec::new(),
        })
    })
}

/// Whether blocks write the same.
fn are_alike(blocks: &[Written<'_>]) -> bool {
    let text = |block: &Written<'_>| block.generated.text("contents");
    let texts = blocks
        .iter()
        .map(text)
        .map(|text| text.map(GivenText::into_unsaid));
    let mut texts: Vec<Option<String>> = texts.collect();
    texts.dedup();
    matches!(texts.as_slice(), [Some(_)])
}

fn not_known(value: &Resolved<Value>) -> String {
    format!("what it holds is not known, because {}", why_of(value))
}
