//! Module sources that are folders.

use std::path::{Path, PathBuf};

use super::files::holds_module;
use crate::paths::{lexical, relative};
use crate::source::{Kind, SourceMap};

/// Whether a source is a local folder.
///
/// Source: "Module Sources" of the Terraform language: a local path begins with `./` or `../`.
pub(crate) fn is_local(source: &str) -> bool {
    let source = source.replace('\\', "/");
    source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
}

/// The folder that a source means which lacks the `./` of a local one: there is a module, and nothing of the source says that
/// it lies elsewhere. Terraform refuses such a source, or takes it for one of a registry.
///
/// Source: "Module Sources" of the Terraform language; Terraform 1.11.4 ("Invalid module source address").
pub(crate) fn meant_folder(caller: &Path, source: &str, sources: &SourceMap) -> Option<PathBuf> {
    /// What only addresses of other places have.
    const ELSEWHERE: [&str; 5] = ["::", "://", "@", "?", "~"];
    let is_address = |sign: &&str| source.contains(*sign);
    let first = source.split(['/', '\\']).next().unwrap_or_default();
    if first.is_empty() || first.contains('.') || ELSEWHERE.iter().any(is_address) {
        return None;
    }
    let folder = local_folder(caller, &format!("./{source}"), sources);
    holds_module(&folder, sources).then_some(folder)
}

/// The folder that a local source of a module leads to. One that is reached through links is the folder where it really
/// lies, as seen from the module: a module is one, whatever ways lead to it.
pub(crate) fn local_folder(caller: &Path, source: &str, sources: &SourceMap) -> PathBuf {
    let mut written = lexical(&caller.join(source.replace('\\', "/")));
    sources.admit_module(caller, &written);
    if sources.kind(&written) != Ok(Kind::Folder) {
        let Some(folder) = sources.through_written_links(&written) else {
            return written;
        };
        written = folder;
        sources.admit_module(caller, &written);
    }
    let (from, to) = (sources.real_folder(caller), sources.real_folder(&written));
    lexical(&caller.join(relative(&from, &to)))
}
