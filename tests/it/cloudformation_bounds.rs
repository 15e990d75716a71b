//! Templates that are small and would take for ever: each run ends, and what lies beyond a bound is said.

use std::fmt::Write;
use std::path::Path;

use cloudtrail_lint::diagnostic::Severity;
use cloudtrail_lint::model::{Trail, Verdict};
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;

const TRAIL: &str = "  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties: {S3BucketName: b, IsLogging: true, \
                     IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true}\n";

fn lint(folder: &Path) -> Outcome {
    cloudtrail_lint::lint(&LintOptions {
        paths: vec![folder.to_owned()],
        ..LintOptions::default()
    })
}

fn lint_texts(texts: &[(String, String)]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in texts {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    lint(folder.path())
}

/// How often it is said that there are more stacks than are judged.
fn too_many(outcome: &Outcome) -> usize {
    let notes = outcome.findings.iter();
    notes
        .filter(|finding| finding.severity == Severity::Note)
        .filter(|finding| finding.message.contains("there are too many stacks"))
        .count()
}

/// A template that nests others.
fn nesting(children: impl IntoIterator<Item = String>, more: &str) -> String {
    let mut out = format!("Resources:\n{more}");
    for (at, child) in children.into_iter().enumerate() {
        let _ = writeln!(
            out,
            "  S{at}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {child}}}}}"
        );
    }
    out
}

#[test]
fn stacks_that_each_nest_the_next_many_times_end() {
    let texts: Vec<(String, String)> = (0..9)
        .map(|level| {
            let text = if level < 8 {
                nesting((0..20).map(|_| format!("t{}.yaml", level + 1)), "")
            } else {
                nesting([], TRAIL)
            };
            (format!("t{level}.yaml"), text)
        })
        .collect();
    assert_eq!(too_many(&lint_texts(&texts)), 1);
}

#[test]
fn stacks_that_nest_one_another_end() {
    let texts: Vec<(String, String)> = (0..12)
        .map(|at| {
            let others = (1..9).map(|step| format!("t{}.yaml", (at + step) % 12));
            (format!("t{at}.yaml"), nesting(others, TRAIL))
        })
        .collect();
    let outcome = lint_texts(&texts);
    assert_eq!(too_many(&outcome), 1);
    // What lies nearest to the root is judged.
    let addresses: Vec<&str> = outcome
        .trails
        .iter()
        .map(|trail| trail.address.as_str())
        .collect();
    assert!(addresses.contains(&"Trail") && addresses.contains(&"S7/S6/Trail"));
}

#[test]
fn a_template_that_lies_too_deep_is_not_known_where_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    for level in 0..36 {
        let text = match level {
            35 => nesting([], TRAIL),
            0 => nesting(["t1.yaml", "beside.yaml"].map(str::to_owned), ""),
            _ => nesting([format!("t{}.yaml", level + 1)], ""),
        };
        std::fs::write(folder.path().join(format!("t{level}.yaml")), text).unwrap();
    }
    std::fs::write(folder.path().join("beside.yaml"), nesting([], TRAIL)).unwrap();
    let said_of = |name: &str| too_many(&lint(&folder.path().join(name)));
    assert_eq!(said_of("t35.yaml"), 1);
    assert_eq!(said_of("beside.yaml"), 0);
}

#[test]
fn stack_sets_in_stack_sets_end() {
    let mut text = format!("Resources:\n{TRAIL}");
    for _ in 0..6 {
        let body: String = text
            .lines()
            .fold(String::new(), |out, line| out + "        " + line + "\n");
        text = format!(
            "Resources:\n  Set:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      StackSetName: s\n      \
             StackInstancesGroup: [{{Regions: [us-east-1, us-east-2, us-west-1, us-west-2, eu-west-1, eu-west-2, eu-west-3, \
             eu-north-1]}}]\n      TemplateBody: |\n{body}"
        );
    }
    assert_eq!(too_many(&lint_texts(&[("t.yaml".into(), text)])), 1);
}

