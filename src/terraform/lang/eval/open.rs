//! What is open in one another on a thread: expressions that are evaluated, names whose types are asked for.

use std::cell::Cell;
use std::thread::LocalKey;

/// One more that is open, until this is dropped, however that comes about.
pub(super) struct Open {
    counted_in: &'static LocalKey<Cell<usize>>,
    before: usize,
}

impl Open {
    /// `None` where so many are open.
    pub(super) fn unless(counted_in: &'static LocalKey<Cell<usize>>, most: usize) -> Option<Open> {
        let before = counted_in.get();
        (before < most).then(|| {
            counted_in.set(before + 1);
            Open { counted_in, before }
        })
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.counted_in.set(self.before);
    }
}
