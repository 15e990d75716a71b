//! What a change of one file does to the verdict on a template's trail, that file alone must show: a hook is given the
//! changed files only.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use cloudtrail_lint::cloudformation::{Options, ParameterInput};
use cloudtrail_lint::options::LintOptions;

use crate::file_alone::{Said, said_of};

/// A boolean of the root template: the expression that gives it, what the template declares for it, the file that decides
/// it, and that file's text where it is true and where it is false. `@` in the template stands for the text then.
struct Origin {
    expression: &'static str,
    declared: &'static str,
    decisive: &'static str,
    on: &'static str,
    off: &'static str,
}

const ORIGINS: &[Origin] = &[
    Origin {
        expression: "!Ref Flag",
        declared: "Parameters:\n  Flag: {Type: String, Default: '@'}\n",
        decisive: "root.yaml",
        on: "true",
        off: "false",
    },
    Origin {
        expression: "!Ref Flag",
        declared: "Parameters:\n  Flag: {Type: String, Default: 'true'}\n",
        decisive: "parameters.json",
        on: "{\"Parameters\": {\"Flag\": \"true\"}}",
        off: "{\"Parameters\": {\"Flag\": \"false\"}}",
    },
    Origin {
        expression: "!FindInMap [Stages, !Ref Stage, on]",
        declared: "Parameters:\n  Stage: {Type: String}\nMappings:\n  Stages: {prod: {on: true}, dev: {on: false}}\n",
        decisive: "parameters.json",
        on: "[\"Stage=prod\"]",
        off: "[\"Stage=dev\"]",
    },
    Origin {
        expression: "!FindInMap [Stages, prod, on]",
        declared: "Mappings:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: parts/mappings.yaml}}\n",
        decisive: "parts/mappings.yaml",
        on: "Stages: {prod: {on: true}}\n",
        off: "Stages: {prod: {on: false}}\n",
    },
    Origin {
        expression: "!FindInMap [Stages, prod, on, {DefaultValue: false}]",
        declared: "Mappings:\n  Stages:\n    Fn::Transform: {Name: AWS::Include, Parameters: {Location: parts/stages.yaml}}\n",
        decisive: "parts/stages.yaml",
        on: "prod: {on: true}\n",
        off: "dev: {on: true}\n",
    },
    Origin {
        expression: "!FindInMap [Stages, prod, on, {DefaultValue: false}]",
        declared: "Mappings:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: parts/mappings.yaml}}\n",
        decisive: "parts/mappings.yaml",
        on: "Stages: {prod: {on: true}}\n",
        off: "Steps: {prod: {on: true}}\n",
    },
    Origin {
        expression: "!If [IsOn, true, false]",
        declared: "Conditions:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: parts/conditions.yaml}}\n",
        decisive: "parts/conditions.yaml",
        on: "IsOn: !Equals [a, a]\n",
        off: "IsOn: !Equals [a, b]\n",
    },
    Origin {
        expression: "!If [IsOn, true, false]",
        declared: "Conditions:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: parts/conditions.yaml}}\n",
        decisive: "parts/more.yaml",
        on: "IsOn: !Equals [a, a]\n",
        off: "IsOff: !Equals [a, b]\n",
    },
    Origin {
        expression: "!Select [0, !Ref Flags]",
        declared: "Parameters:\n  Flags: {Type: CommaDelimitedList}\n",
        decisive: "parameters.json",
        on: "{\"Flags\": \"true,false\"}",
        off: "{\"Flags\": \"false,true\"}",
    },
    Origin {
        expression: "!If [!Sub 'Is${Stage}', true, false]",
        declared: "Parameters:\n  Stage: {Type: String}\n  Stages: {Type: CommaDelimitedList, Default: 'Prod,Dev'}\nConditions:\n  \
                   Fn::ForEach::Each: [S, !Ref Stages, {'Is${S}': !Equals [!Ref S, Prod]}]\n",
        decisive: "parameters.json",
        on: "{\"Stage\": \"Prod\"}",
        off: "{\"Stage\": \"Dev\"}",
    },
];

