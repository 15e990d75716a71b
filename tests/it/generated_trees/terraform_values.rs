//! Truth values of a root module: an expression, and where what decides is written.

use super::draw::{Draw, Made};
use crate::file_alone::WRAPS;

/// A module's folder with what it is made of.
pub(super) struct Values<'d> {
    pub(super) draw: &'d mut Draw,
    pub(super) on: bool,
    pub(super) made: Made,
    names: usize,
}

impl Values<'_> {
    pub(super) fn new(draw: &mut Draw, on: bool) -> Values<'_> {
        Values {
            draw,
            on,
            made: Made::default(),
            names: 0,
        }
    }

    pub(super) fn name(&mut self) -> String {
        self.names += 1;
        format!(
            "{}{}",
            self.draw.one_of(&["flag", "events", "audited"]),
            self.names
        )
    }

    /// An expression made of another one that comes to the same.
    pub(super) fn wrapped(&mut self, expression: String) -> String {
        let wrap = self.draw.one_of(WRAPS);
        if self.draw.flag() || wrap == "local.same" {
            return expression;
        }
        // What is called E is the whole of a word.
        let words = wrap.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
        words
            .map(|word| match word.strip_prefix('E') {
                Some(rest) if rest.len() < 2 => format!("({expression}){rest}"),
                _ => word.to_owned(),
            })
            .collect()
    }

    /// An expression of the root module in the folder, a truth value by what decides.
    pub(super) fn decided(&mut self, folder: &str) -> String {
        let expression = self.origin(folder);
        self.wrapped(expression)
    }

    fn origin(&mut self, folder: &str) -> String {
        let name = self.name();
        if self.draw.flag() {
            self.of_a_variable(folder, &name);
            return format!("var.{name}");
        }
        if self.draw.flag() {
            self.of_a_local(folder, &name);
            return format!("local.{name}");
        }
        self.of_another_file(folder, &name)
    }

    /// A variable's value.
    fn of_a_variable(&mut self, folder: &str, name: &str) {
        let (on, off) = (self.on, self.draw.flag());
        let path = |file: &str| format!("{folder}{file}");
        let declared =
            |default: &str| format!("variable \"{name}\" {{\n  type = bool\n{default}}}\n");
        let (default, decisive, text) = match self.draw.below(5) {
            0 => {
                let default = format!("  default = {on}\n");
                return self.made.decide(&path("variables.tf"), &declared(&default));
            }
            1 => (
                String::new(),
                "terraform.tfvars",
                format!("{name} = {on}\n"),
            ),
            2 => (
                format!("  default = {off}\n"),
                "terraform.tfvars.json",
                format!("{{\"{name}\": {on}}}\n"),
            ),
            // Later files win.
            3 => {
                self.made
                    .add(&path("terraform.tfvars"), &format!("{name} = {off}\n"));
                self.made
                    .add(&path("a.auto.tfvars"), &format!("{name} = {off}\n"));
                (
                    String::new(),
                    "b.auto.tfvars.json",
                    format!("{{\"{name}\": {on}}}\n"),
                )
            }
            // Where it is off, the line is not there.
            _ => {
                let line = if on {
                    format!("{name} = true\n")
                } else {
                    "# none\n".into()
                };
                ("  default = false\n".to_owned(), "env.auto.tfvars", line)
            }
        };
        self.made.add(&path("variables.tf"), &declared(&default));
        self.made.decide(&path(decisive), &text);
    }

    /// A local value.
    fn of_a_local(&mut self, folder: &str, name: &str) {
        let (on, off) = (self.on, self.draw.flag());
        let path = |file: &str| format!("{folder}{file}");
        let local = |value: &str| format!("locals {{\n  {name} = {value}\n}}\n");
        match self.draw.below(4) {
            0 => self
                .made
                .decide(&path("locals.tf"), &local(&on.to_string())),
            1 => {
                self.made.add(&path("locals.tf"), &local(&off.to_string()));
                self.made
                    .decide(&path("main_override.tf"), &local(&on.to_string()));
            }
            2 => {
                let value = format!("{{ prod = true, dev = false }}[var.{name}]");
                let variable = format!("variable \"{name}\" {{}}\n");
                self.made
                    .add(&path("locals.tf"), &(local(&value) + &variable));
                let stage = if on { "prod" } else { "dev" };
                let text = format!("{name} = \"{stage}\"\n");
                self.made.decide(&path("terraform.tfvars"), &text);
            }
            _ => {
                let value =
                    format!("{{ for key, on in {{ a = {on}, b = {off} }} : key => on }}[\"a\"]");
                self.made.decide(&path("locals.tf"), &local(&value));
            }
        }
    }

    fn of_another_file(&mut self, folder: &str, name: &str) -> String {
        let on = self.on;
        let path = |file: &str| format!("{folder}{file}");
        match self.draw.below(4) {
            0 => {
                let text = format!("trail:\n  {name}: {on}\n");
                self.made.decide(&path("config/trail.yaml"), &text);
                format!("yamldecode(file(\"${{path.module}}/config/trail.yaml\")).trail.{name}")
            }
            1 => {
                let text = format!("{{\"{name}\": {on}}}\n");
                self.made.decide(&path("config/trail.json"), &text);
                format!("jsondecode(file(\"${{path.module}}/config/trail.json\")).{name}")
            }
            // Where it is off, the key is not there.
            2 => {
                let text = if on {
                    format!("{{\"{name}\": true}}\n")
                } else {
                    "{}\n".to_owned()
                };
                self.made.decide(&path("config/trail.json"), &text);
                format!(
                    "try(jsondecode(file(\"${{path.module}}/config/trail.json\")).{name}, false)"
                )
            }
            _ => {
                let output = format!("output \"{name}\" {{\n  value = {on}\n}}\n");
                self.made.decide(&path(&format!("{name}/main.tf")), &output);
                let call = format!("module \"{name}\" {{\n  source = \"./{name}\"\n}}\n");
                let called = path("modules.tf");
                self.made.add(&called, &call);
                self.made.leads(&called, &format!("./{name}"), &path(name));
                format!("module.{name}.{name}")
            }
        }
    }
}
