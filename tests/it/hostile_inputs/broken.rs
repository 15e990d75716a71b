//! Syntax that is broken, and places of which much is to be said.

use super::tree::{Size, Tree, listed, template, times, times_of, trail, trails};

super::inputs! {
    broken_blocks: "20,000 blocks of Terraform that do not parse", refused();
    broken_files: "2,000 files of Terraform that do not parse", refused();
    broken_templates: "2,000 templates that do not parse", refused();
    files_broken_in_many_places: "5,000 files of Terraform and as many templates, each with 20 places that do not parse", refused();
    broken_line: "a line of 5 MB that does not parse", refused();
    broken_line_for_people = broken_line: "the same, for people", refused(), format("human");
    tabs: "a template with 100,000 tabs", refused();
    brackets_left_open: "200,000 brackets of JSON that stay open", refused();
    brackets_left_open_in_yaml: "200,000 brackets of YAML that stay open", refused();
    braces_left_open: "100,000 braces of Terraform that stay open", refused();
    quotes_left_open: "50,000 lines with a quote that stays open", refused();
    heredoc_left_open: "a heredoc of 10 MB that stays open", refused();
    deep_json: "JSON 100,000 deep", refused();
    deep_yaml: "YAML 10,000 deep by its indents", refused();
    wrong_escapes: "a template with 50,000 wrong escapes", refused();
    not_utf_8: "a template of 5 MB that is not UTF-8", refused();
    zeros: "a template of 20 MB of zeros with a trail", refused();
    conflicts: "5,000 marks of merge conflicts", refused();
    undeclared_names: "2,000 trails that name what nothing declares", refused();
    wrong_values: "10,000 trails with values that are none", refused();
    both_kinds_of_selectors: "5,000 trails with both kinds of selectors", refused();
    required_left_out: "10,000 trails that lack what is required", refused();
    refused_functions: "5,000 calls of functions that refuse their arguments", refused();
    unknown_functions: "5,000 calls of functions that there are not", refused();
    duplicate_blocks: "5,000 trails of one name", refused();
    duplicate_arguments: "an argument that stands 20,000 times", refused();
    json_of_terraform_broken: "300 files of `.tf.json` that do not parse", refused();
    broken_units: "500 units of Terragrunt that do not parse", refused();
    broken_files_of_a_stack: "a stack of Terragrunt with 500 units that reads 190 broken files, 2,000 times", refused();
    broken_suppressions: "20,000 suppressions that name no rule", refused();
    broken_tfvars: "a file of values of 50,000 lines that does not parse", refused();
    broken_callers: "1,000 callers of a module that do not parse", refused();
    broken_includes: "500 includes of files that do not parse", refused();
    broken_anchors: "100,000 aliases without an anchor", refused();
    notes_of_one_kind: "3,000 stacks that cannot be followed", refused(), format("human");
    long_line_with_many_findings: "20,000 findings on one line of JSON, for people", refused(), format("human");
}

fn broken_blocks(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trails(size.of(20_000), "include_global_service_events = = @"),
    );
}

fn broken_files(tree: &Tree, size: Size) {
    tree.put_each(size.of(2_000), "f@/main.tf", &trail("= @ ("));
}

fn broken_templates(tree: &Tree, size: Size) {
    tree.put_each(size.of(2_000), "t@.yaml", &template("", 1, "[@"));
}

fn files_broken_in_many_places(tree: &Tree, size: Size) {
    let text = trail("false") + &"x = = \n".repeat(20);
    tree.put_each(size.of(5_000), "f@/main.tf", &text);
    let text = template("", 1, "false") + &"  x: [\n".repeat(20);
    tree.put_each(size.of(5_000), "t@/t.yaml", &text);
}

fn broken_line(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trail(&format!(
            "\"{}\" = 1 +",
            "é漢\u{301}".repeat(size.of(700_000))
        )),
    );
}

fn tabs(tree: &Tree, size: Size) {
    tree.put(
        "t.yaml",
        template("", 1, "false") + &times(size.of(100_000), "\tK@: v\n"),
    );
}

