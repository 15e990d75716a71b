//! A trail whose arguments refer to itself.

use super::arguments::Arguments;
use crate::resolved::{Evidence, Resolved, Written};
use crate::terraform::lang::references::named_in;
use crate::terraform::lang::syntax::{Attribute, Body};

/// The blocks of a resource that are looked at once it is made, or that name arguments only.
const OF_ANY_RESOURCE: [&str; 3] = ["connection", "lifecycle", "provisioner"];

impl Arguments<'_, '_> {
    /// That an argument of it refers to itself, or to another instance of it; whatever comes of that.
    ///
    /// Source: Terraform 1.11.4, "Self-referential block": it looks at all references before it evaluates any, and passes over
    /// `depends_on`.
    pub(super) fn refers_to_itself(&self) -> Option<Resolved<bool>> {
        let [kind, name] = self.block.labels.as_slice() else {
            return None;
        };
        let sources = self.instance.root.modules.sources;
        let mut given = Vec::new();
        given_in(&self.block.body, &mut given);
        let (given, at) = given.into_iter().find_map(|given| {
            let at = named_in(&given.value, (kind, name), sources)?;
            Some((given, at))
        })?;
        let refused = Resolved::Invalid {
            text: format!("{kind}.{name}"),
            why: "a resource cannot refer to itself".into(),
            from: Evidence::at(at),
        };
        let help = format!(
            "Give `{}` a value that does not come from the trail",
            given.name
        );
        Some(refused.written(Some(*Written::said(help))))
    }
}

/// The arguments of a resource, and of its blocks.
fn given_in<'b>(body: &'b Body, given: &mut Vec<&'b Attribute>) {
    let arguments = body.attributes.iter();
    given.extend(arguments.filter(|argument| argument.name != "depends_on"));
    for block in &body.blocks {
        if !OF_ANY_RESOURCE.contains(&block.kind.as_str()) {
            given_in(&block.body, given);
        }
    }
}
