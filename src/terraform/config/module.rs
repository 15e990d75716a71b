//! One module: the files of a folder, merged as Terraform merges them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::block_shapes::{refused, without_source};
use super::contents::{AddedFile, Content, parsed};
use super::declared_names::DeclaredNames;
use super::files::{declares_components, files_of};
use super::overridden::{overridden, put};
use super::passed_providers::passed_by_callers;
use super::repeated::{Backends, Repeated};
use super::stack_files::as_module;
use super::text_sources::hands_on;
use super::validation::Validated;
use super::variable_layers::Layer;
use crate::diagnostic::{Problem, Unreadable};
use crate::discover::is_misspelt_trail;
use crate::resolved::Privacy;
use crate::source::{ReadError, SourceFile, SourceId, SourceMap};
use crate::terraform::lang::eval::evaluate_constant;
use crate::terraform::lang::hcl_expression::Room;
use crate::terraform::lang::syntax::{Attribute, Block, Body};
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::Value;

/// The resource types that are trails.
pub(crate) const TRAIL: &str = "aws_cloudtrail";
pub(crate) const AWSCC_TRAIL: &str = "awscc_cloudtrail_trail";

/// The resource types that deploy a template of CloudFormation.
const STACKS: [&str; 4] = [
    "aws_cloudformation_stack",
    AWSCC_STACK,
    STACK_SET,
    AWSCC_STACK_SET,
];
pub(crate) const AWSCC_STACK: &str = "awscc_cloudformation_stack";
pub(crate) const AWSCC_STACK_SET: &str = "awscc_cloudformation_stack_set";
/// The one that is a resource of any type of CloudFormation's.
pub(crate) const CLOUD_CONTROL: &str = "aws_cloudcontrolapi_resource";
pub(crate) const STACK_SET: &str = "aws_cloudformation_stack_set";

/// Those that say where a StackSet deploys to: one instance, and several.
pub(crate) const STACK_SET_INSTANCES: [&str; 2] = [
    "aws_cloudformation_stack_set_instance",
    "aws_cloudformation_stack_instances",
];

/// Whether a resource of a type deploys a template.
pub(crate) fn is_stack(kind: &str) -> bool {
    STACKS.contains(&kind)
}

/// The data source that reads a Region.
pub(crate) const REGION: &str = "aws_region";

/// The one that reads the partition of a Region.
pub(crate) const PARTITION: &str = "aws_partition";

/// The resource that keeps a value in the state.
pub(crate) const STORED: &str = "terraform_data";
/// The resources that are objects of S3: templates may be uploaded by them.
pub(crate) const S3_OBJECTS: [&str; 2] = ["aws_s3_object", "aws_s3_bucket_object"];

/// The blocks that say where a root module keeps its state.
///
/// Source: "Backend Configuration" and "HCP Terraform Configuration" of the Terraform language: root modules only.
const STATES: [&str; 2] = ["backend", "cloud"];

/// A folder's configuration.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) folder: PathBuf,
    /// Shared with what is spoken of it where it is judged already.
    pub(crate) variables: Arc<BTreeMap<String, Block>>,
    /// Those that override files lay something over: what each of their blocks says.
    pub(super) overridden_variables: BTreeMap<String, Vec<Layer>>,
    pub(crate) locals: BTreeMap<String, Attribute>,
    /// Those of which the values are not to be shown.
    pub(super) sensitive: Vec<String>,
    pub(super) validated: Validated,
    pub(crate) outputs: BTreeMap<String, Block>,
    pub(crate) calls: Vec<Block>,
    pub(crate) providers: Vec<Block>,
    /// The data sources that read a Region, or a partition, by their addresses.
    pub(super) of_regions: BTreeMap<String, Block>,
    /// What keeps a value or hands one on, and objects of S3, by their addresses.
    pub(crate) stored: BTreeMap<String, Block>,
    /// How often the resources and data sources exist that may say so, by their addresses.
    pub(super) expanded: BTreeMap<String, Body>,
    /// The trails.
    pub(crate) trails: Vec<Block>,
    /// What override files say of trails that no other file declares.
    pub(crate) without_base: Vec<Block>,
    /// Whether it has no files but those that override others.
    pub(crate) has_overrides_only: bool,
    /// The stacks of CloudFormation.
    pub(crate) stacks: Vec<Block>,
    /// What says where StackSets deploy to.
    pub(crate) set_instances: Vec<Block>,
    /// The provider configurations that it asks its callers for.
    pub(super) passed_providers: BTreeSet<String>,
    /// Where in those lists a block stands, by its kind and what tells it apart.
    places: HashMap<(&'static str, String), usize>,
    /// What Terraform refuses the module for.
    pub(crate) repeated: Repeated,
    /// Everything declared, as `type.name`, to tell a misspelt name from one that is known only after apply.
    pub(super) declared: DeclaredNames,
    /// Where its state is.
    backends: Backends,
    /// Whether it says where its state is kept, as only a root module does.
    pub(crate) is_root: bool,
    pub(crate) unreadable: Vec<Unreadable>,
    /// Those of its files that could not be opened.
    pub(crate) unopened: Vec<Problem>,
    pub(crate) sources: Vec<SourceId>,
    /// Whether what is written in them may be said.
    pub(super) privacy: Privacy,
    /// The text that facts about its trails were made, where nothing else of it is at hand: whatever else it declares is not
    /// among them.
    pub(crate) stated_in: Option<SourceId>,
    /// Whether Terragrunt may add its files to those of another module.
    pub(crate) is_of_a_unit: bool,
}

