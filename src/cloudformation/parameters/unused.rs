//! Values that no template takes.

use std::collections::{BTreeMap, BTreeSet};

use super::super::limits::MAX_UNUSED_NAMED;
use super::super::template::Template;
use super::values::ParameterSet;
use crate::model::Remark;
use crate::source::{SourceId, SourceMap, Span};
use crate::suggest::{did_you_mean, nearest};

/// What a template declares, as far as it matters which values it takes.
pub(crate) struct Declares {
    names: Vec<String>,
    /// Where it does, or would.
    at: Option<Span>,
    /// Whether macros may declare more.
    has_macros: bool,
}

impl Declares {
    pub(crate) fn of(template: &Template) -> Declares {
        let declared = template.section("Parameters").iter();
        Declares {
            names: declared
                .filter_map(|entry| entry.key.scalar_text())
                .collect(),
            at: template.place_of("Parameters"),
            has_macros: !template.macros.is_empty(),
        }
    }
}

/// Names that a sentence is about.
#[derive(Default)]
struct Names<'a> {
    /// Where the first of them is given.
    at: Option<Span>,
    names: BTreeSet<&'a str>,
}

/// What is said of the values that none of the templates declares a parameter for, once for each file that gives some.
/// Macros may declare what the templates do not.
pub(super) fn unused(
    sets: &[ParameterSet],
    templates: &[&Declares],
    sources: &SourceMap,
) -> Vec<Remark> {
    let Some(first) = templates.first() else {
        return Vec::new();
    };
    if templates.iter().any(|template| template.has_macros) {
        return Vec::new();
    }
    let names = templates.iter().flat_map(|template| &template.names);
    let declared: BTreeSet<&str> = names.map(String::as_str).collect();
    // What is given is no misspelt name's.
    let others: BTreeSet<&str> = declared
        .iter()
        .copied()
        .filter(|name| !sets.iter().any(|set| set.names.has(name)))
        .collect();
    // By file, those of the command line first; what another name is near to stands by itself.
    let mut found: BTreeMap<(Option<SourceId>, Option<&str>), Names<'_>> = BTreeMap::new();
    let mut unnamed: BTreeMap<Span, String> = BTreeMap::new();
    let given = sets.iter().flat_map(|set| {
        let names = set.names.all().into_iter();
        names.map(|(name, at)| (name, *at))
    });
    for (name, given_at) in given {
        if declared.contains(name) {
            continue;
        }
        if let Some(at) = given_at.filter(|at| sources.get(at.source).is_unsaid()) {
            let said = "This file gives values that no template declares a parameter for";
            unnamed.insert(Span::beginning(at.source), said.to_owned());
            continue;
        }
        let misspelt = nearest(name, others.iter().copied()).map(|_| name);
        let of_file = (given_at.map(|span| span.source), misspelt);
        let Names { at, names } = found.entry(of_file).or_default();
        *at = (*at).into_iter().chain(given_at).min();
        names.insert(name);
    }
    let named = found.into_values().filter_map(|Names { at, names }| {
        let said = said(&names, at.is_none(), &others);
        Some((at.or(first.at)?, said))
    });
    let remark = |(at, said): (Span, String)| {
        let help = "Values of undeclared parameters change nothing here; AWS refuses them.";
        Remark::new(at, "nothing takes this", said).help(help.to_owned())
    };
    named.chain(unnamed).map(remark).collect()
}

/// What is said of values of the command line that win over those of a deployment, which is then not judged with its own.
pub(super) fn overridden(
    base: &[ParameterSet],
    own: &[ParameterSet],
    name: &str,
) -> Option<Remark> {
    let given = own.iter().flat_map(|set| set.names.all());
    let given = given.filter_map(|(name, at)| Some((name, (*at)?)));
    let is_lost = |given: &(&str, Span)| base.iter().any(|set| set.names.has(given.0));
    let mut lost: Vec<(&str, Span)> = given.filter(is_lost).collect();
    lost.sort_unstable();
    lost.dedup_by_key(|(name, _)| *name);
    let at = lost.first()?.1;
    let names = listed(lost.iter().map(|(name, _)| *name));
    Some(
        Remark::new(
            at,
            "not taken",
            format!("The command line wins over what the deployment `{name}` gives {names}"),
        )
        .help("Leave it out to judge each deployment with its own value.".to_owned()),
    )
}

/// Some names, and how many more there are.
fn listed<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let count = names.len();
    let shown: Vec<String> = names
        .take(MAX_UNUSED_NAMED)
        .map(|name| format!("`{name}`"))
        .collect();
    match count - shown.len() {
        0 => shown.join(", "),
        rest => format!("{} and {rest} more", shown.join(", ")),
    }
}

fn said(names: &BTreeSet<&str>, on_command_line: bool, others: &BTreeSet<&str>) -> String {
    let listed = listed(names.iter().copied());
    let are = if names.len() == 1 { "is" } else { "are" };
    let by = if on_command_line {
        "by `--parameter`"
    } else {
        "here"
    };
    let near = match names.first() {
        Some(name) if names.len() == 1 => did_you_mean(name, others.iter().copied()),
        _ => String::new(),
    };
    format!("{listed} {are} given {by}, but no template declares such a parameter{near}")
}
