//! Files of values that code names: which of them are said, and what of them.
//!
//! A stranger's code can name any file of a checkout, and beside the code may lie what a job of CI wrote there. So what is neither
//! called a file of parameters nor written as one decides, and of its texts nothing is said.

use std::ffi::OsStr;
use std::path::Path;

use super::super::limits::MAX_HIDDEN_ONE_BY_ONE;
use super::text::speaks_of_resources;
use crate::model::is_region;
use crate::parse::{Node, Scalar, Value};
use crate::paths::folder_of;
use crate::source::{SourceFile, SourceMap};

/// What the names of files of parameters hold: `parameters.json`, `params/prod.yaml`, `vpc_param_prod.json`, SAM's own.
const OF_PARAMETERS: [&str; 2] = ["param", "samconfig"];

/// What the names of files of secrets hold.
const OF_SECRETS: [&str; 6] = ["secret", "credential", "creds", "passw", "token", "private"];

/// The endings of keys.
const OF_KEYS: [&str; 5] = [".key", ".pem", ".p12", ".pfx", ".jks"];

/// Properties of trails, and of stacks that may hold some, of which a part is one by its form.
const OF_TRAILS: [&str; 7] = [
    "AdvancedEventSelectors",
    "EventSelectors",
    "IncludeGlobalServiceEvents",
    "IsLogging",
    "IsMultiRegionTrail",
    "TemplateBody",
    "TemplateURL",
];

/// The words of an event selector, which are no secrets.
const WORDS: [&str; 5] = ["All", "Data", "Management", "ReadOnly", "WriteOnly"];

/// Whether the values of a file may be said: the command line names it, or it is one of parameters by what it is really called or
/// `is_formed` as one.
pub(crate) fn is_of_parameters(file: &SourceFile, is_formed: bool, sources: &SourceMap) -> bool {
    if sources.is_given(file.path()) {
        return true;
    }
    let (of_parameters, of_secrets) = called_after(file.path(), sources);
    !of_secrets && (is_formed || of_parameters)
}

/// Whether reports may show the lines around a finding in a file that code takes for a part of a template: it speaks of resources, and
/// is not called after secrets, which may stand beside them; or the command line names it.
pub(crate) fn is_shown_as_part(file: &SourceFile, sources: &SourceMap) -> bool {
    speaks_of_resources(file.text()) && !is_called_after_secrets(file.path(), sources)
}

/// Whether a file that the command line does not name is called after secrets.
pub(crate) fn is_called_after_secrets(path: &Path, sources: &SourceMap) -> bool {
    !sources.is_given(path) && called_after(path, sources).1
}

/// Whether a file is one of parameters by what it and its folder are called.
pub(crate) fn is_called_after_parameters(path: &Path, sources: &SourceMap) -> bool {
    called_after(path, sources).0
}

/// Whether a file is one of parameters by what it is called itself, wherever it lies.
pub(crate) fn is_named_after_parameters(path: &Path) -> bool {
    let name = lower(path.file_name());
    OF_PARAMETERS.iter().any(|word| name.contains(word))
}

fn lower(name: Option<&OsStr>) -> String {
    let name = name.unwrap_or_default().to_string_lossy();
    name.to_ascii_lowercase()
}

/// Whether the name of a file itself, wherever it lies, is one of secrets.
pub(super) fn is_named_after_secrets(path: &Path, sources: &SourceMap) -> bool {
    !sources.is_given(path) && names_secrets(&lower(path.file_name()))
}

/// Whether a file's name is one of secrets.
fn names_secrets(name: &str) -> bool {
    OF_SECRETS.iter().any(|word| name.contains(word))
        || OF_KEYS.iter().any(|end| name.ends_with(end))
        || name.starts_with('.')
}

/// Whether a file is called after parameters, and whether after secrets.
fn called_after(path: &Path, sources: &SourceMap) -> (bool, bool) {
    let name = lower(path.file_name());
    // What the folder of a checkout is called says nothing of what lies in it.
    let folder = sources.real_folder(folder_of(path));
    let is_below = sources
        .repository_root(&folder)
        .is_some_and(|root| root != folder);
    let around = lower(folder.file_name().filter(|_| is_below));
    let of_secrets = names_secrets(&name) || OF_SECRETS.iter().any(|word| around.contains(word));
    let of_parameters = OF_PARAMETERS
        .iter()
        .any(|word| name.contains(word) || around.contains(word));
    (of_parameters, of_secrets)
}

/// Notes that a file is read as a part of a template, or of tasks. Where it neither speaks of resources nor is one of parameters or of
/// what makes a trail, its texts are not said, and reports show the places alone that they point at.
pub(crate) fn take_as_part(file: &SourceFile, root: &Node, sources: &SourceMap) {
    let mut keys = root.entries().iter().filter_map(|entry| entry.key.as_str());
    let is_formed = keys.any(|key| OF_TRAILS.contains(&key));
    if is_of_parameters(file, is_formed, sources) {
        return;
    }
    file.mark_unsaid();
    let mut texts = Vec::new();
    add_texts(root, &mut texts);
    if texts.len() > MAX_HIDDEN_ONE_BY_ONE {
        file.hide_all();
    }
    for text in texts.iter().take(MAX_HIDDEN_ONE_BY_ONE) {
        file.hide(text.span.range());
    }
}

/// Keeps reports from showing any of such a file that cannot be read.
pub(super) fn keep_back(file: &SourceFile, sources: &SourceMap) {
    if !is_of_parameters(file, false, sources) {
        file.keep_unsaid();
    }
}

/// Adds the scalars of a tree that are not said, and the keys beside which they stand.
fn add_texts<'n>(node: &'n Node, out: &mut Vec<&'n Node>) {
    match &node.value {
        Value::Scalar(scalar) if is_public(scalar) => {}
        Value::Scalar(_) => out.push(node),
        Value::List(items) => items.iter().for_each(|item| add_texts(item, out)),
        Value::Map(entries) => {
            for entry in entries {
                let before = out.len();
                add_texts(&entry.value, out);
                if out.len() > before {
                    out.push(&entry.key);
                }
            }
        }
    }
}

/// Whether all texts of a tree may be said.
pub(super) fn is_all_public(root: &Node) -> bool {
    let mut texts = Vec::new();
    add_texts(root, &mut texts);
    texts.is_empty()
}

/// Whether a scalar may be said wherever it stands.
pub(super) fn is_public(scalar: &Scalar) -> bool {
    match scalar {
        Scalar::Null | Scalar::Bool(_) => true,
        Scalar::Number(_) => false,
        Scalar::String(text) => is_public_text(text),
    }
}

/// Whether a text may be said wherever it stands: a truth value, a Region, a word of a selector.
pub(crate) fn is_public_text(text: &str) -> bool {
    let is_flag = |flag: &str| text.eq_ignore_ascii_case(flag);
    ["true", "false"].into_iter().any(is_flag) || WORDS.contains(&text) || is_region(text)
}
