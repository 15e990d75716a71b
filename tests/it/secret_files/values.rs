//! Values that are read from such files.

use super::{ENV, SECRET, STACK, TRAIL, Tree};

#[test]
fn values_of_what_is_no_file_of_values_are_not_said() {
    let module = format!(
        "variable \"DB_PASSWORD\" {{}}\nresource \"aws_cloudtrail\" \"each\" {{\n  for_each                      = toset([var.DB_PASSWORD])\n  name                          = \"each\"\n  s3_bucket_name                = \"logs\"\n  include_global_service_events = false\n}}\n{}",
        TRAIL.replace("true", "var.DB_PASSWORD")
    );
    let env = "DB_PASSWORD = \"hunter2seven\"\nhunter2seven = \"x\"\n";
    let key = "{\"DB_PASSWORD\": \"hunter2seven\", \"hunter2seven\": \"x\"}";
    let configuration =
        |name: &str| format!("terraform:\n- roots: .\n  deployments:\n    live: {name}\n");
    let of_shell = [
        "hunter2seven",
        "\"a-${hunter2seven}\"",
        "hunter2seven(1)",
        "[hunter2seven.x]",
        "<<hunter2seven",
    ];
    let of_shell = of_shell.map(|value| format!("DB_PASSWORD={value}\n"));
    let of_shell = of_shell.iter().map(|text| (".env", text.as_str()));
    let files = [(".env", env), ("key.pem", env), ("gha-creds-1.json", key)];
    for (name, text) in files.into_iter().chain(of_shell) {
        let configuration = configuration(name);
        let files = [
            ("main.tf", module.as_str()),
            (name, text),
            ("cloudtrail-lint.yaml", &configuration),
        ];
        let said = Tree::new(&files, &[]).keeps(".");
        assert!(said.contains("each"), "{name}\n{said}");
        if ![env, key].contains(&text) && !text.contains("<<") {
            assert!(said.contains("(not shown)"), "{name}\n{said}");
        }
        let link = if name.ends_with(".json") {
            "terraform.tfvars.json"
        } else {
            "terraform.tfvars"
        };
        Tree::new(&files[..2], &[(link, name)]).keeps(".");
        let arguments = format!("required_var_files = [\"${{get_terragrunt_dir()}}/../{name}\"]");
        let unit = |rest: &str| format!("terraform {{\n  source = \"../m\"\n{rest}\n}}\n");
        let extra = unit(&format!(
            "  extra_arguments \"v\" {{\n    commands = [\"apply\"]\n    {arguments}\n  }}"
        ));
        let read = format!(
            "inputs = jsondecode(read_tfvars_file(\"../{name}\"))\n{}",
            unit("")
        );
        for unit in [extra, read] {
            let files = [
                ("m/main.tf", module.as_str()),
                ("unit/terragrunt.hcl", unit.as_str()),
                (name, text),
            ];
            Tree::new(&files, &[]).keeps(".");
        }
    }
    // What the command line names is the user's own.
    let tree = Tree::new(&[("main.tf", &module), ("own.env", env)], &[]);
    let said = tree.said(&["check", "--var-file", "own.env"]);
    assert!(said.contains(SECRET), "{said}");
}

#[test]
fn values_that_a_stack_would_hand_over_are_not_said_of_what_is_no_file_of_values() {
    let module = format!(
        "variable \"flag\" {{}}\nresource \"aws_cloudtrail\" \"each\" {{\n  for_each = toset([var.flag])\n  name = \"each\"\n  s3_bucket_name = \"logs\"\n  include_global_service_events = false\n}}\n{}",
        TRAIL.replace("true", "var.flag")
    );
    let unit = "terraform {\n  source = \"../m\"\n}\ninputs = {\n  flag = values.DB_PASSWORD\n}\n";
    let env = "DB_PASSWORD = \"hunter2seven\"\nhunter2seven = \"x\"\n";
    let key = "{\"DB_PASSWORD\": \"hunter2seven\", \"hunter2seven\": \"x\"}";
    for (name, text) in [
        (".env", env),
        ("key.pem", env),
        ("creds.json", key),
        (".env", ENV),
    ] {
        let files = [
            ("m/main.tf", module.as_str()),
            ("unit/terragrunt.hcl", unit),
            (name, text),
        ];
        let target = format!("../{name}");
        let tree = Tree::new(&files, &[("unit/terragrunt.values.hcl", &target)]);
        let said = tree.keeps(".");
        assert!(said.contains("each"), "{name}\n{said}");
        let unread = "terragrunt.values.hcl is a link to a file of";
        assert!(said.contains(unread), "{said}");
    }
    // A stack's own is code.
    let files = [
        ("m/main.tf", module.as_str()),
        ("unit/terragrunt.hcl", unit),
        ("unit/terragrunt.values.hcl", env),
    ];
    let said = Tree::new(&files, &[]).said(&["check", "."]);
    assert!(said.contains(SECRET), "{said}");
}

