//! Bounds on what a run follows in templates: what lies beyond one is unknown, and said to be.

use crate::parse::MAX_ALIASED;

// Expressions

/// How many expressions of templates a run evaluates, shared among the templates that no other one nests.
pub(super) const MAX_STEPS_OF_RUN: u64 = 1_000_000;

/// How many are evaluated for one such template with those below it, however many there are.
pub(super) const MIN_STEPS_OF_TEMPLATE: u64 = 2_000;

/// How many expressions are evaluated for one resource, so that no template makes a run slow.
pub(super) const MAX_STEPS_OF_RESOURCE: u32 = 20_000;

/// How many resources of a template that a stack is made of count as one expression.
pub(super) const RESOURCES_PER_STEP: usize = 2;

/// How many items of a value that an expression gives count as one expression more.
pub(super) const ITEMS_PER_STEP: usize = 4;

/// How many bytes of a text that an expression gives count as one expression more.
pub(super) const BYTES_PER_STEP: usize = 1024;

/// How many bytes of a file of parameters that is parsed count as one expression more.
pub(super) const PARSED_BYTES_PER_STEP: usize = 256;

/// How many bytes of one of which the values are made.
pub(super) const VALUE_BYTES_PER_STEP: usize = 128;

/// How many bytes of pairs of which the values are made: they are short.
pub(super) const OVERRIDE_BYTES_PER_STEP: usize = 16;

/// How many expressions may be open in one another, through conditions and mappings.
pub(super) const MAX_EXPRESSION_DEPTH: u32 = 600;

/// How many pieces `Fn::Split` cuts a text into. (A parameter has 4,096 bytes; "CloudFormation quotas" of the user guide.)
pub(super) const MAX_PIECES_OF_TEXT: usize = 10_000;

/// How long a text that is put together may grow, in bytes (AWS's own limit is 1 MB for a whole template).
pub(super) const MAX_TEXT_BYTES: usize = 1 << 20;

// Sections of a template

/// How deep conditions may refer to one another.
pub(super) const MAX_CONDITION_DEPTH: usize = 250;

/// How many nodes the formulas have together that say when the conditions of a stack hold.
pub(super) const MAX_NODES_OF_CONDITIONS: usize = 30_000;

/// How many refusals of names in a condition, and in those that it leads to, are kept: one is enough to refuse what it decides about.
pub(super) const MAX_REFUSED_OF_CONDITION: usize = 8;

/// How many conditions `Fn::And` and `Fn::Or` take, two at least.
///
/// Source: `CloudFormation`'s own refusal, "every `Fn::Or` object requires a list of at least 2 and at most 10 boolean
/// parameters" (aws/aws-cdk, issue 25696; buildkite/elastic-ci-stack-for-aws, issue 370).
pub(super) const MAX_OPERANDS: usize = 10;

/// How many items a loop may have (AWS's own limit on resources is 500).
pub(super) const MAX_LOOP_ITEMS: usize = 1_000;

/// How many keys of a mapping are followed where the key is not known (AWS's own limit is 200).
pub(super) const MAX_MAPPING_KEYS: usize = 1_000;

/// How many allowed values of a parameter are told apart.
pub(super) const MAX_ALLOWED_VALUES: usize = 64;

/// How many allowed values a message lists.
pub(super) const MAX_ALLOWED_LISTED: usize = 6;

/// How large an `AllowedPattern` may become that is matched, in bytes.
pub(super) const MAX_PATTERN_BYTES: usize = 1 << 18;

/// How many letters more or less a trail's type has that is misspelt.
pub(super) const MAX_SLIPS_OF_TYPE: usize = 2;

// Stacks

/// How many stacks a run judges, shared among the templates that no other one nests.
pub(super) const MAX_STACKS: usize = 4_000;

/// How many stacks are judged below one template, however many templates there are.
pub(super) const MIN_STACKS: usize = 100;

/// How many stacks are judged in each deployment of one template, whatever those before it took.
pub(super) const MIN_STACKS_OF_DEPLOYMENT: usize = 20;

/// How many stacks are judged below one that another tool deploys.
pub(super) const MAX_STACKS_BELOW_DEPLOYED: usize = 100;

/// How deep stacks may lie in one another.
pub(super) const MAX_STACK_DEPTH: usize = 32;

/// How many stacks may wait for outputs of one another.
pub(super) const MAX_OUTPUT_DEPTH: usize = 32;

/// How many names of templates in one text are looked at: with more, it may nest any file.
pub(super) const MAX_NAMES_OF_TEMPLATES: usize = 2_000;

/// How many templates below one are looked at: where there are more, one may have a trail.
pub(super) const MAX_TEMPLATES_BELOW: usize = 200;

/// How many nodes a run reads of the templates that stand in templates, shared among the templates that no other one nests.
const MAX_NODES_OF_BODIES: usize = 300_000;

/// How many are read below one of these, however many there are.
const MIN_NODES_OF_BODIES: usize = 100_000;

/// How many bytes of a text that is no longer read make a node at the most (AWS's own limit for such a text is 51,200 bytes).
pub(super) const BYTES_PER_NODE_OF_BODY: usize = 2;

/// How many are read below one of so many templates that no other one nests.
pub(super) fn nodes_of_bodies_of_one_in(roots: usize) -> usize {
    (MAX_NODES_OF_BODIES / roots.max(1)).max(MIN_NODES_OF_BODIES)
}

