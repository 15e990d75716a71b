//! Arguments and blocks by a wrong name: Terraform refuses what a block's schema does not have.
//!
//! What is far from every name of the schema may be new in the provider, and is let pass.

use crate::model::{Attribute, Dialect};
use crate::resolved::{Place, Resolved, Syntax, Written};
use crate::source::Span;
use crate::terraform::argument_names::{self, Name, is_taken, names, refused};
use crate::terraform::lang::syntax::{Block, Body};

/// Source: `resourceTrail` of the AWS provider, `internal/service/cloudtrail/trail.go`.
const OF_TRAIL: [&str; 20] = [
    "advanced_event_selector",
    "cloud_watch_logs_group_arn",
    "cloud_watch_logs_role_arn",
    "enable_log_file_validation",
    "enable_logging",
    "event_selector",
    "home_region",
    "include_global_service_events",
    "insight_selector",
    "is_multi_region_trail",
    "is_organization_trail",
    "kms_key_id",
    "name",
    "region",
    "s3_bucket_name",
    "s3_key_prefix",
    "sns_topic_arn",
    "sns_topic_name",
    "tags",
    "tags_all",
];

/// Source: the reference of `awscc_cloudtrail_trail`.
const OF_AWSCC_TRAIL: [&str; 18] = [
    "advanced_event_selectors",
    "aggregation_configurations",
    "cloudwatch_logs_log_group_arn",
    "cloudwatch_logs_role_arn",
    "enable_log_file_validation",
    "event_selectors",
    "include_global_service_events",
    "insight_selectors",
    "is_logging",
    "is_multi_region_trail",
    "is_organization_trail",
    "kms_key_id",
    "s3_bucket_name",
    "s3_key_prefix",
    "sns_topic_arn",
    "sns_topic_name",
    "tags",
    "trail_name",
];

const OF_SELECTORS: [&str; 4] = [
    "data_resource",
    "exclude_management_event_sources",
    "include_management_events",
    "read_write_type",
];
const OF_ADVANCED: [&str; 2] = ["field_selector", "name"];
const OF_FIELDS: [&str; 7] = [
    "ends_with",
    "equals",
    "field",
    "not_ends_with",
    "not_equals",
    "not_starts_with",
    "starts_with",
];

/// What to do about one beside the right one.
const REMOVE: &str = "Remove it";

/// The name of a schema that a wrong one stands for; `None` for one that is there, and for one that is near none.
fn meant(written: &str, schema: &[&'static str]) -> Option<&'static str> {
    if is_taken(written, schema) {
        return None;
    }
    let mut names = schema.iter();
    let elsewhere = names.find(|name| is_so_called_elsewhere(written, name));
    elsewhere
        .copied()
        .or_else(|| argument_names::meant(written, schema))
}

/// Whether another language has a trail's attribute by that name: `IsLogging`, `is_logging`.
fn is_so_called_elsewhere(written: &str, name: &str) -> bool {
    let dialects = [Dialect::CloudFormation, Dialect::Terraform, Dialect::Awscc];
    let letters = |name: &str| name.replace('_', "").to_lowercase();
    Attribute::ALL.into_iter().any(|attribute| {
        let called = dialects.map(|dialect| dialect.name_of(attribute));
        let is_written = |called: &&str| letters(called) == letters(written);
        called.contains(&name) && called.iter().any(is_written)
    })
}

fn of_trail(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Awscc => &OF_AWSCC_TRAIL,
        _ => &OF_TRAIL,
    }
}

/// What an argument of a trail, or its selectors, come to that stand there by a wrong name only.
pub(super) fn on_the_trail<T>(trail: &Block, name: &str, dialect: Dialect) -> Option<Resolved<T>> {
    let means_it = |written: &Name<'_>| meant(written.text, of_trail(dialect)) == Some(name);
    let written = names(&trail.body).find(means_it)?;
    Some(refused(&written, name, "a trail", trail.syntax))
}

/// What is refused of the names on a trail, beside those at the places in `said`: be the right one there as well, and be it of
/// no importance here.
pub(super) fn refused_name(
    trail: &Block,
    dialect: Dialect,
    said: &[Span],
) -> Option<Resolved<bool>> {
    let schema = of_trail(dialect);
    let mut written = names(&trail.body).filter(|written| !said.contains(&written.at));
    let (right, written) =
        written.find_map(|written| Some((meant(written.text, schema)?, written)))?;
    let stands_there = names(&trail.body).any(|other| other.text == right);
    let refused = refused(&written, right, "a trail", trail.syntax);
    Some(if stands_there {
        refused.written(Some(Written::at(Place::Said(REMOVE.into()))))
    } else {
        refused
    })
}

/// What one of a trail's nested blocks comes to in which something stands by a wrong name, and the argument that is refused
/// for it.
pub(super) fn in_selector<T>(
    body: &Body,
    kind: &str,
    syntax: Syntax,
) -> Option<(&'static str, Resolved<T>)> {
    let (schema, what, decides): (&[&str], _, _) = match kind {
        "event_selector" => (
            &OF_SELECTORS,
            "an event selector",
            "include_management_events",
        ),
        "advanced_event_selector" => (
            &OF_ADVANCED,
            "an advanced event selector",
            "field_selectors",
        ),
        "field_selector" => (&OF_FIELDS, "a field selector", "field"),
        _ => return None,
    };
    names(body).find_map(|written| {
        let right = meant(written.text, schema)?;
        Some((decides, refused(&written, right, what, syntax)))
    })
}