/// StackSets whose templates all are made of one text that a mapping holds, and how many of their trails are judged.
fn judged_of_one_text(body_of: &dyn Fn(usize) -> String) -> usize {
    const SETS: usize = 20;
    let topics = (0..5_000).map(|at| format!("  T{at}: {{Type: AWS::SNS::Topic}}\n"));
    let trail = TRAIL.replace("Events: true", "Events: false");
    let held: String = format!("Resources:\n{trail}{}", topics.collect::<String>())
        .lines()
        .fold(String::new(), |out, line| out + "        " + line + "\n");
    let mut template = format!("Mappings:\n  M:\n    k:\n      body: |\n{held}Resources:\n");
    for at in 0..SETS {
        let _ = writeln!(
            template,
            "  S{at}: {{Type: AWS::CloudFormation::StackSet, Properties: {{StackSetName: s, TemplateBody: {}}}}}",
            body_of(at)
        );
    }
    let outcome = lint_texts(&[("t.yaml".into(), template)]);
    assert_eq!(outcome.trails.len(), SETS);
    let said = outcome.findings.iter();
    let said = said.filter(|finding| finding.message.contains("too large together"));
    let judged = outcome.trails.iter();
    let judged = judged.filter(|trail| trail.verdict() == Verdict::NotRecorded);
    let judged = judged.count();
    assert_eq!(judged + said.count(), SETS);
    judged
}

#[test]
fn templates_in_templates_are_read_once_and_bounded_together() {
    assert_eq!(
        judged_of_one_text(&|_| "!FindInMap [M, k, body]".into()),
        20
    );
    let differing =
        |at: usize| format!("!Sub ['${{Text}}# {at}', {{Text: !FindInMap [M, k, body]}}]");
    let judged = judged_of_one_text(&differing);
    assert!((2..20).contains(&judged), "{judged}");
}

#[test]
fn many_substitutions_leave_one_hop_each() {
    let text = format!(
        "Parameters:\n  Part: {{Type: String, Default: \"\"}}\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    \
         Properties: {{IsLogging: true, IncludeGlobalServiceEvents: !Sub \"true{}\"}}\n",
        "${Part}".repeat(5_000)
    );
    let outcome = lint_texts(&[("t.yaml".into(), text)]);
    let flag = &outcome.trails[0].include_global_service_events;
    assert_eq!(flag.value(), Some(&true));
    assert_eq!(flag.from().hops.len(), 1);
}

#[test]
fn a_long_chain_of_conditions_is_not_known() {
    const LENGTH: usize = 3_000;
    let mut text = "Parameters:\n  Stage: {Type: String}\nConditions:\n".to_owned();
    for at in 0..LENGTH {
        let _ = writeln!(text, "  C{at}: !Not [!Condition C{}]", at + 1);
    }
    let _ = write!(
        text,
        "  C{LENGTH}: !Equals [!Ref Stage, prod]\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties: \
         {{IsLogging: true, IncludeGlobalServiceEvents: !If [C0, true, false]}}\n"
    );
    let outcome = lint_texts(&[("t.yaml".into(), text)]);
    assert_eq!(outcome.summary.undecided, 1);
}

/// What lies in one another without end, or too deep, leaves the flag unknown.
fn is_cut_off(text: String) {
    let outcome = lint_texts(&[("t.yaml".into(), text)]);
    assert_eq!(outcome.summary.undecided, 1);
}

#[test]
fn a_mapping_that_looks_itself_up_is_not_known() {
    let looking_up = |mappings: &str| {
        format!(
            "Transform: AWS::LanguageExtensions\nMappings:\n{mappings}Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    \
             Properties: {{IsLogging: true, IncludeGlobalServiceEvents: !FindInMap [M, k0, flag]}}\n"
        )
    };
    is_cut_off(looking_up("  M: {k0: {flag: !FindInMap [M, k0, flag]}}\n"));
    is_cut_off(looking_up(
        "  M:\n    Fn::ForEach::Key:\n      - Key\n      - !FindInMap [M, k0, flag]\n      - ${Key}: {flag: [k0]}\n",
    ));
    is_cut_off(looking_up(
        "  M: {k0: {flag: !FindInMap [N, k0, flag]}}\n  N: {k0: {flag: !FindInMap [M, k0, flag]}}\n",
    ));
    let chain = (0..3_000).fold("  M:\n".to_owned(), |out, at| {
        out + &format!("    k{at}: {{flag: !FindInMap [M, k{}, flag]}}\n", at + 1)
    });
    is_cut_off(looking_up(&(chain + "    k3000: {flag: true}\n")));
}

