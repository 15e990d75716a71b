//! Values of the command line for which nothing was found that could take them. Where something was, a finding says it.

use std::collections::BTreeSet;

use crate::cloudformation::ParameterInput;
use crate::model::{Dialect, is_region, no_region};
use crate::options::LintOptions;
use crate::outcome::Outcome;
use crate::terraform::VariableInput;

/// What is wrong with the Region of the command line.
pub(super) fn regions_that_are_none(options: &LintOptions) -> Vec<String> {
    let of_options = options.regions().filter(|region| region.at.is_none());
    let given: BTreeSet<&str> = of_options.map(|region| region.name.as_str()).collect();
    let none = given.into_iter().filter(|region| !is_region(region));
    none.map(|region| {
        format!(
            "the Region that is given decides nothing: {}",
            no_region(region)
        )
    })
    .collect()
}

/// A sentence for each kind of values that no trail's code could take. A value is not named: it may be a secret.
pub(super) fn values_for_nothing(options: &LintOptions, outcome: &Outcome) -> Vec<String> {
    let mut findings = outcome.findings.iter();
    if !outcome.problems.is_empty() || findings.any(|found| found.rule.id == "syntax-error") {
        // What would take them may be in what could not be read.
        return Vec::new();
    }
    let variables = options.terraform.variables.iter().map(|input| match input {
        VariableInput::File(path) => format!("`--var-file {}`", path.display()),
        VariableInput::Value { name, .. } => format!("`--var {name}=…`"),
    });
    let parameters = options.cloudformation.parameters.iter();
    let parameters = parameters.map(|input| match input {
        ParameterInput::File(path) => format!("`--parameters {}`", path.display()),
        ParameterInput::Value { key, .. } => format!("`--parameter {key}=…`"),
    });
    let of = |dialects: &[Dialect]| {
        let trails = outcome.trails.iter();
        trails
            .filter(|trail| dialects.contains(&trail.dialect))
            .count()
    };
    let deployed = outcome.deployed_by_modules;
    let is_for_modules = of(&[Dialect::Terraform, Dialect::Awscc]) + deployed > 0;
    let is_for_templates = of(&[Dialect::CloudFormation]) > deployed;
    let why = if is_for_modules {
        "Terraform passes the parameters of the templates that it deploys"
    } else {
        "no CloudFormation template with a trail was found"
    };
    let no_module = "no Terraform module with a trail was found";
    let of_modules = said(variables.collect(), is_for_modules, no_module);
    let of_templates = said(parameters.collect(), is_for_templates, why);
    of_modules.into_iter().chain(of_templates).collect()
}

fn said(given: Vec<String>, is_taken: bool, why: &str) -> Option<String> {
    let changes = match given.len() {
        0 => return None,
        1 => "changes",
        _ => "change",
    };
    let given = given.join(", ");
    (!is_taken).then(|| format!("{given} {changes} nothing: {why}"))
}
