//! Expressions of Terraform: loops, texts and collections.

use super::tree::{Size, Tree, chain, listed, times, times_of, trail, trails};

super::inputs! {
    loops_in_four_folders: "four folders with loops of 20 kB each";
    text_that_doubles: "a text that doubles in each of 30 local values";
    texts_that_double_in_folders: "the same in 40 folders";
    list_that_doubles: "a list that doubles in each of 40 local values";
    object_that_doubles: "an object in an object twice, 40 deep";
    loops_in_loops_of_terraform: "loops four deep over 100 elements";
    loops_with_conditions: "a loop with 2,000 conditions over 10,000 elements";
    wide_objects_in_loops: "objects of 300 attributes in a loop over 1,000, 16 trails";
    groups_in_loops: "a loop that groups 10,000 elements by ten keys, 100 trails";
    splats_of_splats: "splats of lists of lists, 100 by 100, by 300 trails";
    turns_that_cost_nothing: "a template whose loops over 1,000 elements make nothing, four in one another";
    sensitive_values: "2,000 calls of `sensitive` in one another's texts";
    heredocs_with_loops: "100 heredocs with loops over 1,000 elements";
    strip_markers: "a text of 20,000 strip markers";
    escapes: "a text of 1 MB of escapes";
    interpolations: "a text with 35,000 interpolations";
    interpolations_in_lines: "a heredoc with 400,000 lines of an interpolation each";
    parentheses: "a value in 1,000,000 parentheses";
    parentheses_of_values: "1,000 values in 3,000 parentheses each";
    parentheses_in_json: "a value of JSON in 600,000 parentheses";
    calls_in_calls: "a call in 400,000 calls of one another";
    names_of_members: "a reference of 1,000,000 names";
    splats_in_a_row: "a list with 60,000 splats behind it";
    labels_in_a_row: "a block with 500,000 labels";
    parts_of_a_template: "a file that is a template of 200,000 lines with a name each";
    conversions_of_sets: "`toset` of 9,000 objects, by 60 trails";
    merges_of_maps: "200 maps of 100 keys that are merged, by 100 trails";
    each_of_each: "`each.value` of 1,000 elements that holds all 1,000";
    spread_arguments: "a call with 10,000 arguments by `...`";
    numbers_of_many_digits: "numbers of 9,000 digits that 300 trails multiply";
}

fn loops_in_four_folders(tree: &Tree, size: Size) {
    let one = "length([for a in range(100) : [for b in range(100) : a * b]]) == 0";
    let flag = vec![one; size.of(300)].join(" || ");
    tree.put_each(
        4,
        "f@/main.tf",
        &trails(
            size.of(4),
            &format!("include_global_service_events = {flag}"),
        ),
    );
}

fn doubled(size: Size) -> String {
    let count = size.of(30);
    chain(count, "\"0123456789\"", "\"${%}${%}\"") + &trail(&format!("local.l{count} == \"x\""))
}

fn text_that_doubles(tree: &Tree, size: Size) {
    tree.put("main.tf", doubled(size));
}

fn texts_that_double_in_folders(tree: &Tree, size: Size) {
    tree.put_each(size.of(40), "f@/main.tf", &doubled(size));
}

fn list_that_doubles(tree: &Tree, size: Size) {
    let count = size.of(40);
    tree.put(
        "main.tf",
        chain(count, "[true]", "concat(%, %)")
            + &trails(
                size.of(20),
                &format!("include_global_service_events = local.l{count}[0]"),
            ),
    );
}

fn object_that_doubles(tree: &Tree, size: Size) {
    let count = size.of(40);
    let flag = format!("local.l{count}{}.on", ".a".repeat(count));
    tree.put(
        "main.tf",
        chain(count, "{ on = false }", "{ a = %, b = % }")
            + &trails(
                size.of(20),
                &format!("include_global_service_events = {flag}"),
            ),
    );
}

fn loops_in_loops_of_terraform(tree: &Tree, size: Size) {
    let count = size.of(100);
    let mut value = "a0 + a1 + a2 + a3".to_owned();
    for at in 0..4 {
        value = format!("[for a{at} in range({count}) : {value}]");
    }
    tree.put(
        "main.tf",
        trails(
            size.of(16),
            &format!("include_global_service_events = length({value}) == @"),
        ),
    );
}

