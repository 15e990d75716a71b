//! Templates of `CloudFormation`: sections, functions, conditions, loops and includes.

use super::tree::{Size, Tree, listed, resources, template, times, times_of};

super::inputs! {
    trails_with_a_parameter_each: "trails with a parameter each, 6,400";
    selectors_of_one_trail: "5,000 event selectors of one trail";
    misspelt_parameters: "3,840 misspelt parameters", refused();
    parameters_that_are_compared: "100 parameters of 64 values, compared with four others each, by 100 trails";
    conditions_in_a_row: "6,400 conditions in a row, a trail each";
    many_trails: "50,000 trails in one template";
    includes_of_a_large_file: "500 includes of one file of 20,000 members";
    includes_of_themselves: "includes of themselves, 40 in each", refused();
    resources_that_org_formation_includes: "1,000 resources of an annotated template that each include one file of 35 kB";
    templates_that_org_formation_includes: "1,600 annotated templates that include one file of 300 trails";
    join_and_split_in_one_another: "`Join` and `Split` of a list in one another, 60 deep";
    text_that_grows_with_each_join: "a text that grows with each `Join`";
    text_that_triples_with_each_sub: "a text that triples with each `Sub`";
    separator_that_grows: "a separator that grows with each `Join`";
    sub_with_placeholders: "`Sub` with 100,000 placeholders";
    sub_with_a_map_of_its_own: "`Sub` with a map of 20,000 variables";
    two_keys_of_a_map_that_are_not_known: "`FindInMap` with two keys that are not known, 900 by 10";
    unknown_key_of_a_map_for_many_trails: "a map with 900 keys that is asked for an unknown one, by 100 trails";
    rules_that_trails_ask_for: "rules of a template that its 50 trails ask for";
    rules_about_pairs: "60 rules about pairs of ten parameters of 40 allowed values, 50 trails";
    rules_about_pairs_and_values: "the same, with two values of each trail that vary by such parameters";
    rules_for_as_many_trails: "3,200 rules and as many trails";
    long_names_made_by_loops: "long names that `Fn::ForEach` makes, 1,000 of 10 kB";
    loops_in_loops: "`Fn::ForEach` in one another, 30 by 30 by 30";
    loops_over_open_lists: "200 loops over lists of parameters that are not known";
    conditions_with_ten_operands: "conditions of ten others, 1,000 of them in layers";
    choices_of_many_conditions: "a flag that 300 conditions in one another decide";
    json_strings_of_json_strings: "`Fn::ToJsonString` in one another, 40 deep";
    lists_that_are_split: "a text of 1 MB that is split at each char, by 100 trails";
    patterns_of_parameters: "1,000 parameters with an `AllowedPattern` that repeats";
    macros: "5,000 macros within the properties of trails";
}

fn trails_with_a_parameter_each(tree: &Tree, size: Size) {
    let count = size.of(6_400);
    let parameters = times(count, "  P@: { Type: String, Default: 'false' }\n");
    let text = template(&format!("Parameters:\n{parameters}"), count, "!Ref P@");
    tree.put("template.yaml", text);
}

fn selectors_of_one_trail(tree: &Tree, size: Size) {
    let selectors = times(
        size.of(5_000),
        "        - { ReadWriteType: All, IncludeManagementEvents: false }\n",
    );
    let text = template("", 1, "false") + "      EventSelectors:\n" + &selectors;
    tree.put("template.yaml", text);
}

fn misspelt_parameters(tree: &Tree, size: Size) {
    let count = size.of(3_840);
    let parameters = times(count, "  Parameter@: { Type: String }\n");
    let text = template(
        &format!("Parameters:\n{parameters}"),
        count,
        "!Ref Paramter@",
    );
    tree.put("template.yaml", text);
}

fn conditions_in_a_row(tree: &Tree, size: Size) {
    let count = size.of(6_400);
    let conditions = times_of(count, |at| match at.checked_sub(1) {
        Some(before) if at % 200 > 0 => format!("  C{at}: !Not [!Condition C{before}]\n"),
        _ => format!("  C{at}: !Equals [!Ref Env, prod{at}]\n"),
    });
    let sections = format!("Parameters:\n  Env: {{ Type: String }}\nConditions:\n{conditions}");
    tree.put(
        "template.yaml",
        template(&sections, count, "!If [C@, true, false]"),
    );
}

