//! What a collection or a question comes to for one value of all that is not known.

use std::collections::{BTreeMap, BTreeSet};

use super::grammar::{EXTRAS, FEW, List, Map, NAMES, Part, Question, Set, TEXTS, Test, Text};

pub(super) struct Given {
    pub(super) texts: [&'static str; 3],
    pub(super) extra: BTreeMap<String, bool>,
    pub(super) names: &'static [&'static str],
}

impl Given {
    pub(super) fn text(&self, text: &Text) -> String {
        let parts = text.iter().map(|part| match part {
            Part::Constant(text) => *text,
            Part::Variable(at) => self.texts[*at],
        });
        parts.collect()
    }

    pub(super) fn test(&self, test: &Test, key: &str, value: bool) -> bool {
        match test {
            Test::Value => value,
            Test::NotValue => !value,
            Test::KeyIs(text) => self.text(text) == key,
            Test::KeyIsNot(text) => self.text(text) != key,
            Test::Always(value) => *value,
            Test::VariableIs(at, text) => self.texts[*at] == *text,
        }
    }

    /// `None` where Terraform refuses it, as everywhere here.
    pub(super) fn map(&self, map: &Map) -> Option<BTreeMap<String, bool>> {
        let in_order = |entries: Vec<(String, bool)>| entries.into_iter().collect();
        Some(match map {
            Map::Literal(entries) => in_order(
                entries
                    .iter()
                    .map(|(key, value)| (self.text(key), *value))
                    .collect(),
            ),
            Map::Extra => self.extra.clone(),
            Map::Merged(maps) => {
                let maps: Option<Vec<_>> = maps.iter().map(|map| self.map(map)).collect();
                maps?.into_iter().flatten().collect()
            }
            Map::Filtered(map, test) => {
                let mut map = self.map(map)?;
                map.retain(|key, value| self.test(test, key, *value));
                map
            }
            Map::Mapped(map, test) => {
                let map = self.map(map)?.into_iter();
                map.map(|(key, value)| {
                    let made = self.test(test, &key, value);
                    (key, made)
                })
                .collect()
            }
            Map::Renamed(map, suffix) => {
                let map = self.map(map)?.into_iter();
                map.map(|(key, value)| (format!("{key}{suffix}"), value))
                    .collect()
            }
            Map::Zipped(keys, values) => {
                let keys = keys.iter().map(|key| self.text(key));
                in_order(keys.zip(values.iter().copied()).collect())
            }
            Map::OfSet(set, test) => {
                let set = self.set(set)?.into_iter();
                set.map(|key| {
                    let made = self.test(test, &key, true);
                    (key, made)
                })
                .collect()
            }
            Map::OfLists(both) => {
                let [keys, values] = &**both;
                let (keys, values) = (self.list(keys)?, self.list(values)?);
                let is_prod = values.iter().map(|value| value == "prod");
                let pairs = keys.iter().cloned().zip(is_prod);
                (keys.len() == values.len()).then(|| pairs.collect())?
            }
        })
    }

    pub(super) fn list(&self, list: &List) -> Option<Vec<String>> {
        let both = |both: &[List; 2]| Some((self.list(&both[0])?, self.list(&both[1])?));
        Some(match list {
            List::Of(of) => of.iter().map(|text| self.text(text)).collect(),
            List::Names => self.names.iter().map(|name| (*name).to_owned()).collect(),
            List::Concat(lists) => {
                let (one, other) = both(lists)?;
                [one, other].concat()
            }
            List::Reversed(list) => self.list(list)?.into_iter().rev().collect(),
            List::Sorted(list) => {
                let mut sorted = self.list(list)?;
                sorted.sort();
                sorted
            }
            List::OfSet(set) => self.set(set)?.into_iter().collect(),
            List::Slice(list, from, to) => self.list(list)?.get(*from..*to)?.to_vec(),
            List::FirstOf(lists) => {
                let (one, other) = both(lists)?;
                [one, other].into_iter().find(|list| !list.is_empty())?
            }
            List::Filtered(list, test) => {
                let mut list = self.list(list)?;
                list.retain(|text| self.test(test, text, true));
                list
            }
        })
    }