impl Module {
    /// Parses the files of a folder and merges them.
    pub(crate) fn parse(folder: &Path, sources: &SourceMap, room: Room) -> Module {
        Module::parse_with(folder, &[], None, (sources, room))
    }

    /// The same with files that are added to the folder's own; one of the name of another stands in its place. `stated_in` is
    /// the one among them that facts were made.
    pub(crate) fn parse_with(
        folder: &Path,
        added: &[AddedFile],
        stated_in: Option<SourceId>,
        (sources, mut room): (&SourceMap, Room),
    ) -> Module {
        let mut module = Module {
            folder: folder.to_owned(),
            stated_in,
            is_of_a_unit: ["terragrunt.hcl", "terragrunt.hcl.json"]
                .iter()
                .any(|name| sources.is_named(&folder.join(name))),
            ..Module::default()
        };
        if let Err(error @ ReadError::Io { .. }) = sources.files_in(folder) {
            module.unopened.push(Problem {
                path: sources.name(folder),
                message: error.to_string(),
            });
        }
        let (primary, overrides) = files_of(folder, sources);
        let is_laid_over = primary.is_empty() && added.iter().all(AddedFile::is_override);
        module.has_overrides_only = is_laid_over && !overrides.is_empty();
        for (paths, is_override) in [(primary, false), (overrides, true)] {
            let own = paths.into_iter().map(|path| {
                let name = path.file_name().unwrap_or_default().to_owned();
                (name, Content::File(path))
            });
            let mut contents: BTreeMap<OsString, Content> = own.collect();
            let added = added
                .iter()
                .filter(|file| is_override == file.is_override());
            for file in added {
                contents.insert(file.name.clone().into(), file.content.clone());
            }
            for content in contents.into_values() {
                module.take_content(&content, is_override, (sources, &mut room));
            }
        }
        let without_source = module.calls.iter().filter_map(without_source);
        let without_source: Vec<Unreadable> = without_source.collect();
        module.unreadable.extend(without_source);
        module.settle(sources);
        module
    }

    /// The module that facts state, as its text.
    pub(crate) fn stated(text: &Arc<SourceFile>, sources: &SourceMap, mut room: Room) -> Module {
        let mut module = Module {
            folder: text.path().to_owned(),
            stated_in: Some(text.id()),
            ..Module::default()
        };
        let whole = 0..text.text().len();
        let whole = Content::Part(Arc::clone(text), whole);
        module.take_content(&whole, false, (sources, &mut room));
        module.settle(sources);
        module
    }

    fn take_content(
        &mut self,
        given: &Content,
        is_override: bool,
        (sources, room): (&SourceMap, &mut Room),
    ) {
        let (file, part) = match given {
            Content::Part(file, part) => (Arc::clone(file), Some(part)),
            Content::Made(file) => (Arc::clone(file), None),
            Content::File(path) => match sources.load_of_module(path) {
                Ok(file) => (file, None),
                Err(error) => {
                    self.unopened.push(Problem {
                        path: sources.name(path),
                        message: error.to_string(),
                    });
                    return;
                }
            },
        };
        if file.is_of_module_outside() {
            self.privacy = Privacy::Unmarked;
        }
        // A text that facts were made is none of its files, nor is one that lies in none.
        let is_made = matches!(given, Content::Made(_));
        if self.stated_in != Some(file.id()) && !is_made {
            self.sources.push(file.id());
        }
        let content = parsed(&file, part, room);
        self.unreadable.extend(content.unreadable);
        let body = if declares_components(file.name()) {
            as_module(content.body, &file)
        } else {
            content.body
        };
        self.take(body, is_override);
    }

