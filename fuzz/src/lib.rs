//! What the targets hold true stands beside the tests, which replay it.

#[path = "../../tests/it/any_input/mod.rs"]
mod any_input;

pub use any_input::Target;
