//! Templates that others name which cannot be read, or cannot be told: what is passed to them is lost with these.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use super::super::language::{ParameterValues, supply_others};
use super::super::limits::{MAX_NAMES_OF_TEMPLATES, MAX_TEMPLATES_BELOW};
use super::super::template::{TRAIL, Template, local_path};
use super::addressed::named_in;
use super::cdk_output::is_nested_by_cdk;
use crate::diagnostic::{Label, Problem, Unreadable};
use crate::discover::{Unseen, is_named_as_service};
use crate::paths::folder_of;
use crate::resolved::{Hop, Resolved};
use crate::source::{SourceFile, SourceId, SourceMap, Span};

/// What the files of a run nest that cannot be read.
#[derive(Default)]
pub(crate) struct LostParents {
    /// By nested file, where the first of them names it.
    children: BTreeMap<PathBuf, Span>,
    /// By their source, where each names what leads to a trail.
    calls: BTreeMap<SourceId, Vec<Label>>,
    /// What may nest any file, for all that is known: nobody could look into it.
    unseen: Vec<Span>,
    /// The templates that the CDK nests and that nothing is seen to nest, where they begin.
    of_cdk: BTreeMap<PathBuf, Span>,
    /// By the beginning of the file, or by the folder: that it cannot be read at all.
    problems: BTreeMap<Span, Problem>,
    /// What is wrong with those that can be opened.
    broken: BTreeMap<SourceId, Vec<Unreadable>>,
}

/// What may nest a file.
#[derive(Clone, Copy)]
pub(crate) struct LostParent {
    pub(crate) at: Span,
    pub(crate) tie: Tie,
}

/// What is known of a file and what may nest it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tie {
    /// It names the file, and cannot be read.
    Names,
    /// It cannot be read, and may nest any file.
    Perhaps,
    /// The CDK writes such a file for what nests it, which cannot be told.
    OfCdk,
}

impl LostParents {
    /// Takes in a file that cannot be read. `children_of` gives what one that can be read nests.
    pub(crate) fn take(
        &mut self,
        (file, wrong): (&SourceFile, &[Unreadable]),
        sources: &SourceMap,
        children_of: &dyn Fn(&Path) -> Vec<PathBuf>,
    ) {
        self.broken.insert(file.id(), wrong.to_vec());
        let Named { files, are_all } = names_in(file.input().text, file.path(), sources);
        if !are_all {
            self.unseen.push(Span::beginning(file.id()));
        }
        let is_service = is_named_as_service(file.path());
        for (path, range) in files {
            let at = file.input().span(range);
            let read_by = |path: &Path| {
                // The files of a service read others as it does, from its folder.
                let read = is_service.then(|| sources.load(path).ok()).flatten();
                let read = read.map(|read| names_in(read.input().text, file.path(), sources).files);
                let read = read.into_iter().flatten().map(|(path, _)| path);
                read.chain(children_of(path)).collect()
            };
            if leads_to_a_trail(&path, sources, &read_by) {
                let label = format!("`{}` is named here", sources.name(&path));
                let calls = self.calls.entry(file.id()).or_default();
                calls.push(Label::new(at, label));
            }
            self.children.entry(path).or_insert(at);
        }
    }

    /// Takes in a file that is in an encoding which nothing says.
    pub(crate) fn take_guessed(&mut self, path: &Path, sources: &SourceMap) {
        let (Some(guess), Err(error)) = (sources.guess(path), sources.load(path)) else {
            return;
        };
        let at = sources.beginning_of(path);
        let problem = Problem::of_unopened(path, &error, sources);
        self.problems.extend(problem.map(|problem| (at, problem)));
        let Named { files, are_all } = names_in(&guess, path, sources);
        if !are_all {
            self.unseen.push(at);
        }
        for (child, _) in files {
            self.children.entry(child).or_insert(at);
        }
    }

