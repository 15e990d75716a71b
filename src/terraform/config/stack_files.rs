//! The component configuration of a Terraform Stack, as the module that it would be: a component is a call of a module.
//!
//! Source: `HashiCorp`, references of the `component`, `provider` and `stack` blocks of Terraform Stacks. A component's `inputs` are
//! what a call gives to variables; a provider has its alias as a second label, and its arguments in a `config` block; a `stack`
//! block brings in the components of another Stack.

use hcl::edit::expr::Expression as Hcl;

use crate::resolved::{Assigned, Evidence, Place, Resolved, Written};
use crate::source::{SourceFile, Span};
use crate::terraform::argument_names::meant;
use crate::terraform::lang::hcl_expression::Room;
use crate::terraform::lang::json_syntax::{Member, Schema, parse_json_as};
use crate::terraform::lang::parse::parse_hcl_file;
use crate::terraform::lang::sensitive_texts;
use crate::terraform::lang::syntax::{Attribute, Block, Body, Expression, File, Form};

/// The kinds of blocks that bring in a module, or another Stack.
pub(crate) const COMPONENT: &str = "component";
const STACK: &str = "stack";

/// What gives values to the variables of what is brought in.
const INPUTS: &str = "inputs";

/// What a component takes, and another Stack.
const ARGUMENTS: [&str; 6] = [
    "depends_on",
    "for_each",
    INPUTS,
    "providers",
    "source",
    "version",
];

/// The kind of the blocks that stand for what a component does not take.
const NOT_TAKEN: &str = "not taken";

/// The kind of the block that stands for the object of inputs.
const WRITTEN_INPUTS: &str = "written inputs";

/// Files of a Stack in JSON.
const SCHEMA: Schema = Schema {
    top: |kind, _| match kind {
        "provider" => Member::Block(2),
        COMPONENT | STACK | "variable" | "output" | "deployment" => Member::Block(1),
        "locals" => Member::Block(0),
        _ => Member::Nothing,
    },
    nested: |parent, name| (parent == "provider" && name == "config").then_some(0),
};

/// Reads a file of a Stack by its name: HCL, or JSON.
pub(crate) fn parse_stack_file(file: &SourceFile, room: &mut Room) -> File {
    if file.name().ends_with(".json") {
        sensitive_texts::hide(file);
        parse_json_as(file, &SCHEMA, room)
    } else {
        parse_hcl_file(file, room)
    }
}

/// Whether a block or a name is one of those by which a Stack brings in what lies elsewhere.
pub(crate) fn is_component(kind: &str) -> bool {
    kind == COMPONENT || kind == STACK
}

/// The blocks of a file as those of a module.
pub(super) fn as_module(body: Body, file: &SourceFile) -> Body {
    let blocks = body.blocks.into_iter();
    let blocks = blocks.filter_map(|block| match block.kind.as_str() {
        COMPONENT | STACK => Some(as_call(block, file)),
        "provider" => Some(as_provider(block)),
        "locals" | "output" | "variable" => Some(block),
        _ => None,
    });
    Body {
        attributes: body.attributes,
        blocks: blocks.collect(),
    }
}

/// A component with its inputs as arguments. Those that are not written out stay as they are. What it does not take is kept
/// apart: no input means it.
fn as_call(mut block: Block, file: &SourceFile) -> Block {
    let has_inputs = block.body.attribute(INPUTS).is_some();
    let syntax = block.syntax;
    let stand_in = |kind: &str, name: String, header: Span| Block {
        kind: kind.to_owned(),
        labels: vec![name],
        header,
        syntax,
        body: Body::default(),
        overrides: Vec::new(),
    };
    let (taken, others): (Vec<Attribute>, Vec<Attribute>) =
        (block.body.attributes.drain(..)).partition(|own| ARGUMENTS.contains(&own.name.as_str()));
    block.body.attributes = taken;
    for mut other in others {
        let not_taken = stand_in(NOT_TAKEN, other.name.clone(), other.name_span);
        block.body.blocks.push(not_taken);
        if !has_inputs && meant(&other.name, &ARGUMENTS) == Some(INPUTS) {
            INPUTS.clone_into(&mut other.name);
            block.body.attributes.push(other);
        }
    }
    let inputs = block.body.attribute(INPUTS);
    let at = inputs.map(|inputs| inputs.value.span);
    if let Some(members) = inputs.and_then(|inputs| inputs.value.members(file)) {
        let written = at.map(|at| stand_in(WRITTEN_INPUTS, String::new(), at.part(0, 1)));
        block.body.blocks.extend(written);
        block.body.attributes.retain(|own| own.name != INPUTS);
        block.body.attributes.extend(members);
    }
    block
}

/// The first argument or block of a component that none takes, refused.
///
/// Source: `HashiCorp`, references of the `component` and `stack` blocks.
pub(super) fn refused_argument(call: &Block) -> Option<Resolved<bool>> {
    let blocks = call.body.blocks.iter().filter(|_| is_component(&call.kind));
    let mut blocks = blocks.filter(|block| block.kind != WRITTEN_INPUTS);
    let block = blocks.next()?;
    let is_argument = block.kind == NOT_TAKEN;
    let name = if is_argument {
        block.name()
    } else {
        block.nested_kind()
    };
    let right = meant(name, &ARGUMENTS);
    let near = right.map_or_else(String::new, |right| format!("; did you mean `{right}`?"));
    let what = if is_argument { "argument" } else { "block" };
    let written = match right.filter(|_| is_argument) {
        Some(right) => {
            Written::assigned(Place::Name(block.header), Assigned::new(right, call.syntax))
        }
        None => *Written::said(format!("Remove the {what}")),
    };
    let refused = Resolved::Invalid {
        text: name.to_owned(),
        why: format!("{} takes no such {what}{near}", call.said()),
        from: Evidence::at(block.header),
    };
    Some(refused.written(Some(written)))
}

/// What a call is given as a whole.
pub(super) fn inputs_of(call: &Block) -> Option<&Attribute> {
    call.body
        .attribute(INPUTS)
        .filter(|_| is_component(&call.kind))
}

/// Where a call is given one more input, and what that is called.
pub(super) fn where_inputs_are_given(call: &Block) -> (Span, String) {
    let said = call.said();
    if !is_component(&call.kind) {
        return (call.header, said);
    }
    let written = call.body.blocks_of(WRITTEN_INPUTS).next();
    let at = written.map_or(call.header, |written| written.header);
    (at, format!("the `{INPUTS}` of {said}"))
}

fn as_provider(mut block: Block) -> Block {
    let configs: Vec<Block> = block.body.blocks.drain(..).collect();
    for config in configs.into_iter().filter(|block| block.kind == "config") {
        block.body.attributes.extend(config.body.attributes);
        block.body.blocks.extend(config.body.blocks);
    }
    if let [_, alias] = block.labels.as_slice() {
        let alias = Attribute {
            name: "alias".to_owned(),
            name_span: block.header,
            value: Expression {
                span: block.header,
                form: Form::Hcl(Hcl::from(alias.as_str()).into()),
            },
        };
        block.body.attributes.push(alias);
        block.labels.truncate(1);
    }
    block
}
