//! What is requested of a run.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::config::{Config, ConfigFile};
use crate::model::GivenRegion;
use crate::rules::Selection;
use crate::source::Access;
use crate::{cloudformation, rules, terraform};

/// Everything [`crate::lint()`] needs to know.
#[derive(Clone, Debug, Default)]
pub struct LintOptions {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// A text that is read in place of a file.
    pub stdin: Option<Stdin>,
    /// Texts that stand in for files on disk, by path (an editor's unsaved buffers).
    pub overlay: HashMap<PathBuf, String>,
    /// Looks into files that `.gitignore` and `.ignore` name, too.
    pub no_ignore: bool,
    /// Opens files wherever they lie: outside of the repository, too.
    pub allow_outside: bool,
    /// The configuration that the deployments come from.
    pub config: Option<ConfigFile>,
    pub cloudformation: cloudformation::Options,
    pub terraform: terraform::Options,
    pub rules: rules::Options,
}

impl LintOptions {
    /// What a configuration asks for by itself.
    #[must_use]
    pub fn of_config(config: Config) -> LintOptions {
        let assume_defaults = config.assume_defaults.unwrap_or(true);
        let assume_defaults_at = config.assume_defaults_at;
        LintOptions {
            config: config.file,
            cloudformation: cloudformation::Options {
                region: config.region.clone(),
                assume_defaults,
                assume_defaults_at: assume_defaults_at.clone(),
                deployments: config.template_deployments,
                ..cloudformation::Options::default()
            },
            terraform: terraform::Options {
                region: config.region,
                assume_defaults,
                assume_defaults_at,
                deployments: config.root_deployments,
                ..terraform::Options::default()
            },
            rules: rules::Options {
                coverage: config.coverage.unwrap_or_default(),
                selection: Selection::new(config.select, config.ignore, config.severities),
            },
            ..LintOptions::default()
        }
    }

    /// The Regions that the run and its deployments are given.
    pub(crate) fn regions(&self) -> impl Iterator<Item = &GivenRegion> {
        let (cloudformation, terraform) = (&self.cloudformation, &self.terraform);
        let of_templates = cloudformation.deployments.iter().map(|one| &one.region);
        let of_roots = terraform.deployments.iter().map(|one| &one.region);
        let of_run = [&cloudformation.region, &terraform.region];
        of_run
            .into_iter()
            .chain(of_templates)
            .chain(of_roots)
            .flatten()
    }

    /// What a run with these options may open.
    pub(crate) fn access(&self) -> Access {
        let (cloudformation, terraform) = (&self.cloudformation, &self.terraform);
        let named = cloudformation.parameter_files();
        let configured = cloudformation.configured_files();
        let configured = configured.chain(terraform.configured_files());
        Access {
            paths: self.paths.clone(),
            stands_for: self.stdin.as_ref().map(|stdin| stdin.name.clone()),
            named: named
                .chain(terraform.variable_files())
                .map(Path::to_owned)
                .collect(),
            configured: self.config.as_ref().map(|config| {
                (
                    config.folder.clone(),
                    configured.map(Path::to_owned).collect(),
                )
            }),
            overlay: self.overlay.clone(),
            allow_outside: self.allow_outside,
        }
    }
}

/// Standard input and the name it is treated as.
#[derive(Clone, Debug)]
pub struct Stdin {
    /// By its ending the text is read, and by it reports name the text.
    pub name: PathBuf,
    /// Whether the name was given; otherwise only the text can tell what it is.
    pub is_named: bool,
    pub bytes: Vec<u8>,
}
