//! What is said of a unit whose module is not at hand.

use std::path::Path;

use super::files::{Config, Reading, Source};
use crate::model::{Account, Remark, Trail};
use crate::published;
use crate::quote::quoted;
use crate::resolved::{Resolved, Syntax};
use crate::source::{Outside, Span};
use crate::terraform::config::call_texts::is_of_trails;
use crate::terraform::config::root_inputs::Inputs;
use crate::terraform::not_followed::{NotFollowed, PLAN_OF_UNIT, deciding};

/// Whether a source is an address; Terragrunt takes all else for a path, with or without a leading `./`.
///
/// Source: go-getter, "URL Format" and "Shorthand Detection".
pub(super) fn is_address(source: &str) -> bool {
    const SHORTHANDS: [&str; 6] = [
        "github.com/",
        "gitlab.com/",
        "bitbucket.org/",
        "git@",
        "s3.amazonaws.com/",
        "www.googleapis.com/",
    ];
    let is_shorthand = SHORTHANDS.iter().any(|start| source.starts_with(start));
    is_shorthand || source.contains("::") || source.contains("://")
}

/// Whether what a unit says of its module says that it makes a trail.
pub(super) fn speaks_of_trails(reading: &Reading<'_>, source: &Source, inputs: &Inputs) -> bool {
    let unit = reading.folder.file_name().unwrap_or_default();
    let given = inputs.values.keys().map(String::as_str);
    is_of_trails(&unit.to_string_lossy(), Some(&source.written), given) || is_known(source)
}

/// Whether something is known of the module of a source, though not which of it is meant.
fn is_known(source: &Source) -> bool {
    let text = source.text.as_ref();
    text.is_ok_and(|text| published::is_known(text))
}

/// Whether a source that leads to no folder here is local, or one that nobody knows.
pub(super) fn is_missing(source: &Source) -> bool {
    source.text.as_ref().map_or(true, |text| !is_address(text))
}

/// What is said in place of trails that may be in a module: where its source stands, and where the unit brings that in.
pub(super) fn remarked(trail: Trail, in_unit: Span) -> Account {
    let remarks = trail.not_followed.into_iter().flat_map(|remark| {
        let of_unit = Remark {
            span: in_unit,
            ..remark.clone()
        };
        [of_unit, remark]
    });
    let mut remarks: Vec<Remark> = remarks.collect();
    remarks.dedup();
    Account {
        remarks,
        ..Account::default()
    }
}

/// Where a unit itself brings in what stands at a place: there, or where it includes files.
pub(super) fn place_in(unit: &Config, at: Span) -> Span {
    if at.source == unit.file.id() {
        return at;
    }
    let include = unit.includes.first().map(|include| include.at);
    include.unwrap_or_else(|| Span::beginning(unit.file.id()))
}

/// What stands for the trails of a module that is not at hand.
pub(super) fn not_followed(
    reading: &Reading<'_>,
    source: &Source,
    inputs: &Inputs,
    outside: Option<&Outside>,
    (read, created): (&[&Config], &Resolved<bool>),
) -> Trail {
    let given = inputs.values.keys().map(String::as_str);
    let why = match (outside, &source.text) {
        (Some(outside), _) => format!("its folder {outside}"),
        (None, Ok(_)) if source.is_private => {
            "there is no folder where its source, which is not shown, leads".to_owned()
        }
        (None, Ok(text)) if text.starts_with('/') => {
            let name = reading.sources.name(Path::new(&text.replace("//", "/")));
            format!("there is no folder `{}`", quoted(&name))
        }
        (None, Ok(text)) if !is_address(text) => {
            format!("there is no folder `{}`", quoted(text))
        }
        (None, Ok(_)) if is_known(source) => {
            "it is not in a local folder, and what is known of its module does not settle what this unit makes of it".to_owned()
        }
        (None, Ok(_)) => "its source is not in a local folder".to_owned(),
        (None, Err(why)) => format!("its source is not known, because {why}"),
    };
    trail_of(reading, (why, source.at), given, (read, created))
}

/// What stands for the trails of a module that is not at hand for a reason, a clause, that a place gives.
pub(super) fn trail_of<'n>(
    reading: &Reading<'_>,
    (why, at): (String, Span),
    given: impl Iterator<Item = &'n str>,
    (read, created): (&[&Config], &Resolved<bool>),
) -> Trail {
    let files = read.iter().map(|file| file.file.id());
    let mut trail = NotFollowed {
        address: "module".to_owned(),
        named: "The module of this Terragrunt unit".to_owned(),
        called: "the module",
        why,
        deciding: deciding(given),
        given_false: None,
        help: Some(PLAN_OF_UNIT),
        called_at: at,
        syntax: Syntax::Hcl,
        brought_by: files.map(Span::beginning).collect(),
        created: Resolved::known(true),
    }
    .trail();
    trail.created = trail.created.and(created);
    trail.root = reading.sources.name(&reading.base);
    trail.deployment = Some(trail.root.clone());
    trail
}
