//! The flag is off: the trail does not record global service events (CT-005).

use super::changes::{in_each_region, on_the_trail, said, to_be_true, without_command};
use super::evidence::evidence_of;
use super::extent::Extent;
use super::finding::{about, at_place, at_value, subject};
use super::recorders::Recorders;
use super::shared::Uses;
use super::unknown::why_unknown;
use super::{Context, Coverage, Rule, links};
use crate::diagnostic::{
    Applicability, Change, Edit, Finding, Fix, Help, Label, RuleMeta, Severity,
};
use crate::model::{
    Account, Arrival, Aspect, Attribute, Dialect, Elsewhere, ManagementEvents, Remark, Trail,
    Variant, Verdict,
};
use crate::resolved::{Hop, Resolved};
use crate::source::Span;

/// Source of risk level, standards and alias: Trend's page of CT-005, which gives no control numbers. The AWS Config
/// rule is the nearest official check ("records global service events").
pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "global-service-events-disabled",
        alias: Some("CT-005"),
        name: "Global service events are not recorded",
        summary: "A trail must include global service events (IAM, STS, CloudFront, console sign-in)",
        severity: Severity::Error,
        risk: Some("High"),
        fixable: true,
        // As the page lists them. CT-010's are the same without PCI, but each page speaks for itself.
        compliance: &[
            "PCI",
            "GDPR",
            "APRA",
            "MAS",
            "NIST4",
            "AWS Well-Architected: Security",
        ],
        aws_config_rule: Some("cloudtrail-security-trail-enabled"),
        links: &[
            links::CREATE_TRAIL,
            links::CLOUDFORMATION,
            links::TERRAFORM,
            links::CT_005,
            links::AWS_CONFIG,
        ],
        explanation: include_str!("global_service_events_disabled.md"),
    },
    check,
};

/// What AWS answers to a multi-Region trail with the flag off: "`InvalidParameterCombinationException`: Multi-Region trail must
/// include global service events." (hashicorp/terraform#4939 for `CreateTrail`, #4723 for `UpdateTrail`).
const REFUSAL: &str =
    "AWS refuses to deploy such a multi-Region trail (`InvalidParameterCombinationException`)";

/// What the flag's verdict depends on.
const ASPECTS: [Aspect; 2] = [Aspect::Created, Aspect::Flag];

fn check(account: &Account, context: Context) -> Vec<Finding> {
    let recorders = Recorders::of(account, context);
    let uses = Uses::of(account);
    // To grow, they would be copied: there may be very many.
    let mut out = Vec::with_capacity(account.trails.len());
    let trails = account.trails.iter();
    out.extend(trails.filter_map(|trail| judge(&recorders, &uses, trail, context)));
    out.extend(account.remarks.iter().map(remark));
    out.extend(no_trail(account, context));
    out
}

fn remark(remark: &Remark) -> Finding {
    at_place(&RULE.meta, remark.span, remark.label, &remark.message)
        .severity(severity_of(remark))
        .help(help_of(remark))
        .changes(remark.change.iter().cloned().collect())
        .alike(remark.alike.filter(|_| remark.change.is_none()))
        .finish()
}

fn severity_of(remark: &Remark) -> Severity {
    match remark.change {
        Some(_) => Severity::Warning,
        None => Severity::Note,
    }
}

fn help_of(remark: &Remark) -> Option<Help> {
    match &remark.change {
        Some(change) => Some(Help::asking(std::slice::from_ref(change))),
        None => remark.help.clone().map(Help::from),
    }
}

/// What is said in place of the trails that may be behind something that is not followed.
fn not_followed(trail: &Trail, remark: &Remark) -> Finding {
    let mut found = about(
        &RULE.meta,
        trail,
        remark.span,
        remark.label,
        &remark.message,
    )
    .severity(severity_of(remark))
    .help(help_of(remark))
    .changes(remark.change.iter().cloned().collect())
    .because_of(&trail.include_global_service_events)
    .because_it_may_not_exist()
    .finish();
    // It is the same for all who call it, and said once.
    found.deployment = None;
    found.root = None;
    found
}

