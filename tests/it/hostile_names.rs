//! Names that a stranger chose, in every place where a name can stand, in every format: none may steer what shows it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};
use tempfile::TempDir;

const HOSTILE: [&str; 24] = [
    "::error::all is well",
    "\n::error file=a::b",
    " \u{2028}::add-mask::x",
    "##vso[task.setvariable variable=x]y",
    "x ##[group]y",
    "###TeamCity[a]",
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
    folder
}

fn write(folder: &TempDir, name: &str, text: &str) {
    std::fs::write(folder.path().join(name), text).unwrap();
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
        assert!(!line.trim_start().starts_with("::"), "{about}: {line}");
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

/// The commands, read by a shell in which `aws` only shows its arguments.
#[cfg(unix)]
#[test]
fn a_shell_reads_the_commands_as_they_are_meant() {
    each(|folder, name| {
        let commands = run(folder, &["check", "--format", "commands", "trails.json"]);
        let script = format!(
            "aws() {{ printf '%s\\0' \"$@\"; }}\n{}",
            text(&commands.stdout)
        );
        let Ok(read) = Command::new("bash")
            .args(["-c", &script])
            .current_dir(folder)
            .output()
        else {
            // No bash, no reading; every CI image has one.
            return;
        };
        let words: Vec<&str> = text(&read.stdout).split('\0').collect();
        let given = words
            .iter()
            .any(|word| word.strip_prefix("--name=").unwrap_or(word) == name);
        assert!(given, "{name:?}: {words:?}");
        assert!(!folder.join("pwned").exists(), "{name:?}");
    });
}
