//! The arguments that a trail must have.

use super::arguments::Arguments;
use super::misspelt::on_the_trail;
use crate::model::Dialect;
use crate::resolved::{Evidence, Hop, Resolved, Written, map_cases};
use crate::terraform::argument_names::names;
use crate::terraform::lang::values::Value;

/// An argument, and what is to be written where it is left out.
type Required = (&'static str, &'static str);

const BUCKET: Required = (
    "s3_bucket_name",
    "Add `s3_bucket_name` to the trail, with the name of the bucket that receives its log files",
);

/// Source: `resourceTrail` of the AWS provider, `internal/service/cloudtrail/trail.go`, in all its versions.
const OF_TRAIL: [Required; 2] = [("name", "Add `name` to the trail, with its name"), BUCKET];

/// Source: the reference of `awscc_cloudtrail_trail`.
const OF_AWSCC_TRAIL: [Required; 2] = [
    ("is_logging", "Add `is_logging = true` to the trail"),
    BUCKET,
];

impl Arguments<'_, '_> {
    /// What is refused for an argument that is left out, or null. A block without any of them is an excerpt of a trail, as
    /// documents and tests have: nobody means to deploy it as it stands.
    ///
    /// Source: Terraform 1.11.4, "Missing required argument".
    pub(super) fn left_out(&self) -> Option<Resolved<bool>> {
        let required = match self.dialect {
            Dialect::Awscc => OF_AWSCC_TRAIL,
            _ => OF_TRAIL,
        };
        let is_there = |name: &str| names(&self.block.body).any(|written| written.text == name);
        if !self.instance.module.is_whole() || !required.iter().any(|(name, _)| is_there(name)) {
            return None;
        }
        let mut required = required.into_iter();
        required.find_map(|(name, help)| {
            if !is_there(name) {
                let misspelt = on_the_trail::<Value>(self.block, name, self.dialect);
                let at = Evidence::at(self.block.header);
                return misspelt.is_none().then(|| refused(name, help, at));
            }
            let given = self.argument(name).decided().settled(&self.holds);
            let taken = taken(given, name, help);
            taken.is_refused_somewhere().then_some(taken)
        })
    }
}

/// True unless it is left out, be it in one case only. What a default alone leaves out, others are to give.
fn taken(given: Resolved<Value>, name: &'static str, help: &'static str) -> Resolved<bool> {
    match given {
        Resolved::Unset { from } if !from.hops.iter().any(|hop: &Hop| hop.is_default) => {
            refused(name, help, from)
        }
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |value| taken(value, name, help)),
            from,
        },
        _ => Resolved::known(true),
    }
}

fn refused(name: &str, help: &'static str, from: Evidence) -> Resolved<bool> {
    Resolved::Invalid {
        text: name.to_owned(),
        why: "the provider requires it, and it is left out".into(),
        from: from.changed_by(Written::said(help)),
    }
}
