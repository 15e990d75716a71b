//! Names that a stranger chose, in every place where a name can stand, in every format: none may steer what shows it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};
use tempfile::TempDir;

const HOSTILE: [&str; 26] = [
    "::error::all is well",
    "\n::error file=a::b",
    " \u{2028}::add-mask::x",
    "##vso[task.setvariable variable=x]y",
    "x ##[group]y",
    "###TeamCity[a]",
    "--- folded",
    "travis_fold:start:x",
    "\u{1b}[2J\u{1b}]0;title\u{7}",
    "\u{9b}31m",
    "\r\u{8}overwritten",
    "a\u{202e}b\u{2066}c\u{61c}d",
    "in\u{200b}visi\u{200d}ble\u{feff}\u{ad}",
    "\u{e0041}\u{e0042}",
    "`code` ``more`` ```",
    "<img src=https://x.test/a.png>",
    "<details open ontoggle=alert(1)>",
    "@octocat",
    "octo/repo#1 #1 GH-1",
    "![a](https://x.test/b.png) [c](https://x.test)",
    "https://x.test/c www.x.test",
    "someone@x.test",
    "a|b\\|c",
    "&lt;b&gt; &#64;octocat **x** __y__ ~z~",
    "'; touch pwned; echo '",
    "$(touch pwned)`touch pwned`",
];

/// One name in every place that a template, a module, live output, a parameter file and a file's name have.
fn tree(name: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let trail = |more: Value| {
        let mut properties = json!({ "S3BucketName": "logs", "IsLogging": true });
        properties
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({ "Type": "AWS::CloudTrail::Trail", "Properties": properties })
    };
    let template = json!({
        "Parameters": { name: { "Type": "String" }, "Flag": { "Type": "String", "Default": name } },
        "Mappings": { "ByName": { name: { "on": false } } },
        "Conditions": { name: { "Fn::Equals": [{ "Ref": name }, name] } },
        "Resources": {
            name: trail(json!({ "IncludeGlobalServiceEvents": false })),
            "Varies": trail(json!({ "IncludeGlobalServiceEvents": { "Fn::If": [name, true, false] } })),
            "Invalid": trail(json!({ "IncludeGlobalServiceEvents": { "Ref": "Flag" } })),
            "Undeclared": trail(json!({ "IncludeGlobalServiceEvents": { "Ref": format!("{name}x") } })),
            "Indexed": trail(json!({ "IncludeGlobalServiceEvents": { "Fn::FindInMap": ["ByName", name, "on"] } })),
            "Missing": trail(json!({ "IncludeGlobalServiceEvents": { "Fn::FindInMap": ["ByName", "x", name] } })),
            "Literal": trail(json!({ "IncludeGlobalServiceEvents": name })),
            "Selected": trail(json!({ "IncludeGlobalServiceEvents": true, "EventSelectors": [{ "ReadWriteType": name }] })),
        },
    });
    write(&folder, "template.json", &template.to_string());
    let quoted = serde_json::to_string(name).unwrap().replace("${", "$${");
    let module = format!(
        "variable \"on\" {{\n  default = {quoted}\n}}\n\
         resource \"aws_cloudtrail\" \"each\" {{\n  for_each = {{ {quoted} = false }}\n  include_global_service_events = each.value\n}}\n\
         resource \"aws_cloudtrail\" \"text\" {{\n  include_global_service_events = var.on\n}}\n\
         resource \"aws_cloudtrail\" \"index\" {{\n  include_global_service_events = {{ a = true }}[{quoted}]\n}}\n\
         provider \"aws\" {{\n  region = {quoted}\n}}\n"
    );
    write(&folder, "main.tf", &module);
    let account = name.len();
    let live = json!({ "trailList": [{
        "Name": name, "HomeRegion": name, "IncludeGlobalServiceEvents": false, "IsMultiRegionTrail": false,
        "TrailARN": format!("arn:aws:cloudtrail:us-east-1:{account:012}:trail/{name}"),
    }] });
    write(&folder, "trails.json", &live.to_string());
    // A name that no file can have is left to the places above.
    let file: String = name.chars().filter(|&c| c != '/' && c != '\0').collect();
    write(
        &folder,
        &format!("{file}.yaml"),
        "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties: {\n",
    );
    write(
        &folder,
        &format!("{file}.template.json"),
        &template.to_string(),
    );
    data_that_deploys(&folder, name);
    modules_that_deploy(&folder, &quoted);
    folder
}

