//! Bounds on what a run follows in Terraform's code: what lies beyond one is unknown, and said to be, never left out.

// Expressions

/// How many expressions a run may take, shared among its units.
pub(super) const MAX_STEPS_OF_RUN: u64 = 3_000_000;

/// How many expressions a unit may take, however many units there are: most take some hundreds, and the few that take more
/// are done again with what the others left.
pub(super) const MIN_STEPS_OF_UNIT: u64 = 1_000;

/// How many expressions one attribute may take.
pub(super) const MAX_STEPS_OF_ATTRIBUTE: u32 = 50_000;

/// How many expressions may be open in one another on one thread, those behind references among them: its stack bounds
/// them all together.
pub(super) const MAX_EXPRESSION_DEPTH: usize = 1_000;

// What counts as one expression

/// How many bytes of text.
pub(super) const BYTES_PER_STEP: usize = 256;

/// How many bytes of a data file that is kept, of its unit.
pub(super) const KEPT_BYTES_PER_STEP: u64 = 8;

/// How many bytes of a file that is read for a fingerprint, or encoded, of its unit.
pub(super) const READ_BYTES_PER_STEP: u64 = 64;

/// How many bytes of text that a pattern of one part is matched against.
pub(super) const MATCHED_BYTES_PER_STEP: usize = 128;

/// How many bytes of a file that is read for a unit of Terragrunt.
pub(super) const PARSED_BYTES_PER_STEP: usize = 64;

/// How many bytes of a file of values.
pub(super) const VALUE_BYTES_PER_STEP: u32 = 64;

/// How many bytes of an expression that is held as a text.
pub(super) const TREE_BYTES_PER_STEP: u32 = 4;

/// How many blocks may lie in one another: the parser reads no more.
pub(super) const MAX_LEVELS_OF_BLOCKS: usize = 64;

/// How many bytes of YAML or JSON.
pub(super) const DECODED_BYTES_PER_STEP: usize = 16;

/// How many bytes of a text that a stack is made of.
pub(super) const DEPLOYED_BYTES_PER_STEP: usize = 8;

/// How many bytes of a term that the parser does not take with what is around it.
pub(super) const SET_ASIDE_BYTES_PER_STEP: usize = 10;

/// How many elements of a value that a function makes.
pub(super) const ELEMENTS_PER_STEP: usize = 4;

/// How much weight of a value that a reference brings in.
pub(super) const WEIGHT_PER_STEP: usize = 16;

/// How many pairs of elements that are compared.
pub(super) const PAIRS_PER_STEP: usize = 1024;

/// How many cases, squared, that are told apart, each from each other one.
pub(super) const CASES_SQUARED_PER_STEP: usize = 16;

/// How many bytes of text that a function makes count as one answer to a question of formulas, whatever becomes of it.
pub(super) const MADE_BYTES_PER_ANSWER: usize = 128;

/// How many bytes of text of which the letters are told count as one expression: those that a reader takes for one letter.
pub(super) const LETTER_BYTES_PER_STEP: usize = 64;

/// How many bytes of a template that is read for each rendering.
pub(super) const TEMPLATE_BYTES_PER_STEP: usize = 32;

/// How many answers to questions of formulas a pattern that is made ready counts as.
pub(super) const ANSWERS_OF_PATTERN: usize = 384;

/// How many more each of its parts counts as.
pub(super) const ANSWERS_OF_PATTERN_PART: usize = 24;

/// How many parts a class counts as that has letters of several bytes, beside its ranges.
pub(super) const PARTS_OF_WIDE_CLASS: usize = 24;

/// How many a match counts as whose groups are told.
pub(super) const ANSWERS_OF_MATCH: usize = 16;

/// How many more each of its groups counts as.
pub(super) const ANSWERS_OF_GROUP: usize = 4;

/// How many parts of a pattern count: one that has more is not made ready to its end.
pub(super) const MAX_REGEX_PARTS: usize = 1 << 16;

/// How many expressions it counts as that the files below a folder are asked for by a pattern.
pub(super) const STEPS_OF_FILESET: u32 = 32;

/// How many more each entry below it counts as.
pub(super) const STEPS_OF_LISTED_ENTRY: usize = 8;

/// How many expressions the copies count as that aliases in YAML stand for.
pub(super) const STEPS_OF_ALIASES: usize = 2_000;

// Values

/// How many elements a collection may have.
pub(super) const MAX_ELEMENTS: usize = 10_000;

/// How many types are looked at to find one that all have in common; past that it is left open.
pub(super) const MAX_TYPES_UNIFIED: usize = 100_000;

