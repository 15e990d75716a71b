//! A module in use: the root module, or a module at the end of a chain of calls, with its inputs.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::expansion::Key;
use super::limits::MAX_MODULE_INSTANCES;
use super::module::Module;
use super::module_cache::ModuleCache;
use super::root_inputs::InputValues;
use crate::resolved::{Hop, Resolved};
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::{Kept, Value, error};

/// What holds for a whole root module.
pub(crate) struct Root<'a> {
    pub(crate) modules: &'a ModuleCache<'a>,
    pub(crate) folder: PathBuf,
    /// What is given for the root module's variables.
    pub(crate) inputs: InputValues,
    pub(crate) workspace: Option<String>,
    pub(crate) assume_defaults: bool,
    /// The Region of providers that name none.
    pub(crate) region: Option<String>,
    /// Folders of modules that are not local, by `folder of the root` and the call's key in `modules.json`.
    pub(crate) installed: BTreeMap<String, PathBuf>,
    /// How many module instances have been made, so that calls with large counts end.
    pub(crate) made: Cell<usize>,
    /// What all values kept by name take together.
    pub(crate) kept: Kept,
}

/// One module of a root's tree.
pub(crate) struct Instance<'a> {
    pub(crate) root: &'a Root<'a>,
    pub(crate) module: Arc<Module>,
    pub(crate) caller: Option<Caller<'a>>,
    /// `module.audit["x"].`, or nothing for the root.
    pub(crate) prefix: String,
    /// The path of call names, for `modules.json`.
    pub(crate) path: Vec<String>,
    /// Regions by provider and alias: `aws`, `aws.audit`.
    pub(crate) regions: BTreeMap<String, Resolved<String>>,
    cache: RefCell<HashMap<String, Resolved<Value>>>,
    open: RefCell<Vec<String>>,
}

/// The module call that an instance comes from.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'a> {
    pub(crate) instance: &'a Instance<'a>,
    pub(crate) call: &'a Block,
    pub(crate) key: &'a Key,
}

impl<'a> Instance<'a> {
    pub(crate) fn new(
        root: &'a Root<'a>,
        module: Arc<Module>,
        caller: Option<Caller<'a>>,
    ) -> Instance<'a> {
        let (prefix, path) = match &caller {
            Some(caller) => {
                let name = caller.call.name().to_owned();
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

    /// Evaluates something by name once; a name that comes back to itself is an error, as in Terraform.
    pub(crate) fn named(&self, name: &str, make: &dyn Fn() -> Resolved<Value>) -> Resolved<Value> {
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
}

impl<'a> Root<'a> {
    /// A root of which no more is known than what it is given.
    pub(crate) fn given(
        modules: &'a ModuleCache<'a>,
        folder: &Path,
        inputs: InputValues,
    ) -> Root<'a> {
        Root {
            modules,
            folder: folder.to_owned(),
            inputs,
            workspace: None,
            assume_defaults: true,
            region: None,
            installed: BTreeMap::new(),
            made: Cell::new(0),
            kept: Kept::default(),
        }
    }

    /// The Region that is given from outside, or nothing.
    pub(crate) fn region_given(&self) -> Resolved<String> {
        match &self.region {
            Some(region) => Resolved::known(region.clone()).via([Hop::value(
                None,
                format!("the Region is given as `{region}`"),
            )]),
            None => Resolved::unset(),
        }
    }

    /// Counts one more module instance; false when there have been too many.
    pub(crate) fn take_one(&self) -> bool {
        self.made.set(self.made.get() + 1);
        self.made.get() <= MAX_MODULE_INSTANCES
    }
}
