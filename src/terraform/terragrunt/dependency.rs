//! `dependency`: what other units put out, as far as their files decide that.
//!
//! Source: Terragrunt's documentation of `dependency`: `mock_outputs` only stand in for outputs that are not there yet, unless
//! `skip_outputs` says that nothing is asked, or `enabled` that nothing is depended on; `pkg/config/dependency.go`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::call::Call;
use super::files::{Config, Merge, Reading, files_of, layers_of};
use super::names::UNITS;
use super::others::Answer;
use super::settings::is_set;
use super::unit::resolved;
use crate::paths::lexical;
use crate::resolved::{Defaults, Giver, Hop, Resolved};
use crate::source::ReadError;
use crate::suggest::nearest;
use crate::terraform::config::instance::{Instance, Root};
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::scope::TOO_MANY_STEPS;
use crate::terraform::lang::syntax::{Attribute, Block};
use crate::terraform::lang::values::{Value, error, is_settled, with_elements};
use crate::terraform::limits::{
    MAX_DEPENDENCY_DEPTH, STEPS_OF_DEPENDENCY, STEPS_OF_UNIT_DEPENDED_ON,
};

impl Reading<'_> {
    /// What `dependency.NAME.outputs` comes to, or the one output that is asked for, and whether it is that. The error is a
    /// clause.
    pub(super) fn outputs_of(
        &self,
        config: &Config,
        name: &str,
        output: Option<&str>,
    ) -> Result<(Resolved<Value>, bool), String> {
        let of_name = |config: &Config| {
            let blocks = config.body.blocks_of("dependency");
            blocks.filter(|block| block.name() == name).last().cloned()
        };
        let included = config.merged_includes().rev();
        let included = included.filter_map(|included| Some((of_name(included)?, included)));
        let own = of_name(config).map(|block| (block, config));
        // What is included is merged with the unit, and refers to what that declares.
        let unit = self.unit.borrow().upgrade().filter(|_| config.is_included);
        let of_unit = unit
            .iter()
            .flat_map(|unit| layers_of(unit).into_iter().rev());
        let of_unit = of_unit.filter_map(|file| Some((of_name(file)?, file)));
        let asked: Vec<&str> = [name, "outputs"].into_iter().chain(output).collect();
        let unknown = format!(
            "another unit puts out `dependency.{}` when it is there",
            asked.join(".")
        );
        let found = own.into_iter().chain(included).chain(of_unit).next();
        let Some((block, declared_in)) = found else {
            let refused = self.undeclared(config, name).ok_or_else(|| {
                format!("no file here declares the dependency `{name}`, which a stack may add")
            });
            return Ok((refused?, output.is_some()));
        };
        let mocks = block.body.attribute("mock_outputs");
        let mocks_for = |mocks: &Attribute, why: &str| {
            let said = format!("`mock_outputs` of dependency `{name}`, {why}");
            let mocks_at = Hop::value(mocks.value.span, said);
            let all = self.evaluate(declared_in, &mocks.value).via([mocks_at]);
            Ok((all, false))
        };
        let root = unit.as_deref().unwrap_or(config);
        let is_merged = mocks.is_some() && merges_deeply(root, name);
        let merged = || Err(format!("{unknown}, and `mock_outputs` are merged deeply"));
        if let Some(why) = self.is_not_asked(declared_in, &block) {
            return match mocks {
                Some(_) if is_merged => merged(),
                Some(mocks) => mocks_for(mocks, why),
                // Another file's may have some.
                None if merges_deeply(root, name) => merged(),
                None => Ok((nothing(&block, name, why), false)),
            };
        }
        let led_to = block.body.attribute("config_path");
        let at = led_to.map_or(block.header, |led_to| led_to.value.span);
        let hop = Hop::chose(at, format!("dependency `{name}` leads to this unit"));
        let answer = self.put_out((declared_in, &block), output);
        let why = match (answer, mocks) {
            (Ok(Answer::Nothing(_) | Answer::Missing(_)), _) if is_merged => return merged(),
            (Ok(Answer::Value(value)), _) => return Ok((value.via([hop]), output.is_some())),
            (Ok(Answer::Nothing(_)), Some(mocks))
                if self.takes_mocks_for_nothing(declared_in, &block) =>
            {
                return mocks_for(mocks, "whose module puts out nothing");
            }
            (Ok(Answer::Missing(_)), Some(mocks)) if self.merges_mocks(declared_in, &block) => {
                return mocks_for(mocks, "whose module does not put this out");
            }
            (Ok(Answer::Nothing(refused) | Answer::Missing(refused)), _) => {
                return Ok((refused.via([hop]), output.is_some()));
            }
            (Err(why), _) => why,
        };
        Err(match mocks {
            Some(_) => format!("{unknown}, and `mock_outputs` only stand in for that: {why}"),
            None => format!("{unknown}: {why}"),
        })
    }

    /// Whether mock outputs are taken where the other unit puts out nothing: for whatever command, unless some are named.
    ///
    /// Source: Terragrunt, `pkg/config/dependency.go`, `getTerragruntOutputIfAppliedElseConfiguredDefault`.
    fn takes_mocks_for_nothing(&self, config: &Config, block: &Block) -> bool {
        let commands = block
            .body
            .attribute("mock_outputs_allowed_terraform_commands");
        commands.is_none_or(|commands| {
            let commands = self.evaluate_shape(config, &commands.value).decided();
            let commands = commands.value().and_then(Value::elements);
            commands.is_some_and(|commands| {
                let mut names = commands.iter().filter_map(GivenText::of);
                commands.is_empty() || names.any(|name| name.unsaid() == "apply")
            })
        })
    }

    /// Whether mock outputs stand beside what the other unit puts out.
    fn merges_mocks(&self, config: &Config, block: &Block) -> bool {
        let value = |name: &str| {
            let attribute = block.body.attribute(name)?;
            Some(self.evaluate_shape(config, &attribute.value).decided())
        };
        if let Some(strategy) = value("mock_outputs_merge_strategy_with_state") {
            return GivenText::of(&strategy)
                .is_some_and(|strategy| strategy.unsaid() != "no_merge");
        }
        let merges = value("mock_outputs_merge_with_state");
        merges.is_some_and(|merges| is_set(&merges, true))
    }

    /// What comes of a dependency that no file declares, and that is meant for another one: Terragrunt refuses it, unless it may be
    /// declared in what is not known. Any other one may be what stacks elsewhere add to the unit (`autoinclude`).
    fn undeclared(&self, config: &Config, name: &str) -> Option<Resolved<Value>> {
        let unit = self.unit.borrow().upgrade().filter(|_| config.is_included);
        let files = files_of(unit.as_deref().unwrap_or(config));
        let is_whole = files.iter().all(|file| {
            let mut includes = file.includes.iter();
            file.unreadable.is_empty() && includes.all(|include| include.config.is_ok())
        });
        // A stack may add some to a unit that it generates.
        let is_generated = self.base != self.folder;
        let merged = layers_of(unit.as_deref().unwrap_or(config));
        let blocks = merged.iter();
        let blocks = blocks.flat_map(|file| file.body.blocks_of("dependency"));
        let near = nearest(name, blocks.map(Block::name));
        near.filter(|_| is_whole && !is_generated).map(|near| {
            let why = format!("no such dependency is declared; did you mean `{near}`?");
            let remedy = format!("Write `dependency.{near}`");
            error(format!("dependency.{name}"), why).remedied(remedy)
        })
    }

    /// Why mock outputs are all that a dependency gives, if they are; that goes on from "of dependency `x`, ".
    fn is_not_asked(&self, config: &Config, block: &Block) -> Option<&'static str> {
        let is = |name: &str, wanted: bool| {
            let attribute = block.body.attribute(name)?;
            let value = self.evaluate_shape(config, &attribute.value).decided();
            is_set(&value, wanted).then_some(())
        };
        let skips = is("skip_outputs", true).map(|()| "whose outputs are skipped");
        skips.or_else(|| is("enabled", false).map(|()| "which is not enabled"))
    }

    /// What a unit that a block leads to puts out. The error is a clause.
    fn put_out(
        &self,
        (config, block): (&Config, &Block),
        output: Option<&str>,
    ) -> Result<Answer, String> {
        if !self.budget.take(STEPS_OF_DEPENDENCY) {
            return Err(TOO_MANY_STEPS.to_owned());
        }
        let path = self.unit_of(config, block)?;
        let key = (path.clone(), output.map(str::to_owned));
        if let Some(known) = self.others.known.borrow().get(&key) {
            return known.clone();
        }
        let unit = self.depended_on(&path);
        let value = unit.map(|call| self.output_of(&call, output));
        self.others.known.borrow_mut().insert(key, value.clone());
        value
    }

    /// The file of the unit that a block leads to, or the folder that a stack generates it in. The error is a clause.
    fn unit_of(&self, config: &Config, block: &Block) -> Result<PathBuf, String> {
        let written = block.body.attribute("config_path");
        let written = written.ok_or_else(|| "it has no `config_path`".to_owned())?;
        let value = self.evaluate_shape(config, &written.value);
        let value = value.decided();
        if let Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } = value {
            return Err(format!("where it is is not known, because {why}"));
        }
        let text = GivenText::of(&value);
        let text = text.ok_or_else(|| "its `config_path` is no text".to_owned())?;
        let path = lexical(&config.base.join(text.unsaid()));
        if self.others.placed.iter().any(|unit| unit.base == path) {
            return Ok(path);
        }
        let is_said = text.said().is_some();
        if let Err(ReadError::Outside(outside)) = self.sources.kind(&path)
            && is_said
        {
            return Err(format!("{} {outside}", self.sources.name(&path)));
        }
        // What cannot be opened is no less what it leads to: who reads it says why.
        let is_meant = |file: &PathBuf| {
            let is_folder = || *file == path && self.sources.leads_to_folder(file);
            self.sources.is_there(file) && !is_folder()
        };
        let mut files = vec![path.clone()];
        files.extend(UNITS.iter().map(|name| path.join(name)));
        files.into_iter().find(is_meant).ok_or_else(|| {
            if is_said {
                format!("there is no unit in {}", self.sources.name(&path))
            } else {
                "where its path, which is not shown, leads is no unit".to_owned()
            }
        })
    }

    /// A unit that others depend on, as it is run. The error is a clause.
    fn depended_on(&self, path: &Path) -> Result<Box<Call>, String> {
        let mut placed = self.others.placed.iter();
        let placed = placed.find(|unit| unit.base == path);
        let file = placed.map_or(path, |unit| &unit.file);
        let name = self.sources.name(file);
        let open = self.others.open.borrow();
        if open.iter().any(|open| open == path) {
            return Err(format!("{name} depends on itself"));
        }
        if open.len() >= MAX_DEPENDENCY_DEPTH {
            return Err("more units in a row are not followed".to_owned());
        }
        if !self.budget.take(STEPS_OF_UNIT_DEPENDED_ON) {
            return Err(TOO_MANY_STEPS.to_owned());
        }
        drop(open);
        let read = self.load_code(file)?;
        self.others.asked.borrow_mut().files.push(read.id());
        self.others.open.borrow_mut().push(path.to_owned());
        let mut reading = if let Some(unit) = placed {
            let generated = (unit.base.as_path(), Some(unit.values.clone()));
            Reading::in_stack(file, generated, self.shared, self.budget)
        } else {
            let mut reading = Reading::new(file, self.shared, self.budget);
            reading.values = reading.values_beside(file);
            reading
        };
        reading.others = Rc::clone(&self.others);
        let added = placed.and_then(|unit| unit.added.clone());
        let outcome = resolved(reading, file, false, added);
        self.others.open.borrow_mut().pop();
        let Some(call) = outcome.call else {
            let mut lost = self.lost.borrow_mut();
            lost.add_unopened(outcome.said.problems);
            return Err(format!("what {name} runs is not at hand"));
        };
        self.followed(call)
    }

    /// A unit, if what it puts out can be told.
    fn followed(&self, call: Box<Call>) -> Result<Box<Call>, String> {
        let name = self.sources.name(&call.file);
        let mut asked = self.others.asked.borrow_mut();
        asked.files.extend(&call.sources);
        let mut lost = self.lost.borrow_mut();
        lost.add_unreadable(&call.unreadable);
        lost.add_unopened(call.unopened.iter().cloned());
        let mut deployments = self.options.deployments.iter();
        let is_deployed = deployments.any(|deployment| {
            deployment.roots.is_match(&call.module) || deployment.roots.is_match(&call.folder)
        });
        if !call.unreadable.is_empty() {
            Err(format!("{name} cannot be read"))
        } else if call.stated.is_some() || call.beside.is_some() {
            Err(format!("the module of {name} is not at hand"))
        } else if call.created.clone().decided().value() != Some(&true) {
            Err(format!("whether {name} is run is not known"))
        } else if is_deployed {
            Err(format!("a deployment gives {name} values of its own"))
        } else {
            asked.modules.insert(call.module.clone());
            Ok(call)
        }
    }

    /// What a unit puts out, as its module makes it of what the unit is given.
    fn output_of(&self, call: &Call, output: Option<&str>) -> Answer {
        let given = call.inputs(self.shared);
        let mut inputs = call.values(&given, self.options, self.value_reader());
        let given = &self.options.variables;
        inputs.take_inputs(given, Giver::Option("--var"), self.value_reader());
        let mut root = Root::given(self.modules, &call.module, inputs);
        root.workspace.clone_from(&self.options.workspace);
        root.defaults = Defaults::assumed(self.options.assume_defaults);
        root.generates_files = true;
        root.copied_from = call.added.copied_from();
        root.budget = self.budget.rest();
        let module = call.parsed(self.modules);
        let mut asked = self.others.asked.borrow_mut();
        asked.files.extend(&module.sources);
        drop(asked);
        let mut lost = self.lost.borrow_mut();
        lost.add_unreadable(&module.unreadable);
        drop(lost);
        let names: Vec<String> = module.outputs.keys().cloned().collect();
        let is_whole = module.is_whole();
        let instance = Instance::new(&root, module, None);
        let value = match output {
            Some(name) => instance.own_output(name),
            None => instance.own_outputs(),
        };
        self.budget.settle(&root.budget);
        let unit = self.sources.name(&call.file);
        let value = told_alone(value, &unit);
        let is_missing = |name: &str| !names.iter().any(|other| other == name);
        if is_whole && names.is_empty() {
            Answer::Nothing(value)
        } else if is_whole && output.is_some_and(is_missing) {
            Answer::Missing(value)
        } else {
            Answer::Value(value)
        }
    }
}

