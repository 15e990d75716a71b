//! Names and keys that nothing declares, with what was perhaps meant.

use super::evaluator::Evaluator;
use super::expanded::Section;
use super::named::RefusedName;
use super::references::{PSEUDO_PARAMETERS, is_no_pseudo_parameter};
use super::value::NOT_SHOWN;
use crate::parse::{self, Node, Scalar};
use crate::quote::quoted;
use crate::resolved::{Assigned, Evidence, Hop, Place, Resolved, Syntax, Written};
use crate::source::Span;
use crate::suggest;

/// Source: the `CloudFormation` user guide's intrinsic function reference, `Condition` and `Ref` among them.
const FUNCTIONS: [&str; 28] = [
    "Condition",
    "Fn::And",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::Equals",
    "Fn::FindInMap",
    "Fn::ForEach",
    "Fn::GetAZs",
    "Fn::GetAtt",
    "Fn::GetStackOutput",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Length",
    "Fn::Not",
    "Fn::Or",
    "Fn::RefAll",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::ToJsonString",
    "Fn::Transform",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
    "Ref",
];

/// What the names begin with that SAM's transform makes of no resource of the template.
///
/// Source: `samtranslator` 1.110, `api_generator.py`, `deployment_preference_collection.py`, `implicit_api_plugin.py`.
const OF_SAM: [&str; 4] = [
    "ApiGatewayDomainName",
    "CodeDeployServiceRole",
    "RecordSetGroup",
    "Serverless",
];

