//! Input in Terraform and Terragrunt.

use super::{Files, child, each, files, in_order, nested, resource};

const UNIT: &str = "terraform {\n  source = \"${get_repo_root()}/m\"\n}\n";

/// The module of that unit.
fn module() -> (String, String) {
    let declared = "variable \"flag\" {\n  default = true\n}\n".to_owned();
    (
        "m/main.tf".into(),
        declared + &resource("this", "var.flag", ""),
    )
}

pub(super) fn roots(count: usize) -> Files {
    in_order(count, "main.tf", |on| resource("this", &on.to_string(), ""))
}

pub(super) fn calls_of_one_another(count: usize) -> Files {
    let call = |at: usize| {
        (
            format!("m{at}/main.tf"),
            format!("module \"m\" {{\n  source = \"../m{}\"\n}}\n", at + 1),
        )
    };
    let last = (format!("m{count}/main.tf"), resource("this", "false", ""));
    (0..count).map(call).chain([last]).collect()
}

pub(super) fn instances_of_modules(count: usize) -> Files {
    let call = format!(
        "module \"m\" {{\n  source = \"./m\"\n  count  = {count}\n  flag   = count.index != {}\n}}\n",
        count - 2
    );
    files([
        ("main.tf", call),
        (
            "m/main.tf",
            format!(
                "variable \"flag\" {{}}\n{}",
                resource("this", "var.flag", "count = var.flag ? 0 : 1")
            ),
        ),
    ])
}

pub(super) fn trails_of_modules_that_a_default_keeps_away(count: usize) -> Files {
    let all = each(count, |at, on| {
        let declared = format!("variable \"on{at}\" {{\n  default = false\n}}\n");
        let flag = format!("var.on{at} ? {on} : true");
        declared
            + &resource(
                &format!("t{at}"),
                &flag,
                &format!("count = var.on{at} ? 1 : 0"),
            )
    });
    files([("main.tf", all)])
}

pub(super) fn defaults_that_keep_one_trail_away(count: usize) -> Files {
    let declared = each(count, |at, _| {
        format!("variable \"on{at}\" {{\n  type    = bool\n  default = false\n}}\n")
    });
    let any = each(count, |at, _| format!("var.on{at}, "));
    let flag = format!("var.on{} ? false : true", count - 2);
    files([(
        "main.tf",
        declared + &resource("this", &flag, &format!("count = anytrue([{any}]) ? 1 : 0")),
    )])
}

pub(super) fn keys_of_a_map(count: usize) -> Files {
    let map = each(count, |at, on| format!("k{at} = {on}, "));
    files([(
        "main.tf",
        format!(
            "variable \"key\" {{}}\n{}",
            resource("this", &format!("{{{map}}}[var.key]"), "")
        ),
    )])
}

pub(super) fn cases_of_a_value(count: usize) -> Files {
    let map = each(count, |at, on| format!("k{at} = {on}, "));
    files([(
        "main.tf",
        format!(
            "variable \"key\" {{}}\n{}",
            resource("this", &format!("{{{map}}}[var.key]"), "")
        ),
    )])
}

pub(super) fn conditions_in_one_another(count: usize) -> Files {
    let declared = each(count, |at, _| {
        format!("variable \"c{at}\" {{\n  type = bool\n}}\n")
    });
    let chain = each(count, |at, on| format!("var.c{at} ? {on} : ("));
    let flag = format!("{chain}true{}", ")".repeat(count));
    files([("main.tf", declared + &resource("this", &flag, ""))])
}

pub(super) fn local_values_of_one_another(count: usize) -> Files {
    let chain = each(count, |at, _| format!("  l{at} = local.l{}\n", at + 1));
    files([(
        "main.tf",
        format!(
            "locals {{\n{chain}  l{count} = false\n}}\n{}",
            resource("this", "local.l0", "")
        ),
    )])
}

pub(super) fn comments_without_a_space_in_data(count: usize) -> Files {
    let lines = each(count, |at, _| format!("a{at}: 'x'#c\n"));
    let long = "#".repeat(if count > 3 { 1 << 19 } else { 1 });
    files([
        ("data.yaml", format!("{long}\n{lines}flag: false\n")),
        (
            "main.tf",
            resource(
                "this",
                "yamldecode(file(\"${path.module}/data.yaml\")).flag",
                "",
            ),
        ),
    ])
}

pub(super) fn stacks_below_a_deployed_one(count: usize) -> Files {
    let parent = format!(
        "Resources:\n{}",
        each(count, |at, on| nested(at, "c.yaml", on))
    );
    let deployed = "resource \"aws_cloudformation_stack\" \"this\" {\n  name          = \"audit\"\n  template_body = file(\"${path.module}/p.yaml\")\n}\n";
    files([
        ("c.yaml", child()),
        ("p.yaml", parent),
        ("main.tf", deployed.into()),
    ])
}

