//! Judges calls of modules that are not at hand by what the built-in table says of them.

use std::sync::Arc;

use super::config::instance::Instance;
use super::config::module_sources::Absent;
use super::lang::syntax::Block;
use super::stated::{Stated, known, name_of, text_of};
use super::walk::{Gathered, Walk};
use crate::model::Trail;
use crate::published::{Lookup, Versions};
use crate::resolved::Resolved;

impl Walk<'_> {
    /// Gathers the trails of a module that is not installed. An error where the table does not tell them: why.
    pub(super) fn follow_stated(
        &self,
        instance: &Instance<'_>,
        call: &Block,
        created: &Resolved<bool>,
        out: &mut Gathered,
    ) -> Result<(), Absent> {
        let source = instance.source_of(call)?;
        // An address of the table is public, wherever it stands.
        let may_be_looked_up = source.is_plain || !source.is_private;
        if !self.known_modules || !may_be_looked_up {
            return Err(Absent::NotInstalled);
        }
        let versions = match known(&source.text, Some(call)) {
            Lookup::NotKnown => return Err(Absent::NotInstalled),
            Lookup::NoVersion(why) => return Err(Absent::NotKnownVersion(why)),
            Lookup::Versions(versions) => versions,
        };
        let given = call.body.attributes.iter();
        let given = given.map(|argument| argument.name.as_str());
        if let Some((name, version)) = versions.not_taken(given) {
            let why = format!("as far as it is known here, {version} takes no `{name}`");
            return Err(Absent::NotKnownVersion(why));
        }
        let repeated = &instance.module.repeated;
        out.unreadable
            .extend(repeated.finding("module call", call.name()));
        let created = &created.clone().via(instance.source_hops(call));
        let mut rows = (0..versions.rows.len())
            .map(|at| self.of_row((&versions, at), instance, call, created, out));
        let Some(newest) = rows.next() else {
            return Err(Absent::NotInstalled);
        };
        for (at, other) in rows.enumerate() {
            if let Some(why) = difference(&newest, &other) {
                let (_, first) = &versions.rows[0];
                let (_, second) = &versions.rows[at + 1];
                let why = format!(
                    "its versions differ: with {first} {}, with {second} {}",
                    why.0, why.1
                );
                return Err(Absent::NotKnownVersion(why));
            }
        }
        out.trails.extend(newest);
        Ok(())
    }

    /// The trails of a call as one row of the table has them.
    fn of_row(
        &self,
        (versions, at): (&Versions, usize),
        instance: &Instance<'_>,
        call: &Block,
        created: &Resolved<bool>,
        out: &Gathered,
    ) -> Vec<(String, Box<Trail>)> {
        let (row, version) = &versions.rows[at];
        let name = name_of(versions, row, version);
        let module = self.modules.stated(&name, || text_of(row));
        let mut own = out.beside();
        self.enter(instance, (call, Arc::clone(&module)), created, &mut own);
        let source = call.body.attribute("source");
        let prefix = format!("{}module.{}", instance.prefix, call.name());
        if let Some(text) = module.stated_in {
            let stated = Stated {
                header: call.header,
                source: source.map_or(call.header, |source| source.value.span),
                syntax: call.syntax,
                text,
                module: &versions.module.module,
                row,
                version: version.clone(),
                may_be_newer: versions.may_be_newer,
            };
            for (_, trail) in &mut own.trails {
                stated.take(trail, &prefix);
            }
        }
        own.trails
    }
}

/// What is said of two versions whose trails differ, of each.
fn difference(
    one: &[(String, Box<Trail>)],
    other: &[(String, Box<Trail>)],
) -> Option<(String, String)> {
    let said = |trails: &[(String, Box<Trail>)]| {
        let mut verdicts: Vec<&str> = trails
            .iter()
            .map(|(_, trail)| trail.verdict().as_str())
            .collect();
        verdicts.sort_unstable();
        verdicts
    };
    let (one, other) = (said(one), said(other));
    (one != other).then(|| {
        let shown = |mut verdicts: Vec<&str>| {
            verdicts.dedup();
            match verdicts.as_slice() {
                [] => "there is no trail".to_owned(),
                verdicts => format!("the trail is {}", verdicts.join(", ").replace('-', " ")),
            }
        };
        (shown(one), shown(other))
    })
}
