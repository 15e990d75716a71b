//! Programs as templates and as modules. Names clash on purpose: of parameters and conditions, of parent and child, of
//! loop variables and of what stands around them.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::model::{By, Cond, Flag, Given, Program, REGION, Scope, is_flag};

const PARAMETER_NAMES: [&str; 6] = ["Env", "IsProd", "Flag", "Open", "Other", "AWS::Region"];
const CONDITION_NAMES: [&str; 3] = ["IsProd", "Env", "Other"];
const VARIABLES: [&str; 6] = [
    "var.env",
    "var.is_prod",
    "var.flag",
    "var.open",
    "var.other",
    "data.aws_region.current.name",
];
const LOCALS: [&str; 3] = ["is_prod", "env", "other"];
const TURNS: [&str; 2] = ["env", "is_prod"];
pub(super) const CALLS: [&str; 2] = ["one", "two"];

/// The root's template and the child's.
pub(super) fn templates(program: &Program) -> [String; 2] {
    let mut root = template(&program.root);
    let mut helpers = Map::new();
    for (call, name) in program.calls.iter().zip(CALLS) {
        let mut stack = json!({ "Type": "AWS::CloudFormation::Stack" });
        if let Some(created) = &call.created {
            stack["Condition"] = named(created, &format!("When{name}"), &mut helpers);
        }
        let given = call.given.iter().enumerate().map(|(at, given)| {
            let name = format!("{name}{at}");
            (
                PARAMETER_NAMES[at].to_owned(),
                passed(given, &name, &mut helpers),
            )
        });
        let given: Map<String, Value> = given.collect();
        stack["Properties"] = json!({ "TemplateURL": "./child.json", "Parameters": given });
        root["Resources"][name] = stack;
    }
    declare(&mut root, helpers);
    [root, template(&program.child)].map(|template| template.to_string())
}

fn template(scope: &Scope) -> Value {
    let mut parameters = Map::new();
    for (name, allowed) in PARAMETER_NAMES.iter().zip(&scope.allowed) {
        let mut parameter = json!({ "Type": "String" });
        if let Some(allowed) = allowed {
            parameter["AllowedValues"] = json!(allowed);
        }
        parameters.insert((*name).to_owned(), parameter);
    }
    let declared = scope.declared.iter().zip(CONDITION_NAMES);
    let conditions: Map<String, Value> = declared
        .map(|(cond, name)| (name.to_owned(), condition(cond)))
        .collect();
    let trail = &scope.trail;
    let mut helpers = Map::new();
    let mut resource = json!({
        "Type": "AWS::CloudTrail::Trail",
        "Properties": {
            "S3BucketName": "logs",
            "IncludeGlobalServiceEvents": attribute(&trail.flag, "OnFlag", &mut helpers),
            "IsMultiRegionTrail": attribute(&trail.multi_region, "OnRegions", &mut helpers),
            "IsLogging": attribute(&trail.logging, "OnLogging", &mut helpers),
        }
    });
    if let Some(created) = &trail.created {
        resource["Condition"] = named(created, "Created", &mut helpers);
    }
    let mut out = json!({
        "Parameters": parameters,
        "Conditions": conditions,
        "Resources": { "Trail": resource },
    });
    declare(&mut out, helpers);
    out
}

fn declare(template: &mut Value, helpers: Map<String, Value>) {
    let conditions = template["Conditions"].as_object_mut();
    conditions.unwrap().extend(helpers);
}

/// The name of a condition, which is declared if it has none.
fn named(cond: &Cond, name: &str, helpers: &mut Map<String, Value>) -> Value {
    if let Cond::Named(at) = cond {
        return CONDITION_NAMES[*at].into();
    }
    helpers.insert(name.to_owned(), condition(cond));
    name.into()
}

