//! What units of Terragrunt are made of, and what may include what was given.

use cloudtrail_lint::model::Verdict;

use super::{MODULE, Unreadable, is_said, make_unreadable, outcome_of, put, said_without};

const FILES: [(&str, &str); 7] = [
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
    ];
    is_said(&FILES, &relations, &[Unreadable::Pipe, Unreadable::Closed]);
    is_said(&FILES, &relations[..4], &[Unreadable::Folder]);
    is_said(&FILES, &relations[4..], &[Unreadable::Outside]);
    // What lies beside it includes none of it.
    for how in [Unreadable::Pipe, Unreadable::Closed, Unreadable::Outside] {
        let said = said_without(&FILES, Some((AUDIT, how)), "other/common.hcl");
        assert_eq!(said, (Vec::new(), Vec::new()), "{how:?}");
    }
}

#[test]
fn what_leads_outside_is_not_called_missing() {
    for file in [FLAG, "live/root.hcl"] {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        put(&root, ".git/HEAD", "");
        for (name, text) in FILES {
            put(&root, name, text);
        }
        make_unreadable(&root.join(file), Unreadable::Outside);
        let outcome = outcome_of(&root.join(AUDIT));
        let verdicts = outcome.trails.iter().map(|trail| trail.verdict());
        assert_eq!(verdicts.collect::<Vec<_>>(), [Verdict::Unknown], "{file}");
        let [finding] = outcome.findings.as_slice() else {
            panic!("{file}: {:?}", outcome.findings);
        };
        let why = format!("{file} lies outside of the repository");
        assert!(finding.message.contains(&why), "{}", finding.message);
    }
}
