//! What the expressions of a Terragrunt file refer to.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::files::{Config, Reading, layers_of};
use super::names::STACK;
use crate::diagnostic::Problem;
use crate::paths::lexical;
use crate::resolved::{Formula, Hop, Privacy, Resolved};
use crate::source::{SourceFile, Span};
use crate::suggest::{did_you_mean, nearest, writing};
use crate::terraform::config::value_files::take_as_values;
use crate::terraform::data_files;
use crate::terraform::lang::eval::{Pieces, evaluate, pieces};
use crate::terraform::lang::facts::weight_of;
use crate::terraform::lang::for_good::for_good;
use crate::terraform::lang::is_function;
use crate::terraform::lang::kept::too_large;
use crate::terraform::lang::private::private;
use crate::terraform::lang::scope::{Decoding, Scope};
use crate::terraform::lang::syntax::{Attribute, Expression};
use crate::terraform::lang::values::{Named, Value, error, itself, name_alone, written_path};
use crate::terraform::limits::MAX_REFERENCED_WEIGHT;

/// The file of the values that a stack hands over.
pub(super) const VALUES: &str = "terragrunt.values.hcl";

/// What the expressions of one file can refer to.
struct TerragruntScope<'r, 'a> {
    reading: &'r Reading<'a>,
    config: &'r Config,
}

/// The names that stand for something in a file of Terragrunt.
///
/// Source: its documentation of `locals`, `include`, `dependency`, `feature`, and of stacks.
const ROOTS: [&str; 7] = [
    "dependency",
    "feature",
    "include",
    "local",
    "stack",
    "unit",
    "values",
];

impl Scope for TerragruntScope<'_, '_> {
    fn reference(&self, root: &str, path: &[&str], _: Span) -> (Resolved<Value>, usize) {
        match (root, path) {
            ("local", [name, ..]) => (self.reading.local(self.config, name), 1),
            ("include", [name, ..]) => {
                let by_label = |label: &str| {
                    self.config
                        .includes
                        .iter()
                        .find(|include| include.label == label)
                };
                // An include without a label is `include` itself.
                let (include, taken) = match by_label(name) {
                    Some(include) => (Some(include), 1),
                    None => (by_label(""), 0),
                };
                let read =
                    include.and_then(|include| Some((include, include.config.as_ref().ok()?)));
                match read {
                    Some((_, included)) if !included.unreadable.is_empty() => {
                        let why = format!("{} cannot be read", included.file.name());
                        (Resolved::unknown(why), path.len())
                    }
                    Some((include, included)) => match &include.exposed {
                        Ok(()) => (self.reading.exposed_once(included), taken),
                        Err(not_exposed) => (not_exposed.clone(), path.len()),
                    },
                    None => (
                        Resolved::unknown(format!(
                            "the file that `include.{name}` names is not known"
                        )),
                        path.len(),
                    ),
                }
            }
            ("values", _) if self.reading.values.is_some() => {
                let values = self.reading.values.clone();
                (
                    values.unwrap_or_else(|| Resolved::unknown("they are not given")),
                    0,
                )
            }
            ("dependency", [name, "outputs", rest @ ..]) => {
                let output = rest.first().copied();
                let outputs = self.reading.outputs_of(self.config, name, output);
                outputs.map_or_else(
                    |why| (Resolved::unknown(why), path.len()),
                    |(value, is_one)| (value, 2 + usize::from(is_one)),
                )
            }
            ("feature", [name, "value", ..]) => (self.reading.feature(self.config, name), 2),
            (name, []) if !ROOTS.contains(&name) => (for_good(name_alone(name)), 0),
            _ => {
                let name = std::iter::once(&root)
                    .chain(path)
                    .copied()
                    .collect::<Vec<_>>()
                    .join(".");
                (
                    Resolved::unknown(format!("Terragrunt makes `{name}` when it runs")),
                    path.len(),
                )
            }
        }
    }

    fn call(&self, name: &str, arguments: &[Resolved<Value>]) -> Option<Resolved<Value>> {
        let own = self.reading.call(self.config, name, arguments);
        own.or_else(|| {
            // Terragrunt has more functions than those that are followed.
            let why = || format!("the function `{name}` is not evaluated");
            (!is_function(name)).then(|| Resolved::unknown(why()))
        })
    }

    fn read_file(&self, path: &str) -> Result<Arc<SourceFile>, String> {
        let path = lexical(&self.config.folder.join(path));
        data_files::load_data(&path, self.reading.sources, self.reading.budget)
    }

