//! Secrets in what deploys trails: values that are private or sensitive, at every place where a value can stand in services of the
//! Serverless Framework, templates that modules deploy, Terraform Stacks, units of Terragrunt and tasks of org-formation. No
//! report says them.

use cloudtrail_lint::lint;
use cloudtrail_lint::options::LintOptions;

use crate::any_input::reported;

const SECRET: &str = "hunter2seven";

/// A file's path and its text.
type File = (&'static str, &'static str);

/// What is written in place of `%V%`, and the files beside that it is made of.
type Source = (&'static str, &'static [File]);

/// Files with `%V%` where a value stands.
type Use = &'static [File];

/// Each secret at each place: the reports that say it.
fn leaks(sources: &[Source], uses: &[Use], beside: &[File]) -> Vec<String> {
    let mut leaks = Vec::new();
    let mut silent = 0;
    for (value, made_of) in sources {
        for files in uses {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir(folder.path().join(".git")).unwrap();
            for (name, text) in beside.iter().chain(*made_of).chain(*files) {
                let path = folder.path().join(name);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, text.replace("%V%", value)).unwrap();
            }
            let outcome = lint(&LintOptions {
                paths: vec![folder.path().to_owned()],
                ..LintOptions::default()
            });
            let said = reported(&outcome).unwrap();
            if outcome.trails.is_empty() && outcome.findings.is_empty() {
                silent += 1;
            }
            // What is cut and what stands on several lines is no less one.
            if let Some(line) = said.lines().find(|line| line.contains(&SECRET[..9])) {
                leaks.push(format!("{value} in {files:?}:\n  {line}"));
            }
        }
    }
    let all = sources.len() * uses.len();
    assert!(silent * 4 < all, "{silent} of {all} trees say nothing");
    leaks
}

#[track_caller]
fn none(leaks: &[String]) {
    assert!(leaks.is_empty(), "{}:\n{}", leaks.len(), leaks.join("\n"));
}

/// A service with lines before its resources, and the properties of its trail.
macro_rules! service {
    ($before:literal, $properties:literal) => {
        (
            "serverless.yml",
            concat!(
                "service: audit\nuseDotenv: true\n",
                $before,
                "resources:\n  Resources:\n    Trail:\n      Type: AWS::CloudTrail::Trail\n      Properties:\n        S3BucketName: logs\n        IsLogging: true\n",
                $properties
            ),
        )
    };
}

const FLAGS: File = (
    "flags.yml",
    "a: {hunter2seven: false}\nhunter2seven: {a: 'hunter2seven'}\ntoken: hunter2seven\n",
);

const SOURCES_OF_SERVICES: &[Source] = &[
    ("${env:TOKEN}", &[(".env", "A=1\nTOKEN=hunter2seven\n")]),
    (
        "${env:TOKEN, 'x'}",
        &[(".env.dev", "TOKEN='hunter2seven'\n")],
    ),
    (
        "${file(secret.yml):token}",
        &[("secret.yml", "token: hunter2seven\n")],
    ),
    (
        "${file(secret.json):a.token}",
        &[("secret.json", "{\"a\": {\"token\": \"hunter2seven\"}}")],
    ),
    ("${file(secret.txt)}", &[("secret.txt", "hunter2seven")]),
    (
        "${self:custom.all.token}",
        &[("secret.yml", "token: x-hunter2seven\n")],
    ),
    (
        "${self:custom.none, file(secret.yml):a.0}",
        &[("secret.yml", "a: [hunter2seven]\n")],
    ),
    (
        "${param:token}",
        &[
            (
                "serverless-compose.yml",
                "services:\n  audit:\n    path: .\n    params:\n      token: ${file(secret.txt)}\n",
            ),
            ("secret.txt", "hunter2seven"),
        ],
    ),
    (
        "${file(broken.yml):token}",
        &[("broken.yml", "token: hunter2seven: [x\n  hunter2seven: }\n")],
    ),
    (
        "${file(broken.json):token}",
        &[("broken.json", "{\"token\": hunter2seven")],
    ),
];

