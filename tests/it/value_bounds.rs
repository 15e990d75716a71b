//! Values at the bounds of what is followed: on one side they are known, on the other they are not, and nothing between.

use std::fmt::Write as _;

use cloudtrail_lint::model::Verdict;
use cloudtrail_lint::outcome::Outcome;
use serde_json::{Value, json};

use crate::terraform_bounds::{lint, locals, trail, why};

#[test]
fn a_map_is_told_apart_by_as_many_keys_as_the_bound_says() {
    let of = |keys: usize| {
        let mut map = String::new();
        for at in 0..keys {
            write!(map, "k{at} = {}, ", at != 7).unwrap();
        }
        let which = "variable \"which\" {\n  type = string\n}\n";
        lint(&[(
            "main.tf",
            &(which.to_owned() + &trail(&format!("{{ {map} }}[var.which]"))),
        )])
    };
    assert_eq!(of(1_000).trails[0].verdict(), Verdict::Depends);
    assert!(why(&of(1_001)).contains("more than 1000 keys"));
}

#[test]
fn values_of_many_cases_each_are_compared() {
    let map = |value: &dyn Fn(usize) -> usize| -> String {
        let members = (0..20).map(|at| format!("k{at} = \"v{}\", ", value(at)));
        format!("{{ {} }}", members.collect::<String>())
    };
    let flag = format!("{}[var.a] != {}[var.b]", map(&|at| at), map(&|at| at + 100));
    let variables = "variable \"a\" {\n  type = string\n}\nvariable \"b\" {\n  type = string\n}\n";
    let outcome = lint(&[("main.tf", &(variables.to_owned() + &trail(&flag)))]);
    assert_eq!(outcome.trails[0].verdict(), Verdict::Recorded);
}

#[test]
fn lists_in_lists_are_followed_as_deep_as_the_bound_says() {
    let flag = |levels: usize| {
        let locals = locals("[true]", levels, |before| format!("[{before}]"));
        let flag = trail(&format!("alltrue(flatten(local.l{levels}))"));
        lint(&[("main.tf", &(locals + &flag))])
    };
    assert_eq!(flag(98).trails[0].flag().value(), Some(&true));
    assert!(why(&flag(99)).contains("too large to follow"));
}

#[test]
fn local_values_have_one_bound_together() {
    let mut text = "locals {\n  all = range(1000)\n".to_owned();
    for at in 0..28 {
        writeln!(
            text,
            "  l{at} = [for at in range(12) : [for i in local.all : i + at]]"
        )
        .unwrap();
    }
    text += "}\n";
    for at in 0..28 {
        let flag = format!("length(local.l{at}) == 12");
        text += &trail(&flag).replace("\"this\"", &format!("\"t{at}\""));
    }
    let outcome = lint(&[("main.tf", &text)]);
    let known = |at: usize| outcome.trails[at].flag().value() == Some(&true);
    assert!(known(0) && known(14), "{:?}", outcome.trails[14].flag());
    assert!(!known(27), "{:?}", outcome.trails[27].flag());
}

#[test]
fn what_many_values_share_weighs_once() {
    let mut text = "locals {\n  all = range(1000)\n".to_owned();
    for at in 0..100 {
        writeln!(text, "  l{at} = [for at in range(24) : local.all]").unwrap();
    }
    text += "}\n";
    text += &trail("length(local.l99) == 24 && length(local.l98[23]) == 1000");
    let outcome = lint(&[("main.tf", &text)]);
    assert_eq!(outcome.trails[0].flag().value(), Some(&true));
}

