//! SARIF 2.1.0, as code scanning services read it.

mod format;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use self::format::{
    ArtifactChange, ArtifactLocation, BaseAddress, CodeFlow, Configuration, Driver, Help,
    Invocation, Location, Log, LogicalLocation, Message, Notification, PhysicalLocation,
    Properties, Region, Replacement, Rule, Run, Step, ThreadFlow, Tool,
};
use crate::diagnostic::{Edit, Finding, RuleMeta, Severity};
use crate::outcome::Outcome;
use crate::rules::RULES;
use crate::source::{SourceMap, Span};

/// The base of relative addresses: the working directory, by the name that code scanning services know.
const ROOT: &str = "%SRCROOT%";

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Characters that stand for themselves in a path (RFC 3986: unreserved ones, and the slash between parts).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Writes the findings and problems as one SARIF run.
pub fn write(outcome: &Outcome, out: &mut dyn io::Write) -> io::Result<()> {
    super::plain_json::write(&log(outcome), out)
}

fn log(outcome: &Outcome) -> Log<'_> {
    let rules: Vec<&RuleMeta> = RULES.iter().map(|rule| &rule.meta).collect();
    let mut seen = HashMap::new();
    let results = outcome
        .findings
        .iter()
        .map(|finding| format::Finding {
            rule_index: rules.iter().position(|meta| *meta == finding.rule),
            ..result(finding, &outcome.sources, &mut seen)
        })
        .collect();
    let root = BaseAddress {
        description: message("The working directory of the run"),
    };
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        rules: rules.iter().map(|meta| descriptor(meta)).collect(),
        semantic_version: env!("CARGO_PKG_VERSION"),
        short_description: message(env!("CARGO_PKG_DESCRIPTION")),
    };
    Log {
        schema: SCHEMA,
        runs: [Run {
            column_kind: "unicodeCodePoints",
            invocations: [invocation(outcome)],
            original_uri_base_ids: BTreeMap::from([(ROOT, root)]),
            results,
            tool: Tool { driver },
        }],
        version: "2.1.0",
    }
}

/// What the run could not read.
fn invocation(outcome: &Outcome) -> Invocation<'_> {
    let notifications = outcome.problems.iter().map(|problem| Notification {
        level: "error",
        locations: [Location {
            logical_locations: None,
            message: None,
            physical: PhysicalLocation {
                artifact_location: artifact(&problem.path),
                region: None,
            },
        }],
        message: said(&problem.message),
    });
    Invocation {
        execution_successful: outcome.problems.is_empty(),
        tool_execution_notifications: notifications.collect(),
    }
}

fn descriptor(meta: &'static RuleMeta) -> Rule {
    Rule {
        default_configuration: Configuration {
            level: meta.severity.as_str(),
        },
        full_description: message(format!("{}.", meta.summary)),
        help: Help {
            markdown: meta.explanation,
            text: meta.explanation,
        },
        help_uri: meta.links.first().map(|(_, address)| *address),
        id: meta.id,
        name: meta.name,
        properties: properties(meta),
        short_description: message(meta.name),
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
    sources: &SourceMap,
    seen: &mut HashMap<u64, usize>,
) -> format::Finding<'a> {
    let text = match &finding.help {
        Some(help) => Cow::Owned(format!("{}\n{help}", finding.message)),
        None => Cow::Borrowed(finding.message.as_str()),
    };
    let mut place = location(finding.span, "", sources);
    place.logical_locations = finding.trail.as_deref().map(|trail| {
        [LogicalLocation {
            fully_qualified_name: trail,
            kind: "resource",
        }]
    });
    let print = fingerprint(finding, sources);
    let nth = seen
        .entry(print)
        .and_modify(|count| *count += 1)
        .or_insert(1);
    let hops: Vec<Location<'a>> = finding
        .evidence
        .iter()
        .filter_map(|hop| Some(location(hop.span?, &hop.message, sources)))
        .collect();
    let flow = (!hops.is_empty()).then(|| code_flow(finding, &hops, sources));
    let fix = finding.fix.as_ref().map(|fix| format::Fix {
        artifact_changes: changes(&fix.edits, sources),
        description: said(finding.help.as_deref().unwrap_or(&finding.message)),
    });
    format::Finding {
        code_flows: flow.into_iter().collect(),
        fixes: fix.into_iter().collect(),
        level: finding.severity.as_str(),
        locations: [place],
        message: said(&text),
        partial_fingerprints: BTreeMap::from([(
            "cloudtrailLint/v1",
            format!("{print:016x}:{nth}"),
        )]),
        related_locations: hops,
        rule_id: finding.rule.id,
        rule_index: None,
    }
}

