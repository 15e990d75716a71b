//! The folders that a file's module calls name, as its bytes alone tell them: most calls begin with a plain path and have nothing to
//! do with trails, and their file is read only where one of these leads to a trail.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// The paths that may be sources of the calls of a file, all of them where it calls anything: those that begin with a dot are local
/// ones, and the others are providers' addresses. `None` where no less than reading it tells, or where a word of it may be one of
/// trails.
pub(super) fn named_sources(text: &str) -> Option<Vec<String>> {
    let bytes = text.as_bytes();
    let mut named = Vec::new();
    for call in calls(bytes) {
        let at = call + source_of_call(&bytes[call..])?;
        path_at(&bytes[at..]).filter(|path| path.starts_with('.'))?;
    }
    let mut in_named = 0;
    for at in sources(bytes) {
        let path = path_at(&bytes[at..])?;
        in_named += relative_paths(path.as_bytes()).count();
        named.push(path.to_owned());
    }
    // A text that is broken may call what any path in it leads to.
    let is_all = relative_paths(bytes).count() == in_named;
    (is_all && !may_have_words_of_trails(bytes)).then_some(named)
}

/// Where a text goes on from a folder: from one that its path names, or from one that is computed.
fn relative_paths(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let slashes = memchr::memchr_iter(b'/', bytes);
    slashes.filter(|&at| at > 0 && b".}".contains(&bytes[at - 1]))
}

/// Whether a text has the letters of `trail` or of `global`, which all words of trails have.
fn may_have_words_of_trails(bytes: &[u8]) -> bool {
    let ends_in = |before: &[u8], word: &str| {
        let at = before.len().checked_sub(word.len());
        at.is_some_and(|at| before[at..].eq_ignore_ascii_case(word.as_bytes()))
    };
    let mut last = memchr::memchr2_iter(b'l', b'L', bytes);
    last.any(|at| {
        ["trai", "globa"]
            .iter()
            .any(|word| ends_in(&bytes[..at], word))
    })
}

/// Whether what stands at a place is a word by itself, and no part of what is made of letters, digits and other signs.
fn is_word(bytes: &[u8], at: usize, word: &str, is_sign: impl Fn(u8) -> bool) -> bool {
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || is_sign(*byte);
    let before = bytes[..at].last();
    let after = bytes.get(at + word.len());
    !before.is_some_and(is_of_name) && !after.is_some_and(is_of_name)
}

/// Where a text has the keyword of calls, and where that of sources.
fn calls(bytes: &[u8]) -> impl Iterator<Item = usize> {
    static WORD: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("module"));
    let words = WORD.find_iter(bytes);
    // References begin or end with it. A byte-order mark, whose bytes are not ASCII, may stand before it.
    words.filter(|&at| is_word(bytes, at, "module", |byte| b"_-.".contains(&byte)))
}

fn sources(bytes: &[u8]) -> impl Iterator<Item = usize> {
    static WORD: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("source"));
    let words = WORD.find_iter(bytes);
    words.filter(|&at| is_word(bytes, at, "source", |byte| byte == b'_' || !byte.is_ascii()))
}

/// Where the source of a call stands that begins here: one label and nothing but plain arguments stand before it.
fn source_of_call(call: &[u8]) -> Option<usize> {
    let rest = call.strip_prefix(b"module")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"")?;
    let label = rest.iter().position(|byte| !is_of_label(*byte))?;
    let rest = rest[label..].strip_prefix(b"\"")?.trim_ascii_start();
    let body = rest.strip_prefix(b"{")?;
    let end = body.iter().position(|byte| b"{}#/".contains(byte))?;
    // The path goes on with a slash.
    let at = sources(&body[..end]).next()?;
    Some(call.len() - body.len() + at)
}

