//! Whether Terragrunt runs a unit: not one that it is told to leave out, and none that it refuses.
//!
//! Source: Terragrunt's documentation of `exclude`, and of `skip`, which it stands for; its release notes for 0.84.0 (without
//! `no_run` a unit is left out of `run --all` alone), 0.68.0 (`skip` is taken from what is included) and 0.93.0 (there is no `skip`); of `find_in_parent_folders` ("exits with an
//! error if no such file is found") and `read_terragrunt_config`; all locals are evaluated, be they used or not.

use super::files::{Config, Reading};
use super::settings::why_of;
use crate::resolved::{Evidence, Hop, Resolved};
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::syntax::{Attribute, Block};
use crate::terraform::lang::values::{Value, to_bool};

/// The actions that a unit is left out of for what it makes not to be there.
const MAKING: [&str; 3] = ["apply", "all", "all_except_output"];

impl Reading<'_> {
    /// Whether what a unit makes will be there, as far as its files decide.
    pub(super) fn is_run(&self, layers: &[&Config]) -> Resolved<bool> {
        let refused = layers.iter().find_map(|layer| {
            let mut includes = layer.includes.iter();
            let of_include = includes.find_map(|include| include.refused.clone());
            let of_locals = || self.refused_local(layer);
            of_include
                .or_else(of_locals)
                .or_else(|| self.refused_inputs(layer))
                .or_else(|| self.refused_generate(layer))
        });
        refused.unwrap_or_else(|| {
            let skipped = self.is_skipped(layers);
            let excluded = self.is_excluded(layers);
            match skipped.into_iter().chain(excluded).reduce(|a, b| a.and(&b)) {
                Some(run) => run.decided(),
                None => Resolved::known(true),
            }
        })
    }

    /// Whether Terragrunt makes what a block of a stack leads to.
    ///
    /// Source: Terragrunt, `pkg/config/stack.go`, `enabled` of `unit` and `stack`.
    pub(super) fn is_enabled(&self, stack: &Config, block: &Block) -> Resolved<bool> {
        let Some(attribute) = block.body.attribute("enabled") else {
            return Resolved::known(true);
        };
        let said = format!("{} `{}` is enabled by this", block.kind, block.name());
        let hop = Hop::value(attribute.value.span, said);
        let value = self.evaluate_shape(stack, &attribute.value).decided();
        if value.value() == Some(&Value::Null) {
            return Resolved::known(true);
        }
        value.converted(&mut to_bool).via([hop])
    }

    /// A local value that is refused, so that its unit is.
    fn refused_local(&self, config: &Config) -> Option<Resolved<bool>> {
        let locals = config.body.blocks_of("locals");
        let mut locals = locals.flat_map(|block| &block.body.attributes);
        locals.find_map(|local| {
            let value = self.local(config, &local.name);
            let Resolved::Invalid {
                text,
                why,
                mut from,
            } = value.decided()
            else {
                return None;
            };
            from.at = from.at.or(Some(local.value.span));
            Some(Resolved::Invalid { text, why, from })
        })
    }

    /// Inputs that are refused as a whole.
    fn refused_inputs(&self, config: &Config) -> Option<Resolved<bool>> {
        let inputs = config.body.attribute("inputs")?;
        let value = self.evaluate(config, &inputs.value).decided();
        let Resolved::Invalid {
            text,
            why,
            mut from,
        } = value
        else {
            return None;
        };
        from.at = from.at.or(Some(inputs.value.span));
        Some(Resolved::Invalid { text, why, from })
    }

    /// What `generate` is set to that names no files.
    ///
    /// Source: Terragrunt, `pkg/config/config.go`, `GenerateAttrs`: in JSON it is an attribute, too, and has to be an object.
    fn refused_generate(&self, config: &Config) -> Option<Resolved<bool>> {
        let generate = config.body.attribute("generate")?;
        let value = self.evaluate(config, &generate.value).decided();
        value.value()?.elements().is_some().then(|| {
            let why = "it is a list, and has to be an object with a member for each file";
            Resolved::Invalid {
                text: "generate".to_owned(),
                why: why.to_owned(),
                from: Evidence::at(generate.value.span),
            }
            .remedied("Write an object with a member for each file: `{\"trail\": {…}}`")
        })
    }

    /// What `skip` says, of the innermost file that has it. Versions before 0.68 take it for the file that it stands in alone.
    fn is_skipped(&self, layers: &[&Config]) -> Option<Resolved<bool>> {
        let (layer, skip) = innermost(layers, |layer| layer.body.attribute("skip"))?;
        let said = "`skip` leaves the unit out";
        let run = self.unless(layer, skip, said);
        let is_included = layer.is_included;
        Some(match run.clone().decided() {
            Resolved::Known { value: false, .. } if is_included => {
                let why = "Terragrunt takes `skip` from a file that the unit includes in some versions only (0.68 to 0.92)";
                Resolved::unknown(why).via([Hop::chose(skip.value.span, said)])
            }
            _ => run,
        })
    }

    fn is_excluded(&self, layers: &[&Config]) -> Option<Resolved<bool>> {
        let (layer, block) = innermost(layers, |layer| layer.body.blocks_of("exclude").next())?;
        let condition = block.body.attribute("if")?;
        let actions = block.body.attribute("actions")?;
        let said = "`exclude` leaves the unit out";
        let run = self.unless(layer, condition, said);
        if run.value() == Some(&true) {
            return Some(run);
        }
        let actions = self.evaluate_shape(layer, &actions.value).decided();
        let Some(items) = actions.value().and_then(Value::elements) else {
            let why = format!(
                "the actions that the unit is left out of are not known, because {}",
                why_of(&actions)
            );
            return Some(Resolved::unknown(why));
        };
        let named = items.iter().filter_map(GivenText::of);
        let mut named = named.map(|action| action.unsaid().to_lowercase());
        if !named.any(|action| MAKING.contains(&action.as_str())) {
            return None;
        }
        let no_run = block.body.attribute("no_run");
        let no_run =
            no_run.map(|no_run| self.unless(layer, no_run, "`no_run` keeps it from running"));
        let is_never_run = no_run.is_some_and(|runs| runs.decided().value() == Some(&false));
        Some(if is_never_run || matches!(run, Resolved::Unknown { .. }) {
            run
        } else {
            let why = "`exclude` leaves the unit out of `run --all` alone unless `no_run` is true: run in its own folder, it is applied";
            Resolved::unknown(why).via([Hop::chose(condition.value.span, said)])
        })
    }

    /// Whether a unit is run that a condition leaves out.
    fn unless(&self, layer: &Config, condition: &Attribute, said: &str) -> Resolved<bool> {
        let hop = Hop::chose(condition.value.span, said);
        let left_out = self
            .evaluate(layer, &condition.value)
            .converted(&mut to_bool);
        let run = left_out.converted(&mut |left_out| Resolved::known(!left_out));
        if run.value() == Some(&true) {
            return run.via([Hop::chose(
                condition.value.span,
                "this does not leave the unit out",
            )]);
        }
        match run {
            Resolved::Unset { .. } => Resolved::known(true),
            Resolved::Unknown { why, .. } => Resolved::unknown(format!(
                "whether the unit is left out is not known, because {why}"
            ))
            .via([hop]),
            run => run.via([hop]),
        }
    }
}

/// What the innermost of some files has.
fn innermost<'c, T>(
    layers: &[&'c Config],
    find: impl Fn(&'c Config) -> Option<T>,
) -> Option<(&'c Config, T)> {
    let mut inner = layers.iter().rev();
    inner.find_map(|layer| Some((*layer, find(layer)?)))
}
