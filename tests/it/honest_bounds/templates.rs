//! Input in templates and services.

use std::fmt::Write as _;

use super::{FLAG, Files, child, each, files, in_order, nested, template, trail};

pub(super) fn beside_one_another(count: usize) -> Files {
    in_order(count, "t.yaml", |on| template("", &on.to_string()))
}

pub(super) fn nested_stacks(count: usize) -> Files {
    // Many parents leave each the fewest stacks.
    let parent = format!(
        "Resources:\n{}",
        each(count, |at, on| nested(at, "c.yaml", on))
    );
    let mut out: Files = (0..40)
        .map(|at| (format!("p{at}.yaml"), parent.clone()))
        .collect();
    out.push(("c.yaml".into(), child()));
    out
}

pub(super) fn stacks_in_one_another(count: usize) -> Files {
    let level = |at: usize| {
        let passed = if at == 0 { "'false'" } else { "!Ref Flag" };
        format!(
            "{FLAG}Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: s{}.yaml, Parameters: {{Flag: {passed}}}}}\n",
            at + 1
        )
    };
    let levels = (0..count).map(|at| (format!("s{at}.yaml"), level(at)));
    levels
        .chain([(format!("s{count}.yaml"), child())])
        .collect()
}

pub(super) fn outputs_of_one_another(count: usize) -> Files {
    let of = "Parameters: {P: {Type: String}}\nOutputs: {O: {Value: !Ref P}}\nResources: {Topic: {Type: AWS::SNS::Topic}}\n";
    let chain = (0..count).fold(String::new(), |mut out, at| {
                let given = match at {
                    0 => "'false'".to_owned(),
                    at => format!("!GetAtt N{}.Outputs.O", at - 1),
                };
                writeln!(out, "  N{at}:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: c.yaml, Parameters: {{P: {given}}}}}").unwrap();
                out
            });
    let flag = format!("!GetAtt N{}.Outputs.O", count - 1);
    let parent = format!("Resources:\n{chain}  Trail:\n    {}", trail(&flag));
    files([("c.yaml", of.into()), ("p.yaml", parent)])
}

pub(super) fn items_of_a_loop(count: usize) -> Files {
    let items = each(count, |at, _| format!("A{at},"));
    let map = each(count, |at, on| format!("    A{at}: {{F: {on}}}\n"));
    let looped = format!(
        "Transform: AWS::LanguageExtensions\nMappings:\n  M:\n{map}Resources:\n  Fn::ForEach::L:\n  - X\n  - [{items}]\n  - T${{X}}:\n      Type: AWS::CloudTrail::Trail\n      Properties: {{S3BucketName: logs, IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: !FindInMap [M, !Ref X, F]}}\n"
    );
    files([("t.yaml", looped)])
}

pub(super) fn keys_of_a_mapping(count: usize) -> Files {
    let map = each(count, |at, on| format!("    A{at}: {{F: {on}}}\n"));
    let sections = format!("Parameters: {{P: {{Type: String}}}}\nMappings:\n  M:\n{map}");
    files([("t.yaml", template(&sections, "!FindInMap [M, !Ref P, F]"))])
}

pub(super) fn allowed_values(count: usize) -> Files {
    let map = each(count, |at, on| format!("    A{at}: {{F: {on}}}\n"));
    let allowed = each(count, |at, _| format!("A{at},"));
    let sections = format!(
        "Parameters: {{P: {{Type: String, AllowedValues: [{allowed}]}}}}\nMappings:\n  M:\n{map}"
    );
    files([("t.yaml", template(&sections, "!FindInMap [M, !Ref P, F]"))])
}

pub(super) fn conditions_of_one_another(count: usize) -> Files {
    let chain = each(count, |at, _| format!("  C{at}: !Condition C{}\n", at + 1));
    let sections = format!("Conditions:\n{chain}  C{count}: !Equals [a, b]\n");
    files([("t.yaml", template(&sections, "!If [C0, true, false]"))])
}

pub(super) fn includes_in_one_another(count: usize) -> Files {
    let level = |at| {
        format!("Fn::Transform: {{Name: AWS::Include, Parameters: {{Location: i{at}.yaml}}}}\n")
    };
    let top = format!(
        "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n      IsMultiRegionTrail: true\n      {}",
        level(0)
    );
    let levels = (0..count).map(|at| (format!("i{at}.yaml"), level(at + 1)));
    let last = (
        format!("i{count}.yaml"),
        "IncludeGlobalServiceEvents: false\n".to_owned(),
    );
    levels.chain([last, ("t.yaml".to_owned(), top)]).collect()
}

pub(super) fn includes(count: usize) -> Files {
    let all = each(count, |at, on| {
        let file = if on { "topic" } else { "trail" };
        format!(
            "  R{at}:\n    Fn::Transform: {{Name: AWS::Include, Parameters: {{Location: {file}.yaml}}}}\n"
        )
    });
    files([
                ("topic.yaml", "Type: AWS::SNS::Topic\n".into()),
                ("trail.yaml", "Type: AWS::CloudTrail::Trail\nProperties: {S3BucketName: logs, IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false}\n".into()),
                ("t.yaml", format!("Resources:\n{all}")),
            ])
}

