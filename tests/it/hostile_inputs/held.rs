//! What many files hold together that are short each, and long values that are asked for in turn.

use super::tree::{Size, Tree, listed, times, times_of, trail};

super::inputs! {
    module_of_many_objects: "a module of 3,000 files with an object each";
    module_of_long_objects: "a module of 170 files with a local value of 34 kB each";
    module_of_many_json_files: "a module of 3,000 files of JSON with an object each";
    objects_of_modules: "3,000 modules with an object each that decides";
    templates_of_one_stack: "2,000 nested stacks of a template of 2 kB each";
    templates_in_turn: "40 templates of 40 kB that 100 stacks nest in turn";
    long_values_in_turn: "8 local values of 28 kB, asked for in 1,000 instances";
}

/// A module of so many files with an object each, of which the first decides.
fn module_of_objects(tree: &Tree, files: usize, members: usize) {
    let members = times(members, "    k@ = { v = [\"some value\"] }\n");
    let text = format!("locals {{\n  v@ = {{\n{members}  }}\n}}\n");
    tree.put_each(files, "v@.tf", &text);
    tree.put("main.tf", trail("local.v0[\"k0\"].v[0] == \"x\""));
}

fn module_of_many_objects(tree: &Tree, size: Size) {
    module_of_objects(tree, size.of(3_000), 50);
}

fn module_of_long_objects(tree: &Tree, size: Size) {
    module_of_objects(tree, size.of(170), size.or(50, 900));
}

fn module_of_many_json_files(tree: &Tree, size: Size) {
    let members = listed(50, "\"k@\": { \"v\": [\"some value\"] }");
    let text = format!("{{ \"locals\": {{ \"v@\": {{ {members} }} }} }}");
    tree.put_each(size.of(3_000), "v@.tf.json", &text);
    tree.put("main.tf", trail("local.v0[\"k0\"].v[0] == \"x\""));
}

fn objects_of_modules(tree: &Tree, size: Size) {
    let (count, members) = (
        size.of(3_000),
        times(size.or(5, 100), "    k@ = { v = [\"some value\"] }\n"),
    );
    let module = format!("locals {{\n  v = {{\n{members}  }}\n}}\n");
    for at in 0..count {
        let flag = trail("local.v[\"k0\"].v[0] == \"x\"");
        tree.put(&format!("m{at}/main.tf"), format!("{module}{flag}"));
    }
    let calls = times(count, "module \"m@\" {\n  source = \"./m@\"\n}\n");
    tree.put("main.tf", calls);
}

/// So many templates with a trail, and so many values beside it.
fn templates(tree: &Tree, count: usize, values: usize) {
    let values = times(values, "    K@: {V: [some value]}\n");
    let trail = "  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties: {IsLogging: true, S3BucketName: logs, IncludeGlobalServiceEvents: false}\n";
    let template = format!("Metadata:\n  Of@:\n{values}Resources:\n{trail}");
    tree.put_each(count, "t@.yaml", &template);
}

/// A template of so many nested stacks.
fn stacks(count: usize, url: &str) -> String {
    let stack = format!(
        "  S@:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: {url}}}\n"
    );
    "Resources:\n".to_owned() + &times(count, &stack)
}

fn templates_of_one_stack(tree: &Tree, size: Size) {
    let count = size.of(2_000);
    templates(tree, count, size.or(2, 60));
    tree.put("main.yaml", stacks(count, "t@.yaml"));
}

fn templates_in_turn(tree: &Tree, size: Size) {
    let count = size.of(40);
    templates(tree, count, size.or(2, 1_600));
    tree.put("all.yaml", stacks(count, "t@.yaml"));
    tree.put("main.yaml", stacks(size.of(100), "all.yaml"));
}

fn long_values_in_turn(tree: &Tree, size: Size) {
    let object = listed(size.of(900), "{ v = [\"some value, \"] }");
    let count = size.of(8);
    let values = times_of(count, |at| {
        format!("locals {{\n  l{at} = [for x in [] : [{object}]]\n}}\n")
    });
    let flag: Vec<String> = (0..count)
        .map(|at| format!("length(local.l{at}) == 0"))
        .collect();
    tree.put("m/main.tf", values + &trail(&flag.join(" && ")));
    let calls = times(size.of(1_000), "module \"m@\" {\n  source = \"./m\"\n}\n");
    tree.put("main.tf", calls);
}
