//! What holds much of what it is made of: layers of conditions, loops in one another, files that give values or are included, each
//! of them many times.

use super::tree::{Size, Tree, listed, template, times, times_of, trail};

super::inputs! {
    layers_of_conditions: "30 layers of 60 conditions with ten operands";
    layers_of_local_values: "30 layers of 60 local values with ten operands";
    layers_in_many_roots: "10 layers of 60 local values with ten operands, in 30 root modules";
    loops_of_many_names: "900 `for` in one another with a name each, in eight root modules";
    values_of_git_sync: "2,000 deployment files of Git sync with 50 values each";
    values_of_formica: "100 folders with 20 configurations of Formica with 30 values each";
    values_of_manifests: "100 manifests of 20 resources with 50 values each";
    includes_of_many_files: "20 templates that include 500 files of 100 members";
}

/// Names that each layer makes of ten of the one before; `of` writes the first layer, `made` the others.
fn layers(
    layers: usize,
    of: impl Fn(usize) -> String,
    made: impl Fn(&str, usize, &[String]) -> String,
) -> String {
    let first = times_of(60, of);
    let others = times_of(layers - 1, |before| {
        times_of(60, |at| {
            let operands = (0..10).map(|of| format!("L{before}x{}", (at * 7 + of * 3) % 60));
            let operands: Vec<String> = operands.collect();
            made(&format!("L{}x{at}", before + 1), before, &operands)
        })
    });
    first + &others
}

fn layers_of_conditions(tree: &Tree, size: Size) {
    let count = size.or(2, 30);
    let conditions = layers(
        count,
        |at| format!("  L0x{at}: !Equals [!Ref P{at}, a]\n"),
        |name, before, operands| {
            let all = operands.iter().map(|name| format!("!Condition {name}"));
            let all = all.collect::<Vec<_>>().join(", ");
            let call = if before % 2 == 0 { "Or" } else { "And" };
            format!("  {name}: !{call} [{all}]\n")
        },
    );
    let parameters = times(60, "  P@: { Type: String }\n");
    let sections = format!("Parameters:\n{parameters}Conditions:\n{conditions}");
    let last = count - 1;
    let flag = format!("!If [L{last}x0, true, false]");
    let text = template(&sections, size.of(200), &flag);
    tree.put("t.yaml", text);
}

fn layered_root(count: usize) -> String {
    let locals = layers(
        count,
        |at| format!("  L0x{at} = var.p{at} == \"a\"\n"),
        |name, before, operands| {
            let all = operands.iter().map(|name| format!("local.{name}"));
            let operator = if before % 2 == 0 { " || " } else { " && " };
            format!("  {name} = {}\n", all.collect::<Vec<_>>().join(operator))
        },
    );
    let variables = times(60, "variable \"p@\" {\n  type = string\n}\n");
    let last = count - 1;
    let each = times_of(60, |at| {
        format!(
            "resource \"aws_cloudtrail\" \"t{at}\" {{\n  include_global_service_events = local.L{last}x{at}\n}}\n"
        )
    });
    format!("{variables}locals {{\n{locals}}}\n{each}")
}

fn layers_of_local_values(tree: &Tree, size: Size) {
    tree.put("main.tf", layered_root(size.or(2, 30)));
}

fn layers_in_many_roots(tree: &Tree, size: Size) {
    let root = layered_root(size.or(2, 10));
    for at in 0..size.of(30) {
        tree.put(&format!("r{at}/main.tf"), &root);
    }
}

fn loops_of_many_names(tree: &Tree, size: Size) {
    let count = size.of(900);
    let loops = times(count, "[for x@ in [1] : ");
    let flag = format!("length({loops}1{}) == 1", "]".repeat(count));
    for at in 0..size.of(8) {
        tree.put(&format!("r{at}/main.tf"), trail(&flag));
    }
}

fn declared(count: usize) -> String {
    let parameters = times(count, "  P@: { Type: String, Default: 'true' }\n");
    template(&format!("Parameters:\n{parameters}"), 2, "!Ref P@")
}

fn values_of_git_sync(tree: &Tree, size: Size) {
    let count = size.of(50);
    let values = times(count, "  P@: 'false'\n");
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
    for folder in 0..size.of(100) {
        tree.put(&format!("t{folder}/template.yaml"), declared(count));
        let text = format!(
            "template-file-path: t{folder}/template.yaml\nparameters:\n{values}tags: {{}}\n"
        );
        tree.put_each(size.of(20), &format!("t{folder}/d@.yaml"), &text);
    }
}

fn values_of_formica(tree: &Tree, size: Size) {
    let count = size.of(30);
    let values = times(count, "  P@: 'false'\n");
    for folder in 0..size.of(100) {
        tree.put(&format!("t{folder}/a.template.yaml"), declared(count));
        let text = format!("stack: s@\nparameters:\n{values}");
        tree.put_each(size.of(20), &format!("t{folder}/c@.config.yaml"), &text);
    }
}

fn values_of_manifests(tree: &Tree, size: Size) {
    let count = size.of(50);
    let values = listed(count, "{ parameter_key: P@, parameter_value: 'false' }");
    let resources = times(
        size.of(20),
        &format!(
            "  - name: r@\n    resource_file: template.yaml\n    deploy_method: stack_set\n    parameters: [{values}]\n"
        ),
    );
    for folder in 0..size.of(100) {
        tree.put(&format!("t{folder}/template.yaml"), declared(count));
        let text = format!("region: us-east-1\nversion: 2021-03-15\nresources:\n{resources}");
        tree.put(&format!("t{folder}/manifest.yaml"), text);
    }
}

fn includes_of_many_files(tree: &Tree, size: Size) {
    let members = times(size.of(100), "X@: y\n");
    let count = size.of(500);
    tree.put_each(
        count,
        "inc/i@.yaml",
        &format!("IsLogging: true\nS3BucketName: b\nIncludeGlobalServiceEvents: false\n{members}"),
    );
    let resources = times(
        count,
        "  T@:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      Fn::Transform: { Name: AWS::Include, Parameters: { Location: \
         inc/i@.yaml } }\n",
    );
    for at in 0..size.of(20) {
        tree.put(&format!("t{at}.yaml"), format!("Resources:\n{resources}"));
    }
}
