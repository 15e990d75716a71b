//! Generated expressions.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::Rc;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::{compare, fixtures, has_terraform};
use crate::terraform::lang::functions::function_names;

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
            "fileexists(\"files/flag.tpl\")",
            "can(file(\"files/${N}.tpl\"))",
            "nonsensitive(sensitive(B))",
            "ephemeralasnull(B)",
            "contains(setproduct([S, S], [S]), [S, S])",
            "alltrue([for x in L : x])",
            "anytrue([for x in L : x])",
            "(A != null)",
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
            "\"=${S}=\"",
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
            "basename(abspath(\"x${S}\"))",
            "ephemeralasnull(S)",
            "file(\"files/flag.tpl\")",
            "filebase64(\"files/flag.tpl\")",
            "filebase64sha256(\"files/flag.tpl\")",
            "filebase64sha512(\"files/flag.tpl\")",
            "filemd5(\"files/flag.tpl\")",
            "filesha1(\"files/flag.tpl\")",
            "filesha256(\"files/flag.tpl\")",
            "filesha512(\"files/flag.tpl\")",
            "nonsensitive(sensitive(S))",
            "replace(S, \"/[a-z]/\", S)",
            "sensitive(S)",
            "templatefile(\"files/flag.tpl\", { g = A })",
            "templatestring(var.template, { g = A })",
            "textdecodebase64(textencodebase64(S, \"UTF-16\"), \"UTF-16\")",
            "format(\"%q %05.1f\", coalesce(S, \"x\"), N)",
            "one(L)",
            "coalesce(L...)",
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
            "log(max(N, 1), 2)",
            "log(max(N, 2), max(N, 2))",
            "pow(max(N, 1), N)",
            "(N / max(N, 1))",
            "sum(L)",
            "max(L...)",
            "ephemeralasnull(N)",
            "length(setproduct([S, S], [N, N]))",
            "length(fileset(\"files\", \"*.tpl\"))",
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
            "chunklist([S, S], N)",
            "fileset(\"files\", \"${S}*\")",
            "formatlist(\"%s-%s\", [for x in L : x if x != null], coalesce(S, \"x\"))",
            "formatlist(coalesce(S, \"%v\"), compact(L))",
            "matchkeys(L, L, L)",
            "setproduct([S, S], [N, B])",
            "[for pair in setproduct([S, A], [S]) : pair[0]]",
            "toset([S, S])",
            "sensitive(L)",
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
            "transpose({ a = [S], b = [S, S] })",
            "jsondecode(file(\"trail.json\"))",
            "yamldecode(\"a: ${S}\")",
            "zipmap([S], [A])",
            "{ for k, v in M : S => k... }",
            "sensitive(M)",
        ],
    ),
];

/// What is known after apply, by type.
const LATER: [(char, &[&str]); 5] = [
    (
        'B',
        &[
            "terraform_data.flag.output",
            "tobool(terraform_data.flag.output)",
        ],
    ),
    (
        'S',
        &["terraform_data.text.id", "terraform_data.text.output"],
    ),
    (
        'N',
        &[
            "terraform_data.number.output",
            "tonumber(terraform_data.number.output)",
        ],
    ),
    (
        'L',
        &[
            "terraform_data.names.output",
            "[terraform_data.text.output, \"a\"]",
            "tolist(terraform_data.names.output)",
            "toset(terraform_data.names.output)",
        ],
    ),
    (
        'M',
        &[
            "terraform_data.map.output",
            "{ a = terraform_data.text.output }",
            "{ (terraform_data.text.output) = \"a\" }",
        ],
    ),
];

/// The resources that they are of.
pub(super) const RESOURCES: &str = "\
    resource \"terraform_data\" \"flag\" {\n  input = true\n}\n\
    resource \"terraform_data\" \"text\" {\n  input = \"b\"\n}\n\
    resource \"terraform_data\" \"number\" {\n  input = 2\n}\n\
    resource \"terraform_data\" \"names\" {\n  input = [\"b\", \"a\"]\n}\n\
    resource \"terraform_data\" \"map\" {\n  input = { a = \"b\" }\n}\n";

/// What the leaves of an expression are beside those of its form.
#[derive(Clone)]
pub(super) struct Leaves {
    /// By type: one leaf of six is one of these.
    pub(super) others: Rc<BTreeMap<char, Vec<String>>>,
    /// Whether something is known after apply. What is refused for its type once it is known, Terraform knows before.
    pub(super) is_known_later: bool,
    /// Whether a value may be sensitive: an output that shows it is refused.
    pub(super) may_be_sensitive: bool,
}

impl Leaves {
    /// Those of a root module, where things are known after apply perhaps.
    pub(super) fn of_root(is_known_later: bool) -> Leaves {
        let later = LATER.iter().filter(|_| is_known_later);
        let others = later.map(|(kind, leaves)| {
            let leaves = leaves.iter().map(|leaf| (*leaf).to_owned());
            (*kind, leaves.collect())
        });
        Leaves {
            others: Rc::new(others.collect()),
            is_known_later,
            may_be_sensitive: true,
        }
    }

