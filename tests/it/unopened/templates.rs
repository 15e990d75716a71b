//! What templates are made of, deployed with, or may be used by.

use cloudtrail_lint::model::Verdict;

use super::{ALL, TEMPLATE, Unreadable, is_said, said_without};

#[test]
fn what_control_tower_deploys_and_what_with() {
    let manifest = "region: us-east-1\nversion: 2021-03-15\nresources:\n  - name: audit\n    \
        resource_file: templates/audit.yaml\n    parameter_file: parameters/audit.json\n    \
        deploy_method: stack_set\n    deployment_targets: {accounts: [Audit]}\n";
    let files = [
        ("manifest.yaml", manifest),
        ("templates/audit.yaml", TEMPLATE),
        (
            "parameters/audit.json",
            "[{\"ParameterKey\": \"Flag\", \"ParameterValue\": \"false\"}]",
        ),
    ];
    let relations = [
        ("templates/audit.yaml", "manifest.yaml"),
        ("templates/audit.yaml", "parameters/audit.json"),
        ("manifest.yaml", "templates/audit.yaml"),
        ("parameters/audit.json", "templates/audit.yaml"),
        ("parameters/audit.json", "manifest.yaml"),
    ];
    is_said(&files, &relations, &ALL);
}

#[test]
fn what_tasks_of_org_formation_deploy_and_what_includes_them() {
    let files = [
        (
            "organization-tasks.yml",
            "Organization:\n  Type: update-organization\n  Template: ./organization.yml\nAudit:\n  Type: include\n  \
             Path: ./audit/_tasks.yml\n  Parameters: {flag: 'false'}\n",
        ),
        (
            "audit/_tasks.yml",
            "Parameters: {flag: {Type: String, Default: 'true'}}\nAudit:\n  Type: update-stacks\n  StackName: audit\n  \
             Template: ./trail.yml\n  Parameters: {Flag: !Ref flag}\n  DefaultOrganizationBindingRegion: us-east-1\n",
        ),
        ("audit/trail.yml", TEMPLATE),
    ];
    let relations = [
        ("audit/trail.yml", "audit/_tasks.yml"),
        ("audit/_tasks.yml", "audit/trail.yml"),
        ("audit/_tasks.yml", "organization-tasks.yml"),
        ("audit/trail.yml", "organization-tasks.yml"),
    ];
    is_said(&files, &relations, &ALL[..2]);
    is_said(&files, &relations[..3], &ALL);
    let includes = [("organization-tasks.yml", "audit/_tasks.yml")];
    is_said(&files, &includes, &ALL[2..]);
}

#[test]
fn what_samconfigs_and_git_sync_deploy() {
    let files = [
        (
            "sam/samconfig.toml",
            "version = 0.1\n[default.deploy.parameters]\nparameter_overrides = \"Flag=false\"\nregion = \"us-east-1\"\n",
        ),
        ("sam/template.yaml", TEMPLATE),
        (
            "sync/deployments/prod.yaml",
            "template-file-path: sync/trail.yaml\nparameters: {Flag: 'false'}\n",
        ),
        ("sync/trail.yaml", TEMPLATE),
    ];
    let relations = [
        ("sam/template.yaml", "sam/samconfig.toml"),
        ("sam/samconfig.toml", "sam/template.yaml"),
        ("sync/trail.yaml", "sync/deployments/prod.yaml"),
        ("sync/deployments/prod.yaml", "sync/trail.yaml"),
    ];
    is_said(&files, &relations, &ALL);
}

#[test]
fn a_samconfig_that_names_its_template() {
    let files = [
        (
            "sam/samconfig.toml",
            "version = 0.1\n[default.deploy.parameters]\ntemplate_file = \"trail.yaml\"\nparameter_overrides = \"Flag=false\"\n",
        ),
        ("sam/trail.yaml", TEMPLATE),
        ("other/trail.yaml", TEMPLATE),
    ];
    let relations = [("sam/samconfig.toml", "sam/trail.yaml")];
    is_said(&files, &relations, &ALL);
    is_said(&files, &relations, &[Unreadable::Pipe]);
    // SAM reads none of another folder.
    let recorded = (Vec::new(), vec![Verdict::Recorded]);
    let broken = Some(("sam/samconfig.toml", Unreadable::Broken));
    assert_eq!(said_without(&files, broken, "other/trail.yaml"), recorded);
}

#[test]
fn a_pipe_in_place_of_a_nested_template() {
    let nests = "Resources:\n  CloudTrail:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: trail.yaml}\n";
    let files = [("parent.yaml", nests), ("trail.yaml", TEMPLATE)];
    is_said(
        &files,
        &[("trail.yaml", "parent.yaml")],
        &[Unreadable::Pipe],
    );
}

