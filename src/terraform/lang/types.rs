//! Type constraints, and how values convert to them.
//!
//! Source: "Type Constraints" and "Types and Values" of the Terraform language; `terraform console` 1.11 for strings that
//! convert to booleans.

use std::collections::BTreeMap;

use hcl::edit::expr::{Expression, ObjectKey};

use crate::resolved::Resolved;
use crate::terraform::lang::values::{Value, first_refused, refused};

/// A type constraint.
#[derive(Clone, Debug)]
pub(crate) enum Type {
    Any,
    Bool,
    Number,
    String,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Tuple(Vec<Type>),
    /// Attributes by name; what is not listed is dropped.
    Object(BTreeMap<String, Attribute>),
}

/// Whether an attribute may be left out.
#[derive(Clone, Debug)]
pub(crate) enum Optional {
    No,
    /// `optional(T)`: null then.
    Null,
    /// `optional(T, default)`
    Default(Box<Expression>),
}

/// An attribute of an object type.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) kind: Type,
    pub(crate) optional: Optional,
}

/// Reads a type constraint; what is no known one is `Any`. The old form in quotes counts as well.
pub(crate) fn parse(expression: &Expression) -> Type {
    match expression {
        Expression::Variable(name) => primitive(name.as_str()),
        Expression::String(name) => match name.value().as_str() {
            "list" => Type::List(Box::new(Type::Any)),
            "map" => Type::Map(Box::new(Type::Any)),
            name => primitive(name),
        },
        Expression::Parenthesis(inner) => parse(inner.inner()),
        Expression::FuncCall(call) => {
            let mut arguments = call.args.iter();
            let first = arguments.next();
            let element = || Box::new(first.map_or(Type::Any, parse));
            match call.name.name.as_str() {
                "list" => Type::List(element()),
                "set" => Type::Set(element()),
                "map" => Type::Map(element()),
                "tuple" => match first {
                    Some(Expression::Array(items)) => {
                        Type::Tuple(items.iter().map(parse).collect())
                    }
                    _ => Type::Any,
                },
                "object" => match first {
                    Some(Expression::Object(object)) => Type::Object(
                        object
                            .iter()
                            .filter_map(|(key, value)| {
                                let name = match key {
                                    ObjectKey::Ident(name) => name.as_str().to_owned(),
                                    ObjectKey::Expression(Expression::Variable(name)) => {
                                        name.as_str().to_owned()
                                    }
                                    ObjectKey::Expression(Expression::String(name)) => {
                                        name.value().clone()
                                    }
                                    ObjectKey::Expression(_) => return None,
                                };
                                Some((name, attribute(value.expr())))
                            })
                            .collect(),
                    ),
                    _ => Type::Any,
                },
                _ => Type::Any,
            }
        }
        _ => Type::Any,
    }
}

fn primitive(name: &str) -> Type {
    match name {
        "bool" => Type::Bool,
        "number" => Type::Number,
        "string" => Type::String,
        "list" => Type::List(Box::new(Type::Any)),
        "map" => Type::Map(Box::new(Type::Any)),
        "set" => Type::Set(Box::new(Type::Any)),
        _ => Type::Any,
    }
}

fn attribute(expression: &Expression) -> Attribute {
    if let Expression::FuncCall(call) = expression
        && call.name.name.as_str() == "optional"
    {
        let mut arguments = call.args.iter();
        return Attribute {
            kind: arguments.next().map_or(Type::Any, parse),
            optional: arguments.next().map_or(Optional::Null, |default| {
                Optional::Default(Box::new(default.clone()))
            }),
        };
    }
    Attribute {
        kind: parse(expression),
        optional: Optional::No,
    }
}

/// A value as the type wants it. Null fits every type; what cannot be converted is invalid.
pub(crate) fn convert(value: Resolved<Value>, kind: &Type) -> Resolved<Value> {
    value.and_then(&mut |value| convert_value(value, kind))
}

