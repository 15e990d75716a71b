//! Modules: the files of a folder, the modules they call, and what their variables are given.

mod allowed_values;
pub(crate) mod call_graph;
pub(crate) mod call_texts;
pub(crate) mod expansion;
pub(crate) mod files;
mod input_variables;
pub(crate) mod instance;
pub(crate) mod limits;
mod local_source;
mod local_values;
mod manifest;
pub(crate) mod module;
pub(crate) mod module_cache;
pub(crate) mod module_scope;
pub(crate) mod module_sources;
mod outputs;
pub(crate) mod providers;
mod refused_calls;
mod region_data;
mod repeated;
pub(crate) mod root_inputs;
mod source_pattern;
mod stored_values;
pub(crate) mod tree;
mod undeclared;
mod validated;
