//! Blocks of Terraform: trails, `dynamic`, `count` and `for_each`, templates that are deployed, and files as texts.

use super::tree::{Size, Tree, listed, times, times_of, trail, trails};

super::inputs! {
    trails_in_one_file: "6,400 trails in one `.tf`";
    very_many_trails_in_one_file: "20,000 trails in one file of Terraform";
    trails_in_files_of_100: "8,000 trails, 100 in a file";
    selector_blocks: "12,800 `event_selector` blocks of one trail";
    dynamic_blocks: "a `dynamic` block over 10,000 elements, for 50 trails";
    dynamic_in_dynamic: "`dynamic` blocks in one another, 40 by 40, for 100 trails";
    for_each_over_open_keys: "`for_each` over 100 keys that are not known";
    for_each_over_many_keys: "`for_each` over 10,000 keys";
    count_of_a_large_number: "a `count` of 10 to the 30th";
    for_each_over_a_map_of_objects: "`for_each` over 2,000 objects of 50 attributes";
    advanced_selectors: "1,200 advanced selectors with 20 fields each";
    provider_in_a_loop: "a provider for each of 900 keys, and a trail for each";
    trails_in_json: "16,000 trails in `.tf.json`";
    trails_in_json_by_the_list: "one trail of `.tf.json` as 12,000 blocks in lists", refused();
    deployed_stacks: "900 stacks of one template in a heredoc";
    deployed_stack_sets: "500 StackSets with ten instances each";
    deployed_template_of_one_file: "a template of 1 MB that 300 stacks deploy";
    deployed_rendered_template: "a template that a loop of 10,000 turns renders, for 40 stacks";
    deployed_objects: "a template of `jsonencode` with 5,000 resources, for 20 stacks";
    deployed_ways: "a template by 60 conditions in one another";
    cloud_control: "3,000 resources of the Cloud Control API";
    uploaded_objects: "1,000 uploaded templates, a stack for each";
    preconditions: "250 trails with 100 preconditions each";
    heredocs: "20,000 heredocs in one another's way";
    brackets: "10,000 brackets in one another", refused();
    blocks_in_one_another: "20,000 blocks in one another", refused();
    parentheses_and_operators: "40,000 operators in a row";
    templates_in_templates: "quoted templates in one another, 400 deep";
    comments_that_ignore: "20,000 suppressions of trails";
    crlf_and_marks: "6,400 trails with CRLF and a byte-order mark";
    wide_object: "an object of 200,000 attributes on one line";
    wide_object_on_lines: "an object of 80,000 attributes, one a line";
    wide_object_of_variables: "a file of variables that is one object of 75,000 attributes";
    wide_object_that_is_broken: "an object of 80,000 attributes and a bracket that is not closed", refused();
    wide_object_in_an_open_file: "an object of 80,000 attributes and a comment that is not closed", refused();
    wide_object_in_a_template: "an object of 80,000 attributes in a text";
    wide_type: "a type of 80,000 attributes";
    locals_of_one_file: "100,000 local values, each of the one before in rows of 50";
    provisioners: "5,000 other blocks in a trail", refused();
    lifecycle_of_all: "250 trails that name 250 others in `replace_triggered_by`";
    data_that_hand_on: "texts that 1,000 data sources hand on";
}

fn trails_in_one_file(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trails(size.of(6_400), "include_global_service_events = false"),
    );
}

fn very_many_trails_in_one_file(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        trails(
            size.of(20_000),
            "name = \"t@\"\n  s3_bucket_name = \"logs\"\n  include_global_service_events = false",
        ),
    );
}

fn trails_in_files_of_100(tree: &Tree, size: Size) {
    let count = size.or(2, 100);
    for at in 0..size.of(80) {
        let text = trails(count, "include_global_service_events = false");
        tree.put(
            &format!("f{at}.tf"),
            text.replace("\"t", &format!("\"f{at}t")),
        );
    }
}

/// A trail with more in its block.
fn with(more: &str) -> String {
    format!(
        "resource \"aws_cloudtrail\" \"t\" {{\n  include_global_service_events = true\n{more}}}\n"
    )
}

