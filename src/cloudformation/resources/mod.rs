//! The resources of a template: loops expanded, and whether each exists.

mod attributes;
mod resource_type;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::language::{
    Bindings, Entries, Evaluator, Found, Gap, Placed, RefusedName, Section, left_open, to_name,
    whole,
};
use super::template::{TRAIL, resembles_trail, type_of};
use crate::model::{DoubledKey, Remark};
use crate::parse::Node;
use crate::resolved::{Evidence, Hop, Resolved};
use crate::source::Span;
use crate::trail_words::{is_called_after_trails, names_what_is_beside_trails, speaks_of_trails};
pub(super) use attributes::MOVE_IT;
use attributes::{PROPERTIES, properties_elsewhere, refused_attribute};
use resource_type::resource_type;

/// A resource of a template, in one turn of the loops around it.
pub(super) struct Resource<'n> {
    pub(super) id: String,
    /// Its id for people.
    pub(super) shown: String,
    /// One of the types that were asked for.
    pub(super) kind: &'static str,
    pub(super) declared: Span,
    pub(super) node: &'n Node,
    bindings: Rc<Bindings>,
    /// Why it is not known whether or how often it exists.
    gap: Option<Gap>,
    /// What may rewrite all of its section.
    rewritten: Option<Gap>,
    /// What AWS refuses about its type or its other attributes.
    refused: Option<Resolved<bool>>,
}

/// The resources of the given types, one after the other. Of several with one logical id, the last one counts.
pub(super) fn resources<'e, 'n>(
    evaluator: &'e Evaluator<'n>,
    types: &'e [&'static str],
) -> impl Iterator<Item = Resource<'n>> + use<'e, 'n> {
    let section = evaluator.section(Section::Resources);
    let placed = section.map_or(&[][..], |section| &section.placed);
    let counting = placed.iter().zip(are_last(placed));
    counting
        .filter(|(resource, is_last)| resource.gap().is_some() || *is_last)
        .filter_map(|(resource, _)| placed_resource(evaluator, resource, types))
}

/// Of each whether it is the last one with its key.
fn are_last(placed: &[Placed<'_>]) -> Vec<bool> {
    let mut keys = HashSet::new();
    let mut last_first: Vec<bool> = placed
        .iter()
        .rev()
        .map(|resource| keys.insert(resource.key.as_str()))
        .collect();
    last_first.reverse();
    last_first
}

/// The resource of a logical id, where it is known to be there and of one of the given types.
pub(super) fn resource_named<'n>(
    evaluator: &Evaluator<'n>,
    id: &str,
    types: &[&'static str],
) -> Option<Resource<'n>> {
    match evaluator.declared(Section::Resources, id) {
        Found::Entry(placed) => placed_resource(evaluator, placed, types),
        Found::Perhaps(_) | Found::Nothing => None,
    }
}

fn placed_resource<'n>(
    evaluator: &Evaluator<'n>,
    placed: &Placed<'n>,
    types: &[&'static str],
) -> Option<Resource<'n>> {
    let node = &placed.entry.value;
    let kind = resource_type(evaluator, node, &placed.bindings, types)?;
    let section = evaluator.section(Section::Resources);
    Some(Resource {
        id: placed.key.clone(),
        shown: placed.shown.clone(),
        kind: kind.name,
        declared: placed.entry.key.span,
        node,
        bindings: Rc::clone(&placed.bindings),
        gap: placed.gap().cloned(),
        rewritten: section.and_then(|section| section.rewritten.clone()),
        refused: kind
            .refused
            .or_else(|| refused_attribute(evaluator, node, kind.name))
            .or_else(|| refused_loop(evaluator, placed)),
    })
}

/// What is refused about the loop that a resource is made in: there is none without the transform, and none that makes a
/// resource twice.
///
/// Source: RFC 9 of `CloudFormation`'s language, "The resulting `OutputKey` must not already exist within the parent object"
/// (aws-cloudformation/cfn-language-discussion); cfn-lint answers "Duplicate … while doing transformation".
fn refused_loop(evaluator: &Evaluator<'_>, resource: &Placed<'_>) -> Option<Resolved<bool>> {
    if !resource.bindings.is_in_loop() {
        return None;
    }
    let own = resource.entry.key.span;
    let section = evaluator.template.section(Section::Resources.key()).iter();
    let mut around = section.filter(|entry| entry.value.span.covers(own));
    let at = around.next().map_or(own, |lp| lp.key.span);
    let missing = evaluator.without_extensions("Fn::ForEach", at);
    missing.or_else(|| {
        let section = evaluator.section(Section::Resources)?;
        let is_twice = section.is_repeated(&resource.key) && evaluator.template.macros.is_empty();
        let remedy = "Write the loop's identifier into the logical id, and each element of its collection once";
        is_twice.then(|| {
            Resolved::Invalid {
                text: resource.shown.clone(),
                why: "the loop makes this logical id more than once, and CloudFormation refuses that"
                    .into(),
                from: Evidence::at(own),
            }
            .remedied(remedy)
        })
    })
}

