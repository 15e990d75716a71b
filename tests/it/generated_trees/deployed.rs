//! Templates that root modules deploy.

use super::draw::{Draw, Made, indented};
use super::terraform_values::Values;

const STATIC: &str = "Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsMultiRegionTrail: true\n      IsLogging: true\n      ";

pub(super) fn tree(draw: &mut Draw, on: bool) -> Made {
    let folder = draw.one_of(&["", "live/"]);
    let mut values = Values::new(draw, on);
    match values.draw.below(4) {
        0 => decided_by_the_template(&mut values, folder),
        1 => embedded(&mut values, folder),
        _ => passed(&mut values, folder),
    }
    values.made.recorded = vec![on];
    values.made
}

/// A template's sections, by what its parameter `Flag` is declared with.
fn template(values: &mut Values<'_>, path: &str, declared: &str) -> String {
    let head = format!("Parameters:\n  Flag:\n    Type: String\n{declared}");
    let (more, flag) = match values.draw.below(6) {
        0 => (
            "Conditions:\n  IsOn: !Equals [!Ref Flag, 'true']\n",
            "!If [IsOn, true, false]",
        ),
        1 => (
            "Mappings:\n  Flags:\n    'true': {on_: true}\n    'false': {on_: false}\n",
            "!FindInMap [Flags, !Ref Flag, on_]",
        ),
        2 => ("", "!Sub '${Flag}'"),
        3 => (
            "Conditions:\n  IsOff: !Not [!Equals [!Ref Flag, 'true']]\n",
            "!If [IsOff, !Ref AWS::NoValue, true]",
        ),
        _ => ("", "!Ref Flag"),
    };
    if values.draw.below(4) > 0 {
        return format!(
            "{head}{more}Resources:\n  Trail:\n    {STATIC}IncludeGlobalServiceEvents: {flag}\n"
        );
    }
    let child = format!(
        "Parameters:\n  Given: {{Type: String, Default: '{}'}}\nResources:\n  Trail:\n    {STATIC}IncludeGlobalServiceEvents: !Ref Given\n",
        values.draw.flag()
    );
    let (folder, _) = path
        .rsplit_once('/')
        .map_or(("", path), |(folder, name)| (folder, name));
    let beside = if folder.is_empty() {
        "child.yaml".to_owned()
    } else {
        format!("{folder}/child.yaml")
    };
    values.made.add(&beside, &child);
    if path.ends_with(".yaml") {
        values.made.leads_on(path, "child.yaml", &beside);
    }
    // A parameter is given a value in any case.
    let flag = if flag.contains("NoValue") {
        "!Ref Flag"
    } else {
        flag
    };
    format!(
        "{head}{more}Resources:\n  Stack:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: child.yaml\n      Parameters:\n        Given: {flag}\n"
    )
}

/// A stack of a template by an expression of the module; `parameters` between braces, if any are passed.
fn stack(values: &mut Values<'_>, folder: &str, body: &str, parameters: Option<&str>) {
    let passed = parameters
        .map(|of| format!("  parameters    = {{ {of} }}\n"))
        .unwrap_or_default();
    let body = format!("  template_body = {body}\n");
    let main = format!("{folder}main.tf");
    let text = match values.draw.below(5) {
        0 => format!(
            "resource \"aws_cloudformation_stack_set\" \"audit\" {{\n  name          = \"audit\"\n{body}{passed}}}\n\nresource \"aws_cloudformation_stack_set_instance\" \"audit\" {{\n  stack_set_name            = aws_cloudformation_stack_set.audit.name\n  stack_set_instance_region = \"us-east-1\"\n}}\n"
        ),
        1 if parameters.is_some() => format!(
            "resource \"aws_cloudformation_stack_set\" \"audit\" {{\n  name          = \"audit\"\n{body}  parameters    = {{ Flag = \"{}\" }}\n}}\n\nresource \"aws_cloudformation_stack_set_instance\" \"audit\" {{\n  stack_set_name            = aws_cloudformation_stack_set.audit.name\n  stack_set_instance_region = \"us-east-1\"\n{}}}\n",
            values.draw.flag(),
            passed.replace("parameters    =", "parameter_overrides =")
        ),
        2 => format!(
            "resource \"awscc_cloudformation_stack\" \"audit\" {{\n  stack_name    = \"audit\"\n{body}{passed}}}\n"
        ),
        3 => format!(
            "resource \"aws_cloudformation_stack\" \"audit\" {{\n  for_each      = toset([\"audit\"])\n  name          = each.key\n{body}{passed}}}\n"
        ),
        _ => format!(
            "resource \"aws_cloudformation_stack\" \"audit\" {{\n  name          = \"audit\"\n{body}{passed}}}\n"
        ),
    };
    values.made.add(&main, &text);
}

