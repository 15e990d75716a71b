//! Input that was handed over and that nothing understands: it must not pass as clean.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::de::IgnoredAny;

use crate::limits::MAX_CHARS_OF_ARCHIVE_HEAD;
use crate::model::{Account, Dialect, Judged, Remark, Trail};
use crate::parse::json;
use crate::quote::quoted;
use crate::rendered::is_rendered_first;
use crate::resolved::Syntax;
use crate::source::SourceFile;

/// What standard input can be, for sentences.
const WHAT_IT_CAN_BE: &str = "a CloudFormation template, the JSON of `terraform show -json`, or the JSON or YAML of `aws cloudtrail`";

/// Why nothing was judged of a text on standard input that no front end knows, a clause after its name.
pub(crate) fn on_standard_input(text: &str) -> String {
    if text.trim().is_empty() {
        return "nothing was read: the command before the pipe printed nothing; run it by itself to see why".into();
    }
    if let Some(why) = of_the_cli(text) {
        return why;
    }
    if looks_like_terraform(text) {
        return "this looks like Terraform code: say where it belongs with `--stdin-filename main.tf`".into();
    }
    format!("not recognised: expected {WHAT_IT_CAN_BE}")
}

/// Why nothing was judged of what the AWS CLI printed, a clause: who hands that over asks about trails, and has no answer.
fn of_the_cli(text: &str) -> Option<String> {
    if let Some(error) = cli_error(text) {
        return Some(format!(
            "the AWS CLI failed (`{}`): run `aws cloudtrail describe-trails --output json` with credentials that allow `cloudtrail:DescribeTrails`",
            quoted(error)
        ));
    }
    is_cli_text(text).then(|| {
        "this is the AWS CLI's output as text or as a table: run `aws cloudtrail describe-trails --output json`".into()
    })
}

/// What is said of such output in a file that a walk came to, which nobody asks about.
pub(crate) fn cli_text_in_a_folder(file: &SourceFile) -> Remark {
    Remark::new(
        file.input().span(0..0),
        "text or a table",
        format!(
            "`{}` is the AWS CLI's output as text or as a table: nothing was checked",
            file.name()
        ),
    )
    .help("Run `aws cloudtrail describe-trails --output json`, and check what it prints".to_owned())
}

/// Why nothing was judged of a JSON text that breaks off before it says what it is, a clause.
pub(crate) fn broken_off(text: &str) -> Option<String> {
    let error = serde_json::from_str::<IgnoredAny>(text).err()?;
    let is_json = text.trim_start().starts_with(['{', '[']);
    (is_json && error.is_eof()).then(|| {
        "the JSON breaks off: run the command that writes it again, and give all that it prints"
            .into()
    })
}

/// The same of a named file, where it begins as a plan, a state or the AWS CLI's output does.
fn broken_off_in(file: &SourceFile, is_output: bool) -> Option<String> {
    const FIRST: [&str; 4] = ["format_version", "version", "trailList", "StagesAvailable"];
    let text = file.input().text;
    let head = text.trim_start().strip_prefix('{')?.trim_start();
    let begins = |key: &str| {
        let rest = head.strip_prefix('"');
        rest.is_some_and(|rest| rest.starts_with(key))
    };
    let is_one = FIRST.into_iter().any(begins);
    let is_one = is_one && (text.contains("terraform") || !begins("version"));
    broken_off(text).filter(|_| is_one || is_output || text.contains("\"Resources\""))
}

/// Why a state is not judged that an old Terraform wrote, a clause.
///
/// Source: Terraform 0.11 `terraform/state.go`, `StateVersion = 3`: modules, each with a map of resources.
fn old_state(file: &SourceFile) -> Option<String> {
    let text = file.input().text;
    let members = json::members(text)?;
    let member = |name: &str| {
        let found = members.iter().find(|(key, _)| key == name);
        found.map(|(_, range)| &text[range.clone()])
    };
    let version: u64 = member("version")?.parse().ok()?;
    let is_one =
        version < 4 && member("modules").is_some_and(|all| all.contains("\"aws_cloudtrail\""));
    is_one.then(|| {
        format!("a state of version {version}, as Terraform 0.11 and older write it, is not read: check the code, or a state that a newer Terraform wrote")
    })
}

/// Why nothing was judged of a named file that is a kind of input which is not read as it is, a clause. `is_output` says that
/// it begins as the AWS CLI's output does.
pub(crate) fn why_not(file: &SourceFile, is_output: bool) -> Option<String> {
    of_the_cli_in(file)
        .or_else(|| broken_off_in(file, is_output))
        .or_else(|| old_state(file))
}

/// The same of a named file, which is no page to read with such output in it.
fn of_the_cli_in(file: &SourceFile) -> Option<String> {
    let text = file.input().text;
    of_the_cli(text).filter(|_| !is_page(file.name()))
}

