//! How the trees of hostile inputs are written.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Whether an input takes much, or shows that it is written as it is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    Tiny,
    Whole,
    /// As many as the whole has, halved so often.
    Halved(u32),
}

impl Size {
    /// How many of something there are.
    pub(super) fn of(self, whole: usize) -> usize {
        match self {
            Size::Halved(times) => whole >> times,
            Size::Tiny | Size::Whole => self.or(2, whole),
        }
    }

    /// How many of something that does not grow.
    pub(super) fn or(self, tiny: usize, whole: usize) -> usize {
        match self {
            Size::Tiny => tiny.min(whole),
            Size::Whole | Size::Halved(_) => whole,
        }
    }
}

pub(super) struct Tree {
    root: PathBuf,
}

impl Tree {
    pub(super) fn new(root: &Path) -> Tree {
        Tree {
            root: root.to_owned(),
        }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    pub(super) fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// So many files, in whose names and texts `@` is their number.
    pub(super) fn put_each(&self, count: usize, name: &str, text: &str) {
        for at in 0..count {
            self.put(&numbered(name, at), numbered(text, at));
        }
    }

    pub(super) fn link(&self, name: &str, target: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, path).unwrap();
    }
}

fn numbered(text: &str, at: usize) -> String {
    text.replace('@', &at.to_string())
}

/// A text so many times, in which `@` is its number.
pub(super) fn times(count: usize, text: &str) -> String {
    times_of(count, |at| numbered(text, at))
}

pub(super) fn times_of(count: usize, each: impl Fn(usize) -> String) -> String {
    let mut out = String::new();
    for at in 0..count {
        write!(out, "{}", each(at)).unwrap();
    }
    out
}

/// Texts with commas between them, in which `@` is their number.
pub(super) fn listed(count: usize, text: &str) -> String {
    let texts: Vec<String> = (0..count).map(|at| numbered(text, at)).collect();
    texts.join(", ")
}

/// A value of Terraform as the flag of a trail.
pub(super) fn trail(flag: &str) -> String {
    format!("resource \"aws_cloudtrail\" \"t\" {{\n  include_global_service_events = {flag}\n}}\n")
}

/// So many trails of Terraform, in whose arguments `@` is their number.
pub(super) fn trails(count: usize, arguments: &str) -> String {
    times(
        count,
        &format!("resource \"aws_cloudtrail\" \"t@\" {{\n  {arguments}\n}}\n"),
    )
}

/// Local values `l0` to `lN`, each made of the one before, which stands for `%`.
pub(super) fn chain(count: usize, first: &str, next: &str) -> String {
    let locals = times_of(count, |at| {
        let next = next.replace('%', &format!("local.l{at}"));
        format!("  l{} = {next}\n", at + 1)
    });
    format!("locals {{\n  l0 = {first}\n{locals}}}\n")
}

/// Resources of `CloudFormation` that are trails, in whose flag `@` is their number.
pub(super) fn resources(count: usize, flag: &str) -> String {
    times(
        count,
        &format!(
            "  T@:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n      \
             S3BucketName: logs\n      IncludeGlobalServiceEvents: {flag}\n"
        ),
    )
}

/// A template of such trails, with sections before them.
pub(super) fn template(sections: &str, count: usize, flag: &str) -> String {
    format!("{sections}Resources:\n{}", resources(count, flag))
}

/// A text with more than one line at another depth.
pub(super) fn indented(spaces: usize, text: &str) -> String {
    let space = " ".repeat(spaces);
    let lines = text.lines().map(|line| format!("{space}{line}\n"));
    lines.collect()
}
