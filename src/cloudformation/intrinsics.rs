//! Intrinsic functions. Source: the CloudFormation user guide's intrinsic function and pseudo parameter references.

use super::conditions::wrong_shape;
use super::evaluate::{Bindings, Call, Stack, call, hop, text_or_dynamic_reference, whole};
use super::value::Value;
use crate::diagnostic::Label;
use crate::parse::Node;
use crate::resolved::{Case, Evidence, Resolved};
use crate::source::Span;
use crate::suggest;

/// How many keys of a mapping are followed where the key is not known.
const MAX_KEYS: usize = 64;

impl Stack<'_> {
    /// What a call comes to.
    pub(super) fn intrinsic(
        &self,
        call: &Call<'_>,
        node: &Node,
        bindings: &Bindings,
    ) -> Resolved<Value> {
        let items = call.argument.items();
        match call.name.as_str() {
            "Ref" => match call.argument.as_str() {
                Some(name) => self.reference(name, whole(node), bindings),
                None => wrong_shape(node, "`Ref` takes a name"),
            },
            "Fn::If" => self.choose(node, items, bindings),
            "Fn::Sub" => self.substitute(call, node, bindings),
            "Fn::Join" => self.join(node, items, bindings),
            "Fn::Select" => self.select(node, items, bindings),
            "Fn::Split" => self.split(node, items, bindings),
            "Fn::FindInMap" => self.find_in_map(node, items, bindings),
            "Fn::Length" => self
                .argument(call, bindings)
                .and_then(&mut |value| match value {
                    Value::List(items) => Resolved::known(Value::Number(items.len().to_string())),
                    other => super::value::refused(&other, "`Fn::Length` takes a list"),
                }),
            "Fn::ToJsonString" => {
                self.argument(call, bindings)
                    .and_then(&mut |value| match to_json(&value) {
                        Some(json) => Resolved::known(Value::Text(json.to_string())),
                        None => Resolved::unknown(
                            "a part of what `Fn::ToJsonString` prints is not known",
                        ),
                    })
            }
            "Fn::Base64" => Resolved::Invalid {
                text: "Fn::Base64".into(),
                why: "it gives encoded text, which no property of a trail takes".into(),
                from: Evidence::default(),
            },
            "Fn::ImportValue" => {
                let name = match self
                    .argument(call, bindings)
                    .value()
                    .and_then(Value::as_text)
                {
                    Some(name) => format!("`{name}`"),
                    None => "a value".into(),
                };
                Resolved::unknown(format!("`Fn::ImportValue` takes {name} from another stack"))
            }
            "Fn::GetAtt" => {
                let name = match call.argument.as_str() {
                    Some(name) => name.to_owned(),
                    None => items
                        .iter()
                        .filter_map(Node::as_str)
                        .collect::<Vec<_>>()
                        .join("."),
                };
                Resolved::unknown(format!(
                    "`Fn::GetAtt {name}` is known only after deployment"
                ))
            }
            "Fn::Transform" => Resolved::unknown("a macro (`Fn::Transform`) makes this value"),
            "Condition" | "Fn::Equals" | "Fn::And" | "Fn::Or" | "Fn::Not" => Resolved::Invalid {
                text: call.name.clone(),
                why: "it stands in conditions only; use `Fn::If`".into(),
                from: Evidence::default(),
            },
            "Fn::GetAZs" | "Fn::Cidr" | "Fn::GetStackOutput" => {
                Resolved::unknown(format!("`{}` is known only at deployment", call.name))
            }
            other => {
                Resolved::unknown(format!("`{other}` is not an intrinsic function known here"))
            }
        }
    }

    /// `Ref`, and a `${Name}` of `Fn::Sub`.
    fn reference(&self, name: &str, at: Span, bindings: &Bindings) -> Resolved<Value> {
        if let Some((_, value)) = bindings.loops.iter().rev().find(|(known, _)| known == name) {
            return value.clone();
        }
        match name {
            "AWS::NoValue" => return Resolved::unset(),
            "AWS::Region" => {
                return self.region.clone().map(&mut Value::Text);
            }
            "AWS::Partition" => {
                return self
                    .region
                    .clone()
                    .map(&mut |region| Value::Text(partition_of(&region).to_owned()));
            }
            "AWS::URLSuffix" => {
                return self.region.clone().map(&mut |region| {
                    Value::Text(
                        if partition_of(&region) == "aws-cn" {
                            "amazonaws.com.cn"
                        } else {
                            "amazonaws.com"
                        }
                        .to_owned(),
                    )
                });
            }
            "AWS::AccountId" | "AWS::StackName" | "AWS::StackId" | "AWS::NotificationARNs" => {
                return Resolved::unknown(format!("`{name}` is known only at deployment"));
            }
            _ => {}
        }
        if let Some(value) = self.parameter(name) {
            return value;
        }
        if self.template.member("Resources", name).is_some() {
            return Resolved::unknown(format!(
                "`Ref {name}` is the identity of a resource, known only after deployment"
            ));
        }
        self.missing("parameter", "Parameters", name, at)
    }

    /// A name that nothing declares, with what was perhaps meant. Where a macro may add the name, it is unknown only.
    pub(super) fn missing<T>(
        &self,
        what: &str,
        section: &str,
        name: &str,
        at: Span,
    ) -> Resolved<T> {
        let generated = !self.template.macros.is_empty()
            || self.template.has_transform("AWS::Serverless")
            || name.contains("::");
        if generated {
            return Resolved::unknown(format!(
                "no {what} `{name}` is declared in the template itself"
            ));
        }
        let mut why = format!("the template declares no {what} of that name");
        let names = self
            .template
            .section(section)
            .iter()
            .filter_map(|entry| entry.key.as_str());
        if let Some(near) = suggest::nearest(name, names) {
            why = format!("{why}; did you mean `{near}`?");
        }
        Resolved::Invalid {
            text: name.to_owned(),
            why,
            from: hop(Some(at), "named here"),
        }
    }

    fn substitute(&self, call: &Call<'_>, node: &Node, bindings: &Bindings) -> Resolved<Value> {
        let items = call.argument.items();
        let (text, own): (Option<&str>, &[crate::parse::Entry]) = match items {
            [text, variables] => (text.as_str(), variables.entries()),
            [] => (call.argument.as_str(), &[]),
            _ => (None, &[]),
        };
        let Some(text) = text else {
            return wrong_shape(
                node,
                "`Fn::Sub` takes a string, or a list of a string and a map",
            );
        };
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let Some(length) = rest[start..].find('}') else {
                break;
            };
            parts.push(Resolved::known(Value::Text(rest[..start].to_owned())));
            let name = rest[start + 2..start + length].trim();
            parts.push(if let Some(literal) = name.strip_prefix('!') {
                Resolved::known(Value::Text(format!("${{{literal}}}")))
            } else if let Some(variable) = own.iter().find(|entry| entry.key.as_str() == Some(name))
            {
                self.evaluate(&variable.value, bindings)
            } else if name.contains('.') {
                Resolved::unknown(format!("`${{{name}}}` is known only after deployment"))
            } else {
                self.reference(name, whole(node), bindings)
            });
            rest = &rest[start + length + 1..];
        }
        parts.push(Resolved::known(Value::Text(rest.to_owned())));
        Self::concatenate(&parts, "")
    }

    fn join(&self, node: &Node, items: &[Node], bindings: &Bindings) -> Resolved<Value> {
        let [separator, list] = items else {
            return wrong_shape(node, "`Fn::Join` takes a separator and a list");
        };
        let Some(separator) = separator.as_str() else {
            return wrong_shape(node, "`Fn::Join` takes a string as its separator");
        };
        self.evaluate(list, bindings)
            .and_then(&mut |list| match list {
                Value::List(items) => Self::concatenate(&items, separator),
                other => super::value::refused(&other, "`Fn::Join` takes a list"),
            })
    }

    fn concatenate(parts: &[Resolved<Value>], separator: &str) -> Resolved<Value> {
        Self::all(parts).and_then(&mut |values| {
            let texts: Option<Vec<String>> = values.iter().map(Value::as_text).collect();
            match texts {
                Some(texts) => text_or_dynamic_reference(texts.join(separator)),
                None => Resolved::unknown("a list or a map is joined into a string here"),
            }
        })
    }

    fn select(&self, node: &Node, items: &[Node], bindings: &Bindings) -> Resolved<Value> {
        let [index, list] = items else {
            return wrong_shape(node, "`Fn::Select` takes an index and a list");
        };
        let index = self.evaluate(index, bindings);
        let list = self.evaluate(list, bindings);
        index.and_then(&mut |index| {
            let at = index
                .as_text()
                .and_then(|text| text.trim().parse::<usize>().ok());
            list.clone().and_then(&mut |list| match (at, list) {
                (Some(at), Value::List(items)) => items.get(at).cloned().unwrap_or_else(|| {
                    wrong_shape(
                        node,
                        format!("`Fn::Select` asks for item {at} of {}", items.len()),
                    )
                }),
                (None, _) => {
                    super::value::refused(&index, "`Fn::Select` takes a whole number as its index")
                }
                (_, other) => super::value::refused(&other, "`Fn::Select` takes a list"),
            })
        })
    }

    fn split(&self, node: &Node, items: &[Node], bindings: &Bindings) -> Resolved<Value> {
        let [delimiter, text] = items else {
            return wrong_shape(node, "`Fn::Split` takes a delimiter and a string");
        };
        let Some(delimiter) = delimiter.as_str().filter(|text| !text.is_empty()) else {
            return wrong_shape(node, "`Fn::Split` takes a string as its delimiter");
        };
        self.evaluate(text, bindings)
            .and_then(&mut |value| match value.as_text() {
                Some(text) => Resolved::known(Value::List(
                    text.split(delimiter)
                        .map(|part| Resolved::known(Value::Text(part.to_owned())))
                        .collect(),
                )),
                None => super::value::refused(&value, "`Fn::Split` takes a string"),
            })
    }

    fn find_in_map(&self, node: &Node, items: &[Node], bindings: &Bindings) -> Resolved<Value> {
        let (name, keys, default) = match items {
            [name, top, second] => (name, [top, second], None),
            [name, top, second, options] => (name, [top, second], options.get("DefaultValue")),
            _ => {
                return wrong_shape(node, "`Fn::FindInMap` takes a mapping's name and two keys");
            }
        };
        self.evaluate(name, bindings).and_then(&mut |name| {
            let name = name.as_text().unwrap_or_default();
            let Some(entry) = self.template.member("Mappings", &name) else {
                return match default {
                    Some(default) => self.evaluate(default, bindings),
                    None => self.missing("mapping", "Mappings", &name, whole(node)),
                };
            };
            let described = format!("mapping `{name}`");
            self.descend(&entry.value, &described, &keys, default, bindings)
        })
    }

    /// Goes down a mapping by the keys left. A key that is not known makes a case of every member.
    fn descend(
        &self,
        map: &Node,
        described: &str,
        keys: &[&Node],
        default: Option<&Node>,
        bindings: &Bindings,
    ) -> Resolved<Value> {
        let Some((key, rest)) = keys.split_first() else {
            return self
                .evaluate(map, bindings)
                .via([Label::new(map.span, described.to_owned())]);
        };
        let step = |text: &str, next: &Node| {
            let described = format!("{described}, key `{text}`");
            self.descend(next, &described, rest, default, bindings)
        };
        match self.evaluate(key, bindings).decided() {
            Resolved::Known { value, from } => {
                let text = value.as_text().unwrap_or_default();
                let found = map
                    .entries()
                    .iter()
                    .find(|entry| entry.key.scalar_text().as_ref() == Some(&text));
                match (found, default) {
                    (Some(entry), _) => step(&text, &entry.value).via(from.hops),
                    (None, Some(default)) => self.evaluate(default, bindings).via(from.hops),
                    (None, None) => self
                        .missing_key(map, described, &text, key.span)
                        .via(from.hops),
                }
            }
            Resolved::Unknown { why, from } => {
                let entries = map.entries();
                if entries.is_empty() || entries.len() > MAX_KEYS {
                    return Resolved::Unknown { why, from };
                }
                let what = call(key)
                    .and_then(|call| call.argument.as_str())
                    .unwrap_or("the key");
                let cases = entries
                    .iter()
                    .filter_map(|entry| Some((entry.key.scalar_text()?, entry)))
                    .map(|(text, entry)| Case {
                        when: format!("{what} is {text}"),
                        value: step(&text, &entry.value),
                    })
                    .collect();
                let mut hops = from.hops;
                if hops.is_empty() {
                    hops.push(Label::new(whole(key), why));
                }
                Resolved::Varies {
                    cases,
                    from: Evidence { at: None, hops },
                }
                .decided()
            }
            Resolved::Varies { cases, from } => Resolved::Varies {
                cases: cases
                    .into_iter()
                    .map(|case| Case {
                        when: case.when,
                        value: case.value.and_then(&mut |value| {
                            let text = value.as_text().unwrap_or_default();
                            match map.get(&text) {
                                Some(next) => step(&text, next),
                                None => self.missing_key(map, described, &text, key.span),
                            }
                        }),
                    })
                    .collect(),
                from,
            }
            .decided(),
            other => other,
        }
    }

    fn missing_key(&self, map: &Node, described: &str, text: &str, at: Span) -> Resolved<Value> {
        if !self.template.macros.is_empty() {
            return Resolved::unknown(format!(
                "{described} has no key `{text}` in the template itself"
            ));
        }
        let mut why = format!("{described} has no such key");
        let names = map.entries().iter().filter_map(|entry| entry.key.as_str());
        if let Some(near) = suggest::nearest(text, names) {
            why = format!("{why}; did you mean `{near}`?");
        }
        Resolved::Invalid {
            text: text.to_owned(),
            why,
            from: hop(Some(at), "looked up here"),
        }
    }
}

