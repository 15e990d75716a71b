//! Input that was handed over and that nothing understands: it must not pass as clean.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Remark;
use crate::source::SourceFile;

/// What standard input can be, for sentences.
const WHAT_IT_CAN_BE: &str = "a CloudFormation template, the JSON of `terraform show -json`, or the JSON or YAML of `aws cloudtrail`";

/// Why nothing was judged of a text on standard input that no front end knows, a clause after its name.
pub(crate) fn on_standard_input(text: &str) -> String {
    if text.trim().is_empty() {
        return "nothing was read: the command before the pipe printed nothing".into();
    }
    if looks_like_cli_text(text) {
        return "this is the AWS CLI's output as text or as a table: run the command with `--output json`".into();
    }
    if looks_like_terraform(text) {
        return "this looks like Terraform code: say where it belongs with `--stdin-filename main.tf`".into();
    }
    format!("not recognised: expected {WHAT_IT_CAN_BE}")
}

/// What is said of a named file that no front end knows, where it says that something is a trail. A type's name in a list or
/// in prose is nothing to say a word about.
pub(crate) fn in_file(file: &SourceFile) -> Option<Remark> {
    static TYPE_OF_TRAIL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?i:\btype["']?\s*[:=]\s*["']?)(AWS::CloudTrail::Trail|aws_cloudtrail|awscc_cloudtrail_trail)(?:$|[^\w:-])"#,
        )
        .expect("the pattern is valid")
    });
    let input = file.input();
    let found = TYPE_OF_TRAIL.captures(input.text)?.get(1)?;
    Some(Remark {
        span: input.span(found.range()),
        label: "mentioned here",
        message: format!(
            "A trail is mentioned here, but `{}` has no form in which it can be judged: nothing was checked",
            file.name()
        ),
        help: Some(format!("Give {WHAT_IT_CAN_BE}")),
    })
}

/// `TRAILLIST⇥…` and the boxes of `--output table`.
fn looks_like_cli_text(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_start);
    lines.any(|line| {
        let word = line.split(['\t', ' ']).next().unwrap_or_default();
        matches!(
            word,
            "TRAILLIST" | "TRAIL" | "TRAILS" | "EVENTSELECTORS" | "ADVANCEDEVENTSELECTORS"
        ) || line.starts_with('|') && (line.contains("Trail") || line.contains("EventSelectors"))
    })
}

fn looks_like_terraform(text: &str) -> bool {
    static BLOCK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?m)^\s*(resource|module|data|variable|provider|output)\s+"[^"\n]+".*\{|^\s*(locals|terraform)\s*\{"#)
            .expect("the pattern is valid")
    });
    BLOCK.is_match(text)
}
