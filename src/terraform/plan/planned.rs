//! The attributes of one trail in a plan or a state.

use std::sync::Arc;

use crate::model::{Attribute, Dialect, ManagementEvents, Patience, Trail, cut_region};
use crate::parse::Node;
use crate::resolved::{Formula, Privacy, Resolved, Syntax};
use crate::source::{SourceFile, Span};
use crate::terraform::config::module::{AWSCC_TRAIL, TRAIL};
use crate::terraform::lang::json_values::from_json;
use crate::terraform::lang::private::private;
use crate::terraform::lang::values::{Value, to_bool, to_text};
use crate::terraform::limits::MAX_NODES_OF_PLANNED;
use crate::terraform::trail::selectors::{objects, selected};

/// Whose attribute names a resource of this type has, if it is a managed trail.
pub(super) fn dialect_of(resource: &Node) -> Option<Dialect> {
    if resource.get("mode").and_then(Node::as_str) == Some("data") {
        return None;
    }
    match resource.get("type")?.as_str()? {
        TRAIL => Some(Dialect::Terraform),
        AWSCC_TRAIL => Some(Dialect::Awscc),
        _ => None,
    }
}

/// The attributes of one trail in a plan.
pub(super) struct Planned<'n> {
    pub(super) values: &'n Node,
    /// Its part of `after_unknown`.
    pub(super) unknown: Option<&'n Node>,
    /// The names of those of its attributes in which something is sensitive.
    pub(super) sensitive: Vec<&'n str>,
    /// The Region of its provider, where the plan's configuration says, or the one that is given for it.
    pub(super) region: Option<&'n Resolved<String>>,
    /// Whose attribute names it has.
    pub(super) dialect: Dialect,
}

impl Planned<'_> {
    /// The trail with these attributes.
    pub(super) fn trail(&self, address: String, declared: Span) -> Trail {
        Trail {
            assumed: Formula::always(),
            live: None,
            unread: None,
            elsewhere: None,
            not_followed: None,
            where_created: Vec::new(),
            patience: Patience::default(),
            address,
            dialect: Dialect::TerraformPlan,
            syntax: Syntax::Hcl,
            declared,
            brought_by: Vec::new(),
            root: Arc::default(),
            deployment: None,
            created: Resolved::known(true),
            include_global_service_events: self.flag(Attribute::IncludeGlobalServiceEvents),
            is_multi_region_trail: self.flag(Attribute::IsMultiRegionTrail),
            is_logging: self.flag(Attribute::IsLogging),
            management_events: self.management_events(),
            home_region: cut_region(self.home_region()),
        }
    }

    fn value(&self, name: &str) -> Resolved<Value> {
        let value = self.value_as_written(name);
        if self.sensitive.contains(&name) {
            private(value, Privacy::Hidden)
        } else {
            value
        }
    }

    /// Keeps reports from showing what is sensitive.
    pub(super) fn hide_sensitive(&self, file: &SourceFile) {
        let is_sensitive = |name: &str| self.sensitive.contains(&name);
        for entry in self.values.entries() {
            if entry.key.as_str().is_some_and(is_sensitive) {
                file.hide(entry.value.span.range());
            }
        }
    }

    fn value_as_written(&self, name: &str) -> Resolved<Value> {
        let unknown = self.unknown.and_then(|unknown| unknown.get(name));
        let node = self.values.get(name);
        // Where nothing of the trail is known, that stands for the whole of it.
        if is_true(unknown) || is_true(self.unknown) {
            return after_apply(name);
        }
        let Some(node) = node else {
            return Resolved::unset();
        };
        if node.is_null() {
            return Resolved::unset().written_at(node.span);
        }
        if node.size() > MAX_NODES_OF_PLANNED {
            return Resolved::unknown(format!("`{name}` holds more values than are followed"))
                .written_at(node.span);
        }
        known_in_part(name, Some(node), unknown).written_at(node.span)
    }

    fn flag(&self, attribute: Attribute) -> Resolved<bool> {
        let value = self
            .value(self.dialect.name_of(attribute))
            .and_then(&mut to_bool);
        // The model takes a plan to be of the AWS provider, whose default is another.
        if self.dialect == Dialect::Awscc && attribute == Attribute::IncludeGlobalServiceEvents {
            return value.or_default(self.dialect.flag_default());
        }
        value
    }

    /// The provider's `region` (version 6), the Region in the trail's ARN, or that of its provider's configuration.
    fn home_region(&self) -> Resolved<String> {
        for name in ["region", "home_region"] {
            let value = self.value(name).and_then(&mut to_text);
            if value.value().is_some_and(|region| !region.is_empty()) {
                return value;
            }
        }
        let from_arn = self
            .value("arn")
            .and_then(&mut to_text)
            .and_then(&mut |arn: String| match arn.split(':').nth(3) {
                Some(region) if !region.is_empty() => Resolved::known(region.to_owned()),
                _ => Resolved::unset(),
            });
        // One that is made at apply is not that of the provider; `home_region` is always made there.
        let own = self.value("region").and_then(&mut to_text);
        match (from_arn, self.region) {
            (known @ Resolved::Known { .. }, _) => known,
            _ if matches!(own, Resolved::Unknown { .. }) => own,
            (_, Some(region)) => region.clone(),
            // That the ARN is made at apply says nothing about the Region.
            (_, None) => Resolved::unset(),
        }
    }

    fn management_events(&self) -> Resolved<ManagementEvents> {
        let basic = self.value(self.dialect.name_of(Attribute::EventSelectors));
        let advanced = self.value(self.dialect.name_of(Attribute::AdvancedEventSelectors));
        let at = basic.from().at.or(advanced.from().at);
        let out = selected(objects(basic), objects(advanced));
        match (at, &out) {
            (Some(at), Resolved::Known { .. }) => out.written_at(at),
            _ => out,
        }
    }
}