/// Members are tried one by one, and then all together: of what is nested both would be asked again at each level.
#[test]
fn types_in_one_another_have_one_in_common_or_none() {
    let nested = |open: &str, leaf: &str, close: &str| {
        format!("{}{leaf}{}", open.repeat(60), close.repeat(60))
    };
    let variable = "variable \"c\" {\n  type = bool\n}\n";
    for (open, close) in [("[", "]"), ("{ a = ", " }")] {
        let [of_bool, of_number, of_text] =
            ["true", "1", "\"x\""].map(|leaf| nested(open, leaf, close));
        let is_refused = |flag: String| {
            let outcome = lint(&[("main.tf", &(variable.to_owned() + &trail(&flag)))]);
            outcome.trails[0]
                .include_global_service_events
                .is_refused_somewhere()
        };
        assert!(is_refused(format!(
            "length(tolist([{of_bool}, {of_number}])) == 2"
        )));
        assert!(is_refused(format!(
            "length([var.c ? {of_bool} : {of_number}]) == 1"
        )));
        assert!(!is_refused(format!(
            "length(tolist([{of_bool}, {of_text}])) == 2"
        )));
        assert!(!is_refused(format!(
            "length([var.c ? {of_bool} : {of_text}]) == 1"
        )));
    }
}

/// Many trails with one flag, each block with further lines.
fn trails(flag: &str, more: &str) -> String {
    let each = (0..50).map(|at| {
        let trail = trail(flag).replace("\"this\"", &format!("\"t{at}\""));
        trail.replace("}\n", &format!("{more}}}\n"))
    });
    each.collect()
}

/// A template with many trails of one flag, with further sections and resources.
fn template(flag: &Value, sections: &Value, resources: &Value) -> String {
    let mut all = serde_json::Map::new();
    for at in 0..50 {
        let properties =
            json!({ "IsLogging": true, "S3BucketName": "b", "IncludeGlobalServiceEvents": flag });
        let trail = json!({ "Type": "AWS::CloudTrail::Trail", "Properties": properties });
        all.insert(format!("T{at}"), trail);
    }
    all.extend(resources.as_object().unwrap().clone());
    let mut template = sections.clone();
    template["Resources"] = Value::Object(all);
    template.to_string()
}

/// How long all that was found is when it is written out, texts that are shared as often as they are held.
fn length(outcome: &Outcome) -> usize {
    let found = (&outcome.findings, &outcome.trails, &outcome.notices);
    format!("{found:?}{:?}", outcome.problems).len()
}

