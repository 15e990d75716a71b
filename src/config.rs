//! The configuration file: what a repository says about its own linting.
//!
//! Paths in it start from the file's folder. The command line wins over it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use serde::Deserialize;

use crate::diagnostic::Severity;
use crate::options::{ParameterInput, RootDeployment, TemplateDeployment, VariableInput};
use crate::paths::{absolute, is_repository_root, lexical};
use crate::rules::{Coverage, Selection};
use crate::source::plain_io_error;

/// The names a configuration is found by, in this order.
pub const NAMES: [&str; 4] = [
    "cloudtrail-lint.yaml",
    "cloudtrail-lint.yml",
    ".cloudtrail-lint.yaml",
    ".cloudtrail-lint.yml",
];

/// A configuration, read and checked. What the file does not say is `None` or empty.
#[derive(Debug, Default)]
pub struct Config {
    pub coverage: Option<Coverage>,
    pub assume_defaults: Option<bool>,
    pub region: Option<String>,
    pub fail_on: Option<Severity>,
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    pub severities: Vec<(String, Severity)>,
    pub template_deployments: Vec<TemplateDeployment>,
    pub root_deployments: Vec<RootDeployment>,
}

/// What is wrong with a configuration.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct ConfigError {
    pub path: PathBuf,
    pub message: String,
    /// The file's text and the offset in bytes of the fault, where it has a place.
    pub place: Option<(String, usize)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct File {
    coverage: Option<CoverageName>,
    assume_defaults: Option<bool>,
    region: Option<String>,
    fail_on: Option<SeverityName>,
    select: Vec<String>,
    ignore: Vec<String>,
    severity: BTreeMap<String, SeverityName>,
    cloudformation: Vec<Templates>,
    terraform: Vec<Roots>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum CoverageName {
    EveryTrail,
    OneTrail,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SeverityName {
    Note,
    Warning,
    Error,
}

impl SeverityName {
    fn severity(self) -> Severity {
        match self {
            SeverityName::Note => Severity::Note,
            SeverityName::Warning => Severity::Warning,
            SeverityName::Error => Severity::Error,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Templates {
    templates: Globs,
    deployments: serde_yaml::Mapping,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Roots {
    roots: Globs,
    deployments: serde_yaml::Mapping,
}

/// One or several, as people write them.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Globs {
    One(String),
    Several(Vec<String>),
}

impl Globs {
    fn all(&self) -> &[String] {
        match self {
            Globs::One(one) => std::slice::from_ref(one),
            Globs::Several(several) => several,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum TemplateValues {
    Files(Globs),
    Full(TemplateParts),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TemplateParts {
    parameters: Option<Globs>,
    #[serde(default)]
    values: BTreeMap<String, Scalar>,
    region: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum RootValues {
    Files(Globs),
    Full(RootParts),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RootParts {
    var_files: Option<Globs>,
    #[serde(default)]
    vars: BTreeMap<String, Scalar>,
    workspace: Option<String>,
    region: Option<String>,
}

/// A value as it would be given on the command line.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Scalar {
    Bool(bool),
    Number(serde_yaml::Number),
    Text(String),
}

impl Scalar {
    fn text(&self) -> String {
        match self {
            Scalar::Bool(value) => value.to_string(),
            Scalar::Number(number) => number.to_string(),
            Scalar::Text(text) => text.clone(),
        }
    }
}

/// The configuration that holds for a folder: in it or the nearest folder above, up to the repository's root.
#[must_use]
pub fn find(folder: &Path) -> Option<PathBuf> {
    for above in folder.ancestors() {
        if let Some(found) = NAMES
            .iter()
            .map(|name| above.join(name))
            .find(|path| path.is_file())
        {
            return Some(found);
        }
        if is_repository_root(above) {
            return None;
        }
    }
    None
}

/// Reads a configuration.
pub fn read(path: &Path) -> Result<Config, ConfigError> {
    let error = |message: String, place: Option<(String, usize)>| ConfigError {
        path: path.to_owned(),
        message,
        place,
    };
    let text = std::fs::read_to_string(path).map_err(|failure| {
        error(
            format!("cannot be read: {}", plain_io_error(&failure)),
            None,
        )
    })?;
    if text.trim().is_empty() {
        return Ok(Config::default());
    }
    let file: File = serde_yaml::from_str(&text).map_err(|failure| {
        let place = failure.location().map(|at| (text.clone(), at.index()));
        let words = failure.to_string();
        let words = words.split(" at line ").next().unwrap_or(&words);
        error(words.to_owned(), place)
    })?;
    let checked = Selection::new(
        file.select.iter().map(String::as_str),
        file.ignore.iter().map(String::as_str),
        file.severity
            .iter()
            .map(|(name, severity)| (name.as_str(), severity.severity())),
    );
    if let Err(unknown) = checked {
        let place = text.find(&unknown.name).map(|at| (text.clone(), at));
        return Err(error(unknown.to_string(), place));
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let reader = Reader { folder };
    let deployments = reader
        .templates(&file.cloudformation)
        .and_then(|templates| Ok((templates, reader.roots(&file.terraform)?)));
    let (template_deployments, root_deployments) = deployments.map_err(|(message, named)| {
        let place = text.find(&named).map(|at| (text.clone(), at));
        error(message, place)
    })?;
    Ok(Config {
        coverage: file.coverage.map(|coverage| match coverage {
            CoverageName::EveryTrail => Coverage::EveryTrail,
            CoverageName::OneTrail => Coverage::OneTrail,
        }),
        assume_defaults: file.assume_defaults,
        region: file.region,
        fail_on: file.fail_on.map(SeverityName::severity),
        select: file.select,
        ignore: file.ignore,
        severities: file
            .severity
            .into_iter()
            .map(|(name, severity)| (name, severity.severity()))
            .collect(),
        template_deployments,
        root_deployments,
    })
}

/// What is wrong, and the text in the file that it is about.
type Fault = (String, String);

struct Reader<'a> {
    folder: &'a Path,
}

impl Reader<'_> {
    fn templates(&self, groups: &[Templates]) -> Result<Vec<TemplateDeployment>, Fault> {
        let mut out = Vec::new();
        for group in groups {
            for glob in group.templates.all() {
                let templates = self.matcher(glob)?;
                for (name, values) in &group.deployments {
                    let name = name_of(name)?;
                    let values: TemplateValues = values_of(&name, values)?;
                    let (files, own, region) = match values {
                        TemplateValues::Files(files) => (Some(files), BTreeMap::new(), None),
                        TemplateValues::Full(parts) => {
                            (parts.parameters, parts.values, parts.region)
                        }
                    };
                    let mut parameters = self.files(files.as_ref(), ParameterInput::File);
                    parameters.extend(own.iter().map(|(key, value)| ParameterInput::Value {
                        key: key.clone(),
                        value: value.text(),
                    }));
                    out.push(TemplateDeployment {
                        name,
                        templates: templates.clone(),
                        region,
                        parameters,
                    });
                }
            }
        }
        Ok(out)
    }

    fn roots(&self, groups: &[Roots]) -> Result<Vec<RootDeployment>, Fault> {
        let mut out = Vec::new();
        for group in groups {
            for glob in group.roots.all() {
                let roots = self.matcher(glob)?;
                for (name, values) in &group.deployments {
                    let name = name_of(name)?;
                    let values: RootValues = values_of(&name, values)?;
                    let (files, own, workspace, region) = match values {
                        RootValues::Files(files) => (Some(files), BTreeMap::new(), None, None),
                        RootValues::Full(parts) => {
                            (parts.var_files, parts.vars, parts.workspace, parts.region)
                        }
                    };
                    let mut variables = self.files(files.as_ref(), VariableInput::File);
                    variables.extend(own.iter().map(|(name, value)| VariableInput::Value {
                        name: name.clone(),
                        value: value.text(),
                    }));
                    out.push(RootDeployment {
                        name,
                        roots: roots.clone(),
                        workspace,
                        region,
                        variables,
                    });
                }
            }
        }
        Ok(out)
    }

    fn files<T>(&self, files: Option<&Globs>, make: fn(PathBuf) -> T) -> Vec<T> {
        files
            .map_or(&[][..], Globs::all)
            .iter()
            .map(|file| make(lexical(&self.folder.join(file))))
            .collect()
    }

    /// A glob on absolute paths, from one that starts at the file's folder. `*` stays within one folder, `**` does not.
    fn matcher(&self, glob: &str) -> Result<GlobMatcher, Fault> {
        let below = glob.trim_start_matches("./").trim_end_matches('/');
        let folder = absolute(self.folder);
        let folder = globset::escape(&folder.to_string_lossy().replace('\\', "/"));
        let full = match below {
            "." | "" => folder,
            below => format!("{}/{below}", folder.trim_end_matches('/')),
        };
        GlobBuilder::new(&full)
            .literal_separator(true)
            .build()
            .map(|glob| glob.compile_matcher())
            .map_err(|error| {
                (
                    format!("`{glob}` is no glob: {}", error.kind()),
                    glob.to_owned(),
                )
            })
    }
}

fn name_of(name: &serde_yaml::Value) -> Result<String, Fault> {
    match name {
        serde_yaml::Value::String(name) => Ok(name.clone()),
        serde_yaml::Value::Number(number) => Ok(number.to_string()),
        _ => Err((
            "a deployment's name is a string".into(),
            "deployments".into(),
        )),
    }
}

fn values_of<T: serde::de::DeserializeOwned>(
    name: &str,
    values: &serde_yaml::Value,
) -> Result<T, Fault> {
    serde_yaml::from_value(values.clone()).map_err(|_| {
        (
            format!(
                "deployment `{name}` takes a file, a list of files, or a map with `parameters`, `values` and `region` \
                 (templates) or `var-files`, `vars`, `workspace` and `region` (root modules)"
            ),
            name.to_owned(),
        )
    })
}
