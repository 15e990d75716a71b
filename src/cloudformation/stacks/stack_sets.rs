//! StackSets: the templates that they deploy, and their instances.

use std::path::PathBuf;
use std::sync::Arc;

use super::super::language::{Entries, Found, Making};
use super::super::template::{STACK_SET, Template, local_path};
use super::child_templates::Location;
use super::instance_groups::{instances, suffix};
use super::not_followed::NotFollowed;
use super::place::{Parent, Place};
use super::refused::{no_template, not_declared, not_passed, property};
use super::template_body::{Body, bodies};
use super::{Judge, Stack};
use crate::model::Account;
use crate::resolved::Resolved;

/// A template that a StackSet may deploy.
struct Deployed {
    template: Arc<Template>,
    exists: Resolved<bool>,
    /// The file it lies in.
    path: Option<PathBuf>,
    made: Making,
}

impl Judge<'_> {
    /// A StackSet's template is deployed to each Region of its instances; every one is a trail of its own.
    pub(super) fn stack_set(&mut self, parent: &Parent<'_, '_>) {
        let (_, properties) = parent.resource.properties(parent.stack, &parent.bindings);
        let passing = parent.passing("StackSet");
        let syntax = parent.stack.template.syntax;
        let base = passing.passed_by(&property(&properties, STACK_SET, "Parameters"));
        let groups = property(&properties, STACK_SET, "StackInstancesGroup");
        let instances = instances(&passing, &groups);
        let inherited = parent.stack.handed_down();
        for deployed in self.templates_of_set(parent, &properties) {
            let of_all = base.for_template(&deployed.template);
            for (index, instance) in instances.iter().enumerate() {
                if self.is_full() {
                    return;
                }
                if instance.exist.value() == Some(&false) {
                    continue;
                }
                let exists = deployed.exists.clone().and(&instance.exist);
                let mut place = Place {
                    suffix: suffix(&instances, index),
                    ..parent.place.below(parent, exists)
                };
                place.above.extend(deployed.path.clone());
                place.identity = place.identity.below(index.to_string());
                self.gathered.accounts.push(Account::default());
                place.account = self.gathered.accounts.len() - 1;
                let supplied = instance.overrides.over(&of_all, &deployed.template);
                let by = parent.resource.declared;
                let names = [&*base.names, &*instance.overrides.names].concat();
                place.refuse(not_declared(&names, &deployed.template, syntax));
                place.refuse(not_passed(
                    &|name| supplied.has(name),
                    &deployed.template,
                    by,
                ));
                let stack = Stack {
                    template: Arc::clone(&deployed.template),
                    supplied,
                    site: place.site(instance.account.clone(), instance.region.clone()),
                    place,
                    inherited: inherited.clone(),
                    made: deployed.made.clone(),
                };
                self.enter(parent, stack);
            }
        }
    }

    /// The templates that a StackSet may deploy.
    fn templates_of_set(
        &mut self,
        parent: &Parent<'_, '_>,
        properties: &Entries<'_>,
    ) -> Vec<Deployed> {
        let mut out = Vec::new();
        for (child, exists, path) in self.children_of(parent) {
            let templates = child.templates.iter();
            out.extend(templates.map(|template| Deployed {
                template: Arc::clone(template),
                exists: exists.clone(),
                path: Some(path.clone()),
                made: Making::default(),
            }));
            self.gathered.say(parent.place, &child.unreadable);
        }
        let found = match property(properties, STACK_SET, "TemplateBody") {
            Found::Entry(placed) => bodies(
                parent.stack,
                &placed.entry.value,
                &placed.bindings,
                self.templates.sources,
                &self.shared.bodies,
            ),
            // What may name the template's file as well has been said already.
            Found::Perhaps(_) | Found::Nothing => Vec::new(),
        };
        for (body, holds) in found {
            let exists = parent.created.clone().and(&holds);
            match body {
                Body::Templates(templates, made) => {
                    out.extend(templates.into_iter().map(|template| Deployed {
                        template,
                        exists: exists.clone(),
                        path: None,
                        made: made.clone(),
                    }));
                }
                Body::Broken(errors) => self.gathered.say(parent.place, &errors),
                Body::Word(word, at) => {
                    let exists = exists.and(&no_template(&word, at));
                    match self.file_meant(parent, &word, &exists) {
                        Some(found) => out.extend(found),
                        None => self.leave_open(parent, &NotFollowed::no_template(&word), exists),
                    }
                }
                Body::File(file) => {
                    if let Some(found) = self.file_meant(parent, &file, &exists) {
                        out.extend(found);
                        continue;
                    }
                    let missing = Location::Missing(Some(file));
                    if let Some(why) = NotFollowed::at(parent.resource, &missing, self.is_named) {
                        self.leave_open(parent, &why, exists);
                    }
                }
                Body::Unknown(why) => self.leave_open(parent, &NotFollowed::body(why), exists),
                Body::Beyond => self.leave_open(parent, &NotFollowed::too_much(), exists),
            }
        }
        out
    }

    /// The templates of the file that a `TemplateBody` names.
    fn file_meant(
        &mut self,
        parent: &Parent<'_, '_>,
        word: &str,
        exists: &Resolved<bool>,
    ) -> Option<Vec<Deployed>> {
        let folder = &parent.stack.template.folder;
        let path = local_path(folder, word, self.templates.sources)?;
        let file = self.templates.load(&path)?;
        let templates = file.templates.iter().map(|template| Deployed {
            template: Arc::clone(template),
            exists: exists.clone(),
            path: Some(path.clone()),
            made: Making::default(),
        });
        let templates = templates.collect();
        self.gathered.parsed.push(file.source);
        self.gathered.say(parent.place, &file.unreadable);
        Some(templates)
    }
}
