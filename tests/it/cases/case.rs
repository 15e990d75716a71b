//! What a case is: its `case.toml`, and the folder that its files are copied to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// A `case.toml`.
///
/// ```toml
/// # A repository (an empty `.git` folder) lies around the input.
/// git = true
/// # The same in two syntaxes: each is checked on its own, and they must come to the same but for places.
/// forms = ["template.yaml", "template.json"]
///
/// # What is run; at the top of the file where it is one run only.
/// [[run]]
/// # As on the command line, with the input's absolute path for `{input}`. `check` and `list` are asked for JSON, which is shown in short, where no format is named.
/// arguments = ["check", "--region", "us-east-1"]
/// # The working directory, below `input/`.
/// cwd = "envs/dev"
/// # A file of `input/` that is standard input.
/// stdin = "trail.yaml"
/// environment = { TF_VAR_global = "false" }
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    #[serde(default)]
    git: bool,
    #[serde(default)]
    forms: Vec<String>,
    #[serde(default)]
    run: Vec<Run>,
    arguments: Option<Vec<String>>,
    #[serde(default)]
    cwd: PathBuf,
    stdin: Option<String>,
    #[serde(default)]
    environment: BTreeMap<String, String>,
}

/// One start of the program.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Run {
    pub(crate) arguments: Vec<String>,
    #[serde(default)]
    pub(crate) cwd: PathBuf,
    pub(crate) stdin: Option<String>,
    #[serde(default)]
    pub(crate) environment: BTreeMap<String, String>,
}

impl Run {
    fn check(path: &str) -> Run {
        Run {
            arguments: vec!["check".into(), path.into()],
            cwd: PathBuf::new(),
            stdin: None,
            environment: BTreeMap::new(),
        }
    }
}

pub(crate) struct Case {
    pub(crate) git: bool,
    pub(crate) forms: Vec<String>,
    pub(crate) runs: Vec<Run>,
}

impl Case {
    pub(crate) fn read(path: &Path) -> Case {
        let text = std::fs::read_to_string(path).unwrap();
        let written: Written = toml_edit::de::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut runs = written.run;
        if let Some(arguments) = written.arguments {
            runs.push(Run {
                arguments,
                cwd: written.cwd,
                stdin: written.stdin,
                environment: written.environment,
            });
        }
        // The other forms are compared with the first.
        runs.extend(written.forms.first().map(|form| Run::check(form)));
        assert!(!runs.is_empty(), "{} runs nothing", path.display());
        Case {
            git: written.git,
            forms: written.forms,
            runs,
        }
    }
}

/// A copy of a case's input outside of every repository.
pub(crate) struct Workplace {
    root: PathBuf,
    _temporary: tempfile::TempDir,
}

impl Workplace {
    pub(crate) fn new(case: &Path, git: bool) -> Workplace {
        let temporary = tempfile::tempdir().unwrap();
        // As the program prints it, where the temporary folder is a link.
        let root = temporary.path().canonicalize().unwrap();
        let input = case.join("input");
        for entry in walkdir::WalkDir::new(&input).min_depth(1) {
            let entry = entry.unwrap();
            let below = entry.path().strip_prefix(&input).unwrap();
            let to = root.join(below.iter().map(shown_name).collect::<PathBuf>());
            if entry.file_type().is_dir() {
                std::fs::create_dir_all(to).unwrap();
            } else {
                std::fs::copy(entry.path(), to).unwrap();
            }
        }
        if git {
            std::fs::create_dir_all(root.join(".git")).unwrap();
            std::fs::write(root.join(".git/HEAD"), "").unwrap();
        }
        Workplace {
            root,
            _temporary: temporary,
        }
    }

    pub(crate) fn input(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// An argument with this place for `{input}`.
    pub(crate) fn put_in(&self, word: &str) -> String {
        word.replace("{input}", &self.root.display().to_string())
    }

    /// A text in which the workplace's own path is left out.
    pub(crate) fn without_its_place(&self, text: &str) -> String {
        let root = self.root.display().to_string();
        text.replace(&format!("{root}/"), "").replace(&root, ".")
    }
}

/// A hidden file's name would hide it from a reader of the repository, and `.git` cannot be kept in one.
fn shown_name(name: &std::ffi::OsStr) -> String {
    let name = name.to_str().unwrap();
    match name.strip_prefix("dot_") {
        Some(rest) => format!(".{rest}"),
        None => name.to_owned(),
    }
}
