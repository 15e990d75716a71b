//! One result of a rule: where it is, the labels that carry its evidence, and its fix.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Change, Help, RuleMeta, Severity};
use crate::source::{SourceMap, Span};

/// One sentence about a place. `span` is `None` for what no file says (a command line option).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    pub span: Option<Span>,
    /// All that came by one place share one text: there may be thousands.
    pub message: Arc<str>,
}

impl Label {
    /// A sentence about a place; `None` as the place where no file says it.
    pub fn new(span: impl Into<Option<Span>>, message: impl Into<Arc<str>>) -> Label {
        Label {
            span: span.into(),
            message: message.into(),
        }
    }
}

/// How far a fix reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicability {
    /// Everything but the fault stays as it is.
    Safe,
}

impl Applicability {
    /// As the JSON output spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
        }
    }
}

/// One replacement of text; an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The text that goes.
    pub span: Span,
    /// The text that comes in its place.
    pub content: String,
}

/// Text edits that mend a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub applicability: Applicability,
    pub edits: Vec<Edit>,
}

impl Fix {
    /// Whether all that it replaces is a `false` written out, in any spelling of the languages that a trail is written in. An
    /// expression that resolves to false may come to something else for another instance of the block.
    #[must_use]
    pub fn replaces_literals_only(&self, sources: &SourceMap) -> bool {
        self.edits.iter().all(|edit| {
            let file = sources.get(edit.span.source);
            let text = file.text().get(edit.span.range()).unwrap_or_default();
            let bare = text.trim_matches(['"', '\'']).to_ascii_lowercase();
            text.is_empty() || matches!(bare.as_str(), "false" | "no" | "off" | "n" | "0")
        })
    }
}

/// One result of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: &'static RuleMeta,
    /// As bad as this run takes it: the rule's severity, or a lighter one, or the one that was given for the rule.
    pub severity: Severity,
    /// What is wrong, a sentence without its full stop.
    pub message: String,
    /// What to write, or what to do.
    pub help: Option<Help>,
    /// What to write in the code; all of it together makes the finding go away. Empty where that is not known exactly.
    pub changes: Vec<Change>,
    /// Address of the trail it is about.
    pub trail: Option<String>,
    /// Addresses of further instances of the same resource that it is about.
    pub also: Vec<String>,
    /// The deployment in which that trail was judged: a named one, or its root.
    pub deployment: Option<Arc<str>>,
    /// The root that the trail was judged in, as printed.
    pub root: Option<Arc<str>>,
    /// The primary place: the trail's attribute, or its header where the attribute is left out.
    pub span: Span,
    /// Where its author would change the code: on the value's way, the place nearest to the root module or root stack that is
    /// or could be the value. The primary place itself, where none is known.
    pub change_at: Span,
    /// What the primary place is, in a few words.
    pub label: Cow<'static, str>,
    /// The hops of the value, nearest to the trail first.
    pub evidence: Vec<Label>,
    /// The AWS CLI command that fixes it, where the trail is one that is already there.
    pub command: Option<String>,
    /// What to change in the code, where that alone mends it.
    pub fix: Option<Fix>,
    /// Of a note about what nothing speaks of a trail in, which of a kind it is.
    pub alike: Option<Alike>,
}

/// What is said though nothing speaks of a trail in it, by kind and reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// A call of a module of which the folder is not there.
    ModuleNotThere,
    /// One of which the folder is not opened.
    ModuleOutside,
    /// A stack whose template is not there.
    TemplateNotThere,
    /// A stack whose template is kept elsewhere.
    TemplateElsewhere,
    /// A stack of which it is not known where its template is.
    TemplateNotKnown,
    /// A template that a file deploys and that is not there.
    DeployedNotThere,
    /// A name that a file of values sets, and that nothing declares or nearly declares.
    TakenByNothing,
}

impl Finding {
    /// Changes each text of its own that reports show of it, those of its edits left out: these are code.
    pub(crate) fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        change(&mut self.message);
        if let Cow::Owned(label) = &mut self.label {
            change(label);
        }
        let named = self.trail.iter_mut().chain(&mut self.also);
        named.for_each(&mut *change);
        self.help.iter_mut().for_each(|help| help.each_text(change));
        self.changes.iter_mut().for_each(|of| of.each_text(change));
    }

    /// The texts that it has in common with others.
    pub(crate) fn shared_texts(&mut self) -> impl Iterator<Item = &mut Arc<str>> {
        let hops = self.evidence.iter_mut().map(|hop| &mut hop.message);
        hops.chain(&mut self.deployment).chain(&mut self.root)
    }

    /// Whether it is about the trail of that address.
    #[must_use]
    pub fn is_about(&self, address: &str) -> bool {
        let mut all = self.trail.iter().chain(&self.also);
        all.any(|trail| trail == address)
    }
}
