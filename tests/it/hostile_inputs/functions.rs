//! Functions of Terraform on texts and numbers, each in its worst case.

use super::tree::{Size, Tree, times, times_of, trails};

super::inputs! {
    patterns_in_loops: "patterns in a loop over 1,000 texts, 16 trails";
    big_numbers_in_loops: "powers of numbers in a loop over 1,000, 16 trails";
    pattern_in_its_worst_case: "`regexall` of `(x+x+)+y` and the like, by 100 trails";
    pattern_that_repeats: "patterns with bounded repeats in one another";
    pattern_that_unfolds: "patterns with bounded repeats in one another, against 3,000 bytes, in a loop over 300";
    pattern_of_braces: "a pattern of 200,000 braces";
    pattern_of_many_branches: "a pattern of 20,000 branches, by 50 trails";
    pattern_of_unicode: "patterns of Unicode classes, 1,000 of them";
    replace_that_grows: "`replace` that makes each char a thousand, in a row";
    split_and_join: "`split` and `join` of 1 MB in a loop";
    format_that_pads: "`format` with widths of 10,000, 10,000 times";
    format_of_long_texts: "`format` that pads a text of 1 MB, by 1,000 trails";
    yaml_of_long_texts: "`yamlencode` of a text of 1 MB, by 1,000 trails";
    base64_of_base64: "`base64encode` of itself, 60 times";
    url_encodings: "`urlencode` of itself, 40 times";
    json_of_json: "`jsonencode` of itself, 40 times";
    cidr_of_many: "`cidrsubnets` with 1,000 networks in a loop";
    cidr_of_large_numbers: "`cidrhost` with numbers of 1,000 digits";
    timestamps: "`timeadd` and `formatdate` in a loop over 1,000, 50 trails";
    powers: "`pow` of large numbers, 5,000 times";
    parse_of_digits: "`parseint` of 10,000 digits, by 300 trails";
    logarithms: "`log`, `ceil` and `signum` of wide numbers in a loop";
    title_of_long_texts: "`title`, `upper` and `strrev` of 1 MB, 200 trails";
    graphemes: "`substr` and `length` of 1 MB of combining marks, 100 trails";
    indent_of_many_lines: "`indent` by 1,000 of 10,000 lines, 50 trails";
    trim_of_long_sets: "`trim` of 1 MB by 10,000 chars, 100 trails";
    startswith_in_loops: "`startswith` and `strcontains` of 1 MB in a loop, 20 trails";
    uuids_and_hashes: "`uuidv5`, `sha512` and `bcrypt` in a loop over 1,000, 20 trails";
    provider_functions: "5,000 calls of functions of providers";
}

/// Trails of such a flag.
pub(super) fn put(tree: &Tree, before: &str, count: usize, flag: &str) {
    tree.put(
        "main.tf",
        before.to_owned() + &trails(count, &format!("include_global_service_events = {flag}")),
    );
}

fn patterns_in_loops(tree: &Tree, size: Size) {
    let text = "x".repeat(size.of(1_000));
    put(
        tree,
        "",
        size.of(16),
        &format!(
            "length([for n in range({}) : regexall(\"(x{{1,${{n % 50 + 1}}}})+y?\", \"{text}\")]) == @",
            size.of(1_000)
        ),
    );
}

fn big_numbers_in_loops(tree: &Tree, size: Size) {
    put(
        tree,
        "",
        size.of(16),
        &format!(
            "length([for n in range({}) : pow(7, n * 5) % 13]) == @",
            size.of(1_000)
        ),
    );
}

fn pattern_in_its_worst_case(tree: &Tree, size: Size) {
    let text = "x".repeat(size.of(100_000));
    put(
        tree,
        &format!("locals {{\n  t = \"{text}\"\n}}\n"),
        size.of(100),
        "length(regexall(\"(x+x+)+y\", local.t)) + length(regexall(\"(.*)(.*)(.*)z\", local.t)) == 1",
    );
}

