//! Local files that directives of Rain name.
//!
//! Source: Rain's README, "`!Rain::Embed <path>`" (the file's text) and "`!Rain::S3Http <path>`" (the address that the file is
//! uploaded to); paths start from the folder of the template.

use crate::parse::Node;

/// Puts in the text of a file.
pub(super) const EMBED: &str = "Rain::Embed";

/// Puts in the address of a file that it uploads.
pub(super) const UPLOAD: &str = "Rain::S3Http";

/// The file that a directive of a name takes, in its short form or in its long one.
pub(super) fn file_of<'n>(node: &'n Node, directive: &str) -> Option<&'n str> {
    if let Some(tag) = &node.tag {
        return (tag.name == directive).then(|| node.as_str()).flatten();
    }
    let [entry] = node.entries() else { return None };
    let is_it = entry.key.as_str() == Some(directive);
    is_it.then(|| entry.value.as_str()).flatten()
}
