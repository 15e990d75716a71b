//! Override files for trails that no other file of their module declares.

use super::config::instance::Instance;
use super::lang::syntax::Block;
use super::more_than_judged::not_told;
use super::walk::{Gathered, Walk};
use crate::diagnostic::{Label, Unreadable};
use crate::resolved::Resolved;

impl Walk<'_> {
    /// Accounts for what overrides nothing: Terraform refuses it, unless it is for files that are not known.
    pub(super) fn take_without_base(
        instance: &Instance<'_>,
        created: &Resolved<bool>,
        out: &mut Gathered,
    ) {
        let module = &instance.module;
        let is_whole = module.unreadable.is_empty() && module.unopened.is_empty();
        for block in &module.without_base {
            if let Some(why) = why_open(instance) {
                let why = format!("this overrides it, no file here declares it, and {why}");
                let trail = not_told((instance, block), created, "not followed", &why);
                out.trails.push((String::new(), Box::new(trail)));
            } else if is_whole {
                out.unreadable.push(refused(block, &module.trails));
            }
        }
    }
}

/// Why files may stand beside a module that are not known, a clause.
fn why_open(instance: &Instance<'_>) -> Option<String> {
    let module = &instance.module;
    let of_unit = || {
        module
            .is_of_a_unit
            .then_some("a unit of Terragrunt beside it may add that")
    };
    let only = module.has_overrides_only;
    let only = only.then_some("it is made for the files of another folder");
    let open = instance.root.open_files.clone();
    let open = open.filter(|_| instance.caller.is_none());
    open.or_else(|| only.or_else(of_unit).map(str::to_owned))
}

/// An override of nothing: Terraform refuses it ("Missing base resource"), so the trail it means is never made. It may be
/// one of those that the module has by another name.
fn refused(block: &Block, trails: &[Block]) -> Unreadable {
    let name = block.labels.join(".");
    let declared = trails.iter().map(|trail| {
        let name = trail.labels.join(".");
        Label::new(trail.header, format!("the module declares `{name}`"))
    });
    Unreadable {
        span: block.header,
        message: format!("This overrides `{name}`, which no other file of the module declares")
            .into(),
        label: "there is nothing to override".into(),
        help: Some(
            format!("Declare `{name}` in a file that is no override file, or rename this file.")
                .into(),
        ),
        others: declared.collect(),
    }
}
