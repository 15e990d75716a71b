//! How much work values were that no expression counts: formulas, and what languages note. It bounds what is built on them.

use std::cell::Cell;

thread_local! {
    /// How many answers to questions this thread has looked at, or what takes as long.
    static ANSWERS: Cell<u64> = const { Cell::new(0) };
}

/// Counts a question that is looked at, with the answers that it names.
pub(super) fn count(answers: usize) {
    note(answers.saturating_add(1));
}

/// Counts work that takes as long as so many answers to questions.
pub(crate) fn note(answers: usize) {
    let answers = u64::try_from(answers).unwrap_or(u64::MAX);
    ANSWERS.set(ANSWERS.get().wrapping_add(answers));
}

/// The work from a moment on, on the thread that it begins on.
#[derive(Debug)]
pub struct Effort {
    before: Cell<u64>,
}

impl Effort {
    #[must_use]
    pub fn from_now() -> Effort {
        Effort {
            before: Cell::new(ANSWERS.get()),
        }
    }

    /// How many answers to questions were looked at.
    #[must_use]
    pub fn answers(&self) -> u64 {
        ANSWERS.get().wrapping_sub(self.before.get())
    }

    /// How many times so many answers that is, and begins to count anew after those.
    #[must_use]
    pub fn take(&self, answers: u64) -> u64 {
        let times = self.answers() / answers;
        self.before
            .set(self.before.get().wrapping_add(times * answers));
        times
    }

    /// Begins to count anew.
    pub fn forget(&self) {
        self.before.set(ANSWERS.get());
    }
}
