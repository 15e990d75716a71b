//! Stacks in stacks: nested stacks with a local template, and stack sets with an inline one.

mod child_templates;
mod inline;
mod passed_parameters;
mod regions;

use std::path::PathBuf;

use super::language::Evaluator;
use super::resources::{Resource, resources};
use super::template::{SERVERLESS_APPLICATION, STACK, STACK_SET, TRAIL, TemplateCache, type_of};
use super::trail::trail;
use crate::model::Account;
use crate::resolved::Resolved;
use crate::source::SourceId;
use child_templates::child_path;
pub(super) use child_templates::{children, roots};
use inline::inline_templates;
use passed_parameters::{in_list, in_map, passed_parameters};
use regions::regions;

/// How deep stacks may lie in one another.
const MAX_STACKS: usize = 10;

/// Judges a stack and the stacks below it.
pub(super) struct Judge<'a> {
    pub(super) templates: &'a TemplateCache<'a>,
    pub(super) deployment: Option<String>,
    /// The account of the stack itself, then one for each StackSet in it.
    pub(super) accounts: Vec<Account>,
    pub(super) parsed: Vec<SourceId>,
}

/// Where a stack lies: what is put before and after its trails' addresses, whether it exists, and the templates above it.
#[derive(Clone)]
pub(super) struct Place {
    prefix: String,
    suffix: String,
    created: Resolved<bool>,
    above: Vec<PathBuf>,
    /// Index into the judge's accounts.
    account: usize,
}

impl Place {
    /// That of a stack that no other one nests.
    pub(super) fn root(path: PathBuf) -> Place {
        Place {
            prefix: String::new(),
            suffix: String::new(),
            created: Resolved::known(true),
            above: vec![path],
            account: 0,
        }
    }

    /// That of a stack that a resource of this one makes.
    fn below(&self, resource: &Resource<'_>, created: Resolved<bool>) -> Place {
        Place {
            prefix: format!("{}{}/", self.prefix, resource.id),
            created,
            ..self.clone()
        }
    }
}

impl Judge<'_> {
    /// Adds the trails of a stack, and of the stacks in it, to the accounts.
    pub(super) fn judge(&mut self, stack: &Evaluator<'_>, place: &Place) {
        self.parsed.extend(&stack.template.included);
        for resource in resources(stack, &[TRAIL, STACK, SERVERLESS_APPLICATION, STACK_SET]) {
            match type_of(resource.node) {
                Some(TRAIL) => self.trail(stack, &resource, place),
                Some(STACK_SET) => self.stack_set(stack, &resource, place),
                _ => self.nested(stack, &resource, place),
            }
        }
        self.accounts[place.account]
            .unreadable
            .extend(stack.template.unreadable.iter().cloned());
    }

    fn trail(&mut self, stack: &Evaluator<'_>, resource: &Resource<'_>, place: &Place) {
        let address = format!("{}{}{}", place.prefix, resource.id, place.suffix);
        let (mut trail, unreadable) = trail(stack, resource, address, &place.created);
        trail.deployment.clone_from(&self.deployment);
        let account = &mut self.accounts[place.account];
        account.trails.push(trail);
        account.unreadable.extend(unreadable);
    }

    fn nested(&mut self, stack: &Evaluator<'_>, resource: &Resource<'_>, place: &Place) {
        let Some(path) = child_path(&stack.template.folder, resource.node) else {
            return;
        };
        if place.above.contains(&path) || place.above.len() >= MAX_STACKS {
            return;
        }
        let (created, bindings) = resource.created(stack, &place.created);
        let Some(child) = self.templates.load(&path) else {
            return;
        };
        self.parsed.push(child.source);
        let supplied = passed_parameters(
            stack,
            &bindings,
            &format!("stack `{}`", resource.id),
            in_map(resource.node.get("Properties")),
        );
        let mut below = place.below(resource, created);
        below.above.push(path);
        for template in &child.templates {
            let inner = Evaluator::new(
                template,
                supplied.clone(),
                stack.region.clone(),
                stack.assume_defaults,
            );
            self.judge(&inner, &below);
        }
        self.accounts[place.account]
            .unreadable
            .extend(child.unreadable.iter().cloned());
    }

    /// A StackSet's template is deployed to each Region of its instances; every one is a trail of its own.
    fn stack_set(&mut self, stack: &Evaluator<'_>, resource: &Resource<'_>, place: &Place) {
        let (created, bindings) = resource.created(stack, &place.created);
        let Some(properties) = resource.node.get("Properties") else {
            return;
        };
        let Some(body) = properties.get("TemplateBody") else {
            return;
        };
        let by = format!("StackSet `{}`", resource.id);
        let supplied = passed_parameters(stack, &bindings, &by, in_list(properties));
        let regions = regions(stack, properties, &bindings);
        let sources = self.templates.sources;
        let templates = match inline_templates(body, &stack.template.folder, sources) {
            Some(Ok(templates)) => templates,
            Some(Err(errors)) => {
                self.accounts[place.account].unreadable.extend(errors);
                return;
            }
            None => return,
        };
        let instances = templates
            .iter()
            .flat_map(|template| regions.iter().map(move |region| (template, region)));
        for (template, region) in instances {
            let suffix = match region.value() {
                Some(region) if regions.len() > 1 => format!("@{region}"),
                _ => String::new(),
            };
            self.accounts.push(Account::default());
            let below = Place {
                suffix,
                account: self.accounts.len() - 1,
                ..place.below(resource, created.clone())
            };
            let inner = Evaluator::new(
                template,
                supplied.clone(),
                region.clone(),
                stack.assume_defaults,
            );
            if below.prefix.matches('/').count() <= MAX_STACKS {
                self.judge(&inner, &below);
            }
        }
    }
}
