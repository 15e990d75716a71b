//! The files that hold values of variables: which of them Terraform reads by itself, and what they say.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Unreadable;
use crate::parse::{self, Node, json};
use crate::recent::Recent;
use crate::resolved::{Hop, Resolved};
use crate::source::{SourceFile, SourceId, SourceMap, Span};
use crate::terraform::lang::eval::evaluate_constant;
use crate::terraform::lang::hcl_expression::Room;
use crate::terraform::lang::lexer::structures;
use crate::terraform::lang::many_values::too_many_of_json;
use crate::terraform::lang::parse::{parse_file, parse_hcl};
use crate::terraform::lang::syntax::{self, Attribute, Block, File};
use crate::terraform::lang::values::Value;
use crate::terraform::limits::MAX_BYTES_OF_VALUE_FILES;

/// The files of values of a run. What several roots are given is read once, as far as it is not too much.
#[derive(Debug)]
pub(crate) struct ValueFiles(Recent<SourceId, Arc<FileValues>>);

impl Default for ValueFiles {
    fn default() -> ValueFiles {
        ValueFiles(Recent::new(MAX_BYTES_OF_VALUE_FILES))
    }
}

impl ValueFiles {
    /// What a file gives.
    pub(crate) fn read(&self, file: &Arc<SourceFile>, sources: &SourceMap) -> Arc<FileValues> {
        let make = || Arc::new(FileValues::of(Arc::clone(file), sources));
        self.0.get_or_make(file.id(), file.text().len(), make)
    }
}

/// What a file of values gives: where each stands. Most variables of most files are asked for by no trail.
#[derive(Debug)]
pub(crate) struct FileValues {
    pub(super) file: Arc<SourceFile>,
    given: BTreeMap<Box<str>, Given>,
    pub(super) unreadable: Vec<Unreadable>,
    /// Where the first of it stands that may give any variable a value.
    pub(super) broken_at: Option<Span>,
}

#[derive(Debug)]
struct Given {
    name: Span,
    value: Span,
    /// The bytes of the text that hold all of it, in HCL.
    whole: Option<Range<usize>>,
    is_repeated: bool,
}

impl FileValues {
    fn of(file: Arc<SourceFile>, sources: &SourceMap) -> FileValues {
        take_as_values(&file, sources);
        let content = parse_values(&file);
        for broken in &content.unreadable {
            hide_words(&file, broken);
        }
        let broken_at = content.unreadable.first().map(|broken| broken.span);
        let mut unreadable = content.unreadable;
        unreadable.extend(content.body.blocks.iter().map(no_value));
        let duplicates = content.body.duplicates();
        let duplicates = duplicates.into_iter();
        unreadable.extend(duplicates.map(|(first, later)| syntax::duplicate(first, later)));
        if file.is_unsaid() {
            for broken in &mut unreadable {
                *broken = no_values(broken);
            }
        }
        let mut given: BTreeMap<Box<str>, Given> = BTreeMap::new();
        let wholes = wholes(&file);
        for attribute in content.body.attributes {
            let one = Given {
                name: attribute.name_span,
                value: attribute.value.span,
                whole: wholes.get(&attribute.name_span.range().start).cloned(),
                is_repeated: false,
            };
            match given.entry(attribute.name.into()) {
                Entry::Vacant(place) => drop(place.insert(one)),
                Entry::Occupied(mut first) => {
                    let is_repeated = true;
                    first.insert(Given { is_repeated, ..one });
                }
            }
        }
        FileValues {
            file,
            given,
            unreadable,
            broken_at,
        }
    }

    /// The names that it sets, each with its place, in their order; none of a file of which nothing is said.
    pub(crate) fn names(&self) -> Vec<(String, Span)> {
        if self.file.is_unsaid() {
            return Vec::new();
        }
        let names = self.given.iter();
        let mut names: Vec<(String, Span)> = names
            .map(|(name, given)| (name.to_string(), given.name))
            .collect();
        names.sort_by_key(|(_, at)| at.start);
        names
    }

    /// The same, whatever may be said, in the order of the names.
    pub(super) fn all_names(&self) -> impl Iterator<Item = &str> {
        self.given.keys().map(|name| &**name)
    }

