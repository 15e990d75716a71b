//! A second opinion on the trees: `serde_yaml` on YAML, `serde_json` on JSON, over every fixture and over generated texts.
//! `serde_yaml` reads YAML 1.2 where templates are 1.1; only the documented differences are let pass.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use cloudtrail_lint::parse::{Node, Scalar, Value, json, yaml};
use cloudtrail_lint::source::{Input, SourceFile, SourceMap};
use proptest::prelude::*;

fn file(text: &str) -> Arc<SourceFile> {
    let sources = SourceMap::default();
    sources.add("text", text.into()).unwrap()
}

/// Where a tree and `serde_yaml`'s differ, `None` if nowhere.
fn differs_from_yaml(node: &Node, other: &serde_yaml::Value) -> Option<String> {
    use serde_yaml::Value as Yaml;
    let differ = || Some(format!("{:?} is {other:?} there", node.value));
    if let Yaml::Tagged(tagged) = other {
        let tag = tagged.tag.to_string();
        let own = node.tag.as_ref().map(|tag| format!("!{}", tag.name));
        if own.as_ref() != Some(&tag) {
            return Some(format!("{own:?} is tagged {tag} there"));
        }
        // What a tag is put on is text to us.
        return match (&node.value, &tagged.value) {
            (Value::Scalar(Scalar::String(text)), Yaml::Bool(value))
                if *text.to_lowercase() == value.to_string() =>
            {
                None
            }
            (Value::Scalar(Scalar::String(text)), Yaml::Number(_))
                if same_number(text, &tagged.value) =>
            {
                None
            }
            (Value::Scalar(Scalar::String(text)), Yaml::Null)
                if ["", "~", "null", "Null", "NULL"].contains(&text.as_str()) =>
            {
                None
            }
            (_, value) => differs_from_yaml(
                &Node {
                    tag: None,
                    ..node.clone()
                },
                value,
            ),
        };
    }
    if let Some(tag) = &node.tag {
        return Some(format!("tagged !{}, not so there", tag.name));
    }
    match (&node.value, other) {
        (Value::Scalar(Scalar::Null), Yaml::Null) => None,
        (Value::Scalar(Scalar::Bool(own)), Yaml::Bool(other)) if own == other => None,
        // YAML 1.1's other booleans.
        (Value::Scalar(Scalar::Bool(own)), Yaml::String(text)) => {
            let words = if *own { ["yes", "on"] } else { ["no", "off"] };
            (!words.contains(&text.to_lowercase().as_str())).then(differ)?
        }
        (Value::Scalar(Scalar::Number(text)), Yaml::Number(_)) if same_number(text, other) => None,
        // YAML 1.1's octals, and digits grouped by underscores.
        (Value::Scalar(Scalar::Number(own)), Yaml::String(text))
            if own == text
                && (own.trim_start_matches(['+', '-']).starts_with('0') || own.contains('_')) =>
        {
            None
        }
        (Value::Scalar(Scalar::String(own)), Yaml::String(text)) if own == text => None,
        (Value::List(items), Yaml::Sequence(others)) if items.len() == others.len() => items
            .iter()
            .zip(others)
            .find_map(|(item, other)| differs_from_yaml(item, other)),
        (Value::Map(entries), Yaml::Mapping(others)) if entries.len() == others.len() => {
            entries.iter().enumerate().find_map(|(at, entry)| {
                // Merged entries come in another order there; else `no` and `off` are two keys there and one here.
                let is = |(key, _): &(&Yaml, &Yaml)| differs_from_yaml(&entry.key, key).is_none();
                let same_place = others.iter().nth(at).filter(is);
                match same_place.or_else(|| others.iter().find(is)) {
                    Some((_, other)) => differs_from_yaml(&entry.value, other)
                        .map(|what| format!("{:?}: {what}", entry.key.scalar_text())),
                    None => Some(format!("no key {:?} there", entry.key.value)),
                }
            })
        }
        _ => differ(),
    }
}