const USES_IN_SERVICES: &[Use] = &[
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: %V%\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: x%V%y\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: ${strToBool(%V%)}\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n  flag: {a: true}\n",
        "        IncludeGlobalServiceEvents: ${self:custom.flag.%V%}\n"
    )],
    &[
        service!(
            "custom:\n  all: ${file(secret.yml)}\n",
            "        IncludeGlobalServiceEvents: ${file(%V%.yml):a}\n"
        ),
        FLAGS,
    ],
    &[
        service!(
            "custom:\n  all: ${file(secret.yml)}\n",
            "        IncludeGlobalServiceEvents: ${file(flags.yml):a.%V%}\n"
        ),
        FLAGS,
    ],
    &[
        service!(
            "custom:\n  all: ${file(secret.yml)}\n",
            "        IncludeGlobalServiceEvents: ${file(flags.yml):%V%.a}\n"
        ),
        FLAGS,
    ],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: ${opt:%V%, 'x'}\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: ${env:%V%}\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: ${param:%V%}\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: ${ssm:/%V%}\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\nprovider:\n  name: aws\n  stage: %V%\nparams:\n  default: {a: false}\n",
        "        IncludeGlobalServiceEvents: ${param:a}\n        IsMultiRegionTrail: ${self:custom.${sls:stage}}\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\nprovider:\n  name: aws\n  region: %V%\n",
        "        IncludeGlobalServiceEvents: true\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\nprovider:\n  name: aws\n  stackParameters: [{ParameterKey: '%V%', ParameterValue: '%V%'}]\n",
        "        IncludeGlobalServiceEvents: !Ref Token\n  Parameters:\n    Token: {Type: String, AllowedValues: ['true', 'false']}\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: !Ref '%V%'\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: !Sub '${AWS::Region}%V%'\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: !FindInMap [M, '%V%', a]\n  Mappings: {M: {x: {a: true}}}\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: !If ['%V%', true, false]\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: !If [C, true, '%V%']\n  Conditions: {C: !Equals ['%V%', x]}\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: true\n        EventSelectors: [{ReadWriteType: '%V%'}]\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: true\n        AdvancedEventSelectors: [{Name: '%V%', FieldSelectors: [{Field: '%V%', Equals: ['%V%']}]}]\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: false\n        Tags: %V%\n      Condition: %V%\n      DependsOn: %V%\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: {'%V%': x}\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: false\n    Other: %V%\n"
    )],
    &[service!(
        "custom:\n  all: ${file(secret.yml)}\n",
        "        IncludeGlobalServiceEvents: false\n    Stack:\n      Type: AWS::CloudFormation::Stack\n      Properties: {TemplateURL: '%V%-cloudtrail.yml', Parameters: {X: '%V%'}}\n"
    )],
    &[
        (
            "serverless.yml",
            "service: audit\nuseDotenv: true\ncustom:\n  all: ${file(secret.yml)}\nresources: %V%\n",
        ),
        (
            "cloudtrail.yml",
            "Resources: {T: {Type: AWS::CloudTrail::Trail}}\n",
        ),
    ],
    &[(
        "serverless.yml",
        "service: audit\nuseDotenv: true\ncustom:\n  all: ${file(secret.yml)}\nresources:\n  Resources:\n    Trail: {Type: 'AWS::CloudTrail::Trail', Properties: %V%}\n",
    )],
    &[(
        "serverless.yml",
        "service: audit\nuseDotenv: true\ncustom:\n  all: ${file(secret.yml)}\nresources:\n  - %V%\n  - Resources:\n      Trail: {Type: 'AWS::CloudTrail::Trail', Properties: {IsLogging: true, '%V%': '%V%'}}\n    extensions:\n      Trail: {Properties: {IncludeGlobalServiceEvents: '%V%'}}\n",
    )],
];

