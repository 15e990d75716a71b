//! Templates that lead to one another: nested stacks, `StackSets`, and what the CDK writes.

use super::tree::{Size, Tree, indented, listed, template, times, times_of};

super::inputs! {
    stacks_that_nest_others: "stacks that nest 100 others, five levels";
    templates_of_stacks: "300 templates of 100 stacks";
    text_of_a_mapping_for_sets: "one template text of a mapping for 400 StackSets";
    stacks_by_allowed_values: "nested stacks by a parameter of 40 allowed values, 40 of them";
    stacks_in_a_circle: "40 templates that each nest all of them";
    conditions_in_two_files: "a chain of 1,300 conditions through two templates";
    outputs_in_a_row: "outputs of 400 stacks, each of the one before";
    outputs_of_outputs: "stacks 30 deep, each with 100 outputs of the one below";
    stack_of_many_trails: "100 stacks of one template with 400 trails";
    sets_for_many_regions: "200 StackSets with 30 Regions and overrides each";
    sets_in_sets: "a StackSet in a StackSet, eight deep, twice each";
    instance_groups: "a StackSet with 3,000 groups of instances";
    body_of_a_long_text: "a StackSet whose body is a text of 2 MB";
    bodies_in_strings: "bodies of StackSets in strings of strings, six deep";
    body_that_a_function_makes: "a body of 1 MB that `Sub` makes, for 100 StackSets";
    passed_parameters: "500 parameters that 400 stacks are passed";
    parameters_passed_on: "a parameter that 30 stacks in one another pass on, with a `Sub` each";
    address_that_is_not_known: "an address that is not known beside 5,000 templates";
    addresses_by_a_map: "the addresses of 100 stacks by a map of 900 rows";
    names_of_templates: "a template that names 20,000 others";
    stacks_of_json: "10,000 templates of JSON that one nests";
    assets_of_the_cdk: "a manifest of the CDK with 20,000 assets";
    assets_of_many_stacks: "100 stacks of the CDK that each list 1,000 assets, of which each nests 100";
    outputs_of_the_cdk: "300 apps of the CDK with what they write";
    stacks_made_by_loops: "nested stacks that `Fn::ForEach` makes, 900 of them";
    stacks_of_open_conditions: "12 stacks in one another, each behind a condition of its own";
    children_with_rules: "200 stacks of one template with 60 rules";
    serverless_applications: "900 applications of SAM, of one template";
    modules_of_rain: "1,000 templates that Rain embeds";
    lists_that_are_passed: "lists of 10,000 items that 100 stacks are passed";
}

/// A nested stack of a template, with what it is passed.
fn stack(name: &str, url: &str, parameters: &str) -> String {
    format!(
        "  {name}:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: {url}\n      Parameters: {{ \
            {parameters} }}\n"
    )
}

fn nesting(stacks: &str) -> String {
    format!("Resources:\n{stacks}")
}

const WITH_FLAG: &str = "Parameters:\n  Flag: { Type: String, Default: 'true' }\n";

fn child(tree: &Tree, trails: usize) {
    tree.put("child.yaml", template(WITH_FLAG, trails, "!Ref Flag"));
}

fn stacks_that_nest_others(tree: &Tree, size: Size) {
    for level in 0..5 {
        let text = times(
            size.of(100),
            &stack("S@", &format!("level{}.yaml", level + 1), ""),
        );
        tree.put(&format!("level{level}.yaml"), nesting(&text));
    }
    tree.put("level5.yaml", template("", 1, "false"));
}

fn templates_of_stacks(tree: &Tree, size: Size) {
    child(tree, 1);
    let text = times(size.of(100), &stack("S@", "child.yaml", "Flag: 'false'"));
    tree.put_each(size.of(300), "t@.yaml", &nesting(&text));
}

/// A set of a body, with what it has beside that.
fn set(name: &str, body: &str, more: &str) -> String {
    format!(
        "  {name}:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      StackSetName: {name}\n      \
         PermissionModel: SERVICE_MANAGED\n      TemplateBody: {body}\n{more}"
    )
}

fn text_of_a_mapping_for_sets(tree: &Tree, size: Size) {
    let filler = times(size.of(8_000), "# comment of line @\n");
    let body = indented(8, &(filler + &template("", size.of(100), "false")));
    let sets = times(size.of(400), &set("S@", "!FindInMap [M, A, Body]", ""));
    tree.put(
        "template.yaml",
        format!("Mappings:\n  M:\n    A:\n      Body: |\n{body}Resources:\n{sets}"),
    );
}