fn same_number(text: &str, other: &serde_yaml::Value) -> bool {
    let plain = text.replace('_', "");
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let integer = |digits: &str, base| u64::from_str_radix(digits, base).ok();
    let whole = [("0x", 16), ("0o", 8), ("0b", 2)]
        .iter()
        .find_map(|(prefix, base)| integer(digits.strip_prefix(prefix)?, *base))
        .or_else(|| integer(digits, 10));
    if let (Some(own), Some(other)) = (whole, other.as_u64()) {
        return !negative && own == other || own == 0 && other == 0;
    }
    if let (Some(own), Some(other)) = (whole, other.as_i64()) {
        return negative && i128::from(own) == -i128::from(other);
    }
    let float = match digits.to_lowercase().as_str() {
        ".inf" => f64::INFINITY,
        ".nan" => f64::NAN,
        other => other.parse().unwrap_or(f64::NAN),
    };
    let float = if negative { -float } else { float };
    other
        .as_f64()
        .is_some_and(|other| float.total_cmp(&other).is_eq() || float.is_nan() && other.is_nan())
}

/// A tree as `serde_json` has it; the last of several equal keys counts.
fn to_json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Scalar(Scalar::Null) => serde_json::Value::Null,
        Value::Scalar(Scalar::Bool(value)) => (*value).into(),
        Value::Scalar(Scalar::Number(text)) => serde_json::from_str(text).unwrap(),
        Value::Scalar(Scalar::String(text)) => text.clone().into(),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|entry| {
                (
                    entry.key.as_str().unwrap().to_owned(),
                    to_json(&entry.value),
                )
            })
            .collect(),
    }
}

fn each<'a>(node: &'a Node, then: &mut dyn FnMut(&'a Node)) {
    then(node);
    for item in node.items() {
        each(item, then);
    }
    for entry in node.entries() {
        each(&entry.key, then);
        each(&entry.value, then);
    }
}

