//! What a `terragrunt.hcl` comes to: a module, and the inputs it is given.

use std::path::{Path, PathBuf};

use super::added::Added;
use super::call::{ByUnit, Call};
use super::contents::speaks_of_trail;
use super::downloaded::{Downloaded, UnitModule};
use super::elsewhere::{
    self, Lost, NotHere, is_address, is_missing, not_followed, place_in, remarked,
    speaks_of_trails, trail_of,
};
use super::files::{Config, Reading, Source, files_of, layers_of};
use super::read_again::UnitInputs;
use super::untold::{Gives, Untold};
use crate::diagnostic::{Label, Problem, Unreadable};
use crate::model::{Account, Judged};
use crate::published::Lookup;
use crate::resolved::Syntax;
use crate::source::{Kind, Outside, ReadError, Span};
use crate::terraform::config::call_texts::is_of_trails;
use crate::terraform::config::files;
use crate::terraform::config::root_inputs::{ExtraArguments, Inputs, Missing};
use crate::terraform::not_followed::PLAN_OF_UNIT;
use crate::terraform::stated::{self, Stated};

/// What a `terragrunt.hcl` comes to.
#[derive(Debug, Default)]
pub(crate) struct UnitOutcome {
    pub(crate) call: Option<Box<Call>>,
    /// Whether it neither names a module nor has one: it may stand there for others to include it.
    pub(crate) has_no_module: bool,
    /// Where its module is not at hand, what is worth saying about that.
    pub(crate) said: Judged,
    /// What that module may be all the same.
    pub(crate) untold: Vec<Untold>,
    /// What is worth saying only if that leads to a trail: what of its files cannot be read, and that it is refused.
    pub(crate) perhaps: Account,
    /// That it cannot be opened.
    pub(crate) unopened: Vec<Problem>,
}

/// Reads a `terragrunt.hcl`. Of one that was given by its name, it is said in any case that its module is not at hand. `added`
/// may give it more inputs.
pub(super) fn resolved(
    reading: Reading<'_>,
    path: &Path,
    is_named: bool,
    added: Option<Missing>,
) -> UnitOutcome {
    let Some((config, inputs)) = reading.begin(path, added) else {
        return UnitOutcome {
            unopened: reading.lost.take().unopened,
            ..UnitOutcome::default()
        };
    };
    let layers = layers_of(&config);
    let unit = Unit {
        reading,
        path,
        is_named,
        inputs,
    };
    let mut outer = layers.iter().rev();
    let source = outer.find_map(|layer| Some((unit.reading.source_of(layer)?, *layer)));
    match source {
        None => unit.without_source(&config, &layers),
        Some((source, layer)) => {
            let text = source.text.as_deref().ok();
            match local_module(&unit.reading, &layer.folder, text) {
                Ok(module) => unit.of_module(&config, &layers, &UnitModule::here(module)),
                Err(outside) => match unit.reading.downloaded(&source, &layers) {
                    Downloaded::Copy(module) => unit.of_module(&config, &layers, &module),
                    copies => {
                        let source = (source, layer.folder.as_path());
                        let lost = NotHere::of(outside, copies);
                        unit.elsewhere(&config, &layers, &source, &lost)
                    }
                },
            }
        }
    }
}

/// A unit that is read.
struct Unit<'a> {
    reading: Reading<'a>,
    path: &'a Path,
    is_named: bool,
    inputs: Inputs,
}

