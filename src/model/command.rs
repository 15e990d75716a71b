//! The AWS CLI commands that change a trail which is already there. One that is written in code has none: code is
//! mended in its files.

use super::Trail;
use super::limits::MAX_CHARS_OF_TRAIL_NAME;
use super::region::is_region;

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

    /// Why none of its commands is said, a clause; `None` where they are, and where nothing says what it is called.
    #[must_use]
    pub fn why_no_command(&self) -> Option<&'static str> {
        let name = self.live.as_ref()?.name.as_deref()?;
        (!is_trail_name(name) && !is_trail_arn(name)).then_some(
            "`CreateTrail` accepts no such name, and the AWS CLI could take it for a file or an option",
        )
    }

    fn command(&self, operation: &str, options: &str) -> Option<String> {
        let live = self.live.as_ref()?;
        let region = self.home_region.value().filter(|region| is_region(region));
        let region = region.map(|region| format!(" --region {region}"));
        let name = live.name.as_deref()?;
        if self.why_no_command().is_some() {
            return None;
        }
        Some(format!(
            "aws cloudtrail {operation} --name {name}{options}{}",
            region.unwrap_or_default()
        ))
    }
}

/// Whether a trail can be called so: whatever else stands where a name does may be an option or a file to the AWS CLI
/// (`file://`), or something to a shell.
///
/// Source: API reference of `CreateTrail`: letters, digits, periods, underscores and dashes, the first a letter or a digit, up to
/// 128 of them.
pub(crate) fn is_trail_name(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    begins && text.len() <= MAX_CHARS_OF_TRAIL_NAME && text.chars().all(is_plain)
}

/// Whether a text is the ARN of a trail.
///
/// Source: API reference of `CreateTrail` (`arn:aws:cloudtrail:us-east-2:123456789012:trail/MyTrail`).
fn is_trail_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let ["arn", partition, "cloudtrail", region, account, trail] = parts.as_slice() else {
        return false;
    };
    let is_account = account.chars().all(|c| c.is_ascii_digit());
    let name = trail.strip_prefix("trail/");
    is_trail_name(partition) && is_region(region) && is_account && name.is_some_and(is_trail_name)
}

#[cfg(test)]
mod tests {
    use crate::model::test_trail::trail;
    use crate::model::{Live, Trail};
    use crate::resolved::Resolved;

    #[test]
    fn only_a_trail_that_is_there_has_commands() {
        let mut trail = trail();
        assert_eq!(trail.update_command(), None);
        trail.live = Some(Box::new(Live {
            name: Some("audit".into()),
            of_organization: true,
            takes_data_events: Some(false),
        }));
        trail.home_region = Resolved::known("eu-west-1".into());
        assert_eq!(
            trail.start_logging_command().as_deref(),
            Some("aws cloudtrail start-logging --name audit --region eu-west-1")
        );
        assert_eq!(
            trail.exclude_command().as_deref(),
            Some(
                "aws cloudtrail update-trail --name audit --no-include-global-service-events --region eu-west-1"
            )
        );
    }

    #[test]
    fn a_trail_of_an_organization_is_changed_in_the_management_account() {
        let mut trail = trail();
        assert_eq!(trail.run_it("x"), "Run `x`");
        trail.live = Some(Box::new(Live {
            name: Some("all".into()),
            of_organization: true,
            takes_data_events: Some(false),
        }));
        assert!(
            trail
                .run_it("x")
                .ends_with("management account, or as its delegated administrator")
        );
    }

    #[test]
    fn only_what_a_trail_can_be_called_stands_in_a_command() {
        let mut trail = trail();
        let command = |trail: &mut Trail, name: &str, region: &str| {
            trail.live = Some(Box::new(Live {
                name: Some(name.into()),
                of_organization: false,
                takes_data_events: Some(false),
            }));
            trail.home_region = Resolved::known(region.into());
            trail.start_logging_command()
        };
        for name in [
            "management-events",
            "Audit_2024.v2",
            "arn:aws:cloudtrail:us-east-1:123456789012:trail/main",
        ] {
            let said = format!("aws cloudtrail start-logging --name {name} --region eu-west-1");
            assert_eq!(command(&mut trail, name, "eu-west-1"), Some(said));
            assert_eq!(trail.why_no_command(), None);
        }
        for name in [
            "",
            "-y",
            "file:///root/.aws/credentials",
            "fileb://x",
            "https://example.com/x",
            "my trail",
            "a;rm -rf $HOME",
            "it's",
            "~root",
            "=ls",
            "a\n::error::b",
            "caf\u{e9}",
            "arn:aws:cloudtrail:us-east-1:123456789012:trail/$(x)",
            "arn:aws:cloudtrail:file://x:123456789012:trail/main",
            "arn:aws:s3:::bucket",
        ] {
            assert_eq!(command(&mut trail, name, "eu-west-1"), None, "{name}");
            assert!(trail.why_no_command().is_some(), "{name}");
        }
        for region in [
            "--endpoint-url=https://example.com",
            "file:///x",
            "-y",
            "us-east-1 -x",
        ] {
            let said = "aws cloudtrail start-logging --name main".to_owned();
            assert_eq!(command(&mut trail, "main", region), Some(said));
        }
    }
}
