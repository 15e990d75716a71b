//! What holds of any input, however broken. The targets of `fuzz/` run it under libFuzzer; [`replay`] does in every `cargo test`
//! what is the same each time.

mod archive;
mod generated;
mod invariants;
#[cfg(test)]
mod replay;
mod target;

#[cfg(test)]
pub(crate) use invariants::reported;
pub use target::Target;
