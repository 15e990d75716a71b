//! Which rules a run wants, and how bad their findings are.

use std::collections::{BTreeMap, BTreeSet};

use super::{find, names};
use crate::diagnostic::{Finding, RuleMeta, Severity};
use crate::suggest;

/// A name that is neither id nor alias of a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule `{name}`{}", .suggestion.map(|id| format!("; did you mean `{id}`?")).unwrap_or_default())]
pub struct UnknownRule {
    pub name: String,
    /// The nearest id or alias, where one is near.
    pub suggestion: Option<&'static str>,
}

/// What `--select`, `--ignore` and the severities of the configuration come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these, where any are named.
    selected: BTreeSet<&'static RuleMeta>,
    ignored: BTreeSet<&'static RuleMeta>,
    severities: BTreeMap<&'static RuleMeta, Severity>,
}

impl Selection {
    /// Reads ids and aliases in any letter case; fails on the first that is neither. None selected means all are.
    pub fn new<S: AsRef<str>>(
        select: impl IntoIterator<Item = S>,
        ignore: impl IntoIterator<Item = S>,
        severities: impl IntoIterator<Item = (S, Severity)>,
    ) -> Result<Selection, UnknownRule> {
        let rule = |name: S| resolve(name.as_ref());
        Ok(Selection {
            selected: select.into_iter().map(rule).collect::<Result<_, _>>()?,
            ignored: ignore.into_iter().map(rule).collect::<Result<_, _>>()?,
            severities: severities
                .into_iter()
                .map(|(name, severity)| Ok((resolve(name.as_ref())?, severity)))
                .collect::<Result<_, UnknownRule>>()?,
        })
    }

    /// Whether findings of this rule are wanted. What is ignored stays ignored when it is selected too.
    #[must_use]
    pub fn wants(&self, rule: &RuleMeta) -> bool {
        (self.selected.is_empty() || self.selected.contains(rule)) && !self.ignored.contains(rule)
    }

    /// The findings that are wanted, each as bad as the run takes it. A severity given for a rule holds for its
    /// findings at full weight; those that the rule itself makes lighter (a case that only may arise, a value
    /// that is not known) are never made heavier by it.
    #[must_use]
    pub fn apply(&self, findings: Vec<Finding>) -> Vec<Finding> {
        findings
            .into_iter()
            .filter(|finding| self.wants(finding.rule))
            .map(|mut finding| {
                if let Some(&given) = self.severities.get(finding.rule) {
                    finding.severity = if finding.severity == finding.rule.severity {
                        given
                    } else {
                        finding.severity.min(given)
                    };
                }
                finding
            })
            .collect()
    }
}

/// The rule, from its id or alias in any letter case.
pub fn resolve(name: &str) -> Result<&'static RuleMeta, UnknownRule> {
    find(name.trim())
        .map(|rule| &rule.meta)
        .ok_or_else(|| UnknownRule {
            name: name.to_owned(),
            suggestion: suggest::nearest(name.trim(), names()),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;
    use crate::rules::finding::at_place;
    use crate::source::SourceMap;

    fn finding(id: &str, severity: Severity) -> Finding {
        let source = SourceMap::default()
            .add("main.tf", b"resource".to_vec())
            .unwrap();
        let rule = &find(id).unwrap().meta;
        at_place(rule, source.input().span(0..8), "", "")
            .severity(severity)
            .finish()
    }

    fn rules(selection: &Selection) -> Vec<&'static str> {
        let all = RULES
            .iter()
            .map(|rule| finding(rule.meta.id, rule.meta.severity))
            .collect();
        selection
            .apply(all)
            .into_iter()
            .map(|finding| finding.rule.id)
            .collect()
    }

    #[test]
    fn nothing_named_selects_all() {
        let selection = Selection::new::<&str>([], [], []).unwrap();
        assert_eq!(rules(&selection).len(), RULES.len());
    }

    #[test]
    fn ids_and_aliases_are_taken_in_any_case() {
        let selection =
            Selection::new(["ct-005", "Trail-Not-Logging", " CT-010 "], [], []).unwrap();
        assert_eq!(
            rules(&selection),
            [
                "global-service-events-disabled",
                "management-events-excluded",
                "trail-not-logging"
            ]
        );
    }

    #[test]
    fn what_is_ignored_stays_out_though_selected() {
        let selection = Selection::new(["CT-005", "CT-010"], ["CT-005"], []).unwrap();
        assert_eq!(rules(&selection), ["management-events-excluded"]);
    }

    #[test]
    fn an_unknown_name_gets_the_nearest_one() {
        let said = |name| Selection::new([name], [], []).unwrap_err().to_string();
        assert_eq!(
            said("CT-05"),
            "there is no rule `CT-05`; did you mean `CT-005`?"
        );
        assert_eq!(
            said("trail-not-loging"),
            "there is no rule `trail-not-loging`; did you mean `trail-not-logging`?"
        );
        assert_eq!(
            said("s3-bucket-public"),
            "there is no rule `s3-bucket-public`"
        );
        assert_eq!(said(""), "there is no rule ``");
    }

    #[test]
    fn a_severity_never_makes_a_note_heavier() {
        let id = "global-service-events-disabled";
        let selection = Selection::new([], [], [("CT-005", Severity::Warning)]).unwrap();
        let severities = |selection: &Selection| {
            let all = [Severity::Error, Severity::Warning, Severity::Note].map(|s| finding(id, s));
            selection
                .apply(all.into())
                .into_iter()
                .map(|finding| finding.severity)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            severities(&selection),
            [Severity::Warning, Severity::Warning, Severity::Note]
        );
        let lighter = Selection::new([], [], [(id, Severity::Note)]).unwrap();
        assert_eq!(severities(&lighter), [Severity::Note; 3]);
        let other = "trail-not-logging";
        let heavier = Selection::new([], [], [(other, Severity::Error)]).unwrap();
        let out = heavier.apply(vec![
            finding(other, Severity::Warning),
            finding(other, Severity::Note),
        ]);
        assert_eq!(out[0].severity, Severity::Error);
        assert_eq!(out[1].severity, Severity::Note);
    }
}
