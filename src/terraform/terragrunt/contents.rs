//! What a generated file holds: lines that are written out somewhere, a text that is made of others, or what is not known.

use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use hcl::edit::template::Element;
use regex::Regex;

use super::files::{Config, Reading};
use super::known_in_part::KnownInPart;
use super::names::is_named_as_config;
use super::settings::why_of;
use crate::parse::json;
use crate::published;
use crate::resolved::{Hop, Place, Privacy, Resolved};
use crate::source::{OffsetMap, SourceFile, SourceId, Span};
use crate::terraform::config::call_texts::may_declare_a_trail;
use crate::terraform::config::lost_calls::patterns_in;
use crate::terraform::config::made_text::{Lines, MadeText};
use crate::terraform::config::source_pattern::SourcePattern;
use crate::terraform::lang::facts::privacy_within;
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::readable::plain_expression;
use crate::terraform::lang::scope::TOO_MANY_STEPS;
use crate::terraform::lang::values::Value;
use crate::terraform::limits::KEPT_BYTES_PER_STEP;
use crate::trail_words::speaks_of_trails;

/// Why a text is not read, a clause.
const PRIVATE: &str = "it is made of values that are not shown";

/// What a generated file holds.
pub(super) enum Contents {
    /// These lines, as they are.
    Lines(Lines),
    Made(Box<MadeText>),
    /// Why, a clause.
    Unknown(String),
}

/// What contents that are not known may be about, as far as the texts say that they are made of.
#[derive(Default)]
pub(super) struct Smell {
    pub(super) of_trails: bool,
    pub(super) of_providers: bool,
    /// The modules that they seem to call, and where that stands.
    pub(super) calls: Vec<(SourcePattern, Span)>,
}

impl Smell {
    /// The same of both.
    pub(super) fn and(mut self, other: Smell) -> Smell {
        self.of_trails |= other.of_trails;
        self.of_providers |= other.of_providers;
        self.calls.extend(other.calls);
        self
    }
}

/// A heredoc.
struct Heredoc {
    lines: Lines,
    /// Whether they are taken as they are, and nothing is filled in.
    is_literal: bool,
}

