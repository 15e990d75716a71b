//! Versions of published modules, and what a call says of the one it wants.
//!
//! Source: "Version Constraints" of the Terraform language; hashicorp/go-version, by which Terraform compares the versions of
//! modules.

use std::cmp::Ordering;
use std::fmt;

/// A version: `0.17.1`, `1.3.0-rc1`.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    /// At least three.
    numbers: Vec<u64>,
    /// How many of them are written.
    written: usize,
    /// What makes it one before a release.
    before: Option<String>,
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.numbers.iter().map(u64::to_string).collect();
        out.write_str(&numbers.join("."))?;
        match &self.before {
            Some(before) => write!(out, "-{before}"),
            None => Ok(()),
        }
    }
}

impl Version {
    /// A version as a tag or a constraint writes it; a `v` may stand before it.
    pub(crate) fn parse(text: &str) -> Option<Version> {
        let text = text.trim();
        let text = text.strip_prefix('v').unwrap_or(text);
        // What comes behind `+` does not matter.
        let text = text.split('+').next()?;
        let (numbers, before) = match text.split_once('-') {
            Some((numbers, before)) => (numbers, Some(before.to_owned())),
            None => (text, None),
        };
        let numbers: Option<Vec<u64>> = numbers.split('.').map(|part| part.parse().ok()).collect();
        let mut numbers = numbers?;
        let written = numbers.len();
        numbers.resize(written.max(3), 0);
        Some(Version {
            numbers,
            written,
            before,
        })
    }

    /// Whether it comes before a release.
    pub(crate) fn is_before_release(&self) -> bool {
        self.before.is_some()
    }

    /// Versions of which the first comes right behind it: the next fix, the next minor and the next major version.
    fn next_ones(&self) -> impl Iterator<Item = Version> + '_ {
        (0..3).map(|at| {
            let mut numbers = self.numbers.clone();
            numbers.truncate(at + 1);
            numbers[at] += 1;
            numbers.resize(3, 0);
            Version {
                numbers,
                written: 3,
                before: None,
            }
        })
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Version) -> Ordering {
        let numbers = self.numbers.cmp(&other.numbers);
        numbers.then_with(|| match (&self.before, &other.before) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(own), Some(others)) => own.cmp(others),
        })
    }
}

/// `1.0` is `1.0.0`.
impl PartialEq for Version {
    fn eq(&self, other: &Version) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Version) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Which versions a call takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Whichever is the newest, a branch, or one that nothing here says.
    Any,
    Exactly(Version),
    /// All of these hold.
    Within(Vec<Bound>),
}

/// One condition of a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bound {
    operator: Operator,
    version: Version,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Pessimistic,
}

