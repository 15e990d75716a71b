//! A value that Terraform or AWS will refuse.

use super::changes::{about_its_place, asking, change_of, renamed, righted, said};
use super::extent::Extent;
use super::finding::{about, in_deployment, subject};
use super::{Context, Rule, links};
use crate::diagnostic::{Change, Finding, Help, Label, RuleMeta, Severity};
use crate::model::{Account, Aspect, Attribute, Refused, Trail, Value};
use crate::resolved::{Evidence, Hop, Place};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "invalid-value",
        alias: None,
        name: "A value that is not valid",
        summary: "A value on a trail is not valid: Terraform or AWS refuses it",
        severity: Severity::Error,
        risk: None,
        fixable: false,
        compliance: &[],
        aws_config_rule: None,
        links: &[links::CLOUDFORMATION, links::TERRAFORM],
        explanation: include_str!("invalid_value.md"),
    },
    check,
};

fn check(account: &Account, _: Context) -> Vec<Finding> {
    let is_created = |trail: &&Trail| trail.created.clone().decided().value() != Some(&false);
    let created = || account.own_trails().filter(is_created);
    let mut out: Vec<Finding> = created().flat_map(judge).collect();
    let mut said = Vec::new();
    // One parameter's value is that of all that refer to it.
    for found in created().flat_map(parameters) {
        let place = (found.span, Some(found.message.clone()));
        if !said.contains(&place) {
            said.push(place);
            out.push(found);
        }
    }
    for found in created().flat_map(regions) {
        // One provider's Region is that of all its trails.
        if !said.contains(&(found.span, None)) {
            said.push((found.span, None));
            out.push(found);
        }
    }
    out
}

/// What is not valid is what a parameter is given, whatever it is passed on to.
fn parameters(trail: &Trail) -> Vec<Finding> {
    let values = trail.values().into_iter().map(|(_, value)| value);
    let refused = values.flat_map(|value| {
        let cases = value.refused().into_iter();
        cases.filter_map(move |case| Some((value, refused_by(&case)?, case)))
    });
    let found = |(value, what, case): (Value<'_>, &str, Refused<'_>)| {
        let message = format!(
            "The value of {what}{} is not valid{}: {} ({})",
            in_deployment(trail),
            when(&case),
            shown(&case),
            case.why.replacen(what, "it", 1)
        );
        let of_parameter = case.from.said().rev().find_map(Hop::span);
        let at = case.from.origin().and_then(Hop::span).or(of_parameter);
        whole(trail, value, &case, (at, message))
    };
    refused.map(found).collect()
}

/// What takes no such value before anything of the trail is asked for.
fn refused_by<'a>(case: &Refused<'a>) -> Option<&'a str> {
    case.from.remedy.as_deref()?.refused_by.as_deref()
}

/// What is not valid is the Region that the trail is created in.
fn regions(trail: &Trail) -> Vec<Finding> {
    let region = Value::Region(&trail.home_region);
    let found = |case: &Refused<'_>| {
        let message = format!(
            "The home Region of {} is not valid{}: {} ({})",
            subject(trail, &Extent::Always),
            when(case),
            shown(case),
            case.why
        );
        // Where the Region is given: the trail does not say it.
        let mut hops = case.from.said().chain(region.from().said());
        let at = hops.find_map(Hop::span).or(case.from.at);
        whole(trail, region, case, (at, message))
    };
    region.refused().iter().map(found).collect()
}

fn judge(trail: &Trail) -> Vec<Finding> {
    let mut out = Vec::new();
    for (aspect, value) in trail.values() {
        match aspect {
            Aspect::Flag | Aspect::MultiRegion | Aspect::Logging | Aspect::ManagementEvents => {
                for case in of_the_trail(value) {
                    let finding = refused(trail, aspect.attribute(), value, &case);
                    if !out.contains(&finding) {
                        out.push(finding);
                    }
                }
            }
            Aspect::Created => {
                let refused = of_the_trail(value);
                out.extend(refused.iter().map(|case| not_created(trail, value, case)));
            }
            // No value of the trail itself, and said once for all trails.
            Aspect::HomeRegion => {}
        }
    }
    out
}

