//! Help that is followed to the letter makes its finding go away.
//!
//! What a finding asks to write is written at the place it names, and the case is run again. What help asks for beyond the
//! code (a command for a trail that is there already, another plan) is not done.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use rstest::rstest;
use serde_json::Value;

use super::case::{Case, Run, Workplace};
use super::command::{Answer, members, text};

/// The rules whose help says what to write, always.
const SAID: [&str; 3] = [
    "global-service-events-disabled",
    "global-service-events-out-of-region",
    "trail-not-logging",
];

/// The kinds of trails that stand in no code.
const NOT_CODE: [&str; 2] = ["awscli", "terraform-plan"];

#[rstest]
fn is_followed(
    #[files("*/bad/*/case.toml")]
    #[base_dir = "fixtures"]
    case: PathBuf,
) {
    let folder = case.parent().unwrap();
    let case = Case::read(&case);
    let mut left = String::new();
    for run in &case.runs {
        let workplace = Workplace::new(folder, case.git);
        let answer = Answer::of(run, &workplace);
        for finding in members(&answer.report, "findings") {
            if text(finding, "severity") == "note" {
                continue;
            }
            if text(finding, "severity") == "error" && text(finding, "help").is_empty() {
                writeln!(left, "there is no help: {}", shown(finding)).unwrap();
            }
            if finding["changes"].as_array().is_none_or(Vec::is_empty) {
                // A text that others are put together to has no place where it is written: that of its parts is named.
                if is_of_code(finding, &answer.report) && !names_a_place(text(finding, "help")) {
                    writeln!(left, "nothing is said to be written: {}", shown(finding)).unwrap();
                }
                continue;
            }
            let place = workplace.input("").display().to_string();
            if let Err(why) = follow(finding, run, folder, (case.git, &place, &answer.report)) {
                writeln!(left, "{why}: {}", shown(finding)).unwrap();
            }
        }
    }
    assert!(left.is_empty(), "{left}");
}

/// How much is broken, or refused by Terraform or AWS.
fn refused(report: &Value) -> usize {
    members(report, "findings")
        .filter(|finding| matches!(text(finding, "rule"), "invalid-value" | "syntax-error"))
        .count()
}

fn is_of_code(finding: &Value, report: &Value) -> bool {
    let mut trails = members(report, "trails");
    let kind = trails
        .find(|trail| trail["address"] == finding["trail"])
        .map(|trail| text(trail, "kind"));
    SAID.contains(&text(finding, "rule"))
        && finding["trail"].is_string()
        && kind.is_none_or(|kind| !NOT_CODE.contains(&kind))
}

/// Whether a sentence ends with a file and a line in parentheses.
fn names_a_place(help: &str) -> bool {
    let place = help
        .strip_suffix(')')
        .and_then(|help| help.rsplit_once(':'));
    place.is_some_and(|(_, line)| line.parse::<u32>().is_ok())
}

fn shown(finding: &Value) -> String {
    format!(
        "[{}] {}\n  help: {}\n  changes: {}",
        text(finding, "rule"),
        text(finding, "message"),
        text(finding, "help"),
        finding["changes"]
    )
}

/// Writes all that a finding asks for, and runs again. `place` is where the finding's absolute paths start.
fn follow(
    finding: &Value,
    run: &Run,
    folder: &Path,
    (git, place, before): (bool, &str, &Value),
) -> Result<(), String> {
    let workplace = Workplace::new(folder, git);
    let mut run = Run {
        arguments: run.arguments.clone(),
        cwd: run.cwd.clone(),
        stdin: run.stdin.clone(),
        environment: run.environment.clone(),
    };
    let mut changes: Vec<&Value> = members(finding, "changes").collect();
    // From the end of each file, so that no place moves before its turn.
    changes.sort_by_key(|change| std::cmp::Reverse(change["location"]["start"]["offset"].as_u64()));
    for change in changes {
        let write = text(change, "write");
        if let Some(path) = change["location"]["path"].as_str() {
            let path = match (&run.stdin, path.strip_prefix(place)) {
                (Some(name), _) if run.arguments.iter().any(|word| word == path) => {
                    workplace.input(name)
                }
                (_, Some(below)) => workplace.input(below.trim_start_matches('/')),
                _ => workplace.input(&run.cwd).join(path),
            };
            let before = Decoded::read(&path)?;
            let after = written(&before.text, change)?;
            std::fs::write(&path, before.encoded(&after)).unwrap();
        } else if let Some((option, value)) =
            write.split_once(' ').filter(|_| write.starts_with("--"))
        {
            run.arguments.extend([option.to_owned(), value.to_owned()]);
        } else if let Some((name, value)) = write.split_once('=') {
            run.environment.insert(name.to_owned(), value.to_owned());
        } else {
            return Err(format!("`{write}` cannot be followed"));
        }
    }
    let answer = Answer::of(&run, &workplace);
    let is_same = |other: &&Value| {
        // A trail may have several values that are not valid.
        let is_another = text(other, "rule") == "invalid-value"
            && text(other, "message") != text(finding, "message");
        !is_another
            && text(other, "severity") != "note"
            && ["rule", "trail", "deployment"]
                .iter()
                .all(|member| other[member] == finding[member])
            && (other["location"]["path"] == finding["location"]["path"]
                || place.len() > 1 && text(&other["location"], "path").starts_with('/'))
    };
    match members(&answer.report, "findings").find(is_same) {
        Some(again) => Err(format!(
            "followed, and it is there again ({})",
            text(again, "message")
        )),
        None if refused(&answer.report) > refused(before) => {
            Err("followed, and something else is refused".into())
        }
        None if answer.report.is_null() => Err("followed, and the run fails".into()),
        None => none_lost(before, &answer.report),
    }
}

