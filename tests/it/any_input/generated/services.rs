//! Services of the Serverless Framework, with the files that they read.

use std::fmt::Write as _;

use super::super::archive::File;
use super::choices::Choices;
use super::templates;

/// How deep variables stand in one another.
const DEPTH: usize = 4;

const NAMES: [&str; 6] = ["a", "b", "flag", "stage", "region", "on"];
const STAGES: [&str; 3] = ["default", "dev", "prod"];
const TEXTS: [&str; 8] = ["true", "false", "prod", "us-east-1", "", "0", "null", "x.y"];
const FILES: [&str; 7] = [
    "config.yml",
    "config.json",
    "config.${sls:stage}.yml",
    "part.yml",
    "flag.txt",
    "code.js",
    "missing.yml",
];

pub(super) fn files(choices: &mut Choices) -> Vec<File> {
    let service = service(choices);
    let config = map(choices, 2);
    let of_stage = map(choices, 2);
    let part = part(choices);
    let composed = format!(
        "services:\n  a:\n    path: {}\n    params:\n{}",
        choices.one_of(&["audit", "./audit", "${a.b}", "."]),
        lines(choices, 6)
    );
    let dotenv = format!(
        "A={}\nexport FLAG=\"{}\"\n",
        choices.one_of(&TEXTS),
        choices.one_of(&TEXTS)
    );
    let json = format!(
        "{{\"a\": {{\"b\": {:?}}}, \"flag\": true}}",
        variable(choices, 1)
    );
    [
        ("audit/serverless.yml", service),
        ("audit/config.yml", config),
        ("audit/config.dev.yml", of_stage),
        ("audit/config.json", json),
        ("audit/part.yml", part),
        ("audit/flag.txt", choices.one_of(&TEXTS).to_owned()),
        ("audit/.env", dotenv),
        ("serverless-compose.yml", composed),
    ]
    .map(|(path, text)| (path.to_owned(), text.into_bytes()))
    .to_vec()
}

fn service(choices: &mut Choices) -> String {
    let mut text = "service: audit\n".to_owned();
    if choices.below(2) > 0 {
        text += "useDotenv: true\n";
    }
    text += "provider:\n  name: aws\n";
    for name in ["stage", "region"] {
        if choices.below(3) > 0 {
            let _ = writeln!(text, "  {name}: {}", value(choices, 2));
        }
    }
    if choices.below(3) == 1 {
        let _ = writeln!(
            text,
            "  stackParameters:\n    - ParameterKey: Flag\n      ParameterValue: {}",
            value(choices, 2)
        );
    }
    if choices.below(8) == 1 {
        let _ = writeln!(text, "custom: {}", value(choices, 2));
    } else {
        let _ = write!(text, "custom:\n{}", lines(choices, 2));
    }
    text += "params:\n";
    for stage in STAGES {
        if choices.below(3) > 0 {
            let _ = write!(text, "  {stage}:\n{}", lines(choices, 4));
        }
    }
    match choices.below(4) {
        0 => text + "resources: " + &value(choices, 2) + "\n",
        1 => {
            let items: Vec<String> = (0..=choices.below(3))
                .map(|_| match choices.below(3) {
                    0 => format!("  - {}\n", value(choices, 2)),
                    1 => "  - ${file(part.yml)}\n".to_owned(),
                    _ => format!("  -\n{}", resources(choices, 4)),
                })
                .collect();
            text + "resources:\n" + &items.concat()
        }
        _ => text + "resources:\n" + &resources(choices, 2),
    }
}

