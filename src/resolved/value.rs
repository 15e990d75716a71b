//! A value as far as the code decides it.

use std::sync::Arc;

use super::condition::{Condition, Term};
use super::evidence::{Evidence, Privacy};
use super::hop::{Hop, Role};
use super::symbol::Symbol;
use super::way::Remedy;
use super::written::Written;
use crate::source::Span;

/// What a text is called that is not of the form that is asked for.
const MALFORMED: &str = "the string";
const LACKING: &str = "the data";

/// What the code says a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved<T> {
    /// Left out, or given as what the dialect takes for left out (`null`, `AWS::NoValue`).
    Unset { from: Evidence },
    /// It is this, and does not vary.
    Known { value: T, from: Evidence },
    /// It depends on something outside the code; each case says when it holds.
    Varies { cases: Vec<Case<T>>, from: Evidence },
    /// It cannot be told from the code.
    Unknown {
        /// Goes on from "because …", without a full stop.
        why: String,
        /// What it is, where that has an identity: then it agrees with what else depends on it. What is made of the value
        /// is something else.
        term: Option<Term>,
        from: Evidence,
    },
    /// It is known, and no value of this type: Terraform or AWS will refuse it.
    Invalid {
        /// The value as the dialect would show it, `"Yes"`.
        text: String,
        /// What is wrong with it, a clause without a full stop.
        why: String,
        from: Evidence,
    },
}

/// One arm of a value that varies. No two of them hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case<T> {
    pub when: Condition,
    pub value: Resolved<T>,
}

/// The same cases, with what `f` makes of the value in each.
pub(crate) fn map_cases<T, U>(
    cases: Vec<Case<T>>,
    mut f: impl FnMut(Resolved<T>) -> Resolved<U>,
) -> Vec<Case<U>> {
    cases
        .into_iter()
        .map(|case| Case {
            when: case.when,
            value: f(case.value),
        })
        .collect()
}

impl<T> Resolved<T> {
    /// A known value, without evidence yet.
    #[must_use]
    pub fn known(value: T) -> Resolved<T> {
        Resolved::Known {
            value,
            from: Evidence::default(),
        }
    }

    /// A value that cannot be told, without evidence yet. `why` goes on from "because …", without a full stop.
    pub fn unknown(why: impl Into<String>) -> Resolved<T> {
        Resolved::Unknown {
            why: why.into(),
            term: None,
            from: Evidence::default(),
        }
    }

    /// What nothing outside of the code decides, and what is not followed all the same: it lies beyond a bound, for one.
    pub fn not_followed(why: impl Into<String>) -> Resolved<T> {
        Resolved::unknown(why).with_term(Some(Term::Symbol(Symbol::not_followed())))
    }

    /// The same with evidence.
    pub fn unknown_from(why: impl Into<String>, from: Evidence) -> Resolved<T> {
        Resolved::Unknown {
            why: why.into(),
            term: None,
            from,
        }
    }

    /// A value that is left out, without evidence yet.
    #[must_use]
    pub fn unset() -> Resolved<T> {
        Resolved::Unset {
            from: Evidence::default(),
        }
    }

    /// Where it comes from, whatever it is. Of a value that varies: of the whole, not of its cases.
    #[must_use]
    pub fn from(&self) -> &Evidence {
        match self {
            Resolved::Unset { from }
            | Resolved::Known { from, .. }
            | Resolved::Varies { from, .. }
            | Resolved::Unknown { from, .. }
            | Resolved::Invalid { from, .. } => from,
        }
    }

    /// The same evidence, to change. (The match of [`Resolved::from`] once more: one function cannot borrow both ways.)
    pub fn from_mut(&mut self) -> &mut Evidence {
        match self {
            Resolved::Unset { from }
            | Resolved::Known { from, .. }
            | Resolved::Varies { from, .. }
            | Resolved::Unknown { from, .. }
            | Resolved::Invalid { from, .. } => from,
        }
    }

