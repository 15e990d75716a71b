//! Generated expressions.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::{compare, has_terraform};

/// How many expressions are generated.
const GENERATED: usize = 1500;

/// The forms of an expression of one type: `B`, `S`, `N`, `L`, `M` stand for a boolean, a string, a number, a list and a
/// map, `A` for anything. Most expressions are well typed; what is not is for both sides to refuse.
const FORMS: [(char, &[&str], &[&str]); 5] = [
    (
        'B',
        &["true", "false", "var.on", "var.off", "\"true\"", "\"0\""],
        &[
            "!B",
            "(B && B)",
            "(B || B)",
            "(A == A)",
            "(S == S)",
            "(N != N)",
            "(B == B)",
            "(L == L)",
            "(N < N)",
            "(N >= N)",
            "(B ? B : B)",
            "tobool(B)",
            "tobool(S)",
            "can(A)",
            "can(tobool(S))",
            "try(tobool(S), B)",
            "coalesce(null, B)",
            "alltrue([B, B])",
            "anytrue([B, B])",
            "contains(L, S)",
            "startswith(S, S)",
            "endswith(S, S)",
            "strcontains(S, S)",
            "lookup(var.flags, S, B)",
            "\"${B}\"",
            "one([B])",
            "element([B, B], 1)",
            "[B, B][0]",
            "{ a = B }.a",
            "jsondecode(jsonencode(B))",
            "try(M.a, B)",
            "length(L) > 0",
            "alltrue([for x in L : x == S])",
            "can(regex(\"^[a-z]\", S))",
        ],
    ),
    (
        'S',
        &[
            "\"a\"", "\"true\"", "\"1\"", "\"\"", "\"Ab c\"", "var.name", "null",
        ],
        &[
            "lower(S)",
            "upper(S)",
            "title(S)",
            "trimspace(S)",
            "\"<${S}>\"",
            "\"${S}-${N}\"",
            "tostring(A)",
            "join(\"-\", L)",
            "replace(S, S, S)",
            "trimprefix(S, S)",
            "(B ? S : S)",
            "coalesce(S, S)",
            "coalesce(S, A)",
            "try(S, S)",
            "format(\"%s-%s\", can(A), N)",
            "jsonencode(A)",
            "\"%{ if B }y%{ else }${S}%{ endif }\"",
            "\"%{ for x in L }[${x}]%{ endfor }\"",
            "substr(S, 0, 1)",
            "strrev(S)",
            "(B ? A : S)",
            "element(L, 1)",
            "try(L[0], S)",
            "lookup({ a = S }, S, S)",
            "tostring(N)",
            "base64encode(S)",
            "base64decode(base64encode(S))",
            "md5(S)",
            "sha1(S)",
            "sha256(S)",
            "sha512(S)",
            "base64sha256(S)",
            "base64sha512(S)",
            "urlencode(S)",
            "chomp(S)",
            "indent(2, S)",
            "basename(S)",
            "dirname(S)",
            "trim(S, S)",
            "trimsuffix(S, S)",
            "regex(\"[a-z]+\", S)",
            "yamlencode(A)",
            "uuidv5(\"dns\", S)",
            "formatdate(\"YYYY-'x'\", \"2024-01-02T03:04:05Z\")",
            "timeadd(\"2024-01-02T03:04:05Z\", \"${N}h\")",
            "textencodebase64(S, \"UTF-8\")",
            "cidrhost(\"10.0.0.0/8\", N)",
            "cidrnetmask(\"10.0.0.0/${N}\")",
            "cidrsubnet(\"10.0.0.0/8\", abs(N), 1)",
            "substr(S, N, N)",
            "format(\"%v\", A)",
            "pathexpand(S)",
        ],
    ),
    (
        'N',
        &["0", "1", "2", "1.5", "12", "(-3)", "\"7\""],
        &[
            "(N + N)",
            "(N - N)",
            "(N * N)",
            "-(N)",
            "length(L)",
            "length(S)",
            "length(M)",
            "max(N, N)",
            "min(N, N)",
            "abs(N)",
            "floor(N)",
            "ceil(N)",
            "sum([N, N])",
            "tonumber(N)",
            "(B ? N : N)",
            "try(tonumber(S), N)",
            "index(L, S)",
            "coalesce(N, N)",
            "(N % N)",
            "parseint(S, 10)",
            "parseint(S, 16)",
            "pow(N, 2)",
            "signum(N)",
            "timecmp(\"2024-01-02T03:04:05Z\", \"2024-01-02T03:04:0${N}Z\")",
        ],
    ),
    (
        'L',
        &[
            "[]",
            "[\"a\", \"b\", \"a\"]",
            "var.names",
            "[\"true\", null]",
            "[1, 2]",
        ],
        &[
            "[S, S]",
            "[A, A]",
            "concat(L, L)",
            "distinct(L)",
            "compact(L)",
            "reverse(L)",
            "sort(L)",
            "flatten([L, [L]])",
            "tolist(L)",
            "toset(L)",
            "tolist(toset(L))",
            "keys(M)",
            "values(M)",
            "[for x in L : x]",
            "[for x in L : upper(x)]",
            "[for x in L : x if x == S]",
            "[for k, v in M : k]",
            "[for i, x in L : i]",
            "split(S, S)",
            "split(\",\", S)",
            "(B ? L : L)",
            "L[*]",
            "A[*]",
            "coalescelist(L, L)",
            "setunion(L, L)",
            "setintersection(L, L)",
            "try(L, L)",
            "slice(L, 0, 1)",
            "jsondecode(jsonencode(L))",
            "[M, M][*].a",
            "setsubtract(L, L)",
            "regexall(\"[a-z]\", S)",
            "range(N)",
            "range(N, N)",
            "range(N, N, N)",
            "csvdecode(\"a,b\\n1,${N}\")",
            "cidrsubnets(\"10.0.0.0/8\", N, N)",
            "yamldecode(yamlencode(L))",
            "slice(L, N, N)",
            "element([L, L], abs(N))",
        ],
    ),
    (
        'M',
        &[
            "{}",
            "{ a = true }",
            "{ a = \"x\", b = \"y\" }",
            "var.flags",
            "{ a = { b = [1] } }",
        ],
        &[
            "merge(M, M)",
            "{ a = A, b = A }",
            "{ a = S }",
            "tomap(M)",
            "{ for k, v in M : k => v }",
            "{ for x in L : x => B }",
            "{ for x in L : x => N... }",
            "{ for k, v in M : k => v if B }",
            "(B ? M : M)",
            "try(M, M)",
            "zipmap(L, L)",
            "jsondecode(jsonencode(M))",
            "regex(\"(?P<a>[a-z])(?P<b>.?)\", S)",
            "merge([M, M]...)",
        ],
    ),
];

