//! What the program asks of the operating system, as `strace` sees it: it opens files of the tree to read them, and makes no
//! call but those of a list.
//! Where there is no `strace`, or it may not trace, nothing is tested, which is said.

#![cfg(target_os = "linux")]

mod calls;

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use calls::{Call, calls, misdeeds};

/// The calls of a run, and of all that it starts.
fn traced(tree: &Path, home: &Path, run: &[&str]) -> Option<Vec<Call>> {
    let log = home.join("strace.log");
    let run = Command::new("strace")
        .args(["-f", "-y", "-s", "4096", "-o"])
        .arg(&log)
        .args(run)
        .current_dir(tree)
        // Cargo's own folders, which the loader would look through.
        .env_remove("LD_LIBRARY_PATH")
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join(".config"))
        // More than most machines have cores: what threads do when they wait for one another belongs to it.
        .env("RAYON_NUM_THREADS", "8")
        .output()
        .ok()?;
    let text = std::fs::read_to_string(&log).unwrap_or_default();
    if text.contains("execve(") {
        assert!(run.status.code().is_some_and(|code| code <= 2), "{run:?}");
    } else {
        // A container may not let it trace.
        return None;
    }
    Some(calls(&text))
}

/// Said where there is no log of a run.
#[expect(clippy::print_stderr, reason = "a test that tests nothing says so")]
fn say_that_nothing_was_traced() {
    eprintln!("SKIPPED: there is no `strace` that may trace");
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
    // What lies above the tree is none of a run's business.
    for rules in [".ignore", ".gitignore"] {
        std::fs::write(root.join(rules), "*.bak\n").unwrap();
    }
    let runs: [&[&str]; 6] = [
        &["check", "."],
        &["check", ".", "--color", "always", "--tf-env"],
        &["list", ".", "--format", "json"],
        &["list", ".", "--format", "markdown"],
        &["check", ".", "--format", "sarif"],
        &["check", ".", "--no-ignore", "--format", "commands"],
    ];
    for arguments in runs {
        let program = env!("CARGO_BIN_EXE_cloudtrail-lint");
        let Some(calls) = traced(&tree, &home, &[&[program], arguments].concat()) else {
            return say_that_nothing_was_traced();
        };
        let mut opens = calls.iter().filter(|call| call.opens());
        let reads = opens.any(|call| call.rest.contains("main.tf\""));
        assert!(reads, "{of}: {arguments:?} reads nothing");
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

/// What is asked for by another program is seen, and told apart from what is allowed.
#[test]
fn what_a_shell_does_is_seen() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().canonicalize().unwrap();
    let script = "echo a >made; read line </etc/hostname; (exec cat made); true";
    let Some(calls) = traced(&root, &root, &["sh", "-c", script]) else {
        return say_that_nothing_was_traced();
    };
    let misdeeds = misdeeds(&root, &calls);
    let is_seen = |parts: &[&str]| {
        let mut misdeeds = misdeeds.iter();
        misdeeds.any(|misdeed| parts.iter().all(|part| misdeed.contains(part)))
    };
    assert!(is_seen(&["open", "made\"", "O_WRONLY"]), "{misdeeds:#?}");
    assert!(is_seen(&["open", "\"/etc/hostname\""]), "{misdeeds:#?}");
    assert!(is_seen(&["write(1</", "/made>"]), "{misdeeds:#?}");
    assert!(is_seen(&["execve(", "cat"]), "{misdeeds:#?}");
    let is_fork = |misdeed: &String| {
        ["clone", "fork", "vfork"]
            .iter()
            .any(|name| misdeed.starts_with(name))
    };
    assert!(misdeeds.iter().any(is_fork), "{misdeeds:#?}");
}

/// A line of a log behind what each run begins with, and whether it is a misdeed.
fn is_misdeed(line: &str) -> bool {
    let log = format!("7 execve(\"/bin/it\", [\"it\"], 0x7 /* 9 vars */) = 0\n{line}\n");
    !misdeeds(Path::new("/tree"), &calls(&log)).is_empty()
}

#[test]
fn what_a_run_may_not_do_is_a_misdeed() {
    for line in [
        "7 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3<TCP:[1]>",
        "7 socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0",
        "7 sendto(1<pipe:[9]>, \"a\", 1, 0, NULL, 0) = 1",
        "7 connect(3<TCP:[1]>, {sa_family=AF_INET}, 16) = 0",
        "7 io_uring_setup(8, {flags=0}) = 3<anon_inode:[io_uring]>",
        "7 memfd_create(\"a\", 0) = 3</memfd:a>",
        "7 ptrace(PTRACE_ATTACH, 9) = 0",
        "7 process_vm_readv(9, [], 1, [], 1, 0) = 1",
        "7 open_by_handle_at(3</tree>, {handle_type=1}, O_RDONLY) = 4</tree/a>",
        "7 bpf(BPF_PROG_LOAD, {prog_type=0}, 9) = -1 EPERM (Operation not permitted)",
        "7 dup2(3</tree/a>, 1<pipe:[9]>) = 1</tree/a>",
        "7 sendfile(1<pipe:[9]>, 3</tree/a>, NULL, 9) = 9",
        "7 unlinkat(AT_FDCWD</tree>, \"/tree/a\", 0) = 0",
        "7 utimensat(AT_FDCWD</tree>, \"/tree/a\", NULL, 0) = 0",
        "7 setxattr(\"/tree/a\", \"user.a\", \"b\", 1, 0) = 0",
        "7 kill(1, SIGTERM) = 0",
        "7 a_call_to_come(1) = 0",
        "7 syscall_0x1f4(1) = 0",
        "7 write(3</tree/a>, \"a\", 1) = 1",
        "7 write(1</tree/a>, \"a\", 1) = 1",
        "7 write(11<pipe:[9]>, \"a\", 1) = 1",
        "7 pwrite64(1<pipe:[9]>, \"a\", 1, 0) = 1",
        "7 writev(4<pipe:[9]>, [{iov_base=\"a\", iov_len=1}], 1) = 1",
        "7 openat(AT_FDCWD</tree>, \"/tree/a\", O_WRONLY|O_CREAT, 0666) = 3</tree/a>",
        "7 openat(AT_FDCWD</tree>, \"/tree/a\", O_RDWR|O_CLOEXEC) = 3</tree/a>",
        "7 openat2(AT_FDCWD</tree>, \"/tree/a\", {flags=O_RDWR, resolve=0}, 24) = 3</tree/a>",
        "7 openat(AT_FDCWD</tree>, \"/etc/passwd\", O_RDONLY) = 3</etc/passwd>",
        "7 openat(AT_FDCWD</tree>, \"/tree/a\", O_RDONLY) = 3</etc/passwd>",
        "7 openat(AT_FDCWD</tree>, \"/treetop/a\", O_RDONLY) = -1 ENOENT (No such file or directory)",
        "7 openat(AT_FDCWD</tree>, \"/tree/a\", O_RDONLY <unfinished ...>\n8 read(4</tree/b>, \"\", 9) = 0\n\
         7 <... openat resumed>) = 3</etc/passwd>",
        "7 open(\"/proc/1/environ\", O_RDONLY) = 3</proc/1/environ>",
        "7 execve(\"/bin/sh\", [\"sh\"], 0x7 /* 9 vars */) = 0",
        "8 execve(\"/bin/sh\", [\"sh\"], 0x7 /* 9 vars */ <unfinished ...>",
        "7 fork() = 8",
        "7 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD, child_tidptr=0x7) = 8",
        "7 clone3({flags=CLONE_VM|CLONE_VFORK, exit_signal=SIGCHLD}, 88) = 8",
        "7 ioctl(0</dev/pts/0>, TIOCSTI, \"a\") = 0",
        "7 prlimit64(0, RLIMIT_NOFILE, {rlim_cur=9, rlim_max=9}, NULL) = 0",
        "7 prctl(PR_SET_DUMPABLE, SUID_DUMP_USER) = 0",
    ] {
        assert!(is_misdeed(line), "{line}");
    }
}

#[test]
fn what_a_run_does_on_other_machines_is_none() {
    for line in [
        "7 openat(AT_FDCWD</tree>, \"/tree/a\", O_RDONLY|O_CLOEXEC) = 3</tree/a>",
        "7 openat(AT_FDCWD</tree>, \"/tree/a\", O_RDONLY <unfinished ...>\n8 read(4</tree/b>,  <unfinished ...>\n\
         7 <... openat resumed>) = 3</tree/a>\n8 <... read resumed>\"write(3</tree/a>\", 9) = 9",
        "7 openat(AT_FDCWD</tree>, \"/lib/aarch64-linux-gnu/libc.so.6\", O_RDONLY|O_CLOEXEC) = 3</usr/lib/aarch64-linux-gnu/libc.so.6>",
        "7 openat(AT_FDCWD</tree>, \"/proc/self/maps\", O_RDONLY|O_CLOEXEC) = 3</proc/7/maps>",
        "7 newfstatat(3</tree/a>, \"\", {st_mode=S_IFREG|0644}, AT_EMPTY_PATH) = 0",
        "7 statx(3</tree/a>, \"\", AT_EMPTY_PATH, STATX_ALL, {stx_mask=STATX_ALL}) = 0",
        "7 clone(child_stack=0x7, flags=CLONE_VM|CLONE_FS|CLONE_THREAD, parent_tid=[8]) = 8",
        "7 clone3({flags=CLONE_VM|CLONE_FS|CLONE_THREAD, stack=0x7} => {parent_tid=[8]}, 88) = 8",
        "7 write(1<pipe:[9]>, \"socket(AF_INET)\", 15) = 15",
        "7 writev(2<pipe:[9]>, [{iov_base=\"a\", iov_len=1}], 1) = 1",
        "7 prlimit64(0, RLIMIT_STACK, NULL, {rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY}) = 0",
        "7 ioctl(2<pipe:[9]>, TCGETS, 0x7) = -1 ENOTTY (Inappropriate ioctl for device)",
        "7 --- SIGCHLD {si_signo=SIGCHLD} ---",
        "7 exit_group(1) = ?",
        "7 +++ exited with 1 +++",
    ] {
        assert!(!is_misdeed(line), "{line}");
    }
}
