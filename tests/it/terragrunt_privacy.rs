//! Whatever a file of Terragrunt makes of a data file, nothing of that file's text is said: each attribute of each block is fed
//! with it in each form, in one tree, and no format says it.

use std::path::Path;
use std::process::Command;

/// Stands in the data file alone.
const SECRET: &str = "hunter2seven";

const DATA: &str = "x: hunter2seven\nlist: [hunter2seven]\nmap: {hunter2seven: hunter2seven}\n";

/// It has a variable that inputs may mean which the data file names.
const MODULE: &str = "variable \"hunter2seve\" {\n  default = true\n}\n\nvariable \"g\" {\n  default = true\n}\n\nresource \"aws_cloudtrail\" \"main\" {\n  name                          = \"main\"\n  s3_bucket_name                = \"logs\"\n  include_global_service_events = var.g\n}\n\noutput \"g\" {\n  value = var.g\n}\n";

/// What is made of the data file: its text, as a part of another one, in a list, as a key…
const FORMS: [&str; 10] = [
    "local.s.x",
    "\"../${local.s.x}\"",
    "\"git::https://example.com/cloudtrail/${local.s.x}.git?ref=v1\"",
    "\"${get_terragrunt_dir()}/${local.s.x}.tf\"",
    "\"${local.s.x}_override.tf\"",
    "[local.s.x]",
    "{ (local.s.x) = 1 }",
    "local.s.map",
    "local.s.x == \"1\"",
    "lookup(local.s.map, \"${local.s.x}9\")",
];

