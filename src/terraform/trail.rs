//! From a trail's resource block to the model.

use super::existence::{self, Keys};

use super::instance::{Instance, Key};
use super::module::AWSCC_TRAIL;
use super::syntax::{self, Block, Form};
use super::value::{Value, pairs, refused, to_bool, to_text};
use crate::diagnostic::{Label, Unreadable};
use crate::model::{
    AdvancedSelector, Attribute, Dialect, EventSelector, FieldSelector, ManagementEvents, Trail,
    management_events,
};
use crate::resolved::{Evidence, Resolved};

/// The trails of a resource block in an instance of its module: one for each instance of the resource, or one that is not
/// created. `above` says whether the module's instance exists.
pub(super) fn trails(instance: &Instance<'_>, block: &Block, above: &Resolved<bool>) -> Vec<Trail> {
    let name = block.labels.join(".");
    let address = |key: &Key| format!("{}{name}{}", instance.prefix, key.shown);
    match existence::keys(instance, &block.body, &Key::default()) {
        Keys::Known(keys) if keys.is_empty() => {
            let place = ["count", "for_each"]
                .iter()
                .find_map(|meta| block.body.attribute(meta));
            let mut none = Resolved::known(false);
            if let Some(attribute) = place {
                none = none.written_at(attribute.value.span);
            }
            vec![trail(
                instance,
                block,
                &Key::default(),
                address(&Key::default()),
                none,
                &[],
            )]
        }
        Keys::Known(keys) => keys
            .iter()
            .map(|key| trail(instance, block, key, address(key), above.clone(), &[]))
            .collect(),
        Keys::Undecided {
            created, assumed, ..
        } => {
            let created = above.clone().and(&created);
            vec![trail(
                instance,
                block,
                &Key::default(),
                address(&Key::default()),
                created,
                &assumed,
            )]
        }
    }
}

/// What is wrong with the text of a trail's block.
pub(super) fn unreadable(block: &Block) -> Vec<Unreadable> {
    block
        .body
        .duplicates()
        .into_iter()
        .map(|(first, later)| syntax::duplicate(first, later))
        .collect()
}

fn trail(
    instance: &Instance<'_>,
    block: &Block,
    key: &Key,
    address: String,
    created: Resolved<bool>,
    assumed: &[(String, bool)],
) -> Trail {
    let dialect = if block.labels.first().is_some_and(|kind| kind == AWSCC_TRAIL) {
        Dialect::Awscc
    } else {
        Dialect::Terraform
    };
    let arguments = Arguments {
        instance,
        block,
        key,
        dialect,
        assumed,
    };
    Trail {
        address,
        dialect,
        declared: block.header,
        deployment: None,
        created,
        include_global_service_events: arguments.flag(Attribute::IncludeGlobalServiceEvents),
        is_multi_region_trail: arguments.flag(Attribute::IsMultiRegionTrail),
        is_logging: arguments.flag(Attribute::IsLogging),
        management_events: arguments.management_events(),
        home_region: arguments.home_region(),
    }
}

/// The arguments of one instance of a trail.
struct Arguments<'i, 'a> {
    instance: &'i Instance<'a>,
    block: &'i Block,
    key: &'i Key,
    dialect: Dialect,
    assumed: &'i [(String, bool)],
}

impl Arguments<'_, '_> {
    /// An argument's value, null as left out, with the place where it is written.
    fn argument(&self, name: &str) -> Resolved<Value> {
        let given: Vec<_> = self
            .block
            .body
            .attributes
            .iter()
            .filter(|attribute| attribute.name == name)
            .collect();
        match given.as_slice() {
            [] => Resolved::Unset {
                insert_at: self.block.inside,
                from: Evidence::default(),
            },
            [attribute] => self
                .instance
                .evaluate_assuming(&attribute.value, self.key, self.assumed)
                .and_then(&mut |value| match value {
                    Value::Null => Resolved::unset(),
                    value => Resolved::known(value),
                })
                .written_at(attribute.value.span),
            [.., last] => Resolved::Unknown {
                why: format!("`{name}` is set more than once"),
                from: Evidence::at(last.value.span),
            },
        }
    }

    fn flag(&self, attribute: Attribute) -> Resolved<bool> {
        let name = self.dialect.name_of(attribute);
        let value = self.argument(name).and_then(&mut to_bool).decided();
        match self.ignored(name) {
            Some(label) => value.via([label]),
            None => value,
        }
    }

    /// `lifecycle { ignore_changes = [name] }`: the value counts when the trail is created only.
    fn ignored(&self, name: &str) -> Option<Label> {
        let lifecycle = self.block.body.blocks_of("lifecycle").next()?;
        let ignore = lifecycle.body.attribute("ignore_changes")?;
        let file = self
            .instance
            .root
            .library
            .sources
            .get(ignore.value.span.source);
        let text = file.text().get(ignore.value.span.range())?;
        let named = text
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .any(|word| word == name || word == "all");
        named.then(|| {
            Label::new(
                ignore.value.span,
                "`ignore_changes`: the value counts only when the trail is created",
            )
        })
    }

