//! The parameters that a service gives its stack.
//!
//! Source: the Framework's guide, "Serverless.yml Reference": `provider.stackParameters`; `lib/plugins/aws/lib/create-stack.js`
//! of serverless/serverless 3.38 passes them on as they are.

use super::super::language::{ParameterValues, Value};
use super::super::template::Template;
use super::variables::{Stands, Variables, text_of};
use crate::parse::Node;
use crate::quote::quoted;
use crate::resolved::{Hop, Resolved};

/// Where they stand.
const KEYS: [&str; 2] = ["provider", "stackParameters"];

impl Variables<'_> {
    /// What the service gives the parameters of its template. Where it cannot be told which they are, each may be given.
    pub(super) fn stack_parameters(&self, template: &Template) -> ParameterValues {
        let stated = self.found(self.service, &KEYS, "self:provider.stackParameters");
        let list = match &stated {
            Resolved::Unset { .. } => return ParameterValues::default(),
            Resolved::Known { value, .. } => value.node.items(),
            _ => &[],
        };
        let mut out = ParameterValues::default();
        let mut is_open = stated.value().is_none();
        for item in list {
            let key = self.found(item, &["ParameterKey"], "self:provider.stackParameters");
            match key.converted(&mut text_of) {
                Resolved::Known { value: name, from } if !from.is_private() => {
                    let value = self.stack_parameter(item, &name);
                    out.insert(name, value);
                }
                Resolved::Unset { .. } => {}
                _ => is_open = true,
            }
        }
        if is_open {
            let declared = template.section("Parameters").iter();
            for name in declared.filter_map(|entry| entry.key.as_str()) {
                let why = "`provider.stackParameters` may give it, which is not followed";
                out.insert(name.to_owned(), Resolved::unknown(why));
            }
        }
        out
    }

    /// What one item gives a parameter.
    fn stack_parameter(&self, item: &Node, name: &str) -> Resolved<Value> {
        let Some(node) = item.get("ParameterValue") else {
            return Resolved::unknown("the value of the deployed stack is kept").via([Hop::value(
                item.span,
                format!("`{}` is given here", quoted(name)),
            )]);
        };
        let tree = self.tree(node).map(&mut |mut tree| {
            if tree.node.span == node.span && !tree.is_collection() {
                tree.stands = Stands::Under("ParameterValue".to_owned());
            }
            tree
        });
        let label = format!("`{}` is given here", quoted(name));
        tree.converted(&mut |tree| self.value(tree))
            .via([Hop::value(node.span, label)])
    }
}
