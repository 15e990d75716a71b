//! Every intrinsic function in its short and in its long form: both must come to the same.

use cloudtrail_lint::options::{LintOptions, Stdin};

use crate::cases::values::meaning;

/// The short form, the long one, and the verdict on a trail whose flag it is.
const VALUES: &[(&str, &str, &str)] = &[
    ("!Ref Flag", "{Ref: Flag}", "recorded"),
    (
        "!Ref {Fn::Sub: '${Name}'}",
        "{Ref: {Fn::Sub: '${Name}'}}",
        "recorded",
    ),
    ("!Ref AWS::NoValue", "{Ref: 'AWS::NoValue'}", "not-recorded"),
    (
        "!If [IsOn, true, false]",
        "{Fn::If: [IsOn, true, false]}",
        "recorded",
    ),
    (
        "!If [!Condition IsOn, false, true]",
        "{Fn::If: [{Condition: IsOn}, false, true]}",
        "not-recorded",
    ),
    ("!Sub '${Flag}'", "{Fn::Sub: '${Flag}'}", "recorded"),
    (
        "!Sub ['${A}', {A: !Ref Flag}]",
        "{Fn::Sub: ['${A}', {A: {Ref: Flag}}]}",
        "recorded",
    ),
    (
        "!Join ['', [tr, ue]]",
        "{Fn::Join: ['', [tr, ue]]}",
        "recorded",
    ),
    (
        "!Join ['', !Ref Two]",
        "{Fn::Join: ['', {Ref: Two}]}",
        "recorded",
    ),
    (
        "!Select [1, [true, false]]",
        "{Fn::Select: [1, [true, false]]}",
        "not-recorded",
    ),
    (
        "!Select [0, !Split [',', 'true,false']]",
        "{Fn::Select: [0, {Fn::Split: [',', 'true,false']}]}",
        "recorded",
    ),
    (
        "!FindInMap [M, a, b]",
        "{Fn::FindInMap: [M, a, b]}",
        "recorded",
    ),
    (
        "!FindInMap [M, a, c, {DefaultValue: !Ref Flag}]",
        "{Fn::FindInMap: [M, a, c, {DefaultValue: {Ref: Flag}}]}",
        "recorded",
    ),
    (
        "!Select [!Length [a], [false, true]]",
        "{Fn::Select: [{Fn::Length: [a]}, [false, true]]}",
        "recorded",
    ),
    (
        "!Select [!Length {Ref: Two}, [a, b, true]]",
        "{Fn::Select: [{Fn::Length: {Ref: Two}}, [a, b, true]]}",
        "recorded",
    ),
    (
        "!Select [!Length {Fn::Split: ['-', 'a-b']}, [a, b, true]]",
        "{Fn::Select: [{Fn::Length: {Fn::Split: ['-', 'a-b']}}, [a, b, true]]}",
        "recorded",
    ),
    (
        "!Select [3, !Split ['\"', !ToJsonString {a: {Ref: Flag}}]]",
        "{Fn::Select: [3, {Fn::Split: ['\"', {Fn::ToJsonString: {a: {Ref: Flag}}}]}]}",
        "recorded",
    ),
    (
        "!Select [1, !Split ['\"', !ToJsonString {Ref: One}]]",
        "{Fn::Select: [1, {Fn::Split: ['\"', {Fn::ToJsonString: {Ref: One}}]}]}",
        "recorded",
    ),
    (
        "!ImportValue {Fn::Sub: a}",
        "{Fn::ImportValue: {Fn::Sub: a}}",
        "unknown",
    ),
    (
        "!GetAtt Bucket.Arn",
        "{Fn::GetAtt: [Bucket, Arn]}",
        "unknown",
    ),
    (
        "!Select [0, !GetAZs '']",
        "{Fn::Select: [0, {Fn::GetAZs: ''}]}",
        "unknown",
    ),
    (
        "!Select [0, !Cidr [10.0.0.0/16, 1, 8]]",
        "{Fn::Select: [0, {Fn::Cidr: [10.0.0.0/16, 1, 8]}]}",
        "unknown",
    ),
    (
        "!Base64 {Ref: Flag}",
        "{Fn::Base64: {Ref: Flag}}",
        "unknown",
    ),
    ("!Equals [a, a]", "{Fn::Equals: [a, a]}", "unknown"),
    (
        "!Transform {Name: Flags, Parameters: {a: b}}",
        "{Fn::Transform: {Name: Flags, Parameters: {a: b}}}",
        "unknown",
    ),
    (
        "!Transform {Name: 'AWS::Include', Parameters: {Location: s3://a/b}}",
        "{Fn::Transform: {Name: 'AWS::Include', Parameters: {Location: s3://a/b}}}",
        "unknown",
    ),
];

