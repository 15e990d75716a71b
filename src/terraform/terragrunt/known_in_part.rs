//! Generated texts of which pieces are not known. Such a piece may be anything, so it is taken only where it stands within the
//! quotes of an attribute's value: then nothing is known of that attribute, and the rest is what it is.
//!
//! Source: Terraform's language, "Strings and Templates": within quotes a text stands for itself.

use std::ops::Range;

use hcl::edit::Span as _;
use hcl::edit::expr::{Expression as Hcl, TraversalOperator};
use hcl::edit::template::{Element, StringTemplate};

use super::files::{Config, Reading};
use super::settings::why_of;
use crate::resolved::{Privacy, Resolved};
use crate::source::SourceFile;
use crate::terraform::config::value_files::is_automatic;
use crate::terraform::lang::eval::Piece;
use crate::terraform::lang::facts::privacy_within;
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::hcl_expression::Room;
use crate::terraform::lang::parse::parse_hcl_file;
use crate::terraform::lang::syntax::{Body, Expression, Form};
use crate::terraform::limits::MAX_LOCALS_IN_A_ROW;

/// What stands in a text for what is not known.
const STANDS_FOR: &str = "unknown";

/// The blocks whose attributes come to values.
const BLOCKS: [&str; 6] = ["data", "locals", "module", "output", "provider", "resource"];

/// The attributes of blocks that are read for what they say, and blocks of such.
const READ_AS_WRITTEN: [&str; 10] = [
    "alias",
    "depends_on",
    "iterator",
    "labels",
    "lifecycle",
    "provider",
    "providers",
    "required_providers",
    "source",
    "version",
];

/// A text of which pieces are not known.
pub(super) struct KnownInPart {
    /// With something in the place of those.
    pub(super) text: String,
    /// Where that stands, and why they are not known, a clause.
    pub(super) unknown: Vec<(Range<usize>, String)>,
    /// Of the pieces that are.
    pub(super) privacy: Privacy,
}

impl KnownInPart {
    /// Whether all that is not known stands within the values of attributes, where the text is that of a file of a name.
    pub(super) fn is_harmless_in(&self, file: &SourceFile, name: &str) -> bool {
        if name.ends_with(".json") {
            return false;
        }
        let body = parse_hcl_file(file, &mut Room::default()).body;
        let mut quoted = Quoted {
            file,
            all: Vec::new(),
        };
        if is_automatic(name) {
            quoted.take_values(&body);
        } else {
            for block in &body.blocks {
                match block.kind.as_str() {
                    "variable" => quoted.take_default(&block.body),
                    "terraform" => quoted.take_backends(&block.body),
                    kind if BLOCKS.contains(&kind) => quoted.take_values(&block.body),
                    _ => {}
                }
            }
        }
        self.unknown.iter().all(|(part, _)| {
            let mut quoted = quoted.all.iter();
            quoted.any(|quoted| quoted.start <= part.start && part.end <= quoted.end)
        })
    }
}

impl Reading<'_> {
    /// The text that an expression puts together of which pieces are not known; `None` where which they are is not either.
    pub(super) fn known_in_part(
        &self,
        config: &Config,
        expression: &Expression,
    ) -> Option<KnownInPart> {
        let expression = written_out(config, expression);
        let found = self.pieces(config, expression)?;
        let mut out = KnownInPart {
            text: String::new(),
            unknown: Vec::new(),
            privacy: if found.rendered_from.is_some() {
                Privacy::Hidden
            } else {
                Privacy::Shown
            },
        };
        for piece in found.all {
            match piece {
                Piece::Written(written) => out.text.push_str(&written.text),
                Piece::Made { value, .. } => {
                    out.privacy = out.privacy.max(privacy_within(&value));
                    match value.decided() {
                        known @ Resolved::Known { .. } => {
                            out.text.push_str(GivenText::of(&known)?.unsaid());
                        }
                        Resolved::Invalid { .. } | Resolved::Unset { .. } => return None,
                        value => {
                            let start = out.text.len();
                            out.text.push_str(STANDS_FOR);
                            out.unknown.push((start..out.text.len(), why_of(&value)));
                        }
                    }
                }
                Piece::Directed { value, .. } => {
                    out.privacy = out.privacy.max(value.from().privacy);
                    out.text.push_str(value.value()?);
                }
            }
        }
        Some(out)
    }
}