/// A template's text by an expression, in a file or in the module.
fn body(values: &mut Values<'_>, folder: &str, declared: &str) -> String {
    let path = format!("{folder}templates/trail.yaml");
    match values.draw.below(5) {
        0 => {
            let text = template(values, &format!("{folder}main.tf"), declared);
            values.made.add(
                &format!("{folder}body.tf"),
                &format!(
                    "locals {{\n  body = <<-EOT\n{}  EOT\n}}\n",
                    indented(&text.replace("${", "$${"), 4)
                ),
            );
            "local.body".to_owned()
        }
        1 => {
            let text = template(values, &path, declared)
                .replace("${", "$${")
                .replace("S3BucketName: logs", "S3BucketName: ${bucket}");
            values.made.add(&path, &text);
            "templatefile(\"${path.module}/templates/trail.yaml\", { bucket = \"logs\" })"
                .to_owned()
        }
        2 => {
            let text = template(values, &path, declared);
            values.made.add(&path, &text);
            values.made.add(&format!("{folder}templates.tf"), "locals {\n  templates = { for name in [\"trail\", \"other\"] : name => \"${path.module}/templates/${name}.yaml\" }\n}\n");
            "file(local.templates[\"trail\"])".to_owned()
        }
        _ => {
            let text = template(values, &path, declared);
            values.made.add(&path, &text);
            "file(\"${path.module}/templates/trail.yaml\")".to_owned()
        }
    }
}

/// The module passes what decides to the template.
fn passed(values: &mut Values<'_>, folder: &str) {
    let declared = if values.draw.flag() {
        String::new()
    } else {
        format!("    Default: '{}'\n", values.draw.flag())
    };
    if values.draw.below(3) > 0 {
        let flag = values.decided(folder);
        let body = body(values, folder, &declared);
        stack(values, folder, &body, Some(&format!("Flag = {flag}")));
        return;
    }
    // By way of a module that is called.
    let flag = values.decided(folder);
    let called = format!("{folder}modules/stack/");
    let body = body(values, &called, &declared);
    let text =
        format!("module \"stack\" {{\n  source = \"./modules/stack\"\n  flag   = {flag}\n}}\n");
    values.made.add(&format!("{folder}call.tf"), &text);
    let text = format!(
        "variable \"flag\" {{\n  type    = bool\n  default = {}\n}}\n",
        values.draw.flag()
    );
    values.made.add(&format!("{called}variables.tf"), &text);
    stack(values, &called, &body, Some("Flag = var.flag"));
}

