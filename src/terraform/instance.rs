//! A module in use: the root module, or a module at the end of a chain of calls, with its inputs.

mod provider;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use super::module::{Library, Module, literal};
use super::references::{Around, evaluate_constant, evaluate_in};
use super::syntax::{Block, Expression, Form};
use super::types;
use super::value::{Kept, Value, error};
use super::variables::Given;
use crate::diagnostic::Label;
use crate::resolved::{Evidence, Resolved};
use crate::source::Span;

/// How many module calls may lie in one another.
pub(super) const MAX_CALLS: usize = 20;

/// What holds for a whole root module.
pub(super) struct Root<'a> {
    pub(super) library: &'a Library<'a>,
    pub(super) folder: PathBuf,
    /// What is given for the root module's variables.
    pub(super) given: Given,
    pub(super) workspace: Option<String>,
    pub(super) assume_defaults: bool,
    /// The Region of providers that name none.
    pub(super) region: Option<String>,
    /// Folders of modules that are not local, by `folder of the root` and the call's key in `modules.json`.
    pub(super) installed: BTreeMap<String, PathBuf>,
    /// How many module instances have been made, so that calls with large counts end.
    pub(super) made: Cell<usize>,
    /// What all values kept by name take together.
    pub(super) kept: Kept,
}

/// The instance key of a resource or a module call.
#[derive(Clone, Debug, Default)]
pub(super) struct Key {
    /// `[0]`, `["a"]`, or nothing.
    pub(super) shown: String,
    pub(super) each: Option<(Value, Resolved<Value>)>,
    pub(super) index: Option<usize>,
}

/// One module of a root's tree.
pub(super) struct Instance<'a> {
    pub(super) root: &'a Root<'a>,
    pub(super) module: Arc<Module>,
    pub(super) caller: Option<Caller<'a>>,
    /// `module.audit["x"].`, or nothing for the root.
    pub(super) prefix: String,
    /// The path of call names, for `modules.json`.
    pub(super) path: Vec<String>,
    /// Regions by provider and alias: `aws`, `aws.audit`.
    pub(super) regions: BTreeMap<String, Resolved<String>>,
    cache: RefCell<HashMap<String, Resolved<Value>>>,
    open: RefCell<Vec<String>>,
}

/// Why the module at the end of a call is not at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    /// Its source is remote, and `terraform init` has not brought it.
    NotInstalled,
    /// Its source is a local folder without files of a module.
    NoFolder,
    /// Its source is an expression.
    NotLiteral,
    CallsItself,
    TooDeep,
}

/// The module call that an instance comes from.
#[derive(Clone, Copy)]
pub(super) struct Caller<'a> {
    pub(super) instance: &'a Instance<'a>,
    pub(super) call: &'a Block,
    pub(super) key: &'a Key,
}