/// A unit's file with `@` in the place of what is made of the data file.
const UNITS: [&str; 72] = [
    "terraform {\n  source = @\n}",
    "terraform {\n  source = @\n}\ninputs = { include_global_service_events = false }",
    "terraform {\n  source  = \"../../modules/trail\"\n  version = @\n}",
    "terraform {\n  source            = \"../../modules/trail\"\n  exclude_from_copy = @\n}",
    "terraform {\n  source          = \"../../modules/trail\"\n  include_in_copy = @\n}",
    "terraform {\n  source                   = \"../../modules/trail\"\n  copy_terraform_lock_file = @\n}",
    "MODULE extra_arguments \"a\" {\n  commands  = @\n  arguments = [\"-var\", \"g=false\"]\n}\n}",
    "MODULE extra_arguments \"a\" {\n  commands  = [\"apply\"]\n  arguments = @\n}\n}",
    "MODULE extra_arguments \"a\" {\n  commands  = [\"apply\"]\n  arguments = concat([\"-var\"], flatten([@]))\n}\n}",
    "MODULE extra_arguments \"a\" {\n  commands  = [\"apply\"]\n  arguments = [\"-var\", \"g=${@}\"]\n}\n}",
    "MODULE extra_arguments \"a\" {\n  commands  = [\"apply\"]\n  arguments = [\"-var\", \"${@}=1\"]\n}\n}",
    "MODULE extra_arguments \"a\" {\n  commands  = [\"apply\"]\n  arguments = [\"-var-file=${@}\"]\n}\n}",
    "MODULE extra_arguments \"a\" {\n  commands           = [\"apply\"]\n  required_var_files = @\n}\n}",
    "MODULE extra_arguments \"a\" {\n  commands           = [\"apply\"]\n  required_var_files = [\"${@}.tfvars\"]\n}\n}",
    "MODULE extra_arguments \"a\" {\n  commands           = [\"apply\"]\n  optional_var_files = [@]\n}\n}",
    "MODULE extra_arguments \"a\" {\n  commands = [\"apply\"]\n  env_vars = @\n}\n}",
    "MODULE extra_arguments \"a\" {\n  commands = [\"apply\"]\n  env_vars = { TF_VAR_g = @ }\n}\n}",
    "MODULE extra_arguments \"a\" {\n  commands = [\"apply\"]\n  env_vars = { \"TF_VAR_${@}\" = \"1\" }\n}\n}",
    "MODULE before_hook \"a\" {\n  commands = [\"init\"]\n  execute  = @\n}\n}",
    "MODULE after_hook \"a\" {\n  commands = @\n  execute  = [\"cp\", \"${@}.tf\", \".\"]\n}\n}",
    "MODULE error_hook \"a\" {\n  commands  = [\"apply\"]\n  execute   = [\"echo\"]\n  on_errors = @\n}\n}",
    "MODULE }\ninputs = @",
    "MODULE }\ninputs = { g = @ }",
    "MODULE }\ninputs = { (@) = true }",
    "MODULE }\ninputs = { \"include_global_${@}\" = true }",
    "MODULE }\ninputs = merge({ g = true }, @)",
    "MODULE }\ninputs = { g = run_cmd(@) }",
    "MODULE }\ninputs = { g = get_env(@) }",
    "MODULE }\ninputs = { g = get_env(\"G\", @) }",
    "MODULE }\ninputs = { g = read_terragrunt_config(@).inputs.g }",
    "MODULE }\ninputs = { g = read_terragrunt_config(\"none.hcl\", @).inputs.g }",
    "MODULE }\ninputs = { g = jsondecode(read_tfvars_file(@)).g }",
    "MODULE }\ninputs = { g = find_in_parent_folders(@) }",
    "MODULE }\ninputs = { g = find_in_parent_folders(\"${@}.hcl\") }",
    "MODULE }\ninputs = { g = file(@) }",
    "MODULE }\ninputs = { g = sops_decrypt_file(@) }",
    "MODULE }\ninputs = { g = local[@] }",
    "MODULE }\nlocals {\n  more = @\n}\ninputs = { g = local.more.hunter }",
    "include \"root\" {\n  path = @\n}\nMODULE }",
    "include \"root\" {\n  path = \"${@}.hcl\"\n}\nMODULE }",
    "include \"root\" {\n  path = find_in_parent_folders(@)\n}\nMODULE }",
    "include \"root\" {\n  path           = \"../root.hcl\"\n  merge_strategy = @\n}\nMODULE }",
    "include \"root\" {\n  path   = \"../root.hcl\"\n  expose = @\n}\nMODULE }",
    "MODULE }\ngenerate \"a\" {\n  path      = @\n  if_exists = \"skip\"\n  contents  = \"resource {\"\n}",
    "MODULE }\ngenerate \"a\" {\n  path      = \"${@}.tf\"\n  if_exists = \"error\"\n  contents  = \"resource \\\"aws_cloudtrail\\\" \\\"x\\\" {\"\n}",
    "MODULE }\ngenerate \"a\" {\n  path      = \"${@}.auto.tfvars\"\n  if_exists = \"error\"\n  contents  = \"g = ${run_cmd(\"x\")}\"\n}",
    "MODULE }\ngenerate \"a\" {\n  path      = \"main.tf\"\n  if_exists = @\n  contents  = \"\"\n}",
    "MODULE }\ngenerate \"a\" {\n  path      = \"new.tf\"\n  if_exists = @\n  contents  = \"\"\n}",
    "MODULE }\ngenerate \"a\" {\n  path      = \"a_override.tf\"\n  if_exists = \"overwrite\"\n  contents  = @\n}",
    "MODULE }\ngenerate \"a\" {\n  path      = \"a_override.tf\"\n  if_exists = \"overwrite\"\n  contents  = <<EOT\nresource \"aws_cloudtrail\" \"main\" {\n  include_global_service_events = \"${@}\"\n}\nEOT\n}",
    "MODULE }\ngenerate \"a\" {\n  path      = \"provider.tf\"\n  if_exists = \"overwrite\"\n  contents  = <<EOT\nprovider \"aws\" {\n  region = \"${@}\"\n}\nEOT\n}",
    "MODULE }\ngenerate \"a\" {\n  path      = \"a.tf\"\n  if_exists = \"overwrite\"\n  contents  = <<EOT\nmodule \"cloudtrail\" {\n  source = \"${@}\"\n}\nEOT\n}",
    "MODULE }\ngenerate \"a\" {\n  path           = \"a.tf\"\n  if_exists      = \"overwrite\"\n  comment_prefix = @\n  contents       = \"variable \\\"z\\\" {}\"\n}",
    "MODULE }\ngenerate \"a\" {\n  path              = \"a.tf\"\n  if_exists         = \"overwrite\"\n  disable_signature = @\n  disable           = @\n  if_disabled       = @\n  contents          = \"variable \\\"z\\\" {}\"\n}",
    "MODULE }\ngenerate = @",
    "MODULE }\ngenerate = { (@) = { path = \"main.tf\", if_exists = \"error\", contents = \"\" } }",
    "MODULE }\nremote_state {\n  backend                         = @\n  disable_init                    = @\n  disable_dependency_optimization = @\n  generate                        = { path = @, if_exists = @ }\n  config                          = @\n}",
    "MODULE }\nremote_state = { backend = @, generate = { path = \"${@}.tf\", if_exists = @ }, config = @ }",
    "MODULE }\ndependency \"d\" {\n  config_path = @\n}\ninputs = { g = dependency.d.outputs.g }",
    "MODULE }\ndependency \"d\" {\n  config_path  = \"../given\"\n  enabled      = @\n  skip_outputs = @\n  mock_outputs = @\n  mock_outputs_allowed_terraform_commands = @\n  mock_outputs_merge_strategy_with_state = @\n  mock_outputs_merge_with_state = @\n}\ninputs = { g = dependency.d.outputs.nothing }",
    "MODULE }\ndependency \"d\" {\n  config_path  = \"../given\"\n  skip_outputs = true\n  mock_outputs = @\n}\ninputs = { g = dependency.d.outputs.g }",
    "MODULE }\ndependency \"d\" {\n  config_path  = \"../given\"\n}\ninputs = { g = dependency.d.outputs.g }",
    "MODULE }\ndependencies {\n  paths = @\n}",
    "MODULE }\nfeature \"f\" {\n  default = @\n}\ninputs = { g = feature.f.value }",
    "MODULE }\nexclude {\n  if                   = @\n  actions              = @\n  no_run               = @\n  exclude_dependencies = @\n}",
    "MODULE }\nexclude {\n  if      = true\n  actions = @\n}",
    "MODULE }\nerrors {\n  retry \"r\" {\n    retryable_errors   = @\n    max_attempts       = @\n    sleep_interval_sec = @\n  }\n  ignore \"i\" {\n    ignorable_errors = @\n    message          = @\n    signals          = @\n  }\n}",
    "MODULE }\ncatalog {\n  urls             = @\n  default_template = @\n}\nengine {\n  source  = @\n  version = @\n  type    = @\n  meta    = @\n}",
    "MODULE }\nskip = @\ndownload_dir = @\niam_role = @\nprevent_destroy = @",
    "MODULE }\nterraform_binary = @\nterraform_version_constraint = @\nterragrunt_version_constraint = @\nretryable_errors = @",
    "MODULE }\niam_assume_role_duration = @\niam_assume_role_session_name = @\niam_web_identity_token = @\nretry_max_attempts = @\nretry_sleep_interval_sec = @",
    "MODULE }\ninputs = { g = (@).hunter }",
];

