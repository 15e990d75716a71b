//! Choices of Terraform: conditions, references, keys that are not known, and what is compared.

use super::tree::{Size, Tree, chain, listed, times, times_of, trail, trails};

super::inputs! {
    lookups_in_one_another: "30 lookups in one another, 30 trails";
    lists_without_a_common_type: "two lists 26 deep that have no type in common";
    tuples_that_are_compared: "tuples that are compared with one another";
    objects_that_are_compared: "objects of 5,000 attributes that 400 trails compare";
    conditions_in_one_another: "a choice by 60 variables in one another";
    sums_of_conditions: "a flag of 300 variables that are not known";
    choices_that_multiply: "twelve local values that vary, put together by 100 trails";
    parities: "whether an odd number of 40 variables is true";
    references_in_a_row: "2,000 local values in a row";
    references_that_branch: "30 local values, each of the one before twice";
    tried_in_one_another: "`try` and `can` in one another, 200 deep";
    indices_of_open_keys: "a map of 1,000 keys that is asked for an unknown one, by 400 trails";
    indices_in_indices: "maps of 900 keys asked for open keys, five in a row";
    null_choices: "1,000 trails whose flag is null in some case";
    keys_that_are_not_known: "an object with 2,000 keys that are not known";
    self_references: "local values that name one another in a circle of 1,000", refused();
    type_constraints: "a variable of a type 10,000 deep", refused();
    comparisons_of_long_texts: "texts of 1 MB that 500 trails compare";
}

fn lookups_in_one_another(tree: &Tree, size: Size) {
    let count = size.of(30);
    let mut flag = "false".to_owned();
    for at in 0..count {
        flag = format!("lookup(local.m, var.k{at}, {flag})");
    }
    let variables = times(count, "variable \"k@\" {}\n");
    let rows = times(size.of(30), "    r@ = true\n");
    let text = trails(
        size.of(30),
        &format!("include_global_service_events = {flag}"),
    );
    tree.put(
        "main.tf",
        format!("{variables}locals {{\n  m = {{\n{rows}  }}\n}}\n{text}"),
    );
}

fn lists_without_a_common_type(tree: &Tree, size: Size) {
    let depth = size.of(26);
    let mut types = ["1".to_owned(), "{ a = 1 }".to_owned()];
    for _ in 0..depth {
        types = types.map(|inner| format!("[{inner}, \"x\"]"));
    }
    let flag = format!("length(var.v ? {} : {}) == 7", types[0], types[1]);
    tree.put(
        "main.tf",
        "variable \"v\" {\n  type = bool\n}\n".to_owned()
            + &trail(&if size == Size::Tiny {
                "var.v".to_owned()
            } else {
                flag
            }),
    );
}

fn tuples_that_are_compared(tree: &Tree, size: Size) {
    let list = listed(size.of(1_000), "[@, { a = @ }]");
    let text = trails(
        size.of(50),
        "include_global_service_events = length(distinct(local.l)) == 1 || contains(local.l, [0, { a = 1 }]) || local.l == \
            concat(local.l, [])",
    );
    tree.put("main.tf", format!("locals {{\n  l = [{list}]\n}}\n{text}"));
}

fn objects_that_are_compared(tree: &Tree, size: Size) {
    let all = listed(size.of(5_000), "a@ = { b = @ }");
    let text = trails(
        size.of(400),
        "include_global_service_events = local.a != local.b",
    );
    tree.put(
        "main.tf",
        format!("locals {{\n  a = {{ {all} }}\n  b = {{ {all} }}\n}}\n{text}"),
    );
}

fn bools(count: usize) -> String {
    times(count, "variable \"v@\" {\n  type = bool\n}\n")
}

fn conditions_in_one_another(tree: &Tree, size: Size) {
    let count = size.of(60);
    let mut flag = "true".to_owned();
    for at in 0..count {
        flag = format!(
            "(var.v{at} ? {flag} : (var.v{} ? true : false))",
            count - 1 - at
        );
    }
    tree.put(
        "main.tf",
        bools(count)
            + &trails(
                size.of(100),
                &format!("include_global_service_events = {flag}"),
            ),
    );
}

fn sums_of_conditions(tree: &Tree, size: Size) {
    let count = size.of(300);
    let terms: Vec<String> = (0..count)
        .map(|at| format!("(var.v{at} && !var.v{})", (at * 7 + 1) % count))
        .collect();
    tree.put(
        "main.tf",
        bools(count)
            + &trails(
                size.of(60),
                &format!("include_global_service_events = {}", terms.join(" || ")),
            ),
    );
}