fn stacks_by_allowed_values(tree: &Tree, size: Size) {
    let count = size.of(40);
    let values = listed(count, "t@");
    for at in 0..count {
        tree.put(&format!("t{at}.yaml"), template(WITH_FLAG, 1, "!Ref Flag"));
    }
    let stacks = times(count, &stack("S@", "!Sub '${Which}.yaml'", "Flag: 'false'"));
    let text = format!(
        "Parameters:\n  Which: {{ Type: String, AllowedValues: [{values}] }}\n{}",
        nesting(&stacks)
    );
    tree.put("template.yaml", text);
}

fn stacks_in_a_circle(tree: &Tree, size: Size) {
    let count = size.of(40);
    let stacks = times(count, &stack("S@", "t@.yaml", ""));
    for at in 0..count {
        tree.put(&format!("t{at}.yaml"), template("", 1, "false") + &stacks);
    }
    tree.put(
        "root.yaml",
        template("", 1, "false") + &stack("S", "t0.yaml", ""),
    );
}

fn conditions_in_two_files(tree: &Tree, size: Size) {
    let count = size.of(650);
    let sections = |first: &str| {
        let conditions = times_of(count, |at| match at.checked_sub(1) {
            Some(before) => format!("  C{at}: !Not [!Condition C{before}]\n"),
            None => format!("  C0: !Equals [!Ref {first}, x]\n"),
        });
        format!("Parameters:\n  {first}: {{ Type: String }}\nConditions:\n{conditions}")
    };
    let flag = format!("!If [C{}, true, false]", count - 1);
    tree.put("child.yaml", template(&sections("P"), 20, &flag));
    let passed = format!("P: !If [C{}, x, y]", count - 1);
    let stacks = nesting(&stack("S", "child.yaml", &passed));
    tree.put("template.yaml", sections("Q") + &stacks);
}

fn outputs_in_a_row(tree: &Tree, size: Size) {
    let sections = format!("{WITH_FLAG}Outputs:\n  Flag: {{ Value: !Ref Flag }}\n");
    tree.put("child.yaml", template(&sections, 1, "!Ref Flag"));
    let stacks = times_of(size.of(400), |at| {
        let flag = match at.checked_sub(1) {
            Some(before) => format!("!GetAtt S{before}.Outputs.Flag"),
            None => "'false'".to_owned(),
        };
        stack(&format!("S{at}"), "child.yaml", &format!("Flag: {flag}"))
    });
    tree.put("template.yaml", nesting(&stacks));
}

fn outputs_of_outputs(tree: &Tree, size: Size) {
    let (depth, count) = (size.of(30), size.of(100));
    for level in 0..depth {
        let outputs = times(count, "  O@: { Value: !GetAtt S.Outputs.O@ }\n");
        let text = nesting(&stack("S", &format!("level{}.yaml", level + 1), ""));
        tree.put(
            &format!("level{level}.yaml"),
            format!("{text}Outputs:\n{outputs}"),
        );
    }
    let outputs = times(count, "  O@: { Value: 'false' }\n");
    tree.put(
        &format!("level{depth}.yaml"),
        template("", 1, "true") + "Outputs:\n" + &outputs,
    );
    let flag = "!GetAtt S.Outputs.O@";
    let text = template("", count, flag) + &stack("S", "level0.yaml", "");
    tree.put("template.yaml", text);
}

fn stack_of_many_trails(tree: &Tree, size: Size) {
    child(tree, size.of(400));
    let stacks = times(size.of(100), &stack("S@", "child.yaml", "Flag: 'false'"));
    tree.put("template.yaml", nesting(&stacks));
}

const BODY: &str = "'{\"Parameters\":{\"Flag\":{\"Type\":\"String\",\"Default\":\"true\"}},\"Resources\":{\"T\":{\"Type\":\
                    \"AWS::CloudTrail::Trail\",\"Properties\":{\"IsLogging\":true,\"S3BucketName\":\"logs\",\
                    \"IncludeGlobalServiceEvents\":{\"Ref\":\"Flag\"}}}}}'";

const GROUP: &str = "        - DeploymentTargets: { OrganizationalUnitIds: [ou-@] }\n          Regions: [us-east-1, \
    eu-west-1]\n          \
                     ParameterOverrides: [{ ParameterKey: Flag, ParameterValue: 'false' }]\n";

