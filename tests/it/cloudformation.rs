//! CloudFormation templates end to end: each fixture in YAML and in JSON, which must come to the same.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should fail there"
)]

use std::path::{Path, PathBuf};

use cloudtrail_lint::options::LintOptions;
use proptest::prelude::*;
use serde_json::Value;

use crate::harness;

/// The YAML and the JSON form of a case; the CDK writes JSON only.
fn forms(case: &Path) -> Vec<PathBuf> {
    [["template.yaml", "template.json"], ["yaml", "json"]]
        .iter()
        .find(|names| case.join(names[0]).exists())
        .map_or_else(
            || vec![case.to_owned()],
            |names| names.iter().map(|name| case.join(name)).collect(),
        )
}

/// The parts of a summary that do not depend on the syntax.
fn without_places(summary: &Value) -> Vec<Value> {
    let strip = |text: &str| {
        text.split_once(' ')
            .map_or(text, |(_, rest)| rest)
            .replace(".json", ".yaml")
    };
    let mut out = Vec::new();
    for trail in summary["trails"].as_array().unwrap() {
        let evidence: Vec<String> = trail["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hop| strip(hop.as_str().unwrap()))
            .collect();
        out.push(serde_json::json!([
            trail["address"],
            trail["verdict"],
            trail["flag"],
            trail["why"],
            trail["home_region"],
            trail["management_events"],
            evidence
        ]));
    }
    let mut findings: Vec<String> = summary["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| strip(finding.as_str().unwrap()))
        .collect();
    findings.sort();
    out.push(findings.into());
    out
}

fn hold_all(kind: &str) {
    for case in harness::cases("cloudformation", kind) {
        let mut forms = forms(&case).into_iter();
        let first = harness::lint(forms.next());
        harness::hold_kind(kind, &case, &first);
        let summary = harness::summary(&first, &case);
        harness::hold(&case, &summary);
        for form in forms {
            let other = harness::summary(&harness::lint([form]), &case);
            // YAML aliases and merges are gone in JSON, and their evidence with them.
            if !case.ends_with("anchor-and-merge") {
                assert_eq!(
                    without_places(&summary),
                    without_places(&other),
                    "{}",
                    case.display()
                );
            }
        }
    }
}

#[test]
fn what_records_is_silent() {
    hold_all("ok");
}

#[test]
fn what_does_not_record_is_found() {
    hold_all("bad");
}

#[test]
fn what_lies_outside_the_code_is_unknown() {
    hold_all("unknown");
}

/// Expressions for the flag, as JSON; the printer makes YAML of it.
fn expression() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        prop_oneof![Just("true"), Just("False"), Just("maybe"), Just("")].prop_map(Value::from),
        prop_oneof![
            Just("Flag"),
            Just("Open"),
            Just("AWS::NoValue"),
            Just("AWS::Region"),
            Just("Nowhere")
        ]
        .prop_map(|name| serde_json::json!({ "Ref": name })),
        Just(serde_json::json!({ "Fn::ImportValue": "shared-flag" })),
        prop_oneof![Just("dev"), Just("prod"), Just("stage")]
            .prop_map(|key| serde_json::json!({ "Fn::FindInMap": ["Settings", key, "Flag"] })),
        Just(serde_json::json!({ "Fn::FindInMap": ["Settings", { "Ref": "Open" }, "Flag"] })),
        Just(serde_json::json!({ "Fn::Sub": "${Flag}" })),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            (
                prop_oneof![Just("IsProd"), Just("IsOpen"), Just("Neither")],
                inner.clone(),
                inner.clone()
            )
                .prop_map(|(condition, a, b)| serde_json::json!({ "Fn::If": [condition, a, b] })),
            (0usize..3, prop::collection::vec(inner.clone(), 1..3))
                .prop_map(|(at, items)| serde_json::json!({ "Fn::Select": [at, items] })),
            prop::collection::vec(inner, 1..3)
                .prop_map(|items| serde_json::json!({ "Fn::Join": ["", items] })),
        ]
    })
}

fn template(flag: &Value) -> Value {
    serde_json::json!({
        "Parameters": {
            "Flag": { "Type": "String", "Default": "false" },
            "Open": { "Type": "String" }
        },
        "Mappings": { "Settings": { "dev": { "Flag": "false" }, "prod": { "Flag": "true" } } },
        "Conditions": {
            "IsProd": { "Fn::Equals": [{ "Ref": "Flag" }, "true"] },
            "IsOpen": { "Fn::Equals": [{ "Ref": "Open" }, "yes"] },
            "Neither": { "Fn::Not": [{ "Fn::Or": [{ "Condition": "IsProd" }, { "Condition": "IsOpen" }] }] }
        },
        "Resources": {
            "Trail": {
                "Type": "AWS::CloudTrail::Trail",
                "Properties": { "IsLogging": true, "IsMultiRegionTrail": true, "IncludeGlobalServiceEvents": flag }
            }
        }
    })
}

/// The outcome on a text by the name `name`, without places.
fn judge(name: &str, text: String) -> Vec<Value> {
    let outcome = cloudtrail_lint::lint(&LintOptions {
        stdin: Some(cloudtrail_lint::options::Stdin {
            name: name.into(),
            bytes: text.into_bytes(),
        }),
        ..LintOptions::default()
    });
    assert_eq!(outcome.trails.len(), 1);
    without_places(&harness::summary(&outcome, Path::new("")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn yaml_and_json_of_one_template_are_judged_alike(flag in expression()) {
        let template = template(&flag);
        let yaml = serde_yaml::to_string(&template).unwrap();
        let json = serde_json::to_string_pretty(&template).unwrap();
        prop_assert_eq!(judge("t.yaml", yaml), judge("t.json", json));
    }
}