impl<'a> Instance<'a> {
    pub(super) fn new(
        root: &'a Root<'a>,
        module: Arc<Module>,
        caller: Option<Caller<'a>>,
    ) -> Instance<'a> {
        let (prefix, path) = match &caller {
            Some(caller) => {
                let name = caller.call.labels.first().cloned().unwrap_or_default();
                let mut path = caller.instance.path.clone();
                path.push(name.clone());
                (
                    format!(
                        "{}module.{name}{}.",
                        caller.instance.prefix, caller.key.shown
                    ),
                    path,
                )
            }
            None => (String::new(), Vec::new()),
        };
        let mut instance = Instance {
            root,
            module,
            caller,
            prefix,
            path,
            regions: BTreeMap::new(),
            cache: RefCell::default(),
            open: RefCell::default(),
        };
        instance.regions = instance.provider_regions();
        instance
    }

    /// What an expression of this module comes to, for one instance of the block it stands in.
    pub(super) fn evaluate(&self, expression: &Expression, key: &Key) -> Resolved<Value> {
        self.evaluate_assuming(expression, key, &[])
    }

    /// The same where conditions are known to hold, by their text.
    pub(super) fn evaluate_assuming(
        &self,
        expression: &Expression,
        key: &Key,
        assumed: &[(String, bool)],
    ) -> Resolved<Value> {
        let around = Around {
            instance: self,
            key,
            iterator: None,
        };
        evaluate_in(expression, &around, self.root.library.sources, assumed)
    }

    /// The same inside a `dynamic` block, where a name stands for the element.
    pub(super) fn evaluate_dynamic(
        &self,
        expression: &Expression,
        key: &Key,
        iterator: (&str, &Value, &Resolved<Value>),
    ) -> Resolved<Value> {
        let around = Around {
            instance: self,
            key,
            iterator: Some(iterator),
        };
        evaluate_in(expression, &around, self.root.library.sources, &[])
    }

    /// Evaluates something by name once; a name that comes back to itself is an error, as in Terraform.
    fn named(&self, name: &str, make: &dyn Fn() -> Resolved<Value>) -> Resolved<Value> {
        if let Some(known) = self.cache.borrow().get(name) {
            return known.clone();
        }
        if self.open.borrow().iter().any(|open| open == name) {
            return error(name, "it refers to itself");
        }
        self.open.borrow_mut().push(name.to_owned());
        let value = self.root.kept.take(make());
        self.open.borrow_mut().pop();
        self.cache
            .borrow_mut()
            .insert(name.to_owned(), value.clone());
        value
    }

    pub(super) fn variable(&self, name: &str, at: Span) -> Resolved<Value> {
        let Some(declared) = self.module.variables.get(name) else {
            return self.undeclared("variable", name, at, self.module.variables.keys());
        };
        self.named(&format!("var.{name}"), &|| self.input(name, declared))
    }

    /// A variable's value: what the caller or the deployment gives, or its default.
    fn input(&self, name: &str, declared: &Block) -> Resolved<Value> {
        let kind = declared
            .body
            .attribute("type")
            .map_or(types::Type::Any, |attribute| match &attribute.value.form {
                Form::Hcl(expression) => types::parse(expression),
                Form::Json(node) => node
                    .as_str()
                    .and_then(|text| hcl::edit::parser::parse_expr(text).ok())
                    .map_or(types::Type::Any, |expression| types::parse(&expression)),
            });
        let sources = self.root.library.sources;
        let nullable = declared.body.attribute("nullable").is_none_or(|attribute| {
            evaluate_constant(&attribute.value, sources).value() != Some(&Value::Bool(false))
        });
        let as_expression = declared.body.attribute("type").is_some()
            && !matches!(
                kind,
                types::Type::Bool | types::Type::Number | types::Type::String
            );
        if let Some(given) = self.given(name, as_expression) {
            let is_null = given.value() == Some(&Value::Null);
            // Null overrides a default, unless the variable does not take it (`nullable = false`).
            if !is_null || nullable {
                return types::convert(given, &kind);
            }
        }
        let Some(default) = declared.body.attribute("default") else {
            return Resolved::Unknown {
                why: format!("variable `{name}` has no default and no value is given for it"),
                from: hop(
                    declared.header,
                    format!("variable `{name}` is declared without a default"),
                ),
            };
        };
        if declared.body.is_repeated("default") {
            return Resolved::Unknown {
                why: format!("the default of variable `{name}` is set more than once"),
                from: hop(default.value.span, "set again here"),
            };
        }
        let value = types::convert(evaluate_constant(&default.value, sources), &kind);
        let shown = value.value().map(Value::shown);
        if !self.root.assume_defaults && self.caller.is_none() {
            return Resolved::Unknown {
                why: format!("variable `{name}` has a default that a deployment may override"),
                from: hop(default.value.span, format!("default of variable `{name}`")),
            };
        }
        let message = match shown {
            Some(shown) => format!("variable `{name}` has default {shown}"),
            None => format!("default of variable `{name}`"),
        };
        value.via([Label::new(default.value.span, message)])
    }

    /// What is given for a variable from outside the module.
    fn given(&self, name: &str, as_expression: bool) -> Option<Resolved<Value>> {
        let Some(caller) = &self.caller else {
            return self.root.given.get(name, as_expression);
        };
        let argument = caller.call.body.attribute(name)?;
        let call = caller.call.labels.first().map_or("", String::as_str);
        let value = if caller.call.body.is_repeated(name) {
            Resolved::unknown(format!("module `{call}` is given `{name}` more than once"))
        } else {
            caller.instance.evaluate(&argument.value, caller.key)
        };
        Some(value.via([Label::new(
            argument.value.span,
            format!("module `{call}` is given `{name}` here"),
        )]))
    }

    pub(super) fn local(&self, name: &str, at: Span) -> Resolved<Value> {
        let Some(declared) = self.module.locals.get(name) else {
            return self.undeclared("local value", name, at, self.module.locals.keys());
        };
        self.named(&format!("local.{name}"), &|| {
            self.evaluate(&declared.value, &Key::default())
                .via([Label::new(
                    declared.value.span,
                    format!("local value `{name}`"),
                )])
        })
    }

    /// A name that nothing declares. In a module that could not be read whole it may stand in what is missing.
    fn undeclared<'n>(
        &self,
        what: &str,
        name: &str,
        at: Span,
        names: impl Iterator<Item = &'n String>,
    ) -> Resolved<Value> {
        if !self.module.unreadable.is_empty() {
            return Resolved::unknown(format!(
                "{what} `{name}` may be declared in what could not be read of the module"
            ));
        }
        let near = names
            .map(|other| (strsim::damerau_levenshtein(name, other), other))
            .filter(|(distance, other)| *distance <= (other.len().max(name.len()) / 3).max(1))
            .min();
        let mut why = format!("the module declares no {what} of that name");
        if let Some((_, near)) = near {
            why = format!("{why}; did you mean `{near}`?");
        }
        Resolved::Invalid {
            text: name.to_owned(),
            why,
            from: hop(at, "named here"),
        }
    }

    /// `module.NAME`: its outputs, by instance where the call has `count` or `for_each`.
    pub(super) fn module_reference(&self, path: &[&str]) -> (Resolved<Value>, usize) {
        let Some(&name) = path.first() else {
            return (Resolved::unknown("`module` alone is no value"), 0);
        };
        let Some(call) = self
            .module
            .calls
            .iter()
            .find(|call| call.labels.first().is_some_and(|label| label == name))
        else {
            return (
                Resolved::unknown(format!("no module call `{name}` was read")),
                path.len(),
            );
        };
        let repeated = ["count", "for_each"]
            .iter()
            .any(|meta| call.body.attribute(meta).is_some());
        let module = match self.called(call) {
            Ok(module) => module,
            Err(absent) => {
                let why = match absent {
                    Absent::NotInstalled => {
                        "the source of module `{name}` is not local and not installed"
                    }
                    Absent::NoFolder => {
                        "the source of module `{name}` is a folder that is not there"
                    }
                    Absent::NotLiteral => "the source of module `{name}` is not a plain string",
                    Absent::CallsItself => "module `{name}` calls itself",
                    Absent::TooDeep => "the module calls are nested too deeply to follow",
                };
                return (Resolved::unknown(why.replace("{name}", name)), path.len());
            }
        };
        if self.path.len() >= MAX_CALLS || !self.root.take_one() {
            return (
                Resolved::unknown("the module calls are nested too deeply to follow"),
                path.len(),
            );
        }
        match (repeated, path.get(1)) {
            (false, Some(&output)) => {
                let name = format!("module.{name}.{output}");
                let value = self.named(&name, &|| {
                    self.output(&module, call, &Key::default(), output)
                });
                (value, 2)
            }
            (false, None) => {
                let value = self.named(&format!("module.{name}"), &|| {
                    self.outputs(&module, call, &Key::default())
                });
                (value, 1)
            }
            (true, _) => {
                let value = self.named(&format!("module.{name}"), &|| {
                    let keys = match super::existence::keys(self, &call.body, &Key::default()) {
                        super::existence::Keys::Known(keys) => keys,
                        super::existence::Keys::Undecided { why, .. } => {
                            return Resolved::unknown(why);
                        }
                    };
                    let by_index = call.body.attribute("count").is_some();
                    let each = keys.iter().map(|key| self.outputs(&module, call, key));
                    Resolved::known(if by_index {
                        Value::List(each.collect())
                    } else {
                        Value::Object(
                            keys.iter()
                                .map(|key| {
                                    key.each
                                        .as_ref()
                                        .and_then(|(key, _)| key.as_text())
                                        .unwrap_or_default()
                                })
                                .zip(each)
                                .collect(),
                        )
                    })
                });
                (value, 1)
            }
        }
    }

    fn output(&self, module: &Arc<Module>, call: &Block, key: &Key, name: &str) -> Resolved<Value> {
        let child = Instance::new(
            self.root,
            Arc::clone(module),
            Some(Caller {
                instance: self,
                call,
                key,
            }),
        );
        match module
            .outputs
            .get(name)
            .and_then(|output| output.body.attribute("value"))
        {
            Some(value) => child
                .evaluate(&value.value, &Key::default())
                .via([Label::new(
                    value.value.span,
                    format!("output `{name}` of the module"),
                )]),
            None => Resolved::unknown(format!("the module has no output `{name}`")),
        }
    }

    fn outputs(&self, module: &Arc<Module>, call: &Block, key: &Key) -> Resolved<Value> {
        Resolved::known(Value::Object(
            module
                .outputs
                .keys()
                .map(|name| (name.clone(), self.output(module, call, key, name)))
                .collect(),
        ))
    }

    /// The module that a call leads to, where its code is at hand: below the root in a local folder, or installed by
    /// `terraform init`.
    pub(super) fn called(&self, call: &Block) -> Result<Arc<Module>, Absent> {
        let source = literal(call, "source").ok_or(Absent::NotLiteral)?;
        let folder = if source.starts_with("./")
            || source.starts_with("../")
            || source == "."
            || source == ".."
        {
            self.module.folder.join(&source)
        } else {
            let mut key = self.path.clone();
            key.extend(call.labels.first().cloned());
            self.root
                .installed
                .get(&key.join("."))
                .ok_or(Absent::NotInstalled)?
                .clone()
        };
        let folder = crate::paths::lexical(&folder);
        let above = std::iter::successors(Some(self), |instance| {
            instance.caller.as_ref().map(|caller| caller.instance)
        });
        let mut seen = 0;
        for instance in above {
            // A module that calls itself never ends; Terraform refuses it.
            if instance.module.folder == folder {
                return Err(Absent::CallsItself);
            }
            seen += 1;
        }
        if seen > MAX_CALLS {
            return Err(Absent::TooDeep);
        }
        let module = self.root.library.module(&folder);
        if module.sources.is_empty() {
            return Err(Absent::NoFolder);
        }
        Ok(module)
    }
}

impl Root<'_> {
    /// The Region that is given from outside, or nothing.
    pub(super) fn region_given(&self) -> Resolved<String> {
        match &self.region {
            Some(region) => Resolved::known(region.clone()).via([Label::new(
                None,
                format!("the Region is given as `{region}`"),
            )]),
            None => Resolved::unset(),
        }
    }

    /// Counts one more module instance; false when there have been too many.
    pub(super) fn take_one(&self) -> bool {
        const MAX_INSTANCES: usize = 5_000;
        self.made.set(self.made.get() + 1);
        self.made.get() <= MAX_INSTANCES
    }
}

pub(super) fn hop(span: Span, message: impl Into<String>) -> Evidence {
    Evidence {
        at: None,
        hops: vec![Label::new(span, message)],
    }
}
