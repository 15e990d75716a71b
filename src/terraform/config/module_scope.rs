//! What the expressions of a module refer to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::expansion;
use super::instance::{Instance, Root};
use super::instance_keys::{Key, Keys};
use super::module::{STORED, TRAIL};
use super::stack_files::is_component;
use crate::paths::relative;
use crate::quote::quoted;
use crate::resolved::{Formula, Hop, Instance as Identity, Privacy, Resolved, Symbol, Term, Whose};
use crate::source::{SourceFile, Span};
use crate::terraform::data_files;
use crate::terraform::lang::eval::{evaluate, evaluate_requirement, type_of};
use crate::terraform::lang::for_good::for_good;
use crate::terraform::lang::scope::{Decoding, Scope};
use crate::terraform::lang::syntax::{Block, Body, Expression};
use crate::terraform::lang::types::Type;
use crate::terraform::lang::values::{Value, error, name_alone, path_text};

/// Why `terraform.applying` is not known.
const APPLYING: &str = "it is true only while Terraform applies";

/// The element that a `dynamic` block stands for, and the name it goes by.
#[derive(Clone, Copy)]
pub(crate) struct DynamicElement<'e> {
    pub(crate) name: &'e str,
    pub(crate) key: &'e Resolved<Value>,
    pub(crate) value: &'e Resolved<Value>,
    /// The element of the `dynamic` block around it.
    pub(crate) outer: Option<&'e DynamicElement<'e>>,
}

impl<'e> DynamicElement<'e> {
    /// The element that goes by a name, the innermost first.
    fn named(&'e self, name: &str) -> Option<&'e DynamicElement<'e>> {
        let mut elements = std::iter::successors(Some(self), |element| element.outer);
        elements.find(|element| element.name == name)
    }
}

/// A module instance as its expressions see it.
pub(crate) struct ModuleScope<'i, 'a> {
    pub(crate) instance: &'i Instance<'a>,
    pub(crate) key: &'i Key,
    pub(crate) element: Option<DynamicElement<'i>>,
}

impl Scope for ModuleScope<'_, '_> {
    fn owner(&self) -> Option<Arc<str>> {
        Some(self.instance.owner())
    }

    fn reference(&self, root: &str, path: &[&str], at: Span) -> (Resolved<Value>, usize) {
        let instance = self.instance;
        if let Some(element) = self.element_named(root) {
            return match path.first() {
                Some(&"key") => (element.key.clone(), 1),
                Some(&"value") => (element.value.clone(), 1),
                _ => unknown(format!("`{root}` alone is no value"), path),
            };
        }
        match (root, path.first()) {
            ("var", Some(&name)) => (instance.variable(name, at), 1),
            ("local", Some(&name)) => (instance.local(name, at), 1),
            (kind, _) if self.is_call(kind) => instance.module_reference(path, at),
            ("each", Some(&part)) => match (&self.key.each, part) {
                (Some((key, _)), "key") => (key.clone().via(self.key.hops.clone()), 1),
                (Some((_, value)), "value") => (value.clone().via(self.key.hops.clone()), 1),
                (_, "key" | "value") => self.of_no_instance("each", "for_each", path),
                _ => (for_good(error(part, "`each` has `key` and `value`")), 1),
            },
            ("count", Some(&"index")) => match self.key.index {
                Some(index) => (Resolved::known(Value::Number(index.into())), 1),
                None => self.of_no_instance("count", "count", path),
            },
            ("path", Some(&part)) => (self.path(part), 1),
            ("terraform" | "tofu", Some(&"workspace")) => self.workspace(path),
            ("terraform" | "tofu", Some(&"applying")) => {
                (ephemeral(Resolved::unknown(APPLYING)), 1)
            }
            ("data", Some(_)) if let Some(read) = instance.read_of_region(path) => read,
            ("data", Some(&kind)) => {
                let name = path.get(1).copied().unwrap_or_default();
                let address = format!("data.{kind}.{name}");
                if let Some(whole) = instance.as_a_whole(&address, path, 2) {
                    return whole;
                }
                instance.declared_outside("data source", &address, at, || {
                    let why = format!("`{address}` is read when Terraform runs");
                    instance.outside(root, path, why)
                })
            }
            (STORED, Some(_)) if let Some(stored) = instance.stored(path) => stored,
            (TRAIL, Some(_)) if let Some(argument) = instance.of_trail(path) => argument,
            // `resource.aws_x.y` is `aws_x.y`.
            ("resource", Some(&kind)) => {
                let (value, taken) = self.reference(kind, &path[1..], at);
                (value, taken + 1)
            }
            (kind @ ("ephemeral" | "self"), Some(&name)) => {
                let why = format!("`{kind}.{name}` is known only when Terraform runs");
                let (value, taken) = instance.outside(kind, path, why);
                let is_ephemeral = kind == "ephemeral";
                (
                    if is_ephemeral {
                        ephemeral(value)
                    } else {
                        value
                    },
                    taken,
                )
            }
            (kind, Some(&name)) => {
                let address = format!("{kind}.{name}");
                if let Some(whole) = instance.as_a_whole(&address, path, 1) {
                    return whole;
                }
                instance.declared_outside("resource", &address, at, || {
                    let why = format!("`{address}` is known only after apply");
                    instance.outside(kind, path, why)
                })
            }
            (name, None) => (for_good(name_alone(name)), 0),
        }
    }