/// What a dependency gives that is not asked and has no mock outputs: none at all.
///
/// Source: Terragrunt's documentation of `dependency`: "Otherwise, `outputs` will be set to an empty map".
fn nothing(block: &Block, name: &str, why: &str) -> Resolved<Value> {
    let said = format!("dependency `{name}`, {why}, gives no outputs");
    Resolved::known(Value::Object(BTreeMap::new().into())).via([Hop::chose(block.header, said)])
}

/// Whether several files give a dependency of a name, and they are merged deeply.
fn merges_deeply(config: &Config, name: &str) -> bool {
    let gives = |config: &Config| {
        let mut blocks = config.body.blocks_of("dependency");
        blocks.any(|block| block.name() == name)
    };
    let all = files_of(config);
    let is_deep = config
        .includes
        .iter()
        .any(|include| include.merge == Merge::Deep);
    is_deep && all.iter().filter(|file| gives(file)).count() > 1
}

/// A value of another root module: what is not known of it is so for its own reasons.
fn told_alone(value: Resolved<Value>, unit: &str) -> Resolved<Value> {
    match value {
        known @ Resolved::Known { .. } if is_settled(&known) => known,
        Resolved::Known {
            value: Value::Partly(_),
            from,
        } => {
            let why = format!("what {unit} puts out is not known as a whole");
            Resolved::unknown_from(why, from)
        }
        known @ Resolved::Known { .. } => {
            with_elements(known, &|element| told_alone(element, unit))
        }
        Resolved::Unknown { why, from, .. } => {
            let why = format!("what {unit} puts out is not known, because {why}");
            Resolved::unknown_from(why, from)
        }
        Resolved::Varies { from, .. } => {
            let why = format!("what {unit} puts out depends on what it is given");
            Resolved::unknown_from(why, from)
        }
        other => other,
    }
}