/// The expression that a local value stands for, wherever one refers to another.
fn written_out<'c>(config: &'c Config, expression: &'c Expression) -> &'c Expression {
    let local = |expression: &Expression| {
        let Form::Hcl(inner) = &expression.form else {
            return None;
        };
        let tree = inner.tree();
        let traversal = tree.as_traversal()?;
        let root = traversal.expr.as_variable()?;
        let [only] = traversal.operators.as_slice() else {
            return None;
        };
        let TraversalOperator::GetAttr(name) = only.value() else {
            return None;
        };
        let mut locals = config.body.blocks_of("locals");
        let is_local = root.as_str() == "local";
        let local = is_local.then(|| locals.find_map(|block| block.body.attribute(name)))?;
        Some(&local?.value)
    };
    let mut led = expression;
    // Those that lead round in a circle come to nothing.
    for _ in 0..MAX_LOCALS_IN_A_ROW {
        match local(led) {
            Some(next) => led = next,
            None => return led,
        }
    }
    expression
}

/// What stands within quotes in a file, as bytes of its text.
struct Quoted<'f> {
    file: &'f SourceFile,
    all: Vec<Range<usize>>,
}

impl Quoted<'_> {
    /// Where the state is.
    fn take_backends(&mut self, terraform: &Body) {
        let blocks = terraform.blocks.iter();
        for block in blocks.filter(|block| matches!(block.kind.as_str(), "backend" | "cloud")) {
            self.take_values(&block.body);
        }
    }

    fn take_default(&mut self, variable: &Body) {
        if let Some(default) = variable.attribute("default") {
            self.take_expression(&default.value);
        }
    }

    fn take_values(&mut self, body: &Body) {
        let is_value = |name: &str| !READ_AS_WRITTEN.contains(&name);
        let attributes = body.attributes.iter();
        for attribute in attributes.filter(|attribute| is_value(&attribute.name)) {
            self.take_expression(&attribute.value);
        }
        for block in body.blocks.iter().filter(|block| is_value(&block.kind)) {
            self.take_values(&block.body);
        }
    }

    fn take_expression(&mut self, expression: &Expression) {
        if let Form::Hcl(inner) = &expression.form {
            let mut found = Vec::new();
            take(&inner.tree(), &mut found);
            let input = expression.input(self.file);
            let found = found.into_iter().map(|range| input.span(range).range());
            self.all.extend(found);
        }
    }
}

/// What stands within quotes in an expression.
fn take(expression: &Hcl, out: &mut Vec<Range<usize>>) {
    match expression {
        Hcl::String(text) => out.extend(text.span()),
        Hcl::StringTemplate(template) => take_texts(template, out),
        Hcl::Parenthesis(inner) => take(inner.inner(), out),
        Hcl::Array(items) => items.iter().for_each(|item| take(item, out)),
        Hcl::Object(members) => members
            .iter()
            .for_each(|(_, value)| take(value.expr(), out)),
        Hcl::FuncCall(call) => call.args.iter().for_each(|given| take(given, out)),
        Hcl::Conditional(conditional) => {
            take(&conditional.true_expr, out);
            take(&conditional.false_expr, out);
        }
        _ => {}
    }
}

fn take_texts(template: &StringTemplate, out: &mut Vec<Range<usize>>) {
    for element in template {
        match element {
            Element::Literal(_) => out.extend(element.span()),
            Element::Interpolation(part) => take(&part.expr, out),
            Element::Directive(_) => {}
        }
    }
}