    fn read_bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        let path = lexical(&self.config.folder.join(path));
        data_files::bytes(&path, self.reading.sources, self.reading.budget)
    }

    fn place_of_file(&self, path: &str) -> Result<Option<Span>, String> {
        data_files::place(&self.config.folder.join(path), self.reading.sources)
    }

    fn lost_file(&self, path: &str) -> Option<Span> {
        let path = lexical(&self.config.folder.join(path));
        data_files::lost(&path, self.reading.sources)
    }

    fn files_below(&self, folder: &str) -> Result<Vec<String>, String> {
        let folder = lexical(&self.config.folder.join(folder));
        data_files::below(&folder, self.reading.sources, self.reading.budget)
    }

    fn take_steps(&self, steps: u32) -> bool {
        self.reading.budget.take(steps)
    }

    fn take_steps_of_decoding(&self, decoding: &Decoding<'_>, steps: u32) -> bool {
        decoding.take(steps, self.reading.sources, self.reading.budget)
    }

    fn decoded(
        &self,
        decoding: &Decoding<'_>,
        decode: &dyn Fn() -> Resolved<Value>,
    ) -> Resolved<Value> {
        self.reading.modules.decoded(decoding, decode)
    }

    fn working_folder(&self) -> Option<String> {
        let base = &self.config.base;
        let is_said = !self.reading.sources.is_named_otherwise(base);
        is_said.then(|| written_path(base))
    }
}

