//! Services of the Serverless Framework.

use super::draw::{Draw, Made, indented};

/// A service as it grows.
struct Service<'d> {
    draw: &'d mut Draw,
    on: bool,
    made: Made,
    /// Where it lies, with a slash.
    folder: &'static str,
    /// The stage that it is deployed to, and another one.
    stage: &'static str,
    other: &'static str,
    /// The lines of its sections.
    provider: Vec<String>,
    custom: Vec<String>,
    default_params: Vec<String>,
    stage_params: Vec<String>,
    /// What composes it gives it, and the environment.
    composed: Vec<String>,
    dotenv: Vec<String>,
    /// What is given at the other stage, where one is picked by its key or its file.
    at_other: Option<bool>,
    names: usize,
}

pub(super) fn tree(draw: &mut Draw, on: bool) -> Made {
    let folder = draw.one_of(&["", "audit/", "services/audit/"]);
    let (stage, other) = draw.one_of(&[("dev", "prod"), ("prod", "dev")]);
    let mut service = Service {
        draw,
        on,
        made: Made::default(),
        folder,
        stage,
        other,
        provider: Vec::new(),
        custom: Vec::new(),
        default_params: Vec::new(),
        stage_params: Vec::new(),
        composed: Vec::new(),
        dotenv: Vec::new(),
        at_other: None,
        names: 0,
    };
    let depth = service.draw.below(4);
    let (body, value) = service.carried(depth);
    let resources = service.resources(&format!("${{{body}}}"));
    let is_turned = value != on;
    let at_other = service.at_other.map(|value| value != is_turned);
    service.made.recorded = [value].into_iter().chain(at_other).collect();
    service.written(&resources)
}

