//! How the time of ordinary kinds of input grows with their number: the table of `docs/robustness.md`.
//!
//! ```sh
//! MEASURED=target/release/cloudtrail-lint cargo test --test it times_grow_with_the_input -- --ignored --nocapture
//! ```

use super::measured::{self, Measured};
use super::tree::{Size, Tree};
use super::{Hostile, named, program};

/// Each input has twice as many as the one before.
const DOUBLINGS: u32 = 6;

/// The least of so many runs counts: what else runs on a machine only adds to them.
const RUNS: usize = 3;

/// The goal is 1.15. Twice as much for twice the input is 1 and four times as much is 2: this tells them apart on any machine.
const MAX_EXPONENT: f64 = 1.5;

/// What takes less than that is not compared: a start takes some of it.
const MIN_SECONDS: f64 = 0.1;

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

/// The seconds that an input takes, from few to many.
fn seconds(input: &Hostile) -> Vec<f64> {
    let sizes = (0..=DOUBLINGS).rev().map(Size::Halved);
    sizes
        .map(|size| {
            let place = tempfile::tempdir().unwrap();
            (input.fill)(&Tree::new(place.path()), size);
            let arguments = input.arguments(input.format);
            let runs = (0..RUNS).map(|_| {
                let run = Measured::of(&program(), &arguments, place.path());
                assert!(run.has_ended(), "{}", input.name);
                run.seconds()
            });
            runs.fold(f64::INFINITY, f64::min)
        })
        .collect()
}

#[test]
#[ignore = "takes a minute, and means something for a program that is built for release"]
#[expect(clippy::print_stdout, reason = "the table is for the docs")]
#[expect(clippy::print_stderr, reason = "a test that tests nothing says so")]
fn times_grow_with_the_input() {
    if !measured::can_measure() {
        eprintln!("SKIPPED: no GNU time");
        return;
    }
    let mut beyond = Vec::new();
    println!("| input | seconds | exponent |\n|---|---|---|");
    for input in GROWING.map(named) {
        let seconds = seconds(input);
        let [.., before, _, most] = seconds.as_slice() else {
            unreachable!("there are more doublings");
        };
        let exponent = (most / before).log2() / 2.0;
        println!("| {} | {most:.2} | {exponent:.2} |", input.what);
        if *before >= MIN_SECONDS && exponent > MAX_EXPONENT {
            beyond.push(format!("{}: {exponent:.2}, {seconds:?}", input.what));
        }
    }
    assert!(beyond.is_empty(), "{}", beyond.join("\n"));
}