#[test]
fn what_formica_merges() {
    let files = [
        (
            "audit/stack.config.yaml",
            "stack: audit\nparameters: {Flag: 'false'}\n",
        ),
        (
            "audit/base.template.yaml",
            "Parameters: {Flag: {Type: String, Default: 'true'}}\n",
        ),
        (
            "audit/trail.template.yaml",
            "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    \
             Properties: {S3BucketName: b, IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: !Ref Flag}\n",
        ),
    ];
    let relations = [
        ("audit/trail.template.yaml", "audit/base.template.yaml"),
        ("audit/trail.template.yaml", "audit/stack.config.yaml"),
    ];
    is_said(&files, &relations, &ALL);
}

#[test]
fn what_the_cdk_writes_beside_a_template() {
    let nests = r#"{"Resources": {"AuditStack": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": {"Fn::Join": ["",
        ["https://s3.us-east-1.amazonaws.com/cdk-assets/", "0a1b2c.json"]]}}}}}"#;
    let trail = r#"{"Resources": {"Trail": {"Type": "AWS::CloudTrail::Trail", "Properties": {"S3BucketName": "b", "IsLogging": true,
        "IsMultiRegionTrail": true, "IncludeGlobalServiceEvents": false}}}}"#;
    let assets = r#"{"version": "36.0.0", "files": {"0a1b2c": {"source": {"path": "Audit.nested.template.json", "packaging": "file"},
        "destinations": {"here": {"objectKey": "0a1b2c.json"}}}}}"#;
    let files = [
        ("cdk.out/App.template.json", nests),
        ("cdk.out/Audit.nested.template.json", trail),
        ("cdk.out/App.assets.json", assets),
    ];
    let relations = [
        (
            "cdk.out/Audit.nested.template.json",
            "cdk.out/App.template.json",
        ),
        ("cdk.out/App.assets.json", "cdk.out/App.template.json"),
    ];
    is_said(&files, &relations, &ALL);
    let of_manifest = [(
        "cdk.out/Audit.nested.template.json",
        "cdk.out/App.assets.json",
    )];
    is_said(
        &files,
        &of_manifest,
        &[Unreadable::Closed, Unreadable::NoText, Unreadable::Broken],
    );
}

#[test]
fn what_others_are_deployed_with_is_not_worth_a_word() {
    let manifest = "region: us-east-1\nversion: 2021-03-15\nresources:\n  - name: audit\n    resource_file: audit.yaml\n    \
        deploy_method: stack_set\n  - name: network\n    resource_file: network.yaml\n    parameter_file: network.json\n    \
        deploy_method: stack_set\n";
    let files = [
        ("manifest.yaml", manifest),
        ("audit.yaml", TEMPLATE),
        ("network.yaml", "Resources: {}\n"),
        (
            "network.json",
            "{\"Parameters\": {\"Cidr\": \"10.0.0.0/8\"}}",
        ),
    ];
    for how in ALL {
        let network = said_without(&files, Some(("network.yaml", how)), "audit.yaml");
        // What cannot be looked into at all might nest it.
        let may_nest = matches!(how, Unreadable::Closed | Unreadable::NoText);
        assert_eq!(network.0.is_empty(), !may_nest, "{how:?}");
        let file = Some(("network.json", Unreadable::Broken));
        let recorded = (Vec::new(), vec![Verdict::Recorded]);
        assert_eq!(said_without(&files, file, "audit.yaml"), recorded);
    }
}

const SERVICE: &str = "service: audit\nprovider:\n  name: aws\n  stage: ${opt:stage, 'dev'}\ncustom: ${file(config/${self:provider.stage}.yml)}\n\
    resources: ${file(resources/all.yml)}\n";
const ALL_RESOURCES: &str = "Resources:\n  Trail: ${file(resources/trail.yml)}\n";
const RESOURCE: &str = "Type: AWS::CloudTrail::Trail\nProperties: {S3BucketName: b, IsLogging: true, IsMultiRegionTrail: true, \
    IncludeGlobalServiceEvents: \"${self:custom.on}\"}\n";

#[test]
fn what_a_service_reads_and_what_reads_it() {
    let files = [
        ("serverless.yml", SERVICE),
        ("config/dev.yml", "on: false\n"),
        ("config/prod.yml", "on: false\n"),
        ("resources/all.yml", ALL_RESOURCES),
        ("resources/trail.yml", RESOURCE),
    ];
    let relations = [
        ("serverless.yml", "config/dev.yml"),
        ("serverless.yml", "resources/all.yml"),
        ("resources/all.yml", "serverless.yml"),
        ("resources/all.yml", "config/dev.yml"),
        ("resources/trail.yml", "serverless.yml"),
        ("config/dev.yml", "serverless.yml"),
        ("config/prod.yml", "serverless.yml"),
    ];
    is_said(&files, &relations, &ALL[..3]);
    is_said(&files, &relations[..2], &ALL);
    // In the tree, too, though it names no trail itself.
    for how in ALL {
        let (names, _) = said_without(&files, Some(("serverless.yml", how)), ".");
        assert_eq!(names, ["serverless.yml"], "{how:?}");
    }
}

