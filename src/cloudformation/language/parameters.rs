//! The parameters that a template declares, and their values.

use super::evaluator::Evaluator;
use super::value::{Value, text_or_dynamic_reference};
use crate::parse::Node;
use crate::resolved::{Evidence, Hop, Resolved};
use crate::source::Span;

impl Evaluator<'_> {
    /// The value of a parameter, or `None` where the template declares none of that name and none is given.
    pub(super) fn parameter(&self, name: &str) -> Option<Resolved<Value>> {
        let entry = self.template.member("Parameters", name);
        let supplied = self.supplied.get(name);
        if entry.is_none() && supplied.is_none() {
            return None;
        }
        let declaration = Declaration {
            name,
            key: entry.map(|entry| entry.key.span),
            node: entry.map(|entry| &entry.value),
        };
        let kind = declaration.kind();
        if kind.starts_with("AWS::SSM::Parameter::Value<") {
            return Some(Resolved::Unknown {
                why: format!("parameter `{name}` is read from SSM Parameter Store at deployment"),
                from: Evidence::hop(Hop::value(
                    declaration.key,
                    format!("parameter `{name}` is of type `{kind}`"),
                )),
            });
        }
        let is_list = kind == "CommaDelimitedList" || kind.starts_with("List<");
        let declared = || {
            let text = declaration.declared_text(self.assume_defaults);
            if is_list {
                text.map(&mut Value::Text)
            } else {
                text.and_then(&mut text_or_dynamic_reference)
            }
        };
        let value = match supplied {
            Some(value @ (Resolved::Unset { .. } | Resolved::Varies { .. })) => {
                value.clone().or_else(&declared())
            }
            Some(value) => value.clone(),
            None => declared(),
        };
        Some(if is_list {
            value.and_then(&mut split_list)
        } else {
            value
        })
    }
}

/// A member of the `Parameters` section. A parameter that is given without being declared has neither key nor node.
struct Declaration<'n> {
    name: &'n str,
    key: Option<Span>,
    node: Option<&'n Node>,
}

impl Declaration<'_> {
    fn kind(&self) -> &str {
        self.node
            .and_then(|node| node.get("Type"))
            .and_then(Node::as_str)
            .unwrap_or("String")
    }

    /// The one value that `AllowedValues` leaves, where it leaves one only.
    fn only_allowed(&self) -> Option<String> {
        let allowed: Vec<String> = self
            .node
            .and_then(|node| node.get("AllowedValues"))
            .map_or(&[][..], Node::items)
            .iter()
            .filter_map(Node::scalar_text)
            .collect();
        match allowed.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// The value as far as the declaration decides it.
    fn declared_text(&self, assume_defaults: bool) -> Resolved<String> {
        let name = self.name;
        let default = self.node.and_then(|node| node.get("Default"));
        let text = default.and_then(Node::scalar_text);
        match (text, default, self.only_allowed()) {
            (text, Some(default), Some(only))
                if assume_defaults || text.as_ref() == Some(&only) =>
            {
                Resolved::Known {
                    from: Evidence::hop(Hop::value(
                        Some(default.span),
                        format!("parameter `{name}` allows only `{only}`"),
                    )),
                    value: only,
                }
            }
            (Some(text), Some(default), _) if assume_defaults => Resolved::Known {
                from: Evidence::hop(Hop::value(
                    Some(default.span),
                    format!("parameter `{name}` has default `{text}`"),
                )),
                value: text,
            },
            (_, None, Some(only)) => Resolved::Known {
                from: Evidence::hop(Hop::value(
                    self.key,
                    format!("parameter `{name}` allows only `{only}`"),
                )),
                value: only,
            },
            (Some(text), Some(default), _) => Resolved::Unknown {
                why: format!(
                    "parameter `{name}` has a default (`{text}`) that a deployment may override"
                ),
                from: Evidence::hop(Hop::value(
                    default.span,
                    format!("default of parameter `{name}`"),
                )),
            },
            _ => Resolved::Unknown {
                why: format!("parameter `{name}` has no default and no value is given for it"),
                from: Evidence::hop(Hop::value(
                    self.key,
                    format!("parameter `{name}` is declared without a default"),
                )),
            },
        }
    }
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
