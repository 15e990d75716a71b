//! Templates that others name which cannot be read: what is passed to them is lost with these.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use super::super::language::ParameterValues;
use super::super::template::{TRAIL, Template, local_path};
use crate::diagnostic::Label;
use crate::resolved::{Hop, Resolved};
use crate::source::{SourceFile, SourceId, SourceMap, Span};

/// How many names of files in one text are looked at.
const MAX_NAMES: usize = 200;

/// How many templates below one are looked at: where there are more, one may have a trail.
const MAX_TEMPLATES: usize = 200;

/// What the files of a run nest that cannot be read.
#[derive(Default)]
pub(crate) struct LostParents {
    /// By nested file, where the first of them names it.
    children: BTreeMap<PathBuf, Span>,
    /// By their source, where each names what leads to a trail.
    calls: BTreeMap<SourceId, Vec<Label>>,
}

impl LostParents {
    /// Takes in a file that cannot be read. `children_of` gives what one that can be read nests.
    pub(crate) fn take(
        &mut self,
        file: &SourceFile,
        sources: &SourceMap,
        children_of: &dyn Fn(&Path) -> Vec<PathBuf>,
    ) {
        for (path, range) in named_files(file, sources) {
            let at = file.input().span(range);
            if leads_to_a_trail(&path, sources, children_of) {
                let label = format!("`{}` is named here", sources.name(&path));
                let calls = self.calls.entry(file.id()).or_default();
                calls.push(Label::new(at, label));
            }
            self.children.entry(path).or_insert(at);
        }
    }

    /// Where a file that cannot be read names what leads to a trail.
    pub(crate) fn calls_of(&self, parent: SourceId) -> &[Label] {
        self.calls.get(&parent).map_or(&[], Vec::as_slice)
    }

    /// Where a file is named that nothing else nests.
    pub(crate) fn parent_of(&self, child: &Path) -> Option<Span> {
        self.children.get(child).copied()
    }
}

/// Takes every parameter of a template for one that the file around it may set. What is given otherwise stays.
pub(crate) fn lose_parameters(
    supplied: &mut ParameterValues,
    template: &Template,
    parent: Span,
    sources: &SourceMap,
) {
    let place = sources.line_of(parent);
    let parameters = template.section("Parameters").iter();
    for name in parameters.filter_map(|entry| entry.key.as_str()) {
        supplied.entry(name.to_owned()).or_insert_with(|| {
            let why = format!(
                "parameter `{name}` may be set by {place}, which nests the template and cannot be read"
            );
            let hop = Hop::value(parent, format!("may set parameter `{name}`"));
            Resolved::unknown(why).via([hop])
        });
    }
}

/// The files that a text names and that are there; lines of comments are passed over.
fn named_files(file: &SourceFile, sources: &SourceMap) -> Vec<(PathBuf, Range<usize>)> {
    static NAME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[\w./\\@+-]+\.[A-Za-z]\w*").expect("the pattern is one"));
    let input = file.input();
    let folder = file.path().parent().unwrap_or(Path::new(""));
    let is_comment = |at: usize| {
        let line = input.text[..at].rfind('\n').map_or(0, |end| end + 1);
        input.text[line..at].trim_start().starts_with('#')
    };
    let mut names: Vec<&str> = Vec::new();
    let mut out: Vec<(PathBuf, Range<usize>)> = Vec::new();
    for name in NAME.find_iter(input.text) {
        if names.len() >= MAX_NAMES {
            break;
        }
        if names.contains(&name.as_str()) || is_comment(name.start()) {
            continue;
        }
        names.push(name.as_str());
        let path = local_path(folder, name.as_str(), sources);
        if let Some(path) = path.filter(|path| path != file.path()) {
            out.push((path, name.range()));
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
        if seen.len() > MAX_TEMPLATES {
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