/// An expression of a type, and now and then of another one.
fn generated(kind: char, depth: u32) -> BoxedStrategy<String> {
    let (leaves, forms) = FORMS
        .iter()
        .find(|(name, ..)| *name == kind)
        .map_or((FORMS[0].1, FORMS[0].2), |(_, leaves, forms)| {
            (*leaves, *forms)
        });
    if kind == 'A' {
        return prop::sample::select(vec!['B', 'S', 'N', 'L', 'M'])
            .prop_flat_map(move |kind| generated(kind, depth))
            .boxed();
    }
    let leaf = prop::sample::select(leaves).prop_map(str::to_owned);
    if depth == 0 {
        return leaf.boxed();
    }
    let form = prop::sample::select(forms).prop_flat_map(move |form| {
        let holes: Vec<_> = holes(form)
            .map(|(_, kind)| {
                prop_oneof![
                    30 => generated(kind, depth - 1),
                    1 => generated('A', depth - 1),
                ]
            })
            .collect();
        holes.prop_map(move |parts| filled(form, &parts))
    });
    prop_oneof![1 => leaf, 4 => form].boxed()
}

/// Where a form has holes, and of what types.
fn holes(form: &str) -> impl Iterator<Item = (usize, char)> {
    form.char_indices()
        .filter(|(_, c)| matches!(c, 'A' | 'B' | 'S' | 'N' | 'L' | 'M'))
}

fn filled(form: &str, parts: &[String]) -> String {
    let mut out = String::new();
    let mut from = 0;
    for ((at, _), part) in holes(form).zip(parts) {
        out.push_str(&form[from..at]);
        out.push_str(part);
        from = at + 1;
    }
    out.push_str(&form[from..]);
    out
}

#[test]
fn generated_expressions_come_to_what_terraform_says() {
    if !has_terraform() {
        return;
    }
    let mut runner = TestRunner::deterministic();
    let strategy = generated('A', 4);
    let mut text = String::from(
        "variable \"on\" {\n  default = true\n}\n\
         variable \"off\" {\n  type    = bool\n  default = \"false\"\n}\n\
         variable \"name\" {\n  type    = string\n  default = \"main\"\n}\n\
         variable \"names\" {\n  type    = list(string)\n  default = [\"a\", \"main\"]\n}\n\
         variable \"flags\" {\n  type    = map(bool)\n  default = { a = true, b = false }\n}\n\
         locals {\n",
    );
    for at in 0..GENERATED {
        let expression = strategy.new_tree(&mut runner).unwrap().current();
        writeln!(text, "  generated_{at} = {expression}").unwrap();
    }
    text.push_str("}\n");
    let (_, wrong) = compare(&text, tempfile::tempdir().unwrap().path());
    assert!(
        wrong.is_empty(),
        "{} disagree:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
