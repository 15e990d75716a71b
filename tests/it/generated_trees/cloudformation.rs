//! Templates that nest others and include files.

use super::draw::{Draw, Made};

const TRAIL: &str = "  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsMultiRegionTrail: true\n      IsLogging: true\n";

/// A chain of templates, each of which nests the next; the last has the trail.
struct Chain<'d> {
    draw: &'d mut Draw,
    on: bool,
    made: Made,
    folder: &'static str,
    /// Which of them the value is written in, or comes into.
    origin: usize,
    last: usize,
}

pub(super) fn tree(draw: &mut Draw, on: bool) -> Made {
    let last = draw.below(4);
    let origin = draw.below(last + 1);
    let folder = draw.one_of(&["", "infra/"]);
    let mut chain = Chain {
        draw,
        on,
        made: Made::default(),
        folder,
        origin,
        last,
    };
    for at in 0..=last {
        chain.template(at);
    }
    chain.made.recorded = vec![on];
    chain.made
}

/// How a template takes a value in from a file beside it.
fn include(location: &str, margin: usize) -> String {
    let margin = " ".repeat(margin);
    format!(
        "{margin}Fn::Transform:\n{margin}  Name: AWS::Include\n{margin}  Parameters:\n{margin}    Location: {location}\n"
    )
}

impl Chain<'_> {
    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.folder)
    }

    fn name_of(at: usize) -> String {
        match at {
            0 => "template.yaml".to_owned(),
            at => format!("stack{at}.yaml"),
        }
    }

    fn template(&mut self, at: usize) {
        let path = self.path(&Self::name_of(at));
        // Where nothing is passed yet, nothing is declared.
        let mut text = String::new();
        let flag = match at.cmp(&self.origin) {
            std::cmp::Ordering::Less => None,
            std::cmp::Ordering::Equal => Some(self.origin(at, &path, &mut text)),
            std::cmp::Ordering::Greater => {
                text.push_str("Parameters:\n  Flag:\n    Type: String\n");
                Some(self.wrapped("!Ref Flag", &mut text))
            }
        };
        if !text.contains("Resources:\n") {
            text.push_str("Resources:\n");
        }
        if at == self.last {
            text.push_str(TRAIL);
            text.push_str(&flag.unwrap());
        } else {
            let child = Self::name_of(at + 1);
            let next = self.path(&child);
            let stack = format!(
                "  Stack{at}:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: {child}\n"
            );
            text.push_str(&stack);
            if let Some(flag) = flag {
                let flag = flag.replace("      IncludeGlobalServiceEvents:", "        Flag:");
                text.push_str("      Parameters:\n");
                text.push_str(&flag);
            }
            if at < self.origin {
                self.made.leads(&path, &child, &next);
            } else {
                self.made.leads_on(&path, &child, &next);
            }
        }
        if self.made.decisive == path {
            self.made.files.insert(path, text);
        } else {
            self.made.add(&path, &text);
        }
    }

    /// The line that gives the flag by a function of a parameter's value, and what that needs.
    fn wrapped(&mut self, value: &str, sections: &mut String) -> String {
        let flag = match self.draw.below(4) {
            0 => {
                let conditions = format!("Conditions:\n  IsOn: !Equals [{value}, 'true']\n");
                sections.push_str(&conditions);
                "!If [IsOn, 'true', 'false']"
            }
            1 if value == "!Ref Flag" => "!Sub '${Flag}'",
            2 if value == "!Ref Flag" => {
                sections.push_str(
                    "Mappings:\n  Flags:\n    'true': {Given: 'true'}\n    'false': {Given: 'false'}\n",
                );
                "!FindInMap [Flags, !Ref Flag, Given]"
            }
            _ => value,
        };
        format!("      IncludeGlobalServiceEvents: {flag}\n")
    }

    /// Writes down where the value comes from; the line that gives the flag.
    fn origin(&mut self, at: usize, path: &str, text: &mut String) -> String {
        let on = self.on;
        let parameter =
            |default: &str| format!("Parameters:\n  Flag:\n    Type: String\n{default}");
        match self.draw.below(7) {
            0 => {
                self.made.decide(path, "");
                text.push_str(&parameter(&format!("    Default: '{on}'\n")));
                self.wrapped("!Ref Flag", text)
            }
            1 => {
                self.made.decide(path, "");
                let mappings = format!("Mappings:\n  Given:\n    Trail:\n      Flag: '{on}'\n");
                text.push_str(&mappings);
                let line = "      IncludeGlobalServiceEvents: !FindInMap [Given, Trail, Flag]\n";
                line.to_owned()
            }
            2 | 3 => {
                text.push_str("Mappings:\n");
                text.push_str(&include("parts/mappings.yaml", 2));
                let part = self.path("parts/mappings.yaml");
                self.made.leads(path, "parts/mappings.yaml", &part);
                self.included(&part, &format!("Given:\n  Trail:\n    Flag: '{on}'\n"));
                let line = "      IncludeGlobalServiceEvents: !FindInMap [Given, Trail, Flag]\n";
                line.to_owned()
            }
            4 if at == self.last => {
                let part = self.path("parts/properties.yaml");
                self.made.leads(path, "parts/properties.yaml", &part);
                self.included(&part, &format!("IncludeGlobalServiceEvents: {on}\n"));
                include("parts/properties.yaml", 6)
            }
            5 if at == 0 => {
                text.push_str(&parameter(&format!(
                    "    Default: '{}'\n",
                    self.draw.flag()
                )));
                let given = format!(
                    "version = 0.1\n[default.deploy.parameters]\nparameter_overrides = \"Flag={on}\"\n"
                );
                let samconfig = self.path("samconfig.toml");
                self.made.decide(&samconfig, &given);
                self.wrapped("!Ref Flag", text)
            }
            _ => {
                text.push_str(
                    "Resources:\n  Settings:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: settings.yaml\n",
                );
                let settings = self.path("settings.yaml");
                self.made.leads(path, "settings.yaml", &settings);
                let resources = "Resources:\n  Logs:\n    Type: AWS::S3::Bucket\nOutputs:\n";
                if self.draw.flag() {
                    let output = format!("{resources}  Flag:\n    Value: '{on}'\n");
                    self.made.decide(&settings, &output);
                } else {
                    let outputs = include("parts/outputs.yaml", 2);
                    self.made.add(&settings, &format!("{resources}{outputs}"));
                    let part = self.path("parts/outputs.yaml");
                    self.made.leads(&settings, "parts/outputs.yaml", &part);
                    self.included(&part, &format!("Flag:\n  Value: '{on}'\n"));
                }
                let line = "      IncludeGlobalServiceEvents: !GetAtt Settings.Outputs.Flag\n";
                line.to_owned()
            }
        }
    }

    /// A file that is included and decides, be it by way of another one that it includes.
    fn included(&mut self, path: &str, text: &str) {
        if self.draw.flag() {
            return self.made.decide(path, text);
        }
        // A path of an include starts at the template, whichever file names it.
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
        let inner = format!("parts/inner-{name}");
        self.made.add(path, &include(&inner, 0));
        let inner_path = self.path(&inner);
        self.made.leads(path, &inner, &inner_path);
        self.made.decide(&inner_path, text);
    }
}
