//! SARIF 2.1.0, as code scanning services read it.

use std::collections::{BTreeMap, HashMap};
use std::io;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, ArtifactLocation, CodeFlow, Fix as SarifFix, Invocation,
    Location, LogicalLocation, Message, MultiformatMessageString, Notification, PhysicalLocation,
    PropertyBag, Region, Replacement, ReportingConfiguration, ReportingDescriptor, ResultLevel,
    Run, Sarif, ThreadFlow, ThreadFlowLocation, Tool, ToolComponent,
};

use crate::diagnostic::{Edit, Finding, Label, RuleMeta, Severity};
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
    super::json::write(&log(outcome), out)
}

fn log(outcome: &Outcome) -> Sarif {
    let driver = ToolComponent::builder()
        .name(env!("CARGO_PKG_NAME"))
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .short_description(plain(env!("CARGO_PKG_DESCRIPTION")))
        .rules(
            RULES
                .iter()
                .map(|rule| descriptor(&rule.meta))
                .collect::<Vec<_>>(),
        )
        .build();
    let root = ArtifactLocation::builder()
        .description(message("The working directory of the run"))
        .build();
    let mut seen = HashMap::new();
    let results: Vec<_> = outcome
        .findings
        .iter()
        .map(|finding| result(finding, &outcome.sources, &mut seen))
        .collect();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind("unicodeCodePoints")
        .original_uri_base_ids(BTreeMap::from([(ROOT.to_owned(), root)]))
        .invocations(vec![invocation(outcome)])
        .results(results)
        .build();
    Sarif::builder()
        .schema(SCHEMA)
        .version("2.1.0")
        .runs(vec![run])
        .build()
}

/// What the run could not read.
fn invocation(outcome: &Outcome) -> Invocation {
    let notifications: Vec<Notification> = outcome
        .problems
        .iter()
        .map(|problem| {
            let place = PhysicalLocation::builder()
                .artifact_location(artifact(&problem.path))
                .build();
            Notification::builder()
                .level("error")
                .message(message(&problem.message))
                .locations(vec![Location::builder().physical_location(place).build()])
                .build()
        })
        .collect();
    Invocation::builder()
        .execution_successful(outcome.problems.is_empty())
        .tool_execution_notifications(notifications)
        .build()
}

fn descriptor(meta: &RuleMeta) -> ReportingDescriptor {
    let mut descriptor = ReportingDescriptor::builder()
        .id(meta.id)
        .name(meta.name)
        .short_description(plain(meta.name))
        .full_description(plain(&format!("{}.", meta.summary)))
        .help(
            MultiformatMessageString::builder()
                .text(meta.explanation)
                .markdown(meta.explanation)
                .build(),
        )
        .default_configuration(
            ReportingConfiguration::builder()
                .level(meta.severity.as_str())
                .build(),
        )
        .properties(properties(meta))
        .build();
    descriptor.help_uri = meta.links.first().map(|(_, address)| (*address).to_owned());
    descriptor
}

/// What code scanning services sort and filter by. `security-severity` makes an alert a security alert, so only
/// rules with a published risk level or compliance standards have it.
fn properties(meta: &RuleMeta) -> PropertyBag {
    let security = meta.risk.is_some() || !meta.compliance.is_empty();
    let mut tags = Vec::new();
    if security {
        tags.push("security".to_owned());
    }
    tags.push("cloudtrail".to_owned());
    tags.extend(meta.alias.map(ToOwned::to_owned));
    tags.extend(meta.compliance.iter().map(ToString::to_string));
    let mut more = BTreeMap::from([
        ("precision".to_owned(), json!("very-high")),
        (
            "problem.severity".to_owned(),
            json!(match meta.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "recommendation",
            }),
        ),
    ]);
    if security {
        more.insert("security-severity".into(), json!(security_severity(meta)));
    }
    PropertyBag::builder()
        .tags(tags)
        .additional_properties(more)
        .build()
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