#[test]
fn in_services() {
    none(&leaks(SOURCES_OF_SERVICES, USES_IN_SERVICES, &[]));
}

const TRAIL: File = (
    "modules/trail/main.tf",
    "variable \"events\" {\n  default = true\n}\nresource \"aws_cloudtrail\" \"audit\" {\n  name = \"audit\"\n  s3_bucket_name = \"logs\"\n  include_global_service_events = var.events\n}\n",
);

/// Values of a root module that are not shown.
const OF_MODULES: &[Source] = &[
    (
        "var.token",
        &[(
            "v.tf",
            "variable \"token\" {\n  sensitive = true\n  default = \"hunter2seven\"\n}\n",
        )],
    ),
    (
        "var.token",
        &[
            (
                "v.tf",
                "variable \"token\" {\n  type = string\n  sensitive = true\n}\n",
            ),
            ("terraform.tfvars", "token = \"hunter2seven\"\n"),
        ],
    ),
    (
        "var.o.token",
        &[
            ("v.tf", "variable \"o\" {\n  sensitive = true\n}\n"),
            (
                "a.auto.tfvars.json",
                "{\"o\": {\"token\": \"hunter2seven\"}}",
            ),
        ],
    ),
    ("file(\"secret\")", &[("secret", "hunter2seven")]),
    (
        "nonsensitive(var.token)",
        &[(
            "v.tf",
            "variable \"token\" {\n  sensitive = true\n  default = \"hunter2seven\"\n}\n",
        )],
    ),
    (
        "yamldecode(file(\"secret.yaml\")).token",
        &[("secret.yaml", "token: hunter2seven\n")],
    ),
    (
        "jsondecode(file(\"secret.json\"))[\"token\"]",
        &[("secret.json", "{\"token\": \"hunter2seven\"}")],
    ),
    (
        "templatefile(\"secret.tftpl\", { a = 1 })",
        &[("secret.tftpl", "hunter2seven${a}")],
    ),
    (
        "module.secret.token",
        &[
            ("m.tf", "module \"secret\" {\n  source = \"./secret\"\n}\n"),
            (
                "secret/main.tf",
                "output \"token\" {\n  value = \"hunter2seven\"\n  sensitive = true\n}\n",
            ),
        ],
    ),
    (
        "local.token",
        &[(
            "l.tf",
            "locals {\n  token = sensitive(\"hunter2seven\")\n}\n",
        )],
    ),
    (
        "strrev(strrev(base64decode(base64encode(file(\"secret\")))))",
        &[("secret", "hunter2seven\n")],
    ),
    (
        "keys(yamldecode(file(\"secret.yaml\")))[0]",
        &[("secret.yaml", "hunter2seven: 1\n")],
    ),
    (
        "jsondecode(file(\"broken.json\")).token",
        &[("broken.json", "{\"token\": hunter2seven")],
    ),
    (
        "yamldecode(file(\"broken.yaml\")).token",
        &[(
            "broken.yaml",
            "token: hunter2seven: [x\n  hunter2seven: }\n",
        )],
    ),
];

const TEMPLATE_OF_TEMPLATES: File = (
    "trail.yaml",
    "Parameters:\n  Flag: {Type: String, AllowedValues: ['true', 'false'], Default: 'true'}\n  Region: {Type: String, Default: x}\nMappings: {M: {x: {on: true}}}\nConditions: {C: !Equals [!Ref Region, y]}\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: !FindInMap [M, !Ref Region, on]\n      IncludeGlobalServiceEvents: !Ref Flag\n      IsMultiRegionTrail: !If [C, true, !Sub '${Region}']\n",
);

const RENDERED: File = (
    "trail.tftpl",
    "Resources:\n  Trail${x}:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n      ${x}: ${x}\n      IncludeGlobalServiceEvents: ${x}\n%{ if x == \"a\" }\n      S3BucketName: logs\n%{ endif }\n",
);

