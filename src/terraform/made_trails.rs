//! What is said of texts that lie in no file, said where they come from.

use super::config::made_text::MadeText;
use crate::diagnostic::{Change, Unreadable};
use crate::model::{Elsewhere, Remark, Trail};
use crate::resolved::{Evidence, Hop, Place, Role, Written};
use crate::source::{SourceMap, Span};

/// The texts of a root that lie in no file.
pub(super) struct MadeTexts<'m> {
    texts: Vec<&'m MadeText>,
}

impl<'m> MadeTexts<'m> {
    pub(super) fn of(texts: impl Iterator<Item = &'m MadeText>) -> MadeTexts<'m> {
        MadeTexts {
            texts: texts.collect(),
        }
    }

    fn find(&self, at: Span) -> Option<&'m MadeText> {
        let mut texts = self.texts.iter();
        texts.find(|text| text.id() == at.source).copied()
    }

    /// Keeps from being shown what is hidden in the texts.
    pub(super) fn hide(&self, sources: &SourceMap) {
        for text in &self.texts {
            let whole = 0..text.file.text().len();
            for hidden in text.file.hidden_in(&whole) {
                let origin = text.origin(text.file.input().span(hidden)).at;
                sources.get(origin.source).hide(origin.range());
            }
        }
    }

    /// Moves a place to where it comes from; the text, where it is not written there as it is.
    fn move_place(&self, at: &mut Span) -> Option<&'m MadeText> {
        let text = self.find(*at)?;
        let origin = text.origin(*at);
        *at = origin.at;
        (!origin.is_exact).then_some(text)
    }

    pub(super) fn move_trail(&self, trail: &mut Trail) {
        if self.texts.is_empty() {
            return;
        }
        for later in &mut trail.where_created {
            self.move_trail(later);
        }
        let mut made = self.move_place(&mut trail.declared);
        for place in &mut trail.brought_by {
            self.move_place(place);
        }
        if let Some(remark) = &mut trail.not_followed {
            self.move_remark(remark);
        }
        let mut of_values = None;
        trail.each_evidence(&mut |evidence| {
            let moved = self.move_evidence(evidence);
            of_values = of_values.or(moved);
        });
        made = made.or(of_values);
        if let Some(text) = made {
            trail.elsewhere = Some(Box::new(Elsewhere::Generated(text.name.clone())));
        }
    }

    /// Moves what a value came by; the text that it stands in, where it is not written where that comes from.
    fn move_evidence(&self, evidence: &mut Evidence) -> Option<&'m MadeText> {
        let mut made = None;
        if let Some(at) = &mut evidence.at
            && let Some(text) = self.move_place(at)
        {
            made = Some(text);
        }
        for hop in evidence.hops_mut() {
            if let Some(at) = &mut hop.label.span {
                self.move_place(at);
            }
        }
        if let Some(written) = &mut evidence.written {
            let moved = match &mut written.place {
                Place::Text(at)
                | Place::Member { at, .. }
                | Place::File(at)
                | Place::Name(at)
                | Place::Missing { header: at, .. }
                | Place::Lacking { at, .. } => self.move_place(at),
                Place::Made | Place::Closed | Place::Said(_) | Place::Given(_) => None,
            };
            if let Some(text) = moved {
                let assigned = written.assigned.as_ref();
                let change = assigned.map(|assigned| {
                    let (name, file) = (&assigned.name, &text.name);
                    format!("Change `{name}` in what `{file}` is generated from")
                });
                let said = |change: String| Box::new(Written::at(Place::Said(change.into())));
                evidence.written = change.map(said);
            }
        }
        if let (Some(text), Some(at)) = (made, evidence.at.take_if(|_| made.is_some())) {
            let said = format!("`{}` is generated from it", text.name);
            evidence.hops.push(Hop::chose(at, said));
            if at.source != text.at.source {
                let said = format!("`{}` is generated here", text.name);
                evidence.hops.push(Hop::chose(text.at, said));
            }
            let from = text.from.iter().cloned();
            evidence.hops.extend(from.map(|mut hop| {
                hop.role = Role::Chose;
                hop
            }));
        }
        made
    }

    pub(super) fn move_remark(&self, remark: &mut Remark) {
        self.move_place(&mut remark.span);
        let change = remark.change.as_ref().and_then(Change::span);
        if change.is_some_and(|at| self.find(at).is_some()) {
            remark.change = None;
        }
    }

    pub(super) fn move_unreadable(&self, unreadable: &mut Unreadable) {
        if let Some(text) = self.find(unreadable.span) {
            unreadable.message = format!(
                "In what is generated as `{}`: {}",
                text.name, unreadable.message
            )
            .into();
        }
        self.move_place(&mut unreadable.span);
        let places = unreadable.others.iter_mut();
        for at in places.filter_map(|other| other.span.as_mut()) {
            self.move_place(at);
        }
    }
}
