//! Resources that are written in several parts, as one tree.
//!
//! Sources: serverless/serverless 3.38, `mergeArrays` of `lib/classes/service.js` (the items of a list are merged, later ones
//! win) and `lib/plugins/aws/package/lib/merge-custom-provider-resources.js` (`extensions`); lodash's `merge`.

use std::collections::HashMap;

use super::super::limits::MAX_MEMBERS_LOOKED_THROUGH;
use crate::parse::{Entry, Node, Value};

/// The attributes of a resource whose members are put over those that are there; those of others are replaced.
const MEMBER_BY_MEMBER: [&str; 2] = ["Properties", "Metadata"];

/// Where the members of a tree stand that others are put over, as far as it was asked.
#[derive(Default)]
pub(super) struct Places {
    /// By its name, the last member of a map.
    by_name: HashMap<String, usize>,
    /// How many of the map's members these are.
    known: usize,
    /// Of the trees in it.
    below: HashMap<usize, Places>,
}

impl Places {
    /// Where the last member of a key stands in a map.
    fn of(&mut self, entries: &[Entry], key: &Node) -> Option<usize> {
        let name = key.as_str()?;
        if entries.len() <= MAX_MEMBERS_LOOKED_THROUGH {
            let is_meant = |entry: &Entry| entry.key.as_str() == Some(name);
            return entries.iter().rposition(is_meant);
        }
        let new = entries.iter().enumerate().skip(self.known);
        let new = new.filter_map(|(at, entry)| Some((entry.key.as_str()?.to_owned(), at)));
        self.by_name.extend(new);
        self.known = entries.len();
        self.by_name.get(name).copied()
    }

    fn below(&mut self, at: usize) -> &mut Places {
        self.below.entry(at).or_default()
    }
}

/// Puts one tree over another: maps member by member, lists item by item, anything else as a whole. `places` are those of the
/// former, whatever was put over it before.
pub(super) fn merge(into: &mut Node, over: Node, places: &mut Places) {
    if into.tag.is_some() || over.tag.is_some() {
        *into = over;
        *places = Places::default();
        return;
    }
    match (&mut into.value, over.value) {
        (Value::Map(entries), Value::Map(more)) => {
            for entry in more {
                let Some(at) = places.of(entries, &entry.key) else {
                    entries.push(entry);
                    continue;
                };
                let known = &mut entries[at];
                if matches!(entry.value.value, Value::Scalar(_)) {
                    known.key = entry.key;
                }
                merge(&mut known.value, entry.value, places.below(at));
            }
        }
        (Value::List(items), Value::List(more)) => {
            for (at, item) in more.into_iter().enumerate() {
                match items.get_mut(at) {
                    Some(known) => merge(known, item, places.below(at)),
                    None => items.push(item),
                }
            }
        }
        (_, value) => {
            into.span = over.span;
            into.anchored_at = over.anchored_at;
            into.value = value;
            *places = Places::default();
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
    let Value::Map(resources) = &mut resources.value else {
        return;
    };
    let mut places = Places::default();
    for extension in extensions {
        let Some(at) = places.of(resources, &extension.key) else {
            continue;
        };
        let resource = &mut resources[at].value;
        open(Opened::Resource(resource), &extension.value);
        let Value::Map(attributes) = extension.value.value else {
            continue;
        };
        for attribute in attributes {
            if attribute.key.as_str() == Some("Properties") {
                open(Opened::Resource(resource), &attribute.value);
            }
            put_over(resource, attribute, places.below(at));
        }
    }
}

/// What something that is not known is put over.
pub(super) enum Opened<'n> {
    Template(&'n mut Node),
    Resource(&'n mut Node),
}

/// Puts one attribute over that of a resource; what depends on others depends on more of them.
fn put_over(resource: &mut Node, attribute: Entry, places: &mut Places) {
    let Value::Map(entries) = &mut resource.value else {
        return;
    };
    let Some(at) = places.of(entries, &attribute.key) else {
        entries.push(attribute);
        return;
    };
    let name = attribute.key.as_str().unwrap_or_default();
    let known = &mut entries[at];
    match (&mut known.value.value, attribute.value.value) {
        (Value::Map(members), Value::Map(more)) if MEMBER_BY_MEMBER.contains(&name) => {
            let places = places.below(at);
            for member in more {
                match places.of(members, &member.key) {
                    Some(at) => members[at] = member,
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
            places.below.remove(&at);
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::parse::json;
    use crate::source::SourceMap;

    fn tree(text: &str) -> Node {
        let sources = SourceMap::default();
        let file = sources.add(Path::new("t.json"), text.into()).unwrap();
        json::parse(&file.input()).tree.expect("it is JSON")
    }

    /// Maps as `name:…`, in braces, and scalars as their texts.
    fn said(node: &Node) -> String {
        let entries = node.entries().iter();
        let members = entries.map(|entry| format!("{}:{}", said(&entry.key), said(&entry.value)));
        let members: Vec<String> = members.collect();
        match node.scalar_text() {
            Some(text) => text,
            None => format!("{{{}}}", members.join(" ")),
        }
    }

    /// A map of members of those numbers.
    fn numbered(numbers: impl Iterator<Item = usize>, value: &str) -> String {
        let members = numbers.map(|at| format!("\"m{at}\": {value}"));
        format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn of_many_members_the_last_one_counts() {
        let parts = [
            numbered(0..3, "1"),
            numbered(2..40, "{\"a\": 1, \"b\": 2}"),
            // Twice the same.
            "{\"m39\": {\"a\": 3}, \"m39\": {\"b\": 4}}".to_owned(),
            numbered(30..38, "5"),
            "{\"m37\": {\"c\": 6}, \"m40\": 7}".to_owned(),
            "{\"m37\": {\"d\": 8}, \"m0\": {\"e\": 9}}".to_owned(),
        ];
        let mut out = tree("{}");
        let mut places = Places::default();
        for part in parts {
            merge(&mut out, tree(&part), &mut places);
        }
        let mut expected = vec!["m0:{e:9}".to_owned(), "m1:1".to_owned()];
        expected.extend((2..30).map(|at| format!("m{at}:{{a:1 b:2}}")));
        expected.extend((30..37).map(|at| format!("m{at}:5")));
        expected.extend(
            ["m37:{c:6 d:8}", "m38:{a:1 b:2}", "m39:{a:3 b:4}", "m40:7"].map(str::to_owned),
        );
        assert_eq!(said(&out), format!("{{{}}}", expected.join(" ")));
    }

    #[test]
    fn extensions_of_one_resource_lie_over_one_another() {
        let properties = numbered(0..40, "1");
        let resources = format!("{{\"Resources\": {{\"R\": {{\"Properties\": {properties}}}}}}}");
        let mut template = tree(&resources);
        let over = "{\"R\": {\"Properties\": {\"m39\": 2, \"m40\": 3}}, \
            \"R\": {\"Properties\": {\"m40\": 4}, \"Other\": {\"a\": 5}}, \"None\": {\"Properties\": {}}}";
        let mut opened = 0;
        extend(&mut template, tree(over), &mut |_, _| opened += 1);
        let members = (0..39).map(|at| format!("m{at}:1 "));
        let members = members.collect::<String>() + "m39:2 m40:4";
        let expected = format!("{{Resources:{{R:{{Properties:{{{members}}} Other:{{a:5}}}}}}}}");
        assert_eq!(said(&template), expected);
        assert_eq!(opened, 5);
    }
}
