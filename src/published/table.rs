//! The table of published modules that make a trail: facts read from the tags of their repositories.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::address::{Address, Place};
use super::version::Version;

/// The facts, one object for each module.
const TEXT: &str = include_str!("modules.json");

static TABLE: LazyLock<Vec<KnownModule>> =
    LazyLock::new(|| serde_json::from_str(TEXT).expect("the table is in shape"));

/// A published module.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnownModule {
    /// Its address in the registry: `cloudposse/cloudtrail/aws`.
    pub(crate) module: String,
    /// Others that it has or had there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    also: Vec<String>,
    /// Where it lies on GitHub.
    pub(crate) repository: String,
    /// The commit of the newest version that was read.
    pub(crate) read_at: String,
    /// What its versions make, those that make the same together.
    pub(crate) rows: Vec<Row>,
}

/// Versions of a module that make the same trails.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub(crate) versions: Vec<String>,
    /// The folder of the package that is called; empty for the package itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) submodule: String,
    /// The published modules by which it makes its trails.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) through: Vec<String>,
    /// Where the facts stand.
    pub(crate) files: Vec<String>,
    pub(crate) inputs: Vec<Input>,
    /// None where it makes none.
    pub(crate) trails: Vec<KnownTrail>,
    /// What else is to be known of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) note: String,
}

/// An input variable that decides about the trails.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// `None` where it has to be given.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) default: Option<Value>,
    #[serde(default = "yes")]
    pub(crate) nullable: bool,
}

/// A trail of a module; what it says are expressions over the inputs.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnownTrail {
    pub(crate) name: String,
    /// What stands before it in its address: a module call within the module.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) below: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) count: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) for_each: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) provider: Option<String>,
    /// The module call within the module that exists so often, where it is not the trail itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) count_of: Option<String>,
    /// What its `lifecycle` leaves as it is once it is made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) ignore_changes: Vec<String>,
    pub(crate) arguments: Expressions,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) event_selectors: Vec<Selector>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) advanced_event_selectors: Vec<AdvancedSelector>,
    /// What else is to be known of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) note: String,
}

/// Arguments and their expressions, in their order; null for what the module's inputs do not decide.
pub(crate) type Expressions = serde_json::Map<String, Value>;

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Selector {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) for_each: Option<String>,
    pub(crate) arguments: Expressions,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdvancedSelector {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) for_each: Option<String>,
    pub(crate) field_selectors: Vec<Selector>,
}

fn yes() -> bool {
    true
}

/// A default that is written, be it null.
fn present<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

impl KnownModule {
    /// All of them, by their addresses.
    pub(crate) fn all() -> &'static [KnownModule] {
        &TABLE
    }

    /// The one at an address.
    pub(crate) fn at(address: &Address) -> Option<&'static KnownModule> {
        let is_at = |module: &&KnownModule| match &address.place {
            Place::Registry(name) => {
                let mut names = module.also.iter().chain([&module.module]);
                names.any(|own| own.eq_ignore_ascii_case(name))
            }
            Place::GitHub(name) => module.repository.eq_ignore_ascii_case(name),
        };
        TABLE.iter().find(is_at)
    }

    /// The rows of one of its folders, with their versions, each row's in ascending order.
    pub(crate) fn rows_of(&self, submodule: &str) -> impl Iterator<Item = (&Row, Vec<Version>)> {
        let rows = self.rows.iter();
        let rows = rows.filter(move |row| row.submodule == submodule);
        rows.map(|row| {
            let versions = row.versions.iter();
            (
                row,
                versions.filter_map(|text| Version::parse(text)).collect(),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_in_shape() {
        let table: Vec<KnownModule> = serde_json::from_str(TEXT).unwrap();
        assert!(table.len() >= 15, "{}", table.len());
        assert!(table.is_sorted_by(|one, other| one.module < other.module));
        for module in &table {
            assert_eq!(module.read_at.len(), 40, "{}", module.module);
            assert!(!module.rows.is_empty(), "{}", module.module);
            let mut seen: BTreeSet<(&str, String)> = BTreeSet::new();
            for row in &module.rows {
                are_in_shape(module, row);
                for version in &row.versions {
                    let is_new = seen.insert((&row.submodule, version.clone()));
                    assert!(is_new, "{} {version} stands twice", module.module);
                }
            }
        }
    }

    fn are_in_shape(module: &KnownModule, row: &Row) {
        let name = &module.module;
        let versions: Option<Vec<Version>> = row
            .versions
            .iter()
            .map(|text| Version::parse(text))
            .collect();
        let versions = versions.unwrap();
        assert!(
            !versions.is_empty() && versions.is_sorted(),
            "{name} {:?}",
            row.versions
        );
        let stands_somewhere = row.trails.is_empty() || !row.files.is_empty();
        assert!(stands_somewhere, "{name} {:?}", row.versions);
    }
}
