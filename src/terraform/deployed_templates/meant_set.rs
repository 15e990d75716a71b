//! Which StackSet an expression names.

use hcl::edit::Decorated;
use hcl::edit::Span as _;
use hcl::edit::expr::{Expression as Hcl, Traversal, TraversalOperator};
use hcl::edit::template::{Element, StringTemplate};
use hcl::edit::visit::{self, Visit};

use super::expressions::{Place, followed, part};
use crate::source::Span;
use crate::terraform::config::instance_keys::Key;
use crate::terraform::config::module::STACK_SET;
use crate::terraform::lang::readable;
use crate::terraform::lang::syntax::{Block, Expression, Form};
use crate::terraform::lang::values::{Value, to_bool};
use crate::terraform::limits::MAX_REFERENCES_IN_A_ROW;

/// A StackSet: one instance of its resource.
#[derive(Clone, Copy)]
pub(super) struct StackSet<'i, 'a> {
    pub(super) place: Place<'i, 'a>,
    pub(super) block: &'i Block,
    pub(super) key: &'i Key,
}

/// Whether something means a StackSet.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Meant {
    This,
    Perhaps,
    Another,
}

impl StackSet<'_, '_> {
    /// Whether a name that a resource gives is that of it.
    pub(super) fn is_meant(self, place: Place<'_, '_>, name: &Expression) -> Meant {
        self.is_meant_within(place, name, MAX_REFERENCES_IN_A_ROW)
    }

    fn is_meant_within(self, place: Place<'_, '_>, name: &Expression, left: usize) -> Meant {
        let Some(left) = left.checked_sub(1) else {
            return Meant::Perhaps;
        };
        let found = followed(place, name);
        let (at, name) = (found.place, &found.expression);
        let again = |inner: &Expression| self.is_meant_within(at, inner, left);
        match &name.form {
            Form::Json(node) => {
                if let Some(only) = node.as_str().and_then(|text| only_part(text, node.span)) {
                    return again(&only);
                }
            }
            Form::Hcl(inner) => match &*inner.tree() {
                Hcl::Parenthesis(inner) => return again(&part(at, name, inner.inner())),
                Hcl::StringTemplate(template) => {
                    if let Some(only) = only_interpolation(template) {
                        return again(&part(at, name, only));
                    }
                }
                Hcl::Conditional(conditional) => {
                    let condition = part(at, name, &conditional.cond_expr);
                    let condition = at.evaluate(&condition).converted(&mut to_bool);
                    match condition.value() {
                        Some(true) => return again(&part(at, name, &conditional.true_expr)),
                        Some(false) => return again(&part(at, name, &conditional.false_expr)),
                        None => {}
                    }
                }
                Hcl::Traversal(traversal) if is_of_sets(traversal) => {
                    return self.reference(at, name, traversal);
                }
                _ => {}
            },
        }
        self.is_named(at, name)
    }

    /// Whether a reference to a StackSet is one to it.
    fn reference(
        self,
        place: Place<'_, '_>,
        expression: &Expression,
        traversal: &Traversal,
    ) -> Meant {
        if !self.may_be(place, traversal) {
            return Meant::Another;
        }
        let index = match traversal.operators.get(1).map(Decorated::value) {
            Some(TraversalOperator::Index(index)) => index,
            Some(TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_)) => {
                return Meant::Perhaps;
            }
            _ => return Meant::This,
        };
        let index = place.evaluate(&part(place, expression, index));
        let Some(index) = index.value().and_then(Value::as_text) else {
            return Meant::Perhaps;
        };
        let own = self.key.text();
        let own = own.or_else(|| self.key.index.map(|index| index.to_string()));
        match own {
            Some(own) if own != index => Meant::Another,
            Some(_) => Meant::This,
            None => Meant::Perhaps,
        }
    }

    /// Whether a name that is no plain reference is that of it.
    fn is_named(self, place: Place<'_, '_>, name: &Expression) -> Meant {
        let own = self.block.body.attribute("name");
        let own = own.map(|own| self.place.evaluate(&own.value));
        let own = own.as_ref().and_then(|own| own.value());
        let value = place.evaluate(name);
        match (own, value.value()) {
            (Some(own), Some(name)) if own == name => Meant::This,
            (Some(_), Some(_)) => Meant::Another,
            _ if self.may_come_of(place, name) => Meant::Perhaps,
            _ => Meant::Another,
        }
    }

    /// Whether what an expression refers to may give its name.
    fn may_come_of(self, place: Place<'_, '_>, name: &Expression) -> bool {
        let Form::Hcl(inner) = &name.form else {
            return true;
        };
        let mut references = References {
            set: self,
            place,
            are_there: false,
            may_give: false,
        };
        references.visit_expr(&inner.tree());
        // Its own name may be any text.
        references.may_give || !references.are_there
    }

    /// Whether what a reference leads to may be it, or the module that it stands in.
    fn may_be(self, place: Place<'_, '_>, traversal: &Traversal) -> bool {
        let Hcl::Variable(root) = &traversal.expr else {
            return true;
        };
        let name = match traversal.operators.first().map(Decorated::value) {
            Some(TraversalOperator::GetAttr(name)) => Some(name.as_str()),
            _ => None,
        };
        match (root.as_str(), name) {
            (STACK_SET, Some(name)) => {
                let label = self.block.labels.get(1).map(String::as_str);
                Some(name) == label && place.instance.id == self.place.instance.id
            }
            ("module", Some(name)) => {
                let own = self.place.instance;
                own.is_below(place.instance.id, name)
            }
            _ => true,
        }
    }
}

struct References<'i, 'a> {
    set: StackSet<'i, 'a>,
    place: Place<'i, 'a>,
    are_there: bool,
    may_give: bool,
}

impl Visit for References<'_, '_> {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        if matches!(traversal.expr, Hcl::Variable(_)) {
            self.are_there = true;
            self.may_give |= self.set.may_be(self.place, traversal);
        }
        visit::visit_traversal(self, traversal);
    }
}

/// The StackSet of the same module that an expression refers to, where it is nothing but a reference.
pub(super) fn set_named_by(name: &Expression) -> Option<String> {
    let Form::Hcl(inner) = &name.form else {
        return None;
    };
    let tree = inner.tree();
    let Hcl::Traversal(traversal) = &*tree else {
        return None;
    };
    let first = traversal.operators.first().map(Decorated::value);
    match first {
        Some(TraversalOperator::GetAttr(name)) if is_of_sets(traversal) => Some(name.to_string()),
        _ => None,
    }
}

fn is_of_sets(traversal: &Traversal) -> bool {
    matches!(&traversal.expr, Hcl::Variable(root) if root.as_str() == STACK_SET)
}

/// What a template in quotes holds, where it is nothing but that.
fn only_interpolation(template: &StringTemplate) -> Option<&Hcl> {
    let elements: Vec<_> = template.iter().collect();
    match elements.as_slice() {
        [Element::Interpolation(only)] => Some(&only.expr),
        _ => None,
    }
}

/// The same of a text of the JSON syntax.
fn only_part(text: &str, at: Span) -> Option<Expression> {
    let template = readable::template(text).ok()?;
    let elements: Vec<_> = template.iter().collect();
    let [Element::Interpolation(only)] = elements.as_slice() else {
        return None;
    };
    let range = only.expr.span()?;
    Some(Expression {
        // Behind the quote.
        span: at.part(1 + range.start, range.len()),
        form: Form::Hcl(only.expr.clone().into()),
    })
}
