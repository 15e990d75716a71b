//! Text of linted files must not steer the runner of a CI job that shows it.
//!
//! GitHub's runner takes a line for a command where it starts, after spaces, with `::` (`::error::`, `::add-mask::`), and
//! older ones where it holds `##[`; Azure's agent where it holds `##vso[`, `TeamCity` where it holds `##teamcity[` (each
//! product's page on logging commands). Buildkite folds a log at lines that start with `---`, `+++` or `~~~` and a space, and opens
//! what is folded at `^^^ +++` ("Managing log output"); Travis CI and `GitLab`'s runner fold it at `travis_fold:`, `section_start:` and
//! `section_end:`. Lines are looked at as they are printed: wrapping can put a word at their start.

use std::io::{self, Write};

/// What a line starts with at which a runner folds its log, or opens what is folded.
const FOLDS: [&str; 7] = [
    "--- ",
    "+++ ",
    "~~~ ",
    "^^^ ",
    "section_end:",
    "section_start:",
    "travis_fold:",
];

/// Writes on, with no line that such a runner would obey.
pub(super) struct LineGuard<'a> {
    to: &'a mut dyn Write,
    /// The line that is not ended yet.
    line: Vec<u8>,
}

impl<'a> LineGuard<'a> {
    pub(super) fn new(to: &'a mut dyn Write) -> LineGuard<'a> {
        LineGuard {
            to,
            line: Vec::new(),
        }
    }
}

impl Write for LineGuard<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.flush()?;
            }
        }
        Ok(bytes.len())
    }

    /// Passes on what there is of a line; what comes then counts as the start of one.
    fn flush(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        match disarmed(&line) {
            Some(changed) => self.to.write_all(&changed),
            None => self.to.write_all(&line),
        }
    }
}

impl Drop for LineGuard<'_> {
    fn drop(&mut self) {
        // Writers here end their lines, or flush and see the error.
        let _ = self.flush();
    }
}

/// The line with a space inside each sign of a command; `None` where it has none.
fn disarmed(line: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(line);
    let indent = text.len() - text.trim_start().len();
    let start = &text[indent..];
    let is_command = start.starts_with("::") || FOLDS.iter().any(|fold| start.starts_with(fold));
    let mut cuts: Vec<usize> = is_command.then_some(indent + 1).into_iter().collect();
    cuts.extend(hash_commands(&text));
    cuts.dedup();
    if cuts.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len() + cuts.len());
    let mut done = 0;
    for cut in cuts {
        out.push_str(&text[done..cut]);
        out.push(' ');
        done = cut;
    }
    out.push_str(&text[done..]);
    Some(out.into_bytes())
}

/// Where the second `#` of each `##[`, `##vso[` and the like stands, in bytes.
pub(super) fn hash_commands(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices("##").filter_map(|(at, _)| {
        let rest = text[at..].trim_start_matches('#');
        let name = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        name.starts_with('[').then_some(text.len() - rest.len() - 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guarded(pieces: &[&str]) -> String {
        let mut out = Vec::new();
        {
            let mut guard = LineGuard::new(&mut out);
            for piece in pieces {
                guard
                    .write_all(piece.as_bytes())
                    .expect("a vector takes all");
            }
        }
        String::from_utf8(out).expect("UTF-8 goes in")
    }

    #[test]
    fn commands_are_disarmed_wherever_a_runner_would_see_them() {
        assert_eq!(guarded(&["::error::x\n"]), ": :error::x\n");
        assert_eq!(
            guarded(&["  \u{3000}::", "set-env\n::a"]),
            "  \u{3000}: :set-env\n: :a"
        );
        assert_eq!(
            guarded(&["a ##vso[task.x]y ##[group]"]),
            "a # #vso[task.x]y # #[group]"
        );
        assert_eq!(guarded(&["###VSO[x"]), "## #VSO[x");
        for (fold, disarmed) in [
            ("--- x\n", "- -- x\n"),
            ("  +++ x\n", "  + ++ x\n"),
            ("~~~ x", "~ ~~ x"),
            ("^^^ +++\n", "^ ^^ +++\n"),
            ("travis_fold:start:x\n", "t ravis_fold:start:x\n"),
            ("section_start:1:x\n", "s ection_start:1:x\n"),
        ] {
            assert_eq!(guarded(&[fold]), disarmed);
        }
    }

    #[test]
    fn everything_else_is_as_it_was() {
        for text in [
            "a::b\n",
            "x ::y\n",
            "## Title\n",
            "##",
            "a\n\n  b",
            "#[x] ##a b[",
            "---\n",
            "a --- b\n",
            "| --- |\n",
        ] {
            assert_eq!(guarded(&[text]), text);
        }
    }
}
