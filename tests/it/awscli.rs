//! Audits of what the AWS CLI prints: shapes, joins, and the command that each finding proposes.

use std::sync::Arc;

use cloudtrail_lint::awscli;
use cloudtrail_lint::diagnostic::Severity;
use cloudtrail_lint::model::{Judged, Trail, Verdict};
use cloudtrail_lint::rules::{self, Context, Coverage};
use cloudtrail_lint::source::{SourceFile, SourceMap};

fn load(sources: &SourceMap, name: &str, text: &str) -> Arc<SourceFile> {
    sources.add(name, text.as_bytes().to_vec()).unwrap()
}

fn read(files: &[(&str, &str)]) -> (SourceMap, Judged) {
    let sources = SourceMap::default();
    let loaded: Vec<_> = files
        .iter()
        .map(|(name, text)| load(&sources, name, text))
        .collect();
    for file in &loaded {
        assert!(awscli::is_awscli(file), "{}", file.name());
    }
    let unit = awscli::judge_outputs(&loaded, &|_| true, None);
    (sources, unit)
}

fn fixture(name: &str) -> String {
    let path = format!("{}/fixtures/awscli/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn trails(unit: &Judged) -> Vec<(&str, Verdict)> {
    unit.accounts
        .iter()
        .flat_map(|account| &account.trails)
        .map(|trail| (trail.address.as_str(), trail.verdict()))
        .collect()
}

fn only(unit: &Judged) -> &Trail {
    let all: Vec<&Trail> = unit
        .accounts
        .iter()
        .flat_map(|s| &s.trails)
        .map(Box::as_ref)
        .collect();
    assert_eq!(all.len(), 1);
    all[0]
}

/// `severity rule: help` of each finding.
fn said(unit: &Judged, coverage: Coverage) -> Vec<String> {
    unit.accounts
        .iter()
        .flat_map(|account| rules::check(account, Context::new(coverage)))
        .map(|finding| {
            format!(
                "{} {}: {}",
                finding.severity.as_str(),
                finding.rule.id,
                finding
                    .help
                    .map_or_else(String::new, |help| help.printed(&SourceMap::default()))
            )
        })
        .collect()
}

#[test]
fn describe_trails_is_audited_and_shadows_are_folded() {
    let text = fixture("describe-trails.json");
    let (sources, unit) = read(&[("trails.json", &text)]);
    assert_eq!(
        trails(&unit),
        [
            ("management-events", Verdict::Recorded),
            ("data-lake-eu", Verdict::NotRecorded),
            ("legacy-us-west-2", Verdict::NotRecorded),
        ]
    );
    assert_eq!(unit.accounts.len(), 1);
    assert_eq!(unit.problems, []);
    assert_eq!(
        said(&unit, Coverage::EveryTrail),
        [
            "error global-service-events-disabled: Run `aws cloudtrail update-trail --name data-lake-eu \
             --include-global-service-events --is-multi-region-trail --region eu-west-1`. \
             `management-events` beside it records them; where one trail is enough, `--coverage one-trail` accepts this one",
            "warning global-service-events-out-of-region: Run `aws cloudtrail update-trail --name legacy-us-west-2 \
             --include-global-service-events --is-multi-region-trail --region us-west-2`",
        ]
    );
    assert_eq!(said(&unit, Coverage::OneTrail), [""; 0]);
    // The place is the value itself.
    let off = &unit.accounts[0].trails[1];
    let at = off.include_global_service_events.from().at.unwrap();
    assert_eq!(&sources.get(at.source).text()[at.range()], "false");
    assert_eq!(
        &sources.get(off.declared.source).text()[off.declared.range()],
        "\"data-lake-eu\""
    );
}

#[test]
fn two_multi_region_trails_are_duplicates_and_one_with_shadows_is_not() {
    let both = fixture("two-multi-region.json");
    let (_, unit) = read(&[("trails.json", &both)]);
    let duplicates = said(&unit, Coverage::OneTrail);
    assert_eq!(duplicates.len(), 1);
    assert!(
        duplicates[0]
            .starts_with("warning duplicate-global-service-events: A multi-Region trail cannot")
    );
    // One trail, seen from two Regions.
    let text = fixture("describe-trails.json");
    let (_, unit) = read(&[("us-east-1.json", &text), ("eu-west-1.json", &text)]);
    assert_eq!(unit.accounts[0].trails.len(), 3);
    assert_eq!(said(&unit, Coverage::OneTrail), [""; 0]);
}

#[test]
fn get_create_and_update_trail_are_read() {
    let one = r#"{"Name": "a", "IncludeGlobalServiceEvents": false, "IsMultiRegionTrail": false,
        "TrailARN": "arn:aws:cloudtrail:us-east-1:111111111111:trail/a", "LogFileValidationEnabled": true}"#;
    for text in [
        one.to_owned(),
        format!("{{\"Trail\": {one}}}"),
        format!("[{one}]"),
    ] {
        let (_, unit) = read(&[("trail.json", &text)]);
        let trail = only(&unit);
        assert_eq!(trail.verdict(), Verdict::NotRecorded, "{text}");
        // The ARN tells the home Region where no `HomeRegion` does.
        assert_eq!(
            trail.update_command().as_deref(),
            Some(
                "aws cloudtrail update-trail --name a --include-global-service-events --is-multi-region-trail --region us-east-1"
            )
        );
    }
}

