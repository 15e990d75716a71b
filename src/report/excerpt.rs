//! The few lines around a place that a person needs to see.
//!
//! Excerpts hold their own short, printable text, so a report of a minified template with one line of a megabyte costs
//! and prints as little as any other.

use std::borrow::Cow;
use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::text::printable;
use crate::source::{Position, SourceFile, SourceId, Span};

/// Lines of at most this many chars are shown whole.
const WHOLE: usize = 160;
/// How many chars of a longer line are shown.
const WINDOW: usize = 100;
/// How many of them come before the place.
const LEAD: usize = 40;
/// A place over more lines than this is shown by its first line; one over fewer is shown whole, and underlined in its
/// first line.
const TALL: usize = 6;
/// Places that are at most this many lines apart are shown in one excerpt.
const NEAR: usize = 3;

/// A place with what is said about it.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) text: String,
    /// Whether the finding itself is here, rather than a hop to it.
    pub(super) primary: bool,
}

/// A mark in the text of an excerpt.
#[derive(Debug)]
pub(super) struct Drawn {
    /// Bytes of the text.
    pub(super) place: Range<usize>,
    pub(super) text: String,
    pub(super) primary: bool,
    /// Where it starts in its file.
    start: Position,
}

/// A run of lines of one file with the marks that lie in it.
#[derive(Debug)]
struct Excerpt {
    name: String,
    /// Where the text starts among all texts of its `Excerpts`.
    base: usize,
    text: String,
    /// Counted from 0.
    first_line: usize,
    marks: Vec<Drawn>,
}

/// The excerpts of one report, one after the other in a text of their own, which miette reads as one source.
#[derive(Debug, Default)]
pub(super) struct Excerpts {
    all: Vec<Excerpt>,
}

/// Marks of one file, by the lines they need. Each has the part of its span that is underlined.
struct Group<'a> {
    source: SourceId,
    lines: Range<usize>,
    marks: Vec<(&'a Mark, Range<usize>)>,
}

impl Excerpts {
    /// Makes excerpts of the marks, in their order; those that are close together share one. The first mark's
    /// excerpt also shows the line before and after.
    pub(super) fn new(
        marks: &[Mark],
        files: &dyn Fn(SourceId) -> std::sync::Arc<SourceFile>,
    ) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for (at, mark) in marks.iter().enumerate() {
            let file = files(mark.span.source);
            let lines = lines_of(&file, mark.span, usize::from(at == 0));
            let underlined = underlined(&file, mark.span);
            let home = groups.iter_mut().find(|group| {
                group.source == mark.span.source
                    && lines.start <= group.lines.end + NEAR
                    && group.lines.start <= lines.end + NEAR
                    && group.takes(&file, &underlined)
            });
            match home {
                Some(group) => {
                    let (start, end) = (group.lines.start, group.lines.end);
                    group.lines = start.min(lines.start)..end.max(lines.end);
                    group.marks.push((mark, underlined));
                }
                None => groups.push(Group {
                    source: mark.span.source,
                    lines,
                    marks: vec![(mark, underlined)],
                }),
            }
        }
        let mut excerpts = Excerpts::default();
        for group in groups {
            let base = excerpts
                .all
                .last()
                .map_or(0, |last| last.base + last.text.len() + 2);
            let file = files(group.source);
            excerpts.all.push(cut(&file, &group, base));
        }
        excerpts
    }

    /// The marks, in the order of their places in the text of all excerpts.
    pub(super) fn marks(&self) -> impl Iterator<Item = &Drawn> {
        self.all.iter().flat_map(|excerpt| &excerpt.marks)
    }
}

impl Group<'_> {
    /// Whether one more place can be drawn beside those the group has: they must not overlap, and where they share a
    /// long line both must be within what is shown of it.
    fn takes(&self, file: &SourceFile, place: &Range<usize>) -> bool {
        self.marks.iter().all(|(_, other)| {
            if other == place {
                return true;
            }
            let (first, last) = if other.start <= place.start {
                (other, place)
            } else {
                (place, other)
            };
            let apart = first.end <= last.start && first.start < last.start;
            let from = file.position(first.start);
            let to = file.position(last.end);
            apart && (from.line != to.line || to.column - from.column <= WINDOW - LEAD)
        })
    }
}

/// The lines (from 1, half open) that a place needs, with up to `context` lines on either side where they belong to
/// the same block.
fn lines_of(file: &SourceFile, span: Span, context: usize) -> Range<usize> {
    let first = file.position(span.start as usize).line;
    let mut last = file
        .position((span.end.max(span.start + 1) - 1) as usize)
        .line;
    if last - first >= TALL {
        last = first;
    }
    let end_of_file = file.position(file.text().len()).line;
    let text = |line: usize| &file.text()[file.line_range(line)];
    let indent = |line: usize| text(line).len() - text(line).trim_start().len();
    // What ends another block, and a bracket alone, say nothing about the place.
    let tells = |line: usize| text(line).contains(char::is_alphanumeric);
    let mut before = first.saturating_sub(context).max(1);
    if before < first && !(tells(before) && indent(before) <= indent(first)) {
        before = first;
    }
    let mut after = (last + context).min(end_of_file);
    if after > last && !(tells(after) && indent(after) >= indent(first)) {
        after = last;
    }
    before..after + 1
}