fn selector_blocks(tree: &Tree, size: Size) {
    let blocks = times(
        size.of(12_800),
        "  event_selector {\n    include_management_events = false\n  }\n",
    );
    tree.put("main.tf", with(&blocks));
}

fn dynamic_blocks(tree: &Tree, size: Size) {
    let keys = listed(size.of(10_000), "\"k@\"");
    let text = trails(
        size.of(50),
        "dynamic \"event_selector\" {\n    for_each = local.all\n    content {\n      read_write_type = event_selector.value \
            == \"k1\" ? \"All\" : \"ReadOnly\"\n    }\n  }",
    );
    tree.put(
        "main.tf",
        format!("locals {{\n  all = [{keys}]\n}}\n{text}"),
    );
}

fn dynamic_in_dynamic(tree: &Tree, size: Size) {
    let count = size.of(40);
    let text = trails(
        size.of(100),
        &format!(
            "dynamic \"advanced_event_selector\" {{\n    for_each = range({count})\n    content {{\n      dynamic \
                \"field_selector\" {{\n        \
             for_each = range({count})\n        content {{\n          field  = \"resources.type\"\n          \
             equals = [\"v${{advanced_event_selector.value}}x${{field_selector.value}}\"]\n        }}\n      }}\n    }}\n  }}"
        ),
    );
    tree.put("main.tf", text);
}

fn for_each_over_open_keys(tree: &Tree, size: Size) {
    let count = size.of(100);
    let variables = times(count, "variable \"v@\" {}\n");
    let keys = listed(count, "var.v@");
    let text = format!(
        "{variables}resource \"aws_cloudtrail\" \"t\" {{\n  for_each = toset([{keys}])\n  include_global_service_events = \
            each.key == \"on\"\n}}\n"
    );
    tree.put("main.tf", text);
}

fn for_each_over_many_keys(tree: &Tree, size: Size) {
    let keys = times(size.of(10_000), "    k@ = @ == 3\n");
    let text = format!(
        "locals {{\n  all = {{\n{keys}  }}\n}}\nresource \"aws_cloudtrail\" \"t\" {{\n  for_each = local.all\n  \
            include_global_service_events = each.value\n}}\n"
    );
    tree.put("main.tf", text);
}

fn count_of_a_large_number(tree: &Tree, size: Size) {
    let count = size.or(3, 20_000);
    let flag = format!(
        "count.index < 5\n  count = {count}{}",
        if size == Size::Tiny {
            ""
        } else {
            " * pow(10, 26)"
        }
    );
    tree.put("main.tf", trail(&flag));
}

fn for_each_over_a_map_of_objects(tree: &Tree, size: Size) {
    let attributes = listed(size.of(50), "a@ = \"value @\"");
    let keys = times(
        size.of(2_000),
        &format!("    k@ = {{ on = false, {attributes} }}\n").replace("a@", "a@"),
    );
    let text = format!(
        "locals {{\n  all = {{\n{keys}  }}\n}}\nresource \"aws_cloudtrail\" \"t\" {{\n  for_each = {{ for k, v in local.all : \
            k => merge(v, {{ more = v }}) }}\n  \
         include_global_service_events = each.value.more.on\n}}\n"
    );
    tree.put("main.tf", text);
}

fn advanced_selectors(tree: &Tree, size: Size) {
    let fields =
        "    field_selector {\n      field  = \"eventCategory\"\n      equals = [\"Data\", \
        \"Management\"]\n    }\n"
            .repeat(size.of(20));
    let text = format!("  advanced_event_selector {{\n{fields}  }}\n").repeat(size.of(1_200));
    tree.put("main.tf", with(&text));
}

fn provider_in_a_loop(tree: &Tree, size: Size) {
    let keys = listed(size.of(900), "\"k@\"");
    let text = format!(
        "locals {{\n  all = toset([{keys}])\n}}\nprovider \"aws\" {{\n  alias    = \"by\"\n  for_each = local.all\n  \
            region   = each.key == \"k1\" ? \"us-east-1\" : \"eu-west-1\"\n}}\n\
         resource \"aws_cloudtrail\" \"t\" {{\n  for_each = local.all\n  provider = aws.by[each.key]\n}}\n"
    );
    tree.put("main.tofu", text);
}

