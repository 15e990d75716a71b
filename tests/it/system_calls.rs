//! What the program asks of the operating system, as `strace` sees it: it opens files of the tree to read them, and nothing else.
//! Where there is no `strace`, or it may not trace, nothing is tested, which is said.

#![cfg(target_os = "linux")]

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the loader, the standard library and the thread pool read of the machine.
const OF_THE_MACHINE: [&str; 8] = [
    "/etc/ld.so.",
    "/lib/",
    "/lib64/",
    "/usr/lib/",
    "/proc/self/cgroup",
    "/proc/self/maps",
    "/proc/self/mountinfo",
    "/sys/fs/cgroup/",
];

/// Calls that write, or reach beyond the machine. `write` itself goes to what is open already.
const REFUSED: [&str; 30] = [
    "accept",
    "accept4",
    "bind",
    "chmod",
    "chown",
    "connect",
    "creat",
    "fchmod",
    "fchmodat",
    "fchown",
    "fchownat",
    "ftruncate",
    "kill",
    "link",
    "linkat",
    "listen",
    "mkdir",
    "mkdirat",
    "mknod",
    "mknodat",
    "rename",
    "renameat",
    "renameat2",
    "rmdir",
    "socket",
    "symlink",
    "symlinkat",
    "truncate",
    "unlink",
    "unlinkat",
];

/// What each call of a run is: its name, and the rest of its line.
fn traced(tree: &Path, home: &Path, arguments: &[&str]) -> Option<Vec<(String, String)>> {
    let log = home.join("strace.log");
    let run = Command::new("strace")
        .args(["-f", "-y", "-s", "4096", "-o"])
        .arg(&log)
        .arg(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .args(arguments)
        .current_dir(tree)
        // Cargo's own folders, which the loader would look through.
        .env_remove("LD_LIBRARY_PATH")
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join(".config"))
        .output()
        .ok()?;
    let text = std::fs::read_to_string(&log).unwrap_or_default();
    if text.contains("execve(") {
        assert!(run.status.code().is_some_and(|code| code <= 2), "{run:?}");
    } else {
        // A container may not let it trace.
        return None;
    }
    let calls = text.lines().filter_map(|line| {
        let call = line.split_once(' ')?.1.trim_start();
        let (name, rest) = call.split_once('(')?;
        Some((name.to_owned(), rest.to_owned()))
    });
    Some(calls.collect())
}

/// Whether a path is one of [`OF_THE_MACHINE`] with the number of the process.
fn is_of_itself(path: &str) -> bool {
    let behind = path.strip_prefix("/proc/");
    let number = behind.and_then(|behind| behind.split_once('/'));
    number.is_some_and(|(process, of_it)| {
        let own = format!("/proc/self/{of_it}");
        process.bytes().all(|byte| byte.is_ascii_digit()) && OF_THE_MACHINE.contains(&own.as_str())
    })
}

/// What a run does that it must not do.
fn misdeeds(tree: &Path, calls: &[(String, String)]) -> Vec<String> {
    let started = calls.iter().filter(|(name, _)| name.starts_with("exec"));
    let mut out: Vec<String> = started
        .skip(1)
        .map(|(_, rest)| format!("starts {rest}"))
        .collect();
    for (name, rest) in calls {
        let is_process = matches!(name.as_str(), "fork" | "vfork" | "clone" | "clone3")
            && !rest.contains("CLONE_THREAD");
        if is_process || REFUSED.contains(&name.as_str()) {
            out.push(format!("{name}({rest}"));
        }
        if matches!(name.as_str(), "open" | "openat" | "openat2") {
            let path = rest.split('"').nth(1).unwrap_or_default();
            let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"]
                .iter()
                .any(|flag| rest.contains(flag));
            // Where it really lies stands behind what comes out: links and `..` may lead elsewhere.
            let opened = rest.rsplit_once(" = ").map_or("", |(_, result)| result);
            let opened = opened
                .split_once('<')
                .map(|(_, path)| path.trim_end_matches('>'));
            let is_known = [Some(path), opened].into_iter().flatten().all(|path| {
                Path::new(path).starts_with(tree)
                    || OF_THE_MACHINE.iter().any(|known| path.starts_with(known))
                    || is_of_itself(path)
            });
            if writes || !is_known {
                out.push(format!("{name}({rest}"));
            }
        }
    }
    out
}

