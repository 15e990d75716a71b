//! Templates that stand in the address of a stack's template, where that address leads elsewhere or cannot be told: they are
//! judged by themselves, and as that stack would deploy them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::language::{
    Evaluator, Found, ParameterValues, Site, Value, account_not_known, region_not_known,
};
use super::super::resources::{Resource, resources};
use super::super::template::{
    SERVERLESS_APPLICATION, STACK, STACK_SET, Template, TemplateCache, TemplateFile, local_path,
};
use super::cdk_output::CdkOutput;
use super::child_templates::{Location, locations, naming};
use super::passed_parameters::{Passed, Passing};
use super::refused::property;
use crate::budget::Budget;
use crate::resolved::{
    Case, Condition, Constant, Defaults, Evidence, Formula, Instance, Resolved, Symbol,
};
use crate::source::SourceMap;

/// What stacks may pass to templates that stand in their addresses, by the template's file.
#[derive(Default)]
pub(crate) struct Addressed(BTreeMap<PathBuf, Vec<MayPass>>);

/// What one of them does.
struct MayPass {
    /// The stack, for a sentence, and the file that it is declared in.
    by: String,
    parent: String,
    passed: Passed,
    /// That it deploys the template.
    holds: Formula,
}

impl Addressed {
    /// What the templates of a file name.
    pub(crate) fn of(
        file: &TemplateFile,
        given: &ParameterValues,
        cdk: &CdkOutput<'_>,
        cache: &TemplateCache<'_>,
        budget: &Budget,
    ) -> Addressed {
        let mut out = Addressed::default();
        for template in &file.templates {
            out.take_template(template, given, cdk, cache, budget);
        }
        out
    }

    /// Adds what another file names.
    pub(crate) fn add(&mut self, other: Addressed) {
        for (path, stacks) in other.0 {
            self.0.entry(path).or_default().extend(stacks);
        }
    }

    fn take_template(
        &mut self,
        template: &Template,
        given: &ParameterValues,
        cdk: &CdkOutput<'_>,
        cache: &TemplateCache<'_>,
        budget: &Budget,
    ) {
        let root = Instance::root("stack");
        let site = Site::new(&root, account_not_known(), region_not_known());
        let defaults = Defaults::assumed(true);
        let stack = Evaluator::new(template, given.clone(), site, &defaults, root, budget);
        for resource in resources(&stack, &[STACK, SERVERLESS_APPLICATION, STACK_SET]) {
            stack.reset_steps();
            // One that is not created passes nothing.
            let (created, bindings) = resource.created(&stack, &Resolved::known(true));
            if created.value() == Some(&false) {
                continue;
            }
            let (_, properties) = resource.properties(&stack, &bindings);
            let Found::Entry(address) = property(&properties, resource.kind, naming(&resource))
            else {
                continue;
            };
            let strings = address.entry.value.strings().into_iter();
            let named = strings.filter_map(|text| named_in(text, &template.folder, cdk.sources));
            let named: Vec<PathBuf> = named.collect();
            if named.is_empty() {
                continue;
            }
            let passing = Passing {
                stack: &stack,
                by: format!("stack `{}`", resource.shown),
            };
            let passed = passing.passed_by(&property(&properties, resource.kind, "Parameters"));
            if passed.names.is_empty() {
                continue;
            }
            let followed = locations(&stack, &resource, &bindings, cdk);
            for path in named {
                let is_followed = |(location, _): &(Location, _)| matches!(location, Location::Local(local) if *local == path);
                let declares = |name: &str| {
                    let file = cache.load(&path);
                    let mut templates = file.iter().flat_map(|file| &file.templates);
                    templates.any(|one| one.member("Parameters", name).is_some())
                };
                // Another template of that name takes other parameters.
                if followed.iter().any(is_followed)
                    || !passed.names.iter().all(|(name, _)| declares(name))
                {
                    continue;
                }
                let entry = self.0.entry(path).or_default();
                entry.push(MayPass {
                    by: passing.by.clone(),
                    parent: cdk.sources.get(resource.declared.source).name().to_owned(),
                    passed: passed.clone(),
                    holds: deploys(&resource, &created),
                });
            }
        }
    }

    /// Gives a template what the stacks pass, each where it deploys it. What is given otherwise stays.
    pub(crate) fn give(&self, path: &Path, template: &Template, supplied: &mut ParameterValues) {
        let mut all: BTreeMap<String, Resolved<Value>> = BTreeMap::new();
        let stacks = self.0.get(path).map_or(&[][..], Vec::as_slice);
        for may_pass in stacks {
            let MayPass { by, parent, .. } = may_pass;
            // Stacks of one name lie in several templates.
            let is_alike = |other: &MayPass| other.by == *by && other.parent != *parent;
            let by = if stacks.iter().any(is_alike) {
                format!("{by} of {parent}")
            } else {
                by.clone()
            };
            let passed = may_pass.passed.for_template(template);
            for (name, passed) in passed.all() {
                let own = all.remove(name).unwrap_or_else(Resolved::unset);
                all.insert(name.to_owned(), may_pass.over(&by, passed.clone(), own));
            }
        }
        for (name, value) in all {
            if !supplied.has(&name) {
                supplied.insert(name, value);
            }
        }
    }
}

impl MayPass {
    /// What is passed where it deploys the template, else what is given otherwise. `by` is the stack.
    fn over(&self, by: &str, passed: Resolved<Value>, own: Resolved<Value>) -> Resolved<Value> {
        let case = |holds: Formula, outcome: &str, value| Case {
            when: Condition::new(holds, by.to_owned(), outcome),
            value,
        };
        Resolved::Varies {
            cases: vec![
                case(self.holds.clone(), "deploys it", passed),
                case(self.holds.not(), "does not deploy it", own),
            ],
            from: Evidence::default(),
        }
    }
}

/// That a stack deploys the template which its address only resembles, and is created at all. A StackSet's instances are elsewhere:
/// where it is created says nothing of where they are.
fn deploys(resource: &Resource<'_>, created: &Resolved<bool>) -> Formula {
    let name = format!("which template `{}` deploys", resource.id);
    let at = Instance::root("address").below(format!("{:?}", resource.declared));
    let symbol = Symbol::named(name, at).as_flag();
    let deploys = Formula::equals(&symbol, &Constant::Bool(true));
    if resource.kind == STACK_SET {
        return deploys;
    }
    let both = deploys.and(&created.truth().yes);
    both.unwrap_or(deploys)
}

/// The local file that a piece of an address names: as it is, or by its last part behind what is not known or a host.
pub(super) fn named_in(piece: &str, folder: &Path, sources: &SourceMap) -> Option<PathBuf> {
    if let Some(path) = local_path(folder, piece, sources) {
        return Some(path);
    }
    let behind = piece.rsplit_once('}').map_or(piece, |(_, behind)| behind);
    let behind = behind.split_once("://").map_or(behind, |(_, path)| path);
    let (_, path) = behind.split_once('/')?;
    let mut rest = Some(path);
    while let Some(tail) = rest {
        let is_name = tail
            .rsplit('/')
            .next()
            .is_some_and(|name| name.contains('.'));
        let found = is_name.then(|| local_path(folder, tail, sources)).flatten();
        if found.is_some() {
            return found;
        }
        rest = tail.split_once('/').map(|(_, tail)| tail);
    }
    None
}