/// How many names in one another are followed to the type of what they stand for.
pub(super) const MAX_NAMES_OF_TYPE: usize = 3;

/// How many keys of a map are followed where the key is not known.
pub(super) const MAX_MAP_KEYS: usize = 1_000;

/// How many values of an expression, or numbers of elements, are told apart.
pub(super) const MAX_FEW_VALUES: usize = 16;

/// How long a text may grow, in bytes.
pub(super) const MAX_TEXT_BYTES: usize = 1 << 20;

/// How many digits a number may be written with.
pub(super) const MAX_DIGITS: usize = 10_000;

/// How many bits lie between a number's first and the point, at most: what lies beyond is not followed.
pub(super) const MAX_MAGNITUDE: i64 = 1 << 15;

/// How many elements of a list an operation on it is told apart by.
pub(super) const MAX_OPERANDS: usize = 16;

/// How much the references of one attribute may bring in, in the weight of values.
pub(super) const MAX_REFERENCED_WEIGHT: usize = 100_000;

/// How much the values of data files may weigh together that a run keeps, up to 200 bytes each; those of others are made anew.
pub(super) const MAX_WEIGHT_OF_DECODED: usize = MAX_KEPT_WEIGHT / 4;

/// How much all values that are kept by name may weigh together.
pub(super) const MAX_KEPT_WEIGHT: usize = 400_000;

/// How much a node weighs of a formula that says when one of them holds.
pub(super) const WEIGHT_OF_NODE: usize = 8;

/// How much they weigh before those are let go that names stand for in module instances that were judged.
pub(super) const MAX_WEIGHT_OF_JUDGED: usize = 50_000;

/// How deep values that are kept may lie in one another. They are walked by recursion, and each name may lay another level
/// around what it refers to.
pub(super) const MAX_KEPT_NESTING: usize = 100;

/// What weighs less is weighed and converted wherever it is, rather than once.
pub(super) const MIN_SHARED_WEIGHT: usize = 32;

// Comparisons

/// How many keys of one block that are not known are compared with each other.
pub(super) const MAX_OPEN_KEYS_COMPARED: usize = 200;

/// How many elements of a set that are no known texts are compared with one another.
pub(super) const MAX_OPEN_ELEMENTS_COMPARED: usize = 200;

/// How many pairs of keys are compared to tell which of them are one.
pub(super) const MAX_KEY_PAIRS: usize = 50_000;

/// How many elements of a list `distinct` compares with one another.
pub(super) const MAX_LIST_COMPARED: usize = 500;

/// How many pairs of elements functions on sets compare.
pub(super) const MAX_SUBSET_PAIRS: usize = 50_000;

// Functions

/// How much a function that puts a text into another many times may make, in bytes.
pub(super) const MAX_PRODUCT_BYTES: usize = 64 << 20;

/// By how many spaces `indent` indents a line at most.
pub(super) const MAX_INDENT: usize = 1_000;

/// How wide a verb of `format` may pad, and how precise it may be, in chars.
pub(super) const MAX_FORMAT_WIDTH: usize = 10_000;

/// How many values `range` makes.
///
/// Source: `cty/function/stdlib/sequence.go`.
pub(super) const MAX_RANGE: usize = 1024;

/// How many characters the name of a class is looked for in (`[:alpha:]`).
pub(super) const MAX_CHARS_OF_CLASS: usize = 32;

/// How often a part of a pattern may repeat.
pub(super) const MAX_REGEX_REPEATS: u32 = 1000;

/// How large a pattern may become that is made ready for matching, in bytes.
pub(super) const MAX_REGEX_BYTES: usize = 1 << 20;

/// How many bytes of text all searches of one call may begin at, each going on to the text's end at most.
pub(super) const MAX_BYTES_SEARCHED: usize = 16 << 20;

/// How many values a text may hold that `yamldecode` reads, those that aliases stand for among them.
pub(super) const MAX_YAML_NODES: usize = MAX_KEPT_WEIGHT / 16;

/// How many fields `csvdecode` reads.
pub(super) const MAX_CSV_FIELDS: usize = 100_000;

/// How many values a text may hold that `jsondecode` reads, unless it is that of a file as a whole.
pub(super) const MAX_JSON_NODES: usize = 100_000;

/// How many bytes a path may have that something is read by: no longer one leads anywhere.
pub(super) const MAX_BYTES_OF_PATH: usize = 4_096;

/// How many calls of `sensitive` in a file are looked at. Of one that has more, nothing is shown.
pub(super) const MAX_SENSITIVE_CALLS: usize = 1_000;