    /// Does what is to be done once all is there: notes which variables have validations, and which are sensitive; keeps the
    /// defaults of these from being shown.
    fn settle(&mut self, sources: &SourceMap) {
        self.declared.settle();
        // There may be very many modules.
        self.calls.shrink_to_fit();
        self.validated = Validated::among(&self.variables, sources);
        for (name, variable) in &*self.variables {
            if !is_sensitive(variable, sources) {
                continue;
            }
            self.sensitive.push(name.clone());
            if let Some(default) = variable.body.attribute("default") {
                let span = default.value.span;
                sources.get(span.source).hide(span.range());
            }
        }
    }

    fn take(&mut self, body: Body, is_override: bool) {
        for block in body.blocks {
            self.unreadable.extend(refused(&block));
            match (block.kind.as_str(), block.labels.as_slice()) {
                ("terraform", _) => {
                    (self.unreadable).extend(self.backends.take(&block.body.blocks, is_override));
                    let required = block.body.blocks_of("required_providers");
                    for provider in required.flat_map(|block| &block.body.attributes) {
                        self.passed_providers.extend(passed_by_callers(provider));
                    }
                    let mut states = block.body.blocks.iter();
                    let mut arguments = block.body.attributes.iter();
                    self.is_root |= states.any(|block| STATES.contains(&block.kind.as_str()))
                        || arguments.any(|argument| STATES.contains(&argument.name.as_str()));
                }
                ("locals", _) => {
                    for local in block.body.attributes {
                        self.take_local(local, is_override);
                    }
                }
                ("variable", [name]) => {
                    let name = name.clone();
                    self.take_variable(name, block, is_override);
                }
                ("output", [name]) => {
                    let at = ("output", name.clone());
                    let repeated = &mut self.repeated;
                    put(&mut self.outputs, repeated, at, block, is_override);
                }
                ("module" | "component" | "stack", [name]) => {
                    self.declared.add(&format!("{}.{name}", block.kind));
                    let at = ("module call", name.clone());
                    self.put_in_list(|module| &mut module.calls, at, block, is_override);
                }
                ("provider", [name]) => {
                    let name = match block.literal("alias") {
                        Some(alias) => format!("{name}.{alias}"),
                        None => name.clone(),
                    };
                    let at = ("provider", name);
                    self.put_in_list(|module| &mut module.providers, at, block, is_override);
                }
                ("resource", [kind, name]) => {
                    self.declared.add(&format!("{kind}.{name}"));
                    self.take_expansion(format!("{kind}.{name}"), &block.body);
                    if kind == TRAIL || kind == AWSCC_TRAIL || is_misspelt_trail(kind) {
                        self.take_trail(block, is_override);
                    } else if kind.contains("_cloudformation_stack") || kind == CLOUD_CONTROL {
                        self.take_stack(block, is_override);
                    } else if kind == STORED
                        || S3_OBJECTS.contains(&kind.as_str())
                        || hands_on(false, kind)
                    {
                        self.put_stored(("resource", block.labels.join(".")), block, is_override);
                    }
                }
                ("data", [kind, name]) => {
                    self.declared.add(&format!("data.{kind}.{name}"));
                    self.take_expansion(format!("data.{kind}.{name}"), &block.body);
                    if kind == REGION || kind == PARTITION {
                        let at = ("data source", format!("data.{kind}.{name}"));
                        let repeated = &mut self.repeated;
                        put(&mut self.of_regions, repeated, at, block, is_override);
                    } else if hands_on(true, kind) {
                        let at = ("data source", format!("data.{kind}.{name}"));
                        self.put_stored(at, block, is_override);
                    }
                }
                _ => {}
            }
        }
    }

