//! Modules of Terraform: calls, roots, variables, providers, and the files of values around them.

use super::tree::{Size, Tree, listed, times, times_of, trail, trails};

super::inputs! {
    roots_of_one_module: "1,920 root modules that call one module";
    calls_of_one_module: "6,400 calls of one module";
    calls_of_a_module_each: "1,920 calls of a module each";
    modules_in_one_another: "128 times 30 modules in one another";
    variables_in_tfvars: "6,400 variables in `terraform.tfvars`";
    misspelt_variables: "3,840 misspelt variables", refused();
    trails_beside_variables: "1,000 trails beside 20,000 variables";
    trails_with_a_provider_each: "6,400 trails with a provider each";
    validations: "480 trails of a variable with 400 validations";
    files_of_values: "5,000 files of values beside a root";
    calls_by_count: "a module with 10,000 instances";
    calls_by_count_in_one_another: "modules with ten instances each, six in one another";
    outputs_of_modules_in_a_row: "1,000 modules, each given an output of the one before";
    callers_around_a_file: "a file given by name, with 400 callers of 56 kB around it", run(&["check", "called/main.tf"]);
    callers_of_callers: "a file given by name, with 40 layers of 40 callers", run(&["check", "m0x0/main.tf"]);
    calls_of_an_unknown_source: "1,600 calls of a source that is not known";
    comments_that_look_like_calls: "comments of 200 kB that look like calls of modules";
    sources_that_are_made: "1,000 calls whose source local values make";
    modules_in_a_circle: "60 modules that each call all of them", refused();
    manifest_of_modules: "a `modules.json` of 50,000 entries";
    installed_modules: "2,000 modules that `terraform init` installed";
    overrides: "1,000 override files of one trail";
    validations_of_callers: "600 calls of a module with 40 validations";
    types_of_objects: "a variable of an object type of 3,000 attributes, given to 300 calls";
    types_in_types: "an object type 100 deep with defaults, for 200 calls";
    passed_providers: "900 providers that a module is passed, by 30 calls";
    one_module_for_each_folder: "3,000 folders with a module and a trail each";
    folder_of_many_files: "a module of 20,000 files";
    published_modules: "2,000 calls of a published module";
    long_interpolated_sources: "200 calls of sources with 60 open parts";
    modules_with_data_files: "300 instances that read a file of 1 MB each";
    outputs_of_many_instances: "a trail that asks all outputs of 5,000 instances";
    depends_on_all: "2,000 calls that each name all others in `depends_on`";
    stacks_of_hashicorp: "a Stack of 60 components and 60 deployments";
    misspelt_arguments: "10,000 misspelt arguments of trails", refused();
    modules_that_are_not_there: "8,000 calls of modules that are not there";
    removed_and_moved: "20,000 `moved` and `import` blocks beside a trail";
}

/// A module with a trail whose flag its callers may give.
fn called(tree: &Tree, folder: &str) {
    let text = "variable \"on\" {\n  default = false\n}\n".to_owned() + &trail("var.on");
    tree.put(&format!("{folder}/main.tf"), text);
}

fn roots_of_one_module(tree: &Tree, size: Size) {
    called(tree, "m");
    tree.put_each(
        size.of(1_920),
        "roots/r@/main.tf",
        "module \"m\" {\n  source = \"../../m\"\n}\n",
    );
}

fn calls_of_one_module(tree: &Tree, size: Size) {
    called(tree, "m");
    let calls = times(
        size.of(6_400),
        "module \"m@\" {\n  source = \"./m\"\n  on     = false\n}\n",
    );
    tree.put("main.tf", calls);
}

fn calls_of_a_module_each(tree: &Tree, size: Size) {
    let count = size.of(1_920);
    tree.put_each(count, "m@/main.tf", &trail("false"));
    tree.put(
        "main.tf",
        times(count, "module \"m@\" {\n  source = \"./m@\"\n}\n"),
    );
}

