//! The data flows one way: which room may use which, and that no files use each other in a circle.
//!
//! What a file uses is what its paths name. A call of a method names no path, so files that give one type its methods (an
//! evaluator and its kinds of expressions, a module instance and what its names stand for) count as one: they are as
//! recursive as the language is.

mod bounds;
mod dependencies;
mod file_system;
mod graph;
mod said_texts;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use graph::{Graph, Module};

static GRAPH: LazyLock<Graph> = LazyLock::new(Graph::read);

/// Rooms and the rooms they may use, each below the one it is listed with. A room may use itself and the bounds beside it;
/// `.` is the front end's own `mod.rs` and what it is made of.
type Arrows = &'static [(&'static str, &'static [&'static str])];

/// The rooms of the crate.
const ROOMS: Arrows = &[
    ("paths", &[]),
    ("limits", &[]),
    ("cut", &[]),
    ("deep_stack", &[]),
    ("few_texts", &[]),
    ("recent", &[]),
    ("glob_bounds", &[]),
    ("source", &["paths", "recent"]),
    ("published", &["suggest"]),
    ("suggest", &[]),
    ("trail_words", &[]),
    ("quote", &["cut", "url_secrets"]),
    ("url_secrets", &[]),
    ("long_name", &["diagnostic", "quote", "source"]),
    ("rendered", &[]),
    ("diagnostic", &["source"]),
    ("contained", &["diagnostic", "source"]),
    ("resolved", &["cut", "diagnostic", "source"]),
    ("budget", &["resolved"]),
    ("parse", &["diagnostic", "rendered", "source", "suggest"]),
    (
        "model",
        &["diagnostic", "quote", "resolved", "source", "suggest"],
    ),
    (
        "rules",
        &[
            "diagnostic",
            "model",
            "quote",
            "resolved",
            "source",
            "suggest",
        ],
    ),
    ("outcome", &["diagnostic", "model", "quote", "source"]),
    ("overwritten", &["diagnostic", "model", "source"]),
    (
        "discover",
        &[
            "contained",
            "diagnostic",
            "paths",
            "recent",
            "source",
            "suggest",
            "trail_words",
        ],
    ),
    (
        "cloudformation",
        &[
            "budget",
            "contained",
            "cut",
            "diagnostic",
            "discover",
            "few_texts",
            "long_name",
            "model",
            "parse",
            "paths",
            "quote",
            "recent",
            "rendered",
            "resolved",
            "source",
            "suggest",
            "trail_words",
        ],
    ),
    (
        "terraform",
        &[
            "budget",
            "cloudformation",
            "contained",
            "cut",
            "diagnostic",
            "discover",
            "few_texts",
            "glob_bounds",
            "long_name",
            "model",
            "parse",
            "paths",
            "published",
            "quote",
            "recent",
            "rendered",
            "resolved",
            "source",
            "suggest",
            "trail_words",
        ],
    ),
    (
        "awscli",
        &["diagnostic", "model", "parse", "resolved", "source"],
    ),
    (
        "config",
        &[
            "cloudformation",
            "diagnostic",
            "discover",
            "glob_bounds",
            "model",
            "parse",
            "paths",
            "quote",
            "rules",
            "source",
            "suggest",
            "terraform",
        ],
    ),
    (
        "options",
        &[
            "cloudformation",
            "config",
            "model",
            "rules",
            "source",
            "terraform",
        ],
    ),
    (
        "report",
        &[
            "diagnostic",
            "model",
            "outcome",
            "paths",
            "published",
            "resolved",
            "rules",
            "source",
            "url_secrets",
        ],
    ),
    (
        "unrecognised",
        &["model", "parse", "quote", "rendered", "resolved", "source"],
    ),
    (
        "passed_over",
        &[
            "diagnostic",
            "discover",
            "model",
            "paths",
            "source",
            "unrecognised",
        ],
    ),
    (
        "shape",
        &[
            "awscli",
            "cloudformation",
            "diagnostic",
            "discover",
            "model",
            "options",
            "paths",
            "resolved",
            "source",
            "terraform",
            "unrecognised",
        ],
    ),
    (
        "lint",
        &[
            "awscli",
            "cloudformation",
            "contained",
            "deep_stack",
            "diagnostic",
            "discover",
            "model",
            "options",
            "outcome",
            "overwritten",
            "passed_over",
            "paths",
            "rules",
            "shape",
            "source",
            "terraform",
            "unrecognised",
        ],
    ),
    (
        "cli",
        &[
            "cloudformation",
            "config",
            "contained",
            "diagnostic",
            "lint",
            "model",
            "options",
            "outcome",
            "paths",
            "published",
            "report",
            "resolved",
            "rules",
            "source",
            "terraform",
        ],
    ),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// The rooms of Terraform. The language could be a crate: it knows neither modules nor trails; its bounds alone stand
/// outside of it.
const TERRAFORM: Arrows = &[
    ("limits", &[]),
    ("options", &[]),
    ("lang", &[]),
    ("data_files", &["lang"]),
    ("decoded_files", &["lang"]),
    ("argument_names", &["lang"]),
    (
        "config",
        &[
            "argument_names",
            "data_files",
            "decoded_files",
            "lang",
            "options",
        ],
    ),
    ("trail", &["argument_names", "config", "lang"]),
    ("not_followed", &["config", "lang"]),
    (
        "deployed_templates",
        &["argument_names", "config", "lang", "not_followed"],
    ),
    ("plan", &["config", "lang", "trail"]),
    ("stated", &["lang"]),
    (
        "terragrunt",
        &[
            "config",
            "data_files",
            "decoded_files",
            "lang",
            "not_followed",
            "options",
            "stated",
        ],
    ),
    ("units", &["config", "options", "terragrunt"]),
    ("tfstacks", &["config", "data_files", "lang"]),
    ("root_module", &["options", "terragrunt", "tfstacks"]),
    (
        "more_than_judged",
        &[
            "config",
            "lang",
            "not_followed",
            "options",
            "root_module",
            "terragrunt",
        ],
    ),
    ("made_trails", &["config"]),
    (
        "untaken_values",
        &["config", "lang", "options", "root_module"],
    ),
    (
        "values_beside",
        &["config", "lang", "options", "root_module", "untaken_values"],
    ),
    (
        "walk",
        &[
            "config",
            "deployed_templates",
            "lang",
            "more_than_judged",
            "not_followed",
            "trail",
        ],
    ),
    ("open_placeholders", &["config", "walk"]),
    ("root_values", &["config", "options", "root_module"]),
    (
        "judge",
        &[
            "config",
            "made_trails",
            "more_than_judged",
            "open_placeholders",
            "options",
            "root_module",
            "root_values",
            "terragrunt",
            "untaken_values",
            "walk",
        ],
    ),
    ("absent_calls", &["config", "lang", "not_followed", "walk"]),
    (
        "without_base",
        &["config", "lang", "more_than_judged", "walk"],
    ),
    ("stated_calls", &["config", "lang", "stated", "walk"]),
    (
        "run_by_itself",
        &["config", "judge", "root_module", "terragrunt"],
    ),
    ("requested", &["config"]),
    ("own_address", &["config", "terragrunt"]),
    ("named_files", &["config", "lang", "terragrunt"]),
];

/// The rooms of the language.
const LANGUAGE: Arrows = &[
    ("lexer", &[]),
    ("object_keys", &[]),
    ("groups", &["lexer"]),
    ("embedded_code", &["groups", "lexer"]),
    ("many_values", &[]),
    (
        "readable",
        &["embedded_code", "groups", "lexer", "many_values"],
    ),
    ("hcl_expression", &["readable"]),
    ("syntax", &["hcl_expression", "object_keys"]),
    ("long_names", &["embedded_code", "groups", "syntax"]),
    (
        "json_syntax",
        &["hcl_expression", "long_names", "many_values", "syntax"],
    ),
    ("references", &["readable", "syntax"]),
    ("syntax_errors", &["lexer"]),
    ("sensitive_texts", &[]),
    (
        "parse",
        &[
            "hcl_expression",
            "json_syntax",
            "lexer",
            "long_names",
            "many_values",
            "readable",
            "sensitive_texts",
            "syntax",
            "syntax_errors",
        ],
    ),
    ("number", &[]),
    ("shared", &[]),
    ("named", &["shared"]),
    ("values", &["named", "number", "shared"]),
    ("facts", &["shared", "values"]),
    ("private", &["facts", "values"]),
    ("given_text", &["facts", "values"]),
    ("kept", &["facts", "values"]),
    ("json_values", &["number", "values"]),
    ("for_good", &["facts", "values"]),
    ("came_by", &["values"]),
    ("ephemeral", &["came_by", "facts", "private", "values"]),
    ("refused_parts", &["values"]),
    ("results_of", &[]),
    ("made", &["results_of", "values"]),
    ("few", &["values"]),
    ("equality", &["values"]),
    ("keys", &["values"]),
    ("unknown_keys", &["values"]),
    ("held", &["equality", "keys", "unknown_keys", "values"]),
    ("partly", &["equality", "keys", "values"]),
    ("counts", &["made", "number", "partly", "values"]),
    ("instead", &["came_by", "counts", "values"]),
    (
        "types",
        &[
            "equality",
            "facts",
            "instead",
            "json_values",
            "keys",
            "object_keys",
            "partly",
            "private",
            "refused_parts",
            "values",
        ],
    ),
    ("scope", &["types", "values"]),
    (
        "functions",
        &[
            "came_by",
            "counts",
            "ephemeral",
            "equality",
            "facts",
            "few",
            "instead",
            "json_values",
            "kept",
            "keys",
            "made",
            "number",
            "partly",
            "private",
            "refused_parts",
            "scope",
            "types",
            "unknown_keys",
            "values",
        ],
    ),
    (
        "eval",
        &[
            "came_by",
            "counts",
            "ephemeral",
            "equality",
            "facts",
            "few",
            "for_good",
            "functions",
            "groups",
            "hcl_expression",
            "kept",
            "keys",
            "made",
            "many_values",
            "number",
            "object_keys",
            "partly",
            "private",
            "readable",
            "refused_parts",
            "results_of",
            "scope",
            "syntax",
            "types",
            "unknown_keys",
            "values",
        ],
    ),
];

/// The rooms of `CloudFormation`.
const CLOUDFORMATION: Arrows = &[
    ("limits", &[]),
    ("options", &[]),
    ("template", &[]),
    ("language", &["template"]),
    ("requested", &[]),
    ("resources", &["language", "template"]),
    ("parameters", &["language", "options", "template"]),
    ("trail", &["language", "resources", "template"]),
    ("stacks", &["language", "resources", "template", "trail"]),
    ("serverless", &["language", "template"]),
    (
        "deployment",
        &[
            "language",
            "options",
            "parameters",
            "serverless",
            "stacks",
            "template",
        ],
    ),
    (
        "nested",
        &[
            "deployment",
            "language",
            "options",
            "parameters",
            "serverless",
            "stacks",
            "template",
        ],
    ),
    ("led_to", &["nested", "parameters", "stacks", "template"]),
    ("merging", &["options", "parameters", "template"]),
    (
        "roots",
        &["deployment", "merging", "nested", "options", "parameters"],
    ),
    (
        "unread_around",
        &[
            "led_to",
            "merging",
            "nested",
            "parameters",
            "requested",
            "stacks",
            "template",
        ],
    ),
    ("deployed", &["language", "stacks", "template"]),
];

/// Crates that must not be named in the rooms that judge.
const OUTSIDE: &[&str] = &[
    "clap",
    "miette",
    "hcl",
    "granit_parser",
    "serde_json",
    "serde_yaml",
];

/// The room of a module below another one; `None` for that one itself and for what lies elsewhere.
fn room<'m>(module: &'m Module, below: &[&str]) -> Option<&'m str> {
    let prefix = module.get(..below.len())?;
    (prefix == below).then(|| module.get(below.len()).map(String::as_str))?
}

