//! What a Terraform expression comes to.
//!
//! `hcl::eval` knows neither unknown values nor Terraform's functions, so the walk over the tree is ours. A value that is
//! not known keeps its reason; one that depends on an undecided condition keeps both cases.

mod declared_members;
mod directive;
mod empty_types;
mod evaluator;
mod for_expression;
mod free_names;
mod heredoc;
mod json_expressions;
mod missed;
mod null_types;
mod object_expression;
mod open;
mod operators;
mod pieces;
mod quoted_template;
mod rendering;
mod set_aside;
mod splat;
mod strip_markers;
mod template;
mod traversal;
mod tried;
mod variables;
mod written_types;

use super::functions;
use super::hcl_expression::{HclExpression, Tree};
use super::private::private;
use super::scope::{NoScope, Scope, TOO_MANY_STEPS};
use super::syntax::{Expression, Form};
use super::types::Type;
use super::values::Value;
use crate::resolved::{Formula, Privacy, Resolved};
use crate::source::{SourceFile, SourceMap, Span};
pub(super) use evaluator::Evaluator;
use json_expressions::{from_json_syntax, template as template_of_json};
use operators::operand_bool;
pub(crate) use pieces::{Piece, Pieces};
pub(crate) use rendering::RENDERED_FROM;
use template::only_interpolation;

/// What an expression of either syntax comes to. `holds` is what is known to hold
/// where it counts.
pub(crate) fn evaluate(
    expression: &Expression,
    scope: &dyn Scope,
    sources: &SourceMap,
    holds: &Formula,
) -> Resolved<Value> {
    let file = sources.get(expression.span.source);
    if let Some(why) = file.why_unknown(&expression.span.range()) {
        return Resolved::unknown(why);
    }
    let input = expression.input(&file);
    let privacy = privacy_of(&file);
    let value = match &expression.form {
        Form::Hcl(inner) => match tree_of(inner, scope) {
            Some(tree) => Evaluator::new(scope, &input, privacy).evaluate(&tree, holds),
            None => Resolved::not_followed(TOO_MANY_STEPS),
        },
        Form::Json(node) => {
            let value = from_json_syntax(node, &|node, text| {
                template_of_json(node, text, scope, &input, privacy)
            });
            private(value, privacy)
        }
    };
    if privacy == Privacy::Hidden || file.is_private(&expression.span.range()) {
        return private(value.without_names(), Privacy::Hidden);
    }
    value
}

/// The tree of an expression: to make that of a text takes steps. `None` where none are left.
fn tree_of<'h>(expression: &'h HclExpression, scope: &dyn Scope) -> Option<Tree<'h>> {
    let is_followed = scope.take_steps(expression.steps());
    is_followed.then(|| expression.tree())
}

/// Whether what stands in a file may be said. Of a module outside nothing is, whatever it is read as, nor of a file that only
/// something names as one of values.
fn privacy_of(file: &SourceFile) -> Privacy {
    if file.is_of_module_outside() {
        Privacy::Unmarked
    } else if file.is_unsaid() {
        Privacy::Hidden
    } else {
        Privacy::Shown
    }
}

/// The type that an expression has by its text, `any` where it has none, as `null` has; `None` where it does not tell.
pub(crate) fn type_of(
    expression: &Expression,
    scope: &dyn Scope,
    sources: &SourceMap,
) -> Option<Type> {
    let Form::Hcl(inner) = &expression.form else {
        return None;
    };
    let file = sources.get(expression.span.source);
    let input = expression.input(&file);
    let tree = tree_of(inner, scope)?;
    Evaluator::new(scope, &input, privacy_of(&file)).type_elsewhere(&tree)
}

