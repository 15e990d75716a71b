//! What stands for the trails of stacks whose template is not known.

use super::body::NotKnown;
use super::cloud_control::{STATE, type_of};
use super::expressions::Place;
use super::misspelt::argument;
use crate::model::{Dialect, Trail};
use crate::resolved::{Hop, Resolved, Syntax};
use crate::source::Span;
use crate::terraform::config::call_texts::is_of_trails;
use crate::terraform::config::instance::Instance;
use crate::terraform::config::module::{AWSCC_STACK_SET, STACK_SET};
use crate::terraform::lang::syntax::{Block, Expression};
use crate::terraform::lang::values::Value;
use crate::terraform::not_followed::NotFollowed;

/// What to do about a template that is kept elsewhere.
const ELSEWHERE: &str =
    "Check that template where it is kept, with the parameters that are passed here.";

/// What to do about one that is made of what is not known.
const NOT_KNOWN: &str = "Give the variables that it depends on with `--var` or `--var-file`.";

/// A stack whose template is not known.
pub(super) struct Unfollowed {
    /// What it is, at the beginning of a sentence and in it.
    kind: &'static str,
    called: &'static str,
    named: String,
    why: String,
    hops: Vec<Hop>,
    help: Option<&'static str>,
    header: Span,
    syntax: Syntax,
    /// What leads to what is known of it.
    places: Vec<Span>,
    /// Whether something speaks of a trail.
    pub(super) is_of_trails: bool,
}

/// A stack whose template lies where `template_url` says; `None` where nothing speaks of a trail: of all stacks, few have
/// one.
pub(super) fn of_url(place: Place<'_, '_>, block: &Block) -> Option<Unfollowed> {
    let written = &argument(block, "template_url")?.value;
    let url = place.evaluate(written);
    let shown = url.value().filter(|_| !url.is_private());
    let address = shown.and_then(Value::as_text);
    let why = match &address {
        Some(address) => format!("its template is at `{address}`"),
        None => match &url {
            Resolved::Unknown { why, .. } if !url.is_private() => {
                format!("where its template is, is not known: {why}")
            }
            _ => "where its template is, is not known".to_owned(),
        },
    };
    // What is not known as a whole may be known in part.
    let text = address.or_else(|| written_at(place, written));
    let is_of_trails = speaks_of_trails(place, block, text.as_deref());
    let (kind, called) = what(block);
    is_of_trails.then(|| Unfollowed {
        kind,
        called,
        named: block.labels.join("."),
        why,
        hops: url.from().hops.clone(),
        help: Some(ELSEWHERE),
        header: block.header,
        syntax: block.syntax,
        places: Vec::new(),
        is_of_trails,
    })
}

/// A stack whose `template_body` is not known.
pub(super) fn of_body(
    place: Place<'_, '_>,
    block: &Block,
    not_known: NotKnown,
) -> Option<Unfollowed> {
    let text = Some(not_known.text.as_str()).filter(|text| !text.is_empty());
    let is_of_trails = speaks_of_trails(place, block, text);
    // A text of which most is at hand, or that is kept elsewhere, and nothing speaks of a trail.
    if (text.is_some() || not_known.is_elsewhere) && !is_of_trails {
        return None;
    }
    let (kind, called) = what(block);
    Some(Unfollowed {
        kind,
        called,
        named: block.labels.join("."),
        why: format!("its `template_body` is not known: {}", not_known.why),
        help: (!not_known.hops.is_empty()).then_some(NOT_KNOWN),
        hops: not_known.hops,
        header: block.header,
        syntax: block.syntax,
        places: Vec::new(),
        is_of_trails,
    })
}

/// An expression as it is written.
fn written_at(place: Place<'_, '_>, expression: &Expression) -> Option<String> {
    let file = place
        .instance
        .root
        .modules
        .sources
        .get(expression.span.source);
    let text = file.text().get(expression.span.range())?;
    Some(text.to_owned())
}

