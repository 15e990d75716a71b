//! The constants that something may be compared with, and those that it may be.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock};

/// A text that something may be, shared among clones. One that is not said is the same text, but where something turns out to be it,
/// that is private.
#[derive(Clone, Debug)]
pub struct Word {
    text: Arc<str>,
    is_said: bool,
}

impl Word {
    /// One that is not said, as it is a key of what is not to be shown.
    #[must_use]
    pub fn unsaid(text: &str) -> Word {
        Word {
            text: text.into(),
            is_said: false,
        }
    }

    /// Another text, said where this one is.
    #[must_use]
    pub(super) fn like(&self, text: &str) -> Word {
        Word {
            text: text.into(),
            is_said: self.is_said,
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    #[must_use]
    pub fn is_said(&self) -> bool {
        self.is_said
    }
}

impl From<String> for Word {
    fn from(text: String) -> Word {
        Word {
            text: text.into(),
            is_said: true,
        }
    }
}

impl From<&String> for Word {
    fn from(text: &String) -> Word {
        text.as_str().into()
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Word {
        Word {
            text: text.into(),
            is_said: true,
        }
    }
}

impl From<Word> for String {
    fn from(word: Word) -> String {
        word.text.as_ref().to_owned()
    }
}

impl PartialEq for Word {
    fn eq(&self, other: &Word) -> bool {
        self.text == other.text
    }
}

impl Eq for Word {}

impl PartialOrd for Word {
    fn partial_cmp(&self, other: &Word) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Word {
    fn cmp(&self, other: &Word) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for Word {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

/// A value of either dialect that is no collection. Constants of different kinds are never equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Constant {
    Null,
    Bool(bool),
    /// As the dialect prints it: equal numbers have equal texts.
    Number(Word),
    Text(Word),
}

impl Constant {
    pub fn text(text: impl Into<Word>) -> Constant {
        Constant::Text(text.into())
    }

    /// Whether it may be said where something turns out to be it.
    #[must_use]
    pub(super) fn is_said(&self) -> bool {
        match self {
            Constant::Null | Constant::Bool(_) => true,
            Constant::Number(word) | Constant::Text(word) => word.is_said(),
        }
    }

    /// The spellings that a dialect takes for this truth value. Terraform takes `"1"`, `CloudFormation` takes `"True"`;
    /// what one of them refuses does not deploy, so that nothing is lost by taking all for both.
    pub(super) fn flags(value: bool) -> &'static [Constant] {
        static FLAGS: LazyLock<[Vec<Constant>; 2]> = LazyLock::new(|| {
            let spelt = |value, texts: [&str; 4]| {
                let mut out = vec![Constant::Bool(value), Constant::Number(texts[3].into())];
                out.extend(texts.map(Constant::text));
                out
            };
            [
                spelt(false, ["false", "False", "FALSE", "0"]),
                spelt(true, ["true", "True", "TRUE", "1"]),
            ]
        });
        &FLAGS[usize::from(value)]
    }

    /// The truth value that it converts to, if it converts to one.
    #[must_use]
    pub fn as_flag(&self) -> Option<bool> {
        [true, false]
            .into_iter()
            .find(|value| Constant::flags(*value).contains(self))
    }
}

/// How AWS names something. Which names there are changes; their form does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Naming {
    /// `eu-central-1`, `us-gov-west-1`: the partitions' `regionRegex` in botocore's `partitions.json`.
    Region,
    /// `aws`, `aws-cn`
    Partition,
    /// Twelve digits.
    Account,
}

impl Naming {
    fn takes(self, text: &str) -> bool {
        match self {
            Naming::Region => {
                let mut parts = text.split('-').rev();
                let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
                let is_word = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase());
                let ends = parts
                    .next()
                    .is_some_and(|part| !part.is_empty() && is_number(part));
                let words: Vec<&str> = parts.collect();
                let are_words = words.iter().all(|part| !part.is_empty() && is_word(part));
                ends && words.len() > 1 && are_words
            }
            Naming::Partition => text == "aws" || text.starts_with("aws-"),
            Naming::Account => text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()),
        }
    }
}

/// The constants that a symbol may be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domain {
    Any,
    /// A string or null.
    Text,
    /// A string of this form.
    Named(Naming),
    /// A number or null.
    Number,
    /// A whole number, this one or a larger one.
    AtLeast(usize),
    /// One of these, each once and in their order.
    Of(Vec<Constant>),
    /// A collection or null.
    Collection(Members),
}

