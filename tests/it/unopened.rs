//! What a module or a template is made of, or may be used by, and cannot be opened fails the run, also where one file was given by name; what has nothing to do
//! with it does not. A link that leads outside stands for all that cannot be opened: permissions mean nothing to some users.

#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use cloudtrail_lint::model::{Trail, Verdict};
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

/// A folder that cannot be looked into, be it by root: the rules in it are more than are read.
fn close(folder: &Path) {
    std::fs::write(folder.join(".gitignore"), "x\n".repeat(200_000)).unwrap();
}

/// What a run over one path of some files says: its problems' paths, and the verdicts.
fn said_of(
    files: &[(&str, &str)],
    closed: Option<&str>,
    path: &str,
) -> (Vec<String>, Vec<Verdict>) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    put(&root, ".git/HEAD", "");
    for (name, text) in files {
        put(&root, name, text);
    }
    if let Some(folder) = closed {
        close(&root.join(folder));
    }
    for name in ["stacks/loop.yaml", "live/loop.hcl"] {
        if let Some(folder) = root.join(name).parent().filter(|folder| folder.exists()) {
            // It leads to itself: no file that can be read.
            let name = Path::new(name).file_name().unwrap();
            symlink(name, folder.join(name)).unwrap();
        }
    }
    let outcome = cloudtrail_lint::lint(&LintOptions {
        paths: vec![root.join(path)],
        ..LintOptions::default()
    });
    let name = |path: &str| {
        let path = Path::new(path);
        path.file_name().unwrap().to_string_lossy().into_owned()
    };
    let problems = outcome.problems.iter();
    let verdicts = outcome.trails.iter().map(Trail::verdict);
    (
        problems.map(|problem| name(&problem.path)).collect(),
        verdicts.collect(),
    )
}

const MODULE: &str = "variable \"on\" {\n  default = true\n}\nresource \"aws_cloudtrail\" \"a\" {\n  \
    is_multi_region_trail = true\n  include_global_service_events = var.on\n}\n";
const TEMPLATE: &str = "Parameters: {Flag: {Type: String, Default: true}}\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    \
    Properties: {S3BucketName: b, IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: !Ref Flag}\n";

#[test]
fn what_may_call_a_module_or_nest_a_template() {
    let caller = "module \"a\" {\n  source = \"../audit\"\n  on     = false\n}\n";
    let parent = "Resources:\n  Audit:\n    Type: AWS::CloudFormation::Stack\n    \
        Properties: {TemplateURL: ../stacks/a.yaml, Parameters: {Flag: false}}\n";
    let files = [
        ("audit/main.tf", MODULE),
        ("stacks/a.yaml", TEMPLATE),
        ("live/main.tf", caller),
        ("live/a.yaml", parent),
    ];
    for path in ["audit/main.tf", "audit", "stacks/a.yaml"] {
        let closed = (vec!["live".to_owned()], vec![Verdict::Unknown]);
        assert_eq!(said_of(&files, Some("live"), path), closed, "{path}");
        let (problems, verdicts) = said_of(&files, None, path);
        assert_eq!(problems, [""; 0], "{path}");
        assert_eq!(verdicts, [Verdict::NotRecorded], "{path}");
    }
}

#[test]
fn what_decides_nothing_of_what_was_given_is_not_worth_a_word() {
    let literal = MODULE.replace("= var.on", "= true");
    let root = format!("terraform {{\n  backend \"s3\" {{}}\n}}\n{MODULE}");
    let template = TEMPLATE.replace("!Ref Flag", "true");
    for (name, text) in [
        ("audit/main.tf", &literal),
        ("audit/main.tf", &root),
        ("stacks/a.yaml", &template),
    ] {
        let files = [(name, text.as_str()), ("other/x.tf", "")];
        let recorded = (Vec::new(), vec![Verdict::Recorded]);
        assert_eq!(said_of(&files, Some("other"), name), recorded, "{text}");
    }
}

#[test]
fn what_a_template_or_a_unit_brings_in() {
    let nests = "Resources:\n  CloudTrail:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: loop.yaml}\n";
    let includes = TEMPLATE.replace(
        "IncludeGlobalServiceEvents: !Ref Flag",
        "\"Fn::Transform\": {Name: AWS::Include, Parameters: {Location: loop.yaml}}",
    );
    for text in [nests, &includes] {
        let files = [("stacks/a.yaml", text)];
        let unopened = (vec!["loop.yaml".to_owned()], vec![Verdict::Unknown]);
        assert_eq!(said_of(&files, None, "stacks/a.yaml"), unopened, "{text}");
    }
    let unit = "include \"all\" {\n  path = \"loop.hcl\"\n}\n";
    let files = [("live/terragrunt.hcl", unit), ("live/main.tf", MODULE)];
    let unopened = (vec!["loop.hcl".to_owned()], vec![Verdict::Unknown]);
    assert_eq!(said_of(&files, None, "live/terragrunt.hcl"), unopened);
}
