//! What an expression of a template comes to, in one stack.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::template::Template;
use super::value::Value;
use crate::diagnostic::Label;
use crate::parse::{self, Node, Scalar};
use crate::resolved::{Evidence, Resolved};
use crate::source::Span;

/// How many expressions one stack may evaluate per property, so that no template can make a run slow.
const MAX_STEPS: u32 = 20_000;

/// How many cases a value may fan out into.
pub(super) const MAX_ARMS: usize = 64;

/// A template with everything that a deployment gives it from outside.
pub(super) struct Stack<'a> {
    pub(super) template: &'a Template,
    /// Values given for parameters: by a file, the command line, or the stack above.
    pub(super) supplied: BTreeMap<String, Resolved<Value>>,
    /// The Region it is deployed to.
    pub(super) region: Resolved<String>,
    /// Whether a parameter's default counts as its value.
    pub(super) assume_defaults: bool,
    pub(super) steps: Cell<u32>,
}

/// What holds at one place of a template: loop variables, and conditions whose outcome is given there.
#[derive(Clone, Default)]
pub(super) struct Bindings {
    pub(super) loops: Vec<(String, Resolved<Value>)>,
    pub(super) assumed: Vec<(String, bool)>,
    /// Conditions that are being evaluated, to catch cycles.
    pub(super) open: Vec<String>,
}

impl Bindings {
    pub(super) fn assuming(&self, condition: &str, outcome: bool) -> Bindings {
        let mut out = self.clone();
        out.assumed.push((condition.to_owned(), outcome));
        out
    }
}

/// A call of an intrinsic function, long form or short.
pub(super) struct Call<'n> {
    /// `Ref`, `Condition` or `Fn::…`
    pub(super) name: String,
    pub(super) argument: &'n Node,
    /// The argument is the tagged node itself; its tag is the call.
    tagged: bool,
}

/// The call that a node is, if it is one.
pub(super) fn call(node: &Node) -> Option<Call<'_>> {
    if let Some(tag) = &node.tag {
        let name = match tag.name.as_str() {
            name @ ("Ref" | "Condition") => name.to_owned(),
            name if name.contains("::") => name.to_owned(),
            name => format!("Fn::{name}"),
        };
        return Some(Call {
            name,
            argument: node,
            tagged: true,
        });
    }
    let [entry] = node.entries() else { return None };
    let name = entry.key.as_str()?;
    let is_call = name == "Ref"
        || name == "Condition"
        || (name.starts_with("Fn::") && !name.starts_with("Fn::ForEach::"));
    is_call.then(|| Call {
        name: name.to_owned(),
        argument: &entry.value,
        tagged: false,
    })
}

/// From the tag, where there is one, to the end of the value.
pub(super) fn whole(node: &Node) -> Span {
    node.tag
        .as_ref()
        .map_or(node.span, |tag| tag.span.to(node.span))
}