/// An account without a trail has none that records: where one is asked for, that is a finding.
fn no_trail(account: &Account, context: Context) -> Option<Finding> {
    let span = account
        .without_trail
        .filter(|_| context.coverage == Coverage::OneTrail)?;
    let message = "The account has no trail, so nothing records global service events";
    Some(
        at_place(&RULE.meta, span, "no trail here", message)
            .help(Help::from("Create a multi-Region trail (`aws cloudtrail create-trail --is-multi-region-trail …`) and start its logging"))
            .finish(),
    )
}

fn judge(
    recorders: &Recorders<'_>,
    uses: &Uses<'_>,
    trail: &Trail,
    context: Context,
) -> Option<Finding> {
    let variants = trail.variants(&ASPECTS);
    if let Some(remark) = trail.not_followed.as_deref() {
        // What is refused is said where it is refused.
        let may_exist = Extent::of(&variants, |v| !v.is_refused()) != Extent::Never;
        return may_exist.then(|| not_followed(trail, remark));
    }
    let off = Extent::of(&variants, |v| v.flag() == Some(false));
    match off {
        Extent::Never => not_known((recorders, uses), trail, &variants)
            .or_else(|| off_when_created(recorders, trail))
            .or_else(|| unread(recorders, trail)),
        Extent::Always | Extent::WhenCreated(_) | Extent::Sometimes(_) => {
            disabled(recorders, uses, trail, &off, context)
        }
    }
}

fn not_known(
    (recorders, uses): (&Recorders<'_>, &Uses<'_>),
    trail: &Trail,
    variants: &[Variant<'_>],
) -> Option<Finding> {
    let extent = Extent::of(variants, |v| {
        v.flag().is_none() && !v.include_global_service_events.is_invalid() && !v.is_refused()
    });
    if extent == Extent::Never
        || recorders.may_omit_flag(trail)
        || takes_no_management_events(trail)
    {
        return None;
    }
    let why = why_unknown(variants, |v| &v.include_global_service_events)?;
    let flag = &trail.include_global_service_events;
    let message = format!(
        "Cannot tell whether {} records global service events{}: {why}",
        subject(trail, &extent),
        extent.when(),
    );
    let is_unknown = |arm: &Resolved<bool>| matches!(arm, Resolved::Unknown { .. });
    let evidence = evidence_of(flag, &is_unknown);
    Some(
        at_value(&RULE.meta, trail, flag, "not known", message)
            .severity(Severity::Note)
            .help(match trail.dialect {
                Dialect::AwsCli => without_command(trail),
                _ => to_be_known(uses, trail, &evidence),
            })
            .because(evidence)
            .because_it_may_not_exist()
            .finish(),
    )
}

/// A trail that is not made as it stands, for all that is known, where nothing else says why.
fn unread(recorders: &Recorders<'_>, trail: &Trail) -> Option<Finding> {
    let unread = trail.unread.as_ref().filter(|unread| !unread.is_said)?;
    let is_decisive = trail.verdict() == Verdict::Unknown;
    if !is_decisive || recorders.may_omit_flag(trail) || takes_no_management_events(trail) {
        return None;
    }
    let message = format!(
        "Cannot tell whether {} records global service events: {}",
        subject(trail, &Extent::Always),
        unread.why
    );
    let found = about(&RULE.meta, trail, trail.declared, "not known", &message);
    Some(found.severity(Severity::Note).finish())
}

/// A trail that a default keeps away, and that would not record where that is overridden.
fn off_when_created(recorders: &Recorders<'_>, trail: &Trail) -> Option<Finding> {
    let aspects = [Aspect::Created, Aspect::Flag, Aspect::ManagementEvents];
    let would_be_off = |v: &Variant<'_>| {
        v.flag() == Some(false) && v.management_events() != Some(ManagementEvents::None)
    };
    let mut there = trail.where_created.iter().map(|there| {
        let off = Extent::of(&there.variants(&aspects), would_be_off);
        (there, off)
    });
    let (there, off) = there.find(|(_, off)| *off != Extent::Never)?;
    if recorders.may_omit_flag(trail) {
        return None;
    }
    let value = first_off(there)?;
    let flag = &there.include_global_service_events;
    let when = off.when();
    // What decides both is said as it is by default.
    let keeps_away = evidence_of(&trail.created, &|_| true);
    let mut decides = evidence_of(flag, &|arm| is_off(trail, arm));
    decides.retain(|label| keeps_away.iter().all(|other| other.span != label.span));
    let message = format!(
        "`{}` is not created by default; where it is, it does not record global service events{when}: {}",
        trail.address,
        fact(trail, &value, matches!(off, Extent::Sometimes(_)))
    );
    Some(
        at_value(&RULE.meta, trail, flag, "off where it is created", message)
            .severity(Severity::Note)
            .help(to_be_on(trail))
            .because(decides)
            .because(keeps_away)
            .finish(),
    )
}