fn trails_in_json(tree: &Tree, size: Size) {
    let all = listed(
        size.of(16_000),
        "\"t@\": { \"include_global_service_events\": \"${false}\" }",
    );
    tree.put(
        "main.tf.json",
        format!("{{ \"resource\": {{ \"aws_cloudtrail\": {{ {all} }} }} }}"),
    );
}

fn trails_in_json_by_the_list(tree: &Tree, size: Size) {
    let all = listed(
        size.of(12_000),
        "{ \"aws_cloudtrail\": [{ \"t\": [{ \"include_global_service_events\": false }] }] }",
    );
    tree.put("main.tf.json", format!("{{ \"resource\": [{all}] }}"));
}

const TEMPLATE: &str = "Parameters:\n  Flag: { Type: String, Default: 'true' }\nResources:\n  T:\n    Type: \
    AWS::CloudTrail::Trail\n    \
                        Properties: { IsLogging: true, S3BucketName: logs, IncludeGlobalServiceEvents: !Ref Flag }\n";

fn deployed_stacks(tree: &Tree, size: Size) {
    let text = times(
        size.of(900),
        "resource \"aws_cloudformation_stack\" \"s@\" {\n  name          = \"s@\"\n  template_body = local.body\n  \
            parameters    = { Flag = \"false\" }\n}\n",
    );
    tree.put(
        "main.tf",
        format!("locals {{\n  body = <<EOT\n{TEMPLATE}EOT\n}}\n{text}"),
    );
}

fn deployed_stack_sets(tree: &Tree, size: Size) {
    let instances = times(
        size.of(10),
        "resource \"aws_cloudformation_stack_set_instance\" \"iN_@\" {\n  stack_set_name = \
            aws_cloudformation_stack_set.sN.name\n  \
         stack_set_instance_region = \"eu-west-@\"\n  parameter_overrides = { Flag = \"false\" }\n}\n",
    );
    let text = times_of(size.of(500), |at| {
        "resource \"aws_cloudformation_stack_set\" \"sN\" {\n  name          = \"sN\"\n  template_body = \
            file(\"t.yaml\")\n}\n".replace('N', &at.to_string())
            + &instances.replace('N', &at.to_string())
    });
    tree.put("main.tf", text);
    tree.put("t.yaml", TEMPLATE);
}

fn deployed_template_of_one_file(tree: &Tree, size: Size) {
    let text = times(
        size.of(300),
        "resource \"aws_cloudformation_stack\" \"s@\" {\n  name          = \"s@\"\n  template_body = file(\"t.yaml\")\n}\n",
    );
    tree.put("main.tf", text);
    tree.put(
        "t.yaml",
        times(size.of(30_000), "# comment number @ of this file\n") + TEMPLATE,
    );
}

fn deployed_rendered_template(tree: &Tree, size: Size) {
    let template = "%{ for n in range(1000) ~}\n# ${n} ${join(\",\", range(10))}\n%{ endfor ~}\n"
        .repeat(size.or(0, 10))
        + TEMPLATE;
    tree.put("t.yaml.tftpl", template);
    let text = times(
        size.of(40),
        "resource \"aws_cloudformation_stack\" \"s@\" {\n  name          = \"s@\"\n  template_body = \
            templatefile(\"t.yaml.tftpl\", { number = @ })\n}\n",
    );
    tree.put("main.tf", text);
}

fn deployed_objects(tree: &Tree, size: Size) {
    let resources = times(
        size.of(5_000),
        "      B@ = { Type = \"AWS::S3::Bucket\", Properties = { BucketName = \"b@\" } }\n",
    );
    let trail = "      T = { Type = \"AWS::CloudTrail::Trail\", Properties = { IsLogging = true, S3BucketName = \"b\", \
        IncludeGlobalServiceEvents = false } }\n";
    let text = times(
        size.of(20),
        "resource \"aws_cloudformation_stack\" \"s@\" {\n  name          = \"s@\"\n  template_body = \
            jsonencode(local.body)\n}\n",
    );
    tree.put(
        "main.tf",
        format!(
            "locals {{\n  body = {{\n    Resources = {{\n{resources}{trail}    }}\n  }}\n}}\n{text}"
        ),
    );
}