fn loops_with_conditions(tree: &Tree, size: Size) {
    let conditions = times(size.of(2_000), " && v != \"x@\"");
    let list = listed(size.of(10_000), "\"v@\"");
    let flag = format!("length([for v in local.l : v if true{conditions}]) == 0");
    let text = trails(
        size.of(16),
        &format!("include_global_service_events = {flag}"),
    );
    tree.put("main.tf", format!("locals {{\n  l = [{list}]\n}}\n{text}"));
}

fn wide_objects_in_loops(tree: &Tree, size: Size) {
    let all = listed(size.of(300), "a@ = n");
    let flag = format!(
        "length([for n in range({}) : {{ {all} }}]) == @",
        size.of(1_000)
    );
    tree.put(
        "main.tf",
        trails(
            size.of(16),
            &format!("include_global_service_events = {flag}"),
        ),
    );
}

fn groups_in_loops(tree: &Tree, size: Size) {
    let list = listed(size.of(10_000), "\"v@\"");
    let flag = "length({ for v in local.l : substr(v, 1, 1) => v... }) == 1";
    tree.put(
        "main.tf",
        format!(
            "locals {{\n  l = [{list}]\n}}\n{}",
            trails(
                size.of(100),
                &format!("include_global_service_events = {flag}")
            )
        ),
    );
}

fn splats_of_splats(tree: &Tree, size: Size) {
    let row = listed(size.of(100), "{ on = false }");
    let rows = vec![format!("{{ all = [{row}] }}"); size.of(100)].join(",\n");
    tree.put(
        "main.tf",
        format!(
            "locals {{\n  l = [{rows}]\n}}\n{}",
            trails(
                size.of(300),
                "include_global_service_events = \
        anytrue(flatten([for r in local.l[*].all : r[*].on]))"
            )
        ),
    );
}

fn turns_that_cost_nothing(tree: &Tree, size: Size) {
    let count = size.of(1_000);
    let mut value = String::new();
    for at in 0..4 {
        value = format!("%{{ for a{at} in range({count}) }}{value}%{{ endfor }}");
    }
    tree.put(
        "main.tf",
        trails(
            size.of(16),
            &format!("include_global_service_events = \"{value}\" == \"@\""),
        ),
    );
}

fn sensitive_values(tree: &Tree, size: Size) {
    let locals = times(
        size.of(2_000),
        "  s@ = sensitive(\"secret @ ${sensitive(\"in @\")}\")\n",
    );
    tree.put(
        "main.tf",
        format!(
            "locals {{\n{locals}}}\n{}",
            trails(
                size.of(200),
                "include_global_service_events = local.s1 == \"x@\""
            )
        ),
    );
}

fn heredocs_with_loops(tree: &Tree, size: Size) {
    let one = format!(
        "%{{ for n in range({}) ~}}\n  line ${{n}}\n%{{ endfor ~}}\n",
        size.of(1_000)
    );
    let locals = times(size.of(100), &format!("  h@ = <<-EOT\n{one}EOT\n"));
    tree.put(
        "main.tf",
        format!(
            "locals {{\n{locals}}}\n{}",
            trails(
                size.of(100),
                "include_global_service_events = local.h@ == \"\""
            )
        ),
    );
}

fn strip_markers(tree: &Tree, size: Size) {
    let text = " \\n ${~ \"a\" ~} ".repeat(size.of(20_000));
    tree.put("main.tf", trail(&format!("\"{text}\" == \"a\"")));
}

fn escapes(tree: &Tree, size: Size) {
    let text = "\\u00e9\\t\\\\".repeat(size.of(100_000));
    tree.put(
        "main.tf",
        format!(
            "locals {{\n  t = \"{text}\"\n}}\n{}",
            trails(
                size.of(100),
                "include_global_service_events = local.t == \"x\""
            )
        ),
    );
}

fn interpolations(tree: &Tree, size: Size) {
    let text = "${var.v}".repeat(size.of(35_000));
    tree.put(
        "main.tf",
        "variable \"v\" {}\n".to_owned() + &trail(&format!("\"{text}\" == \"x\"")),
    );
}

fn interpolations_in_lines(tree: &Tree, size: Size) {
    let lines = "${var.v}\n".repeat(size.of(400_000));
    tree.put(
        "main.tf",
        format!(
            "variable \"v\" {{}}\nlocals {{\n  t = <<E\n{lines}E\n}}\n{}",
            trail("local.t == \"x\"")
        ),
    );
}

fn around(count: usize, open: &str, inner: &str, close: &str) -> String {
    open.repeat(count) + inner + &close.repeat(count)
}

