//! What may be said of the texts that a service is made of.

use super::variables::Variables;
use crate::model::is_region;
use crate::parse::{Node, Scalar, Value};
use crate::quote::quoted;
use crate::resolved::Privacy;
use crate::source::Span;

impl Variables<'_> {
    /// Whether the text of a scalar may be said: that of a file of values may be a secret. What AWS calls its Regions is none.
    pub(super) fn privacy_of(&self, node: &Node) -> Privacy {
        let is_public = match &node.value {
            Value::Scalar(Scalar::String(text)) => is_region(text),
            Value::Scalar(_) => false,
            Value::List(_) | Value::Map(_) => true,
        };
        if is_public {
            Privacy::Shown
        } else {
            self.privacy_at(node.span)
        }
    }

    /// Keeps reports from showing the value that a place in a file of values holds; that it is true or false may be seen.
    pub(super) fn hide(&self, node: &Node) {
        let text = node.scalar_text().unwrap_or_default();
        if !matches!(text.to_ascii_lowercase().as_str(), "true" | "false") {
            self.sources.get(node.span.source).hide(node.span.range());
        }
    }

    /// Whether what is written at a place may be said.
    pub(super) fn privacy_at(&self, at: Span) -> Privacy {
        if self.sources.get(at.source).holds_values() {
            Privacy::Hidden
        } else {
            Privacy::Shown
        }
    }

    /// A variable for a sentence. In a file of values, what stands in it as a text is left out.
    pub(super) fn said(&self, written: &str, at: Span) -> String {
        let may_hold_text =
            || written.contains([',', '\'', '"']) || written.starts_with("strToBool");
        if self.privacy_at(at) == Privacy::Shown || !may_hold_text() {
            return quoted(written);
        }
        let kind = written.split([':', '(']).next().unwrap_or_default();
        format!("{}…", quoted(kind))
    }
}