/// Includes another file from one that is included.
const MORE: &str = "Fn::Transform: {Name: AWS::Include, Parameters: {Location: parts/more.yaml}}\n";

const TRAIL: &str = "AWS::CloudTrail::Trail, Properties: {S3BucketName: logs, ";
const REST: &str = "IsMultiRegionTrail: true, IsLogging: true";
const STACK: &str = "{Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ";

/// The resources of the root template that a boolean `%E%` decides about, and the other files.
type Carrier = (String, Vec<(&'static str, String)>);

/// Those of a trail in the root template itself.
fn plain_carriers() -> Vec<Carrier> {
    vec![
        (format!("  Trail: {}\n", trail("%E%")), vec![]),
        (
            format!(
                "  Trail: {{Type: {TRAIL}IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true, IsLogging: %E%}}}}\n"
            ),
            vec![],
        ),
        (
            format!(
                "  Trail: {{Type: {TRAIL}{REST}, IncludeGlobalServiceEvents: true, EventSelectors: [{{IncludeManagementEvents: %E%}}]}}}}\n"
            ),
            vec![],
        ),
        (
            "  Trail:\n    Fn::Transform: {Name: AWS::Include, Parameters: {Location: parts/trail.yaml}}\n".to_owned(),
            vec![(
                "parts/trail.yaml",
                format!(
                    "Type: AWS::CloudTrail::Trail\nProperties: {{S3BucketName: logs, {REST}, IncludeGlobalServiceEvents: %E%}}\n"
                ),
            )],
        ),
        (
            format!(
                "  Trail: {{Condition: Made, Type: {TRAIL}{REST}, IncludeGlobalServiceEvents: false}}}}\n"
            ),
            vec![],
        ),
    ]
}

/// Those of a trail in a stack below it.
fn nested_carriers() -> Vec<Carrier> {
    let child = |flag: &str| {
        format!(
            "Parameters:\n  Global: {{Type: String, Default: 'true'}}\nResources:\n  Trail: {}\n",
            trail(flag)
        )
    };
    let off = format!("Resources:\n  Trail: {}\n", trail("false"));
    vec![
        (
            format!("  Stack: {STACK}stacks/child.yaml, Parameters: {{Global: %E%}}}}}}\n"),
            vec![("stacks/child.yaml", child("!Ref Global"))],
        ),
        (
            format!(
                "  Stack: {STACK}!Join ['/', [stacks, child.yaml]], Parameters: {{Global: %E%}}}}}}\n"
            ),
            vec![("stacks/child.yaml", child("!Ref Global"))],
        ),
        (
            format!("  Stack: {STACK}middle.yaml, Parameters: {{Global: %E%}}}}}}\n"),
            vec![
                (
                    "middle.yaml",
                    format!(
                        "Parameters:\n  Global: {{Type: String}}\nResources:\n  Inner: {STACK}stacks/child.yaml, Parameters: {{Global: !Ref Global}}}}}}\n"
                    ),
                ),
                (
                    "stacks/child.yaml",
                    child("!If [IsOn, true, !Ref AWS::NoValue]")
                        + "Conditions:\n  IsOn: !Equals [!Ref Global, 'true']\n",
                ),
            ],
        ),
        (
            "  Set: {Type: AWS::CloudFormation::StackSet, Properties: {StackSetName: s, TemplateURL: stacks/child.yaml, Parameters: [{ParameterKey: Global, ParameterValue: %E%}]}}\n".to_owned(),
            vec![("stacks/child.yaml", child("!Ref Global"))],
        ),
        (
            "  Stack: {Condition: Made, Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: stacks/child.yaml}}\n".to_owned(),
            vec![("stacks/child.yaml", off)],
        ),
        (
            format!("  Stack: {STACK}!Sub ['stacks/${{Which}}.yaml', {{Which: %E%}}]}}}}\n"),
            vec![
                (
                    "stacks/true.yaml",
                    format!("Resources:\n  Trail: {}\n", trail("true")),
                ),
                (
                    "stacks/false.yaml",
                    format!("Resources:\n  Trail: {}\n", trail("false")),
                ),
            ],
        ),
    ]
}

fn trail(flag: &str) -> String {
    format!("{{Type: {TRAIL}{REST}, IncludeGlobalServiceEvents: {flag}}}}}")
}

fn tree(origin: &Origin, carrier: &Carrier, on: bool) -> BTreeMap<String, String> {
    let text = if on { origin.on } else { origin.off };
    let with = |template: &str| template.replace("%E%", origin.expression);
    let (resources, beside) = carrier;
    let mut declared = origin.declared.replace('@', text);
    if resources.contains("Made") {
        let made = format!("  Made: !Equals [{}, 'true']\n", origin.expression);
        if declared.contains("Conditions:\n") {
            declared = declared.replace("Conditions:\n", &format!("Conditions:\n{made}"));
        } else {
            declared = format!("{declared}Conditions:\n{made}");
        }
    }
    let mut files: BTreeMap<String, String> = BTreeMap::from([
        (
            "root.yaml".to_owned(),
            format!(
                "Transform: AWS::LanguageExtensions\n{declared}Resources:\n{}",
                with(resources)
            ),
        ),
        ("parts/conditions.yaml".to_owned(), MORE.to_owned()),
    ]);
    files.extend(
        beside
            .iter()
            .map(|(name, text)| ((*name).to_owned(), with(text))),
    );
    if origin.decisive != "root.yaml" {
        files.insert(origin.decisive.to_owned(), text.to_owned());
    }
    files
}

fn said(root: &Path, path: &str) -> Said {
    said_with(root, path, HashMap::new())
}

/// The same with the texts of an editor's buffers.
fn said_with(root: &Path, path: &str, overlay: HashMap<PathBuf, String>) -> Said {
    let parameters = root.join("parameters.json");
    let is_there = parameters.exists() || overlay.contains_key(&parameters);
    let given = is_there.then_some(ParameterInput::File(parameters));
    said_of(&LintOptions {
        paths: vec![root.join(path)],
        overlay,
        cloudformation: Options {
            parameters: given.into_iter().collect(),
            ..Options::default()
        },
        ..LintOptions::default()
    })
}

/// What is wrong with what a file says alone, if anything is.
fn fault(origin: &Origin, carrier: &Carrier) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join(".git")).unwrap();
    let (mut whole, mut alone) = (Vec::new(), Vec::new());
    for on in [true, false] {
        for (name, text) in tree(origin, carrier, on) {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        for (path, out) in [("", &mut whole), (origin.decisive, &mut alone)] {
            let mut said = said(dir.path(), path);
            // A template that nothing nests in one of the two is a root of its own there.
            said.retain(|address, _| carrier.1.len() < 2 || address != "Trail");
            out.push(said);
        }
    }
    let about = format!(
        "{} by `{}` in {}",
        origin.decisive, origin.expression, carrier.0
    );
    if whole[0] == whole[1] {
        return Some(format!("{about} does not decide: {whole:?}"));
    }
    // The text where it is on, in an editor's buffer: over the file, and where there is no such file yet.
    let path = dir.path().join(origin.decisive);
    for is_there in [true, false] {
        if !is_there {
            std::fs::remove_file(&path).unwrap();
        }
        let text = tree(origin, carrier, true).remove(origin.decisive).unwrap();
        let overlay = [(path.clone(), text)].into();
        let mut in_buffer = said_with(dir.path(), origin.decisive, overlay);
        in_buffer.retain(|address, _| carrier.1.len() < 2 || address != "Trail");
        if in_buffer != whole[0] {
            let whole = &whole[0];
            return Some(format!("{about}: {whole:?} is {in_buffer:?} in a buffer"));
        }
    }
    (whole != alone).then(|| format!("{about}: {whole:?} is {alone:?} alone"))
}

#[test]
fn a_file_that_decides_about_a_templates_trail_says_so_alone() {
    let mut carriers = plain_carriers();
    carriers.extend(nested_carriers());
    let of_all = ORIGINS
        .iter()
        .flat_map(|origin| carriers.iter().map(move |carrier| (origin, carrier)));
    let faults: Vec<String> = of_all
        .filter_map(|(origin, carrier)| fault(origin, carrier))
        .collect();
    assert!(
        faults.is_empty(),
        "{}:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// Trees of files, the one that decides, and its text in two versions.
struct Tree {
    files: &'static [(&'static str, &'static str)],
    decisive: &'static str,
    versions: [&'static str; 2],
}

const TREES: &[Tree] = &[
    // What an include does not bring is left out because of it.
    Tree {
        files: &[(
            "root.yaml",
            "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      \
             IsLogging: true\n      Fn::Transform: {Name: AWS::Include, Parameters: {Location: parts/flags.yaml}}\n",
        )],
        decisive: "parts/flags.yaml",
        versions: [
            "IncludeGlobalServiceEvents: true\nIsMultiRegionTrail: true\n",
            "EnableLogFileValidation: true\n",
        ],
    },
    // The same in a nested stack, by way of another file.
    Tree {
        files: &[
            (
                "root.yaml",
                "Resources:\n  Stack: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: stacks/child.yaml}}\n",
            ),
            (
                "stacks/child.yaml",
                "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      \
                 Fn::Transform: {Name: AWS::Include, Parameters: {Location: ../parts/trail.yaml}}\n",
            ),
            (
                "parts/trail.yaml",
                "S3BucketName: logs\nIsLogging: true\nIsMultiRegionTrail: true\nFn::Transform:\n  Name: AWS::Include\n  \
                 Parameters: {Location: ../parts/flags.yaml}\n",
            ),
        ],
        decisive: "parts/flags.yaml",
        versions: ["IncludeGlobalServiceEvents: true\n", "# nothing\n"],
    },
    // What a loop does not make.
    Tree {
        files: &[(
            "root.yaml",
            "Transform: AWS::LanguageExtensions\nParameters:\n  Flags: {Type: CommaDelimitedList}\nResources:\n  Trail:\n    \
             Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n      \
             Fn::ForEach::Flags: [Flag, !Ref Flags, {'${Flag}': true}]\n",
        )],
        decisive: "parameters.json",
        versions: [
            "[\"Flags=IsMultiRegionTrail,IncludeGlobalServiceEvents\"]",
            "[\"Flags=EnableLogFileValidation\"]",
        ],
    },
    // A trail that a loop makes.
    Tree {
        files: &[(
            "root.yaml",
            "Transform: AWS::LanguageExtensions\nParameters:\n  Names: {Type: CommaDelimitedList}\nResources:\n  \
             Fn::ForEach::Trails:\n    - Name\n    - !Ref Names\n    - '${Name}Trail':\n        Type: AWS::CloudTrail::Trail\n        \
             Properties: {S3BucketName: logs, IsLogging: true}\n",
        )],
        decisive: "parameters.json",
        versions: ["[\"Names=Audit\"]", "[\"Names=Audit,Security\"]"],
    },
    // A parameter that the parent no longer gives.
    Tree {
        files: &[(
            "stacks/child.yaml",
            "Parameters:\n  Global: {Type: String, Default: 'false'}\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    \
             Properties: {S3BucketName: logs, IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: !Ref Global}\n",
        )],
        decisive: "root.yaml",
        versions: [
            "Resources:\n  Stack:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: stacks/child.yaml\n      \
             Parameters: {Global: 'true'}\n",
            "Resources:\n  Stack:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: stacks/child.yaml\n",
        ],
    },
    // A template in the middle.
    Tree {
        files: &[
            (
                "root.yaml",
                "Resources:\n  Stack: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: middle.yaml}}\n",
            ),
            (
                "stacks/child.yaml",
                "Parameters:\n  Global: {Type: String, Default: 'false'}\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    \
                 Properties: {S3BucketName: logs, IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: !Ref Global}\n",
            ),
        ],
        decisive: "middle.yaml",
        versions: [
            "Resources:\n  Stack:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: stacks/child.yaml\n      \
             Parameters: {Global: 'true'}\n",
            "Resources:\n  Stack:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: stacks/child.yaml\n",
        ],
    },
    // Where a StackSet deploys to.
    Tree {
        files: &[
            (
                "root.yaml",
                "Parameters:\n  Regions: {Type: CommaDelimitedList}\nResources:\n  Set:\n    Type: AWS::CloudFormation::StackSet\n    \
                 Properties:\n      StackSetName: s\n      TemplateURL: stacks/child.yaml\n      StackInstancesGroup: [{Regions: !Ref Regions}]\n",
            ),
            (
                "stacks/child.yaml",
                "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties: {S3BucketName: logs, IsLogging: true, \
                 IncludeGlobalServiceEvents: true}\n",
            ),
        ],
        decisive: "parameters.json",
        versions: ["[\"Regions=us-east-1\"]", "[\"Regions=eu-west-1\"]"],
    },
    // Which file an address means, as the CDK notes it.
    Tree {
        files: &[
            (
                "cdk.out/App.template.json",
                "{\"Resources\": {\"Audit\": {\"Type\": \"AWS::CloudFormation::Stack\", \"Properties\": {\"TemplateURL\": \
                 {\"Fn::Sub\": \"https://s3.${AWS::Region}.${AWS::URLSuffix}/assets/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.json\"}}}}}",
            ),
            (
                "cdk.out/On.nested.template.json",
                "{\"Resources\": {\"Trail\": {\"Type\": \"AWS::CloudTrail::Trail\", \"Properties\": {\"S3BucketName\": \"logs\", \
                 \"IsLogging\": true, \"IsMultiRegionTrail\": true, \"IncludeGlobalServiceEvents\": true}}}}",
            ),
            (
                "cdk.out/Off.nested.template.json",
                "{\"Resources\": {\"Trail\": {\"Type\": \"AWS::CloudTrail::Trail\", \"Properties\": {\"S3BucketName\": \"logs\", \
                 \"IsLogging\": true, \"IncludeGlobalServiceEvents\": false}}}}",
            ),
        ],
        decisive: "cdk.out/App.assets.json",
        versions: [
            "{\"files\": {\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\": {\"source\": {\"path\": \"On.nested.template.json\"}}}}",
            "{\"files\": {\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\": {\"source\": {\"path\": \"Off.nested.template.json\"}}}}",
        ],
    },
    // The Region that the CDK's app is for.
    Tree {
        files: &[(
            "cdk.out/App.template.json",
            "{\"Resources\": {\"Trail\": {\"Type\": \"AWS::CloudTrail::Trail\", \"Properties\": {\"S3BucketName\": \"logs\", \
             \"IsLogging\": true, \"IncludeGlobalServiceEvents\": true}}}}",
        )],
        decisive: "cdk.out/manifest.json",
        versions: [
            "{\"artifacts\": {\"App\": {\"type\": \"aws:cloudformation:stack\", \"environment\": \"aws://1/us-east-1\", \
             \"properties\": {\"templateFile\": \"App.template.json\"}}}}",
            "{\"artifacts\": {\"App\": {\"type\": \"aws:cloudformation:stack\", \"environment\": \"aws://1/eu-west-1\", \
             \"properties\": {\"templateFile\": \"App.template.json\"}}}}",
        ],
    },
];

#[test]
fn a_file_by_which_something_is_missing_says_so_alone() {
    for tree in TREES {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        put(".git/HEAD", "ref: refs/heads/main\n");
        for (name, text) in tree.files {
            put(name, text);
        }
        let said = tree.versions.map(|text| {
            put(tree.decisive, text);
            // A nested template that is nowhere nested is a root of its own in the whole.
            let in_stack = |mut said: Said| {
                said.retain(|address, _| {
                    !tree.decisive.ends_with(".assets.json") || address != "Trail"
                });
                said
            };
            let whole = in_stack(said(dir.path(), ""));
            let alone = in_stack(said(dir.path(), tree.decisive));
            assert_eq!(alone, whole, "{}: {text}", tree.decisive);
            whole
        });
        assert_ne!(said[0], said[1], "{}", tree.decisive);
    }
}