impl Evaluator<'_> {
    /// Whether a macro, a module or a framework may declare a name that the template does not.
    pub(super) fn may_be_generated(&self, section: Section, name: &str) -> bool {
        !self.template.macros.is_empty()
            || self.template.has_module()
            || self.template.is_part
            || self.template.is_annotated
            || self.may_be_made_by_sam(section, name)
    }

    /// Whether SAM's transform may make what has that name: a resource, which it names after one of the template or by a word of
    /// its own, or a condition by such a word. It makes no parameters and no mappings.
    ///
    /// Source: SAM's documentation, "Generated CloudFormation resources"; `samtranslator` 1.110, `deployment_preference_collection.py`
    /// and `implicit_api_plugin.py` on conditions.
    fn may_be_made_by_sam(&self, section: Section, name: &str) -> bool {
        if !self.template.has_transform("AWS::Serverless") {
            return false;
        }
        let is_own_word = || OF_SAM.iter().any(|word| name.starts_with(word));
        // Loops are expanded before, so that it may be named after any resource of one.
        let is_after_one = || {
            let mut resources = self.template.section("Resources").iter();
            resources.any(|entry| {
                let id = entry.key.as_str();
                id.is_some_and(|id| id.starts_with("Fn::") || name.starts_with(id))
            })
        };
        match section {
            Section::Mappings => false,
            Section::Conditions => is_own_word(),
            // A `Ref` may name either.
            Section::Parameters | Section::Resources | Section::Outputs => {
                is_own_word() || is_after_one()
            }
        }
    }

    /// A name that its section does not declare. Where a macro may add it, it is unknown only.
    pub(super) fn undeclared<T>(
        &self,
        what: &str,
        section: Section,
        name: &str,
        at: Span,
    ) -> Resolved<T> {
        if is_no_pseudo_parameter(name) && self.template.macros.is_empty() && !self.template.is_part
        {
            return no_pseudo_parameter(name, at);
        }
        if self.template.is_annotated {
            return Resolved::unknown(format!(
                "`{}` is for org-formation to fill in",
                quoted(name)
            ));
        }
        if self.template.is_unsaid(at) {
            return undeclared_and_unsaid(what, section, at);
        }
        let merged = self.template.merged.as_ref();
        if let Some((why, by)) = merged.and_then(|merged| merged.may_declare(name)) {
            let hops = by.map(|by| Hop::chose(by, format!("may declare `{}`", quoted(name))));
            let why = format!("no {what} `{}` is declared, and {why}", quoted(name));
            return Resolved::unknown(why).via(hops);
        }
        if self.may_be_generated(section, name) || name.contains("::") {
            return Resolved::unknown(format!(
                "no {what} `{name}` is declared in the template itself"
            ));
        }
        if let Some((key, value)) = self.as_boolean(section, name) {
            let said = format!("YAML reads this key as the boolean {value}");
            let hops = [Hop::value(at, "named here"), Hop::value(key, said)];
            let read = Resolved::Invalid {
                text: name.to_owned(),
                why: format!(
                    "the template declares no {what} of that name: without quotes, YAML reads the key as the boolean {value}"
                ),
                from: Evidence::passed(hops.into()),
            };
            let help = "Put the key in quotes where it is declared";
            return read.written(Some(Written::at(Place::Said(help.into()))));
        }
        let declared = self.template.section(section.key());
        let undeclared = Resolved::Invalid {
            text: name.to_owned(),
            why: format!(
                "the template declares no {what} of that name{}",
                suggest::did_you_mean(name, self.template.said_keys(declared))
            ),
            from: named_at(Hop::value(at, "named here"), self.looked_through(section)),
        };
        let near = suggest::nearest(name, self.template.said_keys(declared));
        let otherwise = format!(
            "Declare it in `{}`, or write a name that is declared there",
            section.key()
        );
        let undeclared = undeclared.remedied(suggest::writing(near, &otherwise));
        undeclared.written(near.and_then(|near| renamed(name, at, near)))
    }

    /// A section of the template that is none, for which all of it is refused.
    pub(crate) fn no_section(&self) -> Option<RefusedName> {
        let section = self.template.no_section.as_ref()?;
        // A second one of that name would take the place of the first.
        let stands_there = |meant: &&str| !self.template.section(meant).is_empty();
        let (why, remedy) = match section.meant {
            Some(meant) => (
                format!("a template has no such section; did you mean `{meant}`?"),
                if stands_there(&meant) {
                    format!("Move what it holds into `{meant}`")
                } else {
                    format!("Write `{meant}`")
                },
            ),
            None => (
                "a template has no such section without SAM's transform".to_owned(),
                "Add `Transform: AWS::Serverless-2016-10-31`, or remove the section".to_owned(),
            ),
        };
        let refused = Resolved::Invalid {
            text: section.name.clone(),
            why,
            from: Evidence::at(section.at),
        };
        let meant = section.meant.filter(|meant| !stands_there(meant));
        let written = meant.and_then(|meant| renamed(&section.name, section.at, meant));
        Some(refused.remedied(remedy).written(written))
    }

    /// A function that is meant for an intrinsic one and is none. One that is near none may be newer than the list, or another
    /// tool's.
    pub(super) fn no_function(&self, name: &str, at: Span) -> Option<RefusedName> {
        let is_open = !self.template.macros.is_empty() || self.template.is_part;
        if is_open || FUNCTIONS.contains(&name) {
            return None;
        }
        let near =
            suggest::nearest(name, FUNCTIONS).filter(|near| suggest::is_one_slip(name, near))?;
        Some(
            Resolved::Invalid {
                text: quoted(name),
                why: format!("there is no intrinsic function of that name; did you mean `{near}`?"),
                from: Evidence::at(at),
            }
            .remedied(format!("Write `{near}`")),
        )
    }

    /// The value of a parameter; of one that is not declared, with what to write for its name, which a node holds.
    pub(super) fn meant<T>(&self, value: Resolved<T>, name: &str, node: &Node) -> Resolved<T> {
        let is_declared = self.template.member("Parameters", name).is_some();
        let is_named = !is_declared && node.as_str() == Some(name);
        let is_named = is_named && value.from().written.is_none();
        if !value.is_invalid() || !is_named {
            return value;
        }
        let declared = self.template.section("Parameters");
        let near = suggest::nearest(name, self.template.said_keys(declared));
        value.written(near.and_then(|near| renamed(name, node.span, near)))
    }

    /// The key that a section declares a name by which YAML 1.1 reads as a boolean (`On`, `No`), and that boolean.
    fn as_boolean(&self, section: Section, name: &str) -> Option<(Span, bool)> {
        let read = match name.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => true,
            "false" | "no" | "off" => false,
            _ => return None,
        };
        let mut keys = self.template.section(section.key()).iter();
        let key = keys.find(|entry| entry.key.value == parse::Value::Scalar(Scalar::Bool(read)))?;
        Some((key.key.span, read))
    }

    /// What else would declare the members of a section: included files, and what its loops run over.
    pub(super) fn looked_through(&self, section: Section) -> Vec<Hop> {
        let files = self.template.included_beside_resources().into_iter();
        let files = files.map(|file| Hop::chose(file, "this file is included, and declares none"));
        let loops = self.section(section).into_iter();
        let loops = loops
            .flat_map(|entries| &entries.loops)
            .map(|place| Hop::chose(*place, "the loop over this declares none"));
        let merged = self.template.merged.iter();
        let merged = merged
            .flat_map(|merged| &merged.files)
            .map(|file| Hop::chose(Span::beginning(*file), "this file declares none").unsaid());
        files.chain(loops).chain(merged).collect()
    }

    /// What a mapping, or a level of one, was made of where a key is not in it, as far as that stands in other files.
    pub(super) fn looked_through_map(&self, map: &Node, at: Span) -> Vec<Hop> {
        let files = self.template.included_in(map.span).into_iter();
        let elsewhere = Some(map.span).filter(|span| span.source != at.source);
        elsewhere
            .into_iter()
            .chain(files)
            .map(|place| Hop::chose(place, "there is no such key here"))
            .collect()
    }

    /// A key that a mapping does not have. Without a key, it is one that is not shown.
    pub(super) fn missing_key<T>(
        &self,
        map: &Node,
        described: &str,
        key: Option<&str>,
        at: Span,
    ) -> Resolved<T> {
        let keys = || self.template.said_keys(map.entries());
        let has_none = match key {
            Some(key) => format!("{described} has no key `{}`", quoted(key)),
            None => format!("{described} has no such key"),
        };
        if !self.template.macros.is_empty() {
            return Resolved::unknown(format!("{has_none} in the template itself"));
        }
        Resolved::Invalid {
            text: key.map_or_else(|| NOT_SHOWN.to_owned(), quoted),
            why: match key {
                Some(key) => format!("{has_none}{}", suggest::did_you_mean(key, keys())),
                None => has_none,
            },
            from: named_at(
                Hop::value(at, "looked up here"),
                self.looked_through_map(map, at),
            ),
        }
        .remedied(match key {
            Some(key) => {
                let otherwise = format!("Add `{}` to the mapping", quoted(key));
                suggest::writing(suggest::nearest(key, keys()), &otherwise)
            }
            None => "Look up a key that the mapping has".to_owned(),
        })
    }
}

