//! Names that are long, or written in ways that reports must bear.

use super::tree::{Size, Tree, listed, template, times, times_of, trail, trails};

super::inputs! {
    long_name_of_a_module: "a module with a name of 1 MB above 1,000 trails";
    long_name_of_a_variable: "a variable with a name of 1 MB, for 1,000 trails";
    long_name_of_a_condition: "a condition with a name of 1 MB, for 1,000 trails";
    long_logical_id: "1,000 trails of a nested stack with a logical id of 1 MB";
    long_name_of_a_parameter: "a parameter with a name of 1 MB, for 1,000 trails";
    long_name_of_a_mapping: "a mapping whose names and keys have 300 kB, for 1,000 trails";
    long_names_of_trails: "1,000 trails with names of 10 kB";
    long_keys_of_for_each: "1,000 keys of `for_each` of 10 kB";
    long_names_of_modules_in_one_another: "modules with names of 10 kB, 60 deep, 100 trails";
    long_names_of_stacks_in_one_another: "stacks with names of 10 kB, 30 deep, 100 trails";
    long_name_of_a_local: "30 local values with names of 100 kB in a row, 300 trails";
    long_name_of_a_provider: "a provider with an alias of 1 MB, 1,000 trails";
    long_name_of_an_output: "an output with a name of 1 MB, 1,000 trails";
    long_key_of_an_object: "an object with a key of 1 MB, 1,000 trails";
    long_name_of_a_deployment: "a deployment with a name of 100 kB, 300 trails";
    long_name_of_a_unit: "300 units in folders of 12 names of 200 chars";
    long_names_of_conditions: "a flag by 60 conditions with names of 10 kB, 100 trails";
    long_names_of_rules: "rules with names of 1 MB, 300 trails";
    long_names_of_exports: "imports of a name of 1 MB, by 1,000 trails";
    long_reference: "1,000 trails that refer to an attribute 5,000 parts long";
    long_misspelt_names: "1,000 misspelt names of 10 kB", refused();
    long_types: "1,000 types of 10 kB beside a trail";
    long_name_of_a_function: "a function with a name of 1 MB, called by 1,000 trails", refused();
    long_text_as_a_flag: "1,000 trails whose flag is a text of 10 kB", refused();
    long_reason: "suppressions with a reason of 1 MB, expired", refused();
    long_paths: "100 modules below 15 folders with names of 250 chars in one another";
    combining_marks: "names of 10,000 combining marks, 300 trails";
    wide_chars: "names of 10,000 wide chars, 300 trails";
    right_to_left: "names of Arabic and of marks that turn the direction, 300 trails";
    astral_chars: "names of chars beyond the plane, 300 trails";
    controls: "names of chars that steer a terminal, 2,000 trails";
    markup: "names of Markdown, HTML and workflow commands, 2,000 trails";
    names_alike: "1,000 misspelt names that differ in the last of 90 chars", refused();
    many_hops_with_long_names: "40 modules in one another that pass a variable of 20 kB on, 60 trails";
}

/// Keys of YAML of more than 1,024 chars stand behind a `?`.
const LONG: usize = 1 << 20;

fn long(size: Size, length: usize) -> String {
    "n".repeat(size.or(5, length))
}

fn long_name_of_a_module(tree: &Tree, size: Size) {
    let name = long(size, LONG);
    tree.put(
        "main.tf",
        format!("module \"{name}\" {{\n  source = \"./m\"\n}}\n"),
    );
    tree.put(
        "m/main.tf",
        trails(size.of(1_000), "include_global_service_events = false"),
    );
}

fn long_name_of_a_variable(tree: &Tree, size: Size) {
    let name = long(size, LONG);
    let text = trails(size.of(1_000), "include_global_service_events = local.v");
    tree.put(
        "main.tf",
        format!("variable \"{name}\" {{}}\nlocals {{\n  v = var.{name}\n}}\n{text}"),
    );
}

fn long_name_of_a_condition(tree: &Tree, size: Size) {
    let name = long(size, LONG);
    let sections = format!(
        "Parameters:\n  P: {{ Type: String }}\nConditions:\n  ? {name}\n  : !Equals [!Ref P, x]\n  C: !Not [!Condition {name}]\n"
    );
    tree.put(
        "template.yaml",
        template(&sections, size.of(1_000), "!If [C, true, false]"),
    );
}

