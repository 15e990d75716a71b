//! Templates that are objects of Terraform's language: the argument of `jsonencode` or `yamlencode`.

use hcl::edit::Span as _;
use hcl::edit::expr::{Conditional, Expression as Hcl, FuncCall, ObjectKey};

use super::around::Around;
use super::choices::Choices;
use super::expressions::{Place, branches, followed, part};
use super::shown::read_as_text;
use crate::cloudformation::{Level, Parts};
use crate::parse::{Entry, Node, Scalar, Value as Tree};
use crate::resolved::Resolved;
use crate::source::{SourceMap, Span};
use crate::terraform::lang::object_keys::plain_name;
use crate::terraform::lang::syntax::{Expression, Form};
use crate::terraform::lang::values::Value;

/// An object that an expression may write out.
pub(super) struct Object {
    pub(super) root: Node,
    pub(super) parts: Parts,
    /// Whether it does.
    pub(super) holds: Resolved<bool>,
}

/// The trees that an expression may write out, where it is an object; what expressions make in it stands where they do. None
/// where it may be something else.
pub(super) fn objects(
    place: Place<'_, '_>,
    expression: &Expression,
    around: Option<&Around>,
) -> Vec<Object> {
    let sources = place.instance.root.modules.sources;
    let level = around.map_or(Level::Template, |_| Level::Properties);
    let mut choices = Choices::default();
    let mut out = Vec::new();
    loop {
        let mut writer = Writer {
            parts: Parts::default(),
            choices: &mut choices,
            sources,
        };
        let root = writer.node(place, expression, level);
        let parts = writer.parts;
        if !matches!(root.value, Tree::Map(_)) {
            return Vec::new();
        }
        let holds = choices.holds();
        if holds.value() != Some(&false) {
            let root = match around {
                Some(around) => around.of(root),
                None => root,
            };
            out.push(Object { root, parts, holds });
        }
        if !choices.go_on() {
            return out;
        }
    }
}

/// Makes a tree of what an expression writes out.
struct Writer<'w> {
    parts: Parts,
    choices: &'w mut Choices,
    sources: &'w SourceMap,
}

