//! The arguments of `try` and `can`, which look at what is refused: whether a value is refused that is not known, is not
//! known either.

use hcl::edit::expr::{Expression, FuncArgs};

use super::evaluator::{Evaluator, Local};
use crate::resolved::{Resolved, Term, map_cases};
use crate::terraform::lang::values::Value;

/// The names in scope whose values are evaluated elsewhere: what is refused there is refused for good.
const ELSEWHERE: [&str; 7] = ["count", "each", "local", "path", "terraform", "tofu", "var"];

impl Evaluator<'_> {
    /// The values of arguments as a function takes them that looks at what is refused. One that may be is only known to be
    /// what the function makes of it.
    pub(super) fn perhaps_refused(
        &self,
        written: &FuncArgs,
        mut values: Vec<Resolved<Value>>,
        local: &Local,
    ) -> Vec<Resolved<Value>> {
        // Each case of each of them is looked at.
        let cases = values.iter().map(Resolved::count_cases);
        let cases = cases.fold(0, usize::saturating_add);
        if let Err(why) = self.take(u32::try_from(cases).unwrap_or(u32::MAX)) {
            values.fill(Resolved::not_followed(why));
            return values;
        }
        for (written, value) in written.iter().zip(&mut values) {
            let taken = std::mem::replace(value, Resolved::known(Value::Null));
            *value = match self.names(written, local) {
                Some(0) => taken,
                Some(_) => perhaps(taken, false),
                None => perhaps(taken, true),
            };
        }
        values
    }

    /// Of an expression that is a name in scope, how many names and keys follow it. The value of the name is evaluated
    /// elsewhere, and so is what lies in it.
    fn names(&self, expression: &Expression, local: &Local) -> Option<usize> {
        match expression {
            Expression::Parenthesis(inner) => self.names(inner.inner(), local),
            Expression::Variable(name) => {
                let is_name = !self.stands_in(name) && local.variables.has(name.as_str());
                is_name.then_some(0)
            }
            Expression::Traversal(traversal) => {
                let Expression::Variable(root) = &traversal.expr else {
                    return None;
                };
                let root = root.as_str();
                let follow = traversal.operators.len();
                if local.variables.has(root) {
                    return Some(follow);
                }
                let of_root = usize::from(ELSEWHERE.contains(&root));
                Some(follow - of_root)
            }
            _ => None,
        }
    }
}

/// A value that something else takes the place of if it is refused. What lies in it may be, too, where it is put together
/// here.
fn perhaps(value: Resolved<Value>, is_made_here: bool) -> Resolved<Value> {
    match value {
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |case| perhaps(case, is_made_here)),
            from,
        },
        known @ Resolved::Known { .. } if !is_made_here => known,
        value if !may_be_refused(&value) => value,
        Resolved::Unknown { .. } => value.with_term(None),
        value => Resolved::unknown_from("a part of it may be refused", value.from().clone()),
    }
}

/// Whether it is not known that a value or a part of it is there.
fn may_be_refused(value: &Resolved<Value>) -> bool {
    match value {
        Resolved::Known { value, .. } => value.parts().any(may_be_refused),
        Resolved::Unknown { term, .. } => !term.as_ref().is_some_and(Term::is_never_refused),
        Resolved::Varies { cases, .. } => cases
            .iter()
            .any(|case| case.value.is_invalid() || may_be_refused(&case.value)),
        Resolved::Unset { .. } | Resolved::Invalid { .. } => false,
    }
}
