//! What a run of the program takes, by GNU `time`.

use std::path::Path;
use std::process::{Command, Stdio};

const MAX_SECONDS: f64 = 10.0;

const MAX_OUTPUT: u64 = 50_000_000;

/// A run that waits for something is ended after so many seconds.
const PATIENCE: &str = "600";

/// What a run may take of the machine: 60 s of its processors, 8 GB of addresses, and files of 200 MB.
const SHELL: &str = "ulimit -t 60; ulimit -v 8000000; ulimit -f 400000; exec \"$@\"";

/// What a machine may take, as parts of the bounds.
#[derive(Clone, Copy)]
pub(super) struct Room {
    seconds: f64,
    memory: f64,
}

impl Room {
    /// A machine that is `BUSY` with other things takes more time, and its threads come to more memory.
    pub(super) fn of_machine() -> Room {
        match std::env::var_os("BUSY") {
            Some(_) => Room {
                seconds: 3.0,
                memory: 1.1,
            },
            None => Room {
                seconds: 1.0,
                memory: 1.0,
            },
        }
    }
}

/// What a run took.
pub(super) struct Measured {
    seconds: f64,
    /// In bytes, like the others.
    peak: u64,
    output: u64,
    largest_file: u64,
    exit: Option<i32>,
    has_internal_error: bool,
}

/// Whether there is GNU `time`.
pub(super) fn can_measure() -> bool {
    let run = Command::new("time")
        .args(["-f", "%U %S %M", "true"])
        .output();
    run.is_ok_and(|run| run.status.success())
}

impl Measured {
    pub(super) fn of(program: &Path, arguments: &[&str], tree: &Path) -> Measured {
        let place = tempfile::tempdir().unwrap();
        let said = place.path().join("said");
        let taken = place.path().join("taken");
        let output = std::fs::File::create(&said).unwrap();
        let status = Command::new("time")
            .args(["-q", "-f", "%U %S %M", "-o"])
            .arg(&taken)
            .args(["timeout", "--signal=KILL", PATIENCE])
            .args(["sh", "-c", SHELL, "sh"])
            .arg(program)
            .args(arguments)
            .current_dir(tree)
            .stdin(Stdio::null())
            .stderr(output.try_clone().unwrap())
            .stdout(output)
            .status()
            .unwrap();
        let taken = std::fs::read_to_string(&taken).unwrap();
        let last = taken.lines().last().unwrap_or_default();
        let numbers: Vec<f64> = last.split(' ').map(|part| part.parse().unwrap()).collect();
        let text = std::fs::read(&said).unwrap();
        let fault = b"internal error";
        Measured {
            seconds: numbers[0] + numbers[1],
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a number of kilobytes"
            )]
            peak: numbers[2] as u64 * 1024,
            output: text.len() as u64,
            largest_file: largest_file(tree),
            exit: status.code(),
            has_internal_error: text.windows(fault.len()).any(|part| part == fault),
        }
    }

    /// Whether it ended by itself.
    fn has_ended(&self) -> bool {
        matches!(self.exit, Some(0..=2))
    }

    /// How much memory it may take at most.
    fn max_peak(&self) -> u64 {
        16 * self.largest_file + (64 << 20)
    }

    /// Which part of a bound it takes, of the one it comes nearest to.
    #[expect(clippy::cast_precision_loss, reason = "they are compared roughly")]
    pub(super) fn nearness(&self) -> f64 {
        let parts = [
            self.seconds / MAX_SECONDS,
            self.peak as f64 / self.max_peak() as f64,
            self.output as f64 / MAX_OUTPUT as f64,
        ];
        parts.into_iter().fold(0.0, f64::max)
    }

    /// What of it is beyond a bound.
    #[expect(clippy::cast_precision_loss, reason = "they are compared roughly")]
    pub(super) fn faults(&self, room: Room) -> Vec<String> {
        let mut out = Vec::new();
        if !self.has_ended() {
            out.push(format!("ended with {:?}", self.exit));
        }
        if self.has_internal_error {
            out.push("internal error".to_owned());
        }
        if self.seconds > MAX_SECONDS * room.seconds {
            out.push(format!("{:.1} s", self.seconds));
        }
        if self.peak as f64 > self.max_peak() as f64 * room.memory {
            out.push(format!("{} of {}", size(self.peak), size(self.max_peak())));
        }
        if self.output > MAX_OUTPUT {
            out.push(format!("{} of output", size(self.output)));
        }
        out
    }

    /// The cells of a row behind the input's name.
    pub(super) fn row(&self) -> String {
        let part = |bytes: u64| bytes.div_ceil(1 << 20);
        format!(
            "{} | {:.1} | {} | {}",
            size(self.largest_file),
            self.seconds,
            part(self.peak),
            size(self.output)
        )
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

fn largest_file(folder: &Path) -> u64 {
    let mut largest = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                largest = largest.max(entry.metadata().unwrap().len());
            }
        }
    }
    largest
}
