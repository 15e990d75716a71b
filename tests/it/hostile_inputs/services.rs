//! Services of the Serverless Framework, and templates that other tools write.

use super::tree::{Size, Tree, indented, listed, template, times, times_of};

super::inputs! {
    variables_in_one_another: "variables of a service in one another, 15 deep, 300 trails";
    variables_in_a_row: "1,000 variables of a service, each of the one before";
    variables_that_double: "a text that doubles in each of 40 variables of a service";
    stages_of_a_service: "a service with 900 stages";
    stages_by_files: "a service whose stages are 1,000 files";
    file_that_many_variables_name: "a file of 600 kB that 1,000 variables of a service name";
    files_that_name_one_another: "files of a service that name one another";
    resources_as_a_list: "resources of a service as a list of 1,000 files";
    files_listed_again: "resources of a service as a list of ten files of 20 trails, 10,000 times";
    parts_in_a_list: "resources of a service as a list of 40,000 parts";
    parts_that_are_code: "3,000 trails of a service, over which parts are put that are code, 20,000 times";
    extensions_that_are_code: "a trail of 5,000 properties, over which extensions are put that are code, 5,000 times";
    services_of_one_file: "400 services of one file of resources";
    extensions_of_a_service: "5,000 extensions of resources";
    composed_services: "1,000 services that one file composes";
    fallbacks: "variables with 500 fallbacks each, 60 trails";
    dotenv: "a `.env` of 100,000 lines";
    joined_texts: "a text of 10,000 variables of a service";
    stack_parameters: "5,000 `stackParameters` of a service";
    objects_that_are_copied: "an object of 5,000 members that 200 variables copy";
    self_as_a_whole: "variables that each take all of the service, 60 of them";
    annotated_accounts: "an annotated template with an organization of 2,000 accounts";
    sam_with_globals: "a template of SAM with 5,000 functions";
    rendered_first: "a template of 200,000 marks that another tool renders first";
}

const PROVIDER: &str = "service: audit\nprovider:\n  name: aws\n  region: us-east-1\n";

/// A service with so many trails, in whose flag `@` is their number.
fn service(tree: &Tree, sections: &str, count: usize, flag: &str) {
    let resources = indented(2, &template("", count, flag));
    tree.put(
        "serverless.yml",
        format!("{PROVIDER}{sections}resources:\n{resources}"),
    );
}

fn variables_in_one_another(tree: &Tree, size: Size) {
    let depth = size.of(15);
    let flag = format!(
        "${{self:custom.on_{}k{}}}",
        "${self:custom.".repeat(depth),
        "}".repeat(depth)
    );
    service(
        tree,
        "custom:\n  k: k\n  on_k: false\n",
        size.of(300),
        &flag,
    );
}

fn variables_in_a_row(tree: &Tree, size: Size) {
    let count = size.of(1_000);
    let custom = times_of(count, |at| match at.checked_sub(1) {
        Some(before) => format!("  v{at}: ${{self:custom.v{before}}}\n"),
        None => "  v0: false\n".to_owned(),
    });
    service(
        tree,
        &format!("custom:\n{custom}"),
        count,
        "${self:custom.v@}",
    );
}

fn variables_that_double(tree: &Tree, size: Size) {
    let count = size.of(40);
    let custom = times_of(count, |at| match at.checked_sub(1) {
        Some(before) => format!("  v{at}: ${{self:custom.v{before}}}${{self:custom.v{before}}}\n"),
        None => "  v0: 'text'\n".to_owned(),
    });
    let sections = format!("custom:\n  on: false\n{custom}");
    let text = format!(
        "{PROVIDER}{sections}resources:\n{}",
        indented(
            2,
            &format!(
                "Conditions:\n  C: !Equals ['${{self:custom.v{}}}', x]\n{}",
                count - 1,
                template("", size.of(30), "!If [C, true, false]")
            )
        )
    );
    tree.put("serverless.yml", text);
}

fn stages_of_a_service(tree: &Tree, size: Size) {
    let stages = times(size.of(900), "  s@: { on: false }\n");
    service(
        tree,
        &format!("params:\n  default: {{ on: true }}\n{stages}"),
        size.of(50),
        "${param:on}",
    );
}

fn stages_by_files(tree: &Tree, size: Size) {
    tree.put_each(size.of(1_000), "config/s@.yml", "on: false\n");
    tree.put("config/dev.yml", "on: true\n");
    service(
        tree,
        "custom: ${file(config/${sls:stage}.yml)}\n",
        size.of(20),
        "${self:custom.on}",
    );
}

