//! Files of modules that were given by name: none is passed over in silence that is not read.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use super::config::call_texts::CallText;
use super::config::files::{LOCK_FILE, declares_components, is_of_module, stand_in_for};
use super::config::local_source::local_folder;
use super::config::lost_calls::may_call_for_trails;
use super::config::module_cache::ModuleCache;
use super::lang::hcl_expression::Room;
use super::lang::parse::parse_hcl_file;
use super::terragrunt;
use crate::diagnostic::Unreadable;
use crate::discover::{Found, Language, Origin, Unseen, is_taken_by_name};
use crate::model::{Account, Judged, Remark};
use crate::source::{SourceFile, SourceId, SourceMap, Span};

/// What is to be said of the given files, beside what was said of them. `is_relevant` says whether a trail can be reached from a
/// folder.
pub(super) fn unsaid(
    files: &[&Found],
    said: &[Judged],
    is_relevant: &dyn Fn(&Path) -> bool,
    modules: &ModuleCache<'_>,
) -> Judged {
    let accounts = said.iter().flat_map(|judged| &judged.accounts);
    let said: HashSet<SourceId> = accounts
        .flat_map(|account| &account.unreadable)
        .flat_map(Unreadable::sources)
        .collect();
    let mut account = Account::default();
    let mut out = Judged::default();
    let named = files.iter().filter(|found| found.origin == Origin::ByName);
    for found in named.filter(|found| is_of_module(found)) {
        let Ok(file) = modules.sources.load_of_module(&found.path) else {
            continue;
        };
        if (found.mentions.module || found.mentions.terraform_trail)
            && let Some(other) = stand_in_for(&found.path, modules.sources)
        {
            let other = modules.sources.name(&other);
            out.notices.push(left_out(&file, &other, OPENTOFU));
            continue;
        }
        let module = modules.module(found.folder());
        let broken = module.unreadable.iter();
        let broken: Vec<&Unreadable> = broken
            .filter(|broken| broken.span.source == file.id())
            .collect();
        let Some(first) = broken.first().filter(|_| !said.contains(&file.id())) else {
            continue;
        };
        out.parsed.push(file.id());
        // What it calls may make a trail.
        let may_call =
            || may_call_for_trails(file.text(), found.folder(), modules.sources, is_relevant);
        if found.mentions.module && may_call() {
            account.unreadable.extend(broken.into_iter().cloned());
        } else {
            out.notices.push(not_read(first, &file));
        }
    }
    out.accounts.push(account);
    out.notices.extend(broken_beside(files, &said, modules));
    let units = files.iter().filter(|found| found.origin == Origin::ByName);
    let not_read = units.filter(|found| found.language == Language::Terragrunt);
    out.notices.extend(not_read.filter_map(|found| {
        let other = terragrunt::stand_in_for(&found.path, modules.sources)?;
        let file = modules.sources.load(&found.path).ok()?;
        let other = modules.sources.name(&other);
        Some(left_out(&file, &other, TERRAGRUNT))
    }));
    out
}

/// That units cannot be looked into which may include a given file: it lies in their repository, and is none itself.
pub(super) fn unread_units(files: &[&Found], unseen: &[Unseen], sources: &SourceMap) -> Judged {
    let named = files.iter().filter(|found| {
        found.origin == Origin::ByName
            && found.language == Language::Terraform
            && !is_taken_by_name(&found.path)
            && !found.path.ends_with(LOCK_FILE)
    });
    let folders = named.map(|found| found.folder());
    let folders = folders.map(|folder| sources.repository_root(folder).unwrap_or(folder));
    let shared: BTreeSet<&Path> = folders.collect();
    let units = unseen.iter().filter(|unseen| {
        let is_unit = unseen.language == Some(Language::Terragrunt);
        is_unit && shared.iter().any(|folder| unseen.path.starts_with(folder))
    });
    Judged {
        problems: units.map(|unit| unit.problem(sources)).collect(),
        ..Judged::default()
    }
}

/// What is said of the components of Stacks that lie beside a root module: one folder is read as one of both. `is_relevant` says
/// whether a trail can be reached from a folder.
pub(super) fn stacks_beside_modules(
    files: &[&Found],
    is_relevant: &dyn Fn(&Path) -> bool,
    modules: &ModuleCache<'_>,
) -> Judged {
    let sources = modules.sources;
    let given = files.iter().filter(|found| found.origin != Origin::Context);
    let of_stacks = given.filter(|found| {
        let name = found.path.file_name().unwrap_or_default().to_string_lossy();
        is_of_module(found) && declares_components(&name)
    });
    let mut account = Account::default();
    for found in of_stacks {
        let Ok(file) = sources.load_of_module(&found.path) else {
            continue;
        };
        let module = modules.module(found.folder());
        let calls = CallText::all_of(&file);
        let leads = |call: &CallText| {
            let source = call.source.as_deref();
            let folder = source.map(|source| local_folder(found.folder(), source, sources));
            call.of_trails || folder.is_some_and(|folder| is_relevant(&folder))
        };
        let is_left_out = !module.sources.contains(&file.id());
        let beside = module.sources.first().map(|&beside| sources.get(beside));
        let Some(beside) = beside.filter(|_| is_left_out && calls.iter().any(leads)) else {
            continue;
        };
        let message = format!(
            "The components of `{}` could not be followed: `{}` beside it makes a root module of its folder, and they may make a trail",
            file.name(),
            beside.name()
        );
        let remark = Remark::new(Span::beginning(file.id()), "not followed", message);
        let remark = remark.help("Keep the Stack in a folder of its own".to_owned());
        account.remarks.push(remark);
    }
    Judged {
        accounts: vec![account],
        ..Judged::default()
    }
}

/// What is said of given files that are of no module and cannot be read whole: those that Terragrunt reads, and values.
fn broken_beside(
    files: &[&Found],
    said: &HashSet<SourceId>,
    modules: &ModuleCache<'_>,
) -> Vec<Remark> {
    let is_hcl = |found: &&&Found| {
        let end = found.path.extension();
        end.is_some_and(|end| end == "hcl" || end == "tfvars")
    };
    let named = files.iter().filter(|found| found.origin == Origin::ByName);
    let broken = named.filter(is_hcl).filter_map(|found| {
        let file = modules.sources.load(&found.path).ok()?;
        let content = parse_hcl_file(&file, &mut Room::default());
        let first = content.unreadable.first()?;
        (!said.contains(&file.id())).then(|| not_read(first, &file))
    });
    broken.collect()
}

/// What reads one file in the place of another, and what else does not.
type Readers = (&'static str, &'static str);

const OPENTOFU: Readers = ("OpenTofu", "Terraform makes");
const TERRAGRUNT: Readers = ("Terragrunt", "would be made");

/// What is said of a file that another one stands in for.
fn left_out(file: &SourceFile, other: &str, (reader, makes): Readers) -> Remark {
    let name = file.name();
    let message = format!(
        "Nothing of `{name}` was checked: `{other}` stands in for it, which {reader} reads in its place"
    );
    Remark::new(Span::beginning(file.id()), "not checked", message).help(format!(
        "To check what {makes} of `{name}`, check a copy of the folder without `{other}`"
    ))
}

fn not_read(broken: &Unreadable, file: &SourceFile) -> Remark {
    Remark::new(
        broken.span,
        "cannot be read from here on",
        format!("`{}` cannot be read: {}", file.name(), broken.message),
    )
    .help(broken.help.as_deref().map(str::to_owned))
}
