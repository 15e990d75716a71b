//! Links as git writes them where the file system has none: a file that holds the path alone.
//!
//! Source: `core.symlinks` in git-config(1): "If false, symbolic links are checked out as small plain files that contain the
//! link text."

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::super::limits::MAX_BYTES_OF_LINK;
use crate::paths::{folder_of, lexical};

/// The endings of files that hold what a path alone never is: those that modules and templates are made of, and data.
const LINKED: [&str; 18] = [
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
    ".cfn",
    ".cform",
    ".hcl",
    ".hcl.json",
    ".tfcomponent.json",
    ".tfdeploy.json",
    ".tfstack.json",
    ".toml",
];

/// Those of them that hold the same: what one of them is, a link to another one may be.
const ALIKE: [&[&str]; 4] = [
    &[".tf", ".tofu"],
    &[".tf.json", ".tofu.json"],
    &[".tfvars", ".hcl"],
    &[".json", ".yaml", ".yml", ".template", ".cfn", ".cform"],
];

/// Whether a link leads to what its name says that it is: a module's file is no link to a key.
pub(in crate::source) fn are_alike(link: &Path, target: &Path) -> bool {
    let [name, of_target] = [link, target].map(name_of);
    if name == of_target {
        return true;
    }
    let mut kinds = LINKED.into_iter().filter(|kind| {
        // As in `main.tf.shared`.
        of_target.ends_with(kind) || of_target.contains(&format!("{kind}."))
    });
    let Some(kind) = kind_of(link) else {
        return true;
    };
    kinds.any(|of_target| {
        let are_both_in = |alike: &&[&str]| alike.contains(&kind) && alike.contains(&of_target);
        kind == of_target || ALIKE.iter().any(are_both_in)
    })
}

/// Whether a file is called as one of values is.
pub(in crate::source) fn are_values(path: &Path) -> bool {
    let name = name_of(path);
    name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}

fn name_of(path: &Path) -> Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

/// Which of them a file is by its name, if it is any.
fn kind_of(path: &Path) -> Option<&'static str> {
    let name = name_of(path);
    let ends = LINKED.into_iter().filter(|end| name.ends_with(end));
    ends.max_by_key(|end| end.len())
}

/// Where a link of that text leads, from the folder that it lies in. `None` for what is no such text: one relative path and
/// nothing else, not even a line end.
pub(super) fn written(link: &Path, bytes: &[u8]) -> Option<PathBuf> {
    // Nearly all files have more than a line.
    if bytes.len() as u64 > MAX_BYTES_OF_LINK || memchr::memchr(b'\n', bytes).is_some() {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let is_path = !text.is_empty()
        && !text.contains(|c: char| c.is_control() || "\"'{}=;".contains(c))
        && text.trim() == text
        && Path::new(text).is_relative();
    is_path.then(|| lexical(&folder_of(link).join(text)))
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
    fn a_link_is_what_it_leads_to() {
        for (link, target, expected) in [
            ("main.tf", "../shared/main.tf", true),
            ("main.tf", "main.tofu", true),
            ("a.tf.json", "b.tf.json", true),
            ("a.yaml", "b.json", true),
            ("main.tf", "../shared/main.tf.shared", true),
            ("stack.cfn", "stack.yaml", true),
            ("of-no-kind", "stack.yaml", true),
            ("of-no-kind", ".env", true),
            ("keys/id", "../id", true),
            ("a.txt", "b.txt", true),
            ("samconfig.toml", ".env", false),
            ("main.tf", ".env", false),
            ("main.tf", "key.json", false),
            ("a.tf.json", "key.json", false),
            ("terragrunt.hcl.json", "key.json", false),
            ("a.yaml", ".npmrc", false),
        ] {
            let are_alike = are_alike(Path::new(link), Path::new(target));
            assert_eq!(are_alike, expected, "{link} {target}");
        }
    }

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
