//! The data source `aws_region`: the Region of a provider configuration.
//!
//! Source: `aws_region` of the AWS provider. `name`, `region` and `id` are the same; `region` as an argument (version 6), and
//! `name` as one (before), choose another Region than the provider's.

use std::collections::BTreeMap;

use super::expansion::expanded_at;
use super::instance::Instance;
use super::instance_keys::Key;
use super::providers::base_of;
use crate::model::existing;
use crate::resolved::{Hop, Operand, Resolved, Symbol, Term};
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::{Value, to_text};

/// The attributes that are the Region's name.
const NAMES: [&str; 3] = ["id", "name", "region"];

/// The attributes that follow from it.
const MADE: [&str; 2] = ["description", "endpoint"];

impl Instance<'_> {
    /// What `data.aws_region.…` is, and how many names of its path that takes; `None` where it is looked up by something else,
    /// or there are several.
    pub(super) fn region_read(&self, path: &[&str]) -> Option<(Resolved<Value>, usize)> {
        let name = path.get(1)?;
        let block = self.module.regions.get(*name)?;
        let by_another = block.body.attribute("endpoint").is_some();
        if by_another || expanded_at(&block.body).is_some() {
            return None;
        }
        let region = self.named(&format!("data.aws_region.{name}"), &|| {
            self.region_of_data(name, block)
        });
        let attribute = |of: &str| {
            if NAMES.contains(&of) {
                return region.clone();
            }
            let term = match &region {
                Resolved::Unknown {
                    term: Some(Term::Symbol(region)),
                    ..
                } => {
                    let region = Operand::Symbol(region.clone());
                    Some(Term::Symbol(Symbol::made(of, vec![region])))
                }
                _ => None,
            };
            let why = format!("`data.aws_region.{name}.{of}` is read when Terraform runs");
            Resolved::unknown(why).with_term(term)
        };
        match path.get(2) {
            Some(of) if NAMES.contains(of) || MADE.contains(of) => Some((attribute(of), 3)),
            Some(_) => None,
            None => {
                let members: BTreeMap<_, _> = NAMES
                    .iter()
                    .chain(&MADE)
                    .map(|of| ((*of).to_owned(), attribute(of)))
                    .collect();
                Some((Resolved::known(Value::Object(members.into())), 2))
            }
        }
    }

    fn region_of_data(&self, name: &str, block: &Block) -> Resolved<Value> {
        let provider = self.provider_named_by(block, &Key::default());
        let unknown = Resolved::unknown(format!(
            "`data.aws_region.{name}` is read when Terraform runs"
        ))
        .with_term(Some(Term::Symbol(self.region_symbol(&provider))));
        let of_provider = self
            .region_of_provider(&provider)
            .or_else(&unknown)
            .via([Hop::value(
                block.header,
                format!(
                    "`data.aws_region.{name}` is the Region of the provider `{}`",
                    base_of(&provider)
                ),
            )]);
        let argument = |name| {
            let attribute = block.body.attribute(name)?;
            let value = self.evaluate(&attribute.value, &Key::default());
            Some(value.converted(&mut to_text))
        };
        let region = match argument("region").or_else(|| argument("name")) {
            Some(chosen) => chosen.or_else(&of_provider),
            None => of_provider,
        };
        existing(region).converted(&mut |region| Resolved::known(Value::Text(region)))
    }
}