#[test]
fn event_selectors_join_their_trail_by_arn() {
    let trail = fixture("get-trail.json");
    let (_, alone) = read(&[("trail.json", &trail)]);
    assert_eq!(
        only(&alone).verdict(),
        Verdict::Unknown,
        "it has selectors of its own"
    );
    let note = &said(&alone, Coverage::EveryTrail)[0];
    assert!(
        note.starts_with("note management-events-excluded"),
        "{note}"
    );

    let selectors = fixture("get-event-selectors.json");
    // The order of the files does not matter.
    for files in [
        [("a.json", trail.as_str()), ("b.json", selectors.as_str())],
        [("a.json", selectors.as_str()), ("b.json", trail.as_str())],
    ] {
        let (sources, unit) = read(&files);
        assert_eq!(only(&unit).verdict(), Verdict::NotRecorded);
        let findings = rules::check(&unit.accounts[0], Context::default());
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].rule.id, "management-events-excluded");
        assert_eq!(findings[0].severity, Severity::Warning);
        let place = findings[0].evidence[0].span.unwrap();
        assert!(sources.get(place.source).text()[place.range()].starts_with('['));
    }
}

#[test]
fn selectors_of_an_unknown_trail_are_a_problem() {
    let (_, unit) = read(&[("selectors.json", &fixture("get-event-selectors.json"))]);
    assert_eq!(unit.problems.len(), 1);
    assert!(
        unit.problems[0].message.contains("`objects`"),
        "{}",
        unit.problems[0].message
    );
    assert!(unit.problems[0].message.contains("describe-trails"));
}

#[test]
fn a_status_belongs_to_the_trail_its_file_names() {
    let trails_json = fixture("two-multi-region.json");
    let off = r#"{"IsLogging": false, "StopLoggingTime": 1700000000.0, "TimeLoggingStopped": "2023-11-14T22:13:20Z"}"#;
    let (_, unit) = read(&[("trails.json", &trails_json), ("status-audit-eu.json", off)]);
    assert_eq!(
        trails(&unit),
        [
            ("audit", Verdict::Recorded),
            ("audit-eu", Verdict::NotRecorded)
        ],
        "the longer name is meant"
    );
    assert_eq!(
        said(&unit, Coverage::EveryTrail),
        [
            "warning trail-not-logging: Run `aws cloudtrail start-logging --name audit-eu --region eu-west-1`"
        ]
    );
    let (_, unit) = read(&[("trails.json", &trails_json), ("status.json", off)]);
    assert_eq!(unit.problems.len(), 1);
    assert!(unit.problems[0].message.contains("does not name its trail"));
    // With one trail there is no question.
    let (_, unit) = read(&[
        (
            "trail.json",
            r#"{"Trail": {"Name": "a", "IncludeGlobalServiceEvents": true, "IsMultiRegionTrail": true, "HomeRegion": "us-east-1"}}"#,
        ),
        ("status.json", off),
    ]);
    assert_eq!(only(&unit).verdict(), Verdict::NotRecorded);
}

