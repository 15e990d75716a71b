//! Bounds on what is looked at to find the files of a run.

// Folders

/// A working directory with more files and folders than this is no project: what lies in it is not looked through, and that
/// is said.
pub const MAX_ENTRIES_AROUND: usize = 20_000;

/// A folder of more files than this is not taken for one of data.
pub(super) const MAX_FILES_OF_DATA_FOLDER: usize = 300;

// Files

/// How many files are looked at side by side until those of them that matter nothing are let go.
pub(super) const FILES_LOOKED_AT_TOGETHER: usize = 4_096;

/// How large a file of ignore rules may be, in bytes; a folder with a larger one is not walked, and that is said. What the
/// walker makes of one takes a hundred times its size.
pub(super) const MAX_BYTES_OF_RULES: u64 = 256 << 10;

/// How many wildcards the ignore rules of a folder may have, those of the folders above it among them: the walker makes up to
/// 8 kB of each, for each thread. A folder with more is not walked, and that is said.
pub(super) const MAX_WILDCARDS_OF_RULES: usize = 4_000;

/// How large all ignore rules of a walk may be together, in bytes; where they are larger nothing is walked, and that is said.
pub(super) const MAX_BYTES_OF_ALL_RULES: u64 = 3 << 20;

/// How large a `cdk.json` is that is read, in bytes.
pub(super) const MAX_BYTES_OF_CDK_JSON: u64 = 1 << 20;

// Names in texts

/// How many names of files in one template are asked whether they are links; with more, one may be.
pub(super) const MAX_NAMES_OF_LINKS: usize = 2_000;

/// How many letters more or less a misspelt type has.
pub(super) const MAX_SLIPS_OF_TYPE: usize = 3;

/// How much of a type's name is looked at, in bytes.
pub(super) const MAX_BYTES_OF_TYPE: usize = 32;

/// How many bytes of memory what matches ignore rules takes for each byte of them, about.
pub(super) const BYTES_OF_MATCHER_PER_BYTE: usize = 640;

/// How much room such matchers may take together that are kept, in bytes.
pub(super) const MAX_BYTES_OF_MATCHERS: usize = 20 << 20;
