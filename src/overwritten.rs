//! Code that a tool writes anew whenever it runs: what is changed in it is lost.

use std::path::Path;

use crate::diagnostic::{Change, Finding};
use crate::model::{Account, Trail};
use crate::source::{SourceId, SourceMap};

/// What the folder is called that the CDK writes, and a file in it.
const CDK_OUT: &str = "cdk.out";

/// The folders that tools write, the tool, and where it takes from what it writes.
///
/// Source: "terraform init" of the Terraform CLI (`.terraform/modules`); Terragrunt's "Auto-init" (`.terragrunt-cache`);
/// `cdk synth` (`cdk.out`); `sam build` (`.aws-sam`); `serverless package` (`.serverless`).
const WRITTEN: [(&str, &str, &str); 5] = [
    (
        ".terraform",
        "terraform init",
        "in the repository that the module's `source` names",
    ),
    (
        ".terragrunt-cache",
        "terragrunt",
        "in the module that the unit's `source` names",
    ),
    (CDK_OUT, "cdk synth", "in the CDK app"),
    (
        ".aws-sam",
        "sam build",
        "in the template that it is built from",
    ),
    (
        ".serverless",
        "serverless package",
        "in the `serverless.yml`",
    ),
];

/// Says of a finding whose change would be overwritten where to make it, and takes away the edit. `account` has the
/// trails that it may be about.
pub(crate) fn told_where(mut finding: Finding, account: &Account, sources: &SourceMap) -> Finding {
    let written = |source: SourceId| written_by(sources.get(source).path(), sources);
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    let edited = edits.map(|edit| edit.span.source);
    let changed = finding.changes.iter().filter_map(Change::span);
    let mut changed = edited.chain(changed.map(|span| span.source));
    let Some((tool, place)) = changed.find_map(written) else {
        return finding;
    };
    finding.fix = None;
    let told = format!("Make the change {place}: `{tool}` overwrites this file");
    finding.help = finding.help.map(|help| help.then(Some(told)));
    let is_about = |trail: &&Trail| Some(&trail.address) == finding.trail.as_ref();
    let calls = account.own_trails().filter(is_about);
    let mut calls = calls.flat_map(|trail| trail.brought_by.iter().copied());
    if written(finding.change_at.source).is_some()
        && let Some(call) = calls.find(|call| written(call.source).is_none())
    {
        finding.change_at = call;
    }
    finding
}

/// The tool that writes a file anew, and where that takes it from. Wherever the CDK writes its output, a file of that name lies
/// in it.
///
/// Source: `aws-cdk-lib` `cx-api`, `CloudAssemblyBuilder`: it writes `cdk.out` beside `manifest.json`.
fn written_by(path: &Path, sources: &SourceMap) -> Option<(&'static str, &'static str)> {
    let mut parts = path.components();
    let by_folder = parts.find_map(|part| {
        let name = part.as_os_str();
        let mut written = WRITTEN.iter();
        written.find(|(folder, _, _)| name == *folder)
    });
    let mark = path.parent()?.join(CDK_OUT);
    let of_cdk = || WRITTEN.iter().find(|(folder, _, _)| *folder == CDK_OUT);
    let of_cdk = || of_cdk().filter(|_| sources.leads_to_file(&mark));
    let (_, tool, place) = by_folder.or_else(of_cdk)?;
    Some((*tool, *place))
}
