//! One trail.

use std::sync::Arc;

use super::attribute::Attribute;
use super::dialect::Dialect;
use super::management_events::ManagementEvents;
use super::patience::Patience;
use super::region::is_region;
use super::remark::Remark;
use crate::resolved::{Evidence, Formula, Hop, Resolved, Syntax};
use crate::source::Span;

/// One trail, whatever it was written in.
#[derive(Clone, Debug)]
pub struct Trail {
    /// `aws_cloudtrail.main`, `module.audit.aws_cloudtrail.this[0]`, a logical id, a trail's name.
    pub address: String,
    pub dialect: Dialect,
    /// How its file gives a value to an attribute.
    pub syntax: Syntax,
    /// The trail's header: `resource "aws_cloudtrail" "main"`, a logical id; where its `Properties` stand twice, those that count.
    pub declared: Span,
    /// What brings it into being: the module calls, the nested stacks, the Terragrunt unit above it, nearest first.
    pub brought_by: Vec<Span>,
    /// The root that it is judged in, as printed: a module's folder, a template, a plan, an output.
    pub root: Arc<str>,
    /// Which named deployment (set of parameters, tfvars) it was judged in.
    pub deployment: Option<Arc<str>>,
    /// Whether the resource exists at all. `Unset` does not occur.
    pub created: Resolved<bool>,
    pub include_global_service_events: Resolved<bool>,
    pub is_multi_region_trail: Resolved<bool>,
    pub is_logging: Resolved<bool>,
    /// Which management events the selectors take. `Unset`: there are no selectors, which means all.
    pub management_events: Resolved<ManagementEvents>,
    /// `us-east-1`. `Unset` where the dialect's code does not say.
    pub home_region: Resolved<String>,
    /// What holds wherever it exists, as all else is refused.
    pub assumed: Formula,
    /// Why it cannot be told whether there will be such a trail: something that makes it cannot be read, so that nothing is
    /// made of it as it stands.
    pub unread: Option<Arc<Unread>>,
    /// How commands name it, where it is there already.
    pub live: Option<Box<Live>>,
    /// Where its own text is, where that is not here.
    pub elsewhere: Option<Box<Elsewhere>>,
    /// What could not be followed, where it only stands for the trails that may be behind that: nothing about them is known.
    pub not_followed: Option<Box<Remark>>,
    /// What it is where it is created, which a default keeps it from: judged with that default left open, one for each instance
    /// that there may be then.
    pub where_created: Vec<Trail>,
    /// How much is done to tell its variants apart.
    pub patience: Patience,
}

/// That something which makes a trail, or may change it, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Why it cannot be told what there will be, a clause.
    pub why: String,
    /// Whether a finding of its own says so, where that something is.
    pub is_said: bool,
}

/// Where the text of a trail is that is not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// In a published module of which only the built-in table tells.
    Published {
        module: String,
        /// Of which version it tells: `5.3.0`, `as of 5.3.0` where a later one may be meant.
        version: String,
    },
    /// In a file of that name, which is generated from what is here.
    Generated(String),
}

/// A trail that is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// Its name or its ARN: `--name` takes both (reference of `aws cloudtrail update-trail`). `None` where neither is said.
    pub name: Option<String>,
    /// An organization's trail is changed from the management account, or by a delegated administrator, only (`CloudTrail`
    /// user guide, "Creating a trail for an organization").
    pub of_organization: bool,
    /// Whether its event selectors take data events. `None` where they are not known.
    pub takes_data_events: Option<bool>,
}

impl Trail {
    /// What stands for the trails that may be behind something that could not be followed: `why` (a clause) is the reason for
    /// whatever is asked about them, `remark` says so where that something stands.
    pub(crate) fn not_followed(
        address: String,
        dialect: Dialect,
        syntax: Syntax,
        why: &str,
        remark: Remark,
    ) -> Trail {
        Trail {
            assumed: Formula::always(),
            live: None,
            address,
            dialect,
            syntax,
            declared: remark.span,
            brought_by: Vec::new(),
            root: Arc::default(),
            deployment: None,
            created: Resolved::unknown(why),
            include_global_service_events: Resolved::unknown(why),
            is_multi_region_trail: Resolved::unknown(why),
            is_logging: Resolved::unknown(why),
            management_events: Resolved::unknown(why),
            home_region: Resolved::unset(),
            unread: None,
            elsewhere: None,
            not_followed: Some(Box::new(remark)),
            where_created: Vec::new(),
            patience: Patience::default(),
        }
    }

