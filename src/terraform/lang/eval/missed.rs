//! What a function goes on without: an argument that is refused, a key that is not there.

use hcl::edit::Span as _;
use hcl::edit::expr::FuncCall;

use super::evaluator::Evaluator;
use crate::quote::quoted;
use crate::resolved::{Hop, Privacy, Resolved};
use crate::suggest;
use crate::terraform::lang::facts::privacy_within;
use crate::terraform::lang::values::Value;

impl Evaluator<'_> {
    /// The first of these, and why, where that may be said: what follows it explains itself.
    pub(super) fn missed(&self, call: &FuncCall, arguments: &[Resolved<Value>]) -> Option<Hop> {
        if self.privacy != Privacy::Shown || call.args.expand_final() {
            return None;
        }
        let (at, said) = match (call.name.name.as_str(), arguments) {
            ("try", [first, _, ..]) => (0, format!("skipped: {}", refused_because(first)?)),
            ("can", [first]) => (0, format!("`can` is false: {}", refused_because(first)?)),
            ("lookup", [map, key, _]) => (1, no_key(map, key)?),
            _ => return None,
        };
        let written = call.args.iter().nth(at)?;
        Some(Hop::chose(self.span(written.span()), said))
    }
}

/// Why an argument is refused in all cases.
fn refused_because(argument: &Resolved<Value>) -> Option<&str> {
    match argument {
        Resolved::Invalid { why, from, .. } if !from.is_final => {
            let may_be_said = !argument.is_private() || argument.says_nothing_private();
            may_be_said.then_some(why)
        }
        _ => None,
    }
}

/// The key that a map does not have.
fn no_key(map: &Resolved<Value>, key: &Resolved<Value>) -> Option<String> {
    let is_shown = [map, key].map(privacy_within) == [Privacy::Shown; 2];
    let members = map.value().and_then(Value::members).filter(|_| is_shown)?;
    let name = key.value()?.as_text()?;
    if members.contains_key(&name) {
        return None;
    }
    let near = suggest::did_you_mean(&name, members.keys().map(String::as_str));
    Some(format!("there is no key `{}`{near}", quoted(&name)))
}
