//! Values by parameter name, each with the place that gives it.

use super::super::language::{ParameterValues, Value, text_or_dynamic_reference};
use super::shell_words::shell_words;
use crate::quote::quoted;
use crate::resolved::{Hop, Resolved};
use crate::source::{SourceFile, Span};

/// One set of values. A samconfig names one for each of its environments; other files hold one without a name.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParameterSet {
    pub(crate) name: Option<String>,
    pub(crate) values: ParameterValues,
}

/// Why a file gives no parameters, with the place where there is one.
pub(super) struct NoParameters {
    pub(super) at: Option<Span>,
    pub(super) message: String,
}

impl ParameterSet {
    /// This set with the values of another one over its own.
    pub(crate) fn overridden_by(&self, over: &ParameterSet) -> ParameterSet {
        let mut values = self.values.clone();
        values.extend(over.values.clone());
        ParameterSet {
            name: over.name.clone().or_else(|| self.name.clone()),
            values,
        }
    }

    /// A value that a file gives; `None` where the file keeps the deployed stack's.
    pub(super) fn give(&mut self, file: &SourceFile, key: &str, text: Option<String>, span: Span) {
        let value = match text {
            // Rendered before anything reads it.
            Some(text) if text.contains("{{") && !text.contains("{{resolve:") => {
                self.give_unknown(file, key, span);
                return;
            }
            Some(text) => {
                let file = file.name();
                let label = Hop::value(span, format!("`{key}` is `{}` in {file}", quoted(&text)));
                text_or_dynamic_reference(text).via([label])
            }
            None => Resolved::unknown(format!(
                "{} keeps the deployed stack's value of `{key}`",
                file.name()
            ))
            .via([Hop::value(span, format!("`{key}` in {}", file.name()))]),
        };
        self.values.insert(key.to_owned(), value);
    }

    /// A value that something else fills in: a resolver (`!stack_output`), a template engine.
    pub(super) fn give_unknown(&mut self, file: &SourceFile, key: &str, span: Span) {
        let file = file.name();
        let why = format!("`{key}` is filled in by whatever reads {file}");
        let value = Resolved::unknown(why).via([Hop::value(span, format!("`{key}` in {file}"))]);
        self.values.insert(key.to_owned(), value);
    }

    /// `K=V K2=V2`, or `ParameterKey=K,ParameterValue=V …`, quoted as in a shell.
    pub(super) fn give_pairs(&mut self, file: &SourceFile, text: &str, span: Span) {
        for word in shell_words(text) {
            let pair = match word.strip_prefix("ParameterKey=") {
                Some(rest) => rest.split_once(",ParameterValue="),
                None => word.split_once('=').map(|(key, value)| (key.trim(), value)),
            };
            if let Some((key, value)) = pair {
                self.give(file, key, Some(value.to_owned()), span);
            }
        }
    }

    /// A value from the command line: `--parameter Key=Value`.
    pub(super) fn give_from_command_line(&mut self, key: &str, text: &str) {
        let value: Resolved<Value> = text_or_dynamic_reference(text.to_owned()).via([Hop::value(
            None,
            format!("`{key}` is `{}`, given by --parameter", quoted(text)),
        )]);
        self.values.insert(key.to_owned(), value);
    }
}
