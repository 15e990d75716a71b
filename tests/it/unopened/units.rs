//! What units of Terragrunt are made of, and what may include what was given.

use cloudtrail_lint::model::Verdict;
use cloudtrail_lint::outcome::Outcome;

use super::{MODULE, Unreadable, is_said, make_unreadable, outcome_of, put, said_without};

const FILES: [(&str, &str); 8] = [
    ("modules/audit/main.tf", MODULE),
    (
        "modules/flag/main.tf",
        "variable \"on\" {\n  default = true\n}\noutput \"on\" {\n  value = var.on\n}\n",
    ),
    ("live/root.hcl", "locals {}\n"),
    (
        "live/audit/terragrunt.hcl",
        "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}\nterraform {\n  source = \"../../modules/audit\"\n}\n\
         dependency \"flag\" {\n  config_path = \"../flag\"\n}\ninputs = { on = dependency.flag.outputs.on }\n",
    ),
    (
        "live/flag/terragrunt.hcl",
        "include \"flag\" {\n  path = \"flag.hcl\"\n}\nterraform {\n  source = \"../../modules/flag\"\n}\n",
    ),
    ("live/flag/flag.hcl", "locals {}\n"),
    ("other/common.hcl", "locals {}\n"),
    ("live/.terraform.lock.hcl", ""),
];

const AUDIT: &str = "live/audit/terragrunt.hcl";
const FLAG: &str = "live/flag/terragrunt.hcl";

#[test]
fn a_unit_that_is_depended_on_and_what_may_include_what_was_given() {
    let relations = [
        (FLAG, AUDIT),
        (FLAG, "modules/audit/main.tf"),
        ("live/flag/flag.hcl", AUDIT),
        ("live/root.hcl", AUDIT),
        (AUDIT, "live/root.hcl"),
        // It is included from anywhere.
        (AUDIT, "other/common.hcl"),
    ];
    is_said(&FILES, &relations, &[Unreadable::Pipe, Unreadable::Closed]);
    is_said(&FILES, &relations[..4], &[Unreadable::Folder]);
    is_said(&FILES, &relations[4..], &[Unreadable::Outside]);
    // Terraform's own is never included.
    for how in [Unreadable::Pipe, Unreadable::Closed, Unreadable::Outside] {
        let said = said_without(&FILES, Some((AUDIT, how)), "live/.terraform.lock.hcl");
        assert_eq!(said, (Vec::new(), Vec::new()), "{how:?}");
    }
}

/// What a run over one path of some files comes to where one of them is unreadable.
fn outcome_without(
    files: &[(&str, &str)],
    (unreadable, how): (&str, Unreadable),
    path: &str,
) -> Outcome {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    put(&root, ".git/HEAD", "");
    for (name, text) in files {
        put(&root, name, text);
    }
    make_unreadable(&root.join(unreadable), how);
    outcome_of(&root.join(path))
}

#[test]
fn what_leads_outside_is_not_called_missing() {
    for file in [FLAG, "live/root.hcl"] {
        let outcome = outcome_without(&FILES, (file, Unreadable::Outside), AUDIT);
        let verdicts = outcome.trails.iter().map(|trail| trail.verdict());
        assert_eq!(verdicts.collect::<Vec<_>>(), [Verdict::Unknown], "{file}");
        let [finding] = outcome.findings.as_slice() else {
            panic!("{file}: {:?}", outcome.findings);
        };
        let why = format!("{file} lies outside of the repository");
        assert!(finding.message.contains(&why), "{}", finding.message);
    }
}

#[test]
fn the_folder_of_a_unit_s_module() {
    let unit = "terraform {\n  source = \"../../modules/audit\"\n}\n";
    let files = [("live/audit/terragrunt.hcl", unit), ("modules/audit", "")];
    for how in [Unreadable::Pipe, Unreadable::Closed, Unreadable::Outside] {
        let outcome = outcome_without(&files, ("modules/audit", how), AUDIT);
        let [finding] = outcome.findings.as_slice() else {
            panic!("{how:?}: {:?}", outcome.findings);
        };
        let (why, lost) = match how {
            Unreadable::Outside => ("lies outside of the repository", 0),
            _ => ("`../../modules/audit` cannot be opened", 1),
        };
        assert!(finding.message.contains(why), "{}", finding.message);
        assert_eq!(outcome.problems.len(), lost, "{how:?}");
    }
}