    fn element(
        &self,
        root: &str,
        name: &str,
        key: &Value,
        then: &str,
        is_tried: bool,
    ) -> Option<Resolved<Value>> {
        let is_module = self.is_call(root) && self.element_named(root).is_none();
        if !is_module {
            return None;
        }
        let output = self.instance.module_output(name, key, then)?;
        Some(if is_tried {
            output.via(self.instance.expansion_of(name))
        } else {
            output
        })
    }

    fn type_of(&self, root: &str, name: &str) -> Option<Type> {
        match root {
            _ if self.element_named(root).is_some() => None,
            "var" => self.instance.type_of_variable(name),
            "local" => {
                let value = &self.instance.module.locals.get(name)?.value;
                type_of(value, self, self.instance.root.modules.sources)
            }
            _ => None,
        }
    }

    fn read_file(&self, path: &str) -> Result<Arc<SourceFile>, String> {
        let root = self.instance.root;
        let full = root
            .place_of_data(path)
            .ok_or_else(|| not_copied(path, root))?;
        data_files::load_data(&full, root.modules.sources, &root.budget)
    }

    fn read_bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        let root = self.instance.root;
        let full = root
            .place_of_data(path)
            .ok_or_else(|| not_copied(path, root))?;
        data_files::bytes(&full, root.modules.sources, &root.budget)
    }

    fn place_of_file(&self, path: &str) -> Result<Option<Span>, String> {
        let root = self.instance.root;
        match root.place_of_data(path) {
            Some(full) => data_files::place(&full, root.modules.sources),
            None => Ok(None),
        }
    }

    fn lost_file(&self, path: &str) -> Option<Span> {
        let root = self.instance.root;
        data_files::lost(&root.place_of_data(path)?, root.modules.sources)
    }

    fn files_below(&self, folder: &str) -> Result<Vec<String>, String> {
        let root = self.instance.root;
        let full = root.folder.join(folder);
        let mut found = data_files::below(&full, root.modules.sources, &root.budget)?;
        found.retain(|path| !root.lacks(Path::new(folder).join(path)));
        Ok(found)
    }

    fn take_steps(&self, steps: u32) -> bool {
        self.instance.root.budget.take(steps)
    }

    fn take_steps_of_decoding(&self, decoding: &Decoding<'_>, steps: u32) -> bool {
        let root = self.instance.root;
        decoding.take(steps, root.modules.sources, &root.budget)
    }

    fn decoded(
        &self,
        decoding: &Decoding<'_>,
        decode: &dyn Fn() -> Resolved<Value>,
    ) -> Resolved<Value> {
        self.instance.root.modules.decoded(decoding, decode)
    }

    fn working_folder(&self) -> Option<String> {
        path_text(&self.instance.root.folder).as_text()
    }
}

impl ModuleScope<'_, '_> {
    /// Whether calls are referred to by a name.
    fn is_call(&self, root: &str) -> bool {
        root == "module" || is_component(root) && self.instance.module.calls_as(root)
    }

    /// The element of a `dynamic` block that goes by a name.
    fn element_named(&self, name: &str) -> Option<&DynamicElement<'_>> {
        self.element.as_ref()?.named(name)
    }

    /// `each` or `count` where it is not known which instance it is, and where the block has no such instances, which is refused
    /// for good.
    ///
    /// Source: Terraform 1.11.4, "Reference to \"count\" in non-counted context" and the like.
    fn of_no_instance(&self, root: &str, by: &str, path: &[&str]) -> (Resolved<Value>, usize) {
        let name = format!("{root}.{}", path.first().copied().unwrap_or_default());
        let value = if let Some(why) = &self.key.hidden {
            Resolved::unknown(format!("`{name}` is not known, because {why}"))
        } else {
            let why = format!("there is no `{root}` in a block without `{by}`");
            for_good(error(name, why))
        };
        (value, path.len())
    }

    /// `path.module`, `path.root`, `path.cwd`. Terraform runs in the root module's folder.
    fn path(&self, part: &str) -> Resolved<Value> {
        let root = &self.instance.root.folder;
        let folder = match part {
            "module" => relative(root, &self.instance.module.folder),
            "root" => PathBuf::from("."),
            "cwd" => root.clone(),
            _ => return error(part, "`path` has `module`, `root` and `cwd`"),
        };
        Resolved::known(path_text(&folder))
    }

    fn workspace(&self, path: &[&str]) -> (Resolved<Value>, usize) {
        let Some(name) = &self.instance.root.workspace else {
            let why = "`terraform.workspace` is whatever workspace is selected";
            let symbol = Symbol::named("terraform.workspace", Identity::root(""));
            return (identified(Resolved::unknown(why), || symbol), path.len());
        };
        let label = Hop::value(
            None,
            format!("the workspace is given as `{}`", quoted(name)),
        );
        (Resolved::known(Value::Text(name.clone())).via([label]), 1)
    }
}

