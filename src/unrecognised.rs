//! Input that was handed over and that nothing understands: it must not pass as clean.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::Remark;
use crate::quote::quoted;
use crate::source::SourceFile;

/// What standard input can be, for sentences.
const WHAT_IT_CAN_BE: &str = "a CloudFormation template, the JSON of `terraform show -json`, or the JSON or YAML of `aws cloudtrail`";

/// Why nothing was judged of a text on standard input that no front end knows, a clause after its name.
pub(crate) fn on_standard_input(text: &str) -> String {
    if text.trim().is_empty() {
        return "nothing was read: the command before the pipe printed nothing; run it by itself to see why".into();
    }
    if let Some(error) = cli_error(text) {
        return format!(
            "the AWS CLI failed (`{}`): run `aws cloudtrail describe-trails --output json` with credentials that allow `cloudtrail:DescribeTrails`",
            quoted(error)
        );
    }
    if looks_like_cli_text(text) {
        return "this is the AWS CLI's output as text or as a table: run `aws cloudtrail describe-trails --output json`".into();
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
    if input.text.contains("IncludeGlobalServiceEvents") || input.text.contains("TRAILLIST") {
        let line = cli_text_line(input.text);
        let remark = line.map(|line| Remark {
            span: input.span(line),
            label: "text or a table",
            message: format!(
                "`{}` is the AWS CLI's output as text or as a table: nothing was checked",
                file.name()
            ),
            help: Some(
                "Run `aws cloudtrail describe-trails --output json`, and give what it prints"
                    .into(),
            ),
        });
        if remark.is_some() {
            return remark;
        }
    }
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

/// The line that the AWS CLI ends with where a command fails.
///
/// Source: `awscli/errorhandler.py` and `botocore/exceptions.py` for the sentences.
fn cli_error(text: &str) -> Option<&str> {
    const STARTS: [&str; 8] = [
        "An error occurred (",
        "Unable to locate credentials",
        "Partial credentials found",
        "The config profile (",
        "You must specify a region",
        "Could not connect to the endpoint URL",
        "Error loading SSO Token",
        "Error when retrieving token from sso",
    ];
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines.next()?;
    // Newer ones begin with `aws: [ERROR]: `.
    let said = line.rsplit_once("[ERROR]: ").map_or(line, |(_, said)| said);
    STARTS
        .iter()
        .any(|start| said.starts_with(start))
        .then_some(line)
}

/// `TRAILLIST⇥…` and the boxes of `--output table`.
fn looks_like_cli_text(text: &str) -> bool {
    cli_text_line(text).is_some()
}

/// The first line by which such output is known.
fn cli_text_line(text: &str) -> Option<Range<usize>> {
    let is_of_it = |line: &str| {
        let word = line.split(['\t', ' ']).next().unwrap_or_default();
        matches!(
            word,
            "TRAILLIST" | "TRAIL" | "TRAILS" | "EVENTSELECTORS" | "ADVANCEDEVENTSELECTORS"
        ) || line.starts_with('|') && (line.contains("Trail") || line.contains("EventSelectors"))
    };
    let mut start = 0;
    for line in text.split('\n') {
        let words = line.trim();
        if is_of_it(words) {
            let from = start + line.len() - line.trim_start().len();
            return Some(from..from + words.len());
        }
        start += line.len() + 1;
    }
    None
}

fn looks_like_terraform(text: &str) -> bool {
    static BLOCK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?m)^\s*(resource|module|data|variable|provider|output)\s+"[^"\n]+".*\{|^\s*(locals|terraform)\s*\{"#)
            .expect("the pattern is valid")
    });
    BLOCK.is_match(text)
}