/// The hops of the value, from where it is written to the trail.
fn code_flow<'a>(finding: &'a Finding, hops: &[Location<'a>], sources: &SourceMap) -> CodeFlow<'a> {
    let end = location(finding.span, &finding.label, sources);
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
        .map(|hop| hop.message.as_str())
        .collect();
    CodeFlow {
        message: (!unplaced.is_empty()).then(|| said(&unplaced.join("\n"))),
        thread_flows: [ThreadFlow { locations }],
    }
}

/// The edits, by file.
fn changes<'a>(edits: &'a [Edit], sources: &SourceMap) -> Vec<ArtifactChange<'a>> {
    let mut files: BTreeMap<_, Vec<Replacement<'a>>> = BTreeMap::new();
    for edit in edits {
        files
            .entry(edit.span.source)
            .or_default()
            .push(Replacement {
                deleted_region: region(edit.span, sources),
                inserted_content: message(edit.content.as_str()),
            });
    }
    files
        .into_iter()
        .map(|(source, replacements)| ArtifactChange {
            artifact_location: artifact(sources.get(source).name()),
            replacements,
        })
        .collect()
}

/// A place, with what is said about it unless that is nothing.
fn location<'a>(span: Span, text: &'a str, sources: &SourceMap) -> Location<'a> {
    Location {
        logical_locations: None,
        message: (!text.is_empty()).then(|| said(text)),
        physical: PhysicalLocation {
            artifact_location: artifact(sources.get(span.source).name()),
            region: Some(region(span, sources)),
        },
    }
}

/// Columns are counted in code points, as the run's `columnKind` says.
fn region(span: Span, sources: &SourceMap) -> Region {
    let file = sources.get(span.source);
    let start = file.position(span.start as usize);
    let end = file.position(span.end as usize);
    Region {
        byte_length: end.offset.saturating_sub(start.offset),
        byte_offset: start.offset,
        end_column: end.column,
        end_line: end.line,
        start_column: start.column,
        start_line: start.line,
    }
}

/// A path as an address: relative ones start at `ROOT`, absolute ones are `file:` addresses.
fn artifact(path: &str) -> ArtifactLocation {
    let encoded = utf8_percent_encode(path, KEPT).to_string();
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    let (uri, uri_base_id) = if drive {
        // The colon after a drive's letter belongs to the address as it is.
        let address = format!("file:///{}", encoded.replacen("%3A", ":", 1));
        (address, None)
    } else if path.starts_with('/') {
        (format!("file://{encoded}"), None)
    } else {
        (encoded, Some(ROOT))
    };
    ArtifactLocation { uri, uri_base_id }
}

/// A number that stays the same while lines move: of the rule, the file, the trail and the text found, less spaces.
fn fingerprint(finding: &Finding, sources: &SourceMap) -> u64 {
    let file = sources.get(finding.span.source);
    let found = file.text().get(finding.span.range()).unwrap_or_default();
    let words: Vec<&str> = found.split_whitespace().collect();
    let parts = [
        finding.rule.id,
        file.name(),
        finding.trail.as_deref().unwrap_or_default(),
        &words.join(" "),
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

/// What is said of a finding. Readers of SARIF make links of `[text](target)` (SARIF 2.1.0, 3.11.6); nothing here is meant
/// as one, so what a linted file's names make of it is taken apart.
fn said<'a>(text: &str) -> Message<'a> {
    message(text.replace("](", "] ("))
}

fn message<'a>(text: impl Into<Cow<'a, str>>) -> Message<'a> {
    Message { text: text.into() }
}