/// Nothing but reading happens in a tree, whatever is run.
fn only_reads(of: &str, fill: impl Fn(&Path)) {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().canonicalize().unwrap();
    let (tree, home) = (root.join("tree"), root.join("home"));
    std::fs::create_dir_all(tree.join(".git")).unwrap();
    std::fs::create_dir_all(home.join(".config/git")).unwrap();
    std::fs::write(
        home.join(".gitconfig"),
        "[core]\n\texcludesFile = /etc/hostname\n",
    )
    .unwrap();
    fill(&tree);
    let runs: [&[&str]; 4] = [
        &["check", "."],
        &["list", ".", "--format", "json"],
        &["check", ".", "--format", "sarif"],
        &["check", ".", "--no-ignore", "--format", "commands"],
    ];
    for arguments in runs {
        let Some(calls) = traced(&tree, &home, arguments) else {
            #[expect(clippy::print_stderr, reason = "a test that tests nothing says so")]
            {
                eprintln!("SKIPPED: there is no `strace` that may trace");
            }
            return;
        };
        let opens = calls.iter().filter(|(_, rest)| rest.contains("main.tf\""));
        assert!(opens.count() > 0, "{of}: {arguments:?} reads nothing");
        let misdeeds = misdeeds(&tree, &calls);
        assert!(misdeeds.is_empty(), "{of}: {arguments:?}: {misdeeds:#?}");
    }
}

fn put(tree: &Path, name: &str, text: &str) {
    let path = tree.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[test]
fn a_run_only_reads_its_tree() {
    only_reads("a repository", |tree| {
        put(
            tree,
            "live/main.tf",
            "module \"audit\" {\n  source = \"../modules/audit\"\n  on = yamldecode(file(\"on.yaml\")).on\n}\n",
        );
        put(tree, "live/on.yaml", "on: false\n");
        put(
            tree,
            "modules/audit/main.tf",
            "variable \"on\" {}\nresource \"aws_cloudtrail\" \"this\" {\n  include_global_service_events = var.on\n}\n",
        );
        put(
            tree,
            "stacks/audit.yaml",
            "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n",
        );
        put(tree, ".gitignore", "*.log\n");
        put(tree, "cloudtrail-lint.yaml", "region: us-east-1\n");
    });
}

#[test]
fn a_hostile_tree_is_not_left_either() {
    only_reads("a hostile repository", |tree| {
        put(
            tree,
            "main.tf",
            "module \"out\" { source = \"../../home\" }\n\
             module \"web\" { source = \"git::https://example.com/a.git\" }\n\
             provider \"aws\" { region = file(\"/etc/hostname\") }\n\
             resource \"aws_cloudtrail\" \"a\" {\n  for_each = toset(split(\"\\n\", file(\"/proc/self/environ\")))\n  \
             include_global_service_events = fileexists(\"/etc/passwd\") ? true : templatefile(\"../home/.gitconfig\", {})\n}\n",
        );
        put(
            tree,
            "template.yaml",
            "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n      \
             Fn::Transform: {Name: AWS::Include, Parameters: {Location: /etc/passwd}}\n  Nested:\n    \
             Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ../home/.gitconfig}\n",
        );
        put(
            tree,
            "unit/terragrunt.hcl",
            "include \"root\" { path = \"/etc/hostname\" }\nterraform { source = \"../../home\" }\n\
             inputs = { a = run_cmd(\"touch\", \"made\"), b = get_env(\"HOME\") }\n",
        );
        put(
            tree,
            ".terraform/modules/modules.json",
            "{\"Modules\": [{\"Key\": \"web\", \"Source\": \"x\", \"Dir\": \"/etc\"}]}",
        );
        let links: [(&str, &str); 4] = [
            ("terraform.tfvars", "/etc/passwd"),
            ("linked.tf", "/etc/hostname"),
            ("folder", "/etc"),
            ("stack.yaml", "/proc/self/environ"),
        ];
        for (name, target) in links {
            symlink(PathBuf::from(target), tree.join(name)).unwrap();
        }
    });
}