fn condition(cond: &Cond) -> Value {
    let all = |of: &[Cond]| of.iter().map(condition).collect::<Vec<_>>();
    let reference = |at: &usize| json!({ "Ref": PARAMETER_NAMES[*at] });
    match cond {
        Cond::Is(at, text) => json!({ "Fn::Equals": [reference(at), text] }),
        Cond::Same(a, b) => json!({ "Fn::Equals": [reference(a), reference(b)] }),
        Cond::Flag(at) => json!({ "Fn::Equals": ["true", reference(at)] }),
        Cond::Not(inner) => json!({ "Fn::Not": [condition(inner)] }),
        Cond::All(of) => json!({ "Fn::And": all(of) }),
        Cond::Any(of) => json!({ "Fn::Or": all(of) }),
        Cond::If(parts) => {
            let [when, then, otherwise] = &**parts;
            let not = Cond::Not(Box::new(when.clone()));
            condition(&Cond::Any(vec![
                Cond::All(vec![when.clone(), then.clone()]),
                Cond::All(vec![not, otherwise.clone()]),
            ]))
        }
        Cond::Named(at) => json!({ "Condition": CONDITION_NAMES[*at] }),
        Cond::Agree(_)
        | Cond::Among(..)
        | Cond::Matches(..)
        | Cond::Begins(..)
        | Cond::Looked(..)
        | Cond::Loop { .. }
        | Cond::Turn(..) => {
            panic!("{cond:?} is Terraform's")
        }
    }
}

fn attribute(flag: &Flag, name: &str, helpers: &mut Map<String, Value>) -> Value {
    match flag {
        Flag::Is(value) => json!(value),
        Flag::Omitted => json!({ "Ref": "AWS::NoValue" }),
        Flag::Of(at) => json!({ "Ref": PARAMETER_NAMES[*at] }),
        Flag::When(_) => panic!("{flag:?} is Terraform's"),
        Flag::If(parts) => {
            let (when, then, otherwise) = &**parts;
            let when = named(when, name, helpers);
            let then = attribute(then, &format!("{name}Y"), helpers);
            json!({ "Fn::If": [when, then, attribute(otherwise, &format!("{name}N"), helpers)] })
        }
    }
}

fn passed(given: &Given, name: &str, helpers: &mut Map<String, Value>) -> Value {
    match given {
        Given::Text(text) => json!(text),
        Given::Of(at) => json!({ "Ref": PARAMETER_NAMES[*at] }),
        Given::If(parts) => {
            let (when, then, otherwise) = &**parts;
            let when = named(when, &format!("Given{name}"), helpers);
            let then = passed(then, &format!("{name}Y"), helpers);
            json!({ "Fn::If": [when, then, passed(otherwise, &format!("{name}N"), helpers)] })
        }
    }
}

/// The root module's text and the child's.
pub(super) fn modules(program: &Program) -> [String; 2] {
    let mut root = module(&program.root);
    for (call, name) in program.calls.iter().zip(CALLS) {
        let _ = writeln!(root, "module \"{name}\" {{\n  source = \"./child\"");
        times(&mut root, call.created.as_ref(), call.by);
        for (at, given) in call.given.iter().enumerate() {
            let name = VARIABLES[at].trim_start_matches("var.");
            let _ = writeln!(root, "  {name} = {}", input(given, is_flag(at)));
        }
        root.push_str("}\n");
    }
    [root, module(&program.child)]
}

fn module(scope: &Scope) -> String {
    let mut out = "data \"aws_region\" \"current\" {}\n".to_owned();
    for (at, variable) in VARIABLES[..REGION].iter().enumerate() {
        let name = variable.trim_start_matches("var.");
        let kind = if is_flag(at) { "bool" } else { "string" };
        let _ = writeln!(out, "variable \"{name}\" {{\n  type = {kind}");
        let allowed = scope.allowed[at].iter();
        let allowed = allowed.map(|allowed| format!("contains({allowed:?}, {variable})"));
        let of_it = scope.required.iter().filter(|(of, _)| *of == at);
        for condition in allowed.chain(of_it.map(|(_, cond)| expression(cond))) {
            let _ = writeln!(
                out,
                "  validation {{\n    condition = {condition}\n    error_message = \"Not allowed.\"\n  }}"
            );
        }
        out.push_str("}\n");
    }
    out.push_str("locals {\n");
    for (cond, name) in scope.declared.iter().zip(LOCALS) {
        let _ = writeln!(out, "  {name} = {}", expression(cond));
    }
    out.push_str("}\nresource \"aws_cloudtrail\" \"this\" {\n  name = \"trail\"\n  s3_bucket_name = \"logs\"\n");
    let trail = &scope.trail;
    times(&mut out, trail.created.as_ref(), trail.by);
    for (name, flag) in [
        ("include_global_service_events", &trail.flag),
        ("is_multi_region_trail", &trail.multi_region),
        ("enable_logging", &trail.logging),
    ] {
        let _ = writeln!(out, "  {name} = {}", argument(flag));
    }
    out.push_str("}\n");
    out
}

