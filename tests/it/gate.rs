//! What a run opens, on trees that a stranger wrote: nothing outside of the repository, and nothing that never ends.

#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Stands in every file outside, and must stand in no report.
const SECRET: &str = "SECRETVALUE";

/// A folder with a repository in it and secrets beside it.
struct Place {
    dir: TempDir,
    with_git: bool,
}

impl Place {
    fn new() -> Place {
        let place = Place {
            dir: tempfile::tempdir().unwrap(),
            with_git: true,
        };
        std::fs::create_dir_all(place.repository().join(".git")).unwrap();
        place
    }

    fn without_git() -> Place {
        let place = Place::new();
        std::fs::remove_dir(place.repository().join(".git")).unwrap();
        Place {
            with_git: false,
            ..place
        }
    }

    fn repository(&self) -> PathBuf {
        self.dir.path().join("repository")
    }

    fn put(&self, name: &str, text: &str) -> &Place {
        put(&self.repository().join(name), text);
        self
    }

    /// A file outside, beside the repository.
    fn outside(&self, name: &str, text: &str) -> &Place {
        put(&self.dir.path().join(name), text);
        self
    }

    fn link(&self, name: &str, to: impl AsRef<Path>) -> &Place {
        let path = self.repository().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(to, path).unwrap();
        self
    }

    fn run(&self, arguments: &[&str]) -> Output {
        run(&self.repository(), arguments)
    }

    /// What every format says of the repository, one after the other.
    fn in_all_formats(&self, arguments: &[&str]) -> String {
        let mut said = String::new();
        for format in ["human", "concise", "json", "sarif", "commands"] {
            let all = [&["check", ".", "--format", format], arguments].concat();
            said += &text(&self.run(&all));
        }
        for format in ["human", "json", "markdown"] {
            let all = [&["list", ".", "--format", format], arguments].concat();
            said += &text(&self.run(&all));
        }
        said
    }

    /// Nothing of the files outside is in any format, and that something was not opened is.
    fn keeps_inside(&self) {
        let said = self.in_all_formats(&[]);
        assert!(!said.contains(SECRET), "{said}");
        assert!(
            said.contains("lies outside of the repository") == self.with_git,
            "{said}"
        );
        assert!(said.contains("lies outside of the"), "{said}");
        assert!(said.contains("--allow-outside"), "{said}");
    }
}

fn put(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn text(output: &Output) -> String {
    let code = output.status.code().expect("it ended by itself");
    assert!([0, 1, 2].contains(&code), "{output:?}");
    let out = String::from_utf8_lossy(&output.stdout);
    format!("{out}{}", String::from_utf8_lossy(&output.stderr))
}

/// Runs the program, which must end in time.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"));
    command.args(arguments).current_dir(folder);
    command.env("GATE_TEST_SECRET", SECRET);
    run_in_time(&mut command)
}

