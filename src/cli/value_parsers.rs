//! How single values of the command line are read, and which there are to choose from.

use std::ffi::OsStr;
use std::fmt::Display;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::diagnostic::{RuleMeta, Severity, UnknownSeverity};
use crate::published::{self, KnownModule};
use crate::rules::{self, Coverage};

/// A rule by id or alias, in any letter case. Shells complete both.
#[derive(Clone)]
pub(super) struct RuleParser;

impl TypedValueParser for RuleParser {
    type Value = &'static RuleMeta;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<&'static RuleMeta, clap::Error> {
        TypedValueParser::parse_ref(&rule, command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(rules::names().map(PossibleValue::new)))
    }
}

/// What can be explained.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject {
    Rule(&'static RuleMeta),
    Module(&'static KnownModule),
}

/// A rule by id or alias, or a published module: `module:cloudposse/cloudtrail/aws`. Shells complete the rules.
#[derive(Clone)]
pub(super) struct SubjectParser;

impl TypedValueParser for SubjectParser {
    type Value = Subject;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Subject, clap::Error> {
        TypedValueParser::parse_ref(&subject, command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(rules::names().map(PossibleValue::new)))
    }
}

fn subject(name: &str) -> Result<Subject, String> {
    match name.strip_prefix("module:") {
        Some(module) => published::find(module).map(Subject::Module),
        None => rule(name).map(Subject::Rule),
    }
}

/// The rule of that name; an error says which rule may have been meant.
fn rule(name: &str) -> Result<&'static RuleMeta, String> {
    rules::find(name).map_err(|unknown| match unknown.suggestion() {
        // clap has said the name that was given; a name to type stands without quotes there.
        Some(near) => format!("no rule has this name; did you mean {near}?"),
        None => "no rule has this name; `cloudtrail-lint rules` lists them".into(),
    })
}

/// One of the severities.
pub(super) fn severity() -> impl TypedValueParser<Value = Severity> {
    one_of(Severity::ALL.map(|severity| PossibleValue::new(severity.as_str())))
}

/// One of the ways to count trails that record.
pub(super) fn coverage() -> impl TypedValueParser<Value = Coverage> {
    one_of(Coverage::ALL.map(|coverage| {
        PossibleValue::new(coverage.as_str()).help(match coverage {
            Coverage::EveryTrail => "Each trail must record global service events",
            Coverage::OneTrail => {
                "One trail of each stack, root module or account should record them, and no other"
            }
        })
    }))
}

fn one_of<T>(values: impl IntoIterator<Item = PossibleValue>) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err: Display + Send + Sync + std::error::Error + 'static>
        + Clone
        + Send
        + Sync
        + 'static,
{
    PossibleValuesParser::new(values).try_map(|word| word.parse::<T>())
}

/// `RULE=SEVERITY`
pub(super) fn rule_severity(text: &str) -> Result<(&'static RuleMeta, Severity), String> {
    let (name, severity) = text
        .split_once('=')
        .ok_or("write RULE=SEVERITY, for example CT-010=error")?;
    let severity: Severity = severity
        .trim()
        .parse()
        .map_err(|error: UnknownSeverity| error.to_string())?;
    Ok((rule(name)?, severity))
}

/// `KEY=VALUE`; the value may be empty and may hold more `=`.
pub(super) fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it as KEY=VALUE".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assignment_splits_at_the_first_equals_sign() {
        let split = |text| assignment(text).ok();
        assert_eq!(split("a=b=c"), Some(("a".into(), "b=c".into())));
        assert_eq!(split("a="), Some(("a".into(), String::new())));
        assert_eq!(split("a"), None);
        assert_eq!(split("=b"), None);
    }

    #[test]
    fn a_misspelt_rule_gets_the_nearest_name() {
        let said = |name| rule(name).unwrap_err();
        assert!(said("ct-05").contains("did you mean CT-005?"));
        assert!(said("syntax-eror").contains("did you mean syntax-error?"));
        assert!(said("global-service-events").contains("global-service-events-disabled?"));
        assert!(said("xyzzy").contains("`cloudtrail-lint rules`"));
    }

    #[test]
    fn a_rule_is_taken_in_any_letter_case() {
        let id = |name| rule(name).map(|meta| meta.id);
        assert_eq!(id("ct-005"), Ok("global-service-events-disabled"));
        assert_eq!(id("Syntax-Error"), Ok("syntax-error"));
    }

    #[test]
    fn shells_complete_ids_and_aliases() {
        let known: Vec<String> = RuleParser
            .possible_values()
            .into_iter()
            .flatten()
            .map(|value| value.get_name().to_owned())
            .collect();
        for rule in rules::RULES {
            assert!(known.iter().any(|name| name == rule.meta.id));
        }
        assert!(known.contains(&"CT-005".to_owned()));
    }

    #[test]
    fn a_severity_is_given_to_a_rule() {
        assert_eq!(
            rule_severity("CT-010=error").map(|(meta, severity)| (meta.id, severity)),
            Ok(("management-events-excluded", Severity::Error))
        );
        assert_eq!(
            rule_severity("CT-010=high").unwrap_err(),
            "`high` is not a severity; use note, warning or error"
        );
        assert!(
            rule_severity("CT-010")
                .unwrap_err()
                .contains("CT-010=error")
        );
    }
}
