//! One step of a value on its way to the trail.

use std::sync::Arc;

use super::left_out::LeftOut;
use crate::diagnostic::Label;
use crate::source::Span;

/// What a place has to do with the value that came by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// It is the value: a literal, an argument, a default.
    Value,
    /// It only chose the value, or the value was made of it: a condition, an index, a count, an operand.
    Chose,
}

/// A place that a value came by, and what it has to do with the value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hop {
    pub label: Label,
    pub role: Role,
    /// Whether it is a default, which whoever deploys the code may override.
    pub is_default: bool,
    /// Whether it is shown. One that seldom decides is not, but who asks which files decide is told.
    pub is_said: bool,
    /// The places of the hops that it stands for, where a long way is shortened.
    pub(super) left_out: Option<Box<LeftOut>>,
}

impl Hop {
    /// A place that is the value; `None` as the place where no file says it.
    pub fn value(span: impl Into<Option<Span>>, message: impl Into<Arc<str>>) -> Hop {
        Hop {
            label: Label::new(span, message),
            role: Role::Value,
            is_default: false,
            is_said: true,
            left_out: None,
        }
    }

    /// The default of a variable or a parameter.
    pub fn default_value(span: impl Into<Option<Span>>, message: impl Into<Arc<str>>) -> Hop {
        Hop {
            is_default: true,
            ..Hop::value(span, message)
        }
    }

    /// A place that chose the value, or of which it was made.
    pub fn chose(span: impl Into<Option<Span>>, message: impl Into<Arc<str>>) -> Hop {
        Hop {
            label: Label::new(span, message),
            role: Role::Chose,
            is_default: false,
            is_said: true,
            left_out: None,
        }
    }

    /// The same, not shown.
    #[must_use]
    pub fn unsaid(self) -> Hop {
        Hop {
            is_said: false,
            ..self
        }
    }

    /// One that stands for others, which are not shown.
    pub(super) fn standing_for(others: LeftOut, message: &str) -> Hop {
        Hop {
            left_out: Some(Box::new(others)),
            ..Hop::chose(None, message)
        }
    }

    /// The file and the place, where a file says it.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.label.span
    }

    /// The places that it says something of, with those of the hops that it stands for.
    pub fn places(&self) -> impl Iterator<Item = Span> + '_ {
        let left_out = self.left_out.iter().flat_map(|others| others.places());
        self.label.span.into_iter().chain(left_out)
    }

    /// Whether it stands for others.
    #[must_use]
    pub fn stands_for_others(&self) -> bool {
        self.left_out.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolved::{Evidence, Resolved};
    use crate::source::SourceMap;

    #[test]
    fn the_origin_is_the_farthest_place_that_is_the_value() {
        let source = SourceMap::default()
            .add("main.tf", b"a = b".to_vec())
            .unwrap();
        let at = |start| source.input().span(start..start + 1);
        let argument = Hop::value(at(0), "the argument");
        let value = Resolved::known(false).via([
            argument.clone(),
            Hop::value(None, "given by an option"),
            Hop::chose(at(4), "the condition"),
        ]);
        assert_eq!(value.from().origin(), Some(&argument));
        // What is made of it came by the same places, and is none of them.
        assert_eq!(value.choosing().from().origin(), None);
        assert_eq!(Evidence::at(at(0)).origin(), None);
    }
}
