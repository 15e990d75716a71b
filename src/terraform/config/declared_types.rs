//! The types that variables declare, and what override files make of them.
//!
//! Source: `Variable.merge` and `decodeVariableBlock` of Terraform, `internal/configs/module_merge.go` and `named_values.go`: the
//! arguments of an override replace those of the variable one by one, but the defaults that optional attributes have are those of
//! the variable's own type; and a default has passed the type of its own block first.

use hcl::edit::expr::Expression;

use super::instance::Instance;
use super::module::Module;
use super::variable_layers::{Layer, parsed};
use crate::resolved::{Domain, Evidence, Hop, Privacy, Resolved, Written};
use crate::terraform::lang::for_good::for_good;
use crate::terraform::lang::readable;
use crate::terraform::lang::syntax::{Block, Form};
use crate::terraform::lang::types::{self, DeclaredType, Type, with_defaults};
use crate::terraform::lang::values::{Value, error};
use crate::terraform::limits::MAX_MEMBERS_AT_ONCE;

/// The types that the values of a variable pass.
pub(super) struct TakenAs {
    /// The type that they have in the end.
    pub(super) kind: Type,
    /// The type whose defaults stand in for optional attributes, where an override file has replaced it.
    defaults: Option<Type>,
    /// What a default passes before.
    of_default: Vec<Type>,
    /// Says that it was replaced.
    replaced: Option<Hop>,
}

impl TakenAs {
    /// What is given for the variable, before it is converted.
    pub(super) fn given(&self, value: Resolved<Value>) -> Resolved<Value> {
        match &self.defaults {
            Some(kind) => with_defaults(value, kind).and_before(self.replaced.clone()),
            None => value,
        }
    }

    /// Its default, converted.
    pub(super) fn default(&self, value: Resolved<Value>) -> Resolved<Value> {
        let passed = self.of_default.iter().fold(value, types::convert);
        types::convert(self.given(passed), &self.kind)
    }
}

impl Instance<'_> {
    /// The type that a variable declares; `None` where what is given keeps the type that it has there.
    pub(super) fn type_of_variable(&self, name: &str) -> Option<Type> {
        let declared = self.module.variables.get(name)?;
        let kind = self.module.taken_as(name, declared).kind;
        let is_told = !matches!(kind, Type::Any) || self.caller.is_none();
        is_told.then_some(kind)
    }
}

impl Module {
    /// The types that the values of a variable pass.
    pub(super) fn taken_as(&self, name: &str, declared: &Block) -> TakenAs {
        let layers = self
            .overridden_variables
            .get(name)
            .map_or(&[][..], Vec::as_slice);
        let retyped = |over: &[Layer]| over.iter().any(|layer| layer.kind.is_some());
        let Some((own, over)) = layers.split_first().filter(|(_, over)| retyped(over)) else {
            return TakenAs {
                kind: type_of(declared, self.privacy),
                defaults: None,
                of_default: Vec::new(),
                replaced: None,
            };
        };
        let mut current = Type::Any;
        let mut of_default = Vec::new();
        for layer in layers {
            if layer.has_default {
                of_default = layer.kind.iter().cloned().collect();
            }
            if let Some(kind) = &layer.kind {
                current = kind.clone().without_defaults();
            }
            of_default.push(current.clone());
        }
        TakenAs {
            kind: current,
            defaults: Some(own.kind.clone().unwrap_or(Type::Any)),
            of_default,
            replaced: over
                .iter()
                .filter_map(|layer| layer.kind_at)
                .next_back()
                .map(|at| {
                    Hop::chose(
                        at,
                        format!("the type of variable `{name}` is replaced here"),
                    )
                }),
        }
    }

    /// What Terraform refuses a variable for that an override file lays something over.
    ///
    /// Source: Terraform 1.11.4, "Can't override validation blocks".
    pub(super) fn refused_override(&self, name: &str) -> Option<Resolved<Value>> {
        let layers = self.overridden_variables.get(name)?;
        let at = layers.iter().skip(1).find_map(|layer| layer.validation)?;
        let why = "override files cannot override `validation` blocks";
        let refused = error(format!("var.{name}"), why);
        Some(for_good(refused.via([Hop::chose(at, "set here")])))
    }
}

/// Where the type of a variable stands.
pub(super) fn by_type(name: &str, declared: &Block) -> DeclaredType {
    let written = declared.body.attribute("type");
    DeclaredType {
        at: written.map(|written| written.value.span),
        of: format!("variable `{name}`"),
    }
}

/// A variable of a type that is none.
///
/// Source: Terraform 1.11.4, "Invalid type specification".
pub(super) fn refused_type(name: &str, declared: &Block) -> Option<Resolved<Value>> {
    let written = &declared.body.attribute("type")?.value;
    let why = match &written.form {
        Form::Hcl(expression) => wrong_type(&expression.tree())?,
        Form::Json(node) => wrong_type(&readable::expression(node.as_str()?)?)?,
    };
    let why = match why {
        Wrong::Refused(why) => why,
        Wrong::NotRead(why) => return Some(Resolved::unknown(why)),
    };
    let at = format!("type of variable `{name}`");
    let refused = Resolved::Invalid {
        text: format!("var.{name}"),
        why,
        from: Evidence::hop(Hop::value(written.span, at)),
    };
    let help = *Written::said("Correct the type of the variable");
    Some(for_good(refused.written(Some(help))))
}

/// What keeps a type from being one.
enum Wrong {
    Refused(String),
    NotRead(String),
}

fn wrong_type(written: &Expression) -> Option<Wrong> {
    if readable::has_terms_set_aside(written) {
        return Some(Wrong::NotRead(format!(
            "its type has an object of more than {MAX_MEMBERS_AT_ONCE} attributes, or what is too deep, which is not read"
        )));
    }
    types::refused(written, true).map(Wrong::Refused)
}

/// A variable that takes no null, and whose default is null: Terraform refuses the module, whatever is given.
///
/// Source: Terraform 1.11.4, "Invalid default value for variable"; `decodeVariableBlock`, `internal/configs/named_values.go`, as of
/// version 1.1, which has `nullable`.
pub(super) fn refused_default(name: &str, declared: &Block) -> Option<Resolved<Value>> {
    let written = &declared.body.attribute("default")?.value;
    let is_null = match &written.form {
        Form::Hcl(expression) => matches!(*expression.tree(), Expression::Null(_)),
        Form::Json(node) => node.is_null(),
    };
    if !is_null {
        return None;
    }
    let refused = Resolved::Invalid {
        text: format!("var.{name}"),
        why: "a variable with `nullable = false` cannot have the default null".into(),
        from: Evidence::hop(Hop::value(
            written.span,
            format!("default of variable `{name}`"),
        )),
    };
    let help = *Written::said("Remove the default, or let it be a value");
    Some(for_good(refused.written(Some(help))))
}

/// What the type that a variable declares leaves it.
pub(super) fn domain_of(declared: &Block) -> Domain {
    types::domain_of(&type_of(declared, Privacy::default()))
}

/// The type that a variable declares.
fn type_of(declared: &Block, privacy: Privacy) -> Type {
    let written = declared.body.attribute("type");
    written.map_or(Type::Any, |written| parsed(written, privacy))
}

/// Whether a text of the command line or the environment is an expression to the variable: its type is declared, and no
/// primitive one.
pub(super) fn takes_expressions(declared: &Block, kind: &Type) -> bool {
    declared.body.attribute("type").is_some()
        && !matches!(kind, Type::Bool | Type::Number | Type::String)
}
