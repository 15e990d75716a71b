//! What a module source may come to that is not known as a whole.

use std::path::Path;

use hcl::edit::Span as _;
use hcl::edit::expr::{Expression as Hcl, TraversalOperator};
use hcl::edit::template::Element;

use super::instance::Instance;
use super::local_source::{folder_of_a_machine, is_no_address};
use crate::paths::{lexical, relative};
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
            Form::Hcl(expression) => pattern.take(expression, source, module, 0),
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
    pub(super) fn anything() -> SourcePattern {
        SourcePattern(vec![Piece::Gap])
    }

    /// What leads to one folder.
    pub(crate) fn exactly(text: &str) -> SourcePattern {
        let text = text.replace("//", "/");
        let text = text.split('?').next().unwrap_or_default();
        SourcePattern(vec![Piece::Text(text.to_owned())])
    }

    /// Reads a source that is not known as it is written: what is computed of it may be anything.
    pub(crate) fn of_written(text: &str) -> SourcePattern {
        let mut pattern = SourcePattern::default();
        let is_text = text.starts_with('"');
        let text = text.trim_matches('"').replace("//", "/");
        let mut rest = text.split('?').next().unwrap_or_default();
        if !is_text {
            pattern.0.push(Piece::Gap);
            return pattern;
        }
        while let Some((before, filled)) = rest.split_once("${") {
            if !before.is_empty() {
                pattern.0.push(Piece::Text(before.to_owned()));
            }
            pattern.0.push(Piece::Gap);
            rest = after_brace(filled);
        }
        if !rest.is_empty() {
            pattern.0.push(Piece::Text(rest.to_owned()));
        }
        pattern
    }

    /// What leads to a folder of that name, wherever it lies.
    pub(crate) fn named(folder: &str) -> SourcePattern {
        SourcePattern(vec![Piece::Gap, Piece::Text(format!("/{folder}"))])
    }

    /// Whether nothing of it is known.
    pub(crate) fn is_gap(&self) -> bool {
        !self
            .0
            .iter()
            .any(|piece| matches!(piece, Piece::Text(text) if !text.is_empty()))
    }

    /// Whether it may lead from the folder of the call to another.
    pub(crate) fn may_lead(&self, caller: &Path, folder: &Path) -> bool {
        let known = match self.0.first() {
            Some(Piece::Text(text)) => text.rfind('/').map_or("", |end| &text[..=end]),
            _ => "",
        };
        // The part that is known leads up and down; what the gaps may be lies below it.
        let base = lexical(&caller.join(known));
        let Some(Piece::Text(first)) = self.0.first() else {
            return self.fits(&relative(caller, folder).to_string_lossy());
        };
        let Ok(below) = folder.strip_prefix(&base) else {
            return false;
        };
        let mut rest = self.clone();
        rest.0[0] = Piece::Text(first[known.len()..].to_owned());
        rest.fits(&below.to_string_lossy().replace('\\', "/"))
    }

    fn fits(&self, text: &str) -> bool {
        let mut rest = text;
        let mut gap = false;
        for (at, piece) in self.0.iter().enumerate() {
            let Piece::Text(piece) = piece else {
                gap = true;
                continue;
            };
            let is_last = at + 1 == self.0.len();
            let piece = if is_last {
                piece.trim_end_matches('/')
            } else {
                piece
            };
            let found = match (gap, is_last) {
                (false, _) => rest.starts_with(piece).then_some(0),
                (true, true) => rest
                    .ends_with(piece)
                    .then(|| rest.len().saturating_sub(piece.len())),
                (true, false) => rest.find(piece),
            };
            let Some(found) = found else {
                return false;
            };
            rest = &rest[found + piece.len()..];
            gap = false;
        }
        gap || rest.is_empty()
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
                    self.take(inner, &local.value, module, depth + 1);
                } else {
                    self.0.push(Piece::Gap);
                }
            }
        }
    }
}

/// What the folder is like that a source leads to on another machine: one of that name.
pub(crate) fn like_on_another_machine(source: &str) -> Option<SourcePattern> {
    let folder = folder_of_a_machine(source);
    let folder = folder.or_else(|| is_no_address(source).then(|| source.to_owned()));
    Some(SourcePattern::named(&folder?))
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
        form: Form::Hcl(Box::new(part.clone())),
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

    fn leads(pieces: &[&str], folder: &str) -> bool {
        let piece = |text: &&str| match *text {
            "*" => Piece::Gap,
            text => Piece::Text(text.to_owned()),
        };
        let pattern = SourcePattern(pieces.iter().map(piece).collect());
        pattern.may_lead(Path::new("/r/live"), Path::new(folder))
    }

    #[test]
    fn gaps_stand_for_anything_and_texts_for_themselves() {
        assert!(leads(&["../modules/", "*"], "/r/modules/audit"));
        assert!(leads(&["../modules/", "*"], "/r/modules/a/b"));
        assert!(!leads(&["../modules/", "*"], "/r/other/audit"));
        assert!(leads(&["./", "*", "/trail"], "/r/live/dev/trail"));
        assert!(!leads(&["./", "*", "/trail"], "/r/live/dev/trails"));
        assert!(leads(&["../mod-", "*", "/x/"], "/r/mod-a/x"));
        assert!(leads(&["*"], "/r/modules/audit"));
        assert!(!leads(&["./a"], "/r/live/ab"));
    }

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
    }
}
