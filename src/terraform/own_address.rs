//! Calls that ask for a module of this repository by its address, pinned to a version perhaps: what they give it, it may be given.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::config::call_texts::given_by;
use super::config::module_cache::ModuleCache;
use super::config::source_pattern::SourcePattern;
use super::config::tree::Tree;
use super::terragrunt::{Gives, Leads, OWN_ADDRESS, Untold};

/// Takes the calls whose source leads to one of some modules' paths in a repository, which may be this one.
pub(super) fn take_calls(
    tree: &Tree<'_>,
    relevant: &BTreeSet<PathBuf>,
    modules: &ModuleCache<'_>,
    out: &mut Vec<Untold>,
) {
    for (caller, address) in &tree.by_address {
        let root = modules.sources.repository_root(caller);
        let like = SourcePattern::within_address(address);
        let (Some(root), Some(like)) = (root, like) else {
            continue;
        };
        // A module's own examples and tests decide nothing.
        let may_lead =
            |folder: &&PathBuf| like.may_lead(root, folder) && !caller.starts_with(folder);
        if !relevant.iter().any(|folder| may_lead(&folder)) {
            continue;
        }
        let module = modules.module(caller);
        let calls = module.calls.iter();
        let calls = calls.filter(|call| call.literal("source").as_ref() == Some(address));
        out.extend(calls.map(|call| Untold {
            by: "the call",
            why: OWN_ADDRESS,
            at: call.header,
            leads: Leads {
                folder: root.to_owned(),
                like: like.clone(),
                is_address: true,
            },
            gives: Gives {
                names: given_by(call),
                any: false,
            },
        }));
    }
}