fn pattern_that_repeats(tree: &Tree, size: Size) {
    put(
        tree,
        "",
        size.of(300),
        "can(regex(\"((a{0,100}){0,100}){0,9}@\", \"aaa\")) || can(regex(\"(?:(?:x{1,30}){1,30}){1,30}\", \"x@\"))",
    );
}

fn pattern_that_unfolds(tree: &Tree, size: Size) {
    let text = format!("locals {{\n  t = \"{}\"\n}}\n", "a".repeat(3_000));
    let flag = format!(
        "alltrue([for n in range({}) : can(regex(\"(a{{1,50}}){{1,50}}${{n}}\", local.t))]) || false",
        size.of(300)
    );
    put(tree, &text, 1, &flag);
}

fn pattern_of_braces(tree: &Tree, size: Size) {
    let pattern = "{".repeat(size.of(200_000));
    put(tree, "", 1, &format!("can(regex(\"{pattern}\", \"x\"))"));
}

fn pattern_of_many_branches(tree: &Tree, size: Size) {
    let branches = times(size.of(20_000), "word@|");
    put(
        tree,
        &format!("locals {{\n  p = \"{branches}x\"\n}}\n"),
        size.of(50),
        "can(regex(local.p, \"word@ of the text\")) && false",
    );
}

fn pattern_of_unicode(tree: &Tree, size: Size) {
    put(
        tree,
        "",
        size.of(1_000),
        "can(regex(\"(?i)[\\\\p{L}\\\\p{N}]{1,20}\\\\w+\\\\W*@\", \"straße@\")) && false",
    );
}

fn replace_that_grows(tree: &Tree, size: Size) {
    let mut value = "\"x\"".to_owned();
    let more = "x".repeat(size.of(1_000));
    for _ in 0..size.of(6) {
        value = format!("replace({value}, \"x\", \"{more}\")");
    }
    put(tree, "", size.of(100), &format!("{value} == \"@\""));
}

fn split_and_join(tree: &Tree, size: Size) {
    let text = "x,".repeat(size.of(9_000));
    put(
        tree,
        &format!("locals {{\n  t = \"{text}\"\n}}\n"),
        size.of(16),
        &format!(
            "length([for n in range({}) : join(\",\", split(\",\", local.t))]) == @",
            size.of(1_000)
        ),
    );
}

fn format_that_pads(tree: &Tree, size: Size) {
    put(
        tree,
        "",
        size.of(100),
        &format!(
            "length([for n in range({}) : format(\"%9999s%09999d%.9999f\", n, n, n)]) == @",
            size.of(1_000)
        ),
    );
}

/// A function of itself, so many times.
fn of_itself(tree: &Tree, count: usize, first: &str, function: &str) {
    let mut value = first.to_owned();
    for _ in 0..count {
        value = format!("{function}({value})");
    }
    put(tree, "", 100, &format!("{value} == \"@\""));
}

fn format_of_long_texts(tree: &Tree, size: Size) {
    of_a_long_text(tree, size, "format(\"%1@s\", local.s) == \"@\"");
}

fn yaml_of_long_texts(tree: &Tree, size: Size) {
    of_a_long_text(tree, size, "yamlencode({ a = local.s, b = @ }) == \"@\"");
}

/// Trails that each make something of one text.
fn of_a_long_text(tree: &Tree, size: Size, flag: &str) {
    let text = "x".repeat(size.of(1_000_000));
    let text = format!("locals {{\n  s = \"{text}\"\n}}\n");
    put(tree, &text, size.of(1_000), flag);
}

fn base64_of_base64(tree: &Tree, size: Size) {
    of_itself(tree, size.of(60), "\"text\"", "base64encode");
}

fn url_encodings(tree: &Tree, size: Size) {
    of_itself(tree, size.of(40), "\"%%%\"", "urlencode");
}

fn json_of_json(tree: &Tree, size: Size) {
    of_itself(tree, size.of(40), "\"\\\"\\\\\"", "jsonencode");
}

