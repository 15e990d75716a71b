//! The templates that an expression may come to.

use hcl::edit::expr::{Expression as Hcl, TraversalOperator};

use super::around::Around;
use super::expressions::{
    MadeOf, Place, branches, followed, handing_on, made_of, part, refers_to_resources,
};
use super::object::objects;
use super::shown::read_as_text;
use crate::cloudformation::{DeployedTemplate, DeployedText, Deployer};
use crate::parse::Scalar;
use crate::resolved::{self, Hop, Resolved};
use crate::source::{SourceMap, Span};
use crate::terraform::config::instance_keys::Key;
use crate::terraform::config::module_scope::ModuleScope;
use crate::terraform::lang::eval::{Piece, Pieces, pieces, pieces_of_file, without_quotes};
use crate::terraform::lang::scope::TOO_MANY_STEPS;
use crate::terraform::lang::syntax::{Expression, Form};
use crate::terraform::lang::values::{Value, refused};
use crate::terraform::limits::DEPLOYED_BYTES_PER_STEP;

/// How the templates are read that expressions come to.
#[derive(Clone, Copy)]
pub(super) struct How<'h> {
    pub(super) deployer: &'h Deployer<'h>,
    /// What an expression is only a part of.
    pub(super) around: Option<&'h Around>,
}

/// A template that an expression may come to.
pub(super) struct Body {
    pub(super) what: Result<DeployedTemplate, NotKnown>,
    /// Whether it does.
    pub(super) holds: Resolved<bool>,
    /// What leads to it.
    pub(super) places: Vec<Span>,
}

/// Why a template is not known.
pub(super) struct NotKnown {
    /// A clause.
    pub(super) why: String,
    pub(super) hops: Vec<Hop>,
    /// What is known of its text.
    pub(super) text: String,
    /// Whether it is nothing of the code: a data source reads it, or a resource makes it.
    pub(super) is_elsewhere: bool,
    /// That Terraform refuses it, where it does.
    pub(super) refused: Option<Box<Resolved<bool>>>,
}

impl NotKnown {
    /// Of one of which nothing is at hand.
    pub(super) fn elsewhere(why: String) -> NotKnown {
        NotKnown {
            why,
            hops: Vec::new(),
            text: String::new(),
            is_elsewhere: true,
            refused: None,
        }
    }

    fn of<T>(value: &Resolved<T>) -> NotKnown {
        let why = match value {
            Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => why.clone(),
            Resolved::Varies { .. } => "it depends on what is not decided".into(),
            Resolved::Unset { .. } => "it is null".into(),
            Resolved::Known { .. } if value.is_private() => {
                "it is made of what is not shown".into()
            }
            Resolved::Known { .. } => "it is no text".into(),
        };
        NotKnown {
            why,
            hops: value.from().hops.clone(),
            text: String::new(),
            is_elsewhere: false,
            refused: match value {
                Resolved::Invalid { text, why, from } => Some(Box::new(Resolved::Invalid {
                    text: text.clone(),
                    why: why.clone(),
                    from: from.clone(),
                })),
                _ => None,
            },
        }
    }
}

/// The templates that an expression may come to, each with whether it does.
pub(super) fn bodies(place: Place<'_, '_>, expression: &Expression, how: How<'_>) -> Vec<Body> {
    let sources = place.instance.root.modules.sources;
    let found = followed(place, expression);
    let (place, expression) = (found.place, &found.expression);
    let mut out = match &expression.form {
        Form::Hcl(inner) => in_hcl(place, expression, &inner.tree(), how),
        Form::Json(_) => None,
    }
    .unwrap_or_else(|| evaluated(place, expression, how));
    for body in &mut out {
        if let Ok(DeployedTemplate::Text(text)) = &body.what
            && !place.instance.root.budget.take(steps_of(text))
        {
            body.what = Err(NotKnown {
                text: text.so_far().to_owned(),
                ..NotKnown::of(&Resolved::<bool>::not_followed(TOO_MANY_STEPS))
            });
        }
        if let Ok(DeployedTemplate::Text(text)) = &body.what
            && let Some(open) = how.deployer.open_structure(text)
        {
            body.what = Err(NotKnown {
                text: text.so_far().to_owned(),
                ..NotKnown::of(&open.value)
            });
        }
        // What is put into a template is no template to be judged by itself, even where the whole is not known.
        if let Err(not_known) = &mut body.what {
            let MadeOf { files, handed_on } = made_of(place, expression);
            if not_known.text.is_empty() {
                let texts = files.iter().map(|at| sources.get(at.source));
                not_known.text = texts.map(|file| file.text().to_owned()).collect();
            }
            // What is refused may be written out all the same, and the words for what is elsewhere say what it is.
            if not_known.text.is_empty() && (not_known.refused.is_some() || not_known.is_elsewhere)
            {
                let written = [expression.span].into_iter().chain(handed_on);
                let written = written.filter_map(|at| {
                    let file = sources.get(at.source);
                    file.text().get(at.range()).map(str::to_owned)
                });
                not_known.text = written.collect::<Vec<_>>().join("\n");
            }
            body.places.extend(files);
        }
        body.places.extend(&found.by);
    }
    out
}

