//! Trees of many files, folders and links.

use super::tree::{Size, Tree, template, times, times_of, trail, trails};

super::inputs! {
    tiny_files: "100,000 files of a few bytes";
    files_that_matter_nothing: "200,000 files of YAML that mention nothing";
    more_roots_than_are_judged: "10,000 folders with four trails each";
    more_templates_than_are_judged: "7,000 templates with four trails each";
    many_folders: "10,000 folders with a module each";
    deep_folders: "a folder 800 deep";
    folders_of_each_kind: "8,000 root modules, as many templates, and as many outputs of the AWS CLI";
    links_to_one_file: "10,000 links to one file";
    links_to_one_folder: "1,000 links to one folder of 100 files";
    links_in_a_row: "a row of 2,000 links";
    links_in_a_circle: "folders with links to one another and to what lies above";
    links_that_lead_nowhere: "5,000 links that lead nowhere";
    links_that_lead_outside: "5,000 links that lead outside";
    links_to_devices: "300 links to devices and files of `/proc`, and pipes that nobody writes to", refused();
    links_of_git: "5,000 links as git writes them into files";
    templates_that_are_none: "30,000 files of YAML that mention a trail and are no templates";
    large_files_of_data: "a file of 300 MB that mentions nothing";
    large_file_that_mentions_a_trail: "a log of 100 MB that mentions a trail";
    large_template_of_other_things: "a template of 30 MB without a trail, beside one";
    hidden_and_ignored: "20,000 files in folders that are passed over";
    rules_above_what_is_checked: "a `.gitignore` of 1 MB above the folder that is checked, and a link to `/dev/zero` for a `.ignore`", run(&["check", "a/b"]), refused();
    many_templates: "10,000 templates with a trail each";
    many_named_files: "2,000 folders, a file of each of which could name any other";
    files_of_many_endings: "20,000 empty files of ten endings";
    names_in_latin_1: "2,000 files whose names are not UTF-8";
    nested_repositories: "2,000 repositories in one";
    many_json_files: "30,000 files of JSON";
    one_file_given_often: "a file of 2,000 trails, given seven \
        times", run(&["check", "main.tf", "./main.tf", "main.tf", "./", ".", "./main.tf", "main.tf"]);
    text_without_line_breaks: "a text of 50 MB on one line beside a trail";
    empty_lines: "a template of 20,000,000 empty lines";
}

fn tiny_files(tree: &Tree, size: Size) {
    for folder in 0..size.of(100) {
        tree.put_each(size.of(1_000), &format!("f{folder}/f@.yaml"), "a: @\n");
    }
    tree.put("main.tf", trail("false"));
}

fn files_that_matter_nothing(tree: &Tree, size: Size) {
    for folder in 0..size.of(200) {
        tree.put_each(size.of(1_000), &format!("f{folder}/f@.yaml"), "a: @\n");
    }
    tree.put("main.tf", trail("false"));
}

fn more_roots_than_are_judged(tree: &Tree, size: Size) {
    let text = trails(4, "include_global_service_events = false");
    for at in 0..size.of(10_000) {
        tree.put(&format!("f{at}/main.tf"), &text);
    }
}

fn more_templates_than_are_judged(tree: &Tree, size: Size) {
    let text = template("", 4, "false");
    for at in 0..size.of(7_000) {
        tree.put(&format!("f{at}/t.yaml"), &text);
    }
}

fn many_folders(tree: &Tree, size: Size) {
    tree.put_each(size.of(10_000), "f@/main.tf", "variable \"v\" {}\n");
    tree.put("main.tf", trail("false"));
}

fn deep_folders(tree: &Tree, size: Size) {
    tree.put(
        &format!("{}main.tf", "d/".repeat(size.of(800))),
        trail("false"),
    );
}

fn folders_of_each_kind(tree: &Tree, size: Size) {
    let count = size.of(8_000);
    tree.put_each(count, "m@/main.tf", &trail("false"));
    tree.put_each(count, "t@/t.yaml", &template("", 1, "false"));
    let output = "{ \"trailList\": [{ \"Name\": \"t\", \"IncludeGlobalServiceEvents\": false, \
         \"TrailARN\": \"arn:aws:cloudtrail:us-east-1:111122223333:trail/t\" }] }\n";
    tree.put_each(count, "o@/trails.json", output);
}

fn links_to_one_file(tree: &Tree, size: Size) {
    tree.put("t.yaml", template("", 20, "false"));
    for at in 0..size.of(10_000) {
        tree.link(&format!("l{at}.yaml"), "t.yaml");
    }
}

fn links_to_one_folder(tree: &Tree, size: Size) {
    tree.put_each(size.of(100), "folder/t@.yaml", &template("", 1, "false"));
    for at in 0..size.of(1_000) {
        tree.link(&format!("l{at}"), "folder");
    }
}

fn links_in_a_row(tree: &Tree, size: Size) {
    tree.put("l0.tf", trail("false"));
    for at in 1..size.of(2_000) {
        tree.link(&format!("l{at}.tf.txt"), &format!("l{}.tf", at - 1));
        tree.link(&format!("r{at}"), &format!("r{}", at - 1));
    }
}

fn links_in_a_circle(tree: &Tree, size: Size) {
    let count = size.of(60);
    tree.put_each(
        count,
        "f@/main.tf",
        "module \"m\" {\n  source = \"./up/f0\"\n}\n",
    );
    tree.put("f0/main.tf", trail("false"));
    for at in 0..count {
        tree.link(&format!("f{at}/up"), "..");
        for other in 0..count {
            tree.link(&format!("f{at}/l{other}"), &format!("../f{other}"));
        }
    }
}