/// What may be there and cannot be looked into.
const CLOSED: [Unreadable; 3] = [Unreadable::Closed, Unreadable::Pipe, Unreadable::NoText];

#[test]
fn what_a_given_part_may_be_a_part_of() {
    let includes = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: b\n      IsLogging: true\n      \
        Fn::Transform: {Name: AWS::Include, Parameters: {Location: parts/flag.yaml}}\n";
    let whole = "Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: parts/trail.yaml}}\n";
    let trail = "Trail:\n  Type: AWS::CloudTrail::Trail\n  Properties: {S3BucketName: b, IsLogging: true, IsMultiRegionTrail: true, \
        IncludeGlobalServiceEvents: true}\n";
    let part = "IncludeGlobalServiceEvents: true\nIsMultiRegionTrail: true\n";
    let other = ("other/notes.yaml", "a: 1\n");
    let of_part = [("main.yaml", includes), ("parts/flag.yaml", part), other];
    let of_whole = [("main.yaml", whole), ("parts/trail.yaml", trail), other];
    is_said(&of_part, &[("main.yaml", "parts")], &CLOSED);
    for (files, given) in [(of_part, "parts/flag.yaml"), (of_whole, "parts/trail.yaml")] {
        is_said(&files, &[("main.yaml", given)], &CLOSED);
        for how in CLOSED {
            let unrelated = said_without(&files, Some(("main.yaml", how)), other.0);
            assert_eq!(unrelated, (Vec::new(), Vec::new()), "{how:?}");
        }
    }
}

#[test]
fn what_may_take_given_parameters() {
    let tasks = "Audit:\n  Type: update-stacks\n  StackName: audit\n  Template: ./trail.yaml\n  Parameters: !Include params.yml\n  \
        DefaultOrganizationBindingRegion: us-east-1\n";
    let samconfig = "version = 0.1\n[default.deploy.parameters]\nregion = \"us-east-1\"\n";
    let files = [
        ("org/tasks.yml", tasks),
        ("org/trail.yaml", TEMPLATE),
        ("org/params.yml", "Flag: 'false'\n"),
        ("org/notes.yaml", "a: 1\n"),
        ("sam/samconfig.toml", samconfig),
        ("sam/trail.yaml", TEMPLATE),
        ("sam/params.json", "{\"Flag\": \"false\"}\n"),
        ("sam/package.json", "{}\n"),
        ("sam/notes.yaml", "a: 1\n"),
        ("sam/other-params.json", "{}\n"),
        ("sam/parameters/dev.yaml", "Flag: 'false'\n"),
        ("sam/notes/dev.yaml", "a: 1\n"),
        ("landing/params/p.yml", "Flag: 'false'\n"),
        ("parameters/tasks.yml", "a: 1\n"),
        ("parameters/params/p.yml", "Flag: 'false'\n"),
        ("landing/trail.yaml", TEMPLATE),
        ("other/params/p.yml", "Flag: 'false'\n"),
        (
            "landing/tasks.yml",
            "Audit:\n  Type: update-stacks\n  StackName: audit\n  Template: ./trail.yaml\n  Parameters: !Include params/p.yml\n  \
             DefaultOrganizationBindingRegion: us-east-1\n",
        ),
    ];
    let relations = [
        ("org/tasks.yml", "org/params.yml"),
        ("org/tasks.yml", "org/trail.yaml"),
        ("sam/samconfig.toml", "sam/params.json"),
        // What names them may lie above them.
        ("sam/samconfig.toml", "sam/parameters/dev.yaml"),
        ("landing/tasks.yml", "landing/params/p.yml"),
        ("parameters/tasks.yml", "parameters/params/p.yml"),
    ];
    is_said(&files, &relations, &CLOSED);
    // What is no parameters has nothing to do with it, nor have others.
    for (file, given) in [
        ("org/tasks.yml", "org/notes.yaml"),
        ("sam/samconfig.toml", "sam/package.json"),
        ("sam/notes.yaml", "sam/samconfig.toml"),
        ("sam/other-params.json", "sam/params.json"),
        ("sam/samconfig.toml", "sam/notes/dev.yaml"),
        ("landing/tasks.yml", "other/params/p.yml"),
    ] {
        for how in CLOSED {
            let said = said_without(&files, Some((file, how)), given).0;
            assert_eq!(said, [""; 0], "{file} {given} {how:?}");
        }
    }
}
