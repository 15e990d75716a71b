//! What a `terragrunt.stack.hcl` comes to: units, each in the folder that Terragrunt generates for it, and with its values.
//!
//! Source: Terragrunt's documentation of `unit` and `stack`: what a source holds is generated below `.terragrunt-stack`, and its
//! paths count from there; `values` are handed over to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::call::Call;
use super::contents::speaks_of_trail;
use super::elsewhere::{is_address, remarked, shown_path};
use super::files::{Config, Lost, Reading};
use super::names::{STACK, UNITS};
use super::others::Placed;
use super::read_again::{Again, UnitInputs};
use super::settings::is_set;
use super::shared::Shared;
use super::stack_bound::Bound;
use super::unit::{UnitOutcome, resolved};
use super::untold::Leads;
use crate::budget::Budget;
use crate::diagnostic::Problem;
use crate::model::{Account, Judged};
use crate::paths::lexical;
use crate::resolved::{Hop, Resolved, Syntax};
use crate::source::{ReadError, SourceId, SourceMap};
use crate::terraform::config::call_texts::is_of_trails;
use crate::terraform::config::lost_calls::sources_in;
use crate::terraform::config::root_inputs::Missing;
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::{Named, Value};
use crate::terraform::limits::MAX_STACK_DEPTH;
use crate::terraform::not_followed::NotFollowed;

/// The folder that Terragrunt generates units and stacks in.
const FOLDER: &str = ".terragrunt-stack";

/// What a file of Terragrunt comes to.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) units: Vec<UnitOutcome>,
    /// The files of the units and stacks that it uses.
    pub(crate) used: Vec<PathBuf>,
    /// What stands for the units and stacks that are more than are followed: nothing is known of them.
    pub(crate) beyond: Option<Judged>,
    /// What it may add to units that it is not known to lead to.
    pub(crate) added: Vec<AddedTo>,
    /// The stacks that it leads to and that cannot be opened.
    pub(crate) unopened: Vec<Problem>,
}

/// What a stack adds to a unit or stack that its source may be.
#[derive(Debug)]
pub(crate) struct AddedTo {
    leads: Leads,
    is_unit: bool,
    pub(crate) what: Missing,
}

impl AddedTo {
    /// Whether that is, perhaps, a unit that no stack is known to lead to, or the stack that leads to it.
    pub(crate) fn is_for(&self, call: &Call, sources: &SourceMap) -> bool {
        let stack = call.stacks(sources).next();
        let led_to = if self.is_unit {
            Some(&call.folder).filter(|_| stack.is_none())
        } else {
            stack.as_ref()
        };
        led_to.is_some_and(|folder| self.leads.may_lead_to(folder))
    }
}

/// Where a stack is, as Terragrunt sees it.
struct Place<'p> {
    path: &'p Path,
    /// The folder that it is generated in, or its own.
    base: PathBuf,
    values: Option<Resolved<Value>>,
    /// Whether the stacks above make it.
    enabled: Resolved<bool>,
    /// The files that lead to it.
    above: Vec<SourceId>,
    /// What of those, and of what they read, cannot be read.
    lost: Lost,
    /// What the stacks above add to it.
    added: Option<Missing>,
}

/// The block, if that is known, the file that it leads to, the folder that this is generated in, and the values that it is given.
type Led<'b> = (Option<&'b Block>, PathBuf, PathBuf, Resolved<Value>);

/// Where it is said of what a block leads to that this is not followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// Where it speaks of trails.
    OfTrails,
    /// As a note, whatever it speaks of.
    Noted,
    Always,
}

/// A unit that is generated.
struct Generated {
    placed: Placed,
    /// The files that lead to it.
    above: Vec<SourceId>,
    /// What of those, and of what they read, cannot be read.
    lost: Lost,
}

/// What all stacks in one share.
struct Run<'r> {
    is_named: bool,
    shared: &'r Shared<'r>,
    budget: &'r Budget,
    bound: Bound,
}

