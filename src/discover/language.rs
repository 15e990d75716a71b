//! What a file may hold, by its name.

use std::path::Path;

use crate::paths::name_of;

/// What a file's name says it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// A template in YAML or JSON, a plan, or the output of the AWS CLI: which one, its shape tells.
    YamlOrJson,
    /// `.tf`, `.tofu`, `.tf.json`, `.tofu.json`, Terraform Stacks, and what gives values to such: `.tfvars`, `.hcl`
    Terraform,
    /// `terragrunt.hcl`, `terragrunt.hcl.json`, `terragrunt.stack.hcl`
    Terragrunt,
}

/// What the name says, or `None` for a file that is read only when given by name.
pub(super) fn language_of(path: &Path) -> Option<Language> {
    let name = name_of(path)?;
    let (_, ending) = name.rsplit_once('.')?;
    match ending {
        "tf" | "tofu" | "tfvars" => Some(Language::Terraform),
        "hcl" | "json" if OF_TERRAGRUNT.contains(&&*name) => Some(Language::Terragrunt),
        "hcl" | "json" if is_of_stack(&name) => Some(Language::Terraform),
        "json" if OF_MODULES.iter().any(|end| name.ends_with(end)) => Some(Language::Terraform),
        // Terragrunt's units include such files.
        "json" if name.ends_with(".hcl.json") => None,
        "js" | "cjs" | "mjs" | "ts" => is_code_of_service(path).then_some(Language::YamlOrJson),
        _ => {
            let mut endings = OF_TEMPLATES.iter();
            let is_one = endings.any(|one| ending.eq_ignore_ascii_case(one));
            is_one.then_some(Language::YamlOrJson)
        }
    }
}

/// How files are called that Terragrunt runs.
const OF_TERRAGRUNT: [&str; 3] = [
    "terragrunt.hcl",
    "terragrunt.hcl.json",
    "terragrunt.stack.hcl",
];

/// How the files of modules in JSON end, values of a root module among them: these are part of it, though they hold no blocks.
const OF_MODULES: [&str; 3] = [".tf.json", ".tofu.json", ".tfvars.json"];

/// The endings of templates and data.
const OF_TEMPLATES: [&str; 6] = ["yaml", "yml", "json", "template", "cfn", "cform"];

/// How the files of Terraform Stacks are called that declare components, and those that declare deployments.
///
/// Source: `HashiCorp`, "Component configuration overview" and "Deployment configuration overview" of Terraform Stacks; component
/// configurations were `.tfstack.hcl` before. Both have Terraform's JSON syntax, too.
pub(crate) const STACK_COMPONENTS: [&str; 4] = [
    ".tfcomponent.hcl",
    ".tfstack.hcl",
    ".tfcomponent.json",
    ".tfstack.json",
];
pub(crate) const STACK_DEPLOYMENTS: [&str; 2] = [".tfdeploy.hcl", ".tfdeploy.json"];

/// Whether a file's name is one of a Terraform Stack.
fn is_of_stack(name: &str) -> bool {
    let mut of_stacks = STACK_COMPONENTS.iter().chain(&STACK_DEPLOYMENTS);
    !name.starts_with('.') && of_stacks.any(|end| name.ends_with(end))
}

/// Whether a file's name is one of those that are looked into wherever they lie.
#[must_use]
pub fn is_taken_by_name(path: &Path) -> bool {
    language_of(path).is_some()
}

/// Whether a file's name is one of a service of the Serverless Framework: `serverless.yml`, `serverless.audit.yaml`.
///
/// Source: `lib/cli/resolve-configuration-path.js` of serverless/serverless 3.38 (`serverless.yml`, `.yaml`, `.json`; `--config`
/// names another one).
#[must_use]
pub fn is_named_as_service(path: &Path) -> bool {
    const SERVICE: &str = "serverless";
    let name = name_of(path).unwrap_or_default();
    let begins = name.as_bytes().get(..SERVICE.len());
    if !begins.is_some_and(|begins| begins.eq_ignore_ascii_case(SERVICE.as_bytes())) {
        return false;
    }
    let name = name.to_ascii_lowercase();
    let rest = name.strip_prefix(SERVICE).unwrap_or_default();
    rest.starts_with(['.', '-', '_'])
        && [".yml", ".yaml", ".json"]
            .iter()
            .any(|end| rest.ends_with(end))
}

/// Whether a file's name is that of a service of the Serverless Framework whose configuration is code.
///
/// Source: as of [`is_named_as_service`].
#[must_use]
pub fn is_code_of_service(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let names = [
        "serverless.js",
        "serverless.cjs",
        "serverless.mjs",
        "serverless.ts",
    ];
    names.contains(&&*name)
}

/// What the files are called that compose services of the Serverless Framework.
///
/// Source: the Framework's guide, "Composing services".
pub(crate) const COMPOSE_FILES: [&str; 5] = [
    "serverless-compose.yml",
    "serverless-compose.yaml",
    "serverless-compose.json",
    "serverless-compose.js",
    "serverless-compose.ts",
];

/// Whether a file's name alone says that it is a template or decides about some: those of SAM, the Serverless Framework, the CDK
/// and org-formation.
///
/// Source: `sam init`, and "AWS SAM CLI configuration file"; [`is_named_as_service`] and [`COMPOSE_FILES`]; the CDK's guide,
/// `cdk.json`; org-formation's `organization-tasks.yml`.
pub(super) fn is_known_by_name(path: &Path) -> bool {
    const NAMES: [&str; 8] = [
        "template.yaml",
        "template.yml",
        "template.json",
        "samconfig.yaml",
        "samconfig.yml",
        "cdk.json",
        "organization-tasks.yml",
        "organization-tasks.yaml",
    ];
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_one = |names: &[&str]| names.contains(&&*name);
    is_one(&NAMES) || is_one(&COMPOSE_FILES) || is_named_as_service(path)
}

/// Whether a file gives its variables to the environment of a service beside it: those do not that only show what it may hold.
///
/// Source: the Framework's guide, "Environment Variables": `.env`, `.env.STAGE`.
#[must_use]
pub(crate) fn is_dotenv(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let rest = name.strip_prefix(".env");
    rest.is_some_and(|rest| {
        let ending = rest.rsplit('.').next().unwrap_or_default();
        let is_sample = ["example", "sample", "template", "dist"].contains(&ending);
        (rest.is_empty() || rest.starts_with('.')) && !is_sample
    })
}

/// What a file's name says it may hold, or else what one of its ending is read as where it is given by name.
pub(crate) fn meant_language(path: &Path) -> Language {
    language_of(path).unwrap_or_else(|| named_language(path))
}

/// The language of a file that is read only when given by name. Terragrunt's units include `.hcl` files of any name.
fn named_language(path: &Path) -> Language {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.ends_with(".hcl") || name.ends_with(".hcl.json") {
        Language::Terraform
    } else {
        Language::YamlOrJson
    }
}
