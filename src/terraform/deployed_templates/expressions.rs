//! Expressions, and where those lie that they refer to.

use hcl::edit::expr::{Conditional, Expression as Hcl, Traversal, TraversalOperator};
use hcl::edit::visit::{self, Visit};
use hcl::edit::{Decorated, Span as _};

use crate::resolved::Resolved;
use crate::source::Span;
use crate::terraform::config::instance::Instance;
use crate::terraform::config::instance_keys::Key;
use crate::terraform::config::module_scope::ModuleScope;
use crate::terraform::config::text_sources::HANDED_ON;
use crate::terraform::lang::scope::Scope as _;
use crate::terraform::lang::syntax::{Block, Expression, Form};
use crate::terraform::lang::values::{Value, to_bool};
use crate::terraform::limits::MAX_REFERENCES_IN_A_ROW;

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'i, 'a> {
    pub(super) instance: &'i Instance<'a>,
    /// The instance of the block that it stands in.
    pub(super) key: Option<&'i Key>,
}

impl Place<'_, '_> {
    /// The beginning of a file that an expression there reads.
    pub(super) fn file(self, path: &str) -> Option<Span> {
        let none = Key::default();
        let scope = ModuleScope {
            instance: self.instance,
            key: self.key.unwrap_or(&none),
            element: None,
        };
        Some(scope.read_file(path).ok()?.input().span(0..0))
    }

    pub(super) fn evaluate(self, expression: &Expression) -> Resolved<Value> {
        let none = Key::default();
        self.instance
            .evaluate(expression, self.key.unwrap_or(&none))
    }
}

/// The branches of a choice between two, each with whether it is taken.
pub(super) fn branches<'c>(
    place: Place<'_, '_>,
    expression: &Expression,
    conditional: &'c Conditional,
) -> [(&'c Hcl, Resolved<bool>); 2] {
    let condition = part(place, expression, &conditional.cond_expr);
    let condition = place.evaluate(&condition).converted(&mut to_bool);
    let opposite = condition.clone().map(&mut |holds| !holds);
    [
        (&conditional.true_expr, condition),
        (&conditional.false_expr, opposite),
    ]
}

/// An expression that another one is nothing but a reference to.
pub(super) struct Followed<'i, 'a> {
    pub(super) place: Place<'i, 'a>,
    pub(super) expression: Expression,
    /// The places that lead to it.
    pub(super) by: Vec<Span>,
}

/// Follows an expression through local values and the arguments of module calls to what it stands for.
pub(super) fn followed<'i, 'a: 'i>(
    place: Place<'i, 'a>,
    expression: &Expression,
) -> Followed<'i, 'a> {
    let mut out = Followed {
        place,
        expression: expression.clone(),
        by: Vec::new(),
    };
    for _ in 0..MAX_REFERENCES_IN_A_ROW {
        let Some(next) = step(out.place, &out.expression) else {
            break;
        };
        out.by.push(next.expression.span);
        out.place = next.place;
        out.expression = next.expression;
    }
    out
}

fn step<'i, 'a: 'i>(place: Place<'i, 'a>, expression: &Expression) -> Option<Followed<'i, 'a>> {
    let Form::Hcl(inner) = &expression.form else {
        return None;
    };
    let tree = inner.tree();
    let (kind, name) = reference(&tree)?;
    let module = &place.instance.module;
    let (place, value) = match kind {
        "local" => {
            let local = module.locals.get(name);
            let repeated = module.repeated.value::<Value>("local value", name);
            let local = local.filter(|_| repeated.is_none())?;
            (Place { key: None, ..place }, &local.value)
        }
        "var" => {
            let caller = place.instance.caller?;
            let body = &caller.call.body;
            let argument = body.attribute(name).filter(|_| !body.is_repeated(name))?;
            module.variables.get(name)?;
            let place = Place {
                instance: caller.instance,
                key: Some(caller.key),
            };
            (place, &argument.value)
        }
        _ => return None,
    };
    Some(Followed {
        place,
        expression: value.clone(),
        by: Vec::new(),
    })
}