/// Whether a condition holds that whatever it is about is refused without. Cases in which it is refused itself count.
pub(crate) fn evaluate_requirement(
    expression: &Expression,
    scope: &dyn Scope,
    sources: &SourceMap,
) -> Resolved<bool> {
    let file = sources.get(expression.span.source);
    let input = expression.input(&file);
    let holds = match &expression.form {
        Form::Hcl(inner) if file.why_unknown(&expression.span.range()).is_none() => {
            match tree_of(inner, scope) {
                Some(tree) => {
                    Evaluator::new(scope, &input, privacy_of(&file)).evaluate_tried(&tree)
                }
                None => Resolved::not_followed(TOO_MANY_STEPS),
            }
        }
        _ => evaluate(expression, scope, sources, &Formula::always()),
    };
    holds.converted(&mut operand_bool)
}

/// Evaluates an expression where nothing can be referred to: in a variables file, or as a variable's default. In JSON a
/// text is itself there, whatever it holds.
///
/// Source: HCL `json/structure.go`, `expression.Value` without a context; Terraform 1.11.4.
pub(crate) fn evaluate_constant(expression: &Expression, sources: &SourceMap) -> Resolved<Value> {
    match &expression.form {
        Form::Hcl(_) => evaluate(expression, &NoScope, sources, &Formula::always()),
        Form::Json(node) => {
            let value = from_json_syntax(node, &|node, text| {
                Resolved::known(Value::Text(text.to_owned())).literal_text(node.span)
            });
            private(value, privacy_of(&sources.get(node.span.source)))
        }
    }
}

/// The text of a file, as the function `file` has it.
pub(crate) fn read_file(path: Resolved<Value>, scope: &dyn Scope) -> Resolved<Value> {
    functions::call("file", vec![path], scope, false)
}

/// What `template_file` renders: a template in which names alone stand for texts. Where more stands in it, it is not known, since
/// it is in a language of its own.
///
/// Source: `data_source_template_file.go` of the template provider 2.2.0, which renders with HIL, the language of Terraform 0.11.
pub(crate) fn render_variables(
    template: Resolved<Value>,
    variables: Resolved<Value>,
    at: Span,
    scope: &dyn Scope,
    sources: &SourceMap,
) -> Resolved<Value> {
    let template = template.and_then(&mut |template| match &template {
        Value::Text(text) if !rendering::has_names_alone(text) => Resolved::unknown(
            "`template_file` renders more than names in it, in a language of its own",
        ),
        _ => Resolved::known(template),
    });
    let file = sources.get(at.source);
    let input = file.input();
    let evaluator = Evaluator::new(scope, &input, privacy_of(&file));
    evaluator.render("templatestring", vec![template, variables], at, false)
}

/// The same in pieces, of the file of a path; `None` where it is not known.
pub(crate) fn pieces_of_file(
    path: &Resolved<Value>,
    variables: &Resolved<Value>,
    scope: &dyn Scope,
) -> Option<Pieces> {
    let path = path.value()?.as_text()?;
    let file = scope.read_file(&path).ok()?;
    if !rendering::has_names_alone(file.text()) {
        return None;
    }
    let input = file.input();
    Evaluator::new(scope, &input, privacy_of(&file)).pieces_of_file(&path, variables)
}

/// The expression that a template in quotes is nothing but, as Terraform 0.11 has it.
pub(crate) fn without_quotes(
    expression: &hcl::edit::expr::Expression,
) -> &hcl::edit::expr::Expression {
    match expression {
        hcl::edit::expr::Expression::StringTemplate(template) => {
            only_interpolation(template).map_or(expression, without_quotes)
        }
        hcl::edit::expr::Expression::Parenthesis(inner) => without_quotes(inner.inner()),
        other => other,
    }
}

/// The text that an expression puts together, in pieces; `None` where it does not, and where that is refused.
pub(crate) fn pieces(
    expression: &Expression,
    scope: &dyn Scope,
    sources: &SourceMap,
) -> Option<Pieces> {
    let file = sources.get(expression.span.source);
    let input = expression.input(&file);
    let is_whole = file.why_unknown(&expression.span.range()).is_none();
    let privacy = privacy_of(&file);
    match &expression.form {
        // What is read out of the pieces is said.
        Form::Hcl(inner) if is_whole && privacy == Privacy::Shown => {
            let tree = tree_of(inner, scope)?;
            Evaluator::new(scope, &input, privacy).pieces(&tree)
        }
        _ => None,
    }
}
