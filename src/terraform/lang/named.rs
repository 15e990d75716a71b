//! The members of objects and maps.

use std::collections::BTreeMap;

use super::shared::Shared;

/// Values by name, in the order of the names, each once: of several of one name the last. Most of them have a few members, and
/// there are many, so it has room for no more than there are.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Named<T>(Vec<(String, T)>);

impl<T> Named<T> {
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        let at = self
            .0
            .binary_search_by(|(other, _)| other.as_str().cmp(name));
        at.ok().map(|at| &self.0[at].1)
    }

    pub(crate) fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|(name, _)| name)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&String, &T)> {
        self.into_iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Named<T> {
    fn default() -> Named<T> {
        Named(Vec::new())
    }
}

impl<T> FromIterator<(String, T)> for Named<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(members: I) -> Named<T> {
        let mut all: Vec<(String, T)> = members.into_iter().collect();
        if !all.is_sorted_by(|(one, _), (two, _)| one < two) {
            // Those of one name keep their order, so the last comes first then.
            all.reverse();
            all.sort_by(|(one, _), (two, _)| one.cmp(two));
            all.dedup_by(|(one, _), (two, _)| one == two);
        }
        all.shrink_to_fit();
        Named(all)
    }
}

impl<T> From<BTreeMap<String, T>> for Shared<Named<T>> {
    fn from(members: BTreeMap<String, T>) -> Shared<Named<T>> {
        members.into_iter().collect()
    }
}

impl<T> IntoIterator for Named<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'n, T> IntoIterator for &'n Named<T> {
    type Item = (&'n String, &'n T);
    type IntoIter =
        std::iter::Map<std::slice::Iter<'n, (String, T)>, fn(&'n (String, T)) -> Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(name, value)| (name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_of_one_name_the_last_counts() {
        let given = [("b", 1), ("a", 2), ("b", 3)];
        let named: Named<i32> = given
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        assert_eq!(named.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(named.values().collect::<Vec<_>>(), [&2, &3]);
        assert_eq!(named.get("b"), Some(&3));
        assert!(!named.contains_key("c"));
    }
}
