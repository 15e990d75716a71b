//! What the bytes of an input choose.

/// The choices that are left. When they run out, the first of everything is chosen.
pub(super) struct Choices<'d> {
    bytes: std::slice::Iter<'d, u8>,
}

impl<'d> Choices<'d> {
    pub(super) fn new(data: &'d [u8]) -> Choices<'d> {
        Choices { bytes: data.iter() }
    }

    /// A number below another one, at most 256.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.bytes.next().map_or(0, |&byte| usize::from(byte)) % bound
    }

    pub(super) fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Up to so many of something, separated by commas.
    pub(super) fn list(&mut self, most: usize, mut of: impl FnMut(&mut Self) -> String) -> String {
        let items: Vec<String> = (0..self.below(most + 1)).map(|_| of(self)).collect();
        items.join(", ")
    }
}
