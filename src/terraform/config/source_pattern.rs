//! What a module source may come to that is not known as a whole.

use std::path::Path;

use hcl::edit::Span as _;
use hcl::edit::expr::{Expression as Hcl, TraversalOperator};
use hcl::edit::template::Element;

use super::instance::Instance;
use super::path_pattern::PathPattern;
use crate::rendered::is_rendered_first;
use crate::terraform::lang::syntax::{Expression, Form};
use crate::terraform::limits::MAX_LOCALS_OF_SOURCE;

/// The parts of a source: texts, and gaps between them where anything may stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SourcePattern(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Gap,
}

impl SourcePattern {
    /// Reads the source of a call of this module.
    pub(crate) fn of(source: &Expression, module: &Instance<'_>) -> SourcePattern {
        let mut pattern = SourcePattern::default();
        match &source.form {
            Form::Hcl(expression) => pattern.take(&expression.tree(), source, module, 0),
            Form::Json(node) => {
                let text = node.as_str().unwrap_or_default();
                pattern.take_around_gap(text, "${", "}");
            }
        }
        pattern
    }

    /// Takes a text in which something is filled in, from its first opening sign to its last closing one.
    fn take_around_gap(&mut self, text: &str, opening: &str, closing: &str) {
        let before = text.split(opening).next().unwrap_or_default();
        let after = text.rsplit(closing).next().unwrap_or_default();
        let piece = |text: &str| (!text.is_empty()).then(|| Piece::Text(text.to_owned()));
        self.0.extend(piece(before));
        self.0.push(Piece::Gap);
        self.0.extend(piece(after));
    }

    /// Takes a text as it stands, where nothing is filled in before Terraform reads it.
    fn take_text(&mut self, text: &str) {
        let signs = [("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("${", "}")];
        let mut signs = signs.iter().filter(|(opening, _)| text.contains(opening));
        match signs.next() {
            Some((opening, closing)) if is_rendered_first(text) => {
                self.take_around_gap(text, opening, closing);
            }
            _ => self.0.push(Piece::Text(text.to_owned())),
        }
    }

    /// What begins with a known text and goes on with anything.
    pub(crate) fn beginning_with(text: &str) -> SourcePattern {
        SourcePattern(vec![Piece::Text(text.to_owned()), Piece::Gap])
    }

    /// What begins with anything and ends with a known text, or goes on after it.
    pub(crate) fn below_anything(text: &str, is_cut_off: bool) -> SourcePattern {
        let text = text.replace("//", "/");
        let end = is_cut_off.then_some(Piece::Gap);
        let pieces = [Piece::Gap, Piece::Text(text)].into_iter();
        SourcePattern(pieces.chain(end).collect())
    }

    /// What may lead anywhere.
    pub(crate) fn anything() -> SourcePattern {
        SourcePattern(vec![Piece::Gap])
    }

    /// What leads to one folder.
    pub(crate) fn exactly(text: &str) -> SourcePattern {
        let text = text.replace("//", "/");
        let text = text.split('?').next().unwrap_or_default();
        SourcePattern(vec![Piece::Text(text.to_owned())])
    }

    /// Of an address, what leads from its package to a folder in it: `modules/audit` of
    /// `git::https://github.com/acme/infrastructure.git//modules/audit?ref=v1`.
    pub(crate) fn within_address(text: &str) -> Option<SourcePattern> {
        let address = text.split_once("://").map_or(text, |(_, rest)| rest);
        let (_, within) = address.split_once("//")?;
        Some(SourcePattern::exactly(within))
    }

    /// Reads a source that is not known as it is written: what is computed of it may be anything.
    pub(crate) fn of_written(text: &str) -> SourcePattern {
        let mut pattern = SourcePattern::default();
        if !text.starts_with('"') {
            return SourcePattern::anything();
        }
        let mut rest = text.trim_matches('"');
        loop {
            let (before, filled) = match rest.split_once("${") {
                Some((before, filled)) => (before, Some(filled)),
                None => (rest, None),
            };
            // What follows says which version is meant.
            let (before, is_end) = match before.split_once('?') {
                Some((before, _)) => (before, true),
                None => (before, filled.is_none()),
            };
            if !before.is_empty() {
                pattern.0.push(Piece::Text(before.to_owned()));
            }
            let Some(filled) = filled.filter(|_| !is_end) else {
                return pattern;
            };
            pattern.0.push(Piece::Gap);
            rest = after_brace(filled);
        }
    }

    /// What is known before anything that is not.
    pub(crate) fn beginning(&self) -> &str {
        match self.0.first() {
            Some(Piece::Text(text)) => text,
            _ => "",
        }
    }

    /// Of an address, what leads from its package to a folder in it.
    pub(crate) fn within_package(&self) -> Option<SourcePattern> {
        let scheme = self.beginning().find("://");
        let mut start = scheme.map_or(0, |at| at + "://".len());
        for (at, piece) in self.0.iter().enumerate() {
            if let Piece::Text(text) = piece
                && let Some((_, within)) = text[start..].split_once("//")
            {
                let first = Piece::Text(within.to_owned());
                let rest = self.0[at + 1..].iter().cloned();
                return Some(SourcePattern([first].into_iter().chain(rest).collect()));
            }
            start = 0;
        }
        None
    }

    /// What leads to a folder of that name, wherever it lies.
    pub(crate) fn named(folder: &str) -> SourcePattern {
        SourcePattern(vec![Piece::Gap, Piece::Text(format!("/{folder}"))])
    }

    /// Whether nothing of it is known.
    pub(crate) fn is_gap(&self) -> bool {
        self.path().is_anything()
    }

    /// Whether it may lead from the folder of the call to another.
    pub(crate) fn may_lead(&self, caller: &Path, folder: &Path) -> bool {
        self.path().may_lead(caller, folder)
    }

    pub(super) fn path(&self) -> PathPattern {
        PathPattern::of(self.0.iter().map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            Piece::Gap => None,
        }))
    }