fn result(
    finding: &Finding,
    sources: &SourceMap,
    seen: &mut HashMap<u64, usize>,
) -> serde_sarif::sarif::Result {
    let text = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    let mut place = location(finding.span, None, sources);
    if let Some(trail) = &finding.trail {
        place.logical_locations = Some(vec![
            LogicalLocation::builder()
                .fully_qualified_name(trail)
                .kind("resource")
                .build(),
        ]);
    }
    let print = fingerprint(finding, sources);
    let nth = seen
        .entry(print)
        .and_modify(|count| *count += 1)
        .or_insert(1);
    let mut result = serde_sarif::sarif::Result::builder()
        .rule_id(finding.rule.id)
        .level(level(finding.severity))
        .message(message(&text))
        .locations(vec![place])
        .partial_fingerprints(BTreeMap::from([(
            "cloudtrailLint/v1".to_owned(),
            format!("{print:016x}:{nth}"),
        )]))
        .build();
    result.rule_index = RULES
        .iter()
        .position(|rule| &rule.meta == finding.rule)
        .and_then(|at| i64::try_from(at).ok());
    let steps: Vec<Location> = finding
        .evidence
        .iter()
        .filter_map(|hop| Some(location(hop.span?, Some(&hop.message), sources)))
        .collect();
    if !steps.is_empty() {
        result.code_flows = Some(vec![code_flow(finding, &steps, sources)]);
        result.related_locations = Some(steps);
    }
    result.fixes = finding.fix.as_ref().map(|fix| {
        let description = finding.help.as_deref().unwrap_or(&finding.message);
        vec![
            SarifFix::builder()
                .description(message(description))
                .artifact_changes(changes(&fix.edits, sources))
                .build(),
        ]
    });
    result
}

/// The way of the value from where it is written to the trail.
fn code_flow(finding: &Finding, steps: &[Location], sources: &SourceMap) -> CodeFlow {
    let end = location(finding.span, Some(&finding.label), sources);
    let locations: Vec<ThreadFlowLocation> = steps
        .iter()
        .rev()
        .chain(std::iter::once(&end))
        .map(|step| ThreadFlowLocation::builder().location(step.clone()).build())
        .collect();
    let mut flow = CodeFlow::builder()
        .thread_flows(vec![ThreadFlow::builder().locations(locations).build()])
        .build();
    // Code scanning services refuse steps that lie in no file; what the command line says goes beside them.
    let unplaced: Vec<&str> = finding
        .evidence
        .iter()
        .filter(|hop| hop.span.is_none())
        .map(|Label { message, .. }| message.as_str())
        .collect();
    if !unplaced.is_empty() {
        flow.message = Some(message(&unplaced.join("\n")));
    }
    flow
}

/// The edits, by file.
fn changes(edits: &[Edit], sources: &SourceMap) -> Vec<ArtifactChange> {
    let mut files: BTreeMap<_, Vec<Replacement>> = BTreeMap::new();
    for edit in edits {
        let replacement = Replacement::builder()
            .deleted_region(region(edit.span, sources))
            .inserted_content(ArtifactContent::builder().text(&edit.content).build())
            .build();
        files.entry(edit.span.source).or_default().push(replacement);
    }
    files
        .into_iter()
        .map(|(source, replacements)| {
            ArtifactChange::builder()
                .artifact_location(artifact(sources.get(source).name()))
                .replacements(replacements)
                .build()
        })
        .collect()
}

fn location(span: Span, text: Option<&str>, sources: &SourceMap) -> Location {
    let place = PhysicalLocation::builder()
        .artifact_location(artifact(sources.get(span.source).name()))
        .region(region(span, sources))
        .build();
    let mut location = Location::builder().physical_location(place).build();
    location.message = text.filter(|text| !text.is_empty()).map(message);
    location
}

/// Lines and columns count from 1, columns in code points, the end column after the last one covered.
fn region(span: Span, sources: &SourceMap) -> Region {
    let file = sources.get(span.source);
    let start = file.position(span.start as usize);
    let end = file.position(span.end as usize);
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    Region::builder()
        .start_line(count(start.line))
        .start_column(count(start.column))
        .end_line(count(end.line))
        .end_column(count(end.column))
        .byte_offset(count(start.offset))
        .byte_length(count(end.offset.saturating_sub(start.offset)))
        .build()
}

/// A path as an address: relative ones start at `ROOT`, absolute ones are `file:` addresses.
fn artifact(path: &str) -> ArtifactLocation {
    let encoded = utf8_percent_encode(path, KEPT).to_string();
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    if drive {
        // The colon after a drive's letter belongs to the address as it is.
        let address = format!("file:///{}", encoded.replacen("%3A", ":", 1));
        ArtifactLocation::builder().uri(address).build()
    } else if path.starts_with('/') {
        ArtifactLocation::builder()
            .uri(format!("file://{encoded}"))
            .build()
    } else {
        ArtifactLocation::builder()
            .uri(encoded)
            .uri_base_id(ROOT)
            .build()
    }
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

fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Error => ResultLevel::Error,
        Severity::Warning => ResultLevel::Warning,
        Severity::Note => ResultLevel::Note,
    }
}

fn message(text: &str) -> Message {
    Message::builder().text(text).build()
}

fn plain(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text).build()
}