fn sets_for_many_regions(tree: &Tree, size: Size) {
    let groups = times(
        size.of(30),
        &GROUP.replace("[us-east-1", "[region-@, us-east-1"),
    );
    let sets = times_of(size.of(200), |at| {
        set(
            &format!("S{at}"),
            BODY,
            &format!("      StackInstancesGroup:\n{groups}"),
        )
    });
    tree.put("template.yaml", nesting(&sets));
}

/// A text as it is written in JSON.
fn in_json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn sets_in_sets(tree: &Tree, size: Size) {
    let mut body = BODY.trim_matches('\'').to_owned();
    for _ in 0..size.of(8) {
        let sets: Vec<String> = ["A", "B"]
            .iter()
            .map(|name| {
                format!(
                    "\"{name}\":{{\"Type\":\"AWS::CloudFormation::StackSet\",\"Properties\":{{\"StackSetName\":\"{name}\",\
                     \"PermissionModel\":\"SERVICE_MANAGED\",\"TemplateBody\":{}}}}}",
                    in_json(&body)
                )
            })
            .collect();
        body = format!("{{\"Resources\":{{{}}}}}", sets.join(","));
    }
    tree.put("template.json", body);
}

fn instance_groups(tree: &Tree, size: Size) {
    let groups = times(size.of(3_000), GROUP);
    let text = set("S", BODY, &format!("      StackInstancesGroup:\n{groups}"));
    tree.put("template.yaml", nesting(&text));
}

fn body_of_a_long_text(tree: &Tree, size: Size) {
    let body = template("", size.of(15_000), "false");
    let text = nesting(&set("S", &format!("|\n{}", indented(8, &body)), ""));
    tree.put("template.yaml", text);
}

fn bodies_in_strings(tree: &Tree, size: Size) {
    let mut body = BODY.trim_matches('\'').to_owned();
    for _ in 0..size.of(10) {
        body = format!(
            "{{\"Resources\":{{\"S\":{{\"Type\":\"AWS::CloudFormation::StackSet\",\"Properties\":{{\"StackSetName\":\"s\",\
             \"PermissionModel\":\"SERVICE_MANAGED\",\"TemplateBody\":{}}}}}}}}}",
            in_json(&body)
        );
    }
    tree.put("template.json", body);
}

fn body_that_a_function_makes(tree: &Tree, size: Size) {
    let filler = times(size.of(30_000), "# ${AWS::Region} of line @\n");
    let body = indented(16, &(filler + &template("", 1, "${Flag}")));
    let items = listed(size.of(100), "i@");
    let text = format!(
        "Transform: AWS::LanguageExtensions\n{WITH_FLAG}Resources:\n  Fn::ForEach::Loop:\n    - X\n    - [{items}]\n    - \
            S${{X}}:\n        \
         Type: AWS::CloudFormation::StackSet\n        Properties:\n          StackSetName: s\n          \
         PermissionModel: SERVICE_MANAGED\n          TemplateBody: !Sub |\n{body}"
    );
    tree.put("template.yaml", text);
}

fn passed_parameters(tree: &Tree, size: Size) {
    let count = size.of(500);
    let parameters = times(count, "  P@: { Type: String }\n");
    let sections = format!("Parameters:\n{parameters}");
    tree.put("child.yaml", template(&sections, 1, "!Ref P1"));
    let passed = listed(count, "P@: 'false'");
    tree.put(
        "template.yaml",
        nesting(&times_of(size.of(400), |at| {
            stack(&format!("S{at}"), "child.yaml", &passed)
        })),
    );
}

fn parameters_passed_on(tree: &Tree, size: Size) {
    let depth = size.of(30);
    for level in 0..depth {
        let text = stack(
            "S",
            &format!("level{}.yaml", level + 1),
            "Flag: !Sub '${Flag}${Flag}'",
        );
        let sections = "Parameters:\n  Flag: { Type: String, Default: 'x' }\n";
        tree.put(
            &format!("level{level}.yaml"),
            sections.to_owned() + &nesting(&text),
        );
    }
    let sections = format!("{WITH_FLAG}Conditions:\n  C: !Equals [!Ref Flag, y]\n");
    tree.put(
        &format!("level{depth}.yaml"),
        template(&sections, 1, "!If [C, true, false]"),
    );
}