    /// The `region` argument (AWS provider 6 and later), or the Region of the provider that the resource names or inherits.
    fn home_region(&self) -> Resolved<String> {
        if self.dialect == Dialect::Terraform
            && let Some(region) = self.block.body.attribute("region")
        {
            let value = self
                .instance
                .evaluate(&region.value, self.key)
                .and_then(&mut to_text)
                .via([Label::new(region.value.span, "`region` of the trail")]);
            if !matches!(value, Resolved::Unset { .. }) {
                return value;
            }
        }
        let default = if self.dialect == Dialect::Awscc {
            "awscc"
        } else {
            "aws"
        };
        let named =
            self.block
                .body
                .attribute("provider")
                .map(|attribute| match &attribute.value.form {
                    Form::Json(node) => node.as_str().unwrap_or(default).to_owned(),
                    Form::Hcl(_) => {
                        let file = self
                            .instance
                            .root
                            .library
                            .sources
                            .get(attribute.value.span.source);
                        file.text()
                            .get(attribute.value.span.range())
                            .unwrap_or(default)
                            .trim_matches('"')
                            .to_owned()
                    }
                });
        self.instance
            .region_of_provider(named.as_deref().unwrap_or(default))
    }

    fn management_events(&self) -> Resolved<ManagementEvents> {
        let (basic, advanced, at) = if self.dialect == Dialect::Awscc {
            let basic = self.argument(self.dialect.name_of(Attribute::EventSelectors));
            let advanced = self.argument(self.dialect.name_of(Attribute::AdvancedEventSelectors));
            let at = basic.from().at.or(advanced.from().at);
            (objects(basic), objects(advanced), at)
        } else {
            let at = self
                .block
                .body
                .blocks
                .iter()
                .find(|block| kind_of(block).ends_with("event_selector"))
                .map(|block| block.header);
            (
                self.blocks("event_selector"),
                self.blocks("advanced_event_selector"),
                at,
            )
        };
        let out = selected_of(basic, &advanced);
        match at {
            Some(at) => out.written_at(at).decided(),
            None => out.decided(),
        }
    }

    /// Nested blocks of a kind as objects, `dynamic` ones expanded.
    fn blocks(&self, kind: &str) -> Resolved<Vec<Value>> {
        self.blocks_in(&self.block.body, kind, None)
    }

    fn blocks_in(
        &self,
        body: &syntax::Body,
        kind: &str,
        iterator: Option<(&str, &Value, &Resolved<Value>)>,
    ) -> Resolved<Vec<Value>> {
        let mut out: Resolved<Vec<Value>> = Resolved::known(Vec::new());
        for block in body.blocks.iter().filter(|block| kind_of(block) == kind) {
            let found = if block.kind == "dynamic" {
                self.dynamic(block, kind, iterator)
            } else {
                Resolved::known(vec![self.object(&block.body, iterator)])
            };
            out = out.and_then(&mut |so_far: Vec<Value>| {
                found.clone().map(&mut |found| {
                    let mut all = so_far.clone();
                    all.extend(found);
                    all
                })
            });
        }
        out
    }

    fn dynamic(
        &self,
        block: &Block,
        kind: &str,
        around: Option<(&str, &Value, &Resolved<Value>)>,
    ) -> Resolved<Vec<Value>> {
        let Some(for_each) = block.body.attribute("for_each") else {
            return Resolved::unknown("a `dynamic` block has no `for_each`");
        };
        let name = syntax_name(block).unwrap_or_else(|| kind.to_owned());
        let Some(content) = block.body.blocks_of("content").next() else {
            return Resolved::unknown("a `dynamic` block has no `content`");
        };
        let collection = match around {
            Some(iterator) => self
                .instance
                .evaluate_dynamic(&for_each.value, self.key, iterator),
            None => self.instance.evaluate(&for_each.value, self.key),
        };
        collection
            .and_then(&mut |collection| match pairs(&collection) {
                Some(pairs) => Resolved::known(
                    pairs
                        .iter()
                        .map(|(key, value)| {
                            self.object(&content.body, Some((name.as_str(), key, value)))
                        })
                        .collect(),
                ),
                None => refused(&collection, "`for_each` takes a collection"),
            })
            .via([Label::new(
                for_each.value.span,
                format!("`dynamic \"{kind}\"` makes the blocks"),
            )])
    }

    /// A nested block as an object: its arguments, and its own nested blocks as lists.
    fn object(
        &self,
        body: &syntax::Body,
        iterator: Option<(&str, &Value, &Resolved<Value>)>,
    ) -> Value {
        let mut members: std::collections::BTreeMap<String, Resolved<Value>> = body
            .attributes
            .iter()
            .map(|attribute| {
                let value = match iterator {
                    Some(iterator) => {
                        self.instance
                            .evaluate_dynamic(&attribute.value, self.key, iterator)
                    }
                    None => self.instance.evaluate(&attribute.value, self.key),
                };
                (attribute.name.clone(), value)
            })
            .collect();
        if body
            .blocks
            .iter()
            .any(|block| kind_of(block) == "field_selector")
        {
            let fields = self
                .blocks_in(body, "field_selector", iterator)
                .map(&mut |items| Value::list(items));
            members.insert("field_selectors".into(), fields);
        }
        Value::Object(members)
    }
}

