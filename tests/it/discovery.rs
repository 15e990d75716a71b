//! Which files are looked at, in folders as people have them.

use std::path::Path;

use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;

const TEMPLATE: &str = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n";

fn put(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn lint(paths: &[&Path], no_ignore: bool) -> Outcome {
    cloudtrail_lint::lint(&LintOptions {
        paths: paths.iter().map(|path| (*path).to_owned()).collect(),
        no_ignore,
        ..LintOptions::default()
    })
}

/// The files in which trails were found, relative to a folder.
fn found(outcome: &Outcome, root: &Path) -> Vec<String> {
    outcome
        .trails
        .iter()
        .map(|trail| {
            let file = outcome.sources.get(trail.declared.source);
            file.path()
                .strip_prefix(root)
                .unwrap()
                .display()
                .to_string()
        })
        .collect()
}

#[cfg(unix)]
#[test]
fn links_end_and_special_files_are_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(root, "real/a.yaml", TEMPLATE);
    put(
        root,
        "shared/trail.tf",
        "resource \"aws_cloudtrail\" \"a\" {\n}\n",
    );
    std::os::unix::fs::symlink(root, root.join("real/loop")).unwrap();
    std::os::unix::fs::symlink(root.join("real/a.yaml"), root.join("again.yaml")).unwrap();
    std::fs::create_dir(root.join("env")).unwrap();
    std::os::unix::fs::symlink(root.join("shared/trail.tf"), root.join("env/trail.tf")).unwrap();
    let pipe = root.join("pipe.yaml");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    // What is linked is found once, where it lies.
    assert_eq!(
        found(&lint(&[root], false), root),
        ["real/a.yaml", "shared/trail.tf"]
    );
    let outcome = lint(&[&pipe], false);
    assert_eq!(outcome.problems.len(), 1);
    assert!(
        outcome.problems[0]
            .message
            .contains("nothing was written to it")
    );
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_in_a_folder_is_a_problem() {
    use std::os::unix::net::UnixListener;
    for (pipe, socket) in [
        ("template.yaml", "outputs.json"),
        ("main.tf", "terraform.tfvars"),
        ("main.tf.json", "providers.tf"),
        ("audit/terragrunt.hcl", "audit/main.tf"),
        ("stack.template", "audit.tfcomponent.hcl"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        std::fs::create_dir(root.join("audit")).unwrap();
        put(root, "other/template.yaml", TEMPLATE);
        let made = std::process::Command::new("mkfifo")
            .arg(root.join(pipe))
            .status()
            .unwrap();
        assert!(made.success());
        let _socket = UnixListener::bind(root.join(socket)).unwrap();
        // A link to one is one.
        std::os::unix::fs::symlink(root.join(pipe), root.join("linked.yaml")).unwrap();
        let outcome = lint(&[root], false);
        let mut said: Vec<String> = outcome
            .problems
            .iter()
            .map(|problem| {
                let message = &problem.message;
                assert_eq!(message, "not a regular file; it was not opened");
                let name = Path::new(&problem.path).file_name().unwrap();
                name.to_string_lossy().into_owned()
            })
            .collect();
        said.sort();
        let named = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let mut there = vec![named(pipe), named(socket), "linked.yaml".to_owned()];
        there.sort();
        assert_eq!(said, there);
        // The template beside them is judged all the same, as far as it stands by itself.
        assert_eq!(
            outcome
                .trails
                .iter()
                .filter(|trail| trail.address == "Trail")
                .count(),
            1
        );
    }
}

#[cfg(unix)]
#[test]
fn a_linked_template_is_judged_where_it_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    let link = |to: &str, name: &str| {
        std::fs::create_dir_all(root.join("stacks")).unwrap();
        std::os::unix::fs::symlink(root.join(to), root.join(name)).unwrap();
    };
    put(root, ".git/HEAD", "");
    put(root, ".gitignore", "made/\n");
    put(root, ".templates/hidden.yaml", TEMPLATE);
    put(root, "made/ignored.yaml", TEMPLATE);
    put(root, "shared/template.cfn", TEMPLATE);
    put(root, "shared/twice.yaml", TEMPLATE);
    link(".templates/hidden.yaml", "stacks/hidden.yaml");
    link("made/ignored.yaml", "stacks/ignored.yaml");
    link("shared/template.cfn", "stacks/other.yaml");
    link("shared/twice.yaml", "stacks/twice.yaml");
    link("shared/nowhere.yaml", "stacks/nowhere.yaml");
    let outcome = lint(&[root], false);
    // Each is named by where it lies.
    let mut files = found(&outcome, root);
    files.sort();
    assert_eq!(
        files,
        [
            ".templates/hidden.yaml",
            "made/ignored.yaml",
            "shared/template.cfn",
            "shared/twice.yaml",
        ]
    );
    assert!(outcome.problems.is_empty(), "{:?}", outcome.problems);
}

#[cfg(unix)]
#[test]
fn a_backslash_may_be_part_of_a_folders_name() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    let trail = "variable \"on\" {\n  default = true\n}\nresource \"aws_cloudtrail\" \"a\" {\n  include_global_service_events = var.on\n}\n";
    put(root, "a\\b/main.tf", trail);
    let call = "module \"a\" {\n  source = \"./a\\\\b\"\n  on     = false\n}\n";
    put(root, "main.tf", call);
    let outcome = lint(&[root], false);
    let addresses: Vec<&str> = outcome.trails.iter().map(|trail| &*trail.address).collect();
    assert_eq!(addresses, ["module.a.aws_cloudtrail.a"]);
}