const USES_IN_TEMPLATES: &[Use] = &[
    &[
        TEMPLATE_OF_TEMPLATES,
        (
            "main.tf",
            "resource \"aws_cloudformation_stack\" \"audit\" {\n  name = %V%\n  template_body = file(\"trail.yaml\")\n  parameters = { Flag = %V%, Region = %V% }\n}\n",
        ),
    ],
    &[
        TEMPLATE_OF_TEMPLATES,
        (
            "main.tf",
            "resource \"aws_cloudformation_stack\" \"audit\" {\n  name = \"a\"\n  template_body = file(\"trail.yaml\")\n  parameters = { (%V%) = \"x\" }\n}\n",
        ),
    ],
    &[
        TEMPLATE_OF_TEMPLATES,
        (
            "main.tf",
            "resource \"aws_cloudformation_stack\" \"audit\" {\n  for_each = toset([%V%])\n  name = each.key\n  template_body = file(\"trail.yaml\")\n  parameters = { Flag = each.key }\n}\n",
        ),
    ],
    &[
        TEMPLATE_OF_TEMPLATES,
        (
            "main.tf",
            "resource \"aws_cloudformation_stack\" \"audit\" {\n  name = \"a\"\n  template_body = file(\"${%V%}trail.yaml\")\n}\n",
        ),
    ],
    &[
        TEMPLATE_OF_TEMPLATES,
        (
            "main.tf",
            "resource \"aws_cloudformation_stack\" \"cloudtrail\" {\n  name = \"a\"\n  template_url = \"https://x.test/${%V%}/cloudtrail.yaml\"\n}\n",
        ),
    ],
    &[(
        "main.tf",
        "resource \"aws_cloudformation_stack\" \"cloudtrail\" {\n  name = \"a\"\n  template_body = %V%\n}\n",
    )],
    &[(
        "main.tf",
        "resource \"aws_cloudformation_stack\" \"audit\" {\n  name = \"a\"\n  template_body = <<-EOT\n    Resources:\n      Trail:\n        Type: AWS::CloudTrail::Trail\n        Properties:\n          IsLogging: true\n          IncludeGlobalServiceEvents: ${%V%}\n  EOT\n}\n",
    )],
    &[(
        "main.tf",
        "resource \"aws_cloudformation_stack\" \"audit\" {\n  name = \"a\"\n  template_body = <<-EOT\n    Resources:\n      Trail${%V%}:\n        Type: AWS::CloudTrail::Trail\n        Properties:\n          ${%V%}: ${%V%}\n          IncludeGlobalServiceEvents: false\n      Other:\n        Type: ${%V%}\n        Properties: {TemplateURL: \"${%V%}\"}\n  EOT\n}\n",
    )],
    &[(
        "main.tf",
        "resource \"aws_cloudformation_stack\" \"audit\" {\n  name = \"a\"\n  template_body = <<-EOT\n    Resources:\n      Trail:\n        Type: AWS::CloudTrail::Trail\n        Properties:\n          IsLogging: [${%V%}\n  EOT\n}\n",
    )],
    &[
        RENDERED,
        (
            "main.tf",
            "resource \"aws_cloudformation_stack\" \"audit\" {\n  name = \"a\"\n  template_body = templatefile(\"trail.tftpl\", { x = %V% })\n}\n",
        ),
    ],
    &[(
        "main.tf",
        "resource \"aws_cloudformation_stack\" \"audit\" {\n  name = \"a\"\n  template_body = jsonencode({ Resources = { Trail = { Type = \"AWS::CloudTrail::Trail\", Properties = { IsLogging = true, IncludeGlobalServiceEvents = %V% } } } })\n}\n",
    )],
    &[(
        "main.tf",
        "resource \"aws_cloudformation_stack\" \"audit\" {\n  name = \"a\"\n  template_body = yamlencode({ Resources = { (%V%) = { Type = \"AWS::CloudTrail::Trail\", Properties = { (%V%) = %V%, IncludeGlobalServiceEvents = { Ref = %V% } } }, B = { Type = %V% } } })\n}\n",
    )],
    &[(
        "main.tf",
        "resource \"aws_cloudformation_stack\" \"audit\" {\n  name = \"a\"\n  template_body = jsonencode({ Resources = merge({ Trail = { Type = \"AWS::CloudTrail::Trail\", Properties = { IsLogging = true } } }, { (%V%) = %V% }) })\n}\n",
    )],
    &[
        TEMPLATE_OF_TEMPLATES,
        (
            "main.tf",
            "resource \"aws_cloudformation_stack_set\" \"audit\" {\n  name = %V%\n  template_body = file(\"trail.yaml\")\n}\nresource \"aws_cloudformation_stack_set_instance\" \"audit\" {\n  stack_set_name = aws_cloudformation_stack_set.audit.name\n  stack_set_instance_region = %V%\n  account_id = %V%\n  parameter_overrides = { Flag = %V% }\n}\n",
        ),
    ],
    &[
        TEMPLATE_OF_TEMPLATES,
        (
            "main.tf",
            "resource \"awscc_cloudformation_stack_set\" \"audit\" {\n  stack_set_name = \"a\"\n  template_body = file(\"trail.yaml\")\n  parameters = [{ parameter_key = %V%, parameter_value = %V% }]\n  stack_instances_group = [{ regions = [%V%], deployment_targets = { accounts = [%V%] }, parameter_overrides = [{ parameter_key = \"Flag\", parameter_value = %V% }] }]\n}\n",
        ),
    ],
    &[(
        "main.tf",
        "resource \"aws_cloudcontrolapi_resource\" \"audit\" {\n  type_name = \"AWS::CloudTrail::Trail\"\n  desired_state = jsonencode({ IsLogging = true, IncludeGlobalServiceEvents = %V%, (%V%) = 1 })\n}\nresource \"aws_cloudcontrolapi_resource\" \"cloudtrail\" {\n  type_name = %V%\n  desired_state = %V%\n}\n",
    )],
    &[
        TEMPLATE_OF_TEMPLATES,
        (
            "main.tf",
            "provider \"aws\" {\n  region = %V%\n}\nmodule \"stack\" {\n  source = \"./stack\"\n  flag = %V%\n}\n",
        ),
        (
            "stack/main.tf",
            "variable \"flag\" {}\nresource \"aws_cloudformation_stack\" \"audit\" {\n  name = \"a\"\n  template_body = file(\"../trail.yaml\")\n  parameters = { Flag = var.flag, Region = \"a${var.flag}\" }\n}\n",
        ),
    ],
];

