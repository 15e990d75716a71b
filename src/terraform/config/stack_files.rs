//! The component configuration of a Terraform Stack, as the module that it would be: a component is a call of a module.
//!
//! Source: `HashiCorp`, references of the `component`, `provider` and `stack` blocks of Terraform Stacks. A component's `inputs` are
//! what a call gives to variables; a provider has its alias as a second label, and its arguments in a `config` block; a `stack`
//! block brings in the components of another Stack.

use hcl::edit::expr::Expression as Hcl;

use crate::source::SourceFile;
use crate::terraform::lang::syntax::{Attribute, Block, Body, Expression, Form};

/// The kinds of blocks that bring in a module, or another Stack.
pub(crate) const COMPONENT: &str = "component";
const STACK: &str = "stack";

/// What gives values to the variables of what is brought in.
const INPUTS: &str = "inputs";

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

/// A component with its inputs as arguments. Those that are not written out stay as they are.
fn as_call(mut block: Block, file: &SourceFile) -> Block {
    let inputs = block.body.attribute(INPUTS);
    if let Some(members) = inputs.and_then(|inputs| inputs.value.members(file)) {
        block.body.attributes.retain(|own| own.name != INPUTS);
        block.body.attributes.extend(members);
    }
    block
}

/// What a call is given as a whole.
pub(super) fn inputs_of(call: &Block) -> Option<&Attribute> {
    call.body
        .attribute(INPUTS)
        .filter(|_| is_component(&call.kind))
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
                form: Form::Hcl(Box::new(Hcl::from(alias.as_str()))),
            },
        };
        block.body.attributes.push(alias);
        block.labels.truncate(1);
    }
    block
}
