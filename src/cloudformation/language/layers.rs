//! Values by name, in layers.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::limits::MAX_LAYERS;

/// Values by name, those of later layers over those of earlier ones. What many are given, such as the values of a file, is held
/// once.
#[derive(Debug)]
pub(crate) struct Layers<V>(Vec<Arc<BTreeMap<String, V>>>);

impl<V> Default for Layers<V> {
    fn default() -> Layers<V> {
        Layers(Vec::new())
    }
}

impl<V> Clone for Layers<V> {
    fn clone(&self) -> Layers<V> {
        Layers(self.0.clone())
    }
}

impl<V: Clone> FromIterator<(String, V)> for Layers<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(values: I) -> Layers<V> {
        let layer: BTreeMap<String, V> = values.into_iter().collect();
        let is_filled = !layer.is_empty();
        Layers(is_filled.then(|| Arc::new(layer)).into_iter().collect())
    }
}

impl<V: Clone> Layers<V> {
    pub(crate) fn get(&self, name: &str) -> Option<&V> {
        let mut layers = self.0.iter().rev();
        layers.find_map(|layer| layer.get(name))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are at the most.
    pub(crate) fn count(&self) -> usize {
        self.0.iter().map(|layer| layer.len()).sum()
    }

    /// Gives a name a value, over the one that it has.
    pub(crate) fn insert(&mut self, name: String, value: V) {
        if let Some(own) = self.0.last_mut().and_then(Arc::get_mut) {
            own.insert(name, value);
        } else {
            self.add(Arc::new(BTreeMap::from([(name, value)])));
        }
    }

    /// Puts others over these.
    pub(crate) fn extend(&mut self, over: Layers<V>) {
        for layer in over.0 {
            self.add(layer);
        }
    }

    fn add(&mut self, layer: Arc<BTreeMap<String, V>>) {
        self.0.push(layer);
        if self.0.len() > MAX_LAYERS {
            let all = self.all().into_iter();
            let all = all.map(|(name, value)| (name.to_owned(), value.clone()));
            self.0 = vec![Arc::new(all.collect())];
        }
    }

    /// Each name with the value that it has.
    pub(crate) fn all(&self) -> BTreeMap<&str, &V> {
        let layers = self.0.iter().flat_map(|layer| layer.iter());
        layers.map(|(name, value)| (name.as_str(), value)).collect()
    }

    /// Holds these as others are held, where they say the same.
    pub(crate) fn held_as(&mut self, others: &Layers<V>)
    where
        V: PartialEq,
    {
        if self.0 == others.0 {
            self.0.clone_from(&others.0);
        }
    }

    /// Whether others are held as the same layers.
    pub(crate) fn is_same(&self, other: &Layers<V>) -> bool {
        let mut both = self.0.iter().zip(&other.0);
        self.0.len() == other.0.len() && both.all(|(one, other)| Arc::ptr_eq(one, other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[(&str, u32)]) -> Layers<u32> {
        let values = values.iter();
        values
            .map(|(name, value)| ((*name).to_owned(), *value))
            .collect()
    }

    #[test]
    fn what_is_put_over_others_wins_and_is_shared() {
        let file = of(&[("a", 1), ("b", 2)]);
        let mut one = file.clone();
        one.extend(of(&[("b", 3)]));
        one.insert("c".into(), 4);
        one.insert("a".into(), 5);
        assert_eq!(one.all(), BTreeMap::from([("a", &5), ("b", &3), ("c", &4)]));
        assert_eq!(file.all(), BTreeMap::from([("a", &1), ("b", &2)]));
        assert!(Arc::ptr_eq(&one.0[0], &file.0[0]));
        assert!(one.has("b") && !file.has("c"));
        assert!(file.is_same(&file.clone()) && !one.is_same(&file));
        let mut again = of(&[("a", 1), ("b", 2)]);
        assert!(!again.is_same(&file));
        again.held_as(&one);
        again.held_as(&file);
        assert!(again.is_same(&file));
    }

    #[test]
    fn many_layers_become_one() {
        let mut all = Layers::default();
        for at in 0..1_000_u32 {
            all.extend(of(&[("last", at), (format!("n{}", at % 7).as_str(), at)]));
        }
        assert!(all.0.len() <= MAX_LAYERS);
        assert_eq!(all.get("last"), Some(&999));
        assert_eq!(all.all().len(), 8);
    }
}