#[test]
fn bytes_that_are_not_utf_8_are_a_syntax_error() {
    let dir = tempfile::tempdir().unwrap();
    let mut bytes = TEMPLATE.as_bytes().to_vec();
    bytes.extend(b"    # caf\xe9\n");
    std::fs::write(dir.path().join("a.yaml"), bytes).unwrap();
    let outcome = lint(&[dir.path()], false);
    let rules: Vec<&str> = outcome
        .findings
        .iter()
        .map(|finding| finding.rule.id)
        .collect();
    assert_eq!(rules, ["syntax-error"]);
}

#[test]
fn an_empty_folder_is_clean() {
    let dir = tempfile::tempdir().unwrap();
    let outcome = lint(&[dir.path()], false);
    assert!(outcome.findings.is_empty() && outcome.problems.is_empty());
    assert_eq!(outcome.summary.files_scanned, 0);
}

#[test]
fn ignore_files_count_from_the_repositorys_root_down() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    // Above the repository they are someone else's.
    put(root, ".gitignore", "*.yaml\n");
    put(root, ".ignore", "*.yaml\n");
    put(root, "repo/.git/HEAD", "");
    put(root, "repo/.git/info/exclude", "secret/\n*.ex.yaml\n");
    put(root, "repo/.gitignore", "*.tmp.yaml\nshared.yaml\n");
    put(root, "repo/a/.gitignore", "!b.tmp.yaml\n");
    put(root, "repo/a/.ignore", "c.yaml\n!shared.yaml\n");
    for name in [
        "a/b.tmp.yaml",
        "a/c.yaml",
        "a/d.ex.yaml",
        "a/e.tmp.yaml",
        "a/f.yaml",
        "a/secret/g.yaml",
        "a/shared.yaml",
        "shared.yaml",
    ] {
        put(&root.join("repo"), name, TEMPLATE);
    }
    let expected = ["a/b.tmp.yaml", "a/f.yaml", "a/shared.yaml"];
    let repo = root.join("repo");
    let a = repo.join("a");
    assert_eq!(found(&lint(&[&repo], false), &repo), expected);
    assert_eq!(found(&lint(&[&a], false), &repo), expected);
    assert_eq!(found(&lint(&[&repo, &a], false), &repo), expected);
    assert_eq!(found(&lint(&[&a], true), &repo).len(), 7);
}

#[test]
fn a_folder_that_is_ignored_or_hidden_is_walked_when_it_is_given() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(root, ".git/HEAD", "");
    put(root, ".gitignore", "/out/\n*.tmp.yaml\n");
    put(root, "a.yaml", TEMPLATE);
    put(root, "out/b.tmp.yaml", TEMPLATE);
    put(root, ".github/c.yaml", TEMPLATE);
    put(root, ".github/c.tmp.yaml", TEMPLATE);
    put(root, ".github/deep/d.yaml", TEMPLATE);
    let out = root.join("out");
    let deep = root.join(".github/deep");
    let hidden = root.join(".github");
    // What ignores the folder as a whole says nothing about what lies in it.
    assert_eq!(found(&lint(&[&out], false), root), ["out/b.tmp.yaml"]);
    assert_eq!(
        found(&lint(&[root, &out, &deep], false), root),
        [".github/deep/d.yaml", "a.yaml", "out/b.tmp.yaml"]
    );
    assert_eq!(
        found(&lint(&[&hidden], false), root),
        [".github/c.yaml", ".github/deep/d.yaml"]
    );
}

#[test]
fn a_repository_in_another_has_rules_of_its_own_and_a_worktree_those_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(root, "main/.git/info/exclude", "local.yaml\n");
    put(root, "main/.git/worktrees/w/commondir", "../..\n");
    let worktree = root.join("main/.git/worktrees/w");
    put(
        root,
        "tree/.git",
        &format!("gitdir: {}\n", worktree.display()),
    );
    put(root, "tree/a.yaml", TEMPLATE);
    put(root, "tree/local.yaml", TEMPLATE);
    put(root, "main/.gitignore", "*.tmp.yaml\n");
    put(root, "main/vendored/.git/info/exclude", "own.yaml\n");
    put(root, "main/vendored/b.yaml", TEMPLATE);
    put(root, "main/vendored/b.tmp.yaml", TEMPLATE);
    put(root, "main/vendored/own.yaml", TEMPLATE);
    // What git keeps of a worktree lies elsewhere, where nothing is opened.
    assert_eq!(
        found(&lint(&[root], false), root),
        ["main/vendored/b.yaml", "tree/a.yaml", "tree/local.yaml"]
    );
    // Given alone, what lies around the inner repository does not count.
    assert_eq!(
        found(&lint(&[&root.join("main/vendored")], false), root),
        ["main/vendored/b.tmp.yaml", "main/vendored/b.yaml"]
    );
}

