//! Intrinsic functions. Source: the CloudFormation user guide's intrinsic function reference.

mod json_string;
mod lists;
mod mappings;
mod strings;

pub(crate) use strings::OwnVariables;
pub(super) use strings::concatenate;

use super::super::template::has_open_part;
use super::bindings::Bindings;
use super::call::{Call, wrong_shape};
use super::evaluator::Evaluator;
use super::evidence::whole;
use super::references::made_of;
use super::value::{NOT_SHOWN, Value};
use crate::limits::MAX_BYTES_OF_NAME;
use crate::parse::Node;
use crate::resolved::{Evidence, Resolved};

impl Evaluator<'_> {
    /// What a call comes to.
    pub(super) fn intrinsic(
        &self,
        call: &Call<'_>,
        node: &Node,
        bindings: &Bindings,
    ) -> Resolved<Value> {
        let items = call.argument.items();
        match call.name.as_str() {
            "Ref" => match self.name_in(call, bindings) {
                Some(name) => name.and_then(&mut |name| {
                    let value = self.reference(&name, whole(node), bindings);
                    self.meant(value, &name, call.argument)
                }),
                None => wrong_shape(node, "`Ref` takes a name"),
            },
            "Fn::If" => self.choose(node, items, bindings),
            "Fn::Sub" => self.substitute(call, node, bindings),
            "Fn::Join" => self.join(node, items, bindings),
            "Fn::Select" => self.select(node, items, bindings),
            "Fn::Split" => self.split(node, items, bindings),
            "Fn::FindInMap" => self.find_in_map(node, items, bindings),
            "Fn::Length" => self.length(call, bindings),
            "Fn::ToJsonString" => self.to_json_string(call, bindings),
            "Fn::Base64" => out_of_place(
                &call.name,
                "it gives encoded text, which no property of a trail takes",
            ),
            "Condition" | "Fn::Equals" | "Fn::And" | "Fn::Or" | "Fn::Not" => out_of_place(
                &call.name,
                "it is allowed only in `Conditions`; use `Fn::If`",
            ),
            "Fn::ImportValue" => self.import(call, bindings),
            "Fn::GetAtt" => {
                let name = self.attribute_name(call, bindings);
                let why = format!("`Fn::GetAtt {name}` is known only after deployment");
                self.attribute(&name, (why, whole(node)), bindings)
            }
            "Fn::Transform" => Resolved::unknown("a macro (`Fn::Transform`) makes this value"),
            "Fn::GetAZs" => {
                let region = self.argument(call, bindings);
                let made = made_of(&call.name, &[&region]);
                let why = format!("`{}` is known only at deployment", call.name);
                Resolved::unknown(why).with_term(made)
            }
            "Fn::Cidr" | "Fn::GetStackOutput" => {
                Resolved::unknown(format!("`{}` is known only at deployment", call.name))
            }
            other if other.starts_with("Rain::") => Resolved::unknown(format!(
                "`{other}` is a directive of Rain, which fills it in: check what `rain pkg` writes"
            )),
            other => {
                Resolved::unknown(format!("`{other}` is not an intrinsic function known here"))
            }
        }
    }

    /// `Resource.Attribute`, from a string or from a list of both; as it is written where a function makes a part of it that
    /// is not known.
    fn attribute_name(&self, call: &Call<'_>, bindings: &Bindings) -> String {
        let items = call.argument.items();
        let text = |value: &Resolved<Value>| {
            let shown = value.value().filter(|_| !value.is_private());
            shown.and_then(Value::as_text)
        };
        let parts: Option<Vec<String>> = match items {
            [] => text(&self.argument(call, bindings)).map(|name| vec![name]),
            items => {
                let values = items.iter().map(|item| self.evaluate(item, bindings));
                values.map(|value| text(&value)).collect()
            }
        };
        let written = || {
            let one = items.is_empty().then_some(call.argument);
            let nodes = one.into_iter().chain(items);
            let texts = nodes.filter_map(Node::as_str);
            // What stands for a part that is made says nothing to people.
            let said = texts.map(|text| if has_open_part(text) { NOT_SHOWN } else { text });
            said.map(str::to_owned).collect()
        };
        parts.unwrap_or_else(written).join(".")
    }

    /// What another stack exports.
    fn import(&self, call: &Call<'_>, bindings: &Bindings) -> Resolved<Value> {
        let name = self.argument(call, bindings);
        let made = made_of(&call.name, &[&name]);
        let known = name.value().and_then(Value::as_text);
        let name = match &known {
            Some(_) if name.is_private() => "a value whose name is not shown".into(),
            Some(name) if name.len() > MAX_BYTES_OF_NAME => "a value whose name is too long".into(),
            Some(name) => format!("`{name}`"),
            None => "a value".into(),
        };
        let why = format!("`Fn::ImportValue` takes {name} from another stack");
        match known {
            Some(known) if known.len() <= MAX_BYTES_OF_NAME => {
                self.outside_all(&format!("Fn::ImportValue {known}"), why)
            }
            Some(_) => Resolved::unknown(why),
            None => Resolved::unknown(why).with_term(made),
        }
    }
}

/// A call that cannot give a value where it stands.
fn out_of_place(name: &str, why: &str) -> Resolved<Value> {
    Resolved::Invalid {
        text: name.to_owned(),
        why: why.into(),
        from: Evidence::default(),
    }
}
