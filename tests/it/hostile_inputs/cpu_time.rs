//! How long a run keeps a processor busy, by bash, to the millisecond: GNU `time` says hundredths.

use std::path::Path;
use std::process::{Command, Stdio};

use super::program;

/// What a run may take of the machine: 60 s of its processor.
const SHELL: &str = "ulimit -t 60; TIMEFORMAT='%3U %3S'; time \"$@\" >/dev/null 2>&1";

/// Whether there is bash.
pub(super) fn can_measure() -> bool {
    let run = Command::new("bash").args(["-c", "time true"]).output();
    run.is_ok_and(|run| run.status.success())
}

/// The seconds that a run in a tree takes of the user and of the system, on one thread: those that wait for work take some, too.
fn seconds(tree: &Path, arguments: &[&str]) -> f64 {
    let run = Command::new("bash")
        .args(["-c", SHELL, "bash"])
        .arg(program())
        .args(arguments)
        .current_dir(tree)
        .env("RAYON_NUM_THREADS", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        matches!(run.status.code(), Some(0..=2)),
        "{arguments:?}: {run:?}"
    );
    let said = String::from_utf8(run.stderr).unwrap();
    said.split_whitespace()
        .map(|part| part.parse::<f64>().unwrap())
        .sum()
}

/// Runs that are compared with one another, each a tree and its arguments, and the least that each took so far: what else runs on a
/// machine only adds to that.
pub(super) struct Compared<'a, const N: usize> {
    runs: [(&'a Path, &'a [&'a str]); N],
    pub(super) least: [f64; N],
}

impl<'a, const N: usize> Compared<'a, N> {
    pub(super) fn new(runs: [(&'a Path, &'a [&'a str]); N]) -> Self {
        let least = [f64::INFINITY; N];
        Compared { runs, least }
    }

    /// Runs each so often, in turn: a machine that is busy for a while is so for all of them.
    pub(super) fn run(&mut self, times: usize) {
        for _ in 0..times {
            for ((tree, arguments), least) in self.runs.iter().zip(&mut self.least) {
                *least = least.min(seconds(tree, arguments));
            }
        }
    }
}