fn cut(file: &SourceFile, group: &Group, base: usize) -> Excerpt {
    let mut text = String::new();
    let mut marks = Vec::new();
    for line in group.lines.clone() {
        let whole = file.line_range(line);
        let here: Vec<_> = group
            .marks
            .iter()
            .map(|(mark, place)| (mark, place, file.position(place.start)))
            .filter(|(_, _, start)| start.line == line)
            .collect();
        let first = here.iter().map(|(_, place, _)| place.start).min();
        let shown = window(file.text(), &whole, first.unwrap_or(whole.start));
        if shown.start > whole.start {
            text.push('…');
        }
        for (mark, place, start) in here {
            let place = place.start.min(shown.end)..place.end.min(shown.end);
            let before = quoted(file, shown.start..place.start).len();
            let within = quoted(file, place.clone()).len();
            let at = base + text.len() + before;
            marks.push(Drawn {
                place: at..at + within,
                text: printable(&mark.text, false).into_owned(),
                primary: mark.primary,
                start,
            });
        }
        text.push_str(&quoted(file, shown.clone()));
        if shown.end < whole.end {
            text.push('…');
        }
        text.push('\n');
    }
    marks.sort_by_key(|mark| (mark.place.start, mark.place.end));
    // miette draws one line under a place, so two marks of one place share it.
    marks.dedup_by(|later, earlier| {
        let same = later.place == earlier.place;
        if same {
            earlier.primary |= later.primary;
            if later.text != earlier.text {
                earlier.text = format!("{}\n{}", earlier.text, later.text);
            }
        }
        same
    });
    Excerpt {
        name: printable(file.name(), false).into_owned(),
        base,
        text,
        first_line: group.lines.start - 1,
        marks,
    }
}

/// A part of a line as it is shown; of what is not to be quoted, its shape alone.
fn quoted(file: &SourceFile, part: Range<usize>) -> Cow<'_, str> {
    let text = &file.text()[part.clone()];
    let hidden = file.hidden_in(&part);
    if hidden.is_empty() {
        return printable(text, false);
    }
    let masked = text.char_indices().map(|(at, c)| {
        let is_hidden = hidden
            .iter()
            .any(|range| range.contains(&(part.start + at)));
        if is_hidden && !c.is_whitespace() {
            '·'
        } else {
            c
        }
    });
    Cow::Owned(printable(&masked.collect::<String>(), false).into_owned())
}

/// The part of a span that is underlined: what of it lies on its first line, its line end left out.
fn underlined(file: &SourceFile, span: Span) -> Range<usize> {
    let start = file.text().floor_char_boundary(span.start as usize);
    let end = file.text().floor_char_boundary(span.end as usize);
    let line = file.line_range(file.position(start).line);
    let start = start.min(line.end);
    start..end.clamp(start, line.end)
}

/// The part of a line that is shown: all of it, or `WINDOW` chars of it around its first place.
fn window(text: &str, line: &Range<usize>, first: usize) -> Range<usize> {
    let chars_from = |start: usize, count: usize| {
        text[start..line.end]
            .char_indices()
            .nth(count)
            .map_or(line.end, |(at, _)| start + at)
    };
    if chars_from(line.start, WHOLE) == line.end {
        return line.clone();
    }
    let start = text[line.start..first]
        .char_indices()
        .rev()
        .nth(LEAD - 1)
        .map_or(line.start, |(at, _)| line.start + at);
    start..chars_from(start, WINDOW)
}

impl SourceCode for Excerpts {
    /// With lines of context, the whole excerpt that holds the span; without, where the span starts in its file. A
    /// span over two excerpts is refused: miette then draws them one by one.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let excerpt = self
            .all
            .iter()
            .find(|excerpt| {
                excerpt.base <= span.offset() && end <= excerpt.base + excerpt.text.len()
            })
            .ok_or(MietteError::OutOfBounds)?;
        let place = span.offset()..end;
        let mark = excerpt.marks.iter().find(|mark| mark.place == place);
        let contents = match mark {
            Some(mark) if lines_before == 0 => MietteSpanContents::new_named(
                excerpt.name.clone(),
                &excerpt.text.as_bytes()[place.start - excerpt.base..place.end - excerpt.base],
                *span,
                mark.start.line - 1,
                mark.start.column - 1,
                1,
            ),
            _ => MietteSpanContents::new_named(
                excerpt.name.clone(),
                excerpt.text.as_bytes(),
                (excerpt.base, excerpt.text.len()).into(),
                excerpt.first_line,
                0,
                excerpt.text.matches('\n').count(),
            ),
        };
        Ok(Box::new(contents))
    }
}
