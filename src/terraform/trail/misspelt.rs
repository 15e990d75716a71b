//! Arguments and blocks by a wrong name: Terraform refuses what a block's schema does not have.
//!
//! What is far from every name of the schema may be new in the provider, and is let pass.

use crate::model::{Attribute, Dialect};
use crate::resolved::{Evidence, Place, Resolved, Syntax, Written};
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

/// Source: "The `lifecycle` meta-argument" of Terraform 1.14; `destroy` and `enabled` are `OpenTofu`'s.
const OF_LIFECYCLE: [&str; 9] = [
    "action_trigger",
    "create_before_destroy",
    "destroy",
    "enabled",
    "ignore_changes",
    "postcondition",
    "precondition",
    "prevent_destroy",
    "replace_triggered_by",
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
    if let Some(refused) = no_block(trail, dialect).or_else(|| in_lifecycle(trail, schema)) {
        return Some(refused);
    }
    let mut written = names(&trail.body).filter(|written| !said.contains(&written.at));
    let (right, written) = written.find_map(|written| {
        let of_any = || argument_names::meant_of_any_resource(written.text);
        let is_there = is_taken(written.text, schema);
        let right = meant(written.text, schema).or_else(|| of_any().filter(|_| !is_there))?;
        Some((right, written))
    })?;
    let stands_there = names(&trail.body).any(|other| other.text == right);
    let refused = refused(&written, right, "a trail", trail.syntax);
    Some(if stands_there {
        refused.written(Some(Written::at(Place::Said(REMOVE.into()))))
    } else {
        refused
    })
}

/// What a block comes to that stands for an argument. (Terraform 0.11 took a block of any other for a map: `tags { … }`.)
fn no_block(trail: &Block, dialect: Dialect) -> Option<Resolved<bool>> {
    const BLOCKS: [&str; 2] = ["advanced_event_selector", "event_selector"];
    let is_argument = |name: &str| {
        let mut attributes = Attribute::ALL.into_iter();
        let is_of_trail = attributes.any(|attribute| dialect.name_of(attribute) == name);
        is_of_trail && !BLOCKS.contains(&name) || matches!(name, "count" | "for_each")
    };
    let mut written = names(&trail.body);
    let block = written.find(|written| written.is_block && is_argument(written.text))?;
    let refused = Resolved::Invalid {
        text: block.text.to_owned(),
        why: "it is an argument, and no block".into(),
        from: Evidence::at(block.at),
    };
    let help = format!("Write `{} = …` instead of the block", block.text);
    Some(refused.written(Some(*Written::said(help))))
}

/// What is refused of a `lifecycle` block: a wrong name, and an argument of the trail.
fn in_lifecycle(trail: &Block, schema: &[&'static str]) -> Option<Resolved<bool>> {
    let mut lifecycle = trail.body.blocks_of("lifecycle");
    lifecycle.find_map(|block| {
        names(&block.body).find_map(|written| {
            if schema.contains(&written.text) {
                let misplaced = Resolved::Invalid {
                    text: written.text.to_owned(),
                    why: "it stands in the `lifecycle` block, which has no such argument".into(),
                    from: Evidence::at(written.at),
                };
                let help = "Move it out of the `lifecycle` block";
                return Some(misplaced.written(Some(*Written::said(help))));
            }
            let right = argument_names::meant(written.text, &OF_LIFECYCLE)?;
            Some(refused(
                &written,
                right,
                "a `lifecycle` block",
                trail.syntax,
            ))
        })
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