/// A name that is not declared and stands in a file of which no text is said.
fn undeclared_and_unsaid<T>(what: &str, section: Section, at: Span) -> Resolved<T> {
    let undeclared = Resolved::Invalid {
        text: NOT_SHOWN.to_owned(),
        why: format!("the template declares no {what} of that name"),
        from: Evidence::hop(Hop::value(at, "named here")),
    };
    let key = section.key();
    undeclared.remedied(format!(
        "Declare it in `{key}`, or write a name that is declared there"
    ))
}

/// A name that is meant for a pseudo parameter and is none: no template declares one.
fn no_pseudo_parameter<T>(name: &str, at: Span) -> Resolved<T> {
    let near = suggest::nearest(name, PSEUDO_PARAMETERS);
    let why = suggest::did_you_mean(name, PSEUDO_PARAMETERS);
    let refused = Resolved::Invalid {
        text: quoted(name),
        why: format!("CloudFormation has no pseudo parameter of that name{why}"),
        from: Evidence::hop(Hop::value(at, "named here")),
    };
    let otherwise = "Write one of CloudFormation's, such as `AWS::Region`";
    refused
        .remedied(suggest::writing(near, otherwise))
        .written(near.and_then(|near| renamed(name, at, near)))
}

/// What to write for a name at a place, if it stands there alone, be it in quotes.
pub(in super::super) fn renamed(name: &str, at: Span, right: &str) -> Option<Written> {
    let quotes = at.range().len().checked_sub(name.len())?;
    let at = match quotes {
        0 => at,
        2 => at.part(1, name.len()),
        _ => return None,
    };
    let right = Assigned::new(right, Syntax::Hcl);
    Some(Written::assigned(Place::Name(at), right))
}

fn named_at(hop: Hop, others: Vec<Hop>) -> Evidence {
    let mut out = Evidence::hop(hop);
    out.hops.extend(others);
    out
}
