//! What a unit's `extra_arguments` give variables: `-var`, `-var-file` and `TF_VAR_*`.
//!
//! Source: Terragrunt's documentation of `terraform`, `extra_arguments`; `internal/runner/run/run.go`, `FilterTerraformExtraArgs`,
//! and `pkg/config/include.go`, `mergeExtraArgs`, for their order.

use std::path::{Path, PathBuf};

use hcl::edit::Span as _;

use super::files::{Config, NOT_SHOWN, Reading};
use crate::paths::lexical;
use crate::quote::quoted;
use crate::resolved::{Assigned, Hop, Privacy, Resolved, Syntax};
use crate::source::{ReadError, Span};
use crate::terraform::config::root_inputs::{Extra, ExtraArguments, Missing};
use crate::terraform::config::source_pattern::SourcePattern;
use crate::terraform::lang::facts::privacy_within;
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::syntax::{Block, Expression, Form};
use crate::terraform::lang::values::{Value, to_text};

/// The commands that decide what will be there: what only others are given changes nothing.
const DECIDING: [&str; 2] = ["apply", "plan"];

/// What gives providers their Region that name none, the stronger first.
///
/// Source: the AWS provider's documentation of `region`.
const REGIONS: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

impl Reading<'_> {
    /// What the `extra_arguments` of these files give together, from the outermost include to the file itself, in their
    /// order.
    pub(super) fn extra_arguments(&self, layers: &[&Config], module: &Path) -> ExtraArguments {
        let mut merged: Vec<(&Config, &Block)> = Vec::new();
        for &layer in layers {
            let terraform = layer.body.blocks_of("terraform");
            for block in terraform.flat_map(|block| block.body.blocks_of("extra_arguments")) {
                let mut so_far = merged.iter_mut();
                match so_far.find(|(_, other)| other.labels == block.labels) {
                    Some(overridden) => *overridden = (layer, block),
                    None => merged.push((layer, block)),
                }
            }
        }
        let mut out = ExtraArguments::default();
        for (layer, block) in merged {
            // Without commands it goes to none.
            let decides = self.decides(layer, block);
            if decides != Some(false) {
                let is_sure = decides.is_some();
                self.environment_of(layer, block, is_sure, &mut out);
                self.options_of((layer, block), module, is_sure, &mut out.options);
            }
        }
        out
    }

    /// Whether arguments go to a command that decides: `None` where that cannot be told.
    fn decides(&self, config: &Config, block: &Block) -> Option<bool> {
        let Some(commands) = block.body.attribute("commands") else {
            return Some(false);
        };
        let (commands, is_whole) = texts_of(&self.evaluate_shape(config, &commands.value));
        if commands
            .iter()
            .any(|command| DECIDING.contains(&command.as_str()))
        {
            return Some(true);
        }
        is_whole.then_some(false)
    }

    fn environment_of(
        &self,
        config: &Config,
        block: &Block,
        is_sure: bool,
        out: &mut ExtraArguments,
    ) {
        let Some(attribute) = block.body.attribute("env_vars") else {
            return;
        };
        let at = attribute.value.span;
        let variables = self.evaluate_shape(config, &attribute.value).decided();
        let Some(members) = variables.value().and_then(Value::members) else {
            out.environment.push(lost_at(at, "`env_vars`"));
            return;
        };
        // The AWS provider asks for the first of these that is set.
        let region = REGIONS.iter().find_map(|name| members.get(name));
        if let Some(region) = region {
            let hop = Hop::value(at, "`env_vars` sets the Region of providers that name none");
            let region = if is_sure {
                region.clone().converted(&mut to_text)
            } else {
                Resolved::unknown("whether `env_vars` sets it cannot be told")
            };
            out.region = Some(region.via([hop]));
        }
        for (variable, value) in members {
            if let Some(name) = variable.strip_prefix("TF_VAR_") {
                let hop = Hop::value(at, format!("`env_vars` sets variable `{name}`"));
                out.environment.push(Extra::Value {
                    name: name.to_owned(),
                    value: if is_sure {
                        value.clone().via([hop])
                    } else {
                        lost(at, "`env_vars`").value(name)
                    },
                });
            }
        }
    }

    fn options_of(
        &self,
        (config, block): (&Config, &Block),
        module: &Path,
        is_sure: bool,
        out: &mut Vec<Extra>,
    ) {
        for name in ["arguments", "required_var_files", "optional_var_files"] {
            let Some(attribute) = block.body.attribute(name) else {
                continue;
            };
            let at = attribute.value.span;
            let value = self.evaluate_shape(config, &attribute.value);
            let privacy = privacy_within(&value);
            let Some(items) = items_of(&value, &attribute.value, config) else {
                out.push(lost_at(at, &format!("`{name}`")));
                continue;
            };
            if name == "arguments" {
                let given = Given {
                    config,
                    at,
                    privacy,
                    is_sure,
                };
                self.options_in(&items, module, &given, out);
                continue;
            }
            for file in last_of_each(&items) {
                let (path, is_there) = self.found_in_run(&file.text, module);
                if !file.is_whole || (!is_sure && is_there) {
                    out.push(lost_at(at, &format!("`{name}`")));
                } else if name == "optional_var_files"
                    && let Some(lost) = self.outside(&path, at, privacy)
                {
                    out.push(Extra::Lost(lost));
                } else if name == "required_var_files" || is_there {
                    out.push(file_of(path, is_there, at, privacy));
                }
            }
        }
    }

    /// The options among arguments that give variables.
    fn options_in(
        &self,
        arguments: &[Item],
        module: &Path,
        given_in: &Given<'_>,
        out: &mut Vec<Extra>,
    ) {
        let (at, privacy) = (given_in.at, given_in.privacy);
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let (name, given) = match argument.named() {
                Named::Other => continue,
                Named::Unknown => {
                    out.push(lost_at(at, "`arguments`"));
                    continue;
                }
                Named::Values(name, given) => (name, given),
            };
            let next = |item: &Item| (item.text.clone(), item.is_whole);
            let Some((given, is_whole)) = given.or_else(|| arguments.next().map(next)) else {
                continue;
            };
            let is_sure = is_whole && given_in.is_sure;
            if !is_sure {
                out.push(match given.split_once('=').filter(|_| name == "var") {
                    Some((name, _)) => Extra::Value {
                        name: name.to_owned(),
                        value: lost(at, "`arguments`").value(name),
                    },
                    None => lost_at(at, "`arguments`"),
                });
            } else if name == "var-file" {
                let (path, is_there) = self.found_in_run(&given, module);
                out.push(file_of(path, is_there, at, privacy));
            } else if let Some((name, text)) = given.split_once('=') {
                let shown = match privacy {
                    Privacy::Shown => format!(" to `{}`", quoted(text)),
                    _ => String::new(),
                };
                let message = format!("`-var` sets variable `{name}`{shown}");
                let value = Resolved::known(Value::Text(text.to_owned()));
                let mut value = value.private(privacy);
                let written = place_of_value((name, text), given_in.config, at);
                if let Some(at) = written {
                    value = value.assigned(&Assigned::new(name, Syntax::Pair), at);
                }
                let hop = Hop::value(written.unwrap_or(at), message);
                out.push(Extra::Value {
                    name: name.to_owned(),
                    value: value.via([hop]),
                });
            }
        }
    }

    /// What a file outside may set, whether or not it is there.
    fn outside(&self, path: &Path, at: Span, privacy: Privacy) -> Option<Missing> {
        let Err(ReadError::Outside(outside)) = self.sources.kind(path) else {
            return None;
        };
        let how = match privacy {
            Privacy::Shown => format!("by {}, which {outside}", self.sources.name(path)),
            _ => format!("by the arguments of `extra_arguments`: {NOT_SHOWN}"),
        };
        Some(Missing { how, at: Some(at) })
    }

    /// Where a file lies that Terraform is told to read, and whether it is there: it runs in a copy of the module, with the
    /// unit's files beside it.
    fn found_in_run(&self, file: &str, module: &Path) -> (PathBuf, bool) {
        // One that cannot be opened is there: whoever reads it says so.
        let is_there = |path: &Path| {
            let kind = self.sources.kind(path);
            !matches!(kind, Err(ReadError::Missing { .. }))
        };
        let of_unit = lexical(&self.folder.join(file));
        if is_there(&of_unit) {
            return (of_unit, true);
        }
        let of_module = lexical(&module.join(file));
        if is_there(&of_module) {
            return (of_module, true);
        }
        (of_unit, false)
    }
}

