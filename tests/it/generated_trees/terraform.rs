//! Root modules that call others and read files.

use super::draw::{Draw, Made};
use super::terraform_values::Values;

/// A chain of modules, each of which calls the next; the last has the trail.
pub(super) fn tree(draw: &mut Draw, on: bool) -> Made {
    let last = draw.below(4);
    let origin = draw.below(last + 1);
    let ending = draw.one_of(&["tf", "tofu"]);
    let mut values = Values::new(draw, on);
    let mut folder = values.draw.one_of(&["", "live/"]).to_owned();
    for at in 0..=last {
        let main = format!("{folder}main.{ending}");
        let flag = match at.cmp(&origin) {
            std::cmp::Ordering::Less => None,
            std::cmp::Ordering::Equal if at == 0 && values.draw.flag() => {
                Some(values.decided(&folder))
            }
            std::cmp::Ordering::Equal => Some(read(&mut values, &folder, ending)),
            std::cmp::Ordering::Greater => {
                let declared = "variable \"on\" {\n  type = bool\n}\n\n";
                values.made.add(&main, declared);
                Some(values.wrapped("var.on".to_owned()))
            }
        };
        if at == last {
            let flag = flag.unwrap();
            values.made.add(&main, &format!(
                "resource \"aws_cloudtrail\" \"audit\" {{\n  name                          = \"audit\"\n  s3_bucket_name                = \"logs\"\n  is_multi_region_trail         = true\n  include_global_service_events = {flag}\n}}\n"
            ));
        } else {
            call(&mut values, (&folder, ending), at, flag, at < origin);
            folder = format!("{folder}inner{at}/");
        }
    }
    values.made.recorded = vec![on];
    values.made
}

/// Calls the module in a folder below, with a flag if one is there.
fn call(
    values: &mut Values<'_>,
    (folder, ending): (&str, &str),
    at: usize,
    flag: Option<String>,
    is_before: bool,
) {
    let main = format!("{folder}main.{ending}");
    let (source, target) = (format!("./inner{at}"), format!("{folder}inner{at}"));
    // OpenTofu evaluates the source of a module.
    let (named_in, named, source) = if ending == "tofu" && values.draw.flag() {
        let named_in = format!("{folder}sources.tofu");
        values.made.add(
            &named_in,
            &format!("locals {{\n  inner{at} = \"{source}\"\n}}\n"),
        );
        (named_in, format!("local.inner{at}"), source)
    } else {
        (main.clone(), format!("\"{source}\""), source)
    };
    if is_before {
        values.made.leads(&named_in, &source, &target);
    } else {
        values.made.leads_on(&named_in, &source, &target);
    }
    let given = flag.map_or_else(String::new, |flag| format!("  on     = {flag}\n"));
    let count = values.draw.one_of(&["", "", "  count  = 1\n"]);
    values.made.add(
        &main,
        &format!("module \"inner{at}\" {{\n  source = {named}\n{count}{given}}}\n\n"),
    );
}

/// An expression of a module anywhere, by what it reads or calls.
fn read(values: &mut Values<'_>, folder: &str, ending: &str) -> String {
    let (on, name) = (values.on, values.name());
    let path = |file: &str| format!("{folder}{file}");
    let main = path(&format!("main.{ending}"));
    let local = |value: &str| format!("locals {{\n  {name} = {value}\n}}\n\n");
    let expression = match values.draw.below(5) {
        0 => {
            let declared = format!("variable \"{name}\" {{\n  default = {on}\n}}\n");
            let variables = path(&format!("variables.{ending}"));
            values.made.decide(&variables, &declared);
            format!("var.{name}")
        }
        1 => {
            let locals = path(&format!("locals.{ending}"));
            values.made.decide(&locals, &local(&on.to_string()));
            format!("local.{name}")
        }
        // A file names the one that decides.
        2 => {
            let index = path("config/index.json");
            let text = "{\"trail\": \"trail.json\"}\n";
            values.made.add(
                &main,
                &local("jsondecode(file(\"${path.module}/config/index.json\"))"),
            );
            values.made.leads(&main, "/config/index.json", &index);
            values.made.add(&index, text);
            values
                .made
                .leads(&index, "trail.json", &path("config/trail.json"));
            let decides = format!("{{\"on\": {on}}}\n");
            values.made.decide(&path("config/trail.json"), &decides);
            format!("jsondecode(file(\"${{path.module}}/config/${{local.{name}.trail}}\")).on")
        }
        3 => {
            let text = local("yamldecode(file(\"${path.module}/config/trail.yaml\"))");
            values.made.add(&main, &text);
            let target = path("config/trail.yaml");
            values.made.leads(&main, "/config/trail.yaml", &target);
            values.made.decide(&target, &format!("\"on\": {on}\n"));
            format!("local.{name}.on")
        }
        _ => {
            let calls = path(&format!("calls.{ending}"));
            let call = format!("module \"{name}\" {{\n  source = \"./settings\"\n}}\n");
            values.made.add(&calls, &call);
            values.made.leads(&calls, "./settings", &path("settings"));
            let output = format!("output \"on\" {{\n  value = {on}\n}}\n");
            let settings = path(&format!("settings/outputs.{ending}"));
            values.made.decide(&settings, &output);
            format!("module.{name}.on")
        }
    };
    values.wrapped(expression)
}