/// How many chars of such a call are looked at.
pub(super) const MAX_CHARS_OF_SENSITIVE_CALL: usize = 4_096;

// Files as texts

/// How long the files of HCL may be together of which the trees are held, in bytes, where they are held beside one another: of
/// others, texts are.
pub(super) const MAX_BYTES_OF_TREES: usize = 8 << 10;

/// How long the texts may be together whose trees were asked for last and are kept, in bytes; twice as much of them is.
pub(super) const MAX_BYTES_OF_RECENT_TREES: usize = 64 << 10;

/// How many bytes the trees of a text take, roughly, for each of its own.
pub(super) const BYTES_OF_TREE_PER_BYTE: usize = 40;

/// How many bytes the modules may take, roughly, that are held; others are made again where they are asked for.
pub(super) const MAX_BYTES_OF_MODULES: usize = 2 << 20;

/// How often a module is made until it stays, whatever it takes.
pub(super) const TIMES_MADE: usize = 3;

/// How many bytes of files of values are kept, and may be kept once more, for the roots that are given them next: where each value
/// stands takes up to ten times the room.
pub(super) const MAX_BYTES_OF_VALUE_FILES: usize = 1 << 20;

/// How long an expression of such a file is, in bytes, whose tree is kept for whoever asks for it next.
pub(super) const MIN_BYTES_OF_RECENT_TREE: usize = 256;

/// How many values a file may have, however short it is: each takes far more room than its text.
pub(super) const MAX_VALUES_OF_SHORT_FILE: usize = 60_000;

/// How many values the JSON files of a module may have together, but for those that their lengths are good for.
pub(super) const MAX_VALUES_OF_SHORT_MODULE: usize = 100_000;

/// How many bytes a file has for each value more.
pub(super) const MIN_BYTES_PER_VALUE_MORE: usize = 60;

/// How many members an object may have that is parsed at once; those of others are, one by one.
pub(super) const MAX_MEMBERS_AT_ONCE: usize = 1_000;

/// How many interpolations a text may have that is parsed at once; those of others are, one by one.
pub(super) const MAX_INTERPOLATIONS_AT_ONCE: usize = 1_000;

/// How many brackets deep terms are parsed at once, fewer than `hcl` takes: other things count there, too.
pub(super) const MAX_BRACKETS_AT_ONCE: usize = 24;

/// How many strings may lie in the code of one another to be made readable.
pub(super) const MAX_LEVELS_OF_STRINGS: usize = 8;

/// How many terms are set aside in one text one by one.
pub(super) const MAX_TERMS_SET_ASIDE: usize = 100;

/// How many times terms in terms are looked at before anything is evaluated; what lies deeper is not known.
pub(super) const MAX_TERMS_CHECKED: usize = 8;

/// How many arguments of a block may stand again.
pub(super) const MAX_ARGUMENTS_AGAIN: usize = 20;

/// How many bytes from a marker of a template language an error may be that it makes.
pub(super) const MAX_BYTES_FROM_MARKER: usize = 200;

// Data files

/// How large a file may be, in bytes, that Terragrunt reads, or whose fingerprint is taken.
pub(super) const MAX_BYTES_OF_DATA_FILE: u64 = 4 << 20;

/// How many files and folders `fileset` looks at.
pub(super) const MAX_ENTRIES_OF_FILESET: usize = 20_000;

/// How many chars a path has that is said whole. Longer ones are made of values.
pub(super) const MAX_CHARS_OF_PATH: usize = 200;

// Modules

/// How many module calls may lie in one another.
pub(super) const MAX_CALL_DEPTH: usize = 100;

/// How many module instances a run judges, shared among its root modules.
const MAX_MODULE_INSTANCES_OF_RUN: usize = 100_000;

/// How many are judged of one root module, however few there are, so that calls with large counts end.
const MAX_MODULE_INSTANCES: usize = 10_000;

/// How many, however many there are.
const MIN_MODULE_INSTANCES: usize = 100;

/// How many are judged of one of so many root modules.
pub(super) fn module_instances_of_one_in(roots: usize) -> usize {
    (MAX_MODULE_INSTANCES_OF_RUN / roots.max(1)).clamp(MIN_MODULE_INSTANCES, MAX_MODULE_INSTANCES)
}

/// How many bytes a run reads of files of values for the deployments of its root modules, shared among these: each reads them
/// anew.
pub(super) const MAX_BYTES_OF_DEPLOYMENTS: usize = 24 << 20;

/// How many module calls above a trail count as one trail more.
pub(super) const CALLS_PER_TRAIL: usize = 4;

