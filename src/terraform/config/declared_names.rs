//! The names of all that a module declares.

/// Names, in order and each once, in one text: there may be very many, and most are asked for by nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeclaredNames {
    /// Each with an end behind it that no name has.
    text: String,
    /// Where each begins in it, in bytes.
    starts: Box<[u32]>,
}

impl DeclaredNames {
    /// Adds one. It is not among them before they are settled.
    pub(super) fn add(&mut self, name: &str) {
        self.text.push_str(name);
        self.text.push('\0');
    }

    /// Puts all that were added in their order.
    pub(super) fn settle(&mut self) {
        let mut names: Vec<&str> = self.text.split_terminator('\0').collect();
        names.sort_unstable();
        names.dedup();
        let mut text = String::with_capacity(names.iter().map(|name| name.len() + 1).sum());
        let mut starts = Vec::with_capacity(names.len());
        for name in names {
            // A file has far fewer bytes than that.
            starts.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
            text.push_str(name);
            text.push('\0');
        }
        (self.text, self.starts) = (text, starts.into());
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        let found = self
            .starts
            .binary_search_by(|&start| self.at(start).cmp(name));
        found.is_ok()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.starts.iter().map(|&start| self.at(start))
    }

    fn at(&self, start: u32) -> &str {
        let rest = self.text.get(start as usize..).unwrap_or_default();
        rest.split('\0').next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_there_once_and_in_order() {
        let mut names = DeclaredNames::default();
        for name in ["module.b", "aws_s3_bucket.logs", "module.b", "module.a"] {
            names.add(name);
        }
        names.settle();
        let all: Vec<&str> = names.iter().collect();
        assert_eq!(all, ["aws_s3_bucket.logs", "module.a", "module.b"]);
        assert!(all.iter().all(|name| names.contains(name)));
        assert!(!names.contains("module") && !names.contains(""));
    }
}