    /// Takes in what nobody could look into.
    pub(crate) fn take_unseen(&mut self, unseen: &Unseen, sources: &SourceMap) {
        if unseen.may_bring_in_templates() {
            let at = sources.beginning_of(&unseen.path);
            self.unseen.push(at);
            self.problems.insert(at, unseen.problem(sources));
        }
    }

    /// Takes in a template that nothing is seen to nest, where the CDK writes it for a stack that does.
    pub(crate) fn take_nested_by_cdk(&mut self, path: &Path, sources: &SourceMap) {
        if is_nested_by_cdk(path) {
            let at = sources.beginning_of(path);
            self.of_cdk.insert(path.to_owned(), at);
        }
    }

    /// Where a file that cannot be read names what leads to a trail.
    pub(crate) fn calls_of(&self, parent: SourceId) -> &[Label] {
        self.calls.get(&parent).map_or(&[], Vec::as_slice)
    }

    /// Where a file is named that nothing else nests, or may be for all that is known.
    pub(crate) fn parent_of(&self, child: &Path) -> Option<LostParent> {
        let lost = |at: Option<&Span>, tie| at.map(|&at| LostParent { at, tie });
        lost(self.children.get(child), Tie::Names)
            .or_else(|| lost(self.of_cdk.get(child), Tie::OfCdk))
            .or_else(|| lost(self.unseen.first(), Tie::Perhaps))
    }

    /// Where a file is named that nothing else nests.
    pub(crate) fn named_parent_of(&self, child: &Path) -> Option<LostParent> {
        let at = *self.children.get(child)?;
        let tie = Tie::Names;
        Some(LostParent { at, tie })
    }

    /// That the run fails by what may nest a file, where that cannot be read at all.
    pub(crate) fn problems_of(&self, parent: LostParent, sources: &SourceMap) -> Vec<Problem> {
        if parent.tie != Tie::OfCdk {
            return self.problems.get(&parent.at).cloned().into_iter().collect();
        }
        // The stack that nests it lies beside it.
        let is_beside = |at: SourceId| lie_together(at, parent.at.source, sources);
        let problems = self.problems.iter();
        let beside = problems.filter(|(at, _)| is_beside(at.source));
        beside.map(|(_, problem)| problem.clone()).collect()
    }

    /// What is wrong with a parent that can be opened.
    pub(crate) fn broken(&self, parent: LostParent, sources: &SourceMap) -> Vec<Unreadable> {
        let is_parent = |file: SourceId| match parent.tie {
            Tie::Names => file == parent.at.source,
            Tie::Perhaps => false,
            Tie::OfCdk => lie_together(file, parent.at.source, sources),
        };
        let broken = self.broken.iter().filter(|(file, _)| is_parent(**file));
        broken.flat_map(|(_, wrong)| wrong.clone()).collect()
    }
}

fn lie_together(one: SourceId, other: SourceId, sources: &SourceMap) -> bool {
    let (one, other) = (sources.get(one), sources.get(other));
    one.path().parent() == other.path().parent()
}

/// What a file does with a template that it names.
pub(crate) fn brings_in(at: Span, sources: &SourceMap) -> &'static str {
    let file = sources.get(at.source);
    let name = file.name().trim_end_matches(".json");
    if name.ends_with(".tf") || name.ends_with(".tofu") {
        "deploys"
    } else {
        "nests"
    }
}

/// Takes every parameter of a template for one that the file around it may set. What is given otherwise stays.
pub(crate) fn lose_parameters(
    supplied: &mut ParameterValues,
    template: &Template,
    parent: LostParent,
    sources: &SourceMap,
) {
    let LostParent { at, tie } = parent;
    let by = match tie {
        Tie::Names => format!(
            "{}, which {} the template and cannot be read",
            sources.line_of(at),
            brings_in(at, sources)
        ),
        Tie::Perhaps => format!(
            "{}, which cannot be read and may {} the template",
            sources.get(at.source).name(),
            brings_in(at, sources).trim_end_matches('s')
        ),
        Tie::OfCdk => format!(
            "the stack that {} is nested in, which the files of the CDK beside it do not tell",
            sources.get(at.source).name()
        ),
    };
    supply_others(supplied, template, &|name| {
        let why = format!("parameter `{name}` may be set by {by}");
        let hop = Hop::value(at, format!("may set parameter `{name}`"));
        Resolved::unknown(why).via([hop])
    });
}

