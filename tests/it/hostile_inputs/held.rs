//! Modules whose files are long together, and long values that are asked for in turn.

use super::tree::{Size, Tree, listed, times, times_of, trail};

super::inputs! {
    module_of_many_objects: "a module of 3,000 files with an object each";
    module_of_long_objects: "a module of 170 files with a local value of 34 kB each";
    module_of_many_json_files: "a module of 3,000 files of JSON with an object each";
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