impl Writer<'_> {
    fn node(&mut self, place: Place<'_, '_>, expression: &Expression, level: Level) -> Node {
        let found = followed(place, expression);
        let (place, expression) = (found.place, &found.expression);
        let Form::Hcl(inner) = &expression.form else {
            return self.evaluated(place, expression, level);
        };
        let at = expression.span;
        match &*inner.tree() {
            Hcl::Parenthesis(inner) => {
                self.node(place, &part(place, expression, inner.inner()), level)
            }
            Hcl::Object(object) => {
                let entries = object.iter().map(|(key, value)| {
                    let key = self.key(place, expression, key);
                    let below = level.below(key.as_str().unwrap_or_default());
                    let value = self.node(place, &part(place, expression, value.expr()), below);
                    Entry { key, value }
                });
                Node::at(at, Tree::Map(entries.collect()))
            }
            Hcl::Array(items) => {
                let items = items
                    .iter()
                    .map(|item| self.node(place, &part(place, expression, item), Level::Value));
                Node::at(at, Tree::List(items.collect()))
            }
            Hcl::Null(_) => Node::at(at, Tree::Scalar(Scalar::Null)),
            Hcl::Bool(value) => Node::at(at, Tree::Scalar(Scalar::Bool(*value.value()))),
            Hcl::String(text) if self.may_be_said(text.value(), at) => {
                Node::text_at(at, text.value())
            }
            Hcl::Conditional(conditional) if level.is_of_map() => {
                self.conditional(place, expression, conditional, level)
            }
            Hcl::FuncCall(call) if level.is_of_map() => {
                let merged = self.merged(place, expression, call, level);
                merged.unwrap_or_else(|| self.evaluated(place, expression, level))
            }
            _ => self.evaluated(place, expression, level),
        }
    }

    /// Whether a text may be said that stands at a place: of a module outside, those that are CloudFormation's own.
    fn may_be_said(&self, text: &str, at: Span) -> bool {
        let file = self.sources.get(at.source);
        !file.is_of_module_outside() || text.starts_with("AWS::")
    }

    fn key(&mut self, place: Place<'_, '_>, object: &Expression, key: &ObjectKey) -> Node {
        match (key, plain_name(key)) {
            (ObjectKey::Expression(name), None) => {
                self.evaluated(place, &part(place, object, name), Level::Name)
            }
            (_, name) => {
                let file = self.sources.get(object.span.source);
                let at = key.span().map(|range| object.input(&file).span(range));
                Node::text_at(at.unwrap_or(object.span), name.unwrap_or_default())
            }
        }
    }

    /// The branch that is looked at.
    fn conditional(
        &mut self,
        place: Place<'_, '_>,
        expression: &Expression,
        conditional: &Conditional,
        level: Level,
    ) -> Node {
        let branches = branches(place, expression, conditional);
        let holds = branches.iter().map(|(_, holds)| holds.clone());
        match self.choices.take(holds.collect()) {
            Some(taken) => {
                let (branch, _) = branches[taken];
                self.node(place, &part(place, expression, branch), level)
            }
            None => self.evaluated(place, expression, level),
        }
    }

    /// What `merge` makes of its arguments; `None` where that is no map, or refused.
    fn merged(
        &mut self,
        place: Place<'_, '_>,
        expression: &Expression,
        call: &FuncCall,
        level: Level,
    ) -> Option<Node> {
        let is_merge = call.name.namespace.is_empty() && call.name.name.as_str() == "merge";
        if !is_merge || call.args.expand_final() || place.evaluate(expression).is_invalid() {
            return None;
        }
        let mut out: Vec<Entry> = Vec::new();
        for argument in &call.args {
            let argument = part(place, expression, argument);
            let node = self.node(place, &argument, level);
            let entries = match node.value {
                Tree::Map(entries) => entries,
                Tree::Scalar(Scalar::Null) => continue,
                _ => return None,
            };
            for entry in entries {
                self.open_what_it_may_be_over(&entry, &mut out, level);
                let key = entry.key.as_str();
                out.retain(|earlier| key.is_none() || earlier.key.as_str() != key);
                out.push(entry);
            }
        }
        Some(Node::at(expression.span, Tree::Map(out)))
    }

    /// Resources that are merged into others add to them. Of what makes one, the last of each name counts: what an entry stands
    /// for that is not known may be any before it.
    fn open_what_it_may_be_over(&mut self, entry: &Entry, before: &mut [Entry], level: Level) {
        if !matches!(level, Level::Resource | Level::Properties) {
            return;
        }
        let Some(why) = self.parts.why_open(entry).map(str::to_owned) else {
            return;
        };
        for earlier in before {
            let at = earlier.value.span;
            let open = Resolved::unknown(why.clone());
            earlier.value = self.parts.node(open, at, "a part of the template");
        }
    }

    fn evaluated(&mut self, place: Place<'_, '_>, expression: &Expression, level: Level) -> Node {
        let value = place.evaluate(expression);
        let at = expression.span;
        self.of_value(&value, (at, at), level)
    }

    /// A value as a tree at a place. Each part of it stands where it is written, as far as that is told, or where the expression
    /// does that makes all of it.
    fn of_value(&mut self, value: &Resolved<Value>, (at, by): (Span, Span), level: Level) -> Node {
        let hops = value.from().clone().choosing().into_hops();
        let within = |value: &Resolved<Value>| value.clone().and_before(hops.clone());
        match value.value() {
            Some(Value::Object(members) | Value::Map(members)) => {
                let entries = members
                    .iter()
                    .map(|(name, value)| self.member(name, &within(value), (at, by), level));
                Node::at(at, Tree::Map(entries.collect()))
            }
            Some(Value::Partly(partly)) if level.is_of_map() && partly.kind.is_keyed() => {
                let mut entries = Vec::new();
                let mut is_whole = true;
                for element in partly.elements() {
                    let name = element.key.value().filter(|_| !element.key.is_private());
                    match name.and_then(Value::as_text).filter(|_| element.is_once()) {
                        Some(name) => {
                            let value = within(&element.value);
                            entries.push(self.member(&name, &value, (at, by), level));
                        }
                        None => is_whole = false,
                    }
                }
                if !is_whole {
                    let unknown = partly.unknown::<()>();
                    entries.push(self.parts.open_entries(why_not(&unknown), at));
                }
                Node::at(at, Tree::Map(entries))
            }
            Some(Value::List(items) | Value::Tuple(items) | Value::Set(items)) => {
                let items = items.iter().map(|item| {
                    self.of_value(&within(item), (place_of(item, by), by), Level::Value)
                });
                Node::at(at, Tree::List(items.collect()))
            }
            None if level.is_of_map() => self.not_one(value, (at, by), level),
            _ => {
                let value = read_as_text(value.clone().converted(&mut scalar), self.sources);
                self.parts.node(value, at, "a part of the template")
            }
        }
    }

    fn member(
        &mut self,
        name: &str,
        value: &Resolved<Value>,
        (at, by): (Span, Span),
        level: Level,
    ) -> Entry {
        Entry {
            key: Node::text_at(at, name),
            value: self.of_value(value, (place_of(value, by), by), level.below(name)),
        }
    }

    /// What stands for a map that is not known, or one of several.
    fn not_one(&mut self, value: &Resolved<Value>, (at, by): (Span, Span), level: Level) -> Node {
        if matches!(value, Resolved::Varies { .. }) {
            let arms = value.arms();
            let holds = arms.iter().map(|(_, arm)| {
                let own = arm.value().cloned();
                value.clone().map(&mut |value| Some(value) == own).decided()
            });
            if let Some(taken) = self.choices.take(holds.collect()) {
                let (_, arm) = &arms[taken];
                return self.of_value(arm, (at, by), level);
            }
        }
        if matches!(value, Resolved::Unset { .. }) {
            return Node::at(at, Tree::Scalar(Scalar::Null));
        }
        let entry = self.parts.open_entries(why_not(value), at);
        Node::at(at, Tree::Map(vec![entry]))
    }
}

/// Why a map is not known, a clause.
fn why_not<T>(value: &Resolved<T>) -> String {
    match value {
        Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => why.clone(),
        _ => "what stands here is not one map".to_owned(),
    }
}

/// Where a value is written, or what makes it.
fn place_of(value: &Resolved<Value>, by: Span) -> Span {
    let written = value.from().written.as_deref();
    let place = written.and_then(|written| written.place.text());
    place.unwrap_or(by)
}

fn scalar(value: Value) -> Resolved<Scalar> {
    match value {
        Value::Null => Resolved::known(Scalar::Null),
        Value::Bool(value) => Resolved::known(Scalar::Bool(value)),
        Value::Number(number) => Resolved::known(Scalar::Number(number.text())),
        Value::Text(text) => Resolved::known(Scalar::String(text)),
        _ => Resolved::unknown("it is a collection of which not all is known"),
    }
}
