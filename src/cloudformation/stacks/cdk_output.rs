//! What the CDK writes beside its templates: which file an address means, and the Region a stack is for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::super::language::{ParameterValues, Value, text_or_dynamic_reference};
use super::super::limits::MAX_BYTES_OF_ASSETS;
use super::super::template::{first_document, local_path};
use crate::diagnostic::{Problem, Unreadable};
use crate::parse::Node;
use crate::resolved::{Assigned, Hop, Resolved, Syntax};
use crate::source::{SourceMap, Span};

/// What the names of the manifests of assets end with.
const ASSETS: &str = ".assets.json";

/// What the manifest of a cloud assembly is called.
const MANIFEST: &str = "manifest.json";

/// What the name of a template ends with that the CDK writes for a nested stack.
///
/// Source: `aws-cdk-lib/core/lib/nested-stack.ts`: `templateFile` is `${Names.uniqueId(this)}.nested.template.json`.
const NESTED: &str = ".nested.template.json";

/// Whether the CDK writes a template for what nests it; nobody deploys it by itself.
pub(super) fn is_nested_by_cdk(template: &Path) -> bool {
    let name = template.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.ends_with(NESTED))
}

/// Whether a file of that name says of the templates beside it how they are deployed and what they nest.
pub(in crate::cloudformation) fn is_manifest(name: &str) -> bool {
    name == MANIFEST || name.ends_with(ASSETS)
}

/// What the manifests of one folder say.
#[derive(Default)]
struct Folder {
    /// The assets, by what the name of an address ends with that means one.
    assets: BTreeMap<String, Vec<Asset>>,
    /// How a template is deployed.
    stacks: BTreeMap<PathBuf, CdkStack>,
    /// What is wrong with those that cannot be read.
    unreadable: Vec<Unreadable>,
    /// Those that cannot be opened.
    problems: Vec<Problem>,
}

/// A file that the CDK uploads.
#[derive(Clone)]
struct Asset {
    /// What an address of it ends with.
    key: String,
    path: PathBuf,
    /// The place that says so.
    at: Span,
}

/// What the CDK's app says of how a template is deployed.
#[derive(Clone, Default)]
pub(crate) struct CdkStack {
    pub(crate) account: Option<Resolved<String>>,
    pub(crate) region: Option<Resolved<String>>,
    /// The values of parameters, unless others are given.
    pub(crate) parameters: ParameterValues,
}

/// A folder's place, filled by whoever asks first.
type Slot = Arc<OnceLock<Folder>>;

/// The folders that were asked for so far.
pub(crate) struct CdkOutput<'a> {
    pub(super) sources: &'a SourceMap,
    folders: Mutex<BTreeMap<PathBuf, Slot>>,
}