#[test]
fn in_templates_that_modules_deploy() {
    none(&leaks(OF_MODULES, USES_IN_TEMPLATES, &[]));
}

const DEPLOYMENT: File = (
    "a.tfdeploy.hcl",
    "deployment \"prod\" {\n  inputs = { token = \"x\" }\n}\n",
);

const SOURCES_OF_STACKS: &[Source] = &[
    (
        "var.token",
        &[
            (
                "v.tfcomponent.hcl",
                "variable \"token\" {\n  type = string\n  sensitive = true\n}\n",
            ),
            (
                "z.tfdeploy.hcl",
                "deployment \"prod\" {\n  inputs = { token = \"hunter2seven\" }\n}\n",
            ),
        ],
    ),
    (
        "var.token",
        &[
            (
                "v.tfcomponent.hcl",
                "variable \"token\" {\n  type = string\n  sensitive = true\n  default = \"hunter2seven\"\n}\n",
            ),
            DEPLOYMENT,
        ],
    ),
    (
        "var.token",
        &[
            (
                "v.tfcomponent.hcl",
                "variable \"token\" {\n  type = string\n  ephemeral = true\n}\n",
            ),
            (
                "z.tfdeploy.hcl",
                "locals {\n  t = file(\"secret\")\n}\ndeployment \"prod\" {\n  inputs = { token = local.t }\n}\n",
            ),
            ("secret", "hunter2seven"),
        ],
    ),
    (
        "var.token",
        &[
            (
                "v.tfcomponent.hcl",
                "variable \"token\" {\n  type = string\n}\n",
            ),
            (
                "z.tfdeploy.hcl",
                "deployment \"prod\" {\n  inputs = { token = yamldecode(file(\"secret.yaml\")).token }\n}\n",
            ),
            ("secret.yaml", "token: hunter2seven\n"),
        ],
    ),
    (
        "file(\"secret\")",
        &[("secret", "hunter2seven"), DEPLOYMENT],
    ),
    (
        "component.secret.token",
        &[
            (
                "v.tfcomponent.hcl",
                "component \"secret\" {\n  source = \"./secret\"\n}\n",
            ),
            (
                "secret/main.tf",
                "output \"token\" {\n  value = \"hunter2seven\"\n  sensitive = true\n}\n",
            ),
            DEPLOYMENT,
        ],
    ),
    ("sensitive(\"hunter2seven\")", &[DEPLOYMENT]),
];

