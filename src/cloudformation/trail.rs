//! From an `AWS::CloudTrail::Trail` resource to the model.

use super::evaluate::{Bindings, Stack, call, whole};
use super::template::duplicate_key;
use super::value::{Value, to_bool, to_text, to_texts};
use crate::diagnostic::{Label, Unreadable};
use crate::model::{
    AdvancedSelector, Attribute, Dialect, EventSelector, FieldSelector, ManagementEvents, Trail,
    management_events,
};
use crate::parse::{Entry, Node, Scalar};
use crate::resolved::{Case, Evidence, Resolved};
use crate::source::Span;

/// A resource of a template, at one iteration of the loops around it.
pub(super) struct Resource<'n> {
    pub(super) id: String,
    pub(super) declared: Span,
    pub(super) node: &'n Node,
    pub(super) bindings: Bindings,
    /// Why it is not known whether or how often it exists.
    pub(super) uncertain: Option<String>,
}

impl Stack<'_> {
    /// The resources of the given types, loops expanded.
    pub(super) fn resources(&self, types: &[&str]) -> Vec<Resource<'_>> {
        let mut out = Vec::new();
        self.collect(
            self.template.section("Resources"),
            &Bindings::default(),
            types,
            None,
            &mut out,
        );
        out
    }

    fn collect<'n>(
        &self,
        entries: &'n [Entry],
        bindings: &Bindings,
        types: &[&str],
        uncertain: Option<&str>,
        out: &mut Vec<Resource<'n>>,
    ) {
        for entry in entries {
            let Some(key) = entry.key.scalar_text() else {
                continue;
            };
            if key.starts_with("Fn::ForEach::") {
                match self.expand_loop(&entry.value, bindings) {
                    Ok(iterations) => {
                        for (bindings, body) in iterations {
                            self.collect(body.entries(), &bindings, types, uncertain, out);
                        }
                    }
                    Err(why) => {
                        // The body stands for however many there are.
                        if let [_, _, body] = entry.value.items() {
                            self.collect(body.entries(), bindings, types, Some(&why), out);
                        }
                    }
                }
                continue;
            }
            if super::template::type_of(&entry.value).is_some_and(|kind| types.contains(&kind)) {
                out.push(Resource {
                    id: Self::loop_key(&key, bindings),
                    declared: entry.key.span,
                    node: &entry.value,
                    bindings: bindings.clone(),
                    uncertain: uncertain.map(str::to_owned),
                });
            }
        }
    }

    /// Whether a resource exists, and what holds inside it: its own condition is true wherever it does.
    pub(super) fn existence(
        &self,
        resource: &Resource<'_>,
        above: &Resolved<bool>,
    ) -> (Resolved<bool>, Bindings) {
        let mut bindings = resource.bindings.clone();
        let mut created = above.clone();
        if let Some(why) = &resource.uncertain {
            created = created.and(&Resolved::unknown(why.clone()));
        }
        if let Some(condition) = resource.node.get("Condition")
            && let Some(name) = condition.as_str()
        {
            let own = match self.condition(name, condition.span, &bindings).decided() {
                undecided @ (Resolved::Unknown { .. } | Resolved::Varies { .. }) => {
                    Resolved::Varies {
                        cases: [true, false]
                            .map(|holds| Case {
                                when: format!("{name} is {holds}"),
                                value: Resolved::known(holds),
                            })
                            .into(),
                        from: Evidence {
                            at: Some(condition.span),
                            hops: undecided.from().hops.clone(),
                        },
                    }
                }
                decided => decided.written_at(condition.span),
            };
            bindings = bindings.assuming(name, true);
            created = created.and(&own);
        }
        (created, bindings)
    }

    /// The trail of a resource, and what is wrong with its text.
    pub(super) fn trail(
        &self,
        resource: &Resource<'_>,
        address: String,
        above: &Resolved<bool>,
    ) -> (Trail, Vec<Unreadable>) {
        self.steps.set(0);
        let (created, bindings) = self.existence(resource, above);
        let home_region = match self.region.value() {
            Some(_) => self.region.clone(),
            None => self.region_by_condition(&bindings),
        };
        let unreadable = resource
            .node
            .duplicate_keys()
            .into_iter()
            .chain(
                resource
                    .node
                    .get("Properties")
                    .into_iter()
                    .flat_map(Node::duplicate_keys),
            )
            .map(|(first, later)| duplicate_key(first, later))
            .collect();
        let properties = Properties {
            stack: self,
            node: resource.node.get("Properties"),
            bindings: &bindings,
        };
        let trail = Trail {
            address,
            dialect: Dialect::CloudFormation,
            declared: resource.declared,
            deployment: None,
            created,
            include_global_service_events: properties.flag(Attribute::IncludeGlobalServiceEvents),
            is_multi_region_trail: properties.flag(Attribute::IsMultiRegionTrail),
            is_logging: properties.flag(Attribute::IsLogging),
            management_events: properties.management_events(),
            home_region,
        };
        (trail, unreadable)
    }

    /// The Region that the conditions assumed to hold pin down: `IsHome: !Equals [!Ref AWS::Region, us-east-1]`.
    fn region_by_condition(&self, bindings: &Bindings) -> Resolved<String> {
        bindings
            .assumed
            .iter()
            .filter(|(_, holds)| *holds)
            .find_map(|(name, _)| {
                let entry = self.template.member("Conditions", name)?;
                let region = self.region_in(&entry.value, 0)?;
                Some(Resolved::known(region).via([Label::new(
                    whole(&entry.value),
                    format!("condition `{name}` holds in this Region only"),
                )]))
            })
            .unwrap_or_else(Resolved::unset)
    }

    fn region_in(&self, node: &Node, depth: usize) -> Option<String> {
        let call = call(node).filter(|_| depth < crate::parse::MAX_DEPTH)?;
        let items = call.argument.items();
        match (call.name.as_str(), items) {
            ("Fn::Equals", [left, right]) => [(left, right), (right, left)]
                .into_iter()
                .find(|(one, _)| {
                    super::evaluate::call(one).is_some_and(|call| {
                        call.name == "Ref" && call.argument.as_str() == Some("AWS::Region")
                    })
                })
                .and_then(|(_, other)| {
                    let value = self.evaluate(other, &Bindings::default());
                    value.value().and_then(Value::as_text)
                }),
            ("Fn::And", items) => items
                .iter()
                .find_map(|item| self.region_in(item, depth + 1)),
            ("Condition", _) => {
                let name = call.argument.as_str()?;
                let entry = self.template.member("Conditions", name)?;
                self.region_in(&entry.value, depth + 1)
            }
            _ => None,
        }
    }
}