/// A template that shows a parameter wherever a value of one stands.
const SHOWING: &str = "Transform: AWS::LanguageExtensions\nParameters:\n  DbPassword: {Type: String}\n  Other: {Type: String}\nConditions:\n  C: !Equals [!Ref Other, !Ref DbPassword]\nMappings: {M: {x: {a: true}}}\nResources:\n  Flag:\n    Type: AWS::CloudTrail::Trail\n    Properties: {S3BucketName: b, IsLogging: true, IncludeGlobalServiceEvents: !Ref DbPassword}\n  Joined:\n    Type: AWS::CloudTrail::Trail\n    Properties: {S3BucketName: b, IsLogging: !If [C, true, !Join ['', [x, !Ref DbPassword]]], IncludeGlobalServiceEvents: !FindInMap [M, !Ref DbPassword, a]}\n  Fn::ForEach::Trails:\n  - I\n  - [!Ref DbPassword]\n  - Each${I}:\n      Type: AWS::CloudTrail::Trail\n      Properties: {S3BucketName: b, IsLogging: true, IncludeGlobalServiceEvents: false, TrailName: !Ref I}\n  Stack:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: child.yaml, Parameters: {Flag: !Ref DbPassword}}\n";

const CHILD: &str = "Parameters:\n  Flag: {Type: String, AllowedValues: ['true', 'false']}\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties: {S3BucketName: b, IsLogging: true, IncludeGlobalServiceEvents: !Ref Flag}\n";

/// Files that a job of CI writes into a checkout.
const SECRETS: [(&str, &str); 7] = [
    (
        ".env",
        "DB_USER=x\nDbPassword=hunter2seven\nhunter2seven=1\n",
    ),
    (
        ".npmrc",
        "//registry.example/:_authToken=hunter2seven\nDbPassword=hunter2seven\n",
    ),
    ("key.pem", "DbPassword=hunter2seven\n"),
    (
        "credentials.json",
        "{\"DbPassword\": \"hunter2seven\", \"hunter2seven\": \"x\"}",
    ),
    (
        "gha-creds-1.json",
        "{\"type\": \"x\", \"DbPassword\": \"hunter2seven\"}",
    ),
    (
        "secrets.yaml",
        "DbPassword: hunter2seven\nhunter2seven: x\n",
    ),
    (
        "secret.yml",
        "parameters:\n  DbPassword: hunter2seven\n  hunter2seven: x\n",
    ),
];

