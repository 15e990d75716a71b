//! The texts of a heredoc or of a template in a file: what strip markers take of them, and the indentation of `<<-`.
//!
//! Terraform reads both line by line: a marker takes white space of the line next to it alone, line break
//! included, and only then is the indentation told (HCL's `flushHeredocTemplateParts`).

use hcl::edit::Span as _;
use hcl::edit::template::{Directive, Element, Strip, Template};

use super::strip_markers::strips;

/// A part of a template, in the order of the source.
enum Part<'t> {
    Text {
        target: &'t mut String,
        lines: Vec<Line>,
    },
    /// An interpolation, or a tag of a directive.
    Sequence,
}

struct Line {
    text: String,
    /// Whether it begins a line, so that indentation is taken from it.
    begins: bool,
}

/// The template with its texts as Terraform has them, and without strip markers.
pub(crate) fn settled(template: &Template, indented: bool, source: &str) -> Template {
    let mut out = template.clone();
    let mut parts = Vec::new();
    collect(&mut out, (false, false), source, &mut parts);
    let taken = if indented { indentation(&mut parts) } else { 0 };
    for part in parts {
        if let Part::Text { target, lines } = part {
            *target = lines
                .iter()
                .flat_map(|line| {
                    let skipped = if line.begins { taken } else { 0 };
                    line.text.chars().skip(skipped)
                })
                .collect();
        }
    }
    out
}

/// The parts of a template; `outer` tells whether the tags that enclose it take white space at its beginning and its end.
fn collect<'t>(
    template: &'t mut Template,
    outer: (bool, bool),
    source: &str,
    parts: &mut Vec<Part<'t>>,
) {
    let strips: Vec<(bool, bool)> = template.iter().map(strips).collect();
    for (at, element) in template.iter_mut().enumerate() {
        match element {
            Element::Literal(text) => {
                let before = match at.checked_sub(1) {
                    Some(previous) => strips[previous].1,
                    None => outer.0,
                };
                let after = strips.get(at + 1).map_or(outer.1, |next| next.0);
                let written = text.span().and_then(|range| source.get(range));
                let target = text.value_mut();
                // `hcl-edit` has taken indentation already, from texts outside of directives.
                if let Some(written) = written {
                    *target = written.replace("$${", "${").replace("%%{", "%{");
                }
                let lines = lines(target, before, after);
                parts.push(Part::Text { target, lines });
            }
            Element::Interpolation(part) => {
                part.strip = Strip::None;
                parts.push(Part::Sequence);
            }
            Element::Directive(directive) => match directive.as_mut() {
                Directive::If(part) => {
                    let start = std::mem::take(&mut part.if_expr.strip).strip_end();
                    let end = std::mem::take(&mut part.endif_expr.strip).strip_start();
                    parts.push(Part::Sequence);
                    if let Some(other) = &mut part.else_expr {
                        let middle = std::mem::take(&mut other.strip);
                        let strip = (start, middle.strip_start());
                        collect(&mut part.if_expr.template, strip, source, parts);
                        parts.push(Part::Sequence);
                        collect(
                            &mut other.template,
                            (middle.strip_end(), end),
                            source,
                            parts,
                        );
                    } else {
                        collect(&mut part.if_expr.template, (start, end), source, parts);
                    }
                    parts.push(Part::Sequence);
                }
                Directive::For(part) => {
                    let start = std::mem::take(&mut part.for_expr.strip).strip_end();
                    let end = std::mem::take(&mut part.endfor_expr.strip).strip_start();
                    parts.push(Part::Sequence);
                    collect(&mut part.for_expr.template, (start, end), source, parts);
                    parts.push(Part::Sequence);
                }
            },
        }
    }
}

fn lines(text: &str, before: bool, after: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = text
        .split_inclusive('\n')
        .map(|line| Line {
            text: line.to_owned(),
            begins: false,
        })
        .collect();
    if before && let Some(first) = lines.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if after && let Some(last) = lines.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
    lines
}

/// How many characters of indentation all lines share; marks the lines that it is taken from.
fn indentation(parts: &mut [Part<'_>]) -> usize {
    let mut least = usize::MAX;
    let mut begins = true;
    for part in parts {
        match part {
            Part::Sequence => {
                if std::mem::take(&mut begins) {
                    least = 0;
                }
            }
            Part::Text { lines, .. } => {
                for line in lines {
                    let ends = line.text.ends_with('\n');
                    let rest = line.text.trim_start();
                    // A blank line counts for nothing.
                    if begins && !(ends && rest.is_empty()) {
                        let spaces = &line.text[..line.text.len() - rest.len()];
                        least = least.min(spaces.chars().count());
                        line.begins = true;
                    }
                    begins = ends;
                }
            }
        }
    }
    if least == usize::MAX { 0 } else { least }
}
