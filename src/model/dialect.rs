//! The languages a trail is written in: what they call its attributes, and what is left out means.

use super::attribute::Attribute;

/// The language a trail is written in; decides names and defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// `AWS::CloudTrail::Trail`
    CloudFormation,
    /// `aws_cloudtrail`
    Terraform,
    /// `awscc_cloudtrail_trail`: Terraform's syntax over CloudFormation's schema and defaults.
    Awscc,
    /// `aws_cloudtrail` or `awscc_cloudtrail_trail` in the JSON of `terraform show`.
    TerraformPlan,
    /// The JSON of `aws cloudtrail describe-trails` and its kin.
    AwsCli,
}

impl Dialect {
    /// The `kind` of the JSON output.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Dialect::CloudFormation => "cloudformation",
            Dialect::Terraform | Dialect::Awscc => "terraform",
            Dialect::TerraformPlan => "terraform-plan",
            Dialect::AwsCli => "awscli",
        }
    }

    /// What the attribute is called.
    ///
    /// Source: the `AWS::CloudTrail::Trail` reference; `internal/service/cloudtrail/trail.go` of the AWS provider;
    /// the Cloud Control provider derives its names from CloudFormation's schema.
    #[must_use]
    pub fn name_of(self, attribute: Attribute) -> &'static str {
        use Attribute as A;
        use Dialect as D;
        match (self, attribute) {
            (D::CloudFormation | D::AwsCli, A::IncludeGlobalServiceEvents) => {
                "IncludeGlobalServiceEvents"
            }
            (_, A::IncludeGlobalServiceEvents) => "include_global_service_events",
            (D::CloudFormation | D::AwsCli, A::IsMultiRegionTrail) => "IsMultiRegionTrail",
            (_, A::IsMultiRegionTrail) => "is_multi_region_trail",
            (D::CloudFormation | D::AwsCli, A::IsLogging) => "IsLogging",
            (D::Awscc, A::IsLogging) => "is_logging",
            (_, A::IsLogging) => "enable_logging",
            (D::CloudFormation | D::AwsCli, A::EventSelectors) => "EventSelectors",
            (D::Awscc, A::EventSelectors) => "event_selectors",
            (_, A::EventSelectors) => "event_selector",
            (D::CloudFormation | D::AwsCli, A::AdvancedEventSelectors) => "AdvancedEventSelectors",
            (D::Awscc, A::AdvancedEventSelectors) => "advanced_event_selectors",
            (_, A::AdvancedEventSelectors) => "advanced_event_selector",
        }
    }

    /// What the flag is when it is left out.
    ///
    /// Terraform: true (`Default: true` in the provider's schema, always sent on create). CloudFormation and the
    /// Cloud Control API: false (the user guide said so until 2019-04, and a template that leaves it out beside
    /// `IsMultiRegionTrail: true` is refused, which the API does for false only). Plans and API output
    /// carry the value; a plan's provider default is true.
    #[must_use]
    pub fn flag_default(self) -> bool {
        match self {
            Dialect::CloudFormation | Dialect::Awscc => false,
            Dialect::Terraform | Dialect::TerraformPlan | Dialect::AwsCli => true,
        }
    }

    /// Who applies that default, for a sentence.
    #[must_use]
    pub fn default_of(self) -> &'static str {
        match self {
            Dialect::CloudFormation => "CloudFormation",
            Dialect::Awscc => "the Cloud Control API",
            Dialect::Terraform | Dialect::TerraformPlan => "the AWS provider",
            Dialect::AwsCli => "the CloudTrail API",
        }
    }
}
