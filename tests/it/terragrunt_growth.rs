//! Units of Terragrunt that share files, stacks and folders take what those take once, and stacks that lead to one another end.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use cloudtrail_lint::model::{Trail, Verdict};
use cloudtrail_lint::outcome::Outcome;

use crate::terraform_bounds::{lint, trail};

const UNIT: &str = "terraform {\n  source = \"../m\"\n}\n";

/// What is read once takes moments, and minutes where each reading does so anew.
const AT_MOST: Duration = Duration::from_mins(2);

fn module() -> String {
    "variable \"on\" {}\n".to_owned() + &trail("var.on")
}

fn lint_all(files: &[(String, String)]) -> Outcome {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let begun = Instant::now();
    let outcome = lint(&files);
    assert!(begun.elapsed() < AT_MOST, "{:?}", begun.elapsed());
    outcome
}

fn with_verdict(outcome: &Outcome, verdict: Verdict) -> Vec<&Trail> {
    let trails = outcome.trails.iter();
    let trails = trails.map(Box::as_ref);
    trails.filter(|trail| trail.verdict() == verdict).collect()
}

fn is_in(trail: &Trail, folder: &str) -> bool {
    let unit = trail.deployment.as_deref().unwrap_or_default();
    unit.contains(folder)
}

fn says(outcome: &Outcome, words: &str) -> bool {
    let mut findings = outcome.findings.iter();
    findings.any(|finding| finding.message.contains(words))
}

/// Folders of stacks, each of which leads to all of them, and to a unit.
fn stacks_of_one_another(count: usize) -> Vec<(String, String)> {
    let mut stack = "unit \"u\" {\n  source = \"../u\"\n  path   = \"u\"\n}\n".to_owned();
    for at in 0..count {
        write!(
            stack,
            "stack \"s{at}\" {{\n  source = \"../s{at}\"\n  path   = \"s{at}\"\n}}\n"
        )
        .unwrap();
    }
    let mut files = vec![
        ("m/main.tf".to_owned(), module()),
        (
            "u/terragrunt.hcl".to_owned(),
            format!("{UNIT}inputs = {{\n  on = false\n}}\n"),
        ),
    ];
    files.extend((0..count).map(|at| (format!("s{at}/terragrunt.stack.hcl"), stack.clone())));
    files
}

#[test]
fn stacks_that_lead_to_one_another_end() {
    let outcome = lint_all(&stacks_of_one_another(10));
    // As many as the bound lets through, and one that stands for all others.
    assert!(!with_verdict(&outcome, Verdict::NotRecorded).is_empty());
    assert!(outcome.trails.len() <= 501, "{}", outcome.trails.len());
    assert_eq!(with_verdict(&outcome, Verdict::Unknown).len(), 1);
    assert!(says(
        &outcome,
        "to 500 units and stacks; this one and others are not"
    ));
}

#[test]
fn a_stack_that_leads_to_itself_is_not_passed_over() {
    let outcome = lint_all(&stacks_of_one_another(1));
    let off = with_verdict(&outcome, Verdict::NotRecorded);
    assert!(
        off.iter()
            .any(|trail| is_in(trail, "/s0/.terragrunt-stack/u")),
        "{off:?}"
    );
    assert!(says(&outcome, "stacks are followed 8 deep"));
}

/// What the stacks of a run lead to is bounded together, and each of them has its share.
#[test]
fn many_stacks_share_what_a_run_follows() {
    let mut files = vec![
        ("m/main.tf".to_owned(), module()),
        (
            "u/terragrunt.hcl".to_owned(),
            format!("{UNIT}inputs = {{\n  on = false\n}}\n"),
        ),
        ("n/main.tf".to_owned(), "locals {}\n".to_owned()),
        ("v/terragrunt.hcl".to_owned(), UNIT.replace("/m\"", "/n\"")),
    ];
    // One in four leads to a trail.
    let mut stack = String::new();
    for at in 0..400 {
        let unit = if at % 4 == 0 { "u" } else { "v" };
        write!(
            stack,
            "unit \"u{at}\" {{\n  source = \"../{unit}\"\n  path   = \"u{at}\"\n}}\n"
        )
        .unwrap();
    }
    let count = 60;
    files.extend((0..count).map(|at| (format!("s{at}/terragrunt.stack.hcl"), stack.clone())));
    let outcome = lint_all(&files);
    assert!(
        outcome.trails.len() <= 2_500 + 2 * count,
        "{}",
        outcome.trails.len()
    );
    let of_last = |trail: &Trail| is_in(trail, "/s59/");
    assert!(outcome.trails.iter().filter(|trail| of_last(trail)).count() > 25);
    let others = with_verdict(&outcome, Verdict::Unknown);
    assert_eq!(others.len(), count);
    let why = format!("{:?}", others[0].flag());
    assert!(
        why.contains("all stacks lead to are more than are followed"),
        "{why}"
    );
}

#[test]
fn a_file_that_is_read_over_and_over_is_read_once() {
    let mut shared = "locals {\n".to_owned();
    for at in 0..2_000 {
        writeln!(shared, "  l{at} = \"some value {at}\"").unwrap();
    }
    shared += "}\n";
    let mut reads = String::new();
    for at in 0..150 {
        writeln!(reads, "  c{at} = read_terragrunt_config(\"../shared.hcl\")").unwrap();
    }
    let mut files = vec![
        ("m/main.tf".to_owned(), module()),
        ("shared.hcl".to_owned(), shared),
    ];
    let count = 8;
    for at in 0..count {
        let on = format!("local.c149.locals.l{at} != \"some value {at}\"");
        files.push((
            format!("u{at}/terragrunt.hcl"),
            format!("locals {{\n{reads}}}\n{UNIT}inputs = {{\n  on = {on}\n}}\n"),
        ));
    }
    let outcome = lint_all(&files);
    assert_eq!(with_verdict(&outcome, Verdict::NotRecorded).len(), count);
}

#[test]
fn folders_far_below_are_looked_at_from_the_ones_above() {
    let depth = 1_000;
    let folder = ["d"].repeat(depth).join("/");
    let unit = format!(
        "include {{\n  path = find_in_parent_folders(\"root.hcl\")\n}}\nterraform {{\n  source = \"{}m\"\n}}\n\
         inputs = {{\n  on = find_in_parent_folders(\"other.hcl\", \"none\") != \"none\"\n}}\n",
        "../".repeat(depth)
    );
    let outcome = lint_all(&[
        ("m/main.tf".to_owned(), module()),
        ("root.hcl".to_owned(), String::new()),
        (format!("{folder}/terragrunt.hcl"), unit),
    ]);
    assert_eq!(outcome.trails.len(), 1);
    assert_eq!(with_verdict(&outcome, Verdict::NotRecorded).len(), 1);
}
