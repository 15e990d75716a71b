//! Ephemeral values: Terraform has them while it runs, and refuses them where it would keep them, in its state or in a plan.
//!
//! Source: "Ephemeral values" of the Terraform language, and Terraform 1.11.4 where it says less.

use super::came_by::{decided_by, with_parts};
use super::facts::privacy_within;
use super::private::private;
use super::values::{Value, with_elements};
use crate::resolved::{Hop, Privacy, Resolved, map_cases};

/// Functions that look at none of what makes a value ephemeral: they say something of the expression, or take it away.
const UNMARKED: &[&str] = &["can", "ephemeralasnull", "issensitive", "try"];

/// Functions whose result is ephemeral where a whole argument is. Of one of its elements they hand on the element, or count it.
const OF_WHOLE: &[&str] = &[
    "chunklist",
    "concat",
    "element",
    "flatten",
    "keys",
    "length",
    "lookup",
    "merge",
    "nonsensitive",
    "one",
    "reverse",
    "sensitive",
    "slice",
    "tolist",
    "tomap",
    "values",
];

/// Whether a value as a whole is ephemeral: something in it may be all the same.
pub(crate) fn is_ephemeral<T>(value: &Resolved<T>) -> bool {
    value.from().privacy == Privacy::Ephemeral
}

/// Whether it is, or something in it.
pub(crate) fn holds_ephemeral(value: &Resolved<Value>) -> bool {
    privacy_within(value) == Privacy::Ephemeral
}

/// The ephemeral values among those that something is made of: it is as ephemeral as they are, whatever is made of them.
#[derive(Default)]
pub(super) struct MadeOf {
    /// What they came by; `None` where there is none.
    hops: Option<Vec<Hop>>,
}

impl MadeOf {
    /// Those among some values that are ephemeral as a whole.
    pub(super) fn whole<'v, T: 'v>(values: impl IntoIterator<Item = &'v Resolved<T>>) -> MadeOf {
        let mut out = MadeOf::default();
        for value in values {
            out.note(value);
        }
        out
    }

    /// Those that are, or hold something that is.
    pub(super) fn parts<'v>(values: impl IntoIterator<Item = &'v Resolved<Value>>) -> MadeOf {
        let mut out = MadeOf::default();
        for value in values.into_iter().filter(|value| holds_ephemeral(value)) {
            let hops = out.hops.get_or_insert_default();
            hops.extend(with_parts(value));
        }
        out
    }

    /// Notes a value, if it is ephemeral as a whole.
    pub(super) fn note<T>(&mut self, value: &Resolved<T>) {
        if is_ephemeral(value) {
            let hops = self.hops.get_or_insert_default();
            hops.extend(value.from().clone().choosing().into_hops());
        }
    }

    /// Those of a function's arguments that make its result ephemeral.
    pub(super) fn function(name: &str, arguments: &[Resolved<Value>]) -> MadeOf {
        if UNMARKED.contains(&name) {
            return MadeOf::default();
        }
        if let ("zipmap", [keys, values]) = (name, arguments) {
            let mut out = MadeOf::parts([keys]);
            out.note(values);
            return out;
        }
        if OF_WHOLE.contains(&name) {
            // What stands in for a key is looked at where it does.
            let looked_at = if name == "lookup" { 2 } else { arguments.len() };
            return MadeOf::whole(arguments.iter().take(looked_at));
        }
        MadeOf::parts(arguments)
    }

    /// Whether there are any.
    pub(super) fn is_any(&self) -> bool {
        self.hops.is_some()
    }

    /// What is made of them.
    pub(super) fn make(self, value: Resolved<Value>) -> Resolved<Value> {
        match self.hops {
            Some(hops) => private(decided_by(value, hops), Privacy::Ephemeral),
            None => value,
        }
    }
}

/// Null in the place of each ephemeral value.
///
/// Source: "`ephemeralasnull` Function" of the Terraform language.
pub(super) fn as_null(value: Resolved<Value>) -> Resolved<Value> {
    if is_ephemeral(&value) {
        return Resolved::known(Value::Null)
            .via(value.from().hops.clone())
            .choosing();
    }
    match value {
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, as_null),
            from,
        },
        known if holds_ephemeral(&known) => with_elements(known, &as_null),
        other => other,
    }
}

/// The value where it is kept: what is ephemeral is refused there. `why` is a clause.
pub(crate) fn kept(value: Resolved<Value>, why: &str) -> Resolved<Value> {
    match value {
        Resolved::Varies { cases, from } if from.privacy != Privacy::Ephemeral => {
            Resolved::Varies {
                cases: map_cases(cases, |case| kept(case, why)),
                from,
            }
        }
        refused @ Resolved::Invalid { .. } => refused,
        value if holds_ephemeral(&value) => refused_as_ephemeral(&value, why),
        value => value,
    }
}

/// What is refused since it is ephemeral.
pub(crate) fn refused_as_ephemeral<T>(value: &Resolved<Value>, why: &str) -> Resolved<T> {
    Resolved::Invalid {
        text: "(ephemeral value)".into(),
        why: why.into(),
        from: value.from().clone(),
    }
    .not_written()
}
