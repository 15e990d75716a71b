//! Pipes and devices that the command line names. Each is read once, be it as what it was named for or as a neighbour of something
//! else: whoever asks again is told the same.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::super::error::ReadError;
use super::open;
use crate::paths::PathMap;

/// What each gave.
#[derive(Debug, Default)]
pub(super) struct Special(Mutex<PathMap<Arc<Given>>>);

type Given = OnceLock<Result<Vec<u8>, ReadError>>;

impl Special {
    /// What the one at a path gives, `limit` bytes at most. Whoever writes it is waited for.
    pub(super) fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let given = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(path.into()).or_default())
        };
        let given = given.get_or_init(|| open::read_any(path, u64::MAX).map_err(open::said));
        match given {
            Ok(bytes) if bytes.len() as u64 > limit => Err(ReadError::TooLarge { most: limit }),
            given => given.clone(),
        }
    }
}
