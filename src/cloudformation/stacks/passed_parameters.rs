//! What a stack passes as parameters to one below it.

use std::collections::HashMap;

use super::super::language::{
    Bindings, Call, Entries, Evaluator, Found, Members, ParameterValues, Placed, Value, call,
    left_open, parameter_text, to_text, whole,
};
use super::super::template::{Template, has_open_part};
use crate::parse::{Entry, Node};
use crate::resolved::{Assigned, Case, Hop, Resolved};
use crate::source::Span;

/// Values that are passed, by parameter name; which are passed may depend on conditions.
#[derive(Clone, PartialEq)]
pub(super) struct Passed {
    layers: Vec<Resolved<Members>>,
    /// Those that are named as they are, each with the place.
    pub(super) names: Vec<(String, Span)>,
}

impl Passed {
    fn of(layers: Vec<Resolved<Members>>) -> Passed {
        Passed {
            layers,
            names: Vec::new(),
        }
    }

    /// Nothing is passed.
    pub(super) fn nothing() -> Passed {
        Passed::of(Vec::new())
    }

    /// Whatever is passed is not known.
    pub(super) fn unknown(why: String) -> Passed {
        Passed::of(vec![Resolved::unknown(why)])
    }

    /// The values of the parameters that a template declares.
    pub(super) fn for_template(&self, template: &Template) -> ParameterValues {
        self.over(&ParameterValues::default(), template)
    }

    /// The same over values that it has already, which are shared.
    pub(super) fn over(&self, before: &ParameterValues, template: &Template) -> ParameterValues {
        let mut out = before.clone();
        let layers = LayersByName::of(&self.layers);
        let declared = template.section("Parameters").iter();
        let declared = declared.filter_map(|entry| entry.key.scalar_text());
        let given = declared.filter_map(|name| {
            let value = given_by(layers.with(&name), &name, before.get(&name))?;
            Some((name, value))
        });
        out.extend(given.collect());
        out
    }

    /// What is passed for one name.
    pub(super) fn value_of(&self, name: &str) -> Option<Resolved<Value>> {
        given_by(self.layers.iter(), name, None)
    }
}

/// What some layers give for a name, over what is given before them; `None` where they give nothing. What is passed last wins. What
/// is left out, be it in some cases only, leaves the one before.
fn given_by<'l>(
    layers: impl Iterator<Item = &'l Resolved<Members>>,
    name: &str,
    before: Option<&Resolved<Value>>,
) -> Option<Resolved<Value>> {
    let mut given: Option<Resolved<Value>> = None;
    for layer in layers {
        given = match (picked(layer, name), given) {
            (Resolved::Unset { .. }, given) => given,
            (value, Some(given)) => Some(value.or_else(&given)),
            (value, None) => Some(match before {
                Some(before) => value.or_else(before),
                None => value,
            }),
        };
    }
    given
}

/// Which layers may give a name: a list has one for each of its items.
struct LayersByName<'l> {
    layers: &'l [Resolved<Members>],
    /// By the names in those of which all are known.
    known: HashMap<&'l str, Vec<usize>>,
    /// Those that may give any.
    open: Vec<usize>,
}

impl<'l> LayersByName<'l> {
    fn of(layers: &'l [Resolved<Members>]) -> LayersByName<'l> {
        let mut out = LayersByName {
            layers,
            known: HashMap::new(),
            open: Vec::new(),
        };
        for (at, layer) in layers.iter().enumerate() {
            match layer {
                Resolved::Known { value, .. } if value.open.is_empty() => {
                    for (name, _) in &value.known {
                        out.known.entry(name).or_default().push(at);
                    }
                }
                _ => out.open.push(at),
            }
        }
        out
    }

    /// Those that may give a name, in their order.
    fn with(&self, name: &str) -> impl Iterator<Item = &'l Resolved<Members>> {
        let known = self.known.get(name).into_iter().flatten();
        let mut all: Vec<usize> = known.chain(&self.open).copied().collect();
        all.sort_unstable();
        all.dedup();
        let layers = self.layers;
        all.into_iter().map(move |at| &layers[at])
    }
}

/// The value of one name in what may vary.
fn picked(layer: &Resolved<Members>, name: &str) -> Resolved<Value> {
    match layer {
        Resolved::Known { value, from } => value.get(name).via(from.hops.clone()),
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: cases
                .iter()
                .map(|case| Case {
                    when: case.when.clone(),
                    value: picked(&case.value, name),
                })
                .collect(),
            from: from.clone(),
        }
        .decided(),
        other => other.clone().map(&mut |_| Value::List(Vec::new())),
    }
}

/// Reads what `by`, a resource of a stack, passes.
pub(super) struct Passing<'a, 't> {
    pub(super) stack: &'a Evaluator<'t>,
    pub(super) by: String,
}

impl Passing<'_, '_> {
    /// What a property passes, where the resource has it.
    pub(super) fn passed_by(&self, property: &Found<'_, '_>) -> Passed {
        match property {
            Found::Entry(placed) => self.passed(Some(&placed.entry.value), &placed.bindings),
            Found::Perhaps(gap) => Passed::of(vec![left_open(gap)]),
            Found::Nothing => Passed::nothing(),
        }
    }

    /// What a `Parameters` or `ParameterOverrides` passes: a map of values, as a nested stack has it, or a list of
    /// `{ParameterKey, ParameterValue}`, as a StackSet has it.
    pub(super) fn passed(&self, node: Option<&Node>, bindings: &Bindings) -> Passed {
        let Some(node) = node else {
            return Passed::nothing();
        };
        // Each item of a list may be left out by itself.
        let is_list = call(node).is_none() && !node.items().is_empty();
        let layers = if is_list {
            node.items()
        } else {
            std::slice::from_ref(node)
        };
        let values = layers.iter().map(|layer| self.values(layer, bindings));
        Passed {
            layers: values.collect(),
            names: layers.iter().flat_map(names_in).collect(),
        }
    }

