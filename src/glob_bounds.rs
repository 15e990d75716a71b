//! How long globs may be, and how deep their braces may lie in one another: the library that reads them builds what it reads
//! by recursion.

/// Why a glob would take too much to follow, if it would.
pub(crate) fn too_much(glob: &str) -> Option<String> {
    const MAX_LENGTH: usize = 1_000;
    const MAX_BRACES: usize = 8;
    if glob.len() > MAX_LENGTH {
        return Some(format!("is longer than {MAX_LENGTH} bytes"));
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
    (deepest > MAX_BRACES).then(|| format!("has more than {MAX_BRACES} braces in one another"))
}
