//! Names that a stranger chose, in every place where a name can stand, in every format: none may steer what shows it.

mod configurations;
mod everything;
mod places;
mod readers;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use everything::tree;
use places::{FIRST_IS_SHOWN, NOT_SHOWN, PLACES};
use readers::{shows_all, steers_no_runner};
use serde_json::Value;
use tempfile::TempDir;

const HOSTILE: [&str; 26] = [
    "::error::all is well",
    "\n::error file=a::b",
    " \u{2028}::add-mask::x",
    "##vso[task.setvariable variable=x]y",
    "x ##[group]y",
    "###TeamCity[a]",
    "--- folded",
    "travis_fold:start:x",
    "\u{1b}[2J\u{1b}]0;title\u{7}",
    "\u{9b}31m",
    "\r\u{8}overwritten",
    "a\u{202e}b\u{2066}c\u{61c}d",
    "in\u{200b}visi\u{200d}ble\u{feff}\u{ad}",
    "\u{e0041}\u{e0042}",
    "`code` ``more`` ```",
    "<img src=https://x.test/a.png>",
    "<details open ontoggle=alert(1)>",
    "@octocat",
    "octo/repo#1 #1 GH-1",
    "![a](https://x.test/b.png) [c](https://x.test)",
    "https://x.test/c www.x.test",
    "someone@x.test",
    "a|b\\|c",
    "&lt;b&gt; &#64;octocat **x** __y__ ~z~",
    "'; touch pwned; echo '",
    "$(touch pwned)`touch pwned`",
];

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .current_dir(folder)
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn each(check: impl Fn(&Path, &str)) {
    for name in HOSTILE {
        check(tree(name).path(), name);
    }
}

#[test]
fn no_format_steers_a_terminal_or_a_runner() {
    each(|folder, name| {
        for arguments in [
            &["check"][..],
            &["check", "--format", "concise"],
            &["check", "--format", "json"],
            &["check", "--format", "sarif"],
            &["check", "--format", "commands"],
            &["list"],
            &["list", "--format", "json"],
            &["list", "--format", "markdown"],
            &["check", "--parameter", "Flag=x", "no such file"],
            &["check", name],
        ] {
            let output = run(folder, arguments);
            assert_ne!(output.status.code(), None, "{arguments:?}");
            for stream in [&output.stdout, &output.stderr] {
                // What clap says of an option is about the caller's own words.
                if text(stream).contains("Usage:") {
                    continue;
                }
                let about = format!("{arguments:?} with {name:?}");
                shows_all(text(stream), &about);
                steers_no_runner(text(stream), &about);
            }
        }
    });
}

#[test]
fn programs_read_the_names_as_they_are() {
    each(|folder, name| {
        for format in ["json", "sarif"] {
            let output = run(folder, &["check", "--format", format]);
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert!(
                names_in(&report).any(|found| found == name),
                "{format} {name:?}"
            );
        }
    });
}

/// The trails that findings are about.
fn names_in(report: &Value) -> impl Iterator<Item = &str> {
    let found = report["findings"].as_array().into_iter().flatten();
    let plain = found.filter_map(|finding| finding["trail"].as_str());
    let results = report["runs"][0]["results"]
        .as_array()
        .into_iter()
        .flatten();
    plain.chain(results.filter_map(|result| {
        result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].as_str()
    }))
}

