//! Links that pass what lies outside on their way back in: what is there outside is not told.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A place that holds a repository and what lies outside of it.
struct Place(TempDir);

impl Place {
    fn new(there: &str) -> Place {
        let place = Place(TempDir::new().unwrap());
        fs::create_dir_all(place.repository().join(".git")).unwrap();
        let outside = place.0.path().join("home");
        fs::create_dir(&outside).unwrap();
        for at in [outside.join("at"), place.repository().join(".git/at")] {
            match there {
                "nothing" => Ok(()),
                "folder" => fs::create_dir(at),
                "file" => fs::write(at, ""),
                "a way here" => std::os::unix::fs::symlink(place.repository(), at),
                _ => std::os::unix::fs::symlink("/", at),
            }
            .unwrap();
        }
        place
    }

    fn repository(&self) -> PathBuf {
        self.0.path().join("repository")
    }

    fn put(&self, name: &str, text: &str) -> &Place {
        let path = self.repository().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn link(&self, name: &str, to: &str) -> &Place {
        let path = self.repository().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(to, path).unwrap();
        self
    }

    fn check(&self, arguments: &[&str]) -> String {
        said(&self.repository(), arguments)
    }
}

fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .args(["check", "--format", "concise"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let place = folder.parent().unwrap().to_string_lossy().into_owned();
    let [out, err] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    format!("{out}{err}{:?}", output.status.code()).replace(&place, "PLACE")
}

fn trail(flag: &str) -> String {
    format!(
        "resource \"aws_cloudtrail\" \"org\" {{\n  name = \"org\"\n  s3_bucket_name = \"logs\"\n  \
         include_global_service_events = {flag}\n}}\n"
    )
}

const TEMPLATE: &str = "Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {IsLogging: true, S3BucketName: logs, IncludeGlobalServiceEvents: false}
";

/// What is said of links of each kind that all take one way out and back.
fn said_of(there: &str, way: &str) -> Vec<String> {
    let place = Place::new(there);
    let link = |name: &str, to: &str| {
        let way = way.replace("PLACE", &place.0.path().to_string_lossy());
        let up = "../".repeat(name.matches('/').count());
        let up = if way.starts_with('/') { "" } else { &up };
        place.link(name, &format!("{up}{way}/{to}"));
    };
    place
        .put("held/no.txt", "false")
        .put("held/dev.tfvars", "global = false\n")
        .put("held/x.tf", &trail("false"))
        .put("held/stack.yaml", TEMPLATE)
        .put("held/deep/no.txt", "false")
        .put("ignored", "modules\n")
        .put("config.yaml", "coverage: one-trail\n")
        .put("text/main.tf", &trail("tobool(file(\"no.txt\"))"))
        .put("there/main.tf", &trail("fileexists(\"no.txt\")"))
        .put("list/main.tf", &trail("length(fileset(\".\", \"**\")) > 2"))
        .put("values/main.tf", &format!("variable \"global\" {{}}\n{}", trail("var.global")))
        .put("modules/main.tf", "module \"held\" {\n  source = \"./held\"\n}\n")
        .put("nested/stack.yaml", "Resources:\n  Of:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ./of.yaml}\n")
        .put("through/main.tf", &trail("tobool(file(\"./held/deep/no.txt\"))"))
        .put("configured/.git", "")
        .put("configured/main.tf", &trail("false"));
    link("text/no.txt", "held/no.txt");
    link("there/no.txt", "held/no.txt");
    link("list/no.txt", "held/no.txt");
    link("list/all", "held");
    link("values/terraform.tfvars", "held/dev.tfvars");
    link("modules/held", "held");
    link("nested/of.yaml", "held/stack.yaml");
    link("linked/x.tf", "held/x.tf");
    link("through/held", "held");
    link(".gitignore", "ignored");
    let named = [
        "linked/x.tf",
        "modules/held",
        "modules/held/x.tf",
        "values/terraform.tfvars",
    ];
    let folders = [
        "text", "there", "list", "values", "modules", "nested", "through", ".",
    ];
    let mut all: Vec<String> = named
        .iter()
        .chain(&folders)
        .map(|path| place.check(&[path]))
        .collect();
    link(".cloudtrail-lint.yaml", "config.yaml");
    all.push(place.check(&["linked"]));
    all
}

#[test]
fn what_a_link_passes_outside_is_not_told() {
    for way in [
        "../home/at/../../repository",
        "PLACE/home/at/../../repository",
        ".git/at/../..",
    ] {
        let nothing = said_of("nothing", way);
        for there in ["folder", "file", "a way here", "a way out"] {
            for (is, of_nothing) in said_of(there, way).iter().zip(&nothing) {
                assert_eq!(is, of_nothing, "{there}, by {way}");
            }
        }
    }
}

/// What is said of a path from a folder, which a shell came to by a way of its own.
fn listed(from: &Path, by: &Path, path: &Path) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .args(["list", "--format", "json"])
        .arg(path)
        .current_dir(from)
        .env("PWD", by)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    (said, output.status.code())
}

/// A home folder that is a repository, with a link to another disk, is no stranger's.
#[test]
fn what_lies_behind_a_link_on_the_way_to_a_checkout_is_the_users() {
    let place = TempDir::new().unwrap();
    let place = place.path().canonicalize().unwrap();
    let [home, disk] = ["home", "disk"].map(|name| place.join(name));
    for (path, text) in [
        ("home/.git/HEAD", ""),
        ("disk/p/.git/HEAD", ""),
        ("disk/p/t/main.tf", &trail("true")),
        ("disk/q/t/main.tf", &trail("true")),
    ] {
        let path = place.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    std::os::unix::fs::symlink(&disk, home.join("work")).unwrap();
    let by_link = home.join("work/p");
    // A link that is written by the way that a shell took.
    std::os::unix::fs::symlink(by_link.join("t"), disk.join("p/linked")).unwrap();
    for (from, by, path) in [
        (disk.join("p"), disk.join("p"), by_link.clone()),
        (disk.join("p"), by_link.clone(), ".".into()),
        (disk.join("p"), by_link.clone(), "linked".into()),
        (disk.join("p"), by_link.clone(), "linked/main.tf".into()),
        (disk.clone(), disk.clone(), by_link.join("linked/main.tf")),
        (home.clone(), home.clone(), "work/p".into()),
        (home.clone(), home.clone(), "work/p/t/main.tf".into()),
        (
            disk.join("q"),
            disk.join("q"),
            home.join("work/q/t/main.tf"),
        ),
    ] {
        let (said, code) = listed(&from, &by, &path);
        assert_eq!(code, Some(0), "{path:?} from {from:?}: {said}");
        assert!(said.contains("recorded"), "{path:?} from {from:?}: {said}");
    }
    let (said, code) = listed(&home, &home, Path::new("work/q/t/main.tf"));
    assert_eq!(code, Some(2), "{said}");
}
