//! Where a value comes from.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

use super::hop::{Hop, Role};
use super::left_out::LeftOut;
use super::limits::{MAX_DEFAULTS_BETWEEN, MAX_FILES_OF_SENTENCE, MAX_HOPS, MAX_HOPS_BETWEEN};
use super::way::{NO_WAY, Way};
use super::written::{Place, Written};
use crate::diagnostic::Label;
use crate::source::{SourceId, Span};

/// What stands for the middle of a longer one.
const LEFT_OUT: &str = "further steps between these are not shown";

/// Where a value is written and each hop it passed, nearest to the trail first.
///
/// Most values are written where they are asked for: the way of others is kept apart, and read as if it stood here.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// The value's text on the trail itself. `None` where the trail does not write it.
    pub at: Option<Span>,
    /// Whether anything of the value's text may be said.
    pub privacy: Privacy,
    /// Whether what is refused is refused before what refers to it is evaluated, so that no fallback for errors gets past it.
    pub is_final: bool,
    pub(crate) way: Option<Box<Way>>,
}

impl Deref for Evidence {
    type Target = Way;

    fn deref(&self) -> &Way {
        self.way.as_deref().unwrap_or(&NO_WAY)
    }
}

impl DerefMut for Evidence {
    fn deref_mut(&mut self) -> &mut Way {
        self.way.get_or_insert_default()
    }
}

impl PartialEq for Evidence {
    fn eq(&self, other: &Evidence) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Evidence {}

impl Hash for Evidence {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

/// Whether anything of a value's text may be said; of what is made of several values, the last of theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Privacy {
    #[default]
    Shown,
    /// It was made of what is not to be quoted, such as the text of a data file: nothing of it is said.
    Hidden,
    /// It was made of a value that the code calls sensitive elsewhere and no longer here, or that a module outside holds: nothing
    /// of it is said.
    Unmarked,
    /// It was made of a value that the code calls sensitive: nothing of it is said, and it is refused where it would show.
    Sensitive,
    /// It was made of a value that the code calls ephemeral: nothing of it is said, and it is refused where it would be kept.
    Ephemeral,
}

impl Evidence {
    /// All of it; an empty way is none.
    fn parts(&self) -> (Option<Span>, Privacy, bool, &Way) {
        (self.at, self.privacy, self.is_final, self)
    }

    /// That of a value that the trail does not write itself: what it passed.
    #[must_use]
    pub fn passed(hops: Vec<Hop>) -> Evidence {
        let mut out = Evidence::default();
        if !hops.is_empty() {
            out.hops = hops;
        }
        out
    }

    /// The same of one hop.
    #[must_use]
    pub fn hop(hop: Hop) -> Evidence {
        Evidence::passed(vec![hop])
    }

    /// Its hops, to change.
    pub(crate) fn hops_mut(&mut self) -> &mut [Hop] {
        match &mut self.way {
            Some(way) => &mut way.hops,
            None => &mut [],
        }
    }

    /// Where its author changes it, to change.
    pub(crate) fn written_mut(&mut self) -> Option<&mut Written> {
        self.way.as_mut()?.written.as_deref_mut()
    }

    /// Says where its author changes it, or that it is made of other values.
    pub(crate) fn set_written(&mut self, written: Option<Box<Written>>) {
        if written.is_some() || self.written.is_some() {
            self.written = written;
        }
    }

    /// Adds the way of what it was taken from, nearer to the trail.
    pub(super) fn go_on_from(&mut self, outer: Evidence) {
        self.at = outer.at.or(self.at);
        if let Some(outer) = outer.way {
            self.written = self.written.take().or(outer.written);
            self.hops.splice(0..0, outer.hops);
        }
        self.shorten();
    }

    /// What it passed, to keep.
    #[must_use]
    pub fn into_hops(self) -> Vec<Hop> {
        self.way.map_or_else(Vec::new, |way| way.hops)
    }

    /// The same without what to do about what is refused.
    #[must_use]
    pub fn without_remedy(mut self) -> Evidence {
        if let Some(way) = &mut self.way {
            way.remedy = None;
        }
        self
    }

    /// The same with where its author changes it.
    #[must_use]
    pub fn changed_by(mut self, written: Box<Written>) -> Evidence {
        self.written = Some(written);
        self
    }