    /// The value, where it is known and one.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Resolved::Known { value, .. } => Some(value),
            _ => None,
        }
    }

    /// The same with what to do about it where it comes from, if it is refused: a sentence without its full stop.
    #[must_use]
    pub fn remedied(self, help: impl Into<Arc<str>>) -> Resolved<T> {
        self.with_remedy(help.into(), false, None)
    }

    /// The same with what to do where it is taken.
    #[must_use]
    pub fn remedied_here(self, help: impl Into<Arc<str>>) -> Resolved<T> {
        self.with_remedy(help.into(), true, None)
    }

    /// The same where something takes no such value, whatever that is passed on to.
    #[must_use]
    pub fn refused_by(self, what: impl Into<Arc<str>>, help: impl Into<Arc<str>>) -> Resolved<T> {
        self.with_remedy(help.into(), false, Some(what.into()))
    }

    fn with_remedy(
        mut self,
        help: Arc<str>,
        is_here: bool,
        refused_by: Option<Arc<str>>,
    ) -> Resolved<T> {
        if let Resolved::Invalid { from, .. } = &mut self {
            from.remedy = Some(Box::new(Remedy {
                help,
                is_here,
                refused_by,
            }));
        }
        self
    }

    /// Whether it is known and no value of its type.
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        matches!(self, Resolved::Invalid { .. })
    }

    /// Whether it is refused for good: no fallback for errors gets past that.
    #[must_use]
    pub fn is_refused_for_good(&self) -> bool {
        self.is_invalid() && self.from().is_final
    }

    /// What a value is that is not known; any other stays as it is.
    #[must_use]
    pub fn with_term(self, known_as: Option<Term>) -> Resolved<T> {
        match self {
            Resolved::Unknown { why, from, .. } => Resolved::Unknown {
                why,
                term: known_as,
                from,
            },
            other => other,
        }
    }

    /// The same, where what is not known has nothing to do with anything else.
    #[must_use]
    pub fn without_terms(self) -> Resolved<T> {
        match self {
            Resolved::Varies { cases, from } => Resolved::Varies {
                cases: map_cases(cases, Resolved::without_terms),
                from,
            },
            other => other.with_term(None),
        }
    }

    /// The same, where nothing more is known of what it is.
    #[must_use]
    pub fn or_term(self, known_as: impl FnOnce() -> Term) -> Resolved<T> {
        match self {
            Resolved::Unknown { term: None, .. } => self.with_term(Some(known_as())),
            other => other,
        }
    }

    /// Adds hops that lie nearer to the trail than those it has.
    #[must_use]
    pub fn via(mut self, hops: impl IntoIterator<Item = Hop>) -> Resolved<T> {
        let mut hops: Vec<Hop> = hops.into_iter().collect();
        let evidence = self.from_mut();
        if evidence.hops.is_empty() && !hops.is_empty() {
            // With no room for more: many values have one hop.
            hops.shrink_to_fit();
            evidence.hops = hops;
        } else if !hops.is_empty() {
            evidence.hops.splice(0..0, hops);
        }
        evidence.shorten();
        self
    }

    /// Adds hops that lie farther from the trail than those it has.
    #[must_use]
    pub fn and_before(mut self, hops: impl IntoIterator<Item = Hop>) -> Resolved<T> {
        let evidence = self.from_mut();
        let mut hops = hops.into_iter().peekable();
        if hops.peek().is_some() {
            evidence.hops.extend(hops);
        }
        evidence.shorten();
        self
    }

    /// The same without those that it already has.
    #[must_use]
    pub fn and_before_once(self, hops: impl IntoIterator<Item = Hop>) -> Resolved<T> {
        let mut out = self.and_before(hops);
        out.from_mut().keep_each_hop_once();
        out
    }

    /// The same where each of its hops matters: all are shown.
    #[must_use]
    pub fn all_said(mut self) -> Resolved<T> {
        for hop in self.from_mut().hops_mut() {
            hop.is_said = true;
        }
        self
    }

    /// The same where it only decides about another value: none of its hops is that value.
    #[must_use]
    pub fn choosing(self) -> Resolved<T> {
        self.written_if_refused().made_of()
    }

    /// The same without the place where it is changed. What is refused is mended there, whatever is made of it.
    fn written_if_refused(mut self) -> Resolved<T> {
        let is_refused = self.is_invalid();
        let from = self.from_mut();
        if !(is_refused && from.written.as_deref().is_some_and(Written::mends)) {
            from.set_written(None);
        }
        self.in_cases(&mut Resolved::written_if_refused)
    }

    /// The same where another value is made of it: none of its hops is that value.
    #[must_use]
    pub(super) fn made_of(mut self) -> Resolved<T> {
        for hop in self.from_mut().hops_mut() {
            hop.role = Role::Chose;
        }
        self.in_cases(&mut Resolved::made_of)
    }

    /// The same, its cases changed.
    #[must_use]
    pub fn in_cases(self, change: &mut dyn FnMut(Resolved<T>) -> Resolved<T>) -> Resolved<T> {
        match self {
            Resolved::Varies { cases, from } => Resolved::Varies {
                cases: map_cases(cases, change),
                from,
            },
            other => other,
        }
    }

    /// The same, kept as private as that at least. Of a private value nothing is said: neither of its own text nor of what is
    /// made of it.
    #[must_use]
    pub fn private(mut self, privacy: Privacy) -> Resolved<T> {
        if privacy == Privacy::Shown {
            return self;
        }
        let from = self.from_mut();
        from.privacy = from.privacy.max(privacy);
        match self {
            Resolved::Varies { cases, from } => Resolved::Varies {
                cases: map_cases(cases, |value| value.private(privacy)),
                from,
            },
            Resolved::Unknown { from, .. } => Resolved::Unknown {
                term: None,
                why: "it is made of a value that is not shown: sensitive, of a data file, of a module outside or of the environment".into(),
                from,
            },
            refused if refused.says_nothing_private() => refused,
            Resolved::Invalid { from, .. } => Resolved::Invalid {
                text: "(not shown)".into(),
                why: "the value, which is sensitive, of a data file, of a module outside or of the environment, is not accepted there"
                    .into(),
                // It may quote what the reason did.
                from: from.without_remedy(),
            },
            other => other,
        }
    }

    /// A text that is not of the form that is asked for. `why` says nothing of what stands in it, so that it may be said of
    /// private ones, too.
    pub fn malformed(why: impl Into<String>) -> Resolved<T> {
        Resolved::Invalid {
            text: MALFORMED.into(),
            why: why.into(),
            from: Evidence::default(),
        }
    }

    /// What data does not have at a name that the code has for it. `why` says nothing of what they have, so that it may be said
    /// of private ones, too.
    pub fn lacking(why: impl Into<String>) -> Resolved<T> {
        Resolved::Invalid {
            text: LACKING.into(),
            why: why.into(),
            from: Evidence::default(),
        }
    }

    /// The same where the names that the code has for it are not to be said either.
    #[must_use]
    pub fn without_names(self) -> Resolved<T> {
        match self {
            Resolved::Invalid { text, why, from } if text == LACKING => Resolved::Invalid {
                text: "(not shown)".into(),
                why,
                from,
            },
            other => other.in_cases(&mut Resolved::without_names),
        }
    }

    /// Whether it is refused for a reason that may be said whatever is private.
    #[must_use]
    pub fn says_nothing_private(&self) -> bool {
        let is_lacking = matches!(self, Resolved::Invalid { text, .. } if text == LACKING);
        is_lacking || self.is_malformed()
    }

    /// Whether it is a text that is not of the form that is asked for.
    #[must_use]
    pub fn is_malformed(&self) -> bool {
        matches!(self, Resolved::Invalid { text, .. } if text == MALFORMED)
    }

    /// Whether nothing of its text is said, be it in one case only.
    #[must_use]
    pub fn is_private(&self) -> bool {
        let in_cases = match self {
            Resolved::Varies { cases, .. } => cases.iter().any(|case| case.value.is_private()),
            _ => false,
        };
        in_cases || self.from().is_private()
    }

    /// Says where on the trail the value is written.
    #[must_use]
    pub fn written_at(mut self, span: Span) -> Resolved<T> {
        self.from_mut().at = Some(span);
        self
    }

    /// Applies `f` to the value, or to the value of each case; the evidence of both is kept.
    #[must_use]
    pub fn and_then<U>(self, f: &mut dyn FnMut(T) -> Resolved<U>) -> Resolved<U> {
        match self {
            Resolved::Unset { from } => Resolved::Unset { from },
            Resolved::Known { value, from } => {
                let privacy = from.privacy;
                let mut out = f(value);
                out.from_mut().go_on_from(from);
                out.private(privacy)
            }
            Resolved::Varies { cases, from } => Resolved::Varies {
                cases: map_cases(cases, |value| value.and_then(f)),
                from,
            },
            Resolved::Unknown { why, from, .. } => Resolved::Unknown {
                why,
                term: None,
                from,
            },
            Resolved::Invalid { text, why, from } => Resolved::Invalid { text, why, from },
        }
    }

    /// The same for an `f` that converts to a truth value or to a string, as formulas do themselves: what is not known
    /// stays what it is.
    #[must_use]
    pub fn converted<U>(self, f: &mut dyn FnMut(T) -> Resolved<U>) -> Resolved<U> {
        match self {
            Resolved::Unknown { why, term, from } => Resolved::Unknown { why, term, from },
            Resolved::Varies { cases, from } => Resolved::Varies {
                cases: map_cases(cases, |value| value.converted(f)),
                from,
            },
            other => other.and_then(f),
        }
    }

    /// Applies `f` to the value, or to the value of each case.
    #[must_use]
    pub fn map<U>(self, f: &mut dyn FnMut(T) -> U) -> Resolved<U> {
        self.and_then(&mut |value| Resolved::known(f(value)))
    }

    /// What is left out becomes the other value, with that one's evidence.
    #[must_use]
    pub fn or_else(self, other: &Resolved<T>) -> Resolved<T>
    where
        T: Clone,
    {
        match self {
            Resolved::Unset { from } => other.clone().via(from.into_hops()),
            Resolved::Varies { cases, from } => Resolved::Varies {
                cases: map_cases(cases, |value| value.or_else(other)),
                from,
            },
            given => given,
        }
    }

    /// What is left out becomes the default; the evidence stays.
    #[must_use]
    pub fn or_default(self, default: T) -> Resolved<T>
    where
        T: Clone,
    {
        match self {
            Resolved::Unset { from } => Resolved::Known {
                value: default,
                from,
            },
            Resolved::Varies { cases, from } => Resolved::Varies {
                cases: map_cases(cases, |value| value.or_default(default.clone())),
                from,
            },
            other => other,
        }
    }
}
