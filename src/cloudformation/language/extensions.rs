//! What works only with the transform `AWS::LanguageExtensions`.
//!
//! Sources: `CloudFormation` template reference, "`AWS::LanguageExtensions` transform", which lists `Fn::ForEach`, `Fn::Length`
//! and `Fn::ToJsonString`; "`Fn::FindInMap` enhancements" on `DefaultValue`. Each template needs its own, at its top level.

use super::evaluator::Evaluator;
use super::named::RefusedName;
use crate::resolved::{Evidence, Place, Resolved, Written};
use crate::source::Span;

/// What to do where it is missing.
const ADD_IT: &str = "Add `AWS::LanguageExtensions` to the `Transform` of this template";

impl Evaluator<'_> {
    /// Whether the transform runs on the template, or a macro may do what it does.
    pub(crate) fn has_language_extensions(&self) -> bool {
        let template = self.template;
        !template.macros.is_empty() || template.has_transform("AWS::LanguageExtensions")
    }

    /// What is refused of a function at a place because the transform is missing.
    pub(crate) fn without_extensions(&self, function: &str, at: Span) -> Option<RefusedName> {
        let refused = || Resolved::Invalid {
            text: function.to_owned(),
            why: "it needs the transform `AWS::LanguageExtensions`".into(),
            from: Evidence::at(at),
        };
        let help = Written::at(Place::Said(ADD_IT.into()));
        (!self.has_language_extensions()).then(|| refused().written(Some(help)))
    }
}
