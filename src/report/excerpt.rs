//! The few lines around a place that a person needs to see.
//!
//! Excerpts hold their own short, printable text, so a report of a minified template with one line of a megabyte costs
//! and prints as little as any other.

use std::borrow::Cow;
use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::text::printable;
use crate::limits::MAX_BYTES_BEFORE_QUOTED;
use crate::source::{Position, SourceFile, SourceId, Span};
use crate::url_secrets::secret_parts;

/// Lines of at most this many chars are shown whole, those of files of values never.
const WHOLE: usize = 160;
/// How many chars are shown of a longer line without a place, and how many of a place.
const WINDOW: usize = 100;
/// Places of one long line are drawn together where they are at most this many chars apart.
const BESIDE: usize = 60;
/// So much of what follows a place is shown where it is nothing but punctuation.
const CLOSING: usize = 8;
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
            let underlined = underlined(&file, mark.span);
            let lines = lines_of(&file, mark.span, usize::from(at == 0));
            let home = groups.iter_mut().find(|group| {
                group.source == mark.span.source
                    && group.is_near(&file, &lines)
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
    /// Whether some lines are drawn in one with the group's. Between places of values other values stand.
    fn is_near(&self, file: &SourceFile, lines: &Range<usize>) -> bool {
        if file.holds_values() {
            return self.lines == *lines;
        }
        lines.start <= self.lines.end + NEAR && self.lines.start <= lines.end + NEAR
    }

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
            apart && (from.line != to.line || to.column - from.column <= BESIDE)
        })
    }
}

/// The lines (from 1, half open) that a place needs, with up to `context` lines on either side where they belong to
/// the same block.
fn lines_of(file: &SourceFile, span: Span, context: usize) -> Range<usize> {
    let first = file.position(span.start as usize).line;
    if file.holds_values() {
        return first..first + 1;
    }
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
        let places: Vec<_> = here.iter().map(|(_, place, _)| (*place).clone()).collect();
        let parts = shown(file, &whole, &places);
        let mut end = whole.start;
        for part in &parts {
            if part.start > end {
                text.push('…');
            }
            for (mark, place, start) in &here {
                if !part.contains(&place.start) && part.end != place.start {
                    continue;
                }
                let place = place.start..place.end.min(part.end);
                let before = quoted(file, part.start..place.start).len();
                let within = quoted(file, place.clone()).len();
                let at = base + text.len() + before;
                marks.push(Drawn {
                    place: at..at + within,
                    text: printable(&mark.text, false).into_owned(),
                    primary: mark.primary,
                    start: *start,
                });
            }
            text.push_str(&quoted(file, part.clone()));
            end = part.end;
        }
        if end < whole.end {
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
    let mut hidden = file.hidden_in(&part);
    hidden.extend(secrets_in(file, &part));
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

/// The passwords and tokens of URLs in a part. What tells that they are some may stand around it.
fn secrets_in(file: &SourceFile, part: &Range<usize>) -> Vec<Range<usize>> {
    let line = file.line_range(file.position(part.start).line);
    let text = file.text();
    let start = part.start.saturating_sub(MAX_BYTES_BEFORE_QUOTED);
    let start = text.floor_char_boundary(start).max(line.start);
    let end = part.end.saturating_add(MAX_BYTES_BEFORE_QUOTED);
    let end = text.floor_char_boundary(end).min(line.end).max(start);
    let secrets = secret_parts(&text[start..end]).into_iter();
    secrets
        .map(|secret| start + secret.start..start + secret.end)
        .filter(|secret| secret.start < part.end && part.start < secret.end)
        .collect()
}

/// The part of a span that is underlined: what of it lies on its first line, its line end left out; of a collection of
/// values, its bracket.
fn underlined(file: &SourceFile, span: Span) -> Range<usize> {
    let text = file.text();
    let start = text.floor_char_boundary(span.start as usize);
    let end = text.floor_char_boundary(span.end as usize);
    let line = file.line_range(file.position(start).line);
    let start = start.min(line.end);
    let end = end.clamp(start, line.end);
    if file.holds_values() && text[start..end].starts_with(['{', '[']) {
        start..start + 1
    } else {
        start..end
    }
}

/// The parts of a line that are shown, in their order: all of it; of a long one and of values the places that are pointed
/// at, each with its key.
fn shown(file: &SourceFile, line: &Range<usize>, places: &[Range<usize>]) -> Vec<Range<usize>> {
    let text = file.text();
    let is_long = chars_after(text, line, line.start, WHOLE) < line.end;
    if !is_long && !file.holds_values() {
        return vec![line.clone()];
    }
    if places.is_empty() {
        let beginning = Range {
            start: line.start,
            end: chars_after(text, line, line.start, WINDOW),
        };
        return vec![beginning];
    }
    let around = |place: &Range<usize>| {
        let end = place.end.min(chars_after(text, line, place.start, WINDOW));
        let start = key_before(text, line, place.start);
        with_punctuation(text, line, start..end)
    };
    let mut parts: Vec<Range<usize>> = places.iter().map(around).collect();
    parts.sort_by_key(|part| (part.start, part.end));
    parts.dedup_by(|later, earlier| {
        let meet = later.start <= earlier.end;
        if meet {
            earlier.end = earlier.end.max(later.end);
        }
        meet
    });
    parts
}

/// The offset that lies so many chars after another, the line's end at most.
fn chars_after(text: &str, line: &Range<usize>, start: usize, count: usize) -> usize {
    let mut rest = text[start..line.end].char_indices();
    rest.nth(count).map_or(line.end, |(at, _)| start + at)
}

/// Where the key of what stands at a place begins: before `:` or `=`, in quotes or not. The place itself where no key is
/// before it.
fn key_before(text: &str, line: &Range<usize>, place: usize) -> usize {
    let before = text[line.start..place].trim_end();
    let Some(key) = before.strip_suffix([':', '=']).map(str::trim_end) else {
        return place;
    };
    let quote = key.chars().next_back().filter(|c| ['"', '\''].contains(c));
    let start = match quote {
        Some(quote) => key[..key.len() - 1].rfind(quote),
        None => Some(key.trim_end_matches(is_of_key).len()),
    };
    start.map_or(place, |start| line.start + start)
}

fn is_of_key(c: char) -> bool {
    c.is_alphanumeric() || ['_', '-', '.'].contains(&c)
}

/// A part of a line with the indentation before it, and with what closes it, where the line holds nothing else.
fn with_punctuation(text: &str, line: &Range<usize>, part: Range<usize>) -> Range<usize> {
    let is_indentation = text[line.start..part.start].trim_start().is_empty();
    let rest = &text[part.end..line.end];
    let closes = rest.len() <= CLOSING && !rest.contains(|c: char| !c.is_ascii_punctuation());
    Range {
        start: if is_indentation {
            line.start
        } else {
            part.start
        },
        end: if closes { line.end } else { part.end },
    }
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