/// The cases of a value that are refused by what takes it on the trail.
fn of_the_trail(value: Value<'_>) -> Vec<Refused<'_>> {
    let mut refused = value.refused();
    refused.retain(|case| refused_by(case).is_none());
    refused
}

/// What is not valid is the trail as a whole: by what creates it (its condition, `count`, a loop), or by what it must
/// have and has not.
fn not_created(trail: &Trail, value: Value<'_>, case: &Refused<'_>) -> Finding {
    let message = format!(
        "{} is not valid{}: {} ({})",
        subject(trail, &Extent::Always),
        when(case),
        shown(case),
        case.why
    );
    whole(trail, value, case, (case.from.at, message))
}

/// What is said of something that no attribute of the trail is.
fn whole(
    trail: &Trail,
    value: Value<'_>,
    case: &Refused<'_>,
    (at, message): (Option<Span>, String),
) -> Finding {
    let outer = value.from();
    let span = at.or(outer.at).unwrap_or(trail.declared);
    let changes: Vec<Change> = righted(case.from).into_iter().collect();
    let help = match changes.as_slice() {
        [] => said(case.from, span).or_else(|| remedy(case.from, span)),
        changes => Some(Help::asking(changes)),
    };
    about(&RULE.meta, trail, span, "not valid", message)
        .help(help)
        .comes_from(case.from)
        .changes(changes)
        .because(hops(span, outer, case.from))
        .finish()
}

/// ` when IsProd is true` where it is refused in some cases only.
fn when(case: &Refused<'_>) -> String {
    if case.when.is_empty() {
        String::new()
    } else {
        format!(" when {}", case.when)
    }
}

/// What is not valid is one value of an attribute, or one somewhere in the event selectors.
fn refused(
    trail: &Trail,
    attribute: Option<Attribute>,
    value: Value<'_>,
    case: &Refused<'_>,
) -> Finding {
    let message = sentence(trail, attribute, case);
    let is_renamed = renamed(case.from).is_some();
    let outer = value.from();
    let written = case.from.written.as_deref();
    let literal = written.and_then(|written| match written.place {
        Place::Text(at) if attribute.is_none() && case.from.hops.is_empty() => Some(at),
        Place::Name(at) if attribute.is_none() => Some(at),
        _ => None,
    });
    let span = literal
        .or(case.from.at)
        .or(outer.at)
        .unwrap_or(trail.declared);
    let change = match attribute {
        // What has a wrong name only, or is of the wrong shape, takes more than another value.
        Some(attribute) if written.is_some() || span == trail.declared => {
            change_of(trail, attribute, case.from)
        }
        Some(_) => None,
        None => renamed(case.from),
    };
    let changes: Vec<Change> = change.into_iter().collect();
    let help = match said(case.from, span) {
        Some(help) => help,
        None if changes.is_empty() => {
            remedy(case.from, span).unwrap_or_else(|| help(trail, attribute))
        }
        None if attribute == Some(Attribute::IsMultiRegionTrail) && !is_renamed => {
            Help::asking(&changes).words(" (or `false`)")
        }
        None => Help::asking(&changes),
    };
    about(&RULE.meta, trail, span, "not valid", message)
        .help(help)
        .comes_from(case.from)
        .changes(changes)
        .because(hops(span, outer, case.from))
        .finish()
}

/// What is said of it.
fn sentence(trail: &Trail, attribute: Option<Attribute>, case: &Refused<'_>) -> String {
    let name = match attribute {
        Some(attribute) => format!("`{}`", trail.dialect.name_of(attribute)),
        None => "A value in the event selectors".into(),
    };
    let shown = shown(case);
    let why = if shown == name {
        case.why.to_owned()
    } else {
        format!("{shown} ({})", case.why)
    };
    let who = subject(trail, &Extent::Always);
    let when = when(case);
    // Nobody who wrote a wrong name knows it by the right one.
    let is_misnamed = matches!(
        case.from.written.as_deref().map(|written| &written.place),
        Some(Place::Name(at)) if case.from.at == Some(*at)
    );
    match attribute {
        Some(_) if is_misnamed => format!("{shown} on {who} is not valid{when}: {}", case.why),
        None if is_misnamed => format!(
            "{shown} in the event selectors of {who} is not valid{when}: {}",
            case.why
        ),
        _ => format!("{name} of {who} is not valid{when}: {why}"),
    }
}

/// What to do where no place says what to write.
fn remedy(from: &Evidence, pointed_at: Span) -> Option<Help> {
    let remedy = from.remedy.as_deref()?;
    Some(if remedy.is_here {
        Help::from(remedy.help.to_string())
    } else {
        about_its_place(&remedy.help, from, pointed_at)
    })
}

/// The value as it is quoted: what is said in words (`a list`) is not.
fn shown(case: &Refused<'_>) -> String {
    let is_in_words = ["a ", "an ", "the "]
        .iter()
        .any(|article| case.text.starts_with(article));
    if case.text.is_empty() {
        "`\"\"`".to_owned()
    } else if case.text.contains('`') || is_in_words {
        case.text.to_owned()
    } else {
        format!("`{}`", case.text)
    }
}

/// What the value came by, but for the place that is pointed at.
fn hops(pointed_at: Span, outer: &Evidence, inner: &Evidence) -> Vec<Label> {
    let labels = outer.labels().chain(inner.labels());
    labels
        .filter(|label| label.span != Some(pointed_at))
        .cloned()
        .collect()
}

fn help(trail: &Trail, attribute: Option<Attribute>) -> Help {
    let Some(attribute) = attribute else {
        return "Write a value that the CloudTrail API reference lists for it".into();
    };
    let help = asking(trail, attribute, "true");
    match attribute {
        Attribute::IsMultiRegionTrail => help.words(" (or `false`)"),
        _ => help,
    }
}