/// The operators, those first that begin with others.
const OPERATORS: [(&str, Operator); 7] = [
    ("~>", Operator::Pessimistic),
    (">=", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("!=", Operator::NotEqual),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("=", Operator::Equal),
];

impl Wanted {
    /// What the `version` of a call says. `None` for what is no constraint.
    pub(crate) fn of_constraint(text: &str) -> Option<Wanted> {
        let bounds: Option<Vec<Bound>> = text.split(',').map(Bound::parse).collect();
        let mut bounds = bounds?;
        match bounds.as_slice() {
            [only] if only.operator == Operator::Equal => {
                Some(Wanted::Exactly(bounds.remove(0).version))
            }
            _ => Some(Wanted::Within(bounds)),
        }
    }

    /// What the `ref` of a git address says: a tag, or something that may lead anywhere.
    pub(crate) fn of_ref(text: &str) -> Wanted {
        let tag = text.strip_prefix("refs/").unwrap_or(text);
        let tag = tag.strip_prefix("tags/").unwrap_or(tag);
        let is_version = tag.contains('.').then(|| Version::parse(tag)).flatten();
        is_version.map_or(Wanted::Any, Wanted::Exactly)
    }

    /// Whether it takes a version.
    pub(crate) fn takes(&self, version: &Version) -> bool {
        match self {
            // One before a release is taken by its name only.
            Wanted::Any => version.before.is_none(),
            Wanted::Exactly(wanted) => wanted == version,
            Wanted::Within(bounds) => bounds.iter().all(|bound| bound.takes(version)),
        }
    }

    /// Whether it takes some version that comes after one.
    pub(crate) fn takes_later_than(&self, newest: &Version) -> bool {
        match self {
            Wanted::Any => true,
            Wanted::Exactly(wanted) => wanted > newest,
            Wanted::Within(_) => newest.next_ones().any(|next| self.takes(&next)),
        }
    }
}

impl Bound {
    fn parse(text: &str) -> Option<Bound> {
        let text = text.trim();
        let (operator, rest) = OPERATORS
            .iter()
            .find_map(|(sign, operator)| Some((*operator, text.strip_prefix(sign)?)))
            .unwrap_or((Operator::Equal, text));
        Some(Bound {
            operator,
            version: Version::parse(rest)?,
        })
    }

    fn takes(&self, version: &Version) -> bool {
        let own = &self.version;
        if version.before.is_some() && (self.operator != Operator::Equal || own.before.is_none()) {
            return false;
        }
        match self.operator {
            Operator::Equal => version == own,
            Operator::NotEqual => version != own,
            Operator::Greater => version > own,
            Operator::GreaterOrEqual => version >= own,
            Operator::Less => version < own,
            Operator::LessOrEqual => version <= own,
            Operator::Pessimistic => {
                let fixed = own.written.saturating_sub(1);
                version >= own && version.numbers[..fixed] == own.numbers[..fixed]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn constraints_take_what_terraform_takes() {
        for (constraint, takes, refuses) in [
            ("0.23.0", "0.23.0", "0.23.1"),
            ("= v0.23.0", "0.23.0", "0.22.0"),
            ("~> 0.20", "0.24.0", "1.0.0"),
            ("~> 0.20.0", "0.20.1", "0.21.0"),
            ("~> 1", "2.0.0", "0.9.0"),
            (">= 0.17, < 0.20, != 0.18.0", "0.18.1", "0.18.0"),
            ("> 1.0.0", "1.0.1", "1.0.0"),
            ("<= 1.0", "1.0.0", "1.0.1"),
            (">= 1.2.0", "1.3.0", "1.3.0-rc1"),
            ("1.3.0-rc1", "1.3.0-rc1", "1.3.0"),
        ] {
            let wanted = Wanted::of_constraint(constraint).unwrap();
            assert!(wanted.takes(&version(takes)), "{constraint} {takes}");
            assert!(!wanted.takes(&version(refuses)), "{constraint} {refuses}");
        }
        assert_eq!(Wanted::of_constraint("latest"), None);
        assert_eq!(Wanted::of_constraint(""), None);
    }

    #[test]
    fn a_constraint_may_take_what_comes_later() {
        let newest = version("0.24.0");
        for (constraint, later) in [
            ("0.24.0", false),
            ("0.25.0", true),
            ("~> 0.20", true),
            ("~> 0.20.0", false),
            (">= 0.17, < 0.24.1", false),
            (">= 0.17", true),
            ("!= 0.24.0", true),
        ] {
            let wanted = Wanted::of_constraint(constraint).unwrap();
            assert_eq!(wanted.takes_later_than(&newest), later, "{constraint}");
        }
    }

    #[test]
    fn a_ref_is_a_tag_or_leads_anywhere() {
        for tag in ["v1.2.3", "tags/1.2.3", "refs/tags/v1.2.3", "1.2.3"] {
            assert_eq!(Wanted::of_ref(tag), Wanted::Exactly(version("1.2.3")));
        }
        for other in ["main", "4679c6afb93ef63e7024a2163b6bae42b68c1827", "123"] {
            assert_eq!(Wanted::of_ref(other), Wanted::Any, "{other}");
        }
    }
}