fn run_in_time(command: &mut Command) -> Output {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let mut out = child.stdout.take().unwrap();
    let mut err = child.stderr.take().unwrap();
    let out = std::thread::spawn(move || read_all(&mut out));
    let err = std::thread::spawn(move || read_all(&mut err));
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > Duration::from_mins(1) {
            child.kill().unwrap();
            panic!("it did not end: {command:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    Output {
        status,
        stdout: out.join().unwrap(),
        stderr: err.join().unwrap(),
    }
}

fn read_all(from: &mut impl std::io::Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes).unwrap();
    bytes
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// A trail whose flag is an expression.
fn trail(flag: &str) -> String {
    format!(
        "resource \"aws_cloudtrail\" \"main\" {{\n  name = \"main\"\n  s3_bucket_name = \"logs\"\n  \
         is_multi_region_trail = true\n  include_global_service_events = {flag}\n}}\n"
    )
}

const TEMPLATE: &str = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n";

#[test]
fn expressions_read_no_file_outside() {
    for flag in [
        "file(\"/proc/self/environ\")",
        "file(\"../secrets.txt\")",
        "file(\"${path.module}/../secrets.txt\")",
        "strrev(replace(file(\"../secrets.txt\"), \"x\", \"y\"))",
        "jsondecode(file(\"../secrets.txt\"))",
        "regex(\"[A-Z]+\", file(\"../secrets.txt\"))",
        "file(\"link.txt\")",
        "file(\"folder/secrets.txt\")",
        "file(\"/proc/self/cwd/../secrets.txt\")",
        "fileexists(\"../secrets.txt\")",
        "fileexists(\"../no-such-file\")",
    ] {
        let place = Place::new();
        place.outside("secrets.txt", SECRET);
        place.put("main.tf", &trail(flag));
        place.link("link.txt", "../secrets.txt");
        place.link("folder", place.dir.path());
        place.keeps_inside();
    }
}

#[test]
fn what_is_not_there_outside_is_said_as_what_is() {
    let of = |name: &str| {
        let place = Place::new();
        place.outside("there.txt", "true");
        place.put("main.tf", &trail(&format!("file(\"../{name}\")")));
        place.link("linked.txt", format!("../{name}"));
        place.put("b/main.tf", &trail("file(\"../linked.txt\")"));
        text(&place.run(&["check"])).replace(name, "NAME")
    };
    assert_eq!(of("there.txt"), of("gone.txt!"));
}

#[test]
fn what_is_there_outside_is_told_neither_by_lists_of_files_nor_by_names() {
    let of = |there: &str| {
        let place = Place::new();
        match there {
            "file" => place.outside("at", SECRET),
            "folder" => place.outside("at/x.tf", SECRET),
            "much" => (0..20_000).fold(&place, |place, n| place.outside(&format!("at/{n}"), "")),
            _ => &place,
        };
        place.put("main.tf", &trail("length(fileset(\".\", \"**\")) > 3"));
        place
            .link("x.tf", "../at")
            .link("circle/a", "..")
            .link("b", "nowhere");
        let said = [".", "x.tf", "main.tf"].map(|path| text(&place.run(&["check", path])));
        said.join("\n")
    };
    let nothing = of("nothing");
    assert!(nothing.contains("lies outside"), "{nothing}");
    for there in ["file", "folder", "much"] {
        assert_eq!(of(there), nothing, "{there}");
    }
}

#[test]
fn secrets_do_not_reach_addresses_and_regions() {
    let place = Place::new();
    place.outside("secrets.txt", SECRET);
    place.put(
        "main.tf",
        "provider \"aws\" {\n  region = file(\"../secrets.txt\")\n}\nresource \"aws_cloudtrail\" \"main\" {\n  \
         for_each = toset(split(\"\\n\", file(\"../secrets.txt\")))\n  name = each.key\n  s3_bucket_name = \"logs\"\n  \
         include_global_service_events = false\n}\n",
    );
    place.keeps_inside();
}

#[test]
fn modules_outside_are_not_read() {
    let secret_module = trail(&format!("\"{SECRET}\""));
    let call = "module \"audit\" {\n  source = \"../outside/audit\"\n}\n";
    let place = Place::new();
    place.outside("outside/audit/main.tf", &secret_module);
    place.put(
        "main.tf",
        &format!(
            "{call}{}",
            trail("module.audit.include_global_service_events")
        ),
    );
    place.keeps_inside();
    let place = Place::new();
    place.outside("outside/audit/main.tf", &secret_module);
    place.put(
        ".terraform/modules/modules.json",
        "{\"Modules\":[{\"Key\":\"audit\",\"Source\":\"x/y/z\",\"Dir\":\"../outside/audit\"}]}",
    );
    place.put("main.tf", "module \"audit\" {\n  source = \"x/y/z\"\n}\n");
    place.keeps_inside();
}

#[test]
fn links_to_files_outside_are_not_followed() {
    let place = Place::new();
    place.outside("secrets.tfvars", &format!("global = \"{SECRET}\"\n"));
    place.put(
        "main.tf",
        &format!(
            "variable \"global\" {{\n  default = true\n}}\n{}",
            trail("var.global")
        ),
    );
    place.link("terraform.tfvars", "../secrets.tfvars");
    place.keeps_inside();

    let place = Place::new();
    place.outside("x.tf", &trail(&format!("\"{SECRET}\"")));
    place.put("main.tf", &trail("true").replace("\"main\" {", "\"own\" {"));
    place.link("x.tf", "../x.tf");
    place.keeps_inside();

    let place = Place::new();
    place.outside("config.yaml", &format!("{SECRET}: {SECRET}\n"));
    place.put("main.tf", &trail("true"));
    place.link("cloudtrail-lint.yaml", "../config.yaml");
    place.keeps_inside();
}

/// Who checks the files of a change names what others wrote.
#[test]
fn links_outside_are_not_opened_by_being_named() {
    let place = Place::new();
    place.put("m/main.tf", &trail("var.global"));
    place.put("m/variables.tf", "variable \"global\" {}\n");
    place.outside("env", &format!("global = \"{SECRET}\"\n"));
    place.outside(
        "ini",
        &format!("[default]\nkey = {SECRET}/aws_cloudtrail\n"),
    );
    place.outside("folder/x.tf", &format!("{SECRET} aws_cloudtrail {{\n"));
    place.link("m/x.auto.tfvars", "../../env");
    place.link("m/x.tf", "../../ini");
    place.link("t.yaml", "../ini");
    place.link("folder", "../folder");
    for named in [
        "m/x.auto.tfvars",
        "m/x.tf",
        "t.yaml",
        "folder",
        "folder/x.tf",
    ] {
        for format in ["human", "concise", "json", "sarif", "commands"] {
            let run = place.run(&["check", named, "--format", format]);
            let said = text(&run);
            assert!(!said.contains(SECRET), "{named}: {said}");
            assert!(said.contains("it lies outside of the repository"), "{said}");
            assert_eq!(run.status.code(), Some(2), "{named}: {said}");
        }
        let opened = text(&place.run(&["check", named, "--allow-outside"]));
        assert!(!opened.contains("it lies outside of"), "{opened}");
    }
}

#[test]
fn links_outside_that_decide_by_their_names_fail_the_run() {
    for (name, of) in [
        ("template.yaml", None),
        ("serverless.yml", None),
        ("serverless-compose.yml", None),
        ("samconfig.toml", Some(("template.yaml", TEMPLATE))),
        (
            ".terraform/modules/modules.json",
            Some(("main.tf", "module \"a\" {\n  source = \"x/y/z\"\n}\n")),
        ),
    ] {
        let place = Place::new();
        place
            .outside("linked", SECRET)
            .link(name, place.dir.path().join("linked"));
        if let Some((other, text)) = of {
            place.put(other, text);
        }
        place.keeps_inside();
        assert_eq!(place.run(&["check"]).status.code(), Some(2), "{name}");
    }
}

#[test]
fn links_outside_that_may_be_anything_are_counted() {
    let place = Place::new();
    place.outside("linked", SECRET);
    place.put("template.yaml", TEMPLATE);
    let codes = || place.run(&["check", "--format", "concise"]).status.code();
    let alone = codes();
    for (name, said) in [
        (
            "charts/values.yaml",
            "it lies outside of the repository (`--allow-outside` opens it)\n",
        ),
        ("data/b.json", "opens it); so does 1 more link"),
        ("data/c.yml", "opens it); so do 2 more links"),
        ("data/README.md", "opens it); so do 2 more links"),
    ] {
        place.link(name, place.dir.path().join("linked"));
        let output = text(&place.run(&["check", "--format", "concise"]));
        assert!(
            output.contains("`charts/values.yaml` was not opened"),
            "{output}"
        );
        assert!(output.contains(said), "{name}: {output}");
        assert_eq!(codes(), alone, "{name}");
        place.keeps_inside();
    }
}

#[test]
fn a_pipe_that_was_closed_before_anything_came_is_no_input() {
    let place = Place::new();
    place.put("main.tf", &trail("true"));
    for arguments in ["pipe", "main.tf --var-file pipe", "main.tf --config pipe"] {
        fifo(&place.repository().join("pipe"));
        let program = env!("CARGO_BIN_EXE_cloudtrail-lint");
        let script = format!("sleep 0.4 > pipe & exec {program} check {arguments}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).current_dir(place.repository());
        let output = run_in_time(&mut shell);
        assert_eq!(output.status.code(), Some(2), "{arguments}: {output:?}");
        std::fs::remove_file(place.repository().join("pipe")).unwrap();
    }
}

#[test]
fn terragrunt_reads_no_file_outside() {
    let module = trail_by_variable();
    for (unit, is_module_inside) in [
        (
            "include \"root\" {\n  path = \"../../outside.hcl\"\n}\n",
            true,
        ),
        (
            "terraform {\n  extra_arguments \"a\" {\n    commands = [\"plan\", \"apply\"]\n    \
             optional_var_files = [\"${get_terragrunt_dir()}/../../outside.tfvars\"]\n  }\n}\n",
            true,
        ),
        (
            "inputs = read_terragrunt_config(\"../../outside.hcl\").inputs\n",
            true,
        ),
        (
            "inputs = {\n  global = file(\"../../outside.hcl\")\n}\n",
            true,
        ),
        (
            "terraform {\n  source = \"../../outside/cloudtrail\"\n}\ninputs = {\n  global = 1\n}\n",
            false,
        ),
    ] {
        let place = Place::new();
        place.outside(
            "outside.hcl",
            &format!("inputs = {{\n  global = \"{SECRET}\"\n}}\n"),
        );
        place.outside(
            "outside/cloudtrail/main.tf",
            &trail(&format!("\"{SECRET}\"")),
        );
        place.put("live/terragrunt.hcl", unit);
        if is_module_inside {
            place.put("live/main.tf", &module);
        }
        place.keeps_inside();
    }
}

#[test]
fn templates_bring_in_no_file_outside() {
    let nested = "Resources:\n  Audit:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ../home/.aws/credentials\n";
    let include = format!(
        "{TEMPLATE}      Fn::Transform:\n        Name: AWS::Include\n        Parameters:\n          Location: ../home/.aws/credentials\n"
    );
    let application = nested
        .replace("CloudFormation::Stack", "Serverless::Application")
        .replace("TemplateURL", "Location");
    let asset = "Resources:\n  Audit:\n    Type: AWS::CloudFormation::Stack\n    Properties: {}\n    Metadata:\n      aws:asset:path: ../home/.aws/credentials\n      aws:asset:property: TemplateURL\n";
    for template in [nested, &include, &application, asset] {
        for held in [
            format!("[default]\naws_secret_access_key = {SECRET}\n"),
            TEMPLATE.replace("true", SECRET),
        ] {
            let place = Place::new();
            place.outside("home/.aws/credentials", &held);
            place.put("template.yaml", template);
            place.keeps_inside();
        }
    }
}

#[test]
fn a_configuration_names_no_file_outside() {
    let place = Place::new();
    place.outside("secrets.tfvars", &format!("global = \"{SECRET}\"\n"));
    place.put("main.tf", &trail_by_variable());
    place.put(
        "cloudtrail-lint.yaml",
        "terraform:\n- roots: .\n  deployments:\n    prod: ../secrets.tfvars\n",
    );
    place.keeps_inside();
    let place = Place::new();
    place.outside("secrets.json", &format!("{{\"Global\": \"{SECRET}\"}}"));
    place.put(
        "template.yaml",
        &TEMPLATE
            .replace(
                "true",
                "true\n      IncludeGlobalServiceEvents: !Ref Global",
            )
            .replace(
                "Resources:",
                "Parameters:\n  Global:\n    Type: String\nResources:",
            ),
    );
    place.put(
        "cloudtrail-lint.yaml",
        "cloudformation:\n- templates: template.yaml\n  deployments:\n    prod: ../secrets.json\n",
    );
    place.keeps_inside();
}

#[test]
fn without_a_repository_modules_are_followed_and_nothing_else() {
    let place = Place::without_git();
    place.outside(
        "modules/audit/main.tf",
        &format!(
            "variable \"global\" {{}}\n{}",
            trail(&format!("var.global # {SECRET}"))
        ),
    );
    place.outside("secrets.txt", SECRET);
    place.put(
        "main.tf",
        "module \"audit\" {\n  source = \"../modules/audit\"\n  global = false\n}\n",
    );
    let said = place.in_all_formats(&[]);
    assert!(said.contains("module.audit.aws_cloudtrail.main"), "{said}");
    assert!(!said.contains(SECRET), "{said}");
    place.put("main.tf", "module \"audit\" {\n  source = \"../modules/audit\"\n  global = file(\"../modules/audit/main.tf\")\n}\n");
    place.keeps_inside();
    place.put("main.tf", "module \"audit\" {\n  source = \"../modules/audit\"\n  global = file(\"../secrets.txt\")\n}\n");
    place.keeps_inside();
}

#[test]
fn with_the_option_files_outside_are_opened() {
    let place = Place::new();
    place.outside("flag.txt", "false");
    place.put("main.tf", &trail("file(\"../flag.txt\")"));
    assert_eq!(place.run(&["check"]).status.code(), Some(0));
    assert_eq!(
        place.run(&["check", "--allow-outside"]).status.code(),
        Some(1)
    );
}

#[test]
fn what_the_command_line_names_is_the_users_own() {
    let place = Place::new();
    place.outside("off.tfvars", "global = false\n");
    place.put("main.tf", &trail_by_variable());
    place.link("linked.values", "../off.tfvars");
    for file in ["../off.tfvars", "linked.values"] {
        let said = place.run(&["check", "--var-file", file]);
        assert_eq!(said.status.code(), Some(1), "{}", text(&said));
    }
    place.outside(
        "policy/lint.yaml",
        "terraform:\n- roots: \"**\"\n  deployments:\n    prod: prod.tfvars\n",
    );
    place.outside("policy/prod.tfvars", "global = false\n");
    place.outside("elsewhere/template.yaml", TEMPLATE);
    let said = text(&place.run(&["check", "../elsewhere/template.yaml"]));
    assert!(said.contains("CT-005"), "{said}");
    let said = text(&place.run(&["check", "--config", "../policy/lint.yaml"]));
    assert!(!said.contains("lies outside"), "{said}");
}

#[test]
fn a_list_of_files_takes_as_many_steps_as_there_are_files() {
    let place = Place::new();
    place.outside("data", "x");
    let outside = place.dir.path().join("data");
    let listing = "length(try(fileset(\"${path.module}/f\", \"*\"), [])) < 0";
    for root in 0..40 {
        let of_root =
            trail("false").replacen('{', &format!("{{\n  enable_logging = !({listing})"), 1);
        place.put(&format!("r{root}/main.tf"), &of_root);
        place.link(&format!("r{root}/f/l"), &outside);
    }
    let said = text(&place.run(&["check", ".", "--format", "concise"]));
    assert!(!said.contains("too many steps"), "{said}");
    assert_eq!(said.matches("does not record").count(), 40, "{said}");
}

#[test]
fn links_behind_links_are_followed_as_far_as_the_system_follows_them() {
    let place = Place::new();
    for at in 0..60 {
        place.put(&format!("d{at}/x"), "");
        place.link(&format!("d{at}/l"), format!("../d{}", at + 1));
    }
    let listing = "length(fileset(\"${path.module}/d0\", \"**\"))";
    place.put(
        "main.tf",
        &trail(&format!("{listing} > 30 && {listing} > 45")),
    );
    let said = text(&place.run(&["check", "main.tf", "--format", "concise"]));
    assert!(said.contains("is false"), "{said}");
}

#[test]
fn a_file_is_no_option_by_its_name() {
    let place = Place::new();
    place.outside("config.tfvars", &format!("flag = \"{SECRET}\"\n"));
    let outside = place.dir.path().join("config.tfvars");
    let option = format!("--var-file={}", outside.display());
    place.put(
        "main.tf",
        &format!("variable \"flag\" {{}}\n{}", trail("var.flag")),
    );
    let given = text(&place.run(&["check", "main.tf", &option]));
    assert!(given.contains(SECRET), "{given}");
    place
        .put(&option, "")
        .put("--allow-outside", "")
        .link("--no-config", "x");
    // What a submodule's path is after a checkout.
    std::fs::create_dir(place.repository().join("--var-file=other")).unwrap();
    let folder = "--var-file=other";
    for option in [&*option, "--allow-outside", "--no-config", folder] {
        let output = place.run(&["check", "main.tf", option]);
        let said = text(&output);
        assert!(
            said.contains("may be an option, and a file has that name"),
            "{said}"
        );
        assert_eq!(
            (output.status.code(), said.contains(SECRET)),
            (Some(2), false)
        );
    }
    let as_files = [
        vec!["check", "--", &option],
        vec!["check", "./--allow-outside"],
    ];
    for arguments in as_files {
        let said = text(&place.run(&arguments));
        assert!(
            !said.contains("may be an option") && !said.contains(SECRET),
            "{said}"
        );
    }
}

#[test]
fn nothing_that_never_ends_is_waited_for() {
    let place = Place::new();
    let root = place.repository();
    place.put("main.tf", &trail("file(\"pipe\")"));
    place.put("a/main.tf", &trail("file(\"zero\")"));
    fifo(&root.join("pipe"));
    place.link("a/zero", "/dev/zero");
    fifo(&root.join("a/terraform.tfvars"));
    fifo(&root.join("a/pipe.auto.tfvars"));
    fifo(&root.join("a/pipe.tf"));
    fifo(&root.join("pipe.yaml"));
    place.put(
        "nested.yaml",
        "Resources:\n  Audit:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: pipe.yaml\n",
    );
    std::fs::create_dir_all(root.join(".terraform/modules")).unwrap();
    fifo(&root.join(".terraform/modules/modules.json"));
    place.link("b/.gitignore", "/dev/zero");
    place.put("b/main.tf", &trail("false"));
    place.link("c/.ignore", root.join("pipe"));
    place.put("c/main.tf", &trail("false"));
    text(&place.run(&["check"]));
    text(&place.run(&["check", "main.tf"]));
    fifo(&root.join("cloudtrail-lint.yaml"));
    text(&place.run(&["check"]));
    for named in ["/dev/zero", "/proc/kmsg", "/proc/self/pagemap", "pipe.yaml"] {
        let said = place.run(&["check", "--no-config", named]);
        assert_eq!(said.status.code(), Some(2), "{named}: {}", text(&said));
    }
}

#[test]
fn ignore_rules_beyond_all_measure_are_not_read() {
    let place = Place::new();
    place.repository();
    place.put("a/.gitignore", &"*.bak\n".repeat(50_000));
    place.put("a/main.tf", &trail("false"));
    place.put("b/main.tf", &trail("false"));
    let said = place.run(&["check"]);
    assert_eq!(said.status.code(), Some(2), "{}", text(&said));
    let said = text(&said);
    assert!(
        said.contains("its .gitignore is larger than 256 KiB"),
        "{said}"
    );
    assert!(said.contains("b/main.tf"), "{said}");
    let said = text(&place.run(&["check", "--no-ignore"]));
    assert!(said.contains("a/main.tf"), "{said}");
}

#[test]
fn ignore_rules_of_many_wildcards_are_not_read() {
    let place = Place::new();
    place.repository();
    place.put(".gitignore", &"/x/*.bak\n".repeat(3_500));
    place.put("a/.ignore", &"/x/*.bak\n".repeat(501));
    place.put("a/main.tf", &trail("false"));
    place.put("b/.gitignore", &"/x/*.bak\n".repeat(500));
    place.put("b/main.tf", &trail("false"));
    let said = text(&place.run(&["check"]));
    let why = "a: cannot be read: its ignore rules have more than 4000 wildcards";
    assert!(said.contains(why), "{said}");
    assert!(said.contains("b/main.tf"), "{said}");
    let said = text(&place.run(&["check", "--no-ignore"]));
    assert!(said.contains("a/main.tf"), "{said}");
}

#[test]
fn nothing_is_walked_where_ignore_rules_are_too_large_together() {
    let place = Place::new();
    place.repository();
    place.put("main.tf", &trail("false"));
    for at in 0..16 {
        place.put(&format!("f{at}/.gitignore"), &"bak\n".repeat(50_000));
    }
    let said = place.run(&["check"]);
    assert_eq!(said.status.code(), Some(2), "{}", text(&said));
    let said = text(&said);
    let why = "its ignore rules are larger than 3 MiB together";
    assert!(said.contains(why), "{said}");
    assert!(!said.contains("main.tf"), "{said}");
    let said = text(&place.run(&["check", "--no-ignore"]));
    assert!(said.contains("main.tf"), "{said}");
}

#[test]
fn pipes_of_the_command_line_are_read() {
    let place = Place::new();
    place.put("main.tf", &trail_by_variable());
    place.put(
        "template.yaml",
        "Parameters:\n  Global:\n    Type: String\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      \
         S3BucketName: logs\n      IsLogging: true\n      IncludeGlobalServiceEvents: !Ref Global\n",
    );
    for (arguments, expected) in [
        (
            "main.tf --var-file <(sleep 0.2; echo 'global = false')",
            Some(1),
        ),
        (
            "template.yaml --parameters <(echo '{\"Global\": \"false\"}')",
            Some(1),
        ),
        (
            "template.yaml --config <(echo 'cloudformation: [{templates: template.yaml, deployments: {x: {values: {Global: \"false\"}}}}]')",
            Some(1),
        ),
        ("<(cat template.yaml)", Some(0)),
        // The folder of one has the other in it.
        (
            "<(cat template.yaml) --parameters <(echo '{\"Global\": \"false\"}')",
            Some(1),
        ),
        ("main.tf --var-file /dev/null", Some(0)),
        ("main.tf --var-file <(true)", Some(2)),
        // What nests the template may lie in the same folder.
        (
            "template.yaml --parameters pipe.json & echo '{\"Global\": \"false\"}' >pipe.json; wait $!",
            Some(1),
        ),
    ] {
        if arguments.contains("pipe.json") {
            fifo(&place.repository().join("pipe.json"));
        }
        let mut command = Command::new("bash");
        let program = env!("CARGO_BIN_EXE_cloudtrail-lint");
        command
            .arg("-c")
            .arg(format!("'{program}' check {arguments}"));
        let said = run_in_time(command.current_dir(place.repository()));
        assert_eq!(said.status.code(), expected, "{arguments}: {}", text(&said));
    }
}

#[test]
fn text_of_data_files_is_never_said() {
    for flag in [
        "file(\"data.txt\")",
        "strrev(strrev(file(\"data.txt\")))",
        "\"x${file(\"data.txt\")}\"",
        "jsondecode(file(\"data.json\")).secret",
        "jsondecode(file(\"data.json\"))[\"list\"][0]",
        "[for value in jsondecode(file(\"data.json\")).list : value][0]",
        "lookup(jsondecode(file(\"data.json\")), \"secret\", true)",
        "tobool(file(\"data.txt\"))",
        "regex(\"[a-z]+\", file(\"data.txt\"))",
        "tonumber(trimspace(file(\"data.txt\"))) > 1",
        "local.data",
        "local.all.secret",
        "coalesce(null, file(\"data.txt\"))",
        "try(tobool(file(\"data.txt\")), file(\"data.txt\"))",
        "element([file(\"data.txt\")], 0)",
        "{ a = true }[file(\"data.txt\")]",
        "format(\"%s\", file(\"data.txt\"))",
        "parseint(file(\"data.txt\"), 10) > 1",
        "yamldecode(file(\"data.json\")).secret",
        "split(\"-\", file(\"data.txt\"))[0]",
        "file(\"data.txt\") ? true : false",
        "merge(jsondecode(file(\"data.json\")), {}).secret",
        "values(jsondecode(file(\"data.json\")))[1]",
    ] {
        let place = Place::new();
        place.put("data.txt", SECRET);
        place.put(
            "data.json",
            &format!("{{\"list\": [\"{SECRET}\"], \"secret\": \"{SECRET}\"}}"),
        );
        let locals =
            "locals {\n  data = file(\"data.txt\")\n  all = jsondecode(file(\"data.json\"))\n}\n";
        place.put("main.tf", &format!("{locals}{}", trail(flag)));
        let said = place.in_all_formats(&[]);
        assert!(!said.contains(SECRET), "{flag}: {said}");
    }
}

/// A module whose trail takes its flag from the variable `global`.
fn trail_by_variable() -> String {
    format!("variable \"global\" {{}}\n{}", trail("var.global"))
}

/// Ways to write a trail, or a call of a module with one, by keys of these texts.
fn repeated(keys: &str) -> [String; 2] {
    let flag = "each.key == \"\" ? true : lower(each.key)";
    [
        format!(
            "resource \"aws_cloudtrail\" \"main\" {{\n  for_each = {keys}\n  name = each.key\n  s3_bucket_name = \"logs\"\n  include_global_service_events = {flag}\n}}\n"
        ),
        format!(
            "module \"audit\" {{\n  source = \"./audit\"\n  for_each = {keys}\n  global = {flag}\n}}\n"
        ),
    ]
}

#[test]
fn keys_that_are_text_of_data_files_are_never_said() {
    for keys in [
        "toset([file(\"data.txt\")])",
        "toset(split(\"\\n\", file(\"data.txt\")))",
        "{ (file(\"data.txt\")) = true }",
        "{ \"a-${file(\"data.txt\")}\" = true }",
        "{ for line in split(\"\\n\", file(\"data.txt\")) : line => true }",
        "{ for key, value in jsondecode(file(\"data.json\")) : key => value }",
        "{ for key in keys(jsondecode(file(\"data.json\"))) : \"x-${key}\" => true }",
        "{ for value in [file(\"data.txt\")] : value => true... }",
        "jsondecode(file(\"data.json\"))",
        "yamldecode(file(\"data.json\"))",
        "merge(jsondecode(file(\"data.json\")), { a = true })",
        "zipmap([file(\"data.txt\")], [true])",
        "toset(sort([file(\"data.txt\")]))",
        "toset(distinct([file(\"data.txt\")]))",
        "setunion([file(\"data.txt\")], [\"a\"])",
        "toset(formatlist(\"x-%s\", [file(\"data.txt\")]))",
        "transpose({ a = [file(\"data.txt\")] })",
        "{ for one in csvdecode(\"a\\n${file(\"data.txt\")}\") : one.a => one }",
        "toset([templatefile(\"data.txt\", {})])",
        "tomap({ (file(\"data.txt\")) = true })",
        "local.keys",
    ] {
        for repeated in repeated(keys) {
            let place = Place::new();
            place.put("data.txt", SECRET);
            place.put("data.json", &format!("{{\"{SECRET}\": true}}"));
            place.put("audit/main.tf", &trail_by_variable());
            let locals = "locals {\n  keys = toset(split(\"-\", file(\"data.txt\")))\n}\n";
            place.put("main.tf", &format!("{locals}{repeated}"));
            let said = place.in_all_formats(&[]).to_uppercase();
            assert!(!said.contains(SECRET), "{keys}: {said}");
            assert!(said.contains("[KEY 1]"), "{keys}: {said}");
        }
    }
}

#[test]
fn private_values_are_not_said_where_they_choose() {
    let place = Place::new();
    place.put("secret.txt", SECRET);
    let file = "trimspace(file(\"${path.module}/secret.txt\"))";
    place.put(
        "region/main.tf",
        &format!(
            "provider \"aws\" {{\n  region = {}\n}}\n{}",
            file.replace("module}/", "module}/../"),
            trail("true")
        ),
    );
    let sensitive = format!(
        "variable \"key\" {{\n  sensitive = true\n  default = \"{SECRET}\"\n}}\nlocals {{\n  flags = merge(jsondecode(\"{{}}\"), \
         {{ (var.key) = false }})\n}}\n"
    );
    place.put(
        "member/main.tf",
        &format!("{sensitive}{}", trail("local.flags[var.key]")),
    );
    place.put(
        "looked_up/main.tf",
        &format!("{sensitive}{}", trail("lookup(local.flags, var.key)")),
    );
    let by_key = "provider \"aws\" {\n  alias = \"by\"\n  for_each = toset([KEY])\n  region = \"eu-west-1\"\n}\nmodule \"m\" {\n  \
                  source = \"./m\"\n  providers = { aws = aws.by[KEY] }\n}\n";
    let key = file.replace("module}/", "module}/../");
    place.put("provider/main.tofu", &by_key.replace("KEY", &key));
    place.put("provider/m/main.tf", &trail("true"));
    let said = place.in_all_formats(&[]);
    // The default of the sensitive variable is hidden in its own line, too.
    assert!(!said.contains(SECRET), "{said}");
    assert!(said.contains("looked_up/main.tf"), "{said}");
}

#[test]
fn keys_that_are_sensitive_are_refused_and_never_said() {
    let declared =
        format!("variable \"keys\" {{\n  sensitive = true\n  default = [\"{SECRET}\"]\n}}\n");
    for keys in [
        "toset(var.keys)",
        "toset([var.keys[0]])",
        "{ (var.keys[0]) = true }",
        "{ for key in var.keys : key => true }",
        "zipmap(var.keys, [true])",
        "sensitive({ secretvalue = true })",
        "var.keys[0] == \"\" ? {} : { secretvalue = true }",
        "{ for key in [\"secretvalue\"] : key => true if var.keys[0] != \"\" }",
    ] {
        for repeated in repeated(keys) {
            let place = Place::new();
            place.put("audit/main.tf", &trail_by_variable());
            place.put("main.tf", &format!("{declared}{repeated}"));
            let said = place.in_all_formats(&[]);
            assert!(!said.contains(SECRET), "{keys}: {said}");
            assert!(
                said.contains("`for_each` takes no sensitive value"),
                "{keys}: {said}"
            );
            assert!(!said.contains("[key 1]"), "{keys}: {said}");
        }
    }
}

#[test]
fn keys_that_are_sensitive_no_more_are_taken_and_not_said() {
    let declared =
        format!("variable \"keys\" {{\n  sensitive = true\n  default = [\"{SECRET}\"]\n}}\n");
    for repeated in repeated("toset(nonsensitive(var.keys))") {
        let place = Place::new();
        place.put("audit/main.tf", &trail_by_variable());
        place.put("main.tf", &format!("{declared}{repeated}"));
        let said = place.in_all_formats(&[]);
        assert!(!said.to_uppercase().contains(SECRET), "{said}");
        assert!(!said.contains("sensitive value, whose"), "{said}");
        assert!(said.contains("[key 1]"), "{said}");
    }
}

#[test]
fn text_of_templates_in_files_is_never_said() {
    for template in [
        "${SECRETVALUE(\"x\")}",
        "${SECRETVALUE}",
        "${provider::SECRETVALUE::f(1)}",
        "${{ SECRETVALUE = true }[open]}",
        "${{ SECRETVALUE = true, b = false }[open]}",
        "${open == \"SECRETVALUE\" ? true : false}",
        "${open != \"SECRETVALUE\" && open != \"b\"}",
        "${{ a = true }[\"SECRETVALUE\"]}",
        "${ SECRETVALUE",
        "%{ for x in [\"SECRETVALUE\"] }${x}%{ endfor }",
        "%{ if open == \"SECRETVALUE\" }true%{ else }false%{ endif }",
        "${tobool(\"SECRETVALUE\")}",
        "SECRETVALUE",
        "${file(\"SECRETVALUE\")}",
        "${[for a, b in { SECRETVALUE = 1 } : a][0]}",
        "${{for a in [1, 2] : \"SECRETVALUE\" => a}.x}",
        "${open.SECRETVALUE}",
    ] {
        for function in [
            "templatefile(\"data.tftpl\", { open = var.open })",
            "templatestring(local.data, { open = var.open })",
            "tobool(templatefile(\"data.tftpl\", { open = var.open }))",
            "templatefile(\"outer.tftpl\", { open = templatefile(\"data.tftpl\", { open = var.open }) })",
        ] {
            let place = Place::new();
            place.put("data.tftpl", template);
            place.put("outer.tftpl", "${open}");
            let locals = "variable \"open\" {}\nlocals {\n  data = file(\"data.tftpl\")\n}\n";
            place.put("main.tf", &format!("{locals}{}", trail(function)));
            let said = place.in_all_formats(&[]);
            assert!(!said.contains(SECRET), "{function} {template}: {said}");
        }
    }
}

#[test]
fn values_of_sensitive_variables_are_never_said() {
    let declared = "variable \"global\" {\n  sensitive = true\n}\n";
    let with_default =
        format!("variable \"global\" {{\n  sensitive = true\n  default   = \"{SECRET}\"\n}}\n");
    for flag in [
        "var.global",
        "\"${var.global}\"",
        "lower(var.global)",
        "sensitive(var.global)",
    ] {
        let place = Place::new();
        place.put("main.tf", &format!("{declared}{}", trail(flag)));
        place.put("terraform.tfvars", &format!("global = \"{SECRET}\"\n"));
        let said = place.in_all_formats(&[]);
        assert!(!said.to_uppercase().contains(SECRET), "{flag}: {said}");
        let place = Place::new();
        place.put("main.tf", &format!("{declared}{}", trail(flag)));
        let said = place.in_all_formats(&["--var", &format!("global={SECRET}")]);
        assert!(!said.to_uppercase().contains(SECRET), "{flag}: {said}");
        let place = Place::new();
        place.put("main.tf", &format!("{with_default}{}", trail(flag)));
        let said = place.in_all_formats(&[]);
        assert!(!said.to_uppercase().contains(SECRET), "{flag}: {said}");
        let place = Place::new();
        place.put("audit/main.tf", &format!("{declared}{}", trail(flag)));
        place.put(
            "main.tf",
            &format!("module \"audit\" {{\n  source = \"./audit\"\n  global = \"{SECRET}\"\n}}\n"),
        );
        let said = place.in_all_formats(&[]);
        assert!(!said.to_uppercase().contains(SECRET), "{flag}: {said}");
    }
}

#[test]
fn no_value_is_quoted_whole() {
    let long = "x".repeat(3_000);
    let place = Place::new();
    place.put(
        "main.tf",
        &format!(
            "variable \"global\" {{\n  default = \"{long}\"\n}}\n{}",
            trail("var.global")
        ),
    );
    place.put(
        "template.yaml",
        &TEMPLATE.replace(
            "true",
            &format!("true\n      IncludeGlobalServiceEvents: \"{long}\""),
        ),
    );
    let said = place.in_all_formats(&["--parameter", &format!("Global={long}")]);
    assert!(!said.contains(&"x".repeat(200)), "{said}");
    assert!(said.contains(&"x".repeat(60)));
    let too_long = "q".repeat(70);
    for flag in [
        "regex(\"^x(y)\", var.s)[0]",
        "regex(\"(${var.s}\", \"a\")",
        "regex(var.s, \"a\")",
        "replace(\"x\", \"/(${var.s}/\", \"\")",
        "timeadd(var.s, \"1h\")",
        "formatdate(var.s, \"2020-01-01T00:00:00Z\")",
        "cidrhost(var.s, 1)",
        "parseint(var.s, 10) > 1",
        "{ for k in [var.s, var.s] : k => true }[\"a\"]",
        "file(\"./${var.s}.txt\")",
    ] {
        let place = Place::new();
        let variable = format!(
            "variable \"s\" {{\n  default = \"{}\"\n}}\n",
            "q".repeat(240)
        );
        place.put("main.tf", &format!("{variable}{}", trail(flag)));
        let said = text(&place.run(&["check", ".", "--format", "concise"]));
        assert!(said.contains("main.tf"), "{flag}: {said}");
        assert!(!said.contains(&too_long), "{flag}: {said}");
    }
}

#[test]
fn parameters_that_are_not_echoed_are_never_said() {
    let template = |default: &str| {
        format!(
            "Parameters:\n  Global:\n    Type: String\n    NoEcho: true\n{default}{TEMPLATE}      IncludeGlobalServiceEvents: !Ref Global\n"
        )
    };
    let place = Place::new();
    place.put(
        "template.yaml",
        &template(&format!("    Default: {SECRET}\n")),
    );
    let said = place.in_all_formats(&[]);
    assert!(!said.contains(SECRET), "{said}");
    place.put("template.yaml", &template(""));
    place.put("values.txt", &format!("{{\"Global\": \"{SECRET}\"}}"));
    let said = place.in_all_formats(&["--parameters", "values.txt"]);
    assert!(!said.contains(SECRET), "{said}");
    let said = place.in_all_formats(&["--parameter", &format!("Global={SECRET}")]);
    assert!(!said.contains(SECRET), "{said}");
    let list = template(&format!("    Default: \"{SECRET}, true\"\n"));
    let list = list
        .replace("Type: String", "Type: CommaDelimitedList")
        .replace("!Ref Global", "!Select [0, !Ref Global]");
    place.put("template.yaml", &list);
    let said = place.in_all_formats(&[]);
    assert!(!said.contains(SECRET), "{said}");
}

/// A StackSet's template, indented as what `Fn::ToJsonString` takes.
const BODY: &str = "          Resources:\n            Trail:\n              Type: AWS::CloudTrail::Trail\n              Properties:\n                IsLogging: true\n                S3BucketName: logs\n                IncludeGlobalServiceEvents: false\n";

#[test]
fn what_is_made_of_parameters_that_are_not_echoed_is_never_said() {
    let parameters = |more: &str| {
        format!(
            "Transform: AWS::LanguageExtensions\nParameters:\n  S:\n    Type: String\n    NoEcho: true\n{more}  L:\n    Type: CommaDelimitedList\n    NoEcho: true\n"
        )
    };
    let flag = |value: &str| {
        format!("{TEMPLATE}      S3BucketName: logs\n      IncludeGlobalServiceEvents: {value}\n")
    };
    let mappings =
        format!("Mappings:\n  M:\n    {SECRET}:\n      f: false\n    other:\n      f: true\n");
    let named = format!("Mappings:\n  {SECRET}:\n    k:\n      f: false\n");
    let nested = |url: &str| {
        format!(
            "Resources:\n  CloudTrail:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: {url}\n"
        )
    };
    let set = |regions: &str| {
        format!(
            "Resources:\n  Set:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      StackInstancesGroup:\n        - Regions: {regions}\n      TemplateBody:\n        Fn::ToJsonString:\n{BODY}"
        )
    };
    let each = |inside: &str| {
        format!(
            "Resources:\n  Fn::ForEach::Each:\n    - X\n    - !Ref L\n    - \"Trail${{X}}\":\n        Type: AWS::CloudTrail::Trail\n        Properties:\n          IsLogging: true\n          S3BucketName: logs\n          IncludeGlobalServiceEvents: {inside}\n"
        )
    };
    let allowed = format!("    AllowedValues: [{SECRET}, other]\n");
    let templates = [
        parameters("") + &mappings.replace(SECRET, "else") + &flag("!FindInMap [M, !Ref S, f]"),
        parameters("") + &mappings.replace("f:", "g:") + &flag("!FindInMap [M, !Ref S, f]"),
        parameters("") + &mappings + &flag("!FindInMap [M, !Ref S, f]"),
        parameters("") + &mappings + &flag("!FindInMap [M, !Sub \"${S}\", f]"),
        parameters("") + &mappings + &flag("!FindInMap [M, other, !Ref S]"),
        parameters(&allowed) + &mappings + &flag("!FindInMap [M, !Ref S, f]"),
        parameters("") + &named + &flag("!FindInMap [!Ref S, k, f]"),
        parameters("") + &named + &flag("!FindInMap [!Ref S, k, g]"),
        parameters("") + &flag("!FindInMap [!Ref S, k, f]"),
        parameters("") + &flag("!ImportValue {Ref: S}"),
        parameters("") + &flag("\n        Fn::ImportValue: !Sub \"${S}-flag\""),
        parameters("") + &nested("!Ref S"),
        parameters("") + &nested("!Sub \"./${S}.yaml\""),
        parameters("") + &nested("!Sub \"../${S}.yaml\""),
        parameters("") + &nested("!Sub \"https://s3.amazonaws.com/${S}/cloudtrail.yaml\""),
        parameters("") + &set("[!Ref S]"),
        parameters("") + &set("[!Ref S, eu-west-1]"),
        parameters("") + &set("!Ref L"),
        parameters("") + &each("false"),
        parameters("") + &each("!Ref X"),
        parameters("") + &each("!Sub \"${X}\""),
        parameters("") + &each("!FindInMap [M, !Ref X, f]") + &mappings,
        parameters("") + &each("!FindInMap [M, !Ref X, g]") + &mappings,
        parameters("") + &each("!Ref \"P${X}\""),
        parameters("") + &each("!If [!Sub \"C${X}\", true, false]"),
    ];
    for template in templates {
        let place = Place::new();
        place.put("template.yaml", &template);
        for given in [
            &[][..],
            &[
                "--parameter",
                &format!("S={SECRET}"),
                "--parameter",
                &format!("L={SECRET},{SECRET}2"),
            ],
        ] {
            let said = place.in_all_formats(given);
            assert!(!said.contains(SECRET), "{given:?}\n{template}\n{said}");
        }
    }
}

#[test]
fn a_home_region_that_is_not_echoed_is_never_said() {
    for is_multi_region in ["false", "!Ref Open"] {
        let place = Place::new();
        place.put(
            "template.yaml",
            "Parameters:\n  R:\n    Type: String\n    NoEcho: true\n  Open:\n    Type: String\nResources:\n  Set:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      Parameters: [{ParameterKey: Open, ParameterValue: !Ref Open}]\n      StackInstancesGroup:\n        - Regions: [!Ref R]\n      TemplateURL: ./trail.yaml\n",
        );
        place.put(
            "trail.yaml",
            &format!(
                "Parameters:\n  Open:\n    Type: String\n{TEMPLATE}      S3BucketName: logs\n      IncludeGlobalServiceEvents: true\n      IsMultiRegionTrail: {is_multi_region}\n"
            ),
        );
        let said = place.in_all_formats(&["--parameter", "R=ap-southeast-4"]);
        assert!(!said.contains("ap-southeast-4"), "{said}");
        assert!(said.contains("a Region that is not shown"), "{said}");
    }
}
