//! Module calls in files that cannot be read: the sources that their text names, whatever is wrong with it.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use super::files::holds_module;
use super::local_source::{is_local, local_folder, meant_folder};
use super::source_pattern::SourcePattern;
use crate::source::SourceMap;

/// What may be the source of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedSource {
    pub(crate) text: String,
    /// Whether something computed follows it.
    pub(crate) is_cut_off: bool,
    pub(crate) at: Range<usize>,
}

impl NamedSource {
    /// The folder that it leads to, where that holds a module.
    pub(crate) fn leads_to(&self, caller: &Path, sources: &SourceMap) -> Option<PathBuf> {
        if !is_local(&self.text) {
            return meant_folder(caller, &self.text, sources);
        }
        let folder = local_folder(caller, &self.text, sources);
        (folder != caller && holds_module(&folder, sources)).then_some(folder)
    }
}

/// Whether a text seems to call a module, whatever is wrong with it.
pub(crate) fn seems_to_call(text: &str) -> bool {
    !sources_in(text).is_empty()
}

/// What a text seems to call that cannot be read, and where that stands in it.
pub(crate) fn patterns_in(text: &str) -> Vec<(SourcePattern, Range<usize>)> {
    let named = sources_in(text).into_iter();
    let patterns = named.map(|source| {
        let like = if source.is_cut_off {
            SourcePattern::beginning_with(&source.text)
        } else {
            SourcePattern::exactly(&source.text)
        };
        (like, source.at)
    });
    patterns.chain(below_what_is_computed(text)).collect()
}

/// The sources of a text that begin with something computed and go on with a path down from there.
fn below_what_is_computed(text: &str) -> impl Iterator<Item = (SourcePattern, Range<usize>)> {
    static BELOW: LazyLock<Regex> = LazyLock::new(|| {
        let pattern =
            r#"\bsource\b["'”’]?\s*[:=]*\s*["'“„‘]?\$\{[^}\n]*\}(/[^\s"'“”„‘’`<>,;(){}\[\]$%\\]*)"#;
        Regex::new(pattern).expect("the pattern is one")
    });
    let found = BELOW.captures_iter(text).filter_map(|found| found.get(1));
    // A path that leads up is found by itself.
    let down = found.filter(|path| !path.as_str().contains("/."));
    down.map(|path| {
        let is_cut_off = text[path.end()..].starts_with("${");
        let like = SourcePattern::below_anything(path.as_str(), is_cut_off);
        (like, path.range())
    })
}

/// What stands in a text where the source of a call does, and every relative path; lines of comments are passed over. In a
/// text that is broken, neither quotes nor brackets can be relied on.
pub(crate) fn sources_in(text: &str) -> Vec<NamedSource> {
    static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
        const BOUND: &str = r#"\s"'“”„‘’`<>,;(){}\[\]$%\\"#;
        let after_key = format!(
            r#"\bsource\b\\?["'”’]?\s*[:=]*\s*\\?["'“„‘]?(?<named>[^{BOUND}=:#][^{BOUND}]*)"#
        );
        let below = format!(r"\bpath\.(?:module|root|cwd)\}}(?<below>/[^{BOUND}]*)");
        let path = format!(r"(?<path>\.{{1,2}}/[^{BOUND}]*)");
        Regex::new(&format!("{after_key}|{below}|{path}")).expect("the pattern is one")
    });
    let is_comment = |at: usize| {
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let line = text[line..at].trim_start();
        line.starts_with('#') || line.starts_with("//")
    };
    let found = SOURCE.captures_iter(text).filter_map(|found| {
        let below = found.name("below");
        let source = found.name("named").or(found.name("path")).or(below)?;
        let from = below.map_or("", |_| ".");
        Some(NamedSource {
            text: format!("{from}{}", source.as_str()),
            is_cut_off: text[source.end()..].starts_with("${"),
            at: source.range(),
        })
    });
    found
        .filter(|source| !is_comment(source.at.start))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<String> {
        sources_in(text)
            .into_iter()
            .map(|found| found.text)
            .collect()
    }

    #[test]
    fn sources_are_found_whatever_is_wrong_around_them() {
        for text in [
            "module \"a\" { source = \"../m\", g = false }",
            "module \"a\" { source = \"../m\"; g = false }",
            "module a\n{\n  source: \"../m\"\n}",
            "module \"a\" {\n  source == '../m'\n}",
            "module \"a\" {\n  source = “../m”\n}",
            "module \"a\" {\n  source = ../m\n}",
            "module \"a\" {\n  source = \"../m\n}",
            "module \"a\" {\n  \"source\" = \"../m\"\n}",
            "{\"module\":{\"a\":{\"source\":\"../m\",\"g\":false,}}}",
            "{'module':{'a':{'source':'../m'}}}",
            "/* left open\nmodule \"a\" {\n  source = \"../m\"\n}",
            "module \"a\" {\n  source = \"${path.module}/../m\"\n}",
        ] {
            let named = named(text);
            assert!(
                named.iter().any(|source| source.ends_with("../m")),
                "{text}: {named:?}"
            );
        }
        assert_eq!(
            named("module a {\n  source = \"modules/m\n}"),
            ["modules/m"]
        );
        assert_eq!(named("# source = \"../m\"\n// ../m\n"), [""; 0]);
    }

    #[test]
    fn what_is_computed_cuts_a_source_off() {
        let found = sources_in("module \"a\" { source = \"../m/${var.which}/x\", }");
        assert_eq!(found[0].text, "../m/");
        assert!(found[0].is_cut_off);
    }
}