    /// What is said in place of one that could not be followed, where that is no row of a list.
    pub(crate) fn into_remark(self) -> Option<Remark> {
        let came_by = self.evidence_places();
        let remark = *self.not_followed?;
        Some(Remark { came_by, ..remark })
    }

    /// The deployment that it is judged in by its name, or its root.
    #[must_use]
    pub fn judged_in(&self) -> &Arc<str> {
        self.deployment.as_ref().unwrap_or(&self.root)
    }

    /// Whether its text is at hand: neither a plan nor the account is, nor a published module that is only known of, nor what
    /// is generated.
    #[must_use]
    pub fn is_written_here(&self) -> bool {
        let is_code = !matches!(self.dialect, Dialect::TerraformPlan | Dialect::AwsCli);
        is_code && self.elsewhere.is_none()
    }

    /// What to do for an assignment, quoted, to hold where its text is not here.
    #[must_use]
    pub fn help_elsewhere(&self, assignment: &str) -> Option<String> {
        Some(match self.elsewhere.as_deref()? {
            Elsewhere::Published { module, .. } => format!(
                "Let an input of `{module}` set {assignment} (`cloudtrail-lint explain module:{module}` prints what decides), or take another version or module"
            ),
            Elsewhere::Generated(name) => {
                format!("Set {assignment} in what `{name}` is generated from")
            }
        })
    }

    /// Changes what its values came by, and what its existence did.
    pub(crate) fn each_evidence(&mut self, change: &mut dyn FnMut(&mut Evidence)) {
        self.created.each_evidence(change);
        self.include_global_service_events.each_evidence(change);
        self.is_multi_region_trail.each_evidence(change);
        self.is_logging.each_evidence(change);
        self.management_events.each_evidence(change);
        self.home_region.each_evidence(change);
    }

    /// Takes what is refused for a default that only stands for another value as not known; `stands_for_another` tells such
    /// a default by its place. What `again`, the same trail with those left open, is refused for as well stays refused.
    pub(crate) fn open_where_refused_by(
        &mut self,
        stands_for_another: &dyn Fn(Span) -> bool,
        again: &[&Trail],
    ) {
        let by = |from: &Evidence| {
            let mut defaults = from.hops.iter().filter(|hop| hop.is_default);
            defaults.any(|hop| hop.span().is_some_and(stands_for_another))
        };
        open_refused(
            &mut self.created,
            again.iter().map(|trail| &trail.created),
            &by,
        );
        open_refused(
            &mut self.include_global_service_events,
            again
                .iter()
                .map(|trail| &trail.include_global_service_events),
            &by,
        );
        open_refused(
            &mut self.is_multi_region_trail,
            again.iter().map(|trail| &trail.is_multi_region_trail),
            &by,
        );
        open_refused(
            &mut self.is_logging,
            again.iter().map(|trail| &trail.is_logging),
            &by,
        );
        open_refused(
            &mut self.management_events,
            again.iter().map(|trail| &trail.management_events),
            &by,
        );
        open_refused(
            &mut self.home_region,
            again.iter().map(|trail| &trail.home_region),
            &by,
        );
        for later in &mut self.where_created {
            later.open_where_refused_by(stands_for_another, again);
        }
    }

    /// Whether any of its values is refused.
    pub(crate) fn has_refused(&self) -> bool {
        self.created.is_refused_somewhere()
            || self.include_global_service_events.is_refused_somewhere()
            || self.is_multi_region_trail.is_refused_somewhere()
            || self.is_logging.is_refused_somewhere()
            || self.management_events.is_refused_somewhere()
            || self.home_region.is_refused_somewhere()
            || self.where_created.iter().any(Trail::has_refused)
    }

