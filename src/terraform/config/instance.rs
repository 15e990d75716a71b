//! A module in use: the root module, or a module at the end of a chain of calls, with its inputs.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::assumed::{Assumed, TriedAt};
use super::converted::Converted;
use super::instance_keys::{Key, Keys};
use super::laid_over::{CopiedFrom, LaidOver};
use super::manifest::Installed;
use super::module::Module;
use super::module_cache::ModuleCache;
use super::provider_references::Passed;
use super::root_inputs::InputValues;
use super::stack_files::is_component;
use super::validation::Outcome;
use super::value_reader::ValueReader;
use crate::budget::Budget;
use crate::cut::cut_between;
use crate::diagnostic::Unreadable;
use crate::limits::MAX_BYTES_OF_WAY;
use crate::model::GivenRegion;
use crate::resolved::{Assumption, Defaults, Hop, Instance as Identity, Resolved};
use crate::source::Span;
use crate::terraform::lang::for_good::for_good;
use crate::terraform::lang::kept::Kept;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::{Value, itself};
use crate::terraform::limits::{
    MAX_ENTERED_INSTANCES, MAX_INSTANCES_LOOKED_AT, MAX_WEIGHT_OF_JUDGED, MIN_STEPS_OF_UNIT,
    module_instances_of_one_in,
};

/// What holds for a whole root module.
pub(crate) struct Root<'a> {
    pub(crate) modules: &'a ModuleCache<'a>,
    pub(crate) folder: PathBuf,
    /// What is given for the root module's variables.
    pub(crate) inputs: InputValues,
    pub(crate) workspace: Option<String>,
    /// Which defaults count.
    pub(crate) defaults: Defaults,
    /// The Region of providers that name none.
    pub(crate) region: Option<GivenRegion>,
    /// Why the Regions of its providers are not what its code says, a clause, and where that is decided.
    pub(crate) open_region: Option<(String, Span)>,
    /// Whether something that runs it adds files to it: what it does not declare may be declared there.
    pub(crate) generates_files: bool,
    /// Whether nothing says that it is run as it stands: who runs it may add what it does not declare.
    pub(crate) may_lack_variables: bool,
    /// Why files of it may not be known, a clause.
    pub(crate) open_files: Option<String>,
    /// The folder that it is copied with before it is run, where it is.
    pub(crate) copied_from: Option<CopiedFrom>,
    /// The folder whose files are copied over its own before it is run.
    pub(crate) laid_over: Option<LaidOver>,
    /// The Region that Terragrunt puts into the environment.
    pub(crate) region_of_unit: Option<Resolved<String>>,
    /// Modules that are not local, by the call's key in `modules.json`.
    pub(crate) installed: BTreeMap<String, Installed>,
    /// What all expressions below it may take together.
    pub(crate) budget: Budget,
    /// How many module instances of it are judged.
    pub(crate) most_instances: usize,
    /// How many have been.
    judged: Cell<usize>,
    /// How many module instances were looked at for what belongs together in several.
    looked_at: Cell<usize>,
    /// Whether something that is sought may be in the modules at the end of calls, or below.
    pub(crate) reached: RefCell<HashMap<(&'static str, Vec<String>), bool>>,
    /// The modules that something is asked for and that cannot be read as a whole, by their folders.
    broken: RefCell<BTreeMap<PathBuf, Arc<Module>>>,
    /// The module instances that were entered, by their caller, its call and their key; the root is none of them.
    entered: RefCell<HashMap<(InstanceId, String, String), InstanceId>>,
    /// What names stand for, by the instance they stand in.
    values: RefCell<HashMap<(InstanceId, String), Resolved<Value>>>,
    /// The names that are being evaluated.
    open: RefCell<HashSet<(InstanceId, String)>>,
    /// The instances of module calls, by the instance the call stands in.
    keys: RefCell<HashMap<(InstanceId, String), Rc<Keys>>>,
    /// What the validations of variables come to, by the instance the variable stands in.
    outcomes: RefCell<HashMap<(InstanceId, String), Outcomes>>,
    /// What validations leave of a variable if it is a constant.
    tried: RefCell<HashMap<TriedAt, Option<Assumption>>>,
    /// What is assumed of the instance that was looked at last, and of those above it.
    pub(super) assumed: RefCell<Vec<(InstanceId, Rc<Assumed>)>>,
    /// The variable that stands for another value than its own for the time being.
    supposed: RefCell<Option<(InstanceId, String, Resolved<Value>)>>,
    /// The instances of provider configurations, by the instance that these stand in.
    pub(super) keys_of_providers: RefCell<HashMap<(InstanceId, String), KeysByName>>,
    /// What module calls pass in their `providers`.
    pub(super) passed_providers: RefCell<HashMap<InstanceId, Passed>>,
    /// What the types of variables make of collections.
    pub(super) converted: Converted,
    /// What all values kept by name take together.
    kept: Kept,
    /// How much that is when those of instances that were judged are let go.
    let_go_at: Cell<usize>,
}

