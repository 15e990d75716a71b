//! Templates with loops, made from a number: the same number always makes the same one.

use serde_json::{Map, Value, json};

use crate::conditions::Numbers;

/// The template, and the one of the stack that it nests.
pub(super) const MAIN: &str = "main.json";
pub(super) const CHILD: &str = "child.json";

/// Names that loops run over; one is no logical id as it stands.
pub(super) const TEAMS: [&str; 3] = ["Pay-ments", "Search", "Ops"];
/// The parameter that lists them.
pub(super) const TEAMS_PARAMETER: &str = "Teams";
const FLAGS: [&str; 2] = ["true", "false"];

/// How deep loops lie in one another.
const MOST_LOOPS: usize = 3;

pub(super) struct Program {
    pub(super) main: Value,
    pub(super) child: Value,
}

impl Program {
    pub(super) fn new(seed: u64) -> Program {
        let mut generator = Generator {
            numbers: Numbers::new(seed),
            names: 0,
        };
        Program {
            child: generator.child(),
            main: generator.main(),
        }
    }
}

/// A loop around a place.
#[derive(Clone)]
struct Loop {
    identifier: String,
    is_flag: bool,
}

/// What a loop's body is made by, in the loops around it.
type Body<'b> = dyn FnMut(&mut Generator, &[Loop]) -> Map<String, Value> + 'b;

struct Generator {
    numbers: Numbers,
    /// How many names were given so far.
    names: usize,
}

impl Generator {
    fn is(&mut self, one_in: usize) -> bool {
        self.numbers.below(one_in) == 0
    }

