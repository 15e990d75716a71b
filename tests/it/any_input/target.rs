//! The targets: which file an input is, and what lies beside it.

use std::path::Path;

use cloudtrail_lint::config;
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::source::{Access, SourceMap};

use super::archive::{File, unpacked};
use super::generated;
use super::invariants;

/// One way in for hostile input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    YamlTemplates,
    JsonTemplates,
    Modules,
    JsonModules,
    Plans,
    CliOutputs,
    Configurations,
    /// Parameter files, tfvars, samconfig and Terragrunt units.
    Values,
    /// Services of the Serverless Framework, and other files that deploy templates.
    Services,
    /// The input chooses among what valid templates and modules are made of.
    Generated,
}

/// What is read beside a configuration or values, so that they decide something.
const COMPANIONS: [(&str, &str); 4] = [
    (
        "modules/trail/main.tf",
        include_str!("companions/module.tf"),
    ),
    ("live/main.tf", include_str!("companions/root.tf")),
    (
        "stacks/audit.yaml",
        include_str!("companions/template.yaml"),
    ),
    (CONFIGURATION, include_str!("companions/configuration.yaml")),
];

/// What a service reads beside its own file.
const BESIDE_SERVICE: [(&str, &str); 4] = [
    ("trail.yml", include_str!("companions/trail.yml")),
    ("config/dev.yml", include_str!("companions/stage.yml")),
    (".env", "GLOBAL_EVENTS=false\n"),
    (
        "serverless-compose.yml",
        include_str!("companions/composed.yml"),
    ),
];

const CONFIGURATION: &str = "cloudtrail-lint.yaml";

/// Every file of values that the companions' configuration names or that is found by itself.
const VALUES: [&str; 6] = [
    "live/terraform.tfvars",
    "live/extra.auto.tfvars.json",
    "values.yaml",
    "values.json",
    "samconfig.toml",
    "unit/terragrunt.hcl",
];

impl Target {
    pub const ALL: [Target; 10] = [
        Target::YamlTemplates,
        Target::JsonTemplates,
        Target::Modules,
        Target::JsonModules,
        Target::Plans,
        Target::CliOutputs,
        Target::Configurations,
        Target::Values,
        Target::Services,
        Target::Generated,
    ];

    /// As the target is called: `cargo fuzz run NAME`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Target::YamlTemplates => "yaml_templates",
            Target::JsonTemplates => "json_templates",
            Target::Modules => "modules",
            Target::JsonModules => "json_modules",
            Target::Plans => "plans",
            Target::CliOutputs => "cli_outputs",
            Target::Configurations => "configurations",
            Target::Values => "values",
            Target::Services => "services",
            Target::Generated => "generated",
        }
    }

    /// Runs the program over an input; panics where it does not hold what it must.
    pub fn hold(self, data: &[u8]) {
        let files = self.files(data);
        let Ok(tree) = Tree::of(&files) else {
            // Two paths that cannot lie beside each other.
            return;
        };
        if let Err(broken) = invariants::check(tree.root(), &tree.options()) {
            panic!("{broken}");
        }
    }

    fn files(self, data: &[u8]) -> Vec<File> {
        let text = |text: &str| text.as_bytes().to_vec();
        let companions = COMPANIONS.map(|(path, of)| (path.to_owned(), text(of)));
        match self {
            Target::YamlTemplates => unpacked(data, "template.yaml"),
            Target::JsonTemplates => unpacked(data, "template.json"),
            Target::Modules => unpacked(data, "main.tf"),
            Target::JsonModules => unpacked(data, "main.tf.json"),
            Target::Plans => unpacked(data, "plan.json"),
            Target::CliOutputs => unpacked(data, "output.json"),
            Target::Configurations => {
                let mut files = companions.to_vec();
                files.extend(unpacked(data, CONFIGURATION));
                files
            }
            Target::Values => {
                let values = VALUES.map(|path| (path.to_owned(), data.to_vec()));
                companions.into_iter().chain(values).collect()
            }
            Target::Services => {
                let beside = BESIDE_SERVICE.map(|(path, of)| (path.to_owned(), text(of)));
                let own = unpacked(data, "serverless.yml");
                beside.into_iter().chain(own).collect()
            }
            Target::Generated => generated::files(data),
        }
    }
}

/// The files of an input on disk, in a repository of their own.
struct Tree(tempfile::TempDir);

impl Tree {
    fn of(files: &[File]) -> std::io::Result<Tree> {
        let tree = Tree(tempfile::tempdir()?);
        std::fs::create_dir(tree.root().join(".git"))?;
        for (path, text) in files {
            let path = tree.root().join(path);
            std::fs::create_dir_all(path.parent().unwrap_or(tree.root()))?;
            std::fs::write(path, text)?;
        }
        Ok(tree)
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    /// What its configuration asks for, where there is one that can be used.
    fn options(&self) -> LintOptions {
        let root = self.root().to_owned();
        let sources = SourceMap::new(&Access {
            paths: vec![root.clone()],
            ..Access::default()
        });
        let config = config::load(&root.join(CONFIGURATION), &sources);
        LintOptions {
            paths: vec![root],
            ..LintOptions::of_config(config.unwrap_or_default())
        }
    }
}