    /// No hop: a value that the trail itself writes at a place.
    #[must_use]
    pub fn at(span: Span) -> Evidence {
        Evidence {
            at: Some(span),
            ..Evidence::default()
        }
    }

    /// The same of what only decides about another value: none of its hops is that value.
    #[must_use]
    pub fn choosing(mut self) -> Evidence {
        for hop in self.hops_mut() {
            hop.role = Role::Chose;
        }
        self.set_written(None);
        self
    }

    /// Whether nothing of the value's text is said.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.privacy != Privacy::Shown
    }

    /// Whether its author can write nothing else where it comes from.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        let written = self.written.as_deref();
        written.is_some_and(|written| written.place == Place::Closed)
    }

    /// Whether it is of a literal at a place, to which nothing has given a name.
    #[must_use]
    pub fn is_literal_at(&self, at: Span) -> bool {
        let written = self.written.as_deref();
        written
            .is_some_and(|written| written.assigned.is_none() && written.place == Place::Text(at))
    }

    /// Leaves out the middle of a long way. What is nearest to the trail and what is farthest from it stays, the origin, and of
    /// each file between them one hop, as long as these are few, and the defaults; of the others the place is kept: which files
    /// decide is asked of the hops.
    pub(super) fn shorten(&mut self) {
        if self.hops.len() > MAX_HOPS {
            self.keep_each_hop_once();
        }
        if self.hops.len() <= MAX_HOPS {
            return;
        }
        let mut left_out = LeftOut::default();
        let mut are_defaults_left_out = self.leaves_out_defaults();
        self.hops.retain(|hop| {
            let stands_for = hop.left_out.as_deref();
            stands_for.inspect(|others| left_out.add(others)).is_none()
        });
        let origin = self.origin().cloned();
        let mut near = std::mem::take(&mut self.hops);
        let mut far = near.split_off(near.len().saturating_sub(MAX_HOPS / 2));
        let between = near.split_off(near.len().min(MAX_HOPS / 2 - 1));
        let source = |hop: &Hop| hop.span().map(|span| span.source);
        let mut files: HashSet<SourceId> = near.iter().chain(&far).filter_map(source).collect();
        let mut alike: HashMap<&str, usize> = HashMap::new();
        for hop in &near {
            *alike.entry(&hop.label.message).or_default() += 1;
        }
        let mut places = Vec::new();
        let mut defaults = 0;
        let mut shown = Vec::new();
        for hop in &between {
            let of_another_file = hop.span().filter(|span| files.insert(span.source));
            // Who asks what a trail is where it is overridden must know each default.
            let is_kept_default = hop.is_default && defaults < MAX_DEFAULTS_BETWEEN;
            if origin.as_ref() == Some(hop) || is_kept_default {
                defaults += usize::from(is_kept_default);
                shown.push(hop.clone());
                continue;
            }
            are_defaults_left_out |= hop.is_default;
            let Some(place) = of_another_file else {
                continue;
            };
            let so_far = alike.entry(&hop.label.message).or_default();
            *so_far += 1;
            if *so_far <= MAX_FILES_OF_SENTENCE && shown.len() < MAX_HOPS_BETWEEN {
                shown.push(hop.clone());
            } else if !left_out.has(place.source) {
                places.push(place);
            }
        }
        left_out.add_places(places);
        near.append(&mut shown);
        near.push(Hop {
            is_default: are_defaults_left_out,
            ..Hop::standing_for(left_out, LEFT_OUT)
        });
        near.append(&mut far);
        self.hops = near;
    }

    /// Whether a long way leaves out some of the defaults that it came by.
    #[must_use]
    pub fn leaves_out_defaults(&self) -> bool {
        let mut hops = self.hops.iter();
        hops.any(|hop| hop.stands_for_others() && hop.is_default)
    }

    /// Keeps the first of hops that say the same about the same place.
    pub fn keep_each_hop_once(&mut self) {
        if self.hops.len() < 2 {
            return;
        }
        let mut said = HashSet::new();
        let are_new: Vec<bool> = self.hops.iter().map(|hop| said.insert(hop)).collect();
        let mut are_new = are_new.into_iter();
        self.hops.retain(|_| are_new.next().unwrap_or(true));
    }

    /// What the hops say, each about its place.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.said().map(|hop| &hop.label)
    }

    /// The hops that are shown.
    #[must_use]
    pub fn said(&self) -> impl DoubleEndedIterator<Item = &Hop> + Clone {
        self.hops.iter().filter(|hop| hop.is_said)
    }

    /// The hop farthest from the trail that is the value and stands in a file: who changes it there changes the value.
    #[must_use]
    pub fn origin(&self) -> Option<&Hop> {
        let is_origin = |hop: &&Hop| hop.role == Role::Value && hop.label.span.is_some();
        self.hops.iter().rfind(is_origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    #[test]
    fn a_way_that_is_long_by_what_stands_twice_in_it_loses_nothing_else() {
        let sources = SourceMap::default();
        let file = sources.add("main.tf", vec![b' '; 1_000]).unwrap();
        let hop = |at: usize| Hop::chose(file.input().span(at..at), "a condition");
        let mut way = Evidence::default();
        way.hops.extend((0..MAX_HOPS).map(hop));
        way.hops.extend((0..MAX_HOPS).map(hop));
        way.shorten();
        assert_eq!(way.hops, (0..MAX_HOPS).map(hop).collect::<Vec<_>>());
    }

    #[test]
    fn a_long_way_keeps_its_ends_its_origin_and_a_hop_of_each_file() {
        let sources = SourceMap::default();
        let file = |name: &str| sources.add(name, vec![b' '; 1_000]).unwrap();
        let (near, other) = (file("near.tf"), file("other.tf"));
        let chose = |at: usize| Hop::chose(near.input().span(at..at), "a condition");
        let mut way = Evidence::default();
        way.hops.extend((0..100).map(chose));
        way.hops[40] = Hop::value(near.input().span(500..501), "the origin");
        way.hops[60] = Hop::chose(other.input().span(0..1), "of another file");
        way.shorten();
        assert!(way.hops.len() <= MAX_HOPS + 2, "{}", way.hops.len());
        assert_eq!(way.hops.first(), Some(&chose(0)));
        assert_eq!(way.hops.last(), Some(&chose(99)));
        assert_eq!(
            way.origin().and_then(Hop::span).map(|span| span.start),
            Some(500)
        );
        let files: HashSet<SourceId> = way
            .hops
            .iter()
            .filter_map(|hop| Some(hop.span()?.source))
            .collect();
        assert_eq!(files.len(), 2);
        assert_eq!(
            way.labels()
                .filter(|label| *label.message == *LEFT_OUT)
                .count(),
            1
        );
        // Again and again it grows no longer.
        for at in 0..50 {
            way.hops.insert(0, chose(200 + at));
            way.shorten();
        }
        assert!(way.hops.len() <= MAX_HOPS + 2, "{}", way.hops.len());
        assert_eq!(
            way.labels()
                .filter(|label| *label.message == *LEFT_OUT)
                .count(),
            1
        );
    }
    #[test]
    fn of_many_files_that_one_sentence_is_said_of_few_are_shown_and_all_are_known() {
        let sources = SourceMap::default();
        let files: Vec<_> = (0..500)
            .map(|at| sources.add(format!("{at}.json"), b"{}".to_vec()).unwrap())
            .collect();
        let listed = files.iter().map(|file| file.input().span(0..0));
        let mut way = Evidence::default();
        way.hops.extend(listed.map(|at| Hop::chose(at, "listed")));
        way.shorten();
        assert!(way.hops.len() < 2 * MAX_HOPS, "{}", way.hops.len());
        assert_eq!(
            way.labels()
                .filter(|label| *label.message == *LEFT_OUT)
                .count(),
            1
        );
        let is_known = |way: &Evidence| {
            let places: HashSet<SourceId> = way
                .hops
                .iter()
                .flat_map(Hop::places)
                .map(|at| at.source)
                .collect();
            places.len()
        };
        assert_eq!(is_known(&way), files.len());
        // What is made of two such ways is no longer, and knows the files of both.
        let mut other = way.clone();
        other.hops.insert(0, Hop::chose(None, "another step"));
        way.hops.append(&mut other.hops);
        way.shorten();
        assert!(way.hops.len() < 2 * MAX_HOPS, "{}", way.hops.len());
        assert_eq!(is_known(&way), files.len());
        assert_eq!(
            way.labels()
                .filter(|label| *label.message == *LEFT_OUT)
                .count(),
            1
        );
    }
}