pub(super) fn trails_that_a_default_keeps_away(count: usize) -> Files {
    let declared = each(count, |at, _| {
        format!("  On{at}: {{Type: String, Default: no}}\n")
    });
    let conditions = each(count, |at, _| {
        format!("  C{at}: !Equals [!Ref On{at}, 'yes']\n")
    });
    let trails = each(count, |at, on| {
        format!(
            "  T{at}:\n    Condition: C{at}\n    Type: AWS::CloudTrail::Trail\n    Properties: {{S3BucketName: logs, IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: !If [C{at}, {on}, true]}}\n"
        )
    });
    files([(
        "t.yaml",
        format!("Parameters:\n{declared}Conditions:\n{conditions}Resources:\n{trails}"),
    )])
}

pub(super) fn comments_without_a_space(count: usize) -> Files {
    let lines = each(count, |at, _| format!("  a{at}: 'x'#c\n"));
    // The longer a text is, the fewer of them it may have.
    let long = "#".repeat(if count > 3 { 1 << 20 } else { 1 });
    files([(
        "t.yaml",
        template(&format!("{long}\nMetadata:\n{lines}"), "false"),
    )])
}

pub(super) fn stacks_that_a_file_deploys(count: usize) -> Files {
    let tasks = each(count, |at, on| {
        format!(
            "Task{at}:\n  Type: update-stacks\n  Template: ./t.yaml\n  StackName: s{at}\n  Parameters: {{Flag: '{on}'}}\n"
        )
    });
    files([("t.yaml", child()), ("tasks.yaml", tasks)])
}

/// Each is given a thousand values more where it is named.
pub(super) fn values_of_deployments(count: usize) -> Files {
    let values = each(1_000, |at, _| format!("P{at}: v, "));
    let mut out = stacks_that_a_file_deploys(count);
    out[1].1 = out[1].1.replace("{Flag", &format!("{{{values}Flag"));
    out
}

/// So many that the template has no more than a few trails for each of them: others have more than they may.
pub(super) fn trails_of_deployments(count: usize) -> Files {
    let trails = (0..6).map(|at| format!("  T{at}:\n    {}", trail("!Ref Flag")));
    let trails: String = trails.collect();
    let mut out = stacks_that_a_file_deploys(count);
    out[0].1 = format!("{FLAG}Resources:\n{trails}");
    let of_other = (0..110).map(|at| format!("  T{at}:\n    {}", trail("true")));
    let of_other = format!("Resources:\n{}", of_other.collect::<Vec<_>>().concat());
    let others = (0..78).map(|at| (format!("other{at}.yaml"), of_other.clone()));
    out.extend(others);
    out
}

/// Each StackSet puts the text of its template together.
pub(super) fn templates_in_templates(count: usize) -> Files {
    let topics = (0..2_000).fold(String::new(), |mut out, at| {
        writeln!(out, "          R{at}: {{Type: AWS::SNS::Topic}}").unwrap();
        out
    });
    let sets = each(count, |at, on| {
        format!(
            "  S{at}:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      StackSetName: s\n      TemplateBody:\n        \
             Fn::Sub: ['${{Text}}# {at}', {{Text: !FindInMap [M, k, {on}]}}]\n"
        )
    });
    let body = |flag: &str| {
        let properties = format!(
            "{{S3BucketName: logs, IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: {flag}}}"
        );
        format!(
            "      '{flag}': |\n        Resources:\n          Trail: {{Type: AWS::CloudTrail::Trail, Properties: {properties}}}\n{topics}"
        )
    };
    let bodies = body("true") + &body("false");
    files([(
        "t.yaml",
        format!("Mappings:\n  M:\n    k:\n{bodies}Resources:\n{sets}"),
    )])
}

fn service(sections: &str, flag: &str) -> String {
    format!(
        "service: audit\nprovider: {{name: aws}}\n{sections}resources:\n  Resources:\n    Trail:\n      Type: AWS::CloudTrail::Trail\n      Properties: {{S3BucketName: logs, IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: \"{flag}\"}}\n"
    )
}

pub(super) fn stages(count: usize) -> Files {
    let stages = each(count, |at, on| format!("  s{at}: {{flag: {on}}}\n"));
    let sections = format!("params:\n  dev: {{flag: true}}\n{stages}");
    files([("serverless.yml", service(&sections, "${param:flag}"))])
}

pub(super) fn folders_above(count: usize) -> Files {
    let folder = "a/".repeat(count);
    let compose = format!("services:\n  audit:\n    path: {folder}\n    params: {{flag: false}}\n");
    vec![
        ("serverless-compose.yml".into(), compose),
        (
            format!("{folder}serverless.yml"),
            service("", "${param:flag, true}"),
        ),
    ]
}

pub(super) fn variables_of_one_another(count: usize) -> Files {
    let chain = each(count, |at, _| {
        format!("  l{at}: ${{self:custom.l{}}}\n", at + 1)
    });
    let sections = format!("custom:\n{chain}  l{count}: false\n");
    files([("serverless.yml", service(&sections, "${self:custom.l0}"))])
}

pub(super) fn variables_in_one_another(count: usize) -> Files {
    let opened = "${self:custom.".repeat(count);
    let flag = format!("${{self:off.{opened}key{}", "}".repeat(count + 1));
    let sections = "custom: {key: key}\noff: {key: false}\n";
    files([("serverless.yml", service(sections, &flag))])
}

pub(super) fn files_of_one_another(count: usize) -> Files {
    let levels = (0..count).map(|at| {
        (
            format!("r{at}.yml"),
            format!("Resources: ${{file(r{}.yml):Resources}}\n", at + 1),
        )
    });
    let top = "service: audit\nprovider: {name: aws}\nresources: ${file(r0.yml)}\n".to_owned();
    levels
        .chain([
            ("serverless.yml".to_owned(), top),
            (format!("r{count}.yml"), template("", "false")),
        ])
        .collect()
}
