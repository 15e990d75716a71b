//! What findings say, word for word, and where they point.

use cloudtrail_lint::diagnostic::{Applicability, Finding};
use cloudtrail_lint::options::{LintOptions, Stdin};
use cloudtrail_lint::outcome::Outcome;
use cloudtrail_lint::rules::{Coverage, Options};
use cloudtrail_lint::source::Span;

fn lint(name: &str, text: &str) -> Outcome {
    lint_as(name, text, Coverage::EveryTrail)
}

fn lint_as(name: &str, text: &str, coverage: Coverage) -> Outcome {
    cloudtrail_lint::lint(&LintOptions {
        stdin: Some(Stdin {
            is_named: true,
            name: name.into(),
            bytes: text.as_bytes().to_vec(),
        }),
        rules: Options {
            coverage,
            ..Options::default()
        },
        ..LintOptions::default()
    })
}

fn only(outcome: &Outcome) -> &Finding {
    assert_eq!(outcome.findings.len(), 1, "{:#?}", outcome.findings);
    &outcome.findings[0]
}

fn cut(outcome: &Outcome, span: Span) -> String {
    outcome.sources.get(span.source).text()[span.range()].to_owned()
}

fn help(outcome: &Outcome) -> Option<String> {
    let help = only(outcome).help.as_ref();
    help.map(|help| help.printed(&outcome.sources))
}

/// Message, help, place and label, one a line.
fn said(outcome: &Outcome) -> String {
    let finding = only(outcome);
    format!(
        "{}\n{}\n{}: {}",
        finding.message,
        help(outcome).unwrap_or_default(),
        cut(outcome, finding.span),
        finding.label
    )
}

fn template(properties: &str) -> String {
    format!(
        "Parameters:\n  Stage: {{Type: String}}\n  Global: {{Type: String, Default: 'False'}}\n\
         Conditions:\n  IsProd: !Equals [!Ref Stage, prod]\n\
         Resources:\n  Audit:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n{properties}"
    )
}

fn properties(lines: &[&str]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("      {line}\n")).collect();
    template(&lines.concat())
}

#[test]
fn a_literal_false_is_named_and_fixed() {
    let outcome = lint(
        "t.yaml",
        &properties(&[
            "IsLogging: true",
            "IncludeGlobalServiceEvents: 'False' # for now",
        ]),
    );
    assert_eq!(
        said(&outcome),
        "`Audit` does not record global service events: `IncludeGlobalServiceEvents` is false\n\
         Set `IncludeGlobalServiceEvents: true` at t.yaml:12, and add `IsMultiRegionTrail: true` to the trail at t.yaml:7\n\
         'False': false here"
    );
    let fix = only(&outcome).fix.as_ref().unwrap();
    assert_eq!(fix.applicability, Applicability::Safe);
    assert_eq!(fix.edits.len(), 1);
    assert_eq!(fix.edits[0].content, "true");
    assert_eq!(cut(&outcome, fix.edits[0].span), "'False'");
}

#[test]
fn what_is_left_out_points_at_the_trail() {
    let outcome = lint("t.yaml", &properties(&["IsLogging: true"]));
    assert_eq!(
        said(&outcome),
        "`Audit` does not record global service events: `IncludeGlobalServiceEvents` is left out, and CloudFormation's default is false\n\
         Add `IncludeGlobalServiceEvents: true` and `IsMultiRegionTrail: true` to the trail at t.yaml:7\n\
         Audit: left out: false in CloudFormation"
    );
    assert_eq!(only(&outcome).fix, None);
}

#[test]
fn a_multi_region_trail_is_said_to_be_refused() {
    let outcome = lint(
        "t.yaml",
        &properties(&[
            "IsLogging: true",
            "IsMultiRegionTrail: true",
            "IncludeGlobalServiceEvents: !Ref AWS::NoValue",
        ]),
    );
    assert_eq!(
        said(&outcome),
        "`Audit` does not record global service events: `IncludeGlobalServiceEvents` is `AWS::NoValue`, and CloudFormation's default is false; \
         AWS refuses to deploy such a multi-Region trail (`InvalidParameterCombinationException`)\n\
         Set `IncludeGlobalServiceEvents: true` at t.yaml:13\n\
         !Ref AWS::NoValue: left out: false in CloudFormation"
    );
}

#[test]
fn a_value_from_elsewhere_names_its_origin_and_is_not_fixed() {
    let outcome = lint(
        "t.yaml",
        &properties(&["IsLogging: true", "IncludeGlobalServiceEvents: !Ref Global"]),
    );
    let finding = only(&outcome);
    assert_eq!(finding.fix, None);
    assert_eq!(cut(&outcome, finding.span), "!Ref Global");
    assert_eq!(finding.label, "resolves to false");
    let origin = finding.evidence.last().unwrap();
    assert_eq!(cut(&outcome, origin.span.unwrap()), "'False'");
    assert_eq!(
        help(&outcome).as_deref(),
        Some(
            "Set `Default: true` at t.yaml:3, and add `IsMultiRegionTrail: true` to the trail at t.yaml:7"
        )
    );
}