    /// Whether nothing in it is broken.
    pub(crate) fn is_whole(&self) -> bool {
        self.broken_at.is_none()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    /// Where the value of a variable stands, and how many bytes its text has.
    pub(super) fn place(&self, name: &str) -> Option<(Span, usize)> {
        let given = self.given.get(name)?;
        let whole = given.whole.clone();
        let bytes = whole.unwrap_or_else(|| given.value.range()).len();
        Some((given.value, bytes))
    }

    /// What it gives a variable.
    pub(crate) fn get(&self, name: &str, sources: &SourceMap) -> Option<Resolved<Value>> {
        let (name, given) = self.given.get_key_value(name)?;
        let file = &self.file;
        let shown = file.name();
        let Some(attribute) = self.attribute(name, given) else {
            return Some(Resolved::unknown(format!("{shown} cannot be read")));
        };
        let value = evaluate_constant(&attribute.value, sources);
        let said = value.value().filter(|_| !value.is_private());
        let said = said.map_or_else(String::new, |value| format!(" to {}", value.shown()));
        let at = attribute.value.span;
        let label = Hop::value(at, format!("{shown} sets variable `{name}`{said}"));
        let value = if given.is_repeated {
            Resolved::unknown(format!("{shown} sets `{name}` more than once"))
        } else {
            value
        };
        Some(value.assigned(&attribute.assigned(), at).via([label]))
    }

    /// What gives a variable its value, parsed anew: the part of the text that holds it, or all of it where that part by itself is
    /// something else.
    fn attribute(&self, name: &str, given: &Given) -> Option<Attribute> {
        let input = self.file.input();
        if self.file.name().ends_with(".json") {
            let offset = |at: usize| at.checked_sub(input.offset(0));
            let value = given.value.range();
            let value = offset(value.start)?..offset(value.end)?;
            let value = json::parse(&input.slice(value)).tree?;
            return Some(member(name.to_owned(), given.name, value));
        }
        let is_it = |attribute: &Attribute| {
            attribute.name_span == given.name && attribute.value.span == given.value
        };
        let of_part = given.whole.clone().and_then(|part| {
            let parsed = parse_hcl(&input.slice(part), &mut Room::default());
            let is_sound = parsed.unreadable.is_empty();
            parsed
                .body
                .attributes
                .into_iter()
                .find(is_it)
                .filter(|_| is_sound)
        });
        let of_file = || {
            parse_values(&self.file)
                .body
                .attributes
                .into_iter()
                .find(is_it)
        };
        of_part.or_else(of_file)
    }
}

/// The bytes of the attributes of a file of HCL, the ends of their lines with them, by where their names begin in the file.
fn wholes(file: &SourceFile) -> BTreeMap<usize, Range<usize>> {
    let input = file.input();
    let is_json = file.name().ends_with(".json");
    let parts = (!is_json)
        .then(|| structures(input.text))
        .into_iter()
        .flatten();
    parts
        .map(|part| {
            // What ends a heredoc needs its line's end.
            let after = &input.text[part.end..];
            let breaks = ["\r\n", "\n"]
                .into_iter()
                .find(|sign| after.starts_with(sign));
            let end = part.end + breaks.map_or(0, str::len);
            (input.offset(part.start), part.start..end)
        })
        .collect()
}

/// The values of a file of values; `None` where it cannot be read.
pub(crate) fn values_in(
    file: &SourceFile,
    sources: &SourceMap,
) -> Option<BTreeMap<String, Resolved<Value>>> {
    take_as_values(file, sources);
    let content = parse_values(file);
    let attributes = content.body.attributes.iter();
    let value = |attribute: &Attribute| {
        let value = evaluate_constant(&attribute.value, sources);
        (attribute.name.clone(), value)
    };
    let values = attributes.map(value).collect();
    content.unreadable.is_empty().then_some(values)
}

/// A member of a file in JSON.
fn member(name: String, name_span: Span, value: Node) -> Attribute {
    Attribute {
        name,
        name_span,
        value: syntax::Expression {
            span: value.span,
            form: syntax::Form::Json(Box::new(value)),
        },
    }
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
fn no_values(broken: &Unreadable) -> Unreadable {
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
fn no_value(block: &Block) -> Unreadable {
    let help = match (block.kind.as_str(), block.labels.as_slice()) {
        ("variable", [name]) => {
            format!("Write `{name} = …` here; `variable` blocks stand in `.tf` files.")
        }
        _ => "Write `name = value` for each variable; blocks stand in `.tf` files.".to_owned(),
    };
    Unreadable {
        span: block.header,
        message: format!("A file of values takes no `{}` block", block.kind).into(),
        label: "a block".into(),
        help: Some(help.into()),
        others: Vec::new(),
    }
}

/// Hides what could not be read, unless it is punctuation: what value it means nobody knows.
fn hide_words(file: &SourceFile, broken: &Unreadable) {
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
fn parse_values(file: &SourceFile) -> File {
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
            let name = name.to_owned();
            let member = member(name, entry.key.span, entry.value);
            out.body.attributes.push(member);
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
