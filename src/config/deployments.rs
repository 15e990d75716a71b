//! The deployments of a file, their globs and paths taken from the file's folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::{Fault, Part, Step};
use super::file::{RootValues, Roots, TemplateValues, Templates};
use super::given::Given;
use super::globs::{DeploymentGlob, Meant, globs_of};
use super::limits::MAX_DEPLOYMENTS_AND_GLOBS;
use super::shapes::{Deployment, Keyed, OneOrSeveral, Scalar};
use crate::cloudformation::{ParameterInput, TemplateDeployment};
use crate::paths::{PathGlob, lexical};
use crate::terraform::{RootDeployment, VariableInput};

/// Each deployment of each glob of templates.
pub(super) fn templates(
    groups: &[Keyed<Templates>],
    below: &Given<'_>,
    folder: &Path,
    globs: &mut Vec<DeploymentGlob>,
) -> Result<Vec<TemplateDeployment>, Fault> {
    let mut all = Vec::new();
    for (at, Keyed(group)) in groups.iter().enumerate() {
        let of_group = globs_of(&group.templates, folder, Meant::Templates, at)?;
        for glob in &of_group {
            let named = group.deployments.0.iter();
            let places = below.below(&Step::Item(at)).key("deployments");
            all.extend(named.map(|(name, given)| {
                let place = places.key(name);
                template_deployment((name, &place), given, &glob.matcher, folder)
            }));
        }
        globs.extend(of_group);
        not_too_many(all.len(), globs.len(), "cloudformation", at)?;
    }
    Ok(all)
}

/// Refuses a file that asks for far more than anybody deploys.
fn not_too_many(deployments: usize, globs: usize, key: &str, item: usize) -> Result<(), Fault> {
    let what = match (
        deployments > MAX_DEPLOYMENTS_AND_GLOBS,
        globs > MAX_DEPLOYMENTS_AND_GLOBS,
    ) {
        (true, _) => "deployments",
        (_, true) => "globs",
        _ => return Ok(()),
    };
    Err(Fault {
        path: vec![Step::Key(key.to_owned()), Step::Item(item)],
        part: Part::Start,
        message: format!("The configuration has more than {MAX_DEPLOYMENTS_AND_GLOBS} {what}"),
        label: "not followed from here on".into(),
        help: None,
    })
}

fn template_deployment(
    (name, place): (&str, &Given<'_>),
    given: &Deployment<TemplateValues>,
    templates: &Arc<PathGlob>,
    folder: &Path,
) -> TemplateDeployment {
    let (parameters, region) = match given {
        Deployment::Files(files) => (below(files, folder, ParameterInput::File), None),
        Deployment::Full(given) => {
            let mut parameters = below(&given.parameters, folder, ParameterInput::File);
            let mut places = place.key("values").members();
            let values = given.values.0.iter();
            parameters.extend(values.map(|(key, Scalar(value))| ParameterInput::Value {
                key: key.clone(),
                value: value.clone(),
                at: places.remove(key),
            }));
            let region = place.key("region").region(given.region.clone());
            (parameters, region)
        }
    };
    TemplateDeployment {
        name: name.to_owned(),
        at: place.name(),
        templates: templates.into(),
        region,
        parameters,
    }
}

/// Each deployment of each glob of root modules.
pub(super) fn roots(
    groups: &[Keyed<Roots>],
    below: &Given<'_>,
    folder: &Path,
    globs: &mut Vec<DeploymentGlob>,
) -> Result<Vec<RootDeployment>, Fault> {
    let mut all = Vec::new();
    for (at, Keyed(group)) in groups.iter().enumerate() {
        let of_group = globs_of(&group.roots, folder, Meant::Roots, at)?;
        for glob in &of_group {
            let named = group.deployments.0.iter();
            let places = below.below(&Step::Item(at)).key("deployments");
            all.extend(named.map(|(name, given)| {
                let place = places.key(name);
                root_deployment((name, &place), given, &glob.matcher, folder)
            }));
        }
        globs.extend(of_group);
        not_too_many(all.len(), globs.len(), "terraform", at)?;
    }
    Ok(all)
}

fn root_deployment(
    (name, place): (&str, &Given<'_>),
    given: &Deployment<RootValues>,
    roots: &Arc<PathGlob>,
    folder: &Path,
) -> RootDeployment {
    let (variables, workspace, region) = match given {
        Deployment::Files(files) => (below(files, folder, VariableInput::File), None, None),
        Deployment::Full(given) => {
            let mut variables = below(&given.var_files, folder, VariableInput::File);
            let mut places = place.key("vars").members();
            let values = given.vars.0.iter();
            variables.extend(values.map(|(name, Scalar(value))| VariableInput::Value {
                name: name.clone(),
                value: value.clone(),
                at: places.remove(name),
            }));
            (
                variables,
                given.workspace.as_ref().map(|name| name.0.clone()),
                place.key("region").region(given.region.clone()),
            )
        }
    };
    RootDeployment {
        name: name.to_owned(),
        at: place.name(),
        roots: roots.into(),
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
