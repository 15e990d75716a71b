//! Tasks of org-formation with what they give their templates.

use super::draw::{Draw, Made};

/// The file of most tasks.
const TASKS: &str = "organization-tasks.yml";

/// The lines of a file of tasks before its tasks, those of a task's parameters, and the file.
struct Task {
    head: String,
    parameters: String,
    path: &'static str,
}

impl Task {
    fn new(head: impl Into<String>, parameters: impl Into<String>) -> Task {
        Task {
            head: head.into(),
            parameters: parameters.into(),
            path: TASKS,
        }
    }
}

pub(super) fn tree(draw: &mut Draw, on: bool) -> Made {
    let mut made = Made::default();
    let mut default = draw.flag();
    let task = match draw.below(6) {
        0 => {
            default = on;
            Task::new("", "")
        }
        1 => left_out(draw, on, &mut default, &mut made),
        2 | 3 => in_the_file(draw, on, &mut made),
        _ => in_another_file(draw, on, &mut made),
    };
    let folder = task.path.rsplit_once('/');
    let folder = folder.map_or(String::new(), |(folder, _)| format!("{folder}/"));
    template(draw, &mut made, &folder, default);
    if made.decisive.is_empty() {
        made.decide(&format!("{folder}templates/trail.yml"), "");
    }
    let skip = draw.one_of(&["", "", "  Skip: true\n"]);
    let sandbox = draw.flag();
    let text = format!(
        "{}Audit:\n  Type: update-stacks\n  StackName: audit\n  Template: ./templates/trail.yml\n  DefaultOrganizationBindingRegion: us-east-1\n  DefaultOrganizationBinding:\n    Account: '*'\n{}\nSandbox:\n  Type: update-stacks\n{skip}  StackName: sandbox\n  Template: ./templates/trail.yml\n  DefaultOrganizationBindingRegion: us-east-1\n  Parameters:\n    GlobalEvents: '{sandbox}'\n",
        task.head, task.parameters,
    );
    made.add(task.path, &text);
    made.recorded = vec![on];
    made.recorded.extend(skip.is_empty().then_some(sandbox));
    made
}

fn passes(value: &str) -> String {
    format!("  Parameters:\n    GlobalEvents: {value}\n")
}

/// A value of the file's parameter `events`.
fn reference(draw: &mut Draw) -> &'static str {
    let ways = [
        "!Ref events",
        "!Sub '${events}'",
        "!Join ['', [!Ref events]]",
    ];
    draw.one_of(&ways)
}

fn declared(default: bool) -> String {
    format!("Parameters:\n  events:\n    Type: String\n    Default: '{default}'\n\n")
}

/// What a task gives its template, where its own file decides.
fn in_the_file(draw: &mut Draw, on: bool, made: &mut Made) -> Task {
    made.decide(TASKS, "");
    match draw.below(5) {
        0 => Task::new("", passes(&format!("'{on}'"))),
        1 => Task::new(declared(on), passes(reference(draw))),
        2 => {
            let stage = if on { "prod" } else { "dev" };
            let head = format!(
                "Parameters:\n  stage:\n    Type: String\n    Default: {stage}\n\nMappings:\n  Stages:\n    prod:\n      Events: 'true'\n    dev:\n      Events: 'false'\n\n"
            );
            Task::new(head, passes("!FindInMap [Stages, !Ref stage, Events]"))
        }
        3 => {
            let text = format!("GlobalEvents: '{}'\n", draw.flag());
            made.add("values/audit.yml", &text);
            let over = format!("    <<: !Include ./values/audit.yml\n    GlobalEvents: '{on}'\n");
            Task::new("", format!("  Parameters:\n{over}"))
        }
        // It includes the file of the task, and passes a value over its default.
        _ => {
            let text = format!(
                "AuditTasks:\n  Type: include\n  Path: ./audit/_tasks.yml\n  Parameters:\n    events: '{on}'\n"
            );
            made.add(TASKS, &text);
            Task {
                path: "audit/_tasks.yml",
                ..Task::new(declared(draw.flag()), passes(reference(draw)))
            }
        }
    }
}

