//! Generated collections whose keys and elements are known in part only: what they hold, and the instances that they make, against
//! all values of what is not known. What a collection comes to is worked out here, by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use cloudtrail_lint::model::Trail;
use cloudtrail_lint::options::LintOptions;

use super::generated::Numbers;

/// What the two texts may be.
const TEXTS: [&str; 4] = ["prod", "dev", "prod-a", "a"];
/// What the map may be that deployments give.
const EXTRAS: [&[(&str, bool)]; 5] = [
    &[],
    &[("prod", true)],
    &[("prod", false), ("dev", true)],
    &[("prod-a", false)],
    &[("dev-a", true), ("a", false)],
];
/// What the list may be that they give.
const NAMES: [&[&str]; 4] = [&[], &["prod"], &["dev", "prod-a"], &["a", "a"]];
const CONSTANTS: [&str; 5] = ["prod", "dev", "a", "prod-a", "-a"];
const VARIABLES: [&str; 2] = ["var.one", "var.other"];

#[derive(Clone, Debug)]
enum Part {
    Constant(&'static str),
    Variable(usize),
}

type Text = Vec<Part>;

/// A map of truth values.
#[derive(Clone, Debug)]
enum Map {
    Literal(Vec<(Text, bool)>),
    Extra,
    Merged(Vec<Map>),
    Filtered(Box<Map>, Test),
    Mapped(Box<Map>, Test),
    Renamed(Box<Map>, &'static str),
    Zipped(Vec<Text>, Vec<bool>),
    OfSet(Box<Set>, Test),
}

/// A set of texts.
#[derive(Clone, Debug)]
enum Set {
    Of(Vec<Text>),
    WithNames(Vec<Text>),
    Union(Box<[Set; 2]>),
    Distinct(Vec<Text>),
    Flat(Vec<Text>, Vec<Text>),
    Keys(Box<Map>),
}

/// What is asked of a key and its value.
#[derive(Clone, Debug)]
enum Test {
    Value,
    NotValue,
    KeyIs(Text),
    KeyIsNot(Text),
    Always(bool),
    VariableIs(usize, &'static str),
}

/// What is asked of a whole collection.
#[derive(Clone, Debug)]
enum Question {
    LookedUp(Map, Text, bool),
    Indexed(Map, Text),
    HasKey(Map, Text),
    Contains(Set, Text),
    All(Map),
    Any(Map),
    HasSome(Map),
    IsLong(Set),
    FirstKeyIs(Map, Text),
    FirstValue(Map),
    FirstIs(Set, Text),
    FirstTurnIs(Set, Text),
    /// Of a list with the names that deployments give at its end.
    NamedAt(Vec<Text>, usize, Text),
}

struct Given {
    texts: [&'static str; 2],
    extra: BTreeMap<String, bool>,
    names: &'static [&'static str],
}

impl Given {
    fn text(&self, text: &Text) -> String {
        let parts = text.iter().map(|part| match part {
            Part::Constant(text) => *text,
            Part::Variable(at) => self.texts[*at],
        });
        parts.collect()
    }

    fn test(&self, test: &Test, key: &str, value: bool) -> bool {
        match test {
            Test::Value => value,
            Test::NotValue => !value,
            Test::KeyIs(text) => self.text(text) == key,
            Test::KeyIsNot(text) => self.text(text) != key,
            Test::Always(value) => *value,
            Test::VariableIs(at, text) => self.texts[*at] == *text,
        }
    }

    fn map(&self, map: &Map) -> BTreeMap<String, bool> {
        let in_order = |entries: Vec<(String, bool)>| entries.into_iter().collect();
        match map {
            Map::Literal(entries) => in_order(
                entries
                    .iter()
                    .map(|(key, value)| (self.text(key), *value))
                    .collect(),
            ),
            Map::Extra => self.extra.clone(),
            Map::Merged(maps) => maps.iter().flat_map(|map| self.map(map)).collect(),
            Map::Filtered(map, test) => {
                let mut map = self.map(map);
                map.retain(|key, value| self.test(test, key, *value));
                map
            }
            Map::Mapped(map, test) => {
                let map = self.map(map).into_iter();
                map.map(|(key, value)| {
                    let made = self.test(test, &key, value);
                    (key, made)
                })
                .collect()
            }
            Map::Renamed(map, suffix) => {
                let map = self.map(map).into_iter();
                map.map(|(key, value)| (format!("{key}{suffix}"), value))
                    .collect()
            }
            Map::Zipped(keys, values) => {
                let keys = keys.iter().map(|key| self.text(key));
                in_order(keys.zip(values.iter().copied()).collect())
            }
            Map::OfSet(set, test) => {
                let set = self.set(set).into_iter();
                set.map(|key| {
                    let made = self.test(test, &key, true);
                    (key, made)
                })
                .collect()
            }
        }
    }

