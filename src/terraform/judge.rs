//! Judges one root module with everything it calls.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config::instance::{Instance, Root};
use super::config::module::Module;
use super::config::module_cache::ModuleCache;
use super::config::root_inputs::InputValues;
use super::config::tree::Tree;
use super::config::value_files::automatic_files;
use super::config::value_reader::ValueReader;
use super::limits::module_instances_of_one_in;
use super::made_trails::MadeTexts;
use super::more_than_judged::{generated, most_deployments, not_deployed, not_known};
use super::open_placeholders::open_placeholders;
use super::options::{Options, RootDeployment};
use super::root_module::{RootModule, within};
use super::root_values::Prepared;
use super::walk::{Gathered, Walk};
use super::{terragrunt, untaken_values};
use crate::budget::Budget;
use crate::cloudformation::Deployer;
use crate::diagnostic::{Label, Problem, Unreadable};
use crate::discover::Unseen;
use crate::model::{Account, Judged, Remark, Trail, Trails, Unread, Verdict, look_behind_defaults};
use crate::resolved::Defaults;
use crate::source::Span;

/// What all roots of a run share.
pub(super) struct RootJudge<'a> {
    pub(super) modules: &'a ModuleCache<'a>,
    pub(super) options: &'a Options,
    /// Folders from which a trail can be reached.
    pub(super) relevant: &'a BTreeSet<PathBuf>,
    pub(super) tree: &'a Tree<'a>,
    /// Files that mention a trail: they must not pass as clean when they cannot be read.
    pub(super) broken_matters: &'a HashSet<&'a Path>,
    pub(super) deployer: &'a Deployer<'a>,
    pub(super) units: &'a terragrunt::Shared<'a>,
    /// Where files that cannot be read call the relevant folders, by the folder.
    pub(super) lost_callers: &'a BTreeMap<PathBuf, Vec<Span>>,
}

/// What a root comes to.
#[derive(Default)]
pub(super) struct OfRoot {
    pub(super) judged: Judged,
    /// The folders of the modules that it accounts for.
    pub(super) accounted_for: BTreeSet<PathBuf>,
    /// The files of templates that it deploys.
    pub(super) deployed: BTreeSet<PathBuf>,
    /// What is said of inputs of its Terragrunt unit that mean a variable by a wrong name.
    pub(super) untaken: Vec<Remark>,
}

