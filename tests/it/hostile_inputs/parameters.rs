//! Files that give templates and modules their values: manifests, tasks, samconfig, Formica, deployments of the configuration.

use super::tree::{Size, Tree, listed, template, times, times_of, trail};

super::inputs! {
    manifest_that_names_one_file: "a file of 500 parameters that 2,000 resources of a manifest name";
    deployments_that_name_one_file: "a file of 4,000 parameters that 300 deployments name";
    configurations_of_formica: "400 configurations of Formica with 400 templates";
    deployments_of_one_root: "900 deployments of one root";
    deployments_of_many_roots: "900 deployments of 300 roots";
    deployments_of_many_templates: "900 deployments of 300 templates";
    environments_of_a_samconfig: "900 environments of a samconfig with 100 overrides each";
    links_to_a_samconfig: "a samconfig of 200 environments that 300 folders link to";
    names_in_a_samconfig: "a samconfig of 3,000 headers of 50 names each";
    overrides_of_a_samconfig: "an environment of a samconfig with a line of 1 MB";
    files_of_git_sync: "2,000 deployment files of Git sync";
    tasks_of_org_formation: "3,000 tasks of org-formation";
    tasks_that_include_tasks: "files of tasks of org-formation that include one another", refused();
    mappings_of_tasks: "tasks with `FindInMap` of a map of 900 rows, 300 of them";
    stacks_of_the_landing_zone: "900 stacks of the Landing Zone Accelerator, 20 Regions each";
    parameters_given: "a file of 5,000 parameters for a template", run(&["check", ".", "--parameters", "p.json"]);
    parameters_in_layers: "files of 4,000 parameters, given eight times, for 300 templates", run(&[
        "check", ".", "--parameters", "p0.json", "--parameters", "p1.json", "--parameters", "p0.json", "--parameters", "p1.json",
        "--parameters", "p0.json", "--parameters", "p1.json", "--parameters", "p0.json", "--parameters", "p1.json",
    ]);
    var_file_given: "a file of 50,000 variables", run(&["check", ".", "--var-file", "v.tfvars"]);
    var_file_in_json: "a file of variables in JSON that is one object of 75,000 members", run(&["check", ".", "--var-file", "v.tfvars.json"]);
    var_file_of_many_units: "a file of values of 200 kB that `extra_arguments` of 400 units name";
    var_files_of_many_units: "100 files of values of 20 kB, of which 400 units name 20 each";
    links_to_values: "links to a file of values of 200 kB in 400 root modules";
    links_to_a_long_value: "links to a value of 200 kB in 400 root modules that ask for it";
    allowed_values: "400 parameters of 1,000 allowed values, each compared with each";
    parameters_in_rules: "a rule that asks 900 parameters, 200 deployments";
    default_of_a_list: "a default of 1 MB that is a list of 200,000 items, by 200 trails";
    lists_of_deployments: "300 deployments that give a list of 50 kB each";
    files_of_many_deployments: "50 templates with 100 deployments of 20 files of parameters each";
    regions_of_deployments: "900 deployments in Regions of their own, of ten trails";
}

const FLAG: &str = "Parameters:\n  Flag: { Type: String, Default: 'true' }\n";

fn with_flag(tree: &Tree, name: &str) {
    tree.put(name, template(FLAG, 1, "!Ref Flag"));
}

/// Parameters as the AWS CLI takes them.
fn given(count: usize) -> String {
    let all = listed(
        count,
        "{ \"ParameterKey\": \"P@\", \"ParameterValue\": \"value @\" }",
    );
    format!("[{{ \"ParameterKey\": \"Flag\", \"ParameterValue\": \"false\" }}, {all}]")
}

fn declared(count: usize) -> String {
    FLAG.to_owned() + &times(count, "  P@: { Type: String }\n")
}

fn manifest_that_names_one_file(tree: &Tree, size: Size) {
    let count = size.of(500);
    tree.put("t.yaml", template(&declared(count), 1, "!Ref Flag"));
    tree.put("p.json", given(count));
    let resources = times(
        size.of(2_000),
        "  - name: r@\n    resource_file: t.yaml\n    parameter_file: p.json\n    deploy_method: stack_set\n    regions: \
            [us-east-1]\n",
    );
    tree.put(
        "manifest.yaml",
        format!("region: eu-central-1\nversion: 2021-03-15\nresources:\n{resources}"),
    );
}

fn deployments_that_name_one_file(tree: &Tree, size: Size) {
    let count = size.of(4_000);
    tree.put("t.yaml", template(&declared(count), 1, "!Ref Flag"));
    tree.put("p.json", given(count));
    let deployments = times(size.of(300), "      d@: p.json\n");
    tree.put(
        "cloudtrail-lint.yaml",
        format!("cloudformation:\n  - templates: t.yaml\n    deployments:\n{deployments}"),
    );
}