/// The same for expressions of a condition that the flag is on by.
const CONDITIONS: &[(&str, &str, &str)] = &[
    ("!Condition IsOn", "{Condition: IsOn}", "recorded"),
    (
        "!Equals [!Ref Flag, true]",
        "{Fn::Equals: [{Ref: Flag}, true]}",
        "recorded",
    ),
    (
        "!Equals [!Length {Ref: Two}, 2]",
        "{Fn::Equals: [{Fn::Length: {Ref: Two}}, 2]}",
        "recorded",
    ),
    (
        "!Not [!Equals [a, a]]",
        "{Fn::Not: [{Fn::Equals: [a, a]}]}",
        "not-recorded",
    ),
    (
        "!Not [!Condition IsOn]",
        "{Fn::Not: [{Condition: IsOn}]}",
        "not-recorded",
    ),
    (
        "!And [!Condition IsOn, !Equals [a, a]]",
        "{Fn::And: [{Condition: IsOn}, {Fn::Equals: [a, a]}]}",
        "recorded",
    ),
    (
        "!Or [!Equals [a, b], !Condition IsOn]",
        "{Fn::Or: [{Fn::Equals: [a, b]}, {Condition: IsOn}]}",
        "recorded",
    ),
];

fn template(flag: &str, condition: &str) -> String {
    format!(
        "Transform: AWS::LanguageExtensions\n\
         Parameters:\n\
         \x20 Flag: {{Type: String, Default: 'true'}}\n\
         \x20 Name: {{Type: String, Default: 'Flag'}}\n\
         \x20 One: {{Type: CommaDelimitedList, Default: 'true'}}\n\
         \x20 Two: {{Type: CommaDelimitedList, Default: 'tr,ue'}}\n\
         Mappings:\n\
         \x20 M: {{a: {{b: true}}}}\n\
         Conditions:\n\
         \x20 IsOn: !Equals [!Ref Flag, 'true']\n\
         \x20 Asked: {condition}\n\
         Resources:\n\
         \x20 Bucket: {{Type: AWS::S3::Bucket}}\n\
         \x20 Trail:\n\
         \x20   Type: AWS::CloudTrail::Trail\n\
         \x20   Properties:\n\
         \x20     S3BucketName: logs\n\
         \x20     IsLogging: true\n\
         \x20     IsMultiRegionTrail: true\n\
         \x20     IncludeGlobalServiceEvents: {flag}\n"
    )
}

/// What a template comes to, without places, and the verdict on its trail.
fn judge(text: String) -> (Vec<String>, &'static str) {
    let outcome = cloudtrail_lint::lint(&LintOptions {
        stdin: Some(Stdin {
            name: "template.yaml".into(),
            is_named: true,
            bytes: text.clone().into_bytes(),
        }),
        ..LintOptions::default()
    });
    let [trail] = outcome.trails.as_slice() else {
        panic!("one trail is expected of\n{text}");
    };
    (meaning(&outcome), trail.verdict().as_str())
}

#[test]
fn values_are_the_same_in_both_forms() {
    for (short, long, verdict) in VALUES {
        let as_short = judge(template(short, "!Equals [a, a]"));
        let as_long = judge(template(long, "!Equals [a, a]"));
        assert_eq!(as_short.1, *verdict, "{short}");
        assert_eq!(as_short, as_long, "{short}");
    }
}

#[test]
fn conditions_are_the_same_in_both_forms() {
    for (short, long, verdict) in CONDITIONS {
        let as_short = judge(template("!If [Asked, true, false]", short));
        let as_long = judge(template("!If [Asked, true, false]", long));
        assert_eq!(as_short.1, *verdict, "{short}");
        assert_eq!(as_short, as_long, "{short}");
    }
}
