//! Every bound is honest: what decides about a trail is found, or, where it lies beyond a bound, it is said that not all was
//! looked at. Each case is judged twice, with what decides near the front and beyond the bound.

mod modules;
mod templates;

use cloudtrail_lint::model::{Trail, Verdict};
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;
use rstest::rstest;

type Files = Vec<(String, String)>;

/// Input of so many parts, of which the last but one turns a trail off.
type Made = fn(usize) -> Files;

fn lint(files: &Files) -> Outcome {
    lint_path(files, "")
}

/// What is said where one path is asked for.
fn lint_path(files: &Files, asked: &str) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    cloudtrail_lint::lint(&LintOptions {
        paths: vec![folder.path().join(asked)],
        ..LintOptions::default()
    })
}

fn is_found(outcome: &Outcome) -> bool {
    let mut trails = outcome.trails.iter();
    let off = |verdict| matches!(verdict, Verdict::NotRecorded | Verdict::Depends);
    trails.any(|trail| {
        let later = trail.where_created.iter().map(Trail::verdict);
        later.chain([trail.verdict()]).any(off)
    })
}

fn is_open(outcome: &Outcome) -> bool {
    let mut trails = outcome.trails.iter();
    trails.any(|trail| trail.verdict() == Verdict::Unknown)
}

fn is_said(outcome: &Outcome) -> bool {
    is_open(outcome) || !outcome.findings.is_empty() || !outcome.problems.is_empty()
}

fn files<const N: usize>(files: [(&str, String); N]) -> Files {
    files.map(|(name, text)| (name.to_owned(), text)).into()
}

/// What the parts give, the last but one of them otherwise.
fn each(count: usize, part: impl Fn(usize, bool) -> String) -> String {
    (0..count).map(|at| part(at, at + 2 != count)).collect()
}

fn trail(flag: &str) -> String {
    format!(
        "Type: AWS::CloudTrail::Trail\n    Properties: {{S3BucketName: logs, IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: {flag}}}\n"
    )
}

/// A template with one trail.
fn template(sections: &str, flag: &str) -> String {
    format!("{sections}Resources:\n  Trail:\n    {}", trail(flag))
}

fn nested(at: usize, template: &str, flag: bool) -> String {
    format!(
        "  N{at}:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: {template}, Parameters: {{Flag: '{flag}'}}}}\n"
    )
}

const FLAG: &str = "Parameters: {Flag: {Type: String, Default: 'true'}}\n";

fn child() -> String {
    template(FLAG, "!Ref Flag")
}

/// So many files, each with a text of its flag, whose names are in their order.
fn in_order(count: usize, end: &str, text: impl Fn(bool) -> String) -> Files {
    let file = |at| (format!("f{at:04}/{end}"), text(at + 2 != count));
    (0..count).map(file).collect()
}

fn resource(name: &str, flag: &str, more: &str) -> String {
    format!(
        "resource \"aws_cloudtrail\" \"{name}\" {{\n  name = \"audit\"\n  s3_bucket_name = \"logs\"\n  is_multi_region_trail = true\n  {more}\n  include_global_service_events = {flag}\n}}\n"
    )
}

#[rstest]
#[case::nested_stacks(110, templates::nested_stacks)]
#[case::stacks_in_one_another(14, templates::stacks_in_one_another)]
#[case::outputs_of_one_another(50, templates::outputs_of_one_another)]
#[case::items_of_a_loop(1_003, templates::items_of_a_loop)]
#[case::keys_of_a_mapping(1_003, templates::keys_of_a_mapping)]
#[case::allowed_values(70, templates::allowed_values)]
#[case::conditions_of_one_another(300, templates::conditions_of_one_another)]
#[case::includes_in_one_another(10, templates::includes_in_one_another)]
#[case::includes(1_003, templates::includes)]
#[case::trails_that_a_default_keeps_away(40, templates::trails_that_a_default_keeps_away)]
#[case::comments_without_a_space(30, templates::comments_without_a_space)]
#[case::stacks_that_a_file_deploys(2_010, templates::stacks_that_a_file_deploys)]
#[case::values_of_deployments(30, templates::values_of_deployments)]
#[case::trails_of_deployments(40, templates::trails_of_deployments)]
#[case::templates_in_templates(30, templates::templates_in_templates)]
#[case::stages(40, templates::stages)]
#[case::folders_above(9, templates::folders_above)]
#[case::variables_of_one_another(60, templates::variables_of_one_another)]
#[case::variables_in_one_another(20, templates::variables_in_one_another)]
#[case::files_of_one_another(40, templates::files_of_one_another)]
#[case::templates_beside_one_another(3_510, templates::beside_one_another)]
#[case::root_modules(3_510, modules::roots)]
#[case::calls_of_one_another(110, modules::calls_of_one_another)]
#[case::instances_of_modules(10_003, modules::instances_of_modules)]
#[case::trails_of_modules_that_a_default_keeps_away(
    40,
    modules::trails_of_modules_that_a_default_keeps_away
)]
#[case::defaults_that_keep_one_trail_away(300, modules::defaults_that_keep_one_trail_away)]
#[case::keys_of_a_map(1_010, modules::keys_of_a_map)]
#[case::cases_of_a_value(80, modules::cases_of_a_value)]
#[case::conditions_in_one_another(100, modules::conditions_in_one_another)]
#[case::local_values_of_one_another(1_200, modules::local_values_of_one_another)]
#[case::comments_without_a_space_in_data(30, modules::comments_without_a_space_in_data)]
#[case::stacks_below_a_deployed_one(110, modules::stacks_below_a_deployed_one)]
#[case::references_to_a_deployed_template(40, modules::references_to_a_deployed_template)]
#[case::modules_of_a_plan(70, modules::modules_of_a_plan)]
#[case::stacks_of_units_in_one_another(12, modules::stacks_of_units_in_one_another)]
#[case::units_of_a_stack(510, modules::units_of_a_stack)]
#[case::files_of_units_that_read_one_another(12, modules::files_of_units_that_read_one_another)]
#[case::files_that_a_unit_reads(210, modules::files_that_a_unit_reads)]
fn a_bound_is_honest(#[case] beyond: usize, #[case] made: Made) {
    assert!(is_found(&lint(&made(3))), "not found near the front");
    let outcome = lint(&made(beyond));
    assert!(is_found(&outcome) || is_said(&outcome), "silent");
}

