//! A template written out without its loops: a second opinion, of what the `CloudFormation` template reference says of
//! `Fn::ForEach` and of nothing else.

use serde_json::{Map, Value, json};

/// What the identifiers of the loops around a place stand for, the outer ones first.
type Items = Vec<(String, String)>;

pub(super) fn expanded(template: &Value) -> Value {
    Expander { template }.value(template, &Items::new())
}

struct Expander<'t> {
    template: &'t Value,
}

impl Expander<'_> {
    fn value(&self, value: &Value, items: &Items) -> Value {
        match value {
            Value::String(text) => json!(filled(text, items)),
            Value::Array(all) => all.iter().map(|one| self.value(one, items)).collect(),
            Value::Object(map) => match as_identifier(map, items) {
                Some(item) => json!(item),
                None => Value::Object(self.map(map, items)),
            },
            other => other.clone(),
        }
    }

    fn map(&self, map: &Map<String, Value>, items: &Items) -> Map<String, Value> {
        let mut out = Map::new();
        for (key, value) in map {
            if !key.starts_with("Fn::ForEach::") {
                out.insert(filled(key, items), self.value(value, items));
                continue;
            }
            let identifier = value[0].as_str().unwrap();
            let body = value[2].as_object().unwrap();
            for item in self.collection(&value[1], items) {
                let mut inner = items.clone();
                inner.push((identifier.to_owned(), item));
                out.extend(self.map(body, &inner));
            }
        }
        out
    }

    /// What a loop runs over: a list, a parameter's default, a list of a mapping.
    fn collection(&self, written: &Value, items: &Items) -> Vec<String> {
        let texts = |list: &Vec<Value>| -> Vec<String> {
            let all = list.iter().map(|item| self.value(item, items));
            all.map(|item| item.as_str().unwrap().to_owned()).collect()
        };
        if let Some(list) = written.as_array() {
            return texts(list);
        }
        if let Some(name) = written["Ref"].as_str() {
            let default = self.template["Parameters"][name]["Default"].as_str();
            return default.unwrap().split(',').map(str::to_owned).collect();
        }
        let path = self.value(&written["Fn::FindInMap"], items);
        let key = |at: usize| {
            let text = path[at].get("Fn::Sub").unwrap_or(&path[at]);
            text.as_str().unwrap()
        };
        let list = &self.template["Mappings"][key(0)][key(1)][key(2)];
        texts(list.as_array().unwrap())
    }
}

/// The item that `Ref` of an identifier is.
fn as_identifier(map: &Map<String, Value>, items: &Items) -> Option<String> {
    let name = map.get("Ref").filter(|_| map.len() == 1)?.as_str()?;
    let mut named = items.iter().filter(|(identifier, _)| identifier == name);
    named.next_back().map(|(_, item)| item.clone())
}

fn filled(text: &str, items: &Items) -> String {
    let mut out = text.to_owned();
    for (identifier, item) in items {
        let plain: String = item.chars().filter(char::is_ascii_alphanumeric).collect();
        out = out.replace(&format!("${{{identifier}}}"), item);
        out = out.replace(&format!("&{{{identifier}}}"), &plain);
    }
    out
}
