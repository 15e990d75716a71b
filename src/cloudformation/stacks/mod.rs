//! Stacks in stacks: nested stacks with a local template, and stack sets.

mod addressed;
mod cdk_output;
mod child_templates;
mod gathered;
mod instance_groups;
mod lost_parents;
mod made_text;
mod not_followed;
mod not_known;
mod open_structure;
mod outputs;
mod passed_parameters;
mod place;
mod rain;
mod refused;
mod stack_sets;
mod template_body;

use std::cell::RefCell;
use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::language::{Evaluator, Inherited, Making, ParameterValues, Site};
use super::limits::{MAX_STACK_DEPTH, MIN_STACKS_OF_DEPLOYMENT, RESOURCES_PER_STEP};
use super::resources::{Resource, Unseen, made_twice, resources, unseen};
use super::template::{
    KeptTemplates, SERVERLESS_APPLICATION, STACK, STACK_SET, TRAIL, Template, TemplateFile,
    doubled_in_stack, doubled_in_trail, local_path, named_twice,
};
use super::trail::{default_region, site_in_force, trail};
use crate::budget::Budget;
use crate::diagnostic::Problem;
use crate::limits::MIN_TRAILS_OF_UNIT;
use crate::model::{Dialect, DoubledKey, Trail};
use crate::parse::Node;
use crate::resolved::{Defaults, Resolved, Syntax};
use crate::source::{SourceId, Span};
pub(super) use addressed::Addressed;
pub(super) use cdk_output::{CdkOutput, is_manifest};
pub(super) use child_templates::children;
use child_templates::{Location, locations};
pub(super) use gathered::Gathered;
pub(super) use lost_parents::{LostParent, LostParents, Tie, brings_in, lose_parameters, names_in};
pub(super) use made_text::MadeText;
use not_followed::{NotFollowed, beyond_the_bound};
pub(super) use open_structure::{ReadBody, read_body};
pub(super) use outputs::Outputs;
use place::Parent;
pub(super) use place::Place;
use refused::{left_out, misspelt, property};
pub(super) use refused::{not_declared, not_passed};
use template_body::ReadBodies;

/// Judges a stack and the stacks below it.
pub(super) struct Judge<'a> {
    pub(super) templates: &'a KeptTemplates<'a>,
    pub(super) cdk: &'a CdkOutput<'a>,
    outputs: &'a Outputs<'a>,
    /// Whether the template was given by name: then nothing of it is passed over.
    pub(super) is_named: bool,
    /// Which defaults of parameters count.
    defaults: &'a Defaults,
    /// What all expressions may take together.
    budget: &'a Budget,
    /// How many more stacks may be judged.
    stacks_left: usize,
    pub(super) gathered: Gathered,
    /// Stacks that may have others in them and are still to judge, those that lie deeper later.
    open: VecDeque<Stack>,
    shared: &'a Shared,
    /// What stands for the stacks that are more than are judged, once that has been said: its account, and which of the
    /// trails there it is.
    too_many: Option<(usize, usize)>,
    /// The files of their templates.
    left_out: HashSet<PathBuf>,
    /// How many more trails may be judged.
    trails_left: usize,
}

/// What the deployments of one template share.
pub(super) struct Shared {
    bodies: RefCell<ReadBodies>,
    /// The resources whose trails are more than are judged.
    beyond: RefCell<HashSet<Span>>,
}

impl Shared {
    /// Where so many nodes are read of the templates that stand in templates.
    pub(super) fn new(nodes: usize) -> Shared {
        Shared {
            bodies: ReadBodies::new(nodes),
            beyond: RefCell::default(),
        }
    }
}

/// How much may yet be judged.
#[derive(Clone, Copy)]
pub(super) struct Left {
    pub(super) stacks: usize,
    pub(super) trails: usize,
}

impl Left {
    /// What one more deployment has of it.
    pub(super) fn of_deployment(self) -> Left {
        Left {
            stacks: self.stacks.max(MIN_STACKS_OF_DEPLOYMENT),
            trails: self.trails.max(MIN_TRAILS_OF_UNIT),
        }
    }

    /// What is left of it once as much is taken as lies between two others.
    pub(super) fn without(self, before: Left, after: Left) -> Left {
        Left {
            stacks: self.stacks.saturating_sub(before.stacks - after.stacks),
            trails: self.trails.saturating_sub(before.trails - after.trails),
        }
    }
}

