//! Each report over outcomes built by hand: places in two files, a line of a megabyte, CRLF, wide characters, tabs.

use std::io;

use crate::conditions::is_prod;
use cloudtrail_lint::diagnostic::{Applicability, Edit, Finding, Fix, Label, Problem, Severity};
use cloudtrail_lint::model::{Dialect, Patience, Trail};
use cloudtrail_lint::outcome::{Outcome, Summary};
use cloudtrail_lint::report::{
    Terminal, commands, concise, human, json, list_table, sarif, summary,
};
use cloudtrail_lint::resolved::{Case, Evidence, Formula, Resolved, Syntax};
use cloudtrail_lint::rules;
use cloudtrail_lint::source::{SourceMap, Span};
use serde_json::json as value;

const PLAIN: Terminal = Terminal {
    colour: false,
    unicode: true,
    width: 100,
};

const MODULE: &str = "\
variable \"include_global_events\" {
  type = bool
}

resource \"aws_cloudtrail\" \"this\" {
  name                          = \"audit\"
  is_multi_region_trail         = true
  include_global_service_events = var.include_global_events
}
";

const ROOT: &str = "\
module \"audit\" {
  source                = \"../../modules/audit\"
  include_global_events = local.flags.global
}

locals {
  flags = { global = false }
}
";

struct Build {
    outcome: Outcome,
}

impl Build {
    fn new() -> Build {
        Build {
            outcome: Outcome {
                sources: SourceMap::default(),
                findings: Vec::new(),
                deployed_by_modules: 0,
                trails: Vec::new(),
                problems: Vec::new(),
                notices: Vec::new(),
                summary: Summary {
                    files_scanned: 1204,
                    files_parsed: 2,
                    ..Summary::default()
                },
            },
        }
    }

    /// The span of the first `needle` in the file, which is added with that text.
    fn span(&self, path: &str, text: &str, needle: &str) -> Span {
        let file = self.outcome.sources.add(path, text.into()).unwrap();
        let start = file.text().find(needle).expect(needle);
        let to_u32 = |at: usize| u32::try_from(at).unwrap();
        Span {
            source: file.id(),
            start: to_u32(start),
            end: to_u32(start + needle.len()),
        }
    }

    fn trail(&mut self, address: &str, declared: Span) -> &mut Trail {
        self.outcome.summary.trails += 1;
        let trail = Trail {
            assumed: Formula::always(),
            live: None,
            unread: None,
            elsewhere: None,
            not_followed: None,
            where_created: Vec::new(),
            patience: Patience::default(),
            brought_by: Vec::new(),
            address: address.into(),
            dialect: Dialect::Terraform,
            syntax: Syntax::Hcl,
            declared,
            root: std::sync::Arc::default(),
            deployment: None,
            created: Resolved::known(true),
            include_global_service_events: Resolved::known(true),
            is_multi_region_trail: Resolved::known(true),
            is_logging: Resolved::unset(),
            management_events: Resolved::unset(),
            home_region: Resolved::unset(),
        };
        self.outcome.trails.push(Box::new(trail));
        self.outcome.trails.last_mut().unwrap()
    }

    fn find(&mut self, span: Span, label: &'static str) -> &mut Finding {
        self.outcome.findings.push(Finding {
            rule: rules::find("global-service-events-disabled").unwrap(),
            severity: Severity::Error,
            message: "aws_cloudtrail.main does not record global service events".into(),
            help: None,
            changes: Vec::new(),
            trail: Some("aws_cloudtrail.main".into()),
            also: Vec::new(),
            deployment: None,
            root: None,
            span,
            change_at: span,
            label: label.into(),
            evidence: Vec::new(),
            command: None,
            fix: None,
            alike: None,
        });
        self.outcome.findings.last_mut().unwrap()
    }
}

