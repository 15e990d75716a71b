//! Module calls in files that cannot be read: the sources that their text names, whatever is wrong with it.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use memchr::memmem;
use regex::{Captures, Match, Regex};

use super::call_texts::{CallText, is_meta_argument};
use super::files::holds_module;
use super::local_source::{is_local, local_folder, meant_folder};
use super::module_cache::ModuleCache;
use super::source_pattern::SourcePattern;
use crate::paths::folder_of;
use crate::published;
use crate::source::{SourceFile, SourceMap, Span};

/// What may be the source of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedSource {
    pub(crate) text: String,
    /// Whether something computed follows it.
    pub(crate) is_cut_off: bool,
    pub(crate) at: Range<usize>,
    /// The arguments beside it, where nothing else says where it leads.
    pub(crate) gives: Vec<String>,
}

impl NamedSource {
    /// What it may come to.
    pub(super) fn like(&self) -> SourcePattern {
        if self.text.is_empty() {
            SourcePattern::anything()
        } else if self.is_cut_off {
            SourcePattern::beginning_with(&self.text)
        } else {
            SourcePattern::exactly(&self.text)
        }
    }

    /// The folder that it leads to, where that holds a module.
    pub(crate) fn leads_to(&self, caller: &Path, sources: &SourceMap) -> Option<PathBuf> {
        if !is_local(&self.text) {
            return meant_folder(caller, &self.text, sources);
        }
        let folder = local_folder(caller, &self.text, sources);
        (folder != caller && holds_module(&folder, sources)).then_some(folder)
    }
}

/// Whether a text that is broken may call a module that may make a trail: one that `is_relevant`, or of which nothing is known.
pub(crate) fn may_call_for_trails(
    text: &str,
    caller: &Path,
    sources: &SourceMap,
    is_relevant: &dyn Fn(&Path) -> bool,
) -> bool {
    static HEADER: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r#"(?m)^[^#\n]*\bmodule\b["'”’]?\s*[:=]*\s*["'“„‘{\w]"#;
        Regex::new(pattern).expect("the pattern is one")
    });
    if !HEADER.is_match(text) {
        return false;
    }
    let named = sources_in(text);
    named.is_empty()
        || named
            .iter()
            .any(|source| match source.leads_to(caller, sources) {
                Some(folder) => is_relevant(&folder),
                None => !is_file(&source.text),
            })
}

/// Whether a path's last part ends as a file's name does, which no module's folder does.
fn is_file(path: &str) -> bool {
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.trim_start_matches('.');
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| {
        ending != "git" && ending.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

/// What a text seems to call that cannot be read, and where that stands in it.
pub(crate) fn patterns_in(text: &str) -> Vec<(SourcePattern, Range<usize>)> {
    let named = sources_in(text).into_iter();
    let patterns = named.map(|source| (source.like(), source.at));
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
            gives: Vec::new(),
        })
    });
    found
        .filter(|source| !is_comment(source.at.start))
        .collect()
}

/// The calls of a text whose source is an expression, or is left out: the arguments on lines of one indentation tell where they
/// may lead.
fn computed_sources(text: &str) -> Vec<NamedSource> {
    static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r#"(?m)^[ \t]*(?:module\b[^\n]*\{[ \t]*)?(?<key>source)[ \t]*=[ \t]*(?:"?\$\{|[A-Za-z_]+[.(\[]|$)"#;
        Regex::new(pattern).expect("the pattern is one")
    });
    static HEADER: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r#"(?m)^[ \t]*(\w+)[ \t]*(?:"?[\w.-]*"?[ \t]*){0,3}\{"#;
        Regex::new(pattern).expect("the pattern is one")
    });
    static ARGUMENT: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?m)(?:^|[{,;])(?<indentation>[ \t]*)(?<name>\w+)[ \t]*=(?:[^=]|$)";
        Regex::new(pattern).expect("the pattern is one")
    });
    let keys: Vec<Match<'_>> = SOURCE
        .captures_iter(text)
        .filter_map(|found| found.name("key"))
        .collect();
    // Most texts have none, and all of them have blocks.
    if keys.is_empty() {
        return Vec::new();
    }
    let headers: Vec<_> = HEADER.captures_iter(text).collect();
    let header_at = |found: &Captures<'_>| found.get(0).map_or(0, |whole| whole.start());
    let of_call = |key: Match<'_>| {
        let next = headers.partition_point(|found| header_at(found) < key.start());
        let header = headers.get(next.checked_sub(1)?)?;
        if &header[1] != "module" {
            return None;
        }
        let end = headers.get(next).map_or(text.len(), header_at);
        let call = &text[header_at(header)..end];
        let arguments: Vec<_> = ARGUMENT.captures_iter(call).collect();
        let source = arguments.iter().find(|found| &found["name"] == "source")?;
        let beside = arguments
            .iter()
            .filter(|found| found["indentation"] == source["indentation"])
            .map(|found| found["name"].to_owned());
        Some(NamedSource {
            text: String::new(),
            is_cut_off: true,
            at: key.range(),
            gives: beside.filter(|name| !is_meta_argument(name)).collect(),
        })
    };
    keys.into_iter().filter_map(of_call).collect()
}

