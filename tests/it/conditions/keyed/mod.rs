//! Generated collections whose keys and elements are known in part only: what they hold, and the instances that they make, against
//! all values of what is not known. What a collection comes to is worked out here, by itself.

mod evaluated;
mod grammar;
mod printed;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use cloudtrail_lint::model::Trail;
use cloudtrail_lint::options::LintOptions;

use super::generated::Numbers;
use evaluated::{Given, all_given};
use grammar::{Map, Question, Set, Test, VARIABLES, map, question, set, test};
use printed::{map_printed, question_printed, set_printed, test_printed};

/// Two questions, and two collections that make instances.
struct Program {
    asked: [Question; 2],
    by_map: Map,
    by_set: (Set, Test),
}

impl Program {
    fn new(numbers: &mut Numbers) -> Program {
        Program {
            asked: [question(numbers), question(numbers)],
            by_map: map(numbers, 2),
            by_set: (set(numbers, 2), test(numbers)),
        }
    }

    fn printed(&self) -> String {
        let mut out = "variable \"one\" {\n  type = string\n}\nvariable \"other\" {\n  type = string\n}\n\
                       variable \"extra\" {\n  type = map(bool)\n}\nvariable \"names\" {\n  type = list(string)\n}\n\
                       variable \"few\" {\n  type = string\n  validation {\n    condition     = contains([\"prod\", \"dev\"], var.few)\n    \
                       error_message = \"One of two.\"\n  }\n}\n"
            .to_owned();
        let [both, either] = self.asked.each_ref().map(question_printed);
        for (name, each, flag) in [
            ("both", String::new(), format!("({both}) && ({either})")),
            ("either", String::new(), format!("({both}) || !({either})")),
            ("by_map", map_printed(&self.by_map), "each.value".to_owned()),
            (
                "by_set",
                set_printed(&self.by_set.0),
                test_printed(&self.by_set.1, "each.key", "true"),
            ),
        ] {
            let _ = writeln!(out, "resource \"aws_cloudtrail\" \"{name}\" {{");
            if !each.is_empty() {
                let _ = writeln!(out, "  for_each = {each}");
            }
            let _ = writeln!(
                out,
                "  is_multi_region_trail = true\n  include_global_service_events = {flag}\n}}"
            );
        }
        out
    }

    /// The flags of a resource's instances by their keys; `None` where Terraform refuses it.
    fn flags(&self, name: &str, given: &Given) -> Option<BTreeMap<String, bool>> {
        let one = |flag: bool| BTreeMap::from([(String::new(), flag)]);
        Some(match name {
            "both" | "either" => {
                let [a, b] = self.asked.each_ref().map(|asked| given.answer(asked));
                let (a, b) = (a?, b?);
                one(if name == "both" { a && b } else { a || !b })
            }
            "by_map" => given.map(&self.by_map)?,
            _ => {
                let (set, test) = &self.by_set;
                let keys = given.set(set)?.into_iter();
                keys.map(|key| {
                    let flag = given.test(test, &key, true);
                    (key, flag)
                })
                .collect()
            }
        })
    }
}

/// How near a row's address comes to an instance: not at all, as one of those that are not told apart, or by its key.
fn nearness(address: &str, name: &str, key: &str, given: &Given) -> Option<usize> {
    let shown = address.strip_prefix(&format!("aws_cloudtrail.{name}"))?;
    if shown.is_empty() || shown == "[*]" || shown.starts_with("[key ") {
        return Some(0);
    }
    let mut own = shown.to_owned();
    for (variable, value) in VARIABLES.iter().zip(given.texts) {
        own = own.replace(&format!("${{{variable}}}"), value);
    }
    (own == format!("[\"{key}\"]")).then_some(1)
}

/// What is said of a trail.
struct Row {
    address: String,
    verdict: &'static str,
    /// Whether it is there whatever is given.
    is_sure: bool,
}

impl Row {
    fn new(trail: &Trail) -> Row {
        Row {
            address: trail.address.clone(),
            verdict: trail.verdict().as_str(),
            is_sure: trail.created.value() == Some(&true),
        }
    }

    fn is_decided(&self) -> bool {
        !matches!(self.verdict, "unknown" | "depends")
    }

