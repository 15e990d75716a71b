//! Module sources that are folders.

use std::path::{Path, PathBuf};

use super::files::holds_module;
use crate::paths::{lexical, relative};
use crate::source::SourceMap;

/// Whether a source is a folder of this machine.
pub(crate) fn is_local(source: &str) -> bool {
    path_in(source).is_some()
}

/// The path of a source that is a folder of this machine.
///
/// Source: "Module Sources" of the Terraform language: a local path begins with `./` or `../`; go-getter's `detect_file.go` and
/// `get_file.go`: absolute paths and `file` addresses, which Terraform 1.11.4 takes with a query behind them. `~` stands for no
/// folder, and Terraform refuses it, as it does `.` and `..` alone.
fn path_in(source: &str) -> Option<String> {
    let source = source.replace('\\', "/");
    let forced = source.strip_prefix("file::").unwrap_or(&source);
    let path = forced.strip_prefix("file://").unwrap_or(forced);
    let is_relative = ["./", "../", "~/"]
        .iter()
        .any(|start| path.starts_with(start));
    if is_relative || is_bare(path) {
        return Some(path.to_owned());
    }
    let is_absolute = path.starts_with('/') || has_drive(path);
    let path = path.split('?').next().unwrap_or_default();
    is_absolute.then(|| path.to_owned())
}

/// Whether a source is `.` or `..`: of a local folder that begins with `./` or `../`, Terraform takes nothing else.
///
/// Source: Terraform 1.11.4, "Invalid module source address".
pub(super) fn is_bare(source: &str) -> bool {
    matches!(source, "." | "..")
}

/// The name of the folder that an absolute source leads to. Where it is not there, it is one of another machine, and may be
/// one of the repository here.
pub(crate) fn folder_of_a_machine(source: &str) -> Option<String> {
    let path = path_in(source)?;
    let is_absolute = path.starts_with('/') || path.starts_with("~/") || has_drive(&path);
    let name = path.trim_end_matches('/').rsplit('/').next()?;
    (is_absolute && !name.is_empty()).then(|| name.to_owned())
}

/// `C:/`
fn has_drive(path: &str) -> bool {
    let mut signs = path.chars();
    signs
        .next()
        .is_some_and(|drive| drive.is_ascii_alphabetic())
        && signs.next() == Some(':')
        && signs.next() == Some('/')
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

/// Whether a source is neither a local folder nor any address: a path of other than three parts that begins with no host.
///
/// Source: Terraform 1.11.4 ("Invalid module source address"); a registry's addresses have three parts, or four with a host.
pub(crate) fn is_no_address(source: &str) -> bool {
    const ELSEWHERE: [&str; 5] = ["::", "://", "@", "?", "//"];
    let parts: Vec<&str> = source.split('/').collect();
    let begins_with_host = parts
        .first()
        .is_some_and(|first| first.contains(['.', ':']));
    let is_address = begins_with_host || ELSEWHERE.iter().any(|sign| source.contains(sign));
    !is_local(source) && !is_address && parts.len() != 3 && !source.trim().is_empty()
}

/// The folder that a local source of a module leads to. One that is reached through links is the folder where it really
/// lies, as seen from the module: a module is one, whatever ways lead to it.
pub(crate) fn local_folder(caller: &Path, source: &str, sources: &SourceMap) -> PathBuf {
    let path = path_in(source).unwrap_or_else(|| source.replace('\\', "/"));
    let mut written = lexical(&caller.join(path));
    // A backslash may be part of a name, where there is such a folder.
    let named = lexical(&caller.join(source));
    if source.contains('\\') && sources.leads_to_folder(&named) {
        written = named;
    }
    sources.admit_module(caller, &written);
    if !sources.leads_to_folder(&written) {
        let Some(folder) = sources.through_written_links(&written) else {
            return written;
        };
        written = folder;
        sources.admit_module(caller, &written);
    }
    let (from, to) = (sources.real_folder(caller), sources.real_folder(&written));
    lexical(&caller.join(relative(&from, &to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_this_machine_are_told_from_other_addresses() {
        for (source, path) in [
            ("./m", "./m"),
            ("..\\m", "../m"),
            ("..", ".."),
            ("/srv/m", "/srv/m"),
            ("file:///srv/m?ref=v1", "/srv/m"),
            ("file::/srv/m", "/srv/m"),
            ("C:\\modules\\m", "C:/modules/m"),
            ("~/m", "~/m"),
        ] {
            assert_eq!(path_in(source).as_deref(), Some(path), "{source}");
        }
        for source in [
            "m",
            "a/b/aws",
            "git::file:///srv/m",
            "s3::https://x/m.zip",
            "",
            "c:m",
        ] {
            assert_eq!(path_in(source), None, "{source}");
        }
    }
}
