//! How long globs may be, and how deep their braces may lie in one another: the library that reads them builds what it reads
//! by recursion.

use crate::limits::{MAX_GLOB_BRACES, MAX_GLOB_BYTES};

/// Why a glob would take too much to follow, if it would.
pub(crate) fn too_much(glob: &str) -> Option<String> {
    if glob.len() > MAX_GLOB_BYTES {
        return Some(format!("is longer than {MAX_GLOB_BYTES} bytes"));
    }
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in glob.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = depth.max(deepest);
    }
    (deepest > MAX_GLOB_BRACES)
        .then(|| format!("has more than {MAX_GLOB_BRACES} braces in one another"))
}