/// Where arguments are given.
struct Given<'c> {
    config: &'c Config,
    at: Span,
    /// Of what they are made of.
    privacy: Privacy,
    /// Whether they are known to go to a command that decides.
    is_sure: bool,
}

/// One of a list of texts.
struct Item {
    /// The text, or what it begins with.
    text: String,
    is_whole: bool,
}

/// What an argument is.
enum Named<'a> {
    /// `-var` or `-var-file`, and its value where that is part of the argument: the text, and whether that is all.
    Values(&'a str, Option<(String, bool)>),
    /// One of those, perhaps.
    Unknown,
    Other,
}

impl Item {
    fn named(&self) -> Named<'_> {
        let Some(option) = self.text.strip_prefix('-') else {
            return if self.is_whole || !self.text.is_empty() {
                Named::Other
            } else {
                Named::Unknown
            };
        };
        let option = option.strip_prefix('-').unwrap_or(option);
        match option.split_once('=') {
            Some((name @ ("var" | "var-file"), given)) => {
                Named::Values(name, Some((given.to_owned(), self.is_whole)))
            }
            None if self.is_whole && matches!(option, "var" | "var-file") => {
                Named::Values(option, None)
            }
            None if !self.is_whole && "var-file=".starts_with(option) => Named::Unknown,
            _ => Named::Other,
        }
    }
}

