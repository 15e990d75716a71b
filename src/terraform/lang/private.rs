//! Values of which nothing is said.

use super::facts::kept_back_within;
use super::values::{Value, with_elements};
use crate::resolved::{Privacy, Resolved};

/// A value, its elements too, kept as private as that at least.
pub(crate) fn private(value: Resolved<Value>, privacy: Privacy) -> Resolved<Value> {
    if privacy == Privacy::Shown {
        return value;
    }
    // What many share is not copied for what it is already.
    if kept_back_within(&value) >= privacy {
        return value.private(privacy);
    }
    let of_element = |value| private(without_key(value), privacy);
    with_elements(value, &of_element).private(privacy)
}

/// An element of what is private without the key that it has there: nobody is told to set that.
fn without_key(mut value: Resolved<Value>) -> Resolved<Value> {
    value.each_evidence(&mut |from| {
        if let Some(written) = from.written_mut() {
            written.forget_names();
        }
    });
    value
}
