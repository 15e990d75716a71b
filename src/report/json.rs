//! The JSON output, version 1. Other programs read it: members are added, never renamed or removed.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use super::plain_json::{self, Each};
use crate::diagnostic::{Finding, Fix, Label};
use crate::model::{Remark, Trail};
use crate::outcome::{Outcome, Summary};
use crate::source::{Position, SourceMap, Span};

/// The version of this shape.
pub const VERSION: u32 = 1;

/// What `check --format json` prints.
#[derive(Serialize)]
struct CheckReport<F, R> {
    version: u32,
    findings: F,
    #[serde(flatten)]
    rest: R,
}

/// What `list --format json` prints, less the version.
#[derive(Serialize)]
struct ListReport<'a, T, N> {
    trails: T,
    problems: Vec<ProblemEntry<'a>>,
    /// What was handed over and not understood.
    notices: N,
    summary: SummaryEntry,
}

#[derive(Debug, Serialize)]
struct Versioned<T> {
    version: u32,
    #[serde(flatten)]
    report: T,
}

#[derive(Debug, Serialize)]
struct FindingEntry<'a> {
    rule: &'a str,
    alias: Option<&'a str>,
    severity: &'a str,
    message: &'a str,
    help: Option<String>,
    changes: Vec<ChangeEntry<'a>>,
    trail: Option<&'a str>,
    /// Further instances of the same resource that it is about.
    also: &'a [String],
    /// The root module, the template or the named deployment that the trail was judged in.
    deployment: Option<&'a str>,
    location: Location,
    evidence: Vec<EvidenceEntry<'a>>,
    fix: Option<FixEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct Location {
    path: String,
    start: Position,
    end: Position,
}

#[derive(Debug, Serialize)]
struct EvidenceEntry<'a> {
    message: &'a str,
    /// `null` for what no file says (a command line option).
    location: Option<Location>,
}

/// What to write so that the finding goes away: `set` what a name is given at the place, `replace` the value there, `add` a
/// line to the block of that header, or `give` it on the command line or wherever it was given.
#[derive(Debug, Serialize)]
struct ChangeEntry<'a> {
    action: &'static str,
    /// As it is typed there.
    write: Cow<'a, str>,
    /// Whether that is in a string of JSON, where a line break is typed as `\n`.
    in_string: bool,
    /// `null` where no file says it.
    location: Option<Location>,
}

#[derive(Debug, Serialize)]
struct FixEntry<'a> {
    applicability: &'static str,
    edits: Vec<EditEntry<'a>>,
}

/// `start` and `end` are bytes from the start of the file.
#[derive(Debug, Serialize)]
struct EditEntry<'a> {
    path: String,
    start: u32,
    end: u32,
    content: &'a str,
}

/// Attributes are what they come to, defaults applied; `null` where the code does not decide.
#[derive(Debug, Serialize)]
struct TrailEntry<'a> {
    address: &'a str,
    kind: &'static str,
    /// The named deployment, or the root: a module's folder, a template, a plan, an output.
    deployment: &'a str,
    verdict: &'static str,
    location: Location,
    include_global_service_events: Option<bool>,
    is_multi_region_trail: Option<bool>,
    is_logging: Option<bool>,
    management_events: Option<&'static str>,
    home_region: Option<String>,
    /// Why the verdict is what it is, in a few words.
    why: Option<String>,
}

#[derive(Debug, Serialize)]
struct ProblemEntry<'a> {
    message: &'a str,
    path: &'a str,
}

#[derive(Debug, Serialize)]
struct NoticeEntry<'a> {
    message: &'a str,
    help: Option<&'a str>,
    location: Location,
}

#[derive(Debug, Serialize)]
struct SummaryEntry {
    #[serde(flatten)]
    counts: Summary,
    /// Nothing can be suppressed, yet version 1 has the member.
    suppressed: usize,
}