/// How many expressions it counts as that a text is read as a template.
fn steps_of(text: &DeployedText) -> u32 {
    u32::try_from(text.so_far().len() / DEPLOYED_BYTES_PER_STEP).unwrap_or(u32::MAX)
}

fn in_hcl(
    place: Place<'_, '_>,
    expression: &Expression,
    inner: &Hcl,
    how: How<'_>,
) -> Option<Vec<Body>> {
    match inner {
        Hcl::Parenthesis(inner) => {
            let inner = part(place, expression, inner.inner());
            return Some(bodies(place, &inner, how));
        }
        Hcl::Conditional(conditional) => {
            let mut out = Vec::new();
            for (branch, holds) in branches(place, expression, conditional) {
                if holds.value() == Some(&false) {
                    continue;
                }
                let branch = part(place, expression, branch);
                out.extend(bodies(place, &branch, how).into_iter().map(|body| Body {
                    holds: body.holds.clone().and(&holds),
                    ..body
                }));
            }
            return Some(out);
        }
        Hcl::FuncCall(call)
            if matches!(call.name.name.as_str(), "jsonencode" | "yamlencode")
                && !call.args.expand_final() =>
        {
            let [argument] = call.args.iter().collect::<Vec<_>>()[..] else {
                return None;
            };
            let argument = part(place, expression, argument);
            let found = objects(place, &argument, how.around).into_iter();
            let found: Vec<Body> = found
                .map(|object| Body {
                    what: Ok(DeployedTemplate::Object(
                        Box::new(object.root),
                        object.parts,
                    )),
                    holds: object.holds,
                    places: Vec::new(),
                })
                .collect();
            return (!found.is_empty()).then_some(found);
        }
        // The file is a template of the repository, wherever its name is from.
        Hcl::FuncCall(call) if call.name.name.as_str() == "file" && !call.args.expand_final() => {
            let [path] = call.args.iter().collect::<Vec<_>>()[..] else {
                return None;
            };
            let path = place.evaluate(&part(place, expression, path));
            return read_file(place, &path, how).map(|body| vec![body]);
        }
        _ => {}
    }
    let none = Key::default();
    let scope = ModuleScope {
        instance: place.instance,
        key: place.key.unwrap_or(&none),
        element: None,
    };
    let found = match inner {
        Hcl::Traversal(_) => rendered_by_data(place, expression, inner)?,
        _ => pieces(expression, &scope, place.instance.root.modules.sources)?,
    };
    let rendered_from = found.rendered_from;
    let mut body = always(text_of(
        found,
        place.instance.root.modules.sources,
        how.around,
    ));
    body.places.extend(rendered_from);
    Some(vec![body])
}

/// The pieces of what `data.template_file` renders from a file.
fn rendered_by_data(place: Place<'_, '_>, expression: &Expression, inner: &Hcl) -> Option<Pieces> {
    let Hcl::Traversal(traversal) = inner else {
        return None;
    };
    let last = traversal.operators.last()?.value();
    let is_rendered =
        matches!(last, TraversalOperator::GetAttr(name) if name.as_str() == "rendered");
    let found = handing_on(place, expression, inner).filter(|_| is_rendered)?;
    let key = found.key?;
    let of_block = Place {
        instance: place.instance,
        key: Some(&key),
    };
    let template = found.block.body.attribute("template")?;
    let template = followed(of_block, &template.value);
    let Form::Hcl(written) = &template.expression.form else {
        return None;
    };
    let written = written.tree();
    let Hcl::FuncCall(call) = without_quotes(&written) else {
        return None;
    };
    let [path] = call.args.iter().collect::<Vec<_>>()[..] else {
        return None;
    };
    let is_file = call.name.name.as_str() == "file" && !call.args.expand_final();
    let path = is_file.then(|| part(template.place, &template.expression, path))?;
    let path = template.place.evaluate(&path);
    let variables = place.instance.variables_of_template(found.block, &key);
    let scope = ModuleScope {
        instance: place.instance,
        key: &key,
        element: None,
    };
    pieces_of_file(&path, &variables, &scope)
}

/// The template that a file of a path holds; `None` where the path is not known, or it holds none.
pub(super) fn read_file(
    place: Place<'_, '_>,
    path: &Resolved<Value>,
    how: How<'_>,
) -> Option<Body> {
    let at = place.file(&path.value()?.as_text()?)?;
    let file = place.instance.root.modules.sources.get(at.source);
    let holds_templates = how.around.is_none() && how.deployer.holds_templates(file.path());
    let by = path.from().hops.iter().flat_map(Hop::places);
    holds_templates.then(|| Body {
        places: by.chain([at]).collect(),
        ..always(Ok(DeployedTemplate::File(file.path().to_owned())))
    })
}

fn always(what: Result<DeployedTemplate, NotKnown>) -> Body {
    Body {
        what,
        holds: Resolved::known(true),
        places: Vec::new(),
    }
}