#[test]
fn list_trails_says_which_command_to_run() {
    let listed = r#"{"Trails": [{"TrailARN": "arn:aws:cloudtrail:us-east-1:111111111111:trail/management-events",
        "Name": "management-events", "HomeRegion": "us-east-1"}]}"#;
    let (_, unit) = read(&[("list.json", listed)]);
    assert_eq!(trails(&unit), []);
    assert_eq!(unit.problems.len(), 1);
    assert!(
        unit.problems[0]
            .message
            .contains("run `aws cloudtrail describe-trails`")
    );
    // Beside a description of all its trails there is nothing to say.
    let (_, unit) = read(&[
        ("list.json", listed),
        ("trails.json", &fixture("describe-trails.json")),
    ]);
    assert_eq!(unit.problems, []);
}

#[test]
fn outputs_in_one_pipe_are_read_one_after_another() {
    let text = format!(
        "{}\n{}\n",
        fixture("get-trail.json"),
        fixture("get-event-selectors.json")
    );
    let (_, unit) = read(&[("-", &text)]);
    assert_eq!(trails(&unit), [("objects", Verdict::NotRecorded)]);
    let joined = format!(
        "[{}, {}]",
        fixture("get-trail.json"),
        fixture("get-event-selectors.json")
    );
    let (_, unit) = read(&[("-", &joined)]);
    assert_eq!(trails(&unit), [("objects", Verdict::NotRecorded)]);
}

#[test]
fn an_output_cut_short_is_a_problem_and_what_came_before_is_judged() {
    let text = format!(
        "{}\n{{\"trailList\": [{{\"Name\": ",
        fixture("get-trail.json")
    );
    let (_, unit) = read(&[("-", &text)]);
    assert_eq!(trails(&unit), [("objects", Verdict::Unknown)]);
    let breaks_off = |unit: &Judged| {
        let [problem] = unit.problems.as_slice() else {
            return false;
        };
        problem.message.contains("breaks off")
    };
    assert!(breaks_off(&unit), "{:?}", unit.problems);
    let (_, unit) = read(&[("-", "{\"trailList\": [")]);
    assert!(breaks_off(&unit), "{:?}", unit.problems);
}

#[test]
fn a_member_that_was_cut_out_is_not_guessed() {
    let text = r#"{"trailList": [{"Name": "a", "HomeRegion": "us-east-1"}]}"#;
    let (_, unit) = read(&[("trails.json", text)]);
    assert_eq!(only(&unit).verdict(), Verdict::Unknown);
    let findings = rules::check(&unit.accounts[0], Context::default());
    assert_eq!(findings[0].severity, Severity::Note);
    assert_eq!(
        findings[0].message,
        "Cannot tell whether `a` records global service events: the output does not hold `IncludeGlobalServiceEvents`"
    );
}

#[test]
fn outputs_that_disagree_are_not_decided() {
    let of = |flag| {
        format!(
            r#"{{"Trail": {{"Name": "a", "TrailARN": "arn:aws:cloudtrail:us-east-1:1:trail/a", "IncludeGlobalServiceEvents": {flag}, "IsMultiRegionTrail": false}}}}"#
        )
    };
    let (_, unit) = read(&[("before.json", &of(false)), ("after.json", &of(true))]);
    assert_eq!(only(&unit).verdict(), Verdict::Unknown);
}

