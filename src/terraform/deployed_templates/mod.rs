//! CloudFormation templates that a module deploys: `aws_cloudformation_stack`. The trails in them are trails of
//! CloudFormation, judged with what the module passes.
//!
//! Source: the AWS provider's references of `aws_cloudformation_stack`; the template is `template_body`, or lies where
//! `template_url` says; `parameters` is a map of strings.

mod body;
mod expressions;
mod object;
mod passed;
mod unfollowed;

use std::path::PathBuf;

use super::config::instance::Instance;
use super::config::instance_keys::Key;
use super::lang::syntax::Block;
use crate::cloudformation::{DeployedStack, Deployer};
use crate::model::{Account, Judged};
use crate::resolved::{Resolved, Symbol, Term};
use crate::source::Span;
use body::{Body, bodies};
use expressions::Place;
use passed::Passed;
use unfollowed::{Unfollowed, of_body, of_url};

/// What a resource deploys.
pub(super) struct OfResource {
    /// The provider configuration that it belongs to.
    pub(super) provider: String,
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
        provider: instance.provider_of(block),
        judged: Judged::default(),
        deployed: Vec::new(),
    };
    for (key, created) in instance.each_of(block, above) {
        let place = Place {
            instance,
            key: Some(&key),
        };
        let resource = Resource {
            place,
            block,
            key: &key,
            created,
        };
        let left = most_trails.saturating_sub(trails_in(&out.judged));
        resource.judge(deployer, left, &mut out);
    }
    out
}

fn trails_in(judged: &Judged) -> usize {
    judged
        .accounts
        .iter()
        .map(|account| account.trails.len())
        .sum()
}

/// One instance of a resource that deploys a template.
struct Resource<'i, 'a> {
    place: Place<'i, 'a>,
    block: &'i Block,
    key: &'i Key,
    created: Resolved<bool>,
}

impl Resource<'_, '_> {
    fn address(&self) -> String {
        let prefix = &self.place.instance.prefix;
        let name = self.block.labels.join(".");
        format!("{prefix}{name}{}", self.key.shown)
    }

    fn judge(&self, deployer: &Deployer<'_>, most_trails: usize, out: &mut OfResource) {
        let Some(body) = self.block.body.attribute("template_body") else {
            return self.leave_open(of_url(self.place, self.block), &self.created, out);
        };
        let passed = Passed::by(self.place, self.block, &self.address());
        for Body {
            what,
            holds,
            places,
        } in bodies(self.place, &body.value, deployer)
        {
            let created = self.created.clone().and(&holds);
            match what {
                Ok(what) => {
                    let sources = self.place.instance.root.modules.sources;
                    let read = places.iter().copied().chain(what.came_by());
                    let file = |at: Span| sources.get(at.source).path().to_owned();
                    out.deployed.extend(read.map(file));
                    let mut brought_by = self.block.places();
                    brought_by.extend(places);
                    brought_by.extend(self.place.instance.calls());
                    let deployment = DeployedStack {
                        address: self.address(),
                        suffix: String::new(),
                        identity: self.identity(),
                        region: self.region(),
                        account: None,
                        created,
                        passed: &|name| passed.value_of(name),
                        names: &passed.names,
                        brought_by,
                        syntax: self.block.syntax,
                        most_trails,
                    };
                    let root = self.place.instance.root;
                    let judged = deployer.judge(&what, deployment, &root.defaults, &root.budget);
                    take(judged, &mut out.judged);
                }
                Err(why) => self.leave_open(of_body(self.place, self.block, why), &created, out),
            }
        }
    }

    /// Which stack it is.
    fn identity(&self) -> crate::resolved::Instance {
        let module = &self.place.instance.identity;
        let resource = module.below(self.block.labels.join("."));
        resource.below(self.key.identity())
    }

    /// The Region that it is deployed to.
    fn region(&self) -> Resolved<String> {
        let instance = self.place.instance;
        let what = "the stack";
        let (region, symbol): (Resolved<String>, Symbol) =
            instance.region_of(self.block, self.key, Some(what));
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
        let mut trail = unfollowed.trail(self.address(), self.place.instance, created.clone());
        if is_of_trails {
            account.trails.push(trail);
        } else {
            account.remarks.extend(trail.not_followed.take());
        }
        out.judged.accounts.push(account);
    }
}

/// Takes in what another stack came to.
fn take(other: Judged, out: &mut Judged) {
    out.accounts.extend(other.accounts);
    out.problems.extend(other.problems);
    out.parsed.extend(other.parsed);
}
