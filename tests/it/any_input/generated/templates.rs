//! Templates with a nested stack and an include.

use std::fmt::Write as _;

use super::super::archive::File;
use super::choices::Choices;

/// How deep functions stand in one another.
const DEPTH: usize = 4;

const PARAMETERS: [&str; 4] = ["P0", "P1", "Stage", "Flag"];
const CONDITIONS: [&str; 4] = ["C0", "C1", "C2", "C3"];
const NAMES: [&str; 8] = [
    "P0",
    "Stage",
    "Flag",
    "AWS::Region",
    "AWS::NoValue",
    "Loop",
    "Nowhere",
    "Trail",
];
const TEXTS: [&str; 8] = [
    "true",
    "false",
    "prod",
    "dev",
    "us-east-1",
    "eu-west-1",
    "",
    "0",
];
pub(super) const PROPERTIES: [&str; 3] = [
    "IncludeGlobalServiceEvents",
    "IsMultiRegionTrail",
    "IsLogging",
];

pub(super) fn files(choices: &mut Choices) -> Vec<File> {
    let child = template(choices, false);
    let parent = template(choices, true);
    let include = format!(
        "IncludeGlobalServiceEvents: {}\nIsLogging: true\n",
        value(choices, 1)
    );
    [
        ("template.yaml", parent),
        ("child.yaml", child),
        ("include.yaml", include),
    ]
    .map(|(path, text)| (path.to_owned(), text.into_bytes()))
    .to_vec()
}

pub(super) fn template(choices: &mut Choices, has_child: bool) -> String {
    let mut text = String::new();
    if choices.below(4) > 0 {
        text += "Transform: AWS::LanguageExtensions\n";
    }
    text += "Parameters:\n";
    for name in PARAMETERS {
        let kind = choices.one_of(&["String", "CommaDelimitedList", "Number"]);
        let _ = write!(text, "  {name}: {{ Type: {kind}");
        if choices.below(2) > 0 {
            let _ = write!(text, ", Default: {:?}", choices.one_of(&TEXTS));
        }
        if choices.below(4) == 1 {
            let allowed = choices.list(3, |choices| format!("{:?}", choices.one_of(&TEXTS)));
            let _ = write!(text, ", AllowedValues: [{allowed}]");
        }
        text += " }\n";
    }
    text += "Mappings:\n  M:\n";
    for key in ["prod", "dev"] {
        let (one, two) = (choices.one_of(&TEXTS), choices.one_of(&["true", "false"]));
        let _ = writeln!(text, "    {key}: {{ a: {one:?}, b: {two} }}");
    }
    text += "Conditions:\n";
    for name in CONDITIONS {
        let _ = writeln!(text, "  {name}: {}", condition(choices, DEPTH));
    }
    text += "Resources:\n";
    for at in 0..=choices.below(3) {
        trail(choices, &mut text, at);
    }
    if has_child {
        stack(choices, &mut text);
    } else {
        let _ = writeln!(text, "Outputs:\n  Flag: {{ Value: {} }}", value(choices, 2));
    }
    text
}

fn trail(choices: &mut Choices, text: &mut String, at: usize) {
    let looped = choices.below(4) == 1;
    let indent = if looped { "      " } else { "  " };
    if looped {
        let over = choices.list(3, |choices| format!("{:?}", choices.one_of(&TEXTS)));
        let _ = writeln!(text, "  Fn::ForEach::L{at}:\n    - Loop\n    - [{over}]");
        let _ = writeln!(text, "    - T{at}${{Loop}}:");
    } else {
        let _ = writeln!(text, "  T{at}:");
    }
    let _ = writeln!(text, "{indent}  Type: AWS::CloudTrail::Trail");
    if choices.below(3) == 1 {
        let _ = writeln!(text, "{indent}  Condition: {}", choices.one_of(&CONDITIONS));
    }
    let _ = writeln!(
        text,
        "{indent}  Properties:\n{indent}    S3BucketName: logs"
    );
    if choices.below(6) == 1 {
        let include = "{ Name: AWS::Include, Parameters: { Location: include.yaml } }";
        let _ = writeln!(text, "{indent}    Fn::Transform: {include}");
    }
    for property in PROPERTIES {
        if choices.below(5) > 0 {
            let _ = writeln!(text, "{indent}    {property}: {}", value(choices, DEPTH));
        }
    }
    if choices.below(4) == 1 {
        let selectors = choices.list(3, |choices| {
            format!("{{ IncludeManagementEvents: {} }}", value(choices, 2))
        });
        let _ = writeln!(text, "{indent}    EventSelectors: [{selectors}]");
    }
}

