//! A file that Terragrunt reads, given alone, says what the whole tree says of it: a hook is given the changed files only.

use std::path::Path;

use cloudtrail_lint::options::LintOptions;

/// A file, and its text.
type File = (&'static str, &'static str);

/// Files around one that decides, that file, and its texts.
type Tree = (&'static [File], &'static str, &'static [&'static str]);

const MODULE: File = (
    "modules/audit/main.tf",
    "variable \"global_events\" {\n  type    = bool\n  default = true\n}\n\nresource \"aws_cloudtrail\" \"audit\" {\n  name                          = \"audit\"\n  s3_bucket_name                = \"logs\"\n  is_multi_region_trail         = true\n  include_global_service_events = var.global_events\n}\n",
);

/// A unit with the module's source before what is given.
macro_rules! unit {
    ($text:literal) => {
        concat!(
            "terraform {\n  source = \"../../modules/audit\"\n}\n",
            $text
        )
    };
}

/// A unit that takes its one input from an expression, with what stands before that.
macro_rules! unit_of {
    ($before:literal, $value:literal) => {
        concat!(
            "terraform {\n  source = \"../../modules/audit\"\n}\n",
            $before,
            "inputs = {\n  global_events = ",
            $value,
            "\n}\n"
        )
    };
}

const TREES: &[Tree] = &[
    // The unit itself, in both syntaxes.
    (
        &[],
        "live/dev/terragrunt.hcl",
        &[
            unit_of!("", "true"),
            unit_of!("", "false"),
            unit_of!("", "get_env(\"ON\")"),
            unit_of!("", "local.on"),
            unit_of!("", ""),
            unit!("exclude {\n  if      = true\n  actions = [\"all\"]\n  no_run  = true\n}\n"),
        ],
    ),
    (
        &[],
        "live/dev/terragrunt.hcl.json",
        &[
            "{\"terraform\": {\"source\": \"../../modules/audit\"}, \"inputs\": {\"global_events\": true}}",
            "{\"terraform\": {\"source\": \"../../modules/audit\"}, \"inputs\": {\"global_events\": false}}",
            "{\"terraform\": {\"source\": \"../../modules/audit\"}, \"inputs\": {\"global_events\": }}",
        ],
    ),
    // What it includes.
    (
        &[(
            "live/dev/terragrunt.hcl",
            unit!("include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}\n"),
        )],
        "root.hcl",
        &[
            "inputs = {\n  global_events = true\n}\n",
            "inputs = {\n  global_events = false\n}\n",
            "inputs = {\n  global_events = local.on\n}\n",
            "inputs = {\n  global_events = \n}\n",
            "skip = true\n",
            "exclude {\n  if      = true\n  actions = [\"all\"]\n  no_run  = true\n}\n",
            "generate \"values\" {\n  path      = \"generated.auto.tfvars\"\n  if_exists = \"overwrite\"\n  contents  = <<EOF\nglobal_events = false\nEOF\n}\n",
            "generate \"main\" {\n  path      = \"main.tf\"\n  if_exists = \"error\"\n  contents  = \"\"\n}\n",
            "terraform {\n  extra_arguments \"values\" {\n    commands  = [\"apply\"]\n    arguments = [\"-var\", \"global_events=false\"]\n  }\n}\n",
        ],
    ),
    (
        &[(
            "live/dev/terragrunt.hcl",
            unit_of!(
                "include \"root\" {\n  path   = find_in_parent_folders(\"root.hcl\")\n  expose = true\n}\n",
                "include.root.locals.on"
            ),
        )],
        "root.hcl",
        &[
            "locals {\n  on = true\n}\n",
            "locals {\n  on = false\n}\n",
            "locals {\n  onn = false\n}\n",
            "locals {\n  on = \n}\n",
        ],
    ),
    // Where the source comes from.
    (
        &[
            (
                "live/dev/terragrunt.hcl",
                "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}\ninputs = {\n  global_events = false\n}\n",
            ),
            ("modules/other/main.tf", "variable \"global_events\" {}\n"),
        ],
        "root.hcl",
        &[
            "terraform {\n  source = \"${get_repo_root()}/modules/audit\"\n}\n",
            "terraform {\n  source = \"${get_repo_root()}/modules/other\"\n}\n",
            "terraform {\n  source = \"${get_repo_root()}/modules/audit\n}\n",
        ],
    ),
    // What it reads.
    (
        &[(
            "live/dev/terragrunt.hcl",
            unit_of!(
                "locals {\n  account = read_terragrunt_config(find_in_parent_folders(\"account.hcl\"))\n}\n",
                "local.account.locals.on"
            ),
        )],
        "live/account.hcl",
        &[
            "locals {\n  on = true\n}\n",
            "locals {\n  on = false\n}\n",
            "locals {\n  onn = true\n}\n",
            "locals {\n  on = \n}\n",
        ],
    ),
    (
        &[
            (
                "live/dev/terragrunt.hcl",
                unit_of!(
                    "locals {\n  account = read_terragrunt_config(find_in_parent_folders(\"account.hcl\"))\n}\n",
                    "local.account.locals.env.locals.on"
                ),
            ),
            (
                "live/account.hcl",
                "locals {\n  env = read_terragrunt_config(\"env.hcl\")\n}\n",
            ),
        ],
        "live/env.hcl",
        &[
            "locals {\n  on = true\n}\n",
            "locals {\n  on = false\n}\n",
            "locals {\n}\n",
        ],
    ),
    (
        &[(
            "live/dev/terragrunt.hcl",
            unit_of!(
                "locals {\n  env = yamldecode(file(find_in_parent_folders(\"env.yaml\")))\n}\n",
                "local.env.on"
            ),
        )],
        "live/env.yaml",
        &[
            "on_: 1\n\"on\": true\n",
            "\"on\": false\n",
            "other: true\n",
            "[\n",
        ],
    ),
    (
        &[(
            "live/dev/terragrunt.hcl",
            unit_of!(
                "locals {\n  env = jsondecode(read_tfvars_file(find_in_parent_folders(\"env.tfvars\")))\n}\n",
                "local.env.on"
            ),
        )],
        "live/env.tfvars",
        &["on = true\n", "on = false\n", "onn = false\n"],
    ),
    (
        &[(
            "live/dev/terragrunt.hcl",
            "terraform {\n  source = \"../../modules/audit\"\n  extra_arguments \"values\" {\n    commands           = [\"plan\", \"apply\"]\n    required_var_files = [\"${get_terragrunt_dir()}/../common.tfvars\"]\n  }\n}\n",
        )],
        "live/common.tfvars",
        &[
            "global_events = true\n",
            "global_events = false\n",
            "global_events = \n",
        ],
    ),
    (
        &[("live/dev/terragrunt.hcl", unit!(""))],
        "live/dev/terraform.tfvars",
        &["global_events = true\n", "global_events = false\n"],
    ),
    (
        &[("live/dev/terragrunt.hcl", unit!(""))],
        "live/dev/audit_override.tf",
        &[
            "resource \"aws_cloudtrail\" \"audit\" {\n  include_global_service_events = true\n}\n",
            "resource \"aws_cloudtrail\" \"audit\" {\n  include_global_service_events = false\n}\n",
        ],
    ),
    // What a generated text is made of.
    (
        &[(
            "live/dev/terragrunt.hcl",
            unit!(
                "generate \"values\" {\n  path      = \"values.auto.tfvars\"\n  if_exists = \"overwrite\"\n  contents  = file(\"../values.txt\")\n}\n"
            ),
        )],
        "live/values.txt",
        &["global_events = true\n", "global_events = false\n"],
    ),
    // Data files that shape the unit: its source, what it includes, what it is run with, and whether.
    (
        &[
            (
                "live/dev/terragrunt.hcl",
                "locals {\n  unit = jsondecode(file(\"unit.json\"))\n}\nterraform {\n  source = local.unit.source\n}\ninputs = {\n  global_events = false\n}\n",
            ),
            ("modules/other/main.tf", "variable \"global_events\" {}\n"),
        ],
        "live/dev/unit.json",
        &[
            "{\"source\": \"../../modules/audit\"}\n",
            "{\"source\": \"../../modules/other\"}\n",
        ],
    ),
    (
        &[
            (
                "live/dev/terragrunt.hcl",
                unit!("include \"root\" {\n  path = jsondecode(file(\"unit.json\")).root\n}\n"),
            ),
            ("root.hcl", "inputs = {\n  global_events = false\n}\n"),
            ("quiet.hcl", "inputs = {\n  global_events = true\n}\n"),
        ],
        "live/dev/unit.json",
        &[
            "{\"root\": \"../../root.hcl\"}\n",
            "{\"root\": \"../../quiet.hcl\"}\n",
            "{\"root\": \"../../rot.hcl\"}\n",
        ],
    ),
    (
        &[(
            "live/dev/terragrunt.hcl",
            "locals {\n  unit = jsondecode(file(\"unit.json\"))\n}\nterraform {\n  source = \"../../modules/audit\"\n  extra_arguments \"flag\" {\n    commands  = local.unit.commands\n    arguments = [\"-var=global_events=${local.unit.on}\"]\n  }\n}\n",
        )],
        "live/dev/unit.json",
        &[
            "{\"commands\": [\"apply\"], \"on\": true}\n",
            "{\"commands\": [\"apply\"], \"on\": false}\n",
            "{\"commands\": [\"fmt\"], \"on\": false}\n",
        ],
    ),
    (
        &[
            (
                "live/dev/terragrunt.hcl",
                "terraform {\n  source = \"../../modules/audit\"\n  extra_arguments \"values\" {\n    commands           = [\"apply\"]\n    required_var_files = [\"${get_terragrunt_dir()}/${jsondecode(file(\"unit.json\")).values}\"]\n  }\n}\n",
            ),
            ("live/dev/off.tfvars", "global_events = false\n"),
            ("live/dev/on.tfvars", "global_events = true\n"),
        ],
        "live/dev/unit.json",
        &[
            "{\"values\": \"on.tfvars\"}\n",
            "{\"values\": \"off.tfvars\"}\n",
            "{\"values\": \"of.tfvars\"}\n",
        ],
    ),
    (
        &[
            (
                "live/dev/terragrunt.hcl",
                unit_of!(
                    "dependency \"flags\" {\n  config_path = jsondecode(file(\"unit.json\")).flags\n}\n",
                    "dependency.flags.outputs.on"
                ),
            ),
            ("live/flags/terragrunt.hcl", ""),
            ("live/flags/main.tf", "output \"on\" {\n  value = true\n}\n"),
            ("live/other/terragrunt.hcl", ""),
            (
                "live/other/main.tf",
                "output \"on\" {\n  value = false\n}\n",
            ),
        ],
        "live/dev/unit.json",
        &["{\"flags\": \"../flags\"}\n", "{\"flags\": \"../other\"}\n"],
    ),
    // What other units put out.
    (
        &[
            (
                "live/dev/terragrunt.hcl",
                unit_of!(
                    "dependency \"flags\" {\n  config_path = \"../flags\"\n}\n",
                    "dependency.flags.outputs.on"
                ),
            ),
            ("live/flags/terragrunt.hcl", ""),
        ],
        "live/flags/main.tf",
        &[
            "output \"on\" {\n  value = true\n}\n",
            "output \"on\" {\n  value = false\n}\n",
            "output \"onn\" {\n  value = false\n}\n",
            "output \"on\" {\n  value = \n}\n",
        ],
    ),
    (
        &[
            (
                "live/dev/terragrunt.hcl",
                unit_of!(
                    "dependency \"flags\" {\n  config_path = \"../flags\"\n}\n",
                    "dependency.flags.outputs.on"
                ),
            ),
            (
                "modules/flags/main.tf",
                "variable \"on\" {}\n\noutput \"on\" {\n  value = var.on\n}\n",
            ),
        ],
        "live/flags/terragrunt.hcl",
        &[
            "terraform {\n  source = \"../../modules/flags\"\n}\ninputs = {\n  on = true\n}\n",
            "terraform {\n  source = \"../../modules/flags\"\n}\ninputs = {\n  on = false\n}\n",
            "terraform {\n  source = \"../../modules/flags\"\n}\ninputs = {\n  on = \n}\n",
            "terraform {\n  source = \"../../modules/flag\"\n}\n",
        ],
    ),
    // Stacks.
    (
        &[(
            "units/audit/terragrunt.hcl",
            "terraform {\n  source = \"${get_repo_root()}/modules/audit\"\n}\ninputs = {\n  global_events = values.on\n}\n",
        )],
        "live/dev/terragrunt.stack.hcl",
        &[
            "unit \"audit\" {\n  source = \"../../units/audit\"\n  path   = \"audit\"\n  values = {\n    on = true\n  }\n}\n",
            "unit \"audit\" {\n  source = \"../../units/audit\"\n  path   = \"audit\"\n  values = {\n    on = false\n  }\n}\n",
            "unit \"audit\" {\n  source = \"../../units/audit\"\n  path   = \"audit\"\n  values = {\n    onn = false\n  }\n}\n",
            "unit \"audit\" {\n  source = \"../../units/audit\"\n  path   = \"audit\"\n  values = {\n    on = \n  }\n}\n",
        ],
    ),
    (
        &[(
            "live/dev/terragrunt.stack.hcl",
            "unit \"audit\" {\n  source = \"../../units/audit\"\n  path   = \"audit\"\n  values = {\n    on = false\n  }\n}\n",
        )],
        "units/audit/terragrunt.hcl",
        &[
            "terraform {\n  source = \"${get_repo_root()}/modules/audit\"\n}\ninputs = {\n  global_events = values.on\n}\n",
            "terraform {\n  source = \"${get_repo_root()}/modules/audit\"\n}\ninputs = {\n  global_events = !values.on\n}\n",
            "terraform {\n  source = \"${get_repo_root()}/modules/audit\"\n}\ninputs = {\n  global_events = \n}\n",
        ],
    ),
    (
        &[
            (
                "live/dev/terragrunt.stack.hcl",
                "locals {\n  account = read_terragrunt_config(find_in_parent_folders(\"account.hcl\"))\n}\nunit \"audit\" {\n  source = \"../../units/audit\"\n  path   = \"audit\"\n  values = {\n    on = local.account.locals.on\n  }\n}\n",
            ),
            (
                "units/audit/terragrunt.hcl",
                "terraform {\n  source = \"${get_repo_root()}/modules/audit\"\n}\ninputs = {\n  global_events = values.on\n}\n",
            ),
        ],
        "live/account.hcl",
        &[
            "locals {\n  on = true\n}\n",
            "locals {\n  on = false\n}\n",
            "locals {\n}\n",
            "locals {\n  on = \n}\n",
        ],
    ),
];

