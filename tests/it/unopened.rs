//! What a module is made of and cannot be opened fails the run, also where one file was given by name; what has nothing to do
//! with it does not. A link that leads outside stands for all that cannot be opened: permissions mean nothing to some users.

#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use cloudtrail_lint::options::LintOptions;

fn put(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A repository with files that nothing mentions a trail in, and files and folders that cannot be opened.
fn repository() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    put(
        &root,
        "elsewhere/trail.tf",
        "resource \"aws_cloudtrail\" \"a\" {\n  include_global_service_events = false\n}\n",
    );
    let repository = root.join("repository");
    put(&repository, ".git/HEAD", "");
    for (name, text) in [
        ("sibling/variables.tf", "variable \"a\" {}\n"),
        (
            "caller/main.tf",
            "module \"audit\" {\n  source = \"../called\"\n}\n",
        ),
        (
            "caller_of_loop/main.tf",
            "module \"audit\" {\n  source = \"../loop\"\n}\n",
        ),
        (
            "above/main.tf",
            "module \"a\" {\n  source = \"../caller\"\n}\n",
        ),
        ("unrelated/main.tf", "variable \"a\" {}\n"),
        ("called/variables.tf", "variable \"a\" {}\n"),
    ] {
        put(&repository, name, text);
    }
    for name in ["sibling", "called"] {
        symlink(
            root.join("elsewhere/trail.tf"),
            repository.join(name).join("trail.tf"),
        )
        .unwrap();
    }
    // It leads to itself: no folder that can be read.
    symlink("loop", repository.join("loop")).unwrap();
    (dir, repository)
}

/// The files that a run over one path says cannot be opened.
fn unopened(path: &str) -> Vec<String> {
    let (_dir, repository) = repository();
    let outcome = cloudtrail_lint::lint(&LintOptions {
        paths: vec![repository.join(path)],
        ..LintOptions::default()
    });
    let problems = outcome.problems.iter();
    problems
        .map(|problem| {
            let path = Path::new(&problem.path);
            let names: Vec<_> = path.iter().rev().take(2).collect();
            let names = names.into_iter().rev();
            names.collect::<PathBuf>().display().to_string()
        })
        .collect()
}

#[test]
fn a_file_beside_the_one_that_was_given() {
    assert_eq!(unopened("sibling/variables.tf"), ["sibling/trail.tf"]);
    assert_eq!(unopened("sibling"), ["sibling/trail.tf"]);
}

#[test]
fn a_file_of_a_module_that_is_called() {
    for path in [
        "caller/main.tf",
        "caller",
        "above/main.tf",
        "called/variables.tf",
    ] {
        assert_eq!(unopened(path), ["called/trail.tf"], "{path}");
    }
}

#[test]
fn a_folder_that_is_called() {
    assert_eq!(unopened("caller_of_loop/main.tf"), ["repository/loop"]);
}

#[test]
fn what_has_nothing_to_do_with_what_was_given_is_not_worth_a_word() {
    assert_eq!(unopened("unrelated/main.tf"), [""; 0]);
    assert_eq!(unopened("unrelated"), [""; 0]);
}
