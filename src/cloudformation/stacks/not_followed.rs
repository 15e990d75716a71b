//! What stands for the trails of stacks whose template is not at hand.

use super::super::language::{Evaluator, REGION_NOT_KNOWN, to_bool};
use super::super::limits::MAX_STACK_DEPTH;
use super::super::resources::Resource;
use super::super::template::STACK_SET;
use super::child_templates::Location;
use super::not_known::NotKnown;
use super::passed_parameters::Passing;
use super::refused::WRITE_IT_THERE;
use crate::diagnostic::{Alike, Change, Target};
use crate::model::{Dialect, Remark, Trail};
use crate::parse::{Node, Value};
use crate::quote::quoted;
use crate::resolved::{Hop, Place, Resolved};
use crate::source::ReadError;
use crate::trail_words::{
    is_called_after_trails, is_given_to_trails, leads_to_trails, speaks_of_trails,
};

/// What a parameter is called that gives a trail its flag.
const FLAG: &str = "IncludeGlobalServiceEvents";

/// Why a stack is not followed.
pub(super) struct NotFollowed {
    /// A clause.
    why: String,
    /// What decides where the template is, where that is not known.
    hops: Vec<Hop>,
    /// What to do about it.
    help: Option<&'static str>,
    /// Whether it stands for trails whatever it is called: its text is at hand in part, or lies beyond a bound.
    is_of_trails: bool,
    /// Which of a kind it is, where nothing speaks of a trail.
    pub(super) alike: Option<Alike>,
}

impl NotFollowed {
    /// Why a template is not followed; `None` where nothing says that there is a trail in it, unless what deploys it
    /// `is_named` to be checked.
    pub(super) fn at(
        resource: &Resource<'_>,
        location: &Location,
        is_named: bool,
    ) -> Option<NotFollowed> {
        let mut hops = Vec::new();
        let (why, help) = match location {
            Location::Local(_) => return None,
            Location::Missing(path) => (
                match path {
                    Some(path) => format!("there is no file `{path}` beside this template"),
                    None => "there is no file at its path, which is not shown".to_owned(),
                },
                Some("Correct the path, or bring the file here first if something else makes it."),
            ),
            // Whoever uses the templates of others knows that they are not at hand.
            Location::Elsewhere(_) if !is_named && !mentions_a_trail(resource) => return None,
            Location::Elsewhere(address) => (
                match address {
                    Some(address) => format!("its template is at `{address}`"),
                    None => "its template is at an address that is not shown".to_owned(),
                },
                Some(
                    "Check that template where it is kept, with the parameters that are passed here.",
                ),
            ),
            Location::Unknown(not_known) => {
                hops.clone_from(&not_known.hops);
                (
                    format!("which template it deploys is not known: {}", not_known.why),
                    Some(if not_known.why == REGION_NOT_KNOWN {
                        "Give the Region with `--region`, or name a local file."
                    } else {
                        "Give the parameters that it depends on with `--parameter` or `--parameters`, or name a local file."
                    }),
                )
            }
        };
        Some(NotFollowed {
            why,
            hops,
            help,
            is_of_trails: false,
            alike: match location {
                Location::Local(_) => None,
                Location::Missing(_) => Some(Alike::TemplateNotThere),
                Location::Elsewhere(_) => Some(Alike::TemplateElsewhere),
                Location::Unknown(_) => Some(Alike::TemplateNotKnown),
            },
        })
    }

    /// Where no template is named.
    pub(super) fn nameless() -> NotFollowed {
        NotFollowed {
            why: "it names no template".to_owned(),
            hops: Vec::new(),
            help: Some("Name one; CloudFormation refuses the resource as it is."),
            is_of_trails: false,
            alike: None,
        }
    }

    /// Where the template is at hand and cannot be opened.
    pub(super) fn unreadable(error: &ReadError) -> NotFollowed {
        NotFollowed {
            why: format!("its template {}", error.clause()),
            hops: Vec::new(),
            help: None,
            is_of_trails: false,
            alike: None,
        }
    }

    /// Where the `TemplateBody` of a StackSet cannot be told.
    pub(super) fn body(not_known: NotKnown) -> NotFollowed {
        NotFollowed {
            why: format!("its `TemplateBody` is not known: {}", not_known.why),
            hops: not_known.hops,
            help: Some(
                "Give the parameters that it depends on with `--parameter` or `--parameters`.",
            ),
            is_of_trails: true,
            alike: None,
        }
    }

    /// Where a `TemplateBody` is a word.
    pub(super) fn no_template(word: &str) -> NotFollowed {
        NotFollowed {
            why: format!(
                "its `TemplateBody` is `{}`, which is no template",
                quoted(word)
            ),
            hops: Vec::new(),
            help: Some(WRITE_IT_THERE),
            is_of_trails: false,
            alike: None,
        }
    }

