//! Templates, modules and what deploys such, valid but for a name or a type now and then: they lead deeper than mutated text does.

mod choices;
mod deployments;
mod modules;
mod services;
mod tasks;
mod templates;
mod units;

use self::choices::Choices;
use super::archive::File;

/// The files that an input chooses: each of its bytes is a choice.
pub(crate) fn files(data: &[u8]) -> Vec<File> {
    let mut choices = Choices::new(data);
    match choices.below(8) {
        0 | 1 => modules::files(&mut choices),
        2 => templates::files(&mut choices),
        3 => services::files(&mut choices),
        4 => tasks::files(&mut choices),
        5 => deployments::templates(&mut choices),
        6 => deployments::stacks(&mut choices),
        _ => units::files(&mut choices),
    }
}
