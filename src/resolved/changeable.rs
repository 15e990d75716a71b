//! The place where a value can be changed, as it comes along.

use std::sync::Arc;

use super::value::Resolved;
use super::written::{Assigned, Place, Syntax, Written};
use crate::source::Span;

impl<T> Resolved<T> {
    /// A value that is written out at a place.
    #[must_use]
    pub fn literal(self, at: Span) -> Resolved<T> {
        self.written(Some(Written::at(Place::Text(at))))
    }

    /// An object that is written out at a place, and how a further member is written there.
    #[must_use]
    pub fn literal_object(self, at: Span, syntax: Syntax) -> Resolved<T> {
        match self {
            object @ Resolved::Known { .. } => object.written(Some(Written {
                members: Some(syntax),
                ..Written::at(Place::Text(at))
            })),
            // What is refused, or not known, is something in it.
            other => other,
        }
    }

    /// A string that is written out at a place.
    #[must_use]
    pub fn literal_text(self, at: Span) -> Resolved<T> {
        self.written(Some(Written {
            is_text: true,
            ..Written::at(Place::Text(at))
        }))
    }

    /// The same where a string converts: true need not be one.
    #[must_use]
    pub fn no_text_needed(self) -> Resolved<T> {
        self.no_text_needed_where(&|_| true)
    }

    /// The same at one place.
    #[must_use]
    pub fn no_text_needed_at(self, at: Span) -> Resolved<T> {
        self.no_text_needed_where(&|place| *place == Place::Text(at))
    }

    fn no_text_needed_where(mut self, is_there: &dyn Fn(&Place) -> bool) -> Resolved<T> {
        if let Some(written) = self.from_mut().written_mut() {
            written.is_text &= !is_there(&written.place);
        }
        self.in_cases(&mut |case| case.no_text_needed_where(is_there))
    }

    /// The same, written out elsewhere, or nowhere.
    #[must_use]
    pub fn written(mut self, written: Option<Written>) -> Resolved<T> {
        self.from_mut().set_written(written.map(Box::new));
        self.in_cases(&mut |case| case.written(None))
    }

    /// A value that a name is given at a place: a literal there gets the name; what is made of other values can be written
    /// out there instead.
    #[must_use]
    pub fn assigned(self, name: &Assigned, at: Span) -> Resolved<T> {
        let mut out = self.in_cases(&mut |case| case.assigned(name, at));
        let is_whole = !matches!(out, Resolved::Varies { .. });
        let written = &mut out.from_mut().written;
        let here = || Box::new(Written::assigned(Place::Text(at), name.clone()));
        match written {
            None if is_whole => *written = Some(here()),
            Some(closed) if closed.place == Place::Closed => {
                let here = match closed.since() {
                    Some(since) => here().changed_since(since),
                    None => *here(),
                };
                *written = Some(Box::new(here));
            }
            Some(literal) if literal.assigned.is_none() && literal.place == Place::Text(at) => {
                literal.assigned = Some(name.clone());
                literal.is_negated = false;
            }
            Some(literal) if literal.assigned.is_none() && literal.is_negated => {
                *literal = here();
            }
            _ => {}
        }
        out
    }

    /// The same where its text allows no other value, and why: it is changed where a name is given what it comes to.
    #[must_use]
    pub fn closed(self, since: impl Into<Arc<str>>) -> Resolved<T> {
        self.written(Some(Written::at(Place::Closed).changed_since(since)))
    }

    /// The same, with the spelling of true that is allowed where it is written.
    #[must_use]
    pub fn spelt(mut self, spelt: &str) -> Resolved<T> {
        if let Some(written) = self.from_mut().written_mut() {
            written.spell(spelt);
        }
        self.in_cases(&mut |case| case.spelt(spelt))
    }

    /// A value that several places give alike, in one case or another: to change it, each of them is changed.
    #[must_use]
    pub fn written_in_all(mut self, places: Vec<Written>) -> Resolved<T> {
        let is_one = !matches!(self, Resolved::Varies { .. });
        let mut places = places.into_iter();
        if let Some(first) = places.next().filter(|_| is_one) {
            let others = places.filter(|other| other.place != first.place).collect();
            self.from_mut().written = Some(Box::new(first.with(others)));
        }
        self
    }

    /// The same where no assignment of it can be changed: another one made of it can.
    #[must_use]
    pub fn not_written(self) -> Resolved<T> {
        self.written(None)
    }
}
