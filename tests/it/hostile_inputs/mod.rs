//! Inputs made to take much, and what the program takes for them: `docs/robustness.md` shows those that come nearest to a bound.
//!
//! Each is a function that writes a tree. All of them, with the program that is released, measured by GNU `time`:
//!
//! ```sh
//! cargo build --release
//! MEASURED=target/release/cloudtrail-lint cargo test --test it each_stays_within_its_bounds -- --ignored --nocapture
//! ```
//!
//! Whoever is `BUSY` with something else allows it more of each. `HOSTILE=name` takes those alone whose names contain that, and `KEEP=folder` writes their trees there and leaves them.

#![cfg(target_os = "linux")]

mod blocks;
mod broken;
mod choices;
mod collections;
mod configurations;
mod cpu_time;
mod expressions;
mod files;
mod formats;
mod functions;
mod growth;
mod held;
mod layers;
mod live;
mod measured;
mod modules;
mod names;
mod parameters;
mod plans;
mod services;
mod stacks;
mod templates;
mod terragrunt;
mod texts;
mod tree;
mod trees;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use measured::{Measured, Room};
use rayon::prelude::*;
use tree::{Size, Tree};

/// How often an input is measured that is beyond a bound.
const TIMES_MEASURED: usize = 3;

/// An input made to take much.
struct Hostile {
    name: &'static str,
    /// What it is, in words.
    what: &'static str,
    fill: fn(&Tree, Size),
    /// What is run, without the format; `check` of the whole tree where there is nothing.
    arguments: &'static [&'static str],
    format: &'static str,
    meant: Meant,
}

/// What the program makes of an input that is written as it is meant, where it is small.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// It judges a trail, and refuses nothing.
    Trail,
    /// It says that something is wrong.
    Refused,
}

impl Hostile {
    const fn new(name: &'static str, what: &'static str, fill: fn(&Tree, Size)) -> Hostile {
        Hostile {
            name,
            what,
            fill,
            arguments: &[],
            format: "json",
            meant: Meant::Trail,
        }
    }

    const fn refused(self) -> Hostile {
        let meant = Meant::Refused;
        Hostile { meant, ..self }
    }

    const fn format(self, format: &'static str) -> Hostile {
        Hostile { format, ..self }
    }

    const fn run(self, arguments: &'static [&'static str]) -> Hostile {
        Hostile { arguments, ..self }
    }

    fn arguments(&self, format: &'static str) -> Vec<&'static str> {
        let mut all = match self.arguments {
            [] => vec!["check", "."],
            given => given.to_vec(),
        };
        all.extend(["--format", format]);
        all
    }
}

/// Inputs by their names, each with what it is in words; what writes one has its name, unless another stands behind `=`.
macro_rules! inputs {
    ($($name:ident $(= $fill:ident)?: $what:literal $(, $with:ident($($given:expr)?))*;)+) => {
        pub(super) const INPUTS: &[super::Hostile] = &[$(
            super::Hostile::new(stringify!($name), $what, super::first!($($fill,)? $name))$(.$with($($given)?))*
        ),+];
    };
}
use inputs;

macro_rules! first {
    ($first:ident $(, $other:ident)?) => {
        $first
    };
}
use first;

/// All of them, by kind.
const KINDS: [&[Hostile]; 21] = [
    templates::INPUTS,
    texts::INPUTS,
    stacks::INPUTS,
    parameters::INPUTS,
    services::INPUTS,
    modules::INPUTS,
    blocks::INPUTS,
    expressions::INPUTS,
    choices::INPUTS,
    functions::INPUTS,
    collections::INPUTS,
    files::INPUTS,
    held::INPUTS,
    layers::INPUTS,
    terragrunt::INPUTS,
    plans::INPUTS,
    live::INPUTS,
    configurations::INPUTS,
    names::INPUTS,
    trees::INPUTS,
    broken::INPUTS,
];

fn all() -> impl Iterator<Item = &'static Hostile> {
    let kinds = KINDS.into_iter().chain([formats::INPUTS]);
    asked_for(kinds.flatten())
}

/// Those of some that are taken.
fn asked_for(
    inputs: impl Iterator<Item = &'static Hostile>,
) -> impl Iterator<Item = &'static Hostile> {
    let only = std::env::var("HOSTILE").unwrap_or_default();
    inputs.filter(move |input| input.name.contains(&only))
}

/// The one of that name, whichever are taken alone.
fn named(name: &str) -> &'static Hostile {
    let mut all = KINDS.into_iter().chain([formats::INPUTS]).flatten();
    let named = all.find(|input| input.name == name);
    named.unwrap_or_else(|| panic!("there is no {name}"))
}

