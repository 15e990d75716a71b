//! Modules: the files of a folder, the modules they call, and what their variables are given.

pub(crate) mod call_graph;
pub(crate) mod expansion;
pub(crate) mod input_variables;
pub(crate) mod instance;
pub(crate) mod module;
mod module_scope;
mod providers;
