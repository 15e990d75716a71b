//! Module sources that are folders.

use std::path::{Path, PathBuf};

use crate::paths::{lexical, relative};
use crate::source::{Kind, SourceMap};

/// Whether a source is a local folder.
///
/// Source: "Module Sources" of the Terraform language: a local path begins with `./` or `../`.
pub(crate) fn is_local(source: &str) -> bool {
    let source = source.replace('\\', "/");
    source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
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
