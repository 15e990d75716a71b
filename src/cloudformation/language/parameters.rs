//! The parameters that a template declares, and their values.

use std::sync::Arc;

use super::super::template::has_open_part;
use super::declaration::Declaration;
use super::evaluator::Evaluator;
use super::evidence::whole;
use super::expanded::{Found, Section};
use super::gap::left_open;
use super::references::made_of;
use super::value::{NOT_SHOWN, Value};
use crate::parse::{Entry, Node};
use crate::quote::quoted;
use crate::rendered::is_rendered_first;
use crate::resolved::{
    Assigned, Domain, Evidence, Formula, Hop, Place, Privacy, Resolved, Symbol, Term, Written,
    map_cases,
};
use crate::source::Span;
use crate::suggest;

/// The types of parameters that are no AWS-specific ones. (`List<String>` is not in the documentation, but is taken.)
const TYPES: [&str; 5] = [
    "CommaDelimitedList",
    "List<Number>",
    "List<String>",
    "Number",
    "String",
];

/// What a parameter's declaration takes.
const PROPERTIES: [&str; 11] = [
    "AllowedPattern",
    "AllowedValues",
    "ConstraintDescription",
    "Default",
    "Description",
    "MaxLength",
    "MaxValue",
    "MinLength",
    "MinValue",
    "NoEcho",
    "Type",
];

