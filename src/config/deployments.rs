//! The deployments of a file, their globs and paths taken from the file's folder.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use super::fault::{Fault, Part, Step};
use super::file::{RootValues, Roots, TemplateValues, Templates};
use super::shapes::{Deployment, Keyed, OneOrSeveral, Scalar};
use crate::cloudformation::{ParameterInput, TemplateDeployment};
use crate::paths::{absolute, lexical};
use crate::terraform::{RootDeployment, VariableInput};

/// Each deployment of each glob of templates.
pub(super) fn templates(
    groups: &[Keyed<Templates>],
    folder: &Path,
) -> Result<Vec<TemplateDeployment>, Fault> {
    let mut all = Vec::new();
    for (at, Keyed(group)) in groups.iter().enumerate() {
        for templates in matchers(
            &group.templates,
            folder,
            ("cloudformation", at, "templates"),
        )? {
            let named = group.deployments.0.iter();
            all.extend(
                named.map(|(name, given)| template_deployment(name, given, &templates, folder)),
            );
        }
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
pub(super) fn roots(groups: &[Keyed<Roots>], folder: &Path) -> Result<Vec<RootDeployment>, Fault> {
    let mut all = Vec::new();
    for (at, Keyed(group)) in groups.iter().enumerate() {
        for roots in matchers(&group.roots, folder, ("terraform", at, "roots"))? {
            let named = group.deployments.0.iter();
            all.extend(named.map(|(name, given)| root_deployment(name, given, &roots, folder)));
        }
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

/// The globs of a group, which stand below a key of an item of the root's list.
fn matchers(
    globs: &OneOrSeveral,
    folder: &Path,
    (list, item, key): (&str, usize, &str),
) -> Result<Vec<GlobMatcher>, Fault> {
    let one = |(at, glob): (usize, &String)| {
        matcher(glob, folder).map_err(|error| {
            let mut path = vec![
                Step::Key(list.to_owned()),
                Step::Item(item),
                Step::Key(key.to_owned()),
            ];
            if matches!(globs, OneOrSeveral::Several(_)) {
                path.push(Step::Item(at));
            }
            Fault {
                path,
                part: Part::Value,
                message: format!("`{glob}` is not a valid glob: {}", error.kind()),
                label: "not a valid glob".into(),
                help: None,
            }
        })
    };
    globs.all().iter().enumerate().map(one).collect()
}

/// A glob on absolute paths, from one that starts at the folder. `*` stays within one folder, `**` does not.
fn matcher(glob: &str, folder: &Path) -> Result<GlobMatcher, globset::Error> {
    let below = glob.trim_start_matches("./").trim_end_matches('/');
    let folder = absolute(folder);
    let folder = globset::escape(&folder.to_string_lossy().replace('\\', "/"));
    let full = match below {
        "." | "" => folder,
        below => format!("{}/{below}", folder.trim_end_matches('/')),
    };
    GlobBuilder::new(&full)
        .literal_separator(true)
        .build()
        .map(|glob| glob.compile_matcher())
}
