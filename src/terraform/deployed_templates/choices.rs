//! The ways that a template may be made: wherever one of several maps may stand, each is looked at.

use crate::resolved::Resolved;
use crate::terraform::limits::MAX_WAYS_OF_TEMPLATE;

/// What is taken at each place where there is a choice, in the order that they are come by.
#[derive(Default)]
pub(super) struct Choices {
    taken: Vec<Choice>,
    /// How many of them this way came by.
    at: usize,
}

struct Choice {
    taken: usize,
    /// Whether each of them is there.
    holds: Vec<Resolved<bool>>,
}

impl Choices {
    /// Which of several is looked at this time. `None` where there are too many ways.
    pub(super) fn take(&mut self, holds: Vec<Resolved<bool>>) -> Option<usize> {
        if self.at == self.taken.len() {
            let before = self.taken.iter().map(|choice| choice.holds.len());
            if before.product::<usize>() * holds.len() > MAX_WAYS_OF_TEMPLATE {
                return None;
            }
            let there = holds
                .iter()
                .position(|holds| holds.value() != Some(&false))?;
            self.taken.push(Choice {
                taken: there,
                holds,
            });
        }
        self.at += 1;
        Some(self.taken[self.at - 1].taken)
    }

    /// Whether the way that was gone is the one.
    pub(super) fn holds(&self) -> Resolved<bool> {
        let taken = self.taken.iter();
        let mut holds = taken.map(|choice| choice.holds[choice.taken].clone());
        let first = holds.next().unwrap_or_else(|| Resolved::known(true));
        holds.fold(first, |all, next| all.and(&next))
    }

    /// Turns to the next way; whether there is one.
    pub(super) fn go_on(&mut self) -> bool {
        self.at = 0;
        while let Some(last) = self.taken.last_mut() {
            let later = last.holds.iter().enumerate().skip(last.taken + 1);
            let mut there = later.filter(|(_, holds)| holds.value() != Some(&false));
            if let Some((next, _)) = there.next() {
                last.taken = next;
                return true;
            }
            self.taken.pop();
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_multiply_and_are_bounded_together() {
        let open = || vec![Resolved::unknown("it depends"); 3];
        let mut choices = Choices::default();
        assert_eq!(choices.take(open()), Some(0));
        assert_eq!(choices.take(open()), Some(0));
        // Of three there would be 27.
        assert_eq!(choices.take(open()), None);
        let mut ways = 1;
        while choices.go_on() {
            let [Some(_), Some(_), None] = [(); 3].map(|()| choices.take(open())) else {
                panic!("another way at {ways}");
            };
            ways += 1;
        }
        assert_eq!(ways, 9);
    }
}