/// The same of a stack's file.
const STACKS: [&str; 12] = [
    "unit \"cloudtrail\" {\n  source = @\n  path   = \"a\"\n}",
    "unit \"u\" {\n  source = @\n  path   = \"a\"\n}",
    "unit \"u\" {\n  source = \"../../units/trail\"\n  path   = @\n  values = { g = \"x\" }\n}",
    "unit \"u\" {\n  source = \"../../units/trail\"\n  path   = \"a\"\n  values = @\n}",
    "unit \"u\" {\n  source = \"../../units/trail\"\n  path   = \"a\"\n  values = { g = @ }\n}",
    "unit \"u\" {\n  source = \"../../units/trail\"\n  path   = \"a\"\n  values = { (@) = 1 }\n}",
    "unit \"u\" {\n  source                  = \"../../units/trail\"\n  path                    = \"a\"\n  no_dot_terragrunt_stack = @\n  no_validation           = @\n  values = { g = \"x\" }\n}",
    "stack \"cloudtrail\" {\n  source = @\n  path   = \"a\"\n}",
    "stack \"s\" {\n  source = \"../../stacks/trail\"\n  path   = @\n  values = { g = \"x\" }\n}",
    "stack \"s\" {\n  source = \"../../stacks/trail\"\n  path   = \"a\"\n  values = @\n}",
    "stack \"s\" {\n  source = \"../../stacks/trail\"\n  path   = \"a\"\n  values = { g = @ }\n}",
    "locals {\n  more = @\n}\nunit \"u\" {\n  source = \"../../units/trail\"\n  path   = \"a\"\n  values = { g = local.more.hunter }\n}",
];

const LOCALS: &str = "locals {\n  s = yamldecode(file(\"../../s.yaml\"))\n}\n";

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Each form in each place of some files, in a folder of its own.
fn write_all(root: &Path, texts: &[&str], name: &str) {
    for (number, text) in texts.iter().enumerate() {
        for (form, made) in FORMS.iter().enumerate() {
            let text = text.replace(
                "MODULE",
                "terraform {\n  source = \"../../modules/trail\"\n",
            );
            let text = format!("{LOCALS}{}\n", text.replace('@', made));
            let kind = name.split('.').nth(1).unwrap();
            write(root, &format!("live/{kind}{number}-{form}/{name}"), &text);
        }
    }
}

