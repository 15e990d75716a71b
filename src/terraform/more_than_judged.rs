//! What stands for the trails that are not judged: more than a bound allows, and those of files that are not known.

use std::path::Path;

use super::config::instance::Instance;
use super::config::module_cache::ModuleCache;
use super::lang::syntax::Block;
use super::limits::MAX_BYTES_OF_DEPLOYMENTS;
use super::not_followed::{NotFollowed, PLAN_OF_UNIT};
use super::options::RootDeployment;
use super::root_module::RootModule;
use super::terragrunt::UnknownFile;
use crate::budget::deployments_of_one_in;
use crate::model::{Account, Dialect, Judged, Remark, Trail};
use crate::resolved::{Resolved, Syntax};
use crate::source::{SourceId, SourceMap, Span};

/// What stands for the trails of a root that are more than are judged.
pub(super) struct Beyond {
    /// How many were judged.
    most: usize,
    /// Which of the gathered ones it is.
    at: usize,
    /// For how many blocks it stands besides its own.
    others: usize,
}

impl Beyond {
    /// Leaves a block's trails to what stands for them: that of the first.
    pub(super) fn leave(
        beyond: &mut Option<Beyond>,
        block: (&Instance<'_>, &Block),
        created: &Resolved<bool>,
        most: usize,
        trails: &mut Vec<(String, Box<Trail>)>,
    ) {
        let Some(beyond) = beyond else {
            let why = too_many(most);
            let at = trails.len();
            trails.push((
                String::new(),
                Box::new(not_told(block, created, "not judged", &why)),
            ));
            *beyond = Some(Beyond {
                most,
                at,
                others: 0,
            });
            return;
        };
        beyond.others += 1;
        let (_, first) = &mut trails[beyond.at];
        first.brought_by.push(block.1.header);
        first.brought_by.extend(block.0.calls());
        if first.created.value() == Some(&false) {
            first.created = created.clone();
        }
    }

    /// Says for how many it stands.
    pub(super) fn say(&self, trails: &mut [(String, Box<Trail>)]) {
        let (_, first) = &mut trails[self.at];
        if let Some(remark) = &mut first.not_followed {
            remark.message = Remark::not_told(&first.address, self.others, &too_many(self.most));
        }
    }
}

fn too_many(most: usize) -> String {
    format!("its root module has more than {most} trails")
}

/// What stands for the trails of a block of which nothing is told, for a reason; the label says that in two words.
pub(super) fn not_told(
    (instance, block): (&Instance<'_>, &Block),
    created: &Resolved<bool>,
    label: &'static str,
    why: &str,
) -> Trail {
    let address = format!("{}{}", instance.prefix, block.labels.join("."));
    let remark = Remark::new(block.header, label, Remark::not_told(&address, 0, why));
    Trail {
        created: created.clone(),
        brought_by: instance.calls(),
        ..Trail::not_followed(address, Dialect::Terraform, block.syntax, why, remark)
    }
}

/// How many of the deployments of one of so many roots are judged: the first, and those whose files of values the root's share of
/// what a run reads of such is enough for.
pub(super) fn most_deployments(
    deployments: &[&RootDeployment],
    roots: usize,
    sources: &SourceMap,
) -> usize {
    let bytes_of = |deployment: &RootDeployment| -> usize {
        let files = deployment.variable_files();
        let files = files.filter_map(|path| sources.load(path).ok());
        files.map(|file| file.text().len()).sum()
    };
    let mut left = MAX_BYTES_OF_DEPLOYMENTS / roots.max(1);
    let first = deployments.iter().take(deployments_of_one_in(roots));
    let judged = first.enumerate().take_while(|(at, deployment)| {
        let after = left.checked_sub(bytes_of(deployment));
        left = after.unwrap_or(0);
        *at == 0 || after.is_some()
    });
    judged.count()
}

/// What stands for the trails of a root, which has these files, in the deployments that are more than are judged.
pub(super) fn not_deployed(
    (folder, files): (&Path, &[SourceId]),
    beyond: &[&RootDeployment],
    sources: &SourceMap,
) -> Option<Account> {
    let name = sources.name(folder);
    let named_at = beyond.first()?.at.as_ref();
    let named_at = named_at.and_then(|at| at.span(sources));
    let first_file = || files.first().map(|&file| Span::beginning(file));
    let called_at = named_at.or_else(first_file)?;
    let trail = NotFollowed {
        address: format!("deployments of {name}"),
        named: format!("Root module `{name}`"),
        called: "the root module",
        why: format!(
            "{} of its deployments are more than are judged",
            beyond.len()
        ),
        deciding: None,
        given_false: None,
        help: Some("Check fewer root modules at a time, or with fewer deployments."),
        called_at,
        syntax: Syntax::Hcl,
        brought_by: Vec::new(),
        created: Resolved::known(true),
    };
    Some(Account {
        trails: vec![Box::new(trail.trail())],
        ..Account::default()
    })
}

/// What stands for the roots that are more than a run judges.
pub(super) fn more_roots(beyond: &[RootModule], modules: &ModuleCache<'_>) -> Option<Judged> {
    let file_of = |root: &RootModule| {
        let own = modules.outline(&root.folder).sources.first().copied();
        // Of one that is known from the built-in table alone no file is at hand.
        let of_unit = || root.terragrunt.as_ref()?.sources.first().copied();
        own.or_else(of_unit)
    };
    let (first, file) = beyond
        .iter()
        .find_map(|root| Some((root, file_of(root)?)))?;
    let name = format!("root module {}", modules.sources.name(first.run_in()));
    let kind = (Dialect::Terraform, Syntax::Hcl);
    Some(Judged {
        accounts: vec![Account::of_more_units(
            (&name, "root modules"),
            beyond.len() - 1,
            Span::beginning(file),
            kind,
        )],
        ..Judged::default()
    })
}

/// Why nothing is known of a file that Terragrunt generates, a clause.
pub(super) fn not_known(file: &UnknownFile, sources: &SourceMap) -> String {
    let place = sources.line_of(file.at);
    let (name, why) = (&file.name, &file.why);
    if file.is_generated() {
        format!("Terragrunt generates {name}, and {why} ({place})")
    } else if file.is_of_an_include() {
        format!("what its unit includes may change it, and {why} ({place})")
    } else if file.is_written_by_a_hook() {
        let hook = &file.block;
        format!(
            "the hook `{hook}` may write {name} beside the module, and that is not followed ({place})"
        )
    } else {
        format!("whether Terragrunt copies {name} beside its module is not known ({place})")
    }
}

/// What stands for the trails of files that Terragrunt generates, where what they hold is not known.
pub(super) fn generated(root: &RootModule) -> impl Iterator<Item = (String, Box<Trail>)> {
    let call = root.terragrunt.iter();
    let files = call.flat_map(|call| &call.added.unknown);
    files.filter(|file| file.may_make_a_trail).map(|file| {
        let trail = NotFollowed {
            address: if file.is_generated() {
                format!("generate.{}", file.block)
            } else {
                file.block.clone()
            },
            named: if file.is_generated() {
                format!("What Terragrunt generates as `{}`", file.name)
            } else {
                format!("`{}` beside the module", file.name)
            },
            called: if file.is_generated() {
                "a file that Terragrunt generates"
            } else {
                "a file beside the module"
            },
            why: file.why.clone(),
            deciding: None,
            given_false: None,
            help: Some(PLAN_OF_UNIT),
            called_at: file.at,
            syntax: Syntax::Hcl,
            brought_by: Vec::new(),
            created: root.is_run(),
        };
        (String::new(), Box::new(trail.trail()))
    })
}
