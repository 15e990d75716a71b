//! One file of a module as blocks and attributes, whichever of Terraform's two syntaxes it is written in.

use std::collections::HashMap;

use hcl::edit::Span as _;

use super::hcl_expression::HclExpression;
use super::object_keys::plain_name;
use crate::diagnostic::{Label, Unreadable};
use crate::parse::Node;
use crate::resolved::{Assigned, Syntax};
use crate::source::{Input, SourceFile, Span};

/// The content of a file or of a block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) name_span: Span,
    pub(crate) value: Expression,
}

#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) kind: String,
    pub(crate) labels: Vec<String>,
    /// From the block's type to its last label; in JSON, its name.
    pub(crate) header: Span,
    /// How its file assigns a value to a name.
    pub(crate) syntax: Syntax,
    pub(crate) body: Body,
    /// The headers of the blocks of override files that were laid over it.
    pub(crate) overrides: Vec<Span>,
}

/// An expression in either syntax.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub(crate) span: Span,
    pub(crate) form: Form,
}

#[derive(Clone, Debug)]
pub(crate) enum Form {
    Hcl(HclExpression),
    Json(Box<Node>),
}

impl Expression {
    /// How its file assigns a value to a name.
    pub(crate) fn syntax(&self) -> Syntax {
        match self.form {
            Form::Hcl(_) => Syntax::Hcl,
            Form::Json(_) => Syntax::Json,
        }
    }

    /// The members of an object that is written out, with plain names all of them.
    pub(crate) fn members(&self, file: &SourceFile) -> Option<Vec<Attribute>> {
        match &self.form {
            Form::Hcl(inner) => {
                let input = self.input(file);
                let tree = inner.tree();
                let members = tree.as_object()?.iter().map(|(key, value)| {
                    Some(Attribute {
                        name: plain_name(key)?.to_owned(),
                        name_span: input.span(key.span()?),
                        value: Expression {
                            span: input.span(value.expr().span()?),
                            form: Form::Hcl(value.expr().clone().into()),
                        },
                    })
                });
                members.collect()
            }
            Form::Json(node) => {
                let members = node.entries().iter().map(|entry| {
                    Some(Attribute {
                        name: entry.key.as_str()?.to_owned(),
                        name_span: entry.key.span,
                        value: Expression {
                            span: entry.value.span,
                            form: Form::Json(Box::new(entry.value.clone())),
                        },
                    })
                });
                members.collect()
            }
        }
    }

    /// The text that the spans of `hcl`'s expression count in. One that was parsed as part of a block on its own
    /// counts from that block's start.
    pub(crate) fn input<'f>(&self, file: &'f SourceFile) -> Input<'f> {
        let input = file.input();
        let Form::Hcl(inner) = &self.form else {
            return input;
        };
        let base = inner
            .start()
            .and_then(|start| (self.span.start as usize).checked_sub(input.offset(0) + start));
        match base {
            Some(base) if input.text.is_char_boundary(base) => input.slice(base..input.text.len()),
            _ => input,
        }
    }
}

impl Attribute {
    /// Its name as what gives a value.
    pub(crate) fn assigned(&self) -> Assigned {
        Assigned::new(self.name.as_str(), self.value.syntax())
    }
}

impl Block {
    /// The block's first label, or nothing.
    pub(crate) fn name(&self) -> &str {
        self.labels.first().map_or("", String::as_str)
    }

    /// What it is and how it is called, for a sentence: "module `audit`".
    pub(crate) fn said(&self) -> String {
        format!("{} `{}`", self.kind, self.name())
    }

    /// Its header, and those of the blocks that were laid over it.
    pub(crate) fn places(&self) -> Vec<Span> {
        let overrides = self.overrides.iter().copied();
        [self.header].into_iter().chain(overrides).collect()
    }

    /// The type of a nested block, that of the blocks it makes for a `dynamic` one.
    pub(crate) fn nested_kind(&self) -> &str {
        match (self.kind.as_str(), self.labels.first()) {
            ("dynamic", Some(label)) => label,
            (kind, _) => kind,
        }
    }

    /// An argument's string, where it is a plain one.
    pub(crate) fn literal(&self, name: &str) -> Option<String> {
        match &self.body.attribute(name)?.value.form {
            Form::Hcl(expression) => expression.tree().as_str().map(str::to_owned),
            Form::Json(node) => node.as_str().map(str::to_owned),
        }
    }
}

impl Body {
    /// The attribute of a name; the last where there are several.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .rev()
            .find(|attribute| attribute.name == name)
    }

    /// Whether an attribute stands more than once; which value is meant is not known then.
    pub(crate) fn is_repeated(&self, name: &str) -> bool {
        self.attributes
            .iter()
            .filter(|attribute| attribute.name == name)
            .count()
            > 1
    }

    pub(crate) fn blocks_of<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }

    /// Pairs of attributes of one name: (first, later).
    pub(crate) fn duplicates(&self) -> Vec<(&Attribute, &Attribute)> {
        let mut first: HashMap<&str, &Attribute> = HashMap::new();
        let mut out = Vec::new();
        for attribute in &self.attributes {
            match first.get(attribute.name.as_str()) {
                Some(&first) => out.push((first, attribute)),
                None => drop(first.insert(&attribute.name, attribute)),
            }
        }
        out
    }
}

/// The finding for an argument that stands twice: Terraform refuses it.
pub(crate) fn duplicate(first: &Attribute, later: &Attribute) -> Unreadable {
    Unreadable {
        span: later.name_span,
        message: format!("The argument `{}` is set twice", later.name).into(),
        label: "set again here".into(),
        help: Some("Remove one of them; Terraform refuses the block.".into()),
        others: vec![Label::new(first.name_span, "set here first")],
    }
}

/// A file's content and what could not be read of it.
#[derive(Debug, Default)]
pub(crate) struct File {
    pub(crate) body: Body,
    pub(crate) unreadable: Vec<Unreadable>,
}