#[test]
fn a_flag_that_depends_names_the_case_that_does_not_record() {
    let outcome = lint(
        "t.yaml",
        &properties(&[
            "IsLogging: true",
            "IsMultiRegionTrail: true",
            "IncludeGlobalServiceEvents: !If [IsProd, true, !Ref AWS::NoValue]",
        ]),
    );
    assert_eq!(
        said(&outcome),
        "`Audit` does not record global service events when IsProd is false: `IncludeGlobalServiceEvents` is then left out, and CloudFormation's default is false; \
         AWS refuses to deploy such a multi-Region trail (`InvalidParameterCombinationException`)\n\
         Write `true` at t.yaml:13:54\n\
         !If [IsProd, true, !Ref AWS::NoValue]: left out when IsProd is false: false in CloudFormation"
    );
}

#[test]
fn a_trail_that_is_not_always_created_is_judged_for_when_it_is() {
    let text = properties(&["IsLogging: true", "IncludeGlobalServiceEvents: false"])
        .replace("    Properties:", "    Condition: IsProd\n    Properties:");
    assert_eq!(
        only(&lint("t.yaml", &text)).message,
        "`Audit`, created when IsProd is true, does not record global service events: `IncludeGlobalServiceEvents` is false"
    );
}

#[test]
fn a_flag_that_is_not_known_says_what_is_missing() {
    let outcome = lint(
        "t.yaml",
        &properties(&[
            "IsLogging: true",
            "IsMultiRegionTrail: true",
            "IncludeGlobalServiceEvents: !Ref Stage",
        ]),
    );
    let finding = only(&outcome);
    assert!(
        finding
            .message
            .starts_with("Cannot tell whether `Audit` records global service events: "),
        "{}",
        finding.message
    );
    assert!(finding.message.contains("`Stage`"), "{}", finding.message);
    assert_eq!(
        help(&outcome).as_deref(),
        Some(
            "Set `IncludeGlobalServiceEvents: true` at t.yaml:13, or give the value that decides it (t.yaml:2)"
        )
    );
}

#[test]
fn a_trail_of_data_events_only_has_one_finding_whatever_its_flag_says() {
    let data_only = [
        "IsLogging: true",
        "IncludeGlobalServiceEvents: false",
        "EventSelectors: [{IncludeManagementEvents: false, DataResources: [{Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::files/']}]}]",
    ];
    let outcome = lint("t.yaml", &properties(&data_only));
    assert_eq!(
        said(&outcome),
        "`Audit` records no global service events: its event selectors take no management events\n\
         Set `IncludeManagementEvents: true` at t.yaml:13 and `IncludeGlobalServiceEvents: true` at t.yaml:12, and add `IsMultiRegionTrail: true` to the trail at t.yaml:7. If it is for data events only, `--ignore CT-010`, or `--coverage one-trail` beside a trail that records them\n\
         [{IncludeManagementEvents: false, DataResources: [{Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::files/']}]}]: no management events"
    );
    assert_eq!(only(&outcome).fix, None);
    let beside = format!(
        "{}  Management:\n    Type: AWS::CloudTrail::Trail\n    Properties: {{S3BucketName: logs, IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true}}\n",
        properties(&data_only)
    );
    let one = lint_as("t.yaml", &beside, Coverage::OneTrail);
    assert_eq!(one.findings, []);
}

#[test]
fn a_recording_sibling_is_named_with_the_option() {
    let text = format!(
        "{}  Main:\n    Type: AWS::CloudTrail::Trail\n    Properties: {{S3BucketName: logs, IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true}}\n",
        properties(&["IsLogging: true"])
    );
    assert_eq!(
        help(&lint("t.yaml", &text)).as_deref(),
        Some(
            "Add `IncludeGlobalServiceEvents: true` and `IsMultiRegionTrail: true` to the trail at t.yaml:7. `Main` beside it records them; where one trail is enough, `--coverage one-trail` accepts this one"
        )
    );
}

#[test]
fn a_value_that_will_be_refused_is_quoted() {
    let outcome = lint(
        "t.yaml",
        &properties(&["IsLogging: true", "IncludeGlobalServiceEvents: 'Yes'"]),
    );
    let finding = only(&outcome);
    assert_eq!(finding.rule.id, "invalid-value");
    assert!(
        finding
            .message
            .starts_with("`IncludeGlobalServiceEvents` of `Audit` is not valid: `\"Yes\"` ("),
        "{}",
        finding.message
    );
    assert_eq!(
        help(&outcome).as_deref(),
        Some("Set `IncludeGlobalServiceEvents: true` at t.yaml:12")
    );
    assert_eq!(cut(&outcome, finding.span), "'Yes'");
}

#[test]
fn instances_are_named_as_one_counts_and_the_sentence_goes_on() {
    let text = "resource \"aws_cloudtrail\" \"a\" {\n  count = 11\n  include_global_service_events = true\n}\n";
    let outcome = lint("main.tf", text);
    let message = &only(&outcome).message;
    let wanted = "`aws_cloudtrail.a[9]` and `aws_cloudtrail.a[10]`: as a single-Region trail";
    assert!(message.contains(wanted), "{message}");
    let listed: Vec<&str> = outcome.trails.iter().map(|t| t.address.as_str()).collect();
    assert_eq!(
        listed[8..],
        [
            "aws_cloudtrail.a[8]",
            "aws_cloudtrail.a[9]",
            "aws_cloudtrail.a[10]"
        ]
    );
}
