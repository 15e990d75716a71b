//! What is wrong with a configuration file, with its place.

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report,
};

/// The message with the line it is about. `at` is an offset in bytes.
#[must_use]
pub fn error(name: &str, text: &str, at: usize, message: &str) -> String {
    let at = at.min(text.len());
    let length = text[at..]
        .find(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | ']' | '}'))
        .unwrap_or(text.len() - at);
    let diagnostic = MietteDiagnostic::new(message).with_label(LabeledSpan::new(
        Some("here".into()),
        at,
        length,
    ));
    let report = Report::new(diagnostic).with_source_code(NamedSource::new(name, text.to_owned()));
    let mut out = String::from("the configuration cannot be used\n");
    let handler =
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_context_lines(1);
    // Writing to a string does not fail.
    let _ = handler.render_report(&mut out, report.as_ref());
    out.trim_end().to_owned()
}