/// What is not known and ephemeral.
fn ephemeral(mut value: Resolved<Value>) -> Resolved<Value> {
    value.from_mut().privacy = Privacy::Ephemeral;
    value
}

/// A reference that is not known, however its path goes on.
fn unknown(why: String, path: &[&str]) -> (Resolved<Value>, usize) {
    (Resolved::unknown(why), path.len())
}

/// A value that is not known, as that of something that has but one.
pub(crate) fn identified(
    value: Resolved<Value>,
    symbol: impl FnOnce() -> Symbol,
) -> Resolved<Value> {
    value.or_term(|| Term::Symbol(symbol()))
}

impl Instance<'_> {
    /// What only Terraform's run tells: an attribute of a resource or of a data source. What may lie in the attribute is
    /// taken out of it as out of any value.
    fn outside(&self, root: &str, path: &[&str], why: String) -> (Resolved<Value>, usize) {
        let whole = if root == "data" { 3 } else { 2 };
        let path = &path[..path.len().min(whole)];
        let name = format!("{root}.{}", path.join("."));
        let symbol = || Symbol::named(name, self.identity.clone());
        (identified(Resolved::unknown(why), symbol), path.len())
    }

    /// What an expression of this module comes to, for one instance of the block it stands in.
    pub(crate) fn evaluate(&self, expression: &Expression, key: &Key) -> Resolved<Value> {
        self.evaluate_where(expression, key, &Formula::always())
    }

    /// The same where something is known to hold.
    pub(crate) fn evaluate_where(
        &self,
        expression: &Expression,
        key: &Key,
        holds: &Formula,
    ) -> Resolved<Value> {
        let scope = ModuleScope {
            instance: self,
            key,
            element: None,
        };
        evaluate(expression, &scope, self.root.modules.sources, holds)
    }

    /// Whether a condition of this module holds without which something is refused.
    pub(crate) fn evaluate_requirement(&self, condition: &Expression, key: &Key) -> Resolved<bool> {
        let scope = ModuleScope {
            instance: self,
            key,
            element: None,
        };
        evaluate_requirement(condition, &scope, self.root.modules.sources)
    }

    /// The same inside a `dynamic` block, where a name may stand for the element.
    pub(crate) fn evaluate_dynamic(
        &self,
        expression: &Expression,
        key: &Key,
        element: Option<DynamicElement<'_>>,
        holds: &Formula,
    ) -> Resolved<Value> {
        let scope = ModuleScope {
            instance: self,
            key,
            element,
        };
        evaluate(expression, &scope, self.root.modules.sources, holds)
    }

    /// The instances of a resource, each with whether there is it; one that is not created where there are none. `above` says
    /// whether the module's instance exists.
    pub(crate) fn each_of(
        &self,
        block: &Block,
        above: &Resolved<bool>,
    ) -> Vec<(Key, Resolved<bool>)> {
        let (keys, above) = self.expand(&block.body, &Key::default()).below(above);
        let each = keys.into_iter().map(|key| {
            let created = key.created(&above);
            (key, created)
        });
        each.collect()
    }

    /// The instances of a block of this module, for one instance of the block that it stands in.
    pub(crate) fn expand(&self, body: &Body, key: &Key) -> Keys {
        let evaluate = |expression: &Expression| self.evaluate(expression, key);
        let mut keys = expansion::keys(body, &evaluate);
        if let Keys::Undecided {
            created, perhaps, ..
        } = &mut keys
            && let Some(at) = created.from().at
        {
            let owner = self.owner();
            let exist = perhaps.iter_mut().filter_map(|key| key.exists.as_mut());
            for exists in exist.chain([created]) {
                exists.name_where(&|| Whose {
                    owner: Some(Arc::clone(&owner)),
                    at,
                });
            }
        }
        keys
    }
}

/// Why a file is not read, a clause without a full stop.
fn not_copied(path: &str, root: &Root<'_>) -> String {
    let name = root.modules.sources.name(&root.folder.join(path));
    format!("the file {name} is not there when the module is run: Terragrunt does not copy it")
}
