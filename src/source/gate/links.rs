//! Links as git writes them where the file system has none: a file that holds the path alone.
//!
//! Source: `core.symlinks` in git-config(1): "If false, symbolic links are checked out as small plain files that contain the
//! link text."

use std::path::{Path, PathBuf};

use crate::paths::lexical;

/// The endings of files that hold what a path alone never is: those that modules and templates are made of, and data.
const LINKED: [&str; 11] = [
    ".tf",
    ".tofu",
    ".tf.json",
    ".tofu.json",
    ".tfvars",
    ".tfvars.json",
    ".json",
    ".yaml",
    ".yml",
    ".template",
    ".hcl",
];

/// How long the text of a link is at most.
const MAX_LENGTH: usize = 4096;

/// Which of them a file is by its name, if it is any.
fn kind_of(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_string_lossy();
    LINKED.into_iter().find(|end| name.ends_with(end))
}

/// Where a link of that text leads, from the folder that it lies in. `None` for what is no such text: one relative path and
/// nothing else, not even a line end.
pub(super) fn written(link: &Path, bytes: &[u8]) -> Option<PathBuf> {
    let text = std::str::from_utf8(bytes).ok()?;
    let is_path = (1..=MAX_LENGTH).contains(&text.len())
        && !text.contains(|c: char| c.is_control() || "\"'{}=;".contains(c))
        && text.trim() == text
        && Path::new(text).is_relative();
    is_path.then(|| lexical(&link.parent().unwrap_or(Path::new("")).join(text)))
}

/// The same, of a file that holds something else than a path: what it leads to is named as one of the same kind.
pub(super) fn written_to_alike(link: &Path, bytes: &[u8]) -> Option<PathBuf> {
    let target = written(link, bytes)?;
    (kind_of(link)? == kind_of(&target)?).then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_relative_path_is_a_link() {
        let link = Path::new("/r/dev/main.tf");
        let to = |text: &str| written_to_alike(link, text.as_bytes());
        assert_eq!(to("../main.tf"), Some("/r/main.tf".into()));
        assert_eq!(to("../a b/main.tf"), Some("/r/a b/main.tf".into()));
        for text in [
            "",
            "../main.tf\n",
            " main.tf",
            "/main.tf",
            "../main.tofu",
            "a = \"b.tf",
            "x {}.tf",
        ] {
            assert_eq!(to(text), None, "{text}");
        }
        assert_eq!(
            written(Path::new("/r/lnk"), b"real"),
            Some("/r/real".into())
        );
    }
}