/// The properties of one trail.
struct Properties<'a> {
    stack: &'a Stack<'a>,
    node: Option<&'a Node>,
    bindings: &'a Bindings,
}

impl Properties<'_> {
    /// A property's value, with the place where it is written.
    fn property(&self, attribute: Attribute) -> Resolved<Value> {
        let name = Dialect::CloudFormation.name_of(attribute);
        if let Some((macro_name, span)) = self.stack.template.macros.first() {
            return Resolved::Unknown {
                why: format!("the macro `{macro_name}` may rewrite the template"),
                from: super::evaluate::hop(Some(*span), "the macro is called here"),
            };
        }
        let Some(node) = self.node else {
            return Resolved::unset();
        };
        if let Some(call) = call(node) {
            return Resolved::unknown(format!(
                "`{}` makes all of the trail's properties",
                call.name
            ));
        }
        let given: Vec<&Entry> = node
            .entries()
            .iter()
            .filter(|entry| entry.key.as_str() == Some(name))
            .collect();
        match given.as_slice() {
            [] => Resolved::Unset {
                insert_at: node.entries().first().map(|entry| entry.key.span.before()),
                from: Evidence::default(),
            },
            [entry] => {
                let out = self.stack.evaluate(&entry.value, self.bindings);
                // Null on the property itself: the place to point at is the key where there is no text.
                let at = match &entry.value.value {
                    crate::parse::Value::Scalar(Scalar::Null)
                        if entry.value.span.range().is_empty() =>
                    {
                        entry.key.span
                    }
                    _ => whole(&entry.value),
                };
                out.written_at(at)
            }
            [.., last] => Resolved::Unknown {
                why: format!("`{name}` is given more than once"),
                from: Evidence::at(whole(&last.value)),
            },
        }
    }

    fn flag(&self, attribute: Attribute) -> Resolved<bool> {
        self.property(attribute).and_then(&mut to_bool).decided()
    }

    fn management_events(&self) -> Resolved<ManagementEvents> {
        let basic = self.property(Attribute::EventSelectors);
        let advanced = self.property(Attribute::AdvancedEventSelectors);
        let at = basic.from().at.or(advanced.from().at);
        let mut out = maps(basic).and_then(&mut |basic| {
            maps(advanced.clone()).and_then(&mut |advanced| {
                let basic: Vec<EventSelector> = basic.iter().map(event_selector).collect();
                let advanced: Vec<AdvancedSelector> =
                    advanced.iter().map(advanced_selector).collect();
                management_events(&basic, &advanced)
            })
        });
        if let (
            Some(at),
            Resolved::Known { .. }
            | Resolved::Unknown { .. }
            | Resolved::Varies { .. }
            | Resolved::Invalid { .. },
        ) = (at, &out)
        {
            out = out.written_at(at);
        }
        out.decided()
    }
}

type Members = Vec<(String, Resolved<Value>)>;

/// A list of maps; left out is an empty one.
fn maps(value: Resolved<Value>) -> Resolved<Vec<Members>> {
    value
        .or_default(Value::List(Vec::new()))
        .and_then(&mut |value| match value {
            Value::List(items) => Stack::all(&items).and_then(&mut |values| {
                values
                    .into_iter()
                    .map(|value| match value {
                        Value::Map(members) => Ok(members),
                        other => Err(super::value::refused(&other, "a selector is a map")),
                    })
                    .collect::<Result<Vec<Members>, _>>()
                    .map_or_else(|refused| refused, Resolved::known)
            }),
            other => super::value::refused(&other, "event selectors are a list"),
        })
}

fn member(members: &Members, name: &str) -> Resolved<Value> {
    members
        .iter()
        .rev()
        .find(|(key, _)| key == name)
        .map_or_else(Resolved::unset, |(_, value)| value.clone())
}

fn event_selector(members: &Members) -> EventSelector {
    EventSelector {
        include_management_events: member(members, "IncludeManagementEvents")
            .and_then(&mut to_bool),
        read_write_type: member(members, "ReadWriteType").and_then(&mut to_text),
    }
}

fn advanced_selector(members: &Members) -> AdvancedSelector {
    let fields = match maps(member(members, "FieldSelectors")) {
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

fn field_selector(members: &Members) -> FieldSelector {
    FieldSelector {
        field: member(members, "Field").and_then(&mut to_text),
        equals: member(members, "Equals").and_then(&mut to_texts),
        not_equals: member(members, "NotEquals").and_then(&mut to_texts),
        other_operators: ["StartsWith", "NotStartsWith", "EndsWith", "NotEndsWith"]
            .iter()
            .any(|name| !matches!(member(members, name), Resolved::Unset { .. })),
    }
}