fn modules_in_one_another(tree: &Tree, size: Size) {
    const DEPTH: usize = 30;
    let call = |source: &str, on: &str| {
        format!("module \"m\" {{\n  source = \"{source}\"\n  on     = {on}\n}}\n")
    };
    for chain in 0..size.of(128) {
        for at in 0..DEPTH {
            let next = call(&format!("../m{}", at + 1), "var.on");
            tree.put(
                &format!("c{chain}/m{at}/main.tf"),
                format!("variable \"on\" {{}}\n{next}"),
            );
        }
        called(tree, &format!("c{chain}/m{DEPTH}"));
        tree.put(&format!("c{chain}/root/main.tf"), call("../m0", "false"));
    }
}

fn variables_in_tfvars(tree: &Tree, size: Size) {
    let count = size.of(6_400);
    tree.put("terraform.tfvars", times(count, "v@ = false\n"));
    tree.put(
        "main.tf",
        times(count, "variable \"v@\" {}\n")
            + &trails(count, "include_global_service_events = var.v@"),
    );
}

fn misspelt_variables(tree: &Tree, size: Size) {
    let count = size.of(3_840);
    let text = times(count, "variable \"variable_@\" {}\n")
        + &trails(count, "include_global_service_events = var.varable_@");
    tree.put("main.tf", text);
}

fn trails_beside_variables(tree: &Tree, size: Size) {
    let variables = times(
        size.of(20_000),
        "variable \"v@\" {\n  default  = true\n  nullable = true\n}\n",
    );
    let text = trails(size.of(1_000), "include_global_service_events = false");
    tree.put("main.tf", variables + &text);
}

fn trails_with_a_provider_each(tree: &Tree, size: Size) {
    let count = size.of(6_400);
    let providers = times(
        count,
        "provider \"aws\" {\n  alias  = \"p@\"\n  region = \"eu-west-1\"\n}\n",
    );
    let text = trails(count, "provider = aws.p@\n  is_multi_region_trail = false");
    tree.put("main.tf", providers + &text);
}

fn validations(tree: &Tree, size: Size) {
    let all = times(
        size.of(400),
        "  validation {\n    condition     = var.v != \"value@\" && length(var.v) < 1@\n    error_message = \"No.\"\n  }\n",
    );
    let text = trails(
        size.of(480),
        "include_global_service_events = var.v == \"on\"",
    );
    tree.put(
        "main.tf",
        format!("variable \"v\" {{\n  type = string\n{all}}}\n{text}"),
    );
}

fn files_of_values(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        "variable \"on\" {\n  default = true\n}\n".to_owned() + &trail("var.on"),
    );
    tree.put_each(size.of(5_000), "envs/e@.tfvars", "on = false\n");
    tree.put_each(size.of(500), "e@.auto.tfvars", "on = true\n");
}

fn calls_by_count(tree: &Tree, size: Size) {
    called(tree, "m");
    let count = size.of(10_000);
    tree.put("main.tf", format!("module \"m\" {{\n  source = \"./m\"\n  count  = {count}\n  on     = count.index == 1\n}}\n"));
}

fn calls_by_count_in_one_another(tree: &Tree, size: Size) {
    let (depth, count) = (size.of(6), size.of(10));
    for at in 0..depth {
        let text = format!(
            "variable \"on\" {{}}\nmodule \"m\" {{\n  source = \"../m{}\"\n  count  = {count}\n  on     = var.on || \
                count.index == 3\n}}\n",
            at + 1
        );
        tree.put(&format!("m{at}/main.tf"), text);
    }
    called(tree, &format!("m{depth}"));
    tree.put(
        "root/main.tf",
        "module \"m\" {\n  source = \"../m0\"\n  on     = false\n}\n",
    );
}

