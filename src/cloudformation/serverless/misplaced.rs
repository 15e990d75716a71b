//! Trails that a service has elsewhere than in what its `resources` make.

use super::rendering::Renderer;
use crate::cloudformation::template::{Level, TRAIL, misspelt_section, type_of};
use crate::parse::{Entry, Node};
use crate::source::Span;
use crate::suggest;

/// A trail that a service does not deploy: what it is called, where it stands, and why it is not, a clause.
pub(super) type NotDeployed = (String, Span, String);

/// The trails of a service that stand outside of its `resources`, and that no variable brings there.
///
/// Source: serverless/serverless 3.38, `lib/config-schema.js` and `lib/classes/config-schema-handler`: what it does not know it
/// only warns of, and plugins may read it.
pub(super) fn not_deployed(service: &Node, renderer: &mut Renderer<'_>) -> Vec<NotDeployed> {
    let misspelt = misspelt_section(service);
    let mut out: Vec<NotDeployed> = misspelt
        .filter(|section| {
            let made = renderer.tree(&section.value, Level::Template, &[]);
            made.strings().contains(&TRAIL)
        })
        .map(|section| {
            let name = section.key.as_str().unwrap_or_default().to_owned();
            let near = suggest::did_you_mean(&name, ["resources"]);
            let why = format!("the Serverless Framework knows no `{name}`{near}");
            (name, section.key.span, why)
        })
        .into_iter()
        .collect();
    let named = addresses(service);
    let is_read = |entry: &&Entry| {
        let is_misspelt = misspelt.is_some_and(|section| section.key.span == entry.key.span);
        entry.key.as_str() == Some("resources") || is_misspelt
    };
    for section in service.entries().iter().filter(|entry| !is_read(entry)) {
        let name = section.key.as_str().unwrap_or_default();
        let why = format!("it stands in `{name}`, from where the service deploys no resources");
        trails(section, name, &named, &mut |trail, at| {
            out.push((at.to_owned(), trail.key.span, why.clone()));
        });
    }
    out
}

/// Takes the trails in an entry that stands at an address.
fn trails(entry: &Entry, at: &str, named: &[&str], take: &mut dyn FnMut(&Entry, &str)) {
    if named.iter().any(|address| at.starts_with(address)) {
        return;
    }
    let properties = entry.value.get("Properties").map(Node::entries);
    if type_of(&entry.value) == Some(TRAIL) && properties.is_some_and(|all| !all.is_empty()) {
        take(entry, at);
        return;
    }
    for member in entry.value.entries() {
        let key = member.key.as_str().unwrap_or_default();
        trails(member, &format!("{at}.{key}"), named, take);
    }
}

/// What variables take of the service itself, each address as far as it is written out.
fn addresses(service: &Node) -> Vec<&str> {
    const SELF: &str = "self:";
    let texts = service.strings().into_iter();
    texts
        .flat_map(|text| {
            text.match_indices(SELF)
                .map(|(at, _)| &text[at + SELF.len()..])
        })
        .map(|address| {
            let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
            let end = address.find(|c| !is_part(c)).unwrap_or(address.len());
            &address[..end]
        })
        .collect()
}
