//! Modules that are not at hand and of which the built-in table says which trails they make: as text of the language, to be
//! judged like all others, and what is said of them at their call.

use std::fmt::Write;

use super::lang::syntax::Block;
use crate::model::{Elsewhere, Trail};
use crate::published::{
    Address, AdvancedSelector, Expressions, Input, KnownTrail, Lookup, Row, Selector, Versions,
    look_up,
};
use crate::resolved::{Evidence, Hop, Place, Syntax};
use crate::source::{SourceId, Span};
use serde_json::Value;

/// What stands for a value that the inputs of a module do not decide.
const UNDECIDED: &str = "data.module.of_its_own";

/// What the table says of the module at a source, which a call leads to where it is one's.
pub(super) fn known(source: &str, call: Option<&Block>) -> Lookup {
    let Some(address) = Address::parse(source) else {
        return Lookup::NotKnown;
    };
    let constraint = call.filter(|call| call.body.attribute("version").is_some());
    let constraint = constraint.map(|call| {
        let literal = call.literal("version");
        // It is evaluated where a newer language takes that; any version may come of it.
        let literal = literal.filter(|text| !text.contains("${"));
        literal.unwrap_or_else(|| ">= 0".to_owned())
    });
    look_up(&address, constraint.as_deref())
}

/// What a row of the table is called: `cloudposse/cloudtrail/aws 0.23.0`.
pub(super) fn name_of(versions: &Versions, row: &Row, version: &str) -> String {
    let module = &versions.module.module;
    if row.submodule.is_empty() {
        format!("{module} {version}")
    } else {
        format!("{module}//{} {version}", row.submodule)
    }
}

/// A row of the table as a module's text.
pub(super) fn text_of(row: &Row) -> String {
    let mut out = String::new();
    for input in &row.inputs {
        variable(input, &mut out);
    }
    for trail in &row.trails {
        resource(trail, &mut out);
    }
    out
}

fn variable(input: &Input, out: &mut String) {
    let Input { name, kind, .. } = input;
    // Writing to a string does not fail.
    let _ = writeln!(out, "variable \"{name}\" {{");
    // One that has a plain default and takes anything declares no type: what Terragrunt gives it stays a text.
    let is_plain = |default: &Value| !default.is_array() && !default.is_object();
    if kind != "any" || !input.default.as_ref().is_some_and(is_plain) {
        let _ = writeln!(out, "  type = {kind}");
    }
    if let Some(default) = &input.default {
        let _ = writeln!(out, "  default = {default}");
    }
    if !input.nullable {
        let _ = writeln!(out, "  nullable = false");
    }
    out.push_str("}\n");
}

fn resource(trail: &KnownTrail, out: &mut String) {
    let _ = writeln!(out, "resource \"aws_cloudtrail\" \"{}\" {{", trail.name);
    let meta = [
        ("count", &trail.count),
        ("for_each", &trail.for_each),
        ("provider", &trail.provider),
    ];
    for (name, expression) in meta {
        if let Some(expression) = expression {
            let _ = writeln!(out, "{name} = {expression}");
        }
    }
    arguments(&trail.arguments, out);
    if !trail.ignore_changes.is_empty() {
        let ignored = trail.ignore_changes.join(", ");
        let _ = writeln!(out, "lifecycle {{\nignore_changes = [{ignored}]\n}}");
    }
    for Selector {
        for_each,
        arguments: own,
    } in &trail.event_selectors
    {
        block("event_selector", for_each.as_deref(), out, &mut |out| {
            arguments(own, out);
        });
    }
    for AdvancedSelector {
        for_each,
        field_selectors,
    } in &trail.advanced_event_selectors
    {
        block(
            "advanced_event_selector",
            for_each.as_deref(),
            out,
            &mut |out| {
                for Selector {
                    for_each,
                    arguments: own,
                } in field_selectors
                {
                    block("field_selector", for_each.as_deref(), out, &mut |out| {
                        arguments(own, out);
                    });
                }
            },
        );
    }
    out.push_str("}\n");
}

