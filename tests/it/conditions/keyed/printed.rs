//! Collections and questions as Terraform writes them.

use super::grammar::{List, Map, Part, Question, Set, Test, Text, VARIABLES};

pub(super) fn text_printed(text: &Text) -> String {
    if let [Part::Variable(only)] = text.as_slice() {
        return VARIABLES[*only].to_owned();
    }
    let parts = text.iter().map(|part| match part {
        Part::Constant(text) => (*text).to_owned(),
        Part::Variable(at) => format!("${{{}}}", VARIABLES[*at]),
    });
    format!("\"{}\"", parts.collect::<String>())
}

pub(super) fn texts_printed(texts: &[Text]) -> String {
    let texts: Vec<String> = texts.iter().map(text_printed).collect();
    format!("[{}]", texts.join(", "))
}

pub(super) fn test_printed(test: &Test, key: &str, value: &str) -> String {
    match test {
        Test::Value => value.to_owned(),
        Test::NotValue => format!("!{value}"),
        Test::KeyIs(text) => format!("{key} == {}", text_printed(text)),
        Test::KeyIsNot(text) => format!("{} != {key}", text_printed(text)),
        Test::Always(value) => value.to_string(),
        Test::VariableIs(at, text) => format!("{} == {text:?}", VARIABLES[*at]),
    }
}

pub(super) fn map_printed(map: &Map) -> String {
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
        Map::OfLists(both) => {
            let [keys, values] = &**both;
            let values = list_printed(values);
            format!(
                "zipmap({}, [for v in {values} : v == \"prod\"])",
                list_printed(keys)
            )
        }
    }
}

pub(super) fn list_printed(list: &List) -> String {
    let both = |by: &str, both: &[List; 2]| {
        let [one, other] = both.each_ref().map(list_printed);
        format!("{by}({one}, {other})")
    };
    match list {
        List::Of(of) => texts_printed(of),
        List::Names => "var.names".to_owned(),
        List::Concat(lists) => both("concat", lists),
        List::Reversed(list) => format!("reverse({})", list_printed(list)),
        List::Sorted(list) => format!("sort({})", list_printed(list)),
        List::OfSet(set) => format!("tolist({})", set_printed(set)),
        List::Slice(list, from, to) => format!("slice({}, {from}, {to})", list_printed(list)),
        List::FirstOf(lists) => both("coalescelist", lists),
        List::Filtered(list, test) => format!(
            "[for k in {} : k if {}]",
            list_printed(list),
            test_printed(test, "k", "true")
        ),
    }
}

pub(super) fn set_printed(set: &Set) -> String {
    let both = |by: &str, both: &[Set; 2]| {
        let [one, other] = both.each_ref().map(set_printed);
        format!("{by}({one}, {other})")
    };
    match set {
        Set::Of(of) => format!("toset({})", texts_printed(of)),
        Set::WithNames(of) => format!("toset(concat({}, var.names))", texts_printed(of)),
        Set::Union(sets) => both("setunion", sets),
        Set::Shared(sets) => both("setintersection", sets),
        Set::Without(sets) => both("setsubtract", sets),
        Set::OfList(list) => format!("toset({})", list_printed(list)),
        Set::Distinct(of) => format!("toset(distinct({}))", texts_printed(of)),
        Set::Flat(one, other) => format!(
            "toset(flatten([{}, {}]))",
            texts_printed(one),
            texts_printed(other)
        ),
        Set::Keys(map) => format!("toset(keys({}))", map_printed(map)),
    }
}

pub(super) fn question_printed(question: &Question) -> String {
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
        Question::Longer(of, than, number) => {
            format!("length({}) {than} {number}", list_printed(of))
        }
        Question::ElementIs(of, at, text) => format!(
            "element({}, {at}) == {}",
            list_printed(of),
            text_printed(text)
        ),
        Question::OneIs(of, text) => {
            format!("one({}) == {}", list_printed(of), text_printed(text))
        }
        Question::Holds(of, text) => {
            format!("contains({}, {})", list_printed(of), text_printed(text))
        }
        Question::IsAt(text, place, part) => format!("{place}({}, {part:?})", text_printed(text)),
        Question::JoinedIsAt(of, place, part) => {
            format!("{place}(join(\"-\", {}), {part:?})", list_printed(of))
        }
        Question::Trimmed(text, by, part, is) => format!(
            "{by}({}, {part:?}) == {}",
            text_printed(text),
            text_printed(is)
        ),
        Question::Upper(text, is) => format!("upper({}) == {is:?}", text_printed(text)),
        Question::IsLonger(text, number) => format!("length({}) > {number}", text_printed(text)),
        Question::Tried(question, instead) => {
            format!("try({}, {instead})", question_printed(question))
        }
        Question::Can(question) => format!("can({})", question_printed(question)),
    }
}