/// What lies in a collection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Members {
    List(Box<Domain>),
    Set(Box<Domain>),
    Map(Box<Domain>),
    Tuple(Vec<Domain>),
    /// By name, all of them.
    Object(BTreeMap<String, Domain>),
}

impl Domain {
    /// True, false or null.
    #[must_use]
    pub fn bool() -> Domain {
        Domain::of([Constant::Bool(true), Constant::Bool(false), Constant::Null])
    }

    /// One of these.
    #[must_use]
    pub fn of(constants: impl IntoIterator<Item = Constant>) -> Domain {
        let once: BTreeSet<Constant> = constants.into_iter().collect();
        Domain::Of(once.into_iter().collect())
    }

    /// What lies in a collection at a key, or at any where the key is not known.
    #[must_use]
    pub fn member(&self, key: Option<&Constant>) -> Domain {
        let Domain::Collection(members) = self else {
            return Domain::Any;
        };
        let member = match (members, key) {
            (Members::List(element) | Members::Set(element) | Members::Map(element), _) => {
                Some(element.as_ref())
            }
            (Members::Tuple(elements), Some(Constant::Number(at))) => {
                let at: Option<usize> = at.as_str().parse().ok();
                at.and_then(|at| elements.get(at))
            }
            (Members::Object(attributes), Some(Constant::Text(name))) => {
                attributes.get(name.as_str())
            }
            _ => None,
        };
        member.cloned().unwrap_or(Domain::Any)
    }

    /// Whether it holds numbers alone, or null.
    pub(super) fn is_of_numbers(&self) -> bool {
        let is_one = |constant: &Constant| matches!(constant, Constant::Number(_) | Constant::Null);
        match self {
            Domain::Number | Domain::AtLeast(_) => true,
            Domain::Of(constants) => constants.iter().all(is_one),
            Domain::Any | Domain::Text | Domain::Named(_) | Domain::Collection(_) => false,
        }
    }

    pub(super) fn admits(&self, constant: &Constant) -> bool {
        match self {
            Domain::Any => true,
            Domain::Text => matches!(constant, Constant::Text(_) | Constant::Null),
            Domain::Named(naming) => match constant {
                Constant::Text(text) => naming.takes(text.as_str()),
                _ => false,
            },
            Domain::Number => matches!(constant, Constant::Number(_) | Constant::Null),
            Domain::AtLeast(least) => match constant {
                Constant::Number(text) => text
                    .as_str()
                    .parse()
                    .is_ok_and(|number: usize| number >= *least),
                _ => false,
            },
            Domain::Of(constants) => constants.binary_search(constant).is_ok(),
            Domain::Collection(_) => *constant == Constant::Null,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Constant {
        Constant::text(text)
    }

    fn number(text: &str) -> Constant {
        Constant::Number(text.into())
    }

    #[test]
    fn a_domain_admits_its_own() {
        let null = Constant::Null;
        assert!(Domain::Text.admits(&text("x")) && Domain::Text.admits(&null));
        assert!(!Domain::Text.admits(&Constant::Bool(true)));
        assert!(!Domain::Number.admits(&text("5")));
        assert!(Domain::bool().admits(&null) && !Domain::bool().admits(&text("true")));
        for (naming, own, other) in [
            (Naming::Region, "us-gov-west-1", "default"),
            (Naming::Region, "eusc-de-east-1", "eu-central"),
            (Naming::Partition, "aws-cn", "azure"),
            (Naming::Account, "111122223333", "1111222233334"),
        ] {
            let domain = Domain::Named(naming);
            assert!(domain.admits(&text(own)) && !domain.admits(&text(other)));
            assert!(!domain.admits(&null));
        }
        let count = Domain::AtLeast(2);
        assert!(count.admits(&number("2")) && count.admits(&number("10")));
        for other in [
            number("1"),
            number("2.5"),
            number("-3"),
            text("2"),
            Constant::Null,
        ] {
            assert!(!count.admits(&other), "{other:?}");
        }
    }
}
