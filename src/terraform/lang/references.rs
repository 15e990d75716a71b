//! Which resources an expression names, whatever it comes to.

use std::ops::Range;

use hcl::edit::Span as _;
use hcl::edit::expr::{Expression as Hcl, Traversal, TraversalOperator};
use hcl::edit::visit::{self, Visit};

use super::readable;
use super::syntax::{Expression, Form};
use crate::parse::{self, Node, Scalar};
use crate::source::{SourceMap, Span};

/// Where an expression names a resource, by its type and its name.
pub(crate) fn named_in(
    expression: &Expression,
    resource: (&str, &str),
    sources: &SourceMap,
) -> Option<Span> {
    match &expression.form {
        Form::Hcl(inner) => {
            let mut search = Search::of(resource);
            search.visit_expr(&inner.tree());
            let file = sources.get(expression.span.source);
            search
                .found
                .map(|found| expression.input(&file).span(found))
        }
        Form::Json(node) => named_in_json(node, resource),
    }
}

/// In JSON, each text is a template.
fn named_in_json(node: &Node, resource: (&str, &str)) -> Option<Span> {
    match &node.value {
        parse::Value::Scalar(Scalar::String(text)) if text.contains(['$', '%']) => {
            let template = readable::template(text).ok()?;
            let mut search = Search::of(resource);
            search.visit_template(&template);
            search.found.map(|_| node.span)
        }
        parse::Value::Scalar(_) => None,
        parse::Value::List(items) => items.iter().find_map(|item| named_in_json(item, resource)),
        parse::Value::Map(entries) => entries
            .iter()
            .flat_map(|entry| [&entry.key, &entry.value])
            .find_map(|part| named_in_json(part, resource)),
    }
}

struct Search<'r> {
    kind: &'r str,
    name: &'r str,
    found: Option<Range<usize>>,
}

impl Search<'_> {
    fn of<'r>((kind, name): (&'r str, &'r str)) -> Search<'r> {
        Search {
            kind,
            name,
            found: None,
        }
    }
}

impl Visit for Search<'_> {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        let names = traversal.operators.iter().map_while(|operator| {
            let TraversalOperator::GetAttr(name) = operator.value() else {
                return None;
            };
            Some(name.as_str())
        });
        let root = match &traversal.expr {
            Hcl::Variable(root) => Some(root.as_str()),
            _ => None,
        };
        let mut path = root.into_iter().chain(names).peekable();
        // `resource.aws_x.y` is `aws_x.y`.
        path.next_if_eq(&"resource");
        if path.next() == Some(self.kind) && path.next() == Some(self.name) {
            let at = || traversal.span().unwrap_or_default();
            self.found.get_or_insert_with(at);
        }
        visit::visit_traversal(self, traversal);
    }
}
