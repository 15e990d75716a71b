//! Provider configurations: which one a resource belongs to, and its Region.

use std::collections::BTreeMap;

use super::expansion::{Key, Keys};
use super::instance::Instance;
use crate::resolved::{Hop, Resolved};
use crate::terraform::lang::syntax::{Block, Expression, Form};
use crate::terraform::lang::values::to_text;

impl Instance<'_> {
    /// The Regions of the providers that the module's resources can name.
    pub(crate) fn provider_regions(&self) -> BTreeMap<String, Resolved<String>> {
        let mut out: BTreeMap<String, Resolved<String>> = BTreeMap::new();
        if let Some(caller) = &self.caller {
            // Default configurations are inherited; aliased ones are passed by name.
            out.extend(
                caller
                    .instance
                    .regions()
                    .iter()
                    .filter(|(name, _)| !name.contains('.'))
                    .map(|(name, region)| (name.clone(), region.clone())),
            );
            if let Some(passed) = caller.call.body.attribute("providers") {
                for (inner, outer) in provider_pairs(&passed.value, self.root.modules.sources) {
                    let span = outer.span;
                    let outer = caller.instance.provider_reference(&outer, caller.key);
                    let region = caller.instance.region_of_provider(&outer);
                    let call = caller.call.name();
                    let hop = Hop::value(
                        span,
                        format!("module `{call}` is given the provider `{outer}`"),
                    );
                    out.insert(inner, region.via([hop]));
                }
            }
        }
        for provider in &self.module.providers {
            // Any name: `required_providers` may give the AWS provider another.
            let Some(name) = provider.labels.first() else {
                continue;
            };
            let name = match provider.literal("alias") {
                Some(alias) => format!("{name}.{alias}"),
                None => name.clone(),
            };
            if provider.body.attribute("for_each").is_some() {
                out.extend(self.regions_by_key(provider, &name));
            } else if provider.body.attribute("region").is_some() {
                let region = self.region_of(provider, &name, &Key::default());
                out.insert(name, region);
            } else {
                out.entry(name).or_insert_with(|| self.root.region_given());
            }
        }
        out
    }

    /// The Region that a provider's block names, for one instance of it.
    fn region_of(&self, provider: &Block, name: &str, key: &Key) -> Resolved<String> {
        let Some(region) = provider.body.attribute("region") else {
            return self.root.region_given();
        };
        self.evaluate(&region.value, key)
            .and_then(&mut to_text)
            .via([Hop::value(
                region.value.span,
                format!("Region of the provider `{name}`"),
            )])
    }

    /// The Regions of a provider with `for_each`: by its keys, and where the key is not known.
    ///
    /// Source: "Provider Configuration" of OpenTofu, 1.9 and later.
    fn regions_by_key(&self, provider: &Block, name: &str) -> Vec<(String, Resolved<String>)> {
        let keys = match self.expand(&provider.body, &Key::default()) {
            Keys::Known(keys) => keys,
            Keys::None { .. } | Keys::Undecided { .. } => Vec::new(),
        };
        let mut out: Vec<(String, Resolved<String>)> = keys
            .iter()
            .map(|key| {
                let name = format!("{name}{}", key.shown);
                let region = self.region_of(provider, &name, key);
                (name, region)
            })
            .collect();
        let (first, others) = match out.split_first() {
            Some(((_, first), others)) => (first.clone(), others),
            None => (Resolved::unset(), &[][..]),
        };
        let alike = first.value().is_some()
            && others
                .iter()
                .all(|(_, region)| region.value() == first.value());
        let any = if alike {
            first
        } else {
            Resolved::unknown(format!(
                "which instance of the provider `{name}` it is, is not known"
            ))
        };
        out.push((name.to_owned(), any));
        out
    }

    /// Which provider configuration of the root a resource belongs to, by name: `aws`, `aws.audit`, or one that a module has for
    /// itself.
    pub(crate) fn provider_of(&self, resource: &Block) -> String {
        self.provider_identity(&self.provider_named_by(resource, &Key::default()))
    }

    /// The provider configuration that an instance of a resource names, in the words of its own module.
    pub(crate) fn provider_named_by(&self, resource: &Block, key: &Key) -> String {
        let default = if resource.name().starts_with("awscc") {
            "awscc"
        } else {
            "aws"
        };
        let Some(attribute) = resource.body.attribute("provider") else {
            return default.to_owned();
        };
        self.provider_reference(&attribute.value, key)
    }

    /// `aws`, `aws.audit`, `aws.by_region["eu-central-1"]`; without the key where it is not known.
    fn provider_reference(&self, value: &Expression, key: &Key) -> String {
        let file = self.root.modules.sources.get(value.span.source);
        let text = match &value.form {
            Form::Json(node) => node.as_str().unwrap_or_default(),
            Form::Hcl(_) => file.text().get(value.span.range()).unwrap_or_default(),
        };
        let text: String = text.split_whitespace().collect();
        let text = text.trim_matches('"');
        let (name, index) = text.split_once('[').unwrap_or((text, ""));
        let known = match &value.form {
            Form::Hcl(expression) => self.index_of(expression, value, key),
            // In JSON, literal keys alone are read.
            Form::Json(_) => index
                .strip_suffix("\"]")
                .and_then(|index| index.strip_prefix('"'))
                .map(str::to_owned),
        };
        match known {
            Some(index) => format!("{name}[\"{index}\"]"),
            None => name.to_owned(),
        }
    }

    /// The key of `aws.by_region[key]`, where it is known.
    fn index_of(
        &self,
        expression: &hcl::edit::expr::Expression,
        whole: &Expression,
        key: &Key,
    ) -> Option<String> {
        use hcl::edit::Span as _;
        use hcl::edit::expr::TraversalOperator;
        let last = expression.as_traversal()?.operators.last()?;
        let TraversalOperator::Index(index) = last.value() else {
            return None;
        };
        let file = self.root.modules.sources.get(whole.span.source);
        let index = Expression {
            span: whole.input(&file).span(index.span()?),
            form: Form::Hcl(Box::new(index.clone())),
        };
        self.evaluate(&index, key).value()?.as_text()
    }

    fn provider_identity(&self, name: &str) -> String {
        let base = name.split('[').next().unwrap_or(name);
        let own = self.module.providers.iter().any(|provider| {
            let kind = provider.name();
            match provider.literal("alias") {
                Some(alias) => format!("{kind}.{alias}") == base,
                None => kind == base,
            }
        });
        let Some(caller) = self.caller.as_ref().filter(|_| !own) else {
            return format!("{}{name}", self.prefix);
        };
        let passed = caller.call.body.attribute("providers").and_then(|passed| {
            provider_pairs(&passed.value, self.root.modules.sources)
                .into_iter()
                .find(|(inner, _)| inner == base)
        });
        match passed {
            Some((_, outer)) => {
                let outer = caller.instance.provider_reference(&outer, caller.key);
                caller.instance.provider_identity(&outer)
            }
            None if !name.contains('.') => caller.instance.provider_identity(name),
            None => format!("{}{name}", self.prefix),
        }
    }

    /// The Region of a provider configuration: `aws`, `aws.audit`.
    pub(crate) fn region_of_provider(&self, name: &str) -> Resolved<String> {
        let base = name.split('[').next().unwrap_or(name);
        let regions = self.regions();
        regions
            .get(name)
            .or_else(|| regions.get(base))
            .cloned()
            .unwrap_or_else(|| self.root.region_given())
    }
}