#[test]
fn conditions_that_are_deep_and_long_are_not_known() {
    let nots = "!Not [".repeat(100);
    let ends = "]".repeat(100);
    let mut text = "Parameters:\n  Stage: {Type: String}\nConditions:\n".to_owned();
    for at in 0..240 {
        let _ = writeln!(text, "  C{at}: {nots}!Condition C{}{ends}", at + 1);
    }
    is_cut_off(
        text + "  C240: !Equals [!Ref Stage, prod]\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    \
                Properties: {IsLogging: true, IncludeGlobalServiceEvents: !If [C0, true, false]}\n",
    );
}

#[test]
fn includes_that_each_name_the_next_twice_end() {
    let include = |at: usize| {
        format!(
            "Fn::Transform:\n  - {{Name: AWS::Include, Parameters: {{Location: p{at}.yaml}}}}\n  - {{Name: AWS::Include, \
             Parameters: {{Location: p{at}.yaml}}}}\n"
        )
    };
    let mut texts: Vec<(String, String)> = (0..30)
        .map(|at| (format!("p{at}.yaml"), include(at + 1)))
        .collect();
    texts.push((
        "p30.yaml".into(),
        "IncludeGlobalServiceEvents: true\n".into(),
    ));
    let properties = include(0).replace('\n', "\n      ");
    texts.push((
        "t.yaml".into(),
        format!("Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      {properties}\n"),
    ));
    let outcome = lint_texts(&texts);
    assert_eq!(outcome.summary.undecided, 1);
}

/// How deep includes lie in one another is bounded, not how many stand side by side.
#[test]
fn includes_beside_one_another_are_no_deeper() {
    let mut template = String::from("Resources:\n");
    for at in 0..40 {
        let _ = writeln!(
            template,
            "  Trail{at}: {{Fn::Transform: {{Name: AWS::Include, Parameters: {{Location: trail.json}}}}}}"
        );
    }
    let trail = r#"{"Type": "AWS::CloudTrail::Trail", "Properties": {"S3BucketName": "b", "IsLogging": true, "IncludeGlobalServiceEvents": false}}"#;
    let outcome = lint_texts(&[
        ("template.yaml".into(), template),
        ("trail.json".into(), trail.into()),
    ]);
    let off = |trail: &Trail| trail.verdict() == Verdict::NotRecorded;
    assert_eq!(outcome.trails.iter().filter(|trail| off(trail)).count(), 40);
}

/// Templates of which each trail takes so many steps: many small lists that are joined.
fn hungry(files: usize, trails: usize, steps: usize) -> Vec<(String, String)> {
    let items = vec!["a"; steps].join(", ");
    let of_file = |file: usize| {
        let mut text = format!("Mappings:\n  M: {{k: {{l: [{items}]}}}}\nResources:\n");
        for trail in 0..trails {
            let _ = writeln!(
                text,
                "  T{trail}: {{Type: AWS::CloudTrail::Trail, Properties: {{S3BucketName: b, IsLogging: true, \
                 IsMultiRegionTrail: true, IncludeGlobalServiceEvents: !Select [1, [!Join ['', !FindInMap [M, k, l]], true]]}}}}"
            );
        }
        (format!("t{file}.yaml"), text)
    };
    (0..files).map(of_file).collect()
}

/// How many trails are recorded and how many are not followed to their end, on so many threads.
fn followed(texts: &[(String, String)], threads: usize) -> [usize; 2] {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    let outcome = pool.build().unwrap().install(|| lint_texts(texts));
    [Verdict::Recorded, Verdict::Unknown].map(|verdict| {
        let trails = outcome.trails.iter();
        trails.filter(|trail| trail.verdict() == verdict).count()
    })
}