/// The type of a nested block, that of its `content` for a `dynamic` one.
fn kind_of(block: &Block) -> &str {
    match (block.kind.as_str(), block.labels.first()) {
        ("dynamic", Some(label)) => label,
        (kind, _) => kind,
    }
}

/// The name that stands for the element: `iterator = name`.
fn syntax_name(block: &Block) -> Option<String> {
    match &block.body.attribute("iterator")?.value.form {
        Form::Hcl(expression) => expression
            .as_variable()
            .map(|name| name.as_str().to_owned()),
        Form::Json(node) => node.as_str().map(str::to_owned),
    }
}

/// A list of objects; left out is an empty one.
fn objects(value: Resolved<Value>) -> Resolved<Vec<Value>> {
    value
        .or_default(Value::List(Vec::new()))
        .and_then(&mut |value| {
            let Some(items) = value.elements() else {
                return refused(&value, "event selectors are a list");
            };
            let mut out = Resolved::known(Vec::new());
            for item in items {
                out = out.and_then(&mut |so_far: Vec<Value>| {
                    item.clone().map(&mut |item| {
                        let mut all = so_far.clone();
                        all.push(item);
                        all
                    })
                });
            }
            out
        })
}

/// What the selectors of two lists of objects take.
pub(super) fn selected(
    basic: Resolved<Value>,
    advanced: Resolved<Value>,
) -> Resolved<ManagementEvents> {
    selected_of(objects(basic), &objects(advanced))
}

fn selected_of(
    basic: Resolved<Vec<Value>>,
    advanced: &Resolved<Vec<Value>>,
) -> Resolved<ManagementEvents> {
    basic
        .and_then(&mut |basic| {
            advanced.clone().and_then(&mut |advanced| {
                let basic: Vec<EventSelector> = basic.iter().map(event_selector).collect();
                let advanced: Vec<AdvancedSelector> =
                    advanced.iter().map(advanced_selector).collect();
                management_events(&basic, &advanced)
            })
        })
        .decided()
}

fn member(object: &Value, name: &str) -> Resolved<Value> {
    match object.members() {
        Some(members) => members
            .get(name)
            .cloned()
            .map_or_else(Resolved::unset, |value| {
                value.and_then(&mut |value| match value {
                    Value::Null => Resolved::unset(),
                    value => Resolved::known(value),
                })
            }),
        None => Resolved::unknown("a selector is no object"),
    }
}

fn texts(value: Resolved<Value>) -> Resolved<Vec<String>> {
    value.and_then(&mut |value| {
        let Some(items) = value.elements() else {
            return refused(&value, "a list of strings is needed here");
        };
        let mut out = Resolved::known(Vec::new());
        for item in items {
            let text = item.clone().and_then(&mut to_text);
            out = out.and_then(&mut |so_far: Vec<String>| {
                text.clone().map(&mut |text| {
                    let mut all = so_far.clone();
                    all.push(text);
                    all
                })
            });
        }
        out
    })
}

fn event_selector(object: &Value) -> EventSelector {
    EventSelector {
        include_management_events: member(object, "include_management_events")
            .and_then(&mut to_bool),
        read_write_type: member(object, "read_write_type").and_then(&mut to_text),
    }
}

fn advanced_selector(object: &Value) -> AdvancedSelector {
    let fields = match objects(fields_of(object)) {
        Resolved::Known { value, .. } => value.iter().map(field_selector).collect(),
        other => vec![FieldSelector {
            field: Resolved::Unknown {
                why: "the field selectors are not known".into(),
                from: other.from().clone(),
            },
            equals: Resolved::unset(),
            not_equals: Resolved::unset(),
            other_operators: false,
        }],
    };
    AdvancedSelector { fields }
}

/// The field selectors: `field_selectors` in the Cloud Control provider, `field_selector` in a plan of the AWS provider.
fn fields_of(object: &Value) -> Resolved<Value> {
    match member(object, "field_selectors") {
        Resolved::Unset { .. } => member(object, "field_selector"),
        given => given,
    }
}

fn field_selector(object: &Value) -> FieldSelector {
    FieldSelector {
        field: member(object, "field").and_then(&mut to_text),
        equals: texts(member(object, "equals")),
        not_equals: texts(member(object, "not_equals")),
        other_operators: [
            "starts_with",
            "not_starts_with",
            "ends_with",
            "not_ends_with",
        ]
        .iter()
        .any(|name| !matches!(member(object, name), Resolved::Unset { .. })),
    }
}
