//! Trees of files that are made from numbers, with what must come of them: one value in one file decides, by way of others and
//! over others that it wins over. The whole tree says so, and so does that file alone, as a hook gives it and in an editor. So
//! does each file between that leads to it, when it leads elsewhere.
//!
//! `TREES=COUNT cargo test --test it generated_trees` makes as many of each kind.

mod between;
mod cloudformation;
mod deployed;
mod draw;
mod org_formation;
mod serverless;
mod terraform;
mod terraform_stacks;
mod terraform_values;

use std::collections::BTreeMap;
use std::path::Path;

use cloudtrail_lint::model::Verdict;
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;

use self::draw::{Draw, Made};

/// How many trees of each kind are made, where nothing else is asked for.
const TREES: u64 = 60;

/// Makes a tree in which what decides is on, or off.
type Maker = fn(&mut Draw, bool) -> Made;

/// By trail and deployment.
type Said = BTreeMap<String, Verdict>;

fn said(options: &LintOptions) -> Said {
    said_by(&cloudtrail_lint::lint(options))
}

fn said_by(outcome: &Outcome) -> Said {
    let trails = outcome.trails.iter();
    let said = trails.map(|trail| {
        let of = trail.deployment.as_deref().unwrap_or_default();
        (format!("{} {of}", trail.address), trail.verdict())
    });
    said.collect()
}

fn put(root: &Path, files: &BTreeMap<String, String>) {
    for (name, text) in files {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// What is wrong with what is said of one tree, if anything is.
fn fault(maker: Maker, number: u64) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::create_dir(root.join(".git")).unwrap();
    let made = [true, false].map(|on| maker(&mut Draw::new(number), on));
    let decisive = root.join(&made[0].decisive);
    let given = |path: &Path| LintOptions {
        paths: vec![path.to_owned()],
        ..LintOptions::default()
    };
    let (mut whole, mut alone) = (Vec::new(), Vec::new());
    for made in &made {
        put(root, &made.files);
        whole.push(said(&given(root)));
        alone.push(said(&given(&decisive)));
    }
    let wrong = |what: &str| Some(format!("{number}: {what}\n{}", shown(&made[0], &made[1])));
    for (made, whole) in made.iter().zip(&whole) {
        let mut expected: Vec<&str> = made.recorded.iter().map(|&on| word(on)).collect();
        let there = whole
            .values()
            .filter(|verdict| **verdict != Verdict::NotCreated);
        let mut verdicts: Vec<&str> = there.map(|verdict| verdict.as_str()).collect();
        expected.sort_unstable();
        verdicts.sort_unstable();
        if expected != verdicts {
            return wrong(&format!("{expected:?} is {whole:?}"));
        }
    }
    let changed: Vec<&String> = whole[0]
        .keys()
        .filter(|trail| whole[0].get(*trail) != whole[1].get(*trail))
        .collect();
    if changed.is_empty() {
        return wrong(&format!("nothing changes {whole:?}"));
    }
    // The file on disk turns it off; its text in a buffer, where it lies and where there is no such file, turns it on.
    let text = &made[0].files[&made[0].decisive];
    let in_buffer = LintOptions {
        overlay: [(decisive.clone(), text.clone())].into(),
        ..given(&decisive)
    };
    let over = said(&in_buffer);
    std::fs::remove_file(&decisive).unwrap();
    let new = said(&in_buffer);
    let forms = [
        ("alone, on", &alone[0], &whole[0]),
        ("alone, off", &alone[1], &whole[1]),
        ("in a buffer", &over, &whole[0]),
        ("in a buffer of no file", &new, &whole[0]),
    ];
    for (form, said, whole) in forms {
        let tells = changed
            .iter()
            .all(|trail| said.get(*trail) == whole.get(*trail));
        let agrees = said
            .iter()
            .all(|(trail, verdict)| whole.get(trail) == Some(verdict));
        if !(tells && agrees) {
            return wrong(&format!("{whole:?} is {said:?} {form}"));
        }
    }
    let fault = between::fault(root, &made[0], &made[1], &whole);
    fault.map(|fault| format!("{number}: {fault}"))
}

fn word(is_recorded: bool) -> &'static str {
    if is_recorded {
        "recorded"
    } else {
        "not-recorded"
    }
}

/// A tree for whoever reads of it; what decides in both versions.
fn shown(on: &Made, off: &Made) -> String {
    let on_files = on.files.iter();
    let mut shown: Vec<String> = on_files
        .map(|(path, text)| format!("--- {path}\n{text}"))
        .collect();
    let differ = |path: &&String| on.files.get(*path) != off.files.get(*path);
    let changed = off.files.keys().filter(differ);
    shown.extend(changed.map(|path| format!("--- {path} (off)\n{}", off.files[path])));
    shown.concat()
}

fn each(maker: Maker) {
    let count = std::env::var("TREES")
        .ok()
        .and_then(|count| count.parse().ok());
    let count = count.unwrap_or(TREES);
    let faults: Vec<String> = (0..count)
        .filter_map(|number| fault(maker, number))
        .collect();
    assert!(
        faults.is_empty(),
        "{} of {count}:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn templates_that_nest_and_include() {
    each(cloudformation::tree);
}

#[test]
fn modules_that_call_and_read() {
    each(terraform::tree);
}

#[test]
fn services_of_the_serverless_framework() {
    each(serverless::tree);
}

#[test]
fn templates_that_terraform_deploys() {
    each(deployed::tree);
}

#[test]
fn stacks_of_terraform() {
    each(terraform_stacks::tree);
}

#[test]
fn tasks_of_org_formation() {
    each(org_formation::tree);
}
