//! The place where a value can be changed, as it comes along.

use super::value::Resolved;
use super::written::{Assigned, Place, Written};
use crate::source::Span;

impl<T> Resolved<T> {
    /// A value that is written out at a place.
    #[must_use]
    pub fn literal(self, at: Span) -> Resolved<T> {
        self.written(Some(Written {
            place: Place::Text(at),
            assigned: None,
            is_negated: false,
        }))
    }

    /// The same, written out elsewhere, or nowhere.
    #[must_use]
    pub fn written(mut self, written: Option<Written>) -> Resolved<T> {
        self.from_mut().written = written.map(Box::new);
        self.in_cases(&mut |case| case.written(None))
    }

    /// A value that a name is given at a place: a literal there gets the name; what is made of other values can be written
    /// out there instead.
    #[must_use]
    pub fn assigned(self, name: &Assigned, at: Span) -> Resolved<T> {
        let mut out = self.in_cases(&mut |case| case.assigned(name, at));
        let is_whole = !matches!(out, Resolved::Varies { .. });
        let written = &mut out.from_mut().written;
        let here = || {
            Box::new(Written {
                place: Place::Text(at),
                assigned: Some(name.clone()),
                is_negated: false,
            })
        };
        match written {
            None if is_whole => *written = Some(here()),
            Some(literal)
                if literal.assigned.is_none()
                    && (literal.place == Place::Text(at) || literal.is_negated) =>
            {
                *literal = here();
            }
            _ => {}
        }
        out
    }

    /// The same where no assignment of it can be changed: another one made of it can.
    #[must_use]
    pub fn not_written(self) -> Resolved<T> {
        self.written(None)
    }
}