/// Reads a unit, or a stack with the stacks in it. Of a file that was given by its name, more is said.
pub(crate) fn resolve(
    path: &Path,
    is_named: bool,
    shared: &Shared<'_>,
    budget: &Budget,
) -> Outcome {
    if path.file_name().is_none_or(|name| name != STACK) {
        let again = Again::of_unit(budget);
        return Outcome {
            units: vec![unit(again, path, (is_named, shared, budget), &[])],
            ..Outcome::default()
        };
    }
    let run = Run {
        is_named,
        shared,
        budget,
        bound: Bound::of(budget),
    };
    let place = Place {
        path,
        base: path.parent().map(Path::to_owned).unwrap_or_default(),
        values: None,
        enabled: Resolved::known(true),
        above: Vec::new(),
        lost: Lost::default(),
        added: None,
    };
    let mut out = Outcome::default();
    let mut generated = Vec::new();
    run.take(&place, 0, &mut out, &mut generated);
    let placed: Arc<[Placed]> = generated.iter().map(|unit| unit.placed.clone()).collect();
    let units = generated.into_iter().enumerate();
    let units = units.map(|(at, unit)| run.unit(unit, (&placed, at)));
    out.units.extend(units);
    if run.bound.is_of_run() {
        // It is read again with what others left.
        budget.take(u32::MAX);
    }
    out
}

impl Run<'_> {
    fn take(&self, place: &Place<'_>, depth: usize, out: &mut Outcome, units: &mut Vec<Generated>) {
        if self.bound.is_passed() {
            return;
        }
        let mut reading = Reading::in_stack(
            place.path,
            (&place.base, place.values.clone()),
            self.shared,
            self.budget,
        );
        reading.files.borrow_mut().extend(&place.above);
        if reading.values.is_none() {
            reading.values = reading.values_beside(place.path);
        }
        let Ok(config) = reading.load(place.path, 0) else {
            return out.unopened.extend(reading.lost.take().unopened);
        };
        *reading.unit.borrow_mut() = Rc::downgrade(&config);
        let is_said = || self.is_named || speaks_of_trail(config.file.text());
        if !config.unreadable.is_empty() && is_said() {
            out.units.push(said(Account {
                unreadable: config.unreadable.clone(),
                ..Account::default()
            }));
        }
        let added = place.added.as_ref();
        let mut led = led_by(&reading, (&config, added), (depth, &self.bound), out);
        led.extend(perhaps_led_to(&reading, &config, &led));
        // What is read for any block is read for the stack as a whole.
        let above = reading.files.borrow().clone();
        let mut lost = place.lost.clone();
        lost.add_unreadable(&config.unreadable);
        let read = reading.lost.take();
        out.unopened.extend(read.unopened.iter().cloned());
        lost.extend(read);
        for (block, path, base, values) in led {
            out.used.push(path.clone());
            let added = block.and_then(|block| added_by(block, "its stack, which is not followed"));
            let added = added.or_else(|| place.added.clone());
            let enabled = block.map(|block| reading.is_enabled(&config, block));
            let enabled = enabled.unwrap_or_else(|| Resolved::known(true));
            let enabled = enabled.and(&place.enabled);
            if path.file_name().is_some_and(|name| name == STACK) {
                let place = Place {
                    path: &path,
                    base,
                    values: Some(values),
                    enabled,
                    above: above.clone(),
                    lost: lost.clone(),
                    added,
                };
                self.take(&place, depth + 1, out, units);
                continue;
            }
            units.push(Generated {
                placed: Placed {
                    file: path,
                    base,
                    values,
                    enabled,
                    added,
                },
                above: above.clone(),
                lost: lost.clone(),
            });
        }
    }

    fn unit(&self, generated: Generated, (placed, at): (&Arc<[Placed]>, usize)) -> UnitOutcome {
        let Placed { file, enabled, .. } = generated.placed;
        let again = Again::of_stack(self.budget, (placed, at));
        let of_run = (self.is_named, self.shared, self.budget);
        let mut outcome = unit(again, &file, of_run, &generated.above);
        let lost = generated.lost;
        if let Some(call) = &mut outcome.call {
            call.unreadable.extend(lost.unreadable);
            call.unopened.extend(lost.unopened);
            call.created = call.created.clone().and(&enabled).decided();
        } else {
            outcome.perhaps.unreadable.extend(lost.unreadable);
            outcome.said.problems.extend(lost.unopened);
        }
        let accounts = outcome.said.accounts.iter_mut();
        for trail in accounts.flat_map(|account| &mut account.trails) {
            trail.created = trail.created.clone().and(&enabled).decided();
        }
        outcome
    }
}

