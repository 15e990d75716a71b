//! What one run found.

use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Finding, Problem, Severity};
use crate::limits::{MAX_BYTES_OF_FINDINGS, MAX_BYTES_OF_TRAILS};
use crate::model::{Remark, Trail, Trails};
use crate::quote::as_said;
use crate::source::{SourceId, SourceMap, Span};

/// Everything a report needs. Findings, trails and problems are sorted by place, so output never varies.
#[derive(Debug)]
pub struct Outcome {
    /// The texts that spans point into.
    pub sources: SourceMap,
    pub findings: Vec<Finding>,
    pub trails: Trails,
    /// How many of them are of templates that modules deploy.
    pub deployed_by_modules: usize,
    /// Input that could not be read; any makes the run fail.
    pub problems: Vec<Problem>,
    /// What was handed over and not understood. It fails nothing, and no choice of rules hides it.
    pub notices: Vec<Remark>,
    pub summary: Summary,
}

/// The run in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Files whose bytes were looked at.
    pub files_scanned: usize,
    /// Those of them that were parsed, for themselves or for what others need of them.
    pub files_parsed: usize,
    /// Files that could not be parsed as a whole, whether or not a finding is to say so: they may hold more than was read.
    pub files_partly_parsed: usize,
    /// Trails found, those that are not created among them.
    pub trails: usize,
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    /// Trails whose verdict is `unknown` or `depends`.
    pub undecided: usize,
}

impl Outcome {
    /// The worst of all findings, those among them that no report shows.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        let Summary {
            errors,
            warnings,
            notes,
            ..
        } = self.summary;
        let counts = [
            (errors, Severity::Error),
            (warnings, Severity::Warning),
            (notes, Severity::Note),
        ];
        let mut counts = counts.into_iter();
        counts.find_map(|(count, severity)| (count > 0).then_some(severity))
    }

    /// Leaves the passwords and tokens of URLs out of whatever is said, and what is more of a text than anyone reads. Excerpts of
    /// files do both themselves, and so does what is quoted.
    pub(crate) fn mend_texts(&mut self) {
        let mut others: HashMap<Arc<str>, Arc<str>> = HashMap::new();
        for finding in &mut self.findings {
            finding.each_text(&mut mend);
            let shared = finding.shared_texts();
            shared.for_each(|text| mend_shared(text, &mut others));
        }
        for trail in &mut self.trails {
            mend(&mut trail.address);
            let shared = trail.deployment.iter_mut().chain([&mut trail.root]);
            shared.for_each(|text| mend_shared(text, &mut others));
        }
        for problem in &mut self.problems {
            mend(&mut problem.message);
            mend(&mut problem.path);
        }
        for notice in &mut self.notices {
            mend(&mut notice.message);
            notice.help.iter_mut().for_each(mend);
        }
    }

    /// Keeps as many findings and trails as a report has room for: some bytes of input can make thousands of either. What is
    /// left out is said, and stays in the summary's numbers.
    pub(crate) fn cut_to_length(&mut self) {
        let sources = &self.sources;
        let (findings, left) = self.findings_that_fit();
        let trails = fitting(&self.trails, MAX_BYTES_OF_TRAILS, |trail| {
            length_of_trail(trail, sources)
        });
        let notices = [
            left.map(|first| {
                let count = self.findings.len() - findings.len();
                let message = format!(
                    "The report would grow too long: {count} findings are left out, this one and others"
                );
                left_out(self.findings[first].span, "left out", message)
            }),
            self.trails.get(trails).map(|first| {
                let count = self.trails.len() - trails;
                let message = format!(
                    "The report would grow too long: from here on, {count} trails are left out"
                );
                left_out(first.declared, "left out from here on", message)
            }),
        ];
        self.notices.extend(notices.into_iter().flatten());
        let mut at = 0;
        self.findings.retain(|_| {
            at += 1;
            findings.contains(&(at - 1))
        });
        self.trails.truncate(trails);
    }

    /// Which findings a report has room for, and the first that it has none for. The worst come first, and of one severity
    /// those of each file in turn: no file takes the room of another one's.
    fn findings_that_fit(&self) -> (HashSet<usize>, Option<usize>) {
        let mut of_file: HashMap<(SourceId, Severity), usize> = HashMap::new();
        let turns = self.findings.iter().map(|finding| {
            let seen = of_file.entry((finding.span.source, finding.severity));
            let turn = seen.or_default();
            *turn += 1;
            (Reverse(finding.severity), *turn)
        });
        let mut order: Vec<_> = turns.zip(0..).collect();
        order.sort();
        let order: Vec<usize> = order.into_iter().map(|(_, at)| at).collect();
        let fits = fitting(&order, MAX_BYTES_OF_FINDINGS, |&at| {
            length_of_finding(&self.findings[at], &self.sources)
        });
        let (kept, left) = order.split_at(fits);
        (kept.iter().copied().collect(), left.iter().min().copied())
    }
}