/// The members of `sensitive_values`, `before_sensitive` or `after_sensitive` that are sensitive, be it in part: these have the
/// shape of the values, with `true` for what is.
///
/// Source: OpenTofu `internals/json-format`, "Change Representation" and "Values Representation".
pub(super) fn sensitive_members<'n>(flags: Option<&'n Node>, values: &'n Node) -> Vec<&'n str> {
    fn is_within(flags: &Node) -> bool {
        let members = flags.entries().iter().map(|entry| &entry.value);
        is_true(Some(flags)) || flags.items().iter().chain(members).any(is_within)
    }
    let with_flags = match flags {
        Some(all) if is_true(Some(all)) => values.entries(),
        Some(flags) => flags.entries(),
        None => &[],
    };
    let are_all = is_true(flags);
    let sensitive = with_flags
        .iter()
        .filter(|entry| are_all || is_within(&entry.value));
    sensitive.filter_map(|entry| entry.key.as_str()).collect()
}

fn is_true(unknown: Option<&Node>) -> bool {
    unknown.is_some_and(|unknown| unknown.scalar_text().as_deref() == Some("true"))
}

fn after_apply(name: &str) -> Resolved<Value> {
    Resolved::unknown(format!("`{name}` is known only after apply"))
}

/// A value in which parts are known only after apply. `after_unknown` has the value's own shape, with `true` for such a part,
/// and leaves out what holds none; where it has a part that the value leaves out, that is unknown too.
fn known_in_part(name: &str, node: Option<&Node>, unknown: Option<&Node>) -> Resolved<Value> {
    if is_true(unknown) {
        return after_apply(name);
    }
    let parts =
        unknown.filter(|unknown| !unknown.items().is_empty() || !unknown.entries().is_empty());
    match (node, parts) {
        (Some(node), None) => from_json(&as_json(node)),
        (None, None) => Resolved::known(Value::Null),
        (_, Some(parts)) if !parts.items().is_empty() => {
            let items = node.map_or(&[][..], Node::items);
            let count = items.len().max(parts.items().len());
            let part = |at| known_in_part(name, items.get(at), parts.items().get(at));
            Resolved::known(Value::Tuple((0..count).map(part).collect()))
        }
        (_, Some(parts)) => {
            let known = node.map_or(&[][..], Node::entries).iter();
            let keys = known
                .chain(parts.entries())
                .filter_map(|entry| entry.key.as_str());
            let member = |key: &str| {
                let value = node.and_then(|node| node.get(key));
                (key.to_owned(), known_in_part(key, value, parts.get(key)))
            };
            Resolved::known(Value::Object(keys.map(member).collect()))
        }
    }
}

/// A tree as a JSON value.
fn as_json(node: &Node) -> serde_json::Value {
    use crate::parse::{Scalar, Value as Tree};
    match &node.value {
        Tree::Scalar(Scalar::Null) => serde_json::Value::Null,
        Tree::Scalar(Scalar::Bool(value)) => (*value).into(),
        Tree::Scalar(Scalar::Number(text)) => text
            .parse::<serde_json::Number>()
            .map_or_else(|_| text.clone().into(), Into::into),
        Tree::Scalar(Scalar::String(text)) => text.clone().into(),
        Tree::List(items) => items.iter().map(as_json).collect::<Vec<_>>().into(),
        Tree::Map(entries) => serde_json::Value::Object(
            entries
                .iter()
                .filter_map(|entry| Some((entry.key.as_str()?.to_owned(), as_json(&entry.value))))
                .collect(),
        ),
    }
}