/// Tells the module instances of one root apart. Each way to an instance leads to one id.
pub(crate) type InstanceId = usize;

/// The keys of a block, by what tells them apart.
type KeysByName = Rc<BTreeMap<String, Key>>;

/// What each validation of a variable comes to.
type Outcomes = Rc<[Outcome]>;

/// One module of a root's tree.
pub(crate) struct Instance<'a> {
    pub(crate) root: &'a Root<'a>,
    pub(crate) id: InstanceId,
    pub(crate) module: Arc<Module>,
    pub(crate) caller: Option<Caller<'a>>,
    /// Which of a root's module instances it is.
    pub(crate) identity: Identity,
    /// `module.audit["x"].`, or nothing for the root. It is cut where it is long: what tells instances apart is `id`.
    pub(crate) prefix: String,
    /// The path of call names, for `modules.json`.
    pub(crate) path: Vec<String>,
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
        let (prefix, path, identity) = if let Some(caller) = &caller {
            let above = caller.instance;
            let (name, key) = (caller.call.name(), &caller.key.shown);
            let mut path = above.path.clone();
            path.push(name.to_owned());
            // The modules of components are root modules.
            let prefix = if is_component(&caller.call.kind) {
                above.prefix.clone()
            } else {
                cut_between(
                    format!("{}module.{name}{key}.", above.prefix),
                    MAX_BYTES_OF_WAY,
                )
            };
            (
                prefix,
                path,
                above.identity.below(name).below(caller.key.identity()),
            )
        } else {
            let folder = root.folder.to_string_lossy();
            (String::new(), Vec::new(), Identity::root(folder))
        };
        let id = match &caller {
            Some(caller) => {
                let call = caller.call.name();
                // One call may be judged with several of them.
                let stated = module.stated_in.map(|_| module.folder.to_string_lossy());
                let call = stated.map_or_else(|| call.to_owned(), |of| format!("{call} {of}"));
                root.enter(caller.instance.id, &call, caller.key)
            }
            None => 0,
        };
        let instance = Instance {
            root,
            id,
            module,
            caller,
            identity,
            prefix,
            path,
        };
        instance.hide_sensitive();
        instance
    }

    /// Keeps what is given for sensitive variables from being shown, whether or not anything turns out to need it.
    fn hide_sensitive(&self) {
        let sources = self.root.modules.sources;
        for name in &self.module.sensitive {
            match &self.caller {
                Some(caller) => {
                    let argument = caller.call.body.attribute(name);
                    if let Some(span) = argument.map(|argument| argument.value.span) {
                        sources.get(span.source).hide(span.range());
                    }
                }
                None => self.root.inputs.hide(name, self.root.value_reader()),
            }
        }
    }

    /// It as a sentence names it.
    pub(crate) fn owner(&self) -> Arc<str> {
        match self.prefix.trim_end_matches('.') {
            "" => "the root module".into(),
            path => format!("`{path}`").into(),
        }
    }

    /// The module calls that lead to it, its own first, each with what overrides it.
    pub(crate) fn calls(&self) -> Vec<Span> {
        let caller = |instance: &Caller<'a>| instance.instance.caller;
        std::iter::successors(self.caller, caller)
            .flat_map(|caller| caller.call.places())
            .collect()
    }

    /// Whether it lies below a call of another instance, be it in modules that are called there.
    pub(crate) fn is_below(&self, above: InstanceId, call: &str) -> bool {
        let next = |caller: &Caller<'a>| caller.instance.caller;
        std::iter::successors(self.caller, next)
            .any(|caller| caller.instance.id == above && caller.call.name() == call)
    }

    /// Evaluates something by name once; a name that comes back to itself is an error, as in Terraform.
    pub(crate) fn named(&self, name: &str, make: &dyn Fn() -> Resolved<Value>) -> Resolved<Value> {
        let at = (self.id, name.to_owned());
        if let Some(known) = self.root.values.borrow().get(&at) {
            return known.clone();
        }
        if !self.root.open.borrow_mut().insert(at.clone()) {
            return for_good(itself(name));
        }
        let value = self.root.kept.take(for_good(make()));
        self.root.open.borrow_mut().remove(&at);
        self.root.values.borrow_mut().insert(at, value.clone());
        value
    }

    /// What the validations of a variable come to, found once; nothing while they are being looked at.
    pub(super) fn outcomes_of(
        &self,
        name: &str,
        find: &dyn Fn() -> Vec<Outcome>,
    ) -> Option<Rc<[Outcome]>> {
        let at = (self.id, name.to_owned());
        if let Some(known) = self.root.outcomes.borrow().get(&at) {
            return Some(Rc::clone(known));
        }
        let open = (self.id, format!("validation of var.{name}"));
        if !self.root.open.borrow_mut().insert(open.clone()) {
            return None;
        }
        let outcomes: Rc<[Outcome]> = find().into();
        self.root.open.borrow_mut().remove(&open);
        let mut known = self.root.outcomes.borrow_mut();
        known.insert(at, Rc::clone(&outcomes));
        Some(outcomes)
    }

    /// What something comes to while a variable stands for another value than its own. Nothing of it is kept. `None` while
    /// another one does.
    pub(super) fn supposing<R>(
        &self,
        name: &str,
        value: Resolved<Value>,
        find: impl FnOnce() -> R,
    ) -> Option<R> {
        let root = self.root;
        if root.supposed.borrow().is_some() {
            return None;
        }
        root.supposed
            .replace(Some((self.id, name.to_owned(), value)));
        let (values, open) = (root.values.take(), root.open.take());
        let (keys, outcomes) = (root.keys.take(), root.outcomes.take());
        let of_providers = root.keys_of_providers.take();
        let found = find();
        root.values.replace(values);
        root.open.replace(open);
        root.keys.replace(keys);
        root.outcomes.replace(outcomes);
        root.keys_of_providers.replace(of_providers);
        root.supposed.take();
        Some(found)
    }

    /// What validations leave of a variable if it is a constant, found once.
    pub(super) fn tried_once(
        &self,
        at: TriedAt,
        find: &dyn Fn(&TriedAt) -> Option<Assumption>,
    ) -> Option<Assumption> {
        if let Some(known) = self.root.tried.borrow().get(&at) {
            return known.clone();
        }
        let found = find(&at);
        self.root.tried.borrow_mut().insert(at, found.clone());
        found
    }

    /// The value that a variable stands for instead of its own.
    pub(super) fn supposed(&self, name: &str) -> Option<Resolved<Value>> {
        let supposed = self.root.supposed.borrow();
        let (instance, of, value) = supposed.as_ref()?;
        (*instance == self.id && of == name).then(|| value.clone())
    }

    /// Whether a name is being evaluated.
    pub(super) fn is_open(&self, name: &str) -> bool {
        self.root
            .open
            .borrow()
            .contains(&(self.id, name.to_owned()))
    }

    /// The instances of a module call, found once.
    pub(crate) fn keys_of(&self, call: &Block) -> Rc<Keys> {
        let at = (self.id, call.name().to_owned());
        if let Some(known) = self.root.keys.borrow().get(&at) {
            return Rc::clone(known);
        }
        let open = (self.id, format!("module.{}", call.name()));
        if !self.root.open.borrow_mut().insert(open.clone()) {
            return Rc::new(Keys::Undecided {
                why: format!("how often module `{}` exists refers to itself", call.name()),
                created: Resolved::unknown("it refers to itself"),
                is_first: false,
                perhaps: Vec::new(),
            });
        }
        let keys = Rc::new(self.expand(&call.body, &Key::default()));
        self.root.open.borrow_mut().remove(&open);
        self.root.keys.borrow_mut().insert(at, Rc::clone(&keys));
        keys
    }
}