/// The logical ids that stand more than once where a loop makes one of them and one is that of a trail; ids that are
/// written twice are for the template to say.
pub(super) fn made_twice(evaluator: &Evaluator<'_>) -> Vec<DoubledKey> {
    let Some(section) = evaluator.section(Section::Resources) else {
        return Vec::new();
    };
    let mut first: HashMap<&str, &Placed<'_>> = HashMap::new();
    let mut out: Vec<DoubledKey> = Vec::new();
    for last in section
        .placed
        .iter()
        .filter(|placed| placed.gap().is_none())
    {
        let Some(first) = first.insert(&last.key, last) else {
            continue;
        };
        let both = [first, last];
        let of_loop = both.iter().any(|placed| placed.bindings.is_in_loop());
        let of_trail = both
            .iter()
            .any(|placed| type_of(&placed.entry.value) == Some(TRAIL));
        let places = both.map(|placed| placed.entry.key.span);
        // One body that makes an id in two of its turns makes the same.
        if of_loop && of_trail && places[0] != places[1] {
            out.push(DoubledKey {
                name: last.shown.clone(),
                first: places[0],
                last: places[1],
            });
        }
    }
    out
}

/// A place where a trail may be that is not seen.
pub(super) struct Unseen {
    pub(super) remark: Remark,
    /// The resource that it is, and why nothing is known of that, a clause.
    pub(super) resource: Option<(String, String)>,
}

/// The places where a trail may be that is not seen: what an include or a macro makes that is not followed.
pub(super) fn unseen(evaluator: &Evaluator<'_>) -> Vec<Unseen> {
    let Some(section) = evaluator.section(Section::Resources) else {
        return Vec::new();
    };
    let help = if evaluator.template.is_of_parts {
        "Give what it depends on, or check the template that is deployed"
    } else {
        "Lint what it makes: the packaged or the processed template"
    };
    let says_why = evaluator.template.is_part || evaluator.template.is_of_parts;
    let remark = |gap: &Gap, what: String| {
        let span = gap.from().hops.iter().find_map(Hop::span)?;
        let why = match gap {
            // An include says no more than that it is not followed.
            Gap::Unknown { why, .. } if says_why => why.clone(),
            _ => {
                let why = evaluator.template.why_left(span);
                why.unwrap_or_else(|| "this is not followed".into())
            }
        };
        let remark = Remark::new(span, "not followed", format!("Cannot tell {what}: {why}"))
            .help(help.to_owned());
        Some((remark, why))
    };
    let no_resource = |remark| Unseen {
        remark,
        resource: None,
    };
    // What stands in the place of a loop's body says the same.
    let is_said = |gap: &Gap| {
        let mut gaps = section.placed.iter().filter_map(Placed::gap);
        matches!(gap, Resolved::Invalid { .. }) && gaps.any(|said| said == gap)
    };
    let beside = section
        .beside
        .iter()
        .filter(|gap| !is_said(gap))
        .filter_map(|gap| remark(gap, "whether there are more trails".into()))
        .map(|(remark, _)| no_resource(remark));
    let made_elsewhere = section.placed.iter().filter_map(|placed| {
        let value = &placed.entry.value;
        let attributes = match type_of(value) {
            None => evaluator.entries(value.entries(), &placed.bindings),
            Some(_) => return None,
        };
        let gap = attributes.rewritten.or(attributes.beside)?;
        let (remark, why) = remark(&gap, format!("whether `{}` is a trail", placed.shown))?;
        Some(Unseen {
            remark,
            resource: Some((placed.shown.clone(), why)),
        })
    });
    let of_modules = section
        .placed
        .iter()
        .filter_map(|placed| registry_module(placed, help));
    let of_modules = of_modules.map(no_resource);
    beside.chain(made_elsewhere).chain(of_modules).collect()
}

/// What is said of a module of the registry that may bring a trail.
fn registry_module(placed: &Placed<'_>, help: &str) -> Option<Remark> {
    let node = &placed.entry.value;
    let kind = type_of(node).filter(|kind| kind.ends_with("::MODULE"))?;
    (resembles_trail(node) || is_called_after_trail(kind, &placed.shown)).then(|| {
        let message = format!(
            "Cannot tell whether there is a trail in `{}`: `{kind}` is a module of the CloudFormation registry, which is not followed",
            placed.shown
        );
        Remark::new(placed.entry.key.span, "not followed", message).help(help.to_owned())
    })
}

/// Whether a module of the registry, or what a template calls it, is called after a trail, rather than after what stands beside one.
///
/// Source: `CloudFormation` CLI user guide, "Developing modules": `Organization::Service::UseCase::MODULE`.
fn is_called_after_trail(kind: &str, id: &str) -> bool {
    let mut parts = kind.trim_end_matches("::MODULE").rsplit("::");
    let own = parts.next().unwrap_or_default();
    let mut around = parts;
    [own, id].into_iter().any(is_called_after_trails) && !names_what_is_beside_trails(own)
        || around.any(speaks_of_trails)
}

