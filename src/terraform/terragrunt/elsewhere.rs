//! What is said of a unit whose module is not at hand.

use std::path::{Path, PathBuf};

use super::downloaded::Downloaded;
use super::files::{Config, Reading, Source};
use super::source_url::SourceUrl;
use crate::diagnostic::{Change, Target};
use crate::model::{Account, Remark, Trail};
use crate::paths::folder_of;
use crate::published;
use crate::quote::quoted;
use crate::resolved::{Evidence, Resolved, Syntax};
use crate::source::{Outside, Span};
use crate::terraform::config::call_texts::is_of_trails;
use crate::terraform::config::root_inputs::Inputs;
use crate::terraform::lang::values::{Value, to_bool};
use crate::terraform::not_followed::{
    FLAG, NotFollowed, PLAN_OF_UNIT, deciding, deciding_within, true_where_given,
};
use crate::trail_words::is_flag_of_trails;

/// What to do where a module is not at hand that Terragrunt downloads.
const INSTALL: &str =
    "Run `terragrunt init` in the unit's folder first; the module that it downloads is read.";

/// Whether a source is an address; Terragrunt takes all else for a path, with or without a leading `./`.
///
/// Source: go-getter, "URL Format" and "Shorthand Detection".
pub(super) fn is_address(source: &str) -> bool {
    const SHORTHANDS: [&str; 6] = [
        "github.com/",
        "gitlab.com/",
        "bitbucket.org/",
        "git@",
        "s3.amazonaws.com/",
        "www.googleapis.com/",
    ];
    let is_shorthand = SHORTHANDS.iter().any(|start| source.starts_with(start));
    is_shorthand || source.contains("::") || source.contains("://")
}

/// Whether what a unit says of its module says that it makes a trail.
pub(super) fn speaks_of_trails(reading: &Reading<'_>, source: &Source, inputs: &Inputs) -> bool {
    let unit = reading.folder.file_name().unwrap_or_default();
    let given = inputs.values.keys().map(String::as_str);
    // Whatever it comes to is asked, and not said here.
    let text = source.text.as_deref().unwrap_or(&source.written);
    if published::makes_no_trail(text) {
        return false;
    }
    let is_of_trails =
        |text: &str| is_of_trails(&unit.to_string_lossy(), Some(text), given.clone());
    let mut values = inputs.values.iter();
    is_of_trails(text)
        || is_of_trails(&source.written)
        || is_known(source)
        || values.any(|(name, value)| deciding_within(name, value, &is_flag_of_trails).is_some())
}

/// A path as sentences name it: an absolute one from where the run is.
pub(super) fn shown_path(reading: &Reading<'_>, path: &str) -> String {
    if path.starts_with('/') {
        let name = reading.sources.name(Path::new(&path.replace("//", "/")));
        format!("`{}`", quoted(&name))
    } else {
        format!("`{}`", quoted(path))
    }
}

/// Whether something is known of the module of a source, though not which of it is meant.
fn is_known(source: &Source) -> bool {
    let text = source.text.as_ref();
    text.is_ok_and(|text| published::is_known(text))
}

/// Whether a source that leads to no folder here is local, or one that nobody knows.
pub(super) fn is_missing(source: &Source) -> bool {
    source.text.as_ref().map_or(true, |text| !is_address(text))
}

/// What is said in place of trails that may be in a module, where the unit brings its source in.
pub(super) fn remarked(trail: Trail, in_unit: Span) -> Account {
    let remark = trail.into_remark();
    let remark = remark.map(|remark| Remark {
        span: in_unit,
        ..remark
    });
    Account {
        remarks: remark.into_iter().collect(),
        ..Account::default()
    }
}

/// Where a unit itself brings in what stands at a place: there, or where it includes files.
pub(super) fn place_in(unit: &Config, at: Span) -> Span {
    if at.source == unit.file.id() {
        return at;
    }
    let include = unit.includes.first().map(|include| include.at);
    include.unwrap_or_else(|| Span::beginning(unit.file.id()))
}