#[test]
fn in_templates_that_cannot_be_read() {
    for count in [3, 2_100] {
        let all = each(count, |at, on| {
            let beside = format!("other{at}.yaml");
            nested(at, if on { &beside } else { "c.yaml" }, on)
        });
        let outcome = lint(&files([
            ("c.yaml", child()),
            ("p.yaml", format!("Resources:\n{all}  broken: [\n")),
        ]));
        assert!(is_open(&outcome), "{count}: {:?}", outcome.findings);
    }
}

/// What a deployment is given for which there is no room is not known: that is an error, for it may decide.
#[test]
fn of_the_values_of_deployments() {
    let problems = |count| lint(&templates::values_of_deployments(count)).problems;
    assert_eq!(problems(20), []);
    let [problem] = problems(30).try_into().unwrap();
    assert!(problem.message.contains("more than 25000 values"));
}

/// The deployments of a template share its trails: what lies beyond those that are judged is a row once.
#[test]
fn of_the_trails_of_deployments() {
    let outcome = lint(&templates::trails_of_deployments(40));
    let mut trails = outcome.trails.iter();
    let rows = trails.by_ref();
    let open = rows.filter(|trail| trail.verdict() == Verdict::Unknown);
    assert_eq!(open.count(), 78 + 2);
    // The first 16 of 40 have six each, the next has five, and what is beyond differs.
    let judged = 78 * 101 + 16 * 6 + 5 + 23 * 2;
    assert_eq!(outcome.trails.len(), judged + 78 + 2);
}

/// Which file is asked for does not matter.
#[test]
fn of_one_file() {
    let call = |at: usize| {
        let flag = "variable \"flag\" {\n  default = false\n}\n";
        format!("{flag}module \"m\" {{\n  source = \"../m{at}\"\n  flag   = var.flag\n}}\n")
    };
    let declared = "variable \"flag\" {\n  default = true\n}\n".to_owned();
    let last = (
        "m110/main.tf".to_owned(),
        declared + &resource("this", "var.flag", ""),
    );
    let modules = (0..110).map(|at| (format!("m{at}/main.tf"), call(at + 1)));
    let modules: Files = modules.chain([last]).collect();
    let parent = each(4_100, |at, on| nested(at, "c.yaml", on));
    let templates = files([
        ("p.yaml", format!("Resources:\n{parent}")),
        ("c.yaml", child()),
    ]);
    for (files, asked) in [(modules, "m110/main.tf"), (templates, "c.yaml")] {
        assert!(is_open(&lint_path(&files, asked)), "{asked}");
    }
}

/// So many files are read for a unit, and no more.
#[test]
fn of_the_files_that_a_unit_reads() {
    assert!(is_open(&lint(&modules::files_that_a_unit_reads(210))));
}

/// Files of tasks beyond the bound are taken by themselves, where nothing is passed to them.
#[test]
fn of_files_of_tasks() {
    let includes = |count: usize| {
        let include = |at| format!("T{at}:\n  Type: include\n  Path: ./f{at}.yaml\n");
        (0..count).map(include).collect::<String>()
    };
    let task = |at: usize, flag: bool| {
        format!(
            "Task:\n  Type: update-stacks\n  Template: ./t.yaml\n  StackName: s{at}\n  Parameters: {{Flag: '{flag}'}}\n"
        )
    };
    for count in [3, 503] {
        let tasks = (0..count).map(|at| (format!("f{at}.yaml"), task(at, at + 1 != count)));
        let rest = [
            ("t.yaml".to_owned(), child()),
            ("tasks.yaml".to_owned(), includes(count)),
        ];
        let outcome = lint(&tasks.chain(rest).collect());
        assert!(is_found(&outcome) && outcome.problems.is_empty(), "{count}");
    }
}
