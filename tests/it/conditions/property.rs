//! No verdict that an assignment of the unknowns contradicts.

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
struct Decided {
    decided: usize,
    uniform: usize,
}

fn put(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// What is wrong with the verdict on one trail, if anything is.
fn wrong(
    outcome: &Outcome,
    address: &str,
    occurs: Occurs,
    decided: &mut Decided,
) -> Option<String> {
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
        return created.then(|| format!("{address} is missing among {all:?}, but {occurs:?}"));
    };
    assert_eq!(trails.len(), 1, "{address}");
    let verdict = trail.verdict().as_str();
    let is_mixed = occurs.records > 0 && occurs.misses > 0;
    if !is_mixed && (created || occurs.not_created > 0) {
        decided.uniform += 1;
        decided.decided += usize::from(!matches!(verdict, "unknown" | "depends"));
    }
    let is_wrong = match verdict {
        // A Region that is not known speaks against nothing.
        "recorded" => occurs.silent > 0 || (created && occurs.arrives == 0),
        "not-recorded" => occurs.records > 0,
        "not-created" => created,
        _ => false,
    };
    let has_error = outcome.findings.iter().any(|finding| {
        finding.rule.alias == Some("CT-005")
            && finding.severity == Severity::Error
            && finding.trail.as_deref() == Some(trail.address.as_str())
    });
    if is_wrong {
        return Some(format!("{} is {verdict}, but {occurs:?}", trail.address));
    }
    (has_error && occurs.on > 0).then(|| format!("an error on {}, but {occurs:?}", trail.address))
}

/// Judges as many programs, and returns the shortest that is judged wrong.
fn judged(seeds: std::ops::Range<u64>, terraform: bool) -> Decided {
    let dir = tempfile::tempdir().unwrap();
    let mut decided = Decided::default();
    let mut shortest: Option<String> = None;
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
            let Some(wrong) = wrong(&outcome, address, occurs, &mut decided) else {
                continue;
            };
            let text = format!("seed {seed}: {wrong}\n{}\n{}", texts[0], texts[1]);
            if shortest
                .as_ref()
                .is_none_or(|other| text.len() < other.len())
            {
                shortest = Some(text);
            }
        }
    }
    if let Some(shortest) = shortest {
        panic!("{shortest}");
    }
    decided
}

#[test]
fn no_assignment_contradicts_a_verdict_on_a_template() {
    judged(0..50, false);
}

#[test]
fn no_assignment_contradicts_a_verdict_on_a_module() {
    judged(0..25, true);
}

/// By hand: `cargo test --test it conditions -- --ignored`.
#[test]
#[ignore = "takes minutes"]
fn no_assignment_contradicts_a_verdict_on_any_of_5000_templates() {
    let decided = judged(0..5_000, false);
    assert!(decided.decided * 100 >= decided.uniform * 90, "{decided:?}");
}

/// By hand, as above.
#[test]
#[ignore = "takes minutes"]
fn no_assignment_contradicts_a_verdict_on_any_of_5000_modules() {
    let decided = judged(0..5_000, true);
    assert!(decided.decided * 100 >= decided.uniform * 90, "{decided:?}");
}