#[test]
fn a_folder_beside_the_file_that_a_unit_includes() {
    let files = [
        (
            "_common/audit.hcl",
            "terraform {\n  source = \"./cloudtrail\"\n}\n",
        ),
        ("_common/cloudtrail", ""),
        (
            AUDIT,
            "include \"all\" {\n  path = \"../../_common/audit.hcl\"\n}\n",
        ),
    ];
    for how in [Unreadable::Pipe, Unreadable::Closed] {
        let outcome = outcome_without(&files, ("_common/cloudtrail", how), AUDIT);
        let [finding] = outcome.findings.as_slice() else {
            panic!("{how:?}: {:?}", outcome.findings);
        };
        let why = "`./cloudtrail` cannot be opened";
        assert!(finding.message.contains(why), "{}", finding.message);
        assert_eq!(outcome.problems.len(), 1, "{how:?}");
    }
}

#[test]
fn what_a_stack_in_a_stack_reads() {
    let files = [
        ("modules/audit/main.tf", MODULE),
        (
            "units/audit/terragrunt.hcl",
            "terraform {\n  source = \"${get_repo_root()}/modules/audit\"\n}\ninputs = { on = values.on }\n",
        ),
        ("live/common.hcl", "locals {\n  on = true\n}\n"),
        (
            "live/terragrunt.stack.hcl",
            "stack \"all\" {\n  source = \"../stacks/all\"\n  path   = \"all\"\n  values = { on = local.on }\n}\n\
             locals {\n  on = read_terragrunt_config(\"common.hcl\").locals.on\n}\n",
        ),
        (
            "stacks/all/terragrunt.stack.hcl",
            "unit \"audit\" {\n  source = \"${get_repo_root()}/units/audit\"\n  path   = \"audit\"\n  values = { on = values.on }\n}\n",
        ),
    ];
    let relations = [
        ("live/common.hcl", "modules/audit/main.tf"),
        ("live/common.hcl", "units/audit/terragrunt.hcl"),
        ("live/common.hcl", "stacks/all/terragrunt.stack.hcl"),
    ];
    is_said(&files, &relations, &[Unreadable::Pipe, Unreadable::Closed]);
}

#[test]
fn what_a_stack_leads_to() {
    const STACK: &str = "live/terragrunt.stack.hcl";
    let files = [
        ("modules/audit/main.tf", MODULE),
        (
            "units/audit/terragrunt.hcl",
            "terraform {\n  source = \"${get_repo_root()}/modules/audit\"\n}\ninputs = { on = values.on }\n",
        ),
        ("units/folder", ""),
        ("live/common.hcl", "locals {\n  on = true\n}\n"),
        (
            STACK,
            "unit \"audit\" {\n  source = \"../units/audit\"\n  path   = \"audit\"\n  values = { on = local.on }\n}\n\
             locals {\n  on = read_terragrunt_config(\"common.hcl\").locals.on\n}\n",
        ),
    ];
    let relations = [
        ("units/audit/terragrunt.hcl", STACK),
        ("live/common.hcl", STACK),
        ("live/common.hcl", "units/audit/terragrunt.hcl"),
        ("live/common.hcl", "modules/audit/main.tf"),
    ];
    is_said(&files, &relations, &[Unreadable::Pipe, Unreadable::Closed]);
    // What stands in the place of the unit's folder, or leads outside, is not called missing.
    let of_folder = files.map(|(name, text)| (name, text.to_owned()));
    let of_folder =
        of_folder.map(|(name, text)| (name, text.replace("units/audit", "units/folder")));
    let of_folder = of_folder
        .each_ref()
        .map(|(name, text)| (*name, text.as_str()));
    for (files, file, how, why) in [
        (
            of_folder,
            "units/folder",
            Unreadable::Pipe,
            "cannot be opened",
        ),
        (
            of_folder,
            "units/folder",
            Unreadable::Closed,
            "cannot be opened",
        ),
        (
            of_folder,
            "units/folder",
            Unreadable::Outside,
            "lies outside of the repository",
        ),
        (
            files,
            "units/audit/terragrunt.hcl",
            Unreadable::Outside,
            "lies outside of the repository",
        ),
    ] {
        let outcome = outcome_without(&files, (file, how), STACK);
        let [finding] = outcome.findings.as_slice() else {
            panic!("{file} {how:?}: {:?}", outcome.findings);
        };
        assert!(finding.message.contains(why), "{}", finding.message);
        let is_lost = matches!(how, Unreadable::Pipe | Unreadable::Closed);
        assert_eq!(
            outcome.problems.len(),
            usize::from(is_lost),
            "{file} {how:?}"
        );
    }
}
