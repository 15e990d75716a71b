//! Text that comes from linted files, in Markdown: shown as it is, whatever Markdown, HTML or GitHub would make of it.

/// A text as a code span, also in a table's cell: GitHub splits cells at `|` even in a code span, unless it is escaped.
/// Nothing in a code span is markup, a mention or a link (section 6.1 of the `CommonMark` standard; section 4.10 of GFM for the pipe).
pub(super) fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // A reader takes one space off either side where both are there; a backtick must not touch the fence.
    let padded = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let pad = if padded { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

/// A sentence of ours that quotes such text: what stands in backticks, and every word that could be markup, a mention
/// (`@name`), a reference (`#1`, `GH-1`) or an address becomes a code span.
pub(super) fn prose(text: &str) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        // A backtick without its partner: no telling what is quoted.
        return words(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (at, piece) in pieces.iter().enumerate() {
        if at.is_multiple_of(2) {
            out.push_str(&words(piece));
        } else {
            out.push_str(&code(piece));
        }
    }
    out
}

fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(' ') {
        let word = piece.trim_end_matches(' ');
        if is_plain(word) {
            out.push_str(word);
        } else {
            out.push_str(&code(word));
        }
        out.push_str(&piece[word.len()..]);
    }
    out
}

/// Whether no reader of Markdown makes anything of a word.
fn is_plain(word: &str) -> bool {
    let letters = |c: char| c.is_alphanumeric() || ".,;:?'\"()-/".contains(c);
    let lower = word.to_ascii_lowercase();
    // A picture (`:name:`), and what may be a commit.
    let is_of_colons = word.trim_end_matches(':').contains(':');
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let is_commit = bare.len() >= 7 && bare.bytes().all(|byte| byte.is_ascii_hexdigit());
    word.chars().all(letters)
        && !is_of_colons
        && !is_commit
        && !lower.contains("://")
        && !lower.contains("www.")
        && !lower.contains("gh-")
        && !lower.contains("mailto:")
        && !lower.contains("xmpp:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_has_fences_that_its_text_cannot_close() {
        assert_eq!(code("main.tf:3"), "`main.tf:3`");
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`a`"), "`` `a` ``");
        assert_eq!(code(" a "), "`  a  `");
        assert_eq!(code(""), "");
    }

    #[test]
    fn what_a_sentence_quotes_is_code() {
        assert_eq!(
            prose("variable `on_@all` has no default and no value is given for it"),
            "variable `on_@all` has no default and no value is given for it"
        );
        assert_eq!(
            prose("the flag is false when @octo is true, see #1, https://x.test and <b>"),
            "the flag is false when `@octo` is true, see `#1,` `https://x.test` and `<b>`"
        );
        assert_eq!(prose("odd ` tick"), "odd `` ` `` tick");
        assert_eq!(
            prose("no `a`; did you mean `b`? (:smile: 1234567deadbeef) so:"),
            "no `a`; did you mean `b`? `(:smile:` `1234567deadbeef)` so:"
        );
        assert_eq!(
            prose("a_b *c* GH-1 www.x.test"),
            "`a_b` `*c*` `GH-1` `www.x.test`"
        );
    }
}
