//! Trails that were changed outside of Terraform, as a plan's `resource_drift` tells them.
//!
//! Source: OpenTofu `internals/json-format`: "`resource_drift` is a description of the changes that were detected when it compared
//! the most recent state to the prior saved state".

use super::context::PlanContext;
use super::parts::mentions_trail;
use super::planned::{Planned, dialect_of, sensitive_members};
use crate::model::{Remark, Trail, Verdict};
use crate::parse::{Node, json};
use crate::source::Input;

/// One remark for each trail that no longer records although it did, or is gone. What the plan makes of it is judged apart.
pub(super) fn remarks(drift: &Input<'_>, context: &PlanContext<'_>) -> Vec<Remark> {
    json::elements(drift.text)
        .unwrap_or_default()
        .into_iter()
        .map(|range| drift.slice(range))
        .filter(mentions_trail)
        .filter_map(|change| remark(&json::parse(&change).tree?, context))
        .collect()
}

fn remark(drifted: &Node, context: &PlanContext<'_>) -> Option<Remark> {
    let dialect = dialect_of(drifted)?;
    let entry = drifted.entry("address")?;
    let (address, span) = (entry.value.as_str()?, entry.value.span);
    let change = drifted.get("change")?;
    let state = |name: &str, sensitive: &str| -> Option<Trail> {
        let values = change.get(name).filter(|values| !values.is_null())?;
        let planned = Planned {
            values,
            unknown: None,
            sensitive: sensitive_members(change.get(sensitive), values),
            region: context.given.as_ref(),
            dialect,
        };
        planned.hide_sensitive(context.file);
        Some(planned.trail(address.to_owned(), span))
    };
    let before = state("before", "before_sensitive")?;
    let said = match state("after", "after_sensitive") {
        None => "was deleted outside of Terraform".to_owned(),
        Some(after)
            if after.verdict() == Verdict::NotRecorded
                && before.verdict() != Verdict::NotRecorded =>
        {
            let why = after
                .reason()
                .map_or_else(String::new, |why| format!(": {why}"));
            format!(
                "was changed outside of Terraform so that it does not record global service events{why}"
            )
        }
        Some(_) => return None,
    };
    Some(
        Remark::new(
            span,
            "changed outside of Terraform",
            format!("`{address}` {said}"),
        )
        .help("Apply the plan to undo it, and find out who changed it".to_owned()),
    )
}
