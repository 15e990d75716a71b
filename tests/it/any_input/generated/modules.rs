//! Root modules with a module that they call.

use std::fmt::Write as _;

use super::super::archive::File;
use super::choices::Choices;

/// How deep expressions stand in one another.
const DEPTH: usize = 4;

pub(super) const VARIABLES: [&str; 4] = ["a", "b", "stage", "flag"];
const LOCALS: [&str; 3] = ["x", "y", "z"];
const TYPES: [&str; 8] = [
    "any",
    "bool",
    "string",
    "number",
    "list(string)",
    "map(bool)",
    "set(string)",
    "object({ on = optional(bool, false), name = optional(string) })",
];
/// Functions with the number of their arguments.
const FUNCTIONS: [(&str, usize); 40] = [
    ("tobool", 1),
    ("tostring", 1),
    ("tonumber", 1),
    ("toset", 1),
    ("tolist", 1),
    ("tomap", 1),
    ("try", 2),
    ("can", 1),
    ("coalesce", 2),
    ("lookup", 3),
    ("contains", 2),
    ("length", 1),
    ("keys", 1),
    ("values", 1),
    ("merge", 2),
    ("concat", 2),
    ("flatten", 1),
    ("distinct", 1),
    ("element", 2),
    ("one", 1),
    ("alltrue", 1),
    ("anytrue", 1),
    ("zipmap", 2),
    ("setunion", 2),
    ("setproduct", 2),
    ("range", 1),
    ("slice", 3),
    ("join", 2),
    ("split", 2),
    ("replace", 3),
    ("regex", 2),
    ("format", 2),
    ("jsonencode", 1),
    ("jsondecode", 1),
    ("yamldecode", 1),
    ("yamlencode", 1),
    ("substr", 3),
    ("strrev", 1),
    ("nonsensitive", 1),
    ("sensitive", 1),
];
const ATTRIBUTES: [&str; 3] = [
    "include_global_service_events",
    "is_multi_region_trail",
    "enable_logging",
];

pub(super) fn files(choices: &mut Choices) -> Vec<File> {
    let called = module(choices, false);
    let root = module(choices, true);
    let mut values = String::new();
    for name in VARIABLES {
        if choices.below(3) == 1 {
            let _ = writeln!(values, "{name} = {}", literal(choices));
        }
    }
    [
        ("main.tf", root),
        ("modules/trail/main.tf", called),
        ("terraform.tfvars", values),
    ]
    .map(|(path, text)| (path.to_owned(), text.into_bytes()))
    .to_vec()
}

pub(super) fn module(choices: &mut Choices, calls: bool) -> String {
    let mut text = String::new();
    for name in VARIABLES {
        let _ = writeln!(
            text,
            "variable \"{name}\" {{\n  type = {}",
            choices.one_of(&TYPES)
        );
        if choices.below(3) > 0 {
            let _ = writeln!(text, "  default = {}", literal(choices));
        }
        if choices.below(4) == 1 {
            text += "  nullable = false\n";
        }
        text += "}\n";
    }
    text += "locals {\n";
    for name in LOCALS {
        let _ = writeln!(text, "  {name} = {}", expression(choices, DEPTH));
    }
    text += "}\n";
    let region = if choices.below(3) == 1 {
        expression(choices, 1)
    } else {
        "\"us-east-1\"".into()
    };
    let _ = writeln!(text, "provider \"aws\" {{\n  region = {region}\n}}");
    for at in 0..=choices.below(2) {
        trail(choices, &mut text, at);
    }
    if calls {
        text += "module \"trail\" {\n  source = \"./modules/trail\"\n";
        repeated(choices, &mut text);
        for name in VARIABLES {
            if choices.below(3) > 0 {
                let _ = writeln!(text, "  {name} = {}", expression(choices, DEPTH));
            }
        }
        text += "}\n";
    }
    let _ = writeln!(
        text,
        "output \"flag\" {{\n  value = {}\n}}",
        expression(choices, 2)
    );
    text
}