fn deployed_ways(tree: &Tree, size: Size) {
    let count = size.of(60);
    let mut body = "file(\"t.yaml\")".to_owned();
    for at in 0..count {
        body = format!("(var.v{at} ? {body} : local.other)");
    }
    let text = times(
        size.of(20),
        &format!(
            "resource \"aws_cloudformation_stack\" \"s@\" {{\n  name = \"s@\"\n  template_body = {body}\n}}\n"
        ),
    );
    let variables = times(count, "variable \"v@\" {\n  type = bool\n}\n");
    tree.put(
        "main.tf",
        format!("{variables}locals {{\n  other = <<EOT\n{TEMPLATE}EOT\n}}\n{text}"),
    );
    tree.put("t.yaml", TEMPLATE);
}

fn cloud_control(tree: &Tree, size: Size) {
    let text = times(
        size.of(3_000),
        "resource \"aws_cloudcontrolapi_resource\" \"r@\" {\n  type_name     = \"AWS::CloudTrail::Trail\"\n  \
         desired_state = jsonencode({ IsLogging = true, S3BucketName = \"logs\", IncludeGlobalServiceEvents = @ == 3 })\n}\n",
    );
    tree.put("main.tf", text);
}

fn uploaded_objects(tree: &Tree, size: Size) {
    let count = size.of(1_000);
    let text = times(
        count,
        "resource \"aws_s3_object\" \"o@\" {\n  bucket = \"b\"\n  key    = \"t@.yaml\"\n  source = \"t@.yaml\"\n}\n\
         resource \"aws_cloudformation_stack\" \"s@\" {\n  name         = \"s@\"\n  template_url = \
         \"https://b.s3.amazonaws.com/${aws_s3_object.o@.key}\"\n}\n",
    );
    tree.put("main.tf", text);
    tree.put_each(count, "t@.yaml", TEMPLATE);
}

fn preconditions(tree: &Tree, size: Size) {
    let all = times(
        size.of(100),
        "    precondition {\n      condition     = var.v != \"x#\" && var.w != \"y#\"\n      \
        error_message = \"No.\"\n    }\n",
    )
    .replace('#', "1");
    let text = trails(
        size.of(250),
        &format!("include_global_service_events = var.v == \"on\"\n  lifecycle {{\n{all}  }}"),
    );
    tree.put(
        "main.tf",
        format!("variable \"v\" {{}}\nvariable \"w\" {{}}\n{text}"),
    );
}

fn heredocs(tree: &Tree, size: Size) {
    let locals = times(
        size.of(20_000),
        "  l@ = <<-EOT\n    text of ${path.module} number @\n    EOT\n",
    );
    tree.put(
        "main.tf",
        format!("locals {{\n{locals}}}\n{}", trail("local.l1 == \"\"")),
    );
}

fn brackets(tree: &Tree, size: Size) {
    let depth = size.of(10_000);
    let flag = format!("{}true{}", "[".repeat(depth), "]".repeat(depth));
    tree.put("main.tf", trail(&flag));
}

fn blocks_in_one_another(tree: &Tree, size: Size) {
    let levels = 10 * size.of(2_000);
    let (open, close) = ("x {\n".repeat(levels), "}\n".repeat(levels));
    tree.put(
        "main.tf",
        format!("resource \"aws_cloudtrail\" \"t\" {{\n{open}{close}}}\n"),
    );
}

fn parentheses_and_operators(tree: &Tree, size: Size) {
    let flag = "(1 + 2 * 3 == 7) && ".repeat(size.of(10_000)) + "false";
    tree.put("main.tf", trail(&flag));
}

fn templates_in_templates(tree: &Tree, size: Size) {
    let depth = size.of(400);
    let flag = format!(
        "{}true{} == \"true\"",
        "\"${".repeat(depth),
        "}\"".repeat(depth)
    );
    tree.put("main.tf", trail(&flag));
}

