//! Root modules that deploy templates, and Terraform Stacks.

use std::fmt::Write as _;

use super::super::archive::File;
use super::choices::Choices;
use super::modules::{VARIABLES, expression, module};
use super::templates;

/// How deep expressions stand in one another.
const DEPTH: usize = 3;

const TYPES: [&str; 4] = [
    "aws_cloudformation_stack",
    "aws_cloudformation_stack_set",
    "awscc_cloudformation_stack",
    "aws_cloudcontrolapi_resource",
];

/// A module with templates that it deploys.
pub(super) fn templates(choices: &mut Choices) -> Vec<File> {
    let mut files = templates::files(choices);
    let mut text = module(choices, false);
    for at in 0..=choices.below(2) {
        stack(choices, &mut text, at);
    }
    let mut rendered = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n".to_owned();
    match choices.below(3) {
        0 => rendered += "      IncludeGlobalServiceEvents: ${flag}\n",
        1 => rendered += "%{ if flag }\n      IncludeGlobalServiceEvents: false\n%{ endif ~}\n",
        _ => rendered += "%{ for k, v in flag ~}\n      ${k}: ${v}\n%{ endfor ~}\n",
    }
    let made = [("main.tf", text), ("rendered.tftpl", rendered)];
    files.extend(made.map(|(path, text)| (path.to_owned(), text.into_bytes())));
    files
}

fn stack(choices: &mut Choices, text: &mut String, at: usize) {
    let kind = choices.one_of(&TYPES);
    let _ = writeln!(text, "resource \"{kind}\" \"s{at}\" {{");
    if choices.below(4) == 1 {
        let _ = writeln!(text, "  for_each = {}", expression(choices, 2));
    }
    let body = body(choices);
    let argument = if kind == TYPES[3] {
        "type_name = \"AWS::CloudTrail::Trail\"\n  desired_state"
    } else {
        "template_body"
    };
    let _ = writeln!(text, "  {argument} = {body}");
    if choices.below(4) > 0 {
        let _ = writeln!(
            text,
            "  parameters = {{ Flag = {}, P0 = {} }}",
            expression(choices, DEPTH),
            expression(choices, 1)
        );
    }
    text.push_str("}\n");
    if kind == TYPES[1] {
        let _ = writeln!(
            text,
            "resource \"aws_cloudformation_stack_set_instance\" \"i{at}\" {{\n  stack_set_name = {}\n  region = {}\n  parameter_overrides = {{ Flag = {} }}\n}}",
            choices.one_of(&["aws_cloudformation_stack_set.s0.name", "var.a", "\"s\""]),
            expression(choices, 1),
            expression(choices, 2)
        );
    }
}

fn body(choices: &mut Choices) -> String {
    match choices.below(7) {
        0 | 1 => "file(\"${path.module}/template.yaml\")".to_owned(),
        2 => format!(
            "templatefile(\"rendered.tftpl\", {{ flag = {} }})",
            expression(choices, DEPTH)
        ),
        3 => {
            let text = templates::template(choices, true).replace("${", "$${");
            let flag = expression(choices, 1);
            let lines: Vec<String> = text.lines().map(|line| format!("    {line}\n")).collect();
            format!("<<-EOT\n{}    # ${{{flag}}}\n  EOT", lines.concat())
        }
        4 => expression(choices, DEPTH),
        kind => {
            let encode = if kind == 5 {
                "jsonencode"
            } else {
                "yamlencode"
            };
            let more = expression(choices, 2);
            let flag = expression(choices, DEPTH);
            let properties = format!("{{ IsLogging = true, IncludeGlobalServiceEvents = {flag} }}");
            let properties = if choices.below(3) == 1 {
                format!("merge({properties}, {more})")
            } else {
                properties
            };
            format!(
                "{encode}({{ Resources = {{ T = {{ Type = \"AWS::CloudTrail::Trail\", Properties = {properties} }} }} }})"
            )
        }
    }
}

/// A Stack with a module, another Stack in it and deployments.
pub(super) fn stacks(choices: &mut Choices) -> Vec<File> {
    let trail = module(choices, false);
    let components = components(choices, true);
    let embedded = self::components(choices, false);
    let mut deployments = format!("locals {{\n  x = {}\n}}\n", expression(choices, 2));
    for at in 0..=choices.below(2) {
        let _ = writeln!(
            deployments,
            "deployment \"d{at}\" {{\n  inputs = {}\n}}",
            inputs(choices)
        );
    }
    [
        ("main.tfcomponent.hcl", components),
        ("inner/main.tfstack.hcl", embedded),
        ("main.tfdeploy.hcl", deployments),
        ("trail/main.tf", trail),
    ]
    .map(|(path, text)| (path.to_owned(), text.into_bytes()))
    .to_vec()
}

fn components(choices: &mut Choices, has_stack: bool) -> String {
    let mut text = String::new();
    for name in VARIABLES {
        let _ = writeln!(
            text,
            "variable \"{name}\" {{\n  type = {}\n}}",
            choices.one_of(&["any", "bool", "string", "set(string)"])
        );
    }
    let _ = writeln!(text, "locals {{\n  x = {}\n}}", expression(choices, 2));
    let region = expression(choices, 1);
    let repeated = repeated(choices);
    let _ = writeln!(
        text,
        "provider \"aws\" \"p\" {{\n{repeated}  config {{\n    region = {region}\n  }}\n}}"
    );
    let folder = if has_stack { "./trail" } else { "../trail" };
    for at in 0..=choices.below(2) {
        let repeated = self::repeated(choices);
        let provider = choices.one_of(&[
            "provider.aws.p",
            "provider.aws.p[each.value]",
            "provider.aws.q",
        ]);
        let _ = writeln!(
            text,
            "component \"c{at}\" {{\n{repeated}  source = \"{folder}\"\n  inputs = {}\n  providers = {{ aws = {provider} }}\n}}",
            inputs(choices)
        );
    }
    let source = if has_stack {
        "./inner"
    } else {
        choices.one_of(&["../inner", "..", "."])
    };
    if has_stack || choices.below(4) == 1 {
        let _ = writeln!(
            text,
            "stack \"s\" {{\n  source = \"{source}\"\n  inputs = {}\n}}",
            inputs(choices)
        );
    }
    text
}

fn repeated(choices: &mut Choices) -> String {
    if choices.below(4) == 1 {
        format!("  for_each = {}\n", expression(choices, 2))
    } else {
        String::new()
    }
}

fn inputs(choices: &mut Choices) -> String {
    if choices.below(5) == 1 {
        return expression(choices, DEPTH);
    }
    let names = VARIABLES.map(|name| format!("{name} = {}", expression(choices, DEPTH)));
    format!("{{ {} }}", names.join(", "))
}