#[test]
fn outside_of_a_repository_ignore_files_count_below_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(root, ".gitignore", "b.yaml\n");
    put(root, "a.yaml", TEMPLATE);
    put(root, "sub/b.yaml", TEMPLATE);
    assert_eq!(found(&lint(&[root], false), root), ["a.yaml"]);
    assert_eq!(
        found(&lint(&[&root.join("sub")], false), root),
        ["sub/b.yaml"]
    );
}

#[cfg(unix)]
#[test]
fn a_folder_given_through_a_link_is_named_by_the_link() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(root, "repo/.git/HEAD", "");
    put(root, "repo/.gitignore", "b.yaml\n");
    put(root, "repo/real/a.yaml", TEMPLATE);
    put(root, "repo/real/b.yaml", TEMPLATE);
    let link = root.join("link");
    std::os::unix::fs::symlink(root.join("repo/real"), &link).unwrap();
    // The rules are those of the place where the folder lies.
    assert_eq!(found(&lint(&[&link], false), root), ["link/a.yaml"]);
}

#[test]
fn files_for_context_are_looked_at_once_and_not_counted() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(root, ".git/HEAD", "");
    put(
        root,
        "mod/main.tf",
        "variable \"on\" {}\nresource \"aws_cloudtrail\" \"a\" {\n  include_global_service_events = var.on\n}\n",
    );
    put(
        root,
        "live/main.tf",
        "module \"a\" {\n  source = \"../mod\"\n  on     = false\n}\n",
    );
    put(root, "other/main.tf", "");
    let outcome = lint(&[&root.join("mod")], false);
    assert_eq!(found(&outcome, root), ["mod/main.tf"]);
    assert_eq!(outcome.trails[0].address, "module.a.aws_cloudtrail.a");
    // The module and its caller; the third file says nothing about them.
    assert_eq!(outcome.summary.files_scanned, 2);
}

/// The trails that a run by itself in a folder tells of a path, and what it notes.
fn told(folder: &Path, path: &str) -> (Vec<String>, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .args(["check", path, "--format", "json"])
        .env("HOME", "/nowhere")
        .current_dir(folder)
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let trails = report["trails"].as_array().unwrap().iter().map(|trail| {
        let text = |name: &str| trail[name].as_str().unwrap_or("-").to_owned();
        format!("{} {}", text("address"), text("verdict"))
    });
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (trails.collect(), said)
}

#[test]
fn without_a_repository_users_are_looked_for_below_the_working_directory() {
    let dir = tempfile::tempdir().unwrap();
    put(
        dir.path(),
        "modules/audit/main.tf",
        "variable \"on\" {\n  default = true\n}\nresource \"aws_cloudtrail\" \"this\" {\n  include_global_service_events = \
         var.on\n}\n",
    );
    put(
        dir.path(),
        "live/main.tf",
        "module \"audit\" {\n  source = \"../modules/audit\"\n  on = false\n}\n",
    );
    put(
        dir.path(),
        "stacks/child.yaml",
        "Parameters:\n  Global:\n    Type: String\n    Default: true\nResources:\n  Trail:\n    Type: \
         AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n      S3BucketName: logs\n      \
         IncludeGlobalServiceEvents: !Ref Global\n",
    );
    put(
        dir.path(),
        "deploy/parent.yaml",
        "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: \
         ../stacks/child.yaml\n      Parameters:\n        Global: false\n",
    );
    let module = (
        vec!["module.audit.aws_cloudtrail.this not-recorded".to_owned()],
        String::new(),
    );
    for path in ["modules/audit/main.tf", "live/main.tf"] {
        assert_eq!(told(dir.path(), path), module, "{path}");
    }
    let (child, _) = told(dir.path(), "stacks/child.yaml");
    assert!(
        matches!(child.as_slice(), [trail] if trail.ends_with("not-recorded")),
        "{child:?}"
    );
    // From a folder beside it, its users are outside of what may be opened.
    let (alone, _) = told(&dir.path().join("live"), "../modules/audit/main.tf");
    assert_eq!(alone, ["aws_cloudtrail.this recorded"]);
    // Too much to look through: that is said, and the file is judged by itself.
    std::fs::create_dir(dir.path().join("data")).unwrap();
    for at in 0..20_001 {
        std::fs::write(dir.path().join(format!("data/{at}")), "").unwrap();
    }
    let (alone, said) = told(dir.path(), "modules/audit/main.tf");
    assert_eq!(alone, ["aws_cloudtrail.this recorded"]);
    assert!(
        said.contains("was looked for in its own folder only"),
        "{said}"
    );
    // What is given as a folder is looked through as a whole.
    let (all, said) = told(dir.path(), ".");
    assert!(
        all.contains(&"module.audit.aws_cloudtrail.this not-recorded".to_owned()),
        "{all:?}"
    );
    assert_eq!(said, "");
}