/// A text in pieces as the text of a template. A value that stands alone in its line, or a directive, may be any part of
/// it.
fn text_of(
    found: Pieces,
    sources: &SourceMap,
    around: Option<&Around>,
) -> Result<DeployedTemplate, NotKnown> {
    let source = found.source;
    let mut text = DeployedText::new(source);
    if let Some(around) = around {
        around.begin(&mut text);
    }
    let mut lost: Option<NotKnown> = None;
    for (at, piece) in found.all.iter().enumerate() {
        match piece {
            Piece::Written(embedded) => text.written().append(&embedded.input(source)),
            Piece::Made {
                value,
                at: by,
                shown,
            } => {
                let value = value.clone().converted(&mut in_text);
                let next = found.all.get(at + 1);
                let is_alone = is_blank_before(text.so_far()) && is_blank_after(next);
                let value = if is_alone {
                    read_as_text(value, sources)
                } else {
                    value
                };
                if is_alone && (value.value().is_none() || value.is_private()) {
                    lost.get_or_insert(NotKnown::of(&value));
                } else {
                    text.append(value, *by, shown);
                }
            }
            Piece::Directed { value, at: by } => {
                let value = value.clone().map(&mut Scalar::String);
                let value = read_as_text(value, sources);
                if value.value().is_none() || value.is_private() {
                    lost.get_or_insert(NotKnown::of(&value));
                } else {
                    text.append(value, *by, "a directive");
                }
            }
        }
    }
    if let Some(lost) = lost {
        return Err(NotKnown {
            text: text.so_far().to_owned(),
            ..lost
        });
    }
    if let Some(around) = around {
        around.end(&mut text);
    }
    Ok(DeployedTemplate::Text(text))
}

/// What a template makes of a value that is put into it.
fn in_text(value: Value) -> Resolved<Scalar> {
    match value.as_text() {
        Some(text) => Resolved::known(Scalar::String(text)),
        None => refused(&value, "it cannot be put into a string"),
    }
}

fn is_blank_before(text: &str) -> bool {
    text.rsplit('\n')
        .next()
        .unwrap_or_default()
        .trim()
        .is_empty()
}

fn is_blank_after(next: Option<&Piece>) -> bool {
    match next {
        None => true,
        Some(Piece::Written(embedded)) => {
            let line = embedded.text.split('\n').next().unwrap_or_default();
            line.trim().is_empty()
        }
        Some(_) => false,
    }
}

/// The templates of an expression whose value alone tells.
fn evaluated(place: Place<'_, '_>, expression: &Expression, how: How<'_>) -> Vec<Body> {
    let value = place.evaluate(expression);
    let arms = value.arms();
    let is_one = arms.len() <= 1;
    let mut out = Vec::new();
    for (_, arm) in &arms {
        let text = match arm {
            Resolved::Unset { .. }
            | Resolved::Known {
                value: Value::Null, ..
            } => continue,
            Resolved::Known {
                value: Value::Text(text),
                ..
            } => text,
            other => {
                let is_elsewhere =
                    matches!(other, Resolved::Unknown { .. }) && refers_to_resources(expression);
                out.push(always(Err(NotKnown {
                    is_elsewhere,
                    ..NotKnown::of(other)
                })));
                continue;
            }
        };
        let holds = if is_one {
            Resolved::known(true)
        } else {
            let is_this = |value: Value| value == Value::Text(text.clone());
            value.clone().map(&mut |value| is_this(value)).decided()
        };
        let hops = arm.from().hops.iter();
        let mut places: Vec<Span> = hops.flat_map(Hop::places).collect();
        places.extend(file_of(arm));
        out.push(Body {
            what: of_text(place, expression, arm, how),
            holds,
            places,
        });
    }
    out
}

/// The file that a text is as a whole.
fn file_of(value: &Resolved<Value>) -> Option<Span> {
    match value.from().written.as_deref()?.place {
        resolved::Place::File(at) => Some(Span::beginning(at.source)),
        _ => None,
    }
}

fn of_text(
    place: Place<'_, '_>,
    expression: &Expression,
    value: &Resolved<Value>,
    how: How<'_>,
) -> Result<DeployedTemplate, NotKnown> {
    let sources = place.instance.root.modules.sources;
    if let Some(at) = file_of(value) {
        let path = sources.get(at.source).path().to_owned();
        if how.around.is_none() && how.deployer.holds_templates(&path) {
            return Ok(DeployedTemplate::File(path));
        }
    }
    let value = read_as_text(value.clone(), sources).converted(&mut in_text);
    if value.value().is_none() {
        return Err(NotKnown::of(&value));
    }
    if value.is_private() {
        return Err(NotKnown {
            why: "its text is made of what is not shown".into(),
            hops: value.from().hops.clone(),
            text: String::new(),
            is_elsewhere: false,
            refused: None,
        });
    }
    let mut text = DeployedText::new(expression.span.source);
    if let Some(around) = how.around {
        around.begin(&mut text);
    }
    text.append(value, expression.span, "");
    if let Some(around) = how.around {
        around.end(&mut text);
    }
    Ok(DeployedTemplate::Text(text))
}