const USES_IN_STACKS: &[Use] = &[
    &[(
        "c.tfcomponent.hcl",
        "component \"trail\" {\n  source = \"./modules/trail\"\n  inputs = { events = %V% }\n}\n",
    )],
    &[(
        "c.tfcomponent.hcl",
        "component \"trail\" {\n  source = \"./modules/trail\"\n  inputs = { (%V%) = true }\n}\n",
    )],
    &[(
        "c.tfcomponent.hcl",
        "component \"trail\" {\n  for_each = toset([%V%])\n  source = \"./modules/trail\"\n  inputs = { events = each.key }\n}\n",
    )],
    &[(
        "c.tfcomponent.hcl",
        "component \"cloudtrail\" {\n  source = \"./modules/${%V%}\"\n  version = %V%\n}\n",
    )],
    &[(
        "c.tfcomponent.hcl",
        "provider \"aws\" \"p\" {\n  for_each = toset([%V%])\n  config {\n    region = %V%\n  }\n}\ncomponent \"trail\" {\n  source = \"./modules/trail\"\n  providers = { aws = provider.aws.p[%V%] }\n}\n",
    )],
    &[(
        "c.tfcomponent.hcl",
        "component \"trail\" {\n  source = \"./modules/trail\"\n  inputs = merge({ events = false }, %V%)\n}\n",
    )],
    &[(
        "c.tfcomponent.hcl",
        "locals {\n  a = { x = true }\n}\ncomponent \"trail\" {\n  source = \"./modules/trail\"\n  inputs = { events = local.a[%V%] }\n}\n",
    )],
    &[
        (
            "c.tfcomponent.hcl",
            "stack \"inner\" {\n  source = \"./inner\"\n  inputs = { events = %V% }\n}\n",
        ),
        (
            "inner/c.tfcomponent.hcl",
            "variable \"events\" {}\ncomponent \"trail\" {\n  source = \"../modules/trail\"\n  inputs = { events = var.events }\n}\n",
        ),
    ],
];

#[test]
fn in_stacks() {
    none(&leaks(SOURCES_OF_STACKS, USES_IN_STACKS, &[TRAIL]));
}