fn disabled(
    recorders: &Recorders<'_>,
    uses: &Uses<'_>,
    trail: &Trail,
    off: &Extent,
    context: Context,
) -> Option<Finding> {
    let refused = refused(trail);
    // The flag of a trail of data events only decides nothing: what its selectors leave out is said by another rule.
    let decides_nothing = takes_no_management_events(trail);
    if refused == Extent::Never && (decides_nothing || recorders.may_omit_flag(trail)) {
        return None;
    }
    let flag = &trail.include_global_service_events;
    let sometimes = matches!(off, Extent::Sometimes(_));
    let value = first_off(trail)?;
    let fact = fact(trail, &value, sometimes);
    let who = subject(trail, off);
    let when = off.when();
    let refusal = match &refused {
        Extent::Never => String::new(),
        // When the flag is off is said already.
        Extent::Sometimes(when) if refused != *off => format!("; when {when}, {REFUSAL}"),
        Extent::Always | Extent::WhenCreated(_) | Extent::Sometimes(_) => format!("; {REFUSAL}"),
    };
    let message = format!("{who} does not record global service events{when}: {fact}{refusal}");
    let changes = changes(uses, trail);
    let what_to_write = what_to_write(trail, &changes);
    let in_each_region = in_each_region(trail, &changes);
    // What AWS refuses is accepted under no option.
    let one_is_enough = (refused == Extent::Never)
        .then(|| one_is_enough(recorders, trail, context))
        .flatten();
    Some(
        at_value(&RULE.meta, trail, flag, label(trail, &value, off), message)
            .severity(if sometimes {
                Severity::Warning
            } else {
                Severity::Error
            })
            .help(what_to_write.then(in_each_region).then(one_is_enough))
            .changes(changes)
            .command(trail.update_command())
            .because(evidence_of(flag, &|arm| is_off(trail, arm)))
            .because_it_may_not_exist()
            .fix(fix(trail))
            .finish(),
    )
}

fn is_off(trail: &Trail, arm: &Resolved<bool>) -> bool {
    match arm {
        Resolved::Unset { .. } => !trail.dialect.flag_default(),
        other => other.value() == Some(&false),
    }
}

/// The flag's first value that is off in a variant that is created.
fn first_off(trail: &Trail) -> Option<Resolved<bool>> {
    trail
        .variants(&ASPECTS)
        .into_iter()
        .find(|v| v.created() != Some(false) && v.flag() == Some(false))
        .map(|v| v.include_global_service_events.into_owned())
}

/// In which cases the flag is off on a multi-Region trail. What the CLI shows is already deployed.
fn refused(trail: &Trail) -> Extent {
    if trail.dialect == Dialect::AwsCli {
        return Extent::Never;
    }
    let variants = trail.variants(&[Aspect::Created, Aspect::Flag, Aspect::MultiRegion]);
    Extent::of(&variants, |v| {
        v.flag() == Some(false) && v.multi_region() == Some(true)
    })
}