/// Writes findings, trails, problems and the summary.
pub fn write_check(outcome: &Outcome, out: &mut dyn io::Write) -> io::Result<()> {
    let report = CheckReport {
        version: VERSION,
        findings: each(&outcome.findings, &outcome.sources, finding_entry),
        rest: list_report(outcome),
    };
    plain_json::write(&report, out)
}

/// Writes trails, problems and the summary.
pub fn write_list(outcome: &Outcome, out: &mut dyn io::Write) -> io::Result<()> {
    let report = Versioned {
        version: VERSION,
        report: list_report(outcome),
    };
    plain_json::write(&report, out)
}

fn list_report(outcome: &Outcome) -> ListReport<'_, impl Serialize, impl Serialize> {
    ListReport {
        trails: each(&outcome.trails, &outcome.sources, |trail, sources| {
            trail_entry(trail, sources)
        }),
        problems: outcome
            .problems
            .iter()
            .map(|problem| ProblemEntry {
                message: &problem.message,
                path: &problem.path,
            })
            .collect(),
        notices: each(&outcome.notices, &outcome.sources, notice_entry),
        summary: SummaryEntry {
            counts: outcome.summary,
            suppressed: 0,
        },
    }
}

fn each<'a, T, E: Serialize>(
    all: &'a [T],
    sources: &'a SourceMap,
    entry: fn(&'a T, &SourceMap) -> E,
) -> Each<impl Iterator<Item = E> + Clone> {
    Each(all.iter().map(move |one| entry(one, sources)))
}

fn finding_entry<'a>(finding: &'a Finding, sources: &SourceMap) -> FindingEntry<'a> {
    FindingEntry {
        rule: finding.rule.id,
        alias: finding.rule.alias,
        severity: finding.severity.as_str(),
        message: &finding.message,
        help: finding.help.as_ref().map(|help| help.printed(sources)),
        changes: finding
            .changes
            .iter()
            .map(|change| ChangeEntry {
                action: change.action(),
                write: change.typed(sources),
                in_string: change.is_in_string(sources),
                location: change.span().map(|span| location(span, sources)),
            })
            .collect(),
        trail: finding.trail.as_deref(),
        also: &finding.also,
        deployment: finding.deployment.as_deref(),
        location: location(finding.span, sources),
        evidence: finding
            .evidence
            .iter()
            .map(|Label { span, message }| EvidenceEntry {
                message,
                location: span.map(|span| location(span, sources)),
            })
            .collect(),
        fix: finding.fix.as_ref().map(|fix| fix_entry(fix, sources)),
    }
}

fn fix_entry<'a>(fix: &'a Fix, sources: &SourceMap) -> FixEntry<'a> {
    FixEntry {
        applicability: fix.applicability.as_str(),
        edits: fix
            .edits
            .iter()
            .map(|edit| EditEntry {
                path: sources.get(edit.span.source).name().to_owned(),
                start: edit.span.start,
                end: edit.span.end,
                content: &edit.content,
            })
            .collect(),
    }
}

fn trail_entry<'a>(trail: &'a Trail, sources: &SourceMap) -> TrailEntry<'a> {
    TrailEntry {
        address: &trail.address,
        kind: trail.dialect.kind(),
        deployment: trail.judged_in(),
        verdict: trail.verdict().as_str(),
        location: location(trail.declared, sources),
        include_global_service_events: trail.flag().value().copied(),
        is_multi_region_trail: trail.multi_region().value().copied(),
        is_logging: trail.logging().value().copied(),
        management_events: trail
            .management_events_taken()
            .value()
            .map(|taken| taken.as_str()),
        home_region: trail.region(),
        why: trail.reason(),
    }
}

fn notice_entry<'a>(notice: &'a Remark, sources: &SourceMap) -> NoticeEntry<'a> {
    NoticeEntry {
        message: &notice.message,
        help: notice.help.as_deref(),
        location: location(notice.span, sources),
    }
}

fn location(span: Span, sources: &SourceMap) -> Location {
    let file = sources.get(span.source);
    Location {
        path: file.name().to_owned(),
        start: file.position(span.start as usize),
        end: file.position(span.end as usize),
    }
}
