//! CloudFormation templates that a module deploys: `aws_cloudformation_stack`, the Cloud Control provider's
//! `awscc_cloudformation_stack`, and `aws_cloudformation_stack_set`. The trails in them are trails of CloudFormation, judged with
//! what the module passes.
//!
//! Source: the providers' references of these; the template is `template_body`, or lies where `template_url` says;
//! `parameters` is a map of strings.

mod around;
mod body;
mod choices;
mod cloud_control;
mod every_module;
mod expressions;
mod meant_set;
mod misspelt;
mod object;
mod passed;
mod set_groups;
mod set_instances;
mod shown;
mod unfollowed;
mod uploaded;

use std::path::PathBuf;
use std::rc::Rc;

use super::config::instance::Instance;
use super::config::instance_keys::Key;
use super::config::module::{AWSCC_STACK, AWSCC_STACK_SET, CLOUD_CONTROL, STACK_SET};
use super::lang::syntax::Block;
use crate::cloudformation::{DeployedStack, DeployedTemplate, Deployer};
use crate::diagnostic::Problem;
use crate::model::{Account, Judged, Trail};
use crate::resolved::{Hop, Instance as Identity, Resolved, Term};
use crate::source::Span;
use body::{Body, How, NotKnown, bodies};
use cloud_control::states;
use expressions::Place;
use meant_set::StackSet;
use misspelt::{argument, refused_name};
use passed::Passed;
use set_groups::groups_of;
use set_instances::{Deployments, Perhaps, SetInstances, address_of, instances_of, is_of_a_set};
use unfollowed::{Unfollowed, of_body, of_no_type, of_set_elsewhere, of_url};
use uploaded::uploaded;

/// What a resource deploys.
pub(super) struct OfResource {
    /// Of each stack: whose account it is in.
    pub(super) accounts: Vec<(String, Account)>,
    /// What else is to be said.
    pub(super) judged: Judged,
    /// The files that the templates are read from which it deploys, among others.
    pub(super) deployed: Vec<PathBuf>,
}

/// What the instances of a resource deploy, in an instance of its module. `above` says whether that one exists.
pub(super) fn stacks(
    instance: &Instance<'_>,
    block: &Block,
    above: &Resolved<bool>,
    deployer: &Deployer<'_>,
    most_trails: usize,
) -> OfResource {
    let mut out = OfResource {
        accounts: Vec::new(),
        judged: Judged::default(),
        deployed: Vec::new(),
    };
    let provider = instance.provider_of(block);
    let refused = refused_name(block);
    for (key, created) in instance.each_of(block, above) {
        let place = Place {
            instance,
            key: Some(&key),
        };
        let created = match &refused {
            Some(refused) if created.value() != Some(&false) => created.and(refused),
            _ => created,
        };
        let resource = Resource {
            place,
            block,
            key: &key,
            created,
            provider: &provider,
        };
        resource.judge(deployer, most_trails, &mut out);
    }
    out
}

/// What stands for the trails of StackSets that are declared elsewhere, of which a resource makes instances.
pub(super) fn sets_elsewhere(
    instance: &Instance<'_>,
    block: &Block,
    above: &Resolved<bool>,
) -> Vec<(String, Box<Trail>)> {
    let provider = instance.provider_of(block);
    let mut out = Vec::new();
    for (key, created) in instance.each_of(block, above) {
        let place = Place {
            instance,
            key: Some(&key),
        };
        let unfollowed = of_set_elsewhere(place, block);
        let unfollowed = unfollowed.filter(|_| created.value() != Some(&false));
        let unfollowed = unfollowed.filter(|_| !is_of_a_set(place, block));
        out.extend(unfollowed.map(|unfollowed| {
            let address = address_of(place, block, &key);
            let trail = unfollowed.trail(address, instance, created);
            (provider.clone(), Box::new(trail))
        }));
    }
    out
}

/// One instance of a resource that deploys a template.
struct Resource<'i, 'a> {
    place: Place<'i, 'a>,
    block: &'i Block,
    key: &'i Key,
    created: Resolved<bool>,
    provider: &'i str,
}

/// Where a resource deploys its template to.
struct Target {
    /// What follows the names in the stack.
    suffix: String,
    region: Resolved<String>,
    account: Option<Resolved<String>>,
    /// What wins over the parameters of the resource.
    overrides: Option<Passed>,
    /// What may win over both.
    perhaps: Rc<[Perhaps]>,
    exists: Resolved<bool>,
    brought_by: Vec<Span>,
    /// Whose account it is in.
    whose: String,
    identity: Identity,
}