impl Evaluator<'_> {
    /// The value of a parameter, or `None` where the template declares none of that name: a value that is given for it
    /// does not declare it.
    pub(super) fn parameter(&self, name: &str) -> Option<Resolved<Value>> {
        let supplied = self.supplied.get(name);
        let section = self.section(Section::Parameters);
        let is_rewritten = section.is_some_and(|section| section.rewritten.is_some());
        let written = self.template.member("Parameters", name);
        let entry = match written.filter(|_| !is_rewritten) {
            Some(entry) => entry,
            None => match self.declared(Section::Parameters, name) {
                Found::Entry(placed) => placed.entry,
                Found::Perhaps(gap) => {
                    return Some(supplied.map_or_else(|| left_open(&gap), Clone::clone));
                }
                // A value that is given declares nothing, but where a transform may declare more.
                Found::Nothing if self.may_be_generated(Section::Parameters, name) => {
                    return supplied.cloned();
                }
                Found::Nothing => return None,
            },
        };
        let declaration = self.declaration_of(name, entry);
        let refused = self.misspelt_property(&declaration);
        let refused = refused.or_else(|| self.refused_type(&declaration, entry.key.span));
        if refused.is_some() {
            return refused;
        }
        let kind = declaration.kind();
        if declaration.is_from_store() {
            // Its value is one, for all of a stack; what is allowed is said of its name in the store.
            let symbol =
                Symbol::declared(name, entry.key.span, self.instance.clone(), Domain::Text);
            return Some(Resolved::Unknown {
                term: Some(Term::Symbol(symbol)),
                why: format!("parameter `{name}` is read from SSM Parameter Store at deployment"),
                from: Evidence::hop(Hop::value(
                    declaration.key,
                    format!("parameter `{name}` is of type `{kind}`"),
                )),
            });
        }
        Some(self.value_of_parameter(&declaration, entry.key.span, supplied))
    }

    fn declaration_of<'n>(&self, name: &'n str, entry: &'n Entry) -> Declaration<'n> {
        let decide = ["Default", "AllowedValues", "AllowedPattern"];
        let texts = decide.iter().filter_map(|key| entry.value.get(key));
        let mut texts = texts.flat_map(|text| text.items().iter().chain([text]));
        Declaration {
            name,
            key: Some(entry.key.span),
            node: Some(&entry.value),
            is_unsaid: texts.any(|text| !self.template.is_said(text)),
        }
    }

    /// What a parameter comes to of which a property is misspelt. One that is near none may be newer than the list.
    ///
    /// Source: the user guide's "Parameters" section; `CloudFormation` answers "Invalid template parameter property".
    fn misspelt_property(&self, declaration: &Declaration<'_>) -> Option<Resolved<Value>> {
        if !self.template.macros.is_empty() {
            return None;
        }
        let mut keys = declaration.node?.entries().iter().map(|entry| &entry.key);
        let (key, near) = keys.find_map(|key| {
            let written = key
                .as_str()
                .filter(|written| !PROPERTIES.contains(written))?;
            let near = suggest::nearest(written, PROPERTIES)?;
            suggest::is_slip(written, near).then_some((key, near))
        })?;
        let right = Assigned::new(near, self.template.syntax);
        let refused = Resolved::Invalid {
            text: key.as_str().unwrap_or_default().to_owned(),
            why: format!(
                "parameter `{}` has no such property; did you mean `{near}`?",
                declaration.name
            ),
            from: Evidence::hop(Hop::value(key.span, "named here")),
        };
        Some(refused.written(Some(Written::assigned(Place::Name(key.span), right))))
    }

    /// What a parameter comes to whose `Type` `CloudFormation` refuses.
    ///
    /// Source: the user guide's "Parameters" section; cfn-lint's E2001 (a parameter without a type) and E2002.
    fn refused_type(&self, declaration: &Declaration<'_>, key: Span) -> Option<Resolved<Value>> {
        if !self.template.macros.is_empty() {
            return None;
        }
        let name = declaration.name;
        let Some(node) = declaration.node?.get("Type") else {
            let is_map = !declaration.node?.entries().is_empty();
            let has_more = declaration.node?.get("Fn::Transform").is_some();
            let refused = Resolved::Invalid {
                text: "Type".into(),
                why: format!(
                    "CloudFormation requires it of parameter `{name}`, and it is left out"
                ),
                from: Evidence::at(key).changed_by(Written::said("Give the parameter a `Type`")),
            };
            return (is_map && !has_more).then_some(refused);
        };
        let kind = node.as_str()?;
        let is_one = TYPES.contains(&kind)
            || ["AWS::", "List<AWS::"]
                .iter()
                .any(|prefix| kind.starts_with(prefix));
        if is_one || has_open_part(kind) || is_rendered_first(kind) {
            return None;
        }
        let near = match kind.to_ascii_lowercase().as_str() {
            "boolean" | "bool" => Some("String"),
            _ => suggest::nearest(kind, TYPES),
        };
        let right = near.map(|near| Assigned::new(near, self.template.syntax));
        let refused = Resolved::Invalid {
            text: kind.to_owned(),
            why: match near {
                Some(near) => format!("parameters have no such type; write `{near}`"),
                None => "parameters have no such type".to_owned(),
            },
            from: Evidence::hop(Hop::value(
                node.span,
                format!("the type of parameter `{name}`"),
            )),
        };
        Some(refused.written(right.map(|right| Written::assigned(Place::Name(node.span), right))))
    }

    /// What holds wherever the stack is deployed.
    pub(super) fn given(&self) -> &Formula {
        self.given.get_or_init(|| self.allowed())
    }

    /// What holds because AWS refuses a value that its parameter does not allow: that each one which is passed is allowed, be it
    /// known or not.
    fn allowed(&self) -> Formula {
        let mut all = self.inherited.given.clone();
        for (name, value) in self.supplied.all() {
            let Some(entry) = self.template.member("Parameters", name) else {
                continue;
            };
            let declaration = self.declaration_of(name, entry);
            if declaration.allowed_domain() == Domain::Text || declaration.is_from_store() {
                continue;
            }
            for (when, arm) in value.arms() {
                let Resolved::Unknown {
                    term: Some(term), ..
                } = arm
                else {
                    continue;
                };
                let Some(one_of) = declaration.allows(term) else {
                    continue;
                };
                let holds = when.holds.not().or(&one_of);
                let both = holds.and_then(|holds| all.and(&holds));
                // A deployment that cannot be is none to judge by.
                all = both.filter(|both| !both.is_never()).unwrap_or(all);
            }
        }
        all
    }

    /// What a parameter's declaration says, with the place where it does.
    fn declared_text(&self, declaration: &Declaration<'_>) -> Resolved<String> {
        let text = declaration.declared_text(self.defaults);
        match declaration.default() {
            Some(default) => {
                let name = Assigned::new("Default", self.template.syntax.of_texts());
                text.assigned(&name, whole(default))
            }
            None => text,
        }
    }

    /// What stands for a parameter that is declared with this key: one symbol, however often it is referred to.
    fn symbol_of(&self, declaration: &Declaration<'_>, key: Span) -> Symbol {
        let mut symbols = self.symbols.borrow_mut();
        let known = symbols
            .entry((declaration.name.to_owned(), key))
            .or_insert_with(|| {
                let domain = declaration.allowed_domain();
                Symbol::declared(declaration.name, key, self.instance.clone(), domain)
            });
        known.clone()
    }

    /// What is supplied for a parameter that is declared with this key, or what its declaration says.
    fn value_of_parameter(
        &self,
        declaration: &Declaration<'_>,
        key: Span,
        supplied: Option<&Resolved<Value>>,
    ) -> Resolved<Value> {
        let symbol = self.symbol_of(declaration, key);
        // A value that is not known is that of the parameter at least.
        let known_as = || Term::Symbol(symbol.clone());
        let is_list = declaration.is_list();
        let declared = || {
            let text = self.declared_text(declaration).or_term(known_as);
            if is_list {
                text.converted(&mut |text| Resolved::known(Value::Text(text)))
            } else {
                text.converted(&mut |text| self.text(text))
            }
        };
        let value = match supplied {
            Some(value @ (Resolved::Unset { .. } | Resolved::Varies { .. })) => {
                value.clone().or_else(&declared())
            }
            Some(value) => value.clone().or_term(known_as),
            None => declared(),
        };
        let given = given_elsewhere(&value);
        // Where nothing else is allowed, it is changed where it is used.
        let value = match declaration.spelling("true") {
            _ if is_list || declaration.kind() == "Number" => value.closed(format!(
                "parameter `{}` is of type `{}`",
                declaration.name,
                declaration.kind()
            )),
            _ if declaration.allowed_values().is_empty() => value,
            Some(spelt) if declaration.spelling("false").is_some() => value.spelt(&spelt),
            Some(_) => value.not_written(),
            None => value.closed(format!(
                "parameter `{}` allows no true value",
                declaration.name
            )),
        };
        // Before a list is split, since sentences name it as it is written.
        let is_secret = declaration.is_secret();
        let value = if is_secret {
            kept_back(value, declaration.node)
        } else {
            value
        };
        let value = if is_list { as_list(value) } else { value };
        // What is wrong with a secret would show it.
        if is_secret {
            value
        } else {
            value.converted(&mut |value| declaration.allowed(value, given.as_deref()))
        }
    }
}

