//! Modules of which files and folders are links, real ones and as git writes them where the file system has none.

#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const TRAIL: &str = "variable \"global\" {\n  type = bool\n}\nresource \"aws_cloudtrail\" \"main\" {\n  name                          = \"main\"\n  s3_bucket_name                = \"logs\"\n  is_multi_region_trail         = true\n  include_global_service_events = var.global\n}\n";

/// How a link is made.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Links {
    Real,
    /// A file that holds the path.
    Written,
}

/// A repository of files, and of links by their targets.
fn repository(files: &[(&str, &str)], links: &[(&str, &str)], how: Links) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join(".git")).unwrap();
    let place = |name: &str| {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    };
    for (name, text) in files {
        std::fs::write(place(name), text).unwrap();
    }
    for (name, target) in links {
        match how {
            Links::Real => std::os::unix::fs::symlink(target, place(name)).unwrap(),
            Links::Written => std::fs::write(place(name), target).unwrap(),
        }
    }
    dir
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// The trails of a path, each with its deployment and its verdict, and the exit code.
fn trails(folder: &Path, path: &str) -> (Vec<String>, i32) {
    let output = run(folder, &["check", path, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let shown = report["trails"].as_array().unwrap().iter().map(|trail| {
        let text = |name: &str| trail[name].as_str().unwrap_or("-").to_owned();
        let path = trail["location"]["path"].as_str().unwrap();
        format!("{path} {} {}", text("deployment"), text("verdict"))
    });
    (shown.collect(), output.status.code().unwrap())
}

const ENVIRONMENTS: &[(&str, &str)] = &[
    ("_shared/trail.tf", TRAIL),
    ("dev/terraform.tfvars", "global = false\n"),
    ("prod/terraform.tfvars", "global = true\n"),
];
const TO_SHARED: &[(&str, &str)] = &[
    ("dev/trail.tf", "../_shared/trail.tf"),
    ("prod/trail.tf", "../_shared/trail.tf"),
];

#[test]
fn a_linked_file_is_judged_where_it_is_linked() {
    for how in [Links::Real, Links::Written] {
        let dir = repository(ENVIRONMENTS, TO_SHARED, how);
        let both = [
            "_shared/trail.tf dev not-recorded",
            "_shared/trail.tf prod recorded",
        ];
        for path in [".", "_shared/trail.tf"] {
            let (trails, code) = trails(dir.path(), path);
            assert_eq!(
                (&trails[..], code),
                (&both.map(String::from)[..], 1),
                "{how:?} {path}"
            );
        }
        // Who changes one link means its folder.
        let of_prod = trails(dir.path(), "prod/trail.tf");
        assert_eq!(
            of_prod,
            (vec!["_shared/trail.tf prod recorded".into()], 0),
            "{how:?}"
        );
        assert_eq!(trails(dir.path(), "dev/terraform.tfvars").1, 1, "{how:?}");
    }
}

#[test]
fn a_folder_is_a_module_of_its_own_where_others_link_only_a_part_of_it() {
    for more in [
        ("_shared/bucket.tf", "# logs\n"),
        ("_shared/terraform.tfvars", "global = false\n"),
    ] {
        let files = [ENVIRONMENTS, &[more]].concat();
        let dir = repository(&files, TO_SHARED, Links::Real);
        assert_eq!(trails(dir.path(), ".").0.len(), 3, "{more:?}");
    }
    // A module that something calls is one, too.
    let call = "module \"trail\" {\n  source = \"../_shared\"\n  global = true\n}\n";
    let files = [ENVIRONMENTS, &[("stage/main.tf", call)]].concat();
    let dir = repository(&files, TO_SHARED, Links::Real);
    assert_eq!(trails(dir.path(), ".").0.len(), 3);
    // Within one folder a second name makes no other module.
    let files = [
        ("live/trail.tf", TRAIL),
        ("live/terraform.tfvars", "global = false\n"),
    ];
    let dir = repository(&files, &[("envs/again", "../live")], Links::Real);
    assert_eq!(trails(dir.path(), ".").0.len(), 1);
}

#[test]
fn linked_values_count_and_are_changed_where_they_lie() {
    for how in [Links::Real, Links::Written] {
        let dir = repository(
            &[
                ("dev/main.tf", TRAIL),
                ("common/values.tfvars", "global = false\n"),
            ],
            &[("dev/terraform.tfvars", "../common/values.tfvars")],
            how,
        );
        for path in [".", "common/values.tfvars", "dev/terraform.tfvars"] {
            assert_eq!(trails(dir.path(), path).1, 1, "{how:?} {path}");
            let report = run(dir.path(), &["check", path]);
            let report = String::from_utf8_lossy(&report.stdout).into_owned();
            assert!(report.contains("common/values.tfvars:1"), "{report}");
        }
    }
}

#[test]
fn a_linked_folder_is_the_module_that_it_leads_to() {
    let call = "module \"trail\" {\n  source = \"./modules/trail\"\n  global = false\n}\n";
    for how in [Links::Real, Links::Written] {
        for link in [
            ("live/modules/trail", "../../lib/trail"),
            ("live/modules", "../lib"),
        ] {
            let files = [("live/main.tf", call), ("lib/trail/main.tf", TRAIL)];
            let dir = repository(&files, &[link], how);
            for path in [".", "lib/trail/main.tf", "live/main.tf"] {
                assert_eq!(
                    trails(dir.path(), path),
                    (vec!["lib/trail/main.tf live not-recorded".into()], 1),
                    "{how:?} {link:?} {path}"
                );
            }
        }
    }
}

#[test]
fn a_link_that_leads_nowhere_is_said_beside_a_trail() {
    for (name, target) in [("dev/more.tf", "../gone.tf"), ("dev/more.tf", "more.tf")] {
        let dir = repository(ENVIRONMENTS, &[TO_SHARED[0], (name, target)], Links::Real);
        for path in [".", "_shared/trail.tf", "dev/terraform.tfvars", name] {
            let output = run(dir.path(), &["check", path]);
            assert_eq!(output.status.code(), Some(2), "{path}");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(
                said.contains("dev/more.tf: cannot be read"),
                "{path}: {said}"
            );
        }
        // Nobody else needs it. One that leads to itself may stand for anything where it was given.
        let dir = repository(
            &[ENVIRONMENTS, &[("other/main.tf", "# nothing\n")]].concat(),
            &[TO_SHARED[1], ("other/more.tf", target)],
            Links::Real,
        );
        let leads_to_itself = name.ends_with(target);
        let given = if leads_to_itself { 2 } else { 0 };
        for (path, expected) in [(".", given), ("prod/terraform.tfvars", 0)] {
            let code = run(dir.path(), &["check", path]).status.code();
            assert_eq!(code, Some(expected), "{path}");
        }
        // One that has a trail is asked for values that turn out not to be its own.
        let dir = repository(
            &[ENVIRONMENTS, &[("values.tfvars", "global = true\n")]].concat(),
            &[TO_SHARED[1], ("prod/more.tf", target)],
            Links::Real,
        );
        let code = run(dir.path(), &["check", "values.tfvars"]).status.code();
        assert_eq!(code, Some(0));
    }
}

#[test]
fn a_link_that_leads_nowhere_or_to_itself_is_said_where_nothing_else_speaks_of_trails() {
    let files = [
        ("root/variables.tf", "variable \"a\" {}\n"),
        ("json/variables.tf", "variable \"a\" {}\n"),
        ("called/variables.tf", "variable \"a\" {}\n"),
        (
            "caller/main.tf",
            "module \"a\" {\n  source = \"../called\"\n}\n",
        ),
        (
            "live/terragrunt.hcl",
            "terraform {\n  source = \"../called\"\n}\n",
        ),
        ("units/root.hcl", "locals {}\n"),
        ("sam/samconfig.toml", "version = 0.1\n"),
    ];
    for target in ["nowhere", "ITSELF"] {
        for (link, given) in [
            ("root/cloudtrail.tf", "root"),
            ("root/cloudtrail.tf", "root/variables.tf"),
            ("json/cloudtrail.tf.json", "."),
            ("called/cloudtrail.tf", "caller"),
            ("called/cloudtrail.tf", "caller/main.tf"),
            ("called/cloudtrail.tf", "live"),
            ("called/cloudtrail.tf", "live/terragrunt.hcl"),
            ("called/more.tf", "."),
            ("called/more.tf", "caller/main.tf"),
            ("called/more.tf", "live/terragrunt.hcl"),
            ("units/audit/terragrunt.hcl", "units"),
            ("sam/template.yaml", "sam"),
        ] {
            let name = link.rsplit('/').next().unwrap();
            let target = if target == "ITSELF" { name } else { target };
            let dir = repository(&files, &[(link, target)], Links::Real);
            let output = run(dir.path(), &["check", given, "--format", "concise"]);
            let said = String::from_utf8_lossy(&output.stderr);
            let is_said = said.contains(&format!("error: {link}: cannot be read"));
            assert!(is_said, "{link} {target}, {given}: {said}");
            assert_eq!(output.status.code(), Some(2), "{link}, {given}");
        }
    }
}

#[test]
fn a_module_that_is_links_to_nothing_or_to_itself_is_no_clean_one() {
    for end in ["tf", "tofu", "tf.json", "tofu.json", "tfcomponent.hcl"] {
        let link = format!("root/main.{end}");
        let itself = format!("main.{end}");
        let others = [("root/notes.yaml", "a: 1\n"), ("z/main.tf", "# nothing\n")];
        for target in ["nowhere", &itself] {
            let dir = repository(&others, &[(&link, target)], Links::Real);
            for (given, expected) in [(".", 2), ("root", 2), ("z", 0), ("z/main.tf", 0)] {
                let output = run(dir.path(), &["check", given, "--format", "concise"]);
                let said = String::from_utf8_lossy(&output.stderr);
                let is_said = said.contains(&format!("error: {link}: cannot be read"));
                assert_eq!(is_said, expected == 2, "{link} {target}, {given}: {said}");
                assert_eq!(output.status.code(), Some(expected), "{link}, {given}");
            }
        }
        // A link to itself may stand for anything in a module whose other file was given.
        let others = [("root/variables.tf", "variable \"a\" {}\n")];
        let dir = repository(&others, &[(&link, &itself)], Links::Real);
        for given in [".", "root/variables.tf"] {
            let output = run(dir.path(), &["check", given]);
            assert_eq!(output.status.code(), Some(2), "{link}, {given}");
        }
    }
}

#[test]
fn written_links_open_nothing_outside() {
    let dir = repository(
        &[("r/.git/HEAD", ""), ("outside/trail.tf", "SECRETVALUE")],
        &[("r/dev/trail.tf", "../../outside/trail.tf")],
        Links::Written,
    );
    let folder = dir.path().join("r");
    for path in [".", "dev/trail.tf"] {
        let output = run(&folder, &["check", path]);
        let out = String::from_utf8_lossy(&output.stdout);
        let said = format!("{out}{}", String::from_utf8_lossy(&output.stderr));
        assert!(!said.contains("SECRETVALUE"), "{said}");
        assert!(said.contains("lies outside of the repository"), "{said}");
    }
}

/// A trail whose flag a file of data holds.
const BY_DATA: &str = "locals {\n  audit = jsondecode(file(\"${path.module}/c.json\"))\n}\nresource \"aws_cloudtrail\" \"main\" {\n  name                          = \"main\"\n  s3_bucket_name                = \"logs\"\n  is_multi_region_trail         = true\n  include_global_service_events = local.audit.global\n}\n";

#[test]
fn linked_data_counts_and_is_changed_where_it_lies() {
    for how in [Links::Real, Links::Written] {
        let dir = repository(
            &[
                ("dev/main.tf", BY_DATA),
                ("shared/c.json", "{ \"global\": false }\n"),
                ("shared/other.json", "{ \"global\": false }\n"),
            ],
            &[("dev/c.json", "../shared/c.json")],
            how,
        );
        for path in [".", "shared/c.json", "dev/c.json", "dev/main.tf"] {
            assert_eq!(
                trails(dir.path(), path),
                (vec!["dev/main.tf dev not-recorded".into()], 1),
                "{how:?} {path}"
            );
            let report = run(dir.path(), &["check", path]);
            let report = String::from_utf8_lossy(&report.stdout).into_owned();
            assert!(report.contains("shared/c.json:1"), "{report}");
        }
        let nothing = (Vec::new(), 0);
        assert_eq!(trails(dir.path(), "shared/other.json"), nothing, "{how:?}");
    }
}

const PARENT: &str = "Resources:\n  Audit:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: templates/audit.yaml\n      Parameters:\n        Global: false\n";
const CHILD: &str = "Parameters:\n  Global: { Type: String }\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n      IncludeGlobalServiceEvents: !Ref Global\n";

#[test]
fn data_in_a_linked_folder_counts_where_it_lies() {
    let main = |file: &str, call: &str| {
        format!(
            "resource \"aws_cloudtrail\" \"this\" {{\n  is_multi_region_trail = true\n  include_global_service_events = \
             {call}(\"${{path.module}}/conf/{file}\"{}\n}}\n",
            if call == "templatefile" {
                ", {}) == \"true\""
            } else {
                ") == \"true\""
            }
        )
    };
    for call in ["file", "templatefile"] {
        let main = main("global.txt", call);
        let files = [
            ("live/main.tf", main.as_str()),
            ("config/prod/global.txt", "false"),
        ];
        let dir = repository(&files, &[("live/conf", "../config/prod")], Links::Real);
        for path in [".", "config/prod/global.txt", "live/conf/global.txt"] {
            assert_eq!(trails(dir.path(), path).1, 1, "{call} {path}");
        }
    }
}

#[test]
fn a_linked_template_is_the_one_that_it_leads_to() {
    for how in [Links::Real, Links::Written] {
        for link in [
            ("dev/templates/audit.yaml", "../../lib/trail.yaml"),
            ("dev/templates", "../lib"),
        ] {
            let child = if link.0.ends_with("yaml") {
                "lib/trail.yaml"
            } else {
                "lib/audit.yaml"
            };
            let files = [("dev/root.yaml", PARENT), (child, CHILD)];
            let dir = repository(&files, &[link], how);
            for path in [".", child, "dev/root.yaml"] {
                let (trails, code) = trails(dir.path(), path);
                assert_eq!(code, 1, "{how:?} {link:?} {path} {trails:?}");
                assert_eq!(
                    trails,
                    [format!("{child} dev/root.yaml not-recorded")],
                    "{how:?} {link:?} {path}"
                );
            }
        }
    }
}

#[test]
fn a_template_that_is_only_linked_is_one() {
    let trail = CHILD.replace("!Ref Global", "false");
    let files = [("lib/trail.yaml", trail.as_str())];
    let links = [("dev/trail.yaml", "../lib/trail.yaml")];
    let dir = repository(&files, &links, Links::Real);
    for path in [".", "lib/trail.yaml", "dev/trail.yaml"] {
        let (trails, code) = trails(dir.path(), path);
        assert_eq!((trails.len(), code), (1, 1), "{path}");
        assert!(trails[0].starts_with("lib/trail.yaml"), "{path} {trails:?}");
    }
    let output = run(
        dir.path(),
        &[
            "check",
            "lib/trail.yaml",
            "dev/trail.yaml",
            "--format",
            "json",
        ],
    );
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["trails"].as_array().unwrap().len(), 1);
}

#[test]
fn a_deployment_of_a_linked_folder_is_for_what_it_leads_to() {
    let config = "terraform:\n  - roots: live/*\n    deployments:\n      dev: { vars: { global: false } }\ncloudformation:\n  - templates: stacks/dev/*.yaml\n    deployments:\n      dev: { values: { Global: \"false\" } }\n";
    let template = "Parameters:\n  Global:\n    Type: String\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n      IncludeGlobalServiceEvents: !Ref Global\n";
    let dir = repository(
        &[
            ("cloudtrail-lint.yaml", config),
            ("shared/audit/main.tf", TRAIL),
            ("live/own/main.tf", TRAIL),
            ("stacks/trail.yaml", template),
        ],
        &[
            ("live/audit", "../shared/audit"),
            ("stacks/dev/trail.yaml", "../trail.yaml"),
        ],
        Links::Real,
    );
    let (found, code) = trails(dir.path(), ".");
    assert_eq!(
        found,
        [
            "live/own/main.tf dev not-recorded",
            "shared/audit/main.tf dev not-recorded",
            "stacks/trail.yaml dev not-recorded",
        ]
    );
    assert_eq!(code, 1);
}

#[test]
fn a_linked_folder_that_is_not_walked_is_said_where_a_trail_is_left_out() {
    let caller = "module \"trail\" {\n  source = \"./modules/trail\"\n  global = true\n}\n";
    let files = [
        ("shared/trail.tf", TRAIL),
        ("shared/network/main.tf", "variable \"name\" {}\n"),
        ("modules/trail/main.tf", TRAIL),
        ("live/called/main.tf", caller),
    ];
    let links = [
        ("live/dev", "../shared"),
        ("live/network", "../shared/network"),
        ("live/called/modules", "../../modules"),
    ];
    let dir = repository(&files, &links, Links::Real);
    let said = |path: &str| {
        let output = run(dir.path(), &["check", path]);
        let said = String::from_utf8(output.stderr).unwrap();
        let notes = said.lines().filter(|line| line.starts_with("note:"));
        notes.map(str::to_owned).collect::<Vec<_>>()
    };
    let note = "note: live/dev:1:1: `live/dev` is a link to `shared`, where a trail is mentioned; links to folders are not \
                followed. Name that folder beside the run's paths";
    assert_eq!(said("live"), [note]);
    assert_eq!(said("."), [""; 0]);
}
