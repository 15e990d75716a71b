//! Which type a resource is of, and what AWS refuses about how that is written.

use super::super::language::{Bindings, Evaluator, NOT_SHOWN, Value, call, renamed, whole};
use super::super::template::{
    TRAIL, has_open_part, is_meant_as_trail, meant_stack_type, resembles_trail,
    resembles_trail_type, under_misspelt_type,
};
use crate::parse::Node;
use crate::resolved::{Assigned, Evidence, Hop, Place, Resolved, Written};

/// The type of a resource that counts here.
pub(super) struct ResourceType {
    pub(super) name: &'static str,
    /// What AWS refuses about it, or why that cannot be told.
    pub(super) refused: Option<Resolved<bool>>,
}

/// Which of some types a resource is of. A trail is one, too, where its type is written so that AWS refuses it, and where
/// its properties can be of nothing else.
pub(super) fn resource_type(
    evaluator: &Evaluator<'_>,
    resource: &Node,
    bindings: &Bindings,
    among: &[&'static str],
) -> Option<ResourceType> {
    let Some(written) = resource.get("Type") else {
        if let Some(misspelt) = under_misspelt_type(resource).filter(|_| among.contains(&TRAIL)) {
            let why = "a resource has no such attribute; did you mean `Type`?";
            let name = misspelt.key.as_str().unwrap_or_default();
            let mut kind = refused(evaluator, name, why, Some(&misspelt.key));
            let right = Assigned::new("Type", evaluator.template.syntax);
            let renamed = Written::assigned(Place::Name(misspelt.key.span), right);
            kind.refused = kind.refused.map(|refused| refused.written(Some(renamed)));
            return Some(kind);
        }
        let is_left_out = resembles_trail(resource) && resource.get("Fn::Transform").is_none();
        return is_left_out
            .then(|| {
                refused(
                    evaluator,
                    "Type",
                    "CloudFormation requires it, and it is left out",
                    None,
                )
            })
            .filter(|_| among.contains(&TRAIL));
    };
    let plain = written.as_str().filter(|_| written.tag.is_none());
    let text = match plain {
        Some(text) if !text.contains('{') && !has_open_part(text) => text.to_owned(),
        _ => match evaluator.evaluate(written, bindings) {
            Resolved::Known {
                value: Value::Text(text),
                ..
            } => text,
            _ if !among.contains(&TRAIL) => return None,
            unknown => return perhaps_trail(evaluator, resource, written, &unknown),
        },
    };
    if plain.is_some()
        && let Some(name) = among.iter().find(|name| **name == text)
    {
        let mut keys = resource.entries().iter();
        let open = keys.find_map(|entry| evaluator.open_name(entry.key.as_str()?));
        return Some(ResourceType {
            name,
            // It may be `Properties`, or `Condition`.
            refused: open.map(|(_, _, why)| Resolved::unknown(why)),
        });
    }
    let meant = meant_stack_type(&text).filter(|meant| among.contains(meant));
    if let (Some(name), Some(_)) = (meant, plain) {
        return Some(ResourceType {
            name,
            ..no_such_type(evaluator, &text, name, (written, bindings))
        });
    }
    let is_meant = resembles_trail_type(&text) || is_meant_as_trail(&text, resource);
    if !among.contains(&TRAIL) || !is_meant {
        return None;
    }
    Some(match plain {
        Some(_) => no_such_type(evaluator, &text, TRAIL, (written, bindings)),
        None => no_string(evaluator, written),
    })
}

/// A resource whose type does not come to a text that is known.
fn perhaps_trail(
    evaluator: &Evaluator<'_>,
    resource: &Node,
    written: &Node,
    kind: &Resolved<Value>,
) -> Option<ResourceType> {
    let names_it = || {
        written
            .strings()
            .into_iter()
            .any(|text| text.contains("CloudTrail"))
    };
    if !resembles_trail(resource) && !names_it() {
        return None;
    }
    match (call(written), kind) {
        (None, kind @ Resolved::Varies { .. }) => Some(ResourceType {
            name: TRAIL,
            refused: Some(
                kind.clone()
                    .map(&mut |kind| kind.as_text().as_deref() == Some(TRAIL)),
            ),
        }),
        (None, Resolved::Unknown { why, from, .. }) => Some(ResourceType {
            name: TRAIL,
            refused: Some(Resolved::unknown_from(why.clone(), from.clone())),
        }),
        _ => Some(no_string(evaluator, written)),
    }
}

/// A type that is meant for another one, with what to write for it. What a value that is not said is put into is not said either.
fn no_such_type(
    evaluator: &Evaluator<'_>,
    text: &str,
    meant: &str,
    (written, bindings): (&Node, &Bindings),
) -> ResourceType {
    let is_private = evaluator.evaluate(written, bindings).is_private();
    let shown = if is_private {
        NOT_SHOWN.to_owned()
    } else {
        format!("\"{text}\"")
    };
    let why = format!("there is no such type; write `{meant}`");
    let mut kind = refused(evaluator, &shown, &why, Some(written));
    kind.refused = kind.refused.map(|refused| {
        let right = renamed(text, written.span, meant).filter(|_| !is_private);
        refused.remedied(format!("Write `{meant}`")).written(right)
    });
    kind
}

/// Source: `CloudFormation` answers "Every Type member must be a string" to a function there (aws-cloudformation/cfn-lint,
/// issue 1630).
fn no_string(evaluator: &Evaluator<'_>, written: &Node) -> ResourceType {
    let text = call(written).map_or_else(|| "Type".into(), |call| call.name);
    let why = "CloudFormation takes the name of a type here, as a plain string";
    refused(evaluator, &text, why, Some(written))
}

fn refused(
    evaluator: &Evaluator<'_>,
    text: &str,
    why: &str,
    written: Option<&Node>,
) -> ResourceType {
    let remedy = format!("Write `Type: {TRAIL}`");
    let refused = match evaluator.template.macros.first() {
        Some((why, span)) => Resolved::Unknown {
            term: None,
            why: why.clone(),
            from: Evidence::hop(Hop::chose(*span, "the macro is called here")),
        },
        None => Resolved::Invalid {
            text: text.to_owned(),
            why: why.to_owned(),
            from: Evidence {
                at: written.map(whole),
                ..Evidence::default()
            },
        }
        .remedied(remedy),
    };
    ResourceType {
        name: TRAIL,
        refused: Some(refused),
    }
}