    fn fresh(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    /// A loop of a body that is made for it.
    fn around(
        &mut self,
        loops: &[Loop],
        over: (&[&str], bool),
        body: &mut Body<'_>,
    ) -> (String, Value) {
        let own = Loop {
            identifier: self.fresh("Id"),
            is_flag: over.1,
        };
        let collection = self.collection(loops, over);
        let inner: Vec<Loop> = loops.iter().cloned().chain([own.clone()]).collect();
        let name = self.fresh("Fn::ForEach::Loop");
        let body = body(self, &inner);
        (name, json!([own.identifier, collection, body]))
    }

    fn collection(&mut self, loops: &[Loop], (items, is_flag): (&[&str], bool)) -> Value {
        let all_teams = items.len() == TEAMS.len();
        match (loops.iter().rev().find(|outer| !outer.is_flag), is_flag) {
            (Some(outer), false) if all_teams && self.is(3) => {
                let key = self.item(outer);
                json!({"Fn::FindInMap": ["Lists", key, "Teams"]})
            }
            (_, false) if all_teams && self.is(3) => json!({ "Ref": TEAMS_PARAMETER }),
            _ => json!(items),
        }
    }

    /// The item of a loop, in one of its spellings.
    fn item(&mut self, of: &Loop) -> Value {
        let name = &of.identifier;
        match self.numbers.below(3) {
            0 => json!({ "Ref": name }),
            1 => json!(format!("${{{name}}}")),
            _ => json!({"Fn::Sub": format!("${{{name}}}")}),
        }
    }

    fn some_of<'l>(&mut self, loops: &'l [Loop], is_flag: bool) -> Option<&'l Loop> {
        let fit: Vec<&Loop> = loops.iter().filter(|one| one.is_flag == is_flag).collect();
        if fit.is_empty() {
            return None;
        }
        Some(fit[self.numbers.below(fit.len())])
    }

    /// A name that the loops make of a team, or that of one team.
    fn named(&mut self, prefix: &str, loops: &[Loop]) -> String {
        match self.some_of(loops, false) {
            Some(team) if !self.is(4) => format!("{prefix}&{{{}}}", team.identifier),
            _ => format!(
                "{prefix}{}",
                self.numbers.one_of(&["Payments", "Search", "Ops"])
            ),
        }
    }

    /// What comes to a boolean, or to nothing. `is_child` knows neither conditions nor stacks.
    fn flag(&mut self, loops: &[Loop], depth: usize, is_child: bool) -> Value {
        let of_loop = self.some_of(loops, true).cloned();
        let team = self.some_of(loops, false).cloned();
        match (self.numbers.below(9), of_loop, team) {
            (0 | 1, Some(flag), _) => self.item(&flag),
            (2 | 3, _, Some(team)) => {
                let key = self.item(&team);
                json!({"Fn::FindInMap": ["Flags", key, "On"]})
            }
            (4, ..) => json!({"Ref": "Flag"}),
            (5 | 6, ..) if depth > 0 && !is_child => {
                let condition = self.named("Is", loops);
                let yes = self.flag(loops, depth - 1, is_child);
                let no = self.flag(loops, depth - 1, is_child);
                json!({"Fn::If": [condition, yes, no]})
            }
            (7, ..) if !is_child => {
                let output = self.named("Outputs.Flag", loops);
                json!({"Fn::GetAtt": ["Settings", output]})
            }
            (8, ..) if depth < 2 && !is_child => json!({"Ref": "AWS::NoValue"}),
            _ => json!(self.numbers.one_of(&FLAGS)),
        }
    }

    /// The properties of a trail, some of them made by loops.
    fn properties(&mut self, loops: &[Loop]) -> Map<String, Value> {
        let mut out = Map::new();
        out.insert("S3BucketName".into(), json!("acme-audit-logs"));
        out.insert("IsLogging".into(), json!(true));
        match self.numbers.below(3) {
            0 => {
                let names = ["IsMultiRegionTrail", "IncludeGlobalServiceEvents"];
                let (name, made) = self.around(loops, (&names, false), &mut |this, loops| {
                    let (own, outer) = loops.split_last().unwrap();
                    let key = format!("${{{}}}", own.identifier);
                    Map::from_iter([(key, this.flag(outer, 2, false))])
                });
                out.insert(name, made);
            }
            1 => {
                let (name, made) =
                    self.around(loops, (&["GlobalService"], false), &mut |this, loops| {
                        let (own, outer) = loops.split_last().unwrap();
                        let key = format!("Include&{{{}}}Events", own.identifier);
                        Map::from_iter([(key, this.flag(outer, 2, false))])
                    });
                out.insert(name, made);
                out.insert("IsMultiRegionTrail".into(), self.flag(loops, 1, false));
            }
            _ => {
                let flag = self.flag(loops, 2, false);
                out.insert("IncludeGlobalServiceEvents".into(), flag);
                out.insert("IsMultiRegionTrail".into(), self.flag(loops, 1, false));
            }
        }
        if self.is(4) {
            let selector = self.selector(loops);
            out.insert("EventSelectors".into(), json!([selector]));
        }
        out
    }

    fn selector(&mut self, loops: &[Loop]) -> Map<String, Value> {
        let data = json!([{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::"]}]);
        let mut out = Map::from_iter([("DataResources".to_owned(), data)]);
        let (name, made) = self.around(loops, (&["Management"], false), &mut |this, loops| {
            let (own, outer) = loops.split_last().unwrap();
            let key = format!("Include${{{}}}Events", own.identifier);
            Map::from_iter([(key, this.flag(outer, 1, false))])
        });
        out.insert(name, made);
        out
    }

    /// Trails in loops, each with the identifiers of all of them in its logical id.
    fn trails(&mut self, loops: &[Loop]) -> Map<String, Value> {
        let mut out = Map::new();
        if loops.len() < MOST_LOOPS && (loops.is_empty() || self.is(2)) {
            let over: (&[&str], bool) = match self.numbers.below(3) {
                0 => (&FLAGS, true),
                1 => (&TEAMS, false),
                _ => (&TEAMS[1..], false),
            };
            out.extend([self.around(loops, over, &mut Generator::trails)]);
        }
        if out.is_empty() || self.is(3) {
            let ids = loops.iter().map(|one| format!("&{{{}}}", one.identifier));
            let id = format!("{}{}", self.fresh("Trail"), ids.collect::<String>());
            let properties = self.properties(loops);
            let mut trail = json!({"Type": "AWS::CloudTrail::Trail", "Properties": properties});
            if self.is(3) {
                trail["Condition"] = json!(self.named("Is", loops));
            }
            out.insert(id, trail);
        }
        out
    }

    /// A condition for each team: `Env` is not known.
    fn conditions(&mut self) -> Map<String, Value> {
        let (name, made) = self.around(&[], (&TEAMS, false), &mut |this, loops| {
            let own = &loops[0];
            let item = this.item(own);
            let with = match this.numbers.below(3) {
                0 => json!({"Ref": "Env"}),
                1 => json!({"Ref": "Flag"}),
                _ => json!(this.numbers.one_of(&TEAMS)),
            };
            let holds = json!({"Fn::Equals": [item, with]});
            let other = this.numbers.one_of(&["IsDev", "IsOff"]);
            let holds = match this.numbers.below(3) {
                0 => json!({"Fn::Not": [holds]}),
                1 => json!({"Fn::Or": [holds, {"Condition": other}]}),
                _ => holds,
            };
            Map::from_iter([(format!("Is&{{{}}}", own.identifier), holds)])
        });
        let mut out = Map::from_iter([(name, made)]);
        let is_dev = json!({"Fn::Equals": [{"Ref": "Env"}, "dev"]});
        out.insert("IsDev".into(), is_dev);
        let is_off = json!({"Fn::Equals": [{"Ref": "Flag"}, "false"]});
        out.insert("IsOff".into(), is_off);
        out
    }

    /// What each team's flag is, written out or made by a loop; and lists of teams.
    fn mappings(&mut self) -> Value {
        let mut flags = Map::new();
        let mut rows = TEAMS.to_vec();
        if self.is(2) {
            let flag = self.numbers.one_of(&FLAGS);
            let looped = rows.split_off(1);
            let (name, made) = self.around(&[], (&looped, false), &mut |_, loops| {
                let key = format!("${{{}}}", loops[0].identifier);
                Map::from_iter([(key, json!({"On": flag}))])
            });
            flags.insert(name, made);
        }
        for row in rows {
            flags.insert(row.into(), json!({"On": self.numbers.one_of(&FLAGS)}));
        }
        let lists = TEAMS.map(|team| (team.to_owned(), json!({"Teams": ["Search", "Ops"]})));
        json!({"Flags": flags, "Lists": Map::from_iter(lists)})
    }

    fn main(&mut self) -> Value {
        let mut resources = self.trails(&[]);
        resources.extend(self.trails(&[]));
        let child =
            json!({"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": CHILD}});
        resources.insert("Settings".into(), child);
        json!({
            "Transform": "AWS::LanguageExtensions",
            "Parameters": {
                "Env": {"Type": "String"},
                "Flag": {"Type": "String", "Default": self.numbers.one_of(&FLAGS)},
                TEAMS_PARAMETER: {"Type": "CommaDelimitedList", "Default": TEAMS.join(",")},
            },
            "Mappings": self.mappings(),
            "Conditions": self.conditions(),
            "Resources": resources,
        })
    }

    /// The nested stack: an output for each team, and a trail of its own.
    fn child(&mut self) -> Value {
        let (name, made) = self.around(&[], (&TEAMS, false), &mut |this, loops| {
            let key = format!("Flag&{{{}}}", loops[0].identifier);
            Map::from_iter([(key, json!({"Value": this.flag(loops, 0, true)}))])
        });
        json!({
            "Transform": "AWS::LanguageExtensions",
            "Parameters": {
                "Flag": {"Type": "String", "Default": self.numbers.one_of(&FLAGS)},
                TEAMS_PARAMETER: {"Type": "CommaDelimitedList", "Default": TEAMS.join(",")},
            },
            "Mappings": self.mappings(),
            "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
            "Outputs": {name: made},
        })
    }
}