fn configurations_of_formica(tree: &Tree, size: Size) {
    let count = size.of(400);
    tree.put(
        "base.template.yaml",
        FLAG.to_owned() + "Resources:\n  B:\n    Type: AWS::S3::Bucket\n",
    );
    for at in 0..count {
        let text = template("", 1, "!Ref Flag").replace("T0", &format!("T{at}"));
        tree.put(&format!("t{at}.template.yaml"), text);
    }
    tree.put_each(
        count,
        "s@.config.yaml",
        "stack: s@\nregion: us-east-1\nparameters:\n  Flag: 'false'\n",
    );
}

const ROOT: &str = "variable \"on\" {\n  default = true\n}\nresource \"aws_cloudtrail\" \"t\" {\n  \
    include_global_service_events = var.on\n}\n";

fn deployments_of_one_root(tree: &Tree, size: Size) {
    tree.put("root/main.tf", ROOT);
    let deployments = times(
        size.of(900),
        "      d@: { vars: { on: false }, workspace: w@ }\n",
    );
    tree.put(
        "cloudtrail-lint.yaml",
        format!("terraform:\n  - roots: root\n    deployments:\n{deployments}"),
    );
}

fn deployments_of_many_roots(tree: &Tree, size: Size) {
    tree.put_each(size.of(300), "live/r@/main.tf", ROOT);
    let deployments = times(size.of(900), "      d@: { vars: { on: false } }\n");
    tree.put(
        "cloudtrail-lint.yaml",
        format!("terraform:\n  - roots: live/*\n    deployments:\n{deployments}"),
    );
}

fn deployments_of_many_templates(tree: &Tree, size: Size) {
    for at in 0..size.of(300) {
        with_flag(tree, &format!("t/t{at}.yaml"));
    }
    let deployments = times(size.of(900), "      d@: { values: { Flag: 'false' } }\n");
    tree.put(
        "cloudtrail-lint.yaml",
        format!("cloudformation:\n  - templates: t/*.yaml\n    deployments:\n{deployments}"),
    );
}

fn environments_of_a_samconfig(tree: &Tree, size: Size) {
    let count = size.of(100);
    tree.put("template.yaml", template(&declared(count), 1, "!Ref Flag"));
    let overrides = times(count, " P@=value");
    let environments = times_of(size.of(900), |at| {
        format!(
            "[e{at}.deploy.parameters]\nstack_name = \"s{at}\"\nregion = \"us-east-1\"\nparameter_overrides = \
                \"Flag=false{overrides}\"\n"
        )
    });
    tree.put("samconfig.toml", format!("version = 0.1\n{environments}"));
}

fn links_to_a_samconfig(tree: &Tree, size: Size) {
    let count = size.of(100);
    let overrides = times(count, " P@=value");
    let environments = times(
        size.of(200),
        &format!("[e@.deploy.parameters]\nparameter_overrides = \"Flag=false{overrides}\"\n"),
    );
    tree.put("samconfig.toml", format!("version = 0.1\n{environments}"));
    for at in 0..size.of(300) {
        with_flag(tree, &format!("s{at}/template.yaml"));
        tree.link(&format!("s{at}/samconfig.toml"), "../samconfig.toml");
    }
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
}

fn names_in_a_samconfig(tree: &Tree, size: Size) {
    with_flag(tree, "template.yaml");
    let names = ".a".repeat(size.of(50));
    let headers = times(size.of(3_000), &format!("[e@{names}]\nx = 1\n"));
    let given = "[default.deploy.parameters]\nregion = \"us-east-1\"\n";
    tree.put("samconfig.toml", format!("version = 0.1\n{given}{headers}"));
}

fn overrides_of_a_samconfig(tree: &Tree, size: Size) {
    let count = size.of(4_000);
    tree.put("template.yaml", template(&declared(count), 1, "!Ref Flag"));
    let overrides = times(count, &format!(" P@='{}'", "value ".repeat(size.of(40))));
    tree.put(
        "samconfig.toml",
        format!(
            "version = 0.1\n[default.deploy.parameters]\nparameter_overrides = \
        \"Flag=false{overrides}\"\n"
        ),
    );
}

fn files_of_git_sync(tree: &Tree, size: Size) {
    with_flag(tree, "t.yaml");
    tree.put_each(
        size.of(2_000),
        "d/d@.yaml",
        "template-file-path: t.yaml\nparameters:\n  Flag: 'false'\ntags: {}\n",
    );
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
}