impl Resource<'_, '_> {
    fn address(&self) -> String {
        let prefix = &self.place.instance.prefix;
        let name = self.block.labels.join(".");
        format!("{prefix}{name}{}", self.key.shown)
    }

    fn judge(&self, deployer: &Deployer<'_>, most_trails: usize, out: &mut OfResource) {
        let how = How {
            deployer,
            around: None,
        };
        let bodies = if self.block.name() == CLOUD_CONTROL {
            match states(self.place, self.block, how) {
                Some(bodies) => bodies,
                None => {
                    return self.leave_open(of_no_type(self.place, self.block), &self.created, out);
                }
            }
        } else {
            let written = argument(self.block, "template_body");
            let written = written.map(|body| bodies(self.place, &body.value, how));
            match written.or_else(|| uploaded(self.place, self.block, how)) {
                Some(bodies) => bodies,
                None => return self.leave_open(of_url(self.place, self.block), &self.created, out),
            }
        };
        let passed = Passed::by(self.place, self.block, "parameters", &self.address());
        let targets = self.targets();
        for Body {
            what,
            holds,
            places,
        } in bodies
        {
            let created = self.created.clone().and(&holds);
            let sources = self.place.instance.root.modules.sources;
            let file = |at: Span| sources.get(at.source).path().to_owned();
            out.deployed.extend(places.iter().copied().map(file));
            let what = match what {
                Ok(what) => what,
                Err(why) => {
                    let by = why.hops.iter().flat_map(Hop::places);
                    let lost = by.filter_map(|at| Problem::of_lost(at.source, sources));
                    out.judged.problems.extend(lost);
                    let created = match &why.refused {
                        Some(refused) if created.value() != Some(&false) => created.and(refused),
                        _ => created,
                    };
                    let unfollowed = of_body(self.place, self.block, why);
                    let unfollowed = unfollowed.map(|unfollowed| unfollowed.brought_by(places));
                    self.leave_open(unfollowed, &created, out);
                    continue;
                }
            };
            out.deployed.extend(what.came_by().map(file));
            for target in &targets {
                let created = created.clone().and(&target.exists);
                let made = (&what, created, places.as_slice());
                self.deploy(made, target, &passed, (deployer, most_trails), out);
            }
        }
    }

