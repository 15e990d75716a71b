//! What the fuzz targets hold true, over inputs that are the same in every run: each fixture, mutations of it, programs made
//! from numbers, and every input that once broke something (`regressions/`).
//!
//! `SEEDS=FOLDER cargo test --test it any_input -- --ignored` writes the fixtures as seeds for `cargo fuzz run`;
//! `PROGRAMS=COUNT` makes as many programs.

use std::path::Path;

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use rstest::rstest;
use walkdir::WalkDir;

use super::Target;
use super::archive::packed;

/// How often each seed is changed.
const MUTATIONS: usize = 2;
/// How many programs are made.
const MADE: usize = 300;

/// What one target starts from: fixtures that hold what it reads.
fn seeds(target: Target) -> Vec<Vec<u8>> {
    let cases = WalkDir::new("fixtures").sort_by_file_name();
    let inputs = cases.into_iter().map(Result::unwrap);
    let inputs = inputs.filter(|entry| entry.file_name() == "input");
    let seeds = inputs.filter_map(|input| {
        let mut files: Vec<(String, Vec<u8>)> = WalkDir::new(input.path())
            .sort_by_file_name()
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let below = entry.path().strip_prefix(input.path()).unwrap();
                let path = below.to_str().unwrap().replace('\\', "/");
                (
                    path.replace("dot_", "."),
                    std::fs::read(entry.path()).unwrap(),
                )
            })
            .collect();
        if target == Target::Values {
            // One file of values is one input.
            files.retain(|(path, _)| is_read_by(target, path));
            return files.into_iter().next().map(|(_, text)| text);
        }
        let read = files.iter().any(|(path, _)| is_read_by(target, path));
        (read && files.len() <= 8).then(|| packed(&files))
    });
    seeds.collect()
}

/// Whether a fixture's file is what a target is for.
fn is_read_by(target: Target, path: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    match target {
        Target::YamlTemplates => ends(&[".yaml", ".yml"]) && !path.contains("cloudtrail-lint"),
        Target::JsonTemplates => ends(&["template.json", ".template"]),
        Target::Modules => ends(&[".tf", ".tofu"]),
        Target::JsonModules => ends(&[".tf.json"]),
        Target::Plans => ends(&["plan.json", "state.json", ".tfstate"]),
        Target::CliOutputs => ends(&["trails.json", "trail.json", "output.json", "selectors.json"]),
        Target::Configurations => ends(&["cloudtrail-lint.yaml", "cloudtrail-lint.yml"]),
        Target::Values => ends(&[
            ".tfvars",
            ".tfvars.json",
            ".hcl",
            ".toml",
            "params.json",
            "parameters.json",
        ]),
        Target::Services => {
            let name = path.rsplit('/').next().unwrap_or_default();
            name.starts_with("serverless") || name.contains("tasks") || name == "manifest.yaml"
        }
        Target::Generated => false,
    }
}

/// The same numbers in every run.
fn numbers() -> TestRng {
    TestRng::deterministic_rng(RngAlgorithm::ChaCha)
}

/// A seed with a few bytes changed: flipped, doubled, cut out, or exchanged for what matters to a parser.
fn mutated(seed: &[u8], rng: &mut TestRng) -> Vec<u8> {
    const PIECES: [&[u8]; 12] = [
        b"${",
        b"\"",
        b"{{",
        b"\n",
        b"\t",
        b": ",
        b"&a ",
        b"*a",
        b"\xff",
        "\u{e9}".as_bytes(),
        b"<<-E\n",
        b"null",
    ];
    let mut data = seed.to_vec();
    for _ in 0..=below(rng, 3) {
        let at = below(rng, data.len() + 1);
        let to = (at + below(rng, 40)).min(data.len());
        match below(rng, 4) {
            0 => drop(data.drain(at..to)),
            1 => {
                let copy = data[at..to].to_vec();
                data.splice(at..at, copy);
            }
            2 => drop(data.splice(at..at, PIECES[below(rng, PIECES.len())].iter().copied())),
            _ if at < data.len() => data[at] ^= 1 << below(rng, 8),
            _ => {}
        }
    }
    data
}

fn below(rng: &mut TestRng, bound: usize) -> usize {
    usize::try_from(rng.next_u64() % u64::try_from(bound).unwrap()).unwrap()
}

#[rstest]
fn each_target_holds_over_its_seeds(
    #[values(
        Target::YamlTemplates,
        Target::JsonTemplates,
        Target::Modules,
        Target::JsonModules,
        Target::Plans,
        Target::CliOutputs,
        Target::Configurations,
        Target::Values,
        Target::Services
    )]
    target: Target,
) {
    let seeds = seeds(target);
    assert!(!seeds.is_empty(), "no fixture is read by {}", target.name());
    let mut rng = numbers();
    for seed in &seeds {
        target.hold(seed);
        for _ in 0..MUTATIONS {
            target.hold(&mutated(seed, &mut rng));
        }
    }
}

#[test]
fn programs_made_from_numbers_hold() {
    let mut rng = numbers();
    let count = std::env::var("PROGRAMS").ok();
    let count = count.and_then(|count| count.parse().ok()).unwrap_or(MADE);
    for _ in 0..count {
        let mut data = vec![0; 600];
        rng.fill_bytes(&mut data);
        Target::Generated.hold(&data);
    }
}

#[test]
fn what_once_broke_holds() {
    let mut held = 0;
    for target in Target::ALL {
        let folder = Path::new("tests/it/any_input/regressions").join(target.name());
        if !folder.exists() {
            continue;
        }
        for input in WalkDir::new(folder).sort_by_file_name().min_depth(1) {
            target.hold(&std::fs::read(input.unwrap().path()).unwrap());
            held += 1;
        }
    }
    assert!(held > 1, "the inputs lie elsewhere");
}

#[test]
#[ignore = "writes seeds for `cargo fuzz run`"]
fn write_the_seeds() {
    let to = std::env::var("SEEDS").expect("SEEDS names a folder");
    for target in Target::ALL {
        let folder = Path::new(&to).join(target.name());
        std::fs::create_dir_all(&folder).unwrap();
        for (at, seed) in seeds(target).iter().enumerate() {
            std::fs::write(folder.join(format!("fixture-{at}")), seed).unwrap();
        }
    }
}