/// How many module instances are entered in all, those among them whose outputs alone are asked for.
pub(super) const MAX_ENTERED_INSTANCES: usize = 20_000;

/// How many instances of one block are told apart. One more stands for the others.
pub(super) const MAX_INSTANCES_OF_BLOCK: usize = 10_000;

/// How many module instances of one root are looked at for what belongs together in several.
pub(super) const MAX_INSTANCES_LOOKED_AT: usize = 100_000;

/// How many nested blocks the `dynamic` blocks of a trail may make.
///
/// Source: `CloudTrail` user guide, "Quotas": 5 event selectors, or 500 conditions of advanced ones.
pub(super) const MAX_NESTED_BLOCKS: usize = 2_000;

/// How many folders that the walk did not come to are looked at before anything is judged.
pub(super) const MAX_CALLED_FOLDERS: usize = 5_000;

/// How many local values may be named by one another in a source that is not known.
pub(super) const MAX_LOCALS_OF_SOURCE: usize = 20;

/// How many folders below a root module are looked through for files of values.
pub(super) const MAX_FOLDERS_OF_VALUES: usize = 50;

/// How many variables a sentence names that a file gives; the others are counted.
pub(super) const MAX_VARIABLES_NAMED: usize = 3;

/// How many names are said, each by itself, that a file sets and that nothing declares; the last stands for the others.
pub(super) const MAX_UNTAKEN_NAMED: usize = 20;

/// How many folders a sentence names that a module may lie in; the others are counted.
pub(super) const MAX_FOLDERS_NAMED: usize = 3;

// Templates that Terraform deploys

/// How many ways of one template are looked at.
pub(super) const MAX_WAYS_OF_TEMPLATE: usize = 16;

/// How many references are followed in a row.
pub(super) const MAX_REFERENCES_IN_A_ROW: usize = 32;

/// How many module instances of a root are searched for what belongs to a template.
pub(super) const MAX_INSTANCES_SEARCHED: usize = 2_000;

// Plans

/// How deep modules of a plan may lie in one another.
pub(super) const MAX_PLANNED_MODULE_DEPTH: usize = 64;

/// How many values one attribute of a plan may hold (AWS takes 5 selectors, of 500 conditions each).
pub(super) const MAX_NODES_OF_PLANNED: usize = 50_000;

/// How many trails of an incomplete plan one sentence names; the others are counted.
pub(super) const MAX_TRAILS_NAMED: usize = 3;

// Terragrunt

/// How many bytes of files are kept parsed for the units that ask for them next: a tree takes some thirty times the room.
pub(super) const MAX_BYTES_OF_PARSED_KEPT: usize = 128 << 10;

/// How many bytes of files of values are kept as the texts of JSON that units read them as.
pub(super) const MAX_BYTES_OF_VALUES_KEPT: usize = 1 << 20;

/// How many bytes of patterns are kept ready for matching, and may be once more: ready, they take a hundred times the room.
pub(super) const MAX_BYTES_OF_GLOBS_KEPT: usize = 32 << 10;

/// How many files may include or read one another in a row.
pub(super) const MAX_INCLUDE_DEPTH: usize = 8;

/// How many files are read for one unit.
pub(super) const MAX_READS_OF_UNIT: usize = 200;

/// How many files that cannot be opened, and faults in those that cannot be read, are said of a unit: what comes of each is not
/// known, which is said, too.
pub(super) const MAX_LOST_OF_UNIT: usize = 50;

/// How many bytes of what Terragrunt notes of the files that it copied are read.
pub(super) const MAX_MANIFEST: u64 = 1 << 20;

/// How many local values may refer to one another in a row before one that a text is put together in.
pub(super) const MAX_LOCALS_IN_A_ROW: usize = 8;

/// How many units may depend on one another in a row.
pub(super) const MAX_DEPENDENCY_DEPTH: usize = 8;

/// How many expressions it counts as that a unit is asked for what another one puts out.
pub(super) const STEPS_OF_DEPENDENCY: u32 = 32;

/// How many more where that unit is read for it.
pub(super) const STEPS_OF_UNIT_DEPENDED_ON: u32 = 128;

/// How many stacks may lie in one another.
pub(super) const MAX_STACK_DEPTH: usize = 8;

/// How many units and stacks one stack may have, with those of the stacks in it.
pub(super) const MAX_UNITS_OF_STACK: usize = 500;

/// For how many of them the run has to have steps left, each.
pub(super) const STEPS_OF_UNIT_OF_STACK: u64 = 300;