impl<'a> Root<'a> {
    /// What files of values are read with.
    pub(super) fn value_reader(&self) -> ValueReader<'_> {
        ValueReader {
            modules: self.modules,
            budget: &self.budget,
        }
    }

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
            defaults: Defaults::assumed(true),
            region: None,
            open_region: None,
            generates_files: false,
            may_lack_variables: false,
            open_files: None,
            region_of_unit: None,
            copied_from: None,
            laid_over: None,
            installed: BTreeMap::new(),
            budget: Budget::of(MIN_STEPS_OF_UNIT),
            most_instances: module_instances_of_one_in(1),
            judged: Cell::new(0),
            looked_at: Cell::new(0),
            reached: RefCell::default(),
            broken: RefCell::default(),
            entered: RefCell::default(),
            values: RefCell::default(),
            open: RefCell::default(),
            keys: RefCell::default(),
            outcomes: RefCell::default(),
            supposed: RefCell::default(),
            tried: RefCell::default(),
            assumed: RefCell::default(),
            keys_of_providers: RefCell::default(),
            passed_providers: RefCell::default(),
            converted: Converted::default(),
            kept: Kept::default(),
            let_go_at: Cell::new(MAX_WEIGHT_OF_JUDGED),
        }
    }

    /// The Region that is given from outside, or nothing.
    pub(crate) fn region_given(&self) -> Resolved<String> {
        if let Some((why, at)) = &self.open_region {
            return Resolved::unknown(why).via([Hop::chose(*at, "it is made here")]);
        }
        match (&self.region, &self.region_of_unit) {
            (Some(region), _) => region.value(self.modules.sources),
            (None, Some(region)) => region.clone(),
            (None, None) => Resolved::unset(),
        }
    }

    /// Where a file lies that is read by its path from the folder that the root is run in; `None` where it is not copied there.
    pub(crate) fn place_of_data(&self, path: &str) -> Option<PathBuf> {
        let full = self.folder.join(path);
        let over = self.laid_over.as_ref();
        let over = over.and_then(|over| over.instead_of(&full, &self.folder, self.modules.sources));
        over.or_else(|| (!self.lacks(path)).then_some(full))
    }

    /// Whether what lies at a path from the root's folder is not in the copy of that which is run.
    pub(crate) fn lacks(&self, path: impl AsRef<Path>) -> bool {
        let path = path.as_ref();
        // By its whole path the file itself is meant.
        let copied_from = self.copied_from.as_ref().filter(|_| path.is_relative());
        copied_from.is_some_and(|copied_from| copied_from.lacks(&self.folder.join(path)))
    }

    /// Keeps in mind a module that something is asked for and that cannot be read as a whole.
    pub(super) fn note_broken(&self, module: &Arc<Module>) {
        let mut broken = self.broken.borrow_mut();
        broken.insert(module.folder.clone(), Arc::clone(module));
    }

    /// What cannot be read of such modules.
    pub(crate) fn asked_and_broken(&self) -> Vec<Unreadable> {
        let broken = self.broken.borrow();
        let broken = broken.values().flat_map(|module| &module.unreadable);
        broken.cloned().collect()
    }

    /// Counts one more module instance that is judged; false when there have been too many.
    pub(crate) fn take_one(&self) -> bool {
        self.judged.set(self.judged.get() + 1);
        self.judged.get() <= self.most_instances
    }

    /// Whether there can be no more of them.
    pub(crate) fn has_taken_all(&self) -> bool {
        self.judged.get() >= self.most_instances
    }

    /// Lets go, where it is much, what names stand for in the instances that were judged: all but this one and those above it.
    /// What is asked for again is found again.
    pub(crate) fn let_go_below(&self, instance: &Instance<'a>) {
        if self.kept.weight() <= self.let_go_at.get() {
            return;
        }
        let above = std::iter::successors(Some(instance), |below| {
            below.caller.as_ref().map(|caller| caller.instance)
        });
        let stay: HashSet<InstanceId> = above.map(|instance| instance.id).collect();
        let mut values = self.values.borrow_mut();
        values.retain(|(id, _), _| stay.contains(id));
        self.kept.keep(values.values());
        // What stays would be counted again and again.
        let next = MAX_WEIGHT_OF_JUDGED.max(2 * self.kept.weight());
        self.let_go_at.set(next);
    }

    /// Counts one more module instance that is looked at; false when there have been too many.
    pub(crate) fn look_at_one(&self) -> bool {
        self.looked_at.set(self.looked_at.get() + 1);
        self.looked_at.get() <= MAX_INSTANCES_LOOKED_AT
    }

    /// Whether an instance of a call can still be entered for its outputs.
    pub(crate) fn may_enter(&self, caller: InstanceId, call: &str, key: &Key) -> bool {
        let entered = self.entered.borrow();
        entered.len() < MAX_ENTERED_INSTANCES
            || entered.contains_key(&(caller, call.to_owned(), key.identity()))
    }

    fn enter(&self, caller: InstanceId, call: &str, key: &Key) -> InstanceId {
        let mut entered = self.entered.borrow_mut();
        let next = entered.len() + 1;
        *entered
            .entry((caller, call.to_owned(), key.identity()))
            .or_insert(next)
    }
}
