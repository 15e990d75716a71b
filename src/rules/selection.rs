//! Which rules a run wants, and how bad their findings are.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Finding, RuleMeta, Severity};

/// What `--select`, `--ignore` and the severities of the configuration come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these, where any are named.
    selected: BTreeSet<&'static RuleMeta>,
    ignored: BTreeSet<&'static RuleMeta>,
    severities: BTreeMap<&'static RuleMeta, Severity>,
}

impl Selection {
    /// None selected means all are. Of two severities for one rule the later holds.
    #[must_use]
    pub fn new(
        select: impl IntoIterator<Item = &'static RuleMeta>,
        ignore: impl IntoIterator<Item = &'static RuleMeta>,
        severities: impl IntoIterator<Item = (&'static RuleMeta, Severity)>,
    ) -> Selection {
        Selection {
            selected: select.into_iter().collect(),
            ignored: ignore.into_iter().collect(),
            severities: severities.into_iter().collect(),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::finding::at_place;
    use crate::rules::{RULES, find};
    use crate::source::SourceMap;

    fn rule(name: &str) -> &'static RuleMeta {
        find(name).unwrap()
    }

    fn finding(id: &str, severity: Severity) -> Finding {
        let source = SourceMap::default()
            .add("main.tf", b"resource".to_vec())
            .unwrap();
        at_place(rule(id), source.input().span(0..8), "", "")
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
        let selection = Selection::new([], [], []);
        assert_eq!(rules(&selection).len(), RULES.len());
    }

    #[test]
    fn what_is_named_is_selected_alone() {
        let selected = ["CT-005", "trail-not-logging", "CT-010"].map(rule);
        let selection = Selection::new(selected, [], []);
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
        let selection = Selection::new(["CT-005", "CT-010"].map(rule), [rule("CT-005")], []);
        assert_eq!(rules(&selection), ["management-events-excluded"]);
    }

    #[test]
    fn a_severity_never_makes_a_note_heavier() {
        let id = "global-service-events-disabled";
        let selection = Selection::new([], [], [(rule(id), Severity::Warning)]);
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
        let lighter = Selection::new([], [], [(rule(id), Severity::Note)]);
        assert_eq!(severities(&lighter), [Severity::Note; 3]);
        let other = "trail-not-logging";
        let heavier = Selection::new([], [], [(rule(other), Severity::Error)]);
        let out = heavier.apply(vec![
            finding(other, Severity::Warning),
            finding(other, Severity::Note),
        ]);
        assert_eq!(out[0].severity, Severity::Error);
        assert_eq!(out[1].severity, Severity::Note);
    }
}