fn stack(choices: &mut Choices, text: &mut String) {
    text.push_str("  Nested:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n");
    text.push_str("      TemplateURL: child.yaml\n      Parameters:\n");
    for name in PARAMETERS {
        if choices.below(3) > 0 {
            let _ = writeln!(text, "        {name}: {}", value(choices, DEPTH));
        }
    }
    text.push_str("        Unused: x\n");
}

/// A function in its short or its long form.
fn call(choices: &mut Choices, name: &str, arguments: &str) -> String {
    if choices.below(2) == 0 {
        return format!("!{name} {arguments}");
    }
    let prefix = if ["Ref", "Condition"].contains(&name) {
        ""
    } else {
        "Fn::"
    };
    format!("{{ \"{prefix}{name}\": {arguments} }}")
}

fn nested(choices: &mut Choices, depth: usize) -> String {
    value(choices, depth.saturating_sub(1))
}

pub(super) fn value(choices: &mut Choices, depth: usize) -> String {
    let known = if depth == 0 { 5 } else { 17 };
    match choices.below(known) {
        0 => "true".into(),
        1 => "false".into(),
        2 => format!("{:?}", choices.one_of(&TEXTS)),
        3 | 4 => {
            let name = choices.one_of(&NAMES);
            call(choices, "Ref", &format!("{name:?}"))
        }
        5..=7 => {
            let name = choices.one_of(&CONDITIONS);
            let (yes, no) = (nested(choices, depth), nested(choices, depth));
            call(choices, "If", &format!("[{name}, {yes}, {no}]"))
        }
        8 => {
            let (first, second) = (nested(choices, depth), choices.one_of(&["a", "b", "c"]));
            let default = match choices.below(3) {
                1 => format!(", {{ DefaultValue: {} }}", nested(choices, depth)),
                _ => String::new(),
            };
            call(
                choices,
                "FindInMap",
                &format!("[M, {first}, {second}{default}]"),
            )
        }
        9 => {
            let (name, text) = (choices.one_of(&NAMES), choices.one_of(&TEXTS));
            let given = nested(choices, depth);
            call(
                choices,
                "Sub",
                &format!("[\"{text}${{{name}}}${{X}}\", {{ X: {given} }}]"),
            )
        }
        10 => {
            let items = choices.list(3, |choices| nested(choices, depth));
            call(choices, "Join", &format!("[\"\", [{items}]]"))
        }
        11 => {
            let items = choices.list(3, |choices| nested(choices, depth));
            let at = choices.below(4);
            call(choices, "Select", &format!("[{at}, [{items}]]"))
        }
        12 => {
            let of = nested(choices, depth);
            let at = choices.below(3);
            let parts = format!("{{ \"Fn::Split\": [\",\", {of}] }}");
            call(choices, "Select", &format!("[{at}, {parts}]"))
        }
        13 => call(choices, "ImportValue", "shared-flag"),
        14 => call(choices, "GetAtt", "Nested.Outputs.Flag"),
        15 => {
            let of = nested(choices, depth);
            call(choices, "ToJsonString", &format!("{{ a: {of} }}"))
        }
        _ => {
            let items = choices.list(3, |choices| nested(choices, depth));
            call(choices, "Length", &format!("[{items}]"))
        }
    }
}

fn condition(choices: &mut Choices, depth: usize) -> String {
    let known = if depth == 0 { 2 } else { 6 };
    match choices.below(known) {
        0 => {
            let (one, other) = (value(choices, depth.min(2)), value(choices, depth.min(2)));
            call(choices, "Equals", &format!("[{one}, {other}]"))
        }
        1 => {
            let name = choices.one_of(&CONDITIONS);
            call(choices, "Condition", name)
        }
        2 | 3 => {
            let of = condition(choices, depth - 1);
            call(choices, "Not", &format!("[{of}]"))
        }
        of => {
            let all: Vec<String> = (0..2 + choices.below(2))
                .map(|_| condition(choices, depth - 1))
                .collect();
            let name = if of == 4 { "And" } else { "Or" };
            call(choices, name, &format!("[{}]", all.join(", ")))
        }
    }
}