/// A file of values, if what its path is made of may be said: whichever it is that is not there.
fn file_of(path: PathBuf, is_there: bool, at: Span, privacy: Privacy) -> Extra {
    if is_there || privacy == Privacy::Shown {
        return Extra::File { path, is_there, at };
    }
    Extra::Lost(Missing {
        how: format!("by the arguments of `extra_arguments`: {NOT_SHOWN}"),
        at: Some(at),
    })
}

/// The texts of a list that are known, and whether all are.
fn texts_of(list: &Resolved<Value>) -> (Vec<String>, bool) {
    let list = list.clone().decided();
    let Some(items) = list.value().and_then(Value::elements) else {
        return (Vec::new(), false);
    };
    let texts: Vec<String> = items
        .iter()
        .filter_map(|item| GivenText::of(item).map(GivenText::into_unsaid))
        .collect();
    let is_whole = texts.len() == items.len();
    (texts, is_whole)
}

/// The texts of a list, as far as they are known; `None` where it is not known which there are.
fn items_of(list: &Resolved<Value>, written: &Expression, config: &Config) -> Option<Vec<Item>> {
    let list = list.clone().decided();
    let items = list.value().and_then(Value::elements)?;
    let tree = match &written.form {
        Form::Hcl(expression) => Some(expression.tree()),
        Form::Json(_) => None,
    };
    let array = tree.as_ref().and_then(|tree| tree.as_array());
    let array = array.filter(|array| array.len() == items.len());
    let beginning = |at: usize| {
        let span = array?.get(at)?.span()?;
        let at = written.input(&config.file).span(span);
        let text = config.file.text().get(at.range())?;
        Some(SourcePattern::of_written(text).beginning().to_owned())
    };
    let items = items.iter().enumerate();
    let items = items.map(|(at, item)| match GivenText::of(item) {
        Some(text) => Item {
            text: text.into_unsaid(),
            is_whole: true,
        },
        None => Item {
            text: beginning(at).unwrap_or_default(),
            is_whole: false,
        },
    });
    Some(items.collect())
}

/// Where the value of a pair stands in a part of a file, if the pair stands there once.
fn place_of_value((name, value): (&str, &str), config: &Config, within: Span) -> Option<Span> {
    let written = config.file.text().get(within.range())?;
    let pair = format!("{name}={value}");
    let mut places = written.match_indices(&pair);
    let (Some((at, _)), None) = (places.next(), places.next()) else {
        return None;
    };
    let input = config.file.input();
    let end = within.range().start + at + pair.len() - input.offset(0);
    Some(input.span(end - value.len()..end))
}

/// Of those that stand there several times, the last one counts.
fn last_of_each(items: &[Item]) -> impl Iterator<Item = &Item> {
    let is_last = |(at, item): &(usize, &Item)| {
        let mut later = items[at + 1..].iter();
        !later.any(|other| item.is_whole && other.is_whole && other.text == item.text)
    };
    let last = items.iter().enumerate().filter(is_last);
    last.map(|(_, item)| item)
}

fn lost_at(at: Span, what: &str) -> Extra {
    Extra::Lost(lost(at, what))
}

fn lost(at: Span, what: &str) -> Missing {
    Missing {
        how: format!("by {what} of `extra_arguments`, which cannot be told"),
        at: Some(at),
    }
}
