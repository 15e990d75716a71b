//! The names that a template refers to.

use hcl::edit::expr::{Expression, ForExpr, ObjectKey};
use hcl::edit::template::{ForDirective, Template};
use hcl::edit::visit::{self, Visit};

/// The first parts of all references of a template, but for the names that its loops bind.
pub(super) fn free_names(template: &Template) -> Vec<String> {
    let mut names = Names::default();
    names.visit_template(template);
    names.free
}

#[derive(Default)]
struct Names {
    bound: Vec<String>,
    free: Vec<String>,
}

impl Names {
    /// Visits something inside a loop.
    fn inside(&mut self, bound: Vec<String>, visit: impl FnOnce(&mut Names)) {
        let outer = self.bound.len();
        self.bound.extend(bound);
        visit(self);
        self.bound.truncate(outer);
    }
}

impl Visit for Names {
    fn visit_expr(&mut self, node: &Expression) {
        match node {
            Expression::Variable(name) => {
                let name = name.as_str().to_owned();
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
