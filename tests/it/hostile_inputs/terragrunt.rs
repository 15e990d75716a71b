//! Units of Terragrunt: what they include, read, depend on, generate and copy.

use super::tree::{Size, Tree, chain, listed, times, times_of, trail};

super::inputs! {
    stacks_of_stacks: "ten stacks of Terragrunt that each name all";
    stack_of_itself: "a stack that names itself 64 times";
    units_that_read_one_file: "10 units that read one file 190 times each";
    units_that_include_a_large_file: "200 units that include one large file";
    files_that_read_themselves: "files of Terragrunt that read themselves";
    includes_merged_deeply: "units that include 256 files merged deeply";
    excluded_from_copies: "320 units with `exclude_from_copy` of 500 patterns";
    dependencies_in_layers: "dependencies of Terragrunt in seven layers of 48 units";
    dependencies_in_a_circle: "60 units that depend on one another";
    units_of_a_stack: "a stack of 500 units with values each";
    generated_files: "300 units that generate 30 files each";
    generated_texts: "a generated text of 1 MB, by 100 units";
    inputs_of_a_unit: "10,000 inputs of a unit";
    inputs_that_are_merged: "100 units whose inputs merge 100 maps";
    extra_arguments: "100 units with 500 arguments and files of values each";
    var_files_of_units: "400 units that name 60 files of values";
    folders_above: "a unit 400 folders deep that looks for files above";
    folders_above_units: "600 units 400 folders deep that look for a file that is nowhere above";
    locals_in_a_row: "200 units with 200 local values in a row";
    texts_that_double: "40 units with a text that doubles in each of 30 local values";
    hooks: "300 units with 200 hooks each";
    features: "200 units with 300 features and flags";
    caches: "500 units with copies that Terragrunt downloaded";
    copy_of_many_files: "a manifest of 10,000 files that Terragrunt copied";
    functions_on_paths: "100 units with 200 functions on paths each";
    units_in_json: "1,000 units in JSON";
    reads_of_data_files: "200 units that decode one file of 4 MB";
    read_tfvars: "200 units that read a file of 20,000 values";
    inputs_read_of_one_file: "200 units that are given the 2,000 values of one file";
    inputs_of_one_file_above: "2,000 units that are given 60 inputs by one file above them";
    inputs_read_of_their_own_files: "200 units that are each given the 800 values of a file of their own";
    sources_with_open_parts: "300 units whose source has 40 open parts";
    exclude_blocks: "500 units behind conditions of `exclude`";
    values_of_stacks: "100 stacks, each with 100 values that are lists of the ones above";
}

/// A unit, with what it says beside its source.
fn unit(up: &str, more: &str) -> String {
    format!("terraform {{\n  source = \"{up}m\"\n}}\n{more}")
}

fn module(tree: &Tree) {
    tree.put(
        "m/main.tf",
        "variable \"on\" {\n  default = true\n}\n".to_owned() + &trail("var.on"),
    );
}

/// So many units with a text beside their source, in which `@` is their number.
fn units(tree: &Tree, count: usize, more: &str) {
    module(tree);
    tree.put_each(count, "u@/terragrunt.hcl", &unit("../", more));
}

const OFF: &str = "inputs = {\n  on = false\n}\n";

fn stacks_of_stacks(tree: &Tree, size: Size) {
    let count = size.of(10);
    units(tree, 1, OFF);
    let stacks = times(
        count,
        "stack \"s@\" {\n  source = \"../s@\"\n  path   = \"s@\"\n}\n",
    );
    tree.put_each(
        count,
        "s@/terragrunt.stack.hcl",
        &format!("unit \"u\" {{\n  source = \"../u0\"\n  path   = \"u\"\n}}\n{stacks}"),
    );
}

fn stack_of_itself(tree: &Tree, size: Size) {
    units(tree, 1, OFF);
    let stacks = times(
        size.of(64),
        "stack \"s@\" {\n  source = \"../s\"\n  path   = \"s@\"\n}\n",
    );
    tree.put(
        "s/terragrunt.stack.hcl",
        format!("unit \"u\" {{\n  source = \"../u0\"\n  path   = \"u\"\n}}\n{stacks}"),
    );
}

