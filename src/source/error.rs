//! Why something could not be read, in words.

/// Why a source could not be read, as a clause after its path.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    #[error("cannot be read: {why}")]
    Io { why: String },
    #[error("larger than 4 GiB")]
    TooLarge,
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
