//! How code refers to provider configurations.

use std::collections::HashMap;
use std::rc::Rc;

use crate::source::{SourceMap, Span};
use crate::terraform::lang::readable::has_terms_set_aside;
use crate::terraform::lang::syntax::{Expression, Form};

/// Provider configurations that a call passes, by the names that the module has for them.
pub(super) type Passed = Rc<HashMap<Box<str>, Reference>>;

/// How code refers to a provider configuration. A module may be passed thousands: of each, no more is kept than its name comes of.
pub(super) struct Reference {
    pub(super) span: Span,
    /// Without the key.
    pub(super) name: Box<str>,
    /// `key` of `aws.by_region[key]`.
    pub(super) key: Option<Box<KeyOfReference>>,
}

pub(super) enum KeyOfReference {
    Written(String),
    Evaluated(Expression),
}

/// How a value refers to one.
pub(super) fn reference(value: &Expression, sources: &SourceMap) -> Reference {
    let file = sources.get(value.span.source);
    let text = match &value.form {
        Form::Json(node) => node.as_str().unwrap_or_default(),
        Form::Hcl(_) => file.text().get(value.span.range()).unwrap_or_default(),
    };
    let text: String = text.split_whitespace().collect();
    let text = text.trim_matches('"');
    let inner = text
        .strip_prefix("${")
        .and_then(|text| text.strip_suffix('}'));
    let text = inner.unwrap_or(text);
    // In a Terraform Stack.
    let text = text.strip_prefix("provider.").unwrap_or(text);
    let (name, index) = text.split_once('[').unwrap_or((text, ""));
    let key = match &value.form {
        Form::Hcl(expression) => {
            index_of(&expression.tree(), value, sources).map(KeyOfReference::Evaluated)
        }
        // In JSON, literal keys alone are read.
        Form::Json(_) => index
            .strip_suffix("\"]")
            .and_then(|index| index.strip_prefix('"'))
            .map(|key| KeyOfReference::Written(key.to_owned())),
    };
    Reference {
        span: value.span,
        name: name.into(),
        key: key.map(Box::new),
    }
}

/// `key` of `aws.by_region[key]`.
fn index_of(
    expression: &hcl::edit::expr::Expression,
    whole: &Expression,
    sources: &SourceMap,
) -> Option<Expression> {
    use hcl::edit::Span as _;
    use hcl::edit::expr::TraversalOperator;
    let last = expression.as_traversal()?.operators.last()?;
    let TraversalOperator::Index(index) = last.value() else {
        return None;
    };
    let file = sources.get(whole.span.source);
    Some(Expression {
        span: whole.input(&file).span(index.span()?),
        form: Form::Hcl(index.clone().into()),
    })
}

/// Whether there are so many pairs in a value, or so much in one, that they are not read.
pub(super) fn is_set_aside(value: &Expression) -> bool {
    match &value.form {
        Form::Hcl(expression) => has_terms_set_aside(&expression.tree()),
        Form::Json(_) => false,
    }
}

/// `providers = { inner = outer, … }`
pub(super) fn provider_pairs(
    value: &Expression,
    sources: &SourceMap,
) -> Vec<(Box<str>, Reference)> {
    let file = sources.get(value.span.source);
    match &value.form {
        Form::Hcl(expression) => {
            use hcl::edit::Span as _;
            let input = value.input(&file);
            let key_text = |key: &hcl::edit::expr::Expression| {
                let text = file.text().get(input.span(key.span()?).range())?;
                let text: String = text.split_whitespace().collect();
                Some(text.trim_matches('"').into())
            };
            let tree = expression.tree();
            tree.as_object()
                .into_iter()
                .flat_map(|object| object.iter())
                .filter_map(|(key, value)| {
                    let key = match key {
                        hcl::edit::expr::ObjectKey::Ident(name) => name.as_str().into(),
                        hcl::edit::expr::ObjectKey::Expression(key) => key_text(key)?,
                    };
                    let value = Expression {
                        span: input.span(value.expr().span()?),
                        form: Form::Hcl(value.expr().clone().into()),
                    };
                    Some((key, reference(&value, sources)))
                })
                .collect()
        }
        Form::Json(node) => node
            .entries()
            .iter()
            .filter_map(|entry| {
                let value = Expression {
                    span: entry.value.span,
                    form: Form::Json(Box::new(entry.value.clone())),
                };
                Some((entry.key.as_str()?.into(), reference(&value, sources)))
            })
            .collect(),
    }
}