fn units_that_read_one_file(tree: &Tree, size: Size) {
    tree.put(
        "shared.hcl",
        format!(
            "locals {{\n{}}}\n",
            times(size.of(2_000), "  l@ = \"some value @\"\n")
        ),
    );
    let reads = times(
        size.of(190),
        "  c@ = read_terragrunt_config(\"../shared.hcl\")\n",
    );
    units(
        tree,
        size.of(10),
        &format!("locals {{\n{reads}}}\ninputs = {{\n  on = local.c1.locals.l1 == \"x\"\n}}\n"),
    );
}

fn units_that_include_a_large_file(tree: &Tree, size: Size) {
    tree.put(
        "root.hcl",
        format!(
            "locals {{\n{}}}\n{OFF}",
            times(size.of(8_000), "  l@ = \"some value number @\"\n")
        ),
    );
    units(
        tree,
        size.of(200),
        "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}\n",
    );
}

fn files_that_read_themselves(tree: &Tree, size: Size) {
    let reads = times(
        size.or(0, 20),
        "  r@ = read_terragrunt_config(\"../a.hcl\")\n",
    );
    tree.put("a.hcl", format!("locals {{\n  on = false\n{reads}}}\n"));
    let more = "locals {\n  a = read_terragrunt_config(\"../a.hcl\")\n}\ninputs = {\n  on = try(local.a.locals.r1.locals.on, \
        local.a.locals.on)\n}\n";
    units(tree, 10, more);
}

fn includes_merged_deeply(tree: &Tree, size: Size) {
    let count = size.of(256);
    for at in 0..count {
        let row = times_of(size.of(60), |of| {
            format!("    k{at}x{of} = {{ v = [\"some value\"] }}\n")
        });
        tree.put(
            &format!("i{at}.hcl"),
            format!("inputs = {{\n  on = false\n  more = {{\n{row}  }}\n}}\n"),
        );
    }
    let includes = times_of(count, |at| {
        format!(
            "include \"i{at}\" {{\n  path           = \"../i{at}.hcl\"\n  merge_strategy = \"deep\"\n}}\n"
        )
    });
    units(tree, size.of(20), &includes);
}

fn excluded_from_copies(tree: &Tree, size: Size) {
    module(tree);
    let patterns = listed(size.of(500), "\"**/a*{b,c}*d@/**\"");
    let text = format!(
        "terraform {{\n  source = \"../m\"\n  exclude_from_copy = [{patterns}]\n  include_in_copy = [{patterns}]\n}}\n{OFF}"
    );
    for at in 0..size.of(320) {
        tree.put(&format!("u{at}/terragrunt.hcl"), &text);
        tree.put(
            &format!("u{at}/more.tf"),
            "variable \"more\" {\n  default = 1\n}\n",
        );
    }
}

fn dependencies_in_layers(tree: &Tree, size: Size) {
    let (layers, width) = (size.of(7), size.of(48));
    tree.put(
        "s/main.tf",
        "variable \"on\" {\n  default = false\n}\noutput \"on\" {\n  value = var.on\n}\n",
    );
    module(tree);
    let above = |layer: usize| {
        let blocks = times_of(width, |at| {
            format!("dependency \"d{at}\" {{\n  config_path = \"../l{layer}x{at}\"\n}}\n")
        });
        let all: Vec<String> = (0..width)
            .map(|at| format!("dependency.d{at}.outputs.on"))
            .collect();
        format!(
            "{blocks}inputs = {{\n  on = anytrue([{}])\n}}\n",
            all.join(", ")
        )
    };
    for layer in 0..layers {
        let more = if layer == 0 {
            String::new()
        } else {
            above(layer - 1)
        };
        for at in 0..width {
            tree.put(
                &format!("l{layer}x{at}/terragrunt.hcl"),
                format!("terraform {{\n  source = \"../s\"\n}}\n{more}"),
            );
        }
    }
    tree.put("u/terragrunt.hcl", unit("../", &above(layers - 1)));
}

