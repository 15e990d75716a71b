//! The deployments of a file, their globs and paths taken from the file's folder.

use std::path::{Path, PathBuf};

use globset::GlobMatcher;

use super::fault::Fault;
use super::file::{RootValues, Roots, TemplateValues, Templates};
use super::globs::{DeploymentGlob, Meant, globs_of};
use super::shapes::{Deployment, Keyed, OneOrSeveral, Scalar};
use crate::cloudformation::{ParameterInput, TemplateDeployment};
use crate::paths::lexical;
use crate::terraform::{RootDeployment, VariableInput};

/// Each deployment of each glob of templates.
pub(super) fn templates(
    groups: &[Keyed<Templates>],
    folder: &Path,
    globs: &mut Vec<DeploymentGlob>,
) -> Result<Vec<TemplateDeployment>, Fault> {
    let mut all = Vec::new();
    for (at, Keyed(group)) in groups.iter().enumerate() {
        let of_group = globs_of(&group.templates, folder, Meant::Templates, at)?;
        for glob in &of_group {
            let named = group.deployments.0.iter();
            all.extend(
                named.map(|(name, given)| template_deployment(name, given, &glob.matcher, folder)),
            );
        }
        globs.extend(of_group);
    }
    Ok(all)
}

fn template_deployment(
    name: &str,
    given: &Deployment<TemplateValues>,
    templates: &GlobMatcher,
    folder: &Path,
) -> TemplateDeployment {
    let (parameters, region) = match given {
        Deployment::Files(files) => (below(files, folder, ParameterInput::File), None),
        Deployment::Full(given) => {
            let mut parameters = below(&given.parameters, folder, ParameterInput::File);
            let values = given.values.0.iter();
            parameters.extend(values.map(|(key, Scalar(value))| ParameterInput::Value {
                key: key.clone(),
                value: value.clone(),
            }));
            (parameters, given.region.clone())
        }
    };
    TemplateDeployment {
        name: name.to_owned(),
        templates: templates.clone(),
        region,
        parameters,
    }
}

/// Each deployment of each glob of root modules.
pub(super) fn roots(
    groups: &[Keyed<Roots>],
    folder: &Path,
    globs: &mut Vec<DeploymentGlob>,
) -> Result<Vec<RootDeployment>, Fault> {
    let mut all = Vec::new();
    for (at, Keyed(group)) in groups.iter().enumerate() {
        let of_group = globs_of(&group.roots, folder, Meant::Roots, at)?;
        for glob in &of_group {
            let named = group.deployments.0.iter();
            all.extend(
                named.map(|(name, given)| root_deployment(name, given, &glob.matcher, folder)),
            );
        }
        globs.extend(of_group);
    }
    Ok(all)
}

fn root_deployment(
    name: &str,
    given: &Deployment<RootValues>,
    roots: &GlobMatcher,
    folder: &Path,
) -> RootDeployment {
    let (variables, workspace, region) = match given {
        Deployment::Files(files) => (below(files, folder, VariableInput::File), None, None),
        Deployment::Full(given) => {
            let mut variables = below(&given.var_files, folder, VariableInput::File);
            let values = given.vars.0.iter();
            variables.extend(values.map(|(name, Scalar(value))| VariableInput::Value {
                name: name.clone(),
                value: value.clone(),
            }));
            (
                variables,
                given.workspace.as_ref().map(|name| name.0.clone()),
                given.region.clone(),
            )
        }
    };
    RootDeployment {
        name: name.to_owned(),
        roots: roots.clone(),
        workspace,
        region,
        variables,
    }
}

/// Files by their paths from the folder.
fn below<T>(files: &OneOrSeveral, folder: &Path, input: fn(PathBuf) -> T) -> Vec<T> {
    files
        .all()
        .iter()
        .map(|file| input(lexical(&folder.join(file))))
        .collect()
}
