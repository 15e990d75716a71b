//! Runs the real program, and shows what it says in a form that is easy to review.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::case::{Run, Workplace};

/// What a run of the program said.
pub(crate) struct Answer {
    pub(crate) code: i32,
    out: String,
    err: String,
    /// What `check` and `list` say to programs; null where another format was asked for.
    pub(crate) report: Value,
}

impl Answer {
    pub(crate) fn of(run: &Run, workplace: &Workplace) -> Answer {
        let as_json = matches!(run.arguments[0].as_str(), "check" | "list")
            && !run.arguments.iter().any(|word| word == "--format");
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"));
        command
            .args(run.arguments.iter().map(|word| workplace.put_in(word)))
            .args(as_json.then_some("--format=json"))
            .current_dir(workplace.input(&run.cwd))
            .envs(&run.environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        let mut child = command.spawn().unwrap();
        let mut to = child.stdin.take().unwrap();
        if let Some(name) = &run.stdin {
            to.write_all(&std::fs::read(workplace.input(name)).unwrap())
                .unwrap();
        }
        drop(to);
        let output = child.wait_with_output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let report = if as_json && !out.is_empty() {
            serde_json::from_str(&out).unwrap()
        } else {
            Value::Null
        };
        Answer {
            code: output.status.code().unwrap(),
            out,
            err: String::from_utf8(output.stderr).unwrap(),
            report,
        }
    }

    /// Rule and severity of each finding.
    pub(crate) fn findings(&self) -> impl Iterator<Item = (&str, &str)> {
        members(&self.report, "findings")
            .map(|finding| (text(finding, "rule"), text(finding, "severity")))
    }

    /// Whether something that was handed over was not understood.
    pub(crate) fn has_notices(&self) -> bool {
        members(&self.report, "notices").next().is_some()
    }

    pub(crate) fn verdicts(&self) -> impl Iterator<Item = &str> {
        members(&self.report, "trails").map(|trail| text(trail, "verdict"))
    }

    /// The command, its exit code, and what it printed.
    pub(crate) fn render(&self, run: &Run) -> String {
        let mut said = format!("$ {}\n", command_line(run));
        writeln!(said, "exit code {}", self.code).unwrap();
        for finding in members(&self.report, "findings") {
            said += &show_finding(finding);
        }
        for trail in members(&self.report, "trails") {
            said += &show_trail(trail);
        }
        if self.report.is_null() {
            said += &self.out;
        }
        for line in self.err.lines() {
            writeln!(said, "stderr: {line}").unwrap();
        }
        said
    }
}

pub(super) fn members<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value[name].as_array().into_iter().flatten()
}

pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn command_line(run: &Run) -> String {
    let mut line = String::new();
    if !run.cwd.as_os_str().is_empty() {
        write!(line, "cd {} && ", run.cwd.display()).unwrap();
    }
    for (name, value) in &run.environment {
        write!(line, "{name}={value} ").unwrap();
    }
    write!(line, "cloudtrail-lint {}", run.arguments.join(" ")).unwrap();
    if let Some(name) = &run.stdin {
        write!(line, " < {name}").unwrap();
    }
    line
}

fn place(location: &Value) -> String {
    match location["path"].as_str() {
        Some(path) => format!(
            "{path}:{}:{}",
            location["start"]["line"], location["start"]["column"]
        ),
        None => "nowhere".into(),
    }
}

fn show_finding(finding: &Value) -> String {
    let mut said = format!(
        "{}: {}[{}] {}\n",
        place(&finding["location"]),
        text(finding, "severity"),
        text(finding, "rule"),
        text(finding, "message")
    );
    for step in members(finding, "evidence") {
        let (at, message) = (place(&step["location"]), text(step, "message"));
        writeln!(said, "  {at}: {message}").unwrap();
    }
    if let Some(help) = finding["help"].as_str() {
        writeln!(said, "  help: {help}").unwrap();
    }
    for edit in members(&finding["fix"], "edits") {
        let (path, from, to) = (text(edit, "path"), &edit["start"], &edit["end"]);
        let applicability = text(&finding["fix"], "applicability");
        writeln!(
            said,
            "  {applicability} fix: {path} bytes {from} to {to} become {}",
            edit["content"]
        )
        .unwrap();
    }
    said
}

fn show_trail(trail: &Value) -> String {
    let mut said = format!(
        "{}: {} `{}`",
        place(&trail["location"]),
        text(trail, "kind"),
        text(trail, "address")
    );
    let path = text(&trail["location"], "path");
    // Of a trail in its root's own file no more is shown.
    let is_elsewhere = |deployment: &&str| {
        let own = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
        *deployment != path && *deployment != own
    };
    if let Some(deployment) = trail["deployment"].as_str().filter(is_elsewhere) {
        write!(said, " in `{deployment}`").unwrap();
    }
    write!(said, " is {}", text(trail, "verdict")).unwrap();
    if let Some(why) = trail["why"].as_str() {
        write!(said, ", {why}").unwrap();
    }
    said.push('\n');
    let shown = |name: &str| match &trail[name] {
        Value::String(text) => text.clone(),
        Value::Null => "?".into(),
        other => other.to_string(),
    };
    writeln!(
        said,
        "  global events {}, multi-Region {}, logging {}, management events {}, home Region {}",
        shown("include_global_service_events"),
        shown("is_multi_region_trail"),
        shown("is_logging"),
        shown("management_events"),
        shown("home_region")
    )
    .unwrap();
    said
}
