//! What shows a report: terminals, the runners of CI jobs, and what hosts of code make of Markdown.

use std::process::Command;

use pulldown_cmark::{Event, Options, Parser, Tag};

/// Nothing that a terminal obeys or that hides from a reader.
pub(super) fn shows_all(said: &str, about: &str) {
    let bad = said.chars().find(|&c| {
        c.is_control() && c != '\n' && c != '\t'
            || ('\u{200b}'..='\u{200f}').contains(&c)
            || ('\u{2028}'..='\u{202e}').contains(&c)
            || ('\u{2060}'..='\u{206f}').contains(&c)
            || ('\u{e0000}'..='\u{e0fff}').contains(&c)
            || ['\u{61c}', '\u{ad}', '\u{feff}'].contains(&c)
    });
    assert_eq!(bad, None, "{about}: {said}");
}

/// No line that a CI job's runner takes for a command.
pub(super) fn steers_no_runner(said: &str, about: &str) {
    for line in said.lines() {
        let start = line.trim_start();
        let steers = [
            "::",
            "--- ",
            "+++ ",
            "~~~ ",
            "^^^ ",
            "section_",
            "travis_fold:",
        ];
        for sign in steers {
            assert!(!start.starts_with(sign), "{about}: {line}");
        }
        let lower = line.to_ascii_lowercase();
        for sign in ["##[", "##vso[", "##teamcity["] {
            assert!(!lower.contains(sign), "{about}: {line}");
        }
    }
}

/// How many rows a list in Markdown has, of nine cells each, in which names are code and nothing else.
pub(super) fn rows_of_code(said: &str, about: &str) -> usize {
    let (mut cells, mut prose) = (Vec::new(), String::new());
    for event in Parser::new_ext(said, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::TableRow) => cells.push(0),
            Event::Start(Tag::TableCell) => {
                if let Some(row) = cells.last_mut() {
                    *row += 1;
                }
            }
            Event::Start(
                Tag::Table(_)
                | Tag::TableHead
                | Tag::Paragraph
                | Tag::Strong
                | Tag::List(None)
                | Tag::Item,
            )
            | Event::End(_)
            | Event::Code(_)
            | Event::SoftBreak => {}
            Event::Text(text) => prose.extend([text.as_ref(), " "]),
            other => panic!("{about} makes {other:?}: {said}"),
        }
    }
    assert!(cells.iter().all(|&cells| cells == 9), "{cells:?} {said}");
    for sign in ["@", "#", "://", "www.", "GH-", "<", ">"] {
        assert!(!prose.contains(sign), "{about}: {sign} in {prose}");
    }
    cells.len()
}

/// What a list in Markdown is to `cmark-gfm`: code in a table, and lines around it.
pub(super) fn html_of_a_table(said: &str, about: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("said.md"), said).unwrap();
    let extensions = [
        "table",
        "autolink",
        "strikethrough",
        "tasklist",
        "footnotes",
    ];
    let read = Command::new("cmark-gfm")
        .args(extensions.iter().flat_map(|name| ["-e", name]))
        .args(["--unsafe", "said.md"])
        .current_dir(&folder)
        .output()
        .unwrap();
    let html = String::from_utf8(read.stdout).unwrap();
    assert!(read.status.success(), "{about}: {html}");
    let tags = html.split('<').skip(1).map(|rest| {
        let end = rest.find(['>', ' ']).unwrap_or(rest.len());
        rest[..end].trim_start_matches('/')
    });
    for tag in tags {
        let ours = [
            "table", "thead", "tbody", "tr", "th", "td", "code", "p", "strong", "ul", "li",
        ];
        assert!(ours.contains(&tag), "{about} makes <{tag}>: {html}");
    }
    html
}