#[test]
fn templates_share_the_steps_of_a_run() {
    // Each trail is cheap, and each template is, but all together are not.
    let texts = hungry(8, 9, 12_000);
    let on_one = followed(&texts, 1);
    assert_eq!(on_one.iter().sum::<usize>(), 8 * 9);
    assert!(on_one[0] > 0 && on_one[1] > 0, "{on_one:?}");
    assert_eq!(followed(&texts, 2), on_one);
}

#[test]
fn one_template_has_what_the_others_leave() {
    let mut texts = hungry(1, 20, 12_000);
    let small = (0..50).map(|at| (format!("small{at}.yaml"), format!("Resources:\n{TRAIL}")));
    texts.extend(small);
    assert_eq!(followed(&texts, 2), [70, 0]);
}

/// A template whose one trail has this as its flag, after some sections.
fn with_flag(sections: &str, flag: &str) -> Vec<(String, String)> {
    let text = format!(
        "{sections}Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties: {{S3BucketName: b, IsLogging: true, \
         IncludeGlobalServiceEvents: {flag}}}\n"
    );
    vec![("t.yaml".into(), text)]
}

fn is_unknown(texts: &[(String, String)]) -> bool {
    let outcome = lint_texts(texts);
    outcome.trails.len() == 1 && outcome.trails[0].verdict() == Verdict::Unknown
}

/// Which branch is taken is decided, though not here: nobody who deploys the template can choose.
#[test]
fn a_condition_over_too_long_a_text_is_no_open_one() {
    let sections = format!(
        "Parameters: {{P: {{Type: String, Default: ''}}}}\nConditions: {{IsProd: !Equals [!Sub '{}', prod]}}\n",
        "${P}".repeat(20_000)
    );
    assert!(is_unknown(&with_flag(
        &sections,
        "!If [IsProd, true, false]"
    )));
}

#[test]
fn what_one_property_takes_is_not_taken_from_the_others() {
    let flag = format!("!Sub '{}'", "${P}".repeat(50_000));
    let parameters = "Parameters: {P: {Type: String}, Multi: {Type: String, Default: true}}\n";
    let mut texts = with_flag(parameters, &flag);
    texts[0].1 = texts[0].1.replace(
        "IsLogging: true,",
        "IsLogging: true, IsMultiRegionTrail: !Ref Multi,",
    );
    let outcome = lint_texts(&texts);
    let trail = &outcome.trails[0];
    assert_eq!(trail.verdict(), Verdict::Unknown);
    assert_eq!(trail.multi_region().value(), Some(&true));
    assert_eq!(trail.logging().value(), Some(&true));
}

#[test]
fn texts_that_grow_with_each_call_end() {
    let long = "x".repeat(1_000);
    let sections = format!("Parameters:\n  P: {{Type: String, Default: {long}}}\n");
    let many = format!("!Sub \"{}\"", "${P}".repeat(5_000));
    assert!(is_unknown(&with_flag(&sections, &many)));
    let mut grown = "!Join [\"\", [a, b]]".to_owned();
    for _ in 0..30 {
        grown = format!("!Join [!Ref P, !Split [a, !Join [ax, [a, {grown}, a]]]]");
    }
    assert!(is_unknown(&with_flag(&sections, &grown)));
}

#[test]
fn lists_that_are_cut_and_joined_again_end() {
    let items = vec!["x"; 20_000].join(",");
    let sections =
        format!("Parameters:\n  P: {{Type: CommaDelimitedList, Default: \"{items}\"}}\n");
    let mut flag = "!Ref P".to_owned();
    for _ in 0..60 {
        flag = format!("!Split [\",\", !Join [\",\", {flag}]]");
    }
    assert!(is_unknown(&with_flag(
        &sections,
        &format!("!Select [0, {flag}]")
    )));
}

#[test]
fn a_long_text_is_not_copied_by_thousands_of_aliases() {
    let long = "y".repeat(100_000);
    let aliases = vec!["*a"; 2_000].join(", ");
    let sections = format!("Metadata:\n  x: &a {long}\n  z: [{aliases}]\n");
    let outcome = lint_texts(&with_flag(&sections, "false"));
    let said = outcome.findings.iter().map(|finding| &finding.message);
    assert_eq!(
        said.collect::<Vec<_>>(),
        ["The YAML's aliases stand for too many values to follow"]
    );
}