#[test]
fn values_of_what_is_no_file_of_parameters_are_not_said() {
    let configuration = |name: &str| {
        format!("cloudformation:\n- templates: trail.yaml\n  deployments:\n    live: {name}\n")
    };
    let with = |secret: (&str, &str), deploying: (&str, &str), link: Option<&str>| {
        let files = [
            ("trail.yaml", SHOWING),
            ("child.yaml", CHILD),
            secret,
            deploying,
        ];
        let links = link.map(|link| (link, secret.0));
        let said = Tree::new(&files, links.as_slice()).keeps(".");
        assert!(said.contains("Flag"), "{secret:?} by {deploying:?}\n{said}");
    };
    for secret in SECRETS {
        let configuration = configuration(secret.0);
        with(secret, ("cloudtrail-lint.yaml", &configuration), None);
    }
    let [env, .., key, _, map, formed] = SECRETS;
    for (link, secret) in [
        ("params.json", key),
        ("params.yaml", map),
        ("samconfig.toml", env),
    ] {
        let configuration = configuration(link);
        with(secret, ("cloudtrail-lint.yaml", &configuration), Some(link));
    }
    for secret in [env, formed] {
        let manifest = format!(
            "region: us-east-1\nversion: 2021-03-15\nresources:\n- name: audit\n  resource_file: trail.yaml\n  parameter_file: {}\n  deploy_method: stack_set\n",
            secret.0
        );
        with(secret, ("manifest.yaml", &manifest), None);
    }
    for (secret, parameters) in [
        (map, "!Include ./NAME"),
        (env, "!Include ./NAME"),
        (key, "{<<: !Include ./NAME}"),
        (map, "{DbPassword: !FindInMap [M, a, DbPassword]}"),
        (env, "{DbPassword: !Include ./NAME}"),
    ] {
        let task = format!(
            "Mappings:\n  M: {{a: !Include ./NAME}}\nAudit:\n  Type: update-stacks\n  StackName: audit\n  Template: ./trail.yaml\n  Parameters: {parameters}\n"
        );
        let task = task.replace("NAME", secret.0);
        with(secret, ("organization-tasks.yml", &task), None);
    }
    let formica = [("a.template.yaml", SHOWING), ("child.yaml", CHILD), formed];
    Tree::new(&formica, &[("stack.config.yaml", formed.0)]).keeps(".");
}

#[test]
fn values_of_parameters_are_said_where_the_file_is_one_of_them() {
    let configuration = |name: &str| {
        format!("cloudformation:\n- templates: trail.yaml\n  deployments:\n    live: {name}\n")
    };
    let flat = "{\"DbPassword\": \"hunter2seven\", \"Other\": \"x\"}";
    let listed = "[{\"ParameterKey\": \"DbPassword\", \"ParameterValue\": \"hunter2seven\"}]";
    for (name, text) in [
        ("parameters.json", flat),
        ("params/prod.json", flat),
        ("prod.json", listed),
        ("prod.yaml", "Parameters: {DbPassword: hunter2seven}\n"),
    ] {
        let configuration = configuration(name);
        let files = [
            ("trail.yaml", SHOWING),
            ("child.yaml", CHILD),
            (name, text),
            ("cloudtrail-lint.yaml", &configuration),
        ];
        let said = Tree::new(&files, &[]).said(&["check"]);
        assert!(said.contains(SECRET), "{name}\n{said}");
    }
    // A truth value is no secret, wherever it stands; what the command line names is the user's own.
    let configuration = configuration("values.json");
    let files = [
        ("trail.yaml", SHOWING),
        ("child.yaml", CHILD),
        (
            "values.json",
            "{\"DbPassword\": \"false\", \"Other\": \"hunter2seven\"}",
        ),
        ("cloudtrail-lint.yaml", &configuration),
    ];
    let said = Tree::new(&files, &[]).keeps(".");
    assert!(
        said.contains("`DbPassword` is `false` in values.json"),
        "{said}"
    );
    let tree = Tree::new(&[("trail.yaml", SHOWING), ("own.json", flat)], &[]);
    let said = tree.said(&["check", "trail.yaml", "--parameters", "own.json"]);
    assert!(said.contains(SECRET), "{said}");
}

/// Trails whose values are FLAG, with lines before them.
fn trails(flag: &str, before: &str) -> String {
    let text = "Transform: AWS::LanguageExtensions\nBEFOREResources:\n  Flag:\n    Type: AWS::CloudTrail::Trail\n    Properties: {S3BucketName: b, IsLogging: true, IncludeGlobalServiceEvents: FLAG}\n  Joined:\n    Type: AWS::CloudTrail::Trail\n    Properties: {S3BucketName: b, IsLogging: true, IncludeGlobalServiceEvents: !Join ['', [x, FLAG]]}\n  Fn::ForEach::Trails:\n  - I\n  - [FLAG]\n  - Each${I}:\n      Type: AWS::CloudTrail::Trail\n      Properties: {S3BucketName: b, IsLogging: true, IncludeGlobalServiceEvents: false}\n";
    text.replace("FLAG", flag).replace("BEFORE", before)
}