fn times(out: &mut String, created: Option<&Cond>, by: By) {
    let Some(created) = created else { return };
    let created = expression(created);
    let _ = match by {
        By::Count => writeln!(out, "  count = {created} ? 1 : 0"),
        By::ForEach => writeln!(out, "  for_each = {created} ? {{ main = true }} : {{}}"),
        By::Enabled => writeln!(out, "  lifecycle {{\n    enabled = {created}\n  }}"),
    };
}

fn expression(cond: &Cond) -> String {
    let all = |of: &[Cond], by: &str| {
        let parts: Vec<String> = of.iter().map(expression).collect();
        format!("({})", parts.join(by))
    };
    match cond {
        Cond::Is(at, text) => format!("({} == {text:?})", VARIABLES[*at]),
        Cond::Same(a, b) => format!("({} == {})", VARIABLES[*a], VARIABLES[*b]),
        Cond::Flag(at) => VARIABLES[*at].to_owned(),
        Cond::Agree(both) => all(&**both, " == "),
        Cond::Not(inner) => match &**inner {
            Cond::Same(a, b) => format!("({} != {})", VARIABLES[*b], VARIABLES[*a]),
            Cond::Agree(both) => all(&**both, " != "),
            Cond::Is(at, text) => format!("({text:?} != {})", VARIABLES[*at]),
            inner => format!("!{}", expression(inner)),
        },
        Cond::All(of) => all(of, " && "),
        Cond::Any(of) => all(of, " || "),
        Cond::If(parts) => {
            let [when, then, otherwise] = &**parts;
            let [when, then, otherwise] = [when, then, otherwise].map(expression);
            format!("({when} ? {then} : {otherwise})")
        }
        Cond::Named(at) => format!("local.{}", LOCALS[*at]),
        Cond::Among(at, texts) => format!("contains({texts:?}, {})", VARIABLES[*at]),
        Cond::Begins(at, start) => format!("startswith({}, {start:?})", VARIABLES[*at]),
        Cond::Matches(at, texts) => {
            let pattern = texts.join("|");
            match texts.len() {
                1 => format!(
                    "(length(regexall(\"^{pattern}$\", {})) > 0)",
                    VARIABLES[*at]
                ),
                _ => format!("can(regex(\"^({pattern})$\", {}))", VARIABLES[*at]),
            }
        }
        Cond::Looked(at, entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, member)| format!("{key} = {member}"))
                .collect();
            format!(
                "lookup({{ {} }}, {}, false)",
                entries.join(", "),
                VARIABLES[*at]
            )
        }
        Cond::Loop {
            any,
            name,
            over,
            body,
        } => {
            let of = if *any { "anytrue" } else { "alltrue" };
            let over: Vec<&str> = over.iter().map(|at| VARIABLES[*at]).collect();
            let (name, over, body) = (TURNS[*name], over.join(", "), expression(body));
            format!("{of}([for {name} in [{over}] : {body}])")
        }
        Cond::Turn(name, text) => format!("({} == {text:?})", TURNS[*name]),
    }
}

fn argument(flag: &Flag) -> String {
    match flag {
        Flag::Is(value) => value.to_string(),
        Flag::Omitted => "null".to_owned(),
        Flag::Of(at) => VARIABLES[*at].to_owned(),
        Flag::When(cond) => expression(cond),
        Flag::If(parts) => {
            let (when, then, otherwise) = &**parts;
            let (then, otherwise) = (argument(then), argument(otherwise));
            format!("({} ? {then} : {otherwise})", expression(when))
        }
    }
}

fn input(given: &Given, is_flag: bool) -> String {
    match given {
        Given::Text(text) if is_flag => (*text).to_owned(),
        Given::Text(text) => format!("{text:?}"),
        Given::Of(at) => VARIABLES[*at].to_owned(),
        Given::If(parts) => {
            let (when, then, otherwise) = &**parts;
            let (then, otherwise) = (input(then, is_flag), input(otherwise, is_flag));
            format!("({} ? {then} : {otherwise})", expression(when))
        }
    }
}