fn file_that_many_variables_name(tree: &Tree, size: Size) {
    tree.put(
        "data.yml",
        times(size.of(20_000), "k@: some text to make it longer\n") + "on: false\n",
    );
    service(tree, "", size.of(1_000), "${file(data.yml):on}");
}

fn files_that_name_one_another(tree: &Tree, size: Size) {
    let count = size.of(40);
    let all = times(size.or(0, 40), "v@: ${file(f@.yml)}\n");
    for at in 0..count {
        tree.put(&format!("f{at}.yml"), format!("on: false\n{all}"));
    }
    service(
        tree,
        "custom:\n  all: ${file(f0.yml)}\n",
        size.of(30),
        "${self:custom.all.on}",
    );
}

fn resources_as_a_list(tree: &Tree, size: Size) {
    let count = size.of(1_000);
    for at in 0..count {
        let text = template("", 1, "false").replace("T0", &format!("T{at}"));
        tree.put(&format!("r/r{at}.yml"), text);
    }
    let list = times(count, "  - ${file(r/r@.yml)}\n");
    tree.put("serverless.yml", format!("{PROVIDER}resources:\n{list}"));
}

fn files_listed_again(tree: &Tree, size: Size) {
    for at in 0..10 {
        let text = template("", size.of(20), "false").replace("\n  T", &format!("\n  F{at}T"));
        tree.put(&format!("r{at}.yml"), text);
    }
    let list = times_of(size.of(10_000), |at| {
        format!("  - ${{file(r{}.yml)}}\n", at % 10)
    });
    tree.put("serverless.yml", format!("{PROVIDER}resources:\n{list}"));
}

fn parts_in_a_list(tree: &Tree, size: Size) {
    let parts = times(size.of(40_000), "  - Resources: {R@: {}}\n");
    let resources = indented(4, &template("", 1, "false"));
    let (_, resources) = resources.split_at("    ".len());
    tree.put(
        "serverless.yml",
        format!("{PROVIDER}resources:\n{parts}  - {resources}"),
    );
}

fn parts_that_are_code(tree: &Tree, size: Size) {
    tree.put("code.js", "module.exports = {};\n");
    let resources = indented(4, &template("", size.of(3_000), "false"));
    let (_, resources) = resources.split_at("    ".len());
    let parts = "  - {}\n  - ${file(code.js)}\n".repeat(size.of(20_000));
    tree.put(
        "serverless.yml",
        format!("{PROVIDER}resources:\n  - {resources}{parts}"),
    );
}

fn extensions_that_are_code(tree: &Tree, size: Size) {
    tree.put("code.js", "module.exports = {};\n");
    let properties = times(size.of(5_000), "        P@: 1\n");
    let resources = indented(2, &template("", 1, "false"));
    let extensions = "    T0: { Properties: '${file(code.js)}' }\n".repeat(size.of(5_000));
    tree.put(
        "serverless.yml",
        format!("{PROVIDER}resources:\n{resources}{properties}  extensions:\n{extensions}"),
    );
}

fn services_of_one_file(tree: &Tree, size: Size) {
    tree.put("trail.yml", template("", size.of(100), "${self:custom.on}"));
    tree.put_each(
        size.of(400),
        "s@/serverless.yml",
        &format!("{PROVIDER}custom: {{ on: false }}\nresources: ${{file(../trail.yml)}}\n"),
    );
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
}

fn extensions_of_a_service(tree: &Tree, size: Size) {
    let count = size.of(5_000);
    let extensions = times(
        count,
        "    T@:\n      Properties: { IncludeGlobalServiceEvents: false }\n",
    );
    let resources = indented(2, &template("", count, "true"));
    tree.put(
        "serverless.yml",
        format!("{PROVIDER}resources:\n{resources}  extensions:\n{extensions}"),
    );
}

fn composed_services(tree: &Tree, size: Size) {
    let count = size.of(1_000);
    let services = times(count, "  s@:\n    path: s@\n    params: { on: false }\n");
    tree.put("serverless-compose.yml", format!("services:\n{services}"));
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
    let resources = indented(2, &template("", 1, "${param:on}"));
    tree.put_each(
        count,
        "s@/serverless.yml",
        &format!("{PROVIDER}resources:\n{resources}"),
    );
}

