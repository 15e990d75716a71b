//! What stands for the trails of modules that are not at hand.

use super::config::call_texts::is_meta_argument;
use super::config::module_sources::Absent;
use super::lang::syntax::Block;
use super::lang::values::{Value, to_bool};
use super::limits::{MAX_CALL_DEPTH, MAX_FOLDERS_NAMED};
use crate::diagnostic::{Change, Target, Unreadable};
use crate::model::{Dialect, Remark, Trail};
use crate::quote::quoted;
use crate::resolved::{Evidence, Hop, Place, Resolved, Syntax};
use crate::source::Span;

/// The provider's own name for whether a trail includes global service events.
pub(crate) const FLAG: &str = "include_global_service_events";

const INSTALL: &str = "Run `terraform init` first; the modules it installs are read.";
const PLAN: &str = "Check its plan instead: `terraform show -json PLAN > plan.json`.";
/// The same of a unit of Terragrunt.
pub(crate) const PLAN_OF_UNIT: &str = "Check its plan instead: `terragrunt show -json PLAN > plan.json`, then `cloudtrail-lint check plan.json`.";

/// A module, or another thing, that is not at hand and may make a trail.
pub(crate) struct NotFollowed {
    /// `module.audit`.
    pub(crate) address: String,
    /// What the sentence begins with: "Module `audit`".
    pub(crate) named: String,
    /// What it is called in the middle of a sentence: "the module".
    pub(crate) called: &'static str,
    /// A clause.
    pub(crate) why: String,
    /// What of all it is given may decide about global service events.
    pub(crate) deciding: Option<Given>,
    /// What to write where it is given the provider's own flag, which is false, and what that came by.
    pub(crate) given_false: Option<(Change, Evidence)>,
    pub(crate) help: Option<&'static str>,
    /// Where it is called.
    pub(crate) called_at: Span,
    pub(crate) syntax: Syntax,
    /// The calls above it.
    pub(crate) brought_by: Vec<Span>,
    pub(crate) created: Resolved<bool>,
}

/// What a module is given.
pub(crate) struct Given {
    name: String,
    /// Its value, where that is a flag's and may be shown.
    flag: Option<bool>,
    /// The places that it came by.
    pub(crate) came_by: Vec<Span>,
}

/// Of what a module is given, by name, the first that may decide about global service events, be it within an object.
pub(crate) fn deciding<'n>(
    mut given: impl Iterator<Item = &'n str> + Clone,
    value_of: &dyn Fn(&str) -> Resolved<Value>,
) -> Option<Given> {
    let within = given.clone();
    match given.find(|name| decides(name)) {
        Some(name) => Some(flag_of(name, value_of(name))),
        None => within
            .filter(|name| !is_meta_argument(name))
            .find_map(|name| deciding_within(name, &value_of(name), &decides)),
    }
}

fn decides(name: &str) -> bool {
    let name = name.to_lowercase();
    name.contains("global") && ["event", "service"].iter().any(|word| name.contains(word))
}

fn flag_of(name: &str, value: Resolved<Value>) -> Given {
    let value = value.converted(&mut to_bool).decided();
    Given {
        name: name.to_owned(),
        flag: value.value().copied().filter(|_| !value.is_private()),
        came_by: value.from().hops.iter().flat_map(Hop::places).collect(),
    }
}

/// Of what an argument of that path holds, the first whose key `decides`. Nothing is said of what is not to be shown.
pub(crate) fn deciding_within(
    path: &str,
    value: &Resolved<Value>,
    decides: &dyn Fn(&str) -> bool,
) -> Option<Given> {
    let known = value.value().filter(|_| !value.is_private())?;
    if let Some(members) = known.members() {
        let mut within = members.iter();
        return within.find_map(|(key, value)| {
            let path = format!("{path}.{key}");
            if decides(key) {
                Some(flag_of(&path, value.clone()))
            } else {
                deciding_within(&path, value, decides)
            }
        });
    }
    let mut within = known.elements()?.iter().enumerate();
    within.find_map(|(at, value)| deciding_within(&format!("{path}[{at}]"), value, decides))
}

