//! Files of values beside a root module that nothing says it is deployed with.
//!
//! Source: "Input Variables" of the Terraform language: of the files of values, Terraform loads `terraform.tfvars` and
//! `*.auto.tfvars` by itself; all others are given with `-var-file`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::config::files::files_of;
use super::config::module_cache::ModuleCache;
use super::config::outline::Outline;
use super::config::value_files::is_automatic;
use super::lang::eval::evaluate_constant;
use super::lang::values::Value;
use super::limits::{MAX_FOLDERS_OF_VALUES, MAX_VARIABLES_NAMED};
use super::options::Options;
use super::root_module::RootModule;
use super::untaken_values::with_var_file;
use crate::discover::{Found, Origin, is_skipped};
use crate::model::{Account, Judged, Remark, Trail};
use crate::resolved::Resolved;
use crate::source::{SourceMap, Span};

/// What is said of roots beside which files of values lie, each once: those give another value to a variable that a trail depends
/// on. `files` are those that are asked for: one that is given by its name is spoken of elsewhere.
pub(super) fn of_run(
    options: &Options,
    roots: &[(&RootModule, &Judged)],
    modules: &ModuleCache<'_>,
    files: &[&Found],
) -> Vec<Remark> {
    if !options.variables.is_empty() {
        return Vec::new();
    }
    let by_name = |path: &Path| {
        let mut files = files.iter();
        files.any(|file| file.origin == Origin::ByName && file.path == path)
    };
    let is_deployed = |root: &RootModule| {
        let mut deployments = options.deployments.iter();
        let is_run = root.terragrunt.is_some() || root.deployed.is_some() || root.is_stated();
        is_run || deployments.any(|deployment| root.is_meant_by(deployment))
    };
    let by_themselves = roots.iter().filter(|(root, _)| !is_deployed(root));
    let remarks = by_themselves.filter_map(|(root, judged)| {
        let module = modules.outline(&root.folder);
        let trails = judged.accounts.iter().flat_map(Account::own_trails);
        let places: HashSet<Span> = trails.flat_map(Trail::evidence_places).collect();
        let deciding = deciding(&module, &places, modules.sources);
        if deciding.is_empty() {
            return None;
        }
        let beside = files_beside(&root.folder, modules.sources);
        if beside.iter().any(|path| by_name(path)) {
            return None;
        }
        let told = beside.into_iter().filter_map(|path| {
            let given = given(&path, &deciding, modules);
            (!given.is_empty()).then_some((path, given))
        });
        remark(&root.folder, told.collect(), modules.sources)
    });
    remarks.collect()
}

/// A variable whose default a trail depends on, or that has none.
struct Deciding<'a> {
    name: &'a str,
    default: Option<Resolved<Value>>,
    at: Span,
}

fn deciding<'m>(
    module: &'m Outline,
    places: &HashSet<Span>,
    sources: &SourceMap,
) -> Vec<Deciding<'m>> {
    let variables = module.variables.iter();
    let deciding = variables.filter_map(|(name, declared)| {
        let default = declared.body.attribute("default");
        let at = default.map_or(declared.header, |default| default.value.span);
        places.contains(&at).then(|| Deciding {
            name,
            default: default.map(|default| evaluate_constant(&default.value, sources)),
            at,
        })
    });
    deciding.collect()
}

/// A variable that a file gives another value than its default.
struct Given {
    name: String,
    at: Span,
    default: Span,
}

fn given(path: &Path, deciding: &[Deciding<'_>], modules: &ModuleCache<'_>) -> Vec<Given> {
    let file = modules.sources.load(path).ok();
    let read = file.map(|file| modules.value_files.read(&file, modules.sources));
    let Some(read) = read.filter(|read| read.is_whole()) else {
        return Vec::new();
    };
    let is_other = |name: &str, default: Option<&Value>| {
        let given = read.get(name, modules.sources);
        given
            .as_ref()
            .and_then(Resolved::value)
            .is_some_and(|given| {
                let is_same = default.is_some_and(|default| {
                    let text = default.as_text();
                    default.same(given) == Some(true) || text.is_some() && given.as_text() == text
                });
                !is_same
            })
    };
    let given = read.names().into_iter().filter_map(|(name, at)| {
        let variable = deciding.iter().find(|variable| variable.name == name)?;
        let default = variable.default.as_ref().and_then(Resolved::value);
        is_other(&name, default).then_some(Given {
            name,
            at,
            default: variable.at,
        })
    });
    given.collect()
}

fn remark(folder: &Path, told: Vec<(PathBuf, Vec<Given>)>, sources: &SourceMap) -> Option<Remark> {
    let more = match told.len().saturating_sub(1) {
        0 => String::new(),
        1 => " (and 1 more file beside it)".to_owned(),
        more => format!(" (and {more} more files beside it)"),
    };
    let (path, given) = told.into_iter().next()?;
    let first = given.first()?;
    let shown = sources.name(&path);
    let root = sources.name(folder);
    let names = given.iter().take(MAX_VARIABLES_NAMED);
    let mut names: Vec<String> = names.map(|given| format!("`{}`", given.name)).collect();
    if let Some(others) = given.len().checked_sub(MAX_VARIABLES_NAMED + 1) {
        names.push(format!("{} others", others + 1));
    }
    let last = names.pop()?;
    let (names, changes, them) = if names.is_empty() {
        (last, "changes", "it")
    } else {
        let names = format!("{} and {last}", names.join(", "));
        (names, "change", "them")
    };
    let message = format!(
        "Terraform does not load {shown}{more} by itself, so its {names} {changes} nothing here, though a trail of the root module in `{root}` depends on {them}"
    );
    let help = with_var_file(&root, &shown);
    let mut remark = Remark::new(first.at, "not loaded", message).help(help);
    remark
        .came_by
        .extend(given.iter().map(|given| given.default));
    Some(remark)
}

/// The files of values in a root's folder and in the folders below it that hold no module: `prod.tfvars`, `envs/prod.tfvars`,
/// `envs/prod/terraform.tfvars`.
fn files_beside(folder: &Path, sources: &SourceMap) -> Vec<PathBuf> {
    let mut out = values_of(folder, sources, &|name| !is_automatic(name));
    let mut folders = below(folder, sources);
    let deeper: Vec<PathBuf> = folders.iter().flat_map(|one| below(one, sources)).collect();
    folders.extend(deeper);
    for folder in folders.iter().take(MAX_FOLDERS_OF_VALUES) {
        out.extend(values_of(folder, sources, &|_| true));
    }
    out.sort();
    out
}

/// The folders right below one that hold no module.
fn below(folder: &Path, sources: &SourceMap) -> Vec<PathBuf> {
    let names = sources.folders_in(folder).into_iter();
    let shown = names.filter(|name| !is_skipped(&name.to_string_lossy()));
    let folders = shown.map(|name| folder.join(name));
    let folders = folders.filter(|folder| files_of(folder, sources).0.is_empty());
    folders.take(MAX_FOLDERS_OF_VALUES).collect()
}

fn values_of(folder: &Path, sources: &SourceMap, is_meant: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
    let files = sources.files_in(folder).unwrap_or_default();
    let is_meant = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let gives_values = name.ends_with(".tfvars") || name.ends_with(".tfvars.json");
        gives_values && is_meant(&name)
    };
    files.into_iter().filter(is_meant).collect()
}