fn parameters_that_are_compared(tree: &Tree, size: Size) {
    let count = size.of(100);
    let values: Vec<String> = (0..64).map(|at| format!("v{at}")).collect();
    let values = values.join(", ");
    let parameters = times(
        count,
        &format!("  P@: {{ Type: String, AllowedValues: [{values}] }}\n"),
    );
    let conditions = times_of(count, |at| {
        let same = (1..5).map(|by| format!("!Equals [!Ref P{at}, !Ref P{}]", (at + by) % count));
        format!("  C{at}: !And [{}]\n", same.collect::<Vec<_>>().join(", "))
    });
    let sections = format!("Parameters:\n{parameters}Conditions:\n{conditions}");
    let last = count - 1;
    tree.put(
        "template.yaml",
        template(
            &sections,
            count,
            &format!("!If [C@, true, !If [C{last}, false, true]]"),
        ),
    );
}

fn many_trails(tree: &Tree, size: Size) {
    tree.put("template.yaml", template("", size.of(50_000), "false"));
}

fn includes_of_a_large_file(tree: &Tree, size: Size) {
    tree.put(
        "members.yaml",
        times(size.of(20_000), "K@: { Type: AWS::S3::Bucket }\n"),
    );
    let bodies = times(
        size.of(500),
        "  R@:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n      S3BucketName: logs\n      \
         Fn::Transform: { Name: AWS::Include, Parameters: { Location: members.yaml } }\n",
    );
    tree.put("template.yaml", format!("Resources:\n{bodies}"));
}

fn includes_of_themselves(tree: &Tree, size: Size) {
    let include = "Fn::Transform: { Name: AWS::Include, Parameters: { Location: part.yaml } }\n";
    let part = times(size.of(40), &format!("K@:\n  {include}"));
    tree.put("part.yaml", part);
    let text = template("", 1, "false") + "      " + include;
    tree.put("template.yaml", text);
}

/// A flag that is a function of a value, `%`, in itself so many times.
fn nested(first: &str, next: &str, depth: usize) -> String {
    let mut value = first.to_owned();
    for _ in 0..depth {
        value = next.replace('%', &value);
    }
    value
}

fn join_and_split_in_one_another(tree: &Tree, size: Size) {
    let list = vec!["'true'"; size.of(6_000)].join(",");
    let text = nested(
        &format!("!Join [',', [{list}]]"),
        "!Join [',', !Split [',', %]]",
        size.of(55),
    );
    let flag = format!("!Select [0, !Split [',', {text}]]");
    tree.put("template.yaml", template("", 1, &flag));
}

fn text_that_grows_with_each_join(tree: &Tree, size: Size) {
    let more = "x".repeat(size.or(10, 900));
    let text = nested("'false'", &format!("!Join ['-', [%, {more}]]"), size.of(55));
    let flag = format!("!Select [0, !Split ['-', {text}]]");
    tree.put("template.yaml", template("", size.of(100), &flag));
}

fn text_that_triples_with_each_sub(tree: &Tree, size: Size) {
    let text = nested("'false-'", "!Sub ['${A}${A}${A}', { A: % }]", size.of(55));
    let flag = format!("!Select [0, !Split ['-', {text}]]");
    tree.put("template.yaml", template("", size.of(100), &flag));
}

fn separator_that_grows(tree: &Tree, size: Size) {
    let flag = nested("xxxxxxxxxx", "!Join [%, [a, b, c, d, e, f]]", size.of(40));
    let condition = format!("Conditions:\n  C: !Equals [{flag}, y]\n");
    tree.put(
        "template.yaml",
        template(&condition, 1, "!If [C, true, false]"),
    );
}

fn sub_with_placeholders(tree: &Tree, size: Size) {
    let text = "${P}".repeat(size.of(100_000));
    let sections = format!(
        "Parameters:\n  P: {{ Type: String, Default: x }}\nConditions:\n  C: !Equals [!Sub '{text}', y]\n"
    );
    tree.put(
        "template.yaml",
        template(&sections, 1, "!If [C, true, false]"),
    );
}

fn sub_with_a_map_of_its_own(tree: &Tree, size: Size) {
    let count = size.of(20_000);
    let text = times(count, "${V@}");
    let map = listed(count, "V@: !Ref AWS::Region");
    let sections = format!("Conditions:\n  C: !Equals [!Sub ['{text}', {{ {map} }}], y]\n");
    tree.put(
        "template.yaml",
        template(&sections, size.of(20), "!If [C, true, false]"),
    );
}

fn map(keys: usize, of_each: usize) -> String {
    let rows = times_of(keys, |at| {
        let row = listed(of_each, "k@: 'false'");
        format!("    r{at}: {{ {row} }}\n")
    });
    format!("Mappings:\n  M:\n{rows}")
}

