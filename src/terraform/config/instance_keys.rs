//! Which instances of a resource or a module call there are, each by its key.

use crate::resolved::{Evidence, Hop, Resolved};
use crate::terraform::lang::values::Value;
use crate::terraform::limits::MAX_INSTANCES_OF_BLOCK;

/// The instance key of a resource or a module call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Key {
    /// `[0]`, `["a"]`, or nothing.
    pub(crate) shown: String,
    pub(crate) each: Option<(Resolved<Value>, Resolved<Value>)>,
    pub(crate) index: Option<usize>,
    /// What `count` or `for_each` passed: it decides whether there is this instance.
    pub(crate) hops: Vec<Hop>,
    /// Why it is not known which instance it is: goes on from "because …".
    pub(crate) hidden: Option<String>,
    /// In which cases there is this instance, where that varies from key to key.
    pub(crate) exists: Option<Resolved<bool>>,
}

impl Key {
    /// What tells it apart from the others of its block: what is shown of it may be cut.
    pub(crate) fn identity(&self) -> String {
        match &self.each {
            Some(_) => match self.text() {
                Some(text) => format!("[\"{text}\"]"),
                None => format!("{}, which is not known", self.shown),
            },
            None => self.shown.clone(),
        }
    }

    /// Whether there is this instance of a block that there is when `above` holds.
    pub(crate) fn created(&self, above: &Resolved<bool>) -> Resolved<bool> {
        match &self.exists {
            Some(exists) => above.clone().and(exists),
            None => above.clone().via(self.hops.clone()),
        }
    }

    /// Whether it stands for one instance at most, and not for any number of them.
    pub(super) fn is_one(&self) -> bool {
        let is_known_as = |key: &Resolved<Value>| match key {
            Resolved::Known { .. } => true,
            Resolved::Unknown {
                term: Some(term), ..
            } => !term.is_alone(),
            _ => false,
        };
        self.exists.is_none() || self.each.as_ref().is_some_and(|(key, _)| is_known_as(key))
    }

    /// The key of `for_each`.
    pub(crate) fn text(&self) -> Option<String> {
        self.each.as_ref()?.0.value()?.as_text()
    }

    /// An instance of `count`.
    pub(super) fn numbered(index: usize) -> Key {
        Key {
            shown: format!("[{index}]"),
            index: Some(index),
            ..Key::default()
        }
    }

    /// One that stands for all instances, of which it is not known which there are.
    pub(crate) fn of_any(why: &str) -> Key {
        Key {
            hidden: Some(why.to_owned()),
            ..Key::default()
        }
    }

    /// One that stands for all instances beyond those that are told apart: what is the same in all of them is known of it.
    pub(super) fn of_the_others() -> Key {
        Key {
            shown: format!("[after {MAX_INSTANCES_OF_BLOCK}]"),
            hidden: Some(format!(
                "there are more than {MAX_INSTANCES_OF_BLOCK} instances"
            )),
            ..Key::default()
        }
    }
}

/// The instances of a block.
pub(crate) enum Keys {
    /// These, one at least.
    Known(Vec<Key>),
    /// `count` is 0, or `for_each` empty, for this reason.
    None { from: Evidence },
    /// It cannot be told; `created` says in which cases there are any, and each of `perhaps` in which there is that one.
    /// Where nothing is known of their keys, there are none of these.
    Undecided {
        why: String,
        created: Resolved<bool>,
        /// Whether there is none but the first of `count`.
        is_first: bool,
        perhaps: Vec<Key>,
    },
}

impl Keys {
    /// The keys, or one for any instance where it is not known which there are, or where there is none; and whether there are
    /// such at all where `above` holds.
    pub(crate) fn below(&self, above: &Resolved<bool>) -> (Vec<Key>, Resolved<bool>) {
        match self {
            Keys::Known(keys) => (keys.clone(), above.clone()),
            Keys::None { from } => {
                let from = from.clone();
                let none = vec![Key::of_any("there is none")];
                (none, Resolved::Known { value: false, from })
            }
            Keys::Undecided { perhaps, .. } if !perhaps.is_empty() => {
                (perhaps.clone(), above.clone())
            }
            Keys::Undecided {
                why,
                created,
                is_first,
                ..
            } => {
                let any = Key {
                    index: is_first.then_some(0),
                    ..Key::of_any(why)
                };
                (vec![any], above.clone().and(created))
            }
        }
    }

    /// Those that stand for one instance each, also where it is not known whether there is that one.
    pub(super) fn told_apart(&self) -> impl Iterator<Item = &Key> {
        let keys = match self {
            Keys::Known(keys) => keys.as_slice(),
            Keys::Undecided { perhaps, .. } => perhaps.as_slice(),
            Keys::None { .. } => &[],
        };
        keys.iter()
            .filter(|key| key.hidden.is_none() && key.is_one())
    }
}