/// No format says the secret; the answer is the concise one.
fn keeps(root: &Path) -> String {
    let said = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
            .args(arguments)
            .current_dir(root)
            .output()
            .unwrap();
        let out = String::from_utf8_lossy(&output.stdout);
        format!("{out}{}", String::from_utf8_lossy(&output.stderr))
    };
    let mut leaks: Vec<String> = Vec::new();
    let mut keep = |arguments: &[&str]| {
        let said = said(arguments);
        let lines = said.lines().filter(|line| line.contains(SECRET));
        leaks.extend(lines.map(|line| format!("{arguments:?} {line}")));
        said
    };
    for format in ["human", "json", "sarif", "commands"] {
        keep(&["check", ".", "--format", format]);
    }
    keep(&["list", "."]);
    let said = keep(&["check", ".", "--format", "concise"]);
    assert!(leaks.is_empty(), "{}\n{}", leaks.len(), leaks.join("\n"));
    said
}

#[test]
fn nothing_of_a_data_file_is_said() {
    let tree = tempfile::tempdir().unwrap();
    let root = tree.path();
    write(root, ".git/HEAD", "ref: refs/heads/main\n");
    write(root, "s.yaml", DATA);
    write(root, "modules/trail/main.tf", MODULE);
    write(root, "live/root.hcl", "inputs = { g = \"yes\" }\n");
    let given = "terraform {\n  source = \"../../modules/trail\"\n}\ninputs = { g = local.s.x }\n";
    write(
        root,
        "live/given/terragrunt.hcl",
        &format!("{LOCALS}{given}"),
    );
    let of_stack = "terraform {\n  source = \"${get_repo_root()}/modules/trail\"\n}\ninputs = { g = values.g }\n";
    write(root, "units/trail/terragrunt.hcl", of_stack);
    let stack = "unit \"u\" {\n  source = \"../../units/trail\"\n  path   = \"u\"\n  values = { g = values.g }\n}\n";
    write(root, "stacks/trail/terragrunt.stack.hcl", stack);
    write_all(root, &UNITS, "terragrunt.hcl");
    write_all(root, &STACKS, "terragrunt.stack.hcl");
    let said = keeps(root);
    assert!(
        said.lines().count() > UNITS.len(),
        "most of them have something said of them\n{said}"
    );
}

/// Components of a Stack, with `@` in the place of what is made of the data file.
const COMPONENTS: [&str; 6] = [
    "component \"c\" {\n  source = @\n}",
    "component \"c\" {\n  source   = \"../../modules/trail\"\n  for_each = toset(flatten([@]))\n  inputs   = { g = each.key }\n}",
    "component \"c\" {\n  source  = \"../../modules/trail\"\n  version = @\n  inputs  = @\n}",
    "component \"c\" {\n  source = \"../../modules/trail\"\n  inputs = { g = @ }\n}",
    "component \"c\" {\n  source = \"../../modules/trail\"\n  inputs = { (@) = 1 }\n}",
    "provider \"aws\" \"main\" {\n  config {\n    region = @\n  }\n}\ncomponent \"c\" {\n  source    = \"../../modules/trail\"\n  providers = { aws = provider.aws.main }\n}",
];

const DEPLOYMENTS: &str = "deployment \"d\" {\n  inputs = { hunter2seve = @, (@) = 1 }\n}\ndeployment \"e\" {\n  inputs = @\n}\n";

#[test]
fn nothing_of_a_data_file_is_said_of_stacks() {
    let tree = tempfile::tempdir().unwrap();
    let root = tree.path();
    write(root, ".git/HEAD", "ref: refs/heads/main\n");
    write(root, "s.yaml", DATA);
    write(root, "modules/trail/main.tf", MODULE);
    for (number, text) in COMPONENTS.iter().enumerate() {
        for (form, made) in FORMS.iter().enumerate() {
            let made = made.replace("get_terragrunt_dir()", "path.root");
            let folder = format!("live/stack{number}-{form}");
            let locals = format!("{LOCALS}variable \"hunter2sevem\" {{\n  type = any\n}}\n");
            let text = format!("{locals}{}\n", text.replace('@', &made));
            write(root, &format!("{folder}/a.tfcomponent.hcl"), &text);
            let text = format!("{LOCALS}{}", DEPLOYMENTS.replace('@', &made));
            write(root, &format!("{folder}/a.tfdeploy.hcl"), &text);
        }
    }
    let said = keeps(root);
    assert!(said.lines().count() > COMPONENTS.len(), "{said}");
}