/// Reads a unit. Of one that was given by its name, it is said in any case that its module is not at hand. `above` are the files
/// that lead to it.
fn unit(
    again: Again,
    path: &Path,
    (is_named, shared, budget): (bool, &Shared<'_>, &Budget),
    above: &[SourceId],
) -> UnitOutcome {
    let reading = again.reading(path, shared, budget);
    reading.files.borrow_mut().extend(above);
    let mut outcome = resolved(reading, path, is_named, again.added());
    if let Some(call) = &mut outcome.call {
        call.inputs = UnitInputs::ReadAgain(again);
    }
    outcome
}

/// The units and stacks that a file names which cannot be read, beside those that it is known to lead to.
fn perhaps_led_to<'b>(reading: &Reading<'_>, config: &Config, known: &[Led<'b>]) -> Vec<Led<'b>> {
    if config.unreadable.is_empty() {
        return Vec::new();
    }
    let named = sources_in(config.file.input().text).into_iter();
    let files = named.filter_map(|source| {
        let folder = lexical(&config.base.join(source.text.replace("//", "/")));
        let mut names = UNITS.into_iter().chain([STACK]);
        let file = names.find(|name| reading.sources.is_named(&folder.join(name)))?;
        Some(folder.join(file))
    });
    let others = files.filter(|file| known.iter().all(|(_, path, ..)| path != file));
    let why = format!(
        "{} cannot be read, and may hand it over",
        config.file.name()
    );
    let led = others.map(|file| {
        let values = Resolved::unknown(why.clone());
        (None, file, reading.base.join(FOLDER), values)
    });
    led.collect()
}

/// What the blocks of a stack lead to; of those that are not followed, it is said why.
fn led_by<'b>(
    reading: &Reading<'_>,
    (config, added): (&'b Config, Option<&Missing>),
    (depth, bound): (usize, &Bound),
    out: &mut Outcome,
) -> Vec<Led<'b>> {
    let mut led = Vec::new();
    let stand_for = |block: &Block, out: &mut Outcome| {
        // What speaks of no trail may make one all the same: the first stands for the others.
        let judged = || not_followed(reading, (config, block), &bound.why(), Said::Always).said;
        out.beyond.get_or_insert_with(judged);
    };
    for block in &config.body.blocks {
        let is_unit = match block.kind.as_str() {
            "unit" => true,
            "stack" => false,
            _ => continue,
        };
        match led_to(reading, config, block, is_unit) {
            Err((why, said)) => {
                out.added
                    .extend(perhaps_added(reading, (config, block), is_unit, added));
                let lost = not_followed(reading, (config, block), &why, said);
                out.units.push(lost);
            }
            Ok(_) if depth >= MAX_STACK_DEPTH => stand_for(block, out),
            Ok(_) if !bound.take() => {
                stand_for(block, out);
                // What the others would come to takes as long as those that are followed.
                break;
            }
            Ok((path, base)) => {
                let values = values_of(reading, (config, block), &path);
                led.push((Some(block), path, base, values));
            }
        }
    }
    led
}

/// What a block adds to what it leads to.
fn added_by(block: &Block, whose: &str) -> Option<Missing> {
    let added = block.body.blocks_of("autoinclude").next()?;
    Some(Missing {
        how: format!("by the `autoinclude` of {whose}"),
        at: Some(added.header),
    })
}

/// What a block that is not followed adds to what it may lead to; `above` is what the stacks above it add.
fn perhaps_added(
    reading: &Reading<'_>,
    (config, block): (&Config, &Block),
    is_unit: bool,
    above: Option<&Missing>,
) -> Option<AddedTo> {
    let added = added_by(block, "a stack whose source may lead to it");
    let what = added.or_else(|| above.cloned())?;
    let source = reading.source_in(config, block.body.attribute("source")?);
    let (leads, _) = Leads::of(&source, reading)?;
    // What may be any unit says nothing of one.
    (!leads.is_anything()).then_some(AddedTo {
        leads,
        is_unit,
        what,
    })
}

/// The file that a block leads to, and the folder that it is generated in. The error is a clause.
fn led_to(
    reading: &Reading<'_>,
    config: &Config,
    block: &Block,
    is_unit: bool,
) -> Result<(PathBuf, PathBuf), (String, Said)> {
    if block.body.blocks_of("expansion").next().is_some() {
        let why = "it stands for several by its `expansion`, which is not followed";
        return Err((why.to_owned(), Said::Noted));
    }
    let value = |name: &str| {
        let attribute = block.body.attribute(name)?;
        Some(reading.evaluate_shape(config, &attribute.value).decided())
    };
    let text = |name: &str| match value(name) {
        Some(Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. }) => {
            Err(format!("its `{name}` is not known, because {why}"))
        }
        Some(value) => GivenText::of(&value).ok_or_else(|| format!("its `{name}` is no text")),
        None => Err(format!("its `{name}` is not known")),
    };
    let unknown = |why: String| (why, Said::OfTrails);
    let source = text("source").map_err(unknown)?;
    let path = text("path").map_err(unknown)?;
    let shown = match source.said() {
        Some(source) => shown_path(reading, source),
        None => "where its source, which is not shown, leads".to_owned(),
    };
    if is_address(source.unsaid()) {
        return Err(unknown("its source is not in a local folder".to_owned()));
    }
    let in_place = value("no_dot_terragrunt_stack");
    let in_place = in_place.is_some_and(|value| is_set(&value, true));
    let base = if in_place {
        config.base.join(path.unsaid())
    } else {
        config.base.join(FOLDER).join(path.unsaid())
    };
    let base = lexical(&base);
    if path.said().is_none() {
        let named = format!("{}.{}", block.kind, block.name());
        reading.sources.name_otherwise(&base, &config.base, &named);
    }
    let written = source.unsaid().replace("//", "/");
    let froms = [config.base.as_path(), config.folder.as_path()];
    let folders = froms.map(|from| {
        let folder = lexical(&from.join(&written));
        reading.sources.admit_module(from, &folder);
        folder
    });
    let names: &[&str] = if is_unit { &UNITS } else { &[STACK] };
    let is_said = source.said().is_some();
    let folder = reading.folder_among(&folders, names, (&shown, is_said));
    let folder = folder.map_err(|why| (why, Said::Noted))?;
    let mut files = names.iter().map(|name| folder.join(name));
    let name = names[names.len() - 1];
    let file = files.find(|file| reading.sources.is_there(file));
    let file = file.ok_or_else(|| (format!("there is no {name} in {shown}"), Said::Noted))?;
    if let Err(ReadError::Outside(outside)) = reading.sources.kind(&file) {
        let why = format!("the {name} in {shown} {outside}");
        return Err((why, Said::Noted));
    }
    Ok((file, base))
}

