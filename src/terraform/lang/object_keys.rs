//! Keys of objects as they are written.

use hcl::edit::expr::{Expression, ObjectKey, TraversalOperator};

/// The name that a key of an object is as a bare word, be it one that is a literal elsewhere.
///
/// Source: hcl `hclsyntax` (`ObjectConsKeyExpr`: a key that `hcl.ExprAsKeyword` takes is its own name).
pub(crate) fn bare_word(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(name) | ObjectKey::Expression(Expression::Variable(name)) => {
            Some(name.as_str())
        }
        ObjectKey::Expression(Expression::Null(_)) => Some("null"),
        ObjectKey::Expression(Expression::Bool(value)) => {
            Some(if *value.value() { "true" } else { "false" })
        }
        ObjectKey::Expression(_) => None,
    }
}

/// The name that a key of an object is without being evaluated, as a bare word or in quotes.
pub(crate) fn plain_name(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Expression(Expression::String(name)) => Some(name.value()),
        key => bare_word(key),
    }
}

/// Whether a key is a name and what follows it, all of it written out: it may be meant as a reference or as a name.
pub(crate) fn is_path(key: &Expression) -> bool {
    use TraversalOperator as Op;
    let Expression::Traversal(traversal) = key else {
        return false;
    };
    let is_written = |operator: &Op| match operator {
        Op::GetAttr(_) | Op::LegacyIndex(_) => true,
        Op::Index(key) => matches!(key, Expression::String(_) | Expression::Number(_)),
        Op::FullSplat(_) | Op::AttrSplat(_) => false,
    };
    let mut operators = traversal.operators.iter();
    matches!(traversal.expr, Expression::Variable(_))
        && operators.all(|one| is_written(one.value()))
}
