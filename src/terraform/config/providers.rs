//! Provider configurations: which one a resource belongs to, and its Region.

use std::collections::BTreeMap;

use super::expansion::Key;
use super::instance::Instance;
use crate::resolved::{Hop, Resolved};
use crate::source::Span;
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
                for (inner, outer, span) in provider_pairs(&passed.value, self.root.modules.sources)
                {
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
            if let Some(region) = provider.body.attribute("region") {
                let value = self
                    .evaluate(&region.value, &Key::default())
                    .and_then(&mut to_text)
                    .via([Hop::value(
                        region.value.span,
                        format!("Region of the provider `{name}`"),
                    )]);
                out.insert(name, value);
            } else {
                out.entry(name).or_insert_with(|| self.root.region_given());
            }
        }
        out
    }

    /// Which provider configuration of the root a resource belongs to, by name: `aws`, `aws.audit`, or one that a module has for
    /// itself.
    pub(crate) fn provider_of(&self, resource: &Block) -> String {
        self.provider_identity(&self.provider_named_by(resource))
    }

    /// The provider configuration that a resource names, in the words of its own module.
    pub(crate) fn provider_named_by(&self, resource: &Block) -> String {
        let default = if resource.name().starts_with("awscc") {
            "awscc"
        } else {
            "aws"
        };
        let Some(attribute) = resource.body.attribute("provider") else {
            return default.to_owned();
        };
        let file = self.root.modules.sources.get(attribute.value.span.source);
        let text = file.text().get(attribute.value.span.range());
        text.unwrap_or(default).trim_matches('"').to_owned()
    }

    fn provider_identity(&self, name: &str) -> String {
        let own = self.module.providers.iter().any(|provider| {
            let kind = provider.name();
            match provider.literal("alias") {
                Some(alias) => format!("{kind}.{alias}") == name,
                None => kind == name,
            }
        });
        let Some(caller) = self.caller.as_ref().filter(|_| !own) else {
            return format!("{}{name}", self.prefix);
        };
        let passed = caller.call.body.attribute("providers").and_then(|passed| {
            provider_pairs(&passed.value, self.root.modules.sources)
                .into_iter()
                .find(|(inner, _, _)| inner == name)
        });
        match passed {
            Some((_, outer, _)) => caller.instance.provider_identity(&outer),
            None if !name.contains('.') => caller.instance.provider_identity(name),
            None => format!("{}{name}", self.prefix),
        }
    }

    /// The Region of a provider configuration: `aws`, `aws.audit`.
    pub(crate) fn region_of_provider(&self, name: &str) -> Resolved<String> {
        // `aws.by_region[each.key]`: which instance of the provider it is does not decide whether its Region is known.
        let name = name.split('[').next().unwrap_or(name);
        self.regions()
            .get(name)
            .cloned()
            .unwrap_or_else(|| self.root.region_given())
    }
}

/// `providers = { inner = outer, … }`
fn provider_pairs(
    value: &Expression,
    sources: &crate::source::SourceMap,
) -> Vec<(String, String, Span)> {
    let file = sources.get(value.span.source);
    let text = |range: std::ops::Range<usize>| {
        file.text()
            .get(range)
            .unwrap_or_default()
            .split_whitespace()
            .collect::<String>()
            .trim_matches('"')
            .to_owned()
    };
    match &value.form {
        Form::Hcl(expression) => {
            use hcl::edit::Span as _;
            let input = value.input(&file);
            expression
                .as_object()
                .into_iter()
                .flat_map(|object| object.iter())
                .filter_map(|(key, value)| {
                    let key = match key {
                        hcl::edit::expr::ObjectKey::Ident(name) => name.as_str().to_owned(),
                        hcl::edit::expr::ObjectKey::Expression(key) => {
                            text(input.span(key.span()?).range())
                        }
                    };
                    let span = input.span(value.expr().span()?);
                    Some((key, text(span.range()), span))
                })
                .collect()
        }
        Form::Json(node) => node
            .entries()
            .iter()
            .filter_map(|entry| {
                Some((
                    entry.key.as_str()?.to_owned(),
                    entry.value.as_str()?.to_owned(),
                    entry.value.span,
                ))
            })
            .collect(),
    }
}
