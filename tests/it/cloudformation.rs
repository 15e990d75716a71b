//! Generated CloudFormation templates: in YAML and in JSON they must come to the same.

use cloudtrail_lint::options::LintOptions;
use proptest::prelude::*;
use serde_json::Value;

use crate::cases::values::meaning;

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
            "IsOpen": { "Fn::Equals": [{ "Ref": "Open" }, "open"] },
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
fn judge(name: &str, text: String) -> Vec<String> {
    let outcome = cloudtrail_lint::lint(&LintOptions {
        stdin: Some(cloudtrail_lint::options::Stdin {
            is_named: true,
            // In no repository, which would be looked through for templates that nest it.
            name: format!("/nowhere/{name}").into(),
            bytes: text.into_bytes(),
        }),
        ..LintOptions::default()
    });
    assert_eq!(outcome.trails.len(), 1);
    meaning(&outcome)
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

/// The verdicts on a text by address.
fn verdicts(text: String) -> Vec<(String, &'static str)> {
    let outcome = cloudtrail_lint::lint(&LintOptions {
        stdin: Some(cloudtrail_lint::options::Stdin {
            name: "template.yaml".into(),
            is_named: true,
            bytes: text.into_bytes(),
        }),
        ..LintOptions::default()
    });
    let trails = outcome.trails.iter();
    trails
        .map(|trail| (trail.address.clone(), trail.verdict().as_str()))
        .collect()
}

/// A loop over what its own section declares comes to an end, and the trail is still judged.
#[test]
fn a_loop_over_its_own_section_comes_to_an_end() {
    let found = verdicts(
        "Transform: AWS::LanguageExtensions\n\
         Conditions:\n\
         \x20 Fn::ForEach::A:\n\
         \x20   - A\n\
         \x20   - !If [IsA, [A], []]\n\
         \x20   - Is${A}: !Equals [a, a]\n\
         Resources:\n\
         \x20 Trail:\n\
         \x20   Type: AWS::CloudTrail::Trail\n\
         \x20   Condition: IsA\n\
         \x20   Properties:\n\
         \x20     S3BucketName: logs\n\
         \x20     IsLogging: true\n\
         \x20     IsMultiRegionTrail: true\n\
         \x20     IncludeGlobalServiceEvents: false\n"
            .into(),
    );
    assert_eq!(found, [("Trail".to_owned(), "not-recorded")]);
}
