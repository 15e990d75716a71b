//! Names and keys that nothing declares, with what was perhaps meant.

use super::evaluator::Evaluator;
use super::expanded::Section;
use crate::parse::{Entry, Node};
use crate::resolved::{Evidence, Hop, Resolved};
use crate::source::Span;
use crate::suggest;

impl Evaluator<'_> {
    /// Whether a macro may declare what the template does not.
    pub(super) fn may_be_generated(&self) -> bool {
        !self.template.macros.is_empty() || self.template.has_transform("AWS::Serverless")
    }

    /// A name that its section does not declare. Where a macro may add it, it is unknown only.
    pub(super) fn undeclared<T>(
        &self,
        what: &str,
        section: Section,
        name: &str,
        at: Span,
    ) -> Resolved<T> {
        if self.may_be_generated() || name.contains("::") {
            return Resolved::unknown(format!(
                "no {what} `{name}` is declared in the template itself"
            ));
        }
        Resolved::Invalid {
            text: name.to_owned(),
            why: with_nearest(
                format!("the template declares no {what} of that name"),
                name,
                self.template.section(section.key()),
            ),
            from: Evidence::hop(Hop::value(at, "named here")),
        }
    }

    /// A key that a mapping does not have.
    pub(super) fn missing_key<T>(
        &self,
        map: &Node,
        described: &str,
        key: &str,
        at: Span,
    ) -> Resolved<T> {
        if !self.template.macros.is_empty() {
            return Resolved::unknown(format!(
                "{described} has no key `{key}` in the template itself"
            ));
        }
        Resolved::Invalid {
            text: key.to_owned(),
            why: with_nearest(
                format!("{described} has no key `{key}`"),
                key,
                map.entries(),
            ),
            from: Evidence::hop(Hop::value(at, "looked up here")),
        }
    }
}

/// A sentence with the key among some entries that is nearest to a name by edits, if one is near enough.
fn with_nearest(why: String, name: &str, among: &[Entry]) -> String {
    let keys = among.iter().filter_map(|entry| entry.key.as_str());
    format!("{why}{}", suggest::did_you_mean(name, keys))
}