fn render(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn human(outcome: &Outcome) -> String {
    render(|out| human::write(outcome, PLAIN, out))
}

/// A module's trail whose flag comes from another file, with a fix there.
fn through_a_module() -> Build {
    let mut build = Build::new();
    let root = "envs/dev/main.tf";
    let module = "modules/audit/main.tf";
    let primary = build.span(module, MODULE, "var.include_global_events");
    let header = build.span(module, MODULE, "resource \"aws_cloudtrail\" \"this\"");
    let argument = build.span(root, ROOT, "local.flags.global");
    let value = build.span(root, ROOT, "false");
    let finding = build.find(primary, "false");
    finding.message =
        "module.audit.aws_cloudtrail.this does not record global service events".into();
    finding.help = Some("Write `global = true` in envs/dev/main.tf.".into());
    finding.trail = Some("module.audit.aws_cloudtrail.this".into());
    finding.change_at = value;
    finding.evidence = vec![
        Label::new(argument, "given to include_global_events by module.audit"),
        Label::new(value, "local.flags.global is false"),
        Label::new(None, "local.flags is not overridden by --var"),
    ];
    finding.fix = Some(Fix {
        applicability: Applicability::Safe,
        edits: vec![Edit {
            span: value,
            content: "true".into(),
        }],
    });
    build
        .trail("module.audit.aws_cloudtrail.this", header)
        .include_global_service_events = Resolved::known(false);
    build.outcome.summary.errors = 1;
    build
}

/// Trails of every verdict.
fn five_trails() -> Build {
    let mut build = Build::new();
    let text = "resource a\nresource b\nresource c\nresource d\nresource e\n";
    let at = |build: &Build, needle| build.span("main.tf", text, needle);
    let spans = ["a\n", "b\n", "c\n", "d\n", "e\n"].map(|needle| at(&build, needle));
    build.trail("aws_cloudtrail.recorded", spans[0]).home_region =
        Resolved::known("us-east-1".into());
    let off = build.trail("aws_cloudtrail.漢字", spans[1]);
    off.include_global_service_events = Resolved::known(false);
    off.is_multi_region_trail = Resolved::unset();
    let depends = build.trail("aws_cloudtrail.depends|piped", spans[2]);
    depends.include_global_service_events = Resolved::Varies {
        cases: vec![
            Case {
                when: is_prod(true),
                value: Resolved::known(true),
            },
            Case {
                when: is_prod(false),
                value: Resolved::known(false),
            },
        ],
        from: Evidence::default(),
    };
    depends.deployment = Some("prod".into());
    build
        .trail("aws_cloudtrail.unknown", spans[3])
        .include_global_service_events = Resolved::unknown("it is imported");
    build.trail("aws_cloudtrail.absent", spans[4]).created = Resolved::known(false);
    build.outcome.problems.push(Problem {
        path: "envs/secret.tf".into(),
        message: "permission denied".into(),
    });
    build
}

#[test]
fn human_shows_the_way_through_two_files() {
    insta::assert_snapshot!(human(&through_a_module().outcome));
}

#[test]
fn human_draws_with_ascii_where_unicode_is_not_shown() {
    let build = through_a_module();
    let terminal = Terminal {
        unicode: false,
        ..PLAIN
    };
    let text = render(|out| human::write(&build.outcome, terminal, out));
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn human_colours_by_severity() {
    let mut build = Build::new();
    let span = build.span("a.tf", "flag = false\n", "false");
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        build.find(span, "off").severity = severity;
    }
    let terminal = Terminal {
        colour: true,
        ..PLAIN
    };
    let text = render(|out| human::write(&build.outcome, terminal, out));
    insta::assert_snapshot!(text.replace('\x1b', "␛"));
}

#[test]
fn human_shows_a_window_of_a_long_line() {
    let mut build = Build::new();
    let filler = "\"Filler\":{\"Type\":\"AWS::S3::Bucket\"},".repeat(15_000);
    let text = format!(
        "{{\"Resources\":{{{filler}\"Trail\":{{\"IncludeGlobalServiceEvents\":false}},{filler}\"P\":{{\"Default\":\"false\"}}}}}}"
    );
    assert!(text.len() > 1_000_000);
    let flag = build.span("min.json", &text, "false");
    let header = build.span("min.json", &text, "\"Trail\"");
    let default = build.span("min.json", &text, "\"false\"");
    let finding = build.find(flag, "the flag is off");
    finding.evidence = vec![
        Label::new(header, "the trail"),
        Label::new(default, "default of parameter P"),
    ];
    let text = human(&build.outcome);
    assert!(
        text.lines().all(|line| line.chars().count() < 200),
        "{text}"
    );
    insta::assert_snapshot!(text);
}

#[test]
fn human_lines_up_under_tabs_and_wide_characters() {
    let mut build = Build::new();
    let text = "Trail:\r\n\tName: \"監査ログ\"\r\n\tIncludeGlobalServiceEvents: \"漢\" # 全\r\n\tIsLogging: true\r\n";
    let flag = build.span("tabs.yaml", text, "\"漢\"");
    let name = build.span("tabs.yaml", text, "\"監査ログ\"");
    build.find(flag, "neither true nor false").evidence = vec![Label::new(name, "the name")];
    let text = human(&build.outcome);
    assert!(text.contains("[tabs.yaml:3:30]"), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn human_keeps_addresses_and_paths_whole() {
    let mut build = Build::new();
    let span = build.span("trails.json", "false", "false");
    let name = format!(
        "arn:aws:cloudtrail:us-east-1:111122223333:trail/{}",
        "a/".repeat(30)
    );
    let finding = build.find(span, "off");
    finding.help =
        Some(format!("Run `aws cloudtrail update-trail --name {name} --region x`").into());
    finding.message = format!("`{name}` does not record global service events");
    let text = human(&build.outcome);
    assert_eq!(text.matches(&name).count(), 2, "{text}");
}

#[test]
fn human_shows_places_over_several_lines() {
    let mut build = Build::new();
    let text = "Flag: !If\n  - IsProd\n  - true\n  - false\nNext: 1\n";
    let whole = build.span("if.yaml", text, "!If\n  - IsProd\n  - true\n  - false");
    let arm = build.span("if.yaml", text, "false");
    build.find(whole, "false when IsProd is false").evidence =
        vec![Label::new(arm, "this case does not record")];
    insta::assert_snapshot!(human(&build.outcome));
}

#[test]
fn human_survives_places_at_the_edges() {
    let mut build = Build::new();
    let empty = build.outcome.sources.add("empty.tf", vec![]).unwrap();
    let edge = |source, start, end| Span { source, start, end };
    build.find(edge(empty.id(), 0, 0), "nothing here");
    let short = build
        .outcome
        .sources
        .add("short.tf", "é\r\n\r\n".into())
        .unwrap();
    for start in 0..8 {
        for end in start..9 {
            let finding = build.find(edge(short.id(), start, end), "here");
            finding.evidence = vec![Label::new(edge(short.id(), 0, end), "there")];
        }
    }
    let text = human(&build.outcome);
    assert!(text.contains("[empty.tf:1:1]"), "{text}");
    assert!(!text.contains("Failed to read"), "{text}");
}

#[test]
fn a_linted_file_cannot_steer_the_terminal() {
    let mut build = Build::new();
    let text = "name = \"\u{1b}[2J\u{202e}\" # \u{7}\nflag = false\n";
    let span = build.span("evil\u{1b}[31m.tf", text, "false");
    let finding = build.find(span, "off \u{1b}[0m");
    finding.message = "message \u{1b}]0;title\u{7}".into();
    build.outcome.problems.push(Problem {
        path: "x\u{1b}[1m".into(),
        message: "y\u{1b}[1m\nz".into(),
    });
    let everything = [
        human(&build.outcome),
        render(|out| concise::write(&build.outcome, out)),
        render(|out| summary::write_problems(&build.outcome, PLAIN, out)),
    ]
    .concat();
    assert!(
        !everything.contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{everything:?}"
    );
}

#[test]
fn concise_is_one_line_for_each_finding() {
    let mut build = through_a_module();
    let span = build.span("tabs.yaml", "\tflag: \"漢字\" off\r\n", "off");
    let finding = build.find(span, "off");
    finding.severity = Severity::Note;
    finding.message = "a message\nof two lines".into();
    insta::assert_snapshot!(render(|out| concise::write(&build.outcome, out)));
}

#[test]
fn commands_are_written_once_and_not_for_notes() {
    let mut build = Build::new();
    let span = build.span("trails.json", "[{\"Name\": \"a\"}]", "\"a\"");
    for (severity, command) in [
        (Severity::Warning, Some("first")),
        (Severity::Error, None),
        (Severity::Note, Some("for a note")),
        (Severity::Error, Some("second")),
        (Severity::Error, Some("first")),
    ] {
        let finding = build.find(span, "off");
        finding.severity = severity;
        finding.command = command.map(Into::into);
    }
    let text = render(|out| commands::write(&build.outcome, out));
    assert_eq!(text, "first\nsecond\n");
}

#[test]
fn json_has_the_members_that_programs_read() {
    let mut build = through_a_module();
    build.outcome.problems.push(Problem {
        path: "envs/secret.tf".into(),
        message: "permission denied".into(),
    });
    insta::assert_snapshot!(render(|out| json::write_check(&build.outcome, out)));
}

#[test]
fn json_spans_cut_exactly_the_value() {
    let mut build = Build::new();
    let text = "\u{feff}# é\r\nflag: 'no' # 漢\r\n";
    let span = build.span("a.yaml", text, "'no'");
    build.find(span, "off");
    let report: serde_json::Value =
        serde_json::from_str(&render(|out| json::write_check(&build.outcome, out))).unwrap();
    let place = &report["findings"][0]["location"];
    let offset = |end: &str| usize::try_from(place[end]["offset"].as_u64().unwrap()).unwrap();
    assert_eq!(&text[offset("start")..offset("end")], "'no'");
    assert_eq!(place["start"]["line"], 2);
    assert_eq!(place["start"]["column"], 7);
    assert_eq!(place["end"]["column"], 11);
}

#[test]
fn json_leaves_null_what_the_code_does_not_decide() {
    let build = five_trails();
    let report: serde_json::Value =
        serde_json::from_str(&render(|out| json::write_list(&build.outcome, out))).unwrap();
    let trails = report["trails"].as_array().unwrap();
    let of = |name: &str| {
        trails
            .iter()
            .map(|trail| trail[name].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of("verdict"),
        [
            "recorded",
            "not-recorded",
            "depends",
            "unknown",
            "not-created"
        ]
    );
    assert_eq!(
        of("include_global_service_events"),
        [
            value!(true),
            value!(false),
            value!(null),
            value!(null),
            value!(true)
        ]
    );
    assert_eq!(of("is_multi_region_trail")[1], value!(false));
    assert_eq!(of("is_logging")[0], value!(true));
    assert_eq!(of("management_events")[0], value!("all"));
    assert_eq!(of("home_region")[..2], [value!("us-east-1"), value!(null)]);
    assert_eq!(trails[2]["deployment"], "prod");
    assert!(trails[0]["deployment"].is_string());
    assert!(report.get("findings").is_none());
    assert_eq!(report["version"], 1);
}

#[test]
fn the_list_is_aligned() {
    let build = five_trails();
    insta::assert_snapshot!(render(|out| list_table::write(&build.outcome, PLAIN, out)));
}

/// The flag is off in one case and logging in the other, in a trail that is always where the events are delivered.
#[test]
fn every_list_gives_the_reason_that_decided() {
    let mut build = Build::new();
    let span = build.span("main.tf", "resource a\n", "a\n");
    let trail = build.trail("aws_cloudtrail.a", span);
    let on_prod = |then, otherwise| Resolved::Varies {
        cases: [(true, then), (false, otherwise)]
            .map(|(when, value)| Case {
                when: is_prod(when),
                value: Resolved::known(value),
            })
            .into(),
        from: Evidence::default(),
    };
    trail.include_global_service_events = on_prod(true, false);
    trail.is_logging = on_prod(false, true);
    let why = "the flag is false when IsProd is false; logging is off when IsProd is true";
    let outcome = &build.outcome;
    let text = render(|out| list_table::write(outcome, PLAIN, out));
    assert!(
        text.trim_end().ends_with(&format!("not recorded  {why}")),
        "{text}"
    );
    let text = render(|out| list_table::write_markdown(outcome, out));
    assert!(text.contains(&format!("| {why} |")), "{text}");
    let list: serde_json::Value =
        serde_json::from_str(&render(|out| json::write_list(outcome, out))).unwrap();
    assert_eq!(list["trails"][0]["why"], why);
}

#[test]
fn the_list_as_markdown_fits_a_job_summary() {
    let build = five_trails();
    insta::assert_snapshot!(render(|out| list_table::write_markdown(
        &build.outcome,
        out
    )));
}

#[test]
fn the_summary_counts_verdicts_and_files() {
    let line = |outcome: &Outcome| render(|out| summary::write(outcome, out));
    assert_eq!(
        line(&five_trails().outcome),
        "5 trails: 1 recorded, 1 not recorded, 1 depends, 1 unknown, 1 not created (1,204 files, 2 of which matter for trails)\n"
    );
    let mut none = Build::new().outcome;
    none.summary.files_parsed = 0;
    assert_eq!(
        line(&none),
        "No trails found (1,204 files, 0 of which matter for trails)\n"
    );
    let mut one = through_a_module().outcome;
    one.summary.files_parsed = 1;
    assert_eq!(
        line(&one),
        "1 trail: 1 not recorded (1,204 files, 1 of which matter for trails)\n"
    );
}

#[test]
fn problems_are_a_line_each() {
    let text = render(|out| summary::write_problems(&five_trails().outcome, PLAIN, out));
    assert_eq!(text, "error: envs/secret.tf: permission denied\n");
}

mod sarif_log {
    use super::*;
    use serde_json::Value;

    fn log(outcome: &Outcome) -> Value {
        serde_json::from_str(&render(|out| sarif::write(outcome, out))).unwrap()
    }

    #[test]
    fn looks_as_code_scanning_reads_it() {
        let mut build = through_a_module();
        build.outcome.problems.push(Problem {
            path: "envs/se cret%.tf".into(),
            message: "permission denied".into(),
        });
        let mut log = log(&build.outcome);
        // The rules have a test of their own, and the version moves.
        let driver = &mut log["runs"][0]["tool"]["driver"];
        assert!(driver["rules"].is_array());
        driver["rules"].take();
        assert_eq!(driver["semanticVersion"], env!("CARGO_PKG_VERSION"));
        driver["semanticVersion"] = "0.0.0".into();
        // The tests may run from a repository or from a release's sources.
        log["runs"][0]["originalUriBaseIds"]["%SRCROOT%"]["description"]["text"].take();
        insta::assert_snapshot!(serde_json::to_string_pretty(&log).unwrap());
    }

    /// The rules of the specification (SARIF 2.1.0, sections 3.14 to 3.30) that consumers refuse a log over.
    #[test]
    fn keeps_the_rules_of_the_specification() {
        let mut build = through_a_module();
        let text = "a\u{301}漢 = \"no\"\r\n";
        let span = build.span("sub dir/ü#?.tf", text, "\"no\"");
        let insert = Span {
            end: span.start,
            ..span
        };
        build.find(span, "");
        build.find(insert, "insert").severity = Severity::Note;
        let log = log(&build.outcome);
        assert_eq!(log["version"], "2.1.0");
        assert!(log["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let mut prints = std::collections::BTreeSet::new();
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), 3);
        for result in results {
            if let Some(index) = result["ruleIndex"].as_u64() {
                let rule = &rules[usize::try_from(index).unwrap()];
                assert_eq!(rule["id"], result["ruleId"]);
            }
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            let print = result["partialFingerprints"]["cloudtrailLint/v1"].clone();
            assert!(
                prints.insert(print.as_str().unwrap().to_owned()),
                "{print} twice"
            );
        }
        for place in places(run) {
            let region = &place["region"];
            let number = |name: &str| region[name].as_u64().unwrap();
            assert!(number("startLine") >= 1 && number("startColumn") >= 1);
            let start = (number("startLine"), number("startColumn"));
            assert!((number("endLine"), number("endColumn")) >= start);
            let address = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(address.is_ascii() && !address.contains([' ', '#', '?', '\\']));
            assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
        }
        let wide = &results[1]["locations"][0]["physicalLocation"];
        assert_eq!(wide["artifactLocation"]["uri"], "sub%20dir/%C3%BC%23%3F.tf");
        assert_eq!(wide["region"]["startColumn"], 7);
        assert_eq!(wide["region"]["endColumn"], 11);
    }

    /// All physical locations that lie in files, at whatever depth.
    fn places(value: &Value) -> Vec<&Value> {
        let mut found = Vec::new();
        match value {
            Value::Object(members) => {
                found.extend(members.get("physicalLocation"));
                found.extend(members.values().flat_map(places));
            }
            Value::Array(items) => found.extend(items.iter().flat_map(places)),
            _ => {}
        }
        found
    }

    #[test]
    fn the_flow_runs_from_the_value_to_the_trail() {
        let log = log(&through_a_module().outcome);
        let steps = &log["runs"][0]["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"];
        let words: Vec<&str> = steps
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step["location"]["message"]["text"].as_str().unwrap())
            .collect();
        assert_eq!(
            words,
            [
                "local.flags.global is false",
                "given to include_global_events by module.audit",
                "false"
            ]
        );
    }

    #[test]
    fn fingerprints_stay_when_lines_move_and_change_with_the_trail() {
        let print = |text: &str, trail: &str| {
            let mut build = Build::new();
            let span = build.span("a.tf", text, "false");
            build.find(span, "off").trail = Some(trail.into());
            let log = log(&build.outcome);
            log["runs"][0]["results"][0]["partialFingerprints"].clone()
        };
        let before = print("flag = false\n", "aws_cloudtrail.a");
        assert_eq!(
            before,
            print("# moved\n\n  flag  =  false\n", "aws_cloudtrail.a")
        );
        assert_ne!(before, print("flag = false\n", "aws_cloudtrail.b"));
    }

    #[test]
    fn fingerprints_tell_roots_and_deployments_apart_whichever_are_reported() {
        let prints = |judged_in: &[(&str, &str)]| -> Vec<String> {
            let mut build = Build::new();
            let span = build.span("a.tf", "flag = false\n", "false");
            for (root, deployment) in judged_in {
                let finding = build.find(span, "off");
                finding.root = Some((*root).into());
                finding.deployment = Some((*deployment).into());
            }
            let log = log(&build.outcome);
            let results = log["runs"][0]["results"].as_array().unwrap().iter();
            results
                .map(|result| result["partialFingerprints"].to_string())
                .collect()
        };
        let judged_in = [("live/dev", "live/dev"), ("live", "dev"), ("live", "prod")];
        let all = prints(&judged_in);
        for (alone, among) in judged_in.iter().zip(&all) {
            assert_eq!(prints(&[*alone]), std::slice::from_ref(among));
            assert_eq!(all.iter().filter(|print| *print == among).count(), 1);
        }
    }

    #[test]
    fn problems_make_the_run_unsuccessful() {
        let log = log(&five_trails().outcome);
        let invocation = &log["runs"][0]["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], false);
        let said = &invocation["toolExecutionNotifications"][0];
        assert_eq!(said["message"]["text"], "permission denied");
        assert_eq!(said["level"], "error");
    }

    #[test]
    fn every_rule_is_described() {
        let log = log(&Build::new().outcome);
        let rules = log["runs"][0]["tool"]["driver"]["rules"]
            .as_array()
            .unwrap();
        assert_eq!(rules.len(), cloudtrail_lint::rules::RULES.len());
        for rule in rules {
            let text = |path: &str| {
                let found = rule.pointer(path).and_then(Value::as_str);
                found.unwrap_or_else(|| panic!("{path} in {rule}"))
            };
            for path in [
                "/id",
                "/shortDescription/text",
                "/fullDescription/text",
                "/help/text",
                "/help/markdown",
                "/properties/problem.severity",
                "/properties/precision",
            ] {
                assert!(!text(path).is_empty());
            }
            assert!(["error", "warning", "note"].contains(&text("/defaultConfiguration/level")));
            assert!(rule["properties"]["tags"].is_array());
            if let Some(address) = rule.get("helpUri") {
                assert!(address.as_str().unwrap().starts_with("https://"));
            }
            if let Some(score) = rule["properties"].get("security-severity") {
                let score: f64 = score.as_str().unwrap().parse().unwrap();
                assert!((0.0..=10.0).contains(&score));
            }
        }
    }
}
