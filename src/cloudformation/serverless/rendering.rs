//! A service's `resources` as they are deployed: variables filled in, files put in their places.

use std::collections::BTreeSet;

use super::super::language::{NOT_SHOWN, OpenPart, PSEUDO_PARAMETERS};
use super::super::limits::{MAX_NODES_RENDERED, MAX_RENDERED_DEPTH};
use super::super::template::{
    Included, Level, SERVERLESS_APPLICATION, STACK, STACK_SET, TRAIL, is_call, mark,
    unknown_entries,
};
use super::merged::member_mut;
use super::syntax::{has_variable, is_left_open};
use super::variables::{Tree, Variables};
use crate::parse::{Entry, Node, Scalar, Value};
use crate::resolved::{Hop, Privacy, Resolved, Role};
use crate::source::{SourceId, Span};

/// Makes a template's tree of a service's.
pub(super) struct Renderer<'a> {
    pub(super) variables: &'a Variables<'a>,
    /// What the variables come to, by number.
    pub(super) open: Vec<OpenPart>,
    /// What is not followed, and why, a clause.
    pub(super) outside: Vec<(Span, String)>,
    pub(super) included: Vec<Included>,
    /// The files that resources are read from, or parts that are put over some.
    pub(super) holding_resources: BTreeSet<SourceId>,
    /// What is not followed where resources may stand: what it is called, where it stands and why.
    pub(super) unfollowed: Vec<(String, Span, String)>,
    /// The key that is looked under.
    key: String,
    copied: usize,
    /// How many collections lie in one another that stand for variables.
    depth: usize,
}