fn brackets_left_open(tree: &Tree, size: Size) {
    tree.put(
        "t.json",
        "{\"Resources\":{\"T\":{\"Type\":\"AWS::CloudTrail::Trail\",\"Properties\":".to_owned()
            + &"[{\"a\":".repeat(size.of(100_000)),
    );
}

fn brackets_left_open_in_yaml(tree: &Tree, size: Size) {
    tree.put(
        "t.yaml",
        template("", 1, "false") + "Metadata: " + &"[{a: ".repeat(size.of(100_000)),
    );
}

fn braces_left_open(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trail("false") + &times(size.of(100_000), "resource \"a\" \"b@\" {\n"),
    );
}

fn quotes_left_open(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trail("false") + "locals {\n" + &times(size.of(50_000), "  l@ = \"text\n") + "}\n",
    );
}

fn heredoc_left_open(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trail("false")
            + "locals {\n  h = <<EOT\n"
            + &times(size.of(400_000), "line @ of the heredoc ${\n"),
    );
}

fn deep_json(tree: &Tree, size: Size) {
    let depth = size.or(500, 100_000);
    tree.put("t.json", format!(
        "{{\"Resources\":{{\"T\":{{\"Type\":\"AWS::CloudTrail::Trail\"}}}},\"Metadata\":{}1{}}}",
        "{\"a\":".repeat(depth),
        "}".repeat(depth)
    ));
}

fn deep_yaml(tree: &Tree, size: Size) {
    let depth = size.or(500, 10_000);
    let lines = times_of(depth, |at| format!("{}k:\n", " ".repeat(at + 1)));
    tree.put("t.yaml", template("", 1, "false") + "Metadata:\n" + &lines);
}

fn wrong_escapes(tree: &Tree, size: Size) {
    tree.put(
        "t.yaml",
        template("", 1, "false") + "Metadata:\n" + &times(size.of(50_000), "  K@: \"\\q\"\n"),
    );
}

fn not_utf_8(tree: &Tree, size: Size) {
    let mut text = template("", 1, "false").into_bytes();
    text.extend(b"# caf\xe9\n".repeat(size.of(700_000)));
    tree.put("t.yaml", text);
}

fn zeros(tree: &Tree, size: Size) {
    let mut text = template("", 1, "false").into_bytes();
    text.extend(vec![0; size.of(20_000_000)]);
    tree.put("t.yaml", text);
}

fn conflicts(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trail("false")
            + &times(
                size.of(5_000),
                "<<<<<<< ours\nvariable \"a@\" {}\n=======\nvariable \"b@\" {}\n>>>>>>> theirs\n",
            ),
    );
}

fn undeclared_names(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trails(
            size.of(2_000),
            "include_global_service_events = var.v@ && local.l@ && module.m@.on",
        ),
    );
}

fn wrong_values(tree: &Tree, size: Size) {
    tree.put("t.yaml", template("", size.of(10_000), "'maybe @'"));
}

fn both_kinds_of_selectors(tree: &Tree, size: Size) {
    tree.put("main.tf", trails(
        size.of(5_000),
        "event_selector {}\n  advanced_event_selector {\n    field_selector {\n      field  = \"eventCategory\"\n      equals \
            = [\"Management\"]\n    }\n  }",
    ));
}

fn required_left_out(tree: &Tree, size: Size) {
    tree.put(
        "t.yaml",
        format!(
            "Resources:\n{}",
            times(
                size.of(10_000),
                "  T@:\n    Type: AWS::CloudTrail::Trail\n    \
        Properties: { IncludeGlobalServiceEvents: true }\n"
            )
        ),
    );
}

fn refused_functions(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trails(
            size.of(5_000),
            "include_global_service_events = tobool(\"maybe @\") || element([], @) || \
        parseint(\"x@\", 10) == 1",
        ),
    );
}

fn unknown_functions(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trails(
            size.of(5_000),
            "include_global_service_events = lenght(\"@\") == 1",
        ),
    );
}

fn duplicate_blocks(tree: &Tree, size: Size) {
    tree.put("main.tf", trail("false").repeat(size.of(5_000)));
}

fn duplicate_arguments(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trail(&"false\n  include_global_service_events = true".repeat(size.of(20_000))),
    );
}