fn links_that_lead_nowhere(tree: &Tree, size: Size) {
    tree.put("t/main.tf", trail("false"));
    for at in 0..size.of(5_000) {
        tree.link(&format!("n/l{at}.txt"), &format!("none{at}"));
    }
}

fn links_that_lead_outside(tree: &Tree, size: Size) {
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
    tree.put("t/main.tf", trail("false"));
    for at in 0..size.of(5_000) {
        tree.link(&format!("n/l{at}.txt"), "/etc/hostname");
    }
}

fn links_to_devices(tree: &Tree, size: Size) {
    tree.put(
        "t/main.tf",
        "module \"m\" {\n  source = \"../zero\"\n}\n".to_owned()
            + &trail("fileexists(\"../pipe\")"),
    );
    tree.link("zero", "/dev/zero");
    for at in 0..size.of(100) {
        tree.link(&format!("l/z{at}.txt"), "/dev/zero");
        tree.link(&format!("l/k{at}.txt"), "/proc/kmsg");
        tree.link(&format!("l/p{at}.txt"), "/proc/self/pagemap");
    }
    let made = std::process::Command::new("mkfifo")
        .args([tree.path("pipe"), tree.path("l/pipe.tf")])
        .status();
    assert!(made.unwrap().success());
}

fn links_of_git(tree: &Tree, size: Size) {
    tree.put("t/main.tf", trail("false"));
    tree.put_each(size.of(5_000), "l@/main.tf", "../t/main.tf");
}

fn templates_that_are_none(tree: &Tree, size: Size) {
    let text = "kind: Policy\nspec:\n  match: AWS::CloudTrail::Trail\n  number: @\n";
    tree.put_each(size.of(30_000), "p@.yaml", text);
    tree.put("t.yaml", template("", 1, "false"));
}

fn large_files_of_data(tree: &Tree, size: Size) {
    tree.put(
        "data.json",
        format!("[\"{}\"]", "some text ".repeat(size.of(30_000_000))),
    );
    tree.put("main.tf", trail("false"));
}

fn large_file_that_mentions_a_trail(tree: &Tree, size: Size) {
    let text = "2026-01-01 aws_cloudtrail AWS::CloudTrail::Trail a line of the log\n"
        .repeat(size.of(1_500_000));
    tree.put("a.log", &text);
    tree.put("main.tf", trail("false"));
}

fn large_template_of_other_things(tree: &Tree, size: Size) {
    let text = times(
        size.of(400_000),
        "  B@:\n    Type: AWS::S3::Bucket\n    Properties: { BucketName: bucket-@ }\n",
    );
    tree.put("a.yaml", format!("Resources:\n{text}"));
    tree.put("main.tf", trail("false"));
}

fn hidden_and_ignored(tree: &Tree, size: Size) {
    for folder in ["node_modules", ".venv", "ignored", ".terraform"] {
        tree.put_each(
            size.of(5_000),
            &format!("{folder}/f@/main.tf"),
            &trail("false"),
        );
    }
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
    tree.put(".gitignore", "ignored/\n");
    tree.put("main.tf", trail("false"));
}

fn rules_above_what_is_checked(tree: &Tree, size: Size) {
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
    tree.put("a/.gitignore", times(size.of(60_000), "/generated/f@.tf\n"));
    tree.link("a/.ignore", "/dev/zero");
    tree.put("a/b/main.tf", trail("false"));
}

fn many_templates(tree: &Tree, size: Size) {
    tree.put_each(
        size.of(10_000),
        "t/t@.yaml",
        &template("", 1, "false").replace("T0", "T"),
    );
}

fn many_named_files(tree: &Tree, size: Size) {
    let count = size.of(2_000);
    tree.put_each(count, "f@/t.yaml", &template("", 1, "false"));
    let stack = "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: !Sub \
        '${AWS::Region}/t.yaml' }\n";
    tree.put_each(count, "f@/parent.yaml", stack);
}

fn files_of_many_endings(tree: &Tree, size: Size) {
    for ending in [
        "tf", "yaml", "json", "hcl", "tfvars", "template", "txt", "tftpl", "j2", "toml",
    ] {
        tree.put_each(size.of(2_000), &format!("f/{ending}/f@.{ending}"), "");
    }
    tree.put("main.tf", trail("false"));
}

fn names_in_latin_1(tree: &Tree, size: Size) {
    use std::os::unix::ffi::OsStrExt as _;
    for at in 0..size.of(2_000) {
        let name = [b"f\xe9".as_slice(), at.to_string().as_bytes(), b".yaml"].concat();
        let path = tree.path("").join(std::ffi::OsStr::from_bytes(&name));
        std::fs::write(path, template("", 1, "false")).unwrap();
    }
}

fn nested_repositories(tree: &Tree, size: Size) {
    let count = size.of(2_000);
    tree.put_each(count, "r@/.git/HEAD", "ref: refs/heads/main\n");
    tree.put_each(count, "r@/main.tf", &trail("false"));
}

fn many_json_files(tree: &Tree, size: Size) {
    tree.put_each(size.of(30_000), "j/j@.json", "{ \"number\": @ }\n");
    tree.put("main.tf", trail("false"));
}

fn one_file_given_often(tree: &Tree, size: Size) {
    tree.put(
        "main.tf",
        times_of(size.of(2_000), |at| {
            trail("false").replace("\"t\"", &format!("\"t{at}\""))
        }),
    );
}

fn text_without_line_breaks(tree: &Tree, size: Size) {
    let text = "word ".repeat(size.of(10_000_000));
    tree.put(
        "main.tf",
        format!("locals {{\n  t = \"{text}\"\n}}\n{}", trail("false")),
    );
}

fn empty_lines(tree: &Tree, size: Size) {
    tree.put(
        "t.yaml",
        "\n".repeat(size.of(20_000_000)) + &template("", 2, "false"),
    );
}
