//! The one model of a trail that every front end fills and every rule reads.

mod cases;
mod command;
mod management_events;
mod reason;
#[cfg(test)]
mod sample;
mod selectors;
mod values;
mod variant;
mod verdict;

pub(crate) use cases::any_of;
pub use management_events::ManagementEvents;
pub use selectors::{AdvancedSelector, EventSelector, FieldSelector, management_events};
pub use values::{Refused, Value};
pub use variant::{Aspect, Variant};
pub(crate) use verdict::leader_of;
pub use verdict::{Arrival, Verdict};

use crate::resolved::Resolved;
use crate::source::Span;

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

/// The attributes of a trail that a verdict depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attribute {
    IncludeGlobalServiceEvents,
    IsMultiRegionTrail,
    IsLogging,
    EventSelectors,
    AdvancedEventSelectors,
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

    /// `attribute = true` as this dialect writes it.
    #[must_use]
    pub fn assignment(self, attribute: Attribute, value: &str) -> String {
        let name = self.name_of(attribute);
        match self {
            Dialect::CloudFormation | Dialect::AwsCli => format!("{name}: {value}"),
            Dialect::Terraform | Dialect::Awscc | Dialect::TerraformPlan => {
                format!("{name} = {value}")
            }
        }
    }
}

/// One trail, whatever it was written in.
#[derive(Clone, Debug)]
pub struct Trail {
    /// `aws_cloudtrail.main`, `module.audit.aws_cloudtrail.this[0]`, a logical id, a trail's name.
    pub address: String,
    pub dialect: Dialect,
    /// The trail's header: `resource "aws_cloudtrail" "main"`, a logical id.
    pub declared: Span,
    /// Which named deployment (set of parameters, tfvars) it was judged in.
    pub deployment: Option<String>,
    /// Whether the resource exists at all. `Unset` does not occur.
    pub created: Resolved<bool>,
    pub include_global_service_events: Resolved<bool>,
    pub is_multi_region_trail: Resolved<bool>,
    pub is_logging: Resolved<bool>,
    /// Which management events the selectors take. `Unset`: there are no selectors, which means all.
    pub management_events: Resolved<ManagementEvents>,
    /// `us-east-1`. `Unset` where the dialect's code does not say.
    pub home_region: Resolved<String>,
}

impl Trail {
    /// The flag with the dialect's default for what is left out.
    #[must_use]
    pub fn flag(&self) -> Resolved<bool> {
        self.include_global_service_events
            .clone()
            .or_default(self.dialect.flag_default())
            .decided()
    }

    /// Multi-Region or not; left out is false in every dialect (API reference of `CreateTrail`).
    #[must_use]
    pub fn multi_region(&self) -> Resolved<bool> {
        self.is_multi_region_trail
            .clone()
            .or_default(false)
            .decided()
    }

    /// Whether the trail logs. Left out is true in Terraform (`enable_logging` defaults to true); CloudFormation
    /// requires it, so a template that leaves it out does not deploy and the question does not arise.
    #[must_use]
    pub fn logging(&self) -> Resolved<bool> {
        self.is_logging.clone().or_default(true).decided()
    }

    /// Which management events the trail takes; without selectors, all.
    #[must_use]
    pub fn management_events_taken(&self) -> Resolved<ManagementEvents> {
        self.management_events
            .clone()
            .or_default(ManagementEvents::All)
            .decided()
    }
}

/// Something worth saying that is no finding about a trail's value: a module that could not be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub span: Span,
    pub message: String,
    pub help: Option<String>,
}

/// The trails that share an account as far as the code can tell: one stack, one root module per provider
/// configuration, one plan, one account's `describe-trails` output. Rules run per scope.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub trails: Vec<Trail>,
    pub unreadable: Vec<crate::diagnostic::Unreadable>,
    pub remarks: Vec<Remark>,
}

/// What a front end made of one unit of work.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    pub scopes: Vec<Scope>,
    pub problems: Vec<crate::diagnostic::Problem>,
    /// The files that were parsed for it.
    pub parsed: Vec<crate::source::SourceId>,
}
