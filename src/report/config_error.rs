//! What is wrong with a configuration file, with its place.

use std::sync::Arc;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, Report};

use super::excerpt::{Excerpts, Mark};
use super::text::printable;
use crate::diagnostic::{Label, Unreadable};
use crate::source::SourceFile;

/// All that is wrong with it.
#[must_use]
pub fn errors(file: &Arc<SourceFile>, wrong: &[Unreadable]) -> String {
    let drawn: Vec<String> = wrong.iter().map(|one| error(file, one)).collect();
    format!("the configuration cannot be used\n{}", drawn.join("\n"))
}

/// The message with the lines it is about. The first label is the place that is wrong.
fn error(file: &Arc<SourceFile>, wrong: &Unreadable) -> String {
    let labels: Vec<Label> = std::iter::once(Label::new(wrong.span, wrong.label.clone()))
        .chain(wrong.others.iter().cloned())
        .collect();
    let marks = labels.iter().enumerate().filter_map(|(at, label)| {
        Some(Mark {
            span: label.span?,
            text: label.message.to_string(),
            primary: at == 0,
        })
    });
    let excerpts = Excerpts::new(&marks.collect::<Vec<_>>(), &|_| Arc::clone(file));
    let drawn = excerpts.marks().map(|mark| {
        let text = Some(mark.text.clone());
        let place = (mark.place.start, mark.place.len());
        if mark.primary {
            LabeledSpan::new_primary_with_span(text, place)
        } else {
            LabeledSpan::new_with_span(text, place)
        }
    });
    let mut diagnostic = MietteDiagnostic::new(printable(&wrong.message, true)).with_labels(drawn);
    if let Some(help) = &wrong.help {
        diagnostic = diagnostic.with_help(printable(help, true));
    }
    let report = Report::new(diagnostic).with_source_code(excerpts);
    let mut out = String::new();
    let handler =
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_context_lines(1);
    // Writing to a string does not fail.
    let _ = handler.render_report(&mut out, report.as_ref());
    out.trim_end().to_owned()
}