/// `providers = { inner = outer, … }`
fn provider_pairs(
    value: &Expression,
    sources: &crate::source::SourceMap,
) -> Vec<(String, Expression)> {
    let file = sources.get(value.span.source);
    match &value.form {
        Form::Hcl(expression) => {
            use hcl::edit::Span as _;
            let input = value.input(&file);
            let key_text = |key: &hcl::edit::expr::Expression| {
                let text = file.text().get(input.span(key.span()?).range())?;
                let text: String = text.split_whitespace().collect();
                Some(text.trim_matches('"').to_owned())
            };
            expression
                .as_object()
                .into_iter()
                .flat_map(|object| object.iter())
                .filter_map(|(key, value)| {
                    let key = match key {
                        hcl::edit::expr::ObjectKey::Ident(name) => name.as_str().to_owned(),
                        hcl::edit::expr::ObjectKey::Expression(key) => key_text(key)?,
                    };
                    let value = Expression {
                        span: input.span(value.expr().span()?),
                        form: Form::Hcl(Box::new(value.expr().clone())),
                    };
                    Some((key, value))
                })
                .collect()
        }
        Form::Json(node) => node
            .entries()
            .iter()
            .filter_map(|entry| {
                let value = Expression {
                    span: entry.value.span,
                    form: Form::Json(entry.value.clone()),
                };
                Some((entry.key.as_str()?.to_owned(), value))
            })
            .collect(),
    }
}
