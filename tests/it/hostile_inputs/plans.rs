//! Plans and states of Terraform.

use super::tree::{Size, Tree, listed, times_of};

super::inputs! {
    selectors_of_a_planned_trail: "a plan with a trail of 300,000 selectors";
    planned_trails: "a plan with 200,000 trails";
    large_plan_for_people = large_plan: "a plan of 189 MB with ten trails, for people", format("human");
    large_plan_concise = large_plan: "the same, concise", format("concise");
    modules_of_a_plan: "a plan whose modules lie 60 deep, ten in each of the first three";
    modules_of_a_plan_too_deep: "a plan whose modules lie 5,000 deep", refused();
    changes_of_a_plan: "a plan with 50,000 changes of trails and none planned";
    configuration_of_a_plan: "a plan with 20,000 providers and calls in its configuration";
    unknown_parts_of_a_plan: "5,000 planned trails of which all is unknown";
    sensitive_parts_of_a_plan: "5,000 planned trails of which all is sensitive";
    drift_of_a_plan: "20,000 trails that drifted";
    plan_with_logs_around: "a plan between 100,000 lines of logs";
    plan_in_lines: "a plan with a prefix before each of 100,000 lines", refused();
    plan_that_breaks_off: "a plan of 20 MB that breaks off", refused();
    plan_with_templates: "a plan with 300 stacks whose templates are texts of 10 kB";
    state_of_trails: "a state of 20,000 trails", run(&["check", "terraform.tfstate"]);
    state_of_instances: "a state of one trail with 30,000 instances", run(&["check", "terraform.tfstate"]);
    state_with_outputs: "a state with outputs of 20 MB", run(&["check", "terraform.tfstate"]);
    plans_beside_one_another: "1,000 plans";
    many_small_plans: "20,000 plans with a trail each";
    long_strings_of_a_plan: "a plan with a text of 30 MB beside a trail";
    escapes_of_a_plan: "a plan with a text of 10 MB of escapes";
    numbers_of_a_plan: "a plan with numbers of 1,000,000 digits";
    keys_of_a_plan: "planned trails whose keys are texts of 10 kB";
}

fn planned(values: &str, at: usize) -> String {
    format!(
        "{{\"address\":\"aws_cloudtrail.t{at}\",\"mode\":\"managed\",\"type\":\"aws_cloudtrail\",\"name\":\"t{at}\",\
         \"provider_name\":\"registry.terraform.io/hashicorp/aws\",\"values\":{{\"include_global_service_events\":false,\
         \"is_multi_region_trail\":false,\"enable_logging\":true{values}}}}}"
    )
}

fn all_planned(count: usize, values: &str) -> String {
    let all: Vec<String> = (0..count).map(|at| planned(values, at)).collect();
    all.join(",\n")
}

/// A plan with such resources, and with more beside them.
fn plan(resources: &str, more: &str) -> String {
    format!(
        "{{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\",{more}\"planned_values\":{{\"root_module\":{{\"resources\":[{resources}]}}}}}}"
    )
}

fn selectors_of_a_planned_trail(tree: &Tree, size: Size) {
    let selector = "{\"include_management_events\":true,\"read_write_type\":\"All\"}";
    let all = vec![selector; size.of(300_000)].join(",");
    tree.put(
        "plan.json",
        plan(&planned(&format!(",\"event_selector\":[{all}]"), 0), ""),
    );
}

fn planned_trails(tree: &Tree, size: Size) {
    let more = ",\"name\":\"trail\",\"s3_bucket_name\":\"logs\",\"event_selector\":[],\"advanced_event_selector\":[]";
    tree.put("plan.json", plan(&all_planned(size.of(200_000), more), ""));
}

fn large_plan(tree: &Tree, size: Size) {
    let others = listed(
        size.of(900_000),
        "{\"address\":\"aws_s3_bucket.b@\",\"mode\":\"managed\",\"type\":\"aws_s3_bucket\",\"name\":\"b@\",\
         \"provider_name\":\"registry.terraform.io/hashicorp/aws\",\"values\":{\"bucket\":\"bucket-@\",\
         \"tags\":{\"team\":\"security\"}}}",
    );
    tree.put(
        "plan.json",
        plan(&format!("{others},{}", all_planned(10, "")), ""),
    );
}

/// Modules in one another, of which each has so many others while it lies above the third.
fn modules(depth: usize, at: usize, width: usize) -> String {
    let address = format!("module.m{at}");
    let trail = planned("", 0);
    if at == depth {
        return format!("{{\"address\":\"{address}\",\"resources\":[{trail}]}}");
    }
    let inner = modules(depth, at + 1, width);
    let all = vec![inner; if at < 3 { width } else { 1 }].join(",");
    format!("{{\"address\":\"{address}\",\"resources\":[{trail}],\"child_modules\":[{all}]}}")
}

