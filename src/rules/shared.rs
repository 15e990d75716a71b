//! What else a written value decides: who changes it for one value of a trail changes that, too.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::model::{Account, Aspect, Attribute, Trail, Value};
use crate::resolved::{Hop, Resolved, Role, Written};
use crate::source::{SourceId, Span};

/// Where a text begins that is changed.
type Begins = (SourceId, u32);

/// What an account's trails take from each place.
pub(super) struct Uses<'a> {
    account: &'a Account,
    /// Found at the first question.
    by_place: OnceCell<HashMap<Begins, Vec<Use<'a>>>>,
}

/// One value that a place decides.
struct Use<'a> {
    trail: &'a Trail,
    aspect: Aspect,
    /// What it comes to there, and whether that is the opposite of what is written; `None` where the place only chose it.
    is: Option<(bool, bool)>,
}

impl<'a> Uses<'a> {
    pub(super) fn of(account: &'a Account) -> Uses<'a> {
        Uses {
            account,
            by_place: OnceCell::new(),
        }
    }

    /// Where a file cannot be read, if it is one of which that is said.
    pub(super) fn unreadable_in(&self, file: SourceId) -> Option<Span> {
        let mut places = self.account.unreadable.iter().map(|place| place.span);
        places.find(|place| place.source == file)
    }

    /// What else would change, and not for the better, where a value of a trail is made true at the place it is written at:
    /// a clause. `None` where nothing would.
    pub(super) fn harm(
        &self,
        trail: &Trail,
        attribute: Attribute,
        written: &Written,
    ) -> Option<String> {
        let at = written.place.text()?;
        let by_place = self.by_place.get_or_init(|| uses(self.account));
        let uses = by_place.get(&(at.source, at.start))?;
        let harmed = uses.iter().find(|other| {
            let is_own = std::ptr::eq(other.trail, trail);
            let is_same = is_own && other.aspect.attribute() == Some(attribute);
            other.is_harmed(written.is_negated, is_same)
        })?;
        let what = if std::ptr::eq(harmed.trail, trail) {
            decided(harmed.aspect).to_owned()
        } else {
            format!("about `{}`", harmed.trail.address)
        };
        Some(format!("what it comes from also decides {what}"))
    }
}

impl Use<'_> {
    /// Whether it would be another value, and not the better one, when false is written at its place, or true.
    fn is_harmed(&self, false_is_written: bool, is_same: bool) -> bool {
        let Some((is, is_negated)) = self.is else {
            return !is_same;
        };
        let becomes = false_is_written == is_negated;
        becomes != is && (!becomes || self.aspect == Aspect::Created)
    }
}

fn decided(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Created => "whether the trail exists",
        Aspect::Flag => "the flag in another case",
        Aspect::MultiRegion => "whether it is multi-Region",
        Aspect::Logging => "whether it logs",
        Aspect::ManagementEvents => "which events it takes",
        Aspect::HomeRegion => "its home Region",
    }
}

fn uses(account: &Account) -> HashMap<Begins, Vec<Use<'_>>> {
    let mut out: HashMap<Begins, Vec<Use<'_>>> = HashMap::new();
    let begins = |at: Span| (at.source, at.start);
    for trail in account.all_trails() {
        for (aspect, value) in trail.values() {
            let mut take = |at: Span, is| {
                let here = out.entry(begins(at)).or_default();
                here.push(Use { trail, aspect, is });
            };
            for (at, is) in literals(value) {
                take(at, Some(is));
            }
            if aspect != Aspect::Created && is_off(value) {
                // Whatever else it comes to, nothing is lost.
                continue;
            }
            for from in value.evidence_of_cases().into_iter().chain([value.from()]) {
                let chose = from.hops.iter().filter(|hop| hop.role == Role::Chose);
                for at in chose.filter_map(Hop::span) {
                    take(at, None);
                }
            }
        }
    }
    out
}

fn is_off(value: Value<'_>) -> bool {
    matches!(value, Value::Bool(value) if value.value() == Some(&false))
}

/// Where the cases of a value are written out, each with what it is, and whether the opposite is written.
fn literals(value: Value<'_>) -> Vec<(Span, (bool, bool))> {
    match value {
        Value::Bool(value) => {
            let arms = value.arms().into_iter();
            arms.filter_map(|(_, arm)| literal(arm)).collect()
        }
        Value::ManagementEvents(_) | Value::Region(_) => Vec::new(),
    }
}

fn literal(value: &Resolved<bool>) -> Option<(Span, (bool, bool))> {
    let written = value.from().written.as_deref()?;
    let at = written.place.text()?;
    Some((at, (*value.value()?, written.is_negated)))
}