fn two_keys_of_a_map_that_are_not_known(tree: &Tree, size: Size) {
    let sections = "Parameters:\n  A: { Type: String }\n  B: { Type: String }\n".to_owned()
        + &map(size.of(900), size.of(10));
    let text = template(&sections, size.of(100), "!FindInMap [M, !Ref A, !Ref B]");
    tree.put("template.yaml", text);
}

fn unknown_key_of_a_map_for_many_trails(tree: &Tree, size: Size) {
    let sections = "Parameters:\n  A: { Type: String }\n".to_owned() + &map(size.of(900), 1);
    let text = template(&sections, size.of(100), "!FindInMap [M, !Ref A, k0]");
    tree.put("template.yaml", text);
}

fn rules_that_trails_ask_for(tree: &Tree, size: Size) {
    let count = size.of(400);
    let rules = times(
        count,
        "  R@:\n    RuleCondition: !Equals [!Ref A, v@]\n    Assertions:\n      - Assert: !Or [!Equals [!Ref B, w@], !Equals \
            [!Ref C, x@]]\n",
    );
    let sections = format!(
        "Parameters:\n  A: {{ Type: String }}\n  B: {{ Type: String }}\n  C: {{ Type: String }}\nRules:\n{rules}\
         Conditions:\n  D: !Equals [!Ref A, v1]\n  E: !Equals [!Ref B, w1]\n"
    );
    let text = template(
        &sections,
        size.of(50),
        "!If [D, !If [E, true, false], !Ref C]",
    );
    tree.put("template.yaml", text);
}

fn pairs(size: Size) -> String {
    let values = listed(size.of(40), "v@");
    let parameters = times(
        10,
        &format!("  P@: {{ Type: String, AllowedValues: [{values}] }}\n"),
    );
    let rules = times_of(size.of(60), |at| {
        let (one, other) = (at % 10, (at * 7 + 3) % 10);
        format!(
            "  R{at}:\n    Assertions:\n      - Assert: !Not [!And [!Equals [!Ref P{one}, v{0}], !Equals [!Ref P{other}, \
                v{1}]]]\n",
            at % 40,
            at * 3 % 40
        )
    });
    let conditions = times(10, "  C@: !Equals [!Ref P@, v1]\n");
    format!("Parameters:\n{parameters}Rules:\n{rules}Conditions:\n{conditions}")
}

fn rules_about_pairs(tree: &Tree, size: Size) {
    let text = template(&pairs(size), size.of(50), "!If [C0, true, false]");
    tree.put("template.yaml", text);
}

fn rules_about_pairs_and_values(tree: &Tree, size: Size) {
    let trails = times_of(size.of(50), |at| {
        format!(
            "  T{at}:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      \
             IsLogging: !If [C{0}, true, false]\n      IsMultiRegionTrail: !If [C{1}, true, false]\n      \
             IncludeGlobalServiceEvents: !If [C{2}, true, !If [C{3}, false, true]]\n",
            at % 10,
            (at + 1) % 10,
            (at + 2) % 10,
            (at + 5) % 10
        )
    });
    tree.put("template.yaml", pairs(size) + "Resources:\n" + &trails);
}

fn rules_for_as_many_trails(tree: &Tree, size: Size) {
    let count = size.of(3_200);
    let parameters = times(count, "  P@: { Type: String }\n");
    let rules = times(
        count,
        "  R@:\n    Assertions:\n      - Assert: !Equals [!Ref P@, 'true']\n",
    );
    let sections = format!("Parameters:\n{parameters}Rules:\n{rules}");
    tree.put("template.yaml", template(&sections, count, "!Ref P@"));
}

fn long_names_made_by_loops(tree: &Tree, size: Size) {
    let long = "n".repeat(size.or(5, 10_000));
    let items = listed(size.of(1_000), "i@");
    let text = format!(
        "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Loop:\n    - X\n    - [{items}]\n    - ? {long}${{X}}\n      \
         : Type: AWS::CloudTrail::Trail\n        Properties: {{ IsLogging: true, S3BucketName: logs, \
         IncludeGlobalServiceEvents: false }}\n"
    );
    tree.put("template.yaml", text);
}

fn loops_in_loops(tree: &Tree, size: Size) {
    let items = listed(size.of(30), "i@");
    let text = format!(
        "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n    - X\n    - [{items}]\n    - \
            Fn::ForEach::B:\n        \
         - Y\n        - [{items}]\n        - Fn::ForEach::C:\n            - Z\n            - [{items}]\n            - \
         T${{X}}${{Y}}${{Z}}:\n                \
         Type: AWS::CloudTrail::Trail\n                Properties: {{ IsLogging: true, S3BucketName: logs, \
         IncludeGlobalServiceEvents: false }}\n"
    );
    tree.put("template.yaml", text);
}

