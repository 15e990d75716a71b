//! Sources of modules that lie elsewhere: addresses of a registry and of git repositories.
//!
//! Source: "Module Sources" of the Terraform language; Terragrunt's documentation of `source` (`tfr`); go-getter's `detect_git.go`,
//! `detect_github.go`.

use super::version::Wanted;

/// The registries that hold what is published for all.
const REGISTRIES: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// A module that lies elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) place: Place,
    /// The folder of the package that it is, `/` between its parts; empty for the package itself.
    pub(crate) submodule: String,
    /// What the source itself says of the version.
    pub(crate) wanted: Option<Wanted>,
}

/// Where a package lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a registry: `cloudposse/cloudtrail/aws`.
    Registry(String),
    /// On GitHub: `cloudposse/terraform-aws-cloudtrail`.
    GitHub(String),
}

impl Address {
    /// The address that a source is. `None` for local folders, and for addresses of other kinds.
    pub(crate) fn parse(source: &str) -> Option<Address> {
        let (path, query) = source.split_once('?').unwrap_or((source, ""));
        let value_of = |name: &str| {
            let mut parts = query.split('&').filter_map(|part| part.split_once('='));
            parts.find_map(|(key, value)| (key == name).then_some(value))
        };
        if let Some(path) = path.strip_prefix("tfr://") {
            let (host, path) = path.split_once('/')?;
            if !host.is_empty() && !is_registry(host) {
                return None;
            }
            let (place, submodule) = registry(path)?;
            let wanted = value_of("version").and_then(Wanted::of_constraint);
            return Some(Address {
                place,
                submodule,
                wanted,
            });
        }
        if let Some(path) = on_github(path) {
            let (package, submodule) = split_submodule(path);
            let package = package.strip_suffix(".git").unwrap_or(package);
            let mut parts = package.split('/');
            let (owner, name) = (parts.next()?, parts.next()?);
            // What follows is a folder, as `github.com/` addresses have it.
            let folder: Vec<&str> = parts.chain(submodule.split('/')).collect();
            let folder: Vec<&str> = folder.into_iter().filter(|part| !part.is_empty()).collect();
            let name = name.strip_suffix(".git").unwrap_or(name);
            return Some(Address {
                place: Place::GitHub(format!("{owner}/{name}")),
                submodule: folder.join("/"),
                wanted: Some(value_of("ref").map_or(Wanted::Any, Wanted::of_ref)),
            });
        }
        let (place, submodule) = registry(path)?;
        Some(Address {
            place,
            submodule,
            wanted: None,
        })
    }

    /// Whether it leads where another one does, in one version as far as they say it.
    pub(crate) fn leads_where(&self, other: &Address) -> bool {
        self.place.is(&other.place)
            && self.submodule == other.submodule
            && self.wanted == other.wanted
    }
}

impl Place {
    fn is(&self, other: &Place) -> bool {
        match (self, other) {
            (Place::Registry(one), Place::Registry(other))
            | (Place::GitHub(one), Place::GitHub(other)) => one.eq_ignore_ascii_case(other),
            _ => false,
        }
    }
}

fn is_registry(host: &str) -> bool {
    REGISTRIES
        .iter()
        .any(|known| host.eq_ignore_ascii_case(known))
}

/// `namespace/name/provider`, behind the host of a registry or without one.
fn registry(path: &str) -> Option<(Place, String)> {
    let (package, submodule) = split_submodule(path);
    let parts: Vec<&str> = package.split('/').collect();
    let parts = match parts.as_slice() {
        [host, rest @ ..] if rest.len() == 3 && is_registry(host) => rest,
        all => all,
    };
    let is_name = |part: &&str| {
        let mut signs = part.chars();
        !part.is_empty() && signs.all(|sign| sign.is_ascii_alphanumeric() || "-_".contains(sign))
    };
    (parts.len() == 3 && parts.iter().all(is_name))
        .then(|| (Place::Registry(parts.join("/")), submodule.to_owned()))
}

