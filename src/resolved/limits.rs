//! Bounds on what is told apart of a value: what lies beyond one is not known, or said to be left out.

// Cases

/// How many cases a value may fan out into; past that it is unknown.
pub const MAX_CASES: usize = 64;

/// How many pairs of cases are looked at to find those that can hold together.
pub(super) const MAX_PAIRS_OF_CASES: usize = MAX_CASES * MAX_CASES;

/// How many conditions the name of a case that was put together holds; the others are counted.
pub(super) const MAX_CLAUSES_OF_CASE: usize = 8;

/// How many bytes of a name, or of what it comes to, stand in what a case is called.
pub(super) const MAX_BYTES_OF_CLAUSE: usize = 200;

// Formulas

/// How many pairs of nodes may be looked at to bring two formulas together; past that the answer is open.
pub(super) const MAX_PAIRS_OF_NODES: usize = 1_000;

/// How many answers that are looked at a node counts that is made.
pub(super) const ANSWERS_OF_NODE: usize = 8;

/// How many questions may follow one another; formulas are walked by recursion.
pub(super) const MAX_QUESTIONS_IN_A_ROW: usize = 500;

/// How many questions are followed to find a way for a formula to hold; past that it may.
pub(super) const MAX_QUESTIONS_FOLLOWED: usize = 2_000;

/// How many constants are compared one by one.
pub(super) const MAX_CONSTANTS_COMPARED: usize = 8;

// What values are made of

/// How long a constant may be that what is not known is compared with, in bytes, or that stands beside it in a text: each
/// question holds its own.
pub(crate) const MAX_BYTES_OF_CONSTANT: usize = 1 << 10;

/// How many parts of a text are kept apart.
pub(super) const MAX_PARTS_OF_TEXT: usize = 32;

/// How many symbols and constants a symbol may be made of; past that it is one of its own.
pub(super) const MAX_PARTS_OF_SYMBOL: usize = 32;

/// How many ways to spell out the parts of a text are tried.
pub(super) const MAX_SPELLINGS: usize = 256;

// Evidence

/// How many hops of a way are shown whole.
pub(super) const MAX_HOPS: usize = 48;

/// How many hops of the middle of a longer one are shown, one of each file.
pub(super) const MAX_HOPS_BETWEEN: usize = 200;

/// How many defaults of the middle are kept. That there are more is kept, too.
pub(super) const MAX_DEFAULTS_BETWEEN: usize = 64;

/// Of how many files one sentence is said: of all that a module lists, it would drown the rest.
pub(crate) const MAX_FILES_OF_SENTENCE: usize = 3;

/// Of how many ways the places that are left out are kept apart, to be shared.
pub(super) const MAX_WAYS_KEPT_APART: usize = 8;
