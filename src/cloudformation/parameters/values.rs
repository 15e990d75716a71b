//! Values by parameter name, each with the place that gives it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::language::{
    Layers, ParameterValues, Value, supply_others, text_or_dynamic_reference,
};
use super::super::limits::MAX_PARAMETERS;
use super::super::template::{Doubled, Template, TemplateFile, is_public_text};
use super::shell_words::shell_words;
use crate::model::{existing, misspelt};
use crate::paths::{folder_of, lexical};
use crate::quote::quoted;
use crate::rendered::is_rendered_first;
use crate::resolved::{Assigned, Giver, Hop, Privacy, Resolved, Syntax};
use crate::source::{Input, SourceFile, SourceId, SourceMap, Span};

/// One set of values. A samconfig names one for each of its environments; other files hold one without a name.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParameterSet {
    pub(crate) name: Option<String>,
    pub(crate) values: ParameterValues,
    /// The Region that a samconfig deploys to.
    pub(crate) region: Option<Resolved<String>>,
    /// The template that a samconfig deploys with it.
    pub(super) template: Option<PathBuf>,
    /// Where files name those that they give; nowhere, where the command line gives them.
    pub(crate) names: Layers<Option<Span>>,
    /// What may give others that is not known: how, a clause's end (`by x, which …`), and where it is named.
    pub(crate) open: Vec<(String, Span)>,
    /// Whether that may give anything, over all that stands below its values.
    pub(super) gives_file: bool,
    /// The files that were read for it.
    pub(crate) files: Vec<SourceId>,
    /// Keys that stand twice in the files, and decide where a value came by them.
    pub(crate) doubled: Vec<Arc<[Doubled]>>,
}

/// The folder that `sam build` writes to.
const BUILT: &str = ".aws-sam";

/// What opens a value that Customizations for AWS Control Tower fill in.
///
/// Source: AWS Control Tower user guide, "The resources section of the `CfCT` manifest file": `$[alfred_ssm_…]`, `$[output_…]`.
const FILLED_IN: &str = "$[";

/// What the name of a file begins with that gives parameters, and the key of such files.
const FILE: &str = "file://";
const INCLUDE: &str = "$include";

/// Where a file names a parameter, and where it gives the value.
pub(super) struct Written {
    pub(super) name: Span,
    pub(super) value: Span,
    /// How the file gives it.
    pub(super) assigned: Assigned,
}

/// How values may be given by a file that cannot be read.
pub(super) fn lost(name: &str) -> String {
    format!("by {name}, which cannot be read")
}

/// How values may be given by a file that is not read.
pub(super) fn not_read(name: &str) -> String {
    format!("by {name}, which is not read: all files of parameters take too many steps together")
}

/// Why a file gives no parameters, with the place where there is one.
pub(super) struct NoParameters {
    pub(super) at: Option<Span>,
    pub(super) message: String,
}

/// Notes, of each parameter of a template that nothing is supplied for, that these files might do so; it is not known where
/// something else may that is `open`.
pub(crate) fn note_not_given(
    supplied: &mut ParameterValues,
    template: &Template,
    (files, open): (&[SourceId], &[(String, Span)]),
) {
    if let Some((how, at)) = open.first() {
        supply_others(supplied, template, &|name| {
            let why = format!("parameter `{name}` may be given {how}");
            let hop = Hop::value(*at, format!("may give parameter `{name}`"));
            Resolved::unknown(why).via([hop])
        });
    }
    if files.is_empty() {
        return;
    }
    supply_others(supplied, template, &|name| {
        let hop = |&file: &SourceId| {
            let said = format!("parameter `{name}` is not given here");
            Hop::chose(Span::beginning(file), said).unsaid()
        };
        Resolved::unset().via(files.iter().map(hop))
    });
}

/// The values that stand beside a template in what the AWS CLI prints of a StackSet, or takes for a stack.
pub(crate) fn given_in_file(loaded: &TemplateFile, sources: &SourceMap) -> ParameterValues {
    let file = sources.get(loaded.source);
    let mut out = ParameterSet::of(&file, None);
    for (name, value, at) in &loaded.given {
        let written = Written {
            name: *at,
            value: *at,
            assigned: Assigned::new("ParameterValue", Syntax::JsonText),
        };
        out.give(&file, name, value.clone(), written);
    }
    out.values
}

