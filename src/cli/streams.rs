//! The standard streams: their colour, their width, and what happens when one is closed.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use super::args::Color;
use super::exit_code::FAILED;
use crate::report::Terminal;
use crate::source::plain_io_error;

/// How wide prose is where nobody says how wide the screen is.
const WIDTH: usize = 100;
/// Wider than this, prose is tiring.
const WIDEST: usize = 120;
const NARROWEST: usize = 40;

/// A stream to write to, and what it can show.
pub(super) struct Screen<'a> {
    pub(super) to: &'a mut dyn Write,
    pub(super) terminal: Terminal,
}

/// Runs `write` on stdout and stderr and gives the process's exit code: `code`, also when a reader closes the pipe
/// early; 2 where a stream cannot be written for another reason.
pub(super) fn finish(
    code: u8,
    color: Color,
    write: impl FnOnce(&mut Screen, &mut Screen) -> io::Result<()>,
) -> u8 {
    let stdout = io::stdout();
    let stderr = io::stderr();
    let out_colour = colour(color, &stdout);
    let err_colour = colour(color, &stderr);
    let width = if stdout.is_terminal() {
        terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0))
    } else {
        WIDTH
    }
    .clamp(NARROWEST, WIDEST);
    let mut out = BufWriter::new(AutoStream::new(stdout.lock(), choice(out_colour)));
    let mut err = AutoStream::new(stderr.lock(), choice(err_colour));
    let mut out = Screen {
        to: &mut out,
        terminal: Terminal {
            colour: out_colour,
            unicode: supports_unicode::on(supports_unicode::Stream::Stdout),
            width,
        },
    };
    let mut screen = Screen {
        to: &mut err,
        terminal: Terminal {
            colour: err_colour,
            unicode: supports_unicode::on(supports_unicode::Stream::Stderr),
            width,
        },
    };
    match write(&mut out, &mut screen).and_then(|()| out.to.flush()) {
        Ok(()) => code,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => code,
        Err(error) => {
            // Where stderr fails too there is nobody left to tell.
            let _ = writeln!(
                screen.to,
                "error: cannot write the report: {}",
                plain_io_error(&error)
            );
            FAILED
        }
    }
}

/// Says on stderr why the run failed.
pub(super) fn fail(color: Color, message: &str) -> u8 {
    finish(FAILED, color, |_, err| {
        crate::report::summary::write_error(message, err.terminal, err.to)
    })
}

/// Whether to colour a stream: `--color`, then `NO_COLOR` and its kin, then whether it is a terminal.
fn colour(color: Color, stream: &impl anstream::stream::RawStream) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => AutoStream::choice(stream) != ColorChoice::Never,
    }
}

/// Colour goes through the console's own means where it has no escape sequences; text without colour as it is.
fn choice(colour: bool) -> ColorChoice {
    if colour {
        ColorChoice::Always
    } else {
        ColorChoice::AlwaysAnsi
    }
}
