//! What a module's input variables come to: an argument of the call, what a deployment gives, or the default.

use super::declared_types::{
    TakenAs, by_type, domain_of, refused_default, refused_type, takes_expressions,
};
use super::instance::{Caller, Instance};
use super::module::{is_ephemeral, is_sensitive};
use super::stack_files::{inputs_of, where_inputs_are_given};
use crate::quote::quoted;
use crate::resolved::{
    Assigned, Domain, Evidence, Hop, Place, Privacy, Resolved, Symbol, Syntax, Term, Written,
};
use crate::source::Span;
use crate::terraform::lang::ephemeral::{holds_ephemeral, kept};
use crate::terraform::lang::eval::evaluate_constant;
use crate::terraform::lang::instead::{Lacking, or_instead};
use crate::terraform::lang::private::private;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::Value;

impl Instance<'_> {
    pub(crate) fn variable(&self, name: &str, at: Span) -> Resolved<Value> {
        let Some(declared) = self.module.variables.get(name) else {
            return self.undeclared("variable", name, at, self.module.variables.keys());
        };
        if let Some(refused) = self.module.repeated.value("variable", name) {
            return refused;
        }
        if let Some(supposed) = self.supposed(name) {
            return supposed;
        }
        if let Some(refused) =
            refused_type(name, declared).or_else(|| self.module.refused_override(name))
        {
            return refused;
        }
        if !self.module.validated.takes_null(name)
            && let Some(refused) = refused_default(name, declared)
        {
            return refused;
        }
        let value = self.as_given(name, declared);
        self.validated(value, name, declared)
    }

    /// A variable's value, whatever its validations say of it.
    pub(super) fn as_given(&self, name: &str, declared: &Block) -> Resolved<Value> {
        self.named(&format!("var.{name}"), &|| {
            let value = match self.input(name, declared) {
                open @ Resolved::Unknown { term: None, .. } => {
                    let (domain, hops) = self.domain(name, declared, domain_of(declared));
                    let symbol = self.symbol_of(name, declared, domain);
                    open.with_term(Some(Term::Symbol(symbol))).and_before(hops)
                }
                value => value,
            };
            self.kept_back_if_sensitive(value, declared)
        })
    }

    /// What a variable is known as.
    pub(super) fn symbol_of(&self, name: &str, declared: &Block, domain: Domain) -> Symbol {
        let name = format!("var.{name}");
        Symbol::declared(name, declared.header, self.identity.clone(), domain)
    }

    /// The value of a variable or an output, kept back where its block says so.
    pub(super) fn kept_back_if_sensitive(
        &self,
        value: Resolved<Value>,
        declared: &Block,
    ) -> Resolved<Value> {
        let sources = self.root.modules.sources;
        if is_ephemeral(declared, sources) {
            self.kept_back(value, Privacy::Ephemeral)
        } else if is_sensitive(declared, sources) {
            self.kept_back(value, Privacy::Sensitive)
        } else {
            value
        }
    }

    /// The same of an output. What its caller reads is refused nowhere for it.
    ///
    /// Source: Terraform 1.11.4, which plans and applies a `for_each` over such an output.
    pub(super) fn kept_back_of_output(
        &self,
        value: Resolved<Value>,
        declared: &Block,
    ) -> Resolved<Value> {
        let sources = self.root.modules.sources;
        let name = declared.labels.first().map_or("", String::as_str);
        if is_ephemeral(declared, sources) {
            let value = made_ephemeral(value, name);
            if value.is_invalid() {
                return value;
            }
            return self.kept_back(value, Privacy::Ephemeral);
        }
        let why = format!("output `{name}` of the module is not declared `ephemeral = true`");
        let value = kept(value, &why);
        if is_sensitive(declared, sources) {
            self.kept_back(value, Privacy::Unmarked)
        } else {
            value
        }
    }

    /// A sensitive value: neither messages nor the lines it is written on show it.
    fn kept_back(&self, mut value: Resolved<Value>, privacy: Privacy) -> Resolved<Value> {
        let text = value.value().and_then(Value::as_text);
        let shown = value.value().map(|value| format!(" {}", value.shown()));
        let hops = value.from_mut().hops_mut().iter_mut();
        for hop in hops.filter(|hop| hop.is_said) {
            if let Some(span) = hop.label.span {
                let file = self.root.modules.sources.get(span.source);
                file.hide(span.range());
            }
            if let Some(text) = text.as_deref().map(quoted) {
                for written in [format!("\"{text}\""), format!("`{text}`")] {
                    let message = &mut hop.label.message;
                    *message = message.replace(&written, "(not shown)").into();
                }
            }
            // What is given as a text may be no text by then.
            for given in self.root.inputs.given_texts().map(quoted) {
                let message = &mut hop.label.message;
                let written = format!(" is `{given}`");
                *message = message.replace(&written, " is (not shown)").into();
            }
            let message = &mut hop.label.message;
            let rest = shown
                .as_deref()
                .and_then(|shown| message.strip_suffix(shown));
            if let Some(rest) = rest {
                *message = format!("{rest} (not shown)").into();
            }
        }
        private(value, privacy)
    }

    /// Whether a Terragrunt unit with `inputs` runs the module, which lies in another folder.
    fn is_of_a_unit_elsewhere(&self) -> bool {
        let unit = self.root.inputs.unit();
        unit.is_some_and(|at| {
            let file = self.root.modules.sources.get(at.source);
            file.path().parent() != Some(&self.module.folder)
        })
    }

    /// A variable's value: what the caller or the deployment gives, or its default.
    fn input(&self, name: &str, declared: &Block) -> Resolved<Value> {
        let kinds = self.module.taken_as(name, declared);
        let kind = &kinds.kind;
        if let Some(given) = self.given(name, declared, takes_expressions(declared, kind)) {
            // As it is written; conversion may change that.
            let given = kinds.given(self.kept_back_if_sensitive(given, declared));
            // All that the command line and the environment give is text: nobody means that it stays one.
            let is_text = self.caller.is_none() && self.root.inputs.is_text(name);
            let by = by_type(name, declared);
            let converted = if is_text && matches!(kind, Type::Bool | Type::Number) {
                types::convert(given, kind)
            } else {
                let converted = &self.root.converted;
                converted.of(given, kind, &by, declared.header)
            };
            let converted = converted.via(by.hop(kind));
            if self.module.validated.takes_null(name) {
                return converted;
            }
            return self.given_or_default(converted, name, declared, &kinds);
        }
        let default = self.default(name, declared, &kinds);
        match &self.caller {
            Some(caller) => {
                let call = caller.call.said();
                let header = caller.call.header;
                // Who calls it can give the value; others may call the module, too.
                let (inputs, block) = where_inputs_are_given(caller.call);
                let lacking = Written::assigned(
                    Place::Missing {
                        header: inputs,
                        block: block.into(),
                    },
                    Assigned::new(name, caller.call.syntax),
                );
                let is_whole = default.value().and_then(Value::kind).is_none();
                let default = if is_whole && !default.from().is_closed() {
                    default.written(Some(lacking))
                } else {
                    default
                };
                default.and_before([Hop::value(
                    header,
                    format!("{call} is not given `{name}` here"),
                )])
            }
            // Who runs it gives the value; the default stands in a text that is not here.
            None if self.module.stated_in.is_some() => {
                let inputs = self.root.inputs.place_of_more();
                let given = Written::assigned(inputs, Assigned::new(name, Syntax::Hcl));
                default.written(Some(given))
            }
            // Other units may rely on the default: who changes it for one changes it for all.
            None if self.is_of_a_unit_elsewhere() && !default.from().is_closed() => {
                let inputs = self.root.inputs.place_of_more();
                let given = Written::assigned(inputs, Assigned::new(name, Syntax::Hcl));
                let is_whole = default.value().and_then(Value::kind).is_none();
                let default = if is_whole {
                    default.written(Some(given))
                } else {
                    default
                };
                default.and_before(self.root.inputs.not_given(name))
            }
            None => default.and_before(self.root.inputs.not_given(name)),
        }
    }

    /// Null overrides a default, unless the variable does not take it (`nullable = false`).
    fn given_or_default(
        &self,
        given: Resolved<Value>,
        name: &str,
        declared: &Block,
        kinds: &TakenAs,
    ) -> Resolved<Value> {
        let has_default = declared.body.attribute("default").is_some();
        or_instead(given, Lacking::Null, &format!("`{name}`"), &|passed| {
            if !has_default {
                return Resolved::Invalid {
                    text: "null".into(),
                    why: format!("variable `{name}` takes no null, and has no default"),
                    from: passed,
                };
            }
            let written = passed.written.as_deref().cloned();
            let default = self.default(name, declared, kinds);
            let default = if default.from().is_closed() {
                default
            } else {
                default.written(written)
            };
            default.and_before(passed.into_hops())
        })
    }

    fn default(&self, name: &str, declared: &Block, kinds: &TakenAs) -> Resolved<Value> {
        let unknown = |why: String, from: Evidence| Resolved::Unknown {
            term: None,
            why,
            from,
        };
        let Some(default) = declared.body.attribute("default") else {
            return unknown(
                format!("variable `{name}` has no default and no value is given for it"),
                Evidence::hop(Hop::value(
                    declared.header,
                    format!("variable `{name}` is declared without a default"),
                )),
            );
        };
        let at = default.value.span;
        if declared.body.is_repeated("default") {
            return unknown(
                format!("the default of variable `{name}` is set more than once"),
                Evidence::hop(Hop::value(at, "set again here")),
            );
        }
        let defaults = &self.root.defaults;
        let may_be_overridden = !defaults.are_assumed() && self.caller.is_none();
        if may_be_overridden || defaults.leave_open(at) {
            let default = Hop::value(at, format!("default of variable `{name}`"));
            let why = format!("variable `{name}` has a default that a deployment may override");
            return unknown(why, Evidence::hop(default)).and_before(defaults.left_open_by());
        }
        let value = evaluate_constant(&default.value, self.root.modules.sources);
        let value = kinds.default(value.assigned(&default.assigned(), at));
        let shown = value.value().filter(|_| !value.is_private());
        let message = match shown.map(Value::shown) {
            Some(shown) => format!("variable `{name}` defaults to {shown}"),
            None => format!("default of variable `{name}`"),
        };
        let by = by_type(name, declared);
        let elsewhere = by.at.is_some_and(|by| by.source != at.source);
        let by = by.hop(&kinds.kind).filter(|_| elsewhere);
        value.via(by.into_iter().chain([Hop::default_value(at, message)]))
    }

    /// What is given for a variable from outside the module.
    fn given(&self, name: &str, declared: &Block, as_expression: bool) -> Option<Resolved<Value>> {
        let Some(caller) = &self.caller else {
            let reader = self.root.value_reader();
            return self.root.inputs.get(name, as_expression, reader);
        };
        let argument = caller.call.body.attribute(name);
        let argument = argument.or_else(|| self.meant_argument(caller, name));
        let call = caller.call.said();
        let Some(argument) = argument else {
            return given_together(caller, name);
        };
        let value = if caller.call.body.is_repeated(&argument.name) {
            Resolved::unknown(format!("{call} is given `{name}` more than once"))
        } else {
            caller.instance.evaluate(&argument.value, caller.key)
        };
        let at = argument.value.span;
        let value = value.assigned(&argument.assigned(), at);
        let value = if is_ephemeral(declared, self.root.modules.sources) {
            value
        } else {
            kept(
                value,
                &format!("variable `{name}` of the module is not declared `ephemeral = true`"),
            )
        };
        Some(value.via([Hop::value(
            at,
            format!("{call} is given `{}` here", argument.name),
        )]))
    }
}

