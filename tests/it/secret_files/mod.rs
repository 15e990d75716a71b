//! Files that hold secrets and are no code, which a stranger's tree takes for some: nothing of their text is said, and git's
//! own are not opened.

#![cfg(unix)]

mod values;

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

/// Texts of which a parser makes something whose names it would say.
const PARSED: [&str; 5] = [
    "A = <<hunter2seven\n",
    "resource \"aws_cloudtrail\" \"hunter2seven\" {\n  include_global_service_events = hunter2seven(local.hunter2seven)\n}\n",
    "module \"hunter2seven\" {\n  source = \"./hunter2seven\"\n}\nhunter2seven \"aws_cloudtrail\" \"x\" {}\n",
    "{\"Resources\": {\"hunter2seven\": {\"Type\": \"AWS::CloudTrail::Trail\", \"hunter2seven\": 1}}}",
    "{\"type\": \"AWS::CloudTrail::Trail\", \"hunter2seven\": 1,, \"private_key\": \"hunter2seven",
];

#[test]
fn what_a_link_of_another_kind_leads_to_is_not_taken_for_what_the_link_is_called() {
    for text in PARSED {
        for (link, target) in [
            ("x.tf", ".env"),
            ("x.tf", "gha-creds-1.json"),
            ("x_override.tf", "secrets.yaml"),
            ("x.tf.json", "gha-creds-1.json"),
            ("terraform.tfvars", ".netrc"),
            ("terragrunt.hcl", ".env"),
            ("template.yaml", ".env"),
            ("template.cfn", "key.pem"),
            ("samconfig.toml", ".env"),
            ("serverless.yml", ".npmrc"),
        ] {
            // What is a template by its name, too, is one.
            if text.contains("Resources") && (target.ends_with("json") || target.ends_with("yaml"))
            {
                continue;
            }
            let tree = Tree::new(&[("main.tf", TRAIL), (target, text)], &[(link, target)]);
            tree.keeps(".");
            let said = tree.keeps(link);
            let is_seen = said.contains("a link to a file of another kind");
            assert!(is_seen || !link.starts_with('x'), "{link}\n{said}");
        }
    }
    let alike = [("x.tf", "m/x.tf.shared"), ("y.tf", "m/y.tofu")];
    let files = [("m/x.tf.shared", TRAIL), ("m/y.tofu", TRAIL)];
    let said = Tree::new(&files, &alike).said(&["list"]);
    assert!(
        said.contains("x.tf.shared") && said.contains("y.tofu"),
        "{said}"
    );
    // Where all may be opened, that may be, too, and an option names the user's own.
    let tree = Tree::new(&[("main.tf", TRAIL), ("x", TRAIL)], &[("x.tf", "x")]);
    for (options, is_opened) in [
        (&["check"][..], false),
        (&["check", "--allow-outside"], true),
    ] {
        let said = tree.said(options);
        assert_eq!(said.contains("not opened"), !is_opened, "{said}");
    }
    let files = [
        ("main.tf", TRAIL),
        ("env", "DB_PASSWORD = \"hunter2seven\"\n"),
    ];
    let tree = Tree::new(&files, &[("own.tfvars", "env")]);
    let said = tree.said(&["check", "--var-file", "own.tfvars"]);
    assert!(!said.contains("not opened"), "{said}");
}

#[test]
fn values_behind_a_link_of_another_kind_count_and_are_not_said() {
    let trail = "variable \"on\" {}\nresource \"aws_cloudtrail\" \"a\" {\n  include_global_service_events = var.on\n}\n";
    let files = [
        ("main.tf", trail),
        ("env/prod.vars", "on = false\nhunter2seven = 1\n"),
    ];
    let tree = Tree::new(&files, &[("terraform.tfvars", "env/prod.vars")]);
    let said = tree.keeps(".");
    assert!(said.contains("does not record"), "{said}");
    // What `file()` reads may be called anything.
    let read = "resource \"aws_cloudtrail\" \"a\" {\n  include_global_service_events = trimspace(file(\"${path.module}/flag\"))\n}\n";
    let tree = Tree::new(
        &[("main.tf", read), ("flag.prod", "false\n")],
        &[("flag", "flag.prod")],
    );
    let said = tree.said(&["check"]);
    assert!(said.contains("does not record"), "{said}");
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
        ("gha-creds-2.json", "{\"hunter2seven\": \"a\"}"),
        ("twice.json", "{\"hunter2seven\": 1, \"hunter2seven\": 2}"),
        ("keys.yaml", "hunter2seven: {hunter2seven: 1}\n"),
        (
            "list.yaml",
            "ignore: [hunter2seven]\nregion: [hunter2seven]\n",
        ),
        ("severity.yaml", "severity: {hunter2seven: hunter2seven}\n"),
        ("coverage.yaml", "coverage: hunter2seven\n"),
        (
            "deploys.yaml",
            "terraform: [{roots: 1, deployments: {hunter2seven: {hunter2seven: 1}}}]\n",
        ),
        ("broken.yaml", "hunter2seven: [*hunter2seven\n"),
    ] {
        let tree = Tree::new(
            &[("main.tf", TRAIL), (name, text)],
            &[("cloudtrail-lint.yaml", name)],
        );
        tree.keeps(".");
        assert!(!tree.said(&["list"]).contains("no problems"), "{name}");
    }
    // Where its name says that it is one, and where an option does, all is said.
    let text = "hunter2seven: 1\n";
    let linked = [("shared/cloudtrail-lint.yml", text), ("own.yaml", text)];
    let tree = Tree::new(&linked, &[("cloudtrail-lint.yaml", linked[0].0)]);
    let said = tree.said(&["check", "."]);
    assert!(said.contains("no key `hunter2seven`"), "{said}");
    let said = tree.said(&["check", ".", "--config", "own.yaml"]);
    assert!(said.contains("no key `hunter2seven`"), "{said}");
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