impl Stack<'_> {
    /// What a node comes to.
    pub(super) fn evaluate(&self, node: &Node, bindings: &Bindings) -> Resolved<Value> {
        if !self.take_step() {
            return Resolved::unknown("the expression takes too many steps to follow");
        }
        let out = match call(node) {
            Some(call) => self.intrinsic(&call, node, bindings),
            None => self.plain(node, bindings),
        };
        match node.anchored_at {
            Some(span) => out.via([Label::new(
                span,
                "the YAML alias stands for this; `aws cloudformation package` resolves it",
            )]),
            None => out,
        }
    }

    /// Counts one more step; false when there have been too many.
    pub(super) fn take_step(&self) -> bool {
        self.steps.set(self.steps.get() + 1);
        self.steps.get() <= MAX_STEPS
    }

    /// What the argument of a call comes to.
    pub(super) fn argument(&self, call: &Call<'_>, bindings: &Bindings) -> Resolved<Value> {
        if call.tagged {
            self.plain(call.argument, bindings)
        } else {
            self.evaluate(call.argument, bindings)
        }
    }

    fn plain(&self, node: &Node, bindings: &Bindings) -> Resolved<Value> {
        match &node.value {
            parse::Value::Scalar(Scalar::Null) => Resolved::unset(),
            parse::Value::Scalar(Scalar::Bool(value)) => Resolved::known(Value::Bool(*value)),
            parse::Value::Scalar(Scalar::Number(text)) => {
                Resolved::known(Value::Number(text.clone()))
            }
            parse::Value::Scalar(Scalar::String(text)) => text_or_dynamic_reference(text.clone()),
            parse::Value::List(items) => Resolved::known(Value::List(
                items
                    .iter()
                    .map(|item| self.evaluate(item, bindings))
                    .collect(),
            )),
            parse::Value::Map(entries) => {
                let mut members = Vec::with_capacity(entries.len());
                for entry in entries {
                    let Some(key) = entry.key.scalar_text() else {
                        continue;
                    };
                    if key == "Fn::Transform" {
                        return Resolved::unknown("a macro (`Fn::Transform`) makes this value");
                    }
                    if key.starts_with("Fn::ForEach::") {
                        match self.expand_loop(&entry.value, bindings) {
                            Ok(iterations) => {
                                for (bindings, body) in iterations {
                                    for inner in body.entries() {
                                        let key = inner.key.scalar_text().unwrap_or_default();
                                        members.push((
                                            Self::loop_key(&key, &bindings),
                                            self.evaluate(&inner.value, &bindings),
                                        ));
                                    }
                                }
                            }
                            Err(why) => return Resolved::unknown(why),
                        }
                        continue;
                    }
                    members.push((key, self.evaluate(&entry.value, bindings)));
                }
                Resolved::known(Value::Map(members))
            }
        }
    }

    /// The value of a parameter, or `None` where the template declares none of that name.
    pub(super) fn parameter(&self, name: &str) -> Option<Resolved<Value>> {
        let declared = self.template.member("Parameters", name);
        if declared.is_none() && !self.supplied.contains_key(name) {
            return None;
        }
        let node = declared.map(|entry| &entry.value);
        let kind = node
            .and_then(|node| node.get("Type"))
            .and_then(Node::as_str)
            .unwrap_or("String");
        let place = declared.map(|entry| entry.key.span);
        if kind.starts_with("AWS::SSM::Parameter::Value<") {
            return Some(Resolved::Unknown {
                why: format!("parameter `{name}` is read from SSM Parameter Store at deployment"),
                from: hop(place, format!("parameter `{name}` is of type `{kind}`")),
            });
        }
        let is_list = kind == "CommaDelimitedList" || kind.starts_with("List<");
        if let Some(value) = self.supplied.get(name)
            && !matches!(value, Resolved::Unset { .. })
        {
            return Some(if is_list {
                value.clone().and_then(&mut split_list)
            } else {
                value.clone()
            });
        }
        let default = node.and_then(|node| node.get("Default"));
        let allowed: Vec<String> = node
            .and_then(|node| node.get("AllowedValues"))
            .map_or(&[][..], Node::items)
            .iter()
            .filter_map(Node::scalar_text)
            .collect();
        let only = match allowed.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        let (text, from) = match (default.and_then(Node::scalar_text), default, only) {
            (_, Some(default), Some(only))
                if self.assume_defaults || default.scalar_text().as_ref() == Some(&only) =>
            {
                let message = format!("parameter `{name}` allows only `{only}`");
                (only, hop(Some(default.span), message))
            }
            (Some(text), Some(default), _) if self.assume_defaults => {
                let message = format!("parameter `{name}` has default `{text}`");
                (text, hop(Some(default.span), message))
            }
            (_, None, Some(only)) => {
                let message = format!("parameter `{name}` allows only `{only}`");
                (only, hop(place, message))
            }
            (Some(text), Some(default), _) => {
                return Some(Resolved::Unknown {
                    why: format!(
                        "parameter `{name}` has a default (`{text}`) that a deployment may override"
                    ),
                    from: hop(Some(default.span), format!("default of parameter `{name}`")),
                });
            }
            _ => {
                return Some(Resolved::Unknown {
                    why: format!("parameter `{name}` has no default and no value is given for it"),
                    from: hop(
                        place,
                        format!("parameter `{name}` is declared without a default"),
                    ),
                });
            }
        };
        let value = Resolved::Known {
            value: Value::Text(text),
            from,
        };
        Some(if is_list {
            value.and_then(&mut split_list)
        } else {
            value.and_then(&mut |value| match value {
                Value::Text(text) => text_or_dynamic_reference(text),
                other => Resolved::known(other),
            })
        })
    }

    /// All of some values at once; each arm of a value that varies makes its own list. Values left out are dropped, as
    /// `AWS::NoValue` is in a list.
    pub(super) fn all(items: &[Resolved<Value>]) -> Resolved<Vec<Value>> {
        let mut arms = 1usize;
        for item in items {
            arms = arms.saturating_mul(item.arms().len());
        }
        if arms > MAX_ARMS {
            return Resolved::unknown(format!("it has more than {MAX_ARMS} cases"));
        }
        let mut out = Resolved::known(Vec::new());
        for item in items {
            if matches!(item, Resolved::Unset { .. }) {
                continue;
            }
            out = out.and_then(&mut |list: Vec<Value>| {
                // A branch that is left out leaves the list as it is.
                if let Resolved::Varies { cases, from } = item.clone() {
                    let cases = cases
                        .into_iter()
                        .map(|case| crate::resolved::Case {
                            when: case.when,
                            value: push(&list, case.value),
                        })
                        .collect();
                    return Resolved::Varies { cases, from };
                }
                push(&list, item.clone())
            });
        }
        out
    }
}

fn push(list: &[Value], item: Resolved<Value>) -> Resolved<Vec<Value>> {
    if let Resolved::Unset { from, .. } = item {
        return Resolved::Known {
            value: list.to_vec(),
            from,
        };
    }
    item.and_then(&mut |value| {
        let mut list = list.to_vec();
        list.push(value);
        Resolved::known(list)
    })
}

/// The evidence of one hop.
pub(super) fn hop(span: Option<Span>, message: impl Into<String>) -> Evidence {
    Evidence {
        at: None,
        hops: vec![Label::new(span, message)],
    }
}

/// A text, unless it is one that CloudFormation fills in at deployment.
pub(super) fn text_or_dynamic_reference(text: String) -> Resolved<Value> {
    if let Some(at) = text.find("{{resolve:") {
        let end = text[at..].find("}}").map_or(text.len(), |end| at + end + 2);
        return Resolved::unknown(format!(
            "the dynamic reference `{}` is read at deployment",
            &text[at..end]
        ));
    }
    Resolved::known(Value::Text(text))
}

/// A list parameter's value: given as one comma-separated string, its items trimmed.
fn split_list(value: Value) -> Resolved<Value> {
    match value.as_text() {
        Some(text) => Resolved::known(Value::List(
            text.split(',')
                .map(|item| Resolved::known(Value::Text(item.trim().to_owned())))
                .collect(),
        )),
        None => Resolved::known(value),
    }
}
