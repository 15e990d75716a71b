//! Several files in one input, as Go's txtar has them: a line `-- path --` begins a file.

use std::path::{Component, Path};

/// How many files one input makes.
const MOST_FILES: usize = 24;
/// How long a path may be, in bytes.
const LONGEST_PATH: usize = 120;

/// One file of an input: its path below the tree, and what it holds.
pub(crate) type File = (String, Vec<u8>);

/// The files of an input. What stands before the first path is the file of the name given.
pub(crate) fn unpacked(data: &[u8], first: &str) -> Vec<File> {
    let mut files: Vec<File> = vec![(first.to_owned(), Vec::new())];
    for line in data.split_inclusive(|&byte| byte == b'\n') {
        match path_of(line).filter(|_| files.len() < MOST_FILES) {
            Some(path) => files.push((path.to_owned(), Vec::new())),
            None => {
                if let Some((_, text)) = files.last_mut() {
                    text.extend_from_slice(line);
                }
            }
        }
    }
    files.retain(|(path, text)| path != first || !text.is_empty());
    files
}

/// Files as one input.
#[cfg(test)]
pub(crate) fn packed(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut data = Vec::new();
    for (path, text) in files {
        data.extend_from_slice(format!("-- {path} --\n").as_bytes());
        data.extend_from_slice(text);
        if !text.ends_with(b"\n") {
            data.push(b'\n');
        }
    }
    data
}

/// The path in a line that begins a file; none that would lead out of the tree.
fn path_of(line: &[u8]) -> Option<&str> {
    let line = std::str::from_utf8(line).ok()?.trim_end();
    let path = line.strip_prefix("-- ")?.strip_suffix(" --")?;
    let is_plain = |part| matches!(part, Component::Normal(_));
    let stays_inside = Path::new(path).components().all(is_plain);
    (stays_inside && !path.is_empty() && path.len() <= LONGEST_PATH && !path.contains('\0'))
        .then_some(path)
}