fn with_modules(tree: &Tree, all: &str) {
    tree.put(
        "plan.json",
        format!(
            "{{\"format_version\":\"1.2\",\
        \"planned_values\":{{\"root_module\":{{\"child_modules\":[{all}]}}}}}}"
        ),
    );
}

fn modules_of_a_plan(tree: &Tree, size: Size) {
    with_modules(tree, &modules(size.of(60), 0, size.of(10)));
}

fn modules_of_a_plan_too_deep(tree: &Tree, size: Size) {
    let depth = size.or(200, 5_000);
    let all = "{\"address\":\"module.m\",\"child_modules\":[".repeat(depth);
    with_modules(
        tree,
        &format!(
            "{all}{{\"address\":\"module.n\",\"resources\":[{}]}}{}",
            planned("", 0),
            "]}".repeat(depth)
        ),
    );
}

fn change(at: usize, more: &str) -> String {
    format!(
        "{{\"address\":\"aws_cloudtrail.t{at}\",\"mode\":\"managed\",\"type\":\"aws_cloudtrail\",\"name\":\"t{at}\",\
            \"change\":{{\"actions\":[\"create\"],\
         \"before\":null,\"after\":{{\"include_global_service_events\":false,\"is_multi_region_trail\":false}}{more}}}}}"
    )
}

fn changes(count: usize, more: &str) -> String {
    let all: Vec<String> = (0..count).map(|at| change(at, more)).collect();
    all.join(",\n")
}

fn changes_of_a_plan(tree: &Tree, size: Size) {
    let all = changes(size.of(50_000), "");
    tree.put(
        "plan.json",
        format!("{{\"format_version\":\"1.2\",\"resource_changes\":[{all}]}}"),
    );
}

fn configuration_of_a_plan(tree: &Tree, size: Size) {
    let count = size.of(20_000);
    let providers = listed(
        count,
        "\"aws.p@\":{\"name\":\"aws\",\"alias\":\"p@\",\"expressions\":{\"region\":{\"constant_value\":\"eu-west-1\"}}}",
    );
    let resources = listed(
        count,
        "{\"address\":\"aws_cloudtrail.t@\",\"mode\":\"managed\",\"type\":\"aws_cloudtrail\",\"name\":\"t@\",\
            \"provider_config_key\":\"aws.p@\"}",
    );
    let more = format!(
        "\"configuration\":{{\"provider_config\":{{{providers}}},\"root_module\":{{\"resources\":[{resources}]}}}},"
    );
    tree.put("plan.json", plan(&all_planned(count, ""), &more));
}

fn unknown_parts_of_a_plan(tree: &Tree, size: Size) {
    let count = size.of(5_000);
    let unknown = ",\"after_unknown\":{\"include_global_service_events\":true,\"is_multi_region_trail\":true,\
        \"event_selector\":true,\"enable_logging\":true}";
    let all = changes(count, unknown).replace("\"include_global_service_events\":false,", "");
    let more = format!("\"resource_changes\":[{all}],");
    tree.put(
        "plan.json",
        plan(
            &all_planned(count, "").replace("\"include_global_service_events\":false,", ""),
            &more,
        ),
    );
}

fn sensitive_parts_of_a_plan(tree: &Tree, size: Size) {
    let count = size.of(5_000);
    let more = format!(
        "\"resource_changes\":[{}],",
        changes(
            count,
            ",\"after_sensitive\":{\"include_global_service_events\":true,\"name\":true}"
        )
    );
    tree.put(
        "plan.json",
        plan(
            &all_planned(count, ",\"name\":\"secret\",\"sensitive_values\":true"),
            &more,
        ),
    );
}

fn drift_of_a_plan(tree: &Tree, size: Size) {
    let count = size.of(20_000);
    let all = changes(count, "")
        .replace(
            "\"before\":null",
            "\"before\":{\"include_global_service_events\":true}",
        )
        .replace("create", "update");
    tree.put(
        "plan.json",
        plan(
            &all_planned(count, ""),
            &format!("\"resource_drift\":[{all}],"),
        ),
    );
}

fn plan_with_logs_around(tree: &Tree, size: Size) {
    let logs = times_of(size.of(100_000), |at| {
        format!("2026-01-01T00:00:00Z line {at} of the log\n")
    });
    tree.put(
        "plan.json",
        format!("{logs}{}\n{logs}", plan(&all_planned(2, ""), "")),
    );
}

fn plan_in_lines(tree: &Tree, size: Size) {
    let text = plan(&all_planned(size.of(50_000), ""), "");
    let lines: Vec<String> = text.lines().map(|line| format!("[plan] {line}")).collect();
    tree.put("plan.json", lines.join("\n"));
}