impl RootJudge<'_> {
    /// What a root comes to. `roots` is how many of them are judged, and share what a run has.
    pub(super) fn judge(&self, root: &RootModule, roots: usize, budget: &Budget) -> OfRoot {
        let mut out = OfRoot::default();
        let mut deployments: Vec<&RootDeployment> = self
            .options
            .deployments
            .iter()
            .filter(|deployment| root.is_meant_by(deployment))
            .collect();
        let most = most_deployments(&deployments, roots, self.modules.sources);
        let beyond = deployments.split_off(deployments.len().min(most));
        let shares = roots.saturating_mul(deployments.len().max(1));
        let prepared = Prepared {
            root,
            module: self.module_of(root),
            given: root.terragrunt.as_ref().map(|unit| unit.inputs(self.units)),
        };
        if deployments.is_empty() {
            let of_root = (&prepared, None);
            let rest = budget.rest();
            budget.settle(&self.judge_deployment(of_root, shares, rest, &mut out));
        }
        for (at, deployment) in deployments.iter().enumerate() {
            let part = budget.part(deployments.len() - at);
            let of_root = (&prepared, Some(*deployment));
            budget.settle(&self.judge_deployment(of_root, shares, part, &mut out));
        }
        let of_root = (root.folder.as_path(), prepared.module.sources.as_slice());
        let beyond = not_deployed(of_root, &beyond, self.modules.sources);
        out.judged.accounts.extend(beyond);
        out.judged.accounts.shrink_to_fit();
        let has_trails = |account: &Account| !account.trails.is_empty();
        if let Some(given) = &prepared.given
            && out.judged.accounts.iter().any(has_trails)
        {
            out.untaken = untaken_values::of_unit(root, given, self.modules);
        }
        if root.is_beside_others {
            self.keep_what_is_open(root, &mut out.judged);
        }
        out.accounted_for.insert(root.run_in().clone());
        let units = root.terragrunt.iter();
        let copied_from = units.flat_map(|unit| &unit.added.copied_from);
        out.accounted_for.extend(copied_from.cloned());
        out
    }

    /// The trails of a root with other defaults. What they take is taken of the budget of `context`.
    fn judge_again(
        &self,
        (prepared, deployment): (&Prepared<'_>, Option<&RootDeployment>),
        most_trails: usize,
        context: &Root<'_>,
        defaults: Defaults,
    ) -> Trails {
        let Prepared { root, module, .. } = prepared;
        let inputs = self.inputs((prepared, deployment), &context.budget);
        let mut again = self.context_of(root, deployment, inputs);
        again.budget = context.budget.rest();
        again.defaults = defaults;
        again.most_instances = context.most_instances;
        let instance = Instance::new(&again, Arc::clone(module), None);
        let gathered = self.walk().of_root(&instance, &root.is_run(), most_trails);
        context.budget.settle(&again.budget);
        let trails = gathered.trails.into_iter().map(|(_, trail)| trail);
        trails.collect()
    }

    /// What a root is given in a deployment. What is read for that leaves steps to judge its trails by.
    fn inputs(
        &self,
        (prepared, deployment): (&Prepared<'_>, Option<&RootDeployment>),
        budget: &Budget,
    ) -> InputValues {
        let part = budget.part(2);
        let reader = ValueReader {
            modules: self.modules,
            budget: &part,
        };
        let inputs = prepared.inputs(deployment, self.options, reader);
        budget.settle(&part);
        inputs
    }

    /// Adds what a root comes to in one deployment; hands back what is left of the budget.
    fn judge_deployment(
        &self,
        (prepared, deployment): (&Prepared<'_>, Option<&RootDeployment>),
        shares: usize,
        budget: Budget,
        out: &mut OfRoot,
    ) -> Budget {
        let Prepared { root, module, .. } = prepared;
        let judged = &mut out.judged;
        let mut inputs = self.inputs((prepared, deployment), &budget);
        judged.problems.append(&mut inputs.problems);
        judged.parsed.extend(&inputs.sources);
        let mut unreadable = std::mem::take(&mut inputs.unreadable);
        let mut context = self.context_of(root, deployment, inputs);
        context.budget = budget;
        context.most_instances = module_instances_of_one_in(shares);
        let instance = Instance::new(&context, Arc::clone(module), None);
        let most_trails = context.budget.trails_left();
        let mut gathered = self.walk().of_root(&instance, &root.is_run(), most_trails);
        context.budget.take_trails(most_trails - gathered.left());
        gathered.trails.extend(generated(root));
        let mut again = |defaults: Defaults| {
            self.judge_again((prepared, deployment), most_trails, &context, defaults)
        };
        let trails = gathered.trails.iter_mut().map(|(_, trail)| trail.as_mut());
        look_behind_defaults(trails.collect(), &mut again);
        if self.is_given_nothing(root, deployment) {
            open_placeholders(&instance, &mut gathered, &mut again);
        }
        let has_trails = gathered.has_trails();
        if has_trails {
            let untaken = untaken_values::of_files(&context.inputs, &instance.module);
            gathered.remarks.extend(untaken);
        }
        unreadable.extend(broken_that_decides(&context, &gathered));
        unreadable.append(&mut gathered.unreadable);
        self.place_in_unit(root, &mut gathered, &mut unreadable);
        // Each file of a root may declare what it refers to and none declares: Terraform refuses it as a whole.
        let refused = gathered.trails.iter_mut().map(|(_, trail)| trail);
        for trail in refused.filter(|trail| trail.is_refused_for_good()) {
            let files = gathered.parsed.iter().copied();
            trail.brought_by.extend(files.map(Span::beginning));
        }
        judged.parsed.extend(gathered.parsed);
        let of_templates =
            |broken: &Unreadable| gathered.broken_templates.contains(&broken.span.source);
        self.keep_what_matters(root, &mut unreadable, &|broken| {
            has_trails || of_templates(broken)
        });
        // Terraform takes a template as a text, whatever it holds.
        let own = unreadable.iter().find(|broken| !of_templates(broken));
        let unread = self.why_unread(root, own, &gathered.unopened);
        let unread = unread.map(Arc::new);
        // Nothing passes as clean of which a part is missing.
        judged.problems.extend(gathered.unopened);
        let accounts = self.by_provider(root, deployment, unread.as_ref(), gathered.trails);
        let above = self.above(root, deployment);
        for remark in &mut gathered.remarks {
            remark.came_by.extend(&above);
        }
        judged.problems.extend(self.unread_around(root, &accounts));
        judged.accounts.extend(accounts);
        judged.accounts.push(Account {
            trails: Vec::new(),
            unreadable,
            remarks: gathered.remarks,
            doubled: gathered.doubled,
            ..Account::default()
        });
        out.accounted_for.extend(gathered.accounted_for);
        out.deployed.extend(gathered.deployed);
        context.budget
    }

    /// Keeps, of a module that others call, what is not known for what may call it and cannot be read: the rest is said
    /// where the others call it.
    fn keep_what_is_open(&self, root: &RootModule, judged: &mut Judged) {
        let callers = root.open_callers(self.modules.sources);
        let is_open = |trail: &Trail| {
            trail.verdict() != Verdict::Recorded && callers.iter().any(|&at| trail.came_by(at))
        };
        judged.accounts.retain_mut(|account| {
            account.trails.retain(|trail| is_open(trail));
            !account.trails.is_empty()
        });
        if judged.accounts.is_empty() {
            judged.problems.clear();
        }
    }

    /// Says of what stands in no file, what the built-in table tells and what Terragrunt generates, where its unit brings that
    /// in.
    fn place_in_unit(
        &self,
        root: &RootModule,
        gathered: &mut Gathered,
        unreadable: &mut [Unreadable],
    ) {
        let Some(unit) = &root.terragrunt else {
            return;
        };
        let made = MadeTexts::of(unit.added.made_texts());
        made.hide(self.modules.sources);
        for (_, trail) in &mut gathered.trails {
            if let Some(stated) = &unit.stated {
                stated.take(trail, "");
            }
            made.move_trail(trail);
        }
        for remark in &mut gathered.remarks {
            made.move_remark(remark);
        }
        for broken in unreadable {
            made.move_unreadable(broken);
        }
    }

    /// Leaves out what is broken beside no trail, unless it may hide one, and says what such files call.
    fn keep_what_matters(
        &self,
        root: &RootModule,
        unreadable: &mut Vec<Unreadable>,
        matters: &dyn Fn(&Unreadable) -> bool,
    ) {
        let sources = self.modules.sources;
        let unit = root.terragrunt.as_ref();
        let unit = unit.filter(|call| call.added.may_make_a_trail);
        unreadable.retain(|broken| {
            let file = sources.get(broken.span.source);
            matters(broken)
                || self.broken_matters.contains(file.path())
                || unit.is_some_and(|call| call.sources.contains(&file.id()))
        });
        for broken in unreadable {
            let calls = self.lost_callers.iter();
            let calls = calls.flat_map(|(folder, calls)| calls.iter().map(move |&at| (folder, at)));
            let own = calls.filter(|(_, at)| at.source == broken.span.source);
            broken.others.extend(own.map(|(folder, at)| {
                Label::new(at, format!("`{}` is called here", sources.name(folder)))
            }));
        }
    }

    /// The files around a root that could not be opened and that decide about its trails: those that its Terragrunt unit
    /// reads, and what may call it.
    fn unread_around(&self, root: &RootModule, accounts: &[Account]) -> Vec<Problem> {
        let sources = self.modules.sources;
        let decides = |unseen: &&Unseen| {
            let place = sources.beginning_of(&unseen.path);
            accounts.iter().any(|account| account.came_by(place))
        };
        let unseen = root.unseen_caller.iter().filter(decides);
        let unseen = unseen.map(|unseen| unseen.problem(sources));
        let of_unit = root.terragrunt.iter().flat_map(|call| &call.unopened);
        unseen.chain(of_unit.cloned()).collect()
    }

    fn walk(&self) -> Walk<'_> {
        Walk {
            modules: self.modules,
            relevant: self.relevant,
            tree: self.tree,
            known_modules: self.options.known_modules,
            deployer: self.deployer,
        }
    }

    /// The module of a root, with what Terragrunt adds to it.
    fn module_of(&self, root: &RootModule) -> Arc<Module> {
        match &root.terragrunt {
            Some(call) => call.parsed(self.modules),
            None => self.modules.module(&root.folder),
        }
    }

    /// The trails of a root in a deployment, those of each provider configuration together. `unread` says why the root is not
    /// what its code says.
    fn by_provider(
        &self,
        root: &RootModule,
        deployment: Option<&RootDeployment>,
        unread: Option<&Arc<Unread>>,
        mut trails: Vec<(String, Box<Trail>)>,
    ) -> Vec<Account> {
        let unit = root.deployed_as(self.modules.sources);
        let name = deployment.map(|deployment| deployment.name.clone());
        let name = within(unit.map(Arc::from), name.map(Arc::from));
        let above = self.above(root, deployment);
        let folder: Arc<str> = self.modules.sources.name(&root.folder).into();
        for (_, trail) in &mut trails {
            trail.deployment = within(trail.deployment.take(), name.clone());
            trail.unread = unread.cloned();
            trail.root = Arc::clone(&folder);
            trail.brought_by.extend(&above);
        }
        // To be sorted, half of them would be copied, and most are of one provider configuration.
        if !trails.is_sorted_by(|(a, _), (b, _)| a <= b) {
            trails.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        let mut accounts = Vec::new();
        while let Some((last, _)) = trails.last() {
            let first = trails.partition_point(|(provider, _)| provider < last);
            // There may be very many of one: these are not copied.
            let own = match first {
                0 => std::mem::take(&mut trails),
                first => trails.split_off(first),
            };
            let mut own: Trails = own.into_iter().map(|(_, trail)| trail).collect();
            // They took the room over, which had been made for more.
            own.shrink_to_fit();
            accounts.push(Account {
                trails: own,
                ..Account::default()
            });
        }
        accounts.reverse();
        accounts
    }

    /// What makes a root be judged as it is: what names the deployment, what may call it, and the files of what runs it.
    fn above(&self, root: &RootModule, deployment: Option<&RootDeployment>) -> Vec<Span> {
        let named_at = deployment.and_then(|deployment| deployment.at.as_ref());
        let named_at = named_at.and_then(|at| at.span(self.modules.sources));
        let callers = root.lost_callers.iter().copied();
        let deployed = root.deployed.as_ref();
        let unit = root.terragrunt.iter();
        let files = unit.flat_map(|call| call.sources.iter().chain(&call.asked.files));
        named_at
            .into_iter()
            .chain(callers.filter(|_| !root.is_beside_others))
            .chain(deployed.map(|deployed| deployed.header))
            .chain(files.copied().map(Span::beginning))
            .collect()
    }

    /// Why a root is not what its code says, as far as that can be read: Terraform takes all of a root, or nothing of it.
    fn why_unread(
        &self,
        root: &RootModule,
        broken: Option<&Unreadable>,
        unopened: &[Problem],
    ) -> Option<Unread> {
        let sources = self.modules.sources;
        let broken = broken.map(|broken| {
            let place = sources.line_of(broken.span);
            format!("Terraform refuses its root module as it stands ({place})")
        });
        let caller = root.lost_callers.first();
        let caller = caller.map(|&at| {
            format!(
                "{} calls its module and cannot be read",
                sources.line_of(at)
            )
        });
        let added = root.terragrunt.iter().flat_map(|call| &call.added.unknown);
        let mut added = added.filter(|file| file.may_change_others);
        let unsaid = |why| Unread {
            why,
            is_said: false,
        };
        let missing = unopened.first();
        let missing = missing.map(|file| {
            format!(
                "{} is part of its configuration and cannot be read",
                file.path
            )
        });
        let broken = broken.or(missing);
        let broken = broken.map(|why| Unread { why, is_said: true });
        let added = || Some(unsaid(not_known(added.next()?, sources)));
        caller.map(unsaid).or(broken).or_else(added)
    }

    /// What holds for a root and all that it calls.
    fn context_of<'r>(
        &'r self,
        root: &RootModule,
        deployment: Option<&RootDeployment>,
        inputs: InputValues,
    ) -> Root<'r> {
        let workspace = deployment.and_then(|deployment| deployment.workspace.clone());
        let region = deployment.and_then(|deployment| deployment.region.clone());
        let installed = self.tree.installed.get(&root.folder);
        let mut context = Root::given(self.modules, &root.folder, inputs);
        context.workspace = workspace.or_else(|| self.options.workspace.clone());
        let sources = self.modules.sources;
        let said_at = self.options.assume_defaults_at.as_ref();
        let said_at = said_at.and_then(|at| at.span(sources));
        let defaults = Defaults::assumed(self.options.assume_defaults);
        context.defaults = defaults.said_at(said_at);
        context.region = region.or_else(|| self.options.region.clone());
        context.generates_files = root.terragrunt.is_some();
        context.open_files = self.why_open(root);
        context.may_lack_variables = deployment.is_none() && self.may_lack_variables(root);
        let unit = root.terragrunt.as_ref();
        context.region_of_unit = unit.and_then(|call| call.extra.region.clone());
        context.copied_from = unit.and_then(|call| call.added.copied_from());
        let unit = unit.filter(|call| call.folder != root.folder);
        context.laid_over = unit.map(|call| call.added.not_copied.laid_over(&call.folder));
        let added = root.terragrunt.iter().flat_map(|call| &call.added.unknown);
        let mut providers = added.filter(|file| file.may_configure_providers);
        context.open_region = providers
            .next()
            .map(|file| (not_known(file, sources), file.at));
        context.installed = installed.cloned().unwrap_or_default();
        context
    }

    /// Whether a root may be one only with what is added to it: it is one of a repository's folders, configures no provider, and
    /// nothing says that it is run as it stands.
    fn may_lack_variables(&self, root: &RootModule) -> bool {
        let sources = self.modules.sources;
        let repository = sources.repository_root(&root.folder);
        let is_below = repository.is_some_and(|repository| repository != root.folder);
        let configures = || !self.modules.module(&root.folder).providers.is_empty();
        let is_itself = root.terragrunt.is_none() && root.deployed.is_none();
        is_below && is_itself && !configures() && !self.has_marks_of_a_root(&root.folder)
    }

    /// Whether the values of a root are given where it runs, as far as they are: nothing here gives any.
    fn is_given_nothing(&self, root: &RootModule, deployment: Option<&RootDeployment>) -> bool {
        let files = || automatic_files(&root.folder, self.modules.sources);
        let is_itself = root.terragrunt.is_none() && root.deployed.is_none();
        let is_said = deployment.is_some() || !self.options.variables.is_empty();
        is_itself && !is_said && files().is_empty()
    }

    /// Why files of a root that Terragrunt runs are not known, a clause.
    fn why_open(&self, root: &RootModule) -> Option<String> {
        let unit = root.terragrunt.as_ref()?;
        let added = unit.added.unknown.first();
        let added = added.map(|file| not_known(file, self.modules.sources));
        let beside = || {
            unit.beside
                .map(|_| "the unit's module is not at hand".to_owned())
        };
        added.or_else(beside)
    }
}

/// What cannot be read of modules without trails, where a trail depends on what they give.
fn broken_that_decides(root: &Root<'_>, gathered: &Gathered) -> Vec<Unreadable> {
    let mut broken = root.asked_and_broken();
    broken.retain(|broken| {
        let is_said = gathered
            .unreadable
            .iter()
            .any(|said| said.span == broken.span);
        let mut trails = gathered.trails.iter();
        !is_said && trails.any(|(_, trail)| trail.came_by(broken.span))
    });
    broken
}
