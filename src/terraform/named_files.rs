//! Files of modules that were given by name: none is passed over in silence that cannot be read.

use std::collections::HashSet;

use super::config::files::is_of_module;
use super::config::lost_calls::seems_to_call;
use super::config::module_cache::ModuleCache;
use crate::diagnostic::Unreadable;
use crate::discover::{Found, Origin};
use crate::model::{Account, Judged, Remark};
use crate::source::{SourceFile, SourceId};

/// What is to be said of the given files, beside what was said of them.
pub(super) fn unsaid(files: &[&Found], said: &[Judged], modules: &ModuleCache<'_>) -> Judged {
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
        if found.mentions.module && seems_to_call(file.text()) {
            account.unreadable.extend(broken.into_iter().cloned());
        } else {
            out.notices.push(not_read(first, &file));
        }
    }
    out.accounts.push(account);
    out
}

fn not_read(broken: &Unreadable, file: &SourceFile) -> Remark {
    Remark {
        span: broken.span,
        label: "cannot be read from here on",
        message: format!("`{}` cannot be read: {}", file.name(), broken.message),
        help: broken.help.clone(),
    }
}