impl<'n> Resource<'n> {
    /// What holds where it stands.
    pub(super) fn bindings(&self) -> &Bindings {
        &self.bindings
    }

    /// Where it is declared, what the loops around it run over, and the files that are included in it.
    pub(super) fn brought_by(&self, evaluator: &Evaluator<'_>) -> Vec<Span> {
        let mut out = vec![self.declared];
        out.extend(self.bindings.loop_places());
        let extent = self.declared.to(self.node.span);
        out.extend(evaluator.template.included_in(extent));
        out
    }

    /// `Type`, `Properties`, `Condition` and what else it has.
    fn attributes(&self, evaluator: &Evaluator<'_>) -> Entries<'n> {
        let mut attributes = evaluator.entries(self.node.entries(), &self.bindings);
        attributes.rewritten = self.rewritten.clone().or(attributes.rewritten);
        attributes
    }

    /// Its properties, in those bindings, and the node that holds them.
    pub(super) fn properties(
        &self,
        evaluator: &Evaluator<'_>,
        bindings: &Bindings,
    ) -> (Option<&'n Node>, Entries<'n>) {
        match self.attributes(evaluator).find(PROPERTIES) {
            Found::Entry(placed) => {
                let node = &placed.entry.value;
                (Some(node), evaluator.entries(node.entries(), bindings))
            }
            Found::Perhaps(gap) => (None, Entries::rewritten_by(gap)),
            Found::Nothing => match properties_elsewhere(self.node, self.kind) {
                Some(node) => (Some(node), evaluator.entries(node.entries(), bindings)),
                None => (None, Entries::default()),
            },
        }
    }

    /// What `CloudFormation` refuses of the names in it, also where no case of it takes them.
    pub(super) fn refused_names(&self, evaluator: &Evaluator<'_>) -> Vec<RefusedName> {
        let mut out = Vec::new();
        if !evaluator.template.macros.is_empty() {
            return out;
        }
        let attributes = self.attributes(evaluator);
        if let (Some(properties), _) = self.properties(evaluator, &self.bindings) {
            let condition = match attributes.find("Condition") {
                Found::Entry(placed) => Some(&placed.entry.value),
                Found::Perhaps(_) | Found::Nothing => None,
            };
            out.extend(evaluator.refused_names(&self.id, properties, condition, &self.bindings));
        }
        if let Found::Entry(placed) = attributes.find("DependsOn") {
            out.extend(evaluator.refused_dependencies(
                &self.id,
                &placed.entry.value,
                &placed.bindings,
            ));
        }
        out
    }

    /// Whether it exists, and what holds inside it: its own condition is true wherever it does. `above` says whether its
    /// stack exists.
    pub(super) fn created(
        &self,
        evaluator: &Evaluator<'_>,
        above: &Resolved<bool>,
    ) -> (Resolved<bool>, Bindings) {
        let mut created = above.clone();
        if let Some(refused) = &self.refused {
            created = created.and(refused);
        }
        if let Some(gap) = &self.gap {
            created = created.and(&left_open(gap));
        }
        if self.kind != TRAIL
            && let (Some(properties), _) = self.properties(evaluator, &self.bindings)
            && let Some(unsupported) = evaluator.unsupported(properties, &self.bindings)
        {
            created = created.and(&unsupported);
        }
        let attributes = self.attributes(evaluator);
        let condition = match attributes.find("Condition") {
            Found::Entry(placed) => &placed.entry.value,
            Found::Perhaps(gap) if self.rewritten.is_none() && attributes.rewritten.is_none() => {
                let created = created.and(&left_open(&gap));
                let bindings = self.bindings.assuming(&created.truth().yes);
                return (created, bindings);
            }
            Found::Perhaps(_) | Found::Nothing => {
                let bindings = self.bindings.assuming(&created.truth().yes);
                return (created, bindings);
            }
        };
        let own = self.condition_holds(evaluator, condition);
        let created = created.and(&own);
        let bindings = self.bindings.assuming(&created.truth().yes);
        (created, bindings)
    }

    /// What its `Condition` comes to.
    ///
    /// Source: `CloudFormation`'s own refusals, "Every Condition member must be a string" and "'null' values are not allowed
    /// in templates".
    fn condition_holds(&self, evaluator: &Evaluator<'_>, condition: &Node) -> Resolved<bool> {
        let name = evaluator
            .evaluate(condition, &self.bindings)
            .and_then(&mut to_name);
        if matches!(name, Resolved::Unset { .. }) {
            return Resolved::Invalid {
                text: "Condition".into(),
                why: "it takes the name of a condition".into(),
                from: Evidence::at(whole(condition)),
            }
            .remedied("Name a condition, or remove `Condition`");
        }
        let is_private = name.is_private();
        let holds = name.and_then(&mut |name| {
            let shown = if is_private { "a condition" } else { &name };
            evaluator
                .condition(&name, condition.span, &self.bindings)
                .choose(shown, &mut |holds, _| Resolved::known(holds))
        });
        evaluator
            .named(holds, condition)
            .written_at(whole(condition))
    }
}