    fn values(&self, node: &Node, bindings: &Bindings) -> Resolved<Members> {
        match call(node) {
            Some(call) if call.name == "Fn::If" => self.chosen(node, &call, bindings),
            Some(_) => self.computed(node, bindings),
            None if node.items().is_empty() => self.of_map(node, bindings),
            None => {
                let layers = node.items().iter().map(|item| self.values(item, bindings));
                Resolved::all(layers).map(&mut |layers: Vec<Members>| {
                    let mut all = Members::default();
                    for layer in layers {
                        all.known.extend(layer.known);
                        all.open.extend(layer.open);
                    }
                    all
                })
            }
        }
    }

    fn chosen(&self, node: &Node, call: &Call<'_>, bindings: &Bindings) -> Resolved<Members> {
        let items = call.argument.items();
        let stack = self.stack;
        stack.choose_by(node, items, bindings, &mut |branch, bindings| {
            self.values(branch, bindings)
        })
    }

    /// What a map passes: one parameter of a StackSet, or each of its members.
    fn of_map(&self, node: &Node, bindings: &Bindings) -> Resolved<Members> {
        let members = self.stack.entries(node.entries(), bindings);
        match members.find("ParameterKey") {
            Found::Entry(key) => return self.of_item(node, key, &members),
            Found::Perhaps(gap) if node.get("ParameterValue").is_some() => return left_open(&gap),
            Found::Perhaps(_) | Found::Nothing => {}
        }
        let entries = node.entries().iter();
        if entries.clone().any(|entry| {
            let key = entry.key.as_str().unwrap_or_default();
            key.starts_with("Fn::") || key.contains("${")
        }) {
            return self.computed(node, bindings);
        }
        let known = entries
            .filter_map(|entry| Some((entry.key.scalar_text()?, &entry.value)))
            .map(|(name, node)| {
                let value = self.stack.evaluate(node, bindings);
                let value = self.passes(Some(&name), value, (&name, whole(node)));
                (name, value)
            });
        Resolved::known(Members {
            known: known.collect(),
            ..Members::default()
        })
    }

    /// What an item of a StackSet's list passes: the value of one parameter.
    fn of_item(&self, item: &Node, key: &Placed<'_>, members: &Entries<'_>) -> Resolved<Members> {
        let (value, at) = match members.find("ParameterValue") {
            Found::Entry(placed) => {
                let value = &placed.entry.value;
                (self.stack.evaluate(value, &placed.bindings), whole(value))
            }
            Found::Perhaps(gap) => (left_open(&gap), whole(item)),
            // `UsePreviousValue`
            Found::Nothing => (
                Resolved::unknown("the value that the StackSet has at present is kept"),
                whole(item),
            ),
        };
        let name = self.stack.evaluate(&key.entry.value, &key.bindings);
        let name = name.and_then(&mut to_text);
        let is_private = name.is_private();
        name.map(&mut |name| {
            let shown = Some(name.as_str()).filter(|_| !is_private);
            let value = self.passes(shown, value.clone(), ("ParameterValue", at));
            Members {
                known: vec![(name, value)],
                ..Members::default()
            }
        })
    }

    /// What an expression passes that is no map as it is written.
    fn computed(&self, node: &Node, bindings: &Bindings) -> Resolved<Members> {
        let at = whole(node);
        let value = self.stack.evaluate(node, bindings);
        let is_private = value.is_private();
        value.and_then(&mut |value| match value {
            Value::Map(mut members) => {
                for (name, value) in &mut members.known {
                    let shown = Some(name.as_str()).filter(|_| !is_private);
                    *value = self.passes(shown, value.clone(), (name, at));
                }
                Resolved::known(members)
            }
            _ => Resolved::unknown(format!("what {} passes is not known", self.by)),
        })
    }

    /// What is passed under a name, which is left out where it is not to be shown.
    fn passes(
        &self,
        name: Option<&str>,
        value: Resolved<Value>,
        (key, at): (&str, Span),
    ) -> Resolved<Value> {
        let syntax = self.stack.template.syntax.of_texts();
        let name = match name {
            Some(name) => format!("`{name}`"),
            None => "this to a parameter whose name is not shown".to_owned(),
        };
        value
            .assigned(&Assigned::new(key, syntax), at)
            .converted(&mut parameter_text)
            .via([Hop::value(at, format!("{} passes {name}", self.by))])
    }
}

/// The names of the parameters that a map passes, or an item of a list, as far as they are written out.
fn names_in(layer: &Node) -> Vec<(String, Span)> {
    let is_plain = |name: &str| !name.starts_with("Fn::") && !name.contains("${");
    let is_made = |entry: &Entry| entry.key.as_str().is_some_and(|key| !is_plain(key));
    let written = |node: &Node| {
        let name = node.scalar_text().filter(|_| call(node).is_none())?;
        (is_plain(&name) && !has_open_part(&name)).then_some((name, node.span))
    };
    if call(layer).is_some() {
        return Vec::new();
    }
    if let Some(key) = layer.get("ParameterKey") {
        return written(key).into_iter().collect();
    }
    // Of an item a loop makes the key, perhaps.
    if layer.get("ParameterValue").is_some() && layer.entries().iter().any(is_made) {
        return Vec::new();
    }
    let keys = layer.entries().iter().map(|entry| &entry.key);
    keys.filter_map(written).collect()
}