impl Service<'_> {
    fn name(&mut self) -> String {
        self.names += 1;
        let word = self.draw.one_of(&["flag", "events", "audited"]);
        format!("{word}{}", self.names)
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.folder)
    }

    /// A truth value as it may be written.
    fn spelled(&mut self, value: bool) -> String {
        let quote = self.draw.one_of(&["'", "\"", ""]);
        format!("{quote}{value}{quote}")
    }

    fn decoy(&mut self) -> String {
        let value = self.draw.flag();
        self.spelled(value)
    }

    /// One that counts at the other stage.
    fn of_other(&mut self) -> String {
        let value = self.draw.flag();
        self.at_other = Some(value);
        self.spelled(value)
    }

    /// A variable's source that what decides comes through, and what it comes to.
    fn carried(&mut self, depth: usize) -> (String, bool) {
        if depth == 0 {
            let origin = self.origin();
            return (origin, self.on);
        }
        let (inner, value) = self.carried(depth - 1);
        let name = self.name();
        let body = match self.draw.below(10) {
            0 => {
                self.custom.push(format!("{name}: ${{{inner}}}\n"));
                format!("self:custom.{name}")
            }
            1 => {
                let file = format!("config/{name}.yml");
                self.custom.push(format!("{name}: ${{file({file})}}\n"));
                let text = format!("trail:\n  on: ${{{inner}}}\n");
                self.made.add(&self.path(&file), &text);
                format!("self:custom.{name}.trail.on")
            }
            2 => {
                let text = format!("on_: ${{{inner}}}\n");
                self.made.add(&self.path(&format!("{name}.yml")), &text);
                format!("file(./{name}.yml):on_")
            }
            3 => format!("opt:{name}, {inner}"),
            4 => format!("self:custom.{name}, {inner}"),
            5 => format!("{inner}, '{}'", self.draw.flag()),
            6 => format!("file({name}.yml):on_, {inner}"),
            7 => format!("strToBool(${{{inner}}})"),
            8 => {
                let map = format!("{name}:\n  'true': 'false'\n  'false': 'true'\n");
                self.custom.push(map);
                return (format!("self:custom.{name}.${{{inner}}}"), !value);
            }
            _ => {
                let param = format!("{name}: ${{{inner}}}\n");
                self.default_params.push(param);
                format!("param:{name}")
            }
        };
        (body, value)
    }

    /// Where what decides is written.
    fn origin(&mut self) -> String {
        let name = self.name();
        let flag = self.spelled(self.on);
        match self.draw.below(4) {
            0 => self.in_a_file(&name, &flag),
            1 => self.beside(&name, &flag),
            _ => self.in_the_service(&name, &flag),
        }
    }

    fn in_the_service(&mut self, name: &str, flag: &str) -> String {
        let decoy = self.decoy();
        self.made.decide(&self.path("serverless.yml"), "");
        match self.draw.below(6) {
            0 => {
                self.custom.push(format!("{name}: {flag}\n"));
                format!("self:custom.{name}")
            }
            1 => {
                let (stage, other) = (self.stage, self.other);
                let decoy = self.of_other();
                let map = format!("{name}:\n  {stage}: {flag}\n  {other}: {decoy}\n");
                self.custom.push(map);
                format!("self:custom.{name}.${{sls:stage}}")
            }
            2 => {
                self.provider.push(format!("{name}: {flag}\n"));
                format!("self:provider.{name}")
            }
            3 => {
                self.default_params.push(format!("{name}: {flag}\n"));
                format!("param:{name}")
            }
            4 => {
                self.stage_params.push(format!("{name}: {flag}\n"));
                self.default_params.push(format!("{name}: {decoy}\n"));
                format!("param:{name}")
            }
            // Where it is off, it is left out, and the next one counts.
            _ => {
                let param = self.on.then(|| format!("{name}: true\n"));
                self.stage_params.extend(param);
                self.default_params.push(format!("{name}: false\n"));
                format!("param:{name}")
            }
        }
    }

    fn in_a_file(&mut self, name: &str, flag: &str) -> String {
        let on = self.on;
        match self.draw.below(4) {
            0 => {
                let path = self.path(&format!("config/{name}.json"));
                let text = format!("{{\"trail\": {{\"on\": {on}}}}}\n");
                self.made.decide(&path, &text);
                format!("file(config/{name}.json):trail.on")
            }
            1 => {
                let path = self.path(&format!("config/{name}.{}.yml", self.stage));
                self.made.decide(&path, &format!("trail:\n  on: {flag}\n"));
                let path = self.path(&format!("config/{name}.{}.yml", self.other));
                let decoy = self.of_other();
                self.made.add(&path, &format!("trail:\n  on: {decoy}\n"));
                format!("file(config/{name}.${{sls:stage}}.yml):trail.on")
            }
            2 => {
                let path = self.path(&format!("{name}.txt"));
                self.made.decide(&path, &on.to_string());
                format!("file({name}.txt)")
            }
            _ => {
                let path = self.path(&format!("{name}.yaml"));
                let line = if on {
                    "trail: {on: true}\n"
                } else {
                    "trail: {}\n"
                };
                self.made.decide(&path, line);
                format!("file({name}.yaml):trail.on, 'false'")
            }
        }
    }

    /// What composes the service of others decides, or the environment.
    fn beside(&mut self, name: &str, flag: &str) -> String {
        let decoy = self.decoy();
        let variable = name.to_uppercase();
        match self.draw.below(4) {
            0 if !self.folder.is_empty() => {
                self.made.decide("serverless-compose.yml", "");
                self.composed.push(format!("{name}: {flag}\n"));
                self.stage_params.push(format!("{name}: {decoy}\n"));
                format!("param:{name}")
            }
            1 if !self.folder.is_empty() => {
                self.made.decide("serverless-compose.yml", "");
                let other = "bucket: logs\n".to_owned();
                let param = self.on.then(|| format!("{name}: true\n"));
                self.composed.extend(param.into_iter().chain([other]));
                self.stage_params.push(format!("{name}: false\n"));
                format!("param:{name}")
            }
            2 => {
                self.made.decide(&self.path(".env"), "");
                self.dotenv.push(format!("{variable}={}\n", self.on));
                format!("env:{variable}, '{}'", self.draw.flag())
            }
            _ => {
                self.made.decide(&self.path(".env"), "");
                let line = if self.on {
                    format!("{variable}=true\n")
                } else {
                    "BUCKET=logs\n".into()
                };
                self.dotenv.push(line);
                format!("env:{variable}, 'false'")
            }
        }
    }

    /// The resources, by a value that decides.
    fn resources(&mut self, value: &str) -> String {
        let decoy = self.decoy();
        let on = "IsMultiRegionTrail: true\nIsLogging: true\nIncludeGlobalServiceEvents: ";
        let (sections, properties) = match self.draw.below(10) {
            0 | 1 => (String::new(), format!("{on}{value}\n")),
            2 => {
                let off = "IsMultiRegionTrail: true\nIncludeGlobalServiceEvents: true\nIsLogging: ";
                (String::new(), format!("{off}{value}\n"))
            }
            3 => (
                format!("Conditions:\n  IsOn: !Equals [\"{value}\", 'true']\n"),
                format!("{on}!If [IsOn, true, false]\n"),
            ),
            4 => (
                format!("Parameters:\n  Flag:\n    Type: String\n    Default: {value}\n"),
                format!("{on}!Ref Flag\n"),
            ),
            5 => (
                format!("Mappings:\n  Flags:\n    all:\n      audited: {value}\n"),
                format!("{on}!FindInMap [Flags, all, audited]\n"),
            ),
            6 => {
                let properties = indented(&format!("S3BucketName: logs\n{on}{value}\n"), 2);
                self.custom.push(format!("properties:\n{properties}"));
                let trail = "Trail:\n  Type: AWS::CloudTrail::Trail\n  Properties: ${self:custom.properties}\n";
                return self.placed("", trail);
            }
            7 => (
                String::new(),
                format!("{on}true\nEventSelectors:\n  - IncludeManagementEvents: {value}\n"),
            ),
            8 => {
                let regions = "regions:\n  'true': us-east-1\n  'false': eu-west-1\n";
                self.custom.push(regions.to_owned());
                self.provider
                    .push(format!("region: ${{self:custom.regions.{value}}}\n"));
                let single = "IsLogging: true\nIncludeGlobalServiceEvents: true\n";
                (String::new(), single.to_owned())
            }
            _ => (
                format!(
                    "extensions:\n  Trail:\n    Properties:\n      IncludeGlobalServiceEvents: {value}\n"
                ),
                format!("{on}{decoy}\n"),
            ),
        };
        let trail = format!(
            "Trail:\n  Type: AWS::CloudTrail::Trail\n  Properties:\n    S3BucketName: logs\n{}",
            indented(&properties, 4)
        );
        self.placed(&sections, &trail)
    }

    /// Where sections and a resource stand, from the key `resources` on.
    fn placed(&mut self, sections: &str, trail: &str) -> String {
        let files = [
            "resources/trail.yml",
            "trail.yaml",
            "cloudformation/all.yml",
        ];
        let file = self.draw.one_of(&files);
        let path = self.path(file);
        let service = self.path("serverless.yml");
        let whole = format!("{sections}Resources:\n{}", indented(trail, 2));
        let inner = indented(sections, 2);
        let topic = "  - Resources:\n      Topic: {Type: AWS::SNS::Topic}\n";
        let way = self.draw.below(7);
        if way > 1 {
            self.made.leads_on(&service, &format!("({file})"), &path);
        }
        match way {
            0 => format!("resources:\n{}", indented(&whole, 2)),
            1 => format!("resources:\n  -\n{}", indented(&whole, 4)),
            2 => {
                self.made.add(&path, &whole);
                format!("resources: ${{file({file})}}\n")
            }
            3 => {
                self.made.add(&path, &whole);
                format!("resources:\n{topic}  - ${{file({file})}}\n")
            }
            4 => {
                self.made.add(&path, trail);
                format!("resources:\n{inner}  Resources: ${{file({file})}}\n")
            }
            // The later of two files that make one resource wins.
            5 if !trail.contains("Properties: $") => {
                self.made.add(&path, &whole);
                let base = format!(
                    "Resources:\n  Trail:\n    Properties:\n      IsLogging: {}\n      IncludeGlobalServiceEvents: {}\n",
                    self.decoy(),
                    self.decoy()
                );
                self.made.add(&self.path("base.yml"), &base);
                format!("resources:\n  - ${{file(base.yml)}}\n  - ${{file({file})}}\n")
            }
            _ => {
                let lines = trail.lines().skip(1);
                let resource: String = lines.flat_map(|line| [&line[2..], "\n"]).collect();
                self.made.add(&path, &resource);
                format!("resources:\n{inner}  Resources:\n    Trail: ${{file({file})}}\n")
            }
        }
    }

    /// The service's own files.
    fn written(mut self, resources: &str) -> Made {
        let is_named = self.stage != "dev" || self.draw.flag();
        let stage = is_named.then(|| format!("stage: {}\n", self.stage));
        self.provider.extend(stage);
        let section = |name: &str, lines: &[String]| {
            let lines = indented(&lines.concat(), 2);
            if lines.is_empty() {
                lines
            } else {
                format!("{name}:\n{lines}")
            }
        };
        let params =
            section("default", &self.default_params) + &section(self.stage, &self.stage_params);
        let service = [
            "service: audit\n".to_owned(),
            if self.dotenv.is_empty() {
                String::new()
            } else {
                "useDotenv: true\n".to_owned()
            },
            format!(
                "provider:\n  name: aws\n{}",
                indented(&self.provider.concat(), 2)
            ),
            section("custom", &self.custom),
            section("params", &[params]),
            resources.to_owned(),
        ];
        if !self.dotenv.is_empty() {
            self.made.add(&self.path(".env"), &self.dotenv.concat());
        }
        if !self.composed.is_empty() {
            let path = self.folder.trim_end_matches('/');
            let params = indented(&self.composed.concat(), 6);
            let text = format!("services:\n  audit:\n    path: {path}\n    params:\n{params}");
            self.made.add("serverless-compose.yml", &text);
        }
        self.made
            .add(&self.path("serverless.yml"), &service.concat());
        self.made
    }
}