pub(super) fn references_to_a_deployed_template(count: usize) -> Files {
    let chain = each(count, |at, _| format!("  l{at} = local.l{}\n", at + 1));
    let locals = format!("locals {{\n{chain}  l{count} = file(\"${{path.module}}/c.yaml\")\n}}\n");
    let deployed = "resource \"aws_cloudformation_stack\" \"this\" {\n  name          = \"audit\"\n  template_body = local.l0\n  parameters    = { Flag = false }\n}\n";
    files([("c.yaml", child()), ("main.tf", locals + deployed)])
}

pub(super) fn modules_of_a_plan(count: usize) -> Files {
    let trail = "{\"address\":\"t\",\"mode\":\"managed\",\"type\":\"aws_cloudtrail\",\"name\":\"t\",\"values\":{\"name\":\"audit\",\"is_multi_region_trail\":true,\"include_global_service_events\":false}}";
    let module = (0..count).fold(
        format!("{{\"address\":\"m\",\"resources\":[{trail}]}}"),
        |inner, at| format!("{{\"address\":\"m{at}\",\"child_modules\":[{inner}]}}"),
    );
    let plan = format!(
        "{{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\",\"planned_values\":{{\"root_module\":{module}}},\"resource_changes\":[],\"configuration\":{{}}}}"
    );
    files([("plan.json", plan)])
}

pub(super) fn stacks_of_units_in_one_another(count: usize) -> Files {
    let stack = |at: usize| {
        format!(
            "stack \"s\" {{\n  source = \"${{get_repo_root()}}/s{}\"\n  path   = \"s\"\n}}\n",
            at + 1
        )
    };
    let stacks = (0..count).map(|at| (format!("s{at}/terragrunt.stack.hcl"), stack(at)));
    let last = "unit \"u\" {\n  source = \"${get_repo_root()}/u\"\n  path   = \"u\"\n}\n";
    let unit = format!("{UNIT}inputs = {{\n  flag = false\n}}\n");
    let rest = [
        (format!("s{count}/terragrunt.stack.hcl"), last.to_owned()),
        ("u/terragrunt.hcl".to_owned(), unit),
        module(),
    ];
    stacks.chain(rest).collect()
}

pub(super) fn units_of_a_stack(count: usize) -> Files {
    let units = each(count, |at, on| {
        format!(
            "unit \"u{at}\" {{\n  source = \"${{get_repo_root()}}/u\"\n  path   = \"u{at}\"\n  values = {{\n    flag = {on}\n  }}\n}}\n"
        )
    });
    let unit = format!("{UNIT}inputs = {{\n  flag = values.flag\n}}\n");
    vec![
        ("live/terragrunt.stack.hcl".into(), units),
        ("u/terragrunt.hcl".into(), unit),
        module(),
    ]
}

pub(super) fn files_of_units_that_read_one_another(count: usize) -> Files {
    let read = |at: usize| {
        format!(
            "locals {{\n  next = read_terragrunt_config(\"${{get_repo_root()}}/c/i{}.hcl\")\n  flag = local.next.locals.flag\n}}\n",
            at + 1
        )
    };
    let files = (0..count).map(|at| (format!("c/i{at}.hcl"), read(at)));
    let unit = format!(
        "{UNIT}{}inputs = {{\n  flag = local.flag\n}}\n",
        read(0).replace("i1.hcl", "i0.hcl")
    );
    let rest = [
        (
            format!("c/i{count}.hcl"),
            "locals {\n  flag = false\n}\n".to_owned(),
        ),
        ("live/terragrunt.hcl".to_owned(), unit),
        module(),
    ];
    files.chain(rest).collect()
}

pub(super) fn files_that_a_unit_reads(count: usize) -> Files {
    let files = (0..count).map(|at| {
        (
            format!("c/i{at}.hcl"),
            format!("locals {{\n  flag = {}\n}}\n", at + 2 != count),
        )
    });
    let reads = each(count, |at, _| {
        format!("  r{at} = read_terragrunt_config(\"${{get_repo_root()}}/c/i{at}.hcl\")\n")
    });
    let flags = each(count, |at, _| format!("local.r{at}.locals.flag, "));
    let unit =
        format!("{UNIT}locals {{\n{reads}}}\ninputs = {{\n  flag = alltrue([{flags}])\n}}\n");
    files
        .chain([("live/terragrunt.hcl".to_owned(), unit), module()])
        .collect()
}
