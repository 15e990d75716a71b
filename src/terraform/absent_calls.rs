//! Accounts for the calls of modules that are not at hand.

use std::path::PathBuf;

use super::config::call_texts::{CallText, given_by, is_of_trails};
use super::config::candidates::{candidates, like_on_another_machine};
use super::config::instance::Instance;
use super::config::instance_keys::{Key, Keys};
use super::config::module_sources::Absent;
use super::lang::syntax::Block;
use super::lang::values::{Value, to_bool};
use super::not_followed::{self, FLAG, NotFollowed, deciding, true_where_given};
use super::walk::{Gathered, Walk};
use crate::diagnostic::{Alike, Change, Target};
use crate::model::Remark;
use crate::resolved::{Evidence, Hop, Resolved};
use crate::source::Span;

impl Walk<'_> {
    /// The folders that a module may lie in that is not at hand; none where nothing is to be said of it.
    fn may_be(
        &self,
        instance: &Instance<'_>,
        call: &Block,
        absent: &Absent,
        out: &Gathered,
    ) -> Option<Vec<PathBuf>> {
        Some(match absent {
            Absent::Untold { like, .. } => {
                let from = &instance.module.folder;
                candidates(like, &given_by(call), from, self.relevant, self.modules)
            }
            Absent::TooDeep { folder } | Absent::TooMany { folder, .. } => {
                if !self.relevant.contains(folder) || out.remarked.contains(&call.header) {
                    return None;
                }
                vec![folder.clone()]
            }
            Absent::NoFolder { source: Some(_) } | Absent::Outside(_) => {
                let source = CallText::of_block(call).source.unwrap_or_default();
                let from = &instance.module.folder;
                like_on_another_machine(&source).map_or_else(Vec::new, |like| {
                    candidates(&like, &given_by(call), from, self.relevant, self.modules)
                })
            }
            _ => Vec::new(),
        })
    }

    /// Accounts for the folders that some lead to; the files of those that matter. Of what is beyond a bound, each folder counts
    /// once.
    fn files_below(&self, folders: Vec<PathBuf>, is_beyond: bool, out: &mut Gathered) -> Vec<Span> {
        let graph = &self.tree.graph;
        let below = if is_beyond {
            let folders = folders.into_iter();
            let new = folders.flat_map(|folder| graph.further_below(folder, &mut out.beyond));
            new.collect()
        } else {
            graph.below(folders)
        };
        let files = below.intersection(self.relevant);
        // Who asks for a file that it may be is told.
        let files = files.flat_map(|folder| {
            let files = self.modules.files(folder);
            let files = files.iter().copied().map(Span::beginning);
            files.collect::<Vec<_>>()
        });
        let files = files.collect();
        out.accounted_for.extend(below);
        files
    }

    /// Accounts for a module that is not at hand.
    pub(super) fn take_absent(
        &self,
        instance: &Instance<'_>,
        call: &Block,
        absent: &Absent,
        created: &Resolved<bool>,
        out: &mut Gathered,
    ) {
        let Some(may_be) = self.may_be(instance, call, absent, out) else {
            return;
        };
        let names: Vec<String> = may_be
            .iter()
            .map(|folder| self.modules.sources.name(folder))
            .collect();
        let is_beyond = matches!(absent, Absent::TooDeep { .. } | Absent::TooMany { .. });
        let files = self.files_below(may_be, is_beyond, out);
        if is_beyond && out.leave_call(call, &files) {
            return;
        }
        let (source, of_trails) = source_of(instance, call);
        let Some((why, help)) = not_followed::why(absent, &source, of_trails, &names) else {
            return;
        };
        let address = format!("{}module.{}", instance.prefix, call.name());
        let shown = if instance.prefix.is_empty() {
            call.name()
        } else {
            &address
        };
        let is_elsewhere = is_elsewhere(absent);
        let created = existence(instance, call, absent, created);
        let is_made = created.value() != Some(&false);
        let given = call.body.attributes.iter();
        let by_source = instance.source_hops(call);
        let by_source = by_source.iter().filter_map(Hop::span);
        let value_of = |name: &str| {
            let given = call.body.attribute(name);
            given.map_or_else(Resolved::unset, |given| {
                instance.evaluate(&given.value, &Key::of_any("each"))
            })
        };
        let deciding = deciding(given.map(|given| given.name.as_str()), &value_of);
        let by_flag = deciding.iter().flat_map(|given| given.came_by.clone());
        let not_followed = NotFollowed {
            named: format!("Module `{shown}`"),
            called: "the module",
            address,
            why,
            given_false: given_false(call, &value_of).filter(|_| of_trails && is_elsewhere),
            help,
            called_at: call.header,
            syntax: call.syntax,
            brought_by: (instance.calls().into_iter())
                .chain(by_source)
                .chain(by_flag)
                .chain(files)
                .collect(),
            deciding,
            created,
        };
        // What nothing says of that it makes a trail is no row of a list.
        let is_first = out.remarked.insert(call.header);
        if of_trails || !names.is_empty() {
            let before = out.trails.len();
            if is_beyond {
                out.first_beyond.get_or_insert(before);
            }
            out.trails
                .push((String::new(), Box::new(not_followed.trail())));
            out.count(instance, before);
        } else if is_first && is_made {
            out.remarks.extend(remark_of(not_followed, absent));
        }
    }
}

