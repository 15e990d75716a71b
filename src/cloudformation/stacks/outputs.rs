//! What the outputs of nested stacks come to: each in the context of its own stack, with the parameters that the stack
//! above passes to it.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::super::language::{
    Bindings, Evaluator, Found, Inherited, ParameterValues, Section, Site, StacksBelow, Value,
    left_open, parameter_text, whole,
};
use super::super::limits::MAX_OUTPUT_DEPTH;
use super::super::resources::{Resource, resource_named};
use super::super::template::{KeptTemplates, SERVERLESS_APPLICATION, STACK, Template};
use super::super::trail::site_in_force;
use super::cdk_output::CdkOutput;
use super::child_templates::{Location, locations};
use super::passed_parameters::Passing;
use super::refused::property;
use crate::parse::Node;
use crate::resolved::{Evidence, Hop, Instance, Resolved};
use crate::source::{SourceId, Span};
use crate::suggest;

/// Which stack: the one above it, and the resource of that one which makes it.
type Which = (Instance, String);

/// The outputs of the nested stacks of a unit, each told once.
pub(in super::super) struct Outputs<'a> {
    templates: &'a KeptTemplates<'a>,
    cdk: &'a CdkOutput<'a>,
    stacks: RefCell<HashMap<Which, Result<Rc<Nested>, NotAtHand>>>,
    /// The stacks whose outputs are being told, to catch those that wait for one another.
    open: RefCell<Vec<Which>>,
    /// Those that wait for one another in a circle: AWS refuses them.
    in_circles: RefCell<HashSet<Which>>,
}

/// What all outputs of a nested stack come to, where that is more than that it is not deployed yet.
type NotAtHand = Option<Box<Resolved<Value>>>;

/// A nested stack.
struct Nested {
    /// Its name for people, and the one with those of the stacks above it.
    shown: String,
    called: Arc<str>,
    instance: Instance,
    site: Site,
    bindings: Bindings,
    inherited: Inherited,
    templates: Vec<Candidate>,
}

/// A template that a nested stack may have.
struct Candidate {
    template: Arc<Template>,
    /// The file that it lies in.
    source: SourceId,
    supplied: ParameterValues,
    /// Whether the stack has it.
    holds: Resolved<bool>,
    /// Its outputs that are known to be there, told at the first question.
    told: OnceCell<HashMap<String, Resolved<Value>>>,
}