/// What gives a value where no file does: `on the command line`.
fn given_elsewhere(value: &Resolved<Value>) -> Option<Arc<str>> {
    match &value.from().written.as_deref()?.place {
        Place::Given(at) => Some(at.clone()),
        _ => None,
    }
}

/// A value that its parameter does not echo: messages do not show it, and no place is named where it is written but the
/// default, of which the line is not shown (`Template::new` sees to that).
fn kept_back(mut value: Resolved<Value>, node: Option<&Node>) -> Resolved<Value> {
    if let Resolved::Varies { cases, .. } = &mut value {
        let bare = std::mem::take(cases);
        *cases = map_cases(bare, |value| kept_back(value, node));
    }
    let default = node.and_then(|node| node.get("Default"));
    let known = value.value().and_then(Value::as_text);
    let secrets: Vec<String> = known
        .into_iter()
        .chain(default.and_then(Node::scalar_text))
        .map(|text| format!("`{}`", quoted(&text)))
        .collect();
    let hidden = |message: &str| {
        let hide = |message: String, secret: &String| message.replace(secret, NOT_SHOWN);
        secrets.iter().fold(message.to_owned(), hide)
    };
    if let Resolved::Unknown { why, .. } = &mut value {
        *why = hidden(why);
    }
    let is_default = |span: Span| default.is_some_and(|default| default.span == span);
    let shows = |written: &Written| match written.place {
        Place::Text(span) => is_default(span),
        _ => false,
    };
    let from = value.from_mut();
    if !from.written.as_deref().is_some_and(shows) {
        from.set_written(None);
    }
    for hop in from.hops_mut() {
        let label = &mut hop.label;
        label.message = hidden(&label.message).into();
        label.span = label.span.filter(|span| is_default(*span));
    }
    value.private(Privacy::Sensitive)
}

/// A list parameter's value, be it in cases: of one text that is not known, one list is made.
fn as_list(value: Resolved<Value>) -> Resolved<Value> {
    if let Resolved::Varies { .. } = value {
        return value.in_cases(&mut as_list);
    }
    let made = made_of("list", &[&value]);
    value.and_then(&mut split_list).with_term(made)
}

/// A list parameter's value: given as one comma-separated string, its items trimmed.
fn split_list(value: Value) -> Resolved<Value> {
    match value.as_text() {
        Some(text) => Resolved::known(Value::List(
            text.split(',')
                .map(|item| Resolved::known(Value::Text(item.trim().to_owned())))
                .collect(),
        )),
        None => Resolved::known(value),
    }
}
