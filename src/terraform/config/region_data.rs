//! The data sources `aws_region` and `aws_partition`: the Region of a provider configuration, and its partition.
//!
//! Source: `aws_region` of the AWS provider. `name`, `region` and `id` are the same; `region` as an argument (version 6), and
//! `name` as one (before), choose another Region than the provider's. `aws_partition` there; `partitions.json` of botocore.

use std::collections::BTreeMap;

use super::expansion::expanded_at;
use super::instance::Instance;
use super::instance_keys::Key;
use super::module::{PARTITION, REGION};
use super::providers::base_of;
use crate::model::existing;
use crate::resolved::{Hop, Operand, Resolved, Symbol, Term};
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::{Value, to_text};

/// The attributes that are the Region's name.
const NAMES: [&str; 3] = ["id", "name", "region"];

/// The attributes of `aws_partition`, in the order of [`partition_of`].
const OF_PARTITIONS: [&[&str]; 3] = [
    &["partition", "id"],
    &["dns_suffix"],
    &["reverse_dns_prefix"],
];

/// The attributes that follow from it.
const MADE: [&str; 2] = ["description", "endpoint"];

impl Instance<'_> {
    /// What the data source is that a path names, and how many names of the path that takes; `None` for all others.
    pub(super) fn read_of_region(&self, path: &[&str]) -> Option<(Resolved<Value>, usize)> {
        match *path.first()? {
            REGION => self.region_read(path),
            PARTITION => self.partition_read(path),
            _ => None,
        }
    }

    /// What `data.aws_region.…` is, and how many names of its path that takes; `None` where it is looked up by something else,
    /// or there are several.
    fn region_read(&self, path: &[&str]) -> Option<(Resolved<Value>, usize)> {
        let name = path.get(1)?;
        let address = format!("data.aws_region.{name}");
        let block = self.module.of_regions.get(&address)?;
        let by_another = block.body.attribute("endpoint").is_some();
        if by_another || expanded_at(&block.body).is_some() {
            return None;
        }
        let region = self.named(&address, &|| self.region_of_data(&address, block));
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

    /// What `data.aws_partition.…` is, as [`Instance::region_read`] is for a Region.
    fn partition_read(&self, path: &[&str]) -> Option<(Resolved<Value>, usize)> {
        let &[_, name, attribute, ..] = path else {
            return None;
        };
        let address = format!("data.aws_partition.{name}");
        let block = self.module.of_regions.get(&address)?;
        if expanded_at(&block.body).is_some() {
            return None;
        }
        let place = OF_PARTITIONS
            .iter()
            .position(|of| of.contains(&attribute))?;
        let partition = self.named(&format!("{address}.{attribute}"), &|| {
            let region = self.region_of_data(&address, block);
            let term = match &region {
                Resolved::Unknown {
                    term: Some(Term::Symbol(region)),
                    ..
                } if place == 0 => {
                    let region = Operand::Symbol(region.clone());
                    Some(Term::Symbol(Symbol::made("partition", vec![region])))
                }
                _ => None,
            };
            let why = format!("`{address}.{attribute}` is read when Terraform runs");
            let partition = region.converted(&mut |region| {
                let region = region.as_text().unwrap_or_default();
                match partition_of(&region).get(place) {
                    Some(part) => Resolved::known(Value::text(*part)),
                    None => Resolved::unknown(why.as_str()),
                }
            });
            match partition {
                Resolved::Unknown { from, .. } => {
                    Resolved::unknown_from(why.as_str(), from).with_term(term)
                }
                partition => partition,
            }
        });
        Some((partition, 3))
    }

    /// The Region that a data source is read in.
    fn region_of_data(&self, address: &str, block: &Block) -> Resolved<Value> {
        let provider = self.provider_named_by(block, &Key::default());
        let unknown = Resolved::unknown(format!("`{address}` is read when Terraform runs"))
            .with_term(Some(Term::Symbol(self.region_symbol(&provider))));
        let of_provider = self
            .region_of_provider(&provider)
            .or_else(&unknown)
            .via([Hop::value(
                block.header,
                format!(
                    "`{address}` is {} of the provider `{}`",
                    said_of(block.name()),
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

fn said_of(kind: &str) -> &'static str {
    if kind == PARTITION {
        "that of the Region"
    } else {
        "the Region"
    }
}

/// The partition of a Region, its suffix of domain names, and its prefix of service names; those of the rest are not told.
fn partition_of(region: &str) -> &'static [&'static str] {
    let begins = |prefix: &str| region.starts_with(prefix);
    match region {
        _ if begins("cn-") => &["aws-cn", "amazonaws.com.cn", "cn.com.amazonaws"],
        _ if begins("us-gov-") => &["aws-us-gov", "amazonaws.com", "com.amazonaws"],
        _ if begins("us-iso-") => &["aws-iso"],
        _ if begins("us-isob-") => &["aws-iso-b"],
        _ if begins("eu-isoe-") => &["aws-iso-e"],
        _ if begins("us-isof-") => &["aws-iso-f"],
        _ if begins("eusc-") => &["aws-eusc"],
        _ if region.contains("-iso") => &[],
        _ => &["aws", "amazonaws.com", "com.amazonaws"],
    }
}