fn cidr_of_many(tree: &Tree, size: Size) {
    let all = vec!["12"; size.of(1_000)].join(", ");
    put(
        tree,
        "",
        size.of(16),
        &format!(
            "length([for n in range({}) : cidrsubnets(\"10.0.0.0/8\", {all})]) == @",
            size.of(1_000)
        ),
    );
}

fn cidr_of_large_numbers(tree: &Tree, size: Size) {
    let number = "9".repeat(size.or(1, 1_000));
    put(
        tree,
        "",
        size.of(500),
        &format!(
            "can(cidrhost(\"fd00::/8\", {number})) && can(cidrsubnet(\"fd00::/8\", 64, {number})) && false"
        ),
    );
}

fn timestamps(tree: &Tree, size: Size) {
    put(
        tree,
        "",
        size.of(50),
        &format!(
            "length([for n in range({}) : formatdate(\"EEEE, DD MMMM YYYY hh:mm:ss ZZZZ\", timeadd(\"2020-01-01T00:00:00Z\", \
                \"${{n}}h\"))]) == @",
            size.of(1_000)
        ),
    );
}

fn powers(tree: &Tree, size: Size) {
    put(
        tree,
        "",
        size.of(5_000),
        "pow(123456789, 300) * pow(2, 9999) % 17 == @",
    );
}

fn parse_of_digits(tree: &Tree, size: Size) {
    let digits = "7".repeat(size.of(10_000));
    put(
        tree,
        "",
        size.of(300),
        &format!("parseint(\"{digits}\", 36) == @"),
    );
}

fn logarithms(tree: &Tree, size: Size) {
    put(
        tree,
        "",
        size.of(16),
        &format!(
            "length([for n in range({}) : ceil(log(pow(9, n), 3)) + signum(floor(n / 7))]) == @",
            size.of(1_000)
        ),
    );
}

fn long_text(size: Size, of: &str) -> String {
    format!(
        "locals {{\n  t = \"{}\"\n}}\n",
        of.repeat(size.of(1_000_000 / of.len()))
    )
}

fn title_of_long_texts(tree: &Tree, size: Size) {
    put(
        tree,
        &long_text(size, "word "),
        size.of(200),
        "strrev(upper(title(local.t))) == \"@\"",
    );
}

fn graphemes(tree: &Tree, size: Size) {
    put(
        tree,
        &long_text(size, "e\u{301}\u{302}\u{303}"),
        size.of(100),
        "substr(local.t, 1, 2) == \"@\" || length(local.t) == @",
    );
}

fn indent_of_many_lines(tree: &Tree, size: Size) {
    put(
        tree,
        &long_text(size, "\\n"),
        size.of(50),
        "indent(999, substr(local.t, 0, 4)) == indent(999, local.t)",
    );
}

fn trim_of_long_sets(tree: &Tree, size: Size) {
    let set = times_of(size.of(5_000), |at| {
        char::from_u32(0x4e00 + u32::try_from(at).unwrap())
            .unwrap()
            .to_string()
    });
    put(
        tree,
        &long_text(size, "丁"),
        size.of(100),
        &format!("trim(local.t, \"{set}\") == \"@\""),
    );
}

fn startswith_in_loops(tree: &Tree, size: Size) {
    put(
        tree,
        &long_text(size, "ab"),
        size.of(20),
        &format!(
            "length([for n in range({}) : n if strcontains(local.t, \"${{local.t}}b\") || startswith(local.t, \"b\")]) == @",
            size.of(1_000)
        ),
    );
}

fn uuids_and_hashes(tree: &Tree, size: Size) {
    put(
        tree,
        "",
        size.of(20),
        &format!(
            "length([for n in range({}) : [uuidv5(\"dns\", \"v${{n}}\"), sha512(\"v${{n}}\"), bcrypt(\"v\", 12)]]) == @",
            size.of(1_000)
        ),
    );
}

fn provider_functions(tree: &Tree, size: Size) {
    put(
        tree,
        "",
        size.of(5_000),
        "provider::aws::trim_iam_role_path(\"a@\") == \"@\"",
    );
}
