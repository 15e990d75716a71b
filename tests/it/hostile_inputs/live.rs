//! Output of the AWS CLI.

use super::tree::{Size, Tree, listed, times};

super::inputs! {
    live_trails: "8,000 live trails, commands", format("commands");
    live_trails_in_json = live_trails: "the same, JSON";
    live_trails_in_yaml: "20,000 live trails in YAML";
    outputs_of_many_accounts: "2,000 accounts of five trails each";
    outputs_one_after_another: "20,000 outputs in one file";
    selectors_beside_trails: "2,000 files of event selectors beside 2,000 trails";
    statuses_beside_trails: "2,000 files of statuses beside 2,000 trails";
    trails_of_many_outputs: "20,000 outputs that show the same four trails";
    selectors_of_many_outputs: "50 folders with 200 trails, 100 event selectors of 20 values and 100 statuses";
    selectors_of_a_live_trail: "the event selectors of one trail, 50,000 of them";
    queried_lists: "100,000 lists that `--query` made";
    shadow_copies: "20 Regions that show 500 multi-Region trails each";
    output_that_breaks_off: "an output of 20 MB that breaks off", refused();
    output_as_text: "an output as text of 200,000 lines", refused();
    output_with_long_names: "500 live trails with names of 20 kB";
    recorded_templates: "an output of `get-template` with a template of 2 MB";
    recorded_stack_sets: "500 outputs of `describe-stack-set`";
    output_in_utf_16: "16,000 live trails in UTF-16";
}

fn one() -> &'static str {
    "{ \"Name\": \"t@\", \"S3BucketName\": \"logs\", \"IncludeGlobalServiceEvents\": false, \"IsMultiRegionTrail\": false, \
     \"HomeRegion\": \"us-east-1\", \"TrailARN\": \"arn:aws:cloudtrail:us-east-1:111122223333:trail/t@\", \
     \"HasCustomEventSelectors\": true, \"IsOrganizationTrail\": false }"
}

fn described(count: usize) -> String {
    format!("{{ \"trailList\": [{}] }}\n", listed(count, one()))
}

fn live_trails(tree: &Tree, size: Size) {
    tree.put("trails.json", described(size.of(8_000)));
}

fn live_trails_in_yaml(tree: &Tree, size: Size) {
    let all = times(
        size.of(20_000),
        "- Name: t@\n  IncludeGlobalServiceEvents: false\n  IsMultiRegionTrail: false\n  HomeRegion: us-east-1\n  \
         TrailARN: arn:aws:cloudtrail:us-east-1:111122223333:trail/t@\n",
    );
    tree.put("trails.yaml", format!("trailList:\n{all}"));
}

fn outputs_of_many_accounts(tree: &Tree, size: Size) {
    for at in 0..size.of(2_000) {
        let text = described(5).replace("111122223333", &format!("{:012}", at + 100_000_000_000));
        tree.put(&format!("a{at}/trails.json"), text);
    }
}

fn outputs_one_after_another(tree: &Tree, size: Size) {
    tree.put(
        "trails.json",
        times(size.of(20_000), &format!("{{ \"Trail\": {} }}\n", one())),
    );
}

fn selectors(at: usize, count: usize) -> String {
    let all = vec![
        "{ \"ReadWriteType\": \"All\", \"IncludeManagementEvents\": false, \"DataResources\": [] }";
        count
    ]
    .join(", ");
    format!(
        "{{ \"TrailARN\": \"arn:aws:cloudtrail:us-east-1:111122223333:trail/t{at}\", \"EventSelectors\": [{all}] }}"
    )
}

fn selectors_beside_trails(tree: &Tree, size: Size) {
    let count = size.of(2_000);
    tree.put("trails.json", described(count));
    for at in 0..count {
        tree.put(&format!("selectors-t{at}.json"), selectors(at, 5));
    }
}

fn statuses_beside_trails(tree: &Tree, size: Size) {
    let count = size.of(2_000);
    tree.put("trails.json", described(count));
    tree.put_each(
        count,
        "status-t@.json",
        "{ \"IsLogging\": false, \"StopLoggingTime\": \"2026-01-01T00:00:00Z\" }",
    );
}

