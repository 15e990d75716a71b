//! The files that hold values of variables: which of them Terraform reads by itself, and what they say.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::Unreadable;
use crate::parse::{self, Node, json};
use crate::resolved::Resolved;
use crate::source::{SourceFile, SourceMap};
use crate::terraform::lang::eval::evaluate_constant;
use crate::terraform::lang::hcl_expression::Room;
use crate::terraform::lang::many_values::too_many_of_json;
use crate::terraform::lang::parse::parse_file;
use crate::terraform::lang::syntax::{self, Block, File};
use crate::terraform::lang::values::Value;

/// The values of a file of values; `None` where it cannot be read.
pub(crate) fn values_in(
    file: &SourceFile,
    sources: &SourceMap,
) -> Option<BTreeMap<String, Resolved<Value>>> {
    take_as_values(file, sources);
    let content = parse_values(file);
    let attributes = content.body.attributes.iter();
    let value = |attribute: &syntax::Attribute| {
        let value = evaluate_constant(&attribute.value, sources);
        (attribute.name.clone(), value)
    };
    let values = attributes.map(value).collect();
    content.unreadable.is_empty().then_some(values)
}

/// The endings of the names of files of values.
const ENDINGS: [&str; 3] = [".tfvars", ".tfvars.json", ".hcl"];

/// Notes that values are read from a file. What neither the command line names nor its own name calls one of values may be
/// anything that lies beside the code, a key among it: nothing of it is said.
pub(crate) fn take_as_values(file: &SourceFile, sources: &SourceMap) {
    file.mark_as_values();
    let is_named = ENDINGS.iter().any(|end| file.name().ends_with(end));
    if !is_named && !sources.is_given(file.path()) {
        file.keep_unsaid();
    }
}

/// What is said of a file that cannot be read as one of values and is none by its name.
pub(super) fn no_values(broken: &Unreadable) -> Unreadable {
    Unreadable {
        span: broken.span,
        message: "What is read as a file of values is none".into(),
        label: "here".into(),
        help: Some("Name a `.tfvars` file.".into()),
        others: Vec::new(),
    }
}

/// A block in a file of values: Terraform refuses the file.
///
/// Source: Terraform 1.11.4, "Variable declaration in .tfvars file", "Blocks are not allowed here".
pub(super) fn no_value(block: &Block) -> Unreadable {
    let help = match (block.kind.as_str(), block.labels.as_slice()) {
        ("variable", [name]) => {
            format!("Write `{name} = …` here; `variable` blocks stand in `.tf` files.")
        }
        _ => "Write `name = value` for each variable; blocks stand in `.tf` files.".to_owned(),
    };
    Unreadable {
        span: block.header,
        message: format!("A file of values takes no `{}` block", block.kind),
        label: "a block".into(),
        help: Some(help),
        others: Vec::new(),
    }
}

/// Hides what could not be read, unless it is punctuation: what value it means nobody knows.
pub(super) fn hide_words(file: &SourceFile, broken: &Unreadable) {
    let range = broken.span.range();
    let text = file.text().get(range.clone()).unwrap_or_default();
    if text.contains(char::is_alphanumeric) {
        file.hide(range);
    }
}

/// The files of values that Terraform reads by itself from a root module's folder, in its order. A folder of such a name is one
/// that it cannot read: it refuses the configuration.
///
/// Source: Terraform, `command/meta_vars.go` (`collectVariableValues`).
pub(crate) fn automatic_files(folder: &Path, sources: &SourceMap) -> Vec<PathBuf> {
    let mut files = sources.files_in(folder).unwrap_or_default();
    let folders = sources.folders_in(folder).into_iter();
    files.extend(folders.map(|name| folder.join(name)));
    files.sort();
    let named = ["terraform.tfvars", "terraform.tfvars.json"].map(|name| folder.join(name));
    let name = |path: &PathBuf| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let others = files.iter().filter(|path| is_automatic(&name(path)));
    let others = others.filter(|path| !named.contains(path));
    let named = named.iter().filter(|path| files.contains(path));
    named.chain(others).cloned().collect()
}

/// Whether Terraform reads values from a file of that name by itself.
pub(crate) fn is_automatic(name: &str) -> bool {
    matches!(name, "terraform.tfvars" | "terraform.tfvars.json")
        || name.ends_with(".auto.tfvars")
        || name.ends_with(".auto.tfvars.json")
}

/// A `.tfvars` or `.tfvars.json` file as attributes.
pub(super) fn parse_values(file: &SourceFile) -> File {
    if !file.name().ends_with(".json") {
        return parse_file(file, &mut Room::default());
    }
    let input = file.input();
    let parsed = json::parse(&input);
    let mut out = File::default();
    let too_many = parsed.tree.as_ref();
    if let Some(wrong) =
        too_many.and_then(|root| too_many_of_json(&input, root, &mut Room::default().values))
    {
        out.unreadable.push(wrong);
        return out;
    }
    let is_refused = !parsed.errors.is_empty();
    out.unreadable.extend(parsed.errors);
    let others = parsed
        .tree
        .iter()
        .filter(|root| !is_refused && !matches!(root.value, parse::Value::Map(_)));
    out.unreadable.extend(others.map(no_object));
    for entry in parsed.tree.into_iter().flat_map(Node::into_entries) {
        // A member of this name is a comment.
        if let Some(name) = entry.key.as_str().filter(|name| *name != "//") {
            out.body.attributes.push(syntax::Attribute {
                name: name.to_owned(),
                name_span: entry.key.span,
                value: syntax::Expression {
                    span: entry.value.span,
                    form: syntax::Form::Json(Box::new(entry.value)),
                },
            });
        }
    }
    out
}

/// A file of values whose JSON is something else than one object.
///
/// Source: Terraform 1.11.4, "Incorrect JSON value type" and "Root value must be object".
fn no_object(root: &Node) -> Unreadable {
    Unreadable {
        span: root.span,
        message: "A file of values in JSON is one object".into(),
        label: "not an object".into(),
        help: Some("Write `{ \"name\": value }`; Terraform refuses the file.".into()),
        others: Vec::new(),
    }
}
