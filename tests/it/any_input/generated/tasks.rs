//! Files that deploy templates: tasks of org-formation, the manifest of Customizations for AWS Control Tower.

use std::fmt::Write as _;

use super::super::archive::File;
use super::choices::Choices;
use super::templates;

const TEMPLATES: [&str; 4] = [
    "./template.yaml",
    "child.yaml",
    "../template.yaml",
    "missing.yaml",
];
const VALUES: [&str; 9] = [
    "'true'",
    "false",
    "!Ref Flag",
    "!Ref Nowhere",
    "!Sub '${Flag}-${AWSAccount.Alias}'",
    "!Join ['', [!Ref Flag]]",
    "!FindInMap [M, !Ref Stage, a]",
    "!GetAtt Audit.Bucket",
    "!If [C, 'true', 'false']",
];

pub(super) fn files(choices: &mut Choices) -> Vec<File> {
    let mut files = templates::files(choices);
    let tasks = tasks(choices, true);
    let included = self::tasks(choices, false);
    let manifest = manifest(choices);
    let values = format!(
        "Flag: {}\nP0: {}\n",
        choices.one_of(&VALUES),
        choices.one_of(&VALUES)
    );
    let made = [
        ("organization-tasks.yml", tasks),
        ("audit/_tasks.yml", included),
        ("values.yml", values),
        ("manifest.yaml", manifest),
    ];
    files.extend(made.map(|(path, text)| (path.to_owned(), text.into_bytes())));
    files
}

fn tasks(choices: &mut Choices, includes: bool) -> String {
    let mut text = String::new();
    match choices.below(4) {
        0 => text += "Parameters: !Include ./values.yml\n",
        1 => {
            text += "Parameters:\n  <<: !Include ./values.yml\n  Stage: { Type: String, Default: prod }\n";
        }
        _ => {
            let _ = writeln!(
                text,
                "Parameters:\n  Flag: {{ Type: String, Default: {} }}\n  Stage: {{ Type: String }}",
                choices.one_of(&VALUES)
            );
        }
    }
    text += "Mappings:\n  M: { prod: { a: 'true' }, dev: { a: 'false' } }\n";
    for at in 0..=choices.below(3) {
        let _ = writeln!(
            text,
            "Task{at}:\n  Type: update-stacks\n  StackName: {}\n  Template: {}",
            choices.one_of(&["audit", "!Ref Stage", "''"]),
            choices.one_of(&TEMPLATES)
        );
        match choices.below(4) {
            0 => text += "  DefaultOrganizationBindingRegion: us-east-1\n",
            1 => {
                text += "  OrganizationBinding: { Account: '*', Region: [us-east-1, eu-west-1] }\n";
            }
            2 => {
                let _ = writeln!(
                    text,
                    "  DefaultOrganizationBinding: {{ Region: {} }}",
                    choices.one_of(&VALUES)
                );
            }
            _ => {}
        }
        if choices.below(6) == 1 {
            let _ = writeln!(
                text,
                "  Skip: {}",
                choices.one_of(&["true", "false", "!Ref Flag"])
            );
        }
        passed(choices, &mut text);
    }
    if includes || choices.below(4) == 1 {
        let path = choices.one_of(&[
            "./audit/_tasks.yml",
            "_tasks.yml",
            "../organization-tasks.yml",
            "./organization-tasks.yml",
        ]);
        let _ = writeln!(text, "Others:\n  Type: include\n  Path: {path}");
        passed(choices, &mut text);
    }
    text
}

fn passed(choices: &mut Choices, text: &mut String) {
    match choices.below(4) {
        0 => text.push_str("  Parameters: !Include ./values.yml\n"),
        1 => {}
        kind => {
            text.push_str("  Parameters:\n");
            if kind == 2 {
                text.push_str("    <<: !Include ./values.yml\n");
            }
            for name in ["Flag", "Stage", "P0"] {
                let _ = writeln!(text, "    {name}: {}", choices.one_of(&VALUES));
            }
        }
    }
}

fn manifest(choices: &mut Choices) -> String {
    let mut text = "region: us-east-1\nversion: 2021-03-15\nresources:\n".to_owned();
    for at in 0..=choices.below(2) {
        let template = choices.one_of(&TEMPLATES);
        let method = choices.one_of(&["stack_set", "scp"]);
        let _ = writeln!(
            text,
            "  - name: stack{at}\n    resource_file: {template}\n    deploy_method: {method}"
        );
        if choices.below(2) > 0 {
            text += "    regions: [us-east-1, '{{ HomeRegion }}']\n";
        }
        let value = choices.one_of(&["'true'", "false", "$[alfred_ssm_/a]", "[a, b]"]);
        let _ = writeln!(
            text,
            "    parameters:\n      - parameter_key: Flag\n        parameter_value: {value}"
        );
    }
    text
}