fn trails_of_many_outputs(tree: &Tree, size: Size) {
    let count = size.of(20_000);
    let trails = listed(
        4,
        "{ \"Name\": \"t@\", \"TrailARN\": \"arn:aws:cloudtrail:us-east-1:1:trail/t@\", \"IncludeGlobalServiceEvents\": false }",
    );
    tree.put_each(
        count,
        "d@/trails.json",
        &format!("{{ \"trailList\": [{trails}] }}"),
    );
}

fn selectors_of_many_outputs(tree: &Tree, size: Size) {
    let values = listed(20, "\"arn:aws:s3:::b@/\"");
    let count = size.of(100);
    for folder in 0..size.of(50) {
        tree.put(&format!("a{folder}/trails.json"), described(2 * count));
        for at in 0..count {
            let text = selectors(at, 1).replace(
                "\"DataResources\": []",
                &format!("\"DataResources\": [{{ \"Type\": \"AWS::S3::Object\", \"Values\": [{values}] }}]"),
            );
            tree.put(&format!("a{folder}/selectors-t{at}.json"), text);
        }
        tree.put_each(
            count,
            &format!("a{folder}/status-t@.json"),
            "{ \"IsLogging\": true, \"LatestDeliveryTime\": 1 }",
        );
    }
}

fn selectors_of_a_live_trail(tree: &Tree, size: Size) {
    tree.put("trails.json", described(1));
    tree.put("selectors-t0.json", selectors(0, size.of(50_000)));
}

fn queried_lists(tree: &Tree, size: Size) {
    let all = listed(
        size.of(100_000),
        "{ \"Name\": \"t@\", \"IncludeGlobalServiceEvents\": false, \"IsMultiRegionTrail\": false }",
    );
    tree.put("trails.json", format!("[{all}]"));
}

fn shadow_copies(tree: &Tree, size: Size) {
    let text = described(size.of(500)).replace(
        "\"IsMultiRegionTrail\": false",
        "\"IsMultiRegionTrail\": true",
    );
    tree.put_each(size.of(20), "r@.json", &text.replace('@', ""));
}

fn output_that_breaks_off(tree: &Tree, size: Size) {
    let text = described(size.of(60_000));
    tree.put("trails.json", &text[..text.len() - 20]);
}

fn output_as_text(tree: &Tree, size: Size) {
    let lines = times(
        size.of(200_000),
        "TRAILLIST\tFalse\tFalse\tus-east-1\tFalse\tFalse\tTrue\tt@\tlogs\tarn:aws:cloudtrail:us-east-1:111122223333:trail/t@\n",
    );
    tree.put("trails.txt", &lines);
    tree.put("trails.json", &lines);
}

fn output_with_long_names(tree: &Tree, size: Size) {
    let long = "n".repeat(size.of(20_000));
    tree.put(
        "trails.json",
        described(size.of(500))
            .replace("\"t", &format!("\"{long}t"))
            .replace(&format!("\"{long}trailList"), "\"trailList"),
    );
}

const TEMPLATE: &str = "Resources:\\n  T:\\n    Type: AWS::CloudTrail::Trail\\n    Properties:\\n      S3BucketName: \
    logs\\n      IsLogging: true\\n      IncludeGlobalServiceEvents: false\\n";

fn recorded_templates(tree: &Tree, size: Size) {
    let comments = times(size.of(50_000), "# a comment of the line @\\n");
    tree.put(
        "template.json",
        format!(
            "{{ \"TemplateBody\": \"{comments}{TEMPLATE}\", \"StagesAvailable\": [\"Original\"] }}"
        ),
    );
}

fn recorded_stack_sets(tree: &Tree, size: Size) {
    let text = format!(
        "{{ \"StackSet\": {{ \"StackSetName\": \"s@\", \"Status\": \"ACTIVE\", \"TemplateBody\": \"{TEMPLATE}\", \
            \"Parameters\": [] }} }}"
    );
    tree.put_each(size.of(500), "s@.json", &text);
}

fn output_in_utf_16(tree: &Tree, size: Size) {
    let text = described(size.of(16_000));
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    tree.put("trails.json", bytes);
}
