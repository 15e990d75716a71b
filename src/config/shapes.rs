//! The shapes that values of the file have, read by `serde`; each says in words what it takes.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::quote::quoted;

/// What a key of [`Members`] may be.
pub(super) const NAME: &str = "a name";

/// What a [`Scalar`] may be.
pub(super) const SCALAR: &str = "a string, a number, true or false";

/// `a, b or c`
pub(super) fn any_of<S: AsRef<str>>(words: &[S]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// A map with keys of its own. `serde` would take a list for one as well, its items in the order of the keys.
pub(super) trait Keys {
    /// What must be given, in words.
    const EXPECTED: &'static str;
}

/// What [`Keys`] describes, from a map and nothing else.
#[derive(Debug)]
pub(super) struct Keyed<T>(pub(super) T);

impl<'de, T: Deserialize<'de> + Keys> Deserialize<'de> for Keyed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de> + Keys> Visitor<'de> for Reader<T> {
            type Value = Keyed<T>;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str(T::EXPECTED)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Keyed)
            }
        }

        deserializer.deserialize_any(Reader(PhantomData))
    }
}

/// What one deployment gives: files alone, or a map.
#[derive(Debug)]
pub(super) enum Deployment<T> {
    Files(OneOrSeveral),
    Full(T),
}

impl<'de, T: Deserialize<'de> + Keys> Deserialize<'de> for Deployment<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de> + Keys> Visitor<'de> for Reader<T> {
            type Value = Deployment<T>;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str(T::EXPECTED)
            }

            fn visit_str<E: Error>(self, file: &str) -> Result<Self::Value, E> {
                Ok(Deployment::Files(OneOrSeveral::One(file.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list))
                    .map(|files| Deployment::Files(OneOrSeveral::Several(files)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Deployment::Full)
            }
        }

        deserializer.deserialize_any(Reader(PhantomData))
    }
}

/// One or several, as people write them.
#[derive(Clone, Debug)]
pub(super) enum OneOrSeveral {
    One(String),
    Several(Vec<String>),
}

impl Default for OneOrSeveral {
    fn default() -> OneOrSeveral {
        OneOrSeveral::Several(Vec::new())
    }
}

impl OneOrSeveral {
    pub(super) fn all(&self) -> &[String] {
        match self {
            OneOrSeveral::One(one) => std::slice::from_ref(one),
            OneOrSeveral::Several(several) => several,
        }
    }
}

impl<'de> Deserialize<'de> for OneOrSeveral {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = OneOrSeveral;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("a string or a list of strings")
            }

            fn visit_unit<E: Error>(self) -> Result<OneOrSeveral, E> {
                Ok(OneOrSeveral::default())
            }

            fn visit_str<E: Error>(self, one: &str) -> Result<OneOrSeveral, E> {
                Ok(OneOrSeveral::One(one.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<OneOrSeveral, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(OneOrSeveral::Several)
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

/// A map whose keys are names that the user chooses, in the file's order.
#[derive(Debug)]
pub(super) struct Members<T>(pub(super) Vec<(String, T)>);

impl<T> Default for Members<T> {
    fn default() -> Members<T> {
        Members(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = Members<T>;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Name(name), value)) = map.next_entry()? {
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Reader(PhantomData))
    }
}

/// A key that the user chooses.
struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Text(NAME)).map(Name)
    }
}

/// A value as it would be given on the command line.
#[derive(Debug)]
pub(super) struct Scalar(pub(super) String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Text(SCALAR)).map(Scalar)
    }
}

/// Reads strings, numbers and booleans as text. It holds what is expected, in words.
struct Text(&'static str);

impl Visitor<'_> for Text {
    type Value = String;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(self.0)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<String, E> {
        // As YAML writes it: `1.0`, not `1`.
        Ok(serde_yaml::Number::from(value).to_string())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<String, E> {
        Ok(value.to_owned())
    }
}

/// One of a few words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<T>(pub(super) T);

/// What has a few words to choose from.
pub(super) trait Choice: FromStr<Err: fmt::Display> {
    fn words() -> Vec<&'static str>;
}

impl<'de, T: Choice> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);

        impl<T: Choice> Visitor<'_> for Reader<T> {
            type Value = Word<T>;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str(&any_of(&T::words()))
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Word<T>, E> {
                let parsed = word.parse();
                // What it is not is said by its beginning.
                let parsed = parsed.or_else(|_| quoted(word).parse());
                parsed.map(Word).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Reader(PhantomData))
    }
}