fn fallbacks(tree: &Tree, size: Size) {
    let all = "self:custom.none, ".repeat(size.of(500));
    service(
        tree,
        "custom:\n  on: false\n",
        size.of(60),
        &format!("\"${{{all}self:custom.on}}\""),
    );
}

fn dotenv(tree: &Tree, size: Size) {
    tree.put(
        ".env",
        times(size.of(100_000), "KEY@=value@\n") + "ON=false\n",
    );
    service(tree, "useDotenv: true\n", size.of(100), "${env:ON, true}");
}

fn joined_texts(tree: &Tree, size: Size) {
    let text = "${self:custom.a}".repeat(size.of(10_000));
    let resources = indented(
        2,
        &format!(
            "Conditions:\n  C: !Equals ['${{self:custom.all}}', x]\n{}",
            template("", size.of(20), "!If [C, true, false]")
        ),
    );
    tree.put(
        "serverless.yml",
        format!("{PROVIDER}custom:\n  a: text\n  all: '{text}'\nresources:\n{resources}"),
    );
}

fn stack_parameters(tree: &Tree, size: Size) {
    let count = size.of(4_900);
    let given = times(
        count,
        "    - { ParameterKey: P@, ParameterValue: 'false' }\n",
    );
    let parameters = times(count, "  P@: { Type: String, Default: 'true' }\n");
    let resources = indented(
        2,
        &template(&format!("Parameters:\n{parameters}"), count, "!Ref P@"),
    );
    tree.put(
        "serverless.yml",
        format!("{PROVIDER}  stackParameters:\n{given}resources:\n{resources}"),
    );
}

fn objects_that_are_copied(tree: &Tree, size: Size) {
    let members = listed(size.of(5_000), "k@: v");
    let copies = times(size.of(200), "  c@: ${self:custom.object}\n");
    service(
        tree,
        &format!("custom:\n  object: {{ on: false, {members} }}\n{copies}"),
        size.of(200),
        "${self:custom.c@.on}",
    );
}

fn self_as_a_whole(tree: &Tree, size: Size) {
    let copies = times(size.of(60), "  c@: ${self:provider}\n");
    let all = times(size.or(0, 60), "  s@: ${self:}\n");
    service(
        tree,
        &format!("custom:\n  on: false\n{copies}{all}"),
        size.of(60),
        "${self:custom.on}",
    );
}

fn annotated_accounts(tree: &Tree, size: Size) {
    let count = size.of(2_000);
    let accounts = times(
        count,
        "  A@:\n    Type: OC::ORG::Account\n    Properties: { AccountName: a@, AccountId: '123123123123' }\n",
    );
    let master = "  Master:\n    Type: OC::ORG::MasterAccount\n    Properties: { AccountName: acme, AccountId: \
        '123123123123' }\n";
    tree.put(
        "organization.yml",
        format!("AWSTemplateFormatVersion: '2010-09-09-OC'\nOrganization:\n{master}{accounts}"),
    );
    let resources = times(
        count,
        "  T@:\n    Type: AWS::CloudTrail::Trail\n    OrganizationBinding: { Account: !Ref A@, Region: us-east-1 }\n    \
         Properties: { IsLogging: true, S3BucketName: logs, IncludeGlobalServiceEvents: false }\n",
    );
    tree.put(
        "t.yml",
        format!(
            "AWSTemplateFormatVersion: '2010-09-09-OC'\nOrganization: !Include ./organization.yml\n\
        Resources:\n{resources}"
        ),
    );
    tree.put(
        "organization-tasks.yml",
        "Trails:\n  Type: update-stacks\n  StackName: trails\n  Template: ./t.yml\n",
    );
}

fn sam_with_globals(tree: &Tree, size: Size) {
    let functions = times(
        size.of(5_000),
        "  F@:\n    Type: AWS::Serverless::Function\n    Properties: { Handler: a.b, InlineCode: 'x' }\n",
    );
    let text = template(
        "Transform: AWS::Serverless-2016-10-31\nGlobals: { Function: { Runtime: python3.12 } }\n",
        1,
        "false",
    );
    tree.put("template.yaml", text + &functions);
}

fn rendered_first(tree: &Tree, size: Size) {
    let marks = times(size.of(200_000), "  K@: '{{ value_@ }}'\n");
    tree.put(
        "template.yaml",
        template(&format!("Metadata:\n{marks}"), 1, "'{{ on }}'"),
    );
}
