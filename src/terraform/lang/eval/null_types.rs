//! The type that a null has: one that only stands as `null` has none, and some functions take none of these.

use hcl::edit::expr::FuncArgs;

use super::evaluator::{Evaluator, Local};
use crate::resolved::{Resolved, map_cases};
use crate::terraform::lang::results_of::domain_of_result;
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::{Value, error, refused};

impl Evaluator<'_> {
    /// The arguments of a function that refuses a null for the type that it has.
    pub(super) fn with_types_of_null(
        &self,
        name: &str,
        written: &FuncArgs,
        values: Vec<Resolved<Value>>,
        local: &Local,
    ) -> Vec<Resolved<Value>> {
        if written.expand_final() || !values.iter().any(is_null_in_a_case) {
            return values;
        }
        match name {
            "coalescelist" => self.with_lists_for_null(written, values, local),
            "coalesce" => self.of_one_type(written, values, local),
            "tobool" | "tonumber" | "tostring" | "tolist" | "toset" | "tomap" => {
                let kind = types::type_in(&domain_of_result(name));
                let own = written.iter().next();
                let own = own.and_then(|written| self.written_type(written, local));
                let is_refused = own.is_some_and(|own| types::never_converts(&own, &kind));
                let refused = || error("null", "a null of another type is refused here");
                if !is_refused {
                    return values;
                }
                let values = values.into_iter();
                values
                    .map(|value| instead_of_null(value, &refused))
                    .collect()
            }
            _ => values,
        }
    }

    /// The arguments of `coalescelist`, which takes a null only where its type is that of a list.
    ///
    /// Source: Terraform 1.11.4, "coalescelist arguments must be lists or tuples".
    fn with_lists_for_null(
        &self,
        written: &FuncArgs,
        values: Vec<Resolved<Value>>,
        local: &Local,
    ) -> Vec<Resolved<Value>> {
        let with_types = values
            .into_iter()
            .zip(written.iter())
            .map(|(value, written)| {
                if !is_null_in_a_case(&value) {
                    return value;
                }
                match self.written_type(written, local) {
                    Some(Type::List(_) | Type::Tuple(_)) => value,
                    Some(_) => instead_of_null(value, &|| {
                        refused(&Value::Null, "`coalescelist` takes lists")
                    }),
                    None => instead_of_null(value, &|| {
                        Resolved::unknown("whether a null has the type of a list is not known")
                    }),
                }
            });
        with_types.collect()
    }

    /// The arguments of `coalesce`, which take one type, that of a null as that of any other.
    fn of_one_type(
        &self,
        written: &FuncArgs,
        values: Vec<Resolved<Value>>,
        local: &Local,
    ) -> Vec<Resolved<Value>> {
        let pairs = values.iter().zip(written.iter());
        let kinds: Vec<Type> = pairs
            .map(|(value, written)| self.type_as_written(value, written, local))
            .collect();
        match types::unify(&kinds) {
            Some(kind) if kind.is_primitive() => {
                let values = values.into_iter();
                values.map(|value| types::convert(value, &kind)).collect()
            }
            Some(_) => values,
            None => {
                let none = || error("coalesce", "the arguments have no type in common");
                let values = values.into_iter();
                values.map(|value| instead_of_null(value, &none)).collect()
            }
        }
    }
}

fn is_null_in_a_case(value: &Resolved<Value>) -> bool {
    let arms = value.arms().into_iter();
    let mut values = arms.filter_map(|(_, arm)| arm.value());
    values.any(|value| *value == Value::Null)
}

pub(super) fn instead_of_null(
    value: Resolved<Value>,
    instead: &dyn Fn() -> Resolved<Value>,
) -> Resolved<Value> {
    match value {
        Resolved::Known {
            value: Value::Null,
            from,
        } => instead().and_before(from.into_hops()),
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |case| instead_of_null(case, instead)),
            from,
        },
        other => other,
    }
}
