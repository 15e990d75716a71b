//! The names that an expression refers to, in whichever branch: `CloudFormation` validates a template as a whole, whatever
//! its conditions come to.
//!
//! Sources: its refusals "Unresolved resource dependencies [X] in the Resources block of the template"
//! (cloudnative/lambda-chat, pull request 25), "instance of `Fn::GetAtt` references undefined resource X"
//! (aws-quickstart/quickstart-cloud9-ide, issue 20), and "Unresolved dependencies [X]. Cannot reference resources in the
//! Conditions block of the template" (aws-cloudformation/cfn-lint, issue 99).

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::super::template::has_open_part;
use super::bindings::Bindings;
use super::call::{Call, call, is_loop};
use super::evaluator::Evaluator;
use super::evidence::whole;
use super::expanded::{Found, Placed, Section};
use super::loops::Loop;
use super::named::{Names, RefusedName, refused_below, together};
use super::placeholders::filled;
use super::references::is_no_pseudo_parameter;
use crate::parse::{Entry, Node};
use crate::rendered::is_rendered_first;
use crate::resolved::{Evidence, Resolved};
use crate::source::Span;

impl Evaluator<'_> {
    /// What is refused of the names in the properties of a resource, and of those in the conditions that they name; that of
    /// the resource itself is one of these.
    pub(crate) fn refused_names(
        &self,
        resource: &str,
        node: &Node,
        condition: Option<&Node>,
        bindings: &Bindings,
    ) -> Vec<RefusedName> {
        let mut walk = Walk {
            of_resource: Some(resource),
            ..Walk::new(self, false)
        };
        walk.node(node, bindings);
        let own = condition.and_then(|name| literal_name(name, bindings));
        walk.names.conditions.extend(own);
        let Names {
            conditions,
            mut refused,
            unsupported,
        } = walk.names;
        refused.extend(unsupported);
        refused.extend(self.refused_in_conditions(conditions));
        refused
    }

    /// What is refused in the properties of a resource, and in the conditions that they name, because a transform is
    /// missing.
    pub(crate) fn unsupported(&self, node: &Node, bindings: &Bindings) -> Option<RefusedName> {
        if self.has_language_extensions() {
            return None;
        }
        let mut walk = Walk::new(self, false);
        walk.node(node, bindings);
        walk.names.unsupported.into_iter().next()
    }

    /// What is refused in some conditions and in those that they name.
    fn refused_in_conditions(&self, conditions: HashSet<String>) -> Vec<RefusedName> {
        let refused = self.refused_of_conditions();
        if refused.is_empty() {
            return Vec::new();
        }
        let mut conditions: Vec<String> = conditions.into_iter().collect();
        conditions.sort();
        let conditions = conditions.iter().rev();
        let each = conditions.filter_map(|name| refused.get(name));
        together(each.flat_map(|refused| refused.iter()))
    }

    /// What is refused in each condition and in those that it names, where something is; found once for all resources.
    fn refused_of_conditions(&self) -> &HashMap<String, Rc<[RefusedName]>> {
        self.refused_of_conditions.get_or_init(|| {
            let section = self.section(Section::Conditions);
            let placed = section.map_or(&[][..], |section| &section.placed);
            let known = placed.iter().filter(|placed| placed.gap().is_none());
            let named = known.map(|placed| {
                let mut walk = Walk::new(self, true);
                walk.node(&placed.entry.value, &placed.bindings);
                walk.made_by_loop(placed);
                (placed.key.clone(), walk.names)
            });
            refused_below(&named.collect())
        })
    }

    /// What is refused of the logical ids that a resource depends on.
    pub(crate) fn refused_dependencies(
        &self,
        resource: &str,
        depends_on: &Node,
        bindings: &Bindings,
    ) -> Vec<RefusedName> {
        let ids = match depends_on.items() {
            [] => std::slice::from_ref(depends_on),
            ids => ids,
        };
        let literal = ids.iter().filter(|id| call(id).is_none());
        literal
            .filter_map(|id| {
                let name = literal_name(id, bindings)?;
                if name == resource {
                    return Some(circular(&name, id.span));
                }
                self.unless_declared(&[Section::Resources], "resource", &name, id.span)
            })
            .collect()
    }

    /// What is refused of a name that none of some sections declares.
    fn unless_declared(
        &self,
        sections: &[Section],
        what: &str,
        name: &str,
        at: Span,
    ) -> Option<RefusedName> {
        let is_declared = |section: &Section| {
            self.template.member(section.key(), name).is_some()
                || !matches!(self.declared(*section, name), Found::Nothing)
        };
        if sections.iter().any(is_declared) {
            return None;
        }
        let mut refused: RefusedName = self.undeclared(what, sections[0], name, at);
        // Where it is named is where it is wrong.
        let from = refused.from_mut();
        from.at = Some(at);
        from.hops.retain(|hop| hop.span() != Some(at));
        refused.is_invalid().then_some(refused)
    }
}

