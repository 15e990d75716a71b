//! Published modules that stand beside trails and make none: what they are named after in a module call is the trail that they
//! serve.

use super::address::{Address, Place};

/// Their addresses in the registry, each with its newest version that was read, of all that are tagged: none of their files
/// declares a trail or deploys a template. Where one lies on GitHub follows from its address.
///
/// Source: the tags of <https://github.com/terraform-aws-modules>, <https://github.com/cloudposse>,
/// <https://github.com/trussworks>.
const WITHOUT_TRAILS: [(&str, &str); 16] = [
    ("cloudposse/cloudtrail-cloudwatch-alarms/aws", "0.14.3"),
    ("cloudposse/cloudtrail-s3-bucket/aws", "0.31.0"),
    ("cloudposse/cloudwatch-logs/aws", "0.6.9"),
    ("cloudposse/iam-role/aws", "1.0.0"),
    ("cloudposse/kms-key/aws", "0.12.2"),
    ("cloudposse/label/null", "0.25.0"),
    ("cloudposse/s3-bucket/aws", "4.14.0"),
    ("cloudposse/s3-log-storage/aws", "2.0.0"),
    ("cloudposse/sns-topic/aws", "1.2.0"),
    ("cloudposse/stack-config/yaml", "1.8.0"),
    ("terraform-aws-modules/cloudwatch/aws", "5.7.2"),
    ("terraform-aws-modules/iam/aws", "6.5.0"),
    ("terraform-aws-modules/kms/aws", "4.2.0"),
    ("terraform-aws-modules/s3-bucket/aws", "5.15.4"),
    ("terraform-aws-modules/sns/aws", "7.1.0"),
    ("trussworks/s3-private-bucket/aws", "9.0.1"),
];

/// Whether a source is the address of one of them, or of a folder in it.
pub(crate) fn makes_no_trail(source: &str) -> bool {
    let Some(address) = Address::parse(source) else {
        return false;
    };
    // Examples call what a module stands beside.
    if address.submodule.starts_with("examples") {
        return false;
    }
    let is_at = |known: &str| match &address.place {
        Place::Registry(name) => known.eq_ignore_ascii_case(name),
        Place::GitHub(name) => {
            let mut parts = known.split('/');
            let parts = (parts.next(), parts.next(), parts.next());
            let (Some(owner), Some(module), Some(provider)) = parts else {
                return false;
            };
            let repository = format!("{owner}/terraform-{provider}-{module}");
            repository.eq_ignore_ascii_case(name)
        }
    };
    WITHOUT_TRAILS.iter().any(|(known, _)| is_at(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_known_by_their_addresses() {
        assert!(WITHOUT_TRAILS.is_sorted());
        for source in [
            "terraform-aws-modules/s3-bucket/aws",
            "registry.terraform.io/terraform-aws-modules/kms/aws",
            "tfr:///terraform-aws-modules/cloudwatch/aws//modules/log-group?version=5.7.2",
            "git::https://github.com/cloudposse/terraform-aws-cloudtrail-s3-bucket.git?ref=tags/0.3.1",
            "github.com/cloudposse/terraform-yaml-stack-config//modules/remote-state",
        ] {
            assert!(makes_no_trail(source), "{source}");
        }
        for source in [
            "cloudposse/cloudtrail/aws",
            "acme/s3-bucket/aws",
            "../terraform-aws-modules/s3-bucket/aws",
            "app.terraform.io/terraform-aws-modules/kms/aws",
            "github.com/cloudposse/terraform-aws-cloudtrail-cloudwatch-alarms//examples/complete",
        ] {
            assert!(!makes_no_trail(source), "{source}");
        }
    }
}
