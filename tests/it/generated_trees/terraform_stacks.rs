//! Terraform Stacks: components, deployments and what they are given.

use super::draw::{Draw, Made};
use super::terraform_values::Values;

/// What each deployment makes of the value: that of `prod`, and that of `sandbox`.
type Truths = [bool; 2];

pub(super) fn tree(draw: &mut Draw, on: bool) -> Made {
    let folder = draw.one_of(&["", "stack/"]);
    let components = draw.one_of(&[
        "components.tfcomponent.hcl",
        "main.tfstack.hcl",
        "audit.tfcomponent.hcl",
    ]);
    let mut stack = Stack {
        values: Values::new(draw, on),
        folder,
        components: format!("{folder}{components}"),
        inputs: [String::new(), String::new()],
        deployments: String::new(),
    };
    let (expression, truths) = stack.origin();
    let expression = stack.values.wrapped(expression);
    let is_made = stack.component(&expression);
    stack.deployed();
    let mut made = stack.values.made;
    made.recorded = truths.to_vec();
    if is_made {
        // It is one that does not record.
        made.recorded.retain(|&on| on);
        made.recorded.fill(false);
    }
    made
}

struct Stack<'d> {
    values: Values<'d>,
    folder: &'static str,
    /// The file of the components.
    components: String,
    /// What the deployments give.
    inputs: [String; 2],
    /// What stands beside them.
    deployments: String,
}

