//! Functions of Terraform that read files, render and unpack, and those that many roots call.

use std::io::Write as _;

use super::tree::{Size, Tree, listed, template, times, times_of, trail, trails};

use super::functions::put;

super::inputs! {
    patterns_of_roots: "400 roots with patterns to make ready";
    hashes_of_roots: "400 roots with hashes of long texts";
    one_file_over_and_over: "one file of 4 MB, read 1,000 times";
    large_files: "100 files of 4 MB that expressions read";
    files_of_1_mb: "300 files of 1 MB that expressions read";
    fingerprints: "fingerprints of 400 files of 4 MB";
    fileset_in_loops: "`fileset` over 5,000 files in a loop, 16 trails";
    filesets_of_hard_patterns: "`fileset` with patterns of many stars, by 100 trails";
    folder_of_yaml_by_many_roots: "400 files of YAML with 200 values each, decoded by 30 roots";
    nested_templates: "`templatefile` of a template that calls itself";
    templates_of_templates: "a text that `templatefile` makes four times as long, twelve times";
    stacks_of_rendered_texts: "a template of 170 kB that `templatefile` renders for 1,000 stacks";
    templatestring_in_loops: "`templatestring` in a loop over 1,000";
    gzip_that_unpacks: "a text that unpacks to a thousand times its size, 100 trails";
    files_by_open_names: "`file` with a name of 20 open parts, 200 trails";
}

/// So many roots, each with a flag.
fn roots(tree: &Tree, count: usize, flag: &str) {
    tree.put_each(count, "r@/main.tf", &trail(flag));
}

fn patterns_of_roots(tree: &Tree, size: Size) {
    let flag =
        vec!["length(regexall(\"([a-z]{1,50}[0-9]{1,50}){1,9}@\", \"abc\")) > 1"; size.of(40)]
            .join(" || ");
    let flag = times_of(1, |_| flag.clone());
    roots(tree, size.of(400), &flag);
}

fn hashes_of_roots(tree: &Tree, size: Size) {
    let one = "sha512(join(\"\", [for n in range(1000) : \"some text that is a hundred chars long ${n} of root @\"])) == \"\"";
    roots(tree, size.of(400), &vec![one; size.of(60)].join(" || "));
}

fn one_file_over_and_over(tree: &Tree, size: Size) {
    tree.put("data.bin", "x".repeat(size.of(4_000_000)));
    put(
        tree,
        "",
        size.of(1_000),
        "filesha256(\"data.bin\") == \"@\"",
    );
}

fn large_files(tree: &Tree, size: Size) {
    let count = size.of(100);
    tree.put_each(count, "d@.txt", &"x".repeat(size.of(4_000_000)));
    put(
        tree,
        "",
        count,
        "fileexists(\"d@.txt\") ? false : file(\"d@.txt\") == \"x\"",
    );
    let more = trails(
        count,
        "include_global_service_events = file(\"d@.txt\") == \"x\"",
    )
    .replace("\"t", "\"u");
    tree.put("more.tf", more);
}

fn files_of_1_mb(tree: &Tree, size: Size) {
    let count = size.of(300);
    tree.put_each(count, "d@.txt", &"x".repeat(size.of(1_000_000)));
    put(tree, "", count, "file(\"d@.txt\") == \"x\"");
}

fn fingerprints(tree: &Tree, size: Size) {
    let count = size.of(40);
    tree.put_each(count, "d@.bin", &"x".repeat(size.of(4_000_000)));
    let all = listed(
        count,
        "filemd5(\"d@.bin\"), filebase64sha512(\"d@.bin\"), filesha1(\"d@.bin\")",
    );
    put(tree, "", size.of(100), &format!("length([{all}]) == 1"));
}

fn fileset_in_loops(tree: &Tree, size: Size) {
    tree.put_each(size.of(5_000), "data/d@.txt", "x");
    put(
        tree,
        "",
        size.of(16),
        &format!(
            "length([for n in range({}) : fileset(path.module, \"data/*${{n}}.txt\")]) == @",
            size.of(1_000)
        ),
    );
}