fn outputs_of_modules_in_a_row(tree: &Tree, size: Size) {
    tree.put(
        "m/main.tf",
        "variable \"on\" {}\noutput \"on\" {\n  value = var.on ? true : var.on\n}\n",
    );
    let count = size.of(1_000);
    let calls = times_of(count, |at| match at.checked_sub(1) {
        Some(before) => {
            format!("module \"m{at}\" {{\n  source = \"./m\"\n  on     = module.m{before}.on\n}}\n")
        }
        None => "module \"m0\" {\n  source = \"./m\"\n  on     = false\n}\n".to_owned(),
    });
    tree.put(
        "main.tf",
        calls + &trail(&format!("module.m{}.on", count - 1)),
    );
}

fn callers_around_a_file(tree: &Tree, size: Size) {
    called(tree, "called");
    let filler = times(
        size.of(1_000),
        "resource \"aws_s3_bucket\" \"b@\" {\n  bucket = \"bucket-@\"\n}\n",
    );
    let text = format!("module \"m\" {{\n  source = \"../called\"\n  on     = false\n}}\n{filler}");
    tree.put_each(size.of(400), "caller@/main.tf", &text);
}

fn callers_of_callers(tree: &Tree, size: Size) {
    let (layers, width) = (size.of(40), size.of(40));
    called(tree, "m0x0");
    for layer in 1..layers {
        let below = if layer == 1 { 1 } else { width };
        let calls = times(
            below,
            &format!("module \"c@\" {{\n  source = \"../m{}x@\"\n}}\n", layer - 1),
        );
        tree.put_each(width, &format!("m{layer}x@/main.tf"), &calls);
    }
}

fn calls_of_an_unknown_source(tree: &Tree, size: Size) {
    called(tree, "modules/audit");
    let calls = times(
        size.of(1_600),
        "module \"audit_trail_@\" {\n  source = var.source_@\n  on     = false\n}\n",
    );
    tree.put(
        "main.tf",
        times(size.of(1_600), "variable \"source_@\" {}\n") + &calls,
    );
    tree.put_each(
        size.of(300),
        "modules/other@/main.tf",
        "variable \"on\" {}\n",
    );
}

fn comments_that_look_like_calls(tree: &Tree, size: Size) {
    let comment = format!("# module {}\n", "source.".repeat(size.of(30_000)));
    tree.put("main.tf", comment.clone() + &trail("false"));
    tree.put_each(size.of(20), "f@/main.tf", &(comment + &trail("false")));
}

fn sources_that_are_made(tree: &Tree, size: Size) {
    called(tree, "modules/audit");
    let count = size.of(1_000);
    let locals = times(
        count,
        "  s@ = \"${local.base}/${format(\"%s\", \"audit\")}\"\n",
    );
    let calls = times(count, "module \"m@\" {\n  source = local.s@\n}\n");
    tree.put(
        "main.tofu",
        format!("locals {{\n  base = \"./modules\"\n{locals}}}\n{calls}"),
    );
}

fn modules_in_a_circle(tree: &Tree, size: Size) {
    let count = size.of(60);
    let calls = times(count, "module \"m@\" {\n  source = \"../m@\"\n}\n");
    tree.put_each(count, "m@/main.tf", &(calls + &trail("false")));
    tree.put("root/main.tf", "module \"m\" {\n  source = \"../m0\"\n}\n");
}

fn manifest_of_modules(tree: &Tree, size: Size) {
    let entries = listed(
        size.of(50_000),
        "{ \"Key\": \"m@\", \"Source\": \"example.com/a/m@/aws\", \"Version\": \"1.0.@\", \"Dir\": \".terraform/modules/m@\" }",
    );
    tree.put(
        ".terraform/modules/modules.json",
        format!("{{ \"Modules\": [{entries}] }}"),
    );
    called(tree, ".terraform/modules/m1");
    tree.put(
        "main.tf",
        "module \"m1\" {\n  source  = \"example.com/a/m1/aws\"\n  version = \"1.0.1\"\n}\n",
    );
}