fn long_logical_id(tree: &Tree, size: Size) {
    let name = long(size, LONG);
    tree.put("child.yaml", template("", size.of(1_000), "false"));
    tree.put(
        "template.yaml",
        format!(
            "Resources:\n  ? {name}\n  : Type: AWS::CloudFormation::Stack\n    Properties: {{ \
        TemplateURL: child.yaml }}\n"
        ),
    );
}

fn long_name_of_a_parameter(tree: &Tree, size: Size) {
    let name = long(size, LONG);
    let sections = format!(
        "Parameters:\n  ? {name}\n  : {{ Type: String, AllowedValues: ['true', 'false'] }}\nConditions:\n  C: !Equals [!Ref {name}, \
            'true']\n"
    );
    tree.put(
        "template.yaml",
        template(&sections, size.of(1_000), "!If [C, true, false]"),
    );
}

fn long_name_of_a_mapping(tree: &Tree, size: Size) {
    let name = long(size, 300_000);
    let sections = format!(
        "Parameters:\n  P: {{ Type: String }}\nMappings:\n  ? {name}\n  : ? a{name}\n    : {{ k: true }}\n    ? b{name}\n    : {{ k: false }}\n\
            Conditions:\n  C: !Equals [!FindInMap [{name}, !Ref P, k], 'true']\n"
    );
    tree.put(
        "template.yaml",
        template(&sections, size.of(1_000), "!If [C, true, false]"),
    );
}

fn long_names_of_trails(tree: &Tree, size: Size) {
    let text = trails(size.of(1_000), "include_global_service_events = false");
    tree.put(
        "main.tf",
        text.replace("\"t", &format!("\"{}t", long(size, 10_000))),
    );
}

fn long_keys_of_for_each(tree: &Tree, size: Size) {
    let name = long(size, 10_000);
    let keys = listed(size.of(1_000), &format!("\"{name}@\""));
    tree.put(
        "main.tf",
        trail(&format!("false\n  for_each = toset([{keys}])")),
    );
}

fn long_names_of_modules_in_one_another(tree: &Tree, size: Size) {
    let (depth, name) = (size.of(60), long(size, 10_000));
    for at in 0..depth {
        tree.put(
            &format!("m{at}/main.tf"),
            format!("module \"{name}\" {{\n  source = \"../m{}\"\n}}\n", at + 1),
        );
    }
    tree.put(
        &format!("m{depth}/main.tf"),
        trails(size.of(100), "include_global_service_events = false"),
    );
}

fn long_names_of_stacks_in_one_another(tree: &Tree, size: Size) {
    let (depth, name) = (size.of(30), long(size, 10_000));
    for at in 0..depth {
        tree.put(
            &format!("level{at}.yaml"),
            format!("Resources:\n  ? {name}\n  : Type: AWS::CloudFormation::Stack\n    Properties: {{ TemplateURL: level{}.yaml \
                }}\n", at + 1),
        );
    }
    tree.put(
        &format!("level{depth}.yaml"),
        template("", size.of(100), "false"),
    );
}

fn long_name_of_a_local(tree: &Tree, size: Size) {
    let (count, name) = (size.of(30), long(size, 100_000));
    let locals = times_of(count, |at| {
        format!("  {name}{} = var.v && local.{name}{at}\n", at + 1)
    });
    let text = trails(size.of(300), "include_global_service_events = local.last");
    tree.put("main.tf", format!("variable \"v\" {{}}\nlocals {{\n  {name}0 = true\n  last = local.{name}{count}\n{locals}}}\n\
        {text}"));
}

fn long_name_of_a_provider(tree: &Tree, size: Size) {
    let name = long(size, LONG);
    tree.put("main.tf", format!("provider \"aws\" {{\n  alias  = \"{name}\"\n  region = \"eu-west-1\"\n}}\nmodule \"m\" {{\n  \
        source    = \"./m\"\n  providers = {{ aws = aws.{name} }}\n}}\n"));
    tree.put(
        "m/main.tf",
        trails(size.of(1_000), "include_global_service_events = true"),
    );
}