impl<'a> Outputs<'a> {
    pub(in super::super) fn new(
        templates: &'a KeptTemplates<'a>,
        cdk: &'a CdkOutput<'a>,
    ) -> Outputs<'a> {
        Outputs {
            templates,
            cdk,
            stacks: RefCell::default(),
            open: RefCell::default(),
            in_circles: RefCell::default(),
        }
    }

    /// Why the outputs of a stack are not told now: it waits for itself, or too many wait for one another.
    fn cut_off(&self, which: &Which) -> Option<String> {
        let open = self.open.borrow();
        if let Some(at) = open.iter().position(|other| other == which) {
            let mut in_circles = self.in_circles.borrow_mut();
            in_circles.extend(open[at..].iter().cloned());
            return Some(in_a_circle(which));
        }
        (open.len() >= MAX_OUTPUT_DEPTH)
            .then(|| format!("more than {MAX_OUTPUT_DEPTH} stacks wait for outputs of one another"))
    }

    /// The stack that a resource makes; an error where it makes none, or its template is not at hand.
    fn nested(&self, stack: &Evaluator<'_>, which: &Which) -> Result<Rc<Nested>, NotAtHand> {
        if let Some(known) = self.stacks.borrow().get(which) {
            return known.clone();
        }
        let made = resource_named(stack, &which.1, &[STACK, SERVERLESS_APPLICATION]);
        let nested = made.ok_or(None);
        let nested = nested.and_then(|resource| self.made_by(stack, &resource));
        let nested = nested.map(Rc::new);
        let mut stacks = self.stacks.borrow_mut();
        stacks.insert(which.clone(), nested.clone());
        nested
    }

    fn made_by(&self, stack: &Evaluator<'_>, resource: &Resource<'_>) -> Result<Nested, NotAtHand> {
        let (created, bindings) = resource.created(stack, &Resolved::known(true));
        if created.value() == Some(&false) {
            return Err(Some(Box::new(not_created(&resource.shown, &created))));
        }
        let (_, properties) = resource.properties(stack, &bindings);
        let passing = Passing {
            stack,
            by: format!("stack `{}`", resource.shown),
        };
        let passed = passing.passed_by(&property(&properties, resource.kind, "Parameters"));
        let mut templates = Vec::new();
        for (location, holds) in locations(stack, resource, &bindings, self.cdk) {
            if holds.value() == Some(&false) {
                continue;
            }
            let Location::Local(path) = location else {
                return Err(missing(&resource.shown, &location));
            };
            let unreadable = || {
                let error = self.templates.sources.load(&path).err()?;
                let shown = &resource.shown;
                let why = format!("the template of stack `{shown}` {error}");
                Some(Box::new(Resolved::unknown(why)))
            };
            let file = self.templates.load(&path).ok_or_else(unreadable)?;
            let [template] = file.templates.as_slice() else {
                return Err(None);
            };
            templates.push(Candidate {
                template: Arc::clone(template),
                source: file.source,
                supplied: passed.for_template(template),
                holds,
                told: OnceCell::new(),
            });
        }
        Ok(Nested {
            shown: resource.shown.clone(),
            called: stack.called_below(&resource.shown),
            instance: stack.instance.below(&*resource.id),
            site: site_in_force(stack, &bindings, resource),
            bindings,
            inherited: stack.handed_down(),
            templates,
        })
    }

    fn tell(&self, stack: &Evaluator<'_>, which: &Which, output: &str) -> Option<Resolved<Value>> {
        let nested = match self.nested(stack, which) {
            Ok(nested) => nested,
            Err(instead) => return instead.map(|instead| *instead),
        };
        let tell = |candidate: &Candidate| {
            let told = nested.told_by(candidate, stack, output);
            told.settled(nested.bindings.holds())
        };
        let mut candidates = nested.templates.iter().rev();
        let last = tell(candidates.next()?);
        Some(candidates.fold(last, |others, candidate| {
            let own = tell(candidate);
            let holds = candidate.holds.clone().choosing();
            holds.and_then(&mut |is_it| if is_it { own.clone() } else { others.clone() })
        }))
    }
}

impl Nested {
    /// An output of the stack with one of its templates.
    fn told_by(&self, from: &Candidate, above: &Evaluator<'_>, output: &str) -> Resolved<Value> {
        let own = || {
            let (supplied, site) = (from.supplied.clone(), self.site.clone());
            let mut own = above.below(&from.template, supplied, site, self.instance.clone());
            own.called = Arc::clone(&self.called);
            own.inherited = self.inherited.clone();
            own
        };
        // What is evaluated is not asked for again: it would wait for itself.
        let told = from.told.get_or_init(|| {
            let own = own();
            let section = own.section(Section::Outputs);
            let placed = section.map_or(&[][..], |section| &section.placed);
            let known = placed.iter().filter(|placed| placed.left_open().is_none());
            known
                .map(|placed| {
                    let name = (placed.key.as_str(), from.source);
                    (placed.key.clone(), output_of(&own, &self.shown, name))
                })
                .collect()
        });
        let told = told.get(output).cloned();
        told.unwrap_or_else(|| output_of(&own(), &self.shown, (output, from.source)))
    }
}

impl StacksBelow for Outputs<'_> {
    fn output(
        &self,
        stack: &Evaluator<'_>,
        resource: &str,
        output: &str,
    ) -> Option<Resolved<Value>> {
        let which = (stack.instance.clone(), resource.to_owned());
        if let Some(why) = self.cut_off(&which) {
            // Asked for by another one, it may be told.
            return Some(Resolved::unknown(why));
        }
        self.open.borrow_mut().push(which.clone());
        let told = self.tell(stack, &which, output);
        self.open.borrow_mut().pop();
        let is_in_circle = self.in_circles.borrow().contains(&which);
        told.map(|told| {
            if is_in_circle {
                Resolved::unknown(in_a_circle(&which))
            } else {
                told
            }
        })
    }
}