/// Whether a text names no source but those of its calls, all of them as they are written, and no path beside them that is relative
/// or goes on from something computed: as most do, of which no more is asked.
fn are_all_called(text: &str, calls: &[CallText]) -> bool {
    let count = |text: &str, what: &str| memmem::find_iter(text.as_bytes(), what).count();
    let is_word = |at: usize| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|sign| sign.is_alphanumeric() || sign == '_')
    };
    let words = memmem::find_iter(text.as_bytes(), "source").filter(|&at| is_word(at));
    let sources: Option<Vec<&str>> = calls.iter().map(|call| call.source.as_deref()).collect();
    sources.is_some_and(|sources| {
        let in_sources = sources.iter().map(|source| count(source, "./"));
        words.count() == sources.len()
            && count(text, "./") == in_sources.sum::<usize>()
            && count(text, "}/") == 0
    })
}

/// The sources that a text names which cannot be read, beside those of its calls, as far as they lead somewhere.
pub(super) fn named_sources(
    folder: &Path,
    text: &str,
    calls: &[CallText],
    modules: &ModuleCache<'_>,
) -> Vec<NamedSource> {
    let is_known = |source: &NamedSource| {
        let mut sources = calls.iter().filter_map(|call| call.source.as_deref());
        sources.any(|known| known == source.text)
    };
    if are_all_called(text, calls) {
        return Vec::new();
    }
    let mut named = sources_in(text);
    named.retain(|source| {
        let leads_somewhere = || {
            source.is_cut_off
                || published::is_known(&source.text)
                || source.leads_to(folder, modules.sources).is_some()
        };
        !is_known(source) && leads_somewhere()
    });
    named.extend(computed_sources(text));
    named
}

/// What a file seems to call beside its calls, where it cannot be read.
pub(super) fn lost_calls(
    folder: &Path,
    text: &SourceFile,
    calls: &[CallText],
    modules: &ModuleCache<'_>,
) -> Vec<NamedSource> {
    let named = named_sources(folder, text.input().text, calls, modules);
    if named.is_empty() || broken_at(folder, text, modules).is_none() {
        return Vec::new();
    }
    named
}

/// Where a file calls each of some folders, in their order, where it cannot be read.
pub(super) fn lost_in(file: &Path, folders: &[&PathBuf], modules: &ModuleCache<'_>) -> Vec<Span> {
    let Ok(text) = modules.sources.load_of_module(file) else {
        return vec![modules.sources.beginning_of(file); folders.len()];
    };
    let from = folder_of(file);
    let Some(broken) = broken_at(from, &text, modules) else {
        return Vec::new();
    };
    let mut named = sources_in(text.input().text);
    named.extend(computed_sources(text.input().text));
    let leads_to = |source: &NamedSource| source.leads_to(from, modules.sources);
    let led_to: Vec<Option<PathBuf>> = named.iter().map(leads_to).collect();
    let cut_off = named.iter().find(|source| source.is_cut_off);
    let of_folder = |folder: &&PathBuf| {
        let at = led_to
            .iter()
            .position(|led_to| led_to.as_ref() == Some(folder));
        let source = at.map(|at| &named[at]).or(cut_off);
        source.map_or(broken, |source| text.input().span(source.at.clone()))
    };
    folders.iter().map(of_folder).collect()
}

/// Where a file of a module cannot be read.
fn broken_at(folder: &Path, text: &SourceFile, modules: &ModuleCache<'_>) -> Option<Span> {
    let module = modules.module(folder);
    let mut broken = module.unreadable.iter().map(|broken| broken.span);
    broken.find(|at| at.source == text.id())
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

    #[test]
    fn what_stands_beside_a_computed_source_tells_where_it_leads() {
        let gives = |text: &str| {
            let found = computed_sources(text).into_iter();
            found.map(|source| source.gives).collect::<Vec<_>>()
        };
        for text in [
            "module \"a\" {\n  source =\n  on = false\n}",
            "module \"a\" {\n  source = local.where\n  count = 1\n  on     = \n}",
            "module \"a\" {\n  source = format(\"./%s\", \"m\"\n  on = false\n}",
            "module a {\n  on = {\n    off = 1\n  }\n  source = \"${local.where}\"\n",
        ] {
            assert_eq!(gives(text), [["on"]], "{text}");
        }
        for text in [
            "module \"a\" {\n  source = \"./m\"\n  on = \n}",
            "resource \"aws_s3_object\" \"a\" {\n  source = var.path\n  on = \n}",
        ] {
            assert_eq!(gives(text), [[""; 0]; 0], "{text}");
        }
    }
}