/// The program that is measured.
fn program() -> PathBuf {
    let built = env!("CARGO_BIN_EXE_cloudtrail-lint");
    let path = std::env::var_os("MEASURED").map_or_else(|| built.into(), PathBuf::from);
    path.canonicalize().unwrap()
}

/// Where the trees are left.
fn kept() -> Option<PathBuf> {
    std::env::var_os("KEEP").map(PathBuf::from)
}

fn written(input: &Hostile, size: Size, into: &Path) -> PathBuf {
    let root = into.join(input.name);
    std::fs::create_dir_all(&root).unwrap();
    (input.fill)(&Tree::new(&root), size);
    root
}

/// What is wrong with an input that is written small: the program does not find in it what it is meant to have.
fn misunderstood(input: &Hostile, into: &Path) -> Option<String> {
    let tree = written(input, Size::Tiny, into);
    let run = Command::new(program())
        .args(input.arguments("json"))
        .current_dir(tree)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    let error = String::from_utf8_lossy(&run.stderr).into_owned();
    let Ok(report) = serde_json::from_str::<serde_json::Value>(&said) else {
        let is_refused = run.status.code() == Some(2) && input.meant == Meant::Refused;
        return (!is_refused).then(|| format!("{}: {said}{error}", input.name));
    };
    let all = |key: &str| report[key].as_array().cloned().unwrap_or_default();
    let refusals = ["syntax-error", "invalid-value"];
    let mut wrong: Vec<String> = all("problems").iter().map(ToString::to_string).collect();
    let findings = all("findings");
    let refused = findings.iter().filter(|finding| {
        let rule = finding["rule"].as_str().unwrap_or_default();
        refusals.contains(&rule) && finding["severity"] == "error"
    });
    wrong.extend(refused.map(|finding| finding["message"].to_string()));
    wrong.extend(all("notices").iter().map(ToString::to_string));
    let is_as_meant = match input.meant {
        Meant::Trail => wrong.is_empty() && !all("trails").is_empty(),
        Meant::Refused => !wrong.is_empty() || !findings.is_empty(),
    };
    (!is_as_meant).then(|| {
        let trails = all("trails").len();
        format!(
            "{}: {trails} trails, {}{error}",
            input.name,
            wrong.join("\n  ")
        )
    })
}

#[test]
fn each_is_written_as_it_is_meant() {
    let names: BTreeSet<&str> = all().map(|input| input.name).collect();
    assert_eq!(names.len(), all().count(), "two have one name");
    let place = tempfile::tempdir().unwrap();
    let into = kept().unwrap_or_else(|| place.path().to_owned());
    let inputs: Vec<&Hostile> = all().collect();
    let wrong: Vec<String> = inputs
        .into_par_iter()
        .filter_map(|input| misunderstood(input, &into))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "takes some minutes, and means something for a program that is built for release"]
#[expect(clippy::print_stdout, reason = "the table is for the docs")]
#[expect(clippy::print_stderr, reason = "what takes minutes says how far it is")]
fn each_stays_within_its_bounds() {
    if !measured::can_measure() {
        eprintln!("SKIPPED: no GNU time");
        return;
    }
    let room = Room::of_machine();
    let mut rows: Vec<(&Hostile, Measured)> = Vec::new();
    for input in all() {
        let place = tempfile::tempdir().unwrap();
        let into = kept().unwrap_or_else(|| place.path().to_owned());
        let tree = written(input, Size::Whole, &into);
        let measure = || Measured::of(&program(), &input.arguments(input.format), &tree);
        let mut measured = measure();
        // Which thread takes what decides about some of the memory: what is beyond each time is.
        for _ in 1..TIMES_MEASURED {
            if !measured.faults(room).is_empty() {
                measured = measure();
            }
        }
        eprintln!("{}: {}", input.name, measured.row());
        rows.push((input, measured));
    }
    rows.sort_by(|(_, a), (_, b)| b.nearness().total_cmp(&a.nearness()));
    println!("| input | largest file | s | MB | output |\n|---|---|---|---|---|");
    for (input, measured) in &rows {
        println!("| {} | {} |", input.what, measured.row());
    }
    let beyond: Vec<String> = rows
        .iter()
        .filter_map(|(input, measured)| {
            let faults = measured.faults(room);
            (!faults.is_empty()).then(|| format!("{}: {}", input.name, faults.join(", ")))
        })
        .collect();
    println!("{} of {} are beyond a bound", beyond.len(), rows.len());
    assert!(beyond.is_empty(), "{}", beyond.join("\n"));
}