    pub(super) fn set(&self, set: &Set) -> Option<BTreeSet<String>> {
        let both = |both: &[Set; 2]| Some((self.set(&both[0])?, self.set(&both[1])?));
        let texts = |texts: &[Text]| texts.iter().map(|text| self.text(text)).collect();
        Some(match set {
            Set::Of(of) | Set::Distinct(of) => texts(of),
            Set::WithNames(of) => {
                let mut out: BTreeSet<String> = texts(of);
                out.extend(self.names.iter().map(|name| (*name).to_owned()));
                out
            }
            Set::Union(sets) => {
                let (one, other) = both(sets)?;
                one.union(&other).cloned().collect()
            }
            Set::Shared(sets) => {
                let (one, other) = both(sets)?;
                one.intersection(&other).cloned().collect()
            }
            Set::Without(sets) => {
                let (one, other) = both(sets)?;
                one.difference(&other).cloned().collect()
            }
            Set::OfList(list) => self.list(list)?.into_iter().collect(),
            Set::Flat(one, other) => texts(&[one.as_slice(), other].concat()),
            Set::Keys(map) => self.map(map)?.into_keys().collect(),
        })
    }

    pub(super) fn answer(&self, question: &Question) -> Option<bool> {
        Some(match question {
            Question::LookedUp(map, key, default) => {
                *self.map(map)?.get(&self.text(key)).unwrap_or(default)
            }
            Question::Indexed(map, key) => *self.map(map)?.get(&self.text(key))?,
            Question::HasKey(map, key) => self.map(map)?.contains_key(&self.text(key)),
            Question::Contains(set, text) => self.set(set)?.contains(&self.text(text)),
            Question::All(map) => self.map(map)?.values().all(|value| *value),
            Question::Any(map) => self.map(map)?.values().any(|value| *value),
            Question::HasSome(map) => !self.map(map)?.is_empty(),
            Question::IsLong(set) => self.set(set)?.len() > 1,
            Question::FirstKeyIs(map, text) => *self.map(map)?.keys().next()? == self.text(text),
            Question::FirstValue(map) => *self.map(map)?.values().next()?,
            Question::FirstIs(set, text) | Question::FirstTurnIs(set, text) => {
                *self.set(set)?.first()? == self.text(text)
            }
            Question::NamedAt(texts, at, text) => {
                let names = self.names.iter().map(|name| (*name).to_owned());
                let mut all = texts.iter().map(|text| self.text(text)).chain(names);
                all.nth(*at)? == self.text(text)
            }
            Question::Longer(list, than, number) => {
                let length = self.list(list)?.len();
                match *than {
                    ">" => length > *number,
                    ">=" => length >= *number,
                    "<" => length < *number,
                    "<=" => length <= *number,
                    "==" => length == *number,
                    _ => length != *number,
                }
            }
            Question::ElementIs(list, at, text) => {
                let list = self.list(list)?;
                list.get(at.checked_rem(list.len())?)? == &self.text(text)
            }
            Question::OneIs(list, text) => match self.list(list)?.as_slice() {
                [] => false,
                [one] => *one == self.text(text),
                _ => return None,
            },
            Question::Holds(list, text) => self.list(list)?.contains(&self.text(text)),
            Question::IsAt(text, place, part) => is_at(&self.text(text), place, part),
            Question::JoinedIsAt(list, place, part) => {
                is_at(&self.list(list)?.join("-"), place, part)
            }
            Question::Trimmed(text, by, part, is) => {
                let text = self.text(text);
                let left = match *by {
                    "trimprefix" => text.strip_prefix(part),
                    _ => text.strip_suffix(part),
                };
                left.unwrap_or(&text) == self.text(is)
            }
            Question::Upper(text, is) => self.text(text).to_uppercase() == *is,
            Question::IsLonger(text, number) => self.text(text).len() > *number,
            Question::Tried(question, instead) => self.answer(question).unwrap_or(*instead),
            Question::Can(question) => self.answer(question).is_some(),
        })
    }
}

/// Whether a text has another one at a place.
pub(super) fn is_at(text: &str, place: &str, part: &str) -> bool {
    match place {
        "startswith" => text.starts_with(part),
        "endswith" => text.ends_with(part),
        _ => text.contains(part),
    }
}

/// All values of what is not known.
pub(super) fn all_given() -> Vec<Given> {
    let mut all_texts = Vec::new();
    for one in TEXTS {
        for other in TEXTS {
            all_texts.extend(FEW.map(|few| [one, other, few]));
        }
    }
    let mut out = Vec::new();
    for texts in all_texts {
        for extra in EXTRAS {
            let extra = extra.iter().map(|(key, value)| ((*key).to_owned(), *value));
            let extra: BTreeMap<String, bool> = extra.collect();
            out.extend(NAMES.map(|names| Given {
                texts,
                extra: extra.clone(),
                names,
            }));
        }
    }
    out
}