/// What is said of a named file that no front end knows, where it says that something is a trail. A type's name in a list or
/// in prose is nothing to say a word about, nor is code in a page to read.
pub(crate) fn in_file(file: &SourceFile) -> Option<Remark> {
    if is_page(file.name()) {
        return None;
    }
    let input = file.input();
    if let Some(remark) = of_another_form(file) {
        return Some(remark);
    }
    let (found, help) = mentioned(input.text, file.name())?;
    let why = if is_rendered(file.name()) {
        "is rendered before it is deployed"
    } else {
        "has no form in which it can be judged"
    };
    Some(
        Remark::new(
            input.span(found),
            "mentioned here",
            format!(
                "A trail is mentioned here, but `{}` {why}: nothing was checked",
                file.name()
            ),
        )
        .help(help),
    )
}

/// What stands for the trails of a service whose configuration is code.
pub(crate) fn of_code(file: &SourceFile) -> Judged {
    const TYPE: &str = "AWS::CloudTrail::Trail";
    let input = file.input();
    let at = input.text.find(TYPE).unwrap_or_default();
    let end = (at + TYPE.len()).min(input.text.len());
    let why = "its configuration is code, which is not run";
    let name = file.name().to_owned();
    let remark = Remark::new(
        input.span(at..end),
        "not followed",
        format!("The service `{name}` could not be followed: {why}, and it may make a trail"),
    )
    .help("Check what `serverless package` writes".to_owned());
    let (dialect, syntax) = (Dialect::CloudFormation, Syntax::Json);
    let trail = Trail::not_followed(name, dialect, syntax, why, remark);
    Judged {
        accounts: vec![Account {
            trails: vec![Box::new(trail)],
            ..Account::default()
        }],
        parsed: vec![file.id()],
        ..Judged::default()
    }
}

/// Where a text says that something is a trail, and what to do to have it judged.
fn mentioned(text: &str, name: &str) -> Option<(Range<usize>, String)> {
    static TRAIL: LazyLock<Regex> = LazyLock::new(|| {
        const TYPE: &str = "aws_cloudtrail|awscc_cloudtrail_trail";
        // A property of that type, a block, a key of Terraform's JSON, what a plan says in words.
        let forms = [
            format!(r#"\btype["']?\s*[:=]\s*["']?(AWS::CloudTrail::Trail|{TYPE})(?:$|[^\w:-])"#),
            format!(r#"\bresource\s+"({TYPE})""#),
            format!(r#""({TYPE})"\s*:\s*[\[{{]"#),
            format!(r#""resource_type"\s*:\s*"({TYPE})""#),
            format!(r"(?m:^)\s*# (?:\S+\.)?({TYPE})\.\S+"),
            // What the AWS CLI, AWS Config and other tools call it.
            r#"\b(?:resourceType|typeName)["'\\]*\s*:\s*["'\\]*(AWS::CloudTrail::Trail)\b"#.to_owned(),
            r#"\b(IncludeGlobalServiceEvents|include_global_events)["'\\]*\s*[:=]\s*["']?(?:true|false)\b"#.to_owned(),
            r#""(TrailARN)"\s*:\s*""#.to_owned(),
        ];
        Regex::new(&format!("(?i:{})", forms.join("|"))).expect("the pattern is valid")
    });
    /// Which of the forms is a key of Terraform's JSON.
    const KEY: usize = 3;
    /// Which of them is what `terraform show` prints for people.
    const SHOWN: usize = 5;
    let found = TRAIL.captures(text)?;
    // A schema of a provider has resource types as keys, too.
    if found.get(KEY).is_some() && !text.contains("\"resource\"") {
        return None;
    }
    let is_shown = found.get(SHOWN).is_some();
    let found = found.iter().skip(1).flatten().next()?.range();
    let help = if is_rendered(name) {
        "Render it, and check what comes out".into()
    } else if is_of_plan(text) {
        "Save the plan with `terraform plan -out PLAN`, and check the output of `terraform show -json PLAN`".into()
    } else if is_shown {
        "Check the output of `terraform show -json`".into()
    } else if looks_like_terraform(text) {
        "Give it a name that ends in `.tf`, as Terraform wants it".into()
    } else if text.trim_start().starts_with('{') && text.contains("\"resource\"") {
        "Give it a name that ends in `.tf.json`, as Terraform wants it".into()
    } else {
        format!("Give {WHAT_IT_CAN_BE}")
    };
    Some((found, help))
}

/// Pages for people to read, by their names.
fn is_page(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut endings = [".md", ".markdown", ".mdx", ".rst", ".adoc", ".html"].iter();
    endings.any(|end| name.ends_with(end))
}

/// Whether something is filled into a file that is rendered, be it in a comment: what it is then is not what it is now.
pub(crate) fn is_filled_in(file: &SourceFile) -> bool {
    let text = file.text();
    let tags = ["{{", "{%", "{#", "<%"];
    let name = file.name().to_ascii_lowercase();
    let of_terraform = ["tftpl", "tpl", "tmpl"]
        .iter()
        .any(|end| name.ends_with(end));
    // In others, placeholders are `Fn::Sub`'s.
    let may_be_of_sub = !name.ends_with("tftpl") && text.contains("Sub");
    is_rendered_first(text)
        || tags
            .iter()
            .any(|tag| text.replace("{{resolve:", "").contains(tag))
        || of_terraform && !may_be_of_sub && ["${", "%{"].iter().any(|tag| text.contains(tag))
}

/// Texts that another tool makes files of, by their names: templates of Terraform, Jinja, ERB, Go and Mustache.
pub(crate) fn is_rendered(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut endings = [
        ".tftpl",
        ".tmpl",
        ".tpl",
        ".j2",
        ".jinja",
        ".jinja2",
        ".erb",
        ".gotmpl",
        ".mustache",
        ".hbs",
    ]
    .iter();
    endings.any(|end| name.ends_with(end))
}

/// A plan as Terraform saves it: a zip archive whose first file is `tfplan`.
///
/// Source: Terraform `internal/plans/planfile/writer.go`.
fn is_saved_plan(text: &str, name: &str) -> bool {
    let head = text
        .char_indices()
        .nth(MAX_CHARS_OF_ARCHIVE_HEAD)
        .map_or(text, |(end, _)| &text[..end]);
    text.starts_with("PK\u{3}\u{4}") && (head.contains("tfplan") || name.ends_with("tfplan"))
}

/// A state or a plan as OpenTofu encrypts it.
///
/// Source: OpenTofu `internal/encryption/base.go`: `encrypted_data` beside `encryption_version`.
fn is_encrypted(text: &str) -> bool {
    let members = json::members(text).unwrap_or_default();
    let has = |name: &str| members.iter().any(|(key, _)| key == name);
    has("encrypted_data") && has("encryption_version")
}

/// What `terraform plan` prints, for people or with `-json`: each line an event there.
fn is_of_plan(text: &str) -> bool {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?m)^\s*# \S+ (will be|must be|is tainted|has been|has changed)\b|^\{"@level":"#,
        )
        .expect("the pattern is valid")
    });
    WORDS.is_match(text)
}