/// The same name in services, in what composes them, in tasks and in a manifest. JSON is YAML, too.
fn data_that_deploys(folder: &TempDir, name: &str) {
    let trail = |flag: String| json!({ "Type": "AWS::CloudTrail::Trail", "Properties": { "S3BucketName": "logs", "IsLogging": true, "IncludeGlobalServiceEvents": flag } });
    let service = json!({
        "service": name,
        "provider": { "name": "aws", "stage": name, "region": name, "stackParameters": [{ "ParameterKey": name, "ParameterValue": name }] },
        "custom": { name: { name: false }, "flags": { name: false }, "text": name },
        "params": { name: { name: false }, "default": { "a": name } },
        "resources": {
            "Parameters": { name: { "Type": "String", "Default": name } },
            "Resources": {
                name: trail("false".into()),
                "ByKey": trail(format!("${{self:custom.{name}.{name}}}")),
                "ByStage": trail("${self:custom.flags.${sls:stage}}".into()),
                "ByText": trail("${self:custom.text}".into()),
                "ByParameter": trail(format!("${{param:{name}, 'x'}}")),
                "ByOption": trail(format!("${{opt:{name}, env:{name}, ssm:{name}}}")),
                "ByFile": trail(format!("${{file({name}.yml):{name}}}")),
                "ByCode": trail(format!("${{file({name}.js):{name}}}")),
                "Stack": { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": format!("{name}cloudtrail.yml"), "Parameters": { name: name } } },
            },
            "extensions": { name: { "Properties": { name: name } } },
        },
    });
    write(folder, "service/serverless.json", &service.to_string());
    let composed =
        json!({ "services": { name: { "path": "service", "params": { name: name, "a": name } } } });
    write(folder, "serverless-compose.json", &composed.to_string());
    let task = |template: &str| json!({ "Type": "update-stacks", "StackName": name, "Template": template, "DefaultOrganizationBindingRegion": name, "Parameters": { name: name, "Flag": { "Ref": name } } });
    let tasks = json!({
        "Parameters": { name: { "Type": "String", "Default": name } },
        name: task("../template.json"),
        "Missing": task(&format!("{name}cloudtrail.yml")),
        "Elsewhere": task(&format!("https://x.test/{name}/cloudtrail.yml")),
        "Included": { "Type": "include", "Path": name, "Parameters": { name: name } },
    });
    write(folder, "tasks/organization-tasks.yml", &tasks.to_string());
    let resource = |file: &str| json!({ "name": name, "resource_file": file, "parameter_file": format!("{name}.json"), "deploy_method": "stack_set", "regions": [name], "parameters": [{ "parameter_key": name, "parameter_value": name }] });
    let manifest = json!({ "region": name, "version": "2021-03-15", "resources": [resource("../template.json"), resource(name), resource("cloudtrail.yml")] });
    write(folder, "tasks/manifest.yaml", &manifest.to_string());
}

/// The same name, quoted as HCL has it, in modules that deploy templates, in Terraform Stacks and in Terragrunt.
fn modules_that_deploy(folder: &TempDir, quoted: &str) {
    let deploying = "resource \"aws_cloudformation_stack\" \"each\" {\n  for_each = { Q = Q }\n  name = each.key\n  template_body = jsonencode({ Resources = { (each.key) = { Type = \"AWS::CloudTrail::Trail\", Properties = { (Q) = Q, IncludeGlobalServiceEvents = Q } } } })\n  parameters = { (Q) = Q }\n}\n\
        resource \"aws_cloudformation_stack\" \"cloudtrail\" {\n  name = Q\n  template_url = Q\n}\n\
        resource \"aws_cloudformation_stack\" \"file\" {\n  name = \"a\"\n  template_body = file(Q)\n}\n\
        resource \"aws_cloudformation_stack\" \"cloudtrail_text\" {\n  name = \"a\"\n  template_body = Q\n  parameters = Q\n}\n\
        resource \"aws_cloudformation_stack_set\" \"set\" {\n  name = Q\n  template_body = file(\"../template.json\")\n}\n\
        resource \"aws_cloudformation_stack_set_instance\" \"set\" {\n  stack_set_name = Q\n  stack_set_instance_region = Q\n  account_id = Q\n  parameter_overrides = { (Q) = Q, Flag = Q }\n}\n\
        resource \"aws_cloudcontrolapi_resource\" \"cloudtrail\" {\n  type_name = Q\n  desired_state = Q\n}\n";
    let components = "variable \"flag\" {}\nlocals {\n  flags = { Q = false }\n}\n\
        component Q {\n  source = \"../module\"\n  inputs = { flag = local.flags[Q], (Q) = Q }\n}\n\
        component \"each\" {\n  for_each = toset([Q])\n  source = \"../module\"\n  inputs = { flag = each.key }\n}\n\
        component \"cloudtrail\" {\n  source = Q\n  Q = 1\n}\n\
        provider \"aws\" Q {\n  config {\n    region = Q\n  }\n}\n\
        stack Q {\n  source = Q\n  inputs = { (Q) = Q }\n}\n\
        component \"given\" {\n  source = \"../module\"\n  inputs = { flag = var.flag }\n}\n";
    let deployments = "deployment Q {\n  inputs = { flag = Q }\n}\ndeployment \"more\" {\n  inputs = { (Q) = local.nothing }\n}\n";
    let unit = "terraform {\n  source = \"../module\"\n  extra_arguments Q {\n    commands = [\"apply\"]\n    arguments = [\"-var\", Q, \"-var-file=${Q}\"]\n  }\n}\n\
        dependency Q {\n  config_path = Q\n}\ngenerate Q {\n  path = Q\n  if_exists = Q\n  contents = Q\n}\n\
        generate \"values\" {\n  path = \"values.auto.tfvars\"\n  if_exists = \"overwrite\"\n  contents = \"x = 1\\n# ${Q}\"\n}\ninputs = { flag = Q, (Q) = dependency.nothing.outputs }\n";
    let including = "include Q {\n  path = Q\n}\nterraform {\n  source = \"../module\"\n}\ninputs = { flag = false }\n";
    let stack = "unit Q {\n  source = \"../unit\"\n  path = Q\n  values = { (Q) = Q }\n}\nunit \"cloudtrail\" {\n  source = Q\n  path = Q\n}\nstack Q {\n  source = Q\n  path = Q\n}\n";
    for (path, text) in [
        ("deploying/main.tf", deploying),
        (
            "module/main.tf",
            "variable \"flag\" {}\nresource \"aws_cloudtrail\" \"main\" {\n  include_global_service_events = var.flag\n}\n",
        ),
        ("components/main.tfcomponent.hcl", components),
        ("components/main.tfdeploy.hcl", deployments),
        ("unit/terragrunt.hcl", unit),
        ("including/terragrunt.hcl", including),
        ("stack/terragrunt.stack.hcl", stack),
    ] {
        write(folder, path, &text.replace('Q', quoted));
    }
}

fn write(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .current_dir(folder)
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Nothing that a terminal obeys or that hides from a reader.
fn shows_all(said: &str, about: &str) {
    let bad = said.chars().find(|&c| {
        c.is_control() && c != '\n' && c != '\t'
            || ('\u{200b}'..='\u{200f}').contains(&c)
            || ('\u{2028}'..='\u{202e}').contains(&c)
            || ('\u{2060}'..='\u{206f}').contains(&c)
            || ('\u{e0000}'..='\u{e0fff}').contains(&c)
            || ['\u{61c}', '\u{ad}', '\u{feff}'].contains(&c)
    });
    assert_eq!(bad, None, "{about}: {said}");
}

/// No line that a CI job's runner takes for a command.
fn steers_no_runner(said: &str, about: &str) {
    for line in said.lines() {
        let start = line.trim_start();
        let steers = [
            "::",
            "--- ",
            "+++ ",
            "~~~ ",
            "^^^ ",
            "section_",
            "travis_fold:",
        ];
        for sign in steers {
            assert!(!start.starts_with(sign), "{about}: {line}");
        }
        let lower = line.to_ascii_lowercase();
        for sign in ["##[", "##vso[", "##teamcity["] {
            assert!(!lower.contains(sign), "{about}: {line}");
        }
    }
}

fn each(check: impl Fn(&Path, &str)) {
    for name in HOSTILE {
        check(tree(name).path(), name);
    }
}

#[test]
fn no_format_steers_a_terminal_or_a_runner() {
    each(|folder, name| {
        for arguments in [
            &["check"][..],
            &["check", "--format", "concise"],
            &["check", "--format", "json"],
            &["check", "--format", "sarif"],
            &["check", "--format", "commands"],
            &["list"],
            &["list", "--format", "json"],
            &["list", "--format", "markdown"],
            &["check", "--parameter", "Flag=x", "no such file"],
            &["check", name],
        ] {
            let output = run(folder, arguments);
            assert_ne!(output.status.code(), None, "{arguments:?}");
            for stream in [&output.stdout, &output.stderr] {
                // What clap says of an option is about the caller's own words.
                if text(stream).contains("Usage:") {
                    continue;
                }
                let about = format!("{arguments:?} with {name:?}");
                shows_all(text(stream), &about);
                steers_no_runner(text(stream), &about);
            }
        }
    });
}

#[test]
fn programs_read_the_names_as_they_are() {
    each(|folder, name| {
        for format in ["json", "sarif"] {
            let output = run(folder, &["check", "--format", format]);
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert!(
                names_in(&report).any(|found| found == name),
                "{format} {name:?}"
            );
        }
    });
}

/// The trails that findings are about.
fn names_in(report: &Value) -> impl Iterator<Item = &str> {
    let found = report["findings"].as_array().into_iter().flatten();
    let plain = found.filter_map(|finding| finding["trail"].as_str());
    let results = report["runs"][0]["results"]
        .as_array()
        .into_iter()
        .flatten();
    plain.chain(results.filter_map(|result| {
        result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].as_str()
    }))
}

#[test]
fn sarif_messages_hold_no_links() {
    each(|folder, name| {
        let output = run(folder, &["check", "--format", "sarif"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        for result in report["runs"][0]["results"].as_array().unwrap() {
            let said = result["message"]["text"].as_str().unwrap();
            assert!(!said.contains("]("), "{name:?}: {said}");
        }
    });
}

#[test]
fn markdown_has_rows_and_code_and_nothing_that_a_name_made() {
    each(|folder, name| {
        let output = run(folder, &["list", "--format", "markdown"]);
        let said = text(&output.stdout);
        let (mut cells, mut prose) = (Vec::new(), String::new());
        for event in Parser::new_ext(said, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::Start(Tag::TableRow) => cells.push(0),
                Event::Start(Tag::TableCell) => {
                    if let Some(row) = cells.last_mut() {
                        *row += 1;
                    }
                }
                Event::Start(
                    Tag::Table(_)
                    | Tag::TableHead
                    | Tag::Paragraph
                    | Tag::Strong
                    | Tag::List(None)
                    | Tag::Item,
                )
                | Event::End(_)
                | Event::Code(_)
                | Event::SoftBreak => {}
                Event::Text(text) => prose.extend([text.as_ref(), " "]),
                other => panic!("{name:?} makes {other:?}: {said}"),
            }
        }
        assert!(cells.len() > 5, "{said}");
        assert!(cells.iter().all(|&cells| cells == 9), "{cells:?} {said}");
        for sign in ["@", "#", "://", "www.", "GH-", "<", ">"] {
            assert!(!prose.contains(sign), "{name:?}: {sign} in {prose}");
        }
    });
}

/// Markdown as the hosts of code read it. Without `cmark-gfm` only [`pulldown_cmark`] has read it, and that is said.
#[test]
fn markdown_is_a_table_of_code_to_cmark_gfm() {
    if Command::new("cmark-gfm").arg("--version").output().is_err() {
        let said = "\nSKIPPED: Markdown was NOT read by cmark-gfm, for there is none on the PATH\n";
        // Not captured, as what `println!` prints is.
        std::io::stderr().write_all(said.as_bytes()).unwrap();
        return;
    }
    let extensions = [
        "table",
        "autolink",
        "strikethrough",
        "tasklist",
        "footnotes",
    ];
    let extensions: Vec<&str> = extensions.iter().flat_map(|name| ["-e", name]).collect();
    each(|folder, name| {
        std::fs::create_dir_all(folder.join("read")).unwrap();
        let said = run(folder, &["list", "--format", "markdown"]).stdout;
        std::fs::write(folder.join("read/said.md"), &said).unwrap();
        let read = Command::new("cmark-gfm")
            .args(&extensions)
            .args(["--unsafe", "read/said.md"])
            .current_dir(folder)
            .output()
            .unwrap();
        let html = text(&read.stdout);
        assert!(read.status.success() && html.contains("<table>"), "{html}");
        let tags = html.split('<').skip(1).map(|rest| {
            let end = rest.find(['>', ' ']).unwrap_or(rest.len());
            rest[..end].trim_start_matches('/')
        });
        for tag in tags {
            let ours = [
                "table", "thead", "tbody", "tr", "th", "td", "code", "p", "strong", "ul", "li",
            ];
            assert!(ours.contains(&tag), "{name:?} makes <{tag}>: {html}");
        }
    });
}

/// The commands, read by a shell in which `aws` only shows its arguments: none names a trail so, and a comment says that.
#[cfg(unix)]
#[test]
fn no_command_says_what_is_no_name_of_a_trail() {
    each(|folder, name| {
        let commands = run(folder, &["check", "--format", "commands", "trails.json"]);
        let said = text(&commands.stdout);
        assert!(
            said.contains("# No command for a trail"),
            "{name:?}: {said}"
        );
        let script = format!("aws() {{ printf '%s\\0' \"$@\"; }}\n{said}");
        let Ok(read) = Command::new("bash")
            .args(["-c", &script])
            .current_dir(folder)
            .output()
        else {
            // No bash, no reading; every CI image has one.
            return;
        };
        assert_eq!(text(&read.stdout), "", "{name:?}: {said}");
        assert!(!folder.join("pwned").exists(), "{name:?}");
    });
}

#[test]
fn what_is_said_of_arguments_steers_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for name in HOSTILE {
        for arguments in [
            &["check", &format!("--{name}")][..],
            &["check", "--format", name],
            &["check", "--severity", name],
            &["check", "--var", name],
            &["explain", name],
            &[name],
        ] {
            let output = run(folder.path(), arguments);
            let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
            shows_all(&said, name);
            steers_no_runner(&said, name);
        }
    }
}
