//! Module sources that are folders.

use std::path::{Path, PathBuf};

use crate::paths::{lexical, relative};

/// Whether a source is a local folder.
///
/// Source: "Module Sources" of the Terraform language: a local path begins with `./` or `../`.
pub(crate) fn is_local(source: &str) -> bool {
    let source = source.replace('\\', "/");
    source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
}

/// The folder that a local source of a module leads to. One that is reached through links is the folder where it really
/// lies, as seen from the module: a module is one, whatever ways lead to it.
pub(crate) fn local_folder(caller: &Path, source: &str) -> PathBuf {
    let written = lexical(&caller.join(source.replace('\\', "/")));
    let (Ok(from), Ok(to)) = (caller.canonicalize(), written.canonicalize()) else {
        return written;
    };
    lexical(&caller.join(relative(&from, &to)))
}
