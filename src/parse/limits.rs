//! Bounds on the trees that are made of texts.

// Trees

/// How deep collections may lie in one another; deeper ones are reported, not read. (`serde_json`'s own bound.)
pub const MAX_TREE_DEPTH: usize = 128;

/// How many nodes one text may have once its aliases are resolved; more are reported, not read. `CloudFormation` takes
/// templates of 1 MB, which cannot hold as many.
pub const MAX_NODES: usize = 500_000;

/// How many nodes the aliases of one text may stand for, beside two for each that is written: what they stand for is
/// copied, and a text of some hundred bytes must not fill the memory. Where many texts are kept, each has its share.
pub const MAX_ALIASED: usize = 100_000;

// YAML

/// How many errors one text reports, one per document at most.
pub(super) const MAX_YAML_ERRORS: usize = 16;

/// How many characters a key has that no `?` begins.
pub(super) const MAX_LETTERS_OF_KEY: usize = 1024;

/// How many comments without a space before them a text may have, however long it is.
pub(super) const MIN_TIGHT_COMMENTS: usize = 16;

/// How many bytes are read again for such comments: for each, a text is read from its beginning.
pub(super) const MAX_BYTES_READ_AGAIN: usize = 16 << 20;