impl NotFollowed {
    /// What is to be said of it.
    pub(crate) fn remark(&self) -> Remark {
        let decides = match &self.deciding {
            _ if self.given_false.is_some() => {
                "it is given `include_global_service_events = false`".to_owned()
            }
            Some(Given {
                name,
                flag: Some(flag),
                ..
            }) => {
                format!(
                    "it is given `{name} = {flag}`, which may decide about global service events"
                )
            }
            Some(Given {
                name, flag: None, ..
            }) => {
                format!("`{name}` may decide about global service events")
            }
            None => "it may make a trail".to_owned(),
        };
        Remark::new(
            self.called_at,
            "not followed",
            format!(
                "{} could not be followed: {}, and {decides}",
                self.named, self.why
            ),
        )
        .help(self.help.map(str::to_owned))
        .change(self.given_false.as_ref().map(|(change, _)| change.clone()))
    }

    /// What stands for the trails that may be in it.
    pub(crate) fn trail(self) -> Trail {
        let remark = self.remark();
        let why = format!("{} could not be followed: {}", self.called, self.why);
        let given = self.given_false.map(|(_, given)| given);
        Trail {
            brought_by: self.brought_by,
            created: self.created,
            include_global_service_events: Resolved::Unknown {
                why: why.clone(),
                term: None,
                from: given.unwrap_or_default(),
            },
            ..Trail::not_followed(self.address, Dialect::Terraform, self.syntax, &why, remark)
        }
    }
}

/// Why a module is not followed, whose `source` a sentence names so, a clause, and what to do about it; `None` where nothing says that it makes a trail. `may_be`
/// names the folders that it may lie in.
pub(crate) fn why(
    absent: &Absent,
    source: &str,
    is_of_trails: bool,
    may_be: &[String],
) -> Option<(String, Option<&'static str>)> {
    let (why, help) = match absent {
        // Of the modules that are not at hand, few make trails.
        Absent::NotInstalled | Absent::NoSource if !is_of_trails => return None,
        Absent::NotInstalled => (format!("{source} is not installed here"), INSTALL),
        Absent::NotKnownVersion(why) => (
            format!("{source} is not installed here, and {why}"),
            INSTALL,
        ),
        Absent::NoSource => (
            "it has no `source`".to_owned(),
            "Write the `source` of the module; Terraform refuses the call without it.",
        ),
        Absent::NoFolder { source } => (
            match source {
                Some(source) => format!("there is no module in `{}`", quoted(source)),
                None => "there is no module where its `source`, which is not shown, leads".into(),
            },
            "Bring the folder here first, if something else makes it; otherwise fix the `source`.",
        ),
        Absent::Outside(outside) => (
            format!("its folder {outside}"),
            "Give `--allow-outside` if that folder is to be read.",
        ),
        Absent::Untold { why, .. } => (format!("its `source` is not known: {why}"), PLAN),
        Absent::TooDeep { .. } => (
            format!("module calls are followed {MAX_CALL_DEPTH} deep"),
            PLAN,
        ),
        Absent::TooMany { most, .. } => (
            format!("more than {most} module instances are not followed"),
            PLAN,
        ),
        // It is refused as a whole.
        Absent::CallsItself => return None,
    };
    Some((format!("{why}{}", places(may_be)), Some(help)))
}

/// What is said of a call that leads to the module it stands in, or to one above it: Terraform refuses all of the root.
pub(crate) fn calls_itself(call: &Block) -> Unreadable {
    Unreadable {
        span: call.header,
        message: format!("Module `{}` calls itself, which never ends", call.name()).into(),
        label: "its `source` leads to the module that it stands in, or to one that calls that"
            .into(),
        help: Some("Give the `source` of another folder; Terraform refuses the module.".into()),
        others: Vec::new(),
    }
}

/// ` (it may be …)`, or nothing.
fn places(may_be: &[String]) -> String {
    let shown = may_be.iter().take(MAX_FOLDERS_NAMED);
    let shown: Vec<String> = shown.map(|name| format!("`{name}`")).collect();
    match may_be.len() {
        0 => String::new(),
        count if count > MAX_FOLDERS_NAMED => format!(
            " (it may be {} or one of {} more)",
            shown.join(", "),
            count - MAX_FOLDERS_NAMED
        ),
        _ => format!(" (it may be {})", shown.join(" or ")),
    }
}

/// What gives true where a false value comes from that has a name there.
pub(crate) fn true_where_given(from: &Evidence) -> Option<Change> {
    let written = from.written.as_deref()?;
    let (Place::Text(at), Some(assigned)) = (&written.place, &written.assigned) else {
        return None;
    };
    let is_plain = !written.is_negated && !written.is_text && written.spelt().is_none();
    is_plain.then(|| Change {
        target: Target::Assignment(*at),
        write: assigned.syntax.assignment(&assigned.name, "true"),
        since: None,
    })
}
