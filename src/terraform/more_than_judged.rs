//! What stands for the trails that are more than are judged.

use std::path::Path;

use super::config::instance::Instance;
use super::lang::syntax::Block;
use super::not_followed::NotFollowed;
use super::options::RootDeployment;
use crate::model::{Account, Dialect, Remark, Trail};
use crate::resolved::{Resolved, Syntax};
use crate::source::{SourceId, SourceMap, Span};

/// What stands for the trails of a block that are too many.
pub(super) fn beyond_the_bound(
    (instance, block): (&Instance<'_>, &Block),
    created: &Resolved<bool>,
    most: usize,
) -> Trail {
    let address = format!("{}{}", instance.prefix, block.labels.join("."));
    let why = format!("its root module has more than {most} trails");
    let remark = Remark {
        span: block.header,
        label: "not judged",
        message: format!("Cannot tell whether `{address}` records global service events: {why}"),
        help: None,
    };
    Trail {
        created: created.clone(),
        brought_by: instance.calls(),
        ..Trail::not_followed(address, Dialect::Terraform, block.syntax, &why, remark)
    }
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
        why: format!(
            "{} of its deployments are more than are judged",
            beyond.len()
        ),
        deciding: None,
        help: Some("Check fewer root modules at a time, or with fewer deployments."),
        called_at,
        syntax: Syntax::Hcl,
        brought_by: Vec::new(),
        created: Resolved::known(true),
    };
    Some(Account {
        trails: vec![trail.trail()],
        ..Account::default()
    })
}
