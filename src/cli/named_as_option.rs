//! Files whose names are written as options. Hooks hand over the names of a change's files as they are, so a stranger's
//! `--var-file=/home/me/.docker/config.json` would name what no stranger may.

use std::ffi::OsString;
use std::path::Path;

use crate::source::SourceMap;

/// Why arguments are refused of which one, before a `--`, may be meant as an option or as a file, or as a folder, which a submodule is.
pub(super) fn refused(arguments: impl Iterator<Item = OsString>) -> Option<String> {
    let is_option =
        |argument: &OsString| argument != "-" && argument.as_encoded_bytes().starts_with(b"-");
    let mut options = arguments
        .take_while(|argument| argument != "--")
        .filter(is_option);
    let both = options.find(|option| SourceMap::is_anything(Path::new(option)))?;
    let both = both.to_string_lossy();
    Some(format!(
        "`{both}` may be an option, and a file has that name: put `./` before a file's name, or `--` before all of them"
    ))
}