/// A resource of the Cloud Control API of which it is not known what it is; `None` where nothing speaks of a trail.
pub(super) fn of_no_type(place: Place<'_, '_>, block: &Block) -> Option<Unfollowed> {
    let kind = type_of(place, block)?;
    let Resolved::Unknown { why, .. } = &kind else {
        return None;
    };
    let state = block.body.attribute(STATE);
    let state = state.and_then(|state| written_at(place, &state.value));
    let is_of_trails = speaks_of_trails(place, block, state.as_deref());
    is_of_trails.then(|| Unfollowed {
        kind: "Resource",
        called: "the resource",
        named: block.labels.join("."),
        why: format!("its `type_name` is not known: {why}"),
        help: (!kind.from().hops.is_empty()).then_some(NOT_KNOWN),
        hops: kind.from().hops.clone(),
        header: block.header,
        syntax: block.syntax,
        places: Vec::new(),
        is_of_trails,
    })
}

/// What makes instances of a StackSet that is none of its root's; `None` where nothing speaks of a trail.
pub(super) fn of_set_elsewhere(place: Place<'_, '_>, block: &Block) -> Option<Unfollowed> {
    let name = place.evaluate(&block.body.attribute("stack_set_name")?.value);
    let shown = name.value().filter(|_| !name.is_private());
    let named = shown.and_then(Value::as_text);
    let why = match &named {
        Some(named) => format!("the StackSet `{named}` is declared elsewhere"),
        None => "which StackSet it deploys is not known".to_owned(),
    };
    let is_of_trails = speaks_of_trails(place, block, named.as_deref());
    is_of_trails.then(|| Unfollowed {
        kind: "StackSet instance",
        called: "the StackSet's instance",
        named: block.labels.join("."),
        why,
        hops: name.from().hops.clone(),
        help: Some(ELSEWHERE),
        header: block.header,
        syntax: block.syntax,
        places: Vec::new(),
        is_of_trails,
    })
}

fn what(block: &Block) -> (&'static str, &'static str) {
    if [STACK_SET, AWSCC_STACK_SET].contains(&block.name()) {
        ("StackSet", "the StackSet")
    } else {
        ("Stack", "the stack")
    }
}

/// Whether the name, the parameters or what is known of the template of a stack speak of CloudTrail.
fn speaks_of_trails(place: Place<'_, '_>, block: &Block, template: Option<&str>) -> bool {
    let name = block.body.attribute("name");
    let name = name.map(|name| place.evaluate(&name.value));
    let name = name.and_then(|name| name.value().and_then(Value::as_text));
    let given = ["parameters", "parameter_overrides"];
    let given = given.iter().find_map(|name| block.body.attribute(name));
    let given = given.map(|given| place.evaluate(&given.value));
    let members = given.as_ref().and_then(Resolved::value);
    let members = members.and_then(Value::members).into_iter().flatten();
    let names = members.map(|(name, _)| name.as_str());
    let label = block.labels.get(1).map_or("", String::as_str);
    is_of_trails(label, template, names.chain(name.as_deref()))
}

impl Unfollowed {
    /// The same, with what leads to what is known of it.
    pub(super) fn brought_by(self, places: Vec<Span>) -> Unfollowed {
        Unfollowed { places, ..self }
    }

    /// What stands for the trails that may be in it.
    pub(super) fn trail(
        self,
        address: String,
        instance: &Instance<'_>,
        created: Resolved<bool>,
    ) -> Trail {
        let not_followed = NotFollowed {
            named: format!("{} `{}`", self.kind, self.named),
            address,
            called: self.called,
            why: self.why,
            deciding: None,
            given_false: None,
            help: self.help,
            called_at: self.header,
            syntax: self.syntax,
            brought_by: instance.calls().into_iter().chain(self.places).collect(),
            created,
        };
        let mut trail = not_followed.trail();
        trail.dialect = Dialect::CloudFormation;
        let flag = trail.include_global_service_events.clone();
        trail.include_global_service_events = flag.via(self.hops);
        trail
    }
}
