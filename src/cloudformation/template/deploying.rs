//! Files that say what is deployed, some of which a tool fills in before it reads them.
//!
//! Source: the Landing Zone Accelerator's guide, "Parameter Store reference variables" and `replacements-config.yaml`: what stands as
//! `{{ NAME }}` in its configuration is replaced, be it in quotes or not.

use std::borrow::Cow;

use super::text::first_document;
use crate::parse::{Node, Scalar, Value, yaml};
use crate::source::SourceFile;

/// The names of such files, without their endings: of the Landing Zone Accelerator, and of Customizations for AWS Control Tower.
const NAMES: [&str; 2] = ["customizations-config", "manifest"];

/// What stands for the brackets of a placeholder while the file is parsed. Each pair is as long as the other, and those are no
/// syntax of YAML.
const STANDS_FOR: [(&str, &str); 2] = [("{{", "<%"), ("}}", "%>")];

/// The first document of a JSON or YAML file; of one that says what is deployed, whatever is to be filled in.
pub(crate) fn deploying_document(file: &SourceFile) -> Option<Node> {
    match first_document(file) {
        Ok(document) => document,
        Err(_) => filled_in_first(file),
    }
}

/// The first document of a file that says what is deployed and is YAML only once its placeholders are filled in.
pub(super) fn filled_in_first(file: &SourceFile) -> Option<Node> {
    let path = file.path();
    let is_yaml = path
        .extension()
        .is_some_and(|end| end == "yaml" || end == "yml");
    let name = path.file_stem().and_then(|name| name.to_str());
    if !is_yaml || !name.is_some_and(|name| NAMES.contains(&name)) {
        return None;
    }
    let mut input = file.input();
    let text = replaced(input.text, &STANDS_FOR)?;
    input.text = &text;
    let parsed = yaml::parse(&input);
    let mut root = parsed.tree.into_iter().next()?;
    if !parsed.errors.is_empty() {
        return None;
    }
    put_back(&mut root);
    Some(root)
}

/// A text with each placeholder's brackets replaced; `None` where it has none.
fn replaced(text: &str, by: &[(&str, &str)]) -> Option<String> {
    let has_one = by.iter().any(|(from, _)| text.contains(from));
    let all = by.iter().fold(Cow::Borrowed(text), |text, (from, to)| {
        Cow::Owned(text.replace(from, to))
    });
    has_one.then(|| all.into_owned())
}

/// Gives the texts of a tree their placeholders back.
fn put_back(node: &mut Node) {
    match &mut node.value {
        Value::Scalar(Scalar::String(text)) => {
            let back = STANDS_FOR.map(|(from, to)| (to, from));
            if let Some(written) = replaced(text, &back) {
                *text = written;
            }
        }
        Value::Scalar(_) => {}
        Value::List(items) => items.iter_mut().for_each(put_back),
        Value::Map(entries) => {
            for entry in entries {
                put_back(&mut entry.key);
                put_back(&mut entry.value);
            }
        }
    }
}
