//! Templates that stand in a template: a StackSet's `TemplateBody`.

use std::path::Path;

use super::super::template::{Template, TemplateText, is_template, read_templates};
use crate::diagnostic::Unreadable;
use crate::parse::{Node, json, yaml};
use crate::source::SourceMap;

/// The templates of a `TemplateBody`, a map or a string; `folder` is the outer template's. `None`: no template, or a
/// string that an intrinsic function makes.
pub(super) fn inline_templates(
    body: &Node,
    folder: &Path,
    sources: &SourceMap,
) -> Option<Result<Vec<Template>, Vec<Unreadable>>> {
    let roots = if is_template(body) {
        vec![body.clone()]
    } else {
        match template_text(body, sources)? {
            TemplateText::Templates(roots) => roots,
            TemplateText::SomethingElse => return None,
            TemplateText::Broken(errors) => return Some(Err(errors)),
        }
    };
    let templates = roots
        .into_iter()
        .map(|root| Template::new(root, folder, sources));
    Some(Ok(templates.collect()))
}

/// What a string holds, with spans that point into the file it stands in.
fn template_text(body: &Node, sources: &SourceMap) -> Option<TemplateText> {
    if body.tag.is_some() {
        return None;
    }
    let outer = sources.get(body.span.source);
    let input = outer.input();
    let embedded = if outer.text()[body.span.range()].starts_with('"')
        && input.text.trim_start().starts_with('{')
    {
        json::embedded_text(&input, body)?
    } else {
        yaml::embedded_text(&input, body)?
    };
    if body.as_str() != Some(embedded.text.as_str()) {
        // The string stands inside another inline template; its place in the file is not known.
        return None;
    }
    Some(read_templates(&embedded.input(body.span.source), ""))
}