#[test]
fn a_large_file_is_not_included_without_end() {
    let mut texts: Vec<(String, String)> = vec![(
        "large.yaml".into(),
        (0..20_000).fold(String::new(), |mut out, at| {
            let _ = writeln!(out, "K{at}: v");
            out
        }),
    )];
    let include = "Fn::Transform: {Name: AWS::Include, Parameters: {Location: large.yaml}}";
    let mut template = "Resources:\n".to_owned();
    for at in 0..200 {
        let _ = writeln!(
            template,
            "  T{at}:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n      {include}"
        );
    }
    texts.push(("t.yaml".into(), template));
    let outcome = lint_texts(&texts);
    assert_eq!(outcome.trails.len(), 200);
    let last = outcome.trails.last().map(|trail| trail.verdict());
    assert_eq!(last, Some(Verdict::Unknown));
}

#[test]
fn a_report_of_too_many_trails_is_cut_and_says_so() {
    let long = "x".repeat(1_000);
    let trail = r#"{"Type":"AWS::CloudTrail::Trail","Properties":{"IsLogging":true,"IncludeGlobalServiceEvents":false}}"#;
    let trails: Vec<String> = (0..7_900)
        .map(|at| format!("\"T{at}{long}\":{trail}"))
        .collect();
    let template = format!("{{\"Resources\":{{{}}}}}", trails.join(","));
    let outcome = lint_texts(&[(format!("{}.json", "t".repeat(240)), template)]);
    assert_eq!(outcome.summary.trails, 7_900);
    assert!(outcome.summary.errors >= 7_900);
    assert_eq!(outcome.worst(), Some(Severity::Error));
    let shown = outcome.trails.len();
    assert!((1_000..7_900).contains(&shown), "{shown}");
    let said = format!("from here on, {} trails are left out", 7_900 - shown);
    let notices = outcome.notices.iter().map(|notice| &notice.message);
    assert!(notices.into_iter().any(|message| message.ends_with(&said)));
}

/// Whatever one file is full of, the error of another one is shown.
#[test]
fn a_report_that_is_cut_keeps_the_errors_of_each_file() {
    let long = "x".repeat(1_000);
    let trail = r#"{"Type":"AWS::CloudTrail::Trail","Properties":{"IsLogging":true,"IncludeGlobalServiceEvents":false}}"#;
    let trails: Vec<String> = (0..4_900)
        .map(|at| format!("\"T{at}{long}\":{trail}"))
        .collect();
    let full = format!("{{\"Resources\":{{{}}}}}", trails.join(","));
    let last = format!("{{\"Resources\":{{\"Last\":{trail}}}}}");
    let outcome = lint_texts(&[("a.json".into(), full), ("z.json".into(), last)]);
    let of_last = |finding: &&cloudtrail_lint::diagnostic::Finding| {
        outcome
            .sources
            .get(finding.span.source)
            .name()
            .ends_with("z.json")
    };
    assert!(outcome.findings.len() < outcome.summary.errors);
    let mut errors = outcome.findings.iter().filter(of_last);
    assert!(errors.any(|finding| finding.severity == Severity::Error));
    let mut notices = outcome.notices.iter();
    assert!(notices.any(|notice| notice.message.contains("findings are left out")));
}