    /// What lies beyond the bounds.
    pub(super) fn too_many() -> NotFollowed {
        NotFollowed {
            why: format!(
                "there are too many stacks, or more than {MAX_STACK_DEPTH} in one another; this one and others are not judged"
            ),
            hops: Vec::new(),
            help: None,
            is_of_trails: true,
            alike: None,
        }
    }

    /// What is beyond what is read of the templates that stand in templates.
    pub(super) fn too_much() -> NotFollowed {
        NotFollowed {
            why: "the templates that stand in templates here are too large together; its own is not read".to_owned(),
            hops: Vec::new(),
            help: None,
            is_of_trails: true,
            alike: None,
        }
    }

    /// Whether something speaks of a trail in the stack of a resource: of all stacks, few have one.
    pub(super) fn speaks_of_a_trail(&self, resource: &Resource<'_>) -> bool {
        self.is_of_trails || mentions_a_trail(resource)
    }

    /// What to write where a template that is kept elsewhere is given the flag by its own name, and that is false.
    fn given_false(&self, stack: &Evaluator<'_>, resource: &Resource<'_>) -> Option<Change> {
        let (_, properties) = resource.properties(stack, resource.bindings());
        let passing = Passing {
            stack,
            by: format!("stack `{}`", resource.shown),
        };
        let passed = passing.passed_by(&properties.find("Parameters"));
        let flag = passed
            .value_of(FLAG)
            .filter(|_| self.alike == Some(Alike::TemplateElsewhere))?;
        let flag = flag.converted(&mut to_bool).decided();
        let written = flag.from().written.as_deref()?;
        match (&written.place, &written.assigned) {
            (Place::Text(at), Some(assigned)) if flag.value() == Some(&false) => Some(Change {
                target: Target::Assignment(*at),
                write: assigned.syntax.assignment(&assigned.name, "true"),
                since: None,
            }),
            _ => None,
        }
    }

    /// What stands for the trails that may be in the stack of a resource. `exists` says whether it is there.
    pub(super) fn trail(
        &self,
        stack: &Evaluator<'_>,
        resource: &Resource<'_>,
        address: String,
        exists: Resolved<bool>,
    ) -> Trail {
        let (kind, named) = match resource.kind {
            STACK_SET => ("StackSet", "the StackSet"),
            _ => ("Stack", "the stack"),
        };
        let why = format!("{named} could not be followed: {}", self.why);
        let change = self.given_false(stack, resource);
        let given = match &change {
            Some(_) => format!(", and it is given `{FLAG}` as false"),
            None => "; there may be a trail in it".to_owned(),
        };
        let remark = Remark::new(
            resource.declared,
            "not followed",
            format!(
                "{kind} `{}` could not be followed: {}{given}",
                resource.shown, self.why
            ),
        )
        .help(self.help.map(str::to_owned))
        .change(change);
        let syntax = stack.template.syntax;
        Trail {
            brought_by: resource.brought_by(stack),
            created: exists,
            include_global_service_events: Resolved::unknown(why.clone()).via(self.hops.clone()),
            ..Trail::not_followed(address, Dialect::CloudFormation, syntax, &why, remark)
        }
    }
}

const BEYOND: &str = "its template and the stacks in it have more trails than are judged";

/// What is said of the trails beyond the bound on them: of one by its address, and of so many others.
pub(super) fn are_beyond_the_bound(address: &str, others: usize) -> String {
    Remark::not_told(address, others, BEYOND)
}

/// What stands for the trails of a resource beyond the bound on trails.
pub(super) fn beyond_the_bound(
    stack: &Evaluator<'_>,
    resource: &Resource<'_>,
    address: String,
) -> Trail {
    let message = are_beyond_the_bound(&address, 0);
    let remark = Remark::new(resource.declared, "not judged", message);
    let syntax = stack.template.syntax;
    Trail {
        brought_by: resource.brought_by(stack),
        ..Trail::not_followed(address, Dialect::CloudFormation, syntax, BEYOND, remark)
    }
}

/// Whether the name, the address or the parameters of a stack speak of CloudTrail.
fn mentions_a_trail(resource: &Resource<'_>) -> bool {
    let mut open: Vec<&Node> = resource.node.get("Properties").into_iter().collect();
    let mut found = is_called_after_trails(&resource.id);
    while let Some(node) = open.pop() {
        found |= node.as_str().is_some_and(speaks_of_trails);
        match &node.value {
            Value::Scalar(_) => {}
            Value::List(items) => open.extend(items),
            Value::Map(entries) => {
                for entry in entries {
                    let key = entry.key.as_str();
                    found |= key.is_some_and(is_given_to_trails);
                    found |= entry.value.as_str().is_some_and(|text| match key {
                        Some("TemplateURL" | "Location") => leads_to_trails(text),
                        Some("StackSetName") => is_called_after_trails(text),
                        _ => false,
                    });
                    open.push(&entry.value);
                }
            }
        }
    }
    found
}