fn long_name_of_an_output(tree: &Tree, size: Size) {
    let name = long(size, LONG);
    tree.put(
        "m/main.tf",
        format!("variable \"v\" {{}}\noutput \"{name}\" {{\n  value = var.v\n}}\n"),
    );
    let text = trails(size.of(1_000), "include_global_service_events = local.l");
    tree.put("main.tf", format!("variable \"v\" {{}}\nmodule \"m\" {{\n  source = \"./m\"\n  v      = var.v\n}}\nlocals {{\n  \
        l = module.m.{name}\n}}\n{text}"));
}

fn long_key_of_an_object(tree: &Tree, size: Size) {
    let name = long(size, LONG);
    let text = trails(
        size.of(1_000),
        "include_global_service_events = local.m[var.k]",
    );
    tree.put(
        "main.tf",
        format!("variable \"k\" {{}}\nlocals {{\n  m = {{ {name} = false, b = true }}\n}}\n{text}"),
    );
}

fn long_name_of_a_deployment(tree: &Tree, size: Size) {
    let name = long(size, 100_000);
    tree.put("t.yaml", template("", size.of(300), "false"));
    tree.put(
        "cloudtrail-lint.yaml",
        format!(
            "cloudformation:\n  - templates: t.yaml\n    deployments:\n      ? {name}\n      \
        : {{ region: us-east-1 }}\n"
        ),
    );
}

fn long_name_of_a_unit(tree: &Tree, size: Size) {
    let (depth, name) = (size.of(12), long(size, 200));
    let folder = format!("{name}/").repeat(depth);
    tree.put(
        "m/main.tf",
        "variable \"on\" {}\n".to_owned() + &trail("var.on"),
    );
    let up = "../".repeat(depth + 1);
    tree.put_each(
        size.of(300),
        &format!("{folder}u@/terragrunt.hcl"),
        &format!("terraform {{\n  source = \"{up}m\"\n}}\ninputs = {{\n  on = false\n}}\n"),
    );
}

fn long_names_of_conditions(tree: &Tree, size: Size) {
    let (count, name) = (size.of(60), long(size, 10_000));
    let conditions = times(count, &format!("  ? {name}@\n  : !Equals [!Ref P, v@]\n"));
    let mut flag = "true".to_owned();
    for at in 0..size.of(20) {
        flag = format!(
            "!If [{name}{at}, {flag}, !If [{name}{}, true, false]]",
            count - 1 - at
        );
    }
    let sections = format!("Parameters:\n  P: {{ Type: String }}\nConditions:\n{conditions}");
    tree.put("template.yaml", template(&sections, size.of(100), &flag));
}

fn long_names_of_rules(tree: &Tree, size: Size) {
    let name = long(size, LONG);
    let sections = format!(
        "Parameters:\n  P: {{ Type: String }}\nRules:\n  ? {name}\n  : Assertions: [{{ Assert: !Equals [!Ref P, 'false'] }}]\n"
    );
    tree.put("template.yaml", template(&sections, size.of(300), "!Ref P"));
}

fn long_names_of_exports(tree: &Tree, size: Size) {
    let name = long(size, LONG);
    let sections = format!("Parameters:\n  Name: {{ Type: String, Default: {name} }}\n");
    tree.put(
        "template.yaml",
        template(
            &sections,
            size.of(1_000),
            "{ 'Fn::ImportValue': !Ref Name }",
        ),
    );
}

fn long_reference(tree: &Tree, size: Size) {
    let path = ".part".repeat(size.of(5_000));
    tree.put(
        "main.tf",
        format!(
            "data \"aws_x\" \"y\" {{}}\nlocals {{\n  r = data.aws_x.y{path}\n}}\n{}",
            trails(size.of(1_000), "include_global_service_events = local.r")
        ),
    );
}

fn long_misspelt_names(tree: &Tree, size: Size) {
    let name = long(size, 10_000);
    tree.put(
        "main.tf",
        format!(
            "variable \"{name}v\" {{}}\n{}",
            trails(
                size.of(1_000),
                &format!("include_global_service_events = var.{name}@")
            )
        ),
    );
}

fn long_types(tree: &Tree, size: Size) {
    let name = long(size, 10_000);
    let others = times(
        size.of(1_000),
        &format!("resource \"aws_{name}@\" \"x\" {{}}\n"),
    );
    tree.put("main.tf", others + &trail("false"));
}