fn convert_value(value: Value, kind: &Type) -> Resolved<Value> {
    if value == Value::Null {
        return Resolved::known(value);
    }
    match (kind, value) {
        (Type::Any, value) => Resolved::known(value),
        (Type::Bool, value) => crate::terraform::lang::values::to_bool(value).map(&mut Value::Bool),
        (Type::Number, value) => match value.as_number() {
            Some(number) => Resolved::known(Value::Number(number)),
            None => refused(&value, "a number is needed here"),
        },
        (Type::String, value) => match value.as_text() {
            Some(text) => Resolved::known(Value::Text(text)),
            None => refused(&value, "a string is needed here"),
        },
        (Type::List(element), Value::List(items) | Value::Tuple(items) | Value::Set(items)) => {
            convert_all(items, element).map(&mut Value::List)
        }
        (Type::Set(element), Value::List(items) | Value::Tuple(items) | Value::Set(items)) => {
            convert_all(items, element).and_then(&mut |converted| {
                let values = converted
                    .iter()
                    .map(|item| item.value().cloned())
                    .collect::<Option<Vec<_>>>();
                match values {
                    Some(values) => sorted_set(values),
                    None => Resolved::known(Value::Set(converted)),
                }
            })
        }
        (Type::Tuple(kinds), Value::Tuple(items)) if kinds.len() == items.len() => {
            let items: Vec<_> = items
                .into_iter()
                .zip(kinds)
                .map(|(item, kind)| convert(item, kind))
                .collect();
            first_refused(&items).unwrap_or_else(|| Resolved::known(Value::Tuple(items)))
        }
        (Type::Map(element), Value::Object(members) | Value::Map(members)) => {
            let keys: Vec<String> = members.keys().cloned().collect();
            convert_all(members.into_values().collect(), element)
                .map(&mut |values| Value::Map(keys.iter().cloned().zip(values).collect()))
        }
        (Type::Object(attributes), Value::Object(members) | Value::Map(members)) => {
            convert_object(attributes, &members)
        }
        (Type::List(_) | Type::Tuple(_), value) => refused(&value, "a list is needed here"),
        (Type::Set(_), value) => refused(&value, "a set is needed here"),
        (Type::Map(_) | Type::Object(_), value) => {
            refused(&value, "a map or an object is needed here")
        }
    }
}

/// The elements of a collection share a type; where the constraint leaves it open, one that all of them convert to.
fn convert_all(items: Vec<Resolved<Value>>, kind: &Type) -> Resolved<Vec<Resolved<Value>>> {
    let kind = if matches!(kind, Type::Any) {
        let kinds: Vec<Type> = items.iter().map(type_of).collect();
        match unify_strictly(&kinds) {
            Some(kind) => kind,
            None => {
                return crate::terraform::lang::values::error(
                    "the collection",
                    "its elements have no type in common",
                );
            }
        }
    } else {
        kind.clone()
    };
    let items: Vec<_> = items.into_iter().map(|item| convert(item, &kind)).collect();
    match first_refused(&items) {
        Some(Resolved::Invalid { text, why, from }) => Resolved::Invalid { text, why, from },
        _ => Resolved::known(items),
    }
}

/// The type of a value, as far as it is known.
pub(crate) fn type_of(value: &Resolved<Value>) -> Type {
    let first = |items: Vec<&Resolved<Value>>| {
        let kinds: Vec<Type> = items.into_iter().map(type_of).collect();
        Box::new(unify(&kinds).unwrap_or(Type::Any))
    };
    match value.value() {
        None | Some(Value::Null) => Type::Any,
        Some(Value::Bool(_)) => Type::Bool,
        Some(Value::Number(_)) => Type::Number,
        Some(Value::Text(_)) => Type::String,
        Some(Value::List(items)) => Type::List(first(items.iter().collect())),
        Some(Value::Set(items)) => Type::Set(first(items.iter().collect())),
        Some(Value::Map(members)) => Type::Map(first(members.values().collect())),
        Some(Value::Tuple(items)) => Type::Tuple(items.iter().map(type_of).collect()),
        Some(Value::Object(members)) => Type::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), required(type_of(value))))
                .collect(),
        ),
    }
}

fn required(kind: Type) -> Attribute {
    Attribute {
        kind,
        optional: Optional::No,
    }
}

/// The type that values of all these types convert to, as cty's `convert.Unify` finds it. Beside a null of no type
/// anything goes.
pub(crate) fn unify(kinds: &[Type]) -> Option<Type> {
    let open = kinds.iter().any(|kind| matches!(kind, Type::Any));
    unify_strictly(kinds).or(open.then_some(Type::Any))
}

fn unify_strictly(kinds: &[Type]) -> Option<Type> {
    let kinds: Vec<&Type> = kinds
        .iter()
        .filter(|kind| !matches!(kind, Type::Any))
        .collect();
    let Some(first) = kinds.first() else {
        return Some(Type::Any);
    };
    let all = |is: fn(&Type) -> bool| kinds.iter().all(|kind| is(kind));
    if all(|kind| matches!(kind, Type::Bool | Type::Number | Type::String)) {
        let same = kinds
            .iter()
            .all(|kind| std::mem::discriminant(*kind) == std::mem::discriminant(*first));
        return if same {
            Some((*first).clone())
        } else if kinds.iter().any(|kind| matches!(kind, Type::String)) {
            Some(Type::String)
        } else {
            None
        };
    }
    if all(|kind| matches!(kind, Type::List(_) | Type::Tuple(_) | Type::Set(_))) {
        return unify_lists(&kinds);
    }
    if all(|kind| matches!(kind, Type::Map(_) | Type::Object(_))) {
        return unify_objects(&kinds);
    }
    None
}

