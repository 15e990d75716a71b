//! The span-keeping trees against a second opinion: `serde_yaml` for YAML, `serde_json` for JSON, over all fixtures.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should fail there"
)]

use std::path::{Path, PathBuf};

use cloudtrail_lint::parse::{Node, Scalar, Value, json, yaml};
use cloudtrail_lint::source::{SourceFile, SourceMap};
use proptest::prelude::*;
use serde_json::json as value;

/// A tree as JSON. A tagged value is `{"!Tag": value}`.
fn plain(node: &Node) -> serde_json::Value {
    let inner = match &node.value {
        Value::Scalar(Scalar::Null) => serde_json::Value::Null,
        Value::Scalar(Scalar::Bool(value)) => (*value).into(),
        Value::Scalar(Scalar::Number(text)) => number(text),
        Value::Scalar(Scalar::String(text)) => text.as_str().into(),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|entry| {
                (
                    entry.key.scalar_text().unwrap_or_default(),
                    plain(&entry.value),
                )
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
    };
    match &node.tag {
        Some(tag) => value!({ format!("!{}", tag.name): inner }),
        None => inner,
    }
}

/// Numbers by value: how they are spelled is not the trees' difference. YAML 1.1's octal is read as it is meant there.
fn number(text: &str) -> serde_json::Value {
    text.parse::<f64>()
        .map_or_else(|_| text.into(), |number| format!("{number:?}").into())
}

fn second_json(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Number(text) => number(&text.to_string()),
        serde_json::Value::Array(items) => items.iter().map(second_json).collect(),
        serde_json::Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), second_json(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// `serde_yaml` reads YAML 1.2, where `yes`, `no`, `on` and `off` are strings; in templates they are booleans.
fn second_yaml(value: &serde_yaml::Value, tagged: bool) -> serde_json::Value {
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::Null if tagged => "".into(),
        Yaml::Null => serde_json::Value::Null,
        Yaml::Bool(value) if tagged => value.to_string().into(),
        Yaml::Bool(value) => (*value).into(),
        Yaml::Number(text) if tagged => text.to_string().into(),
        Yaml::Number(text) => number(&text.to_string()),
        Yaml::String(text) => text.as_str().into(),
        Yaml::Sequence(items) => items.iter().map(|item| second_yaml(item, false)).collect(),
        Yaml::Mapping(members) => members
            .iter()
            .map(|(key, value)| {
                let key = match key {
                    Yaml::String(key) => key.clone(),
                    other => serde_yaml::to_string(other).unwrap().trim().to_owned(),
                };
                (key, second_yaml(value, false))
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Yaml::Tagged(tagged) => {
            value!({ tagged.tag.to_string(): second_yaml(&tagged.value, true) })
        }
    }
}

/// Makes both sides alike where YAML 1.1 and 1.2 differ by design.
fn without_version(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::String(text) => match text.as_str() {
            "yes" | "Yes" | "YES" | "on" | "On" | "ON" => true.into(),
            "no" | "No" | "NO" | "off" | "Off" | "OFF" => false.into(),
            _ => text.into(),
        },
        serde_json::Value::Array(items) => items.into_iter().map(without_version).collect(),
        serde_json::Value::Object(members) => members
            .into_iter()
            .map(|(key, value)| {
                // A key too: the `on` of a workflow is a boolean in YAML 1.1.
                let key = without_version(key.into());
                let key = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
                (key, without_version(value))
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other,
    }
}

/// Every scalar's span, cut from the text, is that scalar again.
fn spans_hold(node: &Node, file: &SourceFile, of_yaml: bool) {
    let text = &file.text()[node.span.range()];
    match &node.value {
        Value::Scalar(scalar) if node.anchored_at.is_none() && node.tag.is_none() => {
            let sources = SourceMap::default();
            let again = sources
                .add("again".into(), text.as_bytes().to_vec())
                .unwrap();
            let tree = if of_yaml {
                // A block scalar's text hangs on the indentation around it.
                if text.starts_with(['|', '>']) {
                    return;
                }
                yaml::parse(&again.input()).tree.into_iter().next()
            } else {
                json::parse(&again.input()).tree
            };
            let again = tree.map_or(Scalar::Null, |tree| match tree.value {
                Value::Scalar(scalar) => scalar,
                _ => panic!("`{text}` is no scalar"),
            });
            // A plain scalar over several lines folds differently without its indentation.
            if !text.contains('\n') {
                assert_eq!(scalar, &again, "`{text}` in {}", file.name());
            }
        }
        Value::Scalar(_) => {}
        Value::List(items) => items
            .iter()
            .for_each(|item| spans_hold(item, file, of_yaml)),
        Value::Map(entries) => {
            for entry in entries {
                spans_hold(&entry.value, file, of_yaml);
            }
        }
    }
}

fn fixtures(end: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, end: &str, out: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, end, out);
            } else if path.to_str().unwrap().ends_with(end) {
                out.push(path);
            }
        }
    }
    let mut out = Vec::new();
    walk(Path::new("fixtures"), end, &mut out);
    out.sort();
    out
}