fn dependencies_in_a_circle(tree: &Tree, size: Size) {
    let count = size.of(60);
    let blocks = times_of(count, |at| {
        format!("dependency \"d{at}\" {{\n  config_path = \"../s{at}\"\n}}\n")
    });
    tree.put(
        "s/main.tf",
        "variable \"on\" {\n  default = false\n}\noutput \"on\" {\n  value = var.on\n}\n",
    );
    let others = if size == Size::Tiny { "" } else { &blocks };
    let on = if size == Size::Tiny {
        "false"
    } else {
        "dependency.d1.outputs.on || dependency.d2.outputs.on"
    };
    for at in 0..count {
        tree.put(
            &format!("s{at}/terragrunt.hcl"),
            format!(
                "terraform {{\n  source = \"../s\"\n}}\n{others}inputs = {{\n  on = {on}\n}}\n"
            ),
        );
    }
    units(
        tree,
        size.of(60),
        &format!("{blocks}inputs = {{\n  on = dependency.d1.outputs.on\n}}\n"),
    );
}

fn units_of_a_stack(tree: &Tree, size: Size) {
    module(tree);
    tree.put(
        "catalog/u/terragrunt.hcl",
        unit("../../", "inputs = {\n  on = values.on\n}\n"),
    );
    let units = times(
        size.of(500),
        "unit \"u@\" {\n  source = \"../catalog/u\"\n  path   = \"u@\"\n  values = {\n    on = @ == 3\n  }\n}\n",
    );
    tree.put("live/terragrunt.stack.hcl", units);
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
}

fn generated_files(tree: &Tree, size: Size) {
    let blocks = times(
        size.of(30),
        "generate \"g@\" {\n  path      = \"g@.tf\"\n  if_exists = \"overwrite\"\n  contents  = <<-EOF\n    resource \
            \"aws_cloudtrail\" \"g@\" {\n      \
         include_global_service_events = ${local.on}\n    }\n  EOF\n}\n",
    );
    units(
        tree,
        size.of(300),
        &format!("locals {{\n  on = false\n}}\n{blocks}"),
    );
}

fn generated_texts(tree: &Tree, size: Size) {
    tree.put(
        "text.txt",
        trail("false").replace("\"t\"", "\"g\"")
            + &times(size.of(30_000), "# comment number @ of the text\n"),
    );
    units(
        tree,
        size.of(100),
        "generate \"g\" {\n  path      = \"g.tf\"\n  if_exists = \"overwrite\"\n  contents  = file(\"../text.txt\")\n}\n",
    );
}

fn inputs_of_a_unit(tree: &Tree, size: Size) {
    let count = size.of(10_000);
    units(tree, 1, "");
    tree.put(
        "m/main.tf",
        times(count, "variable \"v@\" {}\n") + &trail("var.v1"),
    );
    tree.put(
        "u0/terragrunt.hcl",
        unit(
            "../",
            &format!("inputs = {{\n{}}}\n", times(count, "  v@ = false\n")),
        ),
    );
}

fn inputs_that_are_merged(tree: &Tree, size: Size) {
    let maps = times_of(size.of(100), |at| {
        format!("  m{at} = {{ k{at} = [1, 2, 3], on = false }}\n")
    });
    let all: Vec<String> = (0..size.of(100)).map(|at| format!("local.m{at}")).collect();
    units(
        tree,
        size.of(100),
        &format!("locals {{\n{maps}}}\ninputs = merge({})\n", all.join(", ")),
    );
}

fn extra_arguments(tree: &Tree, size: Size) {
    module(tree);
    let arguments = vec!["\"-var\", \"on=false\""; size.of(500)].join(", ");
    let text = format!(
        "terraform {{\n  source = \"../m\"\n  extra_arguments \"a\" {{\n    commands  = \
            get_terraform_commands_that_need_vars()\n    arguments = [{arguments}]\n  }}\n}}\n"
    );
    tree.put_each(size.of(100), "u@/terragrunt.hcl", &text);
}