fn address_that_is_not_known(tree: &Tree, size: Size) {
    tree.put_each(size.of(5_000), "stacks/t@.yaml", &template("", 1, "false"));
    let text = "Parameters:\n  Url: { Type: String }\n".to_owned()
        + &nesting(&times(size.of(100), &stack("S@", "!Ref Url", "")));
    tree.put("template.yaml", text);
}

fn addresses_by_a_map(tree: &Tree, size: Size) {
    let count = size.of(900);
    let rows = times(count, "    r@: { Url: 't@.yaml' }\n");
    tree.put_each(count, "t@.yaml", &template("", 1, "false"));
    let stacks = times(
        size.of(100),
        &stack("S@", "!FindInMap [M, !Ref Which, Url]", ""),
    );
    let text = format!(
        "Parameters:\n  Which: {{ Type: String }}\nMappings:\n  M:\n{rows}{}",
        nesting(&stacks)
    );
    tree.put("template.yaml", text);
}

fn names_of_templates(tree: &Tree, size: Size) {
    child(tree, 1);
    let names = times(size.of(20_000), "  K@: stacks/t@.yaml\n");
    let text = nesting(&stack("S", "child.yaml", ""));
    tree.put("template.yaml", format!("Metadata:\n{names}{text}"));
}

fn stacks_of_json(tree: &Tree, size: Size) {
    let count = size.of(10_000);
    let body = BODY.trim_matches('\'');
    tree.put_each(count, "t@.json", body);
    tree.put(
        "template.yaml",
        nesting(&times(count, &stack("S@", "t@.json", "Flag: 'false'"))),
    );
}

fn assets_of_the_cdk(tree: &Tree, size: Size) {
    let assets = listed(
        size.of(20_000),
        "\"h@\": { \"source\": { \"path\": \"n@.template.json\", \"packaging\": \"file\" }, \"destinations\": { \"here\": { \
         \"bucketName\": \"assets\", \"objectKey\": \"h@.json\" } } }",
    );
    tree.put("cdk.json", "{ \"app\": \"node app.js\" }");
    tree.put("cdk.out/manifest.json", "{ \"version\": \"36.0.0\", \"artifacts\": { \"P\": { \"type\": \
        \"aws:cloudformation:stack\", \
         \"environment\": \"aws://1/eu-west-1\", \"properties\": { \"templateFile\": \"P.template.json\" } } } }");
    tree.put(
        "cdk.out/P.assets.json",
        format!("{{ \"version\": \"36.0.0\", \"files\": {{ {assets} }} }}"),
    );
    let url = "{ \"Fn::Sub\": \"https://s3.${AWS::URLSuffix}/assets/h1.json\" }";
    let stacks = listed(
        size.of(200),
        &format!(
            "\"S@\": {{ \"Type\": \"AWS::CloudFormation::Stack\", \"Properties\": {{ \"TemplateURL\": {url} }} }}"
        ),
    );
    tree.put(
        "cdk.out/P.template.json",
        format!("{{ \"Resources\": {{ {stacks} }} }}"),
    );
    tree.put("cdk.out/n1.template.json", BODY.trim_matches('\''));
}

fn assets_of_many_stacks(tree: &Tree, size: Size) {
    let key = |at: usize| format!("{at:064}");
    let assets = (0..size.of(1_000)).map(|at| {
        format!(
            "\"{key}\": {{ \"source\": {{ \"path\": \"n{}.nested.template.json\", \"packaging\": \"file\" }}, \
             \"destinations\": {{ \"here\": {{ \"bucketName\": \"assets\", \"objectKey\": \"{key}.json\" }} }} }}",
            at % 100,
            key = key(at)
        )
    });
    let assets = assets.collect::<Vec<_>>().join(", ");
    let stacks = (0..size.of(100)).map(|at| {
        format!(
            "\"S{at}\": {{ \"Type\": \"AWS::CloudFormation::Stack\", \"Properties\": {{ \"TemplateURL\": {{ \"Fn::Sub\": \
             \"https://s3.${{AWS::URLSuffix}}/assets/{}.json\" }} }} }}",
            key(at)
        )
    });
    let stacks = stacks.collect::<Vec<_>>().join(", ");
    for at in 0..size.of(100) {
        tree.put(
            &format!("cdk.out/P{at}.assets.json"),
            format!("{{ \"version\": \"36.0.0\", \"files\": {{ {assets} }} }}"),
        );
        tree.put(
            &format!("cdk.out/P{at}.template.json"),
            format!("{{ \"Resources\": {{ {stacks} }} }}"),
        );
    }
    tree.put("cdk.json", "{ \"app\": \"node app.js\" }");
    let body = BODY.trim_matches('\'');
    tree.put_each(size.of(100), "cdk.out/n@.nested.template.json", body);
}