/// What is said of a file whose form is known, and is none that can be judged.
fn of_another_form(file: &SourceFile) -> Option<Remark> {
    let (input, name) = (file.input(), file.name());
    let remark = |at: Range<usize>, label, what: &str, help: String| {
        Some(
            Remark::new(
                input.span(at),
                label,
                format!("`{name}` is {what}: nothing was checked"),
            )
            .help(help),
        )
    };
    if input.text.trim().is_empty() && name.to_ascii_lowercase().ends_with(".json") {
        let help = "Run the command that writes it by itself, to see why it wrote nothing";
        return remark(0..0, "empty", "empty", help.into());
    }
    if is_encrypted(input.text) {
        let help = "Run `tofu show -json` where its key is at hand, and check what that prints";
        return remark(0..1, "encrypted", "encrypted by OpenTofu", help.into());
    }
    if is_saved_plan(input.text, name) {
        let help = format!("Run `terraform show -json {name} > plan.json`, and check that file");
        return remark(0..0, "a saved plan", "a plan as Terraform saves it", help);
    }
    None
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

/// Whether a text is what `--output text` or `--output table` prints of trails.
fn is_cli_text(text: &str) -> bool {
    static ARN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\barn:aws[a-z-]*:cloudtrail:[a-z0-9-]*:[0-9]{12}:trail/")
            .expect("the pattern is valid")
    });
    let mut lines = text.lines().map(str::trim);
    lines.any(|line| {
        let is_row = line.starts_with('|');
        let word = line.split(['\t', ' ']).next().unwrap_or_default();
        match word {
            "TRAILLIST" | "TRAIL" | "TRAILS" | "EVENTSELECTORS" | "ADVANCEDEVENTSELECTORS" => true,
            _ if is_row => line.contains("Trail") || line.contains("EventSelectors"),
            // The columns that `--query` leaves have no names.
            _ => line.contains('\t') && ARN.is_match(line),
        }
    })
}

fn looks_like_terraform(text: &str) -> bool {
    static BLOCK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?m)^\s*(resource|module|data|variable|provider|output)\s+"[^"\n]+".*\{|^\s*(locals|terraform)\s*\{"#)
            .expect("the pattern is valid")
    });
    BLOCK.is_match(text)
}
