//! Places where a name can stand, each by itself: plans and states, folders, lists of installed modules, what the CDK writes.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::everything::{quoted, write};

/// A place, and what writes a tree below a folder that has a name there.
pub(super) struct Place {
    pub(super) what: &'static str,
    fill: fn(&TempDir, &str, &str),
}

impl Place {
    /// A tree for each name, beside one another.
    pub(super) fn filled(&self, names: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (at, name) in names.iter().enumerate() {
            (self.fill)(&folder, &format!("n{at}"), name);
        }
        folder
    }
}

macro_rules! places {
    ($($name:ident: $what:literal;)+) => {
        &[$(Place { what: $what, fill: $name }),+]
    };
}

/// Those where each of many names is shown.
pub(super) const PLACES: &[Place] = places! {
    address: "a planned address";
    key_of_for_each: "a key of `for_each` in a plan";
    module: "a module in a plan";
    module_too_deep: "a module in a plan that lies too deep";
    provider: "a provider in a plan";
    region: "a Region in a plan";
    reference: "a reference in a plan";
    flag: "a flag in a plan";
    change: "a change in a plan";
    deferred: "a change that a plan defers";
    drift: "a trail of a plan that drifted";
    call: "a call in the configuration of a plan that failed";
    stack: "a stack in a plan";
    name_in_state: "a name in a state";
    module_in_state: "a module in a state";
    key_in_state: "a key in a state";
    folder_of_module: "the folder of a module";
    folder_of_template: "the folder of a template";
    folder_of_plan: "the folder of a plan";
    folder_called: "a folder that a module is called in";
    folder_missing: "a folder that a module is called in, where there is none";
    key_of_installed: "a key in `modules.json`";
    folder_of_installed: "a folder in `modules.json`";
    cdk_template: "a template of the CDK";
    cdk_environment: "a Region of the CDK";
    cdk_parameter: "a parameter that the CDK gives";
    cdk_asset: "an asset of the CDK";
};

/// Those of which a run shows the first.
pub(super) const FIRST_IS_SHOWN: &[Place] = places! {
    cdk_output: "the folder that the CDK writes to";
};

/// Those that are read, and shown nowhere.
pub(super) const NOT_SHOWN: &[Place] = places! {
    installed_from: "an address in `modules.json`";
    installed_nowhere: "a folder outside in `modules.json`";
};

/// A name as the part of a path, which has no `/`.
fn part(name: &str) -> String {
    name.replace(['/', '\0'], "")
}

fn planned(address: &str) -> Value {
    planned_with(address, json!({ "include_global_service_events": false }))
}

fn planned_with(address: &str, values: Value) -> Value {
    json!({ "address": address, "mode": "managed", "type": "aws_cloudtrail", "name": "t", "values": values })
}

/// A plan of such resources in the root module, and with more members.
fn plan(folder: &TempDir, at: &str, resources: Value, more: Value) {
    let mut plan = json!({
        "format_version": "1.2", "terraform_version": "1.11.4",
        "planned_values": { "root_module": { "resources": resources } },
    });
    plan.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    write(folder, &format!("{at}/plan.json"), &plan.to_string());
}

fn address(folder: &TempDir, at: &str, name: &str) {
    plan(folder, at, json!([planned(name)]), json!({}));
}

fn key_of_for_each(folder: &TempDir, at: &str, name: &str) {
    let key = serde_json::to_string(name).unwrap();
    let mut trail = planned(&format!("aws_cloudtrail.t[{key}]"));
    trail["index"] = name.into();
    plan(folder, at, json!([trail]), json!({}));
}

fn modules(folder: &TempDir, at: &str, module: Value) {
    let values = json!({ "root_module": { "child_modules": [module] } });
    plan(folder, at, json!([]), json!({ "planned_values": values }));
}

fn module(folder: &TempDir, at: &str, name: &str) {
    let module = format!("module.{name}");
    let trail = planned(&format!("{module}.aws_cloudtrail.t"));
    modules(
        folder,
        at,
        json!({ "address": module, "resources": [trail] }),
    );
}

fn module_too_deep(folder: &TempDir, at: &str, name: &str) {
    let mut module = json!({ "address": name, "resources": [planned("aws_cloudtrail.t")] });
    for _ in 0..70 {
        module = json!({ "address": name, "child_modules": [module] });
    }
    modules(folder, at, module);
}

/// A plan in whose configuration the trail is that of a provider with such a Region.
fn of_provider(folder: &TempDir, at: &str, key: &str, region: Value) {
    let trail = json!({ "address": "aws_cloudtrail.t", "mode": "managed", "type": "aws_cloudtrail", "name": "t", "provider_config_key": key });
    let configuration = json!({
        "provider_config": { key: { "name": key, "full_name": key, "alias": key, "expressions": { "region": region } } },
        "root_module": { "resources": [trail] },
    });
    let mut trail = planned_with(
        "aws_cloudtrail.t",
        json!({ "include_global_service_events": true }),
    );
    trail["provider_name"] = key.into();
    plan(
        folder,
        at,
        json!([trail]),
        json!({ "configuration": configuration }),
    );
}