impl ParameterSet {
    /// What a file gives, as far as that is nothing yet.
    pub(super) fn of(file: &SourceFile, name: Option<String>) -> ParameterSet {
        ParameterSet {
            name,
            files: vec![file.id()],
            ..ParameterSet::default()
        }
    }

    /// This set with the values of another one over its own.
    pub(crate) fn overridden_by(&self, over: &ParameterSet) -> ParameterSet {
        let mut values = self.values_below(over);
        values.extend(over.values.clone());
        let mut names = self.names.clone();
        names.extend(over.names.clone());
        ParameterSet {
            name: over.name.clone().or_else(|| self.name.clone()),
            values,
            region: over.region.clone().or_else(|| self.region.clone()),
            template: over.template.clone().or_else(|| self.template.clone()),
            names,
            open: self.open.iter().chain(&over.open).cloned().collect(),
            gives_file: self.gives_file || over.gives_file,
            files: self.files.iter().chain(&over.files).copied().collect(),
            doubled: self.doubled.iter().chain(&over.doubled).cloned().collect(),
        }
    }

    /// What is known of its values below another set.
    fn values_below(&self, over: &ParameterSet) -> ParameterValues {
        if over.gives_file {
            return ParameterValues::default();
        }
        self.values.clone()
    }

    /// A value that a file gives; `None` where the file keeps the deployed stack's.
    pub(super) fn give(
        &mut self,
        file: &SourceFile,
        key: &str,
        text: Option<String>,
        written: Written,
    ) {
        if self.has_too_many() {
            return;
        }
        let span = written.value;
        if key == INCLUDE {
            return self.give_file(file, span);
        }
        let value = match text {
            // Rendered before anything reads it.
            Some(text) if is_rendered_first(&text) || text.contains(FILLED_IN) => {
                self.give_unknown(file, key, &written);
                return;
            }
            Some(text) => {
                let is_kept = file.is_unsaid() && !is_public_text(&text);
                let shown = if is_kept {
                    String::new()
                } else {
                    format!(" is `{}`", quoted(&text))
                };
                let label = Hop::value(span, format!("`{key}`{shown} in {}", file.name()));
                let value = text_or_dynamic_reference(text).via([label]);
                let value = value.assigned(&written.assigned, span);
                if is_kept {
                    value.private(Privacy::Hidden)
                } else {
                    value
                }
            }
            None => Resolved::unknown(format!(
                "{} keeps the deployed stack's value of `{key}`",
                file.name()
            ))
            .via([Hop::value(span, format!("`{key}` in {}", file.name()))]),
        };
        self.names.insert(key.to_owned(), Some(written.name));
        self.values.insert(key.to_owned(), value);
    }

    /// A value that a file makes of others; none where it leaves the parameter out.
    pub(super) fn give_made(
        &mut self,
        file: &SourceFile,
        key: &str,
        value: Resolved<Value>,
        written: &Written,
    ) {
        if self.has_too_many() || matches!(value, Resolved::Unset { .. }) {
            return;
        }
        let label = Hop::value(written.value, format!("`{key}` in {}", file.name()));
        let value = value
            .assigned(&written.assigned, written.value)
            .via([label]);
        self.names.insert(key.to_owned(), Some(written.name));
        self.values.insert(key.to_owned(), value);
    }

    /// The Region that a file deploys to, at its place. One that is nearly one stays, so that it is said which is meant.
    pub(super) fn deploy_to(&mut self, file: &SourceFile, region: String, at: Span) {
        let is_kept = file.is_unsaid() && !is_public_text(&region);
        let said = if is_kept {
            format!("the Region in {}", file.name())
        } else {
            format!("the Region is `{}` in {}", quoted(&region), file.name())
        };
        let is_misspelt = misspelt(&region).is_some();
        let region = Resolved::known(region);
        let region = if is_misspelt {
            region
        } else {
            existing(region)
        };
        let region = region.via([Hop::value(at, said)]);
        self.region = Some(if is_kept {
            region.private(Privacy::Hidden)
        } else {
            region
        });
    }