fn var_files_of_units(tree: &Tree, size: Size) {
    module(tree);
    let count = size.of(60);
    for at in 0..count {
        tree.put(&format!("v{at}.tfvars"), "on = false\n");
    }
    let files: Vec<String> = (0..count)
        .map(|at| format!("\"${{get_terragrunt_dir()}}/../v{at}.tfvars\""))
        .collect();
    let text = format!(
        "terraform {{\n  source = \"../m\"\n  extra_arguments \"a\" {{\n    commands = [\"plan\", \"apply\"]\n    \
            required_var_files = [{}]\n  }}\n}}\n",
        files.join(", ")
    );
    tree.put_each(size.of(400), "u@/terragrunt.hcl", &text);
}

fn folders_above(tree: &Tree, size: Size) {
    let depth = size.of(400);
    module(tree);
    let folder = "d/".repeat(depth);
    let finds = times(
        size.of(100),
        "  f@ = find_in_parent_folders(\"none@.hcl\", \"x\")\n",
    );
    tree.put(
        &format!("{folder}terragrunt.hcl"),
        unit(
            &"../".repeat(depth),
            &format!("locals {{\n{finds}}}\n{OFF}"),
        ),
    );
}

fn folders_above_units(tree: &Tree, size: Size) {
    let depth = size.of(400);
    module(tree);
    let folder = "d/".repeat(depth);
    let include = "include \"root\" {\n  path = find_in_parent_folders(\"none@.hcl\")\n}\n";
    tree.put_each(
        size.of(600),
        &format!("{folder}u@/terragrunt.hcl"),
        &unit(&"../".repeat(depth + 1), &format!("{include}{OFF}")),
    );
}

fn locals_in_a_row(tree: &Tree, size: Size) {
    let count = size.of(200);
    units(
        tree,
        count,
        &format!(
            "{}inputs = {{\n  on = local.l{count}\n}}\n",
            chain(count, "false", "!%")
        ),
    );
}

fn texts_that_double(tree: &Tree, size: Size) {
    let count = size.of(30);
    units(
        tree,
        size.of(40),
        &format!(
            "{}inputs = {{\n  on = local.l{count} == \"x\"\n}}\n",
            chain(count, "\"0123456789\"", "\"${%}${%}\"")
        ),
    );
}

fn hooks(tree: &Tree, size: Size) {
    module(tree);
    let hooks = times_of(size.of(200), |at| {
        format!(
            "  after_hook \"h{at}\" {{\n    commands = [\"init\"]\n    execute  = [\"cp\", \"a{at}.txt\", \"b{at}.txt\"]\n  \
                }}\n"
        )
    });
    tree.put_each(
        size.of(300),
        "u@/terragrunt.hcl",
        &format!("terraform {{\n  source = \"../m\"\n{hooks}}}\n{OFF}"),
    );
}

fn features(tree: &Tree, size: Size) {
    let features = times_of(size.of(300), |at| {
        format!("feature \"f{at}\" {{\n  default = false\n}}\n")
    });
    units(
        tree,
        size.of(200),
        &format!("{features}inputs = {{\n  on = feature.f1.value\n}}\n"),
    );
}

fn caches(tree: &Tree, size: Size) {
    let count = size.of(500);
    let text = "terraform {\n  source = \"git::https://git.example.com/modules.git//audit?ref=v1.@.0\"\n}\ninputs = {\n  \
        include_global_service_events = false\n}\n";
    tree.put_each(count, "u@/terragrunt.hcl", text);
    tree.put_each(
        count,
        "u@/.terragrunt-cache/abc/def/audit/main.tf",
        &trail("false"),
    );
}

fn copy_of_many_files(tree: &Tree, size: Size) {
    units(tree, 2, OFF);
    tree.put_each(size.of(10_000), "u0/files/f@.txt", "x");
    tree.put_each(
        size.of(1_000),
        "u1/v@.tf",
        "variable \"v@\" {\n  default = 1\n}\n",
    );
}

