//! How a rule puts a finding together: what it is about, where it points, and the chain behind it.

use std::borrow::Cow;

use super::evidence::{creation_unknown, evidence_of, of_creation};
use super::extent::Extent;
use crate::diagnostic::{Alike, Change, Finding, Fix, Help, Label, RuleMeta, Severity};
use crate::model::Trail;
use crate::resolved::{Evidence, Hop, Resolved};
use crate::source::Span;

/// A finding in the making. Until more is said it is as severe as its rule.
pub(super) struct Draft<'a> {
    trail: Option<&'a Trail>,
    finding: Finding,
}

/// Begins a finding about a place in a file.
pub(super) fn at_place(
    rule: &'static RuleMeta,
    span: Span,
    label: impl Into<Cow<'static, str>>,
    message: impl Into<String>,
) -> Draft<'static> {
    Draft::new(rule, None, span, label.into(), message.into())
}

/// Begins a finding about a trail that points at one of its values: where the trail writes it, or the trail's header.
pub(super) fn at_value<'a, T>(
    rule: &'static RuleMeta,
    trail: &'a Trail,
    value: &Resolved<T>,
    label: impl Into<Cow<'static, str>>,
    message: impl Into<String>,
) -> Draft<'a> {
    let span = value.from().at.unwrap_or(trail.declared);
    about(rule, trail, span, label, message).comes_from(value.from())
}

/// Begins a finding about a trail at a place.
pub(super) fn about<'a>(
    rule: &'static RuleMeta,
    trail: &'a Trail,
    span: Span,
    label: impl Into<Cow<'static, str>>,
    message: impl Into<String>,
) -> Draft<'a> {
    Draft::new(rule, Some(trail), span, label.into(), message.into())
}

impl<'a> Draft<'a> {
    fn new(
        rule: &'static RuleMeta,
        trail: Option<&'a Trail>,
        span: Span,
        label: Cow<'static, str>,
        message: String,
    ) -> Draft<'a> {
        Draft {
            trail,
            finding: Finding {
                rule,
                severity: rule.severity,
                message,
                help: None,
                changes: Vec::new(),
                trail: trail.map(|trail| trail.address.clone()),
                also: Vec::new(),
                deployment: trail.map(Trail::judged_in).cloned(),
                root: trail.map(|trail| trail.root.clone()),
                span,
                change_at: span,
                label,
                evidence: Vec::new(),
                command: None,
                fix: None,
                alike: None,
            },
        }
    }

    pub(super) fn severity(mut self, severity: Severity) -> Self {
        self.finding.severity = severity;
        self
    }

    pub(super) fn help(mut self, help: impl Into<Option<Help>>) -> Self {
        // There may be very many.
        self.finding.help = help.into().map(Help::shrunk);
        self
    }

    /// Says where the value's way begins, which is where its author changes it unless something else is known to be written.
    pub(super) fn comes_from(mut self, from: &Evidence) -> Self {
        if let Some(origin) = from.origin().and_then(Hop::span) {
            self.finding.change_at = origin;
        }
        self
    }

    /// What to write in the code, which the help asks for.
    pub(super) fn changes(mut self, changes: Vec<Change>) -> Self {
        if let Some(at) = changes.iter().find_map(Change::span) {
            self.finding.change_at = at;
        }
        self.finding.changes = changes;
        self
    }

    /// The AWS CLI command that fixes it, where there is one.
    pub(super) fn command(mut self, command: Option<String>) -> Self {
        self.finding.command = command;
        self
    }

    pub(super) fn fix(mut self, fix: Option<Fix>) -> Self {
        self.finding.fix = fix;
        self
    }

    pub(super) fn alike(mut self, alike: Option<Alike>) -> Self {
        self.finding.alike = alike;
        self
    }

    /// Adds the chain that a value came by.
    pub(super) fn because_of<T: std::fmt::Display>(self, value: &Resolved<T>) -> Self {
        self.because(evidence_of(value, &|_| true))
    }

    /// Adds labels, each once.
    pub(super) fn because(mut self, labels: impl IntoIterator<Item = Label>) -> Self {
        for label in labels {
            if !self.finding.evidence.contains(&label) {
                self.finding.evidence.push(label);
            }
        }
        self
    }

    /// Adds what decides whether the trail exists, where that is not plain.
    pub(super) fn because_it_may_not_exist(self) -> Self {
        let labels = self.trail.map(of_creation).unwrap_or_default();
        self.because(labels)
    }

    pub(super) fn finish(mut self) -> Finding {
        // There may be very many, and nothing is added any more.
        self.finding.evidence.shrink_to_fit();
        self.finding.changes.shrink_to_fit();
        self.finding.message.shrink_to_fit();
        self.finding
    }
}

/// In which deployment it is judged, as a sentence goes on from a name.
pub(super) fn in_deployment(trail: &Trail) -> String {
    let deployment = trail.deployment.as_ref();
    deployment.map_or_else(String::new, |name| format!(" in `{name}`"))
}

/// The trail as a sentence names it: its address, its deployment, and when it is created.
pub(super) fn subject(trail: &Trail, extent: &Extent) -> String {
    let deployment = in_deployment(trail);
    let created = match extent {
        Extent::WhenCreated(when) => format!(", created when {when},"),
        _ if creation_unknown(trail).is_some() => ", if it is created,".into(),
        _ => String::new(),
    };
    format!("`{}`{deployment}{created}", trail.address)
}
