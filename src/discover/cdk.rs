//! What the CDK writes: it is ignored as a rule, since each run writes it anew, and yet it is what is deployed.

use std::path::PathBuf;

use serde::Deserialize;

use super::language::Language;
use crate::paths::{folder_of, lexical};
use crate::source::{Kind, SourceMap};

/// The configuration of an app.
const CONFIGURATION: &str = "cdk.json";

/// How large one may be that is read, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// What is read of a configuration.
///
/// Source: AWS CDK CLI, "cdk.json": `output` names the folder of the cloud assembly, `cdk.out` where it is left out.
#[derive(Deserialize)]
struct Configuration {
    #[serde(default = "usual_output")]
    output: PathBuf,
}

fn usual_output() -> PathBuf {
    "cdk.out".into()
}

/// The folders that the apps among some files write to, as far as these are there.
pub(super) fn outputs(files: &[(PathBuf, Language)], sources: &SourceMap) -> Vec<PathBuf> {
    let configurations = files.iter().map(|(path, _)| path);
    let configurations = configurations.filter(|path| path.ends_with(CONFIGURATION));
    let outputs = configurations.filter_map(|path| {
        let bytes = sources.bytes_within(path, MAX_BYTES).ok()?;
        let said: Configuration = serde_json::from_slice(&bytes).ok()?;
        let folder = lexical(&folder_of(path).join(said.output));
        // No walk follows links.
        let is_there = sources.kind(&folder) == Ok(Kind::Folder);
        (is_there && sources.real_folder(&folder) == folder).then_some(folder)
    });
    let mut outputs: Vec<PathBuf> = outputs.collect();
    outputs.sort();
    outputs.dedup();
    outputs
}