fn choices_that_multiply(tree: &Tree, size: Size) {
    let count = size.of(12);
    let locals = times(count, "  l@ = var.v@ ? \"a@\" : \"b@\"\n");
    let text = times(count, "${local.l@}-");
    tree.put(
        "main.tf",
        format!(
            "{}locals {{\n{locals}}}\n{}",
            bools(count),
            trails(
                size.of(100),
                &format!("include_global_service_events = \"{text}\" == \"a0-a1-b@\"")
            )
        ),
    );
}

fn parities(tree: &Tree, size: Size) {
    let count = size.of(40);
    let flag = times_of(count, |at| {
        format!("{}var.v{at}", if at == 0 { "" } else { " != " })
    });
    tree.put(
        "main.tf",
        bools(count)
            + &trails(
                size.of(100),
                &format!("include_global_service_events = {flag}"),
            ),
    );
}

fn references_in_a_row(tree: &Tree, size: Size) {
    let count = size.or(4, 2_000);
    tree.put(
        "main.tf",
        chain(count, "false", "!%")
            + &trails(
                size.of(200),
                &format!("include_global_service_events = local.l{count}"),
            ),
    );
}

fn references_that_branch(tree: &Tree, size: Size) {
    let count = size.of(30);
    let text = chain(count, "var.v", "(% && !var.w) || (var.w && !%)");
    tree.put(
        "main.tf",
        "variable \"v\" {}\nvariable \"w\" {}\n".to_owned()
            + &text
            + &trails(
                size.of(60),
                &format!("include_global_service_events = local.l{count}"),
            ),
    );
}

fn tried_in_one_another(tree: &Tree, size: Size) {
    let mut flag = "false".to_owned();
    for at in 0..size.of(200) {
        flag = format!("try(local.m.a{at}, can(local.m.b{at}) ? true : {flag})");
    }
    tree.put(
        "main.tf",
        "locals {\n  m = { x = 1 }\n}\n".to_owned()
            + &trails(
                size.of(60),
                &format!("include_global_service_events = {flag}"),
            ),
    );
}

fn indices_of_open_keys(tree: &Tree, size: Size) {
    let rows = times(size.of(1_000), "    r@ = { on = @ == 3 }\n");
    let text = trails(
        size.of(400),
        "include_global_service_events = local.m[var.k].on",
    );
    tree.put(
        "main.tf",
        format!("variable \"k\" {{}}\nlocals {{\n  m = {{\n{rows}  }}\n}}\n{text}"),
    );
}

fn indices_in_indices(tree: &Tree, size: Size) {
    let rows = times(size.of(900), "    r@ = \"r@\"\n");
    let mut key = "var.k".to_owned();
    for _ in 0..size.of(5) {
        key = format!("local.m[{key}]");
    }
    tree.put(
        "main.tf",
        format!(
            "variable \"k\" {{}}\nlocals {{\n  m = {{\n{rows}  }}\n}}\n{}",
            trails(
                size.of(100),
                &format!("include_global_service_events = {key} == \"r@\"")
            )
        ),
    );
}

fn null_choices(tree: &Tree, size: Size) {
    let text = trails(
        size.of(1_000),
        "include_global_service_events = var.v0 ? null : (var.v1 ? false : null)\n  is_multi_region_trail = var.v1 ? null : \
            true",
    );
    tree.put("main.tf", bools(2) + &text);
}

fn keys_that_are_not_known(tree: &Tree, size: Size) {
    let rows = times(size.of(2_000), "    \"${var.p}-@\" = @ == 3\n");
    tree.put(
        "main.tf",
        format!(
            "variable \"p\" {{}}\nlocals {{\n  m = {{\n{rows}  }}\n}}\n{}",
            trails(
                size.of(60),
                "include_global_service_events = lookup(local.m, \"x-@\", false)"
            )
        ),
    );
}

fn self_references(tree: &Tree, size: Size) {
    let count = size.of(1_000);
    let locals = times_of(count, |at| {
        format!(
            "  l{at} = local.l{} && local.l{}\n",
            (at + 1) % count,
            (at + 7) % count
        )
    });
    tree.put(
        "main.tf",
        format!(
            "locals {{\n{locals}}}\n{}",
            trails(size.of(50), "include_global_service_events = local.l@")
        ),
    );
}

fn type_constraints(tree: &Tree, size: Size) {
    let depth = size.of(10_000);
    let kind = format!("{}string{}", "list(".repeat(depth), ")".repeat(depth));
    tree.put(
        "main.tf",
        format!("variable \"v\" {{\n  type = {kind}\n}}\n{}", trail("var.v")),
    );
}

fn comparisons_of_long_texts(tree: &Tree, size: Size) {
    let text = "x".repeat(size.of(1_000_000));
    tree.put(
        "main.tf",
        format!(
            "locals {{\n  a = \"{text}\"\n  b = \"{text}\"\n}}\n{}",
            trails(
                size.of(500),
                "include_global_service_events = local.a != local.b"
            )
        ),
    );
}
