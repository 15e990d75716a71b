//! Bounds on what a run follows in templates: what lies beyond one is unknown, and said to be.

use crate::parse::MAX_ALIASED;

/// How deep stacks may lie in one another.
pub(super) const MAX_STACK_DEPTH: usize = 10;

/// How many stacks may wait for outputs of one another.
pub(super) const MAX_OUTPUTS_DEEP: usize = 32;

/// How many stacks a run judges, shared among the templates that no other one nests.
pub(super) const MAX_STACKS: usize = 4_000;

/// How many stacks are judged below one template, however many templates there are.
pub(super) const MIN_STACKS: usize = 100;

/// How many resources of a template that a stack is made of count as one expression.
pub(super) const RESOURCES_PER_STEP: usize = 2;

/// How many expressions are evaluated for one resource, so that no template makes a run slow.
pub(super) const MAX_STEPS: u32 = 20_000;

/// How many expressions of templates a run evaluates, shared among the templates that no other one nests.
pub(super) const MAX_STEPS_OF_RUN: u64 = 1_000_000;

/// How many are evaluated for one such template with those below it, however many there are.
pub(super) const MIN_STEPS_OF_TEMPLATE: u64 = 2_000;

/// How many items of a value that an expression gives count as one expression more.
pub(super) const ITEMS_PER_STEP: usize = 4;

/// How many bytes of a text that an expression gives count as one expression more.
pub(super) const BYTES_PER_STEP: usize = 1024;

/// How long a text that is put together may grow, in bytes (AWS's own limit is 1 MB for a whole template).
pub(super) const MAX_TEXT_BYTES: usize = 1 << 20;

/// How many expressions may be open in one another, through conditions and mappings.
pub(super) const MAX_DEPTH: u32 = 600;

/// How deep conditions may refer to one another.
pub(super) const MAX_CONDITION_DEPTH: usize = 250;

/// How many items a loop may have (AWS's own limit on resources is 500).
pub(super) const MAX_ITEMS: usize = 1_000;

/// How many values a file of parameters may give (AWS's own limit is 200).
pub(super) const MAX_PARAMETERS: usize = 5_000;

/// How many keys of a mapping are followed where the key is not known (AWS's own limit is 200).
pub(super) const MAX_KEYS: usize = 1_000;

/// How many allowed values of a parameter are told apart.
pub(super) const MAX_ALLOWED: usize = 64;

/// How many values the aliases and includes of a run's templates may copy, shared among its files.
const MAX_COPIED_OF_RUN: usize = 500_000;

/// How many they may copy in one file, however many files there are.
const MIN_COPIED: usize = 2_000;

/// How many they may copy in one of so many files.
pub(super) fn copies_of_one_in(files: usize) -> usize {
    (MAX_COPIED_OF_RUN / files.max(1)).clamp(MIN_COPIED, MAX_ALIASED)
}

/// How many bytes of a file that is included count as one value.
pub(super) const BYTES_PER_COPY: usize = 64;

/// How deep includes may lie in one another.
pub(super) const MAX_INCLUDE_DEPTH: usize = 8;

/// How many includes of one template are followed.
pub(super) const MAX_INCLUDES: usize = 1_000;

/// How many variables may lead to one another.
pub(super) const MAX_VARIABLES_DEEP: u32 = 40;

/// How many variables of one service are followed, and keys of their addresses.
pub(super) const MAX_VARIABLES: u32 = 20_000;

/// How many nodes may be copied for them.
pub(super) const MAX_NODES_OF_VARIABLES: usize = 3_000_000;

/// How many bytes the texts may have together that are put together or copied.
pub(super) const MAX_TEXT_OF_VARIABLES: usize = 8 << 20;