// Parameters

/// How many values a file of parameters may give (AWS's own limit is 200).
pub(super) const MAX_PARAMETERS: usize = 5_000;

/// How many names, values and signs a file in TOML may have, however short it is: each takes far more room than its text.
pub(super) const MAX_WORDS_OF_SHORT_TOML: usize = 50_000;

/// How many bytes such a file has for each of them more.
pub(super) const MIN_BYTES_PER_WORD_MORE: usize = 64;

/// How many bytes such a value has at least, with its name.
pub(super) const MIN_BYTES_OF_PAIR: usize = 2;

/// How many names of parameters that nothing takes a sentence lists before it counts the rest.
pub(super) const MAX_UNUSED_NAMED: usize = 3;

/// How many sets of values a deployment may have, of files that give several each.
pub(super) const MAX_SETS_OF_DEPLOYMENT: usize = 2_000;

/// How many layers of values by name lie over one another, until they are put into one.
pub(super) const MAX_LAYERS: usize = 8;

/// How many bytes the files of parameters have that are kept for the deployments to come, and may be kept once more: what a
/// file gives takes a hundred times as much.
pub(super) const MAX_BYTES_OF_PARAMETER_FILES: usize = 64 << 10;

/// How many deployments of one run are followed.
pub(super) const MAX_ROLLOUTS: usize = 2_000;

/// How many values are held that they are given where they are named: each takes some 500 bytes.
pub(super) const MAX_VALUES_OF_ROLLOUTS: usize = 25_000;

/// How many texts of one included file are hidden one by one; of more, all of the file is.
pub(super) const MAX_HIDDEN_ONE_BY_ONE: usize = 1_000;

/// How many files of tasks a run includes.
pub(super) const MAX_TASK_FILES: usize = 500;

// Files of templates

/// How many bytes the files of templates have whose trees are kept for whoever asks for them again, and may be kept once more.
pub(super) const MAX_BYTES_OF_TEMPLATES: usize = 512 << 10;

/// How often a unit has one of them read until it is kept for it, whatever it takes.
pub(super) const TIMES_READ: usize = 3;

/// How many bytes each of them counts beside its own: what is made of a file takes room, however short it is.
pub(super) const BYTES_BESIDE_TEXT: usize = 512;

/// How many bytes the files have whose first documents are kept for the next service that reads them, and may be kept once more.
pub(super) const MAX_BYTES_OF_DOCUMENTS: usize = 256 << 10;

/// How many members of a section are looked through for a name; where there are more, they are indexed.
pub(super) const MAX_MEMBERS_LOOKED_THROUGH: usize = 16;

/// How many bytes of the CDK's lists of assets in a folder are kept for the places in them; of further ones, the file is named.
pub(super) const MAX_BYTES_OF_ASSETS: usize = 4 << 20;

// Includes and aliases

/// How many values the aliases and includes of a run's templates may copy, shared among its files.
const MAX_COPIES_OF_RUN: usize = 500_000;

/// How many they may copy in one file, however many files there are.
const MIN_COPIES_OF_FILE: usize = 2_000;

/// How many they may copy in one of so many files.
pub(super) fn copies_of_one_in(files: usize) -> usize {
    (MAX_COPIES_OF_RUN / files.max(1)).clamp(MIN_COPIES_OF_FILE, MAX_ALIASED)
}

/// How many bytes of a file that is included count as one value.
pub(super) const BYTES_PER_COPY: usize = 64;

/// How deep includes may lie in one another.
pub(super) const MAX_INCLUDE_DEPTH: usize = 8;

/// How many includes of one template are followed.
pub(super) const MAX_INCLUDES: usize = 1_000;

// The Serverless Framework

/// How many stages of a service are judged beside the one that counts where none is given.
pub(super) const MAX_STAGES: usize = 32;

/// How many files are looked at below a folder that a stage is a part of the path of.
pub(super) const MAX_FILES_OF_STAGES: usize = 2_000;

/// How many variables of one service are followed, and keys of their addresses.
pub(super) const MAX_VARIABLES_OF_SERVICE: u32 = 20_000;

/// How many variables may lead to one another.
pub(super) const MAX_VARIABLE_DEPTH: u32 = 40;

/// How deep variables may stand in one another.
pub(super) const MAX_VARIABLES_IN_ONE_ANOTHER: usize = 16;

/// How many variables of one text are tried: what is left open in one is read again as a text.
pub(super) const MAX_VARIABLES_TRIED: u32 = 2_000;

/// How many nodes may be copied for the variables of one service.
pub(super) const MAX_NODES_OF_VARIABLES: usize = 3_000_000;

/// How many bytes the texts may have together that are put together or copied for them.
pub(super) const MAX_TEXT_OF_VARIABLES: usize = 8 << 20;

/// How many nodes may be put in for variables of a template.
pub(super) const MAX_NODES_RENDERED: usize = 100_000;

/// How many members of resources are looked at where something is put over them that is not known; where there are more, nothing is
/// known of the template.
pub(super) const MAX_MEMBERS_PUT_OVER: usize = 2_000_000;

/// How many of them may lie in one another.
pub(super) const MAX_RENDERED_DEPTH: usize = 32;