const SOURCES_OF_UNITS: &[Source] = &[
    ("file(\"secret\")", &[("live/audit/secret", "hunter2seven")]),
    (
        "yamldecode(file(\"secret.yaml\")).token",
        &[("live/audit/secret.yaml", "token: hunter2seven\n")],
    ),
    (
        "yamldecode(sops_decrypt_file(\"secret.yaml\")).token",
        &[("live/audit/secret.yaml", "token: hunter2seven\n")],
    ),
    (
        "dependency.other.outputs.token",
        &[
            ("live/other/terragrunt.hcl", ""),
            (
                "live/other/main.tf",
                "output \"token\" {\n  value = \"hunter2seven\"\n  sensitive = true\n}\n",
            ),
        ],
    ),
    (
        "dependency.other.outputs.token",
        &[
            ("live/other/terragrunt.hcl", ""),
            (
                "live/other/main.tf",
                "output \"token\" {\n  value = file(\"s\")\n}\n",
            ),
            ("live/other/s", "hunter2seven"),
        ],
    ),
    (
        "dependency.other.outputs.token",
        &[
            (
                "live/other/terragrunt.hcl",
                "inputs = { t = \"hunter2seven\" }\n",
            ),
            (
                "live/other/main.tf",
                "variable \"t\" {\n  sensitive = true\n}\noutput \"token\" {\n  value = var.t\n}\n",
            ),
        ],
    ),
    (
        "read_terragrunt_config(\"common.hcl\").locals.token",
        &[
            (
                "live/audit/common.hcl",
                "locals {\n  token = file(\"secret\")\n}\n",
            ),
            ("live/audit/secret", "hunter2seven"),
        ],
    ),
    (
        "jsondecode(file(\"broken.json\")).token",
        &[("live/audit/broken.json", "{\"token\": hunter2seven")],
    ),
];

const USES_IN_UNITS: &[Use] = &[
    &[(
        "live/audit/terragrunt.hcl",
        "terraform {\n  source = \"../../modules/trail\"\n}\ndependency \"other\" {\n  config_path = \"../other\"\n}\ninputs = { events = %V% }\n",
    )],
    &[(
        "live/audit/terragrunt.hcl",
        "terraform {\n  source = \"../../modules/trail\"\n}\ndependency \"other\" {\n  config_path = \"../other\"\n}\ninputs = { (%V%) = false }\n",
    )],
    &[(
        "live/audit/terragrunt.hcl",
        "terraform {\n  source = \"../../modules/trail\"\n}\ndependency \"other\" {\n  config_path = \"../other\"\n}\ninputs = %V%\n",
    )],
    &[(
        "live/audit/terragrunt.hcl",
        "terraform {\n  source = \"../../modules/trail//${%V%}\"\n}\ndependency \"other\" {\n  config_path = \"../other\"\n}\n",
    )],
    &[(
        "live/audit/terragrunt.hcl",
        "terraform {\n  source = \"../../modules/trail\"\n  extra_arguments \"a\" {\n    commands = [\"apply\"]\n    arguments = [\"-var\", \"events=${%V%}\", \"-var-file=${%V%}\"]\n    required_var_files = [%V%]\n    env_vars = { TF_VAR_events = %V% }\n  }\n}\ndependency \"other\" {\n  config_path = \"../other\"\n}\n",
    )],
    &[(
        "live/audit/terragrunt.hcl",
        "terraform {\n  source = \"../../modules/trail\"\n}\ndependency \"other\" {\n  config_path = \"../other\"\n}\ngenerate \"g\" {\n  path = \"g_override.tf\"\n  if_exists = \"overwrite\"\n  contents = <<EOF\nresource \"aws_cloudtrail\" \"audit\" {\n  include_global_service_events = \"${%V%}\"\n}\nEOF\n}\n",
    )],
    &[(
        "live/audit/terragrunt.hcl",
        "terraform {\n  source = \"../../modules/trail\"\n}\ndependency \"other\" {\n  config_path = \"../other\"\n}\ngenerate \"g\" {\n  path = %V%\n  if_exists = %V%\n  contents = \"resource aws_cloudtrail ${%V%} {\"\n}\n",
    )],
    &[(
        "live/audit/terragrunt.hcl",
        "terraform {\n  source = \"../../modules/trail\"\n}\ndependency \"other\" {\n  config_path = \"../other\"\n}\ngenerate \"g\" {\n  path = \"a.auto.tfvars\"\n  if_exists = \"overwrite\"\n  contents = \"events = \\\"${%V%}\\\"\\n${%V%} = 1\\n\"\n}\n",
    )],
    &[(
        "live/audit/terragrunt.hcl",
        "terraform {\n  source = \"../../modules/trail\"\n}\ndependency \"other\" {\n  config_path = \"../other\"\n}\ninclude \"x\" {\n  path = %V%\n}\n",
    )],
    &[(
        "live/audit/terragrunt.hcl",
        "terraform {\n  source = \"../../modules/trail\"\n}\ndependency \"other\" {\n  config_path = \"../other\"\n}\ndependency \"more\" {\n  config_path = %V%\n  mock_outputs = { a = %V% }\n}\ninputs = { events = dependency.more.outputs.a }\n",
    )],
    &[(
        "live/audit/terragrunt.hcl",
        "terraform {\n  source = \"../../modules/trail\"\n}\ndependency \"other\" {\n  config_path = \"../other\"\n}\nexclude {\n  if = %V%\n  actions = [%V%]\n  no_run = true\n}\nskip = %V%\n",
    )],
    &[
        (
            "live/audit/terragrunt.stack.hcl",
            "unit \"u\" {\n  source = \"../../units/trail\"\n  path = \"u${%V%}\"\n  values = { events = %V%, (%V%) = 1 }\n}\nunit \"cloudtrail\" {\n  source = \"../../units/${%V%}\"\n  path = \"c\"\n}\n",
        ),
        (
            "units/trail/terragrunt.hcl",
            "terraform {\n  source = \"${get_repo_root()}/modules/trail\"\n}\ninputs = { events = values.events }\n",
        ),
    ],
];