/// What is found, and what comes of the trails.
fn said(root: &Path, path: &str) -> (Vec<String>, Vec<String>) {
    let outcome = cloudtrail_lint::lint(&LintOptions {
        paths: vec![root.join(path)],
        ..LintOptions::default()
    });
    let findings = outcome.findings.iter();
    let mut found: Vec<String> = findings
        .map(|finding| format!("{} {}", finding.rule.id, finding.message))
        .collect();
    found.sort();
    // What stands beside it and has nothing to do with it is said of the whole tree alone.
    let trails = outcome.trails.iter();
    let trails = trails.filter(|trail| trail.deployment.is_some());
    let mut trails: Vec<String> = trails
        .map(|trail| {
            format!(
                "{} {:?} {:?}",
                trail.address,
                trail.deployment,
                trail.verdict()
            )
        })
        .collect();
    trails.sort();
    let folder = root.to_string_lossy();
    for said in found.iter_mut().chain(&mut trails) {
        *said = said.replace(&*folder, "");
    }
    (found, trails)
}

#[test]
fn a_file_that_terragrunt_reads_says_alone_what_the_tree_says_of_it() {
    let mut wrong = Vec::new();
    for (files, decisive, texts) in TREES {
        let mut before = Vec::new();
        for text in *texts {
            let dir = tempfile::tempdir().unwrap();
            std::fs::create_dir(dir.path().join(".git")).unwrap();
            std::fs::write(dir.path().join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
            let decides: File = (decisive, text);
            for (name, text) in files.iter().chain([&MODULE, &decides]) {
                let path = dir.path().join(name);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, text).unwrap();
            }
            let whole = said(dir.path(), ".");
            let alone = said(dir.path(), decisive);
            if alone != whole {
                wrong.push(format!(
                    "{decisive}: {text}\n  {whole:?}\n  is alone\n  {alone:?}"
                ));
            }
            before.push(whole);
        }
        before.dedup();
        if before.len() < 2 {
            wrong.push(format!("{decisive} decides nothing"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