fn is_elsewhere(absent: &Absent) -> bool {
    matches!(absent, Absent::NotInstalled | Absent::NotKnownVersion(_))
}

/// Whether a call makes anything.
fn existence(
    instance: &Instance<'_>,
    call: &Block,
    absent: &Absent,
    created: &Resolved<bool>,
) -> Resolved<bool> {
    // Nothing is known to be refused in what only may make a trail.
    let created = match created {
        Resolved::Invalid { why, .. } if is_elsewhere(absent) => &Resolved::unknown(why.clone()),
        created => created,
    };
    let created = match &*instance.keys_of(call) {
        Keys::Known(_) => created.clone(),
        Keys::None { from } => Resolved::Known {
            value: false,
            from: from.clone(),
        },
        Keys::Undecided { created: own, .. } => created.clone().and(own),
    };
    refused_or(absent, created)
}

/// What is said of a module of which nothing says that it makes a trail.
fn remark_of(not_followed: NotFollowed, absent: &Absent) -> Option<Remark> {
    let is_told = not_followed.deciding.is_some();
    let alike = match absent {
        Absent::NoFolder { .. } => Some(Alike::ModuleNotThere),
        Absent::Outside(_) => Some(Alike::ModuleOutside),
        _ => None,
    };
    let remark = not_followed.trail().into_remark()?;
    Some(remark.alike(alike.filter(|_| !is_told)))
}

/// Whether a call makes anything: refused where its source is.
fn refused_or(absent: &Absent, created: Resolved<bool>) -> Resolved<bool> {
    match absent {
        Absent::Untold {
            refused: Some(refused),
            ..
        } if created.value() != Some(&false) => Resolved::clone(refused),
        _ => created,
    }
}

/// What the source of a call comes to as a sentence names it, empty where that is not known, and whether the call speaks of
/// trails.
fn source_of(instance: &Instance<'_>, call: &Block) -> (String, bool) {
    let source = instance.source_of(call).ok();
    let is_private = source.as_ref().is_some_and(|source| source.is_private);
    let text = source
        .filter(|source| source.is_plain || !source.is_private)
        .map_or_else(String::new, |source| source.text);
    let of_trails =
        CallText::of_block(call).of_trails || is_of_trails("", Some(&text), std::iter::empty());
    let named = if is_private {
        "what its `source`, which is not shown, leads to".to_owned()
    } else {
        format!("`{text}`")
    };
    (named, of_trails)
}

/// What to write where a call gives the provider's own flag, as false.
fn given_false(
    call: &Block,
    value_of: &dyn Fn(&str) -> Resolved<Value>,
) -> Option<(Change, Evidence)> {
    let attribute = call.body.attribute(FLAG)?;
    let given = value_of(FLAG).converted(&mut to_bool).decided();
    let change = true_where_given(given.from()).unwrap_or_else(|| Change {
        target: Target::Assignment(attribute.value.span),
        write: attribute.assigned().syntax.assignment(FLAG, "true"),
        since: None,
    });
    let is_false = given.value() == Some(&false);
    is_false.then(|| (change, given.from().clone()))
}