fn long_name_of_a_function(tree: &Tree, size: Size) {
    let name = long(size, LONG);
    tree.put(
        "main.tf",
        format!(
            "locals {{\n  f = {name}(1)\n}}\n{}",
            trails(size.of(1_000), "include_global_service_events = local.f")
        ),
    );
}

fn long_text_as_a_flag(tree: &Tree, size: Size) {
    tree.put(
        "template.yaml",
        template("", size.of(1_000), &long(size, 10_000)),
    );
}

fn long_reason(tree: &Tree, size: Size) {
    let reason = long(size, LONG);
    tree.put(
        "main.tf",
        times(
            size.of(5),
            &format!(
                "# cloudtrail-lint: ignore[CT-005] until=2020-01-01 {reason}\nresource \
        \"aws_cloudtrail\" \"t@\" {{\n  include_global_service_events = false\n}}\n"
            ),
        ),
    );
}

fn long_paths(tree: &Tree, size: Size) {
    let name = long(size, 250);
    let folder = format!("{name}/").repeat(size.of(15));
    tree.put_each(
        size.of(100),
        &format!("{folder}f@/main.tf"),
        &trails(20, "include_global_service_events = false").replace("\"t", "\"u"),
    );
}

/// Names with such chars in keys of `for_each` and in a template, and in excerpts.
fn with_chars(tree: &Tree, count: usize, chars: &str) {
    let keys = listed(count, &format!("\"{chars}@\""));
    tree.put(
        "main.tf",
        trail(&format!("false # {chars}\n  for_each = toset([{keys}])")),
    );
    let text = times(
        count,
        &format!(
            "  ? \"{chars}@\"\n  : Type: AWS::CloudTrail::Trail\n    Properties: {{ IsLogging: true, S3BucketName: \"{chars}\", \
                IncludeGlobalServiceEvents: false }}\n"
        ),
    );
    tree.put("template.yaml", format!("Resources:\n{text}"));
}

fn combining_marks(tree: &Tree, size: Size) {
    with_chars(
        tree,
        size.of(300),
        &format!("e{}", "\u{301}\u{323}".repeat(size.of(5_000))),
    );
}

fn wide_chars(tree: &Tree, size: Size) {
    with_chars(tree, size.of(300), &"漢".repeat(size.of(10_000)));
}

fn right_to_left(tree: &Tree, size: Size) {
    with_chars(
        tree,
        size.of(300),
        &"\u{202e}مرحبا\u{2066}a\u{200f}".repeat(size.of(1_000)),
    );
}

fn astral_chars(tree: &Tree, size: Size) {
    with_chars(
        tree,
        size.of(300),
        &"👩\u{200d}👩\u{200d}👧🇩🇪𝒳".repeat(size.of(1_000)),
    );
}

fn controls(tree: &Tree, size: Size) {
    with_chars(
        tree,
        size.of(2_000),
        &"\\u001b[31m\\u0007\\u0085\\u009b2J".repeat(size.of(50)),
    );
}

fn markup(tree: &Tree, size: Size) {
    with_chars(
        tree,
        size.of(2_000),
        &"```<img src=x> @all #1 | ::error:: ##vso[ [a](b) https://x.y ".repeat(size.of(20)),
    );
}

fn names_alike(tree: &Tree, size: Size) {
    let count = size.of(1_000);
    let name = long(size, 90);
    tree.put(
        "main.tf",
        times(count, &format!("variable \"{name}a@\" {{}}\n"))
            + &trails(
                count,
                &format!("include_global_service_events = var.{name}b@"),
            ),
    );
}

fn many_hops_with_long_names(tree: &Tree, size: Size) {
    let (depth, name) = (size.of(40), long(size, 20_000));
    for at in 0..depth {
        tree.put(
            &format!("m{at}/main.tf"),
            format!(
                "variable \"{name}\" {{}}\nmodule \"m\" {{\n  source = \"../m{}\"\n  \
            {name} = var.{name}\n}}\n",
                at + 1
            ),
        );
    }
    tree.put(
        &format!("m{depth}/main.tf"),
        format!(
            "variable \"{name}\" {{}}\nlocals {{\n  l = var.{name}\n}}\n{}",
            trails(size.of(60), "include_global_service_events = local.l")
        ),
    );
    tree.put("root/main.tf", format!("variable \"{name}\" {{}}\nmodule \"m\" {{\n  source = \"../m0\"\n  {name} = var.{name}\n\
        }}\n"));
}
