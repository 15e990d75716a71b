//! What a module declares twice.
//!
//! Source: Terraform `internal/configs/module.go`: two files that are no override files may not declare one thing ("Duplicate
//! local value definition" and the like); the module is refused.

use std::collections::HashMap;

use crate::diagnostic::{Label, Unreadable};
use crate::resolved::{Evidence, Hop, Resolved};
use crate::source::Span;
use crate::terraform::lang::syntax::Block;

/// The names that are declared more than once, by what they are names of: the first place and the last one.
#[derive(Debug, Default)]
pub(crate) struct Repeated(HashMap<(&'static str, String), (Span, Span)>);

impl Repeated {
    /// Notes that something is declared again.
    pub(super) fn note(&mut self, what: &'static str, name: &str, first: Span, again: Span) {
        let at = (what, name.to_owned());
        self.0.entry(at).or_insert((first, again)).1 = again;
    }

    /// The value of what is declared twice, where it is: Terraform refuses the module, so it is none.
    pub(crate) fn value<T>(&self, what: &'static str, name: &str) -> Option<Resolved<T>> {
        let (first, again) = *self.0.get(&(what, name.to_owned()))?;
        let hops = vec![
            Hop::chose(again, format!("{what} `{name}` is declared again here")),
            Hop::chose(first, "first declared here"),
        ];
        Some(Resolved::Invalid {
            text: name.to_owned(),
            why: format!("{what} `{name}` is declared more than once"),
            from: Evidence::passed(hops),
        })
    }

    /// What is to be said of a block of a module's list that is declared twice.
    pub(crate) fn finding(&self, what: &'static str, name: &str) -> Option<Unreadable> {
        let (first, again) = *self.0.get(&(what, name.to_owned()))?;
        Some(Unreadable {
            span: again,
            message: format!("The {what} `{name}` is declared more than once").into(),
            label: "declared again here".into(),
            help: Some("Remove or rename one of them; Terraform refuses the module.".into()),
            others: vec![Label::new(first, "first declared here")],
        })
    }
}

/// The block that says where the state is, of which there may be one.
#[derive(Debug, Default)]
pub(super) struct Backends(Option<Span>);

impl Backends {
    /// What is to be said of those among the blocks of a `terraform` block that are one too many. Those of override files stand
    /// in the place of others.
    ///
    /// Source: Terraform `internal/configs/module.go`, `appendFile`: "Duplicate backend configuration", "Both a backend and cloud
    /// configuration are present".
    pub(super) fn take(&mut self, blocks: &[Block], is_override: bool) -> Vec<Unreadable> {
        let mut out = Vec::new();
        for block in blocks.iter().filter(|_| !is_override) {
            let kind = block.kind.as_str();
            if !matches!(kind, "backend" | "cloud") {
                continue;
            }
            let Some(first) = self.0 else {
                self.0 = Some(block.header);
                continue;
            };
            out.push(Unreadable {
                span: block.header,
                message: "The module says more than once where its state is".into(),
                label: "said again here".into(),
                help: Some(
                    "Remove one of the `backend` and `cloud` blocks; Terraform refuses the module."
                        .into(),
                ),
                others: vec![Label::new(first, "first said here")],
            });
        }
        out
    }
}