/// Sections with a trail, so far to the right.
fn resources(choices: &mut Choices, by: usize) -> String {
    let pad = " ".repeat(by);
    let mut text = format!(
        "{pad}Parameters:\n{pad}  Flag: {{Type: String, Default: {:?}}}\n",
        value(choices, 1)
    );
    if choices.below(4) == 1 {
        let _ = writeln!(
            text,
            "{pad}extensions:\n{pad}  T0:\n{pad}    Properties: {}",
            value(choices, 2)
        );
    }
    if choices.below(6) == 1 {
        let _ = writeln!(text, "{pad}Resources: {}", value(choices, 2));
        return text;
    }
    let _ = writeln!(text, "{pad}Resources:");
    for at in 0..=choices.below(2) {
        let _ = writeln!(text, "{pad}  T{at}:\n{pad}    Type: AWS::CloudTrail::Trail");
        if choices.below(4) == 1 {
            let _ = writeln!(text, "{pad}    Properties: {}", value(choices, 2));
            continue;
        }
        let _ = writeln!(text, "{pad}    Properties:\n{pad}      S3BucketName: logs");
        for property in templates::PROPERTIES {
            let value = match choices.below(4) {
                0 => templates::value(choices, 2),
                _ => value(choices, DEPTH),
            };
            let _ = writeln!(text, "{pad}      {property}: {value}");
        }
    }
    text
}

/// A file that resources may be made of.
fn part(choices: &mut Choices) -> String {
    match choices.below(3) {
        0 => map(choices, 2),
        1 => format!(
            "Type: AWS::CloudTrail::Trail\nProperties:\n{}",
            lines(choices, 2)
        ),
        _ => resources(choices, 0),
    }
}

fn map(choices: &mut Choices, depth: usize) -> String {
    let mut text = String::new();
    for name in NAMES {
        match choices.below(4) {
            0 if depth > 0 => {
                let _ = writeln!(
                    text,
                    "{name}:\n  {name}: {}\n  true: {}",
                    value(choices, depth),
                    value(choices, 1)
                );
            }
            1 => {}
            _ => {
                let _ = writeln!(text, "{name}: {}", value(choices, depth));
            }
        }
    }
    text
}

fn lines(choices: &mut Choices, by: usize) -> String {
    map(choices, 2)
        .lines()
        .map(|line| " ".repeat(by) + line + "\n")
        .collect()
}

/// What may stand as a value.
fn value(choices: &mut Choices, depth: usize) -> String {
    match choices.below(6) {
        0 => format!("{:?}", choices.one_of(&TEXTS)),
        1 => choices
            .one_of(&["true", "false", "yes", "[]", "{}", "1"])
            .to_owned(),
        2 => format!(
            "{:?}",
            format!("x{}y{}", variable(choices, depth), variable(choices, 1))
        ),
        _ => variable(choices, depth),
    }
}

fn variable(choices: &mut Choices, depth: usize) -> String {
    let sources: Vec<String> = (0..=choices.below(3))
        .map(|_| source(choices, depth))
        .collect();
    format!("${{{}}}", sources.join(", "))
}

fn source(choices: &mut Choices, depth: usize) -> String {
    if depth == 0 {
        return format!("'{}'", choices.one_of(&TEXTS));
    }
    let name = choices.one_of(&NAMES);
    let key = match choices.below(3) {
        0 => variable(choices, depth - 1),
        _ => choices.one_of(&NAMES).to_owned(),
    };
    match choices.below(14) {
        0 | 1 => format!("self:custom.{name}.{key}"),
        2 => format!("self:custom.{name}"),
        3 => format!(
            "self:{}",
            choices.one_of(&[
                "",
                "custom",
                "provider.stage",
                "resources",
                "params.dev",
                "service"
            ])
        ),
        4 => format!("opt:{name}"),
        5 => format!("env:{}", choices.one_of(&["A", "FLAG", "NONE"])),
        6 | 7 => format!("param:{name}"),
        8 => format!("file({}):{key}", choices.one_of(&FILES)),
        9 => format!("file({})", choices.one_of(&FILES)),
        10 => format!("strToBool({})", variable(choices, depth - 1)),
        11 => choices
            .one_of(&["sls:stage", "aws:region", "aws:accountId", "sls:instanceId"])
            .to_owned(),
        12 => choices
            .one_of(&["ssm:/a/b", "cf:a.b", "s3:a/b", "true", "false", "null", "1"])
            .to_owned(),
        _ => format!("'{}'", choices.one_of(&TEXTS)),
    }
}