fn plan_that_breaks_off(tree: &Tree, size: Size) {
    let text = plan(&all_planned(size.of(70_000), ""), "");
    tree.put("plan.json", &text[..text.len() - 100]);
}

fn plan_with_templates(tree: &Tree, size: Size) {
    let body = format!(
        "# {}\\nResources:\\n  T:\\n    Type: AWS::CloudTrail::Trail\\n",
        "x".repeat(size.of(10_000))
    );
    let stacks = listed(
        size.of(300),
        &format!(
            "{{\"address\":\"aws_cloudformation_stack.s@\",\"mode\":\"managed\",\"type\":\"aws_cloudformation_stack\",\
                \"name\":\"s@\",\"values\":{{\"template_body\":\"{body}\"}}}}"
        ),
    );
    tree.put("plan.json", plan(&stacks, ""));
}

/// A state with such resources.
fn state(resources: &str) -> String {
    format!(
        "{{\"version\":4,\"terraform_version\":\"1.11.4\",\"serial\":1,\"lineage\":\"l\",\"outputs\":{{}},\
            \"resources\":[{resources}]}}"
    )
}

const INSTANCE: &str = "{\"index_key\":@,\"schema_version\":0,\"attributes\":{\"include_global_service_events\":false,\
    \"is_multi_region_trail\":false,\"enable_logging\":true}}";

fn state_of_trails(tree: &Tree, size: Size) {
    let instance = INSTANCE.replace("\"index_key\":@,", "");
    let all = listed(
        size.of(20_000),
        &format!(
            "{{\"mode\":\"managed\",\"type\":\"aws_cloudtrail\",\"name\":\"t@\",\"provider\":\"p\",\"instances\":[{instance}]}}"
        ),
    );
    tree.put("terraform.tfstate", state(&all));
}

fn state_of_instances(tree: &Tree, size: Size) {
    let all = listed(size.of(30_000), INSTANCE);
    tree.put(
        "terraform.tfstate",
        state(&format!(
            "{{\"mode\":\"managed\",\"type\":\"aws_cloudtrail\",\"name\":\"t\",\
        \"provider\":\"p\",\"instances\":[{all}]}}"
        )),
    );
}

fn state_with_outputs(tree: &Tree, size: Size) {
    let outputs = listed(
        size.of(300_000),
        "\"o@\":{\"value\":\"some value of an output\",\"type\":\"string\"}",
    );
    let instance = INSTANCE.replace("\"index_key\":@,", "");
    let text = state(&format!(
        "{{\"mode\":\"managed\",\"type\":\"aws_cloudtrail\",\"name\":\"t\",\"provider\":\"p\",\"instances\":[{instance}]}}"
    ));
    tree.put(
        "terraform.tfstate",
        text.replace("\"outputs\":{}", &format!("\"outputs\":{{{outputs}}}")),
    );
}

fn plans_beside_one_another(tree: &Tree, size: Size) {
    tree.put_each(
        size.of(1_000),
        "p@/plan.json",
        &plan(&all_planned(10, ""), ""),
    );
}

fn many_small_plans(tree: &Tree, size: Size) {
    tree.put_each(size.of(20_000), "p@/plan.json", &plan(&planned("", 0), ""));
}

fn long_strings_of_a_plan(tree: &Tree, size: Size) {
    tree.put(
        "plan.json",
        plan(
            &planned(
                &format!(",\"name\":\"{}\"", "x".repeat(size.of(30_000_000))),
                0,
            ),
            "",
        ),
    );
}

fn escapes_of_a_plan(tree: &Tree, size: Size) {
    tree.put(
        "plan.json",
        plan(
            &planned(
                &format!(",\"name\":\"{}\"", "\\u00e9\\n".repeat(size.of(1_250_000))),
                0,
            ),
            "",
        ),
    );
}

fn numbers_of_a_plan(tree: &Tree, size: Size) {
    let number = "9".repeat(size.of(1_000_000));
    tree.put(
        "plan.json",
        plan(
            &all_planned(2, &format!(",\"more\":[{number},{number}.{number}]")),
            "",
        ),
    );
}

fn keys_of_a_plan(tree: &Tree, size: Size) {
    let key = "k".repeat(size.of(10_000));
    let all = all_planned(size.of(500), &format!(",\"tags\":{{\"{key}\":\"{key}\"}}"));
    tree.put(
        "plan.json",
        plan(
            &all.replace(
                "aws_cloudtrail.t",
                &format!("aws_cloudtrail.t[\\\"{key}\\\"]"),
            ),
            "",
        ),
    );
}
