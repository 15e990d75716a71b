//! System calls as `strace -f -y` writes them, and those that a run may make.

use std::collections::BTreeMap;
use std::path::Path;

/// What the loader, the standard library and the thread pool read of the machine, and the C library's allocator.
const OF_THE_MACHINE: [&str; 13] = [
    "/etc/ld.so.",
    "/lib/",
    "/lib64/",
    "/usr/lib/",
    "/usr/lib64/",
    "/proc/self/cgroup",
    "/proc/self/maps",
    "/proc/self/mountinfo",
    "/proc/stat",
    "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system/cpu/",
    "/sys/fs/cgroup/",
    "/sys/kernel/mm/transparent_hugepage/",
];

/// What a run may ask for, whatever the processor, the kernel and the C library, beside those that [`Call::is_allowed`] looks at.
/// None changes anything but the process itself.
const ALLOWED: [&str; 73] = [
    // What is open or lies there is read.
    "_llseek",
    "access",
    "close",
    "close_range",
    "faccessat",
    "faccessat2",
    "fadvise64",
    "fcntl",
    "fcntl64",
    "fstat",
    "fstat64",
    "fstatat64",
    "getcwd",
    "getdents",
    "getdents64",
    "lseek",
    "lstat",
    "lstat64",
    "newfstatat",
    "pread64",
    "preadv",
    "read",
    "readlink",
    "readlinkat",
    "readv",
    "stat",
    "stat64",
    "statx",
    // Memory. No file is opened to be written, so none is written through it.
    "brk",
    "madvise",
    "map_shadow_stack",
    "membarrier",
    "mmap",
    "mmap2",
    "mprotect",
    "mremap",
    "mseal",
    "munmap",
    // Threads, and the process itself.
    "arch_prctl",
    "exit",
    "exit_group",
    "futex",
    "futex_time64",
    "futex_wait",
    "futex_wake",
    "getegid",
    "geteuid",
    "getgid",
    "getpid",
    "getrlimit",
    "gettid",
    "getuid",
    "poll",
    "ppoll",
    "ppoll_time64",
    "rseq",
    "sched_getaffinity",
    "sched_yield",
    "set_robust_list",
    "set_tid_address",
    "sysinfo",
    "uname",
    // Clocks, random numbers, signals that it gets.
    "clock_gettime",
    "clock_gettime64",
    "clock_nanosleep",
    "clock_nanosleep_time64",
    "getrandom",
    "gettimeofday",
    "nanosleep",
    "restart_syscall",
    "rt_sigaction",
    "rt_sigprocmask",
    "sigaltstack",
];

/// A call: its name, and the rest of its line, from its first argument to what came out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) rest: String,
}

impl Call {
    /// The one of a line, which begins with the process.
    fn of(line: &str) -> Option<Call> {
        let (name, rest) = line.split_once('(')?;
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_name.then(|| Call {
            name: name.to_owned(),
            rest: rest.to_owned(),
        })
    }

    pub(super) fn opens(&self) -> bool {
        matches!(self.name.as_str(), "open" | "openat" | "openat2")
    }

    /// Whether it only reads the tree and what is of the machine.
    fn only_opens(&self, tree: &Path) -> bool {
        let path = self.rest.split('"').nth(1).unwrap_or_default();
        let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"];
        // Where it really lies stands behind what comes out: links and `..` may lead elsewhere.
        let opened = self
            .rest
            .rsplit_once(" = ")
            .map_or("", |(_, result)| result);
        let opened = opened
            .split_once('<')
            .map(|(_, path)| path.trim_end_matches('>'));
        let mut paths = [Some(path), opened].into_iter().flatten();
        !writes.iter().any(|flag| self.rest.contains(flag))
            && paths.all(|path| {
                Path::new(path).starts_with(tree)
                    || OF_THE_MACHINE.iter().any(|known| path.starts_with(known))
                    || is_of_itself(path)
            })
    }

    /// Whether a run may make it that reads a tree, and whose two outputs are pipes.
    fn is_allowed(&self, tree: &Path) -> bool {
        let rest = &self.rest;
        let begins = |all: &[&str]| all.iter().any(|begin| rest.starts_with(begin));
        match self.name.as_str() {
            "open" | "openat" | "openat2" => self.only_opens(tree),
            "write" | "writev" => begins(&["1<pipe:[", "2<pipe:["]),
            "clone" | "clone3" => rest.contains("CLONE_THREAD"),
            // How wide the terminal is, and whether it is one. Others type into it.
            "ioctl" => rest.contains(", TCGETS") || rest.contains(", TIOCGWINSZ"),
            // Bounds of its own, asked for.
            "prlimit64" => begins(&["0, "]) && rest.contains(", NULL, "),
            // What its threads and its memory are called.
            "prctl" => begins(&["PR_SET_NAME", "PR_SET_VMA", "PR_GET"]),
            name => ALLOWED.contains(&name),
        }
    }
}

/// The calls of a log, the parts of those together that another thread came between.
pub(super) fn calls(log: &str) -> Vec<Call> {
    const BROKEN_OFF: &str = "<unfinished ...>";
    let mut begun: BTreeMap<&str, String> = BTreeMap::new();
    let mut out = Vec::new();
    for line in log.lines() {
        let Some((process, line)) = line.split_once(' ') else {
            continue;
        };
        let line = line.trim_start();
        let resumed = line
            .strip_prefix("<... ")
            .and_then(|line| line.split_once(" resumed>"));
        if let Some(line) = line.strip_suffix(BROKEN_OFF) {
            begun.insert(process, line.to_owned());
        } else if let Some((_, end)) = resumed {
            let line = begun.remove(process).unwrap_or_default() + end;
            out.extend(Call::of(&line));
        } else {
            out.extend(Call::of(line));
        }
    }
    // The process ended while these waited.
    out.extend(begun.values().filter_map(|line| Call::of(line)));
    out
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

/// What a run does that it must not do: it is started, and starts nothing.
pub(super) fn misdeeds(tree: &Path, calls: &[Call]) -> Vec<String> {
    let start = calls.iter().position(|call| call.name == "execve");
    let others = calls
        .iter()
        .enumerate()
        .filter(|(at, call)| Some(*at) != start && !call.is_allowed(tree));
    others
        .map(|(_, call)| format!("{}({}", call.name, call.rest))
        .collect()
}