/// Sorts everything that is reported, so that output never varies, and keeps each once. What there may be much of is compared
/// where it lies.
pub(crate) fn by_place(
    trails: &mut [Box<Trail>],
    findings: &mut Vec<Finding>,
    notices: &mut Vec<Remark>,
    sources: &SourceMap,
) {
    let places = trails.iter().map(|trail| trail.declared);
    let places = places.chain(findings.iter().map(|finding| finding.span));
    let places = places.chain(notices.iter().map(|notice| notice.span));
    let named: HashSet<SourceId> = places.map(|place| place.source).collect();
    let mut names: Vec<(String, SourceId)> = named
        .into_iter()
        .map(|source| (sources.get(source).name().to_owned(), source))
        .collect();
    names.sort();
    let by_name = names.chunk_by(|(a, _), (b, _)| a == b).enumerate();
    let ranks: HashMap<SourceId, usize> = by_name
        .flat_map(|(rank, alike)| alike.iter().map(move |(_, source)| (*source, rank)))
        .collect();
    let place = |at: Span| (ranks.get(&at.source), at.start);
    sort_where_they_lie(trails, |a, b| {
        let of_place = place(a.declared).cmp(&place(b.declared));
        let of_name =
            || counted(&a.address, &b.address).then_with(|| a.deployment.cmp(&b.deployment));
        of_place.then_with(of_name)
    });
    notices.sort_by(|a, b| {
        let of_place = place(a.span).cmp(&place(b.span));
        of_place.then_with(|| a.message.cmp(&b.message))
    });
    notices.dedup();
    sort_where_they_lie(findings, |a, b| {
        let of_place = place(a.span).cmp(&place(b.span));
        of_place.then_with(|| {
            a.rule
                .cmp(b.rule)
                .then_with(|| counted(&a.message, &b.message))
        })
    });
    findings.dedup();
}

/// Compares texts as one counts: `trail[9]` comes before `trail[10]`.
fn counted(a: &str, b: &str) -> Ordering {
    type Part<'p> = (Option<usize>, &'p [u8]);
    fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
        let alike = |a: &u8, b: &u8| a.is_ascii_digit() == b.is_ascii_digit();
        let parts = text.as_bytes().chunk_by(alike);
        parts.map(|part| (part[0].is_ascii_digit().then_some(part.len()), part))
    }
    parts(a).cmp(parts(b))
}

/// Sorts things that are large, and of which there may be very many: no second one of any is made, not for a moment.
fn sort_where_they_lie<T>(all: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    // Which one comes to lie at each place.
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|&a, &b| compare(&all[a], &all[b]));
    for first in 0..order.len() {
        let mut at = first;
        loop {
            let from = std::mem::replace(&mut order[at], at);
            if from == first {
                break;
            }
            all.swap(at, from);
            at = from;
        }
    }
}

/// The same of a text that many have, which they still share then: what each was made of is known.
fn mend_shared(text: &mut Arc<str>, others: &mut HashMap<Arc<str>, Arc<str>>) {
    if let Cow::Owned(mended) = as_said(text) {
        let other = others.entry(Arc::clone(text));
        *text = Arc::clone(other.or_insert_with(|| mended.into()));
    }
}

fn mend(text: &mut String) {
    if let Cow::Owned(mended) = as_said(text) {
        *text = mended;
    }
}

fn left_out(at: Span, label: &'static str, message: String) -> Remark {
    Remark::new(at, label, message).help("Run it on fewer files at a time".to_owned())
}

/// How many of some things, from the first, are together no longer than that.
fn fitting<T>(all: &[T], most: usize, length: impl Fn(&T) -> usize) -> usize {
    let lengths = all.iter().map(length).scan(0_usize, |sum, length| {
        *sum = sum.saturating_add(length);
        Some(*sum)
    });
    lengths.take_while(|&sum| sum <= most).count()
}

/// How long a finding is in the longest of the formats, roughly.
fn length_of_finding(finding: &Finding, sources: &SourceMap) -> usize {
    const FRAME: usize = 2_000;
    const FRAME_OF_HOP: usize = 1_200;
    let hops = finding.evidence.iter().map(|hop| {
        let path = hop.span.map_or(0, |span| length_of_path(span, sources));
        FRAME_OF_HOP + 2 * (hop.message.len() + path)
    });
    let names = finding.trail.as_deref().into_iter();
    let names = names.chain(finding.deployment.as_deref());
    let names: usize = names.map(str::len).sum();
    FRAME
        + 2 * finding.message.len()
        + names
        + hops.sum::<usize>()
        + length_of_path(finding.span, sources)
        + length_of_mending(finding, sources)
}

/// The same of what is said of how to mend it. Help names each place of a change in words.
fn length_of_mending(finding: &Finding, sources: &SourceMap) -> usize {
    let path = |at| length_of_path(at, sources);
    let changes = finding.changes.iter();
    let changes = changes.map(|change| 2 * (change.write.len() + change.span().map_or(0, path)));
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    let edits = edits.map(|edit| edit.content.len() + path(edit.span));
    changes.chain(edits).sum()
}

/// How long a trail is in the longest of the formats, roughly.
fn length_of_trail(trail: &Trail, sources: &SourceMap) -> usize {
    const FRAME: usize = 1_200;
    let deployment = trail.deployment.as_ref().map_or(0, |name| name.len());
    FRAME
        + trail.address.len()
        + trail.root.len()
        + deployment
        + length_of_path(trail.declared, sources)
}

fn length_of_path(at: Span, sources: &SourceMap) -> usize {
    sources.get(at.source).name().len()
}
