//! Rows in aligned columns, for `list`, `rules` and the tables of explanations.

use std::io;

use comfy_table::{Table, presets};

/// How many spaces lie between two columns.
const GAP: u16 = 2;

/// How many rows are laid out at a time, where there may be very many: a table takes some twenty times its text.
const AT_A_TIME: usize = 500;

/// Stands for an escape sequence while columns are laid out: like one it has no width, and no printable text holds it.
const SEQUENCE: char = '\u{200e}';

/// Lays rows out, each column as wide as its widest cell. Cells are printable text of one line, in styles or not; none
/// is cut or wrapped, and no line ends in spaces.
pub(super) fn lines(rows: &[Vec<String>]) -> Vec<String> {
    let (table, sequences) = laid_out(rows);
    let mut sequences = sequences.into_iter();
    table
        .lines()
        .map(|line| {
            let mut parts = line.trim_end().split(SEQUENCE);
            let mut out = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                out.push_str(sequences.next().unwrap_or_default());
                out.push_str(part);
            }
            out
        })
        .collect()
}

/// Hands on the lines of so many rows, each made by its number, laid out as `lines` does.
pub(super) fn each_line(
    count: usize,
    row: &dyn Fn(usize) -> Vec<String>,
    hand_on: &mut dyn FnMut(&str) -> io::Result<()>,
) -> io::Result<()> {
    let parts = || {
        let starts = (0..count).step_by(AT_A_TIME);
        starts.map(|start| (start..count.min(start + AT_A_TIME)).map(row))
    };
    let mut widest: Vec<usize> = Vec::new();
    for part in parts() {
        let rows: Vec<Vec<String>> = part.collect();
        let widths = widths(&rows);
        widest.resize(widths.len().max(widest.len()), 0);
        for (widest, width) in widest.iter_mut().zip(widths) {
            *widest = width.max(*widest);
        }
    }
    // Each part begins with a row as wide as all of them, which is left out again.
    let filled = || widest.iter().map(|&width| "-".repeat(width)).collect();
    for part in parts() {
        let rows: Vec<Vec<String>> = std::iter::once_with(filled).chain(part).collect();
        for line in lines(&rows).iter().skip(1) {
            hand_on(line)?;
        }
    }
    Ok(())
}

/// How wide each column is.
pub(super) fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let widths = laid_out(rows).0.column_max_content_widths();
    widths.into_iter().map(usize::from).collect()
}

/// The table, and the escape sequences that are left out of it, in their order.
fn laid_out(rows: &[Vec<String>]) -> (Table, Vec<&str>) {
    let mut sequences = Vec::new();
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    for row in rows {
        table.add_row(
            row.iter()
                .map(|cell| without_sequences(cell, &mut sequences)),
        );
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP));
    }
    (table, sequences)
}

/// The text with a sign in place of each escape sequence (`ESC [ … m`), which goes to the others.
fn without_sequences<'a>(text: &'a str, sequences: &mut Vec<&'a str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("\x1b[") {
        let end = rest[start..]
            .find('m')
            .map_or(rest.len(), |at| start + at + 1);
        out.push_str(&rest[..start]);
        out.push(SEQUENCE);
        sequences.push(&rest[start..end]);
        rest = &rest[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::{BOLD, RED, printable};

    fn rows(paint: impl Fn(anstyle::Style, &str) -> String) -> Vec<Vec<String>> {
        [
            [
                paint(BOLD, "Trail"),
                paint(BOLD, "Flag"),
                paint(BOLD, "Why"),
            ],
            ["漢字".into(), paint(RED, "off"), String::new()],
            [
                "a longer name".into(),
                format!("{}/{}", paint(RED, "o"), paint(BOLD, "n")),
                "why".into(),
            ],
            [String::new(), String::new(), String::new()],
        ]
        .map(Vec::from)
        .into()
    }

    const PLAIN: [&str; 4] = [
        "Trail          Flag  Why",
        "漢字           off",
        "a longer name  o/n   why",
        "",
    ];

    #[test]
    fn columns_are_as_wide_as_they_must_be_and_no_line_ends_in_spaces() {
        let rows = rows(|_, text| text.to_owned());
        assert_eq!(lines(&rows), PLAIN);
        assert_eq!(widths(&rows), [13, 4, 3]);
    }

    #[test]
    fn rows_that_are_laid_out_some_at_a_time_are_laid_out_the_same() {
        let rows: Vec<Vec<String>> = (0..1_234_usize)
            .map(|at| vec!["漢".repeat(at % 7), "b".repeat(at / 100), "c".into()])
            .collect();
        let mut said = Vec::new();
        let row = |at: usize| rows[at].clone();
        let said_all = each_line(rows.len(), &row, &mut |line| {
            said.push(line.to_owned());
            Ok(())
        });
        said_all.expect("nothing fails");
        assert!(said == lines(&rows));
    }

    #[test]
    fn styles_change_nothing_but_the_colour() {
        let lines = lines(&rows(|style, text| format!("{style}{text}{style:#}")));
        assert_eq!(lines[1], format!("漢字           {RED}off{RED:#}"));
        let plain: Vec<String> = lines
            .iter()
            .map(|line| anstream::adapter::strip_str(line).to_string())
            .collect();
        assert_eq!(plain, PLAIN);
    }

    #[test]
    fn no_printable_text_holds_what_stands_for_a_sequence() {
        assert!(!printable(&SEQUENCE.to_string(), true).contains(SEQUENCE));
    }
}
