//! The report for people: each finding with the source line, the value underlined, its hops, and what to do.

use std::fmt;
use std::io::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters,
    ThemeStyles,
};

use super::Terminal;
use super::excerpt::{Excerpts, Mark};
use super::folded::folded;
use super::line_guard::LineGuard;
use super::text::{CYAN, printable};
use crate::diagnostic::{Finding, Severity};
use crate::outcome::Outcome;

/// Writes the findings, with an empty line after each.
pub fn write(outcome: &Outcome, terminal: Terminal, out: &mut dyn io::Write) -> io::Result<()> {
    let mut out = LineGuard::new(out);
    for (finding, more) in folded(outcome.findings.iter()) {
        let shown = Shown::new(finding, &more, outcome);
        let mut text = String::new();
        shown
            .handler(terminal)
            .render_report(&mut text, &shown)
            .map_err(io::Error::other)?;
        // miette indents the headline; at the start of the line it is found more easily.
        let text = text.strip_prefix("  ").unwrap_or(&text);
        write!(out, "{text}")?;
        // What the command line says has no place to point at.
        for hop in finding.evidence.iter().filter(|hop| hop.span.is_none()) {
            let label = terminal.paint(CYAN, "  note: ");
            let options = textwrap::Options::new(terminal.width)
                .word_separator(textwrap::WordSeparator::AsciiSpace)
                .break_words(false)
                .initial_indent(&label)
                .subsequent_indent("        ");
            writeln!(
                out,
                "{}",
                textwrap::fill(&printable(&hop.message, true), options)
            )?;
        }
        writeln!(out)?;
    }
    out.flush()
}

/// A finding as miette draws it.
#[derive(Debug)]
struct Shown<'a> {
    finding: &'a Finding,
    message: String,
    help: Option<String>,
    excerpts: Excerpts,
}

impl<'a> Shown<'a> {
    fn new(finding: &'a Finding, more: &str, outcome: &Outcome) -> Shown<'a> {
        let message = format!("{}{more}", finding.message);
        let mut marks = vec![Mark {
            span: finding.span,
            text: finding.label.to_string(),
            primary: true,
        }];
        marks.extend(finding.evidence.iter().filter_map(|hop| {
            Some(Mark {
                span: hop.span?,
                text: hop.message.to_string(),
                primary: false,
            })
        }));
        Shown {
            finding,
            message: printable(&message, true).into_owned(),
            help: finding
                .help
                .as_ref()
                .map(|help| printable(&help.printed(&outcome.sources), true).into_owned()),
            excerpts: Excerpts::new(&marks, &|id| outcome.sources.get(id)),
        }
    }

    fn handler(&self, terminal: Terminal) -> GraphicalReportHandler {
        let mut characters = if terminal.unicode {
            ThemeCharacters::unicode()
        } else {
            ThemeCharacters::ascii()
        };
        let severity = self.finding.severity;
        let headline = format!("{}[{}]", severity.as_str(), self.finding.rule);
        let mut styles = ThemeStyles::none();
        if terminal.colour {
            styles = ThemeStyles::ansi();
        }
        let (sign, main) = match severity {
            Severity::Error => (&mut characters.error, styles.error),
            Severity::Warning => (&mut characters.warning, styles.warning),
            Severity::Note => (&mut characters.advice, styles.advice),
        };
        *sign = headline;
        let secondary = styles.help;
        styles.highlights = self
            .excerpts
            .marks()
            .map(|mark| if mark.primary { main } else { secondary })
            .collect();
        GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
            .with_width(terminal.width)
            .with_context_lines(1)
            .with_links(false)
            // Commands, addresses and paths in a text must stay whole to be copied.
            .with_word_separator(textwrap::WordSeparator::AsciiSpace)
            .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
            .with_break_words(false)
            .without_syntax_highlighting()
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpts)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpts.marks().map(|mark| {
            let text = (!mark.text.is_empty()).then(|| mark.text.clone());
            let place = (mark.place.start, mark.place.len());
            if mark.primary {
                LabeledSpan::new_primary_with_span(text, place)
            } else {
                LabeledSpan::new_with_span(text, place)
            }
        })))
    }
}
