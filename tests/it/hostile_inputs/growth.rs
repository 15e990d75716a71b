//! How the time of ordinary kinds of input grows with their number: the table of `docs/robustness.md`. And what a large plan takes in
//! one format and in another.
//!
//! ```sh
//! MEASURED=target/release/cloudtrail-lint cargo test --test it hostile_inputs::growth -- --ignored --nocapture --test-threads 1
//! ```

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::cpu_time::{self, Compared};
use super::tree::{Size, Tree};
use super::{Hostile, asked_for, named, program, written};

/// The exponent is that of so many doublings.
const DOUBLINGS: u32 = 2;

/// How often each is run, the least of which counts, before it is judged. What is beyond then is run as often again.
const RUNS: usize = 4;

/// How often it may be beyond.
const ATTEMPTS: usize = 5;

const GOAL: f64 = 1.15;

/// What is measured differs by that much from one machine and one time to another.
const MAX_EXPONENT: f64 = 1.25;

/// What no machine makes of the goal: it is not measured again.
const BEYOND_DOUBT: f64 = 1.6;

/// What takes less at its largest is bounded by that: however it grows, it matters to nobody, and is not told from a start.
const MIN_SECONDS: f64 = 0.05;

/// How much more of the time a large plan may take for people than concise.
const MAX_FOR_PEOPLE: f64 = 1.2;

/// Those of the hostile inputs of which there may be any number.
const GROWING: [&str; 17] = [
    "trails_in_one_file",
    "trails_in_files_of_100",
    "one_line_for_people",
    "one_line_in_json",
    "one_line_concise",
    "live_trails",
    "trails_with_a_parameter_each",
    "selectors_of_one_trail",
    "selector_blocks",
    "roots_of_one_module",
    "calls_of_one_module",
    "calls_of_a_module_each",
    "modules_in_one_another",
    "variables_in_tfvars",
    "misspelt_variables",
    "misspelt_parameters",
    "conditions_in_a_row",
];

/// What an input takes at its largest, and how that grows.
struct Growth {
    seconds: f64,
    exponent: f64,
}

impl Growth {
    fn of(input: &Hostile) -> Growth {
        let place = tempfile::tempdir().unwrap();
        let tree = |name: &str, size: Size| {
            let root = place.path().join(name);
            std::fs::create_dir_all(&root).unwrap();
            (input.fill)(&Tree::new(&root), size);
            root
        };
        let (few, all) = (
            tree("few", Size::Halved(DOUBLINGS)),
            tree("all", Size::Whole),
        );
        assert_eq!(told(input, &few), told(input, &all), "{}", input.name);
        let arguments = input.arguments(input.format);
        let nothing: (&Path, &[&str]) = (place.path(), &["rules"]);
        let mut runs = Compared::new([nothing, (&few, &arguments), (&all, &arguments)]);
        let mut growth = Growth::told_by(&mut runs);
        for _ in 1..ATTEMPTS {
            if (GOAL..BEYOND_DOUBT).contains(&growth.exponent) {
                growth = Growth::told_by(&mut runs);
            }
        }
        growth
    }

    /// By some more runs. The first are those of the program that reads nothing.
    fn told_by(runs: &mut Compared<'_, 3>) -> Growth {
        runs.run(RUNS);
        let [start, few, all] = runs.least;
        // No less than what is told from nothing.
        let own = |seconds: f64| (seconds - start).max(0.001);
        Growth {
            seconds: all,
            exponent: (own(all) / own(few)).log2() / f64::from(DOUBLINGS),
        }
    }

    fn is_beyond(&self) -> bool {
        self.seconds >= MIN_SECONDS && self.exponent > MAX_EXPONENT
    }
}

/// The kinds of trails that a report tells of. More of an input that makes others was not followed to its end, and its time tells
/// nothing.
fn told(input: &Hostile, tree: &Path) -> BTreeSet<String> {
    let run = Command::new(program())
        .args(input.arguments("json"))
        .current_dir(tree)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    let trails = report["trails"].as_array().unwrap().iter();
    let parts = [
        "verdict",
        "include_global_service_events",
        "is_multi_region_trail",
        "is_logging",
        "management_events",
    ];
    let kinds: BTreeSet<String> = trails
        .map(|trail| {
            parts
                .map(|part| format!("{part} {}", trail[part]))
                .join(", ")
        })
        .collect();
    assert!(!kinds.is_empty(), "{}: no trails", input.name);
    kinds
}

#[test]
#[ignore = "takes some minutes, and means something for a program that is built for release"]
#[expect(clippy::print_stdout, reason = "the table is for the docs")]
#[expect(clippy::print_stderr, reason = "a test that tests nothing says so")]
fn times_grow_with_the_input() {
    if !cpu_time::can_measure() {
        eprintln!("SKIPPED: no bash");
        return;
    }
    let mut beyond = Vec::new();
    println!("| input | seconds | exponent |\n|---|---|---|");
    for input in asked_for(GROWING.into_iter().map(named)) {
        let growth = Growth::of(input);
        let row = format!(
            "{} | {:.2} | {:.2}",
            input.what, growth.seconds, growth.exponent
        );
        println!("| {row} |");
        if growth.is_beyond() {
            beyond.push(row);
        }
    }
    assert!(beyond.is_empty(), "{}", beyond.join("\n"));
}

#[test]
#[ignore = "takes half a minute, and means something for a program that is built for release"]
#[expect(clippy::print_stdout, reason = "the numbers are for the docs")]
#[expect(clippy::print_stderr, reason = "a test that tests nothing says so")]
fn people_wait_no_longer_for_a_large_plan() {
    if !cpu_time::can_measure() {
        eprintln!("SKIPPED: no bash");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let input = named("large_plan_for_people");
    let tree = written(input, Size::Whole, place.path());
    let formats = ["human", "concise"].map(|format| input.arguments(format));
    let mut runs = Compared::new([(&tree, &formats[0]), (&tree, &formats[1])]);
    let mut is_beyond = true;
    for _ in 0..ATTEMPTS {
        if is_beyond {
            runs.run(RUNS);
            let [human, concise] = runs.least;
            is_beyond = human > concise * MAX_FOR_PEOPLE;
        }
    }
    let [human, concise] = runs.least;
    println!("for people {human:.2} s, concise {concise:.2} s");
    assert!(!is_beyond, "{human:.2} s, and concise {concise:.2} s");
}
