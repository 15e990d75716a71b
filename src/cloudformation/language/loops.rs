//! `Fn::ForEach`: one body per item of a collection.
//!
//! Source: CloudFormation user guide, "`Fn::ForEach`" (needs the `AWS::LanguageExtensions` transform).

use super::super::limits::MAX_ITEMS;
use super::bindings::Bindings;
use super::evaluator::Evaluator;
use super::value::{Members, Value};
use crate::parse::Node;
use crate::resolved::Resolved;

impl Evaluator<'_> {
    /// The iterations of `[identifier, collection, body]`: the bindings of each and the body. An error says why the
    /// collection is not known.
    pub(crate) fn expand_loop<'n>(
        &self,
        node: &'n Node,
        bindings: &Bindings,
    ) -> Result<Vec<(Bindings, &'n Node)>, String> {
        let [identifier, collection, body] = node.items() else {
            return Err("`Fn::ForEach` takes an identifier, a collection and a body".into());
        };
        let Some(identifier) = identifier.as_str() else {
            return Err("`Fn::ForEach` takes a name as its identifier".into());
        };
        let collection = self.evaluate(collection, bindings).choosing();
        match collection {
            Resolved::Known {
                value: Value::List(items),
                from,
            } => {
                if items.len() > MAX_ITEMS {
                    return Err(format!(
                        "`Fn::ForEach` runs over more than {MAX_ITEMS} items"
                    ));
                }
                Ok(items
                    .into_iter()
                    .filter(|item| !matches!(item, Resolved::Unset { .. }))
                    .map(|item| {
                        let mut inner = bindings.clone();
                        inner
                            .loops
                            .push((identifier.to_owned(), item.via(from.hops.clone())));
                        (inner, body)
                    })
                    .collect())
            }
            Resolved::Unknown { why, .. } => Err(why),
            _ => Err("the collection that `Fn::ForEach` runs over is not known".into()),
        }
    }

    /// The members that a loop puts into the map it stands in. The error says why they are not known.
    pub(super) fn loop_members(&self, node: &Node, bindings: &Bindings) -> Result<Members, String> {
        let mut members = Vec::new();
        for (bindings, body) in self.expand_loop(node, bindings)? {
            for entry in body.entries() {
                let key = entry.key.scalar_text().unwrap_or_default();
                members.push((
                    loop_key(&key, &bindings),
                    self.evaluate(&entry.value, &bindings),
                ));
            }
        }
        Ok(members)
    }
}

/// A key of a loop's body with its `${Identifier}` and `&{Identifier}` filled in; the latter keeps letters and
/// digits only, as logical ids need.
pub(crate) fn loop_key(key: &str, bindings: &Bindings) -> String {
    let mut out = key.to_owned();
    for (name, value) in &bindings.loops {
        let Some(text) = value.value().and_then(Value::as_text) else {
            continue;
        };
        out = out.replace(&format!("${{{name}}}"), &text);
        let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        out = out.replace(&format!("&{{{name}}}"), &plain);
    }
    out
}
