//! What is wrong with a configuration: the words for it, and the place that a report points to.

use super::{repository, run};

/// Where a report of miette's points: the place it names, and what is underlined there.
fn pointed_at(report: &str) -> (String, String) {
    let place = report.split("cloudtrail-lint.yaml:").nth(1).unwrap();
    let place = place.split(']').next().unwrap();
    let (line, column) = place.split_once(':').unwrap();
    let column: usize = column.parse().unwrap();
    let mut lines = report.lines();
    let source = lines
        .find(|shown| shown.trim_start().starts_with(&format!("{line} │")))
        .unwrap_or_else(|| panic!("the line is not shown: {report}"));
    let from = source.chars().position(|c| c == '│').unwrap() + 1 + column;
    let marks = lines.next().unwrap_or_default().chars().skip(from);
    let length = marks.take_while(|c| ['┬', '─', '▲'].contains(c)).count();
    let underlined = source.chars().skip(from).take(length).collect();
    (place.to_owned(), underlined)
}

/// A configuration, the place in it that the report names, the word that is underlined there (an empty one is not
/// compared), and words of the report. Comments and other values hold the same words, to mislead a search for them.
type Row = (&'static str, &'static str, &'static str, &'static str);

fn the_caret_lies_on_the_word_that_is_wrong(rows: &[Row]) {
    let mut wrong = Vec::new();
    for &(config, place, word, words) in rows {
        let dir = repository(config);
        let run = run(dir.path(), &["check"]);
        assert_eq!(run.code, 2, "{config}");
        assert_eq!(run.out, "");
        let said = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = said.replace(" │ ", " ");
        let (at, underlined) = pointed_at(&run.err);
        if !said.contains(words) || at != place || !(word.is_empty() || underlined == word) {
            wrong.push(format!("{place} {word}: {words}\n{}", run.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_key_that_does_not_exist_is_underlined() {
    the_caret_lies_on_the_word_that_is_wrong(&[
        (
            "coverag: one-trail\n",
            "1:1",
            "coverag",
            "There is no key `coverag` here; did you mean `coverage`?",
        ),
        (
            "assume_defaults: false\n",
            "1:1",
            "assume_defaults",
            "There is no key `assume_defaults` here; did you mean `assume-defaults`?",
        ),
        (
            "\"fail-at\": error\n",
            "1:1",
            "\"fail-at\"",
            "There is no key `fail-at` here; did you mean `fail-on`?",
        ),
        (
            "terraform:\n  - root: live\n    deployments: {}\n",
            "2:5",
            "root",
            "There is no key `root` here; did you mean `roots`?",
        ),
        (
            "terraform:\n  - roots: live\n    deployments:\n      dev: { var-file: live/vars/dev.tfvars }\n",
            "4:14",
            "var-file",
            "There is no key `var-file` here; did you mean `var-files`?",
        ),
    ]);
}

#[test]
fn a_key_that_is_not_a_string_is_underlined() {
    the_caret_lies_on_the_word_that_is_wrong(&[
        ("1: x\n", "1:1", "1", "A key must be a string"),
        (
            "severity:\n  CT-005: error\n  [CT-010]: error\n",
            "3:3",
            "[CT-010]",
            "A key must be a string",
        ),
    ]);
}

#[test]
fn a_key_that_is_given_twice_is_underlined_the_second_time() {
    the_caret_lies_on_the_word_that_is_wrong(&[
        (
            "region: us-east-1\ncoverage: one-trail\nregion: eu-west-1\n",
            "3:1",
            "region",
            "The key `region` is given twice",
        ),
        (
            "terraform:\n  - roots: live\n    deployments:\n      dev: a.tfvars\n      dev: b.tfvars\n",
            "5:7",
            "dev",
            "The key `dev` is given twice",
        ),
        (
            "severity: { 1: note, \"1\": error }\n",
            "1:22",
            "\"1\"",
            "The key `1` is given twice",
        ),
    ]);
}

#[test]
fn a_value_of_the_wrong_type_is_underlined() {
    the_caret_lies_on_the_word_that_is_wrong(&[
        (
            "coverage: [one-trail]\n",
            "1:11",
            "[one-trail]",
            "`coverage` must be every-trail or one-trail",
        ),
        (
            "assume-defaults: sometimes\n",
            "1:18",
            "sometimes",
            "`assume-defaults` must be true or false",
        ),
        ("region: 1\n", "1:9", "1", "`region` must be a string"),
        (
            "select: CT-005\n",
            "1:9",
            "CT-005",
            "`select` must be a list",
        ),
        (
            "ignore:\n  - CT-005\n  - [CT-010]\n",
            "3:5",
            "[CT-010]",
            "An item of `ignore` must be a string",
        ),
        (
            "severity: [CT-005]\n",
            "1:11",
            "[CT-005]",
            "`severity` must be a map",
        ),
        (
            "region: &home [us-east-1]\nterraform:\n  - roots: live\n    deployments:\n      dev: { vars: { a: *home } }\n",
            "1:15",
            "[·········]",
            "`region` must be a string",
        ),
    ]);
}

#[test]
fn a_rule_a_word_or_a_glob_that_is_not_valid_is_underlined() {
    the_caret_lies_on_the_word_that_is_wrong(&[
        (
            "# a[ is no glob\ncloudformation:\n  - templates: [ok/*.yaml, \"a[\"]\n    deployments: { dev: a.json }\n",
            "3:28",
            "\"a[\"",
            "`a[` is not a valid glob: unclosed character class",
        ),
        (
            "# CT-05\nselect: [CT-005, CT-05]\n",
            "2:18",
            "CT-05",
            "there is no rule `CT-05`; did you mean `CT-005`?",
        ),
        (
            "region: error # CT-05\nseverity: { CT-005: error, CT-05: error }\n",
            "2:28",
            "CT-05",
            "there is no rule `CT-05`; did you mean `CT-005`?",
        ),
        (
            "fail-on: error # high\nseverity:\n  CT-005: high\n",
            "3:11",
            "high",
            "`high` is not a severity; use note, warning or error",
        ),
        (
            "# größer, both\ncoverage: both\n",
            "2:11",
            "both",
            "`both` is not a coverage; use every-trail or one-trail",
        ),
        (
            "{ region: größe, coverage: both }\n",
            "1:28",
            "both",
            "`both` is not a coverage",
        ),
    ]);
}

#[test]
fn what_is_wrong_with_deployments_is_underlined() {
    the_caret_lies_on_the_word_that_is_wrong(&[
        (
            "# devices are audited by another team\nterraform:\n  - roots: live/*\n    deployments:\n      dev: 7\n",
            "5:12",
            "7",
            "Deployment `dev` must be a file, a list of files, or a map with `var-files`, `vars`, `workspace` and `region`",
        ),
        (
            "terraform:\n  - roots: live\n",
            "2:5",
            "roots",
            "An item of `terraform` has no `deployments`",
        ),
        (
            "terraform:\n  roots: live\n",
            "2:3",
            "roots: live",
            "`terraform` must be a list",
        ),
        (
            "terraform:\n  - [live, {}]\n",
            "2:5",
            "[live, {}]",
            "An item of `terraform` must be a map with `roots` and `deployments`",
        ),
        (
            "terraform:\n  - roots: live\n    deployments:\n      dev: { vars: { zones: [a, b] } }\n",
            "4:29",
            "[·, ·]",
            "`zones` must be a string, a number, true or false",
        ),
        (
            "terraform:\n  - roots: live\n    deployments:\n      yes: { vars: { zones: } }\n",
            "4:28",
            "",
            "`zones` must be a string, a number, true or false",
        ),
        (
            "terraform:\n  - roots: live\n    deployments:\n      dev: { workspace: [12] }\n",
            "4:25",
            "[12]",
            "`workspace` must be a string, a number, true or false",
        ),
    ]);
}

#[test]
fn what_is_wrong_with_the_whole_file_is_underlined() {
    the_caret_lies_on_the_word_that_is_wrong(&[
        (
            "- coverage: one-trail\n",
            "1:1",
            "- coverage: one-trail",
            "The configuration must be a map of options",
        ),
        (
            "region: us-east-1\nselect: [\n",
            "2:9",
            "[",
            "The `[` is not closed",
        ),
        (
            "region: us-east-1\n---\nregion: eu-west-1\n",
            "3:1",
            "region: eu-west-1",
            "A configuration is one YAML document",
        ),
    ]);
}

#[test]
fn behind_an_alias_the_place_of_its_use_and_of_its_value_are_shown() {
    let dir = repository(
        "severity:\n  CT-005: &bar error\ncoverage: *bar\nterraform:\n  - roots: live\n    deployments:\n      \
         dev: &dev { vars: { zones: [a] } }\n",
    );
    let run = run(dir.path(), &["check"]);
    assert_eq!(pointed_at(&run.err).0, "3:11", "{}", run.err);
    for words in ["`error` is not a coverage", "the alias refers to this"] {
        assert!(run.err.contains(words), "{}", run.err);
    }
}

#[test]
fn a_configuration_that_cannot_be_read_is_named() {
    let dir = repository("");
    let missing = run(dir.path(), &["check", "--config", "other.yaml"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing
            .err
            .contains("other.yaml: cannot be read: no such file or directory"),
        "{}",
        missing.err
    );
    std::fs::write(dir.path().join("latin.yaml"), b"region: \xe9t\xe9\n").unwrap();
    let latin = run(dir.path(), &["check", "--config", "latin.yaml"]);
    assert!(
        latin.err.contains("The file is not UTF-8") && latin.err.contains("latin.yaml:1:9"),
        "{}",
        latin.err
    );
}

#[test]
fn what_is_wrong_is_shown_with_its_place_and_nothing_is_linted() {
    let rows = [
        ("coverag: one-trail\n", "There is no key `coverag`"),
        ("coverage: both\n", "both"),
        ("severity: { CT-05: error }\n", "did you mean `CT-005`"),
        (
            "cloudformation:\n  - templates: \"a[\"\n    deployments: { dev: a.json }\n",
            "is not a valid glob",
        ),
        (
            "terraform:\n  - roots: a\n    deployments: { dev: { files: x } }\n",
            "There is no key `files` here",
        ),
        ("a: [\n", "the configuration cannot be used"),
    ];
    for (config, words) in rows {
        let dir = repository(config);
        let run = run(dir.path(), &["check"]);
        assert_eq!(run.code, 2, "{config}");
        assert_eq!(run.out, "");
        assert!(run.err.contains(words), "{config}: {}", run.err);
        assert!(
            run.err.contains("cloudtrail-lint.yaml"),
            "{config}: {}",
            run.err
        );
    }
}

#[test]
fn all_that_is_wrong_is_said_in_one_run() {
    let config = "coverge: every-trail\nfail-on: high\nignore: [CT-05, syntax-eror]\nseverity: { CT-010: bad }\n\
                  terraform:\n  - roots: live/*\n    deploymentz: {}\n  - roots: 'live/['\n    deployments: {}\n";
    let dir = repository(config);
    let run = run(dir.path(), &["check"]);
    assert_eq!(run.code, 2);
    for said in [
        "no key `coverge`",
        "`high` is not a severity",
        "no rule `CT-05`",
        "no rule `syntax-eror`",
        "`bad` is not a severity",
        "no key `deploymentz`",
    ] {
        assert_eq!(run.err.matches(said).count(), 1, "{said}: {}", run.err);
    }
    // A key that is missing is not said beside its misspelt name.
    assert!(!run.err.contains("has no `deployments`"), "{}", run.err);
    let twice = repository("region: a\nregion: b\ncoverage: every-trail\ncoverage: one-trail\n");
    let run = super::run(twice.path(), &["check"]);
    assert_eq!(run.err.matches("is given twice").count(), 2, "{}", run.err);
}

#[test]
fn a_file_of_a_deployment_that_is_not_there_is_said_with_the_entry_that_names_it() {
    let dir = repository(super::DEPLOYMENTS);
    for file in ["params/dev.json", "live/vars/prod.tfvars"] {
        std::fs::remove_file(dir.path().join(file)).unwrap();
    }
    let run = run(dir.path(), &["check", "."]);
    assert_eq!(run.code, 2);
    for (file, place) in [
        ("params/dev.json", "cloudtrail-lint.yaml:5:12"),
        ("live/vars/prod.tfvars", "cloudtrail-lint.yaml:11:26"),
    ] {
        let said = format!(
            "error: {file}: cannot be read: no such file or directory ({place} names it)\n"
        );
        assert!(run.err.contains(&said), "{said}: {}", run.err);
    }
}

#[test]
fn of_many_faults_the_first_are_said_and_how_many_more_there_are() {
    let rules = (0..50).map(|at| format!("  rule-{at}: error\n"));
    let rules = rules.collect::<Vec<_>>().concat();
    let dir = repository(&format!("severity:\n{rules}"));
    let run = run(dir.path(), &["check"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.err.matches("there is no rule `rule-").count(), 20);
    assert!(
        run.err
            .contains("`rule-19` (and 30 more are wrong in this file)"),
        "{}",
        run.err
    );
}