    fn put_stored(&mut self, at: (&'static str, String), block: Block, is_override: bool) {
        put(&mut self.stored, &mut self.repeated, at, block, is_override);
    }

    /// Keeps what says how often something exists, be it that an override says it.
    fn take_expansion(&mut self, address: String, body: &Body) {
        let said = body.attributes.iter();
        let said: Vec<Attribute> = said
            .filter(|attribute| matches!(attribute.name.as_str(), "count" | "for_each"))
            .cloned()
            .collect();
        let is_lifecycle = |block: &&Block| block.kind == "lifecycle";
        let mut lifecycle = body.blocks.iter().filter(is_lifecycle).peekable();
        if said.is_empty() && lifecycle.peek().is_none() {
            return;
        }
        let known = self.expanded.entry(address).or_default();
        known.attributes.extend(said);
        if lifecycle.peek().is_some() {
            known.blocks = lifecycle.cloned().collect();
        }
    }

    fn take_variable(&mut self, name: String, block: Block, is_override: bool) {
        if let Some(base) = self.variables.get(&name).filter(|_| is_override) {
            let layers = self.overridden_variables.entry(name.clone());
            let layers = layers.or_insert_with(|| vec![Layer::of(base, self.privacy)]);
            layers.push(Layer::of(&block, self.privacy));
        }
        let at = ("variable", name);
        let repeated = &mut self.repeated;
        put(
            Arc::make_mut(&mut self.variables),
            repeated,
            at,
            block,
            is_override,
        );
    }

    fn take_local(&mut self, local: Attribute, is_override: bool) {
        if is_override && !self.locals.contains_key(&local.name) {
            return;
        }
        let again = local.name_span;
        let before = self.locals.insert(local.name.clone(), local);
        if let Some(first) = before.filter(|_| !is_override) {
            let what = "local value";
            self.repeated
                .note(what, &first.name, first.name_span, again);
        }
    }

    fn take_stack(&mut self, block: Block, is_override: bool) {
        let at = ("resource", block.labels.join("."));
        let kind = block.name();
        if is_stack(kind) || kind == CLOUD_CONTROL {
            self.put_in_list(|module| &mut module.stacks, at, block, is_override);
        } else if STACK_SET_INSTANCES.contains(&kind) {
            self.put_in_list(|module| &mut module.set_instances, at, block, is_override);
        }
    }

    fn take_trail(&mut self, block: Block, is_override: bool) {
        let at = ("resource", block.labels.join("."));
        if is_override && !self.places.contains_key(&at) {
            return self.without_base.push(block);
        }
        self.put_in_list(|module| &mut module.trails, at, block, is_override);
    }

    /// Puts a block into a list of the module, or over the one there that it overrides. Of two that Terraform refuses both stay.
    fn put_in_list(
        &mut self,
        list: fn(&mut Module) -> &mut Vec<Block>,
        at: (&'static str, String),
        block: Block,
        is_override: bool,
    ) {
        let place = self.places.get(&at).copied();
        let blocks = list(self);
        match place.and_then(|place| blocks.get_mut(place)) {
            Some(base) if is_override => overridden(base, block),
            _ if is_override => {}
            Some(first) => {
                let first = first.header;
                let again = block.header;
                blocks.push(block);
                self.repeated.note(at.0, &at.1, first, again);
            }
            None => {
                let place = blocks.len();
                blocks.push(block);
                self.places.insert(at, place);
            }
        }
    }

    /// The trail of an address.
    pub(super) fn trail(&self, address: &str) -> Option<&Block> {
        let at = self.places.get(&("resource", address.to_owned()))?;
        self.trails.get(*at)
    }

    /// Whether all that it declares is known.
    pub(crate) fn is_whole(&self) -> bool {
        self.unreadable.is_empty() && self.unopened.is_empty() && self.stated_in.is_none()
    }

    /// Whether it has calls of a kind.
    pub(crate) fn calls_as(&self, kind: &str) -> bool {
        self.calls.iter().any(|call| call.kind == kind)
    }

    /// The provider configuration of a name: `aws`, `aws.audit`.
    pub(super) fn provider(&self, name: &str) -> Option<&Block> {
        let at = self.places.get(&("provider", name.to_owned()))?;
        self.providers.get(*at)
    }

    /// The module call of a name.
    pub(crate) fn call(&self, name: &str) -> Option<&Block> {
        let at = self.places.get(&("module call", name.to_owned()))?;
        self.calls.get(*at)
    }
}

/// Whether a variable's or an output's block says that its value is not to be shown.
///
/// Source: "Manage sensitive data" of the Terraform language: plans redact what is sensitive and what is ephemeral.
pub(super) fn is_sensitive(declared: &Block, sources: &SourceMap) -> bool {
    is_called("sensitive", declared, sources) || is_ephemeral(declared, sources)
}

/// Whether it says that its value is ephemeral.
pub(super) fn is_ephemeral(declared: &Block, sources: &SourceMap) -> bool {
    is_called("ephemeral", declared, sources)
}

fn is_called(name: &str, declared: &Block, sources: &SourceMap) -> bool {
    declared.body.attribute(name).is_some_and(|attribute| {
        let called = types::convert(evaluate_constant(&attribute.value, sources), &Type::Bool);
        called.value() != Some(&Value::Bool(false))
    })
}