    fn take(&mut self, expression: &Hcl, whole: &Expression, module: &Instance<'_>, depth: usize) {
        match expression {
            Hcl::Parenthesis(inner) => self.take(inner.inner(), whole, module, depth),
            Hcl::String(text) => self.take_text(text.value()),
            Hcl::StringTemplate(template) => {
                for element in template {
                    match element {
                        Element::Literal(text) => {
                            self.take_text(text.value());
                        }
                        Element::Interpolation(inner) => {
                            self.take(&inner.expr, whole, module, depth);
                        }
                        Element::Directive(_) => self.0.push(Piece::Gap),
                    }
                }
            }
            other => {
                if let Some(text) = known_text(other, whole, module) {
                    self.0.push(Piece::Text(text));
                } else if let Some(local) = local_name(other)
                    .and_then(|name| module.module.locals.get(name))
                    .filter(|_| depth < MAX_LOCALS_OF_SOURCE)
                    && let Form::Hcl(inner) = &local.value.form
                {
                    self.take(&inner.tree(), &local.value, module, depth + 1);
                } else {
                    self.0.push(Piece::Gap);
                }
            }
        }
    }
}

/// What follows the brace that closes what a text is in.
fn after_brace(text: &str) -> &str {
    let mut open = 1;
    for (at, sign) in text.char_indices() {
        match sign {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return &text[at + 1..];
        }
    }
    ""
}

/// What a part of an expression comes to, where that is a known text.
fn known_text(part: &Hcl, whole: &Expression, module: &Instance<'_>) -> Option<String> {
    let file = module.root.modules.sources.get(whole.span.source);
    let part = Expression {
        span: whole.input(&file).span(part.span()?),
        form: Form::Hcl(part.clone().into()),
    };
    module.source_value(&part).value()?.as_text()
}

/// `name` of `local.name`.
fn local_name(expression: &Hcl) -> Option<&str> {
    let Hcl::Traversal(traversal) = expression else {
        return None;
    };
    let Hcl::Variable(root) = &traversal.expr else {
        return None;
    };
    match traversal.operators.as_slice() {
        [only] if root.as_str() == "local" => match only.value() {
            TraversalOperator::GetAttr(name) => Some(name.as_str()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_source_is_known_around_what_is_filled_in() {
        let may_lead = |written: &str, folder: &str| {
            let pattern = SourcePattern::of_written(written);
            pattern.may_lead(Path::new("/r/live"), Path::new(folder))
        };
        let written = "\"${merge({}, local.base)}//modules/${local.name}?ref=1\"";
        assert!(may_lead(written, "/r/modules/audit"));
        assert!(!may_lead(written, "/r/stacks/audit"));
        assert!(may_lead("local.source", "/r/stacks/audit"));
        assert!(SourcePattern::of_written("local.source").is_gap());
        assert!(may_lead(
            "\"../${local.x ? \"a\" : \"b\"}/audit\"",
            "/r/a/audit"
        ));
    }

    #[test]
    fn an_address_is_known_by_what_follows_its_package() {
        let may_lead = |written: &str, folder: &str| {
            let within = SourcePattern::of_written(written).within_package();
            within.is_some_and(|within| within.may_lead(Path::new("/r"), Path::new(folder)))
        };
        let written = "\"git::https://${local.host}/acme.git//modules/${local.name}?ref=1\"";
        assert!(may_lead(written, "/r/modules/audit"));
        assert!(!may_lead(written, "/r/stacks/audit"));
        assert!(may_lead(
            "\"git@host:acme.git//audit?ref=${local.version}\"",
            "/r/audit"
        ));
        assert!(!may_lead(
            "\"git::https://github.com/acme.git\"",
            "/r/acme.git"
        ));
    }
}
