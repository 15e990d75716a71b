//! Resources that are written in several parts, as one tree.
//!
//! Sources: serverless/serverless 3.38, `mergeArrays` of `lib/classes/service.js` (the items of a list are merged, later ones
//! win) and `lib/plugins/aws/package/lib/merge-custom-provider-resources.js` (`extensions`); lodash's `merge`.

use crate::parse::{Entry, Node, Value};

/// The attributes of a resource whose members are put over those that are there; those of others are replaced.
const MEMBER_BY_MEMBER: [&str; 2] = ["Properties", "Metadata"];

/// Puts one tree over another: maps member by member, lists item by item, anything else as a whole.
pub(super) fn merge(into: &mut Node, over: Node) {
    if into.tag.is_some() || over.tag.is_some() {
        *into = over;
        return;
    }
    match (&mut into.value, over.value) {
        (Value::Map(entries), Value::Map(more)) => {
            for entry in more {
                match last_mut(entries, &entry.key) {
                    Some(known) => {
                        let is_collection = !matches!(entry.value.value, Value::Scalar(_));
                        if !is_collection {
                            known.key = entry.key;
                        }
                        merge(&mut known.value, entry.value);
                    }
                    None => entries.push(entry),
                }
            }
        }
        (Value::List(items), Value::List(more)) => {
            for (at, item) in more.into_iter().enumerate() {
                match items.get_mut(at) {
                    Some(known) => merge(known, item),
                    None => items.push(item),
                }
            }
        }
        (_, value) => {
            into.span = over.span;
            into.anchored_at = over.anchored_at;
            into.value = value;
        }
    }
}

/// Puts extensions of resources over these. `open` leaves open what those that are not known may change: a resource, or all.
pub(super) fn extend(
    template: &mut Node,
    extensions: Node,
    open: &mut dyn FnMut(Opened<'_>, &Node),
) {
    open(Opened::Template(template), &extensions);
    let Value::Map(extensions) = extensions.value else {
        return;
    };
    let Some(resources) = member_mut(template, "Resources") else {
        return;
    };
    for extension in extensions {
        let Some(name) = extension.key.as_str() else {
            continue;
        };
        let Some(resource) = member_mut(resources, name) else {
            continue;
        };
        open(Opened::Resource(resource), &extension.value);
        let Value::Map(attributes) = extension.value.value else {
            continue;
        };
        for attribute in attributes {
            if attribute.key.as_str() == Some("Properties") {
                open(Opened::Resource(resource), &attribute.value);
            }
            put_over(resource, attribute);
        }
    }
}

/// What something that is not known is put over.
pub(super) enum Opened<'n> {
    Template(&'n mut Node),
    Resource(&'n mut Node),
}

/// Puts one attribute over that of a resource; what depends on others depends on more of them.
fn put_over(resource: &mut Node, attribute: Entry) {
    let name = attribute.key.as_str().unwrap_or_default().to_owned();
    let Value::Map(entries) = &mut resource.value else {
        return;
    };
    let Some(known) = last_mut(entries, &attribute.key) else {
        entries.push(attribute);
        return;
    };
    match (&mut known.value.value, attribute.value.value) {
        (Value::Map(members), Value::Map(more)) if MEMBER_BY_MEMBER.contains(&name.as_str()) => {
            for member in more {
                match last_mut(members, &member.key) {
                    Some(known) => *known = member,
                    None => members.push(member),
                }
            }
        }
        (Value::List(names), Value::List(more)) if name == "DependsOn" => names.extend(more),
        (_, value) => {
            *known = Entry {
                key: attribute.key,
                value: Node {
                    value,
                    ..attribute.value
                },
            };
        }
    }
}

pub(super) fn member_mut<'n>(node: &'n mut Node, name: &str) -> Option<&'n mut Node> {
    let Value::Map(entries) = &mut node.value else {
        return None;
    };
    let mut last_first = entries.iter_mut().rev();
    let found = last_first.find(|entry| entry.key.as_str() == Some(name));
    found.map(|entry| &mut entry.value)
}

fn last_mut<'n>(entries: &'n mut [Entry], key: &Node) -> Option<&'n mut Entry> {
    let name = key.as_str()?;
    let mut last_first = entries.iter_mut().rev();
    last_first.find(|entry| entry.key.as_str() == Some(name))
}