#[test]
fn sarif_messages_hold_no_links() {
    each(|folder, name| {
        let output = run(folder, &["check", "--format", "sarif"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        for result in report["runs"][0]["results"].as_array().unwrap() {
            let said = result["message"]["text"].as_str().unwrap();
            assert!(!said.contains("]("), "{name:?}: {said}");
        }
    });
}

#[test]
fn markdown_has_rows_and_code_and_nothing_that_a_name_made() {
    each(|folder, name| {
        let output = run(folder, &["list", "--format", "markdown"]);
        let said = text(&output.stdout);
        let rows = readers::rows_of_code(said, name);
        assert!(rows > 5, "{said}");
    });
}

/// Markdown as the hosts of code read it. Without `cmark-gfm` only [`pulldown_cmark`] has read it, and that is said.
#[test]
fn markdown_is_a_table_of_code_to_cmark_gfm() {
    if Command::new("cmark-gfm").arg("--version").output().is_err() {
        let said = "\nSKIPPED: Markdown was NOT read by cmark-gfm, for there is none on the PATH\n";
        // Not captured, as what `println!` prints is.
        std::io::stderr().write_all(said.as_bytes()).unwrap();
        return;
    }
    let list = |folder: &Path| run(folder, &["list", "--format", "markdown"]).stdout;
    each(|folder, name| {
        let html = readers::html_of_a_table(text(&list(folder)), name);
        assert!(html.contains("<table>"), "{html}");
    });
    for (what, folder) in trees_of_places(&HOSTILE) {
        readers::html_of_a_table(text(&list(folder.path())), what);
    }
}

/// The commands, read by a shell in which `aws` only shows its arguments: none names a trail so, and a comment says that.
#[cfg(unix)]
#[test]
fn no_command_says_what_is_no_name_of_a_trail() {
    each(|folder, name| {
        let commands = run(folder, &["check", "--format", "commands", "trails.json"]);
        let said = text(&commands.stdout);
        assert!(
            said.contains("# No command for a trail"),
            "{name:?}: {said}"
        );
        let script = format!("aws() {{ printf '%s\\0' \"$@\"; }}\n{said}");
        let Ok(read) = Command::new("bash")
            .args(["-c", &script])
            .current_dir(folder)
            .output()
        else {
            // No bash, no reading; every CI image has one.
            return;
        };
        assert_eq!(text(&read.stdout), "", "{name:?}: {said}");
        assert!(!folder.join("pwned").exists(), "{name:?}");
    });
}

#[test]
fn what_is_said_of_arguments_steers_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for name in HOSTILE {
        for arguments in [
            &["check", &format!("--{name}")][..],
            &["check", "--format", name],
            &["check", "--severity", name],
            &["check", "--var", name],
            &["explain", name],
            &[name],
        ] {
            let output = run(folder.path(), arguments);
            let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
            shows_all(&said, name);
            steers_no_runner(&said, name);
        }
    }
}

/// What is run over trees with names in one place each.
const FORMATS: [&[&str]; 8] = [
    &["check"],
    &["check", "--format", "concise"],
    &["check", "--format", "json"],
    &["check", "--format", "sarif"],
    &["check", "--format", "commands"],
    &["list"],
    &["list", "--format", "json"],
    &["list", "--format", "markdown"],
];

/// Such trees, each by what its place is.
fn trees_of_places(names: &[&str]) -> impl Iterator<Item = (&'static str, TempDir)> {
    let together = PLACES.iter().chain(NOT_SHOWN);
    let together = together.map(|place| (place.what, place.filled(names)));
    let alone = FIRST_IS_SHOWN.iter().flat_map(|place| {
        let each = names.iter().map(|name| (place.what, place.filled(&[name])));
        each.collect::<Vec<_>>()
    });
    together.chain(alone)
}

#[test]
fn no_place_of_a_name_steers_a_terminal_or_a_runner() {
    for (what, folder) in trees_of_places(&HOSTILE) {
        for arguments in FORMATS {
            let output = run(folder.path(), arguments);
            let about = format!("{what}: {arguments:?}");
            assert!(
                output.status.code().is_some_and(|code| code <= 2),
                "{about}"
            );
            for stream in [&output.stdout, &output.stderr] {
                shows_all(text(stream), &about);
                steers_no_runner(text(stream), &about);
            }
            if arguments.contains(&"markdown") {
                readers::rows_of_code(text(&output.stdout), what);
            }
        }
    }
}

/// A place whose names nobody sees would test nothing: each of them comes to be shown, with whatever stands around it.
#[test]
fn each_place_shows_its_names() {
    let marked = HOSTILE.iter().enumerate();
    let marked: Vec<String> = marked
        .map(|(at, name)| format!("q{at:02}z{name}"))
        .collect();
    let names: Vec<&str> = marked.iter().map(String::as_str).collect();
    // In JSON, or in the lines that people are shown.
    let unseen = |folder: TempDir, names: &[&str]| {
        let all =
            ["json", "human"].map(|format| run(folder.path(), &["check", "--format", format]));
        let is_seen = |name: &&str| {
            let mut all = all.iter();
            all.any(|output| text(&output.stdout).contains(&name[..4]))
        };
        let unseen = names.iter().filter(|name| !is_seen(name));
        unseen
            .map(|name| (*name).to_owned())
            .collect::<Vec<String>>()
    };
    let none = Vec::<String>::new();
    for place in PLACES {
        let unseen = unseen(place.filled(&names), &names);
        assert_eq!(unseen, none, "{}", place.what);
    }
    for place in FIRST_IS_SHOWN {
        for name in &names {
            let unseen = unseen(place.filled(&[name]), &[name]);
            assert_eq!(unseen, none, "{}", place.what);
        }
    }
    for place in NOT_SHOWN {
        let unseen = unseen(place.filled(&names), &names);
        assert_eq!(unseen, names, "{} is shown", place.what);
    }
}
