//! Templates that a module uploads before it deploys them: a `template_url` that refers to the object.
//!
//! Source: the provider's reference of `aws_s3_object` (`aws_s3_bucket_object` before its version 4): `source` is the path of a
//! file, `content` a text; `key` and `id` are what it is called in its bucket.

use hcl::edit::Decorated;
use hcl::edit::expr::{Expression as Hcl, Traversal, TraversalOperator};
use hcl::edit::visit::{self, Visit};

use super::body::{Body, How, NotKnown, bodies, read_file};
use super::expressions::{Place, followed, part};
use super::misspelt::argument;
use crate::resolved::Resolved;
use crate::terraform::config::instance_keys::Key;
use crate::terraform::config::module::S3_OBJECTS;
use crate::terraform::lang::syntax::{Block, Form};
use crate::terraform::lang::values::Value;

/// The templates of the object that a stack's `template_url` refers to; `None` where it refers to none of its module, or to several.
pub(super) fn uploaded(place: Place<'_, '_>, stack: &Block, how: How<'_>) -> Option<Vec<Body>> {
    let url = followed(place, &argument(stack, "template_url")?.value);
    let Form::Hcl(inner) = &url.expression.form else {
        return None;
    };
    let mut references = References { found: Vec::new() };
    let tree = inner.tree();
    references.visit_expr(&tree);
    let [reference] = references.found.as_slice() else {
        return None;
    };
    let instance = url.place.instance;
    let object = instance.module.stored.get(&reference.address)?;
    let keys = instance.each_of(object, &Resolved::known(true));
    let key = match &reference.index {
        None => only(&keys),
        Some(index) => {
            let index = url.place.evaluate(&part(url.place, &url.expression, index));
            let index = index.value().and_then(Value::as_text)?;
            let is_meant = |key: &&Key| {
                let number = key.index.map(|index| index.to_string());
                key.text().or(number).as_deref() == Some(index.as_str())
            };
            keys.iter().map(|(key, _)| key).find(is_meant)
        }
    }?;
    let place = Place {
        instance,
        key: Some(key),
    };
    let mut found = match object.body.attribute("content") {
        Some(content) => bodies(place, &content.value, how),
        None => vec![of_source(place, object, how)?],
    };
    for body in &mut found {
        body.places.extend(object.places());
        body.places.extend(&url.by);
    }
    Some(found)
}

fn only(keys: &[(Key, Resolved<bool>)]) -> Option<&Key> {
    let [(only, _)] = keys else {
        return None;
    };
    Some(only)
}

/// The file that an object is uploaded from.
fn of_source(place: Place<'_, '_>, object: &Block, how: How<'_>) -> Option<Body> {
    let path = place.evaluate(&object.body.attribute("source")?.value);
    Some(read_file(place, &path, how).unwrap_or_else(|| Body {
        what: Err(NotKnown::elsewhere(
            "the file of the object that it is read from is not known".to_owned(),
        )),
        holds: Resolved::known(true),
        places: Vec::new(),
    }))
}

/// A reference to an object.
struct Reference {
    /// Its address, without its key.
    address: String,
    index: Option<Hcl>,
}

/// The objects that an expression is called by.
struct References {
    found: Vec<Reference>,
}

impl Visit for References {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        let operators: Vec<_> = traversal.operators.iter().map(Decorated::value).collect();
        if let Hcl::Variable(root) = &traversal.expr
            && S3_OBJECTS.contains(&root.as_str())
            && let [TraversalOperator::GetAttr(name), rest @ ..] = operators.as_slice()
        {
            let (index, rest) = match rest {
                [TraversalOperator::Index(index), rest @ ..] => (Some(index.clone()), rest),
                rest => (None, rest),
            };
            let is_name = |attribute: &str| matches!(attribute, "key" | "id");
            if matches!(rest, [TraversalOperator::GetAttr(attribute)] if is_name(attribute.as_str()))
            {
                self.found.push(Reference {
                    address: format!("{}.{}", root.as_str(), name.as_str()),
                    index,
                });
            }
        }
        visit::visit_traversal(self, traversal);
    }
}