fn is_of_label(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// The path that `source = "…"` gives, which ends its line or its block.
fn path_at(source: &[u8]) -> Option<&str> {
    let rest = source.strip_prefix(b"source")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"")?;
    let (path, rest) = rest.split_at(memchr::memchr(b'"', rest)?);
    let behind = rest[1..].iter().find(|byte| !b" \t\r".contains(byte));
    let ends = behind.is_none_or(|byte| b"\n}#".contains(byte));
    let path = std::str::from_utf8(path).ok()?;
    let is_plain = |sign: u8| sign.is_ascii_alphanumeric() || b"_-./".contains(&sign);
    let is_local = path.starts_with("./") || path.starts_with("../");
    // A provider's address has two parts.
    let is_of_provider = || !path.starts_with(['.', '/']) && path.matches('/').count() == 1;
    let is_one = path.bytes().all(is_plain) && (is_local || is_of_provider());
    (ends && is_one).then_some(path)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;

    #[test]
    fn plain_sources_are_told() {
        let text = "terraform {\n  required_providers {\n    aws = {\n      source = \"hashicorp/aws\"\n    }\n  }\n}\n\
                    module \"a\" {\n  source = \"../a\" # here\n  name = module.b.name\n}\nmodule \"b\" { source = \"./b\" }\n";
        let sources = ["hashicorp/aws", "../a", "./b"].map(str::to_owned);
        assert_eq!(named_sources(text), Some(sources.to_vec()));
        assert_eq!(named_sources("# path.module\n"), Some(Vec::new()));
        let marked = format!("\u{feff}{text}");
        assert_eq!(named_sources(&marked), Some(sources.to_vec()));
    }

    #[test]
    fn what_may_be_anything_else_is_not() {
        for text in [
            "module \"a\" {\n}\nresource \"b\" \"c\" {\n  source = \"./a\"\n}",
            "module \"a\" {\n  # source = \"./a\"\n}",
            "module \"a\" {\n  x = {\n  }\n  source = \"./a\"\n}",
            "module \"a\" {\n  source = var.a\n}",
            "module \"a\" {\n  source = \"./${var.a}\"\n}",
            "module \"a\" {\n  source = \"a/b\"\n}",
            "module \"a\" {\n  source = \"a/b/aws\"\n}",
            "module \"a\" {\n  source = \"./a\" /* a */\n}",
            "module \"a\" {\n  source = \"./a\n}",
            "module \"a\" {\n  source = \"./a\"\n  x = \"../b\"\n}",
            "module \"a\" {\n  source = \"./a\"\n  x = \"${path.module}/b\"\n}",
            "module \"AuditTrail\" {\n  source = \"./a\"\n}",
            "module \"a\" {\n  source = \"./a\"\n  global_events = false\n}",
            "a = var.source\nmodule \"a\" {\n  source = \"./a\"\n}",
            "\u{feff}module \"a\" {\n  source = \"a/b\"\n}",
            "module module \"a\" { source = \"./a\" }",
            "module a { source = \"./a\" }",
            "module \"a\" /**/ { source = \"./a\" }",
            "# the module\nmodule \"a\" {\n  source = \"./a\"\n}",
        ] {
            assert_eq!(named_sources(text), None, "{text}");
        }
    }

    /// What modules hold.
    const BLOCKS: [&str; 8] = [
        "module \"m\" {\n  source = \"./m\"\n}\n",
        "module \"a\" { source = \"../b\" }\n",
        "module \"a\" {\n  count  = 1\n  source = \"./a\" # here\n  x = { y = 1 }\n}\n",
        "resource \"b\" \"c\" {\n  x {\n    source = \"./x\"\n  }\n}\n",
        "terraform {\n  required_providers {\n    x = {\n      source = \"x/y\"\n    }\n  }\n}\n",
        "locals {\n  a = <<EOT\nmodule \"h\" {\n  source = \"./h\"\n}\nEOT\n}\n",
        "# module \"c\" { source = \"./c\" }\n",
        "/* \n",
    ];

    /// What tells a reader of bytes wrong.
    const PIECES: [&str; 34] = [
        "module ",
        "module\t",
        "\"a\" ",
        "a ",
        "{",
        "}",
        "{\n",
        "\n}\n",
        "source",
        "  source = ",
        "source=",
        "\"./a\"",
        "\"x/y\"",
        "\"./${var.a}\"",
        "var.a",
        "\n",
        "\r\n",
        " ",
        "#",
        " # a\n",
        "// ",
        "/* ",
        " */",
        "\"",
        "<<EOT\n",
        "\nEOT\n",
        "\u{feff}",
        "x = ",
        "x = {\n",
        "_",
        ".",
        "-",
        "é",
        "\\\"",
    ];

    /// Blocks with pieces put in, each before one of the text's letters.
    fn text_of(blocks: &[&str], pieces: &[(Index, &str)]) -> String {
        let mut letters: Vec<String> = blocks.concat().chars().map(String::from).collect();
        for (at, piece) in pieces {
            at.get_mut(&mut letters).insert_str(0, piece);
        }
        letters.concat()
    }

    /// The sources of the calls of a module's file that have one, as the parser tells them; `None` where it tells of none.
    fn as_parsed(text: &str) -> Option<Vec<Option<String>>> {
        let body = hcl::edit::parser::parse_body(text.trim_start_matches('\u{feff}')).ok()?;
        let calls = body
            .blocks()
            .filter(|block| block.ident.as_str() == "module");
        let sources = calls.filter_map(|call| call.body.get_attribute("source"));
        let written = sources.map(|source| source.value.as_str().map(str::to_owned));
        Some(written.collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn no_call_that_the_parser_sees_is_missed(
            blocks in vec(select(&BLOCKS[..]), 1..5),
            pieces in vec((any::<Index>(), select(&PIECES[..])), 0..4),
        ) {
            let text = text_of(&blocks, &pieces);
            if let (Some(named), Some(calls)) = (named_sources(&text), as_parsed(&text)) {
                for source in calls {
                    prop_assert!(source.is_some_and(|source| named.contains(&source)), "{text:?}");
                }
            }
        }
    }
}
