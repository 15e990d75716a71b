//! A service's `resources` as they are deployed: variables filled in, files put in their places.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::super::language::{self, NOT_SHOWN, OpenPart, PSEUDO_PARAMETERS};
use super::super::limits::{MAX_MEMBERS_PUT_OVER, MAX_NODES_RENDERED, MAX_RENDERED_DEPTH};
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

/// Why something stands for nothing that is known.
const TOO_MANY: &str = "its variables stand for more values than are followed";

/// Makes a template's tree of a service's.
pub(super) struct Renderer<'a> {
    pub(super) variables: &'a Variables<'a>,
    /// What the variables come to, by number.
    pub(super) open: Vec<OpenPart>,
    /// Where something is not followed, and why, a clause.
    pub(super) outside: BTreeMap<Span, String>,
    pub(super) included: Vec<Included>,
    /// The files that resources are read from, or parts that are put over some.
    pub(super) holding_resources: BTreeSet<SourceId>,
    /// What is not followed where resources may stand: what it is called, where it stands and why.
    pub(super) unfollowed: Vec<(String, Span, String)>,
    /// The key that is looked under.
    key: String,
    copied: usize,
    /// How many more members of resources are looked at where something that is not known is put over them.
    put_over_left: usize,
    /// Whether that were too many.
    pub(super) is_left_out: bool,
    /// Where that stands which was put over some last, and what stands for each of them since.
    put_over_last: Option<(Span, String)>,
    /// What stands for members over which something that is not known is put.
    put_over: HashSet<String>,
    /// How many collections lie in one another that stand for variables.
    depth: usize,
}

impl<'a> Renderer<'a> {
    pub(super) fn new(variables: &'a Variables<'a>) -> Renderer<'a> {
        Renderer {
            variables,
            open: Vec::new(),
            outside: BTreeMap::new(),
            included: Vec::new(),
            holding_resources: BTreeSet::new(),
            unfollowed: Vec::new(),
            key: "resources".to_owned(),
            copied: 0,
            put_over_left: MAX_MEMBERS_PUT_OVER,
            is_left_out: false,
            put_over_last: None,
            put_over: HashSet::new(),
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
        let text = self.open_part_at(value, &node);
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
                    .and_then(language::Value::as_text)
                    .filter(|name| is_name_of_aws(name) || !value.is_private());
                let text = match known {
                    Some(name) => name,
                    None => self.open_part_at(value.via(by.to_vec()), node),
                };
                with_text(node, text)
            }
        }
    }

    /// A list or a map that stands for a variable.
    fn collection(&mut self, node: &Node, tree: &Tree, level: Level, by: &[Hop]) -> Node {
        self.copied += tree.node.size();
        if self.copied > MAX_NODES_RENDERED || self.depth >= MAX_RENDERED_DEPTH {
            if level.is_of_map() {
                return self.not_known(node, &Resolved::unknown(TOO_MANY), level);
            }
            let text = self.open_part_at(Resolved::unknown(TOO_MANY), node);
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
        self.outside.entry(node.span).or_insert(why);
        with_value(node, Value::Map(vec![unknown_entries(node.span)]))
    }

    /// Why a map holds more than is known, where it does: it stands for a variable that is not followed.
    pub(super) fn why_open(&self, map: &Node) -> Option<(Span, String)> {
        let call = map.get("Fn::Transform")?;
        let why = self.outside.get(&call.span)?;
        Some((call.span, why.clone()))
    }

    /// Leaves open what resources are made of: something that is not known is put over them.
    pub(super) fn open_resources(&mut self, template: &mut Node, why: &(Span, String)) {
        let Some(resources) = member_mut(template, "Resources") else {
            return;
        };
        let Value::Map(resources) = &mut resources.value else {
            return;
        };
        if !self.puts_over(resources.len()) {
            return;
        }
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

    /// The same of a map: each of its members may be another, and there may be more. Those that are open so stay as they are.
    fn open_members(&mut self, map: &mut Node, why: &(Span, String)) {
        let Value::Map(members) = &mut map.value else {
            return;
        };
        if !self.puts_over(members.len()) {
            return;
        }
        let mut is_open = false;
        for member in members.iter_mut() {
            if is_call(member) {
                is_open = true;
                continue;
            }
            let text = member.value.as_str();
            if !text.is_some_and(|text| self.put_over.contains(text)) {
                member.value = with_text(&member.value, self.put_over(why));
            }
        }
        if !is_open {
            // Why is known: this is where it stands.
            members.reserve_exact(1);
            members.push(unknown_entries(why.0));
        }
    }

    /// What stands for a member over which something is put that is not known.
    fn put_over(&mut self, (at, why): &(Span, String)) -> String {
        if let Some((_, text)) = self.put_over_last.as_ref().filter(|(last, _)| last == at) {
            return text.clone();
        }
        let hop = Hop::value(*at, "what is put over it here is not known");
        let value = Resolved::unknown(why.clone()).via([hop]);
        let text = self.open_part(value, String::new());
        self.put_over.insert(text.clone());
        self.put_over_last = Some((*at, text.clone()));
        text
    }

    /// Counts members that are looked at; false when there have been too many.
    fn puts_over(&mut self, members: usize) -> bool {
        let left = self.put_over_left.checked_sub(members);
        self.put_over_left = left.unwrap_or_default();
        self.is_left_out |= left.is_none();
        !self.is_left_out
    }

    /// What stands for a template over whose resources more is put than is followed.
    pub(super) fn left_out(&mut self, written: &Node) -> Node {
        let why = TOO_MANY.to_owned();
        let named = ("resources".to_owned(), written.span, why.clone());
        self.unfollowed.push(named);
        self.outside.insert(written.span, why);
        with_value(written, Value::Map(vec![unknown_entries(written.span)]))
    }

    /// What stands in a text for a value.
    fn open_part_at(&mut self, value: Resolved<language::Value>, node: &Node) -> String {
        let shown = match self.variables.privacy_at(node.span) {
            Privacy::Shown => node.as_str().unwrap_or_default(),
            _ => NOT_SHOWN,
        };
        self.open_part(value, shown.to_owned())
    }

    /// The same of what is called that.
    fn open_part(&mut self, value: Resolved<language::Value>, shown: String) -> String {
        self.open.push(OpenPart {
            shown,
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