/// The same as org-formation reads it, without the loop.
fn of_org_formation(template: &str) -> String {
    let template = template.replace(
        "Transform: AWS::LanguageExtensions\n",
        "AWSTemplateFormatVersion: '2010-09-09-OC'\n",
    );
    let end = template.find("  Fn::ForEach").unwrap();
    template[..end].to_owned()
}

#[test]
fn texts_of_what_templates_include_are_not_said() {
    for (text, name) in [
        (
            "{\"DbPassword\": \"hunter2seven\", \"hunter2seven\": {\"a\": true}}",
            "part.json",
        ),
        (
            "DbPassword: hunter2seven\nhunter2seven: {a: true}\n",
            "part.yaml",
        ),
        ("DbPassword: *hunter2seven\n", "part.yaml"),
        ("DbPassword: hunter2seven: [x\n", "part.yaml"),
        ("hunter2seven", ".env"),
        ("hunter2seven", "word.txt"),
    ] {
        let include =
            format!("{{Fn::Transform: {{Name: AWS::Include, Parameters: {{Location: {name}}}}}}}");
        let in_mapping = format!("Mappings: {{M: {{a: {include}}}}}\n");
        let mapping =
            format!("Parameters: {{Open: {{Type: String}}}}\nMappings: {{M: {include}}}\n");
        let narrowed =
            format!("{mapping}Conditions: {{C: !Equals [!FindInMap [M, !Ref Open, a], 'true']}}\n");
        let of_org = format!("Mappings: {{M: {{a: !Include {name}}}}}\n");
        let default = format!("Parameters: {{P: {{Type: String, Default: !Include {name}}}}}\n");
        for template in [
            trails("!FindInMap [M, a, DbPassword]", &in_mapping),
            trails("!FindInMap [M, !Ref Open, a]", &mapping),
            trails("!If [C, !Ref Open, true]", &narrowed),
            trails("!Ref DbPassword", &format!("Parameters: {include}\n")),
            trails(&include, ""),
            trails(&format!("!Sub ['${{DbPassword}}', {include}]"), ""),
            of_org_formation(&trails("!FindInMap [M, a, DbPassword]", &of_org)),
            of_org_formation(&trails("!Ref P", &default)),
            of_org_formation(&trails(&format!("!Include {name}"), "")),
        ] {
            let tree = Tree::new(&[("template.yaml", &template), (name, text)], &[]);
            let said = tree.keeps(".");
            assert!(
                said.contains("Flag") || said.contains(name),
                "{template}\n{said}"
            );
        }
    }
}

/// Secrets beside a trail, so that a file of them speaks of resources.
const BESIDE: &str = "DbPassword: hunter2seven\nTrail:\n  Type: AWS::CloudTrail::Trail\n  Properties:\n    S3BucketName: logs\n    IsLogging: true\n    SnsTopicName: hunter2seven\n    IncludeGlobalServiceEvents: false\nApiKey: hunter2seven\n";

#[test]
fn what_stands_beside_a_trail_among_secrets_is_not_said() {
    let module = "resource \"aws_cloudformation_stack\" \"a\" {\n  name = \"a\"\n  template_body = yamlencode({ Resources = \
                  yamldecode(file(\"${path.module}/NAME\")) })\n}\n";
    for name in ["secrets.yaml", "credentials.yml", "private/parts.yaml"] {
        for (path, text) in [
            (
                "template.yaml",
                "Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: NAME}}\n",
            ),
            (
                "template.yaml",
                "AWSTemplateFormatVersion: '2010-09-09-OC'\nResources: !Include NAME\n",
            ),
            (
                "serverless.yml",
                "service: a\nprovider: {name: aws}\nresources:\n  Resources: ${file(NAME)}\n",
            ),
            ("main.tf", module),
            ("template.yaml", STACK),
        ] {
            let is_template = text.contains("TemplateURL");
            // Of a template its own name alone counts.
            if is_template && name.starts_with("private/") {
                continue;
            }
            let text = text.replace("NAME", name);
            // What a stack nests is a template.
            let beside = if is_template {
                format!("Resources:\n{BESIDE}").replace('\n', "\n  ")
            } else {
                BESIDE.to_owned()
            };
            let tree = Tree::new(&[(path, &text), (name, &beside)], &[]);
            let said = tree.keeps(".");
            assert!(said.contains("1 trail"), "{path} of {name}: {said}");
        }
    }
}

