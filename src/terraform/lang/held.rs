//! What a collection of which not all is known holds at a key.

use super::equality::equal;
use super::keys::{shown_key, text_key};
use super::unknown_keys::no_such_key;
use super::values::{Entry, Named, Partly, Times, Value, refused};
use crate::resolved::{
    Case, Clause, Condition, Constant, Evidence, Formula, MAX_BYTES_OF_CONSTANT, MAX_CASES,
    Operand, Privacy, Resolved, Symbol, Term, Truth,
};
use crate::terraform::limits::MAX_MAP_KEYS;

impl Partly {
    /// What it holds at a key. `absent` is what that is where it has no such key; without that, Terraform refuses it.
    pub(crate) fn at(
        &self,
        key: &Resolved<Value>,
        absent: Option<&Resolved<Value>>,
    ) -> Resolved<Value> {
        let key = match self.kind {
            kind if kind.is_keyed() => text_key(key.clone()),
            kind if kind.is_ordered() => key.clone().converted(&mut |key| {
                let number = key.as_number().filter(|number| number.to_whole().is_some());
                match number.filter(|number| !number.is_negative()) {
                    Some(number) => Resolved::known(Value::Number(number)),
                    None => refused(&key, "a list has no such index"),
                }
            }),
            _ => {
                return refused(
                    &Value::Partly(self.clone()),
                    "it has no attributes or elements",
                );
            }
        };
        // What a case is called says the key.
        let privacy = if key.is_private() {
            key.from().privacy.max(Privacy::Hidden)
        } else {
            Privacy::Shown
        };
        match &key {
            Resolved::Unknown { .. } => self.held(&self.entries, &key, absent),
            _ => key.and_then(&mut |key| {
                let key = Resolved::known(key).private(privacy);
                self.held(&self.entries, &key, absent)
            }),
        }
    }

    /// What the last of these entries holds that has a key.
    pub(super) fn held(
        &self,
        entries: &[Entry],
        key: &Resolved<Value>,
        absent: Option<&Resolved<Value>>,
    ) -> Resolved<Value> {
        if entries.len() > MAX_MAP_KEYS {
            return Resolved::unknown(format!(
                "the map has more than {MAX_MAP_KEYS} keys, and which of them it has is not known"
            ));
        }
        let mut cases: Vec<Case<Value>> = Vec::new();
        let mut path = Condition {
            holds: Formula::always(),
            said: Vec::new(),
        };
        let mut is_found = false;
        for entry in entries.iter().rev() {
            let is_there = self.is_at(entry, key);
            let value = self.value_at(entry, key);
            match is_there.value() {
                Some(false) => continue,
                Some(true) => {
                    cases.push(Case {
                        when: path.clone(),
                        value,
                    });
                    is_found = true;
                    break;
                }
                None => {}
            }
            if cases.len() >= MAX_CASES {
                return Resolved::unknown("which of many keys it is, is not known");
            }
            let there = is_there.truth().yes;
            let (Some(holds), Some(not)) = (path.holds.and(&there), path.holds.and(&there.not()))
            else {
                return Resolved::unknown("which of its keys it is takes too long to work out");
            };
            let [has, has_not] = self.clauses(entry, key);
            let said = |clause| path.said.iter().cloned().chain([clause]).collect();
            cases.push(Case {
                when: Condition {
                    holds,
                    said: said(has),
                },
                value,
            });
            path = Condition {
                holds: not,
                said: said(has_not),
            };
        }
        match absent {
            Some(absent) if !is_found => cases.push(Case {
                when: path,
                value: absent.clone(),
            }),
            _ => {}
        }
        if cases.len() == 1 {
            return cases.remove(0).value;
        }
        if cases.is_empty() {
            return match key.value() {
                Some(key) => no_such_key(&Named::default(), key),
                None => Resolved::unknown("the key is not known"),
            };
        }
        let from = Evidence::default();
        Resolved::Varies { cases, from }.told_apart()
    }

    /// Whether an entry is at a key.
    fn is_at(&self, entry: &Entry, key: &Resolved<Value>) -> Resolved<bool> {
        let is_it = equal(&entry.key, key);
        if entry.is_once() {
            return is_it;
        }
        if is_it.value() == Some(&false) {
            return is_it;
        }
        let term = match self.looked_up(entry, key) {
            Some(of) => Truth::equals(&Symbol::made("has", of), &Constant::Bool(true)),
            None => Truth::alone(),
        };
        Resolved::unknown("which keys there are is not known").with_term(Some(Term::Truth(term)))
    }

    /// What an entry holds, if it is at a key.
    fn value_at(&self, entry: &Entry, key: &Resolved<Value>) -> Resolved<Value> {
        let term = || {
            Some(Term::Symbol(Symbol::made(
                "[]",
                self.looked_up(entry, key)?,
            )))
        };
        match &entry.value {
            Resolved::Unknown { term: None, .. } => entry.value.clone().with_term(term()),
            value => value.clone(),
        }
    }

    /// What a case is called where an entry is at a key, and where it is not.
    fn clauses(&self, entry: &Entry, key: &Resolved<Value>) -> [Clause; 2] {
        let clause = |name: String, outcome: String| Clause {
            name: name.into(),
            outcome: outcome.into(),
            whose: None,
        };
        let shown = shown_key(key).unwrap_or_else(|| "that is asked for".into());
        let of = match &entry.times {
            Times::AnyNumber { of } => Some(match of {
                Some(of) => format!("`{}`", of.shown()),
                None => "what is not known".into(),
            }),
            Times::Once => None,
        };
        match of {
            Some(of) if self.kind.is_keyed() => {
                return [
                    clause(of.clone(), format!("has a key {shown}")),
                    clause(of, format!("has no key {shown}")),
                ];
            }
            Some(of) => {
                let element = format!("the element {shown}");
                return [
                    clause(element.clone(), format!("is one of {of}")),
                    clause(element, format!("is none of {of}")),
                ];
            }
            None if self.kind.is_ordered() => {
                let element = format!("the element {shown}");
                return [
                    clause(element.clone(), "is a later one".into()),
                    clause(element, "is no later one".into()),
                ];
            }
            None => {}
        }
        let name = shown_key(&entry.key).unwrap_or_else(|| "one of the keys".into());
        [
            clause(name.clone(), format!("is {shown}")),
            clause(name, format!("is not {shown}")),
        ]
    }

    /// The unknown map that an entry stands for, and a key of it.
    fn looked_up(&self, entry: &Entry, key: &Resolved<Value>) -> Option<Vec<Operand>> {
        match &entry.times {
            // In a list it may begin at any place.
            Times::AnyNumber { of: Some(of) } if self.kind.is_keyed() => {
                Some(vec![Operand::Symbol(of.clone()), operand(key)?])
            }
            _ => None,
        }
    }
}

fn operand(key: &Resolved<Value>) -> Option<Operand> {
    match key {
        Resolved::Known { value, .. } => {
            let text = value
                .as_text()
                .filter(|text| text.len() <= MAX_BYTES_OF_CONSTANT);
            Some(Operand::Constant(Constant::text(text?)))
        }
        Resolved::Unknown {
            term: Some(term), ..
        } => term.symbol().map(Operand::Symbol),
        _ => None,
    }
}