fn installed_modules(tree: &Tree, size: Size) {
    let count = size.of(2_000);
    let entries = listed(
        count,
        "{ \"Key\": \"m@\", \"Source\": \"git::https://example.com/m@.git\", \"Dir\": \".terraform/modules/m@\" }",
    );
    tree.put(
        ".terraform/modules/modules.json",
        format!("{{ \"Modules\": [{entries}] }}"),
    );
    tree.put_each(count, ".terraform/modules/m@/main.tf", &trail("false"));
    tree.put(
        "main.tf",
        times(
            count,
            "module \"m@\" {\n  source = \"git::https://example.com/m@.git\"\n}\n",
        ),
    );
}

fn overrides(tree: &Tree, size: Size) {
    tree.put("main.tf", trail("true"));
    tree.put_each(size.of(1_000), "o@_override.tf", &trail("false"));
}

fn validations_of_callers(tree: &Tree, size: Size) {
    let all = times(
        size.of(40),
        "  validation {\n    condition     = can(regex(\"^[a-z]{1,@9}$\", var.v)) || length(regexall(\"x{0,9}\", var.v)) > \
            1\n    error_message = \"No.\"\n  }\n",
    );
    tree.put(
        "m/main.tf",
        format!("variable \"v\" {{\n{all}}}\n") + &trail("var.v == \"on\""),
    );
    let calls = times(
        size.of(600),
        "module \"m@\" {\n  source = \"./m\"\n  v      = \"off\"\n}\n",
    );
    tree.put("main.tf", calls);
}

fn types_of_objects(tree: &Tree, size: Size) {
    let attributes = times(size.of(3_000), "    a@ = optional(bool, false)\n");
    let variable = format!("variable \"o\" {{\n  type = object({{\n{attributes}  }})\n}}\n");
    tree.put("m/main.tf", variable + &trail("var.o.a1"));
    let calls = times(
        size.of(300),
        "module \"m@\" {\n  source = \"./m\"\n  o      = { a@ = true }\n}\n",
    );
    tree.put("main.tf", calls);
}

fn types_in_types(tree: &Tree, size: Size) {
    let mut kind = "bool".to_owned();
    let mut path = String::new();
    for _ in 0..size.or(2, 60) {
        kind = format!("object({{ a = optional({kind}), b = optional(list(string), [\"x\"]) }})");
        path += ".a";
    }
    let flag = format!("try(var.o{path}, false)");
    tree.put(
        "m/main.tf",
        format!("variable \"o\" {{\n  type = {kind}\n}}\n") + &trail(&flag),
    );
    let calls = times(
        size.of(200),
        "module \"m@\" {\n  source = \"./m\"\n  o      = { a = { a = {} } }\n}\n",
    );
    tree.put(
        "main.tf",
        if size == Size::Tiny {
            calls.replace("{ a = { a = {} } }", "{ a = {} }")
        } else {
            calls
        },
    );
}

fn passed_providers(tree: &Tree, size: Size) {
    let count = size.of(900);
    let providers = times(
        count,
        "provider \"aws\" {\n  alias  = \"p@\"\n  region = \"eu-west-1\"\n}\n",
    );
    let passed = times(count, "    aws.p@ = aws.p@\n");
    let calls = times_of(size.of(30), |at| {
        format!("module \"m{at}\" {{\n  source = \"./m\"\n  providers = {{\n{passed}  }}\n}}\n")
    });
    tree.put("main.tf", providers + &calls);
    let asked = listed(count, "aws.p@");
    let text = trails(
        size.of(30),
        "provider = aws.p@\n  include_global_service_events = true",
    );
    tree.put("m/main.tf", format!(
        "terraform {{\n  required_providers {{\n    aws = {{\n      source = \"hashicorp/aws\"\n      configuration_aliases = \
            [{asked}]\n    }}\n  }}\n}}\n{text}"
    ));
}

fn one_module_for_each_folder(tree: &Tree, size: Size) {
    tree.put_each(size.of(3_000), "a/b@/c/main.tf", &trail("false"));
}

