//! What was made last, kept for whoever asks for it again.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

/// What was made of some keys, as far as all of it together is not too much: what nobody asked for in a while is let go, and made
/// again when it is. What somebody has still is not made twice. Who asks first changes nothing but the time that takes.
#[derive(Debug)]
pub(crate) struct Recent<K, V: Lent> {
    most: usize,
    slots: Mutex<Slots<K, V>>,
}

type Slot<V> = (usize, Arc<OnceLock<V>>);

#[derive(Debug)]
struct Slots<K, V: Lent> {
    /// What all of `new` weigh.
    weight: usize,
    new: HashMap<K, Slot<V>>,
    /// What was asked for before those.
    old: HashMap<K, Slot<V>>,
    /// What was let go while somebody had it.
    lent: HashMap<K, (usize, V::Weak)>,
}

/// What several may have, and is found again as long as one of them has it.
pub(crate) trait Lent: Clone {
    type Weak: Debug;

    /// The way back to what others have, too; `None` where nobody else has it.
    fn lend(&self) -> Option<Self::Weak>;

    fn back(weak: &Self::Weak) -> Option<Self>;
}

impl<T: ?Sized> Lent for Arc<T> {
    type Weak = Weak<T>;

    fn lend(&self) -> Option<Weak<T>> {
        (Arc::strong_count(self) > 1).then(|| Arc::downgrade(self))
    }

    fn back(weak: &Weak<T>) -> Option<Arc<T>> {
        weak.upgrade()
    }
}

impl<V: Lent> Lent for Option<V> {
    type Weak = V::Weak;

    fn lend(&self) -> Option<V::Weak> {
        self.as_ref()?.lend()
    }

    fn back(weak: &V::Weak) -> Option<Option<V>> {
        V::back(weak).map(Some)
    }
}

impl<V: Lent, E: Clone> Lent for Result<V, E> {
    type Weak = V::Weak;

    fn lend(&self) -> Option<V::Weak> {
        self.as_ref().ok()?.lend()
    }

    fn back(weak: &V::Weak) -> Option<Result<V, E>> {
        V::back(weak).map(Ok)
    }
}

impl<K: Eq + Hash, V: Lent> Recent<K, V> {
    /// Keeps up to twice as much.
    pub(crate) fn new(most: usize) -> Recent<K, V> {
        let slots = Slots {
            weight: 0,
            new: HashMap::new(),
            old: HashMap::new(),
            lent: HashMap::new(),
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

    /// The same of what weighs more once it is known.
    pub(crate) fn get_or_weigh(
        &self,
        (key, weight): (K, usize),
        make: impl FnOnce() -> V,
        more: impl FnOnce(&V) -> usize,
    ) -> V
    where
        K: Clone,
    {
        let mut is_made = false;
        let value = self.get_or_make(key.clone(), weight, || {
            is_made = true;
            make()
        });
        if is_made {
            let more = more(&value);
            let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((weight, _)) = slots.new.get_mut(&key) {
                *weight += more;
                slots.weight += more;
            }
        }
        value
    }

    fn slot(&self, key: K, weight: usize) -> Arc<OnceLock<V>> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, slot)) = slots.new.get(&key) {
            return Arc::clone(slot);
        }
        let known = slots.old.remove(&key).or_else(|| slots.lent(&key));
        if slots.weight + weight > self.most {
            slots.let_go();
        }
        let (weight, slot) = known.unwrap_or_else(|| (weight, Arc::default()));
        slots.weight += weight;
        slots.new.insert(key, (weight, Arc::clone(&slot)));
        slot
    }
}

impl<K: Eq + Hash, V: Lent> Slots<K, V> {
    fn lent(&mut self, key: &K) -> Option<Slot<V>> {
        let (weight, weak) = self.lent.remove(key)?;
        let slot = OnceLock::from(V::back(&weak)?);
        Some((weight, Arc::new(slot)))
    }

    fn let_go(&mut self) {
        self.weight = 0;
        let gone = std::mem::replace(&mut self.old, std::mem::take(&mut self.new));
        self.lent.retain(|_, (_, weak)| V::back(weak).is_some());
        let lent = gone.into_iter().filter_map(|(key, (weight, slot))| {
            let weak = slot.get()?.lend()?;
            Some((key, (weight, weak)))
        });
        self.lent.extend(lent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_again_is_made_once() {
        let made = std::cell::Cell::new(0);
        let recent: Recent<u32, Arc<u32>> = Recent::new(10);
        let ask = |key: u32| {
            *recent.get_or_make(key, 1, || {
                made.set(made.get() + 1);
                Arc::new(key * 2)
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

    #[test]
    fn what_turns_out_to_weigh_more_is_let_go_the_sooner() {
        let recent: Recent<u32, Arc<u32>> = Recent::new(10);
        let ask = |key: u32| recent.get_or_weigh((key, 1), || Arc::new(key), |_| 9);
        let first = ask(1);
        ask(2);
        ask(3);
        assert_eq!(Arc::strong_count(&first), 1);
        assert!(!Arc::ptr_eq(&ask(3), &first) && Arc::ptr_eq(&ask(1), &first));
    }

    #[test]
    fn what_somebody_has_is_not_made_twice() {
        let recent: Recent<u32, Option<Arc<u32>>> = Recent::new(10);
        let ask = |key: u32| recent.get_or_make(key, 1, || Some(Arc::new(key)));
        let had = ask(1).expect("it is made");
        for key in 2..100 {
            ask(key);
        }
        let again = ask(1).expect("it is there");
        assert!(Arc::ptr_eq(&had, &again));
        drop((had, again));
        for key in 2..100 {
            ask(key);
        }
        let slots = recent.slots.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(slots.lent.is_empty(), "nobody has any of them");
    }
}
