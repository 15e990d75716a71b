//! What lies around a Terraform trail and decides about it: folders that were not given, calls and variables files that
//! cannot be read, Terragrunt, plans in parts. None of it may make a trail pass as clean.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should fail there"
)]

use std::path::{Path, PathBuf};

use cloudtrail_lint::model::Verdict;
use cloudtrail_lint::options::{LintOptions, VariableInput};
use cloudtrail_lint::outcome::Outcome;
use cloudtrail_lint::resolved::Resolved;

/// A module whose trail takes the flag from a variable with this declaration.
fn module(variable: &str) -> String {
    format!(
        "resource \"aws_cloudtrail\" \"this\" {{\n  is_multi_region_trail         = true\n  \
         include_global_service_events = var.global\n}}\n\nvariable \"global\" {{\n{variable}}}\n"
    )
}

const ON: &str = "  type    = bool\n  default = true\n";
const OFF: &str = "  type    = bool\n  default = false\n";

struct Files(tempfile::TempDir);

impl Files {
    fn new(files: &[(&str, &str)]) -> Files {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Files(dir)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn lint(&self, name: &str) -> Outcome {
        self.lint_with(name, LintOptions::default())
    }

    fn lint_with(&self, name: &str, options: LintOptions) -> Outcome {
        cloudtrail_lint::lint(&LintOptions {
            paths: vec![self.path(name)],
            ..options
        })
    }
}

/// The verdict of the only trail.
fn verdict(outcome: &Outcome) -> Verdict {
    assert_eq!(outcome.trails.len(), 1, "{:?}", outcome.trails);
    outcome.trails[0].verdict()
}

/// Why the flag of the only trail is not known.
fn why(outcome: &Outcome) -> &str {
    assert_eq!(outcome.trails.len(), 1, "{:?}", outcome.trails);
    match &outcome.trails[0].include_global_service_events {
        Resolved::Unknown { why, .. } => why,
        other => panic!("{other:?}"),
    }
}

/// The rules that found something, each once.
fn rules(outcome: &Outcome) -> Vec<&str> {
    let mut rules: Vec<&str> = outcome
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

#[test]
fn a_root_is_judged_with_what_it_calls_outside_of_the_given_folder() {
    let files = Files::new(&[
        ("modules/audit/main.tf", &module(ON)),
        (
            "modules/baseline/main.tf",
            "module \"audit\" {\n  source = \"../audit\"\n  global = var.global\n}\nvariable \"global\" {}\n",
        ),
        (
            "envs/dev/main.tf",
            "module \"baseline\" {\n  source = \"../../modules/baseline\"\n  global = false\n}\n",
        ),
    ]);
    let outcome = files.lint("envs/dev");
    assert_eq!(verdict(&outcome), Verdict::NotRecorded);
    assert_eq!(
        outcome.trails[0].address,
        "module.baseline.module.audit.aws_cloudtrail.this"
    );
}

#[test]
fn a_call_in_a_comment_does_not_hide_the_module() {
    let files = Files::new(&[
        ("modules/audit/main.tf", &module(OFF)),
        (
            "main.tf",
            "# module \"audit\" {\n#   source = \"./modules/audit\"\n# }\n",
        ),
    ]);
    assert_eq!(verdict(&files.lint(".")), Verdict::NotRecorded);
}

#[test]
fn a_call_that_cannot_be_read_is_found_and_its_module_judged_alone() {
    let files = Files::new(&[
        ("modules/audit/main.tf", &module(ON)),
        (
            "main.tf",
            "module \"audit\" {\n  source = \"./modules/audit\"\n  global = = false\n}\n",
        ),
    ]);
    let outcome = files.lint(".");
    assert_eq!(verdict(&outcome), Verdict::Recorded);
    assert_eq!(rules(&outcome), ["syntax-error"]);
    let place = outcome.findings[0].span;
    assert_eq!(
        outcome
            .sources
            .get(place.source)
            .position(place.range().start)
            .line,
        3
    );
}

#[test]
fn a_broken_file_that_has_nothing_to_do_with_trails_is_no_finding() {
    let files = Files::new(&[
        ("main.tf", &module(ON)),
        (
            "other/main.tf",
            "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = = 1\n}\n",
        ),
    ]);
    assert_eq!(rules(&files.lint(".")), [""; 0]);
}

#[test]
fn what_a_broken_variables_file_may_set_is_unknown() {
    let files = Files::new(&[
        ("main.tf", &module(OFF)),
        ("terraform.tfvars", "region = [\n"),
    ]);
    let outcome = files.lint(".");
    assert!(why(&outcome).contains("may be set in what could not be read of"));
    assert_eq!(
        rules(&outcome),
        ["global-service-events-disabled", "syntax-error"]
    );
    // A file of higher precedence decides all the same.
    std::fs::write(files.path("z.auto.tfvars"), "global = true\n").unwrap();
    assert_eq!(verdict(&files.lint(".")), Verdict::Recorded);
    // One of lower precedence does not: the broken one may win over it.
    std::fs::remove_file(files.path("z.auto.tfvars")).unwrap();
    std::fs::rename(files.path("terraform.tfvars"), files.path("z.auto.tfvars")).unwrap();
    std::fs::write(files.path("terraform.tfvars"), "global = true\n").unwrap();
    assert_eq!(verdict(&files.lint(".")), Verdict::Unknown);
}

#[test]
fn what_a_broken_variables_file_sets_before_its_fault_counts() {
    let files = Files::new(&[
        ("main.tf", &module(ON)),
        ("terraform.tfvars", "global = false\nregion = [\n"),
    ]);
    assert_eq!(verdict(&files.lint(".")), Verdict::NotRecorded);
}

#[test]
fn a_text_of_a_json_variables_file_or_default_is_no_template() {
    // Terraform 1.11.4: `"${true}"` is those seven characters there, so that a bool it is not.
    let json = "{\"global\": \"${true}\"}";
    let files = Files::new(&[("main.tf", &module(ON)), ("terraform.tfvars.json", json)]);
    assert_eq!(rules(&files.lint(".")), ["invalid-value"]);
    let default = "{\"variable\": {\"global\": {\"type\": \"bool\", \"default\": \"${true}\"}}}";
    let trail = "resource \"aws_cloudtrail\" \"this\" {\n  is_multi_region_trail = true\n  \
                 include_global_service_events = var.global\n}\n";
    let files = Files::new(&[("main.tf", trail), ("variables.tf.json", default)]);
    assert_eq!(rules(&files.lint(".")), ["invalid-value"]);
    // In the HCL syntax it is a template.
    let files = Files::new(&[
        ("main.tf", &module(OFF)),
        ("terraform.tfvars", "global = \"${true}\"\n"),
    ]);
    assert_eq!(verdict(&files.lint(".")), Verdict::Recorded);
}

#[test]
fn a_variable_set_twice_in_one_file_is_unknown_and_found() {
    let files = Files::new(&[
        ("main.tf", &module(OFF)),
        ("terraform.tfvars", "global = true\nglobal = false\n"),
    ]);
    let outcome = files.lint(".");
    assert!(why(&outcome).ends_with("sets `global` more than once"));
    assert!(rules(&outcome).contains(&"syntax-error"));
}

#[test]
fn an_argument_that_stands_twice_is_unknown_and_found_in_both_places() {
    let twice = |text: &str, line: &str| text.replacen(line, &format!("{line}\n{line}"), 1);
    let call = "module \"audit\" {\n  source = \"./audit\"\n  global = true\n}\n";
    let trail = twice(&module(ON), "  include_global_service_events = var.global");
    let default = twice(&module(ON), "  default = true");
    for files in [
        vec![("main.tf", trail.as_str())],
        vec![("main.tf", default.as_str())],
        vec![
            ("main.tf", &twice(call, "  global = true")),
            ("audit/main.tf", &module(ON)),
        ],
        vec![(
            "main.tf.json",
            r#"{"resource":{"aws_cloudtrail":{"this":{"include_global_service_events":true,"include_global_service_events":true}}}}"#,
        )],
    ] {
        let outcome = Files::new(&files).lint(".");
        assert!(why(&outcome).ends_with("more than once"), "{files:?}");
        let error = outcome
            .findings
            .iter()
            .find(|finding| finding.rule == "syntax-error")
            .unwrap();
        assert_eq!(error.evidence.len(), 1, "{files:?}");
        let text = |span: cloudtrail_lint::source::Span| {
            outcome.sources.get(span.source).text()[span.range()].to_owned()
        };
        assert_eq!(text(error.evidence[0].span.unwrap()), text(error.span));
    }
}

#[test]
fn an_override_of_nothing_is_found() {
    let files = Files::new(&[("audit_override.tf", &module(ON))]);
    assert_eq!(rules(&files.lint(".")), ["syntax-error"]);
}

#[test]
fn the_json_syntax_may_have_a_list_at_its_root() {
    let files = Files::new(&[(
        "main.tf.json",
        r#"[{"resource":{"aws_cloudtrail":{"this":{"include_global_service_events":false}}}}]"#,
    )]);
    assert_eq!(verdict(&files.lint(".")), Verdict::NotRecorded);
}

#[test]
fn the_provider_may_go_by_another_name_or_have_instances() {
    let region = |text: &str| {
        let outcome = Files::new(&[("main.tf", text)]).lint(".");
        outcome.trails[0].home_region.clone()
    };
    let renamed = region(
        "provider \"amazon\" {\n  region = \"eu-west-1\"\n}\nresource \"aws_cloudtrail\" \"this\" {\n  \
         provider = amazon\n}\n",
    );
    assert_eq!(renamed.value().map(String::as_str), Some("eu-west-1"));
    // Which instance a resource takes is not followed; that is no Region left out.
    let instances = region(
        "provider \"aws\" {\n  alias    = \"by\"\n  for_each = toset([\"eu-west-1\"])\n  region   = each.value\n}\n\
         resource \"aws_cloudtrail\" \"this\" {\n  provider = aws.by[\"eu-west-1\"]\n}\n",
    );
    assert!(matches!(instances, Resolved::Unknown { .. }));
}

#[test]
fn a_variables_file_that_is_not_there_leaves_the_variables_unknown() {
    let files = Files::new(&[("main.tf", &module(OFF))]);
    let options = LintOptions {
        variables: vec![VariableInput::File(files.path("prod.tfvars"))],
        ..LintOptions::default()
    };
    let outcome = files.lint_with(".", options);
    assert_eq!(outcome.problems.len(), 1);
    assert_eq!(verdict(&outcome), Verdict::Unknown);
}

#[test]
fn the_type_decides_what_a_text_of_the_command_line_means() {
    for (kind, value, expected) in [
        ("  type = list(bool)\n", "[false]", Some(false)),
        ("  type = any\n", "[true]", Some(true)),
        // Without a type, and for a string, it is the text itself.
        ("", "[false]", None),
        ("  type = string\n", "[false]", None),
    ] {
        let files = Files::new(&[(
            "main.tf",
            &format!(
                "variable \"given\" {{\n{kind}}}\nresource \"aws_cloudtrail\" \"this\" {{\n  \
                 include_global_service_events = try(var.given[0], \"no list\")\n}}\n"
            ),
        )]);
        let options = LintOptions {
            variables: vec![VariableInput::Value {
                name: "given".into(),
                value: value.into(),
            }],
            ..LintOptions::default()
        };
        let outcome = files.lint_with(".", options);
        assert_eq!(
            outcome.trails[0].include_global_service_events.value(),
            expected.as_ref(),
            "{kind}"
        );
    }
}

#[test]
fn elements_that_are_not_known_leave_one_trail_with_its_reason() {
    let files = Files::new(&[(
        "main.tf",
        "variable \"name\" {}\nresource \"aws_cloudtrail\" \"this\" {\n  for_each = toset([var.name])\n  \
         include_global_service_events = each.key != \"data\"\n}\n",
    )]);
    let outcome = files.lint(".");
    assert!(why(&outcome).contains("`for_each`"));
    assert_eq!(outcome.trails[0].address, "aws_cloudtrail.this");
}

#[test]
fn a_module_whose_folder_is_missing_is_noted() {
    let files = Files::new(&[(
        "main.tf",
        "module \"cloudtrail\" {\n  source                        = \"./modules/cloudtrail\"\n  \
         include_global_service_events = false\n}\n",
    )]);
    let outcome = files.lint(".");
    assert_eq!(outcome.findings.len(), 1);
    assert!(
        outcome.findings[0]
            .message
            .contains("there is no folder `./modules/cloudtrail`")
    );
}

#[test]
fn expressions_read_no_special_files_and_no_large_ones() {
    let files = Files::new(&[(
        "main.tf",
        "resource \"aws_cloudtrail\" \"this\" {\n  include_global_service_events = file(\"large.txt\") == \"\"\n}\n",
    )]);
    std::fs::File::create(files.path("large.txt"))
        .unwrap()
        .set_len(1 << 30)
        .unwrap();
    assert!(why(&files.lint(".")).ends_with("is too large to read"));
    std::fs::remove_file(files.path("large.txt")).unwrap();
    std::fs::create_dir(files.path("large.txt")).unwrap();
    assert!(why(&files.lint(".")).ends_with("is not a regular file"));
}

/// A module, a unit of Terragrunt that runs it, and further files.
fn terragrunt(unit: &str, others: &[(&str, &str)]) -> Files {
    let on = module(ON);
    let mut files = vec![
        ("modules/audit/main.tf", on.as_str()),
        ("live/prod/terragrunt.hcl", unit),
    ];
    files.extend(others);
    Files::new(&files)
}

#[test]
fn inputs_that_are_not_known_as_a_whole_leave_the_variables_unknown() {
    let files = terragrunt(
        "terraform {\n  source = \"../../modules/audit\"\n}\n\
         inputs = merge(dependency.shared.outputs.inputs, { name = \"main\" })\n",
        &[],
    );
    assert!(why(&files.lint(".")).contains("variable `global` may be set by the inputs of"));
    // Any variables file wins over Terragrunt.
    std::fs::write(
        files.path("modules/audit/terraform.tfvars"),
        "global = false\n",
    )
    .unwrap();
    assert_eq!(verdict(&files.lint(".")), Verdict::NotRecorded);
}

#[test]
fn an_include_that_is_not_found_may_give_any_input() {
    let files = terragrunt(
        "include \"root\" {\n  path = find_in_parent_folders(\"nowhere.hcl\")\n}\n\
         terraform {\n  source = \"../../modules/audit\"\n}\n",
        &[],
    );
    assert!(why(&files.lint(".")).contains("includes and that was not found"));
    // What the file itself gives wins over what it includes.
    let unit = files.path("live/prod/terragrunt.hcl");
    let text = std::fs::read_to_string(&unit).unwrap() + "inputs = {\n  global = false\n}\n";
    std::fs::write(unit, text).unwrap();
    assert_eq!(verdict(&files.lint(".")), Verdict::NotRecorded);
}

#[test]
fn terragrunt_finds_its_own_folders_and_files() {
    for inputs in [
        "include.root.locals.global",
        "include.root.inputs.other",
        "read_terragrunt_config(find_in_parent_folders(\"env.hcl\")).locals.global",
        "yamldecode(file(find_in_parent_folders(\"common.yaml\"))).global",
        "local.env.locals.global",
    ] {
        let unit = format!(
            "include \"root\" {{\n  path   = find_in_parent_folders(\"root.hcl\")\n  expose = true\n}}\n\
             locals {{\n  env = read_terragrunt_config(find_in_parent_folders(\"env.hcl\"))\n}}\n\
             terraform {{\n  source = \"${{get_terragrunt_dir()}}/../../modules//audit\"\n}}\n\
             inputs = {{\n  global = {inputs}\n}}\n"
        );
        let files = terragrunt(
            &unit,
            &[
                (
                    "root.hcl",
                    "locals {\n  global = false\n}\ninputs = {\n  other = false\n}\n",
                ),
                ("live/env.hcl", "locals {\n  global = false\n}\n"),
                ("common.yaml", "global: false\n"),
            ],
        );
        assert_eq!(verdict(&files.lint(".")), Verdict::NotRecorded, "{inputs}");
        // The unit alone brings its module.
        assert_eq!(
            verdict(&files.lint("live")),
            Verdict::NotRecorded,
            "{inputs}"
        );
    }
}

#[test]
fn a_source_in_an_included_file_counts_from_the_unit() {
    let files = terragrunt(
        "include {\n  path = find_in_parent_folders(\"shared.hcl\")\n}\n",
        &[(
            "live/shared.hcl",
            "terraform {\n  source = \"${path_relative_from_include()}/../modules/audit\"\n}\ninputs = {\n  \
             global = endswith(path_relative_to_include(), \"dev\")\n}\n",
        )],
    );
    assert_eq!(verdict(&files.lint(".")), Verdict::NotRecorded);
}

#[test]
fn without_a_source_the_unit_is_its_own_module() {
    let files = Files::new(&[
        ("main.tf", &module(ON)),
        ("terragrunt.hcl", "inputs = {\n  global = false\n}\n"),
    ]);
    assert_eq!(verdict(&files.lint(".")), Verdict::NotRecorded);
}

#[test]
fn a_unit_whose_module_is_remote_is_noted() {
    let files = Files::new(&[(
        "terragrunt.hcl",
        "terraform {\n  source = \"git::https://example.com/modules.git//cloudtrail?ref=v1\"\n}\ninputs = {\n  \
         include_global_service_events = false\n}\n",
    )]);
    let outcome = files.lint(".");
    assert_eq!(outcome.findings.len(), 1);
    assert!(
        outcome.findings[0]
            .message
            .contains("could not be followed")
    );
}

#[test]
fn files_that_include_or_read_each_other_end() {
    let files = terragrunt(
        "include {\n  path = \"terragrunt.hcl\"\n}\nlocals {\n  a = local.b\n  b = local.a\n  \
         me = read_terragrunt_config(\"terragrunt.hcl\")\n}\nterraform {\n  source = \"../../modules/audit\"\n}\n\
         inputs = {\n  global = local.a\n}\n",
        &[],
    );
    assert_ne!(verdict(&files.lint(".")), Verdict::Recorded);
}

const PLANNED: &str = r#"{"address":"module.audit[0].aws_cloudtrail.this","mode":"managed","type":"aws_cloudtrail","name":"this","values":{"include_global_service_events":true,"is_multi_region_trail":false}}"#;

fn plan(before: &str, after: &str) -> String {
    format!(
        r#"{{"format_version":"1.2",{before}"planned_values":{{"root_module":{{"child_modules":[{{"address":"module.audit[0]","resources":[{PLANNED}]}}]}}}}{after}}}"#
    )
}

#[test]
fn a_plan_that_was_cut_off_is_found() {
    let whole = plan("", "");
    assert_eq!(
        verdict(&Files::new(&[("p.json", &whole)]).lint(".")),
        Verdict::Recorded
    );
    let cut = &whole[..whole.len() - 20];
    let outcome = Files::new(&[("p.json", cut)]).lint(".");
    assert_eq!(rules(&outcome), ["syntax-error"]);
}

#[test]
fn a_plan_cut_down_to_its_changes_is_read() {
    let change = |actions: &str, after: &str| {
        format!(
            r#"{{"format_version":"1.2","resource_changes":[{{"address":"aws_cloudtrail.this","mode":"managed","type":"aws_cloudtrail","change":{{"actions":{actions},"after":{after},"after_unknown":{{}}}}}}]}}"#
        )
    };
    let off = r#"{"include_global_service_events":false}"#;
    for (actions, after, trails) in [
        (r#"["create"]"#, off, 1),
        (r#"["delete","create"]"#, off, 1),
        (r#"["delete"]"#, "null", 0),
    ] {
        let outcome = Files::new(&[("p.json", &change(actions, after))]).lint(".");
        assert_eq!(outcome.trails.len(), trails, "{actions}");
        if trails == 1 {
            assert_eq!(verdict(&outcome), Verdict::NotRecorded);
        }
    }
}

#[test]
fn a_plan_says_the_home_region_by_its_provider() {
    let configuration = |region: &str| {
        format!(
            r#","configuration":{{"provider_config":{{"aws.audit":{{"name":"aws","alias":"audit","expressions":{{"region":{region}}}}}}},"root_module":{{"module_calls":{{"audit":{{"module":{{"resources":[{{"address":"aws_cloudtrail.this","type":"aws_cloudtrail","provider_config_key":"aws.audit"}}]}}}}}}}}}}"#
        )
    };
    let region = |before: &str, region: &str| {
        let text = plan(before, &configuration(region));
        let outcome = Files::new(&[("p.json", &text)]).lint(".");
        verdict(&outcome);
        outcome.trails[0].home_region.value().cloned()
    };
    assert_eq!(
        region("", r#"{"constant_value":"eu-west-1"}"#).as_deref(),
        Some("eu-west-1")
    );
    assert_eq!(
        region(
            r#""variables":{"region":{"value":"us-east-1"}},"#,
            r#"{"references":["var.region"]}"#
        )
        .as_deref(),
        Some("us-east-1")
    );
    assert_eq!(region("", r#"{"references":["local.region"]}"#), None);
}

#[test]
fn a_plan_of_the_cloud_control_provider_has_its_default() {
    let text = plan("", "")
        .replace("aws_cloudtrail", "awscc_cloudtrail_trail")
        .replace(
            r#""include_global_service_events":true,"#,
            r#""include_global_service_events":null,"#,
        );
    assert_eq!(
        verdict(&Files::new(&[("p.json", &text)]).lint(".")),
        Verdict::NotRecorded
    );
}

/// The environment is read whole, whatever lies in it.
#[cfg(unix)]
#[test]
fn an_environment_that_is_not_utf_8_is_no_reason_to_stop() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let files = Files::new(&[("main.tf", &module(ON))]);
    let run = |path: &Path| {
        std::process::Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
            .args(["check", "--tf-env"])
            .arg(path)
            .env("TF_VAR_other", OsStr::from_bytes(b"\xff"))
            .env("TF_VAR_global", "0")
            .output()
            .unwrap()
    };
    assert_eq!(run(files.0.path()).status.code(), Some(1));
}

#[test]
fn a_run_in_a_subfolder_finds_the_callers_above() {
    let files = Files::new(&[
        (".git/HEAD", ""),
        ("audit/main.tf", &module(ON)),
        (
            "envs/dev/main.tf",
            "module \"audit\" {\n  source = \"../../audit\"\n  global = var.on\n}\n\
             variable \"on\" {\n  type = bool\n}\n",
        ),
        ("envs/dev/terraform.tfvars", "on = false\n"),
    ]);
    let check = |folder: &str, path: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
            .args(["check", "--format", "concise", path])
            .current_dir(files.path(folder))
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for (folder, path, shown) in [
        ("envs/dev", "terraform.tfvars", "../../audit/main.tf:"),
        ("envs/dev", "../dev/main.tf", "../../audit/main.tf:"),
        ("audit", "main.tf", "main.tf:"),
        ("audit", ".", "main.tf:"),
        ("envs", "../audit/main.tf", "../audit/main.tf:"),
    ] {
        let said = check(folder, path);
        assert!(
            said.starts_with(shown) && said.contains("error[global-service-events-disabled]"),
            "{folder} {path}: {said}"
        );
    }
    // One file by two spellings is one trail.
    let absolute = files.path("audit/main.tf");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .args(["check", "--format", "concise", "main.tf"])
        .arg(&absolute)
        .current_dir(files.path("audit"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.matches("error[").count(), 1, "{said}");
}

#[test]
fn paths_are_those_of_a_run_in_the_root_module() {
    // Terraform 1.11.4 says so of a module called by `../../audit`.
    let files = Files::new(&[
        (
            "audit/main.tf",
            "resource \"aws_cloudtrail\" \"this\" {\n  is_multi_region_trail = true\n  include_global_service_events = \
             path.module == \"../../audit\" && path.root == \".\" && endswith(path.cwd, \"/envs/dev\")\n}\n",
        ),
        (
            "envs/dev/main.tf",
            "module \"audit\" {\n  source = \"../../audit\"\n}\n",
        ),
    ]);
    assert_eq!(verdict(&files.lint(".")), Verdict::Recorded);
}

#[test]
fn a_file_of_values_given_by_name_is_judged_with_the_roots_that_take_it() {
    let files = Files::new(&[
        (".git/HEAD", ""),
        ("app/main.tf", &module(ON)),
        ("envs/dev.tfvars", "global = false\n"),
        ("envs/other.tfvars", "region = \"eu-west-1\"\n"),
        (
            "cloudtrail-lint.yaml",
            "terraform:\n  - roots: app\n    deployments:\n      dev: envs/dev.tfvars\n",
        ),
        ("live/env.hcl", "locals {\n  global = false\n}\n"),
        (
            "live/trail/terragrunt.hcl",
            "locals {\n  env = read_terragrunt_config(find_in_parent_folders(\"env.hcl\"))\n}\n\
             terraform {\n  source = \"../../unit\"\n}\ninputs = {\n  global = local.env.locals.global\n}\n",
        ),
        ("unit/main.tf", &module(ON)),
    ]);
    for (given, finds) in [
        ("envs/dev.tfvars", Some("app/main.tf:")),
        ("live/env.hcl", Some("unit/main.tf:")),
        ("live/trail/terragrunt.hcl", Some("unit/main.tf:")),
        ("envs/other.tfvars", None),
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
            .args(["check", "--format", "concise", given])
            .current_dir(files.path("."))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        match finds {
            Some(place) => assert!(said.starts_with(place), "{given}: {said}"),
            None => assert_eq!(said, "", "{given}"),
        }
        assert_eq!(
            said.lines().count(),
            usize::from(finds.is_some()),
            "{given}: {said}"
        );
    }
}
