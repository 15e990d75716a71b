//! Functions of Terraform on collections, and what they decode.

use super::tree::{Size, Tree, chain, listed, times};

use super::functions::put;

super::inputs! {
    yaml_in_a_loop: "`yamldecode` of one text in a loop";
    yaml_of_aliases_in_a_loop: "the same with aliases";
    json_in_a_loop: "`jsondecode` of a text of 1 MB in a loop";
    csv_in_a_loop: "`csvdecode` of 10,000 rows, by 100 trails";
    formatlist: "`formatlist` of lists of 10,000, by 100 trails";
    set_product: "`setproduct` of ten sets of ten";
    sets_of_sets: "`setunion` and `setintersection` of 2,000 elements, 200 trails";
    flatten_of_deep_lists: "`flatten` of lists that double 400 deep";
    sort_and_distinct: "`sort`, `distinct` and `reverse` of 10,000 texts, 200 trails";
    zipmap_and_transpose: "`zipmap` and `transpose` of 1,000 by 100, 50 trails";
    chunklist_and_slice: "`chunklist` of 10,000 elements in a loop";
    matchkeys: "`matchkeys` of lists of 10,000, 100 trails";
    one_of_alternatives: "`coalesce` of 10,000 arguments";
    yamlencode_of_wide_values: "`yamlencode` of 5,000 values, 100 trails";
}

fn yaml_in_a_loop(tree: &Tree, size: Size) {
    let text = times(size.of(500), "k@: v\\n");
    let flag = format!(
        "length([for n in range({}) : yamldecode(\"{text}\")]) == @",
        size.of(1_000)
    );
    put(tree, "", size.of(16), &flag);
}

fn yaml_of_aliases_in_a_loop(tree: &Tree, size: Size) {
    let text = "a: &a [1,2,3,4,5,6,7,8]\\nb: &b [*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b]\\nd: [*c,*c,*c,*c,*c]\\n";
    let flag = format!(
        "length([for n in range({}) : yamldecode(\"{text}\")]) == @",
        size.of(1_000)
    );
    put(tree, "", size.of(16), &flag);
}

fn json_in_a_loop(tree: &Tree, size: Size) {
    tree.put(
        "data.json",
        format!("[{}]", listed(size.of(100_000), "\"v@\"")),
    );
    let flag = format!(
        "length([for n in range({}) : jsondecode(file(\"data.json\"))]) == @",
        size.of(1_000)
    );
    put(tree, "", size.of(16), &flag);
}

fn csv_in_a_loop(tree: &Tree, size: Size) {
    tree.put(
        "data.csv",
        "a,b,c\n".to_owned() + &times(size.of(9_000), "v@,w@,x@\n"),
    );
    put(
        tree,
        "",
        size.of(100),
        "csvdecode(file(\"data.csv\"))[0].a == \"v1\"",
    );
}

fn formatlist(tree: &Tree, size: Size) {
    let list = listed(size.of(10_000), "\"v@\"");
    put(
        tree,
        &format!("locals {{\n  l = [{list}]\n}}\n"),
        size.of(100),
        "formatlist(\"%s-%s-%s\", local.l, local.l, local.l)[0] == \"@\"",
    );
}

fn set_product(tree: &Tree, size: Size) {
    let set = listed(size.of(10), "\"v@\"");
    let all = vec![format!("[{set}]"); size.of(10)].join(", ");
    put(
        tree,
        "",
        size.of(50),
        &format!("length(setproduct({all})) == @"),
    );
}

fn sets_of_sets(tree: &Tree, size: Size) {
    let list = listed(size.of(2_000), "{ a = @ }");
    put(
        tree,
        &format!("locals {{\n  l = [{list}]\n}}\n"),
        size.of(200),
        "length(setintersection(setunion(local.l, [{ a = @ }]), setsubtract(local.l, [{ a = 1 }]))) == 0",
    );
}

fn flatten_of_deep_lists(tree: &Tree, size: Size) {
    let depth = size.of(400);
    let lists = chain(depth, "[false, true]", "[%, %]");
    put(
        tree,
        &lists,
        size.of(50),
        &format!("length(flatten(local.l{depth})) == 3"),
    );
}

fn sort_and_distinct(tree: &Tree, size: Size) {
    let list = listed(size.of(10_000), "\"v@\"");
    put(
        tree,
        &format!("locals {{\n  l = [{list}]\n}}\n"),
        size.of(200),
        "reverse(sort(distinct(local.l)))[0] == \"@\"",
    );
}

fn zipmap_and_transpose(tree: &Tree, size: Size) {
    let (keys, row) = (
        listed(size.of(90), "\"k@\""),
        listed(size.of(100), "\"v@\""),
    );
    let rows = vec![format!("[{row}]"); size.of(90)].join(", ");
    put(
        tree,
        &format!("locals {{\n  k = [{keys}]\n  v = [{rows}]\n}}\n"),
        size.of(50),
        "length(transpose(zipmap(local.k, local.v))) == @",
    );
}

fn chunklist_and_slice(tree: &Tree, size: Size) {
    let list = listed(size.of(10_000), "\"v@\"");
    put(
        tree,
        &format!("locals {{\n  l = [{list}]\n}}\n"),
        size.of(16),
        &format!(
            "length([for n in range({}) : chunklist(slice(local.l, 0, 2), n + 1)]) == @ || length(chunklist(local.l, 1)) == 3",
            size.of(1_000)
        ),
    );
}

fn matchkeys(tree: &Tree, size: Size) {
    let list = listed(size.of(10_000), "\"v@\"");
    put(
        tree,
        &format!("locals {{\n  l = [{list}]\n}}\n"),
        size.of(100),
        "matchkeys(local.l, local.l, local.l)[0] == \"@\"",
    );
}

fn one_of_alternatives(tree: &Tree, size: Size) {
    let all = "null, ".repeat(size.of(10_000));
    put(
        tree,
        "",
        size.of(50),
        &format!("coalesce({all}\"x\") == \"@\""),
    );
}

fn yamlencode_of_wide_values(tree: &Tree, size: Size) {
    let all = listed(size.of(5_000), "k@ = [@, { a = \"b\\nc\" }]");
    put(
        tree,
        &format!("locals {{\n  o = {{ {all} }}\n}}\n"),
        size.of(100),
        "yamlencode(local.o) == \"@\" || jsonencode(local.o) == \"@\"",
    );
}