fn provider(folder: &TempDir, at: &str, name: &str) {
    of_provider(folder, at, name, json!({ "references": ["local.region"] }));
}

fn region(folder: &TempDir, at: &str, name: &str) {
    of_provider(folder, at, "aws", json!({ "constant_value": name }));
}

fn reference(folder: &TempDir, at: &str, name: &str) {
    of_provider(folder, at, "aws", json!({ "references": [name] }));
}

fn flag(folder: &TempDir, at: &str, name: &str) {
    let trail = planned_with(
        "aws_cloudtrail.t",
        json!({ "include_global_service_events": name }),
    );
    plan(folder, at, json!([trail]), json!({}));
}

fn changed(name: &str) -> Value {
    let values = |on: bool| json!({ "include_global_service_events": on });
    json!({
        "address": name, "mode": "managed", "type": "aws_cloudtrail", "name": name,
        "change": { "actions": ["update"], "before": values(true), "after": values(false) },
    })
}

fn change(folder: &TempDir, at: &str, name: &str) {
    let more = json!({ "resource_changes": [changed(name)] });
    plan(folder, at, json!([]), more);
}

fn deferred(folder: &TempDir, at: &str, name: &str) {
    let more =
        json!({ "deferred_changes": [{ "reason": name, "resource_change": changed(name) }] });
    plan(folder, at, json!([]), more);
}

fn drift(folder: &TempDir, at: &str, name: &str) {
    let more = json!({ "resource_drift": [changed(name)] });
    plan(folder, at, json!([planned("aws_cloudtrail.t")]), more);
}

fn call(folder: &TempDir, at: &str, name: &str) {
    let trail = json!({ "address": "aws_cloudtrail.t", "mode": "managed", "type": "aws_cloudtrail", "name": "t" });
    let module =
        json!({ "module_calls": { name: { "source": name, "module": { "resources": [trail] } } } });
    let more = json!({ "errored": true, "configuration": { "root_module": module } });
    plan(folder, at, json!([]), more);
}

fn stack(folder: &TempDir, at: &str, name: &str) {
    let body = json!({ "Resources": { name: { "Type": "AWS::CloudTrail::Trail" } } }).to_string();
    let stack = json!({
        "address": name, "mode": "managed", "type": "aws_cloudformation_stack", "name": name,
        "values": { "name": name, "template_body": body },
    });
    plan(folder, at, json!([stack]), json!({}));
}

fn state(folder: &TempDir, at: &str, module: Option<&str>, name: &str, key: Value) {
    let instance =
        json!({ "index_key": key, "attributes": { "include_global_service_events": false } });
    let mut trail = json!({
        "mode": "managed", "type": "aws_cloudtrail", "name": name, "provider": name, "instances": [instance],
    });
    trail["module"] = module.into();
    let state = json!({ "version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l", "resources": [trail] });
    write(folder, &format!("{at}/state.json"), &state.to_string());
}

fn name_in_state(folder: &TempDir, at: &str, name: &str) {
    state(folder, at, None, name, Value::Null);
}

fn module_in_state(folder: &TempDir, at: &str, name: &str) {
    state(folder, at, Some(name), "t", Value::Null);
}

fn key_in_state(folder: &TempDir, at: &str, name: &str) {
    state(folder, at, None, "t", name.into());
}

const TRAIL: &str =
    "resource \"aws_cloudtrail\" \"t\" {\n  include_global_service_events = false\n}\n";

/// A template with a trail whose flag is such.
fn template(flag: Value) -> Value {
    let properties =
        json!({ "IsLogging": true, "S3BucketName": "logs", "IncludeGlobalServiceEvents": flag });
    json!({ "Resources": { "T": { "Type": "AWS::CloudTrail::Trail", "Properties": properties } } })
}

fn folder_of_module(folder: &TempDir, at: &str, name: &str) {
    write(folder, &format!("{at}/{}/main.tf", part(name)), TRAIL);
}

fn folder_of_template(folder: &TempDir, at: &str, name: &str) {
    write(
        folder,
        &format!("{at}/{}/t.json", part(name)),
        &template(false.into()).to_string(),
    );
}

fn folder_of_plan(folder: &TempDir, at: &str, name: &str) {
    let at = format!("{at}/{}", part(name));
    plan(folder, &at, json!([planned("aws_cloudtrail.t")]), json!({}));
}

fn folder_called(folder: &TempDir, at: &str, name: &str) {
    let source = quoted(&format!("./{}", part(name)));
    let call = format!("module \"m\" {{\n  source = {source}\n}}\n");
    write(folder, &format!("{at}/main.tf"), &call);
    write(folder, &format!("{at}/{}/main.tf", part(name)), TRAIL);
}

