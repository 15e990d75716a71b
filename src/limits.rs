//! Bounds of what stands below the rooms: what lies beyond one is said to be left out or not known.

// Trails and deployments of a run

/// How many deployments of root modules a run judges, shared among the roots, and how many of templates, shared among the files
/// that any are for.
pub(crate) const MAX_DEPLOYMENTS_OF_RUN: usize = 5_000;

/// How many deployments are judged of one of these, however many there are.
pub(crate) const MIN_DEPLOYMENTS_OF_ROOT: usize = 10;

/// How many trails a run judges, shared among its root modules, and among the templates that no other one nests: what some
/// leave of their share, others have (AWS's own limit is 500 resources in a template).
pub(crate) const MAX_TRAILS_OF_RUN: usize = 8_000;

/// How many trails are judged in one such unit, and in one of its deployments, however many there are.
pub(crate) const MIN_TRAILS_OF_UNIT: usize = 2;

/// How many root modules a run judges from which a trail may be reached, how many files of templates that no other one nests, and
/// how many plans: each takes room until the report is written.
pub(crate) const MAX_UNITS_OF_RUN: usize = 3_500;

/// Which part of its steps something takes that is done once in a run, where it is done already.
pub(crate) const PARTS_OF_STEPS_AGAIN: u32 = 8;

// Reports

/// How long a report of findings may grow, in bytes as `outcome` estimates them; how many more there are is said.
pub(crate) const MAX_BYTES_OF_FINDINGS: usize = 24 << 20;

/// How long a list of trails may grow, in bytes as `outcome` estimates them; how many more there are is said.
pub(crate) const MAX_BYTES_OF_TRAILS: usize = 20 << 20;

/// How long a name may be, in bytes: of variables, resources, parameters, conditions and the like. (AWS takes 255 letters and
/// digits; "Template sections" of the `CloudFormation` user guide and its quotas. Terraform has no limit of its own.)
pub(crate) const MAX_BYTES_OF_NAME: usize = 1_024;

/// How many bytes are said of the modules, or stacks, that a trail lies in: `…` stands for those in the middle.
pub(crate) const MAX_BYTES_OF_WAY: usize = 600;

/// How many bytes are said of a deployment's name.
pub(crate) const MAX_BYTES_OF_DEPLOYMENT: usize = 200;

/// How many bytes of a text a report holds: of a message, of help, of an address.
pub(crate) const MAX_BYTES_OF_TEXT: usize = 2_000;

/// How many chars of a value a message quotes; `…` stands for the rest.
pub(crate) const MAX_QUOTED_CHARS: usize = 64;

/// How many bytes of a value are looked at for passwords before it is quoted, and around what an excerpt shows.
pub(crate) const MAX_BYTES_BEFORE_QUOTED: usize = 4_096;

// Globs

/// How long a glob may be, in bytes; longer ones are refused.
pub(crate) const MAX_GLOB_BYTES: usize = 1_000;

/// With how many stars a glob of paths remembers what it was asked for: the ways to read a path are many then.
pub(crate) const MIN_STARS_REMEMBERED: usize = 4;

/// How deep a glob's braces may lie in one another; deeper ones are refused.
pub(crate) const MAX_GLOB_BRACES: usize = 8;

// The texts that a pattern matches

/// How many texts are told apart; a pattern that matches more matches any.
pub(crate) const MAX_FEW_TEXTS: usize = 64;

/// How long one of them may be, in bytes.
pub(crate) const MAX_BYTES_OF_FEW_TEXT: usize = 1_000;

// Did you mean

/// How long a name is that is compared, in chars; of longer ones nothing is suggested.
pub(crate) const MAX_CHARS_OF_NAME: usize = 100;

/// How many names are compared letter by letter: those that have most in common with the other at their beginning and end.
pub(crate) const MAX_NAMES_COMPARED: usize = 64;

/// How many names are looked at, so that as many misspelt ones as known ones do not take the square of their number.
pub(crate) const MAX_NAMES_LOOKED_AT: usize = 1_000;

// Files that are nothing the program reads

/// How many chars of an archive's head are searched for the name that a saved plan has.
pub(crate) const MAX_CHARS_OF_ARCHIVE_HEAD: usize = 64;

/// How many answers to the questions of formulas count as one step of a unit.
pub(crate) const ANSWERS_OF_STEP: u64 = 32;
