//! Templates: texts that have the shape of one, as trees with their sections at hand and their includes spliced in.

mod annotated;
mod cache;
mod deploying;
mod duplicate_keys;
mod include;
mod level;
mod location;
mod long_names;
mod made_parts;
mod malformed;
mod merged;
mod merged_folder;
mod misplaced;
mod no_section;
mod open_marks;
mod recognition;
mod refused_null;
mod sections;
mod shape;
mod text;
mod unsaid;

pub(super) use annotated::inline_includes;
pub(super) use cache::{KeptTemplates, TemplateCache, TemplateFile};
pub(super) use deploying::deploying_document;
pub(super) use duplicate_keys::{
    Doubled, doubled_below, doubled_in_stack, doubled_in_trail, named_twice,
};
pub(super) use include::{Included, is_call, unknown_entries};
pub(crate) use level::Level;
pub(super) use location::local_path;
pub(super) use made_parts::{MadePart, MadeParts};
pub(super) use merged_folder::{MergedFiles, STACK_NAMES, is_configuration, merges};
pub(super) use open_marks::{MARKS, has_open_part, mark, marks};
pub(super) use recognition::{is_template, misspelt_section};
pub(super) use sections::Template;
pub(crate) use shape::are_properties_of_a_trail;
pub(super) use shape::{
    INCLUDE, SERVERLESS_APPLICATION, STACK, STACK_SET, TRAIL, TRAIL_PROPERTIES, is_meant_as_trail,
    meant_stack_type, resembles_trail, resembles_trail_type, type_of, under_misspelt_type,
};
pub(crate) use text::speaks_of_resources;
pub(super) use text::{TemplateText, first_document, is_json, read_as_yaml, read_templates};
pub(crate) use unsaid::is_called_after_secrets;
pub(super) use unsaid::{
    is_called_after_parameters, is_named_after_parameters, is_of_parameters, is_public_text,
    is_shown_as_part, take_as_part,
};
