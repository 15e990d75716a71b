//! Published modules that make a trail: what is known of their versions without having them here.

mod address;
mod beside;
mod table;
mod version;

use crate::suggest;
pub(crate) use address::Address;
pub(crate) use beside::makes_no_trail;
pub(crate) use table::{
    AdvancedSelector, Expressions, Input, KnownModule, KnownTrail, Row, Selector,
};
use version::{Version, Wanted};

/// What is known of the versions of a module that a call takes.
#[derive(Debug)]
pub(crate) enum Lookup {
    /// The module is none of those that are known.
    NotKnown,
    /// It is, and of no version that the call takes anything is known: why, a clause.
    NoVersion(String),
    Versions(Versions),
}

/// The known versions of a module that a call takes.
#[derive(Debug)]
pub(crate) struct Versions {
    pub(crate) module: &'static KnownModule,
    /// Those that make the same together, each with its newest version; the newest of all first.
    pub(crate) rows: Vec<(&'static Row, String)>,
    /// Whether the call may take one that came later than those.
    pub(crate) may_be_newer: bool,
}

/// Whether a constraint takes a version. `None` where one of them is none, or names a version before a release.
pub(crate) fn constraint_takes(constraint: &str, version: &str) -> Option<bool> {
    let version = Version::parse(version)?;
    let of_releases = !constraint.contains('-') && !version.is_before_release();
    let wanted = Wanted::of_constraint(constraint).filter(|_| of_releases)?;
    Some(wanted.takes(&version))
}

/// What is known of the module at an address. `constraint` is what the call says beside its source.
pub(crate) fn look_up(address: &Address, constraint: Option<&str>) -> Lookup {
    let Some(module) = KnownModule::at(address) else {
        return Lookup::NotKnown;
    };
    let name = &module.module;
    let wanted = match (&address.wanted, constraint) {
        (Some(wanted), _) => wanted.clone(),
        (None, None) => Wanted::Any,
        (None, Some(text)) => match Wanted::of_constraint(text) {
            Some(wanted) => wanted,
            None => return Lookup::NoVersion("its `version` is no version constraint".to_owned()),
        },
    };
    let known: Vec<(&Row, Vec<Version>)> = module.rows_of(&address.submodule).collect();
    let Some(newest) = known.iter().flat_map(|(_, versions)| versions).max() else {
        return Lookup::NotKnown;
    };
    let may_be_newer = wanted.takes_later_than(newest);
    // Of one that came later, nothing is known but what all before it had in common.
    let taken = |version: &&Version| match &wanted {
        Wanted::Exactly(_) if may_be_newer => true,
        wanted => wanted.takes(version),
    };
    let newest_taken = |versions: &[Version]| versions.iter().filter(taken).max().cloned();
    let mut rows: Vec<(&Row, Version)> = known
        .iter()
        .filter_map(|(row, versions)| Some((*row, newest_taken(versions)?)))
        .collect();
    rows.sort_by(|(_, one), (_, other)| other.cmp(one));
    if rows.is_empty() {
        return Lookup::NoVersion(format!(
            "no version of `{name}` is known here that it takes (the newest is {newest})"
        ));
    }
    Lookup::Versions(Versions {
        module,
        rows: rows
            .into_iter()
            .map(|(row, version)| (row, version.to_string()))
            .collect(),
        may_be_newer,
    })
}

/// What decides in the provider whether a trail records global service events.
const DECIDING: [&str; 3] = [
    "include_global_service_events",
    "is_multi_region_trail",
    "enable_logging",
];

impl Versions {
    /// Of what a module is given, the first that may decide and that a version does not take: it is refused there, or a later one
    /// takes it.
    pub(crate) fn not_taken<'g>(
        &self,
        mut given: impl Iterator<Item = &'g str>,
    ) -> Option<(&'g str, &str)> {
        let decides = |name: &str| {
            let rows = self.module.rows.iter();
            let mut inputs = rows.flat_map(|row| &row.inputs);
            DECIDING.contains(&name) || inputs.any(|input| input.name == name)
        };
        given.find_map(|name| {
            let takes_none =
                |(row, _): &&(&Row, String)| row.inputs.iter().all(|input| input.name != name);
            let (_, version) = self.rows.iter().find(takes_none)?;
            decides(name).then_some((name, version.as_str()))
        })
    }
}

/// Whether a source is the address of a module that is known to make a trail in some version; the other folders of a package
/// make none.
pub(crate) fn is_known(source: &str) -> bool {
    let Some(address) = Address::parse(source) else {
        return false;
    };
    let rows = KnownModule::at(&address).map(|module| module.rows_of(&address.submodule));
    rows.is_some_and(|mut rows| rows.next().is_some())
}

/// Whether two sources may lead to one module, in one version as far as they say it: what is no address of a known kind is
/// told apart by its query alone.
pub(crate) fn may_be_one(one: &str, other: &str) -> bool {
    if let (Some(one), Some(other)) = (Address::parse(one), Address::parse(other)) {
        return one.leads_where(&other);
    }
    let query = |source: &str| source.split_once('?').map(|(_, query)| query.to_owned());
    query(one) == query(other)
}

/// Whether a version constraint takes a version; what is none may.
pub(crate) fn may_take(constraint: &str, version: &str) -> bool {
    match (Wanted::of_constraint(constraint), Version::parse(version)) {
        (Some(wanted), Some(version)) => wanted.takes(&version),
        _ => true,
    }
}

/// The module of that address in the registry or on GitHub; an error says which may have been meant.
pub(crate) fn find(name: &str) -> Result<&'static KnownModule, String> {
    let module = Address::parse(name).and_then(|address| KnownModule::at(&address));
    module.ok_or_else(|| {
        let names = || {
            KnownModule::all()
                .iter()
                .map(|module| module.module.as_str())
        };
        match suggest::nearest(name, names()) {
            Some(near) => format!("nothing is known of this module; did you mean module:{near}?"),
            None => format!(
                "nothing is known of this module; known are {}",
                names().collect::<Vec<_>>().join(", ")
            ),
        }
    })
}
