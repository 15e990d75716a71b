//! Shares of a trail's management events, and how several come together as one.

use super::limits::MAX_JOINED_CASES;
use crate::resolved::{Case, Formula, Resolved};

/// The share of a trail's management events that its selectors take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ManagementEvents {
    All,
    ReadOnly,
    WriteOnly,
    /// Narrowed by something other than read or write (an advanced selector's `eventSource`): which management
    /// events are left, and whether global service events are among them, cannot be told.
    Narrowed,
    None,
}

impl ManagementEvents {
    /// As the JSON output spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ManagementEvents::All => "all",
            ManagementEvents::ReadOnly => "read-only",
            ManagementEvents::WriteOnly => "write-only",
            ManagementEvents::Narrowed => "narrowed",
            ManagementEvents::None => "none",
        }
    }

    /// What two selectors take together: an event is logged if any selector matches it. What a narrowed one takes
    /// is not known, so beside another it adds nothing that counts.
    ///
    /// Source: CloudTrail user guide, "Logging management events".
    #[must_use]
    pub(crate) fn union(self, other: ManagementEvents) -> ManagementEvents {
        use ManagementEvents as M;
        match (self, other) {
            (M::All, _)
            | (_, M::All)
            | (M::ReadOnly, M::WriteOnly)
            | (M::WriteOnly, M::ReadOnly) => M::All,
            (M::None | M::Narrowed, rest @ (M::ReadOnly | M::WriteOnly))
            | (rest @ (M::ReadOnly | M::WriteOnly), _) => rest,
            (M::Narrowed, _) | (_, M::Narrowed) => M::Narrowed,
            (M::None, M::None) => M::None,
        }
    }

    /// What one selector takes of whose fields one takes this and the other that: all fields must match.
    #[must_use]
    fn intersection(self, other: ManagementEvents) -> ManagementEvents {
        use ManagementEvents as M;
        match (self, other) {
            (M::All, rest) | (rest, M::All) => rest,
            (M::None, _)
            | (_, M::None)
            | (M::ReadOnly, M::WriteOnly)
            | (M::WriteOnly, M::ReadOnly) => M::None,
            (M::Narrowed, _) | (_, M::Narrowed) => M::Narrowed,
            (same, _) => same,
        }
    }
}

impl std::fmt::Display for ManagementEvents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            ManagementEvents::All => "all management events",
            ManagementEvents::ReadOnly => "read-only management events",
            ManagementEvents::WriteOnly => "write-only management events",
            ManagementEvents::Narrowed => "a part of the management events",
            ManagementEvents::None => "no management events",
        })
    }
}

/// How two selections come together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// An event is taken if either takes it: two selectors.
    Any,
    /// An event is taken if both take it: two fields of one selector.
    Both,
}

impl Join {
    /// The selection that decides, whatever the other is.
    fn decisive(self) -> ManagementEvents {
        match self {
            Join::Any => ManagementEvents::All,
            Join::Both => ManagementEvents::None,
        }
    }
}

/// Two selections as one; cases that cannot hold together are left out.
pub(super) fn joined(
    a: &Resolved<ManagementEvents>,
    b: &Resolved<ManagementEvents>,
    join: Join,
) -> Resolved<ManagementEvents> {
    let mut budget = MAX_JOINED_CASES;
    join_cases(a, b, join, &Formula::always(), &mut budget)
        .unwrap_or_else(|| Resolved::unknown("the event selectors vary over too many cases"))
}

/// `None` once there are too many cases.
fn join_cases(
    a: &Resolved<ManagementEvents>,
    b: &Resolved<ManagementEvents>,
    join: Join,
    path: &Formula,
    budget: &mut usize,
) -> Option<Resolved<ManagementEvents>> {
    for (one, other) in [(a, b), (b, a)] {
        if let Resolved::Varies { cases, from } = one {
            let mut joined = Vec::with_capacity(cases.len());
            for case in cases {
                let holds = path.narrowed(&case.when.holds);
                if !holds.is_never() {
                    joined.push(Case {
                        value: join_cases(&case.value, other, join, &holds, budget)?,
                        when: case.when.clone(),
                    });
                }
            }
            return Some(Resolved::Varies {
                cases: joined,
                from: from.clone(),
            });
        }
    }
    *budget = budget.checked_sub(1)?;
    if join == Join::Any
        && let (Resolved::Unset { .. }, other) | (other, Resolved::Unset { .. }) = (a, b)
    {
        return Some(other.clone());
    }
    let decisive = join.decisive();
    Some(match (a, b) {
        (refused @ Resolved::Invalid { .. }, _) | (_, refused @ Resolved::Invalid { .. }) => {
            refused.clone()
        }
        (Resolved::Known { value, .. }, _) if *value == decisive => a.clone(),
        (_, Resolved::Known { value, .. }) if *value == decisive => b.clone(),
        (Resolved::Known { value: left, from }, Resolved::Known { value: right, .. }) => {
            let mut from = from.clone();
            from.hops.extend(b.from().hops.iter().cloned());
            Resolved::Known {
                value: match join {
                    Join::Any => left.union(*right),
                    Join::Both => left.intersection(*right),
                },
                from,
            }
        }
        (Resolved::Known { .. }, other) | (other, _) => other.clone(),
    })
}