    /// Judges the stack that a template makes where it is deployed to.
    fn deploy(
        &self,
        (what, created, places): (&DeployedTemplate, Resolved<bool>, &[Span]),
        target: &Target,
        passed: &Passed,
        (deployer, most_trails): (&Deployer<'_>, usize),
        out: &mut OfResource,
    ) {
        let over = target.overrides.as_ref();
        let value_of = |name: &str| {
            let own = passed.value_of(name);
            let own = over.map_or_else(|| own.clone(), |over| over.value_of(name).or_else(&own));
            let mut perhaps = target.perhaps.iter().map(|other| other.opens(name));
            let open = perhaps.find(|open| !matches!(open, Resolved::Unset { .. }));
            open.unwrap_or(own)
        };
        let names = over.iter().flat_map(|over| &over.names);
        let names: Vec<_> = passed.names.iter().chain(names).cloned().collect();
        let accounts = out.accounts.iter();
        let trails: usize = accounts.map(|(_, account)| account.trails.len()).sum();
        let brought_by = [
            self.block.places(),
            target.brought_by.clone(),
            places.to_vec(),
            self.place.instance.calls(),
        ];
        let (prefix, suffix) = self.around_names(target);
        let stack = DeployedStack {
            prefix,
            suffix,
            identity: target.identity.clone(),
            region: target.region.clone(),
            account: target.account.clone(),
            created,
            passed: &value_of,
            names: &names,
            declared: self.block.header,
            brought_by: brought_by.concat(),
            syntax: self.block.syntax,
            most_trails: most_trails.saturating_sub(trails),
            is_state: self.block.name() == CLOUD_CONTROL,
        };
        let root = self.place.instance.root;
        let judged = deployer.judge(what, stack, &root.defaults, &root.budget);
        for (index, mut account) in judged.accounts.into_iter().enumerate() {
            let why = what.why_open().filter(|_| account.trails.is_empty());
            let open = why.map(|why| NotKnown::elsewhere(why.to_owned()));
            if let Some(unfollowed) = open.and_then(|open| of_body(self.place, self.block, open)) {
                // Instead of what is said of a template of which nothing speaks of a trail.
                account.remarks.clear();
                let address = format!("{}{}", self.address(), target.suffix);
                let created = self.created.clone();
                let trail = unfollowed.trail(address, self.place.instance, created);
                account.add(trail);
            }
            let whose = match index {
                0 => target.whose.clone(),
                // Those of StackSets in it.
                _ => format!("{} {} {index}", target.whose, self.address()),
            };
            out.accounts.push((whose, account));
        }
        // What it nests is judged with it, too.
        let sources = self.place.instance.root.modules.sources;
        let nested = judged.parsed.iter();
        out.deployed
            .extend(nested.map(|file| sources.get(*file).path().to_owned()));
        out.judged.problems.extend(judged.problems);
        out.judged.parsed.extend(judged.parsed);
    }

    /// What stands before and after the names in a stack. A resource that is no stack has the name of its own.
    fn around_names(&self, target: &Target) -> (String, String) {
        if self.block.name() == CLOUD_CONTROL {
            let prefix = &self.place.instance.prefix;
            let suffix = format!("{}{}", self.key.shown, target.suffix);
            return (format!("{prefix}{CLOUD_CONTROL}."), suffix);
        }
        (format!("{}/", self.address()), target.suffix.clone())
    }

    /// Where it deploys its template to.
    fn targets(&self) -> Vec<Target> {
        let is_set = [STACK_SET, AWSCC_STACK_SET].contains(&self.block.name());
        if !is_set {
            return vec![Target {
                suffix: String::new(),
                region: self.region(),
                account: None,
                overrides: None,
                perhaps: Rc::default(),
                exists: Resolved::known(true),
                brought_by: Vec::new(),
                whose: self.provider.to_owned(),
                identity: self.identity(),
            }];
        }
        let Deployments { instances, perhaps } = if self.block.name() == AWSCC_STACK_SET {
            groups_of(self.place, self.block, &self.address())
        } else {
            instances_of(StackSet {
                place: self.place,
                block: self.block,
                key: self.key,
            })
        };
        let perhaps: Rc<[Perhaps]> = perhaps.into();
        let suffixes = suffixes(&instances);
        let targets = instances.into_iter().zip(suffixes).enumerate();
        targets
            .map(|(index, (found, suffix))| Target {
                // Each of them is in an account of its own, for all that is known.
                whose: format!("{} {}{suffix} {index}", self.provider, self.address()),
                identity: self.identity().below(index.to_string()),
                suffix,
                region: found.region,
                account: found.account,
                overrides: found.overrides,
                perhaps: if found.is_open {
                    Rc::clone(&perhaps)
                } else {
                    Rc::default()
                },
                exists: found.exist,
                brought_by: found.brought_by,
            })
            .collect()
    }

    /// Which stack it is.
    fn identity(&self) -> Identity {
        let module = &self.place.instance.identity;
        let resource = module.below(self.block.labels.join("."));
        resource.below(self.key.identity())
    }

    /// The Region that it is deployed to.
    fn region(&self) -> Resolved<String> {
        let instance = self.place.instance;
        // The Cloud Control provider's resources have no `region`.
        let called = (!self.block.name().starts_with(AWSCC_STACK)).then_some("the stack");
        let (region, symbol) = instance.region_of(self.block, self.key, called);
        match region {
            Resolved::Unset { .. } => {
                let why = "the Region that the stack is deployed to is not known";
                Resolved::unknown(why).with_term(Some(Term::Symbol(symbol)))
            }
            region => region,
        }
    }

    /// Adds what stands for the trails of a template that is not known.
    fn leave_open(
        &self,
        unfollowed: Option<Unfollowed>,
        created: &Resolved<bool>,
        out: &mut OfResource,
    ) {
        // Of a stack that is not there, nothing is missed.
        let Some(unfollowed) = unfollowed.filter(|_| created.value() != Some(&false)) else {
            return;
        };
        let mut account = Account::default();
        let is_of_trails = unfollowed.is_of_trails;
        let trail = unfollowed.trail(self.address(), self.place.instance, created.clone());
        if is_of_trails {
            account.add(trail);
        } else {
            account.remarks.extend(trail.into_remark());
        }
        out.accounts.push((self.provider.to_owned(), account));
    }
}

/// What tells the instances of a StackSet apart, where there are several.
fn suffixes(instances: &[SetInstances]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for found in instances {
        let region = found.region.value().filter(|_| !found.region.is_private());
        let suffix = match region {
            _ if instances.len() == 1 => String::new(),
            Some(region) => format!("@{region}"),
            None => String::new(),
        };
        let begins_so = |other: &&String| {
            let rest = other.strip_prefix(suffix.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
        };
        let before = out.iter().filter(begins_so).count();
        out.push(match before {
            0 => suffix,
            before => format!("{suffix}#{}", before + 1),
        });
    }
    out
}