/// `local.name` or `var.name`, and nothing more.
fn reference(expression: &Hcl) -> Option<(&str, &str)> {
    match expression {
        Hcl::Parenthesis(inner) => reference(inner.inner()),
        Hcl::Traversal(traversal) => {
            let Hcl::Variable(root) = &traversal.expr else {
                return None;
            };
            let [only] = traversal.operators.as_slice() else {
                return None;
            };
            match only.value() {
                TraversalOperator::GetAttr(name) => Some((root.as_str(), name.as_str())),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A part of an expression as one.
pub(super) fn part(place: Place<'_, '_>, whole: &Expression, inner: &Hcl) -> Expression {
    let file = place.instance.root.modules.sources.get(whole.span.source);
    let span = match inner.span() {
        Some(range) => whole.input(&file).span(range),
        None => whole.span,
    };
    Expression {
        span,
        form: Form::Hcl(inner.clone().into()),
    }
}

/// What an expression refers to and that hands a text on, with the instance of it.
pub(super) struct HandingOn<'i> {
    pub(super) block: &'i Block,
    /// `None` where it is not known which it is.
    pub(super) key: Option<Key>,
}

/// What a reference leads to that hands a text on.
pub(super) fn handing_on<'i>(
    place: Place<'i, '_>,
    whole: &Expression,
    reference: &Hcl,
) -> Option<HandingOn<'i>> {
    let Hcl::Traversal(traversal) = reference else {
        return None;
    };
    let Hcl::Variable(root) = &traversal.expr else {
        return None;
    };
    let mut operators = traversal.operators.iter().map(Decorated::value);
    let mut address = root.to_string();
    let names = match address.as_str() {
        "data" | "resource" => 2,
        _ => 1,
    };
    for _ in 0..names {
        let TraversalOperator::GetAttr(name) = operators.next()? else {
            return None;
        };
        address = format!("{address}.{}", name.as_str());
    }
    let address = address.strip_prefix("resource.").unwrap_or(&address);
    let block = place.instance.module.stored.get(address)?;
    let keys = place.instance.each_of(block, &Resolved::known(true));
    let index = match operators.next() {
        Some(TraversalOperator::Index(index)) => {
            let index = place.evaluate(&part(place, whole, index));
            index.value().and_then(Value::as_text)
        }
        Some(TraversalOperator::LegacyIndex(index)) => Some(index.value().to_string()),
        _ => None,
    };
    let is_meant = |key: &Key| match &index {
        None => keys.len() == 1,
        Some(index) => {
            let number = key.index.map(|index| index.to_string());
            key.text().or(number).as_ref() == Some(index)
        }
    };
    let key = keys.iter().map(|(key, _)| key).find(|key| is_meant(key));
    Some(HandingOn {
        block,
        key: key.cloned(),
    })
}

/// What an expression is made of: the beginnings of the files that it reads as text, and what it refers to does, and the places of
/// what hands a text on to it.
pub(super) struct MadeOf {
    pub(super) files: Vec<Span>,
    pub(super) handed_on: Vec<Span>,
}

pub(super) fn made_of(place: Place<'_, '_>, expression: &Expression) -> MadeOf {
    let mut found = FilesRead {
        place,
        whole: expression,
        left: MAX_REFERENCES_IN_A_ROW,
        out: Vec::new(),
        handed_on: Vec::new(),
    };
    if let Form::Hcl(inner) = &expression.form {
        found.visit_expr(&inner.tree());
    }
    MadeOf {
        files: found.out,
        handed_on: found.handed_on,
    }
}

struct FilesRead<'i, 'a, 'e> {
    place: Place<'i, 'a>,
    whole: &'e Expression,
    /// How many references are followed yet.
    left: usize,
    out: Vec<Span>,
    handed_on: Vec<Span>,
}

impl FilesRead<'_, '_, '_> {
    /// Looks into another expression, too.
    fn look_into(&mut self, place: Place<'_, '_>, expression: &Expression) {
        let Some(left) = self.left.checked_sub(1) else {
            return;
        };
        let mut below = FilesRead {
            place,
            whole: expression,
            left,
            out: Vec::new(),
            handed_on: Vec::new(),
        };
        if let Form::Hcl(inner) = &expression.form {
            below.visit_expr(&inner.tree());
        }
        self.left = below.left;
        self.out.extend(below.out);
        self.handed_on.extend(below.handed_on);
    }

    fn look_into_what_hands_on(&mut self, found: &HandingOn<'_>) {
        let place = Place {
            instance: self.place.instance,
            key: found.key.as_ref(),
        };
        let given = &found.block.body.attributes;
        self.handed_on
            .extend(given.iter().map(|given| given.value.span));
        for name in HANDED_ON {
            let Some(given) = found.block.body.attribute(name) else {
                continue;
            };
            self.look_into(place, &given.value);
            if name == "filename" {
                let path = place.evaluate(&given.value);
                let path = path.value().and_then(Value::as_text);
                self.out.extend(path.and_then(|path| place.file(&path)));
            }
        }
    }
}

impl Visit for FilesRead<'_, '_, '_> {
    fn visit_expr(&mut self, node: &Hcl) {
        let referred = part(self.place, self.whole, node);
        if let Some(next) = step(self.place, &referred) {
            self.look_into(next.place, &next.expression);
        }
        if self.left > 0
            && let Some(found) = handing_on(self.place, self.whole, node)
        {
            self.look_into_what_hands_on(&found);
        }
        if let Hcl::FuncCall(call) = node
            && matches!(call.name.name.as_str(), "file" | "templatefile")
            && let Some(path) = call.args.iter().next()
        {
            let path = self.place.evaluate(&part(self.place, self.whole, path));
            let path = path.value().and_then(Value::as_text);
            self.out
                .extend(path.and_then(|path| self.place.file(&path)));
        }
        visit::visit_expr(self, node);
    }
}

/// Whether an expression refers to a data source or to a resource.
pub(super) fn refers_to_resources(expression: &Expression) -> bool {
    let Form::Hcl(inner) = &expression.form else {
        return false;
    };
    let mut references = References {
        of_resources: false,
    };
    references.visit_expr(&inner.tree());
    references.of_resources
}

struct References {
    of_resources: bool,
}

impl Visit for References {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        if let Hcl::Variable(root) = &traversal.expr {
            // The type of a resource begins with its provider.
            self.of_resources |= root.as_str() == "data" || root.as_str().contains('_');
        }
        visit::visit_traversal(self, traversal);
    }
}