/// Why nothing is known of the outputs of a stack whose template is nowhere.
fn missing(shown: &str, location: &Location) -> NotAtHand {
    let Location::Missing(path) = location else {
        return None;
    };
    let why = match path {
        Some(path) => {
            format!("the template of stack `{shown}` is missing: there is no file `{path}`")
        }
        None => format!("the template of stack `{shown}`, whose path is not shown, is missing"),
    };
    Some(Box::new(Resolved::unknown(why)))
}

/// An output of a stack that is not made, refused.
///
/// Source: `CloudFormation` answers "Unresolved resource dependencies" to a reference to a resource whose condition is false.
fn not_created(shown: &str, created: &Resolved<bool>) -> Resolved<Value> {
    Resolved::Invalid {
        text: shown.to_owned(),
        why: "it is not created, and has no outputs then".into(),
        from: created.clone().choosing().from().clone(),
    }
}

/// Why the outputs of a stack are not known that waits for itself.
///
/// Source: `CloudFormation`'s refusal, "Circular dependency between resources".
fn in_a_circle((_, resource): &Which) -> String {
    format!("stack `{resource}` waits for an output that waits for one of its own")
}

/// An output of a stack that is called `shown` and has its template in a file. One whose condition is false is none, and asking for it is refused.
fn output_of(
    stack: &Evaluator<'_>,
    shown: &str,
    (name, file): (&str, SourceId),
) -> Resolved<Value> {
    stack.reset_steps();
    if let Some((why, span)) = stack.template.macros.first() {
        return Resolved::unknown_from(why.clone(), Evidence::hop(Hop::chose(*span, "this macro")));
    }
    let placed = match stack.declared(Section::Outputs, name) {
        Found::Entry(placed) => placed,
        Found::Perhaps(gap) => return left_open(&gap),
        Found::Nothing => return undeclared(stack.template, shown, (name, file)),
    };
    let body = &placed.entry.value;
    let holds = condition_of(stack, body, &placed.bindings);
    if let Resolved::Invalid { text, why, from } = holds {
        return Resolved::Invalid { text, why, from };
    }
    if holds.value() == Some(&false) {
        return Resolved::Invalid {
            text: name.to_owned(),
            why: format!("stack `{shown}` has no such output, as its condition is false"),
            from: holds.choosing().from().clone(),
        };
    }
    let entries = body.entries().iter().rev();
    let mut values = entries.filter(|entry| entry.key.as_str() == Some("Value"));
    let none = || Resolved::unknown(format!("output `{name}` of stack `{shown}` has no `Value`"));
    let Some(entry) = values.next() else {
        return none();
    };
    let bindings = placed.bindings.assuming(&holds.truth().yes);
    let value = stack.evaluate(&entry.value, &bindings);
    let value = stack.assigned(value, entry);
    let said = format!("output `{name}` of stack `{shown}`");
    let included_by = included_by(stack.template, entry.value.span);
    value
        .converted(&mut parameter_text)
        .or_else(&none())
        .via(included_by)
        .via([Hop::value(whole(&entry.value), said)])
}

fn condition_of(stack: &Evaluator<'_>, body: &Node, bindings: &Bindings) -> Resolved<bool> {
    let named = body.get("Condition");
    match named.and_then(|named| Some((named.as_str()?, named.span))) {
        Some((name, at)) => stack.condition(name, at, bindings),
        None => Resolved::known(true),
    }
}

/// An output that a template does not declare, refused. Source: cfn-lint's E1010 (outputs of nested stacks).
fn undeclared(template: &Template, shown: &str, (name, file): (&str, SourceId)) -> Resolved<Value> {
    let declared = template.section(Section::Outputs.key()).iter();
    let at = declared.clone().next().map(|entry| entry.key.span);
    let at = at.unwrap_or_else(|| Span::beginning(file));
    let keys = declared.filter_map(|entry| entry.key.as_str());
    Resolved::Invalid {
        text: name.to_owned(),
        why: format!(
            "the template of stack `{shown}` declares no output of that name{}",
            suggest::did_you_mean(name, keys)
        ),
        from: Evidence::hop(Hop::chose(at, "there is no such output here")),
    }
    .via(included_by(template, at))
}

/// The files that only name the one in which an output, or the first of others, stands.
fn included_by(template: &Template, at: Span) -> impl Iterator<Item = Hop> {
    let includes = template.includers_of(at.source);
    includes.map(|at| Hop::chose(at, "the file of this output is included here"))
}
