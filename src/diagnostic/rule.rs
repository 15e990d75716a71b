//! What is known of a rule.

use std::cmp::Ordering;
use std::fmt;

use super::Severity;

/// What is said of a rule wherever rules are listed.
pub struct RuleMeta {
    /// Its name in output and configurations: `trail-not-logging`.
    pub id: &'static str,
    /// Another name it is known by: `CT-005`.
    pub alias: Option<&'static str>,
    /// A title of a few words.
    pub name: &'static str,
    /// One sentence without its full stop.
    pub summary: &'static str,
    /// That of its findings at full weight; some weigh less.
    pub severity: Severity,
    /// The risk level that the rule's publisher gives it.
    pub risk: Option<&'static str>,
    /// Whether findings of it can carry a fix.
    pub fixable: bool,
    /// Standards that the rule's publisher maps it to, without control numbers.
    pub compliance: &'static [&'static str],
    /// The AWS Config managed rule that checks the same.
    pub aws_config_rule: Option<&'static str>,
    /// Title and address.
    pub links: &'static [(&'static str, &'static str)],
    /// Markdown: what, why, what is wrong, what is right.
    pub explanation: &'static str,
}

impl RuleMeta {
    /// The standards in one line, with who maps the rule to them; nothing where there are none.
    #[must_use]
    pub fn shown_compliance(&self) -> Option<String> {
        let standards = self.compliance.join(", ");
        (!standards.is_empty()).then(|| format!("{standards} (Trend's list)"))
    }
}

/// How reports print a rule: `CT-005 global-service-events-disabled`, the id alone where it has no alias.
impl fmt::Display for RuleMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.alias {
            Some(alias) => write!(f, "{alias} {}", self.id),
            None => f.write_str(self.id),
        }
    }
}

// The id alone tells rules apart, and orders them.

impl PartialEq for RuleMeta {
    fn eq(&self, other: &RuleMeta) -> bool {
        self.id == other.id
    }
}

impl Eq for RuleMeta {}

impl PartialOrd for RuleMeta {
    fn partial_cmp(&self, other: &RuleMeta) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for RuleMeta {
    fn cmp(&self, other: &RuleMeta) -> Ordering {
        self.id.cmp(other.id)
    }
}

/// The id: an explanation of many lines would bury what a test says.
impl fmt::Debug for RuleMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}