/// Whether each value's bytes, read on their own, are that value again.
fn check_yaml_spans(input: &Input<'_>, file: &SourceFile, tree: &[Node]) -> Result<(), String> {
    let mut wrong = String::new();
    for root in tree {
        each(root, &mut |node| {
            let Some(written) = file.text().get(node.span.range()) else {
                let _ = write!(wrong, "{:?} is no range of the text; ", node.span);
                return;
            };
            let (Value::Scalar(scalar), false) = (&node.value, written.is_empty()) else {
                return;
            };
            if scalar_text(scalar).is_some() && node.as_str().is_some() {
                wrong += &wrong_embedding(input, node, written);
            }
            // Several lines depend on the indentation around them, a `*` on its anchor, `---` and `:` on what is beside them.
            if node.anchored_at.is_some()
                || written.contains('\n')
                || written.starts_with(['|', '>'])
                || written.starts_with("---")
                || written.starts_with("...")
                || written.ends_with(':')
                || matches!(written, "-" | "?")
            {
                return;
            }
            let alone = self::file(written);
            let again = yaml::parse(&alone.input()).tree;
            // A tag makes text of anything, and YAML's own tags something of any text.
            let same = again.first().is_some_and(|again| {
                let Value::Scalar(again) = &again.value else {
                    return false;
                };
                again == scalar || scalar_text(again) == scalar_text(scalar)
            });
            if !same && node.as_str() != Some(written) {
                let _ = write!(wrong, "{written:?} for {scalar:?}; ");
            }
        });
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

fn scalar_text(scalar: &Scalar) -> Option<String> {
    match scalar {
        Scalar::Null => None,
        Scalar::Bool(value) => Some(value.to_string()),
        Scalar::Number(text) | Scalar::String(text) => Some(text.clone()),
    }
}

fn check_json_spans(input: &Input<'_>, file: &SourceFile, root: &Node) -> Result<(), String> {
    let mut wrong = String::new();
    each(root, &mut |node| {
        let written = file.text().get(node.span.range()).unwrap_or_default();
        let again: Option<serde_json::Value> = serde_json::from_str(written).ok();
        if again != Some(to_json(node)) {
            let _ = write!(wrong, "{written:?} for {:?}; ", node.value);
        }
        let embedded = json::embedded_text(input, node).map(|embedded| embedded.text);
        if embedded.as_deref() != node.as_str() {
            let _ = write!(wrong, "{written:?} is embedded as {embedded:?}; ");
        }
    });
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// `serde_yaml`'s documents, merge keys put in.
fn yaml_documents(text: &str) -> Result<Vec<serde_yaml::Value>, serde_yaml::Error> {
    use serde::Deserialize as _;
    serde_yaml::Deserializer::from_str(text.strip_prefix('\u{feff}').unwrap_or(text))
        .map(|document| {
            let mut value = serde_yaml::Value::deserialize(document)?;
            value.apply_merge()?;
            Ok(value)
        })
        .collect()
}

fn compare_yaml(text: &str) -> Result<bool, String> {
    let file = file(text);
    let input = file.input();
    let parsed = yaml::parse(&input);
    let others = yaml_documents(text);
    if !parsed.errors.is_empty() {
        // A template marker is a map in a map there.
        return if others.is_err() || text.contains("{{") {
            Ok(false)
        } else {
            Err(format!("{:?} here, no error there", parsed.errors))
        };
    }
    let others = match others {
        Ok(others) => others,
        Err(error) if error.to_string().contains("duplicate entry") => return Ok(false),
        // What org-formation merges by its own tag is kept for those who know it.
        Err(_) if text.contains("<<: !Include") => return Ok(false),
        Err(error) => return Err(format!("no error here, there {error}")),
    };
    // A text without a document is one null there.
    if parsed.tree.is_empty() && others.iter().all(serde_yaml::Value::is_null) {
        return Ok(true);
    }
    if parsed.tree.len() != others.len() {
        return Err(format!(
            "{} documents here, {} there",
            parsed.tree.len(),
            others.len()
        ));
    }
    let different = parsed
        .tree
        .iter()
        .zip(&others)
        .find_map(|(own, other)| differs_from_yaml(own, other));
    if let Some(what) = different {
        return Err(what);
    }
    check_yaml_spans(&input, &file, &parsed.tree)?;
    Ok(true)
}

fn compare_json(text: &str) -> Result<bool, String> {
    let file = file(text);
    let input = file.input();
    let parsed = json::parse(&input);
    let other: Result<serde_json::Value, _> = serde_json::from_str(input.text);
    match (parsed.tree, other) {
        (Some(own), Ok(other)) if parsed.errors.is_empty() => {
            if to_json(&own) != other {
                return Err(format!("{} here, {other} there", to_json(&own)));
            }
            check_json_spans(&input, &file, &own)?;
            Ok(true)
        }
        (_, Err(_)) if !parsed.errors.is_empty() => Ok(false),
        (own, other) => Err(format!(
            "{own:?} with {:?} here, {other:?} there",
            parsed.errors
        )),
    }
}

#[test]
fn every_fixture_is_the_tree_that_others_see() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let (mut yaml_files, mut json_files) = (0, 0);
    for entry in walkdir::WalkDir::new(fixtures) {
        let entry = entry.unwrap();
        let path = entry.path();
        let extension = path.extension().and_then(|e| e.to_str());
        let Ok(text) = std::fs::read_to_string(path) else {
            continue;
        };
        if text.contains('\0') {
            // In UTF-16 without a mark, which is not read.
            continue;
        }
        match extension {
            Some("yaml" | "yml" | "template" | "cfn") => {
                let same = compare_yaml(&text);
                yaml_files +=
                    usize::from(same.unwrap_or_else(|e| panic!("{}: {e}", path.display())));
            }
            Some("json") => {
                let same =
                    compare_json(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
                json_files += usize::from(same);
                // JSON is YAML, but for the tabs.
                if same && !text.contains('\t') {
                    let same = compare_yaml(&text);
                    // `serde_yaml` refuses a key that stands twice, `serde_json` takes the last.
                    let twice = yaml_documents(&text)
                        .is_err_and(|error| error.to_string().contains("duplicate entry"));
                    assert_eq!(same, Ok(!twice), "{} as YAML", path.display());
                }
            }
            _ => {}
        }
    }
    assert!(
        yaml_files > 50 && json_files > 50,
        "compared {yaml_files} YAML and {json_files} JSON fixtures only"
    );
}

#[test]
fn the_comparison_sees_differences() {
    let own = |text: &str| yaml::parse(&file(text).input()).tree.remove(0);
    let other = |text: &str| yaml_documents(text).unwrap().remove(0);
    for (here, there) in [
        ("a: 1", "a: 2"),
        ("a: 1", "a: '1'"),
        ("a: yes", "a: 'no'"),
        ("a: -1", "a: 1"),
        ("a: 0755", "a: '0754'"),
        ("a: !Ref x", "a: x"),
        ("a: x", "a: !Ref x"),
        ("a: !Ref x", "a: !Sub x"),
        ("a: [1]", "a: [1, 2]"),
        ("a: {b: 1}", "a: {c: 1}"),
        ("a:", "a: ''"),
        ("a: x", "a: x y"),
    ] {
        assert!(
            differs_from_yaml(&own(here), &other(there)).is_some(),
            "{here}"
        );
        assert_eq!(differs_from_yaml(&own(here), &other(here)), None, "{here}");
    }
}

/// Templates as their users write them, to be mutated.
const TEMPLATES: [&str; 3] = [
    "# The trail\nParameters:\n  Global: {Type: String, Default: 'false'}\nResources:\n  Trail: &trail\n    Type: AWS::CloudTrail::Trail\n    Properties: &p\n      IsLogging: yes\n      IncludeGlobalServiceEvents: !Ref Global\n      TrailName: !Sub \"${AWS::StackName}-\\u00e9\\\n        -x\"\n      EventSelectors:\n      - ReadWriteType: All\n        DataResources: [{Type: 'it''s', Values: [a, b: c]}]\n  Other:\n    <<: *trail\n    Properties:\n      <<: [*p, {a: b}]\n      Body: |2-\n          a\n\n         b\n      More: >+\n        folded\n        text\n\n          kept\n\n      Key: !If [x, !Ref \"AWS::NoValue\", ~]\n",
    "{\n\t\"Resources\": {\n\t\t\"Trail\": {\"Type\": \"AWS::CloudTrail::Trail\", \"Properties\": {\"A\": [1, -2.5e3, null, true], \"B\": \"\\\"\\u00e9\\ud83d\\ude00\\n\"}}\n\t}\n}\n",
    "%YAML 1.1\r\n---\r\nA:\r\n  - b: \"two\r\n\r\n      lines\"\r\n    c: plain\r\n      text\r\n...\r\n--- |\r\n  é\r\n---\r\n? [k]\r\n: v\r\n",
];

#[test]
fn the_mutated_templates_are_right_before() {
    assert_eq!(compare_yaml(TEMPLATES[0]), Ok(true));
    assert_eq!(compare_json(TEMPLATES[1]), Ok(true));
    assert_eq!(compare_yaml(TEMPLATES[2]), Ok(true));
}

/// Texts per property.
const CASES: u32 = 400;

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let text = prop_oneof![
        "[a-zA-Z0-9 :#'\"{}\\[\\],&*!|>%@`~.+_-]{0,12}",
        // Line breaks to YAML 1.1 and text to 1.2; they are printed as the one and read as the other there.
        "\\PC{0,12}".prop_map(|text| text.replace(['\u{2028}', '\u{2029}'], "")),
        "[\\x00-\\x7f\u{a0}-\u{ff}\u{feff}😀]{0,8}",
        "(yes|no|on|off|y|n|true|~|null|=|0x1F|0755|1e3|1_000|\\.inf|\\.nan|1:30|2010-09-09|---|\n|a\nb\n| lead|trail |\t)",
    ]
    // A key of it would be a merge.
    .prop_map(|text| text.replace("<<", "<"));
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<i32>().prop_map(|n| (f64::from(n) / 64.0).into()),
        text.clone().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::vec((text.clone(), inner), 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Whether each place that a parse gives is one of the text.
fn check_places(text: &str) -> Result<(), TestCaseError> {
    let file = file(text);
    let input = file.input();
    let as_yaml = yaml::parse(&input);
    let as_json = json::parse(&input);
    let errors = as_yaml.errors.iter().chain(&as_json.errors);
    for error in errors {
        prop_assert!(file.text().get(error.span.range()).is_some(), "{error:?}");
        for other in &error.others {
            let range = other.span.unwrap().range();
            prop_assert!(file.text().get(range).is_some(), "{error:?}");
        }
    }
    for root in as_yaml.tree.iter().chain(&as_json.tree) {
        let mut outside = None;
        each(root, &mut |node| {
            if file.text().get(node.span.range()).is_none() {
                outside = Some(node.clone());
            }
        });
        prop_assert!(outside.is_none(), "{outside:?}");
    }
    if as_yaml.errors.is_empty() {
        let spans = check_yaml_spans(&input, &file, &as_yaml.tree);
        prop_assert!(spans.is_ok(), "{spans:?}");
    }
    if let (true, Some(root)) = (as_json.errors.is_empty(), &as_json.tree) {
        let mut embeds = true;
        each(root, &mut |node| {
            embeds &= json::embedded_text(&input, node)
                .map(|embedded| embedded.text)
                .as_deref()
                == node.as_str();
        });
        prop_assert!(embeds);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(CASES)
    })]

    #[test]
    fn printed_json_is_read_back(value in any_json(), pretty: bool) {
        let text = if pretty {
            serde_json::to_string_pretty(&value).unwrap()
        } else {
            value.to_string()
        };
        prop_assert_eq!(compare_json(&text), Ok(true), "{}", text);
        let tree = json::parse(&file(&text).input()).tree.unwrap();
        prop_assert_eq!(to_json(&tree), value);
    }

    #[test]
    fn printed_yaml_is_read_back(value in any_json()) {
        let text = serde_yaml::to_string(&value).unwrap();
        prop_assert_eq!(compare_yaml(&text), Ok(true), "{}", text);
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,40}|[\\x00-\\x7f]{0,60}") {
        check_places(&text)?;
    }

    #[test]
    fn any_tokens_are_read_without_a_panic(
        tokens in prop::collection::vec(prop::sample::select(vec![
            ": ", ":", "- ", "-", "? ", "\n", "\n  ", "\n    ", " ", "\t", "{", "}", "[", "]", ",", "\"", "'", "|", ">",
            "|2-", "&a ", "*a", "!Ref ", "!", "!!str ", "# c", "<<: ", "<<", "é", "😀", "{{ ", " }}", "{% ", "%", "---\n",
            "...\n", "a", "b: ", "1", "~", "yes", "\r\n", "\\", "\\u00e9", "\\\n", "\u{feff}", "@", "`", "//", "/*",
            "true", "null", "\"k\": ",
        ]), 0..40)
    ) {
        check_places(&tokens.concat())?;
    }

    #[test]
    fn a_mutated_template_is_read_without_a_panic(
        which in 0..TEMPLATES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..3_usize, prop::sample::select(vec![
            "", " ", "  ", "\n", "\t", ":", "- ", "{", "}", "[", "]", "\"", "'", "|", "&p ", "*p", "*q", "!", "#", "{{",
            "%}", "é", "\u{feff}", "\\", ",", "---\n", "\r",
        ])), 1..6)
    ) {
        let mut text: Vec<char> = TEMPLATES[which].chars().collect();
        for (at, removed, put) in changes {
            let at = at.index(text.len());
            let end = (at + removed).min(text.len());
            text.splice(at..end, put.chars());
            prop_assume!(!text.is_empty());
        }
        check_places(&text.into_iter().collect::<String>())?;
    }

    #[test]
    fn a_mutated_template_is_linted_without_a_panic(at in 0usize..600, cut in 0usize..40, put in "[\\t{}\\[\\]:,'\"!&*<%-]{0,4}") {
        for name in ["fixtures/demo/cloudformation/audit-trail.yaml", "fixtures/demo/cloudformation/billing-trail.json"] {
            let text = std::fs::read_to_string(name).unwrap();
            let start = text.floor_char_boundary(at.min(text.len()));
            let end = text.floor_char_boundary((at + cut).min(text.len()));
            let mutated = format!("{}{put}{}", &text[..start], &text[end..]);
            let outcome = cloudtrail_lint::lint(&cloudtrail_lint::options::LintOptions {
                stdin: Some(cloudtrail_lint::options::Stdin { is_named: true, name: format!("/nowhere/{name}").into(), bytes: mutated.into_bytes() }),
                ..Default::default()
            });
            for finding in &outcome.findings {
                let file = outcome.sources.get(finding.span.source);
                prop_assert!(file.text().get(finding.span.range()).is_some());
            }
        }
    }
}

/// What is wrong with the text that a string holds; nothing where all is right.
fn wrong_embedding(input: &Input<'_>, node: &Node, written: &str) -> String {
    let Some(embedded) = yaml::embedded_text(input, node) else {
        return format!("{written:?} holds no text; ");
    };
    let (text, pairs) = (&embedded.text, embedded.offsets.pairs());
    let ascends = pairs
        .windows(2)
        .all(|w| w[0].0 <= w[1].0 && w[0].1 <= w[1].1);
    if Some(text.as_str()) != node.as_str() || !ascends || pairs[0].0 != 0 {
        return format!("{written:?} is embedded as {text:?} by {pairs:?}; ");
    }
    String::new()
}
