//! What the declaration of a parameter says.
//!
//! Source: `CloudFormation` user guide, "Parameters".

use regex::RegexBuilder;

use super::super::limits::{MAX_ALLOWED_LISTED, MAX_ALLOWED_VALUES, MAX_PATTERN_BYTES};
use super::super::template::has_open_part;
use super::value::Value;
use crate::few_texts::matched_by;
use crate::parse::Node;
use crate::quote::quoted;
use crate::rendered::is_rendered_first;
use crate::resolved::{Constant, Defaults, Domain, Evidence, Formula, Hop, Resolved, Term};
use crate::source::Span;
use crate::suggest;

/// The type of a list whose items are held against what is allowed.
const LIST: &str = "CommaDelimitedList";

/// A member of the `Parameters` section.
pub(super) struct Declaration<'n> {
    pub(super) name: &'n str,
    pub(super) key: Option<Span>,
    pub(super) node: Option<&'n Node>,
    /// Whether a file of values has a part of it that is not said.
    pub(super) is_unsaid: bool,
}

impl Declaration<'_> {
    /// Whether its value is never to be shown (`NoEcho`).
    pub(super) fn is_secret(&self) -> bool {
        let echo = self.node.and_then(|node| node.get("NoEcho"));
        let echo = echo.and_then(Node::scalar_text);
        self.is_unsaid || echo.is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    pub(super) fn kind(&self) -> &str {
        self.node
            .and_then(|node| node.get("Type"))
            .and_then(Node::as_str)
            .unwrap_or("String")
    }

    /// Whether its value is a list.
    pub(super) fn is_list(&self) -> bool {
        self.kind() == LIST || self.kind().starts_with("List<")
    }

    /// None where it has no such list, or not all of it is known.
    pub(super) fn allowed_values(&self) -> Vec<String> {
        let listed = self
            .node
            .and_then(|node| node.get("AllowedValues"))
            .map_or(&[][..], Node::items)
            .iter();
        let allowed: Vec<String> = listed.filter_map(Node::scalar_text).collect();
        if allowed.iter().any(|value| has_open_part(value)) {
            return Vec::new();
        }
        allowed
    }

    /// The value, where `AllowedValues` and `AllowedPattern` allow it; of a list each item.
    ///
    /// Source: user guide, "Parameters": of a `CommaDelimitedList` "each value in the list must be one of the specified allowed
    /// values".
    ///
    /// `given` is what gives the value where no file does.
    pub(super) fn allowed(&self, value: Value, given: Option<&str>) -> Resolved<Value> {
        if let Value::List(items) = &value
            && self.kind() == LIST
            && !is_empty(items)
        {
            let items = items.iter().cloned();
            let mut checked =
                items.map(|item| item.and_then(&mut |item| self.among_allowed(item, given)));
            let refused = checked.find(Resolved::is_invalid);
            return refused.unwrap_or_else(|| Resolved::known(value));
        }
        let pattern = self.pattern();
        let text = value.as_text();
        match (text, pattern) {
            (Some(text), Some(pattern)) if is_refused_by(pattern, &text) => Resolved::Invalid {
                text: quoted(&text),
                why: format!(
                    "parameter `{}` allows only what `{}` matches",
                    self.name,
                    quoted(pattern)
                ),
                from: Evidence::hop(Hop::chose(
                    self.key,
                    format!("`AllowedPattern` of parameter `{}`", self.name),
                )),
            }
            .refused_by(
                format!("parameter `{}`", self.name),
                self.asking("a value that the pattern matches", given),
            ),
            _ => self.among_allowed(value, given),
        }
    }

    /// Whether `AllowedValues` have a text. Letter case is not held against what stands without quotes, there or as the
    /// default: `True` is a boolean then, and may be `true` in the end.
    fn lists(&self, text: &str) -> bool {
        let default = self.default().filter(|default| default.as_str().is_none());
        let is_bare = default.and_then(Node::scalar_text).as_deref() == Some(text);
        let listed = self.node.and_then(|node| node.get("AllowedValues"));
        let mut listed = listed.map_or(&[][..], Node::items).iter();
        listed.any(|one| match (one.as_str(), one.scalar_text()) {
            (Some(quoted), _) if !is_bare => quoted == text,
            (_, other) => other.is_some_and(|other| other.eq_ignore_ascii_case(text)),
        })
    }

    /// The value, where `AllowedValues` allow it.
    fn among_allowed(&self, value: Value, given: Option<&str>) -> Resolved<Value> {
        let allowed = self.allowed_values();
        match value.as_text() {
            Some(text) if !allowed.is_empty() => {
                if self.lists(&text) {
                    return Resolved::known(value);
                }
                let near = if allowed.len() > MAX_ALLOWED_LISTED {
                    suggest::did_you_mean(&text, allowed.iter().map(String::as_str))
                } else {
                    String::new()
                };
                Resolved::Invalid {
                    text: quoted(&text),
                    why: format!(
                        "parameter `{}` allows only {}{near}",
                        self.name,
                        listed(&allowed)
                    ),
                    from: Evidence::hop(Hop::chose(
                        self.key,
                        format!("`AllowedValues` of parameter `{}`", self.name),
                    )),
                }
                .refused_by(
                    format!("parameter `{}`", self.name),
                    self.asking("one of the values that it allows", given),
                )
            }
            _ => Resolved::known(value),
        }
    }

    /// What asks for another value.
    fn asking(&self, what: &str, given: Option<&str>) -> String {
        let given = given.map_or_else(String::new, |at| format!(" {at}"));
        format!("Give `{}`{given} {what}", self.name)
    }

    /// The one value that `AllowedValues` leaves, where it leaves one only.
    fn only_allowed(&self) -> Option<String> {
        match self.allowed_values().as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    pub(super) fn default(&self) -> Option<&Node> {
        self.node.and_then(|node| node.get("Default"))
    }

    /// How `AllowedValues` spell a truth value, where they allow it.
    pub(super) fn spelling(&self, flag: &str) -> Option<String> {
        let allowed = self.allowed_values();
        let is_plain = allowed.iter().any(|one| one == flag);
        let mut spelt = allowed.into_iter();
        if is_plain {
            return Some(flag.to_owned());
        }
        spelt.find(|one| one.eq_ignore_ascii_case(flag))
    }

    /// Whether its value is one of the Parameter Store, of which the name is given.
    pub(super) fn is_from_store(&self) -> bool {
        self.kind().starts_with("AWS::SSM::Parameter::Value<")
    }

    /// That a value which is passed is one of those that are allowed, in any spelling of a truth value.
    pub(super) fn allows(&self, term: &Term) -> Option<Formula> {
        let mut out = Formula::never();
        for text in self.allowed_texts() {
            let flags = ["true", "false"].map(|flag| text.eq_ignore_ascii_case(flag));
            let spelt = match flags {
                [false, false] => vec![text],
                _ => vec![
                    text.to_lowercase(),
                    text.to_uppercase(),
                    capitalized(&text),
                    text,
                ],
            };
            for text in spelt {
                out = out.or(&term.is_text(&text))?;
            }
        }
        Some(out)
    }

    /// The pattern that a text must match.
    fn pattern(&self) -> Option<&str> {
        let pattern = self.node?.get("AllowedPattern")?.as_str()?;
        let is_whole = !has_open_part(pattern) && !is_rendered_first(pattern);
        (is_whole && self.kind() == "String").then_some(pattern)
    }

    /// All texts that a value can be; none where they are not a few, or where it is a list of such.
    ///
    /// Source: user guide, "Parameters": the pattern must match the entire value of a `String`.
    fn allowed_texts(&self) -> Vec<String> {
        if self.is_list() {
            return Vec::new();
        }
        let allowed = self.allowed_values();
        let pattern = self.pattern().filter(|_| allowed.is_empty());
        let matched = pattern.and_then(|pattern| matched_by(pattern, true));
        matched.map_or(allowed, |matched| matched.into_iter().collect())
    }

    /// What a value can be.
    pub(super) fn allowed_domain(&self) -> Domain {
        let allowed = self.allowed_texts();
        if allowed.is_empty() || allowed.len() > MAX_ALLOWED_VALUES {
            return Domain::Text;
        }
        Domain::of(allowed.into_iter().map(Constant::text))
    }

    /// The value as far as the declaration decides it.
    pub(super) fn declared_text(&self, defaults: &Defaults) -> Resolved<String> {
        let name = self.name;
        let default = self.default();
        let counts = default
            .is_some_and(|default| defaults.are_assumed() && !defaults.leave_open(default.span));
        let text = default.and_then(Node::scalar_text);
        match (text, default, self.only_allowed()) {
            (text, Some(default), Some(only)) if text.as_ref() == Some(&only) => Resolved::Known {
                from: Evidence::hop(Hop::value(
                    Some(default.span),
                    format!("parameter `{name}` allows only `{}`", quoted(&only)),
                )),
                value: only,
            },
            // What it comes to says where it is from.
            (Some(text), Some(_), _) if counts && has_open_part(&text) => Resolved::known(text),
            (Some(text), Some(default), _) if counts => Resolved::Known {
                from: Evidence::hop(Hop::default_value(
                    Some(default.span),
                    format!("parameter `{name}` defaults to `{}`", quoted(&text)),
                )),
                value: text,
            },
            (_, None, Some(only)) => Resolved::Known {
                from: Evidence::hop(Hop::value(
                    self.key,
                    format!("parameter `{name}` allows only `{}`", quoted(&only)),
                )),
                value: only,
            },
            (Some(text), Some(default), _) => Resolved::Unknown {
                term: None,
                why: format!(
                    "parameter `{name}` has a default (`{}`) that a deployment may override",
                    quoted(&text)
                ),
                from: Evidence::passed(
                    [Hop::value(
                        default.span,
                        format!("default of parameter `{name}`"),
                    )]
                    .into_iter()
                    .chain(defaults.left_open_by())
                    .collect(),
                ),
            },
            _ => Resolved::Unknown {
                term: None,
                why: format!("parameter `{name}` has no default and no value is given for it"),
                from: Evidence::hop(Hop::value(
                    self.key,
                    format!("parameter `{name}` is declared without a default"),
                )),
            },
        }
    }
}

/// Whether a list is what an empty text is split into: what is held against that is not documented.
fn is_empty(items: &[Resolved<Value>]) -> bool {
    let text = |item: &Resolved<Value>| item.value().and_then(Value::as_text);
    matches!(items, [only] if text(only).is_some_and(|text| text.is_empty()))
}

/// With a capital at its beginning and none else: `True`.
fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first
        .into_iter()
        .chain(chars.map(|c| c.to_ascii_lowercase()))
        .collect()
}

