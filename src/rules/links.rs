//! The pages that rules point to: title and address.

pub(super) type Link = (&'static str, &'static str);

pub(super) const CREATE_TRAIL: Link = (
    "CloudTrail API reference: CreateTrail",
    "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html",
);
pub(super) const EVENT_SELECTOR: Link = (
    "CloudTrail API reference: EventSelector",
    "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html",
);
pub(super) const CONCEPTS: Link = (
    "CloudTrail user guide: concepts (global service events)",
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html",
);
pub(super) const COSTS: Link = (
    "CloudTrail user guide: managing trail costs",
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-manage-costs.html",
);
pub(super) const CLOUDFORMATION: Link = (
    "CloudFormation reference: AWS::CloudTrail::Trail",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudtrail-trail.html",
);
pub(super) const TERRAFORM: Link = (
    "Terraform AWS provider: aws_cloudtrail",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail",
);
pub(super) const AWS_CONFIG: Link = (
    "AWS Config: cloudtrail-security-trail-enabled",
    "https://docs.aws.amazon.com/config/latest/developerguide/cloudtrail-security-trail-enabled.html",
);
pub(super) const CT_005: Link = (
    "Trend: CT-005, CloudTrail Global Services Enabled",
    "https://www.trendmicro.com/trendaivisiononecloudriskmanagement/knowledge-base/aws/CloudTrail/cloudtrail-global-services-enabled.html",
);
pub(super) const CT_010: Link = (
    "Trend: CT-010, CloudTrail Management Events",
    "https://www.trendmicro.com/trendaivisiononecloudriskmanagement/knowledge-base/aws/CloudTrail/management-events.html",
);
