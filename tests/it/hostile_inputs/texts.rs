//! Templates as the texts that they are: YAML and JSON of many values, aliases and comments.

use super::tree::{Size, Tree, listed, template, times, times_of, trail};

super::inputs! {
    words_of_calls: "a line with the word `module` 150,000 times, and a call";
    aliases_of_a_long_text: "aliases of a text of 1 MB, 2,000 times";
    aliases_in_many_files: "the same, in 20 files of 100 kB";
    aliases_of_aliases: "lists of ten aliases of lists, nine levels";
    json_of_many_values: "JSON of 1,900,000 values";
    json_of_many_objects: "JSON of 900,000 objects";
    map_of_many_keys: "a YAML map of 1,000,000 keys";
    doubled_keys: "a key that stands 20,000 times";
    comments_without_a_space: "20,000 comments without a space before them";
    documents: "100,000 documents in one file";
    anchors: "200,000 anchors";
    tags: "200,000 tags of other tools";
    complex_keys: "50,000 keys that are lists";
    merge_keys: "merge keys of merge keys, 1,000 in a row";
    block_scalar: "a block text of 10 MB";
    flow_on_one_line: "a flow map of 5 MB on one line";
    suppressions: "20,000 suppressions with reasons";
    metadata_that_ignores: "20,000 entries of `Metadata` that ignore a rule";
}

fn words_of_calls(tree: &Tree, size: Size) {
    let words = times(size.of(150_000), "module ");
    tree.put("main.tf", format!("# {words}{{ source = \"./a\"\n"));
    tree.put(
        "b/main.tf",
        format!("{words}\"b\" {{ source = \"../a\" }}\n"),
    );
    tree.put("a/main.tf", "variable \"x\" {}\n");
    tree.put("t/main.tf", trail("true"));
}

fn aliases_of_a_long_text(tree: &Tree, size: Size) {
    let text = "x".repeat(size.or(10, 1 << 20));
    let aliases = times(size.of(2_000), "  A@: *text\n");
    let text = template(
        &format!("Metadata:\n  Text: &text {text}\n{aliases}"),
        1,
        "false",
    );
    tree.put("template.yaml", text);
}

fn aliases_in_many_files(tree: &Tree, size: Size) {
    let text = "x".repeat(size.or(10, 100_000));
    let aliases = times(size.of(2_000), "  A@: *text\n");
    let text = template(
        &format!("Metadata:\n  Text: &text {text}\n{aliases}"),
        1,
        "false",
    );
    tree.put_each(size.of(20), "t@.yaml", &text);
}

fn aliases_of_aliases(tree: &Tree, size: Size) {
    let levels = times_of(size.of(9), |at| {
        let above = vec![format!("*a{at}"); 10].join(", ");
        format!("  A{}: &a{} [{above}]\n", at + 1, at + 1)
    });
    let sections = format!("Metadata:\n  A0: &a0 [x, x, x]\n{levels}");
    tree.put("template.yaml", template(&sections, 1, "false"));
}

const JSON_TRAIL: &str = "\"Resources\":{\"T\":{\"Type\":\"AWS::CloudTrail::Trail\",\"Properties\":{\"IsLogging\":true,\
                          \"S3BucketName\":\"logs\",\"IncludeGlobalServiceEvents\":false}}}";

fn json_of_many_values(tree: &Tree, size: Size) {
    let values = vec!["1"; size.of(1_900_000)].join(",");
    tree.put(
        "template.json",
        format!("{{{JSON_TRAIL},\"Metadata\":{{\"L\":[{values}]}}}}"),
    );
}

fn json_of_many_objects(tree: &Tree, size: Size) {
    let values = vec!["{\"a\":1}"; size.of(900_000)].join(",");
    tree.put(
        "template.json",
        format!("{{{JSON_TRAIL},\"Metadata\":{{\"L\":[{values}]}}}}"),
    );
}

fn map_of_many_keys(tree: &Tree, size: Size) {
    let keys = "a,".repeat(size.or(1, 1_000_000));
    tree.put(
        "template.yaml",
        template(&format!("Metadata: {{{keys}}}\n"), 1, "false"),
    );
}

fn doubled_keys(tree: &Tree, size: Size) {
    let again = times(
        size.of(20_000),
        "      IncludeGlobalServiceEvents: true # @\n",
    );
    tree.put("template.yaml", template("", 1, "false") + &again);
}

fn comments_without_a_space(tree: &Tree, size: Size) {
    let comments = times(size.of(20_000), "  K@: 'v'#comment @\n");
    let text = template("", 1, "false") + "Metadata:\n" + &comments;
    tree.put("template.yaml", text);
}

fn documents(tree: &Tree, size: Size) {
    tree.put(
        "template.yaml",
        template("", 1, "false") + &"---\na: 1\n".repeat(size.or(0, 100_000)),
    );
}

fn anchors(tree: &Tree, size: Size) {
    let keys = times(size.of(200_000), "  K@: &a@ x\n");
    tree.put(
        "template.yaml",
        template(&format!("Metadata:\n{keys}"), 1, "false"),
    );
}

fn tags(tree: &Tree, size: Size) {
    let keys = times(size.of(200_000), "  K@: !tool@ x\n");
    tree.put(
        "template.yaml",
        template(&format!("Metadata:\n{keys}"), 1, "false"),
    );
}

fn complex_keys(tree: &Tree, size: Size) {
    let keys = times(size.of(50_000), "  ? [a, b, @]\n  : x\n");
    tree.put(
        "template.yaml",
        template(&format!("Metadata:\n{keys}"), 1, "false"),
    );
}

fn merge_keys(tree: &Tree, size: Size) {
    let maps = times_of(size.of(1_000), |at| {
        format!("  M{}: &m{} {{ <<: *m{at}, k{at}: v }}\n", at + 1, at + 1)
    });
    let sections = format!("Metadata:\n  M0: &m0 {{ a: b }}\n{maps}");
    tree.put("template.yaml", template(&sections, 1, "false"));
}

fn block_scalar(tree: &Tree, size: Size) {
    let text = "    some text of a line\n".repeat(size.of(400_000));
    tree.put(
        "template.yaml",
        template(&format!("Metadata:\n  Text: |\n{text}"), 1, "false"),
    );
}

fn flow_on_one_line(tree: &Tree, size: Size) {
    let keys = listed(size.of(250_000), "k@: 'v@'");
    tree.put(
        "template.yaml",
        template(&format!("Metadata: {{ {keys} }}\n"), 1, "false"),
    );
}

fn suppressions(tree: &Tree, size: Size) {
    let flag = "false # cloudtrail-lint: ignore[CT-005] trail @ is not the one";
    tree.put("template.yaml", template("", size.of(20_000), flag));
}

fn metadata_that_ignores(tree: &Tree, size: Size) {
    let entries = times(
        size.of(20_000),
        "      - { rule: CT-005, reason: reason @ }\n",
    );
    let sections = format!("Metadata:\n  cloudtrail-lint:\n    ignore:\n{entries}");
    tree.put("template.yaml", template(&sections, size.of(200), "false"));
}
