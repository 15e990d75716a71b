//! Templates and modules that are valid, but for a name or a type now and then: they lead deeper than mutated text does.

mod choices;
mod modules;
mod templates;

use self::choices::Choices;
use super::archive::File;

/// The files that an input chooses: each of its bytes is a choice.
pub(crate) fn files(data: &[u8]) -> Vec<File> {
    let mut choices = Choices::new(data);
    if choices.below(2) == 0 {
        modules::files(&mut choices)
    } else {
        templates::files(&mut choices)
    }
}
