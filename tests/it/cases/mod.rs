//! Every folder `fixtures/<topic>/<kind>/<case>/` that holds a `case.toml` is a test of its own:
//!
//! - `input/` holds files as their users write them. A leading `dot_` is a `.` (`dot_gitignore`).
//! - `case.toml` says what is run on a copy of them; [`case::Case`] has its keys.
//! - `expected.txt` is what comes out. `UPDATE_EXPECTED=1` writes it; read the difference before you commit it.
//!
//! The kind says what all cases of it have in common, see [`Kind`].

pub(crate) mod case;
mod command;
mod followed;
pub(crate) mod values;

use std::path::{Path, PathBuf};

use cloudtrail_lint::rules::RULES;
use rstest::rstest;

use self::case::{Case, Workplace};
use self::command::Answer;

/// What every case of a kind has in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// No run finds anything.
    Ok,
    /// Some run finds what is wrong, by the rule that the topic is named after.
    Bad,
    /// It cannot be told: some trail is undecided or there is a note; by the rule that the topic is named after,
    /// there is a note and nothing worse.
    Unknown,
    /// Some run fails with exit code 2.
    Failed,
}

impl Kind {
    fn named(name: &str) -> Kind {
        match name {
            "ok" => Kind::Ok,
            "bad" => Kind::Bad,
            "unknown" => Kind::Unknown,
            "failed" => Kind::Failed,
            other => panic!("no such kind: {other}"),
        }
    }

    /// The name of what the answers should have and do not have.
    fn lacks(self, topic: &str, answers: &[Answer]) -> Option<&'static str> {
        let found = |severities: &[&str]| {
            answers
                .iter()
                .flat_map(Answer::findings)
                .filter(|(rule, _)| !is_rule(topic) || *rule == topic)
                .any(|(_, severity)| severities.contains(&severity))
        };
        let silent = answers.iter().all(|answer| {
            answer.code == 0 && answer.findings().next().is_none() && !answer.has_notices()
        });
        let undecided = || {
            answers
                .iter()
                .flat_map(Answer::verdicts)
                .any(|verdict| matches!(verdict, "unknown" | "depends"))
        };
        let worse = ["error", "warning"];
        match self {
            Kind::Ok => (!silent).then_some("silence"),
            Kind::Bad => (!found(&worse)).then_some("an error or warning"),
            Kind::Unknown if is_rule(topic) => {
                (!found(&["note"]) || found(&worse)).then_some("a note and nothing worse")
            }
            Kind::Unknown => {
                let is_noted = answers.iter().any(Answer::has_notices);
                (!undecided() && !found(&["note"]) && !is_noted)
                    .then_some("an undecided trail or a note")
            }
            Kind::Failed => (!answers.iter().any(|answer| answer.code == 2)).then_some("a failure"),
        }
    }
}

fn is_rule(topic: &str) -> bool {
    RULES.iter().any(|rule| rule.meta.id == topic)
}

#[rstest]
fn holds(
    #[files("*/*/*/case.toml")]
    #[base_dir = "fixtures"]
    case: PathBuf,
) {
    let folder = case.parent().unwrap();
    let case = Case::read(&case);
    let workplace = Workplace::new(folder, case.git);
    let mut said = String::new();
    let mut answers = Vec::new();
    for run in &case.runs {
        let answer = Answer::of(run, &workplace);
        let values = values::values(run, &workplace, &answer);
        if !said.is_empty() {
            said.push('\n');
        }
        said += &workplace.without_its_place(&(answer.render(run) + &values));
        answers.push(answer);
    }
    for form in case.forms.iter().skip(1) {
        assert_eq!(
            values::meaning_of(&workplace.input(&case.forms[0])),
            values::meaning_of(&workplace.input(form)),
            "{} and {form} do not come to the same",
            case.forms[0]
        );
    }
    compare(&folder.join("expected.txt"), &said);
    let [topic, kind] = [folder.ancestors().nth(2), folder.ancestors().nth(1)]
        .map(|folder| folder.unwrap().file_name().unwrap().to_str().unwrap());
    if let Some(lacking) = Kind::named(kind).lacks(topic, &answers) {
        panic!("a case of kind `{kind}` has {lacking}; this one has not:\n{said}");
    }
}

fn compare(path: &Path, said: &str) {
    if std::env::var_os("UPDATE_EXPECTED").is_some_and(|value| value == "1") {
        std::fs::write(path, said).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    // A checkout may have put Windows line ends.
    let expected = expected.replace("\r\n", "\n");
    assert!(
        expected == said,
        "{} says otherwise; UPDATE_EXPECTED=1 rewrites it. What came out:\n{}",
        path.display(),
        difference(&expected, said)
    );
}

/// The lines that stand in one of two texts only.
fn difference(expected: &str, said: &str) -> String {
    let only = |sign: &'static str, text: &str, other: &str| -> String {
        text.lines()
            .filter(|line| !other.lines().any(|one| one == *line))
            .flat_map(|line| [sign, line, "\n"])
            .collect()
    };
    let marked = only("- ", expected, said) + &only("+ ", said, expected);
    if marked.is_empty() {
        return format!("the same lines in another order:\n{said}");
    }
    marked
}

/// The test binary was built when the cases were as they were then: one that has come since must not be missed.
#[test]
fn every_case_has_its_test() {
    let mut cases = 0;
    for entry in walkdir::WalkDir::new("fixtures").min_depth(4).max_depth(4) {
        cases += usize::from(entry.unwrap().file_name() == "case.toml");
    }
    let listed = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--list", "cases::holds::"])
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let tests = listed.lines().filter(|line| line.ends_with(": test"));
    assert_eq!(
        cases,
        tests.count(),
        "cases have come or gone since the tests were built: run `touch tests/it/cases/mod.rs` and the tests again"
    );
}

#[test]
fn every_folder_with_input_is_a_case() {
    for entry in walkdir::WalkDir::new("fixtures") {
        let entry = entry.unwrap();
        if entry.file_name() == "input" || entry.file_name() == "expected.txt" {
            let case = entry.path().with_file_name("case.toml");
            assert!(case.is_file(), "{} is missing", case.display());
            assert_eq!(entry.depth(), 4, "{}", case.display());
        }
    }
}

#[test]
fn every_rule_has_cases() {
    for rule in RULES {
        for (kind, at_least) in [("ok", 1), ("bad", 2)] {
            let folder = Path::new("fixtures").join(rule.meta.id).join(kind);
            let cases = std::fs::read_dir(&folder).map_or(0, Iterator::count);
            assert!(cases >= at_least, "{} is missing", folder.display());
        }
    }
}