/// What a loop is called.
const LOOP: &str = "Fn::ForEach";

/// A walk through all that an expression holds.
struct Walk<'e, 't> {
    evaluator: &'e Evaluator<'t>,
    in_condition: bool,
    /// The resource that it is in, where a name of that is refused: `Fn::If` may leave it out.
    of_resource: Option<&'e str>,
    names: Names,
}

impl<'e, 't> Walk<'e, 't> {
    fn new(evaluator: &'e Evaluator<'t>, in_condition: bool) -> Walk<'e, 't> {
        Walk {
            evaluator,
            in_condition,
            of_resource: None,
            names: Names::default(),
        }
    }

    fn node(&mut self, node: &Node, bindings: &Bindings) {
        let Some(call) = call(node) else {
            return self.inside(node, bindings);
        };
        match call.name.as_str() {
            "Ref" => {
                if let Some(name) = name_in(&call, bindings) {
                    self.reference(&name, whole(node), bindings);
                }
            }
            "Condition" if self.in_condition => {
                self.condition(call.argument, whole(node), bindings);
            }
            "Fn::If" => {
                if let [condition, ..] = call.argument.items() {
                    self.condition(condition, condition.span, bindings);
                    let refused = no_condition_call(condition);
                    self.names.refused.extend(refused);
                }
                let of_resource = self.of_resource.take();
                self.below(&call, bindings);
                self.of_resource = of_resource;
                return;
            }
            "Fn::GetAtt" => self.attribute(&call, whole(node), bindings),
            "Fn::Sub" => self.placeholders(&call, whole(node), bindings),
            "Fn::Length" | "Fn::ToJsonString" => self.needs_extensions(&call.name, whole(node)),
            "Fn::FindInMap" => self.mapping(&call, bindings),
            // What it makes is its own.
            "Fn::Transform" => return,
            name => {
                let refused = self.evaluator.no_function(name, whole(node));
                self.names.refused.extend(refused);
            }
        }
        self.below(&call, bindings);
    }

    fn below(&mut self, call: &Call<'_>, bindings: &Bindings) {
        if call.tagged {
            self.inside(call.argument, bindings);
        } else {
            self.node(call.argument, bindings);
        }
    }

    fn inside(&mut self, node: &Node, bindings: &Bindings) {
        for item in node.items() {
            self.node(item, bindings);
        }
        for entry in node.entries() {
            let lp = entry.key.as_str().filter(|key| is_loop(key));
            match lp.and_then(|_| Loop::of(&entry.value)) {
                Some(lp) => {
                    self.needs_extensions(LOOP, entry.key.span);
                    // Each turn has the same names but for its variable.
                    let gap = Resolved::unknown("it is another one in each turn of the loop");
                    self.node(lp.body, &lp.unknown_item(&gap, bindings));
                }
                None => self.node(&entry.value, bindings),
            }
        }
    }

    fn needs_extensions(&mut self, function: &str, at: Span) {
        let unsupported = self.evaluator.without_extensions(function, at);
        self.names.unsupported.extend(unsupported);
    }

    /// What a loop in a section makes, where there is none without the transform.
    fn made_by_loop(&mut self, placed: &Placed<'_>) {
        if placed.bindings.is_in_loop() {
            self.needs_extensions(LOOP, placed.entry.key.span);
        }
    }

    /// The mapping that `Fn::FindInMap` names: loops may make it, its keys, and theirs.
    fn mapping(&mut self, call: &Call<'_>, bindings: &Bindings) {
        let evaluator = self.evaluator;
        if evaluator.has_language_extensions() || !self.names.unsupported.is_empty() {
            return;
        }
        let first = call.argument.items().first();
        let Some(name) = first.and_then(|name| literal_name(name, bindings)) else {
            return;
        };
        let Found::Entry(placed) = evaluator.declared(Section::Mappings, &name) else {
            return;
        };
        self.made_by_loop(placed);
        let keys = placed.entry.value.entries().iter();
        let below = keys.clone().flat_map(|key| key.value.entries());
        let is_loop_key = |entry: &&Entry| entry.key.as_str().is_some_and(is_loop);
        let mut all = keys.chain(below).take_while(|_| evaluator.take_step());
        if let Some(lp) = all.find(is_loop_key) {
            self.needs_extensions(LOOP, lp.key.span);
        }
    }

    fn reference(&mut self, name: &str, at: Span, bindings: &Bindings) {
        let is_given = name.contains("::") && !is_no_pseudo_parameter(name);
        if is_given || bindings.loop_variable(name).is_some() {
            return;
        }
        let evaluator = self.evaluator;
        if self.of_resource == Some(name) {
            self.names.refused.push(circular(name, at));
        }
        let sections = [Section::Parameters, Section::Resources];
        if let Some(refused) = evaluator.unless_declared(&sections, "parameter", name, at) {
            self.names.refused.push(refused);
        } else if self.in_condition
            && matches!(
                evaluator.declared(Section::Parameters, name),
                Found::Nothing
            )
            && evaluator.template.member("Resources", name).is_some()
        {
            self.names.refused.push(of_resource_in_condition(name, at));
        }
    }

