//! What the template declares in its sections, loops expanded.

use super::bindings::Bindings;
use super::evaluator::Evaluator;
use super::expanded::{Entries, Found, Section};
use super::gap::not_followed;
use crate::resolved::Resolved;

impl<'a> Evaluator<'a> {
    /// What a section declares under a name.
    pub(crate) fn declared(&self, section: Section, name: &str) -> Found<'_, 'a> {
        match self.section(section) {
            Some(entries) => entries.find(name),
            None => Found::Perhaps(Resolved::unknown(format!(
                "a loop in `{}` runs over what that section declares",
                section.key()
            ))),
        }
    }

    /// The members of a section; `None` while it is being expanded.
    pub(crate) fn section(&self, section: Section) -> Option<&Entries<'a>> {
        let expanded = &self.sections.expanded[section as usize];
        let open = &self.sections.open[section as usize];
        if expanded.get().is_none() {
            if open.replace(true) {
                return None;
            }
            // Whoever asks first does not pay for it.
            let steps = self.replace_steps(0);
            let template = self.template;
            let mut entries = self.entries(
                template.section(section.key()),
                &Bindings::default().assuming(self.given()),
            );
            if let Some(include) = template.not_followed {
                entries.beside = Some(not_followed(template, include));
            }
            self.replace_steps(steps);
            open.set(false);
            // Nothing else can have filled it meanwhile.
            let _ = expanded.set(entries);
        }
        expanded.get()
    }
}
