//! Bounds on what is read of files: one that has more is not read, and that is said.

use std::time::Duration;

// Files

/// How much of a file is read at most, in bytes.
pub(super) const MAX_BYTES_OF_FILE: u64 = u32::MAX as u64;

/// How many bytes more a regular file may hold than it says: some of `/proc` say 0, and a file may grow while it is read.
pub(super) const MAX_BYTES_UNANNOUNCED: u64 = 16 << 20;

/// How many bytes a pipe may give.
pub(super) const MAX_BYTES_OF_PIPE: u64 = 1 << 30;

/// How long a pipe may have nobody who writes to it.
pub(super) const MAX_WAIT_FOR_WRITER: Duration = Duration::from_secs(1);

/// How many bytes a device may give. Nobody means more than `/dev/null` by one.
pub(super) const MAX_BYTES_OF_DEVICE: u64 = 1 << 20;

/// How long a `.gitignore` may be, in bytes; a longer one is passed over.
pub(super) const MAX_BYTES_OF_GITIGNORE: u64 = 1 << 20;

// Folders

/// How many bytes of the names in folders are kept for who asks again.
pub(super) const MAX_BYTES_OF_LISTINGS: usize = 1 << 20;

// Links

/// How many links in a row are followed, be they as git writes them into files.
pub(super) const MAX_LINKS: usize = 40;

/// How many parts the links have together that a path leads through.
pub(super) const MAX_PARTS_OF_LINKS: usize = 1000;

/// How long the path in such a file may be, in bytes.
pub(super) const MAX_BYTES_OF_LINK: u64 = 4096;

// Encodings

/// How many bytes a text without a mark has whose encoding is guessed: zeros tell the encodings of fewer apart by chance.
pub(super) const MIN_BYTES_GUESSED: usize = 8;