/// The partition of a Region, by the beginning of its name (botocore's `partitions.json`).
fn partition_of(region: &str) -> &'static str {
    match region {
        r if r.starts_with("cn-") => "aws-cn",
        r if r.starts_with("us-gov-") => "aws-us-gov",
        r if r.starts_with("us-isob-") => "aws-iso-b",
        r if r.starts_with("us-isof-") => "aws-iso-f",
        r if r.starts_with("us-iso-") => "aws-iso",
        r if r.starts_with("eu-isoe-") => "aws-iso-e",
        r if r.starts_with("eusc-") => "aws-eusc",
        _ => "aws",
    }
}

/// A wholly known value as JSON.
fn to_json(value: &Value) -> Option<serde_json::Value> {
    Some(match value {
        Value::Bool(value) => serde_json::Value::Bool(*value),
        Value::Number(text) => text
            .parse::<serde_json::Number>()
            .map_or_else(|_| serde_json::Value::String(text.clone()), Into::into),
        Value::Text(text) => serde_json::Value::String(text.clone()),
        Value::List(items) => items
            .iter()
            .map(|item| item.value().and_then(to_json))
            .collect::<Option<Vec<_>>>()?
            .into(),
        Value::Map(members) => serde_json::Value::Object(
            members
                .iter()
                .map(|(key, value)| Some((key.clone(), value.value().and_then(to_json)?)))
                .collect::<Option<_>>()?,
        ),
    })
}