/// What a component gives a variable among inputs that are not written out.
fn given_together(caller: &Caller<'_>, name: &str) -> Option<Resolved<Value>> {
    let inputs = inputs_of(caller.call)?;
    let given = caller.instance.evaluate(&inputs.value, caller.key);
    let at = Hop::value(
        inputs.value.span,
        format!("{} is given `{name}` here", caller.call.said()),
    );
    if let Some(members) = given.value().and_then(Value::members) {
        let hops = given.from().clone().choosing().into_hops();
        let member = members.get(name)?.clone();
        return Some(member.via([at]).and_before(hops));
    }
    let member = given.and_then(&mut |given| match &given {
        Value::Partly(partly) => partly.at(&Resolved::known(Value::text(name)), None),
        _ => Resolved::unknown("the inputs of its component are not known"),
    });
    Some(member.via([at]))
}

/// The value of an output that says it is ephemeral, which Terraform refuses where it is not.
///
/// Source: Terraform 1.11.4, "Value not allowed in ephemeral output".
fn made_ephemeral(value: Resolved<Value>, name: &str) -> Resolved<Value> {
    match value {
        Resolved::Known { from, .. } if !holds_ephemeral(&value) => Resolved::Invalid {
            text: name.into(),
            why: "the output is declared `ephemeral = true`, and its value is not ephemeral".into(),
            from,
        }
        .not_written(),
        value => value,
    }
}
