//! Units and stacks of Terragrunt.

use std::fmt::Write as _;

use super::super::archive::File;
use super::choices::Choices;
use super::modules::{VARIABLES, expression, module};

/// How deep expressions stand in one another.
const DEPTH: usize = 3;

pub(super) fn files(choices: &mut Choices) -> Vec<File> {
    let trail = module(choices, false);
    let root = unit(choices, "");
    let account = format!(
        "locals {{\n  x = {}\n  y = {}\n}}\n",
        value(choices, 2),
        value(choices, 2)
    );
    let include = choices.one_of(&[
        "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}\n",
        "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n  expose = true\n  merge_strategy = \"deep\"\n}\n",
        "",
    ]);
    let own = unit(choices, include);
    let other = unit(choices, "");
    let stack = stack(choices);
    [
        ("modules/trail/main.tf", trail),
        ("root.hcl", root),
        ("live/account.hcl", account),
        ("live/dev/terragrunt.hcl", own),
        ("live/other/terragrunt.hcl", other),
        ("live/stack/terragrunt.stack.hcl", stack),
    ]
    .map(|(path, text)| (path.to_owned(), text.into_bytes()))
    .to_vec()
}

fn unit(choices: &mut Choices, include: &str) -> String {
    let mut text = include.to_owned();
    if choices.below(4) > 0 {
        let source = choices.one_of(&[
            "../../modules/trail",
            "${get_repo_root()}/modules/trail",
            "${local.x}",
        ]);
        let _ = writeln!(text, "terraform {{\n  source = \"{source}\"\n}}");
    }
    let _ = writeln!(
        text,
        "locals {{\n  x = {}\n  y = {}\n}}",
        value(choices, 2),
        value(choices, 1)
    );
    if choices.below(3) == 1 {
        let _ = writeln!(
            text,
            "dependency \"d\" {{\n  config_path = {}\n  mock_outputs = {}\n}}",
            choices.one_of(&["\"../other\"", "\"../dev\"", "local.x"]),
            value(choices, 2)
        );
    }
    if choices.below(3) == 1 {
        let contents = match choices.below(3) {
            0 => value(choices, DEPTH),
            1 => format!(
                "<<EOF\nvariable \"a\" {{\n  default = ${{jsonencode({})}}\n}}\nEOF",
                value(choices, 2)
            ),
            _ => format!(
                "<<EOF\nresource \"aws_cloudtrail\" \"g\" {{\n  include_global_service_events = ${{{}}}\n}}\nEOF",
                value(choices, 2)
            ),
        };
        let path = choices.one_of(&["main.tf", "more.tf", "a.auto.tfvars", "../x.tf"]);
        let if_exists = choices.one_of(&["overwrite", "overwrite_terragrunt", "skip", "error"]);
        let _ = writeln!(
            text,
            "generate \"g\" {{\n  path = \"{path}\"\n  if_exists = \"{if_exists}\"\n  contents = {contents}\n}}"
        );
    }
    if choices.below(5) == 1 {
        let _ = writeln!(
            text,
            "exclude {{\n  if = {}\n  actions = [\"all\"]\n  no_run = true\n}}",
            value(choices, 2)
        );
    }
    if choices.below(6) == 1 {
        let _ = writeln!(text, "inputs = {}", value(choices, DEPTH));
    } else {
        let names = VARIABLES.map(|name| format!("  {name} = {}\n", value(choices, DEPTH)));
        let _ = writeln!(text, "inputs = {{\n{}}}", names.concat());
    }
    text
}

fn stack(choices: &mut Choices) -> String {
    let mut text = format!("locals {{\n  x = {}\n}}\n", value(choices, 2));
    for at in 0..=choices.below(2) {
        let kind = choices.one_of(&["unit", "stack"]);
        let source = choices.one_of(&["../dev", "../other", ".", "../stack", "${local.x}"]);
        let _ = writeln!(
            text,
            "{kind} \"u{at}\" {{\n  source = \"{source}\"\n  path = \"u{at}\"\n  values = {}\n}}",
            value(choices, 2)
        );
    }
    text
}

/// An expression, with what only units have.
fn value(choices: &mut Choices, depth: usize) -> String {
    match choices.below(8) {
        0 => "include.root.locals.x".to_owned(),
        1 => choices
            .one_of(&[
                "dependency.d.outputs.flag",
                "dependency.d.outputs",
                "values.on",
                "values",
            ])
            .to_owned(),
        2 => choices
            .one_of(&[
                "read_terragrunt_config(find_in_parent_folders(\"account.hcl\")).locals.x",
                "read_terragrunt_config(\"terragrunt.hcl\")",
                "get_env(\"A\", \"true\")",
                "path_relative_to_include()",
                "get_terragrunt_dir()",
            ])
            .to_owned(),
        _ => expression(choices, depth),
    }
}
