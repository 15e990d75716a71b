//! Why something could not be read, in words.

/// Why a source could not be read, as a clause after its path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing is there.
    #[error("cannot be read: {why}")]
    Missing { why: String },
    #[error("cannot be read: {why}")]
    Io { why: String },
    #[error("larger than {}", size(*.most))]
    TooLarge { most: u64 },
    /// What its bytes seem to be, no mark says.
    #[error("cannot be read: it seems to be in {0}, without a byte-order mark; save it as UTF-8")]
    Encoding(&'static str),
    /// What programs, archives and encrypted files hold.
    #[error("cannot be read: it is not text")]
    NotText,
    /// It is a pipe, a device or a socket.
    #[error("not a regular file; it was not opened")]
    Special,
    /// It, or what it links to, is none of what the run may open.
    #[error("not opened: it {0}")]
    Outside(Outside),
}

impl ReadError {
    #[must_use]
    pub fn of(error: &std::io::Error) -> ReadError {
        let why = plain_io_error(error);
        match error.kind() {
            // Nothing has a name that no system takes, one with U+0000 in it.
            std::io::ErrorKind::NotFound
            | std::io::ErrorKind::NotADirectory
            | std::io::ErrorKind::InvalidInput => ReadError::Missing { why },
            _ => ReadError::Io { why },
        }
    }

    /// The same as a clause that goes on from the name of the file.
    #[must_use]
    pub fn clause(&self) -> String {
        match self {
            ReadError::TooLarge { .. } | ReadError::Special => format!("is {self}"),
            ReadError::Outside(outside) => outside.to_string(),
            _ => self.to_string(),
        }
    }
}

/// Where what a run may not open lies; it goes on from a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Outside {
    /// Outside of what was given.
    #[error("lies outside of {0} (`--allow-outside` opens it)")]
    Of(&'static str),
    /// Among the files of git, of which no code is: it keeps tokens in some of them.
    #[error("lies in a `.git` folder, of which nothing is read")]
    InGit,
    /// Behind a link that is called something else than what it leads to.
    #[error("is a link to a file of another kind (`--allow-outside` opens it)")]
    OfOtherKind,
}

/// A number of bytes as people say it, rounded up.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 2] = [(1 << 30, "GiB"), (1 << 20, "MiB")];
    let unit = UNITS.iter().find(|(unit, _)| bytes >= *unit);
    unit.map_or_else(
        || format!("{bytes} bytes"),
        |(unit, name)| format!("{} {name}", bytes.div_ceil(*unit)),
    )
}

/// An I/O error in words, without "(os error 2)".
#[must_use]
pub fn plain_io_error(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => {
            let text = error.to_string();
            match text.find(" (os error") {
                Some(at) => text[..at].to_lowercase(),
                None => text,
            }
        }
    }
}