/// What a task gives its template, where another file decides.
fn in_another_file(draw: &mut Draw, on: bool, made: &mut Made) -> Task {
    match draw.below(3) {
        0 => {
            let text = format!("events:\n  Type: String\n  Default: '{on}'\n");
            made.decide("parameters.yml", &text);
            made.leads(TASKS, "./parameters.yml", "parameters.yml");
            let head = "Parameters:\n  <<: !Include ./parameters.yml\n\n";
            Task::new(head, passes(reference(draw)))
        }
        1 => {
            made.decide("values/audit.yml", &format!("GlobalEvents: '{on}'\n"));
            made.leads(TASKS, "./values/audit.yml", "values/audit.yml");
            Task::new("", "  Parameters: !Include ./values/audit.yml\n")
        }
        _ => {
            let text = format!("Stages:\n  prod:\n    Events: '{on}'\n");
            made.decide("mappings.yml", &text);
            made.leads(TASKS, "./mappings.yml", "mappings.yml");
            let value = "!FindInMap [Stages, prod, Events]";
            Task::new("Mappings: !Include ./mappings.yml\n\n", passes(value))
        }
    }
}

/// Where it is off, what decides gives nothing, and a default counts.
fn left_out(draw: &mut Draw, on: bool, default: &mut bool, made: &mut Made) -> Task {
    match draw.below(3) {
        0 => {
            *default = false;
            made.decide(TASKS, "");
            let line = if on {
                "GlobalEvents: 'true'"
            } else {
                "Bucket: logs"
            };
            Task::new("", format!("  Parameters:\n    {line}\n"))
        }
        1 => {
            *default = false;
            let text = if on {
                "GlobalEvents: 'true'\n"
            } else {
                "Bucket: logs\n"
            };
            made.decide("values/audit.yml", text);
            made.leads(TASKS, "./values/audit.yml", "values/audit.yml");
            Task::new("", "  Parameters: !Include ./values/audit.yml\n")
        }
        _ => {
            let passed = if on {
                "  Parameters:\n    events: 'true'\n"
            } else {
                ""
            };
            let text =
                format!("AuditTasks:\n  Type: include\n  Path: ./audit/_tasks.yml\n{passed}");
            made.decide(TASKS, &text);
            Task {
                path: "audit/_tasks.yml",
                ..Task::new(declared(false), passes(reference(draw)))
            }
        }
    }
}

fn template(draw: &mut Draw, made: &mut Made, folder: &str, default: bool) {
    let trail = |flag: &str| {
        format!(
            "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n      IsMultiRegionTrail: true\n      IncludeGlobalServiceEvents: {flag}\n"
        )
    };
    let head = format!(
        "Parameters:\n  Bucket:\n    Type: String\n    Default: logs\n  GlobalEvents:\n    Type: String\n    Default: '{default}'\n"
    );
    let text = match draw.below(4) {
        0 => format!(
            "{head}Conditions:\n  IsOn: !Equals [!Ref GlobalEvents, 'true']\n{}",
            trail("!If [IsOn, true, false]")
        ),
        1 => {
            let given = format!(
                "Parameters:\n  Given: {{Type: String, Default: '{}'}}\n",
                draw.flag()
            );
            let child = given + &trail("!Ref Given");
            made.add(&format!("{folder}templates/child.yml"), &child);
            format!(
                "{head}Resources:\n  Stack:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: child.yml\n      Parameters: {{Given: !Ref GlobalEvents}}\n"
            )
        }
        2 => format!(
            "AWSTemplateFormatVersion: '2010-09-09-OC'\n{head}{}",
            trail("!Ref GlobalEvents")
        ),
        _ => format!("{head}{}", trail("!Ref GlobalEvents")),
    };
    made.add(&format!("{folder}templates/trail.yml"), &text);
}
