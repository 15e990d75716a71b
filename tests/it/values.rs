//! The values of the flag that everyone writes: what they come to, and that their spans are exactly their text.

use cloudtrail_lint::options::{LintOptions, Stdin};
use cloudtrail_lint::outcome::Outcome;
use cloudtrail_lint::resolved::Resolved;

fn lint(name: &str, text: String) -> Outcome {
    cloudtrail_lint::lint(&LintOptions {
        stdin: Some(Stdin {
            is_named: true,
            name: name.into(),
            bytes: text.into_bytes(),
        }),
        ..LintOptions::default()
    })
}

/// A root module of its own folder: only what stands on standard input belongs to it.
fn terraform(flag: &str, more: &str) -> Outcome {
    lint(
        "/nowhere/main.tf",
        format!(
            "resource \"aws_cloudtrail\" \"main\" {{\n  name           = \"audit\"\n  s3_bucket_name = \"logs\"\n  \
             is_multi_region_trail = true\n{flag}}}\n{more}"
        ),
    )
}

fn yaml(flag: &str, parameters: &str) -> Outcome {
    lint(
        "trail.yaml",
        format!(
            "{parameters}Resources:\n  Main:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      \
             IsLogging: true\n{flag}"
        ),
    )
}

/// The verdict, and the value's text as cut from the source.
fn verdict_and_text(outcome: &Outcome) -> (String, Option<String>) {
    assert_eq!(outcome.trails.len(), 1, "one trail");
    let trail = &outcome.trails[0];
    let text = trail
        .include_global_service_events
        .from()
        .at
        .map(|span| outcome.sources.get(span.source).text()[span.range()].to_owned());
    (trail.verdict().as_str().to_owned(), text)
}

#[test]
fn terraform_values_come_to_their_verdicts() {
    let flag = |value: &str| format!("  include_global_service_events = {value} # why not\n");
    let rows = [
        ("true", "recorded"),
        ("false", "not-recorded"),
        ("\"false\"", "not-recorded"),
        ("\"0\"", "not-recorded"),
        ("null", "recorded"),
    ];
    for (value, verdict) in rows {
        let outcome = terraform(&flag(value), "");
        assert_eq!(
            verdict_and_text(&outcome),
            (verdict.into(), Some(value.into()))
        );
    }
    let left_out = terraform("", "");
    assert_eq!(verdict_and_text(&left_out), ("recorded".into(), None));
    let variable = terraform(
        &flag("var.global"),
        "variable \"global\" {\n  type    = bool\n  default = false\n}\n",
    );
    assert_eq!(
        verdict_and_text(&variable),
        ("not-recorded".into(), Some("var.global".into()))
    );
}

#[test]
fn cloudformation_values_come_to_their_verdicts() {
    let flag = |value: &str| format!("      IncludeGlobalServiceEvents: {value} # why not\n");
    let rows = [
        ("true", "recorded", "true"),
        ("\"true\"", "recorded", "\"true\""),
        ("True", "recorded", "True"),
        ("yes", "recorded", "yes"),
        ("false", "not-recorded", "false"),
        ("\"False\"", "not-recorded", "\"False\""),
        ("no", "not-recorded", "no"),
        ("!Ref AWS::NoValue", "not-recorded", "!Ref AWS::NoValue"),
        ("!ImportValue shared", "unknown", "!ImportValue shared"),
    ];
    for (value, verdict, text) in rows {
        let outcome = yaml(&flag(value), "");
        assert_eq!(
            verdict_and_text(&outcome),
            (verdict.into(), Some(text.into()))
        );
    }
    assert_eq!(
        verdict_and_text(&yaml("", "")),
        ("not-recorded".into(), None)
    );
    let parameter = yaml(
        &flag("!Ref Global"),
        "Parameters:\n  Global:\n    Type: String\n    Default: \"false\"\n",
    );
    assert_eq!(
        verdict_and_text(&parameter),
        ("not-recorded".into(), Some("!Ref Global".into()))
    );
}

#[test]
fn a_quoted_yes_is_refused() {
    let outcome = yaml("      IncludeGlobalServiceEvents: \"Yes\"\n", "");
    assert!(matches!(
        outcome.trails[0].include_global_service_events,
        Resolved::Invalid { .. }
    ));
    let rules: Vec<&str> = outcome
        .findings
        .iter()
        .map(|finding| finding.rule.id)
        .collect();
    assert_eq!(rules, ["invalid-value"]);
}

#[test]
fn spans_hold_with_a_byte_order_mark_and_windows_line_ends() {
    for value in ["false", "\"false\"", "no", "'no'"] {
        let text = format!(
            "\u{feff}Resources:\r\n  Trail:\r\n    # größer\r\n    Type: AWS::CloudTrail::Trail\r\n    Properties:\r\n      \
             IncludeGlobalServiceEvents: {value}\r\n      IsLogging: true\r\n"
        );
        let outcome = lint("trail.yml", text);
        assert_eq!(verdict_and_text(&outcome).1.as_deref(), Some(value));
    }
    let text = "\u{feff}resource \"aws_cloudtrail\" \"a\" {\r\n  include_global_service_events = false\r\n}\r\n";
    let outcome = lint("/nowhere/main.tf", text.into());
    assert_eq!(
        verdict_and_text(&outcome),
        ("not-recorded".into(), Some("false".into()))
    );
}

#[test]
fn the_published_remediation_is_judged_in_every_form() {
    let lint = |folder: &str| {
        cloudtrail_lint::lint(&LintOptions {
            paths: vec![folder.into()],
            ..LintOptions::default()
        })
    };
    let found = |outcome: &Outcome| -> Vec<(String, &'static str)> {
        outcome
            .findings
            .iter()
            .map(|finding| {
                let file = outcome.sources.get(finding.span.source);
                (
                    file.name()
                        .rsplit('/')
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                    finding.rule.id,
                )
            })
            .collect()
    };
    let broken = ("tab-indented.yaml".to_owned(), "syntax-error");
    assert_eq!(
        found(&lint("fixtures/remediation/compliant")),
        std::slice::from_ref(&broken)
    );
    let disabled = |name: &str| (name.to_owned(), "global-service-events-disabled");
    assert_eq!(
        found(&lint("fixtures/remediation/violating")),
        [
            disabled("main.tf"),
            broken,
            disabled("template.json"),
            disabled("template.yaml")
        ]
    );
}

#[test]
fn what_only_mentions_a_trail_is_silent() {
    let silent = [
        (
            "schema.json",
            r#"{"typeName": "AWS::CloudTrail::Trail", "properties": {"IsLogging": {"type": "boolean"}}}"#,
        ),
        (
            "rule.json",
            r#"{"Account": {"ComplianceResourceTypes": ["AWS::CloudTrail::Trail"]}}"#,
        ),
        (
            "policy.yaml",
            "resource: aws_cloudtrail\nrules:\n  - AWS::CloudTrail::Trail\n",
        ),
        (
            "/nowhere/main.tf",
            "resource \"aws_cloudtrail_event_data_store\" \"a\" {\n  name = \"a\"\n}\n\n# aws_cloudtrail\ndata \
             \"aws_cloudtrail_service_account\" \"b\" {}\nlocals {\n  text = <<-EOT\n    resource \"aws_cloudtrail\" \"x\" \
             {\n    }\n  EOT\n}\n",
        ),
    ];
    for (name, text) in silent {
        let outcome = lint(name, text.into());
        assert!(
            outcome.findings.is_empty(),
            "{name}: {:?}",
            outcome.findings
        );
        assert!(outcome.trails.is_empty(), "{name}");
    }
}