impl<'a> CdkOutput<'a> {
    pub(crate) fn new(sources: &'a SourceMap) -> CdkOutput<'a> {
        CdkOutput {
            sources,
            folders: Mutex::default(),
        }
    }

    /// The template in a folder that an address means, which is given by the strings it is made of, and how it is told.
    pub(super) fn template_at(&self, folder: &Path, strings: &[&str]) -> Option<(PathBuf, Hop)> {
        let asset = |read: &Folder| strings.iter().find_map(|text| read.asset_at(text)).cloned();
        let Asset { path, at, .. } = self.folder(folder, asset)?;
        let name = self.sources.name(&path);
        Some((path, Hop::chose(at, format!("the address means `{name}`"))))
    }

    /// How the CDK deploys a template, as far as its app says.
    pub(crate) fn stack_of(&self, template: &Path) -> CdkStack {
        let Some(folder) = template.parent() else {
            return CdkStack::default();
        };
        let stack = self.folder(folder, |read| read.stacks.get(template).cloned());
        stack.unwrap_or_default()
    }

    /// What the CDK writes beside a template and cannot be read: it may say how the template is deployed, and what it nests.
    pub(crate) fn unread_beside(&self, template: &Path) -> (Vec<Unreadable>, Vec<Problem>) {
        let Some(folder) = template.parent() else {
            return Default::default();
        };
        self.folder(folder, |read| {
            (read.unreadable.clone(), read.problems.clone())
        })
    }

    fn folder<T>(&self, folder: &Path, ask: impl FnOnce(&Folder) -> T) -> T {
        let slot = {
            let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(folders.entry(folder.to_owned()).or_default())
        };
        ask(slot.get_or_init(|| self.read(folder)))
    }

    fn read(&self, folder: &Path) -> Folder {
        let mut out = Folder::default();
        let mut kept = 0;
        let mut listed = self.sources.files_in(folder).unwrap_or_default();
        listed.sort();
        for path in listed {
            let name = path.file_name().and_then(|name| name.to_str());
            let name = name.unwrap_or_default();
            if !is_manifest(name) {
                continue;
            }
            // Of thousands of assets that many stacks list, a file is place enough.
            let is_kept = name == MANIFEST || kept < MAX_BYTES_OF_ASSETS;
            let read = if is_kept {
                self.sources.load(&path)
            } else {
                self.sources.look_over(&path)
            };
            let file = match read {
                Ok(file) => file,
                Err(error) => {
                    let problem = Problem::of_unopened(&path, &error, self.sources);
                    out.problems.extend(problem);
                    continue;
                }
            };
            match first_document(&file) {
                Ok(Some(root)) if name == MANIFEST => out.take_stacks(folder, &root),
                Ok(Some(root)) => {
                    let at = (!is_kept).then(|| Span::beginning(file.id()));
                    out.take_assets(folder, &root, at, self.sources);
                }
                Ok(None) => {}
                Err(unreadable) if is_kept => out.unreadable.extend(unreadable),
                // What is wrong has its place.
                Err(_) => {
                    let file = self.sources.load(&path).ok();
                    let wrong = file.and_then(|file| first_document(&file).err());
                    out.unreadable.extend(wrong.into_iter().flatten());
                }
            }
            kept += if is_kept { file.text().len() } else { 0 };
        }
        out
    }
}

impl Folder {
    /// The one asset that an address means, of which a text is the end.
    fn asset_at(&self, text: &str) -> Option<&Asset> {
        let name = text.rsplit('/').next().filter(|name| !name.is_empty())?;
        let is_meant = |asset: &&Asset| {
            let before = text.strip_suffix(asset.key.as_str());
            before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        let mut meant = self.assets.get(name)?.iter().filter(is_meant);
        let first = meant.next()?;
        meant.all(|other| other.path == first.path).then_some(first)
    }

    /// Source: `aws-cdk` cloud assembly schema, asset manifest: `files.ID.source.path` and `files.ID.destinations.NAME.objectKey`; the
    /// CDK's own keys are `ID` with the file's ending. `at` stands for all places of a text that is not kept.
    fn take_assets(&mut self, folder: &Path, root: &Node, at: Option<Span>, sources: &SourceMap) {
        for entry in root.get("files").map_or(&[][..], Node::entries) {
            let source = entry.value.get("source");
            let named = source.and_then(|source| source.get("path"));
            let path = named.and_then(|path| local_path(folder, path.as_str()?, sources));
            let (Some(id), Some(path), Some(named)) = (entry.key.as_str(), path, named) else {
                continue;
            };
            let destinations = entry.value.get("destinations");
            let destinations = destinations.map_or(&[][..], Node::entries).iter();
            let keys = destinations.filter_map(|to| to.value.get("objectKey")?.as_str());
            let keys = keys.map(str::to_owned).chain([format!("{id}.json")]);
            for key in keys.collect::<BTreeSet<String>>() {
                let name = key.rsplit('/').next().unwrap_or_default().to_owned();
                let (path, at) = (path.clone(), at.unwrap_or(named.span));
                let known = self.assets.entry(name).or_default();
                let last = known.last();
                // Each stack lists what it shares with the others.
                if last.is_none_or(|last| last.key != key || last.path != path) {
                    known.push(Asset { key, path, at });
                }
            }
        }
    }

    /// Source: `aws-cdk` cloud assembly schema, artifact manifest: `environment` is `aws://ACCOUNT/REGION`, with
    /// `unknown-account` and `unknown-region` where the app does not say; `AwsCloudFormationStackProperties.parameters`.
    fn take_stacks(&mut self, folder: &Path, root: &Node) {
        for entry in root.get("artifacts").map_or(&[][..], Node::entries) {
            let stack = &entry.value;
            if stack.get("type").and_then(Node::as_str) != Some("aws:cloudformation:stack") {
                continue;
            }
            let template = stack
                .get("properties")
                .and_then(|properties| properties.get("templateFile")?.as_str())
                .map(|name| folder.join(name));
            let Some(template) = template else { continue };
            let mut out = CdkStack::default();
            let environment = stack.get("environment");
            if let Some((at, text)) = environment.and_then(|node| Some((node.span, node.as_str()?)))
                && let Some((account, region)) = text
                    .strip_prefix("aws://")
                    .and_then(|rest| rest.split_once('/'))
            {
                let said = |what: &str| {
                    let is_said = !what.is_empty() && !what.starts_with("unknown-");
                    let hop = Hop::value(at, format!("the CDK deploys the stack to {what}"));
                    is_said.then(|| Resolved::known(what.to_owned()).via([hop]))
                };
                out.account = said(account);
                out.region = said(region);
            }
            let properties = stack.get("properties");
            let parameters = properties.and_then(|properties| properties.get("parameters"));
            for entry in parameters.map_or(&[][..], Node::entries) {
                let value = entry.value.scalar_text();
                if let (Some(name), Some(value)) = (entry.key.scalar_text(), value) {
                    out.parameters
                        .insert(name.clone(), given(&name, value, entry.value.span));
                }
            }
            self.stacks.insert(template, out);
        }
    }
}

/// The value that the CDK gives a parameter.
fn given(name: &str, value: String, at: Span) -> Resolved<Value> {
    let hop = Hop::value(
        at,
        format!("the CDK deploys the stack with `{name}` as this"),
    );
    text_or_dynamic_reference(value)
        .assigned(&Assigned::new(name, Syntax::JsonText), at)
        .via([hop])
}
