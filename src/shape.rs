//! Which front end a file of YAML or JSON is for, and what is said of one that none takes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Problem;
use crate::discover::{Found, Origin, is_cli_text, is_code_of_service};
use crate::model::{Judged, Remark};
use crate::options::LintOptions;
use crate::paths::absolute;
use crate::resolved::Resolved;
use crate::source::{SourceFile, SourceMap};
use crate::terraform::plan::{judge_plan, names_stacks, of_empty_state, plan_of};
use crate::{awscli, cloudformation, unrecognised};

/// What a file of YAML or JSON is, by its mentions and its shape.
pub(crate) enum Shape {
    Plan(Box<Judged>),
    Output,
    Template,
    /// Code that makes a template with a trail.
    Code,
    Other,
}

/// The shape of a file. `region` is where a plan's providers create what they do, where it does not say.
pub(crate) fn shape_of(
    found: &Found,
    file: &SourceFile,
    region: Option<&Resolved<String>>,
) -> Shape {
    let mentions = &found.mentions;
    if is_code_of_service(&found.path) {
        return if mentions.cloudformation_trail {
            Shape::Code
        } else {
            Shape::Other
        };
    }
    // What is no template as it stands may be one once it is rendered.
    let is_rendered = unrecognised::is_rendered(file.name());
    if is_rendered && (unrecognised::is_filled_in(file) || !cloudformation::is_template(file)) {
        return Shape::Other;
    }
    let has_trail =
        mentions.terraform_trail || mentions.cloudformation_trail && names_stacks(file.text());
    let plan = has_trail.then(|| plan_of(file)).flatten();
    if let Some(plan) = plan {
        Shape::Plan(Box::new(judge_plan(file, &plan, region)))
    } else if mentions.awscli && !mentions.cloudformation_trail && awscli::is_awscli(file) {
        Shape::Output
    } else if mentions.cloudformation_trail
        || mentions.nested_template
        || mentions.service
        || mentions.deploys
        // Properties of a trail whose type is not written out.
        || (mentions.awscli && cloudformation::is_template(file))
    {
        Shape::Template
    } else {
        Shape::Other
    }
}

/// What is said of an input that was handed over and that no front end took.
pub(crate) fn say_unrecognised(
    path: &Path,
    sources: &SourceMap,
    options: &LintOptions,
) -> Option<Judged> {
    let file = sources.load(path).ok()?;
    if let Some(empty) = of_empty_state(&file) {
        return Some(Judged {
            notices: vec![empty],
            ..Judged::default()
        });
    }
    let nameless = options.stdin.as_ref().filter(|stdin| !stdin.is_named);
    if nameless.is_some_and(|stdin| absolute(&stdin.name) == path) {
        let known = plan_of(&file).is_some()
            || awscli::is_awscli(&file)
            || cloudformation::is_template(&file);
        let unknown = || (!known).then(|| unrecognised::on_standard_input(file.text()));
        let message = unrecognised::broken_off(file.text()).or_else(unknown);
        return message.map(|message| of_problem("standard input".into(), message));
    }
    if !sources.is_given(path) && is_cli_text(file.text().as_bytes()) {
        return Some(Judged {
            notices: vec![unrecognised::cli_text_in_a_folder(&file)],
            ..Judged::default()
        });
    }
    if let Some(message) = unrecognised::why_not(&file, awscli::is_awscli(&file)) {
        return Some(of_problem(sources.name(path), message));
    }
    let notice = unrecognised::in_file(&file)?;
    let mut piped = options.stdin.iter();
    if piped.any(|stdin| absolute(&stdin.name) == path) {
        let Remark { message, help, .. } = notice;
        let help = help.map_or_else(String::new, |help| format!(" ({help})"));
        return Some(of_problem(sources.name(path), format!("{message}{help}")));
    }
    Some(Judged {
        notices: vec![notice],
        ..Judged::default()
    })
}

/// That the run fails by an input.
fn of_problem(path: String, message: String) -> Judged {
    Judged {
        problems: vec![Problem { path, message }],
        ..Judged::default()
    }
}

/// Takes files that say no more than whether something logs among the outputs about trails beside which they lie: a template
/// may include such a file, too. The answer is those that were given by name and lie beside none.
pub(crate) fn take_statuses(
    files: Vec<(&Found, Arc<SourceFile>)>,
    outputs: &mut Vec<Arc<SourceFile>>,
) -> Vec<PathBuf> {
    let folders = outputs.iter().map(|output| output.path().parent());
    let folders: Vec<_> = folders.map(|folder| folder.map(Path::to_owned)).collect();
    let mut alone = Vec::new();
    for (found, file) in files {
        let folder = file.path().parent().map(Path::to_owned);
        if folders.contains(&folder) {
            outputs.push(file);
        } else if found.origin == Origin::ByName {
            alone.push(found.path.clone());
        }
    }
    alone
}