#[test]
fn json_fixtures_come_to_the_tree_of_serde_json() {
    for path in fixtures(".json") {
        let sources = SourceMap::default();
        let file = sources.load(&path).unwrap();
        let ours = json::parse(&file.input());
        let Ok(theirs) = serde_json::from_str::<serde_json::Value>(file.input().text) else {
            assert!(!ours.errors.is_empty(), "{} is no JSON", path.display());
            continue;
        };
        assert!(
            ours.errors.is_empty(),
            "{}: {:?}",
            path.display(),
            ours.errors
        );
        let ours = ours.tree.unwrap();
        if ours.duplicate_keys().is_empty() {
            assert_eq!(plain(&ours), second_json(&theirs), "{}", path.display());
        }
        spans_hold(&ours, &file, false);
    }
}

#[test]
fn yaml_fixtures_come_to_the_tree_of_serde_yaml() {
    let mut compared = 0;
    for path in [fixtures(".yaml"), fixtures(".yml")].concat() {
        let sources = SourceMap::default();
        let file = sources.load(&path).unwrap();
        let ours = yaml::parse(&file.input());
        let theirs: Result<serde_yaml::Value, _> = serde_yaml::from_str(file.input().text);
        let Ok(mut theirs) = theirs else {
            // It refuses duplicate keys, which our tree shows, and what is no YAML.
            let duplicates = format!("{theirs:?}").contains("duplicate");
            assert!(
                duplicates || !ours.errors.is_empty(),
                "{}: {theirs:?}",
                path.display()
            );
            continue;
        };
        if !ours.errors.is_empty() {
            // A template marker is a map as a key to it.
            assert!(
                file.text().contains("{{"),
                "{}: {:?}",
                path.display(),
                ours.errors
            );
            continue;
        }
        let merges = file.text().contains("<<:");
        if merges {
            theirs.apply_merge().unwrap();
        }
        let [ours] = ours.tree.as_slice() else {
            panic!("{} is not one document", path.display());
        };
        let mut left = without_version(plain(ours));
        let mut right = without_version(second_yaml(&theirs, false));
        if merges {
            // Merged members come last in one tree and first in the other.
            left.sort_all_objects();
            right.sort_all_objects();
        }
        assert_eq!(left, right, "{}", path.display());
        spans_hold(ours, &file, true);
        compared += 1;
    }
    assert!(compared > 50, "{compared} compared");
}

/// Any JSON value with strings that look like other things.
fn any_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        "[a-zA-Z0-9_ :#'\"{}\\[\\],&*!|>%@`äß漢\\\\-]{0,12}".prop_map(Into::into),
        prop_oneof![
            Just("no"),
            Just("1"),
            Just("null"),
            Just("~"),
            Just("<<"),
            Just("a\nb"),
            Just("\u{1F600}")
        ]
        .prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::btree_map("[a-z]{1,6}", inner, 0..5)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

fn load(text: String) -> (SourceMap, std::sync::Arc<SourceFile>) {
    let sources = SourceMap::default();
    let file = sources.add("any".into(), text.into_bytes()).unwrap();
    (sources, file)
}

proptest! {
    #[test]
    fn printed_json_is_read_back(value in any_value(), pretty in any::<bool>()) {
        let text = if pretty {
            serde_json::to_string_pretty(&value).unwrap()
        } else {
            value.to_string()
        };
        let (_sources, file) = load(text);
        let tree = json::parse(&file.input()).tree.unwrap();
        prop_assert_eq!(plain(&tree), second_json(&value));
        spans_hold(&tree, &file, false);
    }

    #[test]
    fn printed_yaml_is_read_back(value in any_value()) {
        // A document that is one bare scalar has no indentation to hold on to.
        let value = value!({ "value": value });
        let (_sources, file) = load(serde_yaml::to_string(&value).unwrap());
        let parsed = yaml::parse(&file.input());
        prop_assert!(parsed.errors.is_empty(), "{:?} in {}", parsed.errors, file.text());
        let tree = &parsed.tree[0];
        prop_assert_eq!(without_version(plain(tree)), without_version(second_json(&value)), "{}", file.text());
        spans_hold(tree, &file, true);
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in "[ \\t\\n\\-:?#&*!|>'\"%@`{}\\[\\],a-c0-9~<é]{0,80}") {
        let (_sources, file) = load(text);
        for error in json::parse(&file.input()).errors.iter().chain(&yaml::parse(&file.input()).errors) {
            prop_assert!(file.text().get(error.span.range()).is_some());
        }
    }

    #[test]
    fn no_mutated_template_makes_the_linter_panic(at in 0usize..600, cut in 0usize..40, put in "[\\t{}\\[\\]:,'\"!&*<%-]{0,4}") {
        for name in ["fixtures/demo/cloudformation/audit-trail.yaml", "fixtures/demo/cloudformation/billing-trail.json"] {
            let text = std::fs::read_to_string(name).unwrap();
            let start = text.floor_char_boundary(at.min(text.len()));
            let end = text.floor_char_boundary((at + cut).min(text.len()));
            let mutated = format!("{}{put}{}", &text[..start], &text[end..]);
            let outcome = cloudtrail_lint::lint(&cloudtrail_lint::options::LintOptions {
                stdin: Some(cloudtrail_lint::options::Stdin { name: name.into(), bytes: mutated.into_bytes() }),
                ..Default::default()
            });
            for finding in &outcome.findings {
                let file = outcome.sources.get(finding.span.source);
                prop_assert!(file.text().get(finding.span.range()).is_some());
            }
        }
    }
}