fn json_of_terraform_broken(tree: &Tree, size: Size) {
    tree.put_each(
        size.of(300),
        "f@/main.tf.json",
        "{ \"resource\": { \"aws_cloudtrail\": { \"t@\": { \
        \"include_global_service_events\": fals } } } }",
    );
}

fn broken_units(tree: &Tree, size: Size) {
    tree.put("m/main.tf", trail("false"));
    tree.put_each(
        size.of(500),
        "u@/terragrunt.hcl",
        "terraform {\n  source = \"../m\"\n}\ninputs = {\n  on = = @\n",
    );
}

fn broken_suppressions(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trails(
            size.of(20_000),
            "include_global_service_events = false # cloudtrail-lint: ignore[CT-@9] \
        until=2020-99-99",
        ),
    );
}

fn broken_tfvars(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        "variable \"on\" {}\n".to_owned() + &trail("var.on"),
    );
    tree.put(
        "terraform.tfvars",
        times(size.of(50_000), "v@ = = false\n") + "on = false\n",
    );
}

fn broken_callers(tree: &Tree, size: Size) {
    tree.put(
        "m/main.tf",
        "variable \"on\" {}\n".to_owned() + &trail("var.on"),
    );
    tree.put_each(
        size.of(1_000),
        "c@/main.tf",
        "module \"m\" {\n  source = \"../m\"\n  on     = = @\n}\n",
    );
}

fn broken_includes(tree: &Tree, size: Size) {
    let count = size.of(500);
    tree.put_each(count, "p@.yaml", "IncludeGlobalServiceEvents: [@\n");
    let text = times(
        count,
        "  T@:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n      \
         Fn::Transform: { Name: AWS::Include, Parameters: { Location: p@.yaml } }\n",
    );
    tree.put("t.yaml", format!("Resources:\n{text}"));
}

fn broken_anchors(tree: &Tree, size: Size) {
    tree.put(
        "t.yaml",
        template("", 1, "false") + "Metadata:\n" + &times(size.of(100_000), "  K@: *none@\n"),
    );
}

fn notes_of_one_kind(tree: &Tree, size: Size) {
    let text = times(
        size.of(3_000),
        "  S@:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: !Ref U@ }\n",
    );
    let parameters = times(size.of(3_000), "  U@: { Type: String }\n");
    tree.put(
        "t.yaml",
        format!(
            "Parameters:\n{parameters}{}{text}",
            template("", 1, "false")
        ),
    );
}

fn long_line_with_many_findings(tree: &Tree, size: Size) {
    let all: Vec<String> = (0..size.of(20_000))
        .map(|at| format!("\"T{at}\":{{\"Type\":\"AWS::CloudTrail::Trail\",\"Properties\":{{\"IsLogging\":true,\
            \"S3BucketName\":\"l\",\"IncludeGlobalServiceEvents\":\"no{at}\"}}}}"))
        .collect();
    tree.put("t.json", format!("{{\"Resources\":{{{}}}}}", all.join(",")));
}

fn broken_files_of_a_stack(tree: &Tree, size: Size) {
    let files = size.of(190);
    tree.put_each(files, "b@.hcl", &times(30, "locals {\n  a = = 1\n}\n"));
    let read = times_of(size.of(2_000), |at| {
        let file = at % files;
        format!("  b{at} = try(read_terragrunt_config(\"b{file}.hcl\"), 1)\n")
    });
    let units = times(
        size.of(500),
        "unit \"u@\" {\n  source = \"./unit\"\n  path = \"u@\"\n  values = { on = false, read = local.all }\n}\n",
    );
    let broken = listed(size.of(2_000), "local.b@");
    tree.put(
        "terragrunt.stack.hcl",
        format!("locals {{\n{read}  all = [{broken}]\n}}\n{units}"),
    );
    tree.put(
        "unit/terragrunt.hcl",
        "terraform {\n  source = \"${get_repo_root()}/module\"\n}\ninputs = { on = values.on }\n",
    );
    tree.put(
        "module/main.tf",
        "variable \"on\" {}\n".to_owned() + &trail("var.on"),
    );
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
}