fn tasks_of_org_formation(tree: &Tree, size: Size) {
    with_flag(tree, "t.yml");
    let tasks = times(
        size.of(3_000),
        "Task@:\n  Type: update-stacks\n  StackName: s@\n  Template: ./t.yml\n  DefaultOrganizationBindingRegion: us-east-1\n  \
            Parameters:\n    Flag: 'false'\n",
    );
    tree.put("organization-tasks.yml", tasks);
}

fn tasks_that_include_tasks(tree: &Tree, size: Size) {
    with_flag(tree, "t.yml");
    let count = size.of(30);
    let includes = times(count, "Other@:\n  Type: include\n  Path: ./tasks@.yml\n");
    let task = "Task:\n  Type: update-stacks\n  StackName: s\n  Template: ./t.yml\n  Parameters:\n    Flag: 'false'\n";
    tree.put_each(count, "tasks@.yml", &(task.to_owned() + &includes));
}

fn mappings_of_tasks(tree: &Tree, size: Size) {
    with_flag(tree, "t.yml");
    let rows = times(size.of(900), "    r@: { on: 'false' }\n");
    let tasks = times(
        size.of(300),
        "Task@:\n  Type: update-stacks\n  StackName: s@\n  Template: ./t.yml\n  Parameters:\n    Flag: !FindInMap [M, !Ref \
            Which, on]\n",
    );
    tree.put(
        "organization-tasks.yml",
        format!("Parameters:\n  Which: {{ Type: String }}\nMappings:\n  M:\n{rows}{tasks}"),
    );
}

fn stacks_of_the_landing_zone(tree: &Tree, size: Size) {
    with_flag(tree, "t.yaml");
    let regions = listed(size.of(20), "eu-west-@");
    let stacks = times_of(size.of(900), |at| {
        format!(
            "    - name: S{at}\n      template: t.yaml\n      deploymentTargets: {{ accounts: [Audit] }}\n      regions: \
                [{regions}]\n      parameters: [{{ name: Flag, value: 'false' }}]\n"
        )
    });
    tree.put(
        "customizations-config.yaml",
        format!("customizations:\n  cloudFormationStacks:\n{stacks}"),
    );
}

fn parameters_given(tree: &Tree, size: Size) {
    let count = size.of(4_900);
    tree.put(
        "t.yaml",
        template(&declared(count), size.of(300), "!Ref Flag"),
    );
    tree.put("p.json", given(count));
}

fn parameters_in_layers(tree: &Tree, size: Size) {
    for at in 0..size.of(300) {
        with_flag(tree, &format!("t{at}.yaml"));
    }
    tree.put(
        "t.yaml",
        template(&declared(size.of(4_000)), 1, "!Ref Flag"),
    );
    tree.put_each(2, "p@.json", &given(size.of(4_000)));
}

fn var_file_given(tree: &Tree, size: Size) {
    let count = size.of(50_000);
    tree.put(
        "main.tf",
        times(count, "variable \"v@\" {}\n") + &trail("var.v1"),
    );
    tree.put("v.tfvars", times(count, "v@ = false\n"));
}

fn var_file_in_json(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        "variable \"v\" {}\n".to_owned() + &trail("var.v.k1"),
    );
    let all = listed(size.of(75_000), "\"k@\": false");
    tree.put("v.tfvars.json", format!("{{ \"v\": {{ {all} }} }}"));
}

/// A module with a variable, and units that each name some of the files of values.
fn units_of_a_module(tree: &Tree, count: usize, named: impl Fn(usize) -> String) {
    tree.put("module/main.tf", ROOT);
    for at in 0..count {
        let files = named(at);
        tree.put(
            &format!("live/u{at}/terragrunt.hcl"),
            format!(
                "terraform {{\n  source = \"../../module\"\n  extra_arguments \"values\" {{\n    commands = [\"apply\"]\n    \
                    required_var_files = [{files}]\n  }}\n}}\n"
            ),
        );
    }
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
}

fn values(count: usize) -> String {
    times(count, "v@ = { a = [1, 2, 3], b = \"some text\" }\n") + "on = false\n"
}

fn var_file_of_many_units(tree: &Tree, size: Size) {
    let name = "\"${get_terragrunt_dir()}/../../common.tfvars\"";
    units_of_a_module(tree, size.of(400), |_| name.to_owned());
    tree.put("common.tfvars", values(size.of(5_000)));
}

fn var_files_of_many_units(tree: &Tree, size: Size) {
    let (files, each) = (size.of(100), size.of(20));
    units_of_a_module(tree, size.of(400), |at| {
        let names = (at..at + each).map(|at| {
            let at = at % files;
            format!("\"${{get_terragrunt_dir()}}/../../v{at}.tfvars\"")
        });
        names.collect::<Vec<String>>().join(", ")
    });
    tree.put_each(files, "v@.tfvars", &values(size.of(500)));
}

