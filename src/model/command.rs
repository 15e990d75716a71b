//! The AWS CLI commands that change a trail which is already there. One that is written in code has none: code is
//! mended in its files.

use super::Trail;

/// The option that widens a trail to all Regions.
const MULTI_REGION: &str = " --is-multi-region-trail";

impl Trail {
    /// The command that makes the trail record global service events. Home Region as far as it is known; the update
    /// must go to it, or AWS answers `InvalidHomeRegionException`.
    ///
    /// Source: `aws cloudtrail update-trail` reference; multi-Region is set with the flag because a single-Region
    /// trail outside the partition's leader Region gets no global service events (API reference of `UpdateTrail`).
    #[must_use]
    pub fn update_command(&self) -> Option<String> {
        let options = format!(" --include-global-service-events{MULTI_REGION}");
        self.command("update-trail", &options)
    }

    /// The command that makes a single-Region trail leave global service events out.
    #[must_use]
    pub fn exclude_command(&self) -> Option<String> {
        self.command("update-trail", " --no-include-global-service-events")
    }

    /// The command that turns the trail's logging on.
    #[must_use]
    pub fn start_logging_command(&self) -> Option<String> {
        self.command("start-logging", "")
    }

    /// What asks for a command to be run, and where, and what it costs: a sentence without its full stop.
    #[must_use]
    pub fn run_it(&self, command: &str) -> String {
        let who = self.run_as().map(|who| format!(" {who}"));
        let cost = self.cost_of(command).map(|cost| format!(" ({cost})"));
        format!(
            "Run `{command}`{}{}",
            who.unwrap_or_default(),
            cost.unwrap_or_default()
        )
    }

    /// What a command makes AWS charge for, a clause; `None` where nothing is known to.
    ///
    /// Source: `CloudTrail` user guide, "Logging data events": additional charges apply, and a multi-Region trail records those of
    /// all Regions.
    #[must_use]
    pub fn cost_of(&self, command: &str) -> Option<&'static str> {
        let widens =
            command.contains(MULTI_REGION) && self.is_multi_region_trail.value() != Some(&true);
        match self.live.as_ref().filter(|_| widens)?.takes_data_events {
            Some(true) => {
                Some("it then records the data events of all Regions, which AWS charges for")
            }
            Some(false) => None,
            None => Some(
                "if its event selectors take data events, it then records those of all Regions, which AWS charges for",
            ),
        }
    }

    /// Where its commands are run, and as whom, unless that is the account that it was described in.
    #[must_use]
    pub fn run_as(&self) -> Option<&'static str> {
        let live = self.live.as_ref()?;
        live.of_organization.then_some(
            "in the organization's management account, or as its delegated administrator",
        )
    }

    fn command(&self, operation: &str, options: &str) -> Option<String> {
        let live = self.live.as_ref()?;
        let region = self
            .home_region
            .value()
            .map(|region| format!(" --region {}", shell_quoted(region)))
            .unwrap_or_default();
        // A name that starts with a dash would be read as an option of its own.
        let name = live.name.as_deref()?;
        let between = if name.starts_with('-') { "=" } else { " " };
        let name = shell_quoted(name);
        Some(format!(
            "aws cloudtrail {operation} --name{between}{name}{options}{region}"
        ))
    }
}

/// A word as a POSIX shell reads it back (XCU 2.2.2: nothing is special between single quotes). A trail's name has none
/// of the characters that could break a line, mislead a terminal or steer the runner of a CI job (API reference of
/// `CreateTrail`); a name that does comes from hostile output, and goes between `$'…'` (XCU 2.2.4 of 2024), byte by byte.
fn shell_quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    let printed = |c: char| c == ' ' || c.is_ascii_graphic();
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else if word.chars().all(printed) && !word.contains("##") {
        format!("'{}'", word.replace('\'', r"'\''"))
    } else {
        let bytes = word.bytes().map(|byte| match byte {
            b if b.is_ascii_alphanumeric() || b == b' ' => char::from(b).to_string(),
            b => format!("\\{b:03o}"),
        });
        format!("$'{}'", bytes.collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::shell_quoted;
    use crate::model::Live;
    use crate::model::test_trail::trail;
    use crate::resolved::Resolved;

    #[test]
    fn only_a_trail_that_is_there_has_commands() {
        let mut trail = trail();
        assert_eq!(trail.update_command(), None);
        trail.live = Some(Live {
            name: Some("-audit trail".into()),
            of_organization: true,
            takes_data_events: Some(false),
        });
        trail.home_region = Resolved::known("eu-west-1".into());
        assert_eq!(
            trail.start_logging_command().as_deref(),
            Some("aws cloudtrail start-logging --name='-audit trail' --region eu-west-1")
        );
        assert_eq!(
            trail.exclude_command().as_deref(),
            Some(
                "aws cloudtrail update-trail --name='-audit trail' --no-include-global-service-events --region eu-west-1"
            )
        );
    }

    #[test]
    fn a_trail_of_an_organization_is_changed_in_the_management_account() {
        let mut trail = trail();
        assert_eq!(trail.run_it("x"), "Run `x`");
        trail.live = Some(Live {
            name: Some("all".into()),
            of_organization: true,
            takes_data_events: Some(false),
        });
        assert!(
            trail
                .run_it("x")
                .ends_with("management account, or as its delegated administrator")
        );
    }

    #[test]
    fn words_are_quoted_only_where_a_shell_would_change_them() {
        assert_eq!(shell_quoted("management-events"), "management-events");
        assert_eq!(
            shell_quoted("arn:aws:cloudtrail:us-east-1:123456789012:trail/main"),
            "arn:aws:cloudtrail:us-east-1:123456789012:trail/main"
        );
        assert_eq!(shell_quoted(""), "''");
        assert_eq!(shell_quoted("my trail"), "'my trail'");
        assert_eq!(shell_quoted("a;rm -rf $HOME"), "'a;rm -rf $HOME'");
        assert_eq!(shell_quoted("it's"), r"'it'\''s'");
        assert_eq!(shell_quoted("~root"), "'~root'");
        assert_eq!(
            shell_quoted("a\n::error::b"),
            r"$'a\012\072\072error\072\072b'"
        );
        assert_eq!(
            shell_quoted("##vso[x\u{202e}"),
            r"$'\043\043vso\133x\342\200\256'"
        );
    }
}