fn filesets_of_hard_patterns(tree: &Tree, size: Size) {
    tree.put_each(
        size.of(2_000),
        "data/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@.txt",
        "x",
    );
    let pattern = "*a".repeat(size.of(40));
    put(
        tree,
        "",
        size.of(100),
        &format!("length(fileset(path.module, \"**/{pattern}b*@\")) == 1"),
    );
}

fn folder_of_yaml_by_many_roots(tree: &Tree, size: Size) {
    let values = (0..50).map(|at| format!("k{at}: {{ a: [1, 2, 3] }}\n"));
    let text = format!("flag: false\n{}", values.collect::<String>());
    tree.put_each(size.of(400), "values/v@.yaml", &text);
    let files = "fileset(\"${path.module}/../values\", \"*.yaml\")";
    let locals = format!(
        "locals {{\n  c = {{ for f in {files} : f => yamldecode(file(\"${{path.module}}/../values/${{f}}\")) }}\n}}\n"
    );
    let trail = trail("each.value.flag").replace("{\n", "{\n  for_each = local.c\n");
    tree.put_each(size.of(30), "r@/main.tf", &(locals + &trail));
}

fn nested_templates(tree: &Tree, size: Size) {
    tree.put(
        "t.tftpl",
        "${templatefile(\"t.tftpl\", {})}".repeat(size.or(0, 20)),
    );
    put(
        tree,
        "",
        size.of(100),
        "templatefile(\"t.tftpl\", {}) == \"@\"",
    );
}

fn templates_of_templates(tree: &Tree, size: Size) {
    let depth = size.of(12);
    tree.put_each(depth, "t@.tftpl", "${n}${n}${n}${n}");
    let mut value = "\"x\"".to_owned();
    for at in 0..depth {
        value = format!("templatefile(\"t{at}.tftpl\", {{ n = {value} }})");
    }
    put(tree, "", size.of(100), &format!("{value} == \"@\""));
}

fn stacks_of_rendered_texts(tree: &Tree, size: Size) {
    let keys = times(size.of(15_000), "  k@: v\n");
    tree.put(
        "t.yaml",
        template(&format!("Metadata:\n{keys}"), 1, "false"),
    );
    let stacks = times(
        size.of(1_000),
        "resource \"aws_cloudformation_stack\" \"s@\" {\n  name = \"s\"\n  template_body = templatefile(\"t.yaml\", { x = @ })\n}\n",
    );
    tree.put("main.tf", stacks);
}

fn templatestring_in_loops(tree: &Tree, size: Size) {
    let text = "$${n}".repeat(size.of(200));
    put(
        tree,
        &format!("locals {{\n  t = \"{text}\"\n}}\n"),
        size.of(16),
        &format!(
            "length([for n in range({}) : templatestring(local.t, {{ n = n }})]) == @",
            size.of(1_000)
        ),
    );
}

/// A text that was packed, as base64.
fn packed(length: usize) -> String {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b'x'; length]).unwrap();
    base64(&encoder.finish().unwrap())
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for part in bytes.chunks(3) {
        let mut three = [0; 3];
        three[..part.len()].copy_from_slice(part);
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize] as char;
            out.push(if at <= part.len() { letter } else { '=' });
        }
    }
    out
}

fn gzip_that_unpacks(tree: &Tree, size: Size) {
    let text = packed(size.of(200_000_000));
    put(
        tree,
        &format!("locals {{\n  z = \"{text}\"\n}}\n"),
        size.of(100),
        "base64gunzip(local.z) == \"@\"",
    );
}

fn files_by_open_names(tree: &Tree, size: Size) {
    tree.put_each(size.of(500), "data/d@/e/f.txt", "false");
    let parts = "${var.p}/".repeat(size.of(20));
    put(
        tree,
        "variable \"p\" {}\n",
        size.of(200),
        &format!("file(\"data/{parts}f.txt\") == \"@\""),
    );
}