/// The path behind `github.com` in the ways that go-getter knows.
fn on_github(path: &str) -> Option<&str> {
    let path = path.strip_prefix("git::").unwrap_or(path);
    let path = ["https://", "http://", "ssh://", "git://"]
        .iter()
        .find_map(|scheme| path.strip_prefix(scheme))
        .unwrap_or(path);
    // Who asks, `git@` or a token, does not matter.
    let path = match path.split_once('@') {
        Some((who, rest)) if !who.contains('/') => rest,
        _ => path,
    };
    let path = path.strip_prefix("www.").unwrap_or(path);
    let rest = path.strip_prefix("github.com")?;
    rest.strip_prefix(['/', ':'])
        .map(|rest| rest.trim_start_matches('/'))
}

/// A package and the folder in it, behind `//`.
fn split_submodule(path: &str) -> (&str, &str) {
    let (package, submodule) = path.split_once("//").unwrap_or((path, ""));
    // `//.` is the package itself.
    let submodule = submodule.trim_matches('/');
    (package, if submodule == "." { "" } else { submodule })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::version::Version;

    #[test]
    fn a_dot_behind_the_package_is_the_package() {
        for source in [
            "tfr:///cloudposse/cloudtrail/aws//.?version=0.23.0",
            "git::https://github.com/cloudposse/terraform-aws-cloudtrail.git//.?ref=0.23.0",
        ] {
            assert_eq!(Address::parse(source).unwrap().submodule, "", "{source}");
        }
    }

    #[test]
    fn a_registry_is_known_by_its_addresses() {
        for (source, submodule) in [
            ("cloudposse/cloudtrail/aws", ""),
            ("registry.terraform.io/cloudposse/cloudtrail/aws", ""),
            ("cloudposse/cloudtrail/aws//modules/trail", "modules/trail"),
            ("tfr:///cloudposse/cloudtrail/aws?version=0.23.0", ""),
            (
                "tfr://registry.opentofu.org/cloudposse/cloudtrail/aws?version=0.23.0",
                "",
            ),
        ] {
            let address = Address::parse(source).unwrap();
            let place = Place::Registry("cloudposse/cloudtrail/aws".into());
            assert_eq!(
                (address.place, address.submodule.as_str()),
                (place, submodule)
            );
        }
    }

    #[test]
    fn github_is_known_in_all_ways_to_write_it() {
        for source in [
            "github.com/cloudposse/terraform-aws-cloudtrail//modules/trail?ref=tags/0.23.0",
            "git::https://github.com/cloudposse/terraform-aws-cloudtrail.git//modules/trail?ref=0.23.0",
            "git::https://token@github.com/cloudposse/terraform-aws-cloudtrail//modules/trail?depth=1&ref=0.23.0",
            "git::ssh://git@github.com/cloudposse/terraform-aws-cloudtrail.git//modules/trail?ref=v0.23.0",
            "git@github.com:cloudposse/terraform-aws-cloudtrail.git//modules/trail?ref=0.23.0",
            "git::git@github.com:cloudposse/terraform-aws-cloudtrail.git//modules/trail?ref=0.23.0",
        ] {
            let address = Address::parse(source).unwrap();
            let place = Place::GitHub("cloudposse/terraform-aws-cloudtrail".into());
            assert_eq!(address.place, place, "{source}");
            assert_eq!(address.submodule, "modules/trail", "{source}");
            let wanted = Wanted::Exactly(Version::parse("0.23.0").unwrap());
            assert_eq!(address.wanted, Some(wanted), "{source}");
        }
    }

    #[test]
    fn other_sources_are_none() {
        for source in [
            "./modules/trail",
            "../cloudtrail",
            "/srv/modules/cloudtrail",
            "app.terraform.io/acme/cloudtrail/aws",
            "git::https://git.example.com/acme/cloudtrail.git",
            "s3::https://s3.amazonaws.com/acme/cloudtrail.zip",
            "github.com/cloudposse",
            "",
        ] {
            assert_eq!(Address::parse(source), None, "{source}");
        }
    }
}