impl Unit<'_> {
    /// One whose module is its own folder, where there is one or Terragrunt generates it.
    fn without_source(self, config: &Config, layers: &[&Config]) -> UnitOutcome {
        let folder = self.reading.folder.clone();
        let own = UnitModule::here(folder.clone());
        let added = self.reading.added_to(&own, layers);
        let broken = layers.iter().filter(|layer| !layer.unreadable.is_empty());
        let mut untold: Vec<Untold> = broken
            .flat_map(|layer| Untold::of_broken(&layer.file, &folder))
            .collect();
        untold.extend(Untold::of_generated(&added, &folder));
        let includes = layers.iter().flat_map(|layer| &layer.includes);
        let unopened = includes.filter(|include| include.is_unopened);
        let unopened = unopened.map(|include| Untold::of_unopened(include.at, &folder));
        let unopened: Vec<Untold> = unopened.collect();
        let is_there = files::holds_module(&folder, self.reading.sources);
        if is_there || added.makes_a_module() {
            let extra = self.reading.extra_arguments(layers, &folder);
            let call = self.call(config, folder, extra, added);
            let call = Call {
                is_generated_whole: !is_there,
                ..call
            };
            return UnitOutcome {
                untold,
                ..call.into()
            };
        }
        untold.extend(unopened);
        if config.unreadable.is_empty() {
            return UnitOutcome {
                perhaps: self.reading.broken(config),
                said: self.without_module(config, layers),
                has_no_module: true,
                untold,
                ..UnitOutcome::default()
            };
        }
        // A file whose module is lost with what cannot be read of it must not pass as clean.
        let is_said = self.is_named || speaks_of_trail(config.file.text());
        let broken = self.reading.broken(config);
        let (account, perhaps) = if is_said {
            (broken, Account::default())
        } else {
            (Account::default(), broken)
        };
        UnitOutcome {
            said: self.reading.elsewhere(account),
            untold,
            perhaps,
            ..UnitOutcome::default()
        }
    }

    /// What is said of one that neither names a module nor has one, where what it is called and what it gives speak of a trail,
    /// or a file is lost that may name its module.
    fn without_module(&self, config: &Config, layers: &[&Config]) -> Judged {
        let (reading, inputs) = (&self.reading, &self.inputs);
        let mut includes = layers.iter().flat_map(|layer| &layer.includes);
        let lost = includes.find(|include| {
            include.config.is_err() && (include.refused.is_some() || include.is_unopened)
        });
        let unit = reading.folder.file_name().unwrap_or_default();
        let unit = unit.to_string_lossy();
        let given = || inputs.values.keys().map(String::as_str);
        let mut account = Account::default();
        let speaks = is_of_trails(&unit, None, given())
            || lost.is_some_and(|_| speaks_of_trail(config.file.text()));
        let at = lost.map_or(Span::beginning(config.file.id()), |include| include.at);
        let why = match lost {
            Some(include) if include.is_unopened => {
                let why = include.config.as_ref().err().map_or("", String::as_str);
                format!("a file that may name it is included, and {why}")
            }
            Some(_) => "a file that may name it is included, and is not there".to_owned(),
            None => {
                "it names none by `terraform` and `source`, and its folder holds none".to_owned()
            }
        };
        let read = files_of(config);
        let created = reading.is_run(layers);
        let by = Lost {
            why,
            given_false: None,
            help: PLAN_OF_UNIT,
        };
        let of = elsewhere::Unit {
            files: &read,
            created: &created,
            is_of_trails: speaks,
        };
        let trail = trail_of(reading, (by, at), inputs, &of);
        if speaks {
            account.add(trail);
        } else if lost.is_some() {
            account = remarked(trail, at);
        }
        reading.elsewhere(account)
    }

    /// One whose module lies in a folder here.
    fn of_module(self, config: &Config, layers: &[&Config], module: &UnitModule) -> UnitOutcome {
        let folder = module.folder.clone();
        let extra = self.reading.extra_arguments(layers, &folder);
        let added = self.reading.added_to(module, layers);
        let untold = Untold::of_generated(&added, &folder);
        UnitOutcome {
            untold,
            ..self.call(config, folder, extra, added).into()
        }
    }

    /// One whose module is not at hand.
    fn elsewhere(
        self,
        config: &Config,
        layers: &[&Config],
        (source, layer): &(Source, &Path),
        lost: &NotHere,
    ) -> UnitOutcome {
        let Unit {
            reading, inputs, ..
        } = &self;
        let folder = reading.folder.clone();
        let extra = reading.extra_arguments(layers, &folder);
        if let Some((stated, added)) = known_module(reading, source, inputs, layers) {
            // What the table says stands among the unit's own files.
            let call = self.call(config, folder, extra, added);
            return Call {
                stated: Some(stated),
                ..call
            }
            .into();
        }
        let read = files_of(config);
        let meant = reading.meant_by(layer, source).filter(|meant| {
            speaks_of_trails(reading, source, inputs) || reading.makes_trails(meant)
        });
        let created = match &meant {
            Some(meant) => reading.refused_source(source, meant),
            None => reading.is_run(layers),
        };
        // Whatever a folder is called, it may make a trail.
        let is_of_trails = meant.is_some()
            || lost.may_make_a_trail(reading)
            || speaks_of_trails(reading, source, inputs);
        let of = elsewhere::Unit {
            files: &read,
            created: &created,
            is_of_trails,
        };
        let trail = not_followed(reading, (source, layer), inputs, lost, &of);
        let broken = reading.broken(config);
        let mut account = Account::default();
        let mut perhaps = Account::default();
        if is_of_trails {
            account = broken;
            account.add(trail);
        } else {
            perhaps = broken;
            if created.is_invalid() {
                perhaps.add(trail.clone());
            }
            if self.is_named || is_missing(source) {
                account = remarked(trail, place_in(config, source.at));
            }
        }
        let added = reading.added_to(&UnitModule::here(folder.clone()), layers);
        let untold = self.untold_of(source, meant.as_deref(), &extra, &added);
        let own = Added::own_of(&folder, reading.not_copied(layers), reading.sources);
        let makes_trails = added.may_make_a_trail || own.may_make_a_trail;
        let said = reading.elsewhere(account);
        // The module that is not at hand may declare whatever these files refer to.
        let beside = reading.sources.add_made("main.tf", String::new()).id();
        UnitOutcome {
            call: makes_trails.then(|| {
                let call = self.call(config, folder, extra, added);
                Box::new(Call {
                    beside: Some(beside),
                    ..call
                })
            }),
            said,
            untold,
            perhaps,
            ..UnitOutcome::default()
        }
    }

    /// What the module that is not at hand may be.
    fn untold_of(
        &self,
        source: &Source,
        meant: Option<&Path>,
        extra: &ExtraArguments,
        added: &Added,
    ) -> Vec<Untold> {
        let folder = &self.reading.folder;
        let by_unit = ByUnit {
            inputs: &self.inputs,
            extra,
            added,
            module: folder,
            folder,
        };
        let gives = Gives::of(&by_unit.values(false, self.reading.value_reader()));
        let untold = Untold::of(source, &self.reading, gives);
        let meant = meant.map(|meant| Untold::meaning(meant, source));
        let generated = Untold::of_generated(added, folder);
        untold.into_iter().chain(meant).chain(generated).collect()
    }

    fn call(self, config: &Config, module: PathBuf, extra: ExtraArguments, added: Added) -> Call {
        let Unit {
            reading,
            path,
            inputs,
            ..
        } = self;
        let mut added = added;
        let refused = added.refused.take();
        let created = refused.unwrap_or_else(|| reading.is_run(&layers_of(config)));
        let lost = reading.lost.take();
        let read = files_of(config).into_iter();
        Call {
            name: reading.sources.name(&reading.base),
            extra,
            added,
            is_generated_whole: false,
            created,
            stated: None,
            beside: None,
            folder: reading.folder.clone(),
            // It shares the file's path: one of its own would keep what is let go around it from being used in one piece.
            file: if config.file.path() == path {
                config.file.shared_path()
            } else {
                path.into()
            },
            module,
            inputs: UnitInputs::Known(inputs),
            sources: reading.files.take(),
            asked: reading.others.asked(),
            unreadable: read
                .flat_map(|file| file.unreadable.iter().cloned())
                .chain(lost.unreadable)
                .collect(),
            unopened: lost.unopened,
            untaken: Vec::new(),
        }
    }
}

