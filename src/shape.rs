//! Which front end a file of YAML or JSON is for, and what is said of one that none takes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Problem;
use crate::discover::{Found, Origin, is_cli_text, is_code_of_service};
use crate::limits::MAX_UNITS_OF_RUN;
use crate::model::{Account, Dialect, Judged, Remark};
use crate::options::LintOptions;
use crate::paths::absolute;
use crate::resolved::{Resolved, Syntax};
use crate::source::{SourceFile, SourceId, SourceMap, Span};
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

/// The plans of a run, as far as it judges them.
#[derive(Default)]
pub(crate) struct Plans {
    judged: Vec<Judged>,
    /// The first of those that it does not, and how many others there are.
    beyond: Option<(SourceId, usize)>,
}

impl Plans {
    pub(crate) fn take(&mut self, file: SourceId, of_plan: Judged) {
        match &mut self.beyond {
            Some((_, others)) => *others += 1,
            None if self.judged.len() < MAX_UNITS_OF_RUN => self.judged.push(of_plan),
            none => *none = Some((file, 0)),
        }
    }

    /// What they come to, and what is said of the others.
    pub(crate) fn all(self, sources: &SourceMap) -> impl Iterator<Item = Judged> {
        let beyond = self.beyond.map(|(first, others)| {
            let name = format!("plan {}", sources.get(first).name());
            let at = Span::beginning(first);
            let kind = (Dialect::TerraformPlan, Syntax::Hcl);
            Judged {
                accounts: vec![Account::of_more_units((&name, "plans"), others, at, kind)],
                ..Judged::default()
            }
        });
        self.judged.into_iter().chain(beyond)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_that_are_more_than_a_run_judges_are_said_to_be() {
        let sources = SourceMap::default();
        let file = sources.add("plan.json", b"{}".to_vec()).unwrap();
        let mut plans = Plans::default();
        for _ in 0..MAX_UNITS_OF_RUN + 3 {
            plans.take(file.id(), Judged::default());
        }
        let all: Vec<Judged> = plans.all(&sources).collect();
        assert_eq!(all.len(), MAX_UNITS_OF_RUN + 1);
        let of_others = all.last().and_then(|judged| judged.accounts.first());
        let trail = of_others.and_then(|account| account.trails.first());
        let said = trail.and_then(|trail| trail.not_followed.as_ref());
        let said = said.map(|remark| remark.message.as_str());
        let why = format!("there are more than {MAX_UNITS_OF_RUN} plans");
        assert!(said.is_some_and(|said| said.contains(&why)), "{said:?}");
    }
}