fn folder_of_many_files(tree: &Tree, size: Size) {
    tree.put_each(
        size.of(20_000),
        "f@.tf",
        "variable \"v@\" {\n  default = false\n}\n",
    );
    tree.put("main.tf", trail("var.v1"));
}

fn published_modules(tree: &Tree, size: Size) {
    let calls = times(
        size.of(2_000),
        "module \"m@\" {\n  source  = \"cloudposse/cloudtrail/aws\"\n  version = \"0.24.0\"\n  include_global_service_events = \
            false\n}\n",
    );
    tree.put("main.tf", calls);
}

fn long_interpolated_sources(tree: &Tree, size: Size) {
    let parts = "/${var.p}".repeat(size.of(60));
    called(tree, "modules/audit");
    tree.put_each(size.of(200), "modules/x@/y/z/main.tf", &trail("false"));
    let calls = times(
        size.of(200),
        &format!("module \"audit_trail_@\" {{\n  source = \".{parts}\"\n}}\n"),
    );
    tree.put("main.tf", "variable \"p\" {}\n".to_owned() + &calls);
}

fn modules_with_data_files(tree: &Tree, size: Size) {
    let list = listed(size.of(80_000), "\"value @\"");
    tree.put(
        "m/data.json",
        format!("{{ \"on\": false, \"list\": [{list}] }}"),
    );
    tree.put(
        "m/main.tf",
        "variable \"n\" {}\n".to_owned()
            + &trail("jsondecode(file(\"${path.module}/data.json\")).on"),
    );
    tree.put(
        "main.tf",
        times(
            size.of(300),
            "module \"m@\" {\n  source = \"./m\"\n  n      = @\n}\n",
        ),
    );
}

fn outputs_of_many_instances(tree: &Tree, size: Size) {
    tree.put(
        "m/main.tf",
        "variable \"n\" {}\noutput \"on\" {\n  value = var.n == 3\n}\n",
    );
    let count = size.of(5_000);
    let call = format!(
        "module \"m\" {{\n  source = \"./m\"\n  count  = {count}\n  n      = count.index\n}}\n"
    );
    tree.put(
        "main.tf",
        call + &trails(
            size.of(50),
            "include_global_service_events = anytrue(module.m[*].on)",
        ),
    );
}

fn depends_on_all(tree: &Tree, size: Size) {
    called(tree, "m");
    let count = size.of(2_000);
    let all = listed(count, "module.m@");
    let calls = times_of(count, |at| {
        format!(
            "module \"m{at}\" {{\n  source = \"./m\"\n  depends_on = [{}]\n}}\n",
            if at == 0 { "" } else { &all }
        )
    });
    tree.put("main.tf", calls);
}

fn stacks_of_hashicorp(tree: &Tree, size: Size) {
    called(tree, "m");
    let components = times(
        size.of(60),
        "component \"c@\" {\n  source = \"./m\"\n  inputs = {\n    on = var.on\n  }\n}\n",
    );
    let variable = "variable \"on\" {\n  type = bool\n}\n";
    tree.put("main.tfcomponent.hcl", variable.to_owned() + &components);
    tree.put(
        "main.tfdeploy.hcl",
        times(
            size.of(60),
            "deployment \"d@\" {\n  inputs = {\n    on = false\n  }\n}\n",
        ),
    );
}

fn misspelt_arguments(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trails(size.of(10_000), "include_global_service_event = false"),
    );
}

fn removed_and_moved(tree: &Tree, size: Size) {
    let blocks = times(
        size.of(10_000),
        "moved {\n  from = aws_cloudtrail.a@\n  to   = aws_cloudtrail.t\n}\nimport {\n  to = aws_cloudtrail.t\n  id = \
            \"trail-@\"\n}\n",
    );
    tree.put("main.tf", blocks + &trail("false"));
}

fn modules_that_are_not_there(tree: &Tree, size: Size) {
    let calls = times(
        size.of(8_000),
        "module \"m@\" {\n  source = \"./modules/cloudtrail@\"\n}\n",
    );
    tree.put("main.tf", trail("false") + &calls);
}