#[test]
fn in_units() {
    none(&leaks(SOURCES_OF_UNITS, USES_IN_UNITS, &[TRAIL]));
}

const TEMPLATE_OF_TASKS: File = (
    "trail.yml",
    "Parameters:\n  Flag: {Type: String, NoEcho: true, AllowedPattern: 'true|false'}\n  Other: {Type: String, NoEcho: true, Default: x}\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n      IncludeGlobalServiceEvents: !Ref Flag\n      IsMultiRegionTrail: !Sub 'x${Other}'\n",
);

const SOURCES_OF_TASKS: &[Source] = &[
    (
        "!Ref token",
        &[(
            "parameters.yml",
            "token:\n  Type: String\n  NoEcho: true\n  Default: hunter2seven\n",
        )],
    ),
    (
        "!Sub '${token}'",
        &[(
            "parameters.yml",
            "token:\n  Type: String\n  NoEcho: true\n  Default: hunter2seven\n",
        )],
    ),
    (
        "!Join ['', [a, !Ref token]]",
        &[(
            "parameters.yml",
            "token:\n  Type: String\n  NoEcho: true\n  Default: hunter2seven\n",
        )],
    ),
];

const USES_IN_TASKS: &[Use] = &[
    &[
        TEMPLATE_OF_TASKS,
        (
            "organization-tasks.yml",
            "Parameters:\n  <<: !Include ./parameters.yml\nAudit:\n  Type: update-stacks\n  StackName: audit\n  Template: ./trail.yml\n  Parameters:\n    Flag: %V%\n    Other: %V%\n",
        ),
    ],
    &[
        TEMPLATE_OF_TASKS,
        (
            "organization-tasks.yml",
            "Parameters:\n  <<: !Include ./parameters.yml\nAudit:\n  Type: update-stacks\n  StackName: %V%\n  Template: ./trail.yml\n  DefaultOrganizationBindingRegion: %V%\n  Parameters:\n    Flag: 'true'\n",
        ),
    ],
];

#[test]
fn in_tasks() {
    // Where it is given is one's own code; what a template declares not to be echoed is not said of it.
    none(&leaks(SOURCES_OF_TASKS, USES_IN_TASKS, &[]));
}