/// What stands for the trails of a module that is not at hand; `layer` is the folder of the file that names its source.
pub(super) fn not_followed(
    reading: &Reading<'_>,
    (source, layer): (&Source, &Path),
    inputs: &Inputs,
    lost: &NotHere,
    of: &Unit<'_>,
) -> Trail {
    let why = match (lost, &source.text) {
        (NotHere::Outside(outside), _) => format!("its folder {outside}"),
        (NotHere::Unsure { why, .. }, _) => {
            format!("its source is not in a local folder, and {why}")
        }
        (_, Ok(_)) if source.is_private => {
            "there is no folder where its source, which is not shown, leads".to_owned()
        }
        (_, Ok(text)) if text.starts_with('/') || !is_address(text) => {
            reading.why_no_folder(layer, text, &shown_path(reading, text))
        }
        (_, Ok(_)) if is_known(source) => {
            "it is not in a local folder, and what is known of its module does not settle what this unit makes of it".to_owned()
        }
        (_, Ok(_)) => "its source is not in a local folder".to_owned(),
        (_, Err(why)) => format!("its source is not known, because {why}"),
    };
    let is_elsewhere = source.text.as_ref().is_ok_and(|text| is_address(text));
    let given_false = inputs.values.get(FLAG).filter(|_| is_elsewhere);
    let given_false = given_false.and_then(given_false_by);
    let help = match &source.text {
        Ok(text) if SourceUrl::parse(text).is_some() => INSTALL,
        _ => PLAN_OF_UNIT,
    };
    let lost = Lost {
        why,
        given_false,
        help,
    };
    trail_of(reading, (lost, source.at), inputs, of)
}

/// What to write where a module is given the provider's own flag, which is false, and what that came by.
fn given_false_by(flag: &Resolved<Value>) -> Option<(Change, Evidence)> {
    let flag = flag.clone().converted(&mut to_bool).decided();
    if flag.value() != Some(&false) {
        return None;
    }
    let change = true_where_given(flag.from()).unwrap_or_else(|| Change {
        target: Target::Elsewhere("among the `inputs` of the unit".to_owned()),
        write: Syntax::Hcl.assignment(FLAG, "true"),
        since: None,
    });
    Some((change, flag.from().clone()))
}

/// Why a module is not at hand, beyond what its source tells.
pub(super) enum NotHere {
    /// Its folder is one that the run may not open.
    Outside(Outside),
    /// Terragrunt downloaded copies, and none of them is sure to be the one that is asked for: why, a clause.
    Unsure {
        why: &'static str,
        folders: Vec<PathBuf>,
    },
    Nowhere,
}

impl NotHere {
    pub(super) fn of(outside: Option<Outside>, copies: Downloaded) -> NotHere {
        match (outside, copies) {
            (Some(outside), _) => NotHere::Outside(outside),
            (None, Downloaded::Unsure { why, folders }) => NotHere::Unsure { why, folders },
            (None, _) => NotHere::Nowhere,
        }
    }

    /// Whether what is known of it says that it may make a trail.
    pub(super) fn may_make_a_trail(&self, reading: &Reading<'_>) -> bool {
        match self {
            NotHere::Outside(_) => true,
            NotHere::Unsure { folders, .. } => {
                folders.iter().any(|folder| reading.makes_trails(folder))
            }
            NotHere::Nowhere => false,
        }
    }
}

/// What stands for a module that is not at hand.
pub(super) struct Lost {
    /// A clause.
    pub(super) why: String,
    pub(super) given_false: Option<(Change, Evidence)>,
    pub(super) help: &'static str,
}

/// What is known of a unit whose module is not at hand.
pub(super) struct Unit<'u> {
    /// Its files.
    pub(super) files: &'u [&'u Config],
    pub(super) created: &'u Resolved<bool>,
    /// Whether a trail stands for what it makes, and not only a note beside each file that leads to its module.
    pub(super) is_of_trails: bool,
}

impl Unit<'_> {
    /// What it is called where something is said at a place: many may share that.
    fn named(&self, reading: &Reading<'_>, at: Span) -> String {
        let file = reading.sources.get(at.source);
        if folder_of(file.path()) == reading.folder || !self.is_of_trails {
            return "this Terragrunt unit".to_owned();
        }
        let unit = reading.sources.name(&reading.base);
        format!("the Terragrunt unit `{}`", quoted(&unit))
    }
}

/// What stands for the trails of a module that is not at hand for a reason, a clause, that a place gives.
pub(super) fn trail_of(
    reading: &Reading<'_>,
    (lost, at): (Lost, Span),
    inputs: &Inputs,
    of: &Unit<'_>,
) -> Trail {
    let files = of.files.iter().map(|file| file.file.id());
    let given = inputs.values.keys().map(String::as_str);
    let value_of = |name: &str| {
        let given = inputs.values.get(name).cloned();
        given.unwrap_or_else(Resolved::unset)
    };
    let mut trail = NotFollowed {
        address: "module".to_owned(),
        named: format!("The module of {}", of.named(reading, at)),
        called: "the module",
        why: lost.why,
        deciding: deciding(given, &value_of),
        given_false: lost.given_false,
        help: Some(lost.help),
        called_at: at,
        syntax: Syntax::Hcl,
        brought_by: files.map(Span::beginning).collect(),
        created: Resolved::known(true),
    }
    .trail();
    trail.created = trail.created.and(of.created);
    trail.root = reading.sources.name(&reading.base).into();
    trail.deployment = Some(trail.root.clone());
    trail
}