fn loops_over_open_lists(tree: &Tree, size: Size) {
    let count = size.of(200);
    let parameters = times(count, "  L@: { Type: CommaDelimitedList }\n");
    let loops = times(
        count,
        "  Fn::ForEach::A@:\n    - X\n    - !Ref L@\n    - T@${X}:\n        Type: AWS::CloudTrail::Trail\n        \
         Properties: { IsLogging: true, S3BucketName: logs, IncludeGlobalServiceEvents: false }\n",
    );
    let text =
        format!("Transform: AWS::LanguageExtensions\nParameters:\n{parameters}Resources:\n{loops}");
    tree.put("template.yaml", text);
}

fn conditions_with_ten_operands(tree: &Tree, size: Size) {
    let count = size.or(12, 1_000);
    let conditions = times_of(count, |at| {
        if at < 10 {
            return format!("  C{at}: !Equals [!Ref P{at}, x]\n");
        }
        let kind = if at % 2 == 0 { "!Or" } else { "!And" };
        let others = times_of(10, |of| format!("!Not [!Condition C{}], ", at - 1 - of));
        format!("  C{at}: {kind} [{}]\n", others.trim_end_matches(", "))
    });
    let parameters = times(10, "  P@: { Type: String }\n");
    let sections = format!("Parameters:\n{parameters}Conditions:\n{conditions}");
    tree.put(
        "template.yaml",
        template(&sections, count, "!If [C@, true, false]"),
    );
}

fn choices_of_many_conditions(tree: &Tree, size: Size) {
    let count = size.of(300);
    let conditions = times(count, "  C@: !Equals [!Ref P, v@]\n");
    let mut flag = "true".to_owned();
    for at in 0..size.of(60) {
        flag = format!(
            "!If [C{at}, {flag}, !If [C{}, true, false]]",
            count - 1 - at
        );
    }
    let sections = format!("Parameters:\n  P: {{ Type: String }}\nConditions:\n{conditions}");
    tree.put("template.yaml", template(&sections, size.of(100), &flag));
}

fn json_strings_of_json_strings(tree: &Tree, size: Size) {
    let value = nested("'\"'", "{Fn::ToJsonString: [%]}", size.of(40));
    let sections = format!(
        "Transform: AWS::LanguageExtensions\nConditions:\n  C: {{Fn::Equals: [{value}, y]}}\n"
    );
    tree.put(
        "template.yaml",
        template(&sections, size.of(20), "!If [C, true, false]"),
    );
}

fn lists_that_are_split(tree: &Tree, size: Size) {
    let text = "x,".repeat(size.or(2, 1 << 19));
    let sections = format!("Parameters:\n  P: {{ Type: String, Default: '{text}' }}\n");
    let flag = "!Select [1, !Split [',', !Ref P]]";
    let sections = format!("{sections}Conditions:\n  C: !Equals [{flag}, y]\n");
    tree.put(
        "template.yaml",
        template(&sections, size.of(100), "!If [C, true, false]"),
    );
}

fn patterns_of_parameters(tree: &Tree, size: Size) {
    let count = size.of(1_000);
    let parameters = times(
        count,
        "  P@: { Type: String, Default: 'true', AllowedPattern: '((true|false)([a-z]{0,90}){0,9}){1,3}' }\n",
    );
    tree.put(
        "template.yaml",
        template(&format!("Parameters:\n{parameters}"), count, "!Ref P@"),
    );
}

/// What makes a template one that org-formation reads.
const ANNOTATED: &str = "AWSTemplateFormatVersion: '2010-09-09-OC'\nResources:";

fn resources_that_org_formation_includes(tree: &Tree, size: Size) {
    let tags = times(
        size.of(1_000),
        "    - {Key: k@, Value: some text of a tag}\n",
    );
    let resource = format!("Type: AWS::S3::Bucket\nProperties:\n  Tags:\n{tags}");
    tree.put("bucket.yml", resource);
    let trail = resources(1, "false");
    let includes = times(size.of(1_000), "  B@: !Include bucket.yml\n");
    tree.put("template.yml", format!("{ANNOTATED}\n{trail}{includes}"));
}

fn templates_that_org_formation_includes(tree: &Tree, size: Size) {
    tree.put("trails.inc", resources(size.of(300), "false"));
    let template = format!("{ANNOTATED} !Include trails.inc\n");
    tree.put_each(size.of(1_600), "t@.yml", &template);
}

fn macros(tree: &Tree, size: Size) {
    let flag = "{ 'Fn::Transform': { Name: Own@, Parameters: { a: @ } } }";
    let text = format!("Resources:\n{}", resources(size.of(5_000), flag));
    tree.put("template.yaml", text);
}