fn functions_on_paths(tree: &Tree, size: Size) {
    let locals = times_of(size.of(200), |at| {
        format!(
            "  p{at} = \"${{path_relative_to_include()}}/${{get_parent_terragrunt_dir()}}/${{basename(get_terragrunt_dir())}}\"\n"
        )
    });
    tree.put("root.hcl", "");
    units(
        tree,
        size.of(100),
        &format!(
            "include \"root\" {{\n  path = find_in_parent_folders(\"root.hcl\")\n}}\nlocals {{\n{locals}}}\ninputs = {{\n  on \
                = local.p1 == \"x\"\n}}\n"
        ),
    );
}

fn units_in_json(tree: &Tree, size: Size) {
    module(tree);
    tree.put_each(
        size.of(1_000),
        "u@/terragrunt.hcl.json",
        "{ \"terraform\": { \"source\": \"../m\" }, \"inputs\": { \"on\": false } }",
    );
}

fn reads_of_data_files(tree: &Tree, size: Size) {
    tree.put(
        "data.yaml",
        "flag: false\n".to_owned()
            + &times(size.of(20_000), "key@: some text to make this longer\n"),
    );
    units(
        tree,
        size.of(200),
        "inputs = {\n  on = yamldecode(file(\"../data.yaml\")).flag\n}\n",
    );
}

/// So many units that are given the values of one file.
fn of_one_file(tree: &Tree, count: usize, values: usize) {
    let values = times(values, "v@ = \"value\"\n");
    tree.put("a.tfvars", "on = false\n".to_owned() + &values);
    let inputs = "inputs = jsondecode(read_tfvars_file(\"../a.tfvars\"))\n";
    units(tree, count, inputs);
}

fn read_tfvars(tree: &Tree, size: Size) {
    of_one_file(tree, size.of(200), size.of(20_000));
}

fn inputs_read_of_one_file(tree: &Tree, size: Size) {
    of_one_file(tree, size.of(200), size.of(2_000));
}

fn inputs_of_one_file_above(tree: &Tree, size: Size) {
    let values = times(size.of(60), "  v@ = \"value\"\n");
    tree.put(
        "root.hcl",
        format!("inputs = {{\n  on = false\n{values}}}\n"),
    );
    let include = "include \"root\" {\n  path = \"../root.hcl\"\n}\n";
    units(tree, size.of(2_000), include);
}

fn inputs_read_of_their_own_files(tree: &Tree, size: Size) {
    let values = times(size.of(800), "k@: { a: [1, 2, 3], b: text@ }\n");
    tree.put_each(
        size.of(200),
        "u@/values.yaml",
        &("on: false\n".to_owned() + &values),
    );
    let inputs = "inputs = yamldecode(file(\"values.yaml\"))\n";
    units(tree, size.of(200), inputs);
}

fn sources_with_open_parts(tree: &Tree, size: Size) {
    module(tree);
    let parts = "${get_env(\"X\")}/".repeat(size.of(40));
    tree.put_each(
        size.of(300),
        "u@/terragrunt.hcl",
        &format!("terraform {{\n  source = \"../{parts}m\"\n}}\ninputs = {{\n  on = false\n}}\n"),
    );
    tree.put_each(size.of(300), "modules/a@/b/m/main.tf", &trail("false"));
}

fn exclude_blocks(tree: &Tree, size: Size) {
    units(
        tree,
        size.of(500),
        &format!(
            "exclude {{\n  if      = get_env(\"X\", \"a\") == \"b\"\n  actions = [\"all\"]\n}}\n{OFF}"
        ),
    );
}

fn values_of_stacks(tree: &Tree, size: Size) {
    module(tree);
    tree.put(
        "catalog/u/terragrunt.hcl",
        unit("../../", "inputs = {\n  on = values.v1[0] == \"x\"\n}\n"),
    );
    let values = times_of(size.of(100), |at| {
        format!("    v{at} = [\"a\", \"b{at}\"]\n")
    });
    let text = format!(
        "unit \"u\" {{\n  source = \"../catalog/u\"\n  path   = \"u\"\n  values = {{\n{values}  }}\n}}\n"
    );
    tree.put_each(size.of(100), "s@/terragrunt.stack.hcl", &text);
}
