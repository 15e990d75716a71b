//! Strip markers (`~`) of templates: whose white space they take.

use hcl::edit::template::{Directive, Element};

/// Whether an element's markers take the white space before it and after it.
pub(crate) fn strips(element: &Element) -> (bool, bool) {
    match element {
        Element::Literal(_) => (false, false),
        Element::Interpolation(part) => (part.strip.strip_start(), part.strip.strip_end()),
        Element::Directive(directive) => match directive.as_ref() {
            Directive::If(part) => (
                part.if_expr.strip.strip_start(),
                part.endif_expr.strip.strip_end(),
            ),
            Directive::For(part) => (
                part.for_expr.strip.strip_start(),
                part.endfor_expr.strip.strip_end(),
            ),
        },
    }
}

/// Strip markers take all white space next to them; those of a heredoc, which take less, are gone by now.
pub(crate) fn stripped(text: &str, before: bool, after: bool) -> &str {
    let text = if before { text.trim_start() } else { text };
    if after { text.trim_end() } else { text }
}
