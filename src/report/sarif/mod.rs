//! SARIF 2.1.0, as code scanning services read it.

mod format;
mod places;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io;

use self::format::{
    ArtifactChange, BaseAddress, CodeFlow, Configuration, Driver, Help, Invocation, Location, Log,
    LogicalLocation, Message, Notification, PhysicalLocation, Properties, Replacement, Rule, Run,
    Step, ThreadFlow, Tool,
};
use self::places::{Places, ROOT};
use super::plain_json::{self, Each};
use crate::diagnostic::{Edit, Finding, RuleMeta, Severity};
use crate::outcome::Outcome;
use crate::rules::RULES;
use crate::source::Span;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Writes the findings and problems as one SARIF run.
pub fn write(outcome: &Outcome, out: &mut dyn io::Write) -> io::Result<()> {
    let places = Places::of(&outcome.sources);
    let prints = fingerprints(&outcome.findings, &places);
    let rules: Vec<&RuleMeta> = RULES.iter().map(|rule| &rule.meta).collect();
    let findings = outcome.findings.iter().zip(&prints);
    let results = findings.map(|(finding, print)| format::Finding {
        rule_index: rules.iter().position(|meta| *meta == finding.rule),
        ..result(finding, *print, &places)
    });
    plain_json::write(&log(outcome, Each(results), &places), out)
}

fn log<'a, R>(outcome: &'a Outcome, results: R, places: &Places<'_>) -> Log<'a, R> {
    let root = BaseAddress {
        description: Message::new(places.base()),
    };
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        rules: RULES.iter().map(|rule| descriptor(&rule.meta)).collect(),
        semantic_version: env!("CARGO_PKG_VERSION"),
        short_description: Message::new(env!("CARGO_PKG_DESCRIPTION")),
    };
    Log {
        schema: SCHEMA,
        runs: [Run {
            column_kind: "unicodeCodePoints",
            invocations: [invocation(outcome, places)],
            original_uri_base_ids: BTreeMap::from([(ROOT, root)]),
            results,
            tool: Tool { driver },
        }],
        version: "2.1.0",
    }
}

/// What the run could not read, and what it was given for nothing.
fn invocation<'a>(outcome: &'a Outcome, places: &Places<'_>) -> Invocation<'a> {
    let notifications = outcome.problems.iter().map(|problem| Notification {
        level: "error",
        locations: [Location {
            logical_locations: Vec::new(),
            message: None,
            physical: PhysicalLocation {
                artifact_location: places.printed(&problem.path),
                region: None,
            },
        }],
        message: Message::said(&problem.message),
    });
    let notices = outcome.notices.iter().map(|notice| Notification {
        level: "note",
        locations: [places.location(notice.span, "")],
        message: Message::said(&notice.message),
    });
    Invocation {
        execution_successful: outcome.problems.is_empty(),
        tool_configuration_notifications: notices.collect(),
        tool_execution_notifications: notifications.collect(),
    }
}

fn descriptor(meta: &'static RuleMeta) -> Rule {
    Rule {
        default_configuration: Configuration {
            level: meta.severity.as_str(),
        },
        full_description: Message::new(format!("{}.", meta.summary)),
        help: Help {
            markdown: meta.explanation,
            text: meta.explanation,
        },
        help_uri: meta.links.first().map(|(_, address)| *address),
        id: meta.id,
        name: meta.name,
        properties: properties(meta),
        short_description: Message::new(meta.name),
    }
}

/// What code scanning services sort and filter by. `security-severity` makes an alert a security alert, so only
/// rules with a published risk level or compliance standards have it.
fn properties(meta: &'static RuleMeta) -> Properties {
    let security = meta.risk.is_some() || !meta.compliance.is_empty();
    let mut tags = Vec::new();
    if security {
        tags.push("security");
    }
    tags.push("cloudtrail");
    tags.extend(meta.alias);
    tags.extend(meta.compliance);
    Properties {
        tags,
        precision: "very-high",
        problem_severity: match meta.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "recommendation",
        },
        security_severity: security.then(|| security_severity(meta)),
    }
}

/// A score in the band that code scanning shows as the risk level (over 9.0 critical, from 7.0 high, from 4.0
/// medium, below low).
fn security_severity(meta: &RuleMeta) -> &'static str {
    let risk = meta.risk.unwrap_or("").to_ascii_lowercase();
    match risk.as_str() {
        "extreme" | "very high" | "critical" => "9.5",
        "high" => "8.0",
        "medium" => "5.5",
        "low" => "2.0",
        _ => match meta.severity {
            Severity::Error => "8.0",
            Severity::Warning => "5.5",
            Severity::Note => "2.0",
        },
    }
}

