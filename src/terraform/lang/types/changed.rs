//! What a type makes of a value that it does not leave as it is: then the type decides about the value, too.

use super::definition::Type;
use crate::quote::quoted;
use crate::resolved::{Case, Hop, Privacy, Resolved};
use crate::source::Span;
use crate::terraform::lang::facts::privacy_within;
use crate::terraform::lang::values::{Items, Members, Value};

/// Where a type stands, and what declares it.
pub(crate) struct DeclaredType {
    pub(crate) at: Option<Span>,
    /// As a sentence names it.
    pub(crate) of: String,
}

impl DeclaredType {
    /// What is made of a value that it was converted from, with a hop at the type wherever that is something else.
    pub(crate) fn changing(
        &self,
        given: &Resolved<Value>,
        made: Resolved<Value>,
    ) -> Resolved<Value> {
        match (given, made) {
            (Resolved::Varies { cases: given, .. }, Resolved::Varies { cases, from })
                if given.len() == cases.len() =>
            {
                let cases = given.iter().zip(cases).map(|(given, case)| Case {
                    value: self.changing(&given.value, case.value),
                    when: case.when,
                });
                let cases = cases.collect();
                Resolved::Varies { cases, from }
            }
            // In some of the cases of a part of it.
            (given @ Resolved::Known { .. }, made @ Resolved::Varies { .. }) => {
                made.in_cases(&mut |made| self.changing(given, made))
            }
            (Resolved::Known { .. }, made @ Resolved::Invalid { .. }) => {
                self.decides(made, "does not take it")
            }
            (Resolved::Known { value: given, .. }, Resolved::Known { value, from }) => {
                let (value, said) = self.changing_known(given, value);
                self.said_of(Resolved::Known { value, from }, said.as_deref())
            }
            (_, made) => made,
        }
    }

    /// The same for known values, with what is said of the whole.
    pub(crate) fn changing_known(&self, given: &Value, made: Value) -> (Value, Option<String>) {
        if given
            .identity()
            .is_some_and(|all| made.identity() == Some(all))
        {
            return (made, None);
        }
        let said = change(given, &made);
        (self.within(given, made), said)
    }

    /// What is made of a value, with what is said of it.
    pub(crate) fn said_of(&self, made: Resolved<Value>, said: Option<&str>) -> Resolved<Value> {
        let is_private = || privacy_within(&made) != Privacy::Shown;
        match said {
            // Which attributes it has is not said.
            Some(said) if said.starts_with(LACKS) && is_private() => {
                self.decides(made, "leaves out an attribute of it")
            }
            Some(said) => self.decides(made, said),
            None => made,
        }
    }

    /// That it is what it is by the type, which may not change it.
    pub(crate) fn hop(&self, kind: &Type) -> Option<Hop> {
        let kind = match kind {
            Type::Bool => " as a boolean",
            Type::Number => " as a number",
            Type::String => " as a string",
            _ => " with a type",
        };
        let hop = Hop::chose(self.at?, format!("{} is declared{kind}", self.of));
        Some(hop.unsaid())
    }

    fn decides(&self, made: Resolved<Value>, said: &str) -> Resolved<Value> {
        let Some(at) = self.at else {
            return made;
        };
        made.via([Hop::chose(at, format!("the type of {} {said}", self.of))])
    }

    /// The same for what lies in a value.
    fn within(&self, given: &Value, made: Value) -> Value {
        let items = |made: Items| match given.elements() {
            Some(given) if given.len() == made.len() => given
                .iter()
                .zip(made)
                .map(|(given, made)| self.changing(given, made))
                .collect(),
            _ => made,
        };
        let members = |made: Members| {
            let given = given.members();
            let made = made.into_iter();
            made.map(
                |(name, made)| match given.and_then(|given| given.get(&name)) {
                    Some(given) => {
                        let made = self.changing(given, made);
                        (name, made)
                    }
                    None => (name, made),
                },
            )
            .collect()
        };
        match made {
            Value::List(made) => Value::List(items(made)),
            Value::Tuple(made) => Value::Tuple(items(made)),
            Value::Object(made) => Value::Object(members(made)),
            Value::Map(made) => Value::Map(members(made)),
            // Which element of a set was which, it does not tell.
            other => other,
        }
    }
}

/// What is said of a type that leaves out an attribute, before its name.
const LACKS: &str = "has no attribute";

/// What a type made of a value itself, a clause that goes on from its name; `None` where it is the same.
fn change(given: &Value, made: &Value) -> Option<String> {
    match (given, made) {
        (Value::Bool(_), Value::Bool(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::Text(_), Value::Text(_))
        // A default that stands in for null says so itself.
        | (Value::Null, _) => None,
        (_, Value::Bool(_)) => Some("makes a boolean of it".into()),
        (_, Value::Number(_)) => Some("makes a number of it".into()),
        (_, Value::Text(_)) => Some("makes a string of it".into()),
        (given, Value::Set(made)) => {
            let is_same = given.elements().is_some_and(|given| {
                let same = |(given, made): (&Resolved<Value>, &Resolved<Value>)| {
                    given.value().zip(made.value()).and_then(|(a, b)| a.same(b)) == Some(true)
                };
                given.len() == made.len() && given.iter().zip(made).all(same)
            });
            (!is_same).then(|| "makes a set of it".into())
        }
        (given, Value::Object(made)) => {
            let given = given.members()?;
            let left_out = given.keys().find(|name| !made.contains_key(name))?;
            Some(format!("{LACKS} `{}`", quoted(left_out)))
        }
        _ => None,
    }
}