/// What decides becomes a part of the template's text.
fn embedded(values: &mut Values<'_>, folder: &str) {
    let flag = values.decided(folder);
    let resource = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsMultiRegionTrail: true\n";
    let object = |flag: &str| {
        format!(
            "{{\n    Resources = {{\n      Trail = {{\n        Type = \"AWS::CloudTrail::Trail\"\n        Properties = {{\n          S3BucketName = \"logs\"\n          IsLogging = true\n          IsMultiRegionTrail = true\n          IncludeGlobalServiceEvents = {flag}\n        }}\n      }}\n    }}\n  }}"
        )
    };
    // What a data file chooses of a template's text is not shown, and is left open.
    let is_private = values.made.decisive.contains("config/");
    let kind = values.draw.below(6);
    let body = match if is_private && kind == 4 { 3 } else { kind } {
        0 => format!("jsonencode({})", object(&flag)),
        1 => format!("yamlencode({})", object(&flag)),
        2 => {
            values.made.add(
                &format!("{folder}template.tf"),
                &format!("locals {{\n  template = {}\n}}\n", object(&flag)),
            );
            "jsonencode(local.template)".to_owned()
        }
        3 => {
            let text = format!(
                "{resource}      IsLogging: true\n      IncludeGlobalServiceEvents: ${{flag}}\n"
            );
            values.made.add(&format!("{folder}trail.yaml.tftpl"), &text);
            format!("templatefile(\"${{path.module}}/trail.yaml.tftpl\", {{ flag = {flag} }})")
        }
        4 => {
            let text = format!(
                "{resource}%{{ if flag ~}}\n      IsLogging: true\n%{{ else ~}}\n      IsLogging: false\n%{{ endif ~}}\n      IncludeGlobalServiceEvents: true\n"
            );
            values.made.add(&format!("{folder}trail.yaml.tftpl"), &text);
            format!("templatefile(\"${{path.module}}/trail.yaml.tftpl\", {{ flag = {flag} }})")
        }
        _ => {
            let text = format!(
                "{resource}      IsLogging: true\n      IncludeGlobalServiceEvents: ${{local.flag}}\n"
            );
            let lines = indented(&text, 4);
            values.made.add(
                &format!("{folder}template.tf"),
                &format!("locals {{\n  flag = {flag}\n  template = <<-EOT\n{lines}  EOT\n}}\n"),
            );
            "local.template".to_owned()
        }
    };
    stack(values, folder, &body, None);
}

/// A file of the template decides; the module passes nothing.
fn decided_by_the_template(values: &mut Values<'_>, folder: &str) {
    let (on, off) = (values.on, values.draw.flag());
    let path = format!("{folder}templates/trail.yaml");
    let flag = |flag: &str| {
        format!("Resources:\n  Trail:\n    {STATIC}IncludeGlobalServiceEvents: {flag}\n")
    };
    let given = "Parameters:\n  Given: {Type: String}\n";
    let main = format!("{folder}main.tf");
    values.made.leads(&main, "/templates/trail.yaml", &path);
    let child_path = format!("{folder}templates/stacks/child.yaml");
    match values.draw.below(6) {
        0 => values.made.decide(&path, &flag(&on.to_string())),
        1 => {
            let text = format!(
                "Parameters:\n  Flag: {{Type: String, Default: '{on}'}}\n{}",
                flag("!Ref Flag")
            );
            values.made.decide(&path, &text);
        }
        2 => {
            values.made.add(&path, &format!("Mappings:\n  Fn::Transform: {{Name: AWS::Include, Parameters: {{Location: mappings.yaml}}}}\n{}", flag("!FindInMap [Flags, all, audited]")));
            let mappings = format!("{folder}templates/mappings.yaml");
            values.made.leads(&path, "mappings.yaml", &mappings);
            let text = format!("Flags: {{all: {{audited: {on}}}}}\n");
            values
                .made
                .decide(&format!("{folder}templates/mappings.yaml"), &text);
        }
        3 => {
            let child = format!(
                "Parameters:\n  Given: {{Type: String, Default: '{off}'}}\n{}",
                flag("!Ref Given")
            );
            values.made.add(&child_path, &child);
            values
                .made
                .leads_on(&path, "stacks/child.yaml", &child_path);
            let text = format!(
                "Resources:\n  Stack:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: stacks/child.yaml, Parameters: {{Given: {on}}}}}\n"
            );
            values.made.decide(&path, &text);
        }
        4 => {
            let child = format!("{given}{}", flag(&on.to_string()));
            values.made.leads(&path, "stacks/child.yaml", &child_path);
            values.made.decide(&child_path, &child);
            let text = format!(
                "Resources:\n  Stack:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: stacks/child.yaml, Parameters: {{Given: {off}}}}}\n"
            );
            values.made.add(&path, &text);
        }
        // The child's own default, where its parent gives nothing.
        _ => {
            let child = format!(
                "Parameters:\n  Given: {{Type: String, Default: '{on}'}}\n{}",
                flag("!Ref Given")
            );
            values.made.leads(&path, "stacks/child.yaml", &child_path);
            values.made.decide(&child_path, &child);
            values.made.add(&path, "Resources:\n  Stack:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: stacks/child.yaml}\n");
        }
    }
    stack(
        values,
        folder,
        "file(\"${path.module}/templates/trail.yaml\")",
        None,
    );
}