fn unify_lists(kinds: &[&Type]) -> Option<Type> {
    let tuples: Option<Vec<&Vec<Type>>> = kinds
        .iter()
        .map(|kind| match kind {
            Type::Tuple(items) => Some(items),
            _ => None,
        })
        .collect();
    if let Some([first, rest @ ..]) = tuples.as_deref()
        && rest.iter().all(|items| items.len() == first.len())
    {
        let columns: Option<Vec<Type>> = (0..first.len())
            .map(|at| {
                let column: Vec<Type> = kinds
                    .iter()
                    .filter_map(|kind| match kind {
                        Type::Tuple(items) => items.get(at).cloned(),
                        _ => None,
                    })
                    .collect();
                unify(&column)
            })
            .collect();
        if let Some(columns) = columns {
            return Some(Type::Tuple(columns));
        }
    }
    let elements: Vec<Type> = kinds
        .iter()
        .flat_map(|kind| match kind {
            Type::Tuple(items) => items.clone(),
            Type::List(item) | Type::Set(item) => vec![item.as_ref().clone()],
            _ => Vec::new(),
        })
        .collect();
    let element = Box::new(unify(&elements)?);
    let is_set = kinds.iter().all(|kind| matches!(kind, Type::Set(_)));
    Some(if is_set {
        Type::Set(element)
    } else {
        Type::List(element)
    })
}

fn unify_objects(kinds: &[&Type]) -> Option<Type> {
    let objects: Option<Vec<&BTreeMap<String, Attribute>>> = kinds
        .iter()
        .map(|kind| match kind {
            Type::Object(members) => Some(members),
            _ => None,
        })
        .collect();
    if let Some([first, rest @ ..]) = objects.as_deref()
        && rest.iter().all(|members| members.keys().eq(first.keys()))
    {
        let members: Option<BTreeMap<String, Attribute>> = first
            .keys()
            .map(|name| {
                let column: Vec<Type> = objects
                    .iter()
                    .flatten()
                    .filter_map(|members| Some(members.get(name)?.kind.clone()))
                    .collect();
                Some((name.clone(), required(unify(&column)?)))
            })
            .collect();
        if let Some(members) = members {
            return Some(Type::Object(members));
        }
    }
    let elements: Vec<Type> = kinds
        .iter()
        .flat_map(|kind| match kind {
            Type::Object(members) => members.values().map(|member| member.kind.clone()).collect(),
            Type::Map(item) => vec![item.as_ref().clone()],
            _ => Vec::new(),
        })
        .collect();
    Some(Type::Map(Box::new(unify(&elements)?)))
}

fn convert_object(
    attributes: &BTreeMap<String, Attribute>,
    members: &BTreeMap<String, Resolved<Value>>,
) -> Resolved<Value> {
    let mut out = BTreeMap::new();
    for (name, attribute) in attributes {
        let given = members.get(name);
        let is_null = matches!(given.map(Resolved::value), Some(Some(Value::Null)));
        let value = match (given, &attribute.optional) {
            // A default stands in for an attribute that is left out or null.
            (given, Optional::Default(default)) if given.is_none() || is_null => {
                convert(constant(default), &attribute.kind)
            }
            (Some(given), _) => convert(given.clone(), &attribute.kind),
            (None, Optional::Null) => Resolved::known(Value::Null),
            (None, _) => {
                return crate::terraform::lang::values::error(
                    "the object",
                    format!("the attribute `{name}` is required"),
                );
            }
        };
        out.insert(name.clone(), value);
    }
    first_refused(out.values()).unwrap_or_else(|| Resolved::known(Value::Object(out)))
}

/// A default in a type constraint: literals only, so the library can evaluate it.
fn constant(expression: &Expression) -> Resolved<Value> {
    use hcl::eval::{Context, Evaluate};
    let expression: hcl::Expression = expression.clone().into();
    match expression.evaluate(&Context::new()) {
        Ok(value) => match serde_json::to_value(&value) {
            Ok(json) => Resolved::known(crate::terraform::lang::json_values::from_json(&json)),
            Err(_) => Resolved::unknown("the default of an optional attribute is not a constant"),
        },
        Err(_) => Resolved::unknown("the default of an optional attribute is not a constant"),
    }
}

/// A set of known values: in Terraform's order, each once.
pub(crate) fn sorted_set(values: impl IntoIterator<Item = Value>) -> Resolved<Value> {
    let mut values: Vec<Value> = values.into_iter().collect();
    values.sort_by_key(sort_key);
    values.dedup();
    Resolved::known(Value::Set(
        values.into_iter().map(Resolved::known).collect(),
    ))
}

/// Sets are ordered by their elements: strings by their bytes, numbers by value.
pub(crate) fn sort_key(value: &Value) -> (u64, String) {
    match value {
        Value::Number(number) => {
            let bits = number.to_bits();
            (
                if bits >> 63 == 0 {
                    bits | (1 << 63)
                } else {
                    !bits
                },
                String::new(),
            )
        }
        // Null comes last.
        Value::Null => (u64::MAX, String::new()),
        other => (0, other.as_text().unwrap_or_else(|| format!("{other:?}"))),
    }
}