fn parentheses(tree: &Tree, size: Size) {
    let flag = around(size.of(1_000_000), "(", "false", ")");
    tree.put("main.tf", trail(&flag));
}

fn parentheses_of_values(tree: &Tree, size: Size) {
    let value = around(size.of(3_000), "(", "false", ")");
    let locals = times(size.of(1_000), &format!("  v@ = {value}\n"));
    tree.put(
        "main.tf",
        format!("locals {{\n{locals}}}\n{}", trail("local.v1")),
    );
}

fn parentheses_in_json(tree: &Tree, size: Size) {
    let flag = around(size.of(600_000), "(", "false", ")");
    tree.put(
        "main.tf.json",
        format!(
            "{{\"resource\": {{\"aws_cloudtrail\": {{\"t\": {{\"include_global_service_events\": \"${{{flag}}}\"}}}}}}}}"
        ),
    );
}

fn calls_in_calls(tree: &Tree, size: Size) {
    let flag = around(size.of(400_000), "tobool(", "false", ")");
    tree.put("main.tf", trail(&flag));
}

fn names_of_members(tree: &Tree, size: Size) {
    let names = ".a".repeat(size.of(1_000_000));
    tree.put(
        "main.tf",
        "variable \"v\" {}\n".to_owned() + &trail(&format!("var.v{names}")),
    );
}

fn splats_in_a_row(tree: &Tree, size: Size) {
    let splats = "[*]".repeat(size.of(60_000));
    tree.put(
        "main.tf",
        format!(
            "locals {{\n  l = [1]\n}}\n{}",
            trail(&format!("local.l{splats} == 1"))
        ),
    );
}

fn labels_in_a_row(tree: &Tree, size: Size) {
    let labels = "a ".repeat(size.of(500_000));
    tree.put("main.tf", format!("check {labels}{{}}\n{}", trail("false")));
}

fn parts_of_a_template(tree: &Tree, size: Size) {
    tree.put("t.tpl", "${v}\n".repeat(size.of(200_000)));
    let text = "templatefile(\"${path.module}/t.tpl\", { v = 1 })";
    tree.put("main.tf", trail(&format!("{text} == \"x\"")));
}

fn conversions_of_sets(tree: &Tree, size: Size) {
    let list = listed(size.of(9_000), "{ a = \"v@\" }");
    tree.put(
        "main.tf",
        format!(
            "locals {{\n  l = [{list}]\n}}\n{}",
            trails(
                size.of(60),
                "include_global_service_events = length(toset(local.l)) == 1"
            )
        ),
    );
}

fn merges_of_maps(tree: &Tree, size: Size) {
    let count = size.of(200);
    let row = listed(size.of(100), "k@ = \"v\"");
    let locals = times_of(count, |at| format!("  m{at} = {{ {row}, o{at} = 1 }}\n"));
    let all = listed(count, "local.m@");
    tree.put(
        "main.tf",
        format!(
            "locals {{\n{locals}}}\n{}",
            trails(
                size.of(100),
                &format!("include_global_service_events = merge({all}).k1 == \"w\"")
            )
        ),
    );
}

fn each_of_each(tree: &Tree, size: Size) {
    let rows = times(size.of(1_000), "    k@ = { on = false }\n");
    let text = "resource \"aws_cloudtrail\" \"t\" {\n  for_each = { for k, v in local.m : k => { own = v, all = local.m } }\n  \
                include_global_service_events = each.value.all[each.key].on\n}\n";
    tree.put(
        "main.tf",
        format!("locals {{\n  m = {{\n{rows}  }}\n}}\n{text}"),
    );
}

fn spread_arguments(tree: &Tree, size: Size) {
    let list = listed(size.of(10_000), "[\"v@\"]");
    tree.put(
        "main.tf",
        format!(
            "locals {{\n  l = [{list}]\n}}\n{}",
            trails(
                size.of(60),
                "include_global_service_events = \
        length(concat(local.l...)) == 1 || length(setunion(local.l...)) == 1"
            )
        ),
    );
}

fn numbers_of_many_digits(tree: &Tree, size: Size) {
    let number = "9".repeat(size.of(9_000));
    tree.put(
        "main.tf",
        format!(
            "locals {{\n  n = {number}\n}}\n{}",
            trails(
                size.of(300),
                "include_global_service_events = local.n * local.n % 7 == local.n / 3 - @"
            )
        ),
    );
}
