//! Very many runs over small trees, with more threads than cores: each ends, and says what all others of its tree and format say.
//!
//! ```sh
//! STRESS=10000 cargo test --test it stress -- --ignored --nocapture
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many runs `cargo test` makes: each tree in each format with each number of threads.
const FEW: usize = 7 * RUNS.len() * THREADS.len();

/// How many the test makes that is left out of it, where `STRESS` does not say.
const MANY: usize = 10_000;

/// A run that takes longer hangs: it takes hundredths of a second by itself.
const PATIENCE: Duration = Duration::from_mins(1);

/// How many run at a time.
const AT_A_TIME: usize = 6;

/// How many threads do nothing but keep the machine busy.
const BUSY: usize = 3;

const THREADS: [&str; 6] = ["1", "2", "3", "8", "16", "64"];

const RUNS: [&[&str]; 5] = [
    &["check", "--format", "json"],
    &["check", "--format", "sarif"],
    &["check"],
    &["list"],
    &["check", "--format", "json", "--coverage", "one-trail"],
];

/// A tree by what it has, and the files of it.
type Tree = (&'static str, Vec<(String, String)>);

fn files(all: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = all
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    owned.collect()
}

/// A file many times, in whose name and text `@` is its number.
fn each(count: usize, name: &str, text: &str) -> Vec<(String, String)> {
    let numbered = |text: &str, at: usize| text.replace('@', &at.to_string());
    let all = (0..count).map(|at| (numbered(name, at), numbered(text, at)));
    all.collect()
}

const TRAIL: &str = "variable \"on\" {\n  default = false\n}\nresource \"aws_cloudtrail\" \"t\" {\n  include_global_service_events = var.on\n}\n";

const TEMPLATE: &str = "Parameters:\n  On: {Type: String, Default: 'false', AllowedValues: ['true', 'false']}\nConditions:\n  \
    IsOn: !Equals [!Ref On, 'true']\nResources:\n  Trail@:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      \
    IsLogging: true\n      S3BucketName: logs\n      IncludeGlobalServiceEvents: !If [IsOn, true, !Ref On]\n";

fn modules() -> Vec<(String, String)> {
    let call = "module \"a\" {\n  source = \"../../modules/m@\"\n  on = jsondecode(file(\"on.json\")).on\n}\nmodule \"b\" {\n  \
                source = \"../../modules/m0\"\n  for_each = toset([\"x\", \"y\"])\n}\n";
    let mut all = each(12, "live/r@/main.tf", call);
    all.extend(each(12, "live/r@/on.json", "{\"on\": false}"));
    all.extend(each(12, "modules/m@/main.tf", TRAIL));
    all
}

fn nested_stacks() -> Vec<(String, String)> {
    let parent = "Resources:\n  Nested:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      \
                  TemplateURL: child.yaml\n      Parameters: {On: 'false'}\n";
    let mut all = each(12, "s@/parent.yaml", parent);
    all.extend(each(12, "s@/child.yaml", TEMPLATE));
    all
}

fn units() -> Vec<(String, String)> {
    let unit = "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}\nterraform {\n  source = \"../modules/trail\"\n}\n\
                dependency \"next\" {\n  config_path = \"../u0\"\n  mock_outputs = { on = false }\n}\ninputs = { on = local.on }\n\
                locals {\n  on = read_terragrunt_config(\"../root.hcl\").inputs.all\n}\n";
    let mut all = each(12, "u@/terragrunt.hcl", unit);
    all.extend(files(&[
        ("root.hcl", "inputs = { all = false }\n"),
        ("modules/trail/main.tf", TRAIL),
    ]));
    all
}

fn trees() -> [Tree; 7] {
    let plan = "{\"format_version\":\"1.2\",\"planned_values\":{\"root_module\":{\"resources\":[{\"address\":\"aws_cloudtrail.t@\",\
        \"mode\":\"managed\",\"type\":\"aws_cloudtrail\",\"name\":\"t@\",\"values\":{\"include_global_service_events\":false}}]}}}";
    [
        ("modules", modules()),
        ("templates", each(20, "t@.yaml", TEMPLATE)),
        ("nested stacks", nested_stacks()),
        ("plans", each(20, "p@/plan.json", plan)),
        ("units of Terragrunt", units()),
        // Of these, folders are linked in a circle.
        ("links in a circle", each(8, "l@/main.tf", TRAIL)),
        (
            "what is broken",
            [
                each(10, "b@.yaml", &TEMPLATE[..TEMPLATE.len() - 4]),
                each(10, "b@.tf", "resource \"aws_cloudtrail\" \"t\" {\n"),
            ]
            .concat(),
        ),
    ]
}

fn written(into: &Path) -> Vec<(&'static str, PathBuf)> {
    let each = trees().into_iter().map(|(what, files)| {
        let tree = into.join(what);
        for (name, text) in files {
            let path = tree.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        std::fs::create_dir_all(tree.join(".git")).unwrap();
        #[cfg(unix)]
        if what == "links in a circle" {
            for (from, to) in [("l0/next", "../l1"), ("l1/next", "../l0"), ("l2/up", "..")] {
                std::os::unix::fs::symlink(to, tree.join(from)).unwrap();
            }
        }
        (what, tree)
    });
    each.collect()
}

/// What a run says and how it exits; nothing where it has not ended in time.
fn run(
    tree: &Path,
    arguments: &[&str],
    threads: &str,
    says: &Path,
) -> Option<(Option<i32>, String)> {
    let file = std::fs::File::create(says).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .args(arguments)
        .current_dir(tree)
        .env("RAYON_NUM_THREADS", threads)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stderr(file.try_clone().unwrap())
        .stdout(file)
        .spawn()
        .unwrap();
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return Some((status.code(), std::fs::read_to_string(says).unwrap()));
        }
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What is wrong with so many runs: those that hang, and those that say something else than the first of their tree and arguments.
fn faults(runs: usize) -> Vec<String> {
    let place = tempfile::tempdir().unwrap();
    let trees = written(&place.path().join("trees"));
    let next = AtomicUsize::new(0);
    let first = Mutex::new(BTreeMap::new());
    let faults = Mutex::new(Vec::new());
    let work = |worker: usize| {
        let says = place.path().join(format!("said by {worker}"));
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= runs {
                return;
            }
            // No two of these numbers have a divisor in common: each comes with each.
            let (what, tree) = &trees[at % trees.len()];
            let arguments = RUNS[at % RUNS.len()];
            let threads = THREADS[at % THREADS.len()];
            let about = format!("{what}, {arguments:?}, {threads} threads");
            let Some(said) = run(tree, arguments, threads, &says) else {
                faults.lock().unwrap().push(format!("hangs: {about}"));
                continue;
            };
            // Each tree has findings, and one has files that cannot be listed whole.
            let meant = i32::from(arguments[0] == "check" || *what == "what is broken");
            if said.0 != Some(meant) {
                let fault = format!("fails: {about}: {said:?}");
                faults.lock().unwrap().push(fault);
            }
            let mut first = first.lock().unwrap();
            let first = first
                .entry((what, arguments))
                .or_insert_with(|| said.clone());
            if *first != said {
                let fault = format!("differs: {about}: {said:?}\nfrom {first:?}");
                faults.lock().unwrap().push(fault);
            }
        }
    };
    std::thread::scope(|scope| {
        for worker in 0..AT_A_TIME {
            scope.spawn(move || work(worker));
        }
    });
    let mut faults = faults.into_inner().unwrap();
    faults.sort_by_key(|fault| !fault.starts_with("hangs"));
    faults
}

fn none(faults: Vec<String>, runs: usize) {
    let shown: Vec<&String> = faults.iter().take(5).collect();
    assert!(faults.is_empty(), "{} of {runs}, {shown:#?}", faults.len());
}

#[test]
fn each_of_some_runs_ends_and_says_the_same() {
    none(faults(FEW), FEW);
}

#[test]
#[ignore = "takes a quarter of an hour"]
fn each_of_many_runs_ends_and_says_the_same() {
    let runs = std::env::var("STRESS").map_or(MANY, |runs| runs.parse().unwrap());
    let is_done = AtomicBool::new(false);
    let found = std::thread::scope(|scope| {
        for _ in 0..BUSY {
            scope.spawn(|| {
                while !is_done.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let found = faults(runs);
        is_done.store(true, Ordering::Relaxed);
        found
    });
    none(found, runs);
}