/// The values that a block hands over to the file that it leads to: its own, or those that lie beside that.
fn values_of(
    reading: &Reading<'_>,
    (config, block): (&Config, &Block),
    path: &Path,
) -> Resolved<Value> {
    let Some(attribute) = block.body.attribute("values") else {
        let none = || Resolved::known(Value::Object(BTreeMap::new().into()));
        return reading.values_beside(path).unwrap_or_else(none);
    };
    let hop = Hop::value(
        attribute.value.span,
        format!("values of {} `{}`", block.kind, block.name()),
    );
    reading.evaluate(config, &attribute.value).via([hop])
}

/// What stands for what a block leads to that is not at hand, where that is said.
fn not_followed(
    reading: &Reading<'_>,
    (config, block): (&Config, &Block),
    why: &str,
    is_said: Said,
) -> UnitOutcome {
    let source = block.body.attribute("source");
    let at = source.map_or(block.header, |source| source.value.span);
    let written = config.file.text().get(at.range()).unwrap_or_default();
    let values = block.body.attribute("values");
    let given = values.map(|values| reading.evaluate(config, &values.value));
    let given = given
        .as_ref()
        .and_then(Resolved::value)
        .and_then(Value::members);
    let names = given.into_iter().flat_map(Named::keys);
    let names: Vec<&str> = names.map(String::as_str).collect();
    // Whatever they come to is asked, and not said here.
    let texts = ["source", "path"].map(|name| {
        let attribute = block.body.attribute(name)?;
        GivenText::of(&reading.evaluate(config, &attribute.value))
    });
    let texts = texts.iter().flatten().map(GivenText::unsaid);
    let mut texts = texts.chain([written.trim_matches('"')]);
    let of_trails = texts.any(|text| is_of_trails(block.name(), Some(text), names.iter().copied()));
    if !of_trails && is_said == Said::OfTrails {
        return UnitOutcome::default();
    }
    let mut trail = NotFollowed {
        address: format!("{}.{}", block.kind, block.name()),
        named: format!("Terragrunt's {} `{}`", block.kind, block.name()),
        called: "what the stack leads to",
        why: why.to_owned(),
        deciding: None,
        given_false: None,
        help: None,
        called_at: at,
        syntax: Syntax::Hcl,
        brought_by: Vec::new(),
        created: Resolved::known(true),
    }
    .trail();
    trail.root = reading.sources.name(&config.folder).into();
    trail.deployment = Some(trail.root.clone());
    if !of_trails && is_said == Said::Noted {
        return said(remarked(trail, at));
    }
    said(Account {
        trails: vec![Box::new(trail)],
        ..Account::default()
    })
}

fn said(account: Account) -> UnitOutcome {
    UnitOutcome {
        said: Judged {
            accounts: vec![account],
            ..Judged::default()
        },
        ..UnitOutcome::default()
    }
}
