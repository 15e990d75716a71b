//! Texts and collections of which not all is known, what is asked of them, and any of these from a seed.

use super::super::generated::Numbers;

/// What the two texts may be.
pub(super) const TEXTS: [&str; 4] = ["prod", "dev", "prod-a", "a"];
/// What the map may be that deployments give.
pub(super) const EXTRAS: [&[(&str, bool)]; 5] = [
    &[],
    &[("prod", true)],
    &[("prod", false), ("dev", true)],
    &[("prod-a", false)],
    &[("dev-a", true), ("a", false)],
];
/// What the list may be that they give.
pub(super) const NAMES: [&[&str]; 4] = [&[], &["prod"], &["dev", "prod-a"], &["a", "a"]];
pub(super) const CONSTANTS: [&str; 5] = ["prod", "dev", "a", "prod-a", "-a"];
/// What texts are looked for in others.
pub(super) const PARTS: [&str; 6] = ["prod", "prod-", "a", "-a", "dev", "p"];
/// The last one is one of a few.
pub(super) const VARIABLES: [&str; 3] = ["var.one", "var.other", "var.few"];
/// What it may be.
pub(super) const FEW: [&str; 2] = ["prod", "dev"];

#[derive(Clone, Debug)]
pub(super) enum Part {
    Constant(&'static str),
    Variable(usize),
}

pub(super) type Text = Vec<Part>;

/// A map of truth values.
#[derive(Clone, Debug)]
pub(super) enum Map {
    Literal(Vec<(Text, bool)>),
    Extra,
    Merged(Vec<Map>),
    Filtered(Box<Map>, Test),
    Mapped(Box<Map>, Test),
    Renamed(Box<Map>, &'static str),
    Zipped(Vec<Text>, Vec<bool>),
    OfSet(Box<Set>, Test),
    OfLists(Box<[List; 2]>),
}

/// A set of texts.
#[derive(Clone, Debug)]
pub(super) enum Set {
    Of(Vec<Text>),
    WithNames(Vec<Text>),
    Union(Box<[Set; 2]>),
    Distinct(Vec<Text>),
    Flat(Vec<Text>, Vec<Text>),
    Keys(Box<Map>),
    Shared(Box<[Set; 2]>),
    Without(Box<[Set; 2]>),
    OfList(Box<List>),
}

/// A list of texts.
#[derive(Clone, Debug)]
pub(super) enum List {
    Of(Vec<Text>),
    Names,
    Concat(Box<[List; 2]>),
    Reversed(Box<List>),
    Sorted(Box<List>),
    OfSet(Box<Set>),
    Slice(Box<List>, usize, usize),
    /// The first that has elements.
    FirstOf(Box<[List; 2]>),
    Filtered(Box<List>, Test),
}

/// What is asked of a key and its value.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Value,
    NotValue,
    KeyIs(Text),
    KeyIsNot(Text),
    Always(bool),
    VariableIs(usize, &'static str),
}

/// What is asked of a whole collection.
#[derive(Clone, Debug)]
pub(super) enum Question {
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
    Longer(List, &'static str, usize),
    ElementIs(List, usize, Text),
    OneIs(List, Text),
    Holds(List, Text),
    /// How a text begins or ends, or what it holds.
    IsAt(Text, &'static str, &'static str),
    /// The same of a list's texts in a row.
    JoinedIsAt(List, &'static str, &'static str),
    /// What is left of a text without another one at an end.
    Trimmed(Text, &'static str, &'static str, Text),
    Upper(Text, &'static str),
    IsLonger(Text, usize),
    /// What is said instead where it is refused.
    Tried(Box<Question>, bool),
    Can(Box<Question>),
}

pub(super) fn text(numbers: &mut Numbers) -> Text {
    let constant = |numbers: &mut Numbers| Part::Constant(numbers.one_of(&CONSTANTS));
    let variable = |numbers: &mut Numbers| Part::Variable(numbers.below(VARIABLES.len()));
    match numbers.below(6) {
        0 | 1 => vec![constant(numbers)],
        2 => vec![variable(numbers)],
        3 => vec![constant(numbers), variable(numbers)],
        _ => vec![variable(numbers), constant(numbers)],
    }
}

pub(super) fn texts(numbers: &mut Numbers) -> Vec<Text> {
    (0..=numbers.below(3)).map(|_| text(numbers)).collect()
}

pub(super) fn test(numbers: &mut Numbers) -> Test {
    match numbers.below(7) {
        0 | 1 => Test::Value,
        2 => Test::NotValue,
        3 => Test::KeyIs(text(numbers)),
        4 => Test::KeyIsNot(text(numbers)),
        5 => Test::Always(numbers.below(2) == 0),
        _ => Test::VariableIs(numbers.below(VARIABLES.len()), numbers.one_of(&TEXTS)),
    }
}

pub(super) fn map(numbers: &mut Numbers, depth: usize) -> Map {
    if depth == 0 {
        if numbers.below(4) == 0 {
            return Map::Extra;
        }
        let keys = texts(numbers).into_iter();
        return Map::Literal(keys.map(|key| (key, numbers.below(2) == 0)).collect());
    }
    let inner = |numbers: &mut Numbers| Box::new(map(numbers, depth - 1));
    match numbers.below(10) {
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
        8 => Map::OfLists(Box::new([
            list(numbers, depth - 1),
            list(numbers, depth - 1),
        ])),
        _ => map(numbers, 0),
    }
}

pub(super) fn set(numbers: &mut Numbers, depth: usize) -> Set {
    let both = |numbers: &mut Numbers| Box::new([set(numbers, depth - 1), set(numbers, depth - 1)]);
    match numbers.below(if depth == 0 { 4 } else { 9 }) {
        0 => Set::Of(texts(numbers)),
        1 => Set::WithNames(texts(numbers)),
        2 => Set::Distinct(texts(numbers)),
        3 => Set::Flat(texts(numbers), texts(numbers)),
        4 => Set::Union(both(numbers)),
        5 => Set::Shared(both(numbers)),
        6 => Set::Without(both(numbers)),
        7 => Set::OfList(Box::new(list(numbers, depth - 1))),
        _ => Set::Keys(Box::new(map(numbers, depth - 1))),
    }
}

pub(super) fn list(numbers: &mut Numbers, depth: usize) -> List {
    let inner = |numbers: &mut Numbers| Box::new(list(numbers, depth - 1));
    let both =
        |numbers: &mut Numbers| Box::new([list(numbers, depth - 1), list(numbers, depth - 1)]);
    match numbers.below(if depth == 0 { 3 } else { 11 }) {
        0 | 1 => List::Of(texts(numbers)),
        2 => List::Names,
        3 | 4 => List::Concat(both(numbers)),
        5 => List::Reversed(inner(numbers)),
        6 => List::Sorted(inner(numbers)),
        7 => List::OfSet(Box::new(set(numbers, depth - 1))),
        8 => {
            let from = numbers.below(2);
            List::Slice(inner(numbers), from, from + numbers.below(2))
        }
        9 => List::FirstOf(both(numbers)),
        _ => List::Filtered(inner(numbers), test(numbers)),
    }
}

pub(super) fn question(numbers: &mut Numbers) -> Question {
    let at_end = ["startswith", "endswith", "strcontains"];
    match numbers.below(25) {
        13 => {
            let than = numbers.one_of(&[">", ">=", "<", "<=", "==", "!="]);
            Question::Longer(list(numbers, 2), than, numbers.below(4))
        }
        14 => Question::ElementIs(list(numbers, 2), numbers.below(3), text(numbers)),
        15 => Question::OneIs(list(numbers, 2), text(numbers)),
        16 => Question::Holds(list(numbers, 2), text(numbers)),
        17 => Question::IsAt(
            text(numbers),
            numbers.one_of(&at_end),
            numbers.one_of(&PARTS),
        ),
        18 | 19 => {
            let of = list(numbers, 2);
            Question::JoinedIsAt(of, numbers.one_of(&at_end), numbers.one_of(&PARTS))
        }
        20 => {
            let by = numbers.one_of(&["trimprefix", "trimsuffix"]);
            Question::Trimmed(text(numbers), by, numbers.one_of(&PARTS), text(numbers))
        }
        21 => Question::Upper(
            text(numbers),
            numbers.one_of(&["PROD", "DEV", "A", "PROD-A"]),
        ),
        22 => Question::IsLonger(text(numbers), numbers.below(6)),
        23 => Question::Tried(Box::new(question(numbers)), numbers.below(2) == 0),
        24 => Question::Can(Box::new(question(numbers))),
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