/// Values as a sentence lists them, not more than it bears.
fn listed(values: &[String]) -> String {
    let shown = &values[..values.len().min(MAX_ALLOWED_LISTED)];
    let mut quoted: Vec<String> = shown
        .iter()
        .map(|value| format!("`{}`", quoted(value)))
        .collect();
    let more = values.len() - shown.len();
    let last = if more > 0 {
        Some(format!("{more} more"))
    } else {
        quoted.pop()
    };
    match (quoted.is_empty(), last) {
        (false, Some(last)) => format!("{} and {last}", quoted.join(", ")),
        (_, last) => last.unwrap_or_default(),
    }
}

/// Whether a pattern is certain not to match a text. It is one of Java's: what that reads in another way is not judged.
///
/// Source: `java.util.regex.Pattern` on possessive quantifiers, POSIX classes and class operators; cfn-lint's E2015 (a default
/// outside of its pattern).
fn is_refused_by(pattern: &str, text: &str) -> bool {
    const READ_IN_ANOTHER_WAY: [&str; 7] = ["++", "*+", "?+", "}+", "\\p", "\\P", "--"];
    let is_plain = text.is_ascii() && !text.contains(['\n', '\r']);
    if !is_plain
        || READ_IN_ANOTHER_WAY
            .iter()
            .any(|part| pattern.contains(part))
    {
        return false;
    }
    let whole = RegexBuilder::new(&format!(r"\A(?:{pattern})\z"))
        .size_limit(MAX_PATTERN_BYTES)
        .build();
    whole.is_ok_and(|whole| !whole.is_match(text))
}