    /// `attribute = true` as the trail's author writes it.
    #[must_use]
    pub fn assignment(&self, attribute: Attribute, value: &str) -> String {
        self.syntax
            .assignment(self.dialect.name_of(attribute), value)
    }

    /// The flag with the dialect's default for what is left out.
    #[must_use]
    pub fn flag(&self) -> Resolved<bool> {
        self.include_global_service_events
            .clone()
            .or_default(self.dialect.flag_default())
            .decided()
    }

    /// Multi-Region or not; left out is false in every dialect (API reference of `CreateTrail`).
    #[must_use]
    pub fn multi_region(&self) -> Resolved<bool> {
        self.is_multi_region_trail
            .clone()
            .or_default(false)
            .decided()
    }

    /// Whether the trail logs. Left out is true in Terraform (`enable_logging` defaults to true); CloudFormation
    /// requires it, so a template that leaves it out does not deploy and the question does not arise. Of a trail that is
    /// there, only its status tells; verdicts take it to log, as nearly all do.
    #[must_use]
    pub fn logging(&self) -> Resolved<bool> {
        if self.live.is_some() && matches!(self.is_logging, Resolved::Unset { .. }) {
            return Resolved::unknown("only the output of `aws cloudtrail get-trail-status` tells");
        }
        self.is_logging.clone().or_default(true).decided()
    }

    /// The Region that it is created in, where it is known, may be shown, and is one: a placeholder is none.
    #[must_use]
    pub fn region(&self) -> Option<String> {
        let region = self.home_region.clone().decided();
        let shown = region.value().filter(|_| !region.is_private());
        shown.filter(|region| is_region(region)).cloned()
    }

    /// Which management events the trail takes; without selectors, all.
    #[must_use]
    pub fn management_events_taken(&self) -> Resolved<ManagementEvents> {
        self.management_events
            .clone()
            .or_default(ManagementEvents::All)
            .decided()
    }

    /// Whether it, or one of its values, is written in a text or came by it.
    #[must_use]
    pub fn came_by(&self, text: Span) -> bool {
        let within = |span: Span| text.covers(span);
        self.brought_by.iter().copied().any(within)
            || self.values().into_iter().any(|(_, value)| {
                let cases = value.evidence_of_cases().into_iter();
                cases.chain([value.from()]).any(|evidence| {
                    let hops = evidence.hops.iter().flat_map(Hop::places);
                    hops.chain(evidence.at).any(within)
                })
            })
    }
}

/// Takes what is refused for values that came by something as not known, unless it is refused again.
fn open_refused<'t, T: 't>(
    value: &mut Resolved<T>,
    mut again: impl Iterator<Item = &'t Resolved<T>>,
    by: &dyn Fn(&Evidence) -> bool,
) {
    let is_refused = |again: &Resolved<T>| again.arms().iter().all(|(_, arm)| arm.is_invalid());
    if !again.any(is_refused) {
        open(value, by);
    }
}

/// Whether what is refused is a text or a number that is written somewhere: no empty default is that, and a number may come of
/// one, as the length of a list does.
fn is_written_out(text: &str, from: &Evidence) -> bool {
    let is_text = text.starts_with('"') && text != "\"\"";
    let is_number = || text.starts_with(|sign: char| sign == '-' || sign.is_ascii_digit());
    is_text || is_number() && from.written.is_some()
}

fn open<T>(value: &mut Resolved<T>, by: &dyn Fn(&Evidence) -> bool) {
    match value {
        Resolved::Invalid { text, why, from } if by(from) && !is_written_out(text, from) => {
            *value = Resolved::Unknown {
                why: format!(
                    "the defaults alone are refused ({why}), so that other values are given where it runs"
                ),
                term: None,
                from: std::mem::take(from),
            };
        }
        Resolved::Varies { cases, .. } => {
            for case in cases {
                open(&mut case.value, by);
            }
        }
        _ => {}
    }
}
