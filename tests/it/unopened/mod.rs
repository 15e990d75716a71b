//! What a module or a template is made of, or may be used by, and cannot be opened fails the run, also where one file was given by name; what has nothing to do
//! with it does not. A link that leads outside stands for all that cannot be opened: permissions mean nothing to some users.

#![cfg(unix)]

mod templates;
mod units;

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use cloudtrail_lint::model::Verdict;
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;

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
    let verdicts = outcome.trails.iter().map(|trail| trail.verdict());
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

/// How a file is made unreadable.
#[derive(Clone, Copy, Debug)]
enum Unreadable {
    /// A link to itself: permissions mean nothing to some users.
    Closed,
    /// What a program, an archive or an encrypted file holds.
    NoText,
    /// UTF-16 without a mark.
    Unmarked,
    /// A text that its parser does not get to the end of.
    Broken,
    Pipe,
    Folder,
    /// A link that leads outside of the repository.
    Outside,
}

const ALL: [Unreadable; 4] = [
    Unreadable::Closed,
    Unreadable::NoText,
    Unreadable::Unmarked,
    Unreadable::Broken,
];

fn make_unreadable(path: &Path, how: Unreadable) {
    let text = std::fs::read_to_string(path).unwrap();
    match how {
        Unreadable::Closed => {
            std::fs::remove_file(path).unwrap();
            symlink(path.file_name().unwrap(), path).unwrap();
        }
        Unreadable::NoText => {
            let noise = (0..600_u32).map(|i| (i * i * 7 + i * 13).to_le_bytes()[0]);
            let bytes: Vec<u8> = b"\x7fELF\0\0".iter().copied().chain(noise).collect();
            std::fs::write(path, bytes).unwrap();
        }
        Unreadable::Unmarked => {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            std::fs::write(path, bytes).unwrap();
        }
        Unreadable::Broken => std::fs::write(path, text + "\n}}{{ : - [\n\t\"x").unwrap(),
        Unreadable::Pipe => {
            std::fs::remove_file(path).unwrap();
            let made = std::process::Command::new("mkfifo").arg(path).status();
            assert!(made.unwrap().success());
        }
        Unreadable::Folder => {
            std::fs::remove_file(path).unwrap();
            std::fs::create_dir(path).unwrap();
        }
        Unreadable::Outside => {
            std::fs::remove_file(path).unwrap();
            symlink(std::env::current_exe().unwrap(), path).unwrap();
        }
    }
}

fn outcome_of(path: &Path) -> Outcome {
    cloudtrail_lint::lint(&LintOptions {
        paths: vec![path.to_owned()],
        ..LintOptions::default()
    })
}

/// What a run over one path of some files says where one of these is unreadable: the files of problems and of syntax errors, and
/// the verdicts.
fn said_without(
    files: &[(&str, &str)],
    unreadable: Option<(&str, Unreadable)>,
    path: &str,
) -> (Vec<String>, Vec<Verdict>) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    put(&root, ".git/HEAD", "");
    for (name, text) in files {
        put(&root, name, text);
    }
    if let Some((name, how)) = unreadable {
        make_unreadable(&root.join(name), how);
    }
    let outcome = outcome_of(&root.join(path));
    let syntax = outcome.findings.iter();
    let syntax = syntax.filter(|finding| finding.rule.id == "syntax-error");
    let broken = syntax.map(|finding| outcome.sources.get(finding.span.source).name().to_owned());
    let problems = outcome.problems.iter().map(|problem| problem.path.clone());
    let below = |path: String| {
        let below = Path::new(&path).strip_prefix(&root).map(Path::to_owned);
        below.map_or(path, |path| path.display().to_string())
    };
    let mut names: Vec<String> = problems.chain(broken).map(below).collect();
    names.sort();
    names.dedup();
    let verdicts = outcome.trails.iter().map(|trail| trail.verdict());
    (names, verdicts.collect())
}

/// Each of the relations is one of two files, of which the second is given: the first is said, however it is unreadable, and
/// nothing passes as recorded.
fn is_said(files: &[(&str, &str)], relations: &[(&str, &str)], hows: &[Unreadable]) {
    for (unreadable, given) in relations {
        let (names, _) = said_without(files, None, given);
        assert_eq!(names, [""; 0], "{given}");
        for how in hows {
            let (names, verdicts) = said_without(files, Some((unreadable, *how)), given);
            let case = format!("{unreadable} {how:?}, {given}: {verdicts:?}");
            assert_eq!(names, [*unreadable], "{case}");
            assert!(!verdicts.contains(&Verdict::Recorded), "{case}");
        }
    }
}

#[test]
fn a_module_that_may_deploy_a_template_and_is_no_text() {
    let deploys = "resource \"aws_cloudformation_stack\" \"a\" {\n  name = \"a\"\n  \
        template_body = file(\"${path.module}/t.yaml\")\n  parameters = { Flag = \"false\" }\n}\n";
    let files = [("main.tf", deploys), ("t.yaml", TEMPLATE)];
    is_said(&files, &[("main.tf", "t.yaml")], &ALL[..3]);
}

#[test]
fn a_template_that_a_module_deploys() {
    let deploys = "resource \"aws_cloudformation_stack\" \"a\" {\n  name = \"a\"\n  \
        template_body = file(\"${path.module}/t.yaml\")\n  parameters = { Flag = var.flag }\n}\nvariable \"flag\" {\n  default = \"false\"\n}\n";
    let files = [("main.tf", deploys), ("t.yaml", TEMPLATE)];
    is_said(&files, &[("t.yaml", "main.tf")], &ALL);
}