/// No trail that records, or that is there at all, is lost by what was written.
fn none_lost(before: &Value, after: &Value) -> Result<(), String> {
    let name = |trail: &Value| (trail["address"].clone(), trail["deployment"].clone());
    let verdict = |report: &Value, of: &Value| {
        let mut trails = members(report, "trails");
        let same = trails.find(|trail| name(trail) == name(of));
        same.map_or_else(
            || "gone".to_owned(),
            |trail| text(trail, "verdict").to_owned(),
        )
    };
    for trail in members(before, "trails") {
        let (was, is) = (text(trail, "verdict"), verdict(after, trail));
        let is_lost = match was {
            "recorded" => is != "recorded",
            "not-created" => false,
            _ => is == "not-created",
        };
        if is_lost {
            return Err(format!(
                "followed, and {} was {was} and is {is}",
                trail["address"]
            ));
        }
    }
    Ok(())
}

/// A file as its editor shows it: places count in that text.
struct Decoded {
    text: String,
    mark: Vec<u8>,
    /// What stands for each replacement character.
    replaced: Vec<Vec<u8>>,
}

impl Decoded {
    fn read(path: &Path) -> Result<Decoded, String> {
        let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
        let unit: Option<fn([u8; 2]) -> u16> = match bytes.as_slice() {
            [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
            [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
            _ => None,
        };
        if let Some(unit) = unit {
            let units = bytes[2..].as_chunks::<2>().0.iter();
            let units: Vec<u16> = units.map(|&bytes| unit(bytes)).collect();
            return Ok(Decoded {
                text: String::from_utf16(&units).map_err(|error| error.to_string())?,
                mark: bytes[..2].to_vec(),
                replaced: Vec::new(),
            });
        }
        let broken = bytes.utf8_chunks().map(|chunk| chunk.invalid().to_vec());
        Ok(Decoded {
            text: String::from_utf8_lossy(&bytes).into_owned(),
            mark: Vec::new(),
            replaced: broken.filter(|broken| !broken.is_empty()).collect(),
        })
    }

    /// Another text in the same encoding.
    fn encoded(&self, text: &str) -> Vec<u8> {
        let bytes = |unit: u16| match self.mark.as_slice() {
            [0xff, ..] => unit.to_le_bytes(),
            _ => unit.to_be_bytes(),
        };
        if !self.mark.is_empty() {
            let units = text.encode_utf16().flat_map(bytes);
            return self.mark.iter().copied().chain(units).collect();
        }
        let mut parts = text.split('\u{fffd}');
        let mut out = parts.next().unwrap_or_default().as_bytes().to_vec();
        for (part, broken) in parts.zip(&self.replaced) {
            out.extend_from_slice(broken);
            out.extend_from_slice(part.as_bytes());
        }
        out
    }
}

/// The text of a file with a change written in it.
fn written(before: &str, change: &Value) -> Result<String, String> {
    let at =
        |end: &str| usize::try_from(change["location"][end]["offset"].as_u64().unwrap()).unwrap();
    let place = at("start")..at("end");
    let write = text(change, "write");
    if change["in_string"] == true {
        return written_in_string(before, &place, change);
    }
    written_at(before, place, (text(change, "action"), write))
}

/// The same of a text that a string of JSON holds.
fn written_in_string(before: &str, place: &Range<usize>, change: &Value) -> Result<String, String> {
    let (start, end) = string_around(before, place.start).ok_or("there is no string around it")?;
    let decoded = |raw: &str| serde_json::from_str::<String>(&format!("\"{raw}\""));
    let decoded = |raw: &str| decoded(raw).map_err(|error| error.to_string());
    let inner = decoded(&before[start..end])?;
    let from = decoded(&before[start..place.start])?.len();
    let to = decoded(&before[start..place.end])?.len();
    let write = decoded(text(change, "write"))?;
    let inner = written_at(&inner, from..to, (text(change, "action"), &write))?;
    let inner = serde_json::to_string(&inner).unwrap();
    Ok(format!(
        "{}{inner}{}",
        &before[..start - 1],
        &before[end + 1..]
    ))
}

/// Where the string of JSON begins and ends that a place stands in, without its quotes.
fn string_around(text: &str, at: usize) -> Option<(usize, usize)> {
    let mut start = None;
    let mut is_escaped = false;
    for (offset, sign) in text.char_indices() {
        match sign {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' if start.is_some_and(|_| offset >= at) => return Some((start?, offset)),
            '"' => start = start.is_none().then_some(offset + 1),
            _ => {}
        }
    }
    None
}

fn written_at(
    before: &str,
    place: Range<usize>,
    (action, write): (&str, &str),
) -> Result<String, String> {
    let with = |range: Range<usize>, new: &str| {
        format!("{}{new}{}", &before[..range.start], &before[range.end..])
    };
    match action {
        "replace" => Ok(with(place, write)),
        "set" => Ok(with(assignment(before, &place, write)?, write)),
        "add" => added(before, &place, write),
        other => Err(format!("what is to be done by `{other}`?")),
    }
}

/// The range of the assignment that is written anew: from its name to the end of its value, or the pair within a text.
fn assignment(text: &str, value: &Range<usize>, write: &str) -> Result<Range<usize>, String> {
    let lacks = || format!("`{write}` does not stand at the place");
    let end = write.find([':', ' ', '=']).ok_or_else(lacks)?;
    // A pair in a text: all before the last sign names it.
    let end = match write.rfind('=') {
        Some(at) if !write.contains(" = ") => at,
        _ => end,
    };
    let name = write[..end].trim_matches('"');
    let before = &text[..value.start];
    let start = before.rfind(name).ok_or_else(lacks)?;
    let between = before[start + name.len()..]
        .trim_matches(['"', '\''])
        .trim();
    if !matches!(between, ":" | "=" | "") && !between.starts_with("\":") {
        return Err(format!("{} (between them: `{between}`)", lacks()));
    }
    // A quote that closes only behind the value is that of the text around the pair.
    let is_quote = |sign: char| matches!(sign, '"' | '\'');
    let quoted =
        before[..start].ends_with(is_quote) && before[start + name.len()..].starts_with(is_quote);
    Ok(start - usize::from(quoted)..value.end)
}

/// A line more, where each line of a text stands in a list.
fn added_item(text: &str, header: &Range<usize>, write: &str) -> String {
    let at = header.end + text[header.end..].find("Properties:").unwrap();
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = at + text[at..].find('\n').unwrap();
    let (before, after) = (&text[start..at], &text[end..]);
    format!("{}\n{before}  {write}\"{after}", &text[..end])
}

/// A line more in the block of a header; for a resource of a template, in its `Properties`.
fn added(text: &str, header: &Range<usize>, write: &str) -> Result<String, String> {
    if text[header.start..].starts_with('{') {
        // An object, whatever is in it.
        let (head, tail) = text.split_at(header.start + 1);
        let is_empty = tail.trim_start().starts_with('}');
        let comma = if is_empty { "" } else { ", " };
        return Ok(format!("{head} {write}{comma}{tail}"));
    }
    if header.is_empty() {
        // Before the first member of a map.
        let (head, tail) = text.split_at(header.start);
        let column = head.len() - head.rfind('\n').map_or(0, |end| end + 1);
        let comma = if write.starts_with('"') { "," } else { "" };
        let indentation = " ".repeat(column);
        return Ok(format!("{head}{write}{comma}\n{indentation}{tail}"));
    }
    let line = &text[text[..header.start].rfind('\n').map_or(0, |end| end + 1)..];
    if line.trim_start().starts_with("- \"") {
        return Ok(added_item(text, header, write));
    }
    let after = &text[header.end..];
    // The header may be those properties themselves.
    let properties = text[header.start..].find("Properties").filter(|_| {
        write.starts_with(|c: char| c.is_ascii_uppercase()) || write.starts_with("\"I")
    });
    if properties.is_none() && write.starts_with("\"I") {
        let at = header.end + after.find('{').ok_or("there is no block to add to")? + 1;
        let (head, tail) = text.split_at(at);
        return Ok(format!("{head}\"Properties\": {{{write}}}, {tail}"));
    }
    let from = properties.map_or(header.end, |at| header.start + at + "Properties".len());
    let rest = &text[from..];
    let opening = rest.find('{');
    let line_end = rest.find('\n').unwrap_or(rest.len());
    let is_json = write.starts_with('"');
    match opening.filter(|at| *at < line_end || is_json) {
        Some(at) => {
            let (head, tail) = text.split_at(from + at + 1);
            let is_hcl = write.contains(" = ");
            if !is_hcl {
                let comma = if tail.trim_start().starts_with('}') {
                    ""
                } else {
                    ", "
                };
                return Ok(format!("{head} {write}{comma}{tail}"));
            }
            let line = tail.find('\n').unwrap_or(tail.len());
            // A block of one line becomes one of three.
            let tail = match tail[..line].rfind('}') {
                Some(close) => format!("{}\n{}", &tail[..close], &tail[close..]),
                None => tail.to_owned(),
            };
            Ok(format!("{head}\n{write}\n{tail}"))
        }
        None if properties.is_some() => {
            let next = rest[line_end..].trim_start_matches(['\r', '\n']);
            let indent = next.len() - next.trim_start_matches(' ').len();
            let (head, tail) = text.split_at(from + line_end);
            Ok(format!("{head}\n{}{write}{tail}", " ".repeat(indent)))
        }
        None => Err("there is no block to add to".into()),
    }
}