impl Reading<'_> {
    /// What contents come to that are given at a place, for a file at a path; `in_part` is what is known of them otherwise.
    pub(super) fn contents_of(
        &self,
        (value, at): (&Resolved<Value>, Span),
        in_part: Option<&KnownInPart>,
        path: &Path,
    ) -> Contents {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let whole = GivenText::of(value).map(GivenText::into_unsaid);
        let in_part = in_part.filter(|_| whole.is_none());
        let privacy = in_part.map_or(Privacy::Shown, |text| text.privacy);
        let privacy = privacy.max(privacy_within(value));
        if privacy > Privacy::Hidden {
            return Contents::Unknown(PRIVATE.to_owned());
        }
        let Some(text) = whole.or_else(|| in_part.map(|text| text.text.clone())) else {
            return Contents::Unknown(why_of(value));
        };
        // It is kept for the run, and so are the lines that it is made of.
        let steps = 2 * text.len() as u64 / KEPT_BYTES_PER_STEP;
        if !self.budget.take(u32::try_from(steps).unwrap_or(u32::MAX)) {
            return Contents::Unknown(TOO_MANY_STEPS.to_owned());
        }
        let file = self.sources.add_made(&self.sources.name(path), text);
        if let Some(in_part) = in_part {
            if !in_part.is_harmless_in(&file, &name) {
                return Contents::Unknown(why_of(value));
            }
            file.mark_unknown(in_part.unknown.clone());
        }
        let text = file.text();
        let private = if privacy == Privacy::Hidden {
            self.private_parts(text, value, at)
        } else {
            Some(Vec::new())
        };
        let mut lines = None;
        for span in places_of(value, at) {
            let mut heredocs = self.heredocs_in(span);
            let alike = heredocs
                .iter()
                .position(|heredoc| heredoc.is_literal && are_alike(heredoc.lines.text(), text))
                .filter(|_| in_part.is_none());
            if let Some(alike) = alike {
                return Contents::Lines(heredocs.swap_remove(alike).lines);
            }
            if let ([only], true) = (heredocs.as_slice(), lines.is_none()) {
                lines = Some(only.lines.clone());
            }
        }
        let written = value.from().written.as_ref().filter(|_| in_part.is_none());
        if let Some(Place::File(whole)) = written.map(|at| &at.place) {
            let file = self.sources.get(whole.source);
            let range = whole.range();
            return Contents::Lines(Lines { file, range });
        }
        let Some(private) = private else {
            return Contents::Unknown(PRIVATE.to_owned());
        };
        let lines = lines.or_else(|| self.template_of(value));
        let lines = lines.filter(|lines| lines.text().lines().count() == text.lines().count());
        let literal = written.and_then(|written| written.place.text());
        let held = literal.and_then(|literal| self.held_at(literal, text));
        file.mark_private(private);
        Contents::Made(Box::new(MadeText {
            file,
            name: name.into_owned(),
            at: literal.unwrap_or(at),
            from: value.from().hops.clone(),
            lines,
            held,
        }))
    }

    /// How the offsets of a text map to those of the string of JSON at a place, if that holds it as it is.
    fn held_at(&self, at: Span, text: &str) -> Option<(SourceId, OffsetMap)> {
        let file = self.sources.get(at.source);
        let raw = file.text().get(at.range())?;
        let string = json::text_at(raw, at.range().start)?;
        (string.text == text).then_some((file.id(), string.offsets))
    }

    /// The heredocs that stand in a part of a file.
    fn heredocs_in(&self, at: Span) -> Vec<Heredoc> {
        static OPENING: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"<<-?([\w-]+)[ \t]*\r?\n").expect("the pattern is one"));
        let file = self.sources.get(at.source);
        let Some(written) = file.text().get(at.range()) else {
            return Vec::new();
        };
        let found = OPENING.captures_iter(written).filter_map(|opening| {
            let (whole, word) = (opening.get(0)?, &opening[1]);
            let mut end = whole.end();
            let rest = written[end..].split_inclusive('\n');
            let mut lines = rest.take_while(|line| line.trim() != word);
            end += lines.by_ref().map(str::len).sum::<usize>();
            let closing = written[end..].lines().next()?;
            let parsed = plain_expression(&written[whole.start()..end + closing.len()])?;
            let mut template = parsed.as_heredoc_template()?.template.iter();
            let is_literal = template.all(|element| matches!(element, Element::Literal(_)));
            let from = at.range().start;
            let lines = Lines {
                file: file.clone(),
                range: from + whole.end()..from + end,
            };
            Some(Heredoc { lines, is_literal })
        });
        found.collect()
    }

    /// The file that a text is rendered from.
    fn template_of(&self, value: &Resolved<Value>) -> Option<Lines> {
        let mut places = value.from().hops.iter().filter_map(Hop::span);
        let file = places.find_map(|at| {
            let file = self.sources.get(at.source);
            (!is_named_as_config(&file) && at.start == 0 && !file.text().is_empty()).then_some(file)
        })?;
        let range = 0..file.text().len();
        Some(Lines { file, range })
    }

    /// What the texts speak of that contents are made of which stand at a place.
    pub(super) fn smell_of(&self, value: &Resolved<Value>, config: &Config, at: Span) -> Smell {
        let mut out = Smell::default();
        let mut take = |file: &SourceFile, range: Range<usize>| {
            let text = file.text().get(range.clone()).unwrap_or_default();
            out.of_trails |= speaks_of_trail(text);
            out.of_providers |= text.contains("provider");
            let input = file.input();
            let start = range.start.saturating_sub(input.offset(0));
            let calls = patterns_in(text).into_iter();
            let calls = calls.filter(|_| text.contains("module"));
            out.calls.extend(calls.map(|(like, at)| {
                let at = input.span(start + at.start..start + at.end);
                (like, at)
            }));
        };
        let written = config.file.text().get(at.range()).unwrap_or_default();
        let is_template = written.starts_with("<<");
        take(&config.file, at.range());
        let mut places: Vec<Span> = Vec::new();
        value.clone().each_evidence(&mut |from| {
            places.extend(from.hops.iter().flat_map(Hop::places));
        });
        places.retain(|place| *place != at);
        for place in places {
            let file = self.sources.get(place.source);
            let whole = 0..file.text().len();
            take(
                &file,
                if is_named_as_config(&file) {
                    place.range()
                } else {
                    whole
                },
            );
        }
        // Where nothing of it is written out, it may say anything of providers.
        out.of_providers |= !is_template;
        out
    }
}

/// Whether a text speaks of a trail, or of a module that is known to make one.
pub(super) fn speaks_of_trail(text: &str) -> bool {
    let mut words = text.split(|sign: char| sign.is_whitespace() || "\"',()[]{}".contains(sign));
    words.any(|word| {
        speaks_of_trails(word) || published::is_known(word) || may_declare_a_trail(word)
    })
}

/// The places that contents may be written out at: where they are given, and those of the values that they come from.
fn places_of(value: &Resolved<Value>, at: Span) -> impl Iterator<Item = Span> {
    let hops = value.from().hops.iter().rev().filter_map(Hop::span);
    [at].into_iter().chain(hops)
}

/// Whether two texts say the same but for indentation.
fn are_alike(lines: &str, text: &str) -> bool {
    let trimmed = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| line.trim().to_owned());
        lines.collect()
    };
    trimmed(lines) == trimmed(text)
}