#[test]
fn one_name_in_two_regions_is_told_apart_by_arn() {
    let of = |region: &str| {
        format!(
            r#"{{"Name": "default", "TrailARN": "arn:aws:cloudtrail:{region}:1:trail/default", "HomeRegion": "{region}", "IncludeGlobalServiceEvents": false, "IsMultiRegionTrail": false}}"#
        )
    };
    let text = format!(
        r#"{{"trailList": [{}, {}]}}"#,
        of("us-east-1"),
        of("eu-west-1")
    );
    let (_, unit) = read(&[("trails.json", &text)]);
    assert_eq!(
        trails(&unit)
            .iter()
            .map(|(address, _)| *address)
            .collect::<Vec<_>>(),
        [
            "arn:aws:cloudtrail:us-east-1:1:trail/default",
            "arn:aws:cloudtrail:eu-west-1:1:trail/default"
        ]
    );
}

#[test]
fn accounts_are_scopes_and_an_organization_trail_belongs_to_the_account_that_sees_it() {
    let text = |account: &str, name: &str, flag: bool| {
        format!(
            r#"{{"trailList": [
          {{"Name": "org", "TrailARN": "arn:aws:cloudtrail:us-east-1:999999999999:trail/org", "IsOrganizationTrail": true,
            "IncludeGlobalServiceEvents": true, "IsMultiRegionTrail": true, "HomeRegion": "us-east-1"}},
          {{"Name": "{name}", "TrailARN": "arn:aws:cloudtrail:us-east-1:{account}:trail/{name}", "IsOrganizationTrail": false,
            "IncludeGlobalServiceEvents": {flag}, "IsMultiRegionTrail": false, "HomeRegion": "us-east-1"}}
        ]}}"#
        )
    };
    let (_, unit) = read(&[
        ("one.json", &text("111111111111", "own", false)),
        ("two.json", &text("222222222222", "own", true)),
    ]);
    assert_eq!(unit.accounts.len(), 2);
    let one_trail = said(&unit, Coverage::OneTrail);
    assert_eq!(one_trail.len(), 1);
    assert!(one_trail[0].starts_with("warning duplicate-global-service-events"));
}

#[test]
fn other_json_is_not_taken_for_output() {
    let sources = SourceMap::default();
    let others = [
        (
            "template.json",
            r#"{"Resources": {"T": {"Type": "AWS::CloudTrail::Trail", "Properties": {"IncludeGlobalServiceEvents": true, "IsLogging": true}}}}"#,
        ),
        (
            "properties.json",
            r#"{"IsLogging": true, "S3BucketName": "logs"}"#,
        ),
        (
            "schema.json",
            r#"{"properties": {"IncludeGlobalServiceEvents": {"type": "boolean"}, "Name": {}}}"#,
        ),
        (
            "log.json",
            r#"{"Records": [{"requestParameters": {"includeGlobalServiceEvents": false, "name": "x"}}]}"#,
        ),
        (
            "trails.json",
            r#"{"Trails": [{"name": "Appalachian", "length": 3500}]}"#,
        ),
        (
            "state.json",
            r#"{"format_version": "1.0", "values": {"root_module": {"resources": []}}}"#,
        ),
        ("empty.json", ""),
        ("text.json", "trailList"),
        ("list.json", "[]"),
        ("deep.json", &"[".repeat(200_000)),
        ("braces.json", &"{\"a\":".repeat(200_000)),
    ];
    for (name, text) in others {
        let file = load(&sources, name, text);
        assert!(!awscli::is_awscli(&file), "{name}");
        // Read all the same, they make no trail and no noise about trails.
        assert_eq!(
            trails(&awscli::judge_outputs(&[file], &|_| true, None)),
            [],
            "{name}"
        );
    }
}

#[test]
fn a_list_of_one_that_became_its_item_is_a_trail() {
    let text = r#"{"trailList": {"Name": "t", "TrailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/t",
        "HomeRegion": "us-east-1", "IsMultiRegionTrail": false, "IncludeGlobalServiceEvents": false}}"#;
    let (_, unit) = read(&[("trails.json", text)]);
    assert_eq!(trails(&unit), [("t", Verdict::NotRecorded)]);
}