    fn condition(&mut self, named: &Node, at: Span, bindings: &Bindings) {
        let name = match call(named) {
            Some(call) if call.name == "Condition" => name_in(&call, bindings),
            _ => literal_name(named, bindings),
        };
        let Some(name) = name else {
            return;
        };
        if self.names.conditions.contains(&name) {
            return;
        }
        let sections = [Section::Conditions];
        let refused = self
            .evaluator
            .unless_declared(&sections, "condition", &name, at);
        self.names.refused.extend(refused);
        self.names.conditions.insert(name);
    }

    /// `Resource.Attribute`, or a list that begins with the resource.
    fn attribute(&mut self, call: &Call<'_>, at: Span, bindings: &Bindings) {
        let name = match call.argument.items() {
            [first, ..] => literal_name(first, bindings),
            [] => name_in(call, bindings),
        };
        if let Some(name) = name {
            let name = name.split('.').next().unwrap_or_default();
            self.resource(name, at);
        }
    }

    fn resource(&mut self, name: &str, at: Span) {
        if self.of_resource == Some(name) {
            self.names.refused.push(circular(name, at));
        }
        let sections = [Section::Resources];
        let refused = self
            .evaluator
            .unless_declared(&sections, "resource", name, at);
        let is_known = self.evaluator.template.member("Resources", name).is_some();
        let in_condition = self.in_condition && is_known;
        let refused = refused.or_else(|| in_condition.then(|| of_resource_in_condition(name, at)));
        self.names.refused.extend(refused);
    }

    /// The `${Name}` of `Fn::Sub` that are not its own variables.
    fn placeholders(&mut self, call: &Call<'_>, at: Span, bindings: &Bindings) {
        let (text, own) = match call.argument.items() {
            [text, variables] => (literal_name(text, bindings), variables.entries()),
            _ => (name_in(call, bindings), &[][..]),
        };
        let Some(text) = text else {
            return;
        };
        let names = text.split("${").skip(1);
        for name in names.filter_map(|rest| Some(rest.split_once('}')?.0.trim())) {
            let is_own = own.iter().any(|entry| {
                let key = entry.key.as_str().unwrap_or_default();
                key == name || key.contains("${") || key.contains("&{")
            });
            if is_own || name.starts_with('!') {
                continue;
            }
            match name.split_once('.') {
                Some((resource, _)) => self.resource(resource, at),
                None => self.reference(name, at, bindings),
            }
        }
    }
}

/// What is refused of a call of `Condition` where `Fn::If` takes a name.
///
/// Source: cfn-lint's E1028; `CloudFormation` answers that "the first element" has to be "a condition".
fn no_condition_call(named: &Node) -> Option<RefusedName> {
    let called = call(named).filter(|call| call.name == "Condition")?;
    Some(
        Resolved::Invalid {
            text: called.name,
            why: "`Fn::If` takes the name of a condition, as a plain string".into(),
            from: Evidence::at(whole(named)),
        }
        .remedied("Write the condition's name alone"),
    )
}

/// What is refused of a resource that refers to itself.
///
/// Source: `CloudFormation` answers "Circular dependency between resources"; cfn-lint's E3004.
fn circular(name: &str, at: Span) -> RefusedName {
    Resolved::Invalid {
        text: name.to_owned(),
        why: "a resource cannot depend on itself".into(),
        from: Evidence::at(at),
    }
    .remedied("Remove the reference, or name another resource")
}

/// What is refused of a resource that a condition refers to.
fn of_resource_in_condition(name: &str, at: Span) -> RefusedName {
    Resolved::Invalid {
        text: name.to_owned(),
        why: "a condition cannot refer to a resource".into(),
        from: Evidence::at(at),
    }
    .remedied("Refer to a parameter or a mapping instead")
}

/// The name that a call is given, where it is written out.
fn name_in(call: &Call<'_>, bindings: &Bindings) -> Option<String> {
    if call.tagged {
        text(call.argument, bindings)
    } else {
        literal_name(call.argument, bindings)
    }
}

/// A name that is written out; `None` where a function makes it.
fn literal_name(node: &Node, bindings: &Bindings) -> Option<String> {
    if call(node).is_some() {
        return None;
    }
    text(node, bindings)
}

/// A text but for the variables of loops; `None` where it is not known, is not said, or is rendered first.
fn text(node: &Node, bindings: &Bindings) -> Option<String> {
    let text = node.as_str()?;
    let name = filled(text, bindings);
    let name = Some(&name).filter(|name| !name.is_private());
    let name = name
        .and_then(Resolved::value)
        .filter(|name| !is_rendered_first(name) && !has_open_part(name))?;
    Some(name.clone())
}
