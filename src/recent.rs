//! What was made last, kept for whoever asks for it again.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What was made of some keys, as far as all of it together is not too much: what nobody asked for in a while is let go, and made
/// again when it is. Who asks first changes nothing but the time that takes.
#[derive(Debug)]
pub(crate) struct Recent<K, V> {
    most: usize,
    slots: Mutex<Slots<K, V>>,
}

type Slot<V> = (usize, Arc<OnceLock<V>>);

#[derive(Debug)]
struct Slots<K, V> {
    /// What all of `new` weigh.
    weight: usize,
    new: HashMap<K, Slot<V>>,
    /// What was asked for before those.
    old: HashMap<K, Slot<V>>,
}

impl<K: Eq + Hash, V: Clone> Recent<K, V> {
    /// Keeps up to twice as much.
    pub(crate) fn new(most: usize) -> Recent<K, V> {
        let slots = Slots {
            weight: 0,
            new: HashMap::new(),
            old: HashMap::new(),
        };
        Recent {
            most,
            slots: Mutex::new(slots),
        }
    }

    /// What is made of a key. Two that ask for it at once wait for one another.
    pub(crate) fn get_or_make(&self, key: K, weight: usize, make: impl FnOnce() -> V) -> V {
        let slot = self.slot(key, weight);
        slot.get_or_init(make).clone()
    }

    fn slot(&self, key: K, weight: usize) -> Arc<OnceLock<V>> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, slot)) = slots.new.get(&key) {
            return Arc::clone(slot);
        }
        let known = slots.old.remove(&key);
        if slots.weight + weight > self.most {
            slots.old = std::mem::take(&mut slots.new);
            slots.weight = 0;
        }
        let (weight, slot) = known.unwrap_or_else(|| (weight, Arc::default()));
        slots.weight += weight;
        slots.new.insert(key, (weight, Arc::clone(&slot)));
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_again_is_made_once() {
        let made = std::cell::Cell::new(0);
        let recent: Recent<u32, u32> = Recent::new(10);
        let ask = |key: u32| {
            recent.get_or_make(key, 1, || {
                made.set(made.get() + 1);
                key * 2
            })
        };
        for _ in 0..5 {
            assert_eq!([ask(1), ask(2), ask(3)], [2, 4, 6]);
        }
        assert_eq!(made.get(), 3);
        // What is asked for now and then stays.
        for key in 10..100 {
            ask(key);
            ask(1);
        }
        assert_eq!(made.get(), 93);
        ask(2);
        assert_eq!(made.get(), 94);
    }

    #[test]
    fn what_is_more_than_all_others_is_let_go_with_the_next() {
        let recent: Recent<u32, Arc<u32>> = Recent::new(10);
        let large = recent.get_or_make(1, 1_000, || Arc::new(1));
        recent.get_or_make(2, 1, || Arc::new(2));
        assert!(Arc::ptr_eq(
            &large,
            &recent.get_or_make(1, 1_000, || Arc::new(1))
        ));
        for key in 2..30 {
            recent.get_or_make(key, 1, || Arc::new(key));
        }
        assert_eq!(Arc::strong_count(&large), 1);
    }
}