/// Files that a text names and that are there.
pub(in crate::cloudformation) struct Named {
    pub(in crate::cloudformation) files: Vec<(PathBuf, Range<usize>)>,
    /// Whether all names were looked at.
    pub(in crate::cloudformation) are_all: bool,
}

/// The files that the text at a path names and that are there; lines of comments are passed over.
pub(in crate::cloudformation) fn names_in(text: &str, path: &Path, sources: &SourceMap) -> Named {
    static NAME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[\w./\\@+-]+\.[A-Za-z]\w*").expect("the pattern is one"));
    let folder = folder_of(path);
    // Git sync names its template from there.
    let root = text.contains("template-file-path");
    let root = root.then(|| sources.repository_root(folder)).flatten();
    let is_comment = |at: usize| {
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        text[line..at].trim_start().starts_with('#')
    };
    let mut names: HashSet<&str> = HashSet::new();
    let mut out = Named {
        files: Vec::new(),
        are_all: true,
    };
    for name in NAME.find_iter(text) {
        if names.contains(name.as_str()) || is_comment(name.start()) {
            continue;
        }
        if names.len() >= MAX_NAMES_OF_TEMPLATES {
            out.are_all = false;
            break;
        }
        names.insert(name.as_str());
        // `${path.module}/` of Terraform is the file's own folder.
        let is_of_folder = text[..name.start()].ends_with('}');
        let written = name.as_str();
        let written = if is_of_folder {
            written.trim_start_matches('/')
        } else {
            written
        };
        // An address in a bucket ends with the path.
        let is_address = is_of_folder || written.starts_with("//");
        let in_address = || {
            is_address
                .then(|| named_in(written, folder, sources))
                .flatten()
        };
        let from_root = || local_path(root?, written, sources);
        let named = local_path(folder, written, sources).or_else(in_address);
        let named = named.or_else(from_root);
        if let Some(named) = named.filter(|named| named != path) {
            out.files.push((named, name.range()));
        }
    }
    out
}

/// Whether a trail lies in a file, or in what it nests.
fn leads_to_a_trail(
    path: &Path,
    sources: &SourceMap,
    children_of: &dyn Fn(&Path) -> Vec<PathBuf>,
) -> bool {
    let mut seen: HashSet<PathBuf> = HashSet::new();
    let mut open = vec![path.to_owned()];
    while let Some(next) = open.pop() {
        if !seen.insert(next.clone()) {
            continue;
        }
        if seen.len() > MAX_TEMPLATES_BELOW {
            return true;
        }
        let file = sources.load(&next);
        if file.is_ok_and(|file| file.text().contains(TRAIL)) {
            return true;
        }
        open.extend(children_of(&next));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_templates_as_the_bound_says_are_looked_through() {
        let sources = SourceMap::default();
        for (templates, is_beyond) in [
            (MAX_TEMPLATES_BELOW, false),
            (MAX_TEMPLATES_BELOW + 1, true),
        ] {
            let next = |path: &Path| -> Vec<PathBuf> {
                let at: usize = path.to_str().unwrap().parse().unwrap();
                let below = (at + 1 < templates).then(|| PathBuf::from((at + 1).to_string()));
                below.into_iter().collect()
            };
            let leads = leads_to_a_trail(Path::new("0"), &sources, &next);
            assert_eq!(leads, is_beyond, "{templates}");
        }
    }
}
