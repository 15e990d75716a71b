//! Names that are longer than any name is: whatever comes by one would say it again, for each of thousands of trails.

use crate::diagnostic::Unreadable;
use crate::limits::MAX_BYTES_OF_NAME;
use crate::quote::quoted;
use crate::source::Span;

/// Whether a name is too long to be read.
pub(crate) fn is_long(name: &str) -> bool {
    name.len() > MAX_BYTES_OF_NAME
}

/// What is said of one at its place, if it is: `label` says what is not read for it.
pub(crate) fn refused(name: &str, at: Span, label: &'static str) -> Option<Unreadable> {
    is_long(name).then(|| Unreadable {
        span: at,
        message: format!(
            "The name `{}` has more than {MAX_BYTES_OF_NAME} bytes, too many to be read",
            quoted(name)
        )
        .into(),
        label: label.into(),
        help: Some("Give it a shorter name.".into()),
        others: Vec::new(),
    })
}