    fn set(&self, set: &Set) -> BTreeSet<String> {
        let texts = |texts: &[Text]| texts.iter().map(|text| self.text(text)).collect();
        match set {
            Set::Of(of) | Set::Distinct(of) => texts(of),
            Set::WithNames(of) => {
                let mut out: BTreeSet<String> = texts(of);
                out.extend(self.names.iter().map(|name| (*name).to_owned()));
                out
            }
            Set::Union(both) => {
                let [one, other] = &**both;
                self.set(one).union(&self.set(other)).cloned().collect()
            }
            Set::Flat(one, other) => texts(&[one.as_slice(), other].concat()),
            Set::Keys(map) => self.map(map).into_keys().collect(),
        }
    }

    /// `None` where Terraform refuses it.
    fn answer(&self, question: &Question) -> Option<bool> {
        Some(match question {
            Question::LookedUp(map, key, default) => {
                *self.map(map).get(&self.text(key)).unwrap_or(default)
            }
            Question::Indexed(map, key) => *self.map(map).get(&self.text(key))?,
            Question::HasKey(map, key) => self.map(map).contains_key(&self.text(key)),
            Question::Contains(set, text) => self.set(set).contains(&self.text(text)),
            Question::All(map) => self.map(map).values().all(|value| *value),
            Question::Any(map) => self.map(map).values().any(|value| *value),
            Question::HasSome(map) => !self.map(map).is_empty(),
            Question::IsLong(set) => self.set(set).len() > 1,
            Question::FirstKeyIs(map, text) => *self.map(map).keys().next()? == self.text(text),
            Question::FirstValue(map) => *self.map(map).values().next()?,
            Question::FirstIs(set, text) | Question::FirstTurnIs(set, text) => {
                *self.set(set).first()? == self.text(text)
            }
            Question::NamedAt(texts, at, text) => {
                let names = self.names.iter().map(|name| (*name).to_owned());
                let mut all = texts.iter().map(|text| self.text(text)).chain(names);
                all.nth(*at)? == self.text(text)
            }
        })
    }
}

/// All values of what is not known.
fn all_given() -> Vec<Given> {
    let mut out = Vec::new();
    for one in TEXTS {
        for other in TEXTS {
            for extra in EXTRAS {
                for names in NAMES {
                    let extra = extra.iter().map(|(key, value)| ((*key).to_owned(), *value));
                    out.push(Given {
                        texts: [one, other],
                        extra: extra.collect(),
                        names,
                    });
                }
            }
        }
    }
    out
}

fn text(numbers: &mut Numbers) -> Text {
    let constant = |numbers: &mut Numbers| Part::Constant(numbers.one_of(&CONSTANTS));
    let variable = |numbers: &mut Numbers| Part::Variable(numbers.below(2));
    match numbers.below(6) {
        0 | 1 => vec![constant(numbers)],
        2 => vec![variable(numbers)],
        3 => vec![constant(numbers), variable(numbers)],
        _ => vec![variable(numbers), constant(numbers)],
    }
}

fn texts(numbers: &mut Numbers) -> Vec<Text> {
    (0..=numbers.below(3)).map(|_| text(numbers)).collect()
}

fn test(numbers: &mut Numbers) -> Test {
    match numbers.below(7) {
        0 | 1 => Test::Value,
        2 => Test::NotValue,
        3 => Test::KeyIs(text(numbers)),
        4 => Test::KeyIsNot(text(numbers)),
        5 => Test::Always(numbers.below(2) == 0),
        _ => Test::VariableIs(numbers.below(2), numbers.one_of(&TEXTS)),
    }
}

fn map(numbers: &mut Numbers, depth: usize) -> Map {
    if depth == 0 {
        if numbers.below(4) == 0 {
            return Map::Extra;
        }
        let keys = texts(numbers).into_iter();
        return Map::Literal(keys.map(|key| (key, numbers.below(2) == 0)).collect());
    }
    let inner = |numbers: &mut Numbers| Box::new(map(numbers, depth - 1));
    match numbers.below(9) {
        0..=2 => Map::Merged(
            (0..=1 + numbers.below(2))
                .map(|_| *inner(numbers))
                .collect(),
        ),
        3 => Map::Filtered(inner(numbers), test(numbers)),
        4 => Map::Mapped(inner(numbers), test(numbers)),
        5 => Map::Renamed(inner(numbers), numbers.one_of(&["-a", "x"])),
        6 => {
            let keys = texts(numbers);
            let values = keys.iter().map(|_| numbers.below(2) == 0).collect();
            Map::Zipped(keys, values)
        }
        7 => Map::OfSet(Box::new(set(numbers, depth - 1)), test(numbers)),
        _ => map(numbers, 0),
    }
}

fn set(numbers: &mut Numbers, depth: usize) -> Set {
    match numbers.below(if depth == 0 { 4 } else { 6 }) {
        0 => Set::Of(texts(numbers)),
        1 => Set::WithNames(texts(numbers)),
        2 => Set::Distinct(texts(numbers)),
        3 => Set::Flat(texts(numbers), texts(numbers)),
        4 => Set::Union(Box::new([set(numbers, depth - 1), set(numbers, depth - 1)])),
        _ => Set::Keys(Box::new(map(numbers, depth - 1))),
    }
}

fn question(numbers: &mut Numbers) -> Question {
    match numbers.below(13) {
        8 => Question::FirstKeyIs(map(numbers, 2), text(numbers)),
        9 => Question::FirstValue(map(numbers, 2)),
        10 => Question::FirstIs(set(numbers, 2), text(numbers)),
        11 => Question::FirstTurnIs(set(numbers, 2), text(numbers)),
        12 => Question::NamedAt(texts(numbers), numbers.below(3), text(numbers)),
        0 | 1 => Question::LookedUp(map(numbers, 2), text(numbers), numbers.below(2) == 0),
        2 => Question::Indexed(map(numbers, 2), text(numbers)),
        3 => Question::HasKey(map(numbers, 2), text(numbers)),
        4 => Question::Contains(set(numbers, 2), text(numbers)),
        5 => Question::All(map(numbers, 2)),
        6 => Question::Any(map(numbers, 2)),
        7 => Question::HasSome(map(numbers, 2)),
        _ => Question::IsLong(set(numbers, 2)),
    }
}

fn text_printed(text: &Text) -> String {
    if let [Part::Variable(only)] = text.as_slice() {
        return VARIABLES[*only].to_owned();
    }
    let parts = text.iter().map(|part| match part {
        Part::Constant(text) => (*text).to_owned(),
        Part::Variable(at) => format!("${{{}}}", VARIABLES[*at]),
    });
    format!("\"{}\"", parts.collect::<String>())
}

fn texts_printed(texts: &[Text]) -> String {
    let texts: Vec<String> = texts.iter().map(text_printed).collect();
    format!("[{}]", texts.join(", "))
}

fn test_printed(test: &Test, key: &str, value: &str) -> String {
    match test {
        Test::Value => value.to_owned(),
        Test::NotValue => format!("!{value}"),
        Test::KeyIs(text) => format!("{key} == {}", text_printed(text)),
        Test::KeyIsNot(text) => format!("{} != {key}", text_printed(text)),
        Test::Always(value) => value.to_string(),
        Test::VariableIs(at, text) => format!("{} == {text:?}", VARIABLES[*at]),
    }
}

fn map_printed(map: &Map) -> String {
    match map {
        Map::Literal(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("({}) = {value}", text_printed(key)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Map::Extra => "var.extra".to_owned(),
        Map::Merged(maps) => {
            let maps: Vec<String> = maps.iter().map(map_printed).collect();
            format!("merge({})", maps.join(", "))
        }
        Map::Filtered(map, test) => format!(
            "{{ for k, v in {} : k => v if {} }}",
            map_printed(map),
            test_printed(test, "k", "v")
        ),
        Map::Mapped(map, test) => format!(
            "{{ for k, v in {} : k => {} }}",
            map_printed(map),
            test_printed(test, "k", "v")
        ),
        Map::Renamed(map, suffix) => format!(
            "{{ for k, v in {} : \"${{k}}{suffix}\" => v }}",
            map_printed(map)
        ),
        Map::Zipped(keys, values) => format!("zipmap({}, {values:?})", texts_printed(keys)),
        Map::OfSet(set, test) => format!(
            "{{ for k in {} : k => {} }}",
            set_printed(set),
            test_printed(test, "k", "true")
        ),
    }
}

fn set_printed(set: &Set) -> String {
    match set {
        Set::Of(of) => format!("toset({})", texts_printed(of)),
        Set::WithNames(of) => format!("toset(concat({}, var.names))", texts_printed(of)),
        Set::Union(both) => {
            let [one, other] = &**both;
            format!("setunion({}, {})", set_printed(one), set_printed(other))
        }
        Set::Distinct(of) => format!("toset(distinct({}))", texts_printed(of)),
        Set::Flat(one, other) => format!(
            "toset(flatten([{}, {}]))",
            texts_printed(one),
            texts_printed(other)
        ),
        Set::Keys(map) => format!("toset(keys({}))", map_printed(map)),
    }
}

fn question_printed(question: &Question) -> String {
    let (map, set) = (map_printed, set_printed);
    match question {
        Question::LookedUp(of, key, default) => {
            format!("lookup({}, {}, {default})", map(of), text_printed(key))
        }
        Question::Indexed(of, key) => format!("({})[{}]", map(of), text_printed(key)),
        Question::HasKey(of, key) => format!("contains(keys({}), {})", map(of), text_printed(key)),
        Question::Contains(of, text) => format!("contains({}, {})", set(of), text_printed(text)),
        Question::All(of) => format!("alltrue(values({}))", map(of)),
        Question::Any(of) => format!("anytrue(values({}))", map(of)),
        Question::HasSome(of) => format!("length({}) > 0", map(of)),
        Question::IsLong(of) => format!("length({}) > 1", set(of)),
        Question::FirstKeyIs(of, text) => format!("keys({})[0] == {}", map(of), text_printed(text)),
        Question::FirstValue(of) => format!("values({})[0]", map(of)),
        Question::FirstIs(of, text) => format!("tolist({})[0] == {}", set(of), text_printed(text)),
        Question::FirstTurnIs(of, text) => {
            format!("[for k in {} : k][0] == {}", set(of), text_printed(text))
        }
        Question::NamedAt(texts, at, text) => format!(
            "concat({}, var.names)[{at}] == {}",
            texts_printed(texts),
            text_printed(text)
        ),
    }
}

/// Two questions, and two collections that make instances.
struct Program {
    asked: [Question; 2],
    by_map: Map,
    by_set: (Set, Test),
}

impl Program {
    fn new(numbers: &mut Numbers) -> Program {
        Program {
            asked: [question(numbers), question(numbers)],
            by_map: map(numbers, 2),
            by_set: (set(numbers, 2), test(numbers)),
        }
    }

    fn printed(&self) -> String {
        let mut out = "variable \"one\" {\n  type = string\n}\nvariable \"other\" {\n  type = string\n}\n\
                       variable \"extra\" {\n  type = map(bool)\n}\nvariable \"names\" {\n  type = list(string)\n}\n"
            .to_owned();
        let [both, either] = self.asked.each_ref().map(question_printed);
        for (name, each, flag) in [
            ("both", String::new(), format!("({both}) && ({either})")),
            ("either", String::new(), format!("({both}) || !({either})")),
            ("by_map", map_printed(&self.by_map), "each.value".to_owned()),
            (
                "by_set",
                set_printed(&self.by_set.0),
                test_printed(&self.by_set.1, "each.key", "true"),
            ),
        ] {
            let _ = writeln!(out, "resource \"aws_cloudtrail\" \"{name}\" {{");
            if !each.is_empty() {
                let _ = writeln!(out, "  for_each = {each}");
            }
            let _ = writeln!(
                out,
                "  is_multi_region_trail = true\n  include_global_service_events = {flag}\n}}"
            );
        }
        out
    }

    /// The flags of a resource's instances by their keys; `None` where Terraform refuses it.
    fn flags(&self, name: &str, given: &Given) -> Option<BTreeMap<String, bool>> {
        let one = |flag: bool| BTreeMap::from([(String::new(), flag)]);
        Some(match name {
            "both" | "either" => {
                let [a, b] = self.asked.each_ref().map(|asked| given.answer(asked));
                let (a, b) = (a?, b?);
                one(if name == "both" { a && b } else { a || !b })
            }
            "by_map" => given.map(&self.by_map),
            _ => {
                let (set, test) = &self.by_set;
                let keys = given.set(set).into_iter();
                keys.map(|key| {
                    let flag = given.test(test, &key, true);
                    (key, flag)
                })
                .collect()
            }
        })
    }
}

/// How near a row's address comes to an instance: not at all, as one of those that are not told apart, or by its key.
fn nearness(address: &str, name: &str, key: &str, given: &Given) -> Option<usize> {
    let shown = address.strip_prefix(&format!("aws_cloudtrail.{name}"))?;
    if shown.is_empty() || shown == "[*]" || shown.starts_with("[key ") {
        return Some(0);
    }
    let mut own = shown.to_owned();
    for (variable, value) in VARIABLES.iter().zip(given.texts) {
        own = own.replace(&format!("${{{variable}}}"), value);
    }
    (own == format!("[\"{key}\"]")).then_some(1)
}

/// Whether a verdict allows for a flag.
fn allows(trail: &Trail, flag: bool) -> bool {
    match trail.verdict().as_str() {
        "recorded" => flag,
        "not-recorded" => !flag,
        "not-created" => false,
        _ => true,
    }
}

/// What is wrong with the verdicts on a resource for one value of what is not known.
fn wrong(
    trails: &[Trail],
    name: &str,
    flags: &BTreeMap<String, bool>,
    given: &Given,
) -> Option<String> {
    let said = |what: &str, key: &str| {
        let (texts, extra, names) = (given.texts, &given.extra, given.names);
        let rows: Vec<_> = trails
            .iter()
            .map(|trail| (&trail.address, trail.verdict().as_str()))
            .collect();
        Some(format!(
            "{what} {name}[{key:?}] with {texts:?}, {extra:?}, {names:?}: {rows:?}"
        ))
    };
    for (key, flag) in flags {
        let near = |trail: &&Trail| nearness(&trail.address, name, key, given);
        let best = trails.iter().filter_map(|trail| near(&trail)).max();
        let rows = || trails.iter().filter(|trail| near(trail) == best);
        let is_sure = |trail: &&Trail| trail.created.value() == Some(&true);
        if best.is_none() || !rows().any(|trail| allows(trail, *flag)) {
            return said("no row allows for", key);
        }
        if best == Some(1) && rows().filter(is_sure).any(|trail| !allows(trail, *flag)) {
            return said("a row contradicts", key);
        }
    }
    // What is there for sure is there.
    trails.iter().find_map(|trail| {
        let is_of = trail
            .address
            .starts_with(&format!("aws_cloudtrail.{name}[\""));
        let is_sure = is_of && trail.created.value() == Some(&true);
        let is_there = |key: &String| nearness(&trail.address, name, key, given) == Some(1);
        (is_sure && !flags.keys().any(is_there)).then(|| said("none is", &trail.address))?
    })
}

fn judged(seeds: std::ops::Range<u64>) {
    let dir = tempfile::tempdir().unwrap();
    let all = all_given();
    let mut failures: Vec<(usize, String)> = Vec::new();
    let mut decided = 0;
    for seed in seeds.clone() {
        let program = Program::new(&mut Numbers::new(seed));
        let text = program.printed();
        std::fs::write(dir.path().join("main.tf"), &text).unwrap();
        let outcome = cloudtrail_lint::lint(&LintOptions {
            paths: vec![dir.path().to_owned()],
            ..LintOptions::default()
        });
        let verdicts = outcome.trails.iter().map(|trail| trail.verdict().as_str());
        decided += verdicts
            .filter(|verdict| !matches!(*verdict, "unknown" | "depends"))
            .count();
        for name in ["both", "either", "by_map", "by_set"] {
            let trails: Vec<Trail> = outcome
                .trails
                .iter()
                .filter(|trail| trail.address.starts_with(&format!("aws_cloudtrail.{name}")))
                .cloned()
                .collect();
            let first_wrong = all
                .iter()
                .find_map(|given| wrong(&trails, name, &program.flags(name, given)?, given));
            if let Some(said) = first_wrong {
                failures.push((text.len(), format!("seed {seed}: {said}\n{text}")));
            }
        }
    }
    failures.sort();
    assert!(
        failures.is_empty(),
        "{} failures, the shortest of them\n{}",
        failures.len(),
        failures[0].1
    );
    let count = usize::try_from(seeds.end - seeds.start).unwrap();
    assert!(
        decided > count,
        "of {count} programs only {decided} rows are decided"
    );
}

#[test]
fn no_value_contradicts_a_verdict_on_a_collection() {
    let first = super::property::first_seed();
    judged(first..first + 25);
}

/// By hand: `cargo test --test it conditions:: -- --ignored`.
#[test]
#[ignore = "takes minutes"]
fn no_value_contradicts_a_verdict_on_any_of_1000_collections() {
    let first = super::property::first_seed();
    judged(first..first + 1_000);
}