    /// Whether its verdict allows for a flag.
    fn allows(&self, flag: bool) -> bool {
        match self.verdict {
            "recorded" => flag,
            "not-recorded" => !flag,
            "not-created" => false,
            _ => true,
        }
    }
}

/// What is wrong with the verdicts on a resource for one value of what is not known.
fn wrong(
    rows: &[&Row],
    name: &str,
    flags: &BTreeMap<String, bool>,
    given: &Given,
) -> Option<String> {
    let said = |what: &str, key: &str| {
        let (texts, extra, names) = (given.texts, &given.extra, given.names);
        let rows: Vec<_> = rows.iter().map(|row| (&row.address, row.verdict)).collect();
        Some(format!(
            "{what} {name}[{key:?}] with {texts:?}, {extra:?}, {names:?}: {rows:?}"
        ))
    };
    for (key, flag) in flags {
        let near = rows
            .iter()
            .map(|row| nearness(&row.address, name, key, given));
        let near: Vec<_> = near.collect();
        let best = near.iter().max().copied().flatten();
        let nearest = || {
            let rows = rows.iter().zip(&near);
            rows.filter(|(_, near)| best.is_some() && **near == best)
        };
        if !nearest().any(|(row, _)| row.allows(*flag)) {
            return said("no row allows for", key);
        }
        let contradicts = |row: &Row| row.is_sure && !row.allows(*flag);
        if best == Some(1) && nearest().any(|(row, _)| contradicts(row)) {
            return said("a row contradicts", key);
        }
    }
    // What is there for sure is there.
    rows.iter().find_map(|row| {
        let is_of = row
            .address
            .starts_with(&format!("aws_cloudtrail.{name}[\""));
        let is_there = |key: &String| nearness(&row.address, name, key, given) == Some(1);
        let is_missing = is_of && row.is_sure && !flags.keys().any(is_there);
        is_missing.then(|| said("none is", &row.address))?
    })
}

fn judged(seeds: std::ops::Range<u64>) {
    let dir = tempfile::tempdir().unwrap();
    let all = all_given();
    let mut failures: Vec<(usize, String)> = Vec::new();
    let mut decided = 0;
    for seed in seeds.clone() {
        let program = Program::new(&mut Numbers::new(seed));
        let text = program.printed();
        std::fs::write(dir.path().join("main.tf"), &text).unwrap();
        let outcome = cloudtrail_lint::lint(&LintOptions {
            paths: vec![dir.path().to_owned()],
            ..LintOptions::default()
        });
        let rows: Vec<Row> = outcome.trails.iter().map(|trail| Row::new(trail)).collect();
        decided += rows.iter().filter(|row| row.is_decided()).count();
        for name in ["both", "either", "by_map", "by_set"] {
            let of = format!("aws_cloudtrail.{name}");
            let rows: Vec<&Row> = rows
                .iter()
                .filter(|row| row.address.starts_with(&of))
                .collect();
            let first_wrong = all
                .iter()
                .find_map(|given| wrong(&rows, name, &program.flags(name, given)?, given));
            if let Some(said) = first_wrong {
                failures.push((text.len(), format!("seed {seed}: {said}\n{text}")));
            }
        }
    }
    failures.sort();
    let said = failures.iter().filter_map(|(_, said)| said.lines().next());
    assert!(
        failures.is_empty(),
        "{} failures, the shortest of them\n{}\n\n{}",
        failures.len(),
        failures[0].1,
        said.collect::<Vec<_>>().join("\n")
    );
    let count = usize::try_from(seeds.end - seeds.start).unwrap();
    assert!(
        decided > count,
        "of {count} programs only {decided} rows are decided"
    );
}

#[test]
fn no_value_contradicts_a_verdict_on_a_collection() {
    let first = super::property::first_seed();
    judged(first..first + 25);
}

/// `cargo test --test it conditions:: -- --ignored`, as `.ci/run` does.
#[test]
#[ignore = "takes minutes"]
fn no_value_contradicts_a_verdict_on_any_of_1000_collections() {
    let first = super::property::first_seed();
    judged(first..first + 1_000);
}