impl Stack<'_> {
    fn add(&mut self, text: &str) {
        let path = self.components.clone();
        self.values.made.add(&path, text);
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.folder)
    }

    fn deployment_file(&self) -> String {
        self.path("deployments.tfdeploy.hcl")
    }

    /// An expression of the components, and what it comes to in the deployments.
    fn origin(&mut self) -> (String, Truths) {
        let name = self.values.name();
        if self.values.draw.below(5) < 2 {
            let on = self.values.on;
            return (self.of_the_components(&name), [on, on]);
        }
        let truths = self.of_the_deployments(&name);
        (format!("var.{name}"), truths)
    }

    fn of_the_components(&mut self, name: &str) -> String {
        let on = self.values.on;
        let components = self.components.clone();
        match self.values.draw.below(3) {
            0 => {
                let text = format!("locals {{\n  {name} = {on}\n}}\n\n");
                self.values.made.decide(&components, &text);
                format!("local.{name}")
            }
            1 => {
                let text = variable(name, &format!("  default = {on}\n"));
                self.values.made.decide(&components, &text);
                format!("var.{name}")
            }
            _ => {
                let module = self.path(&format!("modules/{name}/main.tf"));
                let text = format!("output \"{name}\" {{\n  value = {on}\n}}\n");
                self.values.made.decide(&module, &text);
                let source = format!("./modules/{name}");
                self.add(&format!(
                    "component \"{name}\" {{\n  source = \"{source}\"\n}}\n\n"
                ));
                let target = self.path(&format!("modules/{name}"));
                self.values.made.leads(&components, &source, &target);
                format!("component.{name}.{name}")
            }
        }
    }

    /// A variable's value, as the deployments give it.
    fn of_the_deployments(&mut self, name: &str) -> Truths {
        let (on, off) = (self.values.on, self.values.draw.flag());
        let (default, of_prod, of_sandbox) = match self.values.draw.below(4) {
            0 => (Some(off), on.to_string(), String::new()),
            1 => (None, on.to_string(), off.to_string()),
            2 => {
                self.deployments =
                    format!("locals {{\n  {name} = {{ prod = {on}, sandbox = {off} }}\n}}\n\n");
                (
                    None,
                    format!("local.{name}.prod"),
                    format!("local.{name}[\"sandbox\"]"),
                )
            }
            // Where it is off, the deployment gives nothing.
            _ => (
                Some(false),
                if on { "true".to_owned() } else { String::new() },
                off.to_string(),
            ),
        };
        let default =
            default.map_or_else(String::new, |default| format!("  default = {default}\n"));
        self.add(&variable(name, &default));
        self.inputs = [of_prod, of_sandbox].map(|value| {
            if value.is_empty() {
                value
            } else {
                format!("{name} = {value}")
            }
        });
        self.values.made.decide(&self.deployment_file(), "");
        [on, off]
    }

    /// The component with the trail, by what decides; whether it is only made where that is on.
    fn component(&mut self, expression: &str) -> bool {
        let off = self.values.draw.flag();
        let is_made = self.values.draw.below(6) == 0;
        let kind = if is_made {
            0
        } else {
            1 + self.values.draw.below(4)
        };
        // What the module takes, and what its trail is made of.
        let flag = match kind {
            0 => "  is_multi_region_trail = true\n  include_global_service_events = false\n",
            1 => "  is_multi_region_trail = true\n  enable_logging = var.events\n",
            2 => "  include_global_service_events = true\n",
            _ => "  is_multi_region_trail = true\n  include_global_service_events = var.events\n",
        };
        let variable = variable("events", &format!("  default = {off}\n"));
        let trail = module(&variable, flag);
        self.values
            .made
            .add(&self.path("modules/trail/main.tf"), &trail);
        let region = match kind {
            2 => format!("({expression}) ? \"us-east-1\" : \"eu-west-1\""),
            _ => "\"us-east-1\"".to_owned(),
        };
        let provider = |region: &str| {
            format!(
                "provider \"aws\" \"main\" {{\n  config {{\n    region = {region}\n  }}\n}}\n\n"
            )
        };
        let component = |source: &str, inputs: &str| {
            let times = if is_made {
                format!("  for_each = ({expression}) ? toset([\"a\"]) : toset([])\n")
            } else {
                String::new()
            };
            format!(
                "component \"audit\" {{\n{times}  source = \"{source}\"\n  inputs = {inputs}\n  providers = {{ aws = provider.aws.main }}\n}}\n"
            )
        };
        let text = match self.values.draw.below(5) {
            0 if kind > 2 || kind == 1 => {
                let inner = [
                    variable,
                    provider("\"us-east-1\""),
                    component("../modules/trail", "{ events = var.events }"),
                ];
                self.values.made.add(
                    &self.path("audit/components.tfcomponent.hcl"),
                    &inner.concat(),
                );
                format!(
                    "stack \"audit\" {{\n  source = \"./audit\"\n  inputs = {{ events = {expression} }}\n}}\n"
                )
            }
            1 => {
                let inputs = format!("merge({{ events = {off} }}, {{ events = {expression} }})");
                provider(&region) + &component("./modules/trail", &inputs)
            }
            2 => {
                self.add(&format!(
                    "locals {{\n  inputs = {{ events = {expression} }}\n}}\n\n"
                ));
                provider(&region) + &component("./modules/trail", "local.inputs")
            }
            _ => {
                let inputs = format!("{{\n    events = {expression}\n  }}");
                provider(&region) + &component("./modules/trail", &inputs)
            }
        };
        self.add(&text);
        is_made
    }

    fn deployed(&mut self) {
        let deployments = ["prod", "sandbox"].iter().zip(&self.inputs);
        let blocks = deployments.map(|(name, inputs)| {
            format!("deployment \"{name}\" {{\n  inputs = {{ {inputs} }}\n}}\n")
        });
        let text = blocks.fold(self.deployments.clone(), |text, block| text + &block);
        let path = self.deployment_file();
        self.values.made.add(&path, &text);
    }
}

fn variable(name: &str, default: &str) -> String {
    format!("variable \"{name}\" {{\n  type = bool\n{default}}}\n\n")
}

/// The module with the trail.
fn module(variable: &str, flag: &str) -> String {
    format!(
        "{variable}resource \"aws_cloudtrail\" \"this\" {{\n  name = \"audit\"\n  s3_bucket_name = \"logs\"\n{flag}}}\n"
    )
}
