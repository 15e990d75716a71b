//! Modules outside of what was given: without a repository they are followed, and nothing that is written in them is said.

use std::path::Path;

use tempfile::TempDir;

use crate::shown_values::said_in_all_formats;

/// Stands in the module outside, and in no report.
const SECRET: &str = "hunter2secret";

fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// What every format says of a root module that calls what lies in `outside/module`.
fn said_of(root: &str, outside: &[(&str, &str)]) -> String {
    let dir = TempDir::new().unwrap();
    put(dir.path(), "root/main.tf", root);
    for (name, text) in outside {
        put(&dir.path().join("outside"), name, text);
    }
    let said = said_in_all_formats(&dir.path().join("root"));
    // SARIF names the folder, which is another one each time.
    said.replace(&*dir.path().to_string_lossy(), "")
}

const CALL: &str = "module \"m\" {\n  source = \"../outside/module\"\n}\n";

fn trail(inside: &str) -> String {
    format!(
        "resource \"aws_cloudtrail\" \"main\" {{\n  name = \"main\"\n  s3_bucket_name = \"logs\"\n  {inside}\n}}\n"
    )
}

fn trail_with_flag(flag: &str) -> String {
    trail(&format!("include_global_service_events = {flag}"))
}

#[test]
fn no_value_that_is_written_in_one_is_said() {
    for module in [
        trail_with_flag("\"hunter2secret\""),
        trail_with_flag("var.x") + "variable \"x\" {\n  default = \"hunter2secret\"\n}\n",
        trail_with_flag("var.x")
            + "variable \"x\" {\n  type = bool\n  default = \"hunter2secret\"\n}\n",
        trail_with_flag("var.x.a")
            + "variable \"x\" {\n  type = object({ a = optional(string, \"hunter2secret\") })\n  default = {}\n}\n",
        trail_with_flag("{ hunter2secret = true }[\"main\"]"),
        trail_with_flag("local.flags[var.env]")
            + "locals {\n  flags = { hunter2secret = false, dev = false }\n}\nvariable \"env\" {}\n",
        trail_with_flag("var.env == \"hunter2secret\" ? true : false")
            + "variable \"env\" {\n  default = \"dev\"\n}\n",
        trail_with_flag("format(\"hunter2secret%d\", \"x\")"),
        trail("for_each = toset([\"hunter2secret\"])\n  include_global_service_events = false"),
        trail(
            "for_each = { hunter2secret = false }\n  include_global_service_events = each.value",
        ),
        trail("region = \"hunter2secret\"\n  include_global_service_events = true"),
        trail(
            "include_global_service_events = true\n  event_selector {\n    include_management_events = \"hunter2secret\"\n  }",
        ),
        "module \"trail\" {\n  source = \"git::https://ci:hunter2secret@example.com/cloudtrail.git\"\n}\n"
            .to_owned(),
        "module \"n\" {\n  source = \"../nested\"\n  x = \"hunter2secret\"\n}\n".to_owned(),
        "resource \"aws_cloudformation_stack\" \"trail\" {\n  name = \"trail\"\n  template_body = <<-EOT\n    \
         Resources:\n      Trail:\n        Type: AWS::CloudTrail::Trail\n        Properties:\n          \
         IncludeGlobalServiceEvents: hunter2secret\n  EOT\n}\n"
            .to_owned(),
        "resource \"aws_cloudformation_stack\" \"trail\" {\n  name = \"trail\"\n  template_body = jsonencode({ Resources = { \
         Trail = { Type = \"AWS::CloudTrail::Trail\", Properties = { IncludeGlobalServiceEvents = \"hunter2secret\" } } } })\n}\n"
            .to_owned(),
    ] {
        let nested = trail_with_flag("var.x") + "variable \"x\" {}\n";
        let files = [
            ("module/main.tf", module.as_str()),
            ("nested/main.tf", nested.as_str()),
        ];
        let said = said_of(CALL, &files);
        assert!(said.contains("module.m"), "it is judged: {module}\n{said}");
        assert!(!said.contains(SECRET), "{module}\n{said}");
    }
}

#[test]
fn no_value_of_its_outputs_is_said() {
    let module = "output \"text\" {\n  value = \"hunter2secret\"\n}\noutput \"map\" {\n  value = { hunter2secret = \"x\" }\n}\n";
    let json = "{\"output\": {\"text\": {\"value\": \"hunter2secret\"}, \"map\": {\"value\": {\"hunter2secret\": \"x\"}}}}";
    for root in [
        trail_with_flag("module.m.text"),
        trail_with_flag("module.m.map.hunter2secre"),
        trail("for_each = toset([module.m.text])\n  include_global_service_events = false"),
        trail("for_each = module.m.map\n  include_global_service_events = false"),
        trail_with_flag("true") + "provider \"aws\" {\n  region = module.m.text\n}\n",
        "resource \"aws_cloudformation_stack\" \"main\" {\n  name = \"trail\"\n  template_body = \"Resources: {Trail: {Type: \
         AWS::CloudTrail::Trail, Properties: {IncludeGlobalServiceEvents: ${module.m.text}}}}\"\n}\n"
            .to_owned(),
    ] {
        let root = CALL.to_owned() + &root;
        for file in [("module/main.tf", module), ("module/main.tf.json", json)] {
            let said = said_of(&root, &[file]);
            assert!(said.contains(".main"), "it is judged: {root}\n{said}");
            assert!(!said.contains(SECRET), "{root}\n{said}");
        }
    }
}

#[test]
fn what_decides_there_decides_all_the_same() {
    let module = trail_with_flag("local.flags[var.env]")
        + "locals {\n  flags = { prod = true, dev = false }\n}\nvariable \"env\" {}\n";
    let root = "module \"m\" {\n  source = \"../outside/module\"\n  env = \"dev\"\n}\n";
    let said = said_of(root, &[("module/main.tf", &module)]);
    assert!(
        said.contains("`module.m.aws_cloudtrail.main` does not record"),
        "{said}"
    );
    assert!(
        said.contains("`include_global_service_events` is false"),
        "{said}"
    );
}

#[test]
fn whether_a_file_is_there_that_a_source_names_is_not_told() {
    for root in [
        "module \"trail\" {\n  source = \"../outside/NAME\"\n}\n".to_owned(),
        "module \"trail\" {\n  source = \"../outside/NAME/below\"\n}\n".to_owned(),
        trail_with_flag("file(\"${path.module}/../outside/NAME\")"),
        trail_with_flag("fileexists(\"${path.module}/../outside/NAME\")"),
        trail_with_flag("fileexists(\"../outside/NAME\")"),
    ] {
        let of = |name: &str| {
            let root = root.replace("NAME", name);
            let said = said_of(&root, &[("some-file", "module")]);
            // A fingerprint is made of the name.
            let lines = said
                .lines()
                .filter(|line| !line.contains("Fingerprint") && !line.contains("/v1"));
            lines.collect::<Vec<_>>().join("\n").replace(name, "NAME")
        };
        assert_eq!(of("some-file"), of("none-here"), "{root}");
    }
}