impl<'a> Renderer<'a> {
    pub(super) fn new(variables: &'a Variables<'a>) -> Renderer<'a> {
        Renderer {
            variables,
            open: Vec::new(),
            outside: Vec::new(),
            included: Vec::new(),
            holding_resources: BTreeSet::new(),
            unfollowed: Vec::new(),
            key: "resources".to_owned(),
            copied: 0,
            depth: 0,
        }
    }

    /// The tree that a node comes to at a place; `by` is what brought it there, nearest first.
    pub(super) fn tree(&mut self, node: &Node, level: Level, by: &[Hop]) -> Node {
        let level = match &node.tag {
            Some(tag) if matches!(tag.name.as_str(), "Ref" | "GetAtt" | "Condition") => Level::Name,
            _ => level,
        };
        let value = match &node.value {
            Value::Scalar(Scalar::String(text)) if has_variable(text) || is_left_open(text) => {
                return self.filled(node, level, by);
            }
            Value::Scalar(_) => return self.scalar(node, level, by),
            Value::List(items) => {
                let of_items = match level {
                    // `resources` may be a list of templates.
                    Level::Name | Level::Template => level,
                    _ => Level::Value,
                };
                let items = items.iter().map(|item| self.tree(item, of_items, by));
                Value::List(items.collect())
            }
            Value::Map(entries) => Value::Map(
                entries
                    .iter()
                    .map(|entry| self.entry(entry, level, by))
                    .collect(),
            ),
        };
        Node {
            value,
            ..node.clone()
        }
    }

    fn entry(&mut self, entry: &Entry, level: Level, by: &[Hop]) -> Entry {
        let named = self.variables.of_core_schema(&entry.key).into_owned();
        let key = named.as_str().unwrap_or_default();
        if level.is_of_map() {
            key.clone_into(&mut self.key);
        }
        Entry {
            value: self.tree(&entry.value, level.below(key), by),
            key: named,
        }
    }

    /// A scalar without variables. What came by way of others says so.
    fn scalar(&mut self, node: &Node, level: Level, by: &[Hop]) -> Node {
        let node = self.variables.of_core_schema(node);
        let is_hidden = self.variables.privacy_at(node.span) != Privacy::Shown;
        if by.is_empty() && !is_hidden || level == Level::Name || node.is_null() {
            return node.into_owned();
        }
        let value = self.variables.tree(&node);
        let value = value.and_then(&mut |tree| self.variables.value(tree));
        let value = value.literal(node.span).via(by.to_vec());
        let text = self.open_part(value, &node);
        with_text(&node, text)
    }

    /// What a text with variables comes to.
    fn filled(&mut self, node: &Node, level: Level, by: &[Hop]) -> Node {
        let value = self.variables.tree(node);
        match value {
            // A short form, `!Ref Name`, is one of CloudFormation's calls, wherever it was written.
            Resolved::Known { value: tree, from }
                if tree.is_collection() || node.tag.is_none() && tree.node.tag.is_some() =>
            {
                self.collection(node, &tree, level, &[by, &from.hops].concat())
            }
            value if level.is_of_map() => self.not_known(node, &value, level),
            value => {
                let value = value.converted(&mut |tree| self.variables.value(tree));
                let value = value.told_apart();
                let known = value
                    .value()
                    .filter(|_| level == Level::Name)
                    .and_then(super::super::language::Value::as_text)
                    .filter(|name| is_name_of_aws(name) || !value.is_private());
                let text = match known {
                    Some(name) => name,
                    None => self.open_part(value.via(by.to_vec()), node),
                };
                with_text(node, text)
            }
        }
    }

    /// A list or a map that stands for a variable.
    fn collection(&mut self, node: &Node, tree: &Tree, level: Level, by: &[Hop]) -> Node {
        self.copied += tree.node.size();
        if self.copied > MAX_NODES_RENDERED || self.depth >= MAX_RENDERED_DEPTH {
            let why = "its variables stand for more values than are followed";
            if level.is_of_map() {
                return self.not_known(node, &Resolved::unknown(why), level);
            }
            let text = self.open_part(Resolved::unknown(why), node);
            return with_text(node, text);
        }
        let file = tree.node.span.source;
        if file != node.span.source {
            self.included.push(Included {
                by: node.span,
                file,
            });
            if matches!(
                level,
                Level::Template | Level::Section(true) | Level::Resource
            ) {
                self.holding_resources.insert(file);
            }
        }
        // Where whole resources are brought in, each stands in its own place; what chose them is said all the same.
        let is_said = |hop: &&Hop| {
            matches!(level, Level::Properties | Level::Value)
                || hop.is_default
                || hop.role == Role::Chose
        };
        let by: Vec<Hop> = by.iter().filter(is_said).cloned().collect();
        self.depth += 1;
        let made = self.tree(&tree.node, level, &by);
        self.depth -= 1;
        // A call stands where it is written: its tag does.
        if node.tag.is_none() && made.tag.is_some() {
            return made;
        }
        Node {
            span: node.span,
            tag: node.tag.clone().or(made.tag),
            anchored_at: node.anchored_at,
            value: made.value,
        }
    }

    /// What stands for a map of which nothing is known: an include that is not followed.
    fn not_known(&mut self, node: &Node, value: &Resolved<Tree>, level: Level) -> Node {
        let why = match value {
            Resolved::Unset { .. } => return with_value(node, Value::Map(Vec::new())),
            Resolved::Unknown { why, .. } => why.clone(),
            _ => "what stands here is not one map".to_owned(),
        };
        let may_be_resources = matches!(
            level,
            Level::Template | Level::Section(true) | Level::Resource
        );
        if may_be_resources && self.variables.files.of_trails.borrow().contains(&why) {
            let named = (self.key.clone(), node.span, why.clone());
            self.unfollowed.push(named);
        }
        self.outside.push((node.span, why));
        with_value(node, Value::Map(vec![unknown_entries(node.span)]))
    }

    /// Why a map holds more than is known, where it does: it stands for a variable that is not followed.
    pub(super) fn why_open(&self, map: &Node) -> Option<(Span, String)> {
        let call = map.get("Fn::Transform")?;
        let mut outside = self.outside.iter();
        outside.find(|(at, _)| *at == call.span).cloned()
    }

    /// Leaves open what resources are made of: something that is not known is put over them.
    pub(super) fn open_resources(&mut self, template: &mut Node, why: &(Span, String)) {
        let Some(resources) = member_mut(template, "Resources") else {
            return;
        };
        let Value::Map(resources) = &mut resources.value else {
            return;
        };
        for resource in resources {
            self.open_resource(&mut resource.value, why);
        }
    }

    /// The same of one resource.
    pub(super) fn open_resource(&mut self, resource: &mut Node, why: &(Span, String)) {
        if let Some(properties) = member_mut(resource, "Properties") {
            self.open_members(properties, why);
        }
    }

    /// The same of a map: each of its members may be another, and there may be more.
    pub(super) fn open_members(&mut self, map: &mut Node, (at, why): &(Span, String)) {
        let Value::Map(members) = &mut map.value else {
            return;
        };
        let is_open = members.iter().any(is_call);
        for member in members.iter_mut().filter(|member| !is_call(member)) {
            let hop = Hop::value(*at, "what is put over it here is not known");
            let open = Resolved::unknown(why.clone()).via([hop]);
            let text = self.open_part(open, &member.value);
            member.value = with_text(&member.value, text);
        }
        if !is_open {
            self.outside.push((*at, why.clone()));
            members.push(unknown_entries(*at));
        }
    }

    /// What stands in a text for a value.
    fn open_part(&mut self, value: Resolved<super::super::language::Value>, node: &Node) -> String {
        self.open.push(OpenPart {
            shown: match self.variables.privacy_at(node.span) {
                Privacy::Shown => node.as_str().unwrap_or_default().to_owned(),
                _ => NOT_SHOWN.to_owned(),
            },
            value,
            is_plain: false,
        });
        mark(self.open.len() - 1)
    }
}

/// Whether AWS itself gives a name to what is looked for: that is no secret, whatever file has it.
fn is_name_of_aws(name: &str) -> bool {
    let types = [SERVERLESS_APPLICATION, STACK, STACK_SET, TRAIL];
    types.contains(&name) || PSEUDO_PARAMETERS.contains(&name)
}

fn with_text(node: &Node, text: String) -> Node {
    with_value(node, Value::Scalar(Scalar::String(text)))
}

fn with_value(node: &Node, value: Value) -> Node {
    Node {
        span: node.span,
        tag: node.tag.clone(),
        anchored_at: node.anchored_at,
        value,
    }
}