fn outputs_of_the_cdk(tree: &Tree, size: Size) {
    let count = size.of(300);
    tree.put_each(
        count,
        "app@/cdk.json",
        "{ \"app\": \"node app.js\", \"output\": \"out\" }",
    );
    tree.put_each(
        count,
        "app@/out/manifest.json",
        "{ \"version\": \"36.0.0\", \"artifacts\": {} }",
    );
    tree.put_each(count, "app@/out/P.template.json", BODY.trim_matches('\''));
    tree.put(".gitignore", "out/\n");
}

fn stacks_made_by_loops(tree: &Tree, size: Size) {
    child(tree, 1);
    let items = listed(size.of(900), "i@");
    let text = format!(
        "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Loop:\n    - X\n    - [{items}]\n    - \
            S${{X}}:\n        \
         Type: AWS::CloudFormation::Stack\n        Properties: {{ TemplateURL: child.yaml, Parameters: {{ Flag: 'false' }} }}\n"
    );
    tree.put("template.yaml", text);
}

fn stacks_of_open_conditions(tree: &Tree, size: Size) {
    let depth = size.of(12);
    let sections = "Parameters:\n  P: { Type: String }\n  Flag: { Type: String }\nConditions:\n  C: !Equals [!Ref P, x]\n";
    for level in 0..depth {
        let url = format!("level{}.yaml", level + 1);
        let passed = format!("P: !If [C, 'x{level}', !Ref P], Flag: !If [C, 'true', !Ref Flag]");
        let stacks = ["A", "B"].map(|name| stack(name, &url, &passed)).concat();
        let stacks = stacks.replace("    Properties:", "    Condition: C\n    Properties:");
        tree.put(
            &format!("level{level}.yaml"),
            sections.to_owned() + &nesting(&stacks),
        );
    }
    tree.put(
        &format!("level{depth}.yaml"),
        template(sections, 1, "!If [C, true, !Ref Flag]"),
    );
}

fn children_with_rules(tree: &Tree, size: Size) {
    let rules = times(
        size.of(60),
        "  R@:\n    Assertions:\n      - Assert: !Or [!Equals [!Ref A, v@], !Not [!Equals [!Ref B, w@]]]\n",
    );
    let sections = format!(
        "Parameters:\n  A: {{ Type: String }}\n  B: {{ Type: String }}\nRules:\n{rules}Conditions:\n  C: !Equals [!Ref B, w1]\n"
    );
    tree.put("child.yaml", template(&sections, 1, "!If [C, true, false]"));
    let stacks = times(
        size.of(200),
        &stack("S@", "child.yaml", "A: !Ref A, B: !Ref B"),
    );
    let text = "Parameters:\n  A: { Type: String }\n  B: { Type: String }\n".to_owned()
        + &nesting(&stacks);
    tree.put("template.yaml", text);
}

fn serverless_applications(tree: &Tree, size: Size) {
    child(tree, 1);
    let text = times(
        size.of(900),
        "  A@:\n    Type: AWS::Serverless::Application\n    Properties: { Location: child.yaml, Parameters: { Flag: 'false' \
            } }\n",
    );
    tree.put(
        "template.yaml",
        "Transform: AWS::Serverless-2016-10-31\n".to_owned() + &nesting(&text),
    );
}

fn modules_of_rain(tree: &Tree, size: Size) {
    let count = size.of(1_000);
    tree.put_each(count, "t@.yaml", &template("", 1, "false"));
    let sets = times(count, &set("S@", "!Rain::Embed t@.yaml", ""));
    tree.put("template.yaml", nesting(&sets));
}

fn lists_that_are_passed(tree: &Tree, size: Size) {
    let sections = "Parameters:\n  L: { Type: CommaDelimitedList }\n";
    tree.put("child.yaml", template(sections, 1, "!Select [1, !Ref L]"));
    let items = vec!["'false'"; size.of(10_000)].join(", ");
    let text = times(
        size.of(100),
        &stack("S@", "child.yaml", "L: !Join [',', !Ref L]"),
    );
    let sections = format!(
        "Parameters:\n  L: {{ Type: CommaDelimitedList, Default: \"{}\" }}\n",
        items.replace(['\'', ' '], "")
    );
    tree.put("template.yaml", sections + &nesting(&text));
}