/// What breaks the arrows between the rooms below a module.
fn wrong_arrows(graph: &Graph, below: &[&str], arrows: Arrows) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = arrows.iter().copied().collect();
    let mut wrong = Vec::new();
    for (module, uses) in &graph.uses {
        let Some(from) = room(module, below) else {
            continue;
        };
        let Some(allowed) = allowed.get(from) else {
            wrong.push(format!("`{from}` has no place in the order of rooms"));
            continue;
        };
        for used in uses {
            let path = &graph.files[module];
            match room(used, below) {
                Some(to) if ![from, "limits"].contains(&to) && !allowed.contains(&to) => {
                    wrong.push(format!("`{from}` uses `{to}` in {}", path.display()));
                }
                // A room must not use what is built on top of it.
                None if used.len() == below.len() && used == below && !below.is_empty() => {
                    wrong.push(format!("`{from}` uses its front in {}", path.display()));
                }
                _ => {}
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

#[test]
fn every_room_uses_only_what_lies_before_it() {
    let graph = &*GRAPH;
    for (below, arrows) in [
        (&[][..], ROOMS),
        (&["terraform"][..], TERRAFORM),
        (&["terraform", "lang"][..], LANGUAGE),
        (&["cloudformation"][..], CLOUDFORMATION),
    ] {
        let wrong = wrong_arrows(graph, below, arrows);
        assert!(wrong.is_empty(), "below {below:?}:\n{}", wrong.join("\n"));
    }
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let graph = &*GRAPH;
    let circles: Vec<String> = graph
        .circles()
        .iter()
        .map(|ring| {
            let files = ring
                .iter()
                .map(|module| graph.files[module].display().to_string());
            files.collect::<Vec<_>>().join(" <-> ")
        })
        .collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn rules_and_the_model_know_no_format() {
    let graph = &*GRAPH;
    for (module, outside) in &graph.outside {
        let first = module.first().map_or("", String::as_str);
        if !["rules", "model", "resolved", "diagnostic", "source"].contains(&first) {
            continue;
        }
        for name in OUTSIDE {
            assert!(
                !outside.contains(*name),
                "`{}` names `{name}`",
                module.join("::")
            );
        }
    }
}

#[test]
fn no_room_is_too_long() {
    const MAX_LINES: usize = 520;
    for path in GRAPH.files.values() {
        let lines = std::fs::read_to_string(path).unwrap().lines().count();
        assert!(
            lines <= MAX_LINES,
            "{} has {lines} lines: two rooms?",
            path.display()
        );
    }
}