impl From<Call> for UnitOutcome {
    fn from(call: Call) -> UnitOutcome {
        UnitOutcome {
            call: Some(Box::new(call)),
            ..UnitOutcome::default()
        }
    }
}

impl Reading<'_> {
    /// What cannot be read of a unit's files and of what they read.
    fn broken(&self, config: &Config) -> Account {
        let own = files_of(config).into_iter();
        let own = own.flat_map(|file| file.unreadable.iter().cloned());
        let read = std::mem::take(&mut self.lost.borrow_mut().unreadable);
        let mut unreadable: Vec<Unreadable> = own.chain(read).collect();
        for broken in &mut unreadable {
            let at = place_in(config, broken.span);
            let of_unit = (at != broken.span).then(|| Label::new(at, "it is read for this unit"));
            broken.others.extend(of_unit);
        }
        Account {
            unreadable,
            ..Account::default()
        }
    }

    /// What is said of a unit whose module is not at hand.
    fn elsewhere(&self, account: Account) -> Judged {
        Judged {
            accounts: vec![account],
            problems: self.lost.take().unopened,
            ..Judged::default()
        }
    }
}

/// What the built-in table says of a unit's module, where one row of it is meant, and nothing of the unit may change that; with
/// what the unit adds to it.
fn known_module(
    reading: &Reading<'_>,
    source: &Source,
    inputs: &Inputs,
    layers: &[&Config],
) -> Option<(Stated, Added)> {
    let (sources, options) = (reading.sources, reading.options);
    let text = reading.address_of(source, layers)?;
    if source.is_private || !options.known_modules {
        return None;
    }
    let Lookup::Versions(mut versions) = stated::known(&text, None) else {
        return None;
    };
    let mut given = inputs.values.keys().map(String::as_str);
    // Of an input that the module does not declare nothing comes; a later version may declare it.
    if versions.may_be_newer && versions.not_taken(&mut given).is_some() {
        return None;
    }
    let (row, version) = versions.rows.pop().filter(|_| versions.rows.is_empty())?;
    let own = UnitModule::here(reading.folder.clone());
    let mut added = reading.added_to(&own, layers);
    let own = Added::own_of(&reading.folder, reading.not_copied(layers), sources);
    if added.may_change(row) || own.may_change(row) {
        return None;
    }
    let name = stated::name_of(&versions, row, &version);
    let stated = Stated {
        header: source.at,
        source: source.at,
        syntax: Syntax::Hcl,
        text: sources.add_stated(&name, stated::text_of(row)).id(),
        module: &versions.module.module,
        row,
        version,
        may_be_newer: versions.may_be_newer,
    };
    added.take_stated(&stated, sources);
    Some((stated, added))
}

/// The folder that a source leads to which stands in a file in the folder `layer`. The error says where it lies, if it is local.
fn local_module(
    reading: &Reading<'_>,
    layer: &Path,
    source: Option<&str>,
) -> Result<PathBuf, Option<Outside>> {
    let source = source.ok_or(None)?;
    // go-getter takes the address of a file for its path.
    let source = source.strip_prefix("file://").unwrap_or(source);
    let is_path = !is_address(source);
    let mut outside = None;
    for (from, path) in reading.places_of(layer, source) {
        if is_path {
            reading.sources.admit_module(from, &path);
        }
        match reading.sources.kind(&path) {
            Ok(Kind::Folder) if is_path => return Ok(path),
            Err(ReadError::Outside(lies)) if is_path => outside = Some(lies),
            _ => {}
        }
    }
    Err(outside)
}
