//! Markdown for the terminal: headings, wrapped prose, lists, code and tables, as explanations use them.

use anstyle::Style;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::text::{BOLD, CYAN, DIM};
use super::{Terminal, columns};

/// The text less a heading of the first level at its start.
pub(super) fn without_title(markdown: &str) -> &str {
    let body = markdown.trim_start();
    match body
        .strip_prefix("# ")
        .and_then(|rest| rest.split_once('\n'))
    {
        Some((_, rest)) => rest.trim_start(),
        None => body,
    }
}

/// Lays Markdown out for the terminal, prose wrapped at its width. Ends with a line feed.
pub(super) fn render(markdown: &str, terminal: Terminal) -> String {
    let mut page = Page {
        terminal,
        out: String::new(),
        line: String::new(),
        styles: Vec::new(),
        indents: Vec::new(),
        lists: Vec::new(),
        bullet: None,
        code: false,
        table: None,
        link: None,
    };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        page.take(event);
    }
    page.flush();
    page.out
}

struct Page {
    terminal: Terminal,
    out: String,
    /// The paragraph so far, on one line.
    line: String,
    styles: Vec<Style>,
    indents: Vec<usize>,
    /// The next number of each list that is open; `None` where it has bullets.
    lists: Vec<Option<u64>>,
    /// What stands before the first line of a list item.
    bullet: Option<String>,
    code: bool,
    table: Option<Vec<Vec<String>>>,
    link: Option<String>,
}

impl Page {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) if self.code => self.code_lines(&text),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(code) => {
                // Without colour, code is told from prose by its backticks, as in the source.
                if self.terminal.colour {
                    self.push(CYAN, &code);
                } else {
                    self.push(CYAN, &format!("`{code}`"));
                }
            }
            Event::SoftBreak => self.line.push(' '),
            Event::HardBreak => self.line.push('\n'),
            Event::Rule => {
                self.gap();
                self.line.push_str("---");
                self.flush();
            }
            _ => {}
        }
    }

    fn open(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph if self.bullet.is_none() => self.gap(),
            Tag::Heading { .. } => {
                self.gap();
                self.styles.push(BOLD);
            }
            Tag::BlockQuote(_) => {
                self.gap();
                self.indents.push(2);
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.gap();
                self.code = true;
            }
            Tag::List(first) => {
                self.flush();
                if self.lists.is_empty() {
                    self.gap();
                }
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                let bullet = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".into(),
                };
                self.indents.push(bullet.len());
                self.bullet = Some(bullet);
            }
            Tag::Emphasis => self.styles.push(Style::new().italic()),
            Tag::Strong => self.styles.push(BOLD),
            Tag::Link { dest_url, .. } => self.link = Some(dest_url.into_string()),
            Tag::Table(_) => {
                self.gap();
                self.table = Some(Vec::new());
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(rows) = &mut self.table {
                    rows.push(Vec::new());
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.flush(),
            TagEnd::Heading(_) => {
                self.styles.pop();
                self.flush();
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.indents.pop();
            }
            TagEnd::CodeBlock => self.code = false,
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.flush();
                self.indents.pop();
                self.bullet = None;
            }
            TagEnd::Emphasis | TagEnd::Strong => {
                self.styles.pop();
            }
            TagEnd::Link => {
                if let Some(address) = self.link.take()
                    && !self.line.ends_with(&address)
                    && address.contains("://")
                {
                    self.push(DIM, &format!(" ({address})"));
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.line);
                if let Some(row) = self.table.as_mut().and_then(|rows| rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                if let Some(rows) = self.table.take() {
                    self.table_rows(&rows);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let style = self
            .styles
            .iter()
            .fold(Style::new(), |all, style| all | style.get_effects());
        self.push(style, text);
    }

    /// Adds a piece, styled word by word so that wrapping never separates a style from its end.
    fn push(&mut self, style: Style, text: &str) {
        for piece in text.split_inclusive(' ') {
            let word = piece.trim_end_matches(' ');
            self.line.push_str(&self.terminal.paint(style, word));
            self.line.push_str(&piece[word.len()..]);
        }
    }

    /// An empty line between blocks.
    fn gap(&mut self) {
        self.flush();
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn flush(&mut self) {
        if self.line.is_empty() {
            return;
        }
        let line = std::mem::take(&mut self.line);
        let indent = " ".repeat(self.indents.iter().sum());
        let first = match self.bullet.take() {
            Some(bullet) => format!("{}{bullet}", &indent[..indent.len() - bullet.len()]),
            None => indent.clone(),
        };
        let options = textwrap::Options::new(self.terminal.width)
            .initial_indent(&first)
            .subsequent_indent(&indent)
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
        self.out.push_str(&textwrap::fill(&line, options));
        self.out.push('\n');
    }

    fn code_lines(&mut self, text: &str) {
        let indent = " ".repeat(self.indents.iter().sum::<usize>() + 4);
        for line in text.lines() {
            if !line.is_empty() {
                self.out.push_str(&indent);
                self.out.push_str(&self.terminal.paint(CYAN, line));
            }
            self.out.push('\n');
        }
    }

    fn table_rows(&mut self, rows: &[Vec<String>]) {
        let mut lines = columns::lines(rows);
        let rule: Vec<String> = columns::widths(rows)
            .into_iter()
            .map(|width| "-".repeat(width))
            .collect();
        lines.insert(1.min(lines.len()), rule.join("  "));
        for line in lines {
            let line = format!("  {line}");
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NARROW: Terminal = Terminal {
        colour: false,
        unicode: true,
        width: 30,
    };

    #[test]
    fn blocks_are_laid_out() {
        let text = "# Title\n\nProse that is *long* enough to be **wrapped** at `thirty`.\n\n\
            - one item that goes on over the line\n- two\n  1. inner\n\n    a second paragraph of the second item\n\n\
            ```yaml\na:\n\n  b: |\n```\n\n| a | b |\n|---|---|\n| `x` | long |\n\nSee [docs](https://x.test/y).\n";
        let expected = "\
Prose that is long enough to
be wrapped at `thirty`.

- one item that goes on over
  the line
- two
  1. inner

  a second paragraph of the
  second item

    a:

      b: |

  a    b
  ---  ----
  `x`  long

See docs (https://x.test/y).
";
        assert_eq!(render(without_title(text), NARROW), expected);
    }

    #[test]
    fn no_style_runs_over_a_line_end() {
        let terminal = Terminal {
            colour: true,
            ..NARROW
        };
        let text = render(
            "**a strong text that is longer than a line is wide**\n",
            terminal,
        );
        for line in text.lines() {
            assert!(line.ends_with("\u{1b}[0m"), "{text:?}");
        }
    }

    #[test]
    fn a_text_without_a_title_keeps_its_start() {
        assert_eq!(without_title("## Sub\nx"), "## Sub\nx");
        assert_eq!(without_title("\n# T\n\nx"), "x");
    }
}
