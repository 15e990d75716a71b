//! What the CDK writes: it is ignored as a rule, since each run writes it anew, and yet it is what is deployed.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::language::Language;
use super::limits::MAX_BYTES_OF_CDK_JSON;
use crate::paths::{folder_of, lexical, split};
use crate::source::{Kind, ReadError, SourceMap};

/// The configuration of an app.
const CONFIGURATION: &str = "cdk.json";

/// What is read of a configuration.
///
/// Source: AWS CDK CLI, "cdk.json": `app` is the command that writes the cloud assembly, `output` names its folder, `cdk.out`
/// where it is left out.
#[derive(Deserialize)]
struct Configuration {
    app: Option<serde_json::Value>,
    #[serde(default = "usual_output")]
    output: PathBuf,
}

fn usual_output() -> PathBuf {
    "cdk.out".into()
}

/// An app of which nothing is seen: its configuration, and why, a clause that goes on from its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnseenApp {
    pub configuration: PathBuf,
    pub why: String,
    /// What to do.
    pub help: &'static str,
}

/// What the apps among some files write.
#[derive(Default)]
pub(super) struct Outputs {
    /// The folders, as far as they are there.
    pub(super) folders: Vec<PathBuf>,
    pub(super) unseen: Vec<UnseenApp>,
}

/// What the apps among some files write.
pub(super) fn outputs(files: &[(PathBuf, Language)], sources: &SourceMap) -> Outputs {
    let configurations = files.iter().map(|(path, _)| path);
    let mut out = Outputs::default();
    let is_one = |path: &&PathBuf| split(path).is_some_and(|(_, name)| name == CONFIGURATION);
    for path in configurations.filter(is_one) {
        let said = match sources.bytes_within(path, MAX_BYTES_OF_CDK_JSON) {
            Ok(bytes) => output(path, &bytes, sources),
            Err(ReadError::TooLarge { .. }) => Err((
                "is larger than 1 MiB, so that it is not known where its templates are".to_owned(),
                "Keep what the app looks up in `cdk.context.json`, as the CDK does",
            )),
            Err(_) => continue,
        };
        match said {
            Ok(folder) => out.folders.extend(folder),
            Err((why, help)) => out.unseen.push(UnseenApp {
                configuration: path.clone(),
                why,
                help,
            }),
        }
    }
    out.folders.sort();
    out.folders.dedup();
    out.unseen.sort();
    out
}

/// The folder that one app writes to, if it is known which, or why nothing of it is seen and what to do.
fn output(
    path: &Path,
    bytes: &[u8],
    sources: &SourceMap,
) -> Result<Option<PathBuf>, (String, &'static str)> {
    // The CDK reads it without its byte-order mark.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let said: Configuration = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let why = format!("is no configuration that the CDK reads (line {line}, column {column})");
        (why, "Mend it, and run `cdk synth`")
    })?;
    let folder = lexical(&folder_of(path).join(&said.output));
    match sources.kind(&folder) {
        // No walk follows links.
        Ok(Kind::Folder) => Ok((sources.real_folder(&folder) == folder).then_some(folder)),
        Err(ReadError::Missing { .. }) if said.app.is_some() => {
            let output = sources.name(&folder);
            let why =
                format!("is of an app that writes its templates to `{output}`, which is not there");
            Err((why, "Run `cdk synth` first"))
        }
        Err(ReadError::Outside(outside)) if said.app.is_some() => {
            let output = sources.name(&folder);
            let why =
                format!("is of an app that writes its templates to `{output}`, which {outside}");
            Err((why, "Run the check there, too"))
        }
        _ => Ok(None),
    }
}