fn repeated(choices: &mut Choices, text: &mut String) {
    match choices.below(4) {
        1 => {
            let _ = writeln!(text, "  count = {}", expression(choices, 3));
        }
        2 => {
            let _ = writeln!(text, "  for_each = {}", expression(choices, 3));
        }
        _ => {}
    }
}

fn trail(choices: &mut Choices, text: &mut String, at: usize) {
    let _ = writeln!(
        text,
        "resource \"aws_cloudtrail\" \"t{at}\" {{\n  name = \"t{at}\""
    );
    repeated(choices, text);
    for attribute in ATTRIBUTES {
        if choices.below(4) > 0 {
            let _ = writeln!(text, "  {attribute} = {}", expression(choices, DEPTH));
        }
    }
    if choices.below(4) == 1 {
        let over = expression(choices, 2);
        let taken = expression(choices, 2);
        let _ = writeln!(
            text,
            "  dynamic \"event_selector\" {{\n    for_each = {over}\n    content {{\n      \
             include_management_events = {taken}\n    }}\n  }}"
        );
    }
    text.push_str("}\n");
}

fn literal(choices: &mut Choices) -> String {
    let of = [
        "true",
        "false",
        "null",
        "0",
        "1",
        "\"true\"",
        "\"prod\"",
        "[]",
        "{}",
        "[\"a\", \"b\"]",
        "{ a = true, b = false }",
        "{ on = true }",
        "-1.5",
        "1e3",
        "\"${\"x\"}\"",
        "[true, \"1\", null]",
    ];
    choices.one_of(&of).to_owned()
}

pub(super) fn expression(choices: &mut Choices, depth: usize) -> String {
    if depth == 0 {
        return literal(choices);
    }
    let next = |choices: &mut Choices| expression(choices, depth - 1);
    match choices.below(22) {
        0..=2 => literal(choices),
        3 | 4 => format!("var.{}", choices.one_of(&VARIABLES)),
        5 => format!("local.{}", choices.one_of(&LOCALS)),
        6 => choices
            .one_of(&[
                "each.key",
                "each.value",
                "count.index",
                "terraform.workspace",
                "path.module",
                "data.aws_region.current.name",
                "module.trail.flag",
                "aws_s3_bucket.logs.id",
                "k",
                "v",
            ])
            .to_owned(),
        7 | 8 => {
            let operator = choices.one_of(&["==", "!=", "&&", "||", "+", "-", "<", ">=", "%", "/"]);
            format!("({} {operator} {})", next(choices), next(choices))
        }
        9 => format!("!{}", next(choices)),
        10 | 11 => format!(
            "({} ? {} : {})",
            next(choices),
            next(choices),
            next(choices)
        ),
        12 => format!("[{}]", choices.list(3, next)),
        13 => format!(
            "{{ {} }}",
            choices.list(3, |choices| format!(
                "({}) = {}",
                next(choices),
                next(choices)
            ))
        ),
        14 => format!(
            "[for k, v in {} : {} if {}]",
            next(choices),
            next(choices),
            next(choices)
        ),
        15 => format!(
            "{{ for k, v in {} : {} => {}... }}",
            next(choices),
            next(choices),
            next(choices)
        ),
        16 => format!("{}[{}]", next(choices), next(choices)),
        17 => format!("{}[*].on", next(choices)),
        18 => format!("\"${{{}}}-${{{}}}\"", next(choices), next(choices)),
        19 => format!(
            "\"%{{ if {} }}true%{{ else }}${{{}}}%{{ endif }}\"",
            next(choices),
            next(choices)
        ),
        _ => {
            let (name, count) = choices.one_of(&FUNCTIONS);
            let arguments: Vec<String> = (0..count).map(|_| next(choices)).collect();
            format!("{name}({})", arguments.join(", "))
        }
    }
}