/// A finding's entry, all but the place of its rule among those that the log describes.
fn result<'a>(
    finding: &'a Finding,
    (print, nth): (u64, usize),
    places: &Places<'_>,
) -> format::Finding<'a> {
    let help = finding.help.as_ref().map(|help| places.help(help));
    let text = match &help {
        Some(help) => Cow::Owned(format!("{}\n{help}", finding.message)),
        None => Cow::Borrowed(finding.message.as_str()),
    };
    let at = primary(finding, places);
    let mut place = places.location(at, "");
    let trails = finding.trail.iter().chain(&finding.also);
    let trails = trails.map(|trail| LogicalLocation {
        fully_qualified_name: trail,
        kind: "resource",
    });
    place.logical_locations = trails.collect();
    let hops: Vec<Location<'a>> = finding
        .evidence
        .iter()
        .filter_map(|hop| Some(places.location(hop.span?, &hop.message)))
        .collect();
    let flow = (!hops.is_empty()).then(|| code_flow(finding, &hops, places));
    let trail = (at != finding.span).then(|| places.location(finding.span, &finding.label));
    let fix = finding.fix.as_ref().map(|fix| format::Fix {
        artifact_changes: changes(&fix.edits, places),
        description: Message::said(help.as_deref().unwrap_or(&finding.message)),
    });
    format::Finding {
        code_flows: flow.into_iter().collect(),
        fixes: fix.into_iter().collect(),
        level: finding.severity.as_str(),
        locations: [place],
        message: Message::said(&text),
        partial_fingerprints: BTreeMap::from([(
            "cloudtrailLint/v1",
            format!("{print:016x}:{nth}"),
        )]),
        related_locations: trail.into_iter().chain(hops).collect(),
        rule_id: finding.rule.id,
        rule_index: None,
    }
}

/// Where a pull request shows the finding, which it does where the place is part of its diff: at what the author would
/// change. What lies outside of the repository is in no diff; then at the trail.
fn primary(finding: &Finding, places: &Places<'_>) -> Span {
    let file = places.sources.get(finding.change_at.source);
    let is_inside = places.artifact(file.path()).uri_base_id.is_some();
    if is_inside {
        finding.change_at
    } else {
        finding.span
    }
}

/// The hops of the value, from where it is written to the trail.
fn code_flow<'a>(finding: &'a Finding, hops: &[Location<'a>], places: &Places<'_>) -> CodeFlow<'a> {
    let end = places.location(finding.span, &finding.label);
    let locations = hops
        .iter()
        .rev()
        .chain(std::iter::once(&end))
        .map(|hop| Step {
            location: hop.clone(),
        })
        .collect();
    // Code scanning services refuse hops that lie in no file; what the command line says goes beside them.
    let unplaced: Vec<&str> = finding
        .evidence
        .iter()
        .filter(|hop| hop.span.is_none())
        .map(|hop| &*hop.message)
        .collect();
    CodeFlow {
        message: (!unplaced.is_empty()).then(|| Message::said(&unplaced.join("\n"))),
        thread_flows: [ThreadFlow { locations }],
    }
}

/// The edits, by file.
fn changes<'a>(edits: &'a [Edit], places: &Places<'_>) -> Vec<ArtifactChange<'a>> {
    let mut files: BTreeMap<_, Vec<Replacement<'a>>> = BTreeMap::new();
    for edit in edits {
        files
            .entry(edit.span.source)
            .or_default()
            .push(Replacement {
                deleted_region: places.region(edit.span),
                inserted_content: Message::new(edit.content.as_str()),
            });
    }
    files
        .into_iter()
        .map(|(source, replacements)| ArtifactChange {
            artifact_location: places.artifact(places.sources.get(source).path()),
            replacements,
        })
        .collect()
}

/// The number of each finding, and how many have the same up to it.
fn fingerprints(findings: &[Finding], places: &Places<'_>) -> Vec<(u64, usize)> {
    let mut seen: HashMap<u64, usize> = HashMap::new();
    let prints = findings.iter().map(|finding| {
        let print = fingerprint(finding, places);
        let nth = seen.entry(print).or_default();
        *nth += 1;
        (print, *nth)
    });
    prints.collect()
}

/// A number that stays the same while lines move, and while its author finds another place to change: of the rule, the file
/// of the trail, the trail's address, the trail's own text that was found, less spaces, and the root and the deployment that it
/// was judged in: what is found of one module in several roots is told apart whichever of them are looked at.
fn fingerprint(finding: &Finding, places: &Places<'_>) -> u64 {
    let file = places.sources.get(finding.span.source);
    let address = places.artifact(file.path()).uri;
    let range = finding.span.range();
    let found = file.text().get(range.clone()).unwrap_or_default();
    // Short texts can be guessed from their number.
    let found = if file.hidden_in(&range).is_empty() {
        found
    } else {
        ""
    };
    let words: Vec<&str> = found.split_whitespace().collect();
    let root = finding.root.as_deref().map(|root| places.printed(root).uri);
    let named = finding
        .deployment
        .as_ref()
        .filter(|name| finding.root.as_ref() != Some(name));
    let parts = [
        finding.rule.id,
        &address,
        finding.trail.as_deref().unwrap_or_default(),
        &words.join(" "),
        root.as_deref().unwrap_or_default(),
        named.map_or("", |name| &**name),
    ];
    // FNV-1a, 64 bits: the standard library's hashes may change from one release to the next.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain(std::iter::once(0)) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}