impl Reading<'_> {
    /// The values that lie beside a unit, as its stack generated them.
    pub(super) fn values_beside(&self, unit: &Path) -> Option<Resolved<Value>> {
        let path = unit.with_file_name(VALUES);
        if !self.sources.is_named(&path) {
            return None;
        }
        let config = match self.load(&path, 1) {
            Ok(config) => config,
            Err(why) => return Some(Resolved::unknown(why)),
        };
        take_as_values(&config.file, self.sources);
        let is_unsaid = config.file.is_unsaid();
        if !config.unreadable.is_empty() {
            let mut lost = self.lost.borrow_mut();
            if is_unsaid {
                lost.add_unopened([Problem {
                    path: self.sources.name(&path),
                    message: "cannot be read as a file of values".into(),
                }]);
            } else {
                lost.add_unreadable(&config.unreadable);
            }
            return Some(Resolved::unknown(format!("{VALUES} cannot be read")));
        }
        let values = config.body.attributes.iter().map(|attribute| {
            let value = self.evaluate(&config, &attribute.value);
            let value = value.assigned(&attribute.assigned(), attribute.value.span);
            let name = attribute.name.clone();
            if is_unsaid {
                let hop = Hop::value(attribute.value.span, "a value of a file of values");
                return (name, private(value.via([hop]), Privacy::Hidden));
            }
            let hop = Hop::value(attribute.value.span, format!("value `{name}`"));
            (name, value.via([hop]))
        });
        let values: BTreeMap<String, Resolved<Value>> = values.collect();
        Some(Resolved::known(Value::Object(values.into())))
    }

    pub(crate) fn evaluate(&self, config: &Config, expression: &Expression) -> Resolved<Value> {
        let scope = TerragruntScope {
            reading: self,
            config,
        };
        evaluate(expression, &scope, self.sources, &Formula::always())
    }

    /// The same of what shapes the unit: where its module is, what it includes, what is run and generated, and with which
    /// arguments. What that came by decides about all that is in it.
    pub(super) fn evaluate_shape(
        &self,
        config: &Config,
        expression: &Expression,
    ) -> Resolved<Value> {
        let value = self.evaluate(config, expression);
        let known = value.value();
        let elements = known.and_then(Value::elements).into_iter().flatten();
        let members = known.and_then(Value::members).into_iter();
        let parts = elements.chain(members.flat_map(Named::values));
        for part in parts.chain([&value]) {
            let arms = part.arms().into_iter().map(|(_, arm)| arm.from());
            let hops = arms.chain([part.from()]).flat_map(|from| &from.hops);
            for at in hops.flat_map(Hop::places) {
                self.note_read(at.source);
            }
        }
        value
    }

    /// The pieces of a text that an expression puts together; `None` where it does not.
    pub(super) fn pieces(&self, config: &Config, expression: &Expression) -> Option<Pieces> {
        let scope = TerragruntScope {
            reading: self,
            config,
        };
        pieces(expression, &scope, self.sources)
    }

    pub(super) fn local(&self, config: &Config, name: &str) -> Resolved<Value> {
        if let Some(known) = config.locals.borrow().get(name) {
            return known.clone();
        }
        let Some(local) = config.body.local(name) else {
            return undeclared_local(config, name);
        };
        if config.open.borrow().iter().any(|open| open == name) {
            return for_good(itself(format!("local.{name}")));
        }
        config.open.borrow_mut().push(name.to_owned());
        let value = for_good(self.evaluate(config, &local.value));
        let value = self.kept.take(value);
        let value = value.assigned(&local.assigned(), local.value.span);
        let value = value.via([Hop::value(
            local.value.span,
            format!("local value `{name}`"),
        )]);
        config.open.borrow_mut().pop();
        config
            .locals
            .borrow_mut()
            .insert(name.to_owned(), value.clone());
        value
    }

    /// What a feature flag is by its default, which the command line or the environment may override.
    ///
    /// Source: Terragrunt's documentation of `feature`.
    fn feature(&self, config: &Config, name: &str) -> Resolved<Value> {
        let of_name = |config: &Config| {
            let blocks = config.body.blocks_of("feature");
            let mut named = blocks.filter(|block| block.name() == name);
            named.find_map(|block| block.body.attribute("default").cloned())
        };
        let included = config.merged_includes().rev();
        let included = included.filter_map(|included| Some((of_name(included)?, included)));
        let own = of_name(config).map(|default| (default, config));
        let Some((default, declared_in)) = own.into_iter().chain(included).next() else {
            return Resolved::unknown(format!("`feature.{name}` has no default"));
        };
        let hop = Hop::default_value(default.value.span, format!("default of feature `{name}`"));
        if !self.options.assume_defaults {
            let why = format!("`feature.{name}` has a default that a deployment may override");
            return Resolved::unknown(why).via([hop]);
        }
        self.evaluate(declared_in, &default.value).via([hop])
    }

    /// A file as an object, made once: while the unit itself is read, what its includes refer to is not all there.
    fn exposed_once(&self, config: &Config) -> Resolved<Value> {
        self.given_once(config, || self.exposed(config))
    }

    fn given_once(
        &self,
        config: &Config,
        make: impl FnOnce() -> Resolved<Value>,
    ) -> Resolved<Value> {
        if let Some(known) = config.given.get() {
            return known.clone();
        }
        let given = make();
        // A file may be read in itself, over and over.
        let given = if weight_of(&given) > MAX_REFERENCED_WEIGHT {
            too_large()
        } else {
            given
        };
        if self.unit.borrow().strong_count() > 0 && config.open.borrow().is_empty() {
            // Whatever comes of it inside of itself is the same.
            let _ = config.given.set(given.clone());
        }
        given
    }

    /// What `read_terragrunt_config` gives of a file: a stack has its locals, units and stacks, and a file of values those.
    ///
    /// Source: Terragrunt, `pkg/config/config_helpers.go`, `ParseTerragruntConfig`; `config_as_cty.go`, `stackConfigAsCty`.
    pub(super) fn given_by(&self, config: &Config, path: &Path) -> Resolved<Value> {
        self.given_once(config, || self.given_anew(config, path))
    }

    fn given_anew(&self, config: &Config, path: &Path) -> Resolved<Value> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(VALUES) {
            return self.object_of(config, &config.body.attributes);
        }
        if !name.ends_with(STACK) {
            return self.exposed(config);
        }
        let locals = config.body.blocks_of("locals");
        let locals = locals.flat_map(|block| &block.body.attributes);
        let locals = locals.map(|local| (local.name.clone(), self.local(config, &local.name)));
        let blocks = |kind: &str| {
            let blocks = config.body.blocks_of(kind).map(|block| {
                let members = self.object_of(config, &block.body.attributes);
                (block.name().to_owned(), members)
            });
            Resolved::known(Value::Object(blocks.collect()))
        };
        let locals = Resolved::known(Value::Object(locals.collect()));
        let members = [
            ("local", locals),
            ("unit", blocks("unit")),
            ("stack", blocks("stack")),
        ];
        let members = members.into_iter();
        let members = members.map(|(name, value)| (name.to_owned(), value));
        Resolved::known(Value::Object(members.collect()))
    }

    /// An attribute of a file that is a text, or of one that it includes.
    fn text_exposed(&self, config: &Config, name: &str) -> Resolved<Value> {
        let layers = layers_of(config).into_iter().rev();
        let mut set = layers.filter_map(|layer| Some((layer, layer.body.attribute(name)?)));
        let Some((layer, attribute)) = set.next() else {
            return Resolved::known(Value::Text(String::new()));
        };
        let said = format!("`{name}` of {}", layer.file.name());
        let value = self.evaluate(layer, &attribute.value);
        value.via([Hop::value(attribute.value.span, said)])
    }

    fn object_of(&self, config: &Config, attributes: &[Attribute]) -> Resolved<Value> {
        let members = attributes.iter().map(|attribute| {
            let value = self.evaluate(config, &attribute.value);
            let value = value.assigned(&attribute.assigned(), attribute.value.span);
            let said = format!("`{}` of {}", attribute.name, config.file.name());
            let hop = Hop::value(attribute.value.span, said);
            (attribute.name.clone(), value.via([hop]))
        });
        Resolved::known(Value::Object(members.collect()))
    }

    /// A file as an object, as `include.NAME` and `read_terragrunt_config` give it.
    pub(super) fn exposed(&self, config: &Config) -> Resolved<Value> {
        let locals: BTreeMap<String, Resolved<Value>> = config
            .body
            .blocks_of("locals")
            .flat_map(|block| &block.body.attributes)
            .map(|attribute| (attribute.name.clone(), self.local(config, &attribute.name)))
            .collect();
        let inputs = self.inputs_of(config);
        let inputs = match inputs.missing {
            Some(missing) => missing.value("inputs"),
            None => Resolved::known(Value::Object(inputs.values.into())),
        };
        let mut members = BTreeMap::from([
            (
                "locals".to_owned(),
                Resolved::known(Value::Object(locals.into())),
            ),
            ("inputs".to_owned(), inputs),
            ("generate".to_owned(), self.generated_by(config)),
        ]);
        for name in TEXTS {
            members.insert(name.to_owned(), self.text_exposed(config, name));
        }
        for name in NOT_EXPOSED {
            let why = format!("`{name}` of {} is not followed", config.file.name());
            members.insert(name.to_owned(), Resolved::unknown(why));
        }
        Resolved::known(Value::Object(members.into()))
    }
}

