//! Parameter files in every shape that people have them, and the parameters of nested stacks.

use cloudtrail_lint::cloudformation::{Options, ParameterInput};
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;

const TEMPLATE: &str = "Parameters:\n  Global:\n    Type: String\n    Default: \"true\"\n  Regions:\n    Type: CommaDelimitedList\n    \
                        Default: a\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n      \
                        IsMultiRegionTrail: true\n      IncludeGlobalServiceEvents: !Ref Global\n";

fn lint(inputs: &[(&str, &str)], more: Vec<ParameterInput>) -> Outcome {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("t.yaml"), TEMPLATE).unwrap();
    let mut parameters = Vec::new();
    for (name, text) in inputs {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        parameters.push(ParameterInput::File(path));
    }
    parameters.extend(more);
    cloudtrail_lint::lint(&LintOptions {
        paths: vec![dir.path().join("t.yaml")],
        cloudformation: Options {
            parameters,
            ..Options::default()
        },
        ..LintOptions::default()
    })
}

/// Deployments and what the flag is in them.
fn flags(outcome: &Outcome) -> Vec<(Option<std::sync::Arc<str>>, Option<bool>)> {
    outcome
        .trails
        .iter()
        .map(|trail| (trail.deployment.clone(), trail.flag().value().copied()))
        .collect()
}

#[test]
fn every_shape_gives_its_values() {
    let shapes = [
        (
            "a.json",
            r#"[{"ParameterKey": "Global", "ParameterValue": "false"}]"#,
        ),
        (
            "b.json",
            r#"{"Parameters": {"Global": "false"}, "Tags": {"Team": "x"}}"#,
        ),
        ("c.json", r#"["Global=false", "Regions=a,b"]"#),
        ("d.yaml", "Global: false\n"),
        (
            "e.yaml",
            "- ParameterKey: Global\n  ParameterValue: \"false\"\n",
        ),
        ("f.json", r#"{"Global": "false"}"#),
    ];
    for (name, text) in shapes {
        let outcome = lint(&[(name, text)], vec![]);
        assert!(
            outcome.problems.is_empty(),
            "{name}: {:?}",
            outcome.problems
        );
        assert_eq!(flags(&outcome), [(None, Some(false))], "{name}");
        let hop = &outcome.trails[0].include_global_service_events.from().hops[0];
        let file = outcome.sources.get(hop.span().unwrap().source);
        assert!(
            file.name().ends_with(name),
            "the evidence lies in {}",
            file.name()
        );
    }
}

#[test]
fn a_samconfig_is_one_deployment_an_environment() {
    let toml = "version = 0.1\n[dev.deploy.parameters]\nparameter_overrides = \"Global=false Regions=\\\"a,b\\\"\"\n\n\
                [prod.deploy.parameters]\nparameter_overrides = [\"ParameterKey=Global,ParameterValue=true\"]\n";
    let yaml = "dev:\n  deploy:\n    parameters:\n      parameter_overrides: Global=false\nprod:\n  deploy:\n    parameters:\n      \
                parameter_overrides:\n        Global: true\n";
    for (name, text) in [("samconfig.toml", toml), ("samconfig.yaml", yaml)] {
        assert_eq!(
            flags(&lint(&[(name, text)], vec![])),
            [
                (Some("dev".into()), Some(false)),
                (Some("prod".into()), Some(true))
            ],
            "{name}"
        );
    }
}

#[test]
fn later_values_win_and_a_kept_one_is_not_known() {
    let value = |value: &str| ParameterInput::Value {
        key: "Global".into(),
        value: value.into(),
        at: None,
    };
    let off = ("a.json", r#"{"Parameters": {"Global": "false"}}"#);
    let on = ("b.json", r#"["Global=true"]"#);
    assert_eq!(flags(&lint(&[off, on], vec![])), [(None, Some(true))]);
    assert_eq!(flags(&lint(&[on, off], vec![])), [(None, Some(false))]);
    assert_eq!(
        flags(&lint(&[off], vec![value("True")])),
        [(None, Some(true))]
    );
    let kept = (
        "c.json",
        r#"[{"ParameterKey": "Global", "UsePreviousValue": true}]"#,
    );
    assert_eq!(flags(&lint(&[kept], vec![])), [(None, None)]);
    let refused = lint(&[], vec![value("Yes")]);
    let rules: Vec<&str> = refused
        .findings
        .iter()
        .map(|finding| finding.rule.id)
        .collect();
    assert_eq!(rules, ["invalid-value"]);
}

#[test]
fn a_file_that_a_samconfig_names_may_give_all_that_is_given_before() {
    let base = ("base.json", r#"["Global=true"]"#);
    let of = |overrides: &str| {
        format!("version = 0.1\n[default.deploy.parameters]\nparameter_overrides = {overrides}\n")
    };
    for (overrides, flag) in [
        (r#"["file://dev.yaml"]"#, None),
        (r#"" file://dev.yaml ""#, None),
        (r#"["file://dev.yaml Global=true"]"#, None),
        (r#"["file://dev.yaml", "Global=false"]"#, Some(false)),
        // It begins the name of a file only where nothing stands before it.
        (r#"["Global=false file://dev.yaml"]"#, Some(false)),
        (r#"["Regions=a"]"#, Some(true)),
    ] {
        let text = of(overrides);
        let outcome = lint(&[base, ("samconfig.toml", &text)], vec![]);
        assert_eq!(
            flags(&outcome),
            [(Some("default".into()), flag)],
            "{overrides}"
        );
        let outcome = lint(&[("samconfig.toml", &text), base], vec![]);
        assert_eq!(
            flags(&outcome),
            [(Some("default".into()), Some(true))],
            "{overrides}"
        );
    }
    let text = of(r#"["Globla=true", "file://dev.yaml"]"#);
    let outcome = lint(&[("samconfig.toml", &text)], vec![]);
    assert_eq!(flags(&outcome), [(Some("default".into()), None)]);
    let mut said = outcome.notices.iter().map(|notice| &notice.message);
    assert!(
        said.any(|said| said.ends_with("did you mean `Global`?")),
        "{:?}",
        outcome.notices
    );
}

#[test]
fn what_is_no_parameter_file_is_a_problem_with_its_place() {
    for (text, words) in [
        ("[1, 2]", "it holds no parameters"),
        ("nonsense", "it holds no parameters"),
        // The shape of tags.
        (
            r#"[{"Key": "Global", "Value": "false"}]"#,
            "it holds no parameters",
        ),
        (
            r#"[{"parameterKey": "Global", "parameterValue": "false"}]"#,
            "it holds no parameters",
        ),
        // The configuration of another tool.
        (
            r#"{"namespace": "a", "stacks": [{"name": "b", "variables": {"Global": "false"}}]}"#,
            "it holds no parameters",
        ),
        // A tfvars file by mistake.
        ("Global = false\n", "it holds no parameters"),
        (
            r#"[{"ParameterKey": "Global", "ParameterVal": "false"}]"#,
            "this parameter has neither `ParameterValue`",
        ),
        ("{\"a\": ", "line 1"),
    ] {
        let outcome = lint(&[("bad.json", text)], vec![]);
        assert!(
            outcome
                .problems
                .iter()
                .any(|problem| problem.message.contains(words)),
            "{text}: {:?}",
            outcome.problems
        );
        // The template is judged all the same.
        assert_eq!(outcome.trails.len(), 1);
    }
}