    fn takes(&self, form: &str) -> bool {
        self.may_be_sensitive || form.contains("nonsensitive(") || !form.contains("sensitive(")
    }
}

/// An expression of a type, and now and then of another one.
pub(super) fn generated(kind: char, depth: u32, leaves: &Leaves) -> BoxedStrategy<String> {
    let leaves = leaves.clone();
    if kind == 'A' {
        return prop::sample::select(vec!['B', 'S', 'N', 'L', 'M'])
            .prop_flat_map(move |kind| generated(kind, depth, &leaves))
            .boxed();
    }
    let (known, forms) = FORMS
        .iter()
        .find(|(name, ..)| *name == kind)
        .map_or((FORMS[0].1, FORMS[0].2), |(_, known, forms)| {
            (*known, *forms)
        });
    let known = prop::sample::select(known).prop_map(str::to_owned);
    let leaf = match leaves.others.get(&kind).filter(|others| !others.is_empty()) {
        Some(others) => prop_oneof![5 => known, 1 => prop::sample::select(others.clone())].boxed(),
        None => known.boxed(),
    };
    if depth == 0 {
        return leaf;
    }
    let forms: Vec<&str> = forms
        .iter()
        .copied()
        .filter(|form| leaves.takes(form))
        .collect();
    let form = prop::sample::select(forms).prop_flat_map(move |form| {
        let holes: Vec<_> = holes(form)
            .map(|(_, kind)| {
                let other = if leaves.is_known_later { kind } else { 'A' };
                prop_oneof![
                    30 => generated(kind, depth - 1, &leaves),
                    1 => generated(other, depth - 1, &leaves),
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

/// What a module declares that expressions refer to.
pub(super) const VARIABLES: &str = "\
    variable \"on\" {\n  default = true\n}\n\
    variable \"off\" {\n  type    = bool\n  default = \"false\"\n}\n\
    variable \"name\" {\n  type    = string\n  default = \"main\"\n}\n\
    variable \"names\" {\n  type    = list(string)\n  default = [\"a\", \"main\"]\n}\n\
    variable \"flags\" {\n  type    = map(bool)\n  default = { a = true, b = false }\n}\n\
    variable \"template\" {\n  type    = string\n  default = \"=$${g}=\"\n}\n";

/// How many expressions are generated, where the environment does not say.
pub(super) fn number(most: usize) -> usize {
    let number = std::env::var("GENERATED").ok();
    number
        .and_then(|number| number.parse().ok())
        .unwrap_or(most)
}

/// What draws expressions, always the same ones; others where the environment gives a `SEED`. Of 5,000 others some ten disagree:
/// nulls and empty collections that have a type by what made them, which ours do not keep.
pub(super) fn runner() -> TestRunner {
    let seed = std::env::var("SEED").ok();
    let Some(seed) = seed.and_then(|seed| seed.parse::<u64>().ok()) else {
        return TestRunner::deterministic();
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    TestRunner::new_with_rng(Config::default(), rng)
}

/// A module of generated expressions.
fn module(is_known_later: bool) -> String {
    let mut runner = runner();
    let strategy = generated('A', 4, &Leaves::of_root(is_known_later));
    let mut text = String::from(VARIABLES);
    if is_known_later {
        text.push_str(RESOURCES);
    }
    text.push_str("locals {\n");
    for at in 0..number(GENERATED) {
        let expression = strategy.new_tree(&mut runner).unwrap().current();
        writeln!(text, "  generated_{at} = {expression}").unwrap();
    }
    text.push_str("}\n");
    text
}

fn come_to_what_terraform_says(is_known_later: bool) {
    if !has_terraform() {
        return;
    }
    let (_, wrong) = compare(&module(is_known_later), &fixtures());
    assert!(
        wrong.is_empty(),
        "{} disagree:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn generated_expressions_come_to_what_terraform_says() {
    come_to_what_terraform_says(false);
}

#[test]
fn what_is_known_after_apply_comes_to_what_terraform_applies() {
    come_to_what_terraform_says(true);
}

/// Functions that the grammar has no use for: those that are not evaluated, and those that Terraform does not have.
const LEFT_OUT: [&str; 13] = [
    "base64gunzip",
    "base64gzip",
    "bcrypt",
    "cidrcontains",
    "flip_sensitive",
    "issensitive",
    "list",
    "map",
    "plantimestamp",
    "rsadecrypt",
    "timestamp",
    "urldecode",
    "uuid",
];

#[test]
fn every_function_is_in_the_grammar() {
    let forms = || FORMS.iter().flat_map(|(_, _, forms)| forms.iter());
    let is_called = |name: &str| forms().any(|form| calls(form, name));
    let mut lacking = function_names().filter(|name| !is_called(name));
    let lacking = lacking.find(|name| !LEFT_OUT.contains(name));
    assert_eq!(lacking, None);
}

/// Whether a form calls a function.
fn calls(form: &str, name: &str) -> bool {
    form.match_indices(name).any(|(at, _)| {
        let before = form[..at].chars().next_back();
        let is_whole = !before.is_some_and(|c| c.is_alphanumeric() || c == '_');
        is_whole && form[at + name.len()..].starts_with('(')
    })
}