fn arguments(arguments: &Expressions, out: &mut String) {
    for (name, expression) in arguments {
        let expression = expression.as_str().unwrap_or(UNDECIDED);
        let _ = writeln!(out, "{name} = {expression}");
    }
}

/// A nested block, or as many as a collection has elements.
fn block(
    name: &str,
    for_each: Option<&str>,
    out: &mut String,
    content: &mut dyn FnMut(&mut String),
) {
    if let Some(each) = for_each {
        let _ = writeln!(out, "dynamic \"{name}\" {{\nfor_each = {each}\ncontent {{");
        content(out);
        out.push_str("}\n}\n");
    } else {
        let _ = writeln!(out, "{name} {{");
        content(out);
        out.push_str("}\n");
    }
}

/// A row of the table that stands for a module, and where what it says is said: where the module is named.
#[derive(Clone, Debug)]
pub(super) struct Stated {
    /// What names the module, a module call or a unit: its header.
    pub(super) header: Span,
    /// Where it says which module it is.
    pub(super) source: Span,
    pub(super) syntax: Syntax,
    /// The text that the row was made.
    pub(super) text: SourceId,
    /// `cloudposse/cloudtrail/aws`
    pub(super) module: &'static str,
    pub(super) row: &'static Row,
    /// The newest version of those that are meant.
    pub(super) version: String,
    pub(super) may_be_newer: bool,
}

impl Stated {
    /// Of which module it is said, and of which of its versions.
    fn of_version(&self) -> String {
        format!("`{}` {}", self.module, self.shown_version())
    }

    fn shown_version(&self) -> String {
        let as_of = if self.may_be_newer { "as of " } else { "" };
        format!("{as_of}{}", self.version)
    }

    /// Says of a trail where its module is named what was found in the table. `prefix` is the address of the module, with
    /// its dot.
    pub(super) fn take(&self, trail: &mut Trail, prefix: &str) {
        if trail.declared.source != self.text {
            return;
        }
        for later in &mut trail.where_created {
            self.take(later, prefix);
        }
        trail.declared = self.header;
        trail.syntax = self.syntax;
        trail.elsewhere = Some(Box::new(Elsewhere::Published {
            module: self.module.to_owned(),
            version: self.shown_version(),
        }));
        trail.each_evidence(&mut |evidence| self.move_to_call(evidence));
        self.name_in_full(trail, prefix);
    }

    /// Names what the module itself calls in the address of a trail.
    fn name_in_full(&self, trail: &mut Trail, prefix: &str) {
        let Some((before, resource)) = trail.address.split_once("aws_cloudtrail.") else {
            return;
        };
        let at = resource.find('[').unwrap_or(resource.len());
        let (name, key) = resource.split_at(at);
        let mut trails = self.row.trails.iter();
        let known = trails.find(|known| known.name == name);
        let Some(known) = known.filter(|_| before.starts_with(prefix)) else {
            return;
        };
        trail.address = match &known.count_of {
            Some(call) => format!("{before}{call}{key}.aws_cloudtrail.{name}"),
            None => format!("{before}{}aws_cloudtrail.{resource}", known.below),
        };
    }

    fn move_to_call(&self, evidence: &mut Evidence) {
        let is_stated = |span: &Span| span.source == self.text;
        let mut is_written_there = evidence.at.take_if(|at| is_stated(at)).is_some();
        for hop in evidence.hops_mut() {
            if hop.label.span.as_ref().is_some_and(is_stated) {
                hop.label.span = Some(self.source);
                let said = &hop.label.message;
                let said = format!("{said} in {} (built-in table)", self.of_version());
                hop.label.message = said.into();
                is_written_there &= !hop.is_said;
            }
        }
        if is_written_there {
            let said = format!(
                "{} makes its trail of it (built-in table)",
                self.of_version()
            );
            evidence.hops.push(Hop::chose(self.source, said));
        }
        if let Some(written) = &evidence.written
            && let Place::Text(at) | Place::Name(at) = written.place
            && is_stated(&at)
        {
            evidence.written = None;
        }
    }
}