fn takes_no_management_events(trail: &Trail) -> bool {
    let variants = trail.variants(&[Aspect::Created, Aspect::ManagementEvents]);
    matches!(
        Extent::of(&variants, |v| {
            v.management_events() == Some(ManagementEvents::None)
        }),
        Extent::Always | Extent::WhenCreated(_)
    )
}

/// What makes it record where it is written on the trail: the flag, and on a single-Region trail that is not known to be in
/// the leader Region the other attribute, too, without which the flag delivers nothing.
fn assignments(trail: &Trail) -> impl Iterator<Item = Change> {
    let on = |attribute| on_the_trail(trail, attribute, "true");
    let mut variants = arriving(trail).into_iter();
    let stays_out = variants.any(|v| v.created() != Some(false) && does_not_arrive(&v));
    let multi_region = stays_out.then(|| on(Attribute::IsMultiRegionTrail));
    std::iter::once(on(Attribute::IncludeGlobalServiceEvents)).chain(multi_region)
}

/// The same in words. What is printed from code, or there already, is not where it is written.
fn to_be_on(trail: &Trail) -> Help {
    if trail.is_written_here() {
        let changes: Vec<Change> = assignments(trail).collect();
        return Help::asking(&changes);
    }
    format!("Set {}", listed(trail)).into()
}

/// What to do where it is not known: the farthest place that it came by is where it is decided.
fn to_be_known(uses: &Uses<'_>, trail: &Trail, evidence: &[Label]) -> Help {
    let mut files = evidence.iter().filter_map(|label| label.span);
    if let Some(broken) = files.find_map(|at| uses.unreadable_in(at.source)) {
        return Help::from("Correct what cannot be read first").about(Some(broken));
    }
    let written = trail.include_global_service_events.from().at;
    // Of a file as a whole no line is what decides.
    let is_place = |at: &Span| *at != Span::beginning(at.source) && *at != trail.declared;
    let is_written_there = |at: &Span| written.is_some_and(|written| written.covers(*at));
    let mut places = evidence.iter().rev().filter_map(|label| label.span);
    let decided_at = places.find(is_place).filter(|at| !is_written_there(at));
    let help = to_be_on(trail).words(", or give the value that decides it");
    help.about(decided_at)
}

/// The same, wherever that may be.
fn listed(trail: &Trail) -> String {
    let writes = assignments(trail).map(|change| format!("`{}`", change.write));
    writes.collect::<Vec<_>>().join(" and ")
}

/// The ways it may come out as far as the flag goes, and whether its events arrive.
fn arriving(trail: &Trail) -> Vec<Variant<'_>> {
    trail.variants(&[
        Aspect::Created,
        Aspect::Flag,
        Aspect::MultiRegion,
        Aspect::HomeRegion,
    ])
}

/// Whether the flag is off, and the events would not be known to arrive with it alone.
fn does_not_arrive(variant: &Variant<'_>) -> bool {
    variant.flag() != Some(true)
        && variant.multi_region() == Some(false)
        && variant.arrival() != Arrival::Arrive
}

/// The same, each where its author writes it: what a trail whose flag is off lacks.
pub(super) fn changes(uses: &Uses<'_>, trail: &Trail) -> Vec<Change> {
    let flag = Attribute::IncludeGlobalServiceEvents;
    let is_off = |v: &Variant<'_>| v.flag() == Some(false);
    let mut out = to_be_true(uses, trail, flag, &trail.variants(&ASPECTS), is_off);
    if !out.is_empty() {
        let stays_out = |v: &Variant<'_>| is_off(v) && does_not_arrive(v);
        let multi_region = Attribute::IsMultiRegionTrail;
        let more = to_be_true(uses, trail, multi_region, &arriving(trail), stays_out);
        let stays_quiet = |v: &Variant<'_>| is_off(v) && v.logging() == Some(false);
        let variants = trail.variants(&[Aspect::Created, Aspect::Flag, Aspect::Logging]);
        let logging = to_be_true(uses, trail, Attribute::IsLogging, &variants, stays_quiet);
        // One literal may decide about several.
        for one in logging.into_iter().chain(more) {
            if !out.contains(&one) {
                out.push(one);
            }
        }
    }
    out
}