fn folder_missing(folder: &TempDir, at: &str, name: &str) {
    let source = quoted(&format!("./cloudtrail/{}", part(name)));
    let call = format!("module \"cloudtrail\" {{\n  source = {source}\n}}\n");
    write(folder, &format!("{at}/main.tf"), &call);
}

const SOURCE: &str = "git::https://x.test/cloudtrail.git";

/// A module that is installed in a folder from an address, the call's and the list's key being the same.
fn installed(folder: &TempDir, at: &str, [key, source, into]: [&str; 3]) {
    let call = format!("module {} {{\n  source = \"{SOURCE}\"\n}}\n", quoted(key));
    write(folder, &format!("{at}/main.tf"), &call);
    let list = json!({ "Modules": [{ "Key": key, "Source": source, "Dir": into }] });
    let list_at = format!("{at}/.terraform/modules/modules.json");
    write(folder, &list_at, &list.to_string());
}

fn key_of_installed(folder: &TempDir, at: &str, name: &str) {
    installed(folder, at, [name, SOURCE, ".terraform/modules/m"]);
    write(folder, &format!("{at}/.terraform/modules/m/main.tf"), TRAIL);
}

fn folder_of_installed(folder: &TempDir, at: &str, name: &str) {
    let into = format!(".terraform/modules/{}", part(name));
    installed(folder, at, ["m", SOURCE, &into]);
    write(folder, &format!("{at}/{into}/main.tf"), TRAIL);
}

fn installed_nowhere(folder: &TempDir, at: &str, name: &str) {
    installed(folder, at, ["cloudtrail", SOURCE, &format!("/{name}")]);
}

fn installed_from(folder: &TempDir, at: &str, name: &str) {
    let into = ".terraform/modules/cloudtrail";
    installed(folder, at, ["cloudtrail", name, into]);
    write(folder, &format!("{at}/{into}/main.tf"), TRAIL);
}

/// What the CDK writes of a stack: the name of its template, the Region that it is for, parameters that it is given, the template.
fn synthesized(folder: &TempDir, at: &str, file: &str, [region, parameters, template]: [Value; 3]) {
    let region = region.as_str().unwrap();
    let stack = json!({
        "type": "aws:cloudformation:stack", "environment": format!("aws://123456789012/{region}"), "displayName": file,
        "properties": { "templateFile": file, "stackName": file, "parameters": parameters },
    });
    let manifest = json!({ "version": "36.0.0", "artifacts": { file: stack } });
    let below = format!("{at}/cdk.out");
    write(
        folder,
        &format!("{below}/manifest.json"),
        &manifest.to_string(),
    );
    write(folder, &format!("{below}/{file}"), &template.to_string());
}

fn cdk_template(folder: &TempDir, at: &str, name: &str) {
    let file = format!("{}.template.json", part(name));
    let made = ["us-east-1".into(), json!({}), template(false.into())];
    synthesized(folder, at, &file, made);
}

fn cdk_environment(folder: &TempDir, at: &str, name: &str) {
    let made = [name.into(), json!({}), template(true.into())];
    synthesized(folder, at, "S.template.json", made);
}

fn cdk_parameter(folder: &TempDir, at: &str, name: &str) {
    let mut template = template(json!({ "Ref": name }));
    template["Parameters"] = json!({ name: { "Type": "String" } });
    let made = ["us-east-1".into(), json!({ name: "false" }), template];
    synthesized(folder, at, "S.template.json", made);
}

/// A stack that nests an asset, whose file and key are such.
fn nested_asset(folder: &TempDir, at: &str, file: &str, key: &str) {
    let url = format!("https://s3.us-east-1.amazonaws.com/assets/{key}");
    let nested =
        json!({ "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": url } });
    let parent = json!({ "Resources": { "Nested": nested } });
    let made = ["us-east-1".into(), json!({}), parent];
    synthesized(folder, at, "S.template.json", made);
    let asset = json!({ "displayName": key, "source": { "path": file }, "destinations": { key: { "objectKey": key } } });
    let assets = json!({ "version": "36.0.0", "files": { key: asset } });
    let below = format!("{at}/cdk.out");
    write(
        folder,
        &format!("{below}/S.assets.json"),
        &assets.to_string(),
    );
    write(
        folder,
        &format!("{below}/{file}"),
        &template(false.into()).to_string(),
    );
}

fn cdk_asset(folder: &TempDir, at: &str, name: &str) {
    let file = format!("{}.nested.template.json", part(name));
    nested_asset(folder, at, &file, name);
}

fn cdk_output(folder: &TempDir, at: &str, name: &str) {
    let configuration = json!({ "app": "node cloudtrail.js", "output": part(name) });
    write(
        folder,
        &format!("{at}/cdk.json"),
        &configuration.to_string(),
    );
}