fn comments_that_ignore(tree: &Tree, size: Size) {
    let text = trails(
        size.of(20_000),
        "// cloudtrail-lint: ignore[CT-005] trail @ is not the one until=2030-01-01\n  include_global_service_events = false",
    );
    tree.put("main.tf", text);
}

fn crlf_and_marks(tree: &Tree, size: Size) {
    let text = trails(size.of(6_400), "include_global_service_events = false");
    tree.put("main.tf", format!("\u{feff}{}", text.replace('\n', "\r\n")));
}

fn wide_object(tree: &Tree, size: Size) {
    let all = listed(size.of(200_000), "a@ = @");
    tree.put(
        "main.tf",
        format!(
            "locals {{\n  o = {{ {all} }}\n}}\n{}",
            trail("local.o.a1 == 2")
        ),
    );
}

fn members(size: Size, whole: usize) -> String {
    times(size.of(whole), "    k@ = false\n")
}

/// An object of 80,000 members and what stands behind the last one, and a trail.
fn wide_local(size: Size, behind: &str) -> String {
    let all = members(size, 80_000);
    let flag = trail("local.o.k1");
    format!("locals {{\n  o = {{\n{all}{behind}  }}\n}}\n{flag}")
}

fn wide_object_on_lines(tree: &Tree, size: Size) {
    tree.put("main.tf", wide_local(size, ""));
}

fn wide_object_of_variables(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        format!("variable \"o\" {{}}\n{}", trail("var.o.k1")),
    );
    let all = members(size, 75_000);
    tree.put("terraform.tfvars", format!("o = {{\n{all}}}\n"));
}

fn wide_object_that_is_broken(tree: &Tree, size: Size) {
    tree.put("main.tf", wide_local(size, "    l = [1\n"));
}

fn wide_object_in_an_open_file(tree: &Tree, size: Size) {
    tree.put("main.tf", wide_local(size, "") + "/* ");
}

fn wide_object_in_a_template(tree: &Tree, size: Size) {
    let all = members(size, 80_000);
    let text = format!(
        "locals {{\n  o = \"a ${{ {{\n{all}  }}.k1 }}\"\n}}\n{}",
        trail("local.o == \"a true\"")
    );
    tree.put("main.tf", text);
}

fn wide_type(tree: &Tree, size: Size) {
    let all = times(size.of(80_000), "    k@ = bool\n");
    let text = format!(
        "variable \"o\" {{\n  type = object({{\n{all}  }})\n  default = null\n}}\n{}",
        trail("var.o == null")
    );
    tree.put("main.tf", text);
}

fn locals_of_one_file(tree: &Tree, size: Size) {
    let locals = times_of(size.of(100_000), |at| match at.checked_sub(1) {
        Some(before) if at % 50 > 0 => format!("  l{at} = !local.l{before}\n"),
        _ => format!("  l{at} = false\n"),
    });
    tree.put(
        "main.tf",
        format!(
            "locals {{\n{locals}}}\n{}",
            trails(size.of(500), "include_global_service_events = local.l@")
        ),
    );
}

fn provisioners(tree: &Tree, size: Size) {
    let more = times(
        size.of(5_000),
        "  event_selectors {\n    include_management_events = @ > 3\n  }\n",
    );
    tree.put("main.tf", with(&more));
}

fn lifecycle_of_all(tree: &Tree, size: Size) {
    let count = size.of(250);
    let all = listed(count, "aws_s3_bucket.t@");
    tree.put(
        "main.tf",
        trails(
            count,
            &format!(
                "include_global_service_events = false\n  lifecycle {{\n    \
        replace_triggered_by = [{}]\n  }}",
                all.replace("t@", "b")
            ),
        ),
    );
}

fn data_that_hand_on(tree: &Tree, size: Size) {
    let count = size.of(1_000);
    let text = times(
        count,
        "data \"null_data_source\" \"d@\" {\n  inputs = { on = \"false\" }\n}\ndata \"template_file\" \"f@\" {\n  template = \
            \"$${on}\"\n  vars = { on = data.null_data_source.d@.outputs[\"on\"] }\n}\n",
    );
    tree.put(
        "main.tf",
        text + &trails(
            count,
            "include_global_service_events = data.template_file.f@.rendered",
        ),
    );
}
