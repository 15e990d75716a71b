//! No verdict that an assignment of the unknowns contradicts.

use std::collections::BTreeMap;
use std::path::Path;

use cloudtrail_lint::diagnostic::Severity;
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;

use super::generated::Generator;
use super::model::{Defaults, Occurs, occurs};
use super::printed::{CALLS, modules, templates};

const CLOUDFORMATION: Defaults = Defaults {
    flag: false,
    multi_region: false,
    logging: true,
};
const TERRAFORM: Defaults = Defaults {
    flag: true,
    multi_region: false,
    logging: true,
};

/// How many verdicts decide what all assignments agree on, of how many that do.
#[derive(Debug, Default)]
struct Tally {
    decided: usize,
    uniform: usize,
    /// The shortest program that all assignments agree on, and that no verdict decides.
    shortest_open: Option<String>,
}

impl Tally {
    fn open(&self) -> usize {
        self.uniform - self.decided
    }

    /// That at least so many of a hundred are decided.
    fn assert_most(&self, least: usize) {
        let shortest = self.shortest_open.as_deref().unwrap_or_default();
        assert!(
            self.decided * 100 >= self.uniform * least,
            "{} of {} are decided; {shortest} is not",
            self.decided,
            self.uniform
        );
    }
}

fn put(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A judgement that an assignment contradicts.
struct Wrong {
    /// What is said, what contradicts it, and the rules that find something: failures of one kind mostly have one cause.
    kind: String,
    said: String,
}

/// What is wrong with the verdict on one trail, if anything is.
fn wrong(outcome: &Outcome, address: &str, occurs: Occurs, decided: &mut Tally) -> Option<Wrong> {
    let trails: Vec<_> = outcome
        .trails
        .iter()
        .filter(|trail| trail.address.starts_with(address))
        .collect();
    let created = occurs.records + occurs.misses > 0;
    let Some(trail) = trails.first() else {
        let all: Vec<&str> = outcome
            .trails
            .iter()
            .map(|trail| trail.address.as_str())
            .collect();
        return created.then(|| Wrong {
            kind: "missing".to_owned(),
            said: format!("{address} is missing among {all:?}, but {occurs:?}"),
        });
    };
    assert_eq!(trails.len(), 1, "{address}");
    let verdict = trail.verdict().as_str();
    let is_mixed = occurs.records > 0 && occurs.misses > 0;
    if !is_mixed && (created || occurs.not_created > 0) {
        decided.uniform += 1;
        decided.decided += usize::from(!matches!(verdict, "unknown" | "depends"));
    }
    let found: Vec<_> = outcome
        .findings
        .iter()
        .filter(|finding| finding.is_about(&trail.address))
        .collect();
    let has_error = found
        .iter()
        .any(|finding| finding.rule.alias == Some("CT-005") && finding.severity == Severity::Error);
    let contradiction = match verdict {
        "recorded" if occurs.silent > 0 => "with the flag or logging off",
        // A Region that is not known speaks against nothing.
        "recorded" if created && occurs.arrives == 0 => "where no events arrive",
        "recorded" if occurs.strays > 0 => "in a Region that is known not to be the leader",
        "not-recorded" if occurs.records > 0 => "where it records",
        "not-created" if created => "where it is created",
        _ if has_error && occurs.on > 0 => "with the flag on, and an error",
        _ => return None,
    };
    let rules: Vec<&str> = found.iter().map(|finding| finding.rule.id).collect();
    Some(Wrong {
        kind: format!("{verdict}, but occurs {contradiction}; found: {rules:?}"),
        said: format!("{} is {verdict}, but {occurs:?}", trail.address),
    })
}

/// How many failures of a kind there are, and the shortest.
#[derive(Default)]
struct Failures {
    count: usize,
    shortest: String,
}

/// Judges as many programs; fails with the shortest of each kind that is judged wrong.
fn judged(seeds: std::ops::Range<u64>, terraform: bool) -> Tally {
    let dir = tempfile::tempdir().unwrap();
    let mut decided = Tally::default();
    let mut failures: BTreeMap<String, Failures> = BTreeMap::new();
    for seed in seeds {
        let program = Generator::new(seed, terraform).program();
        let (names, texts, defaults) = if terraform {
            (["main.tf", "child/main.tf"], modules(&program), TERRAFORM)
        } else {
            (
                ["main.json", "child.json"],
                templates(&program),
                CLOUDFORMATION,
            )
        };
        for (name, text) in names.iter().zip(&texts) {
            put(dir.path(), name, text);
        }
        let outcome = cloudtrail_lint::lint(&LintOptions {
            paths: vec![dir.path().to_owned()],
            ..LintOptions::default()
        });
        let addresses: Vec<String> = if terraform {
            let calls = CALLS.map(|call| format!("module.{call}"));
            ["aws_cloudtrail.this".to_owned()]
                .into_iter()
                .chain(calls)
                .collect()
        } else {
            let calls = CALLS.map(|call| format!("{call}/"));
            ["Trail".to_owned()].into_iter().chain(calls).collect()
        };
        for (address, occurs) in addresses.iter().zip(occurs(&program, defaults)) {
            let open_before = decided.open();
            let wrong = wrong(&outcome, address, occurs, &mut decided);
            let text = |said: &str| format!("seed {seed}: {said}\n{}\n{}", texts[0], texts[1]);
            if decided.open() > open_before {
                let text = text(address);
                let shortest = &mut decided.shortest_open;
                if shortest
                    .as_ref()
                    .is_none_or(|so_far| text.len() < so_far.len())
                {
                    *shortest = Some(text);
                }
            }
            let Some(wrong) = wrong else {
                continue;
            };
            let text = text(&wrong.said);
            let of_kind = failures.entry(wrong.kind).or_default();
            if of_kind.count == 0 || text.len() < of_kind.shortest.len() {
                of_kind.shortest = text;
            }
            of_kind.count += 1;
        }
    }
    let listed: Vec<String> = failures
        .iter()
        .map(|(kind, of_kind)| format!("{} x {kind}\n{}", of_kind.count, of_kind.shortest))
        .collect();
    assert!(listed.is_empty(), "{}", listed.join("\n"));
    decided
}

/// The first number of the generated programs: `FIRST_SEED` tries others.
pub(crate) fn first_seed() -> u64 {
    let given = std::env::var("FIRST_SEED").ok();
    given.map_or(0, |seed| seed.parse().unwrap())
}

#[test]
fn no_assignment_contradicts_a_verdict_on_a_template() {
    let first = first_seed();
    judged(first..first + 50, false);
}

#[test]
fn no_assignment_contradicts_a_verdict_on_a_module() {
    let first = first_seed();
    judged(first..first + 25, true);
}

/// `cargo test --test it conditions:: -- --ignored`, as `.ci/run` does.
#[test]
#[ignore = "takes minutes"]
fn no_assignment_contradicts_a_verdict_on_any_of_5000_templates() {
    let first = first_seed();
    let decided = judged(first..first + 5_000, false);
    decided.assert_most(99);
}

/// As above.
#[test]
#[ignore = "takes minutes"]
fn no_assignment_contradicts_a_verdict_on_any_of_5000_modules() {
    let first = first_seed();
    let decided = judged(first..first + 5_000, true);
    decided.assert_most(90);
}
