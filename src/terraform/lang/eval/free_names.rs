//! The names that a template refers to.

use hcl::edit::Span as _;
use hcl::edit::expr::{Expression, ForExpr, ObjectKey};
use hcl::edit::template::{ForDirective, Template};
use hcl::edit::visit::{self, Visit};

use super::set_aside::is_name_alone;
use crate::terraform::lang::groups::{members, term_end};
use crate::terraform::lang::readable;
use crate::terraform::limits::MAX_TERMS_CHECKED;

/// The first parts of all references of a template, but for the names that its loops bind.
pub(super) fn free_names(template: &Template, text: &str) -> Vec<String> {
    let mut names = Names {
        text,
        left: MAX_TERMS_CHECKED,
        bound: Vec::new(),
        free: Vec::new(),
    };
    names.visit_template(template);
    names.free
}

struct Names<'t> {
    /// What it was parsed from.
    text: &'t str,
    /// How many terms in one another are still looked into: what lies deeper could not be evaluated either.
    left: usize,
    bound: Vec<String>,
    free: Vec<String>,
}

impl<'t> Names<'t> {
    /// Visits a term that a name stands in for, or a part of one.
    fn visit_term(&mut self, term: &'t str) {
        let Some(left) = self.left.checked_sub(1) else {
            return;
        };
        let outer = std::mem::replace(&mut self.left, left);
        if let Some(members) = members(term) {
            for (key, value) in members {
                let key = &term[key];
                if !is_name_alone(key) {
                    self.visit_term(key);
                }
                self.visit_term(&term[value]);
            }
        } else if let Some(expression) = readable::expression(term) {
            let around = std::mem::replace(&mut self.text, term);
            self.visit_expr(&expression);
            self.text = around;
        }
        self.left = outer;
    }

    /// Visits something inside a loop.
    fn inside(&mut self, bound: Vec<String>, visit: impl FnOnce(&mut Self)) {
        let outer = self.bound.len();
        self.bound.extend(bound);
        visit(self);
        self.bound.truncate(outer);
    }
}

impl Visit for Names<'_> {
    fn visit_expr(&mut self, node: &Expression) {
        match node {
            Expression::Variable(name) => {
                let start = name.span().unwrap_or(0..0).start;
                let written = self.text.get(start..).unwrap_or_default();
                let name = name.as_str().to_owned();
                if !written.starts_with(&name) {
                    return self.visit_term(&written[..term_end(written)]);
                }
                if !self.bound.contains(&name) {
                    self.free.push(name);
                }
            }
            other => visit::visit_expr(self, other),
        }
    }

    fn visit_object_key(&mut self, node: &ObjectKey) {
        // A name alone is the key itself.
        if !matches!(node, ObjectKey::Expression(Expression::Variable(_))) {
            visit::visit_object_key(self, node);
        }
    }

    fn visit_for_expr(&mut self, node: &ForExpr) {
        let intro = &node.intro;
        self.visit_expr(&intro.collection_expr);
        let key = intro.key_var.iter().map(|name| name.as_str().to_owned());
        let bound = key.chain([intro.value_var.as_str().to_owned()]).collect();
        self.inside(bound, |names| {
            if let Some(key) = &node.key_expr {
                names.visit_expr(key);
            }
            names.visit_expr(&node.value_expr);
            if let Some(condition) = &node.cond {
                names.visit_expr(&condition.expr);
            }
        });
    }

    fn visit_for_directive(&mut self, node: &ForDirective) {
        let head = &node.for_expr;
        self.visit_expr(&head.collection_expr);
        let key = head.key_var.iter().map(|name| name.as_str().to_owned());
        let bound = key.chain([head.value_var.as_str().to_owned()]).collect();
        self.inside(bound, |names| names.visit_template(&head.template));
    }
}