/// What lies beyond the steps that are followed is unknown, and is there.
#[test]
fn nested_loops_are_bounded_together() {
    let items: Vec<String> = (0..400).map(|at| format!("T{at}")).collect();
    let items = items.join(", ");
    let found = lint_texts(&[(
        "template.yaml".into(),
        format!(
            "Transform: AWS::LanguageExtensions\n\
         Resources:\n\
         \x20 Fn::ForEach::A:\n\
         \x20   - A\n\
         \x20   - [{items}]\n\
         \x20   - Fn::ForEach::B:\n\
         \x20       - B\n\
         \x20       - [{items}]\n\
         \x20       - Trail${{A}}${{B}}:\n\
         \x20           Type: AWS::CloudTrail::Trail\n\
         \x20           Properties:\n\
         \x20             S3BucketName: logs\n\
         \x20             IsLogging: true\n\
         \x20             IsMultiRegionTrail: true\n\
         \x20             IncludeGlobalServiceEvents: !Select [0, !Split [T, \"true${{B}}\"]]\n"
        ),
    )]);
    let is = |address: &str, verdict| {
        let mut trails = found.trails.iter();
        trails.any(|trail| trail.address == address && trail.verdict() == verdict)
    };
    assert!(is("TrailT0T399", Verdict::Recorded));
    let mut open = found.trails.iter();
    assert!(open.any(|trail| trail.verdict() == Verdict::Unknown));
    assert!(found.trails.len() < 20_000);
}

/// What lies beyond the trails that are judged in one of many templates is a row that is unknown, and says how many they are.
#[test]
fn trails_beyond_the_bound_are_a_row() {
    let trails = |count: usize| {
        let all = (0..count).map(|at| TRAIL.replace("Trail:\n", &format!("Trail{at}:\n")));
        format!("Resources:\n{}", all.collect::<String>())
    };
    let others = |each: usize| (0..79).map(move |at| (format!("other{at}.yaml"), trails(each)));
    let many = |count: usize| [("many.yaml".to_owned(), trails(count))];
    let texts: Vec<_> = others(100).chain(many(103)).collect();
    assert_eq!(followed(&texts, 2), [8_000, 1]);
    let found = lint_texts(&texts);
    let said = "`Trail100` and 2 others record global service events: its template and the stacks in it have more trails";
    let mut findings = found.findings.iter();
    assert!(findings.any(|finding| finding.message.contains(said)));
    // What others leave is its own.
    let texts: Vec<_> = others(1).chain(many(500)).collect();
    assert_eq!(followed(&texts, 2), [579, 0]);
}

/// Of the CDK's lists of assets, those beyond a bound say which templates they mean, and only the file is named for it.
#[test]
fn lists_of_assets_beyond_a_bound_are_named_by_their_files() {
    let listed = |at: usize, more: &str| {
        format!(
            r#"{{"version": "36.0.0", "more": "{more}", "files": {{"h{at}": {{"source": {{"path": "n{at}.nested.template.json"}},
                "destinations": {{"here": {{"objectKey": "h{at}.json"}}}}}}}}}}"#
        )
    };
    let trail = r#"{"Resources": {"T": {"Type": "AWS::CloudTrail::Trail", "Properties": {"IsLogging": true,
        "S3BucketName": "b", "IncludeGlobalServiceEvents": false}}}}"#;
    let stack = |at: usize| {
        let url = format!(r#"{{"Fn::Sub": "https://s3.${{AWS::URLSuffix}}/assets/h{at}.json"}}"#);
        format!(
            r#"{{"Resources": {{"S": {{"Type": "AWS::CloudFormation::Stack", "Properties": {{"TemplateURL": {url}}}}}}}}}"#
        )
    };
    let mut texts = vec![("A1.assets.json".to_owned(), listed(1, &"x".repeat(4 << 20)))];
    texts.push(("A2.assets.json".into(), listed(2, "")));
    for at in [1, 2] {
        texts.push((format!("P{at}.template.json"), stack(at)));
        texts.push((format!("n{at}.nested.template.json"), trail.into()));
    }
    let outcome = lint_texts(&texts);
    for at in [1, 2] {
        let name = format!("A{at}.assets.json");
        let mut places = outcome.findings.iter().flat_map(|finding| {
            let hops = finding.evidence.iter();
            hops.filter_map(|hop| hop.span)
        });
        let in_list = |source| outcome.sources.get(source).name().ends_with(&name);
        let place = places.find(|place| in_list(place.source));
        let place = place.unwrap_or_else(|| panic!("nothing is said of {name}"));
        let is_kept = !outcome.sources.get(place.source).text().is_empty();
        assert_eq!(is_kept, at == 1, "{name}");
    }
    assert_eq!(outcome.findings.len(), 2);
}