fn links_to_values(tree: &Tree, size: Size) {
    tree.put_each(size.of(400), "live/r@/main.tf", ROOT);
    for at in 0..size.of(400) {
        tree.link(
            &format!("live/r{at}/terraform.tfvars"),
            "../../common.tfvars",
        );
    }
    tree.put("common.tfvars", values(size.of(5_000)));
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
}

fn links_to_a_long_value(tree: &Tree, size: Size) {
    let count = size.of(400);
    tree.put_each(
        count,
        "live/r@/main.tf",
        &format!("variable \"v\" {{}}\n{}", trail("length(var.v) > 3")),
    );
    for at in 0..count {
        let name = format!("live/r{at}/terraform.tfvars");
        tree.link(&name, "../../common.tfvars");
    }
    let members = times(size.of(5_500), "  k@ = { a = true, b = \"x@\" }\n");
    tree.put("common.tfvars", format!("v = {{\n{members}}}\n"));
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
}

fn allowed_values(tree: &Tree, size: Size) {
    let count = size.of(400);
    let values = listed(size.of(1_000), "v@");
    let parameters = times_of(count, |at| {
        format!("  P{at}: {{ Type: String, AllowedValues: [{values}] }}\n")
    });
    let conditions = times_of(count, |at| {
        format!(
            "  C{at}: !Equals [!Ref P{at}, !Ref P{}]\n",
            (at + 1) % count
        )
    });
    tree.put(
        "t.yaml",
        template(
            &format!("Parameters:\n{parameters}Conditions:\n{conditions}"),
            count,
            "!If [C@, true, false]",
        ),
    );
}

fn parameters_in_rules(tree: &Tree, size: Size) {
    let count = size.of(900);
    let asserts = times(count, "      - Assert: !Not [!Equals [!Ref P@, x]]\n");
    let sections = format!(
        "{}Rules:\n  R:\n    Assertions:\n{asserts}",
        declared(count)
    );
    tree.put("t.yaml", template(&sections, 1, "!Ref Flag"));
    let deployments = times(
        size.of(200),
        "      d@: { values: { Flag: 'false', P1: y } }\n",
    );
    tree.put(
        "cloudtrail-lint.yaml",
        format!("cloudformation:\n  - templates: t.yaml\n    deployments:\n{deployments}"),
    );
}

fn default_of_a_list(tree: &Tree, size: Size) {
    let list = "true,".repeat(size.of(200_000)) + "false";
    let sections =
        format!("Parameters:\n  L: {{ Type: CommaDelimitedList, Default: \"{list}\" }}\n");
    tree.put(
        "t.yaml",
        template(&sections, size.of(200), "!Select [1, !Ref L]"),
    );
}

fn lists_of_deployments(tree: &Tree, size: Size) {
    tree.put(
        "t.yaml",
        template(
            "Parameters:\n  L: { Type: CommaDelimitedList }\n",
            1,
            "!Select [1, !Ref L]",
        ),
    );
    let list = "false,".repeat(size.of(8_000)) + "false";
    tree.put_each(
        size.of(300),
        "p/p@.json",
        &format!("{{ \"L\": \"{list}\" }}"),
    );
    let deployments = times(size.of(300), "      d@: p/p@.json\n");
    tree.put(
        "cloudtrail-lint.yaml",
        format!("cloudformation:\n  - templates: t.yaml\n    deployments:\n{deployments}"),
    );
}

fn files_of_many_deployments(tree: &Tree, size: Size) {
    let count = size.of(100);
    let template = template(&declared(count), 3, "!Ref Flag");
    tree.put_each(size.of(50), "t/t@.yaml", &template);
    tree.put_each(size.of(100), "p/p@.json", &given(count));
    let deployments = times_of(size.of(100), |at| {
        let files = (0..size.of(20)).map(|more| format!("p/p{}.json", (at + more) % size.of(100)));
        let files: Vec<String> = files.collect();
        format!("      d{at}: {{ parameters: [{}] }}\n", files.join(", "))
    });
    tree.put(
        "cloudtrail-lint.yaml",
        format!("cloudformation:\n  - templates: t/*.yaml\n    deployments:\n{deployments}"),
    );
}

fn regions_of_deployments(tree: &Tree, size: Size) {
    tree.put("t.yaml", template("", size.of(10), "true"));
    let deployments = times(size.of(900), "      d@: { region: eu-west-@ }\n");
    tree.put(
        "cloudtrail-lint.yaml",
        format!("cloudformation:\n  - templates: t.yaml\n    deployments:\n{deployments}"),
    );
}