/// Files by their names.
type Files = Vec<(&'static str, String)>;

/// Where a name can stand in a module that makes the flag of its trails of it.
const IN_A_MODULE: [(&str, &str); 10] = [
    (
        "variable",
        "variable \"LONG\" {\n  type = bool\n}\nlocals {\n  f = var.LONG\n}\n",
    ),
    ("undeclared variable", "locals {\n  f = var.LONG\n}\n"),
    ("in a string", "locals {\n  f = \"${var.LONG}\"\n}\n"),
    (
        "in a heredoc",
        "locals {\n  f = <<-E\n    ${upper(var.LONG)}\n  E\n}\n",
    ),
    (
        "local value",
        "locals {\n  LONG = false\n  f = local.LONG\n}\n",
    ),
    (
        "member",
        "locals {\n  o = { LONG = false }\n  f = local.o.LONG\n}\n",
    ),
    ("function", "locals {\n  f = LONG(1)\n}\n"),
    (
        "for",
        "locals {\n  f = [for LONG in [false] : LONG][0]\n}\n",
    ),
    (
        "resource",
        "resource \"aws_s3_bucket\" \"LONG\" {\n}\nlocals {\n  f = aws_s3_bucket.LONG.id\n}\n",
    ),
    (
        "provider",
        "provider \"aws\" {\n  alias = aws.LONG\n}\nlocals {\n  f = false\n}\n",
    ),
];

fn modules_with(long: &str) -> Vec<(&'static str, Files)> {
    let mut out: Vec<(&str, Files)> = Vec::new();
    for (place, code) in IN_A_MODULE {
        let code = code.replace("LONG", long) + &trails("local.f", "");
        out.push((place, vec![("main.tf", code)]));
    }
    let module = "variable \"f\" {}\n".to_owned() + &trails("var.f", "");
    let calling = "KIND \"LONG\" {\n  source = \"./m\"\n  f = false\n}\n";
    for (kind, name) in [("module", "main.tf"), ("component", "c.tfcomponent.hcl")] {
        let calling = calling.replace("KIND", kind).replace("LONG", long);
        out.push((kind, vec![(name, calling), ("m/main.tf", module.clone())]));
    }
    let json = json!({
        "variable": { long: { "default": false } },
        "locals": { "f": format!("${{var.{long}}}") },
    });
    let of_json = vec![
        ("v.tf.json", json.to_string()),
        ("main.tf", trails("local.f", "")),
    ];
    out.push(("JSON", of_json));
    out
}

fn templates_with(long: &str) -> Vec<(&'static str, Files)> {
    let equals = |left: Value| json!({ "Fn::Equals": [left, "x"] });
    let parameters = json!({ "Parameters": { long: { "Type": "String" } } });
    let conditions = json!({ "Conditions": { long: equals(json!("y")) } });
    let mappings = json!({ "Mappings": { long: { "a": { "b": "x" } } } });
    let in_map = json!({ "Fn::FindInMap": [long, "a", "b"] });
    let placeholder = json!({ "Fn::Sub": format!("a${{{long}}}") });
    let attribute = json!({ "Fn::GetAtt": [long, "Arn"] });
    let import = json!({ "Fn::ImportValue": long });
    let mut out: Vec<(&str, Files)> = Vec::new();
    for (place, mut sections, condition) in [
        ("parameter", parameters, equals(json!({ "Ref": long }))),
        ("reference", json!({}), equals(json!({ "Ref": long }))),
        ("attribute", json!({}), equals(attribute)),
        ("import", json!({}), equals(import)),
        ("placeholder", json!({}), equals(placeholder)),
        ("condition", conditions, json!({ "Condition": long })),
        ("mapping", mappings, equals(in_map)),
    ] {
        sections["Conditions"]["C"] = condition;
        let flag = json!({ "Fn::If": ["C", true, false] });
        out.push((
            place,
            vec![("t.json", template(&flag, &sections, &json!({})))],
        ));
    }
    let nesting = json!({
        "Type": "AWS::CloudFormation::Stack",
        "Properties": { "TemplateURL": "u.json" },
    });
    let nesting = json!({ "Resources": { long: nesting } }).to_string();
    let nested = template(&json!(false), &json!({}), &json!({}));
    out.push(("stack", vec![("t.json", nesting), ("u.json", nested)]));
    out
}

/// Whatever comes by a name says it: a thousand trails would say one of a megabyte a thousand times.
#[test]
fn a_name_that_is_too_long_is_refused_at_its_place() {
    let long = "a".repeat(50_000);
    for (place, files) in [modules_with(&long), templates_with(&long)].concat() {
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        let outcome = lint(&files);
        let mut findings = outcome.findings.iter();
        let refused = findings.find(|finding| finding.rule.id == "syntax-error");
        let said = refused.map_or("nothing", |finding| &finding.message);
        assert!(said.contains("has more than 1024 bytes"), "{place}: {said}");
        assert!(
            length(&outcome) < 1 << 20,
            "{place}: {} bytes",
            length(&outcome)
        );
        let mut trails = outcome.trails.iter();
        assert!(
            trails.all(|trail| trail.verdict() != Verdict::Recorded),
            "{place}"
        );
    }
}

/// Nor is a name that a parameter gives kept with each trail that imports by it.
#[test]
fn a_name_to_import_by_is_as_long_as_others() {
    let of = |length: usize| {
        let name = "n".repeat(length);
        let text = format!(
            "Parameters:\n  Name: {{ Type: String, Default: {name} }}\nResources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    \
             Properties:\n      IsLogging: true\n      S3BucketName: logs\n      IncludeGlobalServiceEvents: {{ 'Fn::ImportValue': \
             !Ref Name }}\n"
        );
        lint(&[("template.yaml", &text)])
    };
    assert!(why(&of(1_000)).contains(&"n".repeat(1_000)));
    assert_eq!(
        why(&of(50_000)),
        "`Fn::ImportValue` takes a value whose name is too long from another stack"
    );
}

/// What is no name is as long as it likes: a text, a comment.
#[test]
fn long_texts_and_comments_are_no_names() {
    let long = "a".repeat(5_000);
    let text =
        format!("# {long}\nlocals {{\n  t = \"{long}\"\n  f = local.t != \"x\" # {long}\n}}\n");
    let outcome = lint(&[("main.tf", &(text + &trail("local.f")))]);
    assert_eq!(outcome.trails[0].flag().value(), Some(&true));
}

/// Keys and Regions are values, and as long as they like: what is said of them is cut, and each trail is itself.
#[test]
fn long_values_are_cut_where_they_are_said() {
    let long = "a".repeat(50_000);
    let call = |keys: &str| {
        format!(
            "module \"m\" {{\n  for_each = toset([{keys}])\n  source = \"./m\"\n  f = false\n}}\n"
        )
    };
    let two = call(&format!("\"{long}b\", \"{long}c\""));
    let module = "variable \"f\" {}\n".to_owned() + &trails("var.f", "");
    let region = format!("provider \"aws\" {{\n  region = \"{long}\"\n}}\n") + &trails("true", "");
    let own_region =
        format!("locals {{\n  r = \"{long}\"\n}}\n") + &trails("true", "  region = local.r\n");
    let key = format!(
        "variable \"k\" {{\n  type = string\n}}\nlocals {{\n  o = {{ \"{long}\" = false, \"b\" = true }}\n  f = local.o[var.k]\n}}\n"
    ) + &trails("local.f", "");
    for (place, files, trails) in [
        (
            "keys of a module",
            vec![("main.tf", two), ("m/main.tf", module.clone())],
            100,
        ),
        ("Region", vec![("main.tf", region)], 50),
        ("own Region", vec![("main.tf", own_region)], 50),
        ("key", vec![("main.tf", key)], 50),
    ] {
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        let outcome = lint(&files);
        assert_eq!(outcome.trails.len(), trails, "{place}");
        assert!(length(&outcome) < 1 << 20, "{place}: {}", length(&outcome));
    }
}

/// Each name is short, and so is each key; all together are as long as the way is.
#[test]
fn the_address_of_a_trail_is_cut_in_its_middle() {
    let name = "m".repeat(900);
    let module = |next: &str| {
        format!(
            "module \"{name}\" {{\n  for_each = toset([\"x\", \"y\"])\n  source = \"{next}\"\n}}\n"
        )
    };
    let mut files: Vec<(String, String)> = (1..5)
        .map(|at| (format!("m{at}/main.tf"), module(&format!("../m{}", at + 1))))
        .collect();
    files.push(("main.tf".into(), module("./m1")));
    files.push(("m5/main.tf".into(), trail("false")));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let outcome = lint(&files);
    assert_eq!(outcome.trails.len(), 32);
    for trail in &outcome.trails {
        let address = &trail.address;
        assert!(
            address.len() < 1_000 && address.starts_with("module.mmm"),
            "{address}"
        );
        assert!(address.ends_with(".aws_cloudtrail.this"), "{address}");
    }
    let also: usize = outcome
        .findings
        .iter()
        .map(|finding| 1 + finding.also.len())
        .sum();
    assert_eq!(also, 32);
}

/// A text of so many letters, each time twice as long.
fn doubled(letter: &str, times: usize) -> String {
    locals(&format!("\"{letter}\""), times, |before| {
        format!("\"${{{before}}}${{{before}}}\"")
    })
}

#[test]
fn a_template_makes_a_text_as_long_as_the_bound_says() {
    let flag = |times: usize| {
        let text = doubled("x", times) + &trail(&format!("local.l{times} != \"\""));
        lint(&[("main.tf", &text)])
    };
    assert_eq!(flag(20).trails[0].flag().value(), Some(&true));
    assert!(why(&flag(21)).contains("too large to follow"));
}

/// Each question about what is not known would hold all of it.
#[test]
fn what_is_not_known_is_compared_with_short_texts() {
    let flag = |times: usize, flag: &str| {
        let variable = "variable \"name\" {\n  type = string\n}\n";
        let text = variable.to_owned() + &doubled("x", times) + &trail(flag);
        lint(&[("main.tf", &text)]).trails[0].verdict()
    };
    for compared in [
        "var.name == local.LONG ? true : false",
        "startswith(var.name, local.LONG) ? true : false",
        "\"${var.name}${local.LONG}\" == \"${local.LONG}x\" ? true : false",
        "{ (local.LONG) = true, other = false }[var.name]",
    ] {
        let of = |times: usize| flag(times, &compared.replace("LONG", &format!("l{times}")));
        assert_eq!(of(8), Verdict::Depends, "{compared}");
        assert_ne!(of(19), Verdict::Recorded, "{compared}");
    }
}

#[test]
fn keys_weigh_as_texts_do() {
    let known = |maps: usize| {
        let mut text = doubled("x", 19) + "locals {\n";
        for at in 0..maps {
            writeln!(text, "  m{at} = {{ \"{at}${{local.l19}}\" = true }}").unwrap();
        }
        let lengths: Vec<String> = (0..maps)
            .map(|at| format!("length(local.m{at}) > 0"))
            .collect();
        text += "}\n";
        text += &trail(&format!("alltrue([{}])", lengths.join(", ")));
        lint(&[("main.tf", &text)]).trails[0]
            .flag()
            .value()
            .copied()
    };
    assert_eq!(known(3), Some(true));
    assert_eq!(known(60), None);
}

/// What would be too large is not made first.
#[test]
fn texts_are_taken_apart_into_as_many_parts_as_the_bound_says() {
    for (unit, call, most) in [
        ("x", "split(\"\", TEXT)", 13),
        ("x,", "split(\",\", TEXT)", 13),
        ("b\\n", "csvdecode(\"a\\n${TEXT}\")", 13),
        ("1,", "jsondecode(\"[${TEXT}1]\")", 13),
    ] {
        let flag = |times: usize| {
            let call = call.replace("TEXT", &format!("local.l{times}"));
            let text = doubled(unit, times) + &trail(&format!("length({call}) > 0"));
            lint(&[("main.tf", &text)])
        };
        assert_eq!(flag(most).trails[0].flag().value(), Some(&true), "{call}");
        assert!(why(&flag(18)).contains("grows too large"), "{call}");
    }
}

#[test]
fn a_format_ends_where_its_text_is_too_long() {
    let text = doubled("x", 16)
        + &trail(&format!(
            "format(\"{}\", local.l16) == \"\"",
            "%[1]s".repeat(20)
        ));
    assert!(why(&lint(&[("main.tf", &text)])).contains("too large to follow"));
}

#[test]
fn split_cuts_a_text_into_as_many_pieces_as_the_bound_says() {
    let of = |pieces: usize| {
        let text = "true,".repeat(pieces - 1) + "true";
        let flag = json!({ "Fn::Select": [7, { "Fn::Split": [",", { "Fn::Sub": text }] }] });
        lint(&[("template.json", &template(&flag, &json!({}), &json!({})))])
    };
    assert_eq!(of(10_000).trails[0].flag().value(), Some(&true));
    let cut = format!("{:?}", of(10_001).trails[0].flag());
    assert!(cut.contains("more than 10000 pieces"), "{cut}");
}
