//! `{ key = value }`.

use hcl::edit::Span as _;
use hcl::edit::expr::{Expression, Object, ObjectKey};

use super::evaluator::{Evaluator, Local};
use crate::resolved::{Assigned, Privacy, Resolved, Syntax};
use crate::terraform::lang::came_by::{decided_by, own};
use crate::terraform::lang::keys::text_key;
use crate::terraform::lang::object_keys::{bare_word, is_path};
use crate::terraform::lang::partly::keyed_of;
use crate::terraform::lang::private::private;
use crate::terraform::lang::refused_parts::unless_refused;
use crate::terraform::lang::values::{Entry, Value, error};

impl Evaluator<'_> {
    pub(super) fn object(&self, object: &Object, local: &Local) -> Resolved<Value> {
        let members = object.iter().map(|(key, value)| {
            let (key, is_plain) = match (bare_word(key), key) {
                (_, ObjectKey::Ident(name) | ObjectKey::Expression(Expression::Variable(name)))
                    if self.stands_in(name) =>
                {
                    (self.set_aside(name, local), false)
                }
                (None, ObjectKey::Expression(expression)) if is_path(expression) => {
                    (self.ambiguous(expression), false)
                }
                (None, ObjectKey::Expression(expression)) => {
                    let is_plain = matches!(expression, Expression::String(_));
                    (self.walk(expression, local), is_plain)
                }
                (word, _) => {
                    let word = Resolved::known(Value::text(word.unwrap_or_default()));
                    (word.private(self.of_literals), true)
                }
            };
            let member = self.walk(value.expr(), local);
            let is_named = is_plain && !key.is_private();
            let member = match key.value().and_then(Value::as_text).filter(|_| is_named) {
                Some(name) => {
                    let at = self.span(value.expr().span());
                    member.assigned(&Assigned::new(name, Syntax::Hcl), at)
                }
                None => member,
            };
            (key, member)
        });
        object_of(members).literal_object(self.span(object.span()), Syntax::Hcl)
    }

    /// Source: hcl `hclsyntax` (`ObjectConsKeyExpr.Value`), "Ambiguous attribute key".
    fn ambiguous(&self, key: &Expression) -> Resolved<Value> {
        let written = self.quoted_at(key.span());
        let path = written.trim_matches('`');
        error(path, "a key that is a reference stands in parentheses")
            .remedied_here(format!("Write `({path})`"))
    }
}

/// The object that keys and values make; of two equal keys, the last one's value.
pub(super) fn object_of(
    pairs: impl Iterator<Item = (Resolved<Value>, Resolved<Value>)>,
) -> Resolved<Value> {
    let mut entries = Vec::with_capacity(pairs.size_hint().0);
    let mut of_keys = Vec::new();
    // Whoever sees the object sees its keys.
    let mut privacy = Privacy::default();
    for (key, value) in pairs {
        let of_key = key.from().privacy;
        let key = text_key(key);
        if key.is_invalid() {
            return key.private(of_key);
        }
        privacy = privacy.max(of_key);
        of_keys.extend(own(&key));
        // Terraform evaluates each member, whichever counts in the end.
        if value.is_invalid() {
            return value;
        }
        entries.push(Entry::once(key, value));
    }
    let object = unless_refused(keyed_of(false, entries));
    private(decided_by(object, of_keys), privacy)
}