#[test]
fn files_of_values_that_terraform_loads_by_itself() {
    let files = [
        ("main.tf", MODULE),
        ("terraform.tfvars", "on = false\n"),
        ("x.auto.tfvars", "on = false\n"),
    ];
    let relations = [
        ("terraform.tfvars", "main.tf"),
        ("x.auto.tfvars", "main.tf"),
    ];
    // Terraform refuses what it cannot read there, a folder too.
    is_said(&files, &relations, &[Unreadable::Pipe, Unreadable::Folder]);
    is_said(&files, &relations, &ALL);
    // A folder of another name is none of them.
    let files = [("main.tf", MODULE), ("other.tfvars", "on = false\n")];
    let recorded = (Vec::new(), vec![Verdict::Recorded]);
    let folder = Some(("other.tfvars", Unreadable::Folder));
    assert_eq!(said_without(&files, folder, "main.tf"), recorded);
}

#[test]
fn data_that_a_module_reads() {
    let module = MODULE.replace(
        "default = true",
        "default = true\n}\nlocals {\n  audit = yamldecode(file(\"${path.module}/audit.yaml\"))",
    );
    let module = module.replace("= var.on", "= local.audit.on");
    let files = [("main.tf", module.as_str()), ("audit.yaml", "on: false\n")];
    is_said(&files, &[("audit.yaml", "main.tf")], &ALL[..3]);
    // A module that does not read it has nothing to do with it.
    let files = [("main.tf", MODULE), ("audit.yaml", "on: false\n")];
    for how in ALL {
        let recorded = (Vec::new(), vec![Verdict::Recorded]);
        assert_eq!(
            said_without(&files, Some(("audit.yaml", how)), "main.tf"),
            recorded
        );
    }
}

#[test]
fn the_list_of_installed_modules_matters_where_a_call_is_of_such() {
    const LIST: &str = ".terraform/modules/modules.json";
    let local = "module \"a\" {\n  source = \"./audit\"\n}\n";
    let installed = "module \"a\" {\n  source = \"acme/audit/aws\"\n}\n";
    for (source, is_said) in [(local, false), (installed, true)] {
        let files = [
            ("live/main.tf", source),
            ("live/audit/main.tf", MODULE),
            (&*format!("live/{LIST}"), "{\"Modules\": []}"),
        ];
        for how in [Unreadable::Closed, Unreadable::Broken] {
            let list = format!("live/{LIST}");
            for given in ["live", "live/main.tf"] {
                let said = said_without(&files, Some((&list, how)), given).0;
                assert_eq!(said.contains(&list), is_said, "{how:?} {given}: {said:?}");
            }
        }
    }
}

#[test]
fn what_is_no_text_is_said_in_a_folder_and_by_name() {
    let files = [
        ("a.yaml", TEMPLATE),
        ("main.tf", MODULE),
        ("terragrunt.hcl", ""),
    ];
    for (name, _) in files {
        for given in [".", name] {
            let said = said_without(&files, Some((name, Unreadable::NoText)), given).0;
            assert_eq!(said, [name], "{given}");
        }
    }
}

#[test]
fn what_units_and_stacks_lead_to_and_what_leads_to_it() {
    let module = "variable \"on\" {\n  default = true\n}\nresource \"aws_cloudtrail\" \"a\" {\n  s3_bucket_name = \"b\"\n  \
        is_multi_region_trail = true\n  include_global_service_events = var.on\n}\n";
    let files = [
        ("modules/audit/main.tf", module),
        ("root.hcl", "locals {}\n"),
        (
            "units/audit/terragrunt.hcl",
            "terraform {\n  source = \"${get_repo_root()}/modules/audit\"\n}\ninputs = { on = values.on }\n",
        ),
        (
            "live/terragrunt.stack.hcl",
            "unit \"audit\" {\n  source = \"../units/audit\"\n  path   = \"audit\"\n  values = { on = false }\n}\n",
        ),
        (
            "live/root.hcl",
            "terraform {\n  source = \"${get_repo_root()}/modules/other\"\n}\n",
        ),
        ("modules/other/main.tf", module),
        (
            "live/other/terragrunt.hcl",
            "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}\ninputs = { on = false }\n",
        ),
    ];
    for (unreadable, given) in [
        ("units/audit/terragrunt.hcl", "live/terragrunt.stack.hcl"),
        ("modules/audit/main.tf", "live/terragrunt.stack.hcl"),
        ("modules/audit/main.tf", "units/audit/terragrunt.hcl"),
        ("live/root.hcl", "live/other/terragrunt.hcl"),
        ("modules/other/main.tf", "live/root.hcl"),
    ] {
        let closed = Some((unreadable, Unreadable::Closed));
        let (names, verdicts) = said_without(&files, closed, given);
        assert_eq!(names, [unreadable], "{given}");
        assert!(!verdicts.contains(&Verdict::Recorded), "{given}");
    }
    // What may run a module is lost with what a unit includes.
    let closed = Some(("live/root.hcl", Unreadable::Closed));
    let (_, verdicts) = said_without(&files, closed, "modules/other/main.tf");
    assert_eq!(verdicts, [Verdict::Unknown]);
}