#[test]
fn names_in_a_file_of_secrets_are_not_what_others_are_meant_by() {
    let secrets = "hunter2seven: text\nknown: {hunter2seven: true}\n";
    let include = "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: secrets.yaml}}}";
    let trail = |flag: &str, before: &str| {
        format!(
            "{before}Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties: {{S3BucketName: b, IsLogging: true, \
             IncludeGlobalServiceEvents: {flag}}}\n"
        )
    };
    let mappings = format!("Mappings: {{M: {include}}}\n");
    for template in [
        trail("!FindInMap [M, hunter2seve, a]", &mappings),
        trail("!FindInMap [M, known, hunter2seve]", &mappings),
        trail("!Ref hunter2seve", &format!("Parameters: {include}\n")),
        trail(
            "!If [hunter2seve, true, false]",
            &format!("Conditions: {include}\n"),
        ),
    ] {
        let tree = Tree::new(
            &[("template.yaml", &template), ("secrets.yaml", secrets)],
            &[],
        );
        assert!(tree.keeps(".").contains("hunter2seve"), "{template}");
    }
}

/// A loop's variable, put into a type, a dependency and a module's type.
const IN_TYPES: &str = "Transform: AWS::LanguageExtensions\nParameters: {L: {Type: CommaDelimitedList}}\nResources:\n  Fn::ForEach::K:\n  - K\n  \
    - !Ref L\n  - A${K}:\n      Type: AWS::CloudTrail::${K}\n      DependsOn: X${K}\n      Properties: {IsLogging: true, S3BucketName: b, \
    IncludeGlobalServiceEvents: false}\n  Fn::ForEach::G:\n  - K\n  - !Ref L\n  - C${K}:\n      Type: Acme::${K}::CloudTrail::MODULE\n";

#[test]
fn a_value_that_is_put_into_a_type_is_not_said() {
    let in_text = "resource \"aws_cloudformation_stack\" \"a\" {\n  name = \"a\"\n  template_body = jsonencode({ Resources = { A = { Type = \
                   \"AWS::CloudTrail::${file(\"k.pem\")}\", Properties = { IncludeGlobalServiceEvents = false } } } })\n}\n";
    let as_parameter = "resource \"aws_cloudformation_stack\" \"a\" {\n  name = \"a\"\n  template_body = file(\"t.yaml\")\n  \
                        parameters = { L = file(\"k.pem\") }\n}\n";
    let sensitive = "variable \"s\" {\n  sensitive = true\n  default = \"hunter2seven\"\n}\nresource \"aws_cloudformation_stack\" \"a\" {\n  \
                     name = \"a\"\n  template_body = file(\"t.yaml\")\n  parameters = { L = var.s }\n}\n";
    let service = "service: a\nprovider: {name: aws}\nresources:\n  Resources:\n    A: {Type: 'AWS::CloudTrail::${file(secrets.yaml):DbPassword}', \
                   Properties: {IncludeGlobalServiceEvents: false}}\n    B: {Type: 'Acme::${file(secrets.yaml):DbPassword}::CloudTrail::MODULE'}\n";
    let deployed = "cloudformation:\n- templates: t.yaml\n  deployments: {live: .env}\n";
    for (name, text) in [
        ("main.tf", in_text),
        ("main.tf", as_parameter),
        ("main.tf", sensitive),
        ("serverless.yml", service),
        ("cloudtrail-lint.yaml", deployed),
    ] {
        let files = [
            (name, text),
            ("t.yaml", IN_TYPES),
            ("k.pem", SECRET),
            ("secrets.yaml", "DbPassword: hunter2seven\n"),
            (".env", "L=hunter2seven\n"),
        ];
        let said = Tree::new(&files, &[]).keeps(".");
        let is_told = ["(not shown)", "Cannot tell"]
            .iter()
            .any(|words| said.contains(words));
        assert!(is_told, "{name}: {said}");
    }
}