/// A template with what it is deployed with.
pub(super) struct Stack {
    pub(super) template: Arc<Template>,
    pub(super) supplied: ParameterValues,
    pub(super) site: Site,
    pub(super) place: Place,
    /// What holds because the stacks above it exist.
    pub(super) inherited: Inherited,
    /// What the template around it makes of its text.
    pub(super) made: Making,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        templates: &'a KeptTemplates<'a>,
        cdk: &'a CdkOutput<'a>,
        outputs: &'a Outputs<'a>,
        deployment: Option<String>,
        defaults: &'a Defaults,
        (budget, shared): (&'a Budget, &'a Shared),
        Left { stacks, trails }: Left,
    ) -> Judge<'a> {
        Judge {
            templates,
            cdk,
            outputs,
            is_named: false,
            defaults,
            budget,
            stacks_left: stacks,
            gathered: Gathered::new(deployment),
            open: VecDeque::new(),
            shared,
            too_many: None,
            left_out: HashSet::new(),
            trails_left: trails,
        }
    }

    /// How much may yet be judged.
    pub(super) fn left(&self) -> Left {
        Left {
            stacks: self.stacks_left,
            trails: self.trails_left,
        }
    }

    /// Adds the trails of a stack, and of the stacks in it, to the accounts.
    pub(super) fn judge(&mut self, stack: Stack) {
        self.open.push_back(stack);
        while let Some(stack) = self.open.pop_front() {
            self.shared.bodies.borrow_mut().go_on_in(&stack.template);
            self.judge_one(stack);
        }
        self.gathered.settle_beyond();
        self.gathered.settle_doubled();
        self.gathered.settle_includes();
    }

    /// Says, where there are more stacks than are judged, which files they may have: `below` gives those that one of them nests,
    /// and itself.
    pub(super) fn leave_to_the_rest(&mut self, below: &dyn Fn(&Path) -> HashSet<PathBuf>) {
        let files: HashSet<PathBuf> = self.left_out.iter().flat_map(|path| below(path)).collect();
        let sources = self.templates.sources;
        let mut rest: Vec<SourceId> = files
            .iter()
            .filter_map(|path| Some(sources.load(path).ok()?.id()))
            .collect();
        rest.sort_unstable();
        let trail = self.too_many.and_then(|(account, at)| {
            let account = self.gathered.accounts.get_mut(account)?;
            account.trails.get_mut(at)
        });
        if let Some(trail) = trail {
            let places = rest.into_iter().map(Span::beginning);
            trail.brought_by.extend(places);
        }
    }

    fn judge_one(&mut self, stack: Stack) {
        let mut evaluator = Evaluator::new(
            &stack.template,
            stack.supplied,
            stack.site,
            self.defaults,
            stack.place.identity.clone(),
            self.budget,
        );
        if stack.place.depth > 0 {
            let path = stack.place.prefix.trim_end_matches('/');
            evaluator.called = format!("`{path}`").into();
        }
        evaluator.stacks = Some(self.outputs);
        evaluator.inherited = stack.inherited;
        evaluator.made = stack.made;
        let is_open = evaluator.site.open_region().is_some();
        if let Some(region) = default_region(&evaluator).filter(|_| is_open) {
            evaluator.site = evaluator.site.in_region(region);
        }
        let mut place = stack.place;
        place.refuse(evaluator.no_section());
        place.refuse(evaluator.violated_rule(place.depth > 0));
        self.judge_resources(&evaluator, &place);
    }

    fn judge_resources(&mut self, stack: &Evaluator<'_>, place: &Place) {
        self.gathered
            .problems
            .extend(stack.template.unopened.iter().cloned());
        let included = stack.template.included.iter();
        self.gathered
            .parsed
            .extend(included.clone().map(|included| included.file));
        self.gathered.included.extend(included);
        for resource in resources(stack, &[TRAIL, STACK, SERVERLESS_APPLICATION, STACK_SET]) {
            stack.reset_steps();
            if resource.kind == TRAIL {
                self.trail(stack, &resource, place);
                continue;
            }
            if self.is_full() {
                continue;
            }
            let (mut created, bindings) = resource.created(stack, &place.created);
            let (properties, _) = resource.properties(stack, &bindings);
            if let Some(refused) = misspelt(resource.kind, properties, stack.template.syntax) {
                created = created.and(&refused);
            }
            let left_out = left_out(stack, &resource);
            if let Some(refused) = &left_out {
                created = created.and(refused);
            }
            let parent = Parent {
                stack,
                resource: &resource,
                place,
                created,
                bindings,
            };
            let doubled = doubled_in_stack(resource.node, resource.declared);
            self.gathered.doubled.extend(doubled);
            let lost = self.lost_templates(stack, &resource);
            let said = &mut self.gathered.account(place).doubled;
            said.extend(lost);
            if left_out.is_some() {
                let created = parent.created.clone();
                self.leave_open(&parent, &NotFollowed::nameless(), created);
            } else if resource.kind == STACK_SET {
                self.stack_set(&parent);
            } else {
                self.nested(&parent);
            }
        }
        self.gathered.say_of(place, stack.template);
        let account = self.gathered.account(place);
        let doubled = stack.template.doubled.iter().cloned();
        account.doubled.extend(doubled.chain(made_twice(stack)));
        self.gathered
            .doubled
            .extend(stack.template.perhaps_doubled.iter().cloned());
        // In a stack that is not there, nothing is missed.
        if place.created.value() != Some(&false) {
            for unseen in unseen(stack) {
                self.unseen(unseen, place);
            }
        }
    }

    /// Says where a trail may be that is not seen. A resource of which nothing is known stands for one.
    fn unseen(&mut self, unseen: Unseen, place: &Place) {
        let Some((name, why)) = unseen.resource.filter(|_| self.trails_left > 0) else {
            return self.gathered.remark(place, unseen.remark);
        };
        self.trails_left -= 1;
        let address = format!("{}{name}{}", place.prefix, place.suffix);
        let (dialect, syntax) = (Dialect::CloudFormation, Syntax::Yaml);
        let trail = Trail::not_followed(address, dialect, syntax, &why, unseen.remark);
        self.gathered.add(trail, place);
    }

    fn trail(&mut self, stack: &Evaluator<'_>, resource: &Resource<'_>, place: &Place) {
        let address = format!("{}{}{}", place.prefix, resource.shown, place.suffix);
        if self.trails_left == 0 {
            // It is the same in each turn of a loop, in each stack of the template, and in each of its deployments.
            if self.shared.beyond.borrow_mut().insert(resource.declared) {
                self.gathered
                    .add_beyond(beyond_the_bound(stack, resource, address), place);
            }
            return;
        }
        self.trails_left -= 1;
        let trail = trail(stack, resource, address, &place.created);
        self.gathered.add(trail, place);
        let account = self.gathered.account(place);
        account.doubled.extend(doubled_in_trail(resource.node));
    }

    /// The keys that name the template of a resource and stand twice, where one that does not count names one with a trail.
    fn lost_templates(&self, stack: &Evaluator<'_>, resource: &Resource<'_>) -> Vec<DoubledKey> {
        let has_trail = |value: &Node| {
            let text = value.as_str().unwrap_or_default();
            let path = local_path(&stack.template.folder, text, self.templates.sources);
            let file = path.and_then(|path| self.templates.load(&path));
            let templates = file.iter().flat_map(|file| &file.templates);
            text.contains(TRAIL) || templates.into_iter().any(|one| one.may_have(&[TRAIL]))
        };
        let named = named_twice(resource.node, &["TemplateURL", "TemplateBody", "Location"]);
        let named = named.into_iter();
        let is_lost = |(_, lost): &(DoubledKey, Vec<&Node>)| lost.iter().any(|one| has_trail(one));
        named.filter(is_lost).map(|(key, _)| key).collect()
    }

    /// Adds what stands for the trails that may be in a stack which is not followed.
    fn leave_open(&mut self, parent: &Parent<'_, '_>, why: &NotFollowed, exists: Resolved<bool>) {
        // Of a stack that is not there, nothing is missed.
        if exists.value() == Some(&false) {
            return;
        }
        let place = parent.place;
        let address = format!("{}{}{}", place.prefix, parent.resource.shown, place.suffix);
        let trail = why.trail(parent.stack, parent.resource, address, exists);
        if why.speaks_of_a_trail(parent.resource) {
            self.gathered.add(trail, place);
        } else {
            self.gathered.add_remark(trail, why.alike, place);
        }
    }

    fn nested(&mut self, parent: &Parent<'_, '_>) {
        let (_, properties) = parent.resource.properties(parent.stack, &parent.bindings);
        let passing = parent.passing("stack");
        let syntax = parent.stack.template.syntax;
        let passed = passing.passed_by(&property(&properties, parent.resource.kind, "Parameters"));
        let site = site_in_force(parent.stack, &parent.bindings, parent.resource);
        let inherited = parent.stack.handed_down();
        for (child, exists, path) in self.children_of(parent) {
            let mut place = parent.place.below(parent, exists);
            place.above.push(path);
            place.brought_by.insert(0, Span::beginning(child.source));
            for template in &child.templates {
                let mut place = place.clone();
                let supplied = passed.for_template(template);
                place.refuse(not_declared(&passed.names, template, syntax));
                place.refuse(not_passed(
                    &|name| supplied.has(name),
                    template,
                    parent.resource.declared,
                ));
                let stack = Stack {
                    template: Arc::clone(template),
                    supplied,
                    site: site.clone(),
                    place,
                    inherited: inherited.clone(),
                    made: Making::default(),
                };
                self.enter(parent, stack);
            }
            self.gathered.say(parent.place, &child.unreadable);
        }
    }

    /// The local files that hold the template of a resource, each with whether it does; what else it may be is said.
    fn children_of(
        &mut self,
        parent: &Parent<'_, '_>,
    ) -> Vec<(Arc<TemplateFile>, Resolved<bool>, PathBuf)> {
        let resource = parent.resource;
        let mut out = Vec::new();
        for (location, holds) in locations(parent.stack, resource, &parent.bindings, self.cdk) {
            if holds.value() == Some(&false) {
                continue;
            }
            let exists = parent.created.clone().and(&holds);
            let Location::Local(path) = location else {
                if let Some(why) = NotFollowed::at(parent.resource, &location, self.is_named) {
                    self.leave_open(parent, &why, exists);
                }
                continue;
            };
            // One that nests itself never ends: AWS refuses it.
            if parent.place.above.contains(&path) {
                continue;
            }
            let loaded = self.templates.load(&path);
            match loaded.ok_or_else(|| self.templates.sources.load(&path).err()) {
                Ok(child) => {
                    self.gathered.parsed.push(child.source);
                    out.push((child, exists, path));
                }
                Err(Some(error)) => {
                    let problem = Problem::of_unopened(&path, &error, self.templates.sources);
                    self.gathered.problems.extend(problem);
                    self.leave_open(parent, &NotFollowed::unreadable(&error), exists);
                }
                Err(None) => {}
            }
        }
        out
    }

    /// Whether no stack will be judged any more, and that has been said.
    fn is_full(&self) -> bool {
        (self.stacks_left == 0 || self.budget.is_spent()) && self.too_many.is_some()
    }

    /// Takes a stack among those to judge, unless it lies too deep or there are too many.
    fn enter(&mut self, parent: &Parent<'_, '_>, stack: Stack) {
        let of_interest = [TRAIL, STACK, SERVERLESS_APPLICATION, STACK_SET];
        if !stack.template.may_have(&of_interest) {
            self.gathered.say_of(&stack.place, &stack.template);
            let account = self.gathered.account(&stack.place);
            account
                .doubled
                .extend(stack.template.doubled.iter().cloned());
            // Others may take its outputs.
            self.gathered
                .doubled
                .extend(stack.template.perhaps_doubled.iter().cloned());
            return;
        }
        let resources = stack.template.section("Resources").len() / RESOURCES_PER_STEP + 1;
        let steps = u32::try_from(resources).unwrap_or(u32::MAX);
        if stack.place.depth < MAX_STACK_DEPTH && self.stacks_left > 0 && self.budget.take(steps) {
            self.stacks_left -= 1;
            if stack
                .template
                .may_have(&[STACK, SERVERLESS_APPLICATION, STACK_SET])
            {
                self.open.push_back(stack);
            } else {
                // What it is passed is not held until those beside it are judged.
                self.judge_one(stack);
            }
        } else if stack.place.created.value() != Some(&false) {
            self.left_out.extend(stack.place.above.last().cloned());
            if self.too_many.is_some() {
                return;
            }
            let account = parent.place.account;
            self.too_many = Some((account, self.gathered.accounts[account].trails.len()));
            self.leave_open(parent, &NotFollowed::too_many(), stack.place.created);
        }
    }
}