/// What a local value comes to that a file does not declare: Terragrunt refuses it, unless that is in what cannot be read.
fn undeclared_local(config: &Config, name: &str) -> Resolved<Value> {
    if !config.unreadable.is_empty() {
        let of_file = config.file.name();
        return Resolved::unknown(format!("`local.{name}` is not declared in {of_file}"));
    }
    let locals = config.body.blocks_of("locals");
    let locals = locals.flat_map(|block| &block.body.attributes);
    let near = nearest(name, locals.map(|local| local.name.as_str()));
    let meant = did_you_mean(name, near);
    let why = format!("{} declares no such local{meant}", config.file.name());
    let otherwise = format!("Declare `{name}` in its `locals`");
    let near = near.map(|near| format!("local.{near}"));
    let remedy = writing(near.as_deref(), &otherwise);
    let refused = error(format!("local.{name}"), why).remedied(remedy);
    // Elsewhere `local` is a map, and `try` goes on behind what it lacks.
    let is_of_a_local = !config.open.borrow().is_empty();
    if is_of_a_local {
        for_good(refused)
    } else {
        refused
    }
}

/// The attributes of a file that are texts; where there is none, it is empty.
///
/// Source: Terragrunt, `pkg/config/config_as_cty.go`, `TerragruntConfigAsCty`.
const TEXTS: [&str; 7] = [
    "download_dir",
    "iam_assume_role_session_name",
    "iam_role",
    "iam_web_identity_token",
    "terraform_binary",
    "terraform_version_constraint",
    "terragrunt_version_constraint",
];

/// What a file has beside its locals, its inputs, its texts and what it generates, in some version.
///
/// Source: Terragrunt, `pkg/config/config.go`, `MetadataXxx`.
const NOT_EXPOSED: [&str; 15] = [
    "catalog",
    "dependencies",
    "dependency",
    "engine",
    "errors",
    "exclude",
    "feature",
    "iam_assume_role_duration",
    "prevent_destroy",
    "remote_state",
    "retry_max_attempts",
    "retry_sleep_interval_sec",
    "retryable_errors",
    "skip",
    "terraform",
];
