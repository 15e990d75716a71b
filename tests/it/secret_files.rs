//! Files that hold secrets and are no code, which a stranger's tree takes for some: nothing of their text is said, and git's
//! own are not opened.

#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::process::Command;

use tempfile::TempDir;

/// Stands in every such file, and must stand in no report.
const SECRET: &str = "hunter2seven";

/// What a checkout leaves in git's configuration.
const GIT_CONFIG: &str = "[core]\n\tbare = false\n[http \"https://git.example/\"]\n\textraheader = AUTHORIZATION: basic hunter2seven\n";

const ENV: &str = "DB_USER=audit\nDB_PASSWORD=hunter2seven: [x\n  hunter2seven: }\n";

const TRAIL: &str = "resource \"aws_cloudtrail\" \"main\" {\n  name                          = \"main\"\n  s3_bucket_name                = \"logs\"\n  include_global_service_events = true\n}\n";

const STACK: &str = "Resources:\n  Audit:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: NAME}\n";

struct Tree(TempDir);

impl Tree {
    fn new(files: &[(&str, &str)], links: &[(&str, &str)]) -> Tree {
        let dir = tempfile::tempdir().unwrap();
        let git = [
            (".git/HEAD", "ref: refs/heads/main\n"),
            (".git/config", GIT_CONFIG),
        ];
        for (name, text) in git.iter().chain(files) {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        for (name, to) in links {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            symlink(to, path).unwrap();
        }
        Tree(dir)
    }

    fn said(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .unwrap();
        let out = String::from_utf8_lossy(&output.stdout);
        format!("{out}{}", String::from_utf8_lossy(&output.stderr))
    }

    /// No format says the secret; the answer is what people read.
    fn keeps(&self, path: &str) -> String {
        for format in ["concise", "json", "sarif", "commands"] {
            let said = self.said(&["check", path, "--format", format]);
            assert!(!said.contains(SECRET), "{said}");
        }
        for format in ["human", "json", "markdown"] {
            let said = self.said(&["list", path, "--format", format]);
            assert!(!said.contains(SECRET), "{said}");
        }
        let said = self.said(&["check", path]);
        assert!(!said.contains(SECRET), "{said}");
        said
    }
}

#[test]
fn files_of_git_are_not_opened() {
    let include =
        "include \"root\" {\n  path = \".git/config\"\n}\nterraform {\n  source = \"./own\"\n}\n";
    let of_git = "IncludeGlobalServiceEvents: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: .git/config}}}";
    let template = format!(
        "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n      {of_git}\n"
    );
    let own = format!("variable \"g\" {{}}\n{}", TRAIL.replace("true", "var.g"));
    let value = TRAIL.replace("true", "split(\"basic \", file(\".git/config\"))[1]");
    for (files, links) in [
        (vec![("more.tf", TRAIL)], vec![("x.tf", ".git/config")]),
        (
            vec![("more.tf", TRAIL)],
            vec![("o_override.tf", ".git/config")],
        ),
        (
            vec![("more.tf", TRAIL)],
            vec![("x.tf", "y"), ("y", ".git/config")],
        ),
        (
            vec![("more.tf", TRAIL)],
            vec![("terraform.tfvars", ".git/config")],
        ),
        (
            vec![("more.tf", TRAIL)],
            vec![("cloudtrail-lint.yaml", ".git/config")],
        ),
        (
            vec![("own/main.tf", own.as_str()), ("terragrunt.hcl", include)],
            vec![],
        ),
        (vec![("more.tf", value.as_str())], vec![]),
    ] {
        let tree = Tree::new(&files, &links);
        let said = tree.keeps(".");
        assert!(
            said.contains("in a `.git` folder"),
            "{files:?} {links:?}\n{said}"
        );
    }
    Tree::new(&[("template.yaml", &template)], &[]).keeps(".");
    // Hooks give the names of the files that a change touches.
    let tree = Tree::new(&[], &[("x.tf", ".git/config")]);
    let said = tree.keeps("x.tf");
    assert!(said.contains("in a `.git` folder"), "{said}");
}

#[test]
fn what_git_ignores_is_still_read() {
    let bad = TRAIL.replace("true", "false");
    let tree = Tree::new(
        &[
            ("main.tf", TRAIL),
            ("old/main.tf", &bad),
            (".git/info/exclude", "old\n"),
        ],
        &[],
    );
    let said = tree.keeps(".");
    assert!(
        said.contains("no problems") || !said.contains("old/main.tf"),
        "{said}"
    );
}

#[test]
fn a_link_to_what_is_no_code_shows_none_of_it() {
    for link in [
        "x.tf",
        "x_override.tf",
        "x.tofu",
        "terraform.tfvars",
        "terragrunt.hcl",
    ] {
        let tree = Tree::new(&[("main.tf", TRAIL), (".env", ENV)], &[(link, ".env")]);
        tree.keeps(".");
        tree.keeps(link);
    }
}

#[test]
fn files_that_templates_name_show_nothing_where_they_are_none() {
    let serverless = STACK
        .replace("CloudFormation::Stack", "Serverless::Application")
        .replace("TemplateURL", "Location");
    let set = STACK.replace("::Stack\n", "::StackSet\n");
    let include = "Transform: {Name: AWS::Include, Parameters: {Location: NAME}}\nResources:\n  T: {Type: AWS::CloudTrail::Trail}\n";
    let within = "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      Fn::Transform: {Name: AWS::Include, Parameters: {Location: NAME}}\n";
    for template in [STACK, &serverless, &set, include, within] {
        for name in [".env", "sub/creds.ini", "keys/id"] {
            let template = template.replace("NAME", name);
            let tree = Tree::new(&[("template.yaml", &template), (name, ENV)], &[]);
            tree.keeps(".");
            tree.keeps("template.yaml");
        }
    }
}

#[test]
fn of_an_included_part_the_place_alone_is_shown() {
    let template = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      Fn::Transform: {Name: AWS::Include, Parameters: {Location: part.json}}\n";
    let part = "{\"private_key\": \"hunter2seven\", \"IncludeGlobalServiceEvents\": false, \"IsLoging\": true, \"id\": \"hunter2seven\"}\n";
    let tree = Tree::new(&[("template.yaml", template), ("part.json", part)], &[]);
    let said = tree.keeps(".");
    assert!(
        said.contains("\"IncludeGlobalServiceEvents\": false"),
        "{said}"
    );
}

#[test]
fn of_a_nested_template_with_a_mistake_its_line_is_shown() {
    let template = STACK.replace("NAME", "child.yaml");
    let child = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties: {IsLogging: [true\n  Other: 1\n";
    let tree = Tree::new(&[("template.yaml", &template), ("child.yaml", child)], &[]);
    let said = tree.keeps("template.yaml");
    assert!(said.contains("Other: 1"), "{said}");
}

#[test]
fn a_configuration_that_is_something_else_shows_none_of_it() {
    for (name, text) in [
        (
            "gha-creds-1.json",
            "{\"type\": \"account\", \"private_key\": \"hunter2seven\"}",
        ),
        ("key.json", "\"hunter2seven\""),
        ("list.json", "[\"hunter2seven\"]"),
        (".npmrc", "//registry.example/:_authToken=hunter2seven\n"),
        (
            "key.pem",
            "-----BEGIN KEY-----\nhunter2seven\n-----END KEY-----\n",
        ),
        (".env", ENV),
    ] {
        let tree = Tree::new(
            &[("main.tf", TRAIL), (name, text)],
            &[("cloudtrail-lint.yaml", name)],
        );
        tree.keeps(".");
    }
}

#[test]
fn a_place_made_of_a_secret_is_not_said() {
    let module = |source: &str| {
        format!(
            "variable \"s\" {{\n  default   = \"hunter2seven\"\n  sensitive = true\n}}\nmodule \"audit_trail\" {{\n  source = {source}\n}}\n"
        )
    };
    for source in [
        "\"./${var.s}\"",
        "\"./${trimspace(file(\"d\"))}\"",
        "\"./m//${var.s}\"",
        "\"~/${var.s}\"",
        "\"file://./${var.s}\"",
        "format(\"./%s\", var.s)",
        "nonsensitive(\"./${var.s}\")",
        "\"./${var.s}${join(\"\", [for n in range(300) : \"x\"])}\"",
        "[\"./${var.s}\"]",
    ] {
        let text = module(source);
        let tree = Tree::new(
            &[
                ("main.tf", &text),
                ("m/main.tf", TRAIL),
                ("d", "hunter2seven\n"),
            ],
            &[],
        );
        let said = tree.keeps(".");
        assert!(said.contains("audit_trail"), "{source}\n{said}");
    }
    let unit = "terraform {\n  source = \"./own\"\n}\n";
    for rest in [
        "include \"a\" {\n  path = file(\"d\")\n}\n",
        "include \"a\" {\n  path = find_in_parent_folders(file(\"d\"))\n}\n",
        "inputs = read_terragrunt_config(file(\"d\")).inputs\n",
        "inputs = jsondecode(read_tfvars_file(file(\"d\")))\n",
        "inputs = { g = get_env(file(\"d\")) }\n",
    ] {
        let own = format!("variable \"g\" {{}}\n{}", TRAIL.replace("true", "var.g"));
        let unit = format!("{rest}{unit}");
        let tree = Tree::new(
            &[
                ("terragrunt.hcl", &unit),
                ("own/main.tf", &own),
                ("d", SECRET),
            ],
            &[],
        );
        tree.keeps(".");
    }
    let unit = "terraform {\n  source = \"./${file(\"d\")}\"\n}\n";
    let tree = Tree::new(&[("trail/terragrunt.hcl", unit), ("trail/d", SECRET)], &[]);
    tree.keeps(".");
}

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
    for (name, text) in [(".env", env), ("key.pem", env), ("gha-creds-1.json", key)] {
        let configuration = configuration(name);
        let files = [
            ("main.tf", module.as_str()),
            (name, text),
            ("cloudtrail-lint.yaml", &configuration),
        ];
        let said = Tree::new(&files, &[]).keeps(".");
        assert!(said.contains("each"), "{name}\n{said}");
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
        if text == ENV {
            let lost = "unit/terragrunt.values.hcl: cannot be read as a file of values";
            assert!(said.contains(lost), "{said}");
        }
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