/// Whether logging is known to be off in a case in which the flag is off.
fn is_quiet(trail: &Trail) -> bool {
    let variants = trail.variants(&[Aspect::Created, Aspect::Flag, Aspect::Logging]);
    let mut created = variants.iter().filter(|v| v.created() != Some(false));
    created.any(|v| v.flag() == Some(false) && v.logging() == Some(false))
}

/// Why it is off, a clause.
fn fact(trail: &Trail, value: &Resolved<bool>, sometimes: bool) -> String {
    let name = trail.dialect.name_of(Attribute::IncludeGlobalServiceEvents);
    let then = if sometimes { "then " } else { "" };
    match value {
        Resolved::Unset { from } => {
            let left_out = match (from.at, trail.dialect) {
                (None, _) => "left out",
                (Some(_), Dialect::CloudFormation) => "`AWS::NoValue`",
                (Some(_), _) => "`null`",
            };
            format!(
                "`{name}` is {then}{left_out}, and {}'s default is false",
                trail.dialect.default_of()
            )
        }
        _ => format!("`{name}` is {then}false"),
    }
}

fn label(trail: &Trail, value: &Resolved<bool>, off: &Extent) -> String {
    let when = off.when();
    let from = trail.include_global_service_events.from();
    match value {
        Resolved::Unset { .. } => {
            format!("left out{when}: false in {}", trail.dialect.default_of())
        }
        _ if from.at.is_some() && from.hops.is_empty() && when.is_empty() => "false here".into(),
        _ if from.at.is_some() && when.is_empty() => "resolves to false".into(),
        _ => format!("false{when}"),
    }
}

fn what_to_write(trail: &Trail, changes: &[Change]) -> Help {
    match trail.update_command() {
        Some(command) => {
            let logging = trail.start_logging_command().filter(|_| is_quiet(trail));
            let logging = logging.map(|command| format!(", and `{command}`"));
            Help::from(trail.run_it(&command)).words(logging.unwrap_or_default())
        }
        None if trail.dialect == Dialect::AwsCli => without_command(trail),
        None if changes.is_empty() => {
            if let Some(help) = trail.help_elsewhere(&listed(trail)) {
                let is_made = matches!(trail.elsewhere.as_deref(), Some(Elsewhere::Generated(_)));
                return Help::from(help).about(is_made.then_some(trail.declared));
            }
            let value = first_off(trail);
            let from = value.as_ref().map(Resolved::from);
            if let Some(help) = from.and_then(|from| said(from, trail.declared)) {
                return help;
            }
            if trail.dialect == Dialect::TerraformPlan {
                let of = "the configuration that this was made from";
                return format!("Set {} in {of}", listed(trail)).into();
            }
            let made = from.and_then(|from| from.said().rev().find_map(Hop::span).or(from.at));
            let help = format!(
                "Set {} in the text that the template is made of",
                listed(trail)
            );
            Help::from(help).about(made.or(Some(trail.declared)))
        }
        None => Help::asking(changes),
    }
}

/// Names the option under which this trail need not record, where there is reason to.
fn one_is_enough(recorders: &Recorders<'_>, trail: &Trail, context: Context) -> Option<String> {
    if context.coverage == Coverage::OneTrail {
        return None;
    }
    let other = recorders.beside(trail)?;
    Some(format!(
        "`{}` beside it records them; where one trail is enough, `--coverage one-trail` accepts this one",
        other.address
    ))
}

/// The literal `false` of the trail becomes `true`. What comes from elsewhere is left to its author.
fn fix(trail: &Trail) -> Option<Fix> {
    // Beside selectors that take no management events the flag alone would mend nothing.
    if !trail.is_written_here() || takes_no_management_events(trail) {
        return None;
    }
    match &trail.include_global_service_events {
        Resolved::Known { value: false, from } if from.hops.is_empty() => Some(Fix {
            applicability: Applicability::Safe,
            edits: vec![Edit {
                span: from.at?,
                content: "true".into(),
            }],
        }),
        _ => None,
    }
}