    /// The template that a file deploys, from its folder.
    pub(super) fn deploys(&mut self, file: &SourceFile, template: &str) {
        self.template = Some(lexical(&folder_of(file.path()).join(template)));
    }

    /// Whether it is given to a template: not to one where it is for another that is there. What `sam build` and `sam package`
    /// make is of the same one.
    pub(crate) fn is_for(&self, path: &Path, sources: &SourceMap) -> bool {
        let is_another = |other: &PathBuf| {
            let is_built = other.components().any(|part| part.as_os_str() == BUILT);
            other != path && !is_built && sources.leads_to_file(other)
        };
        !self.template.as_ref().is_some_and(is_another)
    }

    /// A value that something else fills in: a resolver (`!stack_output`), a template engine.
    pub(super) fn give_unknown(&mut self, file: &SourceFile, key: &str, written: &Written) {
        let shown = file.name();
        let why = format!("`{key}` is filled in by whatever reads {shown}");
        let value =
            Resolved::unknown(why).via([Hop::value(written.value, format!("`{key}` in {shown}"))]);
        self.names.insert(key.to_owned(), Some(written.name));
        self.values.insert(key.to_owned(), value);
    }

    /// Whether it holds more values than are read.
    pub(super) fn has_too_many(&self) -> bool {
        self.values.count() > MAX_PARAMETERS
    }

    /// A file that gives others, which is not followed: its values win over those that were given before, of which only the names
    /// stay known.
    ///
    /// Source: `aws-sam-cli` 1.164.0, `samcli/cli/types.py`, `CfnParameterOverridesType` (`file://`, `$include`).
    fn give_file(&mut self, file: &SourceFile, at: Span) {
        let how = format!(
            "by a file that {} names; such files are not read",
            file.name()
        );
        self.open.push((how, at));
        self.gives_file = true;
        self.values = ParameterValues::default();
    }

    /// `K=V K2=V2`, or `ParameterKey=K,ParameterValue=V …`, quoted as in a shell; or the name of a file, which is all of it.
    pub(super) fn give_pairs(&mut self, file: &SourceFile, line: &Input<'_>) {
        if let Some(path) = line.text.trim().strip_prefix(FILE) {
            let end = line.text.trim_end().len();
            return self.give_file(file, line.span(end - path.len()..end));
        }
        for word in shell_words(line.text) {
            let shorthand = word.without("ParameterKey=");
            let pair = match &shorthand {
                Some(rest) => rest.split(",ParameterValue="),
                None => word.split("="),
            };
            let Some((key, value)) = pair else {
                continue;
            };
            let (name, assigned) = match &shorthand {
                Some(_) => (
                    key.text,
                    format!("ParameterKey={},ParameterValue", key.text),
                ),
                None => (key.text.trim(), key.text.trim().to_owned()),
            };
            if name.is_empty() {
                continue;
            }
            let written = Written {
                name: line.span(key.range),
                value: line.span(value.range),
                assigned: Assigned::new(assigned, Syntax::Pair),
            };
            self.give(file, name, Some(value.text.to_owned()), written);
        }
    }

    /// A value of the command line (`--parameter Key=Value`), or one of the configuration with its place.
    pub(super) fn give_by(
        &mut self,
        by: Giver<'_>,
        key: &str,
        text: &str,
        at: Option<(Span, Span)>,
    ) {
        let value: Resolved<Value> = text_or_dynamic_reference(text.to_owned()).via([Hop::value(
            at.map(|(_, value)| value),
            format!("`{key}` is `{}`, given {}", quoted(text), by.by()),
        )]);
        let value = value.written(Some(by.written(key, at.map(|(_, value)| value))));
        let name = at.map(|(name, _)| name);
        self.names.insert(key.to_owned(), name);
        self.values.insert(key.to_owned(), value);
    }
}
